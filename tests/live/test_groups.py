"""Groups of nodes: which there are, which are open, what a folded graph draws, and the picture of it."""

import functools
import json
import math
import random
import re
import sys
import textwrap
import xml.etree.ElementTree as ElementTree
from collections import Counter
from graphlib import TopologicalSorter
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.engine import Value
from micrograd.explore import explore
from micrograd.live.ask.boxes import folded_picture, sendable_view
from micrograd.live.ask.fold import FEW, ROWS, fold, opened
from micrograd.live.groups import Calls
from micrograd.nn import MLP, Module
from micrograd.picture.dot import picture
from micrograd.picture.flow import edge_width, flow_along
from micrograd.picture.graph import edges, nodes
from micrograd.picture.labels import edge_label


@pytest.fixture(autouse=True, scope="module")
def the_wheel():
    """The same layout program for every test, whatever else the machine has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHVIZ_DOT", "graphviz-pure")
        yield


# What is explored here: functions of a cell, each run as the live graph runs it.


def lesson(source, **names):
    """Return what a notebook holds after a cell with this source, as an object."""
    namespace = {"__name__": "lesson", "Value": Value, **names}
    exec(compile(textwrap.dedent(source), "lesson", "exec"), namespace)
    return SimpleNamespace(**namespace)


def explored(f, kind=Value, **numbers):
    """Return the graph of f, called with these numbers as values: its nodes, edges and groups, and the Calls."""
    calls = Calls(f, kind)
    arguments = {name: kind(x) if isinstance(x, (int, float)) else x for name, x in numbers.items()}
    before = sys.getprofile()
    sys.setprofile(calls)
    try:
        root = f(**arguments)
    finally:
        sys.setprofile(before)
    named = {id(value): name for name, value in arguments.items()}
    order = nodes(root, named)
    links = edges(order)
    return SimpleNamespace(order=order, links=links, named=named, calls=calls, groups=calls.groups(order, links))


def names(it):
    return [group.name for group in it.groups]


def view_of(it, open):
    return fold(it.order, it.links, it.groups, open)


def first_view(it):
    return view_of(it, opened(it.groups, it.order))


def group(it, name):
    (found,) = [group for group in it.groups if group.name == name]
    return found


def things(it, view):
    """Return what is drawn: the singles by what they are, the boxes by their names."""
    singles = [it.named.get(id(it.order[i]), "") or it.order[i]._op or it.order[i].data for i in view.nodes]
    return Counter(singles + [it.groups[k].name for k in view.boxes])


# Any cell of functions that call each other.

ACTIVE, BEGUN = [], []  # the calls that are under way, and all of them: (number, name of the function)


def enter(name):
    """Note that a function of the cell begins; the cell calls this itself, so that Calls is not asked."""
    BEGUN.append((len(BEGUN), name))
    ACTIVE.append(BEGUN[-1])


def leave():
    ACTIVE.pop()


class Number:
    """A class like a learner's, whose values know from the cell itself in which calls they were made."""

    def __init__(self, data, inputs=(), op=""):
        self.data, self.grad, self._prev, self._op = data, 0.0, inputs, op
        self.calls = tuple(ACTIVE)

    def operation(self, other, op):
        return type(self)(self.data + other.data, (self, other), op)  # what is computed does not matter here

    def __add__(self, other):
        return self.operation(other if isinstance(other, Number) else type(self)(other), "+")

    def __mul__(self, other):
        return self.operation(other if isinstance(other, Number) else type(self)(other), "*")

    def tanh(self):
        return type(self)(math.tanh(self.data), (self,), "tanh")


class Subclass(Number):
    def __init__(self, *args):
        super().__init__(*args)


@st.composite
def cells(draw):
    """Draw a cell's source: helpers h0, h1, … that call those above them, and f(a, b) that calls them all."""
    source = []
    helpers = [f"h{k}" for k in range(draw(st.integers(1, 3)))]
    for k, name in enumerate([*helpers, "f"]):
        known = ["a", "b"] if name == "f" else ["x", "y"]
        source += [f"w{k} = [Value(0.5), Value(-2.0)]", f"def {name}({', '.join(known)}):", f"    enter({name!r})"]
        for step in range(draw(st.integers(2, 5))):
            # What was made last is used next, so that little of it is made in vain.
            one, other = known[-1], draw(st.sampled_from(known))
            weighed = f"{one} * w{k}[0] + w{k}[1]"
            made = [weighed, f"{one} + {other}", f"{one} * 2.0", f"{one}.tanh()", "Value(1.0)"]
            calls = [f"{helper}({one}, {other})[-1]" for helper in helpers[:k]]
            calls += [f"sum({helper}({one}, {other}), {other})" for helper in helpers[:k]]
            source.append(f"    v{step} = {draw(st.sampled_from(made) | st.sampled_from(calls or made))}")
            known.append(f"v{step}")
        returned = f"[{', '.join(known[2:])}]"
        if name == "f":
            returned = draw(st.sampled_from([known[-1], " + ".join(known[2:])]))
        source += ["    leave()", f"    return {returned}"]
    return "\n".join(source)


