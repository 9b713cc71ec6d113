"""Mini-batches have every point once; a clipped gradient keeps its direction."""

import math
import random
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd.engine import Value
from micrograd.training import batches, clip

NUMBERS = st.floats(-1e6, 1e6)


@given(st.lists(st.integers()), st.integers(1, 9))
def test_every_point_comes_once_and_the_list_stays_as_it_was(points, size):
    kept = list(points)
    found = batches(points, size)
    assert points == kept and sorted(chain(*found)) == sorted(points)
    assert all(len(batch) == size for batch in found[:-1]) and all(0 < len(batch) <= size for batch in found)


def test_each_round_has_an_order_of_its_own():
    random.seed(1)
    points = list(range(50))
    first, second = batches(points, 10), batches(points, 10)
    assert first != second and sorted(map(sorted, first)) != sorted(map(sorted, second))


@given(st.lists(NUMBERS, max_size=5), st.floats(1e-3, 1e6))
def test_a_long_gradient_keeps_its_direction_and_a_short_one_all(gradients, most):
    parameters = [Value(0.0) for _ in gradients]
    for p, gradient in zip(parameters, gradients):
        p.grad = gradient
    length = clip(parameters, most)
    assert length == pytest.approx(math.hypot(*gradients))
    part = min(1.0, most / length) if length else 1.0
    assert [p.grad for p in parameters] == pytest.approx([gradient * part for gradient in gradients])
    assert math.hypot(*(p.grad for p in parameters)) <= most * (1 + 1e-9)


@given(st.lists(NUMBERS, min_size=1, max_size=5), st.floats(1e-3, 1e6))
def test_pytorch_clips_alike(gradients, most):
    torch = pytest.importorskip("torch")
    tensor = torch.zeros(len(gradients), dtype=torch.float64, requires_grad=True)
    tensor.grad = torch.tensor(gradients, dtype=torch.float64)
    torch.nn.utils.clip_grad_norm_([tensor], most)
    parameters = [Value(0.0) for _ in gradients]
    for p, gradient in zip(parameters, gradients):
        p.grad = gradient
    clip(parameters, most)
    assert [p.grad for p in parameters] == pytest.approx(tensor.grad.tolist(), rel=1e-4, abs=1e-4)
