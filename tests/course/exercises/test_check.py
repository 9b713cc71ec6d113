"""The checks: a right answer passes, a stub is not yet one, and a wrong one is told what is wrong with it."""

import contextlib
import io
import math
from fractions import Fraction
from itertools import count, product

import pytest
from checking import defined, indented, ran, said
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import v4
from project import ROOT

from micrograd.course import check
from micrograd.course.exercises.n01_slope import expression, forward, square
from micrograd.course.extend import extend
from micrograd.learner import sandbox


def written(first_line, body):
    """Return the function with this first line; a body that brings its own first line keeps it."""
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
    """Return the class of notebook 02 with a __mul__ of this body, or with the method that body is, if it is any."""
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


# Right answers, in all the ways that are right

EACH = """\
found = []
for i, x in enumerate(inputs):
    nudged = list(inputs)
    {}
return found"""
STEP = "nudged[i] += 1e-3\n    found.append((f(*nudged) - f(*inputs)) / 1e-3)"
RISE = "found.append((f(*nudged) - f(*inputs)) / 1e-3)"
RIGHT = [
    (slope_of, "return (f(x + h) - f(x)) / h"),
    (slope_of, "rise = f(x + h) - f(x)\nprint(rise)\nreturn rise / h"),
    (slope_of, "return (f(x) - f(x - h)) / h"),
    (slope_of, "return (f(x + h) - f(x - h)) / (2 * h)"),
    (slope_of, "return (f(x + h / 2) - f(x - h / 2)) / h"),
    (slope_of, "def slope(function, at, nudge=1e-6):\n    return (function(at + nudge) - function(at)) / nudge"),
    (slopes_of, EACH.format("nudged[i] += 1e-6\n    found.append((f(*nudged) - f(*inputs)) / 1e-6)")),
    (slopes_of, "return [slope(lambda t: f(*inputs[:i], t, *inputs[i+1:]), x, 1e-4) for i, x in enumerate(inputs)]"),
    (
        slopes_of,
        "return tuple(slope(lambda t: f(*inputs[:i], t, *inputs[i+1:]), x, 1e-4) for i, x in enumerate(inputs))",
    ),
    (mul_of, MUL),
    (mul_of, 'out = Value(self.data * other.data)\nout._prev = (self, other)\nout._op = "*"\nreturn out'),
    (mul_of, 'return Value(other.data * self.data, _op="*", _prev=(self, other))'),
    (leaves_of, "if not v._prev: return [v]\nreturn list({leaf for p in v._prev for leaf in leaves(p)})"),
    (leaves_of, "if not v._prev: return {v}\nreturn set().union(*(leaves(p) for p in v._prev))"),
    (
        leaves_of,
        "found, todo = [], [v]\nwhile todo:\n    v = todo.pop()\n    todo += v._prev\n"
        "    if not v._prev and v not in found: found.append(v)\nreturn found",
    ),
]


@pytest.mark.parametrize(("verdict_on", "body"), RIGHT)
def test_what_is_right_passes(verdict_on, body):
    text = verdict_on(body)
    assert text.startswith("✓ ") and " is right: " in text and "\n" not in text


# Wrong answers, with the beginning of the hint that names the mistake

WALK = """\
found, todo = [], [v]
while todo:
    p = todo.pop()
    todo += p._prev
    if not p._prev and p not in found: found.append(p)
"""
HOARD = """\
def leaves(v):
    if not v._prev and v not in hoard: hoard.append(v)
    for p in v._prev: leaves(p)
    return hoard"""
