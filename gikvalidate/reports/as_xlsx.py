"""A workbook of what was read from one document: its figures, its statements, and the numbers left unread."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gikvalidate.reports.as_csv import cells
from gikvalidate.submission import Submission

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_HEADINGS = {
    "zh": {
        "数据": ("键", "表", "行", "列", "类别", "值", "原文", "页"),
        "陈述": ("章节", "原文", "数值", "单位", "类别", "对象", "所属", "时期", "对应的数据", "起", "止"),
        "未读": ("原文", "原因", "起", "止"),
    },
    "en": {
        "Figures": ("key", "table", "row", "column", "kind", "value", "text", "page"),
        "Claims": ("section", "quote", "value", "unit", "kind", "subject", "label", "period", "figures", "from", "to"),
        "Unread": ("text", "reason", "from", "to"),
    },
}
WIDEST = 60
NARROWEST = 6


def extract_xlsx(submission: Submission, lang: str = "zh") -> bytes:
    """The bytes of the workbook; every cell is text, so nothing in it is ever calculated."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as workbook:
        sheets = zip(_HEADINGS[lang].items(), _contents(submission), strict=True)
        for (name, headings), rows in sheets:
            _sheet(workbook, name, headings, rows)
    return buffer.getvalue()


def _contents(submission: Submission) -> tuple[list[Sequence[str]], ...]:
    narrative = submission.narrative
    figures: list[Sequence[str]] = [tuple(cells(figure)) for figure in submission.figures.cells.values()]
    claims: list[Sequence[str]] = [
        (
            claim.section,
            claim.quote,
            "" if claim.quantity.value is None else f"{claim.quantity.value:f}",
            claim.quantity.unit,
            claim.kind.value,
            claim.subject,
            claim.label,
            claim.period.value,
            "；".join(reading.expression for reading in claim.readings),
            str(claim.start),
            str(claim.end),
        )
        for claim in narrative.claims
    ]
    unread: list[Sequence[str]] = [
        (item.text, item.reason, str(item.start), str(item.end)) for item in narrative.unread
    ]
    return figures, claims, unread


def _sheet(workbook: Workbook, name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#EDEDED"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        for row, texts in enumerate(rows, start=1):
            sheet.write_string(row, column, texts[column], wrapped)
        sheet.set_column(column, column, width([heading, *(texts[column] for texts in rows)]))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    # Figures are kept as the text they are; without this every one of them would carry a warning triangle.
    sheet.ignore_errors({"number_stored_as_text": f"A1:K{len(rows) + 1}"})


def width(texts: Iterable[str]) -> int:
    """Columns in the width of a Latin letter; a Chinese character takes two."""
    longest = max((_length(line) for text in texts for line in text.split("\n")), default=0)
    return max(NARROWEST, min(longest + 2, WIDEST))


def _length(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
