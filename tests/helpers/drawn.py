"""What a live plot draws, read back as numbers on its axes."""


def number_at(axis, pixels):
    """Return the number whose place on an axis this is."""
    part = pixels / axis.pixels
    low, high = axis.ends
    found = low + (1 - part if axis.up else part) * (high - low)
    return 10**found if axis.log else found


def points_of(drawing, look, kind="line"):
    """Return the points of a drawing's only mark of this kind and look."""
    (mark,) = (mark for mark in drawing.marks if (mark.kind, mark.look) == (kind, look))
    places = [at for run in mark.points for at in run] if kind == "line" else mark.points
    return [(number_at(drawing.x, x), number_at(drawing.y, y)) for x, y in places]


def runs_of(drawing, look):
    """Return how many pieces the only line of this look is in."""
    (mark,) = (mark for mark in drawing.marks if (mark.kind, mark.look) == ("line", look))
    return len(mark.points)


def steepness(points):
    """Return the rise per unit of the straight line through the first and the last of these points."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    return (y1 - y0) / (x1 - x0)


def words(drawing):
    """Return all texts in a drawing."""
    return [mark.text for mark in drawing.marks if mark.text]