LEFT = "left and right: the first line has room"
WRONG = {
    slope_of: {
        "return f(x + h) - f(x)": "That is how far f moves.",
        "return (f(x) - f(x + h)) / h": "The size is right, the sign is not",
        "return (f(x - h) - f(x)) / h": "The size is right, the sign is not",
        "return (f(x + h) - f(x)) / h**2": "You divide by the nudge, and then again",
        "return f((x + h) - f(x)) / h": "The brackets of f close too late",
        "f = f(x)\nreturn (f(x + h) - f) / h": "f(...) is a number already.",
        "rise = print(f(x + h) - f(x))\nreturn rise": "Does it return what `print` gives? That is None: return the thing",
        "if x > 0: return (f(x + h) - f(x)) / h": "It has a `return`, and gave None",
        "return (f * (x + h) - f * x) / h": "f(x) calls f at x.",
        "return (f[x + h] - f[x]) / h": "f is called with round brackets",
        "return round((f(x + h) - f(x)) / h, 5)": "Right, and then rounded",
        "return int((f(x + h) - f(x)) / h)": "Right, and then rounded",
        "yield (f(x + h) - f(x)) / h": "A slope should be one number, and it is a generator: is it `yield`",
        "rise += f(x + h)\nreturn rise / h": "That name is read before a line has given it a value",
        "return f(x) - f(x + h)": "The sign is the wrong way round, and your number shrinks",
        "return f(x + h) - f(x) / h": "Python divides and multiplies from left to right",
        "return f(x + h) - f(x - h) / (2 * h)": "Python divides and multiplies from left to right",
        "return (f(x + h) - f(x - h)) / 2 * h": "Python divides and multiplies from left to right",
        "return (f(x + h) - f(x)) / 2 * h": "Python divides and multiplies from left to right",
        "return (f(x + h) - f(x - h)) / h": "Twice too large",
        "return (f(x + h) - f(x)) / (2 * h)": "Half of what it should be",
        "return (f(x + h) - f(x)) / x": "You divide by x, which is where you are.",
        "return (f(x + h) - f(x)) / (x + h)": "You divide by x + h, which is where you are.",
        "return (f(x + h) - f(x)) // h": "`//` rounds down",
        "return (f(x + h) - f(x)) * h": "You multiply by h.",
        "return h / (f(x + h) - f(x))": "Upside down",
        "return f(x)": "That is how high the curve is.",
        "return f(x + h)": "That is how high the curve is.",
        "return f(x) / x": "That is how high the curve is.",
        "return (f(x) + h - f(x)) / h": "Always 1",
        "return (f(x + h) - x) / h": "You subtract x",
        "return (f(x + x * h) - f(x)) / h": "x * (1 + h) is a nudge of x * h",
        "return (f(h) - f(x)) / h": "f(h) is the height at h",
        "return (f(x + h) - f(h)) / h": "f(h) is the height at h",
        "x = x + h\nreturn (f(x) - f(x)) / h": "Always 0",
        "return 1 - math.tanh(x) ** 2": "The same number for every function",
        "return 2 * x": "The same number for every function",
        "return 0.786": "The same number for every function",
        "return (f(0.5 + h) - f(0.5)) / h": "The same number at every x",
        "h = 1e-6\nreturn (f(x + h) - f(x)) / h": "The same number for every h",
        "def slope(f, x, h=1):\n    return (f(x + h) - f(x)) / h": "What does your first line set h to",
        "def slope(f, x, h=1e-17):\n    return (f(x + h) - f(x)) / h": "What does your first line set h to",
        "return (f(x + h) + f(x)) / h": "You add the two heights",
        "return (f(x * h) - f(x)) / h": "x * h is no nudge: add h to x",
        "return (f(x + h) - f(x)) / 0.001": "You divide by 0.001, also where h is another nudge.",
        "return round((f(x + h) - f(x)) / h, 2)": "Right, and then rounded",
        "return (f(x + h) - f(x)) / x + h": "You divide by x, which is where you are.",
        "return f(x + h) / f(x)": "You divide the two heights",
        "return abs(f(x + h) - f(x)) / h": "A falling f has a negative slope.",
        "return f(x + h) - f(x), h": "A slope should be one number, and it is a tuple: is there a comma",
        "return [f(x), f(x + h)]": "A slope should be one number, and it is a list.",
        "return '6'": "A slope should be one number, and it is a string.",
        "return str((f(x + h) - f(x)) / h)": "A slope should be one number, and it is a string.",
        "def slope(x, f, h=0.001):\n    return (f(x + h) - f(x)) / h": "Leave the first line as it was",
        "def slope(f, h, x=0.001):\n    return (f(x + h) - f(x)) / h": "Leave the first line as it was",
        "return (f(x + h) - f(x)) / h.size": "Take two points of the curve",
        "def slope(f, x):\n    return (f(x + 0.001) - f(x)) / 0.001": "Leave the first line as it was",
        "def slope(f, x, h):\n    return (f(x + h) - f(x)) / h": "Leave the first line as it was",
        "return (g(x + h) - g(x)) / h": "Python knows no such name here",
        "(f(x + h) - f(x)) / h": "A function that ends without `return`",
        "print((f(x + h) - f(x)) / h)": "A function that ends without `return`",
        "return slope(f, x, h)": "A function that calls itself needs",
        "while True: pass": "Is there a loop that nothing ends",
    },
    slopes_of: {
        EACH.format(STEP.replace("f(", "expression(")): "Does your code call f, or `expression` by name?",
        EACH.format(
            "nudged[i] += 1e-3\n    found[i] = (f(*nudged) - f(*inputs)) / 1e-3"
        ): "An empty list has no places",
        "nudged = inputs.copy()": "`inputs` is a tuple, and can't be changed",
        EACH.format(STEP).replace("return found", "return sorted(found)"): "The right numbers, sorted",
        EACH.format(STEP).replace("return found", "return [[one] for one in found]"): "A list of numbers, and not of",
        EACH.format(STEP).replace("return found", "return [round(one) for one in found]"): "Right, and then rounded",
        EACH.format(STEP).replace("found.append", "found.append(0).append"): "Something is None there",
        "return [f(*inputs)]": "One slope for each input: a loop.",
        "moved = list(inputs)\nfound = []\nfor i in range(len(moved)):\n    moved[i] += 1e-4\n"
        "    found.append((f(*moved) - f(*inputs)) / 1e-4)\nreturn found": "The first slope is right, and each later o",
        "return (f(*[x + 1e-5 for x in inputs]) - f(*inputs)) / 1e-5": "One number, for all inputs together",
        "return [(f(*[x + 1e-5 for x in inputs]) - f(*inputs)) / 1e-5] * len(inputs)": "All inputs were nudged at the",
        EACH.format("nudged[i] += 1e-6\n    return (f(*nudged) - f(*inputs)) / 1e-6"): "Only the first one",
        EACH.format("nudged[i] += 1e-6\n    return [(f(*nudged) - f(*inputs)) / 1e-6]"): "Only the first one",
        EACH.format("nudged[i] += 1e-6\n    found = (f(*nudged) - f(*inputs)) / 1e-6"): "Only the last one",
        EACH.format("nudged[i] += 1e-6\n    found = [(f(*nudged) - f(*inputs)) / 1e-6]"): "Only the last one",
        EACH.format("nudged[i] += 1e-6\n    found.append(f(*nudged) - f(*inputs))"): "That is how far f moves.",
        EACH.format(
            "nudged[i] += 1e-3\n    found.append((f(*inputs) - f(*nudged)) / 1e-3)"
        ): "The size is right, the sign",
        EACH.format(
            "nudged[i] += 1e-3\n    found.insert(0, (f(*nudged) - f(*inputs)) / 1e-3)"
        ): "The right numbers in the",
        EACH.format(
            "nudged[0] += 1e-3\n    found.append((f(*nudged) - f(*inputs)) / 1e-3)"
        ): "All are the slope in the first",
        EACH.format(
            "nudged[i] += 1e-3\n    found.append((f(*nudged) - f(*inputs)) / 2e-3)"
        ): "Half of what it should be",
        EACH.format("nudged[i] = 1e-3\n    found.append((f(*nudged) - f(*inputs)) / 1e-3)"): "You replaced the input",
        "gs = [lambda t: f(*inputs[:i], t, *inputs[i+1:]) for i in range(len(inputs))]\n"
        "return [slope(g, x, 1e-3) for g, x in zip(gs, inputs)]": "All are the slope in the last input",
        "return sum(slope(lambda t: f(*inputs[:i], t, *inputs[i+1:]), x, 1e-3) for i, x in enumerate(inputs))": "One n",
        "return {slope(lambda t: f(*inputs[:i], t, *inputs[i+1:]), x, 1e-3) for i, x in enumerate(inputs)}": "Return ",
        EACH.format("nudged[i] += 1\n    found.append(f(*nudged) - f(*inputs))"): "Your nudge is 1. The error curve",
        EACH.format(STEP.replace("1e-3", "1e-14")): "Your nudge is 1e-14: too small.",
        EACH.format("nudged = [t + 1e-3 if t == x else t for t in inputs]\n    " + RISE): "Two inputs may be equal",
        EACH.format("nudged[inputs.index(x)] += 1e-3\n    " + RISE): "Two inputs may be equal",
        EACH.format("nudged[i] += 1e-3\n    found.append((f(nudged) - f(inputs)) / 1e-3)"): "Hand the elements",
        EACH.format("nudged.append(x + 1e-3)\n    " + RISE): "f wants as many inputs as there are",
        "return [slope(f, x, 1e-3) for x in inputs]": "f wants all its inputs in every call",
        "def slopes(g, *inputs):\n    return [slope(g, x, 1e-3) for x in inputs]": "g wants all its inputs",
        EACH.format(
            "nudged = [t + 1e-3 if t == x else t for t in inputs]\n    back = "
            "[t - 1e-3 if t == x else t for t in inputs]\n    "
            "found.append((f(*nudged) - f(*back)) / 2e-3)"
        ): "Two inputs may be equal",
        EACH.replace("found = []", "found = dict()")
        .replace("return found", "return list(found.values())")
        .format("nudged[i] += 1e-3\n    found[x] = (f(*nudged) - f(*inputs)) / 1e-3"): "Two inputs may be equal",
        "def slopes(f, inputs):\n    return [slope(f, x, 1e-3) for x in inputs]": "Leave the first line as it was",
        "for i, x in enumerate(inputs):\n    nudged = list(inputs)\n    nudged[i] += 1e-3\n"
        "    yield (f(*nudged) - f(*inputs)) / 1e-3": "Return a list",
        "return slope(f, inputs)": "One slope for each input",
        "# mine\ndef slope(f, x, h=1e-3): return (f(x + h) - f(x)) / h\nreturn slope(f, inputs)": "The nudge is to be added to one",
        "return [slope(f(*inputs), x, 1e-3) for x in inputs]": "f(...) is a number already.",
        "for i in range(len(inputs)): inputs[i] += 1e-3": "`inputs` is a tuple, and can't be changed",
        "nudged = list(inputs)\nfor i in inputs: nudged[i] += 1e-3": "That loop gives the inputs themselves",
        "return [6, -4, -2, 4]": "The same numbers for every function",
        "a, b, c, d = inputs\nreturn [b * d, a * d, d, a * b + c]": "f may have any number of inputs",
        EACH.replace("enumerate(inputs)", "zip(range(4), range(4))").format(STEP): "f may have any number of inputs",
        EACH.format(STEP).replace("return found", "return found[1:]"): "The first one is missing",
        EACH.format(STEP).replace("return found", "return found[:-1]"): "The last one is missing",
        EACH.format(STEP).replace("return found", "return dict(enumerate(found))"): "Return a list: in a dict",
        EACH.format(STEP.replace("1e-3", "1e-16")): "Nothing moved: is a nudge added to one input",
        "return max(inputs)": "One slope for each input: return a list of them.",
        "yield from count()": "Python knows no such name here",
        "while True: yield 1.0": "Is there a loop that nothing ends",
    },
    mul_of: {
        "": "What does Python call when it reads a * b?",
        "def __multiply__(self, other):\n    " + MUL: "Your class has `__multiply__`.",
        "def mul(self, other):\n    " + MUL: "Your class has `mul`.",
        "def __mul__(self):\n    " + MUL: "Python hands `__mul__` two things",
        "def __mul__():\n    " + MUL: "Python hands `__mul__` two things",
        "def __mul__(self, other, third):\n    " + MUL: "Python hands `__mul__` two things",
        "return NotImplemented": "Your `__mul__` returns NotImplemented",
        "return self.data * other.data": "The bare number forgets",
        'return self.data * other.data, (self, other), "*"': "Things with commas between them are a tuple.",
        MUL.replace("return ", ""): "A function that ends without `return`",
        "return self": "A product is a new Value: `self`",
        "return other": "A product is a new Value: `other`",
        "self.data *= other.data\nreturn self": "A product is a new Value: `self`",
        'self.data *= other.data\nreturn Value(self.data, (self, other), "*")': "Is there a line that begins with",
        'other.data *= self.data\nreturn Value(other.data, (self, other), "*")': "Is there a line that begins with",
        "self._prev = (self, other)\n" + MUL: "Is there a line that begins with",
        "other._op = '*'\n" + MUL: "Is there a line that begins with",
        'return Value(self * other, (self, other), "*")': "To multiply two Values, your code multiplies two Values",
        "return self * other": "To multiply two Values, your code multiplies two Values",
        'return Value(self.data * other, (self, other), "*")': "A float can't be multiplied by your Value",
        'return Value(self * other.data, (self, other), "*")': "Somewhere a bare number stands where a Value should",
        'return Value(self.data + other.data, (self, other), "*")': "That is the sum.",
        'return Value(self.data + other.data, (self, other), "+")': "That is the sum.",
        'return Value(self.data - other.data, (self, other), "*")': "That is the difference.",
        'return Value(self.data / other.data, (self, other), "*")': "That is the quotient.",
        'return Value(math.prod([self.data, other.data]), (self, other), "*")': "Python knows no such name here",
        'return Value(self.data ** other.data, (self, other), "*")': "That is a power",
        'return Value(self.data * self.data, (self, other), "*")': "That is the left side times itself",
        'return Value(other.data * other.data, (self, other), "*")': "That is the right side times itself",
        'return Value(self.data, (self, other), "*")': "That is the left side alone.",
        'return Value(other.data, (self, other), "*")': "That is the right side alone.",
        'return Value(int(self.data * other.data) // 4, (self, other), "*")': "The new Value's data is the product",
        "return Value(self.data * other.data)": "The number is right, and has forgotten",
        'return Value(self.data * other.data, _op="*")': "The number is right, and has forgotten",
        'return Value(self.data * other.data, (other, self), "*")': "Both are there, the wrong way round: no harm for a * b, but it would",
        'return Value(self.data * other.data, (self, self), "*")': "That is the left side twice",
        'return Value(self.data * other.data, (other, other), "*")': "That is the right side twice",
        'return Value(self.data * other.data, (self,), "*")': "Only the left side is remembered.",
        'return Value(self.data * other.data, (other,), "*")': "Only the right side is remembered.",
        'return Value(self.data * other.data, (self), "*")': "`(self)` is just self in brackets",
        'return Value(self.data * other.data, [self, other], "*")': "A list can be changed by accident later.",
        'return Value(self.data * other.data, {self, other}, "*")': "A set has no order",
        'return Value(self.data * other.data, (self.data, other.data), "*")': "Those are the bare numbers.",
        'return Value(self.data * other.data, "*", (self, other))': "The operation stands where the inputs belong",
        'return Value(self.data * other.data, (self, Value(other.data)), "*")': "The inputs are the very objects",
        "return Value(self.data * other.data, (self, other))": "The operation is forgotten",
        'return Value(self.data * other.data, (self, other), "+")': "That is the sign of a sum.",
        'return Value(self.data * other.data, (self, other), "x")': "Write the operation as Python writes it",
        'return Value(self.dta * other.data, (self, other), "*")': "A Value has `data`, `_prev` and `_op`",
        'return Value(round(self.data * other.data, 1), (self, other), "*")': "The new Value's data is the product",
        'return Value(Value(self.data * other.data), (self, other), "*")': "There is a Value inside the Value",
        'return Value((self, other), self.data * other.data, "*")': "The inputs stand where the number belongs",
        'return Value(self.data * other.data, self, other, "*")': "Value(...) takes three things at most",
        'return Value(self.data * other.data, ((self, other),), "*")': "A tuple inside a tuple",
        'return Value(self.data * other.data, (Value(self.data), Value(other.data)), "*")': "New Values stand there",
        "while True: self = self + other": "Is there a loop that nothing ends",
    },
    leaves_of: {
        "if not v._prev: return [v]\nreturn [x for p in v._prev for x in leaves(p)]": "A leaf that is used twice is st",
        "return list(dict.fromkeys([v] + [x for p in v._prev for x in leaves(p)]))": "Those are all the Values.",
        "return [v] + [x for p in v._prev for x in leaves(p)]": "Those are all the Values. Results are among them",
        "return [v, *v._prev]": "Results are among them",
        WALK + "v._prev = ()\nreturn found": "Your function changed the graph",
        WALK + "for p in v._prev: p._prev = ()\nreturn found": "Your function changed the graph",
        WALK + "return [str(p) for p in found]": "Those are names or numbers",
        WALK + "return ['a', 'b', 'c', 'f']": "Those are names or numbers",
        "return [type(v)(2.0), type(v)(-3.0)]": "Leaves of another graph are among them",
        "if not v._prev: return v\nreturn [[leaves(p) for p in v._prev]]": "Lists inside lists",
        "if not v._prev: return [v]\nfound = []\nfor p in v._prev: leaves(p)\nreturn found": "You call leaves on the i",
        HOARD: "The list is still that of the last call: make the list anew",
        "return list(v._prev)": "Those are v's own inputs.",
        "return set(v._prev)": "Those are v's own inputs.",
        "return [p for p in dict.fromkeys(v._prev) if not p._prev]": "Those are leaves. There may be more",
        "return [v] if not v._prev else []": "A Value is a leaf if",
        "if not v._prev: return v\nleft, right = v._prev\nreturn leaves(left) + leaves(right)": "A `+` of two Values makes",
        "return [x for p in v._prev for x in leaves(p)]": "A leaf has no inputs: what does your function return",
        "return [] if v.prev else [v]": "Is it `_prev`, with its underscore?",
        "def leaves(v, top=True):\n    found = [] if top or v._prev else [v]\n    for p in v._prev:\n"
        "        found += [x for x in leaves(p, False) if x not in found]\n    return found": "One case is missing",
        "if not v._prev: return v\nreturn [x for p in v._prev for x in leaves(p)]": "Of a leaf, too, the leaves are a",
        "if not v._prev: return [v]\nreturn leaves(v._prev)": "`v._prev` is a tuple",
        "if not v._prev: return [v]\nreturn len({x for p in v._prev for x in leaves(p)} if 0 else {1})": "That is not",
        "if not v._prev: return [v]\nfor p in v._prev: return leaves(p)": "Only the first one",
        "if not v._prev: return v\nreturn [leaves(p) for p in v._prev]": "Lists inside lists",
        "todo, found = [v], {}\nwhile todo:\n    v = todo.pop()\n    todo += v._prev\n"
        "    if not v._prev: found[v.data] = v\nreturn list(found.values())": "Two leaves may hold the same number",
        "todo, found = [v], set()\nwhile todo:\n    v = todo.pop()\n    todo += v._prev\n"
        "    if not v._prev: found.add(v)\nreturn len(found)": "That is how many there are",
        "todo, found = [v], set()\nwhile todo:\n    v = todo.pop()\n    todo += v._prev\n"
        "    if not v._prev: found.add(v)\nreturn [v.data for v in found]": "Those are their numbers",
        "def leaves(v, found=[]):\n    if not v._prev and v not in found: found.append(v)\n"
        "    for p in v._prev: leaves(p, found)\n    return found": "The list is still that of the last call",
        "found = []\nfor p in v._prev: found += leaves(p)": "Something is None there: a function without `return`",
        "return leaves(v)": "A function that calls itself needs",
        "if not v._prev: return [v]\nfor p in v._prev: return [].append(p)": "Does it return what `append` gives?",
        "if not v._prev: yield v\nfor p in v._prev: yield from leaves(p)": "A function with a `yield` gives a generator",
        "while v._prev: v = v._prev[0]\nreturn [v]": "Only the first one: does a `return` inside a loop end it, or",
        "return v.pop()": "A Value has `data`, `_prev` and `_op` alone. Is one taken for a list?",
        "def leaves(): return []": "`leaves` is handed one thing",
        "def leaves(v, found=[]):\n    found += v._prev and [x for p in v._prev for x in leaves(p)] or [v]\n"
        "    return found": "Leaves of another graph are among them: the notebook's own, those of an earlier call",
        "while v: v = v": "Is there a loop that nothing ends",
    },
}
TABLE = [(verdict_on, body, hint) for verdict_on, table in WRONG.items() for body, hint in table.items()]


