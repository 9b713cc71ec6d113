"""Python's own functions, as they were before the learner's code ran: what replaced one of them is undone."""

import builtins
import math
import os
import sys
import time

# Jupyter and debuggers put their own in place of these, so that only a missing one is given back.
HOSTS = {"input", "breakpoint", "help", "exit", "quit", "open", "__import__", "__build_class__", "_"}
OWN = [
    (names, {name: thing for name, thing in names.items() if name not in HOSTS and not name.startswith("__")}, prefix)
    for names, prefix in ((vars(builtins), ""), (vars(math), "math."))
]
REST = [({name: thing for name, thing in vars(builtins).items() if name in HOSTS and name != "_"}, vars(builtins), "")]
REST += [
    ({name: thing for name, thing in vars(module).items() if callable(thing)}, vars(module), f"{module.__name__}.")
    for module in (os, sys, time)
]


def put_back():
    """Give back Python's own functions where another thing stands for them, or nothing; return the names of those."""
    # In here no built-in function may be used, since it may be gone.
    replaced = []
    for names, own, prefix in OWN:
        try:
            if own.items() <= names.items():
                continue
        except:  # noqa: E722 – the comparison of what stands there may raise anything, and no name of an error is safe
            pass
        for name, thing in own.items():
            if name not in names or names[name] is not thing:
                names[name] = thing
                replaced.append(prefix + name)
    for own, names, prefix in REST:
        if not own.keys() <= names.keys():
            for name, thing in own.items():
                if name not in names:
                    names[name] = thing
                    replaced.append(prefix + name)
    return replaced
