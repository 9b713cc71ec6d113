"""What a person sees in JupyterLab: notebooks that run, and live graphs that follow the hand with the right numbers."""

import contextlib
import os
import subprocess
import sys

import pytest
from lab import (
    COLOURS,
    EXPRESSION,
    NUMBERS,
    PANEL,
    ROOT,
    SCREENSHOTS,
    Graph,
    contrast,
    inaccessible,
    ordered,
    position,
    tags_around,
    until,
)
from playwright.sync_api import expect

from micrograd.engine import Value
from micrograd.picture.graph import nodes
from micrograd.picture.numbers import number

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

IMPORTS = """\
from micrograd.draw import draw_dot
from micrograd.engine import Value
from micrograd.explore import explore"""
LIVE = EXPRESSION + "explore(expression, a=2.0, b=-3.0, c=10.0, f=-2.0)"
LONG = "# Above\n" + "\n\n".join(f"line {i}" for i in range(60))  # more than a screen


def expected(a=2.0, b=-3.0, c=10.0, f=-2.0):
    """Return what Graph.numbers must read from the graph of EXPRESSION: the engine's numbers."""
    a, b, c, f = Value(a), Value(b), Value(c), Value(f)
    e = a * b
    d = e + c
    L = d * f
    L.backward()
    return read(a=a, b=b, c=c, d=d, e=e, f=f, L=L)


def read(**nodes):
    return sorted((name, number(node.data), number(node.grad)) for name, node in nodes.items())


# What is asked of every notebook, and of the toys that show that the answer can be no.


def complaints(notebook, patience=10):
    """Move every slider of a notebook that was run by one step; return what is wrong, one line for each thing."""
    found = []
    for place, graph in enumerate(notebook.graphs(), 1):
        if "unsolved" in graph.tags() and graph.message():  # it waits for what the learner is to write
            continue
        sliders = graph.sliders()
        if scrubber := sliders.pop("step", None):
            scrubber.press("End")  # before that, numbers are still to come
        found += [f"graph {place}: no slider"] * (not sliders and "live" in graph.tags())
        for name, slider in sliders.items():
            step(slider)
            found += [f"graph {place}: {what}" for what in until(lambda: misfits(graph, name, slider), [], patience)]
        if explains_more(graph) != hides_more(graph):
            found.append(
                f"graph {place}: what a “?” is that is no question is told where there is none, or is not told"
            )
    for output in outputs_with_sliders(notebook):
        if "unsolved" in tags_around(output) and output.locator(".mg-message").text_content():
            continue
        before = output.evaluate(LOOK)
        step(output.get_by_role("slider").first)
        # In between it may be empty.
        if not until(lambda: output.evaluate(LOOK) not in (before, ""), True, patience):
            found.append(f"a slider moved and its output stayed as it was: {before[:300]}")
    notebook.settle()
    return found + notebook.problems()


def step(slider):
    """Move a slider by one step with the keyboard, to the right or, at its end, to the left."""
    before = position(slider)
    slider.focus()
    for key in ("ArrowRight", "ArrowLeft"):
        slider.press(key)
        if position(slider) != before:
            return
    raise AssertionError(f"the arrow keys do not move the slider at {before}")


def misfits(graph, name, slider):
    """Return where a graph does not show the number of its slider, or shows none at all."""
    if graph.message():
        return [f"message {graph.message()!r}"]
    numbers, wanted = graph.numbers(), number(position(slider))
    own = [data for node, data, _ in numbers if node == name]
    found = [f"{name} shows {data}, its slider {wanted}" for data in own if data != wanted]
    found += [f"{node} shows no number" for node, data, grad in numbers if "…" in (data, grad) or not data]
    return found if own else [*found, f"no leaf {name} for its slider"]


def hides_more(graph):
    """Return whether a graph shows a "?" that is no question."""
    shown = [text for _, *texts in graph.numbers() for text in texts] + graph.slopes()
    return shown.count("?") > graph.stage.locator(".mg-guess:visible").count()


def explains_more(graph):
    return graph.stage.get_by_text("Any other “?” would give one of them away.").is_visible()


def outputs_with_sliders(notebook):
    """Return the outputs that have sliders but no live graph, as interact makes them."""
    outputs = notebook.panel.locator(".jp-OutputArea-child:has([role=slider])")
    # An output of a widget is an output area in an output area: only the outermost has the slider.
    return [output for output in outputs.all() if not output.locator(".mg-stage").count()]


