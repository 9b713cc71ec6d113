"""The checks of notebook 01: right slopes pass in all the ways that are right, wrong ones are told apart."""

import math
from fractions import Fraction

import pytest
from answers_given import slope_of, slopes_of
from checking import ran, said
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd.course import check
from micrograd.course.exercises.n01_slope import expression, forward, square
from micrograd.course.finding import Right
from micrograd.course.wording import as_good

EACH = """\
found = []
for i, x in enumerate(inputs):
    nudged = list(inputs)
    {}
return found"""
STEP = "nudged[i] += 1e-3\n    found.append((f(*nudged) - f(*inputs)) / 1e-3)"
RISE = "found.append((f(*nudged) - f(*inputs)) / 1e-3)"
RIGHT = [
    (slope_of, "return (f(x + h) - f(x)) / h"),
    (slope_of, "rise = f(x + h) - f(x)\nprint(rise)\nreturn rise / h"),
    (slope_of, "return (f(x + h) - f(x)) / (x + h - x)"),
    (slope_of, "def slope(function, at, nudge=1e-6):\n    return (function(at + nudge) - function(at)) / nudge"),
    (slopes_of, EACH.format("nudged[i] += 1e-6\n    found.append((f(*nudged) - f(*inputs)) / 1e-6)")),
    (slopes_of, "return [slope(lambda t: f(*inputs[:i], t, *inputs[i+1:]), x, 1e-4) for i, x in enumerate(inputs)]"),
    (
        slopes_of,
        "return tuple(slope(lambda t: f(*inputs[:i], t, *inputs[i+1:]), x, 1e-4) for i, x in enumerate(inputs))",
    ),
]


@pytest.mark.parametrize(("verdict_on", "body"), RIGHT)
def test_what_is_right_passes(verdict_on, body):
    text, _, printed = verdict_on(body).partition("\n")
    assert text.startswith("✓ ") and " is right: " in text
    assert not printed or "print(" in body


# Wrong answers, with the beginning of the hint that names the mistake: those in another style than the check's own

