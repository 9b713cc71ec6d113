"""The checks of notebook 02: How can a number remember?"""

import ast
import dis
import inspect
import operator
from collections.abc import Iterable
from numbers import Real
from typing import NamedTuple

from micrograd.course import errors
from micrograd.course.diagnosis import SOMETHING_IS_NONE
from micrograd.course.exercise import Exercise, Trial
from micrograd.course.extend import extend
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.functions import code_of, names_in, syntax
from micrograd.course.mistakes import Stopped, gives, raises, swap, wrong
from micrograd.course.prediction import Prediction
from micrograd.course.wording import Words, as_good, shown
from micrograd.learner.sandbox import Raised, TooDeep, outcome

count_nodes = Prediction(
    "count_nodes",
    "the predicted number of Values in the picture of a * a + a",
    3,
    "3: a itself, a * a, and their sum. a is used three times, and is one Value with three arrows leaving it.",
    {
        7: "Did you count the operations as well? Each is a mark in the Value that it made. And a is there once.",
        6: "Did you count the operations as well? Each is a mark in the Value that it made; and a is one object.",
        5: "Did you draw a three times? All three are the same object. Or did you count the two signs as boxes? "
           "Each is a mark in the Value that it made.",
        4: "You drew a twice. But it is the same object every time.",
        2: "Both results are there. The Value that they are made from is drawn as well.",
        1: "One sum, but it remembers what it was made from, and that is drawn as well.",
    },
    near=0,
    otherwise="Which Values are there: those with a name, and the result of each operation?",
)


def value_so_far():
    """Return a new class, as it is in the notebook before the first exercise."""

    class Value:
        def __init__(self, data, _prev=(), _op=""):
            self.data = data
            self._prev = _prev
            self._op = _op

        def __repr__(self):
            return f"Value({self.data})"

        def __add__(self, other):
            return Value(self.data + other.data, (self, other), "+")

    return Value


# A product

VARIABLES = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0, "z": 0.0, "u": 1 / 3}
PRODUCTS = [("a", "b"), ("b", "a"), ("c", "c"), ("z", "c"), ("b", "f"), ("f", "a"), ("u", "u")]
BRACKETS = {list: "[{}]", set: "{{{}}}", frozenset: "{{{}}}"}


class Applied:
    """A product of two variables in the learner's class, in words that don't depend on that class."""

    def __init__(self, Value, left, right):
        self.Value, self.sides = Value, (left, right)
        self.values = {name: Value(VARIABLES[name]) for name in self.sides}
        self.result = self.values[left] * self.values[right]

    def kind(self):
        """Return what kind of object came back."""
        for side, name in zip(("left", "right"), self.sides):
            if self.result is self.values[name]:
                return Words(f"its {side} side back")
        if self.result is None or self.result is ...:
            return self.result
        return Words("a new Value" if isinstance(self.result, self.Value) else f"a {type(self.result).__name__}")

    def operands(self):
        """Return what the variables are afterwards."""
        words = []
        for name, v in self.values.items():
            made = f", made by {shown(v._op)} from {len(v._prev)} inputs" if v._op or v._prev else ""
            words.append(f"{name} is {shown(v.data)}{made}")
        return Words(", ".join(words))

    def data(self):
        """Return the result's number, or what is there instead."""
        data = self.result.data
        return data if isinstance(data, Real) else Words(shown(data))

    def inputs(self):
        """Return the result's inputs by name, in the brackets of the collection that keeps them."""
        names = {id(v): name for name, v in self.values.items()}

        def in_words(kept):
            if not isinstance(kept, (tuple, *BRACKETS)):
                return names.get(id(kept)) or shown(kept)
            words = [in_words(v) for v in kept]
            words = sorted(words) if isinstance(kept, (set, frozenset)) else words
            comma = "," * (len(words) == 1 and isinstance(kept, tuple))  # (a) would just be a in brackets
            return BRACKETS.get(type(kept), "({})").format(", ".join(words) + comma)

        return Words(in_words(self.result._prev))

    def operation(self):
        """Return the sign that the result keeps."""
        return self.result._op


