"""A probe: lines that a learner can copy, run on any class; the numbers that they leave, and words for them."""

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

FILE = os.path.join(os.path.dirname(__file__), "probe")  # file name of our own code, never shown as the learner's
STEPS = 100_000  # for a graph of a few nodes


@dataclass(frozen=True)
class Probe:
    """Lines that use Values with the names in variables, and expressions to read afterwards."""

    lines: str
    variables: dict
    reads: tuple
    in_words: str = ""  # the lines as a message describes them, if there are too many
    steps: int = STEPS
    fine: bool = True

    def on(self, Value):
        """Return the values of the expressions after running the lines on Value."""
        names = {name: Value(x) for name, x in self.variables.items()}
        names["Value"] = Value
        exec(_compiled(self.lines, "exec"), names)
        return [eval(_compiled(text, "eval"), names) for text in self.reads]

    def tried(self, Value):
        """Return the result of on, or the error that stops it, within bounds."""
        return outcome(self.on, Value, steps=self.steps, fine=self.fine)

    def tried_or_none(self, Value):
        """Return the result of on, None if an error stops it."""
        got = self.tried(Value)
        return None if isinstance(got, Raised) else got

    def is_right(self, Value):
        """Return whether Value gives the same as a right class."""
        return same(self.tried(Value), right(self))

    def __hash__(self):
        return hash((self.lines, *self.variables.items(), self.reads))

    def __str__(self):
        return f"with {and_(self.listed())}, {self.in_words or self.lines}"

    def listed(self):
        """Return the variables that occur in the lines, each with its number."""
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
    """Return what is wrong at the first probe on which Value and a right class differ, None if there is none.

    A mistake is a class that makes it, or the kind of error that stops it, followed by its hints. blame begins each
    first hint: whose mistake it is. hints are used if no mistake explains the failure.
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
    """Return the mistake of a broken class, or one known by the error that stops it."""
    if issubclass(broken, BaseException):
        return Stopped(broken, hints)
    return Gives(lambda probe: probe.on(broken), hints)


def begun(blame, hint):
    """Return a hint that begins by saying whose mistake it is."""
    if not blame or blame in hint:
        return hint
    return f"{blame}: {hint if hint.startswith('Python') else hint[0].lower() + hint[1:]}"


# The words of a counter-example


def counter_example(probe, got, wanted):
    """Return a sentence on the first wrong number."""
    if isinstance(got, Raised):
        return f"{probe}: {got}."
    if isinstance(wanted, Raised):
        return f"{probe} should raise a {type(wanted.error).__name__}, and gave {shown(got[0])}."
    read, left, due = first_difference(probe, got, wanted, 4)
    if source := slope_of(read, probe):
        return f"{probe} keeps the slope {left} for {source}, and a nudge of {source} gives {due}."
    return f"{probe} leaves {read} = {left}, and {measure(read, probe)} {due}."


def brief(probe, got, wanted):
    """Return the counter-example in as few words as possible."""
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
    """Return the first wrong expression with both its numbers, to enough digits to tell them apart."""
    read, left, due = next(three for three in zip(probe.reads, got, wanted) if not same(*three[1:]))
    digits = next((count for count in range(digits, 18) if shown(left, count) != shown(due, count)), 17)
    return read, shown(left, digits), shown(due, digits)


def slope_of(read, probe):
    """Return the input whose slope an expression reads, None if it reads no slope."""
    slope = re.fullmatch(r"out\._edges\[(\d)\]\[1\]", read)
    return list(probe.variables)[int(slope[1])] if slope else None


def measure(read, probe):
    """Return the words before the right number: a nudge can measure a leaf's gradient if backward has run just once."""
    leaf, _, rest = read.partition(".")
    smooth = rest == "grad" and leaf in probe.variables and probe.lines.count(".backward()") == 1
    at_a_corner = "relu" in probe.lines and 0 in probe.variables.values() or " / 0" in probe.lines
    return f"a nudge of {leaf} gives" if smooth and not at_a_corner else "it should be"
