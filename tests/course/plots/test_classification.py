"""The pictures of notebook 09b: what they show is what the learner's functions compute."""

import math
import random
import re

import pytest

from micrograd.course.data.clouds import clouds, three_arms
from micrograd.course.plots.chances import chances
from micrograd.course.plots.cliff import cliff
from micrograd.course.plots.costs import costs
from micrograd.course.plots.held_out import HeldOut
from micrograd.course.plots.kinds import Learning, kinds
from micrograd.course.plots.noise import noise
from micrograd.course.plots.scales import Bowl, scales
from micrograd.course.plots.shares import shares
from micrograd.losses import cross_entropy, log_loss, softmax
from micrograd.nn import MLP
from micrograd.optim import SGD, Adam
from micrograd.training import batches, clip

POINTS = clouds([(-1.0,), (1.0,)], n=400, seed=1)


def shown(widget, **moved):
    """Return the titles of a plot's drawings and what is said of them, with controls at these values."""
    for name, value in moved.items():
        widget.controls[name].value = value
    assert not widget.plot.shown["error"], widget.plot.shown["error"]
    return [said for panel in widget.plot.drawings() for said in (panel.title, panel.said or panel.title)]


def error_of(widget):
    return widget.plot.shown["error"]


def sure(x, w, b):
    return (w * x + b).sigmoid()


def loss_on(w, b, some):
    return sum(log_loss(w * x + b, y) for (x,), y in some) / len(some)


# Data


def test_clouds_lie_around_their_centres_and_the_same_seed_gives_the_same():
    points = clouds([(-3.0, 1.0), (2.0, 0.0), (0.0, 5.0)], n=600, spread=0.5, seed=3)
    assert points == clouds([(-3.0, 1.0), (2.0, 0.0), (0.0, 5.0)], n=600, spread=0.5, seed=3)
    for label, centre in enumerate([(-3.0, 1.0), (2.0, 0.0), (0.0, 5.0)]):
        mine = [point for point, one in points if one == label]
        assert len(mine) == 200
        assert [sum(part) / 200 for part in zip(*mine)] == pytest.approx(centre, abs=0.15)


def test_three_arms_turn_into_one_another():
    points = three_arms(90, noise=0, seed=1)
    assert [label for _, label in points] == [0, 1, 2] * 30
    for (x, y), label in points:
        far = math.hypot(x, y)
        assert math.remainder(math.atan2(y, x) - 2.4 * far - 2 * math.pi * label / 3, 2 * math.pi) == pytest.approx(
            0, abs=0.02
        )


# Pictures


def test_a_probability_is_right_as_often_as_it_says():
    *_, said = shown(chances(sure, POINTS, w=(0.0, 8.0, 0.2), b=(-3.0, 3.0, 0.2)), w=2.0, b=0.0)
    pairs = re.findall(r"of about ([\d.]+), ([\d.]+) are blue", said)
    assert len(pairs) == 5 and all(abs(float(p) - float(share)) < 0.08 for p, share in pairs)
    assert sum(map(int, re.findall(r"of (\d+) points", said))) == len(POINTS)


def test_it_is_the_learner_s_own_function_that_is_drawn():
    upside_down = chances(lambda x, w, b: 1 - sure(x, w, b), POINTS, w=(0.0, 8.0), b=(-3.0, 3.0))
    assert shown(upside_down, w=2.0, b=0.0)[1].startswith("p rises from 1.00")
    assert "oh no" in error_of(chances(lambda x, w, b: error(), POINTS, w=2.0, b=0.0))


def error():
    raise ValueError("oh no")


def test_two_losses_and_their_slopes():
    def squared(score):
        return (1 - score.sigmoid()) ** 2

    def log(score):
        return log_loss(score, 1)

    title, said = shown(costs(squared, log, score=(-8.0, 8.0, 0.1)), score=-6.0)
    assert "p = 0.00247" in title
    assert "squared 0.995 with slope −0.00492" in said and "log 6.0 with slope −0.998" in said
    assert "p = 0.99966" in shown(costs(squared, log, score=(-8.0, 8.0, 0.1)), score=8.0)[0]


def test_bars_show_softmax_and_what_it_takes():
    said = shown(shares(softmax, a=(-3.0, 3.0), b=(-3.0, 3.0), c=(-3.0, 3.0)), a=1.0, b=2.0, c=3.0)
    assert said[3] == "exp of each: 2.72, 7.39, 20.09"
    assert said[5] == "divided by their sum: 0.09, 0.24, 0.67"
    # However small, none is said to be 0, and none 1.
    far = shown(shares(softmax, a=(-3.0, 3.0), b=(-3.0, 3.0), c=(-3.0, 3.0)), a=3.0, b=-3.0, c=-3.0)
    assert far[5] == "divided by their sum: 0.995, 0.002, 0.002"
    wrong = shares(lambda scores: [score.exp() for score in scores], a=0.0, b=0.0, c=0.0)
    assert shown(wrong)[5] == "divided by their sum: 1.00, 1.00, 1.00"


def test_noise_falls_with_the_root_of_the_size_and_leaves_random_numbers_alone():
    random.seed(5)
    state = random.getstate()
    widget = noise(loss_on, POINTS, batches, size=(5, 100, 5))
    scatter = {n: float(shown(widget, size=n)[0].partition("miss by ")[2]) for n in (10, 40)}
    assert scatter[10] == 0.32 and 0.4 < scatter[40] / scatter[10] < 0.6
    assert random.getstate() == state


