"""The live graph's kernel half: controls, names, numbers on demand and ahead, errors, what a notebook keeps."""

import asyncio
import base64
import functools
import gc
import json
import random
import shutil
import subprocess
import textwrap
import time
import xml.etree.ElementTree as ElementTree
from array import array
from pathlib import Path

import ipywidgets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets import FloatSlider, fixed, interactive

import micrograd
from micrograd import engine
from micrograd.engine import Value as Engine
from micrograd.explore import compare, explore
from micrograd.live import ahead as ahead_module
from micrograd.live import shapes as shapes_module
from micrograd.live import table as table_module
from micrograd.live.run import LATER
from micrograd.picture.labels import NONE_YET

PACKAGE = Path(micrograd.__file__).parent


@pytest.fixture(autouse=True)
def the_wheel(monkeypatch):
    """The same layout program for every test, whatever else the machine has."""
    monkeypatch.setenv("GRAPHVIZ_DOT", "graphviz-pure")


def lesson(source):
    """Return what a notebook holds after a cell with this source, as an object."""
    namespace = {"__name__": "lesson"}
    exec(compile(textwrap.dedent(source), "lesson", "exec"), namespace)
    return type("Lesson", (), {name: staticmethod(x) if callable(x) else x for name, x in namespace.items()})


def product(a, b):
    c = a * b
    return c + a


def controls(widget):
    """Return the controls of an explore, by name."""
    row, graph = widget.children
    return dict(zip(graph.names, row.children))


def data_and_grad(graph, shape, numbers):
    """Return what a row of numbers says: (data, grad) by name, of the nodes whose names are unlike the others'."""
    shape = graph.shapes[shape]
    n = len(shape["nodes"])
    assert len(numbers) == 2 * n + len(shape["edges"])
    names = shape["names"]
    return {name: (numbers[i], numbers[n + i]) for i, name in enumerate(names) if names.count(name) == 1}


def now(widget):
    """Return (data, grad) by name as the kernel last computed them on demand."""
    shown = widget.graph.shown
    assert shown["error"] == ""
    return data_and_grad(widget.graph, shown["shape"], array("d", shown["numbers"]))


class Sent:
    """A table as it goes to the browser: (shape, numbers as bytes, error) by the number of steps from the lower end."""

    def __init__(self, graph, about, buffers):
        json.dumps(about)
        self.__dict__.update(about)
        (everything,) = buffers
        self.rows, start = {}, 0
        for i, shape in enumerate(about["shapes"]):
            size = 8 * (2 * len(graph.shapes[shape]["nodes"]) + len(graph.shapes[shape]["edges"])) if shape >= 0 else 0
            self.rows[self.first + i] = shape, everything[start : start + size], about["errors"].get(i, "")
            start += size
        assert start == len(everything), "no byte is left over"


def hear(widget):
    """Make an explore believe that a browser has drawn it, and return the list in which its tables will arrive."""
    sent = []
    widget.graph.send = lambda about, buffers=(): sent.append(buffers and Sent(widget.graph, about, buffers) or about)
    widget.graph._heard(None, {"ask": "drawn"}, [])
    return sent


def tables(widget):
    """Return the tables that an explore computes ahead once a browser has drawn it."""

    async def go():
        sent = hear(widget)
        await widget.graph._ahead.task
        return sent

    return asyncio.run(go())


# The widget and its controls.


def test_it_is_a_vbox_of_real_sliders_over_the_graph():
    widget = explore(product, a=2.0, b=(-3.0, 3.0))
    assert isinstance(widget, ipywidgets.VBox)
    row, graph = widget.children
    assert graph is widget.graph and isinstance(graph, ipywidgets.DOMWidget)
    assert [type(child) for child in row.children] == [ipywidgets.FloatSlider] * 2
    assert graph.names == ["a", "b"]
    assert graph.controls == [child.model_id for child in row.children]


def one(a):
    return engine.Value(1.0)


ABBREVIATIONS = [
    *[2.0, -1.5, 0.0, 3, 0, True, False, "text", (0, 10), (0, 10, 2), (-3.0, 3.0), (-3.0, 3.0, 0.25)],
    *[(0.0, 1), (1, 2.5), ["x", "y"], {"one": 1, "two": 2}, [("one", 1), ("two", 2)], [1.5, 2.5, 4.0, 8.0], range(3)],
]


@pytest.mark.parametrize("abbreviation", ABBREVIATIONS, ids=repr)
def test_an_abbreviation_means_what_it_means_to_interact(abbreviation):
    (ours,) = controls(explore(one, a=abbreviation)).values()
    theirs, _ = interactive(one, a=abbreviation).children
    assert type(ours) is type(theirs)
    own = {"layout", "style"}  # models of their own
    ours, theirs = ({k: v for k, v in w.get_state().items() if k not in own} for w in (ours, theirs))
    assert ours == theirs


def test_a_default_is_a_control_too():
    def f(a=2.0, b=(-3.0, 3.0)):
        return a * b

    found = controls(explore(f))
    assert {type(c) for c in found.values()} == {ipywidgets.FloatSlider}
    assert [c.value for c in found.values()] == [2.0, 0.0]
    assert controls(explore(f, a=7))["a"].value == 7


def test_a_default_sets_where_a_range_begins_as_in_interact():
    def f(a=1.5):
        return a * 2

    assert controls(explore(f, a=(-3.0, 3.0)))["a"].value == interactive(f, a=(-3.0, 3.0)).children[0].value == 1.5


def test_a_widget_is_used_as_it_is():
    mine = ipywidgets.FloatSlider(4.0, description="mine", min=1, max=5)
    bare = ipywidgets.IntSlider(3)
    widget = explore(product, a=mine, b=bare)
    assert list(controls(widget).values()) == [mine, bare]
    assert (mine.description, bare.description) == ("mine", "b")


