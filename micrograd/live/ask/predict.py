"""Predict: numbers of the graph are hidden, the learner types what they must be, then sees how they come about."""

import json
import math
import re
from datetime import date
from hashlib import md5
from typing import NamedTuple

from micrograd.learner import answers
from micrograd.live.ask.hidden import hides
from micrograd.live.ask.mistakes import Mistake, mistakes
from micrograd.live.ask.sums import made, read
from micrograd.live.ask.typed import LONGEST, WANTED, rounds_to, typed_number
from micrograd.live.row import Row, edge_labels, listed, near, numbered
from micrograd.picture.numbers import number

NEAR = 0.005  # relative error of a typed number that still counts as right
ZERO = 1e-14  # of the largest number: what floats may leave where numbers should cancel


# Questions


def questions(shape):
    """Return the place of each number of a shape by its name: `a.data` and `a.grad` for nodes, `a->e` for slopes."""
    has = {"data": lambda _: True, "grad": lambda i: shape["nodes"][i][1], "slope": lambda e: shape["edges"][e][2]}
    return {name: (kind, i) for name, (kind, i) in all_numbers(shape).items() if has[kind](i)}


def all_numbers(shape):
    """Return what questions does, with those numbers too that the class does not keep."""
    names = numbered(shape["names"])
    places = {f"{name}.{kind}": (kind, i) for kind in ("data", "grad") for i, name in enumerate(names)}
    return places | {slope: ("slope", e) for e, slope in enumerate(edge_labels(names, shape["edges"]))}


def gradients(shape):
    """Return the names of all gradients but the last node's, which is 1, from there back: so one can work them out."""
    last = len(shape["nodes"]) - 1
    return [name for name, (kind, i) in questions(shape).items() if kind == "grad" and i < last][::-1]


def canonical(question):
    """Return a number's name in the graph's spelling: `a->e` for `a → e`."""
    if not isinstance(question, str):
        raise ValueError('a number of the graph is called by its name, such as "a.grad", "L.data" or "a->e"')
    return re.sub(r"\s*(->|→)\s*", "->", question.strip())


def find(question, shape):
    """Return a number's kind ("data", "grad" or "slope") and its node's or edge's index; ValueError if none."""
    question = canonical(question)
    place = questions(shape).get(question)
    if place is None:
        raise ValueError(why_not(question, shape))
    return place


def why_not(question, shape):
    """Return why a shape has no number of this name, and which ones it has."""
    if "->" in question:
        return why_no_slope(question, shape)
    name, _, kind = question.rpartition(".")
    if kind in ("data", "grad"):
        return why_no_node(name, kind, shape) or f"{name} has no gradient: its class computes none"
    both = f'{question} has two numbers, "{question}.data" and "{question}.grad": say which'
    return why_no_node(question, None, shape) or both


def why_no_slope(question, shape):
    names = numbered(shape["names"])
    source, _, result = question.partition("->")
    if wrong := why_no_node(source, None, shape) or why_no_node(result, None, shape):
        return wrong
    ends = [(names[i], names[j]) for i, j, _ in shape["edges"]]
    if (source, result) in ends:
        many = [label for label in edge_labels(names, shape["edges"]) if label.startswith(f"{question}#")]
        return choose(question, many) if many else f"the class keeps no slopes, so {question} has no number"
    onward = few(j for i, j in ends if i == source)
    there = f"from {source} they go to {listed(onward)}" if onward else f"none leaves {source}"
    return f"no edge goes from {source} to {result}: {there}"


def why_no_node(name, kind, shape):
    """Return why there is no node of this name, "" if there is one."""
    names = numbered(shape["names"])
    if name in names:
        return ""
    many = [other for other in names if other.startswith(f"{name}#")]
    if many:
        return choose(name, [f"{other}.{kind}" if kind else other for other in many])
    return f"there is no {name or 'nameless node'} in this graph: it has {listed(few(names))}"


def choose(name, many):
    choice = listed([f'"{other}"' for other in few(many)]).replace(" and ", " or ")
    return f"{len(many)} are called {name}: say {choice}, counted from the inputs"


def few(names, most=20):
    names = list(dict.fromkeys(names))
    return names if len(names) <= most else [*names[:most], f"{len(names) - most} more"]


def question_key(question, shape, numbers):
    """Return a text that is the same for the same question about the same graph, on any run and machine."""
    return f"{question} {graph_key(shape, numbers)}"


def graph_key(shape, numbers):
    count = 2 * len(shape["nodes"]) + len(shape["edges"])
    graph = [shape["names"], [op for op, _ in shape["nodes"]], [edge[:2] for edge in shape["edges"]]]
    rounded = [f"{x + 0.0:.6g}" for x in numbers[:count]]  # -0.0 + 0.0 is 0.0
    return md5(json.dumps([graph, rounded]).encode(), usedforsecurity=False).hexdigest()[:12]


# Verdicts


