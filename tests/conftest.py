"""What several test files share."""

import os
import shutil
from pathlib import Path

import pytest
from lab import Lab, server
from playwright.sync_api import sync_playwright

os.environ["MICROGRAD_ANSWERS"] = ""  # whatever is answered in a test is kept nowhere

BROWSERS = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"
BROWSER_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def find_chromium():
    """Return the path of a Chromium, None if there is none."""
    found = [os.environ.get("CHROMIUM_PATH"), *map(shutil.which, BROWSERS), *BROWSER_PATHS]
    return next((path for path in filter(None, found) if Path(path).is_file()), None)


def pytest_collection_modifyitems(items):
    """Mark as browser whatever needs one."""
    for item in items:
        if "chromium_path" in item.fixturenames:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium_path():
    """The path of a Chromium; without one the test is skipped, or fails where MICROGRAD_BROWSER=required."""
    if path := find_chromium():
        return path
    if os.environ.get("MICROGRAD_BROWSER") == "required":
        pytest.fail("no Chromium found, and MICROGRAD_BROWSER=required: install one or set CHROMIUM_PATH")
    pytest.skip("no Chromium found: install one or set CHROMIUM_PATH")


@pytest.fixture(scope="module")
def jupyterlab(chromium_path, tmp_path_factory):
    """JupyterLab in Chromium: one server and one page for all tests of a file."""
    folder = tmp_path_factory.mktemp("jupyterlab")
    with server(folder) as address, sync_playwright() as playwright:
        # No name of another machine can be looked up.
        offline = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
        browser = playwright.chromium.launch(executable_path=chromium_path, args=[offline])
        yield Lab(browser, address, folder / "course")
        browser.close()


@pytest.fixture
def lab(jupyterlab):
    yield jupyterlab
    jupyterlab.clear()
