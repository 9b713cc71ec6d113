"""Optimisers: each moves parameters against their gradients, and needs only their `data` and `grad`."""

from math import sqrt


class SGD:
    """Plain descent: each step moves a parameter by the rate times its gradient (Robbins and Monro, 1951)."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate = parameters, rate

    def step(self):
        """Move every parameter downhill."""
        for p in self.parameters:
            p.data -= self.rate * p.grad


class Momentum:
    """Descent with a velocity; keep is the fraction of it that stays from step to step (Polyak, 1964)."""

    def __init__(self, parameters, rate, keep=0.9):
        self.parameters, self.rate, self.keep = parameters, rate, keep
        self.velocity = [0.0 for _ in parameters]

    def step(self):
        """Push every velocity downhill, and move every parameter by its own."""
        for i, p in enumerate(self.parameters):
            self.velocity[i] = self.keep * self.velocity[i] - self.rate * p.grad
            p.data += self.velocity[i]


class Adam:
    """Descent by the running mean of the gradient over the root of that of its square (Kingma and Ba, 2014)."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate, self.t = parameters, rate, 0
        self.mean = [0.0 for _ in parameters]
        self.square = [0.0 for _ in parameters]

    def step(self):
        """Move every parameter by about the rate, whatever the size of its gradient."""
        self.t += 1
        for i, p in enumerate(self.parameters):
            self.mean[i] = 0.9 * self.mean[i] + 0.1 * p.grad
            self.square[i] = 0.999 * self.square[i] + 0.001 * p.grad * p.grad
            mean = self.mean[i] / (1 - 0.9**self.t)  # the averages begin at 0, too small at first:
            square = self.square[i] / (1 - 0.999**self.t)  # this makes up for it
            p.data -= self.rate * mean / (sqrt(square) + 1e-8)
