"""Examines the result of an operation: its number, that it is new, and what it remembers."""

import difflib
import inspect

from micrograd.course.examine import NotYet, Raised, TooDeep, Words, Wrong, about_name, number, outcome, shown, why_none
from micrograd.course.value_exam.cases import STAGES, Case, kind_of, plain_cases, value_cases
from micrograd.course.value_exam.classes import always_wraps, asks_for_another, empty, is_empty, require_method, wraps
from micrograd.course.value_exam.kept_slopes import brackets, paired
from micrograd.course.value_exam.model import BINARY, REFLECTED, RIGHT, RULES, Rule, model
from micrograd.course.value_exam.operations import OPERATIONS, PLAIN_POWER, REFLECTED_VALUES
from micrograd.course.value_exam.probe import STEPS, alike, begun, hold, trial
from micrograd.course.value_exam.whole_class import fault_of_all, shared_list


def value(Value, name, values=True, plain=True, remembers=True):
    """Examine the values of an operation, and what it remembers; return what was covered."""
    method = require_method(Value, name)
    cases = value_cases(name) * values
    for case in cases[:2]:
        new_object(Value, name, method, case)
    numbers(Value, name, cases, computes(name))
    for case in cases[: 2 * remembers]:
        inputs_kept(Value, name, case)
    with_numbers = plain_cases(name) * plain
    for case in with_numbers[:2]:
        new_object(Value, name, method, case)
    numbers(Value, name, with_numbers, plain_computes(name))
    if remembers and not cases and name in BINARY:
        inputs_kept(Value, name, with_numbers[0])
    count = len(cases) + len(with_numbers)
    beside = ", plain numbers among them" * bool(with_numbers and cases)
    return f"`{name}` is right: {count} cases{beside}, each with its value, its inputs left as they were"


def edges(Value, name):
    """Examine an operation where it is easily wrong: at the edge of what it can compute."""
    known = PLAIN_POWER.edge if name == "__pow__" else kind_of(name).edge
    for written, variables, *told in known:
        case = Case(written, variables)
        after = "" if empty(Value, "backward") else STAGES["root"]
        probe = case.probe("out.data", *["a.grad"] * bool(after), after=after)
        got = probe.tried(Value)
        hints = [begun(f"Your `{name}`", told[0]), *told[1:]]
        if isinstance(got, Raised):
            raise Wrong(f"{probe}: {got}.", *hints)
        hold(Value, [probe], [], hints)


IMPOSSIBLE = {  # an operation, and what has no result
    "__truediv__": [("a / 0", 1.0), ("a / Value(0.0)", 0.0)],
    "__rtruediv__": [("1 / a", 0.0)],
    "log": [("a.log()", 0.0), ("a.log()", -1.0)],
}


def refuses(Value, name):
    """Raise Wrong if an operation gives something where there is no result."""
    for written, a in IMPOSSIBLE.get(name, ()):
        probe = Case(written, dict(a=a)).probe("out.data")
        got = probe.tried(Value)
        if isinstance(got, Raised) and isinstance(got.error, (ArithmeticError, ValueError, AssertionError)):
            continue
        said = str(got) if isinstance(got, Raised) else f"it gave {shown(got[0])}"
        what = "only a positive number has a logarithm" if name == "log" else "nothing can be divided by zero"
        kind = "ValueError" if name == "log" else "ZeroDivisionError"
        if isinstance(got, Raised) and isinstance(got.error, NameError):
            raise Wrong(f"{probe}: {said}, and it should be a {kind}.", f"Your `{name}`: {about_name(got.error)}")
        raise Wrong(
            f"{probe}: {said}, and it should be a {kind}.",
            f"Your `{name}`: {what}. An error says so; a number in its place is a wrong one.",
        )


def computes(name):
    """Return the classes that compute something else, each with what is told of it."""
    right = RULES.get(name)
    return [(model({name: Rule(wrong, slopes(right))}), told) for wrong, told in kind_of(name).computes]


def slopes(right):
    """Return slopes for a wrong operation of which nobody asks any."""
    return lambda *numbers: (0.0,) * (len(numbers) - 1)


