"""A learner's class from outside: its methods, and the names under which Python looks for them."""

import ast
import difflib
import inspect
import types

from micrograd.course.finding import NotYet, Wrong
from micrograd.course.functions import is_empty, names_in, syntax
from micrograd.course.usable import ours
from micrograd.course.value_exam.model import BINARY, REFLECTED, RULES
from micrograd.course.wording import shown
from micrograd.learner.sandbox import Raised, outcome

CALLED_FOR = {  # the code for which Python calls each method
    **{name: f"a {sign} b" for name, sign in zip(BINARY, ("+", "-", "*", "/", "**"))},
    **{name: f"2 {sign} a" for name, sign in zip(REFLECTED, ("+", "-", "*", "/", "**"))},
    "__neg__": "-a",
    "__call__": "n(x)",
}
OTHER_NAMES = {
    "__add__": "plus sum",
    "__sub__": "minus subtract",
    "__mul__": "multiply times prod product mult",
    "__truediv__": "div divide division floordiv",
    "__pow__": "power exponent",
    "__neg__": "negative negate minus",
    "__rsub__": "subr rminus",
    "__rmul__": "mulr rmult rmultiply",
    "__rtruediv__": "rdiv rdivide truedivr",
    "__rpow__": "powr rpower",
    "exp": "exponential",
    "log": "ln logarithm",
    "relu": "rectify",
    "backward": "backwards back backprop backpropagate bakward",
    "_operations": "operations topo order",
}
EXTENDED = "Is `@extend({})` above it, or is it indented as the class's other methods are?"
YIELDS = "Your `{}` has a `yield` in it, and such a function gives a generator, which waits to be asked: use `return`."


def no_class(Value):
    """Return what is wrong with something given in place of a class, None if it is a class."""
    if Value is ... or Value is None:
        return NotYet("give the class itself to this check.")
    if isinstance(Value, type):
        return None
    if hasattr(type(Value), "backward"):
        return Wrong(f"give the class itself, {type(Value).__name__}, and not one of its objects.")
    return Wrong(f"give the class itself, and not {shown(Value)}.")


def not_own(Value, name):
    """Return NotYet if the class has our method of this name, from the folded cell, else None."""
    return no_class(Value) or ours(inspect.getattr_static(Value, name, None), name)


def no_method(Value, name):
    """Return what keeps Python from calling the class's method of this name, None if nothing does."""
    if finding := no_class(Value):
        return finding
    method = inspect.getattr_static(Value, name, None)
    if method is None:
        return _elsewhere(Value, name)
    if isinstance(method, (staticmethod, classmethod, property)):
        return Wrong(f"`{name}` should be a plain method, and it is a {type(method).__name__}: no `@` line above it.")
    if hasattr(method, "__get__"):
        method = getattr(Value, name)  # a partialmethod becomes callable only when looked up
    if not callable(method):
        return Wrong(f"`{name}` should be a function, and it is {shown(method)}.")
    if finding := _no_room(method, name):
        return finding
    if inspect.isgeneratorfunction(method):
        return Wrong(f"a call of `{name}` runs none of its lines.", YIELDS.format(name))
    return None


def _elsewhere(Value, name):
    """Return where a missing method is: outside the class, under another name, or not written yet."""
    kind = Value.__name__
    similar = similar_name(Value, name)
    if not similar and (outside := stray(Value, name)):
        if extends(outside, kind):
            again = f"The cell of your `{name}` has put it into an earlier class `{kind}`: run that cell again."
            return Wrong(f"the class `{kind}` was made anew since, and has no `{name}`.", again)
        above = EXTENDED.format(kind)
        return Wrong(f"your `{name}` stands outside the class.", above)
    if similar:
        return Wrong(f"your {kind} has `{similar}`, and no `{name}`.", _never_called(name, similar))
    called = CALLED_FOR.get(name)
    looks = f"for `{called}` Python looks for `{name}`" if called else f"there should be a `{name}`"
    return NotYet(f"{looks}, and your {kind} has none yet.")


