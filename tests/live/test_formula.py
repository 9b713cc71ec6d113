"""The formula panel: what it writes is Python, its rules are the slopes, and what is not so is seen."""

import ast
import contextlib
import math
import random
import re
from array import array
from collections import Counter
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from node import asking
from strategies import BINARY, FLOATS, VALUES, expressions

from micrograd.engine import Value
from micrograd.live.ask.formula import Formulas
from micrograd.live.row import ordinal
from micrograd.picture.graph import edges, nodes
from micrograd.picture.numbers import number

LONGEST, MOST = 80, 30  # letters of the whole expression, and rows

SCRIPT = """
import { read } from "./page/formulas.js";
import { floats } from "./page/numbers.js";

const answer = ({ judged, numbers, mask, ...about }) =>
  read({ ...about, numbers: floats(numbers), mask: new Map(mask) }, judged);
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """What the panel shows of a scene: the kernel makes the formulas and judges the numbers, the page puts them in."""
    with asking(SCRIPT, tmp_path_factory.mktemp("node")) as ask:

        def answer(scene, first=None, late=False, judged=None):
            numbers = scene["numbers"]
            formulas = Formulas(scene, numbers if first is None else first)
            judged = (formulas.remarks(numbers) if judged is None else judged) | {"late": late}
            about = {"formulas": formulas.sendable(), "judged": judged}
            return ask(scene | about) | {"count": about["formulas"]["count"]}

        yield answer


def scene(root, mask=(), **named):
    """Return a graph as the browser has it; named are nodes with a name."""
    order = nodes(root)
    links = edges(order)
    names = {id(node): name for name, node in named.items()}
    grads = [getattr(node, "grad", None) for node in order]
    slopes = [slope for _, _, slope in links]
    numbers = [math.nan if x is None else x for x in [*(node.data for node in order), *grads, *slopes]]
    return {
        "names": [names.get(id(node)) or node._op or "constant" for node in order],
        "nodes": [(node._op, grad is not None) for node, grad in zip(order, grads)],
        "edges": [(source, result, slope is not None) for source, result, slope in links],
        "numbers": array("d", numbers),
        "mask": list(mask),
    }


@st.composite
def graphs(draw, max_steps=8):
    """Draw the root of a graph of engine values, and its named nodes: all inputs, and some results."""
    expression = draw(expressions(max_steps))
    made = expression.nodes([Value(x) for x in expression.inputs], VALUES)
    assume(made[-1]._op)
    count = len(expression.inputs)
    named = dict(zip("abcd", made[:count]))
    named |= {f"r{i}": node for i, node in enumerate(made[count:]) if draw(st.booleans())}
    return made[-1], named


# What is written is Python.


def python(text):
    """Return a text of the panel as Python has it."""
    return text.replace("−", "-").replace("·", "*")


def parsed(text):
    return ast.parse(python(text), mode="eval").body


def tree(node, leaf):
    """Return the syntax tree of the expression that a node is; leaf gives that of a leaf."""
    inputs = [tree(source, leaf) for source in node._prev]
    if not inputs:
        return leaf(node)
    if node._op.startswith("**") and node._op != "**":
        inputs.append(parsed(node._op[2:]))
        return ast.BinOp(inputs[0], ast.Pow(), inputs[1])
    signs = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "**": ast.Pow}
    if node._op in signs:
        return ast.BinOp(inputs[0], signs[node._op](), inputs[1])
    if node._op == "neg":
        return ast.UnaryOp(ast.USub(), inputs[0])
    return ast.Call(ast.Name(node._op, ast.Load()), inputs, [])


def named_leaf(named):
    names = {id(node): name for name, node in named.items()}
    return lambda leaf: ast.Name(names[id(leaf)], ast.Load()) if id(leaf) in names else parsed(number(leaf.data))


@given(graphs())
@settings(deadline=None)
def test_the_whole_expression_is_the_graph_as_python_writes_it(read, graph):
    root, named = graph
    expected, whole = tree(root, named_leaf(named)), read(scene(root, **named))["whole"]
    names = {id(node): name for name, node in named.items()}
    # Any number counts as four letters: the form is to tell nothing of one that is hidden.
    counted = ast.unparse(tree(root, lambda leaf: ast.Name(names.get(id(leaf), "0.00"), ast.Load())))
    if whole is None:
        signs = counted.count("-")
        assert len(counted) + 2 * signs > LONGEST, "brackets around a sign are the only ones that Python omits"
        return
    assert len(counted) <= LONGEST
    name, _, text = whole["names"].rpartition(" = ")
    assert name == next((name for name, node in named.items() if node is root), "")
    assert ast.dump(parsed(text)) == ast.dump(expected)
    _, digits, result = whole["numbers"].split("= ")
    assert ast.dump(parsed(digits.strip())) == ast.dump(tree(root, lambda leaf: parsed(number(leaf.data))))
    assert result == number(root.data)


def applications():
    """Return each operation on named inputs, and on each other operation in each place."""
    a, b, c = Value(2.0), Value(0.5), Value(3.0)
    functions = BINARY | VALUES | {"square": lambda x: x**2, "root": lambda x: x**-0.5}
    count = {name: 2 if name in BINARY else 1 for name in functions}
    for outer, inner in product(functions, functions):
        for place in range(count[outer]):
            inputs = [a, c][: count[outer]]
            inputs[place] = functions[inner](*[b, c][: count[inner]])
            with contextlib.suppress(ValueError):  # the logarithm or a power of what is negative here
                yield functions[outer](*inputs), {"a": a, "b": b, "c": c}


def test_every_operation_in_every_place_of_every_other(read):
    graphs = list(applications())
    assert len(graphs) > 200
    for root, named in graphs:
        text = read(scene(root, **named))["whole"]["names"]
        assert ast.dump(parsed(text)) == ast.dump(tree(root, named_leaf(named))), text


def brackets(text):
    """Return where brackets that group something begin and end."""
    stack = []
    for i, letter in enumerate(text):
        if letter == "(":
            stack.append(i)
        elif letter == ")":
            start = stack.pop()
            if not (start and text[start - 1].isalnum()):
                yield start, i


@given(graphs())
@settings(deadline=None)
def test_no_brackets_are_in_vain(read, graph):
    root, named = graph
    whole = read(scene(root, **named))["whole"]
    assume(whole)
    text = python(whole["names"].rpartition(" = ")[2])
    for start, end in brackets(text):
        without = f"{text[:start]} {text[start + 1 : end]} {text[end + 1 :]}".strip()
        if text[start + 1] != "-":  # a sign after a sign is Python, but hard to read
            assert ast.dump(parsed(without)) != ast.dump(parsed(text)), without


@pytest.mark.parametrize("letters, shown", [(80, True), (81, False)])
def test_a_whole_expression_that_is_too_long_is_left_out(read, letters, shown):
    x, y = Value(1.0), Value(2.0)
    told = read(scene(x + y, **{"x": x, "y" * (letters - len("x + ")): y}))
    assert bool(told["whole"]) is shown
    assert "x + yyy" in told["rows"][0]["expression"], "in its own row it stands all the same"


# The rules are the slopes.


def meaning(root, named):
    """Return what the texts of a graph's panel mean, as a namespace to evaluate them in."""
    results = [node for node in nodes(root) if node._prev]
    unnamed = [node for node in results if not any(node is other for other in named.values())]
    signs = Counter(node._op for node in unnamed)
    boxes = {}
    for node in unnamed:
        place = f"{ordinal(sum(f' {node._op} box' in box for box in boxes) + 1)} " if signs[node._op] > 1 else ""
        boxes[f"the {place}{node._op} box"] = node.data
    return FLOATS | {name: node.data for name, node in named.items()} | boxes


