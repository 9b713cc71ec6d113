"""Losses of probabilities: what a score costs, given what was true. None of them stops or overflows far out."""


def log_loss(score, y):
    """Return -log of the probability that a score's sigmoid gives to y, 1 or 0."""
    z = score if y == 1 else -score
    # -log of z.sigmoid(), which far below 0 is too small for a float, and exp(-z) too large for one.
    return (1 + (-z).exp()).log() if z.data > 0 else (1 + z.exp()).log() - z


def softmax(scores):
    """Return a probability for each of the scores: all positive, together 1."""
    largest = max(score.data for score in scores)  # only differences count: with this one at 0, exp is at most 1
    exps = [(score - largest).exp() for score in scores]
    total = sum(exps)
    return [e / total for e in exps]


def cross_entropy(scores, label):
    """Return -log of the probability that the softmax of scores gives to a label: 0, 1 and so on."""
    largest = max(score.data for score in scores)
    # The log of a quotient is a difference of logs: far out, softmax itself would be 0, which has none.
    return sum((score - largest).exp() for score in scores).log() - (scores[label] - largest)
