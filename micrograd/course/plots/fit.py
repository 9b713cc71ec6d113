"""A model of one input among the points that it should go through: its errors, as sticks and as squares."""

import functools
import math

from micrograd.live.plot import Drawing, follow
from micrograd.picture.numbers import number

BESIDE, ABOVE = 1 / 2, 1 / 4  # of the points' own width and height, left free around them for the squares
CURVE = 40  # pieces in which a model is drawn


def sticks(model_at, points, /, **controls):
    """Return a live plot of the model that model_at makes of its controls, with an upright stick for each error.

    points are pairs of x, in a list as a model takes it, and y.
    """

    @functools.wraps(model_at)  # its parameters are those that get controls
    def draw(**place):
        fit = Fit(points, size=(440, 340))
        model = model_at(**place)
        fit.sticks(model)
        fit.model(model)
        fit.points()
        errors = ", ".join(number(fit.error(model, point), 3) for point in points)
        fit.drawing.title = f"errors {errors}"
        fit.drawing.said = f"a line and {len(points)} points; its errors at them: {errors}"
        return fit.drawing

    return follow(draw, **controls)


class Fit:
    """A drawing of points, to which models, sticks and squares are added."""

    def __init__(self, points, size):
        self.given = points
        across, up = [x for [x], _ in points], [y for _, y in points]
        wide, high = max(across) - min(across) or 1.0, max(up) - min(up) or 1.0
        self.x = min(across) - BESIDE * wide, max(across) + BESIDE * wide
        self.y = min(up) - ABOVE * high, max(up) + ABOVE * high
        self.drawing = Drawing(self.x, self.y, size=size, labels=("x", "y"))

    def points(self):
        """Add the points."""
        self.drawing.dots([(x, y) for [x], y in self.given], "data", size=10)

    def model(self, model, look="ink"):
        """Add what a model says at every x."""
        low, high = self.x
        across = [low + (high - low) * k / CURVE for k in range(CURVE + 1)]
        self.drawing.line([(x, model([x]).data) for x in across], look)

    def sticks(self, model):
        """Add an upright stick from each point to what a model says there."""
        for point in self.given:
            [x], y = point
            self.drawing.line([(x, y), (x, y + self.error(model, point))], "data")

    def squares(self, model, loss):
        """Add a square at each point, its loss as area: on its stick, if that is squared error. Return the areas."""
        across, up = self.drawing.x, self.drawing.y
        upright = (self.x[1] - self.x[0]) / across.pixels / ((self.y[1] - self.y[0]) / up.pixels)
        areas = [loss(model, [point]).data for point in self.given]
        for point, area in zip(self.given, areas):
            [x], y = point
            error, side = self.error(model, point), math.sqrt(max(area, 0.0))
            high = math.copysign(side, error)
            beside = x + high * upright  # on the right of a stick that goes up, on the left of one that goes down
            outline = [(x, y), (beside, y), (beside, y + high), (x, y + high)]
            self.drawing.area([outline], "data")
            self.drawing.line([*outline, outline[0]], "data thin")
        return areas

    @staticmethod
    def error(model, point):
        """Return by how much a model is too high at a point."""
        x, y = point
        return model(x).data - y
