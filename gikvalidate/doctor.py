"""What this machine can read, and what it lacks."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import version

_PACKAGES = ("click", "lxml", "pypdfium2", "pydantic", "pandas", "pandera", "great_expectations")


def report() -> Iterator[str]:
    """One line for each thing, ready to print."""
    yield f"gikvalidate {version('gikvalidate')}，Python {platform.python_version()}，{platform.system()}"
    for name in _PACKAGES:
        yield f"  ✓ {name} {version(name)}"
    yield "可以读 / can read：.docx .docm .html .htm .pdf .txt .md"
    yield "还读不了 / cannot read yet：.xlsx .xls .doc .wps 和扫描件（请另存为 .docx）"
