"""Finds the known mistake that explains a wrong answer: the one with the same results as the answer, in every case."""

from typing import NamedTuple

from micrograd.course import errors
from micrograd.course.functions import about_name, why_none
from micrograd.course.mistakes import Gives, Raises, Stopped
from micrograd.course.outcomes import is_right
from micrograd.course.wording import Numbers, Words
from micrograd.learner.sandbox import Endless, Raised, TooDeep, outcome


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
    for failing in given:
        case, got = failing
        wanted = [outcome(rule, *case) for rule in rights]
        if isinstance(got, Raised) or not is_right(got, wanted, near):
            break
    else:
        return None
    # A mistake has to fail only where the answer failed.
    failed = [wanted if pair is failing else None for pair in given]
    for mistake in (*mistakes, *ANYWHERE):
        if mistake.explains(given, failed):
            return Failure(case, got, wanted[0], tuple(_said(hint, answer, got) for hint in mistake.hints), mistake)
    hints = got.hints if isinstance(got, (Words, Numbers)) else ()
    return Failure(case, got, wanted[0], tuple(hints) or (why_none(answer),) * (got is None))


def _said(hint, answer, got):
    return hint(answer, got) if callable(hint) else hint


SOMETHING_IS_NONE = "Something is None there: a function without `return` gives it, and so does `append`."
ANYWHERE = [  # mistakes that can happen in any exercise
    Gives(lambda *_: None, (lambda answer, got: why_none(answer),)),
    Raises(errors.misused("NoneType"), (SOMETHING_IS_NONE,)),
    Raises(errors.no_attribute("NoneType"), (SOMETHING_IS_NONE,)),
    Raises(errors.unbound(), ("That name is read before a line has given it a value: what is it to begin with?",)),
    Raises(errors.unknown_name(), (lambda answer, got: about_name(got.error),)),
    Stopped(TooDeep, ("A function that calls itself needs a case in which it does not.",)),
    Stopped(Endless, ("Is there a loop that nothing ends?",)),
]
