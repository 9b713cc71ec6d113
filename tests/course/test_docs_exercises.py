"""docs/exercises.md: its example runs, and says what the page says it does."""

import re
import sys
import types

import pytest
from project import ROOT

from micrograd.course.exercise import EXERCISES
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.verdict import verdict

PAGE = (ROOT / "docs" / "exercises.md").read_text(encoding="utf-8")
EXAMPLE, STUB, CALL = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
[READ] = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)


@pytest.fixture
def mean():
    """The page's exercise, in the course for the time of a test."""
    module = types.ModuleType("micrograd.course.exercises.n99_example")
    before = len(EXERCISES)
    exec(EXAMPLE, vars(module))
    yield module.mean
    del EXERCISES[before:]
    sys.modules.pop(module.__name__, None)


def test_the_example_is_told_as_the_page_says(mean):
    assert isinstance(mean.examine(*mean.built()), Right)
    assert verdict(mean, mean.built("def mean(numbers): return sum(numbers)")) == READ


def test_every_mistake_of_the_example_is_told_as_itself(mean):
    mistakes = mean.trials[0].mistakes
    assert len(mistakes) == 3
    for mistake in mistakes:
        finding = mean.examine(*mean.built(mean.as_answer(mistake)))
        assert isinstance(finding, Wrong) and finding.hints[0] == mistake.hints[0]


def test_the_stub_is_not_yet_an_answer(mean):
    names = {}
    exec(STUB, names)
    assert isinstance(mean.examine(names["mean"]), NotYet)
    assert CALL.strip() == f"check.{mean.name}(mean)"


def test_each_form_of_a_mistake_that_the_page_lists_is_there():
    from micrograd.course import mistakes

    listed = re.findall(r"\| `(\w+)\(", PAGE)
    assert listed == ["swap", "wrong", "raises", "gives"]
    assert all(callable(getattr(mistakes, name)) for name in listed)


def test_the_words_that_the_page_uses_are_those_of_the_course():
    for tag in ("exercise", "solution"):
        assert f"`{tag}`" in PAGE
    for path in re.findall(r"`(micrograd/[\w/.]+)`", PAGE):
        assert (ROOT / path).exists(), path
