"""Matplotlib's own figures, in a real kernel."""

import pytest
from kernel import Kernel
from project import ROOT

from micrograd.course.plots.figures import follow_theme

PLOT = "plt.plot([1, 2])\nplt.title('a <b>title</b>')\nplt.show()"


@pytest.fixture(scope="module")
def shown():
    """A function that returns the MIME bundles, and errors, that cells show in a kernel."""
    kernel = Kernel(ROOT)
    yield kernel.shown
    kernel.end()


def test_a_figure_follows_the_theme_and_says_its_title(shown):
    assert shown("import matplotlib.pyplot as plt") == []
    (before,) = shown(PLOT)
    assert "text/html" not in before
    for again in range(2):  # a cell is run again
        assert shown("from micrograd.course.plots.figures import follow_theme\nfollow_theme()") == [], again
        (bundle,) = shown(PLOT)
        assert 'class="mg-picture" alt="plot: a &lt;b&gt;title&lt;/b&gt;"' in bundle["text/html"]
    assert "text/html" not in shown("figure = plt.figure()\nplt.close(figure)\nfigure")[0], "there is nothing in it"


@pytest.mark.parametrize("size", [0, -1, None, "large", float("nan")])
def test_a_size_is_a_number_above_0(size):
    with pytest.raises(ValueError, match=r"^the size of type is a number of points above 0"):
        follow_theme(size)


@pytest.mark.parametrize("kind, page", [("svg", False), ("retina", True), ("png", True)])
def test_other_formats_than_png_are_left_alone(shown, kind, page):
    shown("import matplotlib.pyplot as plt\nfrom micrograd.course.plots.figures import follow_theme")
    (bundle,) = shown(f"%config InlineBackend.figure_formats = ['{kind}']\nfollow_theme()\n{PLOT}")
    assert "text/plain" in bundle
    assert ("text/html" in bundle) is page
