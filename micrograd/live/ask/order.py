"""A fixed order: groups side by side, such as a layer's neurons, keep it as one of them opens, and so do their inputs.

Graphviz puts nodes in order, but not frames. What it avoids most is that edges cross whose two ends have a `group` in
common: so each frame or box hangs by such an edge on an invisible node, and these stand in order.
"""

from collections import defaultdict
from functools import cached_property

MOST = 200  # nodes and boxes; with more, the layout would take twice as long, and nobody sees an order
UNSEEN = {"label": "", "shape": "point", "width": "0.01", "height": "0.01", "style": "invis"}


def keep_order(dot, view, groups):
    """Add to a picture of a View what keeps its groups, their inputs and their weights in the order of the graph."""
    if len(view.nodes) + len(view.boxes) > MOST:
        return
    order = _Order(view, groups)
    rows = order.rows()
    for inputs in order.inputs():
        _in_line(dot, inputs)
    frames = any(unit[0] == "c" for row in rows for unit in row)
    for k, row in enumerate(rows):
        if frames or len(row) > 2:  # two boxes keep their order by themselves
            _hang(dot, f"h{k}", [order.first(unit) for unit in row])
    if frames:
        dot.graph_attr["newrank"] = "true"  # or nothing could be in line with what is in another frame
        for weights in order.weights():
            _in_line(dot, reversed(weights))  # Graphviz turns round what is in a frame
    dot.wishes = len(dot.body)


def _in_line(dot, nodes):
    names = list(nodes)
    with dot.subgraph(graph_attr={"rank": "same"}) as line:
        for name in names:
            line.node(name)
        for one, other in zip(names, names[1:]):
            line.edge(one, other, style="invis")


def _hang(dot, name, things):
    """Hang things on a row of invisible nodes."""
    with dot.subgraph(graph_attr={"rank": "same"}) as line:
        for j, thing in enumerate(things):
            line.node(f"{name}_{j}", group=thing, **UNSEEN)
            if j:
                line.edge(f"{name}_{j - 1}", f"{name}_{j}", style="invis")
    for j, thing in enumerate(things):
        dot.node(thing, group=thing)
        dot.edge(f"{name}_{j}", thing, style="invis")


class _Order:
    """What stands beside what in a View. A unit is what a frame holds: ("n", node), ("g", box) or ("c", frame)."""

    def __init__(self, view, groups):
        self.view, self.groups = view, groups

    @cached_property
    def inside(self):
        """The units in each frame, -1 for none, in order."""
        frame_of = {i: k for k in self.view.clusters for i in self.groups[k].nodes}  # inner frames come last, and win
        units = [(i, frame_of.get(i, -1), ("n", i)) for i in self.view.nodes]
        for kind, some in ("g", self.view.boxes), ("c", self.view.clusters):
            units += [(self.groups[k].nodes[-1], self.groups[k].parent, (kind, k)) for k in some]
        inside = defaultdict(list)
        for _, frame, unit in sorted(units):
            inside[frame].append(unit)
        return inside

    @cached_property
    def around(self):
        """The frame that each unit is in, -1 for none."""
        return {unit: frame for frame, units in self.inside.items() for unit in units}

    @cached_property
    def links(self):
        """The drawn edges between units: (source, result)."""
        return [(source[:2], target[:2]) for source, target, _ in self.view.edges]

    def ancestry(self, unit):
        """Return a unit with all frames around it, as units."""
        found = [unit]
        while (frame := self.around[found[-1]]) >= 0:
            found.append(("c", frame))
        return found

    @cached_property
    def levels(self):
        """How many units of the same frame come before each, one after the other."""
        before = defaultdict(set)
        for source, result in self.links:
            there = {self.around[unit]: unit for unit in self.ancestry(source)}
            for unit in self.ancestry(result):
                other = there.get(self.around[unit])
                if other and other != unit:
                    before[unit].add(other)
                    break  # from there outwards both are in the same frames
        levels = {}
        for units in self.inside.values():
            for unit in units:
                levels[unit] = max((levels[other] + 1 for other in before[unit] if other in levels), default=0)
        return levels

    def rows(self):
        """Return the groups that stand side by side, where there are several."""
        rows = defaultdict(list)
        for frame, units in self.inside.items():
            for unit in units:
                if unit[0] != "n":
                    rows[frame, self.levels[unit]].append(unit)
        return [row for row in rows.values() if len(row) > 1]

    def inputs(self):
        """Return, in rows, the names of the inputs outside of all frames that groups take."""
        takers = defaultdict(list)
        for source, result in self.links:
            taker = self.ancestry(result)[-1]
            if self.is_leaf(source) and self.around[source] < 0 and taker[0] != "n":
                takers[source].append(self.levels[taker])
        rows = defaultdict(list)
        for leaf in sorted(takers):
            rows[min(takers[leaf])].append(self.name(leaf))
        return [row for row in rows.values() if len(row) > 1]

    def weights(self):
        """Return, in rows, the names of the leaves in a frame that its first operations take."""
        rows = defaultdict(dict)
        for source, result in sorted(self.links):
            frame = self.around[source]
            if self.is_leaf(source) and frame == self.around[result] >= 0 and self.levels[result] <= 1:
                rows[frame][self.name(source)] = True
        return [list(row) for row in rows.values() if len(row) > 1]

    @cached_property
    def results(self):
        """The units that edges go into."""
        return {result for _, result in self.links}

    def is_leaf(self, unit):
        return unit[0] == "n" and unit not in self.results

    def name(self, unit):
        """Return a node's or a box's name in DOT."""
        return "{}{}".format(*unit)

    def first(self, unit):
        """Return the name of the first node or box in a unit."""
        while unit[0] == "c":
            unit = self.inside[unit[1]][0]
        return self.name(unit)
