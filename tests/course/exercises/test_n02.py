"""The checks of notebook 02: right products and leaves pass in all the ways that are right, wrong ones are told apart."""

from itertools import count

import pytest
from answers_given import MUL, SHAPE, learners_value, leaves_of, mul_of, written
from checking import ran, said
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.course import check
from micrograd.course.extend import extend

RIGHT = [
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


# Wrong answers, with the beginning of the hint that names the mistake: those in another style than the check's own

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
WRONG = {
    mul_of: {
        "": "What does Python call when it reads a * b?",
        "def __multiply__(self, other):\n    " + MUL: "Python never calls `__multiply__`",
        "def mul(self, other):\n    " + MUL: "For `a * b` Python looks for `__mul__`",
        "def __mul__(self):\n    " + MUL: "Python passes `__mul__` two arguments",
        "def __mul__():\n    " + MUL: "Python passes `__mul__` two arguments",
        "def __mul__(self, other, third):\n    " + MUL: "Python passes `__mul__` two arguments",
        "return NotImplemented": "Your `__mul__` returns NotImplemented",
        MUL.replace("return ", ""): "A function that ends without `return`",
        "self.data *= other.data\nreturn self": "A product is a new Value: `self`",
        'self.data *= other.data\nreturn Value(self.data, (self, other), "*")': "Is there a line that begins with",
        'other.data *= self.data\nreturn Value(other.data, (self, other), "*")': "Is there a line that begins with",
        "self._prev = (self, other)\n" + MUL: "Is there a line that begins with",
        "other._op = '*'\n" + MUL: "Is there a line that begins with",
        'return Value(self * other, (self, other), "*")': "To multiply two Values, your code multiplies two Values",
        "return self * other": "To multiply two Values, your code multiplies two Values",
        'return Value(self.data * other, (self, other), "*")': "A float can't be multiplied by your Value",
        'return Value(self * other.data, (self, other), "*")': "Somewhere a bare number stands where a Value should",
        'return Value(self.data + other.data, (self, other), "+")': "That is the sum.",
        'return Value(math.prod([self.data, other.data]), (self, other), "*")': "Python knows no such name here",
        'return Value(int(self.data * other.data) // 4, (self, other), "*")': "The new Value's data is the product",
        'return Value(int(self.data) * other.data, (self, other), "*")': "A whole number, where there should be a fraction",
        'return Value(round(self.data * other.data), (self, other), "*")': "A whole number, where there should be a fraction",
        'n = 0\nfor _ in range(int(other.data)): n += self.data\nreturn Value(n, (self, other), "*")': "To add up self.data",
        'return Value((self.data * other.data, (self, other), "*"))': "One pair of brackets too many",
        'a, b = Value(2.0), Value(-3.0)\nreturn Value(a.data * b.data, (self, other), "*")': "The same number for every product",
        "out = Value(self.data * other.data)\nout.prev = (self, other)\nreturn out": "Your code sets `prev`.",
        'return Value(self.data * other.data, self._prev + other._prev, "*")': "Those are the inputs of the two sides",
        "def __add__(self, other):\n    " + MUL: "Your `__add__` multiplies.",
        'return Value(self.data * other.data, _op="*")': "The number is right, and has forgotten",
        'return Value(self.data * other.data, (self, Value(other.data)), "*")': "The inputs are the very objects",
        'return Value(self.data * other.data, (self, other), "x")': "Write the operation as Python writes it",
        'return Value(self.dta * other.data, (self, other), "*")': "A Value has `data`, `_prev` and `_op`",
        'return Value(self.data() * other.data(), (self, other), "*")': "`data` is a number, and no method",
        'return Value(self.data * other.data, (self + other), "*")': "That is the sum, a new Value",
        'return Value(round(self.data * other.data, 2), (self, other), "*")': "Right, and then rounded",
        'return Value(self.data * other.data, self, other, "*")': "Value(...) takes three arguments at most",
        'return Value(self.data * other.data (self, other), "*")': "`data` is a number, and no method: there are no brackets after it. Or",
        'return Value(self.data * other.data, children=(self, other), op="*")': "Value(...) has other names for its arg",
        "while True: self = self + other": "Is there a loop that nothing ends",
    },
    leaves_of: {
        "out = []\ndef walk(p):\n    if not p._prev and p not in out: out.append(p)\n    for q in p._prev: walk(q)\n"
        "return out": "Your function defines `walk`, and nothing calls it.",
        "todo, seen, out = [v], set(), []\nwhile todo:\n    p = todo.pop()\n    if p in seen: return out\n"
        "    seen.add(p)\n    if not p._prev: out.append(p)\n    todo += p._prev\nreturn out": "Your walk ends where it meets",
        "todo, seen, out = [v], set(), []\nfor p in todo:\n    if p in seen: break\n"
        "    seen.add(p)\n    if not p._prev: out.append(p)\n    todo += p._prev\nreturn out": "Your walk ends where it meets",
        "out, level = [], [v]\nwhile level:\n    out += [p for p in level if not p._prev and p not in out]\n"
        "    level = [q for p in level for q in p._prev]\nreturn out": "A comprehension is made as a whole",
        "if not v._prev: return [v]\nreturn [x for p in v._prev for x in leaves(p)]": "A leaf that is used twice is st",
        "return list(dict.fromkeys([v] + [x for p in v._prev for x in leaves(p)]))": "Those are all the Values.",
        "return [v] + [x for p in v._prev for x in leaves(p)]": "Those are all the Values. Results are among them",
        "return [v, *v._prev]": "Results are among them, and not all leaves: walk on",
        "return [v]": "Results are among them, and not all leaves: walk on",
        "return [x for p in v._prev for x in p._prev or [p]]": "Results are among them, and not all leaves: walk on",
        "todo = [v]\nfor p in todo:\n    if p._prev:\n        todo.remove(p)\n        todo += p._prev\n"
        "return todo": "A `for` counts its way along a list",
        "todo, found = [v], []\nwhile todo:\n    p = todo.pop()\n    if not p._prev:\n        found.append(p)\n"
        "        break\n    todo += p._prev\nreturn found": "Only the last one: does a `return` or `break` end the loop",
        "todo = [v]\nfor p in todo:\n    if not p._prev: return [p]\n    todo += p._prev": "Only one of them: does a",
        "return list(set(sum((leaves(p) for p in v._prev)))) if v._prev else [v]": "A number and a list are added",
        "found = 0\nfor p in v._prev: found += leaves(p)\nreturn found or [v]": "A number and a list are added",
        WALK + "return dict.fromkeys(found).keys()": "A list is asked for, and this is of type dict_keys: `list(...)`",
        WALK + "return map(lambda p: p, found)": "A list is asked for, and this is of type map: `list(...)`",
        "def leaves(self):\n    if not v._prev: return [v]": "There is no `v` there: what does the first line",
        "if v._prev is None: return [v]\nreturn [x for p in v._prev for x in leaves(p)]": "A leaf has no inputs: what does",
        WALK + "v._prev = ()\nreturn found": "Your function changed the graph",
        WALK + "for p in v._prev: p._prev = ()\nreturn found": "Your function changed the graph",
        WALK + "return [str(p) for p in found]": "Those are names or numbers",
        WALK + "return ['a', 'b', 'c', 'f']": "Those are names or numbers",
        "return [type(v)(2.0), type(v)(-3.0)]": "Leaves of another graph are among them",
        "if not v._prev: return v\nreturn [[leaves(p) for p in v._prev]]": "Lists inside lists",
        "if not v._prev: return [v]\nfound = []\nfor p in v._prev: leaves(p)\nreturn found": "You call leaves on the i",
        HOARD: "The list is still that of the last call: make the list anew",
        "return set(v._prev)": "Those are v's own inputs.",
        "return [p for p in dict.fromkeys(v._prev) if not p._prev]": "Those are leaves. There may be more",
        "return [v] if not v._prev else []": "The leaves of a result are those of its inputs",
        "if not v._prev: return v\nleft, right = v._prev\nreturn leaves(left) + leaves(right)": "A `+` of two Values makes",
        "return [x for p in v._prev for x in leaves(p)]": "A leaf has no inputs: what does your function return",
        "return [] if v.prev else [v]": "Is it `_prev`, with its underscore?",
        "def leaves(v, top=True):\n    found = [] if top or v._prev else [v]\n    for p in v._prev:\n"
        "        found += [x for x in leaves(p, False) if x not in found]\n    return found": "One case is missing",
        "if not v._prev: return v\nreturn [x for p in v._prev for x in leaves(p)]": "A Value is no list",
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
        "if not v._prev: return [v]\nleaves(v._prev[0])\nleaves(v._prev[1])": "You call leaves on the inputs.",
        "if not v._prev: return [v]\nfound = []\nfor p in v._prev: found.append(leaves(p))": "You call leaves on the inputs.",
        "found = []\nwhile v._prev:\n    v, right = v._prev\n    if right not in found: found.append(right)\n"
        "if v not in found: found.append(v)\nreturn found": "The walk goes down on the left alone.",
        "if not v._prev: return [v]\nfound = []\nfor p in v._prev: found = leaves(p)\nreturn found": "Only the last one",
        "return leaves(v)": "Where does that end?",
        "if not v._prev: return [v]\nfor p in v._prev: return [].append(p)": "Does it return what `append` gives?",
        "if not v._prev: yield v\nfor p in v._prev: yield from leaves(p)": "A function with a `yield` gives a generator",
        "while v._prev: v = v._prev[0]\nreturn [v]": "Only the first one: does a `return` inside a loop end it, or",
        "return v.pop()": "A Value has `data`, `_prev` and `_op` alone. Is one taken for a list?",
        "def leaves(): return []": "`leaves` takes one argument",
        "def leaves(v, found=[]):\n    found += v._prev and [x for p in v._prev for x in leaves(p)] or [v]\n"
        "    return found": "Leaves of another graph are among them: the notebook's own, those of an earlier call",
        "out = []\nfor p in v._prev:\n    if p._prev: out += leaves(p)\n    elif p not in out: out.append(p)\n"
        "return out": "One case is missing",
        "return leaves(v._prev[0]) + leaves(v._prev[1])": "Not every Value has inputs",
        "if not v._prev(): return [v]": "`_prev` is a tuple, and no method",
        "if not v._prev: return [v]\nout = []\nfor p in v._prev: out = out + leaves(p)": "Something is None there",
        "s = set()\nif not v._prev: return s.add(v)\nfor p in v._prev: s |= leaves(p)\nreturn s": "Something is None there",
        "s = set()\nif not v._prev: return [v]\nfor p in v._prev: s |= leaves(p)\nreturn s": "`|=` takes another set.",
        "s = {}\nif not v._prev: s.add(v)\nfor p in v._prev: s |= leaves(p)\nreturn s": "`{}` is an empty dict.",
        "if not v._prev: return [v]\nreturn set([leaves(p) for p in v._prev])": "A list can't be in a set",
        "if not v._prev: return [v]\nreturn sorted({x for p in v._prev for x in leaves(p)})": "Values have no order",
        "if not v._prev: return [v]\nleft, right = v\nreturn leaves(left) + leaves(right)": "A Value is no pair",
        "if not v._prev: return [v]\nreturn v._prev[0].leaves() + v._prev[1].leaves()": "`leaves` is a function, and no",
        "while v: v = v": "Is there a loop that nothing ends",
    },
}
TABLE = [(verdict_on, body, hint) for verdict_on, table in WRONG.items() for body, hint in table.items()]


@pytest.mark.slow
@pytest.mark.parametrize(("verdict_on", "body", "hint"), TABLE, ids=[f"{v.__name__}-{b}" for v, b, _ in TABLE])
def test_what_is_wrong_is_told_apart(verdict_on, body, hint):
    first, second, *_ = verdict_on(body).split("\n")
    assert first.startswith("✗ ") and second.startswith(f"  {hint}"), (first, second)


def test_a_method_outside_its_class_is_found():
    names = ran(SHAPE, count=count)
    exec("def __mul__(self, other):\n    " + MUL, names)
    assert "Your function stands outside the class: is `@extend(Value)` still" in said(check.mul, names["Value"])
    exec("@extend(Value)\ndef __mul__(self, other):\n    return ...", names | {"extend": extend})
    text = said(check.mul, names["Value"])
    assert text.startswith("✗ ") and "Your function stands outside the class" in text
    extend(names["Value"])(names["__mul__"])
    assert said(check.mul, names["Value"])[0] == "✓"


def test_a_method_under_another_name_is_told_as_that():
    names = ran(SHAPE, count=count) | {"extend": extend}
    exec("def __mul__(self, other):\n    return ...", names)
    exec("@extend(Value)\ndef __mult__(self, other):\n    " + MUL, names)
    assert "Python never calls `__mult__`: for `a * b` it looks for `__mul__`." in said(check.mul, names["Value"])
    names = ran(SHAPE + "\n@extend(Value)\ndef mul(self, other): pass", count=count, extend=extend)
    names = ran("@extend(Value)\ndef __mult__(self, other): pass", **names)
    assert "✗ your Value has `__mult__`, and no `__mul__`." in said(check.mul, names["Value"])


def test_a_method_under_another_name_and_then_outside_is_told_as_both():
    outside = f"@extend(Value)\ndef __mult__(self, other):\n    {MUL}\n\ndef __mul__(self, other):\n    {MUL}"
    names = ran(f"{SHAPE}\n{outside}", count=count, extend=extend)
    first, second, *_ = said(check.mul, names["Value"]).split("\n")
    assert first == "✗ your Value has `__mult__`, and your `__mul__` stands outside the class."
    assert "it looks for `__mul__`. And yours of this name is no method: is `@extend(Value)` above it" in second


def test_variables_of_the_class_before_are_named():
    before = ran(SHAPE + "\na, b = Value(2.0), Value(-3.0)\ns = a + b", count=count)
    after = ran(SHAPE + "\n    def __mul__(self, other):\n        " + MUL, **before)
    assert said(check.mul, after["Value"]).endswith(
        "operation. Your a, b are still of the class before: make them anew."
    )
    again = ran("a, b = Value(2.0), Value(-3.0)", **after)
    after["Value"].__mul__.__globals__.update(a=again["a"], b=again["b"])
    assert said(check.mul, after["Value"]).endswith("its operation.")


def test_a_class_that_was_begun_anew_is_told_as_that():
    lost = ran("class Value:\n    def __mul__(self, other):\n        " + MUL)["Value"]
    assert "Your class has no `__add__` any more" in said(check.mul, lost)


ALIKE = (
    SHAPE.replace("class", "from dataclasses import dataclass\n\n@dataclass\nclass").replace(
        """\
    def __init__(self, data, _prev=(), _op=""):
        self.data = data
        self._prev = _prev
        self._op = _op
""",
        '    data: float\n    _prev: tuple = ()\n    _op: str = ""\n',
    )
    + "    def __mul__(self, other):\n        "
    + MUL
)


@pytest.mark.parametrize(
    ("body", "told"),
    {
        WALK.replace("p not in found", "not any(p is q for q in found)") + "return found": "✓ leaves is right",
        "if not v._prev: return [v]\nreturn list({id(x): x for p in v._prev for x in leaves(p)}.values())": "✓ leaves",
        WALK
        + "return found": "✗ for a + twin you gave [twin], and the leaves are [a, twin].\n  Your class tells its Values apa",
        "return list({x for p in v._prev for x in leaves(p)} or [v])": "✗ for (a * b + c) * f: your code stopped with Ty",
        "if not v._prev: return [v]\nreturn [x for p in v._prev for x in leaves(p)]": "✗ for a + a you gave [a, a], and",
    }.items(),
)
def test_a_class_that_compares_numbers_is_asked_for_the_same_leaves(body, told):
    names = ran(ALIKE)
    assert said(check.mul, names["Value"])[0] == "✓"
    text = said(check.leaves, written("def leaves(v):", body), names["Value"])
    assert text.startswith(told), text
    assert ("none of them can be in a set" in text) == ("{x for" in body)


def test_a_subclass_has_what_its_class_has():
    made = "class Mine(Value):\n    def __mul__(self, other):\n        return NotImplemented"
    text = said(check.mul, ran(made, Value=learners_value())["Mine"])
    assert "no `__add__`" not in text and "returns NotImplemented" in text, text


def test_a_list_kept_from_check_to_check_is_told_again():
    answer, value = written("def leaves(v):", HOARD), learners_value()
    for _ in range(2):
        assert "make the list anew inside the function" in said(check.leaves, answer, value)


def test_what_does_as_well_as_a_list_is_said():
    assert leaves_of(WALK + "return set(found)").endswith("A set will do as well as a list.")
    right = leaves_of(WALK + "return found")
    assert right[0] == "✓" and "as well as" not in right


def test_a_case_that_fails_late_is_found():
    assert "✗ for a + twin you gave [twin], and the leaves are [a, twin]." in leaves_of(
        "todo, found = [v], {}\nwhile todo:\n    v = todo.pop()\n    todo += v._prev\n"
        "    if not v._prev: found.setdefault(v.data, v)\nreturn list(found.values())"
    )


def test_leaves_waits_for_a_class_that_can_multiply():
    assert said(check.leaves, written("def leaves(v):", RIGHT[-1][1]), learners_value("")).startswith("not yet: first")


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