@pytest.mark.parametrize(("verdict_on", "body", "hint"), TABLE, ids=[f"{v.__name__}-{b}" for v, b, _ in TABLE])
def test_what_is_wrong_is_told_apart(verdict_on, body, hint):
    first, second, *_ = verdict_on(body).split("\n")
    assert first.startswith("✗ ") and second.startswith(f"  {hint}"), (first, second)


def test_a_function_of_one_input_is_no_help_with_four():
    names = ran("def slope(f, x, h=1e-3): return 0\ndef slopes(g, *inputs): return slope(g, *inputs)")
    assert "`slope` nudges functions of one input only" in said(check.slopes, names["slopes"])


NOT_CENTRAL = {
    "(f(x + h) - f(x)) / h": "That is one way, from x to x + h",
    "(f(x) - f(x - h)) / h": "That is one way, from x - h to x",
    "(f(x + h) - f(x - h)) / h": "Twice too large",
    "(f(x + h) - f(x - h)) / 2": "You divide by 2 alone.",
    "(f(x + h) - f(x - h)) / 2 * h": "Python divides and multiplies from left to right",
    "f(x + h) - f(x - h) / 2 * h": "Python divides and multiplies from left to right",
    "(f(x + h) - f(x - h)) // (2 * h)": "`//` rounds down",
    "(f(x + 2 * h) - f(x)) / (2 * h)": "From x to x + 2 * h",
    "(f(x + 1e-5) - f(x - 1e-5)) / 2e-5": "The same number for every h",
    "(slope(f, x, h) - slope(f, x, -h)) / 2": "That is half of what the two slopes differ by",
    "(slope(f, x, 0.001) + slope(f, x, -h)) / 2": "One of the two slopes is taken with another nudge",
    "[slope(f, x, h), slope(f, x, -h)]": "A slope should be one number, and it is a list.",
    "f(x + h) - f(x - h)": "That is how far f rises.",
    "(f(x + h) - f(x + h)) / (2 * h)": "Always 0: is it twice the same height?",
    "slope(f, x, h) + slope(f, x, -h) / 2": "Python divides and multiplies from left to right",
    "(f(x + h) - f(x - h)) / (x + h - x - h)": "Python divides and multiplies from left to right",
    "(slope(f, x, h) + slope(f, -x, h)) / 2": "One of the two slopes is taken at -x",
    "round((f(x + h) - f(x - h)) / (2 * h), 3)": "Right, and then rounded",
}


