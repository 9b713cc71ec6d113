"""The live plot: its marks are where the numbers are, and the page has them for every position of a slider."""

import gc
import io
import json
import math
import weakref

import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import IntSlider
from ipywidgets.widgets import widget as widgets

from micrograd.live.plot import Drawing, follow
from micrograd.live.plot.axes import Axis
from micrograd.live.plot.drawing import SHAPES
from micrograd.live.plot.rows import DrawnTable

PLACES = st.floats(-1e6, 1e6)
SPANS = st.tuples(PLACES, st.floats(1e-3, 1e6)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(SPANS, st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_an_axis_keeps_the_order_of_numbers_and_its_ends(span, one, other, up):
    axis = Axis(*span, 300, up=up)
    places = [axis.at(x) for x in (span[1], span[0]) if up] or [axis.at(x) for x in span]
    assert places == pytest.approx([0, 300], abs=1e-6)
    one, other = sorted(span[0] + part * (span[1] - span[0]) for part in (one, other))
    assert axis.at(one) >= axis.at(other) if up else axis.at(one) <= axis.at(other)


@given(SPANS, st.integers(60, 900))
def test_ticks_stand_where_their_numbers_are(span, pixels):
    axis = Axis(*span, pixels)
    for at, shown in axis.ticks():
        assert -1e-3 <= at <= pixels + 1e-3
        # Written to four digits, a number may be off by half of the last.
        off = abs(float(shown.replace("−", "-"))) * 6e-4 * pixels / (span[1] - span[0])
        assert abs(axis.at(float(shown.replace("−", "-"))) - at) <= off + 1e-6


def test_an_axis_by_powers_of_ten_writes_powers_of_ten():
    axis = Axis(1e-16, 1, 300, log=True)
    assert [shown for _, shown in axis.ticks()] == ["10⁻¹⁵", "10⁻¹⁰", "10⁻⁵", "1"]
    assert axis.at(1e-8) == pytest.approx(150)
    assert math.isnan(axis.at(0.0))


@pytest.mark.parametrize("ends", [(1, 1), (2, 1), (0, math.inf), (math.nan, 1)])
def test_an_axis_refuses_ends_that_are_none(ends):
    with pytest.raises(ValueError, match="from a smaller number to a larger"):
        Axis(*ends, 300)


def drawing(**more):
    return Drawing(x=(0, 10), y=(0, 10), **more)


def test_a_line_is_interrupted_where_a_number_is_missing():
    plot = drawing()
    plot.line([(0, 1), (1, 1), (2, math.nan), (3, 1), (4, math.inf), (5, 1)])
    (mark,) = plot.marks
    assert [len(run) for run in mark.points] == [2, 1, 1]


@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=5), st.sampled_from(SHAPES))
def test_no_number_breaks_the_page(points, shape):
    plot = drawing()
    plot.line(points, "data dashed")
    plot.area([points])
    plot.dots(points, "grad", shape=shape)
    plot.arrow((1, 1), points[0] if points else (2, 2))
    plot.text(points[0] if points else (1, 1), "<&>")
    for part in plot.parts():
        assert "nan" not in part
        assert "inf" not in part
        assert "<&>" not in part


@pytest.mark.parametrize("look", ["blue", "data wavy", ""])
def test_a_look_that_is_none_is_refused(look):
    with pytest.raises(ValueError, match="a look is one of"):
        drawing().line([(0, 0), (1, 1)], look)


def test_an_anchor_that_is_none_is_refused():
    with pytest.raises(ValueError, match="one of start, middle, end"):
        drawing().text((1, 1), "words", anchor='"><b>')


PANELS = st.lists(st.lists(st.sampled_from("abcdef"), min_size=3, max_size=6), min_size=1, max_size=3)


@given(st.dictionaries(st.integers(0, 20), PANELS, min_size=1), st.integers(0, 3))
def test_a_table_holds_every_row_and_each_text_once(rows, moving):
    table = DrawnTable(moving, [0.0] * 4, -1.0, 0.5)
    table.rows = {k: (panels, "") for k, panels in rows.items()}
    (message,) = table.message()
    assert len(set(message["texts"])) == len(message["texts"])
    for k, panels in rows.items():
        row = message["rows"][k - message["first"]]
        assert [[message["texts"][place] for place in panel] for panel in row] == panels
    json.dumps(message)


def root(x=4.0, lift=0.0):
    plot = drawing(drag=("x", "lift"), size=(400, 260), labels=("x", "√x"))
    plot.line([(k / 10, math.sqrt(k / 10) + lift) for k in range(101)], "data")
    plot.dots([(x, math.sqrt(x) + lift)], "grad")
    plot.title = f"√{x:g} = {math.sqrt(x) + lift:.2f}"
    return plot


