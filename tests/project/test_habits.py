"""What pyproject.toml asks of the code is kept: ruff's rules and format, mypy's types, and arrows that point one way."""

import shutil
import subprocess
import sys

import pytest
from project import ROOT

pytestmark = pytest.mark.any_version

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
TOOLS = {
    "lint": ["-m", "ruff", "check"],
    "format": ["-m", "ruff", "format", "--diff"],
    "types": ["-m", "mypy", f"--cache-dir={ROOT / '.mypy_cache'}"],  # a copy of the project takes what is known of it
    "imports": ["-c", LINT_IMPORTS],
}
# A file of which each must say no, and a word of what it says.
BROKEN = {
    "lint": ("micrograd/picture/broken.py", "import math\n", "F401"),
    "format": ("micrograd/picture/broken.py", "x = [ 1 ]\n", "-x = [ 1 ]"),
    "types": ("micrograd/picture/broken.py", "def broken(text):\n    return len(text, 1)\n", "Too many arguments"),
    "imports": ("micrograd/picture/broken.py", "from micrograd.course import check\n", "Imports point one way"),
    "imports, a new room": ("micrograd/elsewhere.py", "", "Imports point one way"),
    "imports, a library": ("micrograd/floats.py", "import numpy\n", "need nothing but Python"),
    "imports, the engine": ("micrograd/picture/graph.py", "from micrograd.engine import Value\n", "knows no engine"),
    "imports, a picture": (
        "micrograd/learner/words.py",
        "from micrograd.picture import dot\n",
        "Imports point one way",
    ),
    "imports, a plot": ("micrograd/course/exercise.py", "import matplotlib\n", "A check needs no picture"),
    "imports, a neighbour": (
        "micrograd/course/exercises/n02_values_that_remember.py",
        "from micrograd.course.exercises import n01_slope\n",
        "know nothing of another's",
    ),
}


def judged(tool, folder):
    """Return the exit status of one of the tools in a folder, and what it said."""
    done = subprocess.run([sys.executable, *TOOLS[tool]], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("tool", TOOLS)
def test_the_habits_are_kept(tool):
    status, said = judged(tool, ROOT)
    assert status == 0, said


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_a_bad_habit_is_found(name, tmp_path):
    path, source, told = BROKEN[name]
    tool, _, _ = name.partition(",")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for part in ("micrograd", "tools"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    with open(tmp_path / path, "a", encoding="utf-8") as file:
        file.write(source)
    status, said = judged(tool, tmp_path)
    assert status and told in said, said
