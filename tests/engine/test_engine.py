"""The engine: first what holds of every expression, then the single cases."""

import gc
import math
import operator
import os
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from project import ROOT
from strategies import BINARY, FLOATS, VALUES, Expression, apply, expressions

from micrograd.engine import Value

every = settings(deadline=None, max_examples=200)


def run(expression):
    """Return the nodes of an expression of Values after backward from the last one."""
    nodes = expression.nodes([Value(number) for number in expression.inputs], VALUES)
    nodes[-1].backward()
    return nodes


def gradients(expression, nodes):
    """Return the gradients of an expression's inputs."""
    return [leaf.grad for leaf in nodes[: len(expression.inputs)]]


def close(numbers, rel=1e-9):
    return pytest.approx(numbers, rel=rel, abs=rel)


def same(one, other):
    """Return whether two floats are the same number, nan and the sign of zero included."""
    return repr(one) == repr(other)


# What holds of every expression


@every
@given(expressions())
def test_data_is_what_python_floats_compute(expression):
    nodes = run(expression)
    steps = nodes[len(expression.inputs) :]
    for (operation, arguments), node in zip(expression.steps, steps, strict=True):
        numbers = [nodes[place].data if kind == "node" else place for kind, place in arguments]
        expected = apply(operation, numbers, FLOATS)
        assert type(node.data) is float
        assert node.data == (close(expected, 1e-14) if operation == "sigmoid" else expected)


@every
@given(expressions())
def test_gradient_is_that_of_a_nudge(expression):
    for place, grad in enumerate(gradients(expression, run(expression))):

        def slope(h):
            up, down = ([*expression.inputs] for _ in range(2))
            up[place] += h
            down[place] -= h
            return (expression(*up) - expression(*down)) / (up[place] - down[place])

        try:
            nudge, smaller_nudge = slope(1e-4), slope(5e-5)
        except (ArithmeticError, ValueError):  # the nudge has left the domain
            assume(False)
        assume(abs(nudge - smaller_nudge) < 1e-3 * max(1, abs(nudge)))  # where two nudges differ, neither tells
        assert grad == close(smaller_nudge, 1e-3)


@every
@given(expressions())
def test_gradient_is_that_of_autograd(expression):
    autograd = pytest.importorskip("autograd")
    import autograd.numpy as anp

    functions = {
        "neg": operator.neg,
        "relu": lambda x: anp.maximum(x, 0.0),
        "tanh": anp.tanh,
        "sigmoid": lambda x: 1 / (1 + anp.exp(-x)),
        "exp": anp.exp,
        "log": anp.log,
    }
    for place, grad in enumerate(gradients(expression, run(expression))):

        def result(*inputs):
            return expression.nodes(inputs, functions)[-1] + 0 * inputs[place]  # so that it depends on each input

        derivative = autograd.grad(result, place)
        assert grad == close(derivative(*expression.inputs))


@every
@given(expressions())
def test_gradient_is_that_of_pytorch(expression):
    torch = pytest.importorskip("torch")
    functions = {name: getattr(torch, name) for name in VALUES}
    leaves = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in expression.inputs]
    expression.nodes(leaves, functions)[-1].backward()
    expected = [0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves]
    assert gradients(expression, run(expression)) == close(expected)


@every
@given(expressions(), st.data())
def test_inner_gradient_is_that_of_a_leaf_in_its_place(expression, data):
    assume(expression.steps)
    nodes = run(expression)
    place = data.draw(st.integers(len(expression.inputs), len(nodes) - 1))
    leaf = Value(nodes[place].data)
    leaves = [Value(number) for number in expression.inputs]
    expression.nodes(leaves, VALUES, replaced={place: leaf})[-1].backward()
    assert nodes[place].grad == close(leaf.grad)


@every
@given(expressions())
def test_second_backward_adds_to_leaves_only(expression):
    nodes = run(expression)
    first = [node.grad for node in nodes]
    nodes[-1].backward()
    assert [node.grad for node in nodes] == close([(2 if not node._edges else 1) * g for node, g in zip(nodes, first)])
    for node in nodes:
        if not node._edges:
            node.grad = 0.0
    nodes[-1].backward()
    assert [node.grad for node in nodes] == close(first)


@every
@given(expressions(), st.data())
def test_gradients_of_two_losses_add_up(expression, data):
    nodes = expression.nodes([Value(number) for number in expression.inputs], VALUES)
    places = data.draw(st.lists(st.integers(0, len(nodes) - 1), min_size=2, max_size=2))
    separate = []
    for place in places:
        apart = expression.nodes([Value(number) for number in expression.inputs], VALUES)
        apart[place].backward()
        separate.append(gradients(expression, apart))
        nodes[place].backward()
    assert gradients(expression, nodes) == close([one + other for one, other in zip(*separate)])


