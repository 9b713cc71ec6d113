"""A probe: lines that a learner can copy, run on any class; the numbers that they leave, and what is said of them."""

import functools
import os
import re
from dataclasses import dataclass

from micrograd.course.diagnosis import diagnose
from micrograd.course.finding import Wrong
from micrograd.course.mistakes import Gives, Stopped
from micrograd.course.outcomes import outcomes, same
from micrograd.course.value_exam.model import RIGHT
from micrograd.course.wording import shown
from micrograd.learner.sandbox import Endless, Raised, outcome

FILE = os.path.join(os.path.dirname(__file__), "probe")  # of code of ours, which no message shows as the learner's
STEPS = 100_000  # for a graph of a few nodes


@dataclass(frozen=True)
class Probe:
    """Lines on Values of the names in variables, and the expressions that are read afterwards."""

    lines: str
    variables: dict
    reads: tuple
    in_words: str = ""  # the lines as they are told, if they are too many
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

    def is_right(self, Value):
        """Return whether Value gives what a right class gives."""
        return same(self.tried(Value), right(self))

    def __hash__(self):
        return hash((self.lines, *self.variables.items(), self.reads))

    def __str__(self):
        return f"with {and_(self.listed())}, {self.in_words or self.lines}"

    def listed(self):
        """Return the variables that the lines name, each with its number."""
        used = {name: x for name, x in self.variables.items() if re.search(rf"\b{name}\b", self.lines)}
        return [f"{name} = {shown(x, 10)}" for name, x in used.items()]


@functools.cache
def _compiled(text, mode):
    return compile(text, FILE, mode)


@functools.cache
def right(probe):
    """Return what a right class gives."""
    try:
        return probe.on(RIGHT)
    except Exception as error:
        return Raised(error)


def first(findings):
    """Return the first finding, None if there is none."""
    return next(filter(None, findings), None)


def and_(words):
    """Return words as a list in a sentence."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def held(Value, probes, mistakes=(), hints=(), blame=""):
    """Return what is wrong at the first probe on which Value does not give what a right class does, None if nothing.

    A mistake is a class that makes it, or the kind of error that stops it, and its hints. blame is how these begin:
    whose mistake it is. hints are for what no mistake explains.
    """
    given = outcomes(lambda probe: probe.tried(Value), probes)
    failure = diagnose(given, [right], (_known(*mistake) for mistake in mistakes))
    if not failure:
        return None
    (probe,), got, wanted = failure.case, failure.got, failure.wanted
    error = got.error if isinstance(got, Raised) else None
    explained = failure.hints
    if not explained and blame and error and not isinstance(error, Endless):
        explained = f"{blame} stops there with an error: what does it say?", *hints[1:]
    hints = [begun(blame, hint) for hint in (explained or hints)[:1]] + [*(explained or hints)[1:]]
    return Wrong(counter_example(probe, got, wanted), *hints, brief=brief(probe, got, wanted), error=error)


def _known(broken, *hints):
    """Return the mistake that a broken class makes, or that an error stops."""
    if issubclass(broken, BaseException):
        return Stopped(broken, hints)
    return Gives(lambda probe: probe.on(broken), hints)


def begun(blame, hint):
    """Return a hint, begun with whose mistake it is about, unless it says so itself."""
    if not blame or blame in hint:
        return hint
    return f"{blame}: {hint if hint.startswith('Python') else hint[0].lower() + hint[1:]}"


# The words of a counter-example


def counter_example(probe, got, wanted):
    """Return the first number that is wrong, in a sentence."""
    if isinstance(got, Raised):
        return f"{probe}: {got}."
    if isinstance(wanted, Raised):
        return f"{probe} should raise a {type(wanted.error).__name__}, and gave {shown(got[0])}."
    read, left, due = first_difference(probe, got, wanted, 4)
    if source := slope_of(read, probe):
        return f"{probe} keeps the slope {left} for {source}, and a nudge of {source} gives {due}."
    return f"{probe} leaves {read} = {left}, and {measure(read, probe)} {due}."


def brief(probe, got, wanted):
    """Return the counter-example as short as can be."""
    lines = (probe.in_words or probe.lines).removeprefix("out = ").replace("; out.backward()", "")
    where = f"{lines} ({', '.join(probe.listed())})"
    if isinstance(got, Raised):
        return f"{where}: {got}"
    if isinstance(wanted, Raised):
        return f"{where}: {shown(got[0])}, not a {type(wanted.error).__name__}"
    read, left, due = first_difference(probe, got, wanted, 3)
    source = slope_of(read, probe)
    return f"{where}: {f'slope for {source}' if source else read} = {left}, not {due}"


def first_difference(probe, got, wanted, digits):
    """Return the first expression that is wrong and both its numbers, with as many digits as tell them apart."""
    read, left, due = next(three for three in zip(probe.reads, got, wanted) if not same(*three[1:]))
    digits = next((count for count in range(digits, 18) if shown(left, count) != shown(due, count)), 17)
    return read, shown(left, digits), shown(due, digits)


def slope_of(read, probe):
    """Return the input whose slope an expression reads, None if it reads none."""
    slope = re.fullmatch(r"out\._edges\[(\d)\]\[1\]", read)
    return list(probe.variables)[int(slope[1])] if slope else None


def measure(read, probe):
    """Return the words before the right number: a nudge measures a leaf's gradient where backward has run once."""
    leaf, _, rest = read.partition(".")
    smooth = rest == "grad" and leaf in probe.variables and probe.lines.count(".backward()") == 1
    at_a_corner = "relu" in probe.lines and 0 in probe.variables.values() or " / 0" in probe.lines
    return f"a nudge of {leaf} gives" if smooth and not at_a_corner else "it should be"
