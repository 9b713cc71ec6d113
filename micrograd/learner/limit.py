"""A limit on the time that the learner's code takes, kept by the clock, for code that runs outside of any cell."""

import contextlib
import signal
import sys
import threading
from pathlib import Path

# Code that restores what it changed, if it is let finish.
OURS = __file__, str(Path(__file__).parents[1] / "live"), contextlib.__file__
AGAIN = 0.02  # seconds after which code that went on all the same is stopped once more


class Overtime(BaseException):
    """The code takes too long; not an Exception, so that no `except Exception` in it catches this."""


@contextlib.contextmanager
def limited(seconds):
    """Stop the code in this context by an Overtime after some seconds, and again as long as it goes on.

    A signal does it, which also ends a `sleep`: on Windows there is none, nor in other threads than the main one, and
    nothing is stopped. Nor is a loop within C that looks at no signals, or a recursion that catches all at each level.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    over = False

    def may_stop(frame):
        return not over and not frame.f_code.co_filename.startswith(OURS)

    def stop(_, frame):
        if may_stop(frame):
            frame.f_trace = at_once  # should an `except:` within a loop catch it: the next line stops too
            sys.settrace(at_once)
            raise Overtime

    def at_once(frame, event, _):
        if event == "line" and may_stop(frame):
            raise Overtime
        return at_once

    trace = sys.gettrace()
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.settrace(trace)
