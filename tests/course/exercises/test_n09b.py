"""The checks of notebook 09b: right answers in many styles pass, and what learners slip on is told by its name."""

import linecache
from itertools import count

import pytest

from micrograd.course import check
from micrograd.course.finding import NotYet, Right, Wrong

NUMBER = count()


def finding(exercise, source):
    """Return the finding of a check about an answer as a learner's cell would define it."""
    file = f"<n09b {next(NUMBER)}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    return exercise.examine(*exercise.built(source, file))


def answer(exercise, body):
    """Return a cell that answers an exercise with these lines."""
    lines = "\n    ".join(body.splitlines())
    return f"def {exercise.cell.first_line}:\n    {lines}\n"


LOG_LOSSES = [
    "p = score.sigmoid()\nreturn -p.log() if y == 1 else -(1 - p).log()",
    "p = score.sigmoid()\nreturn -(y * p.log() + (1 - y) * (1 - p).log())",
    "return (1 + (-score).exp()).log() if y else (1 + score.exp()).log()",
    "if y == 0:\n    score = -score\nreturn -score.sigmoid().log()",
    "p = 1 / (1 + (-score).exp())\nif y == 1:\n    return -p.log()\nreturn -(1 - p).log()",
    "return -(((2 * y - 1) * score).sigmoid().log())",
    "p = score.sigmoid()\nq = p if y else 1 - p\nreturn q.log() * -1",
    "return (1 / (y * score.sigmoid() + (1 - y) * (1 - score.sigmoid()))).log()",
]
SOFTMAXES = [
    "m = max(s.data for s in scores)\nes = [(s - m).exp() for s in scores]\nreturn [e / sum(es) for e in es]",
    "m = max(scores, key=lambda s: s.data)\nes = [(s - m).exp() for s in scores]\ntotal = sum(es)\nreturn [e / total for e in es]",
    "top = sorted(s.data for s in scores)[-1]\nes = []\nfor s in scores:\n    es.append((s - top).exp())\nt = 0\nfor e in es:\n    t += e\nreturn tuple(e / t for e in es)",
    "return [1 / sum((other - s).exp() for other in scores) for s in scores]",
    "m = max([s.data for s in scores])\ntotal = sum((s - m).exp() for s in scores)\nreturn list(map(lambda s: (s - m).exp() * total ** -1, scores))",
    "m = max(s.data for s in scores)\nt = sum((s - m).exp() for s in scores).log()\nreturn [(s - m - t).exp() for s in scores]",
]
CROSS_ENTROPIES = [
    "return -softmax(scores)[label].log()",
    "p = softmax(scores)[label]\nreturn -(p.log())",
    "return (1 / softmax(scores)[label]).log()",
    "return sum(s.exp() for s in scores).log() - scores[label]",
    "return -sum((k == label) * p.log() for k, p in enumerate(softmax(scores)))",
    "for k, p in enumerate(softmax(scores)):\n    if k == label:\n        return -p.log()",
]
BATCHES = [
    "copy = list(points)\nrandom.shuffle(copy)\nreturn [copy[i:i + size] for i in range(0, len(copy), size)]",
    "mixed = random.sample(points, len(points))\nfor i in range(0, len(mixed), size):\n    yield mixed[i:i + size]",
    "rest = sorted(points, key=lambda p: random.random())\nfound = []\nwhile rest:\n    found.append(rest[:size])\n    rest = rest[size:]\nreturn found",
    "left = points[:]\nfound = [[]]\nwhile left:\n    if len(found[-1]) == size:\n        found.append([])\n    found[-1].append(left.pop(random.randrange(len(left))))\nreturn found",
    "order = list(range(len(points)))\nrandom.shuffle(order)\nreturn [tuple(points[i] for i in order[k:k + size]) for k in range(0, len(order), size)]",
]
ALL_RIGHT = [
    *((check.log_loss, body) for body in LOG_LOSSES),
    *((check.softmax, body) for body in SOFTMAXES),
    *((check.cross_entropy, body) for body in CROSS_ENTROPIES),
    *((check.batches, body) for body in BATCHES),
]


@pytest.mark.parametrize("exercise, body", ALL_RIGHT, ids=lambda part: getattr(part, "__name__", None))
def test_a_right_answer_in_any_style_is_right(exercise, body):
    assert isinstance(found := finding(exercise, answer(exercise, body)), Right), found


