"""The checks of notebook 09: How does it learn?"""

import math
from itertools import pairwise

from micrograd import nn, optim
from micrograd.course import errors
from micrograd.course.exercise import Exercise, Trial
from micrograd.course.extend import extend
from micrograd.course.mistakes import gives, raises, swap, wrong
from micrograd.course.prediction import Prediction
from micrograd.course.solution import standing
from micrograd.course.value_exam.model import RIGHT, in_order
from micrograd.course.wording import Numbers, Words, number, shown
from micrograd.engine import Value
from micrograd.learner.sandbox import Endless, outcome


def plain(results, *hints):
    """Return results as a list of numbers, or what is among them in words, with hints about a Value."""
    results = list(results)
    odd = [x for x in results if math.isnan(number(x)) and not isinstance(x, float)]
    if not odd:
        return results
    if hasattr(odd[0], "data"):
        return Words("a Value where a number belongs", *hints)
    return Words(f"{shown(odd[0])} where a number belongs")


# The loss


LINES = [  # w, b and points
    (0.5, 1.0, [([1.0], 2.0), ([2.0], -1.0), ([4.0], 0.5)]),
    (-1.0, 3.0, [([-2.0], -2.0), ([-1.0], -1.5), ([0.0], 0.5), ([1.0], 1.5), ([2.0], 4.0)]),
    (2.0, -1.0, [([3.0], 1.0)]),
    (1.0, 0.0, [([1.0], 2.0), ([2.0], 1.0)]),
]


def loss_of(squared_error):
    """Return a function of a line and points that gives the loss and its derivatives with respect to w and b."""

    def answer(w, b, points):
        w, b = Value(w), Value(b)
        given = [(list(x), y) for x, y in points]  # a list of its own: a loss that empties it leaves ours intact
        loss = squared_error(lambda x: w * x[0] + b, given)
        if given != points:
            return Words(f"there, and then the points were {_points(given) or 'gone'}", TAKEN_OUT)
        if loss is None or loss is ...:
            return loss
        if isinstance(loss, (int, float)):
            return Words(f"{shown(loss)}, a plain number", PLAIN)
        if not isinstance(loss, Value):
            return Words(f"a {type(loss).__name__}", "The loss is one Value: the mean of all the squares.")
        if not {w, b} & set(in_order(loss)):  # without them, no gradient would change
            return Numbers([*plain([loss.data]), 0.0, 0.0], ALONE)
        loss.backward()
        return plain([loss.data, w.grad, b.grad])

    return answer


