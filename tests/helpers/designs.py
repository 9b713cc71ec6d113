"""Right engines of many designs, as learners write them from memory, and each broken in one central place."""

import re

METHODS = """
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return RESULT(self.data + other.data, "+", (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return RESULT(self.data * other.data, "*", (self, other.data), (other, self.data))

    def __pow__(self, n):
        out = self.data ** n
        if isinstance(out, complex):
            raise ValueError("no real power")
        slope = n * self.data ** (n - 1) if n else 0.0
        return RESULT(out, f"**{n}", (self, slope))

    def __neg__(self):
        return RESULT(-self.data, "-", (self, -1.0))

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return RESULT(self.data - other.data, "-", (self, 1.0), (other, -1.0))

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = self.data / other.data
        return RESULT(out, "/", (self, 1 / other.data), (other, -out / other.data))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) - self

    def __rtruediv__(self, other):
        return Value(other) / self

    def relu(self):
        return RESULT(max(0.0, self.data), "relu", (self, float(self.data > 0)))

    def tanh(self):
        t = math.tanh(self.data)
        return RESULT(t, "tanh", (self, 1 - t * t))

    def exp(self):
        e = math.exp(self.data)
        return RESULT(e, "exp", (self, e))

    def log(self):
        return RESULT(math.log(self.data), "log", (self, 1 / self.data))

    def __repr__(self):
        return f"Value({self.data}, grad={self.grad})"
"""

# Each has its class without the operations, how a result is made, and backward. {plus} stands where += belongs.
PAIRS = """
class Value:
    def __init__(self, data, {edges}=(), _op=""):
        self.data, self.grad, self.{edges}, self._op = data, 0.0, {edges}, _op

    @property
    def _prev(self):
        return tuple(v for v, _ in self.{edges})
METHODS
    def backward(self):
        order, seen, todo = [], set(), [(self, False)]
        while todo:
            node, done = todo.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                todo.append((node, True))
                todo.extend((v, False) for v, _ in node.{edges})
        for node in order:
            if node.{edges}:
                node.grad = 0.0
        self.grad {plus} 1.0
        for node in reversed(order):
            for v, slope in node.{edges}:
                v.grad {plus} slope * node.grad
"""
TWO_TUPLES = """
class Value:
    def __init__(self, data, inputs=(), slopes=(), op=""):
        self.data, self.grad, self.inputs, self.slopes, self._op = data, 0.0, inputs, slopes, op
        self._prev = inputs
METHODS
    def _sorted(self):
        order, seen, todo = [], set(), [self]
        waiting = {{}}
        while todo:
            node = todo.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            order.append(node)
            for v in node.inputs:
                waiting[id(v)] = waiting.get(id(v), 0) + 1
                todo.append(v)
        order, ready = [], [self]
        while ready:
            node = ready.pop()
            order.append(node)
            for v in node.inputs:
                waiting[id(v)] -= 1
                if not waiting[id(v)]:
                    ready.append(v)
        return order

    def backward(self):
        order = self._sorted()
        for node in order:
            if node.inputs:
                node.grad = 0.0
        self.grad {plus} 1.0
        for node in order:
            for v, slope in zip(node.inputs, node.slopes):
                v.grad {plus} node.grad * slope
"""
CLOSURES = """
class Value:
    def __init__(self, data, _prev=(), _op=""):
        self.data, self.grad, self._prev, self._op = data, 0.0, _prev, _op
        self._send = lambda: None
METHODS
    def backward(self):
        order, seen, todo = [], set(), [(self, False)]
        while todo:
            node, done = todo.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                todo.append((node, True))
                for v in node._prev:
                    todo.append((v, False))
        for node in order:
            if node._prev:
                node.grad = 0.0
        self.grad {plus} 1.0
        for node in order[::-1]:
            node._send()

def closed(data, op, *pairs):
    out = Value(data, tuple(v for v, _ in pairs), op)
    def send():
        for v, slope in pairs:
            v.grad {plus} slope * out.grad
    out._send = send
    return out
"""
DICTIONARY = """
class Value:
    def __init__(self, data, parents=(), op=""):
        self.data, self.grad, self.parents, self._op = data, 0.0, list(parents), op

    @property
    def _prev(self):
        return tuple(p["of"] for p in self.parents)
METHODS
    def backward(self):
        order, seen, todo = [], set(), [(self, False)]
        while todo:
            node, done = todo.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                todo.append((node, True))
                todo.extend((p["of"], False) for p in node.parents)
        share = {{id(node): 0.0 for node in order}}
        share[id(self)] = 1.0
        for node in reversed(order):
            for p in node.parents:
                share[id(p["of"])] {plus} p["slope"] * share[id(node)]
        for node in order:
            node.grad = share[id(node)] + (0.0 if node.parents else node.grad)
"""
DATACLASS = """
from dataclasses import dataclass, field
from typing import NamedTuple

class Edge(NamedTuple):
    source: object
    local: float

@dataclass(eq=False)
class Value:
    data: float
    children: tuple = field(default=(), repr=False)
    _op: str = ""
    grad: float = 0.0

    @property
    def _prev(self):
        return tuple(edge.source for edge in self.children)
METHODS
    def backward(self):
        order, seen, todo = [], set(), [(self, False)]
        while todo:
            node, done = todo.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                todo.append((node, True))
                todo.extend((edge.source, False) for edge in node.children)
        for node in order:
            if node.children:
                node.grad = 0.0
        self.grad {plus} 1.0
        for node in reversed(order):
            for edge in node.children:
                edge.source.grad {plus} edge.local * node.grad
"""

