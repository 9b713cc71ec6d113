"""Polygons cut along the zeros of a function: exact where it is straight inside each of them."""

import numpy as np


def cut(polygon, numbers):
    """Return the corners of a convex polygon's parts where the numbers at its corners are above and below 0.

    Between two corners a number changes evenly. A part may be []: where all numbers are 0, both are.
    """
    above, below = [], []
    corners = list(zip(polygon, numbers))
    for (at, here), (to, there) in zip(corners, corners[1:] + corners[:1]):
        if here >= 0:
            above.append(at)
        if here <= 0:
            below.append(at)
        if here * there < 0:
            between = tuple(a + (b - a) * here / (here - there) for a, b in zip(at, to))
            above.append(between)
            below.append(between)
    return above if any(x > 0 for x in numbers) else [], below if any(x < 0 for x in numbers) else []


def side(above, below):
    """Return the points that two parts of a polygon share: the line between them."""
    return [at for at in above if at in below]


def cells(ticks):
    """Return the squares between ticks, each as its four corners."""
    spans = list(zip(ticks, ticks[1:]))
    return [[(a, c), (b, c), (b, d), (a, d)] for c, d in spans for a, b in spans]


def straight(grid):
    """Return whether the numbers on a grid are those of a plane."""
    bends = [np.diff(grid, 2, axis) for axis in (0, 1)] + [np.diff(np.diff(grid, axis=0), axis=1)]
    return all(np.allclose(bend, 0, atol=1e-9 * (1 + abs(grid).max())) for bend in bends)
