"""What the learner answered, kept in a file of their own, so that it is there when a cell runs again.

Nothing is sent anywhere. `export()` writes a small file for the teacher, by the learner's own act; `summary()` reads
the files of a class.
"""

import contextlib
import json
import math
import os
import time
from collections import Counter
from html import escape
from pathlib import Path
from typing import NamedTuple

FILE = "my_answers.json"  # in the folder of the notebook
PATIENCE = 2.0  # seconds to wait for another notebook that is writing at this moment
TRIES = 10  # of one question: the first one, and the last ones
ASKED = "question", "of", "typed", "right", "actual", "mistake"  # what a teacher gets to see of a prediction

_unsaved = {}  # what could not be written, by file, as in the file
_said = set()  # troubles that were told already


def file():
    """Return the file in which answers are kept, or None; MICROGRAD_ANSWERS names another one, or, empty, none."""
    name = os.environ.get("MICROGRAD_ANSWERS", FILE)
    return Path(name).absolute() if name else None


def keep(key, record, part="predictions"):
    """Keep one try at a question; return a sentence to be shown if the file has a trouble that was not told yet."""
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
            _write(path, book)
        waiting.clear()
    except OSError as error:
        trouble = (
            f"Your answers can't be written to {path.name} ({error.strerror or type(error).__name__}): "
            "they last until the kernel is restarted."
        )
    return _once(path, trouble)


def kept(part="predictions"):
    """Return all tries by question, each a list of records, the first one first."""
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
    if len(all_tries) > TRIES:
        between = all_tries[1 : 1 - TRIES]
        all_tries[1 : 1 - TRIES] = [one for one in between if one.get("right") is True][:1]  # what was solved stays so


def _once(path, trouble):
    if not trouble or (path, trouble) in _said:
        return ""
    _said.add((path, trouble))
    return trouble


# The file, which two notebooks may have open at once.


def _read(path):
    """Return what a file of answers holds; OSError if it can't be opened, ValueError if it is no such file."""
    return _sound(json.loads(_patiently(lambda: path.read_text(encoding="utf-8"))))


def _sound(book):
    for part in book.values() if isinstance(book, dict) else [None]:
        for tries in part.values() if isinstance(part, dict) else [None]:
            if not isinstance(tries, list) or not all(isinstance(one, dict) for one in tries):
                raise ValueError("a file of answers holds lists of answers, by question, by part")
    return book


def _opened(path):
    """Return what the file holds, and trouble in words; a file that can't be read is put aside, never overwritten."""
    try:
        return _read(path), ""
    except FileNotFoundError:
        return {}, ""
    except (ValueError, RecursionError):
        aside = path.with_name(f"{path.stem}-unreadable-{time.time():.0f}{path.suffix}")
        _patiently(lambda: path.replace(aside))
        return {}, f"{path.name} could not be read. It is {aside.name} now, and a new one was begun."


def _write(path, book):
    """Replace the file in one stroke: whoever reads it finds the old answers or the new ones."""
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
    """Hold a lock: what two notebooks write at the same moment is written by one after the other."""
    lock = path.with_name(f".{path.name}.lock")
    end = time.monotonic() + PATIENCE
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            if time.monotonic() > end:  # whoever made it ended before it was done
                lock.unlink(missing_ok=True)
        except PermissionError:
            if os.name != "nt" or time.monotonic() > end:  # Windows says so of a file that is just being deleted
                raise
        time.sleep(0.01)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.unlink()


def _patiently(act):
    """Return act(), tried again for a while if Windows refuses: another notebook has the file open at this moment."""
    for _ in range(20 if os.name == "nt" else 0):
        try:
            return act()
        except PermissionError:
            time.sleep(0.02)
    return act()


# For the teacher.


def export(file="", name=""):
    """Write the learner's answers into a small file for the teacher, and say what it holds; nothing is sent."""
    path = Path(file or f"answers{'_' * bool(name)}{''.join(c if c.isalnum() else '_' for c in name)}.json")
    tries = {key: [_for_teacher(one) for one in answered] for key, answered in kept().items() if answered}
    checked = {key: [_of_exercise(key, one) for one in found] for key, found in kept("checks").items() if found}
    if not tries and not checked:
        print("There is nothing to export yet: nothing was predicted or checked in this folder.")
    elif path.exists() and not _is_export(path):
        print(f"{path} exists already and holds something else: choose another name, such as export('mine.json').")
    else:
        try:
            _write(path, {"name": name, "predictions": tries, "checks": checked})
        except OSError as error:
            print(f"{path} can't be written: {error.strerror or type(error).__name__}.")
        else:
            print(_said_of(path, name, tries, checked))


