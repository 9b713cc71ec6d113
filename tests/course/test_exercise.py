"""The core of a check, asked through the first exercises: its verdict and its hints, stubs, bounds, and whatever comes."""

import math

import pytest
from answers_given import CHECKED, MUL, learners_value, leaves_of, mul_of, slope_of, slopes_of, written
from checking import ran, said
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.course import check
from micrograd.course.exercise import EXERCISES
from micrograd.course.extend import extend
from micrograd.course.prediction import Prediction
from micrograd.learner import sandbox


def answer_of(exercise):
    """Return what a solution returns."""
    return exercise.solution.rpartition("return ")[2]


ONE_LINERS = [
    e for e in EXERCISES if getattr(e, "trials", ()) and len(answer_of(e)) > len("found") and "\n" not in answer_of(e)
]


# What is shown of a wrong answer


@pytest.mark.parametrize("verdict_on", CHECKED)
def test_the_first_case_that_fails_is_shown_with_its_numbers(verdict_on):
    shown = {
        slope_of: "✗ for square at x = 0.5 with h = 0.01 you gave 0.25, a nudge gives 1.01.",
        slopes_of: "✗ for expression(2.0, -3.0, 10.0, -2.0) you gave 1, nudges give [6, -4, -2, 4].",
        mul_of: "✗ with a = 2 and b = -3, a * b gave a Value with data 1, and should give one with -6.",
        leaves_of: "✗ for (a * b + c) * f you gave [a, b], and the leaves are [a, b, c, f].",
    }
    body = {
        slope_of: "return f(x)",
        slopes_of: "return 1",
        mul_of: "return Value(1.0)",
        leaves_of: "return v._prev[0]._prev[0]._prev",
    }
    assert verdict_on(body[verdict_on]).splitlines()[0] == shown[verdict_on]


def test_two_numbers_that_differ_late_are_shown_with_the_digits_that_differ():
    assert "you gave 1.01001, a nudge gives 1.01." in slope_of("return (f(x + h) - f(x)) / h * 1.00001")


def test_an_error_is_shown_with_the_learner_s_line():
    text = slope_of("rise = f(x + h) - f(x)\nreturn rise / g")
    assert "stopped with NameError: name 'g' is not defined, in `return rise / g`." in text


def test_an_answer_that_never_gives_a_value_is_told_nothing_about_values():
    text = slope_of("return (f(x + h) - f(x)) / h.size")
    assert "AttributeError" in text and "The same number" not in text


# Stubs


@pytest.mark.parametrize("body", ["return ...", "...", "pass", "return", "return None"])
@pytest.mark.parametrize("verdict_on", CHECKED)
def test_a_stub_is_not_yet_an_answer(verdict_on, body):
    text = verdict_on(body)
    assert text.startswith("not yet: ") and " ga" in text and text.endswith("\n  (hint=2 says more.)"), text


def test_a_missing_answer_is_not_yet_one():
    for nothing in (..., None):
        for checked in (check.slope, check.slopes, check.nudge, check.tiny_nudge, check.nudge_c, check.count_nodes):
            assert said(checked, nothing).startswith("not yet: ")
        assert said(check.leaves, nothing, learners_value()).startswith("not yet: ")
        assert said(check.half_plane, 1.0, nothing, -1.5).startswith("not yet: `w2`")


def test_our_own_solution_is_not_taken_for_the_learner_s():
    ours = ran("# Ours\ndef slope(f, x, h=0.001):\n    return (f(x + h) - f(x)) / h")["slope"]
    assert said(check.slope, ours).startswith("not yet: this `slope` is ours")
    assert said(check.slope, ran("def slope(f, x, h=0.001):\n    return (f(x + h) - f(x)) / h")["slope"])[0] == "✓"
    value = learners_value("")
    ran(f"# Ours\n@extend(Value)\ndef __mul__(self, other):\n    {MUL}", Value=value, extend=extend)
    assert said(check.mul, value).startswith("not yet: this `__mul__` is ours")


# Hints


