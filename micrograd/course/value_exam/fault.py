"""Who is at fault for a wrong gradient: an operation, `backward`, or the class as a whole.

A wrong gradient in an operation may be `backward`'s doing. If other operations go wrong in the same place, and no
operation brings a function of its own, `backward` is at fault.
"""

import ast
import dis
import inspect
import re
import types
from dataclasses import replace

from micrograd.course.finding import Wrong
from micrograd.course.functions import syntax
from micrograd.course.outcomes import same
from micrograd.course.value_exam.cases import INSIDE, STAGES, Case, cases_of, kind_of
from micrograd.course.value_exam.methods import empty, slots
from micrograd.course.value_exam.model import BINARY, REFLECTED, RULES
from micrograd.course.value_exam.operations import OF_SUM, ONE_SIDE, OPERATIONS, SENT
from micrograd.course.value_exam.probe import STEPS, Probe, begun, held
from micrograd.course.value_exam.remembered import keeps_slopes, shares_a_list
from micrograd.course.value_exam.stopped import Stop, about_backward
from micrograd.course.value_exam.walks import STOPS, WALKS
from micrograd.learner.sandbox import Endless, Raised, outcome

OTHERS = {"__add__": "a + b", "__mul__": "a * b", "__neg__": "-a", "tanh": "a.tanh()"}
ELSEWHERE = "Other operations go wrong in the same place: look at your `backward`."
HISTORY = (
    "Your `backward` goes through all that was ever computed, and not only through what `self` was made from: it gets "
    "slower with every graph."
)
EQUALS = (
    "Your `backward` takes two Values that hold the same number for one: ask whether it is the same object, and not "
    "what is in it."
)
IN_A_RULE = [hint for text, hint in SENT.items() if text not in ("slope * grad", "had - slope * grad", "had")]
EQ = "Your `__eq__` makes one of two Values with the same number, in a set and in a dict. No engine needs an `__eq__`."


# An operation's gradient


def of_gradient(Value, name, finding, probes, after, values=True):
    """Return the finding of an operation's wrong gradient, blaming `backward` if it or the class is at fault."""
    if copied := wraps_a_value(Value, name, finding):
        return finding.but(hints=(f"Your `{name}` {copied}",))
    if number_kept(finding.error, probes):
        kept = "keeps a plain number among its inputs, and `backward` comes to it: keep a Value of it instead."
        return finding.but(hints=(f"Your `{name}` {kept}",))
    if lost := lost_function(getattr(Value, name)):
        return finding.but(hints=(f"Your `{name}`: {lost}",))
    if cause := of_class(Value, finding.error):
        return finding.but(hints=(cause,), blames="backward")
    if empty_list := forgets(Value, name):
        return finding.but(
            hints=(f"Your `{name}`: its result has an empty `{empty_list}`: `backward` finds nothing below it.",)
        )
    rule = own_rule(Value, name)
    if rule and is_one_of(finding, Value, name, IN_A_RULE) and (stores_gradients(rule) or hands_on_gradients(Value)):
        inside = rule in getattr(getattr(getattr(Value, name), "__code__", None), "co_consts", ())
        who = name if inside else called(rule) or name
        hint = finding.hints[0].replace(sender(Value, name), f"Your `{who}`", 1)
        return finding.but(hints=(hint, *finding.hints[1:]), rests_on="backward")
    if name in RULES and keeps_slopes(Value, name, values) or is_of_backward(Value, name, after):
        results = ("out.grad",) if STAGES[after] == STAGES["root"] else ("out.grad", "L.grad")
        more = [replace(probe, reads=probe.reads + results) for probe in probes]
        better = held(Value, more, [*STOPS, *WALKS], [ELSEWHERE], "Your `backward`")
        return finding.but(hints=better.hints if better else (ELSEWHERE,), blames="backward")
    who = sender(Value, name)
    if finding.hints[0] == begun(who, OF_SUM) and who != f"Your `{name}`":
        finding = finding.but(hints=(f"{who}: it hands on the gradient as it arrives, and the slope is missing.",))
    elif finding.hints[0] == begun(who, OF_SUM) and not telling(Value, name):
        finding = finding.but(hints=(f"{finding.hints[0]} Or does `backward` leave the slope out?", *finding.hints[1:]))
    return finding.but(rests_on="backward")


