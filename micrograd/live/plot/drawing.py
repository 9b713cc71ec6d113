"""A drawing: marks on two axes, from which come the SVG on the page and the PNG in the saved notebook.

Each mark has a look: a role of the palette, such as "data" or "grad", perhaps followed by "dashed", "thin" or "thick".
"""

import json
import math
from html import escape
from typing import NamedTuple

from micrograd.live.plot.axes import Axis

ROLES = "ink", "muted", "line", "faint", "paper", "data", "grad", "positive", "negative", "third"
WAYS = "dashed", "thin", "thick"
SHAPES = "circle", "triangle", "square", "ring", "cross"
ANCHORS = "start", "middle", "end"
TITLE, MARGIN = 26, 10  # pixels above and beside the axes
TICKS, LABEL = 20, 18  # pixels below the axes for the ticks' numbers and the axis's label
LEFT = 44  # pixels for the numbers of the upright axis
HEAD = 9  # pixels: the length of an arrow's head


class Mark(NamedTuple):
    """A mark in pixels from the axes' upper left corner: a kind, a look and what that kind needs."""

    kind: str
    look: str
    points: list  # of a line or an area, several lists of them
    text: str = ""
    size: float = 0.0


class Drawing:
    """Marks on axes of the spans x and y, drawn on top of one another in the order in which they are added.

    size is that of the whole in pixels, labels are the axes' names, log the axes ("x", "y") that go by powers of ten.
    drag names the control that a press moves along each axis, or None; a cross goes with a press that moves two. ticks
    tells which axes have numbers. title stands above; said is for a screen reader.
    """

    def __init__(self, x, y, *, size=(480, 320), labels=("", ""), drag=(None, None), log=(), ticks=(True, True)):
        self.size, self.labels, self.drag, self.ticks = size, labels, drag, ticks
        left = LEFT if ticks[1] else MARGIN
        below = TICKS * bool(ticks[0]) + LABEL * bool(labels[0]) + MARGIN / 2
        self.box = left, TITLE, size[0] - left - MARGIN, size[1] - TITLE - below
        self.x = Axis(*x, self.box[2], log="x" in log)
        self.y = Axis(*y, self.box[3], log="y" in log, up=True)
        self.marks = []
        self.title = self.said = ""

    def line(self, points, look="ink"):
        """Add a line through points; where one is not finite, it is interrupted."""
        self._add("line", look, _runs([self._at(point) for point in points]))

    def area(self, outlines, look="data"):
        """Add a faint area inside outlines, each a list of points; an outline inside another is a hole."""
        self._add("area", look, _runs_of([[self._at(point) for point in outline] for outline in outlines]))

    def dots(self, points, look="data", size=9, shape="circle"):
        """Add a dot of size pixels at each point: a circle, triangle, square, ring or cross."""
        if shape not in SHAPES:
            raise ValueError(f"a dot is one of {', '.join(SHAPES)}, not {shape!r}")
        found = [at for at in map(self._at, points) if _finite(at)]
        self._add(shape, look, found, size=size)

    def arrow(self, start, end, look="ink"):
        """Add an arrow from one point to another; none if it is too short to be seen."""
        (x0, y0), (x1, y1) = self._at(start), self._at(end)
        long = math.hypot(x1 - x0, y1 - y0)
        if 1.0 <= long < math.inf:
            head = min(HEAD, long)
            back, aside = ((x0 - x1) / long * head, (y0 - y1) / long * head), 0.5
            wings = [(x1 + back[0] - side * back[1] * aside, y1 + back[1] + side * back[0] * aside) for side in (1, -1)]
            self._add("line", look, [[(x0, y0), (x1, y1)], [wings[0], (x1, y1), wings[1]]])

    def text(self, at, text, look="ink", anchor="start", shift=(0, 0)):
        """Add words at a point, shifted by pixels (right, down): their start, middle or end is there."""
        if anchor not in ANCHORS:
            raise ValueError(f"the anchor of words is one of {', '.join(ANCHORS)}, not {anchor!r}")
        x, y = self._at(at)
        self._add(f"text {anchor}", look, [(x + shift[0], y + shift[1])], text=str(text))

    def _add(self, kind, look, points, **more):
        role, *ways = look.split() or [""]
        if role not in ROLES or not set(ways) <= set(WAYS):
            raise ValueError(f"a look is one of {', '.join(ROLES)}, then any of {', '.join(WAYS)}, not {look!r}")
        self.marks.append(Mark(kind, look, points, **more))

    def _at(self, point):
        return self.x.at(point[0]), self.y.at(point[1])

    # As the page takes it.

    def about(self):
        """Return as JSON what the page needs to know besides the marks: sizes, the frame, and what a press moves."""
        axes = {"x": self.x.about(), "y": self.y.about(), "drag": self.drag}
        return json.dumps({"size": self.size, "box": self.box, "frame": self._frame(), **axes})

    def parts(self):
        """Return an SVG element for each mark."""
        return [_svg(mark) for mark in self.marks]

    def _frame(self):
        left, top, wide, high = self.box
        down, across, up = top + high, [], []
        if self.ticks[0]:
            across = [(left + at, down, f"M{left + at:.1f} {down}v4", shown) for at, shown in self.x.ticks()]
        if self.ticks[1]:
            up = [(left - 7, top + at + 4.5, f"M{left} {top + at:.1f}h-4", shown) for at, shown in self.y.ticks()]
        lines = "".join(path for *_, path, _ in [*across, *up])
        texts = [f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{shown}</text>' for x, y, _, shown in across]
        texts += [f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="end">{shown}</text>' for x, y, _, shown in up]
        for x, y, label, anchor in self.named():
            texts.append(f'<text class="mg-axis" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(label)}</text>')
        sides = f'<rect class="mg-sides" x="{left}" y="{top}" width="{wide}" height="{high:.1f}"/>'
        return f'{sides}<path class="mg-ticks" d="{lines}"/>{"".join(texts)}'

    def named(self):
        """Return where the axes' names stand: (x, y, name, anchor)."""
        left, top, wide, _ = self.box
        places = (left + wide, self.size[1] - 5, self.labels[0], "end"), (left + 6, top + 16, self.labels[1], "start")
        return [place for place in places if place[2]]


def _finite(at):
    return all(map(math.isfinite, at))


def _runs(points):
    """Return the runs of finite points, each a list."""
    runs = [[]]
    for at in points:
        if _finite(at):
            runs[-1].append(at)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _runs_of(outlines):
    return [run for outline in outlines for run in _runs(outline)]


def _path(lines, closed=False):
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) + "Z" * closed for line in lines)


