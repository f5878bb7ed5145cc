"""The report writers: what they write opens again, and random reports are consistent."""

import io
import re
from decimal import Decimal
from fractions import Fraction
from random import Random

import docx
import pytest
from lxml import html as lxml_html
from reports.forms import keys, outcomes, tables
from reports.identities import broken
from reports.model import TITLES, Report, Style
from reports.phrases import half_up, parted, share
from reports.random_report import random_report
from reports.write_docx import docx_bytes
from reports.write_html import html
from reports.write_txt import text

from gikvalidate.recognise import load_forms

BOTH = pytest.mark.parametrize("generation", ["form2019", "form2021"])


def filled(generation, **style):
    """A report whose every cell holds a different number, so that a cell in the wrong place is seen."""
    values = {key: Decimal(number) for number, key in enumerate(keys(generation), start=1000)}
    return Report(
        "云岭市水务局", 2020, generation, ("年度报告",), (), ((),) * 6, ("云岭市水务局",), values, {}, Style(**style)
    )


def printed(report, prefix):
    return [report.cell(key) for key in keys(report.generation) if key.startswith(prefix)]


@BOTH
@pytest.mark.parametrize("seed", range(200))
def test_random_report_keeps_every_identity(generation, seed):
    assert broken(random_report(seed, generation)) == []


@BOTH
def test_random_reports_vary_and_repeat(generation):
    texts = {text(random_report(seed, generation)) for seed in range(50)}
    assert len(texts) == 50
    assert text(random_report(7, generation)) == text(random_report(7, generation))


@BOTH
def test_random_report_tells_what_the_tables_hold(generation):
    for seed in range(200):
        report = random_report(seed, generation)
        told = "\n".join(report.sections[0])
        new, answered = (int(report.number(f"t3.{row}.total")) for row in ("new_received", "outcome_total"))
        if new:
            assert re.search(rf"申请{new}件", told), seed
            assert re.search(rf"(答复|办结){answered}件", told), seed
        else:
            assert re.search("没有收到|未收到|收到政府信息公开申请0件", told), seed


@BOTH
@pytest.mark.parametrize("style", [{}, {"narrow": True, "upright": True}])
def test_docx_has_every_figure_in_merged_tables(generation, style):
    report = filled(generation, **style)
    document = docx.Document(io.BytesIO(docx_bytes(report)))
    second, third, fourth = document.tables
    assert [len(table.rows) for table in (third, fourth)] == [len(outcomes(generation)) + 7, 4]
    # python-docx repeats a merged cell in every position it covers.
    grid = [[cell.text.replace("\n", "") for cell in row.cells] for row in third.rows]
    assert [value for row in grid[3:] for value in row[-7:]] == printed(report, "t3.")
    assert {row[0] for row in grid[5:-1]} == {"三、本年度办理结果"}
    assert grid[0][3:] == ["申请人情况"] * 7
    assert [cell.text for cell in fourth.rows[3].cells] == printed(report, "t4.")
    texts = [cell.text for row in second.rows for cell in row.cells]
    assert [value for value in dict.fromkeys(texts) if value.isdigit()] == printed(report, "t2.")


def test_docx_bytes_do_not_depend_on_the_clock():
    assert docx_bytes(random_report(1, "form2021")) == docx_bytes(random_report(1, "form2021"))


@BOTH
@pytest.mark.parametrize("style", [{}, {"narrow": True, "upright": True}])
def test_txt_rows_end_in_the_figures(generation, style):
    report = filled(generation, **style)
    # A cell per line behind a TAB; a line without TAB continues the cell; an empty line ends the row.
    rows = [row for row in re.split(r"\n\n+", text(report)) if row.lstrip("\n").startswith("\t")]
    cells = [[cell.replace("\n", "") for cell in re.split(r"(?:^|\n)\t", row.lstrip("\n"))[1:]] for row in rows]
    third = [row for row in cells if len(row) >= 8 and row[-1].isdigit() and len(row) < 15]
    assert [value for row in third for value in row[-7:]] == printed(report, "t3.")
    assert printed(report, "t4.") in cells
    assert [row[0] for row in third[-2:]] == ["", "四、结转下年度继续办理"]


@BOTH
def test_html_has_six_sections_and_every_figure(generation):
    report = filled(generation)
    page = lxml_html.fromstring(html(report))
    assert [heading.text_content() for heading in page.iterfind(".//strong")] == list(TITLES)
    found = [cell.text_content() for cell in page.iterfind(".//td") if cell.text_content().isdigit()]
    assert found == printed(report, "t")


@BOTH
def test_tables_are_rectangular(generation):
    for rows in tables(filled(generation)).values():
        area = sum(cell.rowspan * cell.colspan for row in rows for cell in row)
        assert area == len(rows) * sum(cell.colspan for cell in rows[0])


def test_cells_follow_the_style():
    report = filled("form2019", zeros="", thousands=True, signs=True)
    assert report.cell("t2.licences.change") == f"增{report.number('t2.licences.change')}"
    assert re.fullmatch(r"1,\d{3}", report.cell("t3.granted.total"))
    assert report.cell("t3.no.such") == ""


def test_shares_round_half_up_exactly():
    assert [share(1, 8, 1), share(1, 3, 2), share(29, 63, 0)] == ["12.5%", "33.33%", "46%"]
    assert half_up(Fraction(1, 8), 2) == "0.13"


@pytest.mark.parametrize(("total", "count"), [(9, 3), (3, 3), (2, 3), (0, 2), (100, 5)])
def test_parts_add_up(total, count):
    parts = parted(Random(1), total, count)
    assert (sum(parts), len(parts)) == (total, count)


@BOTH
def test_written_forms_have_the_keys_of_the_schemas(generation):
    (form,) = [form for form in load_forms() if form.generation == generation]
    assert set(keys(generation)) == {key for key, line in form.keys.items() if not line.optional}
