"""What nudges of one leaf say about its gradient: the difference quotient for each size h, up, down and both ways."""

import math
from functools import cached_property

from micrograd.live.run import explain
from micrograd.picture.numbers import number

SMALL = 1e-4, 1e-5, 1e-6  # so small that few curves bend on the way, yet so large that most digits survive
ROUNDING = 1e-9  # relative to the output: no slope found by such nudges is more certain than that
SURE = 0.01  # relative to the larger slope: two that are closer count as the same
DIGITS = 10  # of a slope: with the picture's four, nobody would see it depart from the gradient
NONE = "There is no gradient to compare with yet."


class Quotients:
    """The slopes that nudges find; outs has the output, or the error, by h."""

    def __init__(self, outs):
        self.errors = {h: explain(out) for h, out in outs.items() if isinstance(out, Exception)}
        self.outs = {h: out for h, out in outs.items() if h not in self.errors}
        self.out = self.at(0.0)
        self.sizes = sorted(h for h in outs if h > 0)

    def at(self, h):
        """Return the output with the leaf moved by h; nan if the function fails there."""
        return self.outs.get(h, math.nan)

    def up(self, h):
        return (self.at(h) - self.out) / h

    def down(self, h):
        return (self.out - self.at(-h)) / h

    def both(self, h):
        return (self.at(h) - self.at(-h)) / (2 * h)

    def far(self, h, gradient):
        """Return how far a gradient is from the slope up or down, whichever is farther."""
        apart = abs(self.up(h) - gradient), abs(self.down(h) - gradient)
        return math.nan if any(map(math.isnan, apart)) else max(apart)

    def best(self, gradient):
        """Return the size for which that distance is smallest."""
        far = {h: self.far(h, gradient) for h in self.sizes}
        return min((h for h in far if not math.isnan(far[h])), key=far.get)

    def alike(self, x, y):
        """Return whether two slopes count as the same."""
        return abs(x - y) <= SURE * max(abs(x), abs(y)) + ROUNDING * abs(self.out)

    def corner(self):
        """Return whether the slopes up and down differ however small the nudge is."""
        wide, _, narrow = (abs(self.up(h) - self.down(h)) for h in SMALL)
        return narrow > wide / 2 and not self.alike(self.up(SMALL[-1]), self.down(SMALL[-1]))

    def slope(self):
        """Return the slope that all small nudges agree on; nan if they don't."""
        wide, middle, narrow = (self.both(h) for h in SMALL)
        return middle if self.alike(wide, middle) and self.alike(middle, narrow) else math.nan


def nudge_table(shape, numbers, index, outs, hidden=()):
    """Return what the page shows for nudges of leaf number index, in a graph with this row of numbers.

    hidden holds the numbers to be predicted, as "0.grad". The texts of a line are the leaf, the output, the slope, and
    how far that is from the gradient.
    """
    n = len(shape["nodes"])
    root = n - 1
    names = {"leaf": named(shape, index, "leaf"), "root": named(shape, root, "out")}
    hides = {kind: f"{index}.{kind}" in hidden for kind in ("data", "grad")}
    hides["root"] = hides["grad"] or f"{root}.data" in hidden
    found = Quotients(outs)
    gradient = numbers[n + index] if shape["nodes"][index][1] and not hides["grad"] else math.nan
    known = shape["nodes"][index][1] and not hides["grad"]
    words = Meaning(found, gradient, names)
    unknown = f"First predict {names['leaf']}.grad." if hides["grad"] else "" if known else NONE
    return {
        "names": names,
        "gradient": number(gradient, DIGITS) if known else "?" if hides["grad"] else "not yet",
        "nudges": [
            {
                "h": h,
                **{way: line(way, found, h, numbers[index], gradient, hides) for way in ("up", "down", "both")},
                "meaning": unknown if hides["grad"] else words.of(h) or unknown,
                "failure": "" if hides["grad"] else words.failure(h),
            }
            for h in found.sizes
        ],
        "chart": {way: points(found, way, gradient) for way in ("up", "down")} if known else None,
        "charted": shape["nodes"][index][1],  # whether there is a chart once nothing is hidden
    }