# In the page: the texts and pictures of an output beside its sliders.
LOOK = """(output) => {
    const copy = output.cloneNode(true);
    for (const slider of copy.querySelectorAll(".widget-slider")) slider.remove();
    const pictures = [...copy.querySelectorAll("img, svg")].map((image) => image.src ?? image.outerHTML);
    return [copy.textContent, ...pictures].join("");
}"""


# In the page: which images are light in the dark theme.
BRIGHT = """(images) => images.filter((image) => !getComputedStyle(image).filter.includes("invert"))
    .map((image) => image.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook(lab, path):
    notebook = lab.open(f"notebooks/{path.name}")
    # Not yet run, not trusted, no kernel that knows its widgets: its stored pictures are there.
    stored = [output.get("data", {}) for cell in notebook.cells() for output in cell.get("outputs", [])]
    pictures = sum("image/png" in data for data in stored)
    # JupyterLab puts cells that are out of sight on the page when it has nothing else to do: a busy machine takes its time.
    assert until(lambda: len([width for width in notebook.images() if width > 0]), pictures, 120) == pictures
    assert all("widget" not in kind for data in stored for kind in data)

    notebook.run_all()
    if SCREENSHOTS:
        notebook.screenshots(SCREENSHOTS, path.stem)
    assert notebook.problems() == []
    assert complaints(notebook) == []
    assert notebook.panel.get_by_role("slider").count() > 0, "a notebook without a live moment"
    lab.theme("Dark")
    try:
        found = inaccessible(lab.page)
        bright = notebook.panel.locator(".jp-OutputArea-output img").evaluate_all(BRIGHT)
    finally:
        lab.theme("Light")
    assert found == []
    assert bright == []


def test_failures_are_found(lab):
    """Each thing that the tests look for is made to happen, and found by the same functions."""
    notebook = lab.run("good.ipynb", IMPORTS, LIVE)
    assert complaints(notebook) == []
    lab.clear()

    lines = complaints(lab.run("raises.ipynb", "print(1 / 0)", "2 + 2"))
    assert lines == ["cell 1: ZeroDivisionError: division by zero", "cell 2 did not run"]
    lab.clear()

    script = "from IPython.display import Javascript, display\ndisplay(Javascript({!r}))"
    frozen = "class Frozen(Value):\n    def __init__(self, data, *rest): super().__init__(2.0, *rest)\n"
    broken = "'export default { render() { throw new Error(`broken`); } }'"
    lines = complaints(
        lab.run(
            "failures.ipynb",
            IMPORTS,
            "import sys\nprint('oh', file=sys.stderr)",
            script.format("console.error('alas')"),
            script.format("setTimeout(() => { throw new Error('thrown'); })"),
            script.format("fetch('http://example.org/').catch(() => 0)"),
            f"import anywidget\nclass Broken(anywidget.AnyWidget):\n    _esm = {broken}\nBroken()",
            "from ipywidgets import interact\n@interact(x=2.0)\ndef show(x): print('the same')",
            frozen + "Value = Frozen\n" + LIVE,
        ),
        patience=1,
    )
    for wanted in (
        "cell 2 writes to stderr: oh\n",
        "console error: alas",
        "page error: thrown",
        "asks the network for http://example.org/",
        "a slider moved and its output stayed as it was",
        "graph 1: a shows 2.0, its slider 2.1",
        "console error: Error: broken",
    ):
        assert any(line.startswith(wanted) for line in lines), wanted


def test_wrong_gradients_are_found(lab):
    """A class with a wrong slope shows its wrong gradients, and the comparison with the engine's says so."""
    wrong = "def wrong(self, other):\n"
    wrong += "    return Value(self.data * other.data, ((self, other.data), (other, other.data)), '*')\n"
    wrong += "Value.__mul__ = wrong\n"
    graph = lab.run("wrong.ipynb", IMPORTS, wrong + LIVE).graph()
    assert {name for name, *_ in set(graph.numbers()) ^ set(expected())} == {"b", "f"}


# The live graph.


