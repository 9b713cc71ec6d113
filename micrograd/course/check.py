"""The checks of all exercises, by name: `check.slope(slope)` says that an answer is right, or what is wrong with it.

Whatever lies in exercises/ is found, in the order of the notebooks, in which `check.progress()` shows it, too.
"""

from importlib import import_module
from pkgutil import iter_modules

from micrograd.course import exercises
from micrograd.course.exercise import EXERCISES
from micrograd.course.progress import progress

for room in sorted(module.name for module in iter_modules(exercises.__path__)):
    import_module(f"{exercises.__name__}.{room}")

CHECKS = {exercise.__name__: exercise for exercise in EXERCISES}
globals().update(CHECKS)
__all__ = ["progress", *CHECKS]  # noqa: PLE0604 – strings, once they are made
