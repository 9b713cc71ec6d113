"""The notebooks run from top to bottom, show what is stored, and keep the grain that makes them good to read."""

import base64
import copy
import io
import re
import statistics
import sys
from itertools import pairwise
from types import SimpleNamespace

import build_notebooks as tool
import pytest
from nbformat import v4
from PIL import Image
from project import ROOT

from micrograd.course import check
from micrograd.picture import still

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TWICE = "03", "04", "08"  # the notebooks in which it went wrong once, but for 09, which trains for half a minute
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)

SVG_GRAPH = '<svg><g id="graph0" class="graph"><text>{}</text></g></svg>'


# Each stored notebook, run again


@pytest.mark.slow
@each_notebook
def test_run_again_it_shows_what_is_stored(path):
    assert not (wrong := tool.complaint(path, tool.build([path])[path], check=True)), wrong


@pytest.mark.slow
@pytest.mark.any_version
@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.stem[:2] in TWICE], ids=lambda path: path.stem)
def test_a_cell_that_is_run_twice_shows_the_same_twice(path, tmp_path):
    page = v4.reads(path.read_text(encoding="utf-8"))
    page.cells = [one for c in page.cells for one in (c, again(c))[: 1 + (c.cell_type == "code")]]
    copied = tmp_path / path.name
    copied.write_text(v4.writes(page), encoding="utf-8")
    built = tool.build([copied])[copied]
    assert not isinstance(built, tool.BuildError), str(built)
    pairs = [pair for pair in pairwise(built.cells) if pair[1].id == again(pair[0]).id]
    assert not (found := [one.id for one, other in pairs if shown_by(one) != shown_by(other)]), found


def again(cell):
    """Return a copy of a cell with an id of its own."""
    cell = copy.deepcopy(cell)
    cell.id += "-again"
    return cell


def shown_by(cell):
    """Return what a cell shows, without the number of its run."""
    return [line for line in tool.facts(cell)[1:] if not line.startswith("--- execute_result")]


# The grain: measured, with the figures in the message


@pytest.fixture
def page(path):
    return measured(v4.reads(path.read_text(encoding="utf-8")))


def measured(notebook):
    """Return the cells of a notebook with the figures by which its grain is judged."""
    code = [c for c in notebook.cells if c.cell_type == "code"]
    text = [c for c in notebook.cells if c.cell_type == "markdown"]
    lines = [len(lines_of(c)) for c in code if "recap" not in c.metadata.get("tags", [])]
    return SimpleNamespace(cells=notebook.cells, code=code, text=text, lines=lines, words=[words(c) for c in text])


