"""A nudge that travels: how far each node really moved, what came back, and what is said of both."""

import json
import math
from array import array

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import VALUES, expressions

from micrograd.engine import Value
from micrograd.live.ask.nudge import ANEW, OTHER, SIZES
from micrograd.live.ask.travel import ASKED, Journey, signed, travelled
from micrograd.live.controls import controls_for
from micrograd.live.row import Row
from micrograd.live.shapes import Shapes
from micrograd.live.subject import Subject
from micrograd.picture.graph import nodes
from micrograd.picture.numbers import number


class Plain:
    """A value as in the first notebooks: it has no gradient, and keeps no slopes."""

    def __init__(self, data, _prev=(), _op=""):
        self.data, self._prev, self._op = data, _prev, _op

    def __add__(self, other):
        return Plain(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        return Plain(self.data * other.data, (self, other), "*")


class ByHand(Plain):
    """Its gradients are set by the function that uses it."""

    def __init__(self, *made):
        super().__init__(*made)
        self.grad = 0.0

    def __add__(self, other):
        return ByHand(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        return ByHand(self.data * other.data, (self, other), "*")


def by_hand(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    L.grad = 1.0
    d.grad = f.data * L.grad
    f.grad = d.data * L.grad
    e.grad = c.grad = d.grad
    a.grad = b.data * e.grad
    b.grad = a.data * e.grad
    return L


START = dict(a=2.0, b=-3.0, c=10.0, f=-2.0)


def present(function, kind, inputs):
    """Return the subject of a live graph with its shape and numbers."""
    subject = Subject(function, controls_for(function, inputs), kind)
    shapes = Shapes(subject, None, lambda: None)
    index, numbers, error = shapes.row()
    assert not error
    return subject, shapes.met[index].formulas.shape, array("d", numbers)


def sent(function, leaf="a", h=0.001, kind=Value, hidden=(), **inputs):
    """Return what the page gets as a leaf is nudged."""
    subject, shape, numbers = present(function, kind, inputs)
    found = travelled(subject, shape, numbers, shape["names"].index(leaf), h, hidden)
    json.dumps(found, allow_nan=False)
    return found


def text(pieces):
    return "".join(words for _, words in pieces)


def told(found):
    """Return what is said of a journey, stage by stage."""
    return [text(one["said"]) or " ".join(text(node["said"]) for node in one["nodes"]) for one in found["stages"]]


def way(found, *ways):
    return [one for one in found["stages"] if one["way"] in ways]


def function_of(expression, count):
    """Return an expression as a function of a, b and so on."""
    names = ", ".join("abcd"[:count])
    return eval(f"lambda {names}: make([{names}])", {"make": lambda them: expression.nodes(them, VALUES)[-1]})


def drawn(expression, h):
    """Return the Journey of a random expression's input a, and every node's data when that is moved by another run."""
    inputs = dict(zip("abcd", expression.inputs))
    subject, shape, numbers = present(function_of(expression, len(inputs)), Value, inputs)
    assume("a" in shape["names"])
    index = shape["names"].index("a")
    found = travelled(subject, shape, numbers, index, h)
    try:
        after = nodes(subject.function(**{name: Value(x + h * (name == "a")) for name, x in inputs.items()}))
    except Exception:
        assert "the function fails" in found["error"]
    else:
        assert not found["error"] or inputs["a"] + h == inputs["a"]
    assume(not found["error"])
    after = [node.data for node in after]
    json.dumps(found, allow_nan=False)
    return found, Journey(Row(shape, numbers), shape, index, after, Value), numbers


@given(expressions(), st.sampled_from(SIZES))
@settings(deadline=None)
def test_every_node_moves_as_far_as_in_a_run_of_its_own(expression, h):
    found, expected, _ = drawn(expression, h)
    reached = {node["node"]: node["tag"] for one in way(found, "start", "forward") for node in one["nodes"]}
    assert reached == {i: signed(expected.moves[i]) for wave in expected.waves for i in wave}
    still = set(range(len(expected.moves))) - set(reached)
    assert not any(expected.moves[i] for i in still), "and nothing else moves"


@given(expressions(), st.sampled_from(SIZES))
@settings(deadline=None)
def test_what_came_back_is_never_said_to_differ_from_a_right_gradient(expression, h):
    found, expected, numbers = drawn(expression, h)
    grads = numbers[len(expected.moves) :]
    for one in way(found, "turn", "back"):
        assert all(node["tag"] == number(grads[node["node"]]) for node in one["nodes"])
        assert not any(text(node["said"]).startswith("Back to") for node in one["nodes"])


chains = st.lists(st.tuples(st.sampled_from("+*"), st.floats(-3, 3).map(lambda x: round(x, 2))), min_size=1, max_size=5)


@given(chains, st.sampled_from([Plain, Value]), st.sampled_from([1e-4, 0.001, 0.5]))
@settings(deadline=None)
def test_along_one_path_the_factors_make_the_move(steps, kind, h):
    """Of sums and products alone, whether the class keeps its slopes or they are measured."""

    def chain(a):
        for sign, x in steps:
            a = a + kind(x) if sign == "+" else a * kind(x)
        return a

    found = sent(chain, kind=kind, h=h, a=1.5)
    factors = [float(one["edges"][0]["factor"][1:].replace("−", "-")) for one in way(found, "forward")]
    move = math.prod([h, *factors])
    tag = way(found, "forward")[-1]["nodes"][0]["tag"]
    assert float(tag.replace("−", "-")) == pytest.approx(move, rel=2e-3, abs=1e-12)
    assert kind is Plain or "same" in told(found)[-1]


@pytest.mark.parametrize("kind, function", [(ByHand, by_hand), (Value, lambda a, b, c, f: (a * b + c) * f)])
def test_the_running_example_there_and_back(kind, function):
    found = sent(function, kind=kind, **START)
    assert [(one["way"], [node["tag"] for node in one["nodes"]]) for one in found["stages"]] == [
        ("start", ["+0.001"]),
        *(("forward", [tag]) for tag in ("−0.003", "−0.003", "+0.006")),
        ("turn", ["1.0"]),
        *(("back", [tag]) for tag in ("−2.0", "−2.0", "6.0")),
        ("end", []),
    ]
    carried = [tuple(one["edges"][0].values())[1:] for one in way(found, "forward", "back")]
    assert carried == [
        ("+0.001", "×−3.0", "−0.003"),
        ("−0.003", "×1.0", "−0.003"),
        ("−0.003", "×−2.0", "+0.006"),
        ("1.0", "×−2.0", "−2.0"),
        ("−2.0", "×1.0", "−2.0"),
        ("−2.0", "×−3.0", "6.0"),
    ]
    assert told(found)[-1] == (
        "Forward: +0.001 × (−3.0) × 1.0 × (−2.0) = +0.006, 6.0 times as far. "
        "Back: 1.0 × (−2.0) × 1.0 × (−3.0) = 6.0, the same factors in the other order."
    )


def test_without_gradients_there_is_only_the_way_forward():
    found = sent(lambda a, b, c, f: (a * b + c) * f, kind=Plain, **START)
    assert [one["way"] for one in found["stages"]] == ["start", *["forward"] * 3, "end"]
    assert told(found)[-1] == "Forward: +0.001 × (−3.0) × 1.0 × (−2.0) = +0.006, 6.0 times as far."


def diamond(a, b):
    d = a + b
    e = a * b
    L = d * e
    return L


@pytest.mark.parametrize("kind", [Plain, Value])
def test_where_paths_meet_each_brings_its_part(kind):
    """A class that keeps no slopes is asked: its own operation runs again with one input moved."""
    _, wave, last, *_ = sent(diamond, kind=kind, a=2.0, b=-3.0)["stages"]
    assert [node["tag"] for node in wave["nodes"]] == ["+0.001", "−0.003"]
    assert [edge["to"] for edge in last["edges"]] == ["−0.006", "+0.003"]
    said = "L moves by −0.003003, about +0.001 × (−6.0) from d + (−0.003) × (−1.0) from e = −0.003."
    assert text(last["nodes"][0]["said"]) == said


def test_a_large_step_over_a_curve_is_told_as_it_is():
    end = told(sent(lambda a: a * a, h=10.0, a=3.0))
    assert "really moves by +160.0. By the slopes on the edges it would be +10.0 × 3.0 from a (left)" in end[1]
    assert end[-1].endswith("a.grad is 6.0, which is not the same. Does another h bring the two closer?")


class Swapped(Value):
    """Its slopes are the wrong way round: a * b keeps a for a, and b for b."""

    __slots__ = ()

    def __mul__(self, other):
        return Swapped(self.data * other.data, ((self, self.data), (other, other.data)), "*")


def test_a_wrong_slope_is_seen_on_the_way_forward():
    found = told(sent(lambda a, b: a * b, kind=Swapped, a=2.0, b=-3.0))
    assert "really moves by −0.003. By the slopes on the edges it would be +0.001 × 2.0 = +0.002." in found[1]
    assert "a.grad is 2.0, which is not the same. Does" in found[-1]


def test_a_wrong_gradient_is_seen_on_the_way_back():
    def wrong(a, b, c, f):
        L = by_hand(a, b, c, f)
        a.grad = b.data
        return L

    found = told(sent(wrong, kind=ByHand, **START))
    assert found[-2] == "Back to a comes (−2.0) × (−3.0) = 6.0, and a.grad is −3.0."
    assert "a.grad is −3.0, which is not the same: 6.0 came back to a. Does" in found[-1]


def test_the_end_names_the_box_where_the_way_back_breaks_first():
    def wrong(a, b, c, f):
        L = by_hand(a, b, c, f)
        e = next(node for node in nodes(L) if node._op == "*" and node is not L)
        e.grad = 1.0
        a.grad = b.data * e.grad
        return L

    found = told(sent(wrong, kind=ByHand, **START))
    assert "a.grad is −3.0, which is not the same: −2.0 came back to e, and e.grad is 1.0." in found[-1]


def test_a_way_back_that_does_not_begin_with_1_is_told_that_it_should():
    def wrong(a, b):
        L = a * b
        L.grad = L.data
        a.grad, b.grad = b.data * L.grad, a.data * L.grad
        return L

    found = told(sent(wrong, kind=ByHand, a=2.0, b=-3.0))
    assert found[2] == "L.grad = −6.0: the way back begins here, but the derivative of L with respect to itself is 1."


def test_paths_that_meet_again_are_not_said_to_bring_the_whole_each():
    found = told(sent(lambda a, b: (a * b) * (a + b), a=2.0, b=3.0))
    assert found[-1].endswith("a.grad is 21.0: on every path the same factors, in the other order.")


def test_where_nothing_moves_nothing_arrives():
    found = told(sent(by_hand, kind=ByHand, **START | {"b": 0.0}))
    assert found[1:4] == [
        "e moves by +0.001 × 0.0 = 0.0.",
        "d does not move: nothing arrives.",
        "L does not move: nothing arrives.",
    ]
    assert "L does not move" in found[-1] and "= 0.0, the same factors" in found[-1]


def other_way(a):
    return a * 2 if a.data < 2.0005 else a * 2 + 1


w = Value(3.0)


@pytest.mark.parametrize(
    "function, h, why",
    [
        (other_way, 0.001, OTHER),
        (lambda a: a.log() if a.data > 2 else a / 0, 0.001, ""),
        (
            lambda a: (4 - a * a).log() if a.data > 2 else a * a,
            0.001,
            "With a moved by +0.001 the function fails. Value",
        ),
        (lambda a: a * 1.0, 1e-300, "a has not moved: a + h is rounded to a itself. Take a larger h."),
    ],
)
def test_what_has_no_journey_says_why(function, h, why):
    found = sent(function, h=h, a=2.001 if not why else 2.0)
    assert found["error"].startswith(why) and bool(found["stages"]) is not bool(why)


def test_a_constant_is_refused():
    subject, shape, numbers = present(lambda a: a * 3.0, Value, {"a": 2.0})
    assert travelled(subject, shape, numbers, 1, 0.001)["error"] == ANEW


def test_a_weight_that_lasts_is_nudged_and_left_as_it_was():
    subject, shape, numbers = present(lambda a: a * w, Value, {"a": 2.0})
    before = w.data, w.grad
    found = travelled(subject, shape, numbers, shape["names"].index("w"), 0.001)
    assert told(found)[0] == "w moves by +0.001, from 3.0 to 3.001." and (w.data, w.grad) == before


@pytest.mark.parametrize("hidden", ["0.grad", "6.data"])
def test_a_prediction_is_not_given_away(hidden):
    assert sent(by_hand, kind=ByHand, hidden={hidden}, **START) == {"error": ASKED, "stages": []}
    assert sent(by_hand, leaf="f", kind=ByHand, hidden={"0.grad"}, **START)["stages"]


def test_at_the_end_of_the_floats_nothing_is_promised():
    found = told(sent(lambda a: a.exp(), h=10.0, a=709.0))
    assert found[1].endswith("to inf: that is no distance.") and "takes" in found[-1]
