"""The checks of notebook 01: What does a nudge do?"""

import functools
import math
import re
from types import FunctionType, GeneratorType

from micrograd.course import errors
from micrograd.course.diagnosis import ROUNDED
from micrograd.course.exercise import Exercise, Trial
from micrograd.course.finding import Wrong
from micrograd.course.functions import code_of
from micrograd.course.mistakes import gives, is_rounded, raises, swap, wrong
from micrograd.course.outcomes import same
from micrograd.course.prediction import Prediction
from micrograd.course.wording import Words, as_good, number, shown
from micrograd.learner.sandbox import Raised, outcome

# What is measured


def line(x):
    """Return a falling line's height."""
    return 3 - 2 * x


def square(x):
    """Return x times x."""
    return x * x


def cube(x):
    """Return x times x times x."""
    return x * x * x


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


def forward(f, x, h):
    """Return how much f rises from x to x + h, per unit of h."""
    return (f(x + h) - f(x)) / h


def central(f, x, h):
    """Return how much f rises from x - h to x + h, per unit of the run."""
    return (f(x + h) - f(x - h)) / (2 * h)


# Predictions

POINT = "The digit is right, the decimal point is not."
nudge = Prediction(
    "nudge",
    "the predicted change of square(x) as x goes from 3 to 3.001",
    0.006001,
    "0.006001: square(3.001) - square(3.0) = 9.006001 - 9.0. The nudge came out six times as large.",
    {
        0.001: "0.001 is the nudge that goes in. What comes out has another size: square stretches it.",
        -0.006001: "The size is right, the sign is not: as x rises from 3, its square rises.",
        0.000001: "You squared the nudge alone, but (3 + h)² is more than 9 + h². What else is in it, and how large is that?",
        0.003: "You took 3 times the nudge: there are two factors, x times x, and both of them move.",
        0.002: "Both factors move, yes. But each is multiplied by the other one, which is 3.",
        0.009: "You took 9 times the nudge: 9 is how high the square is, not how fast it rises.",
        0.6: POINT,
        0.06: POINT,
        0.0006: POINT,
        0: "x moved, and its square is larger: a little is not nothing.",
        9.006001: "That is how high the square is, close to 9 before and after. How far did it go?",
        6: "That is the change per unit of the nudge. The nudge was 0.001 units.",
        3.001: "That is where x goes. How far does its square go?",
    },
    otherwise="How high is the square at 3, and how high at 3.001?",
)

NOTHING_MOVED = "0.0: a float has about 16 digits, so 3.0 + 1e-16 is 3.0 again. Nothing moved, and 0.0 / 1e-16 = 0.0."


def _nearly_nothing_or_infinite(guess):
    size = abs(number(guess))
    if 0 < size < 1e-6:
        why = "Is that how far the square moves? Think of x first: a float has about 16 digits. How far does x move?"
    elif size == math.inf:
        why = "That takes a division by 0, and h is not 0, only small. What is 3.0 + 1e-16?"
    else:
        return None
    return Wrong(f"you said {shown(guess)}, and that is not it.", why, number=number(guess), reveals=NOTHING_MOVED)


tiny_nudge = Prediction(
    "tiny_nudge",
    "the predicted slope(square, 3.0, h=1e-16)",
    0.0,
    NOTHING_MOVED,
    {6: "6 is the slope on paper, where numbers have as many digits as they need."},
    usable=_nearly_nothing_or_infinite,
    otherwise="A float has about 16 digits. Which ones does so small a nudge change in 3.0?",
)

# What a slope is not, for each of the three exercises

