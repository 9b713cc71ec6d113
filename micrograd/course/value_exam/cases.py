"""An operation written out, with numbers: the cases to examine it in, and lines to run after it."""

import re
from typing import NamedTuple

from micrograd.course.value_exam.model import REFLECTED
from micrograd.course.value_exam.operations import OPERATIONS, PLAIN_POWER, Operation
from micrograd.course.value_exam.probe import Probe

STAGES = {  # lines to run after the operation, by stage
    "root": "; out.backward()",
    "under": "; L = out * c; L.backward()",
    "shared": "; L = out + a; L.backward()",
    "shared first": "; L = a + out; L.backward()",
    "shared other": "; L = out + b; L.backward()",
    "again": "; again = {written}; L = out + again; L.backward()",
}
INSIDE = {"sums": "+", "products": "*"}  # stages in which the inputs are themselves results, made with this sign
STAGES |= dict.fromkeys(INSIDE, STAGES["root"])


class Case(NamedTuple):
    """An operation written out, with the numbers of its inputs."""

    written: str
    variables: dict

    def probe(self, *reads, before="", after=""):
        """Return the probe that computes it, with other lines before and after."""
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


def kind_of(name, plain=False):
    """Return an operation's Operation; plain means with a plain number on one side."""
    if name in REFLECTED:
        known = OPERATIONS[REFLECTED[name]]
        sign = known.written[2:-2]
        return Operation(
            f"3 {sign} a", [], known.hint, {}, {}, [(f"{n} {sign} a", x) for n, x in ((3, 2.0), (0.5, 4.0), (7, 0.25))]
        )
    return PLAIN_POWER if plain and name == "__pow__" else OPERATIONS[name]


def cases_of(name, plain=False):
    """Return an operation's cases, with Values on both sides or with a plain number on one."""
    known = kind_of(name, plain)
    if plain:
        return [Case(written, dict(a=x)) for written, x in known.plain]
    return [Case(known.written, dict(zip("ab", numbers))) for numbers in known.inputs]
