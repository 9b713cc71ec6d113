"""What the steps show of a backward(): each write of a gradient, and who sent it, for any class, right or wrong."""

import importlib.util
import math
import random
import re
import time
from array import array
from collections import Counter
from itertools import islice

import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets import Button, IntSlider, Label, Play, Widget
from node import asking
from project import PEER
from strategies import VALUES, expressions

from micrograd.engine import Value
from micrograd.live.ask.formula import Formulas
from micrograd.live.ask.scrubber import Stepper
from micrograd.live.ask.step import Story, arrivals, step_messages, story
from micrograd.live.ask.sums import explanations
from micrograd.live.row import Row
from micrograd.live.watch import Event, backward_events, slopes_seen, watching
from micrograd.picture.graph import edges, nodes
from micrograd.picture.numbers import number

# Classes as learners and others write them.


class Kept:
    """Keeps (input, slope) pairs, as the engine does, and has a backward in whatever manner a subclass writes it."""

    start = 0.0  # what a gradient is before anything was sent

    def __init__(self, data, edges=(), op=""):
        self.data, self._edges, self._op = data, edges, op
        self.grad = self.start

    @property
    def _prev(self):
        return tuple(source for source, _ in self._edges)

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)), "+")

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)), "*")

    def sorted(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for source in node._prev:
                    visit(source)
                order.append(node)

        visit(self)
        return order

    def backward(self):
        self.grad = 1.0
        for node in reversed(self.sorted()):
            for source, slope in node._edges:
                source.grad += slope * node.grad


class FromNone(Kept):
    """Has no gradient until something is sent."""

    start = None

    def backward(self):
        self.grad = 1.0
        for node in reversed(self.sorted()):
            for source, slope in node._edges:
                source.grad = slope * node.grad if source.grad is None else source.grad + slope * node.grad


class Missing(Kept):
    """Does not even have the attribute until then."""

    def __init__(self, *args):
        super().__init__(*args)
        del self.grad

    def backward(self):
        self.grad = 1
        for node in reversed(self.sorted()):
            for source, slope in node._edges:
                before = getattr(source, "grad", 0)
                source.grad = before + slope * node.grad


class Resets(Kept):
    """Sets all gradients to zero first, and runs twice."""

    def backward(self):
        order = self.sorted()
        for _ in range(2):
            for node in order:
                node.grad = 0.0
            self.grad = 1.0
            for node in reversed(order):
                grad = node.grad
                for source, slope in node._edges:
                    source.grad += slope * grad


class Recursive(Kept):
    """Hands the gradient on as an argument, along each path by itself."""

    def backward(self, grad=1.0):
        self.grad += grad
        for source, slope in self._edges:
            source.backward(slope * grad)


class RecursiveInputs(Kept):
    """The same, but a node adds to its inputs, not to itself."""

    def backward(self):
        self.grad = 1.0
        self.send(1.0)

    def send(self, grad):
        for source, slope in self._edges:
            source.grad += slope * grad
            source.send(slope * grad)


class Helped(Kept):
    """Has a method that adds, and computes with nodes that are made on the way."""

    def receive(self, grad):
        self.grad = self.grad + type(self)(grad).data

    def backward(self):
        self.receive(1.0)
        for node in reversed(self.sorted()):
            sent = [(source, slope * node.grad) for source, slope in node._edges]
            while sent:
                source, grad = sent.pop(0)
                source.receive(grad)


class Yields(Kept):
    """Reads and writes in different functions, of which only one is running at a time."""

    def messages(self):
        for node in reversed(self.sorted()):
            grad = node.grad
            for source, slope in node._edges:
                yield source, slope * grad

    def backward(self):
        self.grad = 1.0
        for source, grad in self.messages():
            source.grad += grad


class Pulls(Kept):
    """Asks the results for their gradients, all that a node gets in one sum."""

    def backward(self):
        order = self.sorted()
        self.grad = 1.0
        for i in range(len(order) - 2, -1, -1):
            pairs = [(node, slope) for node in order for source, slope in node._edges if source is order[i]]
            order[i].grad = sum(slope * node.grad for node, slope in pairs)


class RunningTotal(Kept):
    """Keeps its sums in a dict, and writes each down whenever it has grown."""

    def backward(self):
        self.grad, total = 1.0, {id(self): 1.0}
        for node in reversed(self.sorted()):
            for source, slope in node._edges:
                total[id(source)] = total.get(id(source), 0.0) + slope * total[id(node)]
                source.grad = total[id(source)]


class WritesOnce(Kept):
    """Keeps its sums in a dict, and writes them down at the end."""

    def backward(self):
        for node, total in self.totals():
            node.grad = total

    def totals(self):
        total, order = {id(self): 1.0}, self.sorted()[::-1]
        for node in order:
            for source, slope in node._edges:
                total[id(source)] = total.get(id(source), 0.0) + slope * total[id(node)]
        return [(node, total[id(node)]) for node in order]


class AddsOnce(WritesOnce):
    """Keeps its sums in a dict, and adds them to the gradients at the end."""

    def backward(self):
        for node, total in self.totals():
            node.grad += total


class Slots(Value):
    """A class that comes from another one which is watched too, with a __setattr__ of its own in between."""

    __slots__ = ()

    def __setattr__(self, name, value):
        super().__setattr__(name, value)


class Guarded(Kept):
    """Looks at whatever is read and written."""

    def __getattribute__(self, name):
        return super().__getattribute__(name)

    def __setattr__(self, name, value):
        self.__dict__[name] = value


class AsProperty(Kept):
    """Keeps its gradient under another name, and as text at that."""

    @property
    def grad(self):
        return float(self._grad)

    @grad.setter
    def grad(self, grad):
        self._grad = repr(float(grad))


class Closures:
    """Each operation leaves a function behind that sends its gradient; the inputs are kept in a set."""

    keep = set

    def __init__(self, data, inputs=(), op=""):
        self.data, self.grad, self._op = data, 0, op
        self._prev = self.keep(inputs)
        self.send = lambda: None

    def __add__(self, other):
        out = type(self)(self.data + other.data, (self, other), "+")

        def send():
            self.grad += out.grad
            other.grad += out.grad

        out.send = send
        return out

    def __mul__(self, other):
        out = type(self)(self.data * other.data, (self, other), "*")

        def send():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.send = send
        return out

    sorted = Kept.sorted

    def backward(self):
        self.grad = 1
        for node in reversed(self.sorted()):
            node.send()


class ClosuresInTuple(Closures):
    keep = tuple


class ResetsClosures(ClosuresInTuple):
    def backward(self):
        for _ in range(2):
            for node in self.sorted():
                node.grad = 0
            super().backward()


def peer():
    """Return Karpathy's Value, None if his micrograd is not there."""
    file = PEER / "micrograd" / "engine.py"
    if not file.exists():
        return None
    spec = importlib.util.spec_from_file_location("peer_engine", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Value


HIS = [kind for kind in [peer()] if kind]

IN_ORDER = [Value, Kept, FromNone, Missing, Helped, Yields, Slots, Guarded, AsProperty, Closures, ClosuresInTuple, *HIS]
BY_PATH = [Recursive, RecursiveInputs]
TWICE = [Resets, ResetsClosures]
RIGHT = [*IN_ORDER, *BY_PATH, *TWICE]

# An expression as a recipe: the leaves' numbers, then steps (operation, input, input) that count from the newest back.
recipes = st.tuples(
    st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from("+*"), st.integers(0, 9), st.integers(0, 9)), max_size=6),
).filter(lambda recipe: is_small(recipe))