def plain_computes(name):
    known = computes(name) if name in RULES else []
    if name in REFLECTED_VALUES:
        wrong, wrong_slopes = REFLECTED_VALUES[name]
        told = "It has the two sides the wrong way round: `self` is the one behind the sign here."
        known.append((model({name: Rule(wrong, wrong_slopes)}), told))
    if name in REFLECTED:
        known += [(model({name: Rule(w, slopes(None))}), t) for w, t in OPERATIONS[REFLECTED[name]].computes]
    return known


def new_object(Value, name, method, case):
    """Raise NotYet or Wrong if the operation gives no new Value, or changes its inputs."""
    probe = case.probe("out", *case.inputs)
    got = probe.tried(Value)
    if isinstance(got, Raised):
        raise Wrong(f"{probe}: {got}.", *about_error(Value, name, method, case, got.error))
    out, *inputs = got
    if out is ... or out is None and is_empty(method):
        raise NotYet(f"{probe} gave {shown(out)}, and should give a new {Value.__name__}.", more_of(name))
    told = not_new(Value, name, out, inputs)
    if told:
        what, *hints = told
        raise Wrong(f"{probe} gave {what}, and should give a new {Value.__name__}.", *hints)
    parts = [f"{n}.{part}" for n in case.inputs for part in ("data", "grad")]
    had = "".join(f"{n}.grad = {k}.0; " for k, n in enumerate(case.inputs, 5))  # a new one's is 0, and 0 stays 0
    changed = f"Your `{name}` changes its inputs: no line in it should assign to them."
    hold(Value, [case.probe(*parts)], [], [changed])
    later = case.probe(*parts, before=had)
    if not isinstance(later.tried(Value), Raised):  # a frozen Value takes no gradient
        hold(Value, [later], [], [changed])


def not_new(Value, name, out, inputs):
    """Return what came back and hints, if it is no new Value."""
    if out is None:
        return "None", f"Your `{name}` {gives_none(Value, name)}"
    if any(out is one for one in inputs):
        side = "other" if out is not inputs[0] else "self"
        return f"{side} back", f"Your `{name}` returns `{side}`. Make a new Value: the old one is needed as it is."
    if number(out) == number(out):
        return f"the bare number {shown(out)}", f"Your `{name}` returns a number that forgets: wrap it in a Value."
    if isinstance(out, tuple):
        return "a tuple", f"Your `{name}` returns things with commas between: which call makes a Value of them?"
    if out is NotImplemented:
        return "NotImplemented", f"Your `{name}` says that it can't do this."
    a_value = outcome(lambda: isinstance(inputs[0], type(out)) or isinstance(out, Value), steps=STEPS) is True
    if a_value and outcome(hasattr, out, "data", steps=STEPS) is True:
        return None
    other = type(out).__name__
    if outcome(hasattr, out, "data", steps=STEPS) is True:
        return f"a `{other}` of another class", f"Your `{name}` makes a `{other}`. What is your class called now?"
    return f"a {other}", f"Your `{name}` should end with a new {Value.__name__}."


def gives_none(Value, name):
    """Return the end of a sentence on an operation that gave None."""
    told = why_none(getattr(Value, name))
    return "has no `return`: such a function gives None." if told.startswith("A function") else f"gave None. {told}"


