"""The checks of notebook 01: What does a nudge do?"""

import functools
import math
import re
from itertools import permutations
from types import FunctionType, GeneratorType

from micrograd.course.examine import (
    ANYWHERE,
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


@prediction("guess = 0.006001")
def nudge(guess):
    """Check the predicted change of square(x) as x goes from 3 to 3.001."""
    return predict(
        guess,
        0.006001,
        "0.006001: square(3.001) - square(3.0) = 9.006001 - 9.0. The nudge came out six times as large.",
        {
            0.001: "0.001 is the nudge that goes in. What comes out is another size: square stretches it.",
            -0.006001: "The size is right, the sign is not: as x rises from 3, its square rises.",
            0.000001: "You squared the nudge alone, but (3 + h)² = 9 + 6h + h²: the 6h is nearly all of it.",
            0.003: "You took 3 times the nudge: there are two factors, x times x, and both of them move.",
            0.002: "Both factors move, yes. But each is multiplied by the other one, which is 3.",
            0.009: "You took 9 times the nudge: 9 is how high the square is, not how fast it rises.",
            0.06: "The digit is right, the decimal point is not.",
            0.0006: "The digit is right, the decimal point is not.",
            0: "x moved, and its square is larger: little is not nothing.",
            9.006001: "That is how high the square is, close to 9 before and after. How far did it go?",
            6: "That is the change per unit of the nudge. The nudge was 0.001 units.",
        },
    )


@prediction("guess = 0.0")
def tiny_nudge(guess):
    """Check the predicted slope(square, 3.0, h=1e-16)."""
    because = "0.0: a float has about 16 digits, so 3.0 + 1e-16 is 3.0 again. Nothing moved, and 0.0 / 1e-16 = 0.0."
    if 0 < abs(number(guess)) < 1e-6:
        nearly = "Is that how far the square moves? It does not move at all, and 0.0 divided by h is 0.0."
        raise Wrong(f"you said {shown(guess)}, and it is {because}", nearly)
    return predict(
        guess,
        0.0,
        because,
        {6: "6 is the slope on paper, where numbers have as many digits as they need."},
    )


@prediction("guess = -0.002")
def nudge_c(guess):
    """Check the predicted change of expression(2, -3, c, -2) as c goes from 10 to 10.001."""
    return predict(
        guess,
        -0.002,
        "-0.002: from (-6 + 10)·(-2) = -8 to (-6 + 10.001)·(-2) = -8.002. On its way c meets only f, which is -2.",
        {
            0.002: "The size is right. But f is negative: as c rises, L falls.",
            0.001: "So much is added inside the brackets. Then f multiplies it.",
            -0.001: "The direction is right. But f is -2: it turns the nudge round, and doubles it.",
            -2: "That is the change per unit of the nudge. The nudge was 0.001 units.",
            0: "c moves, so the brackets do, and f multiplies that: little is not nothing.",
            -0.02: "Ten times too much. How large c is plays no part, only how far it moves.",
            0.006: "That is what a nudge to a does. c never meets b.",
            -0.006: "c is added to a * b, -6, and not multiplied by it.",
            0.004: "That is what a nudge to f does.",
            -0.004: "That is what a nudge to b does.",
            -8.002: "That is where L is, close to -8 before and after. How far did it go?",
        },
    )


def forward(f, x, h):
    """Return how much f rises from x to x + h, per unit of h."""
    return (f(x + h) - f(x)) / h


def central(f, x, h):
    """Return how much f rises from x - h to x + h, per unit of the way."""
    return (f(x + h) - f(x - h)) / (2 * h)


SLOPES = [forward, central, lambda f, x, h: forward(f, x, -h), lambda f, x, h: central(f, x, h / 2)]

BRACKETS = (
    "Python divides and multiplies from left to right, before it adds or subtracts: brackets decide what is first."
)
BRACKETS_OF_F = "The brackets of f close too late: they hold one place x, and f gives the height there."
HEIGHT = "That is how high the curve is. A slope compares two heights."
NOT_SLOPES = [
    (
        lambda f, x, h: f(x + h) - f(x),
        "That is how far f moves. Half the nudge would halve your number, and a slope should hardly notice.",
    ),
    *(
        (wrong, "The size is right, the sign is not: a rising f has a positive slope.")
        for wrong in (
            lambda f, x, h: -forward(f, x, h),
            lambda f, x, h: -forward(f, x, -h),
            lambda f, x, h: -central(f, x, h),
        )
    ),
    (
        lambda f, x, h: f(x) - f(x + h),
        "The sign is the wrong way round, and your number shrinks with the nudge. A slope does neither.",
    ),
    (lambda f, x, h: f(x + h) - f(x) / h, BRACKETS),
    (lambda f, x, h: f(x + h) - f(x - h) / (2 * h), BRACKETS),
    (lambda f, x, h: (f(x + h) - f(x - h)) / 2 * h, BRACKETS),
    (lambda f, x, h: (f(x + h) - f(x)) / 2 * h, BRACKETS),
    (lambda f, x, h: (f(x + h) - f(x - h)) / h, "Twice too large: how far is it from x - h to x + h?"),
    (lambda f, x, h: (f(x + h) - f(x)) / (2 * h), "Half of what it should be: how far is it from x to x + h?"),
    (lambda f, x, h: (f(x + h) - f(x)) / x, "You divide by x, which is where you are. How far did you go?"),
    (lambda f, x, h: (f(x + h) - f(x)) / x + h, "You divide by x, which is where you are. How far did you go?"),
    (lambda f, x, h: f(x + h) / f(x), "You divide the two heights: how far apart are they?"),
    (lambda f, x, h: (f(x + h) - f(x)) / (x + h), "You divide by x + h, which is where you are. How far did you go?"),
    (lambda f, x, h: (f(x + h) - f(x)) / h / h, "You divide by the nudge, and then again."),
    (lambda f, x, h: f(x + h - f(x)) / h, BRACKETS_OF_F),
    (lambda f, x, h: f(x + h - x) / h, BRACKETS_OF_F),
    (lambda f, x, h: (f(x + h) - f(x)) // h, "`//` rounds down to a whole number, and slopes are seldom whole."),
    (
        lambda f, x, h: (f(x + h) - f(x)) * h,
        "You multiply by h. 10 km in 2 hours is how many per hour? Per unit of the nudge goes the same way.",
    ),
    (lambda f, x, h: h / (f(x + h) - f(x)), "Upside down: that is how much nudge it takes to move f by one unit."),
    (lambda f, x, h: f(x), HEIGHT),
    (lambda f, x, h: f(x + h), HEIGHT),
    (lambda f, x, h: f(x) / x, HEIGHT),
    (lambda f, x, h: (f(x) + h - f(x)) / h, "Always 1: you nudge what comes out of f. Nudge what goes in."),
    (lambda f, x, h: (f(x + h) - x) / h, "You subtract x, which is where you are. How high was the curve there?"),
    (lambda f, x, h: (f(x * (1 + h)) - f(x)) / h, "x * (1 + h) is a nudge of x * h: none at all where x is 0."),
    (lambda f, x, h: (f(h) - f(x)) / h, "f(h) is the height at h, wherever x is. Where is x after the nudge?"),
    (lambda f, x, h: (f(x + h) - f(h)) / h, "f(h) is the height at h, wherever x is. Where was x before the nudge?"),
    (lambda f, x, h: (f(x + h) + f(x)) / h, "You add the two heights: how far apart are they?"),
    (lambda f, x, h: (f(x * h) - f(x)) / h, "x * h is no nudge: add h to x, don't multiply."),
    (lambda f, x, h: abs(forward(f, x, h)), "A falling f has a negative slope."),
    (lambda f, x, h: abs(central(f, x, h)), "A falling f has a negative slope."),
    (lambda f, x, h: 0.0, "Always 0: is a height compared with itself? Only one of the two x should be nudged."),
]
SLOPE_HINTS = (
    "Take two points of the curve, at x and at x + h. How much higher is the second one, and how far to the right?",
    "The slope is the rise divided by the way. The rise is the difference of two heights; the way is the nudge.",
)


def line(x):
    """Return a falling line's height."""
    return 3 - 2 * x


def square(x):
    """Return x times x."""
    return x * x


def cube(x):
    """Return x times x times x."""
    return x * x * x


KINDS = {str: "a string", list: "a list", dict: "a dict", set: "a set", complex: "complex"}
KINDS[tuple] = "a tuple: is there a comma in place of `/`?"
KINDS[GeneratorType] = "a generator: is it `yield` in place of `return`?"
KINDS[FunctionType] = "a function: is it to be called, with its brackets?"


def _no_number(got):
    """Return what the look of a slope says that is no number."""
    kind = KINDS.get(type(got), "")
    return [f"A slope should be one number, and it is {kind}{'' if kind.endswith('?') else '.'}"] if kind else []


def _rounded(rule):
    """Return the mistakes that round what rule gives, as an int or to some digits."""
    about = "Right, and then rounded: leave it all its digits."
    digits = [(lambda *case, n=n: _each_digit(rule(*case), n), about) for n in range(8)]
    return [(lambda *case: _each_digit(rule(*case), None), about), *digits]


def _each_digit(found, digits):
    if isinstance(found, list):
        return [_each_digit(one, digits) for one in found]
    return int(found) if digits is None else round(found, digits)


def _signature(answer, name, first_line):
    """Return the mistakes with the first line of a function that takes f, x and h."""
    name = getattr(answer, "__qualname__", name)
    as_it_was = f"Leave the first line as it was: {first_line}."
    mistakes = [(TypeError(f"{name}() {what}"), as_it_was) for what in ("takes", "missing", "got")]
    orders = [order for order in permutations((square, 2.0, 0.001)) if order[0] is not square]
    if any(same(outcome(answer, *order), 4.0, 0.01) for order in orders):
        mistakes.append((TypeError(), as_it_was))
    return mistakes


NO_CALL = [
    (TypeError("unsupported operand type(s) for *: 'function'"), "f(x) calls f at x. With a `*` it is a product."),
    (TypeError("'float' object is not callable"), "f(...) is a number already. What can be called is f."),
    (TypeError("'function' object is not subscriptable"), "f is called with round brackets: f(x)."),
]


def _without_h(answer, right, mistakes, started, near):
    """Raise Wrong unless the answer does as right does when nobody says what h is."""
    compare(
        lambda f, x: answer(f, x),
        [(f, x) for x in (0.5, 2.0) for f in (square, cube, line, math.sin, math.exp, math.tanh)],
        right=[right],
        mistakes=[about for about in mistakes if isinstance(about[0], TypeError)],
        place=lambda f, x: f"for {f.__name__} at x = {x} without an h",
        tells="you gave {got}, a small nudge gives {wanted}",
        hints=(f"What does your first line set h to when nobody says? {started}",),
        near=near,
    )


@exercise(
    """
    def slope(f, x, h=0.001):
        return (f(x + h) - f(x)) / h
    """
)
def slope(slope):
    """Check slope(f, x, h): how far f moves per unit of a nudge h at x."""
    require_function(slope, "slope")
    functions = square, cube, line, math.sin, math.exp, math.tanh
    points = (0.5, 0.001), (2.0, 0.001), (-1.0, 0.01), (0.0, 0.001), (1.5, 0.25)
    of_itself = [
        (lambda f, x, h: number(slope(square, x, h)), "The same number for every function: does your code call f?"),
        (lambda f, x, h: number(slope(f, 0.5, h)), "The same number at every x: does your code use x?"),
        (lambda f, x, h: number(slope(f, x, 0.001)), "The same number for every h: does your code fix the nudge?"),
        (lambda f, x, h: (f(x + h) - f(x)) / 0.001, "You divide by 0.001, also where h is another nudge."),
        *_rounded(forward),
    ]
    first_line = "slope(f, x, h=0.001)"
    signature = _signature(slope, "slope", first_line)
    exchanged = lambda f, x, h: forward(f, h, x), f"Leave the first line as it was: {first_line}."
    compare(
        slope,
        [(f, x, h) for x, h in points for f in functions],
        right=SLOPES,
        mistakes=[*signature, exchanged, *NO_CALL, *NOT_SLOPES, *ANYWHERE, *of_itself],
        place=lambda f, x, h: f"for {f.__name__} at x = {x} with h = {h}",
        tells="you gave {got}, a nudge gives {wanted}",
        hints=SLOPE_HINTS,
        look=_no_number,
    )
    _without_h(slope, lambda f, x: central(f, x, 1e-5), signature, "0.001 is a good start.", near=0.02)
    return "slope is right: 6 functions at 5 points each, with nudges from 0.001 to 0.25."


@exercise(
    """
    def central(f, x, h=1e-5):
        return (f(x + h) - f(x - h)) / (2 * h)
    """
)
def both_ways(central_difference):
    """Check central(f, x, h): the slope of f from x - h to x + h."""
    require_function(central_difference, "central")
    signature = _signature(central_difference, "central", "central(f, x, h=1e-5)")
    compare(
        central_difference,
        [
            (f, x, h)
            for x, h in ((3.0, 0.1), (0.5, 0.25), (-1.0, 0.01), (0.0, 0.5))
            for f in (square, cube, line, math.exp)
        ],
        right=[central],
        mistakes=[
            *signature,
            *NO_CALL,
            (lambda f, x, h: 0.0, "Always 0: is it twice the same height? One end is x - h, the other x + h."),
            (lambda f, x, h: (f(x + h) - f(x - h)) / (x + h - x - h), BRACKETS),
            (lambda f, x, h: forward(f, x, h) + forward(f, x, -h) / 2, BRACKETS),
            *(
                (
                    lambda f, x, h, own=own: (forward(f, x, own or h) + forward(f, -x, own or h)) / 2,
                    "One of the two slopes is taken at -x: x stays, it is the nudge that goes the other way.",
                )
                for own in (None, 0.001)
            ),
            (forward, "That is one way, from x to x + h: the other end is x - h."),
            (lambda f, x, h: forward(f, x, -h), "That is one way, from x - h to x: the other end is x + h."),
            (lambda f, x, h: central(f, x, h / 2), "From x - h/2 to x + h/2: the nudge is h, to each side."),
            (
                lambda f, x, h: (forward(f, x, h) + central(f, x, h)) / 2,
                "One of the two slopes is taken both ways already.",
            ),
            (lambda f, x, h: 2 * central(f, x, h), "Twice too large: how far is it from x - h to x + h?"),
            (lambda f, x, h: central(f, x, h) / 2, "Half of what it should be: the way from x - h to x + h is 2 * h."),
            (
                lambda f, x, h: -central(f, x, h),
                "The size is right, the sign is not: the rise is the right end less the left.",
            ),
            (lambda f, x, h: f(x + h) - f(x - h), "That is how far f rises. Divide it by the way."),
            (lambda f, x, h: (f(x + h) - f(x - h)) / 2, "You divide by 2 alone. How long is the way, in nudges of h?"),
            (lambda f, x, h: f(x + h) - f(x - h) / 2 * h, BRACKETS),
            (lambda f, x, h: (f(x + h) - f(x - h)) // (2 * h), "`//` rounds down to a whole number: `/` does not."),
            (lambda f, x, h: forward(f, x, 2 * h), "From x to x + 2 * h: x should be in the middle."),
            (lambda f, x, h: central(f, x, 1e-5), "The same number for every h: does your code fix the nudge?"),
            (
                lambda f, x, h: (forward(f, x, h) - forward(f, x, -h)) / 2,
                "That is half of what the two slopes differ by: their mean lies between them.",
            ),
            (
                lambda f, x, h: (forward(f, x, 0.001) + forward(f, x, -h)) / 2,
                "One of the two slopes is taken with another nudge: hand h on to both.",
            ),
            (lambda f, x, h: (f(x + h) + f(x - h)) / (2 * h), "You add the two heights: how far apart are they?"),
            *NOT_SLOPES,
            *_rounded(central),
        ],
        place=lambda f, x, h: f"for {f.__name__} at x = {x} with h = {h}",
        tells="you gave {got}, both ways give {wanted}",
        hints=(
            "Two points of the curve again: one at x - h, the other at x + h. How far apart are they, up and to the right?",
            "The rise is f at the right end less f at the left end. The way is twice the nudge.",
        ),
        look=_no_number,
    )
    _without_h(central_difference, lambda f, x: central(f, x, 1e-5), signature, "1e-5 is a good start.", near=1e-5)
    return "central is right: 4 functions at 4 points, with nudges from 0.01 to 0.5."


def each(rule, h):
    """Return the function that applies rule(f, x, h) to every input of f in turn, the others held still."""

    def slopes(f, *inputs):
        return [rule(lambda t: f(*inputs[:i], t, *inputs[i + 1 :]), x, h) for i, x in enumerate(inputs)]

    return slopes


def replaced(f, x, h):
    """Return how much f rises from x to h, per unit of h."""
    return (f(h) - f(x)) / h


def expression(a, b, c, f):
    """Return the course's running example."""
    return (a * b + c) * f


def product(a, b):
    """Return a times b."""
    return a * b


def wave(a, b):
    """Return b times the sine of a."""
    return math.sin(a) * b


def volume(a, b, c):
    """Return a times b times c."""
    return a * b * c


@exercise(
    """
    def slopes(g, *inputs, h=1e-6):
        found = []
        for i in range(len(inputs)):
            nudged = list(inputs)
            nudged[i] += h
            found.append((g(*nudged) - g(*inputs)) / h)
        return found
    """
)
def slopes(slopes):
    """Check slopes(f, *inputs): the slope of f in each of its inputs, as a list."""
    require_function(slopes, "slopes")
    code = getattr(slopes, "__code__", None)
    g = code.co_varnames[0] if code and code.co_argcount and len(code.co_varnames[0]) < 20 else "f"  # its name there
    nudges = [(0.001, 0.001)]  # the one that the answer takes, as soon as it has nudged, and what the input was then
    handed_over, kinds = [], set()

    @functools.wraps(slopes)
    def answer(f, *inputs):
        @functools.wraps(f)
        def spy(*nudged):
            handed_over.extend(nudged)
            moved = [(abs(number(new) - old), number(new)) for new, old in zip(nudged, inputs)]
            nudges[:] = [(way, to) for way, to in moved if 0 < way < math.inf][:1] or nudges
            return f(*nudged)

        found = slopes(spy, *inputs)
        kinds.add(type(found))
        return list(found) if hasattr(found, "__iter__") and not isinstance(found, (dict, set, str)) else found

    cases = [(expression, 2.0, -3.0, 10.0, -2.0), (product, 3.0, 4.0), (wave, 0.5, 2.0), (volume, 2.0, 3.0, 5.0)]
    cases += [(square, 1.5), (product, 3.0, 3.0), (wave, 1.0, 1.0)]
    first = outcome(answer, *cases[0])
    h, put_in = nudges[0]
    packed = any(isinstance(thing, (list, tuple)) for thing in handed_over)

    def by_value(rule):
        return lambda f, *inputs: [rule(lambda to: f(*(to if t == x else t for t in inputs)), x, h) for x in inputs]

    def keyed(f, *inputs):
        return list(dict(zip(inputs, right(f, *inputs))).values())

    def by_index(f, *inputs):
        return [right(f, *inputs)[inputs.index(x)] for x in inputs]

    def one_after_the_other(f, *inputs):
        left_nudged = [[x + h * (i <= last) for i, x in enumerate(inputs)] for last in range(len(inputs))]
        return [(f(*nudged) - f(*inputs)) / h for nudged in left_nudged]

    def all_at_once(f, *inputs):
        return (f(*(x + h for x in inputs)) - f(*inputs)) / h

    def look(got):
        if isinstance(got, (int, float)):
            return ["One slope for each input: return a list of them."]
        if isinstance(got, (dict, set)):
            return [f"Return a list: in {KINDS[type(got)]}, equal slopes or their order may be lost."]
        if same(got, first) and all(same(outcome(answer, *c), got) for c in cases):
            return [f"The same numbers for every function: does your code call {g}?"]
        if same(first, [0.0] * 4):
            return ["Nothing moved: is a nudge added to one input, and is it large enough for a float of 16 digits?"]
        return [too_small] if h < 1e-10 else []

    right = each(forward, h)
    size = f"Your nudge is {shown(h)}. The error curve above says which are too large, and which are too small."
    too_small = f"Your nudge is {shown(h, 1)}: too small. A float keeps about 16 digits."
    equal = "Two inputs may be equal numbers: go by position, not by value."
    name = getattr(slopes, "__qualname__", "slopes")
    as_it_was = "Leave the first line as it was, with its star: `*inputs` takes as many inputs as there are."
    in_one = "One number, for all inputs together: each input has a slope of its own, so return a list."
    places = "That loop gives the inputs themselves: range(len(inputs)) gives their places."
    as_many = f"{g} may have any number of inputs: go by len(inputs)."
    at_once = "All inputs were nudged at the same time. Nudge one, hold the others still, then take the next."
    compare(
        answer,
        cases,
        right=[each(central, 1e-5)],
        mistakes=[
            (by_value(forward), equal),
            (by_value(central), equal),
            (keyed, equal),
            (by_index, equal),
            (lambda f, *inputs: right(expression, *inputs), f"Does your code call {g}, or `expression` by name?"),
            (
                TypeError("expression() missing"),
                f"Hand the elements over one by one: {g}(*n), where n is your list."
                if packed
                else f"{g} wants all its inputs in every call: change one, pass them all.",
            ),
            (TypeError("expression() takes"), f"{g} wants as many inputs as there are: one is changed, none is added."),
            (TypeError(f"{name}() takes"), as_it_was),
            (TypeError(f"{name}() missing"), as_it_was),
            (
                TypeError("'tuple' object does not support"),
                "`inputs` is a tuple, and can't be changed: make a list of it.",
            ),
            (TypeError("list indices must be"), places),
            (TypeError("tuple indices must be"), places),
            (
                AttributeError("'tuple' object has no attribute"),
                "`inputs` is a tuple, and can't be changed: make a list of it.",
            ),
            (
                IndexError("list assignment index"),
                "An empty list has no places to put something in: `append` makes one.",
            ),
            (
                TypeError("can only concatenate tuple"),
                "The nudge is to be added to one number, not to all of the tuple.",
            ),
            (TypeError("slope() takes"), "`slope` nudges functions of one input only: what becomes of the others?"),
            (TypeError("'float' object is not callable"), f"{g}(...) is a number already. What can be called is {g}."),
            (ValueError("not enough values"), as_many),
            (IndexError(), as_many),
            (TypeError("product() missing"), f"Does your code call {g}, or `expression` by name?"),
            (each(replaced, put_in), "You replaced the input by h: add h to it."),
            (right, size),
            (each(central, h), size),
            (
                one_after_the_other,
                "The first slope is right, and each later one has the earlier ones in it: does every input get its old "
                "value back before the next one is nudged?",
            ),
            (all_at_once, in_one),
            (lambda f, *inputs: [all_at_once(f, *inputs)] * len(inputs), at_once),
            (lambda f, *inputs: right(f, *inputs)[0], "Only the first one: a `return` inside the loop ends the loop."),
            (lambda f, *inputs: right(f, *inputs)[:1], "Only the first one: a `return` inside the loop ends the loop."),
            (lambda f, *inputs: right(f, *inputs)[-1], "Only the last one: collect them in a list as you go."),
            (lambda f, *inputs: right(f, *inputs)[-1:], "Only the last one: does the list start anew in the loop?"),
            (
                lambda f, *inputs: [right(f, *inputs)[-1]] * len(inputs),
                "All are the slope in the last input: a function made in a loop looks up the loop's variable when it "
                "is called, and that may be after the loop.",
            ),
            (lambda f, *inputs: [right(f, *inputs)[0]] * len(inputs), "All are the slope in the first input."),
            (lambda f, *inputs: [[one] for one in right(f, *inputs)], "A list of numbers, and not of lists."),
            (
                lambda f, *inputs: sorted(right(f, *inputs)),
                "The right numbers, sorted: leave them in the inputs' order.",
            ),
            *_rounded(right),
            (lambda f, *inputs: right(f, *inputs)[::-1], "The right numbers in the opposite order."),
            (lambda f, *inputs: right(f, *inputs)[1:], "The first one is missing: places are counted from 0."),
            (lambda f, *inputs: right(f, *inputs)[:-1], "The last one is missing: does the loop end too early?"),
            (lambda f, *inputs: sum(right(f, *inputs)), in_one),
            *((each(rule, h), *(re.sub(r"\bf\b", g, text) for text in about)) for rule, *about in NOT_SLOPES),
        ],
        place=lambda f, *inputs: f"for {f.__name__}({', '.join(map(str, inputs))})",
        tells="you gave {got}, nudges give {wanted}",
        hints=(
            "One slope for each input: a loop. In each round one input is nudged, and all others stay as they were.",
            f"`list(inputs)` is a fresh copy of which you may nudge one element; `{g}(*copy)` calls {g} with it.",
        ),
        near=0.01,
        look=look,
    )
    if not all(hasattr(kind, "__getitem__") for kind in kinds):
        raise Wrong("the slopes are right, and they are not in a list.", "Return a list: list(...) makes one.")
    return "slopes is right: 5 functions of 1 to 4 inputs, equal ones among them" + as_good(kinds - {list})
