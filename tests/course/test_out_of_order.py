"""Cells out of order, in real kernels: whatever stops at a name that is not there says which cell to run first."""

import nbformat
import pytest
from kernel import Kernel
from nbformat import v4
from project import ROOT

from micrograd.course.out_of_order import names_in

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXTENSION = "--InteractiveShellApp.extensions=micrograd.course.out_of_order"


@pytest.fixture
def kernel(request, tmp_path):
    """A function that starts a kernel for a notebook, or for one with these cells."""
    started = []

    def start(*cells, path=None):
        if path is None:
            path = tmp_path / "toy.ipynb"
            nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(one) for one in cells]), path)
        started.append(Kernel(path.parent, EXTENSION, JPY_SESSION_NAME=str(path)))
        return started[-1]

    yield start
    for one in started:
        one.end()


FORGET = "for _name in [n for n in list(globals()) if not n.startswith('_') and n not in " + (
    "('In', 'Out', 'exit', 'quit', 'get_ipython', 'open')]: del globals()[_name]"
)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_cell_alone_says_which_one_to_run_first(path, kernel):
    one = kernel(path=path)
    stopped = 0
    for cell in v4.reads(path.read_text(encoding="utf-8")).cells:
        if cell.cell_type == "code":
            one.run(FORGET)
            name, shown = one.run(cell.source)
            if name == "NameError" and "raises-exception" in cell.metadata.get("tags", ()):
                assert "further down" not in shown, f"it is there to stop: {cell.source}"
            elif name == "NameError":
                stopped += 1
                assert "comes from the cell that begins" in shown, f"{cell.source}\n{shown}"
    assert stopped


def test_it_names_the_cell_and_hides_nothing(kernel):
    one = kernel("import math", "def half(x):\n    return x / 2", "half(3)", "twice(3)", "twice = half")
    name, shown = one.run("half(3)")
    assert name == "NameError" and "name 'half' is not defined" in shown
    assert "`half` comes from the cell that begins `def half(x):`, further up: run that one first." in shown
    assert "further down: run that one first." in one.run("twice(3)")[1]
    assert one.run("def half(x):\n    return x / 2") == ("", "")
    assert one.run("half(3)") == ("", "")


def test_a_cell_that_failed_is_said_to_have_failed(kernel):
    one = kernel("def half(x)\n    return x / 2", "half(3)")
    assert one.run("def half(x)\n    return x / 2")[0] == "SyntaxError"
    assert "That one stopped with a SyntaxError: mend it" in one.run("half(3)")[1]


def test_a_name_spelled_otherwise_is_named(kernel):
    mine = "def leafs(v):\n    return [v]"
    one = kernel(mine, "check.leaves(leaves, int)", "# Ours\ndef leaves(v):\n    return v")
    one.run("from micrograd.course import check")
    one.run(mine)
    told = one.run("check.leaves(leaves, int)")[1]
    assert "No cell above brings `leaves`. The cell that begins `def leafs(v):` brings `leafs`" in told
    one.run("def leaves(v):\n    return []")
    about_before = "The cell that ran last brings `leafs`, and not `leaves`: this is about the `leaves` before."
    assert about_before not in one.said("check.leaves(leaves, int)")
    one.run(mine)
    assert about_before in one.said("check.leaves(leaves, int)")
    one.run("def slopes(g, *inputs):\n    return []")
    one.run("slope = lambda f, x, h=0.001: (f(x + h) - f(x)) / h")
    one.run("def slopes(g, *inputs):\n    return []")
    assert "brings" not in one.said("check.slope(slope)")
    one.run("class MyValue:\n    ...")
    assert "brings" not in one.said("check.engine(MyValue)"), "which calls it Value"


def test_what_no_cell_brings_is_python_s_own_error(kernel):
    one = kernel("def f():\n    hidden = 1\n    return nowhere", "f()", "hidden")
    one.run("def f():\n    hidden = 1\n    return nowhere")
    for source in ("f()", "hidden", "elsewhere + 1"):
        name, shown = one.run(source)
        assert name == "NameError" and "comes from the cell" not in shown
    one.run("def down(n):\n    return down(n + 1)")
    name, shown = one.run("down(0)")
    assert name == "RecursionError" and "more calls of `down`." in shown and len(shown) < 10_000
    kept = "import sys, traceback\nassert len([*traceback.walk_tb(sys.last_value.__traceback__)]) < 20"
    assert one.run(kept) == ("", "")  # IPython writes it down twice
    name, shown = one.run("int('x')")
    assert name == "ValueError" and "Left out" not in shown


def test_names_that_a_cell_brings():
    source = "%time\nfrom a.b import c as d, e\nimport g.h\nfor i in []:\n    j = [k for k in i]\nclass M:\n    n = 1\n"
    assert names_in(source) == {"d", "e", "g", "i", "j", "M"}
    assert names_in("def broken(:\nx = 1\nfrom a import b") == {"broken", "x", "b"}


def test_a_check_says_that_the_answer_s_cell_stopped(kernel):
    started = kernel("x")
    started.run("from micrograd.course import check")
    started.run("def slope(f, x, h=0.001):\n    return (f(x + h) - f(x)) / h")
    assert started.said("check.slope(slope)").strip().count("\n") == 0, "nothing but the verdict"
    started.run("def slope(f, x, h=0.001)\n    return (f(x + h) - f(x)) / h")
    said = started.said("check.slope(slope)")
    assert "`def slope(f, x, h=0.001)` stopped with a SyntaxError. Nothing in it has run" in said
    assert "stopped with a SyntaxError" in started.said("check.slope(slope, hint=2)"), "it is still so"
    started.run("def slope(f, x, h=0.001):\n    return 1\nreturn slope")  # Python has run the first statement of it
    assert "stopped with a SyntaxError. What stands below the line where it stopped has not" in started.said(
        "check.slope(slope)"
    )
    started.run("guess = 50%\ncheck.nudge(guess)")
    assert "stopped" not in started.said("guess = 0.006\ncheck.nudge(guess)"), "this cell brings its own answer"
    started.run("def slope(f, x, h=0.001):\n    return 1\nslope()")
    assert "stopped with a TypeError. What stands below the line where it stopped has not run" in started.said(
        "check.slope(slope)"
    )
