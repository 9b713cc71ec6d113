"""The form of a prediction: a number, an explanation, and the slips that lead to other numbers."""

import math

from micrograd.course.exercise import Exercise
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.wording import number, shown


class Prediction(Exercise):
    """A number to predict before it is computed; the check answers a wrong guess with the right number."""

    def __init__(self, name, asks, right, because, slips, near=0.05, usable=None):
        """Add a prediction to the course.

        right: the number; a guess close to it is right
        because: the explanation, beginning with the number
        slips: a hint for each number that a slip leads to
        usable: (guess) -> a Finding for a guess that needs a look before it is compared, else None
        """
        self.right, self.because, self.slips, self.near, self.looks_at = right, because, slips, near, usable
        super().__init__(name, asks, f"guess = {right!r}", examine=self.judged, reveal=False)

    def judged(self, guess):
        """Return the Finding for a guess."""
        early = self.looks_at(guess) if self.looks_at else None
        return early or predicted(guess, self.right, self.because, self.slips, self.near)


def predicted(guess, right, because, slips, near=0.05):
    """Return the Finding for a predicted number: right if it is close enough, else with the slip that explains it."""
    if guess is ... or guess is None:
        return NotYet("type your number in place of the `...`, then run the cell again.")
    if math.isnan(number(guess)):
        return Wrong(f"a prediction is one number, and this is {shown(guess)}.")
    if math.isclose(number(guess), right, rel_tol=near, abs_tol=1e-12):
        return Right(because)
    nearest = sorted(slips, key=lambda slip: abs(slip - number(guess)))[:1]
    about = [slips[slip] for slip in nearest if math.isclose(number(guess), slip, rel_tol=min(near, 0.05))]
    whole = number(guess) == round(number(guess), 0) and abs(number(guess)) < 1e15
    said = f"{number(guess) + 0.0:.0f}" if whole else shown(guess, 6)
    return Wrong(f"you said {said}, and it is {because}", *about)
