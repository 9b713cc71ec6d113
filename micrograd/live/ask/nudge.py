"""Nudging: moves one leaf by h, runs the explored function again, and notes what its output becomes."""

import contextlib
import math
import time
from functools import partial

from micrograd.live.run import explain, quiet
from micrograd.picture.graph import check_node, edges, nodes

SIZES = [float(f"{digit}e{power}") for power in range(-15, 1) for digit in (1, 2, 5)] + [10.0]
SECONDS = 0.1  # for all runs of one nudge together: a slow function is tried with fewer sizes

ANEW = "It is a constant, made anew each time the function runs: there is nothing to take hold of and move."
USED = "What depends on it was computed before the function ran, and would not notice the nudge."
UNSTEADY = "The function gave a different output when it ran again, so there is no telling what a nudge does to it."
OTHER = "With this nudge the function makes another graph: there is no following it from box to box."
NONE = "No leaf of this graph can be nudged: each is made anew whenever the function runs."


class Refused(Exception):
    """A leaf can't be nudged; the text says why."""


def nudged(subject, index, seconds=SECONDS):
    """Return what a subject's output does as leaf number index is nudged; -1 is the one that first() picks.

    As a dictionary: the controls' position, the leaf, all leaves that can be nudged, the output (or the error) by h,
    and an error if nothing can be nudged.
    """
    found = {"at": subject.position(), "node": index, "leaves": [], "outs": {}, "error": ""}
    until = time.perf_counter() + seconds
    try:
        with subject.computing():
            twice = Twice(subject.function, subject.arguments)
            found["leaves"] = twice.leaves()
            found["node"] = twice.first() if index == -1 else index
            return found | {"outs": twice.nudge(found["node"], until)}
    except Refused as refused:
        return found | {"error": str(refused)}
    except Exception as error:
        return found | {"error": explain(error)}


def nudge(function, make_arguments, index, seconds=SECONDS):
    """Return the output, or the error, by h: for 0 and each of SIZES, up and down, as far as the time allows.

    index is a leaf's, in the order of graph.nodes. Raises Refused if that leaf can't be nudged.
    """
    until = time.perf_counter() + seconds
    return Twice(function, make_arguments).nudge(index, until)


def nudgeable(function, make_arguments):
    """Return the indices of the leaves of function(**make_arguments()) that can be nudged."""
    return Twice(function, make_arguments).leaves()


class Twice:
    """Two runs of a function, which show what can be nudged: its arguments, and objects that are the same in both."""

    def __init__(self, function, make_arguments):
        self._function = function
        self._make_arguments = make_arguments
        arguments = make_arguments()
        # Both runs are kept alive: otherwise an object of the second could get the id of one of the first.
        root = self._run(arguments)
        self._order = nodes(root, {id(value): name for name, value in arguments.items()})
        self._out = float(root.data)
        with unchanged(self._order):
            again = self._run(make_arguments())
        self._steady = float(again.data) == self._out or math.isnan(self._out)
        self._lasting = {id(node) for node in self._order} & {id(node) for node in nodes(again)}
        self._used = {id(source) for node in self._order if id(node) in self._lasting for source in node._prev}
        self._names = {id(value): name for name, value in arguments.items()}

    def leaves(self):
        """Return the indices of the leaves that can be nudged."""
        return [i for i, node in enumerate(self._order) if self._way(node)]

    def first(self):
        """Return the index of a leaf that can be nudged: the first argument if there is one, else the first leaf."""
        if not self.leaves():
            raise Refused(NONE)
        return min(self.leaves(), key=lambda i: id(self._order[i]) not in self._names)

    def nudge(self, index, until):
        """Return the output, or the error, by h, for as many sizes as fit before that time."""
        way = self._steady_way(index)
        outs = {0.0: self._out}
        with unchanged(self._order):
            for size in sorted(SIZES, key=_haste):
                for h in (size, -size):
                    outs[h] = self._number_or_error(way, h)
                if time.perf_counter() > until:
                    break
        return outs

    def moved(self, index, h):
        """Return the data of every node, in order, with leaf number index moved by h; raise what the function raises.

        Raises Refused too if the function then makes another graph, whose nodes would not be these.
        """
        way = self._steady_way(index)
        with unchanged(self._order):
            arguments = way(h)
            root = self._run(arguments)
            order = nodes(root, {id(value): name for name, value in arguments.items()})
            if _form(order) != _form(self._order):
                raise Refused(OTHER)
            return [float(node.data) for node in order]

    def _steady_way(self, index):
        """Return the way to move leaf number index; raise Refused if there is none, or if it would show nothing."""
        leaf = self._order[index]
        way = self._way(leaf)
        if not way:
            raise Refused(USED if id(leaf) in self._used else ANEW)
        if not self._steady:
            raise Refused(UNSTEADY)
        return way

    def _way(self, leaf):
        """Return a function of h that moves the leaf by h and returns the arguments; None if it can't be moved."""
        if leaf._prev or id(leaf) in self._used:
            return None
        if id(leaf) in self._lasting:
            return partial(self._with_data, leaf, leaf.data)
        if id(leaf) in self._names:
            return partial(self._with_argument, self._names[id(leaf)])
        return None

    def _with_data(self, leaf, was, h):
        leaf.data = was + h
        return self._make_arguments()

    def _with_argument(self, name, h):
        arguments = self._make_arguments()
        leaf = arguments[name]
        return arguments | {name: type(leaf)(leaf.data + h)}

    def _number_or_error(self, way, h):
        try:
            return float(self._run(way(h)).data)
        except Exception as error:
            return error

    def _run(self, arguments):
        with quiet():
            root = self._function(**arguments)
        check_node(root)
        return root


def _haste(size):
    """Return a sort key that puts the most useful sizes first: powers of ten, from 0.001 outwards."""
    power = round(math.log10(size), 6)
    return power % 1 > 0, abs(power + 3)


def _form(order):
    """Return what two runs of the same graph have in common: the operations, and between which nodes edges run."""
    return [node._op for node in order], [(source, result) for source, result, _ in edges(order)]


@contextlib.contextmanager
def unchanged(order):
    """Return a context that restores these nodes' numbers at its end, whatever happens."""
    kept = [(node, name, getattr(node, name)) for node in order for name in ("data", "grad") if hasattr(node, name)]
    try:
        yield
    finally:
        for node, name, number in kept:
            if getattr(node, name) is not number:
                setattr(node, name, number)
