"""Functions that never end, or end the kernel, at some position: the sliders stay alive, and the page says why."""

import asyncio
import sys
import time

import pytest

from micrograd.explore import compare, explore
from micrograd.live import ahead as ahead_module
from micrograd.live import livegraph as livegraph_module

nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")


def endless_below_zero(a):
    out = a
    while out.data < 0:
        out = out * 1.0
    return out * 2


def loop_that_catches_everything(a):
    while a.data < 0:
        try:  # noqa: SIM105
            a * 1.0
        except:  # noqa: E722
            pass
    return a * 2


def leaving_below_zero(a):
    if a.data < 0:
        sys.exit("enough")
    return a * 2


def of_a_kind_of_its_own(a):
    if a.data < 0:
        raise GeneratorExit
    return a * 2


def interrupted_below_zero(a):
    if a.data < 0:
        raise KeyboardInterrupt
    return a * 2


async def after_tables(widget):
    """Return the tables that a graph computes ahead, and how long that held up the loop."""
    sent, start = [], time.perf_counter()
    widget.graphs[0].send = lambda about, buffers=(): sent.append(about)
    widget.graphs[0]._heard(None, {"ask": "drawn"}, [])
    await widget.graph._ahead.task
    return sent, time.perf_counter() - start


@pytest.mark.parametrize("f", [endless_below_zero, loop_that_catches_everything])
def test_a_function_that_never_ends_where_nobody_went_holds_nothing_up(f):
    async def go():
        (table,), held = await after_tables(explore(f, a=2.0))
        assert held < 20 * ahead_module.LONGEST
        low = table["low"] + table["first"] * table["step"]
        assert -1e-9 < low < 0.2 and not table["errors"], "the rows that could be computed are there, and no others"

    asyncio.run(go())


def test_where_it_never_ends_the_page_says_so_and_the_sliders_stay_alive(monkeypatch):
    monkeypatch.setattr(livegraph_module, "MOMENT", 0.1)
    widget = explore(endless_below_zero, a=2.0)
    slider = widget.children[0].children[0]
    slider.value = -1.0
    assert widget.graph.shown["error"].startswith("endless_below_zero takes longer than")
    slider.value = 1.0
    assert widget.graph.shown["error"] == "" and widget.graph.shown["shape"] == 0


def test_so_do_step_and_nudge(monkeypatch):
    monkeypatch.setattr(livegraph_module, "MOMENT", 0.1)
    widget = explore(endless_below_zero, a=2.0).show("step", "nudge")
    widget.graph._heard(None, {"ask": "nudge", "node": 0}, [])
    widget.children[0].children[0].value = -1.0
    widget.graph._rest()
    for error in (widget.graph.trace["error"], widget.graph.nudged["error"]):
        assert "takes longer than" in error


def test_of_two_classes_either_may_never_end():
    class Value:
        def __init__(self, data, _prev=(), _op=""):
            self.data, self.grad, self._prev, self._op = data, 0.0, _prev, _op

        def __mul__(self, other):
            return type(self)(self.data * getattr(other, "data", other), (self,), "*")

    class Endless(Value):
        def __mul__(self, other):
            while self.data < 0:
                pass
            return super().__mul__(other)

    def double(a):
        return a * 2

    async def go():
        _, held = await after_tables(compare(double, Value, Endless, a=2.0))
        assert held < 20 * ahead_module.LONGEST

    asyncio.run(go())


@pytest.mark.parametrize(
    "f, said",
    [
        (leaving_below_zero, "was left by SystemExit here"),
        (of_a_kind_of_its_own, "was left by GeneratorExit here"),
        (interrupted_below_zero, "was interrupted here"),
    ],
)
def test_a_function_that_leaves_is_told_in_the_pictures_place(f, said):
    async def go():
        widget = explore(f, a=2.0)
        (table,), _ = await after_tables(widget)
        assert f"{f.__name__} {said}" in table["errors"].values()
        widget.children[0].children[0].value = -1.0
        widget.graph._rest()
        assert said in widget.graph.shown["error"]

    asyncio.run(go())


@pytest.mark.parametrize("way", ["exit()", "sys.exit()", "__import__('os')._exit(3)"])
def test_no_way_of_leaving_ends_a_real_kernel(monkeypatch, way):
    cells = [
        f"import sys\nfrom micrograd.explore import explore\ndef f(a):\n    if a.data < 0:\n        {way}\n    return a * 2",
        "e = explore(f, a=2.0)\ne.graph._heard(None, {'ask': 'drawn'}, [])",
        "while not e.graph._ahead.task.done():\n    await __import__('asyncio').sleep(0.01)",
        "e.children[0].children[0].value = -1.0\nawait __import__('asyncio').sleep(0.5)",
        "e.graph.shown['error']",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    assert (
        notebook.cells[-1].outputs[0].data["text/plain"]
        == f"'f was left by {'os._exit' if 'os' in way else 'SystemExit'} here'"
    )
