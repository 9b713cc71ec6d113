"""Code written as a learner writes it, in cells of a notebook, and what a check says about it."""

import contextlib
import io
import linecache
import sys
from itertools import count

from micrograd.course import check
from micrograd.course.finding import NotYet, Right, Wrong
from micrograd.learner import apart

NUMBER = count()
MARKS = {Right: "✓", NotYet: "·", Wrong: "✗"}


def ran(source, **names):
    """Return the names that source defines, run as a notebook cell, so that its lines can be shown."""
    return run_in(names, source)


def run_in(names, source):
    """Run source as the next cell of the notebook that has these names; return them."""
    file = f"<cell {next(NUMBER)}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    exec(compile(source, file, "exec"), names)
    return names


def defined(source, **names):
    """Return the function that source defines; source begins with its def."""
    return ran(source, **names)[source.removeprefix("def ").partition("(")[0]]


def indented(body, by="    "):
    """Return the body indented, as below a first line."""
    return "".join(f"{by}{line}\n" for line in body.splitlines())


def said(checked, *answers, **hint):
    """Return what a check prints; make sure that it returns nothing and leaves Python's tracing as it was."""
    before = sys.gettrace(), sys.getprofile()
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert checked(*answers, **hint) is None
    assert (sys.gettrace(), sys.getprofile()) == before
    return out.getvalue().rstrip("\n")


def sheet(kind, **hint):
    """Return the lines of the table that check.engine prints for a class."""
    return said(check.engine, kind, **hint).splitlines()


def verdict(examine, *answer):
    """Return an examination's mark, counter-example and hints."""
    report = apart.examined(examine, *answer)  # as a check does: an endless loop ends there
    assert report.result is not None, report.stopped
    finding = report.result
    return MARKS[type(finding)], finding.example, list(finding.hints)
