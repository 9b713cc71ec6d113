"""The verdict of a check: what it prints, and what it keeps for `progress`."""

import contextlib
import io
import random

from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.learner import answers
from micrograd.learner.sandbox import Endless, bounded, outcome
from micrograd.learner.words import one_line

STEPS = 5_000_000  # bytecode operations for everything that a check does


def verdict(exercise, given, hint=1):
    """Return what to print about the answers given to an exercise, with hints up to this level, and keep the result."""
    finding = found(exercise, given)
    if isinstance(finding, Right):
        return kept(exercise, {"right": True}, f"✓ {finding.example}")
    text = "\n  ".join(lines(exercise, finding, hint if type(hint) is int and hint > 0 else 1, again=hint != 1))
    if isinstance(finding, NotYet):
        return text
    return kept(exercise, {"right": False, "mistake": "".join(finding.hints[:1])}, text)


def found(exercise, given):
    """Return the Finding of an exercise; Wrong if the answers can't even be examined."""
    state = random.getstate()
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # an answer's own prints would bury the check's
            return bounded(exercise.examine, *given, steps=STEPS)
    except (Exception, SystemExit, Endless) as error:
        text = outcome(str, error)
        text = one_line(text) if type(text) is str else ""
        return Wrong(f"this can't be checked: {type(error).__name__}{': ' * bool(text)}{text}")
    finally:
        random.setstate(state)  # the learner's random numbers must not depend on whether a check ran


def lines(exercise, finding, level, again=False):
    """Return the lines that a check prints about an answer that is not right, with the hints of this level."""
    unsolved = isinstance(finding, NotYet)
    hints = finding.hints[: level - unsolved]  # a stub gets its first hint only on request
    shown = [f"{'not yet:' if unsolved else '✗'} {finding.again if again else finding.example}", *hints]
    if len(hints) < len(finding.hints):
        return [*shown, f"(hint={level + 1} says more.)"]
    if not finding.hints or not exercise.reveal:
        return shown
    if level > len(hints) + unsolved:
        return [*shown, "One way to do it:", *(f"    {line}".rstrip() for line in exercise.solution.splitlines())]
    return [*shown, f"(hint={level + 1} shows a solution.)"]


def kept(exercise, record, text):
    """Keep the result; return text, followed by the file's trouble if it has one."""
    trouble = answers.keep(exercise.key, record, part="checks")
    return "\n".join(filter(None, [text, trouble]))