def build(kind, recipe):
    """Return what a recipe makes."""
    leaves, steps = recipe
    made = [kind(x) for x in leaves]
    for op, i, j in steps:
        a, b = made[-1 - i % len(made)], made[-1 - j % len(made)]
        made.append(a + b if op == "+" else a * b)
    return made[-1]


def is_small(recipe):
    """Return whether its numbers, which are whole, are so small that no sum or product of them is ever rounded."""
    return all(abs(node.data) < 1e4 for node in nodes(build(Value, recipe)))


class Watched:
    """A root whose backward was watched."""

    def __init__(self, root):
        self.order = nodes(root)
        self.links = edges(self.order)
        self.before = [grad(node) for node in self.order]
        self.events = backward_events(root, self.order, self.links)
        self.after = [grad(node) for node in self.order]

    def replayed(self):
        """Return the gradients that the events alone lead to."""
        grads = list(self.before)
        for event in self.events:
            assert grads[event.node] == event.before or (math.isnan(grads[event.node]) and math.isnan(event.before))
            grads[event.node] = event.after
        return grads

    def sent(self):
        return [event for event in self.events if event.edge >= 0]

    def ways(self):
        """Return (input, result) of each event that was carried by an edge, as operations or the data of leaves."""
        called = [node._op or node.data for node in self.order]
        return [tuple(called[i] for i in self.links[event.edge][:2]) for event in self.sent()]


def grad(node):
    found = getattr(node, "grad", None)
    return math.nan if found is None else found


def slopes(links, order):
    """Return the slope of each edge by what the operation is, nan where a set keeps a + a or a * a as one edge."""
    found = []
    for edge, (source, result, _) in enumerate(links):
        mine = [e for e, link in enumerate(links) if link[1] == result]
        if len(mine) == 1:
            found.append(2.0 if order[result]._op == "+" else 2 * order[source].data)
        else:
            other = next(links[e][0] for e in mine if e != edge)
            found.append(1.0 if order[result]._op == "+" else order[other].data)
    return found


# Right classes.


@given(recipes, st.sampled_from([*RIGHT, Pulls]))
@settings(max_examples=150, deadline=None)
def test_the_events_lead_from_the_first_gradients_to_the_last(recipe, kind):
    it = Watched(build(kind, recipe))
    replayed = it.replayed()
    assert [x for x, y in zip(replayed, it.after) if x != y] == []
    twin = build(Value, recipe)
    twin.backward()
    assert sorted(replayed) == sorted(grad(node) for node in nodes(twin))


@given(recipes, st.sampled_from(RIGHT))
@settings(max_examples=150, deadline=None)
def test_each_event_brings_what_the_chain_rule_says(recipe, kind):
    it = Watched(build(kind, recipe))
    true = slopes(it.links, it.order)
    merged = [event for event in it.sent() if len([1 for link in it.links if link[1] == it.links[event.edge][1]]) == 1]
    for event in it.sent():
        source, _, slope = it.links[event.edge]
        slope = true[event.edge] / 2 if event in merged else true[event.edge] if slope is None else slope
        assert source == event.node
        assert event.added or math.isnan(event.before)
        assert event.after == (0 if math.isnan(event.before) else event.before) + slope * event.sent
    seeds = [event for event in it.events if event.edge < 0 and event.after]
    assert {(event.node, event.after) for event in seeds} == {(len(it.order) - 1, 1)}


