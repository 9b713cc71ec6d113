"""Open the course in JupyterLab, in a Python environment of its own.

    python3 start.py                            open notebooks/00_start_here.ipynb
    python3 start.py notebooks/01_slope.ipynb   open another notebook
    python3 start.py --no-browser --port 9000   pass any options on to 'jupyter lab'
    python3 start.py test [pytest arguments]    run the tests
    python3 start.py test --quick               leave out what takes long, and say what that was
    python3 start.py build [notebook ...]       run the notebooks and save their outputs
    python3 start.py --help                     show this text

The first run makes the folder .venv and installs JupyterLab into it, which takes a minute or two. After that it opens
at once. Nothing is installed outside of .venv; to start afresh, delete it and run start.py again.
"""

# Every Python since 2.7 must be able to read this file, if only to say that it is too old: no f-strings here.
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap

MINIMUM = (3, 11)
VERSION = "{}.{}".format(*sys.version_info[:2])

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "made-by-start.json")  # says what .venv holds, and that it is ours to delete
LOCK = os.path.join(VENV, "start.lock")
LOG = os.path.join(VENV, "pip.log")
HELD = []  # the open lock

# As many processes as there are cores. Browser tests stay together in one of them, because they share a server.
SIDE_BY_SIDE = ["--numprocesses=auto", "--dist=loadgroup"]

FIRST_NOTEBOOK = "notebooks/00_start_here.ipynb"

# What pip installs of ours besides the package: JupyterLab's settings, and what each kernel does as it starts.
FOR_JUPYTER = os.path.join(ROOT, "jupyter")

# These are meant for another Python: PYTHONPATH, for one, would put its packages before ours.
FOREIGN = ["PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__", "PIP_PREFIX", "PIP_ROOT", "PIP_TARGET"]


def main(arguments):
    if sys.version_info < MINIMUM:
        stop(
            """The course needs Python {}.{} or newer, and this is Python {}. Get a newer one from
            https://www.python.org/downloads or from your system's package manager. If you have one already, call it
            by its own name, such as: python3.12 start.py""",
            MINIMUM[0],
            MINIMUM[1],
            VERSION,
        )
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command in ("-h", "--help", "help"):
        say(__doc__.strip())
    elif command == "test":
        prepare("test")
        become([PYTHON, "-m", "pytest"] + SIDE_BY_SIDE + rest, folder=ROOT)
    elif command == "build":
        prepare("test")
        become([PYTHON, os.path.join("tools", "build_notebooks.py")] + rest, folder=ROOT)
    elif command and not command.startswith("-") and not os.path.exists(command):
        stop("'{}' is neither a file nor a command. See: python3 start.py --help", command)
    else:
        prepare("course")
        say("Opening JupyterLab. It runs until you press Ctrl-C here.")
        become(jupyterlab(arguments), folder=os.getcwd())


def jupyterlab(arguments):
    """Return the command that opens JupyterLab on the notebook among the arguments, or else on the first one."""
    # -P keeps the current directory off the path: somebody's own random.py there must not stand in for Python's.
    command = [PYTHON, "-P", "-m", "jupyterlab", "--ServerApp.root_dir=" + ROOT]
    if not any(argument.endswith(".ipynb") for argument in arguments):
        command.append("--LabApp.default_url=/lab/tree/" + FIRST_NOTEBOOK)
    if os.name == "posix" and os.geteuid() == 0:  # usually in a container; Jupyter would refuse
        command.append("--allow-root")
    return command + arguments


# Setting up


def prepare(purpose):
    """Make .venv hold what the purpose needs, 'course' or 'test', unless it does already."""
    try:
        stamp, wanted = read_stamp(), fingerprint()
        if is_sound(stamp) and stamp["installed"].get(purpose) == wanted:
            return
        claim_folder()
        lock_folder()
        if not is_sound(stamp):
            make_venv(anew=bool(stamp))
            stamp = {"folder": VENV, "python": VERSION, "installed": {}}
        install(purpose, stamp, wanted)
    except OSError as error:
        stop(
            """The environment in {} could not be set up: {}. If this folder is not yours to write to, copy the
            course to one that is, and run start.py there.""",
            VENV,
            error,
        )


def fingerprint():
    """Return a text that changes with whatever decides what has to be installed."""
    paths = [os.path.join(ROOT, "pyproject.toml")]
    for folder, _, names in os.walk(FOR_JUPYTER):
        paths += [os.path.join(folder, name) for name in names]
    content = hashlib.sha256()
    for path in sorted(paths):
        with open(path, "rb") as file:
            content.update(file.read())
    return content.hexdigest()


def read_stamp():
    """Return what .venv holds as a dict, empty if it can't be read."""
    try:
        with open(STAMP) as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and isinstance(stamp.get("installed", {}), dict) else {}


def write_stamp(stamp):
    with open(STAMP, "w") as file:
        json.dump(stamp, file, indent=1)


def is_sound(stamp):
    """Return whether .venv was finished, in this place, for this version of Python, and its Python still runs."""
    if "installed" not in stamp or stamp.get("folder") != VENV or stamp.get("python") != VERSION:
        return False
    try:
        return run([PYTHON, "-c", ""]) == 0
    except OSError:
        return False