ALONE = "It does not depend on w and b: does your code ask the `model` it is given, or a line of its own?"
TAKEN_OUT = "The list belongs to the caller, who needs it again at the next step: loop over it, and take nothing out."
PLAIN = "A plain number remembers nothing: where would `backward` begin? Is there a `.data` in your code?"
NOT_SQUARED = "The errors are not squared: one too high and one too low would cancel."
SQUARE_FIRST = "Square each error first, then add them up."
FIRST_POINT = "Only the first point counts: a `return` inside the loop ends the loop."
LAST_POINT = "Only the last point counts: add the errors up in the loop."
SAME_ALWAYS = "The same on all points: does your code use the `points` it is given?"
OF_NUMBERS = "`statistics` takes means of plain numbers, and `math` works with those: add the Values up with `sum`, and divide."
ALL_POINTS = "sum({} for x, y in points) / len(points)"
TOTAL = "sum((model(x) - y) ** 2 for x, y in points)"
ERRORS = "sum(model(x) - y for x, y in points)"
EACH = "[(model(x) - y) ** 2 for x, y in points]"
NOT_LOSSES = [
    swap(" / len(points)", "",
         "That is the sum. More points would make it larger, however good the line: take the mean."),
    swap(") ** 2", ")", NOT_SQUARED),
    wrong(ALL_POINTS.format("(y - model(x))"), NOT_SQUARED),
    wrong(ERRORS, "The errors are neither squared nor averaged."),
    wrong(ALL_POINTS.format("model(x) ** 2 - y ** 2"),
          "You square score and label separately: square their difference. Where do the brackets go?"),
    wrong(ALL_POINTS.format("model(x) - y ** 2"), "`**` comes before `-`: the difference needs brackets."),
    wrong(f"({ERRORS} / len(points)) ** 2", "Square each error first, then take the mean."),
    wrong(f"{ERRORS} ** 2", SQUARE_FIRST),
    swap("model(x) - y", "model(x) + y", "You add score and label: the error is their difference."),
    wrong(f"({TOTAL} / len(points)) ** 0.5", "The mean is right, and you take its root."),
    swap("len(points)", "len(points) / 2", "That is half of the mean: is there a 2 too many?"),
    swap("len(points)", "2", "That is half of the sum: the mean divides by the number of points."),
    swap("** 2", "* 2", "Twice each error: `*` multiplies, `**` raises to a power."),
    swap("len(points)", "3", "You divide by 3, always: how many points are there here?"),
    swap("in points) /", "in points[:-1]) /", "The last point is missing in the sum."),
    swap("** 2", "** 3", "A third power can be negative: too high and too low would cancel. Square each error."),
    swap("len(points)", "5", "You divide by 5, always: how many points are there here?"),
    wrong(ALL_POINTS.format("((model(x) - y) ** 2) ** 0.5"),
          "Those are the sizes of the errors, and not their squares."),
    wrong(f"{EACH}[0]", FIRST_POINT),
    wrong(f"{EACH}[-1]", LAST_POINT),
    wrong(f"{EACH}[0] / len(points)", FIRST_POINT),
    wrong(f"{EACH}[-1] / len(points)", LAST_POINT),
    wrong(f"{ERRORS} ** 2 / len(points)", SQUARE_FIRST),
    swap("len(points)", "(len(points) - 1)", "You divide by one less than the number of points."),
    swap("len(points)", "len(points) ** 2", "You divide by the number of points, and then again."),
    swap("/ len", "* len", "You multiply by the number of points: a mean divides."),
    swap("return ", "return -", "The size is right, the sign is not: no square is below 0."),
    swap("in points) / len(points)", "in POINTS) / len(POINTS)",
         "Those are the points of the cell above, whatever comes in: does your code use the `points` it is given?"),
    swap(f"return {TOTAL} / len(points)", f"loss = {TOTAL} / len(points)\n    loss.backward()\n    return loss",
          "The number is right, and both derivatives are twice too large: is `backward` called in it? "
          "That is for later."),
    swap(f"return {TOTAL} / len(points)", f"total = {TOTAL}\n    total.backward()\n    return total / len(points)",
         "The number is right, and the derivatives are too large: is `backward` called in it? That is for later."),
    wrong(ALL_POINTS.format("(1 - y * model(x)).relu()"),
          "That is the loss of notebook 00. Here: how far is the score from y?"),
    wrong(f"Value(({TOTAL} / len(points)).data)",
          "The number is right, and no derivative reaches w or b. Is there a `.data` in it? The loss needs its graph."),
    raises(errors.not_subscriptable("float"), "The model got a bare number. It takes x as it is, in its list: model(x). "
           "And in each point x comes first, then y."),
    raises(errors.no_attribute("function"), "Any model will do, and this one is a function: what it says at x is model(x)."),
    raises(errors.unsupported("/", "list"), "A list can't be divided: add the squares up with `sum`, and divide after its closing bracket."),
    raises(errors.unsupported("-", "function"), "The model is a function: what it says at x is model(x)."),
    raises(errors.not_iterable("function"), "The model comes first, then the points: squared_error(model, points)."),
    raises(errors.not_a_number("tuple"), "The model is asked about one x at a time: model(x)."),
    raises(errors.not_comparable(">"), "Values can't be compared. Add all the squares up, and none needs to be the largest."),
    raises(errors.unsupported("-", "list"), "x is a list: what the model says there is model(x)."),
    raises(errors.unsupported("^"), "A power is written `**`."),
    raises(errors.unsupported("//"), "`//` rounds down, which a Value can't: `/` divides."),
    raises(errors.not_a_number("list"),
           "A point is a pair of x, a list, and y. The model is asked about x alone: model(x)."),
    raises(errors.division_by_zero(),
           "Is the list of points empty by then? Take nothing out of it: it belongs to the caller."),
    raises(errors.no_absolute_value(), "Square each error: then its sign does not matter."),
    raises(errors.no_fraction(), OF_NUMBERS),
    raises(errors.not_a_real_number(), OF_NUMBERS),
    raises(errors.not_callable("ellipsis"), "There is still a `...` in your code."),
]


def _own_points(squared_error):
    """Return the mistake of an answer that gives the same result for any points."""
    first = outcome(loss_of(squared_error), *LINES[0])
    return [gives(lambda *_: first, SAME_ALWAYS)] * isinstance(first, list)


def _points(points):
    return ", ".join(f"({x[0]:g}, {y:g})" for x, y in points)


squared_error = Exercise(
    "squared_error",
    "squared_error(model, points): the mean of the squared errors, as a Value",
    """
    def squared_error(model, points):
        return sum((model(x) - y) ** 2 for x, y in points) / len(points)
    """,
    Trial(
        cases=LINES,
        case=lambda w, b, points: f"for the line w = {w:g}, b = {b:g} on {_points(points)}",
        differs="the loss and its derivatives with respect to w and b were {got}, and should be {wanted}",
        observe=loss_of,
        own=_own_points,
        mistakes=NOT_LOSSES,
    ),
    hints=(
        "For each point: what does the model say, and how far is that from y? Square it.",
        "`sum(... for x, y in points)` adds up; then divide by how many points there are.",
    ),
    covers=f"squared_error is right: {len(LINES)} lines, each with the loss and "
    "its derivatives with respect to w and b.",
    names=lambda: {"Value": Value, "POINTS": LINES[1][2]},
)


# One step by hand


