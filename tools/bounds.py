"""Run the tests that depend on the dependencies, on exactly their lowest or newest versions that pyproject.toml admits.

    python tools/bounds.py lowest|newest [pytest arguments]

A bound is a version that was tested, and this is how: in a copy of the project, in an environment of its own that has
the lowest version of every package named in pyproject.toml, the test tools included, or the newest. A failure is a
reason to raise a bound, in pyproject.toml and in environment.yml, or to mend what fails. A browser is required.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from clone import ROOT, clone

RELEVANT = ["tests/live", "tests/picture", "tests/course/plots", "tests/course/test_browser.py"]
RELEVANT += [
    "tests/course/test_notebooks.py",
    "tests/course/test_solved.py",
    "tests/project/test_readme.py",
    "tests/project/test_habits.py",
]
VERSIONS = """\
import sys
from importlib.metadata import version
print(", ".join(f"{name} {version(name)}" for name in sys.argv[1:]))
"""
SIDE_BY_SIDE = ["--numprocesses=auto", "--dist=loadgroup"]


def requirements():
    """Return the requirements in pyproject.toml, including those of the tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["dependencies"] + project["optional-dependencies"]["test"]


def pinned(requirement):
    """Return a requirement with its lower bound as the only version, as in anywidget==0.9.10."""
    name, lowest = re.match(r"([\w.-]+)>=([\w.]+)", requirement).groups()
    return f"{name}=={lowest}"


def install(folder, pins):
    """Install a folder's copy of the project, with these versions, into an environment there; return its Python."""
    subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
    python = folder / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--editable", f"{folder}[test]", *pins], check=True)
    return python


def main(arguments=None):
    """Install and test what the command line asks for; return the exit status of the tests."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("which", choices=["lowest", "newest"])
    options, tests = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="micrograd-", ignore_cleanup_errors=True) as folder:
        folder = Path(folder)
        clone(folder)
        pins = [pinned(one) for one in requirements()] if options.which == "lowest" else []
        python = install(folder, pins)
        subprocess.run([python, "-c", VERSIONS, *(re.split("[<>=]", one)[0] for one in requirements())], check=True)
        surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        surroundings["MICROGRAD_BROWSER"] = "required"
        command = [python, "-m", "pytest", *SIDE_BY_SIDE, *(tests or RELEVANT)]
        return subprocess.call(command, cwd=folder, env=surroundings)


if __name__ == "__main__":
    sys.exit(main())
