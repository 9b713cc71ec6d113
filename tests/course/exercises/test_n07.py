"""The checks of notebook 07 but for the engine's own: predictions, witnesses; and what PyTorch says there."""

import ast

import pytest
from checking import defined, said
from nbformat import v4
from project import ROOT

from micrograd.course import check
from micrograd.engine import Value

# Predictions


@pytest.mark.parametrize(
    ("checked", "guess", "begins"),
    [
        (check.used_twice, 7, "✓ 7: "),
        (check.used_twice, 7.1, "✓ 7: "),
        (check.used_twice, 5, "✗ you said 5, and that is not it."),
        (check.order, 2, "✓ 2: L, d, e."),
        (check.order, 1, "✗ you said 1, and that is not it."),
        (check.order, 1.99, "✗ "),
        (check.second_call, 8, "✓ 8: "),
        (check.second_call, 4, "✗ you said 4, and that is not it."),
    ],
)
def test_a_prediction_is_judged(checked, guess, begins):
    assert said(checked, guess).startswith(begins)


@pytest.mark.parametrize(
    ("checked", "guess", "about"),
    [
        (check.used_twice, 5, "a stands in the bracket, too"),
        (check.used_twice, 2, "a is a factor as well"),
        (check.used_twice, 10, "the value of the expression"),
        (check.used_twice, 4, "The b in the bracket"),
        (check.used_twice, 3, "Shares are added"),
        (check.order, 1, "before the share from d has arrived"),
        (check.second_call, 4, "after one call"),
        (check.second_call, 11, "Inner gradients start afresh"),
        (check.second_call, 15, "Inner gradients start afresh"),
        (check.second_call, 6, "a is also added to d"),
        (check.second_call, 3, "the share through d"),
        (check.second_call, 7, "a is added to d in the second call as well"),
        (check.second_call, 5, "goes through d as well"),
    ],
)
def test_a_slip_is_named(checked, guess, about):
    assert about in said(checked, guess).splitlines()[1]


@pytest.mark.parametrize("checked", [check.used_twice, check.order, check.second_call])
def test_no_prediction_yet(checked):
    assert said(checked, ...).startswith("not yet: ")


def test_the_predicted_numbers_are_those_of_the_engine():
    a, b = Value(2.0), Value(3.0)
    ((a + b) * a).backward()
    assert a.grad == 7.0
    a, b = Value(2.0), Value(3.0)
    d = a * b
    L = d + a
    L.backward()
    L.backward()
    assert (a.grad, d.grad) == (8.0, 1.0)


# Witnesses

SHARED = "def {}(a):\n    return a + a"
DEEPER = "def {}(a):\n    e = -a\n    return e + e"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("witness", SHARED),
        ("witness", "def {}(a):\n    return a * a"),
        ("witness", "def {}(a):\n    return a - a"),
        ("witness", "def {}(x, y):\n    return y / y"),
        ("witness", "def {}(a):\n    return a**a"),
        ("witness", "def {}(a, /):\n    print(a)\n    return a + a"),
        ("witness", "def {}(a, b):\n    return b * b"),
        ("deeper", DEEPER),
        ("deeper", "def {}(a):\n    return (lambda e: e * e)(a + a)"),
        ("deeper", "def {}(a, b):\n    e = a * b\n    return e * e"),
        ("deeper", "def {}(a):\n    e = a.exp()\n    return e * e"),
        ("deeper", "def {}(a):\n    e = 2 * a\n    return e - e"),
    ],
)
def test_every_smallest_witness_passes(name, body):
    text, *_ = said(getattr(check, name), defined(body.format(name))).splitlines()
    size = {"witness": "1 operation", "deeper": "2 operations"}[name]
    assert text.startswith("✓ with ") and text.endswith(f"It takes {size}, and there is no smaller one.")


