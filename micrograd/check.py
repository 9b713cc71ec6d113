"""One function per exercise: it prints that an answer is right, or where it is wrong and what the mistake may be."""

import functools
import math
import operator
from itertools import permutations

from micrograd.examine import (
    ANYWHERE,
    NotYet,
    Raised,
    TooDeep,
    Words,
    Wrong,
    compare,
    exercise,
    number,
    outcome,
    predict,
    require_function,
    same,
    shown,
)

# 00: Can a hundred lines learn?


@exercise
def untrained(guess, right):
    """Check the predicted number of 100 points that a net with random weights gets right."""
    if right == 100:
        raise NotYet("this net is trained already. Run the cell with MLP(2, [8, 8, 1]) again, then this one.")
    if not 1 <= number(guess) <= 100 and number(guess) != 0 and math.isfinite(number(guess)):
        raise Wrong(f"you said {shown(guess)}, and a number of points lies between 0 and 100.")
    return predict(
        guess,
        right,
        f"{right}: random weights draw a random border, and a coin would get about 50.",
        {
            0: "0 would take knowledge too: turn every answer round, and all 100 are right.",
            100: "All 100 is what it is to learn. So far its weights are random numbers.",
        },
        near=0.25,
    )


BOTH = [(0, 0), (0, 1), (1, 0), (1, 1)]


@exercise
def both(w1, w2, b):
    """Check weights and bias of a neuron whose output is above 0 only where both inputs are 1."""
    numbers = {"w1": w1, "w2": w2, "b": b}
    hints = (
        "At (0, 0) only b is left. What sign must it have?",
        "One weight alone must not outweigh b, both together must.",
    )
    for name, x in numbers.items():
        if x is ... or x is None:
            raise NotYet(f"`{name}` is still missing: put a number in place of each `...`.", *hints)
        if not math.isfinite(number(x)):
            raise Wrong(f"`{name}` should be a number, and it is {shown(x)}.")
    totals = {(x1, x2): w1 * x1 + w2 * x2 + b for x1, x2 in BOTH}
    fires = {at for at, total in totals.items() if total > 1e-9}  # 0.1 + 0.2 - 0.3 is not quite 0
    for (x1, x2), total in totals.items():
        if ((x1, x2) in fires) != (x1 == x2 == 1):
            should = "it should be above 0" if x1 == x2 == 1 else "it should be 0 or less"
            sum_of = f"{shown(w1)}·{x1} + {shown(w2)}·{x2} + {shown(b)}".replace("+ -", "- ")
            example = f"at x1 = {x1}, x2 = {x2} the total is {sum_of} = {shown(total)}, and {should}."
            raise Wrong(example, *[text for wrong, text in NOT_BOTH.items() if fires == set(wrong)], *hints)
    loudest = max(totals[at] for at in BOTH[:3])
    return f"at (1, 1) out is {shown(totals[1, 1])}, elsewhere 0: the largest other total is {shown(loudest)}."


NOT_BOTH = {
    (): "It never fires: even together the weights don't outweigh b.",
    tuple(BOTH): "It always fires: b is too high.",
    tuple(BOTH[1:]): "It fires as soon as one input is 1: that is an OR.",
    tuple(BOTH[:3]): "It fires exactly where it should not: turn all three signs round.",
    ((0, 1), (1, 1)): "It listens to x2 alone: w2 alone outweighs b, w1 does not.",
    ((1, 0), (1, 1)): "It listens to x1 alone: w1 alone outweighs b, w2 does not.",
}


