"""The checks of notebook 03: Who is to blame for L?"""

import functools
import math

from micrograd.course.examine import (
    NotYet,
    Raised,
    Wrong,
    as_good,
    compare,
    exercise,
    number,
    outcome,
    predict,
    prediction,
    require_function,
    same,
    shown,
)


@prediction("guess = 1.0")
def output_gradient(guess):
    """Check the predicted L.grad."""
    return predict(
        guess,
        1.0,
        "1: as L rises by 0.001, L rises by 0.001, whatever L is.",
        {
            0: "0 would mean that L stays where it is as L rises.",
            -8: "That is L's value. Its gradient says how fast L rises as L does.",
            -1: "As L rises, L does not fall.",
        },
    )


@prediction("guess = -2.0")
def through_product(guess):
    """Check the predicted d.grad in L = d * f."""
    return predict(
        guess,
        -2.0,
        "-2: from 4·(-2) = -8 to 4.001·(-2) = -8.002. Each unit of d is one more f in L, and f is -2.",
        {
            4: "That is d itself. But L is d times f: what does one more d bring?",
            2: "The size is right, the sign is not: as d rises from 4 to 4.001, L goes from -8 to -8.002.",
            -8: "That is L itself. Asked is how fast it rises as d does.",
            1: "1 would be right if L were d plus something. It is d times f.",
            -0.002: "So far L moves if d moves by 0.001. The gradient is that per unit of the nudge.",
            -4: "The sign is right. But the other factor alone decides how fast: d itself is not in it.",
            0: "0 would mean that d does not matter to L. (No gradient is stored yet: `L.grad` is still 0. Type the number.)",
        },
    )


@prediction("guess = -2.0")
def through_sum(guess):
    """Check the predicted c.grad in d = e + c, L = d * f."""
    return predict(
        guess,
        -2.0,
        "-2: as c rises by 0.001, so does d, and as d does, L falls by 0.002. The sum passes on what d.grad is.",
        {
            1: "That is how fast d rises as c does. And how fast does L, as d does? Multiply the two.",
            10: "That is c itself. How large a summand is makes no difference to how fast the sum rises.",
            -6: "That is the other summand. In a product the other one decides, in a sum neither does.",
            12: "You multiplied d.grad by the other summand. In a sum neither of the two is the slope.",
            -20: "You multiplied d.grad by c itself. How large a summand is makes no difference.",
            -1: "Half of d.grad, or 1 added to it? A sum shares nothing out: d moves by all that c moves by.",
            2: "The size is right, the sign is not: as c rises, so does d, and then L falls.",
            4: "That is d itself. Asked is how fast L rises as c does.",
            -0.002: "So far L moves if c moves by 0.001. The gradient is that per unit of the nudge.",
            0: "0 would mean that c does not matter to L. (No gradient is stored yet: `d.grad` is still 0. Type the number.)",
        },
    )


# The graph of L = d * f with d = e + c and e = a * b: what made each result, its numbers, its gradients from L back.
MADE = {"L": ("*", "d", "f"), "d": ("+", "e", "c"), "e": ("*", "a", "b")}
DATA = {"L": -8.0, "d": 4.0, "f": -2.0, "e": -6.0, "c": 10.0, "a": 2.0, "b": -3.0}
GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "e": -2.0, "c": -2.0, "a": 6.0, "b": -4.0}


@exercise(
    """
    L.grad = 1.0
    d.grad = f.data * L.grad
    f.grad = d.data * L.grad
    e.grad = d.grad
    c.grad = d.grad
    a.grad = b.data * e.grad
    b.grad = a.data * e.grad
    """
)
def filled(L):
    """Check the gradients that were set by hand in the graph of L = (a*b + c) * f."""
    if L is ... or L is None:
        raise NotYet("run the cell that builds L, then yours.")
    nodes = outcome(named, L)
    if isinstance(nodes, Raised):
        again = "run the cell that builds L again, then yours, then this one."
        raise Wrong(f"this is not the graph of (a*b + c) * f with a = 2, b = -3, c = 10 and f = -2: {again}")
    given = {name: getattr(nodes[name], "grad", None) for name in GRADIENTS}
    missing = [name for name in given if given[name] is ... or given[name] is None]
    wrong = [name for name in given if name not in missing and not same(given[name], GRADIENTS[name])]
    if wrong:
        raise Wrong(refuted(wrong[0], given[wrong[0]]), "\n  ".join(diagnoses(wrong, given)), *WALK)
    if missing:
        done = ", ".join(f"{name}.grad" for name in given if name not in missing)
        so_far = f"right so far: {done}. Put" if done else "put"
        raise NotYet(f"{so_far} {missing[0]}.grad in place of its `...`, then run both cells.", *WALK)
    return "all seven gradients are right, from L back to a and b: each is what a nudge says."


