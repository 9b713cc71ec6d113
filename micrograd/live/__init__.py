"""The live graph: what the kernel computes; in ask/ what a person can ask of it, in page/ what the browser shows.

plot/ holds its sibling, the live plot.
"""