@pytest.mark.parametrize(
    ("name", "body", "begins"),
    [
        ("witness", "def {}(a):\n    return ...", "not yet: with a = 2, `witness` gave `...`"),
        ("deeper", "def {}(a):\n    return ...", "not yet: with a = 2, `deeper` gave `...`"),
        ("witness", "def {}(a):\n    a + a", "✗ with a = 2, `witness` gave None, and should give a Value."),
        ("witness", "def {}(a):\n    return a", "✗ with a = 2, `=` gives a.grad = 1, and that is right."),
        ("witness", "def {}(a, b):\n    return a * b", "✗ with a = 2 and b = -3, `=` gives a.grad = -3, b.grad = 2, and"),
        ("witness", "def {}(a):\n    return a**2", "✗ with a = 2, `=` gives a.grad = 4, and that is right."),
        ("witness", "def {}(a):\n    return a * a + a", "✗ with a = 2, `=` gives a.grad = 2, and 5 is right: a witness. But"),
        ("witness", "def {}(a):\n    return 3.0", "✗ with a = 2, `witness` gave 3, and should give a Value."),
        ("witness", "def {}(a):\n    return [a + a]", "✗ with a = 2, `witness` gave [Value(4.0, grad=0.0)], and"),
        ("witness", "def {}(a):\n    return a.data + a.data", "✗ with a = 2, `witness` gave 4, and should give a Value."),
        ("witness", "def {}(a):\n    return a.sin()", "✗ with a = 2: your code stopped with AttributeError: "),
        ("witness", "def {}(a):\n    a.grad = 3.0\n    return a + 1", "✗ with a = 2, `=` gives a.grad = 1, and that is right."),
        ("witness", "def {}(a):\n    d = a + 1\n    d.grad = 3.0\n    return d * 2", "✗ with a = 2, `=` gives a.grad = 2, and"),
        ("witness", "def {}(a):\n    return (0 * a - 1).log()", "✗ with a = 2: your code stopped with ValueError: log(-1.0)"),
        ("witness", "def {}(a, b):\n    return b.log() * b", "✗ with a = 0.5 and b = 1.5, `=` gives b.grad = 1, and 1.41"),
        ("witness", "def {}():\n    return 3", "✗ `witness` should take one to four Values"),
        ("witness", "def {}(*a):\n    return a[0]", "✗ `witness` should take one to four Values"),
        ("witness", "def {}(a, b, c, d, e):\n    return a", "✗ `witness` should take one to four Values"),
        ("witness", "def {}(a):\n    while True: pass", "✗ with a = 2: your code comes to no end, or takes too long, and was stopped."),
        ("witness", "def {}(a):\n    return witness(a)", "✗ with a = 2: your code calls itself without end"),
        ("witness", "def {}(a):\n    for _ in range(100): a = a * a\n    return a", "✗ `witness` takes 100 operations"),
        ("deeper", "def {}(a):\n    for _ in range(100): a = a * a\n    return a", "✗ `deeper` takes 100 operations"),
        ("deeper", SHARED, "✗ with a = 2, the recursion gives a.grad = 2, and that is right."),
        ("deeper", "def {}(a):\n    return (-a) + (-a)", "✗ with a = 2, the recursion gives a.grad = -2, and that is right."),
        ("deeper", "def {}(a):\n    e = a * a\n    return e * (e + a)", "✗ with a = 2, the recursion gives a.grad = 68, and 44 is"),
    ],
)  # fmt: skip
def test_what_is_no_smallest_witness_is_told_why(name, body, begins):
    assert said(getattr(check, name), defined(body.format(name))).startswith(begins)


