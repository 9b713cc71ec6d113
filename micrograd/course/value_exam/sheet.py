"""The table of everything that a Value must do."""

import gc
import inspect
import math
import re
from typing import Callable, NamedTuple

from micrograd.course.examine import NotYet, Raised, Wrong, number, outcome, shown
from micrograd.course.value_exam.cases import made_of, plain_cases, value_cases
from micrograd.course.value_exam.classes import bare, empty, require_class
from micrograd.course.value_exam.model import BINARY
from micrograd.course.value_exam.probe import STEPS, Probe
from micrograd.course.value_exam.result import IMPOSSIBLE, edges, inputs_kept, refuses, value
from micrograd.course.value_exam.sent_back import Blamed, NoBackward, Sent, gradient
from micrograd.course.value_exam.whole_graph import HINTS, deep, part, ready

WIDE = 100  # characters in a line


class Waits(NotYet):
    """This can't be examined before something else is there."""


class Row(NamedTuple):
    """One requirement: what it is about, the function that examines it, its stage, the rows that have to be right before."""

    text: str
    examine: Callable
    stage: int
    needs: tuple = ()
    extra: bool = False
    after: tuple = ()  # rows that have to be ticked, and not only to be right as far as that is known


def engine(Value):
    """Examine all of a class; return the table if it is right, raise NotYet or Wrong with the table if it is not."""
    require_class(Value)
    found = told_apart(all_examined(Value, [row for row in ROWS if not row.extra]))
    ticked = sum(error is None for error in found.values())
    title = f"{ticked} of {len(found)} requirements"
    if ticked == len(found):
        extras = all_examined(Value, [row for row in ROWS if row.extra], found)
        more = sum(error is None for error in extras.values())
        lines = [line(row, error, Value.__name__) for row, error in (found | extras).items()]
        return "\n".join([f"{title}, and {more} of {len(extras)} extras: this is a whole engine.", *lines])
    row = next_row(found)
    example, *hints = found[row].args
    lines = [line(one, error, Value.__name__) for one, error in found.items()]
    told = f"  Next, {named(row.text, Value.__name__)}: {example}"
    if isinstance(found[row], NotYet):
        error = NotYet("\n".join([f"{title}.", *lines, told]), *hints)
    else:
        error = Wrong("\n".join([f"{title}.", *lines, told]), *hints, *others(row, found, Value.__name__))
    error.again = f"{title}.\n{told}"
    raise error


def all_examined(Value, rows, found=()):
    """Return what is wrong in each row, None where nothing is; found has the rows that were examined before."""
    found = dict(found)
    for row in rows:
        ticked = {one.text for one, error in found.items() if error is None}
        known = {one.text for one, error in found.items() if type(error) in (Blamed, NoBackward)}
        found[row] = examined(row, Value, ticked, ticked | known)
        if isinstance(found[row], Wrong) and (cause := made_of_wrong(row, Value, found)):
            found[row] = Waits(f"waits for {cause.text}, of which it is made")
    return {row: in_its_name(found[row], Value) for row in rows}


def told_apart(found):
    """Return what was found, with what operations and backward are to blame for told apart."""
    walks = {row.text: error is None for row, error in found.items() if row.text in BACKWARD}
    if not all(walks[row] for row in BACKWARD[:4]):  # it may be the fault of backward, or of `+` and `*`
        return {row: Blamed(*error.args) if is_later(row, error) else error for row, error in found.items()}
    if all(walks.values()):
        return {row: Wrong(*error.args) if type(error) is Blamed else error for row, error in found.items()}
    return found


def others(row, found, name):
    """Return what is told of the other rows that are wrong, for whoever leaves the first for later."""
    wrong = [(one, error) for one, error in found.items() if is_wrong(one, error) and one is not row]
    return [f"Then, {named(one.text, name)}: {' '.join(error.args[:2])}" for one, error in wrong]


def is_wrong(row, error):
    """Return whether a row is wrong by itself."""
    return isinstance(error, Wrong) and not isinstance(error, Blamed) and not row.extra


def is_later(row, error):
    """Return whether a row comes after backward, and is known to be wrong only by what backward left."""
    return isinstance(error, Sent) and row.stage > 3


def made_of_wrong(row, Value, found):
    """Return the row that is wrong by itself of which the operations of this one are made, None if there is none."""
    names = getattr(row.examine, "names", ())
    parts = set().union(*(made_of(Value, name) for name in names)) - set(names)
    for one, error in found.items():
        if one is not row and is_wrong(one, error) and parts & set(getattr(one.examine, "names", ())):
            return one
    return None


