"""Finds the known mistake that explains a wrong answer: the one with the same results as the answer, in every case."""

from typing import NamedTuple

from micrograd.course import errors
from micrograd.course.functions import about_name, why_none
from micrograd.course.mistakes import Failing, Gives, Raises, Rounded, Stopped
from micrograd.course.outcomes import applied, is_right
from micrograd.course.wording import Numbers, Words
from micrograd.learner.sandbox import Endless, Raised, TooDeep


class Failure(NamedTuple):
    """The first case in which an answer went wrong, and what explains it."""

    case: tuple
    got: object
    wanted: object
    hints: tuple  # of the mistake that explains it; empty if none does
    mistake: object = None  # the mistake that explains it, if any


def diagnose(given, rights, mistakes, answer=None, near=1e-6):
    """Return the Failure in what was given, pairs of a case and an outcome; None if all is right.

    rights are functions of a case, any of which will do. answer is the function at fault, for hints that look at it.
    """
    for case, got in given:
        wanted = [applied(rule, case) for rule in rights]
        if isinstance(got, Raised) or not is_right(got, wanted, near):
            break
    else:
        return None
    failing = Failing(case, got, wanted, rights)
    for mistake in (*mistakes, *ANYWHERE):
        if mistake.explains(given, failing):
            return Failure(case, got, wanted[0], tuple(_said(hint, answer, got) for hint in mistake.hints), mistake)
    return Failure(case, got, wanted[0], tuple(_about_kind(answer, got, wanted[0])))


def _about_kind(answer, got, wanted):
    """Return hints on the kind of object that an answer gave, if no mistake explains it."""
    if isinstance(got, (Words, Numbers)):
        return got.hints
    if got is None:
        return [why_none(answer)]
    if isinstance(wanted, list) and not isinstance(got, (Raised, str, list, tuple)) and hasattr(type(got), "__iter__"):
        return [f"A list is asked for, and this is of type {type(got).__name__}: `list(...)` makes one of it."]
    return []


def _said(hint, answer, got):
    return hint(answer, got) if callable(hint) else hint


ROUNDED = "Right, and then rounded: keep all its digits."
SOMETHING_IS_NONE = "Something is None there: a function without `return` gives it, and so does `append`."
CALLS_ITSELF = "Where does that end? There must be a case without another call, and each call must come nearer to it."
ANYWHERE = [  # mistakes that can happen in any exercise
    Gives(lambda *_: None, (lambda answer, got: why_none(answer),)),
    Raises(errors.misused("NoneType"), (SOMETHING_IS_NONE,)),
    Raises(errors.no_attribute("NoneType"), (SOMETHING_IS_NONE,)),
    Raises(errors.unbound(), ("That name is read before a line has given it a value: what is it to begin with?",)),
    Raises(errors.unknown_name(), (lambda answer, got: about_name(got.error),)),
    Stopped(TooDeep, (CALLS_ITSELF,)),
    Stopped(Endless, ("Is there a loop that nothing ends?",)),
    Rounded((ROUNDED,)),
]
