"""A probe: lines that a learner can copy, run on any class, and the numbers that they leave."""

import functools
import math
import os
import re
from typing import NamedTuple

from micrograd.course.examine import Endless, Raised, Wrong, number, outcome, shown
from micrograd.course.value_exam.model import RIGHT

FILE = os.path.join(os.path.dirname(__file__), "probe")  # of code of ours, which no message shows as the learner's
STEPS = 100_000  # for a graph of a few nodes


class Probe(NamedTuple):
    """Lines on Values of the names in variables, and the expressions that are read afterwards."""

    lines: str
    variables: dict
    reads: tuple
    told: str = ""  # the lines as they are told, if they are too many
    steps: int = STEPS
    fine: bool = True

    def on(self, Value):
        """Return what the expressions give after the lines have run on Value."""
        names = {name: Value(x) for name, x in self.variables.items()}
        names["Value"] = Value
        exec(_compiled(self.lines, "exec"), names)
        return [eval(_compiled(text, "eval"), names) for text in self.reads]

    def tried(self, Value):
        """Return what on returns, or what stops it, within bounds."""
        return outcome(self.on, Value, steps=self.steps, fine=self.fine)

    def __str__(self):
        return f"with {and_(self.listed())}, {self.told or self.lines}"

    def listed(self):
        """Return the variables that the lines name, each with its number."""
        used = {name: x for name, x in self.variables.items() if re.search(rf"\b{name}\b", self.lines)}
        return [f"{name} = {shown(x, 10)}" for name, x in used.items()]


@functools.cache
def _compiled(text, mode):
    return compile(text, FILE, mode)


def and_(words):
    """Return words as a list in a sentence."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def alike(got, wanted, near=1e-6):
    """Return whether both are the same number, or lists or errors alike."""
    if isinstance(got, Raised) or isinstance(wanted, Raised):
        both = isinstance(got, Raised) and isinstance(wanted, Raised)
        return both and isinstance(got.error, type(wanted.error)) and str(got.error).startswith(str(wanted.error))
    if isinstance(wanted, list):
        return isinstance(got, list) and len(got) == len(wanted) and all(alike(*p, near) for p in zip(got, wanted))
    one, two = number(got), number(wanted)
    if math.isnan(one) or math.isnan(two):
        return type(got) is float and math.isnan(one) and math.isnan(two)
    return math.isclose(one, two, rel_tol=near, abs_tol=near * 1e-3)


def hold(Value, probes, mistakes, hints=(), blame="", kind=Wrong):
    """Raise Wrong at the first probe on which Value does not give what a right class gives, with what explains it.

    A mistake is (a class or an error, what is told, hints that say more): it explains an answer if it gives the same on
    every probe. blame is how what is told begins: whose mistake it is. hints are for what no mistake explains.
    """
    given = []
    for probe in probes:
        given.append(probe.tried(Value))
        if isinstance(given[-1], Raised) and isinstance(given[-1].error, Endless):
            break  # the others may be as long
    for probe, got in zip(probes, given):
        right = trial(probe, RIGHT)
        if not alike(got, right):
            told = explained(probes, given, got, mistakes)
            if not told:
                stopped = blame and isinstance(got, Raised) and not isinstance(got.error, Endless)
                told = [f"{blame} stops there with an error: what does it say?", *hints[1:]] if stopped else hints
            error = kind(counter_example(probe, got, right), *(begun(blame, one) for one in told[:1]), *told[1:])
            error.brief = brief(probe, got, right)
            error.error = got.error if isinstance(got, Raised) else None
            raise error


def begun(blame, told):
    """Return what is told, begun with whose it is, unless it says so itself."""
    return f"{blame}: {told[0].lower()}{told[1:]}" if blame and blame not in told else told


def trial(probe, model):
    """Return what a probe gives on a class of ours, which needs no bounds."""
    try:
        return probe.on(model)
    except Exception as error:
        return Raised(error)


def first_difference(probe, got, right, digits):
    """Return the first expression that is wrong, both its numbers, and how many digits tell them apart."""
    name, one, two = next((n, g, r) for n, g, r in zip(probe.reads, got, right) if not alike(g, r))
    apart = (count for count in range(digits, 18) if shown(one, count) != shown(two, count))
    return name, one, two, next(apart, 17)


def counter_example(probe, got, right):
    """Return the first number that is wrong, in a sentence."""
    if isinstance(got, Raised):
        return f"{probe}: {got}."
    if isinstance(right, Raised):
        return f"{probe} should raise a {type(right.error).__name__}, and gave {shown(got[0])}."
    name, one, two, digits = first_difference(probe, got, right, 4)
    if slope := re.fullmatch(r"out\._edges\[(\d)\]\[1\]", name):
        source = list(probe.variables)[int(slope[1])]
        return f"{probe} keeps the slope {shown(one, digits)} for {source}, and a nudge of {source} gives {shown(two, digits)}."
    return f"{probe} leaves {name} = {shown(one, digits)}, and {measure(name, probe)} {shown(two, digits)}."


def brief(probe, got, right):
    """Return the counter-example as short as can be."""
    where = ", ".join(probe.listed())
    lines = (probe.told or probe.lines).removeprefix("out = ").replace("; out.backward()", "")
    if isinstance(got, Raised):
        return f"{lines} ({where}): {got}"
    if isinstance(right, Raised):
        return f"{lines} ({where}): {shown(got[0])}, not a {type(right.error).__name__}"
    name, one, two, digits = first_difference(probe, got, right, 3)
    name = re.sub(r"^out\._edges\[(\d)\]\[1\]$", lambda slope: f"slope in {list(probe.variables)[int(slope[1])]}", name)
    return f"{lines} ({where}): {name} = {shown(one, digits)}, not {shown(two, digits)}"


def measure(name, probe):
    """Return the words before the right number: a nudge measures a leaf's gradient where backward has run once."""
    leaf, dot, rest = name.partition(".")
    smooth = rest == "grad" and leaf in probe.variables and probe.lines.count(".backward()") == 1
    at_a_corner = "relu" in probe.lines and 0 in probe.variables.values() or " / 0" in probe.lines
    return f"a nudge of {leaf} gives" if smooth and not at_a_corner else "it should be"


def explained(probes, given, got, mistakes):
    """Return what is told of the first mistake that gives what was given, and its hints; nothing if there is none.

    Where the answer went wrong a mistake has to do so, too: next to the right number is no mistake's number.
    """
    rights = [trial(probe, RIGHT) for probe in probes]
    failing = next((k for k, one in enumerate(given) if not alike(one, rights[k])), None)
    if failing is None:
        return []
    for wrong, *told in mistakes:
        if isinstance(wrong, BaseException):
            if alike(got, Raised(wrong)):
                return told
        elif all(alike(one, trial(probe, wrong), 1e-4) for probe, one in zip(probes, given)):
            if not alike(trial(probes[failing], wrong), rights[failing]):
                return told
    return []