def test_what_is_no_slider_arrives_as_it_is():
    seen = {}

    def f(a, flag, choice, word, constant):
        seen.update(a=a, flag=flag, choice=choice, word=word, constant=constant)
        return a * 2

    widget = explore(f, a=2, flag=True, choice={"x": [1], "y": [2]}, word="hi", constant=fixed(None))
    assert isinstance(seen["a"], engine.Value) and seen["a"].data == 2
    assert (seen["flag"], seen["choice"], seen["word"], seen["constant"]) == (True, [1], "hi", None)
    assert list(controls(widget)) == ["a", "flag", "choice", "word"]
    controls(widget)["choice"].value = [2]
    assert seen["choice"] == [2]
    assert widget.graph.shown["at"] == [2, True, 1, "hi"], "a choice is told by its index, as the browser has it"
    json.dumps(widget.graph.shown["at"])


@pytest.mark.parametrize(
    "given, said",
    [
        ({"a": 1.0}, "parameter b has no control: write b=2.0"),
        ({"a": 1.0, "b": 1.0, "c": 1.0}, "no parameter c: it has a, b"),
        ({"x": 1.0}, "no parameter x: it has a, b"),
        ({"a": None, "b": 1.0}, "a=None is no control"),
        ({"a": [], "b": 1.0}, r"a=\[\] has nothing to choose from: write a=2.0"),
        ({"a": {}, "b": 1.0}, "a={} has nothing to choose from: write a=2.0"),
        ({"a": (3, 1), "b": 1.0}, r"a=\(3, 1\): no slider goes from 3 to 1: the smaller end comes first"),
        ({"a": (1, 3, 0), "b": 1.0}, "no slider goes from 1 to 3 in steps of 0"),
        ({"a": float("nan"), "b": 1.0}, "a=nan has no place on a slider"),
        ({"a": (0, float("inf")), "b": 1.0}, "has no place on a slider"),
        ({"a": 10**400, "b": 1.0}, "a=100000000000000000000000000000… has no place on a slider"),
        ({"a": object, "b": 1.0}, "a=<class 'object'> is no control"),
        ({"a": ("x", "y", "z"), "b": 1.0}, "is no control"),
    ],
)
def test_a_wrong_control_is_a_clear_error(given, said):
    with pytest.raises((TypeError, ValueError), match=said):
        explore(product, **given)


@pytest.mark.parametrize("f", [(), ([2.0],), (5,)])
def test_what_is_no_function_is_a_clear_error(f):
    with pytest.raises(TypeError, match=r"a function goes here, and .* is none: write its name"):
        explore(*f, a=2.0)


@pytest.mark.parametrize("unnamed", [(2.0,), (2.0, 3.0), ({"a": 2.0},)])
def test_a_number_without_a_name_is_a_clear_error(unnamed):
    for make in explore, lambda f, *more: compare(f, Engine, Engine, *more):
        with pytest.raises(
            TypeError, match=r"^(2.0|{'a': 2.0}) is given without its parameter's name: .* write a=2.0, b=2.0$"
        ):
            make(product, *unnamed)


def test_a_text_that_is_taken_for_a_number_is_told():
    said = explore(product, a="x", b=2.0).graph.shown["error"]
    assert said.startswith("TypeError") and said.endswith(". Here a is the text 'x'")


def test_what_tells_no_parameters_and_what_is_no_class_are_clear_errors():
    with pytest.raises(TypeError, match="does not tell its parameters: write a function around it"):
        explore(max, a=1.0)
    for classes in (), (Engine,), (Engine, Engine(1.0)):
        with pytest.raises(
            TypeError, match=r"two classes, as in compare\(f, Value, Other, a=2.0\), and .* is no class"
        ):
            compare(product, *classes, a=1.0, b=1.0)


@pytest.mark.parametrize("f", [lambda *a: a, lambda **a: a, lambda a, /: a], ids=["*a", "**a", "a, /"])
def test_a_parameter_that_has_no_name_to_call_by_is_a_clear_error(f):
    with pytest.raises(TypeError, match="by its parameters' names"):
        explore(f, a=1.0)


def test_a_parameter_may_be_called_f():
    assert now(explore(lambda f: f * 2, f=3.0))["f"] == (3.0, 2.0)


def test_it_behaves_as_any_widget_does():
    widget = explore(product, a=2.0, b=(-3.0, 3.0))
    slider = controls(widget)["a"]
    heard = []
    slider.observe(lambda change: heard.append(change.new), "value")
    slider.value = 1.0
    assert heard == [1.0] and now(widget)["a"] == (1.0, 1.0)

    other = ipywidgets.FloatSlider(min=-2, max=6)
    ipywidgets.link((other, "value"), (slider, "value"))
    other.value = 3.0
    assert slider.value == 3.0 and now(widget)["a"][0] == 3.0
    assert ipywidgets.jslink((other, "value"), (slider, "value")).source[0] is other

    widget.layout.width = "50%"
    widget.graph.layout.border_top = "1px solid"
    assert ipywidgets.HBox([widget]).children == (widget,)
    widget.close()


# The class whose numbers are shown.

HALF_RIGHT = """
    class Value:
        def __init__(self, data, inputs=(), op=""):
            self.data, self._prev, self._op, self.grad = data, inputs, op, 0.0
            self._backward = lambda: None

        def __mul__(self, other):
            out = Value(self.data * other.data, (self, other), "*")

            def _backward():
                self.grad += self.data * out.grad  # wrong: it should be other.data
                other.grad += other.data * out.grad

            out._backward = _backward
            return out

        def backward(self):
            self.grad = 1.0
            self._backward()

    def f(a, b):
        return a * b
"""


