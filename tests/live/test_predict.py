"""Predictions: what a learner may type, what is asked, how an answer is judged, and where it is kept."""

import json
import math
import operator
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from project import ROOT
from strategies import VALUES, expressions

from micrograd.course import answers as teacher
from micrograd.engine import Value
from micrograd.learner import answers
from micrograd.live.ask import sums
from micrograd.live.ask.hidden import hides, masked
from micrograd.live.ask.mistakes import mistakes
from micrograd.live.ask.predict import (
    LONGEST,
    PATHS,
    Predictions,
    begun,
    find,
    gradients,
    judge,
    question_key,
    questions,
    typed_number,
)
from micrograd.live.ask.sums import read
from micrograd.live.row import Row
from micrograd.live.run import names_of_run
from micrograd.picture.numbers import number


@pytest.fixture(autouse=True)
def my_answers(tmp_path, monkeypatch):
    """A file of answers for each test, in a folder of its own."""
    monkeypatch.setenv("MICROGRAD_ANSWERS", str(tmp_path / "my_answers.json"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "my_answers.json"


def graph(function, kind=Value, /, **numbers):
    """Return the shape and the numbers of function(**numbers), as the live graph has them."""
    it, names, _ = names_of_run(function, {name: kind(x) for name, x in numbers.items()}, kind)
    said = [names.get(id(node), "") or node._op or "constant" for node in it.order]
    return {"names": said, "nodes": it.shape.nodes, "edges": it.shape.edges}, it.numbers


def computed(expression, **changed):
    """Return the shape and the numbers of a random expression, some of its inputs changed."""
    return graph(lambda **x: expression.nodes(list(x.values()), VALUES)[-1], **inputs(expression) | changed)


def made_of(expression):
    return {name: Value(x) for name, x in inputs(expression).items()}


def inputs(expression):
    return {f"x{i}": x for i, x in enumerate(expression.inputs)}


def actual(question, shape, numbers):
    kind, index = find(question, shape)
    return getattr(Row(shape, numbers), kind)[index]


def blame(a, b, c, f):
    e = a * b
    d = e + c
    m = d + a
    L = m * f
    return L


NUMBERS = {"a": 2.0, "b": -3.0, "c": 17.0, "f": 5.0}  # no two of its numbers that matter are alike


# What is typed.


def same(x, y):
    return x == y or math.isnan(x) and math.isnan(y)


AROUND = "{}", " {} ", "({})", "= {}", "+{}", "0 + {}", "\u00a0{}"


@given(st.floats(), st.sampled_from("-−–‐"), st.sampled_from(AROUND))
def test_a_number_as_the_picture_writes_it_is_read_back(x, minus, around):
    shown = number(x)
    typed = around.format(shown.replace("−", minus))
    assert same(typed_number(typed), float(shown.replace("−", "-")))


FORMATS = "{!r}", "{:.3f}", "{:.0f}", "{:e}", "{:08.2f}"


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(FORMATS))
@example(-0.0, "{!r}")
def test_a_number_as_python_writes_it_is_read_back(x, how):
    typed = how.format(x)
    assume(len(typed) <= LONGEST)
    assert typed_number(typed) == float(typed)


@given(st.decimals(-999, 999, places=2) | st.decimals(-1, 1, places=3) | st.decimals(-99999, 99999, places=4))
def test_a_comma_may_stand_for_the_point(x):
    assume(abs(x) < 1 or -x.as_tuple().exponent != 3)
    assert typed_number(str(x).replace(".", ",")) == float(x)


@pytest.mark.parametrize("typed", ["1,000", "12,345", "-1,500.5", "1,234,567"])
def test_a_comma_that_can_mean_two_things_is_asked_about(typed):
    with pytest.raises(ValueError, match="comma"):
        typed_number(typed)


SIGNS = {"+": "+＋", "-": "-−–—", "*": "*·×⋅", "/": "/÷:⁄"}
OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


@st.composite
def arithmetic(draw, depth=2):
    """Draw arithmetic as a person may type it, and what it comes to."""
    if depth == 0 or draw(st.booleans()):
        x = draw(st.integers(0, 99) | st.decimals(0, 9, places=2))
        return str(x), float(x)
    (one, x), (other, y) = draw(arithmetic(depth - 1)), draw(arithmetic(depth - 1))
    op = draw(st.sampled_from("+-*/"))
    assume(op != "/" or y)
    sign, minus = draw(st.sampled_from(SIGNS[op])), draw(st.sampled_from(["", *SIGNS["-"]]))
    space = draw(st.sampled_from(["", " "]))
    result = OPERATIONS[op](-x if minus else x, y)
    return f"({minus}({one}){space}{sign}{space}({other}))", result


@given(arithmetic())
def test_simple_arithmetic_is_computed(typed_and_result):
    typed, result = typed_and_result
    assume(len(typed) <= LONGEST)
    assert typed_number(typed) == pytest.approx(result)


TYPED = [("3/4", 0.75), ("-2*3 + 3", -3), ("(−2)·3", -6), ("1,5", 1.5), ("½", 0.5), ("×−3.0", -3), ("007", 7)]
TYPED += [("2-3-4", -5), ("1e05", 1e5)]


@pytest.mark.parametrize("typed, wanted", TYPED)
def test_what_people_type(typed, wanted):
    assert typed_number(typed) == wanted


LIKELY = "0123456789+-*/().,eEinfa −·½jx_'\"[]{}%=<>!"


@given(st.text() | st.text(LIKELY, max_size=LONGEST) | st.integers() | st.none())
@example("9**9**9**9")
@example("9//2")
@example("(" * LONGEST)
@example("-" * LONGEST + "1")
@example("9" * LONGEST + "1")
@example("1/0")
@example("2(3)")
@example("__import__('os')")
@example("1_000")
@example("0x10")
@example("1j")
@example("3²")
def test_anything_else_is_a_value_error_that_says_what_to_type(typed):
    try:
        assert isinstance(typed_number(typed), float)
    except ValueError as error:
        assert any(said in str(error) for said in ("type ", "a comma there can mean two things"))


NO_NUMBERS = ["", " ", "9**9", "9//2", "2(3)", "1_000", "0x10", "1j", "3²", "a", "1 2", "2½", "()", "1;2"]


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_it_reads_no_more_than_simple_arithmetic(typed):
    with pytest.raises(ValueError):
        typed_number(typed)


# What is asked.


def test_every_number_has_a_name():
    shape, numbers = graph(blame, **NUMBERS)
    names = ("a", "b", "c", "f", "e", "d", "m", "L")
    slopes = {"a->e", "b->e", "e->d", "c->d", "d->m", "a->m", "m->L", "f->L"}
    assert set(questions(shape)) == {f"{name}.{kind}" for name in names for kind in ("data", "grad")} | slopes
    assert actual("e.data", shape, numbers) == -6
    assert actual("f.grad", shape, numbers) == 13
    assert actual("a->e", shape, numbers) == -3
    assert find(" a → e ", shape) == find("a->e", shape)


@settings(deadline=None)
@given(expressions())
def test_the_names_tell_all_numbers_apart(expression):
    shape, numbers = computed(expression)
    places = questions(shape)
    n, m = len(shape["nodes"]), len(shape["edges"])
    assert len(places) == len(set(places.values())) == 2 * n + m == len(numbers)
    assert len(gradients(shape)) == n - 1 and all(find(name, shape) != ("grad", n - 1) for name in gradients(shape))


def powers(a):
    return (a * a - a) * a * (a - a)


@pytest.mark.parametrize(
    "function, question, said",
    [
        (blame, "x.grad", "there is no x in this graph: it has a, b, e, c, d, m, f and L"),
        (blame, "a.gard", "there is no a.gard in this graph"),
        (blame, "a", 'say which|"a.data" and "a.grad"'),
        (blame, "a->c", "no edge goes from a to c: from a they go to e and m"),
        (blame, "L->a", "no edge goes from L to a: none leaves L"),
        (blame, "a->x", "there is no x"),
        (powers, "*.grad", '3 are called \\*: say "\\*#1.grad", "\\*#2.grad" or "\\*#3.grad"'),
        (powers, "*->*", "say"),
        (powers, "a->*#1", '2 are called a->\\*#1: say "a->\\*#1#1" or "a->\\*#1#2"'),
        (blame, "", "there is no"),
        (blame, 3, "is called by its name"),
    ],
)
def test_a_number_that_is_not_there_is_an_error_that_tells_which_are(function, question, said):
    shape, _ = graph(function, **(NUMBERS if function is blame else {"a": 2.0}))
    with pytest.raises(ValueError, match=said):
        find(question, shape)


class Early:
    """A class as it is after two notebooks: it remembers how it was made, and has no backward."""

    def __init__(self, data, _prev=(), _op=""):
        self.data, self._prev, self._op = data, _prev, _op

    def __add__(self, other):
        return Early(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        return Early(self.data * other.data, (self, other), "*")


def test_a_class_without_gradients_or_slopes_has_none_to_predict():
    shape, numbers = graph(blame, Early, **NUMBERS)
    assert set(questions(shape)) == {f"{name}.data" for name in "abcfedmL"}
    with pytest.raises(ValueError, match="a has no gradient"):
        find("a.grad", shape)
    with pytest.raises(ValueError, match="no slopes"):
        find("a->e", shape)
    with pytest.raises(ValueError, match="no gradients to predict"):
        Predictions((), "blame", shape, numbers)
    assert judge("L.data", "65", shape, numbers).right


# How an answer is judged.


@settings(deadline=None)
@given(expressions(), st.data())
def test_the_right_answer_is_right(expression, data):
    shape, numbers = computed(expression)
    question = data.draw(st.sampled_from(list(questions(shape))))
    x = actual(question, shape, numbers)
    for typed in (repr(x), number(x), f"{number(x)}".replace("−", "–"), f"{x:.3g}"):
        verdict = judge(question, typed, shape, numbers)
        assert verdict.right and verdict.mistake == "" and same(verdict.actual, x), typed
        name = Row(shape, numbers).called(*find(question, shape))
        assert verdict.said[0] == read(f"Right: {name} is {number(x)}.")


@settings(deadline=None)
@given(expressions(), st.data())
def test_another_answer_is_wrong_and_the_difference_is_told(expression, data):
    shape, numbers = computed(expression)
    question = data.draw(st.sampled_from(list(questions(shape))))
    x = actual(question, shape, numbers)
    typed = data.draw(st.floats(-50, 50))
    assume(math.isfinite(x) and abs(typed - x) > 0.06 * abs(x) + 1e-6)
    verdict = judge(question, repr(typed), shape, numbers)
    assert not verdict.right
    assert verdict.difference == typed - x
    assert number(x) in verdict.said[0] and f"{number(abs(typed - x))} too" in verdict.said[0]


def third(a):
    return a / 3


@pytest.mark.parametrize(
    "typed, right",
    [("0.33", True), ("1/3", True), ("0,33", True), (".333", True), ("33e-2", True), ("0.3", False), ("0.34", False)]
    + [("0.332", True), ("0.331", False), ("-0.33", False)],
)
def test_two_digits_are_enough(typed, right):
    shape, numbers = graph(third, a=1.0)
    assert judge("a.grad", typed, shape, numbers).right == right


def test_one_digit_is_told_to_be_near():
    shape, numbers = graph(third, a=1.0)
    assert judge("a.grad", "0.3", shape, numbers).mistake == "rounded"


def blown_up(a):
    return a * 1e300 * 1e300 - a * 1e300 * 1e300


def test_nan_and_inf_can_be_predicted():
    shape, numbers = graph(blown_up, a=1.0)
    assert not judge("a.data", "0", shape, numbers).right
    question = f"{shape['names'][-1]}.data"
    assert judge(question, "nan", shape, numbers).right
    assert not judge(question, "0", shape, numbers).right
    assert judge("*#2.data", "inf", shape, numbers).right
    assert judge("*#2.data", "∞", shape, numbers).right
    assert not judge("*#2.data", "−inf", shape, numbers).right
    assert not judge("*#2.data", "1e300", shape, numbers).right


@pytest.mark.parametrize("typed", ["nan", "1e309", "-1e308 * 10", "inf - inf", "--1", "2 * --1", "- -1"])
def test_a_slip_of_the_keys_is_no_try(typed):
    asked = predictions("a.grad")
    asked.answer("a.grad", typed, *graph(blame, **NUMBERS))
    assert "type " in asked.replies()["a.grad"]["error"] and answers.kept() == {}
    assert typed_number("3 - -1") == 4 and typed_number("3--1") == 4


def cancelling(a):
    return (a + 0.2) - 0.3


def test_where_floats_should_cancel_zero_is_right():
    shape, numbers = graph(cancelling, a=0.1)
    assert numbers[len(shape["nodes"]) - 1] != 0
    assert judge("-.data", "0", shape, numbers).right
    assert not judge("-.data", "0.001", shape, numbers).right


@pytest.mark.parametrize(
    "question, line",
    [
        ("a.grad", "a.grad = (−3.0) · 5.0 via e + 1.0 · 5.0 via m = −10.0"),
        ("e.data", "e.data = a · b = 2.0 · (−3.0) = −6.0"),
        (
            "a->e",
            "The slope from a to e is −3.0: e = a · b, and the derivative with respect to a is the other factor, b.",
        ),
        ("a->m", "The slope from a to m is 1.0: m = d + a, and m rises as much as a does."),
        ("L.grad", "L.grad = 1.0: the way back begins here, and the derivative of L with respect to itself is 1."),
        ("c.data", "c is an input of the graph: no operation makes it."),
    ],
)
def test_the_sum_that_makes_it_is_told(question, line):
    shape, numbers = graph(blame, **NUMBERS)
    assert judge(question, "1234", shape, numbers).said[-1] == line
    assert judge(question, repr(actual(question, shape, numbers)), shape, numbers).said[1] == line


MISTAKES = [
    # a.grad is -3·5 + 1·5 = -10
    ("a.grad", "-15", "overwrote", "via e"),
    ("a.grad", "5", "forgot a path", "You left out what comes via e"),
    ("a.grad", "-75", "multiplied paths", "adds up"),
    ("a.grad", "10", "sign or forgot the slope", "Two mistakes lead to that number"),
    ("a.grad", "20", "sign", "via e has the opposite sign"),
    ("a.grad", "-20", "sign", "via m has the opposite sign"),
    ("a.grad", "-2", "forgot the gradient", "e.grad and m.grad"),
    ("a.grad", "8", "added", "multiplied"),
    ("a.grad", "15", "own value", "the other factor: b"),
    ("a.grad", "3", "own value", "the other factor: b"),
    ("a.grad", "2", "data", "That is a's data"),
    ("a.grad", "13", "another node", "That is f.grad"),
    ("b.grad", "65", "another number", "That is L.data, and no gradient. The question is about b.grad."),
    ("a.grad", "0", "forgot the 1", "L.grad = 1"),
    ("a.grad", "-650", "began with the data", "You began with L's data"),
    ("b.grad", "5", "forgot the slope", "multiplied by the slope from b to e"),
    ("b.grad", "2", "forgot the gradient", "the slope from b to e alone"),
    ("b.grad", "-15", "own value", "a"),
    ("L.grad", "65", "data", "L's data"),
    ("L.grad", "0", "forgot the 1", "stays where it is"),
    ("e.data", "-1", "operation", "That is a + b. e is made with *."),
    ("e.data", "5", "operation", "That is a - b"),
    ("e.data", "6", "sign", "the sign is not"),
    ("L.data", "1", "gradient", "That is L's gradient"),
    ("d.data", "13", "another node", "That is m.data"),
    ("a->e", "2", "own value", "the other: b"),
    ("a->e", "-15", "slope times gradient", "e.grad"),
    ("a->e", "3", "sign", "rise or fall"),
    ("a->e", "1", "always 1", "slope of a sum"),
    ("a->e", "-10", "gradient", "That is a.grad"),
    ("a->e", "-6", "data", "That is e itself"),
    ("f->L", "5", "own value", "the other: m"),
]


@pytest.mark.parametrize("question, typed, name, said", MISTAKES, ids=[" ".join(one[:3]) for one in MISTAKES])
def test_a_known_mistake_is_told_as_that_mistake(question, typed, name, said):
    shape, numbers = graph(blame, **NUMBERS)
    verdict = judge(question, typed, shape, numbers)
    assert not verdict.right
    assert verdict.mistake == name
    assert said in verdict.said[1]


@pytest.mark.parametrize(
    "question, typed, hint",
    [
        ("L.data", "-1", "That is m itself: * with f is still to come."),
        ("m.data", "-7", "That is a - d. m is made with +."),
    ],
)
def test_the_number_that_a_step_begins_with_is_not_taken_for_another_step(question, typed, hint):
    assert judge(question, typed, *graph(blame, a=-4.0, b=0.0, c=3.0, f=5.0)).hint[1:] == [hint]
    if question == "L.data":
        hidden = judge(question, typed, *graph(blame, a=-4.0, b=0.0, c=3.0, f=5.0), hidden=("m.data", "f.data"))
        assert "That is" not in "".join(hidden.hint)


def test_a_slope_that_is_no_gradient_is_named():
    said = judge("d.grad", "-3", *graph(blame, **NUMBERS)).hint
    assert "– That is the slope from a to e, one step of the way. The question is about d.grad." in said


def three(a, b):
    u = a * b
    v = a + b
    w = a * 3.0
    L = u * v + w
    return L


def test_of_three_paths_the_forgotten_one_is_named():
    shape, numbers = graph(three, a=2.0, b=5.0)
    terms = {shape["names"][term.result]: term.flow for term in Row(shape, numbers).terms(0)}
    assert list(terms) == ["u", "v", "w"]
    total = sum(terms.values())
    for name, flow in terms.items():
        forgot = judge("a.grad", repr(total - flow), shape, numbers)
        assert (forgot.mistake, f"You left out what comes via {name}." in forgot.said[1]) == ("forgot a path", True)
        alone = judge("a.grad", repr(flow), shape, numbers)
        assert alone.mistake in ("forgot a path", "overwrote") and f"via {name}" in alone.said[1]


def squared(a):
    c = a * a
    return c


def test_a_node_that_is_used_twice_in_one_operation():
    shape, numbers = graph(squared, a=3.0)
    verdict = judge("a.grad", "3", shape, numbers)
    assert verdict.mistake == "overwrote" and "via c, the second time" in verdict.said[1]
    assert verdict.said[-1] == "a.grad = 3.0 · 1.0 via c (left) + 3.0 · 1.0 via c (right) = 6.0"


@settings(deadline=None)
@given(expressions(), st.data())
def test_each_mistake_that_can_be_made_in_a_graph_is_told(expression, data):
    shape, numbers = computed(expression)
    question = data.draw(st.sampled_from(list(questions(shape))))
    x = actual(question, shape, numbers)
    known = list(mistakes(Row(shape, numbers), *find(question, shape)))
    for k, (wrong, name, hint) in enumerate(known):
        others = [other.number for other in known[:k] + known[k + 1 :]]
        if any(abs(wrong - y) <= 0.05 * abs(y) + 1e-9 for y in [x, *others]):
            continue
        verdict = judge(question, f"({wrong!r})", shape, numbers)  # in brackets: 1.0 would mean 0.96 too
        told = read(begun([hint])[0])
        assert (verdict.right, verdict.mistake, verdict.said[1], verdict.hint[1]) == (False, name, told, told)


@settings(deadline=None)
@given(expressions(), st.data())
def test_of_two_mistakes_that_lead_to_one_number_both_are_told(expression, data):
    shape, numbers = computed(expression)
    question = data.draw(st.sampled_from(list(questions(shape))))
    known = list(mistakes(Row(shape, numbers), *find(question, shape)))
    assume(known)
    typed, _, _ = data.draw(st.sampled_from(known))
    verdict = judge(question, f"({typed!r})", shape, numbers)
    assume(not verdict.right)
    claims = [read(hint) for number, _, hint in known if hint.startswith("You ") and abs(number - typed) <= 1e-9]
    told = [line for line in verdict.hint if any(line.removeprefix("– ") == claim for claim in claims)]
    if len(verdict.hint) == 2 and told:
        chance = "data", "gradient", "another node", "another number", "another slope", *PATHS
        rivals = {read(hint) for number, name, hint in known if abs(number - typed) <= 1e-9 and name not in chance}
        assert rivals - {told[0]} == set()


def test_a_mistake_that_leads_to_the_right_number_is_none():
    shape, numbers = graph(blame, a=2.0, b=-3.0, c=17.0, f=1.0)  # every gradient that arrives is 1
    verdict = judge("b.grad", "2", shape, numbers)
    assert verdict.right and verdict.mistake == "" and len(verdict.said) == 2


# Classes like Karpathy's, and classes with a bug.


class Closures:
    """A class that keeps its inputs in a set and, in place of slopes, a closure that hands the gradient on."""

    def __init__(self, data, sources=(), _op=""):
        self.data, self.grad, self._prev, self._op = data, 0.0, set(sources), _op
        self._backward = lambda: None

    def __add__(self, other):
        out = Closures(self.data + other.data, (self, other), "+")

        def back():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = back
        return out

    def __mul__(self, other):
        out = Closures(self.data * other.data, (self, other), "*")

        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = back
        return out

    def backward(self):
        order = []

        def visit(node):
            if node not in order:
                for source in node._prev:
                    visit(source)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()


class Overwrites(Value):
    """The engine with `=` where `+=` should stand."""

    __slots__ = ()

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)), "+")

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)), "*")

    def backward(self):
        order = self._operations()
        self.grad = 1.0
        for node in reversed(order):
            for source, slope in node._edges:
                source.grad = slope * node.grad