def value(text, names):
    """Return the number that a text of the panel means; None if it has none."""
    for k, box in enumerate(name for name in names if name.startswith("the ")):
        text, names = text.replace(box, f"box{k}"), names | {f"box{k}": names[box]}
    try:
        return eval(python(text), {"__builtins__": {}}, names)
    except (ArithmeticError, ValueError):
        return None


@given(graphs())
@settings(deadline=None)
def test_each_rule_gives_the_slope_and_each_expression_the_number(read, graph):
    root, named = graph
    told = read(scene(root, **named))
    names = meaning(root, named)
    results = [node for node in nodes(root) if node._prev]
    assert told["count"] == len(results) and len(told["rows"]) == min(len(results), MOST)
    for row, node in zip(told["rows"], results[-MOST:]):
        _, _, expression = row["expression"].rpartition(" = ")
        assert math.isclose(value(expression, names), node.data, rel_tol=1e-9, abs_tol=1e-12)
        _, _, result = row["numbers"].rpartition(" = ")
        assert (result, row["remark"]) == (number(node.data), "")
        assert len(row["slopes"]) == len(node._edges)
        for (_, slope), line in zip(node._edges, row["slopes"]):
            assert (line["slope"], line["remark"]) == (number(slope), "")
            found = value(line["rule"], names)
            if found is not None and not isinstance(found, complex):
                assert math.isclose(found, slope, rel_tol=1e-6, abs_tol=1e-9), line


