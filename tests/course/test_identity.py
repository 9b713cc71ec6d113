"""What the notebooks build is what the package holds: their cells, read but not run, are engine.py's Value, nn.py and the rest.

The notebooks get there step by step. Until a step is written, the engine is compared as if it were not there: each
class of `STEPS` takes one out, and stops by itself when the notebook it waits for arrives. Notebooks may arrive in any
order: what a missing one builds is taken from the recap of the next.
"""

import ast
import copy
import functools
import random
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import v4
from project import ROOT
from strategies import VALUES, expressions

from micrograd import engine, nn, optim

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@dataclass(frozen=True)
class Part:
    """A module of the package that notebooks build, from one of them through another."""

    path: str
    begins: float
    through: float  # after this notebook nothing may be missing
    by_member: bool = True  # what is there before is compared; else nothing is until the end

    @functools.cached_property
    def source(self):
        return (ROOT / self.path).read_text(encoding="utf-8")


ENGINE = Part("micrograd/engine.py", begins=2, through=7)
NN = Part("micrograd/nn.py", begins=8, through=9, by_member=False)
OPTIM = Part("micrograd/optim.py", begins=9, through=9, by_member=False)
LOSSES = Part("micrograd/losses.py", begins=9.2, through=9.2, by_member=False)
TRAINING = Part("micrograd/training.py", begins=9.2, through=9.2, by_member=False)
PARTS = ENGINE, NN, OPTIM, LOSSES, TRAINING
each_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: Path(part.path).stem)


# What a piece of Python defines


def cells_of(path):
    """Return a notebook's code cells as (source, tags)."""
    cells = v4.reads(path.read_text(encoding="utf-8")).cells
    return [(c.source, c.metadata.get("tags", [])) for c in cells if c.cell_type == "code"]


def parsed(cell):
    try:
        return ast.parse(cell)
    except SyntaxError:  # %matplotlib inline
        return ast.parse(TransformerManager().transform_cell(cell))


def names_in(source):
    """Return the names of the classes and functions that a module holds."""
    return {node.name for node in ast.parse(source).body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}


def definitions(tree, names):
    """Return what a tree defines of the classes and functions of these names, and the classes that it writes anew.

    A class is told by its bases and its members: {"Neuron": bases, "Neuron.__init__": function, …}. Functions with
    docstrings and comments taken out; those that end in `...` are exercises, for the learner to write.
    """
    found, anew = {}, set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name in names:
            found = {name: there for name, there in found.items() if class_of(name) != node.name}
            found |= {node.name: ast.Tuple([*node.bases, *node.keywords, *lasting(node.decorator_list)])}
            found |= {f"{node.name}.{name}": member for name, member in members(node).items()}
            anew.add(node.name)
        elif isinstance(node, ast.FunctionDef) and not is_stub(node):
            if extended := extends(node, names):
                found[f"{extended}.{node.name}"] = bare(node, node.decorator_list[1:])
            elif node.name in names:
                found[node.name] = bare(node, node.decorator_list)
    return found, anew


def members(tree):
    """Return the members of a class by name: its functions, and names it assigns to."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not is_stub(node):
            found[node.name] = bare(node, node.decorator_list)
        elif isinstance(node, ast.Assign):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


def class_of(name):
    return name.partition(".")[0]


def is_stub(function):
    return ast.unparse(function.body[-1]) in ("...", "return ...")


def extends(function, names):
    """Return the class of which a decorator such as @extend(Value), the outermost, makes a function a method."""
    outermost = ast.unparse(function.decorator_list[0]) if function.decorator_list else ""
    match = re.fullmatch(r"[\w.]+\((\w+)\)", outermost)
    return match and match[1] in names and match[1]


def lasting(decorators):
    """Return decorators without the one that lets a learner's right answer stay in place of ours."""
    return [one for one in decorators if not re.fullmatch(r"check\.\w+\.unless_solved", ast.unparse(one))]


def bare(function, decorators):
    """Return a function with these decorators and without its docstring."""
    function = copy.copy(function)
    function.decorator_list = lasting(decorators)
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:] or [ast.Pass()]
    return function


def bindings(tree):
    """Return what the names of a module or cell stand for that it imports, or assigns to, or defines."""
    found = {}
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            module = getattr(node, "module", None)
            for alias in node.names:
                found[alias.asname or alias.name] = f"{module}.{alias.name}" if module else alias.name
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = "defined here"
        elif isinstance(node, ast.Assign):
            targets = [name for target in node.targets for name in ast.walk(target)]
            found |= {name.id: "defined here" for name in targets if isinstance(name, ast.Name)}
    return found


