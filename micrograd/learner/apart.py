"""Examines an answer apart from the kernel: in a process of its own where there is fork, else watched by a clock.

Whatever an answer does in a process of its own, the kernel does not feel it: an endless loop in C, a crash, `exit`,
functions of Python's replaced. Where there is no fork (Windows, and Python in a browser), the answer runs in the
kernel, and what holds up Python itself, such as `time.sleep`, can't be stopped from inside.
"""

import contextlib
import ctypes
import faulthandler
import gc
import io
import linecache
import os
import pickle
import random
import re
import select
import signal
import sys
import tempfile
import threading
import time
import warnings
from typing import NamedTuple

from micrograd.learner import sandbox
from micrograd.learner.leaving import staying
from micrograd.learner.sandbox import HERE, LIBRARIES, TooLong, outcome
from micrograd.learner.words import kind_of, one_line

FORKS = hasattr(os, "fork") and hasattr(signal, "setitimer")
SECONDS = 10.0  # for everything that a check does
OF_WORK, OF_WAITING = 2.0, 5.0  # seconds for one call, of computing or in all: a busy machine may take longer
AGAIN = 0.2  # seconds until what swallowed an error gets it again
MEMORY = 4 * 2**30  # bytes that an examination may take
SHOWN = 1000  # characters of what was printed
LINES = 5
USUAL = 1000  # nested calls that Python allows, unless it is told otherwise


class Report(NamedTuple):
    """What came of an examination."""

    result: object = None  # what it returned, None if it did not come so far
    stopped: str = ""  # why not, in words
    printed: str = ""  # what the answer printed, or the beginning of it
    lines: int = 0  # how many lines that were in all
    replaced: tuple = ()  # the names of Python's own functions that the answer replaced


class Printed(io.TextIOBase):
    """A place to print to, which keeps the beginning."""

    def __init__(self):
        self.kept, self.lines, self.whole = "", 0, True

    def writable(self):
        return True

    def write(self, text):
        if type(text) is not str:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.lines += text.count("\n")
        self.whole = not text or text.endswith("\n")
        self.kept += text[: max(0, SHOWN - len(self.kept))]
        return len(text)


def examined(call, *args):
    """Return the Report on call(*args); what it returns must be plain data, which pickle takes."""
    with room_to_recurse():
        report = in_a_child(call, *args) if FORKS else None
        return report or in_process(call, *args)


@contextlib.contextmanager
def room_to_recurse():
    """Return a context in which a low recursion limit of the learner's doesn't hold."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, USUAL))
    try:
        yield
    finally:
        with contextlib.suppress(RecursionError):  # we are deeper than the cell that set it
            sys.setrecursionlimit(limit)


def reported(call, args):
    """Return the Report on call(*args), whatever it raises and prints."""
    printed = Printed()
    result, stopped, modules = None, "", dict(sys.modules)
    sandbox.replaced.clear()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "coroutine .* was never awaited")  # nothing that the answer prints
            with staying():
                result = call(*args)
    except KeyboardInterrupt:
        if not sandbox.clocks[-1].alone:
            raise
        stopped = "KeyboardInterrupt"
    except TooLong as error:
        stopped = error.what
    except BaseException as error:
        text = outcome(str, error)
        text = one_line(text) if type(text) is str else ""
        stopped = f"{kind_of(error)}{': ' * bool(text)}{text}"
    finally:
        sandbox.replaced.update(sandbox.own.put_back())
        sys.modules.update(modules)
    names = tuple(sorted(sandbox.replaced))
    return Report(result, stopped, printed.kept, printed.lines + (not printed.whole), names)


# In a process of its own


class Unfinished(Exception):
    """The child ended, or time did, before its report had come."""


def in_a_child(call, *args):
    """Return the Report on call(*args), which runs in a copy of this process; None if there can be no copy."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    with contextlib.ExitStack() as opened:
        try:
            notes = opened.enter_context(tempfile.TemporaryFile())  # where Python writes down what it was doing
            source, sink = os.pipe()
        except OSError:  # too many files are open already
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # other threads exist, and the child needs none
                child = os.fork()
        except OSError:  # there are too many processes already
            os.close(source)
            return None
        else:
            if not child:
                _run(call, args, sink, notes)
        finally:
            os.close(sink)
        try:
            return pickle.loads(_received(source, time.monotonic() + SECONDS))
        except TimeoutError:
            os.kill(child, signal.SIGUSR1)
            time.sleep(0.1)  # while it writes down where it is
            place = _place(notes)
            return Report(stopped=f"{TooLong.what} after {SECONDS:g} seconds{place}")
        except Exception:  # there is no whole report
            _end(child)
            return Report(stopped=_how_it_ended(os.waitpid(child, 0)[1]) + _place(notes))
        finally:
            os.close(source)
            _end(child)
            with contextlib.suppress(OSError):
                os.waitpid(child, 0)


def _end(child):
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(child, signal.SIGKILL)


