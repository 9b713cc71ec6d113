"""What a net does over the plane: where each of its neurons fires and switches, read off its own passes.

The columns of a net are its two inputs, then its layers. One pass for each point of a grid gives the outputs of all
neurons, so that a picture of the whole net costs no more than a picture of its score.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import contourpy
import numpy as np

WIDE, HIGH = 2.0, 1.3  # the map spans -WIDE to WIDE and -HIGH to HIGH
GRID = 21, 14  # columns and rows of points at which a net is asked
FINER = 4  # the parts, each way, of a square of that grid in which a line bends
STRAIGHT = 0.004  # how far a line may pass by a point that it leaves out
MOST = 16, 5  # neurons in a column, and columns, that can still be drawn


@dataclass
class Look:
    """What a net did at one moment; arrays and lists run over its inputs and neurons, the score last."""

    outs: np.ndarray  # neuron, row, column
    lines: list  # where each neuron's sum is 0: lists of arrays of points
    fires: list  # at how many of the labelled points each output is above 0
    scores: list  # of the labelled points
    right: int


class Watched:
    """A net whose neurons' outputs are read from its passes; of one without layers, only the score's."""

    def __init__(self, net):
        self.net, self.columns = net, columns_of(net)

    def passed(self, point):
        """Return the outputs of all neurons in one pass, the score last."""
        return _layer_by_layer(self.net, point) if self.columns else [self.net(point)]

    def look(self, moons, fine=True):
        """Return what the net does on the map; the bends of its lines are rounded unless it is looked at finely."""
        outs, sums = self._grids()
        at = [self.passed(point) for point, _ in moons]
        scores = [float(here[-1].data) for here in at]
        right = sum(label * score > 0 for (_, label), score in zip(moons, scores))
        fires = [sum(place[i] > 0 for place, _ in moons) for i in (0, 1)]
        fires += [sum(out.data > 0 for out in neuron) for neuron in zip(*at)]
        across, up, drawn = self._refined(sums) if fine else (*axes(1), sums)
        return Look(outs, [lines_of(across, up, one) for one in drawn], fires, scores, right)

    def _grids(self):
        """Return the outputs and the sums on the grid, as arrays of neuron, row and column."""
        columns, rows = axes(1)
        places = [(x, y) for y in rows.tolist() for x in columns.tolist()]
        passes = list(map(self.passed, places))
        outs = [[*place, *(float(out.data) for out in outs)] for place, outs in zip(places, passes)]
        sums = [[*place, *map(_sum, outs)] for place, outs in zip(places, passes)]
        return (np.array(grid).T.reshape(-1, len(rows), len(columns)) for grid in (outs, sums))

    def _refined(self, sums):
        """Return finer axes and the sums on them, asked for only where a line bends inside a square.

        Where no neuron switches inside a square all sums are straight there, and lie between those at its corners.
        """
        (columns, rows), (across, up) = axes(1), axes(FINER)
        tall = [[np.interp(up, rows, column) for column in one.T] for one in sums]
        drawn = np.array([[np.interp(across, columns, row) for row in np.array(one).T] for one in tall])
        switch = np.array([_switches(one) for one in sums[2:]])
        first = self.columns[1] if len(self.columns) > 2 else 0  # the lines of the first layer are straight
        bends = switch[first:].any(0) & (switch.sum(0) > 1) if self.columns else switch.any(0)
        inside = range(FINER + 1)
        squares = np.argwhere(bends).tolist()
        for i, j in {(FINER * row + a, FINER * column + b) for row, column in squares for a in inside for b in inside}:
            x, y = float(across[j]), float(up[i])
            drawn[:, i, j] = [x, y, *map(_sum, self.passed((x, y)))]
        return across, up, drawn


def columns_of(net):
    """Return the widths of a net's columns, [2, 8, 8, 1], or [] if its neurons can't be told apart or are too many."""
    try:
        widths = [2, *(len(layer.neurons) for layer in net.layers)]
        inputs = [len(neuron.w) for layer in net.layers for neuron in layer.neurons]
        told = inputs == [before for before, after in pairwise(widths) for _ in range(after)]
        same = told and _layer_by_layer(net, (0.5, 0.25))[-1].data == net((0.5, 0.25)).data
    except (AttributeError, TypeError, IndexError, ValueError):
        return []
    return widths if same and widths[-1] == 1 and max(widths) <= MOST[0] and len(widths) <= MOST[1] else []


def weights_of(net):
    """Return for each layer of a net its neurons' weights, a list for each."""
    return [[[float(w.data) for w in neuron.w] for neuron in layer.neurons] for layer in net.layers]


def axes(parts):
    """Return the columns and rows of the grid, with each step cut into parts."""
    return [np.linspace(-reach, reach, parts * (n - 1) + 1) for reach, n in zip((WIDE, HIGH), GRID)]


def _layer_by_layer(net, point):
    passed, signal = [], point
    for layer in net.layers:
        signal = layer(signal)
        passed += signal if isinstance(signal, list) else [signal]
    return passed


def _sum(out):
    """Return the sum that decides whether a neuron fires: what its relu was given."""
    return float(out._prev[0].data if str(getattr(out, "_op", "")).lower() == "relu" else out.data)


def _switches(grid):
    """Return for each square of a grid whether the sign changes inside it."""
    fires = (grid > 0).astype(int)
    corners = fires[:-1, :-1] + fires[1:, :-1] + fires[:-1, 1:] + fires[1:, 1:]
    return (corners > 0) & (corners < 4)


def lines_of(across, up, grid):
    """Return where a grid of numbers is 0, as arrays of points; numbers of one sign have no such line."""
    if not np.isfinite(grid).all() or not ((grid > 0).any() and (grid < 0).any()):
        return []
    return [thinned(line) for line in contourpy.contour_generator(across, up, grid).lines(0.0)]


def thinned(line):
    """Return a line without the points that lie on a straight way between the last one kept and the next."""
    kept = [line[0]]
    for here, following in zip(line[1:-1], line[2:]):
        (x, y), (ahead, above) = here - kept[-1], following - kept[-1]
        if abs(x * above - y * ahead) > STRAIGHT * max(math.hypot(ahead, above), 1e-9):
            kept.append(here)
    return np.array([*kept, line[-1]])
