"""Calls, as the interpreter's frames show them: of what, with what, and how the learner's variables lead there."""

import functools
import inspect
from collections import deque

SEARCHED = 10_000  # objects that are looked through for the variable that holds a module


class Call:
    """One call within the explored function; or, shared, the leaves that several calls of the same function use."""

    def __init__(self, parent, code, callee, given=frozenset(), shared=False):
        self.parent = parent  # the Call around it, if any
        self.code = code
        self.owner = callee  # the module, or other object, that was called
        self.given = given  # ids of the values that it was called with
        self.shared = shared

    def is_of(self, code, callee):
        """Return whether this is a call of the same function on the same object."""
        return self.code is code and self.owner is callee

    def is_part(self):
        """Return whether a module itself was called."""
        return self.code.co_name == "__call__" and is_module(self.owner)


def chain(call):
    """Return the calls around a call, the outermost first, and itself; none around what no call made."""
    return (*chain(call.parent), call) if call else ()


class Paths:
    """How the learner's variables lead to what was called: net.layers[0].neurons[1]."""

    def __init__(self, scopes):
        self.variables = [
            (name, obj)
            for scope in scopes
            for name, obj in list(scope.items())
            # IPython keeps results in In, Out, _, _1, __, ...
            if not name.startswith("_") and name not in ("In", "Out")
        ]
        self.found = {}  # by id of the object

    def of(self, call):
        """Return the path of what was called, from a variable or, if none holds it, from its class."""
        name = call.code.co_name
        if call.owner is not None:
            name = self._to(call) if name == "__call__" else f"{self._to(call)}.{name}"
        return f"{name}.parameters" if call.shared else name

    def _to(self, call):
        """Return the path to the object that was called."""
        key = id(call.owner)
        if key not in self.found:
            outer = next((outer for outer in reversed(chain(call.parent)) if outer.owner is not None), None)
            # From the module around it: a variable left over from a loop over its layers says less.
            around = [(self._to(outer), outer.owner)] if outer else []
            path = _search(call.owner, around) or _search(call.owner, self.variables)
            self.found[key] = path or type(call.owner).__name__
        return self.found[key]


def _search(wanted, objects):
    """Return the shortest path from these (path, object) pairs to an object, None if it is not found."""
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
    """Return whether an object is a part of a network: it has `parameters`."""
    return not isinstance(obj, type) and callable(getattr(type(obj), "parameters", None))


def owner(frame):
    """Return the object whose call this is: one that is called itself, or a module one of whose methods is."""
    obj, name = first_argument(frame), frame.f_code.co_name
    is_method = is_module(obj) and getattr(getattr(type(obj), name, None), "__code__", None) is frame.f_code
    return obj if name == "__call__" or is_method else None


def first_argument(frame):
    """Return the first argument of a call, None if there is none."""
    code = frame.f_code
    return frame.f_locals.get(code.co_varnames[0]) if code.co_argcount else None


def arguments(frame):
    """Return all arguments of a call that has just begun."""
    code = frame.f_code
    more = bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + more]
    return [frame.f_locals.get(name) for name in names]


def written(function):
    """Return the function as it was written, behind decorators, partials and callable objects."""
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