def graph_of(cell, kind=Number, a=1.0, b=2.0):
    ACTIVE.clear()
    BEGUN.clear()
    return explored(lesson(cell, Value=kind, enter=enter, leave=leave).f, kind, a=a, b=b)


cells_and_open = st.tuples(cells(), st.randoms(use_true_random=False))
every = settings(deadline=None, max_examples=200)


@every
@given(cells(), st.sampled_from([Number, Subclass]))
def test_a_group_holds_what_one_call_made(cell, kind):
    it = graph_of(cell, kind)
    by_call = {}
    for i, node in enumerate(it.order):
        for call in node.calls[1:]:  # the first one is f's own
            by_call.setdefault(call, set()).add(i)
    shared = {i for group in it.groups if group.name.endswith(".parameters") for i in group.nodes}
    made = []
    for group in it.groups:
        inside = [i for i in group.nodes if it.order[i].calls]
        if not group.name.endswith(".parameters"):
            (call,) = {call for call in by_call if by_call[call] == set(inside) and group.name.startswith(call[1])}
            made.append(by_call[call])
        for i in group.nodes:  # what no call made is a leaf from outside of f
            assert it.order[i].calls or not it.order[i]._prev
    for call, inside in by_call.items():
        if len(inside) > 1:  # else not worth a box
            assert inside in made, f"{call} has a group, or one that holds the same"
    for i in shared:
        assert not it.order[i]._prev and not it.order[i].calls


@every
@given(cells(), st.sampled_from([Number, Subclass]))
def test_nodes_are_made_in_the_order_of_computing(cell, kind):
    it = graph_of(cell, kind)
    made = {id(node): k for k, node in enumerate(it.calls.made)}
    assert len(made) == len(it.calls.made), "each once"
    for node in it.order:
        for source in node._prev:
            assert made.get(id(source), -1) < made[id(node)]
    earlier = [node for node in it.order if id(node) not in made]
    assert all(not node._prev and not node.calls for node in earlier), "weights and arguments"


@every
@given(cells())
def test_groups_are_a_tree_with_names_of_their_own(cell):
    it = graph_of(cell)
    assert len(set(names(it))) == len(it.groups)
    for k, group in enumerate(it.groups):
        assert group.parent < k
        assert group.nodes == sorted(set(group.nodes)) and len(group.nodes) > 1
        if group.parent >= 0:
            assert set(group.nodes) <= set(it.groups[group.parent].nodes)
        for other in it.groups[:k]:
            if other.parent == group.parent:
                assert not set(other.nodes) & set(group.nodes)


@every
@given(cells())
def test_outputs_are_what_is_used_outside_and_the_root(cell):
    it = graph_of(cell)
    for group in it.groups:
        inside = set(group.nodes)
        used = {i for i, result, _ in it.links if i in inside and result not in inside}
        assert set(group.outputs) == used | ({len(it.order) - 1} & inside)
        assert group.outputs == sorted(group.outputs)


@every
@given(cells())
def test_the_arguments_of_f_stay_outside(cell):
    it = graph_of(cell)
    arguments = {i for i, node in enumerate(it.order) if id(node) in it.named}
    assert not any(arguments & set(group.nodes) for group in it.groups)


@every
@given(cells(), st.floats(-3, 3), st.floats(-3, 3))
def test_the_same_groups_whatever_the_numbers(cell, a, b):
    assert graph_of(cell).groups == graph_of(cell, a=a, b=b).groups


@every
@given(cells_and_open)
def test_every_node_and_edge_is_drawn_once(cell_and_random):
    cell, choose = cell_and_random
    it = graph_of(cell)
    view = view_of(it, [name for name in names(it) if choose.random() < 0.5])
    drawn = view.nodes + [i for k in view.boxes for i in it.groups[k].nodes]
    assert sorted(drawn) == list(range(len(it.order))), "every node is in exactly one thing"
    box_of = {i: k for k in view.boxes for i in it.groups[k].nodes}
    inner = [e for _, _, some in view.edges for e in some]
    hidden = [e for e, (i, j, _) in enumerate(it.links) if i in box_of and box_of[i] == box_of.get(j)]
    assert sorted(inner + hidden) == list(range(len(it.links))), "every edge is in one box or in one drawn edge"
    for source, target, some in view.edges:
        for e in some:
            i, j, _ = it.links[e]
            assert source[:2] == (("g", box_of[i]) if i in box_of else ("n", i))
            assert target == (("g", box_of[j]) if j in box_of else ("n", j))
            outputs = it.groups[box_of[i]].outputs if i in box_of else []
            if len(source) == 3:
                assert source[2] == min(outputs.index(i), ROWS)
            elif len(outputs) > 1:
                assert not any(it.order[k]._prev for k in it.groups[box_of[i]].nodes), "leaves have no rows"
            assert len(source) == 2 or len(outputs) > 1
    ends = [(source, target) for source, target, _ in view.edges if {source[0], target[0]} != {"n"}]
    assert len(set(ends)) == len(ends), "edges between the same two ends are one"


