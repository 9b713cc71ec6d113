"""The finding of a check, in words: an answer is right, not there yet, or wrong."""

from typing import NamedTuple

RIGHT, WRONG, OPEN = "✓✗·"


class Line(NamedTuple):
    """One line of a table: whether what it names is right, wrong or still open, and what there is to say about it."""

    mark: str  # RIGHT, WRONG or OPEN; several, if it sums up others
    text: str
    what: str = ""
    part: str = ""  # the heading that it belongs under, such as "stage 2"


class Finding:
    """The finding about an answer: an example that shows it, and hints that say more and more."""

    def __init__(
        self,
        example,
        *hints,
        again="",
        brief="",
        error=None,
        blames="",
        rests_on="",
        table=(),
        number=None,
        reveals="",
    ):
        self.example = example
        self.hints = hints
        self.again = again or example  # the example, for a learner who asks for more hints
        self.brief = brief or example  # the example, short enough for a line in a table
        self.error = error  # the error that stopped the answer, if any
        self.blames = blames  # the part that is at fault or missing, if it is another one than was examined
        self.rests_on = rests_on  # the part that it was observed through: if that is wrong, this may not be true
        self.table = table  # of Lines, if the example has one; a card shows it after the first line of `again`
        self.number = number  # what was predicted, nan if that is no number; None if nothing was to be predicted
        self.reveals = reveals  # the right number, and why: for later

    def but(self, **changes):
        """Return the same finding with some parts changed; hints must be a tuple."""
        parts = vars(self) | changes
        return type(self)(parts.pop("example"), *parts.pop("hints"), **parts)

    def __repr__(self):
        return f"{type(self).__name__}{(self.example, *self.hints)}"


class Right(Finding):
    """The answer is right; the example says what was covered."""


class NotYet(Finding):
    """The answer is still the stub, or lacks something that it needs."""


class Wrong(Finding):
    """The answer is wrong."""
