"""One report, three formats, the same reading."""

from pathlib import Path

import one_report
import pytest

from gikvalidate.document import Document
from gikvalidate.read import read


@pytest.fixture
def saved(tmp_path: Path) -> dict[str, Document]:
    one_report.save_docx(tmp_path / "a.docx")
    (tmp_path / "a.txt").write_text(one_report.as_text(), encoding="utf-8")
    (tmp_path / "a.html").write_text(one_report.as_page(), encoding="utf-8")
    return {format: read(tmp_path / f"a.{format}") for format in ("docx", "txt", "html")}


def grids(document: Document) -> list[list[list[str | None]]]:
    return [
        [[cell and "".join(cell.text.split()) for cell in row] for row in table.grid()] for table in document.tables
    ]


def test_the_text_is_the_same(saved: dict[str, Document]) -> None:
    expected = "\n".join([one_report.TITLE, *one_report.BEFORE, *one_report.AFTER])
    assert {format: document.text for format, document in saved.items()} == dict.fromkeys(saved, expected)


def test_the_grids_are_the_same(saved: dict[str, Document]) -> None:
    assert grids(saved["txt"]) == grids(saved["docx"]) == grids(saved["html"])


def test_merged_cells_are_the_same(saved: dict[str, Document]) -> None:
    shapes = [
        [(cell.row, cell.column, cell.rowspan, cell.colspan) for table in document.tables for cell in table.cells]
        for document in saved.values()
    ]
    assert shapes[0] == shapes[1] == shapes[2]


def test_the_table_stands_at_the_same_place(saved: dict[str, Document]) -> None:
    before = len("\n".join([one_report.TITLE, *one_report.BEFORE])) + 1
    assert {document.tables[0].before for document in saved.values()} == {before}


def test_the_format_is_told(saved: dict[str, Document]) -> None:
    assert [saved[name].format for name in ("docx", "txt", "html")] == ["docx", "text", "html"]


def test_a_path_may_be_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一、总体情况", encoding="utf-8")
    assert read(str(tmp_path / "a.txt")).text == "一、总体情况"
