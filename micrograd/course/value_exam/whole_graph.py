"""Examines `backward`: on leaves, on trees, where Values are used twice, called twice, on long chains."""

import time

from micrograd.course.examine import Endless, NotYet, Raised, TooDeep, Wrong, about_name, outcome, shown, why_none
from micrograd.course.value_exam.classes import empty, require_class, require_method, require_own_method
from micrograd.course.value_exam.kept_slopes import slopes_kept
from micrograd.course.value_exam.model import model
from micrograd.course.value_exam.probe import Probe, alike, counter_example, hold
from micrograd.course.value_exam.result import about_attribute, value
from micrograd.course.value_exam.sent_back import Blamed, gradient
from micrograd.course.value_exam.walks import BETWEEN_CALLS, ENDLESS, LOOP, STOPS, WALKS
from micrograd.course.value_exam.whole_class import HISTORY, fault_of_all

BLAME = "Your `backward`"
AB = dict(a=2.0, b=-3.0)
FOUR = dict(a=2.0, b=-3.0, c=10.0, f=-2.0)
LEAVES = "a.grad", "b.grad", "c.grad", "f.grad"


def tree(lines, variables=FOUR, reads=LEAVES):
    return Probe(f"{lines}; L.backward()", variables, reads)


BEGINNING = [
    Probe("a.backward()", dict(a=2.0), ("a.grad",)),
    tree("L = a + b", AB, ("L.grad",)),
    tree("L = a * b", dict(a=2.0, b=-4.0), ("L.grad",)),
]
TREES = [
    tree("L = a + b", AB, ("L.grad", "a.grad", "b.grad")),
    tree("L = a * b", AB, ("L.grad", "a.grad", "b.grad")),
    tree("e = a * b; d = e + c; L = d * f", FOUR, ("L.grad", "d.grad", "e.grad", *LEAVES)),
    tree("L = a * (b * (c * f))"),
    tree("L = ((a * b) * c) * f"),
    tree("L = (a + b) * (c + f)"),
    tree("L = a * b + c * f"),
    tree("L = f * (c + b * a)"),
]
AGAIN = [
    tree("L = a + a", dict(a=3.0), ("a.grad",)),
    tree("L = a * a", dict(a=3.0), ("a.grad",)),
    tree("L = a + a + a", dict(a=3.0), ("a.grad",)),
    tree("L = a * b + a", AB, ("a.grad", "b.grad")),
    tree("L = a + a * b", AB, ("a.grad", "b.grad")),
]
DIAMONDS = [
    tree("e = a * b; L = e + e", AB, ("a.grad", "b.grad", "e.grad")),
    tree("e = a * b; L = e * (e + c)", FOUR, ("a.grad", "b.grad", "c.grad", "e.grad")),
    tree("e = a * b; L = (e + c) * e", FOUR, ("a.grad", "b.grad", "c.grad", "e.grad")),
    tree("e = a + b; d = e * e; L = e * d", AB, ("a.grad", "b.grad", "e.grad", "d.grad")),
    tree("e = a + b; d = e * e; L = d * e", AB, ("a.grad", "b.grad", "e.grad", "d.grad")),
    tree("L = (a * b) * (a + b)", AB, ("a.grad", "b.grad")),
    tree("e = a * b; d = e * e; g = d + e; L = e * (g * d)", AB, ("a.grad", "b.grad", "e.grad", "d.grad", "g.grad")),
    tree("e = a * b; d = e * e; g = e + d; L = (d * g) * e", AB, ("a.grad", "b.grad", "e.grad", "d.grad", "g.grad")),
    tree("L = (a + b) * (a + b)", dict(a=3.0, b=3.0), ("a.grad", "b.grad")),
]
TWO_CALLS = [
    Probe("e = a * b; L = e * c; L.backward(); L.backward()", FOUR, ("L.grad", "e.grad", *LEAVES[:3])),
    Probe(
        "e = a * b; L = e * f; L.backward(); a.grad = b.grad = f.grad = 0.0; L.backward()",
        FOUR,
        ("e.grad", "a.grad", "b.grad", "f.grad"),
    ),
    Probe("e = a * b; L = e + c; M = e * f; L.backward(); M.backward()", FOUR, ("e.grad", *LEAVES)),
    Probe("e = a * b; e.backward(); L = e * c; L.backward()", FOUR, ("e.grad", *LEAVES[:3])),
    Probe("e = a * b; L = e * c; L.backward(); e.backward()", FOUR, ("e.grad", *LEAVES[:3])),
]
PARTS = {
    "where it begins": BEGINNING,
    "trees": TREES,
    "Values used twice": AGAIN,
    "diamonds": DIAMONDS,
    "a second call": TWO_CALLS,
}
SHORT, LONG = 4000, 20_000
HINTS = {
    "where it begins": [
        "The output's own gradient is 1: a nudge of L moves L by just as much.",
        "The output may be a leaf itself, with nothing to send: does it get its 1 all the same?",
    ],
    "trees": [
        "What is sent to an input is slope times the gradient of the result.",
        "Begin at the output with 1. Visit a result before what it was made from.",
    ],
    "Values used twice": ["What comes back along several edges adds up.", "Is there an `=` where `+=` belongs?"],
    "diamonds": [
        "Each result must have got all its shares before it sends on its own.",
        "Find an order first in which every node stands after its inputs; then walk it from its end.",
    ],
    "a second call": [
        "A second call should give results the gradients of that call alone; those of leaves add up.",
        "Who sets the gradients of the results back to 0 before the walk begins?",
    ],
}


