"""The journey of a nudge: how far it really moves each node from a leaf to the output, and the gradient's way back."""

import math
from collections import defaultdict
from functools import cached_property

from micrograd.live.ask.nudge import Refused, Twice
from micrograd.live.ask.quotients import precise
from micrograd.live.ask.sums import beginning, read
from micrograd.live.row import Row, bracketed, near
from micrograd.live.run import explain, quiet
from micrograd.picture.numbers import number
from micrograd.rules.table import rule_of

CLOSE = 0.05  # relative: what is closer than that is called "about" the same
SHORT = 5  # edges of a path whose factors are written in one line
EVERY_PATH = ": on every path the same factors, in the other order."
ASKED = "First predict what is hidden: a nudge that travels would give it away."


def travelled(subject, shape, numbers, index, h, hidden=()):
    """Return the "stages" of a nudge of leaf number index by h, or the "error" that prevents it, in the page's form.

    numbers is the present row of a graph of this shape; hidden holds the numbers to be predicted, as "0.grad".
    """
    if {f"{index}.grad", f"{len(shape['nodes']) - 1}.data"} & set(hidden):
        return {"error": ASKED, "stages": []}
    row = Row(shape, numbers)
    leaf = _leaf(row, index)
    try:
        with subject.computing():
            twice = Twice(subject.function, subject.arguments)
            try:
                moved = twice.moved(index, h)
            except Refused:
                raise
            except Exception as error:
                raise Refused(f"With {leaf} moved by {signed(h)} the function fails. {explain(error)}.") from None
            if moved[index] == row.data[index]:
                raise Refused(f"{leaf} has not moved: {leaf} + h is rounded to {leaf} itself. Take a larger h.")
            return {"error": "", "stages": Journey(row, shape, index, moved, subject.class_of_values()).stages()}
    except Refused as refused:
        return {"error": str(refused), "stages": []}
    except Exception as error:
        return {"error": explain(error), "stages": []}


