"""Stepping: what one run of a function did: the forward pass node by node, then backward write by write."""

import math
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from micrograd.live.ask.sums import beginning, read
from micrograd.live.groups import Calls
from micrograd.live.row import bracketed, near
from micrograd.live.run import SEEN, explain, forward, profiled, quiet, start_afresh
from micrograd.live.watch import watching
from micrograd.picture.numbers import number
from micrograd.rules.written import fill

START = "Nothing has been computed yet. Press play, or take the next step."


class Story(NamedTuple):
    """A run step by step: the indices of its nodes in the order in which they were made, and what backward did."""

    made: list
    events: list
    error: str  # what stopped backward, "" if nothing did


def story(function, arguments, kind):
    """Return the Story of function(**arguments); kind is the class of its values."""
    calls = Calls(function, kind)
    with quiet():
        with profiled(calls):
            order, links = forward(function, arguments)
        events, error = _watched_backward(order, links) if hasattr(order[-1], "backward") else ([], "")
    index = {id(node): i for i, node in enumerate(order)}
    made = dict.fromkeys(index[id(node)] for node in calls.made if id(node) in index)
    earlier = [i for i in range(len(order)) if i not in made]  # arguments, weights: made before the function ran
    return Story([*earlier, *made], events, error)


def _watched_backward(order, links):
    """Run backward; return its events and its error's text, "" if there was none."""
    start_afresh(order)
    events = []
    try:
        with watching(order, links) as events:
            order[-1].backward()
    except Exception as error:
        return events, explain(error)
    return events, ""


def step_messages(formulas, numbers, run, hidden=()):
    """Return what to say at each step of a story, from the start on, in words and numbers: lists of (kind, text).

    hidden holds the numbers to be predicted, as "0.grad". The list is empty if the story is of another graph, which a
    function that uses random numbers may make.
    """
    if not _is_of(run, formulas.shape):
        return []
    teller = _Teller(formulas, numbers, run.events, set(hidden))
    steps = [[("hint", START)]]
    steps += [[("hint", "forward "), *teller.forward(i)] for i in run.made]
    steps += [[("hint", "backward "), *teller.backward(j)] for j in range(len(run.events))]
    if run.error:
        steps[-1].append(("wrong", f" It stopped here: {run.error}"))
    return steps


def arrivals(formulas, numbers, run, hidden=()):
    """Return for each event of a story what it adds to what is said of its node: (afresh, term, after).

    afresh says that nothing before it counts any more; term and after are lists of (kind, text), before and after "=".
    """
    if not _is_of(run, formulas.shape):
        return []
    teller = _Teller(formulas, numbers, run.events, set(hidden))
    return [teller.arrival(j) for j in range(len(run.events))]


def _is_of(run, shape):
    n, edges = len(shape["nodes"]), shape["edges"]
    return len(run.made) == n and all(event.node < n and event.edge < len(edges) for event in run.events)


