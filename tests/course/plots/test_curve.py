"""Curves with a tangent: both come from the learner's own class, also where it is wrong or has no value."""

import math

import pytest
from drawn import points_of, runs_of, steepness, words
from hypothesis import given, settings
from hypothesis import strategies as st
from lab import until
from strategies import VALUES, expressions

from micrograd.course.plots.curve import ROOM, curve
from micrograd.engine import Value
from micrograd.picture.numbers import number

CURVE, SLOPE, TANGENT = "data thick", "grad dashed", "grad thick"
GRAPH_OF = Value.relu, Value.tanh, Value.sigmoid, Value.exp, Value.log


def at(here, *functions, **more):
    """Return the drawings of functions with the slider here."""
    widget = curve(*functions, **more)
    widget.controls["x"].value = here
    return widget.plot.drawings()


def gradient(f, x):
    f(value := Value(x)).backward()
    return value.grad


@pytest.mark.parametrize("f", GRAPH_OF, ids=lambda f: f.__name__)
@settings(max_examples=20, deadline=None)
@given(x=st.floats(0.1, 3.9))
def test_curve_and_tangent_are_data_and_gradient(f, x):
    x = round(x, 1)
    (drawing,) = at(x, f)
    ((px, py),) = points_of(drawing, "data", "circle")
    assert (px, py) == pytest.approx((x, f(Value(x)).data), abs=1e-6)
    assert steepness(points_of(drawing, TANGENT)) == pytest.approx(gradient(f, x), rel=1e-6, abs=1e-9)
    inside = [(t, y) for t, y in points_of(drawing, CURVE) if t > 0.05]
    assert len(inside) > 70 and all(y == pytest.approx(f(Value(t)).data, abs=1e-6) for t, y in inside)
    ((_, on_slope),) = points_of(drawing, "grad", "ring")
    assert on_slope == pytest.approx(gradient(f, x), abs=1e-6) and f"slope {number(gradient(f, x))}" in words(drawing)


@settings(max_examples=20, deadline=None)
@given(expressions(max_steps=5), st.integers(-10, 10))
def test_any_expression_of_one_value_has_its_tangent(expression, tenths):
    def f(v):
        return expression.nodes([v, *map(Value, expression.inputs[1:])], VALUES)[-1]

    try:
        slope = gradient(f, tenths / 10)
    except (ValueError, ZeroDivisionError):
        return
    if abs(slope) < 100:
        (drawing,) = at(tenths / 10, f, x=(-1.0, 1.0))
        assert steepness(points_of(drawing, TANGENT)) == pytest.approx(slope, rel=1e-5, abs=1e-6)


def learners(slope):
    """Return a learner's Value, with a tanh of this local derivative, as a cell would define it."""
    names = {"__name__": "cell"}
    exec(
        "import math\nfrom micrograd.engine import Value as Ours\nclass Value(Ours):\n    __slots__ = ()\n"
        f"    def tanh(self):\n        out = math.tanh(self.data)\n        return Value(out, ((self, {slope}),), 'tanh')\n",
        names,
    )
    return names["Value"]


def test_a_wrong_derivative_shows_as_a_line_that_crosses_the_curve():
    (right,), (wrong,) = (at(1.0, learners(slope).tanh) for slope in ("1 - out * out", "1 - out"))
    assert points_of(right, CURVE) == points_of(wrong, CURVE)
    true = 1 - math.tanh(1.0) ** 2
    assert steepness(points_of(right, TANGENT)) == pytest.approx(true, rel=1e-6)
    assert steepness(points_of(wrong, TANGENT)) == pytest.approx(1 - math.tanh(1.0), rel=1e-6)
    assert points_of(right, SLOPE) != points_of(wrong, SLOPE)


def test_where_there_is_no_value_the_curve_ends_and_the_picture_says_why():
    widget = curve(Value.exp, Value.log)
    widget.controls["x"].value = -1.0
    exp, log = widget.plot.drawings()
    assert "only a positive number has a logarithm" in " ".join(words(log)) and "has no value" in log.title
    assert min(x for x, _ in points_of(log, CURVE)) > 0 and points_of(exp, "data", "circle")
    assert widget.plot.rows.row()[1] == "", "the message stands in the picture, not in its place"
    widget.controls["x"].value = 1.0
    assert points_of(widget.plot.drawings()[1], "data", "circle")


