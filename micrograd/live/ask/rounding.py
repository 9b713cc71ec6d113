"""What rounding does to a nudge: how far it may put the slope off, estimated from the numbers of the graph."""

import math
import sys

SAFE = 4  # an operation is rounded twice, once for each of two runs, and functions such as exp are off by a little more
EPSILON = sys.float_info.epsilon
LEAST = 1e-318  # where a float has hardly a smaller neighbour left


class Rounding:
    """The rounding of each node's data, as far as it reaches the output; as the leaf moves, the data move too."""

    def __init__(self, row, index):
        moves = [float(i == index) for i in range(len(row.data))]
        follows = [i == index for i in range(len(row.data))]
        for (source, result), slope in zip(row.edges, row.slope):  # each edge after those into its source
            follows[result] |= follows[source]
            moves[result] += 0.0 if math.isnan(slope) else slope * moves[source]
        reach = [0.0 if math.isnan(grad) else abs(grad) for grad in row.grad]
        self.fixed = total(grad * math.ulp(x) for grad, x in zip(reach, row.data))
        self.finest = max(math.ulp(x) for x, moved in zip(row.data, follows) if moved)
        self.is_known = all(map(math.isfinite, row.grad))
        self.flows = total(grad * abs(moved) for grad, moved in zip(reach, moves))

    @property
    def is_nil(self):
        """Whether there is none to speak of, as where all is 0."""
        return self.is_known and max(self.fixed, self.finest) < LEAST

    def of_slope(self, h, out):
        """Return how far the slope of a step h may be off; out is the largest output, which is rounded in any case."""
        return SAFE * ((self.fixed + abs(out) * EPSILON) / h + self.flows * EPSILON + math.ulp(0.0))


def total(errors):
    """Return the sum of errors, without those that nobody can estimate: next to what is inf or nan."""
    return sum(filter(math.isfinite, errors))