@pytest.mark.parametrize("body", NOT_CENTRAL)
def test_what_is_wrong_with_a_central_difference_is_told_apart(body):
    names = ran(f"def central(f, x, h=1e-5): return {body}", slope=forward)
    first, second, *_ = said(check.both_ways, names["central"]).split("\n")
    assert first.startswith("✗ ") and second.startswith(f"  {NOT_CENTRAL[body]}"), (first, second)


@pytest.mark.parametrize(
    ("first_line", "told"),
    [
        ("f, x, h=1", "What does your first line set h to"),
        ("f, x, h=1e-16", "What does your first line set h to"),
        ("f, x, h", "Leave the first line as it was: central(f, x, h=1e-5)."),
        ("f, x", "Leave the first line as it was: central(f, x, h=1e-5)."),
    ],
)
def test_the_first_line_of_a_central_difference_is_checked(first_line, told):
    names = ran(f"def central({first_line}): return (f(x + h) - f(x - h)) / (2 * h)")
    first, second, *_ = said(check.both_ways, names["central"]).split("\n")
    assert first.startswith("✗ ") and second.startswith(f"  {told}"), (first, second)


def test_a_slope_as_small_as_the_nudge_is_not_zero():
    assert said(check.tiny_nudge, 1e-16).startswith("✗ you said 1e-16, and it is 0.0: ")


