"""The checks of notebook 05: Why not just recurse? Why +=?"""

import re
from runpy import run_path

from micrograd import engine
from micrograd.course.errors import (
    missing,
    no_attribute,
    not_unpackable,
    popped_empty,
    takes,
    unhashable,
    unknown_name,
)
from micrograd.course.exercise import Exercise, Trial
from micrograd.course.extend import extend
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.functions import code_of
from micrograd.course.mistakes import Stopped, raises, swap, wrong
from micrograd.course.prediction import Prediction
from micrograd.course.solution import standing
from micrograd.course.value_exam import exam
from micrograd.course.value_exam.graphs import HINTS as GENERAL
from micrograd.course.value_exam.order import is_met
from micrograd.course.value_exam.probe import Probe
from micrograd.course.value_exam.walks import ORDER
from micrograd.course.wording import Words, shown
from micrograd.learner.sandbox import Endless, Raised, outcome


def names():
    """Return what the notebook's cells find: a new class each time, since `extend` changes it."""
    return {"Value": run_path(engine.__file__)["Value"], "extend": extend}


shared = Prediction(
    "shared", "the predicted derivative of p + p with respect to a, where p is a * a and a is 5", 20,
    "20: L = 2a², so its derivative is 4a. Along the arrows: p gets 1 + 1 = 2, and a gets 5 · 2 + 5 · 2.",
    {
        10: "That is what one of the two p brings back. L has both.",
        5: "That is one arrow from a to p. There are two of these, and two from p to L.",
        50: "That is L itself. How far does it move for each unit that a moves?",
        25: "That is p itself. How far does L move for each unit that a moves?",
        2: "That is how fast L moves as p does. But p itself moves faster than a.",
        100: "Was a squared in it? Of a², the derivative is 2a.",
        40: "Twice too much. L is 2a²: a square's derivative is 2a, and the 2 before it stays.",
        4: "4 times something: the derivative of 2a² has an a in it.",
        30: "That is what our `backward` says. On paper, it is the derivative of 2a².",
    },
)


calls = Prediction(
    "calls",
    "the predicted number of calls that send_part takes for 20 storeys of x + x",
    2**21 - 1,
    "2,097,151: each storey doubles what was there and adds one, so n storeys take 2 · 2ⁿ − 1 calls.",
    {
        2**20: "That is about how many ways lead to the bottom. The calls above it count as well: as many again.",
        20.5: "That would be one call for each operation, or for each Value. But there is one for each way to it.",
        40.5: "That would be one call for each arrow. But there is one for each way to it.",
        400: "That would be the storeys, squared. But the calls more than double with each storey: 3, 7, 15, 31.",
        155: "You went on as if the calls grew in proportion to the storeys. From 7 to 15 to 31 they double.",
        2**19 - 1: "Each storey doubles the calls, and one is added: you are two storeys short.",
        2**22 - 1: "Each storey doubles the calls, and one is added: you are one storey too far.",
    },
)


# The order to send in

ORDERED = "e = a * b; g = b * c; d = e + g; L = d * e"


def _sending_order(guess):
    if guess is ... or guess is None:
        return NotYet('type your list of names in place of the `...`, such as ["L", "d"], then run the cell again.')
    listed = [*re.findall(r"\w+", guess)] if isinstance(guess, str) else guess
    if not isinstance(listed, (list, tuple)) or not all(isinstance(name, str) for name in listed):
        return Wrong(f"that is {shown(guess)}, and a list of names is asked for.", 'As in ["L", "d"], with the quotes.')
    listed, inputs = [name.strip() for name in listed], inputs_in(ORDERED)
    if unknown := [name for name in listed if name not in {*inputs, *"abc"}]:
        return Wrong(f"the picture has no {unknown[0]}.", "The operations in it are e, g, d and L.")
    operations = [name for name in listed if name in inputs]
    leaves = " a, b and c are leaves, and send nothing." if len(operations) < len(listed) else ""
    order = f"{', '.join(operations)}: each sends after all the results that are made from it."
    return sent_wrongly(operations, inputs) or Right(f"{order} e and g may change places.{leaves}")


