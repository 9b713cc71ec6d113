"""Data sets, each a function that returns the same examples for the same seed."""
