"""The report in shapes that only some agencies give it; each is the lesson of a file that was read wrongly."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from html import escape

import docx
import xlsxwriter

from .forms import RESULTS, SUITS, Cell, Rows, resolved, tables
from .model import TABLE_OF_SECTION, TITLES, Report
from .write_html import html, table
from .write_txt import text

Line = str | tuple[str, Rows]
_FIGURE = re.compile(r"[-\d.,]*")


def lines_of(report: Report) -> Iterator[Line]:
    """The paragraphs, and the tables by name, in order."""
    written = tables(report)
    yield from (*report.title, *report.opening)
    for index, (heading, paragraphs) in enumerate(zip(TITLES, report.sections, strict=True)):
        yield from (heading, *paragraphs)
        if name := TABLE_OF_SECTION.get(index):
            yield name, written[name]
    yield from report.signature


def grid_of(rows: Rows) -> list[list[str]]:
    """A text for every place, that of a merged cell at its first one."""
    return [
        [text for cell, begins in row for text in (cell.text if begins else "", *[""] * (cell.colspan - 1))]
        for row in resolved(rows)
    ]


def page_of(report: Report, write: Callable[[str, Rows], str]) -> bytes:
    parts = (f"<p>{escape(line)}</p>" if isinstance(line, str) else write(*line) for line in lines_of(report))
    return f"<html><body><div>{''.join(parts)}</div></body></html>".encode()


def layout_tables(report: Report) -> bytes:
    """An old site: the page is tables in tables, with lists of dates, a counter, and line breaks for paragraphs."""
    body = "".join(
        f"　　{escape(line)}<br><br>" if isinstance(line, str) else table(line[1]) for line in lines_of(report)
    )
    listed = "".join(f"<tr><td><a href=/{n}>年报</a></td><td>[2024-01-1{n}]</td></tr>" for n in range(5))
    return (
        f"<table><tr><td><table>{listed}</table></td><td><table><tr><td>发布时间：2024-01-20 点击：<span>213</span>次"
        f"</td></tr><tr><td>{body}</td></tr><tr><td>【<a>关闭</a>】</td></tr></table></td></tr>"
        "<tr><td colspan=2>版权所有：某市某局 备案号12345678<br>电话：5550100</td></tr></table>"
    ).encode()


def fields(report: Report) -> bytes:
    """Figures in the fields of a form filled in on the site."""

    def entered(_: str, rows: Rows) -> str:
        pattern = re.compile(r"(<td[^>]*>)([-\d.,]+|&nbsp;)(?=</td>)")
        return pattern.sub(
            lambda cell: f"{cell[1]}<input type=text value='{cell[2].replace('&nbsp;', '')}'>", table(rows)
        )

    return page_of(report, entered)


def copies(report: Report) -> bytes:
    """A converter that writes the text of a merged cell into every place it covered."""

    def copied(_: str, rows: Rows) -> str:
        return table([[Cell(cell.text) for cell, _ in row for _ in range(cell.colspan)] for row in resolved(rows)])

    return page_of(report, copied)


def too_long_a_span(report: Report) -> bytes:
    """三、本年度办理结果 reaches over the last row, as its span says, and moves its figures to the right."""
    return re.sub(rb'rowspan="2[02]"', b'rowspan="25"', html(report).encode())


def upright_suits(report: Report) -> bytes:
    """表四 from top to bottom."""

    def turned(name: str, rows: Rows) -> str:
        if name != "t4":
            return table(rows)
        upright: Rows = []
        for suit, label in SUITS.items():
            for index, (result, word) in enumerate(RESULTS.items()):
                front = [Cell(label, 5, 2)] if suit == "review" else [Cell(label, 5)]
                over = [Cell("行政诉讼", 10)] if suit == "direct_suit" else []
                upright.append(
                    [*(() if index else (*over, *front)), Cell(word), Cell(report.cell(f"t4.{suit}.{result}"))]
                )
        return table(upright)

    return page_of(report, turned)


def suits_apart(report: Report) -> bytes:
    """表四 as three tables."""

    def three(name: str, rows: Rows) -> str:
        if name != "t4":
            return table(rows)
        heads = {"review": "行政复议"}
        return "".join(
            table(
                [
                    [Cell(heads.get(suit, f"行政诉讼（{label}）"), colspan=5)],
                    [Cell(word) for word in RESULTS.values()],
                    [Cell(report.cell(f"t4.{suit}.{result}")) for result in RESULTS],
                ]
            )
            for suit, label in SUITS.items()
        )

    return page_of(report, three)


def captioned_suits(report: Report) -> bytes:
    """表四 as three tables, each under a line that says what it counts."""

    def three(name: str, rows: Rows) -> str:
        if name != "t4":
            return table(rows)
        heads = {"review": "（一）行政复议"}
        return "".join(
            f"<p>{heads.get(suit, f'行政诉讼（{label}）')}</p>"
            + table(
                [
                    [Cell(word) for word in RESULTS.values()],
                    [Cell(report.cell(f"t4.{suit}.{result}")) for result in RESULTS],
                ]
            )
            for suit, label in SUITS.items()
        )

    return page_of(report, three)


def one_table(report: Report) -> bytes:
    """A sheet saved as a page: every line a row of one table."""
    rows = "".join(
        f"<tr><td colspan=15>{escape(line)}</td></tr>"
        if isinstance(line, str)
        else re.sub(r"</?(?:table|tbody)>", "", table(line[1]))
        for line in lines_of(report)
    )
    return f"<table>{rows}</table>".encode()


def preformatted(report: Report) -> bytes:
    """Word's plain text put on a page as it is."""
    return f"<html><body><pre>{escape(text(report))}</pre></body></html>".encode()