def test_keyboard(lab):
    notebook = lab.run("keyboard.ipynb", IMPORTS, LIVE, "import sys; sys.executable")
    graph = notebook.graph()
    assert graph.numbers() == expected()
    assert os.path.samefile(eval(notebook.ask("__import__('sys').executable")), sys.executable)

    slider = graph.slider("a")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    assert position(slider) == 2.5
    assert until(graph.numbers, expected(a=2.5)) == expected(a=2.5)
    assert graph.slopes() == sorted(["×1.0", "×1.0", "×2.5", "×−3.0", "×−2.0", "×2.5"])
    slider.press("Home")
    assert until(graph.numbers, expected(a=-2.0)) == expected(a=-2.0)
    slider.press("End")
    assert until(graph.numbers, expected(a=6.0)) == expected(a=6.0)
    typed = graph.explorer.get_by_role("textbox", name="a, typed")
    typed.fill("2.3")
    typed.press("Enter")
    assert until(graph.numbers, expected(a=2.3)) == expected(a=2.3)
    assert position(slider) == 2.3
    assert notebook.problems() == []


def test_keys_belong_to_the_slider(lab):
    """JupyterLab's own keys, arrows that select cells and `b` that adds one, keep off a slider with the focus."""
    notebook = lab.run("keys.ipynb", IMPORTS, LIVE, "1", "2")
    notebook.select(1)
    slider = notebook.graph().slider("b")
    slider.focus()
    for key in ("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "b", "d", "d", "j"):
        slider.press(key)
        assert notebook.selected() == [1, 4], key
    assert slider.evaluate("slider => document.activeElement === slider")


def test_keys_that_run_the_cell(lab):
    """Shift+Enter runs the cell and goes on, and Ctrl+Enter runs it, wherever in what is live the keyboard is."""
    shown = 'explore(expression, a=2.0, b=-3.0, c=10.0, f=-2.0).show("step", "nudge").predict("b.grad")'
    cell = EXPRESSION + "runs = globals().get('runs', 0) + 1\n" + shown
    other = (
        "from micrograd.interact import interact\nothers = globals().get('others', 0) + 1\ninteract(x=2.0)(lambda x: x)"
    )
    notebook = lab.run("run.ipynb", IMPORTS, cell, other)
    places = (
        "[role=slider]",
        "[contenteditable]",
        ".widget-button",
        ".mg-item[tabindex='0']",
        ".mg-toolbar .mg-button:visible",
        ".mg-select",
        ".mg-range",
        ".mg-guess",
    )
    for runs, place in enumerate(places, 2):
        notebook.select(1)
        graph = notebook.graph()
        inside = graph.explorer if runs < 5 else graph.stage
        element = inside.locator(place).first
        element.wait_for(state="visible")
        key = "Control+Enter" if place == ".mg-range" else "Shift+Enter"
        element.focus()
        lab.page.keyboard.press(key)
        assert until(lambda: notebook.ask("runs"), str(runs), 20) == str(runs), place
        assert notebook.selected() == [1 if place == ".mg-range" else 2, 3], place
        notebook.settle()
    for runs, place in enumerate(("[aria-label=x]", "[aria-label='x, typed']"), 2):  # below which is no graph
        notebook.select(2)
        notebook.panel.locator(place).focus()
        lab.page.keyboard.press("Shift+Enter")
        assert until(lambda: notebook.ask("others"), str(runs), 20) == str(runs), place
        notebook.settle()
    assert notebook.problems() == []


def test_screen_reader(lab):
    """The browser's own accessibility tree names sliders and nodes, and speaks the result when a slider rests."""
    notebook = lab.run("reader.ipynb", IMPORTS, LIVE)
    graph = notebook.graph()
    expect(graph.stage.get_by_role("button", name="a: data 2.0, gradient 6.0")).to_be_visible()
    slider = graph.slider("a")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    wanted = {("button", f"{name}: data {data}, gradient {grad}") for name, data, grad in expected(a=2.5)}
    wanted |= {("slider", name) for name in "abcf"}

    def tree():
        nodes = lab.context.new_cdp_session(lab.page).send("Accessibility.getFullAXTree")["nodes"]
        said = {(node["role"]["value"], node.get("name", {}).get("value")) for node in nodes if not node["ignored"]}
        return said & wanted

    assert until(tree, wanted) == wanted
    spoken = graph.stage.locator(".mg-spoken")
    expect(spoken).to_have_text("L: data −5.0, gradient 1.0")


# In the page: note what a person could see after every move of the pointer and in every animation frame.
WATCH = """(slider) => {
    const stage = slider.closest(".widget-vbox").querySelector(".mg-stage");
    const scroller = stage.closest(".jp-WindowedPanel-outer");
    const output = stage.closest(".jp-OutputArea-output");
    const seen = [];
    const look = (when) => {
        const picture = stage.querySelector(".mg-svg"), message = stage.querySelector(".mg-message");
        const visible = (element) => !!element && element.getBoundingClientRect().height > 10
            && element.getBoundingClientRect().bottom < output.getBoundingClientRect().bottom + 1  // not cut off
            && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        seen.push({
            when,
            at: slider.getAttribute("aria-valuetext"),
            numbers: (NUMBERS)(stage),
            picture: visible(picture),
            message: visible(message) ? message.textContent : "",
            scroll: scroller.scrollTop,
            top: stage.getBoundingClientRect().top,
            height: output.getBoundingClientRect().height,
        });
    };
    const moved = () => look("move");
    let frame;
    const everyFrame = () => { look("frame"); frame = requestAnimationFrame(everyFrame); };
    window.addEventListener("pointermove", moved);
    window.addEventListener("keydown", moved);
    everyFrame();
    window.stopWatching = () => {
        cancelAnimationFrame(frame);
        window.removeEventListener("pointermove", moved);
        window.removeEventListener("keydown", moved);
        look("end");
        return seen;
    };
}""".replace("NUMBERS", NUMBERS)


@contextlib.contextmanager
def watching(slider):
    """Watch a slider and its graph; yield a list that, when this ends, holds what was seen, in order."""
    seen = []
    slider.evaluate(WATCH)
    yield seen
    seen += slider.page.evaluate("stopWatching()")
    for look in seen:
        look["at"] = round(float(look["at"]), 12)
        look["numbers"] = ordered(look["numbers"])


def strangers(seen, belongs):
    """Return where numbers were seen that do not belong to the slider's position; "…" in place of all is right."""
    return [
        (look["when"], look["at"], look["numbers"])
        for look in seen
        if look["picture"] and not waits(look) and look["numbers"] != belongs(look["at"])
    ]


def waits(look):
    return all(data == "…" and grad == "…" for _, data, grad in look["numbers"])


def jumps(seen):
    """Return where a picture was missing, the page scrolled, the picture moved, or its place shrank."""
    first = seen[0]
    empty = [look["at"] for look in seen if not (look["picture"] or look["message"])]
    found = [f"neither picture nor message at {at}" for at in empty]
    found += [f"scrolled at {look['at']}" for look in seen if look["scroll"] != first["scroll"]]
    found += [f"moved at {look['at']}" for look in seen if abs(look["top"] - first["top"]) > 0.5]
    return found + [f"shrank at {b['at']}" for a, b in zip(seen, seen[1:]) if b["height"] < a["height"] - 0.5]


def in_the_middle(graph, name):
    """Scroll so that there is something above and below a graph, and give its slider the focus."""
    slider = graph.slider(name)
    slider.focus()
    slider.evaluate("slider => slider.scrollIntoView({ block: 'center', behavior: 'instant' })")
    assert graph.stage.evaluate("stage => stage.closest('.jp-WindowedPanel-outer').scrollTop") > 100
    return slider


def computed_ahead(slider):
    """Press the right arrow key until the number is there in the same task of the page, so without the kernel."""
    return slider.evaluate(
        """async (slider) => {
            const stage = slider.closest(".widget-vbox").querySelector(".mg-stage");
            for (let i = 0; i < 15; i++) {
                slider.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
                if (!(NUMBERS)(stage).flat().includes("…")) return true;
                await new Promise((resolve) => setTimeout(resolve, 700)); // a slider at rest, then its table
            }
            return false;
        }""".replace("NUMBERS", NUMBERS)
    )


def drag(slider, dx, steps=60):
    """Drag a slider's handle by dx pixels."""
    box = slider.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = slider.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + dx, y, steps=steps)
    mouse.move(x - dx / 2, y, steps=steps)
    mouse.up()


