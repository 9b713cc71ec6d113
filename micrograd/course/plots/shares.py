"""Three scores, what exp makes of them, and the probabilities that they share out."""

import math

from micrograd.course.plots.kinds import KINDS
from micrograd.engine import Value
from micrograd.live.plot import Drawing, follow

WIDE = 0.32  # half of a bar


def shares(softmax, **controls):
    """Return a plot of the scores a, b and c, their exponentials and softmax([a, b, c]), with a slider for each."""

    def draw(a=1.0, b=2.0, c=-1.0):
        scores = [a, b, c]
        ps = [float(p.data) for p in softmax([Value(score) for score in scores])]
        exps = [math.exp(score) for score in scores]
        return [
            _bars("scores", scores, (-3.6, 3.6)),
            _bars("exp of each", exps, (0, 22)),
            _bars("divided by their sum", ps, (0, 1.1)),
        ]

    return follow(draw, **controls)


def _bars(title, heights, span):
    plot = Drawing(x=(-0.6, 2.6), y=span, size=(250, 260), ticks=(False, True))
    plot.line([(-0.6, 0), (2.6, 0)], "faint")
    for k, (height, (look, shape)) in enumerate(zip(heights, KINDS)):
        outline = [(k - WIDE, 0), (k - WIDE, height), (k + WIDE, height), (k + WIDE, 0)]
        plot.area([outline], look)
        plot.line(outline, look)
        plot.dots([(k, height)], look, shape=shape)
        plot.text((k, height), _said(height), "ink", anchor="middle", shift=(0, -9 if height >= 0 else 19))
    plot.title = title
    plot.said = f"{title}: {', '.join(map(_said, heights))}"
    return plot


def _said(height):
    """Return a number to two places, or to as many as it takes to tell it from 0 and 1."""
    places = next((k for k in range(2, 6) if all(f"{height:.{k}f}" != f"{end:.{k}f}" for end in (0, 1))), 6)
    return f"{height:.{2 if height in (0, 1) else places}f}".replace("-", "−")
