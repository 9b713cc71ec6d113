"""Numbers that a picture does not show, because they are to be predicted."""

from micrograd.picture.graph import edges


class Shown:
    """A node as a picture is to show it, also one whose class keeps no slopes."""

    def __init__(self, node, sources):
        self.data, self.grad, self._op = node.data, getattr(node, "grad", None), node._op
        self._edges = sources
        self._prev = tuple(source for source, _ in sources)


class Hidden:
    """What stands where a number is hidden."""

    def __repr__(self):
        return "?"


def masked(order, names, slopes, hidden=()):
    """Return nodes like those in order, with these slopes, and their names by id; certain numbers are hidden.

    hidden holds ("data" or "grad", index of the node) and ("slope", index of the edge).
    """
    links, twins, given_away = edges(order), [], set(_given_away(order, hidden))
    for i, node in enumerate(order):
        sources = [(e, source) for e, (source, result, _) in enumerate(links) if result == i]
        twins.append(
            Shown(node, [(twins[source], Hidden() if e in given_away else slopes[e]) for e, source in sources])
        )
    for what, index in hidden:
        if what != "slope":
            setattr(twins[index], what, Hidden())
    return twins, {id(twin): names.get(id(node), "") for twin, node in zip(twins, order)}


def _given_away(order, hidden):
    """Yield the edges whose slopes are hidden, and those whose slopes are made from hidden data, as of a product."""
    data = {index for what, index in hidden if what == "data"}
    uses = {result for source, result, _ in edges(order) if source in data}
    for e, (_, result, _) in enumerate(edges(order)):
        op = order[result]._op
        if ("slope", e) in hidden or (result in uses or result in data and op != "*") and op not in ("+", "-", "neg"):
            yield e
