"""The graphs in docs/ are what the notebooks draw."""

import course_map
import draw_docs
import pytest


@pytest.mark.parametrize("draw", draw_docs.DRAWN, ids=lambda draw: draw.__name__)
def test_a_picture_at_the_top_of_a_notebook_is_the_one_it_draws(draw, monkeypatch):
    monkeypatch.setenv("GRAPHVIZ_DOT", "graphviz-pure")
    assert draw_docs.file_of(draw).read_text(encoding="utf-8") == draw_docs.drawn(draw)


@pytest.mark.parametrize("draw", [draw_docs.blame, draw_docs.order], ids=lambda draw: draw.__name__)
def test_it_asks_for_every_gradient(draw):
    svg = draw_docs.file_of(draw).read_text(encoding="utf-8")
    assert svg.count(">?<") == svg.count(">grad<") > 0


def test_every_notebook_is_on_the_map():
    there = {path.name.partition("_")[0] for path in (course_map.ROOT / "notebooks").glob("*.ipynb")}
    assert there <= {number for _, boxes in course_map.ROWS for number, *_ in boxes}
