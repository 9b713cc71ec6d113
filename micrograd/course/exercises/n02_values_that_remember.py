"""The checks of notebook 02: How can a number remember?"""

import functools
import inspect
import operator
from numbers import Real

from micrograd.course.examine import (
    NotYet,
    Raised,
    TooDeep,
    Words,
    Wrong,
    as_good,
    compare,
    exercise,
    outcome,
    predict,
    prediction,
    require_function,
    shown,
    why_none,
)


@prediction("guess = 3")
def count_nodes(guess):
    """Check the predicted number of Values in the picture of a * a + a."""
    return predict(
        guess,
        3,
        "3: a itself, a * a, and their sum. a is used three times, and is one Value with three arrows leaving it.",
        {
            7: "Did you count the operations as well? Each is a mark in the Value that it made. And a is there once.",
            6: "Did you count the operations as well? Each is a mark in the Value that it made; and a is one object.",
            5: "You drew a three times. But all three are the same object.",
            4: "You drew a twice. But it is the same object every time.",
            2: "Both results are there. The Value that they are made from is drawn as well.",
            1: "One sum, but it remembers what it was made from, and that is drawn as well.",
        },
        near=0,
    )


class Applied:
    """A product of two variables in the learner's class, put into words that don't depend on that class."""

    variables = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0, "z": 0.0, "u": 0.3}
    cases = [("a", "b"), ("b", "a"), ("c", "c"), ("z", "c"), ("b", "f"), ("f", "a"), ("u", "u")]
    brackets = {list: "[{}]", set: "{{{}}}", frozenset: "{{{}}}"}

    def __init__(self, Value, left, right):
        self.Value, self.sides = Value, (left, right)
        self.values = {name: Value(self.variables[name]) for name in self.sides}
        self.result = self.values[left] * self.values[right]

    @classmethod
    def place(cls, left, right):
        """Return which case this is, as the beginning of a sentence."""
        known = " and ".join(f"{name} = {cls.variables[name]:g}" for name in dict.fromkeys((left, right)))
        return f"with {known}, {left} * {right}"

    def kind(self):
        """Return what came back."""
        for side, name in zip(("left", "right"), self.sides):
            if self.result is self.values[name]:
                return Words(f"its {side} side back")
        if self.result is None or self.result is ...:
            return self.result
        return Words(f"a {'new ' * isinstance(self.result, self.Value)}{type(self.result).__name__}")

    def operands(self):
        """Return what the variables are afterwards."""
        words = []
        for name, v in self.values.items():
            made = f", made by {shown(v._op)} from {len(v._prev)} inputs" if v._op or v._prev else ""
            words.append(f"{name} is {shown(v.data)}{made}")
        return Words(", ".join(words))

    def data(self):
        data = self.result.data
        return data if isinstance(data, Real) else Words(shown(data))

    def inputs(self):
        """Return the result's inputs by their names, in the brackets of what keeps them."""
        inputs, names = self.result._prev, {id(v): name for name, v in self.values.items()}

        def told(thing):
            if not isinstance(thing, (tuple, *self.brackets)):
                return names.get(id(thing)) or shown(thing)
            words = [told(v) for v in thing]
            words = sorted(words) if isinstance(thing, (set, frozenset)) else words
            comma = "," * (len(words) == 1 and isinstance(thing, tuple))  # (a) would be a in brackets
            return self.brackets.get(type(thing), "({})").format(", ".join(words) + comma)

        return Words(told(inputs))

    def op(self):
        return self.result._op


def of_numbers(rule):
    """Return the function that applies rule to the numbers of two variables, given by their names."""
    return lambda left, right: rule(Applied.variables[left], Applied.variables[right])


def of_names(template):
    """Return the function that fills in the names of two variables."""
    return lambda left, right: Words(template.format(left, right))


