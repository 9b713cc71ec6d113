"""The checks of notebook 08: right neurons pass, stubs are not yet one, and each wrong one is told what is wrong."""

import random

import pytest
from checking import indented, ran, said

from micrograd import nn
from micrograd.course import check
from micrograd.course.extend import extend
from micrograd.engine import Value

NEURON = """\
class Neuron:
    def __init__(self, nin, nonlin=True):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0.0)
        self.nonlin = nonlin
"""
CALL = """\
total = self.b
for weight, signal in zip(self.w, x):
    total = total + weight * signal
return total.relu() if self.nonlin else total"""
PRODUCTS = "sum(w * s for w, s in zip(self.w, x))"
SUM = "sum((w * s for w, s in zip(self.w, x)), self.b)"


def built(source, kind, first_line, body):
    """Return a class of a notebook's cells, the last of which is a method; a body may bring its own first line."""
    names = ran(source, Value=Value, random=random, parameters_of=nn.parameters_of, b=Value(-1.0), layer=nn.Layer(2, 3))
    if body:
        method = body if body.startswith("def ") else f"{first_line}\n{indented(body)}"
        ran(f"@extend({kind})\n{method}", extend=extend, **names)
    return names[kind]


def call_of(body, source=NEURON):
    return said(check.neuron, built(source, "Neuron", "def __call__(self, x):", body))


def parameters_of(body):
    return said(check.parameters, built(NEURON, "Neuron", "def parameters(self):", body))


NETWORK = (
    NEURON
    + indented("def parameters(self):\n    return [*self.w, self.b]")
    + """\
class Layer:
    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]
    def parameters(self):
        return parameters_of(self.neurons)
class MLP:
    def __init__(self, nin, nouts):
        self.layers = [Layer(*size) for size in zip([nin, *nouts], nouts)]
"""
)


def network_of(body):
    return said(check.all_parameters, built(NETWORK, "MLP", "def parameters(self):", body))


RIGHT = [
    (call_of, CALL),
    (call_of, f"total = {SUM}\nif self.nonlin:\n    return total.relu()\nreturn total"),
    (call_of, f"total = {SUM}\nreturn total.relu() if self.nonlin else total"),
    (
        call_of,
        "total = self.b\nfor i in range(len(x)): total += self.w[i] * x[i]\nreturn total.relu() if self.nonlin else total",
    ),
    (call_of, "if len(x) != len(self.w): raise ValueError('no')\n" + CALL),
    (call_of, "total = sum(w * s for w, s in zip(self.w, x)) + self.b\nreturn total.relu() if self.nonlin else total"),
    (
        call_of,
        f"def __call__(self, inputs):\n    out = {SUM.replace('x)', 'inputs)')}\n    return [out, out.relu()][self.nonlin]",
    ),
    (parameters_of, "return [*self.w, self.b]"),
    (parameters_of, "return self.w + [self.b]"),
    (parameters_of, "return [self.b] + self.w"),
    (parameters_of, "return (*self.w, self.b)"),
    (parameters_of, "found = list(self.w)\nfound.append(self.b)\nreturn found"),
    (network_of, "return parameters_of(self.layers)"),
    (network_of, "return list(dict.fromkeys(p for layer in self.layers for p in layer.parameters()))"),
    (network_of, "return list({p for layer in self.layers for p in layer.parameters()})"),
    (network_of, "return {p for layer in self.layers for p in layer.parameters()}"),
    (
        network_of,
        "found = []\nfor layer in self.layers:\n    for n in layer.neurons:\n        for p in [*n.w, n.b]:\n"
        "            if p not in found: found.append(p)\nreturn found",
    ),
]


@pytest.mark.parametrize(("verdict_on", "body"), RIGHT)
def test_what_is_right_passes(verdict_on, body):
    text = verdict_on(body)
    assert text.startswith("✓ ") and " is right: " in text and "\n" not in text