class OwnValue(Overwrites):
    """The engine with the two slopes of a product exchanged."""

    __slots__ = ()
    backward = Value.backward

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, self.data), (other, other.data)), "*")


class SlopesAlone(Overwrites):
    """The engine that forgets to multiply by the gradient."""

    __slots__ = ()

    def backward(self):
        order = self._operations()
        self.grad = 1.0
        for node in reversed(order):
            for source, slope in node._edges:
                source.grad += slope


def test_on_a_class_with_closures_the_right_answers_are_right():
    shape, numbers = graph(blame, Closures, **NUMBERS)
    right = graph(blame, **NUMBERS)
    for name in "abcfedmL":
        for kind in ("data", "grad"):
            wanted = actual(f"{name}.{kind}", *right)
            assert judge(f"{name}.{kind}", repr(wanted), shape, numbers).right


class Sets(Early):
    """A class that keeps its inputs in a set, which has no order."""

    def __init__(self, data, _prev=(), _op=""):
        super().__init__(data, set(_prev), _op)

    def __sub__(self, other):
        return Sets(self.data - other.data, (self, other), "-")

    def __truediv__(self, other):
        return Sets(self.data / other.data, (self, other), "/")


def sets(a, b):
    c = a - b
    d = b - a
    e = c / d
    f = d / a
    L = e - f
    return L


