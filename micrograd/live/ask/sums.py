"""How a number of the graph comes about, as a line to read.

For example: `a.grad = (−3.0) · (−2.0) via e + 1.0 · 4.0 via d = 10.0`. A line marks each number from elsewhere with
that number's name: while that one is itself hidden, the line shows a `?` in its place.
"""

import math
import re
from typing import NamedTuple

from micrograd.live.row import data_of, grad_of, listed, parts_of, slope_of
from micrograd.picture.numbers import number
from micrograd.rules.table import rule_of
from micrograd.rules.written import WithDots

MOST = 8  # terms of a sum that are written out
MARK = r"⟦([^|⟧]*)\|(?s:(.*?))⟧"  # a name may be an operation's text, of several lines


def read(line, hidden=()):
    """Return a marked line as it reads while the numbers in hidden are hidden."""
    return re.sub(MARK, lambda found: "?" if found[2] in hidden else found[1], line)


class Sum(NamedTuple):
    """How a number is made, as a marked line, and the resulting value; nan if the graph does not tell."""

    line: str
    total: float = math.nan
    parts: tuple | list = ()  # what it is the sum of: the largest says how far rounding may reach


def made(row, kind, index):
    """Return the Sum that makes a number of a kind: "data", "grad" or "slope"."""
    return {"data": data_sum, "grad": gradient_sum, "slope": slope_sum}[kind](row, index)


# Gradients.


def gradient_sum(row, i):
    """Return how a gradient is made: slope times gradient, summed over the edges to the results that use the node."""
    me, terms = row.number_name(i, "grad"), row.terms(i)
    if i == row.root:
        return Sum(f"{me} = 1.0: {beginning(row)}", 1.0)
    total = sum(term.flow for term in terms)
    if any(math.isnan(term.slope) for term in terms):
        ways = listed(list(dict.fromkeys(row.name(term.result) for term in terms)))
        return Sum(f"{me} comes back from {ways}. The class keeps no local derivatives, so the sum can't be shown.")
    return Sum(
        f"{me} = {' + '.join(way + via for way, via in written_terms(row, i))} = {number(total)}",
        total,
        [term.flow for term in terms],
    )


def beginning(row):
    """Return why the gradient of the root is 1."""
    return f"the way back begins here, and the derivative of {row.name(row.root)} with respect to itself is 1."


def written_terms(row, i):
    """Return each term of a gradient's sum as a marked line, and in words the way it comes."""
    terms = [(f"{slope_of(row, e)} · {grad_of(row, result)}", f" {row.way(e)}") for e, result, _, _ in row.terms(i)]
    return terms if len(terms) <= MOST else [*terms[: MOST - 1], (f"{len(terms) - MOST + 1} more", "")]


# What the page says about a pressed node.


def explanations(row, shape):
    """Return what makes each node's gradient, in the page's form: its name, the terms, and what to say after them.

    Each is a list of pieces (kind, what): a text, or the place of a number, by its kind and its node's or edge's index.
    """
    places = places_of(row)
    return [explanation(row, i, shape, places) for i in range(len(shape["nodes"]))]


def explanation(row, i, shape, places):
    name = row.number_name(i, "grad")
    found = {"name": pieces(name, places), "terms": [], "after": []}
    if not shape["nodes"][i][1]:
        return found | {"name": [], "after": pieces(f"{name} has not been computed yet.", places)}
    if i == row.root:
        return found | {"after": pieces(f": {beginning(row)}", places)}
    terms = [pieces(way, places) + pieces(via, places, "via") for way, via in written_terms(row, i)]
    unkept = [e for e, *_ in row.terms(i) if not shape["edges"][e][2]]
    if not all(map(row.follows, unkept)):
        return found | {"after": pieces(". The class keeps no local derivatives, so the sum can't be shown.", places)}
    return found | {"terms": terms, "after": pieces(origin(row, unkept), places)}


def origin(row, unkept):
    """Return where the slopes on edges come from whose class keeps none, as the end of a sentence."""
    if not unkept:
        return ""
    ops = listed(list(dict.fromkeys(row.sign(row.edges[e][1]) for e in unkept)))
    these = "these are" if len(unkept) > 1 else "this one is"
    return f". The class keeps no local derivatives: {these} worked out by the rule{'s' * (' and ' in ops)} of {ops}."


def places_of(row):
    """Return the kind and index of each number that a line marks, by its name."""
    places = {f"{name}.{kind}": (kind, i) for i, name in enumerate(row.labels) for kind in ("data", "grad")}
    return places | {name: ("slope", e) for e, name in enumerate(row.edge_labels)}


def pieces(line, places, kind=""):
    """Return a marked line as pieces: texts of a kind, and the places of the numbers in it."""
    first, *rest = re.split(MARK, line)
    found = [(kind, first)]
    for _, name, text in zip(*[iter(rest)] * 3):
        found += [places[name], (kind, text)]
    return [piece for piece in found if piece[1] != ""]


# Data and slopes.


def data_sum(row, i):
    """Return how a node's data is made: its operation, applied to its inputs' data."""
    me, inputs = row.number_name(i, "data"), row.operands(i)
    if not inputs:
        return Sum(f"{row.name(i)} is an input of the graph: no operation makes it.")
    sources = [row.source(e) for e in inputs]
    rule = rule_of(row.ops[i], len(inputs))
    if not rule:
        return Sum(f"{me} is made by {row.sign(i)} from {listed([row.name(s) for s in sources])}.")
    numbers = [data_of(row, s) for s in sources]
    names = [row.labels[s] if row.is_named(s) else shown for s, shown in zip(sources, numbers)]
    ways = [formula(rule.compute, names)] * (names != numbers) + [formula(rule.compute, numbers)]
    total = rule(*(row.data[s] for s in sources))
    return Sum(
        f"{me} = {' = '.join(ways)} = {number(total)}", total, parts_of(row.ops[i], [row.data[s] for s in sources])
    )


def slope_sum(row, e):
    """Return how the slope on an edge is made: by the rule of its operation."""
    source, result = row.edges[e]
    inputs = row.operands(result)
    rule = rule_of(row.ops[result], len(inputs))
    if not rule or not rule.slopes:
        return Sum(f"It says how fast {row.name(result)} moves as {row.name(source)} does.")
    made_from = [*(row.source(k) for k in inputs), result]
    symbols = [row.labels[s] if row.is_named(s) else data_of(row, s) for s in made_from]
    signs = [*"xy"[: len(inputs)], "out"]
    words = dict(zip(signs, symbols)) | {sign.capitalize(): row.name(s) for sign, s in zip(signs, made_from)}
    sentence = rule.sentence(inputs.index(e))
    if "{formula}" in sentence:
        words["formula"] = formula(lambda *them: rule.slopes(*them)[inputs.index(e)], symbols)
    made_by = f"{row.labels[result]} = {formula(rule.compute, symbols[:-1])}, and " if row.is_named(result) else ""
    sentence = sentence.format(**words)
    return Sum(
        f"{row.slope_name(e)} is {number(row.slope[e])}: {made_by}{sentence}",
        row.slope_by_rule(e),
        parts_of(row.ops[result], []),
    )


def formula(rule, symbols):
    """Return a rule applied to symbols, as a marked line."""
    return "".join(rule(*map(WithDots.name, symbols)).pieces)
