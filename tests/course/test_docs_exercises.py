"""docs/exercises.md: its example runs, and says what the page says it does."""

import re
import sys
import types

import pytest
from project import ROOT

from micrograd import nn, optim
from micrograd.course.exercise import EXERCISES, Exercise, Trial
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.mistakes import wrong
from micrograd.course.solution import standing
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
    assert str(verdict(mean, mean.built("def mean(numbers): return sum(numbers)"))) == READ


def test_an_answer_may_do_with_its_lists_what_it_likes(mean):
    emptying = "def mean(numbers):\n    n, total = len(numbers), 0\n    while numbers: total += numbers.pop()\n    return total / n if n else 0.0"
    assert isinstance(mean.examine(*mean.built(emptying)), Right)
    assert isinstance(mean.examine(*mean.built("def mean(numbers): return sum(numbers)")), Wrong)


def test_what_is_no_list_is_told_so_where_a_list_is_asked_for():
    Exercise(
        "doubled", "doubled(xs)", "def doubled(xs):\n    return [2 * x for x in xs]", Trial([([1, 2],)], "{}", "{got}")
    )
    doubled = EXERCISES.pop()
    assert "list(...)" in doubled.examine(lambda xs: (2 * x for x in xs)).hints[0]


def test_an_error_elsewhere_may_be_worded_in_another_way():
    Exercise(
        "inverse",
        "inverse(x)",
        "def inverse(x):\n    return 1 / x if x else 0.0",
        Trial([(2.0,), (0.0,)], "{}", "{got}", mistakes=[wrong("-1 / x", "The sign.")]),
    )
    inverse = EXERCISES.pop()
    assert inverse.examine(lambda x: -(x**-1)).hints[0] == "The sign."


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


def test_what_stands_in_the_package_is_a_cell_without_docstrings():
    assert standing(nn.Module.zero_grad, "Module").splitlines() == [
        "@extend(Module)",
        "def zero_grad(self):",
        "    for parameter in self.parameters():",
        "        parameter.grad = 0.0",
    ]
    assert '"""' not in standing(optim.Adam) and "# the averages begin at 0" in standing(optim.Adam)
