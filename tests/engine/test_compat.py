"""Programs in the manner of Karpathy's micrograd: they run unchanged on this package and give what they give on his.

Run as a script, this file runs the programs on whichever micrograd is found and prints their numbers. The tests do that
with ours and, where MICROGRAD_PEER or benchmarks/.peer has pip's micrograd 0.1.0, with his.
"""

import json
import math
import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEER = Path(os.environ.get("MICROGRAD_PEER") or ROOT / "benchmarks" / ".peer")


def expression():
    """Mix every operation that both engines have, plain numbers on either side, and names that are bound anew."""
    from micrograd.engine import Value

    x = Value(1.5)
    y = Value(-2.25)
    u = x * y + 3
    v = 2 + y**3
    u += x + 0.5 * y
    v -= u * 2 - 1
    u += 4 * u + (x - y).relu()
    v += 1 - v + (3 - x).relu() + (y - 3).relu()
    w = u / 7.0
    w += 5.0 / (v * v + 1)
    z = -w * x**-2 + y / x
    z.backward()
    assert f"{z.data:.4f}" == f"{float(z.data):.4f}" and "Value" in repr(z)
    return [n.data for n in (u, v, w, z)] + [n.grad for n in (x, y, u, v, w, z)]


def walk():
    """Draw a graph as text: an ellipse for each operation, a box for each value, found by way of _prev and _op."""
    from micrograd.engine import Value

    a, b, c = Value(2.0), Value(-3.0), Value(10.0)
    root = ((a * b + c) ** 2 + a).relu()
    root.backward()

    nodes, edges = set(), set()

    def visit(v):
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                visit(child)

    visit(root)
    lines = [f'{id(n)} [label="{n.data:.4f} | {n.grad:.4f}" shape=box]' for n in nodes]
    lines += [f'"{id(n)}{n._op}" [label="{n._op}" shape=ellipse]' for n in nodes if n._op]
    lines += [f'"{id(n)}{n._op}" -> {id(n)}' for n in nodes if n._op]
    lines += [f'{id(source)} -> "{id(target)}{target._op}"' for source, target in edges]
    ops = [n._op for n in nodes]
    numbers = sorted([n.data, n.grad] for n in nodes)
    return [len(nodes), len(edges), len(lines), ops.count("+"), ops.count("**2"), *numbers]


def two_moons():
    """Train a network on two moons, with hinge loss and a penalty on the size of its parameters."""
    from micrograd.engine import Value
    from micrograd.nn import MLP

    dice = random.Random(2)
    X, y = [], []
    for _ in range(30):
        label, angle = dice.choice([-1, 1]), dice.uniform(0, math.pi)
        px, py = (math.cos(angle), math.sin(angle)) if label < 0 else (1 - math.cos(angle), 0.5 - math.sin(angle))
        X.append([px + dice.gauss(0, 0.1), py + dice.gauss(0, 0.1)])
        y.append(label)

    model = MLP(2, [8, 8, 1])
    for p in model.parameters():
        p.data = dice.uniform(-1, 1)
    assert len(model.parameters()) == 105 and "MLP" in str(model)

    def loss():
        inputs = [list(map(Value, row)) for row in X]
        scores = list(map(model, inputs))
        losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(y, scores)]
        data_loss = sum(losses) * (1.0 / len(losses))
        alpha = 1e-4
        reg_loss = alpha * sum(p * p for p in model.parameters())
        accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(y, scores)]
        return data_loss + reg_loss, sum(accuracy) / len(accuracy)

    history = []
    for step in range(30):
        total_loss, accuracy = loss()
        model.zero_grad()
        total_loss.backward()
        for p in model.parameters():
            p.data -= (1.0 - 0.9 * step / 30) * p.grad
        history.append([total_loss.data, accuracy])
    return history


def numbers(folder):
    """Return the numbers of each program, run on the micrograd of a folder in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert Path(found.pop("file")).resolve() == Path(folder).resolve() / "micrograd" / "engine.py"
    return found


if __name__ == "__main__":
    import micrograd.engine

    programs = {program.__name__: program() for program in (expression, walk, two_moons)}
    print(json.dumps({"file": micrograd.engine.__file__, **programs}))
else:
    import pytest

    @pytest.fixture(scope="module")
    def ours():
        return numbers(ROOT)

    @pytest.fixture(scope="module")
    def peers():
        if not (PEER / "micrograd" / "engine.py").exists():
            pytest.skip("no micrograd 0.1.0 to compare with: set MICROGRAD_PEER, or run benchmarks/engine.py once")
        return numbers(PEER)

    def flat(thing):
        return [number for part in thing for number in flat(part)] if isinstance(thing, list) else [thing]

    def test_network_learns_two_moons(ours):
        (first_loss, first_accuracy), *_, (last_loss, last_accuracy) = ours["two_moons"]
        assert last_loss < first_loss / 2
        assert last_accuracy >= 0.9 and last_accuracy > first_accuracy

    def test_walk_finds_the_graph(ours):
        nodes, edges, lines, sums, squares, *labels = ours["walk"]
        assert (nodes, edges, lines, sums, squares) == (8, 8, 8 + 5 + 5 + 8, 2, 1)
        assert [2.0, -23.0] in labels and [18.0, 1.0] in labels

    def test_gradient_of_the_expression_is_that_of_a_nudge(ours):
        def z(x, y):
            u = x * y + 3
            v = 2 + y**3
            u += x + 0.5 * y
            v -= u * 2 - 1
            u += 4 * u + max(x - y, 0)
            v += 1 - v + max(3 - x, 0) + max(y - 3, 0)
            w = u / 7.0 + 5.0 / (v * v + 1)
            return -w * x**-2 + y / x

        x, y, h = 1.5, -2.25, 1e-6
        data, grads = ours["expression"][3], ours["expression"][4:6]
        assert data == pytest.approx(z(x, y), rel=1e-12)
        assert grads[0] == pytest.approx((z(x + h, y) - z(x - h, y)) / (2 * h), rel=1e-6)
        assert grads[1] == pytest.approx((z(x, y + h) - z(x, y - h)) / (2 * h), rel=1e-6)

    @pytest.mark.parametrize("program", ["expression", "walk", "two_moons"])
    def test_numbers_are_those_of_karpathys_micrograd(ours, peers, program):
        assert flat(ours[program]) == pytest.approx(flat(peers[program]), rel=1e-9, abs=1e-9)