def _for_teacher(record):
    return {what: record.get(what) for what in ASKED}


def _of_exercise(key, record):
    return {"of": "exercise", "question": key, "right": record.get("right"), "mistake": record.get("mistake")}


def _said_of(path, name, tries, checked):
    right = sum(answered[0].get("right") is True for answered in tries.values())
    solved = sum(any(one["right"] is True for one in found) for found in checked.values())
    parts = [f"{_several(len(tries), 'prediction')}, {right} of them right at first"] if tries else []
    parts += [f"{_several(len(checked), 'exercise')}, {solved} of them solved"] if checked else []
    under = f"under the name {name}" if name else "without a name"
    return (
        f"{path} holds your answers to {' and '.join(parts)}, {under}. It holds the numbers that you predicted, whether "
        "each exercise was right, and the hint that it got; nothing else about you. "
        "Nothing was sent: give it to your teacher if you wish."
    )


def _several(count, thing):
    return f"{count} {thing}{'s' * (count != 1)}"


def _is_export(path):
    with contextlib.suppress(OSError, ValueError, RecursionError):
        return "name" in json.loads(path.read_text(encoding="utf-8"))
    return False


def summary(*files):
    """Return what a class answered, from its exported files or the folders that hold them, as a table."""
    paths = []
    for path in map(Path, files or ["."]):
        paths += sorted(path.glob("*.json")) if path.is_dir() else [path]
    books, unread = [], []
    for path in paths:
        try:
            book = json.loads(path.read_text(encoding="utf-8"))
            parts = _sound({"predictions": book["predictions"], "checks": book.get("checks", {})})
            books.append(parts["predictions"] | parts["checks"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            unread.append(path.name)
    return Summary(books, unread)


class Asked(NamedTuple):
    """One question, and what a class answered."""

    question: str
    actual: object
    answered: int
    at_first: int  # how many had it right with their first try
    in_the_end: int
    mistakes: Counter  # of the wrong first tries


class Summary:
    """What a class answered: per question how many were right, and which mistakes they made."""

    def __init__(self, books, unread=()):
        self.learners = len(books)
        self.unread = list(unread)
        tries = {}
        for book in books:
            for key, answered in book.items():
                if answered:
                    tries.setdefault(key, []).append(answered)
        self.rows = [_asked(learners) for learners in tries.values()]

    def __repr__(self):
        table = [HEAD, *map(_cells, self.rows)]
        widths = [max(map(len, column)) for column in zip(*table)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table]
        return "\n".join([self._title(), *lines] if self.rows else [self._title()])

    def _repr_html_(self):
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in HEAD)
        cells = ["".join(f"<td>{escape(cell)}</td>" for cell in _cells(row)) for row in self.rows]
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        caption = escape(self._title())
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _title(self):
        title = f"{self.learners} learner{'s' * (self.learners != 1)}"
        return f"{title}; no answers in {', '.join(self.unread)}" if self.unread else title


HEAD = "question", "it is", "answered", "right at first", "right in the end", "mistakes at first"


def _asked(learners):
    """Return what several learners' tries at one question come to."""
    first, last = [tries[0] for tries in learners], [tries[-1] for tries in learners]
    wrong = [one for one in first if one.get("right") is not True]
    return Asked(
        f"{first[0].get('of')}: {first[0].get('question')}"[:80],
        first[0].get("actual"),
        len(first),
        len(first) - len(wrong),
        sum(one.get("right") is True for one in last),
        Counter(str(one.get("mistake") or "other")[:80] for one in wrong),
    )


def _cells(row):
    actual = "" if row.actual is None else row.actual  # an exercise has no one number
    shown = f"{actual:.4g}" if isinstance(actual, float) and math.isfinite(actual) else str(actual)[:20]
    mistakes = ", ".join(f"{name} ×{times}" for name, times in row.mistakes.most_common())
    return row.question, shown, str(row.answered), str(row.at_first), str(row.in_the_end), mistakes