def sent_wrongly(names, inputs):
    """Return what is wrong if these operations send in the order of names, None if nothing is."""
    if twice := [name for name in names if names.count(name) > 1]:
        return Wrong(f"{twice[0]} is there {names.count(twice[0])} times.", "Each sends once, when all has arrived.")
    if names == list(inputs):
        return Wrong("that is the order in which they are computed.", "Sending begins at the other end, with L.")
    for place, name in enumerate(names):
        late = [result for result in inputs if name in inputs[result] and result not in names[:place]]
        if late and late[0] in names:
            example = f"{name} would send before {late[0]} does, and {late[0]} is made from {name}."
            return Wrong(example, f"What {late[0]} sends to {name} would come too late to be sent on.")
    if left_out := [name for name in inputs if name not in names]:
        return Wrong(f"{left_out[0]} is missing.", "There are four operations, and each has to send.")
    return None


def inputs_in(lines):
    """Return, for each name that a line such as "e = a * b" computes, the names on its right."""
    parts = [line.partition(" = ") for line in lines.split("; ") if line != "L = a"]
    return {name: re.findall(r"\w+", text) for name, _, text in parts}


sending_order = Exercise(
    "sending_order",
    "the predicted order in which the four operations of L = d * e may send",
    'guess = ["L", "d", "g", "e"]',
    examine=_sending_order,
    hands=["guess"],
    reveal=False,
)


# visit

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
LEAVES = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
STOREYS = "; ".join(["x1 = a + a", *(f"x{i} = x{i - 1} + x{i - 1}" for i in range(2, 21))])


VISIT_HINTS = (
    "First visit everything that node is made from, and then append node itself.",
    "What is there to do for a leaf? And for a node that is in the list already?",
    "`for source, _ in node._edges` gives the Values that node is made from, one by one.",
)
UNABLE = NotYet("first, your Value must be able to compute (a * b + c) * f: run the cells above.")
REMEMBERED = "What your function remembers besides `order` is still there from the last time: is `order` enough?"
RENAMED = "The list stays empty. Leave the first line as it was: visit(node, order)."
EMPTY = (
    "The list handed over stays empty: does order.append(node) ever run? The condition above it may be the wrong way "
    "round, `order = …` makes another list, one of another name is another list, and a `return` in the loop ends it."
)


def graph(Value, text):
    """Return the last result that the text computes with Values, and each Value's name by its id."""
    variables = {name: Value(data) for name, data in LEAVES.items()}
    for line in text.split("; "):
        name, _, expression = line.partition(" = ")
        root = variables[name] = eval(expression, {}, variables)
    return root, {id(v): name for name, v in variables.items()}  # if a Value has several names, the last one counts


def listed(visit, Value):
    """Return a function that puts into words the order that visit finds in a graph."""

    def found(text):
        (root, names), order = graph(Value, text), []
        returned = visit(root, order)
        if order or not root._edges:
            return in_words(order, names, text)
        if isinstance(returned, list) and returned:
            another = "Fill the list that is handed over, with append: nobody looks at what is returned."
            return Words("[] (another list is returned)", another)
        return Words("[]", EMPTY if "order" in getattr(code_of(visit), "co_varnames", ("order",)) else RENAMED)

    return found


def listed_again(visit, Value):
    """Return a function that puts into words the order that visit finds when called a second time."""

    def found(text):
        (root, names), order = graph(Value, text), []
        visit(root, [])
        visit(root, order)
        return Words(in_words(order, names, text))  # the hint should be on the fault's origin, not on the fault

    return found


def in_words(order, names, text):
    """Return a list of Values in words: any right order in the same ones, a wrong order with its fault."""
    inputs = inputs_in(text)
    nodes = [names.get(id(v)) or shown(v) for v in order]
    stranger = next((node for node, v in zip(nodes, order) if id(v) not in names), None)
    fault = f"{stranger} is no Value of this graph: append node itself." if stranger else fault_of(nodes, inputs)
    return Words(f"[{', '.join(nodes)}]", fault) if fault else Words(f"[{', '.join(inputs)}]")


TWICE_THERE = (
    "Before anything else is done with a node: is it asked whether the list has it already? "
    "And is it appended once, after the loop?"
)


