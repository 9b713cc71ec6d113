"""One run of an explored function: the shape of its graph and every number in it, computed by the values' own class."""

import contextlib
import inspect
import io
import math
import sys
import traceback
from array import array
from numbers import Real
from typing import NamedTuple

from micrograd.draw import check_node
from micrograd.graph import edges, nodes
from micrograd.names import names_in


class Shape(NamedTuple):
    """What two runs have in common when only their numbers differ, so that one picture serves both."""

    nodes: tuple  # (operation, whether its gradient is known) of each node
    edges: tuple  # (input, result, whether its slope is known) of each edge


class Run(NamedTuple):
    """The nodes of a run in the order of graph.nodes, their shape, and the numbers: all data, gradients, slopes."""

    order: list
    shape: Shape
    numbers: array


def run(function, arguments):
    """Return the Run of function(**arguments), backward included if the result has it; raise what that raises."""
    with contextlib.redirect_stdout(io.StringIO()):  # what it prints would pile up, once for each slider position
        root = function(**arguments)
        check_node(root)
        order = nodes(root, {id(value): name for name, value in arguments.items()})
        known = _backward(root, order)
    links = edges(order)
    grads = [getattr(node, "grad", None) if known else None for node in order]
    slopes = [slope for _, _, slope in links]
    for node in order:
        if not isinstance(node.data, Real):
            what = f"the result of {node._op}" if node._op else "a leaf"
            raise TypeError(f"{what} holds data of type {type(node.data).__name__}, and only numbers can be shown")
    shape = Shape(
        tuple((node._op, isinstance(grad, Real)) for node, grad in zip(order, grads)),
        tuple((source, result, isinstance(slope, Real)) for source, result, slope in links),
    )
    shown = [x if isinstance(x, Real) else math.nan for x in [*(node.data for node in order), *grads, *slopes]]
    return Run(order, shape, array("d", shown))


def _backward(root, order):
    """Run backward if the class has it; return whether there are gradients: the function may have set them by hand."""
    if not hasattr(root, "backward"):
        return bool(getattr(root, "grad", None))
    for node in order:  # what outlives the run, like a net's weights, starts at 0 each time
        if getattr(node, "grad", None):
            node.grad = 0.0
    root.backward()
    return True


def names_of_run(function, arguments):
    """Return a Run and the names in it, by id: the function's parameters, its local variables and globals."""
    names = {}
    code = getattr(inspect.unwrap(function), "__code__", None)

    def watch(frame, event, result):
        # Local variables exist only until the function returns. Tracing would see them too, but debuggers own that.
        if event == "return" and frame.f_code is code and result is not None:
            names.update(names_in(frame, type(result)))

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        it = run(function, arguments)
    finally:
        sys.setprofile(before)
    return it, {id(value): name for name, value in arguments.items()} | names


def explain(error):
    """Return what went wrong in one line, a long one cut: the error, and in which function it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    try:
        said = str(error)
    except Exception:  # the learner's own exception may have a mistake too
        said = "its text can't be read"
    said = " ".join(sendable(said).split())
    return f"{type(error).__name__} in {frames[-1].name}: {said if len(said) <= 300 else said[:299] + '…'}"


def sendable(text):
    """Return a text without half characters, lone surrogates, which no message can carry."""
    return str(text).encode("utf-8", "replace").decode()
