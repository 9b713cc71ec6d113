"""Descent that comes to a cliff, where one large gradient would throw it far away."""

import math

from ipywidgets import FloatLogSlider

from micrograd.engine import Value
from micrograd.live.plot import Drawing, follow
from micrograd.picture.numbers import number

LOW, HIGH = -1.5, 1.5  # the picture's edges
TOP = 9.5
STEPS, RATE, START = 40, 0.02, -1.12
FAR = 1e9  # a path that leaves is followed no farther


def cliff(loss, clip):
    """Return a plot of loss(w) and the steps of descent on it, clip([w], most) before each, with a slider for most."""

    def draw(most):
        path = _path(loss, clip, most)
        plot = Drawing(x=(LOW, HIGH), y=(-0.5, TOP), size=(600, 340), labels=("w", "loss"))
        plot.line([(x, min(_at(loss, x), 2 * TOP)) for x in _spread()], "data")
        on = [(w, _at(loss, w)) for w in path]
        plot.line(on, "grad thin dashed")
        plot.dots(on[1:], "grad", size=8)
        plot.dots(on[-1:], "grad", size=11)
        plot.dots(on[:1], "ink", size=10, shape="ring")
        last = path[-1]
        gone = not LOW <= last <= HIGH
        plot.title = f"after {len(path) - 1} steps: w = {number(last, 3)}" + (
            ", out of the picture" if gone else f", loss {on[-1][1]:.2f}"
        )
        plot.said = f"gradients clipped to {most:g}; {plot.title}"
        return plot

    return follow(draw, most=FloatLogSlider(value=1000, min=0, max=3, step=0.05, readout_format=".0f"))


def _spread(pieces=150):
    return [LOW + (HIGH - LOW) * k / pieces for k in range(pieces + 1)]


def _at(loss, w):
    return loss(Value(w)).data


def _path(loss, clip, most):
    w = Value(START)
    path = [w.data]
    for _ in range(STEPS):
        w.grad = 0.0
        loss(w).backward()
        clip([w], most)
        w.data -= RATE * w.grad
        path.append(w.data)
        if not abs(w.data) < FAR or math.isnan(w.data):
            break
    return path