BRACKETS = (
    "Python divides and multiplies from left to right, before it adds or subtracts: brackets decide what is first."
)
BRACKETS_OF_F = "The brackets of f close too late: they hold one place x, and f gives the height there."
ONE_HEIGHT = "One height alone, divided by the nudge. A slope compares two heights."
ADDED_TO_F = "The nudge is added to what comes out of f. Nudge what goes in, and compare two heights."
HEIGHT = "That is how high the curve is. A slope compares two heights."
SIGN = "The size is right, the sign is not: a rising f has a positive slope."
TWICE = "Twice too large: how far is it from x - h to x + h? Or, if you add two slopes, what is their mean?"
MEAN_HEIGHT = "That is a height, between the two. How far apart are the two, and how far is it from one to the other?"
NOT_SLOPES = [
    wrong("f(x + h) - f(x)",
          "That is how far f moves. Half the nudge would halve your number, and a slope should hardly notice."),
    wrong("(f(x) - f(x + h)) / h", SIGN),
    wrong("f(x) - f(x + h)",
          "The sign is the wrong way round, and your number shrinks with the nudge. A slope does neither."),
    wrong("f(x + h) - f(x) / h", BRACKETS),
    wrong("f(x + h) - f(x) / x + h", BRACKETS),
    wrong("f(x + h) - f(x) / x + h - x", BRACKETS),
    wrong("f(x + h) - f(x - h) / (2 * h)", BRACKETS),
    wrong("(f(x + h) - f(x)) / 2 * h", BRACKETS),
    wrong("(f(x + h) - f(x)) / (2 * h)", "Half of what it should be: how far is it from x to x + h?"),
    wrong("(f(x + h) - f(x)) / x", "You divide by x, which is where you are. How far did you go?"),
    wrong("(f(x + h) - f(x)) / x + h", "You divide by x, which is where you are. How far did you go?"),
    wrong("(f(x + h) - f(x)) / x + h - x", BRACKETS),
    wrong("(f(x + h) - f(x)) / (x + h) - x", BRACKETS),
    wrong("f(x + h) / h", ONE_HEIGHT),
    wrong("f(x) / h", ONE_HEIGHT),
    wrong("(f(x + h) - f(x)) / f(x)", "You divide by the height. How far did x go?"),
    wrong("max((f(x + h) - f(x)) / h, 0.0)", "A falling f has a negative slope."),
    wrong("(f(x + h) - f(x)) / h / h", "You divide by the nudge, and then again."),
    wrong("f(x + h - f(x)) / h", BRACKETS_OF_F),
    wrong("f(x + h - x) / h",
          "That is f(h) / h, the height at h. Do the brackets of f close too late? They hold one place."),
    wrong("(f(x + h) - f(x)) // h", "`//` rounds down to a whole number, and slopes are seldom whole."),
    wrong("(f(x + h) - f(x)) * h",
          "You multiply by h. 10 km in 2 hours is how many per hour? Per unit of the nudge works the same way."),
    wrong("h / (f(x + h) - f(x))", "Upside down: that is how much nudge it takes to move f by one unit."),
    wrong("f(x)", HEIGHT),
    wrong("f(x + h)", HEIGHT),
    wrong("f(x) / x", HEIGHT),
    wrong("(f(x) + h - f(x)) / h", "Always 1: is the nudge added to what comes out of f, or is there no f? Nudge what goes in."),
    wrong("(f(x + h) - x) / h", "You subtract x, which is where you are. How high was the curve there?"),
    wrong("(f(x * (1 + h)) - f(x)) / h", "x * (1 + h) is a nudge of x * h: none at all where x is 0."),
    wrong("(f(x + h) - f(h)) / h", "f(h) is the height at h, wherever x is. Where was x before the nudge?"),
    wrong("(f(x + h) + f(x)) / h", "You add the two heights: how far apart are they?"),
    wrong("abs(f(x + h) - f(x)) / h", "A falling f has a negative slope."),
    wrong("abs(f(x + h) - f(x - h)) / (2 * h)", "A falling f has a negative slope."),
]
ALIKE_IF_TINY = [  # with a tiny nudge, they give the same as one of those above
    wrong("(f(x + h) - f(x - h)) / 2 * h", BRACKETS),
    wrong("f(x) + h", ADDED_TO_F),
    wrong("(f(x) + h) / h", ADDED_TO_F),
    wrong("f(x + h) / f(x)", "You divide the two heights: how far apart are they?"),
    wrong("(f(x + h) - f(x)) / (x + h)", "You divide by x + h, which is where you are. How far did you go?"),
    wrong("(f(x + h) - f(x)) / (h - x)", "You divide by h - x. From x to x + h, how far did x go?"),
    wrong("(f(x + h) - f(x)) / (x - h)", "You divide by x - h. From x to x + h, how far did x go?"),
    wrong("(f(x + h) - f(x)) % h", "`%` gives what a division leaves over: `/` divides."),
    wrong("(f(x + h) - f(x)) ** h", "`**` raises to a power: `/` divides."),
    wrong("f(x) - f(x + h) / h", f"{BRACKETS} And the second height comes first, if a rise is to be positive."),
    wrong("(f(h) - f(x)) / h", "f(h) is the height at h, wherever x is. Where is x after the nudge?"),
    wrong("(f(x * h) - f(x)) / h", "x * h is no nudge: add h to x, don't multiply."),
]
NOT_ONE_WAY = [
    wrong("(f(x - h) - f(x + h)) / (2 * h)", SIGN),
    wrong("(f(x + h) - f(x - h)) / h", TWICE),
    wrong("(f(x + h) - f(x + h)) / h",
          "Always 0: is a height compared with itself? Only one of the two x should be nudged."),
]
NO_CALL = [
    raises(errors.unsupported("*", "function"), "f(x) calls f at x. With a `*` it is a product."),
    raises(errors.unsupported("-", "function"), "A function has no height before it is called: f(x)."),
    raises(errors.not_callable("float"), "f(...) is a number already. What can be called is f."),
    raises(errors.not_subscriptable("function"), "f is called with round brackets: f(x)."),
    raises(errors.no_attribute("function"), "f is a function, and its height at x is f(x): round brackets, and no dot."),
]
KINDS = {
    str: "a string",
    list: "a list",
    dict: "a dict",
    set: "a set",
    complex: "complex",
    tuple: "a tuple: is there a comma in place of `/`?",
    GeneratorType: "a generator: is it `yield` in place of `return`?",
    FunctionType: "a function: is it to be called, with its brackets?",
}