@pytest.mark.parametrize("verdict_on", WRONG)
def test_the_first_case_that_fails_is_shown_with_its_numbers(verdict_on):
    shown = {
        slope_of: "✗ for square at x = 0.5 with h = 0.001 you gave 0.25, a nudge gives 1.",
        slopes_of: "✗ for expression(2.0, -3.0, 10.0, -2.0) you gave 1, nudges give [6, -4, -2, 4].",
        mul_of: "✗ with a = 2 and b = -3, a * b gave a Value with data 1, and should give one with -6.",
        leaves_of: "✗ for (a * b + c) * f you gave [a, b], and the leaves are [a, b, c, f].",
    }
    body = {
        slope_of: "return f(x)",
        slopes_of: "return 1",
        mul_of: "return Value(1.0)",
        leaves_of: "return v._prev[0]._prev[0]._prev",
    }
    assert verdict_on(body[verdict_on]).splitlines()[0] == shown[verdict_on]


def test_a_case_that_fails_late_is_found():
    assert "✗ for line at x = 1.5 with h = 0.25 you gave 0" in slope_of(
        "return 0.0 if f.__name__ == 'line' and h == 0.25 else (f(x + h) - f(x)) / h"
    )
    assert "✗ for a + twin you gave [twin], and the leaves are [a, twin]." in leaves_of(
        "todo, found = [v], {}\nwhile todo:\n    v = todo.pop()\n    todo += v._prev\n"
        "    if not v._prev: found.setdefault(v.data, v)\nreturn list(found.values())"
    )


def test_two_numbers_that_differ_late_are_shown_with_the_digits_that_differ():
    assert "you gave 1.00101, a nudge gives 1.001." in slope_of("return (f(x + h) - f(x)) / h * 1.00001")


def test_an_error_is_shown_with_the_learner_s_line():
    text = slope_of("rise = f(x + h) - f(x)\nreturn rise / g")
    assert "stopped with NameError: name 'g' is not defined, in `return rise / g`." in text


def test_an_answer_that_never_gives_a_value_is_told_nothing_about_values():
    text = slope_of("return (f(x + h) - f(x)) / h.size")
    assert "AttributeError" in text and "The same number" not in text


