"""The requirements of a Value, row by row: what each examines, its stage in notebook 07, and the rows it builds on."""

import gc
import inspect
import math
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import NamedTuple

from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.value_exam import graphs
from micrograd.course.value_exam.cases import cases_of
from micrograd.course.value_exam.fault import HISTORY
from micrograd.course.value_exam.gradients import gradient
from micrograd.course.value_exam.methods import bare, empty, slots
from micrograd.course.value_exam.model import BINARY
from micrograd.course.value_exam.probe import STEPS, Probe, first
from micrograd.course.value_exam.remembered import wrong_inputs
from micrograd.course.value_exam.stopped import FROZEN
from micrograd.course.value_exam.value import IMPOSSIBLE, accepts, edges, value
from micrograd.course.wording import number, shown
from micrograd.learner.sandbox import Raised, TooDeep, outcome

SETS_ITSELF = (
    "Your property `grad` reads or writes `self.grad`, the property again: the number goes under another name, "
    "such as `self._grad`."
)


class Row(NamedTuple):
    """One requirement: its text, the function that examines it, its stage, and the rows that it needs."""

    text: str
    examine: Callable
    stage: int
    needs: tuple = ()
    extra: bool = False
    after: tuple = ()  # rows that must be ticked, where for needs a fault of `backward` is excused
    operations: tuple = ()  # the methods that it is about


BEGIN = {  # how to begin, by stage
    2: (
        "Python calls this method for the sign, and takes what it returns: a new Value, made of the result's number.",
        "It remembers its inputs, and with each the derivative of the result with respect to it, for `backward`.",
    ),
    3: graphs.HINTS["trees"],
    5: (
        "`+` and `*` are the pattern: a method that returns a new Value, which remembers its inputs and a slope for "
        "each.",
        "What is it made of? An operation may also be written with others that are right, as `a - b` with `a + (-b)`.",
    ),
}


# A number


def holds(Value):
    """A Value holds a number, and a gradient that is 0 at first."""
    got = Probe("v = Value(2.0)", {}, ("v.data", "v.grad")).tried(Value)
    if isinstance(got, Raised):
        return no_value(Value, got)
    data, grad = got
    if number(data) != 2.0:
        return Wrong(f"Value(2.0) has data {shown(data)}.", "Your `__init__` should keep the number in `self.data`.")
    if finding := first(wrong_data(Value, x) for x in (0.0, -3.0, 7, 0.1234567, 1e-9, 1e9)):
        return finding
    if inspect.ismethod(grad):
        hint = "Your `grad` is a method, and is read as `v.grad`, without brackets: put `@property` above it."
        return Wrong("the `grad` of a new Value is a method.", hint)
    if number(grad) != 0.0:
        return Wrong(f"a new Value has grad {shown(grad)}.", "Your `__init__` should begin with `self.grad = 0.0`.")
    return shared_by_all(Value) or not_kept(Value)


def not_kept(Value):
    """Return Wrong if a `grad` that is a property does not keep what it is given, else None."""
    made = inspect.getattr_static(Value, "grad", None)
    if not isinstance(made, property):
        return None
    probe = Probe("v = Value(2.0); v.grad = 5.0; v.grad = 3.0", {}, ("v.grad",))
    got = probe.tried(Value)
    if got == [3.0]:
        return None
    if made.fset is None:
        hint = "Your `grad` can be read, and not written: a property needs a `@grad.setter` as well."
    elif isinstance(got, Raised) and isinstance(got.error, TooDeep):
        hint = SETS_ITSELF
    elif got == [8.0]:
        hint = (
            "The setter of your `grad` adds to what was there: an assignment replaces, and `+=` reads first and adds."
        )
    else:
        hint = "The setter of your `grad` should keep what it is given, and the property give it back."
    said = f": {got}." if isinstance(got, Raised) else f" leaves v.grad = {shown(got[0])}, and it should be 3."
    return Wrong(f"{probe.lines}{said}", hint)


def shared_by_all(Value):
    """Return Wrong if what one Value holds changes with another, else None."""
    for part, lines in (("data", ""), ("grad", "; v.grad = 5.0")):
        probe = Probe(f"v = Value(2.0); w = Value(3.0){lines}", {}, (f"v.{part}", f"w.{part}"))
        got, right = probe.tried(Value), {"data": [2.0, 3.0], "grad": [5.0, 0.0]}[part]
        if not isinstance(got, Raised) and got != right and got[0] == got[1]:
            hint = f"All your Values have one and the same `{part}`. Each needs its own, made anew in `__init__`."
            return Wrong(f"{probe.lines}: v.{part} and w.{part} are both {shown(got[0])}.", hint)
    return None


