"""The checks of notebook 04: Can the graph do it for us?"""

import ast
import inspect
import linecache
import re
from runpy import run_path
from types import FunctionType

from micrograd import engine
from micrograd.course.errors import (
    missing,
    no_attribute,
    no_setter,
    not_unpackable,
    out_of_range,
    takes,
    unbound,
    unexpected,
    unknown_name,
)
from micrograd.course.exercise import Exercise, Trial
from micrograd.course.extend import extend
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.functions import names_in, syntax
from micrograd.course.mistakes import Stopped, raises, swap, wrong
from micrograd.course.prediction import Prediction
from micrograd.course.value_exam import exam
from micrograd.course.wording import Words, shown
from micrograd.learner.sandbox import Endless, Raised, TooDeep, outcome, place_of


def names():
    """Return what the notebook's cells find: a new class each time, since `extend` changes it."""
    return {"Value": run_path(engine.__file__)["Value"], "extend": extend}


slope_on_edge = Prediction(
    "slope_on_edge", "the predicted derivative on the edge from a to a * b, at a = 4 and b = -5", -5,
    "-5, which is b: as a moves by h, a * b moves by h times b. On b's edge stands a, which is 4.",
    {
        5: "The size is right. But b is negative: as a rises, a * b falls.",
        4: "That is a itself. As a moves by h, by how much does a * b move?",
        -4: "Is that a with its sign flipped? As a moves by h, by how much does a * b move?",
        -20: "That is p, the product. The edge says how fast it moves as a does.",
        20: "That is the size of p, the product. The edge says how fast it moves as a does.",
        -1: "That is the sum of the two. As a moves by h, by how much does a * b move?",
        1: "1 is the local derivative in a sum. In a product, each nudge is multiplied by the other side.",
        -3: "-3 was b before. Here b is another number.",
    },
    otherwise="As a moves from 4 to 4.001, how far does a * b move? How many times as far as a is that?",
)


# The local derivatives beside the inputs


def _mul_slopes(Value):
    finding = exam.keeps_slopes(Value, "__mul__")
    if not isinstance(finding, Wrong):
        return finding
    products = [outcome(is_product, Value, *case) for case in PAIRS]
    if all(made is True for made in products) and (closer := mul_slopes.tried(mul_slopes.trials[0], [Value])):
        return closer
    if isinstance(products[0], Raised) and (hints := mul_slopes.explained(mul_slopes.trials[0], [Value])):
        return finding.but(hints=(*hints, *mul_slopes.hints))
    return finding.but(hints=(*finding.hints, BESIDE))


def is_product(Value, x, y):
    a, b = Value(x), Value(y)
    out = a * b
    return isinstance(out, Value) and out not in (a, b) and out.data == x * y


def pairs_kept(Value):
    """Return a function that puts into words what a product of two numbers keeps."""

    def kept(x, y):
        a, b = Value(x), Value(y)
        edges, inputs = (a * b)._edges, {id(a): "a", id(b): "b"}
        copies = outcome(lambda: any(isinstance(v, Value) and id(v) not in inputs for v, _ in edges)) is True
        braces = isinstance(edges, (set, frozenset, dict))
        once = [ONCE] * hasattr(edges, "__next__")
        calls = [FUNCTION] * any(callable(slope) for slope in slopes_in(edges))
        sign = [SIGN] * isinstance(edges, str)
        return Words(in_words(edges, inputs), *[BRACES] * braces, *[COPIES] * copies, *once, *calls, *sign, *too_many(edges))

    return kept


def too_many(edges):
    """Return a hint on pairs of more than two things, or on more than two pairs."""
    pairs = edges if isinstance(edges, (tuple, list)) else ()
    sizes = {len(pair) for pair in pairs if isinstance(pair, (tuple, list))}
    if sizes and max(sizes) > 2:
        return ["A pair is the input and its local derivative, and nothing else."]
    return [f"Those are {len(pairs)} pairs, and there are two inputs."] * (sizes == {2} and len(pairs) > 2)


