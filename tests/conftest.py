"""What all tests share."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

#: The tests leave the cache of who runs them alone; their processes share one that goes with them.
_CACHE = tempfile.TemporaryDirectory()
atexit.register(_CACHE.cleanup)
os.environ.setdefault("GIKVALIDATE_CACHE", _CACHE.name)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real documents that are not part of the project; tests with them are skipped where there are none."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("GIKVALIDATE_SHARED") or beside)
    if not (folder / "real").is_dir():
        pytest.skip("no real documents: set GIKVALIDATE_SHARED to their folder")
    return folder


@pytest.fixture(scope="module")
def chromium():
    """The browser of this machine; tests that need one are skipped where there is none."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