def one_number(slope):
    """Return a slope as a function whose results say so if they are not numbers."""

    @functools.wraps(slope)
    def checked(*case):
        got = slope(*case)
        if kind := KINDS.get(type(got), ""):
            return Words(shown(got), f"A slope should be one number, and it is {kind}{'' if kind[-1] == '?' else '.'}")
        return got

    return checked


def without_h(started, near):
    """Return the trial of a slope that is called without its nudge; started is a sentence on a good first nudge."""
    return Trial(
        cases=[(f, x) for x in (0.5, 2.0) for f in (square, cube, line, math.sin, math.exp, math.tanh)],
        case=lambda f, x: f"for {f.__name__} at x = {x} without an h",
        differs="you gave {got}, a small nudge gives {wanted}",
        observe=lambda slope: lambda f, x: slope(f, x),
        right=lambda f, x: central(f, x, 1e-5),
        hints=(f"What does your first line set h to when nobody says? {started}",),
        near=near,
    )


# One way

FORWARD = "(f(x + h) - f(x)) / h"
CENTRAL = "(f(x + h) - f(x - h)) / (2 * h)"
NOT_TO_THE_RIGHT = [  # slopes all the same, but the pictures and the sentences after this exercise go from x to x + h
    wrong(CENTRAL, "That goes both ways, from x - h to x + h: a better slope, and Exercise 2. Here x itself is one end."),
    wrong("(f(x) - f(x - h)) / h", "A slope, from x - h to x. Here the nudge goes the other way, from x to x + h."),
    wrong("(f(x + h / 2) - f(x - h / 2)) / h", "A slope, with x in the middle. Here x is one end, and x + h the other."),
    wrong("(f(x - h) - f(x)) / h", "You go down by h and divide by a step up. The nudge goes from x to x + h."),
]


def _same_always(slope):
    """Return the mistakes of a slope that ignores one of its three arguments."""
    return [
        gives(lambda _, x, h: number(slope(square, x, h)),
              "The same number for every function: does your code call f?"),
        gives(lambda f, x, h: number(slope(f, 0.5, h)), "The same number at every x: does your code use x?"),
        gives(lambda f, x, h: number(slope(f, x, 0.001)), "The same number for every h: does your code fix the nudge?"),
    ]


slope = Exercise(
    "slope",
    "slope(f, x, h): how far f moves per unit of a nudge h at x",
    f"""
    def slope(f, x, h=0.001):
        return {FORWARD}
    """,
    Trial(
        cases=[
            (f, x, h)
            for x, h in ((0.5, 0.01), (2.0, 0.001), (-1.0, 0.01), (0.0, 0.001), (1.5, 0.25))
            for f in (square, cube, line, math.sin, math.exp, math.tanh)
        ],
        case=lambda f, x, h: f"for {f.__name__} at x = {x} with h = {h}",
        differs="you gave {got}, a nudge gives {wanted}",
        observe=one_number,
        own=_same_always,
        mistakes=[
            wrong(f"def slope(f, h, x=0.001):\n    return {FORWARD}",
                  "Leave the first line as it was: slope(f, x, h=0.001)."),
            *NO_CALL,
            *NOT_TO_THE_RIGHT,
            *NOT_SLOPES,
            *ALIKE_IF_TINY,
            *NOT_ONE_WAY,
            wrong("(f(x + 2 * h) - f(x)) / (2 * h)", "From x to x + 2 * h: the nudge is h."),
            wrong("(f(x + h) - f(x)) / 0.001", "The run is taken to be 0.001, also where h is another nudge."),
            wrong("(f(x + 0.001) - f(x)) / h", "The rise is that of a nudge of 0.001, also where h is another nudge."),
            wrong("(f(x + 2 * h) - f(x + h)) / h",
                  "That starts at x + h, and ends at x + 2 * h: is x changed before the first height is taken?"),
            wrong("(f(x + h) - f(3.0)) / h", "f(3.0) is the height at 3, wherever x is. Where was x before the nudge?"),
            wrong(f"int({FORWARD})", "The decimals are cut off: keep all digits."),
        ],
    ),
    without_h("0.001 is a good start.", near=0.02),
    hints=(
        "Take two points of the curve, at x and at x + h. How much higher is the second one, and how far to the right?",
        "The slope is the rise divided by the run. The rise is the difference of two heights; the run is the nudge.",
    ),
    covers="slope is right: 6 functions at 5 points each, with nudges from 0.001 to 0.25.",
)

