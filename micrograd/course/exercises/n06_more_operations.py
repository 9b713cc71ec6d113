"""The checks of notebook 06: What does Python call when you write 2 * a?"""

from types import FunctionType

from micrograd.course import errors
from micrograd.course.exercise import Exercise
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.functions import globals_in, names_in
from micrograd.course.prediction import Prediction
from micrograd.course.solution import standing
from micrograd.course.value_exam import exam
from micrograd.course.value_exam.methods import CALLED_FOR
from micrograd.course.value_exam.model import BINARY, REFLECTED, RULES
from micrograd.course.value_exam.probe import Probe
from micrograd.course.wording import shown
from micrograd.engine import Value
from micrograd.learner.sandbox import Raised, outcome

FAR_OUT = "Your `{0}` is right near 0. Far out, a number in it gets too large for a float: what `math.{0}` gives never does."


def operation(method, asks, solution, *hints, far=""):
    """Return the exercise of one operation of a Value; hints follow those of its examination.

    far: lines that compute it of a large number, as the notebook does later
    """

    def examine(Value):
        finding = exam.operation(Value, method)
        if isinstance(finding, Right):
            large = [Probe(far, {"a": 400.0}, ("out.data", "a.grad"))] * bool(far)
            return exam.held(Value, large, [], [FAR_OUT.format(method), *hints]) or finding
        if elsewhere := under_another_name(Value, method):
            return elsewhere.but(hints=(*elsewhere.hints, *hints))
        bare = f"Once its cell has run, the bare name `{method}` is your method: `math.{method}` is for floats."
        own = [bare] * (method in globals_in(getattr(Value, method, None)))
        return finding.but(hints=(*own, *finding.hints, *hints))

    return Exercise(method.strip("_"), f"Value.{method}: {asks}", solution, examine=examine, method=method)


def under_another_name(Value, method):
    """Return Wrong if another sign computes what this method's should: its cell has that method's first line."""
    groups = [BINARY, [*REFLECTED]] if isinstance(Value, type) else []
    group = next((names for names in groups if method in names), [])
    numbers = [(2.0, 3.0), (-0.5, 4.0)]
    for other in (name for name in group if name != method and name in vars(Value)):

        def gives(other=other):
            sides = [(Value(x), y if other in REFLECTED else Value(y)) for x, y in numbers]
            return [getattr(one, other)(two).data for one, two in sides]

        if outcome(gives) == [computed(method, *pair) for pair in numbers]:
            sign, own = (CALLED_FOR[name].replace("2", "3") for name in (method, other))
            again = "Then mend it there, and run the cell in which that one was right again, too."
            return Wrong(
                f"`{own}` gives what `{sign}` should: your `{other}` computes it.",
                f"Your `{other}` gives {sign}. Does the first line of your cell say `{other}`? {again}",
            )
    return None


def computed(method, x, y):
    """Return what an operation gives for two numbers, the first of them on the right if it is reflected."""
    return RULES[method].compute(x, y) if method in RULES else RULES[REFLECTED[method]].compute(y, x)


sub = operation(
    "__sub__",
    "the difference, and its derivative with respect to each input",
    standing(Value.__sub__, "Value"),
    "As a rises a little, a - b rises by as much. And what does it do as b rises?",
    'One Value: the difference of the two numbers, then ((self, its derivative), (other, its derivative)), then "-".',
)


def _no_value(guess):
    if hasattr(guess, "_prev"):
        return NotYet("predict the number in `2 - a`: type it alone, without a Value around it.")
    return None


wrong_way_round = Prediction(
    "wrong_way_round",
    "the predicted 2 - a with a = Value(5.0), where __rsub__ returns self - other",
    3,
    "3: Python calls a.__rsub__(2). So self is a, which is 5, and self - other is 5 - 2. It should be -3.",
    {
        -3: "-3 is what 2 - a should be. But in a reflected method self is the right-hand side, and here that is a.",
        2: "That is other alone. self takes part as well, and it is a.",
        5: "That is self alone. other takes part as well, and it is the plain number.",
        7: "Nothing is added: one of 2 and 5 is subtracted from the other. Which from which?",
        -7: "That subtracts both of them, and only what stands after the minus is subtracted.",
        0: "Both sides take part: self is one of them, other is the other.",
    },
    usable=_no_value,
    otherwise="Which of 2 and a is self, and which one is other? Put them into self - other.",
)


rsub = operation(
    "__rsub__",
    "a plain number minus a Value",
    standing(Value.__rsub__, "Value"),
    "2 - a calls a.__rsub__(2). So which of self and other stands on the left of the minus?",
    "Make a Value of the plain number, and leave the subtraction to Python and `__sub__`.",
)


