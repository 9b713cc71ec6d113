"""One function on two classes: another class stands in for Value, and what corresponds in the two graphs is found."""

import contextlib
import sys
from hashlib import md5

from micrograd.graph import edges


@contextlib.contextmanager
def standing_in(kind, function):
    """Let every `Value(...)` that function reaches make a kind: in its own globals, and where kind inherits from.

    A subclass that overrides one method would else lose itself at the first inherited one, which says Value.
    """
    places = [(getattr(function, "__globals__", {}), "Value")]
    for base in kind.__mro__[1:-1]:
        module = vars(sys.modules.get(base.__module__, object()))
        if module.get(base.__name__) is base:
            places.append((module, base.__name__))
    before = [(place, name, place[name]) for place, name in places if name in place]
    try:
        for place, name, _ in before:
            place[name] = kind
        yield
    finally:
        for place, name, there in before:
            place[name] = there


def counterparts(order, names, other_order, other_names):
    """Return for each node of one graph the index of its counterpart in another, or -1.

    A node is known by its name, else by its operation and its inputs; an unnamed leaf by its number. Two that are alike
    in all that are told apart by their order.
    """
    there = {key: i for i, key in enumerate(_keys(other_order, other_names))}
    return [there.get(key, -1) for key in _keys(order, names)]


def _keys(order, names):
    inputs = [set() for _ in order]  # as sets: some classes keep them so
    for source, result, _ in edges(order):
        inputs[result].add(source)
    keys, met = [], {}
    for node, sources in zip(order, inputs):
        name = names.get(id(node), "")
        what = "" if name else node._op.lower() or repr(node.data)
        key = md5(repr((name, what, not name and sorted(keys[i] for i in sources))).encode()).hexdigest()
        met[key] = met.get(key, 0) + 1
        keys.append(f"{key} {met[key]}")
    return keys