def test_where_a_class_has_lost_the_order_of_its_inputs_the_sum_has_the_right_one():
    shape, numbers = graph(sets, Sets, a=2.0, b=-3.0)
    for question, line in {
        "c.data": "c.data = a − b = 2.0 − (−3.0) = 5.0",
        "d.data": "d.data = b − a = (−3.0) − 2.0 = −5.0",
        "f.data": "f.data = d / a = (−5.0) / 2.0 = −2.5",
        "L.data": "L.data = e − f = (−1.0) − (−2.5) = 1.5",
    }.items():
        assert judge(question, "1234", shape, numbers).said[-1] == line
    assert judge("c.data", "-5", shape, numbers).mistake == "order"
    assert judge("f.data", "-0.4", shape, numbers).mistake == "order"


def test_on_a_class_with_closures_mistakes_are_told():
    shape, numbers = graph(blame, Closures, **NUMBERS)
    assert judge("a.grad", "20", shape, numbers).mistake == "sign"
    assert judge("a.grad", "2", shape, numbers).mistake == "data"
    assert judge("e.data", "-1", shape, numbers).mistake == "operation"


def test_without_slopes_it_says_what_is_possible():
    shape, numbers = graph(blame, **NUMBERS)
    n = len(shape["nodes"])
    blind = shape | {"edges": [(source, result, False) for source, result, _ in shape["edges"]]}
    numbers = numbers[: 2 * n].tolist() + [math.nan] * len(shape["edges"])
    verdict = judge("a.grad", "-10", blind, numbers)
    assert verdict.right
    assert verdict.said[-1] == "a.grad = (−3.0) · 5.0 via e + 1.0 · 5.0 via m = −10.0", "by the rules of * and +"
    for typed, mistake in (("20", "sign"), ("2", "data"), ("-15", "overwrote"), ("5.1", "")):
        wrong = judge("a.grad", typed, blind, numbers)
        assert wrong.mistake == mistake and wrong.said[-1] == verdict.said[-1]
    unknown = blind | {"nodes": tuple(("mix" if op else op, known) for op, known in blind["nodes"])}
    said = judge("a.grad", "-10", unknown, numbers).said[-1]
    assert said == "a.grad comes back from e and m. The class keeps no local derivatives, so the sum can't be shown."


