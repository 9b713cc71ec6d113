"""The checks of notebook 08: What does a neuron want?"""

import inspect
import math
from numbers import Real

from micrograd import nn
from micrograd.course import errors
from micrograd.course.exercise import Exercise, Trial
from micrograd.course.extend import extend
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.functions import globals_in
from micrograd.course.mistakes import gives, raises, swap, wrong
from micrograd.course.prediction import Prediction
from micrograd.course.solution import standing
from micrograd.course.wording import Words, as_good, number, shown
from micrograd.engine import Value
from micrograd.learner.sandbox import Raised, outcome

# The line


crossing = Prediction(
    "crossing",
    "the predicted place where the line of a neuron crosses the axis of x2",
    1.0,
    "1: at x1 = 0 only 2·x2 − 2 is left of the sum, and that is 0 at x2 = 1.",
    {
        -1: "The size is right, the sign is not: 2·(−1) − 2 is −4.",
        2: "That is where the line crosses the other axis: there it is x2 that is 0.",
        -2: "That is b itself. Which x2 makes 2·x2 + b zero?",
        0.5: "Upside down: 2·0.5 − 2 is −1.",
        0: "At (0, 0) the sum is b, and b is not 0.",
    },
)


ON_THE_LINE, FIRING, SILENT = [(0, -1), (2, 0)], [(0, 0), (-1, 2)], [(0, -2), (2, -1)]
HINTS_ON_THE_LINE = (
    "At (0, −1) the sum is b − w2, at (2, 0) it is 2·w1 + b, and both must be 0: choose b, and the weights follow.",
    "With b = 2, say, w2 has to be 2. And w1? Then ask which sign the sum has at (0, 0).",
)
TURNED_ROUND = "The line is right, but the neuron fires on the other side of it: flip all three signs."


def _half_plane(w1, w2, b):
    """Return the Finding for the weights and the bias of a neuron."""
    given = {"w1": w1, "w2": w2, "b": b}
    for name, x in given.items():
        if x is ... or x is None:
            return NotYet(f"`{name}` is still missing: put a number in place of each `...`.", *HINTS_ON_THE_LINE)
        if not math.isfinite(number(_plain(x))):
            return Wrong(f"`{name}` should be a number, and it is {shown(x)}.")
    finding = _line(*map(_plain, given.values()))
    values = [name for name, x in given.items() if _plain(x) is not x]
    if values and not isinstance(finding, Right):  # the notebook itself has put some there
        plain = "Plain numbers will do. If another cell has put Values there, run yours again."
        return Wrong(f"`{values[0]}` should be a number, and it is {shown(given[values[0]])}.", plain)
    return finding


def _plain(x):
    """Return a Value's number, anything else as it is."""
    return x.data if isinstance(x, Value) else x


def _line(w1, w2, b):
    """Return the Finding for three numbers."""
    if w1 == 0 and w2 == 0:
        return Wrong("with both weights 0 the sum is b everywhere, and there is no line.", *HINTS_ON_THE_LINE)
    near = 0.011 * math.hypot(w1, w2)  # in the plane, a hundredth of a unit off counts as on the line

    def total(at):
        return w1 * at[0] + w2 * at[1] + b

    def hits(*points):
        return all(abs(total(at)) <= near for at in points)

    for at in ON_THE_LINE:
        if not hits(at):
            example = f"at {at} the sum is {_sum(w1, w2, b, at)}, and on the line it is 0."
            return Wrong(example, *_off(hits), *HINTS_ON_THE_LINE)
    for at in FIRING:
        if total(at) <= 0:
            example = f"at {at} the sum is {_sum(w1, w2, b, at)}: there the neuron should fire, and it is silent."
            return Wrong(example, TURNED_ROUND, *HINTS_ON_THE_LINE)
    where = ", ".join(f"{at}" for at in FIRING)
    return Right(
        f"the sum is 0 at {ON_THE_LINE[0]} and {ON_THE_LINE[1]}, above 0 at {where}, and below 0 at {SILENT[0]}."
    )


def _sum(w1, w2, b, at):
    x1, x2 = (f"({x})" if x < 0 else x for x in at)
    text = f"{shown(w1)}·{x1} + {shown(w2)}·{x2} + {shown(b)} = {shown(w1 * at[0] + w2 * at[1] + b)}"
    return text.replace("+ -", "− ").replace("-", "−")


def _off(hits):
    """Return a list with a hint on a line, or none; hits(*points) says whether the line goes through all of them."""
    upper, right, lower, left = (0, 1), (2, 0), (0, -1), (-2, 0)
    if hits((-1, 0), (0, 2)):
        return ["Your line goes through (−1, 0) and (0, 2): w1 belongs to a point's first number, w2 to its second."]
    if hits(upper, left):
        return ["Your line goes through (0, 1) and (−2, 0), opposite the two points: look at the sign of b."]
    if hits(upper, right) or hits(lower, left):
        return ["Your line falls where it should rise, or crosses the wrong half of an axis: "
                "look at the sign of one weight."]
    if hits((1, 0), (0, -2)):
        return ["Your line goes through (1, 0) and (0, −2): w1 belongs to a point's first number, w2 to its second. "
                "And the sign of b?"]
    if hits((0, 0)):
        return ["Your line goes through (0, 0), as every line does whose b is 0."]
    return ["It goes through one of the two points, but not through the other."] * (hits(lower) or hits(right))


