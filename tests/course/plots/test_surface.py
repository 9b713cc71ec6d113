"""The loss surface: what is drawn of a path is what was walked, and every number is the learner's own function's."""

import math
import warnings
from itertools import pairwise

import numpy as np
import pytest
from drawn import number_at, points_of, words
from hypothesis import given
from hypothesis import strategies as st
from lab import until
from matplotlib.path import Path

from micrograd.course.plots.fit import sticks
from micrograd.course.plots.parts.descent import BALL, LONGER, Descent
from micrograd.course.plots.surface import Surface
from micrograd.nn import Neuron

POINTS = [([-2.0], -2.0), ([-1.0], -1.5), ([0.0], 0.5), ([1.0], 1.5), ([2.0], 4.0)]
W, B = st.floats(-2, 5), st.floats(-4, 5)
PLACES = st.tuples(W, B)


def line_at(w=-1.0, b=3.0):
    line = Neuron(1, nonlin=False)
    line.w[0].data, line.b.data = w, b
    return line


def squared_error(model, points):
    return sum((model(x) - y) ** 2 for x, y in points) / len(points)


def loss_at(w, b):
    return sum((w * x + b - y) ** 2 for [x], y in POINTS) / len(POINTS)


def made(loss=squared_error, **ranges):
    return Surface(loss, line_at, POINTS, **ranges or {"w": (-2, 5), "b": (-4, 5)})


SURFACE = made()


def drawn(walked, surface=SURFACE, last=40):
    return Descent(surface, walked, (None, None), last).drawings()


def marks(drawing, kind, look):
    """Return the points of each mark of this kind and look, as numbers."""
    found = [mark.points for mark in drawing.marks if (mark.kind, mark.look) == (kind, look)]
    places = [[at for run in points for at in run] if kind in ("line", "area") else points for points in found]
    return [[(number_at(drawing.x, x), number_at(drawing.y, y)) for x, y in mark] for mark in places]


def test_the_losses_and_gradients_are_those_of_the_function_given():
    assert SURFACE.loss((-1.0, 3.0)) == pytest.approx(18.95)
    assert SURFACE.gradient((-1.0, 3.0)) == pytest.approx([-10.0, 5.0])
    assert SURFACE.losses[0, 0] == pytest.approx(loss_at(-2, -4))
    doubled = made(lambda model, points: squared_error(model, points) * 2)
    assert doubled.loss((-1.0, 3.0)) == pytest.approx(37.9)


def test_the_higher_the_loss_the_more_tints_lie_on_it():
    drawing, _ = drawn([(0.0, 0.0)], last=0)
    grid = [(w, b) for w in np.linspace(-1.9, 4.9, 30) for b in np.linspace(-3.9, 4.9, 30)]
    pixels = [(drawing.x.at(w), drawing.y.at(b)) for w, b in grid]
    tints = [mark.points for mark in drawing.marks if mark.kind == "area"]
    # A place is in an area if it is inside an odd number of its outlines.
    on = sum(sum(Path(run).contains_points(pixels) for run in runs) % 2 for runs in tints)
    losses = np.array([loss_at(*place) for place in grid])
    found = [losses[on == k] for k in np.unique(on)]
    assert len(found) > 4 and all(one.max() < other.min() + 0.3 for one, other in pairwise(found))


@given(st.lists(PLACES, min_size=1, max_size=8))
def test_the_path_drawn_is_the_path_walked(path):
    map_, _, chart = drawn(path)
    assert points_of(map_, "ink thin") == [pytest.approx(place, abs=1e-6) for place in path]
    (steps,), (ball,) = marks(map_, "circle", "ink thin"), marks(map_, "circle", "ink")
    assert [*steps, *ball] == [pytest.approx(place, abs=1e-6) for place in path]
    assert map_.title == f"loss {loss_at(*path[-1]):.3f} after {len(path) - 1} step{'s' * (len(path) != 2)}"
    losses = points_of(chart, "ink")
    assert losses == [pytest.approx((k, loss_at(*place)), rel=1e-6) for k, place in enumerate(path)]
    assert chart.said.endswith(f": {loss_at(*path[0]):.3f} at first, {loss_at(*path[-1]):.3f} now.")


@given(PLACES, st.tuples(st.floats(-2, 2), st.floats(-2, 2)))
def test_the_arrows_are_gradient_and_velocity_to_scale(place, velocity):
    (map_, *_) = drawn(([(0.0, 0.0), place], {"velocity": velocity}))
    for look, scale, vector in (
        ("grad", SURFACE.scale, SURFACE.gradient(place)),
        ("data", LONGER, velocity),
    ):
        for start, end, *_ in marks(map_, "line", look):  # none if it is too short to be seen
            assert start == pytest.approx(place, abs=1e-6)
            assert np.subtract(end, start) == pytest.approx(np.multiply(scale, vector), abs=1e-6)
        assert f"{scale:g} × {'velocity' if look == 'data' else 'gradient'}" in words(map_)[-1]


