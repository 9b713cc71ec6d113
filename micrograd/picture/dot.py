"""A graph of values as a picture: DOT for Graphviz, and what a notebook shows of it.

One visual language, here and in the live graph: data are blue, gradients are orange; the number on an edge is its
slope; an edge is as wide as the gradient that flows back along it is large, and dashed where that is negative.
"""

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from html import escape
from numbers import Real

import graphviz

from micrograd.picture.colours import BLUE, BLUE_TINT, INK, LINE, MUTED, NO_TINT, ORANGE, ORANGE_TINT, PAPER
from micrograd.picture.graph import edges
from micrograd.picture.names import LONGEST
from micrograd.picture.program import use_program

FONT = "Arial"  # Graphviz knows its widths, and every system has it or a font of the same widths
PAGE = 630  # points that a notebook's page is wide, in a window of 1280 pixels with the file browser open
MOST_PIXELS = 400  # nodes that a PNG is made of; one of more would be megabytes
LONGEST_BENT = 1000  # ranks; to bend more round the nodes takes Graphviz seconds, then minutes: they stay straight
MOST = 2000  # more nodes than anybody can read; Graphviz would take minutes


def check_node(root):
    """Raise TypeError, saying what is missing, if root is not a node of a graph."""
    if isinstance(root, type):
        raise TypeError(f"only a Value has a graph, and this is the class {root.__name__} itself: draw what it made")
    missing = [name for name in ("data", "_prev", "_op") if not hasattr(root, name)]
    if missing:
        raise TypeError(f"only a Value has a graph, and this is of type {type(root).__name__}: it has no {missing[0]}")


def check_size(order):
    """Raise ValueError if there are more nodes than a picture can have."""
    if len(order) > MOST:
        raise ValueError(f"this graph has {len(order):,} nodes, and at most {MOST:,} can be drawn: draw a part of it")


def picture(order, named):
    """Return nodes, in the order of graph.nodes, as a Picture; named gives names by id(node)."""
    check_size(order)
    dot = Picture(len(order))
    backward_ran = has_run(order)
    for i, node in enumerate(order):
        add_node(dot, i, node, named, backward_ran)
    links = edges(order)
    bend_or_not(dot, links)
    for i, (source, result, slope) in enumerate(links):
        flow = flow_along(order[source], order[result], slope) if backward_ran else None
        dot.edge(f"n{source}", f"n{result}", edge_label(slope), id=f"e{i}", **edge_style(flow))
    return dot


def has_run(order):
    """Return whether backward has run: the root's gradient is set."""
    return _is_set(getattr(order[-1], "grad", None))


def add_node(dot, i, node, named, backward_ran):
    """Add a node to a picture, the i-th of the graph."""
    label = node_label(named.get(id(node), ""), node._op, number(node.data), gradient(node, backward_ran))
    dot.node(f"n{i}", label, id=f"n{i}", **{"class": "operation" if node._op else "leaf"})


def bend_or_not(dot, links):
    """Let a picture's edges run straight if they are too long to be bent round the nodes."""
    if total_length(links) > LONGEST_BENT:
        dot.attr("graph", splines="line", nslimit="0.1", mclimit="0.1")


def total_length(links):
    """Return over how many ranks of the picture its edges run in all; a rank is a column of nodes."""
    rank = {}
    for source, result, _ in links:
        rank[result] = max(rank.get(result, 0), rank.setdefault(source, 0) + 1)
    return sum(rank[result] - rank[source] for source, result, _ in links)