NOT_INPUTS = [
    (of_names("()"), "The number is right, and has forgotten what it was made from."),
    (of_names("({1}, {0})"), "Both are there, the wrong way round: no harm for a * b, but it would be for a - b."),
    (of_names("({0}, {0})"), "That is the left side twice: where is the right one?"),
    (of_names("({1}, {1})"), "That is the right side twice: where is the left one?"),
    (of_names("({0},)"), "Only the left side is remembered."),
    (of_names("({1},)"), "Only the right side is remembered."),
    (of_names("(({0}, {1}),)"), "A tuple inside a tuple: one pair of brackets is enough."),
    (
        of_numbers(lambda u, v: Words(f"(Value({u}), Value({v}))")),
        "New Values stand there, of the same numbers. They don't know what the inputs were made from.",
    ),
    (of_names("{0}"), "`(self)` is just self in brackets, and the right side is missing."),
    (of_names("[{0}, {1}]"), "A list can be changed by accident later. A tuple can't: round brackets."),
    (
        lambda left, right: Words(f"{{{', '.join(sorted({left, right}))}}}"),
        "A set has no order, and keeps only one of two equal inputs: look at c * c. Take round brackets.",
    ),
    (
        of_numbers(lambda u, v: Words(f"({u:g}, {v:g})")),
        "Those are the bare numbers. Remember the Values, so that the way goes on from there.",
    ),
    (of_names("'*'"), "The operation stands where the inputs belong: the inputs come first."),
]
NOT_PRODUCTS = [
    (of_numbers(lambda u, v: u + v), "That is the sum. Is it a copy of `__add__` with its `+` left in?"),
    (of_numbers(lambda u, v: u - v), "That is the difference."),
    (of_numbers(lambda u, v: u / v), "That is the quotient."),
    (of_numbers(lambda u, v: u**v), "That is a power: `**` is another operation than `*`."),
    (of_numbers(lambda u, v: u * u), "That is the left side times itself: where does the right side come in?"),
    (of_numbers(lambda u, v: v * v), "That is the right side times itself: where does the left side come in?"),
    (of_numbers(lambda u, v: u), "That is the left side alone."),
    (of_numbers(lambda u, v: v), "That is the right side alone."),
    (of_numbers(lambda u, v: Words(f"Value({u * v})")), "There is a Value inside the Value: hand it the bare number."),
    (
        of_numbers(lambda u, v: Words(f"(Value({u}), Value({v}))")),
        "The inputs stand where the number belongs: the number comes first.",
    ),
]
PRODUCT = [  # what is looked at, what it should be, what it may be instead, how that is told, a hint
    (
        Applied.operands,
        lambda *names: Words(", ".join(f"{n} is {shown(Applied.variables[n])}" for n in dict.fromkeys(names))),
        [],
        "should leave its inputs alone, {wanted}, and now {got}",
        (
            "Is there a line that begins with `self.` or `other.`, and an `=` in it? Make a new Value instead.",
            "Anything with an `=` assigns, `*=` too. Which name may be on its left without a change of a or b?",
        ),
    ),
    (
        Applied.data,
        of_numbers(lambda u, v: u * v),
        NOT_PRODUCTS,
        "gave a Value with data {got}, and should give one with {wanted}",
        (
            "The new Value's data is the product of the two numbers, and nothing else.",
            "Look at what `__add__` hands to Value(...) first: which one character has to change?",
        ),
    ),
    (
        Applied.inputs,
        of_names("({0}, {1})"),
        NOT_INPUTS,
        "should remember the inputs {wanted}, and its `_prev` is {got}",
        (
            "The inputs are the very objects `self` and `other`, in this order.",
            "They are the second thing that Value(...) takes. How does `__add__` hand them over?",
        ),
    ),
    (
        Applied.op,
        lambda *_: "*",
        [
            (lambda *_: "", "The operation is forgotten: it is the third thing that Value(...) takes."),
            (lambda *_: "+", "That is the sign of a sum. Is it a copy of `__add__`?"),
        ],
        "should remember the operation {wanted}, and its `_op` is {got}",
        (
            "Write the operation as Python writes it, one character long.",
            "`__add__` hands it over last, in quotation marks: its sign is what stands between a and b.",
        ),
    ),
]


