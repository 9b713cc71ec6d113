"""Two classes side by side: what counts as the same, what a difference is said to cost, and nothing that can break."""

import ast
import inspect
import re
from textwrap import dedent, indent

import pytest
from checking import ran
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd import engine
from micrograd.course.beside import beside
from micrograd.engine import Value

ADD = inspect.getsource(Value.__add__)


def written(body, name="MyValue"):
    """Return a class with this body, written as in a cell of a notebook."""
    source = f"class {name}:\n" + indent(dedent(body) or "...", "    ")
    return ran(source, **vars(engine) | {"__name__": "__main__"})[name]


def row(name, body):
    """Return what is said of one method, and the note under it."""
    (found,) = (row for row in beside(written(body), Value).rows if row.name == name)
    return found.verdict, found.note


def test_a_class_beside_itself_is_the_same_in_everything():
    comparison = beside(Value, Value)
    assert {row.verdict for row in comparison.rows} == {"the same"}
    (tree,) = (node for node in ast.parse(inspect.getsource(engine)).body if isinstance(node, ast.ClassDef))
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert [row.name for row in comparison.rows] == ["__slots__", *defined]


def test_a_class_with_nothing_in_it_shows_nothing_of_ours():
    comparison = beside(written(""), Value)
    assert repr(comparison) == "MyValue has nothing in it yet: there is nothing to put beside Value."
    assert "def " not in comparison._repr_html_()


OTHER_NAMES = {  # what a learner may call otherwise in all of a class
    "_edges": ["_parents", "inputs", "_local"],
    "_op": ["op", "sign"],
    "_operations": ["_topo", "in_order"],
    "other": ["o", "that"],
    "self": ["me"],
    "source": ["src", "v"],
    "slope": ["local", "d"],
    "node": ["n"],
}


@given(st.fixed_dictionaries({}, optional={old: st.sampled_from(new) for old, new in OTHER_NAMES.items()}))
@settings(max_examples=20)
def test_names_that_are_changed_everywhere_are_no_difference(names):
    (source,) = [
        part for part in re.split(r"(?=^class )", inspect.getsource(engine), flags=re.M) if "class Value" in part
    ]
    for old, new in (names | {"Value": "MyValue"}).items():
        source = re.sub(rf"\b{old}\b", new, source)
    kind = ran(source, **vars(engine) | {"__name__": "__main__"})["MyValue"]
    assert {row.verdict for row in beside(kind, Value).rows} <= {"the same", "the same but for names"}


SAME = [
    ADD.replace("Value", "MyValue"),
    ADD.replace("Value", "MyValue").replace("):\n", '):\n        """Add."""\n        # with care\n', 1),
    ADD.replace("Value", "MyValue").replace('"+"', "'+'"),
]
RENAMED = [ADD.replace("other", "that").replace("Value", "MyValue"), ADD.replace("self", "me")]
DIFFERENT = [
    (ADD.replace("data + other", "data - other"), ""),
    (ADD.replace("(self, 1.0), (other, 1.0)", "(other, 1.0), (self, 1.0)"), ""),
    ("__add__ = lambda self, other: MyValue(self.data + other.data)", ""),
    (
        """
        def __add__(self, other):
            out = MyValue(self.data + other.data, (self, other), "+")
            def send():
                self.grad += out.grad
                other.grad += out.grad
            out.send = send
            return out
        """,
        "A function inside",
    ),
]


@pytest.mark.parametrize("body", SAME)
def test_comments_and_layout_do_not_count(body):
    assert row("__add__", body) == ("the same", "")


@pytest.mark.parametrize("body", RENAMED)
def test_names_of_variables_count_little(body):
    assert row("__add__", body) == ("the same but for names", "")


@pytest.mark.parametrize(("body", "note"), DIFFERENT)
def test_what_differs_is_told(body, note):
    verdict, found = row("__add__", body)
    assert verdict == "different" and found.startswith(note) and bool(found) == bool(note)