@every
@given(expressions())
def test_order_has_every_operation_once_after_its_inputs(expression):
    root = run(expression)[-1]
    reached, todo = {root}, [root]
    while todo:
        fresh = set(todo.pop()._prev) - reached
        reached |= fresh
        todo += fresh
    order = root._operations()
    place = {node: number for number, node in enumerate(order)}
    assert len(place) == len(order)
    assert set(order) == {node for node in reached if node._edges}
    assert all(place[source] < place[node] for node in order for source in node._prev if source._edges)


# What holds of every float: the same number as Python, or the same error


def python(operation, *numbers):
    """Return what Python's floats give, inf for an overflow; or the type of error."""
    if operation == "**" and -math.inf < numbers[0] < 0 and math.isfinite(numbers[1]) and numbers[1] % 1:
        return ValueError  # Python gives a complex number, or finds it too large
    try:
        out = apply(operation, numbers, FLOATS | {"sigmoid": lambda x: 0.5 + math.tanh(x / 2) / 2})
    except OverflowError:
        return -math.inf if numbers[0] < 0 and math.fmod(numbers[-1], 2) else math.inf
    except (ZeroDivisionError, ValueError) as error:
        return type(error)
    return out


whole = st.integers(-9, 9).map(float)


@settings(every, max_examples=1000)
@given(st.sampled_from([*BINARY]), st.floats() | whole, st.floats() | whole, st.sampled_from(["both", "left", "right"]))
def test_every_pair_of_floats(operation, x, y, side):
    left, right = Value(x), Value(y)
    expected = python(operation, x, y)
    arguments = left if side != "right" else x, right if side != "left" else y
    if isinstance(expected, float):
        out = apply(operation, arguments, VALUES)
        assert same(out.data, expected)
        out.backward()  # and slopes that are no number, or too large for one, stop nothing
    else:
        with pytest.raises(expected):
            apply(operation, arguments, VALUES)
        assert same(left.data, x) and same(right.data, y) and left.grad == right.grad == 0


@settings(every, max_examples=1000)
@given(st.sampled_from(list(VALUES)), st.floats())
def test_every_float(operation, x):
    value, expected = Value(x), python(operation, x)
    if isinstance(expected, float):
        out = apply(operation, [value], VALUES)
        assert out.data == close(expected, 1e-14) if operation == "sigmoid" and x == x else same(out.data, expected)
        out.backward()
    else:
        with pytest.raises(expected):
            apply(operation, [value], VALUES)
        assert same(value.data, x) and value.grad == 0


@every
@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False).filter(bool))
def test_slopes_of_a_division_by_any_number(x, y):
    def exact(fraction):
        try:
            return float(fraction)
        except OverflowError:
            return math.inf if fraction > 0 else -math.inf

    a, b = Value(x), Value(y)
    (a / b).backward()
    assert a.grad == pytest.approx(exact(1 / Fraction(y)), rel=1e-12, abs=1e-300)
    assert b.grad == pytest.approx(exact(-Fraction(x) / Fraction(y) ** 2), rel=1e-9, abs=1e-300)


# Single cases


def test_script_of_the_origin():
    a = Value(2.0)
    b = Value(3.0)
    c = a * b + a**2
    c.backward()
    assert (c.data, a.grad, b.grad) == (10.0, 7.0, 2.0)


def test_running_example():
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    L = (a * b + c) * f
    L.backward()
    assert L.data == -8
    assert [v.grad for v in (a, b, c, f, L)] == [6, -4, -2, 4, 1]


def test_value_keeps_its_operation_and_its_inputs_with_repeats():
    a = Value(3)
    c = a + a
    assert c._prev == (a, a)
    assert c._edges == ((a, 1.0), (a, 1.0))
    assert (c._op, a._op, a._prev) == ("+", "", ())
    assert (type(a.data), type(a.grad)) == (float, float)
    assert repr(c) == "Value(6.0, grad=0.0)"


@pytest.mark.parametrize(
    "build, op, inputs",
    [
        (lambda a, b: a + b, "+", 2),
        (lambda a, b: a - b, "-", 2),
        (lambda a, b: a * b, "*", 2),
        (lambda a, b: a / b, "/", 2),
        (lambda a, b: a**b, "**", 2),
        (lambda a, b: a**3, "**3", 1),
        (lambda a, b: a**-0.5, "**-0.5", 1),
        (lambda a, b: -a, "neg", 1),
        *[(lambda a, b, name=name: getattr(a, name)(), name, 1) for name in ("relu", "tanh", "exp", "log", "sigmoid")],
    ],
)
def test_an_operation_is_one_node_over_its_inputs(build, op, inputs):
    a, b = Value(2.0), Value(3.0)
    out = build(a, b)
    assert out._op == op
    assert out._prev == (a, b)[:inputs]


