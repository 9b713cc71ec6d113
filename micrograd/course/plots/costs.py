"""Two losses over a score, each with the slope that pushes it back."""

from micrograd.engine import Value
from micrograd.live.plot import Drawing, follow
from micrograd.picture.numbers import number

FAR, HIGH = 8, 9  # the picture's edges
LOOKS = "muted", "data"


def costs(*losses, **controls):
    """Return a plot of two losses of a score that should be high, functions of a Value, with a slider for the score."""

    def draw(score=2.0):
        plot = Drawing(
            x=(-FAR - 0.3, FAR + 0.3), y=(-0.5, HIGH), drag=("score", None), size=(620, 330), labels=("score", "loss")
        )
        told = []
        for loss, look in zip(losses, LOOKS):
            plot.line([(k / 10, _at(loss, k / 10)[0]) for k in range(-10 * FAR, 10 * FAR + 1)], look)
        plot.line([(score, -0.5), (score, HIGH)], "faint dashed")
        for place, (loss, look) in enumerate(zip(losses, LOOKS)):
            height, slope = _at(loss, score)
            reach = 2 / (1 + slope * slope) ** 0.5
            ends = [(score + side * reach, height + side * slope * reach) for side in (-1, 1)]
            plot.line(ends, "grad thick")
            plot.dots([(score, height)], look, shape=("square", "circle")[place])
            name = loss.__name__.replace("_", " ")
            plot.text((0.4, 7.7 - 0.8 * place), f"{'■●'[place]} {name}: {number(height, 3)}", look)
            plot.text((4.8, 7.7 - 0.8 * place), f"slope {number(slope, 3)}", "grad")
            told.append(f"{name} {number(height, 3)} with slope {number(slope, 3)}")
        p = Value(score).sigmoid().data
        plot.title = f"a blue point with score {number(score)}: p = {number(p, 3 if p < 0.999 else 5)}"
        plot.said = f"{plot.title}; {'; '.join(told)}"
        return plot

    return follow(draw, **controls)


def _at(loss, score):
    """Return a loss and its slope at a score, by the loss's own backward."""
    score = Value(score)
    out = loss(score)
    out.backward()
    return out.data, score.grad
