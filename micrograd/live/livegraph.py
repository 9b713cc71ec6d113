"""The live graph itself: a widget whose numbers follow its controls.

The kernel lays a picture out once and, in its idle time, computes the numbers for a slider's whole range ahead. The
browser's half, in page/, shows a row of them the moment the slider moves, without asking the kernel. What has not
been computed ahead, the kernel computes on demand, and likewise whatever else a person asks of the graph.
"""

from array import array
from contextlib import suppress

import anywidget
import traitlets

from micrograd.live.ahead import Ahead
from micrograd.live.ask.nudge import nudged
from micrograd.live.ask.predict import Predictions, find
from micrograd.live.ask.quotients import nudge_table
from micrograd.live.ask.step import Story, arrivals, step_messages, story
from micrograd.live.ask.travel import travelled
from micrograd.live.bundle import PAGE, joined_styles
from micrograd.live.run import explain
from micrograd.live.scripts import scripts
from micrograd.live.shapes import Shapes

PANELS = "step", "formula", "nudge", "legend", "larger"
QUICK = 0.0002  # seconds; a faster function is followed at each move, not only when the slider rests
MOMENT = 2.0  # seconds that a function may take at any other position, unless it was slow from the start
REST = 0.15  # seconds without a move after which a slider counts as at rest


