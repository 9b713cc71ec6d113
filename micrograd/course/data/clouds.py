"""Clouds and arms of points: tasks in which nobody can always be right, and one with three kinds."""

import math
import random


def clouds(centres, n=100, spread=1.0, seed=0):
    """Return n pairs of a point and its label: normally distributed around the centres in turn, labelled 0, 1, ...

    spread is the standard deviation in each direction; the same seed gives the same points.
    """
    rng = random.Random(seed)
    points = []
    for i in range(n):
        label = i % len(centres)
        points.append((tuple(round(rng.gauss(at, spread), 3) for at in centres[label]), label))
    return points


def three_arms(n=90, noise=0.08, seed=0):
    """Return n pairs of a point (x, y) and its label, 0, 1 and 2 in turn, along three arms that turn around (0, 0).

    noise is the standard deviation of a point's offset in x and in y; the same seed gives the same points.
    """
    rng = random.Random(seed)
    points = []
    for i in range(n):
        label, far = i % 3, rng.uniform(0.15, 1)
        angle = 2 * math.pi * label / 3 + 2.4 * far
        x = far * math.cos(angle) + rng.gauss(0, noise)
        y = far * math.sin(angle) + rng.gauss(0, noise)
        points.append(((round(x, 3), round(y, 3)), label))  # rounded: the same numbers on every machine
    return points
