"""What the notebooks import besides the engine: the checks of their exercises, data, plots, progress."""
