"""The checks of notebook 05: Why not just recurse? Why +=?"""

import functools
import re

from micrograd.course.examine import (
    Endless,
    NotYet,
    Raised,
    Words,
    Wrong,
    compare,
    exercise,
    outcome,
    predict,
    prediction,
    require_function,
    shown,
)
from micrograd.course.value_exam import requirements
from micrograd.course.value_exam.classes import is_empty
from micrograd.course.value_exam.model import in_order, model
from micrograd.course.value_exam.probe import Probe, explained, hold


@prediction("guess = 20")
def shared(guess):
    """Check the predicted slope of p + p in a, where p is a * a and a is 5."""
    return predict(
        guess,
        20,
        "20: L = 2a², so its slope is 4a. Along the arrows: p gets 1 + 1 = 2, and a gets 5 · 2 + 5 · 2.",
        {
            10: "That is what one of the two p brings back. L has both.",
            5: "That is one arrow from a to p. There are two of these, and two from p to L.",
            50: "That is L itself. How far does it move, per unit of a nudge of a?",
            25: "That is p itself. How far does L move, per unit of a nudge of a?",
            2: "So far L moves when p does. And p moves, too, faster than a.",
            4: "4 times something: the slope of 2a² in a has an a in it.",
            30: "So says our `backward`. On paper it is the slope of 2a².",
        },
    )


@prediction("guess = 2_097_151")
def calls(guess):
    """Check the predicted number of calls that send_part takes for 20 storeys of x + x."""
    return predict(
        guess,
        2**21 - 1,
        "2,097,151: each storey doubles what was there and adds one, so n storeys take 2 · 2ⁿ − 1 calls.",
        {
            2**20: "About so many ways lead to the bottom. The calls above it count as well: as many again.",
            20.5: "That would be one call for each operation, or for each Value. But there is one for each way to it.",
            40.5: "That would be one call for each arrow. But there is one for each way to it.",
            155: "You went on as if the calls grew in proportion to the storeys. From 7 to 15 to 31 they double.",
            2**19 - 1: "Each storey doubles the calls, and one is added: you are two storeys short.",
            2**22 - 1: "Each storey doubles the calls, and one is added: you are one storey too far.",
        },
    )


ORDERED = "e = a * b; g = b * c; d = e + g; L = d * e"


@prediction('guess = ["L", "d", "g", "e"]')
def sending_order(guess):
    """Check the predicted order in which the four operations of L = d * e may send."""
    if guess is ... or guess is None:
        raise NotYet('type your list of names in place of the `...`, such as ["L", "d"], then run the cell again.')
    names = [*re.findall(r"\w+", guess)] if isinstance(guess, str) else guess
    names = [name.strip() if isinstance(name, str) else name for name in names] if isinstance(names, list) else names
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise Wrong(f"that is {shown(guess)}, and names in a list are asked for.", 'As in ["L", "d"], with the quotes.')
    inputs = _inputs(ORDERED)
    if unknown := [name for name in names if name not in {*inputs, *"abc"}]:
        raise Wrong(f"the picture has no {unknown[0]}.", "The operations in it are e, g, d and L.")
    operations = [name for name in names if name in inputs]
    _judge_sending(operations, inputs)
    leaves = " a, b and c are leaves, and send nothing." if len(operations) < len(names) else ""
    return f"{', '.join(operations)}: each sends after all that are made from it. e and g may change places.{leaves}"


def _judge_sending(names, inputs):
    """Raise Wrong if these operations may not send in the order of names."""
    if twice := [name for name in names if names.count(name) > 1]:
        raise Wrong(f"{twice[0]} is there {names.count(twice[0])} times.", "Each sends once, when all has arrived.")
    if names == list(inputs):
        raise Wrong("that is the order in which they are computed.", "What is sent begins at the other end, with L.")
    for place, name in enumerate(names):
        late = [result for result in inputs if name in inputs[result] and result not in names[:place]]
        if late and late[0] in names:
            example = f"{name} would send before {late[0]} does, and {late[0]} is made from {name}."
            raise Wrong(example, f"What {late[0]} sends to {name} would come too late to be sent on.")
    if missing := [name for name in inputs if name not in names]:
        raise Wrong(f"{missing[0]} is missing.", "There are four operations, and each has to send.")


