"""A real JupyterLab in a real browser, for tests: opens a notebook, runs it, and reads what a person would see."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import json5
import nbformat
from axe_playwright_python.sync_playwright import Axe
from project import ROOT

SCREENSHOTS = os.environ.get("MICROGRAD_SCREENSHOTS")  # a folder for screenshots in both themes
WAIT = 60  # seconds until a test gives up waiting; nothing takes that long on an idle machine

# The course's running example.
EXPRESSION = """\
def expression(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    return L
"""

# JupyterLab's own errors that say nothing about a notebook, as regular expressions.
NOISE = (
    # It first looks for a text cell's picture relative to the page, and then under /files/…, where it is.
    r"status of 404 \(Not Found\) \(http://[^/]+/(?!files/|api/|lab/|static/)",
    # Its debugger asks for a kernel's state, and the kernel is restarted before it has answered.
    r"Could not restore the debugger state: Canceled future",
    # It asks for a channel of its own to a kernel, which is restarted before it has answered.
    r"Canceled future for create_subshell_request",
    # A notebook that was open before a reload is reopened by the layout and by us: one of the two is discarded.
    r"^Disposed$",
)

# In the page: `panel` is the open notebook; tests open one at a time.
PANEL = 'const panel = [...jupyterapp.shell.widgets("main")].find((widget) => widget.content?.model?.cells);'


DEFAULTS = "jupyter/share/jupyter/lab/settings/overrides.d/micrograd-course.json5"


@contextlib.contextmanager
def server(folder):
    """Start JupyterLab on a folder with a copy of the notebooks; yield its address, with the token to log in."""
    home, root = Path(folder) / "home", Path(folder) / "course"
    # As after a clone: the notebooks and their pictures. What is saved there does not come back here.
    for part in ("notebooks", "docs"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns(".*"))
    for plugin, settings in defaults().items():
        file = home / "settings" / f"{plugin.replace(':', '/')}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    command = [sys.executable, "-P", "-m", "jupyterlab", "--no-browser", f"--ServerApp.root_dir={root}"]
    command += ["--ServerApp.ip=127.0.0.1", "--LabApp.expose_app_in_browser=True"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    log = home / "jupyterlab.log"
    with open(log, "w") as out:
        process = subprocess.Popen(command, env=environment(home), cwd=root, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield address(process, home / "runtime", log)
    finally:
        process.terminate()  # so that it ends its kernels first
        process.wait(WAIT)


def defaults():
    """Return JupyterLab's settings where the course is installed, by plugin."""
    return json5.loads((ROOT / DEFAULTS).read_text(encoding="utf-8"))


def environment(home):
    """Return the environment of a person who has never used Jupyter before."""
    personal = "JUPYTER", "IPYTHON", "MICROGRAD", "MPLBACKEND", "XDG_CONFIG", "XDG_CACHE", "XDG_DATA"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(personal)}
    return kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }


def address(process, runtime, log):
    """Return the address of a server that has just been started, as soon as it responds."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end and process.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(ValueError):  # half written
                about = json.loads(file.read_text())
                return f"{about['url']}lab?token={about['token']}"
        time.sleep(0.05)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


class Lab:
    """JupyterLab in one page of a browser."""

    def __init__(self, browser, address, root):
        self.root = Path(root)  # the folder that JupyterLab shows
        self.address = address
        self.trouble = []  # the page's complaints since a notebook was last opened
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT * 1000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._complained("page", str(error)))
        self.page.on("request", self._asked)
        self.page.goto(address)
        self.page.wait_for_function("window.jupyterapp?.restored.then(() => true)")

    def _heard(self, message):
        if message.type == "error":
            self._complained("console", f"{message.text} ({message.location['url']})")

    def _complained(self, where, text):
        if not any(re.search(pattern, text) for pattern in NOISE):
            self.trouble.append(f"{where} error: {text}")

    def _asked(self, request):
        # A learner may be on a train: the browser is started so that it can't reach any other machine.
        if not request.url.startswith((self.address.partition("/lab")[0], "data:", "blob:")):
            self.trouble.append(f"asks the network for {request.url}")

    def write(self, name, *cells):
        """Store a notebook with these cells, text if they begin like a heading, else code; return its path."""
        made = [nbformat.v4.new_markdown_cell(c) if c.startswith("# ") else nbformat.v4.new_code_cell(c) for c in cells]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel})
        nbformat.write(notebook, self.root / name)
        return name

    def open(self, path):
        """Show a notebook of the course's folder, nothing run yet."""
        self.trouble.clear()
        self.page.evaluate(
            """async (path) => {
                const panel = await jupyterapp.commands.execute("docmanager:open", { path, factory: "Notebook" });
                await panel.context.ready;
                await panel.sessionContext.ready;
                // Where nothing was open JupyterLab had put its launcher.
                for (const other of [...jupyterapp.shell.widgets("main")]) if (other !== panel) other.dispose();
            }""",
            str(path),
        )
        return Notebook(self)

    def run(self, name, *cells):
        """Store, open and run a notebook with these cells."""
        notebook = self.open(self.write(name, *cells))
        notebook.run_all()
        return notebook

    def theme(self, name):
        """Switch to the theme "Light" or "Dark"."""
        change = "(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })"
        self.page.evaluate(change, f"JupyterLab {name}")
        light = "true" if name == "Light" else "false"
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")  # it covers everything for a moment

    def clear(self):
        """Close what is open and end its kernels, saving nothing."""
        self.page.evaluate(
            """async () => {
                for (const widget of [...jupyterapp.shell.widgets("main")]) {
                    const session = (widget.content?.sessionContext ?? widget.sessionContext);
                    await session?.shutdown();
                    widget.dispose();
                }
            }"""
        )


