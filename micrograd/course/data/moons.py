"""Two moons: a small task that no straight line can solve."""

import math
import random


def two_moons(n=100, noise=0.1, seed=0):
    """Return n pairs of a point (x, y) and its label, alternately 1 and -1, along two half circles that interlock.

    noise is the standard deviation of a point's offset in x and in y; the same seed gives the same points.
    """
    rng = random.Random(seed)
    moons = []
    for i in range(n):
        label = -1 if i % 2 else 1  # the moon of -1 is the moon of 1 turned upside down
        angle = rng.uniform(0, math.pi)
        x = label * (math.cos(angle) - 0.5) + rng.gauss(0, noise)
        y = label * (math.sin(angle) - 0.25) + rng.gauss(0, noise)
        # The last digits of a cosine differ between machines: with rounding, all of them learn from the same numbers.
        moons.append(((round(x, 3), round(y, 3)), label))
    return moons


def right(net, moons):
    """Return the number of points for which the net's score has the sign of the label."""
    return sum(label * net(point).data > 0 for point, label in moons)