def test_a_wrong_operation_of_the_learner_shows_its_wrong_gradient():
    widget = explore(lesson(HALF_RIGHT).f, a=2.0, b=5.0)
    assert now(widget) == {"a": (2.0, 2.0), "b": (5.0, 5.0), "*": (10.0, 1.0)}
    controls(widget)["a"].value = 3.0
    assert now(widget)["a"] == (3.0, 3.0)
    table = tables(widget)[0]
    for k, (shape, numbers, _) in table.rows.items():
        a = data_and_grad(widget.graph, shape, array("d", numbers))["a"]
        assert a == (pytest.approx(table.low + k * table.step),) * 2


@pytest.mark.parametrize("theirs", ["", "Value = 3"])
def test_without_a_class_called_value_it_is_the_engines(theirs):
    room = lesson(f"{theirs}\nkinds = []\ndef f(a):\n    kinds.append(type(a))\n    return a * 2")
    explore(room.f, a=2.0)
    assert set(room.kinds) == {engine.Value}


def test_a_decorated_or_partly_applied_function_keeps_its_class():
    f = lesson(HALF_RIGHT).f

    @functools.wraps(f)
    def decorated(**arguments):
        return f(**arguments)

    assert now(explore(decorated, a=2.0, b=5.0))["a"] == (2.0, 2.0)
    partial = functools.partial(f, b=lesson(HALF_RIGHT).Value(5.0))
    assert now(explore(partial, a=2.0, b=fixed(partial.keywords["b"])))["a"] == (2.0, 2.0)


def test_numbers_shown_are_those_that_the_class_computed():
    a, b = engine.Value(2.0), engine.Value(-3.0)
    root = product(a, b)
    root.backward()
    widget = explore(product, a=2.0, b=(-6.0, 0.0))
    assert now(widget) == {"a": (a.data, a.grad), "b": (b.data, b.grad), "c": (-6.0, 1.0), "+": (root.data, 1.0)}
    shape = widget.graph.shapes[0]
    slopes = array("d", widget.graph.shown["numbers"])[2 * len(shape["nodes"]) :]
    drawn = {(shape["names"][s], shape["names"][r]): slope for (s, r, _), slope in zip(shape["edges"], slopes)}
    assert drawn == {("a", "c"): -3.0, ("b", "c"): 2.0, ("c", "+"): 1.0, ("a", "+"): 1.0}


@pytest.mark.parametrize("base, low", [(10, -16), (2, -60)])
def test_a_slider_of_powers_keeps_its_small_numbers(base, low):
    slider = ipywidgets.FloatLogSlider(base**-1.0, base=base, min=low, max=0, step=1)
    widget = explore(lambda h: h * 1, h=slider)
    slider.value = float(base) ** (low + 1)
    assert now(widget)["h"][0] == pytest.approx(float(base) ** (low + 1), rel=1e-9, abs=0)


def test_a_slider_of_small_steps_keeps_its_small_numbers():
    widget = explore(lambda h: h * 1, h=ipywidgets.FloatSlider(3e-14, min=0, max=1e-13, step=1e-14))
    assert now(widget)["h"][0] == pytest.approx(3e-14, rel=1e-6, abs=0)


def test_zero_is_zero_on_a_slider_that_counts_in_tenths():
    widget = explore(lambda a: a * 1, a=(-3.0, 3.0))
    controls(widget)["a"].value = -3.0 + 30 * 0.1
    assert now(widget)["a"][0] == 0.0


# Names.


def test_names_are_parameters_local_and_global_variables():
    room = lesson("""
        from micrograd.engine import Value
        w = Value(4.0)
        weights = [Value(5.0)]

        def f(a, b):
            c = a * b
            d = c + w
            return (d + weights[0]) * 2
    """)
    graph = explore(room.f, a=2.0, b=3.0).graph
    names = graph.shapes[0]["names"]
    assert names == ["a", "b", "c", "w", "d", "weights[0]", "+", "constant", "*"]
    assert drawn_names(graph.views[0]["svg"]) == ["a", "b", "c", "w", "d", "weights[0]"]


def drawn_names(svg):
    texts = ElementTree.fromstring(svg.encode()).iter("{http://www.w3.org/2000/svg}text")
    return sorted((t.text for t in texts if t.get("font-weight") == "bold"), key="abcwdweights[0]".find)


def test_looking_up_names_leaves_a_profiler_where_it_was():
    import sys

    calls = []

    def profiler(frame, event, argument):
        calls.append(event)

    sys.setprofile(profiler)
    try:
        explore(product, a=1.0, b=2.0)
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)


# Gradients.

# Karpathy's way of keeping things: inputs in a set, a closure for each operation, every gradient adds up.
CLOSURES = """
    import random

    class Value:
        def __init__(self, data, inputs=(), op=""):
            self.data, self.grad, self._prev, self._op = data, 0, set(inputs), op
            self.pass_on = lambda: None
            self.luck = random.getrandbits(60)

        def __hash__(self):
            return self.luck  # so that sets have a new order each time, as they have from run to run

        def __mul__(self, other):
            out = Value(self.data * other.data, (self, other), "*")

            def pass_on():
                self.grad += other.data * out.grad
                other.grad += self.data * out.grad

            out.pass_on = pass_on
            return out

        def backward(self):
            order, seen = [], set()

            def visit(v):
                if v not in seen:
                    seen.add(v)
                    for source in v._prev:
                        visit(source)
                    order.append(v)

            visit(self)
            self.grad = 1
            for v in reversed(order):
                v.pass_on()
"""
ENGINE = "from micrograd.engine import Value\n"