half_plane = Exercise(
    "half_plane",
    "the weights and the bias of a neuron that fires above the line through (0, −1) and (2, 0)",
    """
    w1 = -1.0
    w2 = 2.0
    b = 2.0
    """,
    hands=("w1", "w2", "b"),
    examine=_half_plane,
)


fires_more = Prediction(
    "fires_more",
    "the predicted output of a neuron after a step of 0.1 along its gradients",
    1.025,
    "1.025: w1 rises by 0.2, which counts twice, w2 by 0.05, which counts half, and b by 0.1: 0.4 + 0.025 + 0.1 more.",
    {
        0.85: "You added the three steps. But that of w1 is multiplied by x1 on its way to out, and that of w2 by x2.",
        0.925: "And the bias? It takes a step as well.",
        0.5: "That is `out` before the step.",
        0.8: "That is three steps of 0.1. Each is 0.1 times its own gradient, and is multiplied once more on its way to out.",
        1.0: "And w2? It takes a step as well.",
        0.9: "And w2 and the bias? They take a step as well.",
        0.525: "That is how much is added. And before, out was 0.5.",
        0.6: "That is the step of the bias alone.",
        5.75: "That is a whole step along the gradients: take a tenth of it.",
        0.0: "Against the gradients out would fall. We step along them.",
        -0.025: "Against the gradients out would fall. We step along them.",
    },
    near=0.006,  # 1.02 will do, and so will 1.03
)


# Neuron


CASES = [  # weights, bias, inputs, nonlin
    ([2.0, -1.0], 0.5, [3.0, 4.0], True),
    ([0.5, 3.0, -2.0], 1.0, [2.0, -1.0, -4.0], True),
    ([1.0, 2.0], -5.0, [1.0, 1.5], True),
    ([1.0, 2.0], -5.0, [1.0, 1.5], False),
    ([1.0, -2.0], 0.5, [1.0, 3.0], True),
    ([-2.0], 0.25, [3.0], False),
    ([0.5, 2.0], -1.0, [2.0, 1.5], False),
    ([1.0, -1.0, 0.5, 2.0], 0.25, [0.5, -2.0, 3.0, -0.5], True),
]


def _numbers(weights, bias, inputs, nonlin):
    """Return a case in words."""
    return f"a neuron with weights {shown(weights)}, bias {shown(bias)}{'' if nonlin else ', nonlin=False'} " \
           f"and inputs {shown(inputs)}"


def seen(look):
    """Return a Trial's observation of a class: look, called with a neuron of a case's numbers and the inputs."""

    def observe(Neuron):
        def observed(weights, bias, inputs, nonlin):
            neuron = Neuron(len(weights), nonlin=nonlin)
            for value, data in zip([*neuron.w, neuron.b], [*weights, bias]):
                value.data = data
            return look(neuron, list(inputs))

        return observed

    return observe


ONE_NUMBER = "A neuron gives one number: add the products up."
BARE_NUMBER = "The bare number has forgotten where it comes from: take the Values themselves, without `.data`."
KINDS = {
    "list": ONE_NUMBER,
    "tuple": ONE_NUMBER,
    "generator": ONE_NUMBER,
    "method": "Without brackets a method is passed on, and not called: `relu()`.",
    "bool": "`and` and `or` give one of their two sides: `... if ... else ...` chooses.",
    "float": BARE_NUMBER,
    "int": BARE_NUMBER,
}
BARE_ZERO = "A bare 0 has no graph behind it: `relu`, the method of a Value, gives a Value below 0 as well."


def _kind(neuron, inputs):
    """Return, in words, the kind of result that a neuron gives."""
    out = neuron(inputs)
    if out is None or out is ...:
        return out
    if isinstance(out, type(neuron.b)):
        return Words("a Value")
    kind = type(out).__name__
    hint = BARE_ZERO if kind in ("float", "int") and out == 0 else KINDS.get(kind)
    return Words(f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}, {shown(out)}", *[hint] * bool(hint))


A_NAME_FOR_THE_SUM = (
    "Is there a line with `self.b` or `self.w` on its left? Give the sum a name of its own, such as `total`."
)