# Both ways

MOVED = "Those are slopes at x + h and at x - h. Both slopes are taken at x: it is the nudge that goes the other way."
APART = "That is what the two slopes differ by, or half of it: their mean lies between them."
AT_MINUS_X = "One of the two slopes is taken at -x: x stays, it is the nudge that goes the other way."

both_ways = Exercise(
    "both_ways",
    "central(f, x, h): the slope of f from x - h to x + h",
    f"""
    def central(f, x, h=1e-5):
        return {CENTRAL}
    """,
    Trial(
        cases=[
            (f, x, h)
            for x, h in ((3.0, 0.1), (0.5, 0.25), (-1.0, 0.01), (0.0, 0.5))
            for f in (square, cube, line, math.exp)
        ],
        case=lambda f, x, h: f"for {f.__name__} at x = {x} with h = {h}",
        differs="you gave {got}, both ways give {wanted}",
        observe=one_number,
        own=lambda central: _same_always(central)[:2],
        mistakes=[
            *NO_CALL,
            wrong("(f(x + h) - f(x + h)) / (2 * h)",
                  "Always 0: is it twice the same height? One end is x - h, the other x + h."),
            wrong("(f(x + h) - f(x - h)) / (x + h - x - h)", BRACKETS),
            wrong("(f(x + h) - f(x - h)) / x + h - x - h", BRACKETS),
            wrong("(f(x + h) - f(x - h)) / (x + h) - (x - h)", BRACKETS),
            wrong("slope(f, x, h) + slope(f, x, -h) / 2", BRACKETS),
            wrong("slope(f, x, -h) + slope(f, x, h) / 2", BRACKETS),
            wrong("f(x + h - x - h) / (2 * h)",
                  "x and h cancel: that is the height at 0. Do the brackets of f close too late? They hold one place."),
            wrong("f(x + h - (x - h)) / (2 * h)",
                  "That is the height at 2 * h. Subtract the two heights: each place has an f of its own."),
            wrong("(f(x + h) - f(x) - f(x - h)) / (2 * h)",
                  "The height at x is subtracted, too. The rise has two heights: at the right end and at the left."),
            wrong("(f(x + h) - f(x - h)) / h + h", BRACKETS),
            wrong("(f(x + h) - f(x - h)) / (2 * x)", "You divide by x, which is where you are. How far did you go?"),
            wrong("(f(x + h) - 2 * f(x) + f(x - h)) / h**2",
                  "That is how fast the slope changes, the second derivative. How far apart are the two outer heights?"),
            wrong("(f(x + h) + f(x - h)) / 2", MEAN_HEIGHT),
            wrong("(f(x + h) - f(x - h)) / (h * h)", "You divide by h twice. How long is the run, counted in nudges?"),
            wrong("(f(x + h) - f(x - h)) / 2e-5", "The run is taken to be 0.00002, also where h is another nudge."),
            wrong("(f(x + 1e-5) - f(x - 1e-5)) / (2 * h)",
                  "The rise is that of a nudge of 0.00001, also where h is another nudge."),
            wrong("(f(x + h) - f(-h)) / (2 * h)", "f(-h) is the height at -h, wherever x is. Where is one nudge left of x?"),
            wrong("(8 * f(x + h) - 8 * f(x - h) - f(x + 2 * h) + f(x - 2 * h)) / (12 * h)",
                  "Closer still, from four points. The central difference takes two: x - h and x + h."),
            wrong("(slope(f, x + h) + slope(f, x - h)) / 2", MOVED),
            wrong("(slope(f, x + h, h) + slope(f, x - h, h)) / 2", MOVED),
            wrong("slope(f, x, h) - slope(f, x, -h)", APART),
            wrong("slope(f, x, -h) - slope(f, x, h)", APART),
            wrong("(slope(f, x, h) * slope(f, x, -h)) ** 0.5",
                  "That is the root of their product. The mean of two numbers is half their sum."),
            wrong("(slope(f, x, -h) - slope(f, x, h)) / 2", APART),
            wrong("(f(x + h) - f(h - x)) / (2 * h)", "h - x is on the other side of 0. Where is one nudge left of x?"),
            wrong("(f(x + 2 * h) - f(x - 2 * h)) / (4 * h)", "From x - 2 * h to x + 2 * h: the nudge is h, to each side."),
            wrong("slope(f, x)", "One way, and with another nudge: hand on h, and go to both sides."),
            wrong("(slope(f, x) + slope(f, x, -0.001)) / 2", "The same number for every h: does your code fix the nudge?"),
            wrong("(slope(f, x, h) + slope(f, -x, h)) / 2", AT_MINUS_X),
            wrong("(slope(f, x) + slope(f, -x)) / 2", AT_MINUS_X),
            wrong(FORWARD, "That is one way, from x to x + h: the other end is x - h."),
            wrong("(f(x) - f(x - h)) / h", "That is one way, from x - h to x: the other end is x + h."),
            wrong("(f(x + h / 2) - f(x - h / 2)) / h", "From x - h/2 to x + h/2: the nudge is h, to each side."),
            wrong(f"(slope(f, x, h) + {CENTRAL}) / 2", "One of the two slopes is taken both ways already."),
            wrong("(f(x + h) - f(x - h)) / h", TWICE),
            wrong("(f(x - h) - f(x)) / h", SIGN),
            swap("2 * h", "4 * h", "Half of what it should be: the run from x - h to x + h is 2 * h."),
            wrong("(f(x - h) - f(x + h)) / (2 * h)",
                  "The size is right, the sign is not: the rise is the right end minus the left."),
            wrong("f(x + h) - f(x - h)", "That is how far f rises. Divide it by the run."),
            wrong("(f(x + h) - f(x - h)) / 2", "You divide by 2 alone. How long is the run, counted in nudges?"),
            wrong("f(x + h) - f(x - h) / 2 * h", BRACKETS),
            wrong("(f(x + h) - f(x - h)) // (2 * h)", "`//` rounds down to a whole number: `/` does not."),
            wrong("(f(x + 2 * h) - f(x)) / (2 * h)", "From x to x + 2 * h: x should be in the middle."),
            wrong("(f(x + 1e-5) - f(x - 1e-5)) / 2e-5", "The same number for every h: does your code fix the nudge?"),
            wrong("(slope(f, x, h) - slope(f, x, -h)) / 2",
                  "That is half of what the two slopes differ by: their mean lies between them."),
            wrong("(slope(f, x) + slope(f, x, -h)) / 2",
                  "One of the two slopes is taken with another nudge: pass h on to both."),
            wrong("(f(x + h) + f(x - h)) / (2 * h)", "You add the two heights: how far apart are they?"),
            *NOT_SLOPES,
            *ALIKE_IF_TINY,
            wrong(f"int({CENTRAL})", "The decimals are cut off: keep all digits."),
        ],
    ),
    without_h("1e-5 is a good start.", near=1e-5),
    hints=(
        "Two points of the curve again: one at x - h, the other at x + h. How far apart are they, up and to the right?",
        "The rise is f at the right end minus f at the left end. The run is twice the nudge.",
    ),
    covers="central is right: 4 functions at 4 points, with nudges from 0.01 to 0.5.",
    names=lambda: {"slope": slope.built()[0]},
)

