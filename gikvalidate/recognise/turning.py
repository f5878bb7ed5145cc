"""Tables set the other way round: the rows of the form as columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from gikvalidate.document import Cell, Table
from gikvalidate.recognise.labels import bare
from gikvalidate.recognise.schema import Form

# A row of a form prints one label, some forms two side by side.
_SEVERAL = 4


def turned(table: Table) -> Table:
    """The table with its rows as columns."""
    cells = (Cell(c.column, c.row, c.text, c.colspan, c.rowspan, c.number, c.confidence) for c in table.cells)
    return replace(table, cells=tuple(sorted(cells, key=lambda c: c.row)), rows=table.columns, columns=table.rows)


def has_rows_across(table: Table, form: Form) -> bool:
    """Whether the labels of the form's rows stand beside one another."""
    labels = [(cell, word) for cell in table.cells if (word := bare(cell.text)) in form.row_index]
    labels = [(cell, word) for cell, word in labels if word not in form.column_words]
    across = _most((cell.row, word) for cell, word in labels)
    return across >= _SEVERAL and across > _most((cell.column, word) for cell, word in labels)


def _most(placed: Iterable[tuple[int, str]]) -> int:
    """The most labels that differ and stand in one line."""
    lines = Counter(line for line, _ in set(placed))
    return max(lines.values(), default=0)
