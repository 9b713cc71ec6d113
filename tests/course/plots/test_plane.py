"""The plane beside a live graph: its line, tints and arrow are the function's, and it follows the same sliders."""

import io
import re

import numpy as np
import PIL.Image
import pytest
from lab import contrast, until

from micrograd.course.plots.parts.plane_map import LEVELS, SHADE, map_of
from micrograd.course.plots.plane import Plane, plane
from micrograd.engine import Value
from micrograd.nn import MLP
from micrograd.picture.colours import THEMES
from micrograd.picture.still import STORED

WIDE, SPAN = (-3.0, 3.0, 0.1), (-2.0, 2.0, 0.1)
POINTS = [((2, 1), 1), ((1, -1), 1), ((-2, 0), -1), ((0, 2), -1)]


def neuron(x1=1.0, x2=0.5, w1=1.5, w2=-0.5, b=-0.5):
    total = w1 * x1 + w2 * x2 + b
    out = total.relu()
    return out


def live(f=neuron, points=POINTS, **controls):
    return plane(f, points, **{"x1": WIDE, "x2": WIDE, "w1": SPAN, "w2": SPAN, "b": SPAN} | controls)


def sliders(widget):
    return {control.description: control for control in widget.children[0].children[:-1]}


def shapes_of(f, points=(), here=(0.0, 0.0), reach=3.0):
    shapes, said = map_of(f, points, here, reach)
    found = {}
    for name, lines in shapes:
        found.setdefault(name, []).extend(lines)
    return found, said


def at(**numbers):
    """Return the neuron with these weights, as a function of x1 and x2."""
    weights = {name: Value(data) for name, data in numbers.items()}
    return lambda x1, x2: neuron(Value(x1), Value(x2), **weights)


# What the map shows


@pytest.mark.parametrize("w1, w2, b", [(1.5, -0.5, -0.5), (0.0, 2.0, 1.0), (-0.3, 0.7, 0.0), (1.0, 2.0, -2.0)])
def test_the_line_is_where_the_sum_is_0_and_the_arrow_is_the_weights(w1, w2, b):
    found, _ = shapes_of(at(w1=w1, w2=w2, b=b))
    (line,) = found["mg-border"]
    assert line @ (w1, w2) + b == pytest.approx(0, abs=1e-9)
    assert abs(line).max() == pytest.approx(3)  # from edge to edge
    (foot, tip), _ = found["mg-arrow"]
    assert tip - foot == pytest.approx((w1, w2)) and foot @ (w1, w2) + b == pytest.approx(0, abs=1e-9)


def test_the_tint_begins_at_the_line_and_lies_where_it_fires():
    found, _ = shapes_of(at(w1=1.5, w2=-0.5, b=-0.5))
    assert min((area @ (1.5, -0.5) - 0.5).min() for area in found["mg-positive"]) == pytest.approx(0, abs=1e-6)
    assert "mg-negative" not in found
    below, _ = shapes_of(lambda x1, x2: Value(x1) - Value(x2))
    assert (below["mg-negative"][0] @ (1, -1)).max() == pytest.approx(0, abs=1e-6)


def test_a_function_that_is_0_everywhere_has_neither_line_nor_tint():
    found, said = shapes_of(at(w1=0.0, w2=0.0, b=0.0), POINTS)
    assert not found.get("mg-border") and not found.get("mg-arrow") and "mg-positive" not in found
    assert said == "2 of 4 points right"


def test_neurons_inside_have_lines_of_their_own():
    net = MLP(2, [3, 1])
    found, _ = shapes_of(lambda x1, x2: net([x1, x2]))
    assert len(found["mg-switch"]) == 3
    for line, hidden in zip(found["mg-switch"], net.layers[0].neurons):
        assert line @ [w.data for w in hidden.w] + hidden.b.data == pytest.approx(0, abs=1e-9)


def test_a_bent_border_has_no_arrow():
    found, _ = shapes_of(lambda x1, x2: (Value(x1) + Value(x2)).relu() - (Value(x1) - 1).relu() - 0.5)
    assert len(found["mg-arrow"]) == 2 * 2  # of the two neurons inside, a shaft and a head each


def test_points_are_counted_and_wrong_ones_have_a_ring():
    found, said = shapes_of(at(w1=1.5, w2=-0.5, b=-0.5), [*POINTS, ((3, 0), -1)])
    assert said == "4 of 5 points right" and len(found["mg-ring"]) == 1
    assert found["mg-ring"][0].mean(0) == pytest.approx((3, 0), abs=0.1)
    assert len(found["mg-one"]) == 2 and len(found["mg-other"]) == 3


@pytest.mark.parametrize("switch", ["tanh", "sigmoid"])
def test_other_switches_have_their_border_where_the_sum_is_0(switch):
    found, _ = shapes_of(lambda x1, x2: getattr(Value(x1) + Value(x2) - 1, switch)())
    (line,) = found["mg-border"]
    assert line.sum(1) == pytest.approx(1)


# The widget


