"""An answer may do what it likes: the verdict is right, and the process that asked for it is as it was before."""

import builtins
import gc
import math
import os
import random
import sys
import threading
import time
from pathlib import Path

import pytest
from answers_given import slope_of
from checking import said
from kernel import Kernel

from micrograd.course import check
from micrograd.learner import apart, own, sandbox

WAYS = [pytest.param(False, id="in process")] + [pytest.param(True, id="in a child")] * hasattr(os, "fork")
RIGHT = "return (f(x + h) - f(x)) / h"
WRONG = "return 2.0 * f(x)"
PLACE = "✗ for square at x = 0.5 with h = 0.01: "

# What holds up Python itself, or is swallowed: only another process ends these for certain.
HOLDING = {
    "a bare except around a loop": "import time\nwhile True:\n    try:\n        while True: time.sleep(0.01)\n    except: pass",
    "finally: continue": "while True:\n    try:\n        for _ in range(9): x = max(1, 2)\n    finally: continue",
    "two of them": "while True:\n    try:\n        while True:\n            try: x = 1\n            except: pass\n    except: pass",
    "recursion in a bare except": "x = 0\ndef g():\n    while True:\n        try: g()\n        except: pass\ng()",
    "sum of an endless iterator": "return sum(iter(int, 1))",
    "count into C": "import itertools, collections\ncollections.deque(itertools.count(), maxlen=0)",
    "a long sleep": "import time\ntime.sleep(1000)",
    "a catastrophic pattern": "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
    "a huge power": "return 10 ** 10 ** 8",
    "a thread joined": "import threading, time\nt = threading.Thread(target=time.sleep, args=(1000,), daemon=True)\n"
    "t.start()\nt.join()",
    "a lock never released": "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
}
ENDED = {  # these end Python itself
    "a crash": "import ctypes\nctypes.string_at(0)",
    "killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
}
RAISED = {  # the last word of the verdict's first sentence
    "raise BaseException": "BaseException",
    "raise BaseException('no')": "BaseException: no",
    "raise GeneratorExit": "GeneratorExit",
    "raise StopIteration": "StopIteration",
    "raise SystemExit(3)": "SystemExit: 3",
    "exit()": "SystemExit: None",
    "quit()": "SystemExit: None",
    "raise MemoryError": "MemoryError",
    "__import__('os')._exit(3)": "os._exit: 3",
    "__import__('os').abort()": "os.abort",
    "raise type('E' * 5000, (Exception,), {})('no')": f"{'E' * 59}…: no",
    "raise type('Mute', (Exception,), {'__str__': lambda _: 1 / 0})": "Mute",
}
CHANGES = {
    "len deleted": "import builtins\ndel builtins.len",
    "print deleted": "import builtins\ndel builtins.print",
    "isinstance replaced": "import builtins\nbuiltins.isinstance = lambda *_: True",
    "math.isclose replaced": "import math\nmath.isclose = lambda *_, **__: True",
    "math.tanh replaced": "import math\nmath.tanh = abs",
    "math.isnan deleted": "import math\ndel math.isnan",
    "a low recursion limit": "import sys\nsys.setrecursionlimit(90)",
    "a high recursion limit": "import sys\nsys.setrecursionlimit(10 ** 8)",
    "another folder": "import os\nos.chdir('/')",
    "no tracing": "import sys\nsys.settrace(None)\nsys.setprofile(None)",
    "a profile": "import sys\nsys.setprofile(lambda *_: None)",
    "no garbage collection": "import gc\ngc.disable()",
    "random numbers": "import random\nrandom.seed(1)",
    "fork deleted": "import os\nvars(os).pop('fork', 0)",
    "modules gone": "import sys\nsys.modules.clear()",
}


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    monkeypatch.setattr(apart, "FORKS", request.param)
    monkeypatch.chdir(os.getcwd())
    return request.param


@pytest.fixture
def child(monkeypatch):
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    monkeypatch.setattr(apart, "FORKS", True)


def state():
    return (
        dict(vars(builtins)),
        dict(vars(math)),
        sys.getrecursionlimit(),
        os.getcwd(),
        sys.gettrace(),
        sys.getprofile(),
        gc.isenabled(),
        random.getstate(),
        sys.stdout,
        sys.stderr,
        sandbox.clocks[:],
        getattr(os, "fork", None),
        os._exit,
        dict(sys.modules),
    )


@pytest.mark.slow
@pytest.mark.parametrize("body", HOLDING.values(), ids=HOLDING)
def test_whatever_holds_up_python_is_ended_in_time(child, body, monkeypatch):
    for limit, seconds in {"OF_WORK": 0.5, "OF_WAITING": 1.0, "SECONDS": 2.0}.items():
        monkeypatch.setattr(apart, limit, seconds)
    before = state()
    start = time.monotonic()
    text = slope_of(body)
    assert time.monotonic() - start < apart.SECONDS + 5
    assert text.startswith("✗ ") and "your code comes to no end" in text or "calls itself" in text, text
    assert state() == before


