"""The picture: its nodes, names, numbers and colours, for any class that looks like a Value, whatever it holds."""

import base64
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import graphviz
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import micrograd
from micrograd.draw import draw_dot
from micrograd.engine import Value
from micrograd.nn import MLP, Neuron
from micrograd.picture import colours, dot
from micrograd.picture import program as layout
from micrograd.picture.flow import edge_width
from micrograd.picture.labels import NONE_YET
from micrograd.picture.numbers import number

PACKAGE = Path(micrograd.__file__).parent
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def the_wheel(monkeypatch):
    """The same layout program for every test, whatever else the machine has."""
    monkeypatch.setenv("GRAPHVIZ_DOT", "graphviz-pure")


# Classes as learners and others write them: only what their operations keep matters here.


class Plain:
    """Keeps its inputs in a tuple, knows no gradient and no slope."""

    keep = tuple

    def __init__(self, data, inputs=(), op=""):
        self.data = data
        self._prev = self.keep(inputs)
        self._op = op

    def __add__(self, other):
        return type(self)(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        return type(self)(self.data * other.data, (self, other), "*")


class InList(Plain):
    keep = list


class InSet(Plain):
    """Keeps its inputs in a set, whose order no run repeats."""

    keep = set

    def __init__(self, *args):
        super().__init__(*args)
        self.grad = 0
        self.hash = random.getrandbits(60)

    def __hash__(self):
        return self.hash


class WithSlopes:
    """Keeps slopes, and a gradient that is None until it is computed."""

    def __init__(self, data, edges=(), op=""):
        self.data, self._edges, self._op, self.grad = data, edges, op, None

    @property
    def _prev(self):
        return tuple(source for source, _ in self._edges)

    def __add__(self, other):
        return WithSlopes(self.data + other.data, ((self, 1.0), (other, 1.0)), "+")

    def __mul__(self, other):
        return WithSlopes(self.data * other.data, ((self, other.data), (other, self.data)), "*")


CLASSES = [Value, Plain, InList, InSet, WithSlopes]

# An expression as a recipe: the leaves' numbers, then steps (operation, input, input) that count from the newest back.
recipes = st.tuples(
    st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from("+*"), st.integers(0, 9), st.integers(0, 9)), max_size=8),
)


def build(kind, recipe):
    """Return every node that a recipe makes, the result last."""
    leaves, steps = recipe
    made = [kind(x) for x in leaves]
    for op, i, j in steps:
        a, b = made[-1 - i % len(made)], made[-1 - j % len(made)]
        made.append(a + b if op == "+" else a * b)
    return made


def under(root):
    """Return the nodes under root, by id, root included."""
    found, todo = {}, [root]
    while todo:
        node = todo.pop()
        if id(node) not in found:
            found[id(node)] = node
            todo.extend(node._prev)
    return found


class Seen:
    """What a person sees in an SVG, read from its XML."""

    def __init__(self, svg):
        self.root = ElementTree.fromstring(svg.encode())
        groups = {g.get("id"): g for g in self.root.iter(SVG + "g")}
        self.nodes = [NodeSeen(g) for g in groups.values() if "node" in g.get("class").split()]
        self.nodes.sort(key=lambda node: int(node.id[1:]))
        self.edges = [EdgeSeen(g) for g in groups.values() if "edge" in g.get("class").split()]
        self.edges.sort(key=lambda edge: int(edge.id[1:]))

    def __getitem__(self, name):
        (node,) = [node for node in self.nodes if node.name == name]
        return node


class NodeSeen:
    def __init__(self, group):
        texts = list(group.iter(SVG + "text"))
        self.id = group.get("id")
        self.title = group.findtext(SVG + "title")
        self.kind = group.get("class")
        self.name = shown(t for t in texts if t.get("font-weight") == "bold")
        self.op = shown(t for t in texts if t.get("font-size") == "14.00")
        self.data = shown(t for t in texts if t.get("fill") == colours.BLUE.lower())
        self.grad = shown(t for t in texts if t.get("fill") == colours.ORANGE.lower())
        self.texts = [shown([t]) for t in texts]
        self.fills = {p.get("fill") for p in group.iter(SVG + "polygon")}


