"""The operations of a Value: the numbers to examine each on, and its known mistakes, each as code that makes it."""

import math
import re
from typing import NamedTuple

from micrograd.floats import base_slope, exponential, power
from micrograd.rules.table import sigmoid


class Operation(NamedTuple):
    """How an operation is written, the numbers to examine it on, and what may be wrong with its value or its slopes.

    A mistake is an expression with its hint. It may use the names in the operation's written form and, for slopes, also
    out, the result, and da and db, the right slopes.
    """

    written: str
    inputs: list  # numbers for a, or for a and b
    hint: str  # a further hint, on its slopes
    computes: dict  # mistakes in its value
    slopes: dict  # mistakes in its slopes
    plain: list = []  # (written with a plain number, the number of a)
    edge: list = []  # (written, the number of a, its hints): where it easily goes wrong


NAMES = vars(math) | {
    "power": power, "base_slope": base_slope, "exp": exponential, "sigmoid": sigmoid, "relu": lambda x: max(x, 0.0),
}


def computing(operation, text):
    """Return a function of an operation's numbers that gives the value a mistake computes."""
    return eval(f"lambda {', '.join(_inputs(operation))}: {text}", NAMES)


def sloping(operation, text, right):
    """Return a function of an operation's numbers and its result that gives the wrong slopes of a mistake."""
    wrong = eval(f"lambda {', '.join(_inputs(operation))}, out, da, db=0.0: ({text},)", NAMES)
    return lambda *numbers: wrong(*numbers, *right(*numbers))


def sending(text):
    """Return a function of a slope, the arriving gradient and an input's previous gradient that gives its new one."""
    return eval(f"lambda slope, grad, had: {text}", NAMES)


def _inputs(operation):
    return re.findall(r"\b[abn]\b", operation.written)


def tangled(text):
    """Return a hint about a method that computes what another operation computes."""
    return f"It gives {text}. Is it a copy of another method, in which something was left as it was?"


SUM, DIFFERENCE = {"a + b": tangled("the sum")}, {"a - b": tangled("the difference")}
PRODUCT, QUOTIENT = {"a * b": tangled("the product")}, {"a / b": tangled("the quotient")}
POWER = {"power(a, b)": tangled("the power")}
SIDES = {
    "a": "It gives the left side's number alone: where does the right side come in?",
    "b": "It gives the right side's number alone: where does the left side come in?",
}
BACK_TO_FRONT = "It has the two sides the wrong way round: what is on the left of the sign is `self`."
SELF_TWICE = "It has `self` on both sides: where does `other` come in?"
OTHER_TWICE = "It has `other` on both sides: where does `self` come in?"
ONE_TWICE = "It has the same on both sides of the sign: where does the other one come in?"
LAST_ONLY = (
    "Only the right side gets its share, and gets it twice. A function made in a loop looks its variable up when it is "
    "called: by then the loop is over, and the variable holds the last one."
)
RIGHT_ONLY = "Nothing comes back to the left side: both sides have a slope."
LEFT_ONLY = "Nothing comes back to the right side: both sides have a slope."
OF_PRODUCT = "Those are the slopes of a product. Is it a copy of `__mul__`?"
OF_SUM = "Those are the slopes of a sum. Is it a copy of `__add__`?"
OF_DIFFERENCE = "Those are the slopes of a difference. Is it a copy of `__sub__`?"
OF_TANH = "That is the slope of tanh. Is it a copy?"
SWAPPED = "Both slopes are there, the wrong way round: which one belongs to `self`?"
ITSELF = "It takes its own value for its slope. Of which function is that true?"
CONSTANT = "It hands back what arrives as it is, as if the slope were 1."
FLIPPED = "The size is right, the sign is not: as the input rises, does the result rise or fall?"
WRONG_SIDE = "The slope is read from the wrong side: 1 where relu is flat."
OWN_VALUE = "What is sent has a's value in it. How far does -a move as a does?"
BOTH_LEFT = "Both shares go to `self`: one of them belongs to `other`."
ONE_SIDE = {"0.0, 2 * db": LAST_ONLY, "da + db, 0.0": BOTH_LEFT, "0.0, db": RIGHT_ONLY, "da, 0.0": LEFT_ONLY}
BOTH_SIDES = ONE_SIDE | {"db, da": SWAPPED, "-da, -db": FLIPPED}
FUNCTIONS = {
    "a": "It gives its input back as it is: the function itself is missing.",
    "-a": "It gives its input with the other sign.",
    "abs(a)": "It gives its input without the sign.",
} | {
    f"{name}(a)": f"It gives {name}(x). If a loop makes your methods, all of them do what the last one does: its variable is looked up at the call."
    for name in ("relu", "tanh", "exp", "sigmoid", "sin", "cos", "sinh", "tan")
}

