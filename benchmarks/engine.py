"""How fast is the engine? Build and backward, per operation, beside Karpathy's micrograd 0.1.0 in the same process.

    python benchmarks/engine.py [--rounds N]

The first run installs `micrograd==0.1.0` with pip into benchmarks/.peer, or uses the folder that MICROGRAD_PEER names.
"""

import argparse
import gc
import importlib
import os
import platform
import random
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).resolve().parent
PEER = Path(os.environ.get("MICROGRAD_PEER") or HERE / ".peer")


def install_peer():
    """Put micrograd 0.1.0 into a folder of its own, if it is not there yet."""
    if not (PEER / "micrograd" / "engine.py").exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--target", str(PEER), "micrograd==0.1.0"], check=True)


def load(folder):
    """Return the engine and nn modules of the package micrograd in a folder, beside any that is already imported."""
    sys.path.insert(0, str(folder))
    try:
        modules = [importlib.import_module(f"micrograd.{name}") for name in ("engine", "nn")]
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == "micrograd"]:
            del sys.modules[name]  # both packages have this name: the next one must not find the last
    if any(Path(folder).resolve() not in Path(module.__file__).resolve().parents for module in modules):
        raise ImportError(f"micrograd was found in {modules[0].__file__} and not in {folder}")
    return modules


# A workload takes an engine and an nn, makes its leaves, and returns them with the function that builds the expression.


def expression(engine, nn):
    a, b, c, f = leaves = [engine.Value(number) for number in (2.0, -3.0, 10.0, -2.0)]
    return leaves, lambda: ((a * b + c) * f) ** 2 + a * c


def network(engine, nn):
    model, dice = nn.MLP(2, [16, 16, 1]), random.Random(42)
    for parameter in model.parameters():
        parameter.data = dice.uniform(-1, 1)
    return model.parameters(), lambda: model([0.5, -1.5])


def long_sum(engine, nn):
    leaves = [engine.Value(float(number % 7)) for number in range(100_000)]
    return leaves, lambda: sum(leaves)


WORKLOADS = [  # its name in the table, the workload, its runs in one round
    ("expression of 10 nodes", expression, 2000),
    ("MLP(2, [16, 16, 1]), one sample", network, 50),
    ("sum of 100,000 leaves", long_sum, 1),
]


def operations(root):
    """Return the number of operations in an expression of either engine."""
    seen, todo = {root}, [root]
    while todo:
        fresh = set(todo.pop()._prev) - seen
        seen |= fresh
        todo += fresh
    return sum(bool(node._op) for node in seen)


def answer(workload, engine, nn):
    """Return a workload's number of operations, result and gradients."""
    leaves, build = workload(engine, nn)
    root = build()
    root.backward()
    return operations(root), [root.data, *(leaf.grad for leaf in leaves)]


def seconds(workload, runs, collector, engine, nn):
    """Return the time of one run: building the expression, sending gradients back, dropping it."""
    _, build = workload(engine, nn)
    gc.collect()  # every round starts from the same small heap, as in a fresh process
    if collector:
        gc.enable()
    start = perf_counter()
    for _ in range(runs):
        build().backward()
    stop = perf_counter()
    gc.disable()
    return (stop - start) / runs


def measure(workload, runs, collector, rounds, packages):
    """Return a list of times for each package, taken alternately, so that a busy moment hits both."""
    times = [[] for _ in packages]
    for number in range(rounds + 1):
        for package, list_of_times in zip(packages, times):
            time = seconds(workload, runs, collector, *package)
            if number:  # the first round only warms up
                list_of_times.append(time)
    return times


def main():
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=15, help="how often each figure is taken (default 15)")
    rounds = arguments.parse_args().rounds

    install_peer()
    packages = ours, peer = load(HERE.parent), load(PEER)
    sys.setrecursionlimit(1_000_000)  # the peer's backward recurses once for each node of a chain
    gc.disable()

    print(f"Build + backward in µs per operation: median (min to max) of {rounds} interleaved rounds.")
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}.")
    print("The recursion limit is raised for the peer: without that it cannot sum 100,000 leaves.\n")
    print(f"{'':32}{'operations':>10}  {'collector':9}  {'micrograd 0.1.0':>21}  {'ours':>21}  {'ratio':>5}")
    for name, workload, runs in WORKLOADS:
        count, result = answer(workload, *ours)
        peer_count, peer_result = answer(workload, *peer)
        far = max(abs(one - other) / max(1, abs(other)) for one, other in zip(result, peer_result, strict=True))
        if count != peer_count or far > 1e-9:
            raise SystemExit(f"{name}: the two engines do not compute the same, there is nothing to compare")
        for collector in (False, True):
            mine, theirs = measure(workload, runs, collector, rounds, packages)
            columns = [
                f"{statistics.median(times):.2f} ({min(times):.2f} to {max(times):.2f})"
                for times in ([time / count * 1e6 for time in times] for times in (theirs, mine))
            ]
            ratio = statistics.median(slow / fast for slow, fast in zip(theirs, mine))  # round by round
            switch = "on" if collector else "off"
            print(f"{name:32}{count:>10}  {switch:9}  {columns[0]:>21}  {columns[1]:>21}  {ratio:>4.2f}x", flush=True)


if __name__ == "__main__":
    main()