@pytest.mark.parametrize(
    ("name", "body", "note"),
    [
        ("__init__", "def __init__(self, data, _prev=()): self._prev = set(_prev)", "A set: "),
        ("__init__", "def __init__(self, data): self.send = lambda: None", ""),
        ("__sub__", "def __sub__(self, other): return self + (-other)", "Made of other operations"),
        ("__neg__", "def __neg__(self): return self * -1", "Made of other operations"),
        ("__truediv__", "def __truediv__(self, other): return self * MyValue(other) ** -1", "Made of other operations"),
        ("exp", "def exp(self): return self.made()\ndef made(self): return MyValue(self.data)", ""),
        ("__add__", "def __add__(self, other): return Add.apply(self, other)", ""),
        ("__pow__", "def __pow__(self, n): return unary(lambda x: x**n, lambda x: n * x ** (n - 1))(self)", ""),
        ("tanh", "def tanh(self): return 1 - 2 / ((self * 2).exp() + float(1))", "Made of other operations"),
        ("__radd__", "def __radd__(self, other): return self + other", ""),
        ("exp", "def exp(self): return MyValue(math.exp(self.data))", ""),
        ("tanh", "def tanh(self):\n    t = math.tanh(self.data)\n    return MyValue(t)", ""),
        ("backward", "def backward(self):\n    for v in self._prev: v.backward()", "It calls itself"),
        (
            "backward",
            "def backward(self):\n    def visit(v):\n        for u in v._prev: visit(u)\n    visit(self)",
            "It calls itself",
        ),
        ("backward", "def backward(self):\n    seen = set()", ""),
    ],
)
def test_a_known_difference_says_what_it_costs(name, body, note):
    verdict, found = row(name, body)
    assert verdict == "different" and found.startswith(note) and bool(found) == bool(note)


@pytest.mark.parametrize(
    ("name", "body", "note"),
    [
        ("_prev", "def __init__(self, data, _prev=()): self._prev = _prev", "An attribute set in __init__"),
        ("_prev", "def __init__(self, data, _edges=()): self._edges = _edges", "Without it there is no picture."),
        ("_prev", "def __add__(self, other): pass", ""),
        ("_operations", "def backward(self): self.grad = 1.0", "The order is made elsewhere, if at all"),
        ("_operations", "def __init__(self, data): self.data = data", ""),
        ("exp", "def __init__(self, data): self.data = data", ""),
    ],
)
def test_what_a_class_lacks_is_told_only_if_it_is_so(name, body, note):
    verdict, found = row(name, body)
    assert verdict == "only in Value" and found.startswith(note) and bool(found) == bool(note)


def test_what_only_one_of_the_two_has_comes_in_order():
    comparison = beside(written("def zero_grad(self): pass\n" + dedent(ADD)), Value)
    assert comparison.rows[0].name == "__slots__" and comparison.rows[0].verdict == "only in Value"
    assert "v.gard" in comparison.rows[0].note
    assert comparison.rows[-1].name == "zero_grad" and comparison.rows[-1].verdict == "only in MyValue"
    assert "1 the same, " in repr(comparison) and "1 only in MyValue." in repr(comparison)


def test_another_name_for_a_method_is_shown_as_such():
    comparison = beside(written(dedent(ADD) + "\n__radd__ = __add__"), Value)
    (found,) = (row for row in comparison.rows if row.name == "__radd__")
    assert found.verdict == "different" and found.mine.source == "__radd__ = __add__"


def test_lines_of_its_own_are_marked_and_the_class_has_its_own_name_for_free():
    wrong = ADD.replace("Value", "MyValue").replace("self.data + ", "self.data - ")
    (found,) = (row for row in beside(written(wrong), Value).rows if row.name == "__add__")
    marked = [line for line in found.html().split("<span") if line.startswith(" class=own")]
    assert len(marked) == 2 and "self.data - " in marked[0] and "self.data + " in marked[1]


def test_a_source_is_shown_as_text():
    page = beside(written('def __repr__(self): return "<b>&"'), Value)._repr_html_()
    assert "<b>" not in page and "&lt;b&gt;&amp;" in page


@pytest.mark.parametrize(
    "body",
    [
        "a, b = 1, 'two'",
        "relu = staticmethod(abs)",
        "exp = classmethod(lambda cls: 3)",
        "tanh = property(lambda self: 3)",
        "log = len",
        "class Inner: pass",
        "async def backward(self): pass",
        "__add__ = lambda a, b: (a,\n    b)",
        "__slots__ = 'data'",
        "def __eq__(self, other): return True",
    ],
)
def test_whatever_a_class_holds_can_be_put_beside_ours(body):
    comparison = beside(written(body), Value)
    assert comparison.rows and repr(comparison) and comparison._repr_html_()


def test_a_class_whose_source_is_gone_is_still_compared():
    names = {}
    exec("class MyValue:\n    def relu(self): return 3", names)
    assert "relu" in repr(beside(names["MyValue"], Value))


def test_two_classes_of_one_name_are_told_apart_by_their_modules():
    mine = written("def relu(self): pass", name="Value")
    assert repr(beside(mine, Value)).startswith("Value beside micrograd.engine.Value, ")


def test_what_is_no_class_is_refused():
    with pytest.raises(TypeError, match="beside takes two classes, and 3 is no class"):
        beside(3, Value)
