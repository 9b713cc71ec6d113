"""Examines `backward` on graphs: leaves, trees, Values used twice, second calls, long chains."""

import time
from dataclasses import replace

from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.functions import code_of, names_in
from micrograd.course.outcomes import same
from micrograd.course.value_exam import fault
from micrograd.course.value_exam.methods import empty, no_class, no_method
from micrograd.course.value_exam.probe import Probe, begun, counter_example, first, held
from micrograd.course.value_exam.remembered import wrong_slopes
from micrograd.course.value_exam.value import value
from micrograd.course.value_exam.walks import BETWEEN_CALLS, RESEEDS, STOPS, WALKS
from micrograd.learner.sandbox import Endless, Raised, TooDeep

BLAME = "Your `backward`"
LONGER = "A list that you append to and pop from can be as long as you like."
SLOW = (
    "is right, and on a long chain too slow: is a list searched with `in` for each node, or changed at its beginning? "
    "A set knows at once what is in it."
)
AB = dict(a=2.0, b=-3.0)
FOUR = dict(a=2.0, b=-3.0, c=10.0, f=-2.0)
LEAVES = "a.grad", "b.grad", "c.grad", "f.grad"
SHORT, LONG = 4000, 20_000  # sums in a chain
MORE = 2_000_000  # steps


def graph(lines, variables=FOUR, reads=LEAVES):
    return Probe(f"{lines}; L.backward()", variables, reads)


BEGINNING = [
    Probe("a.backward()", dict(a=2.0), ("a.grad",)),
    graph("L = a + b", AB, ("L.grad",)),
    graph("L = a * b", dict(a=2.0, b=-4.0), ("L.grad",)),
]
TREES = [
    graph("L = a + b", AB, ("L.grad", "a.grad", "b.grad")),
    graph("L = a * b", AB, ("L.grad", "a.grad", "b.grad")),
    graph("e = a * b; d = e + c; L = d * f", FOUR, ("L.grad", "d.grad", "e.grad", *LEAVES)),
    graph("L = a * (b * (c * f))"),
    graph("L = ((a * b) * c) * f"),
    graph("L = (a + b) * (c + f)"),
    graph("L = a * b + c * f"),
    graph("L = f * (c + b * a)"),
    graph("L = a * b", dict(a=0.00123456789, b=2.0), ("a.grad", "b.grad")),  # whoever rounds is found out
]
AGAIN = [
    graph("L = a + a", dict(a=3.0), ("a.grad",)),
    graph("L = a * a", dict(a=3.0), ("a.grad",)),
    graph("L = a + a + a", dict(a=3.0), ("a.grad",)),
    graph("L = a * b + a", AB, ("a.grad", "b.grad")),
    graph("L = a + a * b", AB, ("a.grad", "b.grad")),
]
DIAMONDS = [
    graph("e = a * b; L = e + e", AB, ("a.grad", "b.grad", "e.grad")),
    graph("e = a * b; L = e * (e + c)", FOUR, ("a.grad", "b.grad", "c.grad", "e.grad")),
    graph("e = a * b; L = (e + c) * e", FOUR, ("a.grad", "b.grad", "c.grad", "e.grad")),
    graph("e = a + b; d = e * e; L = e * d", AB, ("a.grad", "b.grad", "e.grad", "d.grad")),
    graph("e = a + b; d = e * e; L = d * e", AB, ("a.grad", "b.grad", "e.grad", "d.grad")),
    graph("L = (a * b) * (a + b)", AB, ("a.grad", "b.grad")),
    graph("e = a * b; d = e * e; g = d + e; L = e * (g * d)", AB, ("a.grad", "b.grad", "e.grad", "d.grad", "g.grad")),
    graph("e = a * b; d = e * e; g = e + d; L = (d * g) * e", AB, ("a.grad", "b.grad", "e.grad", "d.grad", "g.grad")),
    graph("L = (a + b) * (a + b)", dict(a=3.0, b=3.0), ("a.grad", "b.grad")),
]
TWO_CALLS = [
    graph("e = a * b; L = e * c; L.backward()", FOUR, ("L.grad", "e.grad", *LEAVES[:3])),
    graph(
        "e = a * b; L = e * f; L.backward(); a.grad = b.grad = f.grad = 0.0",
        FOUR,
        ("e.grad", "a.grad", "b.grad", "f.grad"),
    ),
    Probe("e = a * b; L = e + c; M = e * f; L.backward(); M.backward()", FOUR, ("e.grad", *LEAVES)),
    graph("e = a * b; e.backward(); L = e * c", FOUR, ("e.grad", *LEAVES[:3])),
    Probe("e = a * b; L = e * c; L.backward(); e.backward()", FOUR, ("e.grad", *LEAVES[:3])),
]
PARTS = {
    "where it begins": BEGINNING,
    "trees": TREES,
    "Values used twice": AGAIN,
    "diamonds": DIAMONDS,
    "a second call": TWO_CALLS,
}
HINTS = {
    "where it begins": (
        "The output's own gradient is 1: a nudge of L moves L by just as much.",
        "The output may be a leaf itself, with nothing to send: does it get its 1 all the same?",
    ),
    "trees": (
        "What is sent to an input is slope times the gradient of the result.",
        "Begin at the output with 1. Visit a result before what it was made from.",
    ),
    "Values used twice": ("What comes back along several edges adds up.", "Is there an `=` where `+=` belongs?"),
    "diamonds": (
        "Each result must have got all its shares before it sends on its own.",
        "Find an order first in which every node stands after its inputs; then walk it from its end.",
    ),
    "a second call": (
        "A second call should give results the gradients of that call alone; those of leaves add up.",
        "Who sets the gradients of the results back to 0 before the walk begins?",
    ),
}


