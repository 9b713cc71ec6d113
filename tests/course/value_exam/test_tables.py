"""Every mistake of the tables, made by a class, is told as itself, or as an earlier one that can't be told apart from it."""

import pytest
from wrong import CLOSURES, made

from micrograd.course.finding import Wrong
from micrograd.course.outcomes import same
from micrograd.course.value_exam import exam, graphs
from micrograd.course.value_exam.gradients import gradient
from micrograd.course.value_exam.model import RULES
from micrograd.course.value_exam.operations import OPERATIONS, PLAIN_POWER, SENT, computing, sending, sloping
from micrograd.course.value_exam.remembered import SIGNS
from micrograd.course.value_exam.value import value
from micrograd.course.value_exam.walks import RESEEDS, WALKS
from micrograd.learner.sandbox import Raised, outcome

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def shorter_chains(monkeypatch):
    monkeypatch.setattr(graphs, "SHORT", 100)
    monkeypatch.setattr(graphs, "LONG", 200)


def with_rule(name, rule, plain=False):
    """Return a right class whose operations keep functions, but for one operation, which goes by this rule."""
    Value = made(CLOSURES)

    def method(self, *others):
        inputs = self, *(other if plain or isinstance(other, Value) else Value(other) for other in others)
        numbers = [getattr(source, "data", source) for source in inputs]
        inputs = inputs[:1] if plain else inputs
        out = Value(rule.compute(*numbers), inputs, SIGNS.get(name, name))

        def send():
            for source, slope in zip(inputs, rule.slopes(*numbers, out.data)):
                source.grad = rule.sent(slope, out.grad, source.grad)

        out.send = send
        return out

    setattr(Value, name, method)
    return Value


def computed(rule, numbers):
    return [rule.compute(*numbers)]


def sent(rule, numbers):
    """Return what comes back to inputs that have nothing yet of a result whose gradient is 1."""
    return [rule.sent(slope, 1.0, 0.0) for slope in rule.slopes(*numbers, rule.compute(*numbers))]


def sent_to_base(rule, numbers):
    return sent(rule, numbers)[:1]


def known(name, rules, looks, cases):
    """Yield each mistake with the hint that is told: of the first that looks the same."""
    earlier = []
    right = [outcome(looks, RULES[name], numbers) for numbers in cases]
    for text, hint, rule in rules:
        seen = [outcome(looks, rule, numbers) for numbers in cases]
        if not any(isinstance(result, Raised) for result in seen):  # else its error is told
            alike = [found for values, found in earlier if same(seen, values) and not same(values, right)]
            yield pytest.param(name, rule, [*alike, hint][0], id=f"{name} {text}")
            earlier.append((seen, hint))


def in_values():
    for name, operation in OPERATIONS.items():
        rules = [
            (text, hint, RULES[name]._replace(compute=computing(operation, text)))
            for text, hint in operation.computes.items()
        ]
        yield from known(name, [row for row in rules if row[0] != f"{name}(a)"], computed, operation.inputs)


def in_gradients(name, operation, cases, looks=sent):
    right = RULES[name]
    rules = [
        (text, hint, right._replace(slopes=sloping(operation, text, right.slopes)))
        for text, hint in operation.slopes.items()
    ]
    rules += [(text, hint, right._replace(sent=sending(text))) for text, hint in SENT.items() if (name, text) != NONE]
    return known(name, rules, looks, cases)


NONE = "__add__", "had + grad"  # which is right: its slopes are 1
PLAIN = [(x, float(written.removeprefix("a ** "))) for written, x in PLAIN_POWER.plain]


def told(finding, hint):
    assert isinstance(finding, Wrong), finding
    return finding.hints[0].lower().endswith(hint.lower())


@pytest.mark.parametrize(("name", "rule", "hint"), list(in_values()))
def test_a_mistake_in_a_value_is_told_as_itself(name, rule, hint):
    finding = value(with_rule(name, rule), name)
    assert told(finding, hint), finding


@pytest.mark.parametrize(
    ("name", "rule", "hint"), [row for name, it in OPERATIONS.items() for row in in_gradients(name, it, it.inputs)]
)
def test_a_mistake_in_a_gradient_is_told_as_itself(name, rule, hint):
    finding = gradient(with_rule(name, rule), name)
    assert told(finding, hint), finding


@pytest.mark.parametrize(("name", "rule", "hint"), list(in_gradients("__pow__", PLAIN_POWER, PLAIN, sent_to_base)))
def test_a_mistake_in_the_gradient_of_a_plain_power_is_told_as_itself(name, rule, hint):
    finding = gradient(with_rule(name, rule, plain=True), name, values=False)
    assert told(finding, hint), finding


@pytest.mark.parametrize(("broken", "hint"), [(broken, hint) for broken, hint, *_ in [*WALKS, RESEEDS]])
def test_a_mistake_of_backward_is_told_as_itself(broken, hint):
    finding = exam.backward(broken)
    assert told(finding, hint), finding
