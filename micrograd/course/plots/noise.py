"""Gradients of mini-batches around the gradient of all points, and the path that they lead down."""

import math
import random

from micrograd.engine import Value
from micrograd.live.plot import Drawing, follow

ARROWS = 30  # batches to be drawn
STEPS, RATE = 60, 1.0  # of the path
START = -1.0, 1.5  # w and b
ACROSS, UP = (-1.5, 3.5), (-1.3, 2.2)
GRID, FINE = 7, 41  # columns and rows of losses that are computed, and of those that the rings are drawn from
DEGREES = 5, 5
RINGS = 10


def noise(loss, points, batches, /, **controls):
    """Return a plot of the gradients that loss(w, b, some) has on batches of the points, with a slider for their size.

    Beside it is the path of descent by those gradients. batches(points, size) cuts points up.
    """
    true = _gradient(loss, START, points)
    smooth = _path(loss, [points] * STEPS)
    rings = _rings(loss, points)

    def draw(size=10):
        state = random.getstate()
        random.seed(26)  # each size draws the same batches whenever it is looked at
        try:
            many = _many(batches, points, size, max(ARROWS, STEPS))
        finally:
            random.setstate(state)
        return [_arrows(loss, true, many[:ARROWS], size), _walk(_path(loss, many[:STEPS]), smooth, rings, size)]

    return follow(draw, **controls)


def _many(batches, points, size, number):
    """Return so many batches of the full size, of one round through the points after another."""
    found = []
    for _ in range(math.ceil(number * size / len(points)) + number):
        found += [batch for batch in batches(points, size) if len(batch) == size]
        if len(found) >= number:
            break
    return found[:number]


def _gradient(loss, place, some):
    w, b = (Value(float(at)) for at in place)
    loss(w, b, some).backward()
    return w.grad, b.grad


def _path(loss, many):
    path = [START]
    for some in many:
        gradient = _gradient(loss, path[-1], some)
        path.append(tuple(at - RATE * slope for at, slope in zip(path[-1], gradient)))
    return path


def _rings(loss, points):
    """Return lines of equal loss on all the points, closer together near the lowest."""
    import contourpy
    import numpy as np

    places = np.array([(w, b) for w in np.linspace(*ACROSS, GRID) for b in np.linspace(*UP, GRID)])
    losses = [loss(Value(w), Value(b), points).data for w, b in places.tolist()]
    # Few losses, since each asks all the points: a polynomial through them is smooth in between.
    terms = np.polynomial.polynomial.polyvander2d(*places.T, DEGREES)
    factors = np.linalg.lstsq(terms, losses, rcond=None)[0].reshape(DEGREES[0] + 1, DEGREES[1] + 1)
    across, up = np.linspace(*ACROSS, FINE), np.linspace(*UP, FINE)
    heights = np.polynomial.polynomial.polygrid2d(across, up, factors).T
    lines = contourpy.contour_generator(across, up, heights)
    lowest, highest = heights.min(), heights.max()
    levels = [lowest + (highest - lowest) * (k / RINGS) ** 2 for k in range(1, RINGS)]
    return [line.tolist() for level in levels for line in lines.lines(level)]


def miss(gradients, true):
    """Return by how much gradients miss the true one: the root of the mean square of the distance."""
    return math.sqrt(sum(math.dist(one, true) ** 2 for one in gradients) / len(gradients))


def _arrows(loss, true, many, size):
    found = [_gradient(loss, START, some) for some in many]
    plot = Drawing(x=(-2.0, 0.4), y=(-1.0, 1.4), size=(360, 360), labels=("slope over w", "slope over b"))
    for gradient in found:
        plot.arrow((0, 0), gradient, "grad thin")
    plot.arrow((0, 0), true, "ink thick")
    plot.dots([(0, 0)], "ink", size=6)
    plot.title = f"these {len(found)} batches of {size} miss by {miss(found, true):.2f}"
    plot.said = f"{len(found)} gradients of batches of {size}, which miss that of all points by {miss(found, true):.2f}"
    return plot


def _walk(path, smooth, rings, size):
    plot = Drawing(x=ACROSS, y=UP, size=(400, 360), labels=("w", "b"))
    for ring in rings:
        plot.line(ring, "line thin")
    plot.line(smooth, "ink dashed")
    plot.line(path, "grad")
    plot.dots(path[:1], "ink", size=8, shape="ring")
    plot.dots(path[-1:], "grad", size=9)
    plot.title = f"{len(path) - 1} steps, one batch each"
    (w, b), (straight_w, straight_b) = path[-1], smooth[-1]
    plot.said = f"with batches of {size} the path ends at w = {w:.2f}, b = {b:.2f}"
    plot.said += f"; with all points, dashed, at w = {straight_w:.2f}, b = {straight_b:.2f}"
    return plot