def _inputs(lines):
    """Return, for each name that a line such as "e = a * b" computes, the names that it is made from."""
    parts = [line.partition(" = ") for line in lines.split("; ")]
    return {name: re.findall(r"\w+", text) for name, _, text in parts}


GRAPHS = [
    "e = a * b; d = e + c; L = d * f",
    "p = a * a; L = p + p",
    "e = a * b; d = e + c; L = e * d",
    "e = a * b; d = e + c; L = d * e",
    ORDERED,
    "e = a * b; d = e + c; g = e * d; h = d + c; L = g * h",
    "x = a + b; y = x + c; z = y + x; w = x * y; v = w + z; L = v * x",
    "p = a + b; q = b + a; L = p * q",
    "L = a",
]
STOREYS = "; ".join(["x1 = a + a", *(f"x{i} = x{i - 1} + x{i - 1}" for i in range(2, 21))])


VISIT_HINTS = (
    "First visit all that node is made from, and then append node itself.",
    "What is there to do for a leaf? And for a node that is in the list already?",
    "`for source, _ in node._edges` gives the Values that node is made from, one by one.",
)


class Order(Words):
    """A list of Values in words, with what is wrong with it as an order of operations."""

    fault = ""


@exercise(
    """
    def visit(node, order):
        if node._edges and node not in order:
            for source, _ in node._edges:
                visit(source, order)
            order.append(node)
    """
)
def visit(visit, Value):
    """Check visit(node, order): it lists the operations below node, each once, after those that it is made from."""
    require_function(visit, "visit")
    there = outcome(_graph, Value, GRAPHS[0])
    if isinstance(there, Raised):
        raise NotYet("first, your Value must be able to compute (a * b + c) * f: run the cells above.")
    if is_empty(visit):
        raise NotYet(f"for {GRAPHS[0]} your `order` stays empty, and should be [e, d, L].", *VISIT_HINTS)

    def on_graph(function):
        """Return function as one of a graph's text: the order that it gives, in words."""

        @functools.wraps(function)
        def named(text):
            root, names = _graph(Value, text)
            order = []
            result = function(root, order)
            if not order and isinstance(result, list) and result:
                order = Order("[] (another list is returned)")
                order.fault = "Fill the list that is handed over, with append: nobody looks at what is returned."
                return order
            return _in_words(order, names, text)

        return named

    def right(node, order):
        if node._edges and node not in order:
            for source, _ in node._edges:
                right(source, order)
            order.append(node)

    def backwards(node, order):
        right(node, order)
        order.reverse()

    def by_number(node, order):
        if node._edges and node.data not in [one.data for one in order]:
            for source, _ in node._edges:
                by_number(source, order)
            order.append(node)

    def in_loop(node, order):
        if node._edges and node not in order:
            for source, _ in node._edges:
                in_loop(source, order)
                order.append(node)

    nothing = (
        "The list handed over stays empty: does order.append(node) ever run? `order = …` makes another list, "
        "and a `return` in the loop ends it."
    )
    pairs = "`_edges` holds pairs, a Value and a slope: here a pair is taken for a Value."
    if "order" not in getattr(getattr(visit, "__code__", None), "co_varnames", ("order",)):
        nothing = "The list stays empty. Leave the first line as it was: visit(node, order)."
    compare(
        on_graph(visit),
        [(text,) for text in GRAPHS],
        right=[on_graph(right)],
        mistakes=[
            (lambda text: Order("[]"), nothing),
            (on_graph(backwards), "That is the order to send in. `order` is to be its reverse: inputs first, L last."),
            (
                on_graph(by_number),
                "Two Values may hold the same number: is it asked for the object, and not for its data?",
            ),
            (on_graph(in_loop), "It is appended once for each input: does `order.append` stand inside of the loop?"),
            (AttributeError("'tuple' object has no attribute"), pairs),
            (
                TypeError("cannot unpack non-iterable"),
                "`_prev` holds the Values alone, and `_edges` pairs: take those apart.",
            ),
            (
                AttributeError("'list' object has no attribute '_"),
                "The node comes first, and then the list: visit(node, order).",
            ),
            (AttributeError("'list' object has no attribute"), "`order` is a list: `append` puts a thing at its end."),
            (
                AttributeError(f"'{Value.__name__}' object has no attribute"),
                "`__slots__` has no room for that. What has been visited is in `order`: ask that.",
            ),
            (TypeError("visit() missing"), "When it calls itself, visit takes two things too: a node and the list."),
        ],
        place=lambda text: f"for {text}",
        tells="your `order` is {got}, and should be {wanted}",
        hints=VISIT_HINTS,
        look=lambda got: [got.fault] if getattr(got, "fault", "") else [],
    )
    early = "Is it asked *before* the inputs are visited whether node is in the list?"
    compare(
        on_graph(visit),
        [(STOREYS,)],
        right=[on_graph(right)],
        mistakes=[(Endless(), f"There are a million ways down to a, and 20 operations. {early}")],
        place=lambda _: "for 20 storeys, x1 = a + a; x2 = x1 + x1; …; x20 = x19 + x19",
        tells="your `order` is {got}, and should be {wanted}",
        hints=VISIT_HINTS,
        look=lambda got: [got.fault] if getattr(got, "fault", "") else [],
    )

    def again(function):
        """Return function as one of a graph's text: the order that it gives when it is asked a second time."""

        @functools.wraps(function)
        def asked_twice(text):
            root, names = _graph(Value, text)
            function(root, [])
            order = []
            function(root, order)
            return _in_words(order, names, text)

        return asked_twice

    compare(
        again(visit),
        [(GRAPHS[0],)],
        right=[again(right)],
        mistakes=[],
        place=lambda text: f"for {text}, visited a second time with a new list,",
        tells="your `order` is {got}, and should be {wanted}",
        hints=(
            "What your function remembers besides `order` is there from the last time: is `order` enough?",
            *VISIT_HINTS,
        ),
    )
    return f"visit is right: {len(GRAPHS)} graphs, with shared results and a lone leaf, and 20 storeys of x + x."


