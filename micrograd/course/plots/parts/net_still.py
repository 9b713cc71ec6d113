"""The still picture of a net in a saved notebook, by matplotlib: its map, its neurons and its losses."""

import io
import math

import numpy as np
import PIL.Image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from micrograd.course.plots.parts.net_map import HIGH, WIDE
from micrograd.picture.colours import ABOVE_AND_BELOW, BLUE, FAINT, INK, LINE, MUTED, PAPER, VERMILION

KINDS = {1: (BLUE, "o"), -1: (VERMILION, "^")}  # colour and marker of each label: either is enough to tell
TINTS = LinearSegmentedColormap.from_list("moons", ABOVE_AND_BELOW)
TINTED = {"cmap": TINTS, "interpolation": "bilinear", "origin": "lower", "aspect": "auto"}
EXTENT = -WIDE, WIDE, -HIGH, HIGH
NET = 420  # pixels for the neurons beside the map


class Sheet:
    """A figure of a size in pixels, with boxes for axes given in pixels from its lower left corner."""

    def __init__(self, width, height):
        self.size = width, height
        self.figure = Figure(figsize=(width / 96, height / 96), facecolor=PAPER)

    def axes(self, left, bottom, width, height):
        """Return axes in a box, with a thin frame."""
        wide, high = self.size
        axes = self.figure.add_axes((left / wide, bottom / high, width / wide, height / high))
        axes.tick_params(labelsize=11, labelcolor=MUTED, color=FAINT)
        axes.spines[:].set_color(FAINT)
        return axes

    def png(self, scale):
        """Return the figure as PNG bytes, with scale pixels for each pixel shown."""
        self.figure.set_dpi(96 * scale)
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()
        picture = PIL.Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        file = io.BytesIO()
        picture.quantize(128, dither=PIL.Image.Dither.NONE).save(file, "png", optimize=True)  # half the size
        return file.getvalue()


class Map:
    """Labelled points on axes and, once a net was looked at, its score as a tint and a line where it is 0."""

    def __init__(self, axes, moons):
        self.axes, self.moons = axes, moons
        axes.set(xlim=(-WIDE, WIDE), ylim=(-HIGH, HIGH), xticks=[], yticks=[])
        for kind, (color, marker) in KINDS.items():
            points = np.array([point for point, label in moons if label == kind]).reshape(-1, 2)
            axes.scatter(*points.T, s=46, c=color, marker=marker, edgecolors=PAPER, linewidths=0.8, zorder=3)
        self.wrong = axes.scatter([], [], s=150, facecolors="none", edgecolors=INK, linewidths=1.6, zorder=4)
        self.tint = axes.imshow([[0.0]], extent=EXTENT, vmin=-1, vmax=1, **TINTED)
        self.border = []

    def draw(self, look):
        """Show what a net does."""
        self.tint.set_data(look.outs[-1])
        for line in self.border:
            line.remove()
        self.border = [self.axes.plot(*line.T, color=INK, linewidth=2.2)[0] for line in look.lines[-1]]
        wrong = [point for (point, label), score in zip(self.moons, look.scores) if not label * score > 0]
        self.wrong.set_offsets(wrong or np.empty((0, 2)))


def still(look, moons, columns, weights, losses, steps):
    """Return the picture of a net as PNG bytes, and its size: its neurons, its map, and the losses of its training."""
    left, top = NET * bool(columns), 130 * bool(steps)
    sheet = Sheet(left + 460, top + 336)
    places = Map(sheet.axes(left + 5, top + 5, 450, 292.5), moons)
    places.draw(look)
    title(places.axes, f"{look.right} of {len(moons)} points right")
    if columns:
        _neurons(sheet, top, look, columns, weights)
    if steps:
        _losses(sheet.axes(44, 26, left + 394, 76), losses, steps)
    width, height = sheet.size
    return sheet.png(2), {"width": width, "height": height}


def _neurons(sheet, bottom, look, columns, weights):
    """Draw a tile for each neuron, and a line for each weight."""
    axes = sheet.axes(0, bottom, NET + 5, 300)
    axes.axis("off")
    middles = [list(_tiles(count, 28 + i * 300 / max(1, len(columns) - 2))) for i, count in enumerate(columns[:-1])]
    for place, middle in enumerate(tile for column in middles for tile in column):
        _tile(axes, *middle, look.outs[place], look.lines[place])
    into = [*middles[1:], [(NET + 27, 151, np.array([25, 16]))]]  # the score's tile is the map
    for before, after, layer in zip(middles, into, weights):
        for (x1, y1, half), ws in zip(after, layer):
            for (x0, y0, _), w in zip(before, ws):
                _weight(axes, [x0 + 25, x1 - half[0]], [y0, y1], w)
    axes.set(xlim=(0, NET + 5), ylim=(0, 300))  # only now: imshow sets its own


def _tiles(count, x):
    """Yield the middle of each tile in a column, and half its size."""
    step = min(38, 290 / count)
    for i in range(count):
        yield x, 151 + ((count - 1) / 2 - i) * step, 0.42 * step * np.array([WIDE / HIGH, 1])


def _tile(axes, x, y, half, outs, lines):
    (left, low), (right, high) = (x, y) - half, (x, y) + half
    axes.imshow(outs, extent=(left, right, low, high), vmin=-1.5, vmax=1.5, zorder=3, **TINTED)
    for line in lines:
        axes.plot(*((x, y) + line / (WIDE, HIGH) * half).T, color=INK, linewidth=1, zorder=4)
    axes.plot([left, right, right, left, left], [low, low, high, high, low], color=LINE, linewidth=0.8, zorder=5)


def _weight(axes, xs, ys, weight):
    """Draw a line as wide as a weight is large, dashed if it is negative."""
    if math.isfinite(weight):
        size = min(abs(weight), 2)
        look = {"color": BLUE} if weight > 0 else {"color": VERMILION, "linestyle": (0, (4, 3))}
        axes.plot(xs, ys, linewidth=1.8 * size, alpha=min(0.25 + size / 2, 0.9), **look)


def _losses(axes, losses, steps):
    axes.spines[["top", "right"]].set_visible(False)
    known = [math.nan if loss is None else loss for loss in losses]
    axes.set(xlim=(0, steps), ylim=(0, 1.1 * max([1, *filter(math.isfinite, known)])))
    axes.plot(range(1, len(known) + 1), known, color=INK, linewidth=1.6)
    title(axes, f"step {len(known)}: loss {known[-1]:.2f}" if known else "step 0")


def title(axes, text):
    """Write a title above axes, at their left."""
    axes.set_title(text, loc="left", fontsize=13, color=INK, pad=6)
