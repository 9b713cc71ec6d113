"""copy.deepcopy and pickle: the same graph again, whatever its depth, in one piece with what is copied beside it."""

import copy
import pickle

import pytest
from hypothesis import given
from strategies import VALUES, expressions

from micrograd.engine import Value
from micrograd.nn import MLP


def pickled(values):
    return pickle.loads(pickle.dumps(values))


WAYS = pytest.mark.parametrize("copied", [copy.deepcopy, pickled])
DEPTH = 20_000


def described(values):
    """Return all that values are and depend on, with numbers in place of identities."""
    place, said = {}, []
    for value in values:
        for node in [*(source for one in value._operations() for source, _ in one._edges), *value._operations(), value]:
            place.setdefault(node, len(place))
    for node in place:
        edges = [(place[source], slope) for source, slope in node._edges]
        said.append((repr(node.data), repr(node.grad), node._op, repr(edges)))
    return said, [place[value] for value in values]


@WAYS
@given(expressions())
def test_a_graph_comes_back_as_it_was(copied, expression):
    values = expression.nodes([Value(x) for x in expression.inputs], VALUES)
    values[-1].backward()
    again = copied(values)
    assert described(again) == described(values)
    assert not set(again) & set(values)


@WAYS
def test_no_graph_is_too_deep(copied):
    a = Value(1.0)
    middle = end = a
    for i in range(DEPTH):
        end = end * 1.0 + a
        middle = end if i == DEPTH // 2 else middle
    end.backward()
    again, between, leaf = copied([end, middle, a])
    assert (again.data, again.grad, leaf.grad) == (end.data, 1.0, a.grad)
    between.grad = 0.0
    again.backward()
    assert between.grad == middle.grad, "what is copied beside the result is part of its graph"
    assert leaf.grad == 2 * a.grad


@WAYS
def test_a_failed_copy_leaves_nothing_behind(copied):
    a = Value(1.0)
    b = a + a
    b._op = (_ for _ in ())  # what cannot be copied
    with pytest.raises(TypeError):
        copied(b * a)
    b._op = "+"
    again = copied(b * a)
    assert [node._op for node in again._operations()] == ["+", "*"]


@WAYS
def test_a_network_comes_back_and_learns_by_itself(copied):
    net = MLP(2, [3, 1])
    again = copied(net)
    out = again([Value(1.0), Value(-2.0)])
    out.backward()
    assert out.data == net([1.0, -2.0]).data
    assert all(p.grad == 0.0 for p in net.parameters())