def slopes_in(edges):
    """Return what stands where the slopes belong, as far as there are pairs."""
    pairs = edges if isinstance(edges, (tuple, list)) else ()
    return [pair[1] for pair in pairs if isinstance(pair, (tuple, list)) and len(pair) == 2]


def in_words(thing, inputs):
    """Return the contents of `_edges` in words, with inputs by name."""
    if isinstance(thing, (tuple, list)):
        words = [in_words(part, inputs) for part in thing]
        return f"({', '.join(words)}{',' * (len(words) == 1)})"
    if isinstance(thing, dict):
        return f"{{{', '.join(f'{in_words(k, inputs)}: {in_words(v, inputs)}' for k, v in thing.items())}}}"
    if isinstance(thing, (set, frozenset)):
        return f"{{{', '.join(sorted(in_words(part, inputs) for part in thing))}}}"
    if hasattr(thing, "__next__"):
        return f"(a {type(thing).__name__})"
    return inputs.get(id(thing)) or ("a function" if isinstance(thing, FunctionType) else shown(thing))


def keeps(pairs, hint):
    """Return the mistake of keeping something other than the two pairs."""
    return swap("((self, other.data), (other, self.data))", pairs, hint)


PAIRS = [(2.0, -3.0), (5.0, 4.0), (0.5, 8.0)]
BESIDE = "Compare your line with that of `__add__`, which is right. Where they differ: does a product need it?"
COPIES = "Those are new Values with the same numbers. The inputs themselves belong there: they will be sent gradients."
BRACES = "Curly brackets keep only one of two equal pairs, as in c * c: make a tuple of pairs, in round brackets."
ONCE = "What stands there can be gone through once, and is empty then: `tuple(...)` makes pairs of it that stay."
FUNCTION = "A function stands where the local derivative belongs: put the number itself there, without `lambda`."
SIGN = "The sign stands where the pairs belong: Value(...) takes the number, then the pairs, then the sign."
SAME = "The same numbers, whatever a and b are: take them from `self` and `other`."
ALONE = "Those are the inputs alone. Beside each belongs its local derivative, as in `__add__`: a pair of pairs."
NUMBERS = "Those are numbers alone. Each belongs in a pair, with its input before it."
ONE_PAIR = "That is one pair without its brackets: `((self, x))` is just `(self, x)`. And where is the other pair?"
OTHER_ORDER = "((other, self.data), (self, other.data))"  # in a product, as good
OTHER_PAIRS = [
    keeps("((self, self.data), (other, other.data))",
          "Each input has its own number beside it. Hold b still at 4 and nudge a: how far does a * 4 move?"),
    keeps("((self, 1.0), (other, 1.0))", "Those are the local derivatives of a sum: is it a copy of `__add__`?"),
    keeps("((other, other.data), (self, self.data))",
          "Each input has its own number beside it. Hold b still at 4 and nudge a: how far does a * 4 move?"),
    keeps("((self, -other.data), (other, -self.data))",
          "The sizes are right, the signs are not: hold b still at 4, and nudge a upward. Does a * 4 rise or fall?"),
    keeps("((self, abs(other.data)), (other, abs(self.data)))",
          "The sizes are right. But a nudge of a moves a * (-4) down: does `abs` belong there?"),
    keeps("((self, other.data), (other, other.data))", "a's is right. Beside b stands its own number: nudge b, hold a still."),
    keeps("((self, self.data), (other, self.data))", "b's is right. Beside a stands its own number: nudge a, hold b still."),
    keeps("((self, self.data + other.data), (other, self.data + other.data))",
          "That is the sum. Hold b still at 4 and nudge a: how far does a * 4 move?"),
    keeps("((self.data, other.data), (other.data, self.data))",
          "In each pair, a number stands where the input belongs: the Value itself will be sent its gradient."),
    keeps("(self, other)", ALONE),
    keeps("(other.data, self.data)", NUMBERS),
    keeps("(self.data, other.data)", NUMBERS),
    keeps("((other.data, self), (self.data, other))",
          "In each pair, the input comes first, then the local derivative."),
    keeps("((self, other), (other, self))", "The local derivatives are Values here: they should be numbers, `.data`."),
    keeps("((self, other.grad), (other, self.grad))",
          "The local derivatives are all 0: is `grad` in them? It is still 0. They are made from `data`."),
    keeps("((self, other.data))", ONE_PAIR),
    keeps("((self, self.data))", ONE_PAIR),
    keeps("((self, other.data),)", "Only a has its pair. b is an input too."),
    keeps("((other, self.data),)", "Only b has its pair. a is an input too."),
    keeps("()", "The product has forgotten its inputs: the pairs are the second argument of Value(...)."),
    keeps("((self, other.data, other, self.data),)",
          "All four in one: make two pairs of them, each in its own brackets."),
    keeps("(self, other.data, other, self.data)",
          "All four in a row: make two pairs of them, each in its own brackets."),
    keeps("((self, self.data * other.data), (other, self.data * other.data))",
          "That is the product itself. How far does it move as a does, if b is held still?"),
    keeps("((self, -3.0), (other, 2.0))", SAME),
    raises(unexpected("__init__"),
           "Your `__mul__`: Value(...) takes no argument of that name. In its first line they are `_edges` and `_op`."),
    raises(takes("__init__"),
           "Your `__mul__`: both pairs together are one argument, the second of Value(...): put brackets round them.",
           sample="return Value(6.0, (self, 3.0), (other, 2.0), '*')"),
    raises(no_setter(),
           "Your `__mul__`: `_prev` is read from `_edges` now, and can't be set. Write the pairs instead."),
]

