"""Figures: the statutory cells of a report under their keys, with the value as written and the place."""

from __future__ import annotations

import pickle
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from gikvalidate.arithmetic import Exact, exact
from gikvalidate.byvalue import Columns, by_value, columns, from_columns, packed, unpacked


class CellKind(StrEnum):
    """What stands in a cell. The kinds stay distinct: a blank is not a zero and a dash is not a blank.

    UNREADABLE is a cell whose figure could not be made out, in a scan or in a row whose figures do not stand one under
    each column; its text is what was seen.
    """

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"
    TEXT = "text"
    UNREADABLE = "unreadable"


@by_value
@dataclass(frozen=True, slots=True)
class Figure:
    """One statutory cell.

    `key` is table.row.column as in the schemas; `value` is the exact number (already in the schema's unit) and
    None for every kind but NUMBER. `table`, `row` and `column` are the names printed on the form, `row_name` is the row
    as people call it (（三）8.属于行政查询事项); `table_index`, `grid_row` and `grid_column` find the cell in
    `Document.tables`. `confidence` is that of a recogniser that read the cell in a picture, None where it was text.
    """

    key: str
    text: str
    kind: CellKind
    value: Decimal | None
    table: str
    row: str
    column: str
    row_name: str
    table_index: int
    grid_row: int
    grid_column: int
    page: int | None = None
    confidence: float | None = None


class DoubtKind(StrEnum):
    """Why the shape of a document leaves in doubt which figure is meant.

    COUNT: a row has more or fewer figures than columns. MERGED: one figure stands over all columns of its row.
    UNANCHORED: no heading or label says what the cells are, they were taken by their place. SPACED: the digits of a
    cell stand apart. INFERRED: no lines part the cells of a table, they were told by how they stand on the page. TWICE:
    another table of the document has other figures for the same cells.
    """

    COUNT = "count"
    MERGED = "merged"
    UNANCHORED = "unanchored"
    SPACED = "spaced"
    INFERRED = "inferred"
    TWICE = "twice"