@every
@given(cells_and_open)
def test_frames_are_the_open_groups_in_open_groups(cell_and_random):
    cell, choose = cell_and_random
    it = graph_of(cell)
    open = {name for name in names(it) if choose.random() < 0.5}
    view = view_of(it, open)

    def is_open(k):
        return k < 0 or it.groups[k].name in open and is_open(it.groups[k].parent)

    reachable = [k for k in range(len(it.groups)) if is_open(it.groups[k].parent)]
    assert view.clusters == [k for k in reachable if is_open(k)]
    assert view.boxes == [k for k in reachable if not is_open(k)]


@every
@given(cells_and_open)
def test_a_folded_graph_has_no_cycle(cell_and_random):
    cell, choose = cell_and_random
    it = graph_of(cell)
    view = view_of(it, [name for name in names(it) if choose.random() < 0.5])
    inputs = {}
    for source, target, _ in view.edges:
        inputs.setdefault(target[:2], set()).add(source[:2])
    TopologicalSorter(inputs).prepare()


@every
@given(cells())
def test_with_everything_open_nothing_is_folded(cell):
    it = graph_of(cell)
    view = view_of(it, names(it))
    assert view.nodes == list(range(len(it.order))) and view.boxes == []
    assert view.edges == [(("n", i), ("n", j), [e]) for e, (i, j, _) in enumerate(it.links)]
    assert view.clusters == list(range(len(it.groups)))


@every
@given(cells())
def test_at_first_no_more_is_open_than_can_be_taken_in(cell):
    it = graph_of(cell)
    open = opened(it.groups, it.order)
    view = view_of(it, open)
    assert set(open) == {it.groups[k].name for k in view.clusters}, "what is open is in open groups"
    if len(it.order) <= FEW:
        assert open == names(it)
    elif open:
        assert len(view.nodes) + len(view.boxes) + len(view.clusters) <= FEW


@settings(deadline=None, max_examples=40)
@given(cells_and_open)
def test_a_folded_picture_has_everything_by_its_id(cell_and_random):
    cell, choose = cell_and_random
    it = graph_of(cell)
    view = view_of(it, [name for name in names(it) if choose.random() < 0.5])
    svg = folded_picture(it.order, it.named, it.groups, view).svg()
    ids = Counter(re.findall(r'<g id="([ngce]\d+)"', svg))
    wanted = [f"n{i}" for i in view.nodes] + [f"g{k}" for k in view.boxes] + [f"c{k}" for k in view.clusters]
    assert ids == Counter(wanted + [f"e{j}" for j in range(len(view.edges))])
    sent = sendable_view(view, it.groups, svg)
    assert json.loads(json.dumps(sent)) == sent


@settings(deadline=None, max_examples=80)
@given(cells(), st.booleans())
def test_without_groups_the_picture_is_the_plain_one(cell, backward_ran):
    it = explored(lesson(cell, enter=enter, leave=leave).f, a=0.5, b=-1.5)
    if backward_ran:
        it.order[-1].backward()
    plain = fold(it.order, it.links, [], [])
    assert folded_picture(it.order, it.named, [], plain).source == picture(it.order, it.named).source


# Networks.


def network(*size):
    random.seed(1)
    return MLP(*size)


def test_a_network_is_seen_as_its_neurons():
    cell = lesson("def f(x, y, z):\n    return net([x, y, z])", net=network(3, [4, 4, 1]))
    it = explored(cell.f, x=1, y=-2, z=0.5)
    assert len(it.order) == 116
    layers = [f"net.layers[{k}]" for k in range(3)]
    neurons = [f"{layer}.neurons[{k}]" for layer, width in zip(layers, (4, 4, 1)) for k in range(width)]
    assert set(names(it)) == {"net", *layers, *neurons} and names(it)[:2] == ["net", layers[0]]
    titles = {"net", *(f"layers[{k}]" for k in range(3)), *(f"neurons[{k}]" for k in range(4))}
    assert {group.title for group in it.groups} == titles
    assert opened(it.groups, it.order) == ["net", *layers]
    assert things(it, first_view(it)) == Counter(["x", "y", "z", *neurons])
    assert things(it, view_of(it, ["net"])) == Counter(["x", "y", "z", *layers])
    assert things(it, view_of(it, [])) == Counter(["x", "y", "z", "net"])
    first = group(it, neurons[0])
    assert len(first.nodes) == 3 * 2 + 3 + 1 + 1, "three weights, a bias, three products, three sums, relu"
    assert [it.order[i]._op for i in first.outputs] == ["relu"]