mul_slopes = Exercise(
    "mul_slopes",
    "Value.__mul__: the product, and beside each input its local derivative",
    """
    @extend(Value)
    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)), "*")
    """,
    Trial(
        cases=PAIRS,
        case="with a = {:g} and b = {:g}, your `__mul__`",
        differs="keeps the pairs {got}, and should keep {wanted}",
        observe=pairs_kept,
        also_right=[f'Value(self.data * other.data, {OTHER_ORDER}, "*")'],
        mistakes=OTHER_PAIRS,
    ),
    hints=(
        "A pair for each input, in round brackets: the input first, then the product's derivative with respect to it.",
        "Hold b still at 4 and nudge a: a * 4 moves 4 times as far. So beside a stands b's number.",
    ),
    examine=_mul_slopes,
    method="__mul__",
    names=names,
)


# The first backward


def _first_backward(Value):
    finding = exam.backward_on_trees(Value)
    walk, ends = first_backward.trials
    if isinstance(finding, Right):
        more = f"{finding.example} Also on a graph of nine levels, and where a gradient is 0."
        return first_backward.tried(ends, [Value]) or Right(more)
    if isinstance(finding, NotYet):
        return finding.but(hints=HINTS if finding.hints else ())
    if not any(hint.startswith("Your `backward`") for hint in finding.hints):  # no backward, or a wrong product
        return finding.but(hints=(*finding.hints, *HINTS))
    if hints := first_backward.explained(walk, [Value]):
        return finding.but(hints=(*hints, *HINTS))
    return finding if finding.hints[1:] else finding.but(hints=(*finding.hints, *HINTS))


def all_gradients(Value):
    """Return a function that runs backward on a graph whose gradients hold old numbers.

    These tell apart a Value that sends too early and one that never sends.
    """

    def gradients(lines):
        values = {name: Value(x) for name, x in {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}.items()}
        exec(lines, {}, values)
        for name, left in LEFT.items():
            if name in values and values[name] is not values["L"]:
                values[name].grad = left
        values["L"].backward()
        return [v.grad for v in values.values()]

    return gradients


def gradient_of_a(Value):
    """Return a function that runs backward on a graph and gives one leaf's gradient."""

    def gradient(lines):
        values = {"a": Value(2.0), "b": Value(-3.0), "Value": Value}
        exec(NINE_LEVELS if lines == NINE_TIMES else lines, values)
        values["L"].backward()
        return values["a"].grad or 0.0  # never -0

    return gradient


