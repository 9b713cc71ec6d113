"""What nudges of one leaf say about its gradient: the difference quotient for each size h, up, down and both ways."""

import math
from functools import cached_property

from micrograd.live.ask.rounding import Rounding
from micrograd.live.row import Row
from micrograd.live.run import explain
from micrograd.picture.numbers import number

SMALL = 1e-6  # a nudge that shows what is so "here", where it is legible at all
FINE = 1e-3  # relative to the leaf, a nudge that does so too
SURE = 0.01  # relative to the larger slope: two that are closer count as the same
ENOUGH = 1e-9  # relative to the gradient: nobody asks why a slope is no closer
CLOSER = 10  # times as close, for another size to be worth trying
DIGITS = 10  # of a slope: with the picture's four, nobody would see it depart from the gradient
NONE = "There is no gradient to compare with yet."


class Quotients:
    """The slopes that nudges find: outs has the output, or the error, by h; rounding is a Rounding, if known."""

    def __init__(self, outs, leaf=0.0, gradient=math.nan, rounding=None):
        self.errors = {h: explain(out) for h, out in outs.items() if isinstance(out, Exception)}
        self.outs = {h: out for h, out in outs.items() if h not in self.errors}
        self.out = self.at(0.0)
        self.sizes = sorted(h for h in outs if h > 0)
        self.leaf = leaf  # its data
        self.gradient = gradient
        self.rounding = rounding

    def at(self, h):
        """Return the output with the leaf moved by h; nan if the function fails there."""
        return self.outs.get(h, math.nan)

    def up(self, h):
        return slope(self.out, self.at(h), h)

    def down(self, h):
        return slope(self.at(-h), self.out, h)

    def both(self, h):
        return slope(self.at(-h), self.at(h), 2 * h)

    def far(self, h):
        """Return how far the gradient is from the slope up or down, whichever is farther; nan if one is not known."""
        apart = abs(self.up(h) - self.gradient), abs(self.down(h) - self.gradient)
        return math.nan if any(map(math.isnan, apart)) else max(apart)

    @cached_property
    def all_far(self):
        return {h: self.far(h) for h in self.sizes}

    def noise(self, h):
        """Return how far rounding may put a slope off."""
        outs = max(abs(self.at(h)), abs(self.at(-h)), abs(self.out))
        return self.rounding.of_slope(h, outs) if self.rounding else 0.0

    @property
    def flows(self):
        """All that the slope is the sum of: where it cancels, rounding may pass for bending."""
        return self.rounding.flows if self.rounding else 0.0

    def bend(self, h):
        """Return how far the slopes up and down are from each other."""
        return abs(self.up(h) - self.down(h))

    def size(self, h):
        """Return the largest of what is compared: the slopes up and down, and the gradient."""
        return max(abs(x) for x in (self.up(h), self.down(h), self.gradient) if not math.isnan(x))

    def legible(self, size):
        """Return the three smallest powers of ten at which rounding leaves a slope of size(h) legible, [] if not so."""
        sizes = [h for h in self.sizes if round(math.log10(h), 6) % 1 == 0 and math.isfinite(self.bend(h))]
        found = [h for h in sizes if self.noise(h) <= SURE * size(h)][:3]
        return found if len(found) == 3 and found[0] <= max(SMALL, FINE * abs(self.leaf)) else []

    @cached_property
    def clear(self):
        """The smallest sizes at which the slopes can be told from the gradient."""
        return self.legible(self.size)

    @cached_property
    def close(self):
        """The smallest sizes at which a corner can be seen."""
        largest = max(map(self.size, self.clear), default=0.0)
        return self.legible(lambda h: largest) if largest else []

    def corner(self):
        """Return whether the slopes up and down differ however small the nudge is."""
        if not self.close:
            return False
        least, _, wide = self.close
        sloped = SURE * max(abs(self.up(least)), abs(self.down(least))) + self.noise(least)
        return self.bend(least) > max(sloped, self.bend(wide) / 2)

    def jump(self):
        """Return whether the slopes of a corner grow as much as nudges shrink: the output leaps."""
        least, middle, wide = self.close
        return self.bend(least) > 5 * self.bend(middle) > 25 * self.bend(wide)

    def reaches(self):
        """Return how near a corner is, if no smaller nudge could tell: 0.0, else the smallest size that has seen it."""
        lost = self.close[0] > self.sizes[0] or (self.rounding is not None and self.rounding.is_nil)
        return 0.0 if lost else self.close[0]

    def slope(self):
        """Return the slope that all small nudges agree on; nan if they don't."""
        slopes = [way(h) for h in self.clear for way in (self.up, self.down)]
        if not slopes or max(slopes) - min(slopes) > SURE * max(map(self.size, self.clear)):
            return math.nan
        doubt, h = min((self.noise(h) + self.bend(h), h) for h in self.clear)
        return self.both(h) if abs(self.both(h)) > doubt else 0.0


