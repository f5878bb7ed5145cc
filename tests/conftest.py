"""What all tests share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real documents that are not part of the project; tests with them are skipped where there are none."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("GIKVALIDATE_SHARED") or beside)
    if not (folder / "real").is_dir():
        pytest.skip("no real documents: set GIKVALIDATE_SHARED to their folder")
    return folder
