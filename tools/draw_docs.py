"""Draw the pictures in docs/ that stand in notebooks: graphs and a net's map from their own cells, the course's map.

    python tools/draw_docs.py

Each follows the colour scheme of the page that it stands on. Drawn with the wheel graphviz-pure, they are the same
bytes on any machine; but what a net has learned may differ in a last digit.
"""

import base64
import contextlib
import io
import os
import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from course_map import course, svg  # noqa: E402

from micrograd.explore import explore  # noqa: E402  not installed where this runs from a clone
from micrograd.live.plot.png import COLOURS, TINT, as_png, size_of  # noqa: E402
from micrograd.picture.still import DARKENED  # noqa: E402

DARK = f"<style>@media (prefers-color-scheme: dark) {{ svg {{ {DARKENED} }} }}</style>\n"
DESCENT = (
    "A map of a narrow valley in w and b. One path zigzags across it, one swings along it in waves, one goes down in "
    "small even steps; beside it the loss of each, step by step"
)


def remembered():
    """Return what notebook 02 draws."""
    names = ran("02_values_that_remember")
    exec("picture = draw_dot(L).svg()", names)
    return names["picture"]


def blame():
    """Return the graph of notebook 03 with all gradients to be found."""
    names = ran("03_gradients_by_hand", "03-value", "03-by-hand")
    return with_gradients_hidden(names["by_hand"], "abcfedL", a=2.0, b=-3.0, c=10.0, f=-2.0)


def order():
    """Return a graph in which e is used twice, with all gradients to be found."""
    return with_gradients_hidden(e_used_twice, "abcedL", a=2.0, b=-3.0, c=10.0)


def e_used_twice(a, b, c):
    e = a * b
    d = c + e
    L = d * e
    return L


def with_gradients_hidden(function, names, **data):
    """Return the picture of a function's live graph, with a question mark for the gradient of each name."""
    return explore(function, **data).predict(*(f"{name}.grad" for name in names)).graph.still().svg()


def ran(notebook, *ids):
    """Return what a notebook's code cells leave, or those of these ids."""
    cells = nbformat.v4.reads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8")).cells
    names = {"__name__": "__main__"}
    for cell in cells:
        if cell.cell_type == "code" and (cell.id in ids or not ids):
            with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
                exec(cell.source, names)
    return names


def three_arms():
    """Return the map of the net that notebook 09b trains."""
    drawing = ran("09b_classification")["learning"].map.drawing()
    marks = "".join(drawing.parts())
    for role, colour in COLOURS.items():  # the looks that plot.css gives them
        of = f"mg-of-{role}"
        marks = marks.replace(
            f'class="mg-area-mark {of}"', f'fill="{colour}" fill-opacity="{TINT}" fill-rule="evenodd"'
        )
        marks = marks.replace(f'class="mg-dot-mark mg-open {of}"', f'fill="none" stroke="{colour}" stroke-width="2"')
        marks = marks.replace(f'class="mg-dot-mark {of}"', f'fill="{colour}" stroke="{COLOURS["paper"]}"')
    wide, high = drawing.box[2:]
    return svg(wide, high, "Three arms of points, and what a net believes where", marks)


def descent():
    """Return the three paths that notebook 09 compares, on their map and by their losses."""
    names = ran("09_learning")
    names["race"] = names["valley"].follow(names["race"], steps=(0, 80))
    names["race"].controls["steps"].value = 25
    map_, _, losses = names["race"].plot.drawings()
    png = base64.b64encode(as_png([map_, losses])).decode()
    wide, high = size_of([map_, losses])
    return svg(wide, high, DESCENT, f'<image width="{wide}" height="{high}" href="data:image/png;base64,{png}"/>')


DRAWN = remembered, blame, order, course
LEARNED = three_arms, descent


def drawn(draw):
    """Return the text of a picture's file."""
    return re.sub(r"(<svg[^>]*>\n)", lambda opening: opening[1] + DARK, draw(), count=1)


def file_of(draw):
    """Return where a picture lies."""
    return ROOT / "docs" / f"{draw.__name__}.svg"


def main():
    """Draw them all."""
    os.environ |= {"GRAPHVIZ_DOT": "graphviz-pure", "MICROGRAD_ANSWERS": ""}
    for draw in DRAWN + LEARNED:
        file_of(draw).write_text(drawn(draw), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
