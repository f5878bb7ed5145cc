"""Statistics tables of the years before 2019 that a copy from a web page ran into one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from reports.statistics import Statistics, article, local_table, national_table

from gikvalidate.document import Document, DocumentError, Paragraph
from gikvalidate.engine import check, compile_rules, examine, submit
from gikvalidate.figures import CellKind
from gikvalidate.read.text import blocks
from gikvalidate.submission import Submission


def read(text: str) -> Submission:
    return examine(Document.assemble(Path("年报.txt"), "text", blocks(text.encode())))


def figures(submission: Submission) -> dict[str, str | None]:
    cells = submission.figures.cells
    return {key: None if figure.value is None else str(figure.value) for key, figure in cells.items()}


@pytest.mark.parametrize("first", range(0, 100, 25))
def test_a_collapsed_local_table_is_read_where_it_reads_one_way_and_never_wrongly(first: int) -> None:
    right = cells = 0
    for seed in range(first, first + 25):
        table = local_table(seed)
        found = figures(read(article(table)))
        assert {key: value for key, value in found.items() if value is not None}.items() <= table.truth.items()
        assert found.keys() == table.truth.keys()
        right += sum(value is not None for value in found.values())
        cells += len(table.truth)
    assert right / cells > 0.85


@pytest.mark.parametrize("make", [local_table, national_table])
def test_a_table_with_spaces_between_its_cells_is_read_whole(make) -> None:
    for seed in range(10):
        table: Statistics = make(seed)
        assert figures(read(article(table, " "))) == table.truth


def test_a_collapsed_national_table_is_read_whole() -> None:
    for seed in range(20):
        table = national_table(seed)
        assert figures(read(article(table))) == table.truth


def test_the_text_around_the_table_stays_and_the_table_leaves_it() -> None:
    submission = read(article(local_table(3)))
    lines = [block.text for block in submission.document.blocks if isinstance(block, Paragraph)]
    assert lines[-2:] == [f"附件：{submission.year}年政府信息公开情况统计表", "附件下载"]
    assert not any("申请数条" in line for line in lines)


LINE = "附件 统计表 指标名称计量单位2012年度历年累计{}行政复议数件00行政诉讼数件00行政申诉数件00"


def one(row: str, words: str = "") -> dict[str, str | None]:
    """The figures of 主动公开信息数 in a table with this row."""
    found = figures(read(f"云岭市水务局2012年政府信息公开工作年度报告\n{words}\n{LINE.format(row)}"))
    return {key.rpartition(".")[2]: value for key, value in found.items() if key.startswith("stat.A1.1.")}


def test_digits_that_could_be_split_in_two_ways_are_left_and_told() -> None:
    assert one("主动公开信息数条20263542") == {"year": None, "cumulative": None}
    text = f"云岭市水务局2012年政府信息公开工作年度报告\n{LINE.format('主动公开信息数条20263542')}"
    submission = read(text)
    assert submission.figures.cells["stat.A1.1.year"].kind is CellKind.UNREADABLE
    told = [finding.message for finding in check(submission, compile_rules()).findings]
    assert any("20263542" in message and "没有采用" in message for message in told)


@pytest.mark.parametrize(
    ("row", "words", "year"),
    [
        ("主动公开信息数条07", "", "0"),
        ("主动公开信息数条99100", "", None),
        ("主动公开信息数条20263542", "全年主动公开政府信息2026条。", "2026"),
        ("主动公开信息数条20263542", "全年主动公开政府信息2026条，其中乡镇主动公开政府信息202条。", None),
        ("主动公开信息数条20263542其中：1.网站公开条179533042.政府公报公开条231238", "", "2026"),
        ("主动公开信息数条2026 3542", "", "2026"),
        ("主动公开信息数条21", "", None),
        ("主动公开信息数条5", "", None),
    ],
)
def test_what_settles_a_split(row: str, words: str, year: str | None) -> None:
    assert one(row, words)["year"] == year


OLD = """<html><body><h1>某区城市管理局{year}年政府信息公开年度报告</h1><p>一、概述</p>
<p>全年主动公开信息三百一十二条，其中网站二百零六条，报纸七十四条，公告栏三十二条。受理申请十二件，办结十二件。</p></body></html>"""


@pytest.mark.parametrize("year", [2009, 2013, 2016])
def test_a_web_page_of_the_years_without_a_national_form_needs_no_table(tmp_path: Path, year: int) -> None:
    page = tmp_path / "年报.html"
    page.write_text(OLD.format(year=year), "utf-8")
    result = check(submit(page), compile_rules())
    assert [finding.rule for finding in result.findings] == ["form/statistics-table"]
    page.write_text(OLD.format(year=year).replace("三十二条", "五十二条"), "utf-8")
    told = {finding.rule for finding in check(submit(page), compile_rules()).findings}
    assert "text/parts-within-whole" in told


def test_a_web_page_of_a_year_with_a_form_is_refused_without_its_tables(tmp_path: Path) -> None:
    page = tmp_path / "年报.html"
    page.write_text(OLD.format(year=2021), "utf-8")
    with pytest.raises(DocumentError, match="没有找到表二"):
        submit(page)