class EdgeSeen:
    def __init__(self, group):
        line = group.find(SVG + "path")
        self.id = group.get("id")
        self.ends = group.findtext(SVG + "title").partition(":")[0]  # without the side at which it ends
        points = group.find(SVG + "polygon").get("points").split()
        self.head = [tuple(map(float, point.split(","))) for point in points]
        self.slope = shown(group.iter(SVG + "text"))
        self.colour = line.get("stroke")
        self.width = float(line.get("stroke-width", 1))
        self.dashed = line.get("stroke-dasharray") is not None


def shown(texts):
    return "".join(t.text for t in texts).replace("\xa0", " ")


def see(root, names=None):
    return Seen(draw_dot(root, {} if names is None else names).svg())


# Nodes and edges.


@given(recipes, st.sampled_from(CLASSES))
@settings(deadline=None, max_examples=60)
def test_every_node_and_edge_is_drawn_once_and_numbered_by_traversal(recipe, kind):
    root = build(kind, recipe)[-1]
    nodes = under(root)
    seen = see(root)
    assert [(node.id, node.title) for node in seen.nodes] == [(f"n{i}", f"n{i}") for i in range(len(nodes))]
    assert [edge.id for edge in seen.edges] == [f"e{i}" for i in range(len(seen.edges))]
    assert len(seen.edges) == sum(len(node._prev) for node in nodes.values())
    assert sorted((n.op, n.data) for n in seen.nodes) == sorted((n._op, number(n.data)) for n in nodes.values())
    ends = [[int(end[1:]) for end in edge.ends.split("->")] for edge in seen.edges]
    assert all(source < result for source, result in ends), "a node comes after its inputs"
    operations = {i for i, node in enumerate(seen.nodes) if node.op}
    assert {result for _, result in ends} == operations
    assert [node.kind for node in seen.nodes] == ["node operation" if node.op else "node leaf" for node in seen.nodes]


@given(recipes, st.sampled_from(CLASSES), st.booleans())
@settings(deadline=None, max_examples=300)
@example(([2.0, 3.0], [("*", 0, 1), ("*", 1, 2), ("+", 0, 1), ("*", 0, 2)]), InSet, False)  # the twins d = e = a * b
@example(([2.0, 3.0], [("*", 0, 1), ("*", 1, 2), ("+", 0, 1), ("+", 0, 4), ("*", 0, 3)]), InSet, False)
@example(([2.0, 3.0], [("*", 0, 1), ("*", 1, 2), ("*", 0, 1), ("+", 0, 2), ("+", 0, 4)]), InSet, False)
def test_the_same_expression_gives_the_same_text(recipe, kind, named):
    def source():
        made = build(kind, recipe)
        return draw_dot(made[-1], {f"v{i}": node for i, node in enumerate(made)} if named else {}).source

    assert len({source() for _ in range(4)}) == 1


HASHED = """
from micrograd.draw import draw_dot
from micrograd.engine import Value

class Set:
    def __init__(self, data, inputs=(), op=""):
        self.data, self.grad, self._prev, self._op = data, 0, set(inputs), op
    def __add__(self, other):
        return Set(self.data + other.data, (self, other), "+")
    def __mul__(self, other):
        return Set(self.data * other.data, (self, other), "*")
    def __hash__(self):
        return hash(("Set", self._op, self.data))  # another order for every hash seed

for kind in Value, Set:
    x = {str(i): kind(float(i)) for i in range(8)}
    a, b = kind(2.0), kind(-3.0)
    d = a * b
    L = (d + a * b) * d + x["1"] * x["2"] + x["3"] * x["4"] + x["5"] * (x["6"] + x["7"])
    print(draw_dot(L).source)
"""


