"""The plane of two inputs, and beside it the plane into which two hidden neurons fold it.

A point (x1, x2) on the left lands at (h1, h2) on the right, where the next neuron has one straight line to part what
lands there. A mesh on the left is folded along with the points.
"""

import copy

import numpy as np

from micrograd.course.plots.parts.pieces import cells, cut, side, straight
from micrograd.course.plots.parts.plane_map import SWITCHES, zeros
from micrograd.live.plot import Drawing
from micrograd.live.run import quiet
from micrograd.picture.numbers import number

REACH = 2.1  # the left plane goes from -REACH to REACH both ways
MESH = np.linspace(-2.0, 2.0, 9).tolist()
SIZE = 330, 345  # pixels: with these, a unit is as long upwards as to the right
ARROW = 0.4  # the length of the arrow that says on which side of its line a neuron fires
BELOW = 1.25  # times as far as the upper end of the view: without relu, points land farther below 0 than above
# The look, pixels and shape of each label: a triangle does not hide a circle in the same place.
KINDS = {1: ("positive", 16, "circle"), -1: ("negative", 13, "triangle")}
FEW, MANY = 5, 17  # points along a side, at which to see whether something is straight, and to draw it where it is not


class TwoPlanes:
    """Two planes as hidden(x1, x2), a pair of nodes, and out(h1, h2), a node, compute them.

    points are pairs of a place and its label, 1 or -1; view is the span of h1 and h2 that is shown, wider if relu does
    not cut both; drag names the controls that a press on the left plane moves.
    """

    def __init__(self, hidden, out, points, view, drag=(None, None)):
        self.hidden, self.out, self.points = hidden, out, points
        with quiet():  # some hundred calls, each of which may print
            view = self._roomy(view)
            bent = not self._is_straight(view)
            self.ticks, self.seen = (_ticks(span, MANY if bent else 2) for span in ((-REACH, REACH), view))
            self.lands = [self.lands_at(at) for at, _ in points]
            self.right = [(self._score(place) > 0) == (label > 0) for place, (_, label) in zip(self.lands, points)]
            self._left, self._right = self._inputs(drag), self._hidden(view)

    def lands_at(self, at):
        """Return the numbers h1 and h2 of a point."""
        return tuple(node.data for node in self._nodes(at))

    def drawn(self, here=None, title=""):
        """Return the two planes as Drawings, with a cross at here, a point of the left one, and at where it lands."""
        left, right = (copy.copy(one) for one in (self._left, self._right))
        left.marks, right.marks = [*left.marks], [*right.marks]
        left.title = f"{title}{sum(self.right)} of {len(self.right)} points right"
        low, high = right.x.ends
        away = [chr(ord("A") + k) for k, at in enumerate(self.lands) if not all(low <= h <= high for h in at)]
        right.title = "as the third neuron sees them" + (f" ({', '.join(away)} too far out)" if away else "")
        cross = ""
        if here is not None:
            lands = self.lands_at(here)
            left.dots([here], "ink", 17, "cross")
            right.dots([lands], "ink", 17, "cross")
            cross = f" The cross is at {_told(here)} and lands at {_told(lands)}."
        wrong = [chr(ord("A") + k) for k, right in enumerate(self.right) if not right]
        missed = f", all but {', '.join(wrong)}" if wrong else ""
        left.said = f"The plane of x1 and x2. {left.title}{missed}.{cross}"
        places = [f"{', '.join(names)} at {_told(at)}" for at, names in _together(self.lands)]
        right.said = f"The plane of h1 and h2. {'; '.join(places)}."
        return [left, right]

    # What the functions compute

    def _nodes(self, at):
        """Return the nodes h1 and h2 of a point; raise TypeError if hidden gives no such pair."""
        pair = self.hidden(*at)
        if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not all(hasattr(node, "data") for node in pair):
            raise TypeError(f"the hidden neurons give two Values, as with `return h1, h2`, and this is {pair!r}")
        return pair

    def _sums(self, at):
        """Return what the switches of the two hidden neurons are applied to, at a point."""
        return [node._prev[0].data if node._op in SWITCHES else node.data for node in self._nodes(at)]

    def _score(self, place):
        out = self.out(*place)
        if not hasattr(out, "data"):
            raise TypeError(f"the neuron that listens to h1 and h2 gives one Value, and this is {out!r}")
        return out.data

    def _roomy(self, view):
        """Return the span of h1 and h2, down below 0 too if a hidden neuron can get there."""
        if all(node._op == "relu" for node in self._nodes((0.0, 0.0))):
            return view
        return -BELOW * view[1], BELOW * view[1]

    def _is_straight(self, view):
        """Return whether all sums are straight, and nothing bends but at the zeros of a relu."""
        across, seen = _ticks((-REACH, REACH), FEW), _ticks(view, FEW)
        self.sums = np.moveaxis(_grid(self._sums, across), 2, 0)
        bends = {node._op for node in self._nodes((0.0, 0.0))} & set(SWITCHES)
        return bends <= {"relu"} and all(map(straight, [*self.sums, _grid(self._score, seen)]))

    # How it is drawn

    def _inputs(self, drag):
        drawing = Drawing((-REACH, REACH), (-REACH, REACH), size=SIZE, labels=("x1", "x2"), drag=drag)
        pieces = cells(self.ticks)
        for k in (0, 1):
            pieces = [part for piece in pieces for part in cut(piece, [self._sums(at)[k] for at in piece]) if part]
        _tint(drawing, [(piece, [self._score(self.lands_at(at)) for at in piece]) for piece in pieces])
        for line in self._mesh():
            drawing.line(line, "faint thin")
        for sums, name in zip(self.sums, ("h1", "h2")):
            _switch(drawing, sums, name)
        self._points(drawing, [at for at, _ in self.points])
        return drawing

    def _hidden(self, view):
        drawing = Drawing(view, view, size=SIZE, labels=("h1", "h2"))
        _tint(drawing, [(piece, [self._score(place) for place in piece]) for piece in cells(self.seen)])
        for line in self._mesh():
            drawing.line([self.lands_at(at) for at in line], "line thin")
        self._points(drawing, self.lands)
        return drawing

    def _mesh(self):
        """Return the lines of a mesh on the left plane, with a point wherever a neuron switches: there it is folded."""
        lines = [[(x, tick) for x in self.ticks] for tick in MESH] + [[(tick, y) for y in self.ticks] for tick in MESH]
        return [self._with_folds(line) for line in lines]

    def _with_folds(self, line):
        found = line[:1]
        for at, to in zip(line, line[1:]):
            pairs = zip(self._sums(at), self._sums(to))
            parts = sorted(here / (here - there) for here, there in pairs if here * there < 0)
            found += [tuple(a + (b - a) * part for a, b in zip(at, to)) for part in parts] + [to]
        return found

    def _points(self, drawing, places):
        for kind in KINDS:
            drawing.dots([at for at, (_, label) in zip(places, self.points) if (label > 0) == (kind > 0)], *KINDS[kind])
        drawing.dots([at for at, right in zip(places, self.right) if not right], "ink", 25, "ring")
        for at, names in _together(places, 0.04 * (drawing.x.high - drawing.x.low)):
            drawing.text(at, ", ".join(names), "ink", shift=(10, -10))


