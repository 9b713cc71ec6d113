"""Words for results, numbers and kinds of objects: short, on one line, with as many digits as needed."""

import math
import re
from numbers import Real

from micrograd.learner.sandbox import outcome
from micrograd.learner.words import one_line


class Words(str):
    """A result in words, with hints about what is wrong with it."""

    def __new__(cls, text, *hints):
        words = super().__new__(cls, text)
        words.hints = hints
        return words

    __repr__ = str.__str__


class Numbers(list):
    """A list of numbers, with hints about what is wrong with it."""

    def __init__(self, numbers, *hints):
        super().__init__(numbers)
        self.hints = hints


def shown(thing, digits=3, deep=5):
    """Return a result as the learner reads it: short, on one line, with lists nested at most this deep."""
    if thing is ...:
        return "`...`"
    if type(thing) in (list, tuple, Numbers) and deep:
        inner = ", ".join(shown(item, digits, deep - 1) for item in thing)
        comma = "," * (len(thing) == 1)  # (6) is just a number in brackets
        return one_line(f"[{inner}]" if type(thing) is not tuple else f"({inner}{comma})")
    if not math.isnan(number(thing)):
        return f"{number(thing) + 0.0:.{digits}g}"  # 0 for -0
    if type(thing) is complex:
        return f"{thing:.{digits}g}"
    text = outcome(repr, thing)  # the answer's own __repr__ may fail, or never end
    if type(text) is not str:
        return f"a {type(thing).__name__}"
    return one_line(re.sub(r" at 0x[0-9a-fA-F]+", "", text))  # an address differs on every run


def number(thing):
    """Return a real number as a float, nan for anything else."""
    try:
        return float(thing) if isinstance(thing, Real) and not isinstance(thing, bool) else math.nan
    except OverflowError:
        return math.inf


def told_apart(got, wanted):
    """Return both as text, with as many digits as it takes to tell them apart."""
    for digits in range(3, 18):
        if shown(got, digits) != shown(wanted, digits):
            break
    return {"got": shown(got, digits), "wanted": shown(wanted, digits)}


def in_general(hints):
    """Return general hints so that the first is not taken for a diagnosis of the answer above it."""
    return [f"{'A general hint: ' * (not place)}{hint}" for place, hint in enumerate(hints)]


def as_good(kinds):
    """Return the end of a sentence that says which kinds of result will do as well as a list."""
    if not kinds:
        return "."
    kind = min(kind.__name__ for kind in kinds)
    return f". {'An' if kind[0] in 'aeiou' or kind == 'ndarray' else 'A'} {kind} will do as well as a list."
