"""How the loss of a point comes about, in words and numbers, by the learner's own function."""

import math


def worked_out(net, moons, loss):
    """Return for each point in words how its loss comes about, and what it counts for."""
    scores = [net(point) for point, _ in moons]
    losses = [loss(label, score) for (_, label), score in zip(moons, scores)]
    for out in losses:
        if not hasattr(out, "data"):
            raise TypeError(f"{getattr(loss, '__name__', 'the loss')} should return a Value, and it returned {out!r}")
    average = f"The average of all {len(moons)} is the loss: {_two(sum(out.data for out in losses) / len(moons))}."
    told = zip(moons, scores, losses)
    return [f"{_worked_out(label, score.data, out)} {average}" for (_, label), score, out in told]


def _worked_out(label, score, out):
    side = "right" if label * score > 0 else "wrong"
    sentences = [f"{'Blue' if label > 0 else 'Orange'}, label {_two(label, 0)}, score {_two(score)}: {side}."]
    short = out._prev[0].data if getattr(out, "_op", "") == "relu" else math.nan
    if math.isclose(short, 1 - label * score, abs_tol=1e-9):  # unless somebody tries another loss
        factor = label if label > 0 else f"({_two(label, 0)})"
        relu = "relu leaves it" if short > 0 else "relu makes it 0"
        sentences.append(f"1 − {factor} · {_two(score) if score >= 0 else f'({_two(score)})'} = {_two(short)}; {relu}.")
    return " ".join([*sentences, f"Its loss is {_two(out.data)}."])


def _two(number, digits=2):
    return f"{number:.{digits}f}".replace("-", "−")
