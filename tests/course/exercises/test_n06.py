"""The checks of notebook 06: right answers pass, wrong ones are told which method is wrong, and the hunt counts."""

import inspect
import math
from itertools import combinations

import pytest
from checking import indented, ran, run_in, said
from nbformat import v4
from project import ROOT

from micrograd import engine
from micrograd.course import check
from micrograd.course.extend import extend

ENGINE = (ROOT / "micrograd" / "engine.py").read_text(encoding="utf-8")
CELLS = v4.reads((ROOT / "notebooks" / "06_more_operations.ipynb").read_text(encoding="utf-8")).cells

METHODS = {"sub": "__sub__", "rsub": "__rsub__", "truediv": "__truediv__", "tanh": "tanh"}
OTHER = "other = other if isinstance(other, Value) else Value(other)\n"


def stub(name):
    """Return the source of the exercise that a check examines, as the notebook hands it out."""
    before = next(i for i, cell in enumerate(CELLS) if f"check.{name}(" in cell.source) - 1
    assert "exercise" in CELLS[before].metadata.tags
    return CELLS[before].source


def verdict(name, body, **hint):
    """Return what the check says of an engine whose method has this body, or is this cell."""
    names = ran(ENGINE) | {"extend": extend, "math": math}
    delattr(names["Value"], METHODS[name])
    if body:
        first = stub(name).splitlines()[:2]
        cell = body if body.startswith("@") else "\n".join([*first, *(f"    {line}" for line in body.splitlines())])
        ran(cell, **names)
    return said(getattr(check, name), names["Value"], **hint)


@pytest.mark.parametrize("name", METHODS)
def test_the_stub_is_not_yet_right_and_a_missing_method_neither(name):
    assert verdict(name, stub(name)).startswith("not yet: ")
    assert METHODS[name] in verdict(name, "") and not verdict(name, "").startswith("✓")


RIGHT = {
    "sub": [
        OTHER + 'return Value(self.data - other.data, ((self, 1.0), (other, -1.0)), "-")',
        OTHER + 'return Value(self.data - other.data, [(self, 1), (other, -1)], "-")',
        "return self + (-1) * other if isinstance(other, Value) else self + (-other)",
    ],
    "rsub": ["return Value(other) - self", "return Value.__sub__(Value(other), self)", "return -self + other"],
    "truediv": [
        OTHER
        + 'return Value(self.data / other.data, ((self, 1 / other.data), (other, -self.data / other.data**2)), "/")',
        "return self * other**-1",
    ],
    "tanh": [
        'out = math.tanh(self.data)\nreturn Value(out, ((self, 1 - out**2),), "tanh")',
        'out = math.tanh(self.data)\nreturn Value(out, ((self, (1 + out) * (1 - out)),), "tanh")',
    ],
}


@pytest.mark.parametrize(("name", "body"), [(name, body) for name, bodies in RIGHT.items() for body in bodies])
def test_what_is_right_passes(name, body):
    assert verdict(name, body).startswith("✓ ")


@pytest.mark.parametrize("name", [*METHODS, "repaired"])
def test_the_solution_passes_and_is_what_the_folded_cell_holds(name):
    checked = getattr(check, name)
    if name in METHODS:
        assert verdict(name, checked.solution).startswith("✓ ")
        kept = f"@check.{name}.unless_solved\n"
        assert any(cell.source.replace(kept, "") == "# Ours\n" + checked.solution for cell in CELLS)
    else:
        assert said(checked, rebuilt(checked.solution)).startswith("✓ ")


WRONG = {
    "sub": [
        OTHER + 'return Value(self.data - other.data, ((self, 1.0), (other, 1.0)), "-")',
        OTHER + 'return Value(other.data - self.data, ((self, -1.0), (other, 1.0)), "-")',
        OTHER + 'return Value(self.data - other.data, ((other, 1.0), (self, -1.0)), "-")',
        OTHER + "return self.data - other.data",
        'return Value(self.data - other.data, ((self, 1.0), (other, -1.0)), "-")',
        OTHER + 'Value(self.data - other.data, ((self, 1.0), (other, -1.0)), "-")',
        OTHER + 'self.data -= other.data\nreturn Value(self.data, ((self, 1.0), (other, -1.0)), "-")',
        "return self - other",
        OTHER + "return self",
    ],
    "rsub": [
        "return self - other",
        "return self - Value(other)",
        "return other - self",
        "return Value(self) - other",
        "return Value(other - self.data)",
    ],
    "truediv": [
        OTHER + 'return Value(self.data / other.data, ((self, 1 / other.data), (other, self.data)), "/")',
        OTHER
        + 'return Value(self.data / other.data, ((self, 1 / other.data), (other, self.data / other.data**2)), "/")',
        OTHER + 'return Value(self.data / other.data, ((self, 1 / other.data), (other, 1 / self.data)), "/")',
        OTHER + 'return Value(self.data / other.data, ((self, 1 / other.data), (other, -1 / other.data**2)), "/")',
        OTHER + 'return Value(self.data // other.data, ((self, 1.0), (other, 1.0)), "/")',
    ],
    "tanh": [
        'out = math.tanh(self.data)\nreturn Value(out, ((self, 1 - self.data**2),), "tanh")',
        'out = math.tanh(self.data)\nreturn Value(out, ((self, 1 - out),), "tanh")',
        'out = math.tanh(self.data)\nreturn Value(out, ((self, out),), "tanh")',
        'out = math.tanh(self.data)\nreturn Value(out, (self, 1 - out * out), "tanh")',
        "out = math.tanh(self.data)\nreturn out",
    ],
}


