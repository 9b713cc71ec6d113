"""A graph as a picture: nodes, names, numbers and labels, DOT and SVG, the palette, the layout program."""