one_step = Prediction(
    "one_step",
    "the predicted w after one step from w = -1 against a gradient of -10 with rate 0.05",
    -0.5,
    "-0.5: the loss falls as w rises, so the step goes up: -1 - 0.05·(-10) = -1 + 0.5.",
    {
        -1: "That is where w stands before the step.",
        10: "That is how fast the loss falls as w rises: the rate says how far to go.",
        -10: "That is the gradient itself. It is multiplied by the rate, and subtracted from w.",
        -1.5: "The size is right. But the loss falls as w rises, and down is where we want it to go.",
        0.5: "That is how far w moves. Where does it get to, from -1?",
        9: "That is a step by the whole gradient. The rate makes it smaller.",
        -11: "That is a step along the whole gradient: uphill, and without the rate.",
        -0.05: "That is the rate alone. It is multiplied by the gradient.",
        -0.95: "You moved by the rate alone. It is multiplied by the gradient.",
        -1.05: "You moved by the rate alone. It is multiplied by the gradient.",
    },
    near=0.01,
)


# Optimisers


def steps_of(Optimizer):
    """Return a function that gives the parameters' data after a step for each list of gradients."""

    def answer(data, rounds, *settings):
        parameters = [Value(x) for x in data]
        optimizer = Optimizer(list(parameters), *settings)
        for gradients in rounds:
            for parameter, gradient in zip(parameters, gradients):
                parameter.grad = gradient
            optimizer.step()
        left = plain((p.data for p in parameters), A_VALUE)
        if left != data:
            return left
        kept = getattr(optimizer, "parameters", None)
        if isinstance(kept, list) and any(other is not p for other, p in zip(kept, parameters)):
            return Words(f"{shown(left)} and others in `self.parameters`", OTHERS)
        if plain(p.grad for p in parameters) != rounds[-1]:
            return Words(f"{shown(left)} and other gradients", ONLY_GRADIENTS)
        return left

    return answer


def _steps(data, rounds, *settings):
    """Return what a case does, as the beginning of a sentence."""
    gradients = ", then ".join(map(shown, rounds))
    return f"step() with data {shown(data)}, gradients {gradients} and rate {settings[0]:g}"


def clears(Optimizer, *settings):
    """Return whether a right optimiser also sets the gradients to 0."""
    parameter = Value(1.0)
    optimizer = Optimizer([parameter], *settings)
    parameter.grad = 4.0
    optimizer.step()
    return parameter.grad == 0


A_VALUE = "`data` should stay a plain number: take `p.grad` and `p.data`, which are numbers, and not p itself."
OTHERS = "The optimiser holds new parameters now, and the net still has the old ones: change the `data` of each."
ONLY_GRADIENTS = "The gradients changed, and no data did: the step is made by `p.data`."
STILL = (
    "Nothing moved. `p = p - ...` makes a new Value and calls it p; `p.data - ...` alone is computed and forgotten: "
    "change `p.data`."
)
ANY_NUMBER = "There may be any number of parameters: a loop takes them all."
WHICH_P = "Which p? A loop over all parameters gives that name to each of them."
OF_LISTS = [
    raises(errors.no_attribute("list"), "`self.parameters` is a list: a loop gives you its Values one by one."),
    raises(errors.not_callable("list"), "`self.parameters` is a list here, and no method: no () after it."),
    raises(errors.unknown_name("p"), WHICH_P),
    raises(errors.too_many_to_unpack(), ANY_NUMBER),
    raises(errors.too_few_to_unpack(), ANY_NUMBER),
    raises(errors.not_unpackable("Value"), "A loop over `self.parameters` gives one Value at a time; "
           "`enumerate(self.parameters)` gives its position, too."),
    raises(errors.not_an_integer("list"), "`range` takes a number: a loop over the list itself needs none."),
    raises(errors.no_attribute("int"), "`range` gives numbers: `self.parameters[i]` is a Value."),
]


def of_first_lines(name):
    """Return the mistakes with the first lines of a class with `step`, and of taking the class for a parameter."""
    return [
        raises(errors.takes("__init__"), "Leave `__init__` as it was."),
        raises(errors.no_attribute(name, "parameters"), "Leave `__init__` as it was: it keeps the parameters."),
        raises(errors.not_iterable("float"), "Leave `__init__` as it was: the parameters come first, then the rate."),
        raises(errors.not_callable("float"), "`p.data` and `p.grad` are numbers: no brackets after them."),
        raises(errors.missing("__init__"), "Leave `__init__` as it was."),
        *(
            raises(errors.no_attribute(name, own), f"The optimiser has none, each of its parameters has: `p.{own}`.")
            for own in ("grad", "data")
        ),
    ]


DESCENTS = [  # data, gradients of each round, rate
    ([1.0, -2.0], [[4.0, -0.5]], 0.1),
    ([1.0, -2.0, 0.5], [[4.0, -0.5, 3.0], [-1.0, 2.0, 0.0]], 0.25),
    ([0.0], [[1.0], [1.0], [1.0]], 1.0),
    ([0.0], [[0.123456789]], 0.1),  # whoever rounds is found out
]


