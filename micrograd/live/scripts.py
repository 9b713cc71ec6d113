"""The page's scripts, each as the one widget that all graphs, or all plots, of a kernel share."""

from ipywidgets import Widget
from traitlets import Unicode

from micrograd.live.bundle import joined_scripts


class Scripts(Widget):
    """A widget that is never shown: the text of the module which page/load.js runs for each graph or plot."""

    source = Unicode().tag(sync=True)


_scripts = {}  # by name


def scripts(name):
    """Return the Scripts of this name in this kernel, made anew if somebody closed it, as Widget.close_all does."""
    if name not in _scripts or _scripts[name].comm is None:
        _scripts[name] = Scripts(source=joined_scripts(name))
    return _scripts[name]