@pytest.mark.parametrize("kind", [ENGINE, CLOSURES], ids=["engine", "closures"])
def test_gradients_of_what_outlives_the_run_do_not_pile_up(kind):
    room = lesson(textwrap.dedent(kind) + "w, v = Value(3.0), Value(5.0)\nh = w * v\ndef f(a):\n    return h * a")
    widget = explore(room.f, a=2.0)
    for _ in range(3):
        for a in (1.0, 4.0, 2.0):
            controls(widget)["a"].value = a
            outside = {"w": (3.0, 5 * a), "v": (5.0, 3 * a), "h": (15.0, a)}
            assert now(widget) == outside | {"a": (a, 15.0), "*": (15 * a, 1.0)}


def test_in_a_saved_picture_a_gradient_that_is_not_there_is_not_hidden_either():
    room = lesson("""
        class Value:
            def __init__(self, data, _prev=(), _op=""):
                self.data, self._prev, self._op = data, _prev, _op

            def __mul__(self, other):
                return Value(self.data * other.data, (self, other), "*")

        def f(a, b):
            c = a * b
            d = c * b
            return d
    """)
    svg = explore(room.f, a=2.0, b=3.0).predict("c.data", "d.data")._repr_mimebundle_()[0]["image/svg+xml"]
    assert svg.count(">?</text>") == 2 and svg.count(">—</text>") == 4 and "×" not in svg


def test_a_class_without_backward_has_no_gradients_yet():
    room = lesson(HALF_RIGHT.replace("def backward", "def not_yet"))
    widget = explore(room.f, a=2.0, b=5.0)
    shape = widget.graph.shapes[0]
    assert [known for _, known in shape["nodes"]] == [False] * 3
    assert widget.graph.views[0]["svg"].count(f">{NONE_YET}<") == 3
    assert now(widget)["*"][0] == 10.0


def test_gradients_that_the_function_sets_by_hand_move_too():
    room = lesson(
        HALF_RIGHT.replace("def backward", "def not_yet")
        + """
    def by_hand(a, b):
        L = a * b
        L.grad = 1.0
        a.grad = b.data * L.grad
        b.grad = a.data * L.grad
        return L
    """
    )
    widget = explore(room.by_hand, a=2.0, b=5.0)
    assert now(widget) == {"a": (2.0, 5.0), "b": (5.0, 2.0), "L": (10.0, 1.0)}
    assert all(known for _, known in widget.graph.shapes[0]["nodes"]), "what the picture shows, the browser must patch"
    controls(widget)["a"].value = 3.0
    assert now(widget)["b"] == (5.0, 3.0)


@pytest.mark.parametrize("more", ["d * e * d", "(d * e * b) * d", "(a * (d * e)) * (b * d)", "(b * (e * d)) * (a * d)"])
def test_twins_in_a_set_keep_their_places_and_one_layout(more):
    room = lesson(textwrap.dedent(CLOSURES) + f"def f(a, b):\n    d, e = a * b, a * b\n    return {more}")
    widget = explore(room.f, a=2.0, b=3.0)
    for i in range(50):
        controls(widget)["a"].value = 1 + i / 10
        found = now(widget)
        assert found["d"][1] == pytest.approx(2 * found["e"][1]), "d is used twice, so its gradient is twice that of e"
    assert len(widget.graph.shapes) == 1


# Numbers computed ahead.


def wavy(a, b):
    """A function with a branch and an error: every kind of row."""
    if a.data > 1:
        return (a * b).tanh()
    return a / (b - 1) + 0.1 * a


@given(
    st.tuples(
        st.floats(-3, 3).map(lambda low: low + 0.0),  # no -0.0, which a slider takes for 0.0
        st.sampled_from([0.1, 0.25, 1 / 3, 0.01, 0.7]),
        st.integers(1, 25),
    ),
    st.tuples(st.integers(-3, 3), st.integers(1, 2), st.integers(0, 6)),
)
@settings(deadline=None, max_examples=15)
def test_a_table_equals_direct_runs_bit_for_bit_at_every_position(a, b):
    def sliders():
        a_ = ipywidgets.FloatSlider(a[0], min=a[0], max=a[0] + a[1] * a[2], step=a[1])
        return a_, ipywidgets.IntSlider(b[0], min=b[0], max=b[0] + b[1] * b[2], step=b[1])

    ahead, direct = explore(wavy, **dict(zip("ab", sliders()))), explore(wavy, **dict(zip("ab", sliders())))
    for table in tables(ahead):
        low, step, steps = [a, b][table.moving]
        assert (table.low, table.step) == (low, step)
        # The last step may or may not fit below the slider's end, as floats go.
        assert list(table.rows)[: steps + 1] in (list(range(steps + 1)), list(range(steps)))
        moving = list(controls(direct).values())[table.moving]
        start = moving.value
        for k, (shape, numbers, error) in table.rows.items():
            moving.value = low + k * step
            shown = direct.graph.shown
            if moving.value == low + k * step:  # the slider's end may lie below its last step by a rounding error
                assert (shown["numbers"], shown["error"]) == (numbers, error)
                assert (shown["shape"] >= 0) == (shape >= 0)
                if shape >= 0:
                    assert direct.graph.shapes[shown["shape"]] == ahead.graph.shapes[shape]
        moving.value = start


def test_nothing_is_computed_ahead_before_a_browser_has_drawn_the_picture():
    runs = []

    def f(a):
        runs.append(a.data)
        return a * 2

    async def go():
        explore(f, a=2.0)
        await asyncio.sleep(0.05)

    asyncio.run(go())
    assert set(runs) == {2.0}


def test_a_row_is_held_only_for_its_very_position():
    widget = explore(product, a=(-1.0, 1.0, 0.25), b=(0, 3))
    tables(widget)
    held = widget.graph._ahead.tables
    assert held["a"].holds([0.5, 1]) and held["b"].holds([0.0, 3])
    for at in [0.3, 1], [0.5, 2], [1.25, 1], [-1.25, 1], [0.5 + 1e-5, 1]:
        assert not held["a"].holds(at)
    assert not held["b"].holds([0.25, 1])