def test_the_steepest_arrow_is_seen_and_does_not_fill_the_map():
    for surface in (SURFACE, made(w=(-1, 1), b=(-50, 50)), made(lambda m, p: squared_error(m, p) * 1e-9)):
        parts = []
        for corner in [(w, b) for w in surface.spans[0] for b in surface.spans[1]]:
            lengths = [abs(surface.scale * g) for g in surface.gradient(corner)]
            parts += [length / (high - low) for length, (low, high) in zip(lengths, surface.spans)]
        assert 0.2 < max(parts) < 0.6


@given(PLACES)
def test_the_loss_is_the_mean_area_of_the_squares(place):
    _, fit, _ = drawn([place])
    pixels_per_y = fit.y.pixels / (fit.y.ends[1] - fit.y.ends[0])
    areas = []
    for mark in (mark for mark in fit.marks if mark.kind == "area"):
        (outline,) = mark.points
        across, up = np.ptp(outline, axis=0)
        assert across == pytest.approx(up, abs=1e-6), "a square on the page"
        areas.append((up / pixels_per_y) ** 2)
    said = fit.said.partition("squared errors ")[2].rstrip(".").split(", ")
    assert [float(area) for area in said] == pytest.approx(areas, abs=1e-3)
    assert len(areas) == len(POINTS) and np.mean(areas) == pytest.approx(loss_at(*place), rel=1e-6)


@given(PLACES)
def test_a_stick_goes_from_its_point_to_the_line(place):
    widget = sticks(line_at, POINTS, w=(-3.0, 6.0), b=(-5.0, 5.0))
    w, b = (round(at, 1) for at in place)
    widget.controls["w"].value, widget.controls["b"].value = w, b
    for fit in (*widget.plot.drawings(), drawn([(w, b)])[1]):
        found = marks(fit, "line", "data")
        for [x], y in POINTS:
            error = w * x + b - y
            stick = [pytest.approx((x, y), abs=1e-6), pytest.approx((x, w * x + b), abs=1e-6)]
            assert any(one == stick for one in found), error


def test_a_wrong_loss_shows_beside_the_true_sticks():
    wrong = made(lambda model, points: sum((model(x) - y) * 2 for x, y in points) / len(points))
    _, fit, _ = drawn([(-1.0, 3.0)], wrong)
    (outline, *_) = marks(fit, "area", "data")
    assert np.ptp(outline, axis=0)[1] == pytest.approx(math.sqrt(14)), "the error there is 7"


def test_several_paths_differ_by_marker_and_have_no_arrow():
    paths = {name: [(-1.0, 3.0 - k), (2.0, 2.0 - k)] for k, name in enumerate(("one", "two", "three"))}
    map_, fit, _ = drawn(paths)
    balls = [(mark.kind, mark.look) for mark in map_.marks if mark.size == BALL]
    assert balls == [("circle", "grad"), ("triangle", "data"), ("square", "ink")]
    assert [text.split()[1] for text in words(map_)] == ["one:", "two:", "three:"]
    assert map_.title == "after 1 step" and not marks(fit, "area", "data")
    assert [len(marks(map_, "line", look)) for look in ("grad", "data")] == [0, 0]
    assert map_.said.startswith("one at w 2.000, b 2.000, loss")


@pytest.mark.parametrize("end", [(9.0, 0.0), (0.0, -4.1), (math.inf, 0.0), (math.nan, 0.0)])
def test_a_ball_that_has_left_the_map_is_told_so(end):
    here, away = [(0.0, 0.0), (5.0, -4.0)], [(0.0, 0.0), end]  # the map's corner is still on it
    for path in (here, away):
        map_, *_ = drawn(path)
        assert map_.title.endswith(", off the map") == (", off the map" in map_.said) == (path is away)
    map_, *_ = drawn({"one": here, "two": away})
    assert [text.endswith(", off the map") for text in words(map_)] == [False, True]


def test_a_press_moves_the_start_and_steps_can_be_played():
    def walk(b=3.0, steps=2):
        return [(0.0, b)] * (steps + 1)

    widget = SURFACE.follow(walk, steps=(0, 9))
    map_, _, chart = widget.plot.drawings()
    assert map_.drag == [None, "b"] and list(widget.controls) == ["b", "steps"]
    assert (widget.controls["b"].min, widget.controls["b"].max) == (-4, 5)
    assert 0 <= chart.x.at(0) < chart.x.at(9) < chart.x.pixels
    assert "at w 0.000, b 3.000, loss" in repr(widget._repr_mimebundle_()[0]["text/plain"])


def test_what_was_walked_is_played_from_its_start():
    path = [(-1.0, 3.0), (0.0, 2.0), (1.0, 1.0)]
    widget = SURFACE.play(path)
    assert widget.controls["steps"].max == 2
    for steps in range(3):
        widget.controls["steps"].value = steps
        assert len(points_of(widget.plot.drawings()[0], "ink thin")) == steps + 1


def test_by_hand_the_place_is_where_the_sliders_are():
    widget = SURFACE.by_hand()
    widget.controls["w"].value = 1.5
    map_, _ = widget.plot.drawings()
    assert points_of(map_, "ink thin") == [pytest.approx((1.5, 3.0))] and map_.drag == ["w", "b"]