def is_one_of(finding, Value, name, texts):
    """Return whether the first hint of a finding is one of these."""
    return finding.hints[:1] in [
        (begun(who, text),) for who in (sender(Value, name), f"Your `{name}`") for text in texts
    ]


def wraps_a_value(Value, name, finding):
    """Return the end of a sentence on an operation that remembers a copy of an input, "" if it does not."""
    if not is_one_of(finding, Value, name, ONE_SIDE.values()):
        return ""
    remembered, *inputs = cases_of(name)[0].probe("[*out._prev]", "a", "b").tried_or_none(Value) or ([], ())
    lost = [side for side in inputs if not any(v is side for v in remembered)]
    if len(lost) == 1 and len(inputs) == 2 and any(is_copy(v, *lost) for v in remembered):
        return (
            "remembers a copy of an input, and the gradient comes to the copy: a Value is made of a plain number only."
        )
    return ""


def is_copy(v, source):
    """Return whether this is another Value with the same number, and made from nothing."""
    return v is not source and outcome(lambda: same(v.data, source.data) and not v._prev, steps=STEPS) is True


def number_kept(error, probes):
    """Return whether an operation with a plain number was stopped because that number is asked what a Value has."""
    plain = all("b" not in probe.variables for probe in probes) and re.search(r"\d [-+*/]|[-+*/] \d", probes[0].lines)
    return bool(plain) and isinstance(error, AttributeError) and type(error.obj) in (int, float)


def lost_function(method):
    """Return a sentence on how a function inside a method gets lost, "" if none does."""
    tree = syntax(method)
    nodes = list(ast.walk(tree.body[0])) if tree else []
    for name in [node.name for node in nodes if isinstance(node, ast.FunctionDef)][1:]:
        if not any(isinstance(node, ast.Name) and node.id == name for node in nodes):
            return f"it makes the function `{name}`, and nothing keeps it: the result should."
        for line in nodes:
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Attribute):
                called = isinstance(line.value, ast.Call)
                if ast.unparse(line.value.func if called else line.value) != name:
                    continue
                if called:
                    return f"`{name}()` runs the function at once, and what is kept is None. Keep `{name}` itself."
                if ast.unparse(line.targets[0]).startswith("self."):
                    return f"`self` keeps the function `{name}`, and it is the result that should."
    return ""


def forgets(Value, name):
    """Return which list of inputs is empty in this operation's results but not in others', None if none is."""
    for kept in ("_prev", "_edges"):
        counts = {}
        for other, written in {**OTHERS, name: kind_of(name).written}.items():
            got = Case(written, dict(a=2.0, b=-3.0)).probe(f"len(out.{kept})").tried(Value)
            counts[other] = None if isinstance(got, Raised) else got[0]
        if counts[name] == 0 and any(counts.values()):
            return kept
    return None


def is_of_backward(Value, name, after):
    """Return whether other operations also go wrong with these lines after them."""
    functions = keeps_functions(Value)
    if not functions and loses_a_side(Value, name):
        return True
    if functions and after not in INSIDE and sends_alone(Value, name):
        return True
    there = [other for other in OTHERS if other != name and not empty(Value, other)]
    others = [sends_right(Value, other, after) for other in telling(Value, name) or there]
    if any(others):
        return False
    if not functions:
        return True
    leaf = Probe("a.backward()", dict(a=2.0), ("a.grad",))
    root = Case("a + b", dict(a=2.0, b=-3.0)).probe("out.grad", after=STAGES["root"])
    return bool(others) and not (leaf.is_right(Value) and root.is_right(Value))


def loses_a_side(Value, name):
    """Return whether this operation and another lose the share of the same input of two."""

    def lost(other):
        got = cases_of(other)[0].probe("a.grad", "b.grad", after=STAGES["root"]).tried(Value)
        return [] if isinstance(got, Raised) else [share == 0 for share in got]

    pairs = [other for other in ("__add__", "__mul__") if other != name and not empty(Value, other)]
    return name in BINARY and sorted(lost(name)) == [False, True] and all(lost(other) == lost(name) for other in pairs)


def telling(Value, name):
    """Return the other operations that tell whether slopes are used at all, as a sum, whose slopes are 1, does not."""
    return [other for other in OTHERS if other not in (name, "__add__") and not empty(Value, other)]


def is_common(Value, groups):
    """Return whether a class with one loop for all operations goes wrong on some of each group of probes."""
    wrong = [not all(probe.is_right(Value) for probe in group) for group in groups]
    return bool(wrong) and all(wrong) and not keeps_functions(Value)


