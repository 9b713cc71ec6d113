"""The checks of notebook 07: Can you rebuild it from memory?"""

import inspect
import math

from micrograd.course.examine import (
    NotYet,
    Raised,
    Wrong,
    exercise,
    outcome,
    predict,
    prediction,
    require_function,
    shown,
)
from micrograd.course.value_exam.requirements import engine as examined
from micrograd.engine import Value as Engine


@prediction("guess = 7.0")
def used_twice(guess):
    """Check the predicted gradient in a of (a + b) * a at a = 2, b = 3."""
    return predict(
        guess,
        7.0,
        "7: as a factor a sends back the other factor, 5, and through the bracket 2 · 1. Both shares add up.",
        {
            5.0: "That is a's share as a factor alone. a stands in the bracket, too.",
            2.0: "That is the share through the bracket alone. a is a factor as well, and that sends back a + b.",
            10.0: "That is the value of the expression. How far does it move as a does?",
            4.0: "That is the slope of a · a. The b in the bracket is multiplied by a, too.",
            3.0: "The shares are added: 5 comes as a factor, and 2 through the bracket.",
        },
    )


@prediction("guess = 2")
def order(guess):
    """Check which of two orders backward needs on e = a * b, d = e + a, L = e * d."""
    return predict(
        guess,
        2,
        "2: L, d, e. d was made from e, and so d still owes e a share; e may pass on only what is complete.",
        {1: "With order 1, e would pass its gradient on to a and b before the share from d has arrived."},
        near=0,
    )


@prediction("guess = 8.0")
def second_call(guess):
    """Check the predicted a.grad after two calls of L.backward(), where d = a * b, L = d + a, a = 2 and b = 3."""
    return predict(
        guess,
        8.0,
        "8: each call finds 3 + 1 = 4 for a, a leaf, and a leaf adds up. d is none: its gradient starts afresh.",
        {
            4.0: "That is after one call. A leaf keeps what it has, until somebody sets it to 0.",
            11.0: "There d has kept its 1 from the first call, and sent back 2. Inner gradients start afresh.",
            12.0: "There L has kept its 1 from the first call, and has 2. It is a result: it starts afresh, and gets its 1.",
            15.0: "There d and L kept theirs from the first call. Inner gradients start afresh on each call.",
            6.0: "That is what comes through d alone, twice. a is also added to d.",
            3.0: "That is the share through d, after one call.",
        },
    )


@exercise("from micrograd.engine import Value as MyValue", reveal=False)
def engine(Value):
    """Check a whole engine: every requirement, ticked or with the first counter-example."""
    return examined(Value)


PLACES = [(2.0, -3.0, 10.0, -2.0), (0.5, 1.5, 3.0, 0.25)]
MOST = 12  # operations: a recursion takes ages where every result is used twice


def assigned(root):
    """Run backward with `=` where `+=` belongs."""
    root.grad = 1.0
    for node in reversed(root._operations()):
        for source, slope in node._edges:
            source.grad = slope * node.grad


def recursed(root):
    """Run backward without an order: whoever has received a share passes all that it has on at once."""
    root.grad = 1.0

    def send(node):
        for source, slope in node._edges:
            source.grad += slope * node.grad
            send(source)

    send(root)


@exercise(
    """
    def witness(a):
        return a + a
    """
)
def witness(witness):
    """Check the smallest expression that `=` in place of `+=` gets wrong."""
    return _examine_witness(
        witness,
        "witness",
        assigned,
        "`=`",
        1,
        hints=(
            "`=` forgets what was there before. When has a Value received something already?",
            "A Value receives once for each time that it is used as an input.",
        ),
    )


TWICE = "You write the same thing twice, and so it is computed twice: two results, each used once. Give it a name."
SMALLER = "A witness: is there something in it that can go, and it is one still?"


@exercise(
    """
    def deeper(a):
        e = -a
        return e + e
    """
)
def deeper(deeper):
    """Check the smallest expression that a recursion without an order gets wrong."""
    return _examine_witness(
        deeper,
        "deeper",
        recursed,
        "the recursion",
        2,
        twice=TWICE,
        hints=(
            "It sends too much from a Value that receives twice, and has something to pass on.",
            "A leaf has nothing to pass on: what is used twice must be a result itself.",
        ),
    )


