"""What a function does to its own lists and sets, change by change, and which calls of it wait for others."""

import sys
import sysconfig
from collections import deque
from contextlib import contextmanager
from inspect import unwrap
from os.path import dirname
from typing import NamedTuple

from micrograd.learner.leaving import staying
from micrograd.learner.limit import Overtime, limited
from micrograd.live.run import Printed, explain, quiet
from micrograd.picture.numbers import number

SECONDS = 2.0  # that a function may take; of a small graph, a thousandth of it is enough
MOST_LINES = 6000  # that are watched
LONGEST = 120  # items in a list: nobody could follow more
CONTAINERS = list, deque, set, dict
PACKAGE = dirname(dirname(dirname(__file__)))
NOT_THEIRS = PACKAGE, *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")), "<frozen"


class Item(NamedTuple):
    """Something in a list or set: its text, and the indices of the graph's nodes that it is or holds."""

    text: str
    nodes: tuple = ()


class Change(NamedTuple):
    """A variable's list or set has another content: call is the number of the call whose variable it is."""

    call: int
    name: str
    kind: type
    before: tuple | None  # None where the variable is new
    after: tuple


class Line(NamedTuple):
    """A line of a call is about to run."""

    call: int
    number: int


class Call(NamedTuple):
    """A call begins; caller is the number of the call of the same function that waits for it, None if none does."""

    call: int
    text: str  # such as "visit(L)"
    nodes: tuple
    function: str
    caller: int | None


class Ended(NamedTuple):
    """A call has ended, by a return or an error."""

    call: int


class Watched(NamedTuple):
    """The Changes, Lines, Calls and ends of one run, in order; what it returned, and why it did not end well."""

    events: list
    returned: tuple | str  # Items if it is a list of nodes, else in words
    error: str
    kind: type  # of what it returned


class Enough(BaseException):
    """More has been watched than anybody could follow; not an Exception, as Overtime is none."""


def watched(function, arguments, labels):
    """Return the Watched run of function(*arguments); labels maps the id of each of the graph's nodes to its Item.

    The function and what it calls run as ever, and nothing of theirs is changed.
    """
    recorder, printed = Recorder(unwrap(function), labels), Printed()
    returned, error = None, ""
    try:
        with staying(), quiet(printed), limited(SECONDS), recorder.tracing():
            returned = function(*arguments)
    except (Enough, Overtime):
        error = "It had not come to an end by then, and was stopped: does its loop ever end?"
    except KeyboardInterrupt:
        raise
    except BaseException as raised:
        error = f"Here it ends: {explain(raised)}."
    if printed.text:
        print(printed.text, end="")
    return Watched(recorder.events, recorder.items_or_words(returned), error, type(returned))


class Recorder:
    """The trace hook of a function and of the learner's other functions that it calls."""

    def __init__(self, function, labels):
        self.events, self.labels = [], labels
        self._code = getattr(function, "__code__", None)
        self._numbers = {}  # of each call that is running, by its frame
        self._known = {}  # content by name, for each call
        self._kinds = {}  # whether a code is the learner's
        self._calls = self._lines = 0

    @contextmanager
    def tracing(self):
        """Return a context in which the functions are watched."""
        before = sys.gettrace()
        sys.settrace(self.begin)
        try:
            yield
        finally:
            sys.settrace(before)
            self._numbers.clear()  # frames hold the learner's variables

    def begin(self, frame, event, _):
        if not self._theirs(frame.f_code):
            return None
        if frame not in self._numbers:  # a generator goes on in the frame that it has
            call = self._numbers[frame] = self._calls
            self._calls, self._known[call] = call + 1, {}
            self.events.append(self._called(frame, call))
        frame.f_trace_opcodes = True  # `order.append(todo.pop())` is two changes in one line
        return self.follow

    def follow(self, frame, event, _):
        call = self._numbers.get(frame)
        if call is None:
            return None
        self._look(frame, call)
        if event == "line":
            self.events.append(Line(call, frame.f_lineno))
            self._lines += 1
            if self._lines > MOST_LINES:
                raise Enough
        elif event == "return":
            self.events.append(Ended(call))
        return self.follow

    def _theirs(self, code):
        if code not in self._kinds:
            other = code.co_filename.startswith(NOT_THEIRS) or code.co_name.startswith("<")
            self._kinds[code] = code is self._code or not other
        return self._kinds[code]

    def _called(self, frame, call):
        code, around = frame.f_code, frame.f_back
        while around is not None and around.f_code is not code:
            around = around.f_back
        name = code.co_varnames[0] if code.co_argcount else ""
        given = self.item(frame.f_locals.get(name)) if name else Item("")
        text = f"{given.text}.{code.co_name}()" if name == "self" else f"{code.co_name}({given.text})"
        return Call(call, text, given.nodes, code.co_name, self._numbers.get(around))

    def _look(self, frame, call):
        known = self._known[call]
        for name, thing in list(frame.f_locals.items()):
            kind = type(thing)
            if kind not in CONTAINERS or name.startswith("."):
                continue
            if len(thing) > LONGEST:
                raise Enough
            before = known.get(name)
            after = self._content(thing, before)
            if after != before:
                known[name] = after
                self.events.append(Change(call, name, kind, before, after))

    def _content(self, thing, before):
        items = tuple(map(self.item, list(thing)))
        if before and type(thing) is set:  # a set has no order: what came later stands later
            kept = [item for item in before if item in items]
            items = (*kept, *(item for item in items if item not in kept))
        return items

    def items_or_words(self, thing):
        """Return the Items of a list, and in words what anything else is."""
        if type(thing) in (list, tuple, deque) and len(thing) <= LONGEST:
            return tuple(map(self.item, thing))
        return self.item(thing).text

    def item(self, thing, inside=False):
        """Return the Item for a thing; what is no node, number or text is only named by its type."""
        if known := self.labels.get(id(thing)):
            return known
        kind = type(thing)
        if thing is None or thing is ... or kind is bool:
            return Item("..." if thing is ... else str(thing))
        if kind is int and (known := self.labels.get(thing)):
            return Item(f"id({known.text})", known.nodes)
        if kind in (int, float):
            return Item(number(thing) if kind is float else str(thing)[:12])
        if kind is str:
            return Item(repr(thing[:12]))
        if kind in (list, tuple) and not inside and len(thing) < 5:
            parts = [self.item(part, inside=True) for part in thing]
            begin, end = "[]" if kind is list else "()"
            nodes = tuple(i for part in parts for i in part.nodes)
            return Item(f"{begin}{', '.join(part.text for part in parts)}{end}", nodes)
        return Item(f"a {kind.__name__[:20]}")