@pytest.mark.parametrize(("name", "body"), [(name, body) for name, bodies in WRONG.items() for body in bodies])
def test_what_is_wrong_is_told_with_the_method_at_fault(name, body):
    text = verdict(name, body)
    assert text.startswith("✗ ") and METHODS[name] in text, text


@pytest.mark.parametrize("name", METHODS)
def test_a_stub_has_hints_that_each_say_more_and_then_a_solution(name):
    told = [verdict(name, stub(name), hint=level) for level in range(1, 9)]
    assert told[0].count("\n") == 1 and told[0].endswith("(hint=2 says more.)")
    last = next(level for level, text in enumerate(told) if checked_solution(name) in text)
    assert last >= 3 and all(checked_solution(name) not in text for text in told[:last])


def checked_solution(name):
    return getattr(check, name).solution.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "body"),
    [("tanh", 'out = tanh(self.data)\nreturn Value(out, ((self, 1 - out * out),), "tanh")')],
)
def test_the_bare_name_is_the_method(name, body):
    assert f"`math.{name}` is for floats." in verdict(name, body)
    assert all("is for floats" not in verdict(name, other) for other in WRONG[name])


# The bug hunt

MENDS = {
    "u + 1": (
        "self = self if isinstance(self, Rebuilt) else Rebuilt(self)",
        "other = other if isinstance(other, Rebuilt) else Rebuilt(other)",
    ),
    "u * v": ("__mul__(other)", "__mul__(self, other)"),
    "v.relu()": ("__relu__", "relu"),
}


def rebuilt(source):
    return ran(source, **ran(ENGINE))["Rebuilt"]


def mended(*places):
    source = stub("repaired").removesuffix("\n\nsymptoms(Rebuilt)")
    for place in places:
        assert MENDS[place][0] in source
        source = source.replace(*MENDS[place])
    return source


@pytest.mark.slow
@pytest.mark.parametrize("places", [c for n in range(4) for c in combinations(MENDS, n)], ids=" ".join)
def test_the_hunt_counts_what_is_left(places):
    text = said(check.repaired, rebuilt(mended(*places)))
    left = [place for place in MENDS if place not in places]
    begins = ["✓ ", "not yet: one of the three ", "not yet: two of the three ", "not yet: all three "]
    assert text.startswith(begins[len(left)])
    for place in MENDS:
        assert (f"`{place}`" in text) == (place in left)


def test_its_hints_speak_of_what_is_left_alone_and_end_with_the_solution():
    one_left = rebuilt(mended("u + 1", "v.relu()"))
    for level in (1, 2, 3):
        text = said(check.repaired, one_left, hint=level)
        assert "other):" not in text and "relu" not in text and "u + 1" not in text
    assert "Count the names" in said(check.repaired, one_left, hint=2)
    assert check.repaired.solution.splitlines()[-1] in said(check.repaired, one_left, hint=4)
    assert mended(*MENDS) == check.repaired.solution


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("def __mul__(self, other):", "def __mul__(other, self, third):", "__mul__() missing"),
        ("def __mul__(self, other):\n        other", "def __mul__(self, other):\n        self", "__mul__"),
        ("(other, self.data)", "(other, other.data)", "__mul__"),
        ("def relu", "def Relu", "v.relu()"),
        ("float(self.data > 0)", "float(self.data < 0)", "relu"),
        ("float(self.data > 0)", "1.0", "relu"),
        ("backward =", "backwards =", "backward"),
        ("        other = other if isinstance(other, Rebuilt) else Rebuilt(other)\n", "", "u + 1"),
    ],
)
def test_what_is_mended_in_a_wrong_way_does_not_pass(right, wrong, told):
    assert right in check.repaired.solution
    text = said(check.repaired, rebuilt(check.repaired.solution.replace(right, wrong, 1)))
    assert not text.startswith("✓") and told in text, text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("def __mul__(self, other):", "def __mul__(other, self):", "which side does Python hand over first"),
        ("def __mul__(self, other):", "def __mul__(other, self):", "`self` in the second place of its first line"),
        (
            OTHER.replace("Value", "Rebuilt") + "        return Rebuilt(self.data + other.data",
            "return Rebuilt(self.data + (other.data if isinstance(other, Rebuilt) else other)",
            "Your `__add__` keeps a plain number among its inputs",
        ),
        ("def relu(self)", "def relu()", "`v.relu()` hands over v"),
        (
            OTHER.replace("Value", "Rebuilt") + "        return Rebuilt(self.data *",
            "return Rebuilt(self.data *",
            "The second may be a plain number",
        ),
    ],
)
def test_what_is_mended_in_a_wrong_way_has_a_hint_before_the_solution(right, wrong, told):
    assert right in check.repaired.solution
    kind = rebuilt(check.repaired.solution.replace(right, wrong, 1))
    texts = [said(check.repaired, kind, hint=level) for level in range(1, 5)]
    shown = next(level for level, text in enumerate(texts) if "One way to do it" in text)
    assert any(told in text for text in texts[:shown]), texts


