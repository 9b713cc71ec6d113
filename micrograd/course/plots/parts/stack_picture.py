"""A graph drawn with names and signs only, and a stack beside it: for how a walk goes, no number matters."""

import io
from collections import Counter

import PIL.Image

from micrograd.course.plots.parts.stack_story import written
from micrograd.picture.colours import FAINT, LINE, MUTED, PAPER
from micrograd.picture.dot import Picture, entrances
from micrograd.picture.graph import edges
from micrograd.picture.labels import ENTRANCES, NO_SPACE, small, text
from micrograd.picture.numbers import number

GAP = 40  # pixels between the graph and the stack in a saved picture
LONGEST = 60  # letters of a list
BOX = 'HEIGHT="22" WIDTH="64" CELLPADDING="3"'


def names_of(order, named):
    """Return a name for each node, no two the same: the caller's own, else its operation, else its number."""
    names = [named.get(id(node)) or node._op or number(node.data) for node in order]
    count, met = Counter(names), Counter()
    for k, name in enumerate(names):
        if count[name] > 1:
            met[name] += 1
            names[k] = f"{name}{str(met[name]).translate(SMALL)}"
    return names


SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def outline(order, names):
    """Return the Picture of nodes with these names, in the order of graph.nodes."""
    dot = Picture(len(order))
    for i, (node, name) in enumerate(zip(order, names)):
        dot.node(f"n{i}", card(name, node._op), id=f"n{i}", **{"class": "operation" if node._op else "leaf"})
    links = edges(order)
    sides = entrances(result for _, result, _ in links)
    for i, (source, result, _) in enumerate(links):
        dot.edge(f"n{source}", f"n{result}{sides[i]}", id=f"e{i}")
    return dot


def card(name, op):
    """Return a node's HTML-like label: its name and its operation."""
    sign = f"  {small(text(op))}" if op and not name.startswith(op) else ""
    title = f'<TR><TD WIDTH="40"><B>{text(name)}</B>{sign}</TD></TR>'
    inside = f'<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="5">{title}</TABLE>'
    return (
        f'<<TABLE BORDER="1" {NO_SPACE} STYLE="ROUNDED" COLOR="{LINE}" BGCOLOR="{PAPER}">'
        f"<TR><TD>{ENTRANCES}</TD><TD>{inside}</TD></TR></TABLE>>"
    )


def still(graph, name, turn, queue):
    """Return one PNG of the graph's Picture and of a Turn's stack beside it, and the size to show it at."""
    stack = Picture(1)
    stack.node("stack", stack_label(name, turn, queue))
    parts = [PIL.Image.open(io.BytesIO(picture.png()[0])).convert("RGB") for picture in (graph, stack)]
    size = sum(part.width for part in parts) + 2 * GAP, max(part.height for part in parts)
    both = PIL.Image.new("RGB", size, PAPER)
    both.paste(parts[0], (0, 0))
    both.paste(parts[1], (size[0] - parts[1].width, 0))
    both.quantize(128, dither=PIL.Image.Dither.NONE).save(file := io.BytesIO(), "png", optimize=True)
    return file.getvalue(), {"width": size[0] // 2, "height": size[1] // 2}


def stack_label(name, turn, queue):
    """Return a Turn's boxes one on the other, and the lists and sets below them, as an HTML-like label."""
    boxes = [
        f'<TR><TD BORDER="1" COLOR="{LINE}" {BOX}>{text(item.text)}</TD><TD ALIGN="LEFT">{mark}</TD></TR>'
        for item, mark in zip(reversed(turn.stack), marks(turn.stack, queue))
    ]
    empty = f'<TR><TD BORDER="1" COLOR="{FAINT}" {BOX}>{small("empty")}</TD><TD></TD></TR>'
    title = f'<TR><TD><FONT COLOR="{MUTED}">{text(name)}</FONT></TD><TD></TD></TR>'
    written_rows = [f"{text(row.name)} = {text(written(row.items, row.kind), LONGEST)}" for row in turn.rows]
    rows = [f'<TR><TD COLSPAN="2" ALIGN="LEFT" CELLPADDING="4">{row}</TD></TR>' for row in written_rows]
    inside = "".join([*(boxes or [empty]), title, *rows])
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0">{inside}</TABLE>>'


def marks(stack, queue):
    """Return what stands beside each box, from the uppermost down."""
    found = [" "] * len(stack)
    if stack:
        found[-1 if queue else 0] = small("← first" if queue else "← top")
    return found
