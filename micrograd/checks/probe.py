"""A probe: lines that a learner can copy, run on any class, and the numbers that they leave."""

import math
import os
from typing import NamedTuple

from micrograd.checks.examine import Endless, Raised, Wrong, number, outcome, shown
from micrograd.checks.model import RIGHT

OURS = os.path.join(os.path.dirname(__file__), "probe")  # code of ours, which no message shows as the learner's


class Probe(NamedTuple):
    """Lines on Values of the names in variables, and the expressions that are read afterwards."""

    lines: str
    variables: dict
    reads: tuple

    def on(self, Value):
        """Return what the expressions give after the lines have run on Value."""
        names = {name: Value(x) for name, x in self.variables.items()}
        names["Value"] = Value
        exec(compile(self.lines, OURS, "exec"), names)
        return [eval(compile(text, OURS, "eval"), names) for text in self.reads]

    def __str__(self):
        listed = " and ".join(", ".join(f"{n} = {shown(x, 6)}" for n, x in self.variables.items()).rsplit(", ", 1))
        return f"with {listed}: {self.lines}"


def alike(got, wanted, near=1e-6):
    """Return whether both are the same number, or lists or errors alike."""
    if isinstance(got, Raised) or isinstance(wanted, Raised):
        if not (isinstance(got, Raised) and isinstance(wanted, Raised)):
            return False
        return isinstance(got.error, type(wanted.error)) and str(got.error).startswith(str(wanted.error))
    if isinstance(wanted, list):
        return isinstance(got, list) and len(got) == len(wanted) and all(alike(*p, near) for p in zip(got, wanted))
    one, two = number(got), number(wanted)
    if math.isnan(one) or math.isnan(two):
        return isinstance(got, (int, float)) and math.isnan(one) and math.isnan(two)
    return math.isclose(one, two, rel_tol=near, abs_tol=near * 1e-3)


def hold(Value, probes, mistakes, hints, wanted=RIGHT):
    """Raise Wrong at the first probe on which Value does not give what wanted gives, with what explains it.

    A mistake is (a class or an error, its hints): it explains what it gives, too, on every probe.
    """
    given = []
    for probe in probes:
        given.append(outcome(probe.on, Value))
        if isinstance(given[-1], Raised) and isinstance(given[-1].error, Endless):
            break  # the others may be as long
    for probe, got in zip(probes, given):
        right = outcome(probe.on, wanted)
        if not alike(got, right):
            raise Wrong(counter_example(probe, got, right), *explained(probes, given, got, mistakes), *hints)


def counter_example(probe, got, right):
    """Return the first number that is wrong, in a sentence."""
    if isinstance(got, Raised):
        return f"{probe}: {got}."
    if isinstance(right, Raised):
        return f"{probe} should raise a {type(right.error).__name__}, and gave {shown(got[0])}."
    name, one, two = next((n, g, r) for n, g, r in zip(probe.reads, got, right) if not alike(g, r))
    for digits in range(4, 18):
        if shown(one, digits) != shown(two, digits):
            break
    return f"{probe} leaves {name} = {shown(one, digits)}, and it should be {shown(two, digits)}."


def explained(probes, given, got, mistakes):
    """Return the hints of the first mistake that gives what was given."""
    for wrong, *about in mistakes:
        if isinstance(wrong, BaseException):
            if alike(got, Raised(wrong)):
                return about
        elif all(alike(one, outcome(probe.on, wrong), 1e-4) for probe, one in zip(probes, given)):
            return about
    return ()
