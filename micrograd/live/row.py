"""One shape of a graph with one row of its numbers: what each number belongs to, and its name in sentences."""

import math
from collections import Counter
from typing import NamedTuple

from micrograd.picture.names import LONGEST
from micrograd.picture.numbers import number
from micrograd.rules.table import rule_of


class Term(NamedTuple):
    """What one edge brings back: its slope times the gradient of its result."""

    edge: int
    result: int
    slope: float
    grad: float

    @property
    def flow(self):
        return self.slope * self.grad


class Row:
    """The numbers of a graph. shape is the page's: names, nodes (sign, has a gradient) and edges."""

    def __init__(self, shape, numbers):
        n, m = len(shape["nodes"]), len(shape["edges"])
        self.names = shape["names"]
        self.labels = numbered(self.names)
        self.ops = [op for op, _ in shape["nodes"]]
        self.edges = [(source, result) for source, result, _ in shape["edges"]]
        self.edge_labels = edge_labels(self.labels, self.edges)
        self.data, self.grad, self.slope = list(numbers[:n]), list(numbers[n : 2 * n]), list(numbers[2 * n : 2 * n + m])
        self.root = n - 1
        self._into, self._out_of = [[] for _ in range(n)], [[] for _ in range(n)]
        for e, (source, result) in enumerate(self.edges):
            self._into[result].append(e)
            self._out_of[source].append(e)
        for e, (_, _, how) in enumerate(shape["edges"]):
            if math.isnan(self.slope[e]) and how is not True:
                # If backward was watched, nothing came along this edge; otherwise the class keeps no slopes.
                self.slope[e] = self.slope_by_rule(e) if how is False else 0.0

    def terms(self, i):
        """Return a Term for each edge from node i to what was made from it."""
        return [Term(e, self.edges[e][1], self.slope[e], self.grad[self.edges[e][1]]) for e in self._out_of[i]]

    def operands(self, i):
        """Return the edges into node i, in the order of its operation's operands, which a set does not keep."""
        inputs = self.inputs(i)
        if len(inputs) == 2 and (rule := rule_of(self.ops[i], 2)):
            x, y = (self.data[self.source(e)] for e in inputs)
            if not near(rule(x, y), self.data[i]) and near(rule(y, x), self.data[i]):
                return inputs[::-1]
        return inputs

    def inputs(self, i):
        """Return the edges that node i was made along.

        A class that keeps its inputs in a set has but one edge for both of a * a: it is here twice.
        """
        inputs = self._into[i]
        if len(inputs) == 1 and not rule_of(self.ops[i], 1) and (rule := rule_of(self.ops[i], 2)):
            x = self.data[self.source(inputs[0])]
            if near(rule(x, x), self.data[i]):
                return inputs * 2
        return inputs

    def slope_by_rule(self, e):
        """Return the slope that the operation's rule gives an edge, nan if there is none."""
        result = self.edges[e][1]
        inputs = self.operands(result)
        rule = rule_of(self.ops[result], len(inputs))
        if not rule:
            return math.nan
        slopes = rule.slopes_at(*(self.data[self.source(k)] for k in inputs), self.data[result])
        return sum(slope for k, slope in zip(inputs, slopes) if k == e)

    def source(self, e):
        return self.edges[e][0]

    def is_named(self, i):
        return self.names[i] != (self.ops[i] or "constant")

    def name(self, i):
        """Return a node's name in a sentence: `e`; `the * box` if it has none; a constant's number."""
        if self.is_named(i):
            return self.labels[i]
        if not self.ops[i]:
            return data_of(self, i)
        place = self.labels[i].removeprefix(self.names[i]).removeprefix("#")
        return f"the {ordinal(int(place))} {self.sign(i)} box" if place else f"the {self.sign(i)} box"

    def sign(self, i):
        """Return a result's operation in a sentence, short enough to be read."""
        return shortened(self.ops[i])

    def way(self, e):
        """Return in words the way back along an edge: `via d`; of two edges between the same nodes, which one."""
        return f"via {self.name(self.edges[e][1])}{self.side(e)}"

    def side(self, e):
        """Return which of the edges between two nodes this is, such as ` (left)`, "" if there is but one."""
        source, result = self.edges[e]
        twins = [k for k in self.operands(result) if self.source(k) == source]
        if len(set(twins)) < 2:
            return ""
        place = self.operands(result).index(e)
        return f" ({('left', 'right')[place]})" if len(self.operands(result)) == 2 else f" (input {place + 1})"

    def follows(self, e):
        """Return whether the slope on an edge, which its class does not keep, follows from the operation's rule."""
        rule = rule_of(self.ops[self.edges[e][1]], len(self.operands(self.edges[e][1])))
        return rule is not None and rule.slopes is not None

    def number_name(self, i, kind):
        """Return the name in a sentence of a node's "data" or "grad": `e.grad`, `the * box's gradient`."""
        if self.is_named(i):
            return f"{self.labels[i]}.{kind}"
        return f"{self.name(i)}'s {'gradient' if kind == 'grad' else kind}"

    def slope_name(self, e):
        """Return the name in a sentence of the slope on an edge: `the slope from a to e`."""
        return f"the slope {self.span(e)}"

    def span(self, e):
        """Return in words which nodes an edge joins."""
        source, result = self.edges[e]
        return f"from {self.name(source)} to {self.name(result)}{self.side(e)}"

    def called(self, kind, index):
        """Return the name in a sentence of a number of a kind: "data", "grad" or "slope"."""
        return self.slope_name(index) if kind == "slope" else self.number_name(index, kind)