def _fading(SGD):
    """Return the mistake of a rate that shrinks by itself: a parameter moves less and less by the same gradient."""
    moves = outcome(_moves, SGD)
    fades = isinstance(moves, list) and all(0 < later < earlier for earlier, later in pairwise(moves))
    return [gives(steps_of(SGD), FADING)] * fades


def _moves(SGD):
    """Return how far four steps move a parameter down from 0, always by a gradient of 1."""
    parameter, moves = Value(0.0), []
    optimizer = SGD([parameter], 0.5)
    for _ in range(4):
        parameter.data, parameter.grad = 0.0, 1.0
        optimizer.step()
        moves.append(-number(parameter.data))
    return moves


FADING = "By the same gradient, each step goes less far than the one before it. Here the rate stays as it is."


descent = Exercise(
    "descent",
    "SGD.step: each parameter's data moves by the rate times its gradient, downhill",
    standing(optim.SGD),
    Trial(DESCENTS, _steps, "left the data {got}, and should leave {wanted}", observe=steps_of, own=_fading),
    method="step",
    first_line="A method's first input is the object: `def step(self):`.",
    hints=(
        "The gradient says where the loss rises: subtract. The rate says how far.",
        "For each p in `self.parameters`, change `p.data`.",
    ),
    mistakes=[
        wrong("p.data += self.rate * p.grad", "Uphill: the gradient says where the loss rises. Go against it."),
        wrong("p.data -= p.grad", "Where does the rate come in? You stepped by the whole gradient."),
        wrong("p.data += p.grad", "Uphill, and by the whole gradient: where does the rate come in?"),
        wrong("p.data -= self.rate", "Every step has the same size: multiply the rate by the gradient."),
        wrong("p.data *= 1 - self.rate * p.grad", "That takes a part of the data away, and more of it where the data is larger: "
              "subtract the step itself."),
        wrong("p.data *= self.rate * p.grad", "That multiplies the data by the step: subtract the step from it."),
        wrong("p.data -= self.rate / p.grad",
              "You divide by the gradient: where it is small, the step would be large. Multiply by it."),
        wrong("p.data -= self.rate * p.grad ** 2", "You square the gradient: its sign is lost, which says which way to go."),
        wrong("p.data -= self.rate * max(p.grad, 0.0)", "Where the gradient is negative, nothing moves: there the data should rise."),
        wrong("p.data -= self.rate + p.grad", "You add rate and gradient: multiply them."),
        wrong("p.data = self.rate * p.grad - p.data",
              "You subtract the data from the step: it is the other way round."),
        wrong("p.data -= 2 * self.rate * p.grad", "Twice too far: is the step made twice?"),
        wrong("p.data -= self.rate * abs(p.grad)",
              "The data never rises: where the gradient is negative, the step goes up."),
        wrong("p.data -= self.rate * p.data", "You step by the data itself: it is the gradient that says which way."),
        wrong("p.data = self.rate * p.grad", "That replaces the number by the step: subtract the step from it."),
        wrong("p.data =- self.rate * p.grad", "That replaces the number by the step. Is it `=-` in place of `-=`?"),
        wrong("p.data -= p.grad / self.rate", "You divide by the rate: a smaller rate should make smaller steps."),
        wrong("p.data -= self.rate * ((p.grad > 0) - (p.grad < 0))",
              "Every step has the same size: the gradient's size counts as well as its sign."),
        *(wrong(f"p.data -= {step}", "Every step has the same size: the size of the gradient counts, and not its sign alone.")
          for step in ("self.rate if p.grad > 0 else -self.rate", "self.rate * p.grad / abs(p.grad)")),
        wrong("p.backward()\np.data -= self.rate * p.grad",
              "Is `backward` called in it? The loss has called it already: `step` only moves the data."),
        *(swap("self.rate *", f"{own:g} *", f"Your rate is {own:g}, always: take `self.rate`.")
          for own in (0.05, 0.1, 0.01)),
        swap("in self.parameters", "in self.parameters[:1]",
             "Only the first parameter moves: does a loop reach them all?"),
        swap("in self.parameters", "in self.parameters[:-1]", "The last parameter never moves: does the loop reach it?"),
        swap("in self.parameters", "in self.parameters[-1:]",
             "Only the last parameter moves: is the step inside the loop?"),
        wrong("p = p - self.rate * p.grad", STILL),
        *OF_LISTS,
        *of_first_lines("SGD"),
        raises(errors.no_attribute("float"), "`p.data` and `p.grad` are numbers already."),
    ],
    covers=lambda SGD: f"step is right: {len(DESCENTS)} cases of up to 3 parameters, and up to 3 steps."
    + " It also sets the gradients to 0: leave them, or you won't see what the next cells show." * clears(SGD, 0.1),
)


# Gradients left over


