"""A graph as a picture: its nodes and names, DOT and SVG, the palette, and the program that lays it out."""
