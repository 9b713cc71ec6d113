"""The exercises, one file for each notebook: what each asks, its solution, and its known mistakes."""