nudge_c = Prediction(
    "nudge_c",
    "the predicted change of expression(2, -3, c, -2) as c goes from 10 to 10.001",
    -0.002,
    "-0.002: from (-6 + 10)·(-2) = -8 to (-6 + 10.001)·(-2) = -8.002. On its way c meets only f, which is -2.",
    {
        0.002: "The size is right. But f is negative: as c rises, L falls.",
        0.001: "That is how much is added inside the brackets. Then f multiplies it.",
        -0.001: "The direction is right. But f has a size, too: the nudge is multiplied by it.",
        -2: "That is the change per unit of the nudge. The nudge was 0.001 units.",
        0: "c moves, so the brackets do, and f multiplies that: a little is not nothing.",
        0.02: "The digit is right. The decimal point is not, and f is negative: as c rises, L falls.",
        0.003: "You multiply the nudge by 3. c never meets b: what is it multiplied by?",
        -0.003: "You multiply the nudge by b. c never meets b: what is it multiplied by?",
        -2000: "You divide by the nudge. Asked is how far L moves, and not how far per unit of the nudge.",
        -0.02: "Ten times too much. How large c is plays no part, only how far it moves.",
        0.006: "That is what a nudge to a does. c never meets b.",
        -0.006: "c is added to a * b, -6, and not multiplied by it.",
        0.004: "That is what a nudge to f does.",
        -0.004: "That is what a nudge to b does.",
        -8.002: "That is where L is, close to -8 before and after. How far did it go?",
        2: "Per unit of the nudge, which was 0.001 units, and with the wrong sign: f is negative.",
        10.001: "That is where c goes. How far does L go?",
    },
    otherwise="By how much do the brackets change, and what is that multiplied by?",
)