def no_value(Value, stopped):
    """Return why Value(2.0) fails, or why it has no data or grad."""
    kind, takes = Value.__name__, "takes the number, and keeps it in `self.data`; `self.grad` begins with 0.0."
    hint = not_writable(Value, stopped.error)
    if not hint and getattr(Value, "__init__", None) is not object.__init__:
        hint = first_line(Value) or f"Your `__init__` {takes}"
    if hint:
        return Wrong(f"v = Value(2.0); v.data, v.grad: {stopped}.", hint)
    if near := next((name for name in vars(Value) if bare(name) == "init" and name != "__init__"), None):
        looks = f"for a new {kind} it looks for `__init__`, two underscores on either side."
        return Wrong(f"your {kind} has `{near}`, and no `__init__`.", f"Python never calls `{near}`: {looks}")
    return NotYet("there should be a `__init__`: Python calls it for a new Value.", f"It {takes}")


def not_writable(Value, error):
    """Return a hint on an error that comes of attributes which can't be set, "" if it does not."""
    if isinstance(error, TooDeep) and isinstance(inspect.getattr_static(Value, "grad", None), property):
        return SETS_ITSELF
    if isinstance(error, FrozenInstanceError):
        return FROZEN
    named = isinstance(error, AttributeError) and re.search(r"no attribute '(\w+)'", str(error))
    allowed = outcome(lambda: slots(object.__new__(Value)), steps=STEPS)
    if named and isinstance(allowed, list) and allowed and named[1] not in allowed:
        return f"Your `__slots__` names all that a Value may keep, and `{named[1]}` is not among it."
    return ""


def wrong_data(Value, x):
    """Return Wrong if a Value does not keep this number as it is, else None."""
    kept = Probe(f"v = Value({x})", {}, ("v.data",)).tried(Value)
    if isinstance(kept, Raised):
        hint = "Your `__init__` takes any number, and keeps it in `self.data`."
        return Wrong(f"v = Value({x}); v.data: {kept}.", hint)
    if number(kept[0]) != x:
        hint = "Your `__init__` should keep the number in `self.data` as it is."
        return Wrong(f"Value({x}) has data {shown(kept[0], 8)}.", hint)
    return None


def first_line(Value):
    """Return what is wrong with the first line of `__init__`, "" if it takes self and a number."""
    try:
        names = list(inspect.signature(Value.__init__).parameters.values())
    except (TypeError, ValueError):
        return ""
    if not names or names[0].name != "self":
        return "The first line of your `__init__`: Python hands it the new object first, so it begins with `self`."
    asked = [name.name for name in names[2:] if name.default is name.empty and name.kind is name.POSITIONAL_OR_KEYWORD]
    if asked:
        also = " and ".join(f"`{name}`" for name in asked)
        return f"Your `__init__` asks for {also} as well, and `Value(2.0)` gives only the number: `{asked[0]}=()`, say."
    return ""


def prints(Value):
    """A Value prints its number."""
    hint = "eturn a text that has the number in it."
    if empty(Value, "__repr__") or Value.__repr__ is object.__repr__:
        return NotYet("print a Value: Python looks for `__repr__`.", f"R{hint}")
    got = Probe("v = Value(2.5)", {}, ("repr(v)",)).tried(Value)
    if isinstance(got, Raised) or "2.5" not in got[0]:
        said = got if isinstance(got, Raised) else f"gave {shown(got[0])}"
        return Wrong(f"repr(Value(2.5)): {said}.", f"Your `__repr__` should r{hint}")
    return None


# Operations


def operations(text, names, needs=(), after=(), stage=5, extra=False, **which):
    """Return the row for these operations."""

    def examine(Value):
        asked = [name for name in names if not which.get("values", True) and name in ("__add__", "__mul__")]
        return (
            first(not_begun(Value, name) for name in asked)
            or first(value(Value, name, remembers=False, **which) for name in names)
            or first(gradient(Value, name, **which) or (name != "__pow__" and edges(Value, name)) for name in names)
        )

    return Row(text, examine, stage, (FIRST, *needs), extra, after, names)


