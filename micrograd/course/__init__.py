"""What the notebooks import besides the engine: checks for their exercises, data, plots, progress."""
