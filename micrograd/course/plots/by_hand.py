"""A border found by hand: three sliders for the numbers of a score, and the map of the points that it is to part."""

import contourpy
import numpy as np

from micrograd.course.plots.parts.given import labelled
from micrograd.course.plots.parts.net_map import HIGH, WIDE, axes, lines_of, thinned
from micrograd.live.plot import Drawing, follow

SPAN = -3.0, 3.0, 0.1
LEVELS = 1e-9, 0.5, 1.0, 2.0  # each level that a score exceeds makes the tint one shade darker
ENDLESS = 1e9
SIZE = 620, 439  # pixels


def by_hand(score, points):
    """Return a widget: sliders for w1, w2 and b, and a map of where score(x1, x2, w1, w2, b) is above and below 0."""
    moons = labelled(points)
    columns, rows = axes(1)

    def draw(w1=1.0, w2=1.0, b=0.0):  # each slider moves this border at once
        plot = Drawing(x=(-WIDE, WIDE), y=(-HIGH, HIGH), size=SIZE, labels=("x1", "x2"), ticks=(False, False))
        grid = np.array([[float(score(x, y, w1, w2, b)) for x in columns.tolist()] for y in rows.tolist()])
        for side, sign in ("positive", 1), ("negative", -1):
            for level in LEVELS:
                plot.area(_areas(columns, rows, sign * grid, level), side)
        border = lines_of(columns, rows, grid)
        for line in border:
            plot.line(line.tolist(), "ink thick")
        for kind, look, shape in (1, "positive", "circle"), (-1, "negative", "triangle"):
            plot.dots([at for at, label in moons if label == kind], look, size=10, shape=shape)
        wrong = [at for at, label in moons if not label * score(*at, w1, w2, b) > 0]
        plot.dots(wrong, "ink thin", size=18, shape="ring")
        plot.title = f"{len(moons) - len(wrong)} of {len(moons)} points right"
        runs = " and ".join(f"from {_place(line[0])} to {_place(line[-1])}" for line in border)
        plot.said = f"{plot.title}; the border runs {runs}" if runs else f"{plot.title}; no border"
        return plot

    return follow(draw, w1=SPAN, w2=SPAN, b=SPAN)


def _place(at):
    return f"({at[0]:.1f}, {at[1]:.1f})".replace("-", "−")


def _areas(columns, rows, grid, level):
    """Return the outlines of where numbers on a grid are above a level."""
    if not np.isfinite(grid).all() or grid.max() <= level:
        return []
    contour = contourpy.contour_generator(columns, rows, grid, fill_type="OuterOffset")
    areas = zip(*contour.filled(level, ENDLESS))
    return [thinned(line[a:b]).tolist() for line, ends in areas for a, b in zip(ends, ends[1:])]