def lines_of(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


def words(cell):
    """Return how many words of prose a text cell has: no tables, code blocks, formulas, tags or link targets."""
    prose = re.sub(r"(?s)```.*?```|\$\$.*?\$\$|\$[^$\n]+\$|<[^>]*>|\]\([^)]*\)", " ", cell.source)
    prose = "\n".join(line for line in prose.splitlines() if not line.lstrip().startswith("|"))
    return len(re.findall(r"\w[\w'’.-]*", prose))


def share(numbers, most):
    """Return which part of the numbers is at most `most`."""
    return sum(n <= most for n in numbers) / len(numbers)


def test_notebooks_are_numbered_without_a_gap():
    names = [path.name for path in NOTEBOOKS]
    assert names and all(re.fullmatch(r"\d\d[a-z]?_[a-z0-9_]+\.ipynb", name) for name in names), names
    plain = [name for name in names if name[2] == "_"]
    assert [int(name[:2]) for name in plain] == list(range(len(plain))), names
    for before, name in pairwise(names):  # 09, 09b, 09c, and never a letter alone
        follows = f"{name[:2]}{chr(ord(name[2]) - 1)}_".replace("a_", "_")
        assert name[2] == "_" or before.startswith(follows), names


@each_notebook
def test_it_opens_with_a_title_and_a_question(page):
    first = page.cells[0]
    assert first.cell_type == "markdown" and first.source.startswith("# ") and "?" in first.source, first.source


@each_notebook
def test_imports_take_four_lines_at_most(page):
    first = lines_of(page.code[0])
    assert len(first) <= 4 and re.match(r"import |from |%", first[0]), "\n".join(first)


@each_notebook
def test_code_cells_are_short(page):
    assert statistics.median(page.lines) <= 4, f"lines in each code cell: {page.lines}"
    assert share(page.lines, 12) >= 0.9, f"lines in each code cell: {page.lines}"
    assert max(page.lines) <= 25, f"lines in each code cell: {page.lines}"


@each_notebook
def test_text_cells_are_short(page):
    assert share(page.words, 60) >= 0.9, f"words in each text cell: {page.words}"


@each_notebook
def test_text_and_code_take_turns(page):
    ratio = len(page.text) / len(page.code)
    assert 0.6 <= ratio <= 1.7, f"{len(page.text)} text cells to {len(page.code)} code cells: {ratio:.2f}"


@each_notebook
def test_something_is_live_and_exercises_are_checked(page):
    code = "\n".join(cell.source for cell in page.code)
    live = [cell for cell in page.code if "live" in cell.metadata.get("tags", [])]
    assert live or re.search(r"\b(explore|interact|secant)\(", code), "no live moment: no cell is tagged `live`"
    checks = re.findall(r"\bcheck\.\w+\(", code)
    assert len(checks) >= 2, f"exercises with a check: {checks}"


@each_notebook
def test_it_ends_with_what_can_be_done_now_and_the_way_on(path, page):
    assert any(re.search(r"(?m)^#+ What .+ can do now", cell.source) for cell in page.text)
    following = [other.name for other in NOTEBOOKS if other.name > path.name][:1]
    links = links_of(page.text[-1].source)
    assert all(name in links for name in following), f"the last text cell links to {links}, not to {following}"


def links_of(markdown):
    """Return the targets of all links and pictures in a text cell."""
    return re.findall(r"\]\(([^)\s]+)", markdown) + re.findall(r"\b(?:src|href)=[\"']([^\"']+)", markdown)


@each_notebook
def test_links_lead_to_files(path, page):
    targets = [target for cell in page.text for target in links_of(cell.source)]
    files = [t.partition("#")[0] for t in targets if not re.match(r"[a-z]+:|#", t)]
    assert not (missing := [name for name in files if not (path.parent / name).exists()]), missing


@each_notebook
def test_nothing_is_downloaded(page):
    network = re.compile(r"https?://|\b(urllib|requests|urlopen|urlretrieve|socket|wget|curl|pip|conda)\b")
    assert not (found := [cell.source for cell in page.code if network.search(cell.source)]), "\n\n".join(found)


# Nothing is given away: which cells answer a question, and what they store

ASKS = re.compile(r"\?|\b(predict|decide|guess|before you run)", re.IGNORECASE)
ANSWERED = {"exercise", "prediction", "solution", "recap"}  # cells that show what the learner has not written yet


def asks(cell):
    """Return whether a text cell asks something in plain sight: not in a title, a link, a quoted line or a fold."""
    seen = re.sub(r"\A# [^\n]*|\[[^\]]*\]\([^)]*\)|`[^`]*`", " ", in_sight(cell))
    return bool(ASKS.search(seen))


def in_sight(cell):
    """Return what a text cell says where nothing is unfolded."""
    return re.sub(r"(?s)<details>.*?</details>", " ", cell.source)


def asked_and_undecided(cells):
    """Return the cells below a question that show something, and of which nobody has decided what it is."""
    found, open_question, in_text = [], False, False
    for cell in cells:
        if cell.cell_type == "markdown":
            open_question = asks(cell) or (in_text and open_question)
            in_text = True
            continue
        in_text = False
        tags = set(cell.metadata.get("tags", []))
        if open_question and cell.outputs and not tags & ANSWERED and not cell.source.startswith("check."):
            found += [cell.id] if not tags & {"answers", "invites"} else []
    return found


@each_notebook
def test_what_stands_below_a_question_either_answers_it_or_invites(page):
    assert not (undecided := asked_and_undecided(page.cells)), f"tag each `answers` or `invites`: {undecided}"


@each_notebook
def test_a_cell_that_answers_stores_nothing(page):
    stored = [c.id for c in page.code if "answers" in c.metadata.get("tags", []) and c.outputs]
    assert not stored, stored


def numbers_in(cell):
    """Return the numbers that a text cell or the outputs of a code cell show, as they are written."""
    shown = [in_sight(cell)] if cell.cell_type == "markdown" else []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        shown += [output.get("text", ""), data.get("text/plain", ""), data.get("image/svg+xml", "")]
    text = re.sub(r"<[^>]*>", " ", "\n".join(shown)).replace("−", "-")
    return set(re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])", text))