class _Teller:
    """Puts the steps of one story into words."""

    def __init__(self, formulas, numbers, events, hidden):
        n = formulas.n
        self.formulas, self.row, self.edges = formulas, formulas.row, formulas.shape["edges"]
        self.data, self.grads, self.slopes = numbers[:n], numbers[n : 2 * n], numbers[2 * n : 2 * n + len(self.edges)]
        self.events, self.hidden = events, hidden
        self.timing = Timing(events, self.edges)

    def shown(self, i):
        return "?" if f"{i}.data" in self.hidden else number(self.data[i])

    def read(self, formula):
        return fill(formula.pieces, self.shown)

    def name(self, i):
        return read(self.row.name(i), self.unsaid)

    def grad_name(self, i):
        return read(self.row.number_name(i, "grad"), self.unsaid)

    def forward(self, i):
        name, result = self.name(i), ("data", self.shown(i))
        if i not in self.formulas.operations:
            return [("", f"{name} = "), result] if self.row.is_named(i) else [result, ("", ", a constant")]
        text = self.read(self.formulas.expression(i, self.formulas.names))
        digits = self.read(self.formulas.digits(i))
        return [("", f"{name} = {text} = {digits} = "), result]

    def backward(self, j):
        return self.carried(j) if self.events[j].edge >= 0 else self.uncarried(j)

    def uncarried(self, j):
        event = self.events[j]
        before, after = self.before_and_after(j)
        change = [("", f"{self.grad_name(event.node)}: {before} → "), ("sum", after)]
        if event.after == 0:
            return [*change, ("", ", set to zero")]
        seed = event.node == self.row.root
        why = ", the derivative of the output with respect to itself" if seed else ", which no edge carried"
        return [*change, ("", why)]

    def carried(self, j):
        event = self.events[j]
        result = self.edges[event.edge][1]
        before, after = self.before_and_after(j)
        adds, whole = self.adds(j), self.is_whole(j)
        term, remark = self.brought(j)
        lost = not adds and not whole and before not in ("none", "?") and event.before != 0
        late = {
            "early": "sends too early, while its gradient is still growing",
            "again": "has sent along this edge before",
        }
        when = late.get(self.timing.mistake(j))
        remarks = [remark, f"what became of the {before}?" * lost, f"{self.name(result)} {when}" if when else ""]
        wrong = "; ".join(filter(None, remarks))
        return [
            ("", f"{self.grad_name(event.node)}: {before} → {f'{before} + ' if adds else ''}"),
            ("grad", term),
            *([("", " = "), ("sum", after)] if adds or term != after else []),
            ("via", " in one go" if whole else f" via {self.name(result)}{self.row.side(event.edge)}"),
            *([("wrong", f": {wrong}")] if wrong else []),
        ]

    def adds(self, j):
        """Return whether event j adds to what was there, also where the class keeps the sum in another place."""
        event = self.events[j]
        total = event.before + self.slopes[event.edge] * event.sent
        return not self.timing.is_first(j) and (
            event.added or event.before != 0 and near(event.after, total, event.before)
        )

    def is_whole(self, j):
        """Return whether event j brings all that its node gets along several edges, which the class added up before."""
        event = self.events[j]
        edges = self.edges_from[event.node]
        product = self.slopes[event.edge] * event.sent
        brought = event.after - (event.before if self.adds(j) else 0.0)
        if len(edges) < 2 or near(brought, product, event.before, event.after) or f"{event.node}.grad" in self.hidden:
            return False
        total = sum(self.slopes[e] * self.grads[self.edges[e][1]] for e in edges)
        return math.isfinite(total) and near(brought, total, event.before, event.after)

    @cached_property
    def edges_from(self):
        """The edges along which each node gets its gradient."""
        found = defaultdict(list)
        for e, (source, *_) in enumerate(self.edges):
            found[source].append(e)
        return found

    def arrival(self, j):
        event, row = self.events[j], self.row
        if event.edge < 0:
            if event.node == row.root and near(event.after, 1.0):
                return True, [], [("", f": {read(beginning(row), self.unsaid)}")]
            return True, [], [("", ", which no edge brought.")] if event.after else [("", ": it has been set to zero.")]
        before, _ = self.before_and_after(j)
        adds = self.adds(j)
        begins = adds and not self.timing.arrived_before(j) and event.before
        term, _ = self.brought(j)
        base = [("", f"{bracketed(before)} from before + ")] if begins else []
        way = "in one go" if self.is_whole(j) else read(row.way(event.edge), self.unsaid)
        return not adds, [*base, ("grad", term), ("via", f" {way}")], []

    @cached_property
    def unsaid(self):
        """The names of the hidden numbers, as a marked line has them."""
        labels = {
            f"{i}.{kind}": f"{name}.{kind}" for i, name in enumerate(self.row.labels) for kind in ("data", "grad")
        }
        return {labels.get(key) for key in self.hidden}

    def brought(self, j):
        """Return what event j added to what was there, as a product, and what is wrong with it."""
        event = self.events[j]
        before = event.before if self.adds(j) else 0.0
        source, result, how = self.edges[event.edge]
        carried, slope = event.after - before, self.slopes[event.edge]
        known = how is True or (how == SEEN and not math.isnan(slope))
        if f"{source}.grad" in self.hidden:
            return "?", ""
        if not known or math.isnan(event.sent):
            return bracketed(number(carried)), ""
        if how == SEEN:
            # If a class keeps a set, one edge stands for both of a + a, and the slope seen is the sum of two.
            slope = carried / event.sent if event.sent else slope
        shown = "?" if f"{event.edge}.slope" in self.hidden else number(slope)
        product = f"{bracketed(shown)} · {bracketed(self.gradient(result, event.sent))}"
        if "?" in product or near(event.after, before + slope * event.sent, before):
            return product, ""
        if self.is_whole(j):
            return number(carried), ""
        there = f"slope × gradient is {product} = {number(slope * event.sent)}"
        verb = "added" if event.added else "wrote"
        return bracketed(number(carried)), f"this class {verb} {number(carried)}, and {there}"

    def gradient(self, i, grad):
        """Return a gradient as text, `?` if it is to be predicted, even while it is still growing."""
        return "?" if f"{i}.grad" in self.hidden else number(grad)

    def before_and_after(self, j):
        """Return a node's gradient before event j and after it, as shown."""
        node, before, after = self.events[j].node, self.events[j].before, self.events[j].after
        was, becomes = self.gradient(node, before), self.gradient(node, after)
        return "none" if was != "?" and self.timing.is_first(j) else was, becomes