@pytest.mark.parametrize(
    ("name", "body", "hint"),
    [
        ("witness", "def {}(a):\n    return a + a + a", "Is there something that you can leave out"),
        ("witness", "def {}(a):\n    return a * 2", "`=` forgets what was there before."),
        ("witness", "def {}(a):\n    a + a", "A function without `return` gives None."),
        ("witness", "def {}(a):\n    return 3.0", "Return what the operations give, as it is."),
        ("witness", "def {}(a):\n    return type(a)(2.0) + type(a)(2.0)", "It is not made from what it is handed"),
        ("witness", "def {}(a):\n    return 0 * (a + a)", "All that comes back is 0 there"),
        ("deeper", "def {}(a):\n    e = 0 * a\n    return e + e", "All that comes back is 0 there"),
        ("deeper", "def {}(a):\n    return (-a) * (-a)", "You write the same thing twice"),
        ("deeper", "def {}(a):\n    return a * 2 + a * 2", "You write the same thing twice"),
        ("deeper", "def {}(a, b):\n    return (a + b).tanh() * (a + b).tanh()", "You write the same thing twice"),
        ("deeper", "def {}(a):\n    return a * 2 + a * 3", "It sends too much"),
        ("deeper", "def {}(a, b):\n    return a * a + b * b", "It sends too much"),
        ("deeper", "def {}(a, b):\n    return a * b + b * a", "It sends too much"),
        ("deeper", SHARED, "It sends too much"),
    ],
)
def test_the_first_hint_is_about_what_was_written(name, body, hint):
    assert hint in said(getattr(check, name), defined(body.format(name))).splitlines()[1]


@pytest.mark.parametrize("body", ["def {}(a):\n    return a + b", "def {}(a):\n    return a.sin()"])
@pytest.mark.parametrize("name", ["witness", "deeper"])
def test_what_stops_gets_no_hint_about_something_else(name, body):
    text = said(getattr(check, name), defined(body.format(name)), hint=3)
    assert "your code stopped with" in text and len(text.splitlines()) == 1


@pytest.mark.parametrize("thing", [3, "a + a", None, ...])
def test_what_is_no_function_is_told_so(thing):
    assert said(check.witness, thing).startswith(("✗ `witness` should be a function", "not yet: write `witness`"))


@pytest.mark.parametrize(("checked", "name"), [(check.witness, "witness"), (check.deeper, "deeper")])
def test_hints_say_more_and_more_and_at_last_all(checked, name):
    stub = defined(f"def {name}(a):\n    return ...")
    told = [said(checked, stub, hint=hint) for hint in range(1, 5)]
    assert [len(text) for text in told] == sorted({len(text) for text in told})
    assert "One way" not in told[2] and f"def {name}(a):" in told[3]


# PyTorch's numbers


@pytest.fixture(scope="module")
def notebook():
    """What the notebook's cells about PyTorch define, and its Value."""
    cells = v4.reads((ROOT / "notebooks" / "07_closed_book.ipynb").read_text(encoding="utf-8")).cells
    names, wanted = {"Value": Value}, ("def everything(", "def gradients(", "recorded = ")
    for cell in cells:
        if cell.cell_type == "code" and cell.source.startswith(wanted):
            exec(cell.source, names)
    return names


def test_the_engine_gives_the_gradients_that_pytorch_gave(notebook):
    assert notebook["gradients"](Value) == notebook["recorded"]


def test_pytorch_still_gives_them(notebook):
    torch = pytest.importorskip("torch")
    asked = notebook["gradients"](lambda x: torch.tensor(x, dtype=torch.float64, requires_grad=True))
    assert asked == pytest.approx(notebook["recorded"], rel=1e-11)


def test_the_expression_leaves_no_operation_out(notebook):
    found = set()

    def visit(node):
        found.add(node._op.rstrip("0123456789.") if node._op.startswith("**") else node._op)
        for source in node._prev:
            visit(source)

    visit(notebook["everything"](Value(2.0), Value(-3.0)))
    assert found == {"", "+", "-", "*", "/", "**", "neg", "relu", "tanh", "sigmoid", "exp", "log"}


def test_the_stored_notebook_does_not_depend_on_pytorch():
    """The cell that asks PyTorch prints nothing and ends in no expression, whether there is one or not."""
    cells = v4.reads((ROOT / "notebooks" / "07_closed_book.ipynb").read_text(encoding="utf-8")).cells
    (asking,) = (cell for cell in cells if cell.cell_type == "code" and "import torch" in cell.source)
    assert asking.outputs == []
    tree = ast.parse(asking.source)
    assert not any(isinstance(node, ast.Expr) for node in ast.walk(tree))