def test_only_the_present_table_answers_a_move():
    runs = []

    def f(a, b):
        runs.append((a.data, b.data))
        return a * b

    async def go():
        widget = explore(f, a=(-1.0, 1.0, 0.25), b=(0, 3))
        sent = hear(widget)
        await widget.graph._ahead.task
        assert [table.moving for table in sent] == [0, 1]
        a, b = controls(widget).values()
        shown = widget.graph.shown
        runs.clear()

        a.value = 0.5  # in a table: the browser shows it, the kernel computes nothing
        assert runs == [] and widget.graph.shown is shown
        a.value = 0.3  # typed between two steps: in no table
        assert now(widget)["a"] == (0.3, 1.0)
        a.value = 0.5
        b.value = 2  # the tables belong to other positions
        assert now(widget) == {"a": (0.5, 2.0), "b": (2.0, 0.5), "*": (1.0, 1.0)}
        a.value = 0.75
        assert now(widget)["a"] == (0.75, 2.0)

        assert len(sent) == 2
        await widget.graph._ahead.task  # at rest: both are computed anew
        assert [table.moving for table in sent[2:]] == [0, 1]
        assert sent[2].at == [0.75, 2] == sent[3].at
        k = round((0.5 - sent[2].low) / sent[2].step)
        assert data_and_grad(widget.graph, sent[2].rows[k][0], array("d", sent[2].rows[k][1]))["b"] == (2.0, 0.5)

    asyncio.run(go())


def test_when_a_slider_rests_the_others_tables_and_the_shown_numbers_follow():
    async def go():
        widget = explore(product, a=(-1.0, 1.0, 0.25), b=(0, 3))
        sent = hear(widget)
        await widget.graph._ahead.task
        controls(widget)["a"].value = 0.5
        first = widget.graph._ahead.task
        controls(widget)["a"].value = 0.75  # it has not come to rest
        assert len(sent) == 2
        await widget.graph._ahead.task
        assert first.cancelled()
        assert [table.moving for table in sent[2:]] == [1], "its own table is still right"
        assert sent[2].at == [0.75, 1]
        assert widget.graph.shown["at"] == [0.75, 1], "a page that opens anew finds it as it stands"

    asyncio.run(go())


def test_tables_are_dropped_when_what_the_function_looks_up_has_changed():
    weight = engine.Value(3.0)

    async def go():
        widget = explore(lambda a, b: a * weight + b, a=(0.0, 1.0), b=2.0)
        sent = hear(widget)
        await widget.graph._ahead.task
        assert len(sent) == 2
        controls(widget)["a"].value = 0.5
        await widget.graph._ahead.task
        sent.clear()
        weight.data = 5.0  # the net has learned more
        controls(widget)["a"].value = 0.6
        await widget.graph._ahead.task
        assert sent[0] == "forget" and [table.moving for table in sent[1:]] == [0, 1]
        assert widget.graph._ahead.tables["a"].row([0.6, 2.0])[1] == widget.graph.shown["numbers"]

    asyncio.run(go())


def test_a_slow_function_is_left_to_moves():
    runs = []

    def f(a):
        runs.append(a.data)
        time.sleep(ahead_module.SLOW * 1.2)
        return a * 2

    async def go():
        widget = explore(f, a=(0.0, 10.0))
        sent = hear(widget)
        await widget.graph._ahead.task
        runs.clear()
        controls(widget)["a"].value = 7.0
        assert now(widget)["a"] == (7.0, 2.0)
        await widget.graph._ahead.task
        assert runs == [7.0] and sent == []

    asyncio.run(go())


def test_a_function_that_is_not_quite_slow_gets_the_nearest_positions_and_they_follow_it(monkeypatch):
    monkeypatch.setattr(ahead_module, "PATIENCE", 0.1)

    def f(a):
        time.sleep(0.01)
        return a * 2

    async def go():
        widget = explore(f, a=(0, 1000))
        sent = hear(widget)
        await widget.graph._ahead.task
        (table,) = sent
        assert 2 <= len(table.rows) <= 12 and 500 in table.rows
        assert list(table.rows) == list(range(min(table.rows), max(table.rows) + 1))
        controls(widget)["a"].value = 100
        assert now(widget)["a"][0] == 100
        await widget.graph._ahead.task
        assert 100 in sent[-1].rows, "what is computed ahead lies around the slider, not where it was"

    asyncio.run(go())


def test_of_a_slider_with_very_many_positions_those_nearby_are_computed(monkeypatch):
    monkeypatch.setattr(table_module, "POSITIONS", 11)
    (table,) = tables(explore(lambda a: a * 2, a=(0, 10_000_000)))
    assert list(table.rows) == list(range(5_000_000 - 5, 5_000_000 + 6))
    (table,) = tables(explore(lambda a: a * 2, a=ipywidgets.IntSlider(0, min=0, max=10_000_000)))
    assert list(table.rows) == list(range(11))


def test_only_sliders_with_even_steps_have_tables():
    def f(a, power, flag, choice):
        return a * power if flag else a + choice

    log = ipywidgets.FloatLogSlider(1.0)
    assert [t.moving for t in tables(explore(f, a=2.0, power=log, flag=True, choice=[1.0, 2.0]))] == [0]


def test_the_loop_is_never_held_up_for_long():
    def f(a):
        for _ in range(150):
            a = a * 1.01 + 0.1
        return a

    async def go():
        widget = explore(f, a=(0, 1000))
        widget.graph.send = lambda *message: None
        widget.graph._heard(None, {"ask": "drawn"}, [])
        longest, last = 0.0, time.process_time()
        begin = last
        while not widget.graph._ahead.task.done():
            await asyncio.sleep(0)
            # Processor time: other programs on the machine do not count.
            longest, last = max(longest, time.process_time() - last), time.process_time()
        return longest, last - begin

    gc.disable()  # a collection walks what every earlier test has left
    try:
        longest, everything = asyncio.run(go())
    finally:
        gc.enable()
    assert everything > 3 * longest, "there was something to divide"
    assert longest < 0.2, "0.03 is aimed at"