def _kept(neuron, inputs):
    """Return, in words, what a neuron changes when it is called."""
    weights, bias, given = list(neuron.w), neuron.b, list(inputs)
    numbers = [v.data for v in [*weights, bias]]
    first = neuron(given).data
    if neuron.b is not bias:
        return Words("now `b` is another Value", A_NAME_FOR_THE_SUM)
    if len(neuron.w) != len(weights) or any(other is not w for other, w in zip(neuron.w, weights)):
        return Words("now `w` holds other Values",
                     "Is there a line with `self.w` on its left, or one that takes weights out of it or puts some in?")
    if [v.data for v in [*weights, bias]] != numbers:
        return Words("now its numbers are different", "`total = self.b` is no copy, but a second name: "
                     "a line that changes `total.data` changes the bias.")
    if given != inputs:
        return Words(f"now the inputs are {shown(given)}",
                     "The list of inputs is the caller's: go through it, and leave it as it is.")
    if any(v.grad != 0 for v in [*weights, bias]):
        return Words("now its gradients are different",
                     "Is `backward` called in it? That is for later, when there is a loss.")
    again = neuron(list(inputs)).data
    if again != first:
        return Words(f"a second call gives {shown(again)}, the first {shown(first)}", A_NAME_FOR_THE_SUM)
    return Words("stay")


def _data(neuron, inputs):
    return neuron(inputs).data


def _from_above(Neuron):
    """Return the mistake of using a weight or the bias of an earlier cell."""
    names = [name for name in ("w", "b", "w1", "w2") if name in globals_in(Neuron.__call__)]
    return [
        gives(seen(_data)(Neuron),
              f"`{name}` comes from a cell above. The neuron's own weights and bias are `self.w` and `self.b`.")
        for name in names[:1]
    ]


def _gradients(neuron, inputs):
    neuron(inputs).backward()
    return [v.grad for v in [*neuron.w, neuron.b]]


def _gradients_of_inputs(neuron, inputs):
    values = [type(neuron.b)(x) for x in inputs]
    neuron(list(values)).backward()
    return [v.grad for v in values]


LOOP = "for weight, signal in zip(self.w, x):\n        total = total + weight * signal"
CUT = "return total.relu() if self.nonlin else total"
PRODUCTS = "sum(w * s for w, s in zip(self.w, x))"


def summed(expression, hint, last=CUT):
    """Return the mistake of this sum and this last line."""
    return swap(f"total = self.b\n    {LOOP}\n    {CUT}", f"total = {expression}\n    {last}", hint)


