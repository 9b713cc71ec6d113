"""How a number of the graph comes about, as a line to be read.

Such as: `a.grad = (−3.0) · (−2.0) via e + 1.0 · 4.0 via d = 10.0`. A line marks each number that it takes from
elsewhere with that number's name: as long as that one is hidden itself, the line is read with a `?` in its place.
"""

import math
import re
from collections import Counter
from typing import NamedTuple

from micrograd.draw import number
from micrograd.live.rules import real, rule_of

MOST = 6  # terms of a sum that are written out


class Row:
    """One shape of a graph with one row of its numbers."""

    def __init__(self, shape, numbers):
        n, m = len(shape["nodes"]), len(shape["edges"])
        self.labels = numbered(shape["names"])
        self.ops = [op for op, _ in shape["nodes"]]
        self.edges = [(source, result) for source, result, _ in shape["edges"]]
        self.edge_labels = edge_labels(self.labels, self.edges)
        self.data, self.grad, self.slope = list(numbers[:n]), list(numbers[n : 2 * n]), list(numbers[2 * n : 2 * n + m])
        for e, (_, _, how) in enumerate(shape["edges"]):
            if how not in (True, False) and math.isnan(self.slope[e]):
                self.slope[e] = 0.0  # backward was watched, and nothing came along this edge
        self.root = n - 1

    def terms(self, i):
        """Return a Term for each edge from node i to what was made from it."""
        outs = [(e, result) for e, (source, result) in enumerate(self.edges) if source == i]
        return [Term(e, result, self.slope[e], self.grad[result]) for e, result in outs]

    def operands(self, i):
        """Return the edges that node i was made along, in the order of its operation, which a set does not keep."""
        inputs = [e for e, (_, result) in enumerate(self.edges) if result == i]
        rule = rule_of(self.ops[i], inputs)
        if rule and len(inputs) == 2:
            x, y = (self.data[self.source(e)] for e in inputs)
            if not near(rule(x, y), self.data[i]) and near(rule(y, x), self.data[i]):
                inputs.reverse()
        return inputs

    def source(self, e):
        return self.edges[e][0]

    def name(self, i):
        """Return a node's label as part of a sentence: `e`, but `the *`."""
        return self.labels[i] if self.is_named(i) else f"the {self.labels[i]}"

    def is_named(self, i):
        label = self.labels[i]
        return label[:1].isidentifier() and not (self.ops[i] == "" and label.startswith("constant"))


class Term(NamedTuple):
    """What one edge brings back: its slope times the gradient of its result."""

    edge: int
    result: int
    slope: float
    grad: float

    @property
    def flow(self):
        return self.slope * self.grad


def numbered(names):
    """Return what each is called in questions: of two with the same name each has its place too, such as `*#2`."""
    times, met, found = Counter(names), Counter(), []
    for name in names:
        met[name] += 1
        found.append(name if times[name] == 1 else f"{name}#{met[name]}")
    return found


def edge_labels(labels, edges):
    """Return what the slope on each edge is called."""
    return numbered([f"{labels[source]}->{labels[result]}" for source, result, *_ in edges])


def near(x, y):
    """Return whether two numbers are the same but for rounding."""
    return x == y or math.isclose(x, y, rel_tol=1e-6, abs_tol=1e-12)


def listed(names):
    """Return names as a list to be read: `a, b and c`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


# Lines with marks.


def marked(shown, question):
    """Return a number's text, marked with the number's name; one that is negative stands in brackets."""
    return f"⟦{f'({shown})' if shown.startswith('−') else shown}|{question}⟧"


def read(line, hidden=()):
    """Return a marked line as it is to be read while the numbers in hidden are."""
    return re.sub(r"⟦([^|⟧]*)\|(.*?)⟧", lambda found: "?" if found[2] in hidden else found[1], line)


# How the three kinds of numbers are made.


class Sum(NamedTuple):
    """How a number is made, as a marked line, and what that gives; nan if the graph does not tell."""

    line: str
    total: float = math.nan


def made(row, kind, index):
    """Return the Sum that makes a number of a kind: "data", "grad" or "slope"."""
    return {"data": data_sum, "grad": gradient_sum, "slope": slope_sum}[kind](row, index)


def gradient_sum(row, i):
    """Return how a gradient is made: slope times gradient, added up over the edges to what was made from the node."""
    me, name = f"{row.labels[i]}.grad", row.name(i)
    if i == row.root:
        return Sum(f"{me} = 1.0: backward() begins here, for as {name} grows, it grows just as much.", 1.0)
    terms = row.terms(i)
    total = sum(term.flow for term in terms)
    if any(math.isnan(term.slope) for term in terms):
        ways = listed(list(dict.fromkeys(row.name(term.result) for term in terms)))
        return Sum(f"{me} comes back from {ways}. The class keeps no slopes, so the sum can't be shown.")
    written = [f"{slope_of(row, e)} · {grad_of(row, result)} via {row.name(result)}" for e, result, _, _ in terms]
    if len(written) > MOST:
        written[MOST - 1 :] = [f"{len(written) - MOST + 1} more"]
    return Sum(f"{me} = {' + '.join(written)} = {number(total)}", total)


def data_sum(row, i):
    """Return how a node's data is made: its operation, applied to its inputs' data."""
    me, inputs = f"{row.labels[i]}.data", row.operands(i)
    if not inputs:
        return Sum(f"{row.name(i)} is an input of the graph: no operation makes it.")
    sources = [row.source(e) for e in inputs]
    rule = rule_of(row.ops[i], inputs)
    if not rule:
        return Sum(f"{me} is made by {row.ops[i]} from {listed([row.name(s) for s in sources])}.")
    numbers = [data_of(row, s) for s in sources]
    names = [row.labels[s] if row.is_named(s) else shown for s, shown in zip(sources, numbers)]
    ways = [rule.written.format(*names)] * (names != numbers) + [rule.written.format(*numbers)]
    total = rule(*(row.data[s] for s in sources))
    return Sum(f"{me} = {' = '.join(ways)} = {number(total)}", total)


def slope_sum(row, e):
    """Return how the slope on an edge is made: the rule of its operation."""
    source, result = row.edges[e]
    inputs = row.operands(result)
    sources = [row.source(other) for other in inputs]
    rule = rule_of(row.ops[result], inputs)
    if not rule:
        return Sum(f"It says how fast {row.name(result)} moves as {row.name(source)} does.")
    text, slope = rule.slopes[inputs.index(e)]
    symbols = [row.labels[s] if row.is_named(s) else data_of(row, s) for s in [*sources, result]]
    words = dict(zip(("x", "y")[: len(sources)] + ("out",), symbols))
    words |= dict(zip(("X", "Y")[: len(sources)] + ("Out",), map(row.name, [*sources, result])))
    made_by = f"{row.labels[result]} = {rule.written.format(*symbols)}, and " if row.is_named(result) else ""
    x, y = (*(row.data[s] for s in sources), math.nan)[:2]
    total = real(slope, x, y, row.data[result])
    return Sum(f"{row.edge_labels[e]} = {number(row.slope[e])}: {made_by}{text.format(**words)}", total)


def data_of(row, i):
    return marked(number(row.data[i]), f"{row.labels[i]}.data")


def grad_of(row, i):
    return marked(number(row.grad[i]), f"{row.labels[i]}.grad")


def slope_of(row, e):
    return marked(number(row.slope[e]), row.edge_labels[e])
