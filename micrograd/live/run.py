"""One run of an explored function: the shape of its graph and all its numbers, computed by the values' own class."""

import contextlib
import inspect
import io
import math
import os
import sys
import traceback
from array import array
from numbers import Real
from typing import NamedTuple

from micrograd.live.groups import Calls
from micrograd.live.watch import backward_events, slopes_seen
from micrograd.picture.graph import check_node, edges, nodes
from micrograd.picture.names import names_in, short

PACKAGE = os.path.dirname(os.path.dirname(__file__))
READ = tuple(os.path.join(PACKAGE, file) for file in ("engine.py", "nn.py", "floats.py"))  # what learners have read
NEEDED = {"_prev": "its inputs", "_op": "its sign"}
MOST_PRINTED, MOST_LINES = 1000, 10  # letters and lines shown of what a function prints
LATER = "(The function printed this when the cell ran. What it prints as a slider moves is not shown.)"
SEEN = "seen"  # for an edge whose class keeps no slopes: the slope was inferred from what backward did


class Unfinished(TypeError):
    """A class lacks something that a graph needs."""


class Stopped(Exception):
    """A function took too long, or would have ended the kernel; the text says so."""


class Shape(NamedTuple):
    """What runs that differ only in their numbers have in common, so that one picture serves them all."""

    nodes: tuple  # (operation, whether its gradient is known) of each node
    edges: tuple  # (input, result, whether its slope is known, or SEEN) of each edge


class Run(NamedTuple):
    """A run's nodes in the order of graph.nodes, their shape, and the numbers: all data, gradients, slopes."""

    order: list
    shape: Shape
    numbers: array


def run(function, arguments, printed=None):
    """Return the Run of function(**arguments), with backward if the result has it; raise what they raise.

    printed, if given, is a Printed, which keeps what they print.
    """
    with quiet(printed):
        order, links = forward(function, arguments)
        known, seen = _backward(order, links)
    return _run(order, links, known, seen)


@contextlib.contextmanager
def quiet(printed=None):
    """Keep what a function prints off the page, where it would pile up with every slider position."""
    with contextlib.redirect_stdout(printed or Printed()):
        yield


class Printed(io.TextIOBase):
    """The beginning of what was printed."""

    def __init__(self):
        self.text = ""
        self.length = 0

    def write(self, text):
        self.text += text[: MOST_PRINTED - len(self.text)]
        self.length += len(text)
        return len(text)

    def shown(self):
        """Return what a cell shows of it, with a remark on the rest; "" if nothing was printed."""
        if not self.length:
            return ""
        lines = self.text.splitlines()
        cut = ["…"] * (self.length > len(self.text) or len(lines) > MOST_LINES)
        return sendable("\n".join([*lines[:MOST_LINES], *cut, LATER]))


def forward(function, arguments):
    """Return the nodes and edges that function(**arguments) makes."""
    root = function(**arguments)
    if inspect.iscoroutine(root):
        root.close()
        raise TypeError("an async function gives no result when it is called: write def in place of async def")
    _require_memory(root)
    check_node(root)
    order = nodes(root, {id(value): name for name, value in arguments.items()})
    return order, edges(order)


def _require_memory(root):
    """Raise Unfinished if a result has a number but has not kept what it was made from."""
    missing = [f"no {name}, {what}" for name, what in NEEDED.items() if not hasattr(root, name)]
    if missing and isinstance(getattr(root, "data", None), Real):
        lacks = ", and ".join(missing)
        kind = short(type(root).__name__)
        raise Unfinished(f"{kind} computes this, but a picture needs more of a result: it has {lacks}")


def _run(order, links, known, seen=None):
    grads = [getattr(node, "grad", None) if known else None for node in order]
    slopes = [slope for _, _, slope in links]
    for node in order:
        if not isinstance(node.data, Real):
            what = f"the result of {node._op}" if node._op else "a leaf"
            raise TypeError(f"{what} holds data of type {type(node.data).__name__}, and only numbers can be shown")
    found = [isinstance(slope, Real) or (SEEN if seen else False) for slope in slopes]
    shape = Shape(
        tuple((node._op, isinstance(grad, Real)) for node, grad in zip(order, grads)),
        tuple((source, result, how) for (source, result, _), how in zip(links, found)),
    )
    if seen:
        slopes = [slope if isinstance(slope, Real) else other for slope, other in zip(slopes, seen)]
    shown = [x if isinstance(x, Real) else math.nan for x in [*(node.data for node in order), *grads, *slopes]]
    return Run(order, shape, array("d", shown))


def _backward(order, links):
    """Run backward if the class has it; return whether there are gradients, and the slopes seen if it keeps none."""
    root = order[-1]
    if not hasattr(root, "backward"):
        return bool(getattr(root, "grad", None)), None  # the function may have set gradients by hand
    start_afresh(order)
    if all(isinstance(slope, Real) for _, _, slope in links):
        root.backward()
        return True, None
    return True, slopes_seen(backward_events(root, order, links), links)


def start_afresh(order):
    """Set every nonzero gradient to 0."""
    for node in order:  # nodes that outlive the run, such as a net's weights, start at 0 each time
        if getattr(node, "grad", None):
            node.grad = 0.0


def names_of_run(function, arguments, kind):
    """Return a Run, the names in it by id (parameters, local variables and globals), and the Calls that made it."""
    names = {}
    calls = Calls(function, kind)
    code = getattr(inspect.unwrap(function), "__code__", None)

    def watch(frame, event, result):
        # Local variables exist only until the function returns. Tracing would see them too, but belongs to debuggers.
        if event == "return" and frame.f_code is code and result is not None:
            names.update(names_in(frame, type(result)))
        calls(frame, event, result)

    with profiled(watch):
        it = run(function, arguments)
    return it, {id(value): name for name, value in arguments.items()} | names, calls


@contextlib.contextmanager
def profiled(watch):
    """Return a context in which watch is the profile hook."""
    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)


def explain(error):
    """Return an error on one line, cut if it is long: its text, and the learner's function that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in frames if not frame.filename.startswith(PACKAGE) or frame.filename in READ]
    try:
        said = str(error)
    except Exception:  # the learner's own exception may be broken too
        said = "its text can't be read"
    said = " ".join(sendable(said).split())
    said = said if len(said) <= 300 else said[:299] + "…"
    if isinstance(error, (Unfinished, Stopped)):
        return said
    return f"{short(type(error).__name__)}{f' in {short(frames[-1].name)}' if frames else ''}: {said}"


def sendable(text):
    """Return a text without lone surrogates, which no message can carry."""
    return str(text).encode("utf-8", "replace").decode()
