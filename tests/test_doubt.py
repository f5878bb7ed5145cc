"""Doubt about the reading is told apart from faults of the body: split and moved figures, headings that are lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from reports import write_docx, write_html, write_md, write_txt, write_xlsx
from reports.forms import COLUMNS, keys, tables
from reports.model import Report, Style
from reports.random_report import random_report
from reports.slips import NAMES, random_slip, slip

from gikvalidate.document import Cell, Document, Paragraph, Table
from gikvalidate.engine import check, compile_rules, examine, submit
from gikvalidate.figures import CellKind
from gikvalidate.findings import Finding, Severity

CHECKS = compile_rules()
RULE = "form/reading-in-doubt"
WRITERS = {
    "docx": write_docx.docx_bytes,
    "html": lambda report: write_html.html(report).encode(),
    "txt": lambda report: write_txt.text(report).encode(),
    "md": lambda report: write_md.markdown(report).encode(),
    "xlsx": write_xlsx.xlsx_bytes,
}


def found(report: Report, form: str, folder: Path) -> tuple[Finding, ...]:
    path = folder / f"报告.{form}"
    path.write_bytes(WRITERS[form](report))
    return check(submit(path), CHECKS).findings


def doubts(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.rule == RULE]


def numbers(texts: Iterable[str]) -> list[str]:
    """Figures of a row as they compare: a blank is a nought, digits are not grouped."""
    return [text.replace(",", "") or "0" for text in texts]


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("name", NAMES)
def test_a_slip_is_told_with_the_row_and_the_reading_that_balances(tmp_path: Path, form: str, name: str) -> None:
    tried = 0
    for seed in range(12):
        report = random_report(seed, ("form2019", "form2021")[seed % 2])
        if (place := random_slip(Random(seed), report, name)) is None:
            continue
        row, at = place
        truth = numbers(report.row(row, COLUMNS))
        if set(truth) == {"0"}:
            continue
        tried += 1
        findings = found(replace(report, slips={row: slip(name, at)}), form, tmp_path)
        (told,) = doubts(findings)
        assert told.outcome.subject == row
        read = re.search("读作“(.*?)”", told.message)
        assert read is not None, told.message
        assert numbers(read[1].split("|")) == truth
        assert Severity.ERROR not in {finding.severity for finding in findings}
        assert all(finding.doubt for finding in findings if finding.rule.startswith("table3/"))
    assert tried or name == "spill"


def test_a_figure_that_spilled_into_the_blank_beside_it_is_told(tmp_path: Path) -> None:
    figures = {"natural": "12", "total": "12"}
    report = _small(dict.fromkeys(("new_received", "granted", "outcome_total"), figures))
    (told,) = doubts(found(replace(report, slips={"t3.granted": slip("spill", 0)}), "html", tmp_path))
    assert "“1|2|||||12”像是一个数拆到了两格；读作“12||||||12”" in told.message


def test_two_rows_that_slipped_alike_are_both_told(tmp_path: Path) -> None:
    figures = {"natural": "3", "legal": "2", "total": "5"}
    report = _small(dict.fromkeys(("new_received", "granted", "outcome_total"), figures))
    slipped = {f"t3.{row}": slip("drop and pad", 1) for row in ("new_received", "granted")}
    told = doubts(found(replace(report, slips=slipped), "html", tmp_path))
    assert {one.outcome.subject for one in told} == {"t3.new_received", "t3.granted"}


def test_a_split_figure_of_table_4_is_told(tmp_path: Path) -> None:
    report = replace(_small({}), written={"t4.review.upheld": "14", "t4.review.other": "2", "t4.review.total": "16"})
    (told,) = doubts(found(replace(report, slips={"t4": slip("split", 0)}), "docx", tmp_path))
    assert "读作“14|" in told.message


@pytest.mark.parametrize("generation", ["form2019", "form2021"])
@pytest.mark.parametrize("form", WRITERS)
def test_nothing_is_doubted_in_a_consistent_report(tmp_path: Path, form: str, generation) -> None:
    for seed in range(100, 106):
        assert found(random_report(seed, generation), form, tmp_path) == ()


@pytest.mark.parametrize("fault", ["up", "down", "swap", "drop", "blank", "trade"])
def test_a_fault_of_the_body_is_not_called_a_reading_fault(tmp_path: Path, fault: str) -> None:
    for seed in range(8):
        report = random_report(seed, ("form2019", "form2021")[seed % 2])
        if (written := _fault(Random(seed), report, fault)) is None:
            continue
        findings = found(replace(report, written=written), "html", tmp_path)
        assert doubts(findings) == []
        assert not any(finding.doubt for finding in findings)


def _fault(rng: Random, report: Report, fault: str) -> dict[str, str] | None:
    """One wrong cell, or two neighbours traded."""
    cells = [key for key in keys(report.generation) if key.startswith("t3.") and report.number(key) > 9]
    if not cells:
        return None
    key = rng.choice(cells)
    row, _, column = key.rpartition(".")
    text = str(report.number(key))
    match fault:
        case "up":
            return {key: str(report.number(key) + 1)}
        case "down":
            return {key: str(report.number(key) - 1)}
        case "swap":
            return {key: text[1] + text[0] + text[2:]}
        case "drop":
            return {key: text[1:]}
        case "blank":
            return {key: ""}
    columns = list(COLUMNS)
    beside = columns[columns.index(column) - 1]
    return {key: report.cell(f"{row}.{beside}"), f"{row}.{beside}": text}


def test_a_table_without_headings_is_read_by_place_and_says_so(tmp_path: Path) -> None:
    report = _small({row: {"natural": "3", "total": "4"} for row in ("new_received", "granted", "outcome_total")})
    whole = write_html.table(tables(report)["t3"])
    cut = write_html.html(report).replace(whole, write_html.table(tables(report)["t3"][3:]))
    path = tmp_path / "报告.html"
    path.write_text(cut, encoding="utf-8")
    result = check(submit(path), CHECKS)
    assert result.submission.figures.cells["t3.granted.natural"].value == 3
    assert "175 格是按位置读的" in doubts(result.findings)[0].message
    totals = [finding for finding in result.findings if finding.rule == "table3/row-total"]
    assert {finding.severity for finding in totals} == {Severity.WARNING}
    assert all("按位置" in finding.doubt for finding in totals)


def test_digits_that_stand_apart_are_one_figure_and_doubted_only_where_it_does_not_fit(tmp_path: Path) -> None:
    figures = {"natural": "1 2", "total": "12"}
    report = _small(dict.fromkeys(("new_received", "granted", "outcome_total"), figures))
    assert [f.message for f in found(report, "html", tmp_path) if f.rule.startswith(("table", "form/"))] == []
    wrong = replace(report, written={**report.written, "t3.granted.total": "3"})
    rows = [finding for finding in found(wrong, "html", tmp_path) if finding.rule == "table3/row-total"]
    assert [(finding.severity, finding.doubt) for finding in rows] == [
        (Severity.WARNING, "单元格里的“1 2”读作 12"),
    ]


def test_a_period_whose_marks_a_scraper_lost_is_no_error() -> None:
    def told(words: str) -> list[Finding]:
        opening = Paragraph(f"云岭市水务局2021年政府信息公开工作年度报告\n统计期限自{words}止。")
        head = ["", *COLUMNS_WRITTEN]
        row = ["一、本年新收政府信息公开申请数量", *"0000000"]
        cells = tuple(Cell(r, c, text) for r, line in enumerate((head, row)) for c, text in enumerate(line))
        document = Document.assemble(Path("报告.txt"), "text", [opening, Table(cells, 2, 8)])
        return [f for f in check(examine(document), CHECKS).findings if f.rule == "text/period"]

    assert told("202111日起至20211231日") == []
    (doubted,) = told("202011日起至20201231日")
    assert (doubted.severity, "2020-01-01" in doubted.doubt) == (Severity.WARNING, True)
    (wrong,) = told("2020年1月1日起至2020年12月31日")
    assert (wrong.severity, wrong.doubt) == (Severity.ERROR, "")


def test_columns_of_its_own_in_a_table_without_places_leave_it_unread(tmp_path: Path) -> None:
    report = _small({row: {"natural": "3", "total": "3"} for row in ("new_received", "granted", "outcome_total")})
    report = replace(report, style=Style(zeros="0"))
    head = "\t".join(["自然人", "法人或其他组织", "小计", "总计"])
    lines = ["云岭市水务局2023年政府信息公开工作年度报告", head, "\t".join(COLUMNS_WRITTEN[1:-1])]
    for row in tables(report)["t3"][3:]:
        texts = [cell.text for cell in row]
        lines.append("\t".join([*texts[:-1], "0", texts[-1]]))
    path = tmp_path / "报告.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    submission = submit(path)
    kinds = {figure.kind for key, figure in submission.figures.cells.items() if key.startswith("t3.")}
    assert kinds == {CellKind.UNREADABLE}
    told = doubts(check(submission, CHECKS).findings)
    assert [finding.severity for finding in told] == [Severity.INFO]


COLUMNS_WRITTEN = list(COLUMNS.values())


def _small(rows: dict[str, dict[str, str]]) -> Report:
    """A report of 2023 with these figures in 表三, everything else blank."""
    written = {f"t3.{row}.{column}": text for row, cells in rows.items() for column, text in cells.items()}
    quiet = ("云岭市水务局", "2024年1月9日")
    title = ("云岭市水务局2023年政府信息公开工作年度报告",)
    return Report("云岭市水务局", 2023, "form2021", title, (), ((),) * 6, quiet, {}, written, Style(zeros=""))


def test_what_rests_on_a_table_without_lines_is_told_as_doubt_about_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(
        write_docx.docx_bytes(replace(random_report(3, "form2021"), written={"t3.granted.total": "99999"}))
    )
    document = submit(path).document
    inferred = [replace(block, inferred=True) if isinstance(block, Table) else block for block in document.blocks]
    findings = check(examine(replace(document, blocks=tuple(inferred))), CHECKS).findings
    (wrong,) = (finding for finding in findings if finding.rule == "table3/row-total")
    assert (wrong.severity, "没有画线" in (wrong.doubt or "")) == (Severity.WARNING, True)
    assert [finding.severity for finding in doubts(findings)] == [Severity.INFO] * 3
