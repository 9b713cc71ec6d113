"""Common mistakes with gradients, each as the number that it leads to and a hint.

The first one that leads to a wrong answer is named, so the more telling ones come first.
"""

import math
import operator
from typing import NamedTuple

from micrograd.floats import power
from micrograd.live.row import listed, near, ordinal
from micrograd.rules.table import real


class Mistake(NamedTuple):
    """A number that a mistake leads to, the mistake's short name, and a hint."""

    number: float
    name: str
    hint: str


def mistakes(row, kind, index, hidden=()):
    """Yield the Mistakes that can be made with a number; some may lead to the right one.

    hidden holds the names of numbers still to be predicted, which no hint may give away.
    """
    known = {"data": in_data, "grad": in_gradient, "slope": in_slope}[kind]
    for mistake in known(row, index, hidden):
        if math.isfinite(mistake.number):
            yield mistake


def in_gradient(row, i, hidden):
    me, root, terms = row.name(i), row.name(row.root), row.terms(i)
    if terms:
        yield from between_paths(row, me, terms)
        still = f"0 would mean that {root} stays where it is as {me} moves."
        seed = f"The way back begins with {row.number_name(row.root, 'grad')} = 1"
        known = f"{row.labels[row.root]}.grad" not in hidden
        yield Mistake(0.0, "forgot the 1", f"{still} {seed}, and some of it arrives here." if known else still)
        yield from along_paths(row, i, terms)
        yield from of_products(row, i, terms)
        total = sum(term.flow for term in terms)
        begun = f"You began with {root}'s data" + (
            f". {seed}, whatever {root} is." if known else " in place of its gradient."
        )
        yield Mistake(total * row.data[row.root], "began with the data", begun)
        data = f"That is {me}'s data. Its gradient says how fast {root} moves as {me} does."
    else:
        still = f"0 would mean that {root} stays where it is as {root} moves, and nothing would come back at all."
        yield Mistake(0.0, "forgot the 1", still)
        data = f"That is {me}'s data. However large it is, a step of {me} moves {me} by just that step."
    yield Mistake(row.data[i], "data", data)
    yield from elsewhere(row, "grad", i, hidden)
    yield from of_another_kind(row, i, hidden)


def between_paths(row, me, terms):
    """Yield mistakes with a gradient that comes back along several paths."""
    if len(terms) == 1:
        return
    flows, vias = [term.flow for term in terms], ways(row, terms)
    total = sum(flows)
    add_up = f"{me} is used {times(len(terms))}, and what comes back adds up."
    last = min(range(len(terms)), key=lambda k: (terms[k].result, -k))  # backward goes from late results to early ones
    before = listed([via for k, via in enumerate(vias) if k != last])
    overwrote = f"That is what came last, {vias[last]}. It does not replace what came {before}: gradients add up."
    yield Mistake(flows[last], "overwrote", overwrote)
    alike = {flow: " or ".join(via for other, via in zip(flows, vias) if near(other, flow)) for flow in flows}
    for flow, via in alike.items():
        yield Mistake(total - flow, "forgot a path", f"You left out what comes {via}. {add_up}")
    for flow, via in alike.items():
        yield Mistake(flow, "forgot a path", f"That is what comes {via} alone. {add_up}")
    product = "You multiplied the paths. Along one path slopes multiply; what several paths bring adds up."
    yield Mistake(math.prod(flows), "multiplied paths", product)
    for flow, via in alike.items():
        yield Mistake(total - 2 * flow, "sign", f"What comes {via} has the opposite sign.")


def along_paths(row, i, terms):
    """Yield mistakes along each path."""
    me = row.name(i)
    slopes = listed(unique(row.span(term.edge) for term in terms))
    grads = listed(unique(row.number_name(term.result, "grad") for term in terms))
    single = len(terms) == 1
    sign = "The size is right, the sign is not: follow the signs of the slopes."
    yield Mistake(-row.grad[i], "sign", sign)
    yield Mistake(
        sum(term.slope for term in terms),
        "forgot the gradient",
        f"That is the slope {slopes} alone: it has to be multiplied by the gradient that arrives, {grads}."
        if single
        else f"Those are the slopes alone, {slopes}: each has to be multiplied by the gradient that arrives, {grads}.",
    )
    yield Mistake(
        sum(term.grad for term in terms),
        "forgot the slope",
        f"That is {grads}, handed on as it is. On its way to {me} it is multiplied by the slope {slopes}."
        if single
        else f"That is {grads}, handed on as they are. On the way to {me} each is multiplied by a slope: {slopes}.",
    )
    added = "You added slope and gradient. Along a path they are multiplied."
    yield Mistake(sum(term.slope + term.grad for term in terms), "added", added)


def of_products(row, i, terms):
    """Yield mistakes of taking a factor's own value for its slope."""
    own = [row.data[i] if len(others(row, t.edge)) == 1 and row.ops[t.result] == "*" else t.slope for t in terms]
    factors = [term for term in terms if row.ops[term.result] == "*"]
    if not factors:
        return
    me, product = row.name(i), row.name(factors[0].result)
    other = listed(unique(row.name(row.source(e)) for t in factors for e in others(row, t.edge)) or [me])
    hint = (
        f"You took {me} itself for the derivative of {product} with respect to {me}. "
        f"In a product that is the other factor: {other}."
    )
    yield Mistake(sum(slope * term.grad for slope, term in zip(own, terms)), "own value", hint)
    yield Mistake(sum(own), "own value", hint)


