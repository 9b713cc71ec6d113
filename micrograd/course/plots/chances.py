"""What a neuron calls probable along a line, beside what happens there: is a probability of 0.8 right 8 times of 10?"""

from micrograd.engine import Value
from micrograd.live.plot import Drawing, follow

BINS = 5  # the probabilities 0 to 0.2, 0.2 to 0.4 and so on
FINE = 90  # pieces of the curve
EDGES = -0.05, 1.05  # a large dot at a p of 0 or 1 is seen whole
BAND = 0.06, 0.28  # how far beyond 0 and 1 the points lie, one above the other so that each can be seen


def chances(sure, points, /, **controls):
    """Return a plot of sure(x, w, b), a probability, over points of pairs (x,) and label 1 or 0, with sliders w and b.

    Beside it stands, for the points whose probability is about the same, the share of them that are labelled 1.
    """

    def draw(w=0.4, b=1.0):
        w, b = Value(w), Value(b)

        def p(x):
            return _number(sure(x, w, b))

        said = [(p(x), label) for (x,), label in points]
        return [_curve(p, points), _shares(said)]

    return follow(draw, **controls)


def _number(p):
    return float(getattr(p, "data", p))


def _curve(p, points):
    plot = Drawing(x=(-4, 4), y=(-0.36, 1.36), size=(470, 320), labels=("x", ""))
    plot.line([(-4, 0), (4, 0)], "faint")
    plot.line([(-4, 1), (4, 1)], "faint")
    blue, orange = ([x for (x,), label in points if (label == 1) is is_blue] for is_blue in (True, False))
    plot.dots([(x, 1 + _aside(k)) for k, x in enumerate(blue)], "positive", size=6)
    plot.dots([(x, -_aside(k)) for k, x in enumerate(orange)], "negative", size=6, shape="triangle")
    xs = [-4 + 8 * k / FINE for k in range(FINE + 1)]
    plot.line([(x, p(x)) for x in xs], "ink thick")
    plot.title = "p, the probability of blue, along the line"
    plot.said = f"p rises from {p(-4.0):.2f} at x = -4 over {p(0.0):.2f} at 0 to {p(4.0):.2f} at 4"
    return plot


def _aside(k):
    """Return a place in the band for point number k, evenly spread without a pattern."""
    return BAND[0] + (BAND[1] - BAND[0]) * (k * 0.618034 % 1)


def _shares(said):
    plot = Drawing(x=EDGES, y=EDGES, size=(320, 320), labels=("p, as it says", "share of blue"))
    plot.line([(0, 0), (1, 1)], "muted dashed")
    words = []
    for k in range(BINS):
        here = [(p, label) for p, label in said if k / BINS <= p < (k + 1) / BINS or p == 1 == (k + 1) / BINS]
        if here:
            mean, share = sum(p for p, _ in here) / len(here), sum(label == 1 for _, label in here) / len(here)
            plot.line([(mean, mean), (mean, share)], "muted thin")
            plot.dots([(mean, share)], "ink", size=5 + 16 * (len(here) / len(said)) ** 0.5)
            words.append(f"of {len(here)} points with a p of about {mean:.2f}, {share:.2f} are blue")
    plot.title = "what it says, and what is so"
    plot.said = "; ".join(words)
    return plot