WRONG = {
    slope_of: {
        "return (f(x + h) - f(x)) / h**2": "You divide by the nudge, and then again",
        "return (f(x) - f(x - h)) / h": "A slope, from x - h to x. Here the nudge goes the other way",
        "return (f(x + h) - f(x - h)) / (2 * h)": "That goes both ways, from x - h to x + h: a better slope, and Exer",
        "return (f(x + h / 2) - f(x - h / 2)) / h": "A slope, with x in the middle.",
        "return (f(x - h) - f(x)) / h": "You go down by h and divide by a step up.",
        "after = f(x)\nreturn after / h": "One height alone, divided by the nudge.",
        "return (h + f(x)) / h": "The nudge is added to what comes out of f.",
        "return f(x + h) / f(x) - 1": "You divide by the height.",
        "g = lambda t: f(t + h)\nreturn (g - f) / h": "A function has no height before it is called",
        "return f(x + h) - f(x) / x + h - x": "Python divides and multiplies from left to right",
        "f = f(x)\nreturn (f(x + h) - f) / h": "f(...) is a number already.",
        "rise = print(f(x + h) - f(x))\nreturn rise": "Does it return what `print` gives? That is None: return the thing",
        "if x > 0: return (f(x + h) - f(x)) / h": "It has a `return`, and gave None",
        "return (f * (x + h) - f * x) / h": "f(x) calls f at x.",
        "return (f[x + h] - f[x]) / h": "f is called with round brackets",
        "yield (f(x + h) - f(x)) / h": "A slope should be one number, and it is a generator: is it `yield`",
        "rise += f(x + h)\nreturn rise / h": "That name is read before a line has given it a value",
        "return (f(x + x * h) - f(x)) / h": "x * (1 + h) is a nudge of x * h",
        "x = x + h\nreturn (f(x) - f(x)) / h": "Always 0",
        "return (f(x + h) - f(x)) / x + h - x": "Python divides and multiplies from left to right",
        "return f(h) / h": "That is f(h) / h, the height at h.",
        "return (x + h - x) / h": "Always 1: is the nudge added to what comes out of f, or is there no f?",
        "return (f(x + h) - f(x)) * 1000": "The run is taken to be 0.001",
        "return 1 - math.tanh(x) ** 2": "The same number for every function",
        "return 2 * x": "The same number for every function",
        "return 0.786": "The same number for every function",
        "return (f(0.5 + h) - f(0.5)) / h": "The same number at every x",
        "h = 1e-6\nreturn (f(x + h) - f(x)) / h": "The same number for every h",
        "def slope(f, x, h=1):\n    return (f(x + h) - f(x)) / h": "What does your first line set h to",
        "def slope(f, x, h=1e-17):\n    return (f(x + h) - f(x)) / h": "What does your first line set h to",
        "return f(x + h) - f(x), h": "A slope should be one number, and it is a tuple: is there a comma",
        "return [f(x), f(x + h)]": "A slope should be one number, and it is a list.",
        "return '6'": "A slope should be one number, and it is a string.",
        "return str((f(x + h) - f(x)) / h)": "A slope should be one number, and it is a string.",
        "def slope(x, f, h=0.001):\n    return (f(x + h) - f(x)) / h": "Leave the first line as it was",
        "return (f(x + 0.001) - f(x)) / h": "The rise is that of a nudge of 0.001",
        "x += h\nreturn (f(x + h) - f(x)) / h": "That starts at x + h, and ends at x + 2 * h",
        "return (f(x + h) - f(3.0)) / h": "f(3.0) is the height at 3, wherever x is.",
        "return (f(x + h) - f(x)) / (h - x)": "You divide by h - x.",
        "return (f(x + h) - f(x)) / (x - h)": "You divide by x - h.",
        "return (f(x + h) - f(x)) % h": "`%` gives what a division leaves over",
        "return (f(x + h) - f(x)) ** h": "`**` raises to a power",
        "y = f(x)\nx = x + h\nreturn y - f(x) / h": "Python divides and multiplies from left to right",
        "return (f.x + h - f.x) / h": "f is a function, and its height at x is f(x)",
        "return (f(x + h) - f(x)) / h.size": "A general hint: Take two points of the curve",
        "def slope(f, x):\n    return (f(x + 0.001) - f(x)) / 0.001": "Leave the first line as it was",
        "def slope(f, x, h):\n    return (f(x + h) - f(x)) / h": "Leave the first line as it was",
        "return (g(x + h) - g(x)) / h": "Python knows no such name here",
        "(f(x + h) - f(x)) / h": "A function that ends without `return`",
        "print((f(x + h) - f(x)) / h)": "A function that ends without `return`",
        "return slope(f, x, h)": "Where does that end?",
        "while True: pass": "Is there a loop that nothing ends",
    },
    slopes_of: {
        EACH.format(STEP.replace("f(", "expression(")): "Does your code call f, or `expression` by name?",
        EACH.format(
            "nudged[i] += 1e-3\n    found[i] = (f(*nudged) - f(*inputs)) / 1e-3"
        ): "An empty list has no place to put anything",
        "nudged = inputs.copy()": "`inputs` is a tuple, and can't be changed",
        EACH.format(STEP).replace("return found", "return sorted(found)"): "The right numbers, sorted",
        EACH.format(STEP).replace("return found", "return [[one] for one in found]"): "A list of numbers, and not of",
        EACH.format(STEP).replace("return found", "return [round(one) for one in found]"): "Right, and then rounded",
        EACH.format(STEP).replace("found.append", "found.append(0).append"): "Something is None there",
        "return [f(*inputs)]": "A general hint: One slope for each input: a loop.",
        "moved = list(inputs)\nfound = []\nfor i in range(len(moved)):\n    moved[i] += 1e-4\n"
        "    found.append((f(*moved) - f(*inputs)) / 1e-4)\nreturn found": "The first slope is right, and each later o",
        "return (f(*[x + 1e-5 for x in inputs]) - f(*inputs)) / 1e-5": "One number, for all inputs together",
        "return [(f(*[x + 1e-5 for x in inputs]) - f(*inputs)) / 1e-5] * len(inputs)": "All inputs were nudged at the",
        EACH.format("nudged[i] += 1e-6\n    return (f(*nudged) - f(*inputs)) / 1e-6"): "Only the first one",
        EACH.format("nudged[i] += 1e-6\n    return [(f(*nudged) - f(*inputs)) / 1e-6]"): "Only the first one",
        EACH.format("nudged[i] += 1e-6\n    found = (f(*nudged) - f(*inputs)) / 1e-6"): "Only the last one",
        EACH.format("nudged[i] += 1e-6\n    found = [(f(*nudged) - f(*inputs)) / 1e-6]"): "Only the last one",
        EACH.format("nudged[i] += 1e-6\n    found.append(f(*nudged) - f(*inputs))"): "That is how far f moves.",
        EACH.format(
            "nudged[i] += 1e-3\n    found.append((f(*inputs) - f(*nudged)) / 1e-3)"
        ): "The size is right, the sign",
        EACH.format(
            "nudged[i] += 1e-3\n    found.insert(0, (f(*nudged) - f(*inputs)) / 1e-3)"
        ): "The right numbers in the",
        EACH.format(
            "nudged[0] += 1e-3\n    found.append((f(*nudged) - f(*inputs)) / 1e-3)"
        ): "All are the slope with respect to the first",
        EACH.format(
            "nudged[i] += 1e-3\n    found.append((f(*nudged) - f(*inputs)) / 2e-3)"
        ): "Half of what it should be",
        EACH.format("nudged[i] = 1e-3\n    found.append((f(*nudged) - f(*inputs)) / 1e-3)"): "You replaced the input",
        "gs = [lambda t: f(*inputs[:i], t, *inputs[i+1:]) for i in range(len(inputs))]\n"
        "return [slope(g, x, 1e-3) for g, x in zip(gs, inputs)]": "All are the slope with respect to the last input",
        "return sum(slope(lambda t: f(*inputs[:i], t, *inputs[i+1:]), x, 1e-3) for i, x in enumerate(inputs))": "One n",
        "return {slope(lambda t: f(*inputs[:i], t, *inputs[i+1:]), x, 1e-3) for i, x in enumerate(inputs)}": "Return ",
        EACH.format("nudged[i] += 1\n    found.append(f(*nudged) - f(*inputs))"): "Your nudge is 1. The error curve",
        EACH.format(STEP.replace("1e-3", "1e-14")): "Your nudge is 1e-14: too small.",
        EACH.format("nudged = [t + 1e-3 if t == x else t for t in inputs]\n    " + RISE): "Two inputs may be equal",
        EACH.format("nudged[inputs.index(x)] += 1e-3\n    " + RISE): "Two inputs may be equal",
        EACH.format("nudged[i] += 1e-3\n    found.append((f(nudged) - f(inputs)) / 1e-3)"): "Pass the elements",
        EACH.format("nudged.append(x + 1e-3)\n    " + RISE): "f wants as many inputs as there are",
        "return [slope(f, x, 1e-3) for x in inputs]": "f wants all its inputs in every call",
        "def slopes(g, *inputs):\n    return [slope(g, x, 1e-3) for x in inputs]": "g wants all its inputs",
        EACH.format(
            "nudged = [t + 1e-3 if t == x else t for t in inputs]\n    back = "
            "[t - 1e-3 if t == x else t for t in inputs]\n    "
            "found.append((f(*nudged) - f(*back)) / 2e-3)"
        ): "Two inputs may be equal",
        EACH.replace("found = []", "found = dict()")
        .replace("return found", "return list(found.values())")
        .format("nudged[i] += 1e-3\n    found[x] = (f(*nudged) - f(*inputs)) / 1e-3"): "Two inputs may be equal",
        "def slopes(f, inputs):\n    return [slope(f, x, 1e-3) for x in inputs]": "Leave the first line as it was",
        "for i, x in enumerate(inputs):\n    nudged = list(inputs)\n    nudged[i] += 1e-3\n"
        "    yield (f(*nudged) - f(*inputs)) / 1e-3": "Return a list",
        "return slope(f, inputs)": "A general hint: One slope for each input",
        "# mine\ndef slope(f, x, h=1e-3): return (f(x + h) - f(x)) / h\nreturn slope(f, inputs)": "Add the nudge to one number",
        "return [slope(f(*inputs), x, 1e-3) for x in inputs]": "f(...) is a number already.",
        "for i in range(len(inputs)): inputs[i] += 1e-3": "`inputs` is a tuple, and can't be changed",
        "nudged = list(inputs)\nfor i in inputs: nudged[i] += 1e-3": "That loop gives the inputs themselves",
        "return [6, -4, -2, 4]": "The same numbers for every function",
        EACH.format(STEP.replace(") / 1e-3", ") // 1e-3")): "`//` rounds down to a whole number",
        EACH.format(
            STEP.replace(") / 1e-3", ") // 0.02").replace("1e-3", "0.02")
        ): "`//` rounds down to a whole number",
        "a, b, c, d = inputs\nreturn [b * d, a * d, d, a * b + c]": "f may have any number of inputs",
        EACH.replace("enumerate(inputs)", "zip(range(4), range(4))").format(STEP): "f may have any number of inputs",
        EACH.format(STEP).replace("return found", "return found[1:]"): "The first one is missing",
        EACH.format(STEP).replace("return found", "return found[:-1]"): "The last one is missing",
        EACH.format(STEP).replace("return found", "return dict(enumerate(found))"): "Return a list: a loop over a dict",
        EACH.format(STEP.replace("1e-3", "1e-16")): "Nothing moved: is a nudge added to one input",
        "h, nudged, found = 1e-6, list(inputs), []\nfor i in range(len(inputs)):\n    copy = nudged\n    copy[i] += h\n"
        "    found.append((f(*copy) - f(*nudged)) / h)\nreturn found": "Always 0: f gets the same numbers both times.",
        "return [0.0] * len(inputs)": "Your code never calls f: a slope compares",
        "found = []\nfor x in inputs:\n    x += 1e-3\n    found.append((f(*inputs) - f(*inputs)) / 1e-3)\n"
        "return found": "Always 0: each call of f gets the inputs as they are.",
        EACH.format(STEP).replace("enumerate(inputs)", "enumerate([*inputs, 0])"): "There is no such position",
        EACH.format(STEP.replace("+= 1e-3", "+= 0.1")): "You add a nudge of 0.1, and divide as if it were 0.001.",
        EACH.format(STEP.replace(") / 1e-3", ") * 1e5")): "You add a nudge of 0.001, and divide as if it were 1e-05.",
        EACH.format(STEP.replace("+= 1e-3", "*= 1.001")): "You multiply the input by 1.001: how far it moves",
        EACH.format(
            "nudged[i] += 1e-3\n    found += (f(*nudged) - f(*inputs)) / 1e-3"
        ): "A number stands where a list should",
        "return max(inputs)": "One slope for each input: return a list of them.",
        "yield from count()": "Python knows no such name here",
        "while True: yield 1.0": "Is there a loop that nothing ends",
    },
}
TABLE = [(verdict_on, body, hint) for verdict_on, table in WRONG.items() for body, hint in table.items()]


