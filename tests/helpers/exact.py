"""A graph of the engine's Values computed anew with hundreds of digits: what its output and its slopes really are."""

import decimal
from decimal import Decimal

DIGITS = 400
CONTEXT = decimal.Context(prec=DIGITS, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[])
ZERO, ONE = Decimal(0), Decimal(1)


class Exact:
    """A number and how fast it changes as the leaf moves up, or down if upward is false."""

    def __init__(self, data, rate=ZERO):
        self.data, self.rate = data, rate


def exactly(order, leaf, moved=ZERO, upward=True):
    """Return the Exact output of a graph whose leaf, a node of order, is moved; nan where there is none."""
    with decimal.localcontext(CONTEXT):
        made = {}
        for node in order:
            if node._prev:
                made[id(node)] = OPERATIONS[node._op.split("**")[0] or "**"](
                    [made[id(source)] for source in node._prev] + exponent(node), upward
                )
            else:
                is_leaf = node is leaf
                made[id(node)] = Exact(Decimal(node.data) + (moved if is_leaf else 0), ONE if is_leaf else ZERO)
        return made[id(order[-1])]


def exponent(node):
    text = node._op.removeprefix("**")
    return [Exact(Decimal(float(text)))] if node._op != text != "" else []


def quotient(order, leaf, h):
    """Return (f(x + h) − f(x)) / h, or for a negative h the slope on the way down."""
    with decimal.localcontext(CONTEXT):
        h = Decimal(h)
        return (exactly(order, leaf, h).data - exactly(order, leaf).data) / h


def power(both, upward):
    x, y = both
    if not y.rate and y.data == y.data.to_integral_value() and abs(y.data) < 1000:
        whole = int(y.data)
        slope = y.data * x.data ** (whole - 1) if whole else ZERO
        return Exact(x.data**whole if whole else ONE, slope * x.rate)
    if x.data <= 0:
        return Exact(Decimal("nan") if x.data or y.data < 0 else Decimal(int(not y.data)), Decimal("nan"))
    out = (y.data * x.data.ln()).exp()
    return Exact(out, out * (y.rate * x.data.ln() + y.data * x.rate / x.data))


def logistic(x):
    return ONE / (ONE + (-x).exp())


def tanh(one, upward):
    (x,) = one
    small = (-2 * abs(x.data)).exp()
    out = (1 - small) / (1 + small)
    return Exact(out.copy_sign(x.data), 4 * small / (1 + small) ** 2 * x.rate)


def relu(one, upward):
    (x,) = one
    if x.data:
        return x if x.data > 0 else Exact(ZERO)
    return Exact(ZERO, max(x.rate, ZERO) if upward else min(x.rate, ZERO))


def unary(compute):
    return lambda one, upward: compute(one[0])


def binary(compute):
    return lambda both, upward: compute(*both)


OPERATIONS = {
    "+": binary(lambda x, y: Exact(x.data + y.data, x.rate + y.rate)),
    "-": binary(lambda x, y: Exact(x.data - y.data, x.rate - y.rate)),
    "*": binary(lambda x, y: Exact(x.data * y.data, x.rate * y.data + x.data * y.rate)),
    "/": binary(lambda x, y: Exact(x.data / y.data, (x.rate - x.data / y.data * y.rate) / y.data)),
    "**": power,
    "neg": unary(lambda x: Exact(-x.data, -x.rate)),
    "relu": relu,
    "tanh": tanh,
    "sigmoid": unary(lambda x: Exact(logistic(x.data), logistic(x.data) * logistic(-x.data) * x.rate)),
    "exp": unary(lambda x: Exact(x.data.exp(), x.data.exp() * x.rate)),
    "log": unary(lambda x: Exact(x.data.ln(), x.rate / x.data)),
}
