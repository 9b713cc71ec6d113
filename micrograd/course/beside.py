"""Two classes side by side: method by method, what is the same, what differs, and what the difference costs."""

import ast
import difflib
import html
import inspect
import re
import textwrap

from micrograd import engine
from micrograd.picture.colours import LINE, VERMILION

STYLE = f"""<style>
.mg-beside {{ font-size: 14px; max-width: 1200px; }}
.mg-beside details {{ border-top: 1px solid var(--jp-border-color2, {LINE}); padding: 4px 0; }}
.mg-beside summary {{ cursor: pointer; line-height: 1.6; }}
.mg-beside code {{ font-weight: 600; background: none; }}
.mg-beside .note {{ display: block; margin-left: 22px; color: var(--jp-content-font-color2, inherit); }}
.mg-beside .pair {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr)); gap: 12px; }}
.mg-beside pre {{ margin: 4px 0 8px; font-size: 13px; line-height: 1.45; }}
.mg-beside pre span {{ display: block; min-height: 1.45em; border-left: 3px solid transparent;
  padding-left: 40px; text-indent: -32px; white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; }}
.mg-beside pre .own {{ border-left-color: {VERMILION}; background: {VERMILION}1F; }}
</style>"""


def beside(mine, ours):
    """Return the methods of one class beside those of another, comments and layout aside, to show in a notebook."""
    for kind in (mine, ours):
        if not isinstance(kind, type):
            raise TypeError(f"beside takes two classes, and {kind!r} is no class")
    return Comparison(mine, ours)


class Comparison:
    """What two classes define: a row for each name, the common ones first, in the order of the second class."""

    def __init__(self, mine, ours):
        self.titles = _titles(mine, ours)
        left, right = members(mine), members(ours)
        aliases = Aliases(left, right)
        left = {aliases.of.get(name, name): member.called(aliases) for name, member in left.items()}
        names = [*right, *(name for name in left if name not in right)] if left else []
        helpers = left.keys() - right.keys()
        self.rows = [Row(name, left.get(name), right.get(name), self.titles, helpers) for name in names]
        for row in self.rows:
            row.note = row.note or _missed(row.name, left)

    def __repr__(self):
        wide = max((len(row.name) for row in self.rows), default=0)
        lines = [f"  {row.name:{wide}}  {row.verdict}{f': {row.note}' * bool(row.note)}" for row in self.rows]
        return "\n".join([self._summary(), *lines])

    def _repr_html_(self):
        rows = "".join(row.html() for row in self.rows)
        return f'{STYLE * bool(rows)}<div class="mg-beside"><p>{html.escape(self._summary())}</p>{rows}</div>'

    def _summary(self):
        mine, ours = self.titles
        if not self.rows:
            return f"{mine} has nothing in it yet: there is nothing to put beside {ours}."
        verdicts = [row.verdict for row in self.rows]
        kinds = dict.fromkeys([*VERDICTS, f"only in {ours}", f"only in {mine}"])
        told = ", ".join(f"{verdicts.count(kind)} {kind}" for kind in kinds if kind in verdicts)
        return f"{mine} beside {ours}, {len(self.rows)} names: {told}."


SAME, RENAMED, DIFFERENT = VERDICTS = "the same", "the same but for names", "different"


class Row:
    """One name of the two classes; None if a class does not define it."""

    def __init__(self, name, mine, ours, titles, helpers=()):
        self.name, self.mine, self.ours, self.titles = name, mine, ours, titles
        if mine is None or ours is None:
            self.verdict = f"only in {titles[mine is None]}"
        elif mine.text == ours.text:
            self.verdict = SAME
        else:
            self.verdict = RENAMED if mine.renamed() == ours.renamed() else DIFFERENT
        self.note = _note(name, mine, ours, helpers) if self.verdict == DIFFERENT else ""

    def html(self):
        """Return the row as HTML, folded, with both sources inside."""
        note = f'<span class="note">{html.escape(self.note)}</span>' if self.note else ""
        both = [there or Member("", object) for there in (self.mine, self.ours)]
        marked = [set(), set()] if self.verdict == SAME else _own_lines(*(there.in_common() for there in both))
        pair = "".join(map(_column, self.titles, both, marked))
        head = f"<summary><code>{html.escape(self.name)}</code> {self.verdict}{note}</summary>"
        return f'<details>{head}<div class="pair">{pair}</div></details>'


