"""The checks of notebook 03: what is right passes, and what is wrong is told apart, box by box."""

import math
import sys

import pytest
from checking import ran, run_in, said
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import v4
from project import ROOT

from micrograd.course import check
from micrograd.course.exercises import n03_gradients_by_hand as n03
from micrograd.course.exercises.n03_gradients_by_hand import CASES, DATA, GRADIENTS, MADE
from micrograd.engine import Value as Engine

NOTEBOOK = ROOT / "notebooks" / "03_gradients_by_hand.ipynb"

BUILD = """\
class Value:
    def __init__(self, data, _prev=(), _op=""):
        self.data = data
        self.grad = 0.0
        self._prev = _prev
        self._op = _op

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), "*")

a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
e = a * b
d = e + c
L = d * f
"""
STUB = "\n".join(f"{name}.grad = ..." for name in GRADIENTS)


def graph(cell=""):
    """Return the names of the notebook after a cell that fills in the graph."""
    return ran(BUILD + cell)


def filled(cell, **hint):
    return said(check.filled, graph(cell)["L"], **hint)


def with_one_wrong(line):
    """Return what is said of the solution, one of its lines replaced."""
    name = line.partition(".")[0]
    return filled("\n".join(line if one.startswith(name) else one for one in check.filled.solution.splitlines()))


def blame(body, **hint):
    source = body if body.startswith("def ") else f"def blame(x, y, z, w):\n    {body}"
    return said(check.blame, ran(source, **PICTURE)["blame"], **hint)


PICTURE = ran(
    BUILD + "x, y, z, w = Value(2.0), Value(3.0), Value(-1.0), Value(4.0)\np = x + y\nq = z * w\nout = p * q\n"
)


# What the checks take for granted


def test_the_numbers_of_the_graph_are_those_that_the_engine_computes():
    a, b, c, f = Engine(2.0), Engine(-3.0), Engine(10.0), Engine(-2.0)
    e = a * b
    d = e + c
    L = d * f
    L.backward()
    nodes = dict(a=a, b=b, c=c, d=d, e=e, f=f, L=L)
    assert {name: node.data for name, node in nodes.items()} == DATA
    assert {name: node.grad for name, node in nodes.items()} == GRADIENTS
    for name, (op, left, right) in MADE.items():
        assert nodes[name]._op == op and nodes[name]._prev == (nodes[left], nodes[right])


def test_the_gradients_that_blame_is_to_find_are_the_engine_s():
    right = ran(check.blame.solution)["blame"]
    for case in CASES:
        x, y, z, w = map(Engine, case)
        ((x + y) * (z * w)).backward()
        assert right(*case) == [x.grad, y.grad, z.grad, w.grad]


def test_the_step_goes_where_the_prediction_says():
    moved = [DATA[name] + 0.01 * GRADIENTS[name] for name in "abcf"]
    a, b, c, f = moved
    assert said(check.step, (a * b + c) * f)[0] == "✓"
    assert said(check.step, -8 + 0.01 * sum(GRADIENTS[name] ** 2 for name in "abcf"))[0] == "✓"


# Exercise 1


@pytest.mark.parametrize(
    "cell",
    [
        check.filled.solution,
        "L.grad = 1\nd.grad = -2\nf.grad = 4\ne.grad = -2\nc.grad = -2\na.grad = 6\nb.grad = -4",
        "L.grad = 1.0\nd.grad, f.grad = f.data, d.data\ne.grad = c.grad = d.grad\n"
        "a.grad, b.grad = b.data * f.data, a.data * f.data",
        "L.grad = 1.0\nfor v in (L, d, e):\n    left, right = v._prev\n"
        "    left.grad = (right.data if v._op == '*' else 1.0) * v.grad\n"
        "    right.grad = (left.data if v._op == '*' else 1.0) * v.grad",
    ],
)
def test_a_graph_filled_in_right_passes(cell):
    text = filled(cell)
    assert text.startswith("✓ all seven gradients are right") and "\n" not in text