@exercise
def learning_rate(rate, losses):
    """Check that a learning rate other than 0.01 brings the loss below 0.05, from the losses of all 50 steps."""
    if not math.isfinite(number(rate)):
        raise Wrong(f"`rate` should be a number, and it is {shown(rate)}.")
    if len(losses) != 50:
        raise Wrong(f"these are the losses of {len(losses)} steps, not of 50. Did the cell above run to its end?")
    last = f"the loss of step 50 is {losses[-1]:.2f}"
    if rate == 0.01:
        hint = "Does the curve rise anywhere? If it does not, larger steps are safe so far."
        raise NotYet(f"with rate = 0.01 {last}. Find a rate with which it is below 0.05.", hint)
    if rate == 0:
        raise Wrong(f"{last}. With rate 0 nothing moves.")
    if rate < 0:
        raise Wrong(f"{last}. The gradient points uphill: only a positive rate walks against it.")
    if losses[-1] < 0.05:
        return f"with rate = {shown(rate)} {last}. A tenth of that is too small, and ten times that too large."
    if not math.isfinite(losses[-1]):
        raise Wrong(f"{last}: steps as large as these left the range of floats.")
    if not any(after > before for before, after in zip(losses, losses[1:])):
        raise Wrong(f"{last}. It fell at every step, but slowly: these steps are too small.")
    if min(losses[-10:]) > 0.99:
        raise Wrong(
            f"{last}, and it came no lower in the last 10 steps: these steps are too large.",
            "The first ones threw the weights so far off that the relus give 0 at every point. There no gradient gets\n"
            "  through: the neurons are dead, like yours with a low b, and no later step brings them back.",
        )
    raise Wrong(f"{last}. Does its curve still slide down, or leap up and down?", "Sliding: larger. Leaping: smaller.")


# 01: What does a nudge do?


@exercise
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
            9.006001: "That is where square arrives. How far did it come from 9?",
            6: "That is the change per unit of the nudge. The nudge was 0.001 units.",
        },
    )


@exercise
def tiny_nudge(guess):
    """Check the predicted slope(square, 3.0, h=1e-16)."""
    return predict(
        guess,
        0.0,
        "0.0: a float has about 16 digits, so 3.0 + 1e-16 is 3.0 again. Nothing moved, and 0.0 / 1e-16 = 0.0.",
        {6: "6 is the slope on paper, where numbers have as many digits as they need."},
    )


@exercise
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
            -8.002: "That is where L arrives. How far did it come from -8?",
        },
    )


def forward(f, x, h):
    """Return how much f rises from x to x + h, per unit of h."""
    return (f(x + h) - f(x)) / h


def central(f, x, h):
    """Return how much f rises from x - h to x + h, per unit of the way."""
    return (f(x + h) - f(x - h)) / (2 * h)


SLOPES = [forward, central, lambda f, x, h: forward(f, x, -h), lambda f, x, h: central(f, x, h / 2)]