def about_error(Value, name, method, case, error):
    """Return what is told of an error that stopped an operation."""
    kind, text = Value.__name__, str(error)
    plain = len(case.inputs) < 2 and name in (*BINARY, *REFLECTED)
    called = f"Your `{name}`"
    if other := asks_for_another(method, Value):
        return [f"{called} asks whether something is a `{other}`, and your class is called `{kind}`."]
    if name in BINARY and plain and wraps(method, kind, "self"):
        return [f"{called} wraps `self`, which is a Value anyway: it is `other` that may be a plain number."]
    if isinstance(error, TooDeep):
        if name in REFLECTED:
            return [
                f"{called} comes back to itself: in `{case.written}` the number asks `{name}` again. Wrap it first."
            ]
        return [f"{called} calls itself: compute with numbers, `.data`, not with Values; the slopes, too."]
    if isinstance(error, AttributeError) and "object has no attribute" in text and f"'{kind}'" not in text:
        if plain:
            return [f"{called} gets a plain number for `other`, which has no `.data`: make a Value of it first."]
        return [f"{called} has a bare number where a Value should stand, or the other way round."]
    if isinstance(error, TypeError) and plain and ("unsupported operand" in text or "holds one real number" in text):
        return [f"{called} should make a Value of a plain number, and only of that, before it computes."]
    if isinstance(error, TypeError) and "for ^" in text:
        return [f"{called} has a `^`, which is no power in Python: that is `**`."]
    if isinstance(error, TypeError) and "for unary -" in text:
        return [f"{called} has a minus before a Value, for which Python looks for `__neg__`: your class has none yet."]
    if isinstance(error, TypeError) and "must be real number" in text:
        return [f"{called} hands a Value to a function of `math`, and those take numbers: `.data`."]
    if isinstance(error, TypeError) and "unsupported operand" in text and always_wraps(method, kind):
        return [f"{called} makes a Value of `other`, which is one here: wrap it only if it is none yet."]
    if isinstance(error, TypeError) and "unsupported operand" in text:
        return [f"{called} mixes numbers and Values, or returns NotImplemented: take `.data` of both sides."]
    if isinstance(error, TypeError) and "holds one real number" in text:
        return [f"{called} makes a Value of a Value: wrap `other` only if it is none yet."]
    if isinstance(error, TypeError) and "positional arguments but" in text and "__init__() takes" in text:
        several = f"hands `{kind}(...)` more than its `__init__` takes: several inputs, or pairs, go into one tuple."
        return [f"{called} {several}"]
    if isinstance(error, NameError):
        return [f"{called}: {about_name(error)}"]
    if isinstance(error, ZeroDivisionError):
        if name in ("__add__", "__sub__", "__mul__", "__neg__", "relu"):
            return [f"{called} divides by 0 there. Does it need to divide at all?"]
        return [f"{called} divides by 0 there. Which number belongs below the line?"]
    if isinstance(error, ValueError) and "math domain" in text:
        return [f"{called} asks `math` for something that does not exist at this number."]
    if told := about_attribute(Value, error):
        return [f"{called} {told}"]
    return [f"{called} stops there. {more_of(name)}"]


def about_attribute(Value, error):
    """Return what is told of an attribute that a Value does not have, "" if that is not the error."""
    missing = getattr(error, "name", None)
    if not isinstance(error, AttributeError) or not missing or f"'{Value.__name__}' object" not in str(error):
        return ""
    known = outcome(lambda: dir(Value(2.0)), steps=STEPS)
    near = difflib.get_close_matches(missing, known if isinstance(known, list) else [], 1, 0.7)
    meant = f" Is `{near[0]}` meant?" if near else ""
    return f"asks a {Value.__name__} for `{missing}`, and there is none.{meant}"


def more_of(name):
    """Return a hint on how to begin."""
    if name in REFLECTED:
        return f"The number is on the left: it becomes `other`, and what is on the right is `self`. Use `{REFLECTED[name]}`."
    return "Make a new Value of the result's number, and let it remember its inputs: `__add__` is the pattern."


def numbers(Value, name, cases, mistakes):
    """Raise Wrong if an operation gives a wrong number."""
    probes = [case.probe("out.data") for case in cases]
    method = getattr(Value, name)
    hints = [f"Your `{name}` computes something else. Which number should it hand to the new Value?"]
    for case, probe in zip(cases, probes):
        got = probe.tried(Value)
        if isinstance(got, Raised):
            raise Wrong(f"{probe}: {got}.", *about_error(Value, name, method, case, got.error))
        if isinstance(got[0], type(Value(0.0))) or isinstance(got[0], Value):
            hints = [f"Your `{name}` hands a Value to Value(...): it should be a number. Take `.data` first."]
            if other := asks_for_another(method, Value):
                hints = [
                    f"Your `{name}` asks whether something is a `{other}`, and your class is called `{Value.__name__}`."
                ]
        if not alike(got, trial(probe, RIGHT)):
            break
    if cases and len(cases[0].inputs) < 2 and name in BINARY and wraps(method, Value.__name__, "self"):
        mistakes, hints = (
            [],
            [f"Your `{name}` wraps `self`, which is a Value anyway: it is `other` that may be a plain number."],
        )
    hold(Value, probes, mistakes, hints, f"Your `{name}`")


