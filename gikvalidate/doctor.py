"""What this machine can read, and what it lacks."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import version

from gikvalidate.read.scan import INSTALL
from gikvalidate.read.scan.installed import available

_PACKAGES = ("click", "lxml", "pydantic", "pandas", "pandera", "great_expectations")


def report() -> Iterator[str]:
    """One line for each thing, ready to print."""
    yield f"gikvalidate {version('gikvalidate')}，Python {platform.python_version()}，{platform.system()}"
    for name in _PACKAGES:
        yield f"  ✓ {name} {version(name)}"
    if available():
        yield f"  ✓ 图片和扫描件 / scans：rapidocr {version('rapidocr')}"
    else:
        yield f"  ✗ 图片和扫描件 / scans：{INSTALL}"
    scans = " .png .jpg .tiff" if available() else ""
    yield f"可以读 / can read：.docx .docm .html .htm .txt .md{scans}"
    yield "还读不了 / cannot read yet：.pdf .xlsx .xls .doc .wps（请另存为 .docx）"
