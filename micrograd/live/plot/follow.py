"""A live plot under its controls, and what of it stays in the saved notebook."""

from contextlib import suppress

import anywidget
import traitlets
from ipywidgets import Box, IntSlider, Layout, VBox, Widget

from micrograd.live import again
from micrograd.live.ahead import Ahead
from micrograd.live.bundle import PAGE, joined_styles
from micrograd.live.controls import MADE, controls_for
from micrograd.live.plot.png import as_png, size_of
from micrograd.live.plot.rows import SAID, Drawn, DrawnTable, Rows
from micrograd.live.scripts import scripts
from micrograd.picture.still import STORED

REST = 0.15  # seconds without a move after which a slider counts as at rest
MOMENT = 2.0  # seconds that a position may take to draw, unless the first was slow
PACE = 120  # milliseconds per step while it plays


def follow(draw, /, *, play=None, pace=PACE, **controls):
    """Return a widget: what draw(...) draws, with a control for each parameter, and redrawn whenever one moves.

    draw takes plain numbers and returns a Drawing, or a list of them, which stand side by side. controls are those of
    ipywidgets.interact. play names a slider over whole numbers, which gets a button to run through it, a step every
    pace milliseconds. Raises TypeError if there is no such slider.
    """
    controls = controls_for(draw, controls)
    if play and not isinstance(controls.get(play), IntSlider):
        raise TypeError(f"what plays is a slider over whole numbers, as in play='step', step=(0, 100), and not {play}")
    return Follower(controls, LivePlot(Drawn(draw, controls), play=play or "", pace=pace))


class LivePlot(anywidget.AnyWidget):
    """Drawings of a subject, which follow its controls."""

    _esm = (PAGE / "load.js").read_text(encoding="utf-8")
    _css = joined_styles()

    scripts = traitlets.Unicode().tag(sync=True)  # the model id of what the page runs
    names = traitlets.List().tag(sync=True)  # of the parameters that have a control
    controls = traitlets.List().tag(sync=True)  # their widgets' model ids
    named = traitlets.Dict().tag(sync=True)  # accessible names for the parts of each control, by model id
    play = traitlets.Unicode().tag(sync=True)  # the name of the slider that a button runs through, if one does
    pace = traitlets.Int().tag(sync=True)  # milliseconds from one of its steps to the next
    shown = traitlets.Dict().tag(sync=True)  # what the kernel last drew on demand, and for which position

    def __init__(self, subject, **traits):
        self.subject = subject
        self.rows = Rows(subject)
        self._ahead = Ahead(self.rows, lambda *message: self.send(*message), None, DrawnTable)
        self._drawn = False  # whether any browser has drawn this
        ids = {name: widget.model_id for name, widget in subject.widgets.items()}
        named = {model_id: [name, f"{name}, typed"] for name, model_id in ids.items()}
        its_own = {"names": list(ids), "controls": list(ids.values()), "named": named}
        super().__init__(scripts=scripts("plot").model_id, **its_own, **traits)
        self._compute()
        if printed := subject.printed.shown():
            print(printed)  # once, as the cell would that calls it
        subject.limit = max(MOMENT, 10 * subject.cost)
        for widget in subject.widgets.values():
            widget.observe(self._moved, "value")
        self.on_msg(self._heard)

    def stop(self):
        """Compute nothing any more, and let go of the controls: one that the caller made outlives this plot."""
        if self._ahead.task:
            self._ahead.task.cancel()
        for widget in self.subject.widgets.values():
            with suppress(ValueError):  # it has been stopped before
                widget.unobserve(self._moved, "value")

    def drawings(self):
        """Return the Drawings of the present position."""
        return self.subject.run()

    def redraw(self):
        """Draw anew, because what the function draws from has changed."""
        self._ahead.tables = {}
        self.send("forget")
        self._compute()
        if self._drawn:
            self._ahead.plan(REST, self._rest)

    def _compute(self):
        panels, error = self.rows.row()
        self.shown = {"at": self.subject.position(), "panels": panels, "error": error}

    def _moved(self, _):
        if not self._ahead.holds(self.subject.position()):
            self._compute()
        if self._drawn:
            self._ahead.plan(REST, self._rest)

    def _rest(self):
        if self.shown["at"] != self.subject.position():
            self._compute()  # so that a page which opens this widget later finds it up to date

    def _heard(self, _, content, buffers):
        if content.get("ask") == "drawn":  # any earlier, the first picture would have had to wait for the tables
            self._ahead.tables = {}
            self._drawn = True
            self._ahead.plan(0, self._rest)


class Follower(VBox):
    """Controls above a live plot."""

    def __init__(self, controls, plot):
        self.plot = plot
        self.controls = controls
        shown = [control for control in controls.values() if isinstance(control, Widget)]
        self._theirs = [control for control in shown if control not in MADE]
        row = Box(shown, layout=Layout(flex_flow="row wrap"))
        super().__init__([row, plot], layout=Layout(width="100%"))
        again.made(self)

    def close_all(self):
        """Close this widget with its plot and sliders, but no control that the caller made."""
        self.plot.stop()
        again.close_all([self], self._theirs)

    def _repr_mimebundle_(self, **kwargs):
        """Return the widget, with a picture of its present state for viewers that run no code."""
        again.shown(self)
        said = self._said()
        data, metadata = self._still()
        return {**data, **(super()._repr_mimebundle_(**kwargs) or {}), "text/plain": said}, metadata

    def _said(self):
        said = " ".join(panel[SAID] for panel in self.plot.shown["panels"] if panel[SAID])
        return f"plot: {said or self.plot.shown['error']}"

    def _still(self):
        try:
            drawings = self.plot.drawings()
            png = as_png(drawings)
        except Exception:  # the page says why, in the picture's place
            return {}, {}
        wide, high = size_of(drawings)
        return {"image/png": png}, {"image/png": {"width": round(wide), "height": round(high)}} | STORED