@functools.cache
def imports_of(part):
    """Return what the names stand for that a part imports."""
    return {name: origin for name, origin in bindings(ast.parse(part.source)).items() if origin != "defined here"}


def uses(node):
    """Return the names that a piece of code reads."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


# What the notebooks build


def build(notebooks, part):
    """Return what notebooks build of a part, by name, and what is wrong on the way: in recaps, in imports."""
    built, wrong, before = {}, [], part.begins - 1
    names, imported = names_in(part.source), imports_of(part)
    for name, cells in notebooks.items():
        missing = number(name) > before + 1  # what it stands on is not here yet: its recap is taken at its word
        before = max(before, number(name))
        here, bound = {}, {}
        for source, tags in cells:
            tree = parsed(source)
            new, anew = definitions(tree, names)
            if "recap" in tags and new:
                wrong += [] if missing else unlike(new, built, f"{name}, recap", "what was built before it")
                missing = False
            elif number(name) > part.through:
                continue  # a class of another story
            built = {known: node for known, node in built.items() if class_of(known) not in anew} | new
            here |= new
            bound |= bindings(tree)
        for one in sorted(set().union(*map(uses, here.values())) & imported.keys()):
            if bound.get(one) != imported[one]:
                origin = bound.get(one, "never imported")
                wrong.append(f"{one} in {name}: {origin}\n{one} in {part.path}: {imported[one]}")
    return built, wrong


def unlike(ours, theirs, here, there):
    """Return a message for each thing in which two Values, or two nets, differ."""
    told = []
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = (ast.unparse(thing[name]) if name in thing else "nothing" for thing in (ours, theirs))
        if one != other:
            told.append(f"{name} in {here}:\n{one}\n{name} in {there}:\n{other}")
    return told


def number(name):
    """Return the number in a notebook's name, its letter as tenths: 9 for 09, 9.2 for 09b."""
    return int(name[:2]) + (0 if name[2] == "_" else "_abcdefghi".index(name[2]) / 10)


# What the package holds, less what comes later


class Slopes(ast.NodeTransformer):
    """Inputs have no slopes yet, and are kept as they are, in _prev."""

    until = 4

    def visit_Tuple(self, node):
        pairs = [e.elts for e in node.elts if isinstance(e, ast.Tuple)]
        if pairs and len(pairs) == len(node.elts):
            return ast.Tuple([source for source, _slope in pairs], node.ctx)
        return node

    def visit_arg(self, node):
        return ast.arg("_prev") if node.arg == "_edges" else node

    def visit_Name(self, node):
        return ast.Name("_prev", node.ctx) if node.id == "_edges" else node

    def visit_Attribute(self, node):
        return ast.Attribute(self.visit(node.value), "_prev" if node.attr == "_edges" else node.attr, node.ctx)

    def visit_FunctionDef(self, node):
        return None if node.name == "_prev" else self.generic_visit(node)


class Gradients(ast.NodeTransformer):
    """There is no grad yet, neither kept nor shown."""

    until = 3

    def visit_Assign(self, node):
        return None if ast.unparse(node.targets[0]) == "self.grad" else node

    def visit_JoinedStr(self, node):
        return ast.parse(ast.unparse(node).replace(", grad={self.grad}", ""), mode="eval").body


class PlainNumbers(ast.NodeTransformer):
    """The other side of an operator is a Value, never a plain number."""

    until = 6

    def visit_Assign(self, node):
        return None if ast.unparse(node) == "other = other if isinstance(other, Value) else Value(other)" else node


class RealNumbers(ast.NodeTransformer):
    """Whatever is given as data is taken as it is."""

    until = 6

    def visit_IfExp(self, node):
        return node.body if ast.unparse(node) == "data if type(data) is float else real(data)" else node


STEPS = Gradients, Slopes, PlainNumbers, RealNumbers
FIRST_TRIES = {"Value.backward": 5}  # a first one is written before that notebook, and is not to stay


@functools.cache
def package(part, last):
    """Return what the package holds as it should be after the notebook of this number, by name."""
    tree = ast.parse(part.source)
    for step in STEPS:
        if step.until > last:
            tree = step().visit(tree)
    return definitions(tree, names_in(part.source))[0]


