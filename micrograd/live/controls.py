"""The controls of an explored function: those that `interact` would make, and the arguments that they supply."""

import functools
import inspect
import math
from weakref import WeakSet

from ipywidgets import FloatLogSlider, FloatSlider, IntSlider, Widget, interactive

from micrograd.live.run import Unfinished
from micrograd.picture.names import short

LARGEST = 1e300  # a slider's length and its steps must be floats too
SLIDERS = (FloatSlider, IntSlider, FloatLogSlider)
LONGEST = 9  # letters of a label; a longer one would leave its slider no room, and ends in "…"
MADE = WeakSet()  # the controls made here, not by the caller


def controls_for(f, given, unnamed=()):
    """Return a widget, or fixed, for each parameter of f in order; TypeError for what was given without a name."""
    parameters = parameters_of(f)
    instead = ", ".join(f"{name}=2.0" for name in parameters) or "no numbers"
    if unnamed:
        raise TypeError(
            f"{brief(unnamed[0])} is given without its parameter's name: after the function, write {instead}"
        )
    if strangers := [name for name in given if name not in parameters]:
        raise TypeError(
            f"the function has no parameter {', '.join(strangers)}: it has {', '.join(parameters) or 'none'}"
        )
    controls, longest = {}, max(map(len, parameters), default=0)
    for name, parameter in parameters.items():
        abbreviation = given.get(name, parameter.default)
        if abbreviation is parameter.empty:
            raise TypeError(f"the parameter {name} has no control: write {name}=2.0 or {name}=(-3.0, 3.0)")
        control = control_for(name, abbreviation, parameter.default)
        if isinstance(control, Widget):
            control.description = control.description or name
            if control is not abbreviation:  # not the caller's own, which keeps the caller's look
                MADE.add(control)
                # The same width for all, so that they line up.
                control.style.description_width = f"{min(longest, LONGEST) + 1}ch"
                control.tooltip = name if len(name) > LONGEST else None
                control.layout.margin = "2px 24px 2px 2px"
        controls[name] = control
    return controls


def parameters_of(f):
    """Return a function's parameters by name; raise TypeError for what is no function or can't be called by names."""
    if not callable(f):
        raise TypeError(f"a function goes here, and {brief(f)} is none: write its name, or lambda a: a * a")
    try:
        parameters = inspect.signature(f).parameters
    except ValueError:  # as for max
        raise TypeError(f"{brief(f)} does not tell its parameters: write a function around it, lambda a: …") from None
    for parameter in parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            raise TypeError(f"the function is called by its parameters' names, and {parameter} cannot be named so")
    return parameters


def control_for(name, given, default):
    """Return a parameter's widget, or fixed; raise TypeError or ValueError if what is given for it makes none."""
    instead = f"write {name}=2.0 or {name}=(-3.0, 3.0)"
    shown = given if isinstance(given, tuple) else [given]
    numbers = [number for number in shown if isinstance(number, (int, float))]
    if isinstance(given, (list, dict)) and not given:
        raise ValueError(f"{name}={given!r} has nothing to choose from: {instead}, or {name}=[1.0, 2.0] for a choice")
    if any(not abs(number) <= LARGEST for number in numbers):
        raise ValueError(f"{name}={brief(given)} has no place on a slider, which ends at {LARGEST:g}: {instead}")
    if isinstance(given, tuple) and len(numbers) == len(given) and len(given) in (2, 3):
        low, high, *step = given
        if low > high or any(s <= 0 for s in step):
            least = f"from {low} to {high}" + "".join(f" in steps of {s}" for s in step)
            raise ValueError(
                f"{name}={given!r}: no slider goes {least}: the smaller end comes first, a step is above 0"
            )
    control = interactive.widget_from_abbrev(given, default)
    if control is None:
        raise TypeError(f"{name}={brief(given)} is no control: {instead}")
    return control


def brief(given):
    """Return how something is written, in short if it is long."""
    try:
        text = repr(given)
    except ValueError:  # Python refuses to write more than 4,300 digits
        text = "…"
    return text if len(text) <= 40 else f"{text[:30]}…"


def value_class(function):
    """Return the class called Value where the function was defined, the learner's; else the engine's."""
    function = inspect.unwrap(function)
    while isinstance(function, functools.partial):
        function = inspect.unwrap(function.func)
    theirs = getattr(function, "__globals__", {}).get("Value")
    if isinstance(theirs, type):
        return theirs
    from micrograd.engine import Value

    return Value


def arguments(widgets, values, kind):
    """Return the function's arguments: numbers from sliders as values of class kind, the rest as they are."""
    return {
        name: _made(kind, clean(value, widgets[name])) if isinstance(widgets[name], SLIDERS) else value
        for name, value in values.items()
    }


def _made(kind, number):
    """Return a value of class kind; raise Unfinished if the class takes no number."""
    try:
        return kind(number)
    except TypeError as error:
        if error.__traceback__.tb_next:  # raised inside the class
            raise
        call = f"{short(kind.__name__)}({number!r})"
        raise Unfinished(
            f"{call} can't be made: __init__ of {short(kind.__name__)} should take self and a number"
        ) from error


def clean(value, slider):
    """Return a slider's number without floating-point noise: steps of 0.1 from -3 arrive at 4e-16 where 0 is meant."""
    if isinstance(slider, FloatSlider) and slider.step:
        return round(value, 9 - math.floor(math.log10(slider.step)))
    return value
