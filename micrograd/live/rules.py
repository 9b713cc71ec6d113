"""The rules of the operations: what each computes, and how fast its result moves as an input does."""

import math
import operator

from micrograd.floats import base_slope, exponent_slope, exponential, power
from micrograd.picture.numbers import number


def real(function, *numbers):
    """Return function(*numbers), nan where there is no such number."""
    try:
        return function(*numbers)
    except (ArithmeticError, ValueError):
        return math.nan


class Rule:
    """How an operation is written, what it computes, and for each input its slope: in words, and as a number."""

    def __init__(self, written, compute, *slopes):
        self.written = written
        self.compute = compute
        self.slopes = slopes

    def __call__(self, *numbers):
        return real(self.compute, *numbers)


def rule_of(op, inputs):
    """Return the Rule of an operation with that many inputs, None if there is none."""
    rule = RULES.get(op.lower()) or (power_rule(op) if op.startswith("**") else None)
    return rule if rule and len(rule.slopes) == len(inputs) else None


def power_rule(op):
    """Return the rule of an operation such as `**2`, whose exponent is a plain number; None if it is no number."""
    try:
        n = float(op[2:])
    except ValueError:
        return None
    return Rule(
        "{} ** " + number(n),
        lambda x: power(x, n),
        (f"the slope is {number(n)} · {{x}} ** {number(n - 1)}.", lambda x, y, out: base_slope(x, n)),
    )


RULES = {
    "+": Rule(
        "{} + {}",
        operator.add,
        ("{Out} rises as much as {X} does.", lambda x, y, out: 1.0),
        ("{Out} rises as much as {Y} does.", lambda x, y, out: 1.0),
    ),
    "-": Rule(
        "{} − {}",
        operator.sub,
        ("{Out} rises as much as {X} does.", lambda x, y, out: 1.0),
        ("{Out} falls as much as {Y} rises.", lambda x, y, out: -1.0),
    ),
    "*": Rule(
        "{} · {}",
        operator.mul,
        ("the slope in {X} is the other factor, {y}.", lambda x, y, out: y),
        ("the slope in {Y} is the other factor, {x}.", lambda x, y, out: x),
    ),
    "/": Rule(
        "{} / {}",
        operator.truediv,
        ("the slope in {X} is 1 / {y}.", lambda x, y, out: 1 / y),
        ("the slope in {Y} is −{x} / {y}².", lambda x, y, out: -x / (y * y)),
    ),
    "**": Rule(
        "{} ** {}",
        power,
        ("the slope in {X} is {y} · {x} ** ({y} − 1).", lambda x, y, out: base_slope(x, y)),
        ("the slope in {Y} is {out} · log({x}).", lambda x, y, out: exponent_slope(x, y)),
    ),
    "neg": Rule("−{}", operator.neg, ("{Out} falls as much as {X} rises.", lambda x, y, out: -1.0)),
    "relu": Rule(
        "relu({})",
        lambda x: max(x, 0.0),
        ("the slope is 1 where {X} is above 0, else 0.", lambda x, y, out: float(x > 0) if x else math.nan),
    ),
    "tanh": Rule("tanh({})", math.tanh, ("the slope is 1 − {out}².", lambda x, y, out: 1 - out * out)),
    "exp": Rule("exp({})", exponential, ("the slope is {Out} itself.", lambda x, y, out: out)),
    "log": Rule("log({})", math.log, ("the slope is 1 / {x}.", lambda x, y, out: 1 / x)),
    "sigmoid": Rule(
        "sigmoid({})",
        lambda x: 1 / (1 + math.exp(-x)),
        ("the slope is {out} · (1 − {out}).", lambda x, y, out: out * (1 - out)),
    ),
}
