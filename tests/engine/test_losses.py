"""The losses of probabilities: their gradients, how they hang together, far out, and what PyTorch says."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd.engine import Value
from micrograd.losses import cross_entropy, log_loss, softmax

SCORE = st.floats(-1e6, 1e6)
NEAR = st.floats(-20, 20)
LISTS = st.lists(NEAR, min_size=1, max_size=5)


def values(numbers):
    return [Value(number) for number in numbers]


def after(loss, scores):
    """Return a loss and its slopes over the scores."""
    loss.backward()
    return [loss.data, *(score.grad for score in scores)]


@given(LISTS)
def test_probabilities_are_positive_and_together_one(scores):
    ps = [p.data for p in softmax(values(scores))]
    assert min(ps) > 0 and math.fsum(ps) == pytest.approx(1)
    assert sorted(range(len(ps)), key=lambda k: (scores[k], k)) == sorted(range(len(ps)), key=lambda k: (ps[k], k)) or (
        len(set(ps)) < len(ps)
    )


@given(LISTS, NEAR)
def test_only_differences_count(scores, more):
    ps, moved = ([p.data for p in softmax(values(given))] for given in (scores, [score + more for score in scores]))
    assert moved == pytest.approx(ps)


@given(st.lists(NEAR, min_size=2, max_size=5), st.data())
def test_the_gradient_is_what_is_believed_less_what_is_true(scores, data):
    label = data.draw(st.integers(0, len(scores) - 1))
    scores = values(scores)
    ps = [p.data for p in softmax(scores)]
    loss, *slopes = after(cross_entropy(scores, label), scores)
    assert loss == pytest.approx(-math.log(ps[label]), abs=1e-9)
    assert slopes == pytest.approx([p - (k == label) for k, p in enumerate(ps)], abs=1e-9)


@given(NEAR, st.sampled_from([0, 1]))
def test_so_it_is_with_one_score(score, y):
    score = Value(score)
    p = score.sigmoid().data
    loss, slope = after(log_loss(score, y), [score])
    assert loss == pytest.approx(-math.log(p if y else (-score).sigmoid().data), abs=1e-9)
    assert slope == pytest.approx(p - y, abs=1e-9)


@given(SCORE, st.sampled_from([0, 1]))
def test_one_score_is_two_of_which_the_other_is_nought(score, y):
    one, two = Value(score), [Value(0.0), Value(score)]
    loss, slope = after(log_loss(one, y), [one])
    other, _, last = after(cross_entropy(two, y), two)
    assert (loss, slope) == pytest.approx((other, last), abs=1e-9)


@given(st.lists(SCORE, min_size=2, max_size=4), st.data())
def test_however_far_out_every_number_is_finite(scores, data):
    label = data.draw(st.integers(0, len(scores) - 1))
    scores = values(scores)
    assert all(map(math.isfinite, after(cross_entropy(scores, label), scores)))
    assert all(math.isfinite(p.data) for p in softmax(scores))
    assert all(map(math.isfinite, after(log_loss(scores[0], label == 0), scores[:1])))


@given(st.lists(NEAR, min_size=2, max_size=4), st.data())
def test_pytorch_says_the_same(scores, data):
    torch = pytest.importorskip("torch")
    label = data.draw(st.integers(0, len(scores) - 1))
    tensor = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(tensor, torch.tensor(label))
    loss.backward()
    scores = values(scores)
    assert after(cross_entropy(scores, label), scores) == pytest.approx([loss.item(), *tensor.grad.tolist()], abs=1e-9)
