"""Rows of a document table as lists of cells, whatever the source kept of its shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gikvalidate.document import Cell, Table
from gikvalidate.figures import CellKind
from gikvalidate.recognise.cells import parse
from gikvalidate.recognise.copies import without_copies
from gikvalidate.recognise.labels import bare
from gikvalidate.recognise.schema import Block, Form, Line


@dataclass
class Row:
    """The cells of one row, left to right, each once; `grid` holds them by grid column, None where it has holes.

    `found` is the form's row whose label stands at `label_at` among the cells; values stand behind it. `width` is how
    many grid columns the rows of the table usually fill.
    """

    cells: list[Cell]
    grid: list[Cell | None]
    found: tuple[Block, Line] | None = None
    label_at: int = -1
    width: int = 0

    @property
    def values(self) -> list[Cell]:
        return self.cells[self.label_at + 1 :]

    @property
    def whole(self) -> bool:
        """Whether every usual grid column is filled, so that grid columns mean the same here as in the headings."""
        return bool(self.grid) and None not in self.grid[: self.width]


def is_value(cell: Cell) -> bool:
    """Whether a cell reads as a figure: a number, a dash or nothing, or digits not all of which could be read."""
    text = cell.text.replace("?", "0") if cell.confidence is not None else cell.text
    return parse(text, "元")[0] is not CellKind.TEXT


def is_written(row: Row) -> bool:
    """Whether there is a figure in a row."""
    return any(cell.text.strip() and is_value(cell) for cell in row.cells)


def is_gap(row: Row, below: Sequence[Row], block: Block) -> bool:
    """Whether a row with nothing written in it only parts the headings of `block` from one another or its figures."""
    first = next((other for other in below if any(cell.text.strip() for cell in other.cells)), None)
    if first is None or is_written(row):
        return False
    words = {bare(cell.text) for cell in first.cells if cell.text.strip()}
    return all(map(is_value, first.cells)) or words <= block.column_words | block.over_words


def rows_of(table: Table, form: Form) -> list[Row]:
    """The rows of `table`; one pasted cell by cell, one to a line, is folded back into rows first."""
    if table.columns == 1 and table.rows > 1:
        return list(_folded(table, form))
    grids = without_copies(table).grid()
    filled = [next((end for end in range(len(grid), 0, -1) if grid[end - 1] is not None), 0) for grid in grids]
    width = max(filled, key=filled.count, default=0)
    return [Row(list(dict.fromkeys(cell for cell in grid if cell)), grid, width=width) for grid in grids]


def _folded(table: Table, form: Form) -> Iterator[Row]:
    """Rows of a one-column table: a run of labels, then as many values as the form's row has columns.

    A run of values that is too short or too long cannot be told apart and is left out, so its figures are missing
    rather than guessed. Only at the very end, where readers drop empty lines, blanks are put back, and only if the
    table shows that its blanks are empty lines.
    """
    labels: list[Cell] = []
    values: list[Cell] = []
    for cell in table.cells:
        if is_value(cell):
            values.append(cell)
            continue
        if values:
            yield from _split(labels, values, form)
            labels, values = [], []
        labels.append(cell)
    if any(not cell.text.strip() for cell in table.cells):
        values += [Cell(table.rows, 0, "")] * max(len(block.columns) for block in form.blocks)
    yield from _split(labels, values, form)


def _split(labels: list[Cell], values: list[Cell], form: Form) -> Iterator[Row]:
    """The headings among `labels` one row, the label and its values another; text behind the label is a value too."""
    labels = _unwrapped(labels, form)
    known = [position for position, cell in enumerate(labels) if bare(cell.text) in form.row_index]
    anonymous = next((block for block in form.blocks if not block.rows and _filled(block, values)), None)
    if known:
        at = known[-1]
        block, _ = form.row_index[bare(labels[at].text)][0]
        if own := _filled(block, labels[at + 1 :] + values):
            yield from [Row(labels[:at], [])] if at else []
            yield Row([labels[at], *own], [])
            return
        if anonymous is None:
            yield from [Row(labels[:at], [])] if at else []
            yield Row([labels[at]], [])
            return
    if anonymous is not None:
        yield Row(labels, [])
        yield Row(_filled(anonymous, values), [])


def _filled(block: Block, values: list[Cell]) -> list[Cell]:
    """The values of one row of `block`; blanks behind them are the empty label cells of the next row."""
    count = len(block.columns)
    return values[:count] if len(values) >= count and not any(cell.text.strip() for cell in values[count:]) else []


def _unwrapped(labels: list[Cell], form: Form) -> list[Cell]:
    """The labels with those that stand on several lines put together, as far as the form knows them."""
    whole: list[Cell] = []
    start = 0
    while start < len(labels):
        for end in range(min(start + _MOST_LINES, len(labels)), start, -1):
            text = "".join(cell.text for cell in labels[start:end])
            if end == start + 1 or (word := bare(text)) in form.row_index or word in form.column_words:
                whole.append(replace(labels[start], text=text))
                start = end
                break
    return whole


_MOST_LINES = 4
