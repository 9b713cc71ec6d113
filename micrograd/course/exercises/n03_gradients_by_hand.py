"""The checks of notebook 03: Who is to blame for L?"""

import difflib
import inspect
import linecache
import math
import re
import sys
import traceback

from micrograd.course.errors import division_by_zero, no_attribute, not_callable, unknown_name, unsupported
from micrograd.course.exercise import Exercise, Trial
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.functions import globals_in
from micrograd.course.mistakes import raises, wrong
from micrograd.course.outcomes import same
from micrograd.course.prediction import Prediction
from micrograd.course.wording import Numbers, Words, as_good, number, shown, told_apart
from micrograd.engine import Value
from micrograd.learner.sandbox import Raised, outcome

output_gradient = Prediction(
    "output_gradient", "the predicted L.grad", 1.0,
    "1: as L rises by 0.001, L rises by 0.001, whatever L is.",
    {
        0: "0 would mean that L stays where it is as L rises.",
        -8: "That is L's value. Its gradient says how fast L rises as L does.",
        8: "That is the size of L's value. The gradient of L says how fast L rises as L does.",
        -1: "As L rises, L does not fall.",
    },
    otherwise="As L rises by 0.001, how far does L rise?",
)


through_product = Prediction(
    "through_product", "the predicted d.grad in L = d * f", -2.0,
    "-2: from 4·(-2) = -8 to 4.001·(-2) = -8.002. Each unit of d adds one more f to L, and f is -2.",
    {
        4: "That is d itself. But L is d times f: what does one more d bring?",
        2: "The size is right, the sign is not: as d rises from 4 to 4.001, L goes from -8 to -8.002.",
        -8: "That is L itself. The question is how fast it rises as d does.",
        1: "1 would be right if L were d plus something. It is d times f.",
        -0.002: "That is how far L moves if d moves by 0.001. The gradient is that move, divided by the nudge.",
        -4: "The sign is right. But only the other factor decides how fast: d itself plays no part.",
        0: "0 would mean that d does not matter to L. (`L.grad` is still 0, nothing is stored yet: type the number.)",
    },
    otherwise="With d = 4.001 in place of 4, what is L? How many times as far as d did it move?",
)


through_sum = Prediction(
    "through_sum", "the predicted c.grad in d = e + c, L = d * f", -2.0,
    "-2: as c rises by 0.001, so does d, and as d does, L falls by 0.002. The sum passes on what d.grad is.",
    {
        1: "That is how fast d rises as c does. And how fast does L rise as d does? Multiply the two.",
        10: "That is c itself. How large a summand is makes no difference to how fast the sum rises.",
        -6: "That is the other summand. In a product, the other factor decides; in a sum, neither of them does.",
        12: "You multiplied d.grad by the other summand. In a sum, neither of the two is the local derivative.",
        -20: "You multiplied d.grad by c itself. How large a summand is makes no difference.",
        -1: "Half of d.grad, or d.grad plus 1? A sum splits nothing: d moves just as far as c does.",
        2: "The size is right, the sign is not: as c rises, so does d, and then L falls.",
        4: "That is d itself. The question is how fast L rises as c does.",
        -8: "That is L itself. The question is how fast it rises as c does.",
        -0.002: "That is how far L moves if c moves by 0.001. The gradient is that move, divided by the nudge.",
        0: "0 would mean that c does not matter to L. (`d.grad` is still 0, nothing is stored yet: type the number.)",
    },
    otherwise="As c rises by 0.001, how far does d move? And as d moves so far, how far does L?",
)


two_products = Prediction(
    "two_products", "the predicted move of L as a rises by 0.001", 0.006,
    "0.006: e falls by 0.003, and d with it; L moves -2 times as far as d. So L rises, 6 times as far as a.",
    {
        -0.003: "That is how far e moves, and d with it. What does the second product make of it?",
        0.003: "That is the size of e's move. Which way does e go, and what does f make of it?",
        -0.006: "The size is right, the sign is not: e falls as a rises, and f is negative, too.",
        6: "That is how many times as far as a L moves. And how far is that, if a moves by 0.001?",
        -3: "That is how many times as far as a e moves. How far does L move, if a moves by 0.001?",
        -0.002: "That is what f makes of 0.001. But before the nudge comes to f, it has gone through a · b.",
        0.002: "A move of a goes through two products: with b, and then with f. Take them one after the other.",
        -0.005: "You added the two factors. The second product multiplies what the first one has made.",
        0.001: "L would move just as far as a if there were only sums on the way. There are two products.",
        -7.994: "That is where L ends up. How far is that from -8?",
        0: "0 would mean that a does not matter to L.",
    },
    otherwise="Take it edge by edge: how far does e move, how far does d, and then L?",
)