def cleared_by(Module):
    """Return a function that gives a net's gradients and data after its zero_grad()."""

    def answer(data, gradients):
        net = _net(Module, data, gradients)
        net.zero_grad()
        left = plain((p.grad for p in net.leaves), "A gradient is a plain number, as `data` is, and not a Value.")
        found = Numbers([left, plain(p.data for p in net.leaves)], *getattr(left, "hints", ()))
        own = [name for name in vars(net) if name != "leaves"]
        if own and left == gradients != [0.0] * len(gradients):
            return Words(f"{shown(found)} and `self.{own[0]}`",
                         f"`self.{own[0]}` is the net's own. The gradients belong to its parameters, one each.")
        return found

    return answer


def _net(Module, data, gradients):
    """Return a net of the learner's class with these parameters."""

    class Net(Module):
        def __init__(self):
            self.leaves = [Value(x) for x in data]
            for leaf, gradient in zip(self.leaves, gradients):
                leaf.grad = gradient

        def parameters(self):
            return list(self.leaves)

    return Net()


NO_CHANGE = (
    "No gradient of this net changed. `p = 0.0` or `grad = 0.0` only gives a name to a number: "
    "change the `grad` of each of `self.parameters()`."
)
FIRST_TWO = "Only the first two, and a net has any number of parameters: a loop reaches them all."
CALL_PARAMETERS = "`parameters` is a method: call it, with ()."
zero_grad = Exercise(
    "zero_grad",
    "Module.zero_grad: the gradient of each parameter is 0 again, and nothing else has changed",
    standing(nn.Module.zero_grad, "Module"),
    Trial(
        cases=[([1.0, -2.0], [4.0, -0.5]), ([0.5, 2.0, 3.0], [0.0, 1.0, math.inf]), ([], [])],
        case=lambda data, gradients: f"zero_grad() of a net with data {shown(data)} and gradients {shown(gradients)}",
        differs="left gradients and data {got}, and should leave {wanted}",
        observe=cleared_by,
    ),
    method="zero_grad",
    first_line="A method's first input is the object itself: `def zero_grad(self):`.",
    names=lambda: {"Module": type("Module", (nn.Module,), {}), "extend": extend},
    hints=(
        "`self.parameters()` gives them all, whatever kind of net this is.",
        "In a loop over them, one line: the gradient of each is 0 again.",
    ),
    mistakes=[
        wrong("grad = 0.0", NO_CHANGE),
        wrong("parameter.data = 0.0", "You cleared the weights: all that was learned is gone."),
        wrong("parameter.data = parameter.grad = 0.0",
              "The weights are cleared as well: all that was learned is gone."),
        swap("self.parameters()", "self.parameters()[:1]", "Only the first one: does something end the loop?"),
        *(swap("for parameter in self.parameters():\n        parameter.grad = 0.0", lines, FIRST_TWO)
          for lines in ("for p in self.parameters()[:2]: p.grad = 0.0", "for i in range(2): self.parameters()[i].grad = 0.0")),
        swap("self.parameters()", "self.parameters()[-1:]", "Only the last one: is the line inside the loop?"),
        raises(errors.unknown_name("p"), WHICH_P),
        *(raises(errors.unknown_name(net), "The net whose method this is goes by the name of `self` here.")
          for net in ("net", "model", "MLP", "mlp")),
        wrong("parameter.grad = None", "`backward` adds to what is there, and to None nothing can be added."),
        wrong("parameter.grad = False", "False is no number: 0.0 is."),
        raises(errors.no_attribute("Net"), "Not every net has that. `self.parameters()` gives all of them, in any net."),
        wrong("parameter.grad = 1.0", "1 is what `backward` gives the loss itself. What adds nothing?"),
        wrong("parameter.grad *= 0",
              "Set it to 0. Where training has blown up, a gradient is inf, and neither inf · 0 nor inf - inf is 0."),
        raises(errors.too_many_to_unpack(), ANY_NUMBER),
        raises(errors.no_attribute("list"),
               "`self.parameters()` gives a list: a loop gives you its Values one by one."),
        raises(errors.misused("method"), CALL_PARAMETERS),
        raises(errors.no_attribute("method"), CALL_PARAMETERS, sample="self.parameters.grad = 0.0"),
        raises(errors.no_attribute("Value", "zero_grad"),
               "Nets have `zero_grad`. Each of these is a Value, with `data` and `grad`."),
        raises(errors.no_attribute("Value"), "Each of these is a Value, with `data` and `grad`: is that name spelled so?"),
    ],
    covers="zero_grad is right: nets of 0, 2 and 3 parameters; all gradients are 0, and all data as before.",
)


# One round


class Calls(list):
    """The calls that were made, in order; too many of them raise Endless."""

    def append(self, name):
        if len(self) > 1000:
            raise Endless
        super().append(name)


class Line:
    """A line with two parameters that notes when its gradients are cleared."""

    def __init__(self, w, b, left_over, called):
        self.w, self.b, self.called = RIGHT(w), RIGHT(b), called
        self.w.grad, self.b.grad = left_over

    def parameters(self):
        return [self.w, self.b]

    def zero_grad(self):
        self.called.append("zero_grad")
        for p in self.parameters():
            p.grad = 0.0

    def loss(self):
        """Return a loss that notes when it is run backward."""
        loss = sum((self.w * x[0] + self.b - y) ** 2 for x, y in LINES[1][2]) / 5
        backward = loss.backward

        def noting():
            self.called.append("backward")
            backward()

        noting.__qualname__ = "Value.backward"  # the name that an error message shows
        loss.backward = noting
        return loss


