"""Python's own functions, as they were before the learner's code ran: what replaced one of them is undone."""

import builtins
import math
import os
import sys
import time

# Jupyter and debuggers put their own in place of these, so that only a missing one is given back.
HOSTS = {"input", "breakpoint", "help", "open", "__import__", "__build_class__"}


def is_own(name, thing):
    """Return whether a thing is Python's: IPython has its own among the builtins, some only while a cell runs."""
    return name not in HOSTS and not name.startswith("_") and getattr(thing, "__module__", None) in OWNERS


OWNERS = None, "builtins", "math"
OWN = [
    (names, {name: thing for name, thing in names.items() if is_own(name, thing)}, prefix)
    for names, prefix in ((vars(builtins), ""), (vars(math), "math."))
]
MODULES = dict(sys.modules)
REST = [(vars(builtins), {name: thing for name, thing in vars(builtins).items() if name in HOSTS}, "")]
REST += [
    (vars(module), {name: thing for name, thing in vars(module).items() if callable(thing)}, f"{module.__name__}.")
    for module in (os, sys, time)
]


# Here no built-in function may be used, since it may be gone.


def put_back():
    """Give back Python's own functions where another thing stands for them, or nothing; return the names of those."""
    replaced = give_back()
    for names, own, prefix in OWN:
        try:
            if own.items() <= names.items():
                continue
        except:  # noqa: E722 – the comparison of what stands there may raise anything, and no name of an error is safe
            pass
        for name, thing in own.items():
            if names[name] is not thing:
                names[name] = thing
                replaced.append(prefix + name)
    return replaced


def give_back():
    """Give back those of Python's own functions that were deleted; return their names."""
    missing = []
    for names, own, prefix in OWN + REST:
        if not own.keys() <= names.keys():
            for name, thing in own.items():
                if name not in names:
                    names[name] = thing
                    missing.append(prefix + name)
    return missing