@by_value
@dataclass(frozen=True, slots=True)
class Doubt:
    """Cells that may not have been read as meant: their keys in the order of print, and the figures there."""

    kind: DoubtKind
    keys: tuple[str, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecognisedTable:
    """One statutory table found in the document: which it is, how well it fits, and what could not be placed.

    `missing` are keys of the schema without a cell; `altered` are (row or column key, label as written, label of
    the form) for labels that are recognisable but not as printed; `unplaced` are row labels that belong to no key, and
    `behind` the keys of the rows they stand below ("" above the first).
    """

    table: str
    title: str
    generation: str
    index: int
    missing: tuple[str, ...] = ()
    altered: tuple[tuple[str, str, str], ...] = ()
    unplaced: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statutory:
    """What a form says of one key: count, change or amount, the unit, and whether the form may leave it out.

    `row` and `column` are its names as people call them, `label` the row as printed.
    """

    key: str
    type: str
    unit: str
    optional: bool
    row: str
    column: str
    label: str

    @property
    def name(self) -> str:
        """As on the paper, the table left to the reader: （一）予以公开 · 总计."""
        return f"{self.row} · {self.column}"


#: The keys of one generation, in the order of the form.
Keys = Mapping[str, Statutory]


@dataclass(frozen=True)
class Figures:
    """All figures of one document by key, and the tables they came from.

    `absent` are keys that this print of the form does not have (a single 其他处理 row instead of three, or the
    other way round); they are no gap. `doubts` say which cells may not have been read as meant.
    """

    generation: str | None = None
    cells: Mapping[str, Figure] = field(default_factory=dict)
    tables: tuple[RecognisedTable, ...] = ()
    absent: frozenset[str] = frozenset()
    doubts: tuple[Doubt, ...] = ()

    @property
    def held(self) -> Container[str]:
        """The keys that the document has a cell for."""
        return self.cells if "cells" in self.__dict__ else _keys(self._sent[0])

    def cell(self, key: str) -> Figure | None:
        """One cell, for which the others need not be made."""
        if "cells" in self.__dict__:
            return self.cells.get(key)
        if (at := _keys(self._sent[0]).get(key)) is None:
            return None
        _, _, own, *names = unpacked(self._sent[0])
        filled, place = self._columns
        return Figure(*(column[at] for column in (own, *filled, *names, *place)))

    @cached_property
    def plain(self) -> Mapping[str, Exact]:
        """The numbers by key, a blank as zero; what is neither is not among them."""
        found: dict[str, Exact] = {}
        blank = CellKind.BLANK
        for key, kind, value in self._filled:
            if value is not None:
                found[key] = exact(value)
            elif kind is blank:
                found[key] = 0
        return found

    @property
    def _filled(self) -> Iterable[tuple[str, CellKind, Decimal | None]]:
        """What stands in each cell, for which those of a report sent from another process need not be made."""
        if "cells" in self.__dict__:
            return [(key, figure.kind, figure.value) for key, figure in self.cells.items()]
        _, kind, value = self._columns[0]
        return zip(unpacked(self._sent[0])[0], kind, value, strict=True)

    @cached_property
    def blank(self) -> frozenset[str]:
        """The cells in which nothing stands."""
        blank = CellKind.BLANK
        return frozenset([key for key, kind, _ in self._filled if kind is blank])

    @cached_property
    def strange(self) -> Mapping[str, Figure]:
        """The cells that hold something that is no number, no blank and no dash."""
        text, unreadable = CellKind.TEXT, CellKind.UNREADABLE
        return {key: one for key, one in self.cells.items() if one.kind is text or one.kind is unreadable}

    @cached_property
    def empty(self) -> frozenset[str]:
        """The cells that were left blank or hold a dash."""
        dash = CellKind.DASH
        return self.blank.union([key for key, kind, _ in self._filled if kind is dash])

    def __reduce__(self) -> tuple[Any, ...]:
        return _figures, (self.generation, self.tables, self.doubts, *self._sent)

    @cached_property
    def _sent(self) -> tuple[bytes, bytes]:
        """What all reports of the form have in common, and the columns of this one, each ready to be sent."""
        cells = columns(Figure, self.cells.values()) or ((),) * len(Figure.__slots__)
        key, text, kind, value, table, row, column, row_name, *place = cells
        # The names on the form are most of what there is to send, and the same in nearly all reports.
        form = packed((tuple(self.cells), self.absent, key, table, row, column, row_name))
        return form, pickle.dumps(((text, kind, value), tuple(place)), pickle.HIGHEST_PROTOCOL)

    @cached_property
    def _columns(self) -> tuple[Columns, Columns]:
        found: tuple[Columns, Columns] = pickle.loads(self._sent[1])
        return found

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Of a report sent from another process the cells are made when they are first asked for."""
            if name != "cells" or "_sent" not in self.__dict__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            keys, _, key, *names = unpacked(self._sent[0])
            filled, place = self._columns
            every = from_columns(Figure, (key, *filled, *names, *place))
            self.__dict__["cells"] = cells = dict(zip(keys, every, strict=True))
            return cells


@lru_cache(maxsize=256)
def _keys(form: bytes) -> Mapping[str, int]:
    """The place of each key in the columns."""
    keys: tuple[str, ...] = unpacked(form)[0]
    return {key: at for at, key in enumerate(keys)}


def _figures(
    generation: str | None,
    tables: tuple[RecognisedTable, ...],
    doubts: tuple[Doubt, ...],
    *sent: bytes,
) -> Figures:
    found = Figures.__new__(Figures)
    absent = unpacked(sent[0])[1]
    found.__dict__.update(generation=generation, tables=tables, absent=absent, doubts=doubts, _sent=sent)
    return found
