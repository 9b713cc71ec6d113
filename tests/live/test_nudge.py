"""Nudging a leaf: what the output did, that nothing is left changed, and what is said of it."""

import gc
import json
import math
import random
import re
import time
import weakref
from array import array
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from node import asking
from strategies import VALUES, expressions

from micrograd.engine import Value
from micrograd.live.ask.nudge import ANEW, NONE, SIZES, Refused, nudge, nudgeable, nudged
from micrograd.live.ask.quotients import Quotients, digits_in_common, nudge_table
from micrograd.live.controls import controls_for
from micrograd.live.run import run
from micrograd.live.subject import Subject
from micrograd.nn import MLP
from micrograd.picture.graph import nodes

NAMES = "abcd"


def arguments_of(inputs):
    return lambda: {name: Value(x) for name, x in zip(NAMES, inputs)}


def function_of(expression):
    """Return an expression as a function of Values, to be called by its parameters' names."""
    return lambda **inputs: expression.nodes(list(inputs.values()), VALUES)[-1]


def index_of(order, leaf):
    return next(i for i, node in enumerate(order) if node is leaf)


# What the output did.


@given(expressions(), st.data())
@settings(deadline=None)
def test_the_output_is_what_the_function_gives_for_the_moved_leaf(expression, data):
    function, make = function_of(expression), arguments_of(expression.inputs)
    found = nudgeable(function, make)
    assume(found)
    arguments = make()
    order = run(function, arguments).order
    index = data.draw(st.sampled_from(found))
    outs = nudge(function, make, index, seconds=60)
    assert sorted(outs) == sorted([0.0, *SIZES, *(-size for size in SIZES)])
    (name,) = [name for name, leaf in arguments.items() if leaf is order[index]]
    for h, out in outs.items():
        moved = make()
        try:
            expected = function(**moved | {name: Value(moved[name].data + h)}).data
        except Exception as error:
            assert (type(out), str(out)) == (type(error), str(error))
        else:
            assert out == expected or math.isnan(out) and math.isnan(expected)


@given(expressions())
@settings(deadline=None)
def test_small_nudges_of_smooth_functions_come_near_the_gradient(expression):
    function, make = function_of(expression), arguments_of(expression.inputs)
    order, _, numbers = run(function, make())
    for index in nudgeable(function, make):
        outs = nudge(function, make, index, seconds=60)
        gradient = numbers[len(order) + index]
        found = [(outs[h] - outs[-h]) / (2 * h) for h in (1e-3, 1e-4, 1e-5, 1e-6)]
        assert min(abs(slope - gradient) for slope in found) <= 1e-5 * (1 + abs(gradient))


def test_a_net_is_nudged_in_its_inputs_and_in_its_weights():
    net = MLP(2, [3, 1])

    def make():
        return {"x": Value(0.5), "y": Value(-1.5)}

    def function(x, y):
        return net([x, y]) ** 2

    order, _, numbers = run(function, make())
    found = nudgeable(function, make)
    parameters = {index_of(order, weight) for weight in net.parameters() if weight in order}
    assert parameters < set(found) and len(found) == len(parameters) + 2
    for index in found:
        outs = nudge(function, make, index, seconds=60)
        slope = (outs[1e-5] - outs[-1e-5]) / 2e-5
        assert slope == pytest.approx(numbers[len(order) + index], rel=1e-6, abs=1e-8)


def test_both_sides_of_a_corner_are_there():
    outs = nudge(lambda a: a.relu(), lambda: {"a": Value(0.0)}, 0, seconds=60)
    assert outs[0.0] == 0.0 and outs[0.001] == 0.001 and outs[-0.001] == 0.0


def test_where_the_function_fails_is_the_error():
    outs = nudge(lambda a: a.log(), lambda: {"a": Value(0.5)}, 0, seconds=60)
    assert isinstance(outs[-0.5], ValueError) and outs[0.5] == 0.0


# Which leaves can be nudged.


