"""The live graph: ipywidgets sliders in, a moving picture out, every number computed by the learner's own class.

The kernel lays a picture out once and, while nobody waits for it, computes the numbers of a whole slider's range ahead:
a `Table`. The browser's half, explore.js, shows a row of it the moment the slider moves, without asking the kernel.
What no table holds, the kernel computes on demand.
"""

import asyncio
import inspect
import math
import time
import traceback
from array import array
from itertools import count
from pathlib import Path

import anywidget
import traitlets
from ipywidgets import Box, FloatLogSlider, FloatSlider, IntSlider, Layout, VBox, Widget, fixed, interactive

from micrograd.draw import number, picture
from micrograd.run import names_of_run, run

STRETCH = 0.03  # seconds that the kernel computes ahead before it looks whether somebody waits for it
SLOW = 0.1  # a function that takes more seconds than that is never computed ahead
PATIENCE = 1.0  # seconds spent on one table; what is not computed by then is left to the kernel on demand
REST = 0.15  # seconds without a move after which a slider counts as at rest
POSITIONS = 1001  # a slider with more positions has only those near its present one computed ahead
SLIDERS = (FloatSlider, IntSlider, FloatLogSlider)
SHAPES = 20  # a function that makes more shapes than that is not computed ahead further


def explore(f, /, **controls):
    """Return sliders over the living graph of f(...), as a widget.

    controls says for each parameter of f what ipywidgets.interact takes: `a=2.0`, `b=(-3.0, 3.0)`, a list, a widget.
    A slider's number arrives in f as a Value: of the class called `Value` where f was written, else of the engine's.
    Other controls arrive as they are. Raises TypeError for a parameter that has no control or a control without one.
    """
    return Explorer(f, _controls(f, controls))


class Explorer(VBox):
    """The controls of a function above its graph, which follows them."""

    def __init__(self, function, controls):
        self.graph = LiveGraph(function, controls)
        shown = [control for control in controls.values() if isinstance(control, Widget)]
        row = Box(shown, layout=Layout(flex_flow="row wrap"))
        super().__init__([row, self.graph], layout=Layout(width="100%"))

    def __repr__(self):
        return repr(self.graph)

    def _repr_mimebundle_(self, **kwargs):
        """Return the widget, and a picture of it as it stands for viewers that run nothing."""
        data, metadata = self.graph.still()
        return {**data, **(super()._repr_mimebundle_(**kwargs) or {}), "text/plain": repr(self)}, metadata


class LiveGraph(anywidget.AnyWidget):
    """The graph of a function whose numbers follow its controls."""

    _esm = Path(__file__).parent / "explore.js"
    _css = Path(__file__).parent / "explore.css"

    names = traitlets.List().tag(sync=True)  # of the parameters that have a control
    controls = traitlets.List().tag(sync=True)  # their widgets' model ids
    shapes = traitlets.List().tag(sync=True)  # each shape that was met: its layout, and what its numbers stand for
    shown = traitlets.Dict().tag(sync=True)  # what the kernel last computed on demand, and for which position

    def __init__(self, function, controls):
        self._function = function
        self._class = _value_class(function)
        self._constants = {name: c.value for name, c in controls.items() if isinstance(c, fixed)}
        self._widgets = {name: c for name, c in controls.items() if isinstance(c, Widget)}
        self._known = {}  # the index in shapes, by Shape
        self._tables = {}  # by name of the control that moves in it
        self._ahead = None  # the task that computes ahead
        self._drawn = False  # whether any browser has drawn this
        self._cost = math.inf  # seconds that the last run took
        super().__init__(names=list(self._widgets), controls=[w.model_id for w in self._widgets.values()])
        self._compute()
        for widget in self._widgets.values():
            widget.observe(self._moved, "value")
        self.on_msg(self._heard)

    def __repr__(self):
        values = [f"{name}={widget.value!r}" for name, widget in self._widgets.items()]
        return f"explore({', '.join([getattr(self._function, '__name__', 'f'), *values])})"

    def still(self):
        """Return the picture as it stands, as a mime bundle; nothing but a text where the function fails."""
        try:
            it, names = names_of_run(self._function, self._arguments(self._values()))
        except Exception as error:
            return {"text/plain": _explain(error)}, {}
        bundle = picture(it.order, names)._repr_mimebundle_()
        return bundle if isinstance(bundle, tuple) else (bundle, {})

    # Where the controls are.

    def _values(self):
        return {name: widget.value for name, widget in self._widgets.items()}

    def _position(self):
        """Return where every control is, in the terms that its model has in the browser too."""
        return [widget.value if "value" in widget.keys else widget.index for widget in self._widgets.values()]

    def _arguments(self, values):
        """Return what the function is called with: numbers from sliders as Values, the rest as it is."""
        made = {
            # A slider from -3 in steps of 0.1 arrives at 4e-16 where a person put it to 0.
            name: self._class(round(value, 12)) if isinstance(self._widgets[name], SLIDERS) else value
            for name, value in values.items()
        }
        return made | self._constants

    # What the kernel computes when it is asked.

    def _moved(self, _):
        if not any(table.holds(self._position()) for table in self._tables.values()):
            self._compute()
        if self._drawn:
            self._plan(REST)

    def _compute(self):
        """Compute the numbers of the present position and show them."""
        at = self._position()
        shape, numbers, error = self._row(self._values())
        self.shown = {"at": at, "shape": shape, "numbers": numbers, "error": error}

    def _row(self, values):
        """Return the shape's index, the numbers as bytes, and no error; or no shape, no numbers, and the error's text."""
        try:
            start = time.perf_counter()
            it = run(self._function, self._arguments(values))
            self._cost = time.perf_counter() - start
            if it.shape not in self._known:
                self._lay_out(values)
            return self._known[it.shape], it.numbers.tobytes(), ""
        except Exception as error:
            return -1, b"", _explain(error)

    def _lay_out(self, values):
        """Give a new shape its layout and its index."""
        it, names = names_of_run(self._function, self._arguments(values))
        self._known[it.shape] = len(self.shapes)
        said = [names.get(id(node), "") or node._op or "constant" for node in it.order]
        self.shapes = [
            *self.shapes,
            {"svg": picture(it.order, names).svg(), "names": said, "nodes": it.shape.nodes, "edges": it.shape.edges},
        ]

    # What the kernel computes ahead.

    def _heard(self, _, content, buffers):
        # The browser has drawn the first picture. Not earlier: it would have had to wait for the tables.
        if content == "drawn":
            self._tables = {}
            self._drawn = True
            self._plan(0)

    def _plan(self, delay):
        """Begin to compute ahead after a delay, in place of any earlier plan."""
        if self._ahead:
            self._ahead.cancel()
        try:
            self._ahead = asyncio.get_running_loop().create_task(self._compute_ahead(delay))
        except RuntimeError:  # plain Python without an event loop: every number is computed on demand
            self._ahead = None

    async def _compute_ahead(self, delay):
        await asyncio.sleep(delay)
        at = self._position()
        if self.shown["at"] != at:
            self._compute()  # so that a page which opens this widget anew finds it as it stands
        if self._cost > SLOW:
            return
        for i, (name, widget) in enumerate(self._widgets.items()):
            if not isinstance(widget, (FloatSlider, IntSlider)) or not widget.step:
                continue  # its positions are not low + k * step
            if name not in self._tables or not self._tables[name].fits(at):
                self._tables[name] = table = await self._table(i, name, widget, at)
                self.send(*table.message())

    async def _table(self, i, name, slider, at):
        """Return the Table of a slider's range, computed in short stretches from where it stands outwards."""
        table = Table(i, at, slider.min, slider.step)
        begin = stretch = time.perf_counter()
        for k in table.outwards(slider.value, slider.max):
            value = type(slider.value)(slider.min + k * slider.step)
            table.rows[k] = self._row(self._values() | {name: value})
            now = time.perf_counter()
            if now - begin > PATIENCE or len(self.shapes) > SHAPES:
                break
            if now - stretch > STRETCH:
                await asyncio.sleep(0.001)
                stretch = time.perf_counter()
        return table