def test_drag(lab):
    """Every move of the pointer has its picture at once, with the numbers of that position and no others."""
    notebook = lab.run("drag.ipynb", LONG, IMPORTS, LIVE, LONG)
    graph = notebook.graph()
    slider = in_the_middle(graph, "a")
    assert computed_ahead(slider)
    with watching(slider) as seen:
        drag(slider, -40)
    assert strangers(seen, lambda at: expected(a=at)) == []
    assert jumps(seen) == []
    assert len({look["at"] for look in seen}) > 10
    assert [look["at"] for look in seen if waits(look)] == []
    assert {look["height"] for look in seen} == {seen[0]["height"]}


WIDE = """\
def wide(a, b):
    out = b
    for i in range(40):
        out = out + (a * (0.1 * i - 0.5) + b).tanh()
    return out
"""

# In the page: remember where each node is in the picture; (data, gradient) of those in sight, null for one left out; of
# all nodes as they are read out; how many pieces are left out of a drag.
PLACES = """(stage) => {
    const whole = stage.querySelector(".mg-svg").getBoundingClientRect();
    for (const node of stage.querySelectorAll(".mg-svg g.node")) {
        const { left, right, top, bottom } = node.getBoundingClientRect();
        node.place = [left - whole.left, right - whole.left, top - whole.top, bottom - whole.top];
    }
}"""
IN_SIGHT = """(stage) => {
    const whole = stage.querySelector(".mg-svg").getBoundingClientRect();
    const frame = stage.querySelector(".mg-frame").getBoundingClientRect();
    const seen = [...stage.querySelectorAll(".mg-svg g.node")].filter(({ place: [left, right, top, bottom] }) =>
        whole.left + left < Math.min(frame.right, innerWidth) && whole.left + right > frame.left &&
        whole.top + top < Math.min(frame.bottom, innerHeight) && whole.top + bottom > Math.max(frame.top, 0));
    return seen.map((node) => node.checkVisibility()
        ? [".mg-data", ".mg-grad"].map((part) => node.querySelector(part).textContent) : null);
}"""
LEFT_OUT = "(stage) => stage.querySelectorAll('.mg-svg g[style*=none]').length"
SCROLLED = f"""async (stage, part) => {{
    const frame = stage.querySelector(".mg-frame");
    const nodes = [...stage.querySelectorAll(".mg-svg g.node")];
    const [left, , top] = nodes[Math.floor(part * nodes.length)].place;
    frame.scrollLeft = left - 200;
    const whole = stage.querySelector(".mg-svg").getBoundingClientRect();
    stage.closest(".jp-WindowedPanel-outer").scrollTop += whole.top + top - 400;
    await new Promise(requestAnimationFrame);
    return {{ seen: ({IN_SIGHT})(stage), left_out: ({LEFT_OUT})(stage) }};
}}"""
READ_OUT = """(stage) => [...stage.querySelectorAll(".mg-svg g.node")].map(
    (node) => node.getAttribute("aria-label").match(/: data (.*), gradient (.*)$/).slice(1))"""