class Optimizer:
    """Plain descent that notes when it steps, at a rate that no answer uses."""

    def __init__(self, line):
        self.parameters, self.called = line.parameters(), line.called

    def step(self):
        self.called.append("step")
        for p in self.parameters:
            p.data -= 0.125 * p.grad


def rounds_of(learn):
    """Return a function that tells where a line is after some rounds, with hints on the calls of the first round."""

    def answer(left_over, rounds):
        line = Line(-1.0, 3.0, left_over, Calls())
        optimizer = Optimizer(line)
        learn(line, line.loss(), optimizer)
        hints = _of_the_order(list(line.called))
        for _ in range(rounds - 1):
            learn(line, line.loss(), optimizer)
        left = plain(p.data for p in line.parameters())
        return Numbers(left, *hints) if isinstance(left, list) else Words(left, *hints)

    return answer


def _clears_at_the_end(learn):
    line = Line(-1.0, 3.0, (0.0, 0.0), Calls())
    learn(line, line.loss(), Optimizer(line))
    return line.w.grad == 0


LACKING = {
    "backward": "Nobody computes the gradients of this loss: is its `backward` called, with ()?",
    "step": "The gradients are there, and `optimizer` does not step: is its `step` called, with ()?",
    "zero_grad": "The model's `zero_grad` is not called, with (). Unless something else clears them in time, "
    "`backward` adds to what the last round left over.",
}


def _of_the_order(called):
    """Return hints on what is wrong with the order of the calls in one round."""
    for name, lacking in LACKING.items():
        if name not in called:
            return [lacking]
        if called.count(name) > 1:
            return [f"In one round `{name}` is called {called.count(name)} times."]
        if name == "step" and called.index(name) < called.index("backward"):
            return ["You step before `backward` has found the gradients of this round."]
    zero, backward, step = map(called.index, ("zero_grad", "backward", "step"))
    if backward < zero < step:
        return ["You clear the gradients after `backward` has found them: `step` sees nothing but zeros."]
    if zero > step:
        return ["That is right if all gradients are 0 when it begins. Clear them before `backward`, and it always is."]
    return []


def _round(left_over, rounds):
    left = f"gradients {shown(list(left_over))} left over from" if any(left_over) else "all gradients 0"
    return f"with {left} before, after {rounds} round{'s' * (rounds > 1)}"


learn = Exercise(
    "learn",
    "learn(model, loss, optimizer): one round of training, its three calls in an order that works",
    """
    def learn(model, loss, optimizer):
        model.zero_grad()
        loss.backward()
        optimizer.step()
    """,
    Trial(
        cases=[((0.0, 0.0), 1), ((0.0, 0.0), 3), ((20.0, -4.0), 1), ((20.0, -4.0), 2)],
        case=_round,
        differs="w and b are {got}, and should be {wanted}",
        observe=rounds_of,
    ),
    hints=(
        "Three calls: the model clears its gradients, the loss finds new ones, the optimiser steps. In which order?",
        "`step` needs the gradients of this loss, and of nothing else.",
    ),
    mistakes=[
        raises(errors.no_attribute("Optimizer"),
               "Whatever its kind, an optimiser has `step`; `zero_grad` is the model's."),
        raises(errors.no_attribute("Line"), "The model has `parameters` and `zero_grad`."),
        raises(errors.no_attribute("Value"),
               "The loss is a Value: it has `backward`. Is the first line still learn(model, loss, optimizer)?"),
        raises(errors.no_attribute("float"), "`loss.data` is a bare number: `loss` itself has `backward`."),
        *(raises(errors.takes(name), f"`{name}` needs nothing in its brackets.")
          for name in ("step", "zero_grad", "backward")),
        raises(errors.missing("zero_grad"), "`zero_grad` is a method: of what? That comes first, then a dot."),
        raises(errors.not_callable("Optimizer"), "An optimiser is no function: it has a method `step`."),
        raises(errors.no_attribute("list"), "`model.parameters()` is a list: `zero_grad` is a method of the model itself."),
        raises(errors.not_callable("Value"), "`loss` is a Value already: call its `backward`."),
        raises(errors.not_callable("Line"), "The loss has been computed: it is handed in, as `loss`."),
        *(raises(errors.unknown_name(name), f"`{name}` is a method: of what? That comes first, then a dot.")
          for name in ("zero_grad", "backward", "step")),
    ],
    covers=lambda learn: "learn is right: 1 to 3 rounds, with and without gradients left over from before."
    + " In the end it sets them to 0 once more: leave them, the pictures below show those of the last step."
    * _clears_at_the_end(learn),
)


# The rate


