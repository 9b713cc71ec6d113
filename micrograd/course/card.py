"""A card: what a check says, with its hints behind buttons; where nothing can show a card, the same as plain text."""

import re
import sys
from html import escape
from pathlib import Path
from typing import NamedTuple

from micrograd.course.finding import OPEN, RIGHT, WRONG
from micrograd.picture.colours import theme_css

KINDS = {RIGHT: "mg-right", WRONG: "mg-wrong", OPEN: "mg-open"}
INSTEAD = {OPEN: "○"}  # where a dot would be too small
WORDS = {RIGHT: "Right", WRONG: "Not right", OPEN: "Not yet"}  # what a mark says to somebody who can't see it
CODE = re.compile(
    r"`([^`\n]+)`"
    r"|\b[A-Za-z_][\w.]*\((?:[^()\n]|\([^()\n]*\))*\)(?:\.\w+)*"  # f(x), Value(2.0).data
    r"|\b[A-Za-z_]\w*\.(?:data|grad|_prev|_op|_edges)\b"
    r"|\b__\w+__\b"
    r"|\[[^\[\]\n]*\]"  # a list
)
STYLE = theme_css(".mg-card") + Path(__file__).with_name("card.css").read_text(encoding="utf-8")


class Step(NamedTuple):
    """Something more that a check can say: the button that asks for it, and what it says, in words or as code."""

    button: str
    text: str
    code: str = ""

    def lines(self):
        """Return it as lines of plain text."""
        return [self.text, *(f"    {line}".rstrip() for line in self.code.splitlines())]

    def html(self):
        return paragraphs(self.text) + (f"<pre><code>{escape(self.code)}</code></pre>" if self.code else "")


class Card:
    """A card, and the plain text that stands for it.

    mark: RIGHT, WRONG or OPEN, "" if nothing is judged
    text: what is said first; a table stands below its first line
    said, more: the Steps that are shown at once, and those that each have a button
    """

    def __init__(self, plain, text, mark="", table=(), said=(), more=(), trouble=""):
        self.plain, self.text, self.mark, self.table = plain, text, mark, table
        self.said, self.more, self.trouble = said, more, trouble

    def __repr__(self):
        return self.plain

    def _repr_html_(self):
        first, _, rest = self.text.partition("\n") if self.table else (self.text, "", "")
        badge = f'<span class="mg-mark">{sign(self.mark)} {WORDS[self.mark]}</span> ' if self.mark else ""
        kind = KINDS.get(self.mark, "mg-prose")
        parts = [
            f"<p>{badge}{in_html(first)}</p>",
            f"<table>{''.join(map(row, self.table))}</table>" * bool(self.table),
            paragraphs(rest),
            *(step.html() for step in self.said),
            behind(self.more),
            paragraphs(self.trouble),
        ]
        return f'<div class="mg-card {kind}" role="status"><style>{STYLE}</style>{"".join(parts)}</div>'


def shown(card):
    """Show a card: as such where there is a notebook, as text elsewhere."""
    python = sys.modules.get("IPython")  # a check needs none
    shell = python and python.get_ipython()
    if hasattr(shell, "kernel"):
        python.display.display(card)
    else:
        print(card)


def behind(steps):
    """Return the HTML of steps, each behind a button, which the one before it brings."""
    if not steps:
        return ""
    first, *rest = steps
    return f"<details><summary>{escape(first.button)}</summary>{first.html()}{behind(rest)}</details>"


def row(line):
    """Return the HTML of a line of a table; where it has several marks, they stand behind its text."""
    cells = f'<th scope="row">{in_html(line.text)}</th>'
    if len(line.mark) == 1:
        said = f'<span class="mg-said">{WORDS[line.mark]}</span>'
        heading = f'<td class="mg-part">{escape(line.part)}</td>' if line.part else ""
        cells = f'<td class="mg-mark">{sign(line.mark)}{said}</td>{heading}{cells}<td>{in_html(line.what)}</td>'
        return f'<tr class="{KINDS[line.mark]}">{cells}</tr>'
    marks = "".join(map(sign, line.mark))
    return f'<tr>{cells}<td class="mg-mark">{marks}</td><td class="mg-count">{in_html(line.what)}</td></tr>'


def sign(mark):
    """Return the HTML of a mark for the eye alone: beside it stands what it means."""
    return f'<span class="{KINDS[mark]}" aria-hidden="true">{INSTEAD.get(mark, mark)}</span>'


def paragraphs(text):
    """Return a text as HTML, each of its lines a paragraph."""
    return "".join(f"<p>{in_html(line.strip())}</p>" for line in text.splitlines())


def in_html(text):
    """Return a text as HTML, with what is code as such: what stands in backticks, and what looks like Python."""
    html, end = "", 0
    for code in CODE.finditer(text):
        html += f"{escape(text[end : code.start()])}<code>{escape(code[1] or code[0])}</code>"
        end = code.end()
    return html + escape(text[end:])
