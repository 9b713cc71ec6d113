"""What can be learned about a function without running it, and what its errors say about it."""

import ast
import dis
import inspect
import linecache
import textwrap

from micrograd.learner.sandbox import HERE, Raised, outcome, place_of

OURS = "# Ours"  # the first line of a folded cell that holds our own solution
CHANGERS = "append", "extend", "insert", "sort", "reverse", "add", "update"  # list and set methods that return None


def code_of(function):
    """Return a function's code, None if it has none."""
    return getattr(inspect.unwrap(function), "__code__", None)


def is_empty(function):
    """Return whether a function's body is `...`, `return ...` or `pass`."""
    code = code_of(function)
    steps = dis.get_instructions(code) if code else ()
    return code is not None and all(step.opname == "RESUME" for step in steps if step.argval not in (None, ...))


def is_ours(function):
    """Return whether a function is our own solution, from the folded cell that begins with OURS."""
    code = getattr(function, "__code__", None)
    return code is not None and linecache.getline(code.co_filename, 1).startswith(OURS)


def names_in(function):
    """Return the names that a function looks up outside itself."""
    return {*getattr(getattr(function, "__code__", None), "co_names", ())}


def globals_in(function):
    """Return the bare names that a function and its inner functions look up outside themselves."""
    code = code_of(function)
    return _globals_in(code) if code else set()


def _globals_in(code):
    own = {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    return own.union(*(_globals_in(inner) for inner in code.co_consts if inspect.iscode(inner)))


def syntax(function):
    """Return a function's source as a syntax tree, None if there is no source."""
    source = outcome(inspect.getsource, function)
    tree = outcome(lambda: ast.parse(textwrap.dedent(source)))
    return None if isinstance(tree, Raised) else tree


def why_none(function):
    """Return a sentence about a function that gave None: it has no `return`, or it returns None."""
    code = code_of(function)
    if code is None or code.co_filename.startswith(HERE):
        return "A function that ends without `return` gives None, and so does `append`, which changes its list."
    steps = list(dis.get_instructions(code))
    returned = [step for step, then in zip(steps, steps[1:]) if then.opname == "RETURN_VALUE"]
    if all(step.opname == "LOAD_CONST" and step.argval is None for step in returned):
        return "A function that ends without `return` gives None."
    given = calls_returned(function)
    if "print" in given:
        return "Does it return what `print` gives? That is None: return the thing that is printed."
    if called := [name for name in CHANGERS if name in given]:
        return f"Does it return what `{called[0]}` gives? That is None: return the list itself, on a line of its own."
    return "It has a `return`, and gave None: did it end before that, or is what it returns None?"


def calls_returned(function):
    """Return the names of what gives a function's results, in its `return` lines or where those names are set.

    Without the function's source, it is all that it may call.
    """
    tree = syntax(function)
    if tree is None:
        return {*code_of(function).co_names}
    lines = [node for node in ast.walk(tree) if isinstance(node, (ast.Return, ast.Lambda))]
    names = {line.value.id for line in lines if isinstance(getattr(line, "value", None), ast.Name)}
    sets = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    lines += [node.value for node in sets if names & {getattr(target, "id", "") for target in node.targets}]
    calls = [node.func for line in lines for node in ast.walk(line) if isinstance(node, ast.Call)]
    return {getattr(func, "attr", getattr(func, "id", "")) for func in calls}


def about_name(error):
    """Return a sentence about a name that Python does not know: `self.` may be missing before it."""
    name = getattr(error, "name", None) or ""
    frame, _ = place_of(error)
    first = frame.f_code.co_varnames[: frame.f_code.co_argcount][:1] if frame else ()
    if name == "self" and frame:
        called = f": `{frame.f_code.co_name}` calls its own `{first[0]}`" if first else ""
        return f"`self` is known only where the first line has it{called}."
    if first == ("self",) and outcome(hasattr, frame.f_locals.get("self"), name) is True:
        return f"Python knows no `{name}` by itself: is `self.` missing before it?"
    return "Python knows no such name here: is it spelled as where it was given, and is it imported?"
