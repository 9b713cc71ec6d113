"""What the kernel computes in its idle time: the tables of all sliders, around their present positions."""

import asyncio
import time

from ipywidgets import FloatSlider, IntSlider

from micrograd.live.table import Table

STRETCH = 0.03  # seconds of computing ahead before the kernel looks whether somebody is waiting for it
SLOW = 0.1  # seconds; a function slower than that is never computed ahead
LONGEST = 0.25  # seconds for one row: at some position the function may never end, and nobody has gone there
PATIENCE = 1.0  # seconds spent on one table; the kernel computes the rest of it on demand
SHAPES = 20  # a function that makes more shapes than that is not computed ahead any further


class Ahead:
    """The tables of a subject's sliders; send passes one to the browser, lay_out lays out a shape that is in one."""

    def __init__(self, shapes, send, lay_out, kind=Table):
        self.shapes = shapes
        self.kind = kind  # of table
        self.subject = shapes.subject
        self.send = send
        self.lay_out = lay_out
        self.tables = {}  # by the name of the control that moves
        self.task = None

    def holds(self, at):
        """Return whether some table has a row for this position of all controls."""
        return any(table.holds(at) for table in self.tables.values())

    def plan(self, delay, first):
        """Schedule computing ahead after a delay, replacing any earlier plan; first() is called just before."""
        if self.task:
            self.task.cancel()
        try:
            self.task = asyncio.get_running_loop().create_task(self._compute(delay, first))
        except RuntimeError:  # plain Python without an event loop: every number is computed on demand
            self.task = None

    def forget_unlike(self, at, row):
        """Drop all tables if one has a different row for this position: a net in the function has been trained."""
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
                if table.rows:
                    self.send(*table.message())
        for index in range(len(self.shapes.met)):
            await asyncio.sleep(0.001)
            self.lay_out(index)

    async def _table(self, i, name, slider, at):
        """Return the Table of a slider's range, computed in short stretches, from its present position outwards."""
        table = self.kind(i, at, slider.min, slider.step)
        begin = stretch = time.perf_counter()
        for k in table.outwards(slider.value, slider.max):
            value = type(slider.value)(slider.min + k * slider.step)
            row = self.shapes.row(self.subject.values() | {name: value}, LONGEST)
            now, slow = time.perf_counter(), self.subject.cost > LONGEST
            if not slow:
                table.rows[k] = row
            if slow or now - begin > PATIENCE or len(self.shapes.met) > SHAPES:
                table.complete = False
                break
            if now - stretch > STRETCH:
                await asyncio.sleep(0.001)
                stretch = time.perf_counter()
        return table