def looking(look, differs, *hints, mistakes=(), own=None):
    """Return the trial of products that looks at one aspect of them."""

    def place(left, right):
        known = " and ".join(f"{name} = {VARIABLES[name]:g}" for name in dict.fromkeys((left, right)))
        return f"with {known}, {left} * {right}"

    def observe(Value):
        return lambda left, right: look(Applied(Value, left, right))

    return Trial(PRODUCTS, place, differs, observe, mistakes=mistakes, own=own, hints=hints)


def _errors_of_the_class(Value):
    """Return the mistakes for which Python's message names the learner's class."""
    name, method = Value.__name__, getattr(Value, "__mul__", None)
    similar = _similar(Value)
    why = f"Your class has `{similar}`. What does Python call when it reads a * b?" if similar else WHAT_IS_CALLED
    if not hasattr(Value, "__add__"):
        why = f"Your class has no `__add__` any more: `class {name}:` makes a new class. Run the cells above, then yours."
    elif not method and not similar and _adds(Value) == VARIABLES["a"] * VARIABLES["b"]:
        why = f"{ADD_MULTIPLIES} `__add__` is called for a + b. {WHAT_IS_CALLED}"
    elif method:
        why = "Your `__mul__` returns NotImplemented, or there is a product of two Values inside it."
    anew = [raises(errors.no_arguments(name), why)] * (not hasattr(Value, "__add__"))
    return [*anew, raises(errors.unsupported("*", name, name), why), raises(errors.no_attribute(name), NO_SUCH_ATTRIBUTE)]


def _adds(Value):
    """Return the number that a + b gives, None if it gives none."""
    total = outcome(lambda: (Value(VARIABLES["a"]) + Value(VARIABLES["b"])).data)
    return None if isinstance(total, Raised) else total


def _similar(Value):
    """Return the name of a method that was probably meant to be `__mul__`, "" if there is none."""
    return next((n for n in vars(Value) if any(part in n.lower() for part in ("mul", "prod", "times"))), "")


def _same_for_all(Value):
    """Return the mistake of giving one number for every product, whatever is multiplied."""
    product = outcome(lambda: Applied(Value, *PRODUCTS[0]).data())
    return [gives(lambda *_: product, "The same number for every product: does your code use `self` and `other`?")]


def _forgotten(method, got):
    """Return a hint on a product that has no inputs: it may keep them elsewhere, or pass on those of its sides."""
    steps = [*dis.get_instructions(code_of(method) or "")]
    kept = [step.argval for step in steps if step.opname == "STORE_ATTR" and step.argval not in ("data", "_prev", "_op")]
    if kept:
        return f"Your code sets `{kept[0]}`. The inputs belong in `_prev`: is it the name?"
    if any(step.opname == "LOAD_ATTR" and step.argval == "_prev" for step in steps):
        return "Those are the inputs of the two sides, which have none here. The inputs are the sides themselves."
    return "The number is right, and has forgotten what it was made from."


def keeping(inputs, hint):
    """Return the mistake of remembering other inputs."""
    return wrong(f'Value({DATA}, {inputs}, "*")', hint)


