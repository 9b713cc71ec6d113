"""Examines one operation of a learner's class: what it computes, what it remembers, and what it sends back.

A wrong gradient may be the operation's fault or that of `backward`. If other operations go wrong in the same place, and
no operation brings a function of its own, it is that of `backward`.
"""

import difflib
import inspect
import re
from typing import NamedTuple

from micrograd.checks.classes import (
    always_wraps,
    asks_for_another,
    called_at_once,
    is_empty,
    empty,
    keeps_functions,
    never_kept,
    require_class,
    require_method,
    require_own_method,
    wraps,
)
from micrograd.checks.examine import (
    NotYet,
    Raised,
    TooDeep,
    Words,
    Wrong,
    about_name,
    number,
    outcome,
    shown,
    why_none,
)
from micrograd.checks.model import BINARY, REFLECTED, RIGHT, RULES, Rule, model
from micrograd.checks.operations import (
    FLIPPED,
    OPERATIONS,
    PLAIN_POWER,
    REFLECTED_VALUES,
    Operation,
)
from micrograd.checks.probe import STEPS, Probe, alike, begun, hold, trial
from micrograd.checks.walks import HALF, STOPS, WALKS
from micrograd.checks.whole_class import fault_of_all, shared_list


class Blamed(Wrong):
    """An operation's gradient is wrong, and the fault is that of `backward`."""


class Sent(Wrong):
    """An operation's gradient is wrong, seen after a run of `backward`."""


class NoBackward(NotYet):
    """An operation is right as far as it can be examined without `backward`."""


class Case(NamedTuple):
    """An operation written out, with the numbers of its inputs."""

    written: str
    variables: dict

    def probe(self, *reads, before="", after=""):
        """Return the probe that computes it, between the lines that come before and after."""
        return Probe(f"{before}out = {self.written}{after.format(written=self.written)}", self.variables, reads)

    def staged(self, after):
        """Return the probe of its gradients in one of STAGES."""
        if after not in INSIDE:
            return self.probe(*(f"{name}.grad" for name in self.inputs), after=STAGES[after])
        sign = INSIDE[after]
        leaves = dict(zip(self.inputs, "pq"))
        before = "".join(f"{name} = {leaf} {sign} c; " for name, leaf in leaves.items())
        numbers = {leaf: self.variables[name] - (sign == "+") for name, leaf in leaves.items()}
        case = Case(self.written, {**numbers, "c": 1.0})
        return case.probe(*(f"{leaf}.grad" for leaf in numbers), before=before, after=STAGES[after])

    @property
    def inputs(self):
        return [name for name in self.variables if re.search(rf"\b{name}\b", self.written)]


def operation(Value, name):
    """Examine one operation of a class: value, new object, inputs, plain numbers where they can be, gradient."""
    require_own_method(Value, name)
    covered = value(Value, name)
    gradient(Value, name)
    edges(Value, name)
    refuses(Value, name)
    return f"{covered}, and the gradients of its inputs."


def kind_of(name):
    """Return what is known of an operation; a reflected one is written as `3 - a`."""
    if name in OPERATIONS:
        return OPERATIONS[name]
    sign = OPERATIONS[REFLECTED[name]].written[2:-2]
    cases = [(f"{n} {sign} a", dict(a=x)) for n, x in ((3, 2.0), (0.5, 4.0), (7, 0.25))]
    return Operation(f"3 {sign} a", [], OPERATIONS[REFLECTED[name]].hint, [], [], plain=cases)


def value_cases(name):
    """Return the cases with Values on both sides."""
    known = kind_of(name)
    return [Case(known.written, variables) for variables in known.inputs]


def plain_cases(name):
    """Return the cases with a plain number on one side."""
    return [Case(*case) for case in (PLAIN_POWER if name == "__pow__" else kind_of(name)).plain]


# What it computes and remembers


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


# What it sends back

