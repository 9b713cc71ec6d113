"""Run notebooks in fresh kernels and store their outputs in one normal form; with --check, compare and store nothing.

    python tools/build_notebooks.py [--check] [notebook ...]

Two builds give the same bytes. A cell that is tagged `answers` runs, and none of its outputs is stored: a saved
notebook gives no answer away, in JupyterLab, on GitHub or on paper. What a widget shows is stored as pictures and
text, so that it reads well where nothing runs: on GitHub, in a diff. A picture of a graph must be the same to the last
pixel; a matplotlib plot only has to be there, because fonts and anti-aliasing differ between machines.
"""

import argparse
import asyncio
import base64
import copy
import difflib
import hashlib
import html
import io
import itertools
import json
import os
import re
import sys
import tempfile
from pathlib import Path

import matplotlib.font_manager  # noqa: F401  builds its cache now: inside a cell, that would print a warning
import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.output_widget import OutputWidget
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = "answers"  # the tag of a cell whose outputs answer a question that stands above it
LARGEST = 500_000  # bytes per notebook: the page opens at once, and git's diff stays small
PATIENCE = 300  # seconds for one cell

# Of a stored PNG: JupyterLab turns it into a class, and picture/still.py turns the class dark.
NEEDS_LIGHT = {"needs_background": "light"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = {"tags", "jupyter", "slideshow", "editable", "deletable"}

# Text that newer versions of Python add to a message: without it, each stores what the course's oldest Python says.
ADDED = re.compile(r"(object has no attribute '\w+') and no __dict__ for setting new attributes")  # 3.13


class BuildError(Exception):
    """A notebook that can't be built, with a message for its author."""


# Reading and running


def read(path):
    """Return a notebook without outputs, with a readable, lasting id on each cell."""
    try:
        # nbformat.read would give new cells random ids, and warn about it.
        notebook = nbformat.v4.reads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BuildError(f"{shown_path(path)} can't be read: {error}") from None
    if notebook.get("nbformat") != 4:
        raise BuildError(f"{shown_path(path)} is not in notebook format 4: save it once in JupyterLab")
    notebook.nbformat_minor = 5
    name_cells(notebook.cells, prefix=Path(path).stem.split("_")[0])
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def name_cells(cells, prefix):
    """Give each cell with no id or a random one an id made from its place, such as `02-7`."""
    random_id = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")
    taken = {""}
    for cell in cells:
        if random_id.fullmatch(cell.get("id", "")) or cell.get("id", "") in taken:
            cell.id = ""
        taken.add(cell.id)
    for place, cell in enumerate(cells, 1):
        if not cell.id:
            cell.id = next(name for n in itertools.count(place) if (name := f"{prefix}-{n}") not in taken)
            taken.add(cell.id)


class QuietOutput(OutputWidget):
    """An Output widget that keeps what is printed into it without reporting that back to the kernel."""

    def sync_state(self):
        # The report would go out on the socket that the cell's reply is awaited on, and the wait can then miss the
        # reply: six of eight builds with an `interact` in them hung until the cell's time was up.
        pass


async def run(path, starts=3):
    """Return the notebook after all its cells have run, in order, in a fresh kernel of this Python."""
    try:
        return await run_once(path)
    except RuntimeError as error:
        # A port that was free a moment ago may be taken when the kernel comes to bind it.
        if starts == 1 or "before replying to kernel_info" not in str(error):
            raise
        return await run(path, starts - 1)


async def run_once(path):
    """Return what run does, or raise RuntimeError if the kernel did not start."""
    notebook = read(path)
    # Not one of the installed kernel specs, only the native one, which starts sys.executable.
    manager = AsyncKernelManager(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), kernel_name="python3")
    client = NotebookClient(
        notebook,
        km=manager,
        resources={"metadata": {"path": str(Path(path).resolve().parent)}},
        timeout=PATIENCE,
        iopub_timeout=PATIENCE,
        raise_on_iopub_timeout=True,  # otherwise a slow machine would lose the end of an output
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
    )
    client.owns_km = True  # so that it shuts down the kernel it has started
    client.widget_registry = {"@jupyter-widgets/output": {"OutputModel": QuietOutput}}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        try:
            return await client.async_execute(env=kernel_environment(home))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise BuildError(failure(path, notebook, error)) from None


def kernel_environment(ipython_home):
    """Return the environment of a build's kernel: JupyterLab's, without the builder's personal settings."""
    return os.environ | {
        "GRAPHVIZ_DOT": "graphviz-pure",  # draws the same bytes on every platform
        "MICROGRAD_ANSWERS": "",  # as for a learner without any answers yet
        "IPYTHONDIR": ipython_home,  # no personal profile, no shared history file
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }


