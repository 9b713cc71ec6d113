"""What several test files share."""

import os
import shutil
from pathlib import Path

import pytest

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


@pytest.fixture(scope="session")
def chromium_path():
    """The path of a Chromium; without one the test is skipped, or fails where MICROGRAD_BROWSER=required."""
    if path := find_chromium():
        return path
    if os.environ.get("MICROGRAD_BROWSER") == "required":
        pytest.fail("no Chromium found, and MICROGRAD_BROWSER=required: install one or set CHROMIUM_PATH")
    pytest.skip("no Chromium found: install one or set CHROMIUM_PATH")
