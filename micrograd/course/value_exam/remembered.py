"""Examines what a result remembers: its inputs in `_prev`, its sign in `_op`, (input, slope) pairs in `_edges`."""

import inspect
from dataclasses import replace

from micrograd.course.finding import Wrong
from micrograd.course.outcomes import same
from micrograd.course.value_exam.broken import in_slopes
from micrograd.course.value_exam.cases import Case, cases_of, kind_of
from micrograd.course.value_exam.methods import slots
from micrograd.course.value_exam.model import BINARY
from micrograd.course.value_exam.operations import OPERATIONS
from micrograd.course.value_exam.probe import STEPS, held, right
from micrograd.course.wording import Words, number, shown
from micrograd.learner.sandbox import Raised, outcome

SIGNS = {**{name: OPERATIONS[name].written[2:-2] for name in BINARY}, "__neg__": "neg"}
SHARED = (
    "All your Values have one and the same `{}`, and so a new one has the inputs of the earlier ones. "
    "A list in the class's body, or as a default in a first line, is made once, and not for each Value."
)


IN_A_SET = "kept in a set, which has no order, and of `a + a` keeps only one input."
EITHER_WAY = "__add__", "__mul__"  # their two sides may change places
NO_HARM = "For a * b it does no harm, for a - b it does."
BACKWARDS = "Your `{}`: in each pair the input comes first, then its slope."

# Inputs


def wrong_inputs(Value, name, case):
    """Return Wrong if a class with `_prev` does not remember the inputs, in order with repeats, and the sign."""
    if isinstance(outcome(lambda: Value(2.0)._prev, steps=STEPS), Raised):
        return None
    probe = case.probe("out._prev", "out._op", *case.inputs)
    got = probe.tried(Value)
    if isinstance(got, Raised):
        if finding := no_brackets(Value, name, case):
            return finding
        got = replace(probe, reads=("out._prev", "None", *case.inputs)).tried(Value)
    if isinstance(got, Raised):
        return _unreadable(Value, name, case, f"{probe}; out._prev: {got}.")
    prev, op, *inputs = got
    if finding := _no_tuple(Value, name, probe, prev):
        return finding
    edges, *sides = _edges_and_inputs(Value, case)
    if isinstance(edges, (set, frozenset)):
        return Wrong(f"{probe}: out._edges is a set.", f"What your `{name}` remembers is {IN_A_SET}")
    names = {id(v): name for name, v in zip(case.inputs, inputs)}
    found = [names.get(id(v)) or ("another Value" if isinstance(v, Value) else shown(v)) for v in prev]
    if found == case.inputs or name == "__pow__" and found[:-1] == case.inputs:
        return wrong_sign(name, probe, op)
    if set(case.inputs) <= _reached(prev, names):
        paired = _are_pairs(edges) and bool(edges)
        return _turned(name, probe, found, case, paired) if sorted(found) == sorted(case.inputs) else None
    if sides and _are_pairs(edges) and [id(slope) for _, slope in edges] == [*map(id, sides)]:
        return Wrong(f"{probe}: out._edges has its pairs backwards.", BACKWARDS.format(name))
    return _forgotten(Value, name, probe, prev, found, case)


def _unreadable(Value, name, case, example):
    """Return Wrong for a `_prev` that can't be read."""
    edges = case.probe("out._edges", *case.inputs).tried(Value)
    if not isinstance(edges, Raised) and isinstance(edges[0], tuple) and edges[0] and not paired(edges, case):
        return Wrong(
            example, f"Your `{name}`: one pair for each input in `_edges`, (input, slope), in brackets of its own."
        )
    return Wrong(example, f"Your `{name}` should give a Value that says what it was made from.")


def _no_tuple(Value, name, probe, prev):
    """Return Wrong if `_prev` is not a tuple or list, else None."""
    made = isinstance(getattr(Value, "_prev", None), property)
    if isinstance(prev, (tuple, list)):
        return None
    if isinstance(prev, (set, frozenset)):
        who = "Your `_prev` is" if made else f"What your `{name}` remembers is"
        return Wrong(f"{probe}: out._prev is a set.", f"{who} {IN_A_SET}")
    if inspect.ismethod(prev):
        hint = "Your `_prev` is a method, and is read as `out._prev`, without brackets: put `@property` above it."
        return Wrong(f"{probe}: out._prev is a method.", hint)
    hint = "Your `_prev` should give a tuple." if made else f"Your `{name}` should remember its inputs in a tuple."
    return Wrong(f"{probe}: out._prev is {shown(prev)}.", hint)


def _edges_and_inputs(Value, case):
    """Return what an operation keeps in `_edges`, and its inputs; an empty tuple alone if there is no `_edges`."""
    got = case.probe("out._edges", *case.inputs).tried(Value)
    return [()] if isinstance(got, Raised) else got


