"""What a learner asks of the live graph in real JupyterLab: with the keyboard, the answers read as a screen reader does."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from lab import until

SCREENSHOTS = os.environ.get("MICROGRAD_SCREENSHOTS")  # a folder for pictures of every size in both themes

IMPORTS = """\
import random
from micrograd.engine import Value
from micrograd.explore import compare, explore
from micrograd.nn import MLP
"""
EXPRESSION = """\
def expression(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    return L
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
    into_the_graph(graph, keys)
    keys.press("Home")
    for _ in range(200):
        if focused(graph.page)[1].startswith(name):
            return
        before = focused(graph.page)
        keys.press("ArrowDown")
        if focused(graph.page) == before:
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
    pressed = [name for role, name, has in tree(graph) if role in ("button", "ToggleButton") and has.get("pressed") == "true"]
    assert pressed == ["a: data 2.0, gradient −3.0"]

    slider = graph.slider("b")
    slider.focus()
    slider.press("Home")  # -9
    assert says(graph, re.escape("a.grad = (−9.0) · (−7.0) via d + 1.0 · (−18.0) via e = 45.0")) is True
    go_to(graph, keys, "a: data")
    keys.press("Escape")
    assert says(graph, "^Press a node") is True and lit.count() == 0
