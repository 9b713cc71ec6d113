"""The live graph of a function of two inputs beside its plane: where it is above 0, and where its neurons switch."""

import io
from pathlib import Path

import anywidget
import PIL.Image
import traitlets
from ipywidgets import Layout

from micrograd.course.plots.parts.given import labelled
from micrograd.course.plots.parts.plane_map import as_png, as_svg, map_of
from micrograd.explore import Explorer
from micrograd.live.controls import controls_for
from micrograd.live.livegraph import LiveGraph
from micrograd.live.run import quiet
from micrograd.live.subject import Subject
from micrograd.picture.colours import PAPER, theme_css

HERE = Path(__file__).parent
AXES = "x1", "x2"  # the parameters that span the plane
GAP = 40  # pixels between the two pictures in a saved notebook


def plane(f, points=(), /, reach=3.0, **controls):
    """Return explore(f, ...) beside a map of f over its parameters x1 and x2, which follows the same sliders.

    points are pairs of a point (x1, x2) and its label: f should be above 0 at those labelled 1, and not at those
    labelled -1. The map spans -reach to reach both ways. Raises TypeError if f has no slider for x1 or x2.
    """
    controls = controls_for(f, controls)
    subject = Subject(f, controls)
    for name in AXES:
        if name not in subject.widgets:
            raise TypeError(f"a plane is that of a function of x1 and x2, and {subject.name} has no slider {name}")
    return PlaneExplorer(controls, LiveGraph(subject), Plane(subject, labelled(points), reach))


class PlaneExplorer(Explorer):
    """The controls of a function beside its plane, above its graph."""

    def __init__(self, controls, graph, beside):
        super().__init__(controls, [graph])
        self.plane = beside
        row, graph = self.children
        rows = f"repeat({len(row.children)}, max-content) 1fr"  # the last row takes up the plane's extra height
        row.children = [*row.children, beside]
        row.layout = Layout(
            display="grid",
            grid_auto_flow="column",
            grid_template_columns="340px minmax(0, 1fr)",
            grid_template_rows=rows,
        )

    def _opened(self, change):
        super()._opened(change)
        (self.plane.add_class if "larger" in self.graph.panels else self.plane.remove_class)("mg-plane-larger")

    def _still(self):
        """Return both as one picture, since only the outermost widget of an output can have one."""
        try:
            pictures = [PIL.Image.open(io.BytesIO(png)) for png in (self.graph.still().png()[0], self.plane.png())]
        except Exception:  # the page shows the error in the picture's place
            return {}, {}
        width, height = sum(p.width for p in pictures) + 2 * GAP, max(p.height for p in pictures)
        both = PIL.Image.new("RGB", (width, height), PAPER)
        both.paste(pictures[0].convert("RGB"), (0, 0))
        both.paste(pictures[1].convert("RGB"), (width - pictures[1].width, 0))
        file = io.BytesIO()
        both.quantize(128, dither=PIL.Image.Dither.NONE).save(file, "png", optimize=True)
        return {"image/png": file.getvalue()}, {"image/png": {"width": width // 2, "height": height // 2}}


class Plane(anywidget.AnyWidget):
    """A map of a subject over x1 and x2, redrawn whenever a control moves."""

    _esm = HERE / "plane.js"
    _css = theme_css(".mg-plane") + (HERE / "plane.css").read_text(encoding="utf-8")

    svg = traitlets.Unicode().tag(sync=True)
    reach = traitlets.Float().tag(sync=True)
    sliders = traitlets.List().tag(sync=True)  # the model ids of the sliders for x1 and x2

    def __init__(self, subject, points, reach):
        self._subject, self._points = subject, points
        super().__init__(reach=reach, sliders=[subject.widgets[name].model_id for name in AXES])
        for widget in subject.widgets.values():
            widget.observe(self._draw, "value")
        self._draw()

    def _draw(self, _=None):
        try:
            self.svg = as_svg(*self._map(), self.reach)
        except Exception:  # the graph beside it shows the error
            self.svg = ""

    def png(self):
        """Return the map as PNG bytes, with two pixels for each pixel on the screen."""
        return as_png(*self._map(), self.reach)

    def _map(self):
        given = self._subject.arguments()
        kind = type(given["x1"])
        here = [given[name].data for name in AXES]

        def f(x1, x2):
            return self._subject.function(**given | {"x1": kind(x1), "x2": kind(x2)})

        with quiet():
            return map_of(f, self._points, here, self.reach)
