"""How numbers are written in a picture and in the sentences beside it."""

import functools
import math
from decimal import ROUND_HALF_UP, Context, Decimal
from numbers import Real


def number(x, digits=4):
    """Return a number to four digits, as short as possible: 2.0, −0.7616, 1.5e6; anything else as its repr."""
    if not isinstance(x, Real):
        return repr(x)
    try:
        x = float(x)
    except OverflowError:  # an integer of more than 308 digits
        x = math.inf if x > 0 else -math.inf
    if math.isfinite(x):  # rounds as JavaScript's toPrecision does, with which the page writes its numbers
        x = float(_rounding(digits).create_decimal_from_float(x))
    shown = repr(x)
    if x and math.isfinite(x) and not 1e-3 <= abs(x) < 1e4:
        shown = f"{Decimal(shown).normalize():e}".replace("e+", "e")
    return shown.replace("-", "−") if x else "0.0"


def told_apart(one, other):
    """Return two different numbers to as many digits as it takes to tell them apart."""
    digits = next((k for k in range(4, 17) if number(one, k) != number(other, k)), 17)
    return number(one, digits), number(other, digits)


@functools.cache
def _rounding(digits):
    return Context(prec=digits, rounding=ROUND_HALF_UP)