@pytest.mark.parametrize(
    ("checked", "answers"),
    [
        (check.slope, [written("def slope(f, x, h=0.001):", "return f(x)")]),
        (check.slope, [written("def slope(f, x, h=0.001):", "return ...")]),
        (check.slopes, [written("def slopes(f, *inputs):", "return f(*inputs)")]),
        (check.mul, [learners_value("return self")]),
        (check.leaves, [written("def leaves(v):", "return []"), learners_value()]),
        (check.half_plane, [1.0, 1.0, 0.0]),
    ],
)
def test_each_hint_says_more_until_there_is_none(checked, answers):
    texts = [said(checked, *answers, hint=n) for n in range(1, 8)]
    offers = [(f"  (hint={n} says more.)", f"  (hint={n} shows a solution.)") for n in range(2, 9)]
    more = [text.splitlines()[-1] in offer for text, offer in zip(texts, offers)]
    assert more[0] and not more[-1]
    solution = "\n".join(f"      {line}" for line in checked.solution.splitlines())
    assert texts[-1].endswith(f"\n  One way to do it:\n{solution}") and solution not in texts[more.index(False) - 1]
    for n, text in enumerate(texts[1:]):
        before = texts[n].splitlines()
        before = before[:-1] if more[n] else before
        assert text.splitlines()[: len(before)] == before and (len(text) > len("\n".join(before))) == more[n]


@pytest.mark.parametrize("hint", [0, -1, None, "2", 1.5, True, 10**9])
def test_no_hint_is_an_error(hint):
    assert said(check.slope, written("def slope(f, x, h=0.001):", "return f(x)"), hint=hint).startswith("✗ ")


@pytest.mark.slow
@pytest.mark.parametrize("exercise", ONE_LINERS, ids=lambda exercise: exercise.key)
def test_no_hint_but_the_solution_gives_the_answer_away(exercise):
    mistakes = [mistake for trial in exercise.trials for mistake in (*trial.mistakes, *exercise.mistakes)]
    hints = [hint(None, None) if callable(hint) else hint for mistake in mistakes for hint in mistake.hints]
    hints += [hint for trial in exercise.trials for hint in trial.hints or ()] + list(exercise.hints)
    assert hints and not [hint for hint in hints if answer_of(exercise) in hint]


# Predictions


@pytest.mark.parametrize("prediction", [e for e in EXERCISES if isinstance(e, Prediction)], ids=lambda one: one.key)
def test_what_is_no_slip_and_what_is_no_number_is_answered_shortly(prediction):
    unheard_of = said(prediction, 1234.5)
    general = f"  A general hint: {prediction.otherwise}\n" if prediction.otherwise else ""
    assert unheard_of == f"✗ you said 1234.5, and that is not it.\n{general}  (show=True shows the number.)"
    for nothing in ("6", "", [0.006], True, math.nan, 1j, print, {}):
        assert said(prediction, nothing).startswith("✗ a prediction is one number")


# Whatever the answer is, the check says something and stops

ENDLESS = [
    "while True: pass",
    "while True:\n    try: x = 1\n    except: pass",
    "while True:\n    try:\n        for _ in range(9): x = max(1, 2)\n    except BaseException: continue",
    "return [0 for _ in iter(int, 1)]",
    "return sum(1 for _ in iter(int, 1))",
    "def slope(*args, n=40):\n    return slope(*args, n=n - 1) + slope(*args, n=n - 1) if n else 1",
]
DEEP = [
    "def slope(*args):\n    return slope(*args) + slope(*args)",
    "def slope(*args):\n    try: return slope(*args) + slope(*args)\n    except: return 1",
    "def slope(*args):\n    try: return slope(*args)\n    except RecursionError:\n        while True: pass",
    "def slope(*args):\n    try: return slope(*args)\n    except:\n        while True: max(1, 2)",
]


@pytest.mark.slow
@pytest.mark.parametrize("body", ENDLESS)
def test_what_never_ends_is_stopped(body):
    text = slope_of(body)
    assert text.startswith("✗ for square at x = 0.5 with h = 0.01: your code comes to no end"), text


