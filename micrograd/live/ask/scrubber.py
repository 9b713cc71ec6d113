"""The scrubber: play, the previous and the next step, a slider, and of how many steps."""

from ipywidgets import Button, HBox, IntSlider, Label, Layout, Play, jsdlink, jslink

PACE = 800  # milliseconds per step while it plays
EVENT = 6 * 8  # bytes per Event in a trace


class Stepper(HBox):
    """A slider over the steps that graphs took, forward and backward; each shows as many of its own as it says."""

    def __init__(self, graphs):
        self._graphs = graphs
        self._links = []
        self.slider = IntSlider(description="step", max=0, layout=Layout(flex="1 1 auto", max_width="640px"))
        self.play = Play(max=0, interval=PACE, show_repeat=False, layout=Layout(flex="0 0 auto", width="auto"))
        back = self._button("step-backward", "previous step", -1)
        on = self._button("step-forward", "next step", 1)
        self.total = Label(layout=Layout(flex="0 0 auto"))
        parts = [self.play, back, on, self.slider, self.total]
        super().__init__(parts, layout=Layout(width="100%", align_items="center"))
        self.add_class("mg-stepper")
        self._joined = jslink((self.play, "value"), (self.slider, "value"))
        # ipywidgets gives these parts no accessible names; the page does, in this order.
        names = {
            self.slider: ["step", "step, typed"],
            self.play: ["play or pause", "stop, back to the start"],
            back: [back.tooltip],
            on: [on.tooltip],
        }
        for graph in graphs:
            graph.scrubber = {widget.model_id: said for widget, said in names.items()}
            graph.observe(self._fit, "trace")
        self._fit()

    def start(self):
        """Make the graphs follow the slider, from the first step on."""
        self.slider.value = 0
        for graph in self._graphs:
            graph.step = 0
        # In the browser, so that no step has to wait for the kernel.
        self._links = [jsdlink((self.slider, "value"), (graph, "step")) for graph in self._graphs]

    def stop(self):
        """Make the graphs show the end again."""
        self.play.playing = False
        for link in self._links:
            link.unlink()
        self._links = []
        for graph in self._graphs:
            graph.step = -1

    def close(self):
        self.stop()
        self._joined.close()
        super().close()

    def _button(self, icon, said, by):
        button = Button(icon=icon, tooltip=said, layout=Layout(flex="0 0 auto", width="36px"))
        button.on_click(lambda _: self._go(by))
        return button

    def _go(self, by):
        self.play.playing = False
        self.slider.value += by

    def _fit(self, _=None):
        longest = max(_length(graph.trace) for graph in self._graphs)
        if longest:  # where the function fails there are no steps; the slider keeps its place for later
            self.slider.max = self.play.max = longest
            for graph in self._graphs:
                graph.steps = longest
            self.total.value = f"of {longest}"


def _length(trace):
    return len(trace.get("made", ())) + len(trace.get("events", ())) // EVENT
