"""A map of a function over its inputs x1 and x2: where it is above 0, and along which lines its neurons switch.

A shape is a class name, which says how it looks, and its outlines, arrays of points in the map's own units. The SVG
that moves on the page and the PNG that stays in the notebook come from the same shapes.
"""

import io

import contourpy
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from micrograd.picture.colours import BLUE, FAINT, INK, PAPER, VERMILION
from micrograd.picture.graph import nodes
from micrograd.picture.numbers import number

SWITCHES = "relu", "tanh", "sigmoid"  # operations that a neuron applies to its sum
LEVELS = 1e-9, 0.25, 0.5, 0.75, 1.0, 2.0, 3.0, 4.0  # each level exceeded makes the tint one shade darker
SHADE = 0.07  # how much: text in ink can be read on all of them
GRID = 21  # points in each direction at which the function is computed; a border that is straight between them is exact
ENDLESS = 1e9
SIZE, TOP = 320, 28  # pixels: the map's size, and the height of the line of text above it
CROSS = [np.array([(-1.0, 0.0), (1.0, 0.0)]), np.array([(0.0, -1.0), (0.0, 1.0)])]
TURN = np.linspace(0, 2 * np.pi, 25)
DISC = np.column_stack([np.cos(TURN), np.sin(TURN)])
TRIANGLE = np.array([(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8), (0.0, 1.2)])
LOOKS = {  # in the PNG; plane.css has the looks on the page
    "mg-positive": {"facecolor": BLUE, "alpha": SHADE, "linewidth": 0},
    "mg-negative": {"facecolor": VERMILION, "alpha": SHADE, "linewidth": 0},
    "mg-axes": {"edgecolor": FAINT, "linewidth": 0.75},
    "mg-switch": {"edgecolor": INK, "linewidth": 1.1, "linestyle": (0, (5, 3))},
    "mg-border": {"edgecolor": INK, "linewidth": 2.25},
    "mg-arrow": {"edgecolor": INK, "linewidth": 1.5},
    "mg-one": {"facecolor": BLUE, "edgecolor": PAPER},
    "mg-other": {"facecolor": VERMILION, "edgecolor": PAPER},
    "mg-ring": {"edgecolor": INK, "linewidth": 1.5},
    "mg-here": {"edgecolor": INK, "linewidth": 1.9},
}


def map_of(f, points, here, reach):
    """Return the shapes of a map of f from -reach to reach, bottom layer first, and the text above it.

    points are pairs of a point and its label, 1 or -1; here is the point where the sliders are.
    """
    ticks = np.linspace(-reach, reach, GRID)
    border, out, *hidden = _surfaces(f, ticks.tolist())
    # Below a relu's bend there is nothing to tint, and above it the sum is exact, even next to the bend.
    bends = f(0.0, 0.0)._op == "relu"
    shapes = _tints("mg-positive", ticks, border if bends else out) + _tints("mg-negative", ticks, -out)
    shapes.append(("mg-axes", [line * reach for line in CROSS]))
    for name, sums in [("mg-switch", one) for one in hidden] + [("mg-border", border)]:
        shapes += [(name, zeros(ticks, sums)), ("mg-arrow", _arrow(sums, reach))]
    right, unit = 0, reach / 32
    for at, label in points:
        correct = bool(_sums(f(*at))[0] > 0) == (label > 0)
        right += correct
        shapes.append(("mg-one", [at + unit * DISC]) if label > 0 else ("mg-other", [at + 1.1 * unit * TRIANGLE]))
        shapes += [] if correct else [("mg-ring", [at + 2.1 * unit * DISC])]
    shapes.append(("mg-here", [here + 1.3 * unit * line for line in CROSS]))
    return shapes, f"{right} of {len(points)} points right" if points else ""


def _surfaces(f, ticks):
    """Return, each as a grid, the sum that f's border comes from, f's results, and the sums of the neurons inside f."""
    ways = _ways(f(0.0, 0.0))
    return np.moveaxis(np.array([[_sums(f(x, y), ways) for x in ticks] for y in ticks]), 2, 0)


def _ways(root):
    """Return the way, input by input, from root to each neuron inside it: a search at every point would be slow."""
    order = nodes(root)
    ways = {id(root): ()}
    for node in reversed(order):
        for i, source in enumerate(node._prev):
            ways.setdefault(id(source), (*ways[id(node)], i))
    return [ways[id(node)] for node in order if node._op in SWITCHES and node is not root]