WALK = (
    "Of each number ask: which operation takes it in, and what is the gradient of that one's result?",
    "In a product the local slope is the other factor, in a sum it is 1. Multiply it by the gradient of the result.",
)


def named(L):
    """Return the seven Values under L by name; raise if this is another graph."""
    nodes = {"L": L}
    for name, (op, left, right) in MADE.items():
        nodes[left], nodes[right] = nodes[name]._prev
        if nodes[name]._op != op:
            raise ValueError(name)
    if not all(number(nodes[name].data) == data for name, data in DATA.items()):
        raise ValueError("data")
    return nodes


def refuted(name, grad):
    """Return a gradient that was given, and beside it what L does as the number is nudged."""
    way = "rises" if GRADIENTS[name] > 0 else "falls"
    return f"{name}.grad is {shown(grad)}. But as {name} rises by 0.001, L {way} by {abs(GRADIENTS[name]) / 1000:g}."


def diagnoses(wrong, given):
    """Return a line for each wrong gradient, and one for all those that only follow from another."""
    about = {name: diagnosis(name, given) for name in wrong}
    following = [f"{name}.grad" for name in wrong if about[name] == FOLLOWS]
    told = [f"{name}.grad: {about[name]}" for name in wrong if about[name] != FOLLOWS]
    return told + [f"{', '.join(following)}: {FOLLOWS}"] * bool(following)


FOLLOWS = (
    "made in the right way from a wrong gradient. A formula comes right with that one, a number you work out anew."
)


def diagnosis(name, given):
    """Return what is wrong with one gradient, seen from the one that it is made from, be that right or wrong.

    Several slips may give the same number: then it is the one that explains the other input of the operation as well.
    """
    grad = given[name]
    if math.isnan(number(grad)):
        is_value = "that is a Value. A gradient is a plain number: take its `data`, or its `grad`."
        return is_value if hasattr(grad, "_prev") else f"a gradient is one number, and this is {shown(grad)}."
    known = explained(name, given)
    if known:
        beside = [one for _, *sides in MADE.values() for one in sides if name in sides]
        beside = [one for one in beside if one != name and not same(given[one], GRADIENTS[one])]
        alike = [about for about in known for other in beside if about in explained(other, given)]
        return (alike or known)[0].format(**around(name))
    moves = "which number does it move first, and how fast does that one move L?"
    return moves if name != "L" else "as L rises, how fast does L rise?"


def around(name):
    """Return the names beside one of the graph: of the other input, of the result, and how that is made."""
    if name == "L":
        return {"name": name}
    out, (op, left, right) = next((out, made) for out, made in MADE.items() if name in made[1:])
    return {"name": name, "other": right if name == left else left, "out": out, "made": f"{out} = {left} {op} {right}"}


def explained(name, given):
    """Return what is to be said, in the words of `around`, of each slip that gives what was given."""
    return [about for slip, about in slips(name, given) if same(given[name], slip)]


def slips(name, given):
    """Yield the wrong gradients of one number that people arrive at, each with what is to be said of it."""
    own = "that is {name}'s own value. Its gradient says how fast L rises as {name} does."
    if name == "L":
        yield 0.0, "0 is what every gradient starts with. As L rises, how fast does L rise?"
        yield DATA["L"], own
        yield -1.0, "as L rises, L does not fall."
        return
    other, out = around(name)["other"], around(name)["out"]
    op = MADE[out][0]
    slope = DATA[other] if op == "*" else 1.0
    incoming, true = number(given[out]), GRADIENTS[out]
    if incoming == 1 != true:  # the local slope alone, or times this 1: nobody can tell
        yield slope, "that is the local slope. Multiply it by {out}.grad, once that is right."
    elif incoming != true:
        yield slope * incoming, FOLLOWS
    added = f" Or did you add {slope:g} and {true:g}?" if slope + true == 0 else ""
    yield 0.0, f"0 is what every gradient starts with: is its line missing, or above the line that it needs?{added}"
    alone = "that is the local slope, how fast {out} rises as {name} does. Still to be multiplied by {out}.grad."
    if op == "*":
        yield slope * DATA[out], "you took {out}'s data for its gradient: multiply the local slope by {out}.grad."
    for back in dict.fromkeys([true, incoming]):
        yield from (product_slips if op == "*" else sum_slips)(name, other, back)
        yield slope, alone
        yield slope + back, "you added local slope and {out}.grad. One stretches the other: multiply."
    yield DATA[name], own
    yield DATA[out], "that is {out}'s value. How fast does L rise as {name} does?"
    yield GRADIENTS[name] / 1000, "so far L moves if {name} moves by 0.001. The gradient is that per unit of the nudge."


