"""Examines what an operation computes: its number, whether it is a new Value, and where there is no result."""

from micrograd.course.finding import NotYet, Wrong
from micrograd.course.functions import about_name, is_empty, why_none
from micrograd.course.outcomes import same
from micrograd.course.value_exam.broken import in_value
from micrograd.course.value_exam.cases import STAGES, Case, cases_of, kind_of
from micrograd.course.value_exam.methods import asks_for_another, empty, no_method, wraps
from micrograd.course.value_exam.model import BINARY
from micrograd.course.value_exam.probe import STEPS, begun, first, held, right
from micrograd.course.value_exam.remembered import wrong_inputs
from micrograd.course.value_exam.stopped import Stop, about_operation, more_of
from micrograd.course.wording import number, shown
from micrograd.learner.sandbox import Raised, outcome

IMPOSSIBLE = {  # operations that have no result, with the number of a
    "__truediv__": [("a / 0", 1.0), ("a / Value(0.0)", 0.0)],
    "__rtruediv__": [("1 / a", 0.0)],
    "log": [("a.log()", 0.0), ("a.log()", -1.0)],
}


def value(Value, name, values=True, plain=True, remembers=True):
    """Examine an operation's values, with Values on both sides and with plain numbers, and what it remembers."""
    with_values, with_numbers = cases_of(name) * values, cases_of(name, plain=True) * plain
    alone = name in BINARY and not with_values
    return (
        no_method(Value, name)
        or first(not_new(Value, name, case) for case in with_values[:2])
        or wrong_number(Value, name, with_values)
        or first(wrong_inputs(Value, name, case) for case in with_values[: 2 * remembers])
        or first(not_new(Value, name, case) for case in with_numbers[:2])
        or wrong_number(Value, name, with_numbers)
        or first(wrong_inputs(Value, name, case) for case in with_numbers[: remembers and alone])
    )


def covered(name, plain=True):
    """Return the text for an operation whose values are right."""
    with_values, with_numbers = cases_of(name), cases_of(name, plain=True) * plain
    beside = ", plain numbers among them" * bool(with_numbers and with_values)
    count = len(with_values) + len(with_numbers)
    return f"`{name}` is right: {count} cases{beside}, each with its value, its inputs left as they were"


# The new Value


def not_new(Value, name, case):
    """Return what an operation gives in place of a new Value, or does to its inputs, None if all is well."""
    probe = case.probe("out", *case.inputs)
    got = probe.tried(Value)
    if isinstance(got, Raised):
        return Wrong(f"{probe}: {got}.", about_operation(Stop(Value, name, got.error, case)), error=got.error)
    out, *inputs = got
    should = f"and should give a new {Value.__name__}."
    if out is ... or out is None and is_empty(getattr(Value, name)):
        return NotYet(f"{probe} gave {shown(out)}, {should}", more_of(name))
    if instead := in_place_of_a_value(Value, name, out, inputs):
        what, hint = instead
        return Wrong(f"{probe} gave {what}, {should}", f"Your `{name}` {hint}")
    return changed(Value, name, case)


def in_place_of_a_value(Value, name, out, inputs):
    """Return, in words, what came back and the end of a hint, None if it is a new Value."""
    if out is None:
        why = why_none(getattr(Value, name))
        return "None", "has no `return`: such a function gives None." if why.startswith(
            "A function"
        ) else f"gave None. {why}"
    if any(out is old for old in inputs):
        side = "other" if out is not inputs[0] else "self"
        return f"{side} back", f"returns `{side}`. Make a new Value: the old one is needed as it is."
    if number(out) == number(out) and not isinstance(out, Value):
        return f"the bare number {shown(out)}", "returns a bare number, which remembers nothing: wrap it in a Value."
    if isinstance(out, tuple):
        return "a tuple", "returns several things, with commas between them: which call makes a Value of them?"
    if out is NotImplemented:
        return "NotImplemented", "returns `NotImplemented`, which says that it can't do this."
    a_value = outcome(lambda: isinstance(inputs[0], type(out)) or isinstance(out, Value), steps=STEPS) is True
    has_data = outcome(hasattr, out, "data", steps=STEPS) is True
    other = type(out).__name__
    if has_data and not a_value:
        return f"a `{other}` of another class", f"makes a `{other}`. What is your class called now?"
    return None if has_data else (f"a {other}", f"should end with a new {Value.__name__}.")


