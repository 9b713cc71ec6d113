"""Neurons, layers and networks: what they compute, what they count as parameters, and that they learn."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.engine import Value
from micrograd.nn import MLP, Layer, Module, Neuron

widths = st.lists(st.integers(1, 4), min_size=1, max_size=4)


def neuron_by_hand(neuron, x):
    """Return what a neuron must put out, computed with Python's floats."""
    total = neuron.b.data + math.fsum(w.data * number for w, number in zip(neuron.w, x, strict=True))
    return max(total, 0.0) if neuron.nonlin else total


def spread(module):
    """Give every parameter, biases too, a number of its own."""
    for parameter in module.parameters():
        parameter.data = random.uniform(-1, 1)
    return module


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 4), widths, st.data())
def test_network_of_any_widths(nin, nouts, data):
    model = spread(MLP(nin, nouts))
    x = data.draw(st.lists(st.floats(-2, 2), min_size=nin, max_size=nin))
    out = model(x)

    expected = x
    for layer in model.layers:
        expected = [neuron_by_hand(neuron, expected) for neuron in layer.neurons]
    assert isinstance(out, Value) if nouts[-1] == 1 else len(out) == nouts[-1]
    assert [v.data for v in ([out] if nouts[-1] == 1 else out)] == pytest.approx(expected, rel=1e-9, abs=1e-9)

    assert [[len(neuron.w) for neuron in layer.neurons] for layer in model.layers] == [
        [wide] * many for wide, many in zip([nin, *nouts], nouts)
    ]
    assert len(model.parameters()) == sum((wide + 1) * many for wide, many in zip([nin, *nouts], nouts))
    assert {(neuron.nonlin) for layer in model.layers[:-1] for neuron in layer.neurons} <= {True}
    assert {(neuron.nonlin) for neuron in model.layers[-1].neurons} == {False}


@pytest.mark.parametrize("nouts", [[1, 2], [1], [1, 1], [2, 1, 2], [1, 1, 3]])
def test_widths_of_one(nouts):
    model = spread(MLP(2, nouts))
    for neuron in (neuron for layer in model.layers for neuron in layer.neurons):
        neuron.w[0].data = neuron.b.data = 1.0  # every neuron is awake
        for w in neuron.w[1:]:
            w.data = 0.5
    out = model([1.0, 2.0])
    assert isinstance(out, Value) == (nouts[-1] == 1)
    sum([out] if nouts[-1] == 1 else out).backward()
    assert all(parameter.grad != 0 for parameter in model.parameters())


def test_gradients_of_a_neuron():
    neuron = Neuron(2)
    neuron.w[0].data, neuron.w[1].data, neuron.b.data = 2.0, -1.0, 0.5
    x = [Value(3.0), Value(4.0)]
    neuron(x).backward()
    assert [p.grad for p in neuron.parameters()] == [3.0, 4.0, 1.0]
    assert [v.grad for v in x] == [2.0, -1.0]
    neuron.zero_grad()
    neuron.b.data = -9.0  # below zero, relu lets nothing through
    neuron(x).backward()
    assert [p.grad for p in neuron.parameters()] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("module", [Neuron(3), Layer(3, 2), Layer(3, 1), MLP(3, [4, 1])])
@pytest.mark.parametrize("x", [[], [1.0], [1.0, 2.0], [1.0, 2.0, 3.0, 4.0]])
def test_wrong_number_of_inputs(module, x):
    with pytest.raises(ValueError, match=f"takes its inputs in a list of length 3, not {len(x)}"):
        module(x)


def test_lone_value_is_not_enough_for_a_wide_layer():
    with pytest.raises(ValueError, match="takes its inputs in a list of length 2, not 1"):
        Layer(2, 2)(Value(1.0))


def test_neuron_without_inputs():
    with pytest.raises(ValueError, match="at least 1, not 0"):
        Neuron(0)


@pytest.mark.parametrize("x", [[1, 2], (1.0, 2.0), [Value(1), Value(2)], [Value(1), 2]])
def test_inputs_are_numbers_or_values(x):
    model = MLP(2, [2, 1])
    assert model(x).data == model([1.0, 2.0]).data


def test_row_of_numpy_is_an_input():
    np = pytest.importorskip("numpy")
    model = MLP(2, [2, 1])
    assert model(np.array([1.0, 2.0])).data == model([1.0, 2.0]).data


