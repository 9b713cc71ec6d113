"""Random expressions as data, so that the same expression can be computed with Values, floats or any other numbers."""

import math
import operator
from dataclasses import dataclass

from hypothesis import strategies as st

BINARY = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow}
UNARY = ("neg", "relu", "tanh", "sigmoid", "exp", "log")

FLOATS = {
    "neg": operator.neg,
    "relu": lambda x: max(x, 0.0),
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "exp": math.exp,
    "log": math.log,
}
VALUES = {"neg": operator.neg} | {name: operator.methodcaller(name) for name in UNARY[1:]}


@dataclass(frozen=True)
class Expression:
    """Inputs, and steps such as ("*", (("node", 0), ("number", 2))): an operation and what it is applied to."""

    inputs: tuple
    steps: tuple

    def nodes(self, inputs, functions, replaced=()):
        """Return the inputs and the result of each step, computed with the given numbers and functions.

        Nodes whose indices are in replaced are not computed: the numbers that it gives for them are used instead.
        """
        nodes = list(inputs)
        for operation, arguments in self.steps:
            if len(nodes) in replaced:
                nodes.append(replaced[len(nodes)])
            else:
                numbers = [nodes[place] if kind == "node" else place for kind, place in arguments]
                nodes.append(apply(operation, numbers, functions))
        return nodes

    def __call__(self, *inputs):
        """Return the last node's float."""
        return self.nodes(inputs, FLOATS)[-1]


def apply(operation, numbers, functions):
    """Return the result of one operation."""
    return (BINARY.get(operation) or functions[operation])(*numbers)


def tame(operation, numbers):
    """Return the float that an operation gives; None if there is none, or if its slopes are too steep for a nudge."""
    if operation == "**" and numbers[0] <= 0.1 and not isinstance(numbers[1], int):
        return None  # only whole powers of a negative number are real
    if operation == "relu" and abs(numbers[0]) < 0.01:
        return None  # a nudge must not cross the corner
    if operation == "log" and numbers[0] < 0.1 or operation == "/" and abs(numbers[1]) < 0.1:
        return None
    try:
        out = apply(operation, numbers, FLOATS)
    except (ArithmeticError, ValueError):
        return None
    return out if abs(out) < 30 else None


plain_numbers = st.integers(-3, 3) | st.floats(-3, 3).map(lambda number: round(number, 3))


@st.composite
def expressions(draw, max_steps=10):
    """Draw an expression of all operations: nodes are shared and repeated, with plain numbers on either side."""
    inputs = draw(st.lists(st.floats(-3, 3).map(lambda number: round(number, 3)), min_size=1, max_size=4))
    nodes, steps = list(inputs), []
    for _ in range(draw(st.integers(1, max_steps))):
        operation = draw(st.sampled_from([*BINARY, "/", "**", *UNARY]))  # these two are often rejected below
        arguments = [("node", draw(st.integers(0, len(nodes) - 1))) for _ in range(1 + (operation in BINARY))]
        if operation in BINARY and draw(st.booleans()):
            arguments[draw(st.integers(0, 1))] = ("number", draw(plain_numbers))
        out = tame(operation, [nodes[place] if kind == "node" else place for kind, place in arguments])
        if out is not None:
            nodes.append(out)
            steps.append((operation, tuple(arguments)))
    return Expression(tuple(inputs), tuple(steps))