def newer(Value, name):
    """Return Wrong if a learner wrote a method where Python does not look; the class may have one from before."""
    if isinstance(Value, type) and name not in vars(Value):
        return _out_of_place(Value, name)
    method = inspect.getattr_static(Value, name, None) if isinstance(Value, type) else None
    if not isinstance(method, types.FunctionType) or method.__qualname__ != name:
        return None  # only after `@extend`, the notebook's name for a method is the newest of this name
    kind, outside, similar = Value.__name__, stray(Value, name), similar_name(Value, name)
    if similar in vars(Value) and _came_later(Value, similar, method):
        return Wrong(f"your {kind} has a new `{similar}`, and still the `{name}` before.", _never_called(name, similar))
    if outside not in (None, method) and syntax(outside) and not decorators(outside):
        above = EXTENDED.format(kind)
        return Wrong(f"your new `{name}` stands outside the class, which has the one before.", above)
    return None


def _out_of_place(Value, name):
    """Return Wrong if a method that the class itself lacks stands elsewhere, else None."""
    kind, similar, outside = Value.__name__, similar_name(Value, name), _names_around(Value).get(name)
    if similar and getattr(vars(Value).get(similar), "__qualname__", None) == similar:  # after `@extend`
        never, beside = _never_called(name, similar), stray(Value, name)
        if beside and syntax(beside) and not decorators(beside) and not is_empty(beside):  # whichever came first
            both = f"{never} And yours of this name is no method: {_lowered(EXTENDED.format(kind))}"
            return Wrong(f"your {kind} has `{similar}`, and your `{name}` stands outside the class.", both)
        return Wrong(f"your {kind} has `{similar}`, and no `{name}`.", never)
    if not isinstance(outside, types.FunctionType) or not syntax(outside):
        return None
    gained = [line[7:-1] for line in decorators(outside) if line.startswith("extend(")]
    if gained and kind not in gained:
        return Wrong(
            f"your `{name}` is a method of `{gained[0]}`, and `{kind}` has none.",
            f"The line above it says which class gains it: `@extend({kind})`.",
        )
    if not decorators(outside) and stray(Value, name):
        return Wrong(f"your `{name}` stands outside the class.", EXTENDED.format(kind))
    return None


def _names_around(Value):
    """Return the names of the notebook that a class was written in."""
    methods = [vars(Value).get("__init__"), *vars(Value).values()]
    return next((method.__globals__ for method in methods if isinstance(method, types.FunctionType)), {})


def _came_later(Value, name, method):
    """Return whether the class's method of this name came after another method, in a cell of its own."""
    other, names = vars(Value)[name], [*vars(Value)]
    if not isinstance(other, types.FunctionType) or other.__qualname__ != name or method.__name__ not in names:
        return False
    helps = name in names_in(method) or other.__code__.co_filename == method.__code__.co_filename
    return not helps and names.index(name) > names.index(method.__name__)


def _never_called(name, similar):
    """Return a hint on a name similar to the one that Python looks for."""
    called = f"`{CALLED_FOR.get(name, f'a.{name}()')}`"
    if not similar.startswith("__"):
        return f"For {called} Python looks for `{name}`, and for no other name."
    if name in CALLED_FOR:
        return f"Python never calls `{similar}`: for {called} it looks for `{name}`."
    return f"Python never calls `{similar}`: {called} looks for `{name}`, without underscores."


def similar_name(Value, name):
    """Return a name in the class that was probably meant to be this one, None if there is none."""
    proper = {*RULES, *REFLECTED, "backward", "data", "grad", name}
    wanted = [bare(name), *OTHER_NAMES.get(name, "").split()]
    newest_first = (n for kind in Value.__mro__[:-1] for n in reversed([*vars(kind)]))
    for other in (n for n in newest_first if n not in proper and callable(inspect.getattr_static(Value, n))):
        near = difflib.get_close_matches(bare(other), wanted, 1, 0.8)
        reflected = bare(other).startswith("r") == (name in REFLECTED)
        if bare(other) in wanted or near and reflected and name not in ("exp", "log"):
            return other
    return None