def inputs_kept(Value, name, case):
    """Raise Wrong if a class that has `_prev` does not remember the inputs, in order and with repeats, and the sign."""
    probe = case.probe("out._prev", "out._op", *case.inputs)
    leaf = outcome(lambda: Value(2.0)._prev, steps=STEPS)
    if isinstance(leaf, Raised):
        return
    got = probe.tried(Value)
    if isinstance(got, Raised):
        brackets(Value, name, case)
        got = probe._replace(reads=("out._prev", "None", *case.inputs)).tried(Value)
    if isinstance(got, Raised):
        told = f"Your `{name}` should say what it was made from."
        edges = case.probe("out._edges", *case.inputs).tried(Value)
        if not isinstance(edges, Raised) and isinstance(edges[0], tuple) and edges[0] and not paired(edges, case):
            told = f"Your `{name}`: one pair for each input in `_edges`, (input, slope), in brackets of its own."
        raise Wrong(f"{probe}; out._prev: {got}.", told)
    prev, op, *inputs = got
    made = isinstance(getattr(Value, "_prev", None), property)
    if isinstance(prev, (set, frozenset)):
        who = "Your `_prev` makes a set" if made else f"What your `{name}` remembers is kept in a set"
        told = f"{who}, which has no order, and of `a + a` keeps only one input."
        raise Wrong(f"{probe}: out._prev is a set.", told)
    if inspect.ismethod(prev):
        told = "Your `_prev` is a method, and is read as `out._prev`, without brackets: put `@property` above it."
        raise Wrong(f"{probe}: out._prev is a method.", told)
    if not isinstance(prev, (tuple, list)):
        told = "Your `_prev` should give a tuple." if made else f"Your `{name}` should remember its inputs in a tuple."
        raise Wrong(f"{probe}: out._prev is {shown(prev)}.", told)
    names = {id(v): n for n, v in zip(case.inputs, inputs)}
    found = [names.get(id(v), "another Value") for v in prev]
    if found == case.inputs or name == "__pow__" and found == [*case.inputs, "another Value"]:
        return sign_kept(name, probe, op)
    if set(case.inputs) <= reached(prev, names):
        if sorted(found) != sorted(case.inputs):
            return None  # made of several operations
        raise Wrong(
            f"{probe}: out._prev is ({', '.join(found)}), and should be ({', '.join(case.inputs)}).",
            f"Your `{name}` remembers both inputs, the wrong way round: no harm for a * b, but it is for a - b.",
        )
    if any(isinstance(one, (tuple, list)) for one in prev):
        raise Wrong(
            f"{probe}: out._prev holds {shown(prev[0])}, and should be ({', '.join(case.inputs)}).",
            f"Your `{name}`: in `_prev` the inputs stand alone. Pairs may go under another name, such as `_edges`.",
        )
    told = f"remembers {shown([*map(Words, found)])}" if found else "has forgotten what it was made from"
    cause = [fault_of_all(Value)] if shared_list(Value) else []
    raise Wrong(
        f"{probe}: out {told}, and it was made from {' and '.join(case.inputs)}.",
        *cause,
        f"What your `{name}` returns should remember its inputs, the objects themselves, in this order.",
    )


def reached(prev, names):
    """Return the names of the inputs that a walk down reaches."""
    found, todo, steps = set(), list(prev), 0
    while todo and steps < 1000:
        node, steps = todo.pop(), steps + 1
        found |= {names[id(node)]} if id(node) in names else set()
        below = outcome(lambda node=node: list(node._prev), steps=STEPS)
        todo += below if isinstance(below, list) else []
    return found


SIGNS = {**{name: OPERATIONS[name].written[2:-2] for name in BINARY}, "__neg__": "neg"}


def sign_kept(name, probe, op):
    """Raise Wrong if `_op` is empty, or the sign of another operation."""
    own = SIGNS.get(name, name)
    others = {
        sign for sign in [*SIGNS.values(), *OPERATIONS] if sign != own and not (name == "__neg__" and sign == "-")
    }
    if op is None:
        return
    if not isinstance(op, str) or not op or op in others:
        what = "is empty" if op == "" else f"is {shown(op)}"
        named = (
            "names no operation: its sign is what Value(...) takes last." if op == "" else "names the wrong operation."
        )
        raise Wrong(f'{probe}: out._op {what}, and should say "{own}".', f"Your `{name}` {named}")
