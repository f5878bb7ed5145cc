"""One report in all eight forms it may come in, and what has to be the same whichever of them was read."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from gikvalidate.claims import Quantity
from gikvalidate.submission import Submission

from .model import Report
from .write_docx import docx_bytes
from .write_html import html
from .write_md import markdown
from .write_txt import text
from .write_xlsx import xlsx_bytes

#: The forms that are written here, by the ending of the file.
WRITTEN: dict[str, Callable[[Report], bytes]] = {
    "docx": docx_bytes,
    "html": lambda report: html(report).encode(),
    "txt": lambda report: text(report).encode(),
    "md": lambda report: markdown(report).encode(),
    "xlsx": xlsx_bytes,
}
#: The forms LibreOffice makes of the docx.
THROUGH_OFFICE = ("doc", "pdf")
# Where a claim stands differs between the forms, what it says does not.
_PLACES = ("start", "end")
_SECONDS_A_FILE = 10


def save(report: Report, folder: Path, name: str) -> dict[str, Path]:
    """The report in every written form, as files of this name in `folder`."""
    paths = {form: folder / f"{name}.{form}" for form in WRITTEN}
    for form, path in paths.items():
        path.write_bytes(WRITTEN[form](report))
    return paths


def through_office(documents: Sequence[Path], folder: Path, target: str) -> list[Path]:
    """The documents as LibreOffice saves them, in one run and in a profile of its own that disturbs no open office."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", target, "--outdir", str(folder), *map(str, documents)]
    subprocess.run(command, check=True, timeout=120 + _SECONDS_A_FILE * len(documents), capture_output=True)
    return [folder / f"{document.stem}.{target}" for document in documents]


def cells(submission: Submission) -> dict[str, tuple[str, Decimal | None]]:
    """Every figure by its key: what stands in the cell, and the number."""
    return {key: (figure.kind.value, figure.value) for key, figure in submission.figures.cells.items()}


def statements(submission: Submission) -> Counter[Any]:
    """Claims, relations and periods without their places: value, interval, unit, subject, links, what bears on what."""
    told = submission.narrative
    return Counter(map(_placeless, (*told.claims, *told.relations, *told.periods)))


def _placeless(said: Any) -> Any:
    if isinstance(said, tuple):
        return tuple(map(_placeless, said))
    if isinstance(said, Quantity):
        return replace(said, start=0, end=0)
    if not is_dataclass(said):
        return said
    named = [field.name for field in fields(said) if field.name not in _PLACES]
    return type(said).__name__, *((name, _placeless(getattr(said, name))) for name in named)
