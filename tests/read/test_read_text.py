"""Plain text: what is a table, what is not."""

import pytest

from gikvalidate.document import Document, Origin


def rows(document: Document, table: int = 0) -> list[list[str | None]]:
    return [[cell and cell.text for cell in row] for row in document.tables[table].grid()]


FLATTENED = (
    "二、主动公开政府信息情况\n\t信息内容\n\t本年新\n公开数量\n\n\t规章\n\t1\n\n\t规范性文件\n\t\n\n\n\n"
    "三、其他\n说明。"
)


def test_cells_led_by_tabs_are_a_table(read_text) -> None:
    document = read_text(FLATTENED)
    assert rows(document) == [["信息内容", "本年新\n公开数量"], ["规章", "1"], ["规范性文件", ""]]
    assert document.text == "二、主动公开政府信息情况\n三、其他\n说明。"


def test_windows_and_old_mac_line_ends_read_the_same(read_text) -> None:
    for end in ("\r\n", "\r"):
        assert read_text(FLATTENED.replace("\n", end)).blocks == read_text(FLATTENED).blocks


def test_a_heading_right_behind_a_cell_is_no_part_of_it(read_text) -> None:
    document = read_text(FLATTENED.replace("\n\n\n\n三、其他", "\n三、其他"))
    assert document.tables[0].rows == 3
    assert "三、其他" in document.text


def test_a_wide_gap_parts_two_tables(read_text) -> None:
    document = read_text("\t甲\n\t1\n\n\t乙\n\t2\n\n\n\n\n\t丙\n\t3\n\n\t丁\n\t4\n")
    assert [rows(document, index) for index in (0, 1)] == [[["甲", "1"], ["乙", "2"]], [["丙", "3"], ["丁", "4"]]]


def test_a_short_row_takes_the_width_of_the_widest(read_text) -> None:
    document = read_text(
        "\t第（八）项\n\n\t信息内容\n\t上一年\n\t增减\n\t决定\n\n\t许可\n\t1\n\t2\n\t3\n\n\t收费\n\t0\n\t5\n"
    )
    assert rows(document) == [
        ["第（八）项"] * 4,
        ["信息内容", "上一年", "增减", "决定"],
        ["许可", "1", "2", "3"],
        ["收费", "0", "5", "5"],
    ]


def test_headers_of_several_groups_stand_over_their_columns(read_text) -> None:
    cells = [
        ["复议", "诉讼"],
        ["维持", "总计", "直接", "复议后"],
        ["", "", "维持", "总计", "维持", "总计"],
        list("010203"),
    ]
    document = read_text("\n\n".join("\n".join("\t" + cell for cell in row) for row in cells))
    assert rows(document) == [
        ["复议", "复议", "诉讼", "诉讼", "诉讼", "诉讼"],
        ["维持", "总计", "直接", "直接", "复议后", "复议后"],
        ["维持", "总计", "维持", "总计", "维持", "总计"],
        list("010203"),
    ]


def test_rows_copied_from_a_sheet(read_text) -> None:
    document = read_text("二、情况\n信息内容\t制作\t公开\n规章\t1\t2\n规范性文件\t\t3\n三、其他")
    assert rows(document) == [["信息内容", "制作", "公开"], ["规章", "1", "2"], ["规范性文件", "", "3"]]
    assert document.text == "二、情况\n三、其他"


def test_rows_that_begin_with_an_empty_cell(read_text) -> None:
    document = read_text("\t自然人\t总计\n新收\t1\t2\n\t3\t4\n")
    assert rows(document) == [["", "自然人", "总计"], ["新收", "1", "2"], ["", "3", "4"]]


def test_headers_that_left_out_what_is_merged_stay_at_the_left(read_text) -> None:
    document = read_text("标签\t申请人情况\n自然人\t法人\t总计\n企业\t其他\n新收\t1\t2\t3\t6\n结转\t\t\t\t0")
    assert rows(document)[2:] == [
        ["企业", "其他", None, None, None],
        ["新收", "1", "2", "3", "6"],
        ["结转", "", "", "", "0"],
    ]


def test_rows_set_with_spaces(read_text) -> None:
    document = read_text("信息内容    制作   公开\n规章        1      2\n文件        3      4")
    assert rows(document) == [["信息内容", "制作", "公开"], ["规章", "1", "2"], ["文件", "3", "4"]]