OWN = "that is {}'s own value times {}.grad. In "
SLIPS = {  # one line of the solution replaced, and what is said of its number
    "L.grad = 0.0": "0 is what every gradient starts with.",
    "L.grad = L.data": "that is L's own value.",
    "L.grad = 2.0": "as L rises, how fast does L rise?",
    "L.grad = -1.0": "as L rises, L does not fall.",
    "d.grad = d.data": OWN.format("d", "L") + "L = d * f",
    "d.grad = -f.data": "the size is right, the sign is not",
    "d.grad = 0.0": "0 is what every gradient starts with: is its line missing, does it stand above the line it needs, or did",
    "d.grad = L.grad": "that is L.grad, as it is passed on through a sum.",
    "d.grad = f.data + L.grad": "that is the local derivative plus L.grad.",
    "d.grad = L.data": "that is L's value.",
    "f.grad = f.data": OWN.format("f", "L") + "L = d * f",
    "f.grad = -d.data": "the size is right, the sign is not",
    "f.grad = d.data + L.grad": "that is the local derivative plus L.grad.",
    "e.grad = 1.0": "that is the local derivative, how fast d rises as e does.",
    "e.grad = e.data": "that is e's own value.",
    "e.grad = c.data": "that is c's value, as if d were a product.",
    "e.grad = c.data * d.grad": "that is d.grad times c, as in a product.",
    "e.grad = e.data * d.grad": "that is d.grad times e. In d = e + c, neither",
    "e.grad = -d.grad": "the size is right, the sign is not",
    "e.grad = d.grad / 2": "half of d.grad, or d.grad + 1?",
    "e.grad = 1.0 + d.grad": "half of d.grad, or d.grad + 1?",
    "e.grad = d.data": "that is d's value.",
    "c.grad = 1.0": "that is the local derivative, how fast d rises as c does.",
    "c.grad = c.data": "that is c's own value.",
    "c.grad = e.data": "that is e's value, as if d were a product.",
    "c.grad = e.data * d.grad": "that is d.grad times e, as in a product.",
    "a.grad = b.data": "that is the local derivative, how fast e rises as a does. Multiply it by e.grad.",
    "a.grad = a.data": "that is a's own value. In e = a * b",
    "a.grad = a.data * e.grad": OWN.format("a", "e") + "e = a * b",
    "a.grad = e.grad": "that is e.grad, as it is passed on through a sum.",
    "a.grad = b.data + e.grad": "that is the local derivative plus e.grad.",
    "a.grad = -b.data * e.grad": "the size is right, the sign is not: both factors have a sign.",
    "a.grad = b.data * e.grad * d.grad": "that is the right gradient times e.grad once more",
    "b.grad = a.data": "that is the local derivative, how fast e rises as b does.",
    "b.grad = b.data * e.grad": OWN.format("b", "e") + "e = a * b",
    "b.grad = b.data": "that is b's own value. In e = a * b",
    "b.grad = e.grad": "that is e.grad, as it is passed on through a sum.",
    "b.grad = a.data + e.grad": "0 is what every gradient starts with: is its line missing, does it stand above the line it needs, or did the cell stop before it? Or did you add 2 and -2?",
    "b.grad = 4.0": "the size is right, the sign is not",
    "a.grad = 0.006": "that is how far L moves if a moves by 0.001.",
    "a.grad = 0.0": "0 is what every gradient starts with: is its line missing, does it stand above the line it needs, or did",
    "a.grad = b": "that is a Value. A gradient is a plain number",
    "a.grad = '6'": "a gradient is one number, and this is '6'.",
    "a.grad = True": "a gradient is one number, and this is True.",
    "a.grad = [6.0]": "a gradient is one number, and this is [6].",
    "a.grad = float('nan')": "a gradient is one number, and this is nan.",
    "a.grad = 17.5": "which result does it move first",
}


