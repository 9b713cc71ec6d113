"""Numbers that a picture hides because they are to be predicted, and other numbers that would give them away."""

from micrograd.picture.graph import edges

LINEAR = "+", "-", "neg"  # operations whose slopes do not depend on their inputs


def hides(shape, kind, index):
    """Return all that a picture hides with a number, in the page's form: "0.grad", and each "3.flow" that shows it.

    A flow is the gradient that an edge carries, which its width shows.
    """
    links = [(source, result) for source, result, _ in shape["edges"]]
    if kind == "data":
        telling = list(slopes_made_from([op for op, _ in shape["nodes"]], links, {index}))
        return [f"{index}.data", *(f"{e}.{what}" for e in telling for what in ("slope", "flow"))]
    if kind == "slope":
        return [f"{index}.slope", f"{index}.flow"]
    return [f"{index}.grad", *(f"{e}.flow" for e, ends in enumerate(links) if index in ends)]


def slopes_made_from(ops, links, data):
    """Yield the edges whose slopes reveal the data of some nodes: they are computed from it, as a product's are."""
    uses = {result for source, result in links if source in data}
    for e, (_, result) in enumerate(links):
        if ops[result] not in LINEAR and (result in uses or (result in data and ops[result] != "*")):
            yield e


class Shown:
    """A node as a picture shows it, even if its class keeps no slopes."""

    def __init__(self, node, sources):
        self.data, self.grad, self._op = node.data, getattr(node, "grad", None), node._op
        self._edges = sources
        self._prev = tuple(source for source, _ in sources)


class Hidden:
    """Stands in for a hidden number."""

    def __repr__(self):
        return "?"


def masked(order, names, slopes, hidden=()):
    """Return nodes like those in order, with these slopes and with some numbers hidden, and their names by id.

    hidden holds ("data" or "grad", index of the node) and ("slope", index of the edge).
    """
    links = [(source, result) for source, result, _ in edges(order)]
    data = {index for kind, index in hidden if kind == "data"}
    given_away = {index for kind, index in hidden if kind == "slope"}
    given_away.update(slopes_made_from([node._op for node in order], links, data))
    twins = []
    for i, node in enumerate(order):
        sources = [(e, source) for e, (source, result) in enumerate(links) if result == i]
        twins.append(
            Shown(node, [(twins[source], Hidden() if e in given_away else slopes[e]) for e, source in sources])
        )
    for kind, index in hidden:
        if kind != "slope":
            setattr(twins[index], kind, Hidden())
    return twins, {id(twin): names.get(id(node), "") for twin, node in zip(twins, order)}
