"""Calls, as the interpreter's frames show them: of what, with what, and which of the learner's variables lead there."""

import functools
import inspect
from collections import deque

SEARCHED = 10_000  # objects to look through for the variable that holds a module


class Call:
    """One call within the explored function; if shared, the leaves that several calls of the same function use."""

    def __init__(self, parent, code, callee, given=frozenset(), shared=False):
        self.parent = parent  # the enclosing Call, if any
        self.code = code
        self.owner = callee  # the module, or other callable object, that was called
        self.given = given  # ids of the values passed to it
        self.shared = shared

    def is_of(self, code, callee):
        """Return whether this is a call of the same function on the same object."""
        return self.code is code and self.owner is callee

    def is_part(self):
        """Return whether a module itself was called."""
        return self.code.co_name == "__call__" and is_module(self.owner)


def chain(call):
    """Return the enclosing calls, outermost first, and the call itself; empty for None."""
    return (*chain(call.parent), call) if call else ()


class Paths:
    """Paths from the learner's variables to the objects that were called: net.layers[0].neurons[1]."""

    def __init__(self, scopes):
        self.variables = [
            (name, obj)
            for scope in scopes
            for name, obj in list(scope.items())
            # IPython keeps results in In, Out, _, _1, __, ...
            if not name.startswith("_") and name not in ("In", "Out")
        ]
        self.found = {}  # by id(object)

    def of(self, call):
        """Return the path to what was called, starting at a variable or, if none holds it, at its class."""
        name = call.code.co_name
        if call.owner is not None:
            name = self._to(call) if name == "__call__" else f"{self._to(call)}.{name}"
        return f"{name}.parameters" if call.shared else name

    def _to(self, call):
        """Return the path to the object that was called."""
        key = id(call.owner)
        if key not in self.found:
            outer = next((outer for outer in reversed(chain(call.parent)) if outer.owner is not None), None)
            # From the enclosing module: a variable left over from a loop over its layers says less.
            around = [(self._to(outer), outer.owner)] if outer else []
            path = _search(call.owner, around) or _search(call.owner, self.variables)
            self.found[key] = path or type(call.owner).__name__
        return self.found[key]


def _search(wanted, objects):
    """Return the shortest path from these (path, object) pairs to an object, None if there is none."""
    todo, seen = deque(objects), set()
    while todo and len(seen) < SEARCHED:
        path, obj = todo.popleft()
        if obj is wanted:
            return path
        if id(obj) not in seen:
            seen.add(id(obj))
            todo.extend(_parts(path, obj))
    return None


def _parts(path, obj):
    if type(obj) in (list, tuple):
        return [(f"{path}[{i}]", item) for i, item in enumerate(obj[:100])]
    if type(obj) is dict:
        return [(f"{path}[{key!r}]", item) for key, item in list(obj.items())[:100]]
    if is_module(obj):
        return [(f"{path}.{name}", item) for name, item in getattr(obj, "__dict__", {}).items()]
    return []


def is_module(obj):
    """Return whether an object is part of a network: it has `parameters`."""
    return not isinstance(obj, type) and callable(getattr(type(obj), "parameters", None))


def owner(frame):
    """Return what a frame is a call of: the object that was called, or the module whose method was; else None."""
    obj, name = first_argument(frame), frame.f_code.co_name
    is_method = is_module(obj) and getattr(getattr(type(obj), name, None), "__code__", None) is frame.f_code
    return obj if name == "__call__" or is_method else None


def first_argument(frame):
    """Return a call's first argument, None if it has none."""
    code = frame.f_code
    return frame.f_locals.get(code.co_varnames[0]) if code.co_argcount else None


def arguments(frame):
    """Return all arguments of a call that has just begun."""
    code = frame.f_code
    more = bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + more]
    return [frame.f_locals.get(name) for name in names]


def written(function):
    """Return the function as it was written, inside decorators, partials and callable objects."""
    while True:
        function = inspect.unwrap(function)
        if isinstance(function, functools.partial):
            function = function.func
        elif not hasattr(function, "__code__") and hasattr(type(function).__call__, "__code__"):
            function = type(function).__call__
        else:
            return function


def codes(kind):
    """Yield the code of each method of a class."""
    for base in kind.__mro__:
        for obj in vars(base).values():
            for function in (obj, *(getattr(obj, name, None) for name in ("__func__", "fget", "__wrapped__"))):
                if code := getattr(function, "__code__", None):
                    yield code
