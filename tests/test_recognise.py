"""Every cell of both forms under its key, however the tables are laid out."""

from decimal import Decimal
from pathlib import Path

import pytest
from reports import write_docx, write_html, write_txt
from reports.random_report import random_report

from gikvalidate.document import Cell, Document, Paragraph, Table
from gikvalidate.figures import CellKind
from gikvalidate.read import read
from gikvalidate.recognise import find_sections, identify, load_forms, recognise
from gikvalidate.recognise.cells import parse
from gikvalidate.recognise.copies import without_copies

FORMS = {form.generation: form for form in load_forms()}
STATUTORY = {
    generation: [key for key, statutory in form.keys.items() if not statutory.optional]
    for generation, form in FORMS.items()
}


def table(*rows: list[str]) -> Table:
    """A table without merged cells; rows may have different lengths."""
    cells = tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table(cells, len(rows), max(map(len, rows)))


def document(*blocks: Table | Paragraph) -> Document:
    return Document.assemble(Path("报告.txt"), "text", blocks)


def figures(*blocks: Table | Paragraph):
    return recognise(document(*blocks), load_forms())


HEAD = ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
ROWS = [
    ["一、本年新收政府信息公开申请数量", "1", "2", "3", "4", "5", "6", "21"],
    ["二、上年结转政府信息公开申请数量", "", "", "", "", "", "", ""],
    ["1.本机关不掌握相关政府信息", "1", "0", "0", "0", "0", "0", "1"],
    ["（七）总计", "1", "0", "0", "0", "0", "0", "1"],
    ["四、结转下年度继续办理", "0", "2", "3", "4", "5", "6", "20"],
]


def test_the_forms_have_as_many_cells_as_the_paper():
    counts = {
        generation: [sum(key.startswith(f"t{n}.") for key in keys) for n in (2, 3, 4)]
        for generation, keys in STATUTORY.items()
        if keys
    }
    assert counts == {"form2019": [22, 161, 15], "form2021": [10, 175, 15]}


@pytest.mark.parametrize("generation", ["form2019", "form2021"])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("form", ["docx", "html", "txt"])
def test_a_written_report_comes_back_cell_by_cell(tmp_path: Path, generation, seed: int, form: str):
    report = random_report(seed, generation)
    path = tmp_path / f"报告.{form}"
    if form == "docx":
        path.write_bytes(write_docx.docx_bytes(report))
    else:
        path.write_text(write_html.html(report) if form == "html" else write_txt.text(report), encoding="utf-8")
    found = recognise(read(path), load_forms())
    assert found.generation == generation
    assert {key: figure.text.strip() for key, figure in found.cells.items()} == {
        key: report.cell(key) for key in STATUTORY[generation]
    }
    assert not any((told.missing, told.altered, told.unplaced) != ((), (), ()) for told in found.tables)


def test_columns_follow_the_headings_not_their_order():
    turned = [[row[0], row[7], *row[1:7]] for row in [HEAD, *ROWS]]
    cells = figures(table(*turned)).cells
    assert cells["t3.new_received.total"].value == 21
    assert cells["t3.new_received.other_org"].value == 6


def test_a_column_that_is_not_of_the_form_is_left_out():
    wider = [[*row[:2], "小计" if row is HEAD else "99", *row[2:]] for row in [HEAD, *ROWS]]
    cells = figures(table(*wider)).cells
    assert [cells[f"t3.new_received.{name}"].value for name in ("natural", "business", "total")] == [1, 2, 21]


def test_an_altered_label_is_placed_by_its_neighbours_and_told():
    rows = [row[:] for row in ROWS]
    rows[1][0] = "二、上年度接转的信息公开申请数"
    found = figures(table(HEAD, *rows))
    assert found.cells["t3.carried_in.total"].kind is CellKind.BLANK
    assert [altered[0] for told in found.tables for altered in told.altered] == ["carried_in"]


def test_a_row_nobody_knows_is_told_and_moves_no_other():
    found = figures(table(HEAD, *ROWS[:2], ["网上办理的件数", *"1234567"], *ROWS[2:]))
    assert [told.unplaced for told in found.tables] == [("网上办理的件数",)]
    assert found.cells["t3.unavailable.not_held.natural"].value == 1


def test_a_table_cut_by_the_page_is_read_through():
    cells = figures(table(HEAD, *ROWS[:2]), table(*ROWS[2:])).cells
    assert cells["t3.carried_out.total"].value == 20


def test_cells_pasted_one_to_a_line_are_folded_into_rows():
    lines = [[text] for row in [HEAD[1:], *ROWS] for text in row]
    cells = figures(table(*lines)).cells
    assert cells["t3.new_received.business"].value == 2
    assert cells["t3.carried_out.total"].value == 20


