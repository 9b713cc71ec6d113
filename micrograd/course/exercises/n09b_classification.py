"""The checks of notebook 09b: How sure is it?"""

import math
import random
from collections import Counter

from micrograd import losses, training
from micrograd.course import errors
from micrograd.course.exercise import Exercise, Trial
from micrograd.course.mistakes import raises, swap, wrong
from micrograd.course.prediction import Prediction
from micrograd.course.solution import standing
from micrograd.course.value_exam.model import in_order
from micrograd.course.wording import Numbers, Words, shown
from micrograd.engine import Value
from micrograd.learner.sandbox import outcome

FAR = 800.0  # a score whose sigmoid is 0 or 1 to a float


# What a loss gives


PLAIN = "A plain number remembers nothing: where would `backward` begin? Is there a `.data` in your code, or a `float`?"
ALONE = "It does not depend on the score it is given: is there a `.data` in your code?"
NO_MINUS = "That minus stands before something that is no Value: a list, or a method without its ()."
DOUBLED = "The number is right, and the gradients are twice too large: is `backward` called in it? That is for later."


def cost(loss, *scores):
    """Return a loss and the gradients of these scores as numbers, or in words what is no loss."""
    if loss is None or loss is ...:
        return loss
    if isinstance(loss, (int, float)):
        return Words(f"{shown(loss)}, a plain number", PLAIN)
    if isinstance(loss, (list, tuple)):
        return Words(f"a {type(loss).__name__}", "The loss of one point is one Value.")
    if not isinstance(loss, Value):
        return Words(f"a {type(loss).__name__}", "The loss of one point is one Value.")
    if not set(scores) & set(in_order(loss)):
        return Numbers([loss.data, *(0.0 for _ in scores)], ALONE)
    loss.backward()
    return [loss.data, *(score.grad for score in scores)]


def far_out(loss_of, told):
    """Return the end of a sentence if a loss is no number where the truth seems impossible, and where this is told of."""
    loss = outcome(loss_of)
    safe = isinstance(loss, list) and all(map(math.isfinite, loss))
    return "" if safe else f" (Far out, where a float has 0 for the probability of the truth, it is no number: {told}.)"


# One score


gradient_of_log = Prediction(
    "gradient_of_log",
    "the predicted slope of -log p over the score, where p is 0.3",
    -0.7,
    "-0.7: -1/0.3 times 0.3·0.7. The p cancels, and what is left is p - 1: as large as the chance given to the other kind.",
    {
        0.7: "The size is right. A higher score makes the truth more probable, and the loss smaller.",
        -3.33: "That is the slope of -log p over p. From the score to p there is one more: multiply by p·(1 - p).",
        3.33: "That is the slope of log p over p. There is a minus before it, and one more slope from the score to p.",
        0.21: "That is the slope of p over the score. It is multiplied by that of -log p, which is -1/p.",
        -0.21: "That is the slope of p over the score. It is multiplied by -1/p.",
        1.2: "That is the loss itself. How fast does it change with the score?",
        -0.3: "-1/p times p·(1 - p): what is left when p cancels?",
        0.3: "That is p. -1/p times p·(1 - p): what is left when p cancels?",
        -0.294: "That is the slope of the squared error: 2·(p - 1)·p·(1 - p).",
    },
    near=0.02,
)


def priced(log_loss):
    """Return a function of a score and y that gives the loss and its slope."""

    def answer(score, y):
        score = Value(score)
        return cost(log_loss(score, y), score)

    return answer


