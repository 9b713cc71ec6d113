"""A net that fits a few points, and its loss on others that were held back, step by step."""

from micrograd.course.plots.kinds import resting
from micrograd.live.plot import Drawing, follow

FINE = 60  # pieces of the curve
WIDE, HIGH = 2.0, 4.0  # the picture's edges


class HeldOut:
    """Notes on a net while it learns: loop over its `steps`, then `show()` the notes with a slider for the step.

    loss(net, points) is what is noted, on the points for training and on those held back for validation.
    """

    def __init__(self, net, loss, train, validation):
        self.net, self.loss, self.train, self.validation, self.notes = net, loss, train, validation, {}

    def steps(self, number, every=10):
        """Yield so many steps' numbers, from 1, and take notes before the first and after each few."""
        self.notes.clear()
        self.note(0)
        with resting():
            for step in range(1, number + 1):
                yield step
                if step % every == 0:
                    self.note(step)

    def note(self, step):
        """Note the losses, the curve and the parameters of the net at a step."""
        losses = [self.loss(self.net, points).data for points in (self.train, self.validation)]
        xs = [-WIDE + 2 * WIDE * k / FINE for k in range(FINE + 1)]
        curve = [(x, self.net([x]).data) for x in xs]
        self.notes[step] = losses, curve, [p.data for p in self.net.parameters()]

    def best(self):
        """Return the noted step with the lowest loss on the points for validation."""
        return min(self.notes, key=lambda step: self.notes[step][0][1])

    def back_to(self, step):
        """Give the net the parameters that it had at a noted step, and return it."""
        for p, data in zip(self.net.parameters(), self.notes[step][2]):
            p.data = data
        return self.net

    def show(self):
        """Return a plot of the notes with a slider for the step."""
        first, second, *_, last = sorted(self.notes)
        widget = follow(self._draw, play="step", pace=250, step=(first, last, second - first))
        widget.controls["step"].value = first
        return widget

    def _draw(self, step):
        return [self._fit(step), self._losses(step)]

    def _fit(self, step):
        plot = Drawing(x=(-1.04 * WIDE, 1.04 * WIDE), y=(-HIGH, HIGH), size=(400, 330))
        plot.dots([(x, y) for [x], y in self.validation], "negative", size=8, shape="triangle")
        plot.dots([(x, y) for [x], y in self.train], "data", size=11)
        plot.line(self.notes[step][1], "ink thick")
        plot.title = f"the net after {step} steps"
        return plot

    def _losses(self, step):
        until = [one for one in sorted(self.notes) if one <= step]
        plot = Drawing(
            x=(-0.02 * max(self.notes), 1.02 * max(self.notes)),
            y=(0.01, 9),
            size=(400, 330),
            labels=("step", "loss"),
            log=("y",),
        )
        told = []
        for k, (name, look, shape) in enumerate(
            [("training", "data", "circle"), ("validation", "negative", "triangle")]
        ):
            line = [(one, self.notes[one][0][k]) for one in until]
            plot.line(line, look)
            plot.dots(line, look, size=6, shape=shape)
            told.append(f"{name} {line[-1][1]:.2f}")
        plot.title = f"● {told[0]}   ▲ {told[1]}"
        plot.said = f"at step {step}: loss {', '.join(told)}"
        return plot
