"""What a class's own backward() does, write by write, whoever wrote the class.

While backward runs, each read and write of a node's `grad` is noted. If a node's gradient is read, and then that of
one of its inputs is written, the node has sent something along the edge between them. If nothing was read, the
sender is looked for among the variables of the running functions.
"""

import math
import sys
from collections import deque
from contextlib import contextmanager
from itertools import groupby
from numbers import Real
from typing import NamedTuple


class Event(NamedTuple):
    """One write of a node's gradient; a number that does not exist is nan."""

    node: int  # the index of the node whose gradient was written
    edge: int  # the index of the edge that carried it, -1 if none did
    before: float  # the node's gradient before and after
    after: float
    sent: float  # the gradient of the edge's result at that moment
    added: bool  # whether the new gradient was made from the old one, as += does

    def carried(self):
        """Return the amount that arrived at the node."""
        return self.after - self.before if self.added and not math.isnan(self.before) else self.after


def backward_events(root, order, links):
    """Return what root.backward() writes, as Events; order comes from graph.nodes(root), links from graph.edges(order).

    Raises what backward raises; `watching` keeps the events up to there.
    """
    with watching(order, links) as events:
        root.backward()
    return events


def slopes_seen(events, links):
    """Return each edge's slope as the events show it: what it carried over what was sent; nan where not known."""
    slopes = [math.nan] * len(links)
    # A class that keeps a set has one edge for a * a, which then carries twice in a row.
    for (edge, sent), turn in groupby(events, lambda event: (event.edge, event.sent)):
        if edge >= 0 and sent and math.isfinite(sent):
            slopes[edge] = sum(event.carried() for event in turn) / sent
    return slopes


@contextmanager
def watching(order, links):
    """Return a context with a list that gains an Event at each write of a gradient, until its end or an error."""
    watch = Watch(order, links, outside=sys._getframe(2))
    kinds = dict.fromkeys(map(type, order))
    with _replaced(kinds, {"__getattribute__": watch.reader, "__setattr__": watch.writer}):
        try:
            yield watch.events
        finally:
            watch.finish()


class Watch:
    """The reads and writes of gradients, and the Events that they add up to."""

    def __init__(self, order, links, outside):
        self.events = []
        self._order = order
        self._links = links
        self._outside = outside  # the first frame that is not watched
        self._index = {id(node): i for i, node in enumerate(order)}
        self._grads = [self._grad(i) for i in range(len(order))]  # as last seen
        self._arrived = {}  # by node: what its last event brought, and at which call depth
        self._turns = Turns(links, len(order))
        self._reads = {}  # since the last write, in order: (node, its gradient, line) by (frame, instruction)
        self._writing = None

    def reader(self, original):
        """Return a __getattribute__ that notes where a gradient is read."""

        def __getattribute__(node, name):
            value = original(node, name)
            if name == "grad" and (i := self._index.get(id(node))) is not None:
                frame = sys._getframe(1)
                # In a loop, an instruction's earlier read no longer counts.
                self._reads[frame, frame.f_lasti] = i, value, frame.f_lineno
            return value

        return __getattribute__

    def writer(self, original):
        """Return a __setattr__ that notes where a gradient is written."""

        def __setattr__(node, name, value):
            i = self._index.get(id(node)) if name == "grad" else None
            if i is None or i == self._writing:  # a class's own __setattr__ calls its base class's
                original(node, name, value)
                return
            before = self._grad(i)
            around, self._writing = self._writing, i
            try:
                original(node, name, value)
            finally:
                self._writing = around
            self._note(i, before, self._grad(i), sys._getframe(1))

        return __setattr__

    def finish(self):
        """Note what was written unnoticed, such as through an object's __dict__."""
        for i, before in enumerate(self._grads):
            after = self._grad(i)
            if not _same(before, after):
                self.events.append(Event(i, -1, before, after, math.nan, False))
        self._reads.clear()  # they hold frames, and with them the learner's variables
        self._outside = None

    def _grad(self, i):
        try:
            return _number(getattr(self._order[i], "grad", None))
        except Exception:  # the class's own property fails
            return math.nan

    def _note(self, i, before, after, frame):
        reads, self._reads = list(self._reads.items()), {}
        lines = [line for (where, _), (read, _, line) in reads if read == i and where is frame]
        reads = [(read, value) for _, (read, value, _) in reads if read != i]
        for result, value in reads:
            self._turns.begin(result, _number(value))
        # What was read on another line was either added to or just printed.
        ways = [True] if frame.f_lineno in lines else [True, False] if lines else [False]
        sender = self._sender(i, reads, frame, resets=after == 0 and ways != [True])
        if sender is None:
            edge, sent, added = -1, math.nan, ways == [True]
        else:
            edge, sent, added = self._carry(i, sender, before, after, ways, frame)
        self._grads[i] = after
        if edge >= 0 or not _same(before, after):
            self.events.append(event := Event(i, edge, before, after, sent, added))
            self._arrived[i] = event.carried(), self._depth(frame)

    def _sender(self, i, reads, frame, resets):
        """Return the result that sends to node i, None if there is none."""
        turns = self._turns
        for result, _ in reversed(reads):
            if turns.may_send(result, i):
                return result
        around = self._around(i, frame)
        if around is not None and turns.may_send(around, i):
            return around
        if resets:  # a gradient is being cleared for what is to come
            return None
        last = turns.last(i)
        return around if last is None else last

    def _around(self, i, frame):
        """Return a result made from node i that a running function's variable holds, the innermost function first."""
        ways, found = self._turns.ways[i], set()
        while ways and frame is not None and frame is not self._outside:
            closed = frame.f_code.co_freevars
            names = {self._index.get(id(obj)): name for name, obj in frame.f_locals.items()}
            here = ways.keys() & names.keys()
            found |= here
            # An operation's closure may know only its inputs, and one of those may be made from the other.
            if any(names[result] not in closed for result in here):
                break
            frame = frame.f_back
        return max(found, key=lambda result: self._turns.rank(result, i), default=None)

    def _carry(self, i, sender, before, after, ways, frame):
        """Return the edge from node i to the sender that carries now, what was sent, and whether it was added."""
        read = self._turns.may_send(sender, i)
        edge = self._turns.carry(sender, i)
        slope, sent = self._links[edge][2], [self._turns.read[sender] if read else self._grads[sender]]
        arrived, depth = self._arrived.get(sender, (math.nan, math.inf))
        if not read and self._depth(frame) > depth:
            sent.insert(0, arrived)  # a recursion passes it on as an argument
        if not isinstance(slope, Real):
            return edge, sent[0], ways[0]
        tries = [(grad, added) for grad in sent for added in ways]

        def off(grad, added):
            return abs(after - slope * grad - (before if added and not math.isnan(before) else 0.0))

        best = min(tries, key=lambda way: off(*way))
        return edge, *(best if off(*best) <= 1e-9 * abs(after) else tries[0])

    def _depth(self, frame):
        depth = 0
        while frame is not None and frame is not self._outside:
            depth, frame = depth + 1, frame.f_back
        return depth


