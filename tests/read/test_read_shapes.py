"""Reports in shapes of their own: the same figures and the same sentences as from the Word file."""

import io
from pathlib import Path

import pytest
import xlsxwriter
from reports.every_form import cells, statements
from reports.forms import Rows, tables
from reports.random_report import random_report
from reports.rearranged import REARRANGED
from reports.shapes import SHAPES, page_of
from reports.write_docx import docx_bytes
from reports.write_html import table

from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.findings import Severity
from gikvalidate.read import read


@pytest.mark.parametrize(("seed", "generation"), [(7001, "form2021"), (7002, "form2019")])
@pytest.mark.parametrize("shape", SHAPES | REARRANGED)
def test_the_shape_changes_nothing(tmp_path: Path, shape: str, seed: int, generation) -> None:
    report = random_report(seed, generation)
    usual, other = tmp_path / "usual.docx", tmp_path / shape
    usual.write_bytes(docx_bytes(report))
    other.write_bytes((SHAPES | REARRANGED)[shape](report))
    expected, found = submit(usual), submit(other)
    assert cells(found) == cells(expected)
    assert statements(found) == statements(expected)


def test_a_formula_that_was_never_calculated_is_told(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["规章", 3, 4])
    sheet.write(1, 0, "合计")
    sheet.write_formula(1, 1, "=SUM(B1:B1)", None, "")
    sheet.write_formula(1, 2, "=SUM(C1:C1)", None, 4)
    workbook.close()
    path = tmp_path / "a.xlsx"
    path.write_bytes(buffer.getvalue())
    assert [cell.text for cell in read(path).tables[0].cells] == ["规章", "3", "4", "合计", "=SUM(B1:B1)", "4"]


def test_figures_of_a_table_set_upright_are_found_again_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(SHAPES["表四 upright.html"](random_report(7001, "form2021")))
    found = submit(path)
    figure = found.figures.cells["t4.review.total"]
    table = found.document.tables[figure.table_index]
    assert table.grid()[figure.grid_row][figure.grid_column].text == figure.text
    assert (figure.grid_row, figure.grid_column) == (4, 3)


def test_a_second_table_with_other_figures_is_told(tmp_path: Path) -> None:
    report, before = random_report(7001, "form2021"), random_report(77, "form2021")
    path = tmp_path / "a.html"

    def both(name: str, rows: Rows) -> str:
        return "<p>附：上年度</p>" + table(tables(before)[name]) + table(rows) if name == "t3" else table(rows)

    path.write_bytes(page_of(report, both))
    told = check(submit(path), [one for one in compile_rules() if one.rule.id == "form/reading-in-doubt"]).findings
    assert [finding.severity for finding in told] == [Severity.WARNING]
    assert "文中另有一张同样的表" in told[0].message