def test_a_method_outside_its_class_is_found():
    names = ran(SHAPE, count=count)
    exec("def __mul__(self, other):\n    " + MUL, names)
    assert "Your function stands outside the class: is `@extend(Value)` still" in said(check.mul, names["Value"])
    exec("@extend(Value)\ndef __mul__(self, other):\n    return ...", names | {"extend": extend})
    text = said(check.mul, names["Value"])
    assert text.startswith("✗ ") and "Your function stands outside the class" in text
    extend(names["Value"])(names["__mul__"])
    assert said(check.mul, names["Value"])[0] == "✓"


def test_a_list_kept_from_check_to_check_is_told_again():
    answer, value = written("def leaves(v):", HOARD), learners_value()
    for _ in range(2):
        assert "make the list anew inside the function" in said(check.leaves, answer, value)


def test_what_does_as_well_as_a_list_is_said():
    assert said(check.leaves, written("def leaves(v):", WALK + "return set(found)"), learners_value()).endswith(
        "A set will do as well as a list."
    )
    assert slopes_of(EACH.format(STEP).replace("return found", "return tuple(found)")).endswith(
        "A tuple will do as well as a list."
    )
    for right in (leaves_of(WALK + "return found"), slopes_of(EACH.format(STEP))):
        assert right[0] == "✓" and "as well as" not in right


# Stubs


@pytest.mark.parametrize("body", ["return ...", "...", "pass", "return", "return None"])
@pytest.mark.parametrize("verdict_on", WRONG)
def test_a_stub_is_not_yet_an_answer(verdict_on, body):
    text = verdict_on(body)
    assert text.startswith("not yet: ") and " ga" in text and text.endswith("\n  (hint=2 says more.)"), text


def test_a_missing_answer_is_not_yet_one():
    for nothing in (..., None):
        for checked in (check.slope, check.slopes, check.nudge, check.tiny_nudge, check.nudge_c, check.count_nodes):
            assert said(checked, nothing).startswith("not yet: ")
        assert said(check.leaves, nothing, learners_value()).startswith("not yet: ")
        assert said(check.both, 1.0, nothing, -1.5).startswith("not yet: `w2`")


def test_leaves_waits_for_a_class_that_can_multiply():
    assert said(check.leaves, written("def leaves(v):", RIGHT[-1][1]), learners_value("")).startswith("not yet: first")


def test_our_own_solution_is_not_taken_for_the_learner_s():
    ours = ran("# Ours\ndef slope(f, x, h=0.001):\n    return (f(x + h) - f(x)) / h")["slope"]
    assert said(check.slope, ours).startswith("not yet: this `slope` is ours")
    assert said(check.slope, ran("def slope(f, x, h=0.001):\n    return (f(x + h) - f(x)) / h")["slope"])[0] == "✓"
    value = learners_value("")
    ran(f"# Ours\n@extend(Value)\ndef __mul__(self, other):\n    {MUL}", Value=value, extend=extend)
    assert said(check.mul, value).startswith("not yet: this `__mul__` is ours")


# Hints


@pytest.mark.parametrize(
    ("checked", "answers"),
    [
        (check.slope, [written("def slope(f, x, h=0.001):", "return f(x)")]),
        (check.slope, [written("def slope(f, x, h=0.001):", "return ...")]),
        (check.slopes, [written("def slopes(f, *inputs):", "return f(*inputs)")]),
        (check.mul, [learners_value("return self")]),
        (check.leaves, [written("def leaves(v):", "return []"), learners_value()]),
        (check.both, [1.0, 1.0, 0.0]),
    ],
)
def test_each_hint_says_more_until_there_is_none(checked, answers):
    texts = [said(checked, *answers, hint=n) for n in range(1, 8)]
    offers = [(f"  (hint={n} says more.)", f"  (hint={n} shows a solution.)") for n in range(2, 9)]
    more = [text.splitlines()[-1] in offer for text, offer in zip(texts, offers)]
    assert more[0] and not more[-1]
    solution = "\n".join(f"      {line}" for line in checked.solution.splitlines())
    assert texts[-1].endswith(f"\n  One way to do it:\n{solution}") and solution not in texts[more.index(False) - 1]
    for n, text in enumerate(texts[1:]):
        before = texts[n].splitlines()
        before = before[:-1] if more[n] else before
        assert text.splitlines()[: len(before)] == before and (len(text) > len("\n".join(before))) == more[n]


@pytest.mark.parametrize("hint", [0, -1, None, "2", 1.5, True, 10**9])
def test_no_hint_is_an_error(hint):
    assert said(check.slope, written("def slope(f, x, h=0.001):", "return f(x)"), hint=hint).startswith("✗ ")


@pytest.mark.slow
def test_no_hint_but_the_solution_gives_the_answer_away():
    def hints(*told):
        return "\n".join(said(*told, hint=9).partition("One way to do it:")[0].splitlines()[1:])

    for body in WRONG[slope_of]:
        assert "(f(x + h) - f(x)) / h" not in hints(check.slope, written("def slope(f, x, h=0.001):", body))
    for body in WRONG[mul_of]:
        assert "self.data * other.data" not in hints(check.mul, learners_value(body))


# Predictions


@pytest.mark.parametrize(
    ("checked", "right", "wrong"),
    [
        (
            check.nudge,
            [0.006, 0.006001, Fraction(6, 1000)],
            [-0.006, 0.001, 1e-6, 0.003, 0.002, 0.009, 0.06, 0, 9.006001, 6, 6.001],
        ),
        (check.tiny_nudge, [0, 0.0, -0.0], [6, 1e-16]),
        (check.nudge_c, [-0.002, -2e-3], [0.002, 0.001, -0.001, -2, 0, -0.02, 0.006, -0.006, 0.004, -0.004, -8.002]),
        (check.count_nodes, [3, 3.0], [1, 2, 4, 5, 6, 7]),
    ],
)
def test_a_prediction_is_answered_and_the_slip_behind_it_named(checked, right, wrong):
    for guess in right:
        assert said(checked, guess).startswith("✓ ")
    slips = [said(checked, guess).splitlines() for guess in wrong]
    assert all(len(lines) == 2 and lines[0].startswith("✗ you said ") for lines in slips), slips
    assert len({hint for _, hint in slips}) >= len(wrong) - 1  # 6 and 6.001 are one slip
    unheard_of = said(checked, 1234.5)
    assert unheard_of.startswith("✗ you said 1234.5, and it is ") and "\n" not in unheard_of
    for nothing in ("6", "", [0.006], True, math.nan, 1j, print, {}):
        assert said(checked, nothing).startswith("✗ a prediction is one number")