def test_a_constant_in_the_function_is_refused():
    def function(a):
        return a * 3.0 + Value(2.0)

    def make():
        return {"a": Value(1.0)}

    order = run(function, make()).order
    assert nudgeable(function, make) == [0] and order[0].data == 1.0
    for i in range(1, len(order)):
        with pytest.raises(Refused, match=r"constant|anew"):
            nudge(function, make, i)
    assert len([node for node in order if not node._prev]) == 3


def test_a_leaf_whose_use_was_computed_before_is_refused():
    w = Value(3.0)
    before = w * 2
    order = run(lambda a: a * before, {"a": Value(1.0)}).order
    assert nudgeable(lambda a: a * before, lambda: {"a": Value(1.0)}) == [0]
    with pytest.raises(Refused, match="before the function ran"):
        nudge(lambda a: a * before, lambda: {"a": Value(1.0)}, index_of(order, w))


def test_an_argument_that_is_the_same_value_each_time_is_nudged():
    w = Value(3.0)
    outs = nudge(lambda w: w * 2, lambda: {"w": w}, 0, seconds=60)
    assert outs[0.5] == 7.0 and w.data == 3.0


def test_a_function_that_throws_dice_is_refused():
    with pytest.raises(Refused, match="a different output"):
        nudge(lambda a: a * random.random(), lambda: {"a": Value(1.0)}, 0)


def test_a_function_that_gives_nan_is_not_called_unsteady():
    outs = nudge(lambda a: a * math.nan, lambda: {"a": Value(1.0)}, 0, seconds=60)
    assert math.isnan(outs[0.0]) and math.isnan(outs[1.0])


# Nothing is left changed.


def bits(net):
    return [(array("d", [p.data, p.grad]).tobytes(), type(p.data)) for p in net.parameters()]


@pytest.mark.slow
@given(st.integers(0, 1000), st.floats(0, 2), st.sampled_from([ValueError, ZeroDivisionError]))
@settings(deadline=None)
def test_weights_are_as_they_were_even_if_the_function_fails(seed, limit, kind):
    net = MLP(2, [2, 1])
    for i, p in enumerate(net.parameters()):
        p.data, p.grad = -0.0 if i == seed % 9 else math.sin(seed + i), 1.0 / (i + 3)
    was = [p.data for p in net.parameters()]

    def function(x):
        if any(abs(p.data - x) > limit for p, x in zip(net.parameters(), was)):
            raise kind("too far")
        return net([x, x * 2])

    def make():
        return {"x": Value(0.5)}

    before = bits(net)
    for index in nudgeable(function, make):
        outs = nudge(function, make, index, seconds=60)
        assert bits(net) == before
        moves = nodes(function(**make()))[index] in net.parameters()
        assert moves == any(isinstance(out, kind) for out in outs.values())


def test_weights_are_as_they_were_after_an_interrupt():
    w, runs = Value(3.0), []

    def function(a):
        runs.append(w.data)
        if len(runs) == 5:
            raise KeyboardInterrupt
        return a * w

    with pytest.raises(KeyboardInterrupt):
        nudge(function, lambda: {"a": Value(2.0)}, 1)
    assert w.data == 3.0 and len(set(runs)) > 1


def test_gradients_that_the_function_itself_computes_do_not_pile_up():
    w = Value(3.0)

    def function(a):
        out = a * w
        out.backward()
        return out

    function(Value(2.0))
    nudgeable(function, lambda: {"a": Value(2.0)})
    before = w.grad
    nudge(function, lambda: {"a": Value(2.0)}, 1)
    assert w.grad == before + 2.0, "of the one run that any call of the function is"


def test_what_is_printed_stays_off_the_page(capsys):
    nudge(lambda a: print("hello") or a * 2, lambda: {"a": Value(2.0)}, 0)
    assert capsys.readouterr().out == ""


def test_no_graph_is_kept():
    alive = []

    class Watched(Value):
        __slots__ = ("__weakref__",)

    def make():
        a = Watched(1.0)
        alive.append(weakref.ref(a))
        return {"a": a}

    gc.disable()
    try:
        nudge(lambda a: a * 2, make, 0, seconds=60)
        assert len(alive) > 50 and not any(one() for one in alive)
    finally:
        gc.enable()


