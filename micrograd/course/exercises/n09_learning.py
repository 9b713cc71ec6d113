"""The checks of notebook 09: How does it learn?"""

import math

from micrograd.course.errors import (
    division_by_zero,
    no_absolute_value,
    not_a_number,
    not_callable,
    not_subscriptable,
    unsupported,
)
from micrograd.course.examine import (
    Endless,
    NotYet,
    Raised,
    Words,
    Wrong,
    compare,
    exercise,
    number,
    outcome,
    predict,
    prediction,
    require_function,
    shown,
)
from micrograd.course.exercise import Exercise, Trial
from micrograd.course.mistakes import gives, raises, swap, wrong
from micrograd.course.value_exam.classes import is_empty
from micrograd.course.value_exam.model import RIGHT, in_order
from micrograd.course.wording import Numbers
from micrograd.engine import Value


def examine(function, name, hints, **how):
    """Compare as compare does; what a stub is found to lack makes it NotYet."""
    require_function(function, name)
    try:
        compare(hints=hints, **how)
    except Wrong as found:
        if is_empty(function):
            raise NotYet(found.args[0], *hints) from None
        raise


def method_of(cls, name):
    """Return the method of a class; NotYet if it has none."""
    if not isinstance(cls, type):
        raise Wrong(f"give the class itself, and not {shown(cls)}.")
    if not (method := getattr(cls, name, None)):
        raise NotYet(f"{cls.__name__} has no `{name}` yet: write it in the cell above, then run both cells.")
    return method


def plain(numbers):
    """Return numbers as a list, or what is among them instead, in words."""
    numbers = list(numbers)
    odd = [thing for thing in numbers if math.isnan(number(thing)) and thing == thing]
    if not odd:
        return [thing if thing == thing else Words("nan") for thing in numbers]
    value = hasattr(odd[0], "data")
    return Words("a Value where a number belongs" if value else f"{shown(odd[0])} where a number belongs")


# The loss


LINES = [  # w, b and points
    (0.5, 1.0, [([1.0], 2.0), ([2.0], -1.0), ([4.0], 0.5)]),
    (-1.0, 3.0, [([-2.0], -2.0), ([-1.0], -1.5), ([0.0], 0.5), ([1.0], 1.5), ([2.0], 4.0)]),
    (2.0, -1.0, [([3.0], 1.0)]),
    (1.0, 0.0, [([1.0], 2.0), ([2.0], 1.0)]),
]


def loss_of(squared_error):
    """Return the function that tells what a loss makes of a line and points: its data, its derivatives in w and b."""

    def answer(w, b, points):
        w, b = Value(w), Value(b)
        given = [(list(x), y) for x, y in points]  # a list of its own: a loss that empties it leaves ours alone
        loss = squared_error(lambda x: w * x[0] + b, given)
        if given != points:
            return Words(f"there, and then the points were {_points(given) or 'gone'}", TAKEN_OUT)
        if loss is None or loss is ...:
            return loss
        if isinstance(loss, (int, float)):
            return Words(f"{shown(loss)}, a plain number", PLAIN)
        if not isinstance(loss, Value):
            return Words(f"a {type(loss).__name__}", "The loss is one Value: the mean of all the squares.")
        if not {w, b} & set(in_order(loss)):  # and whose gradients would change?
            return Numbers([*plain([loss.data]), 0.0, 0.0], ALONE)
        loss.backward()
        return plain([loss.data, w.grad, b.grad])

    return answer


ALONE = "It does not depend on w and b: does your code ask the `model` it is given, or a line of its own?"
TAKEN_OUT = "The list is the caller's, who needs it again at the next step: go through it, and take nothing out."
PLAIN = "A plain number remembers nothing: where would `backward` begin? Is there a `.data` in your code?"
NOT_SQUARED = "The errors are not squared: one too high and one too low would cancel."
SQUARE_FIRST = "Square each error first, then add them up."
FIRST_POINT = "Only the first point counts: a `return` inside the loop ends the loop."
LAST_POINT = "Only the last point counts: add the errors up in the loop."
ALL_POINTS = "sum({} for x, y in points) / len(points)"
TOTAL = "sum((model(x) - y) ** 2 for x, y in points)"
EACH = "[(model(x) - y) ** 2 for x, y in points]"


