"""Examines the slopes that an operation keeps in `_edges`."""

from micrograd.course.examine import Raised, Words, Wrong, number, shown
from micrograd.course.value_exam.cases import (
    Case,
    known_plain_slopes,
    known_slopes,
    of_slopes,
    plain_cases,
    slope_hint,
    value_cases,
)
from micrograd.course.value_exam.probe import hold


def slopes_kept(Value, name, values=True, demanded=False):
    """Raise Wrong if the slopes in `_edges` are wrong; return whether there are any."""
    groups = [(value_cases(name) * values, known_slopes(name))]
    if name == "__pow__":
        groups.append((plain_cases(name) * (not demanded), known_plain_slopes(name)))
    for cases, wrong_slopes in groups:
        for case in cases:
            probe = case.probe("out._edges", *case.inputs)
            got = probe.tried(Value)
            brackets(Value, name, case)
            if not demanded and not paired(got, case):
                return False
            edges_told(Value, name, probe, got, case)
        wrong = of_slopes(name, wrong_slopes, cases)
        probes = [case.probe(*(f"out._edges[{i}][1]" for i in range(len(case.inputs)))) for case in cases]
        for probe in probes[:1]:
            slopes_found = probe.tried(Value)
            if not isinstance(slopes_found, Raised) and any(isinstance(one, Value) for one in slopes_found):
                told = (
                    f"Your `{name}`: a slope is a number, and here one is a Value: take `.data` of what it is made of."
                )
                raise Wrong(f"{probe} keeps a Value for a slope.", told)
        hold(Value, probes, wrong, [f"Your `{name}` keeps the wrong slope.", slope_hint(name, cases)], f"Your `{name}`")
    return values or name == "__pow__"


def brackets(Value, name, case):
    """Raise Wrong if a class that keeps pairs keeps one pair here without the brackets around it."""
    probe = case.probe("out._edges", *case.inputs)
    got, other = probe.tried(Value), Case("a + b", dict(a=2.0, b=-3.0))
    if isinstance(got, Raised) or not isinstance(got[0], (tuple, list)) or len(got[0]) != 2:
        return
    (source, slope), *inputs = got
    if source is inputs[0] and slope is not inputs[-1] and number(slope) == number(slope):
        if paired(other.probe("out._edges", "a", "b").tried(Value), other):
            raise Wrong(
                f"{probe}: out._edges is (a, {shown(slope)}), and should be ((a, {shown(slope)}),).",
                f"Your `{name}`: _edges holds pairs: ((self, slope),). It is the comma that makes a tuple of one pair.",
            )


def paired(got, case):
    """Return whether a result keeps (input, slope) pairs of just these inputs."""
    if isinstance(got, Raised):
        return False
    edges, *inputs = got
    if not isinstance(edges, (tuple, list)) or not all(isinstance(e, (tuple, list)) and len(e) == 2 for e in edges):
        return False
    if "**" in case.written and len(edges) == 2 and edges[1][0] is not edges[0][0]:  # of a ** 3 the 3 may be an input
        edges = edges[: len(inputs)]
    return len(edges) == len(inputs) and all(edge[0] is one for edge, one in zip(edges, inputs))


def edges_told(Value, name, probe, got, case):
    """Raise Wrong if a result does not keep (input, slope) pairs."""
    if isinstance(got, Raised):
        raise Wrong(f"{probe}; out._edges: {got}.", f"Your `{name}` should keep (input, slope) pairs.")
    edges, *inputs = got
    pairs = ", ".join(f"({n}, …)" for n in case.inputs) + "," * (len(inputs) == 1)
    should = f"and should be ({pairs})"
    names = {id(v): Words(n) for n, v in zip(case.inputs, inputs)}
    if not isinstance(edges, (tuple, list)) or not all(isinstance(e, (tuple, list)) and len(e) == 2 for e in edges):
        raise Wrong(
            f"{probe}: out._edges is {shown(edges)}, {should}.",
            f"Your `{name}`: one pair for each input, in brackets of its own: the input, then the slope.",
            "A tuple of one pair needs a comma after it: ((self, slope),).",
        )
    found = [names.get(id(e[0]), Words("another")) for e in edges]
    if not edges:
        raise Wrong(f"{probe}: out._edges is empty, {should}.", f"Your `{name}` keeps no slopes: hand the pairs on.")
    if found != case.inputs:
        if all(id(e[1]) in names for e in edges):
            raise Wrong(
                f"{probe}: out._edges has its pairs backwards.", f"Your `{name}`: first the input, then its slope."
            )
        raise Wrong(
            f"{probe}: out._edges has pairs of {', '.join(found)}, {should}.",
            f"Your `{name}` should have one pair for each input, in the order in which they are written.",
        )