class Verdict(NamedTuple):
    """What to say about a prediction: said once the number shows, hint while it stays hidden.

    Other numbers that are still to be predicted are hidden in both.
    """

    right: bool
    actual: float
    typed: float
    mistake: str  # its short name, or ""
    lines: list  # said, with the marks of row.marked
    hints: list  # likewise
    hidden: frozenset

    @property
    def difference(self):
        return self.typed - self.actual

    @property
    def said(self):
        return [read(line, self.hidden) for line in self.lines]

    @property
    def hint(self):
        return [read(line, self.hidden) for line in self.hints]


def judge(question, typed_text, shape, numbers, hidden=()):
    """Return the Verdict on a prediction; ValueError if the graph has no such number or the text is not a number.

    hidden holds the names of numbers still to be predicted, which nothing said may give away.
    """
    question = canonical(question)
    kind, index = find(question, shape)
    typed = typed_number(typed_text)
    row = Row(shape, numbers)
    beside = getattr(row, kind)
    actual = beside[index]
    if math.isnan(typed) and not math.isnan(actual):
        raise ValueError(f"nan is no number: {WANTED}")
    sum_line, total, parts = made(row, kind, index)
    buggy = math.isfinite(total) and not near(total, actual, *parts)
    found, name = [], row.called(kind, index)
    if right := means(typed, typed_text, actual, beside):
        first = f"Right: {name} is {number(actual)}."
    elif right := buggy and means(typed, typed_text, total, beside):
        first = f"Right: your {number(typed)} is what it should be."
    else:
        first = miss(name, typed, actual)
        found = explanations(row, kind, index, hidden, typed, typed_text)
    told = diagnosis(found)
    lines = [first, *told, sum_line]
    if buggy:
        here = f"this class has {number(actual)}: look for the mistake in the class."
        lines.append(f"That gives {number(total)}, and {here}")
    hints = [] if right else [f"{name} is not {number(typed)}.", *told]
    named = " or ".join(dict.fromkeys(mistake.name for mistake in found[:MOST]))
    return Verdict(right, actual, typed, named, begun(lines), begun(hints), frozenset(hidden))


def begun(lines):
    """Return lines with each sentence in them begun as sentences are."""
    return [re.sub(r"(^|[.?!] )the ", r"\1The ", line) for line in lines]


def means(typed, typed_text, x, beside):
    """Return whether a typed number is x, up to NEAR, or rounded to at least two digits; beside: numbers like it."""
    if math.isfinite(x) and math.isfinite(typed):
        zero = ZERO * min(max((abs(y) for y in beside if math.isfinite(y)), default=0.0), 100)
        return abs(typed - x) <= NEAR * abs(x) or typed == 0 >= abs(x) - zero or rounds_to(x, typed_text, 2)
    return typed == x or math.isnan(typed) and math.isnan(x)


def explanations(row, kind, index, hidden, typed, typed_text):
    """Return the mistakes that a wrong answer may come from, the more telling ones first."""
    beside = getattr(row, kind)
    actual = beside[index]
    found = [
        mistake for mistake in mistakes(row, kind, index, hidden) if means(typed, typed_text, mistake.number, beside)
    ]
    if found:
        return different(found)
    if typed and math.isfinite(actual) and rounds_to(actual, typed_text, 1):
        return [Mistake(typed, "rounded", "Close: give at least two digits.")]
    return []


def different(found):
    """Return mistakes without those that repeat an earlier one in other words, or are likely to fit only by chance."""
    firsts = {}
    for mistake in found:
        firsts.setdefault("paths" if mistake.name in PATHS else mistake.hint, mistake)
    found = list(firsts.values())
    if any(mistake.name == "order" for mistake in found):  # which always turns the sign of a difference
        found = [mistake for mistake in found if mistake.name != "sign"]
    for weak in CHANCE:
        found = [mistake for mistake in found if mistake.name not in weak] or found
    return found


PATHS = "overwrote", "forgot a path"  # of two paths, the last one is what is left without the other
# Numbers of the graph, as they are; those of another kind least.
CHANCE = [{"another number"}, {"another node"}, {"another node", "data", "gradient", "another slope"}]
MOST = 3  # mistakes that are named


def diagnosis(found):
    """Return the lines about the mistakes that a wrong answer may come from."""
    hints = [mistake.hint for mistake in found]
    if len(hints) < 2:
        return hints
    count = "Two" if len(hints) == 2 else "Several"
    return [f"{count} mistakes lead to that number:", *(f"– {hint}" for hint in hints[:MOST])]


def miss(name, typed, actual):
    difference = typed - actual
    if not math.isfinite(difference):
        return f"You typed {number(typed)}, and {name} is {number(actual)}."
    far = f"{number(abs(difference))} too {'high' if difference > 0 else 'low'}"
    return f"You typed {number(typed)}, and {name} is {number(actual)}: that is {far}."


# The hidden numbers of one live graph.


