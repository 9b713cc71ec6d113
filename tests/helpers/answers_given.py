"""Answers to the first exercises, given as function bodies, and what the checks of `slope`, `slopes` and others say."""

import math
from itertools import count

from checking import defined, indented, ran, said

from micrograd.course import check
from micrograd.course.exercises.n01_slope import expression, forward
from micrograd.course.extend import extend


def written(first_line, body):
    """Return the function with this first line and body; a body with its own first line keeps that."""
    source = body if body.startswith("def ") else first_line + "".join(f"\n    {line}" for line in body.splitlines())
    known = {"slope": forward} if "def slopes" in source else {}
    return defined(source, math=math, hoard=[], expression=expression, **known)


SHAPE = """\
class Value:
    def __init__(self, data, _prev=(), _op=""):
        self.data = data
        self._prev = _prev
        self._op = _op

    def __repr__(self):
        return f"Value({self.data})"

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), "+")
"""
MUL = 'return Value(self.data * other.data, (self, other), "*")'


def learners_value(body=MUL):
    """Return the class of notebook 02 with a __mul__ of this body; body may also be a method, or empty for none."""
    names = ran(SHAPE, count=count)
    if body:
        lines = body if body.startswith("def ") else "def __mul__(self, other):\n" + indented(body)
        ran("@extend(Value)\n" + lines, **names | {"extend": extend})
    return names["Value"]


def slope_of(body):
    return said(check.slope, written("def slope(f, x, h=0.001):", body))


def slopes_of(body):
    return said(check.slopes, written("def slopes(f, *inputs):", body))


def leaves_of(body):
    return said(check.leaves, written("def leaves(v):", body), learners_value())


def mul_of(body):
    return said(check.mul, learners_value(body))


CHECKED = slope_of, slopes_of, mul_of, leaves_of