MET_TURNED = (
    "Turned round, it is an order in which the nodes are met, on the way down from L. But a node is met with the first "
    "result that is made from it, and another may be met later."
)


def is_met_turned(nodes, inputs):
    """Return whether these are all operations, turned round from an order in which a walk from L meets them."""
    return {*nodes} == {*inputs} and len(nodes) == len(inputs) and is_met(nodes[::-1], inputs)


def fault_of(nodes, inputs):
    """Return what is wrong with a list of names as an order of operations, "" if nothing is."""
    for place, name in enumerate(nodes):
        if name not in inputs:
            return f"{name} is a leaf: only operations belong in the list, and those have `_edges`."
        if name in nodes[:place]:
            return f"{name} is there twice. {TWICE_THERE}"
        early = [source for source in inputs[name] if source in inputs and source not in nodes[:place]]
        if early and early[0] in nodes and is_met_turned(nodes, inputs):
            return f"{name} stands before {early[0]}, though it is made from {early[0]}. {MET_TURNED}"
        if early and early[0] in nodes:
            return f"{name} stands before {early[0]}, though it is made from {early[0]}: node goes in after its inputs."
    missing = [name for name in inputs if name not in nodes]
    if missing and missing == [*inputs][-1:]:
        return f"{missing[0]} is missing: node itself goes into the list as well, after everything it is made from."
    return f"{missing[0]} is missing: from each input, go on to what it is made from." if missing else ""


NOT_VISITS = [
    wrong("order.insert(0, node)",
          "That is the order to send in. `order` should be the reverse: inputs first, L last."),
    swap("node not in order", "node.data not in [n.data for n in order]",
         "Two Values may hold the same number: do you look for the node itself, and not for its data?"),
    swap("        order.append(node)", "            order.append(node)",
         "It is appended once for each input: does `order.append` stand inside the loop?"),
    swap("        order.append(node)", "        order.append(node)\n        order.reverse()",
         "The list is turned round in each call, with all that is in it: only append, and turn nothing."),
    raises(no_attribute("tuple"), "`_edges` holds pairs, a Value and a slope: here a pair is taken for a Value."),
    raises(no_attribute("float", "_"), "`_edges` holds pairs, the Value first, then the slope: a slope is taken for a Value."),
    raises(not_unpackable("Value"), "`_prev` holds the Values alone. It is `_edges` that holds pairs to take apart."),
    raises(no_attribute("list", "_"), "The node comes first, and then the list: visit(node, order)."),
    raises(no_attribute("list"), "`order` is a list: `append` puts something at its end."),
    raises(no_attribute("Value"), "`__slots__` has no room for that. What has been visited is in `order`: look there."),
    raises(missing("visit"), "When it calls itself, visit takes two arguments, too: a node and the list."),
]

visit = Exercise(
    "visit",
    "visit(node, order): it lists the operations below node, each once, after those that it is made from",
    """
    def visit(node, order):
        if node._edges and node not in order:
            for source, _ in node._edges:
                visit(source, order)
            order.append(node)
    """,
    Trial(
        cases=GRAPHS,
        case="for {}",
        differs="your `order` is {got}, and should be {wanted}",
        observe=listed,
        mistakes=NOT_VISITS,
    ),
    Trial(
        cases=[STOREYS],
        case=lambda _: "for 20 storeys, x1 = a + a; x2 = x1 + x1; …; x20 = x19 + x19",
        differs="your `order` is {got}, and should be {wanted}",
        observe=listed,
        mistakes=[
            Stopped(Endless, ("There are a million ways down to a, and 20 operations. "
                              "Do you ask *before* visiting the inputs whether node is in the list?",)),
        ],
    ),
    Trial(
        cases=GRAPHS[:1],
        case="for {}, visited a second time with a new list,",
        differs="your `order` is {got}, and should be {wanted}",
        observe=listed_again,
        hints=(REMEMBERED, *VISIT_HINTS),
    ),
    hints=VISIT_HINTS,
    covers=f"visit is right: {len(GRAPHS)} graphs, with shared results and a lone leaf, and 20 storeys of x + x.",
    usable=lambda _, Value: UNABLE if isinstance(outcome(graph, Value, GRAPHS[0]), Raised) else None,
    hands=["visit", "Value"],
    names=names,
)


