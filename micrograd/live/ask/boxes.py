"""A graph with some groups folded, as a picture: a box shows its group's outputs, a frame what is inside."""

from collections import defaultdict

from micrograd.live.ask.fold import size_of
from micrograd.live.ask.order import keep_order
from micrograd.picture.colours import LINE, MUTED, PAPER
from micrograd.picture.dot import Picture, add_node, bend_or_not, check_size, entrances
from micrograd.picture.flow import edge_style, flow_along, gradient, has_run
from micrograd.picture.graph import edges
from micrograd.picture.labels import data_cell, edge_label, grad_cell, small, text
from micrograd.picture.numbers import number

LONGEST_TITLE = 40
SHADE = f"{LINE}1A"  # a tenth of the line's colour, so that nested frames are darker


def folded_picture(order, named, groups, view):
    """Return a Picture of a View of nodes, given in the order of graph.nodes; named maps id(node) to a name."""
    check_size(size_of(view))
    return _Folded(order, named, groups, view).dot


def sendable_view(view, groups, svg):
    """Return a View with its layout in the browser's form."""
    return {
        "svg": svg,
        "nodes": view.nodes,
        "boxes": [_about(k, groups[k]) | {"outputs": view.rows[k]} for k in view.boxes],
        "clusters": [_about(k, groups[k]) for k in view.clusters],
        "edges": [inner for _, _, inner in view.edges],
    }


def _about(k, group):
    return {"group": k, "name": group.name, "title": group.title, "size": len(group.nodes)}


class _Folded:
    """Builds a folded picture."""

    def __init__(self, order, named, groups, view):
        self.order, self.named, self.groups, self.view = order, named, groups, view
        self.links = edges(order)
        self.backward_ran = has_run(order)
        self.dot = Picture(len(order))
        self.inside = self.sorted_by_frame()
        keep_order(self.dot, view, groups)  # first, since Graphviz begins with the order in which it meets the nodes
        self.add_things(self.dot, -1)
        self.add_edges()

    def sorted_by_frame(self):
        """Return the contents of each frame, -1 for none, in the order of the graph: (what adds it, its index)."""
        frame_of = {i: k for k in self.view.clusters for i in self.groups[k].nodes}  # inner frames come last, and win
        things = [(i, frame_of.get(i, -1), self.add_single, i) for i in self.view.nodes]
        for add, some in (self.add_box, self.view.boxes), (self.add_frame, self.view.clusters):
            things += [(self.groups[k].nodes[-1], self.groups[k].parent, add, k) for k in some]
        inside = defaultdict(list)
        for _, frame, add, index in sorted(things, key=lambda thing: thing[0]):
            inside[frame].append((add, index))
        return inside

    def add_things(self, dot, frame):
        # Graphviz stacks what is outside of frames in the order given, and what is inside in reverse.
        for add, index in self.inside[frame] if frame < 0 else reversed(self.inside[frame]):
            add(dot, index)

    def add_single(self, dot, i):
        add_node(dot, i, self.order[i], self.named, self.backward_ran)

    def add_frame(self, dot, k):
        title = f"<<B>▼ {text(self.groups[k].title, LONGEST_TITLE)}</B>>"
        words = dict(label=title, labeljust="l", fontcolor=MUTED, fontsize="13")
        look = dict(style="rounded", color=LINE, penwidth="0.7", bgcolor=SHADE, margin="10")
        with dot.subgraph(name=f"cluster_g{k}", graph_attr={"id": f"c{k}", **words, **look}) as frame:
            self.add_things(frame, k)

    def add_box(self, dot, k):
        dot.node(f"g{k}", self.box_label(k), id=f"g{k}", **{"class": "group"})

    def box_label(self, k):
        """Return a box's HTML-like label: inside a double line, its title above a row for each output."""
        shown, outputs = self.view.rows[k], self.groups[k].outputs
        title = f"<B>► {text(self.groups[k].title, LONGEST_TITLE)}</B>"
        if shown:
            title += f"  {small(f'{len(self.groups[k].nodes)} nodes')}"
        lines = f'<TR><TD COLSPAN="3"> {title} </TD></TR>'
        if shown:
            lines += f"<TR><TD></TD><TD>{small('data')}</TD><TD>{small('grad')}</TD></TR>"
        for row, i in enumerate(shown):
            name = f'<TD ALIGN="LEFT">{small(self.row_name(k, i) or " ")}</TD>'
            data, grad = number(self.order[i].data), gradient(self.order[i], self.backward_ran)
            lines += f"<TR>{name}{data_cell(data)}{grad_cell(grad, f'r{row}')}</TR>"
        if shown and len(outputs) > len(shown):
            more = small(f"… {len(outputs) - len(shown)} more")
            lines += f'<TR><TD COLSPAN="3" PORT="r{len(shown)}">{more}</TD></TR>'
        table = f'TABLE BORDER="1" CELLBORDER="0" CELLPADDING="0" STYLE="ROUNDED" COLOR="{LINE}" BGCOLOR="{PAPER}"'
        inner = f'<{table} CELLSPACING="3">{lines}</TABLE>'
        return f'<<{table} CELLSPACING="2"><TR><TD>{inner}</TD></TR></TABLE>>'

    def row_name(self, k, i):
        """Return the name of a box's output: its variable, else the inner group that made it, else its sign."""
        name = self.named.get(id(self.order[i]), "")
        if not name and len(self.groups[k].outputs) > 1:
            made = [group.title for group in self.groups if group.parent == k and group.outputs == [i]]
            name = made[0] if made else self.order[i]._op or "constant"
        return text(name)

    def add_edges(self):
        labels = [self.edge_label(target, inner) for _, target, inner in self.view.edges]
        if self.view.boxes:  # many edges meet there, and no label keeps them apart
            self.dot.attr("graph", ranksep="0.6" if any(labels) else "0.9")
        bend_or_not(self.dot, self.ranked())
        sides = entrances(target for _, target, _ in self.view.edges)
        for j, (source, target, inner) in enumerate(self.view.edges):
            look = edge_style(self.flow(inner) if self.backward_ran else None)
            self.dot.edge(
                _port(source, "e"),
                _port(target, "w") + (sides[j] if target[0] == "n" else ""),
                labels[j],
                id=f"e{j}",
                **look,
            )

    def edge_label(self, target, inner):
        # The slope on an edge into a box belongs to a node inside, but would look like the box's own.
        return edge_label(self.links[inner[0]][2]) if len(inner) == 1 and target[0] == "n" else ""

    def flow(self, inner):
        """Return the total gradient that edges drawn as one carry back, None if one of them is not known."""
        flows = {}
        for e in inner:
            source, result, slope = self.links[e]
            # Where no slope is known, each edge of a node carries its whole gradient: count it once.
            key = source if slope is None else (e,)
            flows[key] = flow_along(self.order[source], self.order[result], slope)
        return None if None in flows.values() else sum(flows.values())

    def ranked(self):
        """Return the drawn edges as total_length takes them: sorted by target, in the order of the graph."""
        last = {("g", k): self.groups[k].nodes[-1] for k in self.view.boxes}
        ends = [(last.get(source[:2], source[1]), last.get(target, target[1])) for source, target, _ in self.view.edges]
        return [(source, target, None) for source, target in sorted(ends, key=lambda both: both[1])]


def _port(end, side):
    """Return an edge's end in DOT: a node, or the middle of a box's side or of a row's."""
    kind, index, *row = end
    return f"n{index}" if kind == "n" else ":".join([f"g{index}", *(f"r{r}" for r in row), side])