OPERATIONS = {
    "__add__": Operation("a + b", [(2.0, -3.0), (5.0, 4.0), (0.5, 0.0), (1e9, 0.25), (3.0625e-6, 1e-7)],
        "Nudge a, and hold b still: by how much does a + b move?", {
            "b + b": OTHER_TWICE,
            "a + a": SELF_TWICE,
            **PRODUCT, **DIFFERENCE,
            "b - a": tangled("b - a"),
            **POWER, **QUOTIENT, **SIDES,
        }, {
            **ONE_SIDE,
            "-1.0, -1.0": FLIPPED,
            "b, a": OF_PRODUCT,
            "1.0, -1.0": OF_DIFFERENCE,
            "a, b": "Each side is sent its own value. How far does a + b move as a does?",
            "out, out": "Each side is sent the sum itself. How far does a + b move as a does?",
            "0.5, 0.5": "Each side gets half. Does a nudge of a move a + b by only half as much?",
        }, plain=[("a + 3", 2.0), ("a + 0.5", -1.5), ("a + True", 4.0)]),
    "__sub__": Operation("a - b", [(2.0, -3.0), (5.0, 4.0), (0.5, 0.0), (-1.5, 2.25), (1000.0, 999.9995), (3.0625e-6, 1e-7)],
        "Nudge b upward, and hold a still: does a - b rise or fall, and by how much?", {
            "b - a": BACK_TO_FRONT,
            **SUM, **PRODUCT,
            "a - a": ONE_TWICE,
            "-a - b": "Both sides count as negative: only what is on the right is taken away.",
            **QUOTIENT, **SIDES,
            "-b": "It gives the right side with a minus alone: where does the left side come in?",
        }, {
            "1.0, 1.0": "The sign of the second slope: as b rises, does a - b rise or fall?",
            "-1.0, 1.0": "The signs are the wrong way round: which side is taken away?",
            **ONE_SIDE,
            "-1.0, -1.0": "The sign of the first slope: as a rises, does a - b rise or fall?",
            "b, a": OF_PRODUCT,
            "1.0, -b": "What is sent to b has b's value in it. How far does a - b move as b does?",
            "a, -b": "Each side is sent its own value. How far does a - b move as a does?",
        }, plain=[("a - 3", 2.0), ("a - 0.5", -1.5)]),
    "__mul__": Operation("a * b", [(2.0, -3.0), (5.0, 4.0), (0.5, 0.0), (-7.0, 0.25), (3e-5, 4e4), (0.0123, 0.0456)],
        "Nudge a, and hold b still at 4: by how much does a * 4 move? So what is the derivative with respect to a?", {
            "a * a": SELF_TWICE,
            "b * b": OTHER_TWICE,
            **SUM, **DIFFERENCE, **QUOTIENT, **POWER, **SIDES,
            "a // b": tangled("a // b"),
        }, {
            "a, b": "Each factor is multiplied by its own value instead of the other's. Nudge a in a * 4: what counts?",
            "1.0, 1.0": OF_SUM,
            **ONE_SIDE,
            "b, b": "Both slopes are b's number. That is right for one of the two.",
            "a, a": "Both slopes are a's number. That is right for one of the two.",
            "-b, -a": FLIPPED,
            "out, out": "Both slopes are the product itself. Nudge a in a * 4: how far does it move?",
            "a + b, a + b": "Both slopes are the sum. Each side has a slope of its own.",
            "out * b, out * a": "Each slope has the product itself as one factor too many.",
            "1.0, -1.0": OF_DIFFERENCE,
        }, plain=[("a * 3", 2.0), ("a * 0.5", -1.5)]),
    "__truediv__": Operation("a / b", [(2.0, -4.0), (5.0, 4.0), (0.0, 2.0), (-3.0, 0.5), (-9.0, -5.0), (2.0, 3.0), (0.0123, 456.0)],
        "a / b is a · b⁻¹. As a moves, that is a straight line. For b, use the power rule on b⁻¹: mind its sign and its exponent.", {
            "b / a": BACK_TO_FRONT,
            "a // b": "`//` rounds down to a whole number: take `/`.",
            **PRODUCT, **DIFFERENCE,
            "a % b": "`%` gives the remainder of a division: take `/`.",
            "b / b": ONE_TWICE,
            "1 / b": "It gives 1 / b: where does a come in?",
            **SIDES,
        }, {
            "1 / b, out / b": "The second slope has the wrong sign: as b grows, a / b shrinks.",
            "1 / b, -out": "The second slope: the derivative of 1 / b is not -1 / b. Mind the square.",
            "1 / b, out": "The second slope: the derivative of 1 / b has a minus and a square.",
            "1 / b, -2 * out": "The second slope: a square is `** 2`, and not `* 2`.",
            "1 / b, out * out": "The second slope: all of -a / b is squared in it, and only the b should be.",
            "1 / b, -out / 2": "The second slope: a square is `** 2`, and not `* 2`.",
            "1 / b, -a * b * b": "The second slope: b squared stands in the numerator, and it divides.",
            "1 / (b * b), -out / b": "The first slope: a / b is a line in a. How steep? b is squared in the second one only.",
            "1 / b, -out * out": "The second slope: b is squared in it, and a is not.",
            "1.0, -1 / (b * b)": "The first slope: a / b is a line in a. How steep? And in the second, a is missing.",
            "1.0, -out / b": "The first slope: a / b is a line in a. How steep?",
            "1 / b, -1 / (b * b)": "The second slope: a is missing in it, which multiplies 1 / b.",
            "1 / b, 1 / (b * b)": "The second slope: a is missing in it, and so is the sign.",
            "1 / b, -1 / b": "The second slope: the derivative of a / b with respect to b is not -1 / b.",
            "1 / b, 1 / b": "Both slopes are 1 / b. That is right for one of the two.",
            "1 / b, 1 / a": "The second slope: b is in the denominator, so it takes the power rule.",
            "1 / b, -b / (a * a)": "The second slope has a and b the wrong way round.",
            "1 / b, a": "The second slope is that of a product, and b is in the denominator.",
            "1 / b, -a": "The second slope: -a is not all of it. How does 1 / b move as b does?",
            "b, a": OF_PRODUCT,
            "b, -a": "Those are the slopes of a product with a minus. Here b is in the denominator.",
            "b, -out / b": "The first slope: a / b is a line in a. How steep?",
            "1.0, -1.0": OF_DIFFERENCE,
            "1.0, 1.0": OF_SUM,
            "-1 / b, -out / b": "The first slope has the wrong sign.",
            **BOTH_SIDES,
        }, plain=[("a / 4", 2.0), ("a / 0.5", -1.5)]),
    "__pow__": Operation("a ** b", [(2.0, 3.0), (5.0, -2.0), (0.25, 0.5), (3.0, 1.0)],
        "The derivative with respect to b, of 2 ** b say: the power itself, times the logarithm of its base.", {
            "power(b, a)": BACK_TO_FRONT,
            **PRODUCT,
            "a * a": "It gives the square, whatever the exponent is.",
            "power(a, -b)": "The exponent has the wrong sign.",
            "int(a) ^ int(b)": "`^` is no power in Python: write `**`.",
            **SIDES,
        }, {
            "da, 0.0": "Nothing comes back to the exponent: it is a Value here, and has a slope.",
            "da, out": "The second slope, with respect to the exponent, is the power itself only for the base e.",
            "da, log(a)": "The second slope, with respect to the exponent: the logarithm alone is not all of it.",
            "da, out * log(b)": "The second slope, with respect to the exponent: the logarithm is of the wrong number.",
            "da, b * power(a, b - 1)": "The second slope, with respect to the exponent, is that of the base. As b moves, 2 ** b grows as e ** b does.",
            "base_slope(b, a), out * log(a)": "The base and the exponent are mixed up.",
            "b, a": OF_PRODUCT,
            "0.0, 2 * db": LAST_ONLY, "0.0, db": RIGHT_ONLY, "db, da": SWAPPED, "-da, -db": FLIPPED,
        }),
    "__neg__": Operation("-a", [(2.0,), (-3.0,), (0.5,), (1.25e-7,)],
        "Nudge a upward: does -a rise or fall, and by how much?", {
            "a": "It gives the number as it is: where is the minus?",
            "abs(a)": "It gives the number without a sign: -a of a negative a is positive, of a positive one negative.",
            "-abs(a)": "It is never positive: -(-3) is 3.",
            "1 / a": "It gives 1 / a, not -a.",
            "0.0": "It gives 0: that is a - a.",
            "~int(a)": "`~` is no minus: write `-`.",
        }, {
            "1.0": "The sign of the slope: as a rises, does -a rise or fall?",
            "0.0": "Nothing comes back.",
            "a": OWN_VALUE,
            "-a": OWN_VALUE,
        }),
    "relu": Operation("a.relu()", [(2.0,), (-3.0,), (0.5,), (-0.25,), (0.001,), (-0.001,), (100.0,), (1.25e-7,)],
        "Draw relu: flat where its input is negative, then a line. How steep is it on either side?", {
            "a if a > 0 else -a": "It gives the number without its sign. relu of a negative number is 0.",
            "min(a, 0.0)": "It keeps the negative numbers: the other way round. Is it min for max?",
            "float(a > 0)": "It gives 1 or 0, which is the slope: the value is x or 0.",
            "a if a > 0 else 0.01 * a": "It is a leaky relu: relu is 0 for a negative input.",
            "max(a, 1.0)": "It takes the larger of x and a number: which number should that be?",
            **FUNCTIONS,
        }, {
            "1.0": "The slope for a negative input: relu is flat there, and you say 1.",
            "float(a <= 0)": WRONG_SIDE,
            "float(a < 0)": WRONG_SIDE,
            "0.0": "Nothing comes back, even where relu rises.",
            "out": "It takes its own value for its slope. How steep is the line on the right?",
            "a": "It takes its input for its slope. How steep is the line on the right?",
            "1.0 if a > 0 else -1.0": "The slope for a negative input: relu is flat there.",
            "1.0 if a > 0 else 0.01": "The slope for a negative input is that of a leaky relu.",
            "1 - out * out": OF_TANH,
        }, edge=[("a.relu()", 0.0, "At 0 exactly, relu's slope is taken to be 0, as PyTorch does: `>` or `>=`?")]),
    "tanh": Operation("a.tanh()", [(0.5,), (-1.5,), (2.0,), (0.0,), (-4.0,), (0.01,)],
        "The slope of tanh is 1 - tanh²: the square of what tanh gives, not of what it gets.", {
            "(exp(a) - exp(-a)) / 2": "It gives sinh(x): divide by e ** x + e ** -x.",
            "(exp(a) - 1) / (exp(a) + 1)": "It gives tanh(x / 2): e ** (2 * x), not e ** x.",
            "1 / tanh(a) if a else nan": "It gives 1 / tanh(x): upside down.",
            "1 - tanh(a) ** 2": "It gives the slope, 1 - tanh²: the value is tanh itself.",
            **FUNCTIONS,
        }, {
            "1 - a * a": "The slope is computed from the input instead of the output: 1 - x².",
            "1 - out": "The slope: the square is missing.",
            "1 - 2 * out": "The slope: a square is `** 2`, and not `* 2`.",
            "(1 - out) ** 2": "The slope: all of 1 - tanh is squared in it, and only the tanh should be.",
            "1 - tanh(a * a)": "The slope: the input is squared in it, and what tanh gives should be.",
            "1 / cosh(a)": "The slope: the square is missing. It is 1 / cosh².",
            "a * da": "The slope has the input as a further factor: 1 - tanh² is all of it.",
            "out * da": "The slope has the output as a further factor: 1 - tanh² is all of it.",
            "out * out": "The slope is 1 minus that.",
            "1 + out * out": "The slope: that is a plus where a minus belongs.",
            "-da": FLIPPED,
            "1 - tanh(out) ** 2": "The slope: tanh is taken twice, of the output once more.",
            "out * (1 - out)": "That is the slope of the sigmoid. Is it a copy?",
            "2 * da": "Twice too large.",
            "out": ITSELF,
            "a": "It takes its input for its slope.",
            "1.0": CONSTANT,
            "float(a > 0)": "That is the slope of relu. Is it a copy?",
        }),
    "sigmoid": Operation("a.sigmoid()", [(0.5,), (-1.5,), (2.0,), (0.0,), (-8.0,)],
        "The slope of the sigmoid needs only what it gives: s · (1 - s).", {
            "1 / (1 + exp(a))": "It falls where it should rise: the sign of the exponent.",
            "sigmoid(a) * (1 - sigmoid(a))": "It gives the slope: the value is the sigmoid itself.",
            **FUNCTIONS,
        }, {
            "a * (1 - a)": "The slope is computed from the input instead of the output.",
            "1 - out * out": OF_TANH,
            "1 - out": "The slope: one of its two factors is missing.",
            "-da": FLIPPED,
            "out * (1 + out)": "The slope: that is a plus where a minus belongs.",
            "out": ITSELF,
            "1.0": CONSTANT,
        }),
    "exp": Operation("a.exp()", [(0.5,), (-1.5,), (2.0,), (0.0,), (30.0,), (-12.0,)],
        "How steep is e ** x? It is the one function that is its own slope.", {
            "2.0 ** a": "It gives 2 ** x: the base is e.",
            "10.0 ** a": "It gives 10 ** x: the base is e.",
            "e * a": "It gives e * x, not e ** x.",
            "a ** e if a >= 0 else nan": "It gives x ** e: base and exponent are swapped.",
            "expm1(a)": "It gives e ** x - 1: expm1 for exp.",
            "1 + a": "It gives 1 + x, which is near e ** x only around 0.",
            **FUNCTIONS,
        }, {
            "1 / a": "That is the slope of log. Are the two swapped?",
            "a": "The slope is the input instead of the output.",
            "1.0": CONSTANT,
            "a * exp(a - 1)": "That is the power rule: here the exponent moves, not the base.",
            "a * out": "The slope has a factor x that does not belong there.",
            "exp(out)": "The slope: exp is taken twice, of the output once more.",
            "1 / out": "The slope is upside down.",
            "-out": FLIPPED,
            "1 - out * out": OF_TANH,
        }),
    "log": Operation("a.log()", [(0.5,), (1.0,), (2.0,), (20.0,), (1e-4,), (100.0,)],
        "Is the curve of log steep or flat at a large x? Its slope is a simple function of x alone.", {
            "log10(a)": "It gives the logarithm to the base 10: the base is e, as `math.log` has it.",
            "log2(a)": "It gives the logarithm to the base 2: the base is e, as `math.log` has it.",
            "log1p(a)": "It gives log(1 + x): log1p for log.",
            "1 / a": "It gives 1 / x, which is the slope.",
            "sqrt(a)": "It gives sqrt(x): that is another function.",
            **FUNCTIONS,
        }, {
            "exp(a)": "That is the slope of exp. Are the two swapped?",
            "out": "It takes its own value for its slope, as exp does. Are the two swapped?",
            "1 / out": "The slope is 1 / output, and should be of the input.",
            "a": "The slope is upside down.",
            "1.0": CONSTANT,
            "-1 / a": FLIPPED,
            "1 / (a * a)": "The slope has a square that does not belong there.",
            "-1 / (a * a)": "That is the slope of 1 / x.",
            "1 / (a * log(10))": "That is the slope of the logarithm to the base 10.",
        }),
}

