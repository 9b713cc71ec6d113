"""A net with two hidden neurons that learns before one's eyes: its two planes, step by step, from several starts."""

import functools
import math
import random

from micrograd.course.plots.parts.given import labelled
from micrograd.course.plots.parts.two_planes import TwoPlanes
from micrograd.live.plot import follow

SHAPE = "two hidden neurons and one that listens to them, as in MLP(2, [2, 1])"

WIDEST = 10.0  # of h1 and h2: steps that are too large lead ever farther out, and the first of them should be seen


def watch(newborn, step, points, /, start=(1, 6), steps=40):
    """Return two planes of a net at each of its steps, under a slider for its start and one for the step, which plays.

    newborn(start) makes a net with two hidden neurons, and step(net) changes its parameters once. points are pairs of
    a place (x1, x2) and its label, 1 or -1.
    """
    points = labelled(points)

    @functools.cache
    def recorded(start):
        return Training(newborn, step, points, start, steps)

    def draw(start=start[0], step=0):
        return recorded(start).drawn(step)

    return follow(draw, play="step", start=start, step=(0, steps))


class Training:
    """The numbers of a net's parameters at each of its steps."""

    def __init__(self, newborn, step, points, start, steps):
        before = random.getstate()  # these nets are made while other cells run, whose random numbers are to stay theirs
        try:
            self.net, self.points, self.history, highest = newborn(start), points, [], 1.0
            self._check()
            for _ in range(steps + 1):
                self.history.append([p.data for p in self.net.parameters()])
                landed = [node.data for (x1, x2), _ in points for node in self.net.layers[0]([x1, x2])]
                highest = max([highest, *filter(math.isfinite, map(abs, landed))])
                step(self.net)
        finally:
            random.setstate(before)
        highest = min(highest, WIDEST)
        self.view = -0.15 * highest, 1.15 * highest

    def _check(self):
        try:
            hidden, last = self.net.layers
            fits = len(hidden.neurons) == 2 and len(last.neurons) == 1
        except (AttributeError, TypeError, ValueError):
            fits = False
        if not fits:
            raise TypeError(f"this shows a net of {SHAPE}, and not {self.net!r}")

    def drawn(self, step):
        """Return the two planes at a step as Drawings."""
        for parameter, number in zip(self.net.parameters(), self.history[step]):
            parameter.data = number
        hidden, last = self.net.layers
        planes = TwoPlanes(lambda x1, x2: hidden([x1, x2]), lambda h1, h2: last([h1, h2]), self.points, self.view)
        return planes.drawn(title=f"step {step}: ")
