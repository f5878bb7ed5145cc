"""CSV for people with spreadsheets: the figures of one document, a row each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from gikvalidate.figures import Figure
from gikvalidate.submission import Submission

COLUMNS = ("key", "table", "row", "column", "kind", "value", "text", "page")

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+\-]?\d[\d,]*(?:\.\d+)?")


def extract_csv(submission: Submission) -> str:
    """All figures; the file wants utf-8-sig, by which spreadsheets know it from GBK."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([plain(text) for text in cells(figure)] for figure in submission.figures.cells.values())
    return buffer.getvalue()


def cells(figure: Figure) -> Iterator[str]:
    """One figure as the texts of its row."""
    value = "" if figure.value is None else f"{figure.value:f}"
    page = "" if figure.page is None else str(figure.page)
    yield from (figure.key, figure.table, figure.row, figure.column, figure.kind.value, value, figure.text, page)


def plain(text: str) -> str:
    """A text that a spreadsheet would take for a formula, led by the mark that says it is none."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