P = "score.sigmoid()"
log_loss = Exercise(
    "log_loss",
    "log_loss(score, y): -log of the probability given to y, 1 or 0",
    standing(losses.log_loss),
    Trial(
        cases=[(2.0, 1), (2.0, 0), (-1.0, 1), (-3.0, 0), (0.0, 1), (0.5, 0), (0.123456789, 1)],
        case="for a score of {:g} and y = {}",
        differs="the loss and its slope over the score were {got}, and should be {wanted}",
        observe=priced,
        mistakes=[
            wrong("z.sigmoid().log()", "The log of a probability is below 0, and a loss should be above: where is the minus?"),
            wrong("-(-z).sigmoid().log()", "1 and 0 have changed places: p is the probability of 1, and 1 - p that of 0."),
            wrong(f"-{P}.log()", "That is -log p, whatever y is. Where y is 0, what counts is the probability of 0: 1 - p."),
            wrong("-(-score).sigmoid().log()", "That is -log of 1 - p, whatever y is. Where y is 1, what counts is the probability of 1: p."),
            wrong(f"-y * {P}.log()", "Where y is 0 this costs nothing, whatever the score: there the probability of 0 should count, 1 - p."),
            wrong(f"-(1 - y) * (1 - {P}).log()", "Where y is 1 this costs nothing, whatever the score: there p should count."),
            wrong(f"y * {P}.log() + (1 - y) * (1 - {P}).log()", "The log of a probability is below 0, and a loss should be above: where is the minus?"),
            wrong(f"-{P}.log() if y == 1 else -(1 - {P}.log())",
                  "Where y is 0 you take 1 - log p, and not the log of 1 - p: what do the brackets close?"),
            wrong(f"-{P}.log() if y == 1 else (1 - {P}).log()", "Right where y is 1. Where it is 0, the minus is missing."),
            wrong(f"-{P}.log() if y == 1 else {P}.log()", "Where y is 0 you take log p: the probability of 0 is 1 - p."),
            wrong(f"-{P}.log() + (1 - {P}).log() * 0 if y == 1 else 1 - {P}.log()", "Where y is 0 you take 1 - log p: it is -log of 1 - p."),
            wrong("z.sigmoid()", "That is the probability itself: its log is missing, and the minus."),
            wrong(P, "That is p: the loss is -log of the probability given to what is true."),
            wrong("1 - z.sigmoid()", "That is the probability of the other kind. The loss is -log of the one given to y."),
            wrong(f"({P} - y) ** 2", "That is the squared error, which is flat far out: take -log of the probability given to y."),
            wrong(f"{P} - y", "That is the slope of the loss. The loss itself is -log of the probability given to y."),
            wrong(f"-{P}.log() - (1 - {P}).log()", "Both probabilities count here, always: y says which of the two."),
            wrong("(score - y) ** 2", "That is the squared error of the score: first make a probability of it."),
            wrong("1 / z.sigmoid()", "That grows where p is small, too. But -log p is asked for."),
            wrong("-z.sigmoid().log() / 0.6931471805599453", "That is the logarithm to base 2. Value's own `log` is the natural one."),
            wrong("-z.log()", "That is the log of the score: first make a probability of it, with `sigmoid`."),
            wrong("-(y * score).sigmoid().log()", "That is for labels 1 and -1. Here y may be 0, and 0 times the score is 0."),
            wrong(f"-({P} - y).log()", "That is the log of a difference. Whose probability is it that counts?"),
            wrong("-(z.sigmoid().log()) * 2", "Twice too large: is it added twice?"),
            wrong("-z.tanh().log()", "`tanh` goes from -1 to 1. A probability comes from `sigmoid`."),
            swap("return ", "(-z.sigmoid().log()).backward()\n    return ", DOUBLED),
        ],
    ),
    hints=(
        "p = score.sigmoid() is the probability of 1. What is that of 0?",
        "Take -log of p where y is 1, and of 1 - p where it is 0. A Value has `log()`.",
    ),
    mistakes=[
        raises(errors.not_a_real_number(), "`math` takes plain numbers: a Value has its own `log()` and `sigmoid()`."),
        raises(errors.no_absolute_value(), "A Value has no `abs`, and none is needed: take -log of a probability."),
        raises(errors.no_attribute("float"), "A plain number has no such method. Is there a `.data` too many?"),
        raises(errors.no_attribute("int"), "y is a plain number, 1 or 0: it is the score that is a Value."),
        raises(errors.no_attribute("Value"), "A Value has `sigmoid()` and `log()`: is that name spelled so?"),
        raises(errors.misused("method"), "A method is called, with (): `score.sigmoid()`."),
        raises(errors.no_attribute("function"), "A method is called, with (): `score.sigmoid()`."),
        raises(errors.unsupported("", "method"), "A method is called, with (): `score.sigmoid()`."),
        raises(errors.unsupported_sign("-"), NO_MINUS),
        raises(errors.unsupported("-", "int", "method"), "A method is called, with (): `score.sigmoid()`."),
        *(raises(errors.unknown_name(name), f"`{name}` is a method of a Value: `score.{name}()`.") for name in ("sigmoid", "log")),
        raises(errors.unknown_name("p"), "Which p? A line before has to make it: the sigmoid of the score."),
        raises(errors.not_comparable(">"), "Values can't be compared, and here nothing has to be: y says which case it is."),
        raises(errors.not_subscriptable("Value"), "The score is one Value, and no list."),
    ],
    covers=lambda log_loss: "log_loss is right: 7 scores, each with the slope of its loss."
    + far_out(lambda: priced(log_loss)(-FAR, 1), "see below"),
    names=lambda: {"Value": Value},
)


