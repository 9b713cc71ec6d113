"""How wrong a slope is, for nudges from 1 down to 10⁻¹⁶."""

import math

from micrograd.live.plot import Drawing, follow
from micrograd.picture.names import short
from micrograd.picture.numbers import number

LEAST, MOST = 1e-16, 1e2  # of the upright axis
LOOKS = ("grad", "circle", "grad"), ("ink", "triangle", "ink dashed")  # of each rule: words, point and line
STEP = 0.25  # of the powers of ten


def errors(error, *rules):
    """Return a widget: error(rule, h) over the power of ten that h is, for each rule, with a point that a slider moves.

    An error of 0, which has no place on an axis of powers of ten, is left out.
    """
    names = [short(getattr(rule, "__name__", "slope")) for rule in rules]

    def draw(power=-3.0):
        plot = Drawing(
            x=(-16.4, 0.4),
            y=(LEAST, MOST),
            log=("y",),
            size=(680, 340),
            drag=("power", None),
            labels=("power of ten of h", "error"),
        )
        powers = [STEP * k for k in range(-64, 1)]
        told = []
        for row, (rule, name, (words, shape, line)) in enumerate(zip(rules, names, LOOKS)):
            plot.line([(p, positive(error(rule, 10**p))) for p in powers], line)
            here = error(rule, 10**power)
            plot.dots([(power, positive(here))], words, size=13, shape=shape)
            told.append(f"error of {name} {number(here, 2)}")
            plot.text((-16.4, LEAST), told[-1], words, shift=(8, -10 - 18 * (len(rules) - 1 - row)))
        plot.title = f"h = {number(10**power, 2)}"
        plot.said = "; ".join([plot.title, *told])
        return plot

    return follow(draw, power=(-16.0, 0.0, STEP))


def positive(x):
    """Return a number that has a place among powers of ten, nan for any other."""
    return x if x > 0 else math.nan
