"""A net drawn: its tiles, lines and counts are the net's own, a neuron can be switched off, and a point worked out."""

import math
import random
from itertools import pairwise

import pytest

from micrograd.course.data.moons import right, two_moons
from micrograd.course.plots.inside import Inside
from micrograd.course.plots.parts.net_map import GRID, Watched, axes, columns_of
from micrograd.engine import Value
from micrograd.nn import MLP

POINTS = two_moons(100, seed=1)


def made(*widths, seed=8):
    """Return a net with biases of its own, as if it had been trained."""
    random.seed(seed)
    net = MLP(2, list(widths))
    for neuron in (neuron for layer in net.layers for neuron in layer.neurons):
        neuron.b.data = random.uniform(-0.5, 0.5)
    return net


def loss_of(label, score):
    return (1 - label * score).relu()


# What is read off the net's passes


def along(lines):
    """Yield places on lines, between their points too."""
    for line in lines:
        for start, end in pairwise(line):
            yield from ((start + (end - start) * k / 10).tolist() for k in range(11))


def test_the_border_lies_where_the_score_is_0():
    net = made(8, 8, 1, seed=4)
    rough, fine = (
        max(abs(net(place).data) for place in along(Watched(net).look(POINTS[:2], fine).lines[-1]))
        for fine in (False, True)
    )
    assert fine < 0.012 < 0.02 < rough


@pytest.mark.parametrize("seed", range(4))
def test_the_border_bends_only_on_a_line(seed):
    watched = Watched(made(4, 3, 1, seed=seed))
    for line in watched.look(POINTS[:2]).lines[-1]:
        for (x0, y0), (x1, y1), (x2, y2) in zip(line, line[1:], line[2:]):
            turn = math.remainder(math.atan2(y2 - y1, x2 - x1) - math.atan2(y1 - y0, x1 - x0), math.tau)
            sums = [abs(out._prev[0].data) for out in watched.passed((float(x1), float(y1)))[:-1]]
            assert abs(turn) < 0.1 or min(sums) < 0.1


def test_one_pass_a_point_shows_all_neurons():
    asked = []
    net = made(3, 2, 1)
    whole = Watched(net)
    first = net.layers[0]
    net.layers[0] = Counted(first, asked)
    look = whole.look(POINTS, fine=False)
    assert len(asked) == GRID[0] * GRID[1] + len(POINTS)
    columns, rows = axes(1)
    x, y = columns[5], rows[3]
    hidden = first((x, y))
    assert look.outs[2:5, 3, 5] == pytest.approx([out.data for out in hidden])
    assert look.outs[-1, 3, 5] == pytest.approx(net((x, y)).data) and look.right == right(net, POINTS)
    assert look.fires[2] == sum(first.neurons[0](point).data > 0 for point, _ in POINTS)
    assert look.fires[0] == sum(point[0] > 0 for point, _ in POINTS)


class Counted:
    """A layer that counts how often it is called."""

    def __init__(self, layer, asked):
        self.layer, self.neurons, self.asked = layer, layer.neurons, asked

    def __call__(self, x):
        self.asked.append(x)
        return self.layer(x)


def test_the_first_layer_s_lines_are_straight():
    for line in Watched(made(8, 8, 1)).look(POINTS[:2]).lines[2:10]:
        assert [len(one) for one in line] in ([], [2])


def test_columns_are_told_only_where_they_can_be():
    assert columns_of(made(8, 8, 1)) == [2, 8, 8, 1]
    assert columns_of(lambda point: Value(1.0)) == columns_of(MLP(2, [2])) == columns_of(MLP(2, [40, 1])) == []
    other = made(3, 1)
    other.__class__ = type("Other", (MLP,), {"__call__": lambda self, x: 2 * MLP.__call__(self, x)})
    assert columns_of(other) == [], "its own call does something else than its layers in a row"


# The widget


@pytest.mark.parametrize("neuron", [2, 4, 6])
def test_a_neuron_that_is_off_counts_for_nothing_and_comes_back(neuron):
    net = made(3, 2, 1)
    picture = Inside(net, POINTS)
    before = [p.data for p in net.parameters()]
    picture.asked = [0, neuron]
    layer, i = (0, neuron - 2) if neuron < 5 else (1, neuron - 5)
    assert [p.data for p in net.parameters()] == before
    for after in net.layers[layer + 1].neurons:
        after.w[i].data = 0.0
    assert picture.without["right"] == f"{right(net, POINTS)} of 100 points right"
    assert picture.without["scores"] == pytest.approx([net(point).data for point, _ in POINTS], abs=1e-4)
    assert picture.without["fires"] != [] and picture.without["asked"] == [0, neuron]


