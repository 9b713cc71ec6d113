"""Two moons and a net that learns to tell them apart, as a plot and as a moving picture."""

import gc

from IPython.display import DisplayHandle

from micrograd.course.plots.inside import Inside
from micrograd.course.plots.parts.given import labelled
from micrograd.course.plots.parts.net_map import Watched
from micrograd.course.plots.parts.net_still import Map, Sheet, title
from micrograd.picture import still

__all__ = ["Inside", "Movie", "Plot"]

FRAMES = 40  # of a movie; fewer if it has fewer steps


class Plot:
    """A map of labelled points and, given a net, of its score, as a tint and a line where it is 0."""

    size = 548, 404  # pixels

    def __init__(self, moons, net=None):
        if not (net is None or callable(net)):
            raise TypeError(f"a net is called with a point and gives its score, and this can't be called: {net!r}")
        self.moons, self.net, self.right = labelled(moons), net, 0
        self.sheet = Sheet(*self.size)
        self.map = Map(self.sheet.axes(10, 16, 528, 343), self.moons)

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.net:
            look = Watched(self.net).look(self.moons)
            self.map.draw(look)
            self.right = look.right
        title(self.map.axes, repr(self).strip("<>"))
        png, (width, height) = self.sheet.png(2), self.size
        html = still.html("image/png", png, repr(self).strip("<>"), width)
        size = {"width": width, "height": height}
        return {"text/html": html, "image/png": png, "text/plain": repr(self)}, {"image/png": size}

    def __repr__(self):
        return f"<{self.right} of {len(self.moons)} points right>" if self.net else f"<{len(self.moons)} points>"


class Movie:
    """The picture of a net while it learns: loop over the movie's steps and `show` it the loss at the end of each.

    When the loop ends or is stopped, a slider goes back through its moments, and a still picture stays in the notebook.
    """

    def __init__(self, net, moons, steps):
        if net is None:
            raise TypeError("a movie is that of a net while it learns: Movie(net, moons, steps=60)")
        if not isinstance(steps, int) or steps < 1:
            raise ValueError(f"a movie has a whole number of steps, at least 1, and this is {steps!r}")
        self.net, self.moons, self.steps, self.losses = net, labelled(moons), steps, []
        self.picture = None

    def __iter__(self):
        """Yield the steps' numbers, from 1, while the picture moves below the cell."""
        self.losses.clear()
        self.picture = Inside(self.net, self.moons, steps=self.steps)
        self.picture.keep()
        handle = DisplayHandle()
        handle.display(self.picture)
        # A graph of Values has no cycles, and searching its thousands of nodes for some would double the time.
        collects = gc.isenabled()
        gc.disable()
        try:
            yield from range(1, self.steps + 1)
        finally:  # also after an error, an interrupt or a break
            if collects:
                gc.enable()
            self.picture.finish()
            handle.update(self.picture)

    def show(self, loss):
        """Record a step's loss, a Value or a number, and show the net if a new picture of it is due."""
        self.losses.append(float(getattr(loss, "data", loss)))
        step, frames = len(self.losses), min(FRAMES, self.steps)
        if step * frames // self.steps > (step - 1) * frames // self.steps:
            self.picture.keep(self.losses, fine=step == self.steps)