def _run(call, args, sink, notes):
    """Run call(*args) in the child, send its Report, and end the process; nothing that waits for an exit is done."""
    me = os.getpid()
    try:
        _settle(notes)
        sandbox.clocks.append(Alarm())
        report = reported(call, args)
        if os.getpid() == me:
            sandbox.own.put_back()
            try:
                data = pickle.dumps(report)
            except BaseException:
                data = pickle.dumps(report._replace(result=None, stopped="what came of it can't be told"))
            data = len(data).to_bytes(8, "big") + data
            while data:
                data = data[os.write(sink, data) :]
    finally:
        os._exit(0)


def _settle(notes):
    """Cut a child off from what belongs to the kernel."""
    os.setpgid(0, 0)  # to be ended together with whatever it starts
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it, and ends this process
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    sys.stdin = io.StringIO()
    vars(sandbox.own.builtins)["input"] = _no_input
    faulthandler.enable(notes)
    faulthandler.register(signal.SIGUSR1, notes, all_threads=False)
    gc.freeze()  # the kernel's own objects need no looking through
    with contextlib.suppress(Exception):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS) + 10,) * 2)  # should the kernel be gone before it ends
        with open("/proc/self/statm") as sizes:
            taken = int(sizes.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _no_input(*_):
    raise EOFError("nobody answers `input` during a check")


def _received(source, end):
    """Return what the child sends; raise TimeoutError when time is up, Unfinished if it ends before that."""
    data, size = b"", None
    while size is None or len(data) < size:
        if not select.select([source], [], [], max(0.0, end - time.monotonic()))[0]:
            raise TimeoutError
        part = os.read(source, 65536)
        if not part:
            raise Unfinished
        data += part
        if size is None and len(data) >= 8:
            size, data = int.from_bytes(data[:8], "big"), data[8:]
    return data


def _how_it_ended(status):
    if os.WIFSIGNALED(status):
        return f"Python itself broke down in your code ({signal.Signals(os.WTERMSIG(status)).name})"
    return "your code ended Python itself"


def _place(notes):
    """Return where in the learner's code the child was, as the end of a sentence, "" if that is not known."""
    notes.seek(0)
    for file, number in re.findall(r'File "(.*)", line (\d+)', notes.read().decode(errors="replace")):
        if not file.startswith((HERE, *LIBRARIES)):
            line = linecache.getline(file, int(number)).strip()
            return f", in `{line}`" if line else ""
    return ""


class Alarm:
    """The clock of a process of its own: the system's signal, which wakes Python even from a sleep."""

    runs, alone = False, True

    def __init__(self):
        self.process = os.getpid()
        signal.signal(signal.SIGALRM, self.rings)

    def start(self):
        self.runs, self.began, self.worked = True, time.monotonic(), time.process_time()
        signal.setitimer(signal.ITIMER_REAL, OF_WORK, AGAIN)

    def stop(self):
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        self.runs = False
        if os.getpid() != self.process:  # an answer that forks would be examined twice
            os._exit(0)

    def rings(self, *_):
        if self.runs and is_long(self.began, self.worked):
            raise TooLong


def is_long(began, worked):
    """Return whether a call has taken too long, which began at these times."""
    return time.process_time() - worked > OF_WORK or time.monotonic() - began > OF_WAITING


# In the kernel


def in_process(call, *args):
    """Return the Report on call(*args), which runs here; put back what an answer may have changed."""
    before = sys.getrecursionlimit(), sys.gettrace(), sys.getprofile(), random.getstate(), gc.isenabled()
    with contextlib.suppress(OSError):
        folder = os.getcwd()
    clock = Watchdog()
    sandbox.clocks.append(clock)
    try:
        return reported(call, args)
    finally:
        clock.end()
        sandbox.clocks.remove(clock)
        sandbox.own.put_back()
        sys.setrecursionlimit(before[0])
        sys.settrace(before[1])
        sys.setprofile(before[2])
        random.setstate(before[3])  # the learner's random numbers must not depend on whether a check ran
        if gc.isenabled() != before[4]:
            (gc.enable if before[4] else gc.disable)()
        with contextlib.suppress(OSError, NameError):
            os.chdir(folder)


class Watchdog:
    """The clock where there are no signals: a thread that raises an error in the one that runs the answer."""

    runs, alone = False, False

    def __init__(self):
        self.thread, self.guard, self.over = threading.get_ident(), threading.Lock(), threading.Event()
        self.began = self.worked = 0.0
        self.first = time.monotonic()
        with contextlib.suppress(RuntimeError):  # Python in a browser has no threads
            threading.Thread(target=self.watch, daemon=True).start()

    def start(self):
        with self.guard:
            self.runs, self.began, self.worked = True, time.monotonic(), time.process_time()

    def stop(self):
        with self.guard:
            self.runs = False

    def watch(self):
        while not self.over.wait(AGAIN):
            with self.guard:
                late = time.monotonic() - self.first > SECONDS
                if not self.over.is_set() and (late or self.runs and is_long(self.began, self.worked)):
                    raise_in(self.thread, TooLong)

    def end(self):
        """Raise nothing any more; what was raised last is caught here, at the latest when the loop turns."""
        for _ in range(10):
            try:
                with self.guard:
                    self.over.set()
                for _ in range(10):
                    pass
                return
            except TooLong:
                pass


def raise_in(thread, error):
    """Let an error be raised in a thread as soon as it runs Python code."""
    # Never take one back with NULL: Python 3.11 may then hang.
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))