# _operations


def _operations(Value):
    finding = exam.operations_in_order(Value)
    if not isinstance(finding, Wrong):
        return finding
    if hints := operations.explained(operations.trials[0], [Value]):
        return finding.but(hints=(*hints, *finding.hints[1:]))
    return finding if finding.hints[1:] else finding.but(hints=(*finding.hints, *operations.hints))


def operations_found(Value):
    """Return a function that puts into words what `_operations` gives for a graph."""

    def found(text):
        root, names = graph(Value, text)
        return Words(in_words(root._operations(), names, text))  # the exam has said what is wrong with it

    return found


ORDERING = "Your `_operations`:"
MARKED = "todo.append(node)\n            todo.append(None)"
INPUTS = "for source, _ in node._edges:\n                if source._edges:\n                    todo.append(source)"

operations = Exercise(
    "operations",
    "Value._operations: a list of the operations below a Value, in order, without recursion",
    standing(engine.Value._operations, "Value"),
    Trial(
        cases=GRAPHS,
        case="for {}",
        differs="your `_operations` gives {got}, and should give {wanted}",
        observe=operations_found,
        mistakes=[
            swap(f"{MARKED}\n            {INPUTS}", f"todo.append(node)\n            {INPUTS}\n            todo.append(None)",
                 f"{ORDERING} the mark lies above the inputs, so it comes up before them: it belongs between node and those."),
            swap("todo.append(node)\n", "todo = [node]\n",
                 f"{ORDERING} `todo` is made anew there, and what was waiting in it is lost: `+=` adds to it."),
            raises(takes("append"),
                   f"{ORDERING} `append` puts one thing at the end of a list: `+=` and a list put in several."),
            raises(no_attribute("float", "_"),
                   f"{ORDERING} `_edges` holds pairs, the Value first, then the slope. Here a slope is taken for a Value."),
            raises(unhashable(),
                   f"{ORDERING} a set can't hold a list: does a whole list lie on the stack as one? `+=` puts what is in it there."),
            raises(no_attribute("tuple"),
                   f"{ORDERING} `_edges` holds pairs, a Value and a slope. Here a pair is taken for a Value."),
            raises(no_attribute("NoneType"),
                   f"{ORDERING} the `None` is taken for a node: ask for it before anything else."),
            raises(no_attribute("dict", "add"), f"{ORDERING} `{{}}` is an empty dict: an empty set is `set()`."),
            raises(unknown_name(), f"{ORDERING} a name there is unknown: is it spelled as where it gets its value?"),
            raises(popped_empty(),
                   f"{ORDERING} the list that is popped is empty: does the loop go on when nothing is left? "
                   "Or does a `None` come up without its node under it, which goes back first?"),
        ],
    ),
    hints=(
        "How does the walk know that all below a node is done? In the table above, what lies on top of it until then?",
        "When a node is popped for the first time, it goes back, with a mark above it, and its inputs above the mark.",
    ),
    examine=_operations,
    method="_operations",
    names=names,
)


# backward

called_again = Prediction(
    "called_again", "the predicted a.grad of the running example after two calls of a backward that resets nothing", 24,
    "24: 6 from the first call and 18 from the second, in which d and e also send what was left over in them.",
    {
        12: "12 is what it should be. But d and e still hold what arrived in the first call, and it adds up.",
        6: "`+=` adds to what is there, and nobody has set a.grad back to 0.",
        0: "`+=` adds to what is there, and nobody has set a.grad back to 0.",
        18: "That is what the second call brings. The 6 of the first are there already.",
        36: "L.grad is set to 1, not added to. It is in d that the first call is counted again.",
        48: "L.grad is set to 1, not added to. It is in d that the first call is counted again.",
    },
)


def _backward_again(Value):
    finding = exam.backward(Value)
    finding = finding.but(hints=_of_this_exercise(finding))
    if isinstance(finding, Wrong) and (hints := backward_again.explained(backward_again.trials[0], [Value])):
        told = finding.but(hints=(*hints, *STEPS))
        return told if finding.error else exam.held(Value, RESETS, [], [*hints, *STEPS], BLAME) or told
    if not isinstance(finding, Right):
        return finding
    leaf = "a is a leaf, and a leaf adds up, even the one that `backward` is called on."
    return exam.held(Value, TWICE, [], [leaf, STEPS[1]], BLAME) or finding