def _graph(Value, text):
    """Return the last result that the text computes with Values, and the name of each Value by its id."""
    variables = {name: Value(data) for name, data in {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}.items()}
    for line in text.split("; "):
        name, _, expression = line.partition(" = ")
        root = variables[name] = eval(expression, {}, variables)
    return root, {id(v): name for name, v in variables.items()}  # the last name of a Value counts


def _in_words(order, names, text):
    """Return a list of Values as an Order: any that is right in the words of one that is."""
    if not isinstance(order, list):
        return Words(shown(order))
    inputs = _inputs(text) if "L = a" != text else {}
    told = [names.get(id(v)) or shown(v) for v in order]
    words = Order(f"[{', '.join(told)}]")
    stranger = next((name for name, v in zip(told, order) if id(v) not in names), None)
    words.fault = f"{stranger} is no Value of this graph: append node itself." if stranger else _fault(told, inputs)
    return words if words.fault else Order(f"[{', '.join(inputs)}]")


def _fault(told, inputs):
    """Return what is wrong with a list of names as an order of operations, "" if nothing is."""
    for place, name in enumerate(told):
        if name not in inputs:
            return f"{name} is a leaf: only operations belong into the list, and those have `_edges`."
        if name in told[:place]:
            return f"{name} is there twice: ask first whether it is in the list already."
        early = [source for source in inputs[name] if source in inputs and source not in told[:place]]
        if early and early[0] in told:
            return f"{name} stands before {early[0]}, and it is made from {early[0]}: node goes in after its inputs."
    missing = [name for name in inputs if name not in told]
    if missing and missing == [*inputs][-1:]:
        return f"{missing[0]} is missing: node itself goes into the list as well, after all that it is made from."
    return f"{missing[0]} is missing: from each input go on to what that is made from." if missing else ""