def next_row(found):
    """Return the row to be mended first: of the earliest stage the first that is wrong, else the first that is missing."""
    open_rows = [(row, error) for row, error in found.items() if error is not None]
    for stage in STAGES:
        for row, error in open_rows:
            if row.stage == stage and is_wrong(row, error):
                return row
        for row, error in open_rows:
            if row.stage == stage and type(error) is NotYet:
                return row
    return open_rows[0][0]


def named(text, name):
    """Return a sentence of ours on a Value with the name that the learner's class has; what is quoted stays."""
    parts = re.split(r"(`[^`]*`|'\w*')", text)
    return "".join(part if k % 2 else re.sub(r"\bValue\b", lambda _: name, part) for k, part in enumerate(parts))


def in_its_name(error, Value):
    """Return what is wrong in a row, with the learner's name of the class."""
    if error is None or Value.__name__ == "Value":
        return error
    if hasattr(error, "brief"):
        error.brief = named(error.brief, Value.__name__)
    error.args = tuple(named(text, Value.__name__) for text in error.args)
    return error


def examined(row, Value, ticked, done):
    """Return what is wrong in this row, None if nothing is."""
    for needed in (*row.needs, *row.after):
        if needed not in (ticked if needed in row.after else done):
            return Waits(f"waits for {needed}")
    try:
        row.examine(Value)
    except NotYet as error:
        if not error.args[1:]:
            error.args += BEGIN.get(row.stage, ())
        return error
    except Wrong as error:
        return error
    except (Exception, SystemExit) as error:
        return Wrong(f"this can't be examined: {type(error).__name__}.")


BEGIN = {  # how to begin, by stage
    2: (
        "Python calls this method for the sign, and takes what it returns: a new Value, made of the result's number.",
        "It remembers its inputs, and with each how steep the result is in it: that is what `backward` will need.",
    ),
    3: tuple(HINTS["trees"]),
    5: (
        "`+` and `*` are the pattern: a method that returns a new Value, which remembers its inputs and a slope for each.",
        "What is it made of? An operation may also be written with others that are right, as `a - b` with `a + (-b)`.",
    ),
}


def line(row, error, name):
    """Return a row of the table."""
    mark = "✓" if error is None else "✗" if is_wrong(row, error) else "·"
    if error is None:
        what = ""
    elif isinstance(error, Waits):
        what = error.args[0]
    elif isinstance(error, (Blamed, NoBackward)):
        what = "its value is right, its gradient waits for backward()"
    elif isinstance(error, NotYet):
        what = "not yet"
    else:
        what = getattr(error, "brief", error.args[0]).rstrip(".")
    number = " " if row.extra else row.stage
    text = f"  {mark} {number} {named(row.text, name):{WIDEST}}  {what}".rstrip()
    return text if len(text) <= WIDE else text[: WIDE - 1] + "…"


# What each row examines


def holds(Value):
    """A Value holds a number, and a gradient that is 0 at first."""
    got = Probe("v = Value(2.0)", {}, ("v.data", "v.grad")).tried(Value)
    if isinstance(got, Raised):
        begun = getattr(Value, "__init__", None) is not object.__init__
        near = next((one for one in vars(Value) if bare(one) == "init" and one != "__init__"), None)
        if near and not begun:
            raise Wrong(
                f"your {Value.__name__} has `{near}`, and no `__init__`.",
                f"Python never calls `{near}`: for a new {Value.__name__} it looks for `__init__`, two underscores on either side.",
            )
        takes = "takes the number, and keeps it in `self.data`; `self.grad` begins with 0.0."
        if not begun:
            raise NotYet("there should be a `__init__`: Python calls it for a new Value.", f"It {takes}")
        raise Wrong(f"v = Value(2.0); v.data, v.grad: {got}.", first_line(Value) or f"Your `__init__` {takes}")
    if number(got[0]) != 2.0:
        raise Wrong(f"Value(2.0) has data {shown(got[0])}.", "Your `__init__` should keep the number in `self.data`.")
    for x in (0.0, -3.0, 7, 0.1234567, 1e-9, 1e9):
        probe = Probe(f"v = Value({x})", {}, ("v.data",))
        kept = probe.tried(Value)
        if isinstance(kept, Raised):
            raise Wrong(
                f"v = Value({x}); v.data: {kept}.", "Your `__init__` takes any number, and keeps it in `self.data`."
            )
        if number(kept[0]) != x:
            told = f"Value({x}) has data {shown(kept[0], 8)}."
            raise Wrong(told, "Your `__init__` should keep the number in `self.data` as it is.")
    if number(got[1]) != 0.0:
        raise Wrong(f"a new Value has grad {shown(got[1])}.", "Your `__init__` should begin with `self.grad = 0.0`.")


