"""The checks of notebook 00: Can a hundred lines learn?"""

import math

from micrograd.course.examine import NotYet, Wrong, exercise, number, predict, prediction, shown


@prediction("guess = 46")
def untrained(guess, right):
    """Check the predicted number of 100 points that a net with random weights gets right."""
    if right == 100:
        raise NotYet("this net is trained already. Run the cell with MLP(2, [8, 8, 1]) again, then this one.")
    if 0 < number(guess) < 1:
        raise Wrong(
            f"you said {shown(guess)}: of 100 points that would be {shown(100 * guess)}. Type how many, not which part."
        )
    if not 0 <= number(guess) <= 100 and math.isfinite(number(guess)):
        raise Wrong(f"you said {shown(guess, 9)}, and a number of points lies between 0 and 100.")
    return predict(
        guess,
        right,
        f"{right}: random weights draw a random border, and a coin would get about 50.",
        {
            0: "0 would take knowledge too: turn every answer round, and all 100 are right.",
            100: "All 100 is what it is to learn. So far its weights are random numbers.",
        },
        near=0.25,
    )


BOTH = [(0, 0), (0, 1), (1, 0), (1, 1)]


@exercise(
    """
    w1 = 1.0
    w2 = 1.0
    b = -1.5
    """
)
def both(w1, w2, b):
    """Check weights and bias of a neuron whose output is above 0 only where both inputs are 1."""
    numbers = {"w1": w1, "w2": w2, "b": b}
    hints = (
        "At (0, 0) only b is left. What sign must it have?",
        "One weight alone must not outweigh b, both together must.",
    )
    for name, x in numbers.items():
        if x is ... or x is None:
            raise NotYet(f"`{name}` is still missing: put a number in place of each `...`.", *hints)
        if not math.isfinite(number(x)):
            raise Wrong(f"`{name}` should be a number, and it is {shown(x)}.")
    totals = {(x1, x2): w1 * x1 + w2 * x2 + b for x1, x2 in BOTH}
    nothing = 1e-9 * max(abs(w1), abs(w2), abs(b))  # 0.1 + 0.2 - 0.3 is not quite 0
    fires = {at for at, total in totals.items() if total > nothing}
    for (x1, x2), total in totals.items():
        if ((x1, x2) in fires) != (x1 == x2 == 1):
            should = "it should be above 0" if x1 == x2 == 1 else "it should be 0 or less"
            sum_of = f"{shown(w1)}·{x1} + {shown(w2)}·{x2} + {shown(b)}".replace("+ -", "- ")
            example = f"at x1 = {x1}, x2 = {x2} the total is {sum_of} = {shown(total)}, and {should}."
            raise Wrong(example, *[text for wrong, text in NOT_BOTH.items() if fires == set(wrong)], *hints)
    loudest = max(totals[at] for at in BOTH[:3])
    return f"at (1, 1) out is {shown(totals[1, 1])}, elsewhere 0: the largest other total is {shown(loudest)}."


NOT_BOTH = {
    (): "It never fires: even together the weights don't outweigh b.",
    tuple(BOTH): "It always fires: b is too high.",
    tuple(BOTH[1:]): "It fires as soon as one input is 1: that is an OR.",
    tuple(BOTH[:3]): "It fires exactly where it should not: turn all three signs round.",
    ((0, 1),): "x2 alone makes it fire, and x1 works against it: look at the sign of w1.",
    ((1, 0),): "x1 alone makes it fire, and x2 works against it: look at the sign of w2.",
    ((0, 1), (1, 1)): "It listens to x2 alone: w2 alone outweighs b, w1 does not.",
    ((1, 0), (1, 1)): "It listens to x1 alone: w1 alone outweighs b, w2 does not.",
}


@exercise(
    """
    rate = 1.0
    random.seed(8)
    losses = train(MLP(2, [8, 8, 1]), rate, steps=50)
    """
)
def learning_rate(rate, losses):
    """Check a learning rate that brings the loss below 0.05, from the losses of all 50 steps."""
    if not math.isfinite(number(rate)):
        raise Wrong(f"`rate` should be a number, and it is {shown(rate)}.")
    if not isinstance(losses, list):
        raise Wrong(f"`losses` should be the list that `train` returns, and it is {shown(losses)}.")
    if len(losses) != 50:
        raise Wrong(f"these are the losses of {len(losses)} steps, not of 50. Did the cell above run to its end?")
    last = f"the loss of step 50 is {losses[-1]:.2f}"
    if rate == 0.01:
        hint = "Does the curve rise anywhere? If it does not, larger steps are safe so far."
        raise NotYet(f"with rate = 0.01 {last}. Find a rate with which it is below 0.05.", hint)
    if rate == 0:
        raise Wrong(f"{last}. With rate 0 nothing moves.")
    if rate < 0:
        raise Wrong(f"{last}. The gradient points uphill: only a positive rate walks against it.")
    if losses[-1] < 0.05:
        return f"with rate = {shown(rate)} {last}. A tenth of that is too small, and ten times that too large."
    if not math.isfinite(losses[-1]):
        raise Wrong(f"{last}: steps as large as these left the range of floats.")
    if not any(after > before for before, after in zip(losses, losses[1:])):
        raise Wrong(f"{last}. It never rose, and fell slowly or not at all: these steps are too small.")
    if len(set(losses[-10:])) == 1:
        raise Wrong(
            f"{last}, and in the last 10 steps nothing moved: the ones before were too large.",
            "The first ones threw the weights so far off that the relus give 0 at every point. There no gradient gets\n"
            "  through: the neurons are dead, like yours with a low b, and no later step brings them back.",
        )
    raise Wrong(f"{last}. Does its curve still slide down, or leap up and down?", "Sliding: larger. Leaping: smaller.")
