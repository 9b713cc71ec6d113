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
import itertools
import linecache
import math
import os
import re
import sys
import sysconfig
import traceback
from collections import Counter
from numbers import Real

from micrograd import answers

HERE = os.path.dirname(answers.__file__)  # the package: whatever stands outside of it is the learner's
LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
DEEPEST = 5000  # calls inside of each other, whatever limit the learner has set: Python itself may die of more
EXERCISES = []  # all of the course, in its order


class NotYet(Exception):
    """The answer is still the stub: an example of what is missing, and hints that each say more."""


class Wrong(Exception):
    """The answer is wrong: an example that shows it, and hints that each say more.

    It may have an attribute `again`: the example as it is told when somebody asks for more hints.
    """


class Endless(BaseException):
    """The answer takes too many steps; not an Exception, so that `except Exception` in an answer lets it through."""

    what = "your code comes to no end, and was stopped"


class TooDeep(Endless):
    """The answer calls itself too often: what Python calls a RecursionError, a little earlier."""

    what = "your code calls itself without end, and was stopped"
    function = ""  # the name of the function that does so


def _too_deep(frames):
    """Return the TooDeep that knows which function most of these frames are calls of."""
    error = TooDeep()
    error.function = Counter(frame.f_code.co_name for frame in frames).most_common(1)[0][0]
    return error


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
        check.key = f"{examine.__module__.rpartition('.')[2]}.{examine.__name__}"
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
        said = _one_line(said) if type(said) is str else ""
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


def bounded(call, *args, steps=500_000, fine=True, called=None):
    """Return call(*args); raise Endless if it takes more steps than that, TooDeep if it calls itself without end.

    A step is an operation of Python's; with fine=False it is a line, which is cheaper, and blind to some loops of one line.
    called, a set, gets the code of each of the learner's functions that was called.
    """
    taken, top, depth, imports, stop = 0, math.inf, 0, 0, None
    deepest = min(sys.getrecursionlimit(), DEEPEST) - len(list(traceback.walk_stack(sys._getframe()))) - 100

    def trace(frame, *_):
        nonlocal taken, top, stop
        if frame.f_code.co_filename.startswith(HERE) or imports or _is_import(frame):
            return None  # ours comes to an end, and so does the import of a library, which may be long
        taken += 1
        if called is not None:
            called.add(frame.f_code)
        frame.f_trace_opcodes = fine  # Python 3.11 passes over some loops of one line
        if depth > deepest:
            stop = stop or _too_deep(one for one, _ in itertools.islice(traceback.walk_stack(frame), 100))
        elif taken > steps:
            # A bare `except:` inside an endless loop would swallow it: wait for the loop's first line, outside that.
            line = frame.f_lineno or math.inf
            top = min(top, line)
            if taken > 2 * steps or taken > steps + 1000 and line == top:
                stop = stop or Endless
        if stop:
            raise stop
        return trace

    def watch(frame, event, _):
        nonlocal depth, imports
        one = (event == "call") - (event == "return")
        depth += one
        if one and _is_import(frame):
            imports += one
        if sys.gettrace() is not trace:  # it has raised, which ends the tracing, and an `except:` has swallowed that
            sys.settrace(trace)
            frame.f_trace = trace

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(trace)
    sys.setprofile(watch)
    try:
        result = call(*args)
    finally:
        sys.setprofile(before[1])
        sys.settrace(before[0])
    if stop:
        raise stop
    return result


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
    example = f"{place(*case)} {tells.format(**_pair(got, wanted[0]))}."
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


def _is_import(frame):
    return frame.f_code.co_name == "<module>" and frame.f_code.co_filename.startswith(LIBRARIES)


def outcome(call, *case, **bounds):
    """Return what call(*case) returns, or as Raised what it raises; an error in place of call is one that it raises."""
    if isinstance(call, BaseException):
        return Raised(call)
    try:
        return bounded(call, *case, **bounds)
    except RecursionError as error:
        return Raised(_too_deep(frame for frame, _ in traceback.walk_tb(error.__traceback__)))
    except (Exception, SystemExit, Endless) as error:
        return Raised(error)


class Raised:
    """What a call gives that stops with an error."""

    def __init__(self, error):
        self.error = error

    def __str__(self):
        if isinstance(self.error, Endless):
            return self.error.what
        text = ": ".join(filter(None, [type(self.error).__name__, _one_line(str(self.error))]))
        frame, number = _place(self.error)
        line = linecache.getline(frame.f_code.co_filename, number).strip() if frame else ""
        return f"your code stopped with {text}" + (f", in `{line}`" if line else "")


def _place(error):
    """Return the innermost frame of the answer in which an error was raised, and its line; None, 0 if there is none."""
    places = [
        (frame, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if not frame.f_code.co_filename.startswith((HERE, *LIBRARIES))
    ]
    return places[-1] if places else (None, 0)


class Words(str):
    """A result put into words, which needs no quotation marks."""

    __repr__ = str.__str__


def same(one, two, near=1e-6):
    """Return whether two outcomes are the same: numbers nearly, errors by type and how their text begins."""
    if isinstance(one, Raised) and isinstance(two, Raised):
        return type(one.error) is type(two.error) and str(one.error).startswith(str(two.error))
    if isinstance(one, (list, tuple)) and isinstance(two, (list, tuple)):
        return len(one) == len(two) and all(same(u, v, near) for u, v in zip(one, two))
    if isinstance(one, str) or one is None:
        return type(one) is type(two) and one == two
    return math.isclose(number(one), number(two), rel_tol=near, abs_tol=near * 1e-4)


def number(thing):
    """Return a real number as a float, and nan for anything else."""
    try:
        return float(thing) if isinstance(thing, Real) and not isinstance(thing, bool) else math.nan
    except OverflowError:
        return math.inf


def shown(thing, digits=3):
    """Return a result as the learner is to read it: short, on one line."""
    if thing is ...:
        return "`...`"
    if type(thing) in (list, tuple):
        inner = ", ".join(shown(item, digits) for item in thing)
        comma = "," * (len(thing) == 1)  # (6) is a number in brackets
        return _one_line(f"[{inner}]" if type(thing) is list else f"({inner}{comma})")
    if not math.isnan(number(thing)):
        return f"{number(thing) + 0.0:.{digits}g}"  # 0 for -0
    if type(thing) is complex:
        return f"{thing:.{digits}g}"
    text = outcome(repr, thing)  # the answer's own __repr__ may fail, or go round in a ring
    if type(text) is not str:
        return f"a {type(thing).__name__}"
    return _one_line(re.sub(r" at 0x[0-9a-fA-F]+", "", text))  # an address is another one on every run


def _one_line(text, longest=120):
    text = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text[: 2 * longest].split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _pair(got, wanted):
    """Return both as text, with as many digits as it takes to tell them apart."""
    for digits in range(3, 18):
        if shown(got, digits) != shown(wanted, digits):
            break
    return {"got": shown(got, digits), "wanted": shown(wanted, digits)}


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
    frame, _ = _place(error)
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


def as_good(kinds):
    """Return the end of a sentence that says which kinds of result do as well as a list."""
    return f". A {min(kind.__name__ for kind in kinds)} will do as well as a list." if kinds else "."