def unnamed(x):
    out = (x * 2.0 + 1.0) * (x * -3.0)
    return out


def test_what_has_no_name_is_called_by_its_sign_or_its_number():
    shape, numbers = graph(unnamed, x=1.0)
    typed = "1", "-3", "3", "9.7"
    said = {line for name in questions(shape) for one in typed for line in judge(name, one, shape, numbers).said}
    assert not [line for line in said if re.search(r"#|constant|[*+](\.[dg]|->)|->[*+]", line)], said
    assert judge("+.grad", "-3", shape, numbers).said[0] == "Right: the + box's gradient is −3.0."
    last = judge("*#1.grad", "7", shape, numbers).said[-1]
    assert last == "The first * box's gradient = 1.0 · (−3.0) via the + box = −3.0"
    last = judge("x.grad", "7", shape, numbers).said[-1]
    assert last == "x.grad = 2.0 · (−3.0) via the first * box + (−3.0) · 3.0 via the second * box = −15.0"


def test_a_long_operation_is_short_in_every_sentence():
    class Long(Value):
        def mix(self):
            return Long(self.data * 2, ((self, 2.0),), f"mi#x\n{'long ' * 100}")

    shape, numbers = graph(lambda x: x.mix() * 3.0 + Long(1.0).mix(), Long, x=1.5)
    typed = "1", "1.5", "2", "3", "9.7"
    said = [line for name in questions(shape) for one in typed for line in judge(name, one, shape, numbers).said]
    said += [str(what) for told in sums.explanations(Row(shape, numbers), shape) for what in told["terms"]]
    assert sum("the first mi#x long long lo… box" in line.lower() for line in said) > 5
    assert max(map(len, said)) < 400 and not any("long long long" in line for line in said)


BUGS = [(Overwrites, "a.grad", "overwrote"), (OwnValue, "m.grad", "own value")]
BUGS += [(SlopesAlone, "a.grad", "forgot the gradient")]


@pytest.mark.parametrize("kind, question, mistake", BUGS)
def test_who_computes_as_a_class_with_a_bug_does_is_told_that_bug(kind, question, mistake):
    wrong = actual(question, *graph(blame, kind, **NUMBERS))
    verdict = judge(question, repr(wrong), *graph(blame, **NUMBERS))
    assert (verdict.right, verdict.mistake) == (False, mistake)