ALL_PAIRED = "`zip` pairs from the first on, and stops at the shorter one."
NO_BIAS = "The bias is missing: what is the sum when all inputs are 0?"
BIAS_EACH_TIME = "You add the bias once for each input, and once is enough: begin the sum with it."
BIAS_ALONE = "That is the bias alone."
TANH = "That is tanh: this neuron uses relu."
ONE_WAY = "One of the ways through your function ends without `return`."
NOT_ALWAYS_RETURNED = [
    swap(CUT, "if self.nonlin:\n        return total.relu()", ONE_WAY),
    swap(CUT, "if not self.nonlin:\n        return total", ONE_WAY),
]
NOT_THE_SUM = [
    swap("= self.b", "= 0", NO_BIAS),
    wrong("total", "That is the sum. In a neuron with nonlin=True it is cut: "
          "`relu` makes a new Value, and leaves the sum as it was."),
    wrong("total.relu()", "relu, whatever `nonlin` says: with nonlin=False the sum should stay as it is. "
          "A network's last layer needs that."),
    wrong("total if self.nonlin else total.relu()", "The wrong way round: relu is for the neurons with nonlin=True."),
    summed(PRODUCTS, "The bias comes after relu: it belongs in the sum that is cut.",
           last="return (total.relu() if self.nonlin else total) + self.b"),
    *(
        summed(f"({PRODUCTS}).relu() + self.b", "The bias comes after relu: it belongs in the sum that is cut.", last=last)
        for last in ("return total", f"return total if self.nonlin else {PRODUCTS} + self.b")
    ),
    *(
        summed(f"sum({cut} for w, s in zip(self.w, x))",
               "relu cuts each product, but it is the whole sum that should be cut, once.", last="return total + self.b")
        for cut in ("(w * s).relu() if self.nonlin else w * s", "(w * s).relu()")
    ),
    summed("sum(w * s + self.b for w, s in zip(self.w, x))",
           BIAS_EACH_TIME),
    *(  # and relu is not where it belongs: first things first
        summed(total, hint, last=f"return {last}")
        for total, hint in ((PRODUCTS, NO_BIAS), ("sum(w * s + self.b for w, s in zip(self.w, x))", BIAS_EACH_TIME))
        for last in ("total", "total.relu()")
    ),
    *(
        summed(PRODUCTS, f"With nonlin={which} the bias is missing: it belongs in every sum.", last=f"return {last}")
        for which, last in {
            True: "total.relu() if self.nonlin else total + self.b",
            False: "(total + self.b).relu() if self.nonlin else total",
        }.items()
    ),
    swap("weight * signal", "weight + signal", "You add each input to its weight: multiply them."),
    swap(f"signal\n    {CUT}", "signal\n        total = total.relu() if self.nonlin else total\n    return total",
         "`relu` stands inside the loop: cut the whole sum, once, after the loop."),
    wrong("self.b", BIAS_ALONE),
    wrong("self.b.relu() if self.nonlin else self.b", BIAS_ALONE),
    summed(f"{PRODUCTS} * self.b", "You multiply by the bias: add it instead."),
    summed(f"{PRODUCTS} - self.b", "You subtract the bias: add it."),
    swap("    return", "        return", "Only the first product is in it: a `return` inside a loop ends the loop."),
    swap("= total +", "= self.b +",
         "Only the last product and the bias are in it: does each turn of the loop add to what is there?"),
    swap("= total +", "=", "Only the last product is in it: does each turn of the loop add to it?"),
    swap("zip(self.w,", "zip(self.w[:-1],", "The last product is missing."),
    swap("zip(self.w, x)", "zip(self.w[1:], x[1:])", "The first product is missing."),
    swap("zip(self.w,", "zip(self.w[1:],", f"Each input meets the next one's weight: {ALL_PAIRED}"),
    swap("self.w, x)", "self.w, x[1:])", f"Each weight meets the next input: {ALL_PAIRED}"),
    swap("self.w, x)", "self.w, reversed(x))", "The inputs meet the weights in reverse order."),
    summed("sum(self.w) * sum(x) + self.b", "Each input has a weight of its own: pair them."),
    summed("self.w[0] * sum(x) + self.b", "Every input meets the first weight: `zip` pairs them."),
    summed("sum(self.w) * x[0] + self.b", "Every weight meets the first input: `zip` pairs them."),
    summed(f"{PRODUCTS} + 1", "You add 1, whatever the bias is: take `self.b`."),
    *(
        summed(PRODUCTS, "relu cuts the bias alone: `.relu()` belongs to what stands right before it, so the sum needs brackets.",
               last=f"return total + {bias}")
        for bias in ("self.b.relu()", "(self.b.relu() if self.nonlin else self.b)")
    ),
    wrong("total.tanh()", TANH),
    summed(f"{PRODUCTS} / len(x) + self.b", "You take the mean: a neuron takes the sum."),
    wrong("total.tanh() if self.nonlin else total", TANH),
    *(
        wrong(f"total.{other}(){unless}", f"That is {other}: this neuron uses relu.")
        for other in ("sigmoid", "exp")
        for unless in (" if self.nonlin else total", "")
    ),
    *(
        wrong(f"total.relu() if self.nonlin else {given}", f"With nonlin=False you give {what}: there the sum should stay as it is.")
        for given, what in {
            "total.tanh()": "the tanh of the sum",
            "total.sigmoid()": "the sigmoid of the sum",
            "total.exp()": "e to the power of the sum",
            "-total": "the negative of the sum",
            "-total.relu()": "the negative of relu",
            "-(-total).relu()": "the sum only where it is below 0",
        }.items()
    ),
]
LOST = [
    wrong("Value(total.relu().data if self.nonlin else total.data)", "No gradient comes back: "
          "the sum was made of bare numbers, or of new Values, and has forgotten its weights."),
    swap("weight *", "weight.data *", "Only the bias gets a gradient: "
         "the weights come in as bare numbers, or as new Values made for this call."),
    swap("= self.b", "= Value(self.b.data)",
         "The bias gets no gradient: it comes in as a bare number, or as a new Value made for this call."),
    swap(CUT, "if self.nonlin:\n        total.data = max(total.data, 0.0)\n    return total",
         "Below 0 nothing should come back. Is the sum cut by `relu`, the method of a Value?"),
]
NO_RELU = "A bare number has no `relu`, the sum of Values has: is there a `.data`, or do brackets around the sum lack?"
NOT_COMPARED = "Values can't be compared: `relu` is the method that cuts."
SELF_AND_X = "Python hands `__call__` the neuron and x: `self` and `x`."
ANY_INPUTS = "There may be any number of inputs: a loop over `zip(self.w, x)` gives one weight and one input at a time."
W_AND_B = raises(errors.no_attribute("Neuron"), "A neuron has its weights in `w`, its bias in `b`, and `nonlin`; `relu` is a method of a Value.")
OWN = [raises(errors.unknown_name(name), f"It belongs to the neuron: `self.{name}`.") for name in ("w", "b", "nonlin")]


def _without(method):
    """Return a way to find a class without its own method, which its parent or its type may have."""
    return lambda cls: None if method in vars(cls) else NotYet(
        f"{cls.__name__} has no `{method}` of its own yet: write it in the cell above, then run both cells."
    )


def _no_weights(Neuron):
    """Return what is wrong with the weights and bias of a new neuron, None if nothing is."""
    made = outcome(Neuron, 3)
    again = "Run the cell of the class as it was, then your `__call__`."
    if isinstance(made, Raised):
        return Wrong(f"Neuron(3): {made}.", again)
    weights, bias = getattr(made, "w", None), getattr(made, "b", None)
    if not isinstance(weights, list) or len(weights) != 3 or not all(hasattr(v, "_prev") for v in [*weights, bias]):
        return Wrong(f"Neuron(3) should have a list `w` of 3 Values and a Value `b`; w is {shown(weights)}, "
                     f"b is {shown(bias)}.", again)
    if len({id(v) for v in [*weights, bias]}) < 4:
        return Wrong("the weights of Neuron(3) are not 3 different Values: the same one is there several times.",
                     "`[Value(…)] * nin` repeats one object, and moving one weight moves all: "
                     "make a Value for each, in a loop.")
    return None


