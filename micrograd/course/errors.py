"""CPython's own error messages, all that the checks recognise: each with its type, its text, and code that raises it.

The texts are CPython's, and change between its versions; the tests raise each on the version at hand. A new one is a
function here, and a row of USED in tests/course/test_errors.py.
"""

import re
from typing import NamedTuple


class Message(NamedTuple):
    """A kind of error: its type, a pattern found in its text, and lines of Python that raise it."""

    kind: type
    pattern: str
    raised_by: str

    def matches(self, error):
        """Return whether an error is of this kind."""
        return isinstance(error, self.kind) and re.search(self.pattern, str(error)) is not None


THINGS = {  # for each type, an expression that gives an object of it
    "float": "2.0",
    "int": "int(2)",
    "list": "[2.0]",
    "tuple": "(2.0, 3.0)",
    "NoneType": "None",
    "ellipsis": "...",
    "function": "(lambda x: x)",
    "method": "(lambda it: it).__get__(2.0)",
}


def _a(kind):
    """Return an expression for an object of the type of this name; a learner's own type is made up."""
    return THINGS.get(kind, f"type({kind!r}, (), {{}})()")


def _named(name):
    """Return a pattern for a function's name, with or without its module or class before it."""
    return rf"(^|\.){re.escape(name)}\(\)"


def not_callable(kind):
    """A call of something that is not a function: "'float' object is not callable"."""
    return Message(TypeError, f"'{kind}' object is not callable", f"it = {_a(kind)}\nit()")


def any_call():
    """A call of something that is not a function, of whatever type: "object is not callable"."""
    return Message(TypeError, "object is not callable", "it = 2.0\nit()")


def not_subscriptable(kind):
    """Square brackets after something without elements: "'float' object is not subscriptable"."""
    return Message(TypeError, f"'{kind}' object is not subscriptable", f"it = {_a(kind)}\nit[0]")


def not_iterable(kind):
    """A loop over something that is not iterable: "'Value' object is not iterable"."""
    return Message(TypeError, f"'{kind}' object is not iterable", f"for _ in ({_a(kind)}): pass")


def not_an_integer(kind):
    """Another type in place of an integer, as in range([1.0]): "'list' object cannot be interpreted as an integer"."""
    return Message(TypeError, f"'{kind}' object cannot be interpreted", f"range({_a(kind)})")


def not_unpackable(kind):
    """A single object unpacked: "cannot unpack non-iterable float object"."""
    return Message(TypeError, f"cannot unpack non-iterable {kind}", f"x, y = {_a(kind)}")


def misused(kind):
    """A call, an index or a loop that the type does not allow: "'NoneType' object is not …"."""
    return Message(TypeError, f"'{kind}' object (is|are) not", f"it = {_a(kind)}\nit[0]")


def no_attribute(kind, name=""):
    """A missing attribute: "'float' object has no attribute 'data'"; without a name, any attribute."""
    asked = f"it = {_a(kind)}\nit.{name or 'nothing'}"
    asked += " = 2.0" * (kind == "method")  # a method has its function's attributes for reading, but none can be set
    return Message(AttributeError, f"'{kind}' object has no attribute '{re.escape(name)}", asked)


def any_attribute():
    """A missing attribute, of whatever type: "object has no attribute"."""
    return Message(AttributeError, "object has no attribute", "(2.0).nothing")


def no_setter():
    """An assignment to a property without a setter."""
    pattern = r"can't set attribute|property '.*' of .* object has no setter"
    return Message(AttributeError, pattern, "type('Value', (), {'_prev': property(id)})()._prev = 2.0")


def unsupported(sign="", left="", right=""):
    """An operator between types that it does not support; what is left out may be anything."""
    operands = {"**": r"\*\* or pow\(\)"}.get(sign, re.escape(sign)) if sign else ".*"
    sides = f"'{left}'" if left else ".*"
    sides += f" and '{right}'" if right else ""
    return Message(
        TypeError,
        rf"unsupported operand type\(s\) for {operands}: {sides}",
        f"it = {_a(left or 'list')}\nit {sign or '-'} {_a(right or 'ellipsis')}",
    )


def unsupported_sign(sign):
    """A sign before an operand that does not support it: "bad operand type for unary -: 'list'"."""
    return Message(TypeError, f"bad operand type for unary {re.escape(sign)}", f"{sign}[2.0]")


def no_absolute_value():
    """abs() of something without one: "bad operand type for abs()"."""
    return Message(TypeError, r"bad operand type for abs\(\)", "abs([2.0])")


def not_comparable(sign):
    """A comparison of types without an order: "'<' not supported between instances of …"."""
    return Message(TypeError, f"'{re.escape(sign)}' not supported", f"[2.0] {sign} 2.0")


def takes(name):
    """A call with too many arguments: "slope() takes 2 positional arguments but 3 were given"."""
    return Message(
        TypeError, _named(name) + " takes", f"def {name.rpartition('.')[2]}(): pass\n{name.rpartition('.')[2]}(2.0)"
    )