def either(mistakes):
    """Return mistakes as they are with `=` and as they are with `+=`."""
    for mistake in mistakes:
        adding = re.sub(r"(?<!self)\.grad = ", ".grad += ", mistake.source(FIRST_BACKWARD))
        yield from (mistake, wrong(adding, *mistake.hints))


def has(old, new, about):
    """Return the mistake of a backward with new in place of old."""
    return swap(old, new, about if callable(about) else f"{BLAME} {about}")


def all_ones(backward, _):
    """Return the hint for gradients that are all 1."""
    return f"{BLAME} {RESEEDS if 'backward' in names_in(backward) else AS_IT_IS}"


def of_the_notebook(otherwise):
    """Return the hint that a method uses a name of the notebook's, if it does; else another hint."""

    def hint(backward, _):
        method = "it speaks of the notebook's `{}`. A method knows what it is called on as `self`."
        found = sorted(names_in(backward) & {"L", "e"})
        return f"{BLAME} {method.format(found[0]) if found else otherwise}"

    return hint


def of_this(Value):
    """Return the mistakes that only a look at this backward tells: it writes elsewhere, or why it never ends."""
    nothing = has("self.grad = 1.0\n    send(self)", "pass", of_the_notebook(UNWRITTEN))
    endless = next(filter(None, map(why_endless, functions_of(Value))), "")
    is_run = not inspect.isgeneratorfunction(Value.backward)
    return [*[nothing] * is_run, *[Stopped(Endless, (f"{BLAME} {endless}",))] * bool(endless)]


def unsent(backward, _):
    """Return the hint for a backward that sends nothing: it may define a function and not call it."""
    tree = syntax(backward)
    inner = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)][1:] if tree else []
    for one in inner:
        if one.name not in read_in(tree, without=one):
            return f"{BLAME} `{one.name}` is defined there, and never called."
    return of_the_notebook(NOTHING_SENT)(backward, _)


def unknown_yet(_, stopped):
    """Return the hint for a name that is read before it has a value: a function's, a loop's, or another."""
    frame, row = place_of(stopped.error) if stopped else (None, 0)
    lines = linecache.getlines(frame.f_code.co_filename) if frame else []
    cell = outcome(ast.parse, "".join(lines))
    defined = [one for one in ast.walk(cell) if isinstance(one, ast.FunctionDef)] if isinstance(cell, ast.Module) else []
    around = [one for one in defined if one.lineno <= row <= (one.end_lineno or 0)]
    name = next(iter(re.findall(r"'(\w+)'", str(stopped.error))), "") if stopped else ""
    if around and any(one.name == name for one in ast.walk(around[0]) if isinstance(one, ast.FunctionDef)):
        return f"{BLAME} `{name}` is called above the lines that define it: put them first."
    loops = [one.target for function in around for one in ast.walk(function) if isinstance(one, ast.For)]
    return f"{BLAME} {NO_LOOP if name in stored_in(*loops) else NO_VALUE}"