# Several inputs


INPUTS = [
    (expression, 2.0, -3.0, 10.0, -2.0), (product, 3.0, 4.0), (wave, 0.5, 2.0), (volume, 2.0, 3.0, 5.0), (square, 1.5),
    (product, 3.0, 3.0), (wave, 1.0, 1.0),
]


def parameter_of(answer):
    """Return the name that an answer gives to its function argument."""
    code = code_of(answer)
    return code.co_varnames[0] if code and code.co_argcount and len(code.co_varnames[0]) < 20 else "g"


def called(hint, name="g"):
    """Return a hint that calls the function argument, here by this name, by the answer's own name for it."""
    return lambda answer, got: re.sub(rf"\b{name}\b", parameter_of(answer), hint)


def listed(answer):
    """Return an answer as a function whose results are lists or numbers, or say what else they are."""

    @functools.wraps(answer)
    def checked(f, *inputs):
        found = answer(f, *inputs)
        if isinstance(found, (dict, set)):
            why = "a loop over a dict goes through its keys." if isinstance(found, dict) else \
                "a set has no order, and keeps only one of two equal slopes."
            return Words(shown(found), f"Return a list: {why}")
        if hasattr(found, "__iter__") and not isinstance(found, str):
            return list(found)
        as_it_is = found is None or found is ... or not math.isnan(number(found))
        return found if as_it_is else Words(shown(found), ONE_FOR_EACH)

    return checked


def watched(answer, case=0):
    """Return what an answer gives in a case, the first, and the arguments of its calls to the function there."""
    f, *inputs = INPUTS[case]
    handed = []

    @functools.wraps(f)
    def spy(*nudged):
        handed.append(nudged)
        return f(*nudged)

    return outcome(listed(answer), spy, *inputs), handed


def nudge_of(handed):
    """Return how far these calls of the function move an input, and where to."""
    moved = [(_way(x, number(to)), number(to)) for nudged in handed for to, x in zip(nudged, INPUTS[0][1:])]
    return next(((way, to) for way, to in reversed(moved) if 0 < way < math.inf), (0.001, 0.001))


def _way(x, to):
    """Return how far it is from x to a number, by as few digits as lead there: 0.001, and not 0.0009999999999994458."""
    ways = (float(f"{abs(to - x):.{digits}g}") for digits in range(1, 17))
    return next((way for way in ways if to in (x + way, x - way)), abs(to - x))


def with_nudge(mistake, h):
    """Return a mistake as it is made with this nudge."""
    return gives(lambda f, *inputs: _made(mistake)(f, *inputs, h=h), *mistake.hints)


@functools.cache
def _made(mistake):
    return slopes.built(slopes.as_answer(mistake))[0]


def _with_its_nudge(answer):
    """Yield known mistakes as they are made with the answer's own nudge, and others that only its results reveal."""
    first, handed = watched(answer)
    h, put_in = nudge_of(handed)
    too_small = f"Your nudge is {shown(h, 1)}: too small. A float keeps about 16 digits."
    size = f"Your nudge is {shown(h)}. The error curve above says which are too large, and which are too small."
    size = too_small if h < 1e-10 else size
    if same(first, [0.0] * 4) and not handed:
        yield gives(listed(answer), called("Your code never calls g: a slope compares what g gives at two places."))
    if same(first, [0.0] * 4) and handed and not any(_moves(answer, k) for k in (0, 2)):
        yield gives(listed(answer), called(UNMOVED))
    yield with_nudge(in_each(wrong("(f(x + h) - f(x + h)) / h", ALIASED)), h)
    yield from _relative(handed)
    yield with_nudge(REPLACED, put_in)
    right = [wrong(EACH.format(rule), size) for rule in (FORWARD, CENTRAL)]
    yield from (with_nudge(mistake, h) for mistake in (*right, *NOT_ALL_SLOPES, *map(in_each, ALIKE_IF_TINY)))
    if isinstance(first, (int, float)):
        yield gives(listed(answer), ONE_FOR_EACH)
    if isinstance(first, list):
        yield gives(lambda *_: first, called("The same numbers for every function: does your code call g?"))
    if same(first, [0.0] * 4):
        yield gives(listed(answer),
                    "Nothing moved: is a nudge added to one input, and is it large enough for a float of 16 digits?")
    if h < 1e-10:
        yield gives(listed(answer), too_small)
    if (k := _divided_by(first, h)) and k != h:
        two = f"You add a nudge of {shown(h)}, and divide as if it were {shown(k)}."
        yield gives(lambda *case: [h / k * one for one in _made(RISE_BY)(*case, h=h)], two)