# The graph of L = d * f with d = e + c and e = a * b


def example():
    """Return the Values of the notebook's graph by name, from L backwards."""
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    e = a * b
    d = e + c
    L = d * f
    return dict(L=L, d=d, f=f, e=e, c=c, a=a, b=b)


EXAMPLE = example()
EXAMPLE["L"].backward()
DATA = {name: node.data for name, node in EXAMPLE.items()}
GRADIENTS = {name: node.grad for name, node in EXAMPLE.items()}
MADE = {"L": ("*", "d", "f"), "d": ("+", "e", "c"), "e": ("*", "a", "b")}
WALK = (
    "For each box, ask: which operation does its number go into, and what is the gradient of the result?",
    "In a product, the local derivative is the other factor; in a sum, it is 1. Multiply it by the result's gradient.",
)


def _filled(L):
    if L is ... or L is None:
        return NotYet("run the cell that builds L, then yours.")
    nodes = outcome(named, L)
    if isinstance(nodes, Raised):
        no_graph = "this is not the graph of (a*b + c) * f with a = 2, b = -3, c = 10 and f = -2"
        why = outcome(moved, L)
        again = "run the cell that builds L again, then yours, then this one."
        return Wrong(f"{no_graph}: {again}" if isinstance(why, Raised) else f"{no_graph}: {why}{again}")
    given = {name: getattr(nodes[name], "grad", None) for name in GRADIENTS}
    missing = [name for name in given if given[name] is ... or given[name] is None]
    wrong = [name for name in given if name not in missing and not same(given[name], GRADIENTS[name])]
    not_run = unread(L)
    if wrong:
        told = [name for name in wrong if given[name] != 0] if not_run else wrong
        lines = [f"{not_run} {BEFORE_THAT}"] * bool(not_run) + diagnoses(told, given, nodes)
        return Wrong(refuted(wrong[0], given[wrong[0]]), "\n  ".join(lines), *WALK)
    if missing and not_run:
        return NotYet(not_run[0].lower() + not_run[1:], *WALK)
    if missing:
        done, first = ", ".join(f"{name}.grad" for name in given if name not in missing), missing[0]
        so_far, now = (f"right so far: {done}. ", "Now type") if done else ("", "type")
        if why := elsewhere(first, nodes[first]) or stopped(first, ...):
            return NotYet(f"{so_far}{first}.grad is still `...`: {why}", *WALK)
        return NotYet(f"{so_far}{now} what {first}.grad is in place of its `...`, then run both cells.", *WALK)
    right = "all seven gradients are right, from L back to a and b: each is what a nudge says."
    return Right(f"{right} ({not_run} {BEFORE_THAT})" if not_run else right)


filled = Exercise(
    "filled",
    "the gradients that were set by hand in the graph of L = (a*b + c) * f",
    """
    L.grad = 1.0
    d.grad = f.data * L.grad
    f.grad = d.data * L.grad
    e.grad = d.grad
    c.grad = d.grad
    a.grad = b.data * e.grad
    b.grad = a.data * e.grad
    """,
    examine=_filled,
    names=example,
    hands=["L"],
)


def shaped(L):
    """Return the seven Values under L by name; raise an error for a graph of another form."""
    nodes = {"L": L}
    for name, (op, left, right) in MADE.items():
        nodes[left], nodes[right] = nodes[name]._prev
        if nodes[name]._op != op:
            raise ValueError(name)
    return nodes


def moved(L):
    """Return what was set after the graph was built: a number in it, or L itself; raise an error for any other graph."""
    if not math.isnan(number(L)):
        return f"`L` is a plain number now, {shown(L)}. Does a line of yours begin with `L =`, in place of `L.grad =`? {MEND}"
    nodes = shaped(L)
    if all(same(nodes[leaf].data, DATA[leaf] + 0.01 * nodes[leaf].grad) for leaf in "abcf"):
        return "its leaves have moved by 0.01 times their gradients since. To check the gradients again, "
    changed = next(name for name, node in nodes.items() if number(node.data) != DATA[name])
    holds = f"`{changed}.data` is {shown(nodes[changed].data)}."
    return f"{holds} Does a line of yours set it, in place of `{changed}.grad`? {MEND}"