def _of_this_exercise(finding):
    """Return a finding's hints about a mistake, followed by those of this exercise in place of general ones."""
    if isinstance(finding, Right) or not finding.hints:
        return finding.hints
    general = {hint for hints in GENERAL.values() for hint in hints} | {ORDER}
    first = finding.hints[:1] if isinstance(finding, Wrong) else ()
    return (*first, *(hint for hint in finding.hints[1:] if hint not in general), *STEPS)


def backward_of(*steps, hint):
    """Return the mistake of a backward with these steps."""
    return wrong(BEGIN + "".join(steps), f"{BLAME}: {hint}")


BLAME = "Your `backward`"
STEPS = (
    "Three steps, in this order: set the operations to 0, give self its 1, and then send it on.",
    "On an operation that was set to 0, `+=` does the same as `=`. And on a leaf?",
)
RESETS = [
    Probe(f"{GRAPHS[0]}; L.backward()", LEAVES, ("L.grad", "d.grad", "e.grad", "a.grad")),
    Probe("p = a * a; L = p + p; L.backward()", {"a": 5.0}, ("L.grad", "p.grad", "a.grad")),
    Probe("e = a * b; L = e * b; L.backward(); L.backward()", {"a": 2.0, "b": -3.0}, ("L.grad", "e.grad", "a.grad")),
    Probe(f"{GRAPHS[0]}; L.backward(); L.backward()", LEAVES, ("L.grad", "d.grad", "e.grad", "a.grad")),
]
LEAF = Probe("a.backward()", {"a": 2.0}, ("a.grad",))
DATA = Probe("L = a * b; L.backward()", {"a": 2.0, "b": -3.0}, ("L.data",))
TWICE = [Probe("a.backward(); a.backward()", {"a": 2.0}, ("a.grad",))]
BACKWARD = standing(engine.Value.backward, "Value") + "\n"
BEGIN, RESET, ONE, SEND = re.split(r"^(?=    for|    self)", BACKWARD, flags=re.MULTILINE)
INPUTS_TO_0 = "    for source in [source for {} if {}]:\n        source.grad = 0.0\n"
RESET_LEAVES = "    for node in order:\n        for source in node._prev:\n            source.grad = 0.0\n"
PARTS_RESET = [
    (INPUTS_TO_0.format("source in self._prev", "True"), "only self's own inputs are set to 0: all operations should be, and self."),
    (INPUTS_TO_0.format("node in order for source in node._prev", "True"),
     "the inputs of operations are set to 0: leaves are among them, which should keep theirs, and self is not."),
    (INPUTS_TO_0.format("node in order for source in node._prev", "source._edges"),
     "inputs that are operations are set to 0: self is none of those, and keeps what the last call left in it."),
]
SEND_LAST = SEND.replace("source.grad +=", "source.grad = (0.0 if source._edges else source.grad) +")
SEND_TURNED = SEND.replace("reversed(order)", "order")
EARLY = "it puts the 1 in before the operations are set to 0, and so wipes it out."
LATE = "it sets operations to 0 once they have sent: nobody can see their gradients then. Begin with that instead."
LEAVES_TOO = "it sets leaves to 0 as well: in them, what several calls bring should add up."
LAST = "it sets an operation to 0 each time something arrives, and so keeps only the last share."
PARTS_SENT = [
    ("[:1]", "only the first input of each operation is sent something: does the loop over its edges go on?"),
    ("[1:]", "only the last input of each operation is sent something: which lines belong inside the loop over its edges?"),
]
ENDED = "only the output's first input is sent something, and then it ends: does a `return` stand inside the loops?"
DOUBLED = "`+=` adds to `source.grad` already: with `source.grad` on the right as well, what was there counts twice."
NOT_RUN = (
    "nothing is sent back: does the second loop run? What `reversed` gives can be gone through once, and what `pop` "
    "took out of a list is no longer in it."
)
INSIDE = "the 1 is given inside the loop over the operations, and a leaf has none: it belongs after that loop."
TOGETHER = RESET.replace("in order", "in reversed(order)")
SENT_ON = "".join(SEND.splitlines(keepends=True)[1:])
IN_ONE = (
    "an operation is set to 0 in the very loop that sends, when its turn comes, so what it has got is lost: first set "
    "them all to 0, in a loop of their own."
)
NOT_GRAD = "it sets the data of operations to 0, what they hold: it is `grad` that begins at 0."
TURNED = (
    "only self sends something. Does the loop begin at the front of the list? There, inputs come before results, and "
    "have nothing to send yet."
)