ADD_MULTIPLIES = "Your `__add__` multiplies."
WHAT_IS_CALLED = "What does Python call when it reads a * b?"
NO_SUCH_ATTRIBUTE = "A Value has `data`, `_prev` and `_op`, and nothing of that other name: is it a slip?"
DATA = "self.data * other.data"
PREV = "(self, other)"
KIND = looking(
    Applied.kind,
    "gave {got}, and should give {wanted}",
    "`__add__` above is the pattern. What is different in a product?",
    "Value(...) takes three arguments: the number, the inputs in brackets, the operation in quotation marks.",
    mistakes=[
        wrong(DATA, "The bare number forgets: wrap it in a Value."),
        wrong(f'{DATA}, {PREV}, "*"', "Things with commas between them are a tuple. Which call makes a Value of them?"),
        wrong("self", "A product is a new Value: `self` stays as it was."),
        wrong("other", "A product is a new Value: `other` stays as it was."),
        raises(errors.unsupported("*", "float"),
               "A float can't be multiplied by your Value: take the number out of both sides."),
        raises(errors.not_callable("float"),
               "`data` is a number, and no method: there are no brackets after it. Or is there a comma missing?"),
        raises(errors.no_attribute("float"),
               "Somewhere a bare number stands where a Value should: multiply numbers by numbers."),
        Stopped(TooDeep, ("To multiply two Values, your code multiplies two Values again. Multiply their numbers.",)),
        raises(errors.unexpected("__init__"), "Value(...) has other names for its arguments: look at its `__init__`."),
        raises(errors.takes("__init__"),
               "Value(...) takes three arguments at most: the two inputs are one of them, in brackets of their own."),
    ],
    own=_errors_of_the_class,
)
OPERANDS = looking(
    Applied.operands,
    "should leave its inputs alone, {wanted}, and now {got}",
    "Is there a line that begins with `self.` or `other.`, and an `=` in it? Make a new Value instead.",
    "Anything with an `=` assigns, `*=` too. Which name can stand on its left without changing a or b?",
)
NUMBER = looking(
    Applied.data,
    "gave a Value with data {got}, and should give one with {wanted}",
    "The new Value's data is the product of the two numbers, and nothing else.",
    "Look at what `__add__` passes to Value(...) first: which one character has to change?",
    mistakes=[
        swap(DATA, "self.data + other.data", "That is the sum. Is it a copy of `__add__` with its `+` left in?"),
        swap(DATA, "self.data - other.data", "That is the difference."),
        swap(DATA, "self.data / other.data", "That is the quotient."),
        swap(DATA, "-self.data * other.data", "The size is right, the sign is not."),
        swap(DATA, "self.data ** other.data", "That is a power: `**` is another operation than `*`."),
        swap(DATA, "self.data * self.data", "That is the left side times itself: where does the right side come in?"),
        swap(DATA, "other.data * other.data", "That is the right side times itself: where does the left side come in?"),
        swap(DATA, "self.data", "That is the left side alone."),
        swap(DATA, "other.data", "That is the right side alone."),
        swap(DATA, f"int({DATA})", "A whole number, where there should be a fraction: `int`, `round` and `//` drop it."),
        swap(DATA, "sum(self.data for _ in range(int(other.data)))",
             "To add up self.data so many times takes a whole number above 0, and other.data may be any number."),
        wrong(f'Value(({DATA}, {PREV}, "*"))',
              "One pair of brackets too many: it makes one thing of the three that Value(...) takes."),
        swap(DATA, f"Value({DATA})", "There is a Value inside the Value: give it the bare number."),
        wrong(f'Value({PREV}, {DATA}, "*")', "The inputs stand where the number belongs: the number comes first."),
    ],
    own=_same_for_all,
)
INPUTS = looking(
    Applied.inputs,
    "should remember the inputs {wanted}, and its `_prev` is {got}",
    "The inputs are the very objects `self` and `other`, in this order.",
    "They are the second argument of Value(...). How does `__add__` pass them on?",
    mistakes=[
        wrong(f"Value({DATA})", _forgotten),
        keeping("(other, self)",
                "Both are there, the wrong way round: no harm for a * b, but it would be for a - b."),
        keeping("(self, self)", "That is the left side twice: where is the right one?"),
        keeping("(other, other)", "That is the right side twice: where is the left one?"),
        keeping("(self,)", "Only the left side is remembered."),
        keeping("(other,)", "Only the right side is remembered."),
        keeping(f"({PREV},)", "A tuple inside a tuple: one pair of brackets is enough."),
        keeping("(Value(self.data), Value(other.data))",
                "New Values stand there, of the same numbers. They don't know what the inputs were made from."),
        keeping("(Value(self), Value(other))", "Values of Values stand there: the inputs are Values already."),
        keeping("(self + other)", "That is the sum, a new Value: is it a `+` in place of the comma?"),
        keeping('("self", "other")', "Those are words. Without their quotation marks, the Values themselves stand there."),
        wrong(f'Value({DATA}, (self, other, "*"))',
              "The operation stands in the brackets of the inputs. It is an argument of its own, after them."),
        keeping("(self)", "`(self)` is just self in brackets, and the right side is missing."),
        keeping("[self, other]", "A list can be changed by accident later. A tuple can't: round brackets."),
        keeping("{self, other}",
                "A set has no order, and keeps only one of two equal inputs: look at c * c. Take round brackets."),
        keeping("(self.data, other.data)",
                "Those are the bare numbers. Remember the Values, so that the graph goes on from there."),
        wrong(f'Value({DATA}, "*", {PREV})', "The operation stands where the inputs belong: the inputs come first."),
    ],
)
OPERATION = looking(
    Applied.operation,
    "should remember the operation {wanted}, and its `_op` is {got}",
    "Write the operation as Python writes it, one character long.",
    "`__add__` passes it last, in quotation marks: its sign is what stands between a and b.",
    mistakes=[
        swap(', "*"', "", "The operation is forgotten: it is the third argument of Value(...)."),
        swap('"*"', '"+"', "That is the sign of a sum. Is it a copy of `__add__`?"),
    ],
)


