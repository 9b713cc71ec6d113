"""What may be wrong with a class as a whole: it shows in any operation, and in `backward`, and is the fault of neither."""

from micrograd.course.examine import Endless, Raised, outcome
from micrograd.course.value_exam.classes import slots
from micrograd.course.value_exam.model import RIGHT
from micrograd.course.value_exam.probe import STEPS, Probe, alike, trial

HISTORY = (
    "Your `backward` goes through all that was ever computed, and not only through what `self` was made from: it gets "
    "slower with every graph."
)
EQUALS = (
    "Your `backward` takes two Values that hold the same number for one: ask whether it is the same object, and not "
    "what is in it."
)
EQ = "Your `__eq__` makes one of two Values with the same number, in a set and in a dict. No engine needs an `__eq__`."


def fault_of_all(Value, error=None):
    """Return what is told of a fault of the whole class, None if there is none; error is what stopped it."""
    if name := shared_list(Value):
        return (
            f"All your Values have one and the same `{name}`, and so a new one has the inputs of the earlier ones. "
            "A list in the class's body, or as a default in a first line, is made once, and not for each Value."
        )
    if takes_equals_for_one(Value):
        return EQ if Value.__eq__ is not object.__eq__ else EQUALS
    return HISTORY if isinstance(error, Endless) and walks_history(Value) else None


def shared_list(Value):
    """Return the name under which a new Value has the inputs of an earlier result, None if it has none."""

    def found():
        a, b = Value(2.0), Value(3.0)
        results, leaf = [a + b, a * b], Value(4.0)
        for name in {*slots(leaf), *getattr(leaf, "__dict__", ()), *(n for kind in Value.__mro__ for n in vars(kind))}:
            kept = getattr(leaf, name, None)
            if isinstance(kept, (list, set, dict)) and kept is getattr(a, name, None):
                inside = [id(part) for one in kept for part in (one if isinstance(one, (list, tuple)) else [one])]
                # A list of everything that was ever made may be meant so; no Value is meant to be its own input.
                if {id(a), id(b)} & {*inside} and not {id(leaf), *map(id, results)} & {*inside}:
                    return name
        return None

    name = outcome(found, steps=STEPS)
    return name if type(name) is str else None


def takes_equals_for_one(Value):
    """Return whether `backward` is right in a graph, and wrong in the same one where two Values hold the same number."""

    def right(lines, a, b):
        probe = Probe(f"{lines}; L.backward()", dict(a=a, b=b), ("a.grad", "b.grad"))
        return alike(probe.tried(Value), trial(probe, RIGHT))

    graphs = [
        ("L = (a + b) * a", (3.0, 2.0), (3.0, 0.0)),
        ("L = a * b", (3.0, 2.0), (3.0, 3.0)),
        ("e = a * b; d = e * b; L = e * d", (3.0, 2.0), (3.0, 1.0)),
    ]
    return any(right(lines, *apart) and not right(lines, *equal) for lines, apart, equal in graphs)


def walks_history(Value):
    """Return whether `backward` is right in a small graph, if it is given the time that a large one needs."""
    probe = Probe("L = a + b; L.backward()", dict(a=2.0, b=-3.0), ("a.grad", "b.grad"))
    if not isinstance(getattr(probe.tried(Value), "error", None), Endless):
        return False
    got = probe._replace(steps=10 * STEPS).tried(Value)
    return not isinstance(got, Raised) and alike(got, trial(probe, RIGHT))