@pytest.mark.parametrize(("line", "about"), SLIPS.items(), ids=SLIPS)
def test_a_wrong_gradient_is_told_apart(line, about):
    name = line.partition(".")[0]
    first, *rest = with_one_wrong(line).split("\n")
    assert first.startswith(f"✗ {name}.grad is ") and f"But as {name} rises by 0.001, L " in first
    assert rest[0].startswith(f"  {name}.grad: {about}"), rest
    assert rest[-1] == "  (hint=2 says more.)"


@pytest.mark.parametrize(
    ("table", "names"), [(n03.AT_THE_END, "L"), (n03.PRODUCT, "dfab"), (n03.SUM, "ec"), (n03.IN_BOTH, "dfabec")]
)
def test_every_slip_of_a_table_is_told_of_some_number(table, names):
    told = set()
    for name in names:
        beside = n03.around(name)
        for back in {GRADIENTS.get(beside.get("out")), 5.0}:  # after a right gradient, and after a wrong one
            given_grads = GRADIENTS | ({beside["out"]: back} if name != "L" else {})
            for formula, hint in table.items():
                grad = eval(formula, {}, beside | {"back": back})
                found = n03.diagnosis(name, given_grads | {name: grad})
                told |= {formula} if found == hint.format(**beside) else set()
    assert told == set(table)


def test_the_first_wrong_one_from_L_back_is_refuted_by_a_nudge():
    assert with_one_wrong("a.grad = b.data").startswith("✗ a.grad is -3. But as a rises by 0.001, L rises by 0.006.\n")
    assert with_one_wrong("d.grad = 4").startswith("✗ d.grad is 4. But as d rises by 0.001, L falls by 0.002.\n")


def test_what_follows_from_a_mistake_is_not_held_against_it():
    follows = "the local derivative times a gradient that is wrong. Once that is right, a formula is, too; work a number out anew."
    _, first, second, _ = with_one_wrong("d.grad = d.data * L.grad").split("\n")
    assert (
        first.startswith("  d.grad: that is d's own value times L.grad")
        and second == f"  e.grad, c.grad, a.grad, b.grad: {follows}"
    )
    _, first, second, _ = with_one_wrong("L.grad = L.data").split("\n")
    assert first.startswith("  L.grad: that is L's own value.") and second.startswith(
        "  d.grad, f.grad, e.grad, c.grad"
    )


def test_zeros_that_follow_from_a_zero_are_told_as_that():
    text = filled("L.grad = 1.0")
    assert "e.grad, c.grad, a.grad, b.grad: 0 as long as the gradient of the result is 0." in text
    assert "d.grad: 0 is what every gradient starts with" in text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("d.grad = f * L.grad", "`f` is a whole Value, and its number is `f.data`."),
        ("d.grad = f.data * L", "`L` is a whole Value, and its number is `L.data`."),
        ("d.grad = f.dat * L.grad", ""),
    ],
)
def test_a_cell_that_stopped_is_told_in_the_learner_s_terms(monkeypatch, line, told):
    names = ran(BUILD)
    with pytest.raises((AttributeError, TypeError)) as stopped:
        ran(check.filled.solution.replace("d.grad = f.data * L.grad", line), **names)
    monkeypatch.setattr(sys, "last_value", stopped.value, raising=False)
    text = said(check.filled, names["L"])
    assert f"d.grad: its cell stopped with an error at `{line}`{': ' * bool(told)}{told}" in text
    names = ran(BUILD + check.filled.solution)
    assert said(check.filled, names["L"])[0] == "✓"


def notebook_after(cells):
    """Return the names of a notebook in which these cells ran, one after the other, and its last error if any."""
    names, error = ran(BUILD), None
    for cell in cells:
        names.setdefault("In", [""]).append(cell)
        try:
            run_in(names, cell)
        except Exception as stopped:
            error = stopped
    return names, error


BARE = check.filled.solution.replace("d.grad = f.data * L.grad", "d.grad = f * L.grad")
LATE = (
    "d.grad = f.data * L.grad\nf.grad = d.data * L.grad\ne.grad = c.grad = d.grad\na.grad = b.grad = 0.0\nL.grad = 1.0"
)