largest_rate = Prediction(
    "largest_rate",
    "the predicted rate above which w gets further away with every step, where the curvature is 4",
    0.5,
    "0.5: there each step multiplies the distance by 1 - 4·0.5 = -1, from one side to the other and back. "
    "Any larger, and it grows. In general: 2 divided by the curvature.",
    {
        0.25: "There 1 - 4·0.25 = 0: one step, and w has arrived. Larger rates overshoot: which does so for ever?",
        1: "That is the limit for b, whose curvature is 2. The most curved direction decides, and that is w.",
        0: "At a rate of 0 nothing moves. Which factors make a distance grow? -1.1 does.",
        2: "1 - 4·2 = -7. Which is the smallest rate whose factor is -1?",
        4: "4 is the curvature. For which rate is 1 - 4·rate equal to -1?",
    },
    near=0.01,
)


# Momentum


KEPT, STEP = "self.keep * self.velocity[i]", "self.rate * p.grad"
PUSH, MOVE = f"self.velocity[i] = {KEPT} - {STEP}", "p.data += self.velocity[i]"


def loop(lines, hint):
    """Return the mistake of these lines in the loop."""
    return swap(f"{PUSH}\n            {MOVE}", lines.replace("\n", f"\n{' ' * 12}"), hint)


def velocity(new, hint):
    """Return the mistake of this new velocity."""
    return swap(f"{KEPT} - {STEP}", new, hint)


UPHILL = "Uphill: with a positive gradient the velocity must become negative, and the velocity is added to the data."
NOT_MOMENTUMS = [
    velocity(f"{KEPT} + {STEP}", UPHILL),
    *(
        loop(f"for {each}:\n    {old} = self.keep * {old} - {STEP}\n    p.data += {old}",
             "Each parameter moves once for every velocity: there is one for each, and `enumerate` or `zip` pairs them.")
        for each, old in (("v in self.velocity", "v"), ("j in range(len(self.velocity))", "self.velocity[j]"))
    ),
    velocity(f"-{KEPT} - {STEP}", "The old velocity is reversed: what is kept of it should carry on in its direction."),
    velocity(f"self.velocity[i] - self.keep * {STEP}",
             "`keep` stands with the gradient. It is the old velocity that fades."),
    velocity(f"self.keep * (self.velocity[i] - {STEP})",
             "`keep` multiplies the gradient too: only the old velocity fades."),
    velocity(f"self.velocity[i] - {STEP}",
             "The old velocity does not fade: that is leftover gradients again. Where is `keep`?"),
    velocity(f"self.keep - {STEP}", "`keep` stands there alone: multiply it by the old velocity."),
    velocity(f"self.keep + self.velocity[i] - {STEP}", "You add `keep` to the old velocity: multiply them."),
    velocity(f"(1 - self.keep) * self.velocity[i] - {STEP}",
             "`1 - keep` is what is lost. `keep` is the part that stays."),
    velocity(f"{KEPT} - (1 - self.keep) * {STEP}",
             "That is an average, a part of the old and the rest of the new: Adam's way. "
             "Here the new step counts in full."),
    velocity(f"{KEPT} - p.grad", "Where does the rate come in? You stepped by the whole gradient."),
    wrong("p.data += self.rate * self.velocity[i]", "The rate comes in twice: the velocity has it already."),
    loop(f"{MOVE}\n{PUSH}", "You move by the old velocity: change the velocity first, then move by it."),
    wrong(f"{MOVE} - {STEP}", "The gradient counts twice: it is in the velocity already."),
    wrong("p.data -= self.velocity[i]", UPHILL),
    *(wrong(f"p.data = round(p.data + self.velocity[i], {n})", "The data is rounded at each step: keep all its digits.")
      for n in (2, 3, 4)),
    wrong(f"p.data += {KEPT} - {STEP}",
          "That looks a step ahead, as Nesterov's momentum does: good, but not this one. Move by the velocity alone."),
    wrong("p.data = self.velocity[i]", "That replaces the data by the velocity: add it."),
    swap("p.grad", "p.data", "You push with the data: it is the gradient that says which way."),
    *(swap("self.keep *", f"{own:g} *", f"You keep {own:g} of it, always: take `self.keep`.") for own in (0.9, 0.5)),
    swap("self.rate * p", "0.1 * p", "Your rate is 0.1, always: take `self.rate`."),
    velocity("self.rate * self.velocity[i] - self.keep * p.grad", "`rate` and `keep` have changed places."),
    velocity(f"self.keep * p.data - {STEP}",
             "You keep a part of the data: keep a part of the old velocity."),
    swap(PUSH, PUSH.replace("=", "+="),
         "The old velocity is there once in full, and once more in part. Is it `+=` in place of `=`?"),
    loop(f"p.data += {KEPT} - {STEP}\nself.velocity[i] = -{STEP}",
         "Only the last plain step is stored: store what the data moved by, which has all earlier ones in it."),
    wrong(f"{MOVE}\nbreak", "Only the first parameter moves: does a loop reach them all?"),
    swap(f"    {MOVE}", MOVE, "Only the last parameter moves: is the line inside the loop?"),
    swap("[i]", "[0]", "All parameters share one velocity: each needs its own, `self.velocity[i]`."),
    loop(f"p.data += {STEP}", UPHILL),
    loop("p.data -= p.grad", "Where do rate and old velocity come in? You stepped by the whole gradient."),
    *OF_LISTS,
    *of_first_lines("Momentum"),
    raises(errors.no_attribute("Value"), "A Value has `data` and `grad`. The velocities are the optimiser's: "
           "`self.velocity[i]` is that of parameter i."),
    raises(errors.no_attribute("float"), "A number has neither `data` nor `grad`, a parameter has both. "
           "To go through parameters and velocities together, take `zip` or `enumerate`."),
    raises(errors.wrong_index("list"), "An index is a number: `enumerate(self.parameters)` counts along."),
    raises(errors.no_product(), "`self.velocity` is the list of all velocities: take number i of it."),
    raises(errors.unsupported("-", "list"), "`self.velocity` is the list of all velocities: take number i of it."),
]


