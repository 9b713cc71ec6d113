"""Runs the learner's code within bounds: whatever it does, its result or its error comes back."""

import itertools
import linecache
import math
import sys
import sysconfig
import traceback
from collections import Counter
from pathlib import Path

from micrograd.learner import own
from micrograd.learner.words import kind_of, text_of

HERE = str(Path(__file__).parent.parent)  # the package: code outside of it is the learner's
LIBRARIES = "<frozen ", *{sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
OPERATIONS = 8  # bytecode operations in a line, about
DEEPEST = 5000  # nested calls, whatever limit the learner has set: with more, Python itself may die

clocks = []  # of the examination that runs: the last one stops what takes too long
replaced = set()  # names of Python's own functions that the answer has replaced or deleted


class Endless(BaseException):
    """The answer takes too many steps; not an Exception, so that no `except Exception` in an answer catches it."""

    what = "your code comes to no end, or takes far too many steps, and was stopped"


class TooLong(Endless):
    """The answer takes too long, somewhere that steps are not counted."""

    what = "your code comes to no end, or takes too long, and was stopped"


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
        text = ": ".join(filter(None, [kind_of(self.error), text_of(self.error)]))
        frame, number = place_of(self.error)
        line = linecache.getline(frame.f_code.co_filename, number).strip() if frame else ""
        return f"your code stopped with {text}" + (f", in `{line}`" if line else "")


def bounded(call, *args, steps=500_000, fine=True, called=None):
    """Return call(*args); raise Endless after too many steps or too long a time, TooDeep if it recurses without end.

    Lines are counted, each as about as many steps as it has bytecode operations; with fine=False as one step or, where
    a clock runs, not at all but for calls, which takes half the time. What is not counted is left to the clock.
    called, a set, collects the code of each of the learner's functions that was called.
    """
    taken, top, depth, imports, stop = 0, math.inf, 0, 0, None
    weight = OPERATIONS if fine else 1
    deepest = min(sys.getrecursionlimit(), DEEPEST) - len(list(traceback.walk_stack(sys._getframe()))) - 100
    clock = clocks[-1] if clocks and not clocks[-1].runs else None
    by_line = fine or not clocks

    def begun(frame, *_):  # a call
        nonlocal depth, imports
        code = frame.f_code
        if code.co_filename.startswith(HERE) or imports:
            return None  # our own code ends, and so does importing a library, which may take long
        if is_import(frame):
            imports += 1
            return imported
        depth += 1
        if called is not None:
            called.add(code)
        frame.f_trace_lines = by_line
        return went_on(frame, "call")

    def imported(frame, event, _):
        nonlocal imports
        imports -= event == "return"
        return imported

    def went_on(frame, event, _=None):  # to another line
        nonlocal taken, depth, stop, top
        if event == "return":
            depth -= 1
            return went_on
        taken += weight
        if depth > deepest:
            stop = stop or too_deep(one for one, _ in itertools.islice(traceback.walk_stack(frame), 100))
        elif taken > steps:
            # A bare `except:` inside an endless loop would swallow it: wait for the loop's first line, outside of that.
            line = frame.f_lineno or math.inf
            top = min(top, line)
            if taken > 2 * steps or taken > steps + 1000 and line == top:
                stop = stop or Endless
        if stop:
            sys.setprofile(watch)
            raise stop
        return went_on

    def watch(frame, *_):
        if sys.gettrace() is not begun:  # it raised, which ended the tracing, and an `except:` swallowed that
            sys.settrace(begun)
            frame.f_trace = went_on

    before = sys.gettrace(), sys.getprofile(), sys.getrecursionlimit()
    if clock:
        clock.start()
    sys.settrace(begun)
    try:
        result = call(*args)
    finally:
        sys.setprofile(before[1])
        sys.settrace(before[0])
        if clock:
            clock.stop()
        replaced.update(own.put_back())
        if sys.modules.get("sys") is not sys:  # they were cleared, and importing it once more would make another one
            sys.modules.update(own.MODULES)
        if sys.getrecursionlimit() != before[2]:
            sys.setrecursionlimit(before[2])
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
    except KeyboardInterrupt as error:
        if not (clocks and clocks[-1].alone):  # somebody wants to stop the kernel
            raise
        return Raised(error)
    except BaseException as error:  # whatever an answer raises
        return Raised(error)


def place_of(error):
    """Return the innermost frame of the answer in which an error was raised, and its line; (None, 0) if none."""
    places = [
        (frame, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if not frame.f_code.co_filename.startswith((HERE, *LIBRARIES))
    ]
    return places[-1] if places else (None, 0)