SLIPS = [
    (check.log_loss, "return -math.log(score.sigmoid())", "is it imported?"),
    (check.log_loss, "import math\nreturn -math.log(score.sigmoid())", "`math` takes plain numbers"),
    (check.log_loss, "return -score.sigmoid().data", "A plain number remembers nothing"),
    (check.log_loss, "from math import log\nreturn -log(score.sigmoid().data)", "A plain number remembers nothing"),
    (check.log_loss, "return -score.sigmoid.log()", "A method is called, with ()"),
    (check.log_loss, "return -score.sigmoid().log", "a method without its ()"),
    (check.log_loss, "return -(1 - score.sigmoid).log()", "A method is called, with ()"),
    (check.log_loss, "return -p.log()", "Which p?"),
    (check.log_loss, "return -sigmoid(score).log()", "`sigmoid` is a method of a Value"),
    (check.log_loss, "return -type(score)(score.sigmoid().data).log()", "It does not depend on the score"),
    (check.log_loss, "p = score.sigmoid()\nreturn [-p.log(), -(1 - p).log()]", "The loss of one point is one Value"),
    (check.log_loss, "print(-score.sigmoid().log())", "return"),
    (check.log_loss, "-score.sigmoid().log()", "return"),
    (check.softmax, "return [s.data for s in scores]", "Plain numbers remember nothing"),
    (check.softmax, "import math\nreturn [math.exp(s) for s in scores]", "`math` takes plain numbers"),
    (
        check.softmax,
        "import math\nt = sum(math.exp(s.data) for s in scores)\nreturn [math.exp(s.data) / t for s in scores]",
        "Plain numbers",
    ),
    (check.softmax, "return scores.exp() / sum(scores.exp())", "A list has no such method"),
    (check.softmax, "return [s.exp() for s in scores] / sum(s.exp() for s in scores)", "A list met a Value"),
    (check.softmax, "m = max(scores)\nreturn [(s - m).exp() for s in scores]", "Values can't be compared"),
    (
        check.softmax,
        "for s in scores:\n    return s.exp() / sum(t.exp() for t in scores)",
        "One probability for each score, in a list",
    ),
    (
        check.softmax,
        "t = sum(s.exp() for s in scores)\nreturn [s.exp() / t for s in scores]",
        "e to the power of 1000 is too large",
    ),
    (
        check.softmax,
        "t = sum(s.exp() for s in scores)\nreturn [s.exp() / t.data for s in scores]",
        "The sum has lost its graph",
    ),
    (check.cross_entropy, "return softmax(scores[label])", "`softmax` takes the whole list"),
    (check.cross_entropy, "return -softmax(scores).log()", "That is a list: take one of its Values"),
    (check.cross_entropy, "return -softmax(scores, label).log()", "`softmax` takes the scores, and nothing else"),
    (check.cross_entropy, "return -softmax[label].log()", "`softmax` is a function"),
    (check.cross_entropy, "return -log(softmax(scores)[label])", "`log` is a method"),
    (check.cross_entropy, "return -softmax(scores)[label + 1].log()", "That is the kind after"),
    (
        check.batches,
        "random.shuffle(points)\nreturn [points[i:i + size] for i in range(0, len(points), size)]",
        "The list belongs to the caller",
    ),
    (
        check.batches,
        "mixed = random.shuffle(points)\nreturn [mixed[i:i + size] for i in range(0, len(points), size)]",
        "`random.shuffle` returns None",
    ),
    (check.batches, "return random.sample(points, size)", "A batch is a list of its own"),
    (check.batches, "return [points[i:i + size] for i in range(0, len(points), size)]", "Always the same batches"),
    (
        check.batches,
        "return [random.sample(points, size) for _ in range(len(points) // size)]",
        "In one round every point|sizes|are missing",
    ),
    (check.batches, "return [points[i:i + size] for i in range(0, len(points) / size)]", "`/` gives a fraction"),
    (
        check.batches,
        "found = []\nwhile points:\n    found.append([points.pop() for _ in range(min(size, len(points)))])\nreturn found",
        "The list belongs to the caller",
    ),
    (check.batches, "mixed = shuffle(points)\nreturn [mixed]", "It belongs to `random`"),
]


@pytest.mark.parametrize("exercise, body, told", SLIPS, ids=lambda part: getattr(part, "__name__", None))
def test_a_slip_is_told_by_its_name(exercise, body, told):
    found = finding(exercise, answer(exercise, body))
    assert isinstance(found, (Wrong, NotYet)) and not isinstance(found, Right), found
    assert found.hints and any(one in found.hints[0] for one in told.split("|")), found


@pytest.mark.parametrize("body", [LOG_LOSSES[0], LOG_LOSSES[2]])
def test_who_is_not_safe_far_out_is_right_and_told_so(body):
    assert "Far out" in finding(check.log_loss, answer(check.log_loss, body)).example


def test_the_solutions_are_safe_far_out():
    for exercise in (check.log_loss, check.cross_entropy):
        assert "Far out" not in finding(exercise, exercise.solution).example
    assert "Far out" in finding(check.cross_entropy, answer(check.cross_entropy, CROSS_ENTROPIES[0])).example
