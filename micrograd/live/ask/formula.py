"""Formulas: a graph as Python writes it, the rule for each local derivative, and where a class's numbers differ.

A formula is made once for a shape, with holes for the numbers; the page fills them in as a slider moves.
"""

import math
from functools import cached_property

from micrograd.live.ask.sums import read
from micrograd.live.row import Row, near, parts_of, shortened
from micrograd.live.run import SEEN
from micrograd.picture.numbers import number, told_apart
from micrograd.rules.table import rule_of
from micrograd.rules.written import CONDITION, Hole, WithDots, Written, fill, sendable_pieces

MOST = 30  # operations shown, the last ones
LONG = 16  # characters; an unnamed result with a longer expression is called `the + box`
LONGEST = 80  # characters of the whole expression
ANY_NUMBER = "0.00"  # stands for each number where characters are counted: the form must not give any away


class Operation:
    """A result of the graph: its node, the edges that it was made along, their sources, and its Rule, if known."""

    def __init__(self, row, index):
        self.index = index
        self.edges = row.inputs(index)  # as the class has them, be they the wrong way round
        self.inputs = [row.source(e) for e in self.edges]
        self.rule = rule_of(row.ops[index], len(self.inputs))
        self.call = shortened(row.ops[index]) or "made from"  # how to write an operation of the learner's own

    def written(self, inputs):
        """Return the result's formula in terms of its inputs' formulas."""
        return self.rule.compute(*inputs) if self.rule else type(inputs[0]).call(self.call, *inputs)

    def derivative(self, edge, inputs, out):
        """Return the derivative's formula along an edge, a sum if the edge stands for two; None if no rule gives it."""
        if not self.rule or not self.rule.slopes:
            return None
        slopes = [x if isinstance(x, Written) else Written.constant(x) for x in self.rule.slopes(*inputs, out)]
        first, *more = [slope for slope, e in zip(slopes, self.edges) if e == edge]
        for slope in more:
            first = first + slope
        return first

    def parts(self, data):
        return parts_of(self.call, [data[i] for i in self.inputs])

    def expected(self, data):
        """Return the result that the rule gives for the graph's data, nan without a rule."""
        return self.rule(*(data[i] for i in self.inputs)) if self.rule else math.nan

    def expected_slopes(self, data):
        """Return the slope that the rule gives each edge, nan where it gives none."""
        if not self.rule:
            return dict.fromkeys(self.edges, math.nan)
        slopes = self.rule.slopes_at(*(data[i] for i in self.inputs), data[self.index])
        return {edge: sum(x for x, e in zip(slopes, self.edges) if e == edge) for edge in self.edges}


