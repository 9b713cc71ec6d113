"""How a number of the graph comes about, as a line to be read.

Such as: `a.grad = (−3.0) · (−2.0) via e + 1.0 · 4.0 via d = 10.0`. A line marks each number that it takes from
elsewhere with that number's name: as long as that one is hidden itself, the line is read with a `?` in its place.
"""

import math
import re
from collections import Counter
from typing import NamedTuple

from micrograd.live.rules import real, rule_of
from micrograd.picture.numbers import number

MOST = 6  # terms of a sum that are written out


class Row:
    """One shape of a graph with one row of its numbers."""

    def __init__(self, shape, numbers):
        n, m = len(shape["nodes"]), len(shape["edges"])
        self.names = shape["names"]
        self.labels = numbered(self.names)
        self.ops = [op for op, _ in shape["nodes"]]
        self.edges = [(source, result) for source, result, _ in shape["edges"]]
        self.edge_labels = edge_labels(self.labels, self.edges)
        self.data, self.grad, self.slope = list(numbers[:n]), list(numbers[n : 2 * n]), list(numbers[2 * n : 2 * n + m])
        for e, (_, _, how) in enumerate(shape["edges"]):
            if math.isnan(self.slope[e]) and how is not True:
                # Where backward was watched, nothing came along this edge; else the class keeps no slopes.
                self.slope[e] = self.slope_by_rule(e) if how is False else 0.0
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

    def slope_by_rule(self, e):
        """Return the slope that the operation's rule gives an edge, nan if there is none."""
        result = self.edges[e][1]
        inputs = self.operands(result)
        rule = rule_of(self.ops[result], inputs)
        if not rule:
            return math.nan
        x, y = (*(self.data[self.source(k)] for k in inputs), math.nan)[:2]
        return real(rule.slopes[inputs.index(e)][1], x, y, self.data[result])

    def source(self, e):
        return self.edges[e][0]

    def name(self, i):
        """Return what a sentence calls a node: `e`; without a name `the * box`; and a constant by its number."""
        if self.is_named(i):
            return self.labels[i]
        if not self.ops[i]:
            return data_of(self, i)
        sign, _, place = self.labels[i].partition("#")
        return f"the {ordinal(int(place))} {sign} box" if place else f"the {sign} box"

    def is_named(self, i):
        return self.names[i] != (self.ops[i] or "constant")

    def number_name(self, i, kind):
        """Return what a sentence calls a node's "data" or "grad": `e.grad`, `the * box's gradient`."""
        if self.is_named(i):
            return f"{self.labels[i]}.{kind}"
        return f"{self.name(i)}'s {'gradient' if kind == 'grad' else kind}"

    def slope_name(self, e):
        """Return what a sentence calls the slope on an edge: `a->e`, `a → the * box`."""
        source, result = self.edges[e]
        if self.is_named(source) and self.is_named(result):
            return self.edge_labels[e]
        return f"{self.name(source)} → {self.name(result)}"

    def called(self, kind, index):
        """Return what a sentence calls a number of a kind: "data", "grad" or "slope"."""
        return self.slope_name(index) if kind == "slope" else self.number_name(index, kind)


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


def ordinal(k):
    return {1: "first", 2: "second", 3: "third"}.get(k, f"{k}th")


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
    me, name = row.number_name(i, "grad"), row.name(i)
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
    me, inputs = row.number_name(i, "data"), row.operands(i)
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
    text, _ = rule.slopes[inputs.index(e)]
    symbols = [row.labels[s] if row.is_named(s) else data_of(row, s) for s in [*sources, result]]
    words = dict(zip(("x", "y")[: len(sources)] + ("out",), symbols))
    words |= dict(zip(("X", "Y")[: len(sources)] + ("Out",), map(row.name, [*sources, result])))
    made_by = f"{row.labels[result]} = {rule.written.format(*symbols)}, and " if row.is_named(result) else ""
    total = row.slope_by_rule(e)
    return Sum(f"{row.slope_name(e)} = {number(row.slope[e])}: {made_by}{text.format(**words)}", total)


def data_of(row, i):
    return marked(number(row.data[i]), f"{row.labels[i]}.data")


def grad_of(row, i):
    return marked(number(row.grad[i]), f"{row.labels[i]}.grad")


def slope_of(row, e):
    return marked(number(row.slope[e]), row.edge_labels[e])