class Journey:
    """What moves as one leaf does, in waves: each node once all that moves it has moved. moved has each node's data."""

    def __init__(self, row, shape, index, moved, kind):
        self.row, self.index, self.kind = row, index, kind
        self.kept = [how for *_, how in shape["edges"]]
        self.after = moved
        self.moves = [after - before for after, before in zip(moved, row.data)]
        self.waves, self.into, self.out_of = self.reach()
        self.graded = all(shape["nodes"][i][1] for wave in self.waves for i in wave)

    def reach(self):
        """Return the nodes that the leaf leads to, wave by wave, and the edges on the way into and out of each."""
        wave, into, out_of = {self.index: 0}, defaultdict(list), defaultdict(list)
        for e, (source, result) in enumerate(self.row.edges):  # each edge after those into its source
            if source in wave:
                wave[result] = max(wave.get(result, 0), wave[source] + 1)
                into[result].append(e)
                out_of[source].append(e)
        waves = [[] for _ in range(max(wave.values()) + 1)]
        for i in sorted(wave):
            waves[wave[i]].append(i)
        return waves, into, out_of

    @cached_property
    def factors(self):
        """By edge, how many times as far its result moves as its input does: as the class keeps it, else measured."""
        return {e: self.factor(e) for edges in self.into.values() for e in edges}

    def factor(self, e):
        source, result = self.row.edges[e]
        if self.kept[e] is True:
            return self.row.slope[e]
        if len(self.into[result]) == 1 and self.moves[source]:
            return self.moves[result] / self.moves[source]
        return self.measured(e)

    def measured(self, e):
        """Return how far the class's own operation moves its result if only this input moves; nan if not known."""
        source, result = self.row.edges[e]
        inputs = self.row.operands(result)
        rule = rule_of(self.row.ops[result], len(inputs))
        if not rule or len(set(inputs)) < len(inputs):  # a set keeps but one edge for both of a * a
            return math.nan
        step = self.moves[source] or self.moves[self.index]
        still = [self.row.data[self.row.source(k)] for k in inputs]
        moved = [x + step * (k == e) for x, k in zip(still, inputs)]
        before, after = (applied(self.kind, rule.method, them) for them in (still, moved))
        return (after - before) / step if before == self.row.data[result] else math.nan

    @cached_property
    def backs(self):
        """By edge, the factor by which a gradient is multiplied on its way back."""
        kept = {e: self.kept[e] or math.isnan(factor) for e, factor in self.factors.items()}
        return {e: self.row.slope[e] if kept[e] else factor for e, factor in self.factors.items()}

    # What is said and shown at each stage.

    def stages(self):
        """Return the stages: the start, each wave forward and, where there are gradients, back, and the end."""
        forward = [self.start(), *(self.stage("forward", wave) for wave in self.waves[1:])]
        back = [self.turn(), *(self.stage("back", wave) for wave in reversed(self.waves[:-1]))] if self.graded else []
        return [*forward, *back, stage("end", self.end())]

    def start(self):
        leaf, was, becomes = self.leaf, self.row.data[self.index], self.after[self.index]
        move = self.moves[self.index]
        said = [
            ("", f"{leaf} moves by "),
            ("data", signed(move)),
            ("", f", from {number(was)} to {precise(becomes, move)}."),
        ]
        return stage("start", said, [self.thing(self.index, signed(move))])

    def turn(self):
        grad = self.row.grad[self.row.root]
        why = read(beginning(self.row))
        if not near(grad, 1.0):
            why = why.replace(", and ", ", but ", 1)
        said = [("", f"{self.grad_name(self.row.root)} = "), ("grad", number(grad)), ("", f": {why}")]
        return stage("turn", said, [self.thing(self.row.root, number(grad))])

    def stage(self, way, wave):
        said, tag, edges = (
            (self.forward, lambda i: signed(self.moves[i]), self.into)
            if way == "forward"
            else (self.backward, lambda i: number(self.row.grad[i]), self.out_of)
        )
        things = [self.thing(i, tag(i), said(i)) for i in wave]
        return stage(way, [], things, [self.carried(way, e) for i in wave for e in edges[i]])

    def thing(self, i, tag, said=()):
        return {"node": i, "tag": tag, "said": capital(list(said))}

    def carried(self, way, e):
        """Return what an edge carries, as texts: what sets out, the factor, and what arrives ("" if not known)."""
        source, result = self.row.edges[e]
        forward = way == "forward"
        sent = self.moves[source] if forward else self.row.grad[result]
        factor = self.factors[e] if forward else self.backs[e]
        write = signed if forward else number
        known = not math.isnan(factor)
        return {
            "edge": e,
            "from": write(sent),
            "factor": f"×{number(factor)}" if known else "",
            "to": write(sent * factor) if known else "",
        }

    def forward(self, i):
        """Return in words how far a node moved, beside what its inputs' moves bring."""
        name, move, edges = self.name(i), self.moves[i], self.into[i]
        if not math.isfinite(move):
            return [
                ("", f"{name} goes from {number(self.row.data[i])} to {number(self.after[i])}: that is no distance.")
            ]
        tells = ("data", signed(move))
        if move == 0 and not any(self.moves[self.row.source(e)] for e in edges):
            return [("", f"{name} does not move: nothing arrives.")]
        terms = [(self.moves[self.row.source(e)], self.factors[e]) for e in edges]
        total = sum(sent * factor for sent, factor in terms)
        if math.isnan(total):
            return [("", f"{name} moves by "), tells, ("", ".")]
        ways = [f" from {read(self.row.name(self.row.source(e)))}{self.row.side(e)}" * (len(edges) > 1) for e in edges]
        first, *rest = (
            (signed(sent) if k == 0 else bracketed(number(sent))) + f" × {bracketed(number(factor))}{ways[k]}"
            for k, (sent, factor) in enumerate(terms)
        )
        products = " + ".join([first, *rest])
        if alike(total, move, *(sent * factor for sent, factor in terms)):
            return [("", f"{name} moves by {products} = "), tells, ("", ".")]
        if abs(total - move) <= CLOSE * max(abs(total), abs(move)):
            return [("", f"{name} moves by "), tells, ("", f", about {products} = {signed(total)}.")]
        kept = all(self.kept[e] is True for e in edges)
        by = "By the slopes on the edges it would be" if kept else "One input at a time, it would be"
        return [("", f"{name} really moves by "), tells, ("", f". {by} {products} = {signed(total)}.")]

    def backward(self, i):
        """Return in words what came back to a node, beside the gradient that it has."""
        name, grad = self.grad_name(i), ("grad", number(self.row.grad[i]))
        terms = [(self.row.grad[self.row.edges[e][1]], self.backs[e], e) for e in self.out_of[i]]
        total = sum(sent * factor for sent, factor, _ in terms)
        if math.isnan(total):
            return [("", f"{name} = "), grad, ("", ".")]
        ways = [f" {read(self.row.way(e))}" * (len(terms) > 1) for *_, e in terms]
        products = " + ".join(
            f"{bracketed(number(sent))} × {bracketed(number(factor))}{way}"
            for (sent, factor, _), way in zip(terms, ways)
        )
        if alike(total, self.row.grad[i], *(sent * factor for sent, factor, _ in terms)):
            return [("", f"{name} = {products} = "), grad, ("", ".")]
        come = "comes" if len(terms) == 1 else "come"
        return [("", f"Back to {self.name(i)} {come} {products} = {number(total)}, and {name} is "), grad, ("", ".")]

    def end(self):
        """Return the journey as a whole, there and back."""
        start, move, grad = self.moves[self.index], self.moves[self.row.root], self.row.grad[self.index]
        times = move / start
        if not math.isfinite(times):
            return [("", f"{signed(start)} at {self.leaf} takes {self.root} to {number(self.after[self.row.root])}.")]
        there = written(signed(start), [self.factors[e] for e in self.path], move, start)
        begun = self.row.grad[self.row.root]
        back = written(number(begun), [self.backs[e] for e in reversed(self.path)], grad, begun)
        if self.index == self.row.root:
            gone = [("", f"{self.leaf} is itself the output.")]
        elif move == 0:
            gone = [("", f"{signed(start)} set out from {self.leaf}, and {self.root} does not move.")]
        elif there:
            gone = [("", f"Forward: {there} = "), ("data", signed(move)), ("", f", {number(times)} times as far.")]
        else:
            far = f": {number(times)} times as far."
            gone = [
                ("", f"{signed(start)} set out from {self.leaf}, and {self.root} moved by "),
                ("data", signed(move)),
                ("", far),
            ]
        if not self.graded:
            return gone
        came = f"Back: {back} = " if there and back else f"{self.grad_name(self.index)} is "
        return [*gone, ("", " "), *capital([("", came)]), ("grad", number(grad)), ("", self.compared(times, grad))]

    def compared(self, times, grad):
        """Return how the gradient compares with how many times as far the output moved, as the end of a sentence."""
        if alike(times, grad):
            begun = near(self.row.grad[self.row.root], 1.0)
            mirror = begun and all(alike(self.backs[e], factor) for e, factor in self.factors.items())
            if not mirror or len(self.factors) < 2:
                return ": the same." if len(self.factors) else "."
            return ", the same factors in the other order." if self.path else EVERY_PATH
        if abs(times - grad) <= CLOSE * max(abs(times), abs(grad)):
            return ", about the same. Does another h bring the two closer?"
        return f", which is not the same{self.broken()}. Does another h bring the two closer?"

    def broken(self):
        """Return where the way back first brought a node another gradient than it has, as a part of a sentence."""
        for i in (i for wave in reversed(self.waves[:-1]) for i in wave):
            came, grad = self.returned(i), self.row.grad[i]
            if abs(came - grad) > CLOSE * max(abs(came), abs(grad)):
                has = "" if i == self.index else f", and {self.grad_name(i)} is {number(grad)}"
                return f": {number(came)} came back to {self.name(i)}{has}"
        return ""

    def returned(self, i):
        """Return what comes back to a node: along each edge, the gradient of its result times the factor."""
        return sum(self.row.grad[self.row.edges[e][1]] * self.backs[e] for e in self.out_of[i])

    @cached_property
    def path(self):
        """The edges from the leaf to the output if there is only one path, and it is short; else none."""
        found, i = [], self.index
        while len(self.out_of[i]) == 1:
            found += self.out_of[i]
            i = self.row.edges[found[-1]][1]
        return found if i == self.row.root and len(found) <= SHORT else []

    # Names in sentences.

    @property
    def leaf(self):
        return _leaf(self.row, self.index)

    @property
    def root(self):
        return self.name(self.row.root)

    def name(self, i):
        if i == self.index:
            return self.leaf
        return read(self.row.name(i)) if self.row.is_named(i) or i != self.row.root else "the output"

    def grad_name(self, i):
        if i == self.index and not self.row.is_named(i):
            return "the leaf's gradient"
        return read(self.row.number_name(i, "grad"))