# Several scores


all_ten_more = Prediction(
    "all_ten_more",
    "the predicted change of a probability when all scores rise by 10",
    0,
    "0: e to the power of s + 10 is e to the power of s, times 22026. So is the sum, and the quotient stays as it is: only differences count.",
    {
        10: "That is by how much each score rises. What happens to e to the power of s, and to the sum?",
        1: "A probability of 0.665 can't rise by 1. What happens to e to the power of s, and to the sum?",
        22026: "By that factor each exponential grows. And the sum that it is divided by?",
        0.335: "It would be certain then. But the other scores have risen as well.",
        3.33: "The sum of the exponentials changes, too: by which factor?",
    },
    near=0,
)


NO_GRAPH = "Plain numbers remember nothing, and no gradient would come back to the scores: is there a `.data` too many, or a function of `math`?"
NOT_ONE = "Together they are not 1: divide each by the sum of all of them."


def probabilities(softmax):
    """Return a function of scores that gives what softmax makes of them, as numbers."""

    def answer(*scores):
        given = [Value(score) for score in scores]
        kept = list(given)
        found = softmax(given)
        if found is None or found is ... or not isinstance(found, (list, tuple)):
            return Words(f"a {type(found).__name__}", "One probability for each score, in a list.") if _is_number(found) else found
        if [id(one) for one in given] != [id(one) for one in kept] or [one.data for one in kept] != list(map(float, scores)):
            return Words(f"{shown([getattr(p, 'data', p) for p in found])}, with other scores in the list afterwards", "The scores belong to the caller: make a new list, and leave them as they were.")
        if found and all(isinstance(p, (int, float)) for p in found):
            return Words(f"{shown(list(found))} as plain numbers", NO_GRAPH)
        odd = [p for p in found if not isinstance(p, Value)]
        return Words(f"{shown(odd[0])} among them", "Each is one Value.") if odd else [p.data for p in found]

    return answer


def _is_number(found):
    return isinstance(found, (int, float, Value))


def slopes_of_first(softmax):
    """Return a function of scores that gives the slope of the first probability over each of them."""

    def answer(*scores):
        scores = [Value(score) for score in scores]
        softmax(scores)[0].backward()
        return [score.grad for score in scores]

    return answer


def _scores(*scores):
    return f"for scores {shown(list(scores), 6)}"


