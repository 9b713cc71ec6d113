"""The checks of notebook 07: Can you rebuild it from memory?"""

import inspect
import math
from typing import NamedTuple

from micrograd.course.exercise import Exercise
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.functions import is_empty
from micrograd.course.prediction import Prediction
from micrograd.course.usable import function_missing
from micrograd.course.value_exam import exam
from micrograd.course.wording import Words, shown
from micrograd.engine import Value
from micrograd.learner.sandbox import Raised, outcome

used_twice = Prediction(
    "used_twice",
    "the predicted derivative of (a + b) * a with respect to a, at a = 2, b = 3",
    7.0,
    "7: as a factor a sends back the other factor, 5, and through the bracket 2 · 1. Both shares add up.",
    {
        5.0: "That is a's share as a factor alone. a stands in the bracket, too.",
        2.0: "That is the share through the bracket alone. a is a factor as well, and that sends back a + b.",
        10.0: "That is the value of the expression. How far does it move as a does?",
        4.0: "That is the derivative of a · a. The b in the bracket is multiplied by a, too.",
        3.0: "That is the difference of a's two shares. Shares are added.",
        6.0: "That is a · b, the bracket's b times a. What does the expression do as a moves?",
    },
)

order = Prediction(
    "order",
    "which of two orders backward needs on e = a * b, d = e + a, L = e * d",
    2,
    "2: L, d, e. d was made from e, and so d still owes e a share; e may pass on only what is complete.",
    {1: "With order 1, e would pass its gradient on to a and b before the share from d has arrived."}
    | dict.fromkeys((0.0, 3.0), "That is neither of them: each order has its number in front of it."),
    near=0,
)

second_call = Prediction(
    "second_call",
    "the predicted a.grad after two calls of L.backward(), where d = a * b, L = d + a, a = 2 and b = 3",
    8.0,
    "8: each call finds 3 + 1 = 4 for a, a leaf, and a leaf adds up. d is none: its gradient starts afresh.",
    {
        4.0: "That is after one call. A leaf keeps what it has, until somebody sets it to 0.",
        11.0: "There d has kept its 1 from the first call, and sent back 2. Inner gradients start afresh.",
        12.0: "There L has kept its 1 from the first call, and has 2. It is a result: it starts afresh, and gets its 1.",
        15.0: "There d and L kept theirs from the first call. Inner gradients start afresh on each call.",
        6.0: "That is what comes through d alone, twice. a is also added to d.",
        3.0: "That is the share through d, after one call.",
        7.0: "There only d's share came twice. a is added to d in the second call as well.",
        16.0: "That is four times what one call gives. How many calls are there, and which Values keep what they had?",
        0.0: "Nobody sets a leaf's gradient back to 0 between the calls, and nothing is taken away.",
        5.0: "There only the 1 from the sum came twice. The second call goes through d as well.",
    },
)

engine = Exercise(
    "engine",
    "a whole engine: every requirement, ticked or with the first counter-example",
    "from micrograd.engine import Value as MyValue",
    examine=exam.engine,
    hands=("MyValue",),
    reveal=False,
)


# The smallest expressions that a wrong backward gets wrong

PLACES = [(2.0, -3.0, 10.0, -2.0), (0.5, 1.5, 3.0, 0.25)]
MOST = 12  # operations: a recursion takes ages if every result is used twice
TWICE = "You write the same thing twice, and so it is computed twice: two results, each used once. Give it a name."
NOT_OF_INPUTS = "It is not made from what it is handed: use its inputs, and make no others."
ZERO = "All that comes back is 0 there: added up or replaced, it stays 0. Is there a `0 *` in it?"
SMALLER = "It is a witness. Is there something that you can leave out, and it still is one?"


def assigned(root):
    """Run backward with `=` where `+=` belongs."""
    root.grad = 1.0
    for node in reversed(root._operations()):
        for source, slope in node._edges:
            source.grad = slope * node.grad


def recursed(root):
    """Run backward without an order: whenever a node receives a share, it passes on all that it has."""
    root.grad = 1.0

    def send(node):
        for source, slope in node._edges:
            source.grad += slope * node.grad
            send(source)

    send(root)


class Expression(NamedTuple):
    """An expression's operations, and its inputs' gradients: the right ones, and those of another backward."""

    operations: int
    right: list
    wrong: list
    repeats: bool  # whether two operations do the same to the same inputs

    @classmethod
    def of(cls, function, place, backward):
        """Return the Expression that a function returns for Values, or its result in words if that is not a Value."""
        inputs = [Value(x) for x in place]
        root = function(*inputs)
        if type(root).__name__ == "Value" and hasattr(root, "_edges") and not any(made_from(root, v) for v in inputs):
            return Words(shown(root), NOT_OF_INPUTS)
        if not isinstance(root, Value):
            hint = "A function without `return` gives None." if root is None else "Return what the operations give, as it is."
            return Words(shown(root), hint)
        operations = root._operations()
        if len(operations) > MOST:
            return cls(len(operations), [], [], False)
        nodes = *inputs, *operations, *(source for node in operations for source in node._prev)
        right, wrong = (gradients(way, root, inputs, nodes) for way in (Value.backward, backward))
        return cls(len(operations), right, wrong, repeats(operations, inputs))