def _forgotten(Momentum):
    """Return the mistakes of plain descent and of no step at all, which what is left in `self.velocity` reveals."""
    kept = outcome(_velocity_after, Momentum)
    if not isinstance(kept, list) or kept == [0.0]:
        descending = "That is plain descent: `self.velocity` is still 0 afterwards. Store the new velocity in it."
        still = "Nothing moved, and `self.velocity` is still 0: where is a plain step subtracted from it?"
    elif len(kept) > 1:
        descending = still = "`append` makes the list longer: `self.velocity[i] = ...` puts the new one in its place."
    else:
        descending = ("That is plain descent: the old velocity is gone before it counts. "
                      "Is it set to 0 in `step`, or not read?")
        still = "The velocity has changed, and no data has: add it to `p.data`. (`p = p + ...` makes a new Value.)"
    return [gives(_descended, descending), gives(lambda data, *_: data, still)]


def _descended(data, rounds, rate, _):
    return [x - rate * sum(gradients) for x, *gradients in zip(data, *rounds)]


def _velocity_after(Momentum):
    """Return an optimiser's velocity after a step that moved."""
    optimizer = Momentum([Value(1.0)], 0.1, 0.9)
    optimizer.parameters[0].grad = 4.0
    optimizer.step()
    return list(optimizer.velocity)


MOMENTUMS = [  # data, gradients of each round, rate, keep
    ([1.0, -2.0], [[4.0, -0.5]], 0.1, 0.9),
    ([1.0, -2.0], [[4.0, -0.5], [2.0, 1.0], [-1.0, 1.0]], 0.1, 0.9),
    ([0.5, 0.0, 3.0], [[1.0, -2.0, 0.0], [1.0, -2.0, 4.0], [0.0, 0.0, 0.0], [1.0, 2.0, -3.0]], 0.5, 0.75),
    ([0.0], [[0.123456789]], 0.1, 0.9),  # whoever rounds is found out
]


momentum = Exercise(
    "momentum",
    "Momentum.step: a part of the old velocity and a step downhill make the new one, and that moves the data",
    standing(optim.Momentum),
    Trial(
        cases=MOMENTUMS,
        case=lambda data, rounds, rate, keep: f"{_steps(data, rounds, rate)}, keep {keep:g}",
        differs="left the data {got}, and should leave {wanted}",
        observe=steps_of,
        own=_forgotten,
        mistakes=NOT_MOMENTUMS,
    ),
    method="step",
    first_line="A method's first input is the object: `def step(self):`.",
    hints=(
        "The new velocity: `keep` times the old one, minus rate times gradient. Then the data moves by it.",
        "`self.velocity[i]` belongs to parameter i, and must still be there at the next step.",
    ),
    covers=lambda Momentum: f"momentum is right: {len(MOMENTUMS)} cases of up to 3 parameters and up to 4 steps, "
    "with two values of keep."
    + " It also sets the gradients to 0: leave them, the picture below shows them." * clears(Momentum, 0.1, 0.9),
)


# Adam


first_step = Prediction(
    "first_step",
    "the predicted move of w in Adam's first step, with rate 0.5 and a gradient of -29",
    0.5,
    "0.5: once corrected, the first average is the gradient itself, -29, and the second its square. -29 divided by "
    "the root of (-29)² is -1, and only the sign is left: Adam's first step is as large as the rate, everywhere.",
    {
        -1.5: "That is where w gets to, from -2. By how much has it moved?",
        -0.5: "The size is right. But the gradient is negative: w goes up.",
        14.5: "That is plain descent, rate times gradient. Adam divides by the root of the mean square.",
        -14.5: "That is rate times gradient. Adam divides by the root of the mean square, and goes downhill.",
        1.45: "That is a tenth of a plain step: the mean before its correction. And the division is missing.",
        1.58: "That is without the corrections: the root of 0.001 is 0.03, and not 0.1. They bring both to 1.",
        1: "-29 divided by its own size is -1, that is right. Then comes the rate.",
        29: "That is the gradient. Adam divides it by the root of the mean square, and that is 29 as well.",
    },
    near=0.01,
)