EXPS, TOTAL = "exps = [(score - largest).exp() for score in scores]", "total = sum(exps)"
softmax = Exercise(
    "softmax",
    "softmax(scores): a probability for each score, as Values",
    standing(losses.softmax),
    Trial(
        cases=[(1.0, 2.0, 3.0), (0.0, 0.0), (2.0, -1.0, 0.5, 2.0), (-5.0, 3.0), (1.5,), (0.123456789, 0.5)],
        case=_scores,
        differs="the probabilities were {got}, and should be {wanted}",
        observe=probabilities,
        mistakes=[
            wrong("[score.exp() for score in scores]", NOT_ONE),
            wrong("exps", NOT_ONE),
            wrong("[score / sum(scores) for score in scores]",
                  "A score may be negative, and a probability may not: what makes a positive number of each?"),
            wrong("[score.exp() / sum(scores) for score in scores]", "You divide by the sum of the scores: divide by the sum of the exponentials."),
            wrong("[score / sum(score.exp() for score in scores) for score in scores]", "The scores themselves are divided: what is on top needs its `exp` as well."),
            wrong("[e / len(exps) for e in exps]", "You divide by how many there are: divide by their sum."),
            wrong("[score.exp() / len(scores) for score in scores]", "You divide by how many there are: divide by their sum."),
            wrong("[score.exp() / sum(scores).exp() for score in scores]", "That is the exponential of the sum: divide by the sum of the exponentials."),
            wrong("[score.sigmoid() / sum(score.sigmoid() for score in scores) for score in scores]", "`sigmoid` treats 5 and 9 almost alike: softmax takes `exp` of each."),
            wrong("[score.sigmoid() for score in scores]", "Each is a probability of its own. But one of the kinds is true, so together they must be 1."),
            wrong("[(e / total).log() for e in exps]", "Those are the logs of the probabilities: leave the log for the loss."),
            wrong("[-(e / total).log() for e in exps]", "Those are the losses: here the probabilities are asked for."),
            wrong("[total / e for e in exps]", "Upside down: each exponential is divided by the sum."),
            wrong("[2**score / sum(2**score for score in scores) for score in scores]", "That is with powers of 2: softmax takes powers of e, `exp`."),
            wrong("[(-score).exp() / sum((-score).exp() for score in scores) for score in scores]", "The highest score gets the smallest: is there a minus too many?"),
            wrong("[score**2 / sum(score**2 for score in scores) for score in scores]", "Squares are positive, but −2 is as good as 2 then: take `exp`."),
            wrong("[score.relu() / sum(score.relu() for score in scores) for score in scores]", "Below 0, relu tells no difference: take `exp`."),
            wrong("(e / total for e in exps)", "A list is asked for, and this is of type generator: `list(...)` makes one of it."),
            wrong("exps[0] / total", "One probability for each score, in a list."),
            wrong("[e / total for e in exps[:-1]]", "The last one is missing."),
            swap("score - largest", "score / largest", "You divide by the largest: that changes the differences between scores. Subtract it."),
            wrong("[e / total for e in sorted(exps, key=lambda e: e.data)]", "They are sorted: each probability has its place, where its score is."),
            wrong("total", "One probability for each score, in a list."),
            swap(TOTAL, "total = sum(exps) - exps[-1]", "The sum lacks the last one: is a line too far to the right, or a [:-1] in it?"),
        ],
    ),
    Trial(
        cases=[(1.0, 2.0, 3.0), (0.0, 0.0), (-5.0, 3.0)],
        case=_scores,
        differs="the probabilities are right, and the slopes of the first over each score were {got}, and should be {wanted}",
        observe=slopes_of_first,
        mistakes=[
            swap(TOTAL, "total = sum(exps).data", "The sum has lost its graph: it depends on every score as well. Is there a `.data` in it?"),
            swap("[e / total for e in exps]", "[type(e)(e.data / total.data) for e in exps]",
                 "No slope reaches the scores: new Values remember nothing. Compute with the Values themselves."),
            swap(EXPS, "exps = [(score - largest).exp().data for score in scores]\n    exps = [type(scores[0])(e) for e in exps]",
                 "No slope reaches the scores: new Values remember nothing. Compute with the Values themselves."),
            swap("[e / total for e in exps]", "[e.data / total for e in exps]",
                 "What is on top has lost its graph: the number of an exponential, and not the Value, is divided."),
            swap("return ", "(exps[0] / total).backward()\n    return ", DOUBLED),
        ],
        hints=(),
    ),
    Trial(
        cases=[(1000.0, 1001.0, 999.0), (-1000.0, -1000.5), (0.0, 800.0), (-900.0, 0.0, 900.0)],
        case=_scores,
        differs="the probabilities were {got}, and should be {wanted}",
        observe=probabilities,
        mistakes=[
            swap("score - largest", "score",
                 "e to the power of 1000 is too large for a float: it is inf, and inf / inf is nan. Only differences count: "
                 "so subtract the largest score from all of them first. (`max` compares numbers: take `.data`.)"),
            swap("largest = max(", "largest = min(", "What you subtract is not the largest of them: then that one may still be too large for `exp`."),
            swap("largest = max(score.data for score in scores)", "largest = sum(score.data for score in scores) / len(scores)",
                 "What you subtract is not the largest of them: then that one may still be too large for `exp`."),
            swap("largest = max(score.data for score in scores)", "largest = scores[0].data",
                 "What you subtract is not the largest of them: then that one may still be too large for `exp`."),
            swap("largest = max(score.data for score in scores)", "largest = sum(score.data for score in scores)",
                 "What you subtract is not the largest of them: then that one may still be too large for `exp`."),
        ],
        hints=("Only differences count: by how much could you lower all the scores?", "Subtract the largest score from each, before `exp`."),
    ),
    hints=(
        "Make every score positive, with `exp`. By what do you divide, so that together they are 1?",
        "First all the exponentials in a list, then their `sum`, then each divided by it.",
    ),
    mistakes=[
        raises(errors.no_attribute("list"), "A list has no such method: `sum` adds one up, and each of its Values has its own `exp()`."),
        raises(errors.not_a_real_number(), "`math` takes plain numbers: a Value has its own `exp()`."),
        raises(errors.unsupported("/", "list"), "A list can't be divided: divide each of its Values."),
        raises(errors.unsupported("/", "Value", "list"), "A Value can't be divided by a list: by the `sum` of it."),
        raises(errors.unsupported("-", "list"), "Nothing can be subtracted from a list: from each of its Values."),
        raises(errors.not_comparable(">"), "Values can't be compared, their numbers can: `max(score.data for score in scores)`."),
        raises(errors.not_comparable("<"), "Values can't be compared, their numbers can: `max(score.data for score in scores)`."),
        raises(errors.not_a_number("list"), "A list met a Value there: compute with each of its Values, one by one."),
        raises(errors.not_iterable("Value"), "One Value is no list: `sum` adds up a list."),
        raises(errors.no_attribute("float"), "A plain number has no such method. Is there a `.data` too many?"),
        raises(errors.no_attribute("Value"), "A Value has `exp()`: is that name spelled so?"),
        raises(errors.unknown_name("exp"), "`exp` is a method of a Value: `score.exp()`."),
        raises(errors.misused("method"), "A method is called, with (): `score.exp()`."),
        raises(errors.unsupported("", "method"), "A method is called, with (): `score.exp()`."),
        raises(errors.no_product(), "A list can't be multiplied by a list."),
        raises(errors.only_concatenates("list"), "`+` only joins lists: `sum` adds up the Values in one."),
        raises(errors.division_by_zero(), "Is the sum 0? Exponentials of negative numbers are small, and very negative ones are 0: what is subtracted?"),
        raises(errors.not_an_integer("list"), "`range` takes a number: a loop over the list itself needs none."),
    ],
    covers="softmax is right: two to four scores, their slopes, and scores as far out as 1000.",
    names=lambda: {"Value": Value},
)