@each_notebook
def test_no_predicted_number_stands_in_sight(page):
    asked = {name for c in page.code for name in re.findall(r"\bcheck\.(\w+)\(", c.source)}
    rights = {getattr(getattr(check, name), "right", None) for name in asked}
    telling = {f"{r:.12g}" for r in rights if type(r) in (int, float) and len(re.sub(r"\D", "", f"{r:.12g}")) >= 3}
    assert not (found := {c.id: both for c in page.cells if (both := numbers_in(c) & telling)}), found


def test_a_question_is_told_from_what_only_looks_like_one():
    for text in ("How far?", "Decide, then run.", "**Predict:** the sum.", "# Title\n\nWhy?", "## Why?"):
        assert asks(v4.new_markdown_cell(text)), text
    for text in ("# Why?", "<details><summary>Why?</summary>a?</details>", "[Why?](02.ipynb)", "`a ? b`", "So."):
        assert not asks(v4.new_markdown_cell(text)), text


def test_an_undecided_cell_is_found_and_a_decided_one_is_not():
    def undecided(text, *tags, source="a + b", outputs=None):
        outputs = printed("5") if outputs is None else outputs
        between = cell("def f(): ...", id="quiet")
        return asked_and_undecided([*map(v4.new_markdown_cell, text), between, cell(source, outputs, tags, id="it")])

    assert undecided(["What is it?"]) == undecided(["Decide.", "It is a sum."]) == ["it"]
    assert not undecided(["It is a sum."]) and not undecided(["What is it?"], outputs=[])
    assert not undecided(["What is it?"], source="check.it(a)")
    for tag in ("answers", "invites", "exercise", "prediction"):
        assert not undecided(["What is it?"], tag)


def test_what_answers_is_run_and_not_stored(tmp_path):
    path = write(tmp_path / "05_toy.ipynb", cell("40 + 2", id="it", tags=["answers"]), cell("1 + 1", id="other"))
    assert tool.main([str(path)]) == 0
    first, second = v4.reads(path.read_text()).cells
    assert first.execution_count == 1 and not first.outputs and second.outputs
    assert tool.main(["--check", str(path)]) == 0
    given_away = v4.reads(path.read_text())
    given_away.cells[0].outputs = printed("42")
    path.write_text(v4.writes(given_away) + "\n")
    assert tool.main(["--check", str(path)]) == 1


@pytest.mark.parametrize(
    "source, tags, told",
    [
        ("1 / 0", ["answers"], "ZeroDivisionError"),
        ("1 / 1", ["answers", "raises-exception"], "raises none"),
        ("import sys; print('careful', file=sys.stderr)", ["answers"], "writes to stderr"),
    ],
)
def test_what_answers_is_still_held_to_run_well(tmp_path, capsys, source, tags, told):
    assert tool.main([str(write(tmp_path / "05_toy.ipynb", cell(source, tags=tags)))]) == 1
    assert told in capsys.readouterr().out


GOOD = ["# How steep?"] * 3, ["import math", "explore(f)\ncheck.one(f)", "check.two(f)"]
BROKEN = {
    test_it_opens_with_a_title_and_a_question: (["# How steep"], ["import math"]),
    test_imports_take_four_lines_at_most: (GOOD[0], ["import math\n" * 5]),
    test_code_cells_are_short: (GOOD[0], ["x = 1\n" * 5]),
    test_text_cells_are_short: (["# How steep?" + " word" * 61], GOOD[1]),
    test_text_and_code_take_turns: (["# How steep?"], GOOD[1]),
    test_something_is_live_and_exercises_are_checked: (GOOD[0], ["explore(f)", "check.one(f)"]),
    test_nothing_is_downloaded: (GOOD[0], ["urlopen('moons')"]),
}


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.__name__)
def test_each_rule_of_the_grain_can_be_broken(rule):
    def toy(text, code):
        return measured(notebook(*map(v4.new_markdown_cell, text), *map(cell, code)))

    rule(toy(*GOOD))
    with pytest.raises(AssertionError):
        rule(toy(*BROKEN[rule]))