def _own_points(squared_error):
    """Return the mistake of an answer that gives the same for any points."""
    first = outcome(loss_of(squared_error), *LINES[0])
    same_always = "The same on all points: does your code use the `points` it is given?"
    return [gives(lambda *_: first, same_always)] * isinstance(first, list)


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
        differs="loss, derivative in w and derivative in b were {got}, and should be {wanted}",
        observe=loss_of,
        own=_own_points,
        mistakes=[
            swap(" / len(points)", "", "That is the sum. More points would make it larger, however good the line: take the mean."),
            swap(") ** 2", ")", NOT_SQUARED),
            wrong(ALL_POINTS.format("(y - model(x))"), NOT_SQUARED),
            wrong("sum(model(x) - y for x, y in points)", "The errors are neither squared nor averaged."),
            wrong(ALL_POINTS.format("model(x) ** 2 - y ** 2"), "You square score and label apart: square their difference. Brackets?"),
            wrong(ALL_POINTS.format("model(x) - y ** 2"), "`**` comes before `-`: the difference needs brackets."),
            wrong("(sum(model(x) - y for x, y in points) / len(points)) ** 2", "Square each error first, then take the mean."),
            wrong("sum(model(x) - y for x, y in points) ** 2", SQUARE_FIRST),
            swap("model(x) - y", "model(x) + y", "You add score and label: the error is their difference."),
            wrong(f"({TOTAL} / len(points)) ** 0.5", "The mean is right, and you take its root."),
            swap("len(points)", "len(points) / 2", "Half of the mean: there is a 2 too much."),
            swap("len(points)", "2", "That is half the sum: the mean divides by how many points there are."),
            swap("** 2", "* 2", "Twice each error: `*` multiplies, `**` raises to a power."),
            swap("len(points)", "5", "You divide by 5, always: how many points are there here?"),
            wrong(ALL_POINTS.format("((model(x) - y) ** 2) ** 0.5"), "Those are the sizes of the errors, and not their squares."),
            wrong(f"{EACH}[0]", FIRST_POINT),
            wrong(f"{EACH}[-1]", LAST_POINT),
            wrong(f"{EACH}[0] / len(points)", FIRST_POINT),
            wrong(f"{EACH}[-1] / len(points)", LAST_POINT),
            wrong("sum(model(x) - y for x, y in points) ** 2 / len(points)", SQUARE_FIRST),
            swap("len(points)", "(len(points) - 1)", "You divide by one less than there are points."),
            swap("len(points)", "len(points) ** 2", "You divide by how many points there are, and then again."),
            swap("/ len", "* len", "You multiply by how many points there are: a mean divides."),
            swap("return ", "return -", "The size is right, the sign is not: no square is below 0."),
            swap(
                "in points) / len(points)",
                "in POINTS) / len(POINTS)",
                "Those are the points of the cell above, whatever comes in: does your code use the `points` it is given?",
            ),
            gives(
                lambda *case: [part * (1 + bool(i)) for i, part in enumerate(loss_of(_mean_square)(*case))],
                "The number is right, and both derivatives are twice too large: is `backward` called in it? That is for later.",
            ),
            wrong(ALL_POINTS.format("(1 - y * model(x)).relu()"), "That is the loss of notebook 00. Here: how far is the score from y?"),
            wrong(
                f"Value(({TOTAL} / len(points)).data)",
                "The number is right, and no derivative reaches w or b. Is there a `.data` in it? The loss needs its graph.",
            ),
            raises(not_subscriptable("float"), "Hand x to the model as it is, in its list: model(x)."),
            raises(unsupported("-", "list"), "x is a list: what the model says there is model(x)."),
            raises(unsupported("^"), "A power is written `**`."),
            raises(unsupported("//"), "`//` rounds down, which a Value can't: `/` divides."),
            raises(not_a_number("list"), "A point is a pair of x, a list, and y. The model is asked about x alone: model(x)."),
            raises(division_by_zero(), "Is the list of points empty by then? Take nothing out of it: it is the caller's."),
            raises(no_absolute_value(), "Square each error: then its sign does not matter."),
            raises(not_callable("ellipsis"), "There is still a `...` in your code."),
        ],
    ),
    hints=(
        "For each point: what does the model say, and how far is that from y? Square it.",
        "`sum(... for x, y in points)` adds up; then divide by how many points there are.",
    ),
    covers=f"squared_error is right: {len(LINES)} lines, each with the loss and its derivatives in w and b.",
    names=lambda: {"Value": Value, "POINTS": LINES[1][2]},
)


def _mean_square(model, points):
    return sum((model(x) - y) ** 2 for x, y in points) / len(points)


def _points(points):
    return ", ".join(f"({x[0]:g}, {y:g})" for x, y in points)


# One step by hand