backward_again = Exercise(
    "backward_again",
    "Value.backward: right in every graph, also when it is called again",
    BACKWARD,
    Trial(
        cases=[(probe,) for probe in (*RESETS, LEAF, DATA)],
        case="{}",
        differs="leaves {got}, and should leave {wanted}",
        observe=lambda Value: lambda probe: probe.on(Value),
        mistakes=[
            backward_of(ONE, RESET, SEND, hint=EARLY),
            backward_of(ONE, RESET, RESET_LEAVES, SEND, hint=EARLY),
            backward_of(ONE, SEND, RESET, hint=LATE),
            backward_of(RESET, ONE, SEND, RESET, hint=LATE),
            backward_of(RESET, RESET_LEAVES, ONE, SEND, hint=LEAVES_TOO),
            backward_of(RESET, ONE, SEND_LAST, hint=LAST),
            backward_of(ONE, SEND_LAST, hint=LAST),
            *(backward_of(reset, ONE, SEND, hint=hint) for reset, hint in PARTS_RESET),
            *(backward_of(RESET.replace("grad", "data"), one, SEND, hint=NOT_GRAD) for one in (ONE, ONE.replace("+=", "="))),
            backward_of(RESET, f"    {ONE}", SEND, hint=INSIDE),
            backward_of(TOGETHER, f"    {ONE}", SENT_ON, hint=IN_ONE),
            *(backward_of(RESET, ONE, SEND.replace("in node._edges", f"in node._edges{part}"), hint=hint)
              for part, hint in PARTS_SENT),
            backward_of(RESET, ONE, SEND.replace("slope *", "source.grad + slope *"), hint=DOUBLED),
            backward_of(RESET, ONE, f"{SEND}            return\n", hint=ENDED),
            backward_of(RESET, ONE, hint=NOT_RUN),
            raises(missing("_operations"), f"{BLAME}: `_operations` is called on a Value: `self._operations()`."),
            raises(no_attribute("list"), f"{BLAME}: a list has no such method: `reversed(order)` goes through it backwards."),
            backward_of(RESET, ONE, SEND_TURNED, hint=TURNED),
            backward_of(ONE, SEND_TURNED, hint=TURNED),
        ],
    ),
    examine=_backward_again,
    method="backward",
    names=names,
)


# The bug hunt

OWL = (
    "e = a * a has two arrows from a, and Owl makes a set of the pairs: it keeps only one of "
    "two equal ones. So a has 1 + 3 in place of 1 + 3 + 3. Where inputs differ, Owl is right."
)
OTHERS = {
    "A": "With `=` a.grad would be 3, which came last. Owl has 4: it adds up, but one part is missing.",
    "B": "Then L.grad would be 12. Owl has 1.",
    "C": "Then e would have sent before anything had reached it: a.grad would be 1.",
    "D": "e has one consumer only, L, so it can't be too early. How often does e send to a?",
    "E": "e has one consumer only, L, so it would send once all the same. How often does it send to a?",
}


def _owl(guess):
    if guess is ... or guess is None:
        return NotYet('type a letter in place of the `...`, such as "A", then run the cell again.')
    letter = guess.strip().rstrip(".:").upper() if isinstance(guess, str) else ""
    if letter not in {"F", *OTHERS}:
        return Wrong(f"type a letter from A to F, in quotation marks: this is {shown(guess)}.")
    return Right(f"F: {OWL}") if letter == "F" else Wrong(f"it is not {letter}.", OTHERS[letter])


owl = Exercise("owl", "which mistake Owl makes", 'guess = "F"', examine=_owl, hands=["guess"], reveal=False)