def _moves(answer, case):
    """Return whether an answer calls the function with other inputs than those of a case."""
    return any([*nudged] != [*INPUTS[case][1:]] for nudged in watched(answer, case)[1])


def _relative(handed):
    """Yield the mistake of multiplying each input by the same number a little above 1, if these calls do."""
    parts = {round(number(to) / x - 1, 9) for nudged in handed for to, x in zip(nudged, INPUTS[0][1:]) if number(to) != x}
    if len(parts) == 1 and 0 < (part := parts.pop()) < 1:
        far = "how far it moves depends on how large it is. Add the nudge."
        times = wrong(TIMES, f"You multiply the input by {shown(1 + part, 9)}: {far}")
        yield with_nudge(times, part)


def _divided_by(first, h):
    """Return the run that these numbers are right rises for, if one input after the other is nudged by h, else None."""
    rights = _made(RISE_BY)(*INPUTS[0], h=h)
    if not isinstance(first, list) or len(first) != len(rights) or any(type(x) is not float for x in first):
        return None
    runs = {float(f"{right * h / x:.6g}") for right, x in zip(rights, first) if x}
    return runs.pop() if len(runs) == 1 and all(first) else None


def _too_few(answer, got):
    packed = any(isinstance(x, (list, tuple)) for nudged in watched(answer)[1] for x in nudged)
    one_by_one = "Pass the elements one by one: g(*n), where n is your list."
    all_of_them = "g wants all its inputs in every call: change one, pass them all."
    return called(one_by_one if packed else all_of_them)(answer, got)


def _no_such_position(answer, got):
    stops_at_once = isinstance(watched(answer)[0], Raised)
    return "There is no such position: they go from 0 to len(inputs) - 1." if stops_at_once else AS_MANY(answer, got)


def in_each(mistake):
    """Return a mistake with one slope as it is made with several."""
    return wrong(EACH.format(mistake.text), *(called(hint, "f") for hint in mistake.hints))


EACH = "[{} for i, x in enumerate(inputs) for f in [lambda t: g(*inputs[:i], t, *inputs[i + 1:])]]"
BY_VALUE = "[{}(lambda t: g(*(t if y == x else y for y in inputs)), x, h) for x in inputs]"
ALL_AT_ONCE = "(g(*(x + h for x in inputs)) - g(*inputs)) / h"
ONE_FOR_EACH = "One slope for each input: return a list of them."
EQUAL = "Two inputs may be equal numbers: go by position, not by value."
IN_ONE = "One number, for all inputs together: each input has a slope of its own, so return a list."
FIRST = "Only the first one: a `return` inside the loop ends the loop."
TUPLE = "`inputs` is a tuple, and can't be changed: make a list of it."
PLACES = "That loop gives the inputs themselves: range(len(inputs)) gives their positions."
AS_MANY = called("g may have any number of inputs: go by len(inputs).")
UNMOVED = "Always 0: each call of g gets the inputs as they are. `x += h` gives x another number, and `inputs` stays as it was."
RISE_BY = wrong(EACH.format("(f(x + h) - f(x)) / h"))
TIMES = EACH.format("(f(x * (1 + h)) - f(x)) / h")
BY_NAME = called("Does your code call g, or `expression` by name?")
ALIASED = (
    "Always 0: f gets the same numbers both times. Is one of the two nudged, and the other not? "
    "`nudged = inputs` makes no copy, only another name for the same list."
)
REPLACED = swap("nudged[i] += h", "nudged[i] = h", "You replaced the input by h: add h to it.")
NOT_ALL_SLOPES = [
    wrong(BY_VALUE.format("slope"), EQUAL),
    wrong(BY_VALUE.format("central"), EQUAL),
    wrong("list(dict(zip(inputs, found)).values())", EQUAL),
    wrong("[found[inputs.index(x)] for x in inputs]", EQUAL),
    swap("g(*", "expression(*", BY_NAME),
    swap("found = []\n    for i in range(len(inputs)):\n        nudged = list(inputs)",
         "found, nudged = [], list(inputs)\n    for i in range(len(inputs)):",
         "The first slope is right, and each later one has the earlier ones in it: does every input get its old value "
         "back before the next one is nudged?"),
    wrong(ALL_AT_ONCE, IN_ONE),
    wrong(f"[{ALL_AT_ONCE}] * len(inputs)",
          "All inputs were nudged at the same time. Nudge one, hold the others still, then take the next."),
    wrong("found[0]", FIRST),
    wrong("found[:1]", FIRST),
    wrong("found[-1]", "Only the last one: collect them in a list as you go."),
    wrong("found[-1:]", "Only the last one: does the list start anew in the loop?"),
    wrong("[found[-1]] * len(inputs)",
          "All are the slope with respect to the last input: a function made in a loop looks up the loop's variable when "
          "it is called, and that may be after the loop."),
    wrong("[found[0]] * len(inputs)", "All are the slope with respect to the first input."),
    wrong("[[one] for one in found]", "A list of numbers, and not of lists."),
    wrong("sorted(found)", "The right numbers, sorted: leave them in the inputs' order."),
    wrong("[int(x) for x in found]", "The decimals are cut off: keep all digits."),
    wrong("found[::-1]", "The right numbers in the opposite order."),
    wrong("found[1:]", "The first one is missing: positions are counted from 0."),
    wrong("found[:-1]", "The last one is missing: does the loop end too early?"),
    wrong("sum(found)", IN_ONE),
    *map(in_each, [wrong("(f(x - h) - f(x)) / h", SIGN), *NOT_SLOPES, *NOT_ONE_WAY[:-1]]),
]

