"""Formulas as text with holes: arithmetic on them writes the longer formula, with the brackets that Python needs.

A hole is the place of a node's number. So a formula is made once, and the page fills it in as a slider moves.
"""

from typing import NamedTuple

# How tightly a text binds: one that binds less tightly than its place demands needs brackets.
CONDITION, SUM, PRODUCT, SIGN, POWER, ATOM = range(6)


class Hole(NamedTuple):
    """The place of a node's number."""

    node: int


class Bracket(NamedTuple):
    """A bracket that appears if a node's number is negative."""

    node: int
    text: str


def fill(pieces, shown):
    """Return pieces as text, with shown(node) for a node's number."""
    return "".join(_filled(piece, shown) for piece in pieces)


def _filled(piece, shown):
    if isinstance(piece, Hole):
        return shown(piece.node)
    if isinstance(piece, Bracket):
        return piece.text if shown(piece.node).startswith("−") else ""
    return piece


def sendable_pieces(pieces):
    """Return pieces in the page's form: [text, [node], text, [node, "("], …], neighbouring texts joined."""
    found = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return found


def _infix(sign, level, left=None, right=None):
    """Return Written's two methods that write a sign between two formulas: the plain one and the reflected one."""
    left, right = (level if left is None else left), (level + 1 if right is None else right)

    def write(x, y):
        kind = type(x) if isinstance(x, Written) else type(y)
        x, y = (side if isinstance(side, Written) else kind.constant(side) for side in (x, y))
        shown = kind.times if sign == "*" else sign
        return kind((*x.part(left), f" {shown} ", *y.part(right, on_right=True)), level)

    return write, lambda y, x: write(x, y)


class Written:
    """A formula: a name, a number, a hole, or the result of arithmetic on those."""

    times = "*"

    def __init__(self, pieces, level=ATOM):
        self.pieces = pieces
        self.level = level

    @classmethod
    def name(cls, text):
        """Return a formula that is just a name, or a number as it is shown."""
        return cls((text,), SIGN if text.startswith("−") else ATOM)

    @classmethod
    def constant(cls, x):
        """Return a formula that is just a number."""
        return cls.name(f"{x:.4g}".replace("-", "−"))

    @classmethod
    def call(cls, function, *inputs):
        """Return the call of a function."""
        listed = [piece for k, x in enumerate(inputs) for piece in (", " * (k > 0), *x.pieces)]
        return cls((f"{function}(", *listed, ")"))

    __add__, __radd__ = _infix("+", SUM)
    __sub__, __rsub__ = _infix("−", SUM)
    __mul__, __rmul__ = _infix("*", PRODUCT)
    __truediv__, __rtruediv__ = _infix("/", PRODUCT)
    __pow__, __rpow__ = _infix("**", POWER, left=ATOM, right=SIGN)

    def __neg__(self):
        return type(self)(("−", *self.part(POWER)), SIGN)

    def step(self):
        """Return the formula of the step function: 1 above 0, else 0."""
        return type(self)(("1 if ", *self.pieces, " > 0 else 0"), CONDITION)

    def part(self, least, on_right=False):
        """Return the pieces as part of a longer text; to the right of a sign they must not begin with a sign."""
        first = self.pieces[0]
        if self.level < least or (on_right and isinstance(first, str) and first.startswith("−")):
            return "(", *self.pieces, ")"
        if isinstance(first, Hole) and (on_right or (len(self.pieces) == 1 and least > SIGN)):
            return Bracket(first.node, "("), *self.pieces, Bracket(first.node, ")")
        return self.pieces

    def enclosed(self):
        """Return the pieces in brackets if they need them beside signs other than arithmetic's."""
        return self.part(ATOM)

    def holes(self):
        """Return the nodes whose numbers go into this formula."""
        return {piece.node for piece in self.pieces if isinstance(piece, Hole)}


class WithDots(Written):
    """A formula as written at school, with a dot for multiplication."""

    times = "·"
