"""How a check examines an answer: on cases, within bounds, and beside known mistakes.

A check runs the answer on cases; the first that comes out wrong is its counter-example. Then it runs known mistakes,
each written as the code that makes it, on the same cases: the one that gives what the answer gave is named. A mistake
that nobody has thought of has no name, and is found all the same.

No answer makes a check raise, and no endless loop written in Python holds it up. What was found is kept in the
learner's own file, for `progress`; nothing of what they wrote is.
"""

import contextlib
import dis
import functools
import inspect
import io
import linecache
import math

from micrograd.course.exercise import EXERCISES
from micrograd.course.wording import Words, as_good, number, shown, told_apart  # noqa: F401
from micrograd.learner import answers
from micrograd.learner.sandbox import (  # noqa: F401
    DEEPEST,
    HERE,
    LIBRARIES,
    Endless,
    Raised,
    TooDeep,
    bounded,
    is_import,
    outcome,
    place_of,
    too_deep,
)
from micrograd.learner.words import one_line


class NotYet(Exception):
    """The answer is still the stub: an example of what is missing, and hints that each say more."""


class Wrong(Exception):
    """The answer is wrong: an example that shows it, and hints that each say more.

    It may have an attribute `again`: the example as it is told when somebody asks for more hints.
    """


def exercise(solution, reveal=True):
    """Return a decorator that turns examine, which returns what it covered or raises NotYet or Wrong, into a check.

    The check prints what examine found, with as many of its hints as `hint` says. solution is the cell that solves the
    exercise: who has read all hints can have it shown, unless reveal is false.
    """

    def decorate(examine):
        @functools.wraps(examine)
        def check(answer, *more, hint=1):
            print(_verdict(check, (answer, *more), hint))

        del check.__wrapped__  # help() is to show the signature with the hint
        check.examine = examine
        check.solution = inspect.cleandoc(solution)
        check.reveal = reveal
        check.key = f"{examine.__module__.rpartition(chr(46))[2][4:]}.{examine.__name__}"
        check.room = examine.__module__
        EXERCISES.append(check)
        return check

    return decorate


def prediction(right):
    """Return what exercise does, for a number to be predicted: being wrong tells what is right."""
    return exercise(right, reveal=False)


def _verdict(check, answers_given, hint):
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # what an answer prints would bury what the check says
            covered = bounded(check.examine, *answers_given, steps=5_000_000)
        return _kept(check, {"right": True}, f"✓ {covered}")
    except (NotYet, Wrong) as found:
        unsolved = isinstance(found, NotYet)
        example, *hints = found.args
        if hint != 1:
            example = getattr(found, "again", example)
    except (Exception, SystemExit, Endless) as error:  # an answer that can't even be looked at
        said = outcome(str, error)
        said = one_line(said) if type(said) is str else ""
        unsolved, example, hints = False, f"this can't be checked: {type(error).__name__}{': ' * bool(said)}{said}", []
    level = hint if type(hint) is int and hint > 0 else 1
    told = hints[: level - unsolved]  # a stub gets its first hint on request only
    lines = [f"{'not yet:' if unsolved else '✗'} {example}", *told]
    if len(told) < len(hints):
        lines.append(f"(hint={level + 1} says more.)")
    elif hints and check.reveal:
        lines += _revealed(check) if level > len(hints) + unsolved else [f"(hint={level + 1} shows a solution.)"]
    text = "\n  ".join(lines)
    return text if unsolved else _kept(check, {"right": False, "mistake": "".join(hints[:1])}, text)


def _revealed(check):
    return ["One way to do it:", *(f"    {line}" for line in check.solution.splitlines())]


def _kept(check, record, text):
    """Keep what was found; return text, with what is to be said of the file if it has a trouble."""
    trouble = answers.keep(check.key, record, part="checks")
    return "\n".join(filter(None, [text, trouble]))


def compare(answer, cases, right, mistakes, place, tells, hints=(), near=1e-6, look=lambda got: ()):
    """Raise Wrong if in one of the cases the answer gives nothing that a function in right gives; NotYet for a stub.

    A mistake is the code that makes it, which has to give in every case what the answer gave, or the error that the
    answer stopped with; then come its hints, each a text or a function of the answer and of what it gave. A result that
    no mistake gives may have hints by its look, look(got). More general hints follow.
    The counter-example reads: place(*case), and then tells, with the words {got} and {wanted} filled in.
    """
    given = []
    for case in cases:
        given.append(outcome(answer, *case))
        if isinstance(given[-1], Raised) and isinstance(given[-1].error, Endless):
            break  # the others may be as long
    for case, got in zip(cases, given):
        wanted = [outcome(rule, *case) for rule in right]
        if isinstance(got, Raised) or not any(same(got, one, near) for one in wanted):
            break
    else:
        return
    example = f"{place(*case)} {tells.format(**told_apart(got, wanted[0]))}."
    if _is_stub(answer, got):
        raise NotYet(example, *hints)
    if isinstance(got, Raised):
        example = f"{place(*case)}: {got}."
    only_errors = all(isinstance(got_there, Raised) for got_there in given)
    for wrong, *about in (*mistakes, *ANYWHERE):
        if only_errors and not isinstance(wrong, BaseException):
            continue  # a mistake about values says nothing about an answer that gave none
        pairs = [(case, got)] if isinstance(wrong, BaseException) else zip(cases, given)
        if all(same(result, outcome(wrong, *other), 1e-4) for other, result in pairs):
            raise Wrong(example, *(one(answer, got) if callable(one) else one for one in about), *hints)
    about = () if isinstance(got, Raised) else look(got)
    raise Wrong(example, *(about or [why_none(answer)] * (got is None)), *hints)


