"""Cells out of order: where a cell stops at a name that is not there yet, says which cell of the notebook brings it.

An extension of IPython. Every kernel of the course's environment loads it as it starts (see the folder jupyter);
elsewhere, importing the checks does.
"""

import ast
import difflib
import json
import os
import re
import sys
from pathlib import Path

from micrograd.course.recursion import shortened
from micrograd.learner.own import give_back
from micrograd.learner.words import one_line

UNREAD = "SyntaxError", "IndentationError", "TabError"  # then Python has run nothing of a cell that can't be parsed
LAST = "(Run ▸ Run All Above Selected Cell runs all that stand above.)"


def load_ipython_extension(shell):
    """Have a shell say which cell to run first."""
    if not ran_in(shell):
        shell.events.register("post_run_cell", Ran(shell).after)
        shell.events.register("post_execute", whole)


def whole():
    """Give back what a cell has deleted of Python's own functions, and say so: without `len`, the kernel is lost."""
    if missing := give_back():
        names = ", ".join(f"`{name}`" for name in missing)
        back = "It is back" if len(missing) == 1 else "They are back"
        print(f"This cell deleted {names} for everything that runs in this kernel. {back}.")


def ran_in(shell):
    """Return the Ran of a shell, None if the extension is not loaded."""
    noted = (getattr(one, "__self__", None) for one in shell.events.callbacks["post_run_cell"])
    return next((one for one in noted if isinstance(one, Ran)), None)


def listen():
    """Load the extension into the kernel that this runs in, if it is one."""
    if shell := kernel_shell():
        load_ipython_extension(shell)


def kernel_shell():
    """Return the shell of the kernel that this runs in, None if it is none."""
    python = sys.modules.get("IPython")
    shell = python and python.get_ipython()
    return shell if hasattr(shell, "kernel") else None


def stopped():
    """Return in words that the last cell that was to bring something stopped before it had, "" if it did not."""
    shell = kernel_shell()
    ran = shell and ran_in(shell)
    source, error = ran.latest if ran else ("", "")
    # Where the cell that asks brings an answer itself, that one has run.
    if not error or not names_in(source) - names_in(shell.history_manager.input_hist_raw[-1]):
        return ""
    unread = error in UNREAD and not parsed(source)
    below = "What stands below the line where it stopped has not run."
    rest = "Nothing in it has run, so this is about what was there before." if unread else below
    return f"The cell that begins `{first_line(source)}` stopped with a {error}. {rest}"


def misnamed(wanted, known):
    """Return in words that the last cell brought a function under nearly one of these names, "" if it did not.

    known are names that are meant to be others.
    """
    shell = kernel_shell()
    ran = shell and ran_in(shell)
    source, error = ran.latest if ran else ("", "")
    here = names_in(shell.history_manager.input_hist_raw[-1]) if ran else ()
    brought = [] if error else [one for one in defined_in(source) if one not in known]
    for name in wanted:
        other = next((one for one in brought if one != name and alike(one, name)), "")
        if other and name not in (*defined_in(source), *here):
            return f"The cell that ran last brings `{other}`, and not `{name}`: this is about the `{name}` before."
    return ""


def alike(one, other):
    """Return whether two names are nearly the same."""
    return one.lower() == other.lower() or bool(difflib.get_close_matches(one, [other], 1, 0.7))


def defined_in(source):
    """Return the names of the functions and classes that a cell brings."""
    tree = parsed(source)
    return [one.name for one in tree.body if isinstance(one, (ast.FunctionDef, ast.ClassDef))] if tree else []


class Ran:
    """The cells that were run in a shell, by their ids: their sources, and the errors that stopped them."""

    def __init__(self, shell):
        self.cells = {}
        self.latest = "", ""  # of those that bring something
        ran = self

        def show(shell, kind, error, trace, tb_offset=None):
            try:
                trace, note = shortened(trace) if kind is RecursionError else (trace, ran.note(shell, error))
            except Exception:  # whatever goes wrong in here, the learner sees their own error
                note = ""
            if note:
                error.add_note(note)
            error.__traceback__ = trace  # IPython writes it down once more, to keep it with the cell
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

        shell.set_custom_exc((NameError, RecursionError), show)

    def after(self, result):
        """Remember a cell that has run."""
        error = result.error_before_exec or result.error_in_exec
        info = result.info
        ran = info.raw_cell, type(error).__name__ * bool(error)
        self.cells[getattr(info, "cell_id", None) or info.raw_cell] = ran
        if names_in(info.raw_cell):
            self.latest = ran

    def note(self, shell, error):
        """Return which cell brings the name that an error is about, "" if that can't be told for sure."""
        trace = error.__traceback__
        while trace.tb_next:
            trace = trace.tb_next
        if type(error) is not NameError or not error.name or trace.tb_frame.f_globals is not shell.user_ns:
            return ""
        source = shell.history_manager.input_hist_raw[-1]
        identity = ((shell.get_parent() or {}).get("metadata") or {}).get("cellId")
        return which_cell(error.name, *cells_of_the_notebook(identity, source), identity, source, self.cells)


