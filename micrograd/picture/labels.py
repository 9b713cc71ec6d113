"""The text in a node and on an edge: Graphviz's HTML-like labels, with cells for the numbers."""

from html import escape

from micrograd.picture.colours import BLUE, BLUE_TINT, LINE, MUTED, ORANGE, ORANGE_TINT, PAPER
from micrograd.picture.names import LONGEST
from micrograd.picture.numbers import number

NO_SPACE = 'CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
# Of two edges into a node, one ends above the middle of its side and one below, so that their heads don't meet.
_NOTHING, _UPPER, _LOWER = (f"<TR><TD{port}></TD></TR>" for port in ("", ' PORT="upper"', ' PORT="lower"'))
ENTRANCES = f'<TABLE BORDER="0" {NO_SPACE}>{_NOTHING}{_UPPER}{_LOWER}{_NOTHING}</TABLE>'
NONE_YET = "—"  # for a gradient that is not computed yet: quiet, and no number


def node_label(name, op, data, grad):
    """Return a node's HTML-like label: its name and operation over two coloured cells, data and gradient."""
    name, op = text(name), text(op or "")
    title = f"<B>{name}</B>" if name else ""
    sign = f'<FONT COLOR="{MUTED}" POINT-SIZE="14">{op}</FONT>' if op else ""
    title = f'<TR><TD COLSPAN="2">{"  ".join(filter(None, [title, sign]))}</TD></TR>' if title or sign else ""
    rows = f"{title}<TR>{_word('data')}{data_cell(data)}</TR><TR>{_word('grad')}{grad_cell(grad)}</TR>"
    return (
        f'<<TABLE BORDER="1" {NO_SPACE} STYLE="ROUNDED" COLOR="{LINE}" BGCOLOR="{PAPER}"><TR><TD>{ENTRANCES}</TD>'
        f'<TD><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="0">{rows}</TABLE></TD></TR></TABLE>>'
    )


def small(words):
    """Return the markup for words beside a label's numbers."""
    return f'<FONT COLOR="{MUTED}" POINT-SIZE="11">{words}</FONT>'


def _word(word):
    return f'<TD ALIGN="RIGHT" WIDTH="26" HEIGHT="21" FIXEDSIZE="TRUE">{small(word)}</TD>'


def data_cell(data):
    """Return a label's cell for a number."""
    return _cell(data, BLUE, BLUE_TINT)


def grad_cell(grad, port=""):
    """Return a label's cell for a gradient, "" if there is none yet; edges can attach to its port."""
    return _cell(grad, ORANGE, ORANGE_TINT, port) if grad else _cell(NONE_YET, MUTED, "transparent", port)


def _cell(shown, colour, tint, port=""):
    # The same size for every number, so that the layout still fits as the numbers change.
    place = f' PORT="{port}"' if port else ""
    return (
        f'<TD FIXEDSIZE="TRUE" WIDTH="68" HEIGHT="21" BGCOLOR="{tint}"{place}>'
        f'<FONT COLOR="{colour}">{text(shown) or " "}</FONT></TD>'
    )


def edge_label(slope):
    """Return an edge's label: the slope that a gradient is multiplied by on its way back, "" if that is not known."""
    if slope is None:
        return ""
    return (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD FIXEDSIZE="TRUE" WIDTH="52"'
        f' HEIGHT="15" BGCOLOR="transparent">×{text(number(slope))}</TD></TR></TABLE>>'
    )


def text(anything, longest=LONGEST):
    """Return text that is safe in a label: short, on one line, escaped for HTML."""
    shown = " ".join(str(anything).split())
    shown = "".join(c if c.isprintable() else "\ufffd" for c in shown[: longest + 1])
    shown = shown if len(shown) <= longest else shown[: longest - 1] + "…"
    return escape(shown).replace("\\", "\\\\")  # Graphviz would replace \N by the node's own name