@exercise(
    """
    @extend(Value)
    def _operations(self):
        order, seen, todo = [], set(), [self] if self._edges else []
        while todo:  # a stack of our own: Python's ends after a thousand calls
            node = todo.pop()
            if node is None:  # everything below the next one is in order by now
                order.append(todo.pop())
            elif node not in seen:
                seen.add(node)
                todo.append(node)
                todo.append(None)
                for source, _ in node._edges:
                    if source._edges:
                        todo.append(source)
        return order
    """
)
def operations(Value):
    """Check Value._operations: a list of the operations below a Value, in order, without recursion."""
    try:
        return requirements.operations_in_order(Value)
    except Wrong as found:
        example, *hints = found.args
        told = [f"Your `_operations`: {text}" for part, text in SLIPS.items() if part in example]
        told = told + hints[1:] if told else hints
        raise Wrong(example, *told, *(() if told[1:] else NEXT)) from None


NEXT = (
    "How does the walk know that all below a node is done? In the table above, what lies on the node until then?",
    "When a node is popped for the first time it goes back, a mark above it, and its inputs above the mark.",
)
SLIPS = {
    "'tuple' object has no attribute": "`_edges` holds pairs, a Value and a slope. Here a pair is taken for a Value.",
    "'NoneType' object has no attribute": "the `None` is taken for a node: ask for it before anything else.",
    "NameError": "a name there is unknown: is it spelled as in the line that gives it?",
    "pop from empty list": "a `None` comes up with no node under it. First the node goes back, then `None` on top.",
}


@prediction("guess = 24")
def called_again(guess):
    """Check the predicted a.grad of the running example after two calls of a backward that resets nothing."""
    return predict(
        guess,
        24,
        "24: 6 from the first call and 18 from the second, in which d and e send what they had left over as well.",
        {
            12: "12 is what it should be. But d and e still hold what arrived in the first call, and it adds up.",
            6: "`+=` adds to what is there, and nobody has set a.grad back to 0.",
            18: "So much comes in the second call. The 6 of the first are there already.",
            36: "L.grad is set to 1, not added to. It is d where the first call is counted again.",
            48: "L.grad is set to 1, not added to. It is d where the first call is counted again.",
        },
    )


@exercise(
    """
    @extend(Value)
    def backward(self):
        order = self._operations()
        for node in order:  # no leaf is among them: it keeps what it has, gradients of several losses add up
            node.grad = 0.0
        self.grad += 1.0
        for node in reversed(order):
            grad = node.grad
            for source, slope in node._edges:
                source.grad += slope * grad
    """
)
def backward_again(Value):
    """Check Value.backward: right in every graph, also when it is called again."""
    try:
        covered = requirements.backward(Value)
    except Wrong:
        seeds = Probe("a.backward()", dict(a=2.0), ("a.grad",)).tried(Value) == [1.0]  # nothing else can wipe out a 1
        known = [(kind, told) for kind, told in RESET_WRONGLY if seeds or told != EARLY]
        if told := explained(RESETS, [probe.tried(Value) for probe in RESETS], None, known):
            hold(Value, RESETS, [], [*told, *STEPS], "Your `backward`")
        raise
    twice = [Probe("a.backward(); a.backward()", {"a": 2.0}, ("a.grad",))]
    told = "a is a leaf, and a leaf adds up: also the one that `backward` is called on."
    hold(Value, twice, [], [told, STEPS[1]], "Your `backward`")
    return covered


