"""The checks of notebook 00: Can a hundred lines learn?"""

import math
import random
from itertools import pairwise

from micrograd.course.data.moons import two_moons
from micrograd.course.exercise import Exercise, Trial
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.mistakes import wrong
from micrograd.course.prediction import predicted
from micrograd.course.wording import Words, number, shown
from micrograd.nn import MLP

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


# A neuron that says AND


class Total(Words):
    """Which side of 0 a total is on, which is what counts; it is shown as the sum that makes it."""

    def __new__(cls, above, sum_of=""):
        total = super().__new__(cls, "above 0" if above else "0 or less")
        total.sum_of = sum_of
        return total

    def __repr__(self):
        return self.sum_of or str(self)


def total_of(w1, w2, b):
    """Return a function that tells which side of 0 a neuron's total is on for two inputs."""
    nothing = 1e-9 * max(abs(w1), abs(w2), abs(b))  # 0.1 + 0.2 - 0.3 is not quite 0

    def total(x1, x2):
        result = w1 * x1 + w2 * x2 + b
        sum_of = f"{shown(w1)}·{x1} + {shown(w2)}·{x2} + {shown(b)}".replace("+ -", "- ")
        return Total(result > nothing, f"{sum_of} = {shown(result)}")

    return total


def _not_numbers(w1, w2, b):
    for name, x in {"w1": w1, "w2": w2, "b": b}.items():
        if x is ... or x is None:
            return NotYet(f"`{name}` is still missing: put a number in place of each `...`.", *both.hints)
        if not math.isfinite(number(x)):
            return Wrong(f"`{name}` should be a number, and it is {shown(x)}.")
    return None


def _both_covers(w1, w2, b):
    loudest = max(b, w1 + b, w2 + b)
    return f"at (1, 1) out is {shown(w1 + w2 + b)}, elsewhere 0: the largest other total is {shown(loudest)}."


both = Exercise(
    "both",
    "weights and bias of a neuron whose output is above 0 only where both inputs are 1",
    """
    w1 = 1.0
    w2 = 1.0
    b = -1.5
    """,
    Trial(
        cases=[(0, 0), (0, 1), (1, 0), (1, 1)],
        case="at x1 = {}, x2 = {}",
        differs="the total is {got}, and it should be {wanted}",
        observe=total_of,
        right=lambda x1, x2: Total(x1 == x2 == 1),
        mistakes=[
            wrong("b = -3.0", "It never fires: even together the weights don't outweigh b."),
            wrong("b = 1.0", "It always fires: b is too high."),
            wrong("b = -0.5", "It fires as soon as one input is 1: that is an OR."),
            wrong("w1 = w2 = -1.0; b = 1.5", "It fires exactly where it should not: all three signs are the wrong way round."),
            wrong("w1, w2, b = -2, 3, -1", "x2 alone makes it fire, and x1 works against it: look at the sign of w1."),
            wrong("w1, w2, b = 3, -2, -1", "x1 alone makes it fire, and x2 works against it: look at the sign of w2."),
            wrong("w1 = 0.0; b = -0.5", "It listens to x2 alone: w2 alone outweighs b, w1 does not."),
            wrong("w2 = 0.0; b = -0.5", "It listens to x1 alone: w1 alone outweighs b, w2 does not."),
        ],
    ),
    hints=(
        "At (0, 0) only b is left. What sign must it have?",
        "One weight alone must not outweigh b, both together must.",
    ),
    covers=_both_covers,
    hands=("w1", "w2", "b"),
    usable=_not_numbers,
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
        return f"these are the losses of {steps} step{'s' * (steps != 1)}, not of 50. Did the cell above run to its end?"
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
            "through there: the neurons are dead, like yours with a low b, and no later step can bring them back.",
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
