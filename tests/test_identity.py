"""What the notebooks build is what the package holds: their `Value`, read but not run, is micrograd.engine.Value.

The notebooks reach the engine step by step. Until the step is written, the engine is compared as if it were not there:
each class of `STEPS` takes one out, and stops by itself when the notebook it waits for arrives.
"""

import ast
import copy
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import v4

from micrograd import engine

ROOT = Path(__file__).resolve().parent.parent
ENGINE = (ROOT / "micrograd" / "engine.py").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
COMPLETE = 7  # the notebook after which nothing of the engine may be missing


# What the notebooks build


def cells_of(path):
    """Return a notebook's code cells as (source, tags)."""
    cells = v4.reads(path.read_text(encoding="utf-8")).cells
    return [(c.source, c.metadata.get("tags", [])) for c in cells if c.cell_type == "code"]


def members(tree):
    """Return the members of a class or module by name, without docstrings: its functions, and names it assigns to."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = without_docstring(node)
        elif isinstance(node, ast.Assign):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


def without_docstring(function):
    function = copy.deepcopy(function)
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:] or [ast.Pass()]
    return function


def added(function):
    """Return a function that a decorator such as @add_to(Value) makes a method, without that decorator; else None."""
    others = [d for d in function.decorator_list if not re.fullmatch(r"[\w.]+\(Value\)", ast.unparse(d))]
    stub = ast.unparse(function.body[-1]) in ("...", "return ...")  # an exercise, for the learner to write
    if len(others) == len(function.decorator_list) or stub:
        return None
    function = without_docstring(function)
    function.decorator_list = others
    return function


def definitions(source):
    """Return the members of Value that a cell defines: of the class written anew, and each added later."""
    found = {}
    for node in ast.parse(TransformerManager().transform_cell(source)).body:
        if isinstance(node, ast.ClassDef) and node.name == "Value":
            found |= members(node)
        elif isinstance(node, ast.FunctionDef) and (method := added(node)):
            found[node.name] = method
    return found


def build(notebooks):
    """Return the Value that notebooks build, as members by name, and what is wrong with the recaps on the way."""
    built, wrong = {}, []
    for name, cells in notebooks.items():
        for source, tags in cells:
            new = definitions(source)
            if "recap" in tags and new:
                wrong += unlike(new, built, f"{name}, recap", "what was built before it")
            built |= new
    return built, wrong


def unlike(ours, theirs, here, there):
    """Return a message for each member in which two Values differ."""
    told = []
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = (ast.unparse(value[name]) if name in value else "nothing" for value in (ours, theirs))
        if one != other:
            told.append(f"{name} in {here}:\n{one}\n{name} in {there}:\n{other}")
    return told


# What the package holds, less what comes later


class Slopes(ast.NodeTransformer):
    """Inputs have no slopes yet, and are kept as they are, in _prev."""

    until = 4

    def visit_Tuple(self, node):
        pairs = [e.elts for e in node.elts if isinstance(e, ast.Tuple)]
        if pairs and len(pairs) == len(node.elts):
            return ast.Tuple([source for source, _slope in pairs], node.ctx)
        return node

    def visit_arg(self, node):
        return ast.arg("_prev") if node.arg == "_edges" else node

    def visit_Name(self, node):
        return ast.Name("_prev", node.ctx) if node.id == "_edges" else node

    def visit_Attribute(self, node):
        return ast.Attribute(self.visit(node.value), "_prev" if node.attr == "_edges" else node.attr, node.ctx)

    def visit_FunctionDef(self, node):
        return None if node.name == "_prev" else self.generic_visit(node)


class Gradients(ast.NodeTransformer):
    """There is no grad yet, neither kept nor shown."""

    until = 3

    def visit_Assign(self, node):
        return None if ast.unparse(node.targets[0]) == "self.grad" else node

    def visit_JoinedStr(self, node):
        return ast.parse(ast.unparse(node).replace(", grad={self.grad}", ""), mode="eval").body


class PlainNumbers(ast.NodeTransformer):
    """The other side of an operator is a Value, never a plain number."""

    until = 6

    def visit_Assign(self, node):
        return None if ast.unparse(node) == "other = other if isinstance(other, Value) else Value(other)" else node


class RealNumbers(ast.NodeTransformer):
    """Whatever is given as data is taken as it is."""

    until = 6

    def visit_IfExp(self, node):
        return node.body if ast.unparse(node) == "data if type(data) is float else real(data)" else node


STEPS = Gradients, Slopes, PlainNumbers, RealNumbers


def number(name):
    return int(name[:2])


def package(names, source=ENGINE):
    """Return the engine's Value as it should be after the notebooks of these names, as members by name."""
    tree = ast.parse(source)
    for step in STEPS:
        if step.until not in map(number, names):
            tree = step().visit(tree)
    (value,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Value")
    return members(value)


def mistakes(notebooks, source=ENGINE):
    """Return all that keeps these notebooks, cells by name, from building what the package holds."""
    built, wrong = build(notebooks)
    held = package(notebooks, source)
    if COMPLETE not in map(number, notebooks):
        held = {name: node for name, node in held.items() if name in built}  # the rest is still to be built
    return wrong + unlike(built, held, "the notebooks", "micrograd/engine.py")


# The proof


@pytest.fixture(scope="module")
def course():
    return {path.stem: cells_of(path) for path in NOTEBOOKS}


def test_the_notebooks_build_the_engine(course):
    assert not (wrong := mistakes(course)), "\n\n".join(wrong)


def test_the_proof_has_something_to_prove(course):
    built, _ = build(course)
    assert {"__init__", "__repr__", "__add__", "__mul__"} <= built.keys()


def test_no_step_waits_for_what_is_not_there():
    for step in STEPS:
        before, after = ast.parse(ENGINE), step().visit(ast.parse(ENGINE))
        assert ast.unparse(before) != ast.unparse(after), f"{step.__name__} takes nothing out of the engine"


# The same, by behaviour


expressions = st.recursive(
    st.floats(-1e3, 1e3) | st.integers(0, 5),  # a number is a new leaf, an integer one that is shared
    lambda inner: st.tuples(st.sampled_from("+*"), inner, inner),
    max_leaves=20,
)


def evaluate(expression, Value):
    shared = {}

    def value(e):
        if isinstance(e, int):
            return shared.setdefault(e, Value(float(e)))
        if isinstance(e, float):
            return Value(e)
        op, left, right = e
        return value(left) + value(right) if op == "+" else value(left) * value(right)

    return value(expression)


def graph(root):
    """Return a graph as rows (data, operation, rows of its inputs), inputs before what is made from them."""
    rows, row_of = [], {}

    def visit(node):
        if id(node) not in row_of:
            inputs = [visit(source) for source in node._prev]
            row_of[id(node)] = len(rows)
            rows.append((node.data, node._op, inputs))
        return row_of[id(node)]

    visit(root)
    return rows


@pytest.fixture(scope="module")
def learners_value(course):
    """The class that the notebooks' cells define, brought to life."""
    built, _ = build(course)
    tree = ast.parse("import math\nfrom micrograd.floats import *\nclass Value: pass")
    tree.body[-1].body += built.values()
    names = {}
    exec(compile(ast.unparse(tree), "the notebooks", "exec"), names)
    return names["Value"]


@settings(deadline=None)
@given(expressions)
def test_both_compute_the_same_graph(learners_value, expression):
    assert graph(evaluate(expression, learners_value)) == graph(evaluate(expression, engine.Value))


# The proof can fail

TWO = '''
class Value:
    """A number that remembers."""

    def __init__(self, data, _prev=(), _op=""):
        self.data = data
        self._prev = _prev
        self._op = _op

    def __repr__(self):
        return f"Value({self.data})"

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), "+")
'''
MUL = '''
@add_to(Value)
def __mul__(self, other):
    """Multiply."""
    return Value(self.data * other.data, (self, other), "*")
'''


def toy(*sources, recap=None, name="02_toy"):
    following = {"03_toy": [(recap, ["recap"])]} if recap else {}
    return {name: [(source, []) for source in sources], **following}


def test_a_right_notebook_passes():
    assert mistakes(toy(TWO, "a = Value(2.0)", "%matplotlib inline\n!ls", MUL)) == []


@pytest.mark.parametrize(
    "right, wrong",
    [
        ("self.data * other.data", "self.data + other.data"),
        ("(self, other), '*'", "(other, self), '*'"),
        ("'*'", "'x'"),
        ("__mul__(self, other)", "__mul__(self, o, other)"),
        ("__mul__(", "__times__("),
        ("_op=''", "_op='?'"),
        ("self._prev = _prev\n", "self._prev = set(_prev)\n"),
    ],
)
def test_a_wrong_line_is_found(right, wrong):
    sources = [ast.unparse(ast.parse(source)) for source in (TWO, MUL)]
    assert any(right in source for source in sources)
    assert mistakes(toy(*sources)) == []
    assert mistakes(toy(*(source.replace(right, wrong) for source in sources)))


@pytest.mark.parametrize("body", ["...", "return ..."])
def test_the_last_definition_counts_and_an_exercise_does_not(body):
    bug, exercise = MUL.replace("*", "+"), f"@add_to(Value)\ndef __mul__(self, other):\n    {body}"
    assert mistakes(toy(TWO, bug, MUL, exercise)) == []
    assert mistakes(toy(TWO, MUL, bug))


def test_a_missing_method_is_found_when_the_engine_should_be_complete():
    every = ast.unparse(next(node for node in ast.parse(ENGINE).body if isinstance(node, ast.ClassDef)))
    steps = {f"{n:02}_toy": [(every if n == 2 else "", [])] for n in range(COMPLETE + 1)}
    assert mistakes(steps) == []
    steps["02_toy"] = [(re.sub(r"def tanh", "def tanh2", every), [])]
    assert "tanh" in "".join(mistakes(steps))


def test_each_step_is_demanded_once_its_notebook_is_there():
    for step in STEPS:
        course = toy(TWO, MUL) | {f"{step.until:02}_toy": []}
        assert mistakes(course), step.__name__


def test_a_recap_must_hold_all_that_was_built_before_it():
    def recaps_wrong(recap):
        return build(toy(TWO, MUL, recap=recap))[1]

    method = re.sub(r"(?m)^", "    ", MUL.replace("@add_to(Value)\n", ""))
    assert not recaps_wrong(TWO + method)
    assert "__mul__" in recaps_wrong(TWO)[0]
    assert "__mul__" in recaps_wrong(TWO + method.replace("*", "+"))[0]