@given(recipes, st.sampled_from(IN_ORDER))
@settings(max_examples=150, deadline=None)
def test_each_edge_carries_once_and_in_order(recipe, kind):
    it = Watched(build(kind, recipe))
    true = slopes(it.links, it.order)
    sets = isinstance(it.order[-1]._prev, set)
    carried = sorted(event.edge for event in it.sent())
    again = [e for e, (_, result, _) in enumerate(it.links) if sets and [r for _, r, _ in it.links].count(result) == 1]
    assert carried == sorted([*range(len(it.links)), *again])
    for event in it.sent():
        assert event.sent == it.after[it.links[event.edge][1]], "whoever sends has its whole gradient"
    seen = slopes_seen(it.events, it.links)
    for slope, expected, (_, result, _) in zip(seen, true, it.links):
        assert slope == expected if it.after[result] else math.isnan(slope)


@given(recipes, st.sampled_from([*BY_PATH, *TWICE]))
@settings(max_examples=100, deadline=None)
def test_the_slopes_are_seen_however_often_an_edge_carries(recipe, kind):
    it = Watched(build(kind, recipe))
    for e, (slope, expected) in enumerate(zip(slopes_seen(it.events, it.links), slopes(it.links, it.order))):
        assert slope == expected or not any(event.sent for event in it.events if event.edge == e)


@given(expressions(), st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=4))
@settings(max_examples=100, deadline=None)
def test_the_engine_is_told_to_the_last_bit_with_any_operation_and_any_leftover(expression, leftovers):
    leaves = [Value(x) for x in expression.inputs]
    for leaf, leftover in zip(leaves, leftovers):
        leaf.grad = leftover
    root = expression.nodes(leaves, VALUES)[-1]
    it = Watched(root)
    assert it.replayed() == it.after
    assert [event.edge for event in it.events].count(-1) == 1
    for event in it.sent():
        assert event.added
        assert event.after == event.before + it.links[event.edge][2] * event.sent


def test_what_is_sent_twice_into_one_sum_is_told_as_one():
    a, b = Pulls(2.0), Pulls(-3.0)
    it = Watched(a * b + a)
    (event,) = [event for event in it.events if event.node == 0]
    assert it.links[event.edge][0] == 0 and (event.before, event.after, event.added) == (0.0, -2.0, False)


def test_numbers_of_all_kinds_are_told_as_floats():
    class Odd(Kept):
        def backward(self):
            for grad in 1, True, 10**400, -(10**400), math.nan, math.inf, None, "1", [1.0], 2:
                self.grad = grad

    it = Watched(Odd(1.0))
    told = [event.after for event in it.events]
    inf, nan = math.inf, math.nan
    assert repr(told) == repr([1.0, inf, -inf, nan, inf, nan, 2.0]), "no event where nothing changes"
    assert all(type(x) is float for x in told)
    assert repr(it.replayed()) == "[2.0]"


@pytest.mark.parametrize("kind", RIGHT)
def test_infinite_and_undefined_gradients_pass(kind):
    a, b = kind(math.inf), kind(0.0)
    it = Watched(a * b + a)
    assert repr([float(x) for x in it.replayed()]) == repr([float(x) for x in it.after])
    assert sorted(event.edge for event in it.sent())[-1] == 3
    slopes_seen(it.events, it.links)


def test_a_write_that_nothing_notices_is_told_in_the_end():
    class Past(Kept):
        def backward(self):
            for source in self._prev:
                vars(source)["grad"] = 5.0

    it = Watched(Past(1.0) + Past(2.0))
    assert it.events[:1] == [Event(0, -1, 0.0, 5.0, pytest.approx(math.nan, nan_ok=True), False)]
    assert it.replayed() == [5.0, 5.0, 0.0]


# Mistakes, as they are seen.


def three_times(kind):
    """Return (a * b + a) * a as what a watched class makes of it; a = 2 and b = -3, so that da = -8 and db = 4."""
    a, b = kind(2.0), kind(-3.0)
    return Watched((a * b + a) * a)


def into(it, data):
    """Return the events that write the gradient of the leaf with these data."""
    return [event for event in it.events if not it.order[event.node]._op and it.order[event.node].data == data]


def overwritten(events):
    """Return (before, after) of events by which whatever there was is lost."""
    assert not any(event.added for event in events if event.before)
    return [(event.before, event.after) for event in events]


class Overwrites(Kept):
    def backward(self):
        self.grad = 1.0
        for node in reversed(self.sorted()):
            for source, slope in node._edges:
                source.grad = slope * node.grad


class OverwritesOnce(Kept):
    """Reads each gradient once, when its turn comes."""

    def backward(self):
        self.grad = 1.0
        for node in reversed(self.sorted()):
            grad = node.grad
            for source, slope in node._edges:
                source.grad = slope * grad


class OverwritesAndPrints(Kept):
    said = []

    def backward(self):
        self.grad = 1.0
        for node in reversed(self.sorted()):
            for source, slope in node._edges:
                self.said.append(source.grad)
                source.grad = slope * node.grad