@pytest.mark.parametrize("body", ENDED.values(), ids=ENDED)
def test_what_ends_python_is_found_wrong(child, body):
    before = state()
    text = slope_of(body)
    assert text.startswith("✗ this can't be checked: "), text
    assert "your code ended Python itself." in text or "Python itself broke down in your code (SIG" in text
    assert state() == before and slope_of(RIGHT)[0] == "✓"


def test_what_is_never_stopped_from_inside_says_where_it_was(child, monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    text = slope_of("x = sum(iter(int, 1))\nreturn x")
    assert text.splitlines()[0] == (
        "✗ this can't be checked: your code comes to no end, or takes too long, and was stopped after 0.5 seconds, "
        "in `x = sum(iter(int, 1))`."
    )


def test_what_crashes_says_where(child):
    assert "(SIGSEGV), in `ctypes.string_at(0)`." in slope_of("import ctypes\nctypes.string_at(0)")


@pytest.mark.parametrize("body", RAISED)
def test_whatever_an_answer_raises_is_told_with_its_place(way, body):
    before = state()
    first = slope_of(body).splitlines()[0]
    assert first == f"{PLACE}your code stopped with {RAISED[body]}, in `{body}`."
    assert state() == before


def test_an_interrupt_that_an_answer_raises_is_an_error_and_one_of_the_learner_s_is_none(child, monkeypatch):
    assert "stopped with KeyboardInterrupt" in slope_of("raise KeyboardInterrupt")
    monkeypatch.setattr(apart, "FORKS", False)
    with pytest.raises(KeyboardInterrupt):
        slope_of("raise KeyboardInterrupt")
    assert not sandbox.clocks


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_an_answer_changes_changes_no_verdict_and_is_put_back(way, change):
    before = state()
    right, wrong = slope_of(f"{change}\n{RIGHT}"), slope_of(f"{change}\n{WRONG}")
    assert state() == before
    assert right.startswith("✓ ") and wrong.startswith("✗ for square at x"), (right, wrong)


@pytest.mark.parametrize("name", ["math.isclose", "math.isnan", "math.tanh", "len", "isinstance", "zip", "all"])
def test_what_was_replaced_before_a_check_is_put_back_and_said(way, name):
    module = math if name.startswith("math.") else builtins
    short = name.removeprefix("math.")
    was = getattr(module, short)
    answer = slope_answer(WRONG)
    try:
        setattr(module, short, lambda *_, **__: True)
        text = said_through(check.slope, answer)
        assert getattr(module, short) is was
    finally:
        setattr(module, short, was)
    assert text.startswith("✗ for square")
    assert f"`{name}` was no longer Python's own: it is again." in text


def test_builtins_that_are_deleted_before_a_check_come_back(way):
    whole = dict(vars(builtins))
    answer = slope_answer(RIGHT)
    try:
        del builtins.len, builtins.print, builtins.isinstance
        text = said_through(check.slope, answer)
        assert vars(builtins) == whole
    finally:
        vars(builtins).update(whole)
    assert text.startswith("✓ ") and "`isinstance`, `len`, `print` were no longer" in text


def test_what_an_answer_replaces_and_needs_is_said(way):
    text = slope_of("import builtins\nbuiltins.isinstance = lambda *_: True\nreturn 7.0 if isinstance(x, str) else x")
    assert (
        text.startswith("✗")
        and "Your code replaces or deletes `isinstance`, for all that runs after it. What is said" in text
    )
    assert "replaces" not in slope_of(WRONG)


def slope_answer(body):
    from answers_given import written

    return written("def slope(f, x, h=0.001):", body)


def said_through(checked, answer):
    """Return what a check prints, with as few functions between as may be."""
    lines = []

    class Out:
        write = lines.append

        def flush(self):
            pass

    out, sys.stdout = sys.stdout, Out()
    try:
        checked(answer)
    finally:
        sys.stdout = out
    return "".join(lines)


def test_what_replaces_equality_is_put_back_all_the_same():
    class Angry:
        def __eq__(self, other):
            raise ValueError

    was, math.tau = math.tau, Angry()
    try:
        assert own.put_back() == ["math.tau"] and math.tau is was
    finally:
        math.tau = was
    assert own.put_back() == []


def test_what_an_answer_prints_is_shown_in_short(way):
    text = slope_of(f"print('x is', x)\n{RIGHT}")
    assert text.startswith("✓ ") and "Printed by your code during the check" in text and "  x is 0.5\n" in text
    text = slope_of(f"for _ in range(2000): print('y' * 5000)\n{RIGHT}")
    assert len(text) < 2000 and "1 of 24,000 lines" in text or " lines:" in text
    assert "Printed" not in slope_of(RIGHT)


def test_a_check_asks_nobody(child):
    assert "EOFError" in slope_of("return float(input('h? '))")


def test_an_answer_that_forks_or_writes_everywhere_is_examined_once(child, capfd):
    text = slope_of(f"import os\nos.fork()\nos.write(1, b'one')\nos.system('echo two')\n{RIGHT}")
    assert text.startswith("✓ ") and text.count("✓") == 1
    assert capfd.readouterr() == ("", "")


def test_too_much_memory_is_an_error_of_the_answer_s(child):
    assert "MemoryError" in slope_of(f"x = bytearray({apart.MEMORY} + 10 ** 9)\n{RIGHT}")


def children():
    """Return the ids of this process's children, dead ones that nobody has waited for included; empty if not known."""
    lists = Path("/proc/self/task").glob("*/children")
    return {child for file in lists for child in file.read_text().split()}


def test_no_child_and_no_open_file_is_left(child):
    files = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    threads, processes = threading.active_count(), children()
    for body in (RIGHT, WRONG, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"):
        slope_of(body)
    assert children() <= processes
    assert files in (0, len(os.listdir("/proc/self/fd")))
    assert threading.active_count() == threads


def test_where_no_process_can_be_made_the_answer_runs_here(child, monkeypatch):
    def none():
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", none)
    assert slope_of(RIGHT)[0] == "✓"


@pytest.mark.parametrize("body", ["while True: pass", "return sum(0 for _ in iter(int, 1))"])
def test_loops_in_python_end_in_process_too(body, monkeypatch):
    monkeypatch.setattr(apart, "FORKS", False)
    monkeypatch.setattr(apart, "OF_WORK", 0.5)
    before = state()
    assert slope_of(body).startswith(f"{PLACE}your code comes to no end")
    assert state() == before


def test_a_watchdog_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(apart, "AGAIN", 0.0001)
    monkeypatch.setattr(apart, "OF_WORK", 0.0)
    for _ in range(200):
        apart.in_process(sandbox.outcome, sum, range(20_000))
        sum(0 for _ in range(100))
    assert sandbox.clocks == []


def test_a_check_in_a_thread_is_a_check(way):
    found = []
    thread = threading.Thread(target=lambda: found.append(slope_of(RIGHT)))
    thread.start()
    thread.join()
    assert found[0].startswith("✓ ")


def test_a_check_costs_little(child):
    times = []
    for _ in range(9):
        start = time.perf_counter()
        apart.examined(str, 1)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.1
    assert said(check.slope, ...).startswith("not yet")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="takes POSIX")
def test_what_a_cell_does_to_its_kernel_leaves_the_verdict_right(tmp_path):
    kernel = Kernel(tmp_path, MICROGRAD_ANSWERS=str(tmp_path / "my_answers.json"))
    try:
        begun = kernel.heard(f"from micrograd.course import check\nimport os, sys\n{cell(RIGHT)}")
        assert not [content for _, content in begun if "text" in content], "nothing is said of what no cell deleted"
        assert "your code stopped with SystemExit, in `exit()`." in kernel.said(f"{cell('exit()')}\ncheck.slope(slope)")
        assert "awaited" not in kernel.said(f"async {cell(RIGHT)}\ncheck.slope(slope)")
        assert kernel.said(f"{cell(RIGHT)}\nsys.setrecursionlimit(120)\ncheck.slope(slope)").strip().startswith("✓ ")
        assert "120" in kernel.said("sys.getrecursionlimit()")
        assert "`os.fork` was no longer" in kernel.said("sys.setrecursionlimit(1000)\ndel os.fork\ncheck.slope(slope)")
        ((_, printed),) = (m for m in kernel.heard("del __import__('builtins').len") if m[0] == "stream")
        assert printed["text"].startswith("This cell deleted `len` for everything") and "It is back." in printed["text"]
        assert "3" in kernel.said("len('abc')")
        os.remove(tmp_path / "my_answers.json")
        os.mkfifo(tmp_path / "my_answers.json")
        said = kernel.said("check.slope(slope)").strip()
        assert said.strip().startswith("✓ ") and "my_answers.json (it is no ordinary file)" in said
        full = "files = []\ntry:\n    while True: files.append(os.dup(0))\nexcept OSError: pass\n"
        said = kernel.said(
            f"import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))\n{full}check.slope(slope)"
        )
        assert said.strip().startswith("✓ "), said
    finally:
        kernel.end()


def cell(body):
    return f"def slope(f, x, h=0.001):\n    {body}"