def first_line(Value):
    """Return what is wrong with the first line of `__init__`, "" if it takes self and a number."""
    try:
        names = list(inspect.signature(Value.__init__).parameters.values())
    except (TypeError, ValueError):
        return ""
    if not names or names[0].name != "self":
        return "The first line of your `__init__`: Python hands it the new object first, so it begins with `self`."
    asked = [one.name for one in names[2:] if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]
    if asked:
        also = " and ".join(f"`{one}`" for one in asked)
        return f"Your `__init__` asks for {also} as well, and `Value(2.0)` gives only the number: `{asked[0]}=()`, say."
    return ""


def prints(Value):
    """A Value prints its number."""
    if empty(Value, "__repr__") or Value.__repr__ is object.__repr__:
        raise NotYet("print a Value: Python looks for `__repr__`.", "Return a text that has the number in it.")
    got = Probe("v = Value(2.5)", {}, ("repr(v)",)).tried(Value)
    if isinstance(got, Raised) or "2.5" not in got[0]:
        said = got if isinstance(got, Raised) else f"gave {shown(got[0])}"
        raise Wrong(f"repr(Value(2.5)): {said}.", "Your `__repr__` should return a text that has the number in it.")


def of(*names, **which):
    """Return the function that examines operations."""

    def examine(Value):
        for name in names:
            if not which.get("values", True) and name in ("__add__", "__mul__"):
                not_begun(Value, name)
            value(Value, name, remembers=False, **which)
        for name in names:
            gradient(Value, name, **which)
            if name != "__pow__":  # it has a row for that
                edges(Value, name)

    examine.names = names
    return examine


def not_begun(Value, name):
    """Raise NotYet if an operation takes a plain number as it is, and does not ask whether it is one."""
    probe = plain_cases(name)[0].probe("out.data")
    error = getattr(probe.tried(Value), "error", None)
    asks = {"isinstance", "hasattr", "type"} & set(getattr(getattr(Value, name).__code__, "co_names", ()))
    if isinstance(error, AttributeError) and isinstance(error.obj, (int, float)) and not asks:
        raise NotYet(f"{probe}: `{name}` gets the number itself, which has no `{error.name}`.", *PLAIN)


PLAIN = (
    "A number is no Value yet: make one of it first, and only of that.",
    "`isinstance(other, …)` tells which of the two `other` is.",
)


def remembers(Value):
    """A result remembers its inputs and its operation, which is what a picture needs."""
    got = Probe("out = a * b", dict(a=2.0, b=-3.0), ("out._prev", "out._op")).tried(Value)
    if isinstance(got, Raised):
        raise NotYet(f"a picture needs `_prev` and `_op` of a result: {got}.", "A tuple of the inputs, and a sign.")
    for name in (*BINARY, "__neg__", "relu", "tanh", "exp", "log"):
        if not empty(Value, name) and name != "__pow__":
            inputs_kept(Value, name, value_cases(name)[0])
    got = Probe("out = a + a", dict(a=3.0), ("len(out._prev)",)).tried(Value)
    if got != [2]:
        said = got if isinstance(got, Raised) else f"{got[0]} input"
        raise Wrong(
            f"out = a + a; out._prev has {said}, and should have a twice.",
            "What keeps one of two equals? A tuple doesn't.",
        )


def graphs(*names):
    """Return the function that examines backward on graphs of these kinds."""

    def examine(Value):
        ready(Value, remembers=False)
        for name in names:
            part(Value, name)

    return examine


def long(Value):
    """A long chain is no trouble."""
    deep(Value)


def says_no(Value):
    """What has no result raises an error."""
    for name in IMPOSSIBLE:
        refuses(Value, name)
    probe = Probe("out = a ** 0.5", dict(a=-8.0), ("out.data",))
    got = probe.tried(Value)
    if not isinstance(got, Raised) and got[0] == got[0]:  # nan is what others give
        told = "Your `__pow__`: a negative number has no real root. Python makes a complex number of it, `math.pow` an error."
        raise Wrong(f"{probe} gave {shown(got[0])}, and should be a ValueError.", told)


def no_number(Value):
    """What is no real number is refused at once."""
    for text in ('Value("2")', "Value(None)", "Value([1.0])", "Value(1j)", "Value(Value(2.0))", 'Value(1.0) + "2"'):
        got = Probe(f"out = {text}", {}, ("out",)).tried(Value)
        if not (isinstance(got, Raised) and isinstance(got.error, TypeError)):
            said = "is accepted" if not isinstance(got, Raised) else "stops with another error"
            raise Wrong(f"{text} {said}, and should be a TypeError.", "Your `__init__` might ask what it gets.")