class Member:
    """What a class defines under one name: its source as written, and its syntax tree."""

    def __init__(self, source, kind):
        self.kind = kind.__name__
        self.aliases = {}
        self.source = textwrap.dedent(source).rstrip()
        try:
            self.tree = ast.parse(self.source)
        except SyntaxError:  # a lambda's source may begin mid-expression
            self.tree = ast.Module([ast.Expr(ast.Constant(self.source))], [])
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                if ast.get_docstring(node) is not None:
                    node.body = node.body[1:] or [ast.Pass()]
                # @extend(Value) says where a method goes, not what it does.
                node.decorator_list = [d for d in node.decorator_list if not isinstance(d, ast.Call)]
            if isinstance(node, ast.Name) and node.id == self.kind:
                node.id = "Value"

    def in_common(self):
        """Return the source's lines with each class's own name replaced by Value."""
        return [re.sub(rf"\b{self.kind}\b", "Value", line.strip()) for line in self.source.splitlines()]

    @property
    def text(self):
        """Return the code without comments, docstrings or layout."""
        return ast.unparse(self.tree)

    def called(self, aliases):
        """Return this member, with the other class's names for what only this class calls otherwise."""
        self.aliases = aliases.of
        return self

    def renamed(self, aliases=None):
        """Return the code with its own variables renamed by number, in order of appearance, and texts left out."""
        aliases = self.aliases if aliases is None else aliases
        own, tree = {}, ast.parse(self.text)
        for node in ast.walk(tree):
            if isinstance(node, ast.arg) or isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                own.setdefault(node.arg if isinstance(node, ast.arg) else node.id, f"v{len(own)}")
        for node in ast.walk(tree):
            if isinstance(node, ast.arg):
                node.arg = own[node.arg]
            elif isinstance(node, ast.Name):
                node.id = own.get(node.id, node.id)
            elif isinstance(node, ast.Attribute):
                node.attr = aliases.get(node.attr, node.attr)
            elif isinstance(node, ast.FunctionDef):
                node.name = aliases.get(node.name, node.name)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value = aliases.get(node.value, node.value) if node.value.isidentifier() else ""
        return ast.unparse(tree)

    def attributes(self):
        """Return the names of all attributes that the code mentions."""
        return {node.attr for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)}


class Aliases:
    """What one class calls otherwise than another: each of its own names, with the other's name that fits best."""

    def __init__(self, left, right):
        self.left, self.right, self.of = left, right, {}
        own, theirs = mentioned(left) - mentioned(right), mentioned(right) - mentioned(left)
        self.match(own - left.keys(), theirs - right.keys(), least=(0, 1))
        self.match(own & left.keys(), theirs & right.keys(), least=(1, 0))  # it makes one more method the same

    def match(self, own, theirs, least):
        """Add an alias for each of our own names that makes the classes alike by at least so much more."""
        for name in sorted(own):
            left_over = sorted(theirs - set(self.of.values()))
            best = max(left_over, key=lambda one: self.alike({name: one}), default=None)
            if best:
                (whole, lines), (was_whole, had_lines) = self.alike({name: best}), self.alike({})
                if (whole - was_whole, lines - had_lines) >= least:
                    self.of[name] = best

    def alike(self, more):
        """Return how many members are the same with these aliases, too, and how many of their lines."""
        aliases = self.of | more
        whole = lines = 0
        for name, member in self.left.items():
            if other := self.right.get(aliases.get(name, name)):
                one, two = member.renamed(aliases), other.renamed()
                whole += one == two
                lines += len(set(one.splitlines()) & set(two.splitlines()))
        return whole, lines


def mentioned(members):
    """Return the names of the members that are no special methods, and of all attributes that they mention."""
    names = set(members).union(*(member.attributes() for member in members.values()))
    return {name for name in names if not name.startswith("__")}


def members(kind):
    """Return what a class itself defines, by name: methods, properties, and other attributes such as __slots__."""
    found, slots = {}, vars(kind).get("__slots__", ())
    slots = [slots] if isinstance(slots, str) else slots
    for name, thing in vars(kind).items():
        if name in UNTOLD or name in slots or name == "__hash__" and thing is None:
            continue
        function = thing.fget if isinstance(thing, property) else getattr(thing, "__func__", thing)
        if getattr(function, "__name__", name) in vars(kind).keys() - {name}:  # __radd__ = __add__
            found[name] = Member(f"{name} = {function.__name__}", kind)
            continue
        try:
            found[name] = Member(inspect.getsource(function), kind)
        except (TypeError, OSError):  # not a function, or its source is gone
            found[name] = Member(f"{name} = {thing!r}", kind)
    return found