def _examine_mul(Value):
    """Return the table's Finding, or one that says a function stands outside its class."""
    if not isinstance(Value, type):
        return Wrong(f"give the class itself, check.mul(Value), and not {shown(Value)}.")
    method = getattr(Value, "__mul__", None)
    finding = Exercise.examine(mul, Value) if method else mul.tried(KIND, [Value])
    outside = getattr(getattr(Value, "__init__", None), "__globals__", {}).get("__mul__")
    if isinstance(finding, Right) or not callable(outside) or outside is method or not method and _similar(Value):
        return finding
    above = f"is `@extend({Value.__name__})` still above it? Run its cell again."
    hints = finding.hints[isinstance(finding, Wrong) :]  # its first hint speaks only of the class
    return Wrong(finding.example, f"Your function stands outside the class: {above}", *hints)


def _mul_covers(Value):
    """Return what was tried, and which of the notebook's variables are of an earlier class, which has no `__mul__`."""
    tried = f"__mul__ is right: {len(PRODUCTS)} products, each with its data, its inputs in order, its operation."
    beside = getattr(Value.__mul__, "__globals__", {})
    old = [name for name, v in beside.items() if name[0] != "_" and _is_older(v, Value) and not getattr(v, "_prev", ())]
    before = f" Your {', '.join(old[:4])} {'is' if len(old) == 1 else 'are'} still of the class before: make them anew."
    return tried + before * bool(old)


def _is_older(v, Value):
    return type(v).__name__ == Value.__name__ and type(v) is not Value and not hasattr(type(v), "__mul__")


mul = Exercise(
    "mul",
    "Value.__mul__ of notebook 02: a new Value with the product, its inputs in order, and the operation",
    f"""
    @extend(Value)
    def __mul__(self, other):
        return Value({DATA}, {PREV}, "*")
    """,
    KIND, OPERANDS, NUMBER, INPUTS, OPERATION,
    covers=_mul_covers,
    method="__mul__",
    names=lambda: {"Value": value_so_far(), "extend": extend},
    first_line=
        "Python passes `__mul__` two arguments, the left side and the right side: the first line needs room for both.",
    examine=_examine_mul,
)

# The leaves of a graph