def test_labels_on_several_lines_and_blank_lines_for_blanks_are_understood():
    lines = [*HEAD[1:], "一、本年新收政府信息公", "开申请数量", "18", "", "", "", "", "", "20", ""]
    lines += ["（四）无法提供", "2.没有现成信息需要", "另行制作", "", "1", "", "", "", "", "1"]
    lines += ["四、结转下年度继续办理", "1"]
    cells = figures(table(*[[line] for line in lines])).cells
    assert [cells[f"t3.new_received.{name}"].text for name in ("natural", "business", "total")] == ["18", "", "20"]
    assert cells["t3.unavailable.needs_creation.business"].value == 1
    assert cells["t3.carried_out.total"].kind is CellKind.BLANK


def test_values_that_got_lost_are_missing_not_guessed():
    lines = [[text] for row in [HEAD[1:], *ROWS] for text in row if text != ""]
    cells = figures(table(*lines)).cells
    assert "t3.carried_in.total" not in cells
    assert cells["t3.new_received.total"].value == 21


def test_a_document_without_statutory_tables_has_no_figures():
    assert figures(table(["姓名", "电话"], ["甲", "1"]), Paragraph("其他 总计")).cells == {}


@pytest.mark.parametrize(
    ("text", "unit", "kind", "value"),
    [
        ("20", "", "number", "20"),
        (" ２０ ", "", "number", "20"),
        ("1,113", "", "number", "1113"),
        ("１，１１３", "", "number", "1113"),
        ("增13", "", "number", "13"),
        ("12（件）", "", "number", "12"),
        ("12（万元）", "万元", "number", "12"),
        ("12件。", "", "number", "12"),
        # the mark of a note is no digit
        ("5①", "", "number", "5"),
        ("5¹²", "", "number", "5"),
        ("5［1］", "", "number", "5"),
        ("①", "", "text", None),
        ("5（6）", "", "text", None),
        ("减8", "", "number", "-8"),
        ("-35", "", "number", "-35"),
        ("251000元", "元", "number", "251000"),
        ("25.1万元", "元", "number", "251000"),
        ("251000元", "万元", "number", "25.1"),
        ("59237.2449", "万元", "number", "59237.2449"),
        ("12件", "", "number", "12"),
        ("零", "", "number", "0"),
        ("", "", "blank", None),
        (" \n", "", "blank", None),
        ("-", "", "dash", None),
        ("——", "", "dash", None),
        ("／", "", "dash", None),
        ("无", "", "dash", None),
        ("约20", "", "text", None),
        ("1 373件（含补正）", "", "text", None),
        ("20元", "", "text", None),
        ("1,23", "", "text", None),
        ("事项已划转", "", "text", None),
    ],
)
def test_a_cell_is_read_as_written(text: str, unit: str, kind: str, value: str | None):
    assert parse(text, unit) == (CellKind(kind), None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("lines", "agency", "year"),
    [
        (["云岭市水务局", "关于2020年度政府信息公开工作情况的报告"], "云岭市水务局", 2020),
        (["云岭市水务局2021年政府信息公开工作年度报告"], "云岭市水务局", 2021),
        (["2022年云岭市水务局政府信息公开年度报告"], "云岭市水务局", 2022),
        (["云岭市水务局", "2023年政府信息公开工作年度报告"], "云岭市水务局", 2023),
        (
            ["政府信息公开工作年度报告", "统计期限为2019年1月1日至2019年12月31日", "云岭市水务局", "2020年1月20日"],
            "云岭市水务局",
            2019,
        ),
        (["政府信息公开工作年度报告", "云岭市水务局", "2020年1月20日"], "云岭市水务局", 2019),
        (["云岭市高行镇人民政府信息公开2019年度报告"], "云岭市高行镇人民政府", 2019),
        (["云岭市人民政府信息公开年报（2012年度）"], "云岭市人民政府", 2012),
        (["2021年云岭市人民政府（市人民政府办公室）政府信息公开工作年度报告"], "云岭市人民政府", 2021),
        (["云岭海关2021年政府信息公开工作年度报告"], "云岭海关", 2021),
        (["一张白纸"], None, None),
    ],
)
def test_whose_report_of_which_year(lines: list[str], agency: str | None, year: int | None):
    found = identify(document(*map(Paragraph, lines)))
    assert (found.agency, found.year) == (agency, year)
    assert len(found.evidence) == (agency is not None) + (year is not None)


def test_sections_are_known_by_title_or_by_ordinal():
    lines = [
        "一、总体情况",
        "总体情况良好，全年无差错，工作人员认真负责，群众满意度不断提高，各项任务圆满完成，成效明显。",
    ]
    lines += ["（二）主动公开政府信息的情况", "三、我局申请办理", "五、存在的主要问题和改进措施"]
    found = find_sections(document(*map(Paragraph, lines)))
    assert [section.ordinal for section in found] == ["一", "二", "三", "五"]


