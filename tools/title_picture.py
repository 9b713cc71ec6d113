"""Draw the picture that notebook 00 opens with: its net, trained as there, and the border that it found.

python tools/title_picture.py
"""

import base64
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TITLE = "A net drawn as its neurons and, beside it, the bent border that it found between two half moons of points"


def main():
    """Train the net and store its picture."""
    sys.path.insert(0, str(ROOT))
    from micrograd.course.data.moons import two_moons
    from micrograd.course.plots.parts.net_map import Watched, weights_of
    from micrograd.course.plots.parts.net_still import still
    from micrograd.nn import MLP

    points = two_moons(100, seed=1)
    random.seed(8)
    net = MLP(2, [8, 8, 1])
    for _ in range(100):
        loss = sum((1 - label * net(point)).relu() for point, label in points) / len(points)
        net.zero_grad()
        loss.backward()
        for p in net.parameters():
            p.data -= 0.5 * p.grad
    watched = Watched(net)
    png, size = still(watched.look(points), points, watched.columns, weights_of(net), [], 0)
    (ROOT / "docs" / "two_moons.svg").write_text(as_svg(png, **size), encoding="utf-8")


def as_svg(png, width, height):
    """Return a PNG in an SVG, which turns dark with the page that shows it."""
    encoded = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        "<style>@media (prefers-color-scheme: dark) { svg { filter: invert(0.93) hue-rotate(180deg); } }</style>\n"
        f"<title>{TITLE}</title>\n"
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{encoded}"/>\n'
        "</svg>\n"
    )


if __name__ == "__main__":
    main()