def slope(before, after, step):
    """Return (after - before) / step."""
    difference = after - before
    return difference / step if math.isfinite(difference) else after / step - before / step


def nudge_table(shape, numbers, index, outs, hidden=()):
    """Return what the page shows for nudges of leaf number index, in a graph with this row of numbers.

    hidden holds the numbers to be predicted, as "0.grad". The texts of a line are the leaf, the output, the slope, and
    how far that is from the gradient.
    """
    n = len(shape["nodes"])
    root = n - 1
    names = {"leaf": named(shape, index, "leaf"), "root": named(shape, root, "out")}
    hides = {kind: f"{index}.{kind}" in hidden for kind in ("data", "grad")}
    hides["root"] = hides["grad"] = hides["grad"] or f"{root}.data" in hidden
    known = shape["nodes"][index][1] and not hides["grad"]
    gradient = numbers[n + index] if known else math.nan
    found = Quotients(outs, numbers[index], gradient, Rounding(Row(shape, numbers), index))
    words = Meaning(found, numbers[index], known, names)
    unknown = "First predict what is hidden: a nudge would give it away." if hides["grad"] else "" if known else NONE
    return {
        "names": names,
        "gradient": number(gradient, DIGITS) if known else "?" if hides["grad"] else "not yet",
        "nudges": [
            {
                "h": h,
                **{way: line(way, found, h, numbers[index], hides) for way in ("up", "down", "both")},
                "meaning": unknown if hides["grad"] else words.of(h) or unknown,
                "failure": "" if hides["grad"] else words.failure(h),
            }
            for h in found.sizes
        ],
        "chart": {way: points(found, way) for way in ("up", "down")} if known else None,
        "charted": shape["nodes"][index][1],  # whether there is a chart once nothing is hidden
    }


def named(shape, i, otherwise):
    return shape["names"][i] if shape["names"][i] != (shape["nodes"][i][0] or "constant") else otherwise


def line(way, found, h, leaf, hides):
    """Return the texts of one line: the leaf, the output, the slope, and its distance from the gradient."""
    slope = getattr(found, way)(h)
    slopes = ["?", ""] if hides["grad"] else [number_or(slope, DIGITS), number_or(abs(slope - found.gradient), 3)]
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


def points(found, way):
    """Return how far each nudge's slope is from the gradient, as (h, distance), where that is finite."""
    apart = [(h, abs(getattr(found, way)(h) - found.gradient)) for h in found.sizes]
    return [point for point in apart if math.isfinite(point[1])]