def named(L):
    """Return the seven Values under L by name; raise an error for another graph."""
    nodes = shaped(L)
    if not all(number(nodes[name].data) == data for name, data in DATA.items()):
        raise ValueError("data")
    return nodes


def refuted(name, grad):
    """Return a given gradient beside what L does as the number is nudged."""
    way = "rises" if GRADIENTS[name] > 0 else "falls"
    return f"{name}.grad is {told_apart(grad, GRADIENTS[name])['got']}. But as {name} rises by 0.001, L {way} by {abs(GRADIENTS[name]) / 1000:g}."


def diagnoses(wrong, given, nodes):
    """Return a line for each wrong gradient, and one for all those that only follow from another."""
    for runs in range(2, 6):
        if all(same(given[name], grad) for name, grad in added_up(runs).items()):
            return [ADDED_UP.format(runs=runs)]
    about = {name: elsewhere(name, nodes[name]) or diagnosis(name, given) for name in wrong}
    together = STOPPED, BEFORE, FOLLOWS, NOUGHT
    lines = [f"{name}.grad: {about[name]}" for name in wrong if about[name] not in together]
    for follows in together:
        following = [f"{name}.grad" for name in wrong if about[name] == follows]
        lines += [f"{', '.join(following)}: {follows}"] * bool(following)
    return lines


def diagnosis(name, given):
    """Return what is wrong with one gradient.

    If several slips give the same number, the one that also explains the operation's other input counts.
    """
    grad = given[name]
    if why := stopped(name, grad):
        return why
    if name == "L" and untouched(given):
        return UNTOUCHED
    if math.isnan(number(grad)):
        is_value = "that is a Value. A gradient is a plain number: take its `data`, or its `grad`."
        return is_value if hasattr(grad, "_prev") else f"a gradient is one number, and this is {shown(grad)}."
    if known := slips(name, given):
        other = around(name).get("other")
        shared = slips(other, given) if other and not same(given[other], GRADIENTS[other]) else []
        return next((hint for hint in known if hint in shared), known[0]).format(**around(name, given))
    moves = "which result does it move first, and how fast does that result move L?"
    return moves if name != "L" else "as L rises, how fast does L rise?"


def untouched(given):
    """Return whether all seven gradients are what they start as; a formula with a factor of 0 gives -0.0 in one."""
    return all(str(grad) == "0.0" for grad in given.values())


def added_up(runs):
    """Return what the seven lines leave if they add with `+=`, and have run this often."""
    grads = dict.fromkeys(GRADIENTS, 0.0)
    for name in runs * [*GRADIENTS]:
        beside = around(name)
        grads[name] += beside["local"] * grads[beside["out"]] if name != "L" else 1.0
    return grads


def elsewhere(name, node):
    """Return a hint if the line for a gradient that was never set has set something else, else ""."""
    if node.grad not in (0, ..., None):
        return ""
    now = getattr(getattr(type(node), "__init__", None), "__globals__", {}).get(name, node)
    if not math.isnan(number(now)):
        starts = f"`{name}` is a plain number now, {shown(now)}: does the line for it begin with `{name} =`?"
        return f"{starts} Run the cell that builds L again, too."
    for other in difflib.get_close_matches("grad", {*getattr(node, "__dict__", ())} - {"grad"}):
        return f"`{name}.{other}` is {shown(getattr(node, other))}: is `{name}.grad` meant?"
    return ""


def stopped(name, grad):
    """Return a hint if the last cell that sets gradients stopped at the line for this one, or above it, else ""."""
    line, below = stopped_at()
    if sets(name, line):
        values = ", ".join(f"`{v}` is a whole Value, and its number is `{v}.data`" for v in bare_values(line))
        return f"its cell stopped with an error at `{line}`{': ' * bool(values)}{values}."
    if any(sets(name, row) for row in below):
        return STOPPED if grad == 0 else BEFORE
    return ""


def stopped_at():
    """Return the line at which a cell that sets gradients stopped, and those below it; none if another has run since."""
    for frame, row in traceback.walk_tb(getattr(getattr(sys, "last_value", None), "__traceback__", None)):
        lines = linecache.getlines(frame.f_code.co_filename)
        if any(sets(name, line) for name in GRADIENTS for line in lines[row - 1 : row]) and is_last(lines, frame.f_globals):
            return lines[row - 1].strip(), lines[row:]
    return "", []