HINTS = ["It sends back the wrong gradient."]
SENT = [  # what becomes of an input's gradient: slope, gradient that arrives, what it had
    (lambda slope, grad, had: slope * grad, "It replaces the gradient that was there: `=` where `+=` belongs."),
    (
        lambda slope, grad, had: had + slope,
        "It is not multiplied by the incoming gradient: slope times the gradient of the result.",
    ),
    (lambda slope, grad, had: slope, "It is not multiplied by the incoming gradient, and `=` stands for `+=`."),
    (lambda slope, grad, had: had + grad, "The gradient is handed on as it arrives: the slope is missing."),
    (lambda slope, grad, had: had + slope + grad, "Slope and gradient are added: along an edge they are multiplied."),
    (lambda slope, grad, had: had - slope * grad, "It is taken away: `-=` where `+=` belongs."),
    (
        lambda slope, grad, had: had + slope * grad * (grad > 0),
        "It asks for the sign of the gradient, not of the data.",
    ),
    (
        lambda slope, grad, had: had,
        "Nothing arrives. Is it ever sent? Or multiplied by the input's own gradient, which is 0, not by the result's?",
    ),
    (lambda slope, grad, had: had + slope * had, "It multiplies by the input's own gradient, not by the result's."),
    (lambda slope, grad, had: had * slope * grad, "`*=` where `+=` belongs: gradients of several paths add up."),
    (lambda slope, grad, had: had + slope * grad * grad, "The incoming gradient is a factor twice."),
    (lambda slope, grad, had: had + slope * abs(grad), "The incoming gradient has lost its sign."),
]
STAGES = {  # lines that come after the operation, and what they are about
    "root": "; out.backward()",
    "under": "; L = out * c; L.backward()",
    "shared": "; L = out + a; L.backward()",
    "shared first": "; L = a + out; L.backward()",
    "shared other": "; L = out + b; L.backward()",
    "again": "; again = {written}; L = out + again; L.backward()",
}
INSIDE = {"sums": "+", "products": "*"}  # stages in which the inputs are results themselves, made with this sign
STAGES |= {stage: STAGES["root"] for stage in INSIDE}
NO_FURTHER = "its inputs are results here, and what comes to them goes no further. Does it remember all its inputs?"
OTHERS = {"__add__": "a + b", "__mul__": "a * b", "__neg__": "-a", "tanh": "a.tanh()"}


def gradient(Value, name, plain=True, values=True):
    """Raise Wrong if an operation sends back a wrong gradient, Blamed if that is the fault of `backward`."""
    kept = name in RULES and slopes_kept(Value, name, values)
    require_gradients(Value, name)
    if name in REFLECTED:
        brackets(Value, name, plain_cases(name)[0])
    groups = [(value_cases(name) * values, known_slopes(name)), (plain_cases(name) * plain, known_plain_slopes(name))]
    for cases, wrong_slopes in groups:
        wrong = of_slopes(name, wrong_slopes, cases)
        wrong = (reflected_slopes(name) if name in REFLECTED else wrong) + sent_wrongly(name)
        stage(Value, name, "root", cases, wrong, kept)
        if trusted(Value, "__mul__", "under", name):
            later = [Case(c.written, {**c.variables, "c": n}) for c, n in zip(cases, (-2.0, 3.0, -0.5, 4.0))]
            stage(Value, name, "under", later, sent_wrongly(name) + wrong, kept)
        if trusted(Value, "__add__", "shared", name):
            two = cases != [] and len(cases[0].inputs) == 2
            for after in ("shared", "shared first", *["shared other"] * two, "again"):
                stage(Value, name, after, cases[:3], sent_wrongly(name) + wrong, kept)
        maker, inside = ("__mul__", "products") if name == "__add__" else ("__add__", "sums")
        if sends_right(Value, maker, "root"):
            stage(Value, name, inside, cases[:2], [], kept)
    if name in BINARY and values:
        twice(Value, name, kept)


def rule(name):
    return RULES[REFLECTED.get(name, name)]


def of_slopes(name, wrong_slopes, cases):
    """Return the classes in which this operation alone has one of these slopes."""
    more = slope_hint(name, cases)
    return [(model({name: Rule(rule(name).compute, slopes)}), told, more) for slopes, told in wrong_slopes]