class Table:
    """The rows of numbers that belong to one slider's positions while the other controls stay where they are."""

    def __init__(self, moving, at, low, step):
        self.moving = moving  # the index of the slider that moves
        self.at = at
        self.low = low
        self.step = step
        self.rows = {}  # by the number of steps from the slider's lower end

    def fits(self, at):
        """Return whether the other controls are where they were when this was computed."""
        return all(here == there for i, (here, there) in enumerate(zip(at, self.at)) if i != self.moving)

    def holds(self, at):
        """Return whether there is a row for this position of all controls."""
        steps = (at[self.moving] - self.low) / self.step if self.fits(at) else math.nan
        return self.fits(at) and abs(steps - round(steps)) < 1e-6 and round(steps) in self.rows

    def outwards(self, value, high):
        """Return the numbers of the slider's steps, those next to value first, at most POSITIONS of them."""
        last = math.floor((high - self.low) / self.step + 1e-6)
        middle = min(max(round((value - self.low) / self.step), 0), last)
        nearest = (k for d in count() for k in dict.fromkeys((middle - d, middle + d)) if 0 <= k <= last)
        return [k for _, k in zip(range(min(last + 1, POSITIONS)), nearest)]

    def message(self):
        """Return the table as explore.js takes it: a description, and all rows' numbers in one buffer."""
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


def _controls(f, given):
    """Return a widget, or fixed, for each parameter of f in order."""
    controls = {}
    for name, parameter in inspect.signature(f).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            raise TypeError(f"explore calls a function by its parameters' names, and {parameter} cannot be named so")
        abbreviation = given.pop(name, parameter.default)
        if abbreviation is parameter.empty:
            raise TypeError(f"the parameter {name} has no control: write {name}=2.0 or {name}=(-3.0, 3.0)")
        control = interactive.widget_from_abbrev(abbreviation, parameter.default)
        if control is None:
            raise TypeError(f"{name}={abbreviation!r} is no control: write {name}=2.0 or {name}=(-3.0, 3.0)")
        if control is not abbreviation and isinstance(control, Widget):
            control.style.description_width = "initial"
            control.layout.margin = "2px 24px 2px 2px"
        if isinstance(control, Widget) and not control.description:
            control.description = name
        controls[name] = control
    if given:
        raise TypeError(f"the function has no parameter {', '.join(given)}: it has {', '.join(controls) or 'none'}")
    return controls


def _value_class(function):
    """Return the class called Value where the function was written, the learner's; else the engine's."""
    theirs = getattr(inspect.unwrap(function), "__globals__", {}).get("Value")
    if isinstance(theirs, type):
        return theirs
    from micrograd.engine import Value

    return Value


def _explain(error):
    """Return what went wrong in one line: the error, and in which function it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {frames[-1].name}: {error}"