def test_branches_of_one_function_share_a_table():
    def f(a):
        return a * 2 if a.data > 0 else (a + 1).tanh()

    widget = explore(f, a=(-1.0, 1.0, 0.5))
    (table,) = tables(widget)
    assert len(widget.graph.shapes) == 2
    assert [shape for shape, _, _ in table.rows.values()] == [0, 0, 0, 1, 1]
    rows = [data_and_grad(widget.graph, shape, array("d", numbers)) for shape, numbers, _ in table.rows.values()]
    assert rows[4]["*"] == (2.0, 1.0) and rows[0]["tanh"] == (0.0, 1.0)
    assert widget.graph.shapes[0]["nodes"] != widget.graph.shapes[1]["nodes"]
    known = list(widget.graph.shapes)
    for a in (1.0, -1.0, 0.5):
        controls(widget)["a"].value = a
    assert widget.graph.shapes == known, "a shape is laid out once"


def test_numbers_alone_never_lay_out_anew(monkeypatch):
    laid_out = []
    real = shapes_module.Shapes.view
    monkeypatch.setattr(shapes_module.Shapes, "view", lambda *x: laid_out.append(1) or real(*x))
    widget = explore(product, a=(-3.0, 3.0), b=(-3.0, 3.0))
    tables(widget)
    for a in (1.0, 2.0, -3.0):
        controls(widget)["a"].value = a
    assert laid_out == [1]


def test_a_function_with_a_new_shape_at_every_position_is_not_computed_ahead_for_ever(monkeypatch):
    monkeypatch.setattr(ahead_module, "SHAPES", 5)

    def f(n):
        m = n
        for _ in range(int(n.data) % 50):
            m = m.tanh()
        return m

    (table,) = tables(widget := explore(f, n=(0, 200)))
    assert len(table.rows) < 10 and len(widget.graph.shapes) < 10
    controls(widget)["n"].value = 1
    assert now(widget)["n"] == (1.0, pytest.approx(0.42, abs=0.01))


def test_a_function_that_throws_dice_is_shown():
    dice = random.Random(3)

    def f(a):
        return a * 2 if dice.random() < 0.5 else a + 1

    widget = explore(f, a=(0, 30))
    for i in range(30):
        controls(widget)["a"].value = i
        shown = now(widget)
        assert shown.get("*", shown.get("+"))[0] in (2 * i, i + 1)


# The browser's half reads the same tables: its own source, run by node.


