"""A loss surface: the loss over two parameters as a map, and the paths that descend on it."""

import io
import math
from itertools import cycle

import numpy as np
import PIL.Image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from micrograd.course.plots.given import ends
from micrograd.engine import Value
from micrograd.picture import still
from micrograd.picture.colours import BLUE, FAINT, INK, LOW_TO_HIGH, MUTED, PAPER, VERMILION

TINTS = LinearSegmentedColormap.from_list("surface", LOW_TO_HIGH)
LOOKS = (VERMILION, "o", 6), (BLUE, "^", 6), (INK, "s", 5)  # each path's colour, marker and marker size
COLUMNS, ROWS = 81, 61  # of the map's grid of losses
LEVELS = 10  # lines of equal loss
FAR = 1e4  # from the map's edge: a path that diverges is drawn no farther
TALLEST = 1e200  # the top of the losses' axis: matplotlib finds no ticks near the largest float
CHART, CHART_ABOVE = (6.55, 1.75, 2.3, 1.25), (6.55, 2.05, 2.3, 0.85)  # inches: left, bottom, width, height
LINE_ALONE, LINE_BELOW = (6.55, 0.55, 2.3, 2.4), (6.55, 0.55, 2.3, 0.95)
SHARP = 1.4  # pixels for each pixel shown
MIX = 0.45  # of ink with paper, at the edges of lines


def _palette():
    """Return one palette for all pictures, so that no colour changes while a slider moves, and the files are small."""
    tints = [TINTS(k / LEVELS)[:3] for k in range(LEVELS)]
    papers = [to_rgb(PAPER), *tints[2::3]]
    inks = [to_rgb(ink) for ink in (INK, MUTED, *(color for color, _, _ in LOOKS[:2]))]
    mixed = [np.array(ink) * MIX + np.array(paper) * (1 - MIX) for ink in inks for paper in papers]
    image = PIL.Image.new("P", (1, 1))
    image.putpalette(
        [round(255 * part) for color in [*papers[:1], *tints, to_rgb(FAINT), *inks, *mixed] for part in color]
    )
    return image


PALETTE = _palette()


class Surface:
    """The loss f(w, b) over a range of each, such as `w=(-2, 5), b=(-4, 4)`; f is called with Values.

    points are pairs of x, a number or a list of one, and y, to be fitted by the line w * x + b: a picture draws, over
    the points, that line where each path ends.
    """

    width, height = 9.0, 4.15  # inches of 96 pixels

    def __init__(self, f, points=(), **ranges):
        if len(ranges) != 2:
            raise TypeError(f"a surface has two axes, such as w=(-2, 5), b=(-4, 4), and not {len(ranges)}")
        if not callable(f):
            raise TypeError(f"a surface is that of a function, the loss f({', '.join(ranges)}), and this is {f!r}")
        self.f, self.names = f, tuple(ranges)
        self.points = [(float(x[0] if isinstance(x, (list, tuple)) else x), float(y)) for x, y in points]
        spans = [ends(name, span) for name, span in ranges.items()]
        self.across, self.up = (np.linspace(*span, size) for span, size in zip(spans, (COLUMNS, ROWS)))
        self.losses = np.array([[self.loss(x, y) for x in self.across.tolist()] for y in self.up.tolist()])
        known = self.losses[np.isfinite(self.losses)]
        self.lowest, self.highest = (known.min(), known.max()) if known.size else (0.0, 0.0)
        self._stage = None  # shared by all pictures: drawing the map takes longer than all the rest

    def loss(self, x, y):
        """Return the loss at a place as a float, nan if it is too large for one."""
        try:
            loss = float(getattr(out := self.f(Value(x), Value(y)), "data", out))
        except OverflowError:
            return math.nan
        return loss if math.isfinite(loss) else math.nan

    def plot(self, paths=None, **state):
        """Return a picture of the map with paths, lists of places by name, and their losses.

        state holds numbers to show at the end, one for each axis: `gradient=[0.5, -2.0]`.
        """
        return Picture(self, paths or {}, state)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.plot()._repr_mimebundle_()

    def __repr__(self):
        return repr(self.plot())

    @property
    def stage(self):
        self._stage = self._stage or Stage(self)
        return self._stage