def unread(L):
    """Return in words that a cell that sets gradients can't be parsed, "" if it can, or if another has run since."""
    error = getattr(sys, "last_value", None)
    lines = linecache.getlines(error.filename) if isinstance(error, SyntaxError) and error.filename else []
    names = getattr(getattr(type(L), "__init__", None), "__globals__", {})
    ours = any(sets(name, line) for name in GRADIENTS for line in lines) and is_last(lines, names)
    line = "".join(lines[error.lineno - 1 : error.lineno]).strip() if ours else ""
    kind = type(error).__name__
    a_kind = f"an {kind}" if kind.startswith("I") else f"a {kind}"
    return f"Your cell stopped with {a_kind} at `{line}`, and nothing in it has run." if ours else ""


def is_last(lines, names):
    """Return whether no cell that sets gradients, or builds L, has run since the one of these lines."""
    cells = [cell.strip() for cell in names.get("In", [])]  # those that ran, where IPython keeps them
    cell = "".join(lines).strip()
    since = cells[::-1][: cells[::-1].index(cell)] if cell in cells else []
    return not any(re.search(r"\.grad *[-+*/]?=(?!=)|setattr\(|^L *=", one, re.MULTILINE) for one in since)


def sets(name, line):
    """Return whether a line of a cell sets the gradient of this name."""
    return re.match(rf"\s*(\w+\.grad *[=,] *)*{name}\.grad *([-+*/]?=(?!=)|,)", line) is not None


def bare_values(line):
    """Return the names of the graph's Values that stand without a dot on the right side of a line."""
    return list(dict.fromkeys(re.findall(rf"\b([{''.join(DATA)}])\b(?! *\.)", line.partition("=")[2])))


def slips(name, given):
    """Return the hints of all slips that lead to the gradient given, in the order of the tables.

    They are looked for with the right gradient of the result first, then with the one given for it.
    """
    grad, beside = given[name], around(name)
    if name == "L":
        return leading_to(grad, AT_THE_END, beside)
    right, back = GRADIENTS[beside["out"]], number(given[beside["out"]])
    found = leading_to(grad, beside["table"], beside | {"back": right})
    if math.isnan(back) or back == right:
        return found + leading_to(grad, IN_BOTH, beside)
    found += leading_to(grad, beside["table"], beside | {"back": back}) + leading_to(grad, IN_BOTH, beside)
    if grad == 0 == back:
        return [NOUGHT]
    follows = FOLLOWS if back != 1 else ALONE_OR_FOLLOWS  # local derivative alone or times 1: no telling which
    return [follows] * same(grad, beside["local"] * back) + found


def leading_to(grad, table, numbers):
    """Return the hints of a table whose formulas give this gradient."""
    return [hint for formula, hint in table.items() if same(grad, eval(formula, {}, numbers))]


def around(name, given=GRADIENTS):
    """Return what surrounds a number of the graph: names for the hints, numbers for the formulas."""
    beside = dict(name=name, own_data=DATA[name], grad=GRADIENTS[name])
    if name == "L":
        return beside
    out, (op, left, right) = next((out, made) for out, made in MADE.items() if name in made[1:])
    other = right if name == left else left
    local, back = DATA[other] if op == "*" else 1.0, number(given[out])
    added = f" Or did you add {local:g} and {back:g}?" if local + back == 0 else ""
    beside |= dict(other=other, out=out, made=f"{out} = {left} {op} {right}", or_added=added)
    return beside | dict(local=local, other_data=DATA[other], out_data=DATA[out], table=PRODUCT if op == "*" else SUM)


# Wrong gradients that people arrive at, each by its formula: `local` is the local derivative,
# `back` the gradient of the result.