# The tool itself


def notebook(*cells, **metadata):
    toy = v4.new_notebook(metadata=metadata)
    toy.cells = list(cells)  # new_notebook would not let two cells have the same id
    return toy


def cell(source="", outputs=(), tags=(), **rest):
    return v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)}, **rest)


def bundle(**data):
    kinds = {"text": "text/plain", "html": "text/html", "png": "image/png", "svg": "image/svg+xml"}
    return v4.new_output("display_data", {kinds[kind]: content for kind, content in data.items()})


def widget(name="w", **data):
    output = bundle(**data)
    output.data[tool.WIDGET_VIEW] = {"model_id": name}
    return output


def printed(*pieces):
    return [v4.new_output("stream", text=piece) for piece in pieces]


def png(colour, mode="RGBA"):
    file = io.BytesIO()
    Image.new(mode, (8, 8), colour).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def outputs(*stored, **metadata):
    return tool.normal(notebook(cell(outputs=stored), **metadata)).cells[0].outputs


def shown(**widgets):
    """Return what is stored of an output that is nothing but the widget named w."""
    models = {name: {"state": state, "buffers": state.pop("buffers", [])} for name, state in widgets.items()}
    return outputs(widget(text="VBox(children=(…"), widgets={tool.WIDGET_STATE: {"state": models}})


def write(path, *cells):
    path.write_text(v4.writes(notebook(*cells)), encoding="utf-8")
    return path


def test_readable_ids_last_and_others_are_replaced(tmp_path):
    ids = ["question", "0f3a9c21", "question", "07-2", "8d2b8a0e-5a3c-4b6f-9d64-1f5a4d4f7a11"]
    path = write(tmp_path / "07_toy.ipynb", *(cell(id=name) for name in ids))
    assert [c.id for c in tool.read(path).cells] == ["question", "07-3", "07-4", "07-2", "07-5"]


def test_old_notebooks_without_ids_get_them(tmp_path):
    path = write(tmp_path / "07_toy.ipynb", cell(), cell())
    path.write_text(re.sub(r'   "id": .*\n', "", path.read_text()).replace('minor": 5', 'minor": 4'))
    assert [c.id for c in tool.read(path).cells] == ["07-1", "07-2"]


def test_timings_and_the_editor_s_metadata_go_and_tags_stay():
    noisy = cell(tags=["recap"])
    noisy.metadata |= {"execution": {"iopub.status.busy": "2026"}, "scrolled": True, "jupyter": {"source_hidden": True}}
    tidy = tool.normal(notebook(noisy, language_info={"name": "python", "version": "3.11.7"}, widgets={}))
    assert tidy.cells[0].metadata == {"tags": ["recap"], "jupyter": {"source_hidden": True}}
    assert tidy.metadata == tool.METADATA


def test_a_live_graph_keeps_its_picture_and_loses_its_widget():
    (graph,) = outputs(widget(text="VBox(children=(FloatSlider(value=2.0), …", svg=SVG_GRAPH, png=png("red")))
    assert set(graph.data) == {"image/svg+xml", "image/png"} and graph.data["image/svg+xml"] == SVG_GRAPH


def test_a_graph_s_png_gets_lighter_and_looks_the_same():
    noise = Image.effect_noise((64, 64), 50).convert("RGBA")
    noise.save(file := io.BytesIO(), "PNG")
    (graph,) = outputs(bundle(svg=SVG_GRAPH, png=(large := base64.b64encode(file.getvalue()).decode())))
    small = graph.data["image/png"]
    assert len(small) < len(large) / 2 and tool.pixels(small).tobytes() == noise.convert("RGB").tobytes()
    assert tool.pixels(png("#ff000000")).getpixel((0, 0)) == (255, 255, 255)


def test_a_text_written_for_readers_stays():
    (graph,) = outputs(widget(text="<graph of 3 nodes>", png="iVBO"))
    assert graph.data["text/plain"] == "<graph of 3 nodes>"