def test_the_predictions_are_what_python_computes():
    assert said(check.nudge, square(3.001) - square(3.0))[0] == "✓"
    assert said(check.tiny_nudge, forward(square, 3.0, 1e-16))[0] == "✓"
    assert said(check.nudge_c, expression(2, -3, 10.001, -2) - expression(2, -3, 10, -2))[0] == "✓"


# The checks of notebook 00


def test_a_neuron_that_says_and():
    for right in ((1.0, 1.0, -1.5), (1, 1, -1), (5.0, 6.0, -10.0), (0.1, 0.2, -0.2), (1e-10, 1e-10, -1.5e-10)):
        assert said(check.both, *right).startswith("✓ at (1, 1) out is ")
    wrong = {
        (0.0, 0.0, 0.0): "It never fires",
        (1.0, 1.0, 1.0): "It always fires",
        (1.0, 1.0, -0.5): "It fires as soon as one input is 1",
        (-1.0, -1.0, 1.5): "It fires exactly where it should not",
        (0.1, 2.0, -1.0): "It listens to x2 alone",
        (2.0, 0.1, -1.0): "It listens to x1 alone",
        (3.0, -2.0, -1.0): "x1 alone makes it fire, and x2 works against it",
        (-2.0, 3.0, -1.0): "x2 alone makes it fire, and x1 works against it",
        (-1.0, 0.0, 0.5): "At (0, 0) only b is left",
    }
    for weights, hint in wrong.items():
        first, second, *_ = said(check.both, *weights).splitlines()
        assert first.startswith("✗ at x1 = ") and second.startswith(f"  {hint}"), (first, second)
    assert said(check.both, 1.0, "1", -1.5) == "✗ `w2` should be a number, and it is '1'."


@given(st.lists(st.integers(-8, 8).map(lambda n: n / 4), min_size=3, max_size=3))
def test_a_neuron_passes_if_and_only_if_it_says_and(weights):
    w1, w2, b = weights
    right = all((w1 * x1 + w2 * x2 + b > 0) == (x1 and x2) for x1, x2 in product((False, True), repeat=2))
    assert (said(check.both, *weights)[0] == "✓") == right


def test_a_learning_rate_is_judged_by_its_losses():
    falling = [1 - n / 60 for n in range(50)]
    cases = [
        ("✓ with rate = 1 the loss of step 50 is 0.01", 1.0, [*falling[:-1], 0.01]),
        ("not yet: with rate = 0.01 the loss of step 50 is 0.18", 0.01, falling),
        ("✗ the loss of step 50 is 0.18. It never rose, and fell slowly or not at all", 0.1, falling),
        ("✗ the loss of step 50 is 0.97. It never rose", 1e-20, [0.97] * 50),
        ("✗ the loss of step 50 is 2.00. Does its curve", 4.0, [1.0, 2.0] * 25),
        ("✗ `losses` should be the list that `train` returns, and it is None.", 1.0, None),
        ("✗ the loss of step 50 is 1.00, and in the last 10 steps nothing moved", 10.0, [0.9] + [1.0] * 49),
        ("✗ the loss of step 50 is 0.20. Does its curve", 3.0, [0.1, 0.2] * 25),
        ("✗ the loss of step 50 is 9.00. The gradient points uphill", -1.0, [9.0] * 50),
        ("✗ the loss of step 50 is nan: steps as large", 1e9, [math.nan] * 50),
        ("✗ the loss of step 50 is 1.00. With rate 0 nothing moves.", 0.0, [1.0] * 50),
        ("✗ `rate` should be a number, and it is '1'.", "1", [0.01] * 50),
        ("✗ these are the losses of 7 steps", 1.0, [0.01] * 7),
    ]
    for text, rate, losses in cases:
        assert said(check.learning_rate, rate, losses).startswith(text)


def test_a_guess_for_an_untrained_net():
    assert said(check.untrained, 50, 45).startswith("✓ 45: ")
    assert said(check.untrained, 100, 45).startswith("✗ you said 100, and it is 45: ")
    assert said(check.untrained, ..., 45).startswith("not yet: ")
    assert said(check.untrained, 0, 45).startswith("✗ you said 0, and it is 45: ")
    assert (
        said(check.untrained, 0.5, 45)
        == "✗ you said 0.5: of 100 points that would be 50. Type how many, not which part."
    )
    assert "\n" not in said(check.untrained, 80, 45)
    for impossible in (150, -1, 1000):
        assert said(check.untrained, impossible, 45).endswith("and a number of points lies between 0 and 100.")
    assert said(check.untrained, 50, 100).startswith("not yet: this net is trained already.")


# Whatever the answer is, the check says something and stops

ENDLESS = [
    "while True: pass",
    "while True:\n    try: x = 1\n    except: pass",
    "while True:\n    try:\n        for _ in range(9): x = max(1, 2)\n    except BaseException: continue",
    "return [0 for _ in iter(int, 1)]",
    "return sum(1 for _ in iter(int, 1))",
    "def slope(*args, n=40):\n    return slope(*args, n=n - 1) + slope(*args, n=n - 1) if n else 1",
]
DEEP = [
    "def slope(*args):\n    return slope(*args) + slope(*args)",
    "def slope(*args):\n    try: return slope(*args) + slope(*args)\n    except: return 1",
    "def slope(*args):\n    try: return slope(*args)\n    except RecursionError:\n        while True: pass",
    "def slope(*args):\n    try: return slope(*args)\n    except:\n        while True: max(1, 2)",
]


@pytest.mark.slow
@pytest.mark.parametrize("body", ENDLESS)
def test_what_never_ends_is_stopped(body):
    text = slope_of(body)
    assert text.startswith("✗ for square at x = 0.5 with h = 0.001: your code comes to no end"), text


