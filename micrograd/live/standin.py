"""Another class stands in for Value while a function runs."""

import contextlib
import functools
import sys

from micrograd.live.calls import written


@contextlib.contextmanager
def standing_in(kind, function):
    """Let every `Value(...)` that function reaches make a kind: in its own globals, and where kind inherits from.

    A subclass that overrides one method would else lose itself at the first inherited one, which says Value.
    """
    places = [(getattr(written(function), "__globals__", {}), "Value")]
    for base in kind.__mro__[1:-1]:
        module = vars(sys.modules.get(base.__module__, object()))
        if module.get(base.__name__) is base:
            places.append((module, base.__name__))
    before = [(place, name, place[name]) for place, name in places if name in place]
    try:
        for place, name, there in before:
            place[name] = _stand_in(kind, there)
        yield
    finally:
        for place, name, there in before:
            place[name] = there


@functools.lru_cache(maxsize=32)
def _stand_in(kind, original):
    """Return what stands where original stood: calling it makes a kind."""
    if original is kind or not (isinstance(original, type) and issubclass(kind, original)):
        return kind

    # Not kind itself: a subclass may say Value.__mul__, and what was made before is a Value still.
    class StandIn(type(original)):
        def __call__(cls, *args, **kwargs):
            return kind(*args, **kwargs)

        def __instancecheck__(cls, obj):
            return isinstance(obj, original)

    return StandIn(original.__name__, (original,), {"__slots__": ()})
