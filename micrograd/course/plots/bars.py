"""The derivative of a function with respect to each of its inputs, as bars."""

import inspect
from itertools import islice, product

from micrograd.live.controls import brief, parameters_of
from micrograd.live.plot import Drawing, follow
from micrograd.picture.names import short
from micrograd.picture.numbers import number

REACH = 5.0  # of a slider, to either side of 0, unless its input is farther out
CORNERS = 64  # of the inputs' ranges at most, where the longest bar is looked for
ROOM = 1.25  # times the longest bar, for its number
THICK = 0.3  # of a row, to either side


def bars(slopes, g, /, *inputs):
    """Return a widget: a slider for each input of g, and a bar as long as slopes(g, *inputs) says its derivative is."""
    names = list(parameters_of(g))
    if len(names) != len(inputs):
        raise TypeError(f"{short(g.__name__)} has {len(names)} inputs, and here are {len(inputs)} numbers for them")
    reach = [max(REACH, abs(x)) for x in inputs]
    corners = islice(product(*((-end, end) for end in reach)), CORNERS)
    longest = ROOM * max((abs(steep) for corner in corners for steep in _tried(slopes, g, corner)), default=1.0) or 1.0

    def draw(**values):
        at = list(values.values())
        found = slopes(g, *at)
        if not isinstance(found, (list, tuple)) or len(found) != len(names):
            raise TypeError(f"slopes gave {brief(found)}, and it takes a list of {len(names)} numbers")
        plot = Drawing(x=(-longest, longest), y=(-0.5, len(names) - 0.5), size=(680, 250), ticks=(True, False))
        plot.line([(0.0, -0.5), (0.0, len(names) - 0.5)], "line")
        for row, (name, steep) in enumerate(zip(reversed(names), reversed(found))):
            _bar(plot, row, name, steep)
        plot.title = f"{short(g.__name__)}({', '.join(map(number, at))}) = {number(g(*at))}"
        told = ", ".join(f"{name} {number(steep)}" for name, steep in zip(names, found))
        plot.said = f"{plot.title}. Its derivatives with respect to {told}"
        return plot

    sliders = {name: (-end, end) for name, end in zip(names, reach)}
    draw.__signature__ = inspect.Signature(
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=float(x)) for name, x in zip(names, inputs)
    )
    draw.__name__ = short(g.__name__)
    return follow(draw, **sliders)


def _tried(slopes, g, inputs):
    try:
        return [float(steep) for steep in slopes(g, *inputs)]
    except Exception:  # the picture says why, if that happens where the sliders are
        return []


def _bar(plot, row, name, steep):
    low, high = row - THICK, row + THICK
    outline = [(0.0, low), (steep, low), (steep, high), (0.0, high)]
    plot.area([outline], "grad")
    plot.line([*outline, outline[0]], "grad")
    plot.text((plot.x.low, row), name, "ink", shift=(10, 5))
    anchor, aside = ("start", 6) if steep >= 0 else ("end", -6)
    plot.text((steep, row), number(steep), "grad", anchor, shift=(aside, 5))
