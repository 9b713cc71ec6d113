"""The page's scripts as the one widget that all graphs of a kernel share."""

from ipywidgets import Widget
from traitlets import Unicode

from micrograd.live.bundle import joined_scripts


class Scripts(Widget):
    """A widget that is never shown: the text of the module which page/load.js runs for each graph."""

    source = Unicode(joined_scripts("live")).tag(sync=True)


_scripts = []  # the only one


def scripts():
    """Return the Scripts of this kernel, made anew if somebody closed it, as Widget.close_all does."""
    if not _scripts or _scripts[0].comm is None:
        _scripts[:] = [Scripts()]
    return _scripts[0]