NUMBERS = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0, "twin": 2.0}
GRAPHS = ["(a * b + c) * f", "a + b", "c", "a + a", "a * a + a", "a + twin", "(a + b) * (a + c)", "f * (c + a * b)",
          "b * (a + a)", "(a + a) * (b + c)"]
CHANGED = "Your function changed the graph: leave `_prev` as it is."
NESTED = "Lists inside lists: put all leaves into one list, at one level."


def graph_of(text, Value):
    """Return the root of a graph, and its variables by name."""
    variables = {name: Value(data) for name, data in NUMBERS.items()}
    return eval(text, {}, variables), variables


def nodes(v):
    """Return v and all Values below it, each once; told apart by identity, since a dataclass has no other."""
    below = [v, *(node for source in v._prev for node in nodes(source))]
    return list({id(node): node for node in below}.values())


def on_graph(answer, Value):
    """Return a function of a graph's text that gives the answer's leaves in words, with hints on what is wrong."""

    def observed(text):
        root, variables = graph_of(text, Value)
        before = [(v, [*v._prev]) for v in nodes(root)]
        result = answer(root)
        words = _in_words(result, {id(v): name for name, v in variables.items()}, Value)
        if getattr(words, "hints", ()) == (AMONG,) and any(not v._prev and not _is_in(v, result) for v in nodes(root)):
            words = Words(str(words), NOT_ALL)
        kept = all(len(v._prev) == len(had) and all(map(operator.is_, v._prev, had)) for v, had in before)
        return words if kept else Words(f"{words}, and changed the graph", CHANGED)

    return observed


def _is_in(v, result):
    return any(v is other for other in result)


def _in_words(result, names, Value):
    no_list = f"That is not a list of Values: return the {Value.__name__}s that are leaves, in a list."
    if result is None or result is ...:
        return result
    if isinstance(result, Value) and result._prev and id(result) not in names:
        return Words(
            "a result",
            "A `+` of two Values makes a new Value. The leaves of a leaf are a list, too: [v]. Lists can be added.",
        )
    if isinstance(result, Value):
        return Words(names.get(id(result), "a leaf of another graph"), no_list)
    if inspect.isgenerator(result):
        made = "A function with a `yield` gives a generator, and no list: collect the leaves in one, and return it."
        return Words("a generator", made)
    if not isinstance(result, (list, tuple, set, frozenset)):
        if isinstance(result, Iterable) and not isinstance(result, (str, bytes, dict)):
            kind = type(result).__name__
            return Words(f"a {kind}", f"A list is asked for, and this is of type {kind}: `list(...)` makes one of it.")
        return Words(shown(result), no_list)
    words = sorted(str(_in_words(v, names, Value)) for v in result)
    found = {
        NESTED: any(isinstance(v, (list, tuple, set, frozenset)) for v in result),
        "Leaves of another graph are among them: the notebook's own, those of an earlier call, or new ones.": (
            "a leaf of another graph" in words
        ),
        AMONG: "a result" in words,
        f"Those are names or numbers: return the {Value.__name__}s themselves.": any(
            isinstance(v, (str, Real)) for v in result
        ),
    }
    return Words(f"[{', '.join(words)}]", *[hint for hint, fits in found.items() if fits][:1])