neuron = Exercise(
    "neuron",
    "Neuron.__call__: the weighted sum with its bias, relu where it belongs, and gradients",
    """
    @extend(Neuron)
    def __call__(self, x):
        total = self.b
        for weight, signal in zip(self.w, x):
            total = total + weight * signal
        return total.relu() if self.nonlin else total
    """,
    Trial(CASES, _numbers, "gave {got}, and should give {wanted}", seen(_kind), mistakes=NOT_ALWAYS_RETURNED),
    Trial(CASES, _numbers, "should leave everything as it was, but {got}", seen(_kept)),
    Trial(CASES, _numbers, "gave {got}, and it is {wanted}", seen(_data), own=_from_above, mistakes=NOT_THE_SUM),
    Trial(
        CASES,
        _numbers,
        "has the right number; backward() from there gives weights and bias the gradients {got}, and they are {wanted}",
        seen(_gradients),
        mistakes=LOST,
        hints=("Add and multiply the Values themselves, and take no `.data` on the way.",),
    ),
    Trial(
        CASES,
        lambda *case: f"{_numbers(*case)} given as Values",
        "has the right number; backward() gives these the gradients {got}, and they are {wanted}",
        seen(_gradients_of_inputs),
        hints=("In a network the inputs are Values: multiply with them as they are, not with their `.data`.",),
    ),
    method="__call__",
    first_line=SELF_AND_X,
    names=lambda: {"Neuron": type("Neuron", (nn.Neuron,), {}), "Value": Value, "extend": extend},
    usable=lambda Neuron: _without("__call__")(Neuron) or _no_weights(Neuron),
    hints=(
        "Begin with the bias, and add the product of each weight with its input: `zip(self.w, x)` pairs them.",
        "The sum is a Value, and its method `relu` cuts it: when is that to be done?",
    ),
    mistakes=[
        raises(errors.misused("int"), "Something is a bare number there. Take the Values themselves."),
        raises(errors.no_attribute("float", "data"), "Inputs may be plain numbers, without `.data`."),
        raises(errors.no_attribute("float", "relu"), NO_RELU),
        raises(errors.no_attribute("int", "relu"), NO_RELU),
        raises(errors.no_attribute("list"), "A list has no such method: add up its elements first."),
        raises(errors.no_product(), "A list can't be multiplied so: pair its elements with the inputs, by `zip`."),
        raises(errors.not_a_number("Value"),
               "What is a Value already needs no wrapping: a sum of Values is one, and an input may be."),
        raises(errors.not_a_number("list"), "x is a list, one argument without a star: pair its elements with the weights, as `zip` does."),
        raises(errors.wrong_index("list"),
               "That loop gives the inputs themselves, not their positions: `zip` needs no positions."),
        raises(errors.not_comparable("<"), NOT_COMPARED),
        raises(errors.not_comparable(">"), NOT_COMPARED),
        raises(errors.no_absolute_value(), "A Value has no `abs`. Where relu cuts, the result is 0, and elsewhere the sum stays as it is."),
        raises(errors.not_a_real_number(), "`math` works with bare numbers. `relu` is a method of a Value, and all that is needed here."),
        raises(errors.too_many_to_unpack(), ANY_INPUTS),
        raises(errors.too_few_to_unpack(), ANY_INPUTS),
        W_AND_B,
        raises(errors.out_of_range(), "There are as many weights as inputs, and no more: maybe only one."),
        raises(errors.unknown_name("relu"),
               "`relu` is a method of a Value: the sum's name comes first, then `.relu()`."),
        *OWN,
    ],
    covers=f"__call__ is right: {len(CASES)} neurons of 1 to 4 inputs, with and without relu, "
    "and all their gradients.",
)


# parameters()


LISTS = list, tuple, set, frozenset, dict
LONGER = "It changed the very list that it returned, with `append` or `+=`: make a new list."
COLLECT = "Is there a line with `self.w` or `self.b` on its left? Collect, and change nothing."
NUMBERS_CHANGED = "It is training that changes numbers: here the Values are only collected."


class Parameters(Words):
    """A result of parameters() in words, abbreviated where it is long."""

    brief = ""

    def __repr__(self):
        return self.brief or str(self)


