"""Groups: the nodes that belong together because one call made them.

A call counts if it is of a network's part (an object with `parameters`) or of a function in the explored one's module.
"""

import inspect
from collections import Counter, defaultdict
from itertools import takewhile
from typing import NamedTuple

from micrograd.live.calls import Call, Paths, arguments, chain, codes, first_argument, is_module, owner, written

INTERLEAVED = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class Group(NamedTuple):
    """The nodes that one call made, or the parameters that several calls share."""

    name: str  # unique, and the same on every run: "net.layers[0]", "tanh", "tanh 2"
    title: str  # the box's short label: "layers[0]" inside the frame of net
    parent: int  # the index of the enclosing group, -1 for none
    nodes: list  # indices of all nodes inside, including those of inner groups
    outputs: list  # indices of those that are used outside or are the root


class Calls:
    """A profile hook that notes, while a function runs, which nodes are made, and within which calls."""

    def __init__(self, function, kind):
        function = written(function)
        self.made = []  # the nodes, in the order in which they were computed
        self._kind = kind
        self._code = getattr(function, "__code__", None)
        self._globals = getattr(function, "__globals__", None)
        self._methods = set(codes(kind))
        self._frame = None  # the explored function's frame, while it runs
        self._given = set()  # ids of the values passed to it
        self._variables = ()  # its local and global variables when it returned
        self._calls = []  # all of them, in the order in which they began
        self._active = []  # (frame, call) of those that have not returned yet
        self._within = {}  # the innermost call in which each node was made, by id(node)

    def __call__(self, frame, event, _):
        if event == "call":
            if self._frame is None:
                if frame.f_code is self._code:
                    self._frame = frame
                    self._given |= self._values(arguments(frame))
            elif self._makes_group(frame):
                self._calls.append(Call(self._now(), frame.f_code, owner(frame), self._values(arguments(frame))))
                self._active.append((frame, self._calls[-1]))
        elif event == "return":
            if self._active and self._active[-1][0] is frame:
                self._active.pop()
            elif frame is self._frame:
                self._variables = dict(frame.f_locals), frame.f_globals
                self._frame = None
            elif frame.f_code.co_name == "__init__":
                self._note(first_argument(frame))

    def groups(self, order, links):
        """Return the Groups of a graph that the function made, each after its parent."""
        within = [self._within.get(id(node)) for node in order]
        families = self._place_leaves(order, links, within)
        nodes = _nodes_of(within)
        calls = _worth_a_box([*self._calls, *families], nodes)
        parents = {call: next((outer for outer in chain(call.parent)[::-1] if outer in calls), None) for call in calls}
        names, titles = self._names(calls, parents, nodes)
        outputs = _outputs_of(calls, within, links)
        index = {call: k for k, call in enumerate(calls)} | {None: -1}
        return [Group(names[c], titles[c], index[parents[c]], nodes[c], outputs[c]) for c in calls]

    def _now(self):
        return self._active[-1][1] if self._active else None

    def _makes_group(self, frame):
        code = frame.f_code
        if code in self._methods or code is self._code or code.co_flags & INTERLEAVED:
            return False  # a generator's nodes are made in between, while other calls run
        if code.co_name.startswith(("<", "__")) and code.co_name != "__call__":
            return False  # not a name that the learner gave
        if frame.f_globals is not self._globals and not (code.co_name == "__call__" and is_module(owner(frame))):
            return False
        # A recursive function stays in one box: boxes nested as deep as it recurses would be unreadable.
        return not any(call.is_of(code, owner(frame)) for _, call in self._active)

    def _note(self, node):
        if isinstance(node, self._kind) and id(node) not in self._within:
            self.made.append(node)
            self._within[id(node)] = self._now()

    def _values(self, objects):
        """Return the ids of the values among these objects, and in the lists, sets and dictionaries among them."""
        found, todo, seen = set(), [objects], set()
        while todo:
            obj = todo.pop()
            if isinstance(obj, self._kind):
                found.add(id(obj))
            elif isinstance(obj, (list, tuple, set, frozenset, dict)) and id(obj) not in seen:
                seen.add(id(obj))
                todo += obj.values() if isinstance(obj, dict) else obj
        return found

    def _place_leaves(self, order, links, within):
        """Move each leaf into the innermost call that holds all its users; return calls for leaves that several share.

        A leaf stays outside of a call that it was passed to: a box has its call's arguments as inputs.
        """
        users, families = defaultdict(list), {}
        for source, result, _ in links:
            users[source].append(chain(within[result]))
        results = {result for _, result, _ in links}
        for i, node in enumerate(order):
            made, around = chain(within[i]), _common(users[i])
            if i in results or id(node) in self._given or around[: len(made)] != made:
                continue
            while len(around) > len(made) and id(node) in around[-1].given:
                around = around[:-1]
            within[i] = around[-1] if around else None
            sharing = {calls[len(around)] for calls in users[i] if len(calls) > len(around)}
            call = _one_of_a_family(sharing)
            if call and not any(id(node) in user.given for user in sharing):
                shared = Call(within[i], call.code, call.owner, shared=True)
                within[i] = families.setdefault((within[i], call.code, id(call.owner)), shared)
        return list(families.values())

    def _names(self, calls, parents, nodes):
        """Return two dictionaries by call: its group's name and its group's title."""
        paths, met, names, titles = Paths(self._variables), Counter(), {}, {}
        for call in calls:
            path, parent = paths.of(call), parents[call]
            names[call] = _numbered(path, met, path)
            title = _relative(path, paths.of(parent)) if parent else path
            titles[call] = _numbered(title, met, (parent, path))
            if call.shared:
                titles[call] = f"{title.removesuffix('.parameters')}: {len(nodes[call])} parameters"
        return names, titles


