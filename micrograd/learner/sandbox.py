"""Runs the learner's code within bounds: whatever it does, its result or its error comes back."""

import itertools
import linecache
import math
import sys
import sysconfig
import traceback
from collections import Counter
from pathlib import Path

from micrograd.learner.words import one_line

HERE = str(Path(__file__).parent.parent)  # the package: code outside of it is the learner's
LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
DEEPEST = 5000  # nested calls, whatever limit the learner has set: with more, Python itself may die


class Endless(BaseException):
    """The answer takes too many steps; not an Exception, so that no `except Exception` in an answer catches it."""

    what = "your code comes to no end, and was stopped"


class TooDeep(Endless):
    """The answer recurses too deeply: Python's RecursionError, a little earlier."""

    what = "your code calls itself without end, and was stopped"
    function = ""  # the name of the recursive function


def too_deep(frames):
    """Return a TooDeep that names the function that most of these frames belong to."""
    error = TooDeep()
    error.function = Counter(frame.f_code.co_name for frame in frames).most_common(1)[0][0]
    return error


class Raised:
    """The outcome of a call that stopped with an error."""

    def __init__(self, error):
        self.error = error

    def __str__(self):
        if isinstance(self.error, Endless):
            return self.error.what
        text = ": ".join(filter(None, [type(self.error).__name__, one_line(str(self.error))]))
        frame, number = place_of(self.error)
        line = linecache.getline(frame.f_code.co_filename, number).strip() if frame else ""
        return f"your code stopped with {text}" + (f", in `{line}`" if line else "")


def bounded(call, *args, steps=500_000, fine=True, called=None):
    """Return call(*args); raise Endless after too many steps, TooDeep if it recurses without end.

    A step is one bytecode operation; with fine=False it is a line, which is cheaper, but blind to some loops on one
    line. called, a set, collects the code of each of the learner's functions that was called.
    """
    taken, top, depth, imports, stop = 0, math.inf, 0, 0, None
    deepest = min(sys.getrecursionlimit(), DEEPEST) - len(list(traceback.walk_stack(sys._getframe()))) - 100

    def trace(frame, *_):
        nonlocal taken, top, stop
        if frame.f_code.co_filename.startswith(HERE) or imports or is_import(frame):
            return None  # our own code ends, and so does importing a library, which may take long
        taken += 1
        if called is not None:
            called.add(frame.f_code)
        frame.f_trace_opcodes = fine  # Python 3.11 skips some loops on one line
        if depth > deepest:
            stop = stop or too_deep(one for one, _ in itertools.islice(traceback.walk_stack(frame), 100))
        elif taken > steps:
            # A bare `except:` inside an endless loop would swallow it: wait for the loop's first line, outside of that.
            line = frame.f_lineno or math.inf
            top = min(top, line)
            if taken > 2 * steps or taken > steps + 1000 and line == top:
                stop = stop or Endless
        if stop:
            raise stop
        return trace

    def watch(frame, event, _):
        nonlocal depth, imports
        one = (event == "call") - (event == "return")
        depth += one
        if one and is_import(frame):
            imports += one
        if sys.gettrace() is not trace:  # it raised, which ended the tracing, and an `except:` swallowed that
            sys.settrace(trace)
            frame.f_trace = trace

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(trace)
    sys.setprofile(watch)
    try:
        result = call(*args)
    finally:
        sys.setprofile(before[1])
        sys.settrace(before[0])
    if stop:
        raise stop
    return result


def is_import(frame):
    return frame.f_code.co_name == "<module>" and frame.f_code.co_filename.startswith(LIBRARIES)


def outcome(call, *case, **bounds):
    """Return what call(*case) returns, or its error as a Raised; if call is itself an error, return that as one."""
    if isinstance(call, BaseException):
        return Raised(call)
    try:
        return bounded(call, *case, **bounds)
    except RecursionError as error:
        return Raised(too_deep(frame for frame, _ in traceback.walk_tb(error.__traceback__)))
    except (Exception, SystemExit, Endless) as error:
        return Raised(error)


def place_of(error):
    """Return the innermost frame of the answer in which an error was raised, and its line; (None, 0) if none."""
    places = [
        (frame, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if not frame.f_code.co_filename.startswith((HERE, *LIBRARIES))
    ]
    return places[-1] if places else (None, 0)
