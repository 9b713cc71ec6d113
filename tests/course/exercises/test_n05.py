"""The checks of notebook 05: what is right passes, a stub is not yet, and a mistake is told by its name."""

import re
from collections import deque

import pytest
from checking import ran, run_in, said
from nbformat import v4
from project import ROOT

from micrograd.course import check
from micrograd.course.exercises.n05_order_and_accumulation import GRAPHS, ORDERED, STEPS, STOREYS
from micrograd.course.extend import extend
from micrograd.engine import Value

NOTEBOOK = ROOT / "notebooks" / "05_order_and_accumulation.ipynb"
KEPT = re.compile(r"@check\.\w+\.unless_solved\n")  # what a folded cell says besides the solution
CELLS = {cell.id: KEPT.sub("", cell.source) for cell in v4.reads(NOTEBOOK.read_text(encoding="utf-8")).cells}


# Predictions: each answer, and how the verdict on it goes on


@pytest.mark.parametrize(
    ("checked", "guess", "told"),
    [
        (check.shared, 20, "✓ 20: "),
        (check.shared, 7, "✗ you said 7, and that is not it."),
        (check.shared, ..., "not yet: "),
        (check.shared, "20", "a prediction is one number"),
        (check.calls, 2**21 - 1, "✓ 2,097,151: "),
        (check.calls, 2**21, "✓ 2,097,151: "),
        (check.calls, 2_100_000, "✓ 2,097,151: "),
        (check.calls, 2_000_000, "✓ 2,097,151: "),
        (check.calls, 2**20 - 1, "how many ways lead to the bottom"),
        (check.calls, 21, "one call for each operation, or for each Value"),
        (check.calls, 20, "one call for each operation"),
        (check.calls, 41, "one call for each arrow"),
        (check.called_again, 24, "✓ 24: "),
        (check.called_again, 0, "nobody has set a.grad back to 0"),
        (check.shared, 100, "Was a squared in it?"),
        (check.shared, 40, "Twice too much."),
        (check.calls, 400, "the storeys, squared"),
    ],
)
def test_a_number_that_was_predicted(checked, guess, told):
    assert told in said(checked, guess)


@pytest.mark.parametrize(
    ("guess", "told"),
    [
        (["L", "d", "g", "e"], "✓ L, d, g, e: "),
        (("L", "d", "e", "g"), "✓ L, d, e, g: "),
        ("L d e g", "✓ L, d, e, g: "),
        (["L", "d", "e", "g", "a", "b", "c"], "a, b and c are leaves"),
        (["e", "g", "d", "L"], "order in which they are computed"),
        (["L", "e", "d", "g"], "✗ e would send before d does, and d is made from e."),
        (["d", "L", "e", "g"], "✗ d would send before L does"),
        (["L", "d", "e", "d", "g"], "✗ d is there 2 times."),
        (["L", "d", "g"], "✗ e is missing."),
        (["L", "d"], "is missing."),
        ([], "✗ e is missing."),
        (["L", "x"], "✗ the picture has no x."),
        ([Value(1.0)], "a list of names is asked for"),
        (7, "a list of names is asked for"),
        (..., "not yet: "),
    ],
)
def test_the_order_that_was_predicted(guess, told):
    text = said(check.sending_order, guess)
    assert told in text and text.startswith(("✓", "✗", "not yet"))


# visit

RIGHT = [
    "if node._edges and node not in order:\n    for v in node._prev:\n        visit(v, order)\n    order.append(node)",
    "for v in reversed(node._prev):\n    if v not in order:\n        visit(v, order)\nif node._edges:\n    order.append(node)",
    "if node in order or not node._prev:\n    return order\n[visit(v, order) for v in node._prev]\norder += [node]\nreturn order",
    # By another way: whoever has all inputs in the list comes next.
    "todo, all = [node], set()\nwhile todo:\n    n = todo.pop()\n    if n._edges and n not in all:\n"
    "        all.add(n)\n        todo += n._prev\nwhile all:\n"
    "    ready = [n for n in all if not any(v in all for v in n._prev)]\n    order += ready\n    all -= set(ready)",
]