# The loss of several scores


def charged(cross_entropy):
    """Return a function of scores and a label that gives the loss and the slope over each score."""

    def answer(scores, label):
        scores = [Value(score) for score in scores]
        return cost(cross_entropy(list(scores), label), *scores)

    return answer


PS = "softmax(scores)"
cross_entropy = Exercise(
    "cross_entropy",
    "cross_entropy(scores, label): -log of the probability that softmax gives to the label",
    standing(losses.cross_entropy),
    Trial(
        cases=[([1.0, 2.0, 3.0], 0), ([1.0, 2.0, 3.0], 2), ([1.0, 2.0, 3.0], 1), ([0.5, -1.0], 1), ([2.0, 0.0, -1.0, 0.5], 0)],
        case=lambda scores, label: f"for scores {shown(scores)} and label {label}",
        differs="the loss and its slopes over the scores were {got}, and should be {wanted}",
        observe=charged,
        mistakes=[
            wrong(f"{PS}[label].log()", "The log of a probability is below 0, and a loss should be above: where is the minus?"),
            wrong(f"{PS}[label]", "That is the probability of the label: take -log of it."),
            wrong(f"-{PS}[label]", "That is the probability with a minus: its log is missing."),
            wrong(f"1 - {PS}[label]", "That is the probability of all the others. The loss is -log of the label's own."),
            wrong("-scores[label].log()", "That is the log of a score: first make probabilities of the scores, with `softmax`."),
            wrong("-scores[label]", "That is the score itself: make probabilities of the scores, with `softmax`, then take -log."),
            wrong("-scores[label].sigmoid().log()", "`sigmoid` looks at one score alone: `softmax` compares it with the others."),
            wrong(f"-sum(p.log() for p in {PS})", "That adds up the losses of all labels: only one of them is true."),
            wrong(f"-sum(p.log() for p in {PS}) / len(scores)", "That is the mean over all labels: only one of them is true."),
            wrong(f"-sum(p * p.log() for p in {PS})", "That is the entropy: how unsure the net is, whatever is true. Which of the p is the label's?"),
            wrong(f"-{PS}[0].log()", "That is the first kind's, always: take that of `label`."),
            wrong(f"-{PS}[-1].log()", "That is the last kind's, always: take that of `label`."),
            wrong(f"-{PS}[label + 1].log()", "That is the kind after: labels count from 0, as lists do."),
            wrong(f"-{PS}[label - 1].log()", "That is the kind before: labels count from 0, as lists do."),
            wrong(f"-max({PS}, key=lambda p: p.data).log()", "That is the kind it believes in most, right or wrong: take that of `label`."),
            wrong(f"(1 - {PS}[label]) ** 2", "That is a squared error: take -log of the probability given to the label."),
            wrong(f"sum((p - (k == label)) ** 2 for k, p in enumerate({PS}))", "That is a squared error: take -log of the probability given to the label."),
            wrong(f"-{PS}[label].log() / len(scores)", "You divide by the number of kinds: one point has one loss."),
            wrong(f"-{PS}[label].log() / 0.6931471805599453", "That is the logarithm to base 2. Value's own `log` is the natural one."),
            wrong(f"(1 - {PS}[label]).log()", "That is the log of the probability of all the others: take -log of the label's own."),
            wrong(f"{PS}[label] - 1", "That is the slope of the loss over the label's score. The loss itself is -log of its probability."),
            wrong(f"-sum({PS}).log()", "Together the probabilities are 1, whatever the scores: take that of `label`."),
            wrong(f"-(1 - {PS}[label]).log()", "That punishes the truth: take -log of the label's own probability, and not of the rest."),
            wrong(f"{PS}", "Those are the probabilities. The loss is one Value: -log of the label's.") ,
            swap("return ", f"(-{PS}[label].log()).backward()\n    return ", DOUBLED),
        ],
    ),
    hints=(
        "`softmax(scores)` gives the probabilities. Which of them is the label's?",
        "Take that one out with [label], then its `log()`, with a minus.",
    ),
    mistakes=[
        raises(errors.no_attribute("list"), "That is a list: take one of its Values, with [label], then its `log()`."),
        raises(errors.wrong_index("list"), "A label is a whole number, 0, 1 and so on: is it the label in the square brackets?"),
        raises(errors.not_subscriptable("int"), "`label` is a number: it is the list that has square brackets after it."),
        raises(errors.not_subscriptable("Value"), "One Value has no square brackets after it: `softmax` takes the whole list."),
        raises(errors.not_iterable("Value"), "`softmax` takes the whole list of scores: the label comes afterwards."),
        raises(errors.not_a_real_number(), "`math` takes plain numbers: a Value has its own `log()`."),
        raises(errors.unsupported_sign("-"), NO_MINUS),
        raises(errors.misused("function"), "`softmax` is a function: call it with the scores, then take [label]."),
        raises(errors.no_attribute("float"), "A plain number has no such method. Is there a `.data` too many?"),
        raises(errors.no_attribute("Value"), "A Value has `log()`: is that name spelled so?"),
        raises(errors.takes("softmax"), "`softmax` takes the scores, and nothing else."),
        raises(errors.missing("softmax"), "`softmax` takes the scores."),
        raises(errors.out_of_range(), "Labels count from 0, as lists do."),
        raises(errors.unknown_name("log"), "`log` is a method of a Value, and comes after it: `.log()`."),
        raises(errors.unknown_name("probabilities"), "Which probabilities? A line before has to make them: softmax(scores)."),
        raises(errors.unknown_name("p"), "Which p? A line before has to make it."),
        raises(errors.misused("method"), "A method is called, with (): `.log()`."),
        raises(errors.not_comparable(">"), "Values can't be compared: it is the label that says which counts."),
    ],
    covers=lambda cross_entropy: "cross_entropy is right: two to four scores, and the slope over each of them."
    + far_out(lambda: charged(cross_entropy)([FAR, -FAR], 1), "the trap of exercise 1 again"),
    names=lambda: {"softmax": losses.softmax, "Value": Value},
)


