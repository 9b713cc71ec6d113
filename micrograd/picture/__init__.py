"""A graph as a picture: nodes, names, numbers and labels, DOT and SVG, the palette, the program that lays it out."""