@pytest.mark.parametrize(
    ("cells", "stopped"),
    {
        (BARE,): True,
        (BARE, "f", "L.grad"): True,
        (BARE, LATE): False,  # that one did not stop
        (LATE, BARE): True,
        (BARE, "L.grad = 1.0"): False,
        (BARE, "for v in (d, f): setattr(v, 'grad', 0.0)"): False,
        (BARE, "e = a * b\nd = e + c\nL = d * f"): False,
        (BARE, LATE, BARE): True,
    }.items(),
)
def test_only_an_error_of_the_last_answer_is_told(monkeypatch, cells, stopped):
    names, error = notebook_after(cells)
    monkeypatch.setattr(sys, "last_value", error, raising=False)
    text = said(check.filled, names["L"])
    assert text.startswith("✗ ") and ("stopped" in text) == stopped


@pytest.mark.parametrize("before", [STUB, ""], ids=["stub", "fresh"])
@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (BARE, "its cell stopped with an error at `d.grad = f * L.grad`: `f` is a whole Value"),
        (BARE.replace("f * L", "f L"), "SyntaxError at `d.grad = f L.grad`"),
        ("L.grad = 1.0\nd = f.data * L.grad", "`d` is a plain number now, -2: does the line for it begin with `d =`?"),
        ("L.grad = 1.0\nd.gard = f.data * L.grad", "`d.gard` is -2: is `d.grad` meant?"),
    ],
)
def test_a_line_that_set_no_gradient_is_told_and_not_what_was_there_before(monkeypatch, before, cell, told):
    names, error = notebook_after([before, cell])
    monkeypatch.setattr(sys, "last_value", error, raising=False)
    text = said(check.filled, names["L"])
    assert told in text and "in place of its `...`" not in text and "all seven still hold it" not in text


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (BARE, "f.grad: as it was before your cell ran: that stopped above this line."),
        (BARE.replace("f * L", "f L"), "d.grad = f L.grad`, and nothing in it has run. So this is about what was"),
        (" " + BARE, "an IndentationError at `L.grad = 1.0`, and nothing in it has run."),
    ],
)
def test_wrong_numbers_of_an_earlier_answer_are_told_as_that(monkeypatch, cell, told):
    names, error = notebook_after(["L.grad, d.grad, f.grad = 1.0, 4.0, -2.0", cell])
    monkeypatch.setattr(sys, "last_value", error, raising=False)
    assert told in said(check.filled, names["L"])
    run_in(names, check.filled.solution)
    assert ("about what was there before" in said(check.filled, names["L"])) == isinstance(error, SyntaxError)


@pytest.mark.parametrize("runs", [2, 3])
def test_gradients_that_were_added_up_are_told_as_that(runs):
    text = filled(runs * (check.filled.solution.replace(".grad =", ".grad +=") + "\n"))
    assert text.startswith(f"✗ L.grad is {runs}.") and f"`+=` leaves when the cell has run {runs} times" in text
    assert "which result" not in text
    assert filled(check.filled.solution.replace(".grad =", ".grad +="))[0] == "✓"


def test_a_zero_that_a_sum_of_wrong_numbers_gives_is_asked_about():
    added = "L.grad = 1.0\nd.grad, f.grad = f.data + 1, d.data + 1\ne.grad = c.grad = 1 + d.grad\n"
    assert "e.grad: 0 is what every gradient starts with" in filled(added) and "Or did you add 1 and -1?" in filled(
        added
    )


def test_what_stands_below_the_line_of_an_error_is_told_as_that(monkeypatch):
    names, error = notebook_after(["L.grad = 1.0\nd.grad = f * L.grad\nf.grad = d.data\ne.grad = c.grad = d.grad"])
    monkeypatch.setattr(sys, "last_value", error, raising=False)
    text = said(check.filled, names["L"])
    assert "d.grad: its cell stopped with an error at `d.grad = f * L.grad`: `f` is a whole Value" in text
    assert "\n  f.grad, e.grad, c.grad: still 0, for the cell stopped above this line.\n" in text
    assert "\n  a.grad, b.grad: 0 as long as" in text  # those lines are missing


