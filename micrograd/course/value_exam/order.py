"""Examines `_operations`: every operation below a Value, each once and after those that made its inputs."""

from micrograd.course.finding import NotYet, Wrong
from micrograd.course.functions import why_none
from micrograd.course.value_exam import graphs
from micrograd.course.value_exam.methods import empty, no_method
from micrograd.course.value_exam.probe import Probe, begun, first
from micrograd.course.value_exam.value import value
from micrograd.course.value_exam.walks import ENDLESS, LOOP
from micrograd.course.wording import shown
from micrograd.learner.sandbox import Endless, Raised, TooDeep, outcome

BLAME = "Your `_operations`"
HINTS = (
    "Your `_operations` should give every operation once, and after those it takes its inputs from.",
    "Keep a stack of nodes. A node can go into the list when everything below it is in it.",
)
STOPS = "it stops there with an error. What does it say, and what stands on this line?"
ONLY_L = (
    "finds only L: are the Values it is made from put on the stack? One that is counted as seen before it is popped "
    "for the first time is never looked at."
)
GRAPHS = {  # lines, and the number of operations below L
    "L = a": 0,
    "L = a + b": 1,
    "e = a * b; d = e + c; L = d * f": 3,
    "e = a * b; d = c + e; L = f * d": 3,
    "L = a * a": 1,
    "e = a * b; L = e + e": 2,
    "e = a * b; d = e + c; L = e * d": 3,
    "e = a * b; d = e + c; L = d * e": 3,
    "e = a + b; d = e * e; g = d + e; L = e * g": 4,
    "e = a + b; d = e * e; g = d + e; L = g * e": 4,
}


def order(Value):
    """Examine the order, on graphs and on a long chain."""
    return (
        first(value(Value, name, plain=False) for name in ("__add__", "__mul__"))
        or no_method(Value, "_operations")
        or (NotYet("L._operations() gives nothing yet.", *HINTS) if empty(Value, "_operations") else None)
        or first(wrong_order(Value, lines, count) for lines, count in GRAPHS.items())
        or every_path(Value)
        or wrong_chain(Value)
    )


def wrong_order(Value, lines, count):
    """Return what is wrong with a graph's list, None if it is every operation, in order."""
    probe = Probe(lines, graphs.FOUR, ("L", "L._operations()", "[a, b, c, f]", "dict(locals())"))
    got, asked = probe.tried(Value), f"{probe}; L._operations()"
    if isinstance(got, Raised):
        hint = {TooDeep: ENDLESS, Endless: LOOP}.get(type(got.error), STOPS)
        return Wrong(f"{asked}: {got}.", begun(BLAME, hint), *HINTS)
    root, found, leaves, variables = got
    named = {id(v): name for name, v in variables.items() if isinstance(v, Value)}
    return no_list(Value, asked, found) or wrong_list(Value, asked, root, found, leaves, count, named)


def no_list(Value, asked, found):
    """Return what is wrong if this is not a list of Values, None if it is."""
    example = f"{asked} gave {shown(found)}, and should give a list."
    if found is ...:
        return NotYet(example, *HINTS)
    if found is None:
        return Wrong(example, why_none(Value._operations), *HINTS)
    if isinstance(found, (set, frozenset, dict)):
        return Wrong(example, f"{BLAME}: a set has no order: return a list.", *HINTS)
    if not isinstance(found, (list, tuple)):
        return Wrong(example, f"{BLAME}: return the list itself, of Values.", *HINTS)
    if strange := [thing for thing in found if outcome(hasattr, thing, "_prev") is not True]:
        hint = f"{BLAME}: what goes into the list are the Values themselves."
        return Wrong(f"{asked} gave a list with {shown(strange[0])} in it.", hint, *HINTS)
    return None


