"""The checks of notebook 00: Can a hundred lines learn?"""

import math
import random
from itertools import pairwise

from micrograd.course.data.moons import two_moons
from micrograd.course.exercise import Exercise
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.prediction import Prediction, predicted
from micrograd.course.wording import number, shown
from micrograd.nn import MLP

# One point's loss

one_loss = Prediction(
    "one_loss",
    "the predicted loss of a blue point that the net takes for an orange one",
    right=1.5,
    because="1.5: it should score 1, and −0.5 falls short of that by 1.5. As a sum, 1 − 1 · (−0.5).",
    slips={
        0.5: "That is how far its score is from 0, or else a sign was lost: take −0.5 from 1. It should score 1, not 0.",
        1.0: "A point that is only just wrong, with a score of 0, would have this loss. This one is worse off.",
        0.0: "It would be free with a score of 1 or more: `relu` leaves numbers above 0 as they are.",
        -0.5: "That is its score. How far short of 1 is it?",
        -1.5: "1 − 1 · (−0.5) is above 0, and `relu` leaves it as it is. No loss is negative.",
    },
)


# Untrained


def _untrained(guess, right):
    if right == 100:
        return NotYet("this net is trained already. Run the cell with MLP(2, [8, 8, 1]) again, then this one.")
    if 0 < number(guess) < 1:
        of_100 = f"of 100 points that would be {shown(100 * guess)}"
        return Wrong(f"you said {shown(guess)}: {of_100}. Type how many, not what fraction.", number=math.nan)
    if not 0 <= number(guess) <= 100 and math.isfinite(number(guess)):
        return Wrong(f"you said {shown(guess, 9)}, and a number of points lies between 0 and 100.", number=math.nan)
    because = f"{right}: random weights draw a random border, and tossing a coin would get about 50 right."
    said = number(guess)
    slips = {said: MANY if said > right else FEW} | NOT_UNTRAINED
    finding = predicted(guess, right, because, slips, near=0.25)
    near = isinstance(finding, Right) and said != right
    return finding.but(example=f"near enough to {because}") if near else finding


FEW = "So few would be bad luck: turn every answer round, and most of them are right."
MANY = "So many would be luck: its weights are random numbers, and know nothing of the points yet."
NOT_UNTRAINED = {
    0: "Getting all of them wrong would take knowledge, too: turn every answer round, and all 100 are right.",
    100: "All 100 is what it has yet to learn. So far its weights are random numbers.",
}

untrained = Exercise(
    "untrained",
    "the predicted number of 100 points that a net with random weights gets right",
    "guess = 46",
    examine=_untrained,
    reveal=False,
)


# How large a step


def first_losses(rate):
    """Return the first two losses of the exercise's net at a rate."""
    before, points = random.getstate(), two_moons(100, seed=1)
    random.seed(8)
    net = MLP(2, [8, 8, 1])
    random.setstate(before)

    def loss():
        return sum((1 - label * net(point)).relu() for point, label in points) / len(points)

    first = loss()
    first.backward()
    for p in net.parameters():
        p.data -= rate * p.grad
    return first.data, loss().data


def _learning_rate(rate, losses):
    if not math.isfinite(number(rate)):
        return Wrong(f"`rate` should be a number, and it is {shown(rate)}.")
    if not isinstance(losses, list):
        return Wrong(f"`losses` should be the list that `train` returns, and it is {shown(losses)}.")
    if any(type(loss) is not float for loss in losses):
        return Wrong("`losses` should be the list that `train` returns, and there is something in it that is no loss.")
    if len(losses) != 50:
        return Wrong(_not_50(len(losses)))
    last = f"the loss of step 50 is {losses[-1]:.2f}"
    if rate == 0.01:
        hint = "Does the curve rise anywhere? If it does not, larger steps are safe so far."
        return NotYet(f"with rate = 0.01 {last}. Find a rate that brings it below 0.05.", hint)
    if rate == 0:
        return Wrong(f"{last}. With rate 0 nothing moves.")
    if rate < 0:
        return Wrong(f"{last}. The gradient points uphill, and a negative rate walks up with it.")
    if losses[0] < 0.5:
        return Wrong(f"the loss of step 1 is {losses[0]:.2f}: this net has learned before. Train a new one.")
    first, second = first_losses(rate)
    if math.isclose(losses[0], first) and not math.isclose(losses[1], second, rel_tol=1e-6):
        return Wrong(f"these are not the losses of rate = {shown(rate)}. Run the cell above once more, to its end.")
    if losses[-1] < 0.05:
        covers = "Now try a tenth of it, and ten times as much."
        return Right(f"with rate = {shown(rate)} {last}. {covers}")
    return _not_learned(losses, last)


def _not_50(steps):
    """Return in words that these are not the losses of the exercise's 50 steps, and where others come from."""
    if steps < 50:
        return (
            f"these are the losses of {steps} step{'s' * (steps != 1)}, not of 50. Did the cell above run to its end?"
        )
    cell = "Does the cell above say `steps=50`, and does its last line begin with `losses =`?"
    return f"these are the losses of {steps} steps, not of 50. {cell}"


def _not_learned(losses, last):
    """Return what a positive rate did wrong, judging by the curve of its losses."""
    if not math.isfinite(losses[-1]):
        return Wrong(f"{last}: steps this large left the range of floats.")
    if not any(after > before for before, after in pairwise(losses)):
        return Wrong(f"{last}. It never rose, and fell slowly or not at all: these steps are too small.")
    if len(set(losses[-10:])) == 1:
        return Wrong(
            f"{last}, and in the last 10 steps nothing moved: the ones before were too large.",
            "The first ones threw the weights so far off that the last relus give 0 at every point. No gradient gets "
            "through there: the neurons are dead, like the one above with a low b, and no later step can bring them back.",
        )
    return Wrong(f"{last}. Does its curve still slide down, or leap up and down?", "Sliding: larger. Leaping: smaller.")


learning_rate = Exercise(
    "learning_rate",
    "a learning rate that brings the loss below 0.05, from the losses of all 50 steps",
    """
    rate = 1.0
    random.seed(8)
    losses = train(MLP(2, [8, 8, 1]), rate, steps=50)
    """,
    examine=_learning_rate,
)