def test_a_cell_that_never_ran_is_asked_about():
    assert "all seven still hold it: has your cell run" in filled("")
    assert "all seven" not in filled(check.filled.solution.replace("1.0", "0.0"))


def test_a_number_set_in_place_of_a_gradient_is_named():
    text = filled(check.filled.solution.replace("a.grad =", "a.data ="))
    assert (
        "f = -2: `a.data` is 6. Does a line of yours set it, in place of `a.grad`? If so, mend it; run the cell" in text
    )


def test_leaves_that_the_notebook_itself_has_moved_are_not_laid_to_the_answer():
    cells = {cell.id: cell.source for cell in v4.reads(NOTEBOOK.read_text(encoding="utf-8")).cells}
    (steps,) = [source for source in cells.values() if "leaf.data = start" in source]
    text = filled(f"{check.filled.solution}\n{steps}")
    assert "its leaves have moved by 0.01 times their gradients since." in text and "a line of yours" not in text


def test_a_name_that_was_taken_for_its_gradient_is_named():
    assert "`L` is a plain number now, 1. Does a line of yours begin with `L =`" in said(check.filled, 1.0)
    text = with_one_wrong("b.grad = 0.0\nb = a.data * e.grad")
    assert "b.grad: `b` is a plain number now, -4: does the line for it begin with `b =`?" in text


def test_a_number_close_to_the_right_one_is_shown_with_the_digits_that_tell_it_apart():
    assert with_one_wrong("f.grad = 4.001").startswith("✗ f.grad is 4.001.")


def test_two_mistakes_are_told_at_once():
    text = filled("L.grad, d.grad, f.grad, e.grad, c.grad = 1.0, 4.0, 4.0, 4.0, 1.0\na.grad, b.grad = -12.0, 6.0")
    assert (
        "d.grad: that is d's own value times L.grad" in text
        and "e.grad, a.grad: the local derivative times a gradient that is wrong" in text
    )
    assert "c.grad: that is the local derivative" in text
    assert "b.grad: that is b's own value times e.grad" in text and "f.grad" not in text


def test_of_two_explanations_the_one_that_the_other_input_has_too_is_told():
    swapped = "L.grad = 1.0\nd.grad, f.grad = d.data, f.data\ne.grad = c.grad = d.grad\n"
    text = filled(swapped + "a.grad, b.grad = a.data * e.grad, b.data * e.grad")
    assert "a.grad: that is a's own value times e.grad" in text and "b.grad: that is b's own value times e.grad" in text
    added = "L.grad = 1.0\nd.grad, f.grad = f.data + 1, d.data + 1\ne.grad = c.grad = d.grad\n"
    text = filled(added + "a.grad, b.grad = b.data + e.grad, a.data + e.grad")
    assert "a.grad: that is the local derivative plus" in text and "b.grad: that is the local derivative plus" in text
    by_data = "L.grad = 1.0\nd.grad, f.grad = f.data * L.data, d.data * L.data\ne.grad = c.grad = d.data\n"
    text = filled(by_data + "a.grad, b.grad = b.data * e.data, a.data * e.data")
    assert "a.grad: that is b times e's data" in text and "b.grad: that is a times e's data" in text


def test_a_stub_is_not_yet_an_answer_and_what_is_there_counts():
    assert filled(STUB).startswith("not yet: type what L.grad is in place of its `...`, then run both cells.\n")
    text = filled(STUB.replace("L.grad = ...", "L.grad = 1.0").replace("f.grad = ...", "f.grad = 4.0"))
    assert text.startswith("not yet: right so far: L.grad, f.grad. Now type what d.grad is in place")
    assert filled(STUB.replace("f.grad = ...", "f.grad = -2.0")).startswith("✗ f.grad is -2.")
    assert filled("").splitlines()[1].startswith("  L.grad: 0 is what every gradient starts with")
    for nothing in (..., None):
        assert said(check.filled, nothing).startswith("not yet: run the cell that builds L")