def of_wide(at):
    """Return (data, gradient) of each node of WIDE, as the engine computes them and a picture writes them."""
    names = {}
    exec(WIDE, names)
    root = names["wide"](Value(at), Value(0.0))
    root.backward()
    return {(number(node.data), number(node.grad)) for node in nodes(root)}


def test_what_comes_into_sight_in_a_drag_is_true(lab):
    """A drag touches only what is seen: the rest catches up as it comes into sight, and all of it at rest."""
    graph = lab.run("wide.ipynb", IMPORTS, WIDE + "explore(wide, a=(-2.0, 2.0, 0.1), b=(-2.0, 2.0, 0.1))").graph()
    slider, mouse = graph.slider("a"), graph.page.mouse
    assert computed_ahead(slider)
    look = graph.stage.evaluate
    graph.stage.get_by_role("button", name="Overview").click()  # out of the overview
    slider.scroll_into_view_if_needed()
    look(PLACES)
    box = slider.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    times = 0
    for k in range(16):
        mouse.move(x + 3 * k + 3, y, steps=3)
        scrolled = look(f"(stage) => ({SCROLLED})(stage, {k * 7 % 16 / 16})")  # far, each time
        true = of_wide(position(slider))
        assert scrolled["seen"] and [pair for pair in scrolled["seen"] if not pair or tuple(pair) not in true] == []
        times += scrolled["left_out"] > 50  # else the slider has come to rest meanwhile
    assert times, "never was any of it left out: the graph is too small for this test"
    mouse.up()
    everything = of_wide(position(slider))
    assert until(lambda: look(LEFT_OUT), 0) == 0
    assert {(data, grad) for _, data, grad in graph.numbers()} == everything
    assert {tuple(pair) for pair in look(READ_OUT)} == everything


def test_drag_from_the_first_moment(lab):
    """Before tables are computed the numbers come by way of the kernel: perhaps late, never those of elsewhere."""
    notebook = lab.run("first.ipynb", LONG, IMPORTS, LIVE, LONG)
    graph = notebook.graph()
    slider = in_the_middle(graph, "b")
    with watching(slider) as seen:
        drag(slider, 30, steps=30)
        at = position(slider)
        assert until(graph.numbers, expected(b=at)) == expected(b=at)
    assert strangers(seen, lambda at: expected(b=at)) == []
    assert jumps(seen) == []


