"""The secant: drawn by the learner's own slope, also where it is wrong, over the tangent that the curve has."""

import math

import pytest
from drawn import points_of, steepness, words
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.course.plots.secant import secant, tangent_of
from micrograd.picture.numbers import number

CURVE, SECANT, TANGENT, LEGS = "data thick", "grad", "muted dashed", "grad dashed thin"


def slope(f, x, h=0.001):
    return (f(x + h) - f(x)) / h


def square(x):
    return x * x


def at(x, h, f=math.sin, rule=slope):
    """Return the drawing of a secant with its sliders at x and h."""
    widget = secant(f, rule)
    widget.controls["x"].value, widget.controls["h"].value = x, h
    return widget.plot.drawings()[0]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([math.sin, math.cos, square, math.exp]), st.integers(-30, 30), st.integers(1, 20))
def test_the_secant_goes_through_both_points_and_the_tangent_has_the_curve_s_own_slope(f, tenths, twentieths):
    x, h = tenths / 10, twentieths / 20
    drawing = at(x, h, f)
    high = drawing.y.high - drawing.y.low
    start, end = points_of(drawing, "grad", "circle")
    assert (*start, *end) == pytest.approx((x, f(x), x + h, f(x + h)), abs=1e-6 * high)
    line = points_of(drawing, SECANT)
    assert steepness(line) == pytest.approx(slope(f, x, h), rel=1e-6, abs=1e-6 * high)
    assert line[0][1] + steepness(line) * (x - line[0][0]) == pytest.approx(f(x), abs=1e-5 * high)
    wanted = {math.sin: math.cos(x), math.cos: -math.sin(x), square: 2 * x, math.exp: math.exp(x)}[f]
    assert steepness(points_of(drawing, TANGENT)) == pytest.approx(wanted, rel=1e-5, abs=1e-5 * high)
    assert drawing.title == f"slope({f.__name__}, {number(x)}, h={number(h)}) = {number(slope(f, x, h))}"
    assert {f"run {number(h)}", f"rise {number(f(x + h) - f(x), 3)}"} <= set(words(drawing))
    assert points_of(drawing, LEGS)[1] == pytest.approx((x + h, f(x)), abs=1e-6 * high)


def test_a_wrong_slope_of_the_learner_s_misses_the_second_point():
    drawing = at(0.5, 1.0, rule=lambda f, x, h: f(x + h) - f(x) / h * 2)
    line, (_, second) = points_of(drawing, SECANT), points_of(drawing, "grad", "circle")
    assert abs(line[0][1] + steepness(line) * (second[0] - line[0][0]) - second[1]) > 0.1
    assert points_of(drawing, CURVE) == points_of(at(0.5, 1.0), CURVE)


@pytest.mark.parametrize("rule", [lambda f, x, h: ..., lambda f, x, h: None, lambda f, x, h: x / 0])
def test_a_slope_that_is_no_number_is_told_in_the_picture_s_place(rule):
    panels, error = secant(math.sin, rule).plot.rows.row()
    assert panels == [] and error.startswith(("TypeError: slope gave", "ZeroDivisionError"))


def test_there_is_no_tangent_at_a_corner():
    assert math.isnan(tangent_of(abs, 0.0)) and tangent_of(abs, 0.1) == pytest.approx(1.0)
    assert "tangent none" in words(at(0.0, 1.0, abs)) and "tangent 1.0" in words(at(1.0, 1.0, abs))


def test_where_f_has_no_value_others_stay():
    widget = secant(math.log, slope)
    widget.controls["x"].value = -1.0
    assert "math domain error" in widget.plot.rows.row()[1] or "positive" in widget.plot.rows.row()[1]
    widget.controls["x"].value = 1.0
    assert min(x for x, _ in points_of(widget.plot.drawings()[0], CURVE)) > 0