class Picture:
    """Paths on a surface, drawn when shown."""

    def __init__(self, surface, paths, state):
        self.surface, self.state = surface, state
        self.paths = {name: [tuple(map(float, place)) for place in path] for name, path in paths.items()}
        self.losses = {name: [surface.loss(*place) for place in path] for name, path in self.paths.items()}

    def png(self):
        """Return the picture as PNG bytes."""
        image = self.surface.stage.draw(self)
        small = image.quantize(palette=PALETTE, dither=PIL.Image.Dither.NONE)
        small.save(file := io.BytesIO(), "png", compress_level=6)
        return file.getvalue()

    def table(self):
        """Return the rows that show the state, the first with the axes' names."""
        rows = [[what, *map(_rounded, numbers)] for what, numbers in self.state.items()]
        return [["", *self.surface.names], *rows] if rows else []

    def _repr_mimebundle_(self, include=None, exclude=None):
        size = {"width": round(96 * self.surface.width), "height": round(96 * self.surface.height)}
        png = self.png()
        html = still.html("image/png", png, repr(self).strip("<>"), size["width"])
        return {"text/html": html, "image/png": png, "text/plain": repr(self)}, {"image/png": size}

    def __repr__(self):
        steps = {name: f" after {len(path) - 1} steps" if len(path) > 2 else "" for name, path in self.paths.items()}
        paths = [f"{name}: {_last(losses)}{steps[name]}" for name, losses in self.losses.items()]
        rows = [" ".join(row) for row in self.table()[1:]]
        return f"<{'; '.join([*paths, *rows]) or 'loss over ' + ' and '.join(self.surface.names)}>"


def _last(losses):
    if not losses or math.isnan(losses[-1]):
        return "loss out of range"
    return f"loss {losses[-1]:.3f}" if losses[-1] < 1e4 else f"loss {losses[-1]:.0e}"


def _rounded(number):
    return f"{round(float(number), 3) + 0.0:.3f}"  # + 0.0 turns -0.0 into 0.0


