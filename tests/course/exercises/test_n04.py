"""The checks of notebook 04: right answers pass in all the ways that are right, wrong ones are told what is wrong."""

import pytest
from checking import indented, ran, run_in, said
from nbformat import v4
from project import ROOT

from micrograd.course import check
from micrograd.course.extend import extend

NOTEBOOK = v4.reads((ROOT / "notebooks" / "04_backward.ipynb").read_text(encoding="utf-8"))
(SHAPE,) = [c.source for c in NOTEBOOK.cells if c.cell_type == "code" and c.source.startswith("class Value:")]
MUL = 'return Value(self.data * other.data, ((self, other.data), (other, self.data)), "*")'
BACKWARD = "def send(node):\n    for source, slope in node._edges:\n        source.grad = slope * node.grad\n"
BACKWARD += "        send(source)\n\n@extend(Value)\ndef backward(self):\n    self.grad = 1.0\n    send(self)"


def method(first_line, body):
    """Return the cell that adds a method of this body; a body that brings its own first line keeps it."""
    return body if "def " in body else f"@extend(Value)\n{first_line}\n{indented(body)}"


def learners_value(*cells):
    """Return the class of notebook 04 after these cells."""
    names = ran(SHAPE, extend=extend)
    for cell in cells:
        names = ran(cell, **names)
    return names["Value"]


def mul_of(body, **hint):
    return said(check.mul_slopes, learners_value(method("def __mul__(self, other):", body)), **hint)


def backward_of(body, **hint):
    cells = method("def __mul__(self, other):", MUL), method("def backward(self):", body)
    return said(check.first_backward, learners_value(*cells), **hint)


# Right answers, in all the ways that are right

LOOP = """\
self.grad = 1.0
todo = [self]
while todo:
    node = todo.pop({place})
    for source, slope in node._edges:
        source.grad {sign} slope * node.grad
        todo.append(source)"""
METHOD = """\
@extend(Value)
def send(self):
    for source, slope in self._edges:
        source.grad += self.grad * slope
        source.send()

@extend(Value)
def backward(self):
    self.grad = 1.0
    self.send()"""
INSIDE = """\
@extend(Value)
def backward(self, arriving=1.0):
    self.grad {sign} arriving
    for source, slope in self._edges:
        source.backward(slope * arriving)"""
IN_ORDER = """\
order = [self]
for node in order:
    order += node._prev
self.grad = 1
for node in order:
    for source, slope in node._edges:
        source.grad = slope * node.grad"""
BY_INDEX = """\
@extend(Value)
def backward(self):
    def go(v):
        if v._edges:
            (left, to_left), (right, to_right) = v._edges
            left.grad = v.grad * to_left
            right.grad = v.grad * to_right
            go(right)
            go(left)
    self.grad = 1.0
    go(self)"""
ENGINE = """\
order, seen = [], set()
def visit(v):
    if v not in seen:
        seen.add(v)
        for source in v._prev: visit(source)
        order.append(v)
visit(self)
for v in order: v.grad = 0.0
self.grad = 1.0
for v in reversed(order):
    for source, slope in v._edges: source.grad += slope * v.grad
return self"""
RIGHT = [
    (mul_of, MUL),
    (mul_of, 'return Value(other.data * self.data, _op="*", _edges=((self, other.data), (other, self.data)))'),
    (mul_of, 'x, y = self.data, other.data\nout = Value(x * y, ((self, y), (other, x)), "*")\nreturn out'),
    (mul_of, "out = Value(self.data * other.data)\nout._edges = (self, other.data), (other, self.data)\n"
     'out._op = "*"\nreturn out'),
    (mul_of, 'return Value(self.data * other.data, ((other, self.data), (self, other.data)), "*")'),
    (backward_of, BACKWARD),
    (backward_of, BACKWARD.replace("grad = slope", "grad += slope")),
    (backward_of, METHOD),
    (backward_of, METHOD.replace("+=", "=")),
    (backward_of, INSIDE.format(sign="=")),
    (backward_of, INSIDE.format(sign="+=")),
    (backward_of, BY_INDEX),
    (backward_of, IN_ORDER),
    (backward_of, "@extend(Value)\ndef backward(self):\n" + indented(ENGINE)),
    *[(backward_of, LOOP.format(place=place, sign=sign)) for place in ("", "0") for sign in ("=", "+=")],
]  # fmt: skip


