"""Two planes side by side: where points land, the third neuron's line, the folded mesh; under sliders and in training."""

import math
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.course.plots.folding import fold
from micrograd.course.plots.parts.pieces import cut, side
from micrograd.course.plots.parts.two_planes import TwoPlanes
from micrograd.course.plots.training import Training, watch
from micrograd.engine import Value
from micrograd.nn import MLP

XOR = [((-1, 1), 1), ((1, -1), 1), ((1, 1), -1), ((-1, -1), -1)]
VIEW = -0.5, 3.0
numbers = st.floats(-2, 2).map(lambda x: round(x, 2))


def hidden(x1=1.5, x2=0.0, w=1.0, b=-0.5):
    h1 = (b + x1 + w * x2).relu()
    h2 = (b - w * x1 - x2).relu()
    return h1, h2


def third(h1, h2, v1=1.0, v2=1.0, c=-0.5):
    return v1 * h1 + v2 * h2 + c


def net_of(weights):
    """Return a net with two hidden neurons and these nine parameters."""
    net = MLP(2, [2, 1])
    for parameter, number in zip(net.parameters(), weights):
        parameter.data = number
    return net


def planes_of(net, view=VIEW):
    first, last = net.layers
    return TwoPlanes(lambda x1, x2: first([x1, x2]), lambda h1, h2: last([h1, h2]), XOR, view)


def marks(drawing, kind, look):
    """Return the points of a drawing's marks, in the units of its axes; lines as they are."""
    box = drawing.box

    def back(at):
        (left, right), (low, high) = drawing.x.ends, drawing.y.ends
        return left + at[0] / box[2] * (right - left), high - at[1] / box[3] * (high - low)

    found = [one.points for one in drawing.marks if (one.kind, one.look) == (kind, look)]
    return [
        [[back(at) for at in line] for line in lines] if kind in ("line", "area") else [back(at) for at in lines]
        for lines in found
    ]


weights = st.lists(numbers, min_size=9, max_size=9)  # of a net


@settings(deadline=None, max_examples=60)
@given(weights)
def test_each_point_lands_where_the_hidden_neurons_say(weights):
    net = net_of(weights)
    left, right = planes_of(net).drawn((0.3, -0.7))
    wanted = {
        label: [tuple(h.data for h in net.layers[0](at)) for at, kind in XOR if kind == label] for label in (1, -1)
    }
    for label, kind, look in ((1, "circle", "positive"), (-1, "triangle", "negative")):
        (landed,) = marks(right, kind, look)
        assert landed == [pytest.approx(at, abs=1e-6) for at in wanted[label]]
    assert marks(right, "cross", "ink")[0][0] == pytest.approx([h.data for h in net.layers[0]([0.3, -0.7])], abs=1e-6)
    assert marks(left, "cross", "ink")[0][0] == pytest.approx((0.3, -0.7))
    correct = sum((net(at).data > 0) == (label > 0) for at, label in XOR)
    assert left.title == f"{correct} of 4 points right"
    assert sum(map(len, marks(left, "ring", "ink"))) == sum(map(len, marks(right, "ring", "ink"))) == 4 - correct


