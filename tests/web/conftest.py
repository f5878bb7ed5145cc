"""One server for all tests that only talk to it."""

import os
from pathlib import Path

import pytest

from .client import Client, running

#: `make test-web` runs everything; the usual run has what would be missed first.
whole = pytest.mark.skipif(os.environ.get("GIKVALIDATE_WEB") != "all", reason="runs with GIKVALIDATE_WEB=all")
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    with running(tmp_path_factory.mktemp("served")) as (_, address):
        yield address


@pytest.fixture
def client(address):
    return Client(address)


@pytest.fixture
def faulty():
    return ("faulty-form2019.docx", (SAMPLES / "faulty-form2019.docx").read_bytes())


@pytest.fixture
def clean():
    return ("clean-form2021.docx", (SAMPLES / "clean-form2021.docx").read_bytes())
