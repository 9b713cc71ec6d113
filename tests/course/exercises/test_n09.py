"""The checks of notebook 09: right answers pass in all the ways that are right, wrong ones are told apart."""

import math

import pytest
from checking import indented, ran, said

from micrograd.course import check
from micrograd.course.exercises.n09_learning import LINES
from micrograd.course.extend import extend
from micrograd.engine import Value
from micrograd.nn import MLP, Neuron

LINE = Neuron(1, nonlin=False)  # a line of the learner's own


def loss_of(body):
    return said(
        check.squared_error,
        ran("def squared_error(model, points):\n" + indented(body, "    "), Value=Value, line=LINE, POINTS=LINES[1][2])[
            "squared_error"
        ],
    )


DESCENT = """\
class SGD:
    def __init__(self, parameters, rate):
        self.parameters, self.rate = parameters, rate

    def step(self):
"""
MOMENTUM = """\
class Momentum:
    def __init__(self, parameters, rate, keep=0.9):
        self.parameters, self.rate, self.keep = parameters, rate, keep
        self.velocity = [0.0 for _ in parameters]

    def step(self):
"""


def descent_of(body):
    return said(check.descent, ran(DESCENT + indented(body, " " * 8), math=math)["SGD"])


def momentum_of(body):
    return said(check.momentum, ran(MOMENTUM + indented(body, " " * 8))["Momentum"])


def each(line):
    return f"for i, p in enumerate(self.parameters):\n{indented(line, '    ')}"


def glide(line):
    return each(f"{line}\np.data += self.velocity[i]")


def zero_of(body):
    class Module:
        def parameters(self):
            return []

    ran("@extend(Module)\ndef zero_grad(self):\n" + indented(body, "    "), Module=Module, extend=extend)
    return said(check.zero_grad, Module)


def learn_of(body):
    return said(
        check.learn, ran("def learn(model, loss, optimizer):\n" + indented(body, "    "), other=MLP(1, [1]))["learn"]
    )


ZERO, BACK, STEP = "model.zero_grad()", "loss.backward()", "optimizer.step()"
PUSH = "self.velocity[i] = self.keep * self.velocity[i] - self.rate * p.grad"

RIGHT = [
    (loss_of, "return sum((model(x) - y) ** 2 for x, y in points) / len(points)"),
    (loss_of, "return sum((y - model(x)) ** 2 for x, y in points) * (1 / len(points))"),
    (loss_of, "return sum([(model(x) - y) * (model(x) - y) for x, y in points]) / len(points)"),
    (loss_of, "total = 0\nfor x, y in points:\n    e = model(x) - y\n    total += e * e\nreturn total / len(points)"),
    (loss_of, "n = len(points)\nreturn sum((model(p[0]) - p[1]) ** 2 / n for p in points)"),
    (loss_of, "total = Value(0)\nfor x, y in points:\n    total += (model(x) - y) ** 2\nreturn total / len(points)"),
    (loss_of, "return sum([(model(x) - Value(y)) ** 2 for x, y in points], Value(0.0)) / Value(len(points))"),
    (descent_of, "for p in self.parameters:\n    p.data -= self.rate * p.grad"),
    (descent_of, "for p in self.parameters:\n    p.data = p.data - p.grad * self.rate"),
    (
        descent_of,
        "for i in range(len(self.parameters)):\n    self.parameters[i].data += -self.rate * self.parameters[i].grad",
    ),
    (descent_of, "for p in self.parameters:\n    p.data -= self.rate * p.grad\n    p.grad = 0.0"),
    (zero_of, "for p in self.parameters():\n    p.grad = 0.0"),
    (zero_of, "for p in self.parameters():\n    p.grad = 0"),
    (zero_of, "[setattr(p, 'grad', 0.0) for p in self.parameters()]"),
    (zero_of, "self.cleared = True\nfor p in self.parameters():\n    p.grad = 0.0"),
    (learn_of, f"{ZERO}\n{BACK}\n{STEP}"),
    (learn_of, f"for p in optimizer.parameters:\n    p.grad = 0.0\n{BACK}\n{STEP}"),
    (learn_of, f"for p in model.parameters():\n    p.grad = 0.0\n{BACK}\n{STEP}"),
    (learn_of, f"{ZERO}\n{BACK}\n{STEP}\n{ZERO}".rpartition("\n")[0]),
    (momentum_of, glide(PUSH)),
    (momentum_of, each(f"v = {PUSH.partition('= ')[2]}\nself.velocity[i] = v\np.data = p.data + v")),
    # The velocity with the other sign, and PyTorch's, without the rate in it: the same paths.
    (
        momentum_of,
        each("self.velocity[i] = self.keep * self.velocity[i] + self.rate * p.grad\np.data -= self.velocity[i]"),
    ),
    (
        momentum_of,
        each("self.velocity[i] = self.keep * self.velocity[i] + p.grad\np.data -= self.rate * self.velocity[i]"),
    ),
    (
        momentum_of,
        each("self.velocity[i] *= self.keep\nself.velocity[i] -= self.rate * p.grad\np.data += self.velocity[i]"),
    ),
]