def test_the_browser_finds_the_row_that_the_kernel_would_compute(tmp_path, monkeypatch):
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed")
    monkeypatch.setattr(table_module, "POSITIONS", 25)  # fewer than a has: its table begins above its lower end
    widget = explore(wavy, a=(-1.0, 2.0, 0.1), b=(-2, 3))
    direct = explore(wavy, a=(-1.0, 2.0, 0.1), b=(-2, 3))

    async def go():
        messages = []
        widget.graph.send = lambda about, buffers: messages.append((about, base64.b64encode(buffers[0]).decode()))
        widget.graph._heard(None, {"ask": "drawn"}, [])
        await widget.graph._ahead.task
        return messages

    messages = asyncio.run(go())
    start = widget.graph._subject.position()
    positions = [[start[0], b] for b in range(-2, 4)] + [[round(-1 + k / 10, 10), start[1]] for k in range(31)]
    positions += [[-1.0 + k * 0.1, start[1]] for k in range(31)]
    first, count = messages[0][0]["first"], len(messages[0][0]["shapes"])
    assert (first > 0, count) == (True, 25)
    beyond = [at for at in positions if not first <= round((at[0] + 1) / 0.1) < first + count]
    positions = [at for at in positions if at not in beyond]
    typed = [[0.33, start[1]], [9.0, start[1]], [start[0], 9]]
    none = beyond + typed + [[0.4, start[1] + 1], [start[0] + 0.1, start[1] + 1]]
    for script in ("numbers.js", "positions.js"):
        shutil.copy(PACKAGE / "live" / "page" / script, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    asked = {"messages": messages, "shapes": list(widget.graph.shapes), "positions": positions + none}
    (tmp_path / "asked.json").write_text(json.dumps(asked))
    (tmp_path / "answer.mjs").write_text("""
        import { readFileSync } from "node:fs";
        import { Table } from "./numbers.js";
        const { messages, shapes, positions } = JSON.parse(readFileSync("asked.json"));
        const tables = messages.map(([about, numbers]) => new Table(about, Buffer.from(numbers, "base64"), shapes));
        const rows = positions.map((at) => tables.map((table) => table.row(at)).find((row) => row) ?? null);
        console.log(JSON.stringify(rows.map((row) => row && [row.shape, row.error, Array.from(row.numbers ?? [])])));
    """)
    done = subprocess.run([node, "answer.mjs"], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    found = json.loads(done.stdout)
    assert found[len(positions) :] == [None] * len(none)
    errors = 0
    for at, (shape, error, numbers) in zip(positions, found):
        for control, value in zip(controls(direct).values(), at):
            control.value = value
        assert (numbers, error) == (list(array("d", direct.graph.shown["numbers"])), direct.graph.shown["error"])
        if not error:
            assert widget.graph.shapes[shape] == direct.graph.shapes[direct.graph.shown["shape"]]
        errors += error != ""
    assert errors and len(widget.graph.shapes) == 2


# Errors.


def test_an_error_is_shown_where_it_happens_and_the_sliders_stay_alive():
    widget = explore(lambda a: 1 / a, a=(-1.0, 1.0, 0.5))
    assert widget.graph.shown["error"].startswith("ZeroDivisionError in __truediv__: 1.0 / 0.0")
    assert widget.graph.shown["shape"] == -1 and widget.graph.shown["numbers"] == b""
    controls(widget)["a"].value = 0.5
    assert now(widget)["a"] == (0.5, -4.0)
    controls(widget)["a"].value = 0.0
    assert "ZeroDivisionError" in widget.graph.shown["error"]
    (table,) = tables(widget)
    assert [(shape >= 0, "Zero" in error) for shape, _, error in table.rows.values()] == [
        *[(True, False)] * 2,
        (False, True),
        *[(True, False)] * 2,
    ]


@pytest.mark.parametrize(
    "f, said",
    [
        (lambda a: None, "NoneType"),
        (lambda a: [a], "list"),
        (lambda a: a.data, "float"),
        (lambda a: a * undefined_name, "NameError in <lambda>: name 'undefined_name'"),  # noqa: F821
        (lambda a: engine.Value("x"), "TypeError"),
    ],
)
def test_a_mistake_in_the_function_is_named(f, said):
    assert said in explore(f, a=1.0).graph.shown["error"]


@pytest.mark.parametrize("f", [lambda a: None, lambda a: a.data, lambda a: [a], lambda a: sum([a] * 3000)])
def test_no_function_of_ours_is_named(f):
    assert " in " not in explore(f, a=1.0).graph.shown["error"].partition(":")[0]


def test_a_graph_too_large_to_draw_stays_an_error_after_a_move():
    def f(a):
        return sum([a] * (3000 if a.data > 0 else 2))

    widget = explore(f, a=ipywidgets.IntSlider(1, min=-2, max=2))
    for value in (2, 1):
        assert (
            "1,000 can be drawn: draw a part of it, such as" in widget.graph.shown["error"]
            and widget.graph.shown["shape"] == -1
        )
        controls(widget)["a"].value = value
    controls(widget)["a"].value = -1
    assert now(widget)["a"] == (-1.0, 2.0)


def test_data_that_is_no_number_is_named():
    room = lesson("""
    class Value:
        def __init__(self, data, inputs=(), op=""):
            self.data, self._prev, self._op = data, inputs, op
    def f(a):
        return Value("text", (a,), "shout")
    """)
    assert "the result of shout holds data of type str" in explore(room.f, a=1.0).graph.shown["error"]


def test_a_backward_that_is_wrong_is_an_error_in_its_place():
    widget = explore(lesson(HALF_RIGHT.replace("self._backward()", "self.bakward()")).f, a=1.0, b=2.0)
    assert widget.graph.shown["error"].startswith("AttributeError in backward: ")


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no text")


HOSTILE = ["<script>alert(1)</script>", "a\nb\r\n\tc", "x" * 10_000, "\x00\x1b[31m", "\ud800", '"];', "]]>", ""]


@pytest.mark.parametrize("error", [*map(ValueError, HOSTILE), Mute()], ids=lambda e: ascii(e.args)[:20])
def test_hostile_exception_texts_stay_short_texts(error):
    def f(a):
        if a.data:
            raise error
        return a * 2

    widget = explore(f, a=ipywidgets.IntSlider(0, min=0, max=3))
    (table,) = tables(widget)
    controls(widget)["a"].value = 2
    said = widget.graph.shown["error"] or table.rows[2][2]
    assert said.startswith(f"{type(error).__name__} in f: ")
    said.encode("utf-8")
    assert "\n" not in said, "one line"
    assert len(said) < 1000, "each position of each slider may have one"
    assert [row[2] for row in table.rows.values()] == ["", said, said, said]


# Printing, plain Python, notebooks.


def test_what_the_function_prints_does_not_pile_up(capsys):
    def f(a):
        print("called with", a)
        return a * 2

    widget = explore(f, a=(0, 20))
    tables(widget)
    controls(widget)["a"].value = 3
    assert capsys.readouterr().out.count("called with") == 1, "when the cell ran"


def test_without_an_event_loop_every_number_is_computed_on_demand():
    widget = explore(product, a=2.0, b=3.0)
    widget.graph._heard(None, {"ask": "drawn"}, [])
    controls(widget)["a"].value = 5.0
    assert now(widget)["a"] == (5.0, 4.0)


def test_what_other_messages_say_is_no_reason_to_compute():
    async def go():
        widget = explore(product, a=2.0, b=3.0)
        widget.graph._heard(None, {"kind": "anywidget-command"}, [])
        assert widget.graph._ahead.task is None

    asyncio.run(go())


def test_a_notebook_keeps_the_widget_a_picture_and_a_text():
    widget = explore(product, a=2.0, b=(-6.0, 0.0))
    controls(widget)["a"].value = 1.0
    bundle, metadata = widget._repr_mimebundle_()
    kinds = {"application/vnd.jupyter.widget-view+json", "image/svg+xml", "image/png", "text/plain"}
    assert set(bundle) == kinds
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.model_id
    assert bundle["text/plain"] == repr(widget) == "explore(product, a=1.0, b=-3.0)"
    assert drawn_names(bundle["image/svg+xml"]) == ["a", "b", "c"]
    assert "×−3.0" in bundle["image/svg+xml"] and bundle["image/png"].startswith(b"\x89PNG")
    assert set(metadata["image/png"]) == {"width", "height"}

    again, _ = explore(product, a=1.0, b=(-6.0, 0.0))._repr_mimebundle_()
    still = [kind for kind in kinds if "widget" not in kind]
    assert [again[kind] for kind in still] == [bundle[kind] for kind in still]


def test_what_a_function_prints_is_shown_once_and_in_short(capsys):
    def loud(a):
        print("spam", a.data)
        return a * 2

    def louder(a):
        for k in range(100_000):
            print(f"line {k}")
        return a * 2

    widget = explore(loud, a=2.0)
    controls(widget)["a"].value = 3.0
    said = capsys.readouterr().out.splitlines()
    assert said == ["spam 2.0", LATER]
    explore(louder, a=2.0)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["line 0", "line 1"] and said[-2:] == ["…", LATER] and len(said) == 12


def test_an_async_function_is_told_what_it_is(recwarn):
    async def f(a):
        return a * 2

    assert "write def in place of async def" in explore(f, a=1.0).graph.shown["error"]
    gc.collect()
    assert not [one for one in recwarn if "never awaited" in str(one.message)]


def test_a_long_name_of_an_error_is_cut():
    Long = type("E" * 5000, (Exception,), {})

    def f(a):
        raise Long("no")

    error = explore(f, a=1.0).graph.shown["error"]
    assert len(error) < 200 and error.endswith("… in f: no")


def test_no_html_is_made_that_nobody_sees(monkeypatch):
    monkeypatch.setattr("micrograd.picture.dot.html", lambda *_, **__: pytest.fail("made for nothing"))
    assert "image/svg+xml" in explore(product, a=2.0, b=3.0)._repr_mimebundle_()[0]


def test_a_notebook_keeps_a_text_where_there_is_no_picture():
    bundle, _ = explore(lambda a: 1 / a, a=(-1.0, 1.0))._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/plain"}


def test_in_a_real_kernel(monkeypatch):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE.parent))
    cells = [
        "import asyncio\nfrom micrograd.explore import explore\nfrom micrograd.engine import Value",
        "def f(a, b):\n    print('spam')\n    c = a * b\n    return c + a",
        "e = explore(f, a=2.0, b=(-3.0, 3.0))\ne",
        "e.graph._heard(None, {'ask': 'drawn'}, [])\nsliders = e.children[0].children\nsliders[0].value = 1.5",
        "while not e.graph._ahead.task.done():\n    await asyncio.sleep(0.01)\nprint(sorted(e.graph._ahead.tables))",
        "def hostile(a):\n    raise ValueError('\\ud800<script>')",
        "explore(hostile, a=1.0)",
        "def odd(a):\n    return Value(1.0, ((a, 1.0),), '\\ud800')",
        "explore(odd, a=1.0)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    _, _, (printed, shown), moved, (ahead,), _, wrong, _, odd = (cell.outputs for cell in notebook.cells)
    assert printed.text.splitlines() == ["spam", LATER]
    assert {"application/vnd.jupyter.widget-view+json", "image/svg+xml", "image/png", "text/plain"} <= set(shown.data)
    assert drawn_names(shown.data["image/svg+xml"]) == ["a", "b", "c"]
    assert base64.b64decode(shown.data["image/png"]).startswith(b"\x89PNG")
    assert shown.data["text/plain"] == "explore(f, a=2.0, b=0.0)"
    assert moved == []
    assert ahead.text == "['a', 'b']\n"
    assert [output.output_type for output in wrong] == ["execute_result"] and "image/png" not in wrong[0].data
    assert "image/svg+xml" in odd[0].data
    nbformat.validate(notebook)


class Shell:
    """As much of IPython as tells one run of a cell from another; ran() is what happens when one has run."""

    def __init__(self):
        self.events, self.callbacks = self, {"post_run_cell": []}
        self.parent = {}

    def register(self, event, callback):
        self.callbacks[event].append(callback)

    def get_parent(self):
        return self.parent

    def run(self, cell, what):
        self.count = getattr(self, "count", 0) + 1
        self.parent = {"metadata": {"cellId": cell}, "header": {"msg_id": str(self.count)}}
        try:
            shown = what()
            if shown is not None:
                shown._repr_mimebundle_()
        finally:
            self.parent = {}
        for callback in self.callbacks["post_run_cell"]:
            callback(None)
        return shown


@pytest.fixture
def shell(monkeypatch):
    shell = Shell()
    monkeypatch.setattr("micrograd.live.again.get_ipython", lambda: shell)
    return shell


def square(a):
    return a * a


def open_widgets():
    import ipywidgets.widgets.widget as module

    return len(module._instances)


def test_a_cell_that_runs_again_closes_its_old_widgets(shell):
    first = shell.run("one", lambda: explore(square, a=2.0).show("step"))
    counts = []
    for _ in range(4):
        last = shell.run("one", lambda: explore(square, a=2.0).show("step"))
        counts.append(open_widgets())
    assert first.comm is None and first.graph.comm is None
    assert last.comm is not None and last.graph.comm is not None
    assert len(set(counts[1:])) == 1, counts


def test_what_another_cell_shows_is_not_closed(shell):
    theirs = FloatSlider(value=2.0)
    live = shell.run("one", lambda: explore(square, a=theirs))
    shell.run("two", lambda: live)
    other = shell.run("one", lambda: explore(square, a=theirs))
    assert live.comm is not None, "cell two shows it"
    shell.run("two", lambda: other)
    assert live.comm is None, "no cell shows it now"
    assert theirs.comm is not None, "it is the caller's"
    assert len(theirs._trait_notifiers["value"]["change"]) == 1, "only the new graph follows it"
    assert other.comm is not None


def test_a_graph_that_is_made_in_one_cell_can_be_shown_in_any_later_one(shell):
    made = []
    shell.run("one", lambda: made.append(explore(square, a=2.0)))
    shell.run("two", lambda: made[0])
    shell.run("two", lambda: explore(square, a=3.0))
    shell.run("three", lambda: made[0])
    assert made[0].comm is not None


def test_a_long_name_leaves_its_slider_room():
    name = "a_parameter_with_a_long_name"
    f = eval(f"lambda {name}: {name} * 2")
    (slider,) = explore(f, **{name: 2.0}).children[0].children
    assert slider.style.description_width == "10ch"
    assert (slider.description, slider.tooltip) == (name, name)