# Mini-batches


four_times_as_many = Prediction(
    "four_times_as_many",
    "the predicted miss of gradients of batches of 40, if those of 10 miss by 0.32",
    0.16,
    "0.16: half. Four times as many points, and half the noise: it falls with the square root.",
    {
        0.08: "That would be a quarter. Errors of single points cancel only in part: noise falls with the square root of the size.",
        0.32: "More points should make a better guess.",
        0.64: "More points should make a better guess: a smaller miss, not a larger one.",
        1.28: "More points should make a better guess: a smaller miss, not a larger one.",
        0.02: "That is a sixteenth. Noise falls with the square root of the size: what is the root of 4?",
        0: "Only with all points there is no noise left.",
    },
    near=0.03,
)


def drawn(batches):
    """Return a function of a number of points and a size that gives what batches makes of them, checked for its form."""

    def answer(n, size):
        given = [((float(k), k / 2), k % 3) for k in range(n)]
        kept = list(given)
        found = batches(given, size)
        if found is None or found is ... or isinstance(found, (int, float)):
            return found
        found = list(found)
        if given != kept:
            left = "the points in another order" if sorted(given) == kept else "other points in the list"
            return Words(f"{shown([len(one) if isinstance(one, (list, tuple)) else one for one in found])}, with {left} afterwards", ONES_OWN)
        if found and all(one in kept for one in found if isinstance(one, tuple)) and isinstance(found[0], tuple) and found[0] in kept:
            return Words("a list of points", "A batch is a list of its own: a list of lists is asked for.")
        odd = [one for one in found if not isinstance(one, (list, tuple))]
        return Words(f"{shown(odd[0])} where a batch belongs", "Each batch is a list of points.") if odd else [list(one) for one in found]

    return seeded(answer)