HELPED = """
@extend(Value)
def _zero(self):
    for node in self._operations():
        node.grad = 0.0

@extend(Value)
def _send(self):
    for source, slope in self._edges:
        source._get(slope * self.grad)

@extend(Value)
def _get(self, part):
    self.grad += part

@extend(Value)
def backward(self):
    self._zero()
    self.grad += 1.0
    for node in reversed(self._operations()):
        node._send()
"""


def test_a_backward_that_is_borrowed_brings_the_methods_that_it_uses():
    names = ran(HELPED, **ran(ENGINE, extend=extend))
    assert said(check.repaired, ran(mended(*MENDS), **names)["Rebuilt"]).startswith("✓ ")
    left = ran(mended("u * v"), **names)["Rebuilt"]
    assert said(check.repaired, left).startswith("not yet: two of the three ") and not hasattr(left, "relu")


def test_true_is_a_plain_number():
    asked = OTHER.replace("other if isinstance(other, Value)", "Value(other) if type(other) in (int, float)")
    asked = asked.replace("else Value(other)", "else other").replace("Value", "Rebuilt")
    text = said(check.repaired, rebuilt(mended(*MENDS).replace(OTHER.replace("Value", "Rebuilt"), asked)))
    assert "a + True" in text and "Ask whether `other` is a Rebuilt." in text, text


def test_something_else_than_a_class_is_told():
    assert "give the class itself" in said(check.repaired, 3)
    assert "give the class itself" in said(check.sub, 3)


def test_a_number_that_no_slip_explains_gets_a_general_hint():
    assert "A general hint: Which of 2 and a is self" in said(check.wrong_way_round, -5)


def test_no_prediction_is_not_yet_one():
    assert said(check.wrong_way_round, ...).startswith("not yet: ")
    Value = ran(ENGINE)["Value"]
    for guess in (Value(3.0), Value(5.0) - 2):
        assert said(check.wrong_way_round, guess).startswith("not yet: predict the number in `2 - a`")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "return self * other ** -1",
            "has a `**` after a Value, for which Python looks for `__pow__`: the class has none yet.",
        ),
        ("return Value(self.data / other, ((self, 1 / other), (other, self)), '/')", "mixes numbers and Values there"),
        ("return self * pow(other, -1)", "has a `**` after a Value"),
        ("return self * other.__pow__(-1)", "asks a Value for `__pow__`, and there is none."),
    ],
)
def test_what_the_class_can_t_do_yet_is_told_as_that(body, told):
    names = ran(ENGINE) | {"extend": extend}
    del names["Value"].__pow__, names["Value"].__rtruediv__
    ran("@extend(Value)\ndef __truediv__(self, other):\n" + indented(OTHER + body), **names)
    hint = said(check.truediv, names["Value"]).splitlines()[1]
    assert told in hint and "meant" not in hint


