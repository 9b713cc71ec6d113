"""What a check says as a card: the same words as in plain text, hints behind buttons, and nothing that a page obeys."""

import re
from html.parser import HTMLParser

import build_notebooks as tool
import nbformat
import pytest
from answers_given import learners_value, written
from checking import said
from hypothesis import given
from hypothesis import strategies as st
from lab import SCREENSHOTS, contrast, until
from project import ROOT

from micrograd.course import check
from micrograd.course.card import CODE, Card, in_html
from micrograd.course.finding import OPEN, RIGHT, WRONG, Line
from micrograd.course.verdict import verdict

SLOPE = "def slope(f, x, h=0.001):"
WRONG_SLOPE = "return f(x + h) - f(x)"


class Read(HTMLParser):
    """Reads HTML: its tags, its text without the style, and of each button the words that it shows."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.text, self.buttons = [], [], "", []
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)
        if tag == "details":
            self.buttons.append("")
        self.text += "\n" * (tag in ("p", "pre", "tr"))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "summary" in self.open:
            self.buttons[-1] = data
        elif "style" not in self.open:
            self.text += data


def card(checked, *answers, **hint):
    return Read(verdict(checked, answers, **hint)._repr_html_())


def words(text):
    """Return the words of a text, without the marks that differ between a card and plain text."""
    return re.sub(r"✓|✗|○|·|not yet:|Not yet|Not right|Right", " ", text.replace("`", "")).split()


def test_the_style_of_a_live_graph_says_nothing_about_cards():
    """A class that both have is a word in a span there, and a whole card here: once its text was bold below a graph."""
    styles = [file.read_text(encoding="utf-8") for file in (ROOT / "micrograd" / "live" / "page").glob("*.css")]
    selectors = [
        one.strip() for style in styles for rule in re.findall(r"([^{}]+)\{", style) for one in rule.split(",")
    ]
    cards = {name for _, attributes in card(check.slope, ...).tags for name in attributes.get("class", "").split()}
    cards |= {f"mg-{kind}" for kind in ("right", "wrong", "open", "prose")}
    cards -= {"mg-card"}  # there, what fills a node's box
    assert len(selectors) > 100 and cards >= {"mg-wrong", "mg-mark"}
    assert {f".{name}" for name in cards}.isdisjoint(selectors)


ASKED = [
    (check.slope, [written(SLOPE, WRONG_SLOPE)]),
    (check.slope, [written(SLOPE, "return ...")]),
    (check.slopes, [written("def slopes(f, *inputs):", "return f(*inputs)")]),
    (check.mul, [learners_value("return self")]),
    (check.leaves, [written("def leaves(v):", "return []"), learners_value()]),
    (check.slope, [written(SLOPE, "return (f(x + h) - f(x)) / h")]),
]


@pytest.mark.parametrize("checked, answers", ASKED)
def test_behind_its_buttons_a_card_says_what_the_hints_say(checked, answers):
    whole = card(checked, *answers)
    assert words(whole.text) == words(said(checked, *answers, hint=99))
    plain = said(checked, *answers)
    assert plain.startswith("✓") == (not whole.buttons)
    if whole.buttons:
        middle = ["Next hint"] * (len(whole.buttons) - 2)
        assert whole.buttons == ["Hint", *middle, "Show a solution"]
        assert said(checked, *answers, hint=99).startswith(plain.removesuffix("\n  (hint=2 says more.)"))


@pytest.mark.parametrize("level", range(1, 5))
def test_a_card_with_hints_shows_them_at_once(level):
    one = card(check.slope, written(SLOPE, WRONG_SLOPE), hint=level)
    assert len(one.buttons) == 4 - level
    assert one.text == card(check.slope, written(SLOPE, WRONG_SLOPE)).text


@pytest.mark.parametrize("mark, word", [(RIGHT, "Right"), (WRONG, "Not right"), (OPEN, "Not yet")])
def test_a_mark_is_told_in_words_as_well(mark, word):
    one = Read(Card("", "so it is", mark, [Line(mark, "a + b", "why")])._repr_html_())
    assert one.text.count(word) == 2


def test_a_line_says_what_it_belongs_to():
    assert "stage 3" in Read(Card("", "x", RIGHT, [Line(RIGHT, "a + b", "", "stage 3")])._repr_html_()).text


@given(st.text(), st.text(), st.sampled_from("✓✗·"))
def test_whatever_is_said_is_text_and_nothing_that_a_page_obeys(text, other, mark):
    one = Read(Card("", text, mark, [Line(mark, other, text)], trouble=other)._repr_html_())
    plain = Read(Card("", "x", mark, [Line(mark, "x", "x")], trouble="x")._repr_html_())
    assert {tag for tag, _ in one.tags} <= {tag for tag, _ in plain.tags} | {"code", "p"}
    assert {key for _, attrs in one.tags for key in attrs} == {key for _, attrs in plain.tags for key in attrs}


@given(st.text(alphabet="ab (),.[]`_<&\"'", max_size=40))
def test_code_is_marked_and_nothing_is_lost(text):
    assert Read(in_html(text)).text == CODE.sub(lambda code: code[1] or code[0], text)


@pytest.mark.parametrize(
    "text, marked",
    [
        ("with a = 2, `a * b` gave a Value", ["a * b"]),
        ("for expression(2.0, -3.0) you gave [1, 2], and a.grad is 3.", ["expression(2.0, -3.0)", "[1, 2]", "a.grad"]),
        ("your `__add__`: is it __radd__?", ["__add__", "__radd__"]),
        ("abs(f(x + h)) is not f", ["abs(f(x + h))"]),
        ("a fall (of 3), a rise: 2.5. Then go on.", []),
    ],
)
def test_what_is_code_is_in_code_type(text, marked):
    assert re.findall("<code>(.*?)</code>", in_html(text)) == marked


WRONG_CELL = f"{SLOPE}\n    {WRONG_SLOPE}\ncheck.slope(slope)"
IMPORT = "from micrograd.course import check"


def test_a_stored_notebook_keeps_the_plain_text_and_no_hint(tmp_path):
    path = tmp_path / "05_toy.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in (IMPORT, WRONG_CELL, "check.progress(1)")]
    path.write_text(nbformat.v4.writes(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    built = tool.build([path])[path]
    ((judged,), (progress,)) = (cell.outputs for cell in built.cells[1:])
    assert judged.output_type == progress.output_type == "stream"
    assert judged.text == said(check.slope, written(SLOPE, WRONG_SLOPE)) + "\n"
    assert progress.text.startswith("01 What does a nudge do?   0 of ")


# In JupyterLab

VISIBLE = """(card) => [...card.querySelectorAll("p, pre, summary, td, th, .mg-mark")]
    .filter((part) => part.checkVisibility() && part.textContent.trim()).map((part) => {
        const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
        const ground = (it) => rgb(getComputedStyle(it).backgroundColor); // its fourth number, if any, is 0: no paint
        let below = part;
        while (ground(below)[3] === 0) below = below.parentElement;
        return [part.textContent, rgb(getComputedStyle(part).color), ground(below)];
    })"""


def test_hints_come_by_keyboard_and_shift_enter_runs_the_cell(lab):
    notebook = lab.run("cards.ipynb", IMPORT, WRONG_CELL)
    card = notebook.panel.locator(".mg-card")
    assert card.get_attribute("role") == "status"
    for name, key in (("Hint", "Enter"), ("Next hint", "Space"), ("Show a solution", "Enter")):
        lab.page.keyboard.press("Tab") if name != "Hint" else card.locator("summary").first.focus()
        assert lab.page.evaluate("document.activeElement.textContent") == name
        lab.page.keyboard.press(key)
        assert until(lambda: lab.page.evaluate("document.activeElement.parentElement.open"), True) is True
    assert "One way to do it:" in card.inner_text() and "    return (f(x + h) - f(x)) / h" in card.inner_text()
    lab.page.keyboard.press("Shift+Enter")
    assert until(lambda: notebook.cells()[1]["execution_count"], 3) == 3
    notebook.settle()
    shown = "summaries => summaries.filter((it) => it.checkVisibility()).map((it) => it.textContent)"
    assert until(lambda: card.locator("summary").evaluate_all(shown), ["Hint"]) == ["Hint"]
    assert notebook.ask("'ipywidgets' in __import__('sys').modules") == "False", "a card leaves no widget behind"
    assert notebook.problems() == []


def test_a_card_can_be_read_in_both_themes_and_in_a_narrow_window(lab):
    cells = [WRONG_CELL, "check.slope(...)", "check.tiny_nudge(0)", "check.progress(1)", "check.progress()"]
    notebook = lab.run("themes.ipynb", IMPORT, *cells, "check.slopes(lambda g, *inputs: 1, hint=9)")
    before = lab.page.viewport_size
    grounds = set()
    try:
        for theme in ("Dark", "Light"):
            lab.theme(theme)
            lab.page.set_viewport_size({"width": 1024, "height": 900})
            if SCREENSHOTS:
                notebook.screenshots(SCREENSHOTS, "cards")
            for card in notebook.panel.locator(".mg-card").all():
                card.scroll_into_view_if_needed()
                # JupyterLab may draw anew what has come into sight.
                assert until(lambda card=card: card.evaluate(VISIBLE) != [], True)
                parts = card.evaluate(VISIBLE)
                assert [(theme, part) for part in parts if contrast(*part[1:]) < 4.5] == []
                assert card.evaluate("card => card.scrollWidth <= card.clientWidth"), "nothing is cut off"
                grounds.add(tuple(parts[0][2]))
        assert len(grounds) == 2
    finally:
        lab.page.set_viewport_size(before)
        lab.theme("Light")


def test_in_a_notebook_that_is_not_trusted_a_card_still_has_its_hints(lab):
    stored = verdict(check.slope, [written(SLOPE, WRONG_SLOPE)])
    output = nbformat.v4.new_output("display_data", {"text/html": stored._repr_html_(), "text/plain": repr(stored)})
    lab.write("untrusted.ipynb", WRONG_CELL)
    notebook = nbformat.read(lab.root / "untrusted.ipynb", 4)
    notebook.cells[0].outputs = [output]
    nbformat.write(notebook, lab.root / "untrusted.ipynb")
    notebook = lab.open("untrusted.ipynb")
    hint = notebook.panel.locator("summary").first
    hint.click()
    assert notebook.panel.get_by_text("Take two points of the curve").is_visible()
    assert lab.trouble == []