UNTOLD = {"__module__", "__qualname__", "__dict__", "__weakref__", "__doc__", "__annotations__"}
UNTOLD |= {"__dataclass_params__", "__dataclass_fields__", "__match_args__"}  # nobody writes these
UNTOLD |= {"__firstlineno__", "__static_attributes__", "__annotate_func__", "__annotations_cache__"}

SLOTS = "Without it a typo such as v.gard = 1 goes unnoticed, and each Value carries a dictionary."


def _missed(name, left):
    """Return what a class with these members loses by lacking this name, "" if nothing is known."""
    if name in left:
        return ""
    if name == "__slots__":
        return SLOTS
    if name == "_prev" and "__init__" in left:
        kept = any(_is_kept(node, name) for node in ast.walk(left["__init__"].tree))
        return "An attribute set in __init__: nothing is lost." if kept else "Without it there is no picture."
    if name == "_operations" and "backward" in left:
        return "The order is made elsewhere, if at all: what counts is what backward does."
    return ""


def _is_kept(node, name):
    """Return whether a node sets an attribute of this name."""
    return isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Store)


def _note(name, mine, ours, helpers):
    """Return what the difference between two methods may cost, "" if nothing is known."""
    left, right = (list(ast.walk(there.tree)) for there in (mine, ours))
    notes = [text for has, text in NOTES if has(left) and not has(right)]
    if name in ("__init__", "_prev") and _has_set(left):
        notes.append("A set: it has no order, and keeps only one of two equal inputs.")
    known = KNOWN - helpers  # anything else that is called may make the Value
    helped = any(not _called(node).startswith("math.") for node in left if _called(node) not in {None, *known})
    if name not in ("__radd__", "__rmul__") and not helped and _makes_none(left) and not _makes_none(right):
        notes.append("Made of other operations: more boxes in the graph, the same gradients.")
    return " ".join(notes)


KNOWN = {"Value", "type(self)", "self.__class__", "isinstance", "hasattr", "type", "float", "int", "abs", "round"}
KNOWN |= {name for name, thing in vars(engine.Value).items() if callable(thing)}


def _sends_from_inside(nodes):
    """Return whether an inner function writes gradients."""
    inner = [node for node in nodes if isinstance(node, (ast.FunctionDef, ast.Lambda))][1:]
    written = [node for function in inner for node in ast.walk(function) if isinstance(node, ast.Attribute)]
    return any(node.attr == "grad" and isinstance(node.ctx, ast.Store) for node in written)


def _has_set(nodes):
    return any(isinstance(node, ast.Set) or _called(node) in ("set", "frozenset") for node in nodes)


def _recurses(nodes):
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return any(_called(inner) == function.name for function in functions for inner in ast.walk(function))


def _makes_none(nodes):
    """Return whether the method makes no Value itself, except to wrap a plain number that it was given."""
    made = [node for node in nodes if _called(node) in ("Value", "type(self)", "self.__class__")]
    given = {node.arg for node in nodes if isinstance(node, ast.arg)}
    return all({ast.unparse(part) for part in (*node.args, *node.keywords)} <= given for node in made)


def _called(node):
    """Return the name that a call calls: for self.send(), the name after the dot."""
    if not isinstance(node, ast.Call):
        return None
    text = ast.unparse(node.func)
    return text if text == "self.__class__" or text.startswith("math.") else text.rpartition(".")[2]


NOTES = [
    (
        _sends_from_inside,
        "A function inside, where ours keeps a slope: it holds the result that holds it, and only the garbage "
        "collector can part them.",
    ),
    (_recurses, "It calls itself: Python ends that about a thousand operations deep."),
]


def _own_lines(one, other):
    """Return, for each of two texts, the numbers of the lines that the other one lacks."""
    common = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    left = {i for block in common for i in range(block.a, block.a + block.size)}
    right = {i for block in common for i in range(block.b, block.b + block.size)}
    return set(range(len(one))) - left, set(range(len(other))) - right


def _column(title, member, own):
    """Return a source as HTML, with the lines that only it has marked."""
    lines = member.source.splitlines() or ["(nothing)"]
    spans = [f"<span{' class=own' * (i in own)}>{html.escape(line) or ' '}</span>" for i, line in enumerate(lines)]
    return f"<div>{html.escape(title)}<pre>{''.join(spans)}</pre></div>"


def _titles(mine, ours):
    """Return titles for two classes, with their modules if both have the same name."""
    if mine.__name__ != ours.__name__:
        return mine.__name__, ours.__name__
    return tuple(f"{kind.__module__}.{kind.__name__}".removeprefix("__main__.") for kind in (mine, ours))
