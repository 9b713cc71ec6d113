"""Draw the pictures in docs/ that are computed: the map of the course, and the three arms of notebook 09b.

python tools/pictures.py
"""

import random
import re
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

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
    from micrograd.picture.colours import BLUE, BLUE_TINT, INK, LINE, MUTED, NO_TINT

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


def three_arms():
    """Return a net's map of the three arms, after it has learned, as SVG."""
    from micrograd.course.data.clouds import three_arms
    from micrograd.course.plots.kinds import Map
    from micrograd.losses import cross_entropy, softmax
    from micrograd.nn import MLP
    from micrograd.optim import Adam

    random.seed(4)
    net, points = MLP(2, [8, 3]), three_arms(90, seed=1)
    adam = Adam(net.parameters(), 0.05)
    for _ in range(60):
        loss = sum(cross_entropy(net(x), label) for x, label in points) / len(points)
        net.zero_grad()
        loss.backward()
        adam.step()
    drawing = Map(points, net, softmax).drawing()
    wide, high = drawing.box[2:]
    look = styled("".join(drawing.parts()))
    inner = f"<g>{look}</g>"
    return svg(wide, high, "Three arms of points, and what a net believes where", inner)


def styled(marks):
    """Return marks of a live plot with the looks that plot.css gives them, in light colours."""
    from micrograd.live.plot.png import COLOURS, TINT

    for role, colour in COLOURS.items():
        marks = re.sub(
            rf'class="mg-area-mark mg-of-{role}"', f'fill="{colour}" fill-opacity="{TINT}" fill-rule="evenodd"', marks
        )
        marks = re.sub(
            rf'class="mg-dot-mark mg-open mg-of-{role}"', f'fill="none" stroke="{colour}" stroke-width="2"', marks
        )
        marks = re.sub(rf'class="mg-dot-mark mg-of-{role}"', f'fill="{colour}" stroke="{COLOURS["paper"]}"', marks)
    return marks


def svg(width, height, title, inner):
    """Return a whole picture: on paper, dark in a dark theme."""
    from micrograd.picture.colours import LINE, PAPER
    from micrograd.picture.still import DARKENED

    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size}>
<style>@media (prefers-color-scheme: dark) {{ svg {{ {DARKENED} }} }}</style>
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


def main():
    """Draw them all."""
    sys.path.insert(0, str(ROOT))
    for draw in (course, three_arms):
        (DOCS / f"{draw.__name__}.svg").write_text(draw(), encoding="utf-8")
        print(f"docs/{draw.__name__}.svg")


if __name__ == "__main__":
    main()