class Stage:
    """The figure of a surface: the map is drawn once, the paths anew for each picture."""

    def __init__(self, surface):
        self.surface = surface
        self.figure = Figure(figsize=(surface.width, surface.height), dpi=96 * SHARP, facecolor=PAPER)
        self.canvas = FigureCanvasAgg(self.figure)
        self.map = self._axes(0.65, 0.55, 5.0, 3.45)
        self.chart = self._axes(*CHART)
        self.line = self._axes(*LINE_ALONE) if surface.points else None
        self._draw_map()
        beside = [axes for axes in (self.chart, self.line) if axes]
        for axes in beside:
            axes.set_visible(False)
        self.canvas.draw()
        for axes in beside:
            axes.set_visible(True)
        self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        self._prepare_chart()
        if self.line:
            self._prepare_line()

    def _box(self, left, bottom, width, height):
        """Return a box given in inches as fractions of the figure."""
        wide, high = self.surface.width, self.surface.height
        return left / wide, bottom / high, width / wide, height / high

    def _axes(self, *box):
        """Return axes in a box given in inches."""
        axes = self.figure.add_axes(self._box(*box))
        axes.tick_params(labelsize=11, labelcolor=MUTED, color=FAINT)
        axes.spines[:].set_color(FAINT)
        return axes

    def _draw_map(self):
        surface, (across, up) = self.surface, self.surface.names
        self.map.set(xlim=surface.across[[0, -1]], ylim=surface.up[[0, -1]])
        self.map.set_xlabel(across, fontsize=14, color=INK)
        self.map.set_ylabel(up, fontsize=14, color=INK, rotation=0, labelpad=10)
        if surface.lowest < surface.highest:  # a flat surface has no lines
            # Closer together near the bottom, where the last steps are.
            levels = surface.lowest + (surface.highest - surface.lowest) * (np.arange(LEVELS + 1) / LEVELS) ** 3
            heights = np.ma.masked_invalid(surface.losses)
            colors = [TINTS(k / LEVELS) for k in range(LEVELS)]
            self.map.contourf(surface.across, surface.up, heights, levels, colors=colors)
            self.map.contour(surface.across, surface.up, heights, levels[1:], colors=MUTED, linewidths=0.6)

    def _prepare_chart(self):
        low, high = self.surface.lowest, self.surface.highest
        low = max(low, (high - low) * 1e-4, 1e-9) * 0.7  # a logarithmic axis has no 0
        self.chart.spines[["top", "right"]].set_visible(False)
        self.top = max(1.5 * high, 10 * low)
        self.chart.set(yscale="log", ylim=(low, self.top))
        self.chart.yaxis.set_minor_formatter(NullFormatter())
        self.chart.set_xlabel("step", fontsize=11, color=MUTED, labelpad=1)
        self.chart.set_title("loss", loc="left", fontsize=12, color=INK, pad=4)

    def _prepare_line(self):
        across, up = zip(*self.surface.points)
        wide, high = max(across) - min(across) or 1.0, max(up) - min(up) or 1.0
        self.line.set(xlim=(min(across) - wide / 8, max(across) + wide / 8))
        self.line.set(ylim=(min(up) - high / 3, max(up) + high / 3))
        self.line.spines[["top", "right"]].set_visible(False)
        self.line.plot(across, up, "o", color=INK, markersize=5, markeredgecolor=PAPER, markeredgewidth=0.6, zorder=3)

    def draw(self, picture):
        """Return the picture as an image."""
        self.canvas.restore_region(self.background)
        steps = any(len(path) > 1 for path in picture.paths.values())
        drawn = []
        for (name, path), (color, marker, size) in zip(picture.paths.items(), cycle(LOOKS)):
            look = {"color": color, "marker": marker, "markersize": size, "linewidth": 1.6}
            drawn += self.map.plot(*self._near(path), **look, markeredgecolor=PAPER, markeredgewidth=0.6)
            drawn += self.chart.plot(picture.losses[name], color=color, linewidth=1.8)
            if self.line and path:
                drawn += self._line_at(path[-1], color)
        losses = [loss for several in picture.losses.values() for loss in several]
        highest = max(filter(math.isfinite, losses), default=0.0)
        self.chart.set_ylim(top=max(self.top, min(1.5 * highest, TALLEST)))  # a path may leave the map
        self.chart.set_xlim(0, max([10, *(len(path) - 1 for path in picture.paths.values())]))
        self.chart.set_position(self._box(*(CHART_ABOVE if self.line and not picture.state else CHART)))
        if steps:
            self.figure.draw_artist(self.chart)
        if self.line and picture.paths and not picture.state:
            self.line.set_position(self._box(*(LINE_BELOW if steps else LINE_ALONE)))
            self.figure.draw_artist(self.line)
        for line in drawn:
            if line.axes is self.map:
                self.map.draw_artist(line)
        self._write(picture)
        for line in drawn:
            line.remove()
        return PIL.Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB")

    def _line_at(self, place, color):
        """Draw the line with this slope and height over the points, and return it."""
        slope, height = np.clip(place, -FAR, FAR)
        ends = np.array(self.line.get_xlim())
        return self.line.plot(ends, slope * ends + height, color=color, linewidth=1.8)

    def _near(self, path):
        """Return a path's coordinates, with those too far out to be drawn clipped."""
        edges = self.map.get_xlim(), self.map.get_ylim()
        columns = zip(*path) if path else ((), ())
        return [np.clip(at, low - FAR, high + FAR) for at, (low, high) in zip(columns, edges)]

    def _write(self, picture):
        for row, ((name, losses), (color, marker, _)) in enumerate(zip(picture.losses.items(), cycle(LOOKS))):
            mark = {"o": "●", "^": "▲", "s": "■"}[marker]
            self._text(6.1, 3.85 - 0.25 * row, f"{mark} {name}: {_last(losses)}", color)
        for row, cells in enumerate(picture.table()):
            for x, cell in zip((7.3, 8.1, 8.85), cells):
                self._text(x, 1.0 - 0.24 * row, cell, INK if row else MUTED, ha="right")

    def _text(self, x, y, text, color, ha="left"):
        look = {"fontsize": 12, "color": color, "ha": ha, "va": "center"}
        self.figure.draw_artist(
            written := self.figure.text(x / self.surface.width, y / self.surface.height, text, **look)
        )
        written.remove()
