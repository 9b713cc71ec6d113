"""Matplotlib's own figures in a notebook: dark in a dark theme, and with a text for whoever can't see them."""

import base64
import math

import matplotlib
import matplotlib.pyplot as plt
from IPython import get_ipython
from matplotlib.figure import Figure

from micrograd.picture.still import html


def follow_theme(size=14):
    """Have the kernel show each figure as a picture that follows JupyterLab's theme, with type of a size in points."""
    if not isinstance(size, (int, float)) or not 0 < size < math.inf:
        raise ValueError(f"the size of type is a number of points above 0, such as 13, and this is {size!r}")
    plt.rc("font", size=size)
    if shell := get_ipython():
        plt.switch_backend(matplotlib.get_backend())  # only then has IPython said how it shows figures
        formatters = shell.display_formatter.formatters
        if draw := formatters["image/png"].type_printers.get(Figure):  # unless somebody wants them as SVG
            drawn = Drawn(draw)
            formatters["text/html"].for_type(Figure, drawn.html)
            formatters["image/png"].for_type(Figure, drawn.png)


class Drawn:
    """What a notebook wants of a figure, first as HTML and then as a PNG, which draw draws, but once."""

    def __init__(self, draw):
        ours = isinstance(getattr(draw, "__self__", None), Drawn)  # the cell was run again
        self.draw = draw.__self__.draw if ours else draw
        self.latest = None

    def html(self, figure):
        self.latest = figure, self.draw(figure)
        drawn = self.latest[1]
        png = drawn[0] if isinstance(drawn, tuple) else drawn  # with its size, for a screen of high resolution
        return html("image/png", base64.b64decode(png), described(figure)) if isinstance(png, str) else None

    def png(self, figure):
        latest, self.latest = self.latest, None
        return latest[1] if latest and latest[0] is figure else self.draw(figure)


def described(figure):
    """Return the titles of a figure's plots, or else what their axes show."""
    titles = [axes.get_title(at) for axes in figure.axes for at in ("left", "center") if axes.get_title(at)]
    labels = [f"{axes.get_ylabel()} over {axes.get_xlabel()}" for axes in figure.axes if axes.get_xlabel()]
    return f"plot: {'; '.join(titles or labels)}" if titles or labels else "plot"