def test_a_moment_is_asked_with_the_numbers_that_it_had():
    net = made(3, 1)
    picture = Inside(net, POINTS, steps=2)
    picture.keep()
    net.layers[1].neurons[0].b.data += 9.0
    picture.keep([0.5], fine=True)
    picture.finish()
    picture.asked = [0, 2]
    early = picture.without["scores"]
    picture.asked = [1, 2]
    assert picture.without["scores"] == pytest.approx([score + 9 for score in early], abs=1e-3)
    assert net.layers[1].neurons[0].b.data > 8


def test_a_point_s_loss_is_worked_out_by_the_learner_s_function():
    def net(point):
        return Value(point[0])

    moons = [((0.4, 0), 1), ((1.5, 0), 1), ((0.5, 0), -1)]
    barely, free, wrong = Inside(net, moons, loss_of).worked
    average = "The average of all 3 is the loss: 0.70."
    assert (
        barely == f"Blue, label 1, score 0.40: right. 1 − 1 · 0.40 = 0.60; relu leaves it. Its loss is 0.60. {average}"
    )
    assert "1 − 1 · 1.50 = −0.50; relu makes it 0. Its loss is 0.00." in free
    assert wrong.startswith("Orange, label −1, score 0.50: wrong. 1 − (−1) · 0.50 = 1.50; relu leaves it.")
    squared = Inside(net, moons, lambda label, score: (label - score) ** 2).worked[0]
    assert squared.startswith("Blue, label 1, score 0.40: right. Its loss is 0.36.")


@pytest.mark.parametrize("net", [made(8, 8, 1), made(1), lambda point: Value(point[0])], ids=["8-8-1", "1", "score"])
def test_a_picture_stays_in_the_notebook(net):
    data, about = Inside(net, POINTS)._repr_mimebundle_()
    assert data["image/png"][:4] == b"\x89PNG" and about["image/png"]["width"] > 400
    assert data["text/plain"] == f"<{right(net, POINTS)} of 100 points right>"


# In the browser

CELL = """\
import random
from micrograd.course.data.moons import two_moons
from micrograd.course.plots.movie import Inside, Movie
from micrograd.nn import MLP
random.seed(8)
net, points = MLP(2, [3, 2, 1]), two_moons(40, seed=1)
movie = Movie(net, points, steps=3)
for step in movie:
    for p in net.parameters():
        p.data += 0.1
    movie.show(1 / step)"""
POINT = "Inside(net, points, lambda label, score: (1 - label * score).relu())"


def test_a_neuron_pressed_by_key_is_told_and_switched_off_and_the_slider_goes_back(lab):
    notebook = lab.run("inside.ipynb", CELL, POINT)
    page = lab.page
    movie, single = (page.locator(".mg-inside").nth(place) for place in (0, 1))
    tile = movie.get_by_role("button", name="layer 2, neuron 1")
    tile.press("Enter")
    movie.get_by_text("Layer 2, neuron 1 fires at").wait_for()
    tile.press("ArrowDown")
    assert page.evaluate("document.activeElement.ariaLabel").startswith("layer 2, neuron 2")
    movie.get_by_role("button", name="Switch it off").click()
    movie.get_by_text("without it, ").wait_for()
    assert movie.locator(".mg-before").get_attribute("visibility") == "visible"
    slider = movie.get_by_role("slider", name="step")
    slider.press("Home")
    movie.get_by_text("step 0", exact=True).wait_for()
    assert slider.get_attribute("aria-valuetext").startswith("step 0, ")
    point = single.get_by_role("slider", name="point")
    point.press("ArrowRight")
    assert single.get_by_text("Orange, label −1").is_visible()
    box = single.locator(".mg-pressable").bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + box["height"] - 5)
    assert point.input_value() not in ("1", "2")
    assert notebook.problems() == []
    # What ran again leaves nothing behind.
    widgets = "len(__import__('ipywidgets').widgets.widget._instances)"
    notebook.run_all()
    before = notebook.ask(widgets)
    notebook.run_all()
    assert notebook.ask(widgets) == before


def test_a_loss_that_returns_nothing_is_named():
    def loss_of(label, score):
        pass

    with pytest.raises(TypeError, match="loss_of should return a Value, and it returned None"):
        Inside(made(2, 1), POINTS[:3], loss_of)