def not_begun(Value, name):
    """Return NotYet if an operation uses a plain number as it is, without checking for one, else None."""
    probe = cases_of(name, plain=True)[0].probe("out.data")
    error = getattr(probe.tried(Value), "error", None)
    asks = {"isinstance", "hasattr", "type"} & set(getattr(getattr(Value, name).__code__, "co_names", ()))
    if isinstance(error, AttributeError) and isinstance(error.obj, (int, float)) and not asks:
        return NotYet(
            f"{probe}: `{name}` gets the number itself, which has no `{error.name}`.",
            "A number is no Value yet: make one of it first, and only of that.",
            "`isinstance(other, …)` tells which of the two `other` is.",
        )
    return None


def powers(Value):
    """Values as exponents."""
    found = [operations("", ("__pow__",), plain=False).examine(Value), operations("", ("__rpow__",)).examine(Value)]
    absent = [finding for finding in found if isinstance(finding, NotYet) or refuses(finding)]
    wrong = [finding for finding in found if finding and finding not in absent]
    return first(wrong) or (NotYet(absent[0].example) if absent else None)


def refuses(finding):
    """Return whether an operation stopped with an error that says that it takes no Values here."""
    return isinstance(getattr(finding, "error", None), (TypeError, AttributeError))


def powers_of_zero(Value):
    """A power has a slope at base 0, too."""
    return edges(Value, "__pow__")


def says_no(Value):
    """An operation without a result raises an error."""
    if finding := first(accepts(Value, name) for name in IMPOSSIBLE):
        return finding
    probe = Probe("out = a ** 0.5", dict(a=-8.0), ("out.data",))
    got = probe.tried(Value)
    if isinstance(got, Raised) or got[0] != got[0]:  # nan is fine where others give it
        return None
    hint = "a negative number has no real root. Python's `**` makes a complex number of it, `math.pow` raises an error."
    return Wrong(f"{probe} gave {shown(got[0])}, and should be a ValueError.", f"Your `__pow__`: {hint}")


def remembers(Value):
    """A result remembers its inputs and its operation, which a picture needs."""
    got = Probe("out = a * b", dict(a=2.0, b=-3.0), ("out._prev", "out._op")).tried(Value)
    if isinstance(got, Raised):
        return NotYet(f"a picture needs `_prev` and `_op` of a result: {got}.", "A tuple of the inputs, and a sign.")
    names = [name for name in (*BINARY, "__neg__", "relu", "tanh", "exp", "log") if name != "__pow__"]
    cases = {name: cases_of(name)[0] for name in names if not empty(Value, name)}
    works = {name: case for name, case in cases.items() if not isinstance(case.probe("out").tried(Value), Raised)}
    if finding := first(wrong_inputs(Value, *one) for one in works.items()):  # where it stops, its own row says why
        return finding
    got = Probe("out = a + a", dict(a=3.0), ("len(out._prev)",)).tried(Value)
    if got == [2]:
        return None
    has = got if isinstance(got, Raised) else f"{got[0]} input"
    hint = "What keeps only one of two equals? A tuple keeps both."
    return Wrong(f"out = a + a; out._prev has {has}, and should have a twice.", hint)


# Graphs


def on(*parts):
    """Return a function that examines backward on graphs of these parts."""

    def examine(Value):
        return graphs.not_ready(Value, remembers=False) or first(graphs.wrong_graph(Value, part) for part in parts)

    return examine


def long(Value):
    """A long chain is no trouble."""
    finding = graphs.deep(Value, afterwards=False)
    return None if isinstance(finding, Right) else finding


def freed(Value):
    """A graph is freed the moment it is dropped, without the garbage collector."""

    def left(then=lambda: None):
        a = Value(2.0)
        L = (a * a + a) * a
        L.backward()
        kinds = type(L), Value  # a class for each operation may stand below Value
        before = sum(issubclass(type(thing), kinds) for thing in gc.get_objects())
        del L
        then()
        return before - sum(issubclass(type(thing), kinds) for thing in gc.get_objects())

    was = gc.isenabled()
    gc.disable()
    try:
        gone = outcome(left, steps=STEPS)
    finally:
        gc.enable() if was else None
    if gone == 3:
        return None
    hint = "A result that keeps a function which knows the result is a circle: only the garbage collector ends it."
    gc.collect()
    if gone == 0 and outcome(left, gc.collect, steps=STEPS) == 0:
        return Wrong("a dropped graph is kept: something holds all that was ever computed.", HISTORY)
    return Wrong("a graph that is dropped waits for the garbage collector.", hint)


# The limits of numbers


