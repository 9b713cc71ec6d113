"""A trial: one look at an answer, with its cases, what is right in them, and the mistakes known to happen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from micrograd.course.diagnosis import diagnose
from micrograd.course.mistakes import Answer, Gives, Swap
from micrograd.course.outcomes import outcomes
from micrograd.course.wording import shown


def itself(answer, *_):
    """Return the answer itself, so that what it returns is looked at."""
    return answer


@dataclass
class Trial:
    """One look at an answer: what to observe, in which cases, and how to describe a wrong result."""

    cases: Sequence  # each a tuple of arguments, or a single argument
    case: Callable | str  # a counter-example's beginning: a template for the case's parts, or a function of them
    differs: str  # its continuation: "you gave {got}, a nudge gives {wanted}"
    observe: Callable = itself  # (the answers) -> a function of a case, whose result is looked at
    right: Callable | None = None  # a function of a case that gives the right result; by default, the solution
    also_right: Sequence = ()  # answers, or functions of a case, that are just as right
    mistakes: Sequence = ()
    own: Callable | None = None  # (the answers) -> mistakes that only a look at those can reveal, tried last
    hints: Sequence | None = None  # general hints, in place of the exercise's
    near: float = 1e-6
    _observed: dict = field(default_factory=dict, init=False, repr=False)

    def place(self, case):
        """Return a case in words."""
        if callable(self.case):
            return self.case(*case)
        return self.case.format(*(shown(part, 10) if isinstance(part, (list, tuple)) else part for part in case))

    def failure(self, solution, observed, first=(), more=(), function=None):
        """Return the Failure of what was observed, a function of a case, with its explanation; None if all is right.

        first and more are mistakes to try before and after the trial's own; function is the one examined.
        """
        mistakes = self.resolved(solution, [*first, *self.mistakes, *more])
        return diagnose(outcomes(observed, self.cases), self.rights(solution), mistakes, function, self.near)

    def rights(self, solution):
        """Return the functions of a case that give right results."""
        if self.right:
            return [self.right, *self.also_right]
        also = [rule if callable(rule) else Answer(rule, ()).source(solution.source) for rule in self.also_right]
        return [rule if callable(rule) else self._made(solution, rule) for rule in (solution.source, *also)]

    def resolved(self, solution, mistakes):
        """Return each mistake as its results or its error in this trial."""
        return [
            Gives(self._made(solution, mistake), mistake.hints) if isinstance(mistake, (Swap, Answer)) else mistake
            for mistake in mistakes
        ]

    def _made(self, solution, answer):
        """Return what an answer of ours, a source or a mistake, gives, as a function of a case."""
        observed = self._observed.setdefault(answer, [])

        def rule(*case):
            if not observed:  # built only when needed, since few are
                source = answer if isinstance(answer, str) else solution.with_mistake(answer)
                observed.append(self.observe(*solution.built(source)))
            return observed[0](*case)

        return rule