def test_the_rows_of_a_box_are_its_outputs():
    cell = lesson("def f(x):\n    return sum(net([x]))", net=network(1, [8, 8]))
    it = explored(cell.f, x=1)
    view = view_of(it, ["net"])
    (first, second) = view.boxes
    assert view.rows[first] == it.groups[first].outputs[:ROWS] and len(it.groups[first].outputs) == 8
    rows = [source for source, target, _ in view.edges if source[:2] == ("g", first)]
    assert rows == [("g", first, row) for row in range(6)] + [("g", first, 6)], "the last two share a row"
    sources = [source for source, target, _ in view.edges if source[:2] == ("g", second)]
    assert Counter(sources) == Counter([("g", second, min(row, 6)) for row in range(8)])
    label = folded_picture(it.order, it.named, it.groups, view).source
    assert label.count("… 2 more") == 2 and label.count('PORT="r6"') == 2 and 'PORT="r7"' not in label
    assert "neurons[5]" in label and "neurons[6]" not in label


def test_a_row_is_called_by_its_variable_or_by_what_made_it():
    cell = lesson(
        """
        def pair(x):
            return [x * 2.0 + 1.0, Value(5.0), net([x])]
        def f(x):
            p, q, r = pair(x)
            return p * q * r
        """,
        net=network(1, [2, 1]),
    )
    it = explored(cell.f, x=1)
    outputs = set(group(it, "pair").outputs)
    (p,) = [i for i in outputs if it.order[i]._op and i not in group(it, "net").nodes]
    label = folded_picture(it.order, {id(it.order[p]): "p"}, it.groups, view_of(it, [])).source
    assert len(outputs) == 3 and all(f">{said}</FONT>" in label for said in ("p", "constant", "net"))


BATCH = """
    def f(k):
        points = [(1.0, 2.0, 1.0), (0.0, -1.0, -1.0), (0.5, 0.5, 1.0), (-1.0, 1.0, -1.0)]
        losses = [(net([x, y]) * k - t) ** 2 for x, y, t in points]
        return sum(losses) / len(losses)
"""


def test_the_loss_of_a_batch_reads_as_one_box_for_each_point_and_one_for_the_weights():
    it = explored(lesson(BATCH, net=network(2, [3, 1])).f, k=1)
    assert len(it.order) > 140
    weights = group(it, "net.parameters")
    assert weights.title == "net: 13 parameters" and weights.parent == -1
    assert {id(it.order[i]) for i in weights.nodes} == {id(p) for p in it.calls._variables[1]["net"].parameters()}
    assert weights.outputs == weights.nodes
    view = first_view(it)
    drawn = things(it, view)
    assert [drawn[name] for name in ("net", "net 2", "net 3", "net 4", "net.parameters", "k")] == [1] * 6
    assert len(view.nodes) + len(view.boxes) <= FEW
    assert group(it, "net 3").title == "net 3" and group(it, "net.layers[0] 3").title == "layers[0]"
    (place,) = [k for k in view.boxes if it.groups[k] is weights]
    assert view.rows[place] == []
    from_weights = [(source, len(inner)) for source, _, inner in view.edges if source[1] == place and source[0] == "g"]
    assert from_weights == [(("g", place), 13)] * 4, "one edge to each call, for all of them"
    assert "net.parameters" not in opened(it.groups, it.order)


def test_the_weights_of_a_batch_stay_folded_while_its_calls_open():
    cell = lesson("def f(k):\n    return net([k, 1.0]) * net([k, -1.0])", net=network(2, [2, 1]))
    it = explored(cell.f, k=1)
    calls = [name for name in names(it) if ".neurons" not in name and name != "net.parameters"]
    assert len(it.order) > FEW and opened(it.groups, it.order) == calls
    weights = group(it, "net.parameters")
    assert len(first_view(it).nodes + first_view(it).boxes + first_view(it).clusters) + len(weights.nodes) < FEW


def test_weights_that_the_loss_uses_too_are_still_one_group():
    cell = lesson(
        """
        def f(k):
            return net([k, 1.0]) + 0.1 * sum(p * p for p in net.parameters())
        """,
        net=network(2, [2, 1]),
    )
    it = explored(cell.f, k=2)
    assert group(it, "net.parameters").title == "net: 9 parameters"
    assert len(group(it, "net").nodes) == 2 * (2 + 1 + 2 + 1) + 2 + 2, "all but the weights"


def test_modules_are_found_where_the_learner_keeps_them():
    second = network(1, [2, 2])
    cell = lesson(
        """
        def f(x):
            net = make(1, [2, 2])
            return parts["first"]([x])[0] + nets[1]([x])[0] + net([x])[0] + made_inside(x)
        def made_inside(x):
            return make(1, [2, 1])([x])
        """,
        make=MLP,
        parts={"first": network(1, [2, 2])},
        nets=[network(1, [2]), second],
        _8=second,
        last=second.layers[0],
    )
    it = explored(cell.f, x=1)
    outer = [name for name, group in zip(names(it), it.groups) if group.parent < 0]
    assert outer == ["parts['first']", "nets[1]", "net", "MLP"]
    for name in outer:
        assert {f"{name}.layers[0]", f"{name}.layers[0].neurons[1]"} < set(names(it))
    assert "last" not in names(it), "a part is named from the module around it"