def seeded(answer):
    """Return a function that draws the same random numbers each time, and leaves those of the notebook as they were."""

    def repeatable(*case):
        before = random.getstate()
        random.seed(1)
        try:
            return answer(*case)
        finally:
            random.setstate(before)

    return repeatable


def sizes(batches):
    """Return a function that gives the sizes of the batches, the largest first."""
    answer = drawn(batches)

    def looked_at(n, size):
        found = answer(n, size)
        return sorted(map(len, found), reverse=True) if isinstance(found, list) else found

    return looked_at


def counts(batches):
    """Return a function that gives how often the points come, the most and the least often seen."""
    answer = drawn(batches)

    def looked_at(n, size):
        found = answer(n, size)
        if not isinstance(found, list):
            return found
        often = Counter(point[0][0] for one in found for point in one)
        each = [often[float(k)] for k in range(n)]
        return [max(each), min(each)]

    return looked_at


def orders(batches):
    """Return a function that gives how many different batches come first in twenty calls, and different cuts."""

    def looked_at(n, size):
        given = [((float(k), k / 2), k % 3) for k in range(n)]
        found = [[list(one) for one in batches(list(given), size)] for _ in range(20)]
        return [len({frozenset(map(str, one[0])) for one in found}), len({frozenset(frozenset(map(str, batch)) for batch in one) for one in found})]

    return seeded(looked_at)


ONES_OWN = "The list belongs to the caller, who needs it as it was: shuffle a copy, or take `random.sample`."
ONCE = "In one round every point should come once: bring all of them into a random order, then cut."
SAME = "Always the same batches: bring the points into a random order first. (With a seed inside, that is always the same, too.)"
CUT = "[shuffled[i : i + size] for i in range(0, len(points), size)]"
batches = Exercise(
    "batches",
    "batches(points, size): all points in random order, cut into lists of this size",
    standing(training.batches),
    Trial(
        cases=[(10, 5), (10, 3), (4, 10), (6, 1), (5, 5)],
        case="for {} points in batches of {}",
        differs="the sizes were {got}, and should be {wanted}",
        observe=sizes,
        mistakes=[
            swap("range(0, len(points), size)", "range(0, len(points) - size + 1, size)",
                 "The points that are left over at the end are missing: the last batch may be shorter."),
            swap("range(0, len(points), size)", "range(0, len(points))", "The batches overlap: the next begins where the last one ended."),
            swap("range(0, len(points), size)", "range(size)", "You make as many batches as one should have points: `range` has a third number, the step."),
            swap("i + size]", "size]", "Each batch ends at the same place: it ends at i + size."),
            swap("i : i + size]", "i : i + size - 1]", "One too few in each batch: the end of a slice does not belong to it."),
            swap("i : i + size]", "i : i + size + 1]", "One too many in each batch: the end of a slice does not belong to it."),
            wrong("[shuffled[:size]]", "Only the first batch: does a `return` in the loop end it?"),
            wrong("shuffled", "A batch is a list of its own: a list of lists is asked for."),
            wrong("shuffled[:size]", "A batch is a list of its own: a list of lists is asked for."),
            wrong("[shuffled]", "All points are in one batch: cut it."),
            wrong("[shuffled[i::size] for i in range(size)]", "You make as many batches as one should have points: `size` is how many are in each."),
            wrong("[random.sample(points, size)]", "Only one batch: where are the other points?") ,
            swap("random.sample(points, len(points))", "points\n    random.shuffle(shuffled)", ONES_OWN),
            wrong("[[point] for point in shuffled]", "One point in each batch, always: `size` says how many."),
        ],
    ),
    Trial(
        cases=[(10, 5), (40, 7)],
        case="for {} points in batches of {}",
        differs="the sizes are right, and the points come {got} times at most and at least, and should come {wanted}",
        observe=counts,
        mistakes=[
            swap("random.sample(points, len(points))", "random.choices(points, k=len(points))", ONCE),
            swap(CUT, "[random.sample(points, min(size, len(points) - i)) for i in range(0, len(points), size)]", ONCE),
            swap(CUT, "[random.choices(points, k=min(size, len(points) - i)) for i in range(0, len(points), size)]", ONCE),
        ],
        hints=("Each point comes once: how often is it in your list before you cut?",),
    ),
    Trial(
        cases=[(60, 10)],
        case="for {} points in batches of {}, 20 times,",
        differs="how many different first batches there were, and how many different orders of all: {got}, and should be {wanted}",
        observe=orders,
        mistakes=[
            swap("random.sample(points, len(points))", "list(points)", SAME),
            swap(f"return {CUT}", f"cut = {CUT.replace('shuffled', 'points')}\n    return random.sample(cut, len(cut))",
                 "The batches come in random order, and always the same points are together: shuffle the points, then cut."),
            swap("random.sample(points, len(points))", "random.Random(1).sample(points, len(points))",
                 SAME),
            swap("shuffled = ", "random.seed(1)\n    shuffled = ", SAME),
            swap("random.sample(points, len(points))", "sorted(points, key=lambda p: -p[0][0])", SAME),
        ],
        hints=("Two calls should give different batches: what makes their order random?",),
    ),
    hints=(
        "First a random order of all points, in a list of its own. Then cut it.",
        "`random.sample(points, len(points))` is such a list; `range(0, len(points), size)` says where the cuts are.",
    ),
    mistakes=[
        raises(errors.misused("NoneType"), "`random.shuffle` returns None: it changes the list that it is given. Give it a copy."),
        raises(errors.not_an_integer("float"), "`/` gives a fraction, and there is no such thing as half a batch: `//`, or `range` with a step."),
        raises(errors.not_an_integer("list"), "`range` takes numbers: `len(points)`."),
        raises(errors.wrong_index("list"), "A cut lies between two points, at a whole number."),
        raises(errors.missing("sample"), "`random.sample(points, k)` takes the list and how many: all of them.", sample="import random\nrandom.sample([1])"),
        raises(errors.unknown_name("shuffle"), "It belongs to `random`: `random.shuffle`."),
        raises(errors.unknown_name("sample"), "It belongs to `random`: `random.sample`."),
        raises(errors.no_attribute("list"), "A list has no such method: `random.sample` and `random.shuffle` take a list."),
        raises(errors.popped_empty(), "Nothing is left to take out. And the list belongs to the caller: cut a copy."),
    ],
    covers="batches is right: every point once, in a new order each time, 1 to 10 in a batch, and your list as it was.",
    names=lambda: {"random": random},
)


