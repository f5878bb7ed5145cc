"""Tables of contents left as text are no text of the report; lines broken at a width are paragraphs."""

import docx
import pytest

from gikvalidate.read import read

HEADINGS = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
BODY = [line for heading in HEADINGS for line in (heading, "本年度受理20件。")]


@pytest.mark.parametrize("leader", ["\t", "……", "............", "    "])
def test_entries_of_a_table_of_contents_are_left_out(tmp_path, read_text, leader: str) -> None:
    lines = ["某市水务局年度报告", "目  录", *(f"{heading}{leader}{page}" for page, heading in enumerate(HEADINGS, 1))]
    path = tmp_path / "a.docx"
    document = docx.Document()
    for line in [*lines, *BODY]:
        document.add_paragraph(line)
    document.save(str(path))
    expected = "\n".join([lines[0], *BODY])
    assert read(path).text == expected
    assert read_text("\n".join([*lines, *BODY])).text == expected


def test_lines_with_figures_that_come_but_once_stay(tmp_path) -> None:
    path = tmp_path / "a.docx"
    document = docx.Document()
    for line in ("行政许可……3", "行政处罚……5", "行政强制……8", "行政许可3件。"):
        document.add_paragraph(line)
    document.save(str(path))
    assert len(read(path).paragraphs) == 4


def test_paragraphs_of_one_length_are_not_joined(read_text) -> None:
    lines = [f"第{number}项工作已经按照年初确定的计划全部完成并且公开。" for number in range(10, 20)]
    assert read_text("\n".join(lines)).text == "\n".join(lines)
