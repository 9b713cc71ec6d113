"""A Value in miniature, right in every respect, that can be broken in one respect at a time.

A check runs the same lines on the learner's class and on this one. If they differ, it runs them on this one broken in
each of the known ways: the one with the learner's result is the mistake.
"""

from collections.abc import Callable
from typing import NamedTuple

from micrograd.rules.table import RULES as TABLE


def sent(slope, grad, had):
    """Return an input's gradient after an operation has sent its share back."""
    return had + slope * grad


class Rule(NamedTuple):
    """What an operation computes from its inputs' numbers, its slope in each, and how their gradients are updated."""

    compute: Callable  # (x, y)
    slopes: Callable  # (x, y, out)
    sent: Callable = sent


RULES = {rule.method: Rule(rule.compute, rule.slopes) for rule in TABLE.values()}
REFLECTED = {"__radd__": "__add__", "__rsub__": "__sub__", "__rmul__": "__mul__"}
REFLECTED |= {"__rtruediv__": "__truediv__", "__rpow__": "__pow__"}
BINARY = list(REFLECTED.values())


def in_order(root):
    """Return the nodes below root, each once and after its inputs."""
    order, seen, todo = [], set(), [(root, False)]
    while todo:
        node, finished = todo.pop()
        if finished:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            todo.append((node, True))
            todo += [(source, False) for source, _ in node._edges]
    return order


def backward(self):
    """Run backward as it should."""
    order = in_order(self)
    for node in order:
        if node._edges:
            node.grad = 0.0
    self.grad += 1.0
    for node in reversed(order):
        node.send()


def model(rules=(), kept=tuple, sent=None, **members):
    """Return a right Value except for what is given: operations' rules, how edges are kept, what is sent, methods."""
    known = RULES | dict(rules)

    class Value:
        def __init__(self, data, _edges=(), rule=None):
            self.data, self.grad, self._edges, self.rule = data, 0.0, _edges, rule

        @property
        def _prev(self):
            return tuple(source for source, _ in self._edges)

        def send(self):
            for source, slope in self._edges:
                source.grad = (sent or self.rule.sent)(slope, self.grad, source.grad)

    def result(rule, *inputs):
        numbers = [v.data for v in inputs]
        out = rule.compute(*numbers)
        return Value(out, kept(zip(inputs, rule.slopes(*numbers, out))), rule)

    def unary(name):
        return lambda self: result(known[name], self)

    def binary(name):
        return lambda self, other: result(known[name], self, other if isinstance(other, Value) else Value(other))

    def reflected(name):
        if name in known:  # a wrong rule for the reflected method itself, of self and other in this order
            return lambda self, other: result(known[name], self, Value(other))
        return lambda self, other: getattr(Value(other), REFLECTED[name])(self)

    for name in RULES:
        setattr(Value, name, (binary if name in BINARY else unary)(name))
    for name in REFLECTED:
        setattr(Value, name, reflected(name))
    for name, member in {"backward": backward, **members}.items():
        setattr(Value, name, member)
    return Value


RIGHT = model()