class Timing:
    """When each gradient is written and sent in a backward pass."""

    def __init__(self, events, edges):
        self.events, self.edges = events, edges
        self.writes, self.begins, self.sendings = defaultdict(list), defaultdict(list), defaultdict(list)
        for j, event in enumerate(events):
            self.writes[event.node].append(j)
            if event.edge >= 0:
                self.sendings[event.edge].append(j)
            else:
                self.begins[event.node].append(j)  # where no edge carries, its sum begins anew

    def is_first(self, j):
        """Return whether event j writes its node's first gradient; a gradient written before may itself be nan."""
        node, before = self.events[j].node, self.events[j].before
        return math.isnan(before) and self.writes[node][0] == j

    def arrived_before(self, j):
        """Return whether something was written to the node of event j before it."""
        return self.writes[self.events[j].node][0] < j

    def mistake(self, j):
        """Return what is wrong with the moment at which event j sends a gradient: "early", "again", or ""."""
        edge = self.events[j].edge
        result = self.edges[edge][1]
        first, end = self._sum_around(j, result)
        writes = _between(self.writes[result], first, end)
        sendings = _between(self.sendings[edge], first, end)
        whole = self.events[writes[-1]].after if writes else math.nan
        total = sum(self.events[k].sent for k in sendings)
        # A class that passes gradients on piece by piece, as a recursion does, has sent the whole in the end.
        if math.isnan(total) or math.isnan(whole) or near(total, whole, *(self.events[k].sent for k in sendings)):
            return ""
        # A class that keeps a set has one edge for both of a * a, which carries twice in a row.
        if sendings[0] < j and self.events[j - 1].edge != edge:
            return "again"
        grows = any(k > j and self.events[k].before != self.events[k].after for k in writes)
        return "early" if grows else ""

    def _sum_around(self, j, node):
        """Return the range, as (first, end), of the events around event j that make up one sum of a node's gradient."""
        begins = self.begins[node]
        k = bisect_left(begins, j)
        return begins[k - 1] if k else 0, begins[k] if k < len(begins) else len(self.events)


def _between(sorted_places, first, end):
    return sorted_places[bisect_left(sorted_places, first) : bisect_left(sorted_places, end)]