@prediction("guess = -0.5")
def one_step(guess):
    """Check the predicted w after one step from w = -1 against a gradient of -10 with rate 0.05."""
    return predict(
        guess,
        -0.5,
        "-0.5: the loss falls as w rises, so the step goes up: -1 - 0.05·(-10) = -1 + 0.5.",
        {
            -1.5: "The size is right. But the loss falls as w rises, and down is where we go.",
            0.5: "That is how far w moves. Where does it get, from -1?",
            9: "That is a step by the whole gradient. The rate makes it smaller.",
            -11: "That is a step along the whole gradient: uphill, and without the rate.",
            -0.05: "That is the rate alone. It is multiplied by the gradient.",
            -0.95: "You moved by the rate alone. It is multiplied by the gradient.",
        },
        near=0.01,
    )


# Optimisers


def made(step):
    """Return the class of an optimiser with this step."""

    class Made:
        def __init__(self, parameters, rate, keep=0.9):
            self.parameters, self.rate, self.keep = parameters, rate, keep
            self.velocity = [0.0 for _ in parameters]

    Made.step = step
    return Made


def stepping(optimizer_class):
    """Return the function that tells the data of parameters after a step for each list of gradients."""

    def answer(data, rounds, *settings):
        parameters = [Value(x) for x in data]
        optimizer = optimizer_class(list(parameters), *settings)
        for gradients in rounds:
            for parameter, gradient in zip(parameters, gradients):
                parameter.grad = gradient
            optimizer.step()
        left = plain(p.data for p in parameters)
        kept = getattr(optimizer, "parameters", None)
        if left == data and isinstance(kept, list) and any(one is not p for one, p in zip(kept, parameters)):
            return Words(f"{shown(left)} and others in `self.parameters`")
        if left == data and plain(p.grad for p in parameters) != rounds[-1]:
            return Words(f"{shown(left)} and other gradients")
        return left

    return answer


def moving(rule):
    """Return the optimiser that gives each parameter the data rule(p, rate)."""

    def step(self):
        for p in self.parameters:
            p.data = rule(p, self.rate)

    return stepping(made(step))


def some(which):
    """Return the optimiser that moves only some of its parameters as it should."""

    def step(self):
        for p in which(self.parameters):
            p.data -= self.rate * p.grad

    return stepping(made(step))


def descend(p, rate):
    return p.data - rate * p.grad


STILL = (
    "Nothing moved. `p = p - ...` makes a new Value and calls it p, `p.data - ...` alone is computed and forgotten: "
    "change `p.data`."
)
A_VALUE = "`data` should stay a plain number: take `p.grad` and `p.data`, which are numbers, and not p itself."
DESCENTS = [  # data, gradients of each round, rate
    ([1.0, -2.0], [[4.0, -0.5]], 0.1),
    ([1.0, -2.0, 0.5], [[4.0, -0.5, 3.0], [-1.0, 2.0, 0.0]], 0.25),
    ([0.0], [[1.0], [1.0], [1.0]], 1.0),
]
NOT_DESCENTS = [
    (moving(lambda p, rate: p.data + rate * p.grad), "Uphill: the gradient says where the loss rises. Go against it."),
    (moving(lambda p, rate: p.data - p.grad), "Where does the rate come in? You stepped by the whole gradient."),
    (moving(lambda p, rate: p.data + p.grad), "Uphill, and by the whole gradient: where does the rate come in?"),
    (moving(lambda p, rate: p.data - rate), "Every step has the same size: multiply the rate by the gradient."),
    (moving(lambda p, rate: p.data - (rate + p.grad)), "You add rate and gradient: multiply them."),
    (moving(lambda p, rate: rate * p.grad - p.data), "You subtract the data from the step: the other way round."),
    (moving(lambda p, rate: p.data - 2 * rate * p.grad), "Twice too far: is the step made twice?"),
    (
        moving(lambda p, rate: p.data - rate * abs(p.grad)),
        "The data never rises: where the gradient is negative, the step goes up.",
    ),
    (moving(lambda p, rate: p.data - rate * p.data), "You step on the data itself: the gradient says which way."),
    (moving(lambda p, rate: rate * p.grad), "That replaces the number by the step: subtract the step from it."),
    (moving(lambda p, rate: -rate * p.grad), "That replaces the number by the step. Is it `=-` in place of `-=`?"),
    (
        moving(lambda p, rate: p.data - p.grad / rate),
        "You divide by the rate: a smaller rate is to make smaller steps.",
    ),
    (
        moving(lambda p, rate: p.data - rate * math.copysign(1, p.grad) * (p.grad != 0)),
        "Every step has the same size: the gradient's size counts as well as its sign.",
    ),
    (
        moving(lambda p, rate: p.data - (rate if p.grad > 0 else -rate)),
        "Every step has the same size: the size of the gradient counts, and not its sign alone.",
    ),
    *[
        (moving(lambda p, rate, own=own: p.data - own * p.grad), f"Your rate is {own:g}, always: take `self.rate`.")
        for own in (0.05, 0.1, 0.01)
    ],
    (some(lambda parameters: parameters[:1]), "Only the first parameter moves: does a loop reach them all?"),
    (some(lambda parameters: parameters[-1:]), "Only the last parameter moves: is the step inside the loop?"),
    (moving(lambda p, rate: p.data), STILL),
]
LIST_SLIPS = [
    (
        AttributeError("'list' object has no attribute"),
        "`self.parameters` is a list: a loop gives you its Values one by one.",
    ),
    (TypeError("'list' object is not callable"), "`self.parameters` is a list here, and no method: no () after it."),
    (ValueError("too many values to unpack"), "There may be any number of parameters: a loop takes them all."),
    (ValueError("not enough values to unpack"), "There may be any number of parameters: a loop takes them all."),
    (
        TypeError("cannot unpack non-iterable Value"),
        "A loop over `self.parameters` gives one Value at a time; with `enumerate(self.parameters)` its place, too.",
    ),
    (
        TypeError("'list' object cannot be interpreted"),
        "`range` takes a number: a loop over the list itself needs none.",
    ),
    (AttributeError("'int' object has no attribute"), "`range` gives numbers: `self.parameters[i]` is a Value."),
]