@exercise(
    """
    @extend(Value)
    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), "*")
    """
)
def mul(Value):
    """Check Value.__mul__ of notebook 02: a new Value with the product, its inputs in order, and the operation."""
    if not isinstance(Value, type):
        raise Wrong(f"give the class itself, check.mul(Value), and not {shown(Value)}.")
    method = getattr(Value, "__mul__", None)
    try:
        _examine_mul(Value, method)
    except (NotYet, Wrong) as found:
        outside = getattr(getattr(Value, "__init__", None), "__globals__", {}).get("__mul__")
        if not callable(outside) or outside is method:
            raise
        example, *hints = found.args
        above = f"is `@extend({Value.__name__})` still above it? Run its cell again."
        told = hints[1:] if isinstance(found, Wrong) else hints  # the first of them speaks of the class alone
        raise Wrong(example, f"Your function stands outside the class: {above}", *told) from None
    return f"__mul__ is right: {len(Applied.cases)} products, each with its data, its inputs in order, its operation."


def _examine_mul(Value, method):
    """Raise NotYet or Wrong if the class with this method, or none, does not multiply as it should."""
    if method:
        require_function(method, "__mul__")
    kind = (
        Applied.kind,
        of_names(f"a new {Value.__name__}"),
        _not_a_value(Value, method),
        "gave {got}, and should give {wanted}",
        (
            "`__add__` above is the pattern. What is different in a product?",
            "Value(...) takes three things: the number, the inputs in brackets, the operation in quotation marks.",
        ),
    )
    for aspect, right, mistakes, tells, hints in (kind, *PRODUCT):

        def answer(left, right, aspect=aspect):
            return aspect(Applied(Value, left, right))

        answer = functools.wraps(method)(answer) if method else answer
        compare(answer, Applied.cases, [right], mistakes, Applied.place, tells, hints)


def _not_a_value(Value, method):
    """Return the mistakes after which __mul__ gives no new Value."""
    name, called = Value.__name__, getattr(method, "__qualname__", "__mul__")
    similar = [n for n in vars(Value) if any(part in n for part in ("mul", "prod", "times"))]
    in_one = "Value(...) takes three things at most: both inputs are one of them, in brackets of their own."
    two = "Python hands `__mul__` two things, the left side and the right side: the first line has room for both."
    if method:
        why = "Your `__mul__` returns NotImplemented, or there is a product of two Values inside it."
    elif similar:
        why = f"Your class has `{similar[0]}`. What does Python call when it reads a * b?"
    else:
        why = "What does Python call when it reads a * b?"
    return [
        (of_names("a float"), "The bare number forgets: wrap it in a Value."),
        (of_names("a tuple"), "Things with commas between them are a tuple. Which call makes a Value of them?"),
        (of_names("its left side back"), "A product is a new Value: `self` stays what it was."),
        (
            lambda left, right: Words(f"its {'left' if left == right else 'right'} side back"),
            "A product is a new Value: `other` stays what it was.",
        ),
        (TypeError(f"unsupported operand type(s) for *: '{name}' and '{name}'"), why),
        (
            TypeError("unsupported operand type(s) for *: 'float' and"),
            "A float can't be multiplied by your Value: take the number out of both sides.",
        ),
        (
            AttributeError("'float' object has no attribute"),
            "Somewhere a bare number stands where a Value should: multiply numbers by numbers.",
        ),
        (TooDeep(), "To multiply two Values, your code multiplies two Values again. Multiply their numbers."),
        (TypeError(f"{called}() takes"), two),
        (TypeError(f"{called}() missing"), two),
        (TypeError(f"{name}.__init__() takes"), in_one),
        (TypeError("__init__() takes"), in_one),
        (
            AttributeError(f"'{name}' object has no attribute"),
            "A Value has `data`, `_prev` and `_op`, and nothing of that other name: is it a slip?",
        ),
    ]


FIRST = "Only the first one: does a `return` inside a loop end it, or does it follow the first input alone?"


