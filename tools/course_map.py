"""The map of the course at the end of notebook 09b: what has a notebook is blue, what is still to come is grey."""

import re
from html import escape
from pathlib import Path

from micrograd.picture.colours import BLUE, BLUE_TINT, INK, LINE, MUTED, NO_TINT, PAPER

ROOT = Path(__file__).resolve().parent.parent

# The course in rows: number, name, what it builds, under a heading.
ROWS = [
    (
        "the chain rule",
        [
            ("00", "start here", "a net, by hand"),
            ("01", "slope", "slope(f, x)"),
            ("02", "values", "Value, + and *"),
            ("03", "gradients", "the chain rule"),
        ],
    ),
    (
        "the engine",
        [
            ("04", "backward", "backward()"),
            ("05", "order", "+=, a stack"),
            ("06", "operations", "all the others"),
            ("07", "closed book", "engine.py"),
        ],
    ),
    (
        "nets that learn",
        [
            ("08", "neurons", "nn.py"),
            ("09", "learning", "optim.py"),
            ("09b", "classification", "losses.py"),
        ],
    ),
    (
        "still to come",
        [
            ("10", "program", "fast"),
            ("11", "rnn", "remembers"),
            ("12", "cnn", "sees"),
            ("13", "snn", "spikes"),
            ("14", "attention", "looks up"),
            ("15", "transformer", "writes"),
        ],
    ),
]
WIDE, HIGH, GAP, LEFT = 140, 56, 26, 30  # of a box, between boxes, beside them, in pixels
ROW = 104  # from one row to the next
NARROW = 98, 18  # width of a box and the gap, in a row of six


def course():
    """Return the map of the course as SVG."""
    ready = {path.name.partition("_")[0] for path in (ROOT / "notebooks").glob("*.ipynb")}
    parts, last = [], None
    for row, (heading, boxes) in enumerate(ROWS):
        wide, gap = (WIDE, GAP) if len(boxes) < 5 else NARROW
        top = 40 + row * ROW
        parts.append(text(LEFT, top - 10, heading, MUTED, size=14))
        for column, (number, name, builds) in enumerate(boxes):
            left = LEFT + column * (wide + gap)
            there = number in ready
            if last:
                parts.append(arrow(last, (left, top + HIGH / 2), column == 0, LINE, there))
            look = f'fill="{BLUE_TINT}" stroke="{BLUE}"' if there else f'fill="{NO_TINT}" stroke="{LINE}"'
            dashes = "" if there else ' stroke-dasharray="5 4"'
            parts.append(f'<rect x="{left}" y="{top}" width="{wide}" height="{HIGH}" rx="8" {look}{dashes}/>')
            middle = left + wide / 2
            parts.append(text(middle, top + 23, f"{number} {name}", INK, "middle", 13 if wide < WIDE else 14.5))
            parts.append(
                text(
                    middle,
                    top + 43,
                    builds,
                    BLUE if there else MUTED,
                    "middle",
                    13,
                    mono=re.search(r"[(.]|Value", builds),
                )
            )
            last = left + wide, top + HIGH / 2
    width, height = LEFT * 2 + 6 * NARROW[0] + 5 * NARROW[1], 40 + len(ROWS) * ROW - (ROW - HIGH) + 16
    return svg(width, height, "The map of the course", "\n".join(parts))


def arrow(start, end, turns, colour, there):
    """Return an arrow to the next box; to the next row it turns."""
    (x0, y0), (x1, y1) = start, end
    if turns:
        low = (y0 + y1) / 2 - 4
        path = f"M{x0},{y0}h10V{low}H{x1 - 18}V{y1}H{x1 - 2}"
    else:
        path = f"M{x0},{y0}H{x1 - 2}"
    dashes = "" if there else ' stroke-dasharray="5 4"'
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.6" marker-end="url(#tip)"{dashes}/>'


def text(x, y, words, colour, anchor="start", size=13.0, mono=False):
    """Return words as SVG."""
    family = "DejaVu Sans Mono, Menlo, Consolas, monospace" if mono else "Arial, Helvetica, sans-serif"
    look = f'font-family="{family}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
    return f'<text x="{x:g}" y="{y:g}" {look}>{escape(words)}</text>'


def svg(width, height, title, inner):
    """Return a whole picture on paper."""
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size}>
<title>{escape(title)}</title>
<defs>
<marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0,1 L10,5 L0,9 z" fill="{LINE}"/>
</marker>
</defs>
<rect width="{width:g}" height="{height:g}" rx="8" fill="{PAPER}"/>
{inner}
</svg>
"""