def named(shape, i, otherwise):
    return shape["names"][i] if shape["names"][i] != (shape["nodes"][i][0] or "constant") else otherwise


def line(way, found, h, leaf, gradient, hides):
    """Return the texts of one line: the leaf, the output, the slope, and its distance from the gradient."""
    slope = getattr(found, way)(h)
    slopes = ["?", ""] if hides["grad"] else [number_or(slope, DIGITS), number_or(abs(slope - gradient), 3)]
    if way == "both":
        return ["", "", *slopes]
    moved = h if way == "up" else -h
    out = "fails" if moved in found.errors else precise(found.at(moved), found.at(moved) - found.out)
    return ["?" if hides["data"] else precise(leaf + moved, h), "?" if hides["root"] else out, *slopes]


def number_or(x, digits):
    return "" if math.isnan(x) else number(x, digits)


def precise(x, step):
    """Return a number to enough digits to show two of its last step's, as far as a float has them."""
    steps = abs(x / step) if step else math.inf * abs(x)
    if math.isnan(steps) or steps == 0:
        return number(x)
    digits = 17 if math.isinf(steps) else math.ceil(math.log10(steps)) + 2
    return number(x, min(max(digits, 4), 17))


def digits_in_common(x, y):
    """Return the largest number of digits to which two numbers, rounded, are the same; 0 if there is none."""
    return max((digits for digits in range(1, 17) if f"{x:.{digits - 1}e}" == f"{y:.{digits - 1}e}"), default=0)


def points(found, way, gradient):
    """Return how far each nudge's slope is from the gradient, as (h, distance), where that is finite."""
    apart = [(h, abs(getattr(found, way)(h) - gradient)) for h in found.sizes]
    return [point for point in apart if math.isfinite(point[1])]


class Meaning:
    """What nudges mean for a gradient, in words; gradient is nan if there is none to speak of."""

    def __init__(self, found, gradient, names):
        self.found, self.gradient, self.leaf, self.root = found, gradient, names["leaf"], names["root"]
        self.grad = f"{self.leaf}.grad"
        self.always = "" if math.isnan(gradient) else self.corner() or self.wrong()

    def of(self, h):
        """Return what nudges of this size mean."""
        return self.failure(h) or self.always or ("" if math.isnan(self.gradient) else self.agreement(h))

    @cached_property
    def best(self):
        return self.found.best(self.gradient)

    def failure(self, h):
        """Return where the function fails, "" if it does not."""
        for moved, way in ((h, "up"), (-h, "down")):
            if moved in self.found.errors:
                return f"With {self.leaf} moved {way} the function fails. {self.found.errors[moved]}."
        return ""

    def corner(self):
        found = self.found
        if not found.corner():
            return ""
        sides = "up", "down"
        way = next((way for way in sides if found.alike(getattr(found, way)(SMALL[-1]), self.gradient)), "")
        whose = f"{self.grad} is the slope on the way {way}." if way else f"{self.grad} matches neither."
        corner = f"Here {self.root} has a corner: its slopes on the way up and down differ, however small h is."
        return f"{corner} {whose}"

    def wrong(self):
        slope = self.found.slope()
        if math.isnan(slope) or self.found.alike(slope, self.gradient):
            return ""
        moves = f"{self.root} moves {number(slope)} times as far as {self.leaf}"
        return f"However small h is, {moves}: ≠ {number(self.gradient)}, so {self.grad} is wrong."

    def agreement(self, h):
        far = self.found.far(h, self.gradient)
        if math.isnan(far):
            return ""
        if far == 0:
            return f"The nudge and {self.grad} are the same."
        digits = min(digits_in_common(quotient, self.gradient) for quotient in (self.found.up(h), self.found.down(h)))
        together = f"agree in {digits} digit{'s' * (digits > 1)}" if digits > 0 else f"are {number(far)} apart"
        return f"The nudge and {self.grad} {together}{self.reason(h, far)}"

    def reason(self, h, far):
        best = self.best
        if far <= 10 * self.found.far(best, self.gradient) or far <= ROUNDING * abs(self.gradient):
            return "."
        if h > best:
            return f": {self.root} bends over so long a step. A smaller h comes closer."
        return ": with so small an h, rounding eats the digits (cancellation). A larger h comes closer."
