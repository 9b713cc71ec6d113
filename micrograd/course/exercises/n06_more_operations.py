"""The checks of notebook 06: What does Python call when you write 2 * a?"""

import dis

from micrograd.course.examine import NotYet, Raised, Wrong, exercise, outcome, predict, prediction, shown
from micrograd.course.value_exam.requirements import operation


def examine(Value, name, *hints):
    """Return what operation says; add the hints of this notebook to those that it has."""
    try:
        return operation(Value, name)
    except (NotYet, Wrong) as found:
        example, *told = found.args
        if name in _global_names(Value, name):
            told.insert(0, f"From its cell on the bare name `{name}` is your method: `math.{name}` is for floats.")
        raise type(found)(example, *told, *hints) from None


def _global_names(Value, name):
    """Return the bare names that a method of the class looks up outside of itself."""
    code = getattr(getattr(Value, name, None), "__code__", None)
    return {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"} if code else set()


@exercise(
    """
    @extend(Value)
    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)), "-")
    """
)
def sub(Value):
    """Check Value.__sub__: the difference, and its slope in each input."""
    return examine(
        Value,
        "__sub__",
        "As a rises a little, a - b rises by as much. And what does it do as b rises?",
        'One Value: the difference of the two numbers, then ((self, its slope), (other, its slope)), then "-".',
    )


@prediction("guess = 3")
def wrong_way_round(guess):
    """Check the predicted 2 - a with a = Value(5.0), where __rsub__ returns self - other."""
    if hasattr(guess, "_prev"):
        raise NotYet("it is the number in `2 - a` that is asked for: type it alone, without a Value around it.")
    return predict(
        guess,
        3,
        "3: Python calls a.__rsub__(2). So self is a, which is 5, and self - other is 5 - 2. It should be -3.",
        {
            -3: "-3 is what 2 - a should be. But in a reflected method self is the right side, and here that is a.",
            7: "Nothing is added: 2 and 5 are subtracted, and the question is which from which.",
            -7: "Both have a minus there, and only what stands behind the minus has one.",
            0: "Both sides take part: self is one of them, and other is the other one.",
        },
    )


@exercise(
    """
    @extend(Value)
    def __rsub__(self, other):
        return Value(other) - self
    """
)
def rsub(Value):
    """Check Value.__rsub__: a plain number minus a Value."""
    return examine(
        Value,
        "__rsub__",
        "2 - a calls a.__rsub__(2). So which of self and other stands on the left of the minus?",
        "Make a Value of the plain number, and leave the subtraction to Python and `__sub__`.",
    )


@exercise(
    """
    @extend(Value)
    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if other.data == 0:
            raise ZeroDivisionError(f"{self.data} / {other.data}: nothing can be divided by zero")
        out = self.data / other.data
        return Value(out, ((self, 1 / other.data), (other, -out / other.data)), "/")
    """
)
def truediv(Value):
    """Check Value.__truediv__: the quotient, and its slope in each input."""
    return examine(
        Value,
        "__truediv__",
        "Hold b still: a / b is a times 1 / b, so what is the slope in a? Hold a still: it is a times the slope of 1 / b.",
        "The second slope is negative where a is positive, and b stands squared below its line.",
    )


# The bug hunt: for each method what shows that its mistake is untouched, the message that it ends in, two hints on that
# mistake, and one for who has mended it in a wrong way.
MISTAKES = {
    "__add__": (
        "u + 1",
        lambda u: u + 1,
        "'int' object has no attribute",
        "`u + 1`: who is the int whose data is missed? A line in `__add__` was to turn it into a Rebuilt. Does it?",
        "`__add__`: of `self` and `other`, only one can be a plain number. Which one does its first line turn?",
        "`__add__`: in `u + 1` self is u, and other is 1. What has to become of the 1 before its data is read?",
    ),
    "__mul__": (
        "u * v",
        lambda u: u * type(u)(3.0),
        "__mul__() takes",
        "`u * v`: Python hands over u and v, and says that the method takes fewer. Count the names in its first line.",
        "`__mul__`: a method's first line begins with `self`, for the object on which it is called.",
        "`__mul__`: which side does Python hand over first in `u * v`? The second may be a plain number: who turns it?",
    ),
    "relu": (
        "v.relu()",
        lambda u: u.relu(),
        "has no attribute 'relu'",
        "`v.relu()`: Python finds no method of this name. What is the name of the one that was meant?",
        "`__relu__`: two underscores make a name that Python calls for a sign or a built-in, and relu is neither.",
        "`relu`: `v.relu()` hands over v, and nothing else. What takes it, and what comes back?",
    ),
}


@exercise(
    """
    class Rebuilt:
        def __init__(self, data, _edges=(), _op=""):
            self.data, self.grad, self._edges, self._op = data, 0.0, _edges, _op

        _prev, _operations, backward = Value._prev, Value._operations, Value.backward

        def __repr__(self):
            return f"Rebuilt({self.data}, grad={self.grad})"

        def __add__(self, other):
            other = other if isinstance(other, Rebuilt) else Rebuilt(other)
            return Rebuilt(self.data + other.data, ((self, 1.0), (other, 1.0)), "+")

        def __mul__(self, other):
            other = other if isinstance(other, Rebuilt) else Rebuilt(other)
            return Rebuilt(self.data * other.data, ((self, other.data), (other, self.data)), "*")

        def relu(self):
            return Rebuilt(max(self.data, 0.0), ((self, float(self.data > 0)),), "relu")
    """
)
def repaired(Rebuilt):
    """Check Rebuilt: none of the three mistakes is left in it."""
    if not isinstance(Rebuilt, type):
        raise Wrong(f"give the class itself, check.repaired(Rebuilt), and not {shown(Rebuilt)}.")
    if Rebuilt.__name__ == "Value":
        raise Wrong("that is `Value`, in which there was nothing to mend: mend `Rebuilt`, and give that.")
    left = {name: found for name in MISTAKES if (found := _trouble(Rebuilt, name))}
    if not left:
        return "Rebuilt is repaired: +, * and relu are right, and so are their gradients. All three mistakes are gone."
    for name, found in left.items():
        if not _untouched(Rebuilt, name):
            raise Wrong(*found.args, MISTAKES[name][-1])
    places = [f"`{MISTAKES[name][0]}`" for name in left]
    where = " and ".join(filter(None, [", ".join(places[:-1]), places[-1]]))
    many = {1: "one of the three mistakes is", 2: "two of the three mistakes are", 3: "all three mistakes are"}[
        len(left)
    ]
    first, second = ("\n  ".join(MISTAKES[name][part] for name in left) for part in (3, 4))
    raise NotYet(f"{many} left: look at {where}.", first, second)


def _trouble(Rebuilt, name):
    """Return what is wrong with this operation as NotYet or Wrong, None if nothing is."""
    try:
        operation(Rebuilt, name)
    except (NotYet, Wrong) as found:
        return found


def _untouched(Rebuilt, name):
    """Return whether a method still has the mistake that the notebook gave it."""
    _, try_it, message, *_ = MISTAKES[name]
    got = outcome(lambda: try_it(Rebuilt(2.0)))
    return isinstance(got, Raised) and message in str(got.error)


# The functions


@exercise(
    """
    @extend(Value)
    def tanh(self):
        out = math.tanh(self.data)
        return Value(out, ((self, 1 - out * out),), "tanh")
    """
)
def tanh(Value):
    """Check Value.tanh: the value, and the slope that comes from it."""
    return examine(
        Value,
        "tanh",
        "The slope is 1 minus a square: the square of which number, of what goes in, or of what comes out?",
        'One Value: the number, then the only pair, ((self, its slope),), with a comma after it, then "tanh".',
    )
