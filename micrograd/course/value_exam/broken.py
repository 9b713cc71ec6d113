"""The known mistakes of an operation: for each a class that makes it, and what is said of it."""

from micrograd.course.value_exam.cases import kind_of
from micrograd.course.value_exam.model import REFLECTED, RULES, Rule, model
from micrograd.course.value_exam.operations import FLIPPED, OPERATIONS, SENT, computing, sending, sloping

TURNED = "It has the two sides the wrong way round: `self` is the one behind the sign here."
NOTHING_BACK = "Nothing comes back: `self` itself should take part, and not only its `.data`."


def in_value(name):
    """Yield the classes in which an operation computes something else."""
    if name in REFLECTED:
        yield model({name: RULES[REFLECTED[name]]}), TURNED
    known = OPERATIONS[REFLECTED.get(name, name)]
    for text, hint in known.computes.items():
        yield model({name: Rule(computing(known, text), no_slopes)}), hint


def no_slopes(*numbers):
    """Return slopes of which nobody asks any."""
    return (0.0,) * (len(numbers) - 1)


def in_slopes(name, plain=False):
    """Yield the classes in which an operation has wrong slopes."""
    base = REFLECTED.get(name, name)
    known, right = kind_of(name, plain), RULES[base]
    wrong = [(sloping(known, text, right.slopes), hint, known.hint) for text, hint in known.slopes.items()]
    if name in REFLECTED:
        wrong.append((lambda *numbers: (0.0, 0.0), NOTHING_BACK))
        wrong.append((lambda *numbers: (0.0, -right.slopes(*numbers)[1]), FLIPPED))
    for slopes, *hints in wrong:
        yield model({base: right._replace(slopes=slopes)}), *hints


def in_sending(name):
    """Yield the classes in which an operation sends back something else than slope times gradient."""
    base = REFLECTED.get(name, name)
    for text, hint in SENT.items():
        yield model({base: RULES[base]._replace(sent=sending(text))}), hint
