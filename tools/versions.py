"""Run the tests that depend on the version of Python on every Python that is found and newer than this one.

    python tools/versions.py [--list] [--newest] [--all] [pytest arguments]

A version is looked for as python3.12, python3.13, … on the PATH, and among pyenv's. Each runs what the README says, in
a copy of the project and in an environment of its own: `python start.py test`, here for the part that depends on the
version, or with --all for everything that needs no browser. With --newest, only the newest that is found.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from clone import clone

VERSIONS = (3, 12), (3, 13), (3, 14)
PYENV = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
MARKS = ["-m", "not browser and not any_version"]  # what browsers show, and what is not Python, is the same on all
PART = [  # the engine and its garbage; CPython's messages and byte code, which checks read
    "tests/engine",
    "tests/course/test_errors.py",
    "tests/course/test_every_mistake.py",
    "tests/course/test_exercise.py",
    "tests/course/value_exam/test_tables.py",
]


def pythons(version):
    """Yield the programs that may be a Python of this version, the likeliest first."""
    name = "python{}.{}".format(*version)
    if on_path := shutil.which(name):
        yield on_path
    patches = PYENV.glob("{}.{}.*".format(*version))
    yield from (str(folder / "bin" / name) for folder in sorted(patches, key=numbers, reverse=True))


def numbers(folder):
    """Return the numbers in a folder's name, so that 3.13.10 comes after 3.13.9."""
    return [int(digits) for digits in re.findall(r"\d+", folder.name)]


def is_version(python, version):
    """Return whether a program runs and is a Python of this version; pyenv's stand-ins exist but may not run."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        asked = subprocess.run([python, "-c", code], capture_output=True, text=True)
    except OSError:
        return False
    return asked.stdout.split() == [str(number) for number in version]


def found():
    """Return the path of a Python for each version newer than this one's, None where there is none."""
    newer = [version for version in VERSIONS if version > sys.version_info[:2]]
    return {v: next((python for python in pythons(v) if is_version(python, v)), None) for v in newer}


def run(python, arguments):
    """Return the exit status of `start.py test` with a Python, in a temporary copy of the project."""
    with tempfile.TemporaryDirectory(prefix="micrograd-", ignore_cleanup_errors=True) as folder:
        clone(folder)
        return subprocess.call([python, "start.py", "test", *arguments], cwd=folder)


def chosen(arguments):
    """Return pytest's arguments: those given, and the tests of PART unless others are named, or all are asked for."""
    named = [argument for argument in arguments if argument == "--all" or argument.startswith("tests")]
    return [*MARKS, *([] if named else PART), *(one for one in arguments if one not in ("--all", "--newest"))]


def main(arguments):
    """Run the tests on each version found; print which passed, and return 0 if none failed."""
    results, there = {}, found()
    newest = max((version for version, python in there.items() if python), default=None)
    for version, python in there.items():
        name = "Python {}.{}".format(*version)
        print(f"\n== {name}: {python or 'not found'}", flush=True)
        if python is None:
            results[name] = "not found, so not tried"
        elif "--newest" in arguments and version != newest:
            results[name] = "not asked for"
        elif arguments != ["--list"]:
            results[name] = "failed" if run(python, chosen(arguments)) else "passed"
    print("\n== " + "; ".join(f"{name} {result}" for name, result in results.items()))
    return int("failed" in results.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