def stored_in(*trees):
    """Return the names that are set in syntax trees."""
    return {one.id for tree in trees for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def read_in(tree, without=None):
    """Return the names that are read in a syntax tree, but for a part of it."""
    nodes = [*ast.iter_child_nodes(tree)] if tree is not without else []
    own = {tree.id} if isinstance(tree, ast.Name) and isinstance(tree.ctx, ast.Load) else set()
    return own.union(*(read_in(node, without) for node in nodes))


def functions_of(Value):
    """Return a class's backward, and the functions and methods of the notebook that it calls itself."""
    backward = Value.backward
    known = {**getattr(backward, "__globals__", {}), **vars(Value)}
    called = [known.get(name) for name in sorted(names_in(backward) - {"backward"})]
    return [backward, *[one for one in called if isinstance(one, FunctionType)]]


def why_endless(function):
    """Return why a loop over a list of Values never ends, "" if that can't be told."""
    tree = syntax(function)
    defined = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)] if tree else []
    first = next((one.args.args[0].arg for one in defined if one.args.args), "")
    for loop in ast.walk(tree) if tree else ():
        index = re.fullmatch(r"(\w+) (?:<|!=) len\(\w+\)", ast.unparse(loop.test)) if isinstance(loop, ast.While) else None
        if index and index[1] not in stored_in(*loop.body):
            return f"nothing in the loop changes `{index[1]}`."
        over = ast.unparse(loop.test if isinstance(loop, ast.While) else getattr(loop, "iter", ast.Constant("")))
        listed = re.fullmatch(r"(?:len\()?(\w+)(?:\)|\) > 0|\) != 0| != \[\]| > 0)?", over)
        if not isinstance(loop, (ast.While, ast.For)) or not listed or over in ("True", "1"):
            continue
        todo, inside = listed[1], "\n".join(ast.unparse(line) for line in loop.body)
        taken = re.search(rf"^ *(\w+)(?:, \w+)? = {todo}\b", inside, re.MULTILINE)
        node = loop.target.id if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name) else taken and taken[1]
        shrinks = rf"\b{todo}\.(pop|popleft|remove|clear)\(|\b{todo}(\[.*\])? = |\bdel {todo}\b|, \*?{todo}\b.* = "
        shrinks += rf"|= {todo}$|(?<!len)\({todo}[,)]"  # by another name, or in another function
        if isinstance(loop, ast.While) and not re.search(shrinks, inside, re.MULTILINE):
            return f"nothing is ever taken out of `{todo}`, so the loop has no end. `pop` takes one out and gives it."
        puts_back = rf"\b{todo}\.(append|appendleft|add)\({node}\)|\b{todo} \+= [\[(]{node}[,\])]"
        if node and re.search(puts_back, inside) and not re.search(rf"\bfor {node}\b", inside):
            return f"`{node}` itself is put back into `{todo}`. It is its inputs that are still to do."
        if node and first and node != first and re.search(rf"\b{first}\._(edges|prev)\b", inside):
            return f"the loop goes on with the inputs of `{first}` each time, whichever `{node}` it has come to."
    return ""


FIRST_BACKWARD = """
def send(node):
    for source, slope in node._edges:
        source.grad = slope * node.grad
        send(source)


@extend(Value)
def backward(self):
    self.grad = 1.0
    send(self)
"""
CARRIED = """
def send(node, grad):
    if not node._edges:
        node.grad = grad
    for source, slope in node._edges:
        send(source, slope * grad)


@extend(Value)
def backward(self):
    self.grad = 1.0
    for source, slope in self._edges:
        send(source, slope)
"""
PILED = """
@extend(Value)
def backward(self):
    def send(node, grad):
        node.grad = grad
        for source, slope in node._edges:
            grad = grad * slope
            send(source, grad)
    send(self, 1.0)
"""
LEAVES_ONLY = CARRIED.replace("    self.grad = 1.0\n", "").replace(
    "for source, slope in self._edges:\n        send(source, slope)", "send(self, 1.0)"
)
SEEDING = """
@extend(Value)
def backward(self):
    self.grad = self.grad or 1.0
    for source, slope in self._edges:
        source.grad = slope * self.grad
        source.backward()
"""
WALKING = """
@extend(Value)
def backward(self):
    self.grad = 1.0
    node = self
    while node._edges:
        for source, slope in node._edges:
            source.grad = slope * node.grad
            node = source
"""
SECOND_LOOP = "for v, to_v in source._edges:\n            v.grad = to_v * source.grad"
THIRD_LOOP = "\n            for w, to_w in v._edges:\n                w.grad = to_w * v.grad"
TERM, ON = "slope * node.grad", "send(source)"
SENT = f"source.grad = {TERM}"
BLAME = "Your `backward`:"