AT_ZERO = "At base 0: the slope divides by the base, or raises it to a negative power, and it needs neither."
FLAT = "a ** 0 is 1, whatever a is. How steep is that?"
PLAIN_POWER = Operation(  # a plain exponent leaves one slope, in the base
    "a ** n",
    [],
    "The power rule of school: the exponent comes down as a factor, and the exponent left above is one lower.",
    {},
    {
        "power(a, n - 1), 0": "The slope without the exponent: it comes down as a factor.",
        "n * out, 0": "In the slope the exponent is not lowered by 1.",
        "n * a, 0": "n · x is the slope of x² alone: in general the exponent is lowered by 1.",
        "2 * a, 0": "2 · x is the slope of x² alone, and the exponent may be another one.",
        "(n - 1) * power(a, n - 1), 0": "The factor in front is the exponent before it is lowered.",
        "(n - 1) * power(a, n), 0": "Which one is lowered: the factor in front, or the exponent?",
        "n * power(a, n + 1), 0": "In the slope the exponent goes down by 1, not up.",
        "power(a, n + 1) / (n + 1), 0": "That is the integral: you are asked for the derivative.",
        "out * log(a), 0": "That is the derivative with respect to the exponent. Here the base moves.",
        "n, 0": "The slope is n alone: the base is missing in it.",
        "out, 0": ITSELF,
        "1.0, 0": CONSTANT,
        "0.0, 0": "Nothing comes back to the base.",
        "-da, 0": FLIPPED,
    },
    plain=[
        ("a ** 2", 3.0), ("a ** 3", 2.0), ("a ** -1", 5.0), ("a ** 0.5", 4.0),
        ("a ** 3", -2.0), ("a ** 1", 7.0), ("a ** 2", -3.0), ("a ** -1", -0.5),
    ],
    edge=[
        *[(f"a ** {n}", 0.0, AT_ZERO) for n in (2, 1, 3)],
        *[("a ** 0", x, AT_ZERO, FLAT) for x in (0.0, 5.0)],
    ],
)

SENT = {  # the new gradient of an input
    "slope * grad": "It replaces the gradient that was there: `=` where `+=` belongs.",
    "had + slope": "It is not multiplied by the incoming gradient: slope times the gradient of the result.",
    "had + grad": "The gradient is handed on as it arrives: the slope is missing.",
    "had + slope + grad": "Slope and gradient are added: along an edge they are multiplied.",
    "had - slope * grad": "It is taken away: `-=` where `+=` belongs.",
    "had + slope * grad * (grad > 0)": "It asks for the sign of the gradient, not of the data.",
    "had": "Nothing arrives. Is it ever sent? Or is it multiplied by the input's own gradient, which is 0, by a `*=` perhaps?",
    "had + slope * grad * grad": "The incoming gradient is in it twice, as two factors.",
    "had + slope * abs(grad)": "The incoming gradient has lost its sign.",
}
