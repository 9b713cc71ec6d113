"""The checks of notebook 08: What does a neuron want?"""

import contextlib
import dis
import functools
import inspect
import math
import random
from numbers import Real

from micrograd.course.examine import (
    NotYet,
    Raised,
    Words,
    Wrong,
    as_good,
    compare,
    exercise,
    number,
    outcome,
    predict,
    prediction,
    require_function,
    shown,
)


@prediction("guess = 1.0")
def crossing(guess):
    """Check the predicted place where the line of a neuron crosses the axis of x2."""
    return predict(
        guess,
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


@exercise(
    """
    w1 = -1.0
    w2 = 2.0
    b = 2.0
    """
)
def half_plane(w1, w2, b):
    """Check the weights and the bias of a neuron that fires above the line through (0, −1) and (2, 0)."""
    numbers = {"w1": w1, "w2": w2, "b": b}
    hints = (
        "At (0, −1) the sum is b − w2, at (2, 0) it is 2·w1 + b, and both must be 0: choose b, and the weights follow.",
        "With b = 2, say, w2 has to be 2. And w1? Then ask which sign the sum has at (0, 0).",
    )
    for name, x in numbers.items():
        if x is ... or x is None:
            raise NotYet(f"`{name}` is still missing: put a number in place of each `...`.", *hints)
        if not math.isfinite(number(x)):
            values = ["Plain numbers will do. If a later cell has put Values there, run yours again."] * hasattr(
                x, "data"
            )
            raise Wrong(f"`{name}` should be a number, and it is {shown(x)}.", *values)
    if w1 == 0 and w2 == 0:
        raise Wrong("with both weights 0 the sum is b everywhere, and there is no line.", *hints)

    def total(at):
        return w1 * at[0] + w2 * at[1] + b

    near = 0.011 * math.hypot(w1, w2)  # a hundredth of a unit in the plane is as good as on the line
    sums = [total(at) for at in [(0, 1), (2, 0), (0, -1), (-2, 0), (-1, 0), (0, 2)]]
    for at in ON_THE_LINE:
        if abs(total(at)) > near:
            raise Wrong(
                f"at {at} the sum is {_sum(w1, w2, b, at)}, and on the line it is 0.", *_off(sums, near), *hints
            )
    for at in FIRING:
        if total(at) <= 0:
            raise Wrong(
                f"at {at} the sum is {_sum(w1, w2, b, at)}: there the neuron should fire, and it is silent.",
                "The line is right, and it fires on the other side: turn all three signs round.",
                *hints,
            )
    where = ", ".join(f"{at}" for at in FIRING)
    return f"the sum is 0 at {ON_THE_LINE[0]} and {ON_THE_LINE[1]}, above 0 at {where}, and below 0 at {SILENT[0]}."


def _sum(w1, w2, b, at):
    text = f"{shown(w1)}·{at[0]} + {shown(w2)}·{at[1]} + {shown(b)} = {shown(w1 * at[0] + w2 * at[1] + b)}"
    return text.replace("·-", "·−").replace("+ -", "− ").replace("-", "−")


def _off(sums, near):
    """Return a hint, in a list, for the sums at (0, 1), (2, 0), (0, −1), (−2, 0), (−1, 0) and (0, 2)."""
    upper, right, lower, left, *exchanged = (abs(one) <= near for one in sums)
    if all(exchanged):
        return ["Your line goes through (−1, 0) and (0, 2): w1 belongs to a point's first number, w2 to its second."]
    if upper and left:
        return ["Your line is the right one turned round the middle, through (0, 1) and (−2, 0): look at b's sign."]
    if upper and right or lower and left:
        return [
            "Your line falls where it should rise, or crosses the wrong half of an axis: look at one weight's sign."
        ]
    if lower or right:
        return ["It goes through one of the two points, and not through the other."]
    return []


@prediction("guess = 1.025")
def fires_more(guess):
    """Check the predicted output of a neuron after a step of 0.1 along its gradients."""
    return predict(
        guess,
        1.025,
        "1.025: w1 rises by 0.2, which counts twice, w2 by 0.05, which counts half, and b by 0.1: 0.4 + 0.025 + 0.1 more.",
        {
            0.85: "You added the three steps. But that of w1 is multiplied by x1 on its way, and that of w2 by x2.",
            0.925: "And the bias? It takes a step as well.",
            0.525: "That is how much is added. And before, out was 0.5.",
            0.6: "That is the step of the bias alone.",
            5.75: "That is a whole step along the gradients: take a tenth of it.",
            0.0: "Against the gradients out would fall. We step along them.",
            -0.025: "Against the gradients out would fall. We step along them.",
        },
        near=0.006,  # 1.02 will do, and so will 1.03
    )


# Neuron


class Case:
    """A neuron with weights and a bias that are known, and what it is given."""

    def __init__(self, weights, bias, inputs, nonlin=True):
        self.weights, self.bias, self.inputs, self.nonlin = weights, bias, inputs, nonlin

    def __str__(self):
        kind = "" if self.nonlin else " and nonlin=False"
        return (
            f"with weights {shown(self.weights)}, bias {shown(self.bias)}{kind}, of inputs {shown(list(self.inputs))}"
        )

    def cut(self, total):
        return max(total, 0.0) if self.nonlin else total

    def products(self):
        return [w * x for w, x in zip(self.weights, self.inputs)]

    def slope(self):
        return 1.0 if not self.nonlin or sum(self.products()) + self.bias > 0 else 0.0

    def neuron(self, Neuron):
        """Return a neuron of the learner's class that has these numbers."""
        neuron = Neuron(len(self.weights), nonlin=self.nonlin)
        for value, data in zip([*neuron.w, neuron.b], [*self.weights, self.bias]):
            value.data = data
        return neuron


CASES = [
    Case([2.0, -1.0], 0.5, (3.0, 4.0)),
    Case([0.5, 3.0, -2.0], 1.0, (2.0, -1.0, -4.0)),
    Case([1.0, 2.0], -5.0, (1.0, 1.5)),
    Case([1.0, 2.0], -5.0, (1.0, 1.5), nonlin=False),
    Case([1.0, -2.0], 0.5, (1.0, 3.0)),
    Case([-2.0], 0.25, (3.0,), nonlin=False),
    Case([1.0, -1.0, 0.5, 2.0], 0.25, (0.5, -2.0, 3.0, -0.5)),
]


def _cut_in_the_loop(case):
    return functools.reduce(lambda total, product: case.cut(total + product), case.products(), case.bias)


NOT_THE_SUM = [
    (lambda c: c.cut(sum(c.products())), "The bias is missing: what is the sum when all inputs are 0?"),
    (
        lambda c: sum(c.products()) + c.bias,
        "That is the sum. In a neuron with nonlin=True it is cut: `relu` makes a new Value, and leaves the sum as it was.",
    ),
    (
        lambda c: max(sum(c.products()) + c.bias, 0.0),
        "relu, whatever `nonlin` says: with nonlin=False the sum is to stay as it is. A network's last layer needs that.",
    ),
    (
        lambda c: sum(c.products()) + c.bias if c.nonlin else max(sum(c.products()) + c.bias, 0.0),
        "The wrong way round: relu is for the neurons with nonlin=True.",
    ),
    (lambda c: c.cut(sum(c.products())) + c.bias, "The bias comes after relu: it belongs into the sum that is cut."),
    (
        lambda c: sum(map(c.cut, c.products())) + c.bias,
        "relu cuts each product: it is the whole sum that is cut, once.",
    ),
    (
        lambda c: c.cut(sum(c.products()) + c.bias * len(c.weights)),
        "The bias is there once for each input. It is there once for all: begin the sum with it.",
    ),
    (
        lambda c: c.cut(sum(w + x for w, x in zip(c.weights, c.inputs)) + c.bias),
        "You add each input to its weight: multiply them.",
    ),
    (_cut_in_the_loop, "`relu` stands inside the loop: the whole sum is cut, once, after it."),
    (lambda c: c.bias, "That is the bias alone."),
    (lambda c: c.cut(c.bias), "That is the bias alone."),
    (lambda c: c.cut(sum(c.products()) * c.bias), "You multiply by the bias: add it."),
    (lambda c: c.cut(sum(c.products()) - c.bias), "You subtract the bias: add it."),
    (
        lambda c: c.cut(c.products()[0] + c.bias),
        "Only the first product is in it: a `return` inside a loop ends the loop.",
    ),
    (
        lambda c: c.cut(c.products()[-1] + c.bias),
        "Only the last product and the bias are in it: does each turn of the loop add to what is there?",
    ),
    (lambda c: c.cut(c.products()[-1]), "Only the last product is in it: does each turn of the loop add to it?"),
    (lambda c: c.cut(sum(c.products()[:-1]) + c.bias), "The last product is missing."),
    (lambda c: c.cut(sum(c.products()[1:]) + c.bias), "The first product is missing."),
    (
        lambda c: c.cut(sum(w * x for w, x in zip(c.weights[1:], c.inputs)) + c.bias),
        "Each input meets the next one's weight: `zip` pairs from the first on, and stops at the shorter one.",
    ),
    (
        lambda c: c.cut(sum(w * x for w, x in zip(c.weights, c.inputs[1:])) + c.bias),
        "Each weight meets the next input: `zip` pairs from the first on, and stops at the shorter one.",
    ),
    (
        lambda c: c.cut(sum(w * x for w, x in zip(c.weights, reversed(c.inputs))) + c.bias),
        "The inputs meet the weights in the reverse order.",
    ),
    (lambda c: c.cut(sum(c.weights) * sum(c.inputs) + c.bias), "Each input has a weight of its own: pair them."),
    (lambda c: c.cut(c.weights[0] * sum(c.inputs) + c.bias), "Every input meets the first weight: `zip` pairs them."),
    (lambda c: math.tanh(sum(c.products()) + c.bias), "That is tanh: this neuron has relu."),
    (lambda c: c.cut(sum(c.products()) / len(c.weights) + c.bias), "You take the mean: a neuron takes the sum."),
    (
        lambda c: 1 / (1 + math.exp(-sum(c.products()) - c.bias)) if c.nonlin else sum(c.products()) + c.bias,
        "That is sigmoid: this neuron has relu.",
    ),
    (
        lambda c: math.tanh(sum(c.products()) + c.bias) if c.nonlin else sum(c.products()) + c.bias,
        "That is tanh: this neuron has relu.",
    ),
]
OWN = "w", "b", "nonlin"
SUM_HINTS = (
    "Begin with the bias, and add the product of each weight with its input: `zip(self.w, x)` pairs them.",
    "The sum is a Value, and its method `relu` cuts it: when is that to be done?",
)


@exercise(
    """
    @extend(Neuron)
    def __call__(self, x):
        total = self.b
        for weight, signal in zip(self.w, x):
            total = total + weight * signal
        return total.relu() if self.nonlin else total
    """
)
def neuron(Neuron):
    """Check Neuron.__call__: the weighted sum with its bias, relu where it belongs, and gradients."""
    with _same_random_numbers():
        return _neuron(Neuron)


def _neuron(Neuron):
    call = _method(Neuron, "__call__", "Neuron")
    _examine_weights(Neuron)
    others = [name for name in ("w", "b", "w1", "w2") if name in _globals_read(getattr(call, "__code__", None))]
    aspects = [
        (_kind, lambda c: Words("a Value"), [], "gave {got}, and should give {wanted}", (), _about_kind),
        (_kept, lambda c: Words("stay"), [], "should leave all as it was, and {got}", (), _about_kept),
        (
            _data,
            lambda c: c.cut(sum(c.products()) + c.bias),
            NOT_THE_SUM,
            "gave {got}, and it is {wanted}",
            SUM_HINTS,
            lambda got: [
                f"`{one}` comes from a cell above. The neuron's own weights and bias are `self.w` and `self.b`."
                for one in others[:1]
            ],
        ),
        (
            _gradients,
            lambda c: [c.slope() * x for x in (*c.inputs, 1.0)],
            LOST,
            "has the right number; backward() from there gives weights and bias the gradients {got}, and they are {wanted}",
            ("Add and multiply the Values themselves, and take no `.data` on the way.",),
            None,
        ),
        (
            _gradients_of_inputs,
            lambda c: [c.slope() * w for w in c.weights],
            [],
            "has the right number; backward() gives these the gradients {got}, and they are {wanted}",
            ("In a network the inputs are Values: multiply with them as they are, not with their `.data`.",),
            None,
        ),
    ]
    for aspect, right, mistakes, tells, hints, look in aspects:

        def answer(case, aspect=aspect):
            return aspect(Neuron, case)

        errors = [
            (TypeError("'int' object is not"), "Something is a bare number there. Take the Values themselves."),
            (AttributeError("'float' object has no attribute 'data'"), "Inputs may be plain numbers, without `.data`."),
            *(
                (
                    AttributeError(f"'{kind}' object has no attribute 'relu'"),
                    "A bare number has no `relu`: take the Values themselves, without `.data`.",
                )
                for kind in ("float", "int")
            ),
            (AttributeError("'list' object has no attribute"), "A list has no such method: add up its elements first."),
            (
                TypeError("can't multiply sequence"),
                "A list can't be multiplied by another: pair their elements with `zip`.",
            ),
            (
                TypeError("a Value holds one real number, and this is of type Value"),
                "What is a Value already needs no wrapping: a sum of Values is one, and an input may be.",
            ),
            (
                TypeError("a Value holds one real number, and this is of type list"),
                "x is a list: pair its elements with the weights, as `zip` does.",
            ),
            (
                TypeError("list indices must be"),
                "That loop gives the inputs themselves, and no places: `zip` needs none.",
            ),
            *(
                (TypeError(f"'{sign}' not supported"), "Values can't be compared: `relu` is the method that cuts.")
                for sign in "<>"
            ),
            (TypeError(f"{call.__qualname__}() takes"), "Python hands `__call__` the neuron and x: `self` and `x`."),
            (TypeError(f"{call.__qualname__}() missing"), "Python hands `__call__` the neuron and x: `self` and `x`."),
            (ValueError("too many values to unpack"), "There may be any number of inputs: a loop takes them all."),
            (ValueError("not enough values to unpack"), "There may be any number of inputs: a loop takes them all."),
            (
                AttributeError("'Neuron' object has no attribute"),
                "A neuron has its weights in `w`, and its bias in `b`.",
            ),
            (
                IndexError("list index out of range"),
                "There are as many weights as inputs, and no more: maybe only one.",
            ),
            (
                NameError("name 'relu' is not"),
                "`relu` is a method of a Value: the sum's name comes first, then `.relu()`.",
            ),
            *((NameError(f"name '{name}' is not"), f"It belongs to the neuron: `self.{name}`.") for name in OWN),
        ]
        compare(
            functools.wraps(call)(answer),
            [(case,) for case in CASES],
            [right],
            [*mistakes, *errors],
            "{} given as Values".format if aspect is _gradients_of_inputs else str,
            tells,
            hints or SUM_HINTS,
            look=look or (lambda got: ()),
        )
    return f"__call__ is right: {len(CASES)} neurons of 1 to 4 inputs, with and without relu, and all their gradients."


@contextlib.contextmanager
def _same_random_numbers():
    """Have the random numbers that come next be those that would have come without the check."""
    state = random.getstate()
    try:
        yield
    finally:
        random.setstate(state)


def _method(kind, name, called):
    """Return a class's own method; raise NotYet if it has none, Wrong if it is no class."""
    if not isinstance(kind, type):
        raise Wrong(f"give the class itself, {called}, and not {shown(kind)}.")
    method = vars(kind).get(name)
    if method is None:
        raise NotYet(f"{called} has no `{name}` of its own yet: write it in the cell above, then run both cells.")
    require_function(method, name)
    return method


def _examine_weights(Neuron):
    made = outcome(Neuron, 3)
    if isinstance(made, Raised):
        raise Wrong(f"Neuron(3): {made}.", "Run the cell of the class as it was, then your `__call__`.")
    weights, bias = getattr(made, "w", None), getattr(made, "b", None)
    if not isinstance(weights, list) or len(weights) != 3 or not all(hasattr(v, "_prev") for v in [*weights, bias]):
        raise Wrong(
            f"Neuron(3) should have a list `w` of 3 Values and a Value `b`; w is {shown(weights)}, b is {shown(bias)}.",
            "Run the cell of the class as it was, then your `__call__`.",
        )
    if len({id(v) for v in [*weights, bias]}) < 4:
        raise Wrong(
            "the weights of Neuron(3) are not 3 different Values: one and the same is there several times.",
            "`[Value(…)] * nin` repeats one object, and moving one weight moves all: make a Value for each, in a loop.",
        )


def _out(Neuron, case):
    neuron = case.neuron(Neuron)
    return neuron, neuron(list(case.inputs))


def _kind(Neuron, case):
    neuron, out = _out(Neuron, case)
    if out is None or out is ...:
        return out
    if isinstance(out, type(neuron.b)):
        return Words("a Value")
    return Words(f"{'an' if type(out).__name__[0] in 'aeiou' else 'a'} {type(out).__name__}, {shown(out)}")


def _globals_read(code):
    """Return the names that code looks up outside of itself, in what is nested in it too."""
    if code is None:
        return set()
    inner = [one for one in code.co_consts if inspect.iscode(one)]
    own = {one.argval for one in dis.get_instructions(code) if one.opname == "LOAD_GLOBAL"}
    return own.union(*map(_globals_read, inner))


def _about_kind(got):
    if got is None:
        return ["One of the ways through your function ends without `return`."]
    if got.startswith(("a list", "a tuple", "a generator")):
        return ["A neuron gives one number: add the products up."]
    if got.startswith("a method"):
        return ["Without brackets a method is handed on, and not called: `relu()`."]
    if got.startswith("a bool"):
        return ["`and` and `or` give one of their two sides: `... if ... else ...` chooses."]
    if got.startswith(("a float", "an int")):
        return ["The bare number has forgotten where it comes from: take the Values themselves, without `.data`."]
    return []


def _data(Neuron, case):
    return _out(Neuron, case)[1].data


def _kept(Neuron, case):
    neuron, inputs = case.neuron(Neuron), list(case.inputs)
    weights, bias = list(neuron.w), neuron.b
    first = neuron(inputs).data
    if neuron.b is not bias:
        return Words("now `b` is another Value")
    if len(neuron.w) != len(weights) or any(one is not other for one, other in zip(neuron.w, weights)):
        return Words("now `w` is another list of Values")
    if [v.data for v in [*weights, bias]] != [*case.weights, case.bias]:
        return Words("now its numbers are others")
    if inputs != list(case.inputs):
        return Words(f"now the inputs are {shown(inputs)}")
    if any(v.grad != 0 for v in [*weights, bias]):
        return Words("now its gradients are others")
    again = neuron(list(case.inputs)).data
    return Words("stay") if again == first else Words(f"a second call gives {shown(again)}, the first {shown(first)}")


def _about_kept(got):
    if "numbers" in got:
        return ["`total = self.b` is no copy, but a second name: a line that changes `total.data` changes the bias."]
    if "inputs" in got:
        return ["The list of inputs is the caller's: go through it, and leave it as it is."]
    if "gradients" in got:
        return ["Is `backward` called in it? That is for later, when there is a loss."]
    if "list" in got:
        return ["Is there a line with `self.w` on its left, or one that takes weights out of it or puts some in?"]
    return ["Is there a line with `self.b` or `self.w` on its left? Give the sum a name of its own, such as `total`."]


def _gradients(Neuron, case):
    neuron, out = _out(Neuron, case)
    out.backward()
    return [v.grad for v in [*neuron.w, neuron.b]]


LOST = [
    (
        lambda c: [0.0] * (len(c.weights) + 1),
        "No gradient comes back: the sum was made of bare numbers, or of new Values, and has forgotten its weights.",
    ),
    (
        lambda c: [*(0.0 for _ in c.weights), c.slope()],
        "Only the bias gets a gradient: the weights come in as bare numbers, or as new Values made for this call.",
    ),
    (
        lambda c: [*(c.slope() * x for x in c.inputs), 0.0],
        "The bias gets no gradient: it comes in as a bare number, or as a new Value made for this call.",
    ),
    (
        lambda c: [*c.inputs, 1.0],
        "Below 0 nothing should come back. Is the sum cut by `relu`, the method of a Value?",
    ),
]


def _gradients_of_inputs(Neuron, case):
    neuron = case.neuron(Neuron)
    inputs = [type(neuron.b)(x) for x in case.inputs]
    neuron(list(inputs)).backward()
    return [v.grad for v in inputs]


@exercise(
    """
    @extend(Neuron)
    def parameters(self):
        return [*self.w, self.b]
    """
)
def parameters(Neuron):
    """Check Neuron.parameters: the Values that training may change, each once, in one list."""
    with _same_random_numbers():
        method = _method(Neuron, "parameters", "Neuron")
        _examine_weights(Neuron)
        sizes = [(2,), (1,), (5,)]
        hint = "Which Values may training change? All of those, each once, in one list."
        _examine_parameters(method, sizes, Neuron, lambda n: f"for Neuron({n})", _of_neuron, NOT_OF_NEURON, hint)
        return f"parameters is right: neurons of 1, 2 and 5 inputs, {2 + 3 + 6} Values{as_good(_kinds(Neuron, sizes))}"


def _of_neuron(neuron):
    return [*((f"w[{i}]", w) for i, w in enumerate(neuron.w)), ("b", neuron.b)]


def _names(values):
    """Return the names of Values by the Values' ids; of one that is there twice, the first."""
    names = {}
    for name, value in values:
        names.setdefault(id(value), name)
    return names


NOT_OF_NEURON = [
    (lambda neuron: neuron.w, "The bias is missing: training may change it, too."),
    (lambda neuron: [neuron.b], "That is the bias alone: the weights are parameters as well."),
    (lambda neuron: [neuron.w, neuron.b], "A list inside a list: `*self.w` would put its elements in, one by one."),
    (lambda neuron: [neuron.w, [neuron.b]], "Lists inside a list: put all of them at one level."),
    (
        TypeError("a Value holds one real number"),
        "A list and a Value can't be added. A list of one Value is `[self.b]`.",
    ),
    (TypeError("can only concatenate list"), "A list and a Value can't be added. A list of one Value is `[self.b]`."),
    (TypeError("Value after * must be"), "A star takes a list apart. The bias is one Value, and needs none."),
    (TypeError("'Value' object is not iterable"), "The bias is one Value. A list of one Value is `[self.b]`."),
    (TypeError("parameters() takes"), "A method's first input is the object itself: `def parameters(self):`."),
    (AttributeError("'Neuron' object has no attribute"), "A neuron has its weights in `w`, and its bias in `b`."),
    (IndexError("list index out of range"), "A neuron has as many weights as inputs, and those need not be two."),
    *((NameError(f"name '{name}' is not"), f"It belongs to the neuron: `self.{name}`.") for name in OWN),
]


class Parameters(Words):
    """What parameters() gave, in words, and what is to be said of its look."""

    about, brief = (), ""

    def __repr__(self):
        return self.brief or str(self)


def _examine_parameters(method, cases, make, place, values_of, mistakes, hint):
    """Raise NotYet or Wrong unless parameters() of what make makes gives all of values_of, (name, Value), each once."""

    def in_words(rule):
        """Return rule with what it gives for a case put into words: all there are, if it is so."""
        if isinstance(rule, BaseException):
            return rule

        @functools.wraps(rule)
        def worded(*case):
            module = make(*case)
            values = values_of(module)
            names, numbers = _names(values), [value.data for _, value in values]
            result = rule(module)
            if result is None or result is ...:
                return result
            found = Parameters(_in_words(result, names))
            after = values_of(module)
            if hasattr(result, "__next__"):
                found = Parameters(f"a {type(result).__name__}")
                found.about = [f"Return a list: {found} is used up after one loop."]
            elif len(after) > len(values):
                found = Parameters(f"{found}, and a list of weights is longer now")
                found.about = ["It changed the very list that it returned, with `append` or `+=`: make a new list."]
            elif [id(value) for _, value in after] != [id(value) for _, value in values]:
                found = Parameters(f"{found}, and weights or bias are others now")
                found.about = ["Is there a line with `self.w` or `self.b` on its left? Collect, and change nothing."]
            elif [value.data for _, value in after] != numbers:
                found = Parameters(f"{found}, and their numbers are others now")
                found.about = ["It is training that changes numbers: here the Values are only collected."]
            elif _in_words(rule(module), names) != found:
                found = Parameters(f"{found}, and the second call another answer")
                found.about = ["It changed the very list that it returned, with `append` or `+=`: make a new list."]
            elif _all_once(result, names):
                found = Parameters(f"all {len(names)}")
            else:
                found.about, found.brief = _about_parameters(result, names), _in_brief(result, names)
            return found

        return worded

    compare(
        in_words(method),
        cases,
        [lambda *case: Parameters(f"all {len(_names(values_of(make(*case))))}")],
        [(in_words(wrong), *about) for wrong, *about in mistakes],
        place,
        "you gave {got}, and it should be {wanted} parameters in one list",
        (hint,),
        look=lambda got: getattr(got, "about", ()),
    )


LISTS = list, tuple, set, frozenset, dict


def _in_words(found, names):
    if isinstance(found, LISTS):
        return f"[{', '.join(_in_words(one, names) for one in found)}]"
    return names.get(id(found)) or ("another Value" if hasattr(found, "_prev") else shown(found))


def _in_brief(result, names):
    """Return in short what a long result has too little or too often; "" for a short one."""
    if not isinstance(result, LISTS) or len(names) < 7 or len(result) < 2:
        return ""
    if any(isinstance(one, LISTS) for one in result):
        return f"a list of {len(result)} lists"
    ids = [id(one) for one in result]
    missing = [name for key, name in names.items() if key not in ids]
    twice = [name for key, name in names.items() if ids.count(key) > 1]
    if len(missing) == len(names):
        return f"a list of {len(result)} other things"
    parts = [
        f"{how} {some[0]}{f' and {len(some) - 1} more' * (len(some) > 1)}"
        for how, some in [("without", missing), ("with twice", twice)]
        if some
    ]
    return f"a list of {len(result)}, {' and '.join(parts)}" if parts else ""


def _all_once(result, names):
    return isinstance(result, LISTS) and sorted(map(id, result)) == sorted(names)


def _about_parameters(result, names):
    """Return a hint, in a list, for the kind of things that parameters() gave."""
    if isinstance(result, Real):
        return ["A number is nothing to be moved: return the Values themselves, in a list."]
    if not isinstance(result, LISTS):
        return []
    if isinstance(result, dict):
        return ["A loop over a dict goes through its keys: return a list of the Values."]
    if any(isinstance(one, LISTS) for one in result):
        return ["Lists inside a list: put all of the Values at one level."]
    if any(isinstance(one, bool) for one in result):
        return ["`nonlin` is nothing that training moves: leave it out."]
    if any(inspect.ismethod(one) for one in result):
        return ["Without brackets a method is handed on, and not called: `parameters()`."]
    known = [id(one) for one in result if id(one) in names]
    if known and any(isinstance(one, Real) for one in result):
        return ["There is a number among them, and a number is nothing to be moved."]
    if len(known) > len(set(known)):
        return ["One of them is there twice: training would move it twice."]
    if any(isinstance(one, Real) for one in result):
        return ["Those are numbers: return the Values themselves, training has to change them."]
    if any(hasattr(one, "parameters") for one in result):
        return ["Those are neurons or layers: ask each for its own parameters."]
    if any(hasattr(one, "_prev") and id(one) not in names for one in result):
        return ["Those are new Values: return the very objects, or training moves copies."]
    return ["Some are missing."] * (len(known) < len(names))


def _kinds(make, cases):
    return {type(make(*case).parameters()) for case in cases} - {list}


# XOR, networks


@prediction("guess = 3")
def one_neuron(guess):
    """Check the predicted number of XOR's four points that one neuron can get right."""
    return predict(
        guess,
        3,
        "3: any three of the corners can be had, never all four.",
        {
            4: "Then one straight line would keep both blue corners on one side, and both orange ones on the other. But the "
            "blue ones lie across from each other, and the middle between them is the middle between the orange ones.",
            2: "Two are easy, and one more can be had: cut off a single corner.",
            1: "More than that: cut off a single corner.",
            0: "Turn such a neuron round, and it would get all four.",
        },
        near=0,
    )


@prediction("guess = 13")
def count_parameters(guess):
    """Check the predicted number of parameters of MLP(2, [3, 1])."""
    return predict(
        guess,
        13,
        "13: three neurons with two weights and a bias each, and one neuron with three weights and a bias: 9 + 4.",
        {
            9: "Either the biases are missing, or the last neuron is.",
            10: "The last neuron has a weight for each of the three that it listens to.",
            12: "The last neuron has a bias, too.",
            4: "That is how many neurons there are.",
            6: "Those are the weights of the hidden layer: biases, and the last neuron?",
            21: "That is how many operations its graph has.",
        },
        near=0,
    )


NETWORKS = [(2, [3, 1]), (1, [1]), (3, [2, 2, 2]), (2, [2, 2, 1], "shared")]


@exercise(
    """
    @extend(MLP)
    def parameters(self):
        return _once(self.layers)
    """
)
def all_parameters(MLP):
    """Check MLP.parameters: those of all layers, each once, in one list."""
    with _same_random_numbers():
        method = _method(MLP, "parameters", "MLP")

        def make(nin, nouts, sharing=""):
            network = MLP(nin, nouts)
            if sharing:
                network.layers[1].neurons[0] = network.layers[0].neurons[0]
            return network

        made = outcome(make, *NETWORKS[0])
        if isinstance(made, Raised) or isinstance(outcome(_of_network, made), Raised):
            raise Wrong("MLP(2, [3, 1]) can't be made, or has no `layers` with `neurons`: run the cells above again.")
        hint = "`Layer.parameters` collects those of its neurons. Do the same one level up, with the layers."
        _examine_parameters(method, NETWORKS, make, _place_of_network, _of_network, NOT_OF_NETWORK, hint)
        covered = "4 networks of one to three layers, one of them with a neuron that two layers share"
        return f"parameters is right: {covered}{as_good(_kinds(make, NETWORKS))}"


def _place_of_network(nin, nouts, sharing=""):
    return f"for MLP({nin}, {nouts})" + ", where both hidden layers share a neuron," * bool(sharing)


def _of_network(network):
    return [
        (f"layers[{i}].neurons[{j}].{name}", value)
        for i, layer in enumerate(network.layers)
        for j, neuron in enumerate(layer.neurons)
        for name, value in _of_neuron(neuron)
    ]


def _of_layer(layer):
    return [value for neuron in layer.neurons for value in (*neuron.w, neuron.b)]


def _of_layers(layers):
    return list(dict.fromkeys(value for layer in layers for value in _of_layer(layer)))


NOT_OF_NETWORK = [
    (
        lambda network: _of_layer(network.layers[0]),
        "Those are the first layer's alone. Is there a `return` inside a loop? It ends the loop.",
    ),
    (
        lambda network: _of_layer(network.layers[-1]),
        "Those are the last layer's alone: does each turn of the loop add to the list?",
    ),
    (lambda network: _of_layers(network.layers[:-1]), "The last layer's are missing."),
    (
        lambda network: [_of_layer(layer) for layer in network.layers],
        "A list for each layer: put all of them into one list, at one level.",
    ),
    (
        lambda network: [[*neuron.w, neuron.b] for layer in network.layers for neuron in layer.neurons],
        "A list for each neuron: put all of them into one list, at one level.",
    ),
    (
        lambda network: [w for layer in network.layers for neuron in layer.neurons for w in neuron.w],
        "The biases are missing.",
    ),
    (
        lambda network: [neuron.b for layer in network.layers for neuron in layer.neurons],
        "Those are the biases alone.",
    ),
    (lambda network: [], "An empty list: do you collect what each layer's parameters() returns?"),
    (
        AttributeError("'list' object has no attribute 'parameters'"),
        "A list has no parameters(): each layer in it has. `_once` wants the layers themselves, and asks each.",
    ),
    *(
        (TypeError(text), "Without brackets a method is handed on, and not called: `parameters()`.")
        for text in ("'method' object is not", 'can only concatenate list (not "method")')
    ),
    *(
        (
            AttributeError(f"'{kind}' object has no attribute"),
            "A network has `layers`, a layer has `neurons`, and both layers and neurons have `parameters()`.",
        )
        for kind in ("MLP", "Layer")
    ),
    (ValueError("not enough values to unpack"), "A network may have one layer, or five: take them as they come."),
    (ValueError("too many values to unpack"), "A network may have one layer, or five: take them as they come."),
    (TypeError("'MLP' object is not"), "Not the network is to be walked through: its list of layers is."),
    (IndexError("list index out of range"), "A network may have one layer, or five: take them as they come."),
    *(
        (NameError(f"name '{name}' is not"), "It belongs to the network: `self.layers`.")
        for name in ("layers", "neurons")
    ),
]


@prediction("guess = 0")
def twins(guess):
    """Check the predicted difference between two equal neurons after a step."""
    return predict(
        guess,
        0,
        "0: they have the same weights, hear the same and are heard the same, so they get the same gradients, for ever.",
        {
            0.1: "That is the rate. What could make one of them move further than the other?",
            1: "What could make one of them move further than the other?",
        },
    )


@prediction("guess = 10")
def spread(guess):
    """Check by how much the predicted spread of a sum grows with a hundred times as many terms."""
    return predict(
        guess,
        10,
        "about 10, the root of 100: some terms are positive, others negative, and most of them cancel.",
        {
            100: "So it would be if all terms had the same sign. About half are negative, and most of them cancel.",
            1: "They cancel, but not completely: what is left over grows with their number.",
            50: "They cancel better than that.",
        },
        near=0.1,
    )
