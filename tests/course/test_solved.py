"""Every exercise can be solved: each notebook runs with all of them solved, and every check then says so."""

import ast
import re

import build_notebooks as tool
import pytest
from nbformat import v4
from project import ROOT

from micrograd.course import check
from micrograd.course.exercise import EXERCISES

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
CALL = re.compile(r"(?m)^check\.(\w+)\(")


def read(path):
    return v4.reads(path.read_text(encoding="utf-8"))


def tags(cell):
    return set(cell.metadata.get("tags", []))


def asked(cell):
    """Return the exercises that a cell checks."""
    names = CALL.findall(cell.source) if cell.cell_type == "code" else []
    return [getattr(check, name) for name in names if name != "progress"]


def exercises(notebook):
    """Yield each check of a notebook with the cell that the learner fills in for it."""
    stub = None
    for cell in notebook.cells:
        stub = cell if tags(cell) & {"exercise", "prediction"} else stub
        for one in asked(cell):
            assert stub, f"no cell before check.{one.__name__} is tagged exercise or prediction"
            yield one, stub


def solve(notebook):
    """Put its solution in the place of every stub: above the line that checks it, if that is in the same cell."""
    for one, stub in list(exercises(notebook)):
        call = CALL.search(stub.source)
        stub.source = f"{one.solution}\n{stub.source[call.start() :] if call else ''}".rstrip()
    return notebook


def verdicts(notebook):
    """Return what each check said, with the exercise that it is about."""
    found = []
    for cell in notebook.cells:
        text = "".join(output.get("text", "") for output in cell.get("outputs", []))
        told = [line for line in text.splitlines() if line.startswith(("✓ ", "✗ ", "not yet: "))]
        found += zip(asked(cell), told, strict=True) if len(asked(cell)) > 1 else zip(asked(cell), [text])
    return found


@pytest.mark.slow
@pytest.mark.any_version  # on each, test_notebooks.py runs the notebooks, and test_every_mistake.py every solution
@each_notebook
def test_solved_it_runs_to_the_end_and_every_check_says_right(path, tmp_path):
    copy = tmp_path / path.name
    copy.write_text(v4.writes(solve(read(path))), encoding="utf-8")
    notebook = tool.build([copy])[copy]
    assert not isinstance(notebook, tool.BuildError), str(notebook)
    assert not [problem for problem in tool.problems(notebook) if "traceback" in problem]
    for one, text in verdicts(notebook):
        assert text.startswith("✓ "), f"check.{one.__name__} of its solution: {text}"


@each_notebook
def test_as_the_student_gets_it_every_check_says_not_yet(path):
    for one, text in verdicts(read(path)):
        assert text.startswith("not yet: "), f"check.{one.__name__} of its stub: {text}"


@each_notebook
def test_what_is_folded_up_below_an_exercise_is_its_solution(path):
    folded, exercise = [], None
    for cell in read(path).cells:
        if asked(cell):
            exercise = asked(cell)[-1]
        if "solution" in tags(cell):
            assert cell.metadata.get("jupyter", {}).get("source_hidden"), cell.source
            assert ast.dump(ast.parse(cell.source)) == ast.dump(ast.parse(exercise.solution)), exercise.key
            folded.append(exercise)
    assert len(set(folded)) == len(folded)


def test_every_exercise_is_in_its_notebook_once():
    found = [one for path in NOTEBOOKS for one, _ in exercises(read(path))]
    assert sorted(one.key for one in found) == sorted(one.key for one in EXERCISES)
    for path in NOTEBOOKS:
        rooms = {one.key.partition(".")[0] for one, _ in exercises(read(path))}
        assert rooms == {path.stem[3:]}, path.stem
