"""What people arrange otherwise in a Word file or on a page: a table typed as text, a report written into one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from gikvalidate.document import Cell, Origin, Paragraph, Piece, Table
from gikvalidate.read.lines import is_heading
from gikvalidate.read.text import tables_among

# Beside real tables only rows set with TABs are looked for, and a table of contents has one TAB in a line.
ROWS = 3
TABS = 2
# A table with so many section headings over its whole width holds a report.
HEADINGS = 2


def arranged(blocks: Iterable[Piece]) -> Iterator[Piece]:
    """The blocks, a report in a table taken out of it and paragraphs that make up a table replaced by it."""
    found = [part for block in blocks for part in (_opened(block) if isinstance(block, Table) else (block,))]
    has_tables = any(isinstance(block, Table) for block in found)
    for is_text, together in groupby(found, key=_is_text):
        run = list(together)
        paragraphs = [block for block in run if isinstance(block, Paragraph)]
        if is_text and (not has_tables or sum(block.text.count("\t") >= TABS for block in paragraphs) >= ROWS):
            yield from _looked_through(paragraphs, has_tables)
        else:
            yield from run


def _is_text(block: Piece) -> bool:
    return isinstance(block, Paragraph) and block.origin in (Origin.BODY, Origin.TEXTBOX)


def _looked_through(paragraphs: Sequence[Paragraph], has_tables: bool) -> Iterator[Piece]:
    """A run of paragraphs as tables and the paragraphs between them; a cell is anchored in the line of its row."""
    at = 0
    for start, end, table in tables_among([paragraph.text for paragraph in paragraphs]):
        if has_tables and table.columns <= TABS:
            continue
        yield from paragraphs[at:start]
        lines = paragraphs[start:end]
        cells = (replace(cell, number=lines[min(cell.row, len(lines) - 1)].number) for cell in table.cells)
        yield replace(table, cells=tuple(cells), page=lines[0].page)
        at = end
    yield from paragraphs[at:]


def _opened(table: Table) -> Iterator[Piece]:
    """The paragraphs and tables of a report whose every line is a row of one table."""
    alone = {cell.row: cell for cell in table.cells if cell.colspan >= table.columns > 1 and cell.rowspan == 1}
    if sum(is_heading(cell.text) for cell in alone.values()) < HEADINGS:
        yield table
        return
    lines = {row for row, cell in alone.items() if is_heading(cell.text) or "。" in cell.text}
    for _, rows in groupby(range(table.rows), key=lambda row: (row in lines, sum(line <= row for line in lines))):
        run = list(rows)
        if all(row in alone for row in run):
            for row in run:
                cell = alone[row]
                yield from (Paragraph(line, page=table.page, number=cell.number) for line in cell.text.split("\n"))
        else:
            yield _part(table, run[0], run[-1])


def _part(table: Table, first: int, last: int) -> Table:
    """Some rows of a table as one of their own."""
    cells = (_moved(cell, first, last) for cell in table.cells if first <= cell.row <= last)
    return replace(table, cells=tuple(cells), rows=last - first + 1)


def _moved(cell: Cell, first: int, last: int) -> Cell:
    return replace(cell, row=cell.row - first, rowspan=min(cell.rowspan, last - cell.row + 1))
