"""The errors of rules for a slope, and the derivatives as bars: each number is what the learner's function gives."""

import math

import pytest
from drawn import number_at, points_of, words

from micrograd.course.plots.bars import bars
from micrograd.course.plots.nudge_errors import errors
from micrograd.picture.numbers import number


def slope(f, x, h=0.001):
    return (f(x + h) - f(x)) / h


def central(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def error(rule, h):
    return abs(rule(math.sin, 1.0, h) - math.cos(1.0))


def test_each_rule_s_error_is_where_the_learner_s_own_function_says():
    widget = errors(error, slope, central)
    for power in (-16.0, -8.0, -5.25, 0.0):
        widget.controls["power"].value = power
        (drawing,) = widget.plot.drawings()
        for rule, kind, look in ((slope, "circle", "grad"), (central, "triangle", "ink")):
            ((x, y),) = points_of(drawing, look, kind)
            assert (x, y) == pytest.approx((power, error(rule, 10**power)), rel=1e-6)
            assert f"error of {rule.__name__} {number(error(rule, 10**power), 2)}" in words(drawing)
    line = points_of(drawing, "grad")
    assert len(line) == 65 and all(y == pytest.approx(error(slope, 10**p), rel=1e-6) for p, y in line)


def test_an_error_of_0_has_no_place_among_powers_of_ten():
    (drawing,) = errors(lambda rule, h: 0.0, slope).plot.drawings()
    assert not any(mark.points for mark in drawing.marks if mark.kind in ("line", "circle"))


# Bars


def expression(a, b, c, f):
    return (a * b + c) * f


def slopes(g, *inputs, h=1e-6):
    found = []
    for i in range(len(inputs)):
        nudged = list(inputs)
        nudged[i] += h
        found.append((g(*nudged) - g(*inputs)) / h)
    return found


def lengths(drawing):
    """Return how long each bar is and to which side, from top to bottom."""
    outlines = [mark.points[0] for mark in drawing.marks if mark.kind == "area"]
    return [number_at(drawing.x, outline[1][0]) for outline in reversed(outlines)]


def test_each_bar_is_as_long_as_the_learner_s_slopes_say():
    widget = bars(slopes, expression, 2.0, -3.0, 10.0, -2.0)
    (drawing,) = widget.plot.drawings()
    assert lengths(drawing) == pytest.approx([6.0, -4.0, -2.0, 4.0], abs=1e-4)
    assert drawing.title == "expression(2.0, −3.0, 10.0, −2.0) = −8.0" and "c −2.0" in drawing.said
    widget.controls["f"].value = 0.0
    assert lengths(widget.plot.drawings()[0]) == pytest.approx([0.0, 0.0, 0.0, 4.0], abs=1e-4)
    doubled = bars(lambda g, *at: [2 * steep for steep in slopes(g, *at)], expression, 2.0, -3.0, 10.0, -2.0)
    assert lengths(doubled.plot.drawings()[0]) == pytest.approx([12.0, -8.0, -4.0, 8.0], abs=1e-4)


def test_no_bar_is_longer_than_its_axis():
    widget = bars(slopes, expression, 2.0, -3.0, 10.0, -2.0)
    for name, slider in widget.controls.items():
        slider.value = slider.min if name == "b" else slider.max
    (drawing,) = widget.plot.drawings()
    assert max(map(abs, lengths(drawing))) <= drawing.x.high


@pytest.mark.parametrize("given", [None, ..., [1.0], 3.0])
def test_what_is_no_list_of_slopes_is_told(given):
    panels, error_ = bars(lambda g, *inputs: given, expression, 1.0, 2.0, 3.0, 4.0).plot.rows.row()
    assert panels == [] and error_.startswith("TypeError: slopes gave")


def test_it_wants_a_number_for_each_input():
    with pytest.raises(TypeError, match="expression has 4 inputs, and here are 2 numbers"):
        bars(slopes, expression, 1.0, 2.0)