def known_slopes(name):
    return kind_of(name).slopes


def slope_hint(name, cases):
    """Return the hint that says more of an operation's slopes."""
    plain_power = name == "__pow__" and cases and len(cases[0].inputs) == 1
    return PLAIN_POWER.hint if plain_power else kind_of(name).hint


def known_plain_slopes(name):
    return PLAIN_POWER.slopes if name == "__pow__" else kind_of(name).slopes


def sent_wrongly(name):
    """Return the classes in which this operation alone sends back something else."""
    right = rule(name)
    return [(model({REFLECTED.get(name, name): right._replace(sent=wrong)}), told) for wrong, told in SENT]


def reflected_slopes(name):
    """Return the classes in which an operation with a number on its left sends back a wrong share to its right."""
    right = RULES[REFLECTED[name]]
    known = [
        (lambda x, y, out: (0.0, 0.0), "Nothing comes back: `self` itself should take part, and not only its `.data`."),
        (lambda x, y, out: (0.0, -right.slopes(x, y, out)[1]), FLIPPED),
    ]
    return [(model({REFLECTED[name]: right._replace(slopes=wrong)}), told) for wrong, told in known]


def require_gradients(Value, name):
    """Raise NotYet if there is no backward."""
    require_class(Value)
    if empty(Value, "backward"):
        raise NoBackward(f"`{name}` has the right value; its gradient waits for your `backward`.")
    try:
        require_method(Value, "backward")
    except Wrong as found:
        raise Blamed(*found.args) from None


def stage(Value, name, after, cases, mistakes, kept):
    """Raise Wrong if the gradients of an operation are wrong where these lines come after it, Blamed if by `backward`.

    kept says that its slopes are known to be right.
    """
    probes = [case.staged(after) for case in cases]
    hints = [f"Your `{name}` sends back the wrong gradient.", slope_hint(name, cases)]
    if after in INSIDE:
        hints = [f"Your `{name}`: {NO_FURTHER}"]
    try:
        hold(Value, probes, mistakes, hints, f"Your `{name}`", Sent)
    except Wrong as found:
        if lost := never_kept(getattr(Value, name)):
            raise Wrong(found.args[0], f"Your `{name}`: {lost}") from None
        if cause := fault_of_all(Value):
            raise Blamed(found.args[0], cause) from None
        if inner := called_at_once(getattr(Value, name)):
            told = f"Your `{name}`: `{inner}()` runs the function at once, and what is kept is None. Keep `{inner}` itself."
            raise Wrong(found.args[0], told) from None
        if empty_list := forgets(Value, name):
            told = f"Your `{name}`: its result has an empty `{empty_list}`: `backward` finds nothing below it."
            raise Wrong(found.args[0], told) from None
        if kept or backward_at_fault(Value, name, after):
            raise blamed(Value, found.args[0], probes, after) from None
        raise


def blamed(Value, example, probes, after):
    """Return what is told of a `backward` that is at fault."""
    told = ["Other operations go wrong in the same place: look at your `backward`."]
    results = ("out.grad",) if STAGES[after] == STAGES["root"] else ("out.grad", "L.grad")
    try:
        hold(
            Value,
            [probe._replace(reads=probe.reads + results) for probe in probes],
            [*STOPS, *WALKS],
            told,
            "Your `backward`",
        )
    except Wrong as better:
        told = better.args[1:]
    return Blamed(example, *told)


def sends_right(Value, name, after):
    """Return whether an operation of Values sends back the right gradients where these lines come after it."""
    if empty(Value, name):
        return False
    probe = Case(OTHERS[name], dict(a=2.0, b=-3.0, c=-2.0)).staged(after)
    return alike(probe.tried(Value), trial(probe, RIGHT))


def trusted(Value, other, after, name):
    """Return whether an operation does right what these lines need it for, so that name is to blame if they go wrong."""
    return sends_right(Value, other, "root") and (other == name or sends_right(Value, other, after))


