"""What a plot is given: returned as it is drawn, or refused with a sentence that says what belongs there."""

import math
from reprlib import repr as short


def labelled(points):
    """Return a list of pairs of a place and its label; raise TypeError if these are none."""
    try:
        return [((float(x), float(y)), label) for (x, y), label in points]
    except (TypeError, ValueError):
        told = f"points are pairs of a place and its label, such as ((0.5, -1.0), 1), and this is {short(points)}"
        raise TypeError(told) from None


def ends(name, span):
    """Return where an axis begins and ends; raise ValueError if these are not two different finite numbers."""
    try:
        low, high = map(float, span)
    except (TypeError, ValueError):
        low = high = math.nan
    if not math.isfinite(high - low) or low == high:
        told = f"an axis has two ends, different finite numbers, as in {name}=(-2, 5), and this is {short(span)}"
        raise ValueError(told)
    return low, high
