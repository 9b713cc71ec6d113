"""Examines what an operation sends back to its inputs.

A wrong gradient may be the operation's fault or that of `backward`. If other operations go wrong in the same place, and
no operation brings a function of its own, it is that of `backward`.
"""

from micrograd.course.examine import NotYet, Raised, Wrong, outcome
from micrograd.course.value_exam.cases import (
    INSIDE,
    OTHERS,
    STAGES,
    Case,
    kind_of,
    known_plain_slopes,
    known_slopes,
    of_slopes,
    plain_cases,
    rule,
    slope_hint,
    value_cases,
)
from micrograd.course.value_exam.classes import (
    called_at_once,
    empty,
    keeps_functions,
    never_kept,
    require_class,
    require_method,
)
from micrograd.course.value_exam.kept_slopes import brackets, slopes_kept
from micrograd.course.value_exam.model import BINARY, REFLECTED, RIGHT, RULES, model
from micrograd.course.value_exam.operations import FLIPPED, OPERATIONS
from micrograd.course.value_exam.probe import STEPS, Probe, alike, hold, trial
from micrograd.course.value_exam.walks import HALF, STOPS, WALKS
from micrograd.course.value_exam.whole_class import fault_of_all


class Blamed(Wrong):
    """An operation's gradient is wrong, and the fault is that of `backward`."""


class Sent(Wrong):
    """An operation's gradient is wrong, seen after a run of `backward`."""


class NoBackward(NotYet):
    """An operation is right as far as it can be examined without `backward`."""


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
NO_FURTHER = "its inputs are results here, and what comes to them goes no further. Does it remember all its inputs?"


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
