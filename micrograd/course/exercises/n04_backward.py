"""The checks of notebook 04: Can the graph do it for us?"""

from micrograd.course.examine import (
    NotYet,
    Raised,
    TooDeep,
    Words,
    Wrong,
    compare,
    exercise,
    outcome,
    predict,
    prediction,
    same,
    shown,
)
from micrograd.course.value_exam import requirements


@prediction("guess = -5")
def slope_on_edge(guess):
    """Check the predicted slope on the edge from a to a * b, at a = 4 and b = -5."""
    return predict(
        guess,
        -5,
        "-5, which is b: as a moves by h, a * b moves by h times b. On the edge from b stands a, which is 4.",
        {
            5: "The size is right. But b is negative: as a rises, a * b falls.",
            4: "That is a itself. As a moves by h, by how much does a * b move?",
            -4: "Is that a with its sign turned round? As a moves by h, by how much does a * b move?",
            -20: "That is p, the product. The edge says how fast it moves as a does.",
            1: "1 is the slope of a sum. In a product each nudge is multiplied by the other side.",
            -3: "-3 was b before. Here b is another number.",
        },
    )


@exercise(
    """
    @extend(Value)
    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)), "*")
    """
)
def mul_slopes(Value):
    """Check Value.__mul__: the product, and beside each input its slope."""
    try:
        return requirements.keeps_slopes(Value, "__mul__")
    except Wrong as found:
        _examine_edges(Value)
        got = outcome(_product, Value, 2.0, -3.0)
        about = [about for error, about in STOPS if isinstance(got, Raised) and same(got, Raised(error))]
        if about:
            raise Wrong(found.args[0], *about, *EDGES_HINTS) from None
        raise Wrong(*found.args, BESIDE) from None


def _examine_edges(Value):
    """Raise Wrong, with both of its pairs, if a product keeps others than it should."""

    def edges(x, y):
        names, out = _product(Value, x, y)
        return _in_words(out._edges, names)

    if all(outcome(_is_product, Value, x, y) is True for x, y in PAIRS):
        compare(
            edges,
            PAIRS,
            right=[_template("((a, {y:g}), (b, {x:g}))")],
            mistakes=[(_template(wrong), about) for wrong, about in NOT_EDGES.items()],
            place="with a = {:g} and b = {:g}, your `__mul__`".format,
            tells="keeps the pairs {got}, and should keep {wanted}",
            hints=EDGES_HINTS,
            look=lambda got: [COPIES] if f"({Value.__name__}(" in got else [BRACES] if got.startswith("{") else [],
        )


BESIDE = "Put your line beside that of `__add__`, which is right. Where they differ: does a product ask for it?"
EDGES_HINTS = (
    "A pair for each input, in round brackets: the input first, then the slope of the product in it.",
    "Hold b still at 4 and nudge a: a * 4 moves 4 times as far. So a's slope is b's number.",
)
COPIES = (
    "New Values stand there, of the same numbers. The inputs themselves belong there: they are to be sent gradients."
)
BRACES = "Curly brackets keep no order, and of c * c one pair only: a tuple of pairs is asked for, in round brackets."
PAIRED = "Your `__mul__`: both pairs together are one thing, the second that Value(...) takes: brackets round the two."
DERIVED = "Your `__mul__`: `_prev` is read from `_edges` now, and can't be set. Write the pairs instead."
STOPS = [
    (TypeError("Value.__init__() takes from"), PAIRED),
    (TypeError("__init__() takes from"), PAIRED),
    (AttributeError("property '_prev'"), DERIVED),
    (AttributeError("can't set attribute"), DERIVED),
]
PAIRS = [(2.0, -3.0), (5.0, 4.0), (0.5, 8.0)]
ITSELF = "Each input has its own number for its slope. Hold b still at 4 and nudge a: by how much does a * 4 move?"
ALONE = "Those are the inputs alone. Beside each belongs its slope, as in `__add__`: a pair of pairs."
NUMBERS = "Those are the slopes alone. Each belongs into a pair, the input before it."
ONE_PAIR = "That is one pair without its brackets: `((self, x))` is the same as `(self, x)`. And where is the other?"
NOT_EDGES = {
    "((a, {x:g}), (b, {y:g}))": ITSELF,
    "((a, 1), (b, 1))": "Those are the slopes of a sum: is it a copy of `__add__`?",
    "((b, {y:g}), (a, {x:g}))": "Each input has its own number for its slope. And a comes first: it is `self`.",
    "((b, {x:g}), (a, {y:g}))": "Each slope is right, and the order is not: a comes first, it is `self`.",
    "(a, b)": ALONE,
    "({y:g}, {x:g})": NUMBERS,
    "({x:g}, {y:g})": NUMBERS,
    "(({y:g}, a), ({x:g}, b))": "In each pair the input comes first, then its slope.",
    "((a, b), (b, a))": "The slopes are Values here: a slope is a number, `.data`.",
    "((a, 0), (b, 0))": "The slopes are all 0: is `grad` in them? It is 0 still. A slope comes from `data`.",
    "(a, {y:g})": ONE_PAIR,
    "(a, {x:g})": ONE_PAIR,
    "((a, {y:g}),)": "Only a has its pair. b is an input too.",
    "((b, {x:g}),)": "Only b has its pair. a is an input too.",
    "()": "The product has forgotten its inputs: the pairs are the second thing that Value(...) takes.",
    "((a, {y:g}, b, {x:g}),)": "All four in one: make two pairs of them, each in its own brackets.",
    "(a, {y:g}, b, {x:g})": "All four in a row: make two pairs of them, each in its own brackets.",
    "((a, {xy:g}), (b, {xy:g}))": "That is the product itself. How far does it move as a does, if b is held still?",
}


