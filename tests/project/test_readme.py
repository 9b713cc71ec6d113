"""What README.md says is true: its code runs, its commands and files exist, its table lists the notebooks."""

import ast
import contextlib
import io
import re
import shlex
from pathlib import Path

import nbformat
import pytest
import yaml
from project import ROOT

import start

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.M | re.S)


def blocks(language):
    found = [text for name, text in BLOCKS if name == language]
    assert found, f"README has no {language} block"
    return found


def test_every_block_is_of_a_kind_that_is_tested():
    assert {language for language, _ in BLOCKS} == {"python", "sh", "text"}
    assert len(BLOCKS) * 2 == len(re.findall(r"^ *```", README, re.M))


# Python


def run_python(source, before=()):
    """Return what a block prints after those before it, and what the comments behind its prints promise."""
    namespace, printed = {"__name__": "readme"}, io.StringIO()
    for earlier in before:
        exec(compile(earlier, "README.md", "exec"), namespace)
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "README.md", "exec"), namespace)
    return printed.getvalue().splitlines(), re.findall(r"^print\(.*\)  # (.+)$", source, re.M)


@pytest.mark.parametrize("source", blocks("python"), ids=lambda source: source.splitlines()[0])
def test_python_prints_what_it_says(source):
    before = blocks("python")[: blocks("python").index(source)]
    printed, promised = run_python(source, [block for block in before if "print(" not in block])
    assert printed == promised
    assert promised or re.search(r"^(explore|compare)\(.*", source, re.M), "a block that shows nothing"


def test_a_wrong_promise_is_found():
    (source,) = [block for block in blocks("python") if "a**2" in block]
    printed, promised = run_python(source.replace("a**2", "a**3"))
    assert printed != promised


# Shell


def check_command(line, monkeypatch):
    """Fail if a command of the README names something that is not there."""
    program, *arguments = shlex.split(line)
    if program in ("python3", "py") and Path(arguments[0]).name == "start.py":
        check_start(arguments[1:], monkeypatch)
    elif program == ".venv/bin/python":
        compile((ROOT / arguments[0]).read_text(encoding="utf-8"), arguments[0], "exec")
    elif program == "cd":
        assert arguments == ["micrograd-course"]
    elif program == "git":
        assert arguments == ["clone", "https://github.com/OWNER/REPO", "micrograd-course"]
    elif program == "conda" and arguments[0] == "env":
        assert arguments[:3] == ["env", "create", "-f"] and (ROOT / arguments[3]).is_file()
    elif program == "conda":
        assert arguments == ["activate", yaml.safe_load((ROOT / "environment.yml").read_text())["name"]]
    elif program == "jupyter":
        assert arguments[0] == "lab" and (ROOT / arguments[1]).is_file()
    elif program == "pip":
        assert arguments == ["install", "./micrograd-course"] and (ROOT / "pyproject.toml").is_file()
    else:
        pytest.fail(f"a command that no test knows: {line}")


def check_start(arguments, monkeypatch):
    """Fail if start.py does not know a command, or if a file that the command names is missing."""
    started = []
    monkeypatch.setattr(start, "prepare", lambda purpose: None)
    monkeypatch.setattr(start, "become", lambda command, folder: started.append((command, Path(folder))))
    monkeypatch.chdir(ROOT)
    start.main(arguments)
    [(command, folder)] = started
    for argument in command:
        if argument.endswith((".py", ".ipynb")):
            assert (folder / argument.split("/lab/tree/")[-1]).is_file(), argument


SHELL = [line for block in blocks("sh") for line in block.splitlines()]
INLINE = [c for c in re.findall(r"`([^`\n]+)`", README) if c.split()[0] in ("python3", "py", "pip", "conda", "jupyter")]


@pytest.mark.parametrize("line", SHELL + INLINE)
def test_commands_exist(line, monkeypatch):
    check_command(line.replace("\\", "/"), monkeypatch)


@pytest.mark.parametrize(
    "line",
    [
        "python3 start.py tset",
        "python3 start.py build notebooks/no_such.ipynb",
        "jupyter lab notebooks/no_such.ipynb",
        "conda activate elsewhere",
        ".venv/bin/python benchmarks/no_such.py",
        "rm -rf .venv",
    ],
)
def test_a_wrong_command_is_found(line, monkeypatch):
    with pytest.raises((AssertionError, OSError, SystemExit, pytest.fail.Exception)):
        check_command(line, monkeypatch)


def test_ci_runs_the_test_command_of_the_readme():
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3 start.py test" in SHELL
    assert re.search(r"^MICROGRAD_BROWSER=required python3 start\.py test ", commands, re.M)


# Files, table, address


def test_linked_files_exist():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    files = [link for link in links if not link.startswith("https://")]
    assert len(files) > 3
    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_the_listing_is_complete():
    """The listing under 'What is where' has all that lies in micrograd/, and nothing else."""
    [listing] = blocks("text")
    folder, *lines = listing.splitlines()
    listed = [ROOT / folder / line.split()[0] for line in lines]
    there = [path for path in (ROOT / folder).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    assert sorted(listed) == sorted(path for path in there if path.name != "__init__.py")
    assert len(lines) <= 15


@pytest.mark.parametrize("folder", sorted({p.parent for p in (ROOT / "micrograd").rglob("*.py")}), ids=lambda p: p.name)
def test_each_folder_says_what_lives_there(folder):
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert text and len(text) > 40 and text.endswith(".")


def test_the_table_lists_the_notebooks():
    rows = re.findall(r"^\| \[(.+?)\]\((notebooks/.+?)\) \| (.+?) \| .+ \| about \d+ \|$", README, re.M)
    notebooks = sorted("notebooks/" + path.name for path in ROOT.glob("notebooks/*.ipynb"))
    assert [path for _, path, _ in rows] == notebooks
    for title, path, question in rows:
        assert Path(path).stem.replace("_", " ") == title
        opening = nbformat.read(ROOT / path, as_version=4).cells[0].source
        assert question in " ".join(opening.split()), f"{path} does not open with its question: {question}"


def test_one_place_for_the_address():
    """Whoever publishes the course has one file to change, and README says which."""
    assert README.count("github.com/OWNER/REPO") == 1 and README.count("mybinder.org/v2/gh/OWNER/REPO") == 1
    places = "*", "docs/*.md", ".ci/*", ".github/*/*", "notebooks/*.ipynb", "micrograd/*", "micrograd/live/**/*"
    others = [p for place in places for p in ROOT.glob(place) if p.is_file() and p.name != "README.md"]
    assert [p for p in others if b"OWNER/REPO" in p.read_bytes()] == []
    assert "labpath=" + start.FIRST_NOTEBOOK.replace("/", "%2F") in README
