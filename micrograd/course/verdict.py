"""The verdict of a check: what it says, as a card, and what it keeps for `progress`."""

import contextlib
import io
import random

from micrograd.course.card import Card, Step
from micrograd.course.finding import OPEN, RIGHT, WRONG, NotYet, Right, Wrong
from micrograd.learner import answers
from micrograd.learner.sandbox import Endless, bounded, outcome
from micrograd.learner.words import one_line

STEPS = 5_000_000  # bytecode operations for everything that a check does


def verdict(exercise, given, hint=1):
    """Return the card about the answers given to an exercise, with hints up to this level, and keep the result."""
    finding = found(exercise, given)
    if isinstance(finding, NotYet):
        return told(exercise, finding, hint)
    record = {"right": True} if isinstance(finding, Right) else {"right": False, "mistake": "".join(finding.hints[:1])}
    return told(exercise, finding, hint, answers.keep(exercise.key, record, part="checks"))


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


def told(exercise, finding, hint=1, trouble=""):
    """Return the card of a finding, with the hints of this level; trouble is what to say of the learner's file."""
    if isinstance(finding, Right):
        mark, steps = RIGHT, []
    else:
        mark, steps = (OPEN if isinstance(finding, NotYet) else WRONG), steps_of(exercise, finding)
    level = hint if type(hint) is int and hint > 0 else 1
    asked = level - (mark == OPEN)  # a stub gets its first hint only on request
    said, more = steps[:asked], steps[asked:]
    example = finding.example if hint == 1 else finding.again
    lines = [f"{'not yet:' if mark == OPEN else mark} {example}", *(line for step in said for line in step.lines())]
    if more:
        lines.append(f"(hint={level + 1} {'shows a solution' if more[0].code else 'says more'}.)")
    plain = "\n".join(filter(None, ["\n  ".join(lines), trouble]))
    table = finding.table if hint == 1 else ()
    return Card(plain, finding.again if table else example, mark, table, said, named(more), trouble)


def steps_of(exercise, finding):
    """Return all that can be said about an answer that is not right, one Step after the other."""
    hints = [Step("Next hint", hint) for hint in finding.hints]
    reveals = hints and exercise.reveal
    return [*hints, Step("Show a solution", "One way to do it:", exercise.solution)] if reveals else hints


def named(steps):
    """Return steps with the first one's button called `Hint`, if a hint is what it shows."""
    return [step._replace(button="Hint") if k == 0 and not step.code else step for k, step in enumerate(steps)]
