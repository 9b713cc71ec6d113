"""Numbers that a picture does not show, because they are to be predicted."""

from micrograd.graph import edges


class Shown:
    """A node as a picture is to show it."""

    def __init__(self, node, sources):
        self.data, self.grad, self._op = node.data, getattr(node, "grad", None), node._op
        self._edges = sources
        self._prev = tuple(source for source, _ in sources)


class Hidden:
    """What stands where a number is hidden."""

    def __repr__(self):
        return "?"


def masked(order, names, hidden):
    """Return nodes like those in order, and their names by id, in which certain numbers are hidden.

    hidden holds ("data" or "grad", index of the node) and ("slope", index of the edge).
    """
    if not hidden:
        return order, names
    links, twins = edges(order), []
    for i, node in enumerate(order):
        sources = [(e, source, slope) for e, (source, result, slope) in enumerate(links) if result == i]
        seen = [(twins[source], Hidden() if ("slope", e) in hidden else slope) for e, source, slope in sources]
        twins.append(Shown(node, seen))
    for what, index in hidden:
        if what != "slope":
            setattr(twins[index], what, Hidden())
    return twins, {id(twin): names.get(id(node), "") for twin, node in zip(twins, order)}
