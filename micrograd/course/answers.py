"""The learner's answers as a teacher sees them: `export()` writes them to a small file, `summary()` counts a class's.

Nothing is sent anywhere: it is up to the learner to export.
"""

import contextlib
import json
import math
import os
from collections import Counter
from html import escape
from pathlib import Path
from typing import NamedTuple

from micrograd.learner.answers import FILE, checked, kept, read_text, right_at_first, right_in_the_end, write
from micrograd.learner.words import one_line

ASKED = "question", "of", "typed", "right", "actual", "mistake"  # the parts of a prediction that a teacher gets to see
LONGEST = 40  # letters of a name in a file's name: a disk allows 255 bytes, and a letter may take four
TRIED = "nth", "shown"  # and of a try: its place among different ones, and whether the number had been shown before


def export(file="", name=""):
    """Write the learner's answers to a small file for the teacher, and print what it holds; nothing is sent."""
    name = "".join(c if c.isprintable() else " " for c in str(name)).strip()
    if not isinstance(file, (str, os.PathLike)):
        print("Give the name of the file in quotes, as in export('mine.json').")
        return
    path = Path(file or _file_for(name))
    tries = {key: [_for_teacher(one) for one in answered] for key, answered in kept().items() if answered}
    checked = {key: [_of_exercise(key, one) for one in found] for key, found in kept("checks").items() if found}
    if not tries and not checked:
        print("There is nothing to export yet: nothing was predicted or checked in this folder.")
    elif _is_there(path) and not _is_export(path):
        print(f"{path} exists already and holds something else: choose another name, such as export('mine.json').")
    else:
        try:
            write(path, {"name": name, "predictions": tries, "checks": checked})
        except (OSError, ValueError) as error:  # a file name may have signs that no file can have
            said = getattr(error, "strerror", None) or str(error) or type(error).__name__
            print(f"{one_line(str(path))} can't be written: {one_line(said)}. Your answers are where they were.")
        else:
            print(_said_of(path, name, tries, checked))


def _for_teacher(record):
    return {what: record.get(what) for what in ASKED} | _of_try(record)


def _of_exercise(key, record):
    about = {"of": "exercise", "question": key, "right": record.get("right"), "mistake": record.get("mistake")}
    return about | _of_try(record)


def _of_try(record):
    return {what: record[what] for what in TRIED if what in record}


def _said_of(path, name, tries, checked):
    first, last = (sum(map(right, tries.values())) for right in (right_at_first, right_in_the_end))
    solved = sum(any(one["right"] is True for one in found) for found in checked.values())
    parts = [f"{_several(len(tries), 'prediction')}, {first} right at first and {last} in the end"] if tries else []
    parts += [f"{_several(len(checked), 'exercise')}, {solved} of them solved"] if checked else []
    under = f"under the name {name}" if name else "without a name"
    return (
        f"{path} holds your answers to {' and '.join(parts)}, {under}. It holds the numbers you predicted, whether "
        "each exercise was right, and the hint that it got; nothing else about you. "
        "Nothing was sent: give it to your teacher if you wish."
    )


def _several(count, thing):
    return f"{count} {thing}{'s' * (count != 1)}"


def _file_for(name):
    """Return the file for a name: short enough for any disk, and not one that holds another name's answers."""
    plain = "".join(c if c.isalnum() else "_" for c in name)[:LONGEST]
    stem = f"answers{'_' * bool(plain)}{plain}"
    files = (Path(f"{stem}{n}.json") for n in ("", *(f"_{n}" for n in range(2, 1000))))
    return next(path for path in files if not name or _name_in(path) in (None, name))


def _name_in(path):
    """Return the name in an exported file, None if there is no such file."""
    with contextlib.suppress(OSError, ValueError, RecursionError, AttributeError):
        return json.loads(read_text(path)).get("name")
    return None


def _is_export(path):
    with contextlib.suppress(OSError, ValueError, RecursionError):
        return "name" in json.loads(read_text(path))
    return False


def _is_there(path):
    with contextlib.suppress(OSError, ValueError):
        return path.exists()
    return False


def summary(*files):
    """Return a table of a class's answers, from its exported files or the folders that hold them."""
    paths = []
    for path in map(Path, map(str, files or ["."])):
        paths += sorted(one for one in path.glob("*.json") if one.name != FILE) if path.is_dir() else [path]
    books, unread = [], []
    for path in paths:
        try:
            book = json.loads(read_text(path))
            parts = checked({"predictions": book["predictions"], "checks": book.get("checks", {})})
            books.append(parts["predictions"] | parts["checks"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            unread.append(path.name)
    return Summary(books, unread)


class Asked(NamedTuple):
    """One question, and a class's answers to it."""

    question: str
    actual: object
    answered: int
    at_first: int  # how many learners were right at the first try
    in_the_end: int  # and how many before the number was shown
    mistakes: Counter  # among the wrong first tries


class Summary:
    """A class's answers: how many were right for each question, and which mistakes were made."""

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
    """Return the totals of several learners' tries at one question."""
    first = [tries[0] for tries in learners]
    wrong = [one for one in first if one.get("right") is not True]
    return Asked(
        f"{first[0].get('of')}: {first[0].get('question')}"[:80],
        first[0].get("actual"),
        len(first),
        len(first) - len(wrong),
        sum(map(right_in_the_end, learners)),
        Counter(str(one.get("mistake") or "other")[:80] for one in wrong),
    )


def _cells(row):
    actual = "" if row.actual is None else row.actual  # an exercise has no single number
    shown = f"{actual:.4g}" if isinstance(actual, float) and math.isfinite(actual) else str(actual)[:20]
    mistakes = ", ".join(f"{name} ×{times}" for name, times in row.mistakes.most_common())
    return row.question, shown, str(row.answered), str(row.at_first), str(row.in_the_end), mistakes