@pytest.mark.slow
@pytest.mark.parametrize(("verdict_on", "body", "hint"), TABLE, ids=[f"{v.__name__}-{b}" for v, b, _ in TABLE])
def test_what_is_wrong_is_told_apart(verdict_on, body, hint):
    first, second, *_ = verdict_on(body).split("\n")
    assert first.startswith("✗ ") and second.startswith(f"  {hint}"), (first, second)


def test_a_function_of_one_input_is_no_help_with_four():
    names = ran("def slope(f, x, h=1e-3): return 0\ndef slopes(g, *inputs): return slope(g, *inputs)")
    assert "`slope` nudges functions of one input only" in said(check.slopes, names["slopes"])


ROUNDING = {
    check.slope: "def answer(f, x, h=0.001): return round((f(x + h) - f(x)) / h, {})",
    check.both_ways: "def answer(f, x, h=1e-5): return round((f(x + h) - f(x - h)) / (2 * h), {})",
    check.slopes: "def answer(g, *inputs): return [round(one, {}) for one in ours(g, *inputs)]",
}


@pytest.mark.parametrize("decimals", range(7))
@pytest.mark.parametrize("checked", ROUNDING, ids=str)
def test_rounding_is_told_alike_in_every_exercise(checked, decimals):
    answer = ran(ROUNDING[checked].format(decimals), ours=check.slopes.built()[0])["answer"]
    first, second, *_ = said(checked, answer).split("\n")
    assert first[0] == "✗" and second == "  Right, and then rounded: keep all its digits."