def which_cell(name, cells, meant, identity, source, ran):
    """Return the sentences on the cell that brings a name, "" if there is none.

    cells: the ids and sources of the notebook, as it was last saved
    meant: for each, whether it is there to stop with an error
    identity, source: the cell that stopped; ran: sources and errors of those that were run, by id or source
    """
    here = place(cells, identity, source)
    if here is None:
        return ""
    found = []
    for k, (one, text) in enumerate(cells):
        run, stopped = ran.get(one) or ran.get(text) or (text, "")
        if k != here and name in names_in(run):
            found.append((k, run, stopped))
    above, below = [one for one in found if one[0] < here], [one for one in found if one[0] > here]
    if not above and not meant[here] and (note := _nearly(name, cells[:here], ran)):
        return note
    if not found or meant[here] and not above:
        return ""
    _, text, stopped = above[-1] if above else below[0]
    where = f"`{name}` comes from the cell that begins `{first_line(text)}`, further {'up' if above else 'down'}"
    if stopped and stopped != "NameError":
        return f"{where}. That one stopped with a {stopped}: mend it, and run it again; then this one."
    return f"{where}: run that one first. {LAST if above else ''}".rstrip()


def _nearly(name, cells, ran):
    """Return that a cell that has run brings nearly this name, "" if none of these does."""
    for one, text in reversed(cells):
        source, _ = ran.get(one) or ran.get(text) or ("", "")
        for other in defined_in(source):
            if other != name and alike(other, name):
                begins = f"The cell that begins `{first_line(source)}` brings `{other}`"
                return f"No cell above brings `{name}`. {begins}: is that meant to be the same name?"
    return ""


def first_line(source):
    """Return how a cell begins."""
    return one_line(next(line.strip() for line in source.splitlines() if line.strip()), 70)


def place(cells, identity, source):
    """Return the index of the cell that stopped, None if it is not in the notebook."""
    same = [k for k, (one, _) in enumerate(cells) if identity and one == identity]
    same += [k for k, (_, text) in enumerate(cells) if text.strip() == source.strip()]
    return same[0] if same else None


def cells_of_the_notebook(identity, source):
    """Return the code cells of the notebook that has a cell: ids and sources, and which are there to raise an error."""
    session = Path(os.environ.get("JPY_SESSION_NAME") or "")
    for path in [session] * (session.suffix == ".ipynb") + sorted(Path.cwd().glob("*.ipynb")):
        try:
            cells = [one for one in json.loads(path.read_text(encoding="utf-8"))["cells"] if one["cell_type"] == "code"]
            code = [(one.get("id"), "".join(one["source"])) for one in cells]
            meant = ["raises-exception" in one["metadata"].get("tags", ()) for one in cells]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        if place(code, identity, source) is not None:
            return code, meant
    return [], []


def names_in(source):
    """Return the names that a cell brings: what it defines, imports or sets outside of functions and classes."""
    if tree := parsed(source):
        return set(_bound(tree))
    # It has the names all the same, once it is mended.
    begun = re.findall(r"(?m)^(?:def|class)\s+(\w+)|^(\w+)\s*=(?!=)|^from .* import (\w+)|^import (\w+)", source)
    return {name for names in begun for name in names if name}


def parsed(source):
    """Return the syntax tree of a cell without its magic, None if Python can't read it."""
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))]
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return None


def _bound(node):
    for one in ast.iter_child_nodes(node):
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield one.name
        elif isinstance(one, ast.alias):
            yield (one.asname or one.name).partition(".")[0]
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id
        elif not isinstance(one, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            yield from _bound(one)