TAPE = """
tape = []

class Value:
    def __init__(self, data):
        self.data, self.grad, self.entry = data, 0.0, None

    @property
    def _prev(self):
        return () if self.entry is None else tuple(v for v, _ in tape[self.entry][1])

    @property
    def _op(self):
        return "" if self.entry is None else tape[self.entry][2]
METHODS
    def backward(self):
        entries, needed = [] if self.entry is None else tape[self.entry :: -1], {{self}}
        for out, pairs, _ in entries:
            if out in needed:
                needed.update(v for v, _ in pairs)
                out.grad = 0.0
        self.grad {plus} 1.0
        for out, pairs, _ in entries:
            if out in needed:
                for v, slope in pairs:
                    v.grad {plus} slope * out.grad

def recorded(data, op, *pairs):
    out = Value(data)
    out.entry = len(tape)
    tape.append((out, pairs, op))
    return out
"""
WHOLE_TAPE = """
class Value:
    tape = []

    def __init__(self, data, pairs=(), _op=""):
        self.data, self.grad, self._prev, self._op = data, 0.0, tuple(v for v, _ in pairs), _op
        if pairs:
            self.tape.append((self, pairs))
METHODS
    def backward(self):
        for out, _ in self.tape:
            out.grad = 0.0
        self.grad {plus} 1.0
        for out, pairs in reversed(self.tape):
            for v, slope in pairs:
                v.grad {plus} slope * out.grad
"""
SORTED = """
    def sorted(self):
        order, seen, todo = [], set(), [(self, False)]
        while todo:
            node, done = todo.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                todo.append((node, True))
                todo.extend((v, False) for v in node._prev)
        for node in order:
            if node._prev:
                node.grad = 0.0
        return order[::-1]
"""
KINDS = ("+", "Sum"), ("*", "Product"), ("-", "Difference"), ("/", "Quotient"), ("relu", "Relu"), ("tanh", "Tanh")
KINDS = dict((*KINDS, ("exp", "Exp"), ("log", "Log"), ("", "Power")))
BY_OPERATION = f"KINDS = {{{{{', '.join(f'{op!r}: {name}' for op, name in KINDS.items())}}}}}"
SHARES = "class {}:\n    def shares(slopes, grad):\n        return [slope * grad for slope in slopes]\n"
RULES = (
    "".join(map(SHARES.format, KINDS.values()))
    + BY_OPERATION
    + """
class Value:
    def __init__(self, data, inputs=(), slopes=(), op=""):
        self.data, self.grad, self._prev, self.slopes, self._op = data, 0.0, inputs, slopes, op
METHODS
    def backward(self):
        order = self.sorted()
        self.grad {plus} 1.0
        for node in order:
            if node._prev:
                for v, share in zip(node._prev, KINDS.get(node._op, Power).shares(node.slopes, node.grad)):
                    v.grad {plus} share
"""
    + SORTED
)
PULL = "class {}(Value):\n    def pull(self):\n        for v, slope in self.pairs:\n            v.grad {{plus}} slope * self.grad\n"
SUBCLASSES = (
    """
class Value:
    def __init__(self, data, pairs=(), op=""):
        self.data, self.grad, self.pairs, self._op = data, 0.0, pairs, op
        self._prev = tuple(v for v, _ in pairs)
METHODS
    def pull(self):
        pass

    def backward(self):
        order = self.sorted()
        self.grad {plus} 1.0
        for node in order:
            node.pull()
"""
    + SORTED
    + "".join(map(PULL.format, KINDS.values()))
    + BY_OPERATION
)
IS_A_NUMBER = (
    PAIRS.replace("{edges}", "_local")
    .replace(
        "class Value:\n    def __init__(self, data",
        """class Value(float):
    __hash__ = object.__hash__
    __eq__ = object.__eq__
    data = property(float)

    def __new__(cls, data, *_):
        return float.__new__(cls, data)

    def __init__(self, _""",
    )
    .replace("self.data, self.grad, self._local, self._op = data, ", "self.grad, self._local, self._op = ")
)
FUNCTIONS = PAIRS.replace("{edges}", "_parents").replace("slope * node.grad", "slope(node.grad)")