def own_slips(cls):
    """Return the slips with the first lines of a class that has `step`."""
    return [
        (TypeError(f"{cls.step.__qualname__}() takes"), "A method's first input is the object: `def step(self):`."),
        (TypeError(f"{cls.__init__.__qualname__}() takes"), "Leave `__init__` as it was."),
        (TypeError(f"{cls.__init__.__qualname__}() missing"), "Leave `__init__` as it was."),
        *(
            (
                AttributeError(f"'{cls.__name__}' object has no attribute '{name}'"),
                f"The optimiser has none, each of its parameters has: `p.{name}`.",
            )
            for name in ("grad", "data")
        ),
    ]


def _no_step(got):
    if "others in" in str(got):
        return ["The optimiser has other parameters now, and the net its old ones: change the `data` of each."]
    if "other gradients" in str(got):
        return ["The gradients changed, and no data did: the step is made by `p.data`."]
    return [A_VALUE] if "Value where" in str(got) else []


def _steps(data, rounds, *settings):
    """Return what is done in a case, as the beginning of a sentence."""
    gradients = ", then ".join(map(shown, rounds))
    return f"step() with data {shown(data)}, gradients {gradients} and rate {settings[0]:g}"


@exercise(
    """
    class Descent:
        def __init__(self, parameters, rate):
            self.parameters, self.rate = parameters, rate

        def step(self):
            for p in self.parameters:
                p.data -= self.rate * p.grad
    """
)
def descent(Descent):
    """Check Descent.step: each parameter's data moves by the rate times its gradient, downhill."""
    examine(
        method_of(Descent, "step"),
        "step",
        (
            "The gradient says where the loss rises: subtract. The rate says how far.",
            "For each p in `self.parameters`, change `p.data`.",
        ),
        answer=stepping(Descent),
        cases=DESCENTS,
        right=[moving(descend)],
        mistakes=[
            *NOT_DESCENTS,
            *LIST_SLIPS,
            *own_slips(Descent),
            (AttributeError("'float' object has no attribute"), "`p.data` and `p.grad` are numbers already."),
        ],
        place=_steps,
        tells="left the data {got}, and should leave {wanted}",
        look=_no_step,
    )
    return f"step is right: {len(DESCENTS)} cases of up to 3 parameters, and up to 3 steps."


# Gradients left over


def _no_zero(got):
    if "Value where" in str(got):
        return ["A gradient is a plain number, as `data` is, and not a Value."]
    return []


