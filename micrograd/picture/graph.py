"""The graph under a value: any object with `data`, `_prev` and `_op` is a node, whoever wrote its class."""

from collections import Counter
from hashlib import md5
from itertools import islice

from micrograd.picture.names import short

ENOUGH = 200_000  # nodes: nobody draws so many, and the object's own `_prev` may lead on for ever


def check_node(root):
    """Raise TypeError, saying what is missing, if root is not a node of a graph."""
    if root is ...:
        raise TypeError("only a Value has a graph, and this is `...`: in its place, some code is still to be written")
    if isinstance(root, type):
        what = f"the class {short(root.__name__)} itself"
        raise TypeError(f"only a Value has a graph, and this is {what}: draw what it made")
    if missing := lacks(root):
        kind = short(type(root).__name__)
        raise TypeError(f"only a Value has a graph, and this is of type {kind}: it has no {missing[0]}")


def lacks(thing):
    """Return the names of what an object lacks to be a node."""
    return [name for name in ("data", "_prev", "_op") if not hasattr(thing, name)]


def inputs_of(node):
    """Return what a node was made from, in order; raise TypeError, saying what is wrong, if these are no nodes."""
    found, own = node._prev, type(node)
    # As it is as a rule; every run looks at every node, so that has to be fast.
    if type(found) is tuple and len(found) < 3 and [*map(type, found)].count(own) == len(found):
        return found
    try:
        found = list(islice(found, ENOUGH + 1))
    except TypeError:
        kind = "None" if node._prev is None else f"of type {short(type(node._prev).__name__)}"
        what = "it holds what the node was made from, and () for a leaf"
        raise TypeError(f"{_inputs_name(node)} is {kind}: {what}") from None
    if len(found) > ENOUGH:
        raise ValueError(f"{_inputs_name(node)} holds more than {ENOUGH:,} inputs, or comes to no end")
    for source in found:
        if type(source) is not own and (missing := lacks(source)):
            kind = short(type(source).__name__)
            what = f"something of type {kind}, which is no node: it has no {missing[0]}"
            raise TypeError(f"{_inputs_name(node)} holds {what}")
    return found


def _inputs_name(node):
    return f"`_prev` of {f'the result of {short(str(node._op))}' if node._op else 'a leaf'}"


def nodes(root, names=None):
    """Return every node that root was made from, each after its inputs, root last.

    The order depends on how the nodes were made, never on their addresses in memory. Only a class that keeps its inputs
    in a set leaves that open: there they are ordered by what they are (name, operation, inputs; an unnamed leaf's data)
    and by what is made from them. names maps id(node) to text.
    """
    order = _inputs_first(root, inputs_of)
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
            found += [(source, i, slope) for source, slope in _pairs(node, index)]
        else:
            try:
                inputs = [index[id(source)] for source in node._prev]
            except KeyError:
                raise TypeError("`_prev` gives other objects each time it is looked at: it should be a tuple") from None
            # A set has no order of its own.
            found += [(source, i, None) for source in (sorted(inputs) if _keeps_set(node) else inputs)]
    return found


def _pairs(node, index):
    """Return the index of each of a node's inputs with its slope."""
    try:
        return [(index[id(source)], slope) for source, slope in node._edges]
    except (TypeError, ValueError, KeyError):
        raise TypeError(
            "`_edges` holds a pair for each input in `_prev`: the input and its slope. Here it holds something else"
        ) from None


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
        elif len(seen) > ENOUGH:
            raise ValueError(f"this graph has more than {ENOUGH:,} nodes, or comes to no end: draw a part of it")
        elif id(node) not in seen:
            seen.add(id(node))
            todo += node, None
            # The last one pushed is visited first: reversed, so that the picture reads from left to right.
            todo += reversed([source for source in inputs(node) if id(source) not in seen])
    return order
