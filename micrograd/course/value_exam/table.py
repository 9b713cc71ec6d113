"""The table of everything that a Value must do: its rows, the order in which to mend them, and how they are printed."""

import re

from micrograd.course.finding import OPEN, RIGHT, WRONG, Line, NotYet, Right, Wrong
from micrograd.course.value_exam import fault
from micrograd.course.value_exam.methods import no_class
from micrograd.course.value_exam.rows import BACKWARD, BEGIN, LONG, ROWS, STAGES, WIDEST

WIDE = 100  # characters per line
EXTRA = " "  # its text says that it is one


def engine(Value):
    """Examine the whole class; the finding's example is the table."""
    if finding := no_class(Value):
        return finding
    found = examined(Value, [row for row in ROWS if not row.extra and row is not LONG])
    whole = not any(found.values())
    extras = examined(Value, [row for row in ROWS if row.extra], found) if whole else {}
    found |= examined(Value, [LONG], found)  # last, for whoever keeps all that was ever computed is slow from here on
    found = {row: found[row] for row in ROWS if not row.extra}
    found = fault.between_rows(found, [row for row in found if row.text in BACKWARD])
    ticked = sum(finding is None for finding in found.values())
    title = f"{ticked} of {len(found)} requirements"
    if ticked < len(found):
        return to_be_mended(Value, found, f"{title}.")
    more = sum(finding is None for finding in extras.values())
    if any(is_wrong(row, finding) for row, finding in extras.items()):
        return to_be_mended(Value, found | extras, f"{title}, but an extra that is there is wrong.")
    title = f"{title}, and {more} of {len(extras)} extras: this is a whole engine."
    lines = [line(row, finding, Value) for row, finding in (found | extras).items()]
    return Right("\n".join([title, *map(printed, lines)]), again=title, table=lines)


def to_be_mended(Value, found, title):
    """Return the finding for the row to mend first, shown below the table."""
    row = next_row(found)
    finding = found[row]
    lines = [line(row, finding, Value) for row, finding in found.items()]
    following = f"  Next, {named(row.text, Value)}: {finding.example}"
    others = (
        []
        if isinstance(finding, NotYet)
        else [
            f"Then, {named(other.text, Value)}: {' '.join([found[other].example, *found[other].hints[:1]])}"
            for other in found
            if is_wrong(other, found[other]) and other is not row
        ]
    )
    kind = NotYet if isinstance(finding, NotYet) else Wrong
    told = [title, *map(printed, lines), following]
    return kind("\n".join(told), *finding.hints, *others, again=f"{title}\n{following}", table=lines)


def examined(Value, rows, before=()):
    """Return what is wrong in each row, None where nothing is; before holds the findings of earlier rows."""
    found = dict(before)
    for row in rows:
        finding = missing(row, found) or of_row(row, Value)
        wrong = [other for other in found if is_wrong(other, found[other])]
        if isinstance(finding, Wrong) and (cause := fault.part_at_fault(row, Value, wrong)):
            finding = NotYet(f"waits for {cause.text}, of which it is made", blames=cause.text)
        found[row] = finding
    return {row: in_its_name(found[row], Value) for row in rows}


def missing(row, found):
    """Return NotYet if another row must be right before this one can be examined, else None."""
    ticked = {other.text for other, finding in found.items() if finding is None}
    known = {other.text for other, finding in found.items() if finding and finding.blames == "backward"}
    for needed in (*row.needs, *row.after):
        if needed not in ticked and (needed in row.after or needed not in known):
            return NotYet(f"waits for {needed}", blames=needed)
    return None


def of_row(row, Value):
    """Return what is wrong with a row itself, None if nothing is."""
    try:
        finding = row.examine(Value)
    except (Exception, SystemExit) as error:
        return Wrong(f"this can't be examined: {type(error).__name__}.")
    if isinstance(finding, NotYet) and not finding.hints:
        return finding.but(hints=BEGIN.get(row.stage, ()))
    return finding


def is_wrong(row, finding):
    """Return whether a row is itself wrong; an extra is if its method is there."""
    return isinstance(finding, Wrong) and not finding.blames and (not row.extra or bool(row.operations))


def next_row(found):
    """Return the row to mend first: in the earliest open stage, the first wrong one, else the first missing one."""
    open_rows = {row: finding for row, finding in found.items() if finding}
    for stage in STAGES:
        rows = [row for row in open_rows if row.stage == stage]
        wrong = [row for row in rows if is_wrong(row, found[row])]
        absent = [row for row in rows if isinstance(found[row], NotYet) and not found[row].blames]
        if wrong or absent:
            return (wrong or absent)[0]
    return next(iter(open_rows))


# How a row is printed


def named(text, Value):
    """Return a sentence of ours about a Value with the learner's class name in it; quotations stay as they are."""
    parts = re.split(r"(`[^`]*`|'\w*')", text)
    return "".join(
        part if k % 2 else re.sub(r"\bValue\b", lambda _: Value.__name__, part) for k, part in enumerate(parts)
    )


def in_its_name(finding, Value):
    """Return what is wrong in a row, with the learner's class name."""
    if finding is None or Value.__name__ == "Value":
        return finding
    hints = tuple(named(hint, Value) for hint in finding.hints)
    return finding.but(example=named(finding.example, Value), hints=hints, brief=named(finding.brief, Value))


def line(row, finding, Value):
    """Return a row as a Line of the table."""
    mark = RIGHT if finding is None else WRONG if is_wrong(row, finding) else OPEN
    if finding is None:
        what = ""
    elif finding.blames == "backward":
        what = "its value is right, its gradient waits for backward()"
    elif isinstance(finding, NotYet):
        what = finding.example if finding.blames else "not yet"
    else:
        what = finding.brief.rstrip(".")
    return Line(mark, named(row.text, Value), what, EXTRA if row.extra else f"stage {row.stage}")


def printed(line):
    """Return a Line of the table as text."""
    stage = " " if line.part == EXTRA else line.part[-1]
    text = f"  {line.mark} {stage} {line.text:{WIDEST}}  {line.what}".rstrip()
    return text if len(text) <= WIDE else text[: WIDE - 1] + "…"