@pytest.mark.parametrize(("verdict_on", "body"), RIGHT)
def test_what_is_right_passes(verdict_on, body):
    text = verdict_on(body)
    assert text.startswith("✓ ") and " is right: " in text and "\n" not in text, text


WRONG = {
    loss_of: {
        "e = sum((model(x) - y) ** 2 for x, y in points)\ne.backward()\nreturn e / len(points)": "The number is right, and the derivatives are",
        "from statistics import mean\nreturn mean((model(x) - y) ** 2 for x, y in points)": "`statistics` takes means of plain numbers",
        "from statistics import fmean\nreturn fmean((model(x) - y) ** 2 for x, y in points)": "`statistics` takes means of plain numbers",
        "for x, y in points:\n    return (model(x) - y) ** 2": "Only the first point counts",
        "for x, y in points:\n    total = (model(x) - y) ** 2\nreturn total": "Only the last point counts",
        "for x, y in points:\n    return (model(x) - y) ** 2 / len(points)": "Only the first point counts",
        "return sum((model(x).data - y) ** 2 for x, y in points) / len(points)": "A plain number remembers nothing",
        "return (sum((model(x) - y) ** 2 for x, y in points) / len(points)).data": "A plain number remembers nothing",
        "m = model(points[0][0])\nreturn type(m)(sum((model(x).data - y) ** 2 for x, y in points) / len(points))": (
            "The number is right, and no derivative reaches w or b."
        ),
        "return sum((model(x) - y) ^ 2 for x, y in points) / len(points)": "A power is written `**`",
        "return sum((line(x) - y) ** 2 for x, y in points) / len(points)": "It does not depend on w and b",
        "return model([0.0]) * 0 + 5.166667": "The same on all points",
        "return [(model(x) - y) ** 2 for x, y in points]": "The loss is one Value",
        "for x, y in points:\n    total = (model(x) - y) ** 2\nreturn total / len(points)": "Only the last point counts",
        "return sum((model(x) - y) ** 2 / len(points) for x, y in points) / len(points)": "You divide by the number of points, and then again",
        "total, n = 0, len(points)\nwhile points:\n    x, y = points.pop()\n    total += (model(x) - y) ** 2\n"
        "return total / n": "The list belongs to the caller",
        "return sum((x - y) ** 2 for x, y in points) / len(points)": "x is a list: what the model says",
        "return sum((model(p) - p[1]) ** 2 for p in points) / len(points)": "A point is a pair of x",
        "return sum((model(*x) - y) ** 2 for x, y in points) / len(points)": "The model got a bare number.",
        "return sum((model(x) - y) ** 2 for y, x in points) / len(points)": "The model got a bare number. It takes x",
        "return sum((model.w[0] * x[0] + model.b - y) ** 2 for x, y in points)": "Any model will do, and this one is",
        "return sum((model(x) - y) ** 2 for x, y in points / len(points))": "A list can't be divided",
        "sum((model(x) - y) ** 2 for x, y in points) / len(points)": "A function that ends without `return`",
        "return sum((model(x) - y) ** 2 for x, y in pts) / len(pts)": "Python knows no such name here",
    },
    descent_of: {
        "for p in self.parameters:\n    p.data -= self.rate * p.grad\n    self.rate *= 0.99": "By the same gradient, each",
        "self.rate *= 0.9\nfor p in self.parameters: p.data -= self.rate * p.grad": "By the same gradient, each",
        "self.t = getattr(self, 't', 0) + 1\nfor p in self.parameters: p.data -= self.rate / self.t * p.grad": "By the same",
        "for p in self.parameters: p.data *= 1 - self.rate * p.grad": "That takes a part of the data away",
        "for p in self.parameters[:-1]: p.data -= self.rate * p.grad": "The last parameter never moves",
        "p.data -= self.rate * p.grad": "Which p? A loop",
        "for p in self.parameters: p.data = round(p.data - self.rate * p.grad, 3)": "Right, and then rounded",
        "for p in self.parameters: p.data -= self.rate * p.grad / abs(p.grad)": "Every step has the same size",
        "for p in self.parameters:\n    p.backward()\n    p.data -= self.rate * p.grad": "Is `backward` called in it?",
        "for p in self.parameters:\n    p.data -= self.rate * math.copysign(bool(p.grad), p.grad)": "Every step has the",
        "for p in self.parameters:\n    p.data -= self.rate * p.grad\n    return": "Only the first parameter moves",
        "for p in self.parameters:\n    pass\np.data -= self.rate * p.grad": "Only the last parameter moves",
        "for p in self.parameters:\n    p.grad -= self.rate * p.grad": "The gradients changed, and no data did",
        "for p in self.parameters:\n    p -= self.rate * p.grad": "Nothing moved. `p = p - ...` makes a new Value",
        "self.parameters = [p - self.rate * p.grad for p in self.parameters]": "The optimiser holds new parameters now",
        "for i, p in enumerate(self.parameters):\n    self.parameters[i] = p.data - self.rate * p.grad": "The optimiser holds",
        "for p in self.parameters:\n    p.data -= self.rate * self.grad": "The optimiser has none, each of its parameters has",
        "for w, b in self.parameters:\n    w.data -= self.rate * w.grad": "A loop over `self.parameters` gives one Value",
        "for i in range(len(self.parameters)):\n    i.data -= self.rate * i.grad": "`range` gives numbers",
        "for p in self.parameters:\n    p.data - self.rate * p.grad": "Nothing moved.",
        "for p in self.parameters:\n    ...": "Nothing moved.",
        "for p in self.parameters:\n    p.data = p - self.rate * p.grad": "`data` should stay a plain number",
        "self.parameters[0].data -= self.rate * self.parameters[0].grad": "Only the first parameter moves",
        "w, b = self.parameters\nfor p in (w, b):\n    p.data -= self.rate * p.grad": "There may be any number",
        "for p in self.parameters():\n    p.data -= self.rate * p.grad": "`self.parameters` is a list here",
        "self.parameters.data -= self.rate": "`self.parameters` is a list",
        "for p in self.parameters:\n    p.data.data -= self.rate": "`p.data` and `p.grad` are numbers already",
        "for p in self.parameters:\n    p.data -= rate * p.grad": "Python knows no `rate` by itself: is `self.` missing",
        "while True: pass": "Is there a loop that nothing ends",
    },
    zero_of: {
        "self.parameters()[0].grad = self.parameters()[1].grad = 0": "Only the first two, and a net has any number",
        "p.grad = 0": "Which p? A loop",
        "for p in net.parameters(): p.grad = 0": "The net whose method this is goes by the name of `self`",
        "for p in self.parameters():\n    p = 0.0": "No gradient of this net changed.",
        "for p in self.parameters():\n    p.grad == 0.0": "No gradient of this net changed.",
        "self.grad = 0.0": "`self.grad` is the net's own.",
        "for p in self.parameters():\n    self.grad = 0.0": "`self.grad` is the net's own.",
        "for p in self.parameters():\n    p.grad = 0.0\n    break": "Only the first one",
        "for p in self.parameters():\n    pass\nif self.parameters(): p.grad = 0.0": "Only the last one",
        "for p in self.parameters():\n    p.grad = type(p)(0.0)": "A gradient is a plain number",
        "for p in self.parameters():\n    p.zero_grad()": "Nets have `zero_grad`.",
        "for p in self.parameters():\n    p.grad -= p.grad": "Set it to 0. Where training has blown up",
        "for p in self.parameters:\n    p.grad = 0.0": "`parameters` is a method: call it",
        "for i in range(2): self.parameters[i].grad = 0.0": "`parameters` is a method: call it",
        "self.parameters.grad = 0.0": "`parameters` is a method: call it",
        "for p in parameters():\n    p.grad = 0.0": "Python knows no `parameters` by itself: is `self.` missing",
        "while True: pass": "Is there a loop that nothing ends",
    },
    learn_of: {
        f"{ZERO}\n{BACK}\noptimizer()": "An optimiser is no function",
        f"model.parameters().zero_grad()\n{BACK}\n{STEP}": "`model.parameters()` is a list",
        f"{BACK}\n{STEP}": "The model's `zero_grad` is not called, with ()",
        f"other.zero_grad()\n{BACK}\n{STEP}": "The model's `zero_grad` is not called, with ()",
        f"model.zero_grad\n{BACK}\n{STEP}": "The model's `zero_grad` is not called, with ()",
        f"{BACK}\n{ZERO}\n{STEP}": "You clear the gradients after `backward` has found them",
        f"{ZERO}\n{STEP}\n{BACK}": "You step before `backward`",
        f"{STEP}\n{ZERO}\n{BACK}": "You step before `backward`",
        f"{BACK}\n{STEP}\n{ZERO}": "That is right if all gradients are 0 when it begins",
        f"{ZERO}\n{STEP}": "Nobody computes the gradients of this loss",
        f"{ZERO}\n{BACK}": "The gradients are there, and `optimizer` does not step",
        f"{ZERO}\n{BACK}\noptimizer.step": "The gradients are there, and `optimizer` does not step",
        f"{ZERO}\n{BACK}\n{BACK}\n{STEP}": "In one round `backward` is called 2 times",
        f"{ZERO}\n{BACK}\n{STEP}\n{STEP}": "In one round `step` is called 2 times",
        f"{ZERO}\n{BACK}\nfor p in model.parameters():\n    p.data -= 0.1 * p.grad\n    break": (
            "The gradients are there, and `optimizer` does not step"
        ),
        f"{ZERO}\nloss = model([1.0])\n{BACK}\n{STEP}": "The loss has been computed",
        f"{ZERO}\nbackward(loss)\n{STEP}": "`backward` is a method: of what?",
        f"optimizer.zero_grad()\n{BACK}\n{STEP}": "Whatever its kind, an optimiser has `step`",
        f"{ZERO}\n{BACK}\nfor p in model.parameters(): p.data -= 0.1 * p.grad": "The gradients are there, and `optimizer`",
        f"{STEP}\n{BACK}": "You step before `backward`",
        f"{ZERO}\nloss.data.backward()\n{STEP}": "`loss.data` is a bare number",
        f"{ZERO}\n{BACK}\noptimizer.step(model)": "`step` needs nothing in its brackets",
        f"while loss.data > 0.1:\n    {BACK}\n    {STEP}": "Is there a loop that nothing ends?",
        f"{ZERO}\nmodel.backward()\n{STEP}": "The model has `parameters` and `zero_grad`",
        f"loss.zero_grad()\n{BACK}\n{STEP}": "The loss is a Value",
        f"{ZERO}\nloss().backward()\n{STEP}": "`loss` is a Value already",
        "return learn(model, loss, optimizer)": "Where does that end?",
    },
    momentum_of: {
        glide("self.velocity[i] = self.keep - self.rate * p.grad"): "`keep` stands there alone",
        glide("self.velocity[i] = self.keep + self.velocity[i] - self.rate * p.grad"): "You add `keep` to the old",
        "for p, v in (self.parameters, self.velocity):\n    p.data += self.keep * v - self.rate * p.grad": "A number has neither `data`",
        each(PUSH + "\np.data = round(p.data + self.velocity[i], 3)"): "The data is rounded at each step",
        "for p in self.parameters:\n    for v in self.velocity:\n        v = self.keep * v - self.rate * p.grad\n        p.data += v": "Each parameter moves once for every velocity",
        "for p in self.parameters:\n    for i in range(len(self.velocity)):\n        self.velocity[i] = self.keep * self.velocity[i] - self.rate * p.grad\n        p.data += self.velocity[i]": "Each parameter moves once for every velocity",
        each("v = self.keep * self.velocity[i] - self.rate * p.grad\np.data += v"): "That is plain descent: `self.velo",
        each("p.data -= self.rate * p.grad"): "That is plain descent: `self.velocity` is still 0",
        "self.velocity = [0.0 for _ in self.parameters]\n"
        + glide(PUSH): "That is plain descent: the old velocity is gone",
        glide("self.velocity[i] = -self.rate * p.grad"): "That is plain descent: the old velocity is gone",
        glide("self.velocity[i] = 0.0\n" + PUSH): "That is plain descent: the old velocity is gone",
        glide(PUSH + "\np.data -= self.rate * p.grad"): "The gradient counts twice",
        glide("self.velocity[i] *= self.keep - self.rate * p.grad"): "Nothing moved, and `self.velocity` is still 0",
        each(
            "p.velocity = self.keep * p.velocity - self.rate * p.grad"
        ): "A Value has `data` and `grad`. The velocities are the optimiser's",
        "for i in self.parameters:\n    self.velocity[i] *= self.keep": "An index is a number",
        each(PUSH): "The velocity has changed, and no data has",
        glide(
            "self.velocity.append(self.keep * self.velocity[i] - self.rate * p.grad)"
        ): "`append` makes the list longer",
        "for i, p in self.parameters:\n    p.data += self.velocity[i]": "A loop over `self.parameters` gives one Value",
        each("p.data - self.rate * p.grad"): "Nothing moved, and `self.velocity` is still 0",
        each(PUSH + "\np = p + self.velocity[i]"): "The velocity has changed, and no data has",
        each("self.velocity = self.keep * self.velocity - self.rate * p.grad"): "`self.velocity` is the list of all",
        each("p.grad = self.keep * p.grad"): "The gradients changed, and no data did",
    },
}
TABLE = [(verdict_on, body, hint) for verdict_on, table in WRONG.items() for body, hint in table.items()]


