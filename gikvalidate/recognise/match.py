"""Which cell of the document is which cell of the form.

A table is walked row by row. Rows that print column labels are headings; a row that prints a row label is data, its
values stand to the right of the label. Columns are taken from the headings where the grid is whole, and by position
where it is not (text flattened from Word keeps no spans). Labels that are not printed as on the form are placed by
their neighbours, their ordinal and their likeness, and told as altered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from gikvalidate.document import Cell, Document, Table
from gikvalidate.figures import Figure, Figures, RecognisedTable
from gikvalidate.recognise.cells import parse_cell
from gikvalidate.recognise.labels import bare, ordinal
from gikvalidate.recognise.rows import Row, is_value, rows_of
from gikvalidate.recognise.schema import Block, Form, Line, row_names


def recognise(document: Document, forms: Sequence[Form], year: int | None = None) -> Figures:
    """Find the statutory tables of `document` and every figure in them.

    The generation is the form most of whose own labels the tables print; where they print none, the one in force in
    `year`. A document without a statutory table gives no figures; its generation is that of its year.
    """
    form = _generation(document, forms, year)
    if form is None:
        return Figures(_by_year(forms, year))
    placing = _Placing(form)
    for table in document.tables:
        _TableWalk(placing, table).run()
    return placing.figures()


def _generation(document: Document, forms: Sequence[Form], year: int | None) -> Form | None:
    words = {bare(cell.text) for table in document.tables for cell in table.cells if len(cell.text) < _LONGEST_LABEL}

    def evidence(form: Form) -> tuple[int, int, bool]:
        labels = words & (form.row_index.keys() | form.column_words)
        return len(words & form.markers), len(labels), year is not None and form.covers(year)

    best = max(forms, key=evidence, default=None)
    return best if best is not None and sum(evidence(best)[:2]) >= _ENOUGH_LABELS else None


def _by_year(forms: Sequence[Form], year: int | None) -> str | None:
    return next((form.generation for form in forms if year and form.covers(year)), None)


_LONGEST_LABEL = 80
_ENOUGH_LABELS = 3
_ALIKE = 0.6
_SAME_ORDINAL = 0.3


@dataclass
class _Told:
    """What is to be told of one statutory table beside its figures."""

    index: int
    altered: list[tuple[str, str, str]] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)


class _Placing:
    """The figures of one document placed so far."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.cells: dict[str, Figure] = {}
        self.told: dict[str, _Told] = {}

    def place(self, block: Block, row: Line | None, column: Line, cell: Cell, table: Table) -> None:
        """Give `cell` its key; the first cell found for a key keeps it."""
        key = block.key(row, column)
        if key in self.cells:
            return
        kind, value = parse_cell(cell, block.measure(row, column)[1])
        place = (table.index, cell.row, cell.column, table.page)
        names = (block.title, *row_names(row, column))
        self.cells[key] = Figure(key, cell.text, kind, value, *names, *place, cell.confidence)

    def tell(self, block: Block, table: Table) -> _Told:
        return self.told.setdefault(block.table, _Told(table.index))

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
            )
            for table, told in sorted(self.told.items())
        )
        cells = dict(sorted(self.cells.items(), key=lambda item: order.get(item[0], len(order))))
        return Figures(self.form.generation, cells, tables, absent)

    def _left_out(self, key: str) -> bool:
        """Whether the form allows `key` to be missing: an optional row, or rows whose optional single row is there."""
        table, *row, column = key.split(".")
        return self.form.keys[key].optional or ".".join((table, *row[:-1], column)) in self.cells


#: The columns a table prints of a block, and the grid column of each where the headings say all of them.
_Columns = tuple[list[Line], list[int] | None]