@pytest.mark.parametrize(("verdict_on", "body"), RIGHT)
def test_what_is_right_passes(verdict_on, body):
    text = verdict_on(body)
    assert text.startswith("✓ ") and "\n" not in text


# Wrong answers, with the numbers that show it, and a word of the hint that names the mistake

EDGES = 'return Value(self.data * other.data, {}, "*")'
ONE_LEVEL = "self.grad = 1.0\nfor source, slope in self._edges:\n    source.grad = slope * self.grad\n    {}"
ON = "        send(source)"
STACK = LOOP.format(place="", sign="=")
NESTED = """\
self.grad = 1.0
def send(node):
    for source, slope in node._edges:
        source.grad = slope * self.grad
        send(source)
send(self)"""
NESTED = "@extend(Value)\ndef backward(self):\n" + indented(NESTED)
DOWN = """\
self.grad = 1.0
node = self
while node._edges:
    for source, slope in node._edges:
        source.grad = slope * node.grad
    node = {}"""
CARRIED = """\
@extend(Value)
def backward(self):
    def send(node, grad):
        if not node._edges:
            node.grad = grad
        for source, slope in node._edges:
            send(source, slope * grad)
    self.grad = 1.0
    send(self, 1.0)"""
DICT = """\
grads = {self: 1.0}
todo = [self]
for node in todo:
    for source, slope in node._edges:
        grads[source] = slope * grads[node]
        todo.append(source)
return grads"""
HELPER = f"def walk(root):\n{indented(STACK.replace('pop()', 'X').replace('self', 'root'))}"
HELPER = HELPER.replace("todo.X", "todo[0]") + "\n@extend(Value)\ndef backward(self):\n    walk(self)"
ZERO = "if self.grad == 0.0:\n    self.grad = 1.0"


def by_hand(levels):
    """Return loops inside of each other, one for each level."""
    names, lines = ["self", *(f"v{k}" for k in range(levels))], ["self.grad = 1.0"]
    for k, (node, source) in enumerate(zip(names, names[1:])):
        lines += [f"{'    ' * k}for {source}, slope in {node}._edges:"]
        lines += [f"{'    ' * (k + 1)}{source}.grad = slope * {node}.grad"]
    return "\n".join(lines)


