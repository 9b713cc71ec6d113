"""An operation written out, on numbers: the cases in which it is examined, and the lines that come after it."""

import re
from typing import NamedTuple

from micrograd.course.examine import outcome
from micrograd.course.value_exam.model import REFLECTED, RULES, Rule, model
from micrograd.course.value_exam.operations import OPERATIONS, PLAIN_POWER, Operation
from micrograd.course.value_exam.probe import STEPS, Probe


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
OTHERS = {"__add__": "a + b", "__mul__": "a * b", "__neg__": "-a", "tanh": "a.tanh()"}


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


def made_of(Value, name):
    """Return the names of the class's other methods that an operation calls."""
    codes = {getattr(getattr(Value, one, None), "__code__", None): one for one in (*OPERATIONS, *REFLECTED)}
    case = (plain_cases if name in REFLECTED else value_cases)(name)[0]
    called = set()
    outcome(case.probe().on, Value, steps=STEPS, called=called)
    return {codes[code] for code in called & set(codes)} - {name}
