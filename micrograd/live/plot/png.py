"""Drawings as one PNG, for viewers that run no code and for paper: in light colours, as all stored pictures."""

import io

from micrograd.picture.colours import BLUE, FAINT, GREEN, INK, LINE, MUTED, ORANGE, PAPER, VERMILION

COLOURS = {
    "ink": INK,
    "muted": MUTED,
    "line": LINE,
    "faint": FAINT,
    "paper": PAPER,
    "data": BLUE,
    "grad": ORANGE,
    "positive": BLUE,
    "negative": VERMILION,
    "third": GREEN,
}
WIDTHS = {"thin": 0.9, "thick": 2.6}
USUAL = 1.6  # points: a line's width; 0.75 of its pixels on the page
TINT = 0.14  # the opacity of an area, as in plot.css
WIDEST = 1800  # pixels of a PNG: a saved notebook is shown about half as wide
GAP = 16  # pixels between two drawings
PLAIN = {"parse_math": False}  # an error's text with two dollar signs is no formula


def as_png(drawings):
    """Return drawings side by side as PNG bytes: two pixels each way for each on the page, fewer if they are wide."""
    # Imported here: matplotlib takes longer to load than all the rest of a notebook's first cell.
    import numpy as np
    import PIL.Image
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    wide, high = size_of(drawings)
    scale = min(2, WIDEST / wide)
    figure = Figure(figsize=(wide / 96, high / 96), dpi=96 * scale, facecolor=PAPER)
    left = 0
    for drawing in drawings:
        _draw(figure, drawing, left, wide, high)
        left += drawing.size[0] + GAP
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = PIL.Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    # An octree keeps the colour of a thin arrow and of a pale tint; a median cut mixes them with what is near.
    few = picture.quantize(64, PIL.Image.Quantize.FASTOCTREE, dither=PIL.Image.Dither.NONE)
    few.save(file := io.BytesIO(), "png", optimize=True)
    return file.getvalue()


def size_of(drawings):
    """Return the width and height in pixels of drawings side by side."""
    return sum(one.size[0] for one in drawings) + GAP * (len(drawings) - 1), max(one.size[1] for one in drawings)


def _draw(figure, drawing, shift, wide, high):
    left, top, width, height = drawing.box
    axes = figure.add_axes(((shift + left) / wide, 1 - (top + height) / high, width / wide, height / high))
    axes.set(xlim=(0, width), ylim=(height, 0))  # in pixels, downwards, as the marks are
    axes.spines[:].set_color(FAINT)
    axes.tick_params(labelsize=9.5, labelcolor=MUTED, color=FAINT, length=3)
    across, up = ([*axis.ticks()] if shown else [] for axis, shown in zip((drawing.x, drawing.y), drawing.ticks))
    axes.set_xticks([at for at, _ in across], [shown for _, shown in across])
    axes.set_yticks([at for at, _ in up], [shown for _, shown in up])
    for x, y, name, anchor in drawing.named():
        figure.text(
            (shift + x) / wide, 1 - y / high, name, ha=_side(anchor), fontsize=10, color=MUTED, zorder=9, **PLAIN
        )
    figure.text((shift + 2) / wide, 1 - 18 / high, drawing.title, fontsize=11, color=INK, **PLAIN)
    for place, mark in enumerate(drawing.marks):
        _mark(axes, mark, place + 1)


def _side(anchor):
    return {"start": "left", "middle": "center", "end": "right"}[anchor]


def _mark(axes, mark, place):
    role, *ways = mark.look.split()
    colour = COLOURS[role]
    width = next((WIDTHS[way] for way in ways if way in WIDTHS), USUAL)
    style = (0, (4, 2.5)) if "dashed" in ways else "-"
    kind, *anchor = mark.kind.split()
    if kind == "text":
        ((x, y),) = mark.points
        words = {"ha": _side(anchor[0]), "fontsize": 10, "color": colour, "clip_on": True, **PLAIN}
        axes.text(x, y, mark.text, zorder=place, **words)
    elif kind == "line":
        for line in mark.points:
            axes.plot(*zip(*line), color=colour, linewidth=width, linestyle=style, zorder=place)
    elif kind == "area":
        _area(axes, mark.points, colour, place)
    else:
        _dots(axes, kind, mark, colour, place)


def _area(axes, outlines, colour, place):
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if outlines:
        path = Path.make_compound_path(*(Path([*line, line[0]]) for line in outlines))
        axes.add_patch(PathPatch(path, facecolor=colour, alpha=TINT, linewidth=0, zorder=place))


def _dots(axes, kind, mark, colour, place):
    if not mark.points:
        return
    look = {"s": (mark.size * 0.75) ** 2, "zorder": place}
    if kind == "cross":
        axes.scatter(*zip(*mark.points), marker="+", color=colour, linewidths=USUAL, **look)
    elif kind == "ring":
        axes.scatter(*zip(*mark.points), marker="o", facecolors="none", edgecolors=colour, linewidths=USUAL, **look)
    else:
        marker = {"circle": "o", "triangle": "^", "square": "s"}[kind]
        axes.scatter(*zip(*mark.points), marker=marker, color=colour, edgecolors=PAPER, linewidths=0.6, **look)