def test_markdown(read_text) -> None:
    document = read_text(
        "## 一、总体情况\n\n| 信息内容 | 数量 |\n|---|--:|\n| 规章 | 1 |\n| 甲\\|乙 | |\n\n**二、其他**"
    )
    assert rows(document) == [["信息内容", "数量"], ["规章", "1"], ["甲|乙", ""]]
    assert document.text == "一、总体情况\n二、其他"


COLUMN = (
    "二、情况\n信息内容\n制作\n公开\n规章\n1\n2\n规范性文件\n3\n4\n行政许可\n5\n6\n"
    "三、其他需要报告的事项\n没有其他需要报告的事项。"
)


def test_a_column_of_cells_is_a_table_of_one_column(read_text) -> None:
    document = read_text(COLUMN)
    table = document.tables[0]
    assert (table.rows, table.columns) == (12, 1)
    assert [cell.text for cell in table.cells][:6] == ["信息内容", "制作", "公开", "规章", "1", "2"]
    assert document.text == "二、情况\n三、其他需要报告的事项\n没有其他需要报告的事项。"


def test_empty_lines_in_a_column_are_empty_cells(read_text) -> None:
    table = read_text(COLUMN.replace("规范性文件\n3", "规范性文件\n")).tables[0]
    assert table.rows == 12
    assert table.cells[7].text == ""


def test_empty_cells_above_the_first_figure_stay_cells(read_text) -> None:
    table = read_text(COLUMN.replace("制作\n", "\n\n")).tables[0]
    assert [(cell.row, cell.rowspan) for cell in table.cells] == [(row, 1) for row in range(13)]


def test_empty_lines_between_all_cells_are_spacing(read_text) -> None:
    assert read_text(COLUMN.replace("\n", "\n\n")).tables[0].rows == 12


def test_a_row_label_that_counts_like_a_section_is_a_cell(read_text) -> None:
    cells = (
        "自然人\n总计\n一、本年新收数量\n18\n20\n二、上年结转数量\n0\n0\n三、办理结果\n（一）公开\n3\n4\n四、结转\n0\n0"
    )
    document = read_text(f"三、申请情况\n{cells}\n五、其他事项\n没有。")
    assert document.tables[0].rows == 15
    assert document.text == "三、申请情况\n五、其他事项\n没有。"


@pytest.mark.parametrize(
    "text",
    [
        "\t首行缩进的一段。\n\t又一段，共3件。\n\t第三段。",
        "\t首行缩进的一段。\n\n\t又一段，共3件。\n\n\t第三段。",
        f"\t{'缩进的长段' * 20}\n\t{'缩进的长段' * 20}\n\n\t{'缩进的长段' * 20}",
        "某市某局\n地址：某路1号\n电话：82059961\n邮编：250021\n2021年1月29日",
        "一是公开20件\n二是答复3件\n三是办结4件\n四是加强\n五是落实\n六是推进\n七是完善\n八是强化\n九是规范",
        "                某市某局\n                2021年1月29日",
        "图一\t图二",
        "1.\t加强领导\n2.\t规范程序\n3.\t拓宽渠道",
        "甲|乙\n丙|丁",
        "--------\n说明\n--------",
    ],
)
def test_no_table_where_there_is_none(read_text, text: str) -> None:
    document = read_text(text)
    assert document.tables == ()
    assert len(document.paragraphs) == len([line for line in text.split("\n") if line.strip()])


def test_a_row_of_tabs_behind_the_signature_is_a_chart(read_text) -> None:
    document = read_text(
        "一、情况\n16件。\n某局\n2021年1月29日\n\n建议数量\n\n人大建议\t政协提案\t16\t47\t\n\n\n"
        "分类\n\n垃圾\t洒水\t22\t3\t\n "
    )
    charts = [paragraph.text for paragraph in document.paragraphs if paragraph.origin is Origin.CHART]
    assert charts == ["建议数量", "人大建议\t政协提案\t16\t47", "分类", "垃圾\t洒水\t22\t3"]
    assert document.tables == ()