class OverwritesClosures(Closures):
    def __add__(self, other):
        out = type(self)(self.data + other.data, (self, other), "+")

        def send():
            self.grad = out.grad
            other.grad = out.grad

        out.send = send
        return out

    def __mul__(self, other):
        out = type(self)(self.data * other.data, (self, other), "*")

        def send():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out.send = send
        return out


class OverwritesRecursively(Kept):
    def backward(self):
        self.grad = self.grad or 1.0
        self.send()

    def send(self):
        grad = self.grad
        for source, slope in self._edges:
            source.grad = slope * grad
            source.send()


OVERWRITING = [Overwrites, OverwritesOnce, OverwritesAndPrints, OverwritesClosures]


@pytest.mark.parametrize("kind", OVERWRITING)
def test_what_is_overwritten_is_seen(kind):
    it = three_times(kind)
    assert overwritten(into(it, 2.0)) == [(0.0, -4.0), (-4.0, 2.0), (2.0, -6.0)]
    assert it.ways()[-2:] in ([(2.0, "*"), (-3.0, "*")], [(-3.0, "*"), (2.0, "*")])
    assert it.replayed() == it.after


@pytest.mark.parametrize("kind", [Overwrites, OverwritesOnce])
def test_what_is_overwritten_by_zero_is_seen_to_be_sent(kind):
    a, b = kind(0.0), kind(-3.0)
    it = Watched(b + a * b)
    assert it.ways() == [(-3.0, "+"), ("*", "+"), (0.0, "*"), (-3.0, "*")]
    assert it.events[-1][1:] == (1, 1.0, 0.0, 1.0, False)


def test_a_sum_with_itself_that_overwrites_is_seen():
    for kind in [*OVERWRITING, OverwritesRecursively]:
        a = kind(3.0)
        it = Watched(a + a)
        assert overwritten(into(it, 3.0)) == [(0.0, 1.0), (1.0, 1.0)]
        assert [event.edge for event in it.sent()] == ([0, 0] if len(it.links) == 1 else [0, 1])


class TooEarly(Kept):
    """Takes the nodes in the order in which they are met."""

    def backward(self):
        self.grad = 1.0
        todo, seen = [self], set()
        while todo:
            node = todo.pop(0)
            if node in seen:
                continue
            seen.add(node)
            for source, slope in node._edges:
                source.grad += slope * node.grad
                todo.append(source)


def test_a_node_that_sends_before_its_gradient_is_whole_is_seen():
    a, b = TooEarly(2.0), TooEarly(-3.0)
    early = a * b
    it = Watched(early + (early + b) * a)
    index = [node is early for node in it.order].index(True)
    sent = [event.sent for event in it.sent() if it.links[event.edge][1] == index]
    assert sent == [1.0, 1.0] and it.after[index] == 3.0
    last = [event for event in it.sent() if event.node == index][-1]
    assert (last.before, last.after, it.order[it.links[last.edge][1]]._op) == (1.0, 3.0, "+")
    assert it.replayed() == it.after


class Backwards(Kept):
    """Takes the inputs first."""

    def backward(self):
        self.grad = 1.0
        for node in self.sorted():
            grad = node.grad
            for source, slope in node._edges:
                source.grad += slope * grad


def test_the_wrong_way_round_is_seen():
    it = three_times(Backwards)
    assert it.ways() == [(2.0, "*"), (-3.0, "*"), ("*", "+"), (2.0, "+"), ("+", "*"), (2.0, "*")]
    assert [event.sent for event in it.sent()] == [0.0, 0.0, 0.0, 0.0, 1.0, 1.0]
    assert all(event.added for event in it.sent())


class Forgets(Closures):
    """A product that sends its slopes as they are."""

    def __mul__(self, other):
        out = type(self)(self.data * other.data, (self, other), "*")

        def send():
            self.grad += other.data
            other.grad += self.data

        out.send = send
        return out


class ForgetsInLoop(Kept):
    def backward(self):
        self.grad = 1.0
        for node in reversed(self.sorted()):
            for source, slope in node._edges:
                source.grad += slope


@pytest.mark.parametrize("kind", [Forgets, ForgetsInLoop])
def test_who_forgets_its_own_gradient_is_seen_all_the_same(kind):
    a, b = kind(2.0), kind(-3.0)
    it = Watched((a * b) * b)
    assert it.ways() == [("*", "*"), (-3.0, "*"), (2.0, "*"), (-3.0, "*")]
    first, second = it.sent()[2:]
    assert first.sent == second.sent == -3.0 == it.after[it.links[first.edge][1]]
    assert (first.before, first.after) == (0.0, -3.0), "slope times gradient is 9"


class Unseeded(Kept):
    def backward(self):
        for node in reversed(self.sorted()):
            for source, slope in node._edges:
                source.grad += slope * node.grad


def test_a_missing_seed_is_seen():
    it = three_times(Unseeded)
    assert [event.edge for event in it.events if event.edge < 0] == []
    assert {event.sent for event in it.events} == {0.0} and len(it.events) == 6


class Twice(Kept):
    """Recurses along each path, and sends its whole gradient each time."""

    def backward(self, first=True):
        if first:
            self.grad = 1.0
        for source, slope in self._edges:
            source.grad += slope * self.grad
            source.backward(False)