def test_it_follows_the_sliders_of_its_graph():
    widget = live()
    before = widget.plane.svg
    sliders(widget)["b"].value = 1.0
    moved = widget.plane.svg
    assert moved != before and widget.graph._subject.values()["b"] == 1.0
    assert live(b=1.0).plane.svg.partition("</rect>")[0] == moved.partition("</rect>")[0]
    sliders(widget)["b"].value = -0.5
    assert widget.plane.svg == before


def test_the_learner_s_own_class_computes_it():
    names = {}
    exec(
        "class Value:\n    def __init__(self, data, _prev=(), _op=''):\n        self.data, self._prev, self._op = data, _prev, _op\n"
        "    def __add__(self, other): return Value(self.data + other.data, (self, other), '+')\n"
        "def f(x1=1.0, x2=1.0): return x1 + x2",
        names,
    )
    widget = plane(names["f"], POINTS)
    assert "mg-border" in widget.plane.svg


def test_an_error_in_the_function_leaves_it_empty_until_it_is_gone():
    def broken(x1=1.0, x2=1.0, b=1.0):
        return x1 / b + x2

    widget = plane(broken, b=(-1.0, 1.0, 0.5))
    assert widget.plane.svg
    sliders(widget)["b"].value = 0.0
    assert widget.plane.svg == "" and widget._still() == ({}, {})
    sliders(widget)["b"].value = 0.5
    assert widget.plane.svg


def test_it_wants_points_with_labels():
    with pytest.raises(TypeError, match=r"^points are pairs of a place and its label"):
        live(points=[(0.0, 1.0)])


def test_it_wants_x1_and_x2():
    with pytest.raises(TypeError, match="square has no slider x2"):
        plane(square, x1=1.0)


def square(x1):
    return x1 * x1


def test_panels_and_predictions_are_those_of_the_graph():
    widget = live().predict("w1.grad").show("step")
    assert widget.graph.hidden == ["w1.grad"] and len(widget.children) == 3
    widget.graph.panels = ["larger"]
    assert "mg-plane-larger" in widget.plane._dom_classes
    widget.graph.panels = []
    assert "mg-plane-larger" not in widget.plane._dom_classes
    assert len(widget.children) == 2 and widget.plane in widget.children[0].children


def test_what_is_saved_is_one_picture_of_both():
    data, metadata = live()._repr_mimebundle_()
    picture = PIL.Image.open(io.BytesIO(data["image/png"]))
    assert metadata["image/png"]["width"] * 2 in (picture.width, picture.width - 1)
    assert metadata.items() >= STORED.items(), "it turns dark with the others"
    colours = {colour for _, colour in picture.convert("RGB").getcolors(10**6)}
    assert "image/svg+xml" not in data and data["text/plain"].startswith("explore(neuron")
    assert min(np.abs(np.array(c) - (0, 114, 178)).sum() for c in colours) < 30  # the blue of a point


# In the browser

CELLS = """\
from micrograd.engine import Value
from micrograd.course.plots.plane import plane
def neuron(x1=1.0, x2=0.5, w1=1.0, w2=-0.5, b=-0.5):
    total = w1 * x1 + w2 * x2 + b
    out = total.relu()
    return out
wide, span = (-3.0, 3.0, 0.1), (-2.0, 2.0, 0.1)
plane(neuron, [((2, 1), 1), ((-2, 0), -1)], x1=wide, x2=wide, w1=span, w2=span, b=span)"""


def test_it_moves_with_the_sliders_and_the_sliders_with_a_press(lab):
    notebook = lab.run("plane.ipynb", CELLS)
    graph, page = notebook.graph(), lab.page
    plane = page.locator(".mg-plane")
    border = plane.locator(".mg-border")
    border.wait_for(state="attached")
    before = border.get_attribute("d")
    graph.slider("b").press("ArrowRight")
    page.wait_for_function("(d) => document.querySelector('.mg-border').getAttribute('d') !== d", arg=before)
    plane.scroll_into_view_if_needed()
    box = plane.locator(".mg-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    moved = "() => [...document.querySelectorAll('[role=slider]')].slice(0, 2).every((s) => s.ariaValueText === '1.5')"
    page.wait_for_function(moved)
    assert until(lambda: ("x1", "1.5", "1.0") in graph.numbers(), True)
    sliders, map_ = graph.slider("x1").bounding_box(), plane.bounding_box()
    assert sliders["x"] + sliders["width"] < map_["x"] and map_["y"] < sliders["y"] + 20  # side by side
    assert notebook.problems() == []


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("side", ["positive", "negative"])
def test_numbers_on_the_plane_can_be_read_on_each_tint(side, theme):
    rule = re.search(rf"\.mg-{side} {{(.*?)}}", Plane._css, re.S)[1]
    assert float(re.search(r"fill-opacity: ([\d.]+);", rule)[1]) == SHADE, "on the page as in the saved picture"
    written = re.search(r"\.mg-plane text {\s*fill: var\(--mg-(\w+)\);", Plane._css)[1]
    ground, tint, text = (np.array(bytearray.fromhex(THEMES[c][theme][1:])) for c in ("paper", side, written))
    for _ in LEVELS:
        ground = ground + SHADE * (tint - ground)
        assert contrast(text, ground) >= 4.5
