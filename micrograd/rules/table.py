"""The rules of the operations, each written once: what it computes, and its derivative with respect to each input.

A rule is a Python function. Called with numbers it gives a number, called with texts (`written.Written`) a formula.
"""

import math
from fractions import Fraction

from micrograd import floats
from micrograd.rules.written import PRODUCT, Written


def real(function, *numbers):
    """Return function(*numbers), nan where that is not defined."""
    try:
        return function(*numbers)
    except (ArithmeticError, ValueError):
        return math.nan


class Rule:
    """What an operation makes of its inputs: `compute(x, y)`, and `slopes(x, y, out)`, a derivative for each input.

    words has a sentence for each derivative, about {X}, {Y} and {Out}; where it is "", the formula is shown.
    """

    def __init__(self, method, compute, slopes, words=("", ""), corner=None):
        self.method = method  # the method that Python calls
        self.compute = compute
        self.slopes = slopes
        self.words = words
        self.corner = corner  # the input at which any slope between the left and the right one is as good as another

    def __call__(self, *numbers):
        """Return the operation's result, nan where it has none."""
        return real(self.compute, *numbers)

    def slopes_at(self, *numbers):
        """Return the derivatives for these inputs and their result as numbers, nan where the rule gives none."""
        *inputs, _ = numbers
        unknown = [math.nan] * len(inputs)
        if self.slopes is None or inputs == [self.corner]:
            return unknown
        try:
            return self.slopes(*numbers)
        except (ArithmeticError, ValueError):
            return unknown

    def sentence(self, k):
        """Return the sentence about the derivative with respect to input k, with places for names and {formula}."""
        return self.words[k] or f"the derivative with respect to {{{'XY'[k]}}} is {{formula}}."


def _either(compute, write):
    """Return a function that computes with numbers and writes with texts."""
    return lambda *given: write(*given) if any(isinstance(x, Written) for x in given) else compute(*given)


def _function(name, compute):
    return _either(compute, lambda x: x.call(name, x))


# On floats, Python's own operators may give a complex number, or an error where there is a limit.
power = _either(floats.power, lambda x, y: x**y)
base_slope = _either(floats.base_slope, lambda x, y: y * x ** (y - 1))
exponent_slope = _either(floats.exponent_slope, lambda x, y: x**y * log(x))
divisor_slope = _either(lambda x, y: -(x / y) / y, lambda x, y: -x / y**2)  # the square may be too large

relu = _function("relu", lambda x: max(x, 0.0))
step = _either(lambda x: float(x > 0), Written.step)
tanh = _function("tanh", math.tanh)
sigmoid = _function("sigmoid", lambda x: 1 / (1 + floats.exponential(-x)))
exp = _function("exp", floats.exponential)
log = _function("log", math.log)

RISES = "{Out} rises as much as {X} does."
OTHER = "the derivative with respect to {X} is the other factor, {y}."
RULES = {
    "+": Rule("__add__", lambda x, y: x + y, lambda x, y, out: (1.0, 1.0), (RISES, RISES.replace("X", "Y"))),
    "-": Rule(
        "__sub__", lambda x, y: x - y, lambda x, y, out: (1.0, -1.0), (RISES, "{Out} falls as much as {Y} rises.")
    ),
    "*": Rule(
        "__mul__",
        lambda x, y: x * y,
        lambda x, y, out: (y, x),
        (OTHER, "the derivative with respect to {Y} is the other factor, {x}."),
    ),
    "/": Rule("__truediv__", lambda x, y: x / y, lambda x, y, out: (1 / y, divisor_slope(x, y))),
    "**": Rule("__pow__", power, lambda x, y, out: (base_slope(x, y), exponent_slope(x, y))),
    "neg": Rule("__neg__", lambda x: -x, lambda x, out: (-1.0,), ("{Out} falls as much as {X} rises.",)),
    "relu": Rule(
        "relu", relu, lambda x, out: (step(x),), ("the derivative is 1 where {X} is above 0, else 0.",), corner=0.0
    ),
    "tanh": Rule("tanh", tanh, lambda x, out: (1 - out**2,)),
    "sigmoid": Rule("sigmoid", sigmoid, lambda x, out: (out * (1 - out),)),
    "exp": Rule("exp", exp, lambda x, out: (out,), ("the derivative is {Out} itself.",)),
    "log": Rule("log", log, lambda x, out: (1 / x,)),
}
ARITY = {op: 2 if op in ("+", "-", "*", "/", "**") else 1 for op in RULES}


def rule_of(op, count):
    """Return the Rule of an operation with this number of inputs, None if none is known."""
    name = "neg" if op == "-" and count == 1 else op.lower()
    if name in RULES:
        return RULES[name] if ARITY[name] == count else None
    return power_rule(op[2:].strip()) if op.startswith("**") and count == 1 else None


def power_rule(text):
    """Return the rule of an operation such as `**2`, whose plain exponent is part of it and not an input."""
    try:
        n = float(Fraction(text))
    except (ValueError, ArithmeticError):
        n = math.nan
    written = text.replace("-", "−")

    def write(x):
        exponent = x.name(written)
        exponent.level = PRODUCT if "/" in text else exponent.level
        return x**exponent

    def slope(x):
        return n * (x if n == 2 else x ** (n - 1))

    derivative = _either(lambda x: floats.base_slope(x, n), slope)
    slopes = None if math.isnan(n) else lambda x, out: (derivative(x),)
    return Rule("__pow__", _either(lambda x: floats.power(x, n), write), slopes)
