"""Folding: which groups of nodes a picture draws as one box, and which as a frame around their contents."""

from typing import NamedTuple

FEW = 30  # as many nodes, boxes and frames as a person can take in at a glance
ROWS = 6  # outputs of a box that get a row of their own


class View(NamedTuple):
    """What is drawn of a graph when some groups are open and others closed."""

    nodes: list  # indices of the nodes drawn singly
    boxes: list  # indices of the groups drawn as one box
    clusters: list  # indices of the groups drawn as a frame around their contents
    rows: dict  # the outputs that get a row, by box; none if all nodes in the box are leaves
    edges: list  # (source, target, indices of the edges it stands for); an end is ("n", i), ("g", k) or ("g", k, row)


def opened(groups, order):
    """Return the names of the groups that are open at first: from the outside in, as long as little enough is drawn."""
    if len(order) <= FEW:
        return [group.name for group in groups]
    depths, names = [], []
    for group in groups:
        depths.append(depths[group.parent] + 1 if group.parent >= 0 else 0)
    for level in range(max(depths, default=-1) + 1):
        wider = [group.name for group, depth in zip(groups, depths) if depth <= level and _computes(group, order)]
        if sum(map(len, _drawn(len(order), groups, wider))) > FEW:
            break
        names = wider
    return names


def fold(order, links, groups, unfolded):
    """Return the View of a graph in which the groups with these names are open."""
    nodes, boxes, clusters = _drawn(len(order), groups, unfolded)
    box_of = {i: k for k in boxes for i in groups[k].nodes}
    results = {result for _, result, _ in links}
    rows = {k: groups[k].outputs[:ROWS] if results.intersection(groups[k].nodes) else [] for k in boxes}
    drawn = {}
    for e, (source, result, _) in enumerate(links):
        tail, head = box_of.get(source), box_of.get(result)
        if tail is None and head is None:
            drawn["n", e] = ("n", source), ("n", result), [e]  # a + a has two edges
        elif tail != head:
            ends = _end(source, tail, groups, rows), ("n", result) if head is None else ("g", head)
            drawn.setdefault(ends, (*ends, []))[2].append(e)
    return View(nodes, boxes, clusters, rows, list(drawn.values()))


def size_of(view):
    """Return how many nodes and boxes a View draws."""
    return len(view.nodes) + len(view.boxes)


def _end(source, box, groups, rows):
    """Return the end where an edge begins: a node, a box, or one of a box's rows."""
    if box is None:
        return "n", source
    outputs = groups[box].outputs
    return ("g", box, min(outputs.index(source), ROWS)) if rows[box] and len(outputs) > 1 else ("g", box)


def _drawn(size, groups, unfolded):
    """Return which nodes are drawn singly, which groups as boxes, which as frames."""
    unfolded, closed, inside = set(unfolded), [], set()
    for k, group in enumerate(groups):  # the outermost closed group around each group
        around = closed[group.parent] if group.parent >= 0 else None
        closed.append(k if around is None and group.name not in unfolded else around)
        if closed[k] == k:
            inside.update(group.nodes)
    boxes = [k for k, around in enumerate(closed) if around == k]
    clusters = [k for k, around in enumerate(closed) if around is None]
    return [i for i in range(size) if i not in inside], boxes, clusters


def _computes(group, order):
    return any(order[i]._prev for i in group.nodes)
