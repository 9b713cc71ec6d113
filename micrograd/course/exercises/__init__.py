"""The exercises of each notebook, in a file of its name: what is asked, its solution, and its known mistakes."""