def visit_of(body):
    lines = "".join(f"\n    {line}" for line in body.splitlines())
    return said(check.visit, ran(f"def visit(node, order):{lines}")["visit"], Value)


@pytest.mark.parametrize("body", RIGHT)
def test_a_right_visit_passes(body):
    assert visit_of(body).startswith("✓ visit is right: ")


SEARCH = "todo = [node]\nwhile todo:\n    n = todo.pop({})\n    if n._edges and n not in order:\n        order.append(n)\n        todo += n._prev"
IF_NEW = "if node._edges and node not in order:\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        # inputs after what is made from them
        (f"{IF_NEW}    order.append(node)\n    for v in node._prev:\n        visit(v, order)", "L stands before d"),
        # no question whether it is there already
        (
            "if node._edges:\n    for v in node._prev:\n        visit(v, order)\n    order.append(node)",
            "p is there twice. Before anything else",
        ),
        # the question is asked, of a set that is new in each call
        (
            "met = set()\nif node in met or not node._edges:\n    return\nmet.add(node)\nfor v in node._prev:\n"
            "    visit(v, order)\norder.append(node)",
            "p is there twice. Before anything else is done with a node: is it asked whether the list has it already?",
        ),
        # asked too late: right, and it takes a million calls for 20 storeys
        (
            "if node._edges:\n    for v in node._prev:\n        visit(v, order)\n"
            "    if node not in order:\n        order.append(node)",
            "a million ways down",
        ),
        (
            "if node not in order:\n    for v in node._prev:\n        visit(v, order)\n    order.append(node)",
            "is a leaf",
        ),
        (f"{IF_NEW}    order.append(node)", "e is missing"),
        (f"{IF_NEW}    for v in node._prev:\n        visit(v, order)", "The list handed over stays empty"),
        (f"{IF_NEW}    topo = [node]", "one of another name is another list"),
        (f"{IF_NEW}    order = order + [node]", "`order = …` makes another"),
        ("order = []\nfor v in node._prev:\n    visit(v, order)\norder.append(node)", "`order = …` makes another"),
        ("return [*node._prev, node]", "nobody looks at what is returned"),
        (f"{IF_NEW}    for v in node._prev:\n        visit(v)\n    order.append(node)", "visit takes two arguments"),
        (
            f"{IF_NEW}    for v in node._edges:\n        visit(v, order)\n    order.append(node)",
            "a pair is taken for a Value",
        ),
        ("visit(node, order)", "Where does that end?"),
        ("while True:\n    pass", "comes to no end"),
        ("order.append(node.data)", "no Value of this graph: append node itself"),
        ("return [*node._prev, node]", "`order` is [] (another list is returned), and"),
        (
            f"{IF_NEW}    for v in node._prev:\n        visit(v, order)\n    order.append(node)\n    order.reverse()",
            "turned round in each call",
        ),
        (f"{IF_NEW}    for v in node._prev[:1]:\n        visit(v, order)\n    order.append(node)", "is missing"),
        (
            f"{IF_NEW}    for slope, v in node._edges:\n        visit(v, order)\n    order.append(node)",
            "a slope is taken for a Value",
        ),
        # by levels, and by the last one met first
        (f"{SEARCH.format(0)}\norder.reverse()", "an order in which the nodes are met"),
        (f"{SEARCH.format('')}\norder.reverse()", "an order in which the nodes are met"),
        (SEARCH.format(0), "L stands before d, though it is made from d: node goes in after its inputs."),
        (f"if not {IF_NEW[3:]}    order.append(node)", "may be the wrong way round"),
    ],
)
def test_a_wrong_visit_is_told_why(body, told):
    text = visit_of(body)
    assert text.startswith("✗ ") and told in text, text


@pytest.mark.parametrize("body", ["...", "pass", "return ..."])
def test_an_empty_visit_is_not_yet_one(body):
    assert visit_of(body).startswith("not yet: ")


def test_what_is_no_visit_is_said_so():
    assert said(check.visit, ..., Value).startswith("not yet: ")
    assert said(check.visit, 3, Value).startswith("✗ ")
    assert "as it was: visit(node, order)" in said(check.visit, ran("def visit(n, o):\n    return n")["visit"], Value)
    text = said(check.visit, ran("def visit(node):\n    pass")["visit"], Value)
    assert text.startswith("✗ ") and "as it was: visit(node, order)" in text and "object at" not in text


