"""A cell that runs again leaves its earlier widgets to nobody: they are closed, on the page and in the kernel."""

from weakref import WeakSet

from IPython import get_ipython
from ipywidgets import Widget

_open = WeakSet()  # what may have to be closed
_runs = {}  # the latest run of each cell that made or showed one of them


def made(widget):
    """Note in which run of which cell a widget was made."""
    widget.made_in, widget.shown_in = _run(), {}
    if widget.made_in:
        _open.add(widget)
        shell = get_ipython()
        if _close_old not in shell.events.callbacks["post_run_cell"]:
            shell.events.register("post_run_cell", _close_old)


def shown(widget):
    """Note in which run of which cell a widget is shown."""
    if run := _run():
        widget.shown_in.update([run])


def _run():
    """Return the cell that runs now and the message that runs it, None if there is none, and note them."""
    parent = getattr(get_ipython(), "get_parent", dict)() or {}
    cell, message = parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")
    if not cell or not message:
        return None
    _runs[cell] = message
    return cell, message


def _close_old(_=None):
    """Close what a cell made that has run again since, unless a cell that has not still shows it.

    What was never shown by itself may stand in another widget, and stays.
    """
    for widget in list(_open):
        cell, message = widget.made_in
        gone = all(_runs[other] != at for other, at in widget.shown_in.items())
        if widget.shown_in and gone and _runs[cell] != message:
            _open.discard(widget)
            widget.close_all()


def close_all(widget, kept):
    """Close a widget and all that it is made of, except those kept and what they are made of."""
    if isinstance(widget, (list, tuple)):
        for one in widget:
            close_all(one, kept)
    elif isinstance(widget, Widget) and widget.comm is not None and widget not in kept:
        parts = [getattr(widget, name) for name in widget.keys]
        widget.close()
        close_all(parts, kept)