def not_ready(Value, remembers=True):
    """Return what keeps `backward` from being examined, + or * being wrong or itself missing; None if nothing does."""
    nothing = NotYet("after L = a * b, L.backward() does nothing yet.", *HINTS["trees"])
    return (
        no_class(Value)
        or first(
            value(Value, name, plain=False, remembers=remembers) or wrong_slopes(Value, name)
            for name in ("__add__", "__mul__")
        )
        or no_method(Value, "backward")
        or (nothing if empty(Value, "backward") else None)
    )


def wrong_graph(Value, part):
    """Return what `backward` does wrong on this part's graphs, None if nothing."""
    probes = PARTS[part]
    if is_unfinished(Value, probes):
        return NotYet("after L = a * b, L.backward() leaves every gradient at 0.", *HINTS["trees"])
    between_calls = BETWEEN_CALLS if part == "a second call" else []
    recursing = [RESEEDS] * ("backward" in names_in(Value.backward))
    general, *more = HINTS[part]
    known = [*STOPS, *between_calls, *recursing, *WALKS]
    finding = held(Value, probes, known, [begun(BLAME, general), *more], BLAME)
    return finding and fault.of_graph(Value, finding)


def is_unfinished(Value, probes):
    """Return whether backward runs but changes no gradient at all, so that it is still being written."""
    code = code_of(getattr(Value, "backward", None))
    return code is not None and len(code.co_code) < 8 and probes[0].tried(Value) == [0]


# Long chains


def deep(Value, afterwards=True):
    """Examine `backward` on a chain of 20,000 sums, and on a short one afterwards; Right gives the chain's length."""
    stacked = Probe(
        "L = a\nfor _ in range(40): L = L + L\nL.backward()",
        dict(a=1.0),
        ("a.grad",),
        "L = a, then 40 times L = L + L; L.backward()",
    )
    paths = "It walks along every path, and 40 times L = L + L makes 2 ** 40 of them: visit each node once."
    finding = held(Value, [stacked], [(Endless, paths)], ["Each node is visited once."], BLAME)
    # Who keeps all that was ever computed goes through that as well: long, and not for ever.
    if finding and not (isinstance(finding.error, Endless) and replace(stacked, steps=MORE).is_right(Value)):
        return finding
    for count in (SHORT, LONG):
        started = time.perf_counter()
        if finding := wrong_chain(Value, count, afterwards):
            return finding
        if count < LONG and time.perf_counter() - started > 1.0:
            slow = "It gets slow there: a list has to be searched for a node, a set does not."
            return Right(f"{count:,} sums. ({slow})")
    return Right(f"{LONG:,} sums.")


def wrong_chain(Value, count, afterwards):
    """Return Wrong if `backward` fails on a chain of this many sums, or if asked for, on a short one after it."""
    probe = chain(count)
    got = probe.tried(Value)
    if isinstance(got, Raised) and isinstance(got.error, TooDeep):
        return too_deep(probe, who_recurses(got.error), LONGER)
    wanted = [1.0, float(count)]
    if not same(got, wanted):
        slow = isinstance(got, Raised) and isinstance(got.error, Endless)
        short = "is right on short chains and not on long ones."
        return Wrong(counter_example(probe, got, wanted), f"{BLAME} {SLOW if slow else short}")
    small = graph("L = a + b", AB, ("a.grad", "b.grad"))
    later = small.tried(Value) if afterwards else None
    if isinstance(later, Raised) and isinstance(later.error, Endless):
        return Wrong(f"{probe}; and after that, {small}: that takes as long again.", fault.HISTORY)
    return None


def chain(count):
    """Return the probe of a chain of this many sums."""
    lines = f"L = a\nfor _ in range({count}): L = L + b\nL.backward()"
    in_words = f"L = a, then {count:,} times L = L + b; L.backward()"
    return Probe(lines, dict(a=1.0, b=0.5), ("a.grad", "b.grad"), in_words, steps=steps(count), fine=False)


def steps(count):
    """Return how many steps a chain of this many sums may take: about ten times as many as ours."""
    return 300 * count + 100_000


def who_recurses(error):
    """Return the name of the function that calls itself, as the beginning of a sentence."""
    return BLAME if error.function in ("", "backward") else f"{BLAME} (its `{error.function}`)"


def too_deep(probe, who, *hints):
    """Return Wrong for a walk by recursion."""
    return Wrong(
        f"{probe}: your code calls itself once for each sum. Python stops that after a thousand, and a raised "
        "limit only puts it off.",
        f"{who} dies on a deep chain: keep a list of nodes to visit in place of the calls.",
        *hints,
    )
