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
        return self.w + [self.b]

    def __repr__(self):
        linear = "" if self.nonlin else ", nonlin=False"
        return f"Neuron({len(self.w)}{linear})"


class Layer(Module):
    """Neurons side by side that all see the same nin inputs; a layer of one gives a Value, a wider one a list."""

    def __init__(self, nin, nout=None, nonlin=True):
        if not isinstance(nout, int) or nout < 1:
            raise ValueError(f"a layer has a whole number of neurons, at least 1, as in Layer(2, 3), not {nout!r}")
        self.neurons = [Neuron(nin, nonlin) for _ in range(nout)]

    def __call__(self, x):
        x = [x] if isinstance(x, Value) else x  # what a layer of one neuron has put out
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self):
        return parameters_of(self.neurons)

    def __repr__(self):
        inside = ", ".join(repr(neuron) for neuron in self.neurons)
        return f"Layer({inside})"


class MLP(Module):
    """Layers in a row: nin inputs, then as many neurons as each of nouts says, the last layer without relu."""

    def __init__(self, nin, nouts=()):
        if not isinstance(nouts, (list, tuple)) or not nouts:
            raise ValueError("write MLP(2, [4, 1]): the number of inputs, then a list with the width of each layer")
        self.layers = []
        for nout in nouts[:-1]:
            self.layers.append(Layer(nin, nout))
            nin = nout  # what a layer puts out is what the next one takes in
        self.layers.append(Layer(nin, nouts[-1], nonlin=False))

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return parameters_of(self.layers)

    def __repr__(self):
        inside = ", ".join(repr(layer) for layer in self.layers)
        return f"MLP({inside})"


def parameters_of(modules):
    """Return the parameters of several modules in order, each once even if two modules share it."""
    found, seen = [], set()
    for module in modules:
        for parameter in module.parameters():
            if parameter not in seen:
                seen.add(parameter)
                found.append(parameter)
    return found