def backward_at_fault(Value, name, after):
    """Return whether the other operations go wrong, too, where these lines come after them."""
    if after not in INSIDE and keeps_functions(Value) and sends_alone(Value, name):
        return True
    others = [sends_right(Value, other, after) for other in OTHERS if other != name and not empty(Value, other)]
    if any(others):
        return False
    if keeps_functions(Value):
        leaf = Probe("a.backward()", dict(a=2.0), ("a.grad",))
        root = Case("a + b", dict(a=2.0, b=-3.0)).probe("out.grad", after=STAGES["root"])
        return bool(others) and not all(alike(p.tried(Value), trial(p, RIGHT)) for p in (leaf, root))
    return True


def forgets(Value, name):
    """Return which list of inputs is empty in a result of this operation, and in those of others is not."""
    for kept in ("_prev", "_edges"):
        counts = {}
        for one, written in {**OTHERS, name: kind_of(name).written}.items():
            got = Case(written, dict(a=2.0, b=-3.0)).probe(f"len(out.{kept})").tried(Value)
            counts[one] = None if isinstance(got, Raised) else got[0]
        if counts[name] == 0 and any(counts.values()):
            return kept
    return None


def made_of(Value, name):
    """Return the names of the class's other methods that an operation calls."""
    codes = {getattr(getattr(Value, one, None), "__code__", None): one for one in (*OPERATIONS, *REFLECTED)}
    case = (plain_cases if name in REFLECTED else value_cases)(name)[0]
    called = set()
    outcome(case.probe().on, Value, steps=STEPS, called=called)
    return {codes[code] for code in called & set(codes)} - {name}


def sends_alone(Value, name):
    """Return whether the function that a result keeps, called once without `backward`, sends the right shares."""
    known = OPERATIONS.get(name)
    if not known or not known.inputs or name == "__pow__":
        return False

    def shares():
        for numbers in known.inputs[:3]:
            inputs = [Value(x) for x in numbers.values()]
            out = eval(known.written, dict(zip("ab", inputs)))
            functions = [one for one in vars(out).values() if callable(one)]
            if len(functions) != 1:
                return False
            for one in inputs:
                one.grad = 0.5
            out.grad = -2.0
            functions[0]()
            wanted = [0.5 - 2.0 * slope for slope in RULES[name].slopes(*numbers.values(), out.data)]
            if not alike([one.grad for one in inputs], wanted):
                return False
        return True

    return outcome(shares, steps=STEPS) is True


def twice(Value, name, kept):
    """Raise Wrong if an operation on one and the same Value loses one of its two shares."""
    sign = kind_of(name).written[2:-2]
    probes = [Case(f"a {sign} a", dict(a=x)).probe("a.grad", after=STAGES["root"]) for x in (3.0, 1.5)]
    right = {name: RULES[name]}
    mistakes = [
        (model(right, kept=lambda edges: tuple(dict(edges).items())), *HALF),
        (model(right, kept=lambda edges: tuple(dict(list(edges)[::-1]).items())), *HALF),
    ]
    hints = [f"Your `{name}`: both inputs are the same Value here, and both shares should arrive and add up."]
    try:
        hold(Value, probes, mistakes, hints, f"Your `{name}`", Sent)
    except Wrong as found:
        if kept:
            raise blamed(Value, found.args[0], probes, "root") from None
        raise


# What it keeps in `_edges`


def keeps_slopes(Value, name):
    """Examine an operation that keeps its slopes in `_edges`, of a class without backward."""
    require_own_method(Value, name)
    covered = value(Value, name, plain=False)
    if not slopes_kept(Value, name, demanded=True):
        raise NotYet(f"your `{name}` keeps no slopes yet.")
    edges(Value, name)
    return f"{covered}, and its slopes in `_edges`."