def test_who_sends_twice_is_seen():
    a, b = Twice(2.0), Twice(-3.0)
    both = a * b
    it = Watched(both + both)
    assert it.ways() == [("*", "+"), (2.0, "*"), (-3.0, "*"), ("*", "+"), (2.0, "*"), (-3.0, "*")]
    assert [event.edge for event in it.sent()] == [2, 0, 1, 3, 0, 1]
    assert [event.sent for event in it.sent()] == [1.0, 1.0, 1.0, 1.0, 2.0, 2.0]
    assert slopes_seen(it.events, it.links) == [-3.0, 2.0, 1.0, 1.0]


@pytest.mark.parametrize("kind", TWICE)
def test_a_reset_is_told_and_no_edge_has_carried_it(kind):
    a, b = kind(2.0), kind(-3.0)
    it = Watched(a * b)
    shown = [(event.node, event.edge, event.before, event.after) for event in it.events]
    once = [(2, -1, 0.0, 1.0), (0, 0, 0.0, -3.0), (1, 1, 0.0, 2.0)]
    assert shown == [*once, (0, -1, -3.0, 0.0), (1, -1, 2.0, 0.0), (2, -1, 1.0, 0.0), *once]


class Stops(Kept):
    def backward(self):
        self.grad = 1.0
        for node in reversed(self.sorted()):
            for source, slope in node._edges:
                source.grad += slope * node.gradient


def test_who_stops_with_an_error_can_be_followed_until_then():
    root = Stops(2.0) * Stops(-3.0)
    order = nodes(root)
    before = dict(vars(Stops))
    with pytest.raises(AttributeError, match="gradient"), watching(order, edges(order)) as events:
        root.backward()
    assert [event[:4] for event in events] == [(2, -1, 0.0, 1.0)]
    assert dict(vars(Stops)) == before
    with pytest.raises(AttributeError, match="gradient"):
        backward_events(root, order, edges(order))
    with pytest.raises(AttributeError, match="backward"):
        backward_events(order, order, edges(order))


# What it leaves behind, and what it costs.


@pytest.mark.parametrize("kind", [*RIGHT, *OVERWRITING, Pulls])
def test_the_class_is_as_it_was(kind):
    classes = [one for one in kind.__mro__ if one is not object]
    before = [list(vars(one).items()) for one in classes]
    three_times(kind)
    for one, had in zip(classes, before):
        assert [(name, id(thing)) for name, thing in vars(one).items()] == [(name, id(thing)) for name, thing in had]


def test_two_classes_of_one_family_are_watched_once_each():
    class Child(Kept):
        pass

    a, b = Kept(2.0), Child(-3.0)
    it = Watched(a * b)
    assert [event.edge for event in it.events] == [-1, 0, 1]
    it = Watched(b * a)
    assert [event.edge for event in it.events] == [-1, 0, 1]
    assert "__setattr__" not in vars(Child) and "__setattr__" not in vars(Kept)


def test_what_surrounds_it_sends_nothing():
    def surrounding(product):
        order = nodes(product)
        with watching(order, edges(order)) as events:
            order[0].grad = 7.0
        return events

    (event,) = surrounding(Kept(2.0) * Kept(3.0))
    assert event[:4] == (0, -1, 0.0, 7.0)


def cost(root):
    """Return how many seconds it takes to watch a backward, per event."""
    order = nodes(root)
    links = edges(order)
    begin = time.process_time()
    events = backward_events(root, order, links)
    return (time.process_time() - begin) / len(events)


def chain(length):
    root = x = Value(1.0)
    for _ in range(length):
        root = root * x
    return root


def star(rays):
    x, root = Value(2.0), Value(0.0)
    for _ in range(rays):
        root = root + x
    return root


@pytest.mark.slow
@pytest.mark.parametrize("make", [chain, star])
def test_the_cost_grows_with_the_graph_and_no_faster(make):
    small, large = make(500), make(20_000)
    assert cost(large) < 5 * min(cost(small) for _ in range(3)), "40 times as much if each event looked at each edge"


@pytest.mark.slow
def test_the_cost_of_a_story_grows_with_the_graph_and_no_faster():
    def seconds(length):
        def function(x):
            root = x
            for _ in range(length):
                root = root * x
            return root

        begin = time.process_time()
        run = story(function, {"x": Value(1.0)}, Value)
        names = ["x", *"*" * length]
        shape = {"names": names, "nodes": [(name.strip("x"), True) for name in names]}
        shape["edges"] = [(source, k, True) for k in range(1, length + 1) for source in (k - 1, 0)]
        about = Formulas(shape, [1.0] * (2 * len(names) + 2 * length)), [1.0] * (2 * len(names) + 2 * length), run
        assert len(step_messages(*about)) - 1 == len(names) + len(arrivals(*about)) > length
        return time.process_time() - begin

    assert seconds(8000) < 40 * min(seconds(500) for _ in range(3)), "256 times as much if each step looked at each"


# The browser's half.

SCRIPT = """
import { floats } from "./page/numbers.js";
import { Trace, replay } from "./page/steps.js";
import { explanation } from "./page/explain.js";

const sendable = (numbers) => [...numbers].map((x) => (Number.isFinite(x) ? x : String(x)));

function answer({ made, events, error, messages, arrivals, numbers, ...about }) {
  const scene = () => ({ ...about, numbers: floats(numbers), mask: new Map() });
  const n = about.nodes.length;
  const trace = new Trace({ made, events, error, messages, arrivals });
  const steps = [];
  for (let k = 0; k <= trace.length; k++) {
    const { made, grads, written, carried } = trace.state(k, scene().numbers.subarray(n, 2 * n));
    const shown = scene();
    replay(shown, trace, k);
    steps.push({
      made: [...made],
      grads: sendable(grads),
      written: [...written],
      carried: [...carried],
      mask: [...shown.mask],
      numbers: sendable(shown.numbers),
      replayed: shown.replayed ?? false,
      told: trace.message(k).map(([, text]) => text).join(""),
      pressed: about.nodes.map((_, i) => explanation(shown, i, null).map(([, text]) => text).join("")),
    });
  }
  return { fits: trace.fits(scene()), steps };
}
"""


