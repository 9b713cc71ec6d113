"""What a learner's class looks like from outside: which methods it has, and under which names Python looks for them."""

import ast
import difflib
import dis
import inspect
import textwrap
import types

from micrograd.course.examine import NotYet, Raised, Wrong, outcome, require_own, shown
from micrograd.course.value_exam.model import BINARY, REFLECTED, RULES
from micrograd.course.value_exam.probe import STEPS

CALLED_FOR = {  # what Python calls each method for
    **{name: f"a {sign} b" for name, sign in zip(BINARY, ("+", "-", "*", "/", "**"))},
    **{name: f"2 {sign} a" for name, sign in zip(REFLECTED, ("+", "-", "*", "/", "**"))},
    "__neg__": "-a",
}
OTHER_NAMES = {
    "__add__": ("plus", "sum"),
    "__sub__": ("minus", "subtract"),
    "__mul__": ("multiply", "times", "prod", "product", "mult"),
    "__truediv__": ("div", "divide", "division", "floordiv"),
    "__pow__": ("power", "exponent"),
    "__neg__": ("negative", "negate", "minus"),
    "__rsub__": ("subr", "rminus"),
    "__rmul__": ("mulr", "rmult", "rmultiply"),
    "__rtruediv__": ("rdiv", "rdivide", "truedivr"),
    "__rpow__": ("powr", "rpower"),
    "exp": ("exponential",),
    "log": ("ln", "logarithm"),
    "relu": ("rectify",),
    "backward": ("backwards", "back", "backprop", "backpropagate", "bakward"),
    "_operations": ("operations", "topo", "order"),
}


def require_class(Value):
    """Raise Wrong unless Value is a class."""
    if Value is ... or Value is None:
        raise NotYet("give the class itself to this check.")
    if not isinstance(Value, type):
        if hasattr(type(Value), "backward"):
            raise Wrong(f"give the class itself, {type(Value).__name__}, and not one of its objects.")
        raise Wrong(f"give the class itself, and not {shown(Value)}.")


def require_method(Value, name):
    """Return the class's method of this name; raise NotYet if there is none, Wrong if Python can't call it as it will."""
    require_class(Value)
    kind, method = Value.__name__, inspect.getattr_static(Value, name, None)
    if method is None:
        outside = stray(Value, name)
        if outside:
            if extends(outside, kind):
                again = f"The cell of your `{name}` has put it into an earlier class `{kind}`: run that cell again."
                raise Wrong(f"the class `{kind}` was made anew since, and has no `{name}`.", again)
            above = f"Is `@extend({kind})` above it, or is it indented as the class's other methods are?"
            raise Wrong(f"your `{name}` stands outside the class.", above)
        similar = similar_name(Value, name)
        if similar:
            raise Wrong(*never_called(Value, name, similar))
        raise NotYet(f"{looks_for(name)}, and your {kind} has none yet.")
    if isinstance(method, (staticmethod, classmethod, property)):
        raise Wrong(f"`{name}` should be a plain method, and it is a {type(method).__name__}: no `@` line above it.")
    if hasattr(method, "__get__"):
        method = getattr(Value, name)  # a partialmethod is called only when it has been looked up
    if not callable(method):
        raise Wrong(f"`{name}` should be a function, and it is {shown(method)}.")
    require_first_line(method, name)
    if inspect.isgeneratorfunction(method):
        raise Wrong(f"a call of `{name}` runs none of its lines.", YIELDS.format(name))
    return method


YIELDS = "Your `{}` has a `yield` in it, and such a function gives a generator, which waits to be asked: use `return`."


def require_own_method(Value, name):
    """Raise NotYet if the class has our method of this name, from the folded cell."""
    require_class(Value)
    require_own(inspect.getattr_static(Value, name, None), name)


def looks_for(name):
    """Return the beginning of a sentence that says for what Python looks for this name."""
    return (
        f"for `{CALLED_FOR[name]}` Python looks for `{name}`" if name in CALLED_FOR else f"there should be a `{name}`"
    )


def never_called(Value, name, similar):
    """Return what is told of a class that has a similar name in place of the one that Python looks for."""
    has = f"your {Value.__name__} has `{similar}`, and no `{name}`."
    call = f"`{CALLED_FOR[name]}`" if name in CALLED_FOR else f"`a.{name}()`"
    if name not in CALLED_FOR and similar.startswith("__"):
        return has, f"Python never calls `{similar}`: {call} looks for `{name}`, without underscores."
    if similar.startswith("__"):
        return has, f"Python never calls `{similar}`: for {call} it looks for `{name}`."
    return has, f"For {call} Python looks for `{name}`, and for no other name."


def similar_name(Value, name):
    """Return the name in the class that was meant for this one, None if there is none."""
    proper = {*RULES, *REFLECTED, "backward", "data", "grad"}
    wanted = [bare(name), *OTHER_NAMES.get(name, ())]
    found = [n for kind in Value.__mro__[:-1] for n in vars(kind) if n not in proper and callable(vars(kind)[n])]
    for one in found:
        reflected = name in REFLECTED
        near = difflib.get_close_matches(bare(one), wanted, 1, 0.8) and bare(one).startswith("r") == reflected
        if bare(one) in wanted or near and name not in ("exp", "log"):
            return one
    return None


def bare(name):
    return name.strip("_").lower()


def stray(Value, name):
    """Return the function of this name that stands beside the class instead of in it."""
    outside = getattr(getattr(Value, "__init__", None), "__globals__", {}).get(name)
    if not isinstance(outside, types.FunctionType):
        return None
    first = outside.__code__.co_varnames[: min(outside.__code__.co_argcount, 1)]
    return outside if first == ("self",) else None


