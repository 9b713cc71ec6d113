"""The live graph: ipywidgets sliders in, a moving picture out, every number computed by the learner's own class.

The kernel lays a picture out once and, while nobody waits for it, computes the numbers of a whole slider's range ahead:
a `Table`. The browser's half, explore.js, shows a row of it the moment the slider moves, without asking the kernel.
What no table holds, the kernel computes on demand.
"""

import asyncio
import math
import time
from pathlib import Path

import anywidget
import traitlets
from ipywidgets import Box, FloatSlider, IntSlider, Layout, VBox, Widget, fixed

from micrograd.controls import arguments, controls_for
from micrograd.draw import picture
from micrograd.run import explain, names_of_run, run, sendable
from micrograd.table import Table

STRETCH = 0.03  # seconds that the kernel computes ahead before it looks whether somebody waits for it
SLOW = 0.1  # a function that takes more seconds than that is never computed ahead
PATIENCE = 1.0  # seconds spent on one table; what is not computed by then is left to the kernel on demand
REST = 0.15  # seconds without a move after which a slider counts as at rest
SHAPES = 20  # a function that makes more shapes than that is not computed ahead further


def explore(f, /, **controls):
    """Return sliders over the living graph of f(...), as a widget.

    controls says for each parameter of f what ipywidgets.interact takes: `a=2.0`, `b=(-3.0, 3.0)`, a list, a widget.
    A slider's number arrives in f as a Value: of the class called `Value` where f was written, else of the engine's.
    Other controls arrive as they are. Raises TypeError for a parameter that has no control or a control without one.
    """
    return Explorer(f, controls_for(f, controls))


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
            return {"text/plain": explain(error)}, {}
        bundle = picture(it.order, names)._repr_mimebundle_()
        return bundle if isinstance(bundle, tuple) else (bundle, {})

    # Where the controls are.

    def _values(self):
        return {name: widget.value for name, widget in self._widgets.items()}

    def _position(self):
        """Return where every control is, in the terms that its model has in the browser too."""
        return [widget.value if "value" in widget.keys else widget.index for widget in self._widgets.values()]

    def _arguments(self, values):
        return arguments(self._function, self._widgets, values) | self._constants

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
        """Return the shape's index, the numbers as bytes and no error; or -1, no numbers and the error's text."""
        try:
            it = self._run(values)
            if it.shape not in self._known:
                it = self._lay_out(values)  # not the run above: a function that throws dice may take another branch
            return self._known[it.shape], it.numbers.tobytes(), ""
        except Exception as error:
            return -1, b"", explain(error)

    def _run(self, values):
        start = time.perf_counter()
        try:
            return run(self._function, self._arguments(values))
        finally:
            self._cost = time.perf_counter() - start

    def _lay_out(self, values):
        """Return a run for its names too, and give its shape, if new, a layout and an index."""
        it, names = names_of_run(self._function, self._arguments(values))
        if it.shape in self._known:
            return it
        said = [sendable(names.get(id(node), "") or node._op or "constant") for node in it.order]
        kinds = [(sendable(op), known) for op, known in it.shape.nodes]
        self.shapes = [
            *self.shapes,
            {"svg": picture(it.order, names).svg(), "names": said, "nodes": kinds, "edges": it.shape.edges},
        ]
        self._known[it.shape] = len(self.shapes) - 1  # last: a picture that can't be drawn leaves no trace
        return it

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
            self._forget_what_changed(at)
        if self._cost > SLOW:
            return
        for i, (name, widget) in enumerate(self._widgets.items()):
            if not isinstance(widget, (FloatSlider, IntSlider)) or not widget.step:
                continue  # its positions are not low + k * step
            if name not in self._tables or not self._tables[name].serves(at):
                self._tables[name] = table = await self._table(i, name, widget, at)
                self.send(*table.message())

    def _forget_what_changed(self, at):
        """Drop all tables if one has another row for this position: the net in the function has learned more."""
        now = tuple(self.shown[key] for key in ("shape", "numbers", "error"))
        if any(table.holds(at) and table.row(at) != now for table in self._tables.values()):
            self._tables = {}
            self.send("forget")

    async def _table(self, i, name, slider, at):
        """Return the Table of a slider's range, computed in short stretches from where it stands outwards."""
        table = Table(i, at, slider.min, slider.step)
        begin = stretch = time.perf_counter()
        for k in table.outwards(slider.value, slider.max):
            value = type(slider.value)(slider.min + k * slider.step)
            table.rows[k] = self._row(self._values() | {name: value})
            now = time.perf_counter()
            if now - begin > PATIENCE or len(self.shapes) > SHAPES:
                table.complete = False
                break
            if now - stretch > STRETCH:
                await asyncio.sleep(0.001)
                stretch = time.perf_counter()
        return table