def _svg(mark):
    role, *ways = mark.look.split()
    look = " ".join([f"mg-of-{role}", *(f"mg-{way}" for way in ways)])
    kind, *anchor = mark.kind.split()
    if kind == "text":
        ((x, y),) = mark.points if _finite(mark.points[0]) else [(-99.0, -99.0)]
        place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor[0]}"'
        return f'<text class="mg-words-mark {look}" {place}>{escape(mark.text)}</text>'
    if kind in ("line", "area"):
        return f'<path class="mg-{kind}-mark {look}" d="{_path(mark.points, kind == "area")}"/>'
    path = "".join(outline(kind, x, y, mark.size / 2) for x, y in mark.points)
    open_shape = {"ring": " mg-open", "cross": " mg-open mg-cross"}.get(kind, "")
    return f'<path class="mg-dot-mark{open_shape} {look}" d="{path}"/>'


def outline(shape, x, y, r):
    """Return the outline of a dot around a place as an SVG path."""
    if shape == "triangle":
        return f"M{x:.1f} {y - 1.2 * r:.1f}l{1.1 * r:.1f} {2 * r:.1f}h{-2.2 * r:.1f}Z"
    if shape == "square":
        return f"M{x - r:.1f} {y - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}Z"
    if shape == "cross":
        return f"M{x - r:.1f} {y:.1f}h{2 * r:.1f}M{x:.1f} {y - r:.1f}v{2 * r:.1f}"
    return f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0Z"