HINTS = (
    "Each input gets its local derivative times the result's gradient; then its own inputs get theirs in the same way.",
    "Put the loop into a function of its own, which calls itself for each input. `backward` sets the 1, once.",
)
LEFT = {"a": 5.0, "b": 7.0, "c": 11.0, "d": 13.0, "e": 17.0, "f": 19.0}
NINE_TIMES = "L = a, nine times L = L * Value(2.0)"
NINE_LEVELS = "L = a\nfor _ in range(9): L = L * Value(2.0)"
RESEEDS = "it calls `backward` for each input, and that sets the 1 anew each time. Only the output's gradient is 1."
AS_IT_IS = "the gradient is handed on without the slope, or each call sets the 1 anew, and not the output's alone."
ONE = "it begins without the 1: the output's own gradient is 1, and everything else is a multiple of it."
UNWRITTEN = "it leaves every `grad` as it was: what it works out has to be written there, `source.grad = ...`."
NO_VALUE = "that name is read before a line has given it a value."
NO_LOOP = "at a leaf the loop never runs: its variables are unknown after it. Does that line belong inside?"
NOTHING_SENT = "it sets the 1, and nothing is sent: does a loop over the edges run, and write into `source.grad`?"
WALKS = [  # has(old, new, about): a part of the solution, its replacement, and the hint
    has(ON, "source.backward()", all_ones),
    wrong(CARRIED,
          f"{BLAME} the leaves get their gradients, the results in between get none: every Value on the way should."),
    has("\n    send(self)", "", unsent),
    wrong(LEAVES_ONLY,
          f"{BLAME} only the leaves get their gradients: every Value on the way should, and the output its 1."),
    has(SENT, "node.grad = slope * source.grad",
        "result and input have changed places: it is `source.grad` that is set, from the gradient of the result."),
    has(TERM, "slope * node.grad * node.grad",
        "the result's gradient is in it twice: what is sent is slope times gradient, each once."),
    wrong(WALKING, f"{BLAME} its node changes while the loop goes through that node's edges: "
          "the second input is sent its slope times the gradient of the first."),
    has("\n        send(source)", "",
        "only the inputs of the output get theirs, one level deep: who goes on from there?"),
    has(ON, SECOND_LOOP, "it stops two levels down. However deep the graph is, the walk must go on."),
    has(f"{SENT}\n        {ON}", f"{ON}\n        {SENT}",
        "the order is wrong: an input sends before it has received anything. First the result sends."),
    has(SENT, f"if source._edges: {SENT}", "results get their gradients, and leaves get none: send to them as well."),
    has(ON, f"return {ON}",
        "only the first input of each result gets its share: does a `return` inside the loop end it?"),
    has(f"    {ON}", f"if node._edges: {ON}",
        "only the last input of each result goes on. Who goes on from the others? What is done for each belongs inside the loop."),
    has(ON, f"if source is node._edges[0][0]: {ON}",
        "only the first input of each result goes on: who goes on from the other?"),
    has("    self.grad = 1.0\n", "", of_the_notebook(ONE)),
    has("self.grad = 1.0", "self.grad = 0.0", ONE),
    has("self.grad = 1.0", "self.grad = self.data",
        "it begins with the output's data: its gradient is 1, whatever its data is."),
    has(TERM, "slope",
        "the slope alone is sent, or the slope times the output's 1: multiply it by the gradient of its own result."),
    has(TERM, "node.grad", all_ones),
    has(TERM, "slope + node.grad", "slope and gradient are added: along an edge they are multiplied."),
    has(TERM, "node.grad / slope", "the gradient is divided by the slope: along an edge they are multiplied."),
    has(TERM, "slope * source.grad", "the slope is multiplied by the input's own gradient: take that of the result."),
    has(TERM, "source.grad * slope * node.grad",
        "`*=` where `=` belongs: the input's old gradient, 0 to begin with, becomes a factor."),
    has(TERM, "abs(slope) * node.grad", "the slope has lost its sign on the way: does `abs` belong there?"),
    wrong(PILED, f"{BLAME} the second input is sent the gradient of the first, times its own slope. "
          "Each gets the result's gradient times its own slope."),
    has(TERM, "slope * node.data", "the slope is multiplied by the result's data: take its gradient."),
    has(TERM, "source.data * node.grad", "the input's own data stands where the slope belongs: it is in the pair."),
    has(TERM, "slope * source.data", "the input's own data stands where the result's gradient belongs."),
    has(TERM, "-slope * node.grad", "the size is right, the sign is not: where does the minus come from?"),
]
STOPPED = [
    raises(not_unpackable("Value"), f"{BLAME} `_prev` holds the inputs alone, `_edges` holds the pairs."),
    raises(no_attribute("tuple", "_edges"),
           f"{BLAME} a whole pair is visited, (input, slope): go on with the input alone."),
    raises(no_attribute("tuple"), f"{BLAME} `_edges` holds pairs: take both out, `for source, slope in ...`."),
    raises(no_attribute("float"),
           f"{BLAME} a number stands where a Value belongs: in each pair the input comes first, then its slope, "
           "and the walk goes on with the input itself."),
    raises(no_attribute("Value"),
           f"{BLAME} a Value has no attribute of that name. A typo? Your own function is called as `name(node)`."),
    raises(unknown_name("self"),
           f"{BLAME} `self` belongs to the method: a function beside it has its own name for the node.",
           sample="eval('self', {})"),
    raises(unbound(), unknown_yet),
    Stopped(TooDeep,
            (f"{BLAME} it calls itself without end. Call it for an input, one step nearer to the leaves.",)),
    raises(takes("backward"),
           f"{BLAME} it is called with an argument, and takes none but `self`: `source.grad` is where a gradient is "
           "handed over. A function of your own may take two.",
           sample="def backward(): pass\nbackward(2.0)"),
    raises(out_of_range("tuple"),
           f"{BLAME} a leaf has no edges, so there is no first one to take: a loop over `_edges` does nothing there."),
    raises(missing("send"), f"{BLAME} `send` is called without what its first line asks for."),
]