def product_slips(name, other, back):
    """Yield the slips on the way back through a product."""
    yield DATA[name] * back, "you took {name} itself for its slope. In {made} that is the other factor."
    yield -DATA[other] * back, "the size is right, the sign is not: both factors have a sign."
    yield DATA[name], "you took {name} itself for its slope. In {made} that is the other factor."
    yield back, "that is {out}.grad, passed on as through a sum. But {made}: what is the local slope there?"
    yield (
        DATA[other] * back * back,
        "multiply by {out}.grad once, and by nothing else: what comes after {out} is in it.",
    )


def sum_slips(name, other, back):
    """Yield the slips on the way back through a sum."""
    yield -back, "the size is right, the sign is not: as {name} rises, so does {out}."
    yield back / 2, "half of {out}.grad, or {out}.grad + 1? A sum passes on all of it, and nothing more."
    neither = "In {made} neither summand is the slope."
    yield DATA[name] * back, "you multiplied {out}.grad by {name}. " + neither
    yield DATA[other] * back, "you multiplied {out}.grad by {other}, as in a product. " + neither
    yield DATA[other], "that is {other}'s value, as if {out} were a product. " + neither


def formula(text):
    """Return the function of x, y, z, w that a formula in them, p = x + y and q = z * w stands for."""
    code = compile(text, "<formula>", "eval")
    return lambda x, y, z, w: eval(code, {}, {"x": x, "y": y, "z": z, "w": w, "p": x + y, "q": z * w})


OTHER = "out is p times q: what comes back to each of them is the other one."
ORDER = "The right numbers in the wrong order: first x, then y, z, w."
MULTIPLY = "You added local slope and what comes back. One stretches the other: multiply."
BRACKETS = "x and y are right. In the others brackets are missing: w * x + y is (w * x) + y."
NOT_BLAMES = {
    "[1.0, 1.0, w, z]": "Those are local slopes: how fast p and q rise. But how fast does out?",
    "[q, q, w, z]": "x and y are right. Those of z and w are local slopes: how fast q rises. But how fast does out?",
    "[1.0, 1.0, w * p, z * p]": "z and w are right. 1 is the local slope: how fast p rises. But how fast does out?",
    "[q, q, z * p, w * p]": "x and y are right. For z and w you took each itself: the slope is the other factor.",
    "[p, p, w * q, z * q]": f"Local slopes right, what comes back is not: {OTHER}",
    "[p, p, z * q, w * q]": f"You took each number itself for its slope, in both products. {OTHER}",
    "[q, q, w * q, z * q]": f"x and y are right. What comes back to q is not: {OTHER}",
    "[p, p, w * p, z * p]": f"z and w are right. What comes back to p is not: {OTHER}",
    "[y * q, x * q, w * p, z * p]": "z and w are right. But x and y are added: what is the slope of a sum?",
    "[x * q, y * q, w * p, z * p]": "z and w are right. But how large a summand is does not matter to its slope.",
    "[q / 2, q / 2, w * p, z * p]": "z and w are right. But a sum shares nothing out: all comes back to x, and to y.",
    "[p, p, q, q]": "You stopped at p and q, and for each took its own number. Walk one step on, to the leaves.",
    "[1 + q, 1 + q, w + p, z + p]": MULTIPLY,
    "[q, q, w + p, z + p]": MULTIPLY,
    "[q, q, x + y * w, x + y * z]": BRACKETS,
    "[q, q, w * x + y, z * x + y]": BRACKETS,
    "[q, q, w * x * y, z * x * y]": "x and y are right. For z and w you took p for x times y: it is their sum.",
    "[z + w, z + w, w * p, z * p]": "z and w are right. For x and y you took q for z plus w: it is their product.",
    "[q, q, w * p * q, z * p * q]": "x and y are right. What comes back to q is p alone: q itself is not in it.",
    "[0.0, 0.0, 0.0, 0.0]": "All 0: is that what the picture's Values have for gradients so far? Make formulas of x, y, z, w.",
    "[q, q, p, p]": "x and y are right. You stopped at q: z and w are one product further.",
    "[q, p]": "Those are the gradients of p and q. Walk one step on, to the leaves.",
    "[1.0, q, p, q, q, w * p, z * p]": "Those are all seven. Return those of the four leaves.",
    "[-q, -q, -w * p, -z * p]": "The sizes are right, the signs are not.",
    "[z * p, w * p, q, q]": ORDER,
    "[w * p, z * p, q, q]": ORDER,
    "[x, y, z, w]": "Those are the numbers themselves. How fast does out rise with each?",
    "p * q": "That is out itself. How fast does it rise with each of the four?",
    "q": "That is the gradient of x alone. Return four, in a list.",
    "2 * q + (w + z) * p": "That is their sum. Return four numbers, in a list.",
    "[-4.0, -4.0, 20.0, -5.0]": "The same numbers whatever comes in: write formulas.",
    "[-4.0, -4.0, w * 5.0, z * 5.0]": "p and q are the picture's: compute both anew from what comes in.",
}
CASES = [
    (2.0, 3.0, -1.0, 4.0),
    (1.0, -3.0, 0.5, 8.0),
    (-2.0, 2.0, 3.0, 7.0),
    (0.0, 6.0, 0.0, 2.5),
    (1.5, 0.0, -3.0, 0.0),
]


