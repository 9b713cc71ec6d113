"""Count how many minutes each notebook takes, by one rule: what a learner reads, runs, predicts, drags and writes.

    python tools/minutes.py

The rule was set by a careful reader's watch: notebook 04 took 55 minutes. It counts for somebody who works alone and
skips nothing; the notebooks' first cells and README's table say what it gives, to five minutes.
"""

import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent

READING = 1 / 180  # a word of text, answers that are folded up included
CODE = 1 / 12  # a line of code that is given: to read it and see what it does
RUN = 1 / 4  # a cell: to run it and look at what it shows
PREDICTION = 1.5  # a number to predict
LIVE = 4  # a picture to drag, with its questions
EXERCISE = 3  # to understand what is asked, and read what the check says
WRITING = 1 / 2  # a line of an exercise's solution
LINES = {"engine": 85}  # where the solution only imports them: as the notebook's table of stages says


def minutes(cells, exercises):
    """Return how long the cells of a notebook take, given its exercises by the names of their checks."""
    return sum(of_text(c) if c.cell_type == "markdown" else of_code(c, exercises) for c in cells)


def of_text(cell):
    """Return the minutes for a text cell; links and tags count for what is read of them."""
    prose = re.sub(r"<[^>]*>|\]\([^)]*\)", " ", cell.source)
    return READING * len(re.findall(r"\w[\w'’.-]*", prose))


def of_code(cell, exercises):
    """Return the minutes for a code cell: a folded one is run and not read."""
    folded = cell.metadata.get("jupyter", {}).get("source_hidden")
    spent = RUN + CODE * (0 if folded else len([line for line in cell.source.splitlines() if line.strip()]))
    spent += LIVE * ("live" in cell.metadata.get("tags", []))
    for name in re.findall(r"(?m)^check\.(\w+)\(", cell.source):
        if name in exercises:
            solution = exercises[name].solution
            lines = LINES.get(name, len(solution.splitlines()))
            spent += PREDICTION if solution.startswith("guess =") else EXERCISE + WRITING * lines
    return spent


def rounded(spent):
    """Return minutes to the nearest five, as they are told to a reader."""
    return 5 * round(spent / 5)


def main():
    """Print what the rule gives for each notebook."""
    sys.path.insert(0, str(ROOT))
    from micrograd.course.check import CHECKS

    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        spent = minutes(nbformat.v4.reads(path.read_text(encoding="utf-8")).cells, CHECKS)
        print(f"{path.name}: {rounded(spent)} minutes ({spent:.1f})")


if __name__ == "__main__":
    main()