def changed(Value, name, case):
    """Return Wrong if an operation changes its inputs, else None."""
    parts = [f"{input}.{part}" for input in case.inputs for part in ("data", "grad")]
    had = "".join(f"{n}.grad = {k}.0; " for k, n in enumerate(case.inputs, 5))  # at 0, a change may not show
    hint = f"Your `{name}` changes its inputs: no line in it should assign to them."
    later = case.probe(*parts, before=had)
    probes = [case.probe(*parts), *[later] * (not isinstance(later.tried(Value), Raised))]  # a frozen one takes no grad
    return first(held(Value, [probe], hints=[hint]) for probe in probes)


# The number


def wrong_number(Value, name, cases):
    """Return Wrong if an operation gives a wrong number, else None."""
    method, mistakes = getattr(Value, name), in_value(name)
    hint = f"Your `{name}` computes something else. Which number should it hand to the new Value?"
    probes = [case.probe("out.data") for case in cases]
    for case, probe in zip(cases, probes):
        got = probe.tried(Value)
        if isinstance(got, Raised):
            return Wrong(f"{probe}: {got}.", about_operation(Stop(Value, name, got.error, case)), error=got.error)
        if isinstance(got[0], (Value, type(Value(0.0)))):
            hint = f"Your `{name}` hands a Value to Value(...): it should be a number. Take `.data` first."
            if other := asks_for_another(method, Value):
                hint = (
                    f"Your `{name}` asks whether something is a `{other}`, and your class is called `{Value.__name__}`."
                )
        if not same(got, right(probe)):
            break
    if cases and len(cases[0].inputs) < 2 and name in BINARY and wraps(method, Value.__name__, "self"):
        mistakes = ()
        hint = f"Your `{name}` wraps `self`, which is a Value anyway: it is `other` that may be a plain number."
    return held(Value, probes, mistakes, [hint], f"Your `{name}`")


# Where it easily goes wrong


def edges(Value, name):
    """Examine an operation at the limits of what it can compute."""
    after = "" if empty(Value, "backward") else STAGES["root"]
    for written, a, *hints in kind_of(name, plain=True).edge:
        probe = Case(written, dict(a=a)).probe("out.data", *["a.grad"] * bool(after), after=after)
        hints = [begun(f"Your `{name}`", hints[0]), *hints[1:]]
        got = probe.tried(Value)
        if isinstance(got, Raised):
            return Wrong(f"{probe}: {got}.", *hints)
        if finding := held(Value, [probe], hints=hints):
            return finding
    return None


def accepts(Value, name):
    """Return Wrong if an operation gives something although there is no result, else None."""
    what = "only a positive number has a logarithm" if name == "log" else "nothing can be divided by zero"
    kind = "ValueError" if name == "log" else "ZeroDivisionError"
    hint = f"Your `{name}`: {what}. An error says so; any number in its place would be wrong."
    for written, a in IMPOSSIBLE.get(name, ()):
        probe = Case(written, dict(a=a)).probe("out.data")
        got = probe.tried(Value)
        error = got.error if isinstance(got, Raised) else None
        if isinstance(error, (ArithmeticError, ValueError, AssertionError)):
            continue
        if isinstance(error, NameError):
            hint = f"Your `{name}`: {about_name(error)}"
        said = got if error else f"it gave {shown(got[0])}"
        return Wrong(f"{probe}: {said}, and it should be a {kind}.", hint)
    return None