BRACKETS = "Python divides and multiplies from left to right, before it subtracts: brackets decide what comes first."
HEIGHT = "That is how high the curve is. A slope compares two heights."
NOT_SLOPES = [
    (
        lambda f, x, h: f(x + h) - f(x),
        "That is how far f moves. Half the nudge would halve your number, and a slope should hardly notice.",
    ),
    (lambda f, x, h: (f(x) - f(x + h)) / h, "The size is right, the sign is not: a rising f has a positive slope."),
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
    (lambda f, x, h: (f(x + h) - f(x)) / (x + h), "You divide by x + h, which is where you are. How far did you go?"),
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


def _no_number(got):
    """Return what the look of a slope says that is no number."""
    kind = KINDS.get(type(got), "")
    return [f"A slope should be one number, and it is {kind}{'' if kind.endswith('?') else '.'}"] if kind else []


@exercise
def slope(slope):
    """Check slope(f, x, h): how far f moves per unit of a nudge h at x."""
    require_function(slope, "slope")
    functions = square, cube, line, math.sin, math.exp, math.tanh
    points = (0.5, 0.001), (2.0, 0.001), (-1.0, 0.01), (0.0, 0.001), (1.5, 0.25)
    of_itself = [
        (lambda f, x, h: number(slope(square, x, h)), "The same number for every function: does your code call f?"),
        (lambda f, x, h: number(slope(f, 0.5, h)), "The same number at every x: does your code use x?"),
        (lambda f, x, h: number(slope(f, x, 0.001)), "The same number for every h: does your code fix the nudge?"),
    ]
    name = getattr(slope, "__qualname__", "slope")
    as_it_was = "Leave the first line as it was: slope(f, x, h=0.001)."
    signature = [(TypeError(f"{name}() takes"), as_it_was), (TypeError(f"{name}() missing"), as_it_was)]
    orders = [order for order in permutations((square, 2.0, 0.001)) if order[0] is not square]
    if any(same(outcome(slope, *order), 4.0, 0.01) for order in orders):
        signature.append((TypeError(), as_it_was))
    signature.append((lambda f, x, h: forward(f, h, x), as_it_was))
    compare(
        slope,
        [(f, x, h) for x, h in points for f in functions],
        right=SLOPES,
        mistakes=[*signature, *NOT_SLOPES, *ANYWHERE, *of_itself],
        place=lambda f, x, h: f"for {f.__name__} at x = {x} with h = {h}",
        tells="you gave {got}, a nudge gives {wanted}",
        hints=SLOPE_HINTS,
        look=_no_number,
    )
    compare(
        lambda f, x: slope(f, x),
        [(f, x) for x in (0.5, 2.0) for f in functions],
        right=[lambda f, x: central(f, x, 1e-5)],
        mistakes=[about for about in signature if isinstance(about[0], TypeError)],
        place=lambda f, x: f"for {f.__name__} at x = {x} without an h",
        tells="you gave {got}, a small nudge gives {wanted}",
        hints=("What does your first line set h to when nobody says? 0.001 is a good start.",),
        near=0.02,
    )
    return "slope is right: 6 functions at 5 points each, with nudges from 0.001 to 0.25."


def each(rule, h):
    """Return the function that applies rule(f, x, h) to every input of f in turn, the others held still."""

    def slopes(f, *inputs):
        return [rule(lambda t: f(*inputs[:i], t, *inputs[i + 1 :]), x, h) for i, x in enumerate(inputs)]

    return slopes


def replaced(f, x, h):
    """Return how much f rises from x to h, per unit of h."""
    return (f(h) - f(x)) / h


def _as_good(kinds):
    """Return the end of a sentence that says which kinds of result do as well as a list."""
    return f". A {min(kind.__name__ for kind in kinds)} will do as well as a list." if kinds else "."


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


@exercise
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
    outcome(answer, *cases[0])
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

    right = each(forward, h)
    size = f"Your nudge is {shown(h)}. The error curve above says which are too large, and which are too small."
    too_small = f"Your nudge is {shown(h, 1)}: too small. A float keeps about 16 digits."
    equal = "Two inputs may be equal numbers: go by position, not by value."
    name = getattr(slopes, "__qualname__", "slopes")
    as_it_was = "Leave the first line as it was, with its star: `*inputs` takes as many inputs as there are."
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
            (
                TypeError("expression() missing"),
                f"Hand the elements over one by one: {g}(*n), where n is your list."
                if packed
                else f"{g} wants all its inputs in every call: change one, pass them all.",
            ),
            (TypeError("expression() takes"), f"{g} wants as many inputs as there are: one is changed, none is added."),
            (TypeError(f"{name}() takes"), as_it_was),
            (TypeError(f"{name}() missing"), as_it_was),
            (each(replaced, put_in), "You replaced the input by h: add h to it."),
            (right, size),
            (each(central, h), size),
            (
                one_after_the_other,
                "The first slope is right, and each later one has the earlier ones in it: does every input get its old "
                "value back before the next one is nudged?",
            ),
            (all_at_once, at_once),
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
            (lambda f, *inputs: right(f, *inputs)[::-1], "The right numbers in the opposite order."),
            (lambda f, *inputs: sum(right(f, *inputs)), "That is the sum: each input has a slope of its own."),
            *((each(rule, h), *about) for rule, *about in NOT_SLOPES),
        ],
        place=lambda f, *inputs: f"for {f.__name__}({', '.join(map(str, inputs))})",
        tells="you gave {got}, nudges give {wanted}",
        hints=(
            "One slope for each input: a loop. In each round one input is nudged, and all others stay as they were.",
            f"`list(inputs)` is a fresh copy of which you may nudge one element; `{g}(*copy)` calls {g} with it.",
        ),
        near=0.01,
        look=lambda got: [too_small] if h < 1e-10 else [],
    )
    if not all(hasattr(kind, "__getitem__") for kind in kinds):
        raise Wrong("the slopes are right, and they are not in a list.", "Return a list: list(...) makes one.")
    return "slopes is right: 5 functions of 1 to 4 inputs, equal ones among them" + _as_good(kinds - {list})


