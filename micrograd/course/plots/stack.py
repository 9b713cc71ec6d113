"""The stack of a function that walks through a graph, beside that graph: one step for each turn of its own loop."""

import inspect
import sys

import anywidget
import traitlets
from ipywidgets import Layout, VBox

from micrograd.course.plots.parts.stack_picture import names_of, outline, still
from micrograd.course.plots.parts.stack_story import story
from micrograd.course.plots.parts.stack_watch import Item, watched
from micrograd.live import again
from micrograd.live.ask.scrubber import Stepper
from micrograd.live.bundle import joined_scripts, joined_styles
from micrograd.picture.graph import check_node, nodes
from micrograd.picture.names import names_in, short
from micrograd.picture.still import STORED

MOST_NODES = 40


def show_stack(function, /, *arguments):
    """Return a widget: the graph under a Value, and what function(*arguments) keeps on its stack, step by step.

    The Value is the first of the arguments, or the object whose method it is: `show_stack(met, L)`,
    `show_stack(L._operations)`. Shown is what the function does to its own list, or else which calls of it wait.
    """
    if not callable(function):
        raise TypeError("show_stack takes a function and what it is called with, as in show_stack(met, L)")
    root = arguments[0] if arguments else getattr(function, "__self__", None)
    if root is None:
        raise TypeError("show_stack needs a Value to begin with, as in show_stack(met, L) or show_stack(L._operations)")
    check_node(root)
    named = names_in(sys._getframe(1), type(root))
    order = nodes(root, named)
    if len(order) > MOST_NODES:
        raise ValueError(
            f"this graph has {len(order):,} nodes, and nobody can follow more than {MOST_NODES}: take less"
        )
    return StackSteps(function, arguments, order, names_of(order, named))


class StackSteps(VBox):
    """The scrubber above a Stack."""

    def __init__(self, function, arguments, order, names):
        self.stack = Stack(function, arguments, order, names)
        self.stepper = Stepper([self.stack])
        self.stepper.start()
        parts = [self.stepper, self.stack] if self.stack.story.turns else [self.stack]
        super().__init__(parts, layout=Layout(width="100%"))
        self.add_class("mg-explorer")
        again.made(self)

    def close_all(self):
        """Close this widget with its parts."""
        again.close_all([self, self.stepper], ())

    def __repr__(self):
        return repr(self.stack)

    def _repr_mimebundle_(self, **kwargs):
        """Return the widget, with a picture of its present state for viewers that run no code."""
        again.shown(self)
        data, metadata = self.stack.still()
        stored = STORED if data else {}
        return {**data, **(super()._repr_mimebundle_(**kwargs) or {}), "text/plain": repr(self)}, metadata | stored


class Stack(anywidget.AnyWidget):
    """A graph, and beside it the stack of a function that walks through it, at one step of its story."""

    _esm = joined_scripts("stack")
    _css = joined_styles()

    title = traitlets.Unicode().tag(sync=True)  # the name of the list; "" for the calls that wait
    queue = traitlets.Bool().tag(sync=True)  # whether what came first is taken first
    error = traitlets.Unicode().tag(sync=True)  # why there is no stack
    svg = traitlets.Unicode().tag(sync=True)
    names = traitlets.List().tag(sync=True)  # of the nodes
    trace = traitlets.Dict().tag(sync=True)  # made: the steps; start: what there was before
    step = traitlets.Int(0).tag(sync=True)
    steps = traitlets.Int().tag(sync=True)
    scrubber = traitlets.Dict().tag(sync=True)  # accessible names for the parts of the scrubber's controls, by model id

    def __init__(self, function, arguments, order, names):
        self.name = name_of(function)
        self.story = story_of(function, arguments, order, names)
        self._graph = outline(order, names)
        turns = [sendable(turn) for turn in self.story.turns]
        super().__init__(
            title=self.story.name,
            queue=self.story.queue,
            error=self.story.said,
            svg=self._graph.svg() if turns else "",
            names=names,
            trace={"start": turns[0], "made": turns[1:]} if turns else {},
        )

    def still(self):
        """Return the picture of the present step, for viewers that run no code, and how large to show it."""
        if not self.story.turns:
            return {}, {}
        try:
            turn = self.story.turns[max(self.step, 0)]
            png, size = still(self._graph, self.title or "waiting calls", turn, self.story.queue)
        except Exception:
            return {}, {}
        return {"image/png": png}, {"image/png": size}

    def __repr__(self):
        return f"<the stack of {self.name}, in {max(len(self.story.turns) - 1, 0)} steps>"


def name_of(function):
    """Return what a function is called."""
    return short(getattr(inspect.unwrap(function), "__name__", "the function"))


def story_of(function, arguments, order, names):
    """Return the Story of function(*arguments) on a graph whose nodes, in order, have these names."""
    labels = {id(node): Item(name, (i,)) for i, (node, name) in enumerate(zip(order, names))}
    return story(watched(function, arguments, labels), name_of(function))


def sendable(turn):
    """Return a Turn in the browser's form."""
    return {
        "taken": [item.text for item in turn.taken],
        "stack": [item.text for item in turn.stack],
        "fresh": turn.new,
        "nodes": list(turn.nodes),
        "waiting": sorted({i for item in turn.stack for i in item.nodes}),
        "rows": [[row.name, *_brackets(row), [item.text for item in row.items], row.new] for row in turn.rows],
        "places": places(turn.rows),
        "said": turn.said,
    }


def _brackets(row):
    return list("[]" if row.kind not in (set, dict) else "{}")


def places(rows):
    """Return each node's places, from 1, in the longest list beside the stack, by its index."""
    lists = [row for row in rows if row.kind not in (set, dict)]
    longest = max(lists, key=lambda row: len(row.items), default=None)
    found = {}
    for place, item in enumerate(longest.items if longest else (), 1):
        for i in item.nodes:
            found.setdefault(str(i), []).append(place)
    return found
