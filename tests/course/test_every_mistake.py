"""Every declared mistake, run as an answer, is told as itself; every solution passes, every stub is not yet one."""

import ast
import linecache
from itertools import count

import pytest

from micrograd.course import check  # noqa: F401 – fills EXERCISES
from micrograd.course.exercise import EXERCISES, Exercise
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.mistakes import Gives
from micrograd.course.prediction import Prediction

NUMBER = count()
DECLARED = [one for one in EXERCISES if isinstance(one, Exercise) and one.trials]
PREDICTED = [one for one in EXERCISES if isinstance(one, Prediction)]
ALL = [
    (one, trial, mistake) for one in DECLARED for trial in one.trials for mistake in (*trial.mistakes, *one.mistakes)
]


def handed(exercise, source):
    """Return what a learner's cell with this source hands to the check."""
    file = f"<cell {next(NUMBER)}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    return exercise.built(source, file)


def text(hint):
    """Return a hint as it is told where nothing is known of an answer."""
    return hint(None, None) if callable(hint) else hint


def name(thing):
    return getattr(thing, "key", None) or text(thing.hints[0])[:60]


@pytest.mark.parametrize("exercise", DECLARED, ids=name)
def test_the_solution_is_right(exercise):
    finding = exercise.examine(*handed(exercise, exercise.solution))
    assert isinstance(finding, Right), finding
    assert finding.example.endswith(".")


@pytest.mark.parametrize(
    ("exercise", "mistake"),
    [(exercise, mistake) for exercise, _, mistake in ALL if exercise.as_answer(mistake)],
    ids=name,
)
def test_a_mistake_is_told_as_itself(exercise, mistake):
    finding = exercise.examine(*handed(exercise, exercise.as_answer(mistake)))
    assert isinstance(finding, Wrong), finding
    told = tuple(map(text, mistake.hints))
    assert finding.hints[: len(told)] == told, f"{exercise.as_answer(mistake)}\n{finding}"


def test_a_mistake_known_by_its_results_is_told_as_itself():
    """Where no code says what a mistake gives, an answer is looked at that gives just that."""
    for exercise, trial, mistake in ALL:
        if isinstance(mistake, Gives):
            failure = trial.failure(exercise.cell, mistake.rule, more=exercise.mistakes)
            assert failure.hints == mistake.hints, exercise.key


@pytest.mark.parametrize("exercise", DECLARED, ids=name)
def test_a_stub_is_not_yet_an_answer(exercise):
    tree = ast.parse(exercise.solution)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    if not functions:
        assert isinstance(exercise.examine(*[...] * len(exercise.cell.hands)), NotYet)
        return
    for body in ("...", "pass", "return ..."):
        exercise.cell.definition_in(tree).body = ast.parse(body).body
        assert isinstance(exercise.examine(*handed(exercise, ast.unparse(tree))), NotYet)


@pytest.mark.parametrize("prediction", PREDICTED, ids=name)
def test_a_prediction_and_its_slips(prediction):
    assert isinstance(prediction.examine(prediction.right), Right)
    assert isinstance(prediction.examine(...), NotYet)
    for number, hint in prediction.slips.items():
        finding = prediction.examine(number)
        assert isinstance(finding, Wrong) and finding.hints[:1] == (hint,), (number, finding)
