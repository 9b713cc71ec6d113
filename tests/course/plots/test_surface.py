"""The loss surface: what it computes, what its picture shows, and that it follows a slider."""

import io
import math
import time
import warnings

import numpy as np
import PIL.Image
import pytest

from micrograd.course.plots.surface import LOOKS, Surface
from micrograd.engine import Value


def bowl(w, b):
    return 2 * (w - 1.5) ** 2 + (b - 0.5) ** 2 + 0.2


@pytest.fixture(scope="module")
def surface():
    return Surface(bowl, w=(-2, 5), b=(-4, 5))


def pixels(picture):
    return np.asarray(PIL.Image.open(io.BytesIO(picture.png())).convert("RGB")).astype(int)


def place(surface, w, b):
    """Return row and column of a place of the map in the picture."""
    across, up = surface.stage.map.transData.transform((w, b))
    return round(surface.stage.figure.bbox.height - up), round(across)


def rgb(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def test_it_calls_the_function_with_values_and_keeps_floats():
    kinds = set()

    def height(w, b):
        kinds.update({type(w), type(b)})
        return w * b

    surface = Surface(height, w=(0, 1), b=(0, 2))
    assert kinds == {Value} and surface.losses.dtype == float
    assert (surface.lowest, surface.highest) == (0, 2)
    assert surface.loss(0.5, 2) == 1.0 and Surface(lambda w, b: 3, w=(0, 1), b=(0, 1)).loss(0, 0) == 3.0


def test_it_has_two_axes():
    for ranges in ({"w": (0, 1)}, {"w": (0, 1), "b": (0, 1), "c": (0, 1)}):
        with pytest.raises(TypeError, match="two axes"):
            Surface(bowl, **ranges)


def test_it_is_darker_where_the_loss_is_higher(surface):
    shown = pixels(surface.plot())
    brightness = [shown[place(surface, *at)].sum() for at in ((1.55, 0.55), (3.2, 0.5), (4.9, -3.8))]
    assert brightness == sorted(brightness, reverse=True) and brightness[0] > 740


def test_a_path_is_drawn_over_the_map_and_the_next_picture_does_not_have_it(surface):
    empty = pixels(surface.plot())
    paths = {name: [(-1.0, 3.0 - k), (3.0, 2.0 - k)] for k, name in enumerate(("one", "two", "three"))}
    shown = pixels(surface.plot(paths))
    for k, (colour, _, _) in enumerate(LOOKS):
        at = place(surface, 3.0, 2.0 - k)
        assert max(abs(shown[at] - rgb(colour))) < 40, k
    assert (pixels(surface.plot()) == empty).all()


def test_it_is_told_in_words_what_the_picture_shows(surface):
    assert repr(surface) == "<loss over w and b>"
    assert repr(surface.plot({"you": [(-1.0, 3.0)]})) == "<you: loss 18.950>"
    path = [(-1.0, 3.0), (0.0, 2.5), (1.5, 0.5)]
    picture = surface.plot({"descent": path}, gradient=[-1e-9, 2.0], velocity=[0.1, -1 / 3])
    assert repr(picture) == "<descent: loss 0.200 after 2 steps; gradient 0.000 2.000; velocity 0.100 -0.333>"
    data, about = picture._repr_mimebundle_()
    assert data["text/plain"] == repr(picture) and set(about) == {"image/png"}


def test_the_state_is_written_beside_the_map(surface):
    path = {"descent": [(-1.0, 3.0), (0.0, 2.5)]}
    plain, told = pixels(surface.plot(path)), pixels(surface.plot(path, gradient=[1.0, 2.0]))
    rows, columns = np.nonzero((plain != told).any(axis=2))
    assert len(rows) and columns.min() > place(surface, 5.0, 0.0)[1]


@pytest.mark.parametrize("far", [0.0, 60.0, 1e6, 1e90])
def test_every_loss_lies_within_its_chart(surface, far):
    path = [(-1.0, 3.0), (far, 3.0), (-2.0, 3.0)]
    surface.plot({"descent": path}).png()
    low, high = surface.stage.chart.get_ylim()
    assert all(low < surface.loss(*at) < high for at in path)
    surface.plot({"descent": path[:1]}).png()
    assert surface.stage.chart.get_ylim()[1] < 200, "the next picture has its own axis"


@pytest.mark.parametrize(
    "span", [(math.nan, 1), (0, math.inf), (1, 1), (1,), (0, 1, 2), "ab", 3, None, (-1e308, 1e308)]
)
def test_an_axis_has_two_ends(span):
    with pytest.raises(ValueError, match=r"^an axis has two ends, different finite numbers, as in b="):
        Surface(bowl, w=(0, 1), b=span)


def test_it_is_of_a_function():
    with pytest.raises(TypeError, match=r"the loss f\(w, b\), and this is 3"):
        Surface(3, w=(0, 1), b=(0, 1))


@pytest.mark.parametrize("far", [1e6, 1e200, math.inf, math.nan])
def test_a_path_that_diverges_is_shown_as_far_as_it_can_be(surface, far):
    path = [(-1.0, 3.0), (4.0, 0.0), (far, -far), (-far, far)]
    with warnings.catch_warnings(action="error"):
        picture = surface.plot({"descent": path})
        assert max(abs(pixels(picture)[place(surface, 4.0, 0.0)] - rgb(LOOKS[0][0]))) < 40
    assert ("out of range" in repr(picture)) == (far > 1e100 or far != far)


def test_the_line_at_the_end_of_a_path_is_drawn_over_the_points():
    points = [([-2.0], -2.0), (0, 0.5), ([2.0], 4.0)]
    surface = Surface(bowl, points, w=(-2, 5), b=(-4, 5))
    shown = {}
    for w, b in ((1.5, 0.5), (-1.0, 3.0), (1e200, math.nan)):
        shown[w] = pixels(surface.plot({"you": [(w, b)]}))
        if abs(w) < 5:  # beside the points, on the line
            across, up = surface.stage.line.transData.transform((1.0, w + b))
            there = shown[w][round(surface.stage.figure.bbox.height - up), round(across)]
            assert max(abs(there - rgb(LOOKS[0][0]))) < 40
    assert (shown[1.5] != shown[-1.0]).any() and (shown[1e200] != shown[-1.0]).any()
    walked = {"you": [(-1.0, 3.0), (1.5, 0.5)]}
    assert surface.stage.line.get_position().height > 0.5
    plain, told = surface.plot(walked), surface.plot(walked, gradient=[1.0, 2.0])
    pixels(plain)
    assert not surface.stage.line.get_position().overlaps(surface.stage.chart.get_position())
    corner = (slice(-60, None), slice(-200, None))  # the axis of the line, for which a table leaves no place
    assert (pixels(plain)[corner] != pixels(told)[corner]).any()


def test_a_plain_and_a_place_without_a_loss_can_be_drawn():
    with warnings.catch_warnings(action="error"):
        Surface(lambda w, b: Value(1.0), w=(0, 1), b=(0, 1)).plot().png()
        Surface(lambda w, b: (1 - w).relu() * 1e308 * 100 + b, w=(0, 2), b=(0, 1)).plot().png()
        Surface(lambda w, b: math.nan, w=(0, 1), b=(0, 1)).plot({"path": [(0, 0)]}).png()


def test_a_picture_is_small_and_follows_a_slider(surface):
    path = [(-1.0 + k / 10, 3.0 - k / 10) for k in range(40)]
    surface.plot({"descent": path}).png()
    times = []
    for _ in range(5):
        begin = time.process_time()
        data = surface.plot({"descent": path}, gradient=[1.0, 2.0]).png()
        times.append(time.process_time() - begin)
    assert len(data) < 60_000
    assert min(times) < 0.2  # 40 ms on an idle laptop


def test_no_figure_of_the_learner_s_is_touched(surface):
    import matplotlib.pyplot as plt

    plt.close("all")
    surface.plot().png()
    assert plt.get_fignums() == []