@settings(deadline=None, max_examples=60)
@given(weights)
def test_the_thick_lines_are_where_the_last_neuron_is_0(weights):
    net = net_of(weights)
    left, right = planes_of(net).drawn()
    for lines in marks(left, "line", "ink thick"):
        assert [net(at).data for line in lines for at in line] == pytest.approx([0] * sum(map(len, lines)), abs=1e-6)
    (last,) = net.layers[1].neurons
    for lines in marks(right, "line", "ink thick"):
        assert [last(at).data for line in lines for at in line] == pytest.approx([0] * sum(map(len, lines)), abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(weights, st.tuples(st.floats(-2, 2), st.floats(-2, 2)))
def test_a_tint_is_the_sign_of_what_comes_out(weights, at):
    net = net_of(weights)
    score = net(at).data
    if abs(score) > 0.05 and min(abs(n(at).data) for n in plain(net)) > 0.05:
        left, _ = planes_of(net).drawn()
        for look, wanted in (("positive", score > 0), ("negative", score < 0)):
            ((*polygons,),) = marks(left, "area", look) or [[]]
            assert any(inside(polygon, at) for polygon in polygons) == wanted


def plain(net):
    """Return the hidden neurons without their relu."""
    return [lambda x, n=n: sum(w * s for w, s in zip(n.w, x)) + n.b for n in net.layers[0].neurons]


def inside(polygon, at):
    turns = [
        (b[0] - a[0]) * (at[1] - a[1]) - (b[1] - a[1]) * (at[0] - a[0])
        for a, b in zip(polygon, [*polygon[1:], polygon[0]])
    ]
    return all(turn >= 0 for turn in turns) or all(turn <= 0 for turn in turns)


@settings(deadline=None, max_examples=40)
@given(weights)
def test_the_mesh_is_folded_exactly(weights):
    """Halfway between two points of a line of the mesh lies what lands halfway between where these land."""
    net = net_of(weights)
    planes = planes_of(net)
    for line in planes._mesh():
        for at, to in zip(line, line[1:]):
            middle = planes.lands_at([(a + b) / 2 for a, b in zip(at, to)])
            assert middle == pytest.approx(
                [(a + b) / 2 for a, b in zip(planes.lands_at(at), planes.lands_at(to))], abs=1e-6
            )


def test_neurons_that_are_not_straight_are_drawn_too():
    planes = TwoPlanes(
        lambda x1, x2: ((Value(x1) * 2).tanh(), Value(x2).tanh()),
        lambda h1, h2: Value(h1) - Value(h2),
        XOR,
        (-1.2, 1.2),
    )
    left, _ = planes.drawn()
    found = [at for lines in marks(left, "line", "ink thick") for line in lines for at in line]
    assert len(found) > 10 and max(abs(math.tanh(2 * x) - math.tanh(y)) for x, y in found) < 0.1


@pytest.mark.parametrize("switched", [lambda total: total, Value.tanh])
@pytest.mark.parametrize("b", [-1.0, 0.5])
def test_what_lands_below_0_is_seen_too(switched, b):
    """Whoever leaves out relu, or takes tanh in its place, still finds all four points on the right."""
    ours = fold(lambda x1, x2, b: (switched(x1 + x2 + b), switched(b - x1 - x2)), third, XOR, x1=1.5, x2=0.0, b=b)
    _, right = ours.plot.drawings()
    for look, kind in (("positive", "circle"), ("negative", "triangle")):
        (landed,) = marks(right, kind, look)
        assert all(low < at < high for place in landed for at in place for low, high in [right.x.ends])


@given(st.lists(numbers, min_size=4, max_size=4))
def test_a_polygon_is_cut_where_the_numbers_change_their_sign(numbers):
    square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    above, below = cut(square, numbers)
    assert all((number > 0) <= (at in above) and (number < 0) <= (at in below) for at, number in zip(square, numbers))
    assert bool(above) == any(x > 0 for x in numbers) and bool(below) == any(x < 0 for x in numbers)
    assert bool(side(above, below)) <= bool(above and below)


# Under sliders


def shown(widget, **values):
    """Return what a widget draws at the present position, or with some of its numbers changed."""
    return widget.plot.subject.run(widget.plot.subject.values() | values)


def test_it_has_a_slider_for_each_number_of_both_functions():
    widget = fold(hidden, third, XOR, w=(0.0, 1.0, 0.1))
    assert list(widget.controls) == ["x1", "x2", "w", "b", "v1", "v2", "c"]
    left, right = shown(widget)
    assert "lands at (1.0, 0.0)" in left.said
    assert right.said == "The plane of h1 and h2. A, B at (0.0, 0.0); C at (1.5, 0.0); D at (0.0, 1.5)."
    left, right = shown(widget, v1=-1.0, v2=-1.0, c=0.5)
    assert left.title == "4 of 4 points right"
    left, right = shown(widget, w=0.0, x1=1.0, x2=-1.0)
    assert "B at (0.5, 0.5)" in right.said and "lands at (0.5, 0.5)" in left.said


def test_the_learners_own_class_computes_it():
    names = {}
    exec(
        "from micrograd.engine import Value as Right\n"
        "class Value(Right):\n    def relu(self): return Value(abs(self.data), ((self, 1.0),), 'relu')\n"
        "    def __add__(self, other): return Value(self.data + getattr(other, 'data', other), (), '+')\n"
        "    __radd__ = __add__\n"
        "def hidden(x1=1.0, x2=1.0): return (x1 + x2 ).relu(), (x1 + 1).relu()\n"
        "def third(h1, h2): return h1 + h2",
        names,
    )
    _, right = shown(fold(names["hidden"], names["third"], XOR))
    assert "D at (2.0, 0.0)" in right.said


@pytest.mark.parametrize(
    "wrong, told",
    [
        (lambda x1=1.0, x2=1.0: x1.relu(), "the hidden neurons give two Values, as with `return h1, h2`"),
        (lambda x1=1.0, x2=1.0: (x1.relu(), 1.0), "the hidden neurons give two Values"),
        (lambda x1=1.0, x2=1.0: x1 / 0, "nothing can be divided by zero"),
    ],
)
def test_an_error_stands_in_the_place_of_the_picture(wrong, told):
    widget = fold(wrong, third, XOR)
    assert told in widget.plot.shown["error"]
    assert widget._still() == ({}, {})


def test_it_wants_two_functions_that_fit():
    with pytest.raises(TypeError, match=r"look at x1 and x2, and this function has a, b$"):
        fold(lambda a=1.0, b=1.0: (a, b), third, XOR)
    with pytest.raises(TypeError, match="fold takes two functions"):
        fold(hidden, 3, XOR)
    assert "gives one Value, and this is 5" in fold(hidden, lambda h1, h2: 5, XOR).plot.shown["error"]


# In training


def newborn(start):
    random.seed(start)
    return MLP(2, [2, 1])


def step(net):
    wrong = sum((net(x) - label) ** 2 for x, label in XOR)
    for p in net.parameters():
        p.grad = 0.0
    wrong.backward()
    for p in net.parameters():
        p.data -= 0.03 * p.grad


def test_each_step_is_drawn_as_the_net_was_then():
    training = Training(newborn, step, XOR, 2, 12)
    net = newborn(2)
    for k in range(13):
        right = sum((net(x).data > 0) == (label > 0) for x, label in XOR)
        left, _ = training.drawn(k)
        assert left.title == f"step {k}: {right} of 4 points right"
        step(net)


def test_of_steps_that_are_too_large_the_first_is_seen_and_the_last_is_told():
    def leap(net):
        for p in net.parameters():
            p.data *= 100

    training = Training(newborn, leap, XOR, 1, 9)
    (_, first), (_, last) = training.drawn(0), training.drawn(9)
    assert first.x.high < 20 and first.title == "as the third neuron sees them"
    assert last.title == "as the third neuron sees them (A, B, C, D too far out)"


@pytest.mark.parametrize("start", range(1, 7))
def test_what_notebook_08_says_of_its_starts(start):
    left, right = Training(newborn, step, XOR, start, 40).drawn(40)
    assert left.title == f"step 40: {4 if start < 3 else 3} of 4 points right"
    corner = set(re.search(r"([A-D](?:, [A-D])*) at \(0\.0, 0\.0\)", right.said)[1].split(", "))
    mixed = bool(corner & {"A", "B"}) and bool(corner & {"C", "D"})
    assert len(corner) > 1 and mixed == (start > 2)


def test_a_wider_layer_gets_there_more_often():
    def gets_there(width, start):
        random.seed(start)
        net = MLP(2, [width, 1])
        for _ in range(100):
            step(net)
        return all((net(x).data > 0) == (label > 0) for x, label in XOR)

    assert sum(gets_there(2, start) for start in range(100)) == 32


def test_training_leaves_everybody_elses_random_numbers_alone():
    random.seed(5)
    wanted = [random.random() for _ in range(3)]
    random.seed(5)
    widget = watch(newborn, step, XOR, start=(1, 2), steps=3)
    shown(widget, start=2, step=3)
    assert [random.random() for _ in range(3)] == wanted


def test_it_wants_a_net_with_two_hidden_neurons():
    widget = watch(lambda start: MLP(2, [3, 1]), step, XOR)
    assert "a net of two hidden neurons and one that listens to them" in widget.plot.shown["error"]


# In the browser

CELL = """\
from micrograd.engine import Value
from micrograd.course.plots.folding import fold
def hidden(x1=1.5, x2=0.0, w=1.0, b=-0.5):
    return (b + x1 + w * x2).relu(), (b - w * x1 - x2).relu()
def third(h1, h2, c=-0.5):
    return h1 + h2 + c
span = (-2.0, 2.0, 0.1)
fold(hidden, third, [((-1, 1), 1), ((1, -1), 1), ((1, 1), -1), ((-1, -1), -1)], x1=span, x2=span, c=span)"""


def test_both_planes_follow_the_sliders_and_a_press_on_the_left_one(lab):
    notebook = lab.run("planes.ipynb", CELL)
    page, planes = lab.page, notebook.panel.locator(".mg-plot-panel svg[role=img]")
    planes.nth(1).wait_for()
    assert "lands at (1.0, 0.0)" in planes.nth(0).get_attribute("aria-label")
    slider = notebook.panel.get_by_role("slider", name="x1", exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    said = "(words) => document.querySelector('.mg-plot-panel svg').getAttribute('aria-label').includes(words)"
    page.wait_for_function(said, arg="The cross is at (1.6, 0.0) and lands at (1.1, 0.0).")
    crosses = notebook.panel.locator(".mg-plot-area .mg-open[d*=h]")
    before = [cross.get_attribute("d") for cross in crosses.all()]
    box = planes.nth(0).locator(".mg-sides").bounding_box()
    page.mouse.click(box["x"] + box["width"] * (1 - 1.6 / 4.2), box["y"] + box["height"] * (1.1 / 4.2))
    page.wait_for_function(said, arg="The cross is at (0.5, 1.0) and lands at (1.0, 0.0).")
    after = [cross.get_attribute("d") for cross in crosses.all()]
    assert len(before) == 2 and not set(before) & set(after)
    # The left cross is under the pointer at once, when the kernel has not drawn the rest.
    page.evaluate("""document.addEventListener("pointerdown", ({ clientX, clientY }) => {
        const svg = document.querySelector(".mg-plot-panel svg");
        const at = svg.querySelector(".mg-cross").getBoundingClientRect();
        const off = [(at.left + at.right) / 2 - clientX, (at.top + at.bottom) / 2 - clientY];
        window.pressed = { off, said: svg.getAttribute("aria-label") };
    })""")
    page.mouse.click(box["x"] + box["width"] * (3.1 / 4.2), box["y"] + box["height"] * (1.6 / 4.2))
    page.wait_for_function(said, arg="The cross is at (1.0, 0.5) and lands at (1.0, 0.0).")
    pressed = page.evaluate("window.pressed")
    assert max(map(abs, pressed["off"])) < 4 and "The cross is at (0.5, 1.0)" in pressed["said"]
    assert notebook.problems() == []
