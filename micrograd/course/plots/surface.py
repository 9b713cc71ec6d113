"""A loss surface: the loss over a model's two parameters as a map, and what follows it downhill."""

import functools
import inspect
import math

import contourpy
import numpy as np

from micrograd.course.plots.parts.descent import Descent
from micrograd.course.plots.parts.given import ends
from micrograd.live.plot import Drawing, follow

COLUMNS, ROWS = 61, 49  # of the grid on which the loss is computed
LEVELS = 8  # lines of equal loss, every second of them the edge of a tint
ENDLESS = 1e300
ARROW = 0.35  # of the map: how long the arrow of the steepest gradient is, about


class Surface:
    """The loss of the model that model_at(w, b) makes, on points, over a range of each: `w=(-2, 5), b=(-4, 4)`.

    loss(model, points) returns a Value. A model lists its parameters in the order of the axes.
    """

    def __init__(self, loss, model_at, points, /, **ranges):
        if len(ranges) != 2:
            raise TypeError(f"a surface has two axes, such as w=(-2, 5), b=(-4, 4), and not {len(ranges)}")
        for what, given in {"the loss": loss, "a model made of two numbers": model_at}.items():
            if not callable(given):
                raise TypeError(f"a surface is that of a function for {what}, and this is {given!r}")
        self.of, self.model_at, self.points, self.names = loss, model_at, points, tuple(ranges)
        self.spans = [tuple(sorted(ends(name, span))) for name, span in ranges.items()]
        self._known = {}  # losses by place: the positions of a slider have most of their places in common
        self._levels = None
        self.across, self.up = (np.linspace(*span, size) for span, size in zip(self.spans, (COLUMNS, ROWS)))
        self.losses = np.array([[self.loss((x, y)) for x in self.across.tolist()] for y in self.up.tolist()])
        known = self.losses[np.isfinite(self.losses)]
        self.lowest, self.highest = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
        self.scale = self._scale()

    def _scale(self):
        """Return how many times the gradient its arrow is, a round number: the steepest stays on the map."""
        slopes = np.gradient(self.losses, self.up, self.across)
        steepest = [np.nanmax(abs(slope), initial=0.0) for slope in reversed(slopes)]
        room = [ARROW * (high - low) / most for (low, high), most in zip(self.spans, steepest) if most > 0]
        most = min(room, default=1.0)
        ten = 10.0 ** math.floor(math.log10(most))
        return min((ten, 2 * ten, 5 * ten, 10 * ten), key=lambda scale: abs(math.log(scale / most)))

    def loss(self, place):
        """Return the loss at a place as a float, nan if it is too large for one."""
        place = tuple(place)
        if place not in self._known:
            self._known[place] = self._loss(place)
        return self._known[place]

    def _loss(self, place):
        try:
            loss = float(self.of(self.model_at(*place), self.points).data)
        except OverflowError:
            return math.nan
        return loss if math.isfinite(loss) else math.nan

    def gradient(self, place):
        """Return the loss's gradient at a place: what backward finds there."""
        model = self.model_at(*place)
        self.of(model, self.points).backward()
        return [parameter.grad for parameter in model.parameters()]

    def levels(self, drawing):
        """Return the map's tints and lines as marks of a drawing: the higher the loss, the stronger the tint."""
        if self._levels is None:
            self._draw_levels(Drawing(*self.spans, size=drawing.size, labels=self.names))
        return self._levels

    def _draw_levels(self, drawing):
        if self.lowest < self.highest:  # a flat surface has no levels
            # Closer together near the bottom, where the last steps are.
            parts = (np.arange(1, LEVELS) / LEVELS) ** 2.5
            heights = np.ma.masked_invalid(self.losses)
            contour = contourpy.contour_generator(
                self.across, self.up, heights, fill_type="OuterOffset", line_type="Separate"
            )
            levels = self.lowest + (self.highest - self.lowest) * parts
            for level in levels[::2]:
                areas = zip(*contour.filled(level, ENDLESS))
                drawing.area([line[a:b] for line, ends in areas for a, b in zip(ends, ends[1:])], "line")
            for level in levels:
                for line in contour.lines(level):
                    drawing.line(line.tolist(), "line thin")
        self._levels = drawing.marks

    # What follows it.

    def follow(self, f, /, **controls):
        """Return a live plot of the path, or the paths by name, that f returns: a list of places each.

        f may have a parameter for each axis, where a path starts: a press on the map moves them. controls are those of
        the others; `steps` gets a button that plays. To have more numbers shown than the gradient where a path ends, f
        returns the path and a dictionary with a number for each axis: `path, {"velocity": [0.5, -2.0]}`.
        """
        parameters = inspect.signature(f).parameters
        starts = {name: span for name, span in zip(self.names, self.spans) if name in parameters}
        drag = [name if name in starts else None for name in self.names]
        last = controls["steps"][1] if isinstance(controls.get("steps"), tuple) else 0

        @functools.wraps(f)  # its parameters are those that get controls
        def draw(**values):
            return Descent(self, f(**values), drag, last).drawings()

        return follow(draw, play="steps" if last else None, **starts | controls)

    def play(self, path):
        """Return a live plot of a path that was walked, step by step."""

        def walked(steps=0):
            return path[: steps + 1]

        return self.follow(walked, steps=(0, len(path) - 1))

    def by_hand(self):
        """Return a live plot of the model where the sliders are, which a press on the map moves."""

        @functools.wraps(self.model_at)
        def here(**place):
            return [list(place.values())]

        return self.follow(here)