def test_shared_neuron_has_its_parameters_once():
    layer = Layer(2, 3)
    layer.neurons[2] = layer.neurons[0]
    assert len(layer.parameters()) == 6
    model = MLP(2, [2, 2, 2])
    model.layers[1].neurons[0] = model.layers[0].neurons[1]
    parameters = model.parameters()
    assert len(parameters) == len(set(parameters)) == 5 * 3
    model.layers[2] = model.layers[1]
    assert len(model.parameters()) == 3 * 3


def test_zero_grad():
    model = MLP(2, [3, 1])
    for parameter in model.parameters():
        parameter.grad = 7.0
    data = [parameter.data for parameter in model.parameters()]
    model.zero_grad()
    assert {parameter.grad for parameter in model.parameters()} == {0.0}
    assert [parameter.data for parameter in model.parameters()] == data


def test_module_of_ones_own():
    class Scale(Module):
        def __init__(self):
            self.factor = Value(3.0)

        def parameters(self):
            return [self.factor]

    scale = Scale()
    (scale.factor * 2).backward()
    assert scale.factor.grad == 2
    scale.zero_grad()
    assert scale.factor.grad == 0
    assert Module().parameters() == []


@pytest.mark.parametrize("nin", [1, 3, 300])
def test_weights_start_at_random_smaller_where_there_are_more(nin):
    random.seed(1)
    neurons = [Neuron(nin) for _ in range(3000 // nin)]
    weights = [w.data for neuron in neurons for w in neuron.w]
    variance = math.fsum(w * w for w in weights) / len(weights)
    assert variance * nin == pytest.approx(1, rel=0.1)  # so the sum of nin products is about as large as its inputs
    assert len(set(weights)) == len(weights)
    assert {neuron.b.data for neuron in neurons} == {0.0}
    random.seed(1)
    assert [w.data for w in Neuron(nin).w] == weights[:nin]


def test_repr():
    assert repr(Neuron(2)) == "Neuron(2)"
    assert repr(Layer(2, 1, nonlin=False)) == "Layer(Neuron(2, nonlin=False))"
    assert repr(MLP(2, [2, 1])) == "MLP(Layer(Neuron(2), Neuron(2)), Layer(Neuron(2, nonlin=False)))"


def test_training_learns_what_no_straight_line_can():
    random.seed(3)
    points = [((x, y), 1 if x == y else -1) for x in (-1, 1) for y in (-1, 1)]
    model = MLP(2, [8, 1])
    losses = []
    for _ in range(60):
        loss = sum((model(x) - y) ** 2 for x, y in points) / len(points)
        losses.append(loss.data)
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= 0.1 * parameter.grad
    assert losses[0] > 0.5
    assert losses[-1] < 0.01
    assert all((model(x).data > 0) == (y > 0) for x, y in points)


WIDTHS = r"write MLP\(2, \[4, 1\]\): the number of inputs, then a list with the width of each layer"


@pytest.mark.parametrize(
    "wrong, said",
    [
        (lambda: Neuron("2"), "a neuron takes a whole number of inputs, at least 1, not '2'"),
        (lambda: Neuron(2.5), "a neuron takes a whole number of inputs, at least 1, not 2.5"),
        (lambda: Layer(2, -1), r"a layer has a whole number of neurons, at least 1, as in Layer\(2, 3\), not -1"),
        (lambda: Layer(2, [3]), r"a whole number of neurons, at least 1, as in Layer\(2, 3\), not \[3\]"),
        (lambda: Layer(2), r"a whole number of neurons, at least 1, as in Layer\(2, 3\), not None"),
        *((make, WIDTHS) for make in (lambda: MLP(2, 3), lambda: MLP(2, []), lambda: MLP(2), lambda: MLP([2, 3, 1]))),
        (lambda: MLP(2, [0]), r"a whole number of neurons, at least 1, as in Layer\(2, 3\), not 0"),
        (lambda: MLP(0, [1]), "a neuron takes a whole number of inputs, at least 1, not 0"),
        (lambda: Neuron(2)(1.0), r"Neuron\(2\) takes its inputs in a list, not 1.0"),
        (lambda: MLP(1, [1])(1.0), r"takes its inputs in a list, not 1.0"),
    ],
)
def test_what_makes_no_network_is_a_clear_error(wrong, said):
    with pytest.raises((TypeError, ValueError), match=said):
        wrong()