def test_an_error_is_told_at_its_position_and_nowhere_else():
    widget = follow(root, x=(-1.0, 9.0, 1.0))
    assert widget.plot.shown["panels"][0][1] == "√4 = 2.00"
    widget.controls["x"].value = -1.0
    assert widget.plot.shown["error"] == "ValueError in root: math domain error"
    assert "math domain error" in widget._repr_mimebundle_()[0]["text/plain"]
    widget.controls["x"].value = 9.0
    assert widget.plot.shown["panels"][0][1] == "√9 = 3.00"


def test_what_draws_nothing_is_told_so():
    assert "a Drawing, or a list of them, not None" in follow(lambda x: None, x=1.0).plot.shown["error"]


def test_only_a_slider_over_whole_numbers_plays():
    with pytest.raises(TypeError, match="whole numbers"):
        follow(root, x=(0.0, 9.0), play="x")


def test_the_saved_picture_has_the_marks():
    data, about = follow(lambda x: [root(x), drawing()], x=4.0)._repr_mimebundle_()
    picture = PIL.Image.open(io.BytesIO(data["image/png"]))
    assert picture.width == 2 * about["image/png"]["width"] == 2 * (400 + 16 + 480)
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}
    assert (0, 114, 178) in colours  # blue, the line of data


def test_a_text_with_dollar_signs_is_no_formula():
    def priced(x):
        plot = drawing(labels=("$\\x$", ""))
        plot.text((5, 5), "$\\frac$")
        plot.title = "from $_{ to $^{"
        return plot

    assert "image/png" in follow(priced, x=1.0)._repr_mimebundle_()[0]


def test_a_plot_that_is_closed_lets_go_of_all_that_it_had_and_of_the_callers_slider():
    theirs, before = IntSlider(max=9), len(widgets._instances)

    def steps(lift, step):
        return drawing()

    closed = follow(steps, lift=theirs, step=(0, 9), play="step")
    closed.close_all()
    plot = weakref.ref(closed.plot)
    del closed
    gc.collect()
    assert len(widgets._instances) == before
    assert plot() is None
    assert theirs.comm is not None


CELL = """\
import math
from micrograd.live.plot import Drawing, follow

def root(x=4.0, lift=0.0, step=0):
    plot = Drawing(x=(0, 10), y=(0, 10), drag=("x", "lift"), size=(400, 260))
    plot.dots([(x, math.sqrt(x) + lift)], "grad")
    plot.title = f"{x:g}, {lift:g}, {step}"
    plot.said = f"The root of {x:g} is {math.sqrt(x):.2f}."
    return plot

follow(root, x=(-1.0, 9.0, 1.0), lift=(0.0, 9.0, 1.0), play="step", step=(0, 99))"""


def test_the_plot_follows_its_sliders_and_they_a_press(lab):
    notebook = lab.run("plot.ipynb", CELL)
    page, plot = lab.page, notebook.panel.locator(".mg-plot")
    page.wait_for_function("document.querySelector('.mg-plot-title').textContent === '4, 0, 0'")
    # By keyboard; at −1 there is an error, and the slider goes on.
    slider = notebook.panel.get_by_role("slider", name="x", exact=True)
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    plot.locator(".mg-message:not(:empty)").wait_for()
    assert "math domain error" in plot.locator(".mg-message").text_content()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.mg-plot-title').textContent === '0, 0, 0'")
    assert plot.locator(".mg-message").text_content() == ""
    assert plot.get_by_role("img").get_attribute("aria-label") == "The root of 0 is 0.00."
    # By a press, which moves both.
    box = plot.locator(".mg-sides").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.3)
    page.wait_for_function("document.querySelector('.mg-plot-title').textContent === '5, 7, 0'")
    assert notebook.ask("_.controls['x'].value, _.controls['lift'].value") == "(5.0, 7.0)"
    # By itself, from the beginning once it has been at the end, in a cell whose output was shown twice.
    page.evaluate("jupyterapp.commands.execute('notebook:create-output-view')")
    notebook.panel.get_by_role("slider", name="step", exact=True).press("End")
    notebook.panel.get_by_role("button", name="Play").click()
    page.wait_for_function("parseInt(document.querySelector('.mg-plot-title').textContent.split(', ')[2]) === 3")
    notebook.panel.get_by_role("button", name="Pause").click()
    assert notebook.problems() == []