def test_a_slow_function_is_nudged_by_fewer_sizes_the_usual_first():
    def function(a):
        time.sleep(0.01)
        return a * a

    begin = time.perf_counter()
    outs = nudge(function, lambda: {"a": Value(3.0)}, 0)
    assert time.perf_counter() - begin < 0.5
    assert {0.0, 0.001, -0.001, 0.0001, -0.0001} <= set(outs) and len(outs) < 30
    powers = {abs(h) for h in outs if h}
    assert all(math.isclose(math.log10(h) % 1, 0, abs_tol=1e-9) or math.isclose(math.log10(h) % 1, 1) for h in powers)


# What the page is told.


def subject(function, kind=None, **controls):
    return Subject(function, controls_for(function, controls), kind)


def test_the_page_is_told_all_numbers():
    told = nudged(subject(lambda a, b: a * b, a=2.0, b=-3.0), 1, seconds=60)
    assert (told["at"], told["node"], told["leaves"], told["error"]) == ([2.0, -3.0], 1, [0, 1], "")
    assert len(told["outs"]) == 2 * len(SIZES) + 1
    assert told["outs"] == {h: 2.0 * (-3.0 + h) for h in told["outs"]}


def test_the_page_is_told_where_the_function_fails():
    told = nudged(subject(lambda a: a.log(), a=0.5), 0, seconds=60)
    found = Quotients(told["outs"])
    assert set(found.errors) == {h for h in told["outs"] if 0.5 + h <= 0} and found.errors
    assert all("only a positive number" in text for text in found.errors.values())
    assert {h for h in told["outs"] if math.isnan(found.at(h))} == set(found.errors)


def test_without_a_choice_the_first_argument_is_nudged():
    net = MLP(1, [1])
    assert nudged(subject(lambda x: net([x]), x=0.5), -1)["leaves"] != [0]
    told = nudged(subject(lambda x: net([x]), x=0.5), -1)
    order = run(lambda x: net([x]), {"x": Value(0.5)}).order
    assert order[told["node"]].data == 0.5 and told["error"] == ""
    assert nudged(subject(lambda: Value(2.0) * 3), -1)["error"] == NONE


@pytest.mark.parametrize(
    "function, index, error",
    [(lambda a: a * 3, 1, ANEW), (lambda a: a * 3, 2, ANEW), (lambda a: a / 0, 0, "ZeroDivisionError in __truediv__")],
)
def test_what_cannot_be_nudged_is_said(function, index, error):
    told = nudged(subject(function, a=2.0), index)
    assert told["error"].startswith(error) and told["outs"] == {}


class Plain:
    """A value as in the first notebooks: it has no gradient."""

    def __init__(self, data, _prev=(), _op=""):
        self.data, self._prev, self._op = data, _prev, _op

    def __mul__(self, other):
        return Plain(self.data * other.data, (self, other), "*")


class Wrong(Value):
    __slots__ = ()

    def __mul__(self, other):
        return Wrong(self.data * other.data + 1, ((self, self.data), (other, other.data)), "*")


@pytest.mark.parametrize("kind, extra", [(Plain, 0.0), (Wrong, 1.0), (None, 0.0)])
def test_every_number_comes_from_the_class_that_is_explored(kind, extra):
    told = nudged(subject(lambda a: Value(5.0) * a, kind, a=2.0), -1)
    assert told["outs"] == {h: 5.0 * (2.0 + h) + extra for h in told["outs"]} and len(told["outs"]) > 10


# What the page says of it.