# 02: How can a number remember?


@exercise
def count_nodes(guess):
    """Check the predicted number of Values in the picture of a * a + a."""
    return predict(
        guess,
        3,
        "3: a itself, a * a, and their sum. a is used three times, and is one Value with three arrows leaving it.",
        {
            7: "Did you count the operations as well? Each is a mark in the Value that it made. And a is there once.",
            6: "Did you count the operations as well? Each is a mark in the Value that it made; and a is one object.",
            5: "You drew a three times. But all three are the same object.",
            4: "You drew a twice. But it is the same object every time.",
            2: "Both results are there. The Value that they are made from is drawn as well.",
            1: "One sum, but it remembers what it was made from, and that is drawn as well.",
        },
        near=0,
    )


class Applied:
    """A product of two variables in the learner's class, put into words that don't depend on that class."""

    variables = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0, "z": 0.0}
    cases = [("a", "b"), ("b", "a"), ("c", "c"), ("z", "c"), ("b", "f"), ("f", "a")]
    brackets = {tuple: "({})", list: "[{}]", set: "{{{}}}", frozenset: "{{{}}}"}

    def __init__(self, Value, left, right):
        self.Value, self.sides = Value, (left, right)
        self.values = {name: Value(self.variables[name]) for name in self.sides}
        self.result = self.values[left] * self.values[right]

    @classmethod
    def place(cls, left, right):
        """Return which case this is, as the beginning of a sentence."""
        known = " and ".join(f"{name} = {cls.variables[name]:g}" for name in dict.fromkeys((left, right)))
        return f"with {known}, {left} * {right}"

    def kind(self):
        """Return what came back."""
        for side, name in zip(("left", "right"), self.sides):
            if self.result is self.values[name]:
                return Words(f"its {side} side back")
        if self.result is None or self.result is ...:
            return self.result
        return Words(f"a {'new ' * isinstance(self.result, self.Value)}{type(self.result).__name__}")

    def operands(self):
        """Return what the variables are afterwards."""
        words = []
        for name, v in self.values.items():
            made = f", made by {shown(v._op)} from {len(v._prev)} inputs" if v._op or v._prev else ""
            words.append(f"{name} is {shown(v.data)}{made}")
        return Words(", ".join(words))

    def data(self):
        return self.result.data

    def inputs(self):
        """Return the result's inputs by their names, in the brackets of what keeps them."""
        inputs, names = self.result._prev, {id(v): name for name, v in self.values.items()}
        if type(inputs) not in self.brackets:
            return Words(names.get(id(inputs)) or shown(inputs))
        words = [names.get(id(v)) or shown(v) for v in inputs]
        words = sorted(words) if isinstance(inputs, (set, frozenset)) else words
        return Words(self.brackets[type(inputs)].format(", ".join(words)))

    def op(self):
        return self.result._op


def of_numbers(rule):
    """Return the function that applies rule to the numbers of two variables, given by their names."""
    return lambda left, right: rule(Applied.variables[left], Applied.variables[right])


def of_names(template):
    """Return the function that fills in the names of two variables."""
    return lambda left, right: Words(template.format(left, right))