def _nodes_of(within):
    """Return the nodes made in each call, including those made in calls within it."""
    nodes = defaultdict(list)
    for i, call in enumerate(within):
        for outer in chain(call):
            nodes[outer].append(i)
    return nodes


def _worth_a_box(calls, nodes):
    """Return the calls that made at least two nodes, without those that only passed on what another one made."""
    same = defaultdict(list)
    for call in calls:
        if len(nodes[call]) > 1:
            same[tuple(nodes[call])].append(call)
    kept = set()
    for nested in same.values():  # each from the outside in
        kept.update([call for call in nested if call.is_part()] or nested[-1:])
    return [call for call in calls if call in kept]


def _outputs_of(calls, within, links):
    """Return, for each call, its nodes that are used outside of it or are the root."""
    chains = [chain(call) for call in within]
    outputs = {call: set() for call in calls}
    uses = [(source, chains[result]) for source, result, _ in links] + [(len(within) - 1, ())]
    for source, around in uses:
        for call in chains[source]:
            if call in outputs and call not in around:
                outputs[call].add(source)
    return {call: sorted(found) for call, found in outputs.items()}


def _one_of_a_family(calls):
    """Return one of these calls if there is just one module among them, or if they are several of one function."""
    parts = {(call.code, id(call.owner)): call for call in calls if call.is_part()}
    others = {(call.code, id(call.owner)): call for call in calls} if len(calls) > 1 else {}
    (first, *more) = (parts or others).values() or [None]
    return None if more else first


def _relative(path, around):
    """Return a path relative to its enclosing group's path, unchanged if it does not lead on from there."""
    rest = path.removeprefix(around)
    return rest.removeprefix(".") if rest.startswith((".", "[")) else path


def _numbered(text, met, key):
    """Return a text, with a number appended if its key has occurred before."""
    met[key] += 1
    return f"{text} {met[key]}" if met[key] > 1 else text


def _common(chains):
    """Return the longest common prefix of these tuples."""
    return tuple(level[0] for level in takewhile(lambda level: len(set(level)) == 1, zip(*chains)))
