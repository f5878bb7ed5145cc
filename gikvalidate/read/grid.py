"""Rows of cells to a `Table`: spans laid out and bounded, data told from page layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from gikvalidate.document import Cell, Table
from gikvalidate.read.refusals import Refused

LIMIT = 200_000
WIDEST = 1000
# A paragraph longer than this in a table of few columns is running text, not a figure or its label.
RUNNING = 100


@dataclass(slots=True)
class Slot:
    """A cell as its row gives it, before it has a place on the grid."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    number: int | None = None


@dataclass(slots=True)
class Measure:
    """How much text a table has, how much of it runs on, and how much shares its cell with a table inside."""

    text: int = 0
    running: int = 0
    nested: int = 0
    cells: int = 0
    widest: int = 0

    def add(self, paragraphs: Iterable[str], inside: Sequence[Table]) -> None:
        """Count a cell: its own paragraphs and the tables inside it."""
        own = 0
        for paragraph in paragraphs:
            length = len(paragraph)
            own += length
            if length > RUNNING:
                self.running += length
        if inside and (within := [len(cell.text) for table in inside for cell in table.cells]):
            own += sum(within)
            self.nested += own
        self.text += own
        self.cells += 1

    def add_plain(self, length: int) -> None:
        """Count a cell with one paragraph of this length, or with none."""
        self.text += length
        self.running += length if length > RUNNING else 0
        self.cells += 1

    def is_layout(self) -> bool:
        """Whether the table only arranges the page, so that its cells are to be read one after another."""
        if self.cells <= 1:
            return True
        if self.nested and 2 * self.nested >= self.text:
            return True
        return self.widest <= 3 and 2 * self.running >= self.text > 0


def lay_out(rows: Sequence[Sequence[Slot]], page: int | None = None) -> Table | None:
    """Place every slot at the first free position of its row, as a browser does; None for a table without text."""
    cells: list[Cell] = []
    # For each column the first row that is free again.
    free: list[int] = []
    for index, row in enumerate(rows):
        column, below = 0, index + 1
        for slot in row:
            while column < len(free) and free[column] > index:
                column += 1
            wide, tall = slot.colspan, slot.rowspan
            if wide == 1 and tall == 1:
                # Most cells are plain ones.
                cells.append(Cell(index, column, slot.text, 1, 1, slot.number))
                if column < len(free):
                    free[column] = below
                else:
                    free.append(below)
                column += 1
                continue
            wide = _room(free, column, index, wide)
            tall = max(1, min(tall, len(rows) - index))
            right = column + wide
            free[column:right] = [index + tall] * wide
            cells.append(Cell(index, column, slot.text, tall, wide, slot.number))
            column = right
        check_size(len(rows), len(free))
    return table_of(cells, len(rows), len(free), page)


def table_of(cells: Sequence[Cell], rows: int, columns: int, page: int | None = None) -> Table | None:
    """The table of these placed cells, or None where there is nothing to read in it."""
    check_size(rows, columns)
    if not any(cell.text.strip() for cell in cells):
        return None
    return Table(tuple(cells), rows, columns, page=page)


def check_size(rows: int, columns: int) -> None:
    """Refuse what no report holds before its grid is built."""
    if rows * columns > LIMIT:
        raise Refused("table_too_big", limit=LIMIT)


def _room(free: list[int], column: int, row: int, wanted: int) -> int:
    """A cell never covers a place taken from above."""
    if wanted == 1:
        return 1
    wanted = max(1, min(wanted, WIDEST))
    beside = free[column : column + wanted]
    clear = sum(1 for _ in takewhile(lambda until: until <= row, beside))
    return wanted if clear == len(beside) else clear
