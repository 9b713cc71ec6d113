"""A graph of values as a picture: DOT for Graphviz, and what a notebook shows of it.

One visual language, here and in the live graph: data is blue, gradients are orange; the number on an edge is its
slope; an edge is the wider, the larger the gradient that flows back along it, and dashed where that is negative.
"""

import re
from collections import Counter
from subprocess import CalledProcessError

import graphviz

from micrograd.picture.colours import INK, LINE, MUTED, PAPER
from micrograd.picture.flow import edge_style, flow_along, gradient, has_run
from micrograd.picture.graph import edges
from micrograd.picture.labels import edge_label, node_label
from micrograd.picture.numbers import number
from micrograd.picture.program import use_program
from micrograd.picture.still import html

FONT = "Arial"  # Graphviz knows its widths, and every system has it or a font of the same widths
PAGE = 630  # the width in points of a notebook's page, in a window of 1280 pixels with the file browser open
MOST_PIXELS = 400  # the most nodes to draw as a PNG; with more it would be megabytes
LONGEST_BENT = 1000  # ranks; bending more around the nodes takes Graphviz seconds, then minutes: they stay straight
MOST = 1000  # nodes; nobody could read more, and Graphviz would take ten seconds and more


def check_size(count):
    """Raise ValueError if there are too many nodes for a picture."""
    if count > MOST:
        part = "draw a part of it, such as one neuron, or the loss of one example"
        raise ValueError(f"this graph has {count:,} nodes, and at most {MOST:,} can be drawn: {part}")


def picture(order, named):
    """Return a Picture of nodes, given in the order of graph.nodes; named maps id(node) to a name."""
    check_size(len(order))
    dot = Picture(len(order))
    backward_ran = has_run(order)
    for i, node in enumerate(order):
        add_node(dot, i, node, named, backward_ran)
    links = edges(order)
    bend_or_not(dot, links)
    sides = entrances(result for _, result, _ in links)
    for i, (source, result, slope) in enumerate(links):
        flow = flow_along(order[source], order[result], slope) if backward_ran else None
        dot.edge(f"n{source}", f"n{result}{sides[i]}", edge_label(slope), id=f"e{i}", **edge_style(flow))
    return dot


def add_node(dot, i, node, named, backward_ran):
    """Add the i-th node of the graph to a picture."""
    label = node_label(named.get(id(node), ""), node._op, number(node.data), gradient(node, backward_ran))
    dot.node(f"n{i}", label, id=f"n{i}", **{"class": "operation" if node._op else "leaf"})


def entrances(results):
    """Return where on its result each edge ends, given the edges' results: of two, the first above the second."""
    results = list(results)
    count, met = Counter(results), Counter()
    sides = []
    for result in results:
        sides.append(("", ":upper:w", ":lower:w")[0 if count[result] != 2 else met[result] + 1])
        met[result] += 1
    return sides


def bend_or_not(dot, links):
    """Draw a picture's edges straight if they are too long to be bent around the nodes."""
    if total_length(links) > LONGEST_BENT:
        dot.attr("graph", splines="line", nslimit="0.1", mclimit="0.1")


def total_length(links):
    """Return how many ranks, that is columns of nodes, the edges span in all."""
    rank = {}
    for source, result, _ in links:
        rank[result] = max(rank.get(result, 0), rank.setdefault(source, 0) + 1)
    return sum(rank[result] - rank[source] for source, result, _ in links)


class Picture(graphviz.Digraph):
    """A Digraph in the course's colours, which a notebook shows as SVG, or as PNG if it is not trusted."""

    def __init__(self, size=0, **options):
        graph = dict(rankdir="LR", bgcolor=PAPER, pad="0.12", nodesep="0.18", ranksep="0.36", fontname=FONT)
        node = dict(shape="plain", fontname=FONT, fontsize="13", fontcolor=INK)
        edge = dict(fontname=FONT, fontsize="11", fontcolor=MUTED, color=LINE, arrowsize="0.7")
        look = {"name": "graph", "graph_attr": graph, "node_attr": node, "edge_attr": edge}
        super().__init__(**look | options)  # options come from graphviz when it copies this or makes a subgraph
        self.size = size
        self.wishes = 0  # how many of the first lines only say how it should look: without them it is the same graph

    def copy(self):
        twin = super().copy()
        twin.size, twin.wishes = self.size, self.wishes
        return twin

    def pipe(self, *args, **kwargs):
        use_program()
        kwargs = {"quiet": True, **kwargs}
        try:
            return super().pipe(*args, **kwargs)
        except CalledProcessError:
            # Graphviz fails at a few large graphs with frames, at others if it puts them into columns another way.
            if self.wishes:
                return self._plainer(newrank=None).pipe(*args, **kwargs)
            if "newrank" in self.graph_attr:
                raise
            return self._plainer(newrank="true").pipe(*args, **kwargs)

    def _plainer(self, newrank):
        twin = self.copy()
        twin.body, twin.wishes = self.body[self.wishes :], 0
        twin.graph_attr.pop("newrank", None)
        twin.graph_attr.update({"newrank": newrank} if newrank else {})
        return twin

    def render(self, *args, **kwargs):
        use_program()
        return super().render(*args, **kwargs)

    def svg(self):
        """Return the picture as SVG text."""
        return self.pipe("svg", encoding="utf-8")

    def png(self):
        """Return the picture as PNG bytes at twice a screen's resolution, and the size to show it at."""
        sharp = self.copy()
        sharp.graph_attr["dpi"] = "144"
        data = sharp.pipe("png")
        # Bytes 16 to 24 of a PNG hold its size in pixels.
        return data, {"width": int.from_bytes(data[16:20]) // 2, "height": int.from_bytes(data[20:24]) // 2}

    def _repr_mimebundle_(self, include=None, exclude=(), **_):
        try:
            svg, sizes = fitted(self.svg()), {}
            bundle = {"image/svg+xml": svg, "text/plain": repr(self)}
            if "text/html" not in (exclude or ()):
                bundle["text/html"] = html("image/svg+xml", svg, repr(self).strip("<>"), scrolls=True)
            if self.size <= MOST_PIXELS:
                bundle["image/png"], sizes["image/png"] = self.png()
            return bundle, sizes
        except RuntimeError as no_program:
            return {"text/plain": f"{self!r}, not shown. {no_program}"}

    def __repr__(self):
        return f"<graph of {self.size} node{'s' * (self.size != 1)}>"


def fitted(svg):
    """Return SVG text, scaled down to a notebook's page width if it is wider, but to no less than 3/4 of its size.

    JupyterLab shows it in an <img>, and no style inside the SVG can narrow that: only the SVG's own width counts.
    """

    def smaller(sizes):
        width, height = map(float, sizes.groups())
        scale = min(1.0, max(PAGE / width, 0.75))
        return f'<svg width="{width * scale:g}pt" height="{height * scale:g}pt"'

    return re.sub(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"', smaller, svg, count=1)