def _of_class_and_calls(answer, Value):
    """Return the mistakes for which Python's message names the class, and that of a list kept between calls."""
    left_over = outcome(answer, Value(0.0))
    stale = list(left_over) if isinstance(left_over, (list, tuple, set)) else []
    solution = leaves.built()[0]

    def hoarding(v, found=stale):
        found += [leaf for leaf in solution(v) if leaf not in found]
        return found

    in_first_line = any(isinstance(default, (list, set)) for default in getattr(answer, "__defaults__", None) or ())
    anew = "make the list anew inside the function"
    if in_first_line:
        anew = "a list in the first line, after an `=`, is made once, and not for each call"
    name = Value.__name__
    called = gives(on_graph(lambda v: None if v._prev else [v], Value), CALLED)
    return [
        *[raises(errors.unhashable(), UNHASHABLE)] * (Value.__hash__ is None),
        *[called] * calls_itself(answer),
        gives(on_graph(hoarding, Value), f"The list is still that of the last call: {anew}."),
        raises(errors.not_iterable(name), "A Value is no list: its inputs are in `_prev`. And the leaves of a leaf are a list, too."),
        raises(errors.not_unpackable(name), "A Value is no pair: its two inputs are in `_prev`."),
        raises(errors.no_attribute(name, "leaves"), "`leaves` is a function, and no method: it is called as leaves(p), not p.leaves()."),
        raises(errors.no_attribute(name, "prev"), "Is it `_prev`, with its underscore?"),
        raises(errors.no_attribute(name),
               "A Value has `data`, `_prev` and `_op` alone. Is one taken for a list? `[v]` is the list with v in it."),
    ]


def calls_itself(function):
    """Return whether a function looks up its own name."""
    return getattr(code_of(function), "co_name", "") in names_in(function)


def _not_looked_at(answer, got):
    """Return a hint for a function that finds nothing below a result."""
    if calls_itself(answer):
        return "You call leaves on the inputs, and drop what it returns."
    return "The leaves of a result are those of its inputs: where does your code look at these?"


def _finds_nothing(answer, got):
    """Return a hint for a function that finds no leaf anywhere."""
    tree = syntax(answer) if answer else None
    lines = tree.body[0].body if tree and isinstance(tree.body[0], ast.FunctionDef) else []
    inner = {line.name: line for line in lines if isinstance(line, ast.FunctionDef)}
    called = {node.id for line in lines if line not in inner.values() for node in ast.walk(line) if isinstance(node, ast.Name)}
    if idle := [name for name in inner if not called & {*inner}]:
        return f"Your function defines `{idle[0]}`, and nothing calls it."
    return (
        "A leaf has no inputs: what does your function return for one? It is itself the only leaf. "
        "Its `_prev` is empty, and `not v._prev` is a way to ask that."
    )


def _ending_early(pop):
    """Return an answer that ends where it meets a Value for the second time."""
    return f"""
def leaves(v):
    found, seen, todo = [], [], [v]
    while todo:
        node = todo.{pop}
        if node in seen:
            break
        seen.append(node)
        if not node._prev:
            found.append(node)
        todo += node._prev
    return found
"""


def _down(on_the_way, at_the_end="found += [v]"):
    """Return an answer that follows the left inputs alone."""
    lines = ["found = []", "while v._prev:", "    v, right = v._prev", f"    {on_the_way}", at_the_end, "return found"]
    return "def leaves(v):\n    " + "\n    ".join(lines)


class NothingFor(NamedTuple):
    """The mistake of finding no leaf under a Value that is one, whatever else the answer finds in later cases."""

    name: str
    hints: tuple

    def explains(self, given, failing):
        """Return whether nothing was found in this case, and this is the first that went wrong."""
        return failing.case == (self.name,) and failing.got == "[]"


def _first_met(pop):
    """Return an answer that stops at the first leaf."""
    lines = ["todo = [v]", "while todo:", f"    v = todo.{pop}", "    if not v._prev:", "        return [v]", "    todo += v._prev"]
    return "def leaves(v):\n    " + "\n    ".join(lines)


def _examine_leaves(answer, Value):
    """Return the table's Finding; in a class that compares numbers, `in` is what tells equal leaves not apart."""
    finding = Exercise.examine(leaves, answer, Value)
    if isinstance(finding, Wrong) and finding.hints[:1] == (SAME_NUMBER,) and Value.__eq__ is not object.__eq__:
        return finding.but(hints=(BY_NUMBER, *finding.hints[1:]))
    return finding


def _no_graph(answer, Value):
    if isinstance(outcome(graph_of, GRAPHS[0], Value), Raised):
        return NotYet(f"first, your Value must be able to compute {GRAPHS[0]}: run the cells above.")
    return None