@exercise(
    """
    def leaves(v):
        found, todo = [], [v]
        while todo:
            node = todo.pop()
            todo += node._prev
            if not node._prev and node not in found:
                found.append(node)
        return found
    """
)
def leaves(leaves, Value):
    """Check leaves(v): a list of the Values under v that no operation made, each once."""
    require_function(leaves, "leaves")
    numbers = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0, "twin": 2.0}
    graphs = ["(a * b + c) * f", "a + b", "c", "a + a", "a * a + a", "a + twin", "(a + b) * (a + c)", "f * (c + a * b)"]

    def graph_of(text):
        variables = {name: Value(data) for name, data in numbers.items()}
        return eval(text, {}, variables), variables

    if isinstance(outcome(graph_of, graphs[0]), Raised):
        raise NotYet(f"first, your Value must be able to compute {graphs[0]}: run the cells above.")
    left_over = outcome(leaves, Value(0.0))  # what it keeps from call to call, if it does
    stale = list(left_over) if isinstance(left_over, (list, tuple, set)) else []

    def in_words(result, names):
        if isinstance(result, Value):
            return Words(names.get(id(result)) or ("a result" if result._prev else "a leaf of another graph"))
        if isinstance(result, (list, tuple, set, frozenset)):
            return Words(f"[{', '.join(sorted(str(in_words(v, names)) for v in result))}]")
        if inspect.isgenerator(result):
            return Words("a generator")
        return result if result is None or result is ... else Words(shown(result))

    def look(got):
        if got is None:
            return [why_none(leaves)]
        if "changed the graph" in got:
            return ["Your function changed the graph: leave `_prev` as it is."]
        if got == "a result":
            return [
                "A `+` of two Values makes a new Value. Of a leaf, too, the leaves are a list: [v]. Lists can be added."
            ]
        if got == "a generator":
            return [
                "A function with a `yield` gives a generator, and no list: collect the leaves in one, and return it."
            ]
        if got.count("[") > 1:
            return ["Lists inside lists: put all leaves into one list, at one level."]
        if not got.startswith("["):
            return [f"That is not a list of Values: return the {Value.__name__}s that are leaves, in a list."]
        if "a leaf of another graph" in got:
            return [
                "Leaves of another graph are among them: the notebook's own, those of an earlier call, or new ones."
            ]
        if "a result" in got:
            return ["Results are among them: keep only those with an empty `_prev`."]
        if any(sign in got for sign in "'0123456789"):
            return [f"Those are names or numbers: return the {Value.__name__}s themselves."]
        return []

    def on_graph(function):
        """Return function as one of the graph's text: its result in the names of the variables, and what it broke."""

        @functools.wraps(function)
        def named(text):
            root, variables = graph_of(text)
            before = [(v, [*v._prev]) for v in nodes(root)]
            result = function(root)
            words = in_words(result, {id(v): name for name, v in variables.items()})
            kept = all(len(v._prev) == len(had) and all(map(operator.is_, v._prev, had)) for v, had in before)
            return words if kept else Words(f"{words}, and changed the graph")

        return named

    def once(values):
        return list(dict.fromkeys(values))

    def paths(v):
        return [leaf for source in v._prev for leaf in paths(source)] or [v]

    def nodes(v):
        return once([v, *(node for source in v._prev for node in nodes(source))])

    def walk(v):
        return [v, *(node for source in v._prev for node in walk(source))]

    def emptying(v):
        found, v._prev = once(paths(v)), ()
        return found

    def hoarding(v, found=stale):
        found += [leaf for leaf in once(paths(v)) if leaf not in found]
        return found

    def nested(v):
        return [nested(source) for source in v._prev] if v._prev else v

    in_first_line = any(isinstance(default, (list, set)) for default in getattr(leaves, "__defaults__", None) or ())
    anew = "make the list anew inside the function"
    if in_first_line:
        anew = "a list in the first line, after an `=`, is made once, and not for each call"
    code = getattr(leaves, "__code__", None)
    name = getattr(leaves, "__name__", "leaves")
    handed = f"`{name}` is handed one thing, a Value: its first line says `def {name}(v)`, and each call gives it one."
    recursive = code is not None and code.co_name in code.co_names
    mistakes = [
        (paths, "A leaf that is used twice is still one leaf: do you ask whether you have it already?"),
        (emptying, "Your function changed the graph: leave `_prev` as it is."),
        (nodes, "Those are all the Values. Results are among them: keep only those with an empty `_prev`."),
        (walk, "Those are all the Values. Results are among them: keep only those with an empty `_prev`."),
        *[(lambda v: [] if v._prev else [v], "You call leaves on the inputs, and drop what it returns.")] * recursive,
        (lambda v: nodes(v)[1:], "Those are all the Values under v, results of operations too."),
        (lambda v: [n for n in nodes(v) if n._prev], "Those are all the others: the results of operations."),
        (lambda v: [], "A leaf has no inputs: what does your function return for one? It is itself the only leaf."),
        (lambda v: list(v._prev), "Those are v's own inputs. An input may have inputs, too."),
        (lambda v: once(v._prev), "Those are v's own inputs. An input may have inputs, too."),
        (lambda v: [n for n in once(v._prev) if not n._prev], "Those are leaves. There may be more further down."),
        (lambda v: once(paths(v)) if v._prev else [], "One case is missing: a Value that no operation made is a leaf."),
        (
            lambda v: paths(v) if v._prev else [],
            "Is a Value that no operation made a leaf? Is one that is used twice, two?",
        ),
        (lambda v: once(paths(v)) if v._prev else v, "Of a leaf, too, the leaves are a list: one with itself in it."),
        (lambda v: len(once(paths(v))), "That is how many there are: return the Values themselves."),
        (lambda v: [n.data for n in once(paths(v))], "Those are their numbers: return the Values themselves."),
        (lambda v: [n.data for n in paths(v)], "Those are numbers: return the Values themselves, each once."),
        (
            lambda v: list({n.data: n for n in paths(v)}.values()),
            "Two leaves may hold the same number: ask whether it is the same object.",
        ),
        (
            lambda v: list({n.data: n for n in reversed(paths(v))}.values()),
            "Two leaves may hold the same number: ask whether it is the same object.",
        ),
        (lambda v: paths(v)[:1], FIRST),
        (lambda v: paths(v)[0], FIRST),
        (
            hoarding,
            f"The list is still that of the last call: {anew}.",
        ),
        (nested, "Lists inside lists: put all leaves into one list, at one level."),
    ]
    compare(
        on_graph(leaves),
        [(text,) for text in graphs],
        right=[on_graph(lambda v: once(paths(v)))],
        mistakes=[
            *((on_graph(wrong), *about) for wrong, *about in mistakes),
            (TypeError(f"'{Value.__name__}' object is not iterable"), "Of a leaf, too, the leaves are a list."),
            (
                AttributeError(f"'{Value.__name__}' object has no attribute 'prev'"),
                "Is it `_prev`, with its underscore?",
            ),
            (AttributeError("'tuple' object has no attribute"), "`v._prev` is a tuple: take its elements one by one."),
            (
                AttributeError(f"'{Value.__name__}' object has no attribute"),
                "A Value has `data`, `_prev` and `_op` alone. Is one taken for a list? `[v]` is the list with v in it.",
            ),
            (TypeError(f"{name}() takes"), handed),
            (TypeError(f"{name}() missing"), handed),
        ],
        place=lambda text: f"for {text}",
        tells="you gave {got}, and the leaves are {wanted}",
        hints=(
            "A Value is a leaf if its `_prev` is empty. If it is not, its leaves are the leaves of its inputs.",
            "Keep two lists: leaves found so far, and Values still to look at, which at first is [v].",
        ),
        look=look,
    )
    right = f"leaves is right: {len(graphs)} graphs, with shared leaves and equal numbers among them"
    return right + as_good({type(leaves(graph_of(text)[0])) for text in graphs} - {list})
