"""Joins the scripts in page/ into the one module, and the styles into the one sheet, that a widget can have."""

import re
from pathlib import Path

from micrograd.picture.colours import theme_css
from micrograd.picture.still import STYLE

PAGE = Path(__file__).parent / "page"


def joined_scripts(name):
    """Return a script of the page and all that it imports as the single module that a widget can have.

    Each has a scope of its own.
    """
    *parts, main = _imported(name, [])
    return "\n".join([*map(_enclosed, parts), _without_imports(main)])


def _imported(name, seen):
    """Return the texts of a script and of all that it imports, each after its own imports."""
    if name in seen:
        return []
    seen.append(name)
    text = (PAGE / f"{name}.js").read_text(encoding="utf-8")
    return [
        *(part for other in re.findall(r'^import .*"./(\w+)\.js";', text, re.M) for part in _imported(other, seen)),
        text,
    ]


def _enclosed(script):
    exported = ", ".join(re.findall(r"^export (?:async )?(?:class|function|const) (\w+)", script, re.M))
    body = re.sub(r"^export ", "", _without_imports(script), flags=re.M)
    return f"const {{ {exported} }} = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();\n"


def _without_imports(script):
    return re.sub(r"^import .*\n", "", script, flags=re.M)


def joined_styles():
    """Return the page's styles as one sheet, the palette first, with what turns finished pictures dark."""
    sheets = [style.read_text(encoding="utf-8") for style in sorted(PAGE.glob("*.css"))]
    return theme_css(":is(.mg-stage, .mg-plot, .mg-stacked)") + "\n".join([STYLE, *sheets])
