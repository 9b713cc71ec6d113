"""The bowl of a loss while an input changes its units: the larger its numbers, the narrower the valley."""

import math

from micrograd.engine import Value
from micrograd.live.plot import Drawing, follow
from micrograd.picture.numbers import number

RINGS = 0.5, 2.0, 5.0, 10.0  # heights above the bottom
STEPS = 30  # of the path
START = -0.8, 3.4  # w and b
ACROSS, UP = (-1.2, 4.2), (-3.0, 4.2)
ROUND = 362, 480  # with the space for the axes, one of w is as long as one of b


def scales(loss, **controls):
    """Return a plot of loss(w, b, k), a bowl over w and b for inputs in units k times smaller, with a slider for k."""

    def draw(k=3.0):
        def height(w, b):
            return loss(Value(w), Value(b), k).data

        bowl = Bowl(height)
        plot = Drawing(x=ACROSS, y=UP, size=ROUND, labels=("w", "b"))
        for ring in RINGS:
            plot.line(bowl.ring(ring), "muted thin")
        path = _path(loss, k, 1 / bowl.most)
        plot.dots([bowl.bottom], "ink", size=8, shape="cross")
        plot.line(path, "grad")
        plot.dots(path[1:], "grad", size=5)
        plot.dots(path[:1], "ink", size=9, shape="ring")
        left = max(0.0, height(*path[-1]) - height(*bowl.bottom))  # rounding may take it below the bottom
        plot.title = f"curvature {number(bowl.most, 3)} and {number(bowl.least, 3)}, rate {number(1 / bowl.most, 2)}"
        plot.said = f"{plot.title}; after {STEPS} steps the loss is {number(left, 2)} above the lowest"
        plot.text(
            (ACROSS[1], UP[1]), f"after {STEPS} steps {number(left, 2)} above the bottom", "ink", "end", shift=(-8, 20)
        )
        return plot

    return follow(draw, **controls)


class Bowl:
    """A quadratic height over two parameters: its bottom, its curvatures, and its rings."""

    def __init__(self, height):
        # Six heights say everything about a quadratic function.
        at, right, up = height(0.0, 0.0), (height(1.0, 0.0), height(-1.0, 0.0)), (height(0.0, 1.0), height(0.0, -1.0))
        self.ww, self.bb = sum(right) - 2 * at, sum(up) - 2 * at
        slope = (right[0] - right[1]) / 2, (up[0] - up[1]) / 2
        self.wb = height(1.0, 1.0) - at - sum(slope) - (self.ww + self.bb) / 2
        flat = self.ww * self.bb - self.wb**2
        self.bottom = (
            (self.wb * slope[1] - self.bb * slope[0]) / flat,
            (self.wb * slope[0] - self.ww * slope[1]) / flat,
        )
        half, apart = (self.ww + self.bb) / 2, math.hypot((self.ww - self.bb) / 2, self.wb)
        self.most, self.least = half + apart, half - apart

    def ring(self, above, pieces=72):
        """Return the places that lie so far above the bottom."""
        found = []
        for k in range(pieces + 1):
            turn = 2 * math.pi * k / pieces
            x, y = math.cos(turn) / math.sqrt(self.ww), math.sin(turn) / math.sqrt(self.bb)
            curvature = self.ww * x * x + 2 * self.wb * x * y + self.bb * y * y
            far = math.sqrt(2 * above / curvature)
            found.append((self.bottom[0] + far * x, self.bottom[1] + far * y))
        return found


def _path(loss, k, rate):
    w, b = map(Value, START)
    path = [START]
    for _ in range(STEPS):
        w.grad = b.grad = 0.0
        loss(w, b, k).backward()
        w.data -= rate * w.grad
        b.data -= rate * b.grad
        path.append((w.data, b.data))
    return path
