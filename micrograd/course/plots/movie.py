"""Two moons and a net that learns to tell them apart, as a plot and as a moving picture."""

import gc
import io
import math

import numpy as np
import PIL.Image
from IPython.display import DisplayHandle
from ipywidgets import HTML, Image, Layout, VBox
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from micrograd.course.plots.given import labelled
from micrograd.picture import still
from micrograd.picture.colours import ABOVE_AND_BELOW, BLUE, FAINT, INK, MUTED, PAPER, VERMILION

KINDS = {1: (BLUE, "o"), -1: (VERMILION, "^")}  # colour and marker of each label: either is enough to tell
TINTS = LinearSegmentedColormap.from_list("moons", ABOVE_AND_BELOW)
WIDE, HIGH = 2.0, 1.3  # the map spans -WIDE to WIDE and -HIGH to HIGH
COARSE, FINE = (21, 14), (81, 53)  # columns and rows of scores: in a moving picture, and in a still one
FRAMES = 40  # of a movie; fewer if it has fewer steps


class Plot:
    """A map of labelled points and, given a net, of its score, as a tint and a line where it is 0."""

    width, height = 5.7, 4.2  # inches of 96 pixels

    def __init__(self, moons, net=None):
        if not (net is None or callable(net)):
            raise TypeError(f"a net is called with a point and gives its score, and this can't be called: {net!r}")
        self.moons, self.net = labelled(moons), net
        self.figure = Figure(figsize=(self.width, self.height), facecolor=PAPER)
        self.map = self._axes(0.1, 0.17, 5.5, 3.575)
        self.map.set(xlim=(-WIDE, WIDE), ylim=(-HIGH, HIGH), xticks=[], yticks=[])
        for kind, (color, marker) in KINDS.items():
            points = np.array([point for point, label in moons if label == kind]).reshape(-1, 2)
            self.map.scatter(*points.T, s=46, c=color, marker=marker, edgecolors=PAPER, linewidths=0.8, zorder=3)
        self.wrong = self.map.scatter([], [], s=150, facecolors="none", edgecolors=INK, linewidths=1.6, zorder=4)
        look = {"cmap": TINTS, "vmin": -1, "vmax": 1, "interpolation": "bilinear", "origin": "lower", "aspect": "auto"}
        self.tint = self.map.imshow([[0.0]], extent=(-WIDE, WIDE, -HIGH, HIGH), **look)
        self.border, self.right = None, 0

    def _axes(self, left, bottom, width, height):
        """Return axes in a box, given in inches."""
        axes = self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))
        axes.tick_params(labelsize=11, labelcolor=MUTED, color=FAINT)
        axes.spines[:].set_color(FAINT)
        return axes

    def draw(self, grid):
        """Update the figure to the net's present score, computed on a grid of (columns, rows)."""
        if self.net:
            self._draw_net(grid)
        _title(self.map, self._score())

    def _draw_net(self, grid):
        columns, rows = np.linspace(-WIDE, WIDE, grid[0]), np.linspace(-HIGH, HIGH, grid[1])
        scores = np.array([[self.net((x, y)).data for x in columns.tolist()] for y in rows.tolist()])
        self.tint.set_data(scores)
        if self.border:
            self.border.remove()
        # A net with the same answer everywhere has no border, and matplotlib would warn about that.
        crossed = (scores > 0).any() and (scores < 0).any()
        self.border = self.map.contour(columns, rows, scores, [0], colors=INK, linewidths=2.2) if crossed else None
        wrong = [point for point, label in self.moons if not label * self.net(point).data > 0]
        self.wrong.set_offsets(wrong or np.empty((0, 2)))
        self.right = len(self.moons) - len(wrong)

    def _score(self):
        return f"{self.right} of {len(self.moons)} points right" if self.net else f"{len(self.moons)} points"

    def png(self, scale):
        """Return the figure as PNG bytes, with scale pixels for each pixel shown."""
        self.figure.set_dpi(96 * scale)
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()
        picture = PIL.Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        file = io.BytesIO()
        if scale > 1:  # this one is kept: 128 colours are plenty, and halve its size
            picture.quantize(128, dither=PIL.Image.Dither.NONE).save(file, "png", optimize=True)
        else:
            picture.save(file, "png", compress_level=1)
        return file.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        self.draw(FINE)
        size = {"width": round(96 * self.width), "height": round(96 * self.height)}
        png = self.png(2)
        html = still.html("image/png", png, repr(self).strip("<>"), size["width"])
        return {"text/html": html, "image/png": png, "text/plain": repr(self)}, {"image/png": size}

    def __repr__(self):
        return f"<{self._score()}>"