@pytest.mark.parametrize("checked", ROUNDING, ids=str)
def test_what_keeps_enough_digits_passes_in_every_exercise(checked):
    assert said(checked, ran(ROUNDING[checked].format(12), ours=check.slopes.built()[0])["answer"])[0] == "✓"


NOT_CENTRAL = {
    "(f(x + h) - f(x - h)) / x + h - x - h": "Python divides and multiplies from left to right",
    "(f(x + h - x - h)) / (2 * h)": "x and h cancel: that is the height at 0.",
    "f((x + h) - (x - h)) / (2 * h)": "That is the height at 2 * h.",
    "(f(x + h) - f(x) - f(x - h)) / (2 * h)": "The height at x is subtracted, too.",
    "slope(f, x, h) + slope(f, x, -h)": "Twice too large: how far is it from x - h to x + h? Or, if you add two",
    "2 * x": "The same number for every function: does your code call f?",
    "h + (f(x + h) - f(x - h)) / h": "Python divides and multiplies from left to right",
    "(f(x + h) - f(x - h)) / 2 / x": "You divide by x, which is where you are.",
    "((f(x + h) - f(x)) / h - (f(x) - f(x - h)) / h) / h": "That is how fast the slope changes",
    "(f(3.0 + h) - f(3.0 - h)) / (2 * h)": "The same number at every x",
    "(f(x) - f(x - h)) / h + (f(x + h) - f(x)) / h / 2": "Python divides and multiplies from left to right",
    "(slope(f, x, 0.001) + slope(f, x, -h)) / 2": "One of the two slopes is taken with another nudge",
    "(f(x + 1e-5) - f(x - 1e-5)) / (2 * h)": "The rise is that of a nudge of 0.00001",
    "(f(x + h) - f(-h)) / (2 * h)": "f(-h) is the height at -h",
    "(f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)": "Closer still, from four points.",
    "(slope(f, x + h, 0.001) + slope(f, x - h, 0.001)) / 2": "Those are slopes at x + h and at x - h.",
    "(slope(f, x + h, h) + slope(f, x - h, h)) / 2": "Those are slopes at x + h and at x - h.",
    "((f(x + h) - f(x)) / h * (f(x) - f(x - h)) / h) ** 0.5": "That is the root of their product.",
    "slope(f, x, h) - slope(f, x, -h)": "That is what the two slopes differ by, or half of it",
    "(slope(f, x, -h) - slope(f, x, h)) / 2": "That is what the two slopes differ by, or half of it",
    "[slope(f, x, h), slope(f, x, -h)]": "A slope should be one number, and it is a list.",
    "(f(x + h) + -f(x - h)) / h / 4": "Half of what it should be",
}


