"""The form of an exercise: what is asked, its solution, the cases it is tried in, and a table of known mistakes.

A check tries the answer in each case; the first that comes out wrong is its counter-example. Then it makes the known
mistakes in the solution, tries those in the same cases, and names the one that gives what the answer gave. A mistake
that nobody has thought of has no name, and is found all the same.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from micrograd.course import errors
from micrograd.course.diagnosis import diagnose
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.functions import is_empty, is_ours
from micrograd.course.mistakes import Answer, Gives, Raises, Swap, raises
from micrograd.course.outcomes import outcomes
from micrograd.course.verdict import verdict
from micrograd.course.wording import shown, told_apart
from micrograd.learner.sandbox import HERE, Raised

EXERCISES = []  # all of the course, in its order
FILE = f"{HERE}/mistake"  # of code of ours, which no message shows as the learner's


# What is tried


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
    own: Callable | None = None  # (the answers) -> mistakes that only a look at them can tell
    hints: Sequence | None = None  # more general ones, if not those of the exercise
    near: float = 1e-6

    def place(self, case):
        """Return a case in words."""
        return self.case.format(*case) if isinstance(self.case, str) else self.case(*case)


class Exercise:
    """One exercise of a notebook; calling it checks an answer, and prints what was found."""

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
        usable=None,
        examine=None,
        reveal=True,
    ):
        """Put an exercise into the course.

        name: what the notebook calls, as in `check.name(answer)`
        asks: what is asked, as a phrase
        solution: a cell that solves it
        trials: the looks that are taken at an answer, until one finds it wrong
        covers: what is said of a right answer, or a function of the answers that returns it
        hints: more general ones, which come after those of a mistake
        mistakes: those of all trials
        method: the method that is asked for, where the answer is a class
        hands: the names of what the solution's cell hands to the check; the thing that it defines, if not given
        names: returns the names that the solution's cell finds there before it runs
        usable: (the answers) -> a Finding if they can't be tried, else None
        examine: (the answers) -> a Finding, in place of trials
        reveal: whether the solution is shown after the last hint
        """
        self.name = self.__name__ = name
        self.asks = asks
        self.__doc__ = f"Check {asks}."
        self.solution = inspect.cleandoc(solution)
        self.trials, self.covers, self.hints, self.mistakes = trials, covers, hints, mistakes
        self.method, self.hands, self.names, self.usable = method, hands, names, usable
        self.reveal = reveal
        self.room = sys._getframe(1 if type(self) is Exercise else 2).f_globals["__name__"]
        self.key = f"{self.room.rpartition('.')[2][4:]}.{name}"  # in the learner's file, without the notebook's number
        if examine:
            self.examine = examine
        EXERCISES.append(self)

    def __call__(self, *answers, hint=1):
        print(verdict(self, answers, hint))

    def __repr__(self):
        return f"<check.{self.name}: {self.asks}>"

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
        """Return what keeps the answers from being tried, None if nothing does."""
        finding = method_missing(answers[0], self.method) if self.method else function_missing(answers[0], self.name)
        return finding or (self.usable(*answers) if self.usable else None)

    def tried(self, trial, answers):
        """Return what is wrong with the answers in one trial, None if nothing is."""
        function = self.function(answers[0])
        given = outcomes(trial.observe(*answers), trial.cases)
        mistakes = self.slips_of_the_first_line(function) + list(trial.own(*answers) if trial.own else ())
        mistakes += self.known(trial)
        failure = diagnose(given, self.rights(trial), mistakes, function, trial.near)
        if not failure:
            return None
        hints = self.hints if trial.hints is None else trial.hints
        place = trial.place(failure.case)
        example = f"{place} {trial.differs.format(**told_apart(failure.got, failure.wanted))}."
        if failure.got is ... or is_empty(function):
            return NotYet(example, *hints)
        if isinstance(failure.got, Raised):
            return Wrong(f"{place}: {failure.got}.", *failure.hints, *hints, error=failure.got.error)
        return Wrong(example, *failure.hints, *hints)

    def function(self, answer):
        """Return the function that is asked for: the answer, or a method of it."""
        return getattr(answer, self.method) if self.method else answer

    def slips_of_the_first_line(self, function):
        """Return the mistakes with a function's first line, which the notebook has given."""
        name = getattr(function, "__qualname__", self.name)
        hint = f"Leave the first line as it was: {self.first_line}."
        return [raises(kind(name), hint) for kind in (errors.takes, errors.missing, errors.unexpected)]

    @cached_property
    def first_line(self):
        """The first line of the function that is asked for, without its `def`."""
        return (
            ast.unparse(self._definition(ast.parse(self.solution))).partition("\n")[0].removeprefix("def ").rstrip(":")
        )

    # The solution, and the mistakes made in it

    def rights(self, trial):
        """Return what a right answer gives, as functions of a case."""
        if trial.right:
            return [trial.right, *trial.also_right]
        return self._cached(
            trial,
            "rights",
            lambda: [
                rule if callable(rule) else trial.observe(*self.built(rule))
                for rule in (self.solution, *(self.answer_of(also) for also in trial.also_right))
            ],
        )

    def known(self, trial):
        """Return the known mistakes of a trial, each as what it gives or raises."""
        return self._cached(
            trial,
            "known",
            lambda: [
                mistake if isinstance(mistake, tuple) else Gives(self._making(trial, mistake), mistake.hints)
                for mistake in (*trial.mistakes, *self.mistakes)
            ],
        )

    def answer_of(self, text):
        """Return the whole answer that a right one written as a mistake is stands for; a function stays one."""
        return text if callable(text) else Answer(text, ()).source(self.solution)

    def _making(self, trial, mistake):
        observed = []

        def rule(*case):
            if not observed:  # made when it is first needed: few are
                observed.append(trial.observe(*self.built(mistake.source(self.solution))))
            return observed[0](*case)

        return rule

    def _cached(self, trial, what, make):
        cache = self.__dict__.setdefault("_cache", {})
        if (id(trial), what) not in cache:
            cache[id(trial), what] = make()
        return cache[id(trial), what]

    def built(self, source, file=FILE):
        """Return what a cell with this source hands to the check."""
        names = self.names()
        exec(compile(source, file, "exec"), names)
        return [names[name] for name in self.hands or (self._handed,)]

    def as_answer(self, mistake):
        """Return the source of a cell that makes a mistake, None for one that is known by its results alone."""
        if isinstance(mistake, (Swap, Answer)):
            return mistake.source(self.solution)
        if isinstance(mistake, Raises):
            tree = ast.parse(self.solution)
            self._definition(tree).body = ast.parse(mistake.sample or mistake.message.raised_by).body
            return ast.unparse(tree)
        return None

    @cached_property
    def _handed(self):
        """The name of what the solution defines; of a method for `@extend(Value)`, the class."""
        made = next(node for node in ast.parse(self.solution).body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
        return made.decorator_list[0].args[0].id if made.decorator_list else made.name

    def _definition(self, tree):
        """Return the definition of the function that is asked for, in a solution's tree."""
        wanted = self.method or self.name
        found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        return next((node for node in found if node.name == wanted), found[0])


def function_missing(function, name):
    """Return what keeps an answer from being a learner's function, None if nothing does."""
    if function is ... or function is None:
        return NotYet(f"write `{name}` in the cell above, then run both cells.")
    if not callable(function):
        return Wrong(f"`{name}` should be a function, and it is {shown(function)}.")
    return ours(function, name)


def method_missing(cls, name):
    """Return what keeps an answer from being a class with a method of the learner's, None if nothing does."""
    if not isinstance(cls, type):
        return Wrong(f"give the class itself, and not {shown(cls)}.")
    if not getattr(cls, name, None):
        return NotYet(f"{cls.__name__} has no `{name}` yet: write it in the cell above, then run both cells.")
    return function_missing(getattr(cls, name), name)


def ours(function, name):
    """Return NotYet for our own function, from the folded cell that begins with OURS, else None."""
    if is_ours(function):
        return NotYet(f"this `{name}` is ours, from the folded cell. Run the cell with yours, then this one again.")
    return None
