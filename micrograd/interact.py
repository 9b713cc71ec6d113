"""What a function shows, below ipywidgets' own sliders: for what is no graph."""

import anywidget
import traitlets
from IPython.display import display
from ipywidgets import Widget, interactive

from micrograd.live import again
from micrograd.live.bundle import joined_scripts


def interact(**controls):
    """Return a decorator that shows what a function shows or returns, anew whenever one of its controls moves.

    controls gives each parameter of the function what ipywidgets.interact takes: `a=2.0`, `b=(-3.0, 3.0)`, a list, a
    widget. It is that interact, but its sliders have names for those who hear the page, leave Shift+Enter to the cell,
    and close when the cell runs again.
    """

    def show(f):
        widget = Interactive(f, controls)
        display(widget)
        again.shown(widget)
        return f

    return show


class Interactive(interactive):
    """The controls of a function above what it shows."""

    def __init__(self, f, controls):
        super().__init__(f, {"auto_display": True}, **controls)
        self._theirs = [control for control in controls.values() if isinstance(control, Widget)]
        self.children = [*self.children, Names(self.kwargs_widgets)]
        again.made(self)

    def close_all(self):
        """Close this widget with its controls, but none that the caller made."""
        again.close_all([self], self._theirs)


class Names(anywidget.AnyWidget):
    """A widget without a picture: it gives controls their names on the page, which ipywidgets does not."""

    _esm = joined_scripts("names")

    names = traitlets.Dict().tag(sync=True)  # the controls' names by their model ids

    def __init__(self, controls):
        super().__init__(names={one.model_id: one.description for one in controls if isinstance(one, Widget)})