def scene(it, names=(), seen=False, hidden=(), error=""):
    """Return what the browser knows of a watched run; names is a dictionary from name to value."""
    called = {id(value): name for name, value in dict(names).items()}
    found = slopes_seen(it.events, it.links) if seen else [slope for _, _, slope in it.links]
    numbers = [*(node.data for node in it.order), *it.after, *(math.nan if x is None else x for x in found)]
    shape = {
        "names": [called.get(id(node)) or node._op or "constant" for node in it.order],
        "nodes": [(node._op, True) for node in it.order],
        "edges": [(source, result, "seen" if seen else slope is not None) for source, result, slope in it.links],
    }
    story = Story(list(range(len(it.order))), it.events, error)
    return shape | {
        "numbers": array("d", numbers),
        "made": story.made,
        "events": array("d", [x for event in it.events for x in event]),
        "error": error,
        "messages": step_messages(Formulas(shape, numbers), numbers, story, hidden),
        "arrivals": arrivals(Formulas(shape, numbers), numbers, story, hidden),
        "sums": explanations(Row(shape, numbers), shape),
    }


@pytest.fixture
def stepped(tmp_path):
    """A function from scenes to what the browser shows of each at every step."""
    with asking(SCRIPT, tmp_path) as ask:
        yield lambda scenes: [ask(one) for one in scenes]


def drawn_recipes(count):
    """Return recipes that are the same on every run."""
    dice = random.Random(11)

    def recipe():
        leaves = [float(dice.randint(-3, 3)) for _ in range(dice.randint(1, 3))]
        steps = [(dice.choice("+*"), dice.randint(0, 9), dice.randint(0, 9)) for _ in range(dice.randint(0, 5))]
        return leaves, steps

    return list(islice(filter(is_small, iter(recipe, None)), count))


def told(x):
    """Return a number as SCRIPT tells it."""
    return x if math.isfinite(x) else "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"


def test_each_step_shows_what_there_was_after_it(stepped):
    kinds = [*RIGHT, *OVERWRITING, TooEarly, Backwards, Twice, Unseeded, Forgets, Pulls]
    runs = [Watched(build(kind, recipe)) for kind in kinds for recipe in drawn_recipes(6)]
    runs += [Watched(kind(math.nan) * kind(2.0) + kind(math.inf)) for kind in RIGHT]
    for it, seen in zip(runs, stepped([scene(it) for it in runs]), strict=True):
        n, m = len(it.order), len(it.events)
        assert seen["fits"] and len(seen["steps"]) == n + m + 1
        grads, written, carried = list(it.before), set(), set()
        for k, step in enumerate(seen["steps"]):
            if k > n:
                event = it.events[k - n - 1]
                grads[event.node] = event.after
                written.add(event.node)
                carried.add(event.edge)
            assert step["made"] == list(range(min(k, n)))
            assert step["grads"] == list(map(told, grads))
            assert set(step["written"]) == written and set(step["carried"]) == carried
            masked = dict(step["mask"])
            final = k == n + m
            assert step["replayed"] is not final
            for i, node in enumerate(it.order):
                there = final or i < k
                assert (f"{i}.data" not in masked) == there
                assert (f"{i}.grad" not in masked) == (there and (final or not math.isnan(grads[i]) or i in written))
                assert step["numbers"][i] == told(node.data)
                assert step["numbers"][n + i] == told(it.after[i] if final else grads[i])
            for e, (_, result, _) in enumerate(it.links):
                assert (f"{e}.slope" not in masked) == (final or result < k)
                assert (f"{e}.flow" not in masked) == (final or e in carried)
            assert set(masked.values()) <= {""}


NOTHING_YET = "nothing has been sent here yet."
NOT_MADE = "has not been computed yet."
SUM = re.compile(r"(?:.*?) = (?:(.*) = )?(\S+?)( so far)?(: the way back begins.*|, which no edge brought\.)?$")


def test_a_node_pressed_half_way_tells_what_has_arrived_until_then(stepped):
    kinds = [*RIGHT, *OVERWRITING, TooEarly, Backwards, Twice, Unseeded, Forgets, Pulls, Resets]
    runs = [Watched(build(kind, recipe)) for kind in kinds for recipe in drawn_recipes(8)]
    counts = Counter()
    for it, seen in zip(runs, stepped([scene(it) for it in runs]), strict=True):
        n = len(it.order)
        grads, written = list(it.before), Counter()
        for k, step in enumerate(seen["steps"][:-1]):
            if k > n:
                grads[it.events[k - n - 1].node] = it.events[k - n - 1].after
                written[it.events[k - n - 1].node] += 1
            for i, said in enumerate(step["pressed"]):
                if i >= k:
                    assert said.endswith(NOT_MADE), said
                elif not written[i]:
                    assert said.endswith(NOTHING_YET), said
                    counts["nothing yet"] += 1
                elif said.endswith("it has been set to zero."):
                    assert grads[i] == 0
                else:
                    terms, total, so_far, _ = SUM.match(said).groups()
                    assert total == number(grads[i]), said
                    to_come = any(event.node == i for event in it.events[max(k - n, 0) :])
                    assert bool(so_far) == (to_come and terms is not None), said
                    if terms and "more" not in terms:
                        product = re.sub(r" via .*?(?= \+ [\d(]|$)| from before| in one go", "", terms)
                        assert near_enough(eval(product.replace("−", "-").replace("·", "*")), grads[i]), said
                        counts["sums"] += 1
    assert min(counts.values()) > 500, counts


