"""The exam of a whole engine, on engines of many designs: the right ones pass, and a central mistake is blamed there."""

import re

import pytest
from checking import ran, sheet
from designs import CENTRAL, DESIGNS, source

from micrograd.course.value_exam import graphs

SENDING = "closures", "a subclass for each operation"  # what is sent is sent by the operation itself
BLAMED = {
    "no seed": "does not begin with 1",
    "no gradient": "not multiplied by the incoming gradient",
    "no slope": "the slope is missing",
    "inputs first": "it visits inputs before the results made of them",
    "left over": "inner gradients are left over",
}


def made(*design, **broken):
    return ran(source(*design, **broken))["Value"]


def diagnosis(kind):
    """Return the names of what is marked ✗, and the first hint."""
    lines = sheet(kind)
    wrong = [re.split(r"  +", line.strip())[0][2:] for line in lines if line.startswith("  ✗")]
    return wrong, next(line.strip() for line in lines if line.startswith("  Your"))


@pytest.mark.parametrize("design", [design for design in DESIGNS if design != "a float itself"])
def test_a_right_engine_of_any_design_passes(design, monkeypatch):
    monkeypatch.setattr(graphs, "LONG", 8000)  # what is quadratic shows
    title, *lines = sheet(made(design))
    assert title.startswith("✓ 24 of 24") and title.endswith("this is a whole engine.")
    assert not any(line.startswith("  ✗") for line in lines)


@pytest.mark.parametrize("design", [design for design in DESIGNS if design not in SENDING])
def test_a_gradient_that_is_replaced_is_the_fault_of_backward_alone(design):
    wrong, hint = diagnosis(made(design, "="))
    assert wrong == ["4 backward: a used twice"]
    assert hint.startswith("Your `backward`: it replaces the gradient that was there: `=` where `+=` belongs")


def test_a_class_that_is_a_float_gives_values_and_no_bare_numbers():
    title, *_ = sheet(
        made("a float itself")
    )  # as an exponent it is taken for a plain number, and nothing tells it apart
    assert title.startswith("✗ 24 of 24 requirements, but an extra")


def test_where_one_function_sends_for_all_operations_it_is_called_by_its_name():
    _, hint = diagnosis(made("closures", "="))
    assert hint.startswith("Your `send`: it replaces the gradient that was there")
    assert "set" not in hint


@pytest.mark.parametrize(
    ("design", "old", "new", "told"),
    [
        ("pairs in _local", "slope * node.grad\n", "slope * node.grad\n                break\n", "Your `backward`: of a result's inputs only one"),
        ("pairs in _local", "                v.grad += slope", "                pass\n            if node._local:\n                v.grad += slope", "Your `backward`: of a result's inputs only one"),
        ("pairs in _local", "other if isinstance(other, Value) else Value(other)", "Value(getattr(other, 'data', other))", "Your `__add__` remembers a copy of an input"),
        ("slots", '__slots__ = "data", "grad", ', '__slots__ = "data", ', "Your `__slots__` names all that a Value may keep, and `grad` is not"),
        ("dataclass", "@dataclass(eq=False)", "@dataclass(frozen=True, eq=False)", "Your `backward`: `frozen=True` forbids"),
    ],
)  # fmt: skip
def test_what_all_operations_do_is_blamed_where_it_is(design, old, new, told):
    text = source(design)
    assert old in text
    _, hint = diagnosis(ran(text.replace(old, new))["Value"])
    assert hint.startswith(told)