class Meaning:
    """What nudges mean for a leaf's gradient, in words; known is whether there is one to speak of."""

    def __init__(self, found, leaf, known, names):
        self.found, self.data, self.known = found, leaf, known
        self.leaf, self.root = names["leaf"], names["root"]
        self.grad = f"{self.leaf}.grad"
        self.always = (self.corner() or self.beyond() or self.wrong()) if known else ""

    def of(self, h):
        """Return what nudges of this size mean."""
        told = self.failure(h)
        return told or self.known and (self.unmoved(h) or self.always or self.endless(h) or self.agreement(h)) or ""

    def failure(self, h):
        """Return where the function fails, "" if it does not."""
        for moved, way in ((h, "up"), (-h, "down")):
            if moved in self.found.errors:
                return f"With {self.leaf} moved {way} the function fails. {self.found.errors[moved]}."
        return ""

    def unmoved(self, h):
        """Return that rounding leaves a nudge of this size without any effect on the leaf, "" if not."""
        if not self.data + h == self.data == self.data - h:
            return ""
        return f"{self.leaf} has not moved: {self.leaf} + h is rounded to {self.leaf} itself. Take a larger h."

    def endless(self, h):
        """Return which output is no finite number, so that there is no slope, "" if none is."""
        if not math.isfinite(self.found.out):
            return f"{self.root} is {number(self.found.out)}: from there no nudge shows a slope."
        for moved, way in ((h, "up"), (-h, "down")):
            if not math.isfinite(out := self.found.at(moved)):
                return f"With {self.leaf} moved {way}, {self.root} is {number(out)}, and there is no slope to compare."
        return ""

    def corner(self):
        found = self.found
        if not found.corner():
            return ""
        near = f"Here, or less than {number(found.reaches())} away," if found.reaches() else "Here"
        if found.jump():
            near = f"Here, or less than {number(found.close[0])} away," if self.data else near
            return f"{near} {self.root} jumps, or all but jumps: the smaller h is, the steeper it seems."
        least = found.close[0]
        sides = {"up": found.up(least), "down": found.down(least)}
        far = {way: abs(slope - found.gradient) for way, slope in sides.items()}
        way = min(far, key=far.get)
        fits = far[way] <= SURE * abs(found.gradient) + found.noise(least)
        whose = f"{self.grad} is the slope on the way {way}." if fits else f"{self.grad} matches neither."
        return f"{near} {self.root} has a corner: its slopes on the way up and down differ, however small h is. {whose}"

    def beyond(self):
        """Return why a gradient that is no number can't be compared, "" if it is one."""
        if math.isnan(self.found.gradient):
            return f"{self.grad} is nan, which is no number: it can't be compared with a slope."
        if math.isinf(self.found.gradient):
            return f"{self.grad} is {number(self.found.gradient)}, beyond any slope that a nudge can find."
        return ""

    def wrong(self):
        slope, gradient = self.found.slope(), self.found.gradient
        if math.isnan(slope) or abs(slope - gradient) <= SURE * max(abs(slope), abs(gradient)):
            return ""
        moves = f"{self.root} moves {number(slope)} times as far as {self.leaf}"
        if (
            0 < FINE * abs(self.data) < self.found.clear[0]
        ):  # where the slope may well be another over steps that are smaller still
            return f"For every h here, {moves}: ≠ {number(gradient)}, which is {self.grad}."
        return f"However small h is, {moves}: ≠ {number(gradient)}, so {self.grad} is wrong."

    def agreement(self, h):
        far, gradient = self.found.far(h), self.found.gradient
        if math.isinf(far):
            return "The slope of this nudge is too large for a float."
        if far == 0:
            return f"The nudge and {self.grad} are the same."
        digits = min(digits_in_common(quotient, gradient) for quotient in (self.found.up(h), self.found.down(h)))
        together = f"agree in {digits} digit{'s' * (digits > 1)}" if digits > 0 else f"are {number(far)} apart"
        return f"The nudge and {self.grad} {together}{self.reason(h, far)}"

    def reason(self, h, far):
        """Return why the slope is no closer, as far as another size of the nudge shows it."""
        if far <= ENOUGH * abs(self.found.gradient):
            return "."
        closer = [size for size, other in self.found.all_far.items() if other <= far / CLOSER]
        if far > self.found.noise(h):
            smaller = any(size < h for size in closer) and far > ENOUGH * self.found.flows
            return f": {self.root} bends over so long a step. A smaller h comes closer." if smaller else "."
        if not any(size > h for size in closer):
            return "."
        return ": with so small an h, rounding eats the digits (cancellation). A larger h comes closer."