def backward_on_trees(Value):
    """Examine backward where no Value is used twice."""
    require_own_method(Value, "backward")
    ready(Value)
    part(Value, "where it begins")
    part(Value, "trees")
    return f"`backward` is right on trees: {len(TREES)} graphs in which no Value is used twice."


def backward(Value):
    """Examine backward everywhere: Values used twice, diamonds, second call, leaves add up, deep chains."""
    require_own_method(Value, "backward")
    ready(Value)
    part(Value, "where it begins")
    later = None
    for name in ("__add__", "__mul__"):
        try:
            gradient(Value, name, plain=False)
        except Blamed as found:  # the graphs tell more
            later = later or found
    for name in list(PARTS)[1:]:
        part(Value, name)
    if later:
        raise later
    slow = deep(Value)
    count = sum(map(len, PARTS.values()))
    covered = f"{count} graphs: trees, Values used twice, diamonds, second calls, and a chain of"
    return f"`backward` is right: {covered} {slow or f'{LONG:,} sums.'}"


def ready(Value, remembers=True):
    """Raise NotYet if there is no backward, Wrong if + and * are not right to begin with."""
    require_class(Value)
    for name in ("__add__", "__mul__"):
        value(Value, name, plain=False, remembers=remembers)
        slopes_kept(Value, name)
    if empty(Value, "backward"):
        require_method(Value, "backward")
        raise NotYet("after L = a * b, L.backward() does nothing yet.", *HINTS["trees"])
    require_method(Value, "backward")


def part(Value, name):
    """Raise Wrong if backward goes wrong on one of the graphs of this part."""
    probes = PARTS[name]
    if unfinished(Value, probes):
        raise NotYet("after L = a * b, L.backward() leaves every gradient at 0.", *HINTS["trees"])
    between_calls = BETWEEN_CALLS if name == "a second call" else []
    recursing = [(model(backward=reseeding), RESEEDS)] * ("backward" in names_in(Value.backward))
    known = [*STOPS, *between_calls, *recursing, *WALKS]
    first, *more = HINTS[name]
    try:
        hold(Value, probes, known, [f"{BLAME}: {first[0].lower()}{first[1:]}", *more], BLAME)
    except Wrong as found:
        stopped = getattr(found, "error", None)
        if cause := fault_of_all(Value, stopped):
            found.args = found.args[0], cause
        elif stopped is not None and not isinstance(stopped, Endless):
            found.args = found.args[0], f"{BLAME}: {why_stopped(Value, stopped)}"
        raise


def names_in(function):
    """Return the names that a function looks up outside of itself."""
    return getattr(getattr(function, "__code__", None), "co_names", ())


RESEEDS = (
    "It calls `backward` for each input, and that begins by setting the 1 anew: only the output's own gradient is 1."
)


def reseeding(self):
    """Call backward itself for each input, its 1 included."""
    self.grad = 1.0
    for source, slope in self._edges:
        source.grad += slope * self.grad
        source.backward()


