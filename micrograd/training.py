"""What training takes besides a net, a loss and an optimiser: mini-batches, and gradients kept within bounds."""

import math
import random


def batches(points, size):
    """Return all points in random order, cut into lists of this size; the last may be shorter."""
    shuffled = random.sample(points, len(points))
    return [shuffled[i : i + size] for i in range(0, len(points), size)]


def clip(parameters, most):
    """Shrink all gradients by one factor if together they are longer than this; return how long they were."""
    length = math.hypot(*(p.grad for p in parameters))
    if length > most:
        for p in parameters:
            p.grad *= most / length
    return length