CUT = "return total.relu() if self.nonlin else total"
LOOP = "for weight, signal in zip(self.w, x):\n    "
WRONG = {
    call_of: {
        "total = Value(0.0)\n" + LOOP + "total = total + weight * signal\n" + CUT: "The bias is missing",
        "total = self.b.data + sum(w.data * s for w, s in zip(self.w, x))\nreturn max(total, 0) if self.nonlin else total": "The"
        " bare number has forgotten",
        "total = Value(self.b.data + sum(w.data * s for w, s in zip(self.w, x)))\n" + CUT: "No gradient comes back",
        "total = self.b\n"
        + LOOP
        + "total = total + Value(weight.data) * signal\n"
        + CUT: "Only the bias gets a gradient",
        CALL.replace("signal\nreturn", "getattr(signal, 'data', signal)\nreturn"): "In a network the inputs are Values",
        CALL.replace("* signal", "* signal.data"): "Inputs may be plain numbers",
        LOOP
        + "self.b = self.b + weight * signal\nreturn self.b.relu() if self.nonlin else self.b": "Is there a line with",
        "self.w = [Value(w.data) for w in self.w]\n" + CALL: "Is there a line with",
        "self.w = [Value(random.uniform(-1, 1)) for _ in x]\n" + CALL: "Is there a line with",
        "return [w * s for w, s in zip(self.w, x)]": "A neuron gives one number",
        "return [w * s for w, s in zip(self.w, x)].relu()": "A list has no such method",
        CALL.replace("return ", ""): "A function that ends without `return`",
        "total = self.b\nfor i in range(len(x) + 1): total += self.w[i] * x[i]\n"
        + CUT: "There are as many weights as inputs",
        "return self.b": "That is the bias alone",
        "return self.b + self.w * x": "A list can't be multiplied",
        "def __call__(x):\n    return x": "Python hands `__call__` the neuron",
        "return Value(sum(w * s for w, s in zip(self.w, x)))": "What is a Value already needs no wrapping",
        "total = sum((Value(s) * w for w, s in zip(self.w, x)), self.b)\n" + CUT: "What is a Value already needs no",
        CALL.replace("self.b", "self.bias"): "A neuron has its weights in `w`",
        "x1, x2 = x\ntotal = self.w[0] * x1 + self.w[1] * x2 + self.b\n" + CUT: "There may be any number of inputs",
        "total = sum(w * x for w in self.w) + self.b\n" + CUT: "x is a list, one argument without a star",
        "for i in x: total = self.w[i] * x[i]\n" + CUT: "That loop gives the inputs themselves",
        CALL.replace("total.relu()", "max(total, 0)"): "Values can't be compared",
        CALL.replace("self.b", "self.b.data").replace(
            "weight * signal", "weight.data * signal"
        ): "A bare number has no `relu`",
        CALL.replace("total = self.b", "total = b"): "`b` comes from a cell above",
        CALL.replace(CUT, "return self.nonlin and total.relu()"): "`and` and `or` give one of their two sides",
        "total = self.b\n" + LOOP + "total.data += weight.data * signal\n" + CUT: "`total = self.b` is no copy",
        "total = self.b\nwhile x: total = total + self.w[len(x) - 1] * x.pop()\n"
        + CUT: "The list of inputs is the caller's",
        "x.append(1.0)\ntotal = sum(w * s for w, s in zip([*self.w, self.b], x))\n"
        + CUT: "The list of inputs is the caller's",
        "total = self.b\nfor s in list(x): total = total + self.w.pop(0) * s\n" + CUT: "Is there a line with `self.w`",
        CALL.replace("return", "total.backward()\nreturn"): "Is `backward` called in it?",
        LOOP + "total = total + weight * signal\n" + CUT: "That name is read before",
        CALL.replace(CUT, "if self.nonlin: total.relu()\nreturn total"): "That is the sum.",
        "total = self.b\n"
        + LOOP
        + "total += weight * signal\nreturn total.relu if self.nonlin else total": "Without brackets",
        CALL.replace("total.relu()", "relu(total)"): "`relu` is a method",
        CALL.replace("self.w", "w"): "It belongs to the neuron: `self.w`",
        CALL.replace("self.w", "weights"): "Python knows no such name here",
        "return self(x)": "Where does that end?",
        "while True: pass": "Is there a loop that nothing ends",
        f"total = {PRODUCTS}.relu() + self.b\nreturn total": "The bias comes after relu",
        f"total = {PRODUCTS}.relu() + self.b\nreturn total if self.nonlin else {PRODUCTS} + self.b": "The bias comes after relu",
        f"return {PRODUCTS}": "The bias is missing",
        f"return ({PRODUCTS}).relu()": "The bias is missing",
        "return sum(w * s + self.b for w, s in zip(self.w, x)).relu()": "You add the bias once for each input",
        "return sum((w * s).relu() for w, s in zip(self.w, x)) + self.b": "relu cuts each product",
        **{
            CALL.replace("else total", f"else {given}"): f"With nonlin=False you give {what}: there the sum should stay"
            for given, what in {
                "total.tanh()": "the tanh of the sum",
                "total.sigmoid()": "the sigmoid of the sum",
                "-total": "the negative of the sum",
                "-(-total).relu()": "the sum only where it is below 0",
            }.items()
        },
        CALL.replace("relu()", "exp()"): "That is exp: this neuron uses relu",
        CALL.replace("else total", "else abs(total)"): "A Value has no `abs`",
        CALL.replace("total.relu()", "math.tanh(total)").replace(
            "total =", "import math\ntotal =", 1
        ): "`math` works with",
        f"total = {PRODUCTS}\nreturn total + self.b.relu() if self.nonlin else total + self.b": "relu cuts the bias alone",
        f"return {PRODUCTS} + self.b.relu()": "relu cuts the bias alone",
        f"if self.nonlin:\n    return {PRODUCTS}.relu()\nreturn {PRODUCTS} + self.b": "With nonlin=True the bias is missing",
        f"total = {PRODUCTS} + 1\n" + CUT: "You add 1, whatever the bias is",
        "total = self.b\nfor w in self.w:\n    for s in x:\n        total = total + w * s\n        break\n"
        + CUT: "Every weight meets the first input",
        "total = sum(w * s for w, s in (self.w, x)) + self.b\n"
        + CUT: "There may be any number of inputs: a loop over `zip",
        "total = sum(w * s.relu() for w, s in zip(self.w, x)) + self.b\n"
        + CUT: "A bare number has no `relu`, the sum of",
        CALL.replace(
            CUT, "return Value(0.0) + 0 if False else (0.0 if total.data < 0 else total)"
        ): "A bare 0 has no graph",
    },
    parameters_of: {
        "return [str(p) for p in [*self.w, self.b]]": "Those are texts",
        "return []": "Some are missing",
        "return list(self.w)": "The bias is missing",
        "self.w.append(self.b)\nreturn self.w": "It changed the very list",
        "self.w += [self.b]\nreturn self.w": "It changed the very list",
        "return [w.data for w in self.w] + [self.b.data]": "Those are numbers",
        "return [Value(w.data) for w in self.w] + [Value(self.b.data)]": "Those are new Values",
        "return [self.w[0], self.b]": "Only the first weight is there",
        "for w in self.w: last = w\nreturn [last, self.b]": "Only the last weight is there",
        "return [*self.w, b]": "`b` comes from a cell above",
        "return [self.w[0], b]": "`b` comes from a cell above",
        "return b": "`b` comes from a cell above",
        "return [*self.w, self.b, self.b]": "One of them is there twice",
        "return (p for p in [*self.w, self.b])": "Return a list: a generator",
        "return self.b": "That is one Value: return all of them",
        "return self.w + self.b": "A list and a Value can't be added",
        "return [self.w[0], self.w[1], self.b]": "A neuron has as many weights",
        "return [*self.w, self.b, self.nonlin]": "Training does not move `nonlin`",
        "return self.w.append(self.b)": "Does it return what `append` gives?",
        "if self.b not in self.w: self.w.append(self.b)\nreturn self.w": "It changed the very list",
        "for p in self.w: p.data = 0.0\nreturn [*self.w, self.b]": "It is training that changes numbers",
        "self.b = Value(self.b.data)\nreturn [*self.w, self.b]": "Is there a line with `self.w` or `self.b`",
        "return iter([*self.w, self.b])": "Return a list: a list_iterator is used up",
        "return [[*self.w, self.b]]": "Lists inside a list",
        "return {'w': self.w, 'b': self.b}": "A loop over a dict goes through its keys",
        "return [self.nonlin, *self.w, self.b]": "Training does not move `nonlin`",
        "return [*self.w, self.b, 1.0]": "There is a number among them",
        "return [*self.w, *self.b]": "A star takes a list apart",
        "return self.w + list(self.b)": "The bias is one Value. A list of one",
        "return [*self.weights, self.b]": "A neuron has its weights in `w`",
        "def parameters():\n    return []": "A method's first input is the object itself",
        "return w + [b]": "It belongs to the neuron: `self.w`",
        "return 3": "Training can't move a bare number",
        "[*self.w, self.b]": "A function that ends without `return`",
        "while True: pass": "Is there a loop that nothing ends",
    },
    network_of: {
        "return [p for layer in self.layers[:-1] for p in layer.parameters()]": "All of `layers[1]` is missing",
        "seen = []\nfor p in parameters_of(self.layers):\n    if p.data not in [s.data for s in seen]: seen.append(p)\n"
        "return seen": "Those that are missing have the same numbers",
        "return [w for layer in self.layers for n in layer.neurons for w in n.w] + [self.layers[0].neurons[0].b]": "Biases",
        "return [p for layer in self.layers for p in layer.neurons[0].parameters()]": "Some are missing",
        "return parameters_of(self.layers[0], self.layers[1])": "`parameters_of` takes one list, that of the layers: no star before it, and",
        "for layer in self.layers: return layer.parameters()": "Those are the first layer's",
        "for layer in self.layers: found = layer.parameters()\nreturn found": "Those are the last layer's alone",
        "return self.layers.parameters()": "A list has no parameters()",
        "return parameters_of([layer.parameters() for layer in self.layers])": "A list has no parameters()",
        "found = []\nfor layer in self.layers: found += layer.parameters\nreturn found": "Without brackets",
        "return parameters_of(self)": "It is not the network that you loop over",
        "return parameters_of(layers)": "It belongs to the network",
        "return once(self.layers)": "Python knows no such name here: is it spelled as where it was given",
        "return [layer.parameters for layer in self.layers]": "Without brackets",
        "return sum([layer.parameters for layer in self.layers], [])": "Without brackets",
        "return parameters_of(self.neurons)": "A network has `layers`",
        "hidden, last = self.layers\nreturn hidden.parameters() + last.parameters()": "A network may have one layer",
        "found = []\nfor layer in self.layers:\n    for n in layer.neurons: found += [n.w, n.b]\nreturn found": "Lists inside",
        "return self.layers[0].parameters() + self.layers[1].parameters()": "A network may have one layer",
        "return len(parameters_of(self.layers))": "Training can't move a bare number",
        "return parameters_of(self.layers[0].neurons)": "Those are the first layer's alone",
        "found = []\nfor layer in self.layers: layer.parameters()\nreturn found": "An empty list",
        "return [p for layer in self.layers for p in layer.parameters()]": "One of them is there twice",
        "return [n for layer in self.layers for n in layer.neurons]": "Those are neurons or layers",
        "return self.layers": "Those are neurons or layers",
        "return [p.data for p in parameters_of(self.layers)]": "Those are numbers",
        "return [type(p)(p.data) for p in parameters_of(self.layers)]": "Those are new Values",
        "return [p for p in layer.parameters() for layer in self.layers]": "`layer` comes from a cell above",
        "return layer.parameters()": "`layer` comes from a cell above",
        "return sum([layer.parameters() for layer in self.layers])": "`sum` begins with the number 0",
        "return sum(layer.parameters() for layer in self.layers)": "`sum` begins with the number 0",
        "return super().parameters()": "A method that is written outside its class",
        "parameters_of(self.layers)": "A function that ends without `return`",
        "while True: pass": "Is there a loop that nothing ends",
    },
}
TABLE = [(verdict_on, body, hint) for verdict_on, table in WRONG.items() for body, hint in table.items()]