# What can't be drawn


@pytest.mark.parametrize("walked", [None, ..., [], 3, [1.0, 2.0], [(1.0, 2.0, 3.0)], "ab", {"one": None}])
def test_what_is_no_path_is_told_so(walked):
    with pytest.raises(TypeError, match=r"^a path is a list of places \[w, b\], and this is"):
        drawn(walked)


def test_it_has_two_axes():
    for ranges in ({"w": (0, 1)}, {"w": (0, 1), "b": (0, 1), "c": (0, 1)}):
        with pytest.raises(TypeError, match="two axes"):
            made(**ranges)


@pytest.mark.parametrize(
    "span", [(math.nan, 1), (0, math.inf), (1, 1), (1,), (0, 1, 2), "ab", 3, None, (-1e308, 1e308)]
)
def test_an_axis_has_two_ends(span):
    with pytest.raises(ValueError, match=r"^an axis has two ends, different finite numbers, as in b="):
        made(w=(0, 1), b=span)


def test_it_is_of_functions():
    for given_ in [(3, line_at), (squared_error, 3)]:
        with pytest.raises(TypeError, match=r"a surface is that of a function for .*, and this is 3"):
            Surface(*given_, POINTS, w=(0, 1), b=(0, 1))


@pytest.mark.parametrize("far", [60.0, 1e6, 1e90, 1e200, math.inf, math.nan])
def test_a_path_that_diverges_is_shown_as_far_as_it_can_be(far):
    with warnings.catch_warnings(action="error"):
        map_, fit, chart = drawn([(-1.0, 3.0), (4.0, 0.0), (far, -far)])
        for drawing in (map_, fit, chart):
            assert not [part for part in drawing.parts() if "nan" in part.partition(">")[0]]
    assert ("out of range" in map_.title) == (far > 1e100 or far != far)
    known = [loss for loss in (loss_at(-1.0, 3.0), loss_at(4.0, 0.0), SURFACE.loss((far, -far))) if loss == loss]
    assert all(chart.y.low < loss < chart.y.high for loss in known)


def test_a_plain_and_a_place_without_a_loss_can_be_drawn():
    for loss in (
        lambda model, points: model([0.0]) * 0 + 1.0,
        lambda model, points: (1 - model([0.0])).relu() * 1e308 * 100,
        lambda model, points: model([0.0]) * math.nan,
    ):
        with warnings.catch_warnings(action="error"):
            widget = made(loss).by_hand()
        assert widget.plot.rows.row()[1] == ""


# In the browser

CELLS = """\
from micrograd.course.plots.surface import Surface
from micrograd.nn import Neuron
from micrograd.optim import SGD

points = [([-2.0], -2.0), ([-1.0], -1.5), ([0.0], 0.5), ([1.0], 1.5), ([2.0], 4.0)]

def line_at(w, b):
    line = Neuron(1, nonlin=False)
    line.w[0].data, line.b.data = w, b
    return line

def squared_error(model, points):
    return sum((model(x) - y) ** 2 for x, y in points) / len(points)

def downhill(w=-1.0, b=3.0, rate=0.1, steps=2):
    line, path = line_at(w, b), [[w, b]]
    for _ in range(steps):
        for p in line.parameters():
            p.grad = 0.0
        squared_error(line, points).backward()
        SGD(line.parameters(), rate).step()
        path.append([p.data for p in line.parameters()])
    return path

Surface(squared_error, line_at, points, w=(-2, 5), b=(-4, 5)).follow(downhill, rate=(0.0, 0.5, 0.01), steps=(0, 40))"""


def test_a_press_starts_the_path_there_and_every_step_is_drawn(lab):
    notebook = lab.run("surface.ipynb", CELLS)
    page, map_ = lab.page, notebook.panel.locator(".mg-plot-panel").first
    map_.scroll_into_view_if_needed()
    box = map_.locator(".mg-sides").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 6 / 7, box["y"] + box["height"] * 8 / 9)  # w = 4, b = −3
    sides = map_.locator(".mg-plot-area")
    path = sides.locator("path.mg-line-mark.mg-of-ink.mg-thin")
    wide, high = (float(sides.get_attribute(side)) for side in ("width", "height"))
    start = f"M{wide * 6 / 7:.1f} {high * 8 / 9:.1f}L"
    assert until(lambda: path.get_attribute("d").startswith(start), True)
    assert notebook.ask("_.controls['w'].value, _.controls['b'].value") == "(4.0, -3.0)"
    # Each press of a key is drawn.
    slider = notebook.panel.get_by_role("slider", name="steps", exact=True)
    slider.focus()
    for steps in range(3, 13):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "(n) => document.querySelector('.mg-plot-title').textContent.endsWith(`after ${n} steps`)", arg=steps
        )
        assert path.get_attribute("d").count("L") == steps
    # Steps close together cover one another with their colour, not with their rims.
    dots = sides.locator("path.mg-dot-mark.mg-thin")
    assert dots.evaluate("dot => getComputedStyle(dot).paintOrder").startswith("stroke")
    assert notebook.problems() == []