def no_arguments(kind):
    """A class without an `__init__` that is given something: "Value() takes no arguments"."""
    return Message(TypeError, rf"{kind}\(\) takes no arguments", f"type({kind!r}, (), {{}})(2.0)")


def missing(name):
    """A call with too few arguments: "slope() missing 1 required positional argument: 'x'"."""
    return Message(
        TypeError, _named(name) + " missing", f"def {name.rpartition('.')[2]}(x): pass\n{name.rpartition('.')[2]}()"
    )


def unexpected(name):
    """A call with an unknown keyword, or with two values for one parameter: "slope() got …"."""
    return Message(
        TypeError, _named(name) + " got", f"def {name.rpartition('.')[2]}(x): pass\n{name.rpartition('.')[2]}(y=2.0)"
    )


def wrong_index(kind):
    """An index that is not an integer: "list indices must be integers or slices, not float"."""
    return Message(TypeError, f"{kind} indices must be", f"it = {_a(kind)}\nit[0.5]")


def immutable(kind="tuple"):
    """An assignment to an element of something immutable: "'tuple' object does not support item assignment"."""
    return Message(TypeError, f"'{kind}' object does not support item assignment", f"it = {_a(kind)}\nit[0] = 2.0")


def only_concatenates(kind, other=""):
    """A `+` between a list or tuple and something else: 'can only concatenate list (not "int") to list'."""
    found = rf" \(not \"{re.escape(other)}\"\)" if other else ""
    return Message(TypeError, f"can only concatenate {kind}{found}", f"it = {_a(kind)}\nit + {_a(other or 'float')}")


def no_product():
    """A list times a list: "can't multiply sequence by non-int of type 'list'"."""
    return Message(TypeError, "can't multiply sequence", "[2.0] * [2.0]")


def no_star():
    """A star before something that is not iterable: "Value after * must be an iterable"."""
    return Message(TypeError, r"after \* must be an iterable", "[*2.0]")


def unhashable(kind=""):
    """A list, or an object with an `__eq__` and no `__hash__`, in a set or as a key; without a type, any of them."""
    return Message(TypeError, f"unhashable type: '{kind}", f"{{{_a(kind or 'list')}}}")


def not_a_real_number():
    """Something that is not a number in a function of math: "must be real number, not Value"."""
    return Message(TypeError, "must be real number", "import math\nmath.exp('2')")


def no_fraction():
    """A mean of statistics of something else than numbers: "can't convert type 'Value' to numerator/denominator"."""
    return Message(TypeError, "to numerator/denominator", "import statistics\nstatistics.mean([[2.0]])")


def outside_the_domain():
    """A function of math outside its domain, such as log(0); its text changed in Python 3.14."""
    return Message(
        ValueError,
        "math domain|expected a (positive|noninfinite|nonnegative) input|expected a number",
        "import math\nmath.log(-2.0)",
    )


def too_many_to_unpack():
    """More values than names: "too many values to unpack"."""
    return Message(ValueError, "too many values to unpack", "x, y = [2.0, 3.0, 4.0]")


def too_few_to_unpack():
    """Fewer values than names: "not enough values to unpack"."""
    return Message(ValueError, "not enough values to unpack", "x, y = [2.0]")


def out_of_range(kind="list"):
    """An index beyond the end: "list index out of range"."""
    return Message(IndexError, f"{kind} index out of range", f"it = {_a(kind)}\nit[9]")


def no_such_place():
    """An assignment to an index beyond the end: "list assignment index out of range"."""
    return Message(IndexError, "list assignment index", "[][0] = 2.0")


def popped_empty():
    """pop() of an empty list: "pop from empty list"."""
    return Message(IndexError, "pop from empty list", "[].pop()")


def any_index():
    """Any index beyond an end."""
    return Message(IndexError, "", "[][0]")


def unknown_name(name=""):
    """A name that was never assigned: "name 'x' is not defined"; without a name, any."""
    return Message(NameError, f"name '{re.escape(name)}'" if name else "", name or "nowhere_to_be_found")


def unbound():
    """A local name read before it has a value."""
    return Message(UnboundLocalError, "", "def f():\n    x = x + 1\nf()")


def no_super():
    """super() in a function that stands outside of any class: "super(): __class__ cell not found"."""
    return Message(RuntimeError, r"^super\(\): ", "def f(self): super()\nf(2.0)")


def too_large():
    """A power or an exponential beyond the largest float."""
    return Message(OverflowError, "", "import math\nmath.exp(1e9)")


def division_by_zero():
    """A division by zero of any kind."""
    return Message(ZeroDivisionError, "", "1 / 0")


def not_a_number(kind=""):
    """The engine's own message: "a Value holds one real number, and this is of type list"."""
    of = f", and this is of type {kind}" if kind else ""
    said = {"list": "[2.0]", "tuple": "(2.0, 3.0)", "Value": "Value(2.0)"}.get(kind, "[2.0]")
    return Message(TypeError, f"holds one real number{of}", f"from micrograd.engine import Value\nValue({said})")