@pytest.mark.slow
@pytest.mark.parametrize(("verdict_on", "body", "hint"), TABLE, ids=[f"{v.__name__}-{b}" for v, b, _ in TABLE])
def test_what_is_wrong_is_told_apart(verdict_on, body, hint):
    first, second, *_ = verdict_on(body).split("\n")
    assert first.startswith("✗ ") and second.startswith(f"  {hint}"), (first, second)


FIRST = {
    loss_of: (
        "return sum((model(x) - y) ** 2 for x, y in points)",
        "✗ for the line w = 0.5, b = 1 on (1, 2), (2, -1), (4, 0.5) the loss and its derivatives with respect to w and b "
        "were [15.5, 31, 10], and should be [5.17, 10.3, 3.33].",
    ),
    descent_of: (
        "for p in self.parameters:\n    p.data += self.rate * p.grad",
        "✗ step() with data [1, -2], gradients [4, -0.5] and rate 0.1 left the data [1.4, -2.05], and should leave "
        "[0.6, -1.95].",
    ),
    zero_of: (
        "for p in self.parameters():\n    p.data = 0.0",
        "✗ zero_grad() of a net with data [1, -2] and gradients [4, -0.5] left gradients and data "
        "[[4, -0.5], [0, 0]], and should leave [[0, 0], [1, -2]].",
    ),
    learn_of: (
        f"{BACK}\n{STEP}",
        "✗ with all gradients 0 before, after 3 rounds w and b are [3.69, -0.00781], and should be [1.19, 1.55].",
    ),
    momentum_of: (
        each("p.data -= self.rate * p.grad"),
        "✗ step() with data [1, -2], gradients [4, -0.5], then [2, 1], then [-1, 1] and rate 0.1, keep 0.9 left "
        "the data [0.5, -2.15], and should leave [-0.364, -2.15].",
    ),
}