def test_every_graph_of_the_check_has_its_names_once():
    assert ORDERED in GRAPHS
    for text in [*GRAPHS, STOREYS]:
        names = [line.partition(" = ")[0] for line in text.split("; ")]
        assert len(names) == len(set(names))


# _operations and backward: what they must do is asked in requirements.py, and tested with it


def learners(*cells):
    """Return the names in the notebook after these cells and the class that it begins with."""
    names = {"extend": extend}
    for cell in ("05-recap", *cells):
        exec(compile(CELLS[cell], cell, "exec"), names)
    return names


@pytest.mark.slow
@pytest.mark.parametrize("one", [check.operations, check.backward_again])
def test_a_method_passes_and_its_stub_does_not(one):
    names = learners("05-operations-ours", "05-backward-ours")
    assert said(one, names["Value"]).startswith("✓ ")
    ran(CELLS["05-operations" if one is check.operations else "05-backward"], **names)
    assert said(one, names["Value"]).startswith("not yet: ")


@pytest.mark.parametrize("cell", ["05-ordered", "05-unbroken"])
def test_the_backward_on_the_way_is_not_yet_right(cell):
    names = learners("05-visit-ours", "05-operations-ours", cell)
    assert said(check.backward_again, names["Value"]).startswith("✗ ")


def test_a_leaf_that_backward_is_called_on_adds_up_too():
    names = learners("05-operations-ours")
    exec(CELLS["05-backward-ours"].removeprefix("# Ours\n").replace("self.grad += 1.0", "self.grad = 1.0"), names)
    text = said(check.backward_again, names["Value"])
    assert text.startswith("✗ with a = 2, a.backward(); a.backward() leaves a.grad = 1, and it should be 2."), text
    assert "a leaf adds up" in text


RESET = "    for node in order:\n        node.grad = 0.0\n"
TO_0 = "    for source in {}:\n        source.grad = 0.0\n"
ONE = "    self.grad += 1.0\n"
WALK = "    for node in reversed(order):\n        for source, slope in node._edges:\n            source.grad += slope * node.grad\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            RESET.replace("0.0\n", "0.0\n        for v in node._prev:\n            v.grad = 0.0\n") + ONE + WALK,
            "sets leaves to 0",
        ),
        (ONE + WALK.replace("+=", "="), "`=` where `+=` belongs"),
        (ONE.replace("+=", "=") + WALK, "left over from the last call"),
        (RESET + ONE + WALK.replace("reversed(order)", "[self]"), "only self sends something"),
        (TO_0.format("self._prev") + ONE + WALK, "only self's own inputs are set to 0"),
        (TO_0.format("[v for node in order for v in node._prev]") + ONE + WALK, "leaves are among them"),
        (TO_0.format("[v for node in order for v in node._prev if v._edges]") + ONE + WALK, "self is none of those"),
        (RESET + "    " + ONE + WALK, "it belongs after that loop"),
        (RESET + ONE + WALK + "            return\n", "does a `return` stand inside the loops?"),
        (RESET + ONE + WALK + "            break\n", "only the first input of each operation is sent something"),
        (RESET + ONE + WALK.replace("            source", "            pass\n        source"), "only the last input"),
        (RESET + ONE + WALK.replace("slope *", "source.grad + slope *"), "counts twice"),
        ("    order = reversed(order)\n" + RESET + ONE + WALK.replace("reversed(order)", "order"), "gone through once"),
        ("    while order:\n        order.pop().grad = 0.0\n" + ONE + WALK, "is no longer in it"),
        (
            RESET + ONE + WALK.replace("reversed(order)", "order.reversed()"),
            "`reversed(order)` goes through it backwards",
        ),
        ("    for node in type(self)._operations():\n        pass\n", "`self._operations()`"),
        (RESET.replace("grad", "data") + ONE + WALK, "it sets the data of operations to 0"),
        (RESET.replace("grad", "data") + ONE.replace("+=", "=") + WALK, "it sets the data of operations to 0"),
        (
            RESET.replace("order", "reversed(order)") + "    " + ONE + WALK.partition("\n")[2],
            "in the very loop that sends",
        ),
    ],
)
def test_a_backward_that_resets_wrongly_is_told_why(body, told):
    names = learners("05-operations-ours")
    exec(f"@extend(Value)\ndef backward(self):\n    order = self._operations()\n{body}", names)
    text = said(check.backward_again, names["Value"])
    assert text.startswith("✗ ") and told in text, text
    assert "shows a solution" not in text


