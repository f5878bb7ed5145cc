"""One table of the document walked row by row.

Rows that print column labels are headings; a row that prints a row label is data, its values stand to the right of the
label. Columns are taken from the headings where the grid is whole, and by position where it is not (text flattened from
Word keeps no spans). Labels that are not printed as on the form are placed by their neighbours, their ordinal and their
likeness, and told as altered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from gikvalidate.document import Cell, Table
from gikvalidate.figures import Doubt, DoubtKind
from gikvalidate.recognise.columns import Columns, columns_of, group_of, headed, stands_under
from gikvalidate.recognise.generation import LONGEST_LABEL
from gikvalidate.recognise.labels import bare, ordinal
from gikvalidate.recognise.placing import Placing
from gikvalidate.recognise.rows import Row, is_gap, is_value, is_written, rows_of
from gikvalidate.recognise.schema import Block, Line

_YEAR = re.compile(r"\s*20[0-3]\d\s*")
_ALIKE = 0.6
_SAME_ORDINAL = 0.3
# A row lacking more figures than this is another kind of row.
_MOST_LACKING = 2
_FEW_MISFITS = 3


class TableWalk:
    """One pass over one table of the document."""

    def __init__(self, placing: Placing, table: Table, caption: str) -> None:
        self.placing = placing
        self.caption = caption
        self.form = placing.form
        self.table = table
        self.headings: list[Row] = []
        self.in_data = False
        self.block: Block | None = None
        self.waiting: list[tuple[Row, Columns]] = []
        self.columns: dict[int, Columns] = {}
        self.stubs: dict[int, int] = {}
        self.misfits: list[tuple[Block, Line | None, Columns, Row]] = []
        self.read: list[Block] = []
        self.last: Line | None = None

    def run(self) -> None:
        rows = rows_of(self.table, self.form)
        self.stubs = self._stubs(rows)
        for index, row in enumerate(rows):
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
                if is_gap(row, rows[index + 1 :], block):
                    continue
                self.placing.tell(block, self.table)
                self._values(block, None, row)
                self.in_data = True
            elif (part := self._group(row)) is not None:
                self.placing.tell(part[0], self.table)
                self._place(part[0], None, part[1], self._figures_of(row), row)
                self.in_data = True
            elif (block := self._open(row)) is not None:
                columns = self._columns(block)
                if sum(map(is_value, row.cells)) >= len(columns.lines):
                    self.block = block
                    self.waiting.append((row, columns))
        self._settle(None)
        self._settle_misfits()

    def _group(self, row: Row) -> tuple[Block, Columns] | None:
        """One group of the columns of a block without row labels, which the headings, the row or the caption name."""
        own = "".join(cell.text for cell in row.cells if not is_value(cell))
        return group_of(self.form.blocks, self.headings, own, self.caption, len(self._figures_of(row)))

    def _figures_of(self, row: Row) -> list[Cell]:
        """The figures of a row without a row label of the form; blanks beside another label belong to that."""
        figures = [cell for cell in row.cells if is_value(cell)]
        labelled = len(figures) < len(row.cells)
        return [cell for cell in figures if cell.text.strip() or not labelled or self._under_column(cell)]

    def _under_column(self, cell: Cell) -> bool:
        over = stands_under(cell, self.headings)
        return over is not None and bare(over.text) in self.form.column_words

    def _stubs(self, rows: Sequence[Row]) -> dict[int, int]:
        """For each block the first grid column behind all its labels."""
        stubs: dict[int, int] = {}
        for row in rows:
            if not row.grid or self._is_heading(row):
                continue
            for cell in row.cells:
                for block, _ in self.form.row_index.get(bare(cell.text), ()) if len(cell.text) < LONGEST_LABEL else ():
                    stubs[id(block)] = max(stubs.get(id(block), 0), cell.column + 1)
        return stubs

    def _label(self, row: Row) -> None:
        for position, cell in enumerate(row.cells):
            if len(cell.text) < LONGEST_LABEL and (choices := self.form.row_index.get(bare(cell.text))):
                row.found, row.label_at = self._choose(choices), position

    def _choose(self, choices: list[tuple[Block, Line]]) -> tuple[Block, Line]:
        """The row that is meant where several print one label: in this block, the next one behind the last row read."""
        here = [choice for choice in choices if choice[0] is self.block]
        rows = self.block.rows if self.block is not None else ()
        last = rows.index(self.last) if self.last in rows else -1
        return next((choice for choice in here if rows.index(choice[1]) > last), (here or choices)[0])

    def _is_heading(self, row: Row) -> bool:
        """A heading prints two column labels, or one and no row label (总计 is both a column and a row)."""
        texts = [cell.text for cell in row.cells if cell.text]
        if row.found is None and any(group in text for text in texts for group in self.form.groups):
            if self._group(row) is not None:
                return False  # the headings above name its columns, so it has figures, blank ones perhaps
            if len(texts) == 1:
                return True
        numbers = [text for text in texts if text.strip().isdigit()]
        # A column may be headed by its year; a figure beside others that are none (397 and 1905) is no year.
        figures = frozenset() if all(map(_YEAR.fullmatch, numbers)) else frozenset(numbers)
        words = {bare(text) for text in texts if text not in figures}
        return len(words & self.form.column_words) > (row.found is not None)

    def _data(self, row: Row, block: Block, line: Line) -> None:
        self._settle(line if block is self.block else None)
        self.block, self.last, self.in_data = block, line, True
        self._values(block, line, row)
        told = self.placing.tell(block, self.table)
        label = row.cells[row.label_at].text
        if bare(label) not in block.spellings(line, line.words[0]):
            told.altered.append((line.key, label, line.label))

    def _settle(self, following: Line | None) -> None:
        """Place the rows whose labels nobody prints, now that the row behind them is known."""
        waiting, self.waiting = self.waiting, []
        if not waiting or self.block is None:
            return
        lines = list(self.block.rows)
        first = lines.index(self.last) + 1 if self.last in lines else 0
        open_lines = lines[first : lines.index(following) if following in lines else len(lines)]
        nameless = [row for row, _ in waiting if all(map(is_value, row.cells)) and any(cell.text for cell in row.cells)]
        printed = [line for line in open_lines if not line.optional]
        if len(nameless) == len(waiting) == len(printed):
            for (row, columns), open_line in zip(waiting, printed, strict=True):
                self._values(self.block, open_line, row, columns)
                keys = tuple(self.block.key(open_line, column) for column in columns.lines)
                self.placing.doubts.append(Doubt(DoubtKind.UNANCHORED, keys))
            return
        for row, columns in waiting:
            texts = [cell for cell in row.cells if not is_value(cell) and cell.text.strip() not in self.block.units]
            told = self.placing.tell(self.block, self.table)
            if not texts:
                continue
            line = _likest(texts[-1].text, [line for line in open_lines if not line.optional])
            if line is None:
                if is_written(row):
                    told.leave(texts[-1].text, self.last)
                continue
            open_lines = open_lines[open_lines.index(line) + 1 :]
            row.label_at = row.cells.index(texts[-1])
            self._values(self.block, line, row, columns)
            told.altered.append((line.key, texts[-1].text, line.label))

    def _anonymous(self, row: Row) -> Block | None:
        """The block without row labels whose headings stand above, or without any that has as many figures."""
        heads = {bare(cell.text) for heading in self.headings for cell in heading.cells}
        for block in self.form.blocks:
            if block.rows:
                continue
            if not self.headings and len(row.cells) == len(block.columns) and all(map(is_value, row.cells)):
                # A row without any text is as good a head left empty.
                return block if any(cell.text.strip() for cell in row.cells) else None
            if all(heads.intersection(column.words) for column in block.columns):
                values = [cell for cell in row.cells if is_value(cell)]
                if len(values) >= len(block.columns) - _MOST_LACKING:
                    return block
        return None

    def _open(self, row: Row) -> Block | None:
        """The block in which a row without a known label stands; above the first known one its headings tell."""
        if self.block is not None or not is_written(row):
            return self.block
        return headed(self.form.blocks, self.headings)

    def _columns(self, block: Block) -> Columns:
        """The columns of `block` under the present headings and their places, found once for all rows below.

        A table that goes on in another keeps the columns it had.
        """
        number = self.form.blocks.index(block)
        if id(block) not in self.columns:
            columns = columns_of(block, self.headings)
            before, width = self.placing.headed.get(number, (None, 0))
            if len(columns.unnamed) < len(block.columns) or before is None:
                self.placing.headed[number] = (columns, self.table.columns)
            else:
                columns = before if width == self.table.columns else replace(before, positions=None)
            self.columns[id(block)] = columns
        return self.columns[id(block)]

    def _values(self, block: Block, line: Line | None, row: Row, under: Columns | None = None) -> None:
        columns = under or self._columns(block)
        if row.whole and columns.positions is not None:
            cells = [row.grid[position] for position in columns.positions]
        elif columns.positions is not None:
            cells = list(self._figures(block, columns, row)[-len(columns.lines) :])
        else:
            cells = list(row.values[-len(columns.lines) :])
        own = [cell for cell in dict.fromkeys(cells) if cell is not None and cell not in row.cells[: row.label_at + 1]]
        if not own:
            self.placing.tell(block, self.table).leave(row.cells[row.label_at].text, self.last)
            return
        figures = self._figures(block, columns, row)
        more = any(cell.text.strip() and cell not in own for cell in figures)
        # Without headings nobody can tell a blank in front from a cell that belongs to the label.
        more = more or bool(columns.unnamed and len(figures) > len(columns.lines) and any(c.text.strip() for c in own))
        lacking = len(columns.lines) - len(own)
        if more or (0 < lacking <= _MOST_LACKING and any(cell.text.strip() for cell in own)):
            self.misfits.append((block, line, columns, row))
            return
        self._place(block, line, columns, cells, row)

    def _place(self, block: Block, line: Line | None, columns: Columns, cells: Sequence[Cell | None], row: Row) -> None:
        if len(cells) < len(columns.lines):
            # The source lost what tells empty cells from none, so these figures are nobody's.
            self.placing.tell(block, self.table).leave(row.cells[row.label_at].text, self.last)
            return
        self.read.append(block)
        for column, cell in zip(columns.lines, cells, strict=True):
            if cell is not None and cell not in row.cells[: row.label_at + 1] and not _shared(cell, cells):
                self.placing.place(block, line, column, cell, self.table)
        if columns.unnamed:
            keys = tuple(block.key(line, column) for column in columns.unnamed)
            self.placing.doubts.append(Doubt(DoubtKind.UNANCHORED, keys))

    def _figures(self, block: Block, columns: Columns, row: Row) -> list[Cell]:
        """The figures behind the label of a row, blanks among them, without those under headings of other columns."""
        first = min(columns.positions or (self.stubs.get(id(block), 0),))
        found = []
        for cell in filter(is_value, row.values):
            over = stands_under(cell, self.headings)
            known = over is None or bare(over.text) in block.column_words | block.over_words
            if bool(cell.text.strip()) if cell.column < first else known:
                found.append(cell)
        return found

    def _settle_misfits(self) -> None:
        """Leave the rows unread that have not as many figures as columns.

        Where most rows of a table with headings do, it has columns of its own, and its figures stand under theirs.
        """
        for block, line, columns, row in self.misfits:
            same = sum(other is block for other, *_ in self.misfits)
            if same > self.read.count(block) and same > _FEW_MISFITS and row.whole and columns.positions is not None:
                self._place(block, line, columns, [row.grid[position] for position in columns.positions], row)
                continue
            cells = self._figures(block, columns, row)
            if not cells:
                self.placing.tell(block, self.table).leave(row.cells[row.label_at].text, self.last)
                continue
            same_number = len(cells) == len(columns.lines)
            if len(cells) > len(columns.lines) and not columns.unnamed:
                # Empty columns without a heading part one group of figures from the next.
                cells = [cell for cell in cells if cell.text.strip() or stands_under(cell, self.headings)]
                same_number = len(cells) == len(columns.lines)
            while len(cells) > len(columns.lines) and not cells[-1].text.strip():
                cells.pop()
            if same_number and len(cells) > _FEW_MISFITS:
                # As many as there should be, but a wrong span moved them from under their headings.
                self._place(block, line, replace(columns, unnamed=columns.lines), cells, row)
            else:
                self.placing.leave(block, line, columns, cells, self.table)


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
