"""The entry points to the examination of a Value: each looks at the learner's class and returns a Finding.

Only `data`, `grad`, `backward()`, Python's operators and the named methods are used: how a class does it is its own
own business.
"""

from micrograd.course.finding import Right
from micrograd.course.value_exam import graphs
from micrograd.course.value_exam.gradients import gradient
from micrograd.course.value_exam.graphs import PARTS, TREES, deep, not_ready, wrong_graph
from micrograd.course.value_exam.methods import not_own
from micrograd.course.value_exam.order import GRAPHS, order
from micrograd.course.value_exam.probe import first, held
from micrograd.course.value_exam.remembered import wrong_slopes
from micrograd.course.value_exam.table import engine
from micrograd.course.value_exam.value import accepts, covered, edges, value

__all__ = "operation", "keeps_slopes", "backward_on_trees", "operations_in_order", "backward", "engine", "held"


def operation(Value, name):
    """Examine one operation of a class: value, new object, inputs, plain numbers where allowed, gradient."""
    return (
        not_own(Value, name)
        or value(Value, name)
        or gradient(Value, name)
        or edges(Value, name)
        or accepts(Value, name)
        or Right(f"{covered(name)}, and the gradients of its inputs.")
    )


def keeps_slopes(Value, name):
    """Examine an operation that keeps its slopes in `_edges`, of a class without backward."""
    return (
        not_own(Value, name)
        or value(Value, name, plain=False)
        or wrong_slopes(Value, name, demanded=True)
        or edges(Value, name)
        or Right(f"{covered(name, plain=False)}, and its slopes in `_edges`.")
    )


def backward_on_trees(Value):
    """Examine backward where no Value is used twice."""
    return (
        not_own(Value, "backward")
        or not_ready(Value)
        or wrong_graph(Value, "where it begins")
        or wrong_graph(Value, "trees")
        or Right(f"`backward` is right on trees: {len(TREES)} graphs in which no Value is used twice.")
    )


def backward(Value):
    """Examine backward everywhere: Values used twice, diamonds, a second call, leaves that add up, deep chains."""
    if finding := not_own(Value, "backward") or not_ready(Value) or wrong_graph(Value, "where it begins"):
        return finding
    gradients = [gradient(Value, name, plain=False) for name in ("__add__", "__mul__")]
    own = (finding for finding in gradients if finding and not finding.blames)
    if finding := first(own) or first(wrong_graph(Value, part) for part in list(PARTS)[1:]) or first(gradients):
        return finding  # if backward is at fault, the graphs say more
    chain = deep(Value)
    if not isinstance(chain, Right):
        return chain
    covered = (
        f"{sum(map(len, PARTS.values()))} graphs: trees, Values used twice, diamonds, second calls, and a chain of"
    )
    return Right(f"`backward` is right: {covered} {chain.example}")


def operations_in_order(Value):
    """Examine `_operations`: every operation below self, each once and after those that made its inputs."""
    covered = f"{len(GRAPHS)} graphs with diamonds among them, and a chain of {graphs.LONG:,} sums."
    return not_own(Value, "_operations") or order(Value) or Right(f"`_operations` is right: {covered}")