FOLLOWS = (
    "the local derivative times a gradient that is wrong. Once that is right, a formula is, too; work a number out anew."
)
UNTOUCHED = (
    "0 is what every gradient starts with, and all seven still hold it: has your cell run, and to its end? "
    "As L rises, how fast does L rise?"
)
MEND = "If so, mend it; "
BEFORE_THAT = "So this is about what was there before."
STOPPED = "still 0, for the cell stopped above this line."
BEFORE = "as it was before your cell ran: that stopped above this line."
ADDED_UP = "All seven are what `+=` leaves when the cell has run {runs} times: it adds to what was there. `=` sets anew."
NOUGHT = "0 as long as the gradient of the result is 0."
ALONE_OR_FOLLOWS = "that is the local derivative. Multiply it by {out}.grad, once that is right."
ZERO = (
    "0 is what every gradient starts with: is its line missing, does it stand above the line it needs, "
    "or did the cell stop before it?{or_added}"
)
OWN_DATA = "that is {name}'s own value. Its gradient says how fast L rises as {name} does."
OTHER_FACTOR = " In {made}, the local derivative is the other factor."
NO_FACTOR = "In {made}, neither summand is the local derivative."
DERIVATIVE_ALONE = "that is the local derivative, how fast {out} rises as {name} does. Multiply it by {out}.grad."
ADDED = "that is the local derivative plus {out}.grad. One stretches the other: multiply."
AT_THE_END = {
    "0": "0 is what every gradient starts with. As L rises, how fast does L rise?",
    "own_data": OWN_DATA,
    "-1": "as L rises, L does not fall.",
}
PRODUCT = {
    "0": ZERO,
    "other_data * out_data": "that is {other} times {out}'s data: multiply the local derivative by {out}.grad.",
    "own_data * back": "that is {name}'s own value times {out}.grad." + OTHER_FACTOR,
    "-other_data * back": "the size is right, the sign is not: both factors have a sign.",
    "own_data": "that is {name}'s own value." + OTHER_FACTOR,
    "back": "that is {out}.grad, as it is passed on through a sum. But {made}: what is the local derivative there?",
    "other_data * back * back": "that is the right gradient times {out}.grad once more: what comes after {out} is in it already.",
    "local": DERIVATIVE_ALONE,
    "local + back": ADDED,
}
SUM = {
    "0": ZERO,
    "-back": "the size is right, the sign is not: as {name} rises, so does {out}.",
    "back / 2": "half of {out}.grad, or {out}.grad + 1? A sum passes on all of it, and nothing more.",
    "own_data * back": "that is {out}.grad times {name}. " + NO_FACTOR,
    "other_data * back": "that is {out}.grad times {other}, as in a product. " + NO_FACTOR,
    "other_data": "that is {other}'s value, as if {out} were a product. " + NO_FACTOR,
    "local": DERIVATIVE_ALONE,
    "local + back": ADDED,
}
IN_BOTH = {
    "own_data": OWN_DATA,
    "out_data": "that is {out}'s value. How fast does L rise as {name} does?",
    "grad / 1000": "that is how far L moves if {name} moves by 0.001. The gradient is that move, divided by the nudge.",
}