@pytest.mark.parametrize("typed", ["-15", "-10"])
def test_a_class_whose_gradient_is_not_the_sum_is_seen_through(typed):
    verdict = judge("a.grad", typed, *graph(blame, Overwrites, **NUMBERS))
    assert verdict.right and verdict.actual == -15
    assert verdict.said[-1] == "That gives −10.0, and this class has −15.0: look for the mistake in the class."


class Adds(Early):
    def __mul__(self, other):
        return Adds(self.data + other.data, (self, other), "*")

    def __add__(self, other):
        return Adds(self.data + other.data, (self, other), "+")


def test_a_class_whose_product_is_none_is_seen_through():
    verdict = judge("e.data", "-6", *graph(blame, Adds, **NUMBERS))
    assert verdict.right and verdict.actual == -1
    assert verdict.said[-1] == "That gives −6.0, and this class has −1.0: look for the mistake in the class."


@pytest.mark.parametrize("size", [1e-6, 1e-13, 1e-100])
def test_a_wrong_class_is_seen_through_however_small_its_numbers_are(size):
    small = {name: x * size for name, x in NUMBERS.items()}
    verdict = judge("e.data", repr(-6 * size * size), *graph(blame, Adds, **small))
    assert verdict.right and "look for the mistake in the class" in verdict.said[-1]
    shape, numbers = graph(blame, **small)
    for question in questions(shape):
        said = judge(question, "1", shape, numbers).said
        assert not any("the mistake in the class" in line for line in said), question


def test_zero_is_no_answer_to_a_small_number():
    shape, numbers = graph(lambda a: a * a, a=1e-9)
    assert not judge(f"{shape['names'][1]}.data", "0", shape, numbers).right


def test_exchanged_slopes_are_seen_through():
    verdict = judge("a->e", "2", *graph(blame, OwnValue, **NUMBERS))
    assert verdict.right
    assert verdict.said[-1] == "That gives −3.0, and this class has 2.0: look for the mistake in the class."


# Other numbers that are hidden too.


def test_a_hidden_number_is_not_given_away():
    shape, numbers = graph(blame, **NUMBERS)
    hidden = {"m.grad", "a->e"}
    assert judge("a.grad", "1", shape, numbers, hidden).said[-1] == "a.grad = ? · 5.0 via e + 1.0 · ? via m = −10.0"
    assert judge("a.grad", "13", shape, numbers, {"f.grad", "m.data", "f->L"}).mistake == ""
    assert judge("a->e", "-10", shape, numbers, {"a.grad"}).mistake == ""
    for typed, mistake in ("0", "forgot the 1"), ("-650", "began with the data"):
        verdict = judge("a.grad", typed, shape, numbers, {"L.grad"})
        assert verdict.mistake == mistake and "1" not in "".join(verdict.hint[1:])


@settings(deadline=None)
@given(expressions(), st.data())
def test_no_line_names_a_hidden_number_together_with_it(expression, data):
    shape, numbers = computed(expression)
    question, *hidden = data.draw(st.permutations(list(questions(shape))))
    verdict = judge(question, "1234.5", shape, numbers, hidden)
    for line, said in zip(verdict.lines, verdict.said):
        own = re.findall(rf"\|{re.escape(question)}⟧", line)  # what has no name is called by its number
        assert said.count("?") == line.count("⟦") - len(own) and "⟦" not in said
        assert read(line).count("?") == 0


def test_each_sentence_begins_with_a_large_letter():
    shape, numbers = graph(lambda x: (x.exp() - 2.0) * x.exp().tanh() + x.exp() * x, x=0.5)
    typed = {*numbers, *(-x for x in numbers), 0.0}
    said = [line for name in questions(shape) for x in typed for line in judge(name, f"({x!r})", shape, numbers).said]
    assert said and not [line for line in said if re.search(r"(^|[.?!] )[a-z]\w+ .* box", line)]


@settings(deadline=None)
@given(expressions(), st.data(), st.floats(0.1, 1))
def test_what_is_computed_from_a_hidden_number_is_hidden_too(expression, data, further):
    x = data.draw(st.sampled_from(list(inputs(expression))))
    try:
        (shape, before), (other, after) = (
            computed(expression),
            computed(expression, **{x: inputs(expression)[x] + further}),
        )
    except (ValueError, ArithmeticError):
        assume(False)
    assume(other == shape and f"x['{x}']" in shape["names"])
    hidden, places = hidden_with(f"x['{x}'].data", shape), list(questions(shape).values())
    keys = [f"{i}.{kind}" for kind, i in places]
    moved = [a != b and not (math.isnan(a) and math.isnan(b)) for a, b in zip(before, after)]
    starts = {"data": 0, "grad": len(shape["nodes"]), "slope": 2 * len(shape["nodes"])}
    assert not [key for key, (kind, i) in zip(keys, places) if moved[starts[kind] + i] and key not in hidden]


def test_asked_again_a_number_takes_back_what_follows_from_it():
    asked, (shape, numbers) = predictions("d.data", "L.data", "f.grad", "c.data"), graph(blame, **NUMBERS)
    for question in asked.questions:
        asked.answer(question, repr(actual(question, shape, numbers)), shape, numbers)
    assert asked.open() == [] and asked.concealed(shape) == set()
    asked.again("d.data")
    assert asked.open() == ["d.data", "L.data", "f.grad"] and set(asked.replies()) == {"c.data"}
    d, m, out = (f"{find(f'{name}.data', shape)[1]}.data" for name in "dmL")
    assert {d, m, out} <= asked.concealed(shape), "m, which was not asked for, too"
    asked.answer("L.data", "65", shape, numbers)
    assert "65.0" in " ".join(asked.replies()["L.data"]["said"]) and "13" not in " ".join(
        asked.replies()["L.data"]["said"]
    )
    assert out not in asked.concealed(shape), "what was answered shows"


# What is kept.


def test_a_question_has_the_same_key_on_every_run_and_another_when_it_changed():
    key = question_key("a.grad", *graph(blame, **NUMBERS))
    assert key == question_key("a.grad", *graph(blame, **NUMBERS))

    def changed(a, b, c, f):
        e = a * b
        d = e - c
        m = d + a
        L = m * f
        return L

    def renamed(a, b, c, f):
        e = a * b
        d = e + c
        n = d + a
        L = n * f
        return L

    others = [
        question_key("b.grad", *graph(blame, **NUMBERS)),
        question_key("a.grad", *graph(blame, **NUMBERS | {"c": 17.1})),
        question_key("a.grad", *graph(blame, Overwrites, **NUMBERS)),
        question_key("a.grad", *graph(changed, **NUMBERS)),
        question_key("a.grad", *graph(renamed, **NUMBERS)),
        question_key("a.grad", *with_operation("relu", *graph(blame, **NUMBERS))),
    ]
    assert len({key, *others}) == 7