@pytest.mark.parametrize("verdict_on", FIRST, ids=lambda verdict_on: verdict_on.__name__)
def test_the_first_case_that_fails_is_shown_with_its_numbers(verdict_on):
    body, told = FIRST[verdict_on]
    assert verdict_on(body).splitlines()[0] == told


@pytest.mark.parametrize("body", ["return ...", "...", "pass", "return", "return None"])
@pytest.mark.parametrize("verdict_on", WRONG, ids=lambda verdict_on: verdict_on.__name__)
def test_a_stub_is_not_yet_an_answer(verdict_on, body):
    text = verdict_on(body)
    assert text.startswith("not yet: ") and text.endswith("\n  (hint=2 says more.)"), text


def test_what_is_missing_is_not_yet_an_answer():
    class Module:
        pass

    assert said(check.zero_grad, Module).startswith("not yet: Module has no `zero_grad` yet")
    for checked in (check.squared_error, check.learn, check.one_step, check.largest_rate, check.first_step):
        assert said(checked, ...).startswith("not yet: ")
    for checked in (check.descent, check.momentum, check.zero_grad):
        assert said(checked, MLP(1, [1])).startswith("✗ give the class itself")
        assert said(checked, ...).startswith("✗ give the class itself")


def test_our_own_solution_is_not_taken_for_the_learner_s():
    for checked in (check.squared_error, check.learn):
        ours = ran("# Ours\n" + checked.solution)
        assert " is ours, from the folded cell" in said(checked, ours[checked.__name__])
    for checked, name in ((check.descent, "SGD"), (check.momentum, "Momentum")):
        assert " is ours, from the folded cell" in said(checked, ran("# Ours\n" + checked.solution)[name])


