"""What is said of numbers where floats end.

What a nudge means is compared with the same graph in hundreds of digits; of the engine nothing may be called wrong.
"""

import math
import re
from decimal import Decimal, localcontext
from itertools import pairwise

import pytest
from exact import CONTEXT, exactly, quotient
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import BINARY, UNARY, VALUES, Expression

from micrograd.engine import Value
from micrograd.live.ask.formula import Formulas
from micrograd.live.ask.nudge import SIZES, nudge
from micrograd.live.ask.predict import judge, questions
from micrograd.live.ask.quotients import nudge_table
from micrograd.live.ask.step import arrivals, step_messages, story
from micrograd.live.run import run

SIZED = [5e-324, 1e-300, 1e-17, 1e-7, 1e-4, 0.1, 0.3, 0.5, 1.0, 2.0, 3.0, 30.0, 709.5, 745.0, 1e8, 1e16, 1e154, 1e308]
EXTREMES = st.sampled_from([0.0, *SIZED, math.inf, math.nan]).flatmap(lambda x: st.sampled_from([x, -x]))
NUMBERS = st.sampled_from([*SIZED, *(-x for x in SIZED), 2, 3, -1, 0.5, 1e-7])


@st.composite
def wild(draw):
    """Draw an expression of one input that nothing keeps tame."""
    steps = []
    for k in range(draw(st.integers(1, 5))):
        operation = draw(st.sampled_from([*BINARY, *UNARY]))
        arguments = [("node", draw(st.integers(0, k))) for _ in range(1 + (operation in BINARY))]
        if operation in BINARY and draw(st.booleans()):
            arguments[draw(st.integers(0, 1))] = ("number", draw(NUMBERS))
        steps.append((operation, tuple(arguments)))
    return Expression((draw(EXTREMES),), tuple(steps))


class Nudged:
    """An expression with its first input, a, nudged: the outputs, what is said, and the graph."""

    def __init__(self, function, x):
        self.x, self.leaf = x, Value(x)
        self.order, shape, numbers = run(function, {"a": self.leaf})
        index = next((i for i, node in enumerate(self.order) if node is self.leaf), None)
        if index is None:
            raise ValueError("the expression does not use its input")
        self.outs = nudge(function, lambda: {"a": Value(x)}, index, seconds=60)
        names = ["a" if i == index else node._op or "constant" for i, node in enumerate(self.order)]
        table = nudge_table({"names": names, "nodes": shape.nodes, "edges": shape.edges}, numbers, index, self.outs)
        self.said = {line["h"]: line["meaning"] for line in table["nudges"]}
        self.gradient = numbers[len(self.order) + index]

    def far(self, h):
        """Return how far the slopes of this size are from the gradient; nan where one is not known."""
        try:
            slopes = (self.outs[h] - self.outs[0.0]) / h, (self.outs[0.0] - self.outs[-h]) / h
        except TypeError:  # the function fails there
            return math.nan
        return max(abs(slope - self.gradient) for slope in slopes)

    def really_far(self, h, rounded=True):
        """Return the same without any rounding, or with that of the leaf alone."""
        with localcontext(CONTEXT):
            return max(abs(self._slope(k, rounded) - Decimal(self.gradient)) for k in (h, -h))

    def _slope(self, h, rounded):
        step = Decimal(self.x + h) - Decimal(self.x) if rounded else Decimal(h)
        return quotient(self.order, self.leaf, step) * step / Decimal(h) if step else Decimal(0)

    def unresolved(self):
        """Return how far the leaf can move before the output, which is rounded, shows it."""
        steepest = max(abs(self.outs[h] - self.outs[0.0]) / abs(h) for h in (1e-3, -1e-3)) or 1.0
        rounded = sum(abs(node.grad) * math.ulp(node.data) for node in self.order if math.isfinite(node.grad))
        return 8 * Decimal(max(rounded / steepest, math.ulp(self.x), 1e-320))

    def really(self):
        """Return the slopes on the way up and down."""
        return [exactly(self.order, self.leaf, upward=upward).rate for upward in (True, False)]