def sends_right(Value, name, after):
    """Return whether an operation on Values sends back the right gradients with these lines after it."""
    return not empty(Value, name) and Case(OTHERS[name], dict(a=2.0, b=-3.0, c=-2.0)).staged(after).is_right(Value)


def is_trusted(Value, other, after, name):
    """Return whether other does its part in these lines right, so that a wrong gradient with them is name's fault."""
    return sends_right(Value, other, "root") and (other == name or sends_right(Value, other, after))


def sends_alone(Value, name):
    """Return whether the functions that a result keeps, called without `backward`, send or give the right shares."""
    known = OPERATIONS.get(name)
    if not known or name == "__pow__":
        return False

    def shares():
        for numbers in known.inputs[:3]:
            inputs = [Value(x) for x in numbers]
            out = eval(known.written, dict(zip("ab", inputs)))
            functions = [one for name in [*vars(out), *slots(out)] for one in _functions(getattr(out, name, None))]
            for source in inputs:
                source.grad = 0.5
            out.grad = -2.0
            slopes = RULES[name].slopes(*numbers, out.data)
            if functions and all(map(_is_handed_one, functions)):
                given = [share for one in functions for share in _flat(one(out.grad))] + [v.grad for v in inputs]
                wanted = [-2.0 * slope for slope in slopes] + [0.5] * len(inputs)
            else:
                (send,) = functions
                send()
                given, wanted = [v.grad for v in inputs], [0.5 - 2.0 * slope for slope in slopes]
            if not same(given, wanted):
                return False
        return True

    return outcome(shares, steps=STEPS) is True


def sender(Value, name):
    """Return who sends an operation's shares, to begin a sentence: the operation, or one function for all."""
    codes = [kept_codes(Value, other) for other in ("__add__", "__mul__")]
    common = set.intersection(*codes)
    return f"Your `{common.pop().co_name}`" if len(common) == 1 else f"Your `{name}`"


def kept_codes(Value, name):
    """Return the code of each function that an operation's result keeps."""

    def codes():
        out = eval(OPERATIONS[name].written, dict(a=Value(2.0), b=Value(-3.0)))
        kept = (getattr(out, attribute, None) for attribute in [*getattr(out, "__dict__", ()), *slots(out)])
        return {thing.__code__ for thing in kept if isinstance(thing, types.FunctionType)}

    found = outcome(codes, steps=STEPS)
    return set() if isinstance(found, Raised) else found


def keeps_functions(Value):
    """Return whether a result keeps a function for backward to call, which puts the chain rule into every operation."""

    def holds():
        a = Value(2.0)
        for make in (lambda: a + a, lambda: a * a, lambda: -a, lambda: a.tanh()):
            try:
                out = make()
            except (TypeError, AttributeError):
                continue
            names = [*getattr(out, "__dict__", ()), *slots(out)]
            return any(_functions(getattr(out, name, None)) for name in names)
        return False

    if outcome(holds, steps=STEPS) is True:
        return True
    rules = [own_rule(Value, name) for name in ("__mul__", "__add__") if not empty(Value, name)]
    return any(rule and stores_gradients(rule) for rule in rules)


def own_rule(Value, name):
    """Return the code that `backward` calls for this operation alone, None if there is none."""

    def codes(other):
        case, made, both = cases_of(other)[0], set(), set()
        outcome(case.probe().on, Value, steps=STEPS, called=made)
        outcome(case.probe(after=STAGES["root"]).on, Value, steps=STEPS, called=both)
        return both - made

    if not kind_of(name).inputs:
        return None
    own = codes(name)
    for other in ("__add__", "__mul__", "tanh"):  # a minus is often made of a product
        if own and other != name and not empty(Value, other):
            own -= codes(other)
    own = {code for code in own if "<" not in code.co_name} or own  # without comprehensions
    return own.pop() if len(own) == 1 else None


def called(code):
    """Return what a function is called, with the class that it stands in, "" if it has no name."""
    name = getattr(code, "co_qualname", code.co_name)  # Python 3.11 and later
    return next((text for text in (name, code.co_name) if "<" not in text), "")


def stores_gradients(code):
    """Return whether a function assigns to a `grad`."""
    return any(step.opname == "STORE_ATTR" and step.argval == "grad" for step in dis.get_instructions(code))