NOT_INPUTS = [
    (of_names("()"), "The number is right, and has forgotten what it was made from."),
    (of_names("({1}, {0})"), "Both are there, the wrong way round: no harm for a * b, but it is for a - b."),
    (of_names("({0}, {0})"), "That is the left side twice: where is the right one?"),
    (of_names("({1}, {1})"), "That is the right side twice: where is the left one?"),
    (of_names("({0})"), "Only the left side is remembered."),
    (of_names("({1})"), "Only the right side is remembered."),
    (of_names("{0}"), "`(self)` is just self in brackets, and the right side is missing."),
    (of_names("[{0}, {1}]"), "A list can be changed by accident later. A tuple can't: round brackets."),
    (
        lambda left, right: Words(f"{{{', '.join(sorted({left, right}))}}}"),
        "A set has no order, and keeps only one of two equal inputs: look at c * c. Take round brackets.",
    ),
    (
        of_numbers(lambda u, v: Words(f"({u:g}, {v:g})")),
        "Those are the bare numbers. Remember the Values, so that the way goes on from there.",
    ),
    (of_names("'*'"), "The operation stands where the inputs belong: the inputs come first."),
]
NOT_PRODUCTS = [
    (of_numbers(lambda u, v: u + v), "That is the sum. Is it a copy of `__add__` with its `+` left in?"),
    (of_numbers(lambda u, v: u - v), "That is the difference."),
    (of_numbers(lambda u, v: u / v), "That is the quotient."),
    (of_numbers(lambda u, v: u**v), "That is a power: `**` is another operation than `*`."),
    (of_numbers(lambda u, v: u * u), "That is the left side times itself: where does the right side come in?"),
    (of_numbers(lambda u, v: v * v), "That is the right side times itself: where does the left side come in?"),
    (of_numbers(lambda u, v: u), "That is the left side alone."),
    (of_numbers(lambda u, v: v), "That is the right side alone."),
]
PRODUCT = [  # what is looked at, what it should be, what it may be instead, how that is told, a hint
    (
        Applied.operands,
        lambda *names: Words(", ".join(f"{n} is {shown(Applied.variables[n])}" for n in dict.fromkeys(names))),
        [],
        "should leave its inputs alone, {wanted}, and now {got}",
        ("Is there a line that begins with `self.` or `other.`, and an `=` in it? Make a new Value instead.",),
    ),
    (
        Applied.data,
        of_numbers(lambda u, v: u * v),
        NOT_PRODUCTS,
        "gave a Value with data {got}, and should give one with {wanted}",
        ("The new Value's data is the product of the two numbers, and nothing else.",),
    ),
    (
        Applied.inputs,
        of_names("({0}, {1})"),
        NOT_INPUTS,
        "should remember the inputs {wanted}, and its `_prev` is {got}",
        ("The inputs are the very objects `self` and `other`, in this order.",),
    ),
    (
        Applied.op,
        lambda *_: "*",
        [
            (lambda *_: "", "The operation is forgotten: it is the third thing that Value(...) takes."),
            (lambda *_: "+", "That is the sign of a sum. Is it a copy of `__add__`?"),
        ],
        "should remember the operation {wanted}, and its `_op` is {got}",
        ("Write the operation as Python writes it, one character long.",),
    ),
]


@exercise
def mul(Value):
    """Check Value.__mul__ of notebook 02: a new Value with the product, its inputs in order, and the operation."""
    if not isinstance(Value, type):
        raise Wrong(f"give the class itself, check.mul(Value), and not {shown(Value)}.")
    method = getattr(Value, "__mul__", None)
    try:
        _examine_mul(Value, method)
    except (NotYet, Wrong) as found:
        outside = getattr(getattr(Value, "__init__", None), "__globals__", {}).get("__mul__")
        if not callable(outside) or outside is method:
            raise
        example, *hints = found.args
        above = f"is `@extend({Value.__name__})` still above it? Run its cell again."
        raise Wrong(example, f"Your function stands outside the class: {above}", *hints) from None
    return f"__mul__ is right: {len(Applied.cases)} products, each with its data, its inputs in order, its operation."


def _examine_mul(Value, method):
    """Raise NotYet or Wrong if the class with this method, or none, does not multiply as it should."""
    if method:
        require_function(method, "__mul__")
    kind = (
        Applied.kind,
        of_names(f"a new {Value.__name__}"),
        _not_a_value(Value, method),
        "gave {got}, and should give {wanted}",
        (
            "`__add__` above is the pattern. What is different in a product?",
            "Value(...) takes three things: the number, the inputs in brackets, the operation in quotation marks.",
        ),
    )
    for aspect, right, mistakes, tells, hints in (kind, *PRODUCT):

        def answer(left, right, aspect=aspect):
            return aspect(Applied(Value, left, right))

        answer = functools.wraps(method)(answer) if method else answer
        compare(answer, Applied.cases, [right], mistakes, Applied.place, tells, hints)