@pytest.mark.parametrize(
    ("line", "ordinal"),
    [
        ("第四部分 政府信息公开行政复议、提起行政诉讼情况", "四"),
        ("政府信息公开方面被提起行政复议和诉讼的情况", "四"),
        ("存在的不足和改进方向", "五"),
        ("其它需报告的事项", "六"),
        ("政府信息公开工作总体情况较好，存在问题及时改进。", None),
    ],
)
def test_a_heading_in_the_agencys_own_words(line: str, ordinal: str | None):
    found = find_sections(document(Paragraph(line)))
    assert [section.ordinal for section in found] == ([ordinal] if ordinal else [])


LOCAL = [
    ["指标名称", "计量单位", "2012年度", "历年累计"],
    ["主动公开信息数", "条", "2026", "3542"],
    ["其中：1.网站公开", "条", "1795", "3304"],
    ["受理依申请公开信息总数", "条", "21", "21"],
    ["其中：1.当面申请数", "条", "18", "18"],
    ["3.电子邮件申请数", "条", "3", "3"],
    ["行政复议数", "条", "0", "0"],
]
NATIONAL = [
    ["统计指标", "单位", "统计数"],
    ["（一）收到申请数", "件", "9"],
    ["四、行政复议数量", "件", "3"],
    ["（一）维持具体行政行为数", "件", "2"],
    ["（二）被依法纠错数", "件", "1"],
    ["五、行政诉讼数量", "件", "1"],
    ["（二）被依法纠错数", "件", "0"],
    ["（三）其他情形数", "件", "1"],
    ["七、依申请公开信息收取的费用", "万元", "0.35"],
]


def test_a_local_table_of_the_years_before_2014():
    found = recognise(document(table(*LOCAL)), load_forms(), 2012)
    assert found.generation == "stat2008"
    assert {key: str(figure.value) for key, figure in found.cells.items() if key.startswith("stat.A3")} == {
        "stat.A3.1.year": "21",
        "stat.A3.1.cumulative": "21",
        "stat.A3.1.1.year": "18",
        "stat.A3.1.1.cumulative": "18",
        "stat.A3.1.6.year": "3",
        "stat.A3.1.6.cumulative": "3",
    }
    assert found.cells["stat.A1.1.cumulative"].value == 3542


def test_a_row_of_its_own_in_a_local_table_is_told():
    rows = [*LOCAL[:4], ["对申请的答复总数", "条", "20", "20"], ["其中：同意公开", "条", "14", "14"]]
    found = recognise(
        document(table(*rows, ["信息不存在、非本机关掌握等", "条", "6", "6"], LOCAL[-1])), load_forms(), 2012
    )
    assert [told.unplaced for told in found.tables] == [("信息不存在、非本机关掌握等",)]


def test_a_figure_that_could_be_a_year_heads_no_column():
    rows = [
        ["主动公开信息数", "条", "428", "2096"],
        ["其中：1.政府网站公开信息数", "条", "397", "1905"],
        ["2.政府公报公开信息数", "条", "3", "11"],
        ["受理依申请公开信息总数", "条", "14", "41"],
        ["其中：1.当面申请数", "条", "8", "31"],
    ]
    found = recognise(document(table(LOCAL[0], *rows)), load_forms(), 2012)
    assert [found.cells[f"stat.A3.1.{column}"].value for column in ("year", "cumulative")] == [14, 41]


def test_the_national_table_tells_equal_labels_apart_by_their_order():
    found = recognise(document(table(*NATIONAL)), load_forms(), 2016)
    assert found.generation == "stat2014"
    assert {key: str(figure.value) for key, figure in found.cells.items()} == {
        "stat.A3.1.value": "9",
        "stat.A4.value": "3",
        "stat.A4.1.value": "2",
        "stat.A4.2.value": "1",
        "stat.A5.value": "1",
        "stat.A5.2.value": "0",
        "stat.A5.3.value": "1",
        "stat.A7.value": "0.35",
    }


def test_a_report_without_its_table_is_of_the_form_of_its_year():
    assert recognise(document(Paragraph("年度报告")), load_forms(), 2016).generation == "stat2014"
    assert recognise(document(Paragraph("年度报告")), load_forms(), 2021).generation == "form2021"
    assert recognise(document(Paragraph("年度报告")), load_forms(), None).generation is None


def test_the_second_lines_of_headings_are_no_copies_of_one_another():
    headed = table(
        ["信息内容", "本年制发", "本年废止", "现行有效"], ["", "件数", "件数", "件数"], ["规章", "0", "0", "0"]
    )
    assert without_copies(headed) is headed
