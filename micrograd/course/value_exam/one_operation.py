"""Examines one operation of a learner's class: what it computes, what it remembers, and what it sends back."""

from micrograd.course.examine import NotYet
from micrograd.course.value_exam.classes import require_own_method
from micrograd.course.value_exam.kept_slopes import slopes_kept
from micrograd.course.value_exam.result import edges, refuses, value
from micrograd.course.value_exam.sent_back import gradient


def operation(Value, name):
    """Examine one operation of a class: value, new object, inputs, plain numbers where they can be, gradient."""
    require_own_method(Value, name)
    covered = value(Value, name)
    gradient(Value, name)
    edges(Value, name)
    refuses(Value, name)
    return f"{covered}, and the gradients of its inputs."


def keeps_slopes(Value, name):
    """Examine an operation that keeps its slopes in `_edges`, of a class without backward."""
    require_own_method(Value, name)
    covered = value(Value, name, plain=False)
    if not slopes_kept(Value, name, demanded=True):
        raise NotYet(f"your `{name}` keeps no slopes yet.")
    edges(Value, name)
    return f"{covered}, and its slopes in `_edges`."
