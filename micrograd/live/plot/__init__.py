"""Live plots: pictures other than graphs, which follow their controls as a live graph does."""

from micrograd.live.plot.drawing import Drawing
from micrograd.live.plot.follow import follow

__all__ = ["Drawing", "follow"]
