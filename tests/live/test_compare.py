"""Two classes side by side: which class a run computes with, what corresponds, what a saved notebook shows."""

import xml.etree.ElementTree as ElementTree
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd import engine
from micrograd.explore import compare, explore
from micrograd.live.standin import standing_in
from micrograd.picture.colours import ORANGE


@pytest.fixture(autouse=True)
def the_wheel(monkeypatch):
    monkeypatch.setenv("GRAPHVIZ_DOT", "graphviz-pure")


class Value(engine.Value):
    """As a learner's: the engine's by another name."""

    __slots__ = ()


class Overwriting(engine.Value):
    __slots__ = ()

    def backward(self):
        self.grad = 1.0
        for node in reversed(self._operations()):
            for source, slope in node._edges:
                source.grad = slope * node.grad


class InSets:
    """A class that keeps its inputs in a set and its operations' names in capitals."""

    def __init__(self, data, inputs=(), op=""):
        self.data, self.grad, self._prev, self._op = data, 0.0, set(inputs), op

    def __add__(self, other):
        return InSets(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        return InSets(self.data * other.data, (self, other), "*")

    def relu(self):
        return InSets(max(self.data, 0.0), (self,), "ReLU")


def diamond(a, b):
    d = a * b
    e = a + b * Value(1.0)
    return d * e


def rows(graph):
    """Return the data and gradients that a graph has, and those of what it is compared with."""
    about, numbers = graph.shapes[graph.shown["shape"]], array("d", graph.shown["numbers"])
    n, m = len(about["nodes"]), len(about["edges"])
    assert len(numbers) == 2 * (2 * n + m) and about["compared"]
    return about, list(numbers[: 2 * n]), list(numbers[2 * n + m : 4 * n + m])


number = st.floats(-8, 8).map(lambda x: round(x, 1))


@pytest.mark.slow
@settings(deadline=None)
@given(number, number)
def test_each_side_has_the_numbers_of_its_class_and_of_the_other(a, b):
    widget = compare(diamond, Value, Overwriting, a=(-8.0, 8.0, 0.1), b=(-8.0, 8.0, 0.1))
    for slider, x in zip(widget.children[0].children, (a, b)):
        slider.value = x
    (about, mine, theirs), (_, others, back) = map(rows, widget.graphs)
    assert (mine, theirs) == (back, others)
    for graph, kind in zip(widget.graphs, (Value, Overwriting)):
        with standing_in(kind, diamond):
            leaves = kind(graph._subject.arguments()["a"].data), kind(graph._subject.arguments()["b"].data)
            diamond(*leaves).backward()
        _, numbers, _ = rows(graph)
        n = len(about["nodes"])
        assert [numbers[n + about["names"].index(name)] for name in "ab"] == [leaf.grad for leaf in leaves]
    assert about["counterparts"] == [True] * len(about["nodes"])


def test_every_value_of_a_run_is_of_the_class_that_stands_in():
    widget = compare(diamond, Value, Overwriting, a=2.0, b=-3.0)
    for graph, kind in zip(widget.graphs, (Value, Overwriting)):
        assert {type(node) for node in graph._shapes.met[0].run.order} == {kind}
    assert [graph.title for graph in widget.graphs] == ["Value", "Overwriting"]
    assert [graph.beside for graph in widget.graphs] == ["Overwriting", "Value"]


def test_the_class_comes_back_also_after_an_error():
    before = Value, engine.Value
    with pytest.raises(ZeroDivisionError), standing_in(Overwriting, diamond):
        assert type(Value(1.0)) is Overwriting and type(engine.Value(1.0)) is Overwriting
        raise ZeroDivisionError
    assert (Value, engine.Value) == before


class Number(float):
    """A class whose base everything in the kernel calls."""


def test_python_s_own_classes_stay_what_they_are():
    with standing_in(Number, diamond):
        assert type(float("2")) is float


def test_what_corresponds_is_found_where_sets_have_no_order():
    def f(a, b):
        c = a * b
        return (c + a).relu() + b

    widget = compare(f, engine.Value, InSets, a=2.0, b=-3.0)
    for graph in widget.graphs:
        about, mine, theirs = rows(graph)
        n = len(about["nodes"])
        assert about["counterparts"] == [True] * n
        assert mine[:n] == theirs[:n]


def test_what_has_no_counterpart_is_said_so():
    def f(a, b):
        return a - b

    class Adding(engine.Value):
        __slots__ = ()

        def __sub__(self, other):
            return self + other * -1.0

    widget = compare(f, engine.Value, Adding, a=2.0, b=-3.0)
    assert widget.graphs[0].shapes[0]["counterparts"] == [True, True, False]
    assert widget.graphs[1].shapes[0]["counterparts"].count(False) == 3


def test_where_one_class_fails_the_other_is_shown():
    class Failing(engine.Value):
        __slots__ = ()

        def __mul__(self, other):
            raise ArithmeticError("never learned to multiply")

    def f(a, b):
        return a * b

    right, wrong = compare(f, engine.Value, Failing, a=2.0, b=-3.0).graphs
    assert right.shown["error"] == "" and not right.shapes[0]["compared"]
    assert wrong.shown["error"] == "ArithmeticError in __mul__: never learned to multiply"


def test_a_saved_notebook_shows_both_the_first_on_top():
    data, _ = compare(diamond, Value, Overwriting, a=2.0, b=-3.0)._repr_mimebundle_()
    svg = data["image/svg+xml"]
    assert svg.count(">a</text>") == 2 and data["image/png"]
    heights = [
        float(svg.split(f">{name}</text>")[0].rpartition(' y="')[2].partition('"')[0])
        for name in ("Value", "Overwriting")
    ]
    assert heights[0] < heights[1]
    ids = [part.partition('"')[0] for part in svg.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


class Empty:
    pass


class Misspelled:
    def _init_(self, data):
        self.data = data


class TakesNothing:
    def __init__(self):
        self.data = 0.0


class Inner:
    """Takes a number, and stops on its own."""

    def __init__(self, data):
        self.data = data + "1"


class Forgets:
    """Computes, and keeps nothing of how."""

    def __init__(self, data):
        self.data, self.grad = data, 0.0

    def __add__(self, other):
        return type(self)(self.data + other.data)

    __mul__ = __add__


class ForgetsTheSign(Forgets):
    _prev = ()


UNFINISHED = {
    Empty: "Empty(2.0) can't be made: __init__ of Empty should take self and a number",
    Misspelled: "Misspelled(2.0) can't be made: __init__ of Misspelled should take self and a number",
    TakesNothing: "TakesNothing(2.0) can't be made: __init__ of TakesNothing should take self and a number",
    Inner: "TypeError in __init__: unsupported operand type(s) for +: 'float' and 'str'",
    Forgets: "Forgets computes this, but a picture needs more of a result: "
    "it has no _prev, its inputs, and no _op, its sign",
    ForgetsTheSign: "ForgetsTheSign computes this, but a picture needs more of a result: it has no _op, its sign",
}


def twice(a, b):
    return (a + b) * a


@pytest.mark.parametrize("kind", UNFINISHED, ids=lambda kind: kind.__name__)
def test_what_an_unfinished_class_lacks_is_told_in_its_terms(kind):
    widget = compare(twice, engine.Value, kind, a=2.0, b=-3.0).show("step")
    right, wrong = widget.graphs
    assert right.shown["error"] == ""
    assert wrong.shown["error"] == wrong.trace["error"] == UNFINISHED[kind]


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("kind", UNFINISHED, ids=lambda kind: kind.__name__)
def test_a_saved_notebook_shows_the_one_that_works_and_why_the_other_does_not(kind, first):
    pair = (engine.Value, kind) if first else (kind, engine.Value)
    data, _ = compare(twice, *pair, a=2.0, b=-3.0)._repr_mimebundle_()
    svg = data["image/svg+xml"]
    assert svg.count(">a</text>") == 1 and data["image/png"]
    shown = " ".join(" ".join(ElementTree.fromstring(svg.encode()).itertext()).split())
    assert UNFINISHED[kind] in shown and kind.__name__ in shown


def test_an_error_of_any_text_is_shown_as_it_is():
    class Hostile(engine.Value):
        __slots__ = ()

        def __mul__(self, other):
            raise ValueError('<B>&"\\N]; ' + "x" * 200 + "\ud800\x00")

    def f(a):
        return a * a

    data, _ = compare(f, engine.Value, Hostile, a=2.0)._repr_mimebundle_()
    shown = " ".join(ElementTree.fromstring(data["image/svg+xml"].encode()).itertext())
    assert '<B>&"\\N]; ' in shown


def test_where_both_fail_nothing_is_saved():
    data, _ = compare(twice, Empty, Forgets, a=2.0, b=-3.0)._repr_mimebundle_()
    assert "image/svg+xml" not in data and "text/plain" in data


def test_what_is_no_class_is_told():
    with pytest.raises(TypeError, match="takes a function and two classes"):
        compare(diamond, Value, 3, a=1.0, b=2.0)


def test_both_have_the_same_panels_and_questions():
    widget = compare(diamond, Value, Overwriting, a=2.0, b=-3.0).show("formula").predict("a.grad")
    assert [graph.panels for graph in widget.graphs] == [["formula"]] * 2
    assert [graph.hidden for graph in widget.graphs] == [["a.grad"]] * 2


def test_each_of_both_hides_what_it_has():
    class Long(engine.Value):
        def tanh(self):
            e = (2 * self).exp()
            return (e - 1) / (e + 1)

    def squeezed(x):
        return x.tanh()

    widget = compare(squeezed, engine.Value, Long, x=1.0)
    assert [graph.hidden for graph in widget.predict("exp.grad").graphs] == [[], ["exp.grad"]]
    assert [graph.hidden for graph in widget.predict("x.grad", "exp.grad").graphs] == [
        ["x.grad"],
        ["x.grad", "exp.grad"],
    ]
    with pytest.raises(ValueError, match="there is no y in this graph"):
        widget.predict("x.grad", "y.grad")


def test_show_knows_its_panels():
    with pytest.raises(ValueError, match="there is no panel 'stepp': there are step, formula"):
        explore(diamond, a=1.0, b=2.0).show("stepp")


def test_stepping_puts_the_scrubber_under_the_picture_and_takes_it_away():
    widget = explore(diamond, a=2.0, b=-3.0).show("step")
    row, graph, stepper = widget.children
    assert graph.step == 0 and stepper.slider.max == len(graph.trace["made"]) + len(graph.trace["events"]) // 48
    graph.panels = []
    assert widget.children == (row, graph) and graph.step == -1


def test_hidden_numbers_are_hidden_in_the_saved_picture_too():
    def f(a, b):
        c = a * b
        return c + a

    plain = explore(f, a=2.0, b=-3.0)._repr_mimebundle_()[0]["image/svg+xml"]
    asked = explore(f, a=2.0, b=-3.0).predict("a.grad", "b.data")._repr_mimebundle_()[0]["image/svg+xml"]
    assert plain.count(">?</text>") == 0 and asked.count(">?</text>") == 4, "and c, which is made from b"
    assert ">×−3.0</text>" in plain and ">×−3.0</text>" not in asked, "the slope on a → c is the data of b"


def test_the_saved_picture_tells_a_hidden_gradient_by_no_edge_either():
    def f(a, b):
        c = a * b
        return -c

    def edges_of(widget):
        svg = widget._repr_mimebundle_()[0]["image/svg+xml"]
        return [part.partition("</g>")[0] for part in svg.split('class="edge"')[1:]]

    plain, asked = edges_of(explore(f, a=2.0, b=-3.0)), edges_of(explore(f, a=2.0, b=-3.0).predict("c.grad"))
    assert all(ORANGE.lower() in edge.lower() for edge in plain) and len(plain) == 3
    assert not [edge for edge in asked if ORANGE.lower() in edge.lower() or "dasharray" in edge]


def test_a_class_without_slopes_shows_those_that_were_seen():
    class Closures(InSets):
        def __mul__(self, other):
            out = Closures(self.data * other.data, (self, other), "*")

            def back():
                self.grad += other.data * out.grad
                other.grad += self.data * out.grad

            out.back = back
            return out

        def backward(self):
            self.grad = 1.0
            self.back()

    space = {"Value": Closures}
    exec("def f(a, b):\n    return a * b", space)
    widget = explore(space["f"], a=2.0, b=-3.0)
    assert {how for *_, how in widget.graph.shapes[0]["edges"]} == {"seen"}
    assert ">×−3.0</text>" in widget.graph.views[0]["svg"] and ">×2.0</text>" in widget.graph.views[0]["svg"]
