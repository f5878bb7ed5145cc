"""One short report written in three formats, as people save it."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

import docx

TITLE = "某市某局2020年政府信息公开工作年度报告"
BEFORE = ["一、总体情况", "2020年，主动公开1373条，收到申请20件。", "二、收到和处理政府信息公开申请情况"]
AFTER = ["三、存在的主要问题及改进情况", "队伍有待加强。", "某市某局", "2021年1月29日"]


@dataclass
class C:
    """A cell with its spans."""

    text: str
    colspan: int = 1
    rowspan: int = 1


def _values(*texts: str) -> list[C]:
    return [C(text) for text in texts]


ROWS = [
    [C("（勾稽关系）", 3, 3), C("申请人情况", 5)],
    [C("自然人", 1, 2), C("法人或其他组织", 3), C("总计", 1, 2)],
    _values("商业企业", "科研机构", "其他"),
    [C("一、本年新收政府信息公开申请数量", 3), *_values("18", "", "", "", "20")],
    [C("二、上年结转政府信息公开申请数量", 3), *_values("", "", "", "", "")],
    [C("三、本年度办理结果", 1, 5), C("（一）予以公开", 2), *_values("3", "", "1", "", "4")],
    [C("（二）部分公开", 2), *_values("", "", "", "", "")],
    [C("（三）不予公开", 1, 2), *_values("1.属于国家秘密", "", "", "", "", "")],
    _values("2.危及“三安全一稳定”", "1", "", "", "", "1"),
    [C("（七）总计", 2), *_values("", "", "", "", "")],
    [C("四、结转下年度继续办理", 3), *_values("0", "", "", "", "0")],
]


def as_text() -> str:
    """As Word saves plain text: cells led by TABs, an empty line after each row, nothing told of spans."""
    lines = [TITLE, "", *BEFORE]
    below: dict[int, tuple[int, int]] = {}
    for row in ROWS:
        cells = iter(row)
        column = 0
        while column < 8:
            left, width = below.get(column, (0, 0))
            if left:
                below[column] = (left - 1, width)
                lines.append("\t")
                column += width
                continue
            cell = next(cells)
            lines.extend(("\t" + cell.text).replace("数量", "\n数量").split("\n"))
            below[column] = (cell.rowspan - 1, cell.colspan)
            column += cell.colspan
        lines.append("")
    return "\n".join([*lines, "", "", *AFTER])


def as_page() -> str:
    """As a government site shows it, with the site around it."""
    rows = "\n".join(
        "<tr>"
        + "".join(
            f'<td colspan="{cell.colspan}" rowspan={cell.rowspan}>\n<p><span>{escape(cell.text)}</span></p></td>'
            for cell in row
        )
        + "</tr>"
        for row in ROWS
    )
    paragraphs = [
        "".join(f"<p>&nbsp;&nbsp;<font>{escape(text[:4])}</font>{escape(text[4:])}</p>\n" for text in texts)
        for texts in (BEFORE, AFTER)
    ]
    return f"""<!doctype html><html><head><title>{TITLE}_某市人民政府</title>
<script>var a = "<p>1件</p>";</script></head>
<body><div class="top"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul></div>
<div>当前位置：<a href="/">首页</a> &gt; <a href="/nb">年报</a></div>
<div class="main"><h1>{TITLE}</h1><div>来源：某局 <span>字号：大 中 小</span></div>
<div class="article">{paragraphs[0]}<table border="1"><tbody>{rows}</tbody></table>{paragraphs[1]}</div></div>
<div class="foot"><a href="/">网站地图</a><p>版权所有 某市人民政府</p></div></body></html>"""


def save_docx(path: Path) -> None:
    """As Word saves it."""
    document = docx.Document()
    for text in [TITLE, *BEFORE]:
        document.add_paragraph(text)
    table = document.add_table(len(ROWS), 8, "Table Grid")
    taken: set[tuple[int, int]] = set()
    for index, row in enumerate(ROWS):
        column = 0
        for cell in row:
            while (index, column) in taken:
                column += 1
            bottom, right = index + cell.rowspan - 1, column + cell.colspan - 1
            taken |= {(down, across) for down in range(index, bottom + 1) for across in range(column, right + 1)}
            table.cell(index, column).merge(table.cell(bottom, right)).text = cell.text
    for text in AFTER:
        document.add_paragraph(text)
    document.save(str(path))