@pytest.mark.parametrize("body", NOT_CENTRAL)
def test_what_is_wrong_with_a_central_difference_is_told_apart(body):
    names = ran(f"def central(f, x, h=1e-5): return {body}", slope=forward)
    first, second, *_ = said(check.both_ways, names["central"]).split("\n")
    assert first.startswith("✗ ") and second.startswith(f"  {NOT_CENTRAL[body]}"), (first, second)


@pytest.mark.parametrize(
    ("first_line", "told"),
    [
        ("f, x, h=1", "What does your first line set h to"),
        ("f, x, h=1e-16", "What does your first line set h to"),
        ("f, x, h", "Leave the first line as it was: central(f, x, h=1e-5)."),
        ("f, x", "Leave the first line as it was: central(f, x, h=1e-5)."),
    ],
)
def test_the_first_line_of_a_central_difference_is_checked(first_line, told):
    names = ran(f"def central({first_line}): return (f(x + h) - f(x - h)) / (2 * h)")
    first, second, *_ = said(check.both_ways, names["central"]).split("\n")
    assert first.startswith("✗ ") and second.startswith(f"  {told}"), (first, second)


def test_a_case_that_fails_late_is_found():
    assert "✗ for line at x = 1.5 with h = 0.25 you gave 0" in slope_of(
        "return 0.0 if f.__name__ == 'line' and h == 0.25 else (f(x + h) - f(x)) / h"
    )