def failure(path, notebook, error):
    """Return, in plain text, which cell failed and the end of its traceback."""
    place, cell = max(
        ((n, c) for n, c in enumerate(notebook.cells, 1) if c.get("execution_count")),
        default=(1, notebook.cells[0]),
    )
    tracebacks = [out.traceback for out in cell.get("outputs", []) if out.output_type == "error"]
    text = "\n".join(tracebacks[-1]) if tracebacks else str(error)
    tail = re.sub(r"\x1b\[[0-9;]*m", "", text).rstrip().splitlines()[-12:]
    return "\n".join([f"{shown_path(path)}: cell {place} ({cell.id}) failed", *(f"    {line}" for line in tail)])


# The normal form


def normal(notebook):
    """Return the notebook in its stored form."""
    notebook, widgets = copy.deepcopy(notebook), widget_states(notebook)
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in CELL_METADATA and v})
        if cell.cell_type == "code":
            tidied = (tidy for output in cell.outputs for tidy in normal_output(output, widgets))
            cell.outputs = [nbformat.from_dict(output) for output in merged(tidied)]
    nbformat.validate(notebook)
    return notebook


def normal_output(output, widgets):
    """Yield what is stored of an output."""
    if output["output_type"] == "stream":
        yield {**output, "text": of_any_python(output["text"])}
    elif output["output_type"] == "error":  # frames, paths and carets differ between versions of Python
        message = of_any_python(output["evalue"])
        yield {**output, "evalue": message, "traceback": [f"{output['ename']}: {message}"]}
    elif 'class="mg-card' in output["data"].get("text/html", ""):  # its hints are for whoever asks: what is printed
        text = of_any_python(output["data"]["text/plain"])
        yield {"output_type": "stream", "name": "stdout", "text": f"{text}\n"}
    else:
        data = {kind: content for kind, content in output["data"].items() if kind != WIDGET_VIEW}
        if 'class="mg-picture' in data.get("text/html", ""):  # for a page that has a theme: the PNG stays
            del data["text/html"]
        if WIDGET_VIEW in output["data"] and re.fullmatch(r"(?s)\w+\(.*[)…]", data.get("text/plain", "")):
            del data["text/plain"]  # VBox(children=(FloatSlider(value=…: no use to a reader
        if data:
            data = {k: of_any_python(v) if k.startswith("text/") else v for k, v in data.items()}
            if is_graph(data) and "image/png" in data:
                data["image/png"] = lighter(data["image/png"])
            metadata = {k: v for k, v in output["metadata"].items() if k in data}
            yield {**output, "data": data, "metadata": metadata | (NEEDS_LIGHT if "image/png" in data else {})}
        elif WIDGET_VIEW in output["data"]:
            yield from widget_outputs(output["data"][WIDGET_VIEW]["model_id"], widgets)


def widget_states(notebook):
    """Return each widget's state by its id, as the kernel left it."""
    models = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    return {
        name: model["state"] | {buffer["path"][0]: buffer["data"] for buffer in model.get("buffers", [])}
        for name, model in models.items()
    }


def widget_outputs(name, widgets):
    """Yield what a widget shows, as outputs that need no kernel: a slider as `a = 2`, a progress bar as nothing."""
    state = widgets.get(name, {})
    for child in state.get("children", []):
        yield from widget_outputs(child.removeprefix("IPY_MODEL_"), widgets)
    for output in state.get("outputs", []):
        yield from normal_output(output, widgets)
    label, value = state.get("description", ""), state.get("value")
    if "_options_labels" in state and state.get("index") is not None:
        value = state["_options_labels"][state["index"]]
    if state.get("_model_name") == "ImageModel":
        yield display({f"image/{state['format']}": value})
    elif state.get("_model_name") in ("HTMLModel", "HTMLMathModel"):
        yield display({"text/html": value, "text/plain": html.unescape(re.sub(r"<[^>]*>", "", value))})
    elif isinstance(value, (str, int, float)) and "bar_style" not in state:
        value = f"{value:.6g}" if isinstance(value, float) else value
        yield {"output_type": "stream", "name": "stdout", "text": f"{label} = {value}\n" if label else f"{value}\n"}


def display(data):
    """Return an output that displays data, a MIME bundle."""
    return {"output_type": "display_data", "data": data, "metadata": {}}


def merged(outputs):
    """Return the outputs with neighbouring pieces of a stream joined: where it was cut depends on timing."""
    whole = []
    for output in outputs:
        if whole and output["output_type"] == "stream" and output["name"] == whole[-1].get("name"):
            whole[-1]["text"] += output["text"]
        else:
            whole.append(dict(output))
    for output in whole:
        if output["output_type"] == "stream":  # a carriage return overwrites its line
            output["text"] = re.sub(r"[^\n]*\r(?!\n)", "", output["text"])
    return whole


def of_any_python(text):
    """Return the text as any run on any version of Python would print it: `at 0x…` for an address in memory."""
    return ADDED.sub(r"\1", re.sub(r"\bat 0x[0-9a-fA-F]{6,}", "at 0x…", text))


def is_graph(data):
    """Return whether a MIME bundle holds a picture drawn by Graphviz, as opposed to a plot."""
    return 'class="graph"' in data.get("image/svg+xml", "")  # Graphviz's class for its outermost group