def same(one, two, near=1e-6):
    """Return whether two outcomes are the same: numbers nearly, errors by type and how their text begins."""
    if isinstance(one, Raised) and isinstance(two, Raised):
        return type(one.error) is type(two.error) and str(one.error).startswith(str(two.error))
    if isinstance(one, (list, tuple)) and isinstance(two, (list, tuple)):
        return len(one) == len(two) and all(same(u, v, near) for u, v in zip(one, two))
    if isinstance(one, str) or one is None:
        return type(one) is type(two) and one == two
    return math.isclose(number(one), number(two), rel_tol=near, abs_tol=near * 1e-4)


def require_function(function, name):
    """Raise NotYet if function is `...` or our own, from the folded cell that begins with OURS; Wrong if it is none."""
    if function is ... or function is None:
        raise NotYet(f"write `{name}` in the cell above, then run both cells.")
    if not callable(function):
        raise Wrong(f"`{name}` should be a function, and it is {shown(function)}.")
    require_own(function, name)


def require_own(function, name):
    """Raise NotYet if function is our own, from the folded cell that begins with OURS."""
    code = getattr(function, "__code__", None)
    if code and linecache.getline(code.co_filename, 1).startswith(OURS):
        raise NotYet(f"this `{name}` is ours, from the folded cell. Run the cell with yours, then this one again.")


OURS = "# Ours"


def _is_stub(function, got):
    """Return whether function gave what a body of `return ...`, of `...` or of `pass` gives."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    # The latter two leave nothing but: begin, load None, return it.
    return got is ... or got is None and code is not None and len(list(dis.get_instructions(code))) <= 3


def why_none(function):
    """Return a sentence on a function that gave None: it has no `return`, or what it returns is None."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None or code.co_filename.startswith(HERE):
        return "A function that ends without `return` gives None, and so does `append`, which changes its list."
    steps = list(dis.get_instructions(code))
    returned = [one for one, then in zip(steps, steps[1:]) if then.opname == "RETURN_VALUE"]
    if all(one.opname == "LOAD_CONST" and one.argval is None for one in returned):
        return "A function that ends without `return` gives None."
    if "print" in code.co_names:
        return "Does it return what `print` gives? That is None: return the thing that is printed."
    called = [name for name in CHANGERS if name in code.co_names]
    if called:
        return f"Does it return what `{called[0]}` gives? That is None: return the list itself, on a line of its own."
    return "It has a `return`, and gave None: did it end before that, or is what it returns None?"


CHANGERS = "append", "extend", "insert", "sort", "reverse", "add", "update"


def about_name(error):
    """Return a sentence on a name that Python doesn't know: `self.` may be missing before it."""
    name = getattr(error, "name", None) or ""
    frame, _ = place_of(error)
    first = frame.f_code.co_varnames[: frame.f_code.co_argcount][:1] if frame else ()
    if name == "self" and frame:
        function = frame.f_code.co_name
        called = f": `{function}` calls its own `{first[0]}`" if first else ""
        return f"`self` is known only where the first line has it{called}."
    if first == ("self",) and outcome(hasattr, frame.f_locals.get("self"), name) is True:
        return f"Python knows no `{name}` by itself: is `self.` missing before it?"
    return "Python knows no such name here: is it spelled as where it was given, and is it imported?"


ANYWHERE = [
    (lambda *_: None, lambda answer, got: why_none(answer)),
    *(
        (error, "Something is None there: a function without `return` gives it, and so does `append`.")
        for error in (TypeError("'NoneType' object is not"), AttributeError("'NoneType' object has no attribute"))
    ),
    (UnboundLocalError(), "That name is read before a line has given it a value: what is it to begin with?"),
    (NameError(), lambda answer, got: about_name(got.error)),
    (TooDeep(), "A function that calls itself needs a case in which it does not."),
    (Endless(), "Is there a loop that nothing ends?"),
]


def predict(guess, right, because, slips, near=0.05):
    """Return because if the guess is right within near; raise NotYet, or Wrong with the slip that explains it."""
    if guess is ... or guess is None:
        raise NotYet("type your number in place of the `...`, then run the cell again.")
    if math.isnan(number(guess)):
        raise Wrong(f"a prediction is one number, and this is {shown(guess)}.")
    if math.isclose(number(guess), right, rel_tol=near, abs_tol=1e-12):
        return because
    nearest = sorted(slips, key=lambda slip: abs(slip - number(guess)))[:1]
    about = [slips[slip] for slip in nearest if math.isclose(number(guess), slip, rel_tol=min(near, 0.05))]
    whole = number(guess) == round(number(guess), 0) and abs(number(guess)) < 1e15
    said = f"{number(guess) + 0.0:.0f}" if whole else shown(guess, 6)
    raise Wrong(f"you said {said}, and it is {because}", *about)