first_backward = Exercise(
    "first_backward",
    "the first Value.backward: all gradients, where no Value is used twice",
    FIRST_BACKWARD,
    Trial(
        cases=["L = a", "L = a * b", "e = a * b; d = e + c; L = d * f", "e = a * b; d = c + e; L = f * d"],
        case=str,
        differs="leaves the gradients {got}, and they should be {wanted}",
        observe=all_gradients,
        also_right=[FIRST_BACKWARD.replace("source.grad =", "source.grad +=")],
        own=of_this,
        mistakes=[*either(WALKS), *STOPPED],
    ),
    Trial(
        cases=[NINE_TIMES, "L = a * Value(0.3127)", "d = a * b; L = d * Value(0.0)"],
        case="with a = 2 and b = -3, {}; L.backward() leaves",
        differs="a.grad = {got}, and it should be {wanted}",
        observe=gradient_of_a,
        mistakes=[
            has(ON, SECOND_LOOP + THIRD_LOOP,
                "it stops after a few levels. However deep the graph is, the walk must go on."),
            wrong(SEEDING,
                  f"{BLAME} where a gradient is 0, it sets 1. A 0 may have been sent: only the output begins with 1."),
        ],
    ),
    examine=_first_backward,
    hints=HINTS,
    method="backward",
    hands=["Value"],
    names=names,
)


edges_walked = Prediction(
    "edges_walked", "the predicted number of edges in the graph of a product of 200 inputs", 398,
    "398: 200 inputs are joined by 199 products, and each product has two edges.",
    {
        397: "Nearly: each product has two edges, the last one as well as the first.",
        39800: "That is 200 · 199. But each product joins two Values, and no more.",
        19900: "That is one for each two of the inputs. But a product joins the next input to the product so far.",
        40000: "That is 200 · 200. But each product joins two Values, and no more.",
        1: "One call makes one graph. How many edges are in it?",
        199: "That is how many products join 200 inputs. How many edges lead into each?",
        200: "That is how many edges leave the inputs. Each product but the last goes into another one, too.",
        400: "Nearly: how many products does it take to join 2 inputs? And 3?",
        399: "That is how many Values there are: 200 inputs and 199 products. How many edges lead into each product?",
        201: "That is how many calls the nudges need. How many products are there, and how many edges lead into each?",
        79600: "That is how many multiplications the nudges need: 400 calls of 199. The graph is that of one call.",
        597: "That includes the 199 multiplications of the way forward. The question is about the edges alone.",
    },
    near=0,
    otherwise="How many edges has a product of 2 inputs? And of 3?",
)