def is_true(told, h):
    """Return whether what is said of nudges of this size is so."""
    said, up = told.said[h], told.really()[0]
    if "function fails" in said:
        return any(isinstance(told.outs[k], Exception) for k in (h, -h))
    if "has not moved" in said:
        return told.x + h == told.x == told.x - h
    if "no slope to compare" in said or "from there" in said:
        return not all(math.isfinite(told.outs[k]) for k in (0.0, h, -h))
    if "nan" in said or "beyond any slope" in said:
        return not math.isfinite(told.gradient)
    if "are the same" in said:
        return told.far(h) == 0
    if up.is_nan():
        return True
    if "is wrong" in said or "For every h" in said:
        slope = float(re.search(r"moves (\S+) times", said)[1].replace("−", "-"))
        if "For every h" in said:
            both = (told.outs[1e-12] - told.outs[-1e-12]) / 2e-12
            return math.isclose(slope, both, rel_tol=0.02, abs_tol=1e-9 * abs(told.gradient))
        off = abs(Decimal(told.gradient) - up) > abs(up) / 200
        return off and math.isclose(slope, up, rel_tol=0.02, abs_tol=1e-9 * abs(told.gradient))
    if "jumps" in said:
        steep = [max(abs(told.outs[k] - told.outs[0.0]) for k in (h, -h)) / h for h in (1e-15, 1e-12, 1e-9, 1e-6, 1e-3)]
        return any(one > 100 * other for one, other in pairwise(steep))
    if "corner" in said:
        near = re.search(r"less than (\S+) away", said)
        reach = Decimal(near[1].replace("−", "-")) if near else told.unresolved()
        above = exactly(told.order, told.leaf, reach).rate
        below = exactly(told.order, told.leaf, -reach, upward=False).rate
        return abs(above - below) > max(abs(above), abs(below)) / 200
    if "bends" in said:
        closer = any(told.far(size) < told.far(h) for size in SIZES if size < h)
        return closer and not told.really_far(h) < Decimal(told.far(h)) / 2
    if "rounding eats" in said:
        closer = any(told.far(size) < told.far(h) for size in SIZES if size > h)
        return closer and told.really_far(h, rounded=False) <= Decimal(told.far(h)) * 7 / 10
    assert re.search(r"agree in \d+ digits?\.$| apart\.$|too large", said), said
    return "inf" not in said


@given(wild(), st.lists(st.sampled_from(SIZES), min_size=4, max_size=4, unique=True))
@settings(deadline=None)
def test_what_a_nudge_means_is_so_at_every_number(expression, sizes):
    function = lambda a: expression.nodes([a], VALUES)[-1]  # noqa: E731
    try:
        told = Nudged(function, expression.inputs[0])
    except (ArithmeticError, ValueError):
        assume(False)
    for h in sizes:
        assert is_true(told, h), (told.said[h], told.really(), told.gradient)


KNOWN = [
    (lambda a: a.relu(), 1e-7, 1e-8, r"agree in 15 digits\.|are the same"),
    (lambda a: a.relu(), -1e-7, 1e-3, "bends over so long a step"),
    (lambda a: a.relu(), 1e-17, 1e-3, "^Here, or less than 1e−15 away, .* has a corner.* on the way up"),
    (lambda a: (a.relu() + 5e-324).relu(), -1e-17, 1e-3, "^Here, or less than 1e−15 away, .* on the way down"),
    (lambda a: (-1e-300 - a).relu(), -0.0, 1e-3, "^Here, or less than 1e−15 away, .* on the way up"),
    (lambda a: a.relu() * 3, 0.0, 1e-3, "^Here out has a corner"),
    (lambda a: a.relu() ** 0.5 if a.data > 0 else a * 0, 0.0, 1e-3, "corner"),
    (lambda a: a * 0 + (a.data > 0), 0.0, 1e-3, "^Here .* jumps, or all but jumps"),
    (lambda a: a.exp(), -745.0, 1e-3, "5e−324 apart"),
    (lambda a: a * a, 1e8, 2e-8, "rounding eats"),
    (lambda a: a * a, 1e8, 1e-9, "^a has not moved"),
    (lambda a: a.exp(), 709.5, 1.0, "^With a moved up, out is inf, and there is no slope to compare"),
    (lambda a: a * 1e308 * 10, 1.0, 1.0, "is inf: from there no nudge|beyond any slope"),
    (lambda a: a * a * 1e-300 * 1e300, 3.0, 1e-3, "agree in 3 digits: .* bends"),
    (lambda a: (a * a) ** 0.5, 0.0, 1e-3, "has a corner.* a.grad matches neither"),
    (lambda a: a + 1e-9 * (a * 1e9).tanh(), 0.0, 1e-11, "agree in"),
]


@pytest.mark.parametrize("function, x, h, meant", KNOWN)
def test_what_was_once_untrue(function, x, h, meant):
    assert re.search(meant, Nudged(function, x).said[h]), Nudged(function, x).said[h]


@given(wild())
@settings(deadline=None)
def test_of_a_right_class_nothing_is_called_wrong_at_any_number(expression):
    """Step, Formula, the pressed node's sum and Predict, which may only say that a number is inf or nan."""
    function = lambda a: expression.nodes([a], VALUES)[-1]  # noqa: E731
    try:
        it = run(function, {"a": Value(expression.inputs[0])})
    except (ArithmeticError, ValueError):
        assume(False)
    names = [node._op or "constant" for node in it.order]
    shape = {"names": names, "nodes": it.shape.nodes, "edges": it.shape.edges}
    formulas = Formulas(shape, it.numbers)
    assert not any(formulas.remarks(it.numbers).values())
    done = story(function, {"a": Value(expression.inputs[0])}, Value)
    told = ["".join(text for _, text in message) for message in step_messages(formulas, it.numbers, done)]
    assert len(told) == 1 + len(done.made) + len(done.events) and arrivals(formulas, it.numbers, done)
    assert not [text for text in told if re.search("became|early|before|this class|in one go", text)]
    for question, (kind, i) in questions(shape).items():
        actual = getattr(formulas.row, kind)[i]
        verdict = judge(question, repr(actual), shape, it.numbers)
        assert verdict.right and "this class" not in " ".join(verdict.said), (question, verdict.said)
