"""Value: a number that remembers how it was made, and can send gradients back along that way.

The idea is Andrej Karpathy's micrograd; the code is not. An operation computes its result and, while it has the numbers
in hand, the slope of that result in each of its inputs. So every operation is a line or two, and the chain rule is one
loop, written once, in `backward`.
"""

import math

from micrograd.floats import base_slope, exponent_slope, exponential, power, real


class Value:
    """A number with its gradient, the operation that made it, and that operation's inputs."""

    __slots__ = "data", "grad", "_edges", "_op"

    def __init__(self, data, _edges=(), _op=""):
        self.data = data if type(data) is float else real(data)
        self.grad = 0.0
        self._edges = _edges  # an (input, slope) pair for each input, in order: a + a has two
        self._op = _op

    @property
    def _prev(self):
        return tuple(source for source, _ in self._edges)

    def __repr__(self):
        return f"Value({self.data}, grad={self.grad})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)), "+")

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)), "-")

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)), "*")

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if other.data == 0:
            raise ZeroDivisionError(f"{self.data} / {other.data}: nothing can be divided by zero")
        out = self.data / other.data
        return Value(out, ((self, 1 / other.data), (other, -out / other.data)), "/")

    def __pow__(self, other):
        if isinstance(other, Value):
            x, y = self.data, other.data
            return Value(power(x, y), ((self, base_slope(x, y)), (other, exponent_slope(x, y))), "**")
        # A plain exponent is part of the operation, not an input: of (-3) ** 2 there is no slope in the 2.
        x, y = self.data, real(other)
        return Value(power(x, y), ((self, base_slope(x, y)),), f"**{other}")

    def __neg__(self):
        return Value(-self.data, ((self, -1.0),), "neg")

    def __radd__(self, other):
        return Value(other) + self

    def __rsub__(self, other):
        return Value(other) - self

    def __rmul__(self, other):
        return Value(other) * self

    def __rtruediv__(self, other):
        return Value(other) / self

    def __rpow__(self, other):
        return Value(other) ** self

    def relu(self):
        return Value(max(self.data, 0.0), ((self, float(self.data > 0)),), "relu")

    def tanh(self):
        out = math.tanh(self.data)
        return Value(out, ((self, 1 - out * out),), "tanh")

    def sigmoid(self):
        small = math.exp(-abs(self.data))  # never exp of a large number, which would overflow
        out = (1.0 if self.data >= 0 else small) / (1 + small)
        return Value(out, ((self, small / (1 + small) ** 2),), "sigmoid")

    def exp(self):
        out = exponential(self.data)
        return Value(out, ((self, out),), "exp")

    def log(self):
        if self.data <= 0:
            raise ValueError(f"log({self.data}): only a positive number has a logarithm")
        return Value(math.log(self.data), ((self, 1 / self.data),), "log")

    def _operations(self):
        """Return the operations that self depends on, each after those it takes its inputs from, self last."""
        order, seen, todo = [], set(), [self] if self._edges else []
        while todo:  # a stack of our own: Python's ends after a thousand calls
            node = todo.pop()
            if node is None:  # everything below the next one is in order by now
                order.append(todo.pop())
            elif node not in seen:
                seen.add(node)
                todo.append(node)
                todo.append(None)
                for source, _ in node._edges:
                    if source._edges:
                        todo.append(source)
        return order

    def backward(self):
        """Set the gradient of every operation below self, and add to that of every leaf, the derivative of self."""
        order = self._operations()
        for node in order:  # no leaf is among them: it keeps what it has, gradients of several losses add up
            node.grad = 0.0
        self.grad += 1.0
        for node in reversed(order):
            grad = node.grad
            for source, slope in node._edges:
                source.grad += slope * grad