def wrong_list(Value, asked, root, found, leaves, count, named):
    """Return what is wrong with a list of Values, None if it is every operation, in order; named has names by id."""
    gave = f"{asked} gave [{', '.join(named.get(id(node)) or shown(node) for node in found)}]"
    place = {id(node): k for k, node in enumerate(found)}
    if {*place} & {*map(id, leaves)}:
        alone = " L is a leaf here: is that asked before it goes on the stack?" * (count == 0)
        return Wrong(f"{gave}.", f"Leaves are among your `_operations`: they are no operations.{alone}", *HINTS)
    if len(place) < len(found):
        again = "each belongs there once. Is it asked of each node that is popped whether it was seen?"
        return Wrong(f"{gave}.", f"One operation is in your `_operations` twice: {again}", *HINTS)
    if count and id(root) not in place:
        missing = "L itself is missing in your `_operations`: it is the last of them."
        nothing = f"{BLAME} returns an empty list: does `return` stand inside the loop? And does `append` ever run?"
        return Wrong(f"{gave}.", missing if found else nothing, *HINTS)
    if len(found) != count:
        elsewhere = any(id(node) not in named for node in found)
        what = "holds Values of another graph: does it begin at `self`?" if elsewhere else "does not find all."
        what = ONLY_L if len(found) == 1 < count else what
        wanted = f"{count} operation{'s' * (count > 1)}" if count else "[]"
        return Wrong(f"{gave}, and should give {wanted}.", f"{BLAME} {what}", *HINTS)
    if any(place.get(id(source), -1) > place[id(node)] for node in found for source in node._prev):
        known = [hint for hint, is_this in ORDERS.items() if everywhere(Value, *is_this)]
        too_soon = f"{BLAME} takes an operation into the list before all that is below it, or a list is made of a set."
        hint = known[0] if known else too_soon
        return Wrong(f"{gave}: an operation stands before one that it takes an input from.", hint, *HINTS)
    return None


def everywhere(Value, is_this, step):
    """Return whether the list has every operation of every graph, in a kind of order if it is read in this step."""

    def one(lines, count):
        found = Probe(lines, graphs.FOUR, ("L._operations()",)).tried(Value)
        nodes = [] if isinstance(found, Raised) else list(found[0])
        inputs = {id(node): [id(source) for source in node._prev] for node in nodes}
        return len(inputs) == count and is_this([*map(id, nodes)][::step], inputs)

    return all(one(*graph) for graph in GRAPHS.items())


def is_right(nodes, inputs):
    """Return whether each node stands after those that it takes its inputs from."""
    place = {node: k for k, node in enumerate(nodes)}
    return all(place.get(source, -1) < place[node] for node in nodes for source in inputs[node])


def is_met(nodes, inputs):
    """Return whether each node but the first stands after one that is made from it: so a walk from L meets them."""
    return all(any(node in inputs[one] for one in nodes[:k]) for k, node in enumerate(nodes) if k)


ORDERS = {  # for each hint, how the list stands in every graph, read forwards or backwards
    "The order of your `_operations` is the other way round: turn it.": (is_right, -1),
    f"{BLAME} takes an operation into the list as soon as it is met, on the way down from L: it should go in once all "
    "that is below it is there.": (is_met, 1),
    f"{BLAME} is the order in which the nodes are met, on the way down from L, turned round. But a node is met with "
    "the first result that is made from it, and another may be met later.": (is_met, -1),
}


def every_path(Value):
    """Return Wrong if the walk follows every path, else None."""
    probe = repeated("L + L", 40)
    if (got := probe.tried(Value)) == [40]:
        return None
    hint = f"{BLAME} walks along every path, and there are 2 ** 40: is it asked whether a node was met?"
    return Wrong(f"{probe}: {counted(got)}.", hint, *HINTS)


def wrong_chain(Value):
    """Return Wrong if the walk misses part of a long chain, else None."""
    probe = repeated("L + b", graphs.LONG)
    got = probe.tried(Value)
    if isinstance(got, Raised) and isinstance(got.error, TooDeep):
        return graphs.too_deep(probe, BLAME)
    if got == [graphs.LONG]:
        return None
    slow = isinstance(got, Raised) and isinstance(got.error, Endless)
    short = f"{BLAME} is right on short chains and not on long ones."
    return Wrong(f"{probe}: {counted(got)}.", f"{BLAME} {graphs.SLOW}" if slow else short, *HINTS)


def repeated(sum_, count):
    """Return the probe that counts the operations of this many sums, one after the other."""
    lines, in_words = (
        f"L = a\nfor _ in range({count}): L = {sum_}",
        f"L = a, then {count:,} times L = {sum_}; L._operations()",
    )
    reads = ("len(L._operations())",)
    return Probe(lines, dict(a=1.0, b=0.5), reads, in_words, steps=graphs.steps(count), fine=count < 1000)


def counted(got):
    return got if isinstance(got, Raised) else f"{shown(got[0])} operations"