class Movie(Plot):
    """The plot of a net while it learns: loop over the movie's steps and `show` it the loss at the end of each.

    When the loop ends or is stopped, the moving picture turns into a still one, which stays in the notebook.
    """

    width = 9.0

    def __init__(self, net, moons, steps):
        if net is None:
            raise TypeError("a movie is that of a net while it learns: Movie(net, moons, steps=60)")
        if not isinstance(steps, int) or steps < 1:
            raise ValueError(f"a movie has a whole number of steps, at least 1, and this is {steps!r}")
        super().__init__(moons, net)
        self.steps, self.losses, self.screen = steps, [], None
        self.chart = self._axes(6.2, 0.47, 2.55, 3.275)
        self.chart.spines[["top", "right"]].set_visible(False)
        self.chart.set(xlim=(0, steps))
        (self.curve,) = self.chart.plot([], [], color=INK, linewidth=1.6)
        bar = self.figure.add_axes((0, 0, 1, 0.012), xlim=(0, steps), ylim=(0, 1))
        bar.axis("off")
        bar.barh(0.5, steps, 1, color=FAINT)
        (self.bar,) = bar.barh(0.5, 0, 1, color=KINDS[1][0])

    def __iter__(self):
        """Yield the steps' numbers, from 1, while the picture moves below the cell."""
        self.losses.clear()
        # The page learns the size before it has the picture, so that nothing below ever moves.
        layout = Layout(width=f"{96 * self.width:.0f}px", max_width="100%", margin="0")
        self.draw(COARSE)
        self.screen = Image(value=self.png(1), layout=layout).add_class("mg-picture")
        style = HTML(f"<style>{still.STYLE}</style>", layout=Layout(display="none"))
        box = VBox([self.screen, style])
        handle = DisplayHandle()
        handle.display(box)
        # A graph of Values has no cycles, and searching its thousands of nodes for some would double the time.
        collects = gc.isenabled()
        gc.disable()
        try:
            yield from range(1, self.steps + 1)
        finally:  # also after an error, an interrupt or a break
            if collects:
                gc.enable()
            handle.update(self)
            for widget in (box, self.screen, style):
                widget.close()

    def show(self, loss):
        """Record a step's loss, a Value or a number, and redraw the picture if a new frame is due."""
        self.losses.append(float(getattr(loss, "data", loss)))
        step, frames = len(self.losses), min(FRAMES, self.steps)
        if step * frames // self.steps > (step - 1) * frames // self.steps:
            self.draw(COARSE)
            self.screen.value = self.png(1)

    def draw(self, grid):
        super().draw(grid)
        step = len(self.losses)
        self.bar.set_width(step)
        self.bar.axes.set_visible(step < self.steps)  # a finished movie needs no bar, but keeps its place
        self.curve.set_data(range(1, step + 1), self.losses)
        highest = max(filter(math.isfinite, self.losses), default=0)
        self.chart.set_ylim(0, 1.1 * max(highest, 1))
        _title(self.chart, f"step {step}: loss {self.losses[-1]:.2f}" if step else "step 0")

    def __repr__(self):
        return f"<{self._score()} after {len(self.losses)} steps>"


def _title(axes, text):
    axes.set_title(text, loc="left", fontsize=15, color=INK, pad=8)