# Held back


best_of_a_hundred = Prediction(
    "best_of_a_hundred",
    "the predicted number of 20 test points that the best of a hundred tossed coins gets right",
    10,
    "10: a coin has learned nothing, and was best by luck. The 16 say what it was chosen for, not what it can do: that takes points that chose nothing.",
    {
        16: "That is what it was chosen for. Has a tossed coin learned anything?",
        20: "Has a tossed coin learned anything?",
        0: "A coin is right now and then: how often?",
        4: "Luck does not make up for itself: the coin remembers nothing.",
        5: "Each toss is right or wrong, with equal chances.",
        8: "Half of what it had? Each of the 20 is right with a chance of one half.",
        13: "Halfway. But a coin has learned nothing at all.",
    },
    near=0,
)


# Scales


hundred_times = Prediction(
    "hundred_times",
    "the predicted factor by which the curvature grows if an input is a hundred times larger",
    10_000,
    "10000: w moves the score a hundred times as far, and the error is squared. So the rate has to be 10000 times smaller.",
    {
        100: "The score moves a hundred times as far. And then the error is squared.",
        200: "The factors multiply: once a hundred from the score, and the error is squared.",
        1: "w counts for more if x is larger: the score is w·x.",
        0.01: "A larger x makes the score steeper, not flatter.",
        0.0001: "That is by how much the rate has to shrink. And the curvature?",
        10: "It does not fall with a root: the error is squared.",
        1000: "One factor of ten is missing: a hundred, squared.",
    },
    near=0.01,
)


# A cliff


clipped = Prediction(
    "clipped",
    "the predicted first gradient of (30, 40) after clipping to a length of 5",
    3,
    "3: together they are 50 long, ten times too much, so both shrink to a tenth. The direction stays.",
    {
        5: "Cut one by one, both would be 5: another direction. The two shrink by one factor, and together are 5 long.",
        4: "That is the second. And the first?",
        6: "You divide by 5. By which factor is the length of (30, 40) too large? It is √(30² + 40²).",
        2.14: "The length of an arrow is not the sum of its parts: √(30² + 40²).",
        30: "Together they are longer than 5: √(30² + 40²).",
        0.6: "That is its share of the length. And the length is to be 5.",
        2.5: "Not half each: the direction stays, and the second is larger.",
        3.75: "It is the length of both together that is to be 5, not the longer part.",
        0.1: "That is the factor. What is the gradient then?",
    },
    near=0.01,
)
