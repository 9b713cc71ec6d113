"""What a learner asks of the live graph, in real JupyterLab: by keyboard, the answers read as a screen reader reads."""

import re

import pytest
from lab import COLOURS, EXPRESSION, SCREENSHOTS, contrast, inaccessible, until

IMPORTS = """\
import random
from micrograd.engine import Value
from micrograd.explore import compare, explore
from micrograd.nn import MLP
"""
START = "a=2.0, b=-3.0, c=10.0, f=-2.0"
DIAMOND = """\
def diamond(a, b):
    d = a * b
    e = a + b
    f = d * e
    return f
"""
# In the way of Karpathy's: inputs in a set, a closure for each operation, no slopes kept.
CLOSURES = """\
class Value:
    def __init__(self, data, _prev=(), _op=""):
        self.data, self.grad, self._prev, self._op = data, 0.0, set(_prev), _op
        self._backward = lambda: None
    def __add__(self, other):
        out = Value(self.data + other.data, (self, other), "+")
        def back():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = back
        return out
    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other), "*")
        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = back
        return out
    def backward(self):
        order, seen = [], set()
        def visit(node):
            if node not in seen:
                seen.add(node)
                for source in node._prev:
                    visit(source)
                order.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()
"""
OVERWRITING = CLOSURES.replace("grad +=", "grad =")


@pytest.fixture
def keys(lab):
    return lab.page.keyboard