IF_NEW = "not node._prev and node not in found"
SKIPPING = """
def leaves(v):
    todo = [v]
    for node in todo:
        if node._prev:
            todo.remove(node)
            todo.extend(node._prev)
    return todo
"""
BY_LEVELS = """
def leaves(v):
    found, level = [], [v]
    while level:
        found += [node for node in level if not node._prev and node not in found]
        level = [p for node in level for p in node._prev]
    return found
"""
ENDS_EARLY = "Your walk ends where it meets a Value for the second time. Leave that one out, and go on with the others."
AMONG = "Results are among them: keep only those with an empty `_prev`."
NOT_ALL = "Results are among them, and not all leaves: walk on from each result to its inputs, until there is none left."
ALL = f"Those are all the Values. {AMONG}"
OWN = "Those are v's own inputs. An input may have inputs, too."
ITSELF = "The leaves of a leaf are a list, too: one with the leaf itself in it."
SAME_NUMBER = "Two leaves may hold the same number: ask whether it is the same object."
COMPARES = "Your class tells its Values apart by their numbers, as a dataclass does"
UNHASHABLE = f"{COMPARES}: none of them can be in a set, or be a key. With `@dataclass(eq=False)` they can."
BY_NUMBER = f"{COMPARES}: `in` and `==` take two of them for one. `is` does not, and `@dataclass(eq=False)` mends it."
CALLED = "You call leaves on the inputs. Is what it gives for each put into one list, and is that list returned?"
NO_BELOW = "Those are leaves. There may be more further down."
ON_THE_LEFT = "The walk goes down on the left alone. What stands on the right may be a result, too."
ENDS = "does a `return` or `break` end the loop at the first leaf"
LAST = f"Only the last one: {ENDS}, does each turn replace what is there, or does it follow the last input alone?"
FIRST = "Only the first one: does a `return` inside a loop end it, or does it follow the first input alone?"
ONE = f"Only one of them: {ENDS} that it meets?"
CASE_MISSING = "One case is missing: a Value that no operation made is a leaf."
HANDED = "`leaves` takes one argument, a Value: its first line is `def leaves(v)`, and each call passes it one."