class Turns:
    """Whose turn it is to send: a turn begins when a result's gradient is read and ends when its edges have carried."""

    def __init__(self, links, size):
        # For each node, by result, the edges between the two, least recently used first.
        self.ways = [{} for _ in range(size)]
        self.read = [math.nan] * size  # each result's gradient when it was last read
        self._edges = [0] * size
        self._left = [0] * size  # how many edges have yet to carry in this turn
        self._begun = [0] * size
        self._carried = [-1] * len(links)
        self._clock = 0
        for edge, (source, result, _) in enumerate(links):
            self.ways[source].setdefault(result, deque()).append(edge)
            self._edges[result] += 1

    def begin(self, result, grad):
        self.read[result] = grad
        if not self._left[result]:
            self._clock += 1
            self._begun[result] = self._clock
            self._left[result] = self._edges[result]

    def may_send(self, result, i):
        """Return whether a result may send to node i in its present turn."""
        return result in self.ways[i] and self._left[result] > 0 and self._last(result, i) < self._begun[result]

    def rank(self, result, i):
        """Return a sort key for how likely a result is to send to node i."""
        return self.may_send(result, i), -self._last(result, i), result

    def last(self, i):
        """Return the result that may send to node i and whose turn began last, None if there is none."""
        able = [result for result in self.ways[i] if self.may_send(result, i)]
        return max(able, key=lambda result: self._begun[result], default=None)

    def carry(self, result, i):
        """Return the edge along which a result sends to node i now, and note that it carried."""
        edges = self.ways[i][result]
        if self.may_send(result, i):
            self._left[result] -= 1
        self._clock += 1
        self._carried[edges[0]] = self._clock
        edges.rotate(-1)
        return edges[-1]

    def _last(self, result, i):
        return self._carried[self.ways[i][result][0]]


_MISSING = object()


@contextmanager
def _replaced(kinds, replacements):
    """Replace methods of these classes for a while; replacements maps a name to a function that wraps the original."""
    # First make them all: a class may inherit its method from another one of these classes.
    made = [(kind, name, make(getattr(kind, name))) for kind in kinds for name, make in replacements.items()]
    own = [vars(kind).get(name, _MISSING) for kind, name, _ in made]
    done = []
    try:
        for (kind, name, method), before in zip(made, own):
            try:
                type.__setattr__(kind, name, method)
            except TypeError:  # not written in Python: nothing will be noticed there
                continue
            done.append((kind, name, before))
        yield
    finally:
        for kind, name, before in reversed(done):
            if before is _MISSING:
                type.__delattr__(kind, name)
            else:
                type.__setattr__(kind, name, before)


def _number(x):
    """Return a gradient as a float, nan if it is not a number."""
    if type(x) is float:
        return x
    try:
        return float(x) if isinstance(x, Real) else math.nan
    except OverflowError:  # an integer of more than 308 digits
        return math.inf if x > 0 else -math.inf


def _same(x, y):
    return x == y or (math.isnan(x) and math.isnan(y))