@given(graphs())
@settings(deadline=None)
def test_each_derivative_says_of_what_in_what(read, graph):
    root, named = graph
    names = meaning(root, named)
    results = [node for node in nodes(root) if node._prev]
    for row, node in zip(read(scene(root, **named))["rows"], results[-MOST:]):
        for source, line in zip(node._prev, row["slopes"]):
            what, where = re.fullmatch(r"∂(.+?)/∂(.+?)(?: \((?:left|right)\))?", line["derivative"]).groups()
            for text, of in (what, node), (where, source):
                assert math.isclose(value(text, names), of.data, rel_tol=1e-9, abs_tol=1e-12)


def test_both_inputs_of_a_sum_with_itself_are_told_apart(read):
    a = Value(3.0)
    (row,) = read(scene(a + a, a=a))["rows"]
    assert [line["derivative"] for line in row["slopes"]] == ["∂(a + a)/∂a (left)", "∂(a + a)/∂a (right)"]


# What is not so is seen.


@given(graphs(), st.data())
@settings(deadline=None)
def test_a_wrong_slope_is_seen_and_nothing_else(read, graph, data):
    root, named = graph
    shown = scene(root, **named)
    n, m = len(shown["nodes"]), len(shown["edges"])
    assume(m)
    e = data.draw(st.integers(0, m - 1))
    right = shown["numbers"][2 * n + e]
    assume(math.isfinite(right))
    _, result, _ = shown["edges"][e]
    base = next(source for source, made, _ in shown["edges"] if made == result)
    # There the school's rule gives nothing: 0 · 0 ** −1. The engine says what is meant.
    assume(not (shown["nodes"][result][0].startswith("**") and shown["numbers"][base] == 0))
    wrong = right + data.draw(st.sampled_from([-1.0, 0.25, 3.0]))
    shown["numbers"][2 * n + e] = wrong
    rows = read(shown)["rows"]
    place = [k for k, edge in enumerate(shown["edges"]) if edge[1] == result]
    marked = [(row["index"], k) for row in rows for k, line in enumerate(row["slopes"]) if line["remark"]]
    if len([node for node in nodes(root) if node._prev]) <= MOST:
        assert marked == [(result, place.index(e))]
        (line,) = [line for row in rows for line in row["slopes"] if line["remark"]]
        assert line["slope"] == number(wrong) and line["remark"] == f"≠ {number(right)} by the rule"


@given(graphs(), st.data())
@settings(deadline=None)
def test_a_wrong_result_is_seen(read, graph, data):
    root, named = graph
    shown = scene(root, **named)
    results = [i for i, node in enumerate(nodes(root)) if node._prev]
    i = data.draw(st.sampled_from(results[-MOST:]))
    right = shown["numbers"][i]
    shown["numbers"][i] += 1.0
    told = read(shown)
    (row,) = [row for row in told["rows"] if row["index"] == i]
    assert row["numbers"].endswith(f" = {number(right + 1)}") and row["remark"] == f"≠ {number(right)} by the rule"
    if told["whole"] and i == results[-1]:
        assert told["whole"]["remark"] == row["remark"]


def test_a_difference_beyond_the_fourth_digit_is_written_out(read):
    a, b = Value(2.0), Value(3.0)
    shown = scene(a * b, a=a, b=b)
    shown["numbers"][-1] = 2.00001  # of b, where 2 is right
    (row,) = read(shown)["rows"]
    assert row["slopes"][1]["remark"] == "≠ 2.0 by the rule"
    assert row["slopes"][1]["slope"] == "2.00001"


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
def test_at_the_corner_of_relu_no_slope_is_called_wrong(read, slope):
    a = Value(0.0)
    shown = scene(a.relu(), a=a)
    shown["numbers"][-1] = slope
    (row,) = read(shown)["rows"]
    assert row["slopes"][0]["rule"] == "1 if a > 0 else 0" and row["slopes"][0]["remark"] == ""


