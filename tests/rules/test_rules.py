"""The table of rules: it agrees with the engine for every operation, and its formulas mean what it computes."""

import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from micrograd import engine
from micrograd.course.value_exam import model
from micrograd.engine import Value
from micrograd.rules.table import RULES, rule_of
from micrograd.rules.written import Written, fill

NUMBERS = st.floats() | st.floats(-5, 5) | st.integers(-3, 3).map(float)


def outcome(function, *inputs):
    """Return what a function gives, or the kind of error that it raises."""
    try:
        return function(*inputs)
    except (ArithmeticError, ValueError) as error:
        return type(error)


def alike(one, other):
    if isinstance(one, type) or isinstance(other, type):
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-15) or (math.isnan(one) and math.isnan(other))


def arity(op):
    return 2 if rule_of(op, 2) else 1


def apply(op, inputs):
    """Return what the engine makes of these numbers."""
    return getattr(Value(inputs[0]), RULES[op].method)(*map(Value, inputs[1:]))


def test_every_operation_of_the_engine_has_its_rule():
    methods = {rule.method for rule in RULES.values()}
    public = {name for name in vars(engine.Value) if not name.startswith("_") and callable(getattr(engine.Value, name))}
    signs = set(model.BINARY) | {"__neg__"}
    assert methods == public - {"backward"} | signs
    assert set(model.RULES) == methods


@pytest.mark.parametrize("op", RULES)
@given(x=NUMBERS, y=NUMBERS)
@example(x=0.0, y=0.0)
@example(x=0.0, y=-1.0)
@example(x=-8.0, y=0.5)
@example(x=800.0, y=2.0)
@example(x=-800.0, y=2.0)
@example(x=1e200, y=1e-200)
@example(x=2.0, y=1e200)
def test_a_rule_agrees_with_the_engine(op, x, y):
    inputs = [x, y][: arity(op)]
    result, rule = outcome(apply, op, inputs), rule_of(op, len(inputs))
    if isinstance(result, type):
        assert outcome(rule.compute, *inputs) is result and math.isnan(rule(*inputs))
        return
    assert result._op == op and alike(rule.compute(*inputs), result.data)
    slopes = rule.slopes(*inputs, result.data)
    assert len(slopes) == len(result._edges)
    assert all(alike(slope, there) for slope, (_, there) in zip(slopes, result._edges))


@given(x=NUMBERS, exponent=st.integers(-4, 4) | st.floats(-4, 4))
@example(x=0.0, exponent=0)
@example(x=0.0, exponent=0.5)
@example(x=0.0, exponent=-1)
@example(x=-8.0, exponent=0.5)
@example(x=1e300, exponent=3)
def test_a_plain_exponent_agrees_with_the_engine(x, exponent):
    result, rule = outcome(lambda: Value(x) ** exponent), rule_of(f"**{exponent}", 1)
    if isinstance(result, type):
        assert outcome(rule.compute, x) is result
        return
    assert alike(rule.compute(x), result.data)
    (slope,) = rule.slopes(x, result.data)
    assert alike(slope, result._edges[0][1])


def test_at_a_corner_no_slope_is_told():
    relu = rule_of("relu", 1)
    assert [relu.slopes_at(x, max(x, 0.0))[0] for x in (-1.0, 2.0)] == [0.0, 1.0]
    assert math.isnan(relu.slopes_at(0.0, 0.0)[0]) and all(map(math.isnan, rule_of("/", 2).slopes_at(1.0, 0.0, 1.0)))


FUNCTIONS = {name: rule.compute for name, rule in RULES.items() if name.isalpha()}


def meaning(formula, **numbers):
    """Return the number that a formula means."""
    text = fill(formula.pieces, str).replace("−", "-") if isinstance(formula, Written) else repr(formula)
    return outcome(eval, text, {"__builtins__": {}}, FUNCTIONS | numbers)


# None so small that its square has lost most of its digits.
SQUARABLE = st.floats(-5, 5).filter(lambda x: x == 0 or abs(x) > 1e-100)


@pytest.mark.parametrize("op", RULES)
@given(x=SQUARABLE, y=SQUARABLE)
def test_a_formula_means_what_the_rule_computes(op, x, y):
    rule, inputs = rule_of(op, arity(op)), [x, y][: arity(op)]
    out = rule(*inputs)
    assume(math.isfinite(out) and inputs != [rule.corner])
    names = [Written.name(name) for name in "xy"[: len(inputs)]]
    numbers = dict(zip("xy", inputs)) | {"out": out}
    assert alike(meaning(rule.compute(*names), **numbers), out)
    for formula, slope in zip(rule.slopes(*names, Written.name("out")), rule.slopes_at(*inputs, out)):
        found = meaning(formula, **numbers)
        # Where the school's rule gives nothing, as 0 · 0 ** −1, the engine says what is meant.
        if not isinstance(found, type | complex) and math.isfinite(found):
            assert math.isclose(found, slope, rel_tol=1e-6, abs_tol=1e-9)


@pytest.mark.parametrize("op", RULES)
@given(x=st.floats(0.5, 5), y=st.floats(0.5, 5), other=st.floats(-5, 5))
def test_a_number_is_made_of_what_its_formula_is_made_of(op, x, y, other):
    """Else a remark would tell of a result that is hidden."""
    rule, inputs = rule_of(op, arity(op)), [x, y][: arity(op)]
    names = [Written.name(name) for name in "xy"[: len(inputs)]]
    formulas = rule.slopes(*names, Written.name("out"))
    for k, formula in enumerate(formulas):
        if "out" not in str(getattr(formula, "pieces", "")):
            assert rule.slopes_at(*inputs, rule(*inputs))[k] == rule.slopes_at(*inputs, other)[k]


@pytest.mark.parametrize("op, count", [("*", 1), ("tanh", 2), ("mix", 1), ("mix", 2), ("", 1), ("**", 1), ("**2", 2)])
def test_an_operation_that_is_not_known_has_no_rule(op, count):
    assert rule_of(op, count) is None or op == "**" and rule_of(op, count).slopes is None


@pytest.mark.parametrize("op, count, method", [("ReLU", 1, "relu"), ("-", 1, "__neg__"), ("-", 2, "__sub__")])
def test_a_class_may_write_an_operation_otherwise(op, count, method):
    assert rule_of(op, count).method == method
