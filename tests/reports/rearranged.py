"""The report with its tables set otherwise, or its text broken otherwise, than the form has them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from html import escape

from .forms import COLUMNS, Cell, Rows, outcomes
from .model import Report
from .shapes import grid_of, lines_of, page_of
from .write_html import table

_WIDTH = 76
_RENAMED = {
    "一、本年新收政府信息公开申请数量": "一、本年度新收到的申请数量",
    "二、上年结转政府信息公开申请数量": "二、上年度结转申请数量",
    "四、结转下年度继续办理": "四、结转至下年度继续办理的申请",
}


def _with(name: str, write: Callable[[Rows], str], report: Report) -> bytes:
    """The page on which one table is written otherwise."""
    return page_of(report, lambda other, rows: write(rows) if other == name else table(rows))


def applicants_down(report: Report) -> bytes:
    """表三 with a row for every kind of applicant."""
    rows = {
        "new_received": "一、本年新收政府信息公开申请数量",
        "carried_in": "二、上年结转政府信息公开申请数量",
        **outcomes(report.generation),
        "outcome_total": "（七）总计",
        "carried_out": "四、结转下年度继续办理",
    }
    set_across = [[Cell("申请人"), *map(Cell, rows.values())]]
    for column, label in COLUMNS.items():
        set_across.append([Cell(label), *(Cell(report.cell(f"t3.{row}.{column}")) for row in rows)])
    return _with("t3", lambda _: table(set_across), report)


def columns_apart(report: Report) -> bytes:
    """表四 with an empty column between its groups, and none of its cells merged."""

    def apart(rows: Rows) -> str:
        return table(
            [
                [cell for at, text in enumerate(row) for cell in ([Cell("")] * (at in (5, 10)) + [Cell(text)])]
                for row in grid_of(rows)
            ]
        )

    return _with("t4", apart, report)


def rows_apart(report: Report) -> bytes:
    """An empty row behind every row."""

    def apart(_: str, rows: Rows) -> str:
        grid = grid_of(rows)
        return table([[Cell(text) for text in row] for full in grid for row in (full, [""] * len(full))])

    return page_of(report, apart)


def first_rows_renamed(report: Report) -> bytes:
    """表三 whose rows say in other words what they are, the first ones too."""

    def renamed(rows: Rows) -> str:
        return table(
            [
                [Cell(_RENAMED.get(cell.text.replace("\n", ""), cell.text), cell.rowspan, cell.colspan) for cell in row]
                for row in rows
            ]
        )

    return _with("t3", renamed, report)


def semicolons(report: Report) -> bytes:
    """A sheet saved with semicolons."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    for line in lines_of(report):
        writer.writerows([[line]] if isinstance(line, str) else grid_of(line[1]))
    return buffer.getvalue().encode("gb18030")


def broken_lines(report: Report) -> bytes:
    """Text broken at a width, as a mail has it, its paragraphs with an indent."""
    lines = (
        _broken(f"\u3000\u3000{line}")
        if isinstance(line, str)
        else "\n".join("\t".join(row).replace("\n", "") for row in grid_of(line[1]))
        for line in lines_of(report)
    )
    return "\n".join(lines).encode()


def _broken(line: str) -> str:
    text, width = "", 0
    for char in line:
        wide = 1 if char.isascii() else 2
        if width + wide > _WIDTH:
            text, width = f"{text}\n", 0
        text, width = text + char, width + wide
    return text


def spans_for_paragraphs(report: Report) -> bytes:
    """Paragraphs that only their style makes such."""
    lines = (
        f"<span style='display:block'>{escape(line)}</span>" if isinstance(line, str) else table(line[1])
        for line in lines_of(report)
    )
    return f"<html><body><div>{''.join(lines)}</div></body></html>".encode()


REARRANGED: dict[str, Callable[[Report], bytes]] = {
    "表三 with applicants down.html": applicants_down,
    "表四 with empty columns.html": columns_apart,
    "empty rows.html": rows_apart,
    "first rows renamed.html": first_rows_renamed,
    "semicolons.csv": semicolons,
    "broken lines.txt": broken_lines,
    "spans for paragraphs.html": spans_for_paragraphs,
}
