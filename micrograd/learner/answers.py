"""The learner's answers, kept in a file of their own, so that they are still there when a cell runs again."""

import contextlib
import errno
import json
import os
import stat
import time
from pathlib import Path

FILE = "my_answers.json"  # in the folder of the notebook
PATIENCE = 2.0  # seconds to wait while another notebook is writing
TRIES = 10  # kept for each question: the first one and the latest ones
ENOUGH = 3  # different wrong numbers after which the right one shows

_unsaved = {}  # what could not be written, by file, laid out as in the file
_said = set()  # troubles that were already reported


def file():
    """Return the file that answers are kept in, or None; MICROGRAD_ANSWERS names another one or, if empty, none."""
    name = os.environ.get("MICROGRAD_ANSWERS", FILE)
    if not name:
        return None
    try:
        return Path(name).absolute()
    except OSError:  # the folder that the kernel is in was deleted: writing there will say so
        return Path(name)


def keep(key, record, part="predictions"):
    """Keep one try at a question; return a sentence to show if the file has a trouble not reported before, else ""."""
    path = file()
    waiting = _unsaved.setdefault(path, {})
    _add(waiting, part, key, [record])
    if path is None:
        return ""
    try:
        with _alone(path):
            book, trouble = _opened(path)
            for name, questions in waiting.items():
                for question, tries in questions.items():
                    _add(book, name, question, tries)
            write(path, book)
        waiting.clear()
    except OSError as error:
        trouble = (
            f"Your answers can't be written to {path.name} ({error.strerror or type(error).__name__}): "
            "they last until the kernel is restarted."
        )
    return _once(path, trouble)


def kept(part="predictions"):
    """Return all tries by question, each a list of records, oldest first."""
    path = file()
    book = {}
    with contextlib.suppress(OSError, ValueError, RecursionError):
        book = path and _read(path) or {}
    for question, tries in _unsaved.get(path, {}).get(part, {}).items():
        _add(book, part, question, tries)
    return book.get(part, {})


def _add(book, part, question, tries):
    all_tries = book.setdefault(part, {}).setdefault(question, [])
    all_tries += tries
    while len(all_tries) > TRIES:
        del all_tries[_least_telling(all_tries)]


def _least_telling(tries):
    """Return the index of the try to forget: one whose number came again, else the oldest one after the first."""
    solved = next((k for k, one in enumerate(tries) if one.get("right") is True), 0)  # once solved, it stays so
    between = [k for k in range(1, len(tries) - 1) if k != solved]
    numbers = [one.get("number") for one in tries]
    repeated = [k for k in between if numbers[k] is not None and numbers[k] in numbers[k + 1 :]]
    return (repeated or between)[0]


def _once(path, trouble):
    if not trouble or (path, trouble) in _said:
        return ""
    _said.add((path, trouble))
    return trouble


# Predictions: the right number stays hidden until one was right, it was asked for, or enough were wrong.


def tried(key, number, record, part="predictions"):
    """Keep a try at a prediction, whose record says at least "typed" and "right"; return the record as it was kept.

    It gets "number", what was typed as a number; "nth", its place among the tries with different numbers; "shown",
    whether the right number had been shown before; and "trouble", not kept, what `keep` returned.
    """
    before = kept(part).get(key, [])
    number = f"{number + 0.0:.6g}"  # as a text, since JSON has no nan; -0.0 + 0.0 is 0.0
    nth = len({*(_number_of(one) for one in before if one.get("typed") != ""), number})
    record = record | {"number": number, "nth": nth, "shown": shows(before)}
    return record | {"trouble": keep(key, record, part)}


def asked_for(key, record, part="predictions"):
    """Keep that the right number was asked for; record says what is asked. Return the record as `tried` does."""
    record = record | {"typed": "", "right": False, "shown": True}
    return record | {"trouble": keep(key, record, part)}


def shows(tries):
    """Return whether the right number shows after these tries; in old files each try without "shown" showed it."""
    wrong = {_number_of(one) for one in tries if one.get("right") is not True}
    return len(wrong) >= ENOUGH or any(one.get("right") is True or one.get("shown", True) for one in tries)


def right_at_first(tries):
    """Return whether the first of these tries was right."""
    return bool(tries) and tries[0].get("right") is True


def right_in_the_end(tries):
    """Return whether one of these tries was right before the number was shown."""
    return any(one.get("right") is True and one.get("shown") is not True for one in tries)


def _number_of(record):
    return str(record.get("number", record.get("typed")))


# The file, which two notebooks may have open at once.


def _read(path):
    """Return the contents of an answers file; raise OSError if it can't be opened, ValueError if it is not one."""
    return checked(json.loads(_patiently(lambda: read_text(path))))


def read_text(path):
    """Return the text of a file; raise OSError if it is none that has an end, such as a pipe or a device."""
    if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
        raise OSError(errno.EINVAL, "it is no ordinary file")
    return path.read_text(encoding="utf-8")


def checked(book):
    """Return the contents of an answers file; raise ValueError if they are not of that form."""
    for part in book.values() if isinstance(book, dict) else [None]:
        for tries in part.values() if isinstance(part, dict) else [None]:
            if not isinstance(tries, list) or not all(isinstance(one, dict) for one in tries):
                raise ValueError("a file of answers holds lists of answers, by question, by part")
    return book


def _opened(path):
    """Return the file's contents, and any trouble in words; an unreadable file is set aside, never overwritten."""
    try:
        return _read(path), ""
    except FileNotFoundError:
        return {}, ""
    except (ValueError, RecursionError):
        aside = path.with_name(f"{path.stem}-unreadable-{time.time():.0f}{path.suffix}")
        _patiently(lambda: path.replace(aside))
        return {}, f"{path.name} could not be read. It is {aside.name} now, and a new one was begun."


def write(path, book):
    """Replace the file atomically: a reader finds either the old answers or the new ones."""
    path = path.resolve()  # a link stays one, and what it leads to is replaced
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(draft, "w", encoding="utf-8") as out:
            json.dump(book, out, ensure_ascii=False, indent=1, default=str)
            out.flush()
            os.fsync(out.fileno())
        _patiently(lambda: draft.replace(path))
    finally:
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(path):
    """Hold a lock, so that two notebooks never write at the same moment."""
    lock = path.with_name(f".{path.name}.lock")
    end = time.monotonic() + PATIENCE
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            if time.monotonic() > end:  # whoever took the lock died before releasing it
                lock.unlink(missing_ok=True)
        except PermissionError:
            if os.name != "nt" or time.monotonic() > end:  # what Windows says of a file that is just being deleted
                raise
        time.sleep(0.01)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.unlink()


def _patiently(act):
    """Return act(), retried for a while if Windows refuses because another notebook has the file open."""
    for _ in range(20 if os.name == "nt" else 0):
        try:
            return act()
        except PermissionError:
            time.sleep(0.02)
    return act()