def test_another_branch(lab):
    """Where the function takes another branch another picture stands, and the page does not jump."""
    branch = """\
def branch(x):
    if x.data < 1:
        return x.tanh()
    y = x * x
    z = y * x + x
    w = z * y
    return w + z.exp()
explore(branch, x=(-2.0, 4.0, 0.5))"""
    notebook = lab.run("branch.ipynb", LONG, IMPORTS, branch, LONG)
    graph = notebook.graph()
    slider = in_the_middle(graph, "x")
    assert (position(slider), len(graph.numbers())) == (1.0, 7)
    with watching(slider) as seen:
        for keys, nodes in ((3, 2), (5, 7), (4, 2)):
            for _ in range(keys):
                slider.press("ArrowLeft" if nodes == 2 else "ArrowRight")
            assert until(lambda: (len(graph.numbers()), "…" in str(graph.numbers())), (nodes, False)) == (nodes, False)
        drag(slider, 60, steps=20)
    assert {len(look["numbers"]) for look in seen} == {2, 7}
    assert jumps(seen) == []
    assert notebook.problems() == []


def test_smaller_branch_first(lab):
    """A picture that needs more room than the first one pushes what is below, never what is above or itself."""
    branch = "def branch(x):\n    return x.tanh() if x.data < 0.5 else (x + 1) * (x + 2) * (x + 3)\n"
    branch += "explore(branch, x=(-1.0, 1.0, 0.5))"
    graph = lab.run("smaller.ipynb", LONG, IMPORTS, branch, LONG).graph()
    slider = in_the_middle(graph, "x")
    with watching(slider) as seen:
        slider.press("ArrowRight")
        assert until(lambda: len(graph.numbers()), 9) == 9
        slider.press("ArrowLeft")
        assert until(lambda: len(graph.numbers()), 2) == 2
    assert jumps(seen) == []
    assert seen[-1]["height"] > seen[0]["height"]


@pytest.mark.parametrize("start", [0.5, -0.5], ids=["right_at_first", "wrong_at_first"])
def test_error(lab, start):
    """An error stands where the picture was; the slider stays alive and brings the picture back."""
    logarithm = "def logarithm(x):\n    y = x.log()\n    return y\n"
    logarithm += f"explore(logarithm, x=({start} - 1, {start} + 1, 0.25))"
    notebook = lab.run("error.ipynb", LONG, IMPORTS, logarithm, LONG)
    graph = notebook.graph()
    slider = in_the_middle(graph, "x")
    there, back = ("ArrowLeft", "ArrowRight") if start > 0 else ("ArrowRight", "ArrowLeft")

    def belongs(at):
        x = Value(at)
        y = x.log()
        y.backward()
        return read(x=x, y=y)

    def shown():
        return graph.message() or graph.numbers()

    def wanted(at):
        return belongs(at) if at > 0 else f"ValueError in log: log({at}): only a positive number has a logarithm"

    assert shown() == wanted(start)
    with watching(slider) as seen:
        for key, times in ((there, 3), (back, 4), (there, 3)):
            for _ in range(times):
                slider.press(key)
                at = position(slider)
                assert until(shown, wanted(at)) == wanted(at)
    assert strangers(seen, belongs) == []
    assert [look["at"] for look in seen if look["picture"] and look["message"]] == []
    assert jumps(seen) == []
    assert notebook.problems() == []


def test_slow_function(lab):
    """Moves go by way of the kernel, the latest one wins, and no number of a position that was left is shown."""
    slow = "import time\nseen = []\ndef slow(x):\n    time.sleep(0.2)\n    seen.append(x.data)\n"
    slow += "    y = x * x\n    return y\n"
    notebook = lab.run("slow.ipynb", LONG, IMPORTS, slow + "explore(slow, x=(0.0, 10.0, 0.1))", LONG)
    graph = notebook.graph()
    slider = in_the_middle(graph, "x")

    def belongs(at):
        x = Value(at)
        y = x * x
        y.backward()
        return read(x=x, y=y)

    calls = int(notebook.ask("len(seen)"))
    with watching(slider) as seen:
        for _ in range(3):
            slider.evaluate(
                """(slider) => { for (let i = 0; i < 10; i++)
                    slider.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true })); }"""
            )
            lab.page.wait_for_timeout(50)  # the hand goes on while the kernel is at work
        assert position(slider) == 8.0
        assert until(graph.numbers, belongs(8.0)) == belongs(8.0)
    assert strangers(seen, belongs) == []
    assert jumps(seen) == []
    assert any(waits(look) for look in seen)
    assert int(notebook.ask("len(seen)")) - calls < 10
    assert notebook.ask("seen[-1]") == "8.0"


