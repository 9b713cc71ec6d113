"""The operations of a Value: on which numbers each is examined, and its known mistakes, each as code that makes it."""

import math
from typing import NamedTuple

from micrograd.course.value_exam.model import RULES
from micrograd.floats import base_slope, exponential, power
from micrograd.rules.table import sigmoid


class Operation(NamedTuple):
    """How an operation is written, the inputs it is examined on, and what may be wrong with its value or its slopes."""

    written: str
    inputs: list  # one dict of variables for each case
    hint: str  # that says more of its slopes
    computes: list  # (compute(x, y), what is told)
    slopes: list  # (slopes(x, y, out), what is told)
    plain: list = []  # (written with a plain number, its variables)
    edge: list = []  # (written, its variables, a hint): the places where it is easily wrong


def pairs(*numbers):
    return [dict(a=x, b=y) for x, y in numbers]


def ones(*numbers):
    return [dict(a=x) for x in numbers]


def tangled(text):
    """Return a hint about a method that computes what another operation computes."""
    return f"It gives {text}. Is it a copy of another method, with something left in?"


PRODUCT = (lambda x, y: x * y, tangled("the product"))
SUM = (lambda x, y: x + y, tangled("the sum"))
DIFFERENCE = (lambda x, y: x - y, tangled("the difference"))
QUOTIENT = (lambda x, y: x / y, tangled("the quotient"))
POWER = (power, tangled("the power"))
SIDES = [
    (lambda x, y: x, "It gives the left side's number alone: where does the right side come in?"),
    (lambda x, y: y, "It gives the right side's number alone: where does the left side come in?"),
]
BACK_TO_FRONT = "It has the two sides the wrong way round: what is on the left of the sign is `self`."
SELF_TWICE = "It has `self` on both sides: where does `other` come in?"
OTHER_TWICE = "It has `other` on both sides: where does `self` come in?"
LAST_ONLY = (
    "Only the right side gets its share, and gets it twice. A function made in a loop looks its variable up when it is "
    "called: by then the loop is over, and the variable holds the last one."
)
RIGHT_ONLY = "Nothing comes back to the left side: both sides have a slope."
LEFT_ONLY = "Nothing comes back to the right side: both sides have a slope."
OF_PRODUCT = "Those are the slopes of a product. Is it a copy of `__mul__`?"
OF_SUM = "Those are the slopes of a sum. Is it a copy of `__add__`?"
SWAPPED = "The two slopes are there, the wrong way round: which one belongs to `self`?"
ITSELF = "It takes its own value for its slope. Of which function is that true?"
CONSTANT = "It hands back what arrives as it is, as if the slope were 1."
FLIPPED = "The size is right, the sign is not: as the input rises, does the result rise or fall?"


def one_side(slopes):
    """Return the mistakes in which one of two sides gets nothing, or only the last one of a loop gets all."""
    return [
        (lambda x, y, out: (0.0, 2 * slopes(x, y, out)[1]), LAST_ONLY),
        (lambda x, y, out: (0.0, slopes(x, y, out)[1]), RIGHT_ONLY),
        (lambda x, y, out: (slopes(x, y, out)[0], 0.0), LEFT_ONLY),
        (lambda x, y, out: slopes(x, y, out)[::-1], SWAPPED),
        (lambda x, y, out: tuple(-slope for slope in slopes(x, y, out)), FLIPPED),
    ]


def of_one(*known):
    """Return the values that a function of one number may be mistaken for, each with what is told."""
    told = "It gives {}(x). If a loop makes your methods, all do the last one: its variable is looked up at the call."
    others = {
        "relu": lambda x: max(x, 0.0),
        "tanh": math.tanh,
        "exp": exponential,
        "log": math.log,
        "sigmoid": sigmoid,
        "sin": math.sin,
        "cos": math.cos,
        "sinh": math.sinh,
        "tan": math.tan,
        "sqrt": math.sqrt,
    }
    return [
        *known,
        (lambda x: x, "It gives its input back as it is: the function itself is missing."),
        (lambda x: -x, "It gives its input with the other sign."),
        (abs, "It gives its input without the sign."),
        *[(function, told.format(name)) for name, function in others.items()],
    ]