STEPS = (
    "Three steps, in this order: the operations are set to 0, self gets its 1, and then it is sent on.",
    "`+=` on an operation that was set to 0 is as good as `=`. What is it on a leaf?",
)
RESETS = [
    Probe(f"{GRAPHS[0]}; L.backward()", dict(a=2.0, b=-3.0, c=10.0, f=-2.0), ("L.grad", "d.grad", "e.grad", "a.grad")),
    Probe("p = a * a; L = p + p; L.backward()", dict(a=5.0), ("L.grad", "p.grad", "a.grad")),
    Probe("e = a * b; L = e * b; L.backward(); L.backward()", dict(a=2.0, b=-3.0), ("L.grad", "e.grad", "a.grad")),
]


def resetting(before=(), first=(), last=False, after=(), turned=False):
    """Return a class whose backward sets to 0 the wrong Values, or at the wrong time."""

    def zero(order, kinds):
        for node in order:
            if ("operations" if node._edges else "leaves") in kinds:
                node.grad = 0.0

    def backward(self):
        order = in_order(self)
        zero(order, before)
        self.grad += 1.0
        zero(order, first)
        for node in order if turned else reversed(order):
            for source, slope in node._edges:
                source.grad = (0.0 if last and source._edges else source.grad) + slope * node.grad
        zero(order, after)

    return model(backward=backward)


ALL = "operations", "leaves"
EARLY = "It puts the 1 in before the operations are set to 0, and so wipes it out."
LATE = "It sets operations to 0 when they have sent: nobody can look at their gradients afterwards. Begin with that instead."
LEAVES = "It sets leaves to 0 as well: in them, what several calls bring is to add up."
LAST = "It sets an operation to 0 each time that something arrives, and so keeps the last share only."
TURNED = (
    "Only self sends something. Is the list gone through from its beginning? There inputs come before results, and have "
    "nothing to send yet."
)
RESET_WRONGLY = [
    (resetting(first=ALL[:1]), EARLY),
    (resetting(first=ALL), EARLY),
    (resetting(after=ALL[:1]), LATE),
    (resetting(before=ALL[:1], after=ALL[:1]), LATE),
    (resetting(before=ALL), LEAVES),
    (resetting(before=ALL[:1], last=True), LAST),
    (resetting(last=True), LAST),
    (resetting(before=ALL[:1], turned=True), TURNED),
    (resetting(turned=True), TURNED),
]


def culprit(guess, right, because, others):
    """Return because if the letter is right; raise NotYet, or Wrong with what the letter's mistake would have done."""
    if guess is ... or guess is None:
        raise NotYet('type a letter in place of the `...`, such as "A", then run the cell again.')
    letter = guess.strip().rstrip(".:").upper() if isinstance(guess, str) else ""
    if letter not in {right, *others}:
        raise Wrong(f"a letter from A to F is asked for, in quotation marks, and this is {shown(guess)}.")
    if letter != right:
        raise Wrong(f"it is not {letter}.", others[letter])
    return f"{right}: {because}"


@prediction('guess = "F"')
def owl(guess):
    """Check which mistake Owl makes."""
    return culprit(
        guess,
        "F",
        "e = a * a has two arrows from a, and Owl goes through `set(node._edges)`: a set keeps one of two equal pairs. "
        "So a has 1 + 3 in place of 1 + 3 + 3. Where inputs differ, Owl is right.",
        {
            "A": "With `=` a.grad would be 3, which came last. Owl has 4: it adds up, but one thing is missing.",
            "B": "Then L.grad would be 12. Owl has 1.",
            "C": "Then e would have sent before anything came to it: a.grad would be 1.",
            "D": "e has one consumer only, L, so it can't be too early. How often does e send to a?",
            "E": "e has one consumer only, L, so it would send once all the same. How often does it send to a?",
        },
    )