@exercise(
    """
    @extend(Module)
    def zero_grad(self):
        for parameter in self.parameters():
            parameter.grad = 0.0
    """
)
def zero_grad(Module):
    """Check Module.zero_grad: the gradient of each parameter is 0 again, and nothing else has changed."""
    method, touched = method_of(Module, "zero_grad"), []

    def zeroing(method):
        class Net(Module):
            def __init__(self, data, gradients):
                self.leaves = [Value(x) for x in data]
                for leaf, gradient in zip(self.leaves, gradients):
                    leaf.grad = gradient

            def parameters(self):
                return list(self.leaves)

        def answer(data, gradients):
            net = Net(data, gradients)
            method(net)
            touched.extend(set(vars(net)) - {"leaves"})
            return [plain(p.grad for p in net.leaves), plain(p.data for p in net.leaves)]

        return answer

    def all_of(change, which=lambda leaves: leaves):
        def method(net):
            for leaf in which(net.leaves):
                change(leaf)

        return zeroing(method)

    def clear(leaf, grad=0.0):
        leaf.grad = grad

    def both(leaf):
        leaf.grad = leaf.data = 0.0

    nothing = (
        "No gradient changed. `p = 0.0` or `grad = 0.0` only gives a name to a number: change the parameter's `grad`."
    )
    if outcome(zeroing(method), [1.0], [2.0]) and touched:
        nothing = f"`self.{touched[0]}` is the net's own. The gradients belong to its parameters, one each."
    examine(
        method,
        "zero_grad",
        (
            "`self.parameters()` gives them all, whatever kind of net this is.",
            "In a loop over them, one line: the gradient of each is 0 again.",
        ),
        answer=zeroing(method),
        cases=[([1.0, -2.0], [4.0, -0.5]), ([0.5, 2.0, 3.0], [0.0, 1.0, math.inf]), ([], [])],
        right=[all_of(clear)],
        mistakes=[
            (all_of(lambda leaf: None), nothing),
            (all_of(lambda leaf: setattr(leaf, "data", 0.0)), "You cleared the weights: all that was learned is gone."),
            (all_of(both), "The weights are cleared as well: all that was learned is gone."),
            (all_of(clear, lambda leaves: leaves[:1]), "Only the first one: does something end the loop?"),
            (all_of(clear, lambda leaves: leaves[-1:]), "Only the last one: is the line inside the loop?"),
            (
                all_of(lambda leaf: clear(leaf, None)),
                "`backward` adds to what is there, and to None nothing can be added.",
            ),
            (all_of(lambda leaf: clear(leaf, 1.0)), "1 is what `backward` gives the loss itself. What adds nothing?"),
            (
                all_of(lambda leaf: clear(leaf, leaf.grad * 0)),
                "Set it to 0. Where training has blown up, a gradient is inf, and neither inf · 0 nor inf - inf is 0.",
            ),
            (ValueError("too many values to unpack"), "There may be any number of parameters: a loop takes them all."),
            (
                AttributeError("'list' object has no attribute"),
                "`self.parameters()` gives a list: a loop gives you its Values one by one.",
            ),
            (TypeError("'method' object is not iterable"), "`parameters` is a method: call it, with ()."),
            (AttributeError("'method' object has no attribute"), "`parameters` is a method: call it, with ()."),
            (
                AttributeError("'Value' object has no attribute 'zero_grad'"),
                "Nets have `zero_grad`. Each of these is a Value, with `data` and `grad`.",
            ),
            (TypeError("zero_grad() takes"), "A method's first input is the object itself: `def zero_grad(self):`."),
        ],
        place=lambda data, gradients: f"of a net with data {shown(data)} and gradients {shown(gradients)}, zero_grad()",
        tells="left gradients and data {got}, and should leave {wanted}",
        look=_no_zero,
    )
    return "zero_grad is right: nets of 0, 2 and 3 parameters; all gradients are 0, and all data as before."


# One round


class Noted(list):
    """The calls that were made, in order; of too many it is said that there is no end to them."""

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

        noting.__qualname__ = "Value.backward"  # as an error shows it
        loss.backward = noting
        return loss


class Optimizer:
    """Plain descent that notes when it steps, with a rate that no answer has."""

    def __init__(self, line):
        self.parameters, self.called = line.parameters(), line.called

    def step(self):
        self.called.append("step")
        for p in self.parameters:
            p.data -= 0.125 * p.grad


def rounds_of(learn, called=None):
    """Return the function that tells where a line is after some rounds."""

    def answer(left_over, rounds):
        line = Line(-1.0, 3.0, left_over, Noted() if called is None else called)
        optimizer = Optimizer(line)
        for _ in range(rounds):
            learn(line, line.loss(), optimizer)
        return plain(p.data for p in line.parameters())

    return answer


def a_round(model, loss, optimizer):
    """Make one round as it should be."""
    model.zero_grad()
    loss.backward()
    optimizer.step()


def _of_the_order(called):
    """Return what is wrong with the calls that one round made, in order."""
    for name, lacking in {
        "backward": "Nobody computes the gradients: is `backward` called, with ()?",
        "step": "The gradients are there, and `optimizer` does not step: is its `step` called, with ()?",
        "zero_grad": "`zero_grad` is not called, with (). Unless something else clears them in time, `backward` adds to "
        "what the last round left over.",
    }.items():
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


