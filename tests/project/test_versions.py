"""The tools that try the course on other versions: of Python, and of the packages that it is built on."""

import re
import sys

import bounds
import pytest
import versions
import yaml
from clone import clone
from project import ROOT

import start

pytestmark = pytest.mark.any_version

LATER = [version for version in versions.VERSIONS if version > sys.version_info[:2]]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine without any newer Python; yields the folder of pyenv's."""
    monkeypatch.setattr(versions, "PYENV", tmp_path)
    monkeypatch.setattr(versions.shutil, "which", lambda name: None)
    monkeypatch.setattr(versions, "is_version", lambda python, version: True)
    return tmp_path


def test_a_program_is_a_python_only_of_its_own_version(tmp_path):
    here, there = sys.version_info[:2], (sys.version_info[0], sys.version_info[1] + 1)
    assert versions.is_version(sys.executable, here) and not versions.is_version(sys.executable, there)
    assert not versions.is_version(str(tmp_path / "no such program"), here)


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_a_stand_in_that_does_not_run_is_none(tmp_path):
    stand_in = tmp_path / "python3.13"
    stand_in.write_text("#!/bin/sh\necho 'pyenv: python3.13: command not found' >&2\nexit 127\n")
    stand_in.chmod(0o755)
    assert not versions.is_version(str(stand_in), (3, 13))


def test_the_newest_patch_comes_first(machine):
    for name in ("3.12.10", "3.12.9", "3.13.0"):
        (machine / name).mkdir()
    assert list(versions.pythons((3, 12))) == [str(machine / n / "bin" / "python3.12") for n in ("3.12.10", "3.12.9")]


def test_each_version_is_told_of_and_one_that_fails_fails_all(machine, monkeypatch, capsys):
    (machine / "3.99.1").mkdir()
    (machine / "3.98.0").mkdir()
    monkeypatch.setattr(versions, "VERSIONS", [(3, 97), (3, 98), (3, 99)])
    ran = []
    monkeypatch.setattr(versions, "run", lambda python, arguments: ran.append(arguments) or "3.99" in python)
    assert versions.main(["-x"]) == 1
    assert ran == [versions.chosen(["-x"])] * 2
    assert capsys.readouterr().out.splitlines()[-1] == (
        "== Python 3.97 not found, so not tried; Python 3.98 passed; Python 3.99 failed"
    )
    assert versions.main(["--newest", "-x"]) == 1 and len(ran) == 3
    monkeypatch.setattr(versions, "VERSIONS", [(3, 97), (3, 98)])
    assert versions.main([]) == 0


def test_the_part_that_depends_on_the_version_is_there_and_others_may_be_named():
    assert all((ROOT / path).exists() for path in versions.PART)
    assert versions.chosen(["-x"]) == [*versions.MARKS, *versions.PART, "-x"]
    assert versions.chosen(["--all"]) == versions.MARKS
    assert versions.chosen(["tests/live"]) == [*versions.MARKS, "tests/live"]


def test_every_version_of_the_workflow_is_one_that_is_looked_for():
    assert [start.MINIMUM, *versions.VERSIONS] == [
        tuple(map(int, version.split("."))) for version in WORKFLOW["jobs"]["elsewhere"]["strategy"]["matrix"]["python"]
    ]


def test_the_workflow_and_ci_name_what_is_there():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8") + str(WORKFLOW)
    named = re.findall(r"tools/\w+\.py|start\.py|\.ci/run", text)
    assert {"tools/versions.py", "tools/bounds.py", "start.py", ".ci/run"} <= set(named)
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_lowest_version_is_the_bound_itself():
    pinned = [bounds.pinned(requirement) for requirement in bounds.requirements()]
    assert bounds.pinned("jupyterlab>=4.5,<5") == "jupyterlab==4.5" and len(pinned) > 15
    for pin, requirement in zip(pinned, bounds.requirements(), strict=True):
        assert requirement.startswith(pin.replace("==", ">=") + ",")


def test_what_runs_on_the_bounds_is_there():
    assert [path for path in bounds.RELEVANT if not (ROOT / path).exists()] == []


def test_a_clone_has_what_git_knows_and_is_a_checkout(tmp_path):
    clone(tmp_path)
    assert (tmp_path / "start.py").read_bytes() == (ROOT / "start.py").read_bytes()
    assert (tmp_path / ".git").is_dir() and not (tmp_path / ".venv").exists()
