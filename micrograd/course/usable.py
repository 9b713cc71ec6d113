"""Whether an answer can be examined at all: it is there, of the right kind, and the learner's own."""

from micrograd.course.finding import NotYet, Wrong
from micrograd.course.functions import is_ours
from micrograd.course.wording import shown


def function_missing(function, name):
    """Return what keeps an answer from being a function of the learner's, None if nothing does."""
    if function is ... or function is None:
        return NotYet(f"write `{name}` in the cell above, then run both cells.")
    if not callable(function):
        return Wrong(f"`{name}` should be a function, and it is {shown(function)}.")
    return ours(function, name)


def method_missing(cls, name, called):
    """Return what keeps an answer from being a class with a method of the learner's of this name, else None."""
    if not isinstance(cls, type):
        return Wrong(f"give the class itself, {called}, and not {shown(cls)}.")
    if not getattr(cls, name, None):
        return NotYet(f"{cls.__name__} has no `{name}` yet: write it in the cell above, then run both cells.")
    return function_missing(getattr(cls, name), name)


def ours(function, name):
    """Return NotYet for our own function, from the folded cell that begins with OURS, else None."""
    if is_ours(function):
        return NotYet(f"this `{name}` is ours, from the folded cell. Run the cell with yours, then this one again.")
    return None