@pytest.mark.parametrize("f", [lambda x: ..., lambda x: None, lambda x: x.data, lambda x: x.nothing()])
def test_what_has_no_value_anywhere_is_an_error(f):
    panels, error = curve(f).plot.rows.row()
    assert panels == [] and "Error" in error


def test_a_jump_and_a_pole_are_no_lines():
    (relu,) = at(1.0, Value.relu)
    assert runs_of(relu, CURVE) == 1 and runs_of(relu, SLOPE) == 2
    (inverse,) = at(1.0, lambda x: x**-1, x=(-4.0, 3.9))
    assert runs_of(inverse, CURVE) == 2


def test_a_vertical_start_and_a_slope_that_is_none_are_drawn_as_they_are():
    (root,) = at(0.0, lambda x: x**0.5)
    assert [x for x, _ in points_of(root, TANGENT)] == pytest.approx([0.0, 0.0]) and "slope inf" in words(root)
    (nan,) = at(1.0, lambda x: x * math.nan)
    assert "slope nan" in words(nan) and "data" not in {m.look for m in nan.marks if m.points}


def test_a_further_parameter_has_a_control_and_takes_a_plain_number():
    def raised(x, n):
        assert isinstance(n, (int, float))
        return x**n

    widget = curve(raised, n=[2, 3])
    assert steepness(points_of(*widget.plot.drawings(), TANGENT)) == pytest.approx(2.0)
    widget.controls["n"].value = 3
    assert steepness(points_of(*widget.plot.drawings(), TANGENT)) == pytest.approx(3.0)
    assert "n=3" in widget.plot.drawings()[0].title


def test_functions_may_be_named_and_share_the_slider():
    relu, double, same = at(2.0, Value.relu, double=lambda x: 2 * x, same=lambda x: x)
    assert [d.title.partition("(")[0] for d in (relu, double, same)] == ["relu", "double", "same"]
    assert [points_of(d, "data", "circle")[0][1] for d in (relu, double, same)] == pytest.approx([2.0, 4.0, 2.0])


def test_it_wants_functions():
    for given_ in [(), (2.0,)]:
        with pytest.raises(TypeError, match=r"^a curve is that of a function of one Value"):
            curve(*given_)


# In the browser

CELLS = """\
from micrograd.engine import Value
from micrograd.course.plots.curve import curve
curve(Value.tanh, Value.log)"""


def test_a_press_on_the_curve_moves_the_slider_and_every_move_is_drawn(lab):
    notebook = lab.run("curve.ipynb", CELLS)
    page = lab.page
    area = page.locator(".mg-plot-area").first
    area.wait_for()
    page.wait_for_function("() => document.querySelector('.mg-plot [role=img]').ariaLabel.includes('tanh(1.0)')")
    sides = page.locator(".mg-sides").first.bounding_box()

    def press(x):
        reach = 4 * (1 + 2 * ROOM)
        return sides["x"] + (x + reach) / (2 * reach) * sides["width"], sides["y"] + sides["height"] / 2

    said = page.locator(".mg-plot [role=img]")
    page.mouse.move(*press(1.0))
    page.mouse.down()
    for tenth in range(10, -21, -2):
        page.mouse.move(*press(tenth / 10))
        x = tenth / 10 + 0.0
        wanted = f"tanh({number(x)}) = {number(math.tanh(x))}, slope {number(1 - math.tanh(x) ** 2)}"
        assert until(lambda: said.first.get_attribute("aria-label").startswith(wanted), True), wanted
    page.mouse.up()
    assert page.locator("[role=slider]").first.get_attribute("aria-valuetext") in ("-2", "-2.0", "-2.00")
    assert said.nth(1).get_attribute("aria-label").startswith("log(−2.0) has no value")
    page.locator("[role=slider]").first.press("ArrowRight")
    assert until(lambda: "tanh(−1.9)" in said.first.get_attribute("aria-label"), True)
    assert notebook.problems() == []