def in_data(row, i, hidden):
    me, inputs = row.name(i), row.operands(i)
    sources = [row.source(e) for e in inputs]
    names = [row.name(s) for s in sources]
    if len(sources) == 2:
        x, y = (row.data[s] for s in sources)
        made = f"{me} is made with {row.sign(i)}." if row.is_named(i) else f"This box is made with {row.sign(i)}."
        for s, other in zip(sources, reversed(names)):
            if f"{row.labels[s]}.data" not in hidden:
                still = f"That is {row.name(s)} itself: {row.sign(i)} with {other} is still to come."
                yield Mistake(row.data[s], "operation", still)
        for op, compute in OPERATIONS.items():
            number = real(compute, x, y)
            if not near(number, x) and not near(number, y):  # (−1) ** 5 is also a's −1, which is nearer at hand
                yield Mistake(number, "operation", f"That is {names[0]} {op} {names[1]}. {made}")
        if row.ops[i] in ("+", "*"):
            yield Mistake(y - x, "operation", f"That is {names[1]} - {names[0]}. {made}")
        if row.ops[i] in ("-", "/", "**"):
            order = f"That is {names[1]} {row.ops[i]} {names[0]}: the order counts."
            yield Mistake(real(OPERATIONS[row.ops[i]], y, x), "order", order)
    if len(sources) == 1:
        still = f"That is {names[0]} itself: {row.sign(i)} is still to come."
        yield Mistake(row.data[sources[0]], "operation", still)
    yield Mistake(-row.data[i], "sign", "The size is right, the sign is not.")
    if f"{row.labels[i]}.grad" not in hidden:
        gradient = f"That is {me}'s gradient. Its data is what the function computes, on the way forward."
        yield Mistake(row.grad[i], "gradient", gradient)
    yield from elsewhere(row, "data", i, hidden)


OPERATIONS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": power,
}


def in_slope(row, e, hidden):
    source, result = row.edges[e]
    me, out, op = row.name(source), row.name(result), row.ops[result]
    if op == "*":
        other = listed([row.name(row.source(k)) for k in others(row, e)] or [me])
        hint = f"You took {me} itself. In a product the derivative with respect to one factor is the other: {other}."
        yield Mistake(row.data[source], "own value", hint)
    carried = f"That is what the edge carries back: slope times {row.number_name(result, 'grad')}."
    alone = f"The slope alone is how fast {out} moves as {me} does."
    yield Mistake(row.slope[e] * row.grad[result], "slope times gradient", f"{carried} {alone}")
    yield Mistake(-row.slope[e], "sign", f"The size is right, the sign is not: as {me} rises, does {out} rise or fall?")
    for k in others(row, e):
        if row.edge_labels[k] not in hidden:
            hint = f"That is the derivative with respect to {row.name(row.source(k))}. Here it is with respect to {me}."
            yield Mistake(row.slope[k], "another slope", hint)
    for i in (source, result):
        if f"{row.labels[i]}.grad" not in hidden:
            hint = f"That is {row.number_name(i, 'grad')}. The slope of one step knows nothing of what comes after it."
            yield Mistake(row.grad[i], "gradient", hint)
    if f"{row.labels[result]}.data" not in hidden:
        yield Mistake(row.data[result], "data", f"That is {out} itself. The slope says how fast it moves as {me} does.")
    yield Mistake(1.0, "always 1", f"1 is the slope of a sum. {out} is made with {row.sign(result)}.")


def elsewhere(row, kind, index, hidden):
    """Yield the other numbers of a kind as mistakes, except 0 and 1, which occur too often to identify one."""
    for other, x in enumerate(getattr(row, kind)):
        name = f"{row.labels[other]}.{kind}"
        if other != index and name not in hidden and abs(x) not in (0, 1):
            hint = f"That is {row.number_name(other, kind)}. The question is about {row.number_name(index, kind)}."
            yield Mistake(x, "another node", hint)


def of_another_kind(row, i, hidden):
    """Yield the data and slopes that may be taken for a node's gradient as mistakes, except 0 and 1."""
    asked = f"The question is about {row.number_name(i, 'grad')}"
    for other, x in enumerate(row.data):
        told = row.is_named(other) or row.ops[other]  # a constant is its own name
        if other != i and told and f"{row.labels[other]}.data" not in hidden and abs(x) not in (0, 1):
            what = f"That is {row.number_name(other, 'data')}, and no gradient. {asked}."
            yield Mistake(x, "another number", what)
    for e, x in enumerate(row.slope):
        if row.edge_labels[e] not in hidden and abs(x) not in (0, 1):
            yield Mistake(x, "another number", f"That is {row.slope_name(e)}, one step of the way. {asked}.")


def others(row, e):
    """Return the other edges into the same result."""
    return [k for k, (_, result) in enumerate(row.edges) if result == row.edges[e][1] and k != e]


def ways(row, terms):
    """Return in words which edge each term comes along; two from the same result are told apart."""
    results = [term.result for term in terms]
    return [
        f"via {row.name(r)}" + (f", the {ordinal(results[:k].count(r) + 1)} time" if results.count(r) > 1 else "")
        for k, r in enumerate(results)
    ]


def times(k):
    return "twice" if k == 2 else f"{k} times"


def unique(names):
    return list(dict.fromkeys(names))
