"""An axis: where on it a number is, in pixels, and which numbers to write beside it."""

import math

from micrograd.picture.numbers import number

FAR = 1e4  # pixels: what lies farther out is drawn there
EVERY = 40  # pixels between two ticks at least
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Axis:
    """The span from low to high on so many pixels, by powers of ten if log is true; up is for an upright axis."""

    def __init__(self, low, high, pixels, log=False, up=False):
        if not (math.isfinite(high - low) and low < high and (low > 0 or not log)):
            raise ValueError(f"an axis goes from a smaller number to a larger, not from {low!r} to {high!r}")
        self.low, self.high, self.pixels, self.log, self.up = low, high, pixels, log, up
        self.ends = (math.log10(low), math.log10(high)) if log else (low, high)

    def at(self, x):
        """Return the place of a number in pixels; nan if it has none."""
        if self.log:
            x = math.log10(x) if x > 0 else math.nan
        part = (x - self.ends[0]) / (self.ends[1] - self.ends[0])
        pixels = self.pixels * (1 - part if self.up else part)
        return min(max(pixels, -FAR), FAR) if math.isfinite(pixels) else math.nan

    def about(self):
        """Return what the page needs to find the number at a place."""
        return {"ends": self.ends, "log": self.log}

    def ticks(self):
        """Return the places and texts of the numbers written beside the axis."""
        low, high = self.ends
        step = _round_step((high - low) * EVERY / self.pixels)
        if self.log:
            step = max(1, round(step))
        found = [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
        if self.log:
            return [(self.at(10.0**k), _power(k)) for k in found]
        return [(self.at(x), number(x + 0.0).removesuffix(".0")) for x in found]


def _round_step(least):
    """Return the smallest of 1, 2 and 5 times a power of ten that is not below least."""
    ten = 10.0 ** math.floor(math.log10(least))
    return next(k * ten for k in (1, 2, 5, 10) if k * ten >= least * (1 - 1e-9))


def _power(k):
    return {0: "1", 1: "10"}.get(k) or "10" + str(int(k)).translate(SUPERSCRIPT)