SCRIPT = """
import { nearest, nudgeShown } from "./page/nudge.js";
import { floats } from "./page/numbers.js";

function answer({ scene, table, index, h }) {
  const shown = { ...scene, numbers: floats(scene.numbers), mask: new Map(scene.mask) };
  return { ...table, ...nudgeShown(shown, index, table, nearest(table.nudges, h)) };
}
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """What the panel shows: the kernel tells of all sizes, the page picks one."""
    with asking(SCRIPT, tmp_path_factory.mktemp("node")) as ask:

        def answer(asked):
            scene, hidden = asked["scene"], {key for key, text in asked["scene"]["mask"] if text == "?"}
            table = nudge_table(scene, scene["numbers"], asked["index"], asked["nudged"]["outs"], hidden)
            json.dumps(table, allow_nan=False)
            return ask({"scene": scene, "table": table, "index": asked["index"], "h": asked["h"]})

        yield answer


def question(function, h=0.001, mask=(), gradient=None, kind=Value, **inputs):
    """Return what the page has when a is nudged; a gradient may be given in place of the class's own."""

    def make():
        return {name: kind(x) for name, x in inputs.items()}

    arguments = make()
    order, shape, numbers = run(function, arguments)
    index = index_of(order, arguments["a"])
    if gradient is not None:
        numbers[len(order) + index] = gradient
    names = {id(leaf): name for name, leaf in arguments.items()} | {id(order[-1]): "L"}
    about = {
        "names": [names.get(id(node)) or node._op or "constant" for node in order],
        "nodes": shape.nodes,
        "edges": shape.edges,
        "numbers": numbers,
        "mask": list(mask),
    }
    where = SimpleNamespace(function=function, arguments=make, position=list, computing=nullcontext)
    return {"scene": about, "nudged": nudged(where, index, seconds=60), "index": index, "h": h}


def product(a, b):
    return a * b


def test_the_page_shows_both_ways_beside_the_gradient(page):
    told = page(question(product, a=2.0, b=-3.0))
    assert told["names"] == {"leaf": "a", "root": "L"}
    lines = told["lines"]
    assert lines["now"] == ["2.0", "−6.0", "", ""] and lines["grad"] == ["", "", "−3.0", ""]
    assert lines["up"][:3] == ["2.001", "−6.003", "−3.0"] and lines["down"][:3] == ["1.999", "−5.997", "−3.0"]
    assert lines["both"][:2] == ["", ""] and lines["both"][2] == "−3.0"
    assert len(told["chart"]["up"]) == len(told["chart"]["down"]) == len(SIZES)


@given(st.floats(-5, 5), st.sampled_from(SIZES))
@settings(deadline=None)
def test_the_page_writes_so_many_digits_that_the_move_is_seen(page, x, h):
    x = round(x, 2)
    assume(x + h != x and x - h != x)
    lines = page(question(product, h, a=x, b=2.0))["lines"]
    read = [float(lines[key][0].replace("−", "-")) for key in ("now", "up", "down")]
    assert read[1] - read[0] == pytest.approx(h, rel=0.5) or h < 1e-14
    assert lines["up"][0] != lines["now"][0] != lines["down"][0]


WORDS = [
    (lambda a: a * a, 3.0, 0.001, None, "agree in 3 digits: .* bends .* A smaller h comes closer"),
    (lambda a: a * a, 3.0, 1e-14, None, "cancellation.* A larger h comes closer"),
    (lambda a: a * a, 3.0, 1e-8, None, "agree in [78] digits\\.$"),
    (lambda a: a * a, 0.0, 0.001, None, "are 0.001 apart: .* bends"),
    (lambda a: a * 2, 3.0, 0.5, None, "are the same"),
    (lambda a: a * 0, 3.0, 0.5, None, "are the same"),
    (lambda a: a.relu(), 0.0, 0.001, None, "corner.* a.grad is the slope on the way down"),
    (lambda a: a.relu(), 0.0, 0.001, 1.0, "corner.* a.grad is the slope on the way up"),
    (lambda a: a.relu(), 0.0, 0.001, 0.5, "corner.* a.grad matches neither"),
    (lambda a: a.relu(), 0.0001, 0.01, None, "bends|corner"),
    (lambda a: a * a, 3.0, 0.001, 3.0, "However small h is, .* moves 6.0 times as far as a: ≠ 3.0, so a.grad is wrong"),
    (lambda a: a * a, 0.0, 0.001, 1.0, "is wrong"),
    (lambda a: a.tanh(), 30.0, 0.001, None, "are the same"),
    (lambda a: a.log(), 0.5, 1.0, None, "With a moved down the function fails. ValueError in log: .* logarithm"),
]


@pytest.mark.parametrize("function, a, h, gradient, said", WORDS)
def test_the_page_says_what_a_nudge_means(page, function, a, h, gradient, said):
    told = page(question(function, h, gradient=gradient, a=a))
    assert re.search(said, told["meaning"]), told["meaning"]