def test_a_widget_is_stored_as_what_it_shows():
    stored = shown(
        w={"children": ["IPY_MODEL_a", "IPY_MODEL_choice", "IPY_MODEL_train", "IPY_MODEL_out", "IPY_MODEL_image"]},
        a={"description": "a", "value": 0.1 + 0.2},
        choice={"description": "f", "_options_labels": ["relu", "tanh"], "index": 1},
        train={"description": "train", "value": 10, "max": 10, "bar_style": ""},
        out={"outputs": printed("L = ", "6\n")},
        image={
            "_model_name": "ImageModel",
            "format": "png",
            "buffers": [{"path": ["value"], "data": "iVBO"}],
        },
    )
    assert stored[0].text == "a = 0.3\nf = tanh\nL = 6\n"
    assert [out.get("data") for out in stored[1:]] == [{"image/png": "iVBO"}]


def test_a_progress_bar_alone_leaves_nothing():
    assert shown(w={"description": "train", "value": 10, "max": 10, "bar_style": "success"}) == []


def test_pieces_of_a_stream_become_one_and_stay_in_their_place():
    first, _, last = outputs(*printed("1 %\r", "100 %", "\n"), bundle(png="iVBO"), *printed("done"))
    assert (first.text, last.text) == ("100 %\n", "done")


def test_of_a_stored_png_the_page_is_told_that_it_is_light():
    picture, text = outputs(bundle(png="iVBO"), bundle(text="fine"))
    assert picture.metadata == still.STORED and text.metadata == {}


def test_addresses_go():
    address = "<f at 0x7f00dead10>"
    first, second = outputs(*printed(address), bundle(text=address, html=address))
    assert [first.text, *second.data.values()] == ["<f at 0x…>"] * 3


NO_SLOT = "'Value' object has no attribute 'gard'"
SAYS_MORE = NO_SLOT + " and no __dict__ for setting new attributes"


def test_what_newer_pythons_add_to_a_message_goes_and_the_rest_of_it_stays():
    error = v4.new_output("error", ename="AttributeError", evalue=SAYS_MORE, traceback=[])
    plain = v4.new_output("error", ename="AttributeError", evalue=NO_SLOT, traceback=[])
    assert outputs(error) == outputs(plain) and outputs(error)[0].evalue == NO_SLOT
    assert outputs(*printed(f"{SAYS_MORE}\n"))[0].text == f"{NO_SLOT}\n"
    for other in (SAYS_MORE.replace("gard", "grda"), SAYS_MORE.replace("setting", "keeping"), SAYS_MORE[:-1]):
        wrong = v4.new_output("error", ename="AttributeError", evalue=other, traceback=[])
        assert tool.differences(*(notebook(cell(id="x", outputs=outputs(one))) for one in (plain, wrong))), other


def test_an_error_keeps_its_last_line():
    error = v4.new_output("error", ename="ValueError", evalue="no", traceback=["\x1b[31mFile /home/me/x.py", "…"])
    assert outputs(error)[0].traceback == ["ValueError: no"]


def test_problems_are_told():
    error = v4.new_output("error", ename="ValueError", evalue="no", traceback=["ValueError: no"])
    warning = v4.new_output("stream", name="stderr", text="careful")
    fine = cell(outputs=printed("fine")), cell(outputs=[error], tags=["raises-exception"])
    assert tool.problems(notebook(*fine)) == []
    assert "shows a traceback" in tool.problems(notebook(cell(outputs=[error])))[0]
    assert "shows a traceback" in tool.problems(notebook(cell(outputs=printed("Traceback (most recent call last)"))))[0]
    assert "raises none" in tool.problems(notebook(cell(tags=["raises-exception"])))[0]
    assert "careful" in tool.problems(notebook(cell(outputs=[warning])))[0]
    assert "600 kB" in tool.problems(notebook(cell(outputs=[bundle(png="A" * 600_000)])))[0]


