"""One report, saved in every form it comes in: the same figures and the same sentences."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from reports.model import Report
from reports.random_report import random_report
from reports.write_docx import docx_bytes
from reports.write_html import html
from reports.write_md import markdown
from reports.write_txt import text
from reports.write_xlsx import xlsx_bytes

from gikvalidate.document import Document
from gikvalidate.read import read, read_all
from gikvalidate.read.office import TARGETS, Old, convert, soffice
from gikvalidate.recognise import load_forms, recognise

GENERATIONS = ("form2019", "form2021")
SEEDS = range(8)
FORMATS: dict[str, Callable[[Report], bytes]] = {
    "html": lambda report: html(report).encode(),
    "txt": lambda report: text(report).encode(),
    "md": lambda report: markdown(report).encode(),
    "md with html tables": lambda report: markdown(report, "html").encode(),
    "xlsx": xlsx_bytes,
    "xlsx without gaps": lambda report: xlsx_bytes(report, "without gaps"),
    "xlsx with a sheet per table": lambda report: xlsx_bytes(report, "sheet per table"),
}
OLD = ("doc", "rtf", "odt")


def saved(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def figures(document: Document) -> dict[str, tuple[str, Decimal | None]]:
    found = recognise(document, load_forms())
    return {key: (figure.kind.value, figure.value) for key, figure in found.cells.items()}


def words(document: Document) -> list[str]:
    return document.text.split("\n")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("generation", GENERATIONS)
def test_figures_and_text_are_those_of_the_docx(tmp_path: Path, generation, format: str) -> None:
    for seed in SEEDS:
        report = random_report(seed, generation)
        expected = read(saved(tmp_path, "a.docx", docx_bytes(report)))
        found = read(saved(tmp_path, "a.bin", FORMATS[format](report)))
        assert figures(found) == figures(expected), seed
        assert [line for line in words(found) if "".join(report.title) != line] == [
            line for line in words(expected) if "".join(report.title) != line
        ], seed


def old_files(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, Path]]:
    """The reports as docx and, by LibreOffice, in an old format."""
    reports = [random_report(seed, generation) for seed in range(3) for generation in GENERATIONS]
    written = [docx_bytes(report) for report in reports]
    monkeypatch.setitem(TARGETS, "docx", kind)
    made = convert([Old(data, "docx") for data in written])
    monkeypatch.undo()
    return [
        (saved(tmp_path, f"{index}.docx", new), saved(tmp_path, f"{index}.{kind}", old))
        for index, (new, old) in enumerate(zip(written, made, strict=True))
        if isinstance(old, bytes)
    ]


@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", OLD)
def test_old_files_give_the_figures_and_text_of_the_docx(tmp_path: Path, kind: str, monkeypatch) -> None:
    pairs = old_files(tmp_path, kind, monkeypatch)
    assert len(pairs) == 6
    for (path, document), (new, old) in zip(read_all([old for _, old in pairs]), pairs, strict=True):
        expected = read(new)
        assert path == old
        assert isinstance(document, Document)
        assert document.format == kind
        assert figures(document) == figures(expected)
        assert document.text == expected.text