def _sums(root, ways=()):
    """Return the sum that decides root's sign, root's own number, and the sums of the neurons at the ways' ends."""
    sums = [root._prev[0].data if root._op in SWITCHES else root.data, root.data]
    for way in ways:
        node = root
        for i in way:
            node = node._prev[i]
        sums.append(node._prev[0].data)
    return sums


def zeros(ticks, grid):
    """Return the lines along which the numbers on a grid are 0."""
    return _contour(ticks, grid).lines(0.0)


def _contour(ticks, grid):
    return contourpy.contour_generator(ticks, ticks, grid, fill_type="OuterOffset", line_type="Separate")


def _tints(name, ticks, grid):
    """Return a shape for each level exceeded: where several overlap, the tint is darker."""
    shapes, contour = [], _contour(ticks, grid)
    for level in LEVELS:
        if grid.max() > level:
            areas = zip(*contour.filled(level, ENDLESS))
            shapes.append((name, [line[a:b] for line, ends in areas for a, b in zip(ends, ends[1:])]))
    return shapes


def _arrow(sums, reach):
    """Return the weights of a sum as an arrow from its line's point nearest to the middle; [] if the line is bent."""
    middle = sums[GRID // 2, GRID // 2]
    weights = np.array([sums[0, -1] - sums[0, 0], sums[-1, 0] - sums[0, 0]]) / (2 * reach)
    size = np.hypot(*weights)
    opposite = sums[0, 0] + sums[-1, -1], sums[0, -1] + sums[-1, 0]
    if size < 1e-6 or not np.allclose(opposite, 2 * middle, atol=1e-6):
        return []
    foot = -middle * weights / size**2
    if abs(foot).max() > reach:
        return []
    tip, along = foot + weights, weights / size * reach / 18
    across = np.array([-along[1], along[0]]) * 0.6
    return [np.array([foot, tip]), np.array([tip - along + across, tip, tip - along - across])]


def as_svg(shapes, said, reach):
    """Return shapes as SVG text, with a line of text above them."""
    scale = SIZE / 2 / reach

    def path(line):
        points = zip((scale * (reach + line[:, 0])).tolist(), (scale * (reach - line[:, 1])).tolist())
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)

    drawn = [f'<path class="{name}" d="{"".join(map(path, lines))}"/>' for name, lines in shapes if lines]
    for x, y, text, anchor in _texts(reach):
        x, y = scale * (reach + x), scale * (reach - y)
        drawn.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>')
    return (
        f'<svg viewBox="0 0 {SIZE} {SIZE + TOP}" role="img" aria-label="The plane of x1 and x2. {said}">'
        f'<text class="mg-said" x="0" y="18">{said}</text>'
        f'<svg y="{TOP}" width="{SIZE}" height="{SIZE}"><rect class="mg-map" width="{SIZE}" height="{SIZE}"/>'
        f"{''.join(drawn)}</svg></svg>"
    )


def _texts(reach):
    """Return the labels along the axes, as (x, y, text, anchor)."""
    small, ticks = reach / 20, [i for i in range(-int(reach), int(reach) + 1) if 0 < abs(i) < reach]
    along = [(i, -1.9 * small, number(i).removesuffix(".0"), "middle") for i in ticks]
    up = [(-0.6 * small, i - 0.6 * small, number(i).removesuffix(".0"), "end") for i in ticks]
    return [*along, *up, (reach - small, small, "x1", "end"), (small, reach - 2 * small, "x2", "start")]


def as_png(shapes, said, reach):
    """Return shapes as PNG bytes, two pixels for each pixel on the screen, with a line of text above them."""
    figure = Figure(figsize=(SIZE / 96, (SIZE + TOP) / 96), dpi=192, facecolor=PAPER)
    axes = figure.add_axes((0.003, 0.003, 0.994, SIZE / (SIZE + TOP) - 0.006))
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), xticks=[], yticks=[])
    axes.spines[:].set_color(FAINT)
    for place, (name, lines) in enumerate(shapes):
        if lines:
            path = Path.make_compound_path(*map(Path, lines))
            axes.add_patch(PathPatch(path, **{"facecolor": "none", "edgecolor": "none", "zorder": place} | LOOKS[name]))
    for x, y, text, anchor in _texts(reach):
        side = {"middle": "center", "end": "right", "start": "left"}[anchor]
        axes.text(x, y, text, ha=side, va="baseline", fontsize=9.5, color=INK, zorder=len(shapes))
    axes.set_title(said, loc="left", fontsize=11, color=INK, pad=6)
    FigureCanvasAgg(figure).print_png(file := io.BytesIO())
    return file.getvalue()
