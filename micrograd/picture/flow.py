"""The gradients that flow back through a graph: which are known, what each edge carries, and how an edge shows it."""

import math
from numbers import Real

from micrograd.picture.colours import ORANGE
from micrograd.picture.numbers import number


def has_run(order):
    """Return whether backward has run: the root's gradient is set."""
    return _is_set(getattr(order[-1], "grad", None))


def edge_style(flow):
    """Return the DOT attributes of an edge that carries back the gradient flow, which is None if there is none yet."""
    # Where nothing flows, as into a silent neuron, or nothing that has a size, nothing is drawn as if it did.
    if not flow or not math.isfinite(flow):
        return {}
    style = {"color": ORANGE, "penwidth": f"{edge_width(flow):.2f}"}
    return style | {"style": "dashed"} if flow < 0 else style


def edge_width(flow):
    """Return an edge's width in points: just over 1 for a small gradient, 2 for a gradient of 1, at most 6.

    inf and nan have no size: 1.
    """
    return min(1 + math.log2(1 + abs(flow)), 6.0) if math.isfinite(flow) else 1.0


def flow_along(source, result, slope):
    """Return the gradient that an edge carries: the result's times the slope, or the input's if no slope is known.

    None where one of them is not a number: a hidden gradient must not be read off its edges.
    """
    grads = [getattr(node, "grad", None) for node in (source, result)]
    if not all(isinstance(x, Real) for x in (*grads, 1 if slope is None else slope)):
        return None
    return float(grads[0] if slope is None else grads[1] * slope)


def gradient(node, backward_ran):
    """Return a node's gradient as text, "" if not computed yet: missing, or 0 although backward has not run."""
    grad = getattr(node, "grad", None)
    return number(grad) if _is_set(grad) or (backward_ran and grad is not None) else ""


def _is_set(grad):
    # Some classes hold an array in place of a number, and an array is neither true nor false.
    return grad is not None and not (isinstance(grad, Real) and grad == 0)
