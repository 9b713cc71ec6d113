"""start.py: from a fresh clone to JupyterLab, again in no time, and a paragraph where something is in the way."""

import contextlib
import glob
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from clone import clone
from lab import defaults
from project import ROOT

import start

PATIENCE = 600  # seconds; an installation takes its time on a busy machine
posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX only")


def sketch(folder):
    """Copy the two files that decide what happens before JupyterLab starts."""
    folder.mkdir()
    for name in "start.py", "pyproject.toml":
        shutil.copy(ROOT / name, folder)
    return folder


def without_network():
    """Return environment variables with which pip finds nobody to ask."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_NO_CACHE_DIR": "1"}
    return clean | nowhere


def run(*command, **kwargs):
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL, **kwargs
    )


def assert_paragraph(result, *words):
    """Fail unless a program ended with status 1 and one paragraph on standard error that has these words in it."""
    paragraph = " ".join(result.stderr[result.stderr.rindex("\n\n") if "\n\n" in result.stderr else 0 :].split())
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    for word in words:
        assert word in paragraph, result.stderr


# What is in the way


def older_pythons():
    """Return the Pythons on this machine that are too old for the course, by version."""
    names = ["python2", "python2.7", *(f"python3.{minor}" for minor in range(4, start.MINIMUM[1]))]
    found = {}
    pyenv = glob.glob(str(Path.home() / ".pyenv/versions/*/bin/python"))
    for path in [*filter(None, map(shutil.which, names)), *pyenv]:
        with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
            version = run(path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").stdout.strip()
            if tuple(map(int, version.split("."))) < start.MINIMUM:
                found[version] = path
    return found


@pytest.mark.slow
def test_too_old_pythons_on_this_machine():
    pythons = older_pythons()
    if not pythons:
        pytest.skip("no older Python on this machine")
    for version, path in pythons.items():
        assert_paragraph(run(path, ROOT / "start.py"), "needs Python 3.11", f"this is Python {version}")


def test_too_old_python_faked(tmp_path):
    code = "import runpy, sys; sys.version_info = (3, 9, 0); runpy.run_path(sys.argv[1], run_name='__main__')"
    copy = sketch(tmp_path / "clone")
    assert_paragraph(run(sys.executable, "-c", code, copy / "start.py"), "needs Python 3.11", "this is Python 3.9")
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_missing_venv_modules(tmp_path, module):
    code = f"import runpy, sys; sys.modules['{module}'] = None; runpy.run_path(sys.argv[1], run_name='__main__')"
    copy = sketch(tmp_path / "clone")
    result = run(sys.executable, "-c", code, copy / "start.py")
    assert_paragraph(result, "sudo apt install python{}.{}-venv".format(*sys.version_info[:2]), "Fedora")


@posix_only
def test_a_path_that_python_cannot_handle_is_named(tmp_path):
    umlaut = sketch(tmp_path / "für mich")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}  # as on a machine that was set up for ASCII
    result = run(sys.executable, umlaut / "start.py", env=os.environ | plain)
    assert_paragraph(result, "its own words are above", "If they name characters", "plain letters")


@pytest.mark.slow
def test_pip_that_fails_loses_nothing(tmp_path):
    copy = sketch(tmp_path / "a clone")
    command, env = (sys.executable, copy / "start.py", "--no-browser"), without_network() | {"PIP_RETRIES": "0"}
    first = run(*command, env=env)
    assert_paragraph(first, "no answer from the network", "Nothing is lost", "HTTPS_PROXY")
    assert "Step 1" in first.stdout and "Step 2" in first.stdout
    (copy / "pyproject.toml").write_text("[build-system]\nrequires = 5")
    second = run(*command, env=env)
    assert_paragraph(second, "pip could not install", "pip.log", "Nothing is lost")
    assert "Step 1" not in second.stdout and "Step 2" in second.stdout


@posix_only
def test_a_folder_of_somebody_else(tmp_path):
    copy = sketch(tmp_path / "clone")
    command = [sys.executable, copy / "start.py"]
    if os.geteuid() == 0:  # root may write anywhere, unless it gives up the right to
        if not shutil.which("setpriv"):
            pytest.skip("root, and no setpriv")
        command = ["setpriv", "--bounding-set=-dac_override", *command]
    copy.chmod(0o555)
    try:
        assert_paragraph(run(*command), "Permission denied", "copy the course to one that is")
    finally:
        copy.chmod(0o755)


@pytest.mark.slow
@posix_only
def test_control_c_is_quiet(tmp_path):
    copy = sketch(tmp_path / "clone")
    child = subprocess.Popen(
        [sys.executable, copy / "start.py"],
        env=without_network(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while "Step 2" not in child.stdout.readline():
        assert child.poll() is None
    time.sleep(1)
    os.killpg(child.pid, signal.SIGINT)
    _, errors = child.communicate(timeout=PATIENCE)
    assert child.returncode == 1
    assert errors.rstrip().endswith("Stopped. Run start.py again to go on.") and 'start.py", line' not in errors
    assert "installed" not in json.loads((copy / ".venv" / "made-by-start.json").read_text())


def test_two_at_once(tmp_path):
    copy = sketch(tmp_path / "clone")
    code = "import start; start.claim_folder(); start.lock_folder(); print('locked', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], cwd=copy, stdin=-1, stdout=-1, text=True) as holder:
        assert holder.stdout.readline() == "locked\n"
        assert_paragraph(run(sys.executable, copy / "start.py", env=without_network()), "Another start.py")
        holder.communicate("\n")
    assert not (copy / ".venv" / "pyvenv.cfg").exists()


def test_words_that_are_no_command(capsys):
    with pytest.raises(SystemExit, match="'tset' is neither a file nor a command"):
        start.main(["tset"])
    start.main(["--help"])
    assert "python3 start.py test" in capsys.readouterr().out


# What .venv holds, and what has to be done about it; no program runs here


class Machine:
    """Stands in for the programs that start.py runs, and remembers them."""

    def __init__(self):
        self.ran = []
        self.pip_status = 0
        self.interrupt = False
        self.python_runs = True

    def run(self, command):
        if command[1:] == ["-c", ""]:
            return 0 if self.python_runs else 1
        step = "venv" if "venv" in command else command[-1]
        self.ran.append(step)
        if step == "venv":
            (Path(start.VENV) / "pyvenv.cfg").write_text("made by a test")
            self.python_runs = True
            return 0
        Path(start.LOG).write_text("ERROR: no space left")
        if self.interrupt:
            raise KeyboardInterrupt
        return self.pip_status

    def prepare(self, purpose="course"):
        """Return the steps that start.py takes for a purpose."""
        self.ran.clear()
        start.prepare(purpose)
        return list(self.ran)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text("one")
    venv = tmp_path / ".venv"
    places = {"ROOT": tmp_path, "VENV": venv, "STAMP": venv / "made-by-start.json", "LOG": venv / "pip.log"}
    for name, path in places.items():
        monkeypatch.setattr(start, name, str(path))
    monkeypatch.setattr(start, "lock_folder", lambda: None)
    machine = Machine()
    monkeypatch.setattr(start, "run", machine.run)
    return machine


def test_nothing_is_done_twice(machine):
    assert machine.prepare() == ["venv", "."]
    assert machine.prepare() == []
    assert machine.prepare("test") == [".[test]"]
    assert machine.prepare("test") == machine.prepare("course") == []


def test_a_changed_project_is_installed_again(machine):
    machine.prepare()
    Path(start.ROOT, "pyproject.toml").write_text("two")
    assert machine.prepare() == ["."]
    assert machine.prepare() == []


@pytest.mark.parametrize(
    "reason", ["interrupted", "broken stamp", "a list", "a number", "other Python", "moved", "Python is gone"]
)
def test_what_is_not_sound_is_made_anew(machine, monkeypatch, reason):
    machine.interrupt = reason == "interrupted"
    with contextlib.suppress(KeyboardInterrupt):
        machine.prepare()
    machine.interrupt = False
    left_over = Path(start.VENV, "left", "over")
    left_over.mkdir(parents=True)
    if reason == "broken stamp":
        Path(start.STAMP).write_text('{"folder": ')
    elif reason in ("a list", "a number"):
        Path(start.STAMP).write_text({"a list": '["installed"]', "a number": '{"installed": 3}'}[reason])
    elif reason == "other Python":
        monkeypatch.setattr(start, "VERSION", "3.99")
    elif reason == "moved":
        stamp = json.loads(Path(start.STAMP).read_text())
        Path(start.STAMP).write_text(json.dumps(stamp | {"folder": "elsewhere"}))
    elif reason == "Python is gone":
        machine.python_runs = False
    assert machine.prepare() == ["venv", "."]
    assert not left_over.exists()
    assert machine.prepare() == []


def test_an_interrupted_addition_is_made_anew(machine):
    """pip may have been stopped halfway through a package: what was sound before is no longer."""
    machine.prepare()
    machine.interrupt = True
    with pytest.raises(KeyboardInterrupt):
        machine.prepare("test")
    machine.interrupt = False
    assert machine.prepare() == ["venv", "."]


@pytest.mark.skipif(os.name != "posix", reason="Windows ends the children of a console itself")
def test_a_pip_that_a_killed_run_left_behind_keeps_others_out(tmp_path, monkeypatch):
    monkeypatch.setattr(start, "LOCK", str(tmp_path / "lock"))
    waits = "import sys; print(1, flush=True); sys.stdin.read()"
    code = f"import start, sys\nstart.LOCK = {start.LOCK!r}\nstart.ROOT = {str(tmp_path)!r}\nstart.lock_folder()\n"
    code += f"start.run([sys.executable, '-c', {waits!r}])"
    pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, **pipes) as run:
        run.stdout.readline()  # pip is at work
        run.kill()
        os.waitpid(run.pid, 0)
        with pytest.raises(SystemExit, match=r"Another start\.py"):
            start.lock_folder()


def test_pip_that_failed_is_run_again(machine):
    machine.prepare()
    machine.pip_status = 1
    with pytest.raises(SystemExit, match=r"Nothing\s+is\s+lost"):
        machine.prepare("test")
    machine.pip_status = 0
    assert machine.prepare("course") == []
    assert machine.prepare("test") == [".[test]"]


@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_venv_of_somebody_else_is_left_alone(machine, what):
    theirs = Path(start.VENV, "pyvenv.cfg") if what == "folder" else Path(start.VENV)
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("mine")
    with pytest.raises(SystemExit, match=r"did\s+not\s+make"):
        machine.prepare()
    assert theirs.read_text() == "mine" and machine.ran == []


def test_an_empty_venv_is_filled(machine):
    os.mkdir(start.VENV)
    assert machine.prepare() == ["venv", "."]


def test_full_disk(machine, monkeypatch):
    def write_stamp(stamp):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(start, "write_stamp", write_stamp)
    with pytest.raises(SystemExit, match="No space left on device"):
        machine.prepare()


# How other programs are run


def test_surroundings(monkeypatch):
    for name in start.FOREIGN:
        monkeypatch.setenv(name, "somewhere")
    monkeypatch.setenv("HOME", "")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("VIRTUAL_ENV", "another")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:8080")
    variables = start.surroundings()
    assert not variables.keys() & {"HOME", *start.FOREIGN}
    assert variables["PATH"].split(os.pathsep)[0] == os.path.dirname(start.PYTHON)
    assert (variables["PIP_USER"], variables["VIRTUAL_ENV"]) == ("0", start.VENV)
    assert variables["HTTPS_PROXY"] == "http://proxy.example.org:8080"


def test_the_exit_status_is_the_commands(tmp_path):
    code = "import start, sys; start.become([sys.executable, '-c', 'raise SystemExit(7)'], sys.argv[1])"
    assert run(sys.executable, "-c", code, tmp_path, cwd=ROOT).returncode == 7


def test_arguments_reach_pytest_and_the_notebook_builder(monkeypatch):
    began = []
    monkeypatch.setattr(start, "prepare", began.append)
    monkeypatch.setattr(start, "become", lambda command, folder: began.append((command[1:], folder)))
    start.main(["test", "-k", "backward"])
    start.main(["build", "notebooks/01_slope.ipynb"])
    tool = os.path.join("tools", "build_notebooks.py")
    assert began == [
        "test", (["-m", "pytest", *start.SIDE_BY_SIDE, "-k", "backward"], start.ROOT),
        "test", ([tool, "notebooks/01_slope.ipynb"], start.ROOT),
    ]  # fmt: skip


@pytest.mark.slow
def test_quick_says_what_it_leaves_out():
    files = ["tests/course/exercises/test_n04.py", "tests/live/test_ask.py"]
    pytest_ = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "2", "--dist=loadgroup", *files]
    counted = run(*pytest_, "--collect-only", "-q", "-m", "browser or slow", cwd=ROOT).stdout
    browser, slow = counted.count("test_ask.py::"), counted.count("test_n04.py::")
    told = run(*pytest_, "--quick", cwd=ROOT).stdout
    assert browser > 5 and slow > 5
    assert f"--quick left out {browser} tests in a browser and {slow} that take long" in told, told
    assert " passed" in told and "failed" not in told, told


def test_a_notebook_that_is_named_is_opened_in_place_of_the_first():
    named = start.jupyterlab(["notebooks/01_slope.ipynb", "--port", "9000"])
    assert named[-3:] == ["notebooks/01_slope.ipynb", "--port", "9000"]
    assert not any(start.FIRST_NOTEBOOK in argument for argument in named)
    assert any(argument.endswith(start.FIRST_NOTEBOOK) for argument in start.jupyterlab(["--port", "9000"]))


# The real thing: a fresh clone whose path has a space, a person who never used Jupyter, somebody else's settings around


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory):
    """A clone, after an interrupted first run, and the environment variables of its new owner."""
    folder = tmp_path_factory.mktemp("new comer")
    copy, home, disturbing = folder / "my clone", folder / "home", folder / "disturbing"
    clone(copy)
    home.mkdir()
    disturbing.mkdir()
    for name in "jupyterlab", "traitlets", "random":
        (disturbing / f"{name}.py").write_text("raise ImportError('the wrong one')")
    (copy / ".venv" / "lib").mkdir(parents=True)
    (copy / ".venv" / "made-by-start.json").write_text('{"folder": "made by a run that was interrupted"}')
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON", "XDG_", "PYTHON"))}
    env = kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "PYTHONPATH": str(disturbing),
        "VIRTUAL_ENV": str(disturbing),
        "PIP_USER": "1",
    }
    yield copy, disturbing, env
    shutil.rmtree(copy, ignore_errors=True)  # pytest would keep three of them, at 450 MB each


@contextlib.contextmanager
def serving(command, cwd, env, log):
    """Run a command that starts a Jupyter server; yield what the server says of itself; shut it down."""
    with open(log, "w") as out:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    about = None
    try:
        end = time.monotonic() + PATIENCE
        while about is None and process.poll() is None and time.monotonic() < end:
            time.sleep(0.1)
            for file in Path(env["JUPYTER_RUNTIME_DIR"]).glob("jpserver-*.json"):
                with contextlib.suppress(ValueError):  # half written
                    about = json.loads(file.read_text())
        if about is None:
            text = log.read_text()
            if "no answer from the network" in text and not os.environ.get("CI"):
                pytest.skip("no network")
            pytest.fail(text)
        yield about
        ask(about, "api/shutdown", data=b"")
        assert process.wait(60) == 0
    finally:
        process.kill()


def ask(about, path, data=None):
    """Return what a Jupyter server answers."""
    headers = {"Authorization": "token " + about["token"]}
    request = urllib.request.Request(about["url"] + path, data=data, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.url, answer.read().decode()


@pytest.mark.slow
@pytest.mark.any_version  # tools/versions.py itself begins so, on each
def test_from_a_fresh_clone_to_jupyterlab_and_back_at_once(newcomer, tmp_path):
    copy, elsewhere, env = newcomer
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(copy / "start.py"), "--no-browser", "--port", str(port)]
    with serving(command, elsewhere, env, tmp_path / "log") as about:
        assert about["port"] == port and Path(about["root_dir"]) == copy.resolve()
        url, page = ask(about, "")
        assert url.endswith("/lab/tree/notebooks/00_start_here.ipynb") and "jupyter-config-data" in page
        notebook = json.loads(ask(about, "api/contents/notebooks/00_start_here.ipynb")[1])
        assert notebook["type"] == "notebook" and notebook["content"]["cells"]
        for plugin, changed in defaults().items():
            settings = json.loads(ask(about, f"lab/api/settings/{plugin}")[1])
            assert {name: settings["schema"]["properties"][name]["default"] for name in changed} == changed
    log = (tmp_path / "log").read_text()
    assert "is unfinished" in log and "Step 1" in log and "Step 2" in log

    # Once more: what is left to do before JupyterLab starts.
    code = "import start; start.become = lambda command, folder: print(command); start.main([])"
    began = time.perf_counter()
    again = run(sys.executable, "-c", code, cwd=copy, env=env)
    assert time.perf_counter() - began < 3
    assert "Step" not in again.stdout and "jupyterlab" in again.stdout, again.stderr

    # The course's own Python has the package, from the clone, although another one lies in the way.
    python = run(sys.executable, "-c", "import start; print(start.PYTHON)", cwd=copy).stdout.strip()
    clean = {name: value for name, value in env.items() if name != "PYTHONPATH"}
    found = run(python, "-P", "-c", "import micrograd; print(micrograd.__file__)", cwd=elsewhere, env=clean).stdout
    assert Path(found.strip()).parent == copy.resolve() / "micrograd"

    # And its kernels say which cell to run first.
    code = "print('micrograd.course.out_of_order' in get_ipython().extension_manager.loaded)"
    shell = run(python, "-P", "-m", "IPython", "-c", code, cwd=elsewhere, env=clean)
    assert shell.stdout.strip() == "True", shell.stdout + shell.stderr