@exercise(
    """
    def learn(model, loss, optimizer):
        model.zero_grad()
        loss.backward()
        optimizer.step()
    """
)
def learn(learn):
    """Check learn(model, loss, optimizer): one round of training, its three calls in an order that works."""
    called = Noted()
    first = outcome(rounds_of(learn, called), (0.0, 0.0), 1)
    about = [] if isinstance(first, Raised) else _of_the_order(called)
    three = "Three calls: the model clears its gradients, the loss finds new ones, the optimiser steps. In which order?"
    examine(
        learn,
        "learn",
        (*about, three, "`step` needs the gradients of this loss, and of nothing else."),
        answer=rounds_of(learn),
        cases=[((0.0, 0.0), 1), ((0.0, 0.0), 3), ((20.0, -4.0), 1), ((20.0, -4.0), 2)],
        right=[rounds_of(a_round)],
        mistakes=[
            (
                AttributeError("'Optimizer' object has no"),
                "Whatever its kind, an optimiser has `step`; `zero_grad` is the model's.",
            ),
            (AttributeError("'Line' object has no"), "The model has `parameters` and `zero_grad`."),
            (AttributeError("'Value' object has no"), "The loss is a Value: it has `backward`."),
            (AttributeError("'float' object has no"), "`loss.data` is a bare number: `loss` itself has `backward`."),
            *(
                (TypeError(f"{method}() takes"), f"`{method.partition('.')[2]}` needs nothing in its brackets.")
                for method in ("Optimizer.step", "Line.zero_grad", "Value.backward")
            ),
            (TypeError("zero_grad() missing"), "`zero_grad` is a method: whose? That stands before a dot."),
            (TypeError("'Value' object is not callable"), "`loss` is a Value already: call its `backward`."),
            (TypeError("'Line' object is not callable"), "The loss has been computed: it is handed in, as `loss`."),
            *[
                (NameError(f"name '{name}' is not"), f"`{name}` is a method: whose? That stands before a dot.")
                for name in ("zero_grad", "backward", "step")
            ],
            (TypeError("learn() takes"), "Leave the first line as it was: learn(model, loss, optimizer)."),
            (TypeError("learn() missing"), "Leave the first line as it was: learn(model, loss, optimizer)."),
        ],
        place=_round,
        tells="w and b are {got}, and should be {wanted}",
    )
    return "learn is right: 1 to 3 rounds, with and without gradients left over from before."


def _round(left_over, rounds):
    before = (
        f"with gradients {shown(list(left_over))} left over from before"
        if any(left_over)
        else "with all gradients 0 before"
    )
    return f"{before}, after {rounds} round{'s' * (rounds > 1)}"


# The rate


@prediction("guess = 0.5")
def largest_rate(guess):
    """Check the predicted rate above which w gets further away with every step, where the curvature is 4."""
    return predict(
        guess,
        0.5,
        "0.5: there each step multiplies the distance by 1 - 4·0.5 = -1, from one side to the other and back. "
        "Any larger, and it grows. In general: 2 divided by the curvature.",
        {
            0.25: "There 1 - 4·0.25 = 0: one step, and w has arrived. Larger rates overshoot; which do for ever?",
            1: "There b would leave, whose curvature is 2. The most curved direction decides, and that is w.",
            0: "A rate of 0 stays where it is. Which factors make a distance grow? -1.1 does.",
            2: "1 - 4·2 = -7. Which is the smallest rate whose factor is -1?",
            4: "4 is the curvature. For which rate is 1 - 4·rate equal to -1?",
        },
        near=0.01,
    )


# Momentum


def gliding(rule):
    """Return the optimiser that makes of a velocity and a parameter what rule(v, p, rate, keep) returns: v and data."""

    def step(self):
        for i, p in enumerate(self.parameters):
            self.velocity[i], p.data = rule(self.velocity[i], p, self.rate, self.keep)

    return stepping(made(step))


def by(velocity):
    """Return the rule that moves a parameter by its new velocity(v, step, keep); step is a plain step downhill."""

    def rule(v, p, rate, keep):
        v = velocity(v, -rate * p.grad, keep)
        return v, p.data + v

    return gliding(rule)


def polyak(v, step, keep):
    """Return the velocity of momentum as it should be."""
    return keep * v + step


def only(which):
    """Return momentum that moves only the parameters in some places."""

    def step(self):
        for i, p in enumerate(self.parameters):
            self.velocity[i] = self.keep * self.velocity[i] - self.rate * p.grad
            if i in which(range(len(self.parameters))):
                p.data += self.velocity[i]

    return stepping(made(step))