def _turned(name, probe, found, case, paired):
    """Return Wrong for inputs in the wrong order, None if each has its slope and the two sides may change places."""
    if paired and name in EITHER_WAY:
        return None
    example = f"{probe}: out._prev is ({', '.join(found)}), and should be ({', '.join(case.inputs)})."
    if not paired:
        return Wrong(example, f"Your `{name}` remembers both inputs, the wrong way round. {NO_HARM}")
    sign = case.written[1:-1]
    instead = f"pictures and formulas take the first pair for the left side, and would say b{sign}a."
    return Wrong(example, f"Your `{name}`: for the gradients any order of the pairs will do. But {instead}")


def _forgotten(Value, name, probe, prev, found, case):
    """Return Wrong for inputs that are not to be found again."""
    if any(isinstance(item, (tuple, list)) for item in prev):
        return Wrong(
            f"{probe}: out._prev holds {shown(prev[0])}, and should be ({', '.join(case.inputs)}).",
            f"Your `{name}`: in `_prev` the inputs stand alone. Pairs may go under another name, such as `_edges`.",
        )
    has = f"remembers {shown([*map(Words, found)])}" if found else "has forgotten what it was made from"
    return Wrong(
        f"{probe}: out {has}, and it was made from {' and '.join(case.inputs)}.",
        *[shares_a_list(Value)] * bool(shares_a_list(Value)),
        f"What your `{name}` returns should remember its inputs, the objects themselves, in this order.",
    )


def _reached(prev, names):
    """Return the names of the inputs that a walk down from prev reaches."""
    found, todo, steps = set(), list(prev), 0
    while todo and steps < 1000:
        node, steps = todo.pop(), steps + 1
        found |= {names[id(node)]} if id(node) in names else set()
        below = outcome(lambda node=node: list(node._prev), steps=STEPS)
        todo += below if isinstance(below, list) else []
    return found


def wrong_sign(name, probe, op):
    """Return Wrong if `_op` is empty or another operation's sign, else None."""
    own = SIGNS.get(name, name)
    others = {*SIGNS.values(), *OPERATIONS} - {own, "-" if name == "__neg__" else own}
    if op is None or isinstance(op, str) and op and op not in others:
        return None
    what = "is empty" if op == "" else f"is {shown(op)}"
    how = "names no operation: its sign is what Value(...) takes last." if op == "" else "names the wrong operation."
    return Wrong(f'{probe}: out._op {what}, and should say "{own}".', f"Your `{name}` {how}")


def shares_a_list(Value):
    """Return a sentence on a new Value that has an earlier result's inputs, "" if it has none."""

    def found():
        a, b = Value(2.0), Value(3.0)
        results, leaf = [a + b, a * b], Value(4.0)
        for name in {*slots(leaf), *getattr(leaf, "__dict__", ()), *(n for kind in Value.__mro__ for n in vars(kind))}:
            kept = getattr(leaf, name, None)
            if isinstance(kept, (list, set, dict)) and kept is getattr(a, name, None):
                inside = {id(part) for item in kept for part in (item if isinstance(item, (list, tuple)) else [item])}
                # A list of everything ever made may be intended; but no Value is meant to be its own input.
                if {id(a), id(b)} & inside and not {id(leaf), *map(id, results)} & inside:
                    return name
        return None

    name = outcome(found, steps=STEPS)
    return SHARED.format(name) if type(name) is str else ""


# Slopes


def wrong_slopes(Value, name, values=True, demanded=False):
    """Return Wrong if an operation's slopes in `_edges` are wrong, or missing although demanded, else None."""
    for plain in _groups(name, values, demanded):
        for case in (cases := cases_of(name, plain)):
            got = case.probe("out._edges", *case.inputs).tried(Value)
            if finding := no_brackets(Value, name, case):
                return finding
            if not demanded and not paired(got, case):
                return None
            if finding := _no_pairs(name, got, case):
                return finding
        probes = [case.probe(*(f"out._edges[{i}][1]" for i in range(len(case.inputs)))) for case in cases]
        if name in EITHER_WAY and _keeps_the_second_first(Value, cases[0]):
            wrong = [case for case in cases if not _right_the_other_way_round(Value, case)]
            hint = f"Your `{name}` keeps a wrong slope beside one input, or beside both. Their order does no harm here."
            return Wrong(f"{wrong[0].probe()} keeps wrong slopes.", hint) if wrong else None
        slopes = probes[0].tried(Value)
        if not isinstance(slopes, Raised) and any(isinstance(slope, Value) for slope in slopes):
            hint = f"Your `{name}`: a slope is a number, and here one is a Value: take `.data` of what it is made of."
            return Wrong(f"{probes[0]} keeps a Value for a slope.", hint)
        hints = f"Your `{name}` keeps {_which_slope(Value, cases[0], probes)}.", kind_of(name, plain).hint
        if finding := held(Value, probes, in_slopes(name, plain), hints, f"Your `{name}`"):
            return finding
    return None


