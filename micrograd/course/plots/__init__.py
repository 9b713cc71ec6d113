"""Pictures other than graphs: a file for each that a notebook calls, and in parts/ what they are made of."""
