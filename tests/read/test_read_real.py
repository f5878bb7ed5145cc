"""Real reports, where they are at hand."""

import json
from pathlib import Path

import pytest

from gikvalidate.document import Origin
from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.figures import CellKind
from gikvalidate.read import read
from gikvalidate.recognise import load_forms
from gikvalidate.recognise.labels import bare

SECTIONS = ("一、", "二、", "三、", "四、", "五、", "六、")


def test_the_flattened_report(shared: Path) -> None:
    document = read(next((shared / "seeds").glob("*.txt")))
    assert [(table.rows, table.columns) for table in document.tables] == [(18, 4), (26, 10), (4, 15)]
    headings = [found.text[:2] for found in document.paragraphs if found.text[:2] in SECTIONS]
    assert headings == list(SECTIONS)
    assert sum(found.origin is Origin.CHART for found in document.paragraphs) == 4
    results = document.tables[1].grid()
    assert [cell and cell.text.strip() for cell in results[15]][2:] == [
        "1.本机关不掌握相关政府信息",
        "13",
        "",
        "",
        "",
        "1",
        "",
        "14",
    ]
    assert {row[0].text for row in results[5:25] if row[0]} == {"三、本年度办理结果"}


@pytest.mark.parametrize("name", ["pingtan_qu_2019", "pingtan_qu_2020", "pingtan_qu_2021"])
def test_pages(shared: Path, name: str) -> None:
    document = read(shared / "real" / f"{name}.html")
    assert [table.columns for table in document.tables] == [4, 10, 15]
    assert [found.text[:2] for found in document.paragraphs if found.text[:2] in SECTIONS] == list(SECTIONS)


@pytest.mark.parametrize(
    ("name", "sections"), [("pingtan_qu_2017", 6), ("pingtan_qu_2018", 6), ("pingtan_xian_2012", 4)]
)
def test_articles_in_one_line(shared: Path, name: str, sections: int) -> None:
    document = read(shared / "real" / f"{name}.txt")
    assert [found.text[:2] for found in document.paragraphs if found.text[:2] in SECTIONS] == list(SECTIONS[:sections])
    assert document.paragraphs[0].text.endswith("政府信息公开工作年度报告")
    assert "原文链接" not in document.text
    assert "当前位置" not in document.text


@pytest.mark.parametrize("name", ["hongze_2023", "hongze_2024"])
def test_the_sections_of_a_printed_report_without_page_numbers(shared: Path, name: str) -> None:
    document = read(shared / "real" / f"{name}.pdf")
    body = [found.text for found in document.paragraphs if found.origin is Origin.BODY]
    assert [text[:2] for text in body if text[:2] in SECTIONS] == list(SECTIONS)
    assert [found.text for found in document.paragraphs if found.origin is Origin.FOOTER] == [
        f"-{page}-" for page in range(1, 6)
    ]
    assert body[2].endswith("）。")
    assert body[-1].endswith("信息处理费0元。")


REPORTS = [
    *(f"pingtan_qu_{year}" for year in range(2017, 2022)),
    "hongze_2023",
    "hongze_2024",
    "jinan_chengguan_2020",
    "pingtan_xian_2012",
]
#: What the page around an article says, and the words of tables.
CHROME = ("当前位置", "全真版", "原文链接", "索引号", "打印", "扫一扫", "微博 QQ", "申请数条", "1.属于国家秘密")


@pytest.mark.parametrize("name", REPORTS)
def test_every_statutory_cell_is_as_the_truth_file_has_it(shared: Path, name: str) -> None:
    truth = json.loads((shared / "real" / f"{name}.truth.json").read_text("utf-8"))
    submission = submit(shared / "real" / truth["file"])
    assert (submission.year, submission.figures.generation) == (truth["year"], truth["generation"])
    cells = submission.figures.cells
    if "stat" in truth:
        (form,) = [form for form in load_forms() if form.generation == truth["generation"]]
        rows = {label: form.row_index[bare(label)][0][1].key for label in truth["stat"]}
        wanted = {
            f"stat.{rows[label]}.{column}": str(value)
            for label, columns in truth["stat"].items()
            for column, value in columns.items()
        }
        assert {key: str(figure.value) for key, figure in cells.items()} == wanted
    else:
        wanted = {key: text or "" for key, text in truth["figures"].items()}
        assert {key: cells[key].text.strip() if key in cells else None for key in wanted} == wanted
        assert all(figure.kind is not CellKind.UNREADABLE for figure in cells.values())


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_of_the_page_or_the_tables_is_in_the_text(shared: Path, name: str) -> None:
    truth = json.loads((shared / "real" / f"{name}.truth.json").read_text("utf-8"))
    document = submit(shared / "real" / truth["file"]).document
    body = "\n".join(found.text for found in document.paragraphs if found.origin is Origin.BODY)
    assert [word for word in CHROME if word in body] == []


@pytest.mark.parametrize("name", REPORTS)
def test_no_row_of_a_real_report_is_said_to_be_read_wrongly(shared: Path, name: str) -> None:
    truth = json.loads((shared / "real" / f"{name}.truth.json").read_text("utf-8"))
    findings = check(submit(shared / "real" / truth["file"]), compile_rules()).findings
    assert [finding.message for finding in findings if finding.doubt or finding.rule == "form/reading-in-doubt"] == []