def why_stopped(Value, error):
    """Return what is told of an error that stopped backward."""
    text = str(error)
    if isinstance(error, NameError):
        return about_name(error)
    if isinstance(error, TypeError) and "unhashable" in text:
        if "__eq__" in vars(Value):
            return "your `__eq__` takes `__hash__` away, and a set or a dict asks for it. No engine needs an `__eq__`."
        return "a set or a dict keeps only what never changes: a list can't be in one."
    if isinstance(error, TypeError) and "not callable" in text:
        prop = next((one for one, what in vars(Value).items() if isinstance(what, property) and one != "_prev"), None)
        if prop and prop in names_in(Value.backward):
            return f"`{prop}` is a property: it is read without brackets. Or take the `@property` away."
        return "what stands before the brackets there is no function: what was kept under this name?"
    if isinstance(error, AttributeError) and isinstance(getattr(error, "obj", None), tuple):
        return "what stands in `_edges` are pairs, (input, slope): take both apart, as in `for source, slope in …`."
    if told := about_attribute(Value, error):
        return f"it {told}"
    if isinstance(error, TypeError) and "'method' object is not" in text:
        return "a method is called with brackets after its name: without them it stands there itself."
    if isinstance(error, (TypeError, AttributeError)) and "'NoneType' object" in text:
        return "something is None there: `reverse()` and `append()` give it, and a function without `return`."
    return "it stops there with an error. What does it say, and what stands on this line?"


def unfinished(Value, probes):
    """Return whether backward runs, and changes no gradient at all: it is still being written."""
    got = probes[0].tried(Value)
    method = getattr(Value, "backward", None)
    code = getattr(method, "__code__", None)
    return got == [0] and code is not None and len(code.co_code) < 8


RECURSES = (
    "your code calls itself once for each sum. Python stops that after a thousand, and a raised limit only puts it off."
)


def deep(Value):
    """Raise Wrong if backward dies on a chain of 20,000 sums; return what to say of it if it is too slow for that."""
    stacked = Probe(
        "L = a\nfor _ in range(40): L = L + L\nL.backward()",
        dict(a=1.0),
        ("a.grad",),
        "L = a, then 40 times L = L + L; L.backward()",
    )
    told = "It walks along every path, and 40 times L = L + L have 2 ** 40 of them: visit each node once."
    hold(Value, [stacked], [(Endless(), told)], ["Each node is visited once."], BLAME)
    for count in (SHORT, LONG):
        begun = time.perf_counter()
        probe = chain(count)
        got = probe.tried(Value)
        if isinstance(got, Raised) and isinstance(got.error, (TooDeep, RecursionError)):
            example = f"{probe}: {RECURSES}"
            told = (
                f"{who_recurses(got.error)} dies on a deep chain: keep a list of nodes to visit in place of the calls."
            )
            raise Wrong(example, told, "A list that you append to and pop from can be as long as you like.")
        right = [1.0, float(count)]
        if isinstance(got, Raised) or not alike(got, right):
            raise Wrong(counter_example(probe, got, right), f"{BLAME} is right on short chains and not on long ones.")
        small = tree("L = a + b", AB, ("a.grad", "b.grad"))
        later = small.tried(Value)
        if isinstance(later, Raised) and isinstance(later.error, Endless):
            raise Wrong(f"{probe}; and after that, {small}: {later}.", HISTORY)
        if count < LONG and time.perf_counter() - begun > 1.0:
            return f"{count:,} sums. (It gets slow there: to ask whether a node is in a list looks at all of it; a set doesn't.)"
    return ""


def chain(count):
    """Return the probe of that many sums in a row."""
    lines = f"L = a\nfor _ in range({count}): L = L + b\nL.backward()"
    told = f"L = a, then {count:,} times L = L + b; L.backward()"
    return Probe(lines, dict(a=1.0, b=0.5), ("a.grad", "b.grad"), told, steps=100 * count + 100_000, fine=False)


def who_recurses(error):
    """Return the function that calls itself, as the beginning of a sentence."""
    name = getattr(error, "function", "")
    return BLAME if name in ("", "backward") else f"{BLAME} (its `{name}`)"


# _operations


