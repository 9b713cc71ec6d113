"""The verdict of a check: what it says, as a card, and what it keeps for `progress`."""

import math

from micrograd.course import out_of_order
from micrograd.course.card import Card, Step
from micrograd.course.finding import OPEN, RIGHT, WRONG, NotYet, Right, Wrong
from micrograd.course.value_exam.methods import newer
from micrograd.learner import answers
from micrograd.learner.apart import LINES, examined, room_to_recurse
from micrograd.learner.own import put_back
from micrograd.learner.words import one_line

ALL = 10**9  # the level of hints at which everything is said
SHOW_ME, SOLUTION = "Show me", "Show a solution"


def verdict(exercise, given, hint=1):
    """Return the card about the answers given to an exercise, with hints up to this level, and keep the result."""
    replaced = put_back()  # before anything else is called
    with room_to_recurse():
        return _verdict(exercise, given, hint, replaced)


def _verdict(exercise, given, hint, replaced):
    if len(given) != len(exercise.wanted()):
        return miscalled(exercise, given)
    finding, said = found(exercise, given)
    level = hint if type(hint) is int and hint > 0 else 1
    elsewhere = out_of_order.stopped() or out_of_order.misnamed(looked_at(exercise, given), exercise.neighbours())
    trouble = "\n".join(filter(None, [elsewhere, undone(replaced), kept(exercise, finding, level), said]))
    shows = finding.reveals and answers.shows(answers.kept("checks").get(exercise.key, []))
    return told(exercise, finding, ALL if shows else level, hint != 1, trouble)


def looked_at(exercise, given):
    """Return the names of what a check looks at: a class may be called otherwise than the check calls it."""
    return [one.__name__ if type(one) is type else name for one, name in zip(given, exercise.wanted())]


def miscalled(exercise, given):
    """Return the card that says what a check is called with."""
    wanted = exercise.wanted()
    call = f"check.{exercise.name}({', '.join(wanted)})"
    text = f"give the check what it should look at, as in {call}: {len(wanted)}, not {len(given)}."
    return Card(f"not yet: {text}", text, OPEN)


def undone(replaced):
    """Return in words that functions of Python's had been replaced before a check, "" if none had."""
    if not replaced:
        return ""
    is_own = "was no longer Python's own: it is" if len(replaced) == 1 else "were no longer Python's own: they are"
    return f"{listed(replaced)} {is_own} again."


def found(exercise, given):
    """Return the Finding of an exercise, Wrong if the answers can't even be examined, and what else there is to say."""
    report = examined(plainly, exercise, given)
    if report.stopped:
        finding = Wrong(f"this can't be checked: {report.stopped}.")
    else:
        finding = report.result
    return finding, "\n".join(filter(None, [changed(report.replaced, finding), printed(report)]))


def changed(replaced, finding):
    """Return in words that an answer replaces functions of Python's, "" if it does not."""
    if not replaced:
        return ""
    why = " What is said above may come of that." * isinstance(finding, Wrong)
    return f"Your code replaces or deletes {listed(replaced)}, for all that runs after it.{why}"


def listed(names):
    return ", ".join(f"`{name}`" for name in names[:5]) + ", …" * (len(names) > 5)


def plainly(exercise, given):
    """Return the Finding of an exercise as plain data, without the error that led to it."""
    finding = exercise.examine(*given)
    elsewhere = None if isinstance(finding, Right) or not exercise.method else newer(given[0], exercise.method)
    if elsewhere:
        finding = elsewhere.but(hints=(*elsewhere.hints, *finding.hints[isinstance(finding, Wrong) :]))
    return finding.but(error=None)


def printed(report):
    """Return in words what an answer printed, "" if nothing."""
    if not report.printed.strip():
        return ""
    lines = report.printed.splitlines()[:LINES]
    rest = report.lines - len(lines)
    more = f", {len(lines)} of {report.lines:,} lines" if rest else ""
    return "\n".join([f"Printed by your code during the check{more}:", *(f"  {one_line(line)}" for line in lines)])


def kept(exercise, finding, level):
    """Keep the result of a check; return what to say if the learner's file has a trouble, else ""."""
    if isinstance(finding, NotYet):
        return ""
    record = {"right": True} if isinstance(finding, Right) else {"right": False, "mistake": "".join(finding.hints[:1])}
    if finding.number is None:
        return answers.keep(exercise.key, record, part="checks")
    if math.isnan(finding.number):  # no try, for nothing was predicted
        return ""
    record["typed"] = f"{finding.number:.6g}"
    tried = answers.tried(exercise.key, finding.number, record, part="checks")["trouble"]
    asked = finding.reveals and level > 1
    return (asked and answers.asked_for(exercise.key, record, part="checks")["trouble"]) or tried


def told(exercise, finding, level, again=False, trouble=""):
    """Return the card of a finding, with the hints of this level; again, if it was shown before."""
    if isinstance(finding, Right):
        mark, steps = RIGHT, []
    else:
        mark, steps = (OPEN if isinstance(finding, NotYet) else WRONG), steps_of(exercise, finding)
    asked = level - (mark == OPEN)  # a stub gets its first hint only on request
    if finding.reveals and level == 1:
        asked = len(finding.hints)
    said, more = steps[:asked], steps[asked:]
    example = finding.again if again else finding.example
    lines = [f"{'not yet:' if mark == OPEN else mark} {example}", *(line for step in said for line in step.lines())]
    if more:
        lines.append(f"({offer(more[0], level + 1)}.)")
    plain = "\n".join(filter(None, ["\n  ".join(lines), trouble]))
    table = () if again else finding.table
    return Card(plain, finding.again if table else example, mark, table, said, named(more), trouble)


def steps_of(exercise, finding):
    """Return all that can be said about an answer that is not right, one Step after the other."""
    hints = [Step("Next hint", hint) for hint in finding.hints]
    if finding.reveals:
        return [*hints, Step(SHOW_ME, f"It is {finding.reveals}")]
    reveals = hints and exercise.reveal
    return [*hints, Step(SOLUTION, "One way to do it:", exercise.solution)] if reveals else hints


def offer(step, level):
    """Return how to ask for a step that is not shown, the first of this level of hints."""
    if step.button == SHOW_ME:
        return "show=True shows the number"
    return f"hint={level} {'shows a solution' if step.button == SOLUTION else 'says more'}"


def named(steps):
    """Return steps with the first one's button called `Hint`, if a hint is what it shows."""
    first = [step._replace(button="Hint") if step.button == "Next hint" else step for step in steps[:1]]
    return [*first, *steps[1:]]