def test_the_text_is_the_same_on_every_run():
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", HASHED],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(PACKAGE.parent), "PYTHONIOENCODING": "utf-8"},
        )
        for seed in ("0", "1", "42")
    ]
    texts = [run.communicate(timeout=60)[0] for run in runs]
    assert texts[0].count(b"digraph") == 2
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.parametrize("kind", [Value, Plain, InList, WithSlopes])
def test_a_plus_a_has_two_edges(kind):
    a = kind(2.0)
    assert [edge.ends for edge in see(a + a).edges] == ["n0->n1", "n0->n1"]


def test_no_two_heads_of_edges_meet():
    a, b = Value(2.0), Value(-3.0)
    d, e = a * b, a + b
    f = d * e
    f.backward()
    middles = [[sum(xs) / len(xs) for xs in zip(*edge.head[:-1])] for edge in see(f).edges]
    assert min(math.dist(one, other) for k, one in enumerate(middles) for other in middles[:k]) > 15


def test_slopes_stand_on_the_edges_that_have_them():
    a, b = Value(2.0), Value(-3.0)
    assert [edge.slope for edge in see(a * b).edges] == ["×−3.0", "×2.0"]
    assert [edge.slope for edge in see(Plain(2.0) * Plain(3.0)).edges] == ["", ""]


def test_a_leaf_alone_is_a_picture():
    seen = see(Value(3.0))
    assert [node.data for node in seen.nodes] == ["3.0"] and not seen.edges


def test_a_chain_of_the_most_nodes_is_drawn_and_one_more_is_an_error():
    root = Value(1.0)
    for _ in range(dot.MOST - 1):
        root = root.tanh()
    assert len(see(root).nodes) == dot.MOST
    with pytest.raises(ValueError, match=f"{dot.MOST + 1:,} nodes, and at most {dot.MOST:,}"):
        draw_dot(root.tanh())
    for _ in range(20_000):  # far deeper than Python's stack
        root = root.tanh()
    with pytest.raises(ValueError, match=f"{dot.MOST + 20_000:,} nodes"):
        draw_dot(root)


@pytest.mark.parametrize("kind", [Plain, InList, InSet])
def test_a_graph_that_a_mistake_has_bent_into_a_circle_is_drawn(kind):
    a = kind(1.0)
    b, c = a + a, None
    c = b + a
    a._prev, a._op = kind.keep([c]), "+"
    seen = see(c)
    assert len(seen.nodes) == 3 and len(seen.edges) == sum(len(node._prev) for node in (a, b, c))


@pytest.mark.parametrize(
    "thing, said",
    [
        (3.0, "float: it has no data"),
        ([Value(1.0)], "list"),
        (None, "NoneType"),
        (Value, "class Value"),
        (..., "still to be written"),
    ],
)
def test_what_is_no_value_is_a_clear_error(thing, said):
    with pytest.raises(TypeError, match=f"only a Value has a graph, and this is .*{said}"):
        draw_dot(thing)


# Gradients.


def test_a_gradient_not_yet_computed_looks_different_from_zero():
    a, b = Value(2.0), Value(0.0)
    L = a * b
    before = see(L)
    assert all(NONE_YET in node.texts and not node.grad for node in before.nodes)
    assert all(edge.colour == colours.LINE.lower() and edge.width == 1 and not edge.dashed for edge in before.edges)
    L.backward()
    after = see(L)
    assert [node.grad for node in after.nodes] == ["0.0", "2.0", "1.0"]
    assert not any(NONE_YET in node.texts for node in after.nodes)
    assert before.nodes[0].fills != after.nodes[0].fills
    # The gradient of a is 0: nothing flows back to it.
    assert [edge.colour for edge in after.edges] == [colours.LINE.lower(), colours.ORANGE.lower()]


@pytest.mark.parametrize("kind", [Plain, InList, InSet, WithSlopes])
def test_a_class_without_gradients_has_none_yet(kind):
    assert all(NONE_YET in node.texts for node in see(kind(2.0) * kind(3.0)).nodes)


def test_gradients_set_by_hand_appear_one_by_one():
    a, b = WithSlopes(2.0), WithSlopes(-3.0)
    c = a * b
    L = c + b
    L.grad = 1.0
    seen = see(L)
    assert sorted(node.grad for node in seen.nodes) == ["", "", "", "1.0"]
    c.grad = 1.0
    a.grad = b.data * c.grad
    assert sorted(node.grad for node in see(L).nodes) == ["", "1.0", "1.0", "−3.0"]


