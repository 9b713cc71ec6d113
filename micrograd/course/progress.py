"""The learner's progress: which exercises are solved, from the file in which the checks keep it."""

import re
import sys

from micrograd.course.card import Card, shown
from micrograd.course.exercise import EXERCISES
from micrograd.course.finding import OPEN, RIGHT, WRONG, Line
from micrograd.learner import answers


def progress(notebook=None):
    """Show which exercises are solved, in the notebook of this number, such as 9 or "09b", or in the whole course."""
    rooms = _rooms()
    if notebook is None:
        shown(_of_course(rooms))
    elif (number := _number(notebook)) in rooms:
        shown(_of_room(*rooms[number]))
    else:
        shown(Card(*[f"The course has the notebooks {min(rooms)} to {max(rooms)}: progress() shows them all."] * 2))


def _number(typed):
    """Return a notebook's number as the name of its file has it, "" if none was typed: 9, "9" and "09" are "09"."""
    text = str(typed) if isinstance(typed, int) and typed in range(100) else typed
    found = re.fullmatch(r"\s*(\d\d?)([a-z]?)\s*", text) if isinstance(text, str) else None
    return f"{int(found[1]):02}{found[2]}" if found else ""


def _rooms():
    """Return, by number, each notebook's title and its exercises as Lines."""
    kept, rooms = answers.kept("checks"), {}
    for check in EXERCISES:
        number, title = title_of(check)
        tries = kept.get(check.key, [])
        mark = RIGHT if any(one.get("right") is True for one in tries) else WRONG if tries else OPEN
        rooms.setdefault(number, (f"{number} {title}", []))[1].append(Line(mark, what(check)))
    return rooms


def title_of(check):
    """Return the number and the question of a check's notebook, from the first line of its file."""
    number, title = sys.modules[check.room].__doc__.removeprefix("The checks of notebook ").split(": ", 1)
    return number, title


def what(check):
    """Return what a check looks at, from the first line of its docstring."""
    return check.__doc__.partition("\n")[0].removeprefix("Check ").removesuffix(".")


def _of_room(title, exercises):
    title = f"{title}   {_count([exercises])}"
    return Card("\n".join([title, *(f"  {line.mark} {line.text}" for line in exercises)]), title, table=exercises)


def _of_course(rooms):
    wide = max(len(title) for title, _ in rooms.values())
    most = max(len(exercises) for _, exercises in rooms.values())
    table = [Line(_marks(exercises), title, _count([exercises])) for title, exercises in rooms.values()]
    lines = [f"{title:{wide}}  {marks:{most}}  {count}" for marks, title, count, _ in table]
    total = _count([exercises for _, exercises in rooms.values()])
    last = []
    if guesses := [tries for tries in answers.kept().values() if tries]:
        right = sum(tries[0].get("right") is True for tries in guesses)
        last = [f"Predictions in live graphs: {len(guesses)}, and {right} of them right at first."]
    plain = "\n".join([*lines, f"{'the whole course':{wide}}  {'':{most}}  {total}", *last])
    return Card(plain, "\n".join([f"The whole course   {total}", *last]), table=table)


def _marks(exercises):
    return "".join(line.mark for line in exercises)


def _count(rooms):
    marks = [line.mark for exercises in rooms for line in exercises]
    return f"{marks.count(RIGHT)} of {len(marks)} solved"