def with_operation(op, shape, numbers):
    """Return a graph that differs from another only in what its nodes say that they were made with."""
    return shape | {"nodes": [(op, known) for _, known in shape["nodes"]]}, numbers


def predictions(*names):
    return Predictions(names, "blame", *graph(blame, **NUMBERS))


def test_no_names_mean_every_gradient_but_the_last():
    assert set(predictions().questions) == {f"{name}.grad" for name in "abcfedm"}
    shape, _ = graph(blame, **NUMBERS)
    order = [shape["names"].index(question.removesuffix(".grad")) for question in predictions().questions]
    assert order == sorted(order, reverse=True), "each can be worked out from those before it"


def test_a_wrong_name_is_an_error_at_once():
    with pytest.raises(ValueError, match="there is no x"):
        predictions("a.grad", "x.grad")


def test_an_answer_is_told_and_opens_the_number():
    asked = predictions("a.grad", "a → e")
    shape, numbers = graph(blame, **NUMBERS)
    assert asked.open() == ["a.grad", "a->e"] and asked.replies() == {}
    assert asked.concealed(shape) == hidden_with("a.grad", shape) | hidden_with("a->e", shape)
    asked.answer("a.grad", "−15", shape, numbers, [2.0, -3.0])
    told = asked.replies()["a.grad"]
    assert (told["typed"], told["right"], told["at"], told["error"]) == ("−15", False, [2.0, -3.0], "")
    assert told["open"] and told["said"][0] == "a.grad is not −15.0."
    assert asked.concealed(shape) == hidden_with("a.grad", shape) | hidden_with("a->e", shape)
    asked.answer("a.grad", "−10", shape, numbers, [2.0, -3.0])
    told = asked.replies()["a.grad"]
    assert told["said"][-1] == "a.grad = ? · 5.0 via e + 1.0 · 5.0 via m = −10.0"
    assert not told["open"] and asked.concealed(shape) == hidden_with("a->e", shape) - {"0.grad"}
    asked.answer("a->e", "-3", shape, numbers)
    assert asked.replies()["a.grad"]["said"][-1] == "a.grad = (−3.0) · 5.0 via e + 1.0 · 5.0 via m = −10.0"
    json.dumps(asked.replies(), allow_nan=False)


def test_an_answer_does_not_tell_what_else_is_hidden():
    asked = predictions("a.grad", "f.grad")
    asked.answer("a.grad", "13", *graph(blame, **NUMBERS))
    assert not any("f.grad" in line for line in asked.replies()["a.grad"]["said"])


def test_what_is_no_number_is_told_and_asked_still():
    asked = predictions("a.grad")
    asked.answer("a.grad", "minus ten", *graph(blame, **NUMBERS))
    told = asked.replies()["a.grad"]
    assert told["typed"] == "minus ten" and told["error"].startswith("type a number")
    assert asked.open() == ["a.grad"] and answers.kept() == {}
    asked.answer("a.grad", "-10", *graph(blame, **NUMBERS))
    assert asked.replies()["a.grad"]["right"] and asked.open() == []
    asked.again("a.grad")
    assert asked.replies() == {}


def test_what_was_not_asked_is_not_answered():
    asked = predictions("a.grad")
    asked.answer("b.grad", "10", *graph(blame, **NUMBERS))
    assert asked.replies() == {} and answers.kept() == {}


def restart():
    """Forget what a kernel has in memory."""
    answers._unsaved.clear()
    answers._said.clear()


def test_an_answer_is_there_when_the_cell_runs_again_and_after_a_restart():
    asked = predictions("a.grad", "b.grad")
    asked.answer("a.grad", " -30/2", *graph(blame, **NUMBERS))
    assert predictions("a.grad", "b.grad").replies() == asked.replies() != {}
    restart()
    assert predictions("a.grad", "b.grad").replies() == asked.replies()
    other = Predictions(["a.grad"], "blame", *graph(blame, **NUMBERS | {"a": 2.5}))
    assert other.replies() == {}


def test_a_question_can_be_tried_again_and_the_first_try_stays():
    asked = predictions("a.grad")
    asked.answer("a.grad", "-15", *graph(blame, **NUMBERS))
    assert asked.open() == ["a.grad"]
    for typed in ("-10", "-10.0"):
        asked.answer("a.grad", typed, *graph(blame, **NUMBERS))
        assert asked.open() == []
        asked.again("a.grad")
        assert asked.open() == ["a.grad"] and asked.replies() == {}
    (tries,) = answers.kept().values()
    assert [(one["typed"], one["nth"], one["shown"]) for one in tries] == [
        ("-15", 1, False),
        ("-10", 2, False),
        ("-10.0", 2, True),
    ]
    assert [(one["right"], one["mistake"]) for one in tries] == [(False, "overwrote"), (True, ""), (True, "")]
    assert predictions("a.grad").replies()["a.grad"]["typed"] == "-10.0"


WRONG_ONES = st.lists(st.sampled_from(["1", "-15", "1e3", "77", "ten"]), max_size=5)


@settings(max_examples=30, deadline=None)
@given(WRONG_ONES, st.booleans())
def test_a_wrong_answer_gets_its_diagnosis_and_not_the_number(typed, asks):
    restart()
    answers.file().unlink(missing_ok=True)
    asked, (shape, numbers) = predictions("a.grad"), graph(blame, **NUMBERS)
    for k, text in enumerate(typed):
        asked.answer("a.grad", text, shape, numbers)
        told = asked.replies()["a.grad"]
        enough = len({one for one in typed[: k + 1] if one != "ten"}) >= answers.ENOUGH
        assert told["open"] != enough and (asked.open() == []) == enough
        assert any("−10.0" in line for line in told["said"]) == enough, told
        if text == "ten":
            assert told["error"]
        elif not enough:
            assert told["said"][0] == f"a.grad is not {number(float(text))}."
        assert predictions("a.grad").replies().get("a.grad", told)["open"] == told["open"]
    if asks and {*typed} - {"ten"}:
        asked.show("a.grad")
        told = asked.replies()["a.grad"]
        assert asked.open() == [] and "−10.0" in told["said"][-1] and "You typed" in told["said"][0]
        restart()
        assert predictions("a.grad").replies() == asked.replies()


def test_nothing_is_shown_to_somebody_who_has_not_tried():
    asked = predictions("a.grad")
    asked.show("a.grad")
    asked.show("nothing")
    asked.again("a.grad")
    assert asked.open() == ["a.grad"] and asked.replies() == {} and answers.kept() == {}


ANYTHING = st.none() | st.text() | st.integers() | st.lists(st.integers())


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["typed", "right", "at", "said", "question"]), ANYTHING))
@example({"typed": "1", "right": True, "at": [], "said": [1]})
@example({"typed": 1, "right": True, "at": [], "said": []})
def test_a_record_that_somebody_changed_is_as_good_as_none(my_answers_record):
    restart()
    (key,) = [question_key("a.grad", *graph(blame, **NUMBERS))]
    Path(answers.file()).write_text(json.dumps({"predictions": {key: [my_answers_record]}}), encoding="utf-8")
    assert predictions("a.grad").replies() == {}


