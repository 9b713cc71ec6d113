"""The checks of the exercises: a file for each notebook, of the same name, and how a check examines an answer."""