@pytest.mark.slow
@pytest.mark.parametrize(("verdict_on", "body", "hint"), TABLE, ids=[f"{v.__name__}-{b}" for v, b, _ in TABLE])
def test_what_is_wrong_is_told_apart(verdict_on, body, hint):
    first, second, *_ = verdict_on(body).split("\n")
    assert first.startswith("✗ ") and second.startswith(f"  {hint}"), (first, second)


def test_one_weight_for_all_is_found():
    shared = NEURON.replace(
        "[Value(random.uniform(-1, 1)) for _ in range(nin)]", "[Value(random.uniform(-1, 1))] * nin"
    )
    text = call_of(CALL, shared)
    assert text.startswith("✗ the weights of Neuron(3) are not 3 different Values") and "repeats one object" in text


def test_a_class_without_weights_is_found():
    for broken in (NEURON.replace("self.w", "self.weights"), NEURON.replace("Value(random.uniform(-1, 1))", "0.5")):
        assert "Neuron(3) should have a list `w` of 3 Values" in call_of(CALL, broken)
    assert "✗ Neuron(3): your code stopped with" in call_of(CALL, NEURON.replace("(nin)", "(nim)"))


@pytest.mark.parametrize("verdict_on", WRONG)
@pytest.mark.parametrize("body", ["", "return ...", "...", "pass"])
def test_a_stub_is_not_yet_an_answer(verdict_on, body):
    assert verdict_on(body).startswith("not yet: ")


