"""Functions of one Value as curves, each with the tangent that its own backward() gives."""

import inspect
import math
from textwrap import wrap

from micrograd.course.plots.parts.given import ends
from micrograd.course.plots.parts.sampled import interrupted, samples, span_of
from micrograd.live.controls import value_class
from micrograd.live.plot import Drawing, follow
from micrograd.live.run import explain, run
from micrograd.picture.names import short
from micrograd.picture.numbers import number

SIZES = (560, 320), (410, 290), (270, 250), (228, 220)  # pixels: of one curve, of each of two or three, of each of many
ROOM = 0.04  # of the x axis, free beyond either end of the slider: a point there is seen whole
LONG = 0.3, 90  # from the point to either end of its tangent: this part of the axes' width, at most so many pixels
LETTER = 7  # pixels that a letter takes, about


def curve(*functions, x=(-4.0, 4.0), y=None, start=1.0, **more):
    """Return a widget: functions of one Value as curves side by side, with one slider that moves along all of them.

    The data of f(Value(x)) is drawn in blue. In orange are the line that touches it with the slope that backward()
    leaves in x.grad, and dashed, that slope at every x. A function given under a name is called so:
    curve(double=lambda x: 2 * x). What else is given is the control of a further parameter, which takes it as it is.
    y are the ends of the upright axis; start is where the slider begins.
    """
    low, high = ends("x", x)
    low, high = min(low, high), max(low, high)
    drawn = [(_name(f), f) for f in functions] + [(name, f) for name, f in more.items() if callable(f)]
    controls = {name: control for name, control in more.items() if not callable(control)}
    if not drawn or not all(callable(f) for _, f in drawn):
        raise TypeError("a curve is that of a function of one Value: write curve(Value.tanh) or curve(lambda x: x * x)")
    size = SIZES[min(len(drawn), len(SIZES)) - 1]
    curves = [Curve(name, f, (low, high), y and ends("y", y), size) for name, f in drawn]

    def draw(x, **others):
        return [one.draw(x, others) for one in curves]

    x_alone = inspect.Parameter("x", inspect.Parameter.KEYWORD_ONLY, default=min(max(start, low), high))
    others = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in controls]
    draw.__signature__ = inspect.Signature([x_alone, *others])
    draw.__name__ = ", ".join(name for name, _ in drawn)
    return follow(draw, **{"x": x} | controls)


def _name(f):
    name = short(getattr(f, "__name__", "f"))
    return "f" if name == "<lambda>" else name


class Curve:
    """A function f of one Value between the ends of x."""

    def __init__(self, name, f, ends_of_x, ends_of_y, size):
        self.name, self.f, self.x, self.y, self.size = name, f, ends_of_x, ends_of_y, size

    def draw(self, x, others):
        """Return the Drawing at a number x."""
        data, slope = self._quickly(0, others), self._quickly(1, others)
        room = ROOM * (self.x[1] - self.x[0])
        left, right = self.x[0] - room, self.x[1] + room
        heights = samples(data, left, right)
        low, high = self.y or span_of(heights, self.x[1] - self.x[0], 0.0, 1.0)
        plot = Drawing(x=(left, right), y=(low, high), size=self.size, drag=("x", None), labels=("x", ""))
        plot.line([(left, 0.0), (right, 0.0)], "faint thin")
        plot.line([(0.0, low), (0.0, high)], "faint thin")
        plot.line(interrupted(heights, data, high - low), "data thick")
        plot.line(interrupted(samples(slope, left, right), slope, high - low), "grad dashed")
        given = "".join(f", {name}={value}" for name, value in others.items())
        call = f"{self.name}({number(x)}{given})"
        try:
            here, steep = self.at(x, others)
        except Exception as error:
            if not any(math.isfinite(height) for _, height in heights):
                raise
            _say_why(plot, x, call, explain(error))
        else:
            _touch(plot, x, here, steep)
            plot.title = f"{call} = {number(here)}"
            plot.said = f"{plot.title}, slope {number(steep)}: the tangent {_way(steep)}"
        return plot

    def at(self, x, others):
        """Return f's data at a number x, and the gradient that backward leaves there; raise what f raises."""
        value = value_class(self.f)(x)
        it = run(lambda **_: self.f(value, **others), {"x": value})  # which says what is wrong with a result
        return it.order[-1].data, value.grad

    def _quickly(self, which, others):
        """Return a function that gives the data, or the gradient, without what makes `at` slow."""
        kind = value_class(self.f)

        def data(x):
            return self.f(kind(x), **others).data

        def slope(x):
            self.f(value := kind(x), **others).backward()
            return value.grad

        return (data, slope)[which]


def _touch(plot, x, data, slope):
    """Draw the point, the tangent through it, and the slope where it is on the slope's own curve."""
    across, up = plot.box[2] / (plot.x.high - plot.x.low), plot.box[3] / (plot.y.high - plot.y.low)  # pixels per unit
    run, rise = (0.0, 1.0) if math.isinf(slope) else (1.0, slope)
    part = min(LONG[0] * plot.box[2], LONG[1]) / math.hypot(run * across, rise * up)
    plot.line([(x - part * run, data - part * rise), (x + part * run, data + part * rise)], "grad thick")
    plot.dots([(x, slope)], "grad", shape="ring")
    plot.dots([(x, data)], "data", size=12)
    plot.text((plot.x.low, plot.y.high), f"slope {number(slope)}", "grad", shift=(8, 20))


def _say_why(plot, x, call, why):
    """Mark where there is no point of the curve, and say why."""
    plot.line([(x, plot.y.low), (x, plot.y.high)], "muted dashed thin")
    for k, line in enumerate(wrap(why, plot.box[2] // LETTER)):
        plot.text((plot.x.low, plot.y.high), line, "ink", shift=(8, 20 + 18 * k))
    plot.title = f"{call} has no value"
    plot.said = f"{plot.title}: {why}"


def _way(slope):
    if math.isnan(slope):
        return "is unknown"
    return "is level" if slope == 0 else "rises" if slope > 0 else "falls"