def test_a_method_of_a_module_goes_by_its_path():
    cell = lesson(
        """
        class Net(Module):
            def __init__(self):
                self.w = Value(2.0)
            def forward(self, x):
                return self.scale(x) + 1.0
            def scale(self, x):
                return x * self.w
            def parameters(self):
                return [self.w]
        net = Net()
        def error(net, x):
            return (net.forward(x) - 1.0) ** 2
        def f(x):
            return error(net, x)
        """,
        Module=Module,
    )
    it = explored(cell.f, x=1)
    assert names(it) == ["error", "net.forward", "net.scale"]
    assert [group.title for group in it.groups] == ["error", "net.forward", "net.scale"]
    assert [len(group.nodes) for group in it.groups] == [7, 4, 2]


# Functions of the learner.


def test_helpers_are_groups_with_their_arguments_outside():
    cell = lesson(
        """
        w, b = [Value(0.5), Value(-1.0)], Value(0.25)
        def neuron(x, w, b):
            return sum((xi * wi for xi, wi in zip(x, w)), b).tanh()
        def f(x, y):
            h = neuron([x, y], w, b)
            g = neuron([x, y], [Value(2.0), Value(3.0)], b)
            return neuron([h, g], w, Value(4.0))
        """
    )
    it = explored(cell.f, x=1, y=2)
    assert names(it) == ["neuron", "neuron 2", "neuron 3"] == [group.title for group in it.groups]
    for group in it.groups:
        assert sorted(it.order[i]._op for i in group.nodes) == ["*", "*", "+", "+", "tanh"]
    drawn = things(it, view_of(it, []))
    assert drawn == Counter(["neuron", "neuron 2", "neuron 3", "x", "y", 0.5, -1.0, 0.25, 2.0, 3.0, 4.0])


def test_what_a_helper_takes_from_around_is_inside():
    cell = lesson(
        """
        w, shared = Value(0.5), [Value(2.0), Value(3.0)]
        def scaled(x):
            return x * w + 1.0
        def both(x):
            return x * shared[0] + shared[1]
        def once(x):
            return x * here[0] + here[1]
        here = [Value(4.0), Value(5.0)]
        def f(a, c):
            def around(x):
                return x * c + w
            return both(scaled(a)) + both(a) + around(once(a) * here[0] + here[1])
        """
    )
    it = explored(cell.f, a=1, c=2)
    assert names(it) == ["scaled", "both", "both 2", "once", "around", "both.parameters"]
    assert opened(it.groups, it.order) == names(it), "a small graph has everything open"
    leaves = {name: [it.order[i].data for i in group(it, name).nodes if not it.order[i]._prev] for name in names(it)}
    assert sorted(leaves["scaled"]) == [1.0], "w is used by two functions"
    assert group(it, "both.parameters").title == "both: 2 parameters"
    assert sorted(leaves["both.parameters"]) == [2.0, 3.0] and leaves["both"] == leaves["both 2"] == []
    assert leaves["once"] == leaves["around"] == [], "what is used elsewhere too, or is an argument of f, is outside"


def test_helpers_within_helpers_are_groups_within_groups():
    cell = lesson(
        """
        def square(d):
            return d * d + 0.0
        def distance(a, b):
            return square(a - b) + 0.1
        def softmax(xs):
            exps = [x.exp() for x in xs]
            return [e / sum(exps) for e in exps]
        def f(a, b, c):
            p, q, r = softmax([a, b, c])
            return distance(p, q) + distance(q, r)
        """
    )
    it = explored(cell.f, a=1, b=2, c=3)
    assert names(it) == ["softmax", "distance", "square", "distance 2", "square 2"]
    assert [group.title for group in it.groups] == ["softmax", "distance", "square", "distance 2", "square"]
    assert [group.parent for group in it.groups] == [-1, -1, 1, -1, 3]
    assert len(group(it, "softmax").outputs) == 3


def test_a_function_that_calls_itself_stays_in_one_box():
    cell = lesson(
        """
        def power(x, n):
            return x * power(x, n - 1) if n else x * 0.0 + 1.0
        def f(x):
            return power(x, 4) + power(x, 2)
        """
    )
    it = explored(cell.f, x=2)
    assert names(it) == ["power", "power 2"]
    assert [len(group.nodes) for group in it.groups] == [4 + 4, 2 + 4]


def test_the_explored_function_may_call_itself():
    cell = lesson("def f(x, n=4):\n    return x * f(x, n - 1) if n else x + 1.0")
    assert names(explored(cell.f, x=2)) == []


