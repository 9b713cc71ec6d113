"""The shapes of graph that an explored function makes: what the numbers of each stand for, and its layout."""

import contextlib
import math
from array import array
from typing import NamedTuple

from micrograd.live.ask.boxes import folded_picture, sendable_view
from micrograd.live.ask.compare import counterparts
from micrograd.live.ask.fold import fold, opened, size_of
from micrograd.live.ask.formula import Formulas
from micrograd.live.ask.hidden import masked
from micrograd.live.ask.sums import explanations
from micrograd.live.run import SEEN, explain, sendable
from micrograd.picture.dot import MOST as MOST_DRAWN
from micrograd.picture.dot import check_size

MOST = 10_000  # nodes; of so many, the first picture of a folded graph takes three seconds


class Met(NamedTuple):
    """A shape that has occurred, with a run of it to lay it out from."""

    run: object
    names: dict  # by id(node)
    groups: list
    formulas: Formulas
    others: list | None  # for each node, its counterpart's index in the graph that this one is compared with, or -1
    graded: list  # whether each counterpart has a gradient

    @classmethod
    def of(cls, run, names, groups, others, graded):
        """Return a Met for the shape of a run."""
        shape = {
            "names": [sendable(names.get(id(node), "") or node._op or "constant") for node in run.order],
            "nodes": [(sendable(op), known) for op, known in run.shape.nodes],
            "edges": run.shape.edges,
        }
        return cls(run, names, groups, Formulas(shape, run.numbers), others, graded)

    def about(self):
        """Return what the browser needs to know about this shape, besides its layout."""
        shape, row = self.formulas.shape, self.formulas.row
        return {
            **shape,
            "formulas": self.formulas.sendable(),
            "sums": explanations(row, shape),
            "groups": [{"name": sendable(group.name), "nodes": group.nodes} for group in self.groups],
            "compared": self.others is not None,
            "counterparts": [i >= 0 for i in self.others or ()],
            "graded": self.graded,
        }


class Shapes:
    """Every shape that a subject's graph has had so far; a shape's index is its place in met."""

    def __init__(self, subject, beside, on_met):
        self.subject = subject
        self.beside = beside  # the Subject that this one is compared with, or None
        self.on_met = on_met  # called for each new shape
        self.met = []
        self.unfolded = None  # the names of the groups drawn open; None lets each shape choose
        self._index = {}  # by (Shape, Shape that it is compared with)

    def row(self, values=None, seconds=None):
        """Return the shape's index, the numbers as bytes and no error; or -1, no numbers and the error's text.

        seconds, if given, is how long a function may take, in place of what its subject allows.
        """
        with contextlib.ExitStack() as limits:
            for subject in filter(None, (self.subject, self.beside) if seconds else ()):
                limits.enter_context(subject.within(seconds))
            return self._row(values)

    def _row(self, values):
        try:
            it, other = self.subject.run(values), self._other(values)
            if len(it.order) > MOST:
                check_size(len(it.order))  # before the names of so many nodes are looked for
            if (it.shape, other and other.shape) not in self._index:
                # Not the run above: a function that uses random numbers may take another branch.
                it, other = self._meet(values)
            index = self._index[it.shape, other and other.shape]
            return index, it.numbers.tobytes() + self._numbers_there(index, other), ""
        except Exception as error:
            return -1, b"", explain(error) + self.subject.texts() * isinstance(error, TypeError | AttributeError)

    def view(self, index):
        """Return a shape's layout as the browser takes it, or the error that prevents one."""
        try:
            run, names, groups, *_ = self.met[index]
            view = fold(run.order, run.shape.edges, groups, self.opened(index))
            return sendable_view(view, groups, folded_picture(*drawable(run, names), groups, view).svg())
        except Exception as error:
            return {"error": explain(error)}

    def still(self, index, hidden):
        """Return the picture of the present position, whose shape has this index; hidden is in the page's form."""
        it, names, calls = self.subject.named_run()
        groups = calls.groups(it.order, it.shape.edges)
        view = fold(it.order, it.shape.edges, groups, self.opened(index))
        return folded_picture(*drawable(it, names, hidden), groups, view)

    def opened(self, index):
        """Return the names of the groups that are drawn open in a shape."""
        met = self.met[index]
        return set(opened(met.groups, met.run.order)) if self.unfolded is None else self.unfolded

    def refusal(self, index, names):
        """Return why the groups of these names can't all be drawn open in a shape, "" if they can."""
        met = self.met[index]
        size = size_of(fold(met.run.order, met.run.shape.edges, met.groups, names))
        if size <= MOST_DRAWN:
            return ""
        return f"That would draw {size:,} nodes, and at most {MOST_DRAWN:,} can be drawn: open a part of it."

    def _other(self, values):
        try:
            return self.beside and self.beside.run(values)
        except Exception:  # shown in the other graph's own place
            return None

    def _meet(self, values):
        """Return a run of the subject and one of the other, or None; register their shape if it is new."""
        it, names, calls = self.subject.named_run(values)
        other, others, graded = None, None, []
        if self._other(values):
            other, other_names, _ = self.beside.named_run(values)
            others = counterparts(it.order, names, other.order, other_names)
            graded = [i >= 0 and other.shape.nodes[i][1] for i in others]
        key = it.shape, other and other.shape
        if key not in self._index:
            groups = calls.groups(it.order, it.shape.edges)
            if not groups:
                check_size(len(it.order))
            self.met.append(Met.of(it, names, groups, others, graded))
            self._index[key] = len(self.met) - 1
            self.on_met()
        return it, other

    def _numbers_there(self, index, other):
        """Return the numbers of each node's counterpart, in the order of the numbers here; nan where it has none."""
        if other is None:
            return b""
        n, others = len(other.order), self.met[index].others
        data, grads = ([other.numbers[k + i] if i >= 0 else math.nan for i in others] for k in (0, n))
        return array("d", data + grads + [math.nan] * len(self.met[index].run.shape.edges)).tobytes()


def drawable(run, names, hidden=()):
    """Return a run's nodes and their names as a picture shows them: with slopes that were only seen, some hidden."""
    if not hidden and all(how is not SEEN for _, _, how in run.shape.edges):
        return run.order, names
    slopes = run.numbers[2 * len(run.order) :]
    known = [slope if how else None for slope, (_, _, how) in zip(slopes, run.shape.edges)]
    absent = {f"{i}.grad" for i, (_, graded) in enumerate(run.shape.nodes) if not graded}
    absent |= {f"{e}.slope" for e, slope in enumerate(known) if slope is None}
    return masked(run.order, names, known, set(hidden) - absent)