def test_a_net_is_noted_and_given_back_what_it_was():
    random.seed(0)
    net, points = MLP(1, [3, 1]), [([-1.0], 1.0), ([1.0], 0.5)]

    def loss(net, points):
        return sum((net(x) - y) ** 2 for x, y in points) / len(points)

    notes, optimizer = HeldOut(net, loss, points, points[:1]), SGD(net.parameters(), 0.1)
    for _ in notes.steps(25):
        net.zero_grad()
        loss(net, points).backward()
        optimizer.step()
    assert list(notes.notes) == [0, 10, 20]
    first = shown(notes.show(), step=20)
    losses = re.findall(r"(?:training|validation) ([\d.]+)", first[3])
    assert [float(x) for x in losses] == pytest.approx(
        [loss(notes.back_to(20), some).data for some in (points, points[:1])], abs=0.01
    )
    assert notes.best() == min([0, 10, 20], key=lambda step: loss(notes.back_to(step), points[:1]).data)
    assert loss(notes.back_to(0), points).data > loss(notes.back_to(20), points).data


def test_a_bowl_is_known_by_six_heights():
    bowl = Bowl(lambda x, y: 3 * (x - 1) ** 2 + 2 * (x - 1) * (y + 2) + (y + 2) ** 2 + 7)
    assert bowl.bottom == pytest.approx((1, -2))
    assert bowl.most + bowl.least == pytest.approx(8) and bowl.most * bowl.least == pytest.approx(8)
    for x, y in bowl.ring(0.5):
        assert 3 * (x - 1) ** 2 + 2 * (x - 1) * (y + 2) + (y + 2) ** 2 == pytest.approx(0.5)


def test_larger_inputs_make_a_narrower_valley():
    line = [(-2.0, -2.0), (-1.0, -1.5), (0.0, 0.5), (1.0, 1.5), (2.0, 4.0)]
    widget = scales(lambda w, b, k: sum((w * (k * x) + b - y) ** 2 for x, y in line) / 5, k=(0.3, 5.0, 0.1))
    assert shown(widget, k=5.0)[0].startswith("curvature 100.0 and 2.0")
    title, said = shown(widget, k=0.7)
    assert title.startswith("curvature 2.0 and 1.96") and said.endswith("the loss is 0.0 above the lowest")


@pytest.mark.parametrize(
    "most, ends", [(1000.0, "out of the picture"), (40.0, "loss 0.25"), (5.0, "w = −0.933, loss 0.00")]
)
def test_a_limit_keeps_descent_on_the_cliff(most, ends):
    widget = cliff(lambda w: (w**10 - 0.5) ** 2, clip)
    assert shown(widget, most=most)[0].endswith(ends)
    assert shown(cliff(lambda w: (w**10 - 0.5) ** 2, lambda *_: None), most=5.0)[0].endswith("out of the picture")


def test_three_kinds_are_learned_before_ones_eyes(capsys):
    points = three_arms(30, seed=1)
    random.seed(4)
    net = MLP(2, [8, 3])
    adam, learning = Adam(net.parameters(), 0.1), Learning(net, points, 20, softmax)
    for _ in learning:
        loss = sum(cross_entropy(net(x), label) for x, label in points) / len(points)
        net.zero_grad()
        loss.backward()
        adam.step()
        learning.show(loss)
    before, after = (int(shown(learning.widget, step=step)[0].split()[0]) for step in (0, 20))
    assert before < 20 < 25 <= after
    assert shown(learning.widget, step=20)[2] == f"step 20: loss {loss.data:.2f}"
    assert shown(kinds(points))[0] == "30 points" and shown(kinds(points, net))[0] == f"{after} of 30 right"
    assert shown(kinds(points, net, softmax))[0] == f"{after} of 30 right"
    with pytest.raises(ValueError, match="label is 0, 1 or 2"):
        kinds([((0.0, 0.0), 3)])
    with pytest.raises(ValueError, match="whole number of steps"):
        Learning(net, points, 0, softmax)


# In the browser

CELLS = (
    """\
import random
from micrograd.course.data.clouds import three_arms
from micrograd.course.plots.kinds import Learning
from micrograd.losses import cross_entropy, softmax
from micrograd.nn import MLP
from micrograd.optim import SGD
random.seed(4)
net, points = MLP(2, [3]), three_arms(30, seed=1)
learning, optimizer = Learning(net, points, 30, softmax), SGD(net.parameters(), 0.5)""",
    """\
for step in learning:
    loss = sum(cross_entropy(net(x), label) for x, label in points) / len(points)
    net.zero_grad()
    loss.backward()
    optimizer.step()
    learning.show(loss)""",
)
NOTES = """() => {
    window.seen = new Set();
    new MutationObserver(() => document.querySelectorAll(".mg-plot-title").forEach((title) =>
        window.seen.add(title.textContent))).observe(document, { subtree: true, childList: true, characterData: true });
}"""


def test_a_net_is_seen_to_learn_and_the_slider_goes_back(lab):
    lab.write("kinds.ipynb", *CELLS)
    notebook = lab.open("kinds.ipynb")
    lab.page.evaluate(NOTES)
    notebook.run_all()
    steps = [int(text[5:].partition(":")[0]) for text in lab.page.evaluate("[...window.seen]") if text[:4] == "step"]
    assert len(set(steps) & set(range(1, 30))) > 10, steps
    slider = notebook.panel.get_by_role("slider", name="step", exact=True)
    notebook.panel.get_by_text("step 30: loss").wait_for()
    slider.focus()
    lab.page.keyboard.press("Home")
    notebook.panel.get_by_text("step 0", exact=True).wait_for()
    assert notebook.problems() == []