truediv = operation(
    "__truediv__",
    "the quotient, and its derivative with respect to each input",
    standing(Value.__truediv__, "Value"),
    "Hold b still: a / b is a times 1 / b, so what is the derivative with respect to a? "
    "Hold a still: the other derivative is a times that of 1 / b.",
    "The derivative with respect to b is negative where a is positive, and it divides by the square of b.",
)


# The bug hunt


PLANTED = {  # by method: where the mistake shows, the error it ends in, two hints, and one for a wrong repair
    "__add__": (
        "u + 1",
        errors.no_attribute("int"),
        "`u + 1`: which int is asked for its data? A line in `__add__` was meant to turn it into a Rebuilt. Does it?",
        "`__add__`: of `self` and `other`, only one can be a plain number. Which of them does the first line turn?",
        "`__add__`: in `u + 1` self is u, and other is 1. What has to happen to the 1 before its data is read?",
    ),
    "__mul__": (
        "u * v",
        errors.takes("__mul__"),
        "`u * v`: Python hands over u and v, and says that the method takes fewer. Count the names in its first line.",
        "`__mul__`: a method's first line begins with `self`, for the object on which it is called.",
        "`__mul__`: which side does Python hand over first in `u * v`? The second may be a plain number: what then?",
    ),
    "relu": (
        "v.relu()",
        errors.no_attribute("Rebuilt", "relu"),
        "`v.relu()`: Python finds no method of this name. What is the method called that was meant?",
        "`__relu__`: two underscores are for what Python calls itself, for a sign or a built-in. Is relu either?",
        "`relu`: `v.relu()` hands over v, and nothing else. Which parameter takes it, and what comes back?",
    ),
}


def _repaired(Rebuilt):
    """Return the Finding for the class with three planted mistakes."""
    if not isinstance(Rebuilt, type):
        return Wrong(f"give the class itself, check.repaired(Rebuilt), and not {shown(Rebuilt)}.")
    if Rebuilt.__name__ == "Value":
        return Wrong("that is `Value`, which has nothing wrong with it: mend `Rebuilt`, and give that.")
    if inherited := [name for name in PLANTED if any(name in vars(kind) for kind in _values(Rebuilt))]:
        of_value = f"`Rebuilt` has its `{inherited[0]}` from `Value`, which has nothing wrong with it."
        return Wrong(of_value, "Mend `Rebuilt` without it: the class stands alone, as `class Rebuilt:`.")
    _lend(Rebuilt)
    left = {name: found for name in PLANTED if not isinstance(found := exam.operation(Rebuilt, name), Right)}
    if not left:
        covers = "+, * and relu are right, and so are their gradients. All three mistakes are gone."
        return Right(f"Rebuilt is repaired: {covers}")
    for name, found in left.items():
        if not _untouched(Rebuilt, *PLANTED[name][:2]):
            return Wrong(found.example, *found.hints, PLANTED[name][-1])
    written, _, first, second, _ = zip(*(PLANTED[name] for name in left))
    many = ["one of the three mistakes is", "two of the three mistakes are", "all three mistakes are"][len(left) - 1]
    where = " and ".join(filter(None, [", ".join(f"`{line}`" for line in written[:-1]), f"`{written[-1]}`"]))
    return NotYet(f"{many} left: look at {where}.", "\n  ".join(first), "\n  ".join(second))


def _values(Rebuilt):
    """Return the classes called `Value` that a class inherits from."""
    return [kind for kind in Rebuilt.__mro__ if kind.__name__ == "Value"]


def _lend(Rebuilt):
    """Give Rebuilt what the methods that it borrows from `Value` use of that class, if it has no such thing itself."""
    todo = [vars(Rebuilt)[name] for name in ("backward", "_operations", "_prev") if name in vars(Rebuilt)]
    while todo:
        function = getattr(todo[-1], "fget", todo.pop())
        kind = getattr(function, "__globals__", {}).get("Value")
        own = vars(kind) if isinstance(kind, type) and kind is not Rebuilt else {}
        for name in names_in(function) & {*own}:
            if isinstance(own[name], (FunctionType, property, staticmethod, classmethod)) and not hasattr(Rebuilt, name):
                setattr(Rebuilt, name, own[name])
                todo.append(own[name])


def _untouched(Rebuilt, written, message):
    """Return whether a method still has its planted mistake, which shows in this error."""
    got = outcome(lambda: eval(written, {"u": Rebuilt(2.0), "v": Rebuilt(3.0)}))
    return isinstance(got, Raised) and message.matches(got.error)


repaired = Exercise(
    "repaired",
    "Rebuilt: none of the three mistakes is left in it",
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
    """,
    examine=_repaired,
)


# The functions


tanh = operation(
    "tanh",
    "the value, and the derivative that comes from it",
    standing(Value.tanh, "Value"),
    "The derivative is 1 minus a square: the square of which number, what goes in or what comes out?",
    'One Value: the number, then the only pair, ((self, its derivative),), with a comma after it, then "tanh".',
    far="out = a.tanh(); out.backward()",
)
