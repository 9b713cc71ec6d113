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
from micrograd.live.row import Row, near
from micrograd.picture.graph import edges, nodes
from micrograd.picture.numbers import number

SCRIPT = """
import { explanation, invitation } from "./page/explain.js";
import { floats } from "./page/numbers.js";

const answer = ({ index, judged, numbers, mask, ...about }) => {
  const scene = { ...about, numbers: floats(numbers), mask: new Map(mask) };
  if (index === null) return invitation(scene);
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
    assert page(shown, 4).startswith("The * box's gradient = 1.0: the way back begins here")


def test_a_gradient_that_is_not_the_sum_is_told(page):
    root, named = diamond()
    shown = scene(root, **named)
    shown["numbers"][5] = -6.0  # a.grad
    # The question is the notebook's to ask, and the answer the learner's.
    asked = "a.grad is −6.0. Is that the sum of what comes back, (−3.0) · (−1.0) via d + 1.0 · (−6.0) via e?"
    late = Formulas(shown, shown["numbers"]).remarks(shown["numbers"]) | {"late": True}
    assert page(shown, 0) == page(shown, 0, judged=late) == page(shown, 0, judged=None) == asked
    compared = shown | {"others": [], "compared": True}
    said = "a.grad = (−3.0) · (−1.0) via d + 1.0 · (−6.0) via e = −3.0 ≠ −6.0, which this class has in a.grad."
    assert page(compared, 0) == said
    assert page(compared, 0, judged=late).endswith("= −6.0 ≠ …")
    shown["numbers"][9] = 2.0  # the root's
    assert page(shown, 4).startswith("The * box's gradient is 2.0. The way back begins here: how fast")
    assert "1.0 ≠ 2.0, which this class has in the * box's gradient: the way" in page(compared, 4)


@settings(deadline=None)
@given(expressions(), st.data(), st.sampled_from([0.5, 7.0, math.nan, math.inf, -math.inf]))
def test_no_sum_is_given_that_is_not_the_gradient(page, expression, data, other):
    inputs = [Value(x) for x in expression.inputs]
    shown = scene(expression.nodes(inputs, VALUES)[-1])
    row = Row(shown, shown["numbers"])
    i = data.draw(st.integers(0, row.root))
    total = sum(term.flow for term in row.terms(i)) if i < row.root else 1.0
    shown["numbers"][row.root + 1 + i] = other
    for judged in {}, {"judged": None}:
        said = page(shown, i, **judged)
        assert (f" is {number(other)}. " in said) == (not near(total, other)), said
        assert said.endswith("?") or near(total, other)


def test_a_sum_that_rounding_makes_another_is_not_asked_about(page):
    """Added up in another order, 1 is lost beside 1e300."""
    a = Value(1e-300)
    shown = scene(a / a + a, a=a)
    assert shown["numbers"][3] in (0.0, 1.0) and page(shown, 0).startswith("a.grad = ")
    shown["numbers"][3] = 1.0 - shown["numbers"][3]
    assert page(shown, 0).startswith("a.grad = ")


def test_of_two_edges_to_one_result_each_is_told(page):
    a = Value(3.0)
    shown = scene(a + a, a=a)
    assert page(shown, 0) == "a.grad = 1.0 · 1.0 via the + box (left) + 1.0 · 1.0 via the + box (right) = 2.0"


def test_nothing_hidden_is_told(page):
    root, named = diamond()
    shown = scene(root, **named)
    assert page(shown, 0, [("0.grad", "?")]) == "a.grad is hidden: predict it first."
    assert page(shown, 0, [("2.grad", "?")]) == "a.grad = (−3.0) · ? via d + 1.0 · (−6.0) via e = −3.0"
    shown["numbers"][5] = 7.0
    asked = "a.grad is 7.0. Is that the sum of what comes back, ? · (−1.0) via d + 1.0 · (−6.0) via e?"
    assert page(shown, 0, [("0.slope", "?")]) == asked
    assert page(shown, 4, [("4.grad", "?")]) == "The * box's gradient is hidden: predict it first."


def test_what_is_not_there_yet_is_said_so(page):
    root, named = diamond()
    shown = scene(root, **named)
    assert page(shown, 0, [("0.grad", "")]) == "a.grad has not been computed yet."


class Plain:
    """A value as in the first notebooks: no gradient, no slopes."""

    def __init__(self, data, _prev=(), _op=""):
        self.data, self._prev, self._op = data, _prev, _op


def test_what_a_class_does_not_keep_is_said(page):
    a, b = Plain(2.0), Plain(-3.0)
    shown = scene(Plain(-6.0, (a, b), "*"), how=False, a=a, b=b)
    assert page(shown, 0) == "a.grad has not been computed yet." and page(shown, None) == ""
    shown["nodes"] = [(op, True) for op, _ in shown["nodes"]]
    assert page(shown, None) == "Press a node to see the sum that makes its gradient."
    shown["numbers"][3:6] = array("d", [-3.0, 2.0, 1.0])
    kept = ". The class keeps no local derivatives: this one is worked out by the rule of *."
    assert page(shown, 0) == f"a.grad = (−3.0) · 1.0 via the * box = −3.0{kept}"
    assert page(shown, 0, judged=None).startswith("a.grad = … · 1.0 via the * box = "), "the kernel works it out"
    assert page(shown, 0, [("0.slope", "?")]).startswith("a.grad = ? · 1.0 via the * box = "), "it would tell b"
    wrong = shown | {"numbers": array("d", [*shown["numbers"][:3], 7.0, *shown["numbers"][4:]])}
    asked = "a.grad is 7.0. Is that what comes back, (−3.0) · 1.0 via the * box?"
    assert page(wrong, 0) == f"{asked} {kept[2:]}"
    own = shown | {"nodes": [("mix" if op else op, known) for op, known in shown["nodes"]]}
    assert page(own, 0) == "a.grad = −3.0. The class keeps no local derivatives, so the sum can't be shown."
    seen = shown | {"edges": [(source, result, "seen") for source, result, _ in shown["edges"]]}
    seen["numbers"] = array("d", [*shown["numbers"][:6], math.nan, 2.0])
    assert page(seen, 0).startswith("a.grad is −3.0. Is that what comes back, 0.0 · 1.0 via"), (
        "nothing came along that edge"
    )


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
