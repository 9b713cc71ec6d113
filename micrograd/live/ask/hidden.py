"""Numbers that a picture hides because they are to be predicted, and other numbers that would give them away."""

from collections import defaultdict

from micrograd.picture.graph import edges

LINEAR = "+", "-", "neg"  # operations whose slopes do not depend on their inputs


def hides(shape, kind, index):
    """Return all that a picture hides with a number, in the page's form: "0.grad", and each "3.flow" that shows it.

    That is the number and what is computed from it: on the way forward from data, on the way back from a slope or a
    gradient. A flow is the gradient that an edge carries, which its width shows.
    """
    links = [(source, result) for source, result, _ in shape["edges"]]
    data = {index} if kind == "data" else set()
    for source, result in links:  # each edge after those into its source
        if source in data:
            data.add(result)
    slopes = {index} if kind == "slope" else set(slopes_made_from([op for op, _ in shape["nodes"]], links, data))
    grads = {index} if kind == "grad" else {links[e][0] for e in slopes}
    for source, result in reversed(links):
        if result in grads:
            grads.add(source)
    flows = slopes.union(e for e, ends in enumerate(links) if grads.intersection(ends))
    found = {"data": data, "slope": slopes, "grad": grads, "flow": flows}
    return [f"{i}.{what}" for what, places in found.items() for i in sorted(places)]


def slopes_made_from(ops, links, data):
    """Yield the edges whose slopes are computed from the data of some nodes, which hold all that is made from them."""
    into = defaultdict(list)
    for e, (_, result) in enumerate(links):
        into[result].append(e)
    for e, (source, result) in enumerate(links):
        factors = [links[k][0] for k in into[result] if k != e] or [source]  # a set keeps but one edge for a * a
        if result in data and ops[result] not in LINEAR and (ops[result] != "*" or data.intersection(factors)):
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

    hidden holds them in the page's form.
    """
    links = [(source, result) for source, result, _ in edges(order)]
    twins = []
    for i, node in enumerate(order):
        sources = [(e, source) for e, (source, result) in enumerate(links) if result == i]
        twins.append(
            Shown(node, [(twins[source], Hidden() if f"{e}.slope" in hidden else slopes[e]) for e, source in sources])
        )
    for i, twin in enumerate(twins):
        for kind in ("data", "grad"):
            if f"{i}.{kind}" in hidden:
                setattr(twin, kind, Hidden())
    return twins, {id(twin): names.get(id(node), "") for twin, node in zip(twins, order)}