def test_ours_is_not_the_learner_s():
    names = ran(NEURON, Value=Value, random=random)
    ran(f"# Ours\n@extend(Neuron)\ndef __call__(self, x):\n{indented(CALL)}", extend=extend, **names)
    assert "not yet: this `__call__` is ours" in said(check.neuron, names["Neuron"])


def test_what_the_package_has_passes():
    assert said(check.neuron, nn.Neuron)[0] == said(check.parameters, nn.Neuron)[0] == "✓"
    assert said(check.all_parameters, nn.MLP)[0] == "✓"


@pytest.mark.parametrize("checked", [check.neuron, check.parameters, check.all_parameters])
def test_a_check_takes_no_random_numbers_and_wants_a_class(checked):
    random.seed(5)
    said(checked, nn.MLP if checked is check.all_parameters else nn.Neuron)
    after = random.random()
    random.seed(5)
    assert random.random() == after
    for thing in (..., None, 3, nn.Neuron(2)):
        assert said(checked, thing).startswith("✗ give the class itself")


def test_the_first_case_that_fails_is_shown_with_its_numbers():
    text = call_of(CALL.replace(CUT, "return total"))
    assert text.startswith("✗ a neuron with weights [1, 2], bias -5 and inputs [1, 1.5] gave -1, and it is 0.")
    assert parameters_of("return self.w").startswith(
        "✗ for Neuron(2) you gave [w[0], w[1]], and it should be all 3 parameters in one list."
    )


