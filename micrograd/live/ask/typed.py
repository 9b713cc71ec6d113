"""What a person types in place of a number: read leniently, and never executed."""

import ast
import math
import operator
import re
import unicodedata
from decimal import Decimal

LONGEST = 100  # characters of a typed number
WANTED = "type a number, such as −3, 0.5 or 3/4"
SIGNS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "·": "*", "×": "*", "⋅": "*", "∙": "*", "•": "*"}
    | {"÷": "/", "∕": "/", "⁄": "/", "：": "/", ":": "/", "（": "(", "）": ")", "＋": "+", "，": ",", "．": "."}
    | {"½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "⅓": "(1/3)", "⅔": "(2/3)", "∞": "inf"}
)
BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
UNARY = {ast.UAdd: operator.pos, ast.USub: operator.neg}


def typed_number(text):
    """Return the float that a person typed, as a number or simple arithmetic; raise ValueError with what to type."""
    text = plain(text)
    if re.search(r"(?<![\d.])[1-9]\d{0,2},\d{3}(?!\d)", text):
        raise ValueError("a comma there can mean two things: write 1234 for a thousand, and 1.234 for a fraction")
    text = re.sub(r",(?=\d)", ".", text)
    if not re.fullmatch(r"(?:[-+*/()\d. ]|(?<=[\d.])[eE][-+]?(?=\d)|\binf\b|\bnan\b)+", text):
        raise ValueError(WANTED)
    if re.search(r"(^|[-+*/(])\s*-\s*-", text):
        raise ValueError("two minus signs in a row may be a slip: type one of them, or none")
    try:
        tree = ast.parse(re.sub(r"(?<![\d.])0+(?=\d)", "", text), mode="eval")
        found = compute(tree.body)
    except ZeroDivisionError:
        raise ValueError(f"nothing can be divided by zero: {WANTED}") from None
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ValueError(WANTED) from None
    if math.isinf(found) and "inf" not in text:
        raise ValueError("that is larger than any number that Python can hold: type a smaller one, or inf")
    return found


def plain(text):
    """Return a typed text with Python's signs; raise ValueError if it is too long or not a text."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError(f"{WANTED}, of at most {LONGEST} characters")
    text = re.sub(r"^\s*[=×]", "", text)  # the picture writes a slope as ×2.0
    digits = (str(unicodedata.decimal(c, c)) for c in text.translate(SIGNS))
    return " ".join("".join(digits).split()).lower()


def compute(tree):
    """Return the value of arithmetic with + - * / as a float; raise ValueError for anything else."""
    match tree:
        case ast.Constant(int() | float() as x):
            return float(x)
        case ast.Name("inf" | "nan" as name):
            return float(name)
        case ast.UnaryOp(op, x) if type(op) in UNARY:
            return UNARY[type(op)](compute(x))
        case ast.BinOp(x, op, y) if type(op) in BINARY:
            return BINARY[type(op)](compute(x), compute(y))
    raise ValueError(WANTED)


def rounds_to(x, text, digits):
    """Return whether x, rounded to a typed text's digits, gives that text; False if it has fewer digits than asked."""
    text = re.sub(r",(?=\d)", ".", plain(text))
    if not re.fullmatch(r"[-+]? ?\d*\.?\d+(e[-+]?\d{1,3})?", text):
        return False
    typed = Decimal(text.replace(" ", ""))
    unit = Decimal(1).scaleb(typed.as_tuple().exponent)
    # Half of the last digit, and a little for floats: 0.125 rounds to 0.12 and to 0.13.
    return len(typed.as_tuple().digits) >= digits and abs(Decimal(x) - typed) <= unit * Decimal("0.500001")
