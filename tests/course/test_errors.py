"""CPython's messages: on the Python at hand each is what its own code raises, and is taken for no other's."""

import inspect
from itertools import product, zip_longest

import pytest

from micrograd.course import (
    check,  # noqa: F401 – fills EXERCISES
    errors,
)
from micrograd.course.diagnosis import ANYWHERE
from micrograd.course.exercise import EXERCISES
from micrograd.course.mistakes import Raises

NO_ARGUMENT = [()]
USED = {  # with which arguments the course asks for each
    "no_arguments": [("Value",)],
    "not_callable": [("float",), ("list",), ("tuple",), ("ellipsis",), ("Line",), ("Optimizer",), ("Value",)],
    "any_call": NO_ARGUMENT,
    "not_subscriptable": [("float",), ("function",)],
    "not_iterable": [("Value",), ("float",), ("function",)],
    "not_an_integer": [("NoneType",), ("list",)],
    "not_unpackable": [("float",), ("Value",)],
    "misused": [("NoneType",), ("int",), ("method",), ("MLP",)],
    "no_attribute": [
        *product(
            (
                "NoneType",
                "int",
                "float",
                "list",
                "tuple",
                "method",
                "function",
                "Value",
                "Neuron",
                "Layer",
                "MLP",
                "Net",
                "Optimizer",
                "function",
            )
        ),
        *product(("Descent", "Momentum"), ("data", "grad", "parameters")),
        *product(("int", "float", "Rebuilt"), ("relu",)),
        *[
            ("float", "data"),
            ("list", "_"),
            ("float", "_"),
            ("bool", "data"),
            ("list", "parameters"),
            ("list", "neurons"),
            ("tuple", "_edges"),
            ("dict", "add"),
            ("Line",),
        ],
        *product(("Value",), ("backward", "prev", "zero_grad")),
    ],
    "any_attribute": NO_ARGUMENT,
    "no_setter": NO_ARGUMENT,
    "unsupported": [
        *[
            (),
            ("//",),
            ("^",),
            ("^=",),
            ("-", "list"),
            ("/", "list"),
            ("-", "function"),
            ("*", "float"),
            ("*", "function"),
            ("*", "Value", "Value"),
            ("+", "int", "list"),
            ("+=", "int", "list"),
            ("|=", "set", "list"),
            ("|=", "set", "NoneType"),
        ],
        *[("*", "float", "Value"), ("+", "float", "Value"), ("**", "Value", "Value")],
    ],
    "unsupported_sign": [("-",)],
    "no_absolute_value": NO_ARGUMENT,
    "not_comparable": [("<",), (">",)],
    "takes": [
        *product(
            (
                "__init__",
                "parameters_of",
                "__mul__",
                "append",
                "backward",
                "expression",
                "leaves",
                "slope",
                "step",
                "zero_grad",
            )
        )
    ],
    "missing": [*product(("__init__", "expression", "leaves", "product", "send", "visit", "zero_grad", "_operations"))],
    "unexpected": [("slope",), ("__init__",)],
    "wrong_index": [("list",), ("tuple",)],
    "immutable": [("tuple",), ("NoneType",)],
    "only_concatenates": [("list",), ("tuple",), ("list", "method"), ("list", "NoneType")],
    "no_product": NO_ARGUMENT,
    "no_star": NO_ARGUMENT,
    "unhashable": [(), ("list",)],
    "not_a_real_number": NO_ARGUMENT,
    "outside_the_domain": NO_ARGUMENT,
    "too_many_to_unpack": NO_ARGUMENT,
    "too_few_to_unpack": NO_ARGUMENT,
    "out_of_range": [(), ("tuple",)],
    "no_such_place": NO_ARGUMENT,
    "popped_empty": NO_ARGUMENT,
    "any_index": NO_ARGUMENT,
    "unknown_name": [
        (),
        *product(
            (
                "b",
                "backward",
                "layers",
                "model",
                "neurons",
                "net",
                "nonlin",
                "out",
                "p",
                "q",
                "relu",
                "self",
                "step",
                "v",
                "w",
            )
        ),
    ],
    "unbound": NO_ARGUMENT,
    "division_by_zero": NO_ARGUMENT,
    "too_large": NO_ARGUMENT,
    "no_super": NO_ARGUMENT,
    "no_fraction": NO_ARGUMENT,
    "not_a_number": [(), ("list",), ("tuple",), ("Value",)],
}
MORE_GENERAL = {  # than messages of other functions
    "any_call": {"not_callable"},
    "any_attribute": {"no_attribute"},
    "any_index": {"out_of_range", "no_such_place", "popped_empty"},
    "unknown_name": {"unbound"},
}
MESSAGES = {(name, given): getattr(errors, name)(*given) for name, several in USED.items() for given in several}


def raised(message):
    """Return the error that a message's own code raises."""
    try:
        exec(message.raised_by, {})
    except Exception as error:
        return error
    raise AssertionError(f"nothing raised by {message.raised_by}")


RAISED = {key: raised(message) for key, message in MESSAGES.items()}


def may_match(key, other):
    """Return whether a message is of another kind's error as well, since it is more general than that."""
    (name, given), (other_name, other_given) = key, other
    if name != other_name:
        return other_name in MORE_GENERAL.get(name, ())
    return all(whole.startswith(part) for part, whole in zip_longest(given, other_given, fillvalue=""))


def say(key):
    return f"{key[0]}({', '.join(key[1])})"


def test_each_message_of_the_file_is_tried():
    of_the_file = [it for it in vars(errors).values() if inspect.isfunction(it) and it.__module__ == errors.__name__]
    functions = {function.__name__ for function in of_the_file if function.__name__[0] != "_"}
    assert functions == set(USED)


def test_each_message_that_an_exercise_declares_is_tried():
    declared = [mistake for one in EXERCISES for trial in getattr(one, "trials", ()) for mistake in trial.mistakes]
    messages = [mistake.message for mistake in (*declared, *ANYWHERE) if isinstance(mistake, Raises)]
    assert len(messages) > 50
    assert [message for message in messages if message not in MESSAGES.values()] == []


@pytest.mark.parametrize("key", MESSAGES, ids=say)
def test_a_message_is_what_its_code_raises_and_no_other_s(key):
    message = MESSAGES[key]
    assert type(RAISED[key]) is message.kind and message.matches(RAISED[key]), RAISED[key]
    others = [other for other in RAISED if other != key and message.matches(RAISED[other])]
    # What a more general message is tried with may be an error of this kind.
    assert [say(other) for other in others if not may_match(key, other) and not may_match(other, key)] == []


@pytest.mark.parametrize(("name", "other"), [(a, b) for a, several in MORE_GENERAL.items() for b in sorted(several)])
def test_a_more_general_message_is_so(name, other):
    assert any(
        MESSAGES[key].matches(RAISED[more]) for key in MESSAGES if key[0] == name for more in RAISED if more[0] == other
    )
