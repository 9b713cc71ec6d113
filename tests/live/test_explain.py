"""A pressed node: the sum that makes its gradient, written by the kernel, with the numbers that the page puts in."""

import math
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from node import asking
from strategies import VALUES, expressions

from micrograd.engine import Value
from micrograd.live.ask.formula import Formulas
from micrograd.live.ask.sums import MOST, explanations, gradient_sum, read
from micrograd.live.row import Row
from micrograd.picture.graph import edges, nodes
from micrograd.picture.numbers import number

SCRIPT = """
import { explanation } from "./page/explain.js";
import { floats } from "./page/numbers.js";

const answer = ({ index, judged, numbers, mask, ...about }) => {
  const scene = { ...about, numbers: floats(numbers), mask: new Map(mask) };
  return explanation(scene, index, judged).map(([, text]) => text).join("");
};
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """What the page says of a node."""
    with asking(SCRIPT, tmp_path_factory.mktemp("explain")) as ask:

        def answer(scene, index, mask=(), **more):
            numbers = scene["numbers"]
            made = {"sums": explanations(Row(scene, numbers), scene)}
            made |= {"judged": Formulas(scene, numbers).remarks(numbers) | {"late": False}}
            return ask(scene | made | {"index": index, "mask": list(mask)} | more)

        yield answer


def scene(root, how=True, **named):
    """Return a graph as the browser has it, after backward; named are nodes with a name."""
    if hasattr(root, "backward"):
        root.backward()
    order = nodes(root)
    links = edges(order)
    names = {id(node): name for name, node in named.items()}
    grads = [getattr(node, "grad", math.nan) for node in order]
    slopes = [math.nan if slope is None else slope for _, _, slope in links]
    return {
        "names": [names.get(id(node)) or node._op or "constant" for node in order],
        "nodes": [(node._op, not math.isnan(grad)) for node, grad in zip(order, grads)],
        "edges": [(source, result, how) for source, result, _ in links],
        "numbers": array("d", [*(node.data for node in order), *grads, *slopes]),
    }


def diamond():
    """Return (a * b) * (a + b) and its named nodes: a.grad is −1 · −3 + −6 · 1."""
    a, b = Value(2.0), Value(-3.0)
    d, e = a * b, a + b
    return d * e, {"a": a, "b": b, "d": d, "e": e}


@settings(deadline=None)
@given(expressions(), st.data())
def test_it_says_what_a_prediction_is_told(page, expression, data):
    inputs = [Value(x) for x in expression.inputs]
    made = expression.nodes(inputs, VALUES)
    shown = scene(made[-1], **{f"x{i}": leaf for i, leaf in enumerate(inputs)})
    row = Row(shown, shown["numbers"])
    i = data.draw(st.integers(0, row.root))
    told = read(gradient_sum(row, i).line)
    assert page(shown, i) == (told[:1].upper() + told[1:] if told.startswith("the ") else told)


def test_every_term_has_its_way(page):
    root, named = diamond()
    shown = scene(root, **named)
    assert page(shown, 0) == "a.grad = (−3.0) · (−1.0) via d + 1.0 · (−6.0) via e = −3.0"
    assert page(shown, 2) == "d.grad = (−1.0) · 1.0 via the * box = −1.0"
    assert page(shown, 4).startswith("The * box's gradient = 1.0: backward() begins here")


def test_a_gradient_that_is_not_the_sum_is_told(page):
    root, named = diamond()
    shown = scene(root, **named)
    shown["numbers"][5] = -6.0  # a.grad
    said = "a.grad = (−3.0) · (−1.0) via d + 1.0 · (−6.0) via e = −3.0 ≠ −6.0, which this class has in a.grad."
    assert page(shown, 0) == said
    late = Formulas(shown, shown["numbers"]).remarks(shown["numbers"]) | {"late": True}
    assert page(shown, 0, judged=late).endswith("= −6.0 ≠ …")
    assert page(shown, 0, judged=None).endswith("= −6.0"), "the kernel has yet to judge it"
    shown["numbers"][9] = 2.0  # the root's
    assert "1.0 ≠ 2.0, which this class has in the * box's gradient: backward()" in page(shown, 4)


def test_nothing_hidden_is_told(page):
    root, named = diamond()
    shown = scene(root, **named)
    assert page(shown, 0, [("0.grad", "?")]) == "a.grad is hidden: predict it first."
    assert page(shown, 0, [("2.grad", "?")]) == "a.grad = (−3.0) · ? via d + 1.0 · (−6.0) via e = −3.0"
    shown["numbers"][5] = 7.0
    assert page(shown, 0, [("0.slope", "?")]) == "a.grad = ? · (−1.0) via d + 1.0 · (−6.0) via e = 7.0"
    assert page(shown, 4, [("4.grad", "?")]) == "The * box's gradient is hidden: predict it first."


def test_what_is_not_there_yet_is_said_so(page):
    root, named = diamond()
    shown = scene(root, **named)
    assert page(shown, 0, [("0.grad", "")], replayed=True) == "a.grad has not been computed yet."
    here = page(shown, 0, [("0.slope", ""), ("3.grad", "")], replayed=True)
    assert here == "a.grad = … · (−1.0) via d + 1.0 · … via e = −3.0"


class Plain:
    """A value as in the first notebooks: no gradient, no slopes."""

    def __init__(self, data, _prev=(), _op=""):
        self.data, self._prev, self._op = data, _prev, _op


def test_what_a_class_does_not_keep_is_said(page):
    a, b = Plain(2.0), Plain(-3.0)
    shown = scene(Plain(-6.0, (a, b), "*"), how=False, a=a, b=b)
    assert page(shown, 0) == "a.grad has not been computed yet: backward() has not run."
    shown["nodes"] = [(op, True) for op, _ in shown["nodes"]]
    shown["numbers"][3:6] = array("d", [-3.0, 2.0, 1.0])
    assert page(shown, 0) == "a.grad = −3.0: its class keeps no slopes."
    seen = shown | {"edges": [(source, result, "seen") for source, result, _ in shown["edges"]]}
    seen["numbers"] = array("d", [*shown["numbers"][:6], math.nan, 2.0])
    assert page(seen, 0).startswith("a.grad = 0.0 · 1.0 via the * box = "), "nothing came along that edge"


def test_a_constant_goes_by_its_number_and_a_long_sum_is_cut(page):
    a = Value(3.0)
    root = a * 2.0
    for _ in range(MOST + 3):
        root = root + a
    shown = scene(root, a=a)
    constant = shown["names"].index("constant")
    assert page(shown, constant) == "2.0's gradient = 3.0 · 1.0 via the * box = 3.0"
    moved = shown["numbers"][:]
    moved[constant] = -2.0
    assert page(shown | {"numbers": moved}, constant).startswith("(−2.0)'s gradient = ")
    said = page(shown, 0)
    assert said.count(" via ") == MOST - 1 and said.endswith(f" + 5 more = {number(2.0 + MOST + 3)}")
