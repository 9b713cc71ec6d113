"""What the kernel computes while nobody waits for it: the tables of all sliders, around where they stand."""

import asyncio
import time

from ipywidgets import FloatSlider, IntSlider

from micrograd.live.table import Table

STRETCH = 0.03  # seconds that the kernel computes ahead before it looks whether somebody waits for it
SLOW = 0.1  # a function that takes more seconds than that is never computed ahead
PATIENCE = 1.0  # seconds spent on one table; what is not computed by then is left to the kernel on demand
SHAPES = 20  # a function that makes more shapes than that is not computed ahead further


class Ahead:
    """The tables of a subject's sliders; send brings one to the browser, and lay_out the picture of a shape in them."""

    def __init__(self, shapes, send, lay_out):
        self.shapes = shapes
        self.subject = shapes.subject
        self.send = send
        self.lay_out = lay_out
        self.tables = {}  # by name of the control that moves in it
        self.task = None

    def holds(self, at):
        """Return whether there is a row for this position of all controls."""
        return any(table.holds(at) for table in self.tables.values())

    def plan(self, delay, first):
        """Begin to compute ahead after a delay, in place of any earlier plan; first() is called before."""
        if self.task:
            self.task.cancel()
        try:
            self.task = asyncio.get_running_loop().create_task(self._compute(delay, first))
        except RuntimeError:  # plain Python without an event loop: every number is computed on demand
            self.task = None

    def forget_unlike(self, at, row):
        """Drop all tables if one has another row for this position: the net in the function has learned more."""
        if any(table.holds(at) and table.row(at) != row for table in self.tables.values()):
            self.tables = {}
            self.send("forget")

    async def _compute(self, delay, first):
        await asyncio.sleep(delay)
        first()
        at = self.subject.position()
        if self.subject.cost > SLOW:
            return
        for i, (name, widget) in enumerate(self.subject.widgets.items()):
            if not isinstance(widget, (FloatSlider, IntSlider)) or not widget.step:
                continue  # its positions are not low + k * step
            if name not in self.tables or not self.tables[name].serves(at):
                self.tables[name] = table = await self._table(i, name, widget, at)
                self.send(*table.message())
        for index in range(len(self.shapes.met)):
            await asyncio.sleep(0.001)
            self.lay_out(index)

    async def _table(self, i, name, slider, at):
        """Return the Table of a slider's range, computed in short stretches from where it stands outwards."""
        table = Table(i, at, slider.min, slider.step)
        begin = stretch = time.perf_counter()
        for k in table.outwards(slider.value, slider.max):
            value = type(slider.value)(slider.min + k * slider.step)
            table.rows[k] = self.shapes.row(self.subject.values() | {name: value})
            now = time.perf_counter()
            if now - begin > PATIENCE or len(self.shapes.met) > SHAPES:
                table.complete = False
                break
            if now - stretch > STRETCH:
                await asyncio.sleep(0.001)
                stretch = time.perf_counter()
        return table