def test_an_edge_is_as_wide_as_its_gradient_and_dashed_where_that_is_negative():
    leaves = [Value(0.0) for _ in range(7)]
    slopes = [0.0, 0.5, -1.0, 3.0, -100.0, math.inf, math.nan]
    root = Value(0.0, tuple(zip(leaves, slopes)), "f")
    root.backward()
    seen = see(root).edges
    assert [edge.width for edge in seen] == [1.0, pytest.approx(1.58, abs=0.01), 2.0, 3.0, 6.0, 1.0, 1.0]
    assert [edge.dashed for edge in seen] == [False, False, True, False, True, False, False]
    assert {edge.colour for edge in seen if edge.width == 1} == {colours.LINE.lower()}, "inf and nan have no size"


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_widths_grow_with_the_size_of_the_gradient(one, other):
    assert 1 <= edge_width(one) <= 6
    assert edge_width(one) == edge_width(-one)
    if abs(one) <= abs(other):
        assert edge_width(one) <= edge_width(other)


def test_infinite_and_undefined_numbers_are_shown_as_such():
    a = Value(math.inf)
    b = a * Value(0.0)
    b.backward()
    seen = see(b)
    assert [node.data for node in seen.nodes] == ["inf", "0.0", "nan"]
    assert [node.grad for node in seen.nodes] == ["0.0", "inf", "1.0"]
    assert [edge.slope for edge in seen.edges] == ["×0.0", "×inf"]


class Odd:
    """Neither true nor false, as an array of many numbers is."""

    def __repr__(self):
        return "array([1., 2.])"

    def __bool__(self):
        raise ValueError("the truth value is ambiguous")

    def __eq__(self, other):
        return self


def test_data_and_gradients_that_are_no_numbers_are_shown_as_their_repr():
    a, b = Plain(Odd()), Plain(None)
    root = Plain("text", (a, b), "f")
    root.grad = a.grad = Odd()
    seen = see(root)
    assert [node.data for node in seen.nodes] == ["array([1., 2.])", "None", "'text'"]
    assert [node.grad for node in seen.nodes] == ["array([1., 2.])", "", "array([1., 2.])"]


# Names.

outer = Value(5.0)
shadowed = Value(6.0)


def names(picture):
    return [node.name for node in Seen(picture.svg()).nodes]


def test_names_are_the_variables_of_the_caller():
    a = Value(2.0)
    b = Value(-3.0)
    d = a * b
    L = d + 10
    assert names(draw_dot(L)) == ["a", "b", "d", "", "L"]
    assert names(draw_dot(d)) == ["a", "b", "d"]


def test_a_local_name_comes_before_a_global_one():
    inner, c = outer, Value(1.0)
    root = inner + shadowed + c
    assert names(draw_dot(root)) == ["inner", "shadowed", "", "c", "root"]


def test_of_two_names_the_first_one_counts():
    first = Value(1.0)
    second = first  # noqa: F841
    assert names(draw_dot(first)) == ["first"]


def test_names_reach_into_lists_tuples_dictionaries_and_modules():
    x = [Value(1.0), Value(2.0)]
    grid = [[Value(3.0)], (Value(4.0),)]
    by = {"k": Value(5.0), 7: Value(6.0)}
    n = Neuron(2)
    root = x[0] + x[1] + grid[0][0] + grid[1][0] + by["k"] + by[7] + n.w[0] + n.w[1] + n.b
    shown_names = {name for name in names(draw_dot(root)) if name}
    assert shown_names == {
        *("x[0]", "x[1]", "grid[0][0]", "grid[1][0]", "by['k']", "by[7]", "n.w[0]", "n.w[1]", "n.b", "root")
    }


