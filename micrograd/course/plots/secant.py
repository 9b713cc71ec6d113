"""The curve of a plain function, and the line through two of its points, a nudge apart."""

import math
from numbers import Real

from micrograd.course.plots.parts.given import ends
from micrograd.course.plots.parts.sampled import interrupted, samples, span_of
from micrograd.live.controls import brief, parameters_of
from micrograd.live.plot import Drawing, follow
from micrograd.picture.names import short
from micrograd.picture.numbers import number

FINE = 1e-5  # the nudge, both ways, for the tangent: its slope is right to some nine digits, and no eye sees the fifth
CORNER = 1e-3  # by how much the slopes to the two sides differ where there is no tangent, per unit of them
ROOM = 1.5  # on the x axis, beyond the slider on either side
WORDS = 1.2  # of that, for the words beside the rise


def secant(f, slope, /, x=(-3.0, 3.0), h=(0.05, 1.0, 0.05), y=None):
    """Return a widget: the curve of f, and through its point at x the line as steep as slope(f, x, h) says.

    Its rise and run are drawn from x to x + h. Dashed is the tangent, whose slope is that of a very small nudge. x and
    h are sliders, and a press on the curve moves x; y are the ends of the upright axis.
    """
    parameters_of(slope)
    low, high = ends("x", x[:2])
    name = short(getattr(f, "__name__", "f")).replace("<lambda>", "f")
    across = low - ROOM, high + ROOM

    def draw(x=0.5 if low <= 0.5 <= high else low, h=1.0):
        curve = samples(f, *across)
        bottom, top = y or span_of(curve, math.inf)
        plot = Drawing(x=across, y=(bottom, top), size=(680, 340), drag=("x", None), labels=("x", ""))
        plot.line(interrupted(curve, f, top - bottom), "data thick")
        start, end, steep = f(x), f(x + h), slope(f, x, h)
        if not isinstance(steep, Real):
            raise TypeError(f"slope gave {brief(steep)}, and a slope is a number")
        tangent = tangent_of(f, x)
        plot.line(through(x, start, tangent, across), "muted dashed")
        plot.line(through(x, start, steep, across), "grad")
        plot.line([(x, start), (x + h, start), (x + h, end)], "grad dashed thin")
        plot.dots([(x, start), (x + h, end)], "grad", size=11)
        rise = end - start
        plot.text((x, start), f"run {number(h)}", "grad", shift=(4, -8 if rise < 0 else 18))
        anchor, aside = ("end", -8) if x + h > across[1] - WORDS else ("start", 12)
        plot.text((x + h, start + rise / 2), f"rise {number(rise, 3)}", "grad", anchor, (aside, 4))
        told = "none" if math.isnan(tangent) else number(tangent, 3)
        plot.text((across[0], top), f"tangent {told}", "muted", shift=(8, 20))
        plot.title = f"slope({name}, {number(x)}, h={number(h)}) = {number(steep)}"
        plot.said = f"{plot.title}. Rise {number(rise)}, run {number(h)}; slope of the tangent {told}"
        return plot

    draw.__name__ = name
    return follow(draw, x=x, h=h)


def tangent_of(f, x):
    """Return the slope of f's tangent at x, nan where it has none, as at a corner."""
    try:
        before, here, after = f(x - FINE), f(x), f(x + FINE)
    except Exception:
        return math.nan
    right, left = (after - here) / FINE, (here - before) / FINE
    return (after - before) / (2 * FINE) if abs(right - left) <= CORNER * (1 + abs(right)) else math.nan


def through(x, y, steep, across):
    """Return the ends of the line through (x, y) that rises by steep per unit."""
    return [(end, y + steep * (end - x)) for end in across]
