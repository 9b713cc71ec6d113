"""A border by hand: where the learner's own score is 0, with the points that it gets wrong."""

import pytest

from micrograd.course.data.moons import two_moons
from micrograd.course.plots.by_hand import by_hand

POINTS = two_moons(100, seed=1)


def score(x1, x2, w1, w2, b):
    return w1 * x1 + w2 * x2 + b


def drawn(widget, kind):
    (drawing,) = widget.plot.drawings()
    return [mark for mark in drawing.marks if mark.kind == kind]


def test_it_counts_what_the_score_gets_right():
    widget = by_hand(score, POINTS)
    for w1, w2, b in (1.0, 0.0, 0.0), (-0.8, 2.6, 0.4), (0.0, 0.0, 1.0):
        for name, number in {"w1": w1, "w2": w2, "b": b}.items():
            widget.controls[name].value = number
        right = sum(label * score(*point, w1, w2, b) > 0 for point, label in POINTS)
        (drawing,) = widget.plot.drawings()
        assert drawing.title == f"{right} of 100 points right"
        rings = drawn(widget, "ring")
        assert sum(len(mark.points) for mark in rings) == 100 - right


def test_its_border_is_the_learner_s():
    widget = by_hand(score, POINTS)
    (straight,) = drawn(widget, "line")
    (line,) = straight.points
    assert len(line) == 2
    assert "the border runs from (" in widget.plot.drawings()[0].said
    widget.controls["w1"].value = widget.controls["w2"].value = 0.0
    assert widget.plot.drawings()[0].said == "0 of 100 points right; no border"
    (bent,) = drawn(by_hand(lambda x1, x2, w1, w2, b: x2 - x1 * x1, POINTS), "line")
    assert len(bent.points[0]) > 5


@pytest.mark.parametrize("name", ["w1", "w2", "b"])
def test_whichever_slider_is_moved_first_the_border_moves(name):
    widget = by_hand(score, POINTS)
    (before,) = drawn(widget, "line")
    widget.controls[name].value += 1.0
    (after,) = drawn(widget, "line")
    assert after.points != before.points


def test_an_error_in_the_score_is_shown_in_its_place():
    widget = by_hand(lambda x1, x2, w1, w2, b: 1 / (w1 - 1), POINTS)
    assert "ZeroDivisionError" in widget.plot.shown["error"]
    widget.controls["w1"].value = 2.0
    assert not widget.plot.shown["error"]
