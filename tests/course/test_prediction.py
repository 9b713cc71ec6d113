"""Predictions: a wrong guess gets its diagnosis, and the number only after three, after a right one, or when asked."""

import json
import math
import re

import pytest
from checking import said
from hypothesis import given
from hypothesis import strategies as st

from micrograd.course import answers as teacher
from micrograd.course import check
from micrograd.course.exercise import EXERCISES
from micrograd.course.prediction import Prediction, predicted
from micrograd.course.verdict import verdict
from micrograd.learner import answers

PREDICTIONS = [one for one in EXERCISES if isinstance(one, Prediction)]
each_prediction = pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda one: one.key)
NUMBERS = re.compile(r"(?<![\w.,])[-−]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?![\w])")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's own folder, in which answers are kept as they are in a course that is in use."""
    monkeypatch.setenv("MICROGRAD_ANSWERS", str(tmp_path / "my_answers.json"))
    return tmp_path


def restarted():
    """What a restart of the kernel does: what is only in memory is gone."""
    answers._unsaved.clear()


def numbers_in(text):
    return [float(one.replace("−", "-").replace(",", "")) for one in NUMBERS.findall(text)]


def is_told(prediction, text):
    """Return whether a text has the right number in it."""
    return any(math.isclose(one, prediction.right, rel_tol=1e-3, abs_tol=1e-12) for one in numbers_in(text))


@each_prediction
def test_no_hint_on_a_slip_has_the_right_number_in_it(prediction):
    assert is_told(prediction, prediction.because)
    hints = [*prediction.slips.values(), prediction.otherwise]
    assert [hint for hint in hints if is_told(prediction, hint)] == []


@each_prediction
def test_the_number_shows_after_the_third_different_wrong_guess(prediction, folder):
    guesses = [1234.5, 1234.5, 4321.5, 1234.5, 4321.5]
    general = f"\n  A general hint: {prediction.otherwise}" if prediction.otherwise else ""
    for guess in guesses:
        text = said(prediction, guess)
        assert text == f"✗ you said {guess}, and that is not it.{general}\n  (show=True shows the number.)"
        restarted()
    assert said(prediction, 777.5) == f"✗ you said 777.5, and that is not it.{general}\n  It is {prediction.because}"
    restarted()
    assert said(prediction, 1234.5).endswith(f"\n  It is {prediction.because}")


@each_prediction
def test_every_slip_is_named_without_the_number(prediction, folder):
    for guess, hint in prediction.slips.items():
        (folder / "my_answers.json").unlink(missing_ok=True)
        head, *rest = said(prediction, guess).splitlines()
        assert head.startswith("✗ you said ") and head.endswith(", and that is not it.")
        assert rest == [f"  {hint}", "  (show=True shows the number.)"]


@pytest.mark.parametrize("asked", [dict(show=True), dict(hint=2), dict(hint=9)])
def test_the_number_shows_when_it_is_asked_for_and_from_then_on(asked, folder):
    text = said(check.nudge, 0.003, **asked)
    assert text == f"✗ you said 0.003, and that is not it.\n  {check.nudge.slips[0.003]}\n  It is {check.nudge.because}"
    restarted()
    assert said(check.nudge, 12).endswith(f"It is {check.nudge.because}")


def test_nothing_shows_to_somebody_who_has_not_guessed(folder):
    assert said(check.nudge, ..., show=True) == said(check.nudge, ...)
    for nothing in ("6", math.nan, [6], print):
        assert said(check.nudge, nothing).startswith("✗ a prediction is one number")
    assert not list(folder.iterdir()), "nothing was tried"
    assert said(check.untrained, 0.5, 45).startswith("✗ you said 0.5: of 100")
    assert said(check.untrained, 80, 45).endswith("(show=True shows the number.)")


def test_a_button_shows_the_number_and_it_is_nowhere_else():
    card = verdict(check.nudge, [0.003])
    (step,) = card.more
    assert step.button == "Show me" and step.text == f"It is {check.nudge.because}"
    assert "0.006001" not in card.text + "".join(one.text for one in card.said)
    before, _, behind = card._repr_html_().partition("<details>")
    assert "0.006001" not in before and "0.006001" in behind


def test_first_tries_and_later_ones_are_told_apart(folder, capsys):
    for guesses in ([0.003, 0.006001], [0.003, 12, 13, 0.006001], [0.006001]):
        for guess in guesses:
            check.nudge(guess)
        teacher.export(str(folder / f"learner_{len(guesses)}.json"), "x")
        (folder / "my_answers.json").unlink()
    (row,) = teacher.summary(*folder.glob("learner_*.json")).rows
    assert (row.answered, row.at_first, row.in_the_end) == (3, 1, 2)
    assert row.mistakes == {check.nudge.slips[0.003][:80]: 2}


def test_what_is_kept_is_the_number_and_its_place(folder):
    for guess in (0.003, 0.003, 12):
        check.nudge(guess)
    tries = json.loads((folder / "my_answers.json").read_text(encoding="utf-8"))["checks"]["slope.nudge"]
    assert [(one["typed"], one["nth"], one["right"], one["shown"]) for one in tries] == [
        ("0.003", 1, False, False),
        ("0.003", 1, False, False),
        ("12", 2, False, False),
    ]


@given(st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-3), st.floats(-1e9, 1e9))
def test_a_wrong_guess_without_a_slip_is_never_told_the_number(right, guess):
    finding = predicted(guess, right, "secret", {})
    told = " ".join([finding.example, *finding.hints])
    assert (told == "secret") == math.isclose(guess, right, rel_tol=0.05, abs_tol=1e-12)
    assert finding.reveals == ("secret" if told != "secret" else "")


def test_a_slip_of_the_pen_is_named():
    assert predicted(-8.5, 8.5, "", {}).hints == ("The size is right, the sign is not.",)
    assert predicted(0.85, 8.5, "", {}).hints == ("The digits are right, the decimal point is not.",)
    assert predicted(20, 2, "", {}, near=0).hints == (), "one of two is no number with a decimal point"
    assert (
        predicted(3, 8.5, "", {}).hints
        == predicted(0, 8.5, "", {}).hints
        == predicted(math.inf, 8.5, "", {}).hints
        == ()
    )


def test_ten_for_one_is_no_slip_of_the_pen():
    assert predicted(100, 1, "", {}).hints == predicted(-0.1, -1, "", {}).hints == ()