def overflow(Value):
    """What is too large is inf."""
    for name, written, a, right in (
        ("exp", "a.exp()", 1000.0, math.inf),
        ("__pow__", "a ** 2", 1e200, math.inf),
        ("__mul__", "a * a", 1e200, math.inf),
        ("tanh", "a.tanh()", 1000.0, 1.0),
    ):
        probe = Probe(f"out = {written}", dict(a=a), ("out.data",))
        got = probe.tried(Value)
        if isinstance(got, Raised) or got[0] != right:
            said = got if isinstance(got, Raised) else f"gave {shown(got[0])}"
            told = f"Your `{name}`: what is too large for a float is inf elsewhere, and goes on as such."
            raise Wrong(f"{probe}: {said}; it might be {shown(right)}.", told)


def bounds(Value):
    """What is no number is refused, and what is too large is inf."""
    no_number(Value)
    overflow(Value)


def powers_of_zero(Value):
    """A power has a slope at base 0, too."""
    edges(Value, "__pow__")


def powers(Value):
    """Values as exponents."""
    of("__pow__", plain=False)(Value)
    of("__rpow__")(Value)


def freed(Value):
    """A graph is gone the moment it is dropped, without the garbage collector."""

    def left():
        a = Value(2.0)
        L = (a * a + a) * a
        L.backward()
        kind = type(L)
        before = sum(type(thing) is kind for thing in gc.get_objects())
        del L
        return before - sum(type(thing) is kind for thing in gc.get_objects())

    was = gc.isenabled()
    gc.disable()
    try:
        gone = outcome(left, steps=STEPS)
    finally:
        gc.enable() if was else None
    if gone != 3:
        told = "A result that keeps a function which knows the result is a circle: only the garbage collector ends it."
        raise Wrong("a graph that is dropped waits for the garbage collector.", told)


FIRST = "Value(2.0)"
BACKWARD = (
    "backward: the chain rule",
    "backward: a used twice",
    "backward: diamonds",
    "backward: a second call",
    "backward: 20,000 sums",
)
ARITHMETIC = FIRST, "a + b", "a * b"
STAGES = 1, 2, 3, 4, 5, 6  # of notebook 07
ROWS = [
    Row(FIRST, holds, 1),
    Row(f"print({FIRST})", prints, 1, (FIRST,)),
    Row("a + b", of("__add__", plain=False), 2, (FIRST,)),
    Row("a * b", of("__mul__", plain=False), 2, (FIRST,)),
    Row(BACKWARD[0], graphs("where it begins", "trees"), 3, ARITHMETIC),
    Row(BACKWARD[1], graphs("Values used twice"), 4, BACKWARD[:1]),
    Row(BACKWARD[2], graphs("diamonds"), 4, BACKWARD[:2]),
    Row(BACKWARD[3], graphs("a second call"), 4, BACKWARD[:2]),
    Row(BACKWARD[4], long, 4, BACKWARD[:3]),
    Row("a + 3, a * 3", of("__add__", "__mul__", values=False), 5, (FIRST,), after=ARITHMETIC),
    Row("3 + a, 3 * a", of("__radd__", "__rmul__"), 5, (FIRST,), after=("a + 3, a * 3",)),
    Row("-a", of("__neg__"), 5, (FIRST,)),
    Row("a - b", of("__sub__", plain=False), 5, (FIRST,)),
    Row("a - 3, 3 - a", of("__sub__", "__rsub__", values=False), 5, (FIRST,), after=("a - b",)),
    Row("a ** 2", of("__pow__", values=False), 5, (FIRST,)),
    Row("a / b", of("__truediv__", plain=False), 5, (FIRST,)),
    Row("a / 3, 3 / a", of("__truediv__", "__rtruediv__", values=False), 5, (FIRST,), after=("a / b",)),
    *[Row(f"a.{name}()", of(name), 5, (FIRST,)) for name in ("relu", "tanh", "exp", "log")],
    Row("a ** 2, a ** 0 where a is 0", powers_of_zero, 5, ("a ** 2",), after=BACKWARD[:1]),
    Row("1 / 0, log(0), (-8) ** 0.5", says_no, 5, ("a / b", "a ** 2", "a.log()", "a / 3, 3 / a")),
    Row("_prev, _op for a picture", remembers, 6, ARITHMETIC),
    Row("extra: a ** b, 2 ** a", powers, 5, (FIRST, "a ** 2"), extra=True),
    Row("extra: a.sigmoid()", of("sigmoid"), 5, (FIRST,), extra=True),
    Row('extra: Value("2"), 1e200 ** 2', bounds, 5, (FIRST,), extra=True),
    Row("extra: freed at once", freed, 5, BACKWARD[:1], extra=True),
]
WIDEST = max(len(row.text) for row in ROWS) + 2  # a name such as MyValue is longer