def test_what_a_generator_makes_belongs_to_whoever_asks_it():
    cell = lesson(
        """
        def products(xs, ws):
            for x, w in zip(xs, ws):
                yield x * w + 1.0
        def dot(xs, ws):
            return sum(products(xs, ws))
        def f(a, b):
            return dot([a, b], [b, a]) + sum(products([a], [b]))
        """
    )
    it = explored(cell.f, a=1, b=2)
    assert names(it) == ["dot"]
    assert sorted(it.order[i]._op for i in group(it, "dot").nodes) == ["", "", "", "*", "*", "+", "+", "+", "+"]


def test_a_call_that_fails_and_is_caught_leaves_the_rest_in_order():
    cell = lesson(
        """
        def unsure(x):
            y = x * 2.0 + 1.0
            return risky(y)
        def risky(y):
            z = y * 3.0 + 4.0
            raise ValueError(z)
        def safe(x):
            try:
                return unsure(x)
            except ValueError as error:
                return error.args[0] * 5.0
        def f(x):
            return safe(x) + 6.0
        """
    )
    it = explored(cell.f, x=1)
    assert names(it) == ["safe", "unsure", "risky"]
    outside = set(range(len(it.order))) - set(group(it, "safe").nodes)
    assert sorted(it.order[i]._op or it.order[i].data for i in outside if it.order[i]._op) == ["+"]


def test_a_function_that_fails_raises_what_it_raises():
    cell = lesson("def g(x):\n    return (x * 2.0).nonsense()\ndef f(x):\n    return g(x)")
    before = sys.getprofile()
    with pytest.raises(AttributeError, match="nonsense"):
        explored(cell.f, x=1)
    assert sys.getprofile() is before


@pytest.mark.parametrize(
    "body",
    [
        "(lambda y: y * 2.0 + 1.0)(x)",
        "sum([y * 2.0 for y in (x, x)])",
        "single(x) + 1.0",
        "data_only(x) * x",
        "Vector([x, x]) @ Vector([x, x])",
        "elsewhere(x)",
    ],
)
def test_what_is_no_group(body):
    cell = lesson(
        f"""
        class Vector(list):
            def __matmul__(self, other):
                return sum(a * b for a, b in zip(self, other))
        def single(y):
            return y * y
        def data_only(y):
            return y.data + 1
        def f(x):
            return {body}
        """,
        elsewhere=lesson("def elsewhere(x):\n    return x * 2.0 + 1.0").elsewhere,
    )
    assert names(explored(cell.f, x=1)) == []


def test_a_wrapper_that_only_hands_on_is_no_box_of_its_own():
    cell = lesson(
        """
        def told(function):
            @functools.wraps(function)
            def wrapper(*args):
                return function(*args)
            return wrapper
        @told
        def line(x):
            return x * 2.0 + 1.0
        def predict(x):
            return net([x])
        def f(x):
            return line(x) + predict(x)
        """,
        functools=functools,
        net=network(1, [2, 1]),
    )
    it = explored(cell.f, x=1)
    assert [group.name for group in it.groups if group.parent < 0] == ["line", "net"]


@pytest.mark.parametrize("wrap", [functools.partial, lambda f: functools.wraps(f)(lambda **given: f(**given))])
def test_a_function_is_known_behind_what_wraps_it(wrap):
    cell = lesson("def line(x):\n    return x * 2.0 + 1.0\ndef f(x):\n    return line(x) + 1.0")
    assert names(explored(wrap(cell.f), x=1)) == ["line"]


def test_what_is_called_with_keywords_and_stars_is_handed_in_too():
    cell = lesson(
        """
        u, v, w = Value(1.0), Value(2.0), Value(3.0)
        def mix(*xs, scale, **more):
            return sum(xs) * scale + more["w"]
        def f(a):
            return mix(a, u, scale=v, w={"deep": [w]}["deep"][0])
        """
    )
    it = explored(cell.f, a=1)
    assert {0.0} == {it.order[i].data for i in group(it, "mix").nodes if not it.order[i]._prev}, "the 0 of sum"


# Other classes than the engine's.

CLOSURES = """
    class Value:
        def __init__(self, data, inputs=(), op=""):
            self.data, self.grad, self._prev, self._op = data, 0.0, set(inputs), op
            self.send = lambda: None

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data + other.data, (self, other), "+")
            def send():
                self.grad += out.grad
                other.grad += out.grad
            out.send = send
            return out

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data * other.data, (self, other), "*")
            def send():
                self.grad += other.data * out.grad
                other.grad += self.data * out.grad
            out.send = send
            return out

        def __sub__(self, other):
            return self + other * -1.0

        def half(self):
            return self * 0.5 + 0.0

    def line(x, w):
        return x * w + 1.0

    def f(a, b):
        return line(line(a, b), b).half() - a
"""


