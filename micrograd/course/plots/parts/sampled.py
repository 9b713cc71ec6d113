"""A function sampled along an axis: its points, the span of its heights, and where its curve is interrupted."""

import math
from itertools import pairwise

SAMPLES = 161
ROOM = 0.15  # of the span of heights, kept free above and below
JUMP = 0.1  # of the span: a larger step between two samples may be a jump
HALVINGS = 12  # of the way between two samples: a jump is as large when seen so close, and a steep rise is not


def samples(of, low, high):
    """Return points (x, of(x)) with x from low to high; nan where of fails."""
    ticks = [round(low + (high - low) * k / (SAMPLES - 1), 12) for k in range(SAMPLES)]
    return [(x, tried(of, x)) for x in ticks]


def tried(of, x):
    """Return of(x), nan where it fails."""
    try:
        return float(of(x))
    except Exception:  # the picture says why once the slider is there
        return math.nan


def span_of(points, most, *heights):
    """Return the lowest and highest of points and further heights, with some room, none beyond -most and most."""
    found = [min(max(y, -most), most) for _, y in points if math.isfinite(y)] + list(heights)
    low, high = min(found, default=0.0), max(found, default=0.0)
    room = ROOM * (high - low) or 1.0
    return low - room, high + room


def interrupted(points, of, span):
    """Return points of a curve with a nan wherever it jumps; span is the length of the upright axis."""
    found = points[:1]
    for one, other in pairwise(points):
        if abs(other[1] - one[1]) > JUMP * span and _jumps(of, one, other):
            found.append((one[0], math.nan))
        found.append(other)
    return found


def _jumps(of, one, other):
    """Return whether the step from one point to the other stays as large, however close one looks."""
    step = abs(other[1] - one[1])
    for _ in range(HALVINGS):
        x = (one[0] + other[0]) / 2
        middle = x, tried(of, x)
        one, other = (one, middle) if abs(middle[1] - one[1]) > abs(other[1] - middle[1]) else (middle, other)
    return not abs(other[1] - one[1]) < step / 2