def test_a_weight_deep_inside_a_network_has_the_name_that_its_neuron_gives_it():
    net = MLP(2, [2, 1])
    found = names(draw_dot(net([1.0, 2.0])))
    assert {name: found.count(name) for name in found if name} == {"b": 3, "w[0]": 3, "w[1]": 3}


def test_what_ipython_keeps_gives_no_name():
    def cell(_, _1, __, Out, In):
        return names(draw_dot(_ * _1 + __ + Out[0] + In[0]))

    assert not any(cell(Value(1.0), Value(2.0), Value(3.0), [Value(4.0)], [Value(5.0)]))


def test_lists_that_hold_themselves_do_not_hang_the_search():
    a = Value(1.0)
    endless = [a]
    endless.append(endless)
    del a
    assert names(draw_dot(endless[0])) == ["endless[0]"]


def test_names_can_be_given():
    a = Value(1.0)
    b = a + 1
    assert names(draw_dot(b, names={"input": a, 3: b})) == ["input", "", "3"]
    assert names(draw_dot(b, names={})) == ["", "", ""]


# A real kernel, once: a notebook cell is a caller like any other.


def run_notebook(*cells):
    """Run cells in a fresh kernel and return their outputs."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    return [cell.outputs for cell in notebook.cells]


def test_a_notebook_cell_shows_the_picture_with_its_names(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE.parent))
    *_, drawn, unnamed, missing = run_notebook(
        "from micrograd.engine import Value\nfrom micrograd.draw import draw_dot",
        "a = Value(2.0)\nb = Value(-3.0)\nL = a * b",
        "a * b + 1",
        "draw_dot(L)",
        "draw_dot(_2) if '_2' in globals() else draw_dot(Out[3])",
        "import os\nos.environ['GRAPHVIZ_DOT'] = 'no-such-program'\ndraw_dot(L)",
    )
    assert [node.name for node in Seen(drawn[0].data["image/svg+xml"]).nodes] == ["a", "b", "L"]
    png = base64.b64decode(drawn[0].data["image/png"])
    assert png.startswith(b"\x89PNG") and drawn[0].metadata["image/png"]["width"] == int.from_bytes(png[16:20]) // 2
    assert [node.name for node in Seen(unnamed[0].data["image/svg+xml"]).nodes] == ["a", "b", "", "", ""]
    assert list(missing[0].data) == ["text/plain"] and "no-such-program" in missing[0].data["text/plain"]


# Numbers.


@pytest.mark.parametrize(
    "x, expected",
    [
        *[(0, "0.0"), (-0.0, "0.0"), (2, "2.0"), (2.0, "2.0"), (-3.0, "−3.0"), (True, "1.0")],
        *[(10.125, "10.13"), (-10.125, "−10.13"), (0.76159, "0.7616"), (12345, "1.235e4"), (9999.4, "9999.0")],
        *[(9999.5, "1e4"), (1500000.0, "1.5e6"), (1e-3, "0.001"), (0.00099999, "0.001"), (1.2e-5, "1.2e−5")],
        *[(-1e300, "−1e300"), (5e-324, "5e−324"), (1e22, "1e22"), (Fraction(1, 3), "0.3333")],
        *[(math.inf, "inf"), (-math.inf, "−inf"), (math.nan, "nan")],
        *[(None, "None"), ("x", "'x'"), (2j, "2j"), ([1.0], "[1.0]")],
    ],
)
def test_a_number_is_as_short_as_it_can_be(x, expected):
    assert number(x) == expected


@given(st.floats(-1.797e308, 1.797e308))  # four digits of the few still larger floats are too large for a float
@example(5e-324)
def test_a_number_keeps_four_digits(x):
    read = number(x).replace("−", "-")
    if x == 0:
        assert read == "0.0"
        return
    unit = Decimal(10) ** (Decimal(x).adjusted() - 3)  # of the fourth digit
    # What is shown stands for the float nearest to it; below 1e-308 these lie wider apart than four digits tell.
    assert abs(Decimal(read) - Decimal(x)) <= max(unit / 2, Decimal("5e-324") / 2)
    digits, _, _ = read.lstrip("-").removesuffix(".0").partition("e")
    assert len(digits.replace(".", "").lstrip("0")) <= 4
    assert number(float(read)) == number(x)
    assert len(read) <= len("-1.234e-100")


TIES = [10.125, 1.00050, 0.00012345, 2.5, 1.0005, 10.005, 100.05, 1000.5, 1001.5, 12345.0, 12355.0, 99995.0]
EDGES = [0.0, -0.0, 1e-3, 9.9995e-4, 1e4, 999.95, 9999.0, 9999.5, 1e21, 1e22, 1e-7]
EDGES += [5e-324, 4e-320, 2.2250738585072014e-308, 1.797e308]


def test_javascript_writes_the_same_numbers(tmp_path):
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed")
    fixed = random.Random(7)
    values = [*TIES, *EDGES, *(fixed.randrange(10**9) / 1024 for _ in range(3000))]
    values += [fixed.uniform(-1, 1) * 10.0 ** fixed.randrange(-12, 12) for _ in range(3000)]
    values += [fixed.randrange(1, 10**4) * 5 * 10.0 ** fixed.randrange(-9, 9) for _ in range(3000)]
    values += [-x for x in values]
    for script in ("numbers.js", "positions.js"):
        shutil.copy(PACKAGE / "live" / "page" / script, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "values.json").write_text(json.dumps(values))
    (tmp_path / "write.mjs").write_text(
        'import { readFileSync } from "node:fs";\nimport { number } from "./numbers.js";\n'
        'const values = JSON.parse(readFileSync("values.json"));\n'
        "console.log(JSON.stringify([...values, NaN, Infinity, -Infinity].map((x) => number(x))));\n"
    )
    done = subprocess.run([node, "write.mjs"], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    theirs = json.loads(done.stdout)
    values += [math.nan, math.inf, -math.inf]
    assert len(theirs) == len(values) > 18_000
    assert [(x, js) for x, js in zip(values, theirs) if js != number(x)] == []


# Hostile texts.

NASTY = [
    *['"', "'", "`", '"];', '"]; n9 [label="x', "<script>alert(1)</script>", "</text><script>", "]]>", "-->"],
    *["<!--", "&lt;", "&amp;", "&#0;", "\\", "\\\\", '\\"', "\\N", "\\G", "\\\\N", "\\E\\T\\H\\L", "\\n\\l\\r"],
    *["\x00", "\ud800", "\udfff", "\ufffe", "\x1b[31m", "a\nb", "\r\n", "\t", "", " "],
    *["\u2028", "\u202e", "x" * 10_000, "<" * 10_000],
    *["{a|b}", "<B>", ">", "%s %d", "${x}", "n0", "n0:e", "a -> b", "//", "/*", "#", "é∂Σ漢字🙂"],
    *["' onload='alert(1)", '" onload="alert(1)', "javascript:alert(1)", "<<TABLE>>"],
]


def said(text):
    """Return what the picture says of a text: on one line, no control characters, eighteen characters at most."""
    line = " ".join(text.split())
    line = "".join(c if c.isprintable() else "\ufffd" for c in line)
    return line if len(line) <= 18 else line[:17] + "…"


class Named:
    def __init__(self, shown):
        self.shown = shown

    def __repr__(self):
        return self.shown


def check_hostile(name, op, data):
    leaf = Plain(Named(data))
    root = Plain(Named(data), (leaf,), op)
    root.grad = Named(data)
    picture = draw_dot(root, {name: leaf})
    assert picture.source.count("\n") == 8, "one line each: head, three looks, two nodes, one edge, foot, blank"
    svg = picture.svg()
    seen = Seen(svg)
    assert [(node.id, node.title) for node in seen.nodes] == [("n0", "n0"), ("n1", "n1")]
    assert [edge.ends for edge in seen.edges] == ["n0->n1"]
    assert seen.nodes[0].name == said(name)
    assert seen.nodes[1].op == said(op)
    assert [node.data.strip() for node in seen.nodes] == [said(data)] * 2
    assert seen.nodes[1].grad.strip() == said(data)
    tags = {element.tag for element in seen.root.iter()}
    assert tags <= {SVG + tag for tag in ("svg", "g", "title", "path", "polygon", "text")}
    attributes = {attribute.lower() for element in seen.root.iter() for attribute in element.attrib}
    assert not [attribute for attribute in attributes if attribute.startswith("on") or "href" in attribute]
    assert len(svg) < 10_000


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text[:12]))
def test_hostile_text_stays_text(text):
    check_hostile(text, text, text)


hostile = st.one_of(
    st.text(st.characters()),
    st.lists(st.sampled_from([*"\"'<>&\\;[]{}NGETHLnlr#x0 \n\x00", "]]>", "&#", "script"]), max_size=12).map("".join),
)


@given(hostile, hostile, hostile)
@settings(deadline=None, max_examples=80)
def test_any_text_stays_text(name, op, data):
    check_hostile(name, op, data)


def test_a_slope_of_text_stays_text():
    a = WithSlopes(1.0)
    root = WithSlopes(1.0, ((a, Named("<script>\\N]]>")),), "f")
    root.grad = 1.0
    (edge,) = see(root).edges
    assert edge.slope == "×<script>\\N]]>"
    assert edge.colour == colours.LINE.lower(), "no gradient is known to flow"


# The picture as an object and in a notebook.


def product():
    a, b = Value(2.0), Value(-3.0)
    L = a * b
    L.backward()
    return draw_dot(L)


def test_a_picture_is_a_digraph_and_behaves_as_one(tmp_path):
    picture = product()
    assert type(draw_dot(Value(1.0))).__mro__.count(graphviz.Digraph) == 1
    twin = picture.copy()
    assert twin is not picture and twin.source == picture.source and repr(twin) == repr(picture)
    picture.node("more")
    with picture.subgraph(name="cluster_0") as part:
        part.node("inside")
    assert "more" in picture.source and "inside" in picture.source and "more" not in twin.source
    written = Path(twin.render(tmp_path / "graph", format="svg"))
    assert len(Seen(written.read_text(encoding="utf-8")).nodes) == 3
    assert twin.pipe("dot").startswith(b"digraph")


def test_a_notebook_gets_svg_png_and_a_text_that_never_change():
    (bundle, metadata), (again, _) = product()._repr_mimebundle_(), product()._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "image/png", "text/plain"}
    assert bundle == again and 'alt="graph of 3 nodes"' in bundle["text/html"]
    assert [node.name for node in Seen(bundle["image/svg+xml"]).nodes] == ["a", "b", "L"]
    png, shown_at = bundle["image/png"], metadata["image/png"]
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert abs(int.from_bytes(png[16:20]) - 2 * shown_at["width"]) <= 1
    svg = ElementTree.fromstring(bundle["image/svg+xml"])
    assert abs(float(svg.get("width")[:-2]) - shown_at["width"]) <= 2, "both are shown at the same size"
    assert bundle["text/plain"] == repr(product()) == "<graph of 3 nodes>"
    assert repr(draw_dot(Value(1.0))) == "<graph of 1 node>"


@pytest.mark.parametrize("sums, scale", [(1, 1), (3, None), (5, 0.75)], ids=["narrow", "wide", "very wide"])
def test_a_picture_wider_than_a_notebook_s_page_is_shown_smaller(sums, scale):
    def size(svg):
        root = ElementTree.fromstring(svg)
        return [float(root.get(side)[:-2]) for side in ("width", "height")], root.get("viewBox")

    node = Value(1.0)
    for _ in range(sums):
        node = node + Value(2.0)
    picture = draw_dot(node, {})
    (width, height), box = size(picture.svg())
    scale = scale or dot.PAGE / width
    shown, same_box = size(picture._repr_mimebundle_()[0]["image/svg+xml"])
    assert shown == pytest.approx([width * scale, height * scale], rel=1e-4) and same_box == box


# Which program lays it out.


def shim(folder, log):
    """Make a program called dot that writes to a log that it ran, and passes everything on to the wheel."""
    wheel = shutil.which("graphviz-pure") or shutil.which("graphviz-pure", path=layout._scripts())
    folder.mkdir()
    if os.name == "nt":
        (folder / "dot.bat").write_text(f'@echo ran>>"{log}"\n@"{wheel}" %*\n')
    else:
        (folder / "dot").write_text(f'#!/bin/sh\necho ran >>"{log}"\nexec "{wheel}" "$@"\n')
        (folder / "dot").chmod(0o755)
    return folder


def test_graphviz_itself_is_preferred_and_the_variable_overrides_it(tmp_path, monkeypatch):
    log = tmp_path / "log"
    folder = shim(tmp_path / "bin", log)
    monkeypatch.delenv("GRAPHVIZ_DOT")
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), os.environ["PATH"]]))
    assert layout.program().parent == folder
    assert len(Seen(product().svg()).nodes) == 3
    assert log.exists()
    log.unlink()
    monkeypatch.setenv("GRAPHVIZ_DOT", "graphviz-pure")
    assert layout.program().stem == "graphviz-pure"
    assert len(Seen(product().svg()).nodes) == 3
    assert not log.exists()
    (path,) = folder.iterdir()
    monkeypatch.setenv("GRAPHVIZ_DOT", str(path))
    assert layout.program() == path


def test_without_graphviz_the_wheel_beside_the_interpreter_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("GRAPHVIZ_DOT")
    if shutil.which("dot", path=layout._scripts()):
        pytest.skip("this environment has Graphviz itself")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert layout.program().stem == "graphviz-pure"
    assert len(Seen(product().svg()).nodes) == 3


def test_without_any_program_the_text_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.delenv("GRAPHVIZ_DOT")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(layout, "_scripts", lambda: str(tmp_path))
    with pytest.raises(RuntimeError, match=r"pip install graphviz-pure.*conda install graphviz"):
        product().svg()
    bundle = product()._repr_mimebundle_()
    assert list(bundle) == ["text/plain"]
    assert bundle["text/plain"].startswith("<graph of 3 nodes>") and "pip install graphviz-pure" in bundle["text/plain"]
    monkeypatch.setenv("GRAPHVIZ_DOT", "nonesuch")
    with pytest.raises(RuntimeError, match="GRAPHVIZ_DOT names 'nonesuch'"):
        layout.program()


class NoGraph:
    grad, _op = 0.0, "+"

    def __init__(self, prev, data=1.0):
        self.data, self.prev = data, prev

    @property
    def _prev(self):
        return self.prev() if callable(self.prev) else self.prev


ODD = [
    (None, "`_prev` of the result of + is None: it holds what the node was made from, and () for a leaf"),
    (7, "`_prev` of the result of + is of type int"),
    ((1, 2), "`_prev` of the result of + holds something of type int, which is no node: it has no data"),
    ((NoGraph(()), None), "holds something of type NoneType"),
    (lambda: (NoGraph(None),), "is None"),
    (lambda: iter(lambda: NoGraph(()), None), "more than 200,000 inputs, or comes to no end"),
    (lambda: (NoGraph(()),), "other objects each time"),
    (lambda: (endless(),), "more than 200,000 nodes, or comes to no end"),
]


def endless():
    return NoGraph(lambda: (endless(),))


@pytest.mark.parametrize("prev, said", ODD)
def test_what_is_no_graph_is_told_in_words(prev, said):
    with pytest.raises((TypeError, ValueError), match=re.escape(said)):
        draw_dot(NoGraph(prev))


@pytest.mark.parametrize("pairs", [None, 3, [1.0], [(1.0, 2.0)], [(Value(1.0), 2.0)]])
def test_edges_that_are_none_are_told_in_words(pairs):
    node = NoGraph((NoGraph(()),))
    node._edges = pairs
    with pytest.raises(TypeError, match="`_edges` holds a pair for each input"):
        draw_dot(node)


def test_a_class_with_a_long_name_is_called_by_a_short_one():
    with pytest.raises(TypeError) as error:
        draw_dot(type("V" * 5000, (), {})())
    assert len(str(error.value)) < 200
