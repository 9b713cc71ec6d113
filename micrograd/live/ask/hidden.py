"""Numbers that a picture does not show, because they are to be predicted, and what else would give them away."""

from micrograd.picture.graph import edges

LINEAR = "+", "-", "neg"  # operations whose slopes do not depend on their inputs


def hides(shape, kind, index):
    """Return all that a picture hides with a number, as the page has it: "0.grad", and each "3.flow" that shows it.

    A flow is the gradient that an edge carries, which its width tells.
    """
    links = [(source, result) for source, result, _ in shape["edges"]]
    if kind == "data":
        telling = list(slopes_made_from([op for op, _ in shape["nodes"]], links, {index}))
        return [f"{index}.data", *(f"{e}.{what}" for e in telling for what in ("slope", "flow"))]
    if kind == "slope":
        return [f"{index}.slope", f"{index}.flow"]
    return [f"{index}.grad", *(f"{e}.flow" for e, ends in enumerate(links) if index in ends)]


def slopes_made_from(ops, links, data):
    """Yield the edges whose slopes tell the data of some nodes: they are made from it, as those of a product are."""
    uses = {result for source, result in links if source in data}
    for e, (_, result) in enumerate(links):
        if ops[result] not in LINEAR and (result in uses or (result in data and ops[result] != "*")):
            yield e


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