def _not_a_value(Value, method):
    """Return the mistakes after which __mul__ gives no new Value."""
    name, called = Value.__name__, getattr(method, "__qualname__", "__mul__")
    similar = [n for n in vars(Value) if any(part in n for part in ("mul", "prod", "times"))]
    two = "Python hands `__mul__` two things, the left side and the right side: the first line has room for both."
    if method:
        why = "Your `__mul__` returns NotImplemented, or there is a product of two Values inside it."
    elif similar:
        why = f"Your class has `{similar[0]}`. What does Python call when it reads a * b?"
    else:
        why = "What does Python call when it reads a * b?"
    return [
        (of_names("a float"), "The bare number forgets: wrap it in a Value."),
        (of_names("a tuple"), "Things with commas between them are a tuple. Which call makes a Value of them?"),
        (of_names("its left side back"), "A product is a new Value: `self` stays what it was."),
        (
            lambda left, right: Words(f"its {'left' if left == right else 'right'} side back"),
            "A product is a new Value: `other` stays what it was.",
        ),
        (TypeError(f"unsupported operand type(s) for *: '{name}' and '{name}'"), why),
        (
            TypeError("unsupported operand type(s) for *: 'float' and"),
            "A float can't be multiplied by your Value: take the number out of both sides.",
        ),
        (
            AttributeError("'float' object has no attribute"),
            "Somewhere a bare number stands where a Value should: multiply numbers by numbers.",
        ),
        (TooDeep(), "To multiply two Values, your code multiplies two Values again. Multiply their numbers."),
        (TypeError(f"{called}() takes"), two),
        (TypeError(f"{called}() missing"), two),
    ]