def test_what_follows_the_signature_without_tabs_stays_in_the_body(read_text) -> None:
    document = read_text("一、情况\n2021年1月29日\n附件：指南\n说明。")
    assert {paragraph.origin for paragraph in document.paragraphs} == {Origin.BODY}


def test_a_date_inside_a_sentence_signs_nothing(read_text) -> None:
    document = read_text("截至2021年1月29日，\n人大建议\t政协提案\t16\t47")
    assert {paragraph.origin for paragraph in document.paragraphs} == {Origin.BODY}


def pressed() -> str:
    filling = "我局认真贯彻《条例》第二十条第（一）项，一、二季度分别公开10条和20条。" * 12
    return (
        f"首页 年报 某市2018年报告 时间：2019 某市2018年报告 前言。一、概述2018年以来，{filling}"
        f"（一）组织领导{filling}（二）平台建设{filling}二、主动公开情况（一）数量2018年公开20条。三、其他 无。"
    )


def test_an_article_in_one_line_is_opened(read_text) -> None:
    head = "标题: 某市2018年报告\n发布时间: 2019-01-10\n文号: \n页面链接与图片详见 links.tsv\n===== 正文 =====\n"
    starts = [paragraph.text[:6] for paragraph in read_text(head + pressed()).paragraphs]
    assert starts == [
        "某市2018",
        "前言。",
        "一、概述",
        "2018年以",
        "（一）组织领",
        "（二）平台建",
        "二、主动公开",
        "（一）数量2",
        "三、其他",
        "无。",
    ]


def test_nothing_is_lost_when_a_line_is_opened(read_text) -> None:
    text = pressed()
    assert "".join(read_text(text).text.split()) == "".join(text.split())


def test_a_body_mark_below_sentences_drops_nothing(read_text) -> None:
    text = "本报告共六个部分，以下为正文部分的说明文字。\n==== 正文 ====\n一、总体情况"
    assert read_text(text).text == text


def test_characters_that_cannot_be_seen_are_dropped(read_text) -> None:
    assert read_text("\ufeff公\u200b开\xa020\u00ad件\x07").text == "公开 20件"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_charsets(read_bytes, charset: str) -> None:
    text = "一、总体情况\n㐂䶮公开20件，占5%。"
    assert read_bytes(text.encode(charset)).text == text


def test_one_broken_byte_does_not_refuse_a_report(read_bytes) -> None:
    data = ("一、总体情况，公开20件。" * 50).encode()
    assert read_bytes(data[:-1]).text.startswith("一、总体情况")


@pytest.mark.parametrize("cut", range(40, 58))
def test_damaged_utf_8_is_not_taken_for_another_charset(read_bytes, cut: int) -> None:
    data = ("一、总体情况，公开20件。" * 50).encode()
    text = read_bytes(data[:cut] + data[cut + 1 :]).text
    assert text.startswith("一、总体情况，公开20件。")
    assert text.count("公开20件") >= 48


def test_a_stray_nul_is_dropped(read_bytes) -> None:
    assert "公开20件" in read_bytes(("一、总体情况。" * 100).encode() + "公开\x0020件".encode()).text


def test_rows_of_one_label_and_blank_figures_are_no_header(read_text) -> None:
    lines = ["标签\t\t\t自然人\t企业\t总计", "新收\t\t\t10\t\t10", "结转\t\t\t\t\t0", "结果\t公开\t\t6\t\t6"]
    lines += ["\t不予\t1.秘密\t\t\t0", "\t\t2.禁止\t\t\t0", "\t\t3.稳定\t\t\t0"]
    table = rows(read_text("\n".join(lines)))
    assert [row[3:] for row in table[1:4]] == [["10", "", "10"], ["", "", "0"], ["6", "", "6"]]


def test_a_form_with_nothing_filled_in_is_a_table(read_text) -> None:
    lines = ["标签\t\t\t自然人\t企业\t机构\t其他\t总计", "新收\t\t\t\t\t\t\t", "结转\t\t\t\t\t\t\t"]
    lines += ["结果\t公开\t\t\t\t\t\t", "\t不予\t1.秘密\t\t\t\t\t", "\t\t2.禁止\t\t\t\t\t"]
    table = rows(read_text("\n".join(lines)))
    assert len(table) == 6
    assert [row[3:] for row in table[1:]] == [[""] * 5] * 5