def test_a_class_of_closures_and_sets():
    cell = lesson(CLOSURES)
    it = explored(cell.f, cell.Value, a=2, b=3)
    assert names(it) == ["line", "line 2"]
    assert [len(group.nodes) for group in it.groups] == [3, 3]
    view = view_of(it, [])
    assert things(it, view) == Counter(["line", "line 2", "a", "b", "*", 0.5, "+", 0.0, "*", -1.0, "+"])
    assert folded_picture(it.order, it.named, it.groups, view).svg()


# The picture.


def drawn_edges(it, view):
    """Return the attributes of each drawn edge in DOT, by the two things that it joins."""
    found = {}
    for line in folded_picture(it.order, it.named, it.groups, view).body:
        if match := re.match(r'\t("?[\w:]+"?) -> ("?[\w:]+"?) \[(.*)\]\n', line):
            ends = [end.strip('"').split(":")[0] for end in match.groups()[:2]]
            found[tuple(ends)] = match[3]
    return found


TWICE = """
    def mix(x, y):
        return x * y + x
    def f(a, b):
        return mix(a, b) * 3.0
"""


@pytest.mark.parametrize("a, b", [(1.5, 2.0), (1.5, -3.0)])
def test_edges_drawn_as_one_are_as_wide_as_all_that_they_carry(a, b):
    it = explored(lesson(TWICE).f, a=a, b=b)
    it.order[-1].backward()
    drawn = drawn_edges(it, view_of(it, []))
    node = {it.named.get(id(node), node._op): f"n{i}" for i, node in enumerate(it.order)}
    both = drawn[node["a"], "g0"]
    assert f"penwidth={edge_width(it.order[int(node['a'][1:])].grad):.2f}" in both
    assert ("dashed" in both) == (3 * (b + 1) < 0)
    assert f"penwidth={edge_width(3 * a):.2f}" in drawn[node["b"], "g0"]


def test_a_gradient_that_goes_along_several_edges_of_unknown_slope_is_counted_once():
    cell = lesson(CLOSURES.replace("return x * w + 1.0", "return x * w + x"))
    it = explored(cell.f, cell.Value, a=2, b=3)
    it.order[-1].grad = 1.0
    for node in reversed(it.order):
        node.send()
    view = view_of(it, [])
    (edge,) = [edge for ends, edge in drawn_edges(it, view).items() if ends == ("g0", "g1")]
    (inner,) = [inner for source, target, inner in view.edges if (source[:2], target) == (("g", 0), ("g", 1))]
    i, j, slope = it.links[inner[0]]
    assert len(inner) == 2 and slope is None
    assert f"penwidth={edge_width(flow_along(it.order[i], it.order[j], None)):.2f}" in edge


def test_a_slope_is_only_told_where_it_is_that_of_what_is_drawn():
    it = explored(lesson(TWICE).f, a=1.5, b=2)
    for (_, target), look in drawn_edges(it, view_of(it, [])).items():
        assert ("×" in look) == target.startswith("n"), "into a box goes the slope of a node inside"
    assert edge_label(3.0) in folded_picture(it.order, it.named, it.groups, view_of(it, [])).source


def test_boxes_and_frames_say_what_they_are():
    cell = lesson("def f(x):\n    return net([x])", net=network(1, [2, 1]))
    it = explored(cell.f, x=1)
    dot = folded_picture(it.order, it.named, it.groups, view_of(it, ["net", "net.layers[0]"])).source
    for said in "▼ net<", "▼ layers[0]<", "► neurons[0]<", "► neurons[1]<", "► layers[1]<", "5 nodes<", "7 nodes<":
        assert dot.count(said) == (2 if said == "5 nodes<" else 1), said
    assert "► net" not in dot and "▼ neurons" not in dot


def test_sizes_of_letters():
    it = explored(lesson(BATCH, net=network(2, [3, 1])).f, k=1)
    for open in [], names(it):
        svg = folded_picture(it.order, it.named, it.groups, view_of(it, open)).svg()
        assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)) >= 11


def heights(svg):
    """Return the height of each node, box and frame in a picture, by its id: of its first text."""
    found = {}
    for group in ElementTree.fromstring(svg.encode()).findall(".//{*}g"):
        ys = [float(text.get("y")) for text in group.findall(".//{*}text")]
        found |= {group.get("id"): ys[0]} if ys else {}
    return found


