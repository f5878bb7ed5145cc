"""Tables that a caller adds, and what a workbook and a page say of all documents together."""

import io
from dataclasses import replace

from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from gikvalidate.findings import Severity
from gikvalidate.outputs import Run, whole
from gikvalidate.reports.extra import SHOWN, Extra

from .hostile import FORMULA, SCRIPT

EXTRAS = [
    Extra("未报送", ("机关", "年度"), [("云岭市财政局", "2020")], note="名册中有，没有收到报告"),
    Extra("汇总", ("机关", "差额", "级别"), [(FORMULA, 3, Severity.ERROR), (SCRIPT, 0, "error")], heat=True),
    Extra("没有的", ("机关",), []),
]


def book(run: Run) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(whole("xlsx", run)))


def rows(run: Run, sheet: str) -> list[dict[str, object]]:
    heading, *lines = book(run).get_sheet_by_name(sheet).to_python()
    return [dict(zip(heading, line, strict=True)) for line in lines]


def page(run: Run):
    return lxml_html.fromstring(whole("html", run).decode())


def test_tables_of_the_caller_are_sheets_and_sections(results):
    run = Run(results, [], "zh", extras=EXTRAS)
    assert book(run).sheet_names[:4] == ["未报送", "汇总", "没有的", "报告"]
    assert rows(run, "汇总") == [
        {"机关": FORMULA, "差额": 3.0, "级别": "必改"},
        {"机关": SCRIPT, "差额": 0.0, "级别": "error"},
    ]
    sections = page(run).xpath("//section[h2[starts-with(@id, 's-extra')]]")
    assert [section.find("h2").text for section in sections] == ["未报送", "汇总", "没有的"]
    assert "没有收到报告" in sections[0].text_content()
    assert [cell.text_content() for cell in sections[1].xpath(".//tbody//td")] == ["3", "必改", "0", "error"]
    assert sections[1].xpath(".//td[@class='heat4']")
    assert "没有。" in sections[2].text_content()


def test_one_document_with_a_table_of_the_caller_has_the_page_of_many(results):
    assert page(Run(results[:1], [], "zh", extras=EXTRAS)).xpath("//h2[@id='s-extra1']")


def test_a_long_table_is_cut_on_the_page_and_whole_in_the_workbook(results):
    long = Extra("长表", ("机关",), [(str(number),) for number in range(SHOWN + 5)])
    run = Run(results, [], "zh", extras=[long])
    section = page(run).xpath("//section[h2[@id='s-extra1']]")[0]
    assert len(section.xpath(".//tbody/tr")) == SHOWN
    assert f"共 {SHOWN + 5} 行" in section.text_content()
    assert len(rows(run, "长表")) == SHOWN + 5


def test_names_of_sheets_are_made_to_fit(results):
    names = ["报告", "a/b:c*d?[e]", "很" * 40, "很" * 40, ""]
    run = Run(results, [], "zh", extras=[Extra(name, ("x",), []) for name in names])
    assert book(run).sheet_names[:6] == ["报告", "a b c d  e", "很" * 31, "很" * 29 + " 2", "-", "报告 2"]


def test_every_way_to_settle_a_cause_is_a_row(results):
    told = rows(Run(results, [], "zh"), "根源与改法")
    faulty = [result for result in results if result.root_causes]
    assert len(told) == sum(max(1, min(3, len(c.alternatives))) for result in faulty for c in result.root_causes)
    for result in faulty:
        for cause in result.root_causes:
            own = [row for row in told if row["文件"] == str(result.path) and row["根源"] == cause.id]
            assert own
            assert set(str(own[0]["编号"]).split()) == set(cause.explains)
            if cause.alternatives:
                assert "→" in str(own[0]["改动的格"])
                assert str(own[0]["数据项"]).split() == [repair.figure for repair in cause.alternatives[0].repairs]


def test_reports_by_rules_add_up(results):
    told = rows(Run(results, [], "zh"), "报告×规则")
    assert [row["合计"] for row in told] == [len(result.findings) for result in results]
    for row in told:
        assert (
            sum(value for name, value in row.items() if name not in {"文件", "机关", "年度", "合计"} and value)
            == (row["合计"])
        )


def test_years_are_compared_where_there_are_several(results):
    one = replace(results[0], submission=replace(results[0].submission, year=2021))
    other = replace(results[1], submission=replace(results[1].submission, year=2022))
    lines = page(Run([one, other], [], "en")).xpath("//section[h2[@id='s-years']]//tbody/tr")
    assert [line.xpath("./th")[0].text_content() for line in lines] == ["2021", "2022"]
    assert [line.xpath("./td")[0].text_content() for line in lines] == ["1", "1"]
    assert not page(Run([one, one], [], "en")).xpath("//h2[@id='s-years']")


def test_cells_behind_the_findings_are_counted_once_for_each_report(results):
    faulty = next(result for result in results if any(cause.alternatives for cause in result.root_causes))
    lines = page(Run([faulty, faulty], [], "zh")).xpath("//section[h2[@id='s-cells']]//tbody/tr")
    assert lines
    assert {line.xpath("./td")[0].text_content().strip() for line in lines} == {"2"}