def near_enough(x, y):
    """Return whether two numbers are the same up to the digits that are shown."""
    return math.isclose(x, y, rel_tol=2e-3, abs_tol=1e-9)


def expression(kind):
    """Return d + (d + b) * a with d = a * b as what a watched class makes of it, and the names in it."""
    a, b = kind(2.0), kind(-3.0)
    d = a * b
    L = d + (d + b) * a
    return Watched(L), {"a": a, "b": b, "d": d, "L": L}


def backward_told(steps):
    said = [step["told"] for step in steps["steps"]]
    return [text.removeprefix("backward ") for text in said if text.startswith("backward ")]


def test_each_step_is_told_in_words_and_numbers(stepped):
    it, names = expression(Value)
    (seen,) = stepped([scene(it, names)])
    assert [step["told"] for step in seen["steps"]] == [
        "Nothing has been computed yet. Press play, or take the next step.",
        "forward a = 2.0",
        "forward b = −3.0",
        "forward d = a * b = 2.0 · (−3.0) = −6.0",
        "forward the + box = d + b = −6.0 + (−3.0) = −9.0",
        "forward the * box = (d + b) * a = −9.0 · 2.0 = −18.0",
        "forward L = d + (d + b) * a = −6.0 + (−18.0) = −24.0",
        "backward L.grad: 0.0 → 1.0, the derivative of the output with respect to itself",
        "backward d.grad: 0.0 → 0.0 + 1.0 · 1.0 = 1.0 via L",
        "backward the * box's gradient: 0.0 → 0.0 + 1.0 · 1.0 = 1.0 via L",
        "backward the + box's gradient: 0.0 → 0.0 + 2.0 · 1.0 = 2.0 via the * box",
        "backward a.grad: 0.0 → 0.0 + (−9.0) · 1.0 = −9.0 via the * box",
        "backward d.grad: 1.0 → 1.0 + 1.0 · 2.0 = 3.0 via the + box",
        "backward b.grad: 0.0 → 0.0 + 1.0 · 2.0 = 2.0 via the + box",
        "backward a.grad: −9.0 → −9.0 + (−3.0) · 3.0 = −18.0 via d",
        "backward b.grad: 2.0 → 2.0 + 2.0 · 3.0 = 8.0 via d",
    ]


def test_mistakes_are_told(stepped):
    kinds = Overwrites, TooEarly, Twice, ForgetsInLoop, FromNone, Unseeded
    pairs = [expression(kind) for kind in kinds]
    told = dict(zip(kinds, map(backward_told, stepped([scene(it, names) for it, names in pairs]))))
    assert "a.grad: −9.0 → (−3.0) · 2.0 = −6.0 via d: what became of the −9.0?" in told[Overwrites]
    assert "d.grad: 0.0 → 1.0 · 1.0 = 1.0 via L" in told[Overwrites], "nothing is lost"
    early = "a.grad: 0.0 → 0.0 + (−3.0) · 1.0 = −3.0 via d: d sends too early, while its gradient is still growing"
    assert early in told[TooEarly] and early in told[Twice]
    assert "a.grad: −3.0 → −3.0 + (−3.0) · 3.0 = −12.0 via d: d has sent along this edge before" in told[Twice]
    sent = "this class added −3.0, and slope × gradient is (−3.0) · 2.0 = −6.0"
    assert f"a.grad: −9.0 → −9.0 + (−3.0) = −12.0 via d: {sent}" in told[ForgetsInLoop]
    assert "L.grad: none → 1.0, the derivative of the output with respect to itself" in told[FromNone]
    assert "d.grad: none → 1.0 · 1.0 = 1.0 via L" in told[FromNone]
    assert not any("output" in text for text in told[Unseeded])


WRONG = "became", "early", "before", "this class"


@pytest.mark.parametrize("seen", [False, True])
def test_of_right_classes_no_mistake_is_told(stepped, seen):
    kinds = [
        *RIGHT,
        Pulls,
        WritesOnce,
        AddsOnce,
        *([] if seen else [RunningTotal]),
    ]  # what a total grew by, slopes alone can tell
    runs = [Watched(build(kind, recipe)) for kind in kinds for recipe in drawn_recipes(20)]
    texts = [step["told"] for steps in stepped([scene(it, seen=seen) for it in runs]) for step in steps["steps"]]
    assert len(texts) > 2000
    assert [text for text in texts if any(word in text for word in WRONG)] == []


def test_slopes_that_a_class_does_not_keep_are_shown_once_they_are_seen(stepped):
    it, names = expression(Closures)
    unknown, seen = stepped([scene(it, names), scene(it, names, seen=True)])
    assert "a.grad: −9.0 → −9.0 + (−9.0) = −18.0 via d" in backward_told(unknown)
    assert "a.grad: −9.0 → −9.0 + (−3.0) · 3.0 = −18.0 via d" in backward_told(seen)
    for step in seen["steps"][:-1]:
        assert {f"{e}.slope" for e in range(len(it.links)) if e not in step["carried"]} == {
            key for key, text in step["mask"] if key.endswith("slope") and text == ""
        }