def test_neurons_their_inputs_and_their_weights_keep_their_order_as_some_open():
    it = explored(lesson("def f(x, y, z):\n    return net([x, y, z])", net=network(3, [4, 4, 1])).f, x=1, y=-2, z=0.5)
    frames = [name for name in names(it) if "neurons" not in name]
    neurons = [name for name in names(it) if "neurons" in name]
    place = {name: k for k, name in enumerate(names(it))}
    parameters = {id(p): path for path, p in paths_of_parameters(it.calls._variables[1]["net"])}
    for some in [[], *([name] for name in neurons[:8]), neurons[1:3], neurons[2:6], neurons]:
        view = view_of(it, frames + some)
        at = heights(folded_picture(it.order, it.named, it.groups, view).svg())
        y = {name: at.get(f"g{k}", at.get(f"c{k}")) for name, k in place.items()}
        rows = [neurons[:4], neurons[4:8]]
        assert all(row == sorted(row, key=y.get) for row in rows), some
        inputs = [f"n{i}" for i in view.nodes if it.named.get(id(it.order[i])) in ("x", "y", "z")]
        assert inputs == sorted(inputs, key=at.get) and len(inputs) == 3
        for name in some[:8]:  # not in the last layer, beside which no frame stands
            weights = [i for i in group(it, name).nodes if ".w[" in parameters.get(id(it.order[i]), "")]
            there = sorted(weights, key=lambda i: at[f"n{i}"])
            paths = [parameters[id(it.order[i])] for i in there]
            assert paths == sorted(paths) and len(paths) in (3, 4), name


@pytest.mark.parametrize("widths", [[2, 1], [3, 1], [4, 1], [2, 2, 1], [8, 8, 1]])
def test_folded_neurons_stand_in_order(widths):
    random.seed(58)
    it = explored(lesson("def f(x, y):\n    return net([x, y])", net=MLP(2, widths)).f, x=2, y=-1)
    view = view_of(it, [name for name in names(it) if "neurons" not in name])
    at = heights(folded_picture(it.order, it.named, it.groups, view).svg())
    for layer in range(len(widths)):
        there = [at[f"g{k}"] for k, name in enumerate(names(it)) if f"layers[{layer}].neurons" in name]
        assert there == sorted(there) and len(there) == widths[layer]


def paths_of_parameters(net):
    """Return (path, parameter) of all weights and biases of a network."""
    for k, layer in enumerate(net.layers):
        for j, neuron in enumerate(layer.neurons):
            yield from ((f"layers[{k}].neurons[{j}].w[{i}]", w) for i, w in enumerate(neuron.w))
            yield f"layers[{k}].neurons[{j}].b", neuron.b


def test_where_no_order_can_be_kept_there_is_a_picture_all_the_same():
    it = explored(lesson(BATCH, net=network(2, [6, 6, 1])).f, k=1)
    random.seed(0)
    for share in (0.2, 0.5, 0.8, 0.9):
        open = [name for name in names(it) if random.random() < share]
        assert folded_picture(it.order, it.named, it.groups, view_of(it, open)).svg()


def test_a_title_is_harmless():
    name = '<b>"\\N&\ud800'
    cell = lesson("def f(x):\n    return nets[name](x)", name=name, nets={name: network(1, [1])})
    it = explored(cell.f, x=[Value(1.0)])
    for open in [], names(it):
        view = view_of(it, open)
        svg = folded_picture(it.order, it.named, it.groups, view).svg()
        json.dumps(sendable_view(view, it.groups, svg), ensure_ascii=False).encode()
        assert "&lt;b&gt;" in svg


def test_a_large_graph_is_drawn_soon_and_with_straight_lines():
    it = explored(lesson(BATCH, net=network(2, [6, 6, 1])).f, k=1)
    assert len(it.order) > 600
    everything = folded_picture(it.order, it.named, it.groups, view_of(it, names(it)))
    assert "splines=line" in everything.source and everything.svg()
    assert "splines" not in folded_picture(it.order, it.named, it.groups, first_view(it)).source


def test_a_folded_graph_may_have_more_nodes_than_could_be_drawn():
    net = network(2, [8, 8, 1])
    cell = lesson("def f(x):\n    return sum((net([x * k, x]) - k) ** 2 for k in range(6))", net=net)
    live = explore(cell.f, x=1.0)
    (shape,) = live.graph.shapes
    (view,) = live.graph.views
    assert len(shape["nodes"]) > 1000 and len(view["nodes"]) + len(view["boxes"]) < 60 and view["svg"]
    everything = [group["name"] for group in shape["groups"]]
    with pytest.raises(ValueError, match=r"That would draw 1,\d+ nodes, and at most 1,000"):
        live.unfold()
    live.graph._heard(None, {"ask": "open", "open": everything, "shape": 0}, [])
    assert "open a part of it" in live.graph.refusal and live.graph.views == [view]
    live.graph._heard(None, {"ask": "open", "open": everything[:1], "shape": 0}, [])
    assert live.graph.refusal == "" and live.graph.views != [view]


def test_more_nodes_than_can_be_drawn_is_a_clear_error():
    cell = lesson("def f(x):\n    for _ in range(2100):\n        x = x + x\n    return x")
    it = explored(cell.f, x=1)
    with pytest.raises(ValueError, match="2,101 nodes"):
        folded_picture(it.order, it.named, it.groups, first_view(it))