def test_long_results_are_told_in_short():
    for body, told in [
        ("return self.layers[0].parameters()", "a list of 9, without layers[1].neurons[0].w[0] and 3 more"),
        (
            "return [*parameters_of(self.layers), self.layers[0].neurons[0].b]",
            "a list of 14, and layers[0].neurons[0].b is there twice",
        ),
        ("return [layer.parameters() for layer in self.layers]", "a list of 2 lists"),
        ("return self.layers", "a list of 2 other things"),
    ]:
        assert f"you gave {told}, and it should be all 13 parameters in one list." in network_of(body)


# The line


@pytest.mark.parametrize("numbers", [(-1, 2, 2), (-0.5, 1, 1), (-1.005, 2, 2.01), (-3, 6, 6), [Value(-1), Value(2), 2]])
def test_a_line_may_have_any_scale(numbers):
    assert said(check.half_plane, *numbers).startswith("✓ ")


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((1, -2, -2), "flip all three signs"),
        ((-1, 2, -2), "look at the sign of b"),
        ((1, -2, 2), "look at the sign of b"),
        ((1, 2, 2), "look at the sign of one weight"),
        ((-1, -2, 2), "look at the sign of one weight"),
        ((-1, 1, 2), "one of the two points"),
        ((2, -1, 2), "w1 belongs to a point's first number"),
        ((Value(-1), 2, -2), "run yours again"),
        ((1, 2, 0), "goes through (0, 0)"),
        ((2, -1, 0), "goes through (0, 0)"),
        ((-2, 1, 2), "w1 belongs to a point's first number"),
        ((5, 7, 1), "At (0, −1) the sum is b − w2"),
        ((Value(1), Value(2), Value(2)), "run yours again"),
        ((0, 0, 1), "there is no line"),
        ((0, 0, 0), "there is no line"),
        ((-1, 2, "2"), "`b` should be a number"),
        ((float("nan"), 2, 2), "`w1` should be a number"),
    ],
)
def test_a_wrong_line_is_told_apart(numbers, told):
    text = said(check.half_plane, *numbers)
    assert text.startswith("✗ ") and told in text