def operations_in_order(Value):
    """Examine `_operations`: every operation below self, each once and after those it takes its inputs from."""
    require_own_method(Value, "_operations")
    ready_for_order(Value)
    graphs = [
        ("L = a", 0),
        ("L = a + b", 1),
        ("e = a * b; d = e + c; L = d * f", 3),
        ("L = f * (c + a * b)", 3),
        ("L = a * a", 1),
        ("e = a * b; L = e + e", 2),
        ("e = a * b; L = e * (e + c)", 3),
        ("e = a * b; L = (e + c) * e", 3),
        ("e = a + b; d = e * e; L = e * (d + e)", 4),
        ("e = a + b; d = e * e; L = (d + e) * e", 4),
    ]
    for lines, count in graphs:
        in_order(Value, Probe(lines, FOUR, ("L", "L._operations()", "[a, b, c, f]")), count)
    ways = Probe(
        "L = a\nfor _ in range(40): L = L + L",
        dict(a=1.0),
        ("len(L._operations())",),
        "L = a, then 40 times L = L + L; L._operations()",
    )
    got = ways.tried(Value)
    if got != [40]:
        told = "Your `_operations` walks along every path, and there are 2 ** 40: is it asked whether a node was met?"
        raise Wrong(f"{ways}: {got if isinstance(got, Raised) else f'{shown(got[0])} operations'}.", told, *ORDER_HINTS)
    chain = Probe(
        f"L = a\nfor _ in range({LONG}): L = L + b",
        dict(a=1.0, b=0.5),
        ("len(L._operations())",),
        f"L = a, then {LONG:,} times L = L + b; L._operations()",
        steps=60 * LONG,
        fine=False,
    )
    got = chain.tried(Value)
    if isinstance(got, Raised) and isinstance(got.error, TooDeep):
        example = f"{chain}: {RECURSES}"
        raise Wrong(
            example, "Your `_operations` dies on a deep chain: keep a list of nodes to visit in place of the calls."
        )
    if isinstance(got, Raised) or got != [LONG]:
        raise Wrong(
            f"{chain}: {got if isinstance(got, Raised) else f'{shown(got[0])} operations'}.", "In `_operations`."
        )
    return f"`_operations` is right: {len(graphs)} graphs with diamonds among them, and a chain of {LONG:,} sums."


def ready_for_order(Value):
    for name in ("__add__", "__mul__"):
        value(Value, name, plain=False)
    require_method(Value, "_operations")
    if empty(Value, "_operations"):
        raise NotYet("L._operations() gives nothing yet.", *ORDER_HINTS)


ORDER_HINTS = [
    "Your `_operations` should give every operation once, and after those it takes its inputs from.",
    "Keep a stack of nodes. A node can go into the list when everything below it is in it.",
]


def in_order(Value, probe, count):
    """Raise Wrong if what `_operations` returns is not every operation, in order."""
    got = probe.tried(Value)
    told = f"{probe}; L._operations()"
    if isinstance(got, Raised):
        known = {TooDeep: ENDLESS, Endless: LOOP}.get(type(got.error), "It stops with an error.")
        raise Wrong(f"{told}: {got}.", f"Your `_operations`: {known[0].lower()}{known[1:]}", *ORDER_HINTS)
    root, order, leaves = got
    if order is ...:
        raise NotYet(f"{told} gave {shown(order)}, and should give a list.", *ORDER_HINTS)
    if order is None:
        raise Wrong(f"{told} gave None, and should give a list.", why_none(Value._operations), *ORDER_HINTS)
    if not isinstance(order, (list, tuple)):
        unordered = isinstance(order, (set, frozenset, dict))
        what = "A set has no order: return a list." if unordered else "Return the list itself, of Values."
        raise Wrong(f"{told} gave {shown(order)}, and should give a list.", f"Your `_operations`: {what}", *ORDER_HINTS)
    if strange := [one for one in order if outcome(hasattr, one, "_prev") is not True]:
        only = "Your `_operations`: what goes into the list are the Values themselves."
        raise Wrong(f"{told} gave a list with {shown(strange[0])} in it.", only, *ORDER_HINTS)
    signs = [shown(getattr(node, "_op", None)) if node not in leaves else "a leaf" for node in order]
    gave = f"{told} gave [{', '.join(signs)}]"
    ids = [id(node) for node in order]
    where = {one: k for k, one in enumerate(ids)}
    if set(ids) & set(map(id, leaves)):
        alone = " L is a leaf here: is that asked before it goes on the stack?" * (count == 0)
        raise Wrong(f"{gave}.", f"Leaves are among your `_operations`: they are no operations.{alone}", *ORDER_HINTS)
    if len(where) < len(ids):
        raise Wrong(f"{gave}.", "One operation is there twice in your `_operations`: each once.", *ORDER_HINTS)
    if count and (not ids or id(root) not in where):
        raise Wrong(f"{gave}.", "L itself is missing in your `_operations`: it is the last of them.", *ORDER_HINTS)
    if len(ids) > count:
        raise Wrong(
            f"{gave}, and should give {count}.", "Your `_operations` has some that are not below L.", *ORDER_HINTS
        )
    if len(ids) != count:
        raise Wrong(f"{gave}, and should give {count}.", "Your `_operations` does not find all.", *ORDER_HINTS)
    for node in order:
        for source in node._prev:
            if where.get(id(source), -1) > where[id(node)]:
                turned = "The order is the other way round: turn it." if ids[0] == id(root) else TOO_SOON
                raise Wrong(
                    f"{gave}: an operation stands before one that it takes an input from.", turned, *ORDER_HINTS
                )


TOO_SOON = "Your `_operations` takes an operation into the list before all that is below it."
