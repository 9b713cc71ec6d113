"""The subject of a live graph: a function, the controls that supply its arguments, and the class of its values."""

import math
import time
from contextlib import contextmanager, nullcontext

from ipywidgets import Widget, fixed

from micrograd.learner.leaving import staying
from micrograd.learner.limit import Overtime, limited
from micrograd.live.calls import written
from micrograd.live.controls import arguments, brief, value_class
from micrograd.live.run import Printed, Stopped, names_of_run, run
from micrograd.live.standin import standing_in
from micrograd.picture.names import short


class Subject:
    """A function with its controls; kind, if given, is the class that stands in for the function's own Value."""

    def __init__(self, function, controls, kind=None):
        self.function = function
        self.constants = {name: c.value for name, c in controls.items() if isinstance(c, fixed)}
        self.widgets = {name: c for name, c in controls.items() if isinstance(c, Widget)}
        self.kind = kind
        self.printed = Printed()  # by the last run
        self.cost = math.inf  # seconds that the last run took
        self.limit = None  # seconds that a run may take; none while its cell runs, which can be interrupted

    @property
    def name(self):
        return short(getattr(self.function, "__name__", "f"))

    @property
    def class_name(self):
        """Return the learner's name for the class: Before and Value may both have been defined as Value."""
        kind = self.class_of_values()
        names = [name for name, obj in getattr(written(self.function), "__globals__", {}).items() if obj is kind]
        return kind.__name__ if kind.__name__ in names or not names else names[0]

    def values(self):
        """Return the controls' present values, by name."""
        return {name: widget.value for name, widget in self.widgets.items()}

    def position(self):
        """Return each control's present position, as its model in the browser has it too."""
        return [widget.value if "value" in widget.keys else widget.index for widget in self.widgets.values()]

    def values_at(self, position):
        """Return the controls' values, by name, at a position."""
        return {name: value_at(widget, there) for (name, widget), there in zip(self.widgets.items(), position)}

    def arguments(self, values=None):
        """Return the function's arguments for these values of the controls, by default the present ones."""
        values = self.values() if values is None else values
        return arguments(self.widgets, values, self.class_of_values()) | self.constants

    def texts(self):
        """Return which arguments are texts, as a sentence: the function may take them for numbers."""
        return "".join(
            f". Here {name} is the text {brief(x)}" for name, x in self.values().items() if isinstance(x, str)
        )

    def run(self, values=None):
        """Return the Run for these values of the controls, by default the present ones."""
        self.printed = Printed()
        start = time.perf_counter()
        try:
            with self.computing():
                return run(self.function, self.arguments(values), self.printed)
        finally:
            self.cost = time.perf_counter() - start

    def named_run(self, values=None):
        """Return a Run, the names in it by id, and the Calls that made it."""
        with self.computing():
            return names_of_run(self.function, self.arguments(values), self.class_of_values())

    @contextmanager
    def computing(self):
        """Return a context in which the function computes with its class, and neither for ever nor ends the kernel.

        Raises Stopped where it would.
        """
        try:
            class_of_values = standing_in(self.kind, self.function) if self.kind else nullcontext()
            with class_of_values, staying(), limited(self.limit) if self.limit else nullcontext():
                yield
        except Overtime:
            raise Stopped(f"{self.name} takes longer than {self.limit:g} s here, and was stopped") from None
        except KeyboardInterrupt as error:
            if self.limit is None:  # the cell is still running, and whoever stops it means the cell
                raise
            raise Stopped(f"{self.name} was interrupted here") from error
        except Exception:
            raise
        except BaseException as error:
            raise Stopped(f"{self.name} was left by {short(type(error).__name__)} here") from error

    @contextmanager
    def within(self, seconds):
        """Return a context in which no run takes longer than that."""
        before, self.limit = self.limit, seconds
        try:
            yield
        finally:
            self.limit = before

    def class_of_values(self):
        """Return the class that the function computes with."""
        return self.kind or value_class(self.function)  # looked up each time: a later cell may have redefined the class


def value_at(widget, there):
    """Return a control's value at a position, which for a choice among options is an index, or several."""
    if "value" in widget.keys or there is None:
        return there
    # As ipywidgets has parsed them: options may also be given as pairs or as a dictionary.
    values = widget._options_values
    return tuple(values[i] for i in there) if isinstance(there, (list, tuple)) else values[there]