def _collected(module, values_of):
    """Return in words a module's parameters(); values_of(module) gives all its Values by name."""
    values = values_of(module)
    names, numbers = {}, [value.data for _, value in values]
    for name, value in values:
        names.setdefault(id(value), name)  # a Value that is there twice goes by its first name
    result = module.parameters()
    if result is None or result is ...:
        return result
    text, after = _in_words(result, names), values_of(module)
    if hasattr(result, "__next__"):
        kind = f"a {type(result).__name__}"
        return Words(kind, f"Return a list: {kind} is used up after one loop.")
    if len(after) > len(values):
        return Words(f"{text}, and a list of weights is longer now", LONGER)
    if [id(value) for _, value in after] != [id(value) for _, value in values]:
        return Words(f"{text}, and weights or bias are others now", COLLECT)
    if [value.data for _, value in after] != numbers:
        return Words(f"{text}, and their numbers are others now", NUMBERS_CHANGED)
    if _in_words(module.parameters(), names) != text:
        return Words(f"{text}, and the second call another answer", LONGER)
    if isinstance(result, LISTS) and sorted(map(id, result)) == sorted(names):
        return Parameters(f"all {len(names)}")
    borrowed = _borrowed(module) if "another Value" in text else []
    found = Parameters(text, *borrowed, *(_about_parameters(result, names) or _about_missing(result, values)))
    found.brief = _in_brief(result, names)
    return found


def _in_words(result, names):
    if isinstance(result, LISTS):
        return f"[{', '.join(_in_words(part, names) for part in result)}]"
    return names.get(id(result)) or ("another Value" if hasattr(result, "_prev") else shown(result))


def _in_brief(result, names):
    """Return in short what a long result lacks or has too often; "" for a short result."""
    if not isinstance(result, LISTS) or len(names) < 7 or len(result) < 2:
        return ""
    if any(isinstance(part, LISTS) for part in result):
        return f"a list of {len(result)} lists"
    ids = [id(part) for part in result]
    missing = [name for key, name in names.items() if key not in ids]
    twice = [name for key, name in names.items() if ids.count(key) > 1]
    if len(missing) == len(names):
        return f"a list of {len(result)} other things"
    parts = [
        how.format(some[0] + f" and {len(some) - 1} more" * (len(some) > 1), "is" if len(some) == 1 else "are")
        for how, some in [("without {}", missing), ("and {} {} there twice", twice)]
        if some
    ]
    return f"a list of {len(result)}, {', '.join(parts)}" if parts else ""


def _borrowed(module):
    """Return a list with a hint on a Value or a module of an earlier cell that parameters() looks at, or none."""
    method = type(module).parameters
    known = {name: inspect.unwrap(method).__globals__.get(name) for name in sorted(globals_in(method))}
    for name, thing in known.items():
        if isinstance(thing, Value):
            return [f"`{name}` comes from a cell above, and is no part of this one: `self.` leads to its own."]
        if hasattr(thing, "parameters") and not isinstance(thing, type):
            return [f"`{name}` comes from a cell above, and is no part of this one. In a comprehension, the loop that "
                    f"gives a name stands before the one that uses it."]
    return []


def _about_parameters(result, names):
    """Return a list with a hint on the kind of objects in a result of parameters(), or none."""
    if isinstance(result, Real):
        return ["Training can't move a bare number: return the Values themselves, in a list."]
    if hasattr(result, "_prev"):
        return ["That is one Value: return all of them, in a list."]
    if isinstance(result, dict):
        return ["A loop over a dict goes through its keys: return a list of the Values."]
    if not isinstance(result, LISTS):
        return []
    known = [id(part) for part in result if id(part) in names]
    some_are_numbers = any(isinstance(part, Real) for part in result)
    return [
        hint
        for hint, applies in {
            "Lists inside a list: put all of the Values at one level.": any(isinstance(part, LISTS) for part in result),
            "Training does not move `nonlin`: leave it out.": any(isinstance(part, bool) for part in result),
            CALL_PARAMETERS: any(map(inspect.ismethod, result)),
            "There is a number among them, and training can't move a bare number.": known and some_are_numbers,
            "One of them is there twice, and training would move it twice.": len(known) > len(set(known)),
            "Those are numbers: return the Values themselves, training has to change them.": some_are_numbers,
            "Those are neurons or layers: ask each for its own parameters.":
                any(hasattr(part, "parameters") for part in result),
            "Those are new Values: return the objects themselves, or training moves copies.":
                any(hasattr(part, "_prev") and id(part) not in names for part in result),
            "Those are texts: return the Values themselves.": any(isinstance(part, str) for part in result),
        }.items()
        if applies
    ][:1]


def _about_missing(result, values):
    """Return a list with a hint on the Values, given as (name, Value), that a list lacks, or none."""
    there = {id(part) for part in result} if isinstance(result, LISTS) else {id(value) for _, value in values}
    missing = [(name, value) for name, value in values if id(value) not in there]
    if not missing:
        return []
    first = {}  # Value of each number
    for _, value in values:
        first.setdefault(value.data, value)
    if isinstance(result, LISTS) and list(map(id, result)) == list(map(id, first.values())):
        return ["Those that are missing have the same numbers as some that are there: "
                "do you compare the numbers, and not the Values themselves?"]
    layers = {name.partition(".")[0] for name, _ in missing}
    if len(layers) == 1 and len(missing) == sum(name.startswith(f"{min(layers)}.") for name, _ in values):
        return [f"All of `{layers.pop()}` is missing: does your loop get there?"]
    if all(name.endswith(".b") for name, _ in missing):
        return ["Biases are missing: each neuron has one."]
    return ["Some are missing."]


