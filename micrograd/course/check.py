"""The checks of all exercises, by name: `check.slope(slope)` prints that an answer is right, or what is wrong with it.

It finds whatever lies in exercises/, in the order of the notebooks; `check.progress()` keeps to that order.
"""

from importlib import import_module
from pkgutil import iter_modules

from micrograd.course import exercises, out_of_order
from micrograd.course.exercise import EXERCISES
from micrograd.course.progress import progress

for room in sorted(module.name for module in iter_modules(exercises.__path__)):
    import_module(f"{exercises.__name__}.{room}")

CHECKS = {exercise.__name__: exercise for exercise in EXERCISES}
globals().update(CHECKS)
__all__ = ["progress", *CHECKS]  # noqa: PLE0604 – strings, but only at run time

out_of_order.listen()
