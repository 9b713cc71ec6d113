"""The checks of notebook 00: one point's loss, a learning rate, and how much a net knows that nobody has trained."""

import math

from checking import said

from micrograd.course import check
from micrograd.course.exercises.n00_start_here import first_losses


def test_the_loss_of_one_point():
    assert said(check.one_loss, 1.5).startswith("✓ 1.5: it should score 1")
    assert said(check.one_loss, ...).startswith("not yet: ")
    for slip, hint in {0.5: "That is how far", 1: "A point that is only just wrong", 0: "It would be free"}.items():
        assert said(check.one_loss, slip).splitlines()[1].startswith(f"  {hint}")


def test_a_learning_rate_is_judged_by_its_losses():
    falling, of_rate_1 = [1 - n / 60 for n in range(50)], first_losses(1.0)
    cases = [
        ("✓ with rate = 1 the loss of step 50 is 0.01", 1.0, [*falling[:-1], 0.01]),
        ("not yet: with rate = 0.01 the loss of step 50 is 0.18", 0.01, falling),
        ("✗ the loss of step 50 is 0.18. It never rose, and fell slowly or not at all", 0.1, falling),
        ("✗ the loss of step 50 is 0.97. It never rose", 1e-20, [0.97] * 50),
        ("✗ the loss of step 50 is 2.00. Does its curve", 4.0, [1.0, 2.0] * 25),
        ("✗ `losses` should be the list that `train` returns, and it is None.", 1.0, None),
        ("✗ the loss of step 50 is 1.00, and in the last 10 steps nothing moved", 10.0, [0.9] + [1.0] * 49),
        ("✗ the loss of step 50 is 0.20. Does its curve", 3.0, [1.0, *[0.1, 0.2] * 24, 0.2]),
        ("✗ the loss of step 50 is 9.00. The gradient points uphill", -1.0, [9.0] * 50),
        ("✗ the loss of step 50 is nan: steps this large", 1e9, [math.nan] * 50),
        ("✗ the loss of step 50 is 1.00. With rate 0 nothing moves.", 0.0, [1.0] * 50),
        ("✗ `rate` should be a number, and it is '1'.", "1", [0.01] * 50),
        ("✗ these are the losses of 7 steps, not of 50. Did the cell above run to its end?", 1.0, [0.01] * 7),
        ("✗ these are the losses of 1 step, not of 50.", 1.0, [0.01]),
        ("✗ these are the losses of 100 steps, not of 50. Does the cell above say", 1.0, [0.01] * 100),
        ("✗ `losses` should be the list that `train` returns, and there is something in it that", 1.0, [None] * 50),
        ("✗ the loss of step 1 is 0.01: this net has learned before. Train a new one.", 1.0, [0.01] * 50),
        ("✗ these are not the losses of rate = 7. Run the cell above once more", 7.0, [*of_rate_1, *[0.01] * 48]),
        ("✓ with rate = 1 the loss of step 50 is 0.01", 1.0, [*of_rate_1, *[0.01] * 48]),
    ]
    for text, rate, losses in cases:
        assert said(check.learning_rate, rate, losses).startswith(text)


def test_a_guess_for_an_untrained_net():
    assert said(check.untrained, 45, 45).startswith("✓ 45: ")
    assert said(check.untrained, 50, 45).startswith("✓ near enough to 45: ")
    assert said(check.untrained, 100, 45).startswith("✗ you said 100, and that is not it.")
    assert said(check.untrained, ..., 45).startswith("not yet: ")
    assert said(check.untrained, 0, 45).startswith("✗ you said 0, and that is not it.")
    assert (
        said(check.untrained, 0.5, 45)
        == "✗ you said 0.5: of 100 points that would be 50. Type how many, not what fraction."
    )
    assert said(check.untrained, 80, 46).splitlines() == [
        "✗ you said 80, and that is not it.",
        "  So many would be luck: its weights are random numbers, and know nothing of the points yet.",
        "  It is 46: random weights draw a random border, and tossing a coin would get about 50 right.",
    ]
    assert (
        said(check.untrained, 20, 46).splitlines()[1].startswith("  So few would be bad luck: turn every answer round")
    )
    for impossible in (150, -1, 1000):
        assert said(check.untrained, impossible, 45).endswith("and a number of points lies between 0 and 100.")
    assert said(check.untrained, 50, 100).startswith("not yet: this net is trained already.")