def _which_slope(Value, case, probes):
    """Return in words which slopes are wrong."""
    tried = [(probe.tried(Value), right(probe)) for probe in probes]
    pairs = [(got, wanted) for got, wanted in tried if not isinstance(got, Raised)]
    wrong = {k for got, wanted in pairs for k in range(len(wanted)) if not same(got[k : k + 1], wanted[k : k + 1])}
    if len(case.inputs) < 2 or not wrong:
        return "the wrong slope"
    if len(wrong) == 2:
        return "a wrong slope beside either input"
    one, other = case.inputs if wrong == {0} else case.inputs[::-1]
    return f"the wrong slope beside {one}, and the right one beside {other}"


def _keeps_the_second_first(Value, case):
    """Return whether a result keeps the pair of its second input before that of its first."""
    edges, first, second = case.probe("out._edges", *case.inputs).tried(Value)
    return edges[0][0] is second and edges[1][0] is first


def _right_the_other_way_round(Value, case):
    """Return whether a result has the right slopes, that of its second input first."""
    return same(
        case.probe("out._edges[1][1]", "out._edges[0][1]").tried(Value),
        right(case.probe("out._edges[0][1]", "out._edges[1][1]")),
    )


def keeps_slopes(Value, name, values=True):
    """Return whether an operation keeps a slope for each of its inputs in `_edges`."""
    cases = [case for plain in _groups(name, values) for case in cases_of(name, plain)]
    return bool(cases) and all(paired(case.probe("out._edges", *case.inputs).tried(Value), case) for case in cases)


def _groups(name, values=True, demanded=False):
    """Return, for each group of cases with slopes to look at, whether it has a plain number on one side."""
    return [False] * (values and bool(kind_of(name).inputs)) + [True] * (name == "__pow__" and not demanded)


def no_brackets(Value, name, case):
    """Return Wrong if a class that keeps pairs keeps a bare pair here, without brackets around it, else None."""
    probe = case.probe("out._edges", *case.inputs)
    got, other = probe.tried(Value), Case("a + b", dict(a=2.0, b=-3.0))
    if isinstance(got, Raised) or not isinstance(got[0], (tuple, list)) or len(got[0]) != 2:
        return None
    (source, slope), *inputs = got
    if source is not inputs[0] or slope is inputs[-1] or number(slope) != number(slope):
        return None
    if not paired(other.probe("out._edges", "a", "b").tried(Value), other):
        return None
    return Wrong(
        f"{probe}: out._edges is (a, {shown(slope)}), and should be ((a, {shown(slope)}),).",
        f"Your `{name}`: _edges holds pairs: ((self, slope),). It is the comma that makes a tuple of one pair.",
    )


def paired(got, case):
    """Return whether a result keeps (input, slope) pairs of exactly these inputs."""
    if isinstance(got, Raised) or not _are_pairs(got[0]):
        return False
    edges, *inputs = _without_exponent(got, case)
    return len(edges) == len(inputs) and all(edge[0] is source for edge, source in zip(edges, inputs))


def _without_exponent(got, case):
    """Return the pairs that were read, without a plain exponent's: for a ** 3, the 3 may be an input."""
    edges, *inputs = got
    made = "**" in case.written and len(edges) == 2 and edges[1][0] is not edges[0][0]
    return edges[: len(inputs)] if made else edges, *inputs


def _are_pairs(edges):
    return isinstance(edges, (tuple, list)) and all(isinstance(e, (tuple, list)) and len(e) == 2 for e in edges)


def _no_pairs(name, got, case):
    """Return Wrong if a result does not keep (input, slope) pairs, else None."""
    probe = case.probe("out._edges", *case.inputs)
    if isinstance(got, Raised):
        return Wrong(f"{probe}; out._edges: {got}.", f"Your `{name}` should keep (input, slope) pairs.")
    edges, *inputs = got
    should = f"and should be ({', '.join(f'({n}, …)' for n in case.inputs)}{',' * (len(inputs) == 1)})"
    if not _are_pairs(edges):
        return Wrong(
            f"{probe}: out._edges is {shown(edges)}, {should}.",
            f"Your `{name}`: one pair for each input, in brackets of its own: the input, then the slope.",
            "A tuple of one pair needs a comma after it: ((self, slope),).",
        )
    if not edges:
        return Wrong(
            f"{probe}: out._edges is empty, {should}.",
            f"Your `{name}` keeps no slopes: hand the pairs to the new Value.",
        )
    edges, *inputs = _without_exponent(got, case)
    names = {id(v): n for n, v in zip(case.inputs, inputs)}
    found = [names.get(id(source), "another") for source, _ in edges]
    if found == case.inputs or name in EITHER_WAY and sorted(found) == sorted(case.inputs):
        return None
    if all(id(slope) in names for _, slope in edges):
        return Wrong(f"{probe}: out._edges has its pairs backwards.", BACKWARDS.format(name))
    return Wrong(
        f"{probe}: out._edges has pairs of {', '.join(found)}, {should}.",
        f"Your `{name}` should have one pair for each input, in the order in which they are written.",
    )
