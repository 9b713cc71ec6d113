"""The form of a prediction: a number, an explanation, and the slips that lead to other numbers."""

import math

from micrograd.course.exercise import Exercise
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.wording import in_general, number, shown


class Prediction(Exercise):
    """A number to predict before it is computed; a wrong guess gets a diagnosis, not the number."""

    def __init__(self, name, asks, right, because, slips, near=0.05, usable=None, otherwise=""):
        """Add a prediction to the course.

        right: the number; a guess close to it is right
        because: the explanation, beginning with the number
        slips: a hint for each number that a slip leads to
        usable: (guess) -> a Finding for a guess that needs a look before it is compared, else None
        otherwise: a general hint, for a guess that no slip explains
        """
        self.right, self.because, self.slips, self.near = right, because, slips, near
        self.looks_at, self.otherwise = usable, otherwise
        super().__init__(name, asks, f"guess = {right!r}", examine=self.judged, reveal=False)

    def judged(self, guess):
        """Return the Finding for a guess."""
        early = self.looks_at(guess) if self.looks_at else None
        return early or predicted(guess, self.right, self.because, self.slips, self.near, self.otherwise)


def predicted(guess, right, because, slips, near=0.05, otherwise=""):
    """Return the Finding for a predicted number: right if it is close enough, else with the slip that explains it."""
    if guess is ... or guess is None:
        return NotYet("type your number in place of the `...`, then run the cell again.")
    said = number(guess)
    if math.isnan(said):
        return Wrong(f"a prediction is one number, and this is {shown(guess)}.", number=said)
    if math.isclose(said, right, rel_tol=near, abs_tol=1e-12):
        return Right(because, number=said)
    nearest, *others = [*sorted(slips, key=lambda slip: abs(slip - said)), math.inf, math.inf]
    clearly = 4 * abs(said - nearest) <= abs(others[0] - nearest)  # a guess between two slips is neither of them
    about = [slips[nearest]] if clearly and math.isclose(said, nearest, rel_tol=min(near, 0.05)) else []
    whole = said == round(said, 0) and abs(said) < 1e15 if math.isfinite(said) else False
    text = f"{said + 0.0:.0f}" if whole else shown(guess, 6)
    hints = about or (slip_of_the_pen(said, right) if near else []) or in_general([otherwise] * bool(otherwise))
    return Wrong(f"you said {text}, and that is not it.", *hints, number=said, reveals=because)


def slip_of_the_pen(said, right):
    """Return a hint on the sign or the decimal point of a number, if nothing else about it is wrong."""
    if not said or not right or not math.isfinite(said):
        return []
    if math.isclose(said, -right, rel_tol=1e-3):
        return ["The size is right, the sign is not."]
    digits = f"{right:.3e}".partition("e")[0]
    same = f"{said:.3e}".partition("e")[0] == digits and abs(math.log10(said / right)) < 3
    # 10 in place of 1 is seldom a slip with the point.
    return ["The digits are right, the decimal point is not."] if same and float(digits) not in (1, -1) else []