def test_class_written_anew(lab):
    """A graph of a class that a later cell writes anew, as the course does, lives on with the new one."""
    first = """\
class Value:
    def __init__(self, data, _prev=(), _op=""):
        self.data, self._prev, self._op = float(data), _prev, _op
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), "*")
"""
    second = first + "    def __repr__(self): return f'Value({self.data})'\n"
    call = "def product(a, b):\n    c = a * b * 2\n    return c\nexplore(product, a=2.0, b=3.0)"
    notebook = lab.run("anew.ipynb", IMPORTS, first + call, second)
    assert complaints(notebook) == []
    assert ("c", "13.02", None) in notebook.graph().numbers()  # 2.1 * 3.1 * 2


def test_kernel_restarted(lab):
    """A graph whose kernel has ended says so, instead of waiting for numbers for ever; its cell brings it back."""
    notebook = lab.run("restart.ipynb", IMPORTS, LIVE)
    lab.page.evaluate(f"async () => {{ {PANEL} await panel.sessionContext.session.kernel.restart(); }}")
    graph = notebook.graph()
    graph.slider("a").press("End")
    graph.slider("b").press("End")  # of two moves no table can know
    said = "The kernel that computed these numbers has ended: run the cell again."
    assert until(graph.message, said) == said
    notebook.run_all()
    assert complaints(notebook) == []


def test_two_graphs_and_two_views(lab):
    """What one graph shows is nothing to another; two views of one graph show the same."""
    notebook = lab.run("two.ipynb", IMPORTS, LIVE, "live = explore(expression, a=-1.0, b=4.0, c=0.5, f=3.0)\nlive")
    one, two = notebook.graphs()
    notebook.select(2)
    lab.page.evaluate("jupyterapp.commands.execute('notebook:create-output-view')")
    stage = lab.page.locator(".jp-LinkedOutputView .mg-stage")
    expect(stage.locator(".mg-svg")).to_be_visible()
    view = Graph(lab.page, stage)
    assert until(view.numbers, two.numbers()) == two.numbers()
    step(one.slider("a"))
    assert until(one.numbers, expected(a=2.1)) == expected(a=2.1)
    step(two.slider("b"))
    moved = expected(-1.0, 4.1, 0.5, 3.0)
    assert until(two.numbers, moved) == moved
    assert until(view.numbers, moved) == moved
    step(view.slider("f"))
    moved = expected(-1.0, 4.1, 0.5, 3.1)
    assert until(two.numbers, moved) == moved
    assert until(view.numbers, moved) == moved
    assert one.numbers() == expected(a=2.1)
    ids = lab.page.locator(".mg-stage [id]").evaluate_all("nodes => nodes.map((node) => node.id)")
    assert len(ids) == len(set(ids))
    assert notebook.problems() == []


def test_linked_slider(lab):
    """A slider elsewhere on the page, joined by jslink, moves the picture; so does Python."""
    link = "from ipywidgets import FloatSlider, jslink\nlive = explore(expression, a=2.0, b=-3.0, c=10.0, f=-2.0)\n"
    link += "far = FloatSlider(value=2.0, min=-2.0, max=6.0)\n"
    link += "jslink((far, 'value'), (live.children[0].children[0], 'value'))\n"
    notebook = lab.run("link.ipynb", IMPORTS, EXPRESSION + link + "live", "far")
    graph = notebook.graph()
    far = notebook.panel.get_by_role("slider").last
    far.focus()
    for _ in range(3):
        far.press("ArrowRight")
    assert until(graph.numbers, expected(a=2.3)) == expected(a=2.3)
    notebook.ask("setattr(live.children[0].children[1], 'value', 1.0)")
    assert until(graph.numbers, expected(a=2.3, b=1.0)) == expected(a=2.3, b=1.0)
    assert notebook.problems() == []


