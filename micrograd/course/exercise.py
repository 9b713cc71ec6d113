"""The form of an exercise: what it asks, its solution, the cases to try, and a table of known mistakes.

A check tries the answer in each case; the first that comes out wrong is its counter-example. Then it makes the known
mistakes in the solution, tries those in the same cases, and names the one whose results are the answer's. A mistake
that nobody has thought of has no name, but is found all the same.
"""

import inspect
import sys

from micrograd.course.card import shown
from micrograd.course.diagnosis import ANYWHERE
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.functions import is_empty
from micrograd.course.mistakes import FirstLine
from micrograd.course.solution import Solution
from micrograd.course.trial import Trial
from micrograd.course.usable import function_missing, method_missing
from micrograd.course.verdict import ALL, found, verdict
from micrograd.course.wording import in_general, told_apart
from micrograd.learner.sandbox import Raised

__all__ = ["EXERCISES", "Exercise", "Trial"]

EXERCISES = []  # all of the course's, in order


class Exercise:
    """One exercise of a notebook; calling it checks an answer and shows the finding."""

    def __init__(
        self,
        name,
        asks,
        solution,
        *trials,
        covers="",
        hints=(),
        mistakes=(),
        method="",
        hands=(),
        names=dict,
        first_line="",
        usable=None,
        examine=None,
        reveal=True,
    ):
        """Add an exercise to the course.

        name: the check's name in the notebook, as in `check.name(answer)`
        asks: what it asks for, as a phrase
        solution: a cell that solves it
        trials: looks at an answer, one after the other, until one finds it wrong
        covers: the text for a right answer, or a function of the answers that returns it
        hints: general ones, which come after a mistake's own
        mistakes: those that can show up in any trial
        method: the name of the method asked for, if the answer is a class
        hands: the names that the solution's cell hands to the check; by default, what it defines
        names: a function that returns the names available to the solution's cell
        first_line: the hint on a changed first line, in place of the general one
        usable: (the answers) -> a Finding if they can't be tried, else None
        examine: (the answers) -> a Finding, in place of trials
        reveal: whether to show the solution after the last hint
        """
        self.name = self.__name__ = name
        self.asks = asks
        self.__doc__ = f"Check {asks}."
        self.cell = Solution(solution, method or name, hands, names)
        self.solution, self.built = self.cell.source, self.cell.built
        self.trials, self.covers, self.hints, self.mistakes = trials, covers, hints, mistakes
        self.method, self.first_line, self.usable, self.reveal = method, first_line, usable, reveal
        self.room = sys._getframe(1 if type(self) is Exercise else 2).f_globals["__name__"]
        notebook = self.room.rpartition(".")[2].partition("_")[2]  # without its number, which may change
        self.key = f"{notebook}.{name}"  # in the learner's file
        if examine:
            self.examine = examine
        EXERCISES.append(self)

    def __call__(self, *answers, hint=1, show=False):
        shown(verdict(self, answers, ALL if show else hint))

    def wanted(self):
        """Return the names of what the check is called with."""
        given = inspect.signature(self.examine).parameters
        as_in_the_cell = "answers" in given or self.cell.definition and len(given) == len(self.cell.hands)
        return self.cell.hands if as_in_the_cell else tuple(given)

    def neighbours(self):
        """Return the names that other checks are called with."""
        return {name for one in EXERCISES if one is not self and hasattr(one, "wanted") for name in one.wanted()}

    def __repr__(self):
        return f"<check.{self.name}: {self.asks}>"

    # Whose answer goes on

    def unless_solved(self, ours):
        """Return the learner's answer in place of ours if it is right; print whose goes on.

        It decorates what a folded cell defines, helpers too: whoever has solved the exercise keeps what they wrote.
        """
        names, name = sys._getframe(1).f_globals, ours.__name__
        given = [names.get(hand) for hand in self.cell.hands]
        finding, _ = found(self, given)
        solved = isinstance(finding, Right)
        asked = self.cell.definition.name if self.cell.definition else ""
        extends = name == asked and name not in self.cell.hands and not isinstance(ours, type)
        if name in (asked, *self.cell.hands):
            print(f"`{name}` stays yours: it is right." if solved else f"From here on, `{name}` is ours.")
        if not solved:
            return ours
        return inspect.getattr_static(given[0], name) if extends else names.get(name, ours)

    # Examining

    def examine(self, *answers):
        """Return the Finding for these answers."""
        if finding := self.not_usable(*answers):
            return finding
        for trial in self.trials:
            if finding := self.tried(trial, answers):
                return finding
        return Right(self.covers(*answers) if callable(self.covers) else self.covers)

    def not_usable(self, *answers):
        """Return a Finding that says why the answers can't be tried, None if they can."""
        finding = None
        if self.method:
            finding = method_missing(answers[0], self.method, self.cell.hands[0])
        elif self.cell.definition:
            finding = function_missing(answers[0], self.cell.hands[0])
        return finding or (self.usable(*answers) if self.usable else None)

    def tried(self, trial, answers):
        """Return a Finding of what is wrong with the answers in one trial, None if nothing is."""
        failure = self.failure(trial, answers)
        if not failure:
            return None
        hints = self.hints if trial.hints is None else trial.hints
        place = trial.place(failure.case)
        example = f"{place} {trial.differs.format(**told_apart(failure.got, failure.wanted))}."
        stopped = isinstance(failure.got, Raised)  # an empty function does, if its first line is another
        if failure.got is ... or not stopped and is_empty(self.function(answers[0])):
            return NotYet(example, *hints)
        if not failure.hints and trial.hints is None:
            hints = in_general(hints)
        if stopped:
            return Wrong(f"{place}: {failure.got}.", *failure.hints, *hints, error=failure.got.error)
        return Wrong(example, *failure.hints, *hints)

    def explained(self, trial, answers):
        """Return the hints of the declared mistake that explains the answers in one trial, () if none does."""
        failure = self.failure(trial, answers)
        return failure.hints if failure and failure.mistake and failure.mistake not in ANYWHERE else ()

    def failure(self, trial, answers):
        """Return the Failure of the answers in one trial, with its explanation, None if they pass."""
        function = self.function(answers[0])
        more = (*self.mistakes, *(trial.own(*answers) if trial.own else ()))
        first = self.slips_of_the_first_line(function)
        return trial.failure(self.cell, trial.observe(*answers), first, more, function)

    def function(self, answer):
        """Return the function asked for: the answer, or a method of it."""
        return getattr(answer, self.method, None) if self.method else answer

    def slips_of_the_first_line(self, function):
        """Return the mistakes with a function's first line, which the notebook gives."""
        if not self.cell.definition:
            return []
        name = getattr(function, "__qualname__", self.cell.name)
        hint = self.first_line or f"Leave the first line as it was: {self.cell.first_line}."
        return [FirstLine(function, name, (hint,))]

    def as_answer(self, mistake):
        """Return the source of a cell that makes a mistake, None if the mistake is known only by its results."""
        return self.cell.with_mistake(mistake)