@pytest.mark.parametrize(
    "build, data, grad",
    [
        (lambda v: 7 + v, 9, 1),
        (lambda v: v + 7, 9, 1),
        (lambda v: 7 - v, 5, -1),
        (lambda v: v - 7, -5, 1),
        (lambda v: 7 * v, 14, 7),
        (lambda v: v * 7, 14, 7),
        (lambda v: 7 / v, 3.5, -1.75),
        (lambda v: v / 8, 0.25, 0.125),
        (lambda v: 2**v, 4, 4 * math.log(2)),
        (lambda v: v**3, 8, 12),
        (lambda v: v**v, 4, 4 * (1 + math.log(2))),
        (lambda v: True + v, 3, 1),
        (lambda v: Fraction(1, 2) * v, 1, 0.5),
        (lambda v: sum([v, v, v]), 6, 3),
    ],
)
def test_numbers_on_either_side(build, data, grad):
    v = Value(2)
    out = build(v)
    out.backward()
    assert (out.data, v.grad) == close((data, grad))


def test_numbers_of_numpy():
    np = pytest.importorskip("numpy")
    for kind in (np.float64, np.float32, np.int64, np.uint8):
        for operation in BINARY.values():
            for out, expected in (
                (operation(kind(2), Value(3)), operation(2.0, 3.0)),
                (operation(Value(3), kind(2)), operation(3.0, 2.0)),
            ):
                assert (type(out), type(out.data), out.data) == (Value, float, expected)
    with pytest.raises(TypeError, match="ndarray"):
        Value(np.array([1.0, 2.0]))


def test_leaves_accumulate_and_start_afresh_when_zeroed():
    a = Value(2)
    c = (3 * a) ** 2
    c.backward()
    assert a.grad == 36
    c.backward()
    assert (a.grad, c.grad) == (72, 1)
    a.grad = 0
    c.backward()
    assert a.grad == 36


def test_backward_of_a_leaf_accumulates_too():
    a = Value(2)
    a.backward()
    a.backward()
    assert a.grad == 2


def test_two_losses_that_share_an_inner_node():
    a, b = Value(2), Value(3)
    shared = a * b
    one, other = shared * shared, 5 * shared
    one.backward()
    assert (shared.grad, a.grad, b.grad) == (12, 36, 24)
    other.backward()
    assert (shared.grad, a.grad, b.grad) == (5, 36 + 15, 24 + 10)


def test_a_diamond_of_many_paths_takes_one_step_per_node():
    v = a = Value(1)
    for _ in range(1000):
        v = (v + v) / 2  # 2 ** 1000 paths
    v.backward()
    assert a.grad == 1


@pytest.mark.parametrize(
    "build, data, grad",
    [
        (lambda v: v**0, 1, 0),
        (lambda v: v**1, 0, 1),
        (lambda v: v**2, 0, 0),
        (lambda v: v**0.5, 0, math.inf),
        (lambda v: v**1.5, 0, 0),
        (lambda v: v ** Value(0), 1, 0),
        (lambda v: v ** Value(2), 0, 0),
        (lambda v: Value(0) ** (v + 2), 0, 0),
        (lambda v: (v - 2) ** 3, -8, 12),
        (lambda v: (v - 2) ** -1, -0.5, -0.25),
        (lambda v: (v - 2) ** Value(2), 4, -4),
        (lambda v: v.relu(), 0, 0),
        (lambda v: v.tanh(), 0, 1),
        (lambda v: v.sigmoid(), 0.5, 0.25),
    ],
)
def test_slopes_at_zero_and_of_negative_bases(build, data, grad):
    v = Value(0.0)
    out = build(v)
    out.backward()
    assert (out.data, v.grad) == (data, grad)


def test_exponent_of_a_negative_base_has_no_slope():
    y = Value(2)
    (Value(-3) ** y).backward()
    assert math.isnan(y.grad)


# Overflow, extremes, nan and inf