def test_nothing_runs(lab):
    """A stored notebook that nobody runs or trusts shows the live graph's picture as an image."""
    lab.write("stored.ipynb", IMPORTS, LIVE)
    tool = [sys.executable, ROOT / "tools" / "build_notebooks.py", lab.root / "stored.ipynb"]
    subprocess.run(tool, check=True, capture_output=True)
    notebook = lab.open("stored.ipynb")
    assert until(lambda: len(notebook.images()), 1) == 1
    image = notebook.panel.locator(".jp-Cell-outputArea img")
    expect(image).to_be_visible()
    assert image.get_attribute("src").startswith("data:image/png")
    assert notebook.images()[0] > 600
    assert lab.trouble == []
    shown = notebook.panel.text_content()
    assert "Loading widget" not in shown and "Error displaying widget" not in shown


def test_hostile_texts(lab):
    """Names, operations and messages are shown as they are, and never become part of the page."""
    attack = "<img src=x onerror=window.hacked=1>"
    cell = f"""\
attack = {attack!r}
def hostile(x, y):
    d = {{"<i>": x * 2}}
    if x.data > 2.15:
        raise ValueError(attack)
    return Value(1.0, ((d["<i>"], 1.0),), attack)
explore(hostile, x=2.0, y=[attack])"""
    still = "draw_dot(Value(1.0, ((Value(2.0), 1.0),), attack), names={attack: Value(1.0)})"
    notebook = lab.run("hostile.ipynb", IMPORTS, cell, still)
    graph = notebook.graph()
    assert "<img" in graph.stage.locator(".mg-svg").text_content()
    assert "d['<i>']" in graph.stage.locator(".mg-svg").text_content()
    slider = graph.slider("x")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    assert until(graph.message, f"ValueError in hostile: {attack}") == f"ValueError in hostile: {attack}"
    assert not graph.stage.locator("img, i, script").count()
    assert lab.page.evaluate("window.hacked") is None
    assert notebook.problems() == []


def test_themes(lab):
    """Every text of the live graph can be read, in the light and in the dark theme."""
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    # A class without gradients, in a namespace of its own.
    simple = "class Value:\n    def __init__(self, data, _prev=(), _op=''):\n"
    simple += "        self.data, self._prev, self._op = data, _prev, _op\n"
    simple += "    def __mul__(self, other): return Value(self.data * other.data, (self, other), '*')\n"
    simple += "def product(a, b): return a * b\n"
    simple = f"space = {{}}\nexec({simple!r}, space)\nexplore(space['product'], a=2.0, b=3.0)"
    error = "def error(x): return x.missing\nexplore(error, x=1.0)"
    notebook = lab.run("themes.ipynb", IMPORTS, LIVE, simple, error)
    grounds = set()
    try:
        for theme in ("Dark", "Light"):
            lab.theme(theme)
            colours = []
            for graph in notebook.graphs():
                graph.stage.scroll_into_view_if_needed()
                colours += graph.stage.evaluate(COLOURS)
            texts = [text for text, _, _ in colours]
            assert {"data", "grad", "—", "a", "×−3.0", "−8.0"} <= set(texts)
            assert any("missing" in text for text in texts)
            assert [(theme, *colour) for colour in colours if contrast(*colour[1:]) < 4.5] == []
            grounds.add(tuple(colours[-1][2]))
        assert len(grounds) == 2  # the themes differ
    finally:
        lab.theme("Light")
    assert notebook.problems() == []


# Last, for a page that was reloaded goes on complaining of what stood on it before.
def test_run_again_and_reload(lab):
    """A cell that runs again has one living graph; so has the page after a reload, while the kernel lives."""
    notebook = lab.run("again.ipynb", IMPORTS, LIVE)
    notebook.run_all()
    (graph,) = notebook.graphs()
    step(graph.slider("a"))
    assert until(graph.numbers, expected(a=2.1)) == expected(a=2.1)
    lab.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    until(lambda: notebook.ask("1"), "1")  # the kernel has heard of the move
    lab.page.reload()
    lab.page.wait_for_function("window.jupyterapp?.restored.then(() => true)")
    notebook = lab.open("again.ipynb")
    notebook.page.wait_for_selector(".mg-svg")
    (graph,) = notebook.graphs()
    assert until(graph.numbers, expected(a=2.1)) == expected(a=2.1)
    step(graph.slider("c"))
    assert until(graph.numbers, expected(a=2.1, c=10.1)) == expected(a=2.1, c=10.1)
    assert notebook.problems() == []