@exercise(
    """
    def blame(x, y, z, w):
        p, q = x + y, z * w
        return [q, q, w * p, z * p]
    """
)
def blame(blame):
    """Check blame(x, y, z, w): the gradients of x, y, z and w in out = (x + y) * (z * w)."""
    require_function(blame, "blame")

    kinds = set()

    @functools.wraps(blame)
    def answer(*case):
        found = blame(*case)
        kinds.add(type(found))
        in_order = hasattr(found, "__getitem__") and not isinstance(found, (dict, str)) and not hasattr(found, "_prev")
        return list(found) if in_order else found

    def look(got):
        if isinstance(got, list) and any(hasattr(one, "_prev") for one in got):
            return [PICTURE]
        if not isinstance(got, list) or any(math.isnan(number(one)) for one in got):
            return ["Return four numbers in a list, in the order x, y, z, w."]
        return [f"That is {len(got)}, and there are four leaves."] * (len(got) != 4)

    compare(
        answer,
        CASES,
        right=[formula("[q, q, w * p, z * p]")],
        mistakes=[
            *((formula(wrong), about) for wrong, about in NOT_BLAMES.items()),
            (AttributeError("'float' object has no attribute"), PICTURE),
            (TypeError("unsupported operand type(s) for *: 'float' and 'Value'"), PICTURE),
            (TypeError("unsupported operand type(s) for +: 'float' and 'Value'"), PICTURE),
            (TypeError("'float' object is not callable"), "A product wants its sign: w * (x + y), not w(x + y)."),
            (ZeroDivisionError(), "It divides by one of the four, and that may be 0. No slope here needs a division."),
            (TypeError("blame() takes"), FIRST_LINE),
            (TypeError("blame() missing"), FIRST_LINE),
        ],
        place=lambda *case: f"for blame({', '.join(map(str, case))})",
        tells="you gave {got}, nudges give {wanted}",
        hints=(
            "Walk back as before: first what comes back to p and to q, then one step on to the leaves.",
            "Local slope times what comes back: 1 for each side of x + y, the other factor for each side of z * w.",
        ),
        look=look,
    )
    return f"blame is right: {len(CASES)} graphs, with zeros and negative numbers among them{as_good(kinds - {list})}"


PICTURE = "Plain numbers come in here, with no `data`. The picture's p, q and out are Values: compute p and q anew."
FIRST_LINE = "Leave the first line as it was: four numbers come in."


@prediction("guess = -7.28")
def step(guess):
    """Check the predicted L after a step of 0.01 times its gradient for each leaf."""
    return predict(
        guess,
        -7.28,
        "about -7.28: a moves by 0.01·6, and L moves 6 times as far as a. Over all leaves that is 0.01·(36+16+4+16).",
        {
            -8.72: "The size is right. But along its gradient each leaf moves so that L rises: b, for one, moves down.",
            -7.96: "Each step is 0.01 times a gradient, and L moves that gradient times as far: it comes in twice.",
            -7.84: "Each step is 0.01 times a gradient, and L moves that gradient times as far: it comes in twice.",
            -7.19: "You counted e, d and L as well. Only leaves are moved, the others follow.",
            0.72: "That is how far L moves. Where does it arrive, from -8?",
            64: "You forgot the 0.01.",
            -8: "L moves by more: for each leaf by 0.01 times its gradient, times that gradient again. The 0.01 comes in once.",
            -7.94: "That is what a alone brings, and once too few times.",
            -7.64: "That is what a alone brings. There are three more leaves.",
        },
        near=0.003,  # -7.3 will do
    )
