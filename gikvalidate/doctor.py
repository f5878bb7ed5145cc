"""What this machine can read, and what it lacks, with the command that brings it."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from gikvalidate.read import office
from gikvalidate.read.scan import INSTALL
from gikvalidate.read.scan.installed import available

_PACKAGES = (
    "click",
    "lxml",
    "pypdfium2",
    "pandas",
    "pandera",
    "great_expectations",
    "python-calamine",
    "XlsxWriter",
)
_OWN = ".docx .docm .html .mht .pdf .txt .md .xlsx .xlsm .xls .et .zip"
_OLD = ".doc .wps .rtf .odt .ods"


def report(lang: str = "zh") -> Iterator[str]:
    """One line for each thing, ready to print."""
    english = lang == "en"
    head = (version("gikvalidate"), f"Python {platform.python_version()}", platform.system())
    yield "gikvalidate " + (", " if english else "，").join(head)
    for name in _PACKAGES:
        found = _version(name)
        yield f"  ✓ {name} {found}" if found else f"  ✗ {name} —— pip install {name}"
    yield f"can read: {_OWN}" if english else f"可以读：{_OWN}"
    yield _old_office(english)
    yield _scans(english)


def _old_office(english: bool) -> str:
    program = office.soffice()
    if program is None:
        if english:
            return f"✗ {_OLD}: LibreOffice was not found; install it: {office.INSTALL}"
        return f"✗ {_OLD}：没有找到 LibreOffice；请安装：{office.INSTALL}"
    told = office.version()
    if told is None:
        if english:
            return f"✗ {_OLD}: {program} does not answer; reinstall it: {office.INSTALL}"
        return f"✗ {_OLD}：{program} 没有回应；请重新安装：{office.INSTALL}"
    return f"✓ {_OLD}: {told} ({program})" if english else f"✓ {_OLD}：{told}（{program}）"


def _scans(english: bool) -> str:
    if available():
        return "✓ scans, .png .jpg .tiff (OCR)" if english else "✓ 扫描件、.png .jpg .tiff（OCR）"
    return f"✗ scans: no OCR; install it: {INSTALL}" if english else f"✗ 扫描件：没有装 OCR；请安装：{INSTALL}"


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
