"""The output formats of `check` by name, and the files they become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gikvalidate.findings import Result


class Format(NamedTuple):
    """How a format is written: the end of the file's name, whether a screen can show it, one file per document."""

    suffix: str
    text: bool = True
    each: bool = False


#: The formats of `check`; the terminal's goes to the screen and is written by nothing here.
FORMATS = {
    "terminal": Format("txt"),
    "json": Format("json"),
    "html": Format("html"),
    "docx": Format("docx", text=False, each=True),
    "pdf": Format("pdf", text=False, each=True),
    "xlsx": Format("xlsx", text=False),
    "csv": Format("csv"),
    "parquet": Format("parquet", text=False),
    "md": Format("md"),
    "junit": Format("junit.xml"),
    "sarif": Format("sarif"),
}


class Target(NamedTuple):
    """Where reports are written: the screen (no path), one file, or a folder in which files are named for them."""

    path: Path | None
    folder: bool

    def files(self, form: str, results: Sequence[Result]) -> Iterator[tuple[Path | None, Result | None]]:
        """The files of a format, each with the document it is for, or None for all of them.

        Several documents have several files in a folder, even if one file was named.
        """
        each = FORMATS[form].each
        if each and not results:
            return
        if self.path is None or not (self.folder or (each and len(results) > 1)):
            yield self.path, results[0] if each else None
            return
        for name, result in _names(form, results):
            yield self.path / name, result


def _names(form: str, results: Sequence[Result]) -> Iterator[tuple[str, Result | None]]:
    """The names of the files of a format in a folder, each with the document it is for, or None for all.

    A file about one document has its name with `.checked` before the suffix, so that none is ever written over.
    """
    suffix = FORMATS[form].suffix
    if not FORMATS[form].each:
        yield f"{_stem(results[0])}.{suffix}" if len(results) == 1 else f"findings.{suffix}", None
        return
    taken: Counter[str] = Counter()
    for result in results:
        stem = _stem(result)
        taken[stem] += 1
        yield f"{stem}{f'-{taken[stem]}' if taken[stem] > 1 else ''}.{suffix}", result


def _stem(result: Result) -> str:
    return f"{result.path.stem}.checked"