def _leaf(row, index):
    return read(row.name(index)) if row.is_named(index) else "the leaf"


def stage(way, said, things=(), edges=()):
    """Return a stage in the page's form: what is said of it as a whole, and what happens at which nodes and edges."""
    return {"way": way, "said": capital(list(said)), "nodes": list(things), "edges": list(edges)}


def capital(said):
    """Return pieces (kind, text) for the beginning of a sentence."""
    if said and said[0][1].startswith("the "):
        (kind, text), *rest = said
        return [(kind, f"T{text[1:]}"), *rest]
    return said


def written(begins, factors, result, first):
    """Return a product of first, which is written so, and of factors; "" if there are none, or if result is another."""
    if not factors or not alike(math.prod([first, *factors]), result):
        return ""
    return " × ".join([begins, *(bracketed(number(factor)) for factor in factors)])


def applied(kind, method, numbers):
    """Return what a class's own method makes of numbers; nan if it has none of this name, or if that fails."""
    try:
        with quiet():
            first, *others = map(kind, numbers)
            return float(getattr(first, method)(*others).data)
    except Exception:
        return math.nan


def signed(x):
    """Return a move as text, with its sign even if that is a plus."""
    return f"+{number(x)}" if x > 0 else number(x)


def alike(x, y, *parts):
    """Return whether two numbers, sums of these parts, look the same or are so up to rounding."""
    return number(x) == number(y) or near(x, y, *parts)