def _lowered(sentence):
    return sentence[0].lower() + sentence[1:]


def bare(name):
    return name.strip("_").lower()


def stray(Value, name):
    """Return the function of this name that stands beside the class instead of in it, None if there is none."""
    outside = _names_around(Value).get(name)
    if not isinstance(outside, types.FunctionType):
        return None
    first = outside.__code__.co_varnames[: min(outside.__code__.co_argcount, 1)]
    kinds = [line[7:-1] for line in decorators(outside) if line.startswith("extend(")]
    return outside if first == ("self",) and set(kinds) <= {Value.__name__} else None


def extends(function, kind):
    """Return whether a function has `@extend(...)` of this class above it."""
    return f"extend({kind})" in decorators(function)


def decorators(function):
    """Return what stands after each `@` above a function."""
    tree = syntax(function)
    return (
        [*map(ast.unparse, tree.body[0].decorator_list)] if tree and isinstance(tree.body[0], ast.FunctionDef) else []
    )


def _no_room(method, name):
    """Return Wrong if a method's first line has no room for the arguments that Python passes, else None."""
    handed = ["self", "other"] if name in BINARY or name in REFLECTED else ["self"]
    signature = outcome(inspect.signature, method)
    if isinstance(signature, Raised) or not isinstance(outcome(signature.bind, *handed), Raised):
        return None
    line = f"def {name}({', '.join(signature.parameters)})"
    sides = "the Value that it is called on, and the other side" if len(handed) == 2 else "the Value itself"
    asked = [parameter.name for parameter in signature.parameters.values() if parameter.default is parameter.empty]
    if asked[: len(handed)] == handed and len(asked) > len(handed):
        more = ", ".join(f"`{parameter}`" for parameter in asked[len(handed) :])
        then = f", and nothing else: {more} gets nothing."
    else:
        then = f": it needs {' and '.join(handed)}."
    room = f"Your first line is `{line}`, and Python hands `{name}` {sides}{then}"
    return Wrong(f"`{CALLED_FOR.get(name, f'a.{name}()')}`: {outcome(method, *handed)}.", room)


def empty(Value, name):
    """Return whether the class lacks this method, or has just a stub."""
    method = inspect.getattr_static(Value, name, None)
    return method is None or is_empty(method)


def slots(thing):
    """Return the names in the `__slots__` of an object's class."""
    named = [getattr(kind, "__slots__", ()) for kind in type(thing).__mro__]
    return [name for names in named for name in ([names] if isinstance(names, str) else names)]


# The code in a method


def wraps(method, kind, variable):
    """Return whether the method contains a call such as Value(self)."""
    for call in _calls(method):
        if ast.unparse(call.func) in (kind, "Value", "type(self)", "self.__class__"):
            if [ast.unparse(argument) for argument in call.args] in ([variable], [f"{variable}.data"]):
                return True
    return False


def always_wraps(method, kind):
    """Return whether the method runs a line such as other = Value(other) unconditionally."""
    tree = syntax(method)
    lines = getattr(tree.body[0], "body", ()) if tree else ()
    return any(isinstance(line, ast.Assign) and ast.unparse(line.value) == f"{kind}(other)" for line in lines)


def asks_for_another(method, Value):
    """Return the name of a class, not the learner's, that a method checks for with isinstance, "" if there is none."""
    known = getattr(method, "__globals__", {})
    for call in _calls(method):
        if ast.unparse(call.func) == "isinstance" and len(call.args) == 2:
            kind = ast.unparse(call.args[1])
            if kind == "Value" != Value.__name__ and known.get(kind) is not Value:
                return kind
    return ""


def _calls(method):
    tree = syntax(method)
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