class Picture(graphviz.Digraph):
    """A Digraph in the course's colours that a notebook shows as SVG, and as PNG to those it does not trust."""

    def __init__(self, size=0, **options):
        graph = dict(rankdir="LR", bgcolor=PAPER, pad="0.12", nodesep="0.18", ranksep="0.36", fontname=FONT)
        node = dict(shape="plain", fontname=FONT, fontsize="13", fontcolor=INK)
        edge = dict(fontname=FONT, fontsize="11", fontcolor=MUTED, color=LINE, arrowsize="0.7")
        look = {"name": "graph", "graph_attr": graph, "node_attr": node, "edge_attr": edge}
        super().__init__(**look | options)  # options come from graphviz, when it copies this or makes a subgraph
        self.size = size

    def copy(self):
        twin = super().copy()
        twin.size = self.size
        return twin

    def pipe(self, *args, **kwargs):
        use_program()
        return super().pipe(*args, **{"quiet": True, **kwargs})

    def render(self, *args, **kwargs):
        use_program()
        return super().render(*args, **kwargs)

    def svg(self):
        """Return the picture as SVG text."""
        return self.pipe("svg", encoding="utf-8")

    def png(self):
        """Return the picture as PNG bytes, at twice the size of a screen's pixels, and its size to be shown at."""
        sharp = self.copy()
        sharp.graph_attr["dpi"] = "144"
        data = sharp.pipe("png")
        # A PNG says its own size, in pixels, in bytes 16 to 24.
        return data, {"width": int.from_bytes(data[16:20]) // 2, "height": int.from_bytes(data[20:24]) // 2}

    def _repr_mimebundle_(self, include=None, exclude=None, **_):
        try:
            bundle, sizes = {"image/svg+xml": fitted(self.svg()), "text/plain": repr(self)}, {}
            if self.size <= MOST_PIXELS:
                bundle["image/png"], sizes["image/png"] = self.png()
            return bundle, sizes
        except RuntimeError as no_program:
            return {"text/plain": f"{self!r}, not shown. {no_program}"}

    def __repr__(self):
        return f"<graph of {self.size} node{'s' * (self.size != 1)}>"


def fitted(svg):
    """Return SVG text made as wide as a notebook's page, if it is wider: at the least 3/4 of its size.

    JupyterLab shows it in an <img>, which no style inside the SVG makes narrower: all that counts is its own width.
    """

    def smaller(sizes):
        width, height = map(float, sizes.groups())
        scale = min(1.0, max(PAGE / width, 0.75))
        return f'<svg width="{width * scale:g}pt" height="{height * scale:g}pt"'

    return re.sub(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"', smaller, svg, count=1)


def node_label(name, op, data, grad):
    """Return a node's HTML-like label: its name and operation over two coloured cells, data and gradient."""
    name, op = text(name), text(op or "")
    title = f"<B>{name}</B>" if name else ""
    sign = f'<FONT COLOR="{MUTED}" POINT-SIZE="14">{op}</FONT>' if op else ""
    title = f'<TR><TD COLSPAN="2">{"  ".join(filter(None, [title, sign]))}</TD></TR>' if title or sign else ""
    return (
        f'<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="3" CELLPADDING="0" STYLE="ROUNDED" COLOR="{LINE}"'
        f' BGCOLOR="{PAPER}">{title}<TR><TD>{small("data")}</TD>{data_cell(data)}</TR>'
        f"<TR><TD>{small('grad')}</TD>{grad_cell(grad)}</TR></TABLE>>"
    )


def small(words):
    """Return words as a label has them beside its numbers."""
    return f'<FONT COLOR="{MUTED}" POINT-SIZE="11">{words}</FONT>'


def data_cell(data):
    """Return the cell of a label that shows a number."""
    return _cell(data, BLUE, BLUE_TINT)


def grad_cell(grad, port=""):
    """Return the cell of a label that shows a gradient, "" if there is none yet; edges can begin at its port."""
    return _cell(grad, ORANGE, ORANGE_TINT, port) if grad else _cell("not yet", MUTED, NO_TINT, port)


def _cell(shown, colour, tint, port=""):
    # It has one size for every number, so that a layout holds whatever the numbers become.
    place = f' PORT="{port}"' if port else ""
    return (
        f'<TD FIXEDSIZE="TRUE" WIDTH="68" HEIGHT="21" BGCOLOR="{tint}"{place}>'
        f'<FONT COLOR="{colour}">{text(shown) or " "}</FONT></TD>'
    )


def edge_label(slope):
    """Return an edge's label: what a gradient is multiplied by on its way back, or nothing if that is unknown."""
    if slope is None:
        return ""
    return (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD FIXEDSIZE="TRUE" WIDTH="52"'
        f' HEIGHT="15" BGCOLOR="transparent">×{text(number(slope))}</TD></TR></TABLE>>'
    )


def edge_style(flow):
    """Return the look of an edge that carries back a gradient of flow; None where there is none yet."""
    if flow is None:
        return {}
    style = {"color": ORANGE, "penwidth": f"{edge_width(flow):.2f}"}
    return style | {"style": "dashed"} if flow < 0 else style


def edge_width(flow):
    """Return an edge's width in points: 1 for no gradient, 2 for a gradient of 1, at most 6."""
    size = abs(flow)
    return min(1 + math.log2(1 + size), 6.0) if size < math.inf else 6.0


def flow_along(source, result, slope):
    """Return the gradient that an edge carries: the result's times the slope, or the input's if no slope is known.

    It is None where one of them is no number: a gradient that is hidden must not be read off from its edges.
    """
    grads = [getattr(node, "grad", None) for node in (source, result)]
    if not all(isinstance(x, Real) for x in (*grads, 1 if slope is None else slope)):
        return None
    return float(grads[0] if slope is None else grads[1] * slope)


def gradient(node, backward_ran):
    """Return a node's gradient as text, or "" if it was not computed yet: it is missing, or 0 and no backward ran."""
    grad = getattr(node, "grad", None)
    return number(grad) if _is_set(grad) or (backward_ran and grad is not None) else ""


def _is_set(grad):
    # An array, which some classes hold in place of a number, is neither true nor false.
    return grad is not None and not (isinstance(grad, Real) and grad == 0)


FOUR_DIGITS = Context(prec=4, rounding=ROUND_HALF_UP)  # as JavaScript's toPrecision(4), which the live graph uses


def number(x):
    """Return a number to four digits, as short as it can be: 2.0, −0.7616, 1.5e6; anything else as its repr."""
    if not isinstance(x, Real):
        return repr(x)
    try:
        x = float(x)
    except OverflowError:  # a whole number of more than 308 digits
        x = math.inf if x > 0 else -math.inf
    if math.isfinite(x):
        x = float(FOUR_DIGITS.create_decimal_from_float(x))
    shown = repr(x)
    if x and math.isfinite(x) and not 1e-3 <= abs(x) < 1e4:
        shown = f"{Decimal(shown).normalize():e}".replace("e+", "e")
    return shown.replace("-", "−") if x else "0.0"


def text(anything, longest=LONGEST):
    """Return a text made harmless for a label: short, on one line, escaped for HTML."""
    shown = " ".join(str(anything).split())
    shown = "".join(c if c.isprintable() else "\ufffd" for c in shown[: longest + 1])
    shown = shown if len(shown) <= longest else shown[: longest - 1] + "…"
    return escape(shown).replace("\\", "\\\\")  # Graphviz would put the node's own name in place of \N
