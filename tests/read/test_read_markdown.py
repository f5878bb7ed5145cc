"""Markdown: the words without the marks, tables in pipes and in HTML."""

import contextlib
import time

import pytest

from gikvalidate.document import Document, DocumentError


def rows(document: Document, table: int = 0) -> list[list[str | None]]:
    return [[cell and cell.text for cell in row] for row in document.tables[table].grid()]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# 标题\n\n## 一、总体情况 ##\n公开20件。", "标题\n一、总体情况\n公开20件。"),
        ("# 甲\n公开**1373**条，*同比*增长***9.6%***，占__5__%。", "甲\n公开1373条，同比增长9.6%，占5%。"),
        (
            "# 甲\n- 申请20件\n* 答复3件\n+ 结转1件\n1. 其他2件\n- [x] 完成4件",
            "甲\n申请20件\n答复3件\n结转1件\n1. 其他2件\n完成4件",
        ),
        ("# 甲\n> 引用20件\n\n---\n\n***\n公开3件", "甲\n引用20件\n公开3件"),
        ("# 甲\n3\\*4 \\# a_b_c 2*3*4 `20`件 ~~旧~~新", "甲\n3*4 # a_b_c 234 20件 旧新"),
        ("# 甲\n见[年报](http://x/y)和![图](a.png)、[甲][1]", "甲\n见年报和图、甲"),
        ("# 甲\n公开20件<br>答复<b>3</b>件&nbsp;&lt;5&gt;<!-- 30件 -->", "甲\n公开20件\n答复3件 <5>"),
        ("# 甲\n<p align=center>居中</p>\n<div>块</div>", "甲\n居中\n块"),
        ("标题\n====\n\n## 乙\n占比<5%，>3%", "标题\n乙\n占比<5%，>3%"),
        ("---\ntitle: 某局2020年年报\ndate: 2021-01-29\n---\n## 一、总体情况", "某局2020年年报\n一、总体情况"),
        ("# 甲\n```\n公开20件\n```", "甲\n公开20件"),
        (
            "# 甲\n本机关严格按照条例的规定及时准确地主动公开各类政府信息，全年\n共公开20件，\n\n下段",
            "甲\n本机关严格按照条例的规定及时准确地主动公开各类政府信息，全年共公开20件，\n下段",
        ),
        ("# 甲\n某市某局\n2021年1月29日", "甲\n某市某局\n2021年1月29日"),
    ],
)
def test_paragraphs(read_text, source: str, text: str) -> None:
    document = read_text(source)
    assert document.format == "md"
    assert document.text == text


@pytest.mark.parametrize(
    "table",
    [
        "| 信息内容 | 数量 |\n|:---|---:|\n| **规章**\\|甲 | 1 |\n| 文件<br>合计 | -35 |",
        "信息内容 | 数量\n--- | :---:\n规章\\|甲 | *1*\n文件<br/>合计 | `-35`",
        "|信息内容|数量|\n|---|---|\n|[规章](x)\\|甲|1|\n|文件<br>合计|-35|",
    ],
)
def test_pipe_tables(read_text, table: str) -> None:
    document = read_text(f"# 甲\n\n{table}\n\n下段")
    assert rows(document) == [["信息内容", "数量"], ["规章|甲", "1"], ["文件\n合计", "-35"]]
    assert document.text == "甲\n下段"


def test_html_tables_keep_their_spans(read_text) -> None:
    table = "<table>\n<tr><td rowspan=2>甲</td><td>1</td></tr>\n\n<tr><td>2</td></tr>\n</table>"
    document = read_text(f"## 一、总体情况\n\n公开**20**件\n\n{table}\n\n## 二、其他\n\n无")
    assert rows(document) == [["甲", "1"], ["甲", "2"]]
    assert document.text == "一、总体情况\n公开20件\n二、其他\n无"
    assert document.tables[0].before == len("一、总体情况\n公开20件\n")


def test_lines_around_tables_are_paragraphs_though_nothing_else_marks_them(read_bytes) -> None:
    table = "<table>\n<tr><td>甲</td><td>1</td></tr>\n<tr><td>乙</td><td>2</td></tr>\n</table>"
    source = f"某局2024年年报\n\n一、总体情况\n\n公开20件。\n\n{table}\n\n二、其他\n\n无\n"
    document = read_bytes(source.encode())
    assert document.text == "某局2024年年报\n一、总体情况\n公开20件。\n二、其他\n无"
    assert rows(document) == [["甲", "1"], ["乙", "2"]]


def test_a_piece_of_a_page_is_a_page(read_bytes) -> None:
    source = "<table>\n<tr><td>甲</td></tr>\n</table>\n\n某局\n年报\n<p>公开\n20件</p>\n\n\n\n"
    assert read_bytes(source.encode()).format == "html"


def test_a_page_with_a_sign_of_markdown_is_a_page(read_bytes) -> None:
    assert read_bytes("<html><body>\n# 甲\n<p>公开20件</p></body></html>".encode()).format == "html"


@pytest.mark.parametrize(
    "line", ["*" * 50_000, "[" * 50_000, "<table>" * 5_000, "`" * 50_000, "|a" * 20_000, "\\" * 50_000, "<a " * 20_000]
)
def test_marks_without_end_take_little_time(read_text, line: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(DocumentError):
        read_text(f"# 甲\n{line}\n公开20件")
    assert time.perf_counter() - started < 3
