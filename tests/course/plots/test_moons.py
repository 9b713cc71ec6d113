"""The two moons: their points, a net that learns them, and the picture that moves while it does."""

import base64
import gc
import io
import json
import math
import random
import subprocess
import sys
import warnings

import numpy as np
import PIL.Image
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from micrograd.course.data.moons import right, two_moons
from micrograd.course.plots.movie import FRAMES, Movie, Plot
from micrograd.engine import Value
from micrograd.nn import MLP

POINTS = two_moons(100, seed=1)
BLUE, ORANGE = (143, 195, 229), (243, 180, 138)  # what the map is tinted where a score is at least 1, at most -1


@pytest.fixture(autouse=True)
def shell(tmp_path, monkeypatch):
    """IPython without a page, as in a notebook's kernel that nobody looks at."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    # It keeps no history: its file would be gone when the process ends, and IPython would say so.
    yield InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    InteractiveShell.clear_instance()


def learn(net, points, rate, steps):
    """The notebook's loop, without a picture."""
    gc.disable()  # as a movie does
    for _ in range(steps):
        loss = sum((1 - label * net(point)).relu() for point, label in points) / len(points)
        net.zero_grad()
        loss.backward()
        for p in net.parameters():
            p.data -= rate * p.grad
    gc.enable()


def line(slope):
    """Return a net without a parameter: blue above the line through 0 with that slope."""
    return lambda point: Value(100 * (point[1] - slope * point[0]))


# The points


def test_half_of_the_points_lie_on_each_moon():
    moons = two_moons(50, noise=0.0, seed=3)
    assert [label for _, label in moons] == [1, -1] * 25
    for (x, y), label in moons:  # on its half circle, to the three digits that are kept
        assert math.hypot(label * x + 0.5, label * y + 0.25) == pytest.approx(1, abs=0.001)
        assert label * y + 0.25 >= 0


def test_noise_is_the_standard_deviation():
    quiet, noisy = (two_moons(4000, noise, seed=5) for noise in (0.05, 0.2))
    for moons, noise in (quiet, 0.05), (noisy, 0.2):
        off = [math.hypot(label * x + 0.5, label * y + 0.25) - 1 for (x, y), label in moons]
        # Across the circle noise has this size; near its ends and inside it a bit more.
        assert math.sqrt(sum(d * d for d in off) / len(off)) == pytest.approx(noise, rel=0.1)


def test_a_seed_makes_the_same_points_wherever_it_is_used():
    random.seed(1)
    before = random.getstate()
    assert two_moons(100, seed=1) == POINTS != two_moons(100, seed=2)
    assert two_moons(40, seed=1) == POINTS[:40]
    assert random.getstate() == before
    assert POINTS[:2] == [((0.51, 0.021), 1), ((-0.305, -0.465), -1)]  # on every machine: notebooks show results


def test_no_line_separates_them_and_a_curve_does():
    best = max(right(lambda p: Value(a * p[0] + b * p[1] + c), POINTS) for a, b, c in lines())
    assert 80 <= best < 95, best
    others = two_moons(400, seed=9)
    assert right(lambda p: Value(min(others, key=lambda other: math.dist(p, other[0]))[1]), POINTS) == 100


def lines():
    for angle in range(0, 360, 10):
        for c in range(-10, 11):
            yield math.cos(math.radians(angle)), math.sin(math.radians(angle)), c / 10


@pytest.mark.slow
def test_a_net_learns_them():
    random.seed(8)
    net, unseen = MLP(2, [8, 8, 1]), two_moons(200, seed=2)
    assert right(net, unseen) < 120
    learn(net, POINTS, rate=1.0, steps=60)
    assert right(net, unseen) >= 0.97 * 200


# The still picture