def extends(function, kind):
    """Return whether a function stands below `@extend(...)` of this class."""
    tree = syntax(function)
    lines = tree.body[0].decorator_list if tree and isinstance(tree.body[0], ast.FunctionDef) else []
    return f"extend({kind})" in map(ast.unparse, lines)


def require_first_line(method, name):
    """Raise Wrong if a method's first line has no room for what Python hands it."""
    handed = ["self", "other"] if name in BINARY or name in REFLECTED else ["self"]
    signature = outcome(inspect.signature, method)
    if isinstance(signature, Raised):
        return
    try:
        signature.bind(*handed)
    except TypeError:
        line = f"def {name}({', '.join(signature.parameters)})"
        call = CALLED_FOR.get(name, f"a.{name}()")
        sides = "the Value that it is called on, and the other side" if len(handed) == 2 else "the Value itself"
        room = f"Your first line is `{line}`, and Python hands `{name}` {sides}: it needs {' and '.join(handed)}."
        asked = [one.name for one in signature.parameters.values() if one.default is one.empty]
        if asked[: len(handed)] == handed and len(asked) > len(handed):
            more = ", ".join(f"`{one}`" for one in asked[len(handed) :])
            room = f"Your first line is `{line}`, and Python hands `{name}` {sides}, and nothing else: {more} gets nothing."
        raise Wrong(f"`{call}`: {outcome(method, *handed)}.", room) from None


def empty(Value, name):
    """Return whether the class has no such method yet, or a stub."""
    method = inspect.getattr_static(Value, name, None)
    return method is None or is_empty(method)


def is_empty(method):
    """Return whether a function's body is `...`, `return ...` or `pass`."""
    code = getattr(inspect.unwrap(method), "__code__", None)
    steps = dis.get_instructions(code) if code else ()
    return code is not None and all(step.opname == "RESUME" for step in steps if step.argval not in (None, ...))


def syntax(method):
    """Return a method's source as a syntax tree, None where it can't be had."""
    source = outcome(inspect.getsource, method)
    tree = outcome(lambda: ast.parse(textwrap.dedent(source)))
    return None if isinstance(tree, Raised) else tree


def wraps(method, kind, variable):
    """Return whether there is a call such as Value(self) in the method."""
    tree = syntax(method)
    for call in ast.walk(tree) if tree else ():
        if isinstance(call, ast.Call) and ast.unparse(call.func) in (kind, "Value", "type(self)", "self.__class__"):
            if [ast.unparse(argument) for argument in call.args] in ([variable], [f"{variable}.data"]):
                return True
    return False


def always_wraps(method, kind):
    """Return whether a line such as other = Value(other) runs whatever other is."""
    tree = syntax(method)
    lines = getattr(tree.body[0], "body", ()) if tree else ()
    return any(isinstance(one, ast.Assign) and ast.unparse(one.value) == f"{kind}(other)" for one in lines)


def called_at_once(method):
    """Return the name of a function inside of a method of which the method keeps the result, not the function."""
    tree = syntax(method)
    inner = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)} if tree else set()
    for line in ast.walk(tree) if tree else ():
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Attribute):
            made = line.value
            if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id in inner:
                return made.func.id
    return None


def never_kept(method):
    """Return how a function inside of a method gets lost: what is told of it, "" if it does not."""
    tree = syntax(method)
    inner = [one.name for one in ast.walk(tree.body[0]) if isinstance(one, ast.FunctionDef)][1:] if tree else []
    for name in inner:
        uses = [one for one in ast.walk(tree) if isinstance(one, ast.Name) and one.id == name]
        if not uses:
            return f"it makes the function `{name}`, and nothing keeps it: the result should."
        for line in ast.walk(tree):
            if isinstance(line, ast.Assign) and getattr(line.value, "id", "") == name:
                if ast.unparse(line.targets[0]).startswith("self."):
                    return f"`self` keeps the function `{name}`, and it is the result that should."
    return ""


def asks_for_another(method, Value):
    """Return the name of a class other than the learner's that a method asks for by isinstance, "" if there is none."""
    tree, known = syntax(method), getattr(method, "__globals__", {})
    for call in ast.walk(tree) if tree else ():
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "isinstance" and len(call.args) == 2:
            kind = ast.unparse(call.args[1])
            if kind == "Value" != Value.__name__ and known.get(kind) is not Value:
                return kind
    return ""


def keeps_functions(Value):
    """Return whether a result keeps a function for backward to call: then the chain rule is in every operation."""

    def holds():
        a = Value(2.0)
        for make in (lambda: a + a, lambda: a * a, lambda: -a, lambda: a.tanh()):
            try:
                out = make()
            except (TypeError, AttributeError):
                continue
            names = [*getattr(out, "__dict__", ()), *slots(out)]
            return any(_is_function(getattr(out, name, None)) for name in names)
        return False

    return outcome(holds, steps=STEPS) is True


def slots(thing):
    """Return the names in the `__slots__` of a thing's class."""
    named = [getattr(kind, "__slots__", ()) for kind in type(thing).__mro__]
    return [name for names in named for name in ([names] if isinstance(names, str) else names)]


def _is_function(thing, depth=2):
    if isinstance(thing, (list, tuple)) and depth:
        return any(_is_function(one, depth - 1) for one in thing)
    return isinstance(thing, (types.FunctionType, types.MethodType)) or type(thing).__name__ == "partial"