CASES = [
    (2.0, 3.0, -1.0, 4.0),
    (1.0, -3.0, 0.5, 8.0),
    (-2.0, 2.0, 3.0, 7.0),
    (0.0, 6.0, 0.0, 2.5),
    (1.5, 0.0, -3.0123, 0.0),  # digits that a rounded answer has not
]
OTHER = "out is p times q: what comes back to each of them is the other."
ORDER = "The right numbers in the wrong order: first x, then y, z, w."
MULTIPLY = "You added the local derivative and what comes back. One stretches the other: multiply."
BRACKETS = "x and y are right. In the others, brackets are missing: w * x + y is (w * x) + y."
PICTURE = "Plain numbers come in here, with no `data`. The picture's p, q and out are Values: compute p and q anew."
VALUES = "Those are Values, and a gradient is a plain number: return the `data` of each."
OTHER_NAMES = (
    "Those are made of the notebook's own Values x, y, z and w: the first line gives what comes in other names. "
    "Let it be blame(x, y, z, w)."
)
NOT_BLAMES = [
    wrong("[1.0, 1.0, w, z]", "Those are local derivatives: how fast p and q rise. But how fast does out?"),
    wrong("[q, q, w, z]",
          "x and y are right. Those of z and w are local derivatives: how fast q rises. But how fast does out?"),
    wrong("[1.0, 1.0, w * p, z * p]",
          "z and w are right. 1 is the local derivative: how fast p rises. But how fast does out?"),
    wrong("[q, q, z * p, w * p]",
          "x and y are right. z has what belongs to w, and w what belongs to z: the local derivative is the other factor."),
    wrong("[p, p, w * q, z * q]", f"The local derivatives are right, what comes back is not: {OTHER}"),
    wrong("[p, p, z * q, w * q]", f"You took each number itself for its local derivative. {OTHER}"),
    wrong("[q, q, w * q, z * q]", f"x and y are right. What comes back to q is not: {OTHER}"),
    wrong("[p, p, w * p, z * p]", f"z and w are right. What comes back to p is not: {OTHER}"),
    wrong("[y * q, x * q, w * p, z * p]", "z and w are right. But x and y are added: what is the derivative of a sum?"),
    wrong("[x * q, y * q, w * p, z * p]",
          "z and w are right. But how large a summand is makes no difference to how fast the sum rises."),
    wrong("[x * q, y * q, z * p, w * p]",
          "You took each number itself for its local derivative. What is that in a sum, and what in a product?"),
    wrong("[x * q, y * q, z * w * p, w * z * p]",
          "Each is multiplied by the number itself once too often: out does not rise faster for that."),
    wrong("[y, x, w, z]",
          "Those look like local derivatives, but x and y are added, not multiplied. And how fast does out rise?"),
    wrong("[p * q * q, p * q * q, w * p * (p * q), z * p * (p * q)]",
          "All of them are too large, by a factor of out itself. At out, the walk back begins with 1."),
    wrong("[q / 2, q / 2, w * p, z * p]",
          "z and w are right. But a sum splits nothing: x gets all that comes back, and so does y."),
    wrong("[p, p, q, q]", "You stopped at p and q, and took their own numbers. Walk one step further, to the leaves."),
    wrong("[1 + q, 1 + q, w + p, z + p]", MULTIPLY),
    wrong("[q, q, w + p, z + p]", MULTIPLY),
    wrong("[q, q, x + y * w, x + y * z]", BRACKETS),
    wrong("[q, q, w * x + y, z * x + y]", BRACKETS),
    wrong("[p * q / x, p * q / y, w * p, z * p]",
          "z and w are right. out divided by an input is its gradient only where that is a factor: x and y are summands."),
    wrong("[q, q, w * x * y, z * x * y]", "x and y are right. For z and w you took p for x times y: it is their sum."),
    wrong("[z + w, z + w, w * p, z * p]",
          "z and w are right. For x and y you took q for z plus w: it is their product."),
    wrong("[q, q, w * p * q, z * p * q]", "x and y are right. What comes back to q is p alone: q itself is not in it."),
    wrong("[0.0, 0.0, 0.0, 0.0]",
          "All 0: are those the gradients that the picture's Values hold so far? Write formulas in x, y, z, w."),
    wrong("[1.0, 1.0, 1.0, 1.0]",
          "1 is the local derivative in a sum, and z and w are in a product. And what comes back to p and to q?"),
    wrong("[q, q, 0.0, 0.0]", "x and y are right. 0 would mean that z and w do not matter to out: have you come to them?"),
    wrong("[q, q, w * x, z * x]", "x and y are right. What comes back to q is p, and p is not x alone."),
    wrong("[q, q, w * y, z * y]", "x and y are right. What comes back to q is p, and p is not y alone."),
    wrong("[q / 2, q / 2, w * p / 2, z * p / 2]", "All of them are half as large as they should be: what divides them by 2?"),
    wrong("[q, q, p, p]", "x and y are right. You stopped at q: z and w are one product further."),
    wrong("[q, p]", "Those are the gradients of p and q. Walk one step further, to the leaves."),
    wrong("[1.0, q, p, q, q, w * p, z * p]", "Those are all seven gradients. Return those of the four leaves."),
    wrong("[-q, -q, -w * p, -z * p]", "The sizes are right, the signs are not."),
    wrong("[-q, -q, w * p, z * p]", "z and w are right, x and y have the wrong sign: as x rises, p does, too."),
    wrong("[2 * q, 2 * q, 2 * w * p, 2 * z * p]", "All of them are twice too large: where does the 2 come from?"),
    wrong("[w, w, w * p, z * p]", "z and w are right. What comes back to p is not: out is p times q."),
    wrong("[z, z, w * p, z * p]", "z and w are right. What comes back to p is not: out is p times q."),
    wrong("[z * p, w * p, q, q]", ORDER),
    wrong("[w * p, z * p, q, q]", ORDER),
    wrong("[x, y, z, w]", "Those are the numbers themselves. How fast does out rise with each?"),
    wrong("p * q", "That is out itself. How fast does it rise with each of the four?"),
    wrong("q", "That is the gradient of x alone. Return four, in a list."),
    wrong("2 * q + (w + z) * p", "That is their sum. Return four numbers, in a list."),
    wrong("[-4.0, -4.0, 20.0, -5.0]", "The same numbers whatever comes in: write formulas."),
    wrong("[-4.0, -4.0, w * 5.0, z * 5.0]", "p and q are the picture's: compute both anew from what comes in."),
    raises(no_attribute("float"), PICTURE),
    *(raises(unknown_name(name), "Only x, y, z and w come in: work out anew what else you need.") for name in ("p", "q", "out")),
    raises(no_attribute("Value", "backward"), "That is for notebook 04. Here, write formulas in x, y, z, w."),
    raises(unsupported("*", "float", "Value"), PICTURE),
    raises(unsupported("+", "float", "Value"), PICTURE),
    raises(not_callable("float"), "A product needs its sign: w * (x + y), not w(x + y)."),
    raises(division_by_zero(), "You divide by one of the four, which may be 0. No derivative here needs a division."),
]