def test_until_the_kernel_has_judged_a_position_a_remark_has_no_number(read):
    a, b = Value(2.0), Value(3.0)
    shown = scene(a * b, a=a, b=b)
    shown["numbers"][-1] = 5.0
    late = read(shown, late=True)
    (row,) = late["rows"]
    assert (row["slopes"][1]["slope"], row["slopes"][1]["remark"]) == ("5.0", "≠ …")
    assert (row["slopes"][0]["remark"], row["remark"]) == ("", "")


def test_a_judgement_of_another_number_is_not_shown(read):
    """A function that throws dice may have given another number when it was judged."""
    a, b = Value(2.0), Value(3.0)
    shown = scene(a * b, a=a, b=b)
    judged = Formulas(shown, shown["numbers"]).remarks(array("d", [*shown["numbers"][:-1], 5.0]))
    assert judged["slope"] == {1: ("5.0", "5.0", "≠ 2.0 by the rule")}
    (row,) = read(shown, judged=judged)["rows"]
    assert (row["slopes"][1]["slope"], row["slopes"][1]["remark"]) == ("2.0", "")


# Nothing hidden is told.


@given(graphs(), st.data())
@settings(deadline=None)
def test_what_is_shown_does_not_depend_on_what_is_hidden(read, graph, data):
    root, named = graph
    n, m = len(nodes(root)), len(edges(nodes(root)))
    hidden_data = data.draw(st.sets(st.integers(0, n - 1), max_size=3))
    hidden_slopes = data.draw(st.sets(st.integers(0, m - 1), max_size=3))
    mask = [(f"{i}.data", "?") for i in hidden_data] + [(f"{e}.slope", "?") for e in hidden_slopes]
    shown, other = scene(root, mask, **named), scene(root, mask, **named)
    wrong = data.draw(st.integers(0, n - 1))
    for some in shown, other:
        some["numbers"][wrong] += 1.0
    fixed = random.Random(data.draw(st.integers(0, 100)))
    for k in [*hidden_data, *(2 * n + e for e in hidden_slopes)]:
        other["numbers"][k] = fixed.uniform(-9, 9)
    assert read(shown) == read(other)


def test_neither_is_the_rule_for_a_hidden_slope(read):
    a, b = Value(2.0), Value(3.0)
    (row,) = read(scene(a * b, [("0.slope", "?")], a=a, b=b))["rows"]
    assert [(line["derivative"], line["rule"], line["slope"]) for line in row["slopes"]] == [
        ("∂(a * b)/∂a", "", "?"),
        ("∂(a * b)/∂b", "a", "2.0"),
    ]


def test_what_is_not_there_yet_is_left_open(read):
    a, b = Value(2.0), Value(3.0)
    root = (a * b).exp()
    shown = scene(root, [("3.data", ""), ("2.slope", "")], a=a, b=b)
    shown["numbers"][3] = 99.0  # whatever it is: it is not there yet
    first, second = read(shown)["rows"]
    assert first["numbers"] == "2.0 · 3.0 = 6.0"
    assert (second["numbers"], second["remark"], second["slopes"][0]["slope"]) == ("", "", "")
    shown = scene(root, [("2.data", ""), ("3.data", "")], a=a, b=b)
    shown["numbers"][2] = 99.0
    assert [row["numbers"] for row in read(shown)["rows"]] == ["", ""]


# Any class.


class Plain:
    """A value as in the first notebooks: no slopes, no gradients."""

    def __init__(self, data, _prev=(), _op=""):
        self.data, self._prev, self._op = data, _prev, _op


def test_a_class_without_slopes_has_the_rules(read):
    a, b = Plain(2.0), Plain(-3.0)
    d = Plain(-6.0, (a, b), "*")
    told = read(scene(d, a=a, b=b, d=d))
    assert told["whole"] == {"names": "d = a * b", "numbers": "= 2.0 · (−3.0) = −6.0", "remark": ""}
    (row,) = told["rows"]
    assert [(line["derivative"], line["rule"], line["slope"]) for line in row["slopes"]] == [
        ("∂d/∂a", "b", ""),
        ("∂d/∂b", "a", ""),
    ]


def test_inputs_that_are_the_wrong_way_round_are_seen(read):
    a, b = Value(2.0), Value(3.0)
    shown = scene(Value(1.0, ((a, 1.0), (b, -1.0)), "-"), a=a, b=b)  # b − a, and remembered as a − b
    (row,) = read(shown)["rows"]
    assert (row["expression"], row["numbers"], row["remark"]) == ("a − b", "2.0 − 3.0 = 1.0", "≠ −1.0 by the rule")