class LiveGraph(anywidget.AnyWidget):
    """The graph of a subject, whose numbers follow its controls; other is a subject to compare it with."""

    _esm = (PAGE / "load.js").read_text(encoding="utf-8")
    _css = joined_styles()

    scripts = traitlets.Unicode().tag(sync=True)  # the model id of what the page runs
    names = traitlets.List().tag(sync=True)  # of the parameters that have a control
    controls = traitlets.List().tag(sync=True)  # their widgets' model ids
    shapes = traitlets.List().tag(sync=True)  # for each shape so far, what its numbers stand for
    views = traitlets.List().tag(sync=True)  # each shape's layout with its present folding; None until wanted
    shown = traitlets.Dict().tag(sync=True)  # what the kernel last computed on demand, and for which position
    title = traitlets.Unicode().tag(sync=True)  # the class's name, where several are compared
    beside = traitlets.Unicode().tag(sync=True)  # the name of the class that this one is compared with
    panels = traitlets.List().tag(sync=True)  # the names of the open ones
    step = traitlets.Int(-1).tag(sync=True)  # the place in the trace; -1 shows the end
    steps = traitlets.Int().tag(sync=True)  # of the longest trace among the graphs side by side
    scrubber = traitlets.Dict().tag(sync=True)  # accessible names for the parts of the scrubber's controls, by model id
    trace = traitlets.Dict().tag(sync=True)  # what forward and backward did, and for which position
    refusal = traitlets.Unicode().tag(sync=True)  # why what a person wants to open stays folded
    hidden = traitlets.List().tag(sync=True)  # the numbers to be predicted, such as "a.grad"
    veils = traitlets.List().tag(sync=True)  # for each shape, where those numbers are and what is hidden with them
    answers = traitlets.Dict().tag(sync=True)  # the answers and what to say about them, by number
    nudged = traitlets.Dict().tag(sync=True)  # what the output did as one leaf moved
    journey = traitlets.Dict().tag(sync=True)  # how one nudge travels through the graph, and the gradient back
    judged = traitlets.Dict().tag(sync=True)  # where the class's numbers differ from the rules'

    def __init__(self, subject, other=None, **traits):
        self._subject = subject
        self._shapes = Shapes(subject, other, self._met)
        self._ahead = Ahead(self._shapes, lambda *message: self.send(*message), self._lay_out)
        self._drawn = False  # whether any browser has drawn this
        self._predictions = None  # what was asked, if anything
        self._followed = None  # the position that the open panels were last told of
        self._nudging = None  # the index of the leaf being nudged
        self._travelling = None  # the index of the leaf whose nudge travels, and its size
        self._judging = False  # whether the person is looking at what the rules say
        ids = [widget.model_id for widget in subject.widgets.values()]
        super().__init__(scripts=scripts("live").model_id, names=list(subject.widgets), controls=ids, **traits)
        self._compute()
        if printed := subject.printed.shown():
            print(printed)  # once, as the cell would that calls it
        subject.limit = max(MOMENT, 10 * subject.cost)
        for widget in subject.widgets.values():
            widget.observe(self._moved, "value")
        self.observe(self._follow, "panels")
        self.on_msg(self._heard)

    def stop(self):
        """Compute nothing any more, and let go of the controls: one that the caller made outlives this graph."""
        if self._ahead.task:
            self._ahead.task.cancel()
        for widget in self._subject.widgets.values():
            with suppress(ValueError):  # it has been stopped before
                widget.unobserve(self._moved, "value")

    def __repr__(self):
        values = [f"{name}={value!r}" for name, value in self._subject.values().items()]
        return f"explore({', '.join([self._subject.name, *values])})"

    def still(self):
        """Return the Picture of the present position; raise RuntimeError if the function fails there."""
        shape, _, error = self._now()
        if error:
            raise RuntimeError(error)
        hidden = self._concealed(shape)
        return self._shapes.still(shape, hidden)

    # What the kernel computes on demand.

    def _now(self):
        """Return the shape, numbers and error of the present position."""
        if self.shown["at"] != self._subject.position():
            self._compute()
        return tuple(self.shown[key] for key in ("shape", "numbers", "error"))

    def _compute(self):
        """Compute the numbers of the present position and show them."""
        at = self._subject.position()
        shape, numbers, error = self._shapes.row()
        if shape >= 0:
            self._lay_out(shape)
        self.shown = {"at": at, "shape": shape, "numbers": numbers, "error": error}

    def _moved(self, _):
        if not self._ahead.holds(self._subject.position()):
            self._compute()
        if self._subject.cost < QUICK:
            self._follow()
        if self._drawn:
            self._ahead.plan(REST, self._rest)

    def _rest(self):
        if self.shown["at"] != (at := self._subject.position()):
            self._compute()  # so that a page which opens this widget later finds it up to date
            self._ahead.forget_unlike(at, self._now())
        if self._followed != at:
            self._follow()

    def _met(self):
        self._veil()  # before the page could show what should be hidden
        self.shapes = [*self.shapes, self._shapes.met[-1].about()]
        self.views = [*self.views, None]

    def _lay_out(self, shape):
        """Put a shape's layout on the page, unless it is there already."""
        if self.views[shape] is None:
            self.views = [*self.views[:shape], self._shapes.view(shape), *self.views[shape + 1 :]]

    # What a person asks of the graph.

    def _heard(self, _, content, buffers):
        if "ask" in content:  # anywidget sends messages of its own
            getattr(self, f"_asked_{content['ask']}")(content)

    def _asked_drawn(self, _):
        # The browser has drawn the first picture. Any earlier, it would have had to wait for the tables.
        self._ahead.tables = {}
        self._drawn = True
        self._ahead.plan(0, self._rest)

    def _asked_view(self, content):
        self._lay_out(content["shape"])

    def _asked_open(self, content):
        self.refusal = self._shapes.refusal(content["shape"], content["open"])
        if not self.refusal:
            self._open(content["open"])

    def _asked_nudge(self, content):
        self._nudging = content["node"]
        self._nudge()

    def _asked_travel(self, content):
        self._travelling = (content["node"], content["h"]) if content["on"] else None
        if self._travelling:
            self._travel()

    def _asked_judge(self, content):
        self._judging = content["on"]
        if self._judging:
            self._judge()

    def _asked_answer(self, content):
        # A slider's last move may arrive after an answer that was given there.
        shape, numbers, error = self._shapes.row(self._subject.values_at(content["at"]))
        if self._predictions and not error:
            about = self.shapes[shape], array("d", numbers), content["at"]
            self._predictions.answer(content["question"], content["typed"], *about)
            self._answered()

    def _asked_show(self, content):
        if self._predictions:
            self._predictions.show(content["question"])
            self._answered()

    def _asked_again(self, content):
        if self._predictions:
            self._predictions.again(content["question"])
            self._answered()

    def _answered(self):
        """Send the page the answers, and the panels again, with what those hide or show."""
        self._follow()
        self.answers = self._predictions.replies()

    def _veil(self):
        shapes = [met.formulas.shape for met in self._shapes.met]
        self.veils = [self._predictions.veils(shape) if self._predictions else {} for shape in shapes]

    def _concealed(self, shape):
        """Return the numbers of a shape that are hidden."""
        return self._predictions.concealed(self._shapes.met[shape].formulas.shape) if self._predictions else set()

    def fold(self, names):
        """Draw the groups of these names as one box each, all if none is named."""
        self._groups(names)
        self._open(self._shapes.opened(self._now()[0]) - set(names) if names else ())

    def unfold(self, names):
        """Draw what is inside the groups of these names, inside all if none is named."""
        groups = self._groups(names)
        inside = [set(groups[name].nodes) for name in names]
        around = {group.name for group in groups.values() if any(members <= set(group.nodes) for members in inside)}
        if groups:
            wanted = self._shapes.opened(self._now()[0]) | around if names else groups
            if refusal := self._shapes.refusal(self._now()[0], wanted):
                raise ValueError(refusal)
            self._open(wanted)

    def _groups(self, names):
        """Return the present shape's groups by name; raise ValueError if one of these names is not among them."""
        shape, _, error = self._now()
        if error and names:
            raise ValueError(f"there is no graph that has a group {names[0]!r}: {error}")
        groups = {} if error else {group.name: group for group in self._shapes.met[shape].groups}
        for name in names:
            if name not in groups:
                raise ValueError(f"this graph has no group {name!r}: it has {', '.join(groups) or 'none'}")
        return groups

    def _open(self, names):
        self._shapes.unfolded = set(names)
        now = self._now()[0]
        self.views = [self._shapes.view(shape) if shape == now else None for shape in range(len(self.views))]

    def lacks(self, number):
        """Return why the graph has no number of this name, "" if it has one."""
        shape, _, error = self._now()
        if error:
            return f"there is no graph to hide a number in: {error}"
        try:
            find(number, self.shapes[shape])
        except ValueError as why:
            return str(why)
        return ""

    def predict(self, numbers):
        """Hide the numbers of these names, all gradients if none is named, until they are predicted."""
        shape, row, error = self._now()
        if error:
            raise ValueError(f"there is no graph to hide a number in: {error}")
        self._predictions = Predictions(numbers, self._subject.name, self.shapes[shape], array("d", row))
        self._veil()
        self.hidden = self._predictions.questions
        self._answered()

    def _follow(self, _=None):
        """Update what the open panels show to the present position."""
        self._followed = self._subject.position()
        if "step" in self.panels:
            self._trace()
        if "nudge" in self.panels and self._nudging is not None:
            self._nudge()
        if "nudge" in self.panels and self._travelling:
            self._travel()
        if self._judging:
            self._judge()

    def _trace(self):
        """Send the trace of the present position to the page."""
        subject, messages, arrived = self._subject, [], []
        shape, numbers, error = self._shapes.row()
        try:
            with subject.computing():
                run = story(subject.function, subject.arguments(), subject.class_of_values())
            if not error:
                formulas = self._shapes.met[shape].formulas
                about = formulas, array("d", numbers), run, self._concealed(shape)
                messages, arrived = step_messages(*about), arrivals(*about)
        except Exception as error_in_f:  # shown in the picture's place too
            run = Story([], [], explain(error_in_f))
        events = array("d", [x for event in run.events for x in event]).tobytes()
        there = {"made": run.made, "events": events, "error": run.error}
        self.trace = {"at": subject.position(), **there, "messages": messages, "arrivals": arrived}

    def _nudge(self):
        """Send the page what the output does at the present position as the leaf is nudged."""
        found = nudged(self._subject, self._nudging)
        outs, table = found.pop("outs"), {}
        shape, numbers, error = self._shapes.row()
        found["error"] = found["error"] or error
        if not found["error"]:
            about = self._shapes.met[shape].formulas.shape
            table = nudge_table(about, array("d", numbers), found["node"], outs, self._concealed(shape))
        self.nudged = found | {"table": table}

    def _travel(self):
        """Send the page how the nudge that a person has sent travels through the graph at the present position."""
        leaf, h = self._travelling
        shape, numbers, error = self._shapes.row()
        found = {"error": error, "stages": []}
        if not error:
            about = self._shapes.met[shape].formulas.shape, array("d", numbers)
            found = travelled(self._subject, *about, leaf, h, self._concealed(shape))
        self.journey = {"at": self._subject.position(), "node": leaf, "h": h, **found}

    def _judge(self):
        """Send the page where the class's numbers differ from the rules' at the present position."""
        shape, numbers, error = self._shapes.row()
        remarks = {} if error else self._shapes.met[shape].formulas.remarks(array("d", numbers))
        self.judged = {"at": self._subject.position(), "shape": shape, "remarks": remarks}