WRONG = [
    (mul_of, EDGES.format("((self, 2 * other.data), (other, 2 * self.data))"), "((a, -6), (b, 4)), and should"),
    (mul_of, 'return Value(self.data + other.data, ((self, other.data), (other, self.data)), "*")', "the sum"),
    (mul_of, 'return Value(self.data * other.data, ((self, other.data), (other, self.data)), "+")', "_op is"),
    (mul_of, "return Value(self.data * other.data, ((self, other.data), (other, self.data)))", "_op is empty"),
    (mul_of, "return self.data * other.data", "wrap it in a Value"),
    (mul_of, EDGES.format("((other, other.data), (self, self.data))"), "Each input has its own number beside it."),
    (mul_of, EDGES.format("((other, other.data), (self, 2 * self.data))"), "keeps the pairs ((b, -3), (a, 4)), and should"),
    (mul_of, EDGES.format("((self, other.data) (other, self.data))"), "is a comma missing between two pairs of brackets?"),
    (mul_of, "self.data *= other.data\nreturn self", "`self`"),
    (mul_of, "Value(self.data * other.data)", "no `return`"),
    (mul_of, EDGES.format("(self, other.data), (other, self.data)"), "brackets round them"),
    (mul_of, EDGES.format("((Value(self.data), other.data), (Value(other.data), self.data))"), "inputs themselves"),
    (mul_of, "out = Value(self.data * other.data)\nout._prev = self, other\nreturn out", "Write the pairs instead"),
    (mul_of, 'return Value(self * other, ((self, other.data), (other, self.data)), "*")', "compute with numbers"),
    (backward_of, "L = Value(1.0)\n" + BACKWARD.replace("self.grad = 1.0", "L.grad = 1.0"), "the notebook's `L`"),
    (backward_of, BACKWARD.replace("slope * node.grad", "2 * slope * node.grad"), "slope times"),
    (backward_of, ONE_LEVEL.format(""), "one level deep"),
    (backward_of, ONE_LEVEL.format("").replace("source.grad =", "source.grad +="), "one level deep"),
    (backward_of, ONE_LEVEL.format("source.backward()"), "sets the 1 anew each time"),
    (backward_of, ONE_LEVEL.format("for v, s in source._edges:\n        v.grad = s * source.grad"), "two levels"),
    (backward_of, BACKWARD.replace(ON, "    send(source)"), "Does that line belong inside?"),
    (backward_of, BACKWARD.replace("send(source)", "send(node)"), "without end"),
    (backward_of, BACKWARD.replace("    send(self)", "    send()"), "its first line asks for"),
    (backward_of, BACKWARD.replace("node._edges", "node._prev"), "`_prev` holds the inputs alone"),
    (backward_of, BACKWARD.replace("source, slope in", "source in").replace("slope *", "1.0 *"), "holds pairs"),
    (backward_of, IN_ORDER.replace("in order:\n    for", "in reversed(order):\n    for"), "before it has received"),
    (backward_of, STACK.replace("todo.append(source)", "todo.append(node)"), "`node` itself is put back into `todo`"),
    (backward_of, IN_ORDER.replace("order += node._prev", "order.append(node)"), "`node` itself is put back into `order`"),
    (backward_of, STACK.replace("todo.pop()", "todo[0]"), "nothing is ever taken out of `todo`"),
    (backward_of, STACK.replace("while todo", "while len(todo) > 0").replace("todo.pop()", "todo[-1]"), "taken out of `todo`"),
    (backward_of, STACK.replace("in node._edges", "in self._edges"), "inputs of `self` each time, whichever `node`"),
    (backward_of, STACK.replace("    for", "    todo.extend(self._prev)\n    for").replace("\n        todo.append(source)", ""), "inputs of `self` each"),
    (backward_of, "self.grad, i, todo = 1.0, 0, [self]\nwhile i < len(todo):\n    for s, _ in todo[i]._edges: todo.append(s)", "nothing in the loop changes `i`"),
    (backward_of, BY_INDEX.replace("    def go", "    go(self)\n    def go"), "`go` is called above the lines that define it"),
    (backward_of, "self.grad = 1.0\ntodo += [self]", "that name is read before a line has given it a value"),
    (backward_of, "self.grad = 1.0\nwhile True: pass", "a loop that nothing ends"),
    (backward_of, "self.grad, todo = 1.0, [self]\nwhile todo: iter(todo)", "a loop that nothing ends"),
    (backward_of, "self.grad = 1.0\ntodo = [self]\nfor node in todo:\n    for node in [*node._prev, self]: todo.append(node)", "a loop that nothing ends"),
    (backward_of, NESTED.replace("    send(self)\n", "").replace("self.grad\n        ", "node.grad\n        "), "`send` is defined there, and never called"),
    (backward_of, STACK.replace("source.grad =", "node.grad =").replace("* node.grad", "* source.grad"), "have changed places"),
    (backward_of, STACK.replace("* node.grad", "* node.grad * node.grad"), "is in it twice"),
    (backward_of, INSIDE.format(sign="=").replace("slope * arriving", "slope * self.grad * arriving"), "is in it twice"),
    (backward_of, CARRIED.replace("    self.grad = 1.0\n", ""), "only the leaves get their gradients"),
    (backward_of, BACKWARD.replace("slope * node.grad", "int(slope * node.grad)"), "and then rounded"),
    (backward_of, BACKWARD.replace("slope * node.grad", "round(slope * node.grad, 3)"), "and then rounded"),
    (backward_of, BACKWARD.replace("= slope", "= abs(slope)"), "lost its sign"),
    (backward_of, CARRIED.replace("send(source, slope * grad)", "grad = grad * slope\n            source.grad = grad\n            send(source, grad)"), "is sent the gradient of the first"),
    (backward_of, HELPER, "nothing is ever taken out of `todo`"),
    (backward_of, HELPER.replace("todo[0]", "todo.pop()").replace("in node", "in root"), "inputs of `root` each time, whichever `node`"),
    (backward_of, DICT, "leaves every `grad` as it was"),
    (mul_of, 'return Value(self.data * other.data, "*", ((self, other.data), (other, self.data)))', "The sign stands where"),
    (mul_of, EDGES.format("((self, other.data, '*'), (other, self.data, '*'))"), "A pair is the input and its"),
    (mul_of, EDGES.format("((self, other.data), (other, self.data), (other, 1.0))"), "Those are 3 pairs, and there are two inputs"),
    (mul_of, EDGES.format("((self, -3.0), (other, 2.0))"), "The same numbers, whatever a and b are"),
    (mul_of, MUL.replace("((self", "edges=((self").replace('"*"', 'op="*"'), "no argument of that name"),
    (backward_of, STACK.replace("        todo.append(source)", "    todo.append(source)"), "belong inside?"),
    (backward_of, "@extend(Value)\ndef backward():\n    pass", "needs self"),
    (backward_of, "self.grad = 1.0", "nothing is sent"),
    (backward_of, BACKWARD.replace("source.grad = slope", "source.data = slope"), "write into `source.grad`"),
    (backward_of, "L = d = e = Value(1.0)\n" + BACKWARD.replace("send(self)", "send(L)"), "the notebook's `L`"),
    (backward_of, NESTED, "or the slope times the output's 1"),
    (backward_of, BACKWARD.replace("    for", "    node.grad = 1.0\n    for", 1), "or each call sets the 1 anew"),
    (backward_of, DOWN.format("node._prev[0]"), "only the first input"),
    (backward_of, DOWN.replace("    node = {}", "        node = source"), "its node changes while the loop goes"),
    (backward_of, DOWN.format("source"), "only the last input of each result goes on. Who goes on from the others?"),
    (backward_of, CARRIED, "the results in between get none"),
    (backward_of, STACK.replace("append(source)", "append((source, slope))"), "a whole pair"),
    (backward_of, BACKWARD.replace("source.grad", "source.gard"), "no attribute of that name"),
    (backward_of, BACKWARD.replace("node._edges", "node.edges"), "no attribute of that name"),
    (backward_of, BACKWARD.replace("send(self)", "self.send()"), "called as `name(node)`"),
    (backward_of, BACKWARD.replace("slope * node", "slope * self"), "`self` belongs to the method"),
    (backward_of, BACKWARD.replace("source, slope in", "slope, source in"), "a number stands where a Value belongs"),
    (backward_of, BACKWARD.replace("send(source)", "send(source.grad)"), "a number stands where a Value belongs"),
    (backward_of, BACKWARD.replace("slope * node.grad", "node.grad / slope"), "divided by the slope"),
    (backward_of, by_hand(3), "stops after a few levels"),
    (backward_of, by_hand(5), "L = a, nine times"),
    (backward_of, ONE_LEVEL.format("source.backward()").replace("self.grad = 1.0", ZERO), "where a gradient is 0, it sets 1"),
    (backward_of, "self.grad = 6.0\nreturn self.grad", "gradient is 1"),
    (backward_of, "return [slope for source, slope in self._edges]", "1"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("verdict_on", "body", "told"), WRONG)
def test_what_is_wrong_is_told(verdict_on, body, told):
    text = verdict_on(body)
    assert text.startswith("✗ ") and told in text
    assert "__mul__" in text or "backward" in text  # the method at fault


# Not yet


@pytest.mark.parametrize("verdict_on", [mul_of, backward_of])
@pytest.mark.parametrize("stub", ["...", "return ...", "pass", "return None"])
def test_a_stub_is_not_yet_an_answer(verdict_on, stub):
    assert verdict_on(stub).startswith("not yet: ")


# Predictions


@pytest.mark.parametrize("checked", [check.slope_on_edge, check.edges_walked])
def test_a_guess_that_no_slip_explains(checked):
    assert said(checked, "many").startswith("✗ a prediction is one number")
    first, hint, last = said(checked, 12345).splitlines()
    assert first == "✗ you said 12345, and that is not it." and last == "  (show=True shows the number.)"
    assert hint.startswith("  A general hint: ") and hint.endswith("?") and str(checked.right) not in hint


@pytest.mark.parametrize(
    ("checked", "guess", "told"),
    [
        (check.slope_on_edge, 20, "the size of p"),
        (check.slope_on_edge, -1, "the sum of the two"),
        (check.edges_walked, 397, "the last one as well"),
        (check.edges_walked, 40_000, "200 · 200"),
        (check.edges_walked, 39_800, "200 · 199"),
        (check.edges_walked, 19_900, "one for each two of the inputs"),
        (check.edges_walked, 1, "One call makes one graph"),
    ],
)
def test_a_guess_that_a_slip_explains(checked, guess, told):
    assert told in said(checked, guess)


# Told as what it is, and no solution before a question that leads on


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (MUL.replace("((self, other.data), (other, self.data))", "{(self, other.data), (other, self.data)}"), "Curly"),
        (MUL.replace("((self, other.data), (other, self.data))", "{self: other.data, other: self.data}"), "Curly"),
        (
            "p = self.data * other.data\n" + MUL.replace("(other, self.data)", "(other, p / other.data)"),
            "need to divide",
        ),
        (MUL.replace("other.data)", "other.dat)"), "asks a Value for `dat`, and there is none. Is `data` meant?"),
        ("yield " + MUL.removeprefix("return "), "has a `yield` in it"),
        (EDGES.format("((self, lambda: other.data), (other, lambda: self.data))"), "A function stands where"),
        (EDGES.format("(pair for pair in [(self, other.data), (other, self.data)])"), "can be gone through once"),
        (EDGES.format("zip((self, other), (other.data, self.data))"), "can be gone through once"),
        (EDGES.format("((self, abs(other.data)), (other, abs(self.data)))"), "does `abs` belong there?"),
        ("return self.data * other.data", "wrap it in a Value"),
    ],
)
def test_a_product_is_told_what_it_is_and_has_a_question_before_the_solution(body, told):
    assert told in mul_of(body).splitlines()[1]
    assert "One way to do it" not in mul_of(body, hint=2)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (BACKWARD.replace("def backward(", "def backwards("), "Python looks for `backward`"),
        (BACKWARD.replace("(self):", "():"), "it needs self"),
        (BACKWARD.replace("source.grad =", "source.grad *="), "`*=` where `=` belongs"),
        (BACKWARD + "\n    yield self", "has a `yield` in it"),
        (
            BACKWARD.replace("    send(self)", "    for source, slope in self._edges:\n        source.backward(slope)"),
            "it is called with an argument",
        ),
        (BACKWARD.replace("    for", "    first = node._edges[0]\n    for", 1), "a leaf has no edges"),
    ],
)
def test_a_backward_is_told_what_it_is_and_has_a_question_before_the_solution(cell, told):
    assert told in backward_of(cell).splitlines()[1]
    assert "One way to do it" not in backward_of(cell, hint=2)


