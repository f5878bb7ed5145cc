"""Rows of a document table as lists of cells, whatever the source kept of its shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gikvalidate.document import Cell, Table
from gikvalidate.figures import CellKind
from gikvalidate.recognise.cells import parse
from gikvalidate.recognise.labels import bare
from gikvalidate.recognise.schema import Block, Form, Line


@dataclass
class Row:
    """The cells of one row, left to right, each once; `grid` holds them by grid column, None where it has holes.

    `found` is the form's row whose label stands at `label_at` among the cells; values stand behind it.
    """

    cells: list[Cell]
    grid: list[Cell | None]
    found: tuple[Block, Line] | None = None
    label_at: int = -1

    @property
    def values(self) -> list[Cell]:
        return self.cells[self.label_at + 1 :]

    @property
    def whole(self) -> bool:
        """Whether every grid column is filled, so that grid columns mean the same here as in the headings."""
        return bool(self.grid) and None not in self.grid


def is_value(cell: Cell) -> bool:
    """Whether a cell reads as a figure: a number, a dash or nothing, or digits not all of which could be read."""
    text = cell.text.replace("?", "0") if cell.confidence is not None else cell.text
    return parse(text, "元")[0] is not CellKind.TEXT


def rows_of(table: Table, form: Form) -> list[Row]:
    """The rows of `table`; one pasted cell by cell, one to a line, is folded back into rows first."""
    if table.columns == 1 and table.rows > 1:
        return list(_folded(table, form))
    rows = []
    for grid in table.grid():
        cells = list(dict.fromkeys(cell for cell in grid if cell is not None))
        rows.append(Row(cells, grid))
    return rows


def _folded(table: Table, form: Form) -> Iterator[Row]:
    """Rows of a one-column table: a run of labels, then as many values as the form's row has columns.

    A run of values that is too short or too long cannot be told apart and is left out, so its figures are missing
    rather than guessed.
    """
    labels: list[Cell] = []
    values: list[Cell] = []
    for cell in [*table.cells, None]:
        if cell is not None and is_value(cell):
            values.append(cell)
            continue
        if values:
            yield from _split(labels, values, form)
            labels, values = [], []
        if cell is not None:
            labels.append(cell)


def _split(labels: list[Cell], values: list[Cell], form: Form) -> Iterator[Row]:
    """The headings among `labels` one row, the label and its values another."""
    known = next(
        (form.row_index[word] for cell in reversed(labels) if (word := bare(cell.text)) in form.row_index), None
    )
    anonymous = next((block for block in form.blocks if not block.rows and len(block.columns) == len(values)), None)
    if known is not None and len(known[0][0].columns) == len(values):
        if len(labels) > 1:
            yield Row(labels[:-1], [])
        yield Row([labels[-1], *values], [])
    elif anonymous is not None:
        yield Row(labels, [])
        yield Row(values, [])