def _product(Value, x, y):
    a, b = Value(x), Value(y)
    return {id(a): "a", id(b): "b"}, a * b


def _is_product(Value, x, y):
    names, out = _product(Value, x, y)
    return isinstance(out, Value) and id(out) not in names and out.data == x * y


def _template(text):
    """Return the function that fills two numbers in."""
    return lambda x, y: Words(text.format(x=x, y=y, xy=x * y))


def _in_words(thing, names):
    """Return what `_edges` holds, a Value by its name."""
    if isinstance(thing, (set, frozenset)):
        return Words(f"{{{', '.join(sorted(_in_words(one, names) for one in thing))}}}")
    if isinstance(thing, dict):
        return Words(f"{{{', '.join(f'{_in_words(k, names)}: {_in_words(v, names)}' for k, v in thing.items())}}}")
    if isinstance(thing, (tuple, list)):
        words = [_in_words(one, names) for one in thing]
        return Words(f"({', '.join(words)}{',' * (len(words) == 1)})")
    return Words(names.get(id(thing)) or shown(thing))


@exercise(
    """
    def send(node):
        for source, slope in node._edges:
            source.grad = slope * node.grad
            send(source)


    @extend(Value)
    def backward(self):
        self.grad = 1.0
        send(self)
    """
)
def first_backward(Value):
    """Check the first Value.backward: all gradients, where no Value is used twice."""
    try:
        covered = requirements.backward_on_trees(Value)
    except NotYet as stub:
        raise NotYet(stub.args[0], *(HINTS if stub.args[1:] else ())) from None
    except Wrong as found:
        if not any(hint.startswith("Your `backward`") for hint in found.args[1:]):
            raise Wrong(*found.args, *HINTS) from None  # Python finds no `backward`, or a product is wrong
        try:
            _examine_walk(Value)
        except Wrong as closer:
            if closer.args[1:] != HINTS:
                raise Wrong(found.args[0], *closer.args[1:]) from None
        if found.args[2:]:
            raise
        raise Wrong(*found.args, *HINTS) from None
    _examine_ends(Value)
    return f"{covered} Also on one of nine levels, and where a gradient is 0."


def _examine_ends(Value):
    """Raise Wrong if backward is right in small graphs alone, or takes a gradient of 0 for none."""

    def walk(backward):
        def gradient(lines):
            values = dict(a=Value(2.0), b=Value(-3.0), Value=Value)
            exec(NINE_LEVELS if lines == NINE_TIMES else lines, values)
            backward(values["L"])
            return values["a"].grad or 0.0  # none of them -0

        return gradient

    compare(
        walk(lambda L: L.backward()),
        [(NINE_TIMES,), ("d = a * b; L = d * Value(0.0)",)],
        right=[walk(_walk(_put, _slope_times_gradient))],
        mistakes=[
            (
                walk(_walk(_put, _slope_times_gradient, deep=3)),
                "Your `backward`: it ends after a few levels. However deep the graph is, someone must go on.",
            ),
            (walk(_seeding_where_zero), ZERO),
        ],
        place="with a = 2 and b = -3, {}; L.backward() leaves".format,
        tells="a.grad = {got}, and it should be {wanted}",
        hints=HINTS,
    )