def claim_folder():
    """Make .venv ours; stop if somebody else made one."""
    if os.path.exists(STAMP):
        return
    if os.path.lexists(VENV) and (not os.path.isdir(VENV) or os.listdir(VENV)):
        stop(
            """There is a {} that start.py did not make, and it will not touch it. Rename or delete it and run this
            again; or go on with your own environment: in it, run 'pip install -e .' and then 'jupyter lab {}'.""",
            VENV,
            FIRST_NOTEBOOK,
        )
    if not os.path.isdir(VENV):
        os.mkdir(VENV)
    write_stamp({})


def lock_folder():
    """Keep every other start.py out of .venv until this process ends."""
    lock = os.open(LOCK, os.O_RDWR | os.O_CREAT)
    HELD.append(lock)
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        stop("Another start.py is setting up the course right now. Let it finish, then run this one again.")
    except OSError:
        pass  # a network drive without locks


def make_venv(anew):
    """Make an empty environment in .venv, replacing what an interrupted run or another Python left there."""
    from importlib.util import find_spec  # Python 2 has none

    if not (find_spec("venv") and find_spec("ensurepip")):
        stop_for_want_of_venv()
    if anew:
        say("The environment in .venv is unfinished, was moved, or is of another Python. It is made anew.")
    write_stamp({"folder": VENV})
    for name in os.listdir(VENV):
        path = os.path.join(VENV, name)
        if path not in (STAMP, LOCK):
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
    say("Step 1 of 2: making a Python {} environment in .venv, a few seconds ...".format(VERSION))
    if run([sys.executable, "-m", "venv", VENV]) != 0:
        stop(
            """Python could not make an environment in {}; its own words are above. If they name ensurepip: on Debian
            and Ubuntu, 'sudo apt install python{}-venv' brings it. If they name characters: put the course into a
            folder whose path has plain letters only. Then run start.py again.""",
            VENV,
            VERSION,
        )


def stop_for_want_of_venv():
    stop(
        """This Python {0} cannot make an environment: its 'venv' or 'ensurepip' module is missing. On
        Debian and Ubuntu, 'sudo apt install python{0}-venv' brings them; on Fedora they are part of python3-libs; a
        Python from https://www.python.org/downloads has them. Then run start.py again.""",
        VERSION,
    )


def install(purpose, stamp, wanted):
    """Install the project and what the purpose needs into .venv, and record that in the stamp."""
    if purpose == "test":
        target, what = ".[test]", "the course, JupyterLab and the test tools: up to 150 MB"
    else:
        target, what = ".", "the course and JupyterLab: up to 100 MB"
    say("Step 2 of 2: installing {}, a minute or two ...".format(what))
    write_stamp({"folder": VENV})  # from here on, if anything stops us, the next run sees that .venv is unfinished
    if os.path.exists(LOG):
        os.remove(LOG)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--log", LOG]
    status = run(pip + ["install", "--editable", target])
    if status == 0:
        stamp["installed"].update({"course": wanted, purpose: wanted})
    write_stamp(stamp)
    if status != 0:
        stop_for_pip()


def stop_for_pip():
    with open(LOG, encoding="utf-8", errors="replace") as file:
        offline = re.search(r"connection (broken|error)|timed out|ProxyError|SSLError|from versions: none", file.read())
    if offline:
        stop(
            """The packages could not be downloaded: pip got no answer from the network (its own words are above).
            Nothing is lost. Check your connection and run start.py again; behind a proxy, set HTTPS_PROXY first,
            such as: HTTPS_PROXY=http://proxy.example.org:8080"""
        )
    stop(
        """pip could not install the packages; its own words are above, and more of them in {}. Nothing is lost: run
        start.py again when the cause is gone.""",
        LOG,
    )


# Running other programs


def surroundings():
    """Return the environment variables for a program in .venv, without those that would lead it astray."""
    variables = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    if variables.get("HOME") == "":  # Jupyter would take it for the root of the disk
        del variables["HOME"]
    variables["PATH"] = os.path.dirname(PYTHON) + os.pathsep + variables.get("PATH", os.defpath)
    variables["VIRTUAL_ENV"] = VENV
    variables["PIP_USER"] = "0"
    # A layout of tabs for this course alone: JupyterLab would reopen those of your other projects, which are not here.
    variables.setdefault("JUPYTERLAB_WORKSPACES_DIR", os.path.join(VENV, "share", "jupyter", "lab", "workspaces"))
    return variables


def run(command):
    """Run a command in the project's folder and return its exit status."""
    # A pip that outlives us, because we are killed, goes on holding the lock.
    held = {"pass_fds": HELD} if os.name == "posix" else {}
    return subprocess.call(command, cwd=ROOT, env=surroundings(), **held)


def become(command, folder):
    """Hand over to a command for good: keys, signals and the exit status are the command's from here on."""
    if os.name == "posix":
        os.chdir(folder)
        os.execve(command[0], command, surroundings())
    child = subprocess.Popen(command, cwd=folder, env=surroundings())
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:
            pass  # the child got it too and knows what to do


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def stop(text, *values):
    """Exit with status 1 and a paragraph on standard error."""
    paragraph = " ".join(text.split()).format(*values)
    sys.exit("\n" + textwrap.fill(paragraph, 100, break_on_hyphens=False, break_long_words=False))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run start.py again to go on.")
