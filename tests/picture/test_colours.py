"""The palette: texts can be read in both themes, both widgets have it, and no other file names a colour."""

import re
from pathlib import Path

import pytest

import micrograd
from micrograd.course.plots.plane import Plane
from micrograd.live.livegraph import LiveGraph
from micrograd.picture import colours
from micrograd.picture.colours import theme_css

PACKAGE = Path(micrograd.__file__).parent


def contrast(one, other):
    """Return the contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""

    def luminance(colour):
        channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear))

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def themes():
    """Return the colours of the page in the light and in the dark theme, by what they mean."""
    rules = [dict(re.findall(r"--mg-([a-z-]+): (#\w{6});", rule)) for rule in theme_css(".mg-stage").split("}")]
    return [rule for rule in rules if rule]


def test_contrast_is_what_wcag_says_it_is():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_texts_can_be_read():
    on = {
        colours.PAPER: [colours.INK, colours.MUTED, colours.BLUE, colours.ORANGE],
        colours.BLUE_TINT: [colours.BLUE],
        colours.ORANGE_TINT: [colours.ORANGE],
        colours.NO_TINT: [colours.MUTED],
    }
    assert [(text, ground) for ground, texts in on.items() for text in texts if contrast(text, ground) < 4.5] == []
    assert contrast(colours.LINE, colours.PAPER) >= 3, "what is drawn but is no text needs less"


@pytest.mark.parametrize("theme, page", [(0, "#ffffff"), (1, "#111111")], ids=["light", "dark"])
def test_texts_can_be_read_in_both_themes(theme, page):
    assert len(themes()) == 2
    c = themes()[theme]
    # Slopes stand on the page itself, everything else on a card, a cell or the message's box.
    pairs = [(c["ink"], c["paper"]), (c["muted"], c["paper"]), (c["muted"], page), (c["ink"], c["grad-tint"])]
    pairs += [(c["data"], c["data-tint"]), (c["grad"], c["grad-tint"]), (c["muted"], c["empty-tint"])]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
    assert min(contrast(c[role], page) for role in ("line", "grad", "positive", "negative", "third")) >= 3


def test_both_widgets_have_the_palette():
    for widget, selector in (LiveGraph, ":is(.mg-stage, .mg-plot, .mg-stacked)"), (Plane, ".mg-plane"):
        assert widget._css.startswith(theme_css(selector))
        used, known = set(re.findall(r"var\(--mg-([a-z-]+)", widget._css)), set(themes()[0])
        assert used <= known and len(used) > 4


COLOUR = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgba?|hsla?)\(|[:\"'] ?(?:white|black)\b", re.I)


@pytest.mark.parametrize("text", ["#fff", "#FFFFFF", "#D55E001F", "rgba(1, 2, 3, 0.5)", 'facecolor="white"'])
def test_a_colour_is_known_by_its_name(text):
    assert COLOUR.search(text)


def test_no_other_file_of_the_package_names_a_colour():
    files = [file for kind in ("py", "js", "css") for file in PACKAGE.rglob(f"*.{kind}")]
    named = {file.name for file in files if COLOUR.search(file.read_text(encoding="utf-8"))}
    assert len(files) > 50 and named == {"colours.py"}
