"""Examines what an operation sends back to its inputs: as the root, below another one, used twice, further down."""

from itertools import chain

from micrograd.course.finding import NotYet
from micrograd.course.value_exam import fault
from micrograd.course.value_exam.broken import in_sending, in_slopes
from micrograd.course.value_exam.cases import INSIDE, STAGES, Case, cases_of, kind_of
from micrograd.course.value_exam.methods import empty, no_class, no_method
from micrograd.course.value_exam.model import BINARY, REFLECTED, RULES, model
from micrograd.course.value_exam.operations import OF_SUM
from micrograd.course.value_exam.probe import begun, first, held
from micrograd.course.value_exam.remembered import no_brackets, wrong_slopes

HALF = (
    "Of the two shares for the same Value one is lost. Does a set, or a dict, keep each input once? Or does the second "
    "share replace the first, with `=` where `+=` belongs?",
    "How many arrows lead from a to a + a? Does each bring its share?",
)
NO_FURTHER = "its inputs are results here, and what comes to them goes no further. Does it remember all its inputs?"


def gradient(Value, name, plain=True, values=True):
    """Examine the slopes that an operation keeps, and what it sends back to its inputs."""
    groups = [(False, cases_of(name) * values), (True, cases_of(name, plain=True) * plain)]
    return (
        (wrong_slopes(Value, name, values) if name in RULES else None)
        or no_backward(Value, name)
        or (no_brackets(Value, name, cases_of(name, plain=True)[0]) if name in REFLECTED else None)
        or first(
            wrong_stage(Value, name, after, staged, plain, values)
            for plain, cases in groups
            for after, staged in stages(Value, name, cases)
        )
        or (wrong_twice(Value, name, values) if name in BINARY and values else None)
    )


def no_backward(Value, name):
    """Return what keeps `backward` from being called, without the operation being at fault, None if nothing does."""
    if finding := no_class(Value):
        return finding
    if empty(Value, "backward"):
        return NotYet(f"`{name}` has the right value; its gradient waits for your `backward`.", blames="backward")
    finding = no_method(Value, "backward")
    return finding and finding.but(blames="backward")


def stages(Value, name, cases):
    """Yield stages in which to look at an operation's gradients, with its cases; what a stage relies on is right."""
    if not cases:
        return
    yield "root", cases
    if fault.is_trusted(Value, "__mul__", "under", name):
        yield "under", [Case(c.written, {**c.variables, "c": n}) for c, n in zip(cases, (-2.0, 3.0, 4.0, -0.5))]
    if fault.is_trusted(Value, "__add__", "shared", name):
        other = ["shared other"] * (len(cases[0].inputs) == 2)
        for after in ("shared", "shared first", *other, "again"):
            yield after, cases[:3]
    maker, inside = ("__mul__", "products") if name == "__add__" else ("__add__", "sums")
    if fault.sends_right(Value, maker, "root"):
        yield inside, cases[:2]


def wrong_stage(Value, name, after, cases, plain, values):
    """Return Wrong if an operation's gradients are wrong with these lines after it, else None."""
    probes = [case.staged(after) for case in cases]
    hints = [f"Your `{name}` sends back the wrong gradient.", kind_of(name, plain).hint]
    mistakes = chain(in_slopes(name, plain), in_sending(name))
    if after != "root":
        mistakes = chain(in_sending(name), in_slopes(name, plain))
    if after in INSIDE:
        hints, mistakes = [f"Your `{name}`: {NO_FURTHER}"], ()
    who = fault.sender(Value, name)
    finding = held(Value, probes, mistakes, hints, who)
    if finding and (own := of_its_rule(finding.hints, who, name, plain)):
        finding = finding.but(hints=own)
    return finding and fault.of_gradient(Value, name, finding, probes, after, values)


def of_its_rule(hints, who, name, plain):
    """Return hints on a wrong slope with the operation in place of who sends it, None for hints on anything else.

    The slope is the operation's own, even if one function sends for all. (It may forget it, and then leaves a sum's.)
    """
    for hint in kind_of(name, plain).slopes.values():
        if hint != OF_SUM and hints[:1] == (begun(who, hint),):
            return begun(f"Your `{name}`", hint), *hints[1:]
    return None


def wrong_twice(Value, name, values):
    """Return Wrong if an operation with the same Value on both sides loses one of its two shares, else None."""
    probes = twice(name)
    mistakes = [
        (model(kept=lambda edges: tuple(dict(edges).items())), *HALF),
        (model(kept=lambda edges: tuple(dict(list(edges)[::-1]).items())), *HALF),
    ]
    hints = [f"Your `{name}`: both inputs are the same Value here, and both shares should arrive and add up."]
    finding = held(Value, probes, mistakes, hints, fault.sender(Value, name))
    others = [other for other in BINARY if other != name and not empty(Value, other)]
    if finding and fault.is_common(Value, [twice(other) for other in others]):
        return finding.but(hints=(fault.ELSEWHERE,), blames="backward")
    return finding and fault.of_gradient(Value, name, finding, probes, "root", values)


def twice(name):
    """Return the probes of an operation with the same Value on both sides."""
    sign = kind_of(name).written[2:-2]
    return [Case(f"a {sign} a", dict(a=x)).probe("a.grad", after=STAGES["root"]) for x in (3.0, 1.5)]
