"""The figures of one document as they are placed: cells under their keys, and what is to be told of each table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gikvalidate.document import Cell, Table
from gikvalidate.figures import CellKind, Doubt, DoubtKind, Figure, Figures, RecognisedTable
from gikvalidate.recognise.cells import parse_cell
from gikvalidate.recognise.columns import Columns
from gikvalidate.recognise.schema import Block, Form, Line, row_names

#: White space between digits; a thousand is not doubtful (1 234).
_SPACED = re.compile(r"\d\s+(?!\d{3}(?!\d))\d")


@dataclass
class Told:
    """What is to be told of one statutory table beside its figures."""

    index: int
    altered: list[tuple[str, str, str]] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)

    def leave(self, label: str, last: Line | None) -> None:
        """A row that belongs to no key, below the `last` one that does."""
        self.unplaced.append(label)
        self.behind.append(last.key if last is not None else "")


class Placing:
    """The figures of one document placed so far."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.cells: dict[str, Figure] = {}
        self.told: dict[str, Told] = {}
        self.doubts: list[Doubt] = []
        #: The keys whose cells no lines part, by table.
        self.inferred: dict[str, list[str]] = {}
        #: The keys for which a later table has another figure, by table.
        self.twice: dict[str, list[str]] = {}
        #: The columns of each block (by its position in the form) as headings told them, and how wide the table was.
        self.headed: dict[int, tuple[Columns, int]] = {}
        #: The tables (by index) that held something; whether the present one is looked at with rows for columns.
        self.used: set[int] = set()
        self.turned = False

    def place(self, block: Block, row: Line | None, column: Line, cell: Cell, table: Table) -> None:
        """Give `cell` its key; the first cell found for a key keeps it."""
        key = block.key(row, column)
        kind, value = parse_cell(cell, block.measure(row, column)[1])
        if (first := self.cells.get(key)) is not None:
            if first.table_index != table.index and kind is first.kind is CellKind.NUMBER and value != first.value:
                self.twice.setdefault(block.table, []).append(key)
            return
        place = self._at(cell, table)
        names = (block.title, *row_names(row, column))
        self.cells[key] = Figure(key, cell.text, kind, value, *names, *place, cell.confidence)
        if table.inferred:
            self.inferred.setdefault(block.table, []).append(key)
        if kind is CellKind.NUMBER and _SPACED.search(cell.text.strip()):
            self.doubts.append(Doubt(DoubtKind.SPACED, (key,), (cell.text.strip(),)))

    def leave(self, block: Block, row: Line | None, columns: Columns, cells: Sequence[Cell], table: Table) -> None:
        """Leave a row unread whose figures are not as many as its columns."""
        keys = tuple(block.key(row, column) for column in columns.lines)
        if any(key in self.cells for key in keys):
            return
        texts = tuple(cell.text.strip() for cell in cells)
        for key, column in zip(keys, columns.lines, strict=True):
            names = (block.title, *row_names(row, column))
            place = self._at(cells[0], table)
            self.cells[key] = Figure(key, "|".join(texts), CellKind.UNREADABLE, None, *names, *place)
        kind = DoubtKind.MERGED if len(texts) == 1 < len(keys) else DoubtKind.COUNT
        self.doubts.append(Doubt(kind, keys, texts))

    def _at(self, cell: Cell, table: Table) -> tuple[int, int, int, int | None]:
        row, column = (cell.column, cell.row) if self.turned else (cell.row, cell.column)
        return table.index, row, column, table.page

    def tell(self, block: Block, table: Table) -> Told:
        self.used.add(table.index)
        return self.told.setdefault(block.table, Told(table.index))

    def figures(self) -> Figures:
        titles = {block.table: block.title for block in self.form.blocks}
        order = {key: position for position, key in enumerate(self.form.keys)}
        absent = frozenset(key for key in order if key not in self.cells and self._left_out(key))
        tables = tuple(
            RecognisedTable(
                table=table,
                title=titles[table],
                generation=self.form.generation,
                index=told.index,
                missing=tuple(
                    key for key in order if key.startswith(f"{table}.") and key not in self.cells.keys() | absent
                ),
                altered=tuple(told.altered),
                unplaced=tuple(told.unplaced),
                behind=tuple(told.behind),
            )
            for table, told in sorted(self.told.items())
        )
        cells = dict(sorted(self.cells.items(), key=lambda item: order.get(item[0], len(order))))
        inferred = (Doubt(DoubtKind.INFERRED, tuple(keys)) for keys in self.inferred.values())
        twice = (Doubt(DoubtKind.TWICE, tuple(keys)) for keys in self.twice.values())
        return Figures(self.form.generation, cells, tables, absent, (*self.doubts, *inferred, *twice))

    def _left_out(self, key: str) -> bool:
        """Whether the form allows `key` to be missing: an optional row, or rows whose optional single row is there."""
        table, *row, column = key.split(".")
        return self.form.keys[key].optional or ".".join((table, *row[:-1], column)) in self.cells
