"""What a Value must do: each function examines the learner's class, and returns the sentence that says what it covered.

Only `data`, `grad`, `backward()`, Python's operators and the named methods are asked for: how a class does it is its
own business. Each raises NotYet or Wrong, with the method at fault in its text.
"""

import inspect

from micrograd.checks.examine import NotYet, Raised, Wrong, outcome, require_function, shown
from micrograd.checks.model import RIGHT
from micrograd.checks.probe import Probe, hold

BINARY = {"__add__": "+", "__sub__": "-", "__mul__": "*", "__truediv__": "/", "__pow__": "**"}
REFLECTED = {"__radd__": "+", "__rsub__": "-", "__rmul__": "*", "__rtruediv__": "/", "__rpow__": "**"}
PAIRS = [(2.0, -3.0), (5.0, 4.0), (0.5, 2.0)]
NUMBERS = [0.5, 2.0, -1.5]


def operation(Value, name):
    """Examine one operation: its value, that its inputs stay, plain numbers where they can be, its gradient."""
    method = require_method(Value, name)
    texts = written(name)
    for text, variables in texts:
        probe = Probe(f"out = {text}", variables, ("out",))
        got = outcome(probe.on, Value)
        if not isinstance(got, Raised) and (got[0] is ... or got[0] is None and is_empty(method)):
            raise NotYet(f"{probe} gave {shown(got[0])}: write `{name}`.")
        if not isinstance(got, Raised) and not isinstance(got[0], Value):
            raise Wrong(f"{probe} gave {shown(got[0])}, and should give a new Value.", f"That is your `{name}`.")
    reads = [tuple(f"{v}.data" for v in variables) for _, variables in texts]
    probes = [Probe(f"out = {t}", v, ("out.data", *r)) for (t, v), r in zip(texts, reads)]
    hold(Value, probes, [], [f"Look at your `{name}`."])
    require_backward(Value)
    probes = [Probe(f"out = {t}; out.backward()", v, tuple(f"{n}.grad" for n in v)) for t, v in texts]
    hold(Value, probes, [], [f"Look at what your `{name}` hands back."])
    return f"{name} is right: {len(texts)} cases, each with its value and its gradients."


def keeps_slopes(Value, name):
    """Examine the slopes that an operation keeps in `_edges`, for a class that has no backward yet."""
    require_method(Value, name)
    texts = [(text, variables) for text, variables in written(name) if set("ab") == set(variables) or "(" in text]
    for text, variables in texts:
        slopes = ", ".join(f"out._edges[{i}][1]" for i in range(len(variables)))
        right = outcome(Probe(f"out = {text}", variables, ("[slope for _, slope in out.edges]",)).on, RIGHT)
        probe = Probe(f"out = {text}", variables, ("out.data", *slopes.split(", ")))
        got = outcome(probe.on, Value)
        if isinstance(got, Raised):
            raise Wrong(f"{probe}: {got}.", f"Look at your `{name}`.")
        if [round(float(s), 9) for s in got[1:]] != [round(s, 9) for s in right[0]]:
            raise Wrong(f"{probe} keeps the slopes {shown(got[1:])}, and they are {shown(right[0])}.", f"`{name}`")
    return f"{name} keeps its slopes: {len(texts)} cases."


def backward_on_trees(Value):
    """Examine backward where no Value is used twice."""
    require_backward(Value)
    hold(Value, TREES, [], ["Look at your `backward`."])
    return f"backward is right on trees: {len(TREES)} graphs."