SLOTS = PAIRS.replace("class Value:\n", 'class Value:\n    __slots__ = "data", "grad", "{edges}", "_op"\n\n')

# Each design with the expression that makes a result of data, op and pairs of an input and its slope.
DESIGNS = {
    "pairs in _local": (PAIRS.replace("{edges}", "_local"), "Value({data}, ({pairs}), {op})"),
    "slots": (SLOTS.replace("{edges}", "_kids"), "Value({data}, ({pairs}), {op})"),
    "two tuples, Kahn's order": (TWO_TUPLES, "Value({data}, ({inputs}), ({slopes}), {op})"),
    "closures": (CLOSURES, "closed({data}, {op}, {pairs})"),
    "dictionaries": (DICTIONARY, "Value({data}, [{dicts}], {op})"),
    "dataclass": (DATACLASS, "Value({data}, ({edges}), {op})"),
    "a tape": (TAPE, "recorded({data}, {op}, {pairs})"),
    "one tape for all": (WHOLE_TAPE, "Value({data}, ({pairs}), {op})"),
    "a class for each operation": (RULES, "Value({data}, ({inputs}), ({slopes}), {op})"),
    "a subclass for each operation": (SUBCLASSES, "KINDS.get({op}, Power)({data}, ({pairs}), {op})"),
    "a float itself": (IS_A_NUMBER, "Value({data}, ({pairs}), {op})"),
    "functions of the gradient": (FUNCTIONS, "Value({data}, ({functions}), {op})"),
}

# What is done once, for all operations: each as what stands in the designs, and what a mistake makes of it.
CENTRAL = {
    "no seed": {"        self.grad += 1.0\n": "", "        share[id(self)] = 1.0\n": ""},
    "no gradient": {
        "slope * node.grad": "slope",
        "node.grad * slope": "slope",
        "slope * out.grad": "slope",
        "slope * self.grad": "slope",
        "slope * grad for": "slope for",
        'p["slope"] * share[id(node)]': 'p["slope"]',
        "edge.local * node.grad": "edge.local",
    },
    "no slope": {
        "slope * node.grad": "node.grad",
        "node.grad * slope": "node.grad",
        "slope * out.grad": "out.grad",
        'p["slope"] * share[id(node)]': "share[id(node)]",
        "edge.local * node.grad": "node.grad",
    },
    "inputs first": {"reversed(order)": "order", "order[::-1]": "order"},
    "left over": {"node.grad = 0.0": "pass"},
}


def source(design, plus="+=", broken=""):
    """Return the source of an engine of this design, with something else for `+=`, or broken in one of CENTRAL ways.

    Raises KeyError if a design has no place for that.
    """
    template, made = DESIGNS[design]

    def result(match):
        data, op, *pairs = split(match.group(1))
        inputs, slopes = zip(*(split(pair[1:-1]) for pair in pairs))
        return made.format(
            data=data,
            op=op,
            pairs=", ".join(pairs) + ("" if made.startswith(("closed", "recorded")) else ","),
            inputs=", ".join(inputs) + ",",
            slopes=", ".join(slopes) + ",",
            dicts=", ".join(f'{{"of": {v}, "slope": {s}}}' for v, s in zip(inputs, slopes)),
            functions=", ".join(f"({v}, lambda g: ({s}) * g)" for v, s in zip(inputs, slopes)) + ",",
            edges=", ".join(f"Edge({v}, {s})" for v, s in zip(inputs, slopes)) + ",",
        )

    methods = re.sub(r"RESULT\((.*)\)$", result, METHODS, flags=re.M)
    text = "import math\n" + template.format(plus=plus).replace("METHODS", methods)
    if broken:
        whole = text
        for old, new in CENTRAL[broken].items():
            text = text.replace(old, new)
        if text == whole:
            raise KeyError(f"{design} has no place for {broken}")
    return text


def split(text):
    """Return the parts of a text between commas that stand in no brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]
