"""Merged cells that a converter wrote out as copies, one for every column they covered, put together again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from gikvalidate.document import Cell, Table
from gikvalidate.figures import CellKind
from gikvalidate.recognise.cells import parse


def without_copies(table: Table) -> Table:
    """The table with equal labels beside one another as one cell, and equal figures under such a label as one figure.

    Figures that differ under a label that was written twice stay as they are: nobody can tell which is meant. So does a
    table of whose columns nobody is certain.
    """
    if table.inferred:
        return table
    merged: list[Cell] = []
    # For each column the label above it that was written several times, None under any other.
    over: dict[int, Cell | None] = {}
    above: dict[int, str] = {}
    for _, row in groupby(sorted(table.cells, key=lambda cell: (cell.row, cell.column)), key=lambda cell: cell.row):
        written = list(row)
        found = list(_merged(written, over, above))
        merged += found
        for cell in found:
            if cell.text.strip() and not _is_value(cell):
                columns = range(cell.column, cell.column + cell.colspan)
                over |= dict.fromkeys(columns, None if cell in written else cell)
        above = {
            column: cell.text
            for cell in found
            if cell.text.strip() and not _is_value(cell)
            for column in range(cell.column, cell.column + cell.colspan)
        }
    return table if len(merged) == len(table.cells) else replace(table, cells=tuple(merged))


def _merged(row: Iterable[Cell], over: Mapping[int, Cell | None], above: Mapping[int, str]) -> Iterator[Cell]:
    last: Cell | None = None
    for cell in row:
        if last is not None and _is_copy(last, cell, over, above):
            last = replace(last, colspan=last.colspan + cell.colspan)
            continue
        if last is not None:
            yield last
        last = cell
    if last is not None:
        yield last


def _is_copy(cell: Cell, other: Cell, over: Mapping[int, Cell | None], above: Mapping[int, str]) -> bool:
    beside = cell.column + cell.colspan == other.column and cell.rowspan == other.rowspan
    if not beside or cell.text != other.text:
        return False
    label = over.get(other.column)
    under = label is not None and over.get(cell.column) is label
    # 件数 beside 件数 under 本年制发 and 本年废止 are two labels.
    apart = len({above[column] for column in (cell.column, other.column) if column in above}) > 1
    return under or (bool(cell.text.strip()) and not _is_value(cell) and not apart)


def _is_value(cell: Cell) -> bool:
    return parse(cell.text, "元")[0] is not CellKind.TEXT