def tree(graph):
    """Return the browser's accessibility tree of a live graph, as (role, name, properties) of what is not ignored."""
    page = graph.page
    session = page.context.new_cdp_session(page)
    root = graph.explorer.evaluate_handle("it => it")
    session.send("Accessibility.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    inside = set(_backend_ids(session, root))
    session.detach()
    found = []
    for node in nodes:
        if not node["ignored"] and node.get("backendDOMNodeId") in inside:
            properties = {p["name"]: p["value"].get("value") for p in node.get("properties", [])}
            found.append((node["role"]["value"], node.get("name", {}).get("value", ""), properties))
    return found


def _backend_ids(session, handle):
    """Yield the ids that the accessibility tree gives to an element and everything in it."""
    session.send("DOM.enable")
    session.send("DOM.getDocument", {"depth": 0})
    handle.evaluate("it => { window.theExplorer = it; }")
    found = session.send("Runtime.evaluate", {"expression": "window.theExplorer"})["result"]["objectId"]
    described = session.send("DOM.describeNode", {"objectId": found, "depth": -1})["node"]
    todo = [described]
    while todo:
        node = todo.pop()
        yield node["backendNodeId"]
        todo += node.get("children", [])


def spoken(graph):
    """Return what the regions that speak hold, as the accessibility tree has it."""
    return graph.stage.evaluate(
        """stage => [...stage.querySelectorAll("[role=status], [role=alert], [aria-live]")]
            .filter((it) => it.checkVisibility()).map((it) => it.innerText.trim()).filter((text) => text)"""
    )


def says(graph, pattern, seconds=10):
    """Return whether a region that speaks comes to hold a text with this pattern; the last texts if none does."""
    found = until(lambda: any(re.search(pattern, text) for text in spoken(graph)), True, seconds)
    return found or spoken(graph)


def focused(page):
    """Return (role, name) of what has the keyboard, as the accessibility tree has it."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    has = [n for n in nodes if any(p["name"] == "focused" and p["value"].get("value") for p in n.get("properties", []))]
    deepest = [node for node in has if node["role"]["value"] != "RootWebArea"]
    return (deepest[-1]["role"]["value"], deepest[-1].get("name", {}).get("value", "")) if deepest else None


def into_the_graph(graph, keys):
    """Go with the Tab key from the last slider's number into the graph, which is one stop."""
    graph.explorer.get_by_role("slider").last.focus()
    for _ in range(6):
        keys.press("Tab")
        if (focused(graph.page) or ("", ""))[0] == "button":
            return
    raise AssertionError("the Tab key does not lead into the graph")


def go_to(graph, keys, name):
    """Go with the arrow keys to the thing whose accessible name begins with this."""
    graph.stage.locator(".mg-item[tabindex='0']").focus()
    keys.press("Home")
    here = "document.activeElement.getAttribute('aria-label') ?? ''"
    assert until(lambda: graph.page.evaluate(here) != "", True)
    for _ in range(200):
        before = graph.page.evaluate(here)
        if before.startswith(name):
            return
        keys.press("ArrowDown")
        if graph.page.evaluate(here) == before:
            keys.press("ArrowRight")
    raise AssertionError(f"the arrow keys do not lead to {name}")


def press(graph, keys, label):
    """Press a button of the toolbar with the keyboard."""
    button = graph.explorer.get_by_role("button", name=label, exact=True)
    button.focus()
    keys.press("Enter")


# Click: where a gradient comes from.


def test_a_node_explains_its_gradient_by_keyboard(lab, keys):
    graph = lab.run("explain.ipynb", IMPORTS, DIAMOND + "explore(diamond, a=2.0, b=-3.0)").graph()
    assert says(graph, "Press a node")
    into_the_graph(graph, keys)
    assert until(lambda: focused(lab.page), ("button", "f *: data 6.0, gradient 1.0")) is not None
    go_to(graph, keys, "a: data 2.0")
    keys.press("Enter")
    # d = a * b = -6 and e = a + b = -1: d.grad = e = -1, e.grad = d = -6, so a.grad = -3 * -1 + 1 * -6.
    said = "a.grad = (−3.0) · (−1.0) via d + 1.0 · (−6.0) via e = −3.0"
    assert says(graph, f"^{re.escape(said)}$") is True
    lit = graph.stage.locator("g.edge.mg-lit")
    assert lit.count() == 2, "an edge for each term"
    pressed = [
        name for role, name, has in tree(graph) if role in ("button", "ToggleButton") and has.get("pressed") == "true"
    ]
    assert pressed == ["a: data 2.0, gradient −3.0"]

    slider = graph.slider("b")
    slider.focus()
    slider.press("Home")  # -9
    assert says(graph, re.escape("a.grad = (−9.0) · (−7.0) via d + 1.0 · (−18.0) via e = 45.0")) is True
    go_to(graph, keys, "a: data")
    keys.press("Escape")
    assert says(graph, "^Press a node") is True and lit.count() == 0


def test_a_gradient_that_is_not_the_sum_of_its_terms_is_seen(lab, keys):
    """A class that keeps its slopes and overwrites what arrived: the terms are right and the gradient is not."""
    wrong = """\
class Overwriting(Value):
    def backward(self):
        self.grad = 1.0
        for node in reversed(self._operations()):
            for source, slope in node._edges:
                source.grad = slope * node.grad
Value = Overwriting
import micrograd.engine as engine
"""
    cell = wrong + DIAMOND + "compare(diamond, engine.Value, Overwriting, a=2.0, b=-3.0)"
    notebook = lab.run("overwrites.ipynb", IMPORTS, cell)
    graph = notebook.graph(1)
    go_to(graph, keys, "a: data 2.0")
    keys.press("Enter")
    assert says(graph, r"via d \+ .* via e = −3\.0 ≠ .*, which this class has in a\.grad\.$") is True


# Step: forward, then backward, one edge at a time.


def steps(graph, keys, count):
    """Press the arrow key on the scrubber so often; return what was said after each."""
    scrubber = graph.explorer.get_by_role("slider", name="step", exact=True)
    scrubber.focus()
    told = []
    for _ in range(count):
        before = graph.stage.locator(".mg-steps").inner_text()
        keys.press("ArrowRight")
        until(lambda: graph.stage.locator(".mg-steps").inner_text() != before, True, 2)
        told.append(graph.stage.locator(".mg-steps").inner_text())
    return told


def length(graph):
    return int(float(graph.explorer.get_by_role("slider", name="step", exact=True).get_attribute("aria-valuemax")))


def open_steps(graph, keys):
    press(graph, keys, "Step")
    graph.explorer.get_by_role("slider", name="step", exact=True).wait_for()
    assert until(lambda: length(graph) > 0, True)
    return length(graph)


def test_stepping_by_keyboard_through_forward_and_backward(lab, keys):
    graph = lab.run("step.ipynb", IMPORTS, DIAMOND + "explore(diamond, a=2.0, b=-3.0)").graph()
    count = open_steps(graph, keys)
    assert {"play or pause", "previous step", "next step"} <= {
        name for role, name, _ in tree(graph) if role == "button"
    }
    assert all(data == "" for _, data, _ in graph.numbers()), "nothing is computed yet"
    told = steps(graph, keys, count)
    order = [re.sub(r"^(forward|backward)\s+", "", line) for line in told]
    assert [line for line in order if line.startswith("d = ")] == ["d = a * b = 2.0 · (−3.0) = −6.0"]
    assert order.index("d = a * b = 2.0 · (−3.0) = −6.0") < order.index("f = d * e = −6.0 · (−1.0) = 6.0")
    assert any(line.startswith("f.grad: 0.0 → 1.0") for line in order)
    into_a = [line for line in order if line.startswith("a.grad")]
    assert len(into_a) == 2
    first, second = into_a
    assert re.match(r"a\.grad: 0\.0 → 0\.0 \+ ", first)
    grown = re.match(r"a\.grad: 0\.0 → .* = (\S+)", first)[1]
    assert re.match(rf"a\.grad: {grown} → {re.escape(grown) if grown[0] != '−' else '.*'}", second)
    assert re.search(r"= −3\.0", second)
    # At the end stands what stands without stepping.
    final = graph.numbers()
    keys.press("Home")
    assert until(lambda: all(data == "" for _, data, _ in graph.numbers()), True)
    press(graph, keys, "Step")
    assert until(graph.numbers, final) == final


def test_a_missing_plus_is_seen_as_it_happens(lab, keys):
    """On a class in the way of Karpathy's, and one like it that overwrites."""
    for name, code, wanted in ("right", CLOSURES, "= −3.0"), ("wrong", OVERWRITING, "what became of the"):
        graph = lab.run(f"{name}.ipynb", IMPORTS, code + DIAMOND + "explore(diamond, a=2.0, b=-3.0)").graph()
        told = steps(graph, keys, open_steps(graph, keys))
        into_a = [line for line in told if "a.grad" in line]
        assert len(into_a) == 2 and wanted in into_a[1], into_a
        assert ("what became of the" in into_a[1]) == (name == "wrong")
        lab.clear()


def test_the_step_buttons_and_play(lab, keys):
    graph = lab.run("play.ipynb", IMPORTS, DIAMOND + "explore(diamond, a=2.0, b=-3.0)").graph()
    open_steps(graph, keys)
    scrubber = graph.explorer.get_by_role("slider", name="step", exact=True)
    frame = graph.stage.locator(".mg-frame")
    scrubber.wait_for()
    above = [
        scrubber.bounding_box()["y"],
        graph.stage.locator(".mg-steps").bounding_box()["y"],
        frame.bounding_box()["y"],
    ]
    assert above == sorted(above), "beside the picture, however high it is"
    moved = "document.getAnimations().filter((one) => one.effect.target?.matches('.mg-flight')).length"
    for label, wanted in ("next step", "1 of 12"), ("next step", "2 of 12"), ("previous step", "1 of 12"):
        press(graph, keys, label)
        assert until(lambda: scrubber.get_attribute("aria-valuetext"), wanted) == wanted
    for step in range(2, 5):  # the third makes d of a and b: what it takes comes along their edges
        press(graph, keys, "next step")
        assert until(lambda: scrubber.get_attribute("aria-valuetext"), f"{step} of 12") == f"{step} of 12"
        moving = graph.page.evaluate(moved)
    carried = graph.stage.locator(".mg-flight .mg-tag").all_text_contents()
    assert (moving, sorted(carried)) == (2, ["2.0", "−3.0"]), "what they carry stands beside them"
    assert until(graph.stage.locator(".mg-flight").count, 0) == 0, "it arrives"

    def place():
        return int(scrubber.get_attribute("aria-valuetext").split()[0])

    press(graph, keys, "play or pause")
    assert until(lambda: place() >= 6, True)
    press(graph, keys, "play or pause")
    stopped = place()
    graph.page.wait_for_timeout(1200)
    assert place() in (stopped, stopped + 1)


def test_a_slider_moves_the_trace_too(lab, keys):
    graph = lab.run("retrace.ipynb", IMPORTS, DIAMOND + "explore(diamond, a=2.0, b=-3.0)").graph()
    steps(graph, keys, open_steps(graph, keys))
    graph.slider("a").focus()
    keys.press("ArrowRight")
    assert until(lambda: {name: data for name, data, _ in graph.numbers()}["d"], "−6.3") == "−6.3"


# Predict: a number is hidden until something is typed.


def answer(graph, keys, question, typed):
    field = graph.explorer.get_by_role("textbox", name=f"{question}, your prediction")
    field.focus()
    keys.type(typed)
    keys.press("Enter")


def test_predicting_by_keyboard(lab, keys):
    cell = DIAMOND + 'explore(diamond, a=2.0, b=-3.0).predict("a.grad", "b.grad", "e.data")'
    notebook = lab.run("predict.ipynb", IMPORTS, cell)
    graph = notebook.graph()
    hidden = {name: (data, grad) for name, data, grad in graph.numbers()}
    assert (hidden["a"][1], hidden["b"][1], hidden["e"][0]) == ("?", "?", "?")
    assert graph.stage.get_by_text("Any other “?” would give one of them away.").is_visible()
    wanted = "a: data 2.0, gradient hidden"
    assert until(lambda: [name for _, name, _ in tree(graph) if name.startswith("a:")], [wanted]) == [wanted]

    answer(graph, keys, "a.grad", "soon")
    assert says(graph, "type a number") is True
    field = graph.explorer.get_by_role("textbox", name="a.grad, your prediction")
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("soon", "true")
    field.fill("")

    answer(graph, keys, "a.grad", "−12/2")  # what comes through e alone, 1 · −6
    assert says(graph, r"a\.grad is not −6\.0\.\s+You left out what comes via d") is True
    assert "−3.0" not in " ".join(spoken(graph)), "the number is not given away by the first wrong answer"
    answer(graph, keys, "a.grad", "later")
    assert says(graph, "type a number") is True
    assert "You left out" not in " ".join(spoken(graph)), "that was said of another answer"
    answer(graph, keys, "a.grad", "−12/2")
    assert says(graph, r"You left out what comes via d") is True
    shown = {name: grad for name, _, grad in graph.numbers()}
    assert (shown["a"], shown["b"]) == ("?", "?")
    assert focused(lab.page) == ("textbox", "a.grad, your prediction"), "the next try can be typed at once"
    keys.press("Enter")  # the same again is no other try
    assert says(graph, r"a\.grad is not −6\.0\.") is True and field.get_attribute("readonly") is None
    for name in ("b.grad", "e.data"):
        keys.press("Tab")
        assert focused(lab.page) == ("textbox", f"{name}, your prediction"), "in the order of the task"
    press(graph, keys, "Show me: a.grad")
    assert says(graph, r"You typed −6\.0, and a\.grad is −3\.0: that is 3\.0 too low") is True
    assert says(graph, r"a\.grad = .* via d \+ .* via e = −3\.0") is True
    shown = {name: grad for name, _, grad in graph.numbers()}
    assert (shown["a"], shown["b"]) == ("−3.0", "?")
    press(graph, keys, "Try again: a.grad")
    assert until(lambda: focused(lab.page), ("textbox", "a.grad, your prediction"))
    keys.press("Tab")
    assert focused(lab.page) == ("textbox", "b.grad, your prediction"), "a field that is back has its old place"
    answer(graph, keys, "a.grad", "-6")  # shown before: it shows again
    assert says(graph, r"You typed −6\.0, and a\.grad is −3\.0: that is 3\.0 too low") is True

    answer(graph, keys, "b.grad", "-8")
    assert says(graph, r"Right: b\.grad is −8\.0") is True
    # What was typed survives running the cell again, and a restart of the kernel.
    for command in ("notebook:run-all-cells", None):
        if command:
            lab.page.evaluate("command => jupyterapp.commands.execute(command)", command)
        else:
            lab.page.evaluate(
                """async () => {
                    const panel = [...jupyterapp.shell.widgets("main")].find((widget) => widget.content?.model?.cells);
                    await panel.sessionContext.session.kernel.restart();
                    await jupyterapp.commands.execute("notebook:run-all-cells");
                }"""
            )
        notebook.settle()
        graph = notebook.graph()
        assert says(graph, r"You typed −6\.0, and a\.grad is −3\.0") is True
        assert says(graph, r"Right: b\.grad is −8\.0") is True
        assert {name: data for name, data, _ in graph.numbers()}["e"] == "?"
    assert notebook.problems() == []


def test_predictions_can_be_exported(lab, keys, tmp_path):
    cell = DIAMOND + 'explore(diamond, a=5.0, b=-3.0).predict("a.grad")'
    notebook = lab.run("export.ipynb", IMPORTS, cell, "from micrograd.course import answers")
    graph = notebook.graph()
    answer(graph, keys, "a.grad", "6")
    assert says(graph, "is not|Right") is True
    file = tmp_path / "ada.json"
    notebook.ask(f"answers.export({str(file)!r}, name='Ada')")
    assert "a.grad" in file.read_text(encoding="utf-8") and "Ada" in file.read_text(encoding="utf-8")
    assert "a.grad" in notebook.ask(f"answers.summary({str(file)!r})")


# Nudge: what the output really did.


def test_nudging_by_keyboard(lab, keys):
    graph = lab.run("nudge.ipynb", IMPORTS, DIAMOND + "explore(diamond, a=2.0, b=-3.0)").graph()
    press(graph, keys, "Nudge")
    assert says(graph, "The nudge and a.grad agree") is True
    read = {name for role, name, _ in tree(graph) if role in ("cell", "gridcell", "rowheader", "columnheader")}
    assert {"up by h", "down by h", "both ways", "a.grad", "−3.0", "2.001"} <= read
    size = graph.explorer.get_by_role("slider", name=re.compile("h"))
    size.focus()
    keys.press("Home")  # the smallest: rounding is all that is left
    assert says(graph, "too small|rounding|digits") is True
    keys.press("End")
    assert says(graph, "too large|large|bend|apart") is True


def test_a_nudge_that_travels_by_keyboard(lab, keys):
    """There are two ways from a to f: by way of d = a * b, and of e = a + b."""
    graph = lab.run("travel.ipynb", IMPORTS, DIAMOND + "explore(diamond, a=2.0, b=-3.0)").graph()
    press(graph, keys, "Nudge")
    tags = graph.stage.locator(".mg-journey-layer .mg-tag:not(.mg-factor, .mg-flight *)")
    press(graph, keys, "send the nudge through the graph")
    assert until(lambda: graph.stage.locator(".mg-flight").count(), 2) == 2, "it sets out on both ways"
    told = graph.stage.locator(".mg-told")
    assert told.get_attribute("aria-live") == "off", "nothing is read out while it plays"
    press(graph, keys, "pause")
    kept = told.inner_text()
    graph.page.wait_for_timeout(500)
    assert (told.inner_text(), graph.stage.locator(".mg-flight").count()) == (kept, 2), "it stands half-way"
    keys.press("ArrowRight")  # the keyboard is still on the button, and on a stage by hand
    assert says(graph, r"f moves by −0\.003003, about .* from d \+ .* from e = −0\.003\.") is True
    assert until(tags.all_text_contents, ["+0.001", "+0.001", "−0.003", "−0.003003"])
    assert until(lambda: any("f: data 6.0, gradient 1.0, moved by −0.003003" in n for _, n, _ in tree(graph)), True)
    keys.press("End")
    assert says(graph, r"−3\.003 times as far\. a\.grad is −3\.0, about the same") is True
    assert sorted(tags.all_text_contents()) == sorted(
        ["+0.001", "+0.001", "−0.003", "−0.003003", "1.0", "−6.0", "−1.0", "−3.0"]
    )
    graph.explorer.get_by_role("slider").first.focus()
    keys.press("ArrowRight")  # a is 2.1: the same stage, and only numbers of this position
    assert says(graph, r"a\.grad is −3\.6") is True
    assert set(tags.all_text_contents()) == {"+0.001", "−0.003", "−0.003603", "1.0", "−6.3", "−0.9", "−3.6"}
    graph.stage.get_by_role("button", name="previous stage").focus()
    keys.press("Escape")
    assert until(tags.count, 0) == 0 and "Send it" in told.inner_text()
    press(graph, keys, "next stage")  # by hand from the start
    assert says(graph, r"a moves by \+0\.001") is True
    assert graph.stage.get_by_role("button", name="go on").count() == 1


# Fold: groups as boxes.

NET = "random.seed(2)\nnet = MLP(3, [4, 4, 1])\ndef score(x1, x2, x3):\n    return net([x1, x2, x3])\n"
NET += "explore(score, x1=2.0, x2=-3.0, x3=1.0)"


def drawn(graph):
    """Return how many single nodes and boxes are drawn."""
    return graph.stage.locator(".mg-svg g.node:not(.group)").count(), graph.stage.locator(".mg-svg g.group").count()


def test_folding_by_keyboard(lab, keys):
    graph = lab.run("fold.ipynb", IMPORTS, NET).graph()
    assert drawn(graph) == (3, 9)
    press(graph, keys, "Nudge")
    press(graph, keys, "next stage")
    assert says(graph, "x1 moves by") is True
    keys.press("ArrowRight")
    assert says(graph, "It goes on inside 4 boxes") is True
    press(graph, keys, "Nudge")
    go_to(graph, keys, "net.layers[1].neurons[2]")
    assert re.match(r"net\.layers\[1\]\.neurons\[2\], 14 nodes, folded: ", focused(lab.page)[1])
    keys.press("Enter")
    assert until(lambda: drawn(graph), (3 + 14, 8)) == (17, 8)
    assert until(lambda: "neurons[2]" in focused(lab.page)[1], True), "the keyboard stays with what was opened"
    opened = [name for role, name, has in tree(graph) if has.get("expanded") is True]
    assert any("net.layers[1].neurons[2]" in name for name in opened)
    keys.press("Enter")
    assert until(lambda: drawn(graph), (3, 9)) == (3, 9)
    press(graph, keys, "Open all")
    assert until(lambda: drawn(graph), (116, 0)) == (116, 0)
    press(graph, keys, "Close all")
    assert until(lambda: drawn(graph), (3, 1)) == (3, 1)
    # A slider moves the numbers of a box.
    before = graph.stage.locator("g.group .mg-data").all_text_contents()
    graph.slider("x1").focus()
    keys.press("End")
    assert until(lambda: graph.stage.locator("g.group .mg-data").all_text_contents() != before, True)


# Compare: two engines, one function.


def test_differences_of_two_classes_are_marked(lab, keys):
    cells = ["import micrograd.engine as engine\nRight = engine.Value", CLOSURES, "Good = Value", OVERWRITING]
    cells += [DIAMOND + "compare(diamond, Good, Value, a=2.0, b=-3.0)", "compare(diamond, Right, Good, a=2.0, b=-3.0)"]
    notebook = lab.run("compare.ipynb", IMPORTS, *cells)
    good, bad, right, closures = (notebook.graph(place) for place in range(4))
    assert says(good, r"^≠ 2 differ from Value: ") is True
    assert says(bad, r"^≠ 2 differ from Good: .*a\.grad is \S+ here and −3\.0 there") is True
    a = bad.stage.get_by_role("button", name=re.compile(r"^a: .*, grad differs: there −3\.0"))
    assert until(a.count, 1) == 1
    assert (
        says(right, "^No number differs from Good") is True and says(closures, "^No number differs from Right") is True
    )
    lab.page.set_viewport_size({"width": 1800, "height": 900})  # where there is room for both, they stand level
    level = "[...document.querySelectorAll('.mg-svg')].slice(0, 2).map((it) => it.getBoundingClientRect().top)"
    assert until(lambda: len(set(lab.page.evaluate(level))), 1) == 1
    lab.page.set_viewport_size({"width": 1280, "height": 900})
    slider = good.explorer.get_by_role("slider", name="a", exact=True)
    slider.focus()
    keys.press("End")
    assert until(lambda: {n: d for n, d, _ in good.numbers()}["a"], "6.0") == "6.0"
    assert until(lambda: {n: d for n, d, _ in bad.numbers()}["a"], "6.0") == "6.0"
    assert says(bad, r"b\.grad is \S+ here and 0\.0 there") is True

    # Step: the class that is done first waits for the other.
    brief = "class Brief(Right):\n    def backward(self):\n        self.grad = 1.0"
    notebook = lab.run(
        "brief.ipynb", IMPORTS, cells[0], brief, DIAMOND + "compare(diamond, Right, Brief, a=2.0, b=-3.0)"
    )
    done = notebook.graph(1)
    assert says(done, r"^≠ .* differ from Value: ") is True
    open_steps(done, keys)
    done.explorer.get_by_role("slider", name="step", exact=True).focus()
    for key, said in ("End", "^≠ .* differ from Value: "), ("ArrowLeft", "^Will be compared with Value at the end"):
        keys.press(key)
        assert says(done, said) is True
    assert notebook.problems() == []


# Formula, legend, larger.


def test_the_formula_follows_the_sliders(lab, keys):
    graph = lab.run("formula.ipynb", IMPORTS, EXPRESSION + f"explore(expression, {START})").graph()
    press(graph, keys, "Formula")
    panel = graph.stage.locator(".mg-formula")
    assert until(lambda: "L = (a * b + c) * f" in panel.inner_text(), True)
    assert "= (2.0 · (−3.0) + 10.0) · (−2.0) = −8.0" in panel.inner_text()
    rows = [name for role, name, _ in tree(graph) if role in ("row", "cell", "gridcell", "rowheader")]
    assert any("∂e/∂a = b" in name for name in rows)
    graph.slider("a").focus()
    keys.press("ArrowRight")
    assert until(lambda: "(2.1 · (−3.0) + 10.0)" in panel.inner_text(), True)


def test_the_formula_shows_a_wrong_slope(lab, keys):
    wrong = (
        "class Wrong(Value):\n    def __mul__(self, other):\n        slopes = (self, self.data), (other, other.data)\n"
    )
    wrong += "        return Value(self.data * other.data, slopes, '*')\nValue = Wrong\n"
    graph = lab.run("slope.ipynb", IMPORTS, wrong + DIAMOND + "explore(diamond, a=2.0, b=-3.0)").graph()
    press(graph, keys, "Formula")
    assert until(
        lambda: re.search(r"≠|this class has", graph.stage.locator(".mg-formula").inner_text()) is not None, True
    )


def test_legend_and_projector_size(lab, keys):
    graph = lab.run("larger.ipynb", IMPORTS, DIAMOND + "explore(diamond, a=2.0, b=-3.0)").graph()
    press(graph, keys, "Legend")
    legend = graph.stage.locator(".mg-legend")
    assert until(lambda: "slope" in legend.inner_text(), True)
    assert not re.search("fold|other class|predicted|not computed|grey", legend.inner_text()), "only what is there"
    width = graph.stage.locator(".mg-svg").bounding_box()["width"]
    top = graph.stage.locator(".mg-frame").bounding_box()["y"]
    press(graph, keys, "Larger")
    assert until(lambda: graph.stage.locator(".mg-svg").bounding_box()["width"] > 1.2 * width, True)
    assert abs(graph.stage.locator(".mg-frame").bounding_box()["y"] - top) < 2, "the graph stays where it was"


# For everybody.

EVERYTHING = [
    EXPRESSION + f'explore(expression, {START}).show("step", "formula", "nudge", "legend").predict("a.grad", "a->e")',
    NET,
    OVERWRITING,
    "Overwriting = Value\nfrom micrograd.engine import Value\n"
    + DIAMOND
    + 'compare(diamond, Value, Overwriting, a=2.0, b=-3.0).show("step", "formula", "nudge", "larger")',
]


def test_axe_finds_nothing(lab):
    """In the light theme; in the dark one it reads all notebooks."""
    notebook = lab.run("axe.ipynb", IMPORTS, *EVERYTHING)
    assert notebook.problems() == []
    lab.page.wait_for_timeout(1000)
    assert inaccessible(lab.page) == []
    # And it would find something.
    lab.page.evaluate("document.querySelector('.mg-toolbar .mg-button').replaceChildren()")
    assert [line.split(":")[0] for line in inaccessible(lab.page)] == ["button-name"]


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_every_text_can_be_read(lab, theme):
    """axe-core leaves out what stands in JupyterLab's scrollers: here is each text and the colour it stands on."""
    notebook = lab.run("contrast.ipynb", IMPORTS, *EVERYTHING)
    lab.theme(theme)
    try:
        colours = [colour for graph in notebook.graphs() for colour in graph.stage.evaluate(COLOURS)]
    finally:
        lab.theme("Light")
    assert {"Operation", "apart", "Step", "Value", "data: the number itself"} <= {text for text, _, _ in colours}
    assert [colour for colour in colours if contrast(*colour[1:]) < 4.5] == []


def test_nothing_moves_by_itself_where_that_is_not_wanted(lab, keys):
    lab.page.emulate_media(reduced_motion="reduce")
    try:
        graph = lab.run("calm.ipynb", IMPORTS, DIAMOND + "explore(diamond, a=2.0, b=-3.0)").graph()
        open_steps(graph, keys)
        steps(graph, keys, 3)
        moving = graph.explorer.evaluate(
            """it => [it, ...it.querySelectorAll("*")].filter((part) => part.closest(".mg-stage"))
                .flatMap((part) => part.getAnimations()).length"""
        )
        durations = graph.stage.evaluate(
            """it => [it, ...it.querySelectorAll("*")].map((part) => getComputedStyle(part))
                .flatMap((style) => [style.transitionDuration, style.animationDuration])
                .filter((duration) => parseFloat(duration) > 0).length"""
        )
        assert (moving, durations) == (0, 0)
    finally:
        lab.page.emulate_media(reduced_motion="no-preference")


# Sizes.

UNITS = """\
def total(a, b):
    out = b
    for i in range({}):
        out = out + (a * (0.1 * i - 0.5) + b).tanh()
    return out
explore(total, a=0.5, b=0.9)"""
SIZES = {
    3: "def f(a, b):\n    c = a * b\n    return c\nexplore(f, a=2.0, b=-3.0)",
    10: EXPRESSION.replace("return L", "return (L + a).tanh()") + f"explore(expression, {START})",
    60: UNITS.format(12),
    116: NET,
    400: UNITS.format(80),
}


@pytest.mark.parametrize("size", SIZES)
def test_every_size(lab, keys, size):
    notebook = lab.run(f"size{size}.ipynb", IMPORTS, SIZES[size])
    graph = notebook.graph()
    count = int(notebook.ask("len(_.graph.shapes[0]['names'])"))
    assert abs(count - size) <= 2
    if SCREENSHOTS:
        notebook.screenshots(SCREENSHOTS, f"size{size}")
    # All of it is in sight at first, and can be read if somebody asks for that.
    sizes = """stage => [stage.querySelector(".mg-svg"), stage.querySelector(".mg-frame")]
        .flatMap((it) => [it.getBoundingClientRect().width, it.getBoundingClientRect().height])"""
    wide, high, room, _ = graph.stage.evaluate(sizes)
    whole = int(graph.stage.locator(".mg-svg").get_attribute("width").removesuffix("pt")) / 0.75
    overview = graph.stage.get_by_role("button", name="Overview")
    assert high < 900 and wide <= (room + 1 if size in (60, 400) else 1.5 * room), "a little too wide: it scrolls"
    if size in (60, 400):
        assert says(graph, r"^Overview: the whole graph at \d+ % of its size") is True
        press(graph, keys, "Overview")
    # A little smaller, if it fits then.
    assert until(lambda: (now := graph.stage.evaluate(sizes)[0]) > (0.69 if now <= room + 1 else 0.79) * whole, True)
    assert overview.count() == 0 or overview.get_attribute("aria-pressed") == "false"
    # Every node explains itself, and a move is followed with it.
    into_the_graph(graph, keys)
    keys.press("Home")
    keys.press("Enter")
    assert until(lambda: graph.stage.locator(".mg-lit").count() > 0 or size == 116, True)
    graph.explorer.get_by_role("slider").first.focus()
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    assert until(lambda: "…" not in graph.stage.inner_text(), True)
    assert notebook.problems() == []