leaves = Exercise(
    "leaves",
    "leaves(v): a list of the Values under v that no operation made, each once",
    """
    def leaves(v):
        found, todo = [], [v]
        while todo:
            node = todo.pop()
            todo += node._prev
            if not node._prev and node not in found:
                found.append(node)
        return found
    """,
    Trial(
        cases=GRAPHS,
        case="for {}",
        differs="you gave {got}, and the leaves are {wanted}",
        observe=on_graph,
        own=_of_class_and_calls,
        mistakes=[
            swap(" and node not in found", "",
                 "A leaf that is used twice is still one leaf: do you ask whether you have it already?"),
            swap("return found", "v._prev = ()\n    return found", CHANGED),
            swap(IF_NEW, "node not in found", ALL),
            swap(IF_NEW, "True", ALL),
            wrong("[] if v._prev else [v]", _not_looked_at),
            wrong(_down("found += [right]"), ON_THE_LEFT),
            wrong(_down("found += [right] if right not in found else []", "if v not in found: found += [v]"), ON_THE_LEFT),
            wrong(_down("found += [right] if not right._prev else []"), ON_THE_LEFT),
            swap(IF_NEW, "node is not v and node not in found",
                 "Those are all the Values under v, results of operations too."),
            swap("not node._prev and", "node._prev and", "Those are all the others: the results of operations."),
            wrong("[]", _finds_nothing),
            wrong(_ending_early("pop()"), ENDS_EARLY),
            wrong(_ending_early("pop(0)"), ENDS_EARLY),
            wrong(BY_LEVELS,
                  "A comprehension is made as a whole, and only then added: within it, a Value that comes twice is new twice. "
                  "Ask in a loop, before each one is added."),
            wrong("list(v._prev)", OWN),
            wrong("list(set(v._prev))", OWN),
            wrong("[node for node in set(v._prev) if not node._prev]", NO_BELOW),
            wrong("[node for node in v._prev if not node._prev]", NO_BELOW),
            wrong("[node for p in v._prev for node in (p._prev or [p]) if not node._prev]",
                  "You stop two levels down. There may be more further down."),
            wrong("found if v._prev else []", CASE_MISSING),
            wrong("[leaf for node in v._prev for leaf in leaves(node) or [node]]",
                  "Is a Value that no operation made a leaf? And is one that is used twice two leaves?"),
            wrong("found if v._prev else v", ITSELF),
            wrong("len(found)", "That is how many there are: return the Values themselves."),
            wrong("[node.data for node in found]", "Those are their numbers: return the Values themselves."),
            swap(" and node not in found:\n            found.append(node)", ":\n            found.append(node.data)",
                 "Those are numbers: return the Values themselves, each once."),
            wrong("list({node.data: node for node in found}.values())", SAME_NUMBER),
            wrong("list({node.data: node for node in reversed(found)}.values())", SAME_NUMBER),
            wrong(_first_met("pop(0)"), ONE),
            wrong(SKIPPING, "A `for` counts its way along a list: where an element is taken out, it skips the next one."),
            wrong("leaves(v._prev[0]) if v._prev else [v]", FIRST),
            wrong("leaves(v._prev[0]) if v._prev else v", FIRST),
            wrong("leaves(v._prev[-1]) if v._prev else [v]", LAST),
            wrong("[leaves(node) for node in v._prev] if v._prev else v", NESTED),
            NothingFor("c", (CASE_MISSING,)),
            raises(errors.no_attribute("tuple"), "`v._prev` is a tuple: take its elements one by one."),
            raises(errors.not_callable("tuple"), "`_prev` is a tuple, and no method: there are no brackets after it."),
            raises(errors.out_of_range("tuple"), "Not every Value has inputs: a leaf's `_prev` is empty, without an element 0."),
            raises(errors.only_concatenates("list", "NoneType"), SOMETHING_IS_NONE),
            raises(errors.unsupported("|=", "set", "NoneType"), SOMETHING_IS_NONE),
            raises(errors.unsupported("|=", "set", "list"), "`|=` takes another set. `update` takes a list as well."),
            raises(errors.no_attribute("dict", "add"), "`{}` is an empty dict. An empty set is `set()`."),
            raises(errors.unhashable("list"), "A list can't be in a set: put in the Values that are in it, with `update` for example."),
            raises(errors.not_comparable("<"), "Values have no order, and `sorted` asks for one. Any order will do."),
            raises(errors.unsupported("+", "int", "list"),
                   "A number and a list are added: does it start from 0, as `sum` does? Start from an empty list: `sum(lists, [])`."),
            raises(errors.unsupported("+=", "int", "list"), "A number and a list are added: start from an empty list, not from 0."),
            raises(errors.unknown_name("v"), "There is no `v` there: what does the first line of that function call its argument?",
                   sample="return eval('v', {})"),
            raises(errors.takes("leaves"), HANDED),
            raises(errors.missing("leaves"), HANDED),
        ],
    ),
    hints=(
        "A Value is a leaf if its `_prev` is empty. If it is not, its leaves are the leaves of its inputs.",
        "Keep two lists: leaves found so far, and Values still to look at, which at first is [v].",
    ),
    covers=lambda answer, Value: (
        f"leaves is right: {len(GRAPHS)} graphs, with shared leaves and equal numbers among them"
        + as_good({type(answer(graph_of(text, Value)[0])) for text in GRAPHS} - {list})
    ),
    hands=("leaves", "Value"),
    names=lambda: {"Value": mul.built()[0]},
    first_line=HANDED,
    usable=_no_graph,
    examine=_examine_leaves,
)