EXTREMES = [
    (lambda v: v * 1e10, 1e300, math.inf, 1e10),
    (lambda v: v * -1e10, 1e300, -math.inf, -1e10),
    (lambda v: v + 1.7e308, 1.7e308, math.inf, 1),
    (lambda v: v / 1e-10, 1e300, math.inf, 1e10),
    (lambda v: 1 / v, 5e-324, math.inf, -math.inf),
    (lambda v: 1 / v, -5e-324, -math.inf, -math.inf),
    (lambda v: 1e-300 / v, 1e-307, 1e7, -math.inf),
    (lambda v: v**2, 1e200, math.inf, 2e200),
    (lambda v: v**3, 1e200, math.inf, math.inf),
    (lambda v: v**3, -1e200, -math.inf, math.inf),
    (lambda v: v**4, -1e200, math.inf, -math.inf),
    (lambda v: v**-1, 1e-200, 1e200, -math.inf),
    (lambda v: 10**v, 400, math.inf, math.inf),
    (lambda v: v.exp(), 1000, math.inf, math.inf),
    (lambda v: v.exp(), -1000, 0, 0),
    (lambda v: v.log(), 5e-324, math.log(5e-324), math.inf),
    (lambda v: v.log(), math.inf, math.inf, 0),
    (lambda v: v.sigmoid(), 1000, 1, 0),
    (lambda v: v.sigmoid(), -1000, 0, 0),
    (lambda v: v.sigmoid(), 40, 1, math.exp(-40)),
    (lambda v: v.sigmoid(), -40, math.exp(-40), math.exp(-40)),
    (lambda v: v.sigmoid(), -700, math.exp(-700), math.exp(-700)),
    (lambda v: v.tanh(), 1000, 1, 0),
    (lambda v: v.tanh(), -1000, -1, 0),
]


@pytest.mark.parametrize("build, x, data, grad", EXTREMES)
def test_overflow_gives_inf_and_extremes_stay_exact(build, x, data, grad):
    v = Value(x)
    out = build(v)
    out.backward()
    assert out.data == pytest.approx(data, rel=1e-12, abs=0)
    assert v.grad == pytest.approx(grad, rel=1e-12, abs=0)


@pytest.mark.parametrize("build, x, data, grad", EXTREMES)
def test_pytorch_says_the_same_of_extremes(build, x, data, grad):
    torch = pytest.importorskip("torch")
    v = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    out = build(v)
    out.backward()
    assert out.item() == pytest.approx(data, rel=1e-12, abs=1e-16)
    assert v.grad.item() == pytest.approx(grad, rel=1e-12, abs=1e-16)


@pytest.mark.parametrize("build", [lambda v: v + 1, lambda v: 2 * v, lambda v: v / 3, lambda v: v**2, *VALUES.values()])
def test_nan_and_inf_pass(build):
    assert math.isnan(build(Value(math.nan)).data)
    build(Value(math.inf)).backward()


# Errors


ERRORS = [
    (lambda v: (v - v).log(), ValueError, r"log\(0.0\)"),
    (lambda v: (-v).log(), ValueError, r"log\(-2.0\)"),
    (lambda v: v / 0, ZeroDivisionError, r"2.0 / 0.0"),
    (lambda v: v / Value(-0.0), ZeroDivisionError, r"2.0 / -0.0"),
    (lambda v: 1 / (v - 2), ZeroDivisionError, r"1.0 / 0.0"),
    (lambda v: (v - 2) ** -1, ZeroDivisionError, r"0.0 \*\* -1.0"),
    (lambda v: 0 ** (-v), ZeroDivisionError, r"0.0 \*\* -2.0"),
    (lambda v: (v - 10) ** 0.5, ValueError, r"\(-8.0\) \*\* 0.5"),
    (lambda v: (-8) ** (v / 4), ValueError, r"\(-8.0\) \*\* 0.5"),
    (lambda v: (-2 * v) ** 441.5, ValueError, r"\(-4.0\) \*\* 441.5"),
    (lambda v: v + 10**400, OverflowError, "at most 1.8e308, and this whole number is larger"),
    *[
        (lambda v, build=build, thing=thing: build(v, thing), TypeError, f"real number.* {type(thing).__name__}$")
        for thing in ("2", None, [2], 2j)
        for operation in BINARY.values()
        for build in (operation, lambda v, thing, operation=operation: operation(thing, v))
    ],
    (lambda v: Value(v), TypeError, "real number.* Value$"),
    (lambda v: Value("2"), TypeError, "real number.* str$"),
    (lambda v: Value(None), TypeError, "real number.* NoneType$"),
    (lambda v: Value([2]), TypeError, "real number.* list$"),
    (lambda v: Value(2j), TypeError, "real number.* complex$"),
]


