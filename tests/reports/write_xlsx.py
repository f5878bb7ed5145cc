"""A workbook as agencies fill it in: the whole report in one sheet, or one sheet for each table."""

from __future__ import annotations

import io
import re
from typing import Literal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from .forms import Rows, tables
from .model import TABLE_OF_SECTION, TITLES, Report

Layout = Literal["one sheet", "without gaps", "sheet per table"]
WIDTH = 15
SHEETS = {"t2": "表二 主动公开", "t3": "表三 依申请公开", "t4": "表四 复议诉讼"}


def xlsx_bytes(report: Report, layout: Layout = "one sheet") -> bytes:
    """The report as a .xlsx file: in one sheet, with or without a gap behind each table, or in a sheet per table."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = workbook.add_worksheet("年报")
    written = tables(report)
    row = _lines(sheet, 0, [*report.title, *report.opening])
    for index, (heading, paragraphs) in enumerate(zip(TITLES, report.sections, strict=True)):
        row = _lines(sheet, row, [heading, *paragraphs])
        if (name := TABLE_OF_SECTION.get(index)) and layout != "sheet per table":
            row = _table(sheet, row, written[name]) + (layout == "one sheet")
    _lines(sheet, row, list(report.signature))
    if layout == "sheet per table":
        for name, title in SHEETS.items():
            _table(workbook.add_worksheet(title), 0, written[name])
    workbook.close()
    return buffer.getvalue()


def _lines(sheet: Worksheet, row: int, lines: list[str]) -> int:
    """Each line in a cell merged over the width of the sheet."""
    for line in lines:
        sheet.merge_range(row, 0, row, WIDTH - 1, line)
        row += 1
    return row


def _table(sheet: Worksheet, top: int, rows: Rows) -> int:
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(rows, start=top):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            bottom, right = row + cell.rowspan - 1, column + cell.colspan - 1
            taken |= {(down, across) for down in range(row, bottom + 1) for across in range(column, right + 1)}
            value = _value(cell.text)
            if (bottom, right) == (row, column):
                sheet.write(row, column, value)
            else:
                sheet.merge_range(row, column, bottom, right, value)
    return top + len(rows)


def _value(text: str) -> str | int | float:
    """A plain number is typed as a number, all else as text."""
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d{1,9}\.\d{1,4}", text) else text