def mistakes(notebooks, part=ENGINE):
    """Return all that keeps these notebooks, cells by name, from building what the package holds."""
    built, wrong = build(notebooks, part)
    last = max(map(number, notebooks), default=0)
    held = package(part, last)
    if last < part.through:
        held = {name: node for name, node in held.items() if name in built}  # the rest is still to be built
        tries = {name for name in built if not part.by_member or FIRST_TRIES.get(name, 0) > last}
        held, built = ({name: there[name] for name in there.keys() - tries} for there in (held, built))
    return wrong + unlike(built, held, "the notebooks", part.path)


# The proof


@pytest.fixture(scope="module")
def course():
    return {path.stem: cells_of(path) for path in NOTEBOOKS}


@each_part
def test_the_notebooks_build_the_package(course, part):
    assert not (wrong := mistakes(course, part)), "\n\n".join(wrong)


def test_the_proof_has_something_to_prove(course):
    built, _ = build(course, ENGINE)
    assert {"Value.__init__", "Value.__repr__", "Value.__add__", "Value.__mul__"} <= built.keys()


def test_no_step_waits_for_what_is_not_there():
    for step in STEPS:
        before, after = ast.parse(ENGINE.source), step().visit(ast.parse(ENGINE.source))
        assert ast.unparse(before) != ast.unparse(after), f"{step.__name__} takes nothing out of the engine"
    assert FIRST_TRIES.keys() <= package(ENGINE, ENGINE.through).keys()


# The same, by behaviour


def alive(course, part, **known):
    """Return the names that a part has, defined by what the notebooks built of it; known are those that it imports."""
    built, _ = build(course, part)
    if missing := package(part, part.through).keys() - built.keys():
        pytest.skip(f"still to be built: {', '.join(sorted(missing))}")
    tree = ast.parse(part.source)
    body = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    body = [node for node in body if not known.keys() & {alias.name for alias in node.names}]
    for name in (name for name in built if "." not in name):
        node = built[name]
        if isinstance(node, ast.Tuple):
            inside = [member for member, there in built.items() if class_of(member) == name != member]
            node = ast.ClassDef(name, node.elts, [], [built[member] for member in inside] or [ast.Pass()], [])
        body.append(node)
    names = {"__name__": "the notebooks", **known}
    exec(compile(ast.unparse(ast.Module(body, [])), "the notebooks", "exec"), names)
    return names


def after_backward(root):
    """Return a graph as rows (data, gradient, operation, rows of its inputs), inputs before what is made from them."""
    rows, row_of = [], {}

    def visit(node):
        if id(node) not in row_of:
            inputs = [visit(source) for source in node._prev]
            row_of[id(node)] = len(rows)
            rows.append((node.data, node.grad, node._op, inputs))
        return row_of[id(node)]

    root.backward()
    visit(root)
    return rows


@pytest.fixture(scope="module")
def learners_value(course):
    """The class that the notebooks' cells define, brought to life."""
    return alive(course, ENGINE)["Value"]


@settings(deadline=None)
@given(expressions(max_steps=15))
def test_both_give_the_same_graph_and_gradients(learners_value, expression):
    theirs, ours = (
        after_backward(expression.nodes([Value(number) for number in expression.inputs], VALUES)[-1])
        for Value in (learners_value, engine.Value)
    )
    assert theirs == ours


def test_the_learners_mlp_computes_what_ours_computes(course, learners_value):
    theirs = alive(course, NN, Value=learners_value)

    def trained(MLP, Value):
        """Return the numbers that a small net, made and trained from this seed, puts out and its parameters end at."""
        random.seed(7)
        net = MLP(2, [3, 3, 1])
        outputs = []
        for _ in range(5):
            points = [(random.uniform(-1, 1), Value(random.uniform(-1, 1))) for _ in range(4)]
            outs = [net(point) for point in points]
            net.zero_grad()
            sum(((out - 1) ** 2 for out in outs), Value(0.0)).backward()
            for parameter in net.parameters():
                parameter.data -= 0.1 * parameter.grad
            outputs += [out.data for out in outs]
        return repr(net), outputs, [(p.data, p.grad) for p in net.parameters()]

    assert trained(theirs["MLP"], learners_value) == trained(nn.MLP, engine.Value)


