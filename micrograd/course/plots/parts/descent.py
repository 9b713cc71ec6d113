"""What was walked on a loss surface: on its map, as the model where it ends, and by the loss of each step."""

import math
from itertools import cycle
from reprlib import repr as short

from micrograd.course.plots.fit import Fit
from micrograd.live.plot import Drawing
from micrograd.picture.numbers import number

MAP, FIT, LOSSES = (440, 360), (300, 360), (300, 260)  # pixels
ALONE = [("ink", "circle")]  # a path's look and marker
SEVERAL = [("grad", "circle"), ("data", "triangle"), ("ink", "square")]
MARKERS = {"circle": "●", "triangle": "▲", "square": "■"}
STEP, NOW, BALL = 6, 10, 12  # pixels: the markers along a path, at the end of its losses, and at its end
LARGE = 1e4  # a number from here on is written with its power of ten
ROW = 18  # pixels from one line of text to the next
TALLEST = 1e200  # the top of the losses' axis: a loss may be near the largest float
BESIDE = 0.04  # of the axis of steps, free at both ends
LONGER = 2  # times the velocity is its arrow, so that it can be seen


class Descent:
    """Paths on a surface by name, with numbers at the end of a path that stands alone, one for each axis.

    walked is a path, paths by name, or a path and a dictionary of numbers. drag names the controls that a press on the
    map moves, and last is how many steps the axis of the losses has.
    """

    def __init__(self, surface, walked, drag, last):
        self.surface, self.drag, self.last = surface, drag, last
        walked, self.state = walked if _has_state(walked) else (walked, {})
        self.alone = not isinstance(walked, dict)
        found = {"": walked} if self.alone else walked
        self.paths = {name: _places(path, surface.names) for name, path in found.items()}
        self.losses = {name: [surface.loss(place) for place in path] for name, path in self.paths.items()}
        self.looks = dict(zip(self.paths, ALONE if self.alone else cycle(SEVERAL)))

    def drawings(self):
        """Return the map, the points, and if there are steps the losses."""
        return [self.map(), self.fit()] + ([self.chart()] if self.last else [])

    # The map.

    def map(self):
        """Return the surface's map with the paths, and at the end of one alone its gradient and velocity as arrows."""
        drawing = Drawing(*self.surface.spans, size=MAP, labels=self.surface.names, drag=self.drag)
        drawing.marks += self.surface.levels(drawing)
        for name, path in self.paths.items():
            look, marker = self.looks[name]
            drawing.line(path, f"{look} thin")
            drawing.dots(path[:-1], f"{look} thin", STEP, marker)  # thin: where they are dense, they hide no other
            drawing.dots(path[-1:], look, BALL, marker)
        legend = self._arrows(drawing) if self.alone else self._names()
        right, top = (span[1] for span in self.surface.spans)
        for row, (look, text) in enumerate(legend):
            drawing.text((right, top), text, look, "end", (-8, ROW * (row + 1)))
        steps = max(len(path) for path in self.paths.values()) - 1
        after = f"after {steps} step{'s' * (steps != 1)}" if self.last else ""
        loss, away = (f"loss {_last(self.losses[''])}", self._away("")) if self.alone else ("", "")
        drawing.title = f"{loss} {after}".strip() + away
        vectors = [text for _, text in legend[:-1]] if self.alone else []
        drawing.said = "; ".join([*map(self._said, self.paths), *vectors]) + "."
        return drawing

    def _arrows(self, drawing):
        """Draw the gradient and the velocity at the end of the path; return looks and texts that say so."""
        end, surface = self.paths[""][-1], self.surface
        gradient = surface.gradient(end)
        vectors = {"gradient": gradient} | self.state
        scales = {name: scale for name, scale in (("gradient", surface.scale), ("velocity", LONGER)) if name in vectors}
        for name, scale in scales.items():
            drawing.arrow(end, [at + scale * part for at, part in zip(end, vectors[name])], _role(name))
        lengths = ", ".join(f"{scale:g} × {name}" for name, scale in scales.items())
        told = [(_role(name), f"{name} {_pair(vector)}") for name, vector in vectors.items()]
        return [*told, ("muted", f"arrows: {lengths}")]

    def _names(self):
        return [
            (look, f"{MARKERS[marker]} {name}: loss {_last(self.losses[name])}{self._away(name)}")
            for name, (look, marker) in self.looks.items()
        ]

    def _away(self, name):
        """Return words that say where the end of a path is, if it can't be seen."""
        here = all(low <= at <= high for at, (low, high) in zip(self.paths[name][-1], self.surface.spans))
        return "" if here else ", off the map"

    def _said(self, name):
        path, losses = self.paths[name], self.losses[name]
        across, up = self.surface.names
        x, y = path[-1]
        of = f"{name} at " * bool(name) or "at "
        return f"{of}{across} {_number(x)}, {up} {_number(y)}, loss {_last(losses)}{self._away(name)}"

    # Beside it.

    def fit(self):
        """Return the points with the model at the end of each path; of one alone, the squared errors too."""
        surface = self.surface
        fit = Fit(surface.points, FIT)
        fit.drawing.said = "The points and the model there" if self.alone else "The points and the models there."
        for name, path in self.paths.items():
            model = surface.model_at(*path[-1])
            if self.alone:
                areas = fit.squares(model, surface.of)
                fit.drawing.said += f", squared errors {', '.join(map(_number, areas))}."
                fit.sticks(model)
            fit.model(model, self.looks[name][0])
        fit.points()
        return fit.drawing

    def chart(self):
        """Return the losses, step by step."""
        low, high = self.surface.lowest, self.surface.highest
        low = max(low, (high - low) * 1e-4, 1e-9) * 0.7  # an axis of powers has no 0
        known = [loss for losses in self.losses.values() for loss in losses if math.isfinite(loss)]
        top = min(max([1.5 * high, 10 * low, *(1.5 * loss for loss in known)]), TALLEST)
        span = -BESIDE * self.last, (1 + BESIDE) * self.last  # the first and the last dot are whole
        drawing = Drawing(span, (low, top), size=LOSSES, labels=("step", ""), log=("y",))
        for name, losses in self.losses.items():
            look, marker = self.looks[name]
            drawing.line(list(enumerate(losses)), look)
            drawing.dots([(len(losses) - 1, losses[-1])], look, NOW, marker)
        drawing.title = "the loss, step by step"
        told = [f"{name} {_last(losses[:1])} at first, {_last(losses)} now" for name, losses in self.losses.items()]
        drawing.said = f"{drawing.title}: {'; '.join(map(str.strip, told))}."
        return drawing


def _has_state(walked):
    return isinstance(walked, tuple) and len(walked) == 2 and isinstance(walked[1], dict)


def _places(path, names):
    try:
        places = [(float(x), float(y)) for x, y in path]
        if places:
            return places
    except (TypeError, ValueError):
        pass
    across, up = names
    raise TypeError(f"a path is a list of places [{across}, {up}], and this is {short(path)}") from None


def _role(name):
    return {"gradient": "grad", "velocity": "data"}.get(name, "ink")


def _pair(vector):
    return ", ".join(map(_number, vector))


def _number(x):
    return f"{round(x, 3) + 0.0:.3f}".replace("-", "−") if abs(x) < LARGE else number(x, 2)


def _last(losses):
    return "out of range" if math.isnan(losses[-1]) else _number(losses[-1])