PUT_BACK = "            todo.append(node)\n            todo.append(None)\n"
GO_ON = "            for source, _ in node._edges:\n                if source._edges:\n                    todo.append(source)\n"


@pytest.mark.parametrize(
    ("right", "slip", "told"),
    [
        (PUT_BACK, "            todo += [None, node]\n", "come up without its node under it"),
        (GO_ON, "            todo += node._edges\n", "a pair is taken for a Value"),
        ("todo.pop()\n", "todo.pop(self)\n", "What does it say, and what stands on this line?"),
        (PUT_BACK, "            todo.append(node, None)\n", "`append` puts one thing at the end"),
        ("for source, _ in", "for _, source in", "Here a slope is taken for a Value"),
        (
            GO_ON,
            "            todo.append([source for source, _ in node._edges])\n",
            "does a whole list lie on the stack as one?",
        ),
        ("while todo:", "while True:", "does the loop go on when nothing is left?"),
    ],
)
def test_an_operations_that_stops_is_told_why(right, slip, told):
    names = learners()
    assert right in CELLS["05-operations-ours"]
    exec(CELLS["05-operations-ours"].replace(right, slip, 1), names)
    text = said(check.operations, names["Value"])
    assert text.startswith("✗ ") and told in text, text


def test_the_wrong_numbers_that_the_text_names_come_out():
    names = learners("05-accumulate")
    assert grads(names["Value"], "p = a * a; L = p + p", a=5.0)["a"] == 30
    names = learners("05-operations-ours", "05-unbroken")
    a, b, c, f = (names["Value"](x) for x in (2.0, -3.0, 10.0, -2.0))
    L = (a * b + c) * f
    L.backward()
    L.backward()
    assert a.grad == 24


# The bug hunt: what is said of each mistake, and of the suspect, is true

BEGIN = "    def backward(self):\n        order = self._operations()\n        self.grad = 1.0\n"
SEND = "            for source, slope in node._edges:\n                source.grad += slope * node.grad\n"
LOOP = "        for node in reversed(order):\n"
MISTAKES = {
    "A": BEGIN + LOOP + SEND.replace("+=", "="),
    "B": BEGIN.replace("1.0", "self.data") + LOOP + SEND,
    "C": BEGIN + "        for node in order:\n" + SEND,
    "E": "    def backward(self):\n        self.grad = 1.0\n        self.send()\n\n    def send(self):\n"
    + (SEND + "                source.send()\n").replace("node", "self").replace("            for", "        for"),
}


def grads(kind, lines, **leaves):
    """Return the gradients that lines lead to, by the names in them."""
    names = {name: kind(data) for name, data in leaves.items()}
    for line in lines.split("; "):
        name, _, text = line.partition(" = ")
        names[name] = eval(text, {}, names)
    names["L"].backward()
    return {name: v.grad for name, v in names.items()}


@pytest.fixture(scope="module")
def suspects():
    return learners("05-operations-ours", "05-backward-ours", "05-suspects")


def made(suspects, name):
    """Return the class, its `Value` itself, with the backward of a suspect or of a mistake."""
    source = CELLS["05-recap"] + "\n\n" + CELLS["05-operations-ours"] + "\n\n"
    names = {"extend": extend}
    exec(source, names)
    kind = names["Value"]
    if name in MISTAKES:
        exec(f"class Wrong:\n{MISTAKES[name]}", names)
        for method in ("backward", "send"):
            if hasattr(names["Wrong"], method):
                setattr(kind, method, vars(names["Wrong"])[method])
    else:
        kind.backward = suspects[name].backward
    return kind


