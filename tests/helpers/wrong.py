"""Right classes in several styles, and changes that make wrong ones of them."""

from checking import ran
from project import ROOT

ENGINE = (ROOT / "micrograd" / "engine.py").read_text(encoding="utf-8")
CLOSURES = '''\
import math


class Value:
    """A result keeps a function that sends its gradient on."""

    def __init__(self, data, made_from=(), op=""):
        self.data = float(data)
        self.grad = 0.0
        self._prev = tuple(made_from)
        self._op = op
        self.send = None

    def __repr__(self):
        return f"<{self.data}>"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def send():
            self.grad += out.grad
            other.grad += 1.0 * out.grad

        out.send = send
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def send():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.send = send
        return out

    def __pow__(self, n):
        if self.data < 0 and n != int(n):
            raise ValueError("no real root")
        out = Value(self.data**n, (self,), "**" + str(n))

        def send():
            if n:
                self.grad += n * self.data ** (n - 1) * out.grad

        out.send = send
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return -self + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return Value(other) / self

    def relu(self):
        out = Value(max(self.data, 0.0), (self,), "relu")

        def send():
            self.grad += (self.data > 0) * out.grad

        out.send = send
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,), "tanh")

        def send():
            self.grad += (1 - out.data**2) * out.grad

        out.send = send
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,), "exp")

        def send():
            self.grad += out.data * out.grad

        out.send = send
        return out

    def log(self):
        out = Value(math.log(self.data), (self,), "log")

        def send():
            self.grad += 1 / self.data * out.grad

        out.send = send
        return out

    def backward(self):
        order, seen, todo = [], set(), [(self, False)]
        while todo:
            node, done = todo.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                todo.append((node, True))
                todo += [(source, False) for source in node._prev]
        for node in order:
            if node._prev:
                node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            if node.send:
                node.send()
'''
COMPACT = '''\
import math


class Number:
    """One function makes every operation; backward counts how many results still owe each Value a share."""

    def __init__(self, data, sources=(), slopes=(), op=""):
        self.data, self.grad = data, 0.0
        self.sources, self.slopes, self._op = sources, slopes, op

    _prev = property(lambda self: self.sources)

    def __repr__(self):
        return "Number(%s)" % self.data

    def backward(self):
        owed, todo = {id(self): 0}, [self]
        while todo:
            for source in todo.pop().sources:
                if id(source) not in owed:
                    owed[id(source)] = 0
                    todo.append(source)
                    if source.sources:
                        source.grad = 0
                owed[id(source)] += 1
        self.grad, todo = 1, [self]
        while todo:
            node = todo.pop()
            for source, slope in zip(node.sources, node.slopes):
                source.grad += slope * node.grad
                owed[id(source)] -= 1
                if not owed[id(source)]:
                    todo.append(source)


def operation(name, sign, compute, slopes):
    def forward(*sides):
        sides = tuple(side if isinstance(side, Number) else Number(side) for side in sides)
        numbers = [side.data for side in sides]
        return Number(compute(*numbers), sides, slopes(*numbers), sign)

    setattr(Number, name, lambda *sides: forward(*sides))
    if name[:2] == "__" and name != "__neg__":
        setattr(Number, "__r" + name[2:], lambda self, other: forward(other, self))


def power_slopes(x, y):
    return y * x ** (y - 1) if y else 0.0, x**y * math.log(x) if x > 0 else 0.0


operation("__add__", "+", lambda x, y: x + y, lambda x, y: (1, 1))
operation("__sub__", "-", lambda x, y: x - y, lambda x, y: (1, -1))
operation("__mul__", "*", lambda x, y: x * y, lambda x, y: (y, x))
operation("__truediv__", "/", lambda x, y: x / y, lambda x, y: (1 / y, -x / y / y))
operation("__pow__", "**", lambda x, y: math.pow(x, y), power_slopes)
operation("__neg__", "neg", lambda x: -x, lambda x: (-1,))
operation("relu", "ReLU", lambda x: x * (x > 0), lambda x: (int(x > 0),))
operation("tanh", "tanh", math.tanh, lambda x: (1 / math.cosh(x) ** 2,))
operation("exp", "exp", math.exp, lambda x: (math.exp(x),))
operation("log", "log", math.log, lambda x: (1 / x,))
'''


def made(source, name="Value"):
    """Return the class that source defines, run as a notebook cell, so that its lines can be shown."""
    return ran(source)[name]


def broken(source, *changes):
    """Return source with changes, each a pair of an old text and its replacement."""
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new, 1)
    return source