NINE_TIMES = "L = a, nine times L = L * Value(2.0)"
NINE_LEVELS = "L = a\nfor _ in range(9): L = L * Value(2.0)"
ZERO = "Your `backward`: where a gradient is 0 it sets 1. A 0 can have been sent, too: only the output's is 1 to begin with."


def _put(node, grad):
    node.grad = grad


def _add(node, grad):
    node.grad += grad


def _seeding_where_zero(node):
    """Run the backward that calls itself, and sets the 1 wherever it finds a 0."""
    node.grad = node.grad or 1.0
    for source, slope in node._edges:
        source.grad = slope * node.grad
        _seeding_where_zero(source)


def _examine_walk(Value):
    """Raise Wrong, with the mistake that explains it, if backward goes wrong where gradients are left from before."""

    def walk(backward):
        def gradients(lines):
            # What is left from before tells apart a Value that sends too early and one that never sends.
            values = {name: Value(x) for name, x in dict(a=2.0, b=-3.0, c=10.0, f=-2.0).items()}
            exec(lines, {}, values)
            for name, left in LEFT.items():
                if name in values and values[name] is not values["L"]:
                    values[name].grad = left
            backward(values["L"])
            return [v.grad for v in values.values()]

        return gradients

    names = _names_in(getattr(Value, "backward", None))
    mistakes = [
        *[(walk(lambda L, w=w: _reseeding(L, w)), RESEEDS) for w in (_put, _add)] * ("backward" in names),
        *[
            (walk(_leaves_alone(w)), "leaves get theirs, and the results between none: each Value on the way does.")
            for w in (_put, _add)
        ],
        *[(walk(_walk(w, term, **how)), about) for term, how, about in _not_walks(names) for w in (_put, _add)],
        (TypeError(f"cannot unpack non-iterable {Value.__name__}"), "`_prev` holds inputs alone, `_edges` pairs."),
        (AttributeError("'tuple' object has no attribute '_edges'"), VISITED),
        (AttributeError("'tuple' object has no attribute"), PAIR),
        (AttributeError(f"'{Value.__name__}' object has no attribute"), UNKNOWN),
        (NameError("name 'self' is not defined"), "`self` is the method's own: a function beside it has another name."),
        (UnboundLocalError(), UNBOUND),
        (TooDeep(), "it calls itself without end. Each call should be a step nearer to the leaves: for an input."),
        (TypeError("send() missing"), "`send` is called without what its first line asks for."),
    ]
    compare(
        walk(lambda L: L.backward()),
        [("L = a",), ("L = a * b",), ("e = a * b; d = e + c; L = d * f",), ("e = a * b; d = c + e; L = f * d",)],
        right=[walk(_walk(write, _slope_times_gradient)) for write in (_put, _add)],
        mistakes=[(wrong, f"Your `backward`: {about}") for wrong, about in mistakes],
        place=str,
        tells="",
        hints=HINTS,
    )


HINTS = (
    "Each input gets slope times the gradient of its result; then its own inputs get theirs in the same way.",
    "Put the loop into a function of its own, which calls itself for each input. `backward` sets the 1, once.",
)
LEFT = dict(a=5.0, b=7.0, c=11.0, d=13.0, e=17.0, f=19.0)
RESEEDS = "it calls `backward` for each input, and that begins by setting the 1 anew. Only the output's gradient is 1."
PAIR = "`_edges` holds pairs: take both out, `for source, slope in ...`."
VISITED = "a whole pair is to be visited: of (input, slope) the input alone goes on."
UNKNOWN = "a Value has no attribute of that name. A slip? A function of yours is called as `name(node)`."
UNBOUND = "at a leaf the loop never runs, so what it names is unknown after it. Does that line belong inside?"
ALONE_SENT = (
    "the slope alone is sent, or times the output's 1: it is multiplied by the gradient of the result, its own."
)
AS_IT_IS = (
    "the gradient is handed on as it is, without the slope, or each call sets the 1 anew, and not the output's alone."
)
ONE = "it begins without the 1: the output's own gradient is 1, and everything else is a multiple of it."


def _slope_times_gradient(slope, source, node):
    return slope * node.grad


