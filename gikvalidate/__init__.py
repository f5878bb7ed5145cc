"""gikvalidate: checks the figures of government information disclosure annual reports.

    >>> import gikvalidate
    >>> result = gikvalidate.check("报告.docx")
    >>> result.findings[["severity", "message"]]

Importing this costs next to nothing; what is heavy is imported by the call that needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gikvalidate.api import Result, check
    from gikvalidate.datafiles import DataFileError
    from gikvalidate.document import DocumentError

__all__ = ["DataFileError", "DocumentError", "Result", "check"]

_HOME = {
    "check": "gikvalidate.api",
    "Result": "gikvalidate.api",
    "DocumentError": "gikvalidate.document",
    "DataFileError": "gikvalidate.datafiles",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