@pytest.mark.parametrize(
    "before, after, told",
    [
        (bundle(text="−8.0"), bundle(text="−8.1"), "+−8.1"),
        (bundle(html="<b>1</b>"), bundle(html="<b>2</b>"), "+<b>2</b>"),
        (bundle(svg=SVG_GRAPH.format(1)), bundle(svg=SVG_GRAPH.format(2)), "<text>2</text>"),
        (bundle(svg=SVG_GRAPH, png=png("red")), bundle(svg=SVG_GRAPH, png=png("blue")), "+(8, 8) pixels"),
        (bundle(svg=SVG_GRAPH, png=png("red")), bundle(svg=SVG_GRAPH, png=png("red", "RGB")), ""),
        (bundle(png="a"), bundle(text="gone"), "-a plot"),
        (bundle(png="a"), bundle(png="b"), ""),
        (bundle(svg="<svg/>"), bundle(svg="<svg> </svg>"), ""),
    ],
    ids=["text", "html", "graph as SVG", "graph as PNG", "same pixels", "plot gone", "other plot", "other SVG plot"],
)
def test_a_difference_is_shown(before, after, told):
    old, new = (notebook(cell(id="x", outputs=[output])) for output in (before, after))
    found = "\n".join(tool.differences(old, new))
    assert told in found if told else not found


TOY = (
    "import matplotlib.pyplot as plt\nfrom ipywidgets import interact",
    "@interact(x=(-3.0, 3.0))\ndef f(x=0.5):\n    print('f', x)\n    plt.plot([1, x])\n    plt.show()",
    "object()",
    "{'ab', 'cd', 'ef'}",
)


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(tmp_path):
    paths = [write(tmp_path / name, *(cell(source) for source in TOY)) for name in ("05_a.ipynb", "05_b.ipynb")]
    assert tool.main([str(path) for path in paths]) == 0
    one, two = (path.read_bytes() for path in paths)
    assert one == two and one.endswith(b"}\n") and b"\r" not in one
    built = v4.reads(one.decode()).cells
    assert [c.id for c in built] == ["05-1", "05-2", "05-3", "05-4"]
    assert [c.execution_count for c in built] == [1, 2, 3, 4]
    assert [out.output_type for out in built[1].outputs] == ["stream", "display_data"]
    assert built[1].outputs[0].text == "x = 0.5\nf 0.5\n"
    assert tool.main(["--check", str(paths[0])]) == 0


def test_a_check_that_fails_says_where_and_how_to_rebuild(tmp_path, capsys):
    path = write(tmp_path / "05_toy.ipynb", cell("1 + 1", id="sum", outputs=printed("3")))
    stored = path.read_bytes()
    assert tool.main(["--check", str(path)]) == 1
    told = capsys.readouterr().out
    assert "cell 1 (sum) differs" in told and "-3" in told and "+2" in told and "start.py build" in told
    assert path.read_bytes() == stored


@pytest.fixture
def odd_surroundings(tmp_path, monkeypatch):
    """A kernel spec that starts nothing comes first on Jupyter's path, and plots are to open no window."""
    spec = tmp_path / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text('{"argv": ["no-such-python"], "display_name": "Python 3", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("MPLBACKEND", "agg")


def test_a_failing_cell_leaves_the_file_alone(tmp_path, capsys, odd_surroundings):
    kernel = f"""
import os, sys
assert sys.executable == {sys.executable!r} and os.getcwd() == {str(tmp_path.resolve())!r}
assert os.environ["GRAPHVIZ_DOT"] == "graphviz-pure" and "inline" in os.environ["MPLBACKEND"]
"""
    cells = cell(kernel), cell("print('before')\n1 / 0"), cell("'not run'", execution_count=3)
    path = write(tmp_path / "05_toy.ipynb", *cells)
    stored = path.read_bytes()
    assert tool.main([str(path)]) == 1
    told = capsys.readouterr().out
    assert "cell 2 (05-2) failed" in told and "ZeroDivisionError: division by zero" in told and "\x1b" not in told
    assert path.read_bytes() == stored


def test_an_expected_error_is_stored_as_one_line(tmp_path):
    path = write(tmp_path / "05_toy.ipynb", cell("1 / 0", tags=["raises-exception"]))
    assert tool.main([str(path)]) == 0
    assert v4.reads(path.read_text()).cells[0].outputs[0].traceback == ["ZeroDivisionError: division by zero"]


def test_what_is_no_notebook_is_told(tmp_path, capsys):
    path = tmp_path / "05_toy.ipynb"
    path.write_text("<<<<<<< HEAD")
    assert tool.main([str(path), str(tmp_path / "missing.ipynb")]) == 1
    assert capsys.readouterr().out.count("can't be read") == 2