@pytest.mark.parametrize("body", DEEP)
def test_what_calls_itself_without_end_is_stopped(body):
    text = slope_of(body)
    assert text.startswith("✗ for square at x = 0.5 with h = 0.001: your code calls itself without end"), text


def test_an_answer_may_be_deep_and_long():
    deep = "def slope(f, x, h=0.001, n=300):\n    return slope(f, x, h, n - 1) if n else (f(x + h) - f(x)) / h"
    assert slope_of(deep).startswith("✓ ")
    assert slope_of("for _ in range(9999): pass\nreturn (f(x + h) - f(x)) / h").startswith("✓ ")


def test_a_library_may_take_long_to_import(tmp_path, monkeypatch):
    (tmp_path / "slowly_imported.py").write_text("from slowly_imported_too import half")
    (tmp_path / "slowly_imported_too.py").write_text("for _ in range(300_000): pass\ndef half(x): return x / 2")
    monkeypatch.setattr(sandbox, "LIBRARIES", (str(tmp_path),))
    monkeypatch.syspath_prepend(tmp_path)
    right = "from slowly_imported import half\nreturn (f(x + h) - f(x - h)) / h / 2"
    assert slope_of(right).startswith("✓ ")


def test_what_never_ends_is_stopped_while_the_answer_is_looked_at():
    class Sticky:
        def __repr__(self):
            while True:
                pass

    class Angry(Exception):
        def __str__(self):
            raise SystemExit

    def angry(*_):
        raise Angry

    assert "you gave a Sticky, a nudge gives 1." in said(check.slope, lambda *_: Sticky())
    assert said(check.slope, angry).startswith("✗ this can't be checked: ")


HOSTILE = [
    "'</pre><script>alert(1)</script>'",
    "'\\x1b[31m\\n\\r\\0' * 9999",
    "'{got} {0} %s'",
    "10 ** 5000",
    "float('nan')",
    "float('-inf')",
    "1j",
    "True",
    "b'x'",
    "print",
    "type('Odd', (), {'__getattr__': lambda self, name: self})()",
    "type('Odd', (float,), {'__repr__': lambda self: 1 / 0})(1.0)",
    "type('Odd', (), {'__eq__': lambda self, other: True, '__hash__': None})()",
    "type('Odd', (), {'__class__': property(lambda self: 1 / 0)})()",
    "exit()",
    "[]",
    "[[[]]]",
    "{1: 2}",
    "(lambda a: a.append(a) or a)([])",
    "lambda *_: 1",
]


@pytest.mark.parametrize("result", HOSTILE)
@pytest.mark.parametrize("verdict_on", WRONG)
def test_a_hostile_result_is_wrong_and_told_on_short_printable_lines(verdict_on, result):
    text = verdict_on(f"return {result}")
    assert text.startswith("✗ ")
    assert all(line.isprintable() and len(line) < 400 for line in text.splitlines())


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(...) | st.just(len) | st.just(int),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2) | st.sets(st.integers()),
    max_leaves=5,
)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(JUNK, JUNK)
def test_no_junk_passes_or_raises(junk, more):
    for checked in (check.slope, check.slopes, check.mul):
        assert said(checked, junk)[0] != "✓"
        assert said(checked, lambda *_: junk)[0] != "✓"
    assert said(check.leaves, junk, more)[0] != "✓"
    assert said(check.leaves, lambda v: junk, learners_value())[0] != "✓"
    said(check.both, junk, more, junk)
    said(check.untrained, junk, 45)
    said(check.learning_rate, junk, more)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.floats(-3, 3), st.floats(-3, 3))
def test_a_slope_passes_only_if_it_is_one(factor, offset):
    text = said(check.slope, lambda f, x, h=0.001: factor * forward(f, x, h) + offset)
    off = abs(factor - 1) + abs(offset)
    assert text[0] == "✓" if off < 1e-9 else off < 1e-4 or text[0] == "✗"


DATA = [
    "self.data * other.data",
    "other.data * self.data",
    "self.data + other.data",
    "self.data",
    "0.0",
    "self * other",
]
PREV = ["(self, other)", "(other, self)", "(self,)", "()", "[self, other]", "{self, other}", "self", "None"]
OP = ["'*'", "'+'", "''", "'**'", "'mul'", "None", "('*',)"]


@pytest.mark.slow
@settings(deadline=None)
@given(st.sampled_from(DATA), st.sampled_from(PREV), st.sampled_from(OP))
def test_a_product_passes_only_if_all_of_it_is_right(data, prev, op):
    right = data in DATA[:2] and prev == PREV[0] and op == OP[0]
    assert mul_of(f"return Value({data}, {prev}, {op})")[0] == "✓✗"[not right]


# The notebooks


def run_through(path):
    """Run a notebook's code cells but the live ones and the plots; return the names that they defined."""
    names = {}
    for cell in v4.reads(path.read_text(encoding="utf-8")).cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and "live" not in tags and "plt.figure" not in cell.source:
            with contextlib.redirect_stdout(io.StringIO()):
                with pytest.raises(Exception) if "raises-exception" in tags else contextlib.nullcontext():
                    exec(cell.source, names)
    return names


def test_the_picture_at_the_top_of_notebook_02_is_the_one_it_draws(monkeypatch):
    monkeypatch.setenv("GRAPHVIZ_DOT", "graphviz-pure")
    names = run_through(ROOT / "notebooks" / "02_values_that_remember.ipynb")
    exec("picture = draw_dot(L).svg()", names)
    assert names["picture"] == (ROOT / "docs" / "remembered.svg").read_text(encoding="utf-8")


# extend


def test_objects_made_earlier_gain_the_method():
    value = learners_value("")
    a, b = value(2.0), value(-3.0)
    with pytest.raises(TypeError):
        a * b

    @extend(value)
    def __mul__(self, other):
        return value(self.data * other.data)

    assert (a * b).data == -6.0 and value.__mul__ is __mul__


def test_extend_gives_a_property_too():
    class Thing:
        pass

    @extend(Thing)
    @property
    def size(self):
        return 3

    assert Thing().size == 3


def test_extend_without_its_class_says_so():
    with pytest.raises(TypeError, match=r"@extend\(Value\)"):
        extend(lambda self: self)