@pytest.mark.parametrize("body", DEEP)
def test_what_calls_itself_without_end_is_stopped(body):
    text = slope_of(body)
    assert text.startswith("✗ for square at x = 0.5 with h = 0.01: your code calls itself without end"), text


def test_an_answer_may_be_deep_and_long():
    deep = "def slope(f, x, h=0.001, n=300):\n    return slope(f, x, h, n - 1) if n else (f(x + h) - f(x)) / h"
    assert slope_of(deep).startswith("✓ ")
    assert slope_of("for _ in range(9999): pass\nreturn (f(x + h) - f(x)) / h").startswith("✓ ")


def test_a_library_may_take_long_to_import(tmp_path, monkeypatch):
    (tmp_path / "slowly_imported.py").write_text("from slowly_imported_too import half")
    (tmp_path / "slowly_imported_too.py").write_text("for _ in range(300_000): pass\ndef half(x): return x / 2")
    monkeypatch.setattr(sandbox, "LIBRARIES", (str(tmp_path),))
    monkeypatch.syspath_prepend(tmp_path)
    right = "from slowly_imported import half\nreturn half(f(x + h) - f(x)) * 2 / h"
    assert slope_of(right).startswith("✓ ")


def test_what_never_ends_is_stopped_while_the_answer_is_looked_at():
    class Sticky:
        def __repr__(self):
            while True:
                pass

    class Angry(Exception):
        def __str__(self):
            raise SystemExit

    def angry(*_):
        raise Angry

    assert "you gave a Sticky, a nudge gives 1.01." in said(check.slope, lambda *_: Sticky())
    assert "your code stopped with Angry, in `raise Angry`." in said(check.slope, angry)


HOSTILE = [
    "'</pre><script>alert(1)</script>'",
    "'\\x1b[31m\\n\\r\\0' * 9999",
    "'{got} {0} %s'",
    "10 ** 5000",
    "float('nan')",
    "float('-inf')",
    "1j",
    "True",
    "b'x'",
    "print",
    "type('Odd', (), {'__getattr__': lambda self, name: self})()",
    "type('Odd', (float,), {'__repr__': lambda self: 1 / 0})(1.0)",
    "type('Odd', (), {'__eq__': lambda self, other: True, '__hash__': None})()",
    "type('Odd', (), {'__class__': property(lambda self: 1 / 0)})()",
    "exit()",
    "[]",
    "[[[]]]",
    "{1: 2}",
    "(lambda a: a.append(a) or a)([])",
    "lambda *_: 1",
]


@pytest.mark.slow
@pytest.mark.parametrize("result", HOSTILE)
@pytest.mark.parametrize("verdict_on", CHECKED)
def test_a_hostile_result_is_wrong_and_told_on_short_printable_lines(verdict_on, result):
    text = verdict_on(f"return {result}")
    assert text.startswith("✗ ")
    assert all(line.isprintable() and len(line) < 400 for line in text.splitlines())


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(...) | st.just(len) | st.just(int),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2) | st.sets(st.integers()),
    max_leaves=5,
)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(JUNK, JUNK)
def test_no_junk_passes_or_raises(junk, more):
    for checked in (check.slope, check.slopes, check.mul):
        assert said(checked, junk)[0] != "✓"
        assert said(checked, lambda *_: junk)[0] != "✓"
    assert said(check.leaves, junk, more)[0] != "✓"
    assert said(check.leaves, lambda v: junk, learners_value())[0] != "✓"
    said(check.half_plane, junk, more, junk)
    said(check.untrained, junk, 45)
    said(check.learning_rate, junk, more)


@pytest.mark.parametrize("name, call", [("mul", "check.mul(Value)"), ("half_plane", "check.half_plane(w1, w2, b)")])
def test_a_check_without_its_answers_says_how_it_is_called(name, call, capsys):
    getattr(check, name)()
    assert f"not yet: give the check what it should look at, as in {call}: " in capsys.readouterr().out