def test_what_is_to_be_predicted_is_not_told(stepped):
    it, names = expression(Overwrites)
    a, d = (it.order.index(names[name]) for name in "ad")
    grads, others = [f"{a}.grad", f"{d}.grad"], [f"{d}.data", "0.slope"]
    grad, data = stepped([scene(it, names, hidden=grads), scene(it, names, hidden=others)])
    said = [text for text in backward_told(grad) if text.startswith(("a.", "d.")) or " via d:" in text]
    assert said == [
        "d.grad: ? → ? via L",
        "a.grad: ? → ? via the * box",
        "d.grad: ? → ? via the + box",
        "a.grad: ? → ? via d",
        "b.grad: 2.0 → 2.0 · ? = 4.0 via d: what became of the 2.0?",
    ]
    assert "forward d = a * b = 2.0 · (−3.0) = ?" in [step["told"] for step in data["steps"]]
    assert "a.grad: −9.0 → ? · 2.0 = −6.0 via d: what became of the −9.0?" in backward_told(data)


def test_an_undefined_gradient_is_no_missing_one(stepped):
    a, b = FromNone(math.nan), FromNone(2.0)
    it = Watched(a * b + b)
    (seen,) = stepped([scene(it, {"a": a, "b": b})])
    assert backward_told(seen)[2:] == [
        "b.grad: none → 1.0 · 1.0 = 1.0 via the + box",
        "a.grad: none → 2.0 · 1.0 = 2.0 via the * box",
        "b.grad: 1.0 → 1.0 + nan · 1.0 = nan via the * box",
    ]
    a, b = FromNone(math.nan), FromNone(2.0)
    it = Watched((b + b) * a)
    (seen,) = stepped([scene(it, {"a": a, "b": b})])
    assert backward_told(seen)[-2:] == [
        "b.grad: none → nan via the + box (left)",
        "b.grad: nan → nan + nan = nan via the + box (right)",
    ]


def test_where_backward_stopped_is_told_at_the_last_step(stepped):
    root = Stops(2.0) * Stops(-3.0)
    it = Watched.__new__(Watched)
    it.order = nodes(root)
    it.links, it.events, it.after = edges(it.order), [Event(2, -1, 0.0, 1.0, math.nan, False)], [0.0, 0.0, 1.0]
    (seen,) = stepped([scene(it, error="AttributeError: no gradient")])
    assert seen["steps"][-1]["told"].endswith("with respect to itself It stopped here: AttributeError: no gradient")
    assert seen["steps"][-1]["replayed"] and "stopped" not in seen["steps"][-2]["told"]


# The scrubber.


class Graph(Widget):
    step = traitlets.Int(-1).tag(sync=True)
    trace = traitlets.Dict().tag(sync=True)
    scrubber = traitlets.Dict().tag(sync=True)


def steps(made, events):
    return {"at": [], "made": list(range(made)), "events": bytes(48 * events)}


def test_the_scrubber_reaches_to_the_end_of_the_longest_trace():
    graphs = [Graph(trace=steps(3, 4)), Graph()]
    stepper = Stepper(graphs)
    assert (stepper.slider.min, stepper.slider.max, stepper.play.max) == (0, 7, 7)
    assert stepper.total.value == "of 7"
    graphs[1].trace = steps(5, 5)
    assert (stepper.slider.max, stepper.play.max, stepper.total.value) == (10, 10, "of 10")
    stepper.slider.value = 10
    graphs[1].trace = steps(1, 0)
    assert (stepper.slider.max, stepper.slider.value) == (7, 7)


def test_the_buttons_take_single_steps_and_stay_within_the_trace():
    graph = Graph(trace=steps(1, 1))
    stepper = Stepper([graph])
    back, on = [child for child in stepper.children if isinstance(child, Button)]
    stepper.start()
    assert (graph.step, stepper.slider.value) == (0, 0)
    places = []
    for button in on, on, on, back, back, back:
        stepper.play.playing = True
        button.click()
        places.append(stepper.slider.value)
        assert not stepper.play.playing
    assert places == [1, 2, 2, 1, 0, 0]
    stepper.slider.value, stepper.play.playing = 2, True
    stepper.stop()
    assert graph.step == -1 and not stepper.play.playing
    stepper.start()
    assert graph.step == stepper.slider.value == 0


def test_the_page_is_told_a_name_for_each_control():
    graph = Graph()
    stepper = Stepper([graph])
    assert [type(child) for child in stepper.children] == [Play, Button, Button, IntSlider, Label]
    assert set(graph.scrubber) == {child.model_id for child in stepper.children if type(child) is not Label}
    assert all(names and all(names) for names in graph.scrubber.values())


def test_the_browser_joins_slider_and_graphs_only_while_somebody_steps():
    graphs = [Graph(), Graph()]
    stepper = Stepper(graphs)
    stepper.start()
    links = stepper._links
    assert [(link.source, link.target) for link in links] == [
        ((stepper.slider, "value"), (graph, "step")) for graph in graphs
    ]
    stepper.stop()
    assert all(link.comm is None for link in links) and stepper._links == []