def utf_16_without_mark(report: Report) -> bytes:
    return html(report).replace("utf-8", "unicode").encode("utf-16-le")


def typed_in_word(report: Report) -> bytes:
    """A Word file whose tables are lines with TABs."""
    document = docx.Document()
    for line in lines_of(report):
        rows = [line] if isinstance(line, str) else ["\t".join(row).replace("\n", "") for row in grid_of(line[1])]
        for row in rows:
            document.add_paragraph(row)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def commas(report: Report) -> bytes:
    """A sheet saved with commas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for line in lines_of(report):
        writer.writerows([[line]] if isinstance(line, str) else grid_of(line[1]))
    return buffer.getvalue().encode("gb18030")


def drawn(report: Report) -> bytes:
    """Tables drawn with lines of characters, as a terminal shows them."""

    def box(rows: Rows) -> str:
        grid = grid_of(rows)
        rule = "├" + "┼".join("──" for _ in grid[0]) + "┤"
        return f"\n{rule}\n".join("│" + "│".join(cell.replace("\n", "") for cell in row) + "│" for row in grid)

    return "\n".join(line if isinstance(line, str) else box(line[1]) for line in lines_of(report)).encode()


def heading_left_empty(report: Report) -> bytes:
    """Markdown as converters write it: the heading they must give is empty."""

    def pipes(rows: Rows) -> str:
        grid = grid_of(rows)
        head = ["|" + "   |" * len(grid[0]), "|" + "---|" * len(grid[0])]
        return "\n".join([*head, *("|" + "|".join(cell.replace("\n", "") for cell in row) + "|" for row in grid)])

    return "\n\n".join(line if isinstance(line, str) else pipes(line[1]) for line in lines_of(report)).encode()


def _sheet(report: Report, beside: bool) -> bytes:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": True})
    sheet = workbook.add_worksheet()
    row = column = 0
    waiting: list[Rows] = []
    for line in lines_of(report):
        if isinstance(line, str):
            sheet.write(row, 0, line)
            row += 1
        elif beside:
            waiting.append(line[1])
        else:
            for cells in grid_of(line[1]):
                sheet.write_row(row, 0, cells)
                row += 1
    for rows in waiting:
        for index, cells in enumerate(grid_of(rows), start=row + 1):
            sheet.write_row(index, column, cells)
        column += len(grid_of(rows)[0]) + 1
    workbook.close()
    return buffer.getvalue()


def never_merged(report: Report) -> bytes:
    """A sheet in which no cell is merged, so that some rows hold a label and nothing else."""
    return _sheet(report, beside=False)


def beside_one_another(report: Report) -> bytes:
    """A sheet with the tables beside one another."""
    return _sheet(report, beside=True)


SHAPES: dict[str, Callable[[Report], bytes]] = {
    "layout tables.html": layout_tables,
    "fields of a form.html": fields,
    "copies of merged cells.html": copies,
    "a span too long.html": too_long_a_span,
    "表四 upright.html": upright_suits,
    "表四 in three tables.html": suits_apart,
    "表四 in three tables with captions.html": captioned_suits,
    "all in one table.html": one_table,
    "plain text on a page.html": preformatted,
    "UTF-16 without a mark.html": utf_16_without_mark,
    "typed with TABs.docx": typed_in_word,
    "commas.csv": commas,
    "drawn with characters.txt": drawn,
    "an empty heading.md": heading_left_empty,
    "never merged.xlsx": never_merged,
    "beside one another.xlsx": beside_one_another,
}