def slopes_kept(Value, name, values=True, demanded=False):
    """Raise Wrong if the slopes in `_edges` are wrong; return whether there are any."""
    groups = [(value_cases(name) * values, known_slopes(name))]
    if name == "__pow__":
        groups.append((plain_cases(name) * (not demanded), known_plain_slopes(name)))
    for cases, wrong_slopes in groups:
        for case in cases:
            probe = case.probe("out._edges", *case.inputs)
            got = probe.tried(Value)
            brackets(Value, name, case)
            if not demanded and not paired(got, case):
                return False
            edges_told(Value, name, probe, got, case)
        wrong = of_slopes(name, wrong_slopes, cases)
        probes = [case.probe(*(f"out._edges[{i}][1]" for i in range(len(case.inputs)))) for case in cases]
        for probe in probes[:1]:
            slopes_found = probe.tried(Value)
            if not isinstance(slopes_found, Raised) and any(isinstance(one, Value) for one in slopes_found):
                told = (
                    f"Your `{name}`: a slope is a number, and here one is a Value: take `.data` of what it is made of."
                )
                raise Wrong(f"{probe} keeps a Value for a slope.", told)
        hold(Value, probes, wrong, [f"Your `{name}` keeps the wrong slope.", slope_hint(name, cases)], f"Your `{name}`")
    return values or name == "__pow__"


def brackets(Value, name, case):
    """Raise Wrong if a class that keeps pairs keeps one pair here without the brackets around it."""
    probe = case.probe("out._edges", *case.inputs)
    got, other = probe.tried(Value), Case("a + b", dict(a=2.0, b=-3.0))
    if isinstance(got, Raised) or not isinstance(got[0], (tuple, list)) or len(got[0]) != 2:
        return
    (source, slope), *inputs = got
    if source is inputs[0] and slope is not inputs[-1] and number(slope) == number(slope):
        if paired(other.probe("out._edges", "a", "b").tried(Value), other):
            raise Wrong(
                f"{probe}: out._edges is (a, {shown(slope)}), and should be ((a, {shown(slope)}),).",
                f"Your `{name}`: _edges holds pairs: ((self, slope),). It is the comma that makes a tuple of one pair.",
            )


def paired(got, case):
    """Return whether a result keeps (input, slope) pairs of just these inputs."""
    if isinstance(got, Raised):
        return False
    edges, *inputs = got
    if not isinstance(edges, (tuple, list)) or not all(isinstance(e, (tuple, list)) and len(e) == 2 for e in edges):
        return False
    if "**" in case.written and len(edges) == 2 and edges[1][0] is not edges[0][0]:  # of a ** 3 the 3 may be an input
        edges = edges[: len(inputs)]
    return len(edges) == len(inputs) and all(edge[0] is one for edge, one in zip(edges, inputs))


def edges_told(Value, name, probe, got, case):
    """Raise Wrong if a result does not keep (input, slope) pairs."""
    if isinstance(got, Raised):
        raise Wrong(f"{probe}; out._edges: {got}.", f"Your `{name}` should keep (input, slope) pairs.")
    edges, *inputs = got
    pairs = ", ".join(f"({n}, …)" for n in case.inputs) + "," * (len(inputs) == 1)
    should = f"and should be ({pairs})"
    names = {id(v): Words(n) for n, v in zip(case.inputs, inputs)}
    if not isinstance(edges, (tuple, list)) or not all(isinstance(e, (tuple, list)) and len(e) == 2 for e in edges):
        raise Wrong(
            f"{probe}: out._edges is {shown(edges)}, {should}.",
            f"Your `{name}`: one pair for each input, in brackets of its own: the input, then the slope.",
            "A tuple of one pair needs a comma after it: ((self, slope),).",
        )
    found = [names.get(id(e[0]), Words("another")) for e in edges]
    if not edges:
        raise Wrong(f"{probe}: out._edges is empty, {should}.", f"Your `{name}` keeps no slopes: hand the pairs on.")
    if found != case.inputs:
        if all(id(e[1]) in names for e in edges):
            raise Wrong(
                f"{probe}: out._edges has its pairs backwards.", f"Your `{name}`: first the input, then its slope."
            )
        raise Wrong(
            f"{probe}: out._edges has pairs of {', '.join(found)}, {should}.",
            f"Your `{name}` should have one pair for each input, in the order in which they are written.",
        )