def shortened(op):
    """Return an operation's text on one line, as short as the picture has it."""
    op = " ".join(op.split())
    return op if len(op) <= LONGEST else f"{op[: LONGEST - 1]}…"


def numbered(names):
    """Return the names as used in questions: if several nodes share a name, each gets its place too, such as `*#2`."""
    times, met, found = Counter(names), Counter(), []
    for name in names:
        met[name] += 1
        found.append(name if times[name] == 1 else f"{name}#{met[name]}")
    return found


def edge_labels(labels, edges):
    """Return the name of the slope on each edge."""
    return numbered([f"{labels[source]}->{labels[result]}" for source, result, *_ in edges])


def near(x, y, *parts):
    """Return whether two numbers, sums of these parts, are the same up to rounding, or both nan."""
    largest = max((abs(part) for part in parts if math.isfinite(part)), default=0.0)
    return math.isclose(x, y, rel_tol=1e-6, abs_tol=1e-14 * largest) or (math.isnan(x) and math.isnan(y))


def parts_of(op, inputs):
    """Return the numbers that an operation adds up, by which rounding is judged: 1 - t ** 2 has a 1 in it."""
    if op in ("+", "-"):
        return inputs
    return [] if op in ("*", "/", "neg", "exp", "relu") or op.startswith("**") else [1.0]


ORDINALS = {1: "first", 2: "second", 3: "third"}


def ordinal(k):
    ending = "th" if k // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(k % 10, "th")
    return ORDINALS.get(k) or f"{k}{ending}"


def listed(names):
    """Return names as a list in a sentence: `a, b and c`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


# Numbers in sentences, each marked with its name: while that number is hidden, the sentence shows a `?` instead.


def marked(shown, question):
    """Return a number's text, in brackets if it is negative, marked with the number's name."""
    return f"⟦{bracketed(shown)}|{question}⟧"


def bracketed(shown):
    """Return a number as a factor or a later term: in brackets if it is negative."""
    return f"({shown})" if shown.startswith("−") else shown


def data_of(row, i):
    return marked(number(row.data[i]), f"{row.labels[i]}.data")


def grad_of(row, i):
    return marked(number(row.grad[i]), f"{row.labels[i]}.grad")


def slope_of(row, e):
    return marked(number(row.slope[e]), row.edge_labels[e])
