"""A sheet saved as text, its cells apart by commas or, where commas are in numbers, by semicolons."""

from __future__ import annotations

import csv
import io

from gikvalidate.read.flattened import is_value

# So many rows of which half the cells and more are figures or empty, and the share of all lines that are rows: a report
# whose sentences have such commas has neither.
ROWS = 8
SHARE = 0.3
CELLS = 3
LONGEST = 60
_DENSE = 2
_MARKS = ",;"


def delimited(text: str) -> list[list[str]] | None:
    """The rows of a text that is a saved sheet; None for any other."""
    found = (_rows(text, mark) for mark in _MARKS if text.count(mark) >= ROWS * (CELLS - 1))
    return next((rows for rows in found if rows is not None), None)


def _rows(text: str, mark: str) -> list[list[str]] | None:
    try:
        reader = csv.reader(io.StringIO(text), delimiter=mark, strict=True)
        rows = [[cell.strip() for cell in row] for row in reader]
    except csv.Error:
        return None
    wide = [row for row in rows if len(row) >= CELLS and max(map(len, row)) <= LONGEST]
    figures = [row for row in wide if sum(map(is_value, row)) * _DENSE >= len(row) and any(map(_is_figure, row))]
    if len(figures) < ROWS or len(wide) < SHARE * sum(1 for row in rows if any(row)):
        return None
    return rows


def _is_figure(cell: str) -> bool:
    return bool(cell) and is_value(cell)