class _TableWalk:
    """One pass over one table of the document."""

    def __init__(self, placing: _Placing, table: Table) -> None:
        self.placing = placing
        self.form = placing.form
        self.table = table
        self.headings: list[Row] = []
        self.in_data = False
        self.block: Block | None = None
        self.waiting: list[tuple[Row, _Columns]] = []
        self.columns: dict[int, _Columns] = {}
        self.last: Line | None = None

    def run(self) -> None:
        for row in rows_of(self.table, self.form):
            self._label(row)
            if self._is_heading(row):
                if self.in_data:
                    self.headings = []
                self.in_data = False
                self.headings.append(row)
                self.columns = {}
            elif row.found is not None:
                self._data(row, *row.found)
            elif (block := self._anonymous(row)) is not None:
                self.placing.tell(block, self.table)
                self._values(block, None, row)
                self.in_data = True
            elif self.block is not None and sum(map(is_value, row.cells)) >= len(self.block.columns):
                self.waiting.append((row, self._columns(self.block)))
        self._settle(None)

    def _label(self, row: Row) -> None:
        for position, cell in enumerate(row.cells):
            if len(cell.text) < _LONGEST_LABEL and (choices := self.form.row_index.get(bare(cell.text))):
                row.found, row.label_at = self._choose(choices), position

    def _choose(self, choices: list[tuple[Block, Line]]) -> tuple[Block, Line]:
        """The row that is meant where several print one label: in this block, the next one behind the last row read."""
        here = [choice for choice in choices if choice[0] is self.block]
        rows = self.block.rows if self.block is not None else ()
        last = rows.index(self.last) if self.last in rows else -1
        return next((choice for choice in here if rows.index(choice[1]) > last), (here or choices)[0])

    def _is_heading(self, row: Row) -> bool:
        """A heading prints two column labels, or one and no row label (总计 is both a column and a row)."""
        words = {bare(cell.text) for cell in row.cells if cell.text}
        return len(words & self.form.column_words) > (row.found is not None)

    def _data(self, row: Row, block: Block, line: Line) -> None:
        self._settle(line if block is self.block else None)
        self.block, self.last, self.in_data = block, line, True
        self._values(block, line, row)
        told = self.placing.tell(block, self.table)
        label = row.cells[row.label_at].text
        if bare(label) != line.words[0]:
            told.altered.append((line.key, label, line.label))

    def _settle(self, following: Line | None) -> None:
        """Place the rows whose labels nobody prints, now that the row behind them is known."""
        waiting, self.waiting = self.waiting, []
        if not waiting or self.block is None:
            return
        lines = list(self.block.rows)
        first = lines.index(self.last) + 1 if self.last in lines else 0
        open_lines = lines[first : lines.index(following) if following in lines else len(lines)]
        for row, columns in waiting:
            texts = [cell for cell in row.cells if not is_value(cell)]
            told = self.placing.tell(self.block, self.table)
            if not texts:
                continue
            line = _likest(texts[-1].text, [line for line in open_lines if not line.optional])
            if line is None:
                told.unplaced.append(texts[-1].text)
                continue
            open_lines = open_lines[open_lines.index(line) + 1 :]
            row.label_at = row.cells.index(texts[-1])
            self._values(self.block, line, row, columns)
            told.altered.append((line.key, texts[-1].text, line.label))

    def _anonymous(self, row: Row) -> Block | None:
        """The block without row labels whose headings stand above, if `row` holds its values."""
        heads = {bare(cell.text) for heading in self.headings for cell in heading.cells}
        for block in self.form.blocks:
            if not block.rows and all(heads.intersection(column.words) for column in block.columns):
                values = [cell for cell in row.cells if is_value(cell)]
                if len(values) >= len(block.columns):
                    return block
        return None

    def _columns(self, block: Block) -> _Columns:
        """The columns of `block` under the present headings and their places, found once for all rows below."""
        if id(block) not in self.columns:
            printed = _printed(block, self.headings)
            self.columns[id(block)] = printed, _grid_columns(printed, self.headings)
        return self.columns[id(block)]

    def _values(self, block: Block, line: Line | None, row: Row, under: _Columns | None = None) -> None:
        columns, positions = under or self._columns(block)
        if row.whole and positions is not None:
            cells = [row.grid[position] for position in positions]
        else:
            cells = list(row.values[-len(columns) :])
            if len(cells) < len(columns):
                # The source lost what tells empty cells from none, so these figures are nobody's.
                self.placing.tell(block, self.table).unplaced.append(row.cells[row.label_at].text)
                return
        for column, cell in zip(columns, cells, strict=True):
            if cell is not None and cell not in row.cells[: row.label_at + 1] and not _shared(cell, cells):
                self.placing.place(block, line, column, cell, self.table)


def _shared(cell: Cell, cells: Sequence[Cell | None]) -> bool:
    """Whether a figure stands merged over several columns, so that nobody can say whose it is."""
    return cells.count(cell) > 1 and any(digit in "123456789" for digit in cell.text)


def _likest(label: str, lines: Sequence[Line]) -> Line | None:
    """The line whose label is most like `label`, if any is like enough; an equal ordinal speaks for it."""

    def likeness(line: Line) -> float:
        alike = max(SequenceMatcher(None, bare(label), word).ratio() for word in line.words)
        return alike + (_SAME_ORDINAL if ordinal(label) and ordinal(label) == ordinal(line.label) else 0)

    best = max(lines, key=likeness, default=None)
    return best if best is not None and likeness(best) >= _ALIKE else None


def _printed(block: Block, headings: Sequence[Row]) -> list[Line]:
    """The columns this print of the block has: all, but for optional ones that no heading names."""
    heads = {bare(cell.text) for heading in headings for cell in heading.cells}
    printed = [column for column in block.columns if not column.optional or heads.intersection(column.words)]
    return printed or list(block.columns[:1])


def _grid_columns(columns: Sequence[Line], headings: Sequence[Row]) -> list[int] | None:
    """The grid column of every one of `columns`, read from the headings; None where they do not say all."""
    if not headings or not all(heading.whole for heading in headings):
        return None
    positions = []
    for column in columns:
        cells = {cell: None for heading in headings for cell in heading.cells if bare(cell.text) in column.words}
        if len(cells) > 1:
            over = bare(column.group)
            cells = {cell: None for cell in cells if any(bare(h.text) == over for h in _above(cell, headings))}
        if len(cells) != 1:
            return None
        positions.append(next(iter(cells)).column)
    return positions if len(set(positions)) == len(positions) else None


def _above(cell: Cell, headings: Sequence[Row]) -> list[Cell]:
    """The heading cells over the column in which `cell` stands."""
    over = (heading.grid[cell.column] for heading in headings if cell.column < len(heading.grid))
    return [other for other in over if other is not None and other is not cell]