@pytest.mark.parametrize("build, error, message", ERRORS)
def test_error_names_its_cause_and_leaves_the_operand_as_it_was(build, error, message):
    v = Value(2)
    v.grad = 5.0
    with pytest.raises(error, match=message):
        build(v)
    assert (v.data, v.grad, v._edges, v._op) == (2.0, 5.0, (), "")


def test_misspelt_attribute_is_an_error():
    with pytest.raises(AttributeError):
        Value(2).gard = 0


def test_no_method_that_python_never_calls():
    special = {name for name, thing in vars(Value).items() if name.startswith("__") and callable(thing)}
    assert special <= set(dir(float))  # __relu__ and __div__ are not among a float's


def test_graph_goes_with_its_last_reference():
    def living():
        return sum(isinstance(thing, Value) for thing in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = living()
        v = Value(0.5)
        for operation in BINARY.values():
            v = operation(2, operation(operation(v, v), 3))
        for function in VALUES.values():
            v = function(v * v + 1)
        v.backward()
        assert living() > before + 30
        del v
        assert living() == before
        assert gc.collect() == 0
    finally:
        gc.enable()


# Size: run in processes of their own, where nothing else allocates


def python_process(code, *flags):
    """Run Python code that finds micrograd, and return what it printed."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *flags, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


CHAIN = "def build(n):\n    v = leaf = Value(1.0)\n    for _ in range(n): v = -v\n    return v, [leaf]\n"
SUM = "def build(n):\n    leaves = [Value(1.0) for _ in range(n)]\n    return sum(leaves), leaves\n"


@pytest.mark.slow
@pytest.mark.parametrize("graph", [CHAIN, SUM], ids=["chain", "sum"])
def test_a_million_nodes_without_recursion_and_nothing_left(graph):
    code = """if True:
        import gc, sys
        from micrograd.engine import Value
        sys.setrecursionlimit(100)
        gc.collect()  # the interpreter's own start may leave something: 3.13 and 3.14 do
        gc.disable()
    """
    code += f"\n{graph}"
    code += """
def work(n):
    root, leaves = build(n)
    root.backward()
    return root.data, {leaf.grad for leaf in leaves}

work(10_000)  # fills the lists of free objects that Python keeps
before = sys.getallocatedblocks()
data, grads = work(1_000_000)
left = sys.getallocatedblocks() - before
print(data, *grads, left, gc.collect())
"""
    data, grad, left, garbage = map(float, python_process(code))
    assert (data, grad) == ((1.0, 1.0) if graph is CHAIN else (1_000_000.0, 1.0))
    assert abs(left) < 100
    assert garbage == 0


@pytest.mark.slow
@pytest.mark.parametrize("graph, most", [(CHAIN, 400), (SUM, 500)], ids=["chain", "sum"])
def test_memory_is_proportional_to_the_nodes(graph, most):
    code = f"""
import gc, tracemalloc
from micrograd.engine import Value
gc.disable()
{graph}
for n in (10_000, 100_000):
    tracemalloc.start()
    root, leaves = build(n)
    size, _ = tracemalloc.get_traced_memory()
    root.backward()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del root, leaves
    print(size / n, peak / n)
"""
    small, small_peak, large, large_peak = map(float, python_process(code))
    assert large == pytest.approx(small, rel=0.02)
    assert large_peak == pytest.approx(small_peak, rel=0.3)  # lists and sets grow by leaps
    assert large_peak < most  # bytes per operation, backward's own lists included


# What the engine needs


def test_engine_nn_and_optim_run_where_nothing_is_installed():
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from micrograd.nn import MLP
from micrograd.optim import Adam
net = MLP(2, [2, 1])
net([1.0, 2.0]).backward()
Adam(net.parameters(), 0.1).step()
print(*[name for name in sys.modules if name.partition(".")[0] not in sys.stdlib_module_names])
"""
    found = set(python_process(code, "-I", "-S")) - {"__main__"}
    ours = {f"micrograd.{name}" for name in ("copying", "engine", "floats", "nn", "optim")}
    assert found == {"micrograd", *ours}


# The strategy itself


def test_strategy_reaches_every_operation_on_every_side():
    seen = set()

    @settings(every, max_examples=500, database=None, derandomize=True)
    @given(expressions())
    def collect(expression):
        assert isinstance(expression, Expression)
        for operation, arguments in expression.steps:
            kinds, places = zip(*arguments)
            seen.add((operation, kinds))
            if kinds == ("node", "node") and places[0] == places[1]:
                seen.add((operation, "repeated"))

    collect()
    sides = [("node", "node"), ("node", "number"), ("number", "node"), "repeated"]
    assert seen == {(name, side) for name in BINARY for side in sides} | {(name, ("node",)) for name in VALUES}
