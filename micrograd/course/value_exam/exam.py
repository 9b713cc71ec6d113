"""The doors to the examination of a Value: each function examines the learner's class, and returns a Finding."""

import functools

from micrograd.course import examine
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.course.value_exam import probe, requirements


def _finding(examination):
    @functools.wraps(examination)
    def examined(*answer, **options):
        try:
            return Right(examination(*answer, **options))
        except examine.NotYet as found:
            return NotYet(*found.args, again=getattr(found, "again", ""))
        except examine.Wrong as found:
            return Wrong(*found.args, again=getattr(found, "again", ""), error=getattr(found, "error", None))

    return examined


operation = _finding(requirements.operation)
keeps_slopes = _finding(requirements.keeps_slopes)
backward_on_trees = _finding(requirements.backward_on_trees)
operations_in_order = _finding(requirements.operations_in_order)
backward = _finding(requirements.backward)
engine = _finding(requirements.engine)


def held(Value, probes, mistakes, hints=(), blame=""):
    """Return the Finding at the first probe on which Value does not give what a right class gives, None if none is."""
    finding = _finding(probe.hold)(Value, probes, mistakes, hints, blame)
    return None if isinstance(finding, Right) else finding