def test_a_line_that_is_not_chosen_yet():
    assert said(check.half_plane, ..., 1, 1).startswith("not yet: `w1`")
    assert said(check.half_plane, 1, 1, None).startswith("not yet: `b`")


# Predictions


def test_predictions_that_come_near():
    assert said(check.fires_more, 1.03)[0] == said(check.fires_more, 1.02)[0] == "✓"
    assert said(check.spread, 9.5).startswith("✓ ") and said(check.spread, 8).startswith("✗ ")


@pytest.mark.parametrize(
    ("prediction", "guess", "told"),
    [
        (check.fires_more, 0.5, "before the step"),
        (check.fires_more, 0.8, "its own gradient"),
        (check.fires_more, 1.0, "w2"),
        (check.count_parameters, 11, "Each neuron has a bias of its own"),
        (check.count_parameters, 3, "hidden neurons"),
        (check.twins, 0.5, "where both begin"),
        (check.twins, 0.05, "by which each of them moves"),
        (check.spread, 0.1, "other way round"),
    ],
)
def test_a_wrong_prediction_is_told_what_it_is(prediction, guess, told):
    assert told in said(prediction, guess)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("def __call__(self, x):\n    return self.b", "✗ your `__call__` stands outside the class."),
        ("@extend(Neuron)\ndef call(self, x):\n    return self.b", "✗ your Neuron has `call`, and no `__call__`."),
        ("@extend(Other)\ndef __call__(self, x):\n    return self.b", "✗ your `__call__` is a method of `Other`"),
        ("", "not yet: Neuron has no `__call__` of its own yet"),
    ],
)
def test_a_first_method_that_python_does_not_find_is_told(cell, told):
    names = ran(f"{NEURON}class Other: pass\n{cell}\n", Value=Value, random=random, extend=extend)
    assert said(check.neuron, names["Neuron"]).startswith(told)


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (lambda neuron: [p.data for p in (*neuron.w, neuron.b)], "Neuron"),
        (lambda neuron: neuron.w, "Neuron"),
        (lambda neuron: None, "Neuron"),
        (lambda neuron: 1 / 0, "Neuron"),
    ],
)
def test_a_network_is_not_blamed_for_its_neurons(broken, kind, monkeypatch):
    monkeypatch.setattr(nn.Neuron, "parameters", broken)
    text = said(check.all_parameters, nn.MLP)
    assert f"`{kind}.parameters` does not give" in text and "MLP.parameters" not in text
    monkeypatch.undo()
    monkeypatch.setattr(nn.Layer, "parameters", lambda layer: layer.neurons)
    assert "`Layer.parameters` does not give a layer's weights and biases" in said(check.all_parameters, nn.MLP)
