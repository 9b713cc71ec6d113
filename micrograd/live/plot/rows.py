"""What a draw function draws for each position of its controls, as the page takes it."""

import contextlib
import time

from micrograd.live.controls import clean
from micrograd.live.plot.drawing import Drawing
from micrograd.live.run import Printed, explain, quiet
from micrograd.live.subject import Subject
from micrograd.live.table import Table

SAID = 2  # the place in a panel of what is said of it


class Drawn(Subject):
    """A function that takes plain numbers and returns a Drawing, or several, with its controls."""

    def arguments(self, values=None):
        """Return the function's arguments for these values of the controls, by default the present ones."""
        values = self.values() if values is None else values
        return {name: clean(value, self.widgets[name]) for name, value in values.items()} | self.constants

    def run(self, values=None):
        """Return the Drawings for these values of the controls, by default the present ones."""
        self.printed = Printed()
        start = time.perf_counter()
        try:
            with self.computing(), quiet(self.printed):
                return several(self.function(**self.arguments(values)))
        finally:
            self.cost = time.perf_counter() - start


def several(drawings):
    """Return a list of Drawings, given as such or as one; raise TypeError for anything else."""
    found = list(drawings) if isinstance(drawings, (list, tuple)) else [drawings]
    if not found or not all(isinstance(one, Drawing) for one in found):
        raise TypeError(f"what follows a slider is a Drawing, or a list of them, not {drawings!r}")
    return found


class Rows:
    """The rows of a Drawn subject, with what computing them ahead asks for."""

    met = ()  # a live graph's shapes; a plot has none

    def __init__(self, subject):
        self.subject = subject

    def row(self, values=None, seconds=None):
        """Return a position's panels and no error, or none and the error's text; seconds limits how long it takes."""
        with self.subject.within(seconds) if seconds else contextlib.nullcontext():
            try:
                return [as_panel(drawing) for drawing in self.subject.run(values)], ""
            except Exception as error:
                return [], explain(error) + self.subject.texts() * isinstance(error, TypeError | AttributeError)


def as_panel(drawing):
    """Return a Drawing as texts: what it is about, its title, what is said of it, and an element for each mark."""
    return [drawing.about(), drawing.title, drawing.said or drawing.title, *drawing.parts()]


class DrawnTable(Table):
    """All positions of one slider; what does not change from one to the next is sent once."""

    def message(self):
        """Return the table as page/plot.js takes it: each row's panels as places in a list of texts."""
        first, last = min(self.rows), max(self.rows)
        rows = [self.rows.get(k, ([], "")) for k in range(first, last + 1)]
        places = {}
        shown = [[[places.setdefault(text, len(places)) for text in panel] for panel in row] for row, _ in rows]
        about = {"moving": self.moving, "at": self.at, "low": self.low, "step": self.step, "first": first}
        return [about | {"rows": shown, "texts": list(places), "errors": [error for _, error in rows]}]
