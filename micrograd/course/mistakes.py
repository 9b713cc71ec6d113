"""The forms of a known mistake: as code, as results, or as an error.

In an exercise's table a mistake takes one or two lines:

    swap("x + h", "x - h", "Which way does the nudge go?")      the solution with a part of it replaced
    wrong("f(x + h) - f(x)", "Divide by the nudge.")            another expression after its last `return`, another last
                                                                line or, if it begins with def, class, @ or an import,
                                                                another answer
    gives(lambda x: 2 * x, "Twice too large.")                  its result in each case, where no code gives that
    raises(not_callable("float"), "f(x) is a number already.")  the error that it stops with
"""

import math
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations
from typing import NamedTuple

from micrograd.course.errors import Message, missing, takes, unexpected
from micrograd.course.functions import code_of
from micrograd.course.outcomes import applied, is_right, same
from micrograd.learner.sandbox import Raised, place_of

ROUGHLY = 1e-4  # how close a mistake's results must be to the answer's
DECIMALS = range(7)  # an answer that keeps more of them is not called rounded
NOTHING = 1e-13  # how close to 0 both may be: what a tiny nudge leaves tells mistakes apart


class Failing(NamedTuple):
    """The first case in which an answer fails, what it gave there, and every right result."""

    case: tuple
    got: object
    wanted: list
    rights: list = ()  # functions of a case that give those


def is_rounded(result, decimals=DECIMALS[-1]):
    """Return whether a result is a number, or are numbers, with so many decimals at most."""
    if isinstance(result, (list, tuple)):
        return all(is_rounded(part, decimals) for part in result)
    return type(result) in (int, float) and math.isfinite(result) and result == round(result, decimals)


def alike_stopped(one, other):
    """Return whether both stopped with an error of the same type: its text may depend on how the code is written."""
    return isinstance(one, Raised) and isinstance(other, Raised) and type(one.error) is type(other.error)


class Gives(NamedTuple):
    """A mistake known by its result in each case."""

    rule: Callable
    hints: tuple

    def explains(self, given, failing):
        """Return whether the mistake gives what was given in every case, and goes wrong where the answer did."""
        if all(isinstance(got, Raised) for _, got in given):
            return False  # a mistake about results says nothing about an answer without any
        for case, got in given:
            result = applied(self.rule, case)
            if not (same(got, result, ROUGHLY, NOTHING) or case is not failing.case and alike_stopped(got, result)):
                return False
            if case is failing.case and is_right(result, failing.wanted):
                return False  # a number close to the right one is not a mistake's
        return True


class Raises(NamedTuple):
    """A mistake known by the error that it stops with."""

    message: Message
    hints: tuple
    sample: str = ""  # lines that make the mistake, if the message's own don't show it

    def explains(self, given, failing):
        """Return whether the answer stopped with this error."""
        return isinstance(failing.got, Raised) and self.message.matches(failing.got.error)


class Stopped(NamedTuple):
    """A mistake known by how the sandbox stopped it."""

    kind: type
    hints: tuple

    def explains(self, given, failing):
        """Return whether the sandbox stopped the answer in this way."""
        return isinstance(failing.got, Raised) and isinstance(failing.got.error, self.kind)


class Rounded(NamedTuple):
    """The mistake of rounding right numbers, whatever the exercise."""

    hints: tuple

    def explains(self, given, failing):
        """Return whether all of the answer's numbers are right ones, rounded to as many decimals."""
        n = next((n for n in DECIMALS if all(is_rounded(got, n) for _, got in given)), None)
        return n is not None and all(
            any(same(got, applied(rule, case), 0.0, 0.51 * 10**-n) for rule in failing.rights) for case, got in given
        )


class FirstLine(NamedTuple):
    """A mistake in a function's first line: it does not take the arguments it is given, or not in this order."""

    function: Callable
    name: str
    hints: tuple

    def explains(self, given, failing):
        """Return whether the call asked for can't be made, or is right with its arguments in another order."""
        case, got, wanted, _ = failing
        if not isinstance(got, Raised) or not isinstance(got.error, TypeError):
            return False
        called = any(kind(self.name).matches(got.error) for kind in (takes, missing, unexpected))
        if called and place_of(got.error)[0] is None:  # otherwise a call inside the learner's code went wrong
            return True
        orders = permutations(case) if len(case) == getattr(code_of(self.function), "co_argcount", None) else ()
        return any(is_right(applied(self.function, order), wanted, ROUGHLY) for order in orders)


@dataclass(frozen=True)
class Swap:
    """The solution with a part of it replaced."""

    old: str
    new: str
    hints: tuple

    def source(self, solution):
        """Return the whole answer that makes this mistake; raise ValueError if the solution has no such part."""
        if self.old not in solution:
            raise ValueError(f"the solution has no {self.old!r} to be replaced")
        return solution.replace(self.old, self.new)


@dataclass(frozen=True)
class Answer:
    """A wrong answer: text for the solution's last expression or line, or for all of it."""

    text: str
    hints: tuple

    def source(self, solution):
        """Return the whole answer that makes this mistake."""
        text = textwrap.dedent(self.text).strip("\n")
        if text.startswith(("def ", "class ", "@", "import ", "from ")):
            return text
        kept, last = ends(solution)
        return kept + textwrap.indent(text, last).removeprefix(last if kept.endswith(" ") else "")


def swap(old, new, *hints):
    """Return the mistake of writing new where the solution has old."""
    return Swap(old, new, hints)


def wrong(text, *hints):
    """Return the mistake of giving this answer, or this expression or line at the end of the solution."""
    return Answer(text, hints)


def gives(rule, *hints):
    """Return the mistake whose result in each case is what rule gives."""
    return Gives(rule, hints)


def raises(message, *hints, sample=""):
    """Return the mistake that stops with this error; sample has lines that do so, if the message's own do not."""
    return Raises(message, hints, sample)


def ends(solution):
    """Return a solution up to its last `return` or up to its last line, and the indentation of what follows."""
    before, found, _ = solution.rpartition("return ")
    if found:
        return before + found, ""
    before, _, line = solution.rpartition("\n")
    return before + "\n" * bool(before), " " * (len(line) - len(line.lstrip()))