def uses_a(expression):
    inputs = [Value(x) for x in expression.inputs]
    return any(node is inputs[0] for node in nodes(expression.nodes(inputs, VALUES)[-1]))


@given(expressions(), st.sampled_from(SIZES))
@settings(deadline=None)
def test_the_page_never_calls_a_right_gradient_wrong(page, expression, h):
    assume(uses_a(expression))
    said = page(question(function_of(expression), h, **dict(zip(NAMES, expression.inputs))))["meaning"]
    assert said and "wrong" not in said and "corner" not in said


@given(expressions(), st.sampled_from([0.0, 0.5, -1.0, 1.1]))
@settings(deadline=None)
def test_the_page_calls_a_wrong_gradient_wrong(page, expression, factor):
    assume(uses_a(expression))
    inputs = dict(zip(NAMES, expression.inputs))
    right = question(function_of(expression), **inputs)
    gradient = right["scene"]["numbers"][len(right["scene"]["nodes"]) + right["index"]]
    assume(0.01 < abs(gradient) < 100)
    assert "is wrong" in page(question(function_of(expression), gradient=gradient * factor, **inputs))["meaning"]


def test_without_a_gradient_there_is_only_the_nudge(page):
    told = page(question(product, kind=Plain, a=2.0, b=-3.0))
    assert told["lines"]["grad"] == ["", "", "not yet", ""] and told["chart"] is None and not told["charted"]
    assert told["lines"]["up"][2:] == ["−3.0", ""] and "no gradient to compare with yet" in told["meaning"]


def test_what_is_hidden_is_not_told(page):
    """Whatever the gradient and the outputs are, the page says the same as long as the gradient is to be predicted."""
    mask = [("0.grad", "?")]
    told = page(question(product, mask=mask, a=2.0, b=-3.0))
    assert told["lines"]["grad"][2] == told["lines"]["up"][2] == told["lines"]["both"][2] == "?"
    other = question(product, mask=mask, gradient=17.0, a=2.0, b=-3.0)
    other["nudged"]["outs"] = {h: h * 7 - 1 if h else -6.0 for h in other["nudged"]["outs"]}
    assert page(other) == told and "predict" in told["meaning"] and told["chart"] is None


def test_a_hidden_output_or_leaf_is_not_told(page):
    told = page(asked := question(product, mask=[("2.data", "?"), ("0.data", "?")], a=2.0, b=-3.0))
    assert [told["lines"][key][:2] for key in ("now", "up", "down")] == [["?", "?"]] * 3
    asked["nudged"]["outs"] = dict.fromkeys(asked["nudged"]["outs"], math.inf)
    asked["scene"]["numbers"][2] = math.inf
    assert "inf" not in str(page(asked)), "nor that it is inf"


def test_while_backward_is_replayed_nothing_is_compared_with_the_gradient(page):
    asked = question(product, a=2.0, b=-3.0)
    asked["scene"] |= {"replayed": True, "mask": [("0.grad", "")]}
    told = page(asked)
    assert told["lines"]["grad"] == ["", "", "not yet", ""] and told["lines"]["up"] == ["2.001", "−6.003", "−3.0", ""]
    assert told["meaning"] == "" and told["chart"] is None and told["charted"]
    asked["scene"]["mask"] = [("2.data", ""), ("0.grad", "")]
    told = page(asked)
    assert told["lines"]["up"] == told["lines"]["both"] == [""] * 4, "nothing has been computed"
    assert told["meaning"].startswith("L has not been computed at this step")


@given(st.floats(1e-3, 1e3) | st.floats(-1e3, -1e-3), st.floats(-0.5, 0.5))
def test_two_numbers_agree_in_as_many_digits_as_they_share_when_rounded(x, change):
    y = x * (1 + change * 1e-3)
    digits = digits_in_common(x, y)
    assert f"{x:.{digits}e}" != f"{y:.{digits}e}" or digits == 16
    assert digits == 0 or f"{x:.{digits - 1}e}" == f"{y:.{digits - 1}e}"
    assert digits_in_common(9.99, 9.981) == 2 and digits_in_common(2.999, 3.0004) == 3
