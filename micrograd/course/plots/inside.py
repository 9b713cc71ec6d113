"""A net drawn: a tile for each neuron that shows where it fires, its weights as lines, and the map of its score.

The kernel asks the net, and keeps what it saw at each moment of a training; the page shows any of these moments again.
"""

import contextlib
import math
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from micrograd.course.plots.parts.given import labelled
from micrograd.course.plots.parts.net_map import HIGH, WIDE, Watched, weights_of
from micrograd.course.plots.parts.net_still import still
from micrograd.course.plots.parts.worked_out import worked_out
from micrograd.live import again
from micrograd.live.bundle import PAGE
from micrograd.picture.colours import theme_css
from micrograd.picture.still import STORED, STYLE

HERE = Path(__file__).parent
FULL = 1.5  # an output that is drawn in full colour


class Inside(anywidget.AnyWidget):
    """A net's neurons and its map of labelled points: press a neuron to see what it does, and switch it off."""

    _esm = "\n".join(script.read_text(encoding="utf-8") for script in (PAGE / "keys.js", HERE / "inside.js"))
    _css = theme_css(".mg-inside") + STYLE + (HERE / "inside.css").read_text(encoding="utf-8")

    columns = traitlets.List().tag(sync=True)  # widths: the inputs, then each layer; [] if only the score is drawn
    reach = traitlets.List([WIDE, HIGH]).tag(sync=True)
    points = traitlets.List().tag(sync=True)  # x, y and label
    steps = traitlets.Int().tag(sync=True)  # of the training; 0 for a net that is only looked at
    losses = traitlets.List().tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)  # what the net did at the latest moment
    frames = traitlets.List().tag(sync=True)  # and at all that were kept, once the training is over
    worked = traitlets.List().tag(sync=True)  # for each point, how its loss comes about
    asked = traitlets.List().tag(sync=True)  # which moment and which neuron to switch off in it
    without = traitlets.Dict().tag(sync=True)  # what the net does then, and what was asked

    def __init__(self, net, points, loss=None, steps=0):
        """Look at a net; loss is that of a point, given its label and its score, to be worked out for any point."""
        self._moons, self._watched = labelled(points), Watched(net)
        self._kept, self._weights, self.seen = [], [], None
        super().__init__(columns=self._watched.columns, steps=steps, points=[[*at, label] for at, label in self._moons])
        if not steps:
            self.keep(fine=True)
            self.finish()
        if loss:
            self.worked = worked_out(net, self._moons, loss)
        again.made(self)

    def close_all(self):
        """Close this widget."""
        again.close_all([self], [])

    def keep(self, losses=(), fine=False):
        """Look at the net now and keep what is seen, after steps that had these losses."""
        self.seen = self._watched.look(self._moons, fine)
        self._weights.append([p.data for p in self._parameters()])
        step = len(losses)
        title = f"step {step}: loss {losses[-1]:.2f}" if step else "step 0"
        self._kept.append({"step": step, "loss": title, **self._told(self.seen)})
        with self.hold_sync():
            self.losses, self.frame = list(map(_finite, losses)), self._kept[-1]

    def _told(self, look):
        """Return a look as the page takes it."""
        return {
            "outs": _bytes(look.outs),
            "lines": [[np.round(line, 3).tolist() for line in lines] for lines in look.lines],
            "fires": [int(n) for n in look.fires],
            "weights": [[list(map(_finite, w)) for w in layer] for layer in self._all_weights()],
            "scores": list(map(_finite, look.scores)),
            "right": f"{look.right} of {len(self._moons)} points right",
        }

    def finish(self):
        """Let the page show every moment that was kept."""
        self.frames = self._kept

    def _parameters(self):
        return self._watched.net.parameters() if self.columns else []

    def _all_weights(self):
        return weights_of(self._watched.net) if self.columns else []

    @traitlets.observe("asked")
    def _switched(self, change):
        moment, neuron = change.new
        with self._as_it_was(moment), _off(self._watched.net, neuron - 2):
            told = self._told(self._watched.look(self._moons))
        self.without = self._kept[moment] | {"asked": change.new} | told

    @contextlib.contextmanager
    def _as_it_was(self, moment):
        """Give the net the numbers that it had at a moment, and then its own again."""
        parameters = self._parameters()
        own = [p.data for p in parameters]
        for p, data in zip(parameters, self._weights[moment]):
            p.data = data
        try:
            yield
        finally:
            for p, data in zip(parameters, own):
                p.data = data

    def __repr__(self):
        told = f"<{self.seen.right} of {len(self._moons)} points right"
        return f"{told} after {len(self.losses)} steps>" if self.steps else f"{told}>"

    def _repr_mimebundle_(self, **kwargs):
        """Return the widget, with a picture for viewers that run no code."""
        again.shown(self)
        live = super()._repr_mimebundle_(**kwargs) or ({}, {})
        live = live[0] if isinstance(live, tuple) else live
        if not self.frames:  # it still learns, and what is seen changes
            return {**live, "text/plain": repr(self)}, {}
        seen = self.seen, self._moons, self.columns, self._all_weights()
        data, size = still(*seen, self.losses, self.steps)
        return {**live, "image/png": data, "text/plain": repr(self)}, {"image/png": size} | STORED


@contextlib.contextmanager
def _off(net, neuron):
    """Set a hidden neuron's weights in the next layer to 0, and then back."""
    place = 0
    while neuron >= len(net.layers[place].neurons):
        neuron -= len(net.layers[place].neurons)
        place += 1
    following = net.layers[place + 1]
    own = [after.w[neuron].data for after in following.neurons]
    for after in following.neurons:
        after.w[neuron].data = 0.0
    try:
        yield
    finally:
        for after, data in zip(following.neurons, own):
            after.w[neuron].data = data


def _bytes(outs):
    """Return outputs as a byte each: 127 and more is above 0."""
    shares = np.clip(np.nan_to_num(outs / FULL), -1, 1)
    return np.round(127 + 127 * shares).astype(np.uint8).tobytes()


def _finite(number):
    """Return a number as JSON can have it; None for one that is not finite."""
    return round(number, 4) if math.isfinite(number) else None