# A method that came where Python does not look for it, when the class has one of that name


def notebook_after(*cells):
    """Return the names of one notebook in which these cells ran, one after the other."""
    names = {"extend": extend}
    for cell in (SHAPE, method("def __mul__(self, other):", MUL), *cells):
        run_in(names, cell)
    return names


PLAIN = BACKWARD.replace("@extend(Value)\n", "")
STUB = "@extend(Value)\ndef backward(self):\n    ..."


@pytest.mark.parametrize("before", [STUB, STUB.replace("...", "self.grad = 1.0")])
@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (PLAIN, "your new `backward` stands outside the class, which has the one before"),
        (BACKWARD.replace("backward(", "backwards("), "has a new `backwards`, and still the `backward` before"),
    ],
)
def test_a_new_method_that_the_class_does_not_have_is_told_and_not_the_one_before(before, cell, told):
    names = notebook_after(before, cell)
    assert told in said(check.first_backward, names["Value"]).splitlines()[0]
    run_in(names, BACKWARD)  # and is forgotten once it is where it belongs
    assert said(check.first_backward, names["Value"]).startswith("✓ ")
    run_in(names, BACKWARD.replace("send(self)", "pass"))
    assert "nothing is sent" in said(check.first_backward, names["Value"])


def test_a_function_outside_that_is_older_than_the_class_s_method_is_not_spoken_of():
    whole = SHAPE + "\n" + "".join(f"    {line}\n" for line in "def backward(self):\n    self.grad = 1.0".splitlines())
    names = notebook_after(PLAIN, whole, method("def __mul__(self, other):", MUL))
    assert "nothing is sent" in said(check.first_backward, names["Value"])


def test_a_helper_of_a_similar_name_is_not_spoken_of():
    helper = "@extend(Value)\ndef _backward(self):\n    for source, slope in self._edges:\n"
    helper += "        source.grad = slope\n        source._backward()"
    names = notebook_after("@extend(Value)\ndef backward(self):\n    self.grad = 1.0\n    self._backward()", helper)
    assert "the slope alone is sent" in said(check.first_backward, names["Value"])
