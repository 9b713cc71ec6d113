"""A finished picture on a page: its text, and its colours in the dark theme."""

import base64
import re

import pytest
from lab import contrast
from project import ROOT

from micrograd.live.livegraph import LiveGraph
from micrograd.picture.colours import BLUE, INK, MUTED, ORANGE, PAPER, THEMES, VERMILION
from micrograd.picture.still import DARKENED, STORED, STYLE, html

GROUND = (17, 17, 17)  # JupyterLab's in its dark theme
# Luminance keeps its weights when hues turn half round: SVG 1.1's feColorMatrix, as filters on a page have it.
TURNED = (-0.574, 1.430, 0.144), (0.426, 0.430, 0.144), (0.426, 1.430, -0.856)
ON = [(BLUE, "data-tint"), (ORANGE, "grad-tint"), *((text, "paper") for text in (INK, MUTED, BLUE, VERMILION, ORANGE))]


def channels(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def darkened(colour):
    """Return what the dark theme's filter makes of a colour, as (red, green, blue)."""
    inverted = float(re.search(r"invert\(([\d.]+)\)", DARKENED)[1])
    assert "hue-rotate(180deg)" in DARKENED
    turned_round = [inverted * 255 + (1 - 2 * inverted) * c for c in channels(colour)]
    mixed = [sum(k * c for k, c in zip(row, turned_round)) for row in TURNED]
    return tuple(min(max(c, 0.0), 255.0) for c in mixed)


def test_paper_becomes_the_dark_ground():
    assert all(abs(one - other) < 4 for one, other in zip(darkened(PAPER), GROUND))


@pytest.mark.parametrize("text, ground", ON)
def test_every_text_can_be_read_in_the_dark(text, ground):
    assert contrast(darkened(text), darkened(THEMES[ground][0])) >= 4.5


def test_the_text_and_the_data_arrive_as_they_are():
    hostile = "a \"<b>\" & 'c'"
    page = html("image/png", b"\x00\xff", hostile, 320)
    assert 'alt="a &quot;&lt;b&gt;&quot; &amp; &#x27;c&#x27;"' in page and 'width="320"' in page
    assert base64.b64decode(re.search(r"base64,([^\"]*)", page)[1]) == b"\x00\xff"


def test_a_stored_picture_is_known_by_what_jupyterlab_makes_of_its_metadata():
    (key, ground), *others = STORED.items()
    assert not others and f"img.jp-{key.replace('_', '-').replace('needs-', f'needs-{ground}-')}" in STYLE
    assert STYLE in LiveGraph._css, "a live graph's style stays in the page, whichever outputs are in it"


def test_the_pictures_in_the_texts_follow_the_theme_too():
    shown = {
        name
        for path in (ROOT / "notebooks").glob("*.ipynb")
        for name in re.findall(r"docs/(\w+\.\w+)", path.read_text(encoding="utf-8"))
    }
    assert len(shown) >= 10
    for name in shown:
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert f"@media (prefers-color-scheme: dark) {{ svg {{ {DARKENED} }} }}" in text, name
