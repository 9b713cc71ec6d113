"""The simplest way to the picture: draw_dot draws the graph under a value."""

import sys

from micrograd.picture.dot import picture
from micrograd.picture.graph import check_node, nodes
from micrograd.picture.names import names_in


def draw_dot(root, names=None):
    """Return the graph under root as a graphviz.Digraph, its nodes named by the variables of the caller.

    root is a Value or any object with `data`, `_prev`, `_op` and perhaps `grad`. names may be given instead, as a
    dictionary from name to value. Raises TypeError if root is no such object, ValueError if there are too many nodes.
    """
    check_node(root)
    if names is None:
        named = names_in(sys._getframe(1), type(root))
    else:
        named = {id(value): str(name) for name, value in names.items()}
    return picture(nodes(root, named), named)