DEN, NEST = "e = a * b; d = e + a; L = e * d", "e = a * a; L = e + a"


def test_the_suspect_gets_the_running_example_right(suspects):
    found = grads(made(suspects, "Owl"), "L = (a * b + c) * f", a=2.0, b=-3.0, c=10.0, f=-2.0)
    assert [found[leaf] for leaf in "abcf"] == [6, -4, -2, 4]


def test_what_is_said_of_owl_is_true(suspects):
    found = {name: grads(made(suspects, name), NEST, a=3.0) for name in ("Value", "Owl", *MISTAKES)}
    assert (found["Value"]["a"], found["Owl"]["a"], found["Owl"]["L"]) == (7, 4, 1)
    assert (found["A"]["a"], found["B"]["L"], found["C"]["a"], found["E"]["a"]) == (3, 12, 1, 7)
    assert grads(made(suspects, "Owl"), DEN, a=2.0, b=-3.0) == grads(made(suspects, "Value"), DEN, a=2.0, b=-3.0)


def test_a_letter():
    assert said(check.owl, "F").startswith("✓ F: ") and said(check.owl, " f.").startswith("✓ ")
    for letter in "ABCDE":
        first, why = said(check.owl, letter).splitlines()
        assert first == f"✗ it is not {letter}." and why.strip()
    assert said(check.owl, ...).startswith("not yet: ")
    for nonsense in ("G", "", "AB", 4, None.__class__, ["D"]):
        assert "a letter from A to F" in said(check.owl, nonsense)


def test_a_visit_that_is_right_the_first_time_only_fails():
    cell = "def visit(node, order, seen=set()):\n    if node._edges and node not in seen:\n        seen.add(node)\n"
    cell += "        for source, _ in node._edges:\n            visit(source, order)\n        order.append(node)"
    told = said(check.visit, ran(cell)["visit"], Value).splitlines()[1]
    assert "What your function remembers besides `order`" in told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("pass", "A function that ends without `return`"),
        ("return set(order)", "a set has no order"),
        ("return [node._op for node in order]", "the Values themselves"),
        ("return order + [self]", "twice"),
        ("return order[::-1]", "turn it"),
        ("return order[:1] + order[1:][::-1]", "takes an operation into the list before all that is below it"),
        ("return []", "returns an empty list: does `return` stand inside the loop?"),
        ("return order[-1:]", "finds only L"),
    ],
)
def test_what_an_operations_returns_is_told(body, told):
    names = learners("05-operations-ours")
    names["right"] = names["Value"]._operations
    lines = f"@extend(Value)\ndef _operations(self):\n    order = right(self) if self._edges else []\n    {body}"
    text = said(check.operations, ran(lines, **names)["Value"])
    assert told in text.splitlines()[1] or told == "twice" and "_operations" in text, text


MET = """
@extend(Value)
def _operations(self):
    met, todo = [], [self]
    while todo:
        node = todo.pop()
        if node._edges and node not in met:
            met.append(node)
            todo += node._prev
    return met"""


@pytest.mark.parametrize("pop", ["pop()", "pop(0)"])
def test_a_list_in_order_of_meeting_is_called_one_also_when_turned(pop):
    for turned, told in (("", "as soon as it is met"), ("[::-1]", "on the way down from L, turned round")):
        names = learners()
        exec(MET.replace("return met", f"return met{turned}").replace("pop()", pop), names)
        text = said(check.operations, names["Value"])
        assert told in text and "turn it" not in text


KAHN = """
def below(node):
    return [v for v in node._prev if v._prev]

@extend(Value)
def _operations(self):
    results, todo, order = {}, [self], deque()
    while todo:
        node = todo.pop()
        for v in below(node):
            if v not in results:
                todo.append(v)
            results[v] = results.get(v, 0) + 1
    ready = deque([self] if self._prev else [])
    while ready:
        node = ready.popleft()
        order.appendleft(node)
        for v in below(node):
            results[v] -= 1
            if results[v] == 0:
                ready.append(v)
    return list(order)
"""


def test_an_order_by_counting_results_with_a_helper_is_not_called_too_slow():
    names = learners() | {"deque": deque}
    exec(KAHN, names)
    assert said(check.operations, names["Value"]).startswith("✓ ")