def _shared(self):
    v = self.velocity[0] if self.velocity else 0.0
    for p in self.parameters:
        v = self.keep * v - self.rate * p.grad
        p.data += v
    self.velocity[0] = v


def _first_s(self):
    for p in self.parameters:
        self.velocity[0] = self.keep * self.velocity[0] - self.rate * p.grad
        p.data += self.velocity[0]


UPHILL = "Uphill: with a positive gradient the velocity must become negative, and the velocity is added to the data."
ONE_FOR_ALL = "All parameters share one velocity: each needs its own, `self.velocity[i]`."
MOMENTUMS = [  # data, gradients of each round, rate, keep
    ([1.0, -2.0], [[4.0, -0.5]], 0.1, 0.9),
    ([1.0, -2.0], [[4.0, -0.5], [2.0, 1.0], [-1.0, 1.0]], 0.1, 0.9),
    ([0.5, 0.0, 3.0], [[1.0, -2.0, 0.0], [1.0, -2.0, 4.0], [0.0, 0.0, 0.0], [1.0, 2.0, -3.0]], 0.5, 0.75),
]
NOT_MOMENTUMS = [
    (by(lambda v, step, keep: keep * v - step), UPHILL),
    (
        by(lambda v, step, keep: step - keep * v),
        "The old velocity is turned round: what is kept goes on in its direction.",
    ),
    (by(lambda v, step, keep: v + keep * step), "`keep` stands with the gradient. It is the old velocity that fades."),
    (by(lambda v, step, keep: keep * (v + step)), "`keep` multiplies the gradient too: only the old velocity fades."),
    (
        by(lambda v, step, keep: v + step),
        "The old velocity does not fade: that is leftover gradients again. Where is `keep`?",
    ),
    (by(lambda v, step, keep: (1 - keep) * v + step), "`1 - keep` is what is lost. `keep` is the part that stays."),
    (
        by(lambda v, step, keep: keep * v + (1 - keep) * step),
        "That is an average, a part of the old and the rest of the new: Adam's way. Here the new step counts in full.",
    ),
    (
        gliding(lambda v, p, rate, keep: (keep * v - p.grad, p.data + keep * v - p.grad)),
        "Where does the rate come in? You stepped by the whole gradient.",
    ),
    (
        gliding(lambda v, p, rate, keep: (keep * v - rate * p.grad, p.data + rate * (keep * v - rate * p.grad))),
        "The rate comes in twice: the velocity has it already.",
    ),
    (
        gliding(lambda v, p, rate, keep: (keep * v - rate * p.grad, p.data + v)),
        "You move by the old velocity: change the velocity first, then move by it.",
    ),
    (
        gliding(lambda v, p, rate, keep: (keep * v - rate * p.grad, p.data + keep * v - 2 * rate * p.grad)),
        "The gradient counts twice: it is in the velocity already.",
    ),
    (
        gliding(lambda v, p, rate, keep: (keep * v - rate * p.grad, p.data - (keep * v - rate * p.grad))),
        UPHILL,
    ),
    (
        gliding(
            lambda v, p, rate, keep: (
                keep * v - rate * p.grad,
                p.data + keep * (keep * v - rate * p.grad) - rate * p.grad,
            )
        ),
        "That looks a step ahead, as Nesterov's momentum does: good, and another one. Move by the velocity alone.",
    ),
    (
        gliding(lambda v, p, rate, keep: (keep * v - rate * p.grad, keep * v - rate * p.grad)),
        "That replaces the data by the velocity: add it.",
    ),
    (
        gliding(lambda v, p, rate, keep: (keep * v - rate * p.data, p.data + keep * v - rate * p.data)),
        "You push with the data: the gradient says which way.",
    ),
    *[
        (
            gliding(lambda v, p, rate, _, own=own: (own * v - rate * p.grad, p.data + own * v - rate * p.grad)),
            f"You keep {own:g} of it, always: take `self.keep`.",
        )
        for own in (0.9, 0.5)
    ],
    (
        gliding(lambda v, p, rate, keep: (rate * v - keep * p.grad, p.data + rate * v - keep * p.grad)),
        "`rate` and `keep` have changed places.",
    ),
    (
        gliding(lambda v, p, rate, keep: (keep * p.data - rate * p.grad, p.data + keep * p.data - rate * p.grad)),
        "You keep a part of the data: it is the old velocity that a part is kept of.",
    ),
    (
        by(lambda v, step, keep: v + keep * v + step),
        "The old velocity is there once in full, and once more in part. Is it `+=` in place of `=`?",
    ),
    (
        gliding(lambda v, p, rate, keep: (-rate * p.grad, p.data + keep * v - rate * p.grad)),
        "Only the last plain step is stored: store what the data moved by, in which all earlier ones are.",
    ),
    (only(lambda places: places[:1]), "Only the first parameter moves: does a loop reach them all?"),
    (only(lambda places: places[-1:]), "Only the last parameter moves: is the line inside the loop?"),
    (stepping(made(_first_s)), ONE_FOR_ALL),
    (stepping(made(_shared)), ONE_FOR_ALL),
]


