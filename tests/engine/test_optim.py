"""The optimisers: what each step does, by hand and by PyTorch; that they get down, each on its own kind of slope."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from micrograd.engine import Value
from micrograd.optim import SGD, Adam, Momentum

ANY = st.floats()
NUMBERS = st.floats(-100, 100)
GRADIENTS = st.lists(st.lists(NUMBERS, min_size=2, max_size=2), min_size=1, max_size=6)


def moved(kind, rounds, *settings):
    """Return the data of two parameters after a step for each pair of gradients."""
    parameters = [Value(1.0), Value(-2.0)]
    optimizer = kind(parameters, *settings)
    for gradients in rounds:
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient
        optimizer.step()
    return [p.data for p in parameters]


@given(GRADIENTS)
def test_plain_descent_ends_where_all_gradients_together_lead(rounds):
    down = [sum(gradients) for gradients in zip(*rounds)]
    assert moved(SGD, rounds, 0.1) == pytest.approx([1.0 - 0.1 * down[0], -2.0 - 0.1 * down[1]])


@given(GRADIENTS)
def test_momentum_that_keeps_nothing_is_plain_descent(rounds):
    assert moved(Momentum, rounds, 0.1, 0.0) == moved(SGD, rounds, 0.1)


@given(NUMBERS, st.floats(0, 0.95))
def test_under_a_constant_gradient_momentum_approaches_its_final_speed(gradient, keep):
    ends = [moved(Momentum, [[gradient, gradient]] * n, 0.1, keep)[0] for n in (400, 401)]
    assert ends[1] - ends[0] == pytest.approx(-0.1 * gradient / (1 - keep), rel=1e-6, abs=1e-9)


@given(st.floats(1e-3, 1e6), st.sampled_from([1, -1]), st.floats(1e-3, 1))
def test_adams_first_step_is_as_long_as_the_rate(size, sign, rate):
    assert moved(Adam, [[sign * size, 0.0]], rate) == pytest.approx([1.0 - sign * rate, -2.0], rel=1e-4, abs=1e-4)


@given(st.lists(st.lists(ANY, min_size=2, max_size=2), max_size=4), st.sampled_from([SGD, Momentum, Adam]))
@example([[1e200, -1e200]], Adam)
def test_a_step_by_a_gradient_of_any_size_leaves_numbers(rounds, kind):
    assert all(type(data) is float for data in moved(kind, rounds, 0.1))


@pytest.mark.parametrize("make", [lambda ps: SGD(ps, 0.08), lambda ps: Momentum(ps, 0.02), lambda ps: Adam(ps, 0.5)])
def test_each_gets_down_a_narrow_valley(make):
    w, b = parameters = [Value(-2.0), Value(4.0)]
    optimizer = make(parameters)
    for _ in range(200):
        loss = 10 * (w - 1) ** 2 + 0.5 * (w + b) ** 2
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        optimizer.step()
    assert loss.data < 1e-3


@pytest.mark.parametrize(
    ("ours", "theirs", "settings"),
    [(SGD, "SGD", {}), (Momentum, "SGD", {"momentum": 0.9}), (Adam, "Adam", {})],
    ids=["SGD", "Momentum", "Adam"],
)
def test_pytorch_takes_the_same_steps(ours, theirs, settings):
    torch = pytest.importorskip("torch")
    rounds = [[math.sin(k), math.cos(k) * k] for k in range(8)]
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (1.0, -2.0)]
    optimizer = getattr(torch.optim, theirs)(tensors, lr=0.05, **settings)
    for gradients in rounds:
        for tensor, gradient in zip(tensors, gradients):
            tensor.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
    assert moved(ours, rounds, 0.05) == pytest.approx([tensor.item() for tensor in tensors], rel=1e-9)