def test_operations_are_told_by_their_names():
    names = learners()
    exec(MET, names)
    assert "gave [L, d, e]: an operation stands before one" in said(check.operations, names["Value"])


def test_hints_on_backward_are_about_backward():
    names = learners("05-operations-ours")
    exec("@extend(Value)\ndef backward(self):\n    return ...", names)
    assert check.backward_again.examine(names["Value"]).hints == STEPS
    for wrong in (WALK.replace("slope *", "2 *"), RESET + ONE + WALK.replace("node._edges", "self._edges")):
        exec(f"@extend(Value)\ndef backward(self):\n    order = self._operations()\n{wrong}", names)
        hints = check.backward_again.examine(names["Value"]).hints
        assert hints[-2:] == STEPS and not any("order first" in hint or "Visit a result" in hint for hint in hints)


def test_a_one_that_is_missing_is_not_said_to_be_wiped_out():
    names = learners("05-operations-ours")
    exec(f"@extend(Value)\ndef backward(self):\n    order = self._operations()\n{RESET}{WALK}", names)
    assert "does not begin with 1" in said(check.backward_again, names["Value"])
    assert "One way to do it" not in said(check.backward_again, names["Value"], hint=2)


@pytest.mark.parametrize(
    ("right", "slip", "told"),
    [
        (
            PUT_BACK + GO_ON,
            "            todo.append(node)\n" + GO_ON + "            todo.append(None)\n",
            "lies above the inputs",
        ),
        ("            todo.append(node)\n", "            todo = [node]\n", "`todo` is made anew"),
        ("set()", "{}", "an empty set is `set()`"),
        ("[self] if self._edges else []", "[elsewhere]", "holds Values of another graph: does it begin at `self`?"),
        (
            "(todo.pop())\n",
            "(todo.pop())\n            for done in order:\n                pass\n",
            "on a long chain too slow",
        ),
        ("    return order\n", "    if not todo:\n        return\n    return order\n", "did it end before that"),
    ],
)
def test_a_slip_with_the_stack_is_told(right, slip, told):
    names = learners()
    names["elsewhere"] = names["Value"](2.0) * names["Value"](3.0)
    cell = CELLS["05-operations-ours"].removeprefix("# Ours\n") + "\n"
    assert right in cell
    run_in(names, cell.replace(right, slip, 1))
    text = said(check.operations, names["Value"])
    assert told in text.splitlines()[1], text
    assert "give 0" not in text


OWN = """
from dataclasses import dataclass, field

@dataclass(eq=False)
class Value:
    data: float
    _edges: list = field(default_factory=list, repr=False)
    _op: str = ""
    grad: float = 0.0

    @property
    def _prev(self):
        return [edge[0] for edge in self._edges]

    def __add__(self, other):
        return Value(self.data + other.data, [[self, 1.0], [other, 1.0]], "+")

    def __mul__(self, other):
        return Value(self.data * other.data, [[self, other.data], [other, self.data]], "*")

    def backward(self):
        self.grad, todo = 1.0, [self]
        while todo:
            v = todo.pop()
            for source, slope in v._edges:
                source.grad = slope * v.grad
                todo.append(source)
"""


def test_a_class_of_another_style_in_place_of_ours_comes_to_the_same(monkeypatch):
    monkeypatch.setitem(CELLS, "05-recap", OWN)
    names = learners("05-accumulate")
    assert grads(names["Value"], "p = a * a; L = p + p", a=5.0)["a"] == 30
    names = learners("05-accumulate", "05-visit-ours", "05-operations-ours", "05-backward-ours", "05-suspects")
    for checked, answers in ((check.visit, ("visit", "Value")), (check.operations, ("Value",))):
        run_in(names, "".join(CELLS[f"05-{checked.name}-ours"].split("# Ours\n")))
        assert said(checked, *(names[answer] for answer in answers)).startswith("✓ ")
    assert grads(names["Value"], NEST, a=3.0)["a"] == 7
    names["Value"].backward = names["Owl"].backward
    assert grads(names["Value"], NEST, a=3.0)["a"] == 4