@pytest.mark.parametrize("checked", [check.one_step, check.largest_rate, check.first_step], ids=lambda one: one.name)
def test_a_prediction_that_no_slip_explains_is_told_no_number(checked):
    assert said(checked, 1234.5) == "✗ you said 1234.5, and that is not it.\n  (show=True shows the number.)"
    assert said(checked, "0.5").startswith("✗ a prediction is one number")


def test_the_predictions_are_what_python_computes():
    points = [([-2.0], -2.0), ([-1.0], -1.5), ([0.0], 0.5), ([1.0], 1.5), ([2.0], 4.0)]
    squared_error = ran(check.squared_error.solution)["squared_error"]
    SGD = ran(check.descent.solution)["SGD"]

    def line_at(w, b):
        line = Neuron(1, nonlin=False)
        line.w[0].data, line.b.data = w, b
        return line

    def after(rate, steps):
        line = line_at(-1.0, 3.0)
        for _ in range(steps):
            line.zero_grad()
            squared_error(line, points).backward()
            SGD(line.parameters(), rate).step()
        return line.w[0].data

    assert said(check.one_step, after(0.05, 1))[0] == "✓"
    assert abs(after(0.49, 200) - 1.5) < 0.1 and abs(after(0.5, 200) - 1.5) == pytest.approx(2.5)
    assert abs(after(0.51, 200) - 1.5) > 100
    line = line_at(-2.0, 4.0)
    squared_error(line, [([x + 3], y) for [x], y in points]).backward()
    assert [p.grad for p in line.parameters()] == pytest.approx([-29, -5])


