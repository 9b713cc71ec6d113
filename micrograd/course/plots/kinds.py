"""A map of points of three kinds and of what a net believes where, as it learns: each kind has a colour and a shape."""

import contextlib
import gc
import math

from IPython.display import DisplayHandle

from micrograd.course.plots.parts.given import labelled
from micrograd.live.plot import Drawing, follow

KINDS = ("positive", "circle"), ("negative", "triangle"), ("third", "square")
REACH = 1.3  # the map spans -REACH to REACH both ways
COARSE = 25  # columns and rows of the map's grid
SURE = 0.0, 0.6, 0.9  # the more certain, the stronger the tint: one layer more above each of these
FRAMES = 40  # of a net that learns, fewer if it takes fewer steps


def kinds(points, net=None, softmax=None):
    """Return a map of points, pairs of a place and a label, and of what a net with three outputs believes where.

    Without softmax, which makes probabilities of its scores, there is no telling how sure it is.
    """
    drawing = Map(points, net, softmax).drawing()
    return follow(lambda: drawing)


class Learning:
    """A net that learns kinds: loop over the steps and `show` it the loss at the end of each.

    The map follows, and a slider goes back to any step afterwards. softmax makes probabilities of the net's scores.
    """

    def __init__(self, net, points, steps, softmax):
        if not isinstance(steps, int) or steps < 1:
            raise ValueError(f"a net learns in a whole number of steps, at least 1, and this is {steps!r}")
        self.map, self.steps, self.losses = Map(points, net, softmax), steps, []
        self.frames = {0: self.map.drawing()}
        self.every = max(1, math.ceil(steps / FRAMES))
        self.widget = follow(self._draw, play="step", step=(0, steps, self.every))
        self.slider = self.widget.controls["step"]

    def __iter__(self):
        """Yield the steps' numbers, from 1, while the map moves below the cell."""
        self.losses.clear()
        self.frames = {0: self.map.drawing()}  # the cell may run again, with a net that has learned already
        self.slider.value = 0
        self.widget.plot.redraw()
        handle = DisplayHandle()
        handle.display(self.widget)
        try:
            with resting():
                yield from range(1, self.steps + 1)
        finally:  # also after an error, an interrupt or a break
            self.widget.plot.redraw()
            handle.update(self.widget)

    def show(self, loss):
        """Record a step's loss, a Value or a number, and redraw the map if a new frame is due."""
        self.losses.append(float(getattr(loss, "data", loss)))
        step = len(self.losses)
        if step % self.every == 0 or step == self.steps:
            self.frames[step] = self.map.drawing()
            self.slider.value = step

    def _draw(self, step):
        shown = max(frame for frame in self.frames if frame <= step)
        return [self.frames[shown], self._chart(shown)]

    def _chart(self, step):
        highest = max([1.0, *filter(math.isfinite, self.losses)])
        plot = Drawing(
            x=(-0.02 * self.steps, 1.02 * self.steps), y=(0, 1.3 * highest), size=(320, 200), labels=("step", "loss")
        )
        plot.line(list(enumerate(self.losses[:step], 1)), "ink")
        if step:
            plot.dots([(step, self.losses[step - 1])], "ink")
        plot.title = f"step {step}: loss {self.losses[step - 1]:.2f}" if step else "step 0"
        return plot


@contextlib.contextmanager
def resting():
    """Let Python's garbage collector rest: graphs of Values have no cycles, and to search them doubles the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class Map:
    """The points, and what a net makes of the plane around them."""

    def __init__(self, points, net=None, softmax=None):
        self.points = labelled(points)
        if strange := [label for _, label in self.points if label not in range(len(KINDS))]:
            raise ValueError(f"a point's label is 0, 1 or 2, and this is {strange[0]!r}")
        self.net, self.softmax = net, softmax

    def drawing(self):
        """Return a Drawing of the net as it is now."""
        plot = Drawing(x=(-REACH, REACH), y=(-REACH, REACH), size=(420, 440), ticks=(False, False))
        if self.net:
            for outlines, look in self._layers():
                plot.area(outlines, look)
        wrong = []
        for k, (look, shape) in enumerate(KINDS):
            plot.dots([point for point, label in self.points if label == k], look, size=10, shape=shape)
        if self.net:
            wrong = [point for point, label in self.points if self._believed(point) != label]
            plot.dots(wrong, "ink", size=18, shape="ring")
        right = len(self.points) - len(wrong)
        plot.title = f"{right} of {len(self.points)} right" if self.net else f"{len(self.points)} points"
        plot.said = plot.title + (", those wrong have a ring" if wrong else "")
        return plot

    def _ps(self, point):
        scores = self.net(point)
        return [float(p.data) for p in (self.softmax(scores) if self.softmax else scores)]

    def _believed(self, point):
        ps = self._ps(point)
        return ps.index(max(ps))

    def _layers(self):
        """Yield outlines and a look for each kind and degree of certainty."""
        import contourpy
        import numpy as np

        at = np.linspace(-REACH, REACH, COARSE)
        ps = np.array([[self._ps((x, y)) for x in at.tolist()] for y in at.tolist()])
        for k, (look, _) in enumerate(KINDS):
            others = np.delete(ps, k, axis=2).max(axis=2)
            ahead = contourpy.contour_generator(at, at, ps[:, :, k] - others, fill_type="OuterOffset")
            certain = contourpy.contour_generator(at, at, ps[:, :, k], fill_type="OuterOffset")
            for level in SURE if self.softmax else SURE[:1]:
                yield _outlines(*(certain.filled(level, np.inf) if level else ahead.filled(0, np.inf))), look


def _outlines(points, offsets):
    """Return contourpy's polygons with their holes as a list of outlines."""
    return [polygon[start:end].tolist() for polygon, ends in zip(points, offsets) for start, end in zip(ends, ends[1:])]