PAIRS = '((self, 1.0), (other, -1.0)), "-")'


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("sub", f"{OTHER}return Value(abs(self.data - other.data), {PAIRS}", "computes something else"),
        ("sub", f"{OTHER}return Value(self.data - other.data, (self, other), '-')", "one pair for each input"),
        ("sub", f"other = Value(other)\nreturn Value(self.data - other.data, {PAIRS}", "Value of"),
        ("rsub", 'return Value(other - self.data, (self, -1.0), "-")', "It is the comma that makes a tuple"),
        (
            "truediv",
            OTHER
            + "x, y = self.data, other.data\nreturn Value(round(x / y, 2), ((self, 1 / y), (other, -x / y**2)), '/')",
            "right, and then rounded",
        ),
        (
            "sub",
            f"{OTHER}return self + other // 1",
            "has a `//` after a Value, for which Python looks for `__floordiv__`",
        ),
        (
            "sub",
            f"{OTHER}return Value(self.data - other.data, ((1.0, self), (-1.0, other)), '-')",
            "the input comes first",
        ),
        (
            "sub",
            f"{OTHER}return Value(self.data - other.data, ((other, -1.0), (self, 1.0)), '-')",
            "for the gradients any order of the pairs will do. But pictures and formulas take the first pair for the left "
            "side, and would say b - a.",
        ),
        ("sub", f"{OTHER}return Value(self.data - other.data, {{(other, -1.0), (self, 1.0)}}, '-')", "kept in a set"),
        ("sub", f"{OTHER}return Value(self.data - other.data, ((self, 1.0) (other, -1.0)), '-')", "is a comma missing"),
        (
            "truediv",
            OTHER + "x, y = self.data, other.data\nreturn Value(x / y, ((self, 1 / y), (other, -x / y ^ 2)), '/')",
            "not a power in Python",
        ),
        *[
            ("truediv", f'{OTHER}x, y = self.data, other.data\nreturn Value(x / y, {slopes}, "/")', told)
            for slopes, told in {
                "((self, 1 / y), (other, (-x / y) ** 2))": "all of -a / b is squared in it",
                "((self, 1 / y), (other, -x / (y * 2)))": "a square is `** 2`, and not `* 2`",
                "((self, 1 / y), (other, -x * y**2))": "it divides",
                "((self, 1 / y**2), (other, -x / y**2))": "b is squared in the second one only",
                "((self, 1 / y), (other, -x / y**5))": "the wrong slope beside b, and the right one beside a",
                "((self, 7 / y), (other, -x / y**2))": "the wrong slope beside a, and the right one beside b",
                "((self, 7 / y), (other, -x / y**5))": "a wrong slope beside either input",
            }.items()
        ],
        *[
            (
                "tanh",
                f'{lines}\nreturn Value(out, ((self, {slope}),), "tanh")',
                "is right near 0. Far out, a number in it",
            )
            for lines, slope in {
                "e = math.exp(2 * self.data)\nout = (e - 1) / (e + 1)": "1 - out**2",
                "out = math.tanh(self.data)": "1 / math.cosh(self.data) ** 2",
            }.items()
        ],
        ("tanh", 'out = math.tanh(self)\nreturn Value(out, ((self, 1 - out**2),), "tanh")', "hands a Value to"),
        (
            "tanh",
            'out = math.tanh(self.data)\nreturn Value(out, ((self, 1 - tanh(self.data) ** 2),), "tanh")',
            "the bare name `tanh` is your method",
        ),
    ],
)
def test_no_sentence_on_a_wrong_method_is_false(name, body, told):
    assert told in verdict(name, body).splitlines()[1], verdict(name, body)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("def __rsub__(self, other):\n    return Value(other) - self", "your new `__rsub__` stands outside the class"),
        ("@extend(Value)\ndef __subr__(self, other):\n    return Value(other) - self", "has a new `__subr__`"),
        ("@extend(Value)\ndef __rmul__(self, other):\n    return Value(other) - self", "Your `__rmul__` gives 3 - a"),
    ],
)
def test_a_method_that_came_elsewhere_is_told_and_not_the_one_before(cell, told):
    names = ran(ENGINE, extend=extend)
    for one in (stub("rsub"), cell):
        run_in(names, one)
    assert told in said(check.rsub, names["Value"])
    for name in ("__rmul__", "__rsub__"):
        run_in(names, f"@extend(Value)\n{inspect.getsource(getattr(engine.Value, name)).replace('    ', '', 1)}")
    assert said(check.rsub, names["Value"]).startswith("✓")


def test_a_method_of_another_class_is_not_said_to_stand_outside():
    names = ran(ENGINE) | {"extend": extend}
    product = ran("@extend(Value)\ndef __mul__(self, other):\n    return 0", **names)
    for name in ("mul", "together"):
        given = ran(check.repaired.solution.replace("__mul__", name), **product)["Rebuilt"]
        assert "outside" not in said(check.repaired, given)


def test_the_class_in_which_there_was_nothing_to_mend_is_no_repaired_one():
    assert "mend `Rebuilt`" in said(check.repaired, ran(ENGINE)["Value"])
    heir = ran("class Rebuilt(Value):\n    pass", **ran(ENGINE))["Rebuilt"]
    assert said(check.repaired, heir).startswith("✗ `Rebuilt` has its `__add__` from `Value`")
