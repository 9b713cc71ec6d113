"""Neurons, layers and a multi-layer perceptron: a network is nothing but an expression of Values."""

import random

from micrograd.engine import Value


class Module:
    """Anything with parameters that learn."""

    def parameters(self):
        """Return the Values that training may change, each once."""
        return []

    def zero_grad(self):
        """Forget the gradients of the last step."""
        for parameter in self.parameters():
            parameter.grad = 0.0


class Neuron(Module):
    """A weighted sum of nin inputs plus a bias, cut off below zero by relu if nonlin is true."""

    def __init__(self, nin, nonlin=True):
        if not isinstance(nin, int) or nin < 1:
            raise ValueError(f"a neuron takes a whole number of inputs, at least 1, not {nin!r}")
        # The sum of many products would grow with their number: start with smaller weights where there are more.
        bound = (3 / nin) ** 0.5
        self.w = [Value(random.uniform(-bound, bound)) for _ in range(nin)]
        self.b = Value(0.0)
        self.nonlin = nonlin

    def __call__(self, x):
        if not hasattr(x, "__len__"):
            raise TypeError(f"{self} takes its inputs in a list, not {x!r}")
        if len(x) != len(self.w):
            raise ValueError(f"{self} takes its inputs in a list of length {len(self.w)}, not {len(x)}")
        total = self.b
        for weight, signal in zip(self.w, x):
            total = total + weight * signal
        return total.relu() if self.nonlin else total

    def parameters(self):
        return [*self.w, self.b]

    def __repr__(self):
        return f"Neuron({len(self.w)}{'' if self.nonlin else ', nonlin=False'})"


class Layer(Module):
    """Neurons side by side that all see the same nin inputs; a layer of one gives a Value, a wider one a list."""

    def __init__(self, nin, nout=None, **kwargs):
        if not isinstance(nout, int) or nout < 1:
            raise ValueError(f"a layer has a whole number of neurons, at least 1, as in Layer(2, 3), not {nout!r}")
        self.neurons = [Neuron(nin, **kwargs) for _ in range(nout)]

    def __call__(self, x):
        x = [x] if isinstance(x, Value) else x  # what a layer of one neuron has put out
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self):
        return _once(self.neurons)

    def __repr__(self):
        return f"Layer({', '.join(map(repr, self.neurons))})"


class MLP(Module):
    """Layers in a row: nin inputs, then as many neurons as each of nouts says, the last layer without relu."""

    def __init__(self, nin, nouts=()):
        if not isinstance(nouts, (list, tuple)) or not nouts:
            raise ValueError("write MLP(2, [4, 1]): the number of inputs, then a list with the width of each layer")
        *hidden, last = zip([nin, *nouts], nouts)
        self.layers = [Layer(*size) for size in hidden] + [Layer(*last, nonlin=False)]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return _once(self.layers)

    def __repr__(self):
        return f"MLP({', '.join(map(repr, self.layers))})"


def _once(modules):
    """Return the parameters of several modules in order, each once even if two modules share it."""
    return list(dict.fromkeys(p for module in modules for p in module.parameters()))