def _velocity_after(Momentum):
    """Return the velocity that an optimiser keeps after a step that moved."""
    optimizer = Momentum([Value(1.0)], 0.1, 0.9)
    optimizer.parameters[0].grad = 4.0
    optimizer.step()
    return list(optimizer.velocity)


@exercise(
    """
    class Momentum:
        def __init__(self, parameters, rate, keep=0.9):
            self.parameters, self.rate, self.keep = parameters, rate, keep
            self.velocity = [0.0 for _ in parameters]

        def step(self):
            for i, p in enumerate(self.parameters):
                self.velocity[i] = self.keep * self.velocity[i] - self.rate * p.grad
                p.data += self.velocity[i]
    """
)
def momentum(Momentum):
    """Check Momentum.step: a part of the old velocity and a step downhill make the new one, and that moves the data."""
    method = method_of(Momentum, "step")
    kept = outcome(_velocity_after, Momentum)
    forgets = "That is plain descent: `self.velocity` is still 0 afterwards. Store the new velocity in it."
    still = "Nothing moved, and `self.velocity` is still 0: where is a plain step subtracted from it?"
    if isinstance(kept, list) and kept != [0.0]:
        forgets = (
            "That is plain descent: the old velocity is gone before it counts. Is it set to 0 in `step`, or not read?"
        )
        still = "The velocity has changed, and no data has: add it to `p.data`. (`p = p + ...` makes a new Value.)"
        if len(kept) > 1:
            forgets = still = "`append` makes the list longer: `self.velocity[i] = ...` puts the new one in its place."
    examine(
        method,
        "step",
        (
            "The new velocity: `keep` times the old one, minus rate times gradient. Then the data moves by it.",
            "`self.velocity[i]` belongs to parameter i, and must still be there at the next step.",
        ),
        answer=stepping(Momentum),
        cases=MOMENTUMS,
        right=[by(polyak)],
        mistakes=[
            (moving_with_keep(descend), forgets),
            *NOT_MOMENTUMS,
            *[(moving_with_keep(rule), text) for rule, text in ALSO],
            (moving_with_keep(lambda p, rate: p.data), still),
            *LIST_SLIPS,
            *own_slips(Momentum),
            (
                AttributeError("'Value' object has no attribute"),
                "A Value has `data` and `grad`. The velocities are the optimiser's: `self.velocity[i]` is that of parameter i.",
            ),
            (TypeError("list indices must be"), "An index is a number: `enumerate(self.parameters)` counts along."),
            (TypeError("can't multiply sequence"), "`self.velocity` is the list of all: take number i of it."),
            (
                TypeError("unsupported operand type(s) for -: 'list'"),
                "`self.velocity` is the list of all: take number i.",
            ),
        ],
        place=lambda data, rounds, rate, keep: f"{_steps(data, rounds, rate)}, keep {keep:g}",
        tells="left the data {got}, and should leave {wanted}",
        look=_no_step,
    )
    return (
        f"momentum is right: {len(MOMENTUMS)} cases of up to 3 parameters and up to 4 steps, with two values of keep."
    )


def moving_with_keep(rule):
    """Return the optimiser without a memory that gives each parameter the data rule(p, rate)."""
    return gliding(lambda v, p, rate, keep: (v, rule(p, rate)))


ALSO = [
    (lambda p, rate: p.data + rate * p.grad, UPHILL),
    (lambda p, rate: p.data - p.grad, "Where do rate and old velocity come in? You stepped by the whole gradient."),
]


# Adam


@prediction("guess = 0.5")
def first_step(guess):
    """Check the predicted move of w in Adam's first step, with rate 0.5 and a gradient of -29."""
    return predict(
        guess,
        0.5,
        "0.5: corrected, both averages of a single gradient are that gradient and its square, and -29 divided by "
        "the root of (-29)² is -1. Only the sign is left: Adam's first step is as large as the rate, everywhere.",
        {
            -1.5: "That is where w gets, from -2. By how much has it moved?",
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