@exercise
def leaves(leaves, Value):
    """Check leaves(v): a list of the Values under v that no operation made, each once."""
    require_function(leaves, "leaves")
    numbers = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0, "twin": 2.0}
    graphs = ["(a * b + c) * f", "a + b", "c", "a + a", "a * a + a", "a + twin", "(a + b) * (a + c)", "f * (c + a * b)"]

    def graph_of(text):
        variables = {name: Value(data) for name, data in numbers.items()}
        return eval(text, {}, variables), variables

    if isinstance(outcome(graph_of, graphs[0]), Raised):
        raise NotYet(f"first, your Value must be able to compute {graphs[0]}: run the cells above.")
    left_over = outcome(leaves, Value(0.0))  # what it keeps from call to call, if it does
    stale = list(left_over) if isinstance(left_over, (list, tuple, set)) else []

    def in_words(result, names):
        if isinstance(result, Value):
            return Words(names.get(id(result)) or ("a result" if result._prev else "a leaf of another graph"))
        if isinstance(result, (list, tuple, set, frozenset)):
            return Words(f"[{', '.join(sorted(str(in_words(v, names)) for v in result))}]")
        return result if result is None or result is ... else Words(shown(result))

    def look(got):
        if "changed the graph" in got:
            return ["Your function changed the graph: leave `_prev` as it is."]
        if got.count("[") > 1:
            return ["Lists inside lists: put all leaves into one list, at one level."]
        if not got.startswith("["):
            return [f"That is not a list of Values: return the {Value.__name__}s that are leaves, in a list."]
        if "a leaf of another graph" in got:
            return ["These are the notebook's own, not found from v."]
        if "a result" in got:
            return ["Results are among them: keep only those with an empty `_prev`."]
        if any(sign in got for sign in "'0123456789"):
            return [f"Those are names or numbers: return the {Value.__name__}s themselves."]
        return []

    def on_graph(function):
        """Return function as one of the graph's text: its result in the names of the variables, and what it broke."""

        @functools.wraps(function)
        def named(text):
            root, variables = graph_of(text)
            before = [(v, [*v._prev]) for v in nodes(root)]
            result = function(root)
            words = in_words(result, {id(v): name for name, v in variables.items()})
            kept = all(len(v._prev) == len(had) and all(map(operator.is_, v._prev, had)) for v, had in before)
            return words if kept else Words(f"{words}, and changed the graph")

        return named

    def once(values):
        return list(dict.fromkeys(values))

    def paths(v):
        return [leaf for source in v._prev for leaf in paths(source)] or [v]

    def nodes(v):
        return once([v, *(node for source in v._prev for node in nodes(source))])

    def walk(v):
        return [v, *(node for source in v._prev for node in walk(source))]

    def emptying(v):
        found, v._prev = once(paths(v)), ()
        return found

    def hoarding(v, found=stale):
        found += [leaf for leaf in once(paths(v)) if leaf not in found]
        return found

    def nested(v):
        return [nested(source) for source in v._prev] if v._prev else v

    in_first_line = any(isinstance(default, (list, set)) for default in getattr(leaves, "__defaults__", None) or ())
    anew = "make the list anew inside the function"
    if in_first_line:
        anew = "`found=[]` in a first line is made once, not for each call"
    code = getattr(leaves, "__code__", None)
    recursive = code is not None and code.co_name in code.co_names
    mistakes = [
        (paths, "A leaf that is used twice is still one leaf: do you ask whether you have it already?"),
        (emptying, "Your function changed the graph: leave `_prev` as it is."),
        (nodes, "Those are all the Values. Results are among them: keep only those with an empty `_prev`."),
        (walk, "Those are all the Values. Results are among them: keep only those with an empty `_prev`."),
        *[(lambda v: [] if v._prev else [v], "You call leaves on the inputs, and drop what it returns.")] * recursive,
        (lambda v: nodes(v)[1:], "Those are all the Values under v, results of operations too."),
        (lambda v: [n for n in nodes(v) if n._prev], "Those are all the others: the results of operations."),
        (lambda v: list(v._prev), "Those are v's own inputs. An input may have inputs, too."),
        (lambda v: once(v._prev), "Those are v's own inputs. An input may have inputs, too."),
        (lambda v: [n for n in once(v._prev) if not n._prev], "Those are leaves. There may be more further down."),
        (lambda v: once(paths(v)) if v._prev else [], "One case is missing: a Value that no operation made is a leaf."),
        (
            lambda v: paths(v) if v._prev else [],
            "Is a Value that no operation made a leaf? Is one that is used twice, two?",
        ),
        (lambda v: once(paths(v)) if v._prev else v, "Of a leaf, too, the leaves are a list: one with itself in it."),
        (lambda v: len(once(paths(v))), "That is how many there are: return the Values themselves."),
        (lambda v: [n.data for n in once(paths(v))], "Those are their numbers: return the Values themselves."),
        (lambda v: [n.data for n in paths(v)], "Those are numbers: return the Values themselves, each once."),
        (
            lambda v: list({n.data: n for n in paths(v)}.values()),
            "Two leaves may hold the same number: ask whether it is the same object.",
        ),
        (
            lambda v: list({n.data: n for n in reversed(paths(v))}.values()),
            "Two leaves may hold the same number: ask whether it is the same object.",
        ),
        (lambda v: paths(v)[:1], "Only the first one: a `return` inside a loop ends the loop."),
        (lambda v: paths(v)[0], "Only the first one: a `return` inside a loop ends the loop."),
        (
            hoarding,
            f"The list is still that of the last call: {anew}.",
        ),
        (nested, "Lists inside lists: put all leaves into one list, at one level."),
    ]
    compare(
        on_graph(leaves),
        [(text,) for text in graphs],
        right=[on_graph(lambda v: once(paths(v)))],
        mistakes=[
            *((on_graph(wrong), *about) for wrong, *about in mistakes),
            (TypeError(f"'{Value.__name__}' object is not iterable"), "Of a leaf, too, the leaves are a list."),
            (AttributeError("'tuple' object has no attribute"), "`v._prev` is a tuple: take its elements one by one."),
        ],
        place=lambda text: f"for {text}",
        tells="you gave {got}, and the leaves are {wanted}",
        hints=(
            "A Value is a leaf if its `_prev` is empty. If it is not, its leaves are the leaves of its inputs.",
            "Keep two lists: leaves found so far, and Values still to look at, which at first is [v].",
        ),
        look=look,
    )
    right = f"leaves is right: {len(graphs)} graphs, with shared leaves and equal numbers among them"
    return right + _as_good({type(leaves(graph_of(text)[0])) for text in graphs} - {list})
