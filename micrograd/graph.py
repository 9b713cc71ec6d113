"""The graph under a value: any object with `data`, `_prev` and `_op` is a node, whoever wrote its class."""

from hashlib import md5


def nodes(root, names=None):
    """Return every node that root was made from, each after its inputs, root last.

    The order depends on how the nodes were made, never on where they lie in memory. Only a class that keeps its inputs
    in a set leaves that open: there they are ordered by what they are (name, operation, inputs; an unnamed leaf's data)
    and by what is made from them. names is a dictionary from id(node) to text.
    """
    order = _inputs_first(root, lambda node: node._prev)
    if not any(isinstance(node._prev, (set, frozenset)) for node in order):
        return order
    mark = {}
    for node in order:
        inputs = sorted(mark.get(id(source), "") for source in node._prev)
        name = (names or {}).get(id(node)) or ("" if inputs else repr(node.data))
        mark[id(node)] = _digest(name, node._op, inputs)
    uses = {id(node): [] for node in order}
    for node in reversed(order):
        mark[id(node)] = _digest(mark[id(node)], sorted(uses[id(node)]))
        for source in node._prev:
            uses[id(source)].append(mark[id(node)])
    return _inputs_first(root, lambda node: sorted(node._prev, key=lambda source: mark[id(source)]))


def edges(order):
    """Return (input, result, slope) for each edge among nodes() in order, as indices; slope is None if unknown."""
    index = {id(node): i for i, node in enumerate(order)}
    found = []
    for i, node in enumerate(order):
        if hasattr(node, "_edges"):
            found += [(index[id(source)], i, slope) for source, slope in node._edges]
        else:
            inputs = [index[id(source)] for source in node._prev]
            # A set has no order of its own.
            inputs = sorted(inputs) if isinstance(node._prev, (set, frozenset)) else inputs
            found += [(source, i, None) for source in inputs]
    return found


def _digest(*what):
    return md5(repr(what).encode(), usedforsecurity=False).hexdigest()


def _inputs_first(root, inputs):
    order, seen, todo = [], set(), [root]
    while todo:
        node = todo.pop()
        if node is None:
            order.append(todo.pop())
        elif id(node) not in seen:
            seen.add(id(node))
            todo += node, None
            # The last one pushed is the first one visited: reversed, so that the picture reads from left to right.
            todo += reversed([source for source in inputs(node) if id(source) not in seen])
    return order