def test_the_learners_optimisers_take_the_steps_that_ours_take(course):
    theirs = alive(course, OPTIM)

    def left(kind):
        """Return where two parameters are after a few steps."""
        parameters = [engine.Value(1.0), engine.Value(-2.0)]
        optimizer = kind(parameters, 0.1)
        for step in range(6):
            for k, parameter in enumerate(parameters):
                parameter.grad = (step - 2.5) * (k + 1)
            optimizer.step()
        return [p.data for p in parameters]

    for name in ("SGD", "Momentum", "Adam"):
        assert left(theirs[name]) == left(getattr(optim, name)), name


# The proof can fail

TWO = '''
class Value:
    """A number that remembers."""

    def __init__(self, data, _prev=(), _op=""):
        self.data = data
        self._prev = _prev
        self._op = _op

    def __repr__(self):
        return f"Value({self.data})"

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), "+")
'''
MUL = '''
@add_to(Value)
def __mul__(self, other):
    """Multiply."""
    return Value(self.data * other.data, (self, other), "*")
'''


def toy(*sources, recap=None, name="02_toy"):
    following = {"03_toy": [(recap, ["recap"])]} if recap else {}
    return {name: [(source, []) for source in sources], **following}


def whole(part, source):
    """Return a course that builds all of a part in its last notebook, from source."""
    steps = {f"{n:02}_toy": [] for n in range(int(part.through) + 1)}
    letter = "_abcdefghi"[round(part.through % 1 * 10)].strip("_")
    return steps | {f"{int(part.through):02}{letter}_toy": [(source, [])]}


def test_a_right_notebook_passes():
    assert mistakes(toy(TWO, "a = Value(2.0)", "%matplotlib inline\n!ls", MUL)) == []


@pytest.mark.parametrize(
    "right, wrong",
    [
        ("self.data * other.data", "self.data + other.data"),
        ("(self, other), '*'", "(other, self), '*'"),
        ("'*'", "'x'"),
        ("__mul__(self, other)", "__mul__(self, o, other)"),
        ("__mul__(", "__times__("),
        ("_op=''", "_op='?'"),
        ("self._prev = _prev\n", "self._prev = set(_prev)\n"),
        ("class Value:", "class Value(int):"),
    ],
)
def test_a_wrong_line_is_found(right, wrong):
    sources = [ast.unparse(ast.parse(source)) for source in (TWO, MUL)]
    assert any(right in source for source in sources)
    assert mistakes(toy(*sources)) == []
    assert mistakes(toy(*(source.replace(right, wrong) for source in sources)))


def test_a_cell_that_spares_the_learner_s_own_is_compared_all_the_same():
    sparing = MUL.replace("(Value)\n", "(Value)\n@check.mul.unless_solved\n")
    assert mistakes(toy(TWO, sparing)) == []
    assert mistakes(toy(TWO, sparing.replace("*", "+")))
    assert mistakes(toy(TWO.replace("class", "@check.mul.unless_solved\nclass"), sparing)) == []
    assert mistakes(toy(TWO.replace("class", "@check.mul.other\nclass"), sparing))


@pytest.mark.parametrize("body", ["...", "return ..."])
def test_the_last_definition_counts_and_an_exercise_does_not(body):
    bug, exercise = MUL.replace("*", "+"), f"@add_to(Value)\ndef __mul__(self, other):\n    {body}"
    assert mistakes(toy(TWO, bug, MUL, exercise)) == []
    assert mistakes(toy(TWO, MUL, bug))


def test_a_class_written_anew_has_nothing_of_the_old_one():
    assert "Value.__mul__" in build(toy(TWO, MUL), ENGINE)[0]
    assert "Value.__mul__" not in build(toy(TWO, MUL, TWO), ENGINE)[0]


def changes(source):
    """Yield (what was changed, the source with it) for each name, number, sign, base, import and function in it."""
    tree = ast.parse(source)
    texts = {id(node.body[0].value) for node in ast.walk(tree) if has_docstring(node)}
    for node in list(ast.walk(tree)):
        before = dict(vars(node))
        if id(node) not in texts and (what := changed(node)):
            yield what, ast.unparse(tree)
            vars(node).update(before)


def has_docstring(node):
    kinds = ast.Module, ast.ClassDef, ast.FunctionDef
    return isinstance(node, kinds) and ast.get_docstring(node) is not None