def test_the_file_is_the_learners_and_readable(my_answers):
    asked = predictions("a.grad")
    asked.answer("a.grad", "−15", *graph(blame, **NUMBERS))
    book = json.loads(my_answers.read_text(encoding="utf-8"))
    ((record,),) = book["predictions"].values()
    assert record["question"] == "a.grad" and record["of"] == "blame" and record["typed"] == "−15"
    assert record["right"] is False and record["actual"] == -10 and record["mistake"] == "overwrote"
    assert "−15" in my_answers.read_text(encoding="utf-8")
    assert [path.name for path in my_answers.parent.iterdir()] == ["my_answers.json"]


def test_the_file_is_in_the_folder_of_the_notebook(monkeypatch, tmp_path):
    monkeypatch.delenv("MICROGRAD_ANSWERS")
    answers.keep("key", {"right": True})
    assert (tmp_path / "my_answers.json").exists()


def test_an_empty_name_keeps_answers_in_memory_only(monkeypatch, tmp_path):
    monkeypatch.setenv("MICROGRAD_ANSWERS", "")
    restart()
    assert answers.keep("key", {"right": True}) == ""
    assert answers.kept() == {"key": [{"right": True}]}
    assert list(tmp_path.iterdir()) == []
    restart()


def test_where_nothing_can_be_written_it_is_said_once_and_kept_in_memory(monkeypatch, tmp_path):
    monkeypatch.setenv("MICROGRAD_ANSWERS", str(tmp_path / "no such folder" / "my_answers.json"))
    restart()
    asked = predictions("a.grad", "b.grad")
    asked.answer("a.grad", "1", *graph(blame, **NUMBERS))
    asked.answer("b.grad", "1", *graph(blame, **NUMBERS))
    said = [told["said"][-1] for told in asked.replies().values()]
    assert "can't be written to my_answers.json" in said[0] and "can't be written" not in said[1]
    assert set(predictions("a.grad", "b.grad").replies()) == {"a.grad", "b.grad"}
    (tmp_path / "no such folder").mkdir()
    asked.answer("b.grad", "2", *graph(blame, **NUMBERS))
    restart()
    assert sorted(map(len, answers.kept().values())) == [1, 2]


PLAIN = st.none() | st.integers() | st.text()
JSON = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@settings(max_examples=50, deadline=None)
@given(st.binary() | JSON.map(lambda it: json.dumps(it).encode()))
@example(b"")
@example(b"[" * 5000)
@example(b'{"predictions": {"key": [1]}}')
def test_a_file_that_is_broken_is_put_aside(content):
    path = answers.file()
    for old in path.parent.iterdir():
        old.unlink()
    restart()
    path.write_bytes(content)
    before = answers.kept()
    trouble = answers.keep("key", {"right": True})
    assert answers.kept() == before | {"key": [*before.get("key", []), {"right": True}]}
    aside = [other for other in path.parent.iterdir() if other != path]
    if trouble:
        assert aside[0].name in trouble and aside[0].read_bytes() == content
    else:
        assert aside == [] and json.loads(content) | {"predictions": answers.kept()} == json.loads(path.read_bytes())


def test_other_parts_of_the_file_are_left_as_they_are(my_answers):
    answers.keep("check", {"right": True}, part="checks")
    answers.keep("question", {"right": False})
    assert json.loads(my_answers.read_text(encoding="utf-8")) == {
        "checks": {"check": [{"right": True}]},
        "predictions": {"question": [{"right": False}]},
    }
    assert answers.kept("checks") == {"check": [{"right": True}]}


def test_of_many_tries_the_first_and_the_last_ones_are_kept():
    for k in range(50):
        answers.keep("key", {"k": k})
    assert [one["k"] for one in answers.kept()["key"]] == [0, *range(51 - answers.TRIES, 50)]


WRONG = st.integers(1, 5).map(float)


@settings(max_examples=50, deadline=None)
@given(st.lists(WRONG, max_size=12), st.booleans())
def test_the_right_number_shows_after_enough_different_wrong_ones(numbers, then_right):
    restart()
    answers.file().unlink(missing_ok=True)
    for k, typed in enumerate(numbers):
        before = set(numbers[:k])
        record = answers.tried("key", typed, {"typed": f"{typed}", "right": False})
        assert record["nth"] == len(before | {typed})
        assert record["shown"] == (len(before) >= answers.ENOUGH)
        assert answers.shows(answers.kept()["key"]) == (len(before | {typed}) >= answers.ENOUGH)
    enough = len(set(numbers)) >= answers.ENOUGH
    if then_right:
        assert answers.tried("key", 0.0, {"typed": "0", "right": True})["shown"] == enough
        assert answers.shows(answers.kept()["key"])
    tries = answers.kept().get("key", [])
    assert answers.right_in_the_end(tries) == (then_right and not enough)
    assert answers.right_at_first(tries) == (then_right and not numbers)


def test_the_right_number_shows_when_it_was_asked_for():
    answers.tried("key", 5.0, {"typed": "5", "right": False})
    assert not answers.shows(answers.kept()["key"])
    answers.asked_for("key", {"question": "a.grad"})
    assert answers.shows(answers.kept()["key"])
    assert answers.tried("key", 3.0, {"typed": "3", "right": True})["shown"]
    tries = answers.kept()["key"]
    assert not answers.right_in_the_end(tries), "it was only copied"
    assert [one.get("nth") for one in tries] == [1, None, 2]


def test_in_an_old_file_a_wrong_try_showed_the_number():
    assert answers.shows([{"typed": "5", "right": False}])
    assert answers.right_in_the_end([{"typed": "5", "right": False}, {"typed": "3", "right": True}])


def test_two_notebooks_may_answer_at_the_same_time(my_answers):
    code = """
import sys
from micrograd.course import answers as teacher
from micrograd.learner import answers
print("ready", flush=True)
sys.stdin.readline()
for k in range(40):
    answers.keep(f"{sys.argv[1]} {k}", {"k": k})
"""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    notebooks = [subprocess.Popen([sys.executable, "-c", code, name], **pipes) for name in ("one", "two")]
    for notebook in notebooks:
        assert notebook.stdout.readline() == "ready\n"
    for notebook in notebooks:
        notebook.stdin.close()
    while any(notebook.poll() is None for notebook in notebooks):
        if my_answers.exists():
            json.loads(my_answers.read_text(encoding="utf-8"))  # whole at any moment
    for notebook in notebooks:
        assert notebook.returncode == 0
        notebook.stdout.close()
    assert answers.kept() == {f"{name} {k}": [{"k": k}] for name in ("one", "two") for k in range(40)}
    assert [path.name for path in my_answers.parent.iterdir()] == ["my_answers.json"]