@pytest.mark.parametrize(
    "L",
    [
        1.0,
        "L",
        graph("L = d + f")["L"],
        graph("L = a * b")["L"],
        graph("a.data = 2.06")["L"],
        graph("L = f * d")["L"],
        graph()["Value"],
        graph("L._prev = None")["L"],
        graph("L._prev = (L, L)")["L"],
    ],
    ids=lambda L: type(L).__name__,  # of no address: the tests' names are the same in each process
)
def test_another_graph_is_not_checked(L):
    assert said(check.filled, L).startswith("✗ this is not the graph of (a*b + c) * f with a = 2, b = -3, c = 10 and ")


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(list(GRADIENTS)), st.floats() | st.none() | st.text() | st.just(len) | st.just(1j))
def test_one_gradient_passes_only_if_it_is_right(name, given_grad):
    names = graph(check.filled.solution)
    names[name].grad = given_grad
    right = isinstance(given_grad, float) and math.isclose(given_grad, GRADIENTS[name], rel_tol=1e-6)
    assert (said(check.filled, names["L"])[0] == "✓") == right


# Exercise 2

ONE_BY_ONE = """\
def blame(x, y, z, w):
    p = x + y
    q = z * w
    dp, dq = q, p
    return (dp, dp, w * dq, z * dq)"""


@pytest.mark.parametrize("body", ["return [z * w, z * w, w * (x + y), z * (x + y)]", check.blame.solution, ONE_BY_ONE])
def test_formulas_that_are_right_pass(body):
    text = blame(body)
    assert text.startswith("✓ blame is right: 5 graphs") and "\n" not in text
    assert text.endswith("A tuple will do as well as a list.") == (body == ONE_BY_ONE)


@pytest.mark.parametrize(
    ("body", "about"),
    {
        "return [q, q, w * p, z * p]": "Plain numbers come in here, with no `data`.",
        "return [q, q, p, p]": "Plain numbers come in here, with no `data`.",
        "return [q.data, q.data, w * p.data, z * p.data]": "p and q are the picture's",
        "return [z.data, z.data, w, z]": "Plain numbers come in here, with no `data`.",
        "return [w * z, w * z, w * (x + y), z * (x + y), 1.0]": "You return 5 numbers, and there are four leaves.",
        "return {'x': 1}": "Return four numbers in a list",
        "yield z * w": "A function with a `yield` gives a generator",
        "return [z * w, z * w, ..., ...]": "There is still a `...` among them.",
        "def blame(a, b, c, d):\n    return [z * w, z * w, w * (x + y), z * (x + y)]": "Those are made of the notebook's own",
        "return [round(g, 2) for g in (z * w, z * w, w * (x + y), z * (x + y))]": "Right, and then rounded",
        "return [round(g, 3) for g in (z * w, z * w, w * (x + y), z * (x + y))]": "Right, and then rounded",
        "return [[z * w, z * w], [w * (x + y), z * (x + y)]]": "Return four numbers in a list",
        "return [p.grad, p.grad, q.grad, q.grad]": "All 0: are those the gradients",
        "out = (x + y) * z * w\n    return [out / (x + y), out / (x + y), out / z, out / w]": "You divide by one of",
        "x, y, z, w = map(Value, (x, y, z, w))\n    return [z * w, z * w, (x + y) * w, (x + y) * z]": "Those are Values, and",
        "out = (x + y) * z * w\n    return [out / x, out / y, (x + y) * w, (x + y) * z]": "z and w are right. out divided by",
        "return [17.0, 2.0, x, y]": "A general hint: Walk back as before",
        "[z * w, z * w, w * (x + y), z * (x + y)]": "A function that ends without `return`",
        "def blame(x, y):\n    return [x, y]": "Leave the first line as it was",
        "def blame(x, y, z, w, v):\n    return [x, y]": "Leave the first line as it was",
        "while True: pass": "Is there a loop that nothing ends?",
        "return blame(x, y, z, w)": "Where does that end?",
    }.items(),
)
def test_other_wrong_answers_are_told_apart(body, about):
    first, second, *_ = blame(body).split("\n")
    assert first.startswith("✗ for blame(") and second.startswith(f"  {about}"), (first, second)


