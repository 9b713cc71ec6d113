"""One look at an answer: in which cases, at what, what is right, and what is known to go wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from micrograd.course.diagnosis import diagnose
from micrograd.course.mistakes import Answer, Gives, Swap
from micrograd.course.outcomes import outcomes
from micrograd.course.wording import shown


def itself(answer, *_):
    """Return the answer: what is looked at is what it returns."""
    return answer


@dataclass
class Trial:
    """One look at an answer: what is looked at, in which cases, and how a wrong one is told."""

    cases: Sequence  # tuples, or single things
    case: Callable | str  # how a counter-example begins: a template for the case's parts, or a function of them
    differs: str  # how it goes on: "you gave {got}, a nudge gives {wanted}"
    observe: Callable = itself  # (the answers) -> a function of a case, which gives what is looked at
    right: Callable | None = None  # a function of a case that gives what is right; else the solution does
    also_right: Sequence = ()  # answers, or functions of a case, that are as right
    mistakes: Sequence = ()
    own: Callable | None = None  # (the answers) -> mistakes that only a look at them can tell, after the others
    hints: Sequence | None = None  # more general ones, if not those of the exercise
    near: float = 1e-6
    _observed: dict = field(default_factory=dict, init=False, repr=False)

    def place(self, case):
        """Return a case in words."""
        if callable(self.case):
            return self.case(*case)
        return self.case.format(*(shown(part, 10) if isinstance(part, (list, tuple)) else part for part in case))

    def failure(self, solution, observed, first=(), more=(), function=None):
        """Return the Failure of what was observed, a function of a case, with what explains it; None if all is right.

        first and more are mistakes to be asked before and after those known here, function is what was examined.
        """
        mistakes = self.resolved(solution, [*first, *self.mistakes, *more])
        return diagnose(outcomes(observed, self.cases), self.rights(solution), mistakes, function, self.near)

    def rights(self, solution):
        """Return what right answers give, each as a function of a case."""
        if self.right:
            return [self.right, *self.also_right]
        also = [rule if callable(rule) else Answer(rule, ()).source(solution.source) for rule in self.also_right]
        return [rule if callable(rule) else self._made(solution, rule) for rule in (solution.source, *also)]

    def resolved(self, solution, mistakes):
        """Return mistakes each as what it gives or raises here."""
        return [
            Gives(self._made(solution, mistake), mistake.hints) if isinstance(mistake, (Swap, Answer)) else mistake
            for mistake in mistakes
        ]

    def _made(self, solution, answer):
        """Return what is looked at in an answer of ours, a source or a mistake, as a function of a case."""
        observed = self._observed.setdefault(answer, [])

        def rule(*case):
            if not observed:  # made when it is first needed: few are
                source = answer if isinstance(answer, str) else solution.with_mistake(answer)
                observed.append(self.observe(*solution.built(source)))
            return observed[0](*case)

        return rule