class Notebook:
    """The notebook in front: actions on it, and what it shows."""

    def __init__(self, lab):
        self.lab = lab
        self.page = lab.page
        self.panel = lab.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def run_all(self):
        """Run all cells, and wait until they are done and their widgets are on the page."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        self.settle()

    def settle(self):
        """Wait until every cell has run, or one has stopped the others, and until every widget is shown."""
        self.page.wait_for_function(
            f"""() => {{
                {PANEL}
                const cells = panel.content.model.toJSON().cells.filter((cell) => cell.cell_type === "code");
                const outputs = cells.flatMap((cell) => cell.outputs);
                const stopped = cells.some((cell) => !cell.metadata.tags?.includes("raises-exception")
                    && cell.outputs.some((output) => output.output_type === "error"));
                const ran = stopped || cells.every((cell) => cell.execution_count || !cell.source.length);
                // An output is in the notebook a moment before it is on the page.
                const graphs = outputs.filter((it) => String(it.data?.["text/plain"] ?? "").startsWith("explore("));
                const stages = [...panel.node.querySelectorAll(".mg-stage")];
                const drawn = outputs.filter((it) => String(it.data?.["text/plain"] ?? "").startsWith("plot: "));
                const plots = [...panel.node.querySelectorAll(".mg-plot")];
                return ran && stages.length >= graphs.length && plots.length >= drawn.length
                    && plots.every((plot) => plot.querySelector(".mg-plot-area, .mg-message:not(:empty)"))
                    && panel.sessionContext.session?.kernel?.status === "idle"
                    && !panel.node.textContent.includes("Loading widget")
                    && stages.every((stage) => stage.querySelector(".mg-svg, .mg-message:not(:empty)"));
            }}"""
        )

    def cells(self):
        """Return the cells in their present state, outputs included, in the notebook format."""
        return self.page.evaluate(f"() => {{ {PANEL} return panel.content.model.toJSON().cells; }}")

    def problems(self):
        """Return what is wrong with a notebook that has run, a line for each problem."""
        found = [*self.lab.trouble]
        for place, cell in enumerate(self.cells(), 1):
            if cell["cell_type"] != "code":
                continue
            expected = "raises-exception" in cell["metadata"].get("tags", [])
            if cell["source"] and not cell["execution_count"]:
                found.append(f"cell {place} did not run")
            for output in cell["outputs"]:
                if output["output_type"] == "error" and not expected:
                    found.append(f"cell {place}: {output['ename']}: {output['evalue']}")
                elif output.get("name") == "stderr":
                    found.append(f"cell {place} writes to stderr: {''.join(output['text'])}")
        shown = self.panel.text_content()
        broken = "Error displaying widget", "Loading widget"
        found += [f"the page says {words!r}" for words in broken if words in shown]
        return found

    def ask(self, expression):
        """Return the repr of an expression's value in the notebook's kernel."""
        return self.page.evaluate(
            f"""async (expression) => {{
                {PANEL}
                const asked = {{ code: "", silent: true, user_expressions: {{ it: expression }} }};
                const reply = await panel.sessionContext.session.kernel.requestExecute(asked).done;
                const it = reply.content.user_expressions.it;
                return it.data?.["text/plain"] ?? `${{it.ename}}: ${{it.evalue}}`;
            }}""",
            expression,
        )

    def select(self, cell):
        """Make a cell, counted from 0, the active one."""
        self.page.evaluate(f"(cell) => {{ {PANEL} panel.content.activeCellIndex = cell; }}", cell)

    def selected(self):
        """Return which cell is the active one, and how many cells there are."""
        read = "return [panel.content.activeCellIndex, panel.content.widgets.length];"
        return self.page.evaluate(f"() => {{ {PANEL} {read} }}")

    def images(self):
        """Return the width in pixels of each image in the outputs, 0 for one that could not be shown."""
        images = self.panel.locator(".jp-Cell-outputArea img")
        return images.evaluate_all("images => images.map((image) => image.complete ? image.naturalWidth : 0)")

    def screenshots(self, folder, name):
        """Store screenshots of the whole notebook in both themes."""
        before = self.page.viewport_size
        inner = "() => { const { scrollHeight, clientHeight } = document.querySelector('.jp-WindowedPanel-outer');"
        more = self.page.evaluate(inner + " return scrollHeight - clientHeight; }")
        self.page.set_viewport_size({"width": before["width"], "height": min(before["height"] + more, 16000)})
        for theme in ("Dark", "Light"):
            self.lab.theme(theme)
            self.page.evaluate(TO_THE_TOP)
            self.page.screenshot(path=Path(folder) / f"{name}-{theme.lower()}.png", animations="disabled")
        self.page.set_viewport_size(before)

    def graphs(self):
        """Return the live graphs, from top to bottom."""
        return [Graph(self.page, stage) for stage in self.panel.locator(".mg-stage").all()]

    def graph(self, place=0):
        """Return a live graph as soon as its picture or message is there: JupyterLab may draw an output twice."""
        stage = self.panel.locator(".mg-stage").nth(place)
        stage.locator(".mg-svg, .mg-message:not(:empty)").first.wait_for(state="attached")
        return Graph(self.page, stage)


class Graph:
    """A live graph with its sliders."""

    def __init__(self, page, stage):
        self.page = page
        self.stage = stage
        self.explorer = stage.locator("xpath=ancestor::*[contains(@class, 'widget-vbox')][1]")

    def slider(self, name):
        """Return the slider with this accessible name."""
        return self.explorer.get_by_role("slider", name=name, exact=True)

    def sliders(self):
        """Return all sliders by their accessible names, except a panel's own, such as the nudge's."""
        sliders = self.explorer.locator(".widget-slider [role=slider]").all()
        return {slider.get_attribute("aria-label"): slider for slider in sliders}

    def numbers(self):
        """Return (name, data, gradient) of each node as the picture shows them, sorted; None where it shows none."""
        return ordered(self.stage.evaluate(f"stage => ({NUMBERS})(stage)"))

    def slopes(self):
        """Return the texts on the edges, sorted."""
        return sorted(self.stage.locator(".mg-canvas .mg-slope").all_text_contents())

    def tags(self):
        """Return the tags of the cell that shows this graph."""
        return tags_around(self.stage)

    def message(self):
        return self.stage.locator(".mg-message").text_content()


# In the page: a notebook that has grown keeps its scroll position, and draws only the cells there.
TO_THE_TOP = """async () => {
    document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer").scrollTop = 0;
    await new Promise((done) => setTimeout(done, 500));
}"""

# The function in the page that Graph.numbers calls.
NUMBERS = """(stage) => [...stage.querySelectorAll(".mg-svg g.node")].map((node) =>
    [".mg-name", ".mg-data", ".mg-grad"].map((part) => node.querySelector(part)?.textContent ?? null))"""


def ordered(numbers):
    """Return what NUMBERS reads as sorted tuples."""
    return sorted(map(tuple, numbers), key=str)


def position(slider):
    """Return where a slider stands."""
    text = slider.get_attribute("aria-valuetext").partition(" of ")[0]  # a scrubber says "3 of 14"
    return round(float(text), 12)


def tags_around(part):
    """Return the tags of the cell that a part of the page is in."""
    return part.evaluate(
        f"""(part) => {{
            {PANEL}
            const cell = panel.content.widgets.find((cell) => cell.node.contains(part));
            return cell.model.getMetadata("tags") ?? [];
        }}"""
    )


def until(read, wanted, seconds=10):
    """Read until the wanted value appears, for at most some seconds, and return the last value read."""
    end = time.monotonic() + seconds
    while (got := read()) != wanted and time.monotonic() < end:
        time.sleep(0.02)
    return got


# In the page: each text of a graph with its colour and the colour painted below its middle.
COLOURS = """(stage) => {
    const rgba = (colour) => {
        const [r = 0, g = 0, b = 0, a = colour ? 1 : 0] = colour.match(/[\\d.]+/g)?.map(Number) ?? [];
        return [r, g, b, a];
    };
    const texts = [...stage.querySelectorAll("text, .mg-message, .mg-title, .mg-below *")].filter(
        (text) => [...text.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
            && text.checkVisibility({ visibilityProperty: true }));
    const paint = (element) => {
        const style = getComputedStyle(element);
        if (!element.ownerSVGElement) return rgba(style.backgroundColor);
        const [r, g, b, a] = rgba(style.fill === "none" ? "" : style.fill);
        return [r, g, b, a * parseFloat(style.fillOpacity)];
    };
    const over = (below, [r, g, b, a]) => [r, g, b].map((one, i) => a * one + (1 - a) * below[i]);
    return texts.map((text) => {
        text.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
        const box = text.getBoundingClientRect();
        const stack = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        const below = stack.filter((e) => e.tagName !== "text" && (stage.contains(e) || e.contains(stage))).map(paint);
        const paper = below.reverse().reduce(over, [0, 0, 0]);
        const ink = text.ownerSVGElement ? paint(text) : rgba(getComputedStyle(text).color);
        return [text.textContent, over(paper, ink), paper];
    });
}"""


def inaccessible(page):
    """Return what axe-core finds wrong in the outputs of a notebook."""
    # A long traceback would take ten seconds, and is JupyterLab's.
    where = {"include": [[".jp-OutputArea-output"]], "exclude": [[".jp-RenderedText"]]}
    violations = Axe().run(page, context=where).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in violations for node in one["nodes"]]


def contrast(one, other):
    """Return WCAG's contrast ratio of two colours."""

    def luminance(colour):
        channels = [c / 255 for c in colour[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)