def test_what_does_as_well_as_a_list_is_said():
    right = EACH.format(STEP)
    assert slopes_of(right)[0] == "✓" and "as well as" not in slopes_of(right)
    assert slopes_of(right.replace("return found", "return tuple(found)")).endswith(
        "A tuple will do as well as a list."
    )
    assert as_good({type("ndarray", (), {})}) == ". An ndarray will do as well as a list."


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.floats(-3, 3), st.floats(-3, 3))
def test_a_slope_passes_only_if_it_is_one(factor, offset):
    text = said(check.slope, lambda f, x, h=0.001: factor * forward(f, x, h) + offset)
    off = abs(factor - 1) + abs(offset)
    assert text[0] == "✓" if off < 1e-9 else off < 1e-4 or text[0] == "✗"


# Predictions


@pytest.mark.parametrize(
    ("checked", "right"),
    [
        (check.nudge, [0.006, 0.006001, Fraction(6, 1000)]),
        (check.tiny_nudge, [0, 0.0, -0.0]),
        (check.nudge_c, [-0.002, -2e-3]),
    ],
)
def test_a_prediction_may_be_written_in_any_way(checked, right):
    for guess in right:
        assert said(checked, guess).startswith("✓ ")


def test_a_slip_is_named_where_the_guess_is_near_its_number():
    assert said(check.nudge, 6.001).splitlines()[1].strip() == check.nudge.slips[6]
    assert said(check.tiny_nudge, 1e-16).startswith("✗ you said 1e-16, and that is not it.")


@pytest.mark.parametrize("checked", [check.nudge, check.tiny_nudge, check.nudge_c], ids=str)
@given(guess=st.floats(allow_nan=False))
def test_a_prediction_that_is_not_right_gets_a_word_about_why(checked, guess):
    finding = checked.judged(guess)
    assert isinstance(finding, Right) or finding.hints[0] not in finding.reveals


def test_a_prediction_far_off_is_told_something_true():
    told = {
        (check.nudge, 3.001): "That is where x goes.",
        (check.nudge, 0.6): "The digit is right, the decimal point is not.",
        (check.nudge, 12.0): "A general hint: How high is the square at 3",
        (check.tiny_nudge, math.inf): "That takes a division by 0",
        (check.tiny_nudge, 1): "A general hint: A float has about 16 digits.",
        (check.nudge_c, 2): "Per unit of the nudge, which was 0.001 units, and with the wrong",
        (check.nudge_c, 10.001): "That is where c goes.",
        (check.nudge_c, 0.02): "The digit is right. The decimal point is not",
        (check.nudge_c, -0.003): "You multiply the nudge by b.",
        (check.nudge_c, 0.003): "You multiply the nudge by 3.",
        (check.nudge_c, -2000): "You divide by the nudge.",
        (check.nudge_c, -20): "A general hint: By how much do the brackets change",
    }
    for (checked, guess), hint in told.items():
        assert checked.judged(guess).hints[0].startswith(hint), guess


def test_the_predictions_are_what_python_computes():
    assert said(check.nudge, square(3.001) - square(3.0))[0] == "✓"
    assert said(check.tiny_nudge, forward(square, 3.0, 1e-16))[0] == "✓"
    assert said(check.nudge_c, expression(2, -3, 10.001, -2) - expression(2, -3, 10, -2))[0] == "✓"
