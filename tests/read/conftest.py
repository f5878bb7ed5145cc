"""Files to read, made for one test each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gikvalidate.document import Document
from gikvalidate.read import read

Reader = Callable[..., Document]


@pytest.fixture
def read_bytes(tmp_path: Path) -> Reader:
    """Read these bytes as a file of that name."""

    def from_bytes(data: bytes, name: str = "报告.bin") -> Document:
        path = tmp_path / name
        path.write_bytes(data)
        return read(path)

    return from_bytes


@pytest.fixture
def read_text(read_bytes: Reader) -> Reader:
    """Read this text saved as UTF-8."""
    return lambda text: read_bytes(text.encode(), "报告.txt")


@pytest.fixture
def read_page(read_bytes: Reader) -> Reader:
    """Read this markup saved as UTF-8, within a page when it is only a part of one."""

    def from_markup(markup: str) -> Document:
        page = markup if "<html" in markup else f"<!doctype html><html><body>{markup}</body></html>"
        return read_bytes(page.encode(), "报告.html")

    return from_markup
