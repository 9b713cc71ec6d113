"""All positions of one slider, with their numbers computed ahead."""

import math
from itertools import count

POSITIONS = 1001  # of a slider with more positions, only those near the present one are computed ahead


class Table:
    """The rows of numbers for one slider's positions, while the other controls stay where they are."""

    def __init__(self, moving, at, low, step):
        self.moving = moving  # the index of the slider that moves
        self.at = at
        self.low = low
        self.step = step
        self.complete = True  # whether it covers all positions of the slider
        self.rows = {}  # by the number of steps from the slider's low end

    def fits(self, at):
        """Return whether the other controls are still where they were when this table was computed."""
        return all(here == there for i, (here, there) in enumerate(zip(at, self.at)) if i != self.moving)

    def holds(self, at):
        """Return whether there is a row for this position of all controls."""
        return self.fits(at) and self.row(at) is not None

    def row(self, at):
        """Return the row for this position of its slider, None if there is none."""
        steps = (at[self.moving] - self.low) / self.step
        return self.rows.get(round(steps)) if abs(steps - round(steps)) < 1e-6 else None

    def serves(self, at):
        """Return whether this table need not be computed again: it is complete, or has the row wanted."""
        return self.fits(at) and (self.complete or self.holds(at))

    def outwards(self, value, high):
        """Return the slider's positions as step numbers, nearest to value first, at most POSITIONS of them."""
        last = math.floor((high - self.low) / self.step + 1e-6)
        self.complete = last < POSITIONS
        middle = min(max(round((value - self.low) / self.step), 0), last)
        nearest = (k for d in count() for k in dict.fromkeys((middle - d, middle + d)) if 0 <= k <= last)
        return [k for _, k in zip(range(min(last + 1, POSITIONS)), nearest)]

    def message(self):
        """Return the table as page/numbers.js takes it: a description, and all rows' numbers in one buffer."""
        first, last = min(self.rows), max(self.rows)
        rows = [self.rows.get(k, (-1, b"", "")) for k in range(first, last + 1)]
        about = {
            "moving": self.moving,
            "at": self.at,
            "low": self.low,
            "step": self.step,
            "first": first,
            "shapes": [shape for shape, _, _ in rows],
            "errors": {i: error for i, (_, _, error) in enumerate(rows) if error},
        }
        return about, [b"".join(numbers for _, numbers, _ in rows)]
