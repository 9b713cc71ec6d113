"""Every exercise can be solved: each notebook runs with all of them solved, and every check then says so."""

import ast
import inspect
import itertools
import linecache
import re

import build_notebooks as tool
import pytest
from nbformat import v4
from project import ROOT

from micrograd.course import check
from micrograd.course.exercise import EXERCISES
from micrograd.course.extend import extend
from micrograd.course.finding import Right
from micrograd.course.functions import OURS

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


def kept(notebook):
    """Return a notebook without the cells whose outputs answer a question, of which none is stored."""
    notebook.cells = [cell for cell in notebook.cells if "answers" not in tags(cell)]
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
    for one, text in verdicts(kept(read(path))):
        assert text.startswith("not yet: "), f"check.{one.__name__} of its stub: {text}"


def defined(tree):
    """Return the functions and classes that a cell defines."""
    return [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]


def undecorated(source):
    """Return the tree of a cell of ours without what spares the learner's own."""
    tree = ast.parse(source)
    for node in defined(tree):
        node.decorator_list = [one for one in node.decorator_list if "unless_solved" not in ast.unparse(one)]
    return tree


@each_notebook
def test_a_cell_of_ours_spares_what_the_learner_has_solved(path):
    exercise = None
    for cell in read(path).cells:
        if asked(cell):
            exercise = asked(cell)[-1]
        if cell.cell_type == "code" and cell.source.startswith(OURS):
            name = exercise.__name__ if "solution" in tags(cell) else r"\w+"
            for node in defined(ast.parse(cell.source)):
                innermost = ast.unparse(node.decorator_list[-1]) if node.decorator_list else ""
                assert re.fullmatch(rf"check\.{name}\.unless_solved", innermost), cell.source


@each_notebook
def test_what_is_folded_up_below_an_exercise_is_its_solution(path):
    folded, exercise = [], None
    for cell in read(path).cells:
        if asked(cell):
            exercise = asked(cell)[-1]
        if "solution" in tags(cell):
            assert cell.metadata.get("jupyter", {}).get("source_hidden"), cell.source
            assert ast.dump(undecorated(cell.source)) == ast.dump(ast.parse(exercise.solution)), exercise.key
            folded.append(exercise)
    assert len(set(folded)) == len(folded)


def test_every_exercise_is_in_its_notebook_once():
    found = [one for path in NOTEBOOKS for one, _ in exercises(read(path))]
    assert sorted(one.key for one in found) == sorted(one.key for one in EXERCISES)
    for path in NOTEBOOKS:
        rooms = {one.key.partition(".")[0] for one, _ in exercises(read(path))}
        assert rooms == {path.stem.partition("_")[2]}, path.stem


# Ours is for those who want it


CELLS = itertools.count()


def cell_of_ours(exercise):
    """Return the folded cell of an exercise, None if it has none."""
    for path in NOTEBOOKS:
        last = None
        for cell in read(path).cells:
            last = asked(cell)[-1] if asked(cell) else last
            if "solution" in tags(cell) and last is exercise:
                return cell.source
    return None


def run_cells(exercise, *sources):
    """Run cells as a notebook does, each with a file name of its own; return the names at the end."""
    names = {}
    exec((ROOT / "micrograd" / "engine.py").read_text(encoding="utf-8"), names)  # a Value of their own
    names |= {"check": check, "extend": extend, **exercise.cell.names()}
    for source in sources:
        file = f"<cell {next(CELLS)}>"
        linecache.cache[file] = len(source), None, source.splitlines(True), file
        exec(compile(source, file, "exec"), names)
    return names


def in_use(exercise, names):
    """Return the function or class that a notebook goes on with."""
    name, thing = exercise.cell.definition.name, names[exercise.cell.hands[0]]
    return thing if name in exercise.cell.hands or not hasattr(thing, name) else getattr(thing, name)


WITH_OURS = [one for one in EXERCISES if one.cell.definition and cell_of_ours(one)]
each_with_ours = pytest.mark.parametrize("exercise", WITH_OURS, ids=lambda one: one.key)


def first_file(thing):
    """Return the source file of a function, or of a class's first method."""
    code = getattr(thing, "__code__", None) or next(v.__code__ for v in vars(thing).values() if inspect.isfunction(v))
    return code.co_filename


@each_with_ours
def test_who_has_solved_it_goes_on_with_their_own(exercise, capsys):
    names = run_cells(exercise, solved_in_another_style(exercise), cell_of_ours(exercise), cell_of_ours(exercise))
    assert "stays yours" in capsys.readouterr().out
    assert not linecache.getline(first_file(in_use(exercise, names)), 1).startswith(OURS)


@each_with_ours
def test_who_has_not_goes_on_with_ours(exercise, capsys):
    names = run_cells(exercise, stub_of(exercise), cell_of_ours(exercise), cell_of_ours(exercise))
    assert "is ours" in capsys.readouterr().out
    assert linecache.getline(first_file(in_use(exercise, names)), 1).startswith(OURS)


def solved_in_another_style(exercise):
    """Return a cell that solves an exercise: ours, but each result has a name before it is returned."""
    tree = ast.parse(exercise.solution)
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            lines = getattr(node, field, None)
            if isinstance(lines, list):
                setattr(node, field, [new for line in lines for new in named_before_returned(line)])
    return ast.unparse(ast.fix_missing_locations(tree))


def named_before_returned(line):
    if isinstance(line, ast.Return) and line.value:
        return [ast.Assign([ast.Name("answer", ast.Store())], line.value), ast.Return(ast.Name("answer", ast.Load()))]
    return [line]


def stub_of(exercise):
    """Return a cell with an empty body, as the learner gets it."""
    tree = ast.parse(exercise.solution)
    exercise.cell.definition_in(tree).body = ast.parse("...").body
    return ast.unparse(tree)


def test_a_helper_of_ours_does_not_take_the_place_of_a_learner_s_of_that_name():
    own = """
def send(node, grad):
    node.grad = grad
    for source, slope in node._edges:
        send(source, slope * grad)

@extend(Value)
def backward(self):
    send(self, 1.0)
"""
    names = run_cells(check.first_backward, own, cell_of_ours(check.first_backward))
    a, b = names["Value"](2.0), names["Value"](-3.0)
    (a * b).backward()
    assert (a.grad, b.grad) == (-3.0, 2.0) and names["send"].__code__.co_varnames[1] == "grad"


@pytest.mark.slow
def test_the_rate_that_stands_above_the_exercise_of_notebook_00_is_no_answer_to_it(capsys):
    cells = {cell.id: cell.source for cell in read(NOTEBOOKS[0]).cells}
    rate = re.search(r"rate=([\d.]+)", cells["00-watch-train"])[1]
    names = {}
    for name in ("00-imports", "00-hand-live", "00-loss-define", "00-net-new", "00-train-loop", "00-rate-answer"):
        exec(cells[name].replace("rate = 0.01", f"rate = {rate}"), names)
    assert names["rate"] == float(rate)
    assert not isinstance(check.learning_rate.examine(names["rate"], names["losses"]), Right)
    assert cells["00-rate-answer"].count("rate = 0.01") == 1