OPERATIONS = {
    "__add__": Operation(
        "a + b",
        pairs((2.0, -3.0), (5.0, 4.0), (0.5, 0.0), (1e9, 0.25)),
        "Nudge a, and hold b still: by how much does a + b move?",
        [
            (lambda x, y: y + y, OTHER_TWICE),
            (lambda x, y: x + x, SELF_TWICE),
            PRODUCT,
            DIFFERENCE,
            (lambda x, y: y - x, tangled("b - a")),
            POWER,
            QUOTIENT,
            *SIDES,
        ],
        [
            *one_side(RULES["__add__"].slopes)[:3],
            (lambda x, y, out: (-1.0, -1.0), FLIPPED),
            (lambda x, y, out: (y, x), OF_PRODUCT),
            (lambda x, y, out: (1.0, -1.0), "Those are the slopes of a difference. Is it a copy of `__sub__`?"),
            (lambda x, y, out: (x, y), "Each side is sent its own value. How far does a + b move as a does?"),
            (lambda x, y, out: (out, out), "Each side is sent the sum itself. How far does a + b move as a does?"),
            (lambda x, y, out: (0.5, 0.5), "Each side gets half. A nudge of a moves a + b by half of it?"),
        ],
        plain=[("a + 3", dict(a=2.0)), ("a + 0.5", dict(a=-1.5)), ("a + True", dict(a=4.0))],
    ),
    "__sub__": Operation(
        "a - b",
        pairs((2.0, -3.0), (5.0, 4.0), (0.5, 0.0), (-1.5, 2.25), (1000.0, 999.9995)),
        "Nudge b upward, and hold a still: does a - b rise or fall, and by how much?",
        [
            (lambda x, y: y - x, BACK_TO_FRONT),
            SUM,
            PRODUCT,
            (lambda x, y: x - x, SELF_TWICE),
            (lambda x, y: y - y, OTHER_TWICE),
            (lambda x, y: -x - y, "Both sides count as negative: only what is on the right is taken away."),
            QUOTIENT,
            *SIDES,
            (lambda x, y: -y, "It gives the right side with a minus alone: where does the left side come in?"),
        ],
        [
            (lambda x, y, out: (1.0, 1.0), "The sign of the second slope: as b rises, does a - b rise or fall?"),
            (lambda x, y, out: (-1.0, 1.0), "The signs are the wrong way round: which side is taken away?"),
            *one_side(RULES["__sub__"].slopes)[:3],
            (lambda x, y, out: (-1.0, -1.0), "The sign of the first slope: as a rises, does a - b rise or fall?"),
            (lambda x, y, out: (y, x), OF_PRODUCT),
            (lambda x, y, out: (1.0, -y), "What is sent to b has b's value in it. How far does a - b move as b does?"),
            (lambda x, y, out: (x, -y), "Each side is sent its own value. How far does a - b move as a does?"),
        ],
        plain=[("a - 3", dict(a=2.0)), ("a - 0.5", dict(a=-1.5))],
    ),
    "__mul__": Operation(
        "a * b",
        pairs((2.0, -3.0), (5.0, 4.0), (0.5, 0.0), (-7.0, 0.25), (3e-5, 4e4)),
        "Nudge a, and hold b still at 4: by how much does a * 4 move? So what is the slope in a?",
        [
            (lambda x, y: x * x, SELF_TWICE),
            (lambda x, y: y * y, OTHER_TWICE),
            SUM,
            DIFFERENCE,
            QUOTIENT,
            POWER,
            *SIDES,
            (lambda x, y: x // y, tangled("a // b")),
        ],
        [
            (
                lambda x, y, out: (x, y),
                "Each factor is multiplied by its own value instead of the other's. Nudge a in a * 4: what counts?",
            ),
            (lambda x, y, out: (1.0, 1.0), OF_SUM),
            (lambda x, y, out: (0.0, 2 * x), LAST_ONLY),
            (lambda x, y, out: (0.0, x), RIGHT_ONLY),
            (lambda x, y, out: (y, 0.0), LEFT_ONLY),
            (lambda x, y, out: (y, y), "Both slopes are b's number. That is right for one of the two."),
            (lambda x, y, out: (x, x), "Both slopes are a's number. That is right for one of the two."),
            (lambda x, y, out: (-y, -x), FLIPPED),
            (
                lambda x, y, out: (out, out),
                "Both slopes are the product itself. Nudge a in a * 4: how far does it move?",
            ),
            (lambda x, y, out: (x + y, x + y), "Both slopes are the sum. Each side has a slope of its own."),
            (lambda x, y, out: (out * y, out * x), "The product itself is a factor too much in each slope."),
            (lambda x, y, out: (1.0, -1.0), "Those are the slopes of a difference. Is it a copy of `__sub__`?"),
        ],
        plain=[("a * 3", dict(a=2.0)), ("a * 0.5", dict(a=-1.5))],
    ),
    "__truediv__": Operation(
        "a / b",
        pairs((2.0, -4.0), (5.0, 4.0), (0.0, 2.0), (-3.0, 0.5), (-9.0, -5.0), (2.0, 3.0)),
        "a / b is a · b⁻¹. In a it is a straight line. In b, use the power rule on b⁻¹: mind its sign and its exponent.",
        [
            (lambda x, y: y / x, BACK_TO_FRONT),
            (lambda x, y: x // y, "`//` rounds down to a whole number: take `/`."),
            PRODUCT,
            DIFFERENCE,
            (lambda x, y: x % y, "`%` is the rest of a division: take `/`."),
            (lambda x, y: x / x, SELF_TWICE),
            (lambda x, y: y / y, OTHER_TWICE),
            (lambda x, y: 1 / y, "It gives 1 / b: where does a come in?"),
            *SIDES,
        ],
        [
            (lambda x, y, out: (1 / y, out / y), "The second slope has the wrong sign: as b grows, a / b shrinks."),
            (
                lambda x, y, out: (1 / y, -out),
                "The second slope: the derivative of 1 / b is not -1 / b. Mind the square.",
            ),
            (lambda x, y, out: (1 / y, out), "The second slope: the derivative of 1 / b has a minus and a square."),
            (lambda x, y, out: (1 / y, -1 / (y * y)), "The second slope: a is missing in it, which multiplies 1 / b."),
            (lambda x, y, out: (1 / y, 1 / (y * y)), "The second slope: a is missing in it, and so is the sign."),
            (lambda x, y, out: (1 / y, -1 / y), "The second slope: the derivative of a / b in b is not -1 / b."),
            (lambda x, y, out: (1 / y, 1 / y), "Both slopes are 1 / b. That is right for one of the two."),
            (lambda x, y, out: (1 / y, 1 / x), "The second slope: b is below the line, so it takes the power rule."),
            (lambda x, y, out: (1 / y, -y / (x * x)), "The second slope has a and b the wrong way round."),
            (lambda x, y, out: (1 / y, x), "The second slope is that of a product, and b is below the line."),
            (lambda x, y, out: (1 / y, -x), "The second slope: -a is not all of it. How does 1 / b move as b does?"),
            (lambda x, y, out: (y, x), OF_PRODUCT),
            (lambda x, y, out: (y, -x), "Those are the slopes of a product with a minus. Here b is below the line."),
            (lambda x, y, out: (y, -out / y), "The first slope: a / b is a line in a. How steep?"),
            (lambda x, y, out: (1.0, -1.0), "Those are the slopes of a difference. Is it a copy of `__sub__`?"),
            (lambda x, y, out: (1.0, 1.0), OF_SUM),
            (lambda x, y, out: (-1 / y, -out / y), "The first slope has the wrong sign."),
            *one_side(RULES["__truediv__"].slopes),
        ],
        plain=[("a / 4", dict(a=2.0)), ("a / 0.5", dict(a=-1.5))],
    ),
    "__pow__": Operation(
        "a ** b",
        pairs((2.0, 3.0), (5.0, -2.0), (0.25, 0.5), (3.0, 1.0)),
        "The slope in b, of 2 ** b say: the power itself, times the logarithm of its base.",
        [
            (lambda x, y: power(y, x), BACK_TO_FRONT),
            PRODUCT,
            (lambda x, y: x * x, "It gives the square, whatever the exponent is."),
            (lambda x, y: power(x, -y), "The exponent has the wrong sign."),
            (lambda x, y: int(x) ^ int(y), "`^` is no power in Python: write `**`."),
            *SIDES,
        ],
        [
            (
                lambda x, y, out: (base_slope(x, y), 0.0),
                "Nothing comes back to the exponent: it is a Value here, and has a slope.",
            ),
            (
                lambda x, y, out: (base_slope(x, y), out),
                "The slope in the exponent is the power itself only for the base e.",
            ),
            (
                lambda x, y, out: (base_slope(x, y), math.log(x)),
                "The slope in the exponent: the logarithm alone is not all of it.",
            ),
            (
                lambda x, y, out: (base_slope(x, y), out * math.log(y)),
                "The slope in the exponent: the logarithm is of the wrong number.",
            ),
            (
                lambda x, y, out: (base_slope(x, y), y * power(x, y - 1)),
                "The slope in the exponent is that of the base. As b moves, 2 ** b grows as e ** b does.",
            ),
            (lambda x, y, out: (base_slope(y, x), out * math.log(x)), "The base and the exponent are mixed up."),
            (lambda x, y, out: (y, x), OF_PRODUCT),
            *one_side(RULES["__pow__"].slopes),
        ],
    ),
    "__neg__": Operation(
        "-a",
        ones(2.0, -3.0, 0.5),
        "Nudge a upward: does -a rise or fall, and by how much?",
        [
            (lambda x: x, "It gives the number as it is: where is the minus?"),
            (abs, "It gives the number without a sign: -a of a negative a is positive, of a positive one negative."),
            (lambda x: -abs(x), "It is never positive: -(-3) is 3."),
            (lambda x: 1 / x, "It gives 1 / a, not -a."),
            (lambda x: 0.0, "It gives 0: that is a - a."),
            (lambda x: ~int(x), "`~` is no minus: write `-`."),
        ],
        [
            (lambda x, out: (1.0,), "The sign of the slope: as a rises, does -a rise or fall?"),
            (lambda x, out: (0.0,), "Nothing comes back."),
            (lambda x, out: (x,), "What is sent has a's value in it. How far does -a move as a does?"),
            (lambda x, out: (-x,), "What is sent has a's value in it. How far does -a move as a does?"),
        ],
    ),
    "relu": Operation(
        "a.relu()",
        ones(2.0, -3.0, 0.5, -0.25, 0.001, -0.001, 100.0),
        "Draw relu: flat where its input is negative, then a line. How steep is it on either side?",
        of_one(
            (abs, "It gives the number without its sign. relu of a negative number is 0."),
            (lambda x: min(x, 0.0), "It keeps the negative numbers: the other way round. Is it min for max?"),
            (lambda x: float(x > 0), "It gives 1 or 0, which is the slope: the value is x or 0."),
            (lambda x: x if x > 0 else 0.01 * x, "It is a leaky relu: this one is 0 for a negative input."),
            (lambda x: max(x, 1.0), "The larger one of x and which number?"),
        ),
        [
            (lambda x, out: (1.0,), "The slope for a negative input: relu is flat there, and you say 1."),
            (lambda x, out: (float(x <= 0),), "The slope is read from the wrong side: 1 where relu is flat."),
            (lambda x, out: (float(x < 0),), "The slope is read from the wrong side: 1 where relu is flat."),
            (lambda x, out: (0.0,), "Nothing comes back, even where relu rises."),
            (lambda x, out: (out,), "It takes its own value for its slope. How steep is the line on the right?"),
            (lambda x, out: (x,), "It takes its input for its slope. How steep is the line on the right?"),
            (lambda x, out: (1.0 if x > 0 else -1.0,), "The slope for a negative input: relu is flat there."),
            (lambda x, out: (1.0 if x > 0 else 0.01,), "The slope for a negative input is that of a leaky relu."),
            (lambda x, out: (1 - out * out,), "That is the slope of tanh. Is it a copy?"),
        ],
        edge=[("a.relu()", dict(a=0.0), "At 0 exactly, relu's slope is taken to be 0, as PyTorch does: `>` or `>=`?")],
    ),
    "tanh": Operation(
        "a.tanh()",
        ones(0.5, -1.5, 2.0, 0.0, -4.0, 0.01),
        "The slope of tanh is 1 - tanh²: the square of what tanh gives, not of what it gets.",
        of_one(
            (lambda x: (exponential(x) - exponential(-x)) / 2, "It gives sinh(x): divide by e ** x + e ** -x."),
            (lambda x: (exponential(x) - 1) / (exponential(x) + 1), "It gives tanh(x / 2): e ** (2 * x), not e ** x."),
            (lambda x: 1 / math.tanh(x) if x else math.nan, "It gives 1 / tanh(x): upside down."),
            (lambda x: 1 - math.tanh(x) ** 2, "It gives the slope, 1 - tanh²: the value is tanh itself."),
        ),
        [
            (lambda x, out: (1 - x * x,), "The slope is computed from the input instead of the output: 1 - x²."),
            (lambda x, out: (1 - out,), "The slope: the square is missing."),
            (lambda x, out: (out * out,), "The slope is 1 minus that."),
            (lambda x, out: (1 + out * out,), "The slope: that is a plus where a minus belongs."),
            (lambda x, out: (out * out - 1,), FLIPPED),
            (lambda x, out: (1 - math.tanh(out) ** 2,), "The slope: tanh is taken twice, of the output once more."),
            (lambda x, out: (out * (1 - out),), "That is the slope of the sigmoid. Is it a copy?"),
            (lambda x, out: (2 * (1 - out * out),), "Twice too large."),
            (lambda x, out: (out,), ITSELF),
            (lambda x, out: (x,), "It takes its input for its slope."),
            (lambda x, out: (1.0,), CONSTANT),
            (lambda x, out: (float(x > 0),), "That is the slope of relu. Is it a copy?"),
        ],
    ),
    "sigmoid": Operation(
        "a.sigmoid()",
        ones(0.5, -1.5, 2.0, 0.0, -8.0),
        "The slope of the sigmoid needs only what it gives: s · (1 - s).",
        of_one(
            (lambda x: 1 / (1 + exponential(x)), "It falls where it should rise: the sign of the exponent."),
            (lambda x: sigmoid(x) * (1 - sigmoid(x)), "It gives the slope: the value is the sigmoid itself."),
        ),
        [
            (lambda x, out: (x * (1 - x),), "The slope is computed from the input instead of the output."),
            (lambda x, out: (1 - out * out,), "That is the slope of tanh. Is it a copy?"),
            (lambda x, out: (1 - out,), "The slope: one of its two factors is missing."),
            (lambda x, out: (out * (out - 1),), FLIPPED),
            (lambda x, out: (out * (1 + out),), "The slope: that is a plus where a minus belongs."),
            (lambda x, out: (out,), ITSELF),
            (lambda x, out: (1.0,), CONSTANT),
        ],
    ),
    "exp": Operation(
        "a.exp()",
        ones(0.5, -1.5, 2.0, 0.0, 30.0, -12.0),
        "How steep is e ** x? It is the one function that is its own slope.",
        of_one(
            (lambda x: 2.0**x, "It gives 2 ** x: the base is e."),
            (lambda x: 10.0**x, "It gives 10 ** x: the base is e."),
            (lambda x: math.e * x, "It gives e * x, not e ** x."),
            (lambda x: x**math.e if x >= 0 else math.nan, "It gives x ** e: base and exponent are swapped."),
            (math.expm1, "It gives e ** x - 1: expm1 for exp."),
            (lambda x: 1 + x, "It gives 1 + x, which is near e ** x only around 0."),
        ),
        [
            (lambda x, out: (1 / x,), "That is the slope of log. Are the two swapped?"),
            (lambda x, out: (x,), "The slope is the input instead of the output."),
            (lambda x, out: (1.0,), CONSTANT),
            (
                lambda x, out: (x * exponential(x - 1),),
                "That is the power rule: here the exponent moves, not the base.",
            ),
            (lambda x, out: (x * out,), "The slope has a factor x too much."),
            (lambda x, out: (exponential(out),), "The slope: exp is taken twice, of the output once more."),
            (lambda x, out: (1 / out,), "The slope is upside down."),
            (lambda x, out: (-out,), FLIPPED),
            (lambda x, out: (1 - out * out,), "That is the slope of tanh. Is it a copy?"),
        ],
    ),
    "log": Operation(
        "a.log()",
        ones(0.5, 1.0, 2.0, 20.0, 1e-4, 100.0),
        "Is the curve of log steep or flat at a large x? Its slope is a simple function of x alone.",
        of_one(
            (math.log10, "It gives the logarithm to the base 10: the base is e, as `math.log` has it."),
            (math.log2, "It gives the logarithm to the base 2: the base is e, as `math.log` has it."),
            (math.log1p, "It gives log(1 + x): log1p for log."),
            (lambda x: 1 / x, "It gives 1 / x, which is the slope."),
        ),
        [
            (lambda x, out: (math.exp(x),), "That is the slope of exp. Are the two swapped?"),
            (lambda x, out: (out,), "It takes its own value for its slope, as exp does. Are the two swapped?"),
            (lambda x, out: (1 / out,), "The slope is 1 / output, and should be of the input."),
            (lambda x, out: (x,), "The slope is upside down."),
            (lambda x, out: (1.0,), CONSTANT),
            (lambda x, out: (-1 / x,), FLIPPED),
            (lambda x, out: (1 / (x * x),), "The slope has a square too much."),
            (lambda x, out: (-1 / (x * x),), "That is the slope of 1 / x."),
            (lambda x, out: (1 / (x * math.log(10)),), "That is the slope of the logarithm to the base 10."),
        ],
    ),
}

# With a plain exponent there is one slope, in the base.
PLAIN_POWER = Operation(
    "a ** n",
    [],
    "The power rule of school: the exponent comes down as a factor, and the exponent left above is one lower.",
    OPERATIONS["__pow__"].computes,
    [
        (lambda x, y, out: (power(x, y - 1), 0), "The slope without the exponent: it comes down as a factor."),
        (lambda x, y, out: (y * out, 0), "In the slope the exponent is not lowered by 1."),
        (lambda x, y, out: (y * x, 0), "n · x is the slope of x² alone: in general the exponent is lowered by 1."),
        (lambda x, y, out: (2 * x, 0), "2 · x is the slope of x² alone, and the exponent may be another one."),
        (lambda x, y, out: ((y - 1) * power(x, y - 1), 0), "The factor in front is the exponent before it is lowered."),
        (lambda x, y, out: ((y - 1) * power(x, y), 0), "Which one is lowered: the factor in front, or the exponent?"),
        (lambda x, y, out: (y * power(x, y + 1), 0), "In the slope the exponent goes down by 1, not up."),
        (lambda x, y, out: (power(x, y + 1) / (y + 1), 0), "That is the integral: you are asked for the derivative."),
        (lambda x, y, out: (out * math.log(x), 0), "That is the slope in the exponent. Here the base moves."),
        (lambda x, y, out: (y, 0), "The slope is n alone: the base is missing in it."),
        (lambda x, y, out: (out, 0), ITSELF),
        (lambda x, y, out: (1.0, 0), CONSTANT),
        (lambda x, y, out: (0.0, 0), "Nothing comes back to the base."),
        (lambda x, y, out: (-base_slope(x, y), 0), FLIPPED),
    ],
    plain=[
        (f"a ** {n}", dict(a=x))
        for x, n in ((3.0, 2), (2.0, 3), (5.0, -1), (4.0, 0.5), (-2.0, 3), (7.0, 1), (-3.0, 2), (-0.5, -1))
    ],
    edge=[
        (
            f"a ** {n}",
            dict(a=x),
            "At base 0: the slope divides by the base, or takes a negative power of it, where it needs neither.",
        )
        for x, n in ((0.0, 2), (0.0, 1), (0.0, 3))
    ]
    + [
        (
            "a ** 0",
            dict(a=x),
            "At base 0: the slope divides by the base, or takes a negative power of it, where it needs neither.",
            "a ** 0 is 1, whatever a is. How steep is that?",
        )
        for x in (0.0, 5.0)
    ],
)

REFLECTED_VALUES = {
    "__rsub__": (lambda x, n: x - n, lambda x, n, out: (1.0, 0.0)),
    "__rtruediv__": (lambda x, n: x / n, lambda x, n, out: (1 / n, 0.0)),
    "__rpow__": (power, lambda x, n, out: (base_slope(x, n), 0.0)),
}
