"""Hints on errors that stop an operation or `backward`: a table of errors, sentences and further conditions."""

import difflib
import re
from dataclasses import FrozenInstanceError
from typing import NamedTuple

from micrograd.course import errors
from micrograd.course.functions import about_name, names_in
from micrograd.course.value_exam.cases import Case
from micrograd.course.value_exam.methods import always_wraps, asks_for_another, wraps
from micrograd.course.value_exam.model import BINARY, REFLECTED
from micrograd.course.value_exam.operations import OPERATIONS
from micrograd.course.value_exam.probe import STEPS
from micrograd.learner.sandbox import TooDeep, outcome

FROZEN = "`frozen=True` forbids every assignment after the first, and `backward` has to write into `grad`."


class Stop(NamedTuple):
    """An error that stopped a method of a class; case is given if the method is an operation."""

    Value: type
    name: str
    error: BaseException
    case: Case | None = None

    @property
    def method(self):
        return getattr(self.Value, self.name, None)

    @property
    def kind(self):
        return self.Value.__name__

    @property
    def plain(self):
        """Whether one side of the operation is a plain number."""
        return self.name in (*BINARY, *REFLECTED) and len(self.case.inputs) < 2


def about_operation(stop):
    """Return a hint on an error that stopped an operation."""
    sentence = _about(stop, OF_OPERATIONS)
    return f"Your `{stop.name}`{sentence if sentence[0] == ':' else f' {sentence}'}"


def about_backward(stop):
    """Return a hint on an error that stopped `backward`."""
    return f"Your `backward`: {_about(stop, OF_BACKWARD)}"


def more_of(name):
    """Return a hint on how to begin an operation."""
    if name in REFLECTED:
        return f"The number is on the left: it becomes `other`, and what is on the right is `self`. Use `{REFLECTED[name]}`."
    pattern = ": `__add__` is the pattern" * (name != "__add__")
    return f"Make a new Value of the result's number, and let it remember its inputs{pattern}."


def _about(stop, table):
    """Return the sentence of the first row for this error whose conditions hold."""
    about = ((row, [holds(stop) for holds in row[2:]]) for row in table if any(_is(stop.error, kind) for kind in row[0]))
    (_, sentence, *_), found = next((row, found) for row, found in about if all(found))
    return sentence.format(*found, kind=stop.kind, name=stop.name, written=stop.case.written if stop.case else "")


def _is(error, kind):
    return kind.matches(error) if isinstance(kind, errors.Message) else isinstance(error, kind)


# Further conditions; a sentence may contain what they return


def is_plain(stop):
    return stop.plain


def not_of_a_value(stop):
    return not errors.no_attribute(stop.kind).matches(stop.error)


def missing_attribute(stop):
    """Return a sentence on an attribute that a Value lacks, "" if that is not the error."""
    missing = getattr(stop.error, "name", None)
    if not missing or not_of_a_value(stop):
        return ""
    known = outcome(lambda: [name for name in dir(stop.Value(2.0)) if not name.startswith("__")], steps=STEPS)
    near = difflib.get_close_matches(missing, known if isinstance(known, list) else [], 1, 0.7)
    meant = f" Is `{near[0]}` meant?" if near else ""
    return f"asks a {stop.kind} for `{missing}`, and there is none.{meant}"


def operands(stop):
    """Return the sign and the types of an operation that Python does not support, as its message names them."""
    found = re.search(r"for (\S+?)=?(?: or pow\(\))?: '(\w+)' and '(\w+)'", str(stop.error))
    return found.groups() if found else ("", "", "")


def without_a_method(stop):
    """Return a sentence on a sign after a Value whose class has no method for it, "" if that is not the error."""
    sign, left, _ = operands(stop)
    method = METHODS.get(sign, "")
    if left != stop.kind or not method or hasattr(stop.Value, method):
        return ""
    return f"has a `{sign}` after a {left}, for which Python looks for `{method}`: the class has none yet. Use numbers, `.data`."


def without_a_reflected_method(stop):
    """Return a sentence on a sign before a Value whose class has no reflected method for it, "" if it is another error."""
    sign, left, right = operands(stop)
    method = REFLECTING.get(METHODS.get(sign), stop.name)
    if stop.name in BINARY or left not in NUMBERS or right != stop.kind or method == stop.name:
        return ""
    if hasattr(stop.Value, method):
        return ""
    instead = "make a Value of the number first" if stop.name in REFLECTED else "use numbers, `.data`"
    return f"has a number before a `{sign}`, for which Python looks for `{method}`: the class has none yet. Or {instead}."


def turned(stop):
    """Return whether the first line has `self` in the second place."""
    code = getattr(stop.method, "__code__", None)
    return bool(code) and code.co_argcount == 2 and code.co_varnames[1] == "self"


def is_mixed(stop):
    """Return whether a number stands on one side, and a Value on the other."""
    _, *kinds = operands(stop)
    return stop.kind in kinds and bool(NUMBERS & {*kinds})


def property_called(stop):
    """Return the name of a property that `backward` uses, and may call, None if there is none."""
    properties = (name for name, what in vars(stop.Value).items() if isinstance(what, property) and name != "_prev")
    return next((name for name in properties if name in names_in(stop.method)), None)


