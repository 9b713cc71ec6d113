"""An operation's known mistakes: for each, a class that makes it and its hints."""

from micrograd.course.value_exam.cases import kind_of
from micrograd.course.value_exam.model import REFLECTED, RULES, Rule, model
from micrograd.course.value_exam.operations import FLIPPED, OPERATIONS, SENT, computing, sending, sloping

TURNED = "It has the two sides the wrong way round: `self` is the one behind the sign here."
NOTHING_BACK = "Nothing comes back: `self` itself should take part, and not only its `.data`."


def in_value(name):
    """Yield classes, with hints, in which an operation computes the wrong number."""
    if name in REFLECTED:
        yield model({name: RULES[REFLECTED[name]]}), TURNED
    known = OPERATIONS[REFLECTED.get(name, name)]
    for text, hint in known.computes.items():
        yield model({name: Rule(computing(known, text), no_slopes)}), hint


def no_slopes(*numbers):
    """Return slopes where nobody looks at any."""
    return (0.0,) * (len(numbers) - 1)


def in_slopes(name, plain=False):
    """Yield classes, with hints, in which an operation has wrong slopes."""
    base = REFLECTED.get(name, name)
    known, right = kind_of(name, plain), RULES[base]
    wrong = [(sloping(known, text, right.slopes), hint, known.hint) for text, hint in known.slopes.items()]
    if name in REFLECTED:
        wrong.append((lambda *numbers: (0.0, 0.0), NOTHING_BACK))
        wrong.append((lambda *numbers: (0.0, -right.slopes(*numbers)[1]), FLIPPED))
    for slopes, *hints in wrong:
        yield model({base: right._replace(slopes=slopes)}), *hints


def in_sending(name):
    """Yield classes, with hints, in which an operation does not send back slope times gradient."""
    base = REFLECTED.get(name, name)
    for text, hint in SENT.items():
        yield model({base: RULES[base]._replace(sent=sending(text))}), hint