def test_a_notebook_that_died_while_it_wrote_does_not_hold_up_others_for_long(my_answers, monkeypatch):
    monkeypatch.setattr(answers, "PATIENCE", 0.05)
    my_answers.with_name(".my_answers.json.lock").touch()
    assert answers.keep("key", {}) == ""
    assert answers.kept() == {"key": [{}]}


# For the teacher.


def learner(folder, name, monkeypatch, *tries):
    """Answer as a learner does, (question, typed) after (question, typed), in a folder of their own; export that."""
    home = folder / name
    home.mkdir()
    monkeypatch.setenv("MICROGRAD_ANSWERS", str(home / "my_answers.json"))
    asked = predictions("a.grad", "L.data")
    for question, typed in tries:
        asked.again(question)
        asked.answer(question, typed, *graph(blame, **NUMBERS))
    teacher.export(str(folder / f"{name}.json"), name)


def test_what_a_class_answered_comes_to_a_table(tmp_path, monkeypatch, capsys):
    learner(tmp_path, "Ada", monkeypatch, ("a.grad", "-10"), ("L.data", "65"))
    learner(tmp_path, "Bob", monkeypatch, ("a.grad", "-15"), ("a.grad", "-10"))
    learner(tmp_path, "<Eve>" if sys.platform != "win32" else "Eve", monkeypatch, ("a.grad", "-15"), ("L.data", "1234"))
    (tmp_path / "notes.json").write_text("[]")
    table = teacher.summary(tmp_path)
    assert table.learners == 3 and table.unread == ["notes.json"]
    gradient, data = sorted(table.rows)[::-1]
    assert gradient == ("blame: a.grad", -10, 3, 1, 2, {"overwrote": 2})
    assert data == ("blame: L.data", 65, 2, 1, 1, {"other": 1})
    assert "blame: a.grad" in repr(table) and "overwrote ×2" in repr(table) and "notes.json" in repr(table)
    assert "<td>overwrote ×2</td>" in table._repr_html_()
    assert repr(teacher.summary(tmp_path / "Ada.json", tmp_path / "Bob.json")).startswith("2 learners\n")


def test_an_export_says_what_it_holds_and_holds_no_more(monkeypatch, capsys, tmp_path):
    asked = predictions("a.grad")
    asked.answer("a.grad", "-10", *graph(blame, **NUMBERS), [2.0, -3.0, 17.0, 5.0])
    teacher.export(name="Ada L.")
    said = capsys.readouterr().out
    assert said.startswith("answers_Ada_L_.json holds your answers to 1 prediction, 1 right at first and 1 in the end")
    assert "Nothing was sent" in said
    book = json.loads((tmp_path / "answers_Ada_L_.json").read_text(encoding="utf-8"))
    ((record,),) = book["predictions"].values()
    assert book["name"] == "Ada L." and set(record) == {
        "question",
        "of",
        "typed",
        "right",
        "actual",
        "mistake",
        "nth",
        "shown",
    }
    teacher.export()
    assert json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))["name"] == ""


def test_an_export_overwrites_only_an_export(capsys, tmp_path):
    teacher.export()
    assert "nothing to export yet" in capsys.readouterr().out
    answers.keep("key", {"question": "a.grad", "of": "f", "typed": "1", "right": True, "actual": 1.0, "mistake": ""})
    (tmp_path / "answers.json").write_text('{"my": "work"}')
    teacher.export()
    assert "holds something else" in capsys.readouterr().out
    assert (tmp_path / "answers.json").read_text() == '{"my": "work"}'
    teacher.export("mine.json")
    teacher.export("mine.json", "Ada")
    assert json.loads((tmp_path / "mine.json").read_text())["name"] == "Ada"
    teacher.export(tmp_path / "no such folder" / "mine.json")
    assert "can't be written" in capsys.readouterr().out


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(JSON | st.lists(st.dictionaries(st.sampled_from(teacher.ASKED), JSON)).map(lambda tries: {"key": tries}))
@example({"key": [{"question": "<script>", "of": "f", "mistake": "<b>"}]})
def test_no_file_that_is_handed_in_breaks_the_table(handed_in):
    path = answers.file().parent / "handed_in.json"
    path.write_text(json.dumps({"predictions": handed_in}), encoding="utf-8")
    table = teacher.summary(path)
    assert table.learners + len(table.unread) == 1
    assert "<script>" not in table._repr_html_() and "<b>" not in table._repr_html_()
    assert repr(table)


# What is hidden with a number.


def hidden_with(question, shape):
    """Return what the page hides with a number."""
    return set(hides(shape, *find(question, shape)))


@settings(deadline=None)
@given(expressions())
def test_the_page_is_told_where_every_number_is(expression):
    shape, numbers = computed(expression)
    asked = Predictions(list(questions(shape)), "f", shape, numbers)
    veils = asked.veils(shape)
    assert {name: (veil["what"], veil["index"]) for name, veil in veils.items()} == questions(shape)
    assert asked.concealed(shape) == {key for veil in veils.values() for key in veil["hides"]}
    json.dumps(veils)


def test_the_page_is_told_only_of_what_a_shape_has():
    full, early = graph(blame, **NUMBERS), graph(blame, Early, **NUMBERS)
    asked = Predictions(["a.grad", "e.data", "a->e"], "blame", *full)
    assert set(asked.veils(full[0])) == {"a.grad", "e.data", "a->e"} and set(asked.veils(early[0])) == {"e.data"}


@settings(deadline=None)
@given(expressions(), st.data())
def test_a_gradient_is_hidden_with_all_that_it_is_read_off_from(expression, data):
    shape, _ = computed(expression)
    question = data.draw(st.sampled_from(list(questions(shape))))
    kind, index = find(question, shape)
    hidden, ends = hidden_with(question, shape), [edge[:2] for edge in shape["edges"]]
    assert f"{index}.{kind}" in hidden
    for e, (source, result) in enumerate(ends):
        if f"{result}.grad" in hidden or f"{e}.slope" in hidden:
            assert {f"{source}.grad", f"{e}.flow"} <= hidden
    if kind == "grad":
        assert not [key for key in hidden if key.endswith(("data", "slope"))]


@settings(deadline=None)
@given(expressions(), st.data())
def test_a_saved_picture_hides_the_slopes_that_the_page_hides(expression, data):
    it, _, _ = names_of_run(lambda **x: expression.nodes(list(x.values()), VALUES)[-1], made_of(expression), Value)
    shape = {"names": [node._op for node in it.order], "nodes": it.shape.nodes, "edges": it.shape.edges}
    assume(shape["edges"])
    kind, some = data.draw(st.sampled_from([("data", "nodes"), ("slope", "edges")]))
    index = data.draw(st.integers(0, len(shape[some]) - 1))
    twins, _ = masked(it.order, {}, list(it.numbers[2 * len(it.order) :]), hides(shape, kind, index))
    drawn = [slope for twin in twins for _, slope in twin._edges]
    assert {f"{e}.slope" for e, slope in enumerate(drawn) if repr(slope) == "?"} == {
        key for key in hides(shape, kind, index) if key.endswith("slope")
    }
