"""How long a notebook takes is counted by one rule, and README and the notebooks say the same."""

import re
from types import SimpleNamespace

import minutes as tool
import nbformat
import pytest
from nbformat import v4
from project import ROOT

from micrograd.course.check import CHECKS

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
FIVE = 5  # a changed sentence should not change what is told


def told(path):
    """Return the minutes that a notebook says it takes."""
    return int(re.search(r"\*(\d+) minutes[^*]*\*", cells(path)[0].source)[1])


def cells(path):
    return nbformat.v4.reads(path.read_text(encoding="utf-8")).cells


@each_notebook
def test_a_notebook_says_what_the_rule_gives(path):
    spent = tool.minutes(cells(path), CHECKS)
    assert abs(told(path) - spent) <= FIVE and told(path) % 5 == 0, f"{spent:.1f}: say {tool.rounded(spent)}"


@each_notebook
def test_the_readme_says_the_same(path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if f"(notebooks/{path.name})" in line and line.startswith("|"))
    assert row.endswith(f"| about {told(path)} |"), row


def test_the_rule_agrees_with_the_watch_that_it_was_set_by():
    (path,) = (path for path in NOTEBOOKS if path.stem == "04_backward")
    assert abs(tool.minutes(cells(path), CHECKS) - 55) <= FIVE


def test_everything_that_a_learner_does_takes_time():
    known = {
        "one": SimpleNamespace(solution="def one():\n    return 1"),
        "guessed": SimpleNamespace(solution="guess = 3"),
    }

    def spent(source, **metadata):
        return tool.minutes([v4.new_code_cell(source, metadata=metadata)], known)

    assert tool.minutes([v4.new_markdown_cell("word " * 180)], known) == pytest.approx(1)
    assert spent("a = 1", jupyter={"source_hidden": True}) < spent("a = 1") < spent("a = 1\nb = 2")
    assert spent("explore(f)", tags=["live"]) == pytest.approx(spent("explore(f)") + tool.LIVE)
    plain = spent("check.other(a)")
    assert spent("check.guessed(a)") == pytest.approx(plain + tool.PREDICTION)
    assert spent("check.one(a)") == pytest.approx(plain + tool.EXERCISE + 2 * tool.WRITING)
    assert tool.minutes([], known) == 0