def operations_in_order(Value):
    """Examine `_operations`: every operation below self, each once and after those it takes its inputs from."""
    require_method(Value, "_operations")
    for lines in ("L = (a * b + c) * f", "e = a * b; L = e * (e + c)"):
        names = Probe(lines, dict(a=2.0, b=-3.0, c=10.0, f=-2.0), ("L", "L._operations()"))
        got = outcome(names.on, Value)
        if isinstance(got, Raised):
            raise Wrong(f"{names}: {got}.", "Look at your `_operations`.")
        root, order = got
        if order is None or order is ...:
            raise NotYet(f"{names}; L._operations() gave {shown(order)}.")
        seen = []
        for node in order:
            if node in seen or any(v._prev and v not in seen for v in node._prev):
                raise Wrong(f"{names}; L._operations() has {shown(node)} too early.", "Look at your `_operations`.")
            seen.append(node)
        if not seen or seen[-1] is not root or len(seen) != 3:
            raise Wrong(f"{names}; L._operations() has {len(seen)} operations, and should have 3, L last.")
    return "_operations is right: each operation once, after those it takes its inputs from."


def backward(Value):
    """Examine backward everywhere: Values used twice, diamonds, a second call, leaves that add up, deep chains."""
    require_backward(Value)
    hold(Value, [*TREES, *GRAPHS], [], ["Look at your `backward`."])
    return f"backward is right: {len(TREES) + len(GRAPHS)} graphs."


def engine(Value):
    """Examine all of it, and return the table of what was found."""
    for name in [*BINARY, *REFLECTED, "__neg__", "relu", "tanh", "exp", "log"]:
        operation(Value, name)
    return backward(Value)


FOUR = dict(a=2.0, b=-3.0, c=10.0, f=-2.0)
ALL = "a.grad", "b.grad", "c.grad", "f.grad"
TREES = [
    Probe("a.backward()", dict(a=2.0), ("a.grad",)),
    Probe("L = a + b; L.backward()", dict(a=2.0, b=-3.0), ("L.grad", "a.grad", "b.grad")),
    Probe("L = a * b; L.backward()", dict(a=2.0, b=-3.0), ("L.grad", "a.grad", "b.grad")),
    Probe("L = (a * b + c) * f; L.backward()", FOUR, ALL),
]
GRAPHS = [
    Probe("L = a + a; L.backward()", dict(a=3.0), ("a.grad",)),
    Probe("L = a * a; L.backward()", dict(a=3.0), ("a.grad",)),
    Probe("d = a * b; L = d * (d + a); L.backward()", FOUR, ("a.grad", "b.grad", "d.grad")),
    Probe("d = a * b; L = (d + a) * d; L.backward()", FOUR, ("a.grad", "b.grad", "d.grad")),
    Probe("d = a + b; L = d * c; L.backward(); L.backward()", FOUR, ("a.grad", "b.grad", "c.grad", "d.grad")),
]


def written(name):
    """Return the texts that call the operation, each with its variables."""
    if name in BINARY:
        sign = BINARY[name]
        pairs = [(f"a {sign} b", dict(a=x, b=y)) for x, y in PAIRS]
        return [*pairs, (f"a {sign} 3", dict(a=2.0))]
    if name in REFLECTED:
        return [(f"3 {REFLECTED[name]} a", dict(a=x)) for x in (2.0, 0.5)]
    text = "-a" if name == "__neg__" else f"a.{name}()"
    return [(text, dict(a=x)) for x in NUMBERS if x > 0 or name != "log"]


def require_method(Value, name):
    """Return the class's method of this name; raise NotYet if there is none, Wrong if Python can't call it."""
    if not isinstance(Value, type):
        raise Wrong(f"give the class itself, and not {shown(Value)}.")
    method = inspect.getattr_static(Value, name, None)
    if method is None:
        raise NotYet(f"your {Value.__name__} has no `{name}` yet.")
    require_function(method, name)
    return method


def require_backward(Value):
    """Raise NotYet if the class has no backward, or a stub."""
    method = require_method(Value, "backward")
    if is_empty(method):
        raise NotYet("your `backward` does nothing yet.")


def is_empty(method):
    """Return whether the method's body is `...`, `return ...` or `pass`."""
    code = getattr(method, "__code__", None)
    return code is not None and not code.co_names and set(code.co_consts) <= {None, ...}
