"""environment.yml, for conda and Binder, and pyproject.toml, for pip, ask for the same things and bring the same."""

import re
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from flit_core import buildapi
from IPython.core.application import ENV_CONFIG_DIRS
from IPython.core.interactiveshell import InteractiveShell
from jupyterlab.commands import get_app_dir
from jupyterlab_server.settings_utils import _get_overrides
from lab import defaults
from project import ROOT
from traitlets.config import Config

import start
from micrograd.course import out_of_order

pytestmark = pytest.mark.any_version

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

CONDA_NAMES = {"graphviz": "python-graphviz", "matplotlib": "matplotlib-base"}  # where conda-forge has another
ONLY_PIP = {"graphviz-pure"}  # conda-forge has the program itself instead
ONLY_CONDA = {"graphviz", "pip", "python"}


def split(requirement):
    """Return the name and the bounds of a requirement like 'jupyterlab>=4.5,<5'."""
    name, bounds = re.fullmatch(r"([\w.-]+)\s*([<>=!~][^;]*)?", requirement.strip()).groups()
    return name, (bounds or "").replace(" ", "")


def differences(project, conda):
    """Return what a project's table and a conda environment disagree on, as sentences."""
    pip_side = {CONDA_NAMES.get(n, n): b for n, b in map(split, project["dependencies"]) if n not in ONLY_PIP}
    conda_side = dict(split(d) for d in conda["dependencies"] if isinstance(d, str))
    pip_side["python"] = project["requires-python"]
    for name in ONLY_CONDA - {"python"}:
        if conda_side.pop(name, None) is None:
            yield f"environment.yml lacks {name}"
    for name in sorted(pip_side.keys() | conda_side.keys()):
        if pip_side.get(name) != conda_side.get(name):
            yield f"{name}: pyproject.toml has {pip_side.get(name)}, environment.yml {conda_side.get(name)}"
    if [d["pip"] for d in conda["dependencies"] if isinstance(d, dict)] != [["-e ."]]:
        yield "environment.yml installs something else with pip than the project itself"


def test_both_ask_for_the_same():
    assert list(differences(PROJECT, CONDA)) == []


@pytest.mark.parametrize(
    "old, new",
    [
        ("jupyterlab >=4.5,<5", "jupyterlab >=4.5"),
        ("jupyterlab >=4.5,<5", "jupiterlab >=4.5,<5"),
        ("python >=3.11", "python >=3.12"),
        ("graphviz", "cairo"),
        ("pip", "python >=3.11"),
    ],
)
def test_a_difference_is_found(old, new):
    changed = [new if d == old else d for d in CONDA["dependencies"]]
    assert changed != CONDA["dependencies"]
    assert list(differences(PROJECT, CONDA | {"dependencies": changed}))


def test_every_dependency_has_bounds_on_both_sides():
    for requirement in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]:
        _, bounds = split(requirement)
        assert ">=" in bounds and "<" in bounds, requirement


def test_only_conda_forge():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_start_wants_the_same_python():
    assert PROJECT["requires-python"] == ">={}.{}".format(*start.MINIMUM)


@pytest.mark.parametrize("build", [buildapi.build_editable, buildapi.build_wheel])
def test_what_pip_installs_brings_the_settings(build, tmp_path, monkeypatch):
    """All three ways end in pip: start.py's, and environment.yml's, with conda and on Binder."""
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / build(str(tmp_path))) as wheel:
        wheel.extractall(tmp_path)
    (prefix,) = tmp_path.glob("*.data/data")
    settings, error = _get_overrides(str(prefix / Path(get_app_dir()).relative_to(sys.prefix) / "settings"))
    assert not error and settings == defaults()
    assert settings["@jupyter-widgets/jupyterlab-manager:plugin"]["saveState"]
    assert settings["@jupyterlab/apputils-extension:kernels-settings"]["commsOverSubshells"] == "disabled"
    (ipython,) = [Path(folder).relative_to(sys.prefix) for folder in ENV_CONFIG_DIRS]
    (hook,) = (prefix / ipython / "startup").iterdir()
    shell = InteractiveShell(ipython_dir=str(tmp_path), config=Config(HistoryManager={"enabled": False}))
    shell.safe_execfile(hook, {"get_ipython": lambda: shell}, raise_exceptions=True)
    assert out_of_order.ran_in(shell)
