"""What a hidden layer does to the points: its plane beside that of the inputs, both under one row of sliders."""

import functools
import inspect

from micrograd.course.plots.parts.given import labelled
from micrograd.course.plots.parts.two_planes import TwoPlanes
from micrograd.live.controls import parameters_of, value_class
from micrograd.live.plot import follow

KEPT = 256  # positions of the sliders for which both planes are kept, all but the cross


def fold(hidden, out, points, /, view=(-0.3, 2.7), **controls):
    """Return two planes under sliders: that of x1 and x2, and that of h1 and h2.

    hidden(x1, x2, …) returns h1 and h2, and out(h1, h2, …) what the next neuron makes of them; each of their further
    parameters has a slider. points are pairs of a place (x1, x2) and its label, 1 or -1.
    """
    for f in (hidden, out):
        if not callable(f):
            raise TypeError(f"fold takes two functions, hidden(x1, x2) and out(h1, h2), and {f!r} is none")
    points, inside = labelled(points), parameters_of(hidden)
    behind = dict(list(parameters_of(out).items())[2:])
    if not {"x1", "x2"} <= inside.keys():
        raise TypeError(f"the hidden neurons look at x1 and x2, and this function has {', '.join(inside) or 'none'}")

    @functools.lru_cache(KEPT)
    def planes(kind, **numbers):
        """Return the planes for these numbers, which are all but x1 and x2, computed with a class of values."""
        given = {name: kind(x) for name, x in numbers.items()}
        ours, theirs = ({name: given[name] for name in names if name in given} for names in (inside, behind))
        return TwoPlanes(
            lambda x1, x2: hidden(**ours, x1=kind(x1), x2=kind(x2)),
            lambda h1, h2: out(kind(h1), kind(h2), **theirs),
            points,
            view,
            drag=("x1", "x2"),
        )

    def draw(x1, x2, **numbers):
        return planes(value_class(hidden), **numbers).drawn((x1, x2))

    parameters = [one.replace(kind=one.KEYWORD_ONLY) for one in (inside | behind).values()]
    draw.__signature__ = inspect.Signature(parameters)
    draw.__name__ = getattr(hidden, "__name__", "hidden")
    return follow(draw, **controls)
