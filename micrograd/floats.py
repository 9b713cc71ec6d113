"""What a Value computes with: Python's floats, but overflow gives inf (IEEE 754) and no result is ever complex."""

import math
from numbers import Real


def real(number):
    """Return a real number as a float; raise TypeError for anything else, a Value too, OverflowError if too large."""
    if isinstance(number, Real):
        try:
            return float(number)
        except OverflowError:
            raise OverflowError("a Value holds a float: at most 1.8e308, and this whole number is larger") from None
    raise TypeError(f"a Value holds one real number, and this is of type {type(number).__name__}")


def exponential(x):
    """Return e ** x, inf where that is too large for a float."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def power(x, y):
    """Return x ** y, inf or -inf where too large; raise ZeroDivisionError for 0 ** -1, ValueError for (-8) ** 0.5."""
    try:
        return math.pow(x, y)  # where x**y is real, math.pow gives the same; but x**y would make (-8) ** 0.5 complex
    except OverflowError:
        return -math.inf if x < 0 and y % 2 == 1 else math.inf
    except ValueError:
        if x == 0:
            raise ZeroDivisionError(f"{x} ** {y}: zero has no negative power") from None
        raise ValueError(f"({x}) ** {y}: a negative number has no real power with a fraction in it") from None


def base_slope(x, y):
    """Return d(x ** y)/dx = y * x ** (y - 1), with 0 for y = 0 and inf for the root's vertical start at x = 0."""
    if y == 0:
        return 0.0
    return math.inf if x == 0 and y < 1 else y * power(x, y - 1)


def exponent_slope(x, y):
    """Return d(x ** y)/dy = x ** y * log(x), with 0 at x = 0 and nan where x is negative, as PyTorch does."""
    if x > 0:
        return power(x, y) * math.log(x)
    return 0.0 if x == 0 else math.nan
