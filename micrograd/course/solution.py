"""The cell that solves an exercise, and the cells that making a mistake in it gives."""

import ast
import inspect
import textwrap
from functools import cached_property

from micrograd.course.mistakes import Answer, Raises, Swap
from micrograd.learner.sandbox import HERE

FILE = f"{HERE}/mistake"  # the file name of our own code, which no message shows as the learner's


def standing(thing, extends=""):
    """Return the source of a class of the package, or a cell that extends a class with a method, without docstrings."""
    lines = textwrap.dedent(inspect.getsource(thing)).splitlines()
    for node in reversed(list(ast.walk(ast.parse("\n".join(lines))))):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            first = node.body[0]
            del lines[first.lineno - 1 : first.end_lineno]
    source = "\n".join(lines).replace(":\n\n", ":\n")
    return f"@extend({extends})\n{source}" if extends else source


class Solution:
    """A cell that solves an exercise; name is that of the function or method asked for."""

    def __init__(self, source, name, hands=(), names=dict):
        self.source = textwrap.dedent(source).strip()
        self.name, self.names = name, names
        self._hands = hands

    @cached_property
    def hands(self):
        """The names that the cell hands to the check: those given, else what it defines or extends."""
        if self._hands:
            return tuple(self._hands)
        made = next(node for node in ast.parse(self.source).body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
        return (made.decorator_list[0].args[0].id if made.decorator_list else made.name,)

    @cached_property
    def definition(self):
        """The syntax tree of the function or method asked for, None if the cell defines none."""
        return self.definition_in(ast.parse(self.source))

    @cached_property
    def first_line(self):
        """The first line of the function asked for, without its `def`."""
        line = self.source.splitlines()[self.definition.lineno - 1]
        return line.strip().removeprefix("def ").removesuffix(":")

    def built(self, source="", file=FILE):
        """Return, as a list, what the cell hands to the check, or what another source would."""
        names = self.names()
        exec(compile(source or self.source, file, "exec"), names)
        return [names[name] for name in self.hands]

    def with_mistake(self, mistake):
        """Return the source of the cell that makes a mistake, None if the mistake is known only by its results."""
        if isinstance(mistake, (Swap, Answer)):
            return mistake.source(self.source)
        if isinstance(mistake, Raises):
            tree = ast.parse(self.source)
            self.definition_in(tree).body = ast.parse(mistake.sample or mistake.message.raised_by).body
            return ast.unparse(tree)
        return None

    def definition_in(self, tree):
        """Return the definition of the function asked for in the tree of a cell, None if there is none."""
        found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        return next((node for node in found if node.name == self.name), found[0] if found else None)
