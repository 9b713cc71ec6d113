"""The page's scripts: how they import each other, and the little that is computed there as well as in Python."""

import math
import re
import struct
from graphlib import TopologicalSorter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from node import PAGE, asking

from micrograd.live.bundle import joined_scripts
from micrograd.live.row import bracketed, near
from micrograd.picture.flow import edge_width
from micrograd.picture.numbers import number, told_apart
from micrograd.rules.written import Bracket, Hole, fill, sendable_pieces

SCRIPT = """
import { bracketed, filled, floats, near, number, toldApart } from "./page/numbers.js";
import { width } from "./page/picture.js";

const answers = {
  number: ([x], digits) => number(x, digits),
  told_apart: ([x, y]) => toldApart(x, y),
  near: ([x, y]) => near(x, y),
  width: ([x]) => width(x),
  bracketed: ([x]) => bracketed(number(x)),
  filled: (xs, pieces) => filled(pieces, (i) => number(xs[i])),
};
const answer = ({ what, numbers, more }) => answers[what]([...floats(numbers)], more);
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """What one of the page's functions makes of numbers."""
    with asking(SCRIPT, tmp_path_factory.mktemp("page")) as ask:

        def answer(what, *numbers, more=None):
            return ask({"what": what, "numbers": struct.pack(f"{len(numbers)}d", *numbers), "more": more})

        yield answer


ANY = st.floats() | st.floats(-1000, 1000) | st.integers(-(10**6), 10**6).map(float)


@settings(deadline=None)
@given(ANY, st.integers(3, 17))
@example(0.00099995, 4)
@example(9999.5, 4)
@example(-0.0, 4)
@example(2.5e-324, 4)
@example(1.00005, 5)
def test_the_page_writes_a_number_as_the_picture_does(page, x, digits):
    assert page("number", x, more=digits) == number(x, digits)
    assert page("bracketed", x) == bracketed(number(x))


@settings(deadline=None)
@given(ANY, st.floats(-1e-3, 1e-3))
@example(1e-9, -0.001)
def test_the_page_tells_two_numbers_apart_as_the_kernel_does(page, x, off):
    other = x * (1 + off)
    assert page("near", x, other) == near(x, other) or abs(abs(x - other) / abs(x) - 1e-6) < 1e-8
    if x != other and not math.isnan(x) and not math.isnan(other):
        assert page("told_apart", x, other) == list(told_apart(x, other))


@settings(deadline=None)
@given(ANY)
def test_the_page_draws_an_edge_as_wide_as_the_picture_does(page, x):
    assert page("width", x) == pytest.approx(edge_width(x))


PIECES = st.text("abc +(", max_size=4) | st.builds(Hole, st.integers(0, 2))
PIECES |= st.builds(Bracket, st.integers(0, 2), st.sampled_from("()"))


@settings(deadline=None)
@given(st.lists(PIECES), st.tuples(ANY, ANY, ANY))
def test_the_page_fills_holes_as_the_kernel_does(page, pieces, numbers):
    assert page("filled", *numbers, more=sendable_pieces(pieces)) == fill(pieces, lambda i: number(numbers[i]))


def imports():
    """Return which scripts each script imports."""
    found = {}
    for path in PAGE.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        found[path.stem] = set(re.findall(r"^import .*\"./(\w+)\.js\";$", text, re.M))
        assert len(found[path.stem]) == text.count("\nimport ") + text.startswith("import "), path.name
    return found


def test_no_two_scripts_import_each_other():
    TopologicalSorter(imports()).prepare()


def test_every_script_is_part_of_the_page_once():
    offered = re.findall(r"^const \{ (.*) \} = \(\(\) => \{$", joined_scripts("live"), re.M)
    apart = {"live", "load", "names", "play", "plot", "stack"}  # live imports the others; these are no graphs
    assert len(offered) == len(imports().keys() - apart)
    names = ", ".join(offered).split(", ")
    assert len(names) == len(set(names))


def test_the_page_knows_no_rule():
    """What an operation computes, and its derivative, the kernel says."""
    assert re.findall(r"tanh|sigmoid|relu|Math\.(?:exp|log)\(", joined_scripts("live")) == ["Math.log("], (
        "of a size of h"
    )