def gradients(blame):
    """Return a function of four numbers that gives what blame makes of them."""

    def answer(*case):
        found = blame(*case)
        if found is None or found is ...:
            return found
        if inspect.isgenerator(found):
            return Words("a generator", "A function with a `yield` gives a generator: return a list of all four.")
        in_order = hasattr(found, "__getitem__") and not isinstance(found, (dict, str)) and not hasattr(found, "_prev")
        parts = list(found) if in_order else []
        if any(part is ... for part in parts):
            return Words(shown(parts), "There is still a `...` among them.")
        if any(hasattr(part, "_prev") for part in parts):
            used = globals_in(blame)
            why = OTHER_NAMES if used & {*"xyzw"} else PICTURE if used & {"p", "q", "out"} else VALUES
            return Words(shown(parts), why)
        if not in_order or any(math.isnan(number(part)) for part in parts):
            return Words(shown(found), "Return four numbers in a list, in the order x, y, z, w.")
        return Numbers(parts, *[f"You return {len(parts)} numbers, and there are four leaves."] * (len(parts) != 4))

    return answer


def covered(blame):
    """Return the text for a right blame: a tuple or an array will do as well as a list."""
    kind = type(outcome(blame, *CASES[0]))
    return f"blame is right: {len(CASES)} graphs, with zeros and negative numbers among them{as_good({kind} - {list})}"


blame = Exercise(
    "blame",
    "blame(x, y, z, w): the gradients of x, y, z and w in out = (x + y) * (z * w)",
    """
    def blame(x, y, z, w):
        p, q = x + y, z * w
        return [q, q, w * p, z * p]
    """,
    Trial(
        cases=CASES,
        case=lambda *case: f"for blame({', '.join(map(str, case))})",
        differs="you gave {got}, nudges give {wanted}",
        observe=gradients,
        mistakes=NOT_BLAMES,
    ),
    hints=(
        "Walk back as before: first what comes back to p and to q, then one step further, to the leaves.",
        "Local derivative times what comes back: 1 for each side of x + y, the other factor for each side of z * w.",
    ),
    covers=covered,
)


step = Prediction(
    "step", "the predicted L after a step of 0.01 times its gradient for each leaf", -7.28,
    "about -7.28: a moves by 0.01·6, and L moves 6 times as far as a. Over all leaves that is 0.01·(36+16+4+16).",
    {
        -8.72: "The size is right. But along its gradient each leaf moves so that L rises: b, for one, moves down.",
        -7.96: "Each step is 0.01 times a gradient, and L moves that gradient times as far: it comes in twice.",
        -7.84: "Each step is 0.01 times a gradient, and L moves that gradient times as far: it comes in twice.",
        -7.19: "You counted e, d and L as well. Only the leaves are moved, the others follow.",
        -7.2: "You counted e and d as well. Only the leaves are moved, the others follow.",
        -7.68: "You subtracted what b and c bring. But a negative gradient moves its leaf down, and L rises with that, too.",
        72: "Each step is only 0.01 times its gradient, and L starts at -8.",
        0.72: "That is how far L moves. Where does it end up, starting from -8?",
        64: "You forgot the 0.01.",
        -8: "L moves further: for each leaf, by 0.01 times its gradient, times that again. The 0.01 comes in once.",
        -7.94: "That is a's own step. L moves 6 times as far, and three more leaves move it, too.",
        -7.64: "That is what a alone brings. There are three more leaves.",
    },
    near=0.003,  # -7.3 will do
    otherwise="Take the leaves one by one: how large is its step, and how many times as far does L move?",
)