def test_an_array_does_as_well_as_a_list():
    right = "array('d', [z * w, z * w, w * (x + y), z * (x + y)])"
    assert blame(f"from array import array\n    return {right}").startswith("✓ ")


def test_formulas_that_are_right_for_some_numbers_only_do_not_pass():
    text = blame("p, q = x + y, z * w\n    return [q, q, w * p, z * p] if x else [1.0] * 4")
    assert text.startswith("✗ for blame(0.0, 6.0, 0.0, 2.5) you gave [1, 1, 1, 1], nudges give [0, 0, 15, 0].")


@pytest.mark.parametrize("body", ["return ...", "...", "pass", "return None"])
def test_a_stub_of_blame_is_not_yet_an_answer(body):
    assert blame(body).startswith("not yet: for blame(2.0, 3.0, -1.0, 4.0) you gave ")
    assert said(check.blame, ...).startswith("not yet: ")
    assert said(check.blame, 5).startswith("✗ `blame` should be a function")


@pytest.mark.parametrize(
    "check_again", [lambda hint: filled("L.grad = 2", hint=hint), lambda hint: blame("return 1.0", hint=hint)]
)
def test_each_hint_says_more_and_the_last_shows_a_solution(check_again):
    texts = [check_again(hint) for hint in range(1, 6)]
    shown = ["One way to do it:" in text for text in texts]
    assert not shown[0] and not shown[1] and shown[-1]
    assert texts[0].endswith("(hint=2 says more.)") and len(texts[0]) < len(texts[1])


# Predictions


@pytest.mark.parametrize(
    ("checked", "right"),
    [
        (check.output_gradient, [1, 1.0]),
        (check.through_product, [-2, -2.0]),
        (check.through_sum, [-2]),
        (check.two_products, [0.006, 0.006001]),
        (check.step, [-7.28, -7.286, -7.286496, -7.3]),
    ],
)
def test_a_prediction_is_answered(checked, right):
    said_at_first, *hint, show = said(checked, 1234.5).split("\n")
    assert said_at_first == "✗ you said 1234.5, and that is not it." and show == "  (show=True shows the number.)"
    assert all(line.startswith("  A general hint: ") for line in hint)
    for guess in right:
        assert said(checked, guess).startswith("✓ ")
    assert said(checked, ...).startswith("not yet: ") and said(checked, "6").startswith("✗ a prediction is one number")


def test_a_prediction_between_two_slips_is_neither_of_them():
    assert "a's own step" in said(check.step, -7.94) and "it comes in twice" in said(check.step, -7.96)
    for between in (-7.92, -7.95, -7.98):
        assert "A general hint: Take the leaves one by one" in said(check.step, between)
    assert "e and d as well" in said(check.step, -7.2) and "e, d and L" in said(check.step, -7.19)


@pytest.mark.parametrize(
    ("checked", "guess", "told"),
    [
        (check.output_gradient, 8, "the size of L's value"),
        (check.through_sum, -8, "That is L itself"),
        (check.two_products, -0.003, "how far e moves"),
        (check.two_products, 6, "how many times as far"),
        (check.step, -7.68, "moves its leaf down, and L rises"),
        (check.step, 72, "only 0.01 times"),
    ],
)
def test_a_guess_that_a_slip_explains(checked, guess, told):
    assert told in said(checked, guess)


# The notebook


def test_two_values_that_hold_each_other_as_gradient_are_told_to_hold_numbers():
    ring = "L.grad = 1.0; d.grad = f; f.grad = d; e.grad = d.grad; c.grad = d.grad; a.grad = b; b.grad = a"
    shows_grad = "Value.__repr__ = lambda v: f'Value({v.data}, grad={v.grad})'"
    text = filled(f"{shows_grad}\n{ring}")
    assert text.startswith("✗ d.grad is a Value. But as d rises") and "take its `data`" in text