def _as_good_as_lists(make, cases):
    return as_good({type(make(*case).parameters()) for case in cases} - {list})


def _of_neuron(neuron):
    return [*((f"w[{i}]", w) for i, w in enumerate(neuron.w)), ("b", neuron.b)]


CALL_PARAMETERS = "Without brackets a method is handed on, and not called: `parameters()`."
DIFFERS = "you gave {got}, and it should be {wanted} parameters in one list"
NOT_ADDED = "A list and a Value can't be added. A list of one Value is `[self.b]`."
SIZES = [(2,), (1,), (5,)]


parameters = Exercise(
    "parameters",
    "Neuron.parameters: the Values that training may change, each once, in one list",
    standing(nn.Neuron.parameters, "Neuron"),
    Trial(SIZES, "for Neuron({})", DIFFERS, lambda Neuron: lambda nin: _collected(Neuron(nin), _of_neuron)),
    method="parameters",
    first_line="A method's first input is the object itself: `def parameters(self):`.",
    names=lambda: {"Neuron": type("Neuron", (nn.Neuron,), {}), "extend": extend},
    usable=lambda Neuron: _without("parameters")(Neuron) or _no_weights(Neuron),
    hints=("Which Values may training change? All of those, each once, in one list.",),
    mistakes=[
        wrong("self.w", "The bias is missing: training may change it, too."),
        wrong("[self.b]", "That is the bias alone: the weights are parameters as well."),
        wrong("[self.w, self.b]", "A list inside a list: `*self.w` would put its elements in, one by one."),
        wrong("[self.w[0], self.b]", "Only the first weight is there. Is there a `return` inside a loop? It ends the loop."),
        wrong("[self.w[-1], self.b]", "Only the last weight is there: does each turn of a loop add to the list?"),
        wrong("[self.w, [self.b]]", "Lists inside a list: put all of them at one level."),
        raises(errors.not_a_number(), NOT_ADDED),
        raises(errors.only_concatenates("list"), NOT_ADDED),
        raises(errors.no_star(), "A star takes a list apart. The bias is one Value, and needs none."),
        raises(errors.not_iterable("Value"), "The bias is one Value. A list of one Value is `[self.b]`."),
        W_AND_B,
        raises(errors.out_of_range(), "A neuron has as many weights as inputs, and those need not be two."),
        *OWN,
    ],
    covers=lambda Neuron: f"parameters is right: neurons of 1, 2 and 5 inputs, {2 + 3 + 6} Values"
    + _as_good_as_lists(Neuron, SIZES),
)


# XOR, networks


one_neuron = Prediction(
    "one_neuron",
    "the predicted number of XOR's four points that one neuron can get right",
    3,
    "3: it can get any three of the corners right, but never all four.",
    {
        4: "Then one straight line would have both blue corners on one side, and both orange ones on the other. But "
        "the point halfway between the blue ones is also halfway between the orange ones: on which side would it be?",
        2: "More than that: cut off a single corner.",
        1: "More than that: cut off a single corner.",
        0: "Turn such a neuron round, and it would get all four.",
    },
    near=0,
)


count_parameters = Prediction(
    "count_parameters",
    "the predicted number of parameters of MLP(2, [3, 1])",
    13,
    "13: three neurons with two weights and a bias each, and one neuron with three weights and a bias: 9 + 4.",
    {
        9: "Either the biases are missing, or the last neuron is.",
        10: "The last neuron has a weight for each of the three that it listens to.",
        12: "The last neuron has a bias, too.",
        11: "Each neuron has a bias of its own, and not each layer.",
        3: "That is how many hidden neurons there are.",
        4: "That is how many neurons there are.",
        6: "Those are the weights of the hidden layer. What about the biases, and the last neuron?",
        21: "That is how many operations its graph has.",
    },
    near=0,
)


NETWORKS = [(2, [3, 1]), (1, [1]), (3, [2, 2, 2]), (2, [2, 2, 1], "shared")]


def _network(MLP, nin, nouts, sharing=""):
    """Return a network in which two layers may share a neuron."""
    network = MLP(nin, nouts)
    if sharing:
        network.layers[1].neurons[0] = network.layers[0].neurons[0]
    return network


def _network_in_words(nin, nouts, sharing=""):
    return f"for MLP({nin}, {nouts})" + ", where both hidden layers share a neuron," * bool(sharing)


def _of_network(network):
    return [
        (f"layers[{i}].neurons[{j}].{name}", value)
        for i, layer in enumerate(network.layers)
        for j, neuron in enumerate(layer.neurons)
        for name, value in _of_neuron(neuron)
    ]


def _no_network(MLP):
    """Return what is wrong with a network, None if it has layers of neurons."""
    network = outcome(MLP, 2, [3, 1])
    if isinstance(outcome(_of_network, network), Raised):
        return Wrong("MLP(2, [3, 1]) can't be made, or has no `layers` with `neurons`: run the cells above again.")
    layer = network.layers[0]
    for module, neurons in ((layer.neurons[0], layer.neurons[:1]), (layer, layer.neurons)):
        wanted = [id(p) for neuron in neurons for p in (*neuron.w, neuron.b)]
        if outcome(lambda module=module: sorted(map(id, module.parameters()))) != sorted(wanted):
            kind = type(module).__name__
            return Wrong(f"The network is made of parts that are not right yet: `{kind}.parameters` does not give a "
                         f"{kind.lower()}'s weights and biases.", f"Mend `{kind}.parameters`, then run both cells.")
    return None