def pixels(png):
    return np.asarray(PIL.Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def colour(plot, x, y):
    """Return the colour of a plot's picture at a point of its map."""
    shown = pixels(plot.sheet.png(1))
    across, up = plot.map.axes.transData.transform((x, y))
    return tuple(shown[round(shown.shape[0] - up), round(across)])


def near(one, other):
    return max(abs(a - b) for a, b in zip(one, other)) < 12


def test_the_map_is_tinted_by_the_score_with_a_line_where_it_is_0():
    plot = Plot([((-1, 1), 1), ((-1, -1), -1)], line(0.5))
    plot._repr_mimebundle_()
    assert near(colour(plot, 0, 1), BLUE) and near(colour(plot, 0, -1), ORANGE)
    assert near(colour(plot, 1.6, 0.6), ORANGE) and near(colour(plot, 1.6, 1), BLUE)
    for x in (-1.5, -0.5, 0.5, 1.5):
        assert max(colour(plot, x, x / 2)) < 80  # nearly black


def test_wrong_points_have_a_ring():
    plot = Plot([((0.5, 1), 1), ((0.5, -1), 1), ((-0.5, 1), -1)], line(0))
    data, _ = plot._repr_mimebundle_()
    assert data["text/plain"] == "<1 of 3 points right>"
    assert plot.map.wrong.get_offsets().tolist() == [[0.5, -1], [-0.5, 1]]
    plot.net = line(-9)
    data, _ = plot._repr_mimebundle_()
    assert data["text/plain"] == "<3 of 3 points right>" and len(plot.map.wrong.get_offsets()) == 0


def test_the_picture_has_twice_the_pixels_of_its_size_and_is_small():
    for plot in (Plot(POINTS), Plot(POINTS, line(1))):
        data, about = plot._repr_mimebundle_()
        size = about["image/png"]
        assert pixels(data["image/png"]).shape == (2 * size["height"], 2 * size["width"], 3)
        assert len(data["image/png"]) < 60_000


@pytest.mark.parametrize("score", [0.0, 3.0, math.nan, math.inf, -math.inf])
def test_a_net_with_one_answer_has_no_border_and_no_warning(score):
    plot = Plot(POINTS, lambda point: Value(score))
    with warnings.catch_warnings(action="error"):
        data, _ = plot._repr_mimebundle_()
    assert data["text/plain"] == f"<{50 if abs(score) > 0 else 0} of 100 points right>"
    assert plot.map.border == []


# The moving picture


def run(movie, loss=0.5, until=None):
    """Run a movie's loop, until a step that raises; return what was displayed."""
    with capture_output() as captured:
        try:
            for step in movie:
                movie.show(loss)
                if step == getattr(until, "step", None):
                    raise until
        except type(until):
            pass
    return captured.outputs


class Stop(Exception):
    step = 7


class Interrupt(KeyboardInterrupt):
    step = 7


def test_a_movie_ends_as_a_picture_of_every_moment_in_the_place_of_the_moving_one():
    movie = Movie(line(1), POINTS, steps=20)
    moving, done = run(movie)
    assert "application/vnd.jupyter.widget-view+json" in moving.data and not moving.update
    assert "application/vnd.jupyter.widget-view+json" in done.data and done.update
    assert moving.transient["display_id"] == done.transient["display_id"]
    assert done.data["text/plain"] == f"<{right(line(1), POINTS)} of 100 points right after 20 steps>"
    assert [frame["step"] for frame in movie.picture.frames] == list(range(21))
    png = done.data["image/png"]
    size = done.metadata["image/png"]
    assert pixels(png if isinstance(png, bytes) else base64.b64decode(png)).shape[1] == 2 * size["width"]


@pytest.mark.parametrize("steps", [3, FRAMES, FRAMES + 1, 100])
def test_every_step_has_a_picture_or_they_come_evenly(steps):
    movie = Movie(lambda point: Value(1.0), POINTS[:2], steps)
    run(movie)
    first, *moving = (frame["step"] for frame in movie.picture.frames)
    assert (first, moving[-1]) == (0, steps) and len(moving) == min(FRAMES, steps)
    assert {after - before for before, after in zip([0, *moving], moving)} <= {
        steps // FRAMES or 1,
        -(-steps // FRAMES),
    }


def test_each_picture_shows_the_net_and_the_loss_of_its_moment():
    net = MLP(2, [1])
    movie = Movie(net, POINTS, steps=4)
    with capture_output():
        for step in movie:
            net.layers[0].neurons[0].b.data += 0.1
            movie.show(Value(1 / step))
            assert movie.picture.frame["right"] == f"{right(net, POINTS)} of 100 points right"
    assert len({frame["outs"] for frame in movie.picture.frames}) == 5
    assert movie.losses == [1, 1 / 2, 1 / 3, 1 / 4] == pytest.approx(movie.picture.losses, abs=1e-4)
    assert movie.picture.frame["loss"] == "step 4: loss 0.25"


@pytest.mark.parametrize("error", [Stop(), Interrupt()], ids=["error", "interrupt"])
def test_a_loop_that_is_stopped_leaves_the_picture_of_its_last_step(error):
    movie = Movie(line(1), POINTS, steps=20)
    _, done = run(movie, until=error)
    assert done.update and "after 7 steps" in done.data["text/plain"]
    assert len(movie.picture.frames) == 8 and gc.isenabled()


def test_an_error_reaches_the_learner():
    with pytest.raises(Stop), capture_output():
        for _ in Movie(line(1), POINTS, steps=20):
            raise Stop
    with pytest.raises(Stop), capture_output():

        def net(point):
            raise Stop

        for _ in Movie(net, POINTS, steps=20):
            pass
    assert gc.isenabled()


def test_break_counts_as_an_end():
    movie = Movie(line(1), POINTS, steps=20)
    with capture_output() as captured:
        for _ in movie:
            movie.show(1.0)
            break
    assert captured.outputs[-1].update and movie.losses == [1.0]


def test_a_movie_can_be_run_again():
    movie = Movie(line(1), POINTS, steps=3)
    first, second = run(movie, loss=0.9), run(movie, loss=0.8)
    assert movie.losses == [0.8] * 3
    assert first[0].transient["display_id"] != second[0].transient["display_id"]


@pytest.mark.slow
@pytest.mark.parametrize("loss", [math.nan, math.inf, 1e300, -1.0, 0.0])
def test_a_training_that_blows_up_is_shown(loss):
    movie = Movie(lambda point: Value(loss), POINTS, steps=2)
    with warnings.catch_warnings(action="error"):
        assert len(run(movie, loss=loss)) == 2
    json.dumps([movie.picture.losses, movie.picture.without], allow_nan=False)


def test_the_collector_rests_while_the_net_learns():
    movie = Movie(line(1), POINTS, steps=2)
    with capture_output():
        assert [gc.isenabled() for _ in movie] == [False, False]
        assert gc.isenabled()
        gc.disable()
        try:
            assert list(movie) and not gc.isenabled()
        finally:
            gc.enable()


def test_no_figure_of_the_learner_s_is_touched():
    import matplotlib.pyplot as plt

    plt.close("all")
    run(Movie(line(1), POINTS, steps=2))
    Plot(POINTS)._repr_mimebundle_()
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Plot(None), "points are pairs of a place and its label"),
        (lambda: Plot([1.0, 2.0]), "points are pairs of a place and its label"),
        (lambda: Plot([], 3), "a net is called with a point"),
        (lambda: Movie(None, None, 3), "a movie is that of a net while it learns"),
        (lambda: Movie(line(1.0), None, 3), "points are pairs of a place and its label"),
        *(
            (lambda steps=steps: Movie(line(1.0), [], steps), "a movie has a whole number of")
            for steps in (0, 2.5, None)
        ),
    ],
)
def test_what_can_t_be_drawn_is_refused_in_words(make, told):
    with pytest.raises((TypeError, ValueError), match=f"^{told}"):
        make()


def test_points_need_no_picture():
    """two_moons in plain Python, where nobody draws: matplotlib's pyplot, which would pick a backend, stays away."""
    code = "import sys, micrograd.course.plots.movie; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
