"""The live graph: ipywidgets sliders in, a moving picture out, every number computed by the learner's own class."""

from ipywidgets import Box, Layout, VBox, Widget
from traitlets import link

from micrograd.live import again
from micrograd.live.ask.compare import side_by_side
from micrograd.live.ask.scrubber import Stepper
from micrograd.live.controls import MADE, brief, controls_for
from micrograd.live.livegraph import PANELS, LiveGraph
from micrograd.live.subject import Subject
from micrograd.picture.still import STORED


def explore(f=None, /, *unnamed, **controls):
    """Return a widget: the live graph of f(...) with a control for each parameter.

    controls gives each parameter of f whatever ipywidgets.interact takes: `a=2.0`, `b=(-3.0, 3.0)`, a list, a widget.
    f gets a slider's number as a Value: of the class called `Value` where f was defined, else the engine's. Other
    controls pass their values as they are. Raises TypeError for a parameter without a control, or the other way round.
    """
    controls = controls_for(f, controls, unnamed)
    return Explorer(controls, [LiveGraph(Subject(f, controls))])


def compare(f=None, first=None, second=None, /, *unnamed, **controls):
    """Return a widget: the live graphs of f(...) for two classes side by side, their differences marked.

    Every `Value(...)` that f reaches makes a `first` in one graph and a `second` in the other. controls are those of
    explore; the sliders drive both graphs.
    """
    controls = controls_for(f, controls, unnamed)
    for kind in (first, second):
        if not isinstance(kind, type):
            what = "compare takes a function and two classes, as in compare(f, Value, Other, a=2.0)"
            raise TypeError(f"{what}, and {brief(kind)} is no class")
    left, right = Subject(f, controls, first), Subject(f, controls, second)
    names = {"title": left.class_name, "beside": right.class_name}
    swapped = {"title": right.class_name, "beside": left.class_name}
    graphs = [LiveGraph(left, right, **names), LiveGraph(right, left, **swapped)]
    return Explorer(controls, graphs)


class Explorer(VBox):
    """The controls of a function above its graph or graphs, which follow them."""

    def __init__(self, controls, graphs):
        self.graph = graphs[0]
        self.graphs = graphs
        self._stepper = None
        shown = [control for control in controls.values() if isinstance(control, Widget)]
        self._theirs = [control for control in shown if control not in MADE]
        row = Box(shown, layout=Layout(flex_flow="row wrap"))
        below = self.graph
        if len(graphs) > 1:
            below = Box(graphs, layout=Layout(width="100%")).add_class("mg-side-by-side")
        super().__init__([row, below], layout=Layout(width="100%"))
        self.add_class("mg-explorer")
        for other in graphs[1:]:
            link((self.graph, "panels"), (other, "panels"))
        self.graph.observe(self._opened, "panels")
        again.made(self)

    def close_all(self):
        """Close this widget with its graphs and sliders, but no control that the caller made."""
        for graph in self.graphs:
            graph.stop()
        again.close_all([self, self._stepper], self._theirs)

    def show(self, *panels):
        """Open panels under the picture: "step", "formula", "nudge", "legend", "larger"; return this widget."""
        for panel in panels:
            if panel not in PANELS:
                raise ValueError(f"there is no panel {panel!r}: there are {', '.join(PANELS)}")
        self.graph.panels = list(dict.fromkeys([*self.graph.panels, *panels]))
        return self

    def predict(self, *numbers):
        """Hide numbers such as "a.grad" until predicted, all gradients if none is named; return this widget.

        Of two graphs, each hides those that it has. Raises ValueError for a number that no graph has.
        """
        for number in numbers:
            reasons = [graph.lacks(number) for graph in self.graphs]
            if all(reasons):
                raise ValueError(reasons[0])
        for graph in self.graphs:
            its_own = [number for number in numbers if not graph.lacks(number)]
            if its_own or not numbers:
                graph.predict(its_own)
        return self

    def fold(self, *groups):
        """Draw groups such as "net.layers[0]" as one box, all if none is named; return this widget."""
        for graph in self.graphs:
            graph.fold(groups)
        return self

    def unfold(self, *groups):
        """Draw what is inside groups such as "net.layers[0]", inside all if none is named; return this widget."""
        for graph in self.graphs:
            graph.unfold(groups)
        return self

    def _opened(self, _):
        """Show the scrubber while the step panel is open: last here, above the picture by its style.

        A child in the middle would make the page draw the graph anew.
        """
        stepping = "step" in self.graph.panels
        if stepping and len(self.children) == 2:
            self._stepper = self._stepper or Stepper(self.graphs)
            self.children = [*self.children, self._stepper]
            self._stepper.start()
        elif not stepping and len(self.children) == 3:
            self._stepper.stop()
            self.children = self.children[:2]

    def __repr__(self):
        return repr(self.graph)

    def _repr_mimebundle_(self, **kwargs):
        """Return the widget, with a picture of its present state for viewers that run no code."""
        again.shown(self)
        data, metadata = self._still()
        stored = STORED if data else {}
        return {**data, **(super()._repr_mimebundle_(**kwargs) or {}), "text/plain": repr(self)}, metadata | stored

    def _still(self):
        """Return one picture of all graphs, with the error for a graph that has none; empty if no graph has one."""
        pictures = {graph.title: _picture_or_error(graph) for graph in self.graphs}
        if all(isinstance(picture, str) for picture in pictures.values()):
            return {}, {}  # the page says why, in the picture's place
        try:
            still = side_by_side(pictures) if len(pictures) > 1 else pictures[self.graph.title]
            bundle = still._repr_mimebundle_(exclude=["text/html"])  # the widget is better
        except Exception:
            return {}, {}
        return bundle if isinstance(bundle, tuple) else (bundle, {})


def _picture_or_error(graph):
    """Return a graph's picture at the present position, or the text of the error that prevents one."""
    try:
        return graph.still()
    except Exception as error:
        return str(error)
