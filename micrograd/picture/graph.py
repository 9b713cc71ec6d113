"""The graph under a value: any object with `data`, `_prev` and `_op` is a node, whoever wrote its class."""

from collections import Counter
from hashlib import md5


def check_node(root):
    """Raise TypeError, saying what is missing, if root is not a node of a graph."""
    if isinstance(root, type):
        raise TypeError(f"only a Value has a graph, and this is the class {root.__name__} itself: draw what it made")
    missing = [name for name in ("data", "_prev", "_op") if not hasattr(root, name)]
    if missing:
        raise TypeError(f"only a Value has a graph, and this is of type {type(root).__name__}: it has no {missing[0]}")


def nodes(root, names=None):
    """Return every node that root was made from, each after its inputs, root last.

    The order depends on how the nodes were made, never on their addresses in memory. Only a class that keeps its inputs
    in a set leaves that open: there they are ordered by what they are (name, operation, inputs; an unnamed leaf's data)
    and by what is made from them. names maps id(node) to text.
    """
    order = _inputs_first(root, lambda node: node._prev)
    if not any(_keeps_set(node) for node in order):
        return order
    mark = _marks(order, names or {})
    return _inputs_first(root, lambda node: sorted(node._prev, key=lambda source: mark[id(source)]))


def edges(order):
    """Return (input, result, slope) for each edge among nodes() in order, as indices; slope is None if not known."""
    index = {id(node): i for i, node in enumerate(order)}
    found = []
    for i, node in enumerate(order):
        if hasattr(node, "_edges"):
            found += [(index[id(source)], i, slope) for source, slope in node._edges]
        else:
            inputs = [index[id(source)] for source in node._prev]
            # A set has no order of its own.
            found += [(source, i, None) for source in (sorted(inputs) if _keeps_set(node) else inputs)]
    return found


def _keeps_set(node):
    return isinstance(node._prev, (set, frozenset))


def _marks(order, names):
    """Return a text for each node, by id, that no other node has and that is the same on every run.

    This is colour refinement with individualization, as programs that compare graphs do it (McKay, 1981).
    """
    mark, uses = {}, {id(node): [] for node in order}
    for node in order:
        name = names.get(id(node)) or ("" if node._prev else repr(node.data))
        mark[id(node)] = _digest(name, node._op)
        for source in node._prev:
            uses[id(source)].append(node)
    while True:
        _refine(mark, order, uses)
        found = Counter(mark.values())
        twins = [text for text, times in found.items() if times > 1]
        if not twins:
            return mark
        # Of two perfect twins it does not matter which becomes the first: the graph looks the same.
        twin = next(node for node in order if mark[id(node)] == min(twins))
        mark[id(twin)] = _digest(mark[id(twin)], "the first of the twins")


def _refine(mark, order, uses):
    """Tell nodes apart by what they are made from and what is made from them, until that tells no more apart."""
    kinds = 0
    while kinds < len(set(mark.values())):
        kinds = len(set(mark.values()))
        for node in order:
            mark[id(node)] = _digest(mark[id(node)], sorted(mark[id(source)] for source in node._prev))
        for node in reversed(order):
            mark[id(node)] = _digest(mark[id(node)], sorted(mark[id(use)] for use in uses[id(node)]))


def _digest(*what):
    return md5(repr(what).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _inputs_first(root, inputs):
    order, seen, todo = [], set(), [root]
    while todo:
        node = todo.pop()
        if node is None:
            order.append(todo.pop())
        elif id(node) not in seen:
            seen.add(id(node))
            todo += node, None
            # The last one pushed is visited first: reversed, so that the picture reads from left to right.
            todo += reversed([source for source in inputs(node) if id(source) not in seen])
    return order