METHODS = {OPERATIONS[name].written[2:-2]: name for name in BINARY} | {"//": "__floordiv__", "%": "__mod__"}
REFLECTING = {name: reflected for reflected, name in REFLECTED.items()}
NUMBERS = {"int", "float", "bool"}
ANY = (BaseException,)
OF_A_NUMBER = errors.unsupported(), errors.not_a_number()
OF_NONE = [about("NoneType") for about in (errors.misused, errors.no_attribute, errors.immutable, errors.not_an_integer)]
OF_OPERATIONS = [
    (ANY, "asks whether something is a `{0}`, and your class is called `{kind}`.", lambda stop: asks_for_another(stop.method, stop.Value)),
    (ANY, "wraps `self`, which is a Value anyway: it is `other` that may be a plain number.",
        lambda stop: stop.plain and stop.name in BINARY and wraps(stop.method, stop.kind, "self")),
    (ANY, "has `self` in the second place of its first line: what stands on the left comes first, whatever it is called there.", turned),
    ([TooDeep], "comes back to itself: in `{written}` the number asks `{name}` again. Wrap it first.", lambda stop: stop.name in REFLECTED),
    ([TooDeep], "calls itself: compute with numbers, `.data`, not with Values; the slopes, too."),
    ([errors.no_attribute("bool", "data")], "takes True for no number: it counts as 1, and its type is bool. Ask whether `other` is a {kind}.", is_plain),
    ([errors.any_attribute()], "gets a plain number for `other`, which has no `.data`: make a Value of it first.", not_of_a_value, is_plain),
    ([errors.any_attribute()], "has a bare number where a Value should stand, or the other way round.", not_of_a_value),
    ([errors.unsupported()], "{0}", without_a_reflected_method),
    (OF_A_NUMBER, "should make a Value of a plain number, and only of that, before it computes.", is_plain),
    ([errors.unsupported("^"), errors.unsupported("^=")], "has a `^`, which is not a power in Python: a power is written `**`."),
    ([errors.unsupported_sign("-")], "has a minus before a Value, for which Python looks for `__neg__`: your class has none yet."),
    ([errors.not_a_real_number()], "hands a Value to a function of `math`, which takes a number: use `.data`."),
    ([errors.unsupported()], "makes a Value of `other`, which is one here: wrap it only if it is none yet.",
        lambda stop: always_wraps(stop.method, stop.kind)),
    ([errors.unsupported()], "{0}", without_a_method),
    ([errors.unsupported()], "mixes numbers and Values there: take `.data` of both sides.", is_mixed),
    ([errors.unsupported()], "computes there with something that is no number, or a method gives NotImplemented."),
    ([errors.not_comparable("<"), errors.not_comparable(">")], "compares a Value with something, and a Value has no order: take `.data`."),
    ([errors.not_callable("tuple")], "calls a tuple there: is a comma missing between two pairs of brackets?"),
    ([errors.not_a_number()], "makes a Value of a Value: wrap `other` only if it is none yet."),
    ([errors.takes("__init__")], "hands `{kind}(...)` more than its `__init__` takes: several inputs, or pairs, go into one tuple."),
    ([errors.unknown_name()], ": {0}", lambda stop: about_name(stop.error)),
    ([errors.division_by_zero()], "divides by 0 there. Does it need to divide at all?",
        lambda stop: stop.name in ("__add__", "__sub__", "__mul__", "__neg__", "relu")),
    ([errors.division_by_zero()], "divides by 0 there. Which number belongs in the denominator?"),
    ([errors.outside_the_domain()], "asks `math` for something that does not exist at this number."),
    ([AttributeError], "{0}", missing_attribute),
    (ANY, "stops there. {0}", lambda stop: more_of(stop.name)),
]
OF_BACKWARD = [
    ([errors.unknown_name()], "{0}", lambda stop: about_name(stop.error)),
    ([errors.unhashable()], "`@dataclass` gives your class an `__eq__`, which takes `__hash__` away, and a set or a dict asks for it: `@dataclass(eq=False)`.",
        lambda stop: "__dataclass_fields__" in vars(stop.Value) and vars(stop.Value).get("__hash__", 1) is None),
    ([errors.unhashable()], "your class makes its `__hash__` of what a Value holds, and a list or a dict has none. No engine needs a `__hash__` of its own.",
        lambda stop: vars(stop.Value).get("__hash__")),
    ([errors.unhashable()], "your `__eq__` takes `__hash__` away, and a set or a dict asks for it. No engine needs an `__eq__`.",
        lambda stop: "__eq__" in vars(stop.Value)),
    ([errors.unhashable()], "a set or a dict keeps only what never changes: a list can't be in one."),
    ([errors.any_call()], "`{0}` is a property: it is read without brackets. Or take the `@property` away.", property_called),
    ([errors.any_call()], "what stands before the brackets there is no function: what was kept under this name?"),
    ([errors.no_attribute("tuple")], "what stands in `_edges` are pairs, (input, slope): take both apart, as in `for source, slope in …`."),
    ([FrozenInstanceError], FROZEN),
    ([AttributeError], "it {0}", missing_attribute),
    ([errors.misused("method")], "a method is called with brackets after its name: without them nothing runs."),
    (OF_NONE, "something is None there: `reverse()` and `append()` give it, and a function without `return`."),
    ([KeyError], "a dict is asked there for what nobody has put into it yet. The output's 1 comes first, and each result before its inputs."),
    (ANY, "it stops there with an error. What does it say, and what stands on this line?"),
]
