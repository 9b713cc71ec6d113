"""The learner's progress: which exercises are solved, from the file in which the checks keep it."""

import sys

from micrograd.course.exercise import EXERCISES
from micrograd.learner import answers

SOLVED, TRIED, OPEN = "✓✗·"


def progress(notebook=None):
    """Print which exercises are solved, in the notebook of this number or in the whole course."""
    rooms = _rooms()
    if notebook is None:
        _print_course(rooms)
    elif notebook in list(rooms):  # a list, since what was typed may not be hashable
        _print_room(*rooms[notebook])
    else:
        print(f"The course has the notebooks {min(rooms)} to {max(rooms)}: progress() shows them all.")


def _rooms():
    """Return, by number, each notebook's title and its exercises as pairs of a mark and what to do."""
    kept, rooms = answers.kept("checks"), {}
    for check in EXERCISES:
        number, title = title_of(check)
        tries = kept.get(check.key, [])
        mark = SOLVED if any(one.get("right") is True for one in tries) else TRIED if tries else OPEN
        rooms.setdefault(number, (f"{number:02} {title}", []))[1].append((mark, what(check)))
    return rooms


def title_of(check):
    """Return the number and the question of a check's notebook, from the first line of its file."""
    number, title = sys.modules[check.room].__doc__.removeprefix("The checks of notebook ").split(": ", 1)
    return int(number), title


def what(check):
    """Return what a check looks at, from the first line of its docstring."""
    return check.__doc__.partition("\n")[0].removeprefix("Check ").removesuffix(".")


def _print_room(title, exercises):
    print(f"{title}   {_count([exercises])}")
    for mark, text in exercises:
        print(f"  {mark} {text}")


def _print_course(rooms):
    wide = max(len(title) for title, _ in rooms.values())
    most = max(len(exercises) for _, exercises in rooms.values())
    for title, exercises in rooms.values():
        marks = "".join(mark for mark, _ in exercises)
        print(f"{title:{wide}}  {marks:{most}}  {_count([exercises])}")
    print(f"{'the whole course':{wide}}  {'':{most}}  {_count([exercises for _, exercises in rooms.values()])}")
    if guesses := [tries for tries in answers.kept().values() if tries]:
        right = sum(tries[0].get("right") is True for tries in guesses)
        print(f"Predictions in live graphs: {len(guesses)}, and {right} of them right at first.")


def _count(rooms):
    marks = [mark for exercises in rooms for mark, _ in exercises]
    return f"{marks.count(SOLVED)} of {len(marks)} solved"