def bounds(Value):
    """Anything but a real number is refused, and overflow gives inf."""
    texts = 'Value("2")', "Value(None)", "Value([1.0])", "Value(1j)", "Value(Value(2.0))", 'Value(1.0) + "2"'
    large = [("exp", "a.exp()", 1000.0), ("__pow__", "a ** 2", 1e200), ("__mul__", "a * a", 1e200)]
    return (
        first(takes_no_number(Value, text) for text in texts)
        or first(overflows(Value, *case, math.inf) for case in large)
        or overflows(Value, "tanh", "a.tanh()", 1000.0, 1.0)
    )


def takes_no_number(Value, text):
    """Return Wrong if something other than a real number is not refused at once, else None."""
    got = Probe(f"out = {text}", {}, ("out",)).tried(Value)
    if isinstance(got, Raised) and isinstance(got.error, TypeError):
        return None
    said = "stops with another error" if isinstance(got, Raised) else "is accepted"
    return Wrong(f"{text} {said}, and should be a TypeError.", "Your `__init__` might ask what it gets.")


def overflows(Value, name, written, a, wanted):
    """Return Wrong if an operation on a large number does not give what is wanted, such as inf, else None."""
    probe = Probe(f"out = {written}", dict(a=a), ("out.data",))
    got = probe.tried(Value)
    if got == [wanted]:
        return None
    said = got if isinstance(got, Raised) else f"gave {shown(got[0])}"
    hint = f"Your `{name}`: what is too large for a float is inf elsewhere, and goes on as such."
    return Wrong(f"{probe}: {said}; it might be {shown(wanted)}.", hint)


FIRST = "Value(2.0)"
BACKWARD = [
    f"backward: {what}" for what in ("the chain rule", "a used twice", "diamonds", "a second call", "20,000 sums")
]
ARITHMETIC = FIRST, "a + b", "a * b"
STAGES = 1, 2, 3, 4, 5, 6  # of notebook 07
ROWS = [
    Row(FIRST, holds, 1),
    Row(f"print({FIRST})", prints, 1, (FIRST,)),
    operations("a + b", ("__add__",), stage=2, plain=False),
    operations("a * b", ("__mul__",), stage=2, plain=False),
    Row(BACKWARD[0], on("where it begins", "trees"), 3, ARITHMETIC),
    Row(BACKWARD[1], on("Values used twice"), 4, (BACKWARD[0],)),
    Row(BACKWARD[2], on("diamonds"), 4, (*BACKWARD[:2],)),
    Row(BACKWARD[3], on("a second call"), 4, (*BACKWARD[:2],)),
    Row(BACKWARD[4], long, 4, (*BACKWARD[:3],)),
    operations("a + 3, a * 3", ("__add__", "__mul__"), after=ARITHMETIC, values=False),
    operations("3 + a, 3 * a", ("__radd__", "__rmul__"), after=("a + 3, a * 3",)),
    operations("-a", ("__neg__",)),
    operations("a - b", ("__sub__",), plain=False),
    operations("a - 3, 3 - a", ("__sub__", "__rsub__"), after=("a - b",), values=False),
    operations("a ** 2", ("__pow__",), values=False),
    operations("a / b", ("__truediv__",), plain=False),
    operations("a / 3, 3 / a", ("__truediv__", "__rtruediv__"), after=("a / b",), values=False),
    *[operations(f"a.{name}()", (name,)) for name in ("relu", "tanh", "exp", "log")],
    Row("a ** 2, a ** 0 where a is 0", powers_of_zero, 5, ("a ** 2",), after=(BACKWARD[0],)),
    Row("1 / 0, log(0), (-8) ** 0.5", says_no, 5, ("a / b", "a ** 2", "a.log()", "a / 3, 3 / a")),
    Row("_prev, _op for a picture", remembers, 6, ARITHMETIC),
    Row("extra: a ** b, 2 ** a", powers, 5, (FIRST, "a ** 2"), extra=True, operations=("__pow__", "__rpow__")),
    operations("extra: a.sigmoid()", ("sigmoid",), extra=True),
    Row('extra: Value("2"), 1e200 ** 2', bounds, 5, (FIRST,), extra=True),
    Row("extra: freed at once", freed, 5, (BACKWARD[0],), extra=True),
]
LONG = next(row for row in ROWS if row.text == BACKWARD[-1])
WIDEST = max(len(row.text) for row in ROWS) + 2  # a name such as MyValue is longer