def hands_on_gradients(Value):
    """Return whether `backward` hands a gradient to a function that it calls."""
    tree = syntax(Value.backward)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
    handed = (part for call in calls for argument in call.args for part in ast.walk(argument))
    return any(isinstance(part, ast.Attribute) and part.attr == "grad" for part in handed)


def _functions(thing, depth=2):
    """Return the functions that something is, or holds in lists and tuples."""
    if isinstance(thing, (list, tuple)) and depth:
        return [one for part in thing for one in _functions(part, depth - 1)]
    is_one = isinstance(thing, (types.FunctionType, types.MethodType)) or type(thing).__name__ == "partial"
    return [thing] * is_one


def _is_handed_one(function):
    """Return whether a function asks for one thing, as one does that makes shares of a gradient."""
    asked = inspect.signature(function).parameters.values()
    return [one.default for one in asked if one.default is one.empty] == [inspect.Parameter.empty]


def _flat(shares):
    return [*shares] if isinstance(shares, (list, tuple)) else [shares]


# A graph on which backward goes wrong


def of_graph(Value, finding):
    """Return the finding of a wrong `backward`, with a fault of the class as a whole or an error to explain it."""
    if cause := of_class(Value, finding.error):
        return finding.but(hints=(cause,))
    if finding.error and not isinstance(finding.error, Endless):
        return finding.but(hints=(about_backward(Stop(Value, "backward", finding.error)),))
    return finding


def of_class(Value, error=None):
    """Return a sentence on a fault of the whole class, "" if it has none; error is the one that stopped it."""
    if shared := shares_a_list(Value):
        return shared
    if takes_equals_for_one(Value):
        return EQ if Value.__eq__ is not object.__eq__ else EQUALS
    return HISTORY if isinstance(error, Endless) and walks_history(Value) else ""


def takes_equals_for_one(Value):
    """Return whether `backward` goes wrong in a graph only when two of its Values hold the same number."""

    def is_right(lines, a, b):
        return Probe(f"{lines}; L.backward()", dict(a=a, b=b), ("a.grad", "b.grad")).is_right(Value)

    graphs = [
        ("L = (a + b) * a", (3.0, 2.0), (3.0, 0.0)),
        ("L = a * b", (3.0, 2.0), (3.0, 3.0)),
        ("e = a * b; d = e * b; L = e * d", (3.0, 2.0), (3.0, 1.0)),
    ]
    return any(is_right(lines, *apart) and not is_right(lines, *equal) for lines, apart, equal in graphs)


def walks_history(Value):
    """Return whether `backward` runs out of steps in a small graph, but is right given those for a large one."""
    probe = Probe("L = a + b; L.backward()", dict(a=2.0, b=-3.0), ("a.grad", "b.grad"))
    stopped = isinstance(getattr(probe.tried(Value), "error", None), Endless)
    return stopped and replace(probe, steps=10 * STEPS).is_right(Value)


# The rows of the table


def between_rows(found, walks):
    """Return the findings by row, with the blame shared out between operations and `backward`.

    walks are the rows of `backward`, in order. If it is wrong, later rows that rest on it are left undecided.
    """
    right = [found[row] is None for row in walks]
    if not all(right[:4]):  # the fault may be backward's, or that of `+` and `*`
        return {row: _blaming(finding) if row.stage > walks[0].stage else finding for row, finding in found.items()}
    if all(right):
        return {row: _own(finding) for row, finding in found.items()}
    return found


def _blaming(finding):
    return finding.but(blames="backward") if finding and finding.rests_on == "backward" else finding


def _own(finding):
    return finding.but(blames="") if isinstance(finding, Wrong) and finding.blames == "backward" else finding


def part_at_fault(row, Value, wrong):
    """Return the wrong row whose operations are called by this row's, None if there is none."""
    parts = set().union(*(made_of(Value, name) for name in row.operations)) - set(row.operations)
    return next((other for other in wrong if other is not row and parts & set(other.operations)), None)


def made_of(Value, name):
    """Return the names of the class's other methods that an operation calls."""
    codes = {getattr(getattr(Value, other, None), "__code__", None): other for other in (*OPERATIONS, *REFLECTED)}
    called = set()
    outcome(cases_of(name, plain=name in REFLECTED)[0].probe().on, Value, steps=STEPS, called=called)
    return {codes[code] for code in called & set(codes)} - {name}
