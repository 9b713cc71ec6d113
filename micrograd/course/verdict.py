"""What a check prints of a finding, and what is kept of it for `progress`."""

import contextlib
import io
import random

from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.learner import answers
from micrograd.learner.sandbox import Endless, bounded, outcome
from micrograd.learner.words import one_line

STEPS = 5_000_000  # of Python's operations, for all that a check does


def verdict(exercise, given, hint=1):
    """Return what is said of the answers given to an exercise, with as many hints as hint says, and keep it."""
    finding = found(exercise, given)
    if isinstance(finding, Right):
        return kept(exercise, {"right": True}, f"✓ {finding.example}")
    text = "\n  ".join(lines(exercise, finding, hint if type(hint) is int and hint > 0 else 1, again=hint != 1))
    if isinstance(finding, NotYet):
        return text
    return kept(exercise, {"right": False, "mistake": "".join(finding.hints[:1])}, text)


def found(exercise, given):
    """Return the Finding of an exercise; Wrong if the answers can't even be looked at."""
    state = random.getstate()
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # what an answer prints would bury what the check says
            return bounded(exercise.examine, *given, steps=STEPS)
    except (Exception, SystemExit, Endless) as error:
        text = outcome(str, error)
        text = one_line(text) if type(text) is str else ""
        return Wrong(f"this can't be checked: {type(error).__name__}{': ' * bool(text)}{text}")
    finally:
        random.setstate(state)  # the learner's next random numbers do not depend on whether they ask a check


def lines(exercise, finding, level, again=False):
    """Return what a check prints of an answer that is not right, line by line, with the hints of this level."""
    unsolved = isinstance(finding, NotYet)
    hints = finding.hints[: level - unsolved]  # a stub gets its first hint on request only
    shown = [f"{'not yet:' if unsolved else '✗'} {finding.again if again else finding.example}", *hints]
    if len(hints) < len(finding.hints):
        return [*shown, f"(hint={level + 1} says more.)"]
    if not finding.hints or not exercise.reveal:
        return shown
    if level > len(hints) + unsolved:
        return [*shown, "One way to do it:", *(f"    {line}".rstrip() for line in exercise.solution.splitlines())]
    return [*shown, f"(hint={level + 1} shows a solution.)"]


def kept(exercise, record, text):
    """Keep what was found; return text, with what is to be said of the file if it has a trouble."""
    trouble = answers.keep(exercise.key, record, part="checks")
    return "\n".join(filter(None, [text, trouble]))