def _not_walks(names):
    """Return the known mistakes: what is sent along an edge, how the walk goes, what is told."""
    right = _slope_times_gradient
    of_notebook = sorted(names & {"L", "e"})
    if of_notebook:
        method = f"it speaks of the notebook's `{of_notebook[0]}`. A method knows what it is called on as `self`."
        yield right, dict(seed=None), method
        yield right, dict(seed=None, deep=0), method
        yield right, dict(deep=0), method
    yield (
        right,
        dict(deep=0),
        "it sets the 1, and nothing is sent: does a loop over the edges run, and write into `source.grad`?",
    )
    yield right, dict(deep=1), "only the inputs of the output get theirs, one level deep: who goes on from there?"
    yield right, dict(deep=2), "it ends two levels down. However deep the graph is, someone must go on."
    yield right, dict(early=True), "the order: an input sends before it has received anything. First the result sends."
    yield right, dict(leaves=False), "results get their gradients, and leaves none: leaves are sent to as well."
    yield (
        right,
        dict(first=True),
        "only the first input of each gets its share: does a `return` inside the loop end it?",
    )
    yield right, dict(goes_on=-1), "only the last input of each goes on: is the call inside the loop?"
    yield right, dict(goes_on=0), "only the first input of each goes on: who goes on from the other?"
    yield right, dict(seed=None), ONE
    yield right, dict(seed=0.0), ONE
    yield right, dict(seed="data"), "it begins with the output's data: its gradient is 1, whatever its data is."
    yield lambda k, s, n: k, {}, ALONE_SENT
    yield lambda k, s, n: n.grad, {}, AS_IT_IS
    yield lambda k, s, n: k + n.grad, {}, "slope and gradient are added: along an edge they are multiplied."
    yield lambda k, s, n: k * s.grad, {}, "the slope meets the input's own gradient: take that of the result."
    yield (
        lambda k, s, n: s.grad * k * n.grad,
        {},
        "`*=` where `=` belongs: what the input had, 0 to begin with, is a factor.",
    )
    yield lambda k, s, n: k * n.data, {}, "the slope is multiplied by the result's data: take its gradient."
    yield lambda k, s, n: s.data * n.grad, {}, "the input's own data stands where the slope belongs: it is in the pair."
    yield lambda k, s, n: k * s.data, {}, "the input's own data stands where the result's gradient belongs."
    yield lambda k, s, n: -k * n.grad, {}, "the size is right, the sign is not: where does the minus come from?"


def _walk(write, term, seed=1.0, deep=100, early=False, leaves=True, first=False, goes_on=None):
    """Return a backward that walks in this way, and writes into each input what term says."""

    def send(node, deep):
        for i, (source, slope) in enumerate(node._edges if deep else ()):
            if early:
                send(source, deep - 1)
            if leaves or source._edges:
                write(source, term(slope, source, node))
            if not early and goes_on in (None, i, i - len(node._edges)):
                send(source, deep - 1)
            if first:
                break

    def backward(root):
        if seed is not None:
            root.grad = root.data if seed == "data" else seed
        send(root, deep)

    return backward


def _leaves_alone(write):
    """Return a backward that carries the gradient along, and writes it at the leaves."""

    def send(node, grad):
        if not node._edges:
            write(node, grad)
        for source, slope in node._edges:
            send(source, slope * grad)

    def backward(root):
        root.grad = 1.0
        for source, slope in root._edges:
            send(source, slope)

    return backward


def _reseeding(node, write):
    """Run the backward that calls itself, its 1 included."""
    node.grad = 1.0
    for source, slope in node._edges:
        write(source, slope * node.grad)
        _reseeding(source, write)


def _names_in(function):
    """Return the names that a function looks up outside of itself."""
    return {*getattr(getattr(function, "__code__", None), "co_names", ())}


@prediction("guess = 398")
def edges_walked(guess):
    """Check the predicted number of edges in the graph of a product of 200 inputs."""
    return predict(
        guess,
        398,
        "398: 200 inputs are joined by 199 products, and each product has two edges.",
        {
            199: "So many products join 200 inputs. How many edges lead to each?",
            200: "So many edges leave the inputs. Each product but the last goes into another one, too.",
            400: "Nearly: how many products does it take to join 2 inputs? And 3?",
            399: "So many Values there are, 200 inputs and 199 products. How many edges lead to each product?",
            201: "So many calls the nudges need. How many products join 200 inputs, and how many edges has each?",
            79600: "So many multiplications the nudges need: 400 calls of 199. The graph is that of one call.",
            597: "That is with the 199 multiplications of the way forward. Asked are the edges alone.",
        },
        near=0,
    )