slopes = Exercise(
    "slopes",
    "slopes(g, *inputs): the derivative of g with respect to each of its inputs, as a list",
    """
    def slopes(g, *inputs, h=1e-6):
        found = []
        for i in range(len(inputs)):
            nudged = list(inputs)
            nudged[i] += h
            found.append((g(*nudged) - g(*inputs)) / h)
        return found
    """,
    Trial(
        cases=INPUTS,
        case=lambda f, *inputs: f"for {f.__name__}({', '.join(map(str, inputs))})",
        differs="you gave {got}, nudges give {wanted}",
        observe=listed,
        own=_with_its_nudge,
        mistakes=[
            REPLACED,
            *NOT_ALL_SLOPES,
            raises(errors.missing("expression"), _too_few),
            raises(errors.takes("expression"),
                   called("g wants as many inputs as there are: one is changed, none is added.")),
            raises(errors.immutable("tuple"), TUPLE),
            raises(errors.wrong_index("list"), PLACES),
            raises(errors.wrong_index("tuple"), PLACES),
            raises(errors.no_attribute("tuple"), TUPLE),
            raises(errors.no_such_place(), "An empty list has no place to put anything in: `append` makes one."),
            raises(errors.only_concatenates("tuple"), "Add the nudge to one number, not to the whole tuple."),
            raises(errors.takes("slope"), "`slope` nudges functions of one input only: what becomes of the others?"),
            raises(errors.not_callable("float"), called("g(...) is a number already. What can be called is g.")),
            raises(errors.too_few_to_unpack(), AS_MANY),
            raises(errors.any_index(), _no_such_position),
            raises(errors.not_iterable("float"),
                   "A number stands where a list should: is there a `+=` in place of `append`?"),
            raises(errors.missing("product"), BY_NAME),
        ],
        near=0.01,
    ),
    Trial(
        cases=[(square, 1.5)],
        case="the slopes are right,",
        differs="and they are {got}",
        observe=lambda answer: lambda *case: Words(f"{'not ' * (not hasattr(answer(*case), '__getitem__'))}in a list"),
        hints=["Return a list: list(...) makes one."],
    ),
    Trial(
        cases=[(wave, 0.5, 2.0)],
        case="the slopes are right,",
        differs="and they are {got}",
        observe=lambda answer: lambda *case: Words(f"{'not ' * (not is_rounded(listed(answer)(*case)))}rounded"),
        hints=[ROUNDED],
    ),
    hints=(
        "One slope for each input: a loop. In each round one input is nudged, and all others stay as they were.",
        "`list(inputs)` is a fresh copy in which you may nudge one element. In a call, a star takes it apart again.",
    ),
    covers=lambda answer: "slopes is right: 5 functions of 1 to 4 inputs, equal ones among them"
    + as_good({type(answer(*case)) for case in INPUTS} - {list}),
    names=lambda: {"slope": forward, "central": central, "expression": expression},
    first_line="Leave the first line as it was, with its star: `*inputs` takes as many inputs as there are.",
)
