"""The outcomes of an answer in each case, and whether two outcomes are the same."""

import math

from micrograd.course.wording import number
from micrograd.learner.sandbox import Endless, Raised, outcome


def outcomes(rule, cases):
    """Return pairs of each case and the rule's outcome, up to the first case that does not end."""
    given = []
    for case in cases:
        case = case if isinstance(case, tuple) else (case,)
        given.append((case, applied(rule, case)))
        if isinstance(given[-1][1], Raised) and isinstance(given[-1][1].error, Endless):
            break
    return given


def applied(rule, case):
    """Return the rule's outcome in a case; the rule gets lists of its own, to change as it likes."""
    return outcome(rule, *map(fresh, case))


def fresh(part):
    """Return part of a case, with each list in it copied."""
    if type(part) is list:
        return [fresh(item) for item in part]
    return tuple(map(fresh, part)) if type(part) is tuple else part


def is_right(got, wanted, near=1e-6):
    """Return whether an outcome is one of those wanted."""
    return any(same(got, result, near) for result in wanted)


def same(one, two, near=1e-6, nothing=None):
    """Return whether two outcomes are the same: numbers nearly, nan as nan, errors by type and the start of their text.

    Numbers also count as the same if they differ by no more than nothing, which defaults to a ten-thousandth of near.
    """
    if isinstance(one, Raised) or isinstance(two, Raised):
        both = isinstance(one, Raised) and isinstance(two, Raised)
        return both and isinstance(one.error, type(two.error)) and str(one.error).startswith(str(two.error))
    if isinstance(one, (list, tuple)) and isinstance(two, (list, tuple)):
        return len(one) == len(two) and all(same(u, v, near, nothing) for u, v in zip(one, two))
    if isinstance(one, str) or isinstance(two, str) or one is None or two is None:
        return type(one) is type(two) and one == two
    x, y = number(one), number(two)
    if math.isnan(x) or math.isnan(y):
        return _is_nan(one) and _is_nan(two)
    return math.isclose(x, y, rel_tol=near, abs_tol=near * 1e-4 if nothing is None else nothing)


def _is_nan(thing):
    return isinstance(thing, float) and math.isnan(thing)
