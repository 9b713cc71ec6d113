"""Comparing: which nodes of two classes' graphs correspond, and both graphs as one picture."""

import re
import textwrap
from hashlib import md5

from micrograd.picture.colours import LINE, MUTED
from micrograd.picture.dot import Picture
from micrograd.picture.graph import edges
from micrograd.picture.labels import text

WIDE = 60  # characters in a line of text that replaces a picture


def counterparts(order, names, other_order, other_names):
    """Return, for each node of one graph, the index of its counterpart in another, or -1.

    A node is known by its name, else by its operation and inputs; an unnamed leaf by its number. Nodes that are alike
    in all of these are matched in order.
    """
    there = {key: i for i, key in enumerate(_keys(other_order, other_names))}
    return [there.get(key, -1) for key in _keys(order, names)]


def _keys(order, names):
    inputs = [set() for _ in order]  # as sets, since some classes keep them so
    for source, result, _ in edges(order):
        inputs[result].add(source)
    keys, met = [], {}
    for node, sources in zip(order, inputs):
        name = names.get(id(node), "")
        what = "" if name else node._op.lower() or repr(node.data)
        said = repr((name, what, not name and sorted(keys[i] for i in sources)))
        key = md5(said.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
        met[key] = met.get(key, 0) + 1
        keys.append(f"{key} {met[key]}")
    return keys


def side_by_side(pictures):
    """Return several pictures as one, each in a frame under its title; a text replaces a missing picture."""
    pictures = {title: text_picture(drawn) if isinstance(drawn, str) else drawn for title, drawn in pictures.items()}
    whole = Picture(sum(picture.size for picture in pictures.values()))
    if any("newrank" in picture.graph_attr for picture in pictures.values()):
        whole.graph_attr["newrank"] = "true"  # which counts nowhere but here
    for k, (title, picture) in enumerate(reversed(pictures.items())):  # Graphviz puts the last frame on top
        look = {"id": f"p{k}", "label": f"<<B>{text(title)}</B>>", "color": LINE, "style": "rounded", "margin": "10"}
        with whole.subgraph(name=f"cluster_p{k}", graph_attr=look) as frame:
            frame.body += [_renamed(line, f"p{k}") for line in picture.body]
    return whole


def text_picture(message):
    """Return a picture of a text, broken into lines of WIDE characters."""
    dot = Picture()
    lines = "<BR/>".join(text(line, len(line)) for line in textwrap.wrap(message, WIDE))
    dot.node("n0", f"<{lines}>", fontcolor=MUTED)
    return dot


def _renamed(line, prefix):
    """Return a line of DOT with its nodes or frame renamed, so that names in several pictures don't clash."""
    start, bracket, rest = line.partition("[")
    start = re.sub(r"\b([ng]\d+|h\d+_\d+|cluster_g\d+)\b", rf"\g<1>{prefix}", start)
    return start + bracket + re.sub(r" id=([a-z]+\d+)", rf" id=\g<1>{prefix}", rest)