class Predictions:
    """The questions about one live graph and their answers, kept beyond the cell, for when it runs again."""

    def __init__(self, names, of, shape, numbers):
        """Ask for the numbers of these names, or for every gradient, of the function called `of`."""
        self.questions = list(dict.fromkeys(map(canonical, names))) or gradients(shape)
        places, key = questions(shape), graph_key(shape, numbers)
        for question in self.questions:
            if question not in places:
                find(question, shape)  # raises ValueError, with what there is
        if not self.questions:
            raise ValueError("this graph has no gradients to predict: say which numbers, such as L.data")
        self._of, self._shape = of, shape
        self._keys = {question: f"{question} {key}" for question in self.questions}
        kept = answers.kept()
        self._tries = {question: list(filter(is_whole, kept.get(key, []))) for question, key in self._keys.items()}
        self._again = set()  # the questions that were asked once more
        self._unread = {}  # texts that are not numbers, by question, with why not

    def open(self):
        """Return the questions whose numbers are hidden."""
        return [question for question in self.questions if not self._shows(question)]

    def _shows(self, question):
        return question not in self._again and answers.shows(self._tries[question])

    def veils(self, shape):
        """Return by question its number's place in a shape, and all that is hidden while the question is open."""
        places = {question: questions(shape).get(question) for question in self.questions}
        found = {question: place for question, place in places.items() if place}
        return {name: {"what": kind, "index": i, "hides": hides(shape, kind, i)} for name, (kind, i) in found.items()}

    def concealed(self, shape, but=None):
        """Return all that is hidden in a shape at present, in the page's form, leaving out what only `but` hides.

        What was answered shows, even if it is computed from what is asked still.
        """
        veils, still = self.veils(shape), set(self.open()) - {but}
        shown = {own(veil) for question, veil in veils.items() if question not in still}
        return {key for question in veils.keys() & still for key in veils[question]["hides"]} - shown

    def _unsaid(self, but=None):
        """Return the names of what is hidden, as a marked line has them."""
        hidden = self.concealed(self._shape, but)
        return {name for name, (kind, i) in all_numbers(self._shape).items() if f"{i}.{kind}" in hidden} | (
            set(self.open()) - {but}
        )

    def answer(self, question, typed, shape, numbers, at=()):
        """Judge a typed answer to a question, about these numbers at this position of the controls."""
        if question not in self._keys:
            return
        self._unread.pop(question, None)
        try:
            verdict = judge(question, typed, shape, numbers, self._unsaid(but=question))
        except ValueError as why:
            self._unread[question] = {"typed": str(typed)[:LONGEST], "error": str(why)}
            return
        record = self._asked(question) | {
            "typed": typed,
            "right": verdict.right,
            "actual": verdict.actual if math.isfinite(verdict.actual) else str(verdict.actual),  # JSON has no nan
            "mistake": verdict.mistake,
            "at": list(at),
            "said": verdict.lines,
            "hint": verdict.hints,
        }
        self._again.discard(question)
        self._add(question, answers.tried(self._keys[question], verdict.typed, record))

    def show(self, question):
        """Show the number of a question to somebody who has tried it."""
        if question not in self._keys or not self._tries[question]:
            return
        self._unread.pop(question, None)
        self._again.discard(question)
        tried = self._tries[question][-1]
        record = {key: what for key, what in tried.items() if key != "trouble"} | self._asked(question)
        self._add(question, answers.asked_for(self._keys[question], record))

    def _asked(self, question):
        return {"question": question, "of": self._of, "when": date.today().isoformat()}

    def _add(self, question, record):
        self._tries[question].append(record)

    def again(self, question):
        """Ask a question once more, and with it those whose answers are computed from its own."""
        if question not in self._keys or not self._tries[question]:
            return
        veils = self.veils(self._shape)
        told = [other for other, veil in veils.items() if own(veil) in veils[question]["hides"]]
        self._again.update(other for other in told if self._shows(other))
        self._again.add(question)

    def replies(self):
        """Return, for each question that was tried, what was typed, whether it is right, and what to say about it.

        Where "open" is set, the number is still hidden. Where "error" is not "", the text was no number.
        """
        unsaid = self._unsaid()
        tried = {question: self._reply(question, unsaid) for question in self.questions if self._tries[question]}
        replies = {question: reply for question, reply in tried.items() if question not in self._again}
        for question, unread in self._unread.items():
            replies[question] = replies.get(question, NOTHING) | unread
        return replies

    def _reply(self, question, unsaid):
        last, is_open = self._tries[question][-1], not self._shows(question)
        lines = last.get("hint", []) if is_open else last["said"]
        said = [read(line, unsaid) for line in lines] + list(filter(None, [last.get("trouble")]))
        kept = {key: last[key] for key in ("typed", "right", "at")}
        return kept | {"said": said, "open": is_open, "error": ""}


def own(veil):
    """Return a question's own number in the page's form."""
    return f"{veil['index']}.{veil['what']}"


NOTHING = {"typed": "", "right": False, "at": [], "said": [], "open": True}


def is_whole(record):
    """Return whether a record has what the page shows: it comes from a file that anybody may have changed."""
    kinds = {"typed": str, "right": bool, "at": list, "said": list}
    texts = [record.get("said"), record.get("hint", [])]
    return all(isinstance(record.get(key), kind) for key, kind in kinds.items()) and all(
        isinstance(lines, list) and all(isinstance(line, str) for line in lines) for lines in texts
    )