PROPERTY = """
    @property
    def grad(self):
        return self._grad

    @grad.setter
    def grad(self, grad):
        self._grad = grad

    def __neg__"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("_grad = grad", "_grad = getattr(self, '_grad', 0.0) + grad", "The setter of your `grad` adds to what was there"),
        ("self._grad = grad", "self.grad = grad", "Your property `grad` reads or writes `self.grad`"),
        ("    @grad.setter\n    def grad(self, grad):\n        self._grad = grad\n", "", "Your `grad` can be read, and not written"),
        ("    @property\n    def grad", "    def grad", "Your `grad` is a method"),
    ],
)  # fmt: skip
def test_a_grad_that_is_a_property_is_looked_at_by_itself(old, new, told):
    text = source("pairs in _local").replace("self.data, self.grad,", "self.data, self._grad,")
    assert old in PROPERTY
    if "self.grad = grad" in new:
        text = text.replace("self.data, self._grad,", "self.data, self.grad,")
    if "@property" in old:  # without a setter, too
        old = PROPERTY[: PROPERTY.index("    def __neg__")]
        new = "\n    def grad(self):\n        return self._grad\n\n"
    kind = ran(text.replace("\n    def __neg__", PROPERTY.replace(old, new)))["Value"]
    assert told in "\n".join(sheet(kind))


@pytest.mark.parametrize("broken", CENTRAL)
@pytest.mark.parametrize("design", ["pairs in _local", "closures", "dictionaries"])
def test_a_central_mistake_is_never_blamed_on_an_operation(design, broken):
    try:
        kind = made(design, broken=broken)
    except KeyError:
        pytest.skip("this design has no such place")
    _, hint = diagnosis(kind)
    who = "send" if design == "closures" and broken in ("no gradient", "no slope") else "backward"
    assert hint.startswith(f"Your `{who}`")
    assert BLAMED[broken] in hint


@pytest.mark.parametrize(("design", "rule"), [("a class", "shares"), ("a subclass", "pull")])
def test_a_rule_that_forgets_the_incoming_gradient_is_blamed_and_backward_is_not(design, rule):
    _, hint = diagnosis(made(f"{design} for each operation", broken="no gradient"))
    assert hint.startswith(f"Your `Product.{rule}`: it is not multiplied by the incoming gradient")


def test_with_nothing_but_sums_and_products_both_causes_of_equal_slopes_are_named():
    text = source("pairs in _local", broken="no slope")
    text = text[: text.index("    def __pow__")] + text[text.index("    def __repr__") :]
    _, hint = diagnosis(ran(text)["Value"])
    assert "copy of `__add__`" in hint and "does `backward` leave the slope out" in hint


EXTRAS = """
    def __pow__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = self.data ** other.data
        if isinstance(out, complex):
            raise ValueError("no real power")
        slope = other.data * self.data ** (other.data - 1) if other.data else 0.0
        return Value(out, ((self, slope), (other, BASE)), "**")

    def __rpow__(self, other):
        return REFLECTED

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        return Value(s, ((self, SIGMOID),), "sigmoid")
"""
RIGHT = {"BASE": "out * math.log(self.data) if self.data > 0 else 0.0", "REFLECTED": "Value(other) ** self"}
RIGHT |= {"SIGMOID": "s * (1 - s)"}


def with_extras(**changed):
    extras = EXTRAS
    for name, text in (RIGHT | changed).items():
        extras = extras.replace(name, text)
    text = source("pairs in _local")
    return ran(text[: text.index("    def __pow__")] + extras + "\n" + text[text.index("    def __neg__") :])["Value"]


def test_a_plain_exponent_may_become_a_value():
    title, *_ = sheet(with_extras())
    assert title.startswith("✓ 24 of 24 requirements, and 3 of 4 extras")


@pytest.mark.parametrize(
    "changed, at_fault",
    [
        ({"REFLECTED": "self ** other"}, "__rpow__"),
        ({"BASE": "out"}, "__pow__"),
        ({"BASE": "0.0"}, "__pow__"),
        ({"SIGMOID": "s"}, "sigmoid"),
    ],
)
def test_an_extra_that_is_there_and_wrong_is_wrong(changed, at_fault):
    wrong, hint = diagnosis(with_extras(**changed))
    assert len(wrong) == 1 and hint.startswith(f"Your `{at_fault}`")


@pytest.mark.parametrize("line", [*(f"self.data {sign} other.data" for sign in "+-*/"), "slope * node.grad"])
def test_a_rounded_result_is_refused(line):
    _, hint = diagnosis(ran(source("pairs in _local").replace(line, f"round({line}, 6)"))["Value"])
    assert "rounded" in hint


@pytest.mark.parametrize(
    ("design", "old", "new", "told"),
    [
        (
            "closures",
            "    def __rmul__(self, other):\n        return self * other\n",
            "    def __rtruediv__(self, other):\n        return other * self ** -1\n",
            "Your `__rtruediv__` has a number before a `*`, for which Python looks for `__rmul__`",
        ),
        (
            "dictionaries",
            "share = {id(node): 0.0 for node in order}\n        share[id(self)] = 1.0",
            "share = {}",
            "Your `backward`: a dict is asked there for what nobody has put into it yet",
        ),
    ],
)
def test_what_stops_an_engine_is_told_as_what_is_missing(design, old, new, told):
    text = source(design)
    assert old in text
    own = new.partition("(")[0].strip() + "("
    if own.startswith("def"):  # it takes the place of the one that is there
        text = re.sub(rf"    {re.escape(own)}.*?\n\n", "", text, flags=re.S)
    assert told in "\n".join(sheet(ran(text.replace(old, new))["Value"]))


def test_an_operation_that_stops_is_wrong_in_its_own_row_alone():
    text = re.sub(r"    def __rmul__.*?\n\n", "", source("pairs in _local"), flags=re.S)
    one = 'return Value(-self.data, ((self, -1.0),), "-")'
    assert one in text
    wrong, hint = diagnosis(ran(text.replace(one, "return -1 * self"))["Value"])
    assert wrong == ["5 -a"] and "for which Python looks for `__rmul__`: the class has none yet" in hint


BY_OPERATION = (
    source("pairs in _local").replace("return Value(self.data * ", "return Product(self.data * ")
    + "\n\nclass Product(Value):\n    pass\n"
)


def test_a_class_for_each_operation_is_freed_as_well():
    assert sheet(ran(BY_OPERATION)["Value"])[-1].startswith("  ✓   extra: freed at once")