def changed(node):
    """Change a node of a tree; return what was changed, or None if there is nothing to change in it."""
    what = ast.unparse(node) if not isinstance(node, ast.Module) else ""
    if isinstance(node, ast.Constant):
        node.value = "changed"
    elif isinstance(node, ast.BinOp):
        node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
    elif isinstance(node, ast.Compare):
        node.ops = [ast.Is() if not isinstance(node.ops[0], ast.Is) else ast.Eq()]
    elif isinstance(node, (ast.Name, ast.arg, ast.Attribute)):
        field = {ast.Name: "id", ast.arg: "arg", ast.Attribute: "attr"}[type(node)]
        setattr(node, field, getattr(node, field) + "_changed")
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        node.names = [*node.names[:-1], ast.alias("changed")]
    elif isinstance(node, ast.ClassDef):
        node.bases = node.bases[1:] if node.bases else [ast.Name("Changed")]
    elif isinstance(node, ast.FunctionDef):
        node.name += "_changed"
    elif isinstance(node, ast.Return):
        node.value = None
    elif isinstance(node, (ast.Assign, ast.AugAssign)):
        node.value = ast.Constant(0.5)
    else:
        return None
    return what


@pytest.mark.slow
@each_part
def test_whatever_is_changed_in_what_the_notebooks_build_is_found(part):
    assert mistakes(whole(part, part.source), part) == []
    told = list(changes(part.source))
    assert len(told) > (150 if part in (ENGINE, NN) else 20)
    overlooked = [f"{what}\n{source}" for what, source in told if not mistakes(whole(part, source), part)]
    assert not overlooked, overlooked[0]


@each_part
def test_a_missing_member_is_found_when_the_part_should_be_complete(part):
    for name in package(part, part.through):
        tree = ast.parse(part.source)
        last = name.rpartition(".")[2]
        for node in [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]:
            node.body = [n for n in node.body if getattr(n, "name", "") != last and f"{last} =" not in ast.unparse(n)]
            node.body = node.body or [ast.Pass()]
        assert name in "".join(mistakes(whole(part, ast.unparse(tree)), part)), name


def test_each_step_is_demanded_once_its_notebook_is_there():
    for step in STEPS:
        course = toy(TWO, MUL) | {f"{step.until:02}_toy": []}
        assert mistakes(course), step.__name__


def test_a_recap_must_hold_all_that_was_built_before_it():
    def recaps_wrong(recap):
        return build(toy(TWO, MUL, recap=recap), ENGINE)[1]

    method = re.sub(r"(?m)^", "    ", MUL.replace("@add_to(Value)\n", ""))
    assert not recaps_wrong(TWO + method)
    assert "__mul__" in recaps_wrong(TWO)[0]
    assert "__mul__" in recaps_wrong(TWO + method.replace("*", "+"))[0]


def test_a_recap_after_a_missing_notebook_is_taken_at_its_word_and_held_to_the_package():
    course = toy(TWO, MUL) | {"07_toy": [(ENGINE.source, ["recap"])]}
    assert mistakes(course) == []
    wrong = ENGINE.source.replace("1 - out * out", "1 - out")
    assert "tanh" in "".join(mistakes(course | {"07_toy": [(wrong, ["recap"])]}))


def test_a_recap_after_the_end_is_still_compared():
    course = whole(NN, NN.source)
    assert mistakes(course | {"10_toy": [(NN.source, ["recap"])]}, NN) == []
    assert mistakes(course | {"10_toy": [("class Neuron: pass", [])]}, NN) == []
    assert mistakes(course | {"10_toy": [("class Neuron: pass", ["recap"])]}, NN)


def test_a_method_may_be_added_to_any_class():
    method = "    def parameters(self):\n        return self.w + [self.b]\n"
    assert method in NN.source
    later = "@extend(Neuron)\n" + re.sub("(?m)^    ", "", method)
    course = whole(NN, NN.source.replace(method, ""))
    assert "Neuron.parameters" in "".join(mistakes(course, NN))
    course["09_toy"] += [(later, [])]
    assert mistakes(course, NN) == []


def test_nets_are_not_judged_before_their_last_notebook():
    course = whole(ENGINE, ENGINE.source) | {"08_toy": [("class Neuron:\n    def __init__(self): self.w = 1", [])]}
    assert mistakes(course, NN) == []
    assert mistakes(course | {"09_toy": []}, NN)


@pytest.mark.parametrize("line", ["", "from math import *", "math = 3", "import cmath as math"])
def test_an_import_that_is_forgotten_is_found(line):
    assert "import math\n" in ENGINE.source
    assert "math" in "".join(mistakes(whole(ENGINE, ENGINE.source.replace("import math\n", line + "\n"))))