def test_a_class_that_keeps_its_inputs_in_a_set_has_one_rule_for_both(read):
    a = Plain(3.0)
    square = Plain(9.0, {a}, "*")
    twice = Plain(18.0, {square}, "+")
    told = read(scene(twice, a=a))
    assert told["whole"]["names"] == "a * a + a * a"
    assert [[line["rule"] for line in row["slopes"]] for row in told["rows"]] == [["a + a"], ["1 + 1"]]


def test_an_input_that_is_missing_is_not_made_up(read):
    a = Plain(3.0)
    six = Plain(6.0, (a,), "*")  # the class forgot the 2 of a * 2
    (row,) = read(scene(six, a=a))["rows"]
    assert row["expression"] == "*(a)" and row["slopes"][0]["rule"] == "" and row["remark"] == ""


@pytest.mark.parametrize("op, inputs, written", [("ReLU", 1, "relu(a)"), ("hypot", 2, "hypot(a, b)"), ("-", 1, "−a")])
def test_operations_go_by_several_names(read, op, inputs, written):
    a, b = Plain(3.0), Plain(4.0)
    root = Plain(5.0, (a, b)[:inputs], op)
    assert read(scene(root, a=a, b=b))["rows"][0]["expression"] == written


def test_an_operation_of_the_learners_own_has_numbers_and_no_rule(read):
    a, b = Value(3.0), Value(4.0)
    root = Value(5.0, ((a, 0.6), (b, 0.8)), "hypot")
    (row,) = read(scene(root, a=a, b=b))["rows"]
    assert row["numbers"] == "hypot(3.0, 4.0) = 5.0" and row["remark"] == ""
    assert [(line["rule"], line["slope"]) for line in row["slopes"]] == [("", "0.6"), ("", "0.8")]
    assert not any(line["remark"] for line in row["slopes"])
    assert read(scene(Value(math.nan, ((a, 1.0),), "odd"), a=a))["rows"][0]["expression"] == "odd(a)"


@pytest.mark.parametrize("exponent, written, rule", [(2, "a ** 2", "2 * a"), (0.5, "a ** 0.5", "0.5 * a ** (−0.5)")])
def test_a_plain_exponent_is_part_of_the_operation(read, exponent, written, rule):
    a = Value(4.0)
    (row,) = read(scene(a**exponent, a=a))["rows"]
    assert row["expression"] == written and [line["rule"] for line in row["slopes"]] == [rule]


def test_a_leaf_alone(read):
    a = Value(-2.0)
    assert read(scene(a, a=a)) == {"whole": {"names": "a", "numbers": "= −2.0", "remark": ""}, "rows": [], "count": 0}


def test_of_many_operations_the_last_have_rows(read):
    a = Value(1.0)
    root = a
    for _ in range(100):
        root = root.tanh()
    told = read(scene(root, a=a))
    assert told["count"] == 100 and len(told["rows"]) == MOST and told["whole"] is None
    assert [row["index"] for row in told["rows"]] == list(range(101 - MOST, 101))
    written = [row["expression"] for row in told["rows"]]
    assert written[-2:] == [
        "the 99th tanh box = tanh(the 98th tanh box)",
        "the 100th tanh box = tanh(the 99th tanh box)",
    ]


def test_the_form_stays_while_the_numbers_move(read):
    a = Value(1.0)
    root = (a * 1.5 + 2.5).tanh() * (a * 1.5 + 2.5)
    shown = scene(root, a=a)
    moved = array("d", [-1234.5678 if x == 1.5 else x for x in shown["numbers"]])
    before, after = read(shown), read(shown | {"numbers": moved}, first=shown["numbers"])
    numbered = [row["expression"].startswith("the ") for row in before["rows"]]
    assert numbered == [row["expression"].startswith("the ") for row in after["rows"]]
    assert "−1235.0" in after["rows"][0]["numbers"]


def test_a_long_operation_is_shortened_as_in_the_picture():
    shape = {"names": ["a", "y"], "nodes": [("", True), ("mix\n" * 500, True)], "edges": [(0, 1, True)]}
    row = Formulas(shape, [1.0, 2.0, 0.0, 1.0, 1.0]).sendable()["rows"][0]
    said = "".join(piece for piece in row["expression"] if isinstance(piece, str))
    assert said.startswith("y = mix mix") and "…(a)" in said and len(said) < 60