OF_NETWORKS = "A network has `layers`, a layer has `neurons`, and both layers and neurons have `parameters()`."
ANY_LAYERS = "A network may have one layer, or five: a loop takes them as they come."
OF_THE_NETWORK = "It belongs to the network: `self.layers`."
NEURONS = "for layer in self.layers for neuron in layer.neurons"


all_parameters = Exercise(
    "all_parameters",
    "MLP.parameters: those of all layers, each once, in one list",
    standing(nn.MLP.parameters, "MLP"),
    Trial(
        NETWORKS,
        _network_in_words,
        DIFFERS,
        lambda MLP: lambda *case: _collected(_network(MLP, *case), _of_network),
    ),
    method="parameters",
    first_line="A method's first input is the object itself: `def parameters(self):`.",
    names=lambda: {"MLP": type("MLP", (nn.MLP,), {}), "parameters_of": nn.parameters_of, "extend": extend},
    usable=lambda MLP: _without("parameters")(MLP) or _no_network(MLP),
    hints=("`Layer.parameters` collects those of its neurons. Do the same one level up, with the layers.",),
    mistakes=[
        wrong("self.layers[0].parameters()",
              "Those are the first layer's alone. Is there a `return` inside a loop? It ends the loop."),
        wrong("self.layers[-1].parameters()",
              "Those are the last layer's alone: does each turn of the loop add to the list?"),
        wrong("parameters_of(self.layers[:-1])", "The last layer's are missing."),
        wrong("[layer.parameters() for layer in self.layers]",
              "A list for each layer: put all of them into one list, at one level."),
        wrong(f"[[*neuron.w, neuron.b] {NEURONS}]",
              "A list for each neuron: put all of them into one list, at one level."),
        wrong(f"[w {NEURONS} for w in neuron.w]", "The biases are missing."),
        wrong(f"[neuron.b {NEURONS}]", "Those are the biases alone."),
        wrong("[]", "An empty list: do you collect what each layer's parameters() returns?"),
        raises(errors.no_attribute("list", "parameters"), "A list has no parameters(): each layer in it has. "
               "`parameters_of` wants the layers themselves, and asks each."),
        raises(errors.no_attribute("list", "neurons"), "A list has no neurons, each layer in it has: "
               "`parameters_of` wants the layers."),
        raises(errors.unsupported("+", "int", "list"), "`sum` begins with the number 0, and a list can't be added to that: "
               "give it an empty list to begin with, or collect in a loop."),
        raises(errors.no_super(), "A method that is written outside its class can't call `super()`. "
               "Here it would only be the empty list of `Module`."),
        raises(errors.takes("parameters_of"), "`parameters_of` takes one list, that of the layers: "
               "no star before it, and no second one."),
        raises(errors.misused("method"), CALL_PARAMETERS),
        raises(errors.only_concatenates("list", "method"), CALL_PARAMETERS),
        raises(errors.no_attribute("MLP"), OF_NETWORKS),
        raises(errors.no_attribute("Layer"), OF_NETWORKS),
        raises(errors.too_few_to_unpack(), ANY_LAYERS),
        raises(errors.too_many_to_unpack(), ANY_LAYERS),
        raises(errors.misused("MLP"), "It is not the network that you loop over, but its list of layers."),
        raises(errors.out_of_range(), ANY_LAYERS),
        raises(errors.unknown_name("layers"), OF_THE_NETWORK),
        raises(errors.unknown_name("neurons"), OF_THE_NETWORK),
    ],
    covers=lambda MLP: "parameters is right: 4 networks of one to three layers, "
    "one of them with a neuron that two layers share"
    + _as_good_as_lists(lambda *case: _network(MLP, *case), NETWORKS),
)


twins = Prediction(
    "twins",
    "the predicted difference between two equal neurons after a step",
    0,
    "0: they have the same weights, hear the same and are heard alike, so they get the same gradients, for ever.",
    {
        0.1: "That is the rate. What could make one of them move further than the other?",
        1: "What could make one of them move further than the other?",
        0.5: "That is where both begin.",
        0.05: "That is the step by which each of them moves.",
    },
)


spread = Prediction(
    "spread",
    "the predicted factor by which the spread of a sum grows with a hundred times as many terms",
    10,
    "about 10, the root of 100: some terms are positive, others negative, and most of them cancel.",
    {
        100: "That would be so if all terms had the same sign. About half are negative, and most of them cancel.",
        1: "They cancel, but not completely: what is left over grows with their number.",
        50: "They cancel better than that.",
        0.1: "It is the other way round: the sum of more terms lies further from 0.",
    },
    near=0.1,
)