def pixels(png):
    """Return a notebook's PNG as an image on white paper."""
    image = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def lighter(png):
    """Return the same picture as a PNG of one byte per pixel: a graph has few colours, and this halves its size."""
    file = io.BytesIO()
    pixels(png).quantize(256, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def problems(notebook):
    """Return what no stored notebook may contain, a line for each problem found."""
    found = []
    if (size := len(stored(notebook).encode())) > LARGEST:
        found.append(f"{size / 1000:.0f} kB, more than {LARGEST / 1000:.0f}: shrink or drop the largest outputs")
    for place, cell in enumerate(notebook.cells, 1):
        outputs, expected = cell.get("outputs", []), "raises-exception" in cell.metadata.get("tags", [])
        if expected and not any(output.output_type == "error" for output in outputs):
            found.append(f"cell {place} ({cell.id}) is tagged raises-exception and raises none")
        for output in outputs:
            if output.output_type == "error" and not expected or "Traceback (most recent" in output.get("text", ""):
                found.append(f"cell {place} ({cell.id}) shows a traceback")
            elif output.get("name") == "stderr":
                found.append(f"cell {place} ({cell.id}) writes to stderr: {output.text.strip()[:200]}")
    return found


def invited(notebook):
    """Return a notebook without what answers its own questions: it shows that to whoever runs it."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if ANSWERS in cell.metadata.get("tags", []):
            cell.outputs = []
    return notebook


def stored(notebook):
    """Return a notebook as the text of its file."""
    return nbformat.writes(invited(notebook)) + "\n"


# Comparing


def differences(old, new):
    """Return a readable diff for each cell in which two notebooks differ; plots need only be in the same places."""
    found = []
    for place, (before, after) in enumerate(zip(old.cells, new.cells, strict=True), 1):
        diff = list(difflib.unified_diff(facts(before), facts(after), "stored", "run now", n=2, lineterm=""))
        if diff:
            found.append("\n".join([f"cell {place} ({after.id}) differs", *(f"    {line[:300]}" for line in diff)]))
    if old.metadata != new.metadata:
        found.append("the notebook's metadata are not in normal form")
    return found


def facts(cell):
    """Return the lines that represent a cell in a comparison."""
    lines = [f"{cell.cell_type} cell {cell.get('id')}", *(f"{k}: {v}" for k, v in sorted(cell.metadata.items()))]
    lines += cell.source.splitlines()
    for output in cell.get("outputs", []):
        lines.append(f"--- {output.output_type} {output.get('name', output.get('execution_count', ''))}".rstrip())
        lines += output.get("text", "").splitlines() + output.get("traceback", [])
        data = output.get("data", {})
        for kind, content in sorted(data.items()):
            if kind.startswith("image/") and not is_graph(data):
                content = "a plot"
            elif kind == "image/png":
                image = pixels(content)
                content = f"{image.size} pixels, sha256 {hashlib.sha256(image.tobytes()).hexdigest()}"
            elif not isinstance(content, str):
                content = json.dumps(content, indent=1, sort_keys=True)
            lines += [f"{kind}:", *content.splitlines()]
    return lines


# The command


def build(paths):
    """Return, for each path, the notebook built anew, or the BuildError that stopped it."""
    # Not asyncio.run: on Windows, its loop can't wait for a kernel's sockets.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return dict(zip(paths, runner.run(build_side_by_side(paths))))


async def build_side_by_side(paths):
    limit = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(path):
        async with limit:
            try:
                return normal(await run(path))
            except BuildError as error:
                return error

    return await asyncio.gather(*map(one, paths))


def complaint(path, new, check):
    """Return what is wrong with a newly built notebook, with check also beside the stored one; "" if nothing is."""
    if isinstance(new, BuildError):
        return str(new)
    found = problems(new)
    if check:
        text = path.read_text(encoding="utf-8")
        old = nbformat.v4.reads(text)
        found += differences(old, invited(new))
        if not found and stored(old) != text:
            found = ["the order of keys, the indentation or the end of the file are not the build's"]
        if found:
            found.append(f"To rebuild it: python3 start.py build {shown_path(path)}")
    return "\n".join([f"{shown_path(path)}:", *found]) if found else ""


def shown_path(path):
    """Return a path as a reader would type it."""
    path = Path(path).resolve()
    return (path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).as_posix()


def main(arguments=None):
    """Build or check the notebooks that the command line names; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with what is stored, store nothing")
    parser.add_argument("notebooks", nargs="*", type=Path, help="all of notebooks/ if none is named")
    options = parser.parse_args(arguments)
    failed = False
    paths = options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb"))
    for path, new in build(paths).items():
        wrong = complaint(path, new, options.check)
        failed |= bool(wrong)
        if not wrong and not options.check:
            path.write_text(stored(new), encoding="utf-8", newline="\n")
        print(wrong or f"{shown_path(path)}: {'as stored' if options.check else 'built'}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # a console with another encoding shows ? for characters it lacks
    sys.exit(main())