HOSTILE = ["float('nan')", "'</pre>'", "1j", "print", "[[]]", "{1: 2}", "10 ** 5000", "exit()", "lambda *_: 1"]


@pytest.mark.parametrize("result", HOSTILE)
def test_a_hostile_answer_is_wrong_and_told_on_short_printable_lines(result):
    texts = [
        loss_of(f"return {result}"),
        descent_of(f"for p in self.parameters: p.data = {result}"),
        momentum_of(f"self.velocity = {result}"),
        zero_of(f"for p in self.parameters(): p.grad = {result}"),
        learn_of(f"model.w.data = {result}"),
    ]
    for text in texts:
        assert text.startswith("✗ "), text
        assert all(line.isprintable() and len(line) < 400 for line in text.splitlines())


def test_the_learners_own_value_is_left_alone():
    before = dict(vars(Value))
    learn_of(f"{ZERO}\n{BACK}\n{STEP}")
    assert dict(vars(Value)) == before


def test_a_loss_that_empties_its_points_leaves_the_check_s_own_alone():
    assert loss_of("while points: points.pop()\nreturn model([0.0])").startswith("✗ ")
    assert said(check.squared_error, ran(check.squared_error.solution)["squared_error"]).startswith("✓ ")


def test_a_line_of_the_learner_s_own_keeps_its_gradients():
    loss_of("return sum((line(x) - y) ** 2 for x, y in points) / len(points)")
    assert [p.grad for p in LINE.parameters()] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("verdict_on", "clearing", "leaving"),
    [
        (descent_of, "for p in self.parameters:\n    p.data -= self.rate * p.grad\n    p.grad = 0.0", "p.grad = 0.0"),
        (momentum_of, glide(PUSH) + "\n    p.grad = 0.0", "p.grad = 0.0"),
        (learn_of, f"{ZERO}\n{BACK}\n{STEP}\n({ZERO})", f"({ZERO})"),
    ],
)
def test_who_clears_what_the_next_cells_show_is_told(verdict_on, clearing, leaving):
    """The next cells show gradients that are left over, or those of the last step."""
    assert "to 0" in verdict_on(clearing) and "to 0" not in verdict_on(clearing.replace(leaving, "pass"))


def test_a_step_by_the_rate_alone_is_told_in_both_directions():
    for guess in (-1.05, -0.95):
        assert "the rate alone" in said(check.one_step, guess)


@pytest.mark.parametrize(
    ("above", "told"),
    [("", "✗ your `zero_grad` stands outside the class."), ("@extend(MLP)", "✗ your `zero_grad` is a method of `MLP`")],
)
def test_a_zero_grad_that_no_module_has_is_told(above, told):
    module = "class Module:\n    def parameters(self): return []\nclass MLP(Module): pass\n"
    names = ran(f"{module}{above}\ndef zero_grad(self):\n    for p in self.parameters(): p.grad = 0.0", extend=extend)
    assert said(check.zero_grad, names["Module"]).startswith(told)
