"""What a live graph tells the page when it is asked: the right position, and nothing that is hidden."""

import json

import pytest

from micrograd import engine
from micrograd.engine import Value
from micrograd.explore import explore


class Wrong(engine.Value):
    """A product with its slopes exchanged."""

    __slots__ = ()

    def __mul__(self, other):
        return Wrong(self.data * other.data, ((self, self.data), (other, other.data)), "*")


def product(a, b):
    L = a * b
    return L


def wrong(a, b):
    return Wrong(a.data) * Wrong(b.data) + Value(0.0) * Value(0.0)


def ask(widget, what, **more):
    """Ask a live graph as the page does, at the present position."""
    at = widget.graph._subject.position()
    widget.graph._heard(None, {"ask": what, "at": at, "shape": 0, **more}, [])


def slider(widget, name):
    return next(control for control in widget.children[0].children if control.description == name)


def words(step):
    return "".join(text for _, text in step)


@pytest.fixture(autouse=True)
def a_room_of_its_own(tmp_path, monkeypatch):
    """What is answered in one test is no answer in another."""
    monkeypatch.setenv("GRAPHVIZ_DOT", "graphviz-pure")
    monkeypatch.setenv("MICROGRAD_ANSWERS", str(tmp_path / "my_answers.json"))


def test_it_is_judged_by_the_rules_as_long_as_somebody_looks():
    widget = explore(wrong, a=2.0, b=-3.0)
    assert widget.graph.judged == {}
    widget.graph._subject.cost = 0.0
    ask(widget, "judge", on=True)
    judged = widget.graph.judged
    assert (judged["at"], judged["shape"]) == ([2.0, -3.0], 0)
    names, links = widget.graph.shapes[0]["names"], widget.graph.shapes[0]["edges"]
    first = names.index("*")
    into = [e for e, (_, result, _) in enumerate(links) if result == first]
    assert {e: told[1:] for e, told in judged["remarks"]["slope"].items()} == {
        into[0]: ("2.0", "≠ −3.0 by the rule"),
        into[1]: ("−3.0", "≠ 2.0 by the rule"),
    }
    assert judged["remarks"]["data"] == {} and judged["remarks"]["grad"] == {}, "the sum is right, of wrong slopes"
    json.dumps(judged)
    slider(widget, "a").value = 1.0
    widget.graph._rest()
    assert widget.graph.judged["at"] == [1.0, -3.0]
    ask(widget, "judge", on=False)
    slider(widget, "a").value = 0.5
    widget.graph._rest()
    assert widget.graph.judged["at"] == [1.0, -3.0]


def test_a_right_class_gets_no_remark():
    widget = explore(product, a=2.0, b=-3.0)
    ask(widget, "judge", on=True)
    assert widget.graph.judged["remarks"] == {"data": {}, "slope": {}, "grad": {}, "whole": None, "unkept": {}}


def test_what_is_hidden_is_known_before_the_page_can_show_it():
    def branches(a):
        c = a * 2.0 if a.data > 0 else a + 1.0
        return c

    widget = explore(branches, a=2.0).predict("a.grad", "c.data")
    order = []
    widget.graph.observe(lambda change: order.append(change["name"]), ["shapes", "views", "veils", "shown"])
    slider(widget, "a").value = -2.0
    assert order.index("veils") < order.index("shapes") < order.index("shown")
    assert len(widget.graph.veils) == len(widget.graph.shapes) == 2
    for veils, shape in zip(widget.graph.veils, widget.graph.shapes):
        index = shape["names"].index("c")
        assert (veils["c.data"]["what"], veils["c.data"]["index"]) == ("data", index)
        assert f"{index}.data" in veils["c.data"]["hides"]
    assert explore(branches, a=2.0).graph.veils == [{}]


def test_a_step_hides_what_is_to_be_predicted_until_it_is():
    widget = explore(product, a=2.0, b=-3.0).show("step").predict("a.grad")
    steps = [words(step) for step in widget.graph.trace["messages"]]
    assert (
        "backward a.grad: ? → ? + ? = ? via L" in steps
        and "backward b.grad: 0.0 → 0.0 + 2.0 · 1.0 = 2.0 via L" in steps
    )
    order = []
    widget.graph.observe(lambda change: order.append(change["name"]), ["trace", "answers"])
    ask(widget, "answer", question="a.grad", typed="-3")
    steps = [words(step) for step in widget.graph.trace["messages"]]
    assert "backward a.grad: 0.0 → 0.0 + (−3.0) · 1.0 = −3.0 via L" in steps and order == ["trace", "answers"]
    ask(widget, "again", question="a.grad")
    assert "backward a.grad: ? → ? + ? = ? via L" in [words(step) for step in widget.graph.trace["messages"]]


def test_a_nudge_hides_what_is_to_be_predicted_until_it_is():
    widget = explore(product, a=2.0, b=-3.0).show("nudge").predict("a.grad")
    ask(widget, "nudge", node=-1)
    told = widget.graph.nudged["table"]
    assert told["gradient"] == "?" and {nudge["up"][2] for nudge in told["nudges"]} == {"?"}
    ask(widget, "answer", question="a.grad", typed="-3")
    told = widget.graph.nudged["table"]
    assert told["gradient"] == "−3.0" and "?" not in json.dumps(told)


def test_where_the_function_fails_there_is_nothing_to_be_told():
    widget = explore(lambda a: a.log(), a=(-1.0, 1.0, 0.5)).show("step", "nudge", "formula")
    slider(widget, "a").value = -1.0
    for question in ({"what": "judge", "on": True}, {"what": "nudge", "node": -1}):
        ask(widget, **question)
    widget.graph._rest()
    assert widget.graph.judged["remarks"] == {} and widget.graph.judged["shape"] == -1
    assert "only a positive number" in widget.graph.nudged["error"] and widget.graph.nudged["table"] == {}
    assert "only a positive number" in widget.graph.trace["error"] and widget.graph.trace["messages"] == []
