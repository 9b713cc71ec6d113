"""What a check finds: that an answer is right, is not there yet, or is wrong, in words."""


class Finding:
    """What was found out about an answer: an example that shows it, and hints that each say more."""

    def __init__(self, example, *hints, again="", brief="", error=None, blames="", rests_on=""):
        self.example = example
        self.hints = hints
        self.again = again or example  # the example as it is told to who asks for more hints
        self.brief = brief or example  # the example as short as a line of a table takes
        self.error = error  # that stopped the answer, if any did
        self.blames = blames  # what is at fault, or missing, if it is not what was examined
        self.rests_on = rests_on  # what it was seen by: if that is not right, this may not be true

    def but(self, **changes):
        """Return the same finding with some of its parts changed; hints are given as a tuple."""
        parts = vars(self) | changes
        return type(self)(parts.pop("example"), *parts.pop("hints"), **parts)

    def __repr__(self):
        return f"{type(self).__name__}{(self.example, *self.hints)}"


class Right(Finding):
    """The answer is right; the example says what was covered."""


class NotYet(Finding):
    """The answer is still the stub, or something that it needs is missing."""


class Wrong(Finding):
    """The answer is wrong."""