def made_from(root, input):
    """Return whether an input is below the root, or is the root itself."""
    return root is input or any(source is input for node in root._operations() for source in node._prev)


def gradients(backward, root, inputs, nodes):
    """Return the gradients of the inputs after backward has run from the root."""
    for node in nodes:
        node.grad = 0.0  # the function may have run backward itself
    backward(root)
    return [v.grad for v in inputs]


def repeats(operations, inputs):
    """Return whether two of the operations, listed in order, do the same to the same inputs."""
    made = {id(v): k for k, v in enumerate(inputs)}
    for node in operations:
        made[id(node)] = node._op, *(made.get(id(source), source.data) for source in node._prev)
    return len({made[id(node)] for node in operations}) < len(operations)


class Smallest(Exercise):
    """The exercise of finding the smallest expression that another backward, called what, gets wrong.

    twice is a hint for an expression that is right in both and computes something twice.
    """

    def __init__(self, name, asks, solution, backward, what, fewest, hints, twice=""):
        self.backward, self.what, self.fewest, self.twice = backward, what, fewest, twice
        super().__init__(name, asks, solution, hints=hints)

    def examine(self, function):
        """Return the Finding for an expression, from the first place that decides it, else from the first place."""
        if finding := function_missing(function, self.name) or inputs_missing(function, self.name):
            return finding
        found = []
        for place in PLACES:
            found.append(self.at(place, function))
            if not found[-1].rests_on:
                return found[-1]
        return found[0]

    def at(self, place, function):
        """Return the Finding at one place; it rests on the place if another one may give another Finding."""
        names = list(inspect.signature(function).parameters)
        case = f"with {' and '.join(f'{input} = {x:g}' for input, x in zip(names, place))}"
        found = outcome(Expression.of, function, place[: len(names)], self.backward)
        if isinstance(found, Raised):  # perhaps the log of a negative number: another place may do
            return Wrong(f"{case}: {found}.", rests_on="place")
        if isinstance(found, Words):
            gave = f"{case}, `{self.name}` gave {found}, and should give"
            if found == "`...`" or is_empty(function):
                return NotYet(f"{gave} an expression of its inputs.", *self.hints)
            made = "one made from its inputs" if NOT_OF_INPUTS in found.hints else "a Value"
            return Wrong(f"{gave} {made}.", *found.hints, *self.hints)
        if found.operations > MOST:
            return Wrong(f"`{self.name}` takes {found.operations} operations, and a few will do.", *self.hints)
        return self.compared(case, names, found)

    def compared(self, case, names, found):
        """Return the Finding for an Expression, from its inputs' gradients."""
        for input, good, bad in zip(names, found.right, found.wrong):
            if math.isfinite(good) and not math.isclose(good, bad, rel_tol=1e-9, abs_tol=1e-12):
                differs = f"{case}, {self.what} gives {input}.grad = {shown(bad)}, and {shown(good)} is right"
                return self.counted(differs, found.operations)
        gradients = ", ".join(f"{input}.grad = {shown(good)}" for input, good in zip(names, found.right))
        known = [self.twice] * bool(self.twice and found.repeats) or [ZERO] * (found.operations > 1 and not any(found.right))
        return Wrong(f"{case}, {self.what} gives {gradients}, and that is right.", *known, *self.hints, rests_on="place")

    def counted(self, differs, operations):
        """Return the Finding for an expression of this size that the other backward gets wrong."""
        count = f"{operations} operation{'s' * (operations > 1)}"
        if operations <= self.fewest:
            return Right(f"{differs}. It takes {count}, and there is no smaller one.")
        return Wrong(f"{differs}: a witness. But it takes {count}, and {self.fewest} will do.", SMALLER, *self.hints[1:])


def inputs_missing(function, name):
    """Return what keeps Values from being passed to a function one by one, None if nothing does."""
    kinds = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = inspect.signature(function).parameters.values()
    if 1 <= len(parameters) <= len(PLACES[0]) and all(parameter.kind in kinds for parameter in parameters):
        return None
    return Wrong(f"`{name}` should take one to four Values, each with a name, as in `def {name}(a, b):`.")


witness = Smallest(
    "witness",
    "the smallest expression that `=` in place of `+=` gets wrong",
    """
    def witness(a):
        return a + a
    """,
    assigned,
    "`=`",
    1,
    (
        "`=` forgets what was there before. When has a Value received something already?",
        "A Value receives once for each time that it is used as an input.",
    ),
)

deeper = Smallest(
    "deeper",
    "the smallest expression that a recursion without an order gets wrong",
    """
    def deeper(a):
        e = -a
        return e + e
    """,
    recursed,
    "the recursion",
    2,
    (
        "It sends too much from a Value that receives twice, and has something to pass on.",
        "A leaf has nothing to pass on: what is used twice must be a result itself.",
    ),
    TWICE,
)
