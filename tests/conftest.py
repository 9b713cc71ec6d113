"""What several test files share: the browser, and the two ways to run less than everything."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from lab import Lab, server
from playwright.sync_api import sync_playwright

from micrograd.learner import answers, apart

os.environ["MICROGRAD_ANSWERS"] = ""  # whatever is answered in a test is kept nowhere
apart.FORKS = False  # a copy of this large process for each of thousands of checks would take minutes

BROWSERS = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"
BROWSER_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FEWER = 20  # examples of Hypothesis with --quick, for each property that does not say how many it needs
LEFT_OUT = {}  # with --quick: how many tests of each kind were left out


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="leave out what takes long, and say what that was")


def pytest_configure(config):
    config.pluginmanager.register(LeftOut(), "left out")
    # No deadline: a busy machine is no reason to fail, and what is to be fast has tests that say so.
    settings.register_profile("course", deadline=None)
    settings.register_profile("quick", deadline=None, max_examples=FEWER)
    settings.load_profile("quick" if config.option.quick else "course")


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(config, items):
    """Mark what needs a browser, and keep it together: then one server serves all of it."""
    for item in items:
        if "chromium_path" in item.fixturenames:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))
    if config.option.quick:
        items[:] = quick(config, items)


def quick(config, items):
    """Return the tests for daily work, and note what is left out."""
    kind = {item: next((name for name in ("browser", "slow") if item.get_closest_marker(name)), None) for item in items}
    config.hook.pytest_deselected(items=[item for item in items if kind[item]])
    for name in filter(None, kind.values()):
        LEFT_OUT[name] = LEFT_OUT.get(name, 0) + 1
    return [item for item in items if not kind[item]]


class LeftOut:
    """Says at the end what --quick left out, also where the tests ran in several processes."""

    def pytest_sessionfinish(self, session):
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["left_out"] = LEFT_OUT

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        LEFT_OUT.update(getattr(node, "workeroutput", {}).get("left_out", {}))

    def pytest_terminal_summary(self, terminalreporter, config):
        if config.option.quick:
            browser, slow = LEFT_OUT.get("browser", 0), LEFT_OUT.get("slow", 0)
            terminalreporter.write_line(
                f"--quick left out {browser} tests in a browser and {slow} that take long (marked slow), and tried "
                f"{FEWER} examples of a property where there are 100. python3 start.py test leaves nothing out."
            )


@pytest.fixture(autouse=True)
def no_answers_yet():
    """Each test begins as a learner who has answered nothing."""
    answers._unsaved.clear()


def find_chromium():
    """Return the path of a Chromium, None if there is none."""
    found = [os.environ.get("CHROMIUM_PATH"), *map(shutil.which, BROWSERS), *BROWSER_PATHS]
    return next((path for path in filter(None, found) if Path(path).is_file()), None)


@pytest.fixture(scope="session")
def chromium_path():
    """The path of a Chromium; without one the test is skipped, or fails where MICROGRAD_BROWSER=required."""
    if path := find_chromium():
        return path
    if os.environ.get("MICROGRAD_BROWSER") == "required":
        pytest.fail("no Chromium found, and MICROGRAD_BROWSER=required: install one or set CHROMIUM_PATH")
    pytest.skip("no Chromium found: install one or set CHROMIUM_PATH")


@pytest.fixture(scope="session")
def jupyter_server(chromium_path, tmp_path_factory):
    """The address of a JupyterLab for all tests, and the folder that it shows."""
    folder = tmp_path_factory.mktemp("jupyterlab")
    with server(folder) as address:
        yield address, folder / "course"


@pytest.fixture(scope="module")  # no longer: while Playwright runs, nothing else in its process can start an event loop
def jupyterlab(chromium_path, jupyter_server):
    """JupyterLab in Chromium: one page for all tests of a file."""
    with sync_playwright() as playwright:
        # No name of another machine can be looked up.
        offline = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
        browser = playwright.chromium.launch(executable_path=chromium_path, args=[offline])
        yield Lab(browser, *jupyter_server)
        browser.close()


@pytest.fixture
def lab(jupyterlab):
    yield jupyterlab
    jupyterlab.clear()