def _examine_witness(function, name, backward, what, fewest, hints, twice=""):
    """Examine an expression for which another backward than the engine's is to be wrong, with the fewest operations.

    twice is said if the expression is right in both, and has two results that are alike in all.
    """
    require_function(function, name)
    names = _inputs_of(function, name)
    first = None
    for place in PLACES:
        case = f"with {' and '.join(f'{one} = {x:g}' for one, x in zip(names, place))}"
        found = outcome(_both_ways, function, place[: len(names)], backward)
        if isinstance(found, Raised):  # log of a negative number, perhaps: there may be another place
            first = first or (f"{case}: {found}.",)
            continue
        if found is ...:
            raise NotYet(f"{case}, `{name}` gave `...`, and should give an expression of its inputs.", *hints)
        if isinstance(found, NoValue):
            raise Wrong(f"{case}, `{name}` gave {found}, and should give a Value.", *found.hints, *hints)
        operations, right, wrong, repeats = found
        if operations > MOST:
            raise Wrong(f"`{name}` takes {operations} operations, and a few will do.", *hints)
        for one, good, bad in zip(names, right, wrong):
            if math.isfinite(good) and not math.isclose(good, bad, rel_tol=1e-9, abs_tol=1e-12):
                differs = f"{case}, {what} gives {one}.grad = {shown(bad)}, and {shown(good)} is right"
                return _smallest(differs, operations, fewest, hints)
        gradients = ", ".join(f"{one}.grad = {shown(good)}" for one, good in zip(names, right))
        said = f"{case}, {what} gives {gradients}, and that is right."
        first = first or (said, *[twice] * bool(twice and repeats), *hints)
    raise Wrong(*first)


def _smallest(differs, operations, fewest, hints):
    """Return what was found of a witness; raise Wrong if there is a smaller one."""
    count = f"{operations} operation{'s' * (operations > 1)}"
    if operations > fewest:
        raise Wrong(f"{differs}: a witness. But it takes {count}, and {fewest} will do.", SMALLER, *hints[1:])
    return f"{differs}. It takes {count}, and there is no smaller one."


class NoValue(str):
    """What a function returned in place of a Value, as text."""

    @property
    def hints(self):
        """Return how a Value may come to be returned."""
        return (
            "A function without `return` gives None."
            if self == "None"
            else "Return what the operations give, as it is.",
        )


def _both_ways(function, place, backward):
    """Return how many operations a function takes, its inputs' gradients, those of another backward, and if it repeats.

    Or what it returned in place of a Value: `...`, or a NoValue.
    """
    inputs = [Engine(x) for x in place]
    root = function(*inputs)
    if not isinstance(root, Engine):
        return root if root is ... else NoValue(shown(root))
    operations = root._operations()
    if len(operations) > MOST:
        return len(operations), [], [], False
    gradients = []
    for way in (Engine.backward, backward):
        for node in (*inputs, *operations, *(source for node in operations for source in node._prev)):
            node.grad = 0.0  # the function may have run backward itself
        way(root)
        gradients.append([v.grad for v in inputs])
    return len(operations), *gradients, _repeats(operations, inputs)


def _repeats(operations, inputs):
    """Return whether two of the operations, each after its inputs, do the same to the same."""
    made = {id(v): k for k, v in enumerate(inputs)}
    keys = []
    for node in operations:
        keys.append((node._op, *(made.get(id(source), source.data) for source in node._prev)))
        made[id(node)] = keys[-1]
    return len(set(keys)) < len(keys)


def _inputs_of(function, name):
    """Return the names of a function's parameters; raise Wrong if they can't be handed Values one by one."""
    kinds = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = inspect.signature(function).parameters.values()
    if not 1 <= len(parameters) <= len(PLACES[0]) or any(one.kind not in kinds for one in parameters):
        raise Wrong(f"`{name}` should take one to four Values, each with a name, as in `def {name}(a, b):`.")
    return [one.name for one in parameters]