def _ticks(span, count):
    return np.linspace(*span, count).tolist()


def _grid(f, ticks):
    return np.array([[f((x, y)) for x in ticks] for y in ticks])


def _tint(drawing, pieces):
    """Add where scores, given at the corners of polygons, are above 0, where below, and the line between."""
    parts = [cut(piece, scores) for piece, scores in pieces]
    drawing.area([above for above, _ in parts if above], "positive")
    drawing.area([below for _, below in parts if below], "negative")
    for above, below in parts:
        drawing.line(side(above, below), "ink thick")


def _switch(drawing, sums, name):
    """Add the line along which a neuron switches, its name, and an arrow to the side on which it fires."""
    lines = zeros(np.linspace(-REACH, REACH, len(sums)), sums)
    for line in lines:
        drawing.line(line, "ink dashed")
    uphill = np.array([sums[0, -1] - sums[0, 0], sums[-1, 0] - sums[0, 0]])
    if lines and np.hypot(*uphill) > 1e-9:
        line, uphill = max(lines, key=len), uphill / np.hypot(*uphill)
        foot = line[0] + 0.15 * (line[-1] - line[0])  # not in the middle, where there may be points beside it
        drawing.arrow(foot, foot + ARROW * uphill, "ink")
        drawing.text(foot + 1.5 * ARROW * uphill, name, "ink", anchor="middle", shift=(0, 4))


def _together(places, near=0.005):
    """Return places with the letters of the points that are there, or near: A is the first point."""
    found = []
    for k, at in enumerate(places):
        letter = chr(ord("A") + k)
        for place, letters in found:
            if max(abs(a - b) for a, b in zip(place, at)) < near:
                letters.append(letter)
                break
        else:
            found.append((at, [letter]))
    return found


def _told(at):
    return f"({', '.join(number(round(x, 2)) for x in at)})"