class Formulas:
    """The formulas of a shape: made for the first row of its numbers, and kept while a slider moves."""

    def __init__(self, shape, numbers):
        self.shape = shape
        self.row = Row(shape, numbers)
        self.n = len(shape["nodes"])
        operations = [Operation(self.row, i) for i in range(self.n)]
        self.operations = {it.index: it for it in operations if it.edges}
        self.last = list(self.operations.values())[-MOST:]

    def leaf(self, i):
        """Return the formula of a leaf or a named node: its name, else its number."""
        return Written.name(self.row.names[i]) if self.row.is_named(i) else Written((Hole(i),))

    @cached_property
    def names(self):
        """Each node's formula for use in others: its name, or the expression that makes it, unless that is too long."""
        names = []
        for i in range(self.n):
            if i not in self.operations or self.row.is_named(i):
                names.append(self.leaf(i))
            else:
                made = self.expression(i, names)
                names.append(made if letters(made) <= LONG else Written((self.row.name(i),), CONDITION))
        return names

    def expression(self, i, names):
        """Return the formula of a result in terms of its inputs' names."""
        return self.operations[i].written([names[source] for source in self.operations[i].inputs])

    def digits(self, i):
        """Return the formula of a result in terms of its inputs' numbers."""
        return self.operations[i].written([WithDots((Hole(source),)) for source in self.operations[i].inputs])

    def whole(self, leaf, longest=math.inf):
        """Return the root's formula in terms of leaves; None if any formula on the way is longer than that."""
        made = []
        for i in range(self.n):
            made.append(self.expression(i, made) if i in self.operations else leaf(i))
            if letters(made[i]) > longest:
                return None
        return made[-1]

    def sendable(self):
        """Return the formulas in the page's form."""
        return {
            "count": len(self.operations),
            "rows": [self._row(operation) for operation in self.last],
            "whole": self._whole(),
        }

    def _whole(self):
        named = self.whole(self.leaf, LONGEST)
        if named is None:
            return None
        root = self.row.root
        title = f"{self.row.names[root]} = " if root in self.operations and self.row.is_named(root) else ""
        digits = self.whole(lambda i: WithDots((Hole(i),)))
        return {"names": sendable_pieces((title, *named.pieces)), "digits": sendable_pieces(digits.pieces)}

    def _row(self, operation):
        called, made = self.names[operation.index], self.expression(operation.index, self.names)
        title = () if called.pieces == made.pieces else (*called.pieces, " = ")
        return {
            "index": operation.index,
            "inputs": operation.inputs,
            "expression": sendable_pieces((*title, *made.pieces)),
            "digits": sendable_pieces(self.digits(operation.index).pieces),
            "slopes": [self._slope(operation, edge) for edge in dict.fromkeys(operation.edges)],
        }

    def _slope(self, operation, edge):
        """Return what to show for an edge: its derivative's notation, the rule, and the nodes whose data that needs."""
        source, out = self.row.source(edge), self.names[operation.index]
        twins = [e for e in dict.fromkeys(operation.edges) if self.row.source(e) == source]
        which = f" ({'right' if twins.index(edge) else 'left'})" if len(twins) > 1 else ""
        derivative = "∂", *out.enclosed(), "/∂", *self.names[source].enclosed(), which
        inputs = [self.names[i] for i in operation.inputs]
        rule = operation.derivative(edge, inputs, out)
        by_number = operation.derivative(edge, *self._as_holes(operation))
        return {
            "edge": edge,
            "derivative": sendable_pieces(derivative),
            "rule": sendable_pieces(rule.pieces) if rule else [],
            "needs": sorted(by_number.holes()) if by_number else [],
        }

    def _as_holes(self, operation):
        *inputs, out = (Written((Hole(i),)) for i in (*operation.inputs, operation.index))
        return inputs, out

    # Where the class's numbers differ.

    def remarks(self, numbers):
        """Return remarks on the numbers in a row that differ from the rules', in the page's form.

        That is, by kind and index: (the number as the picture has it, as it is shown here, the remark).
        """
        data = numbers[: self.n]
        results = {it.index: compared(data[it.index], it.expected(data), it.parts(data)) for it in self.last}
        slopes = {e: remark for it in self.last for e, remark in self._slopes_compared(it, numbers)}
        row = Row(self.shape, numbers)
        grads = {i: self._sum_compared(i, row) for i in range(self.n)}
        found = {"data": results, "slope": slopes, "grad": grads}
        remarks = {kind: {k: remark for k, remark in some.items() if remark} for kind, some in found.items()}
        whole = compared(data[-1], self._expected_whole(data), data) if remarks["data"] else None
        return remarks | {"whole": whole, "unkept": self._unkept(row)}

    def _unkept(self, row):
        """Return, as text, the slopes that a class does not keep and that follow from its operations, by edge."""
        unkept = [e for e, (_, _, how) in enumerate(self.shape["edges"]) if how is False and row.follows(e)]
        return {e: number(row.slope[e]) for e in unkept}

    def _slopes_compared(self, operation, numbers):
        expected = operation.expected_slopes(numbers[: self.n])
        for e, right in expected.items():
            how, slope = self.shape["edges"][e][2], numbers[2 * self.n + e]
            if how is True or (how == SEEN and not math.isnan(slope)):
                # One that was seen is a difference of gradients, and rounded as they are.
                yield e, compared(slope, right, [1.0] if how == SEEN else parts_of(operation.call, []))

    def _sum_compared(self, i, row):
        """Return a remark on a gradient that is not the sum of what the edges bring back, else None."""
        terms = row.terms(i)
        if not self.shape["nodes"][i][1]:
            return None
        total = sum(term.flow for term in terms) if terms else 1.0
        if math.isnan(total) or near(total, row.grad[i], *(term.flow for term in terms)):
            return None
        given, has = told_apart(total, row.grad[i])
        return number(row.grad[i]), given, f"≠ {has}, which this class has in {read(row.number_name(i, 'grad'))}"

    def _expected_whole(self, data):
        """Return the output that the rules give for the leaves' data."""
        made = []
        for i in range(self.n):
            made.append(self.operations[i].expected(made) if i in self.operations else data[i])
        return made[-1]


def letters(formula):
    """Return how long a formula is, whatever the numbers in it are."""
    return len(fill(formula.pieces, lambda _: ANY_NUMBER))


def compared(found, by_rule, parts=()):
    """Return a remark on a number that differs from the rule's, which adds up these parts, else None."""
    if math.isnan(by_rule) or near(found, by_rule, *parts):
        return None
    digits = 10 if number(found) == number(by_rule) else 4
    return number(found), number(found, digits), f"≠ {number(by_rule, digits)} by the rule"
