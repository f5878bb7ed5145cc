"""One sheet to paragraphs and tables, told apart by shape.

Rows tied together by cells merged downwards form a band. A band with one text is a line: a sentence, a title, or a row
of a table whose other cells are empty. Empty bands part what stands above from what stands below.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gikvalidate.document import Block, Paragraph
from gikvalidate.read.flattened import is_value
from gikvalidate.read.grid import WIDEST, Measure, Slot, check_size, lay_out
from gikvalidate.read.lines import NUMERALS, SIGNED, is_heading

# A cell longer than this, alone in its row, is a sentence.
LABEL = 40
OVERLAPS = 4
_SENTENCE_ENDS = ("。", "；", "：", "！", "？")

Place = tuple[int, int]


@dataclass(slots=True)
class Look:
    """What the parser does not tell of a sheet: the texts of cells with an error and of numbers that are shown
    otherwise than they are kept, and which rows and columns are hidden.
    """

    texts: dict[Place, str] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


@dataclass
class Sheet:
    """Texts by row and column; `merged` gives the height and width of merged cells at their top left place."""

    texts: list[list[str]]
    merged: dict[Place, tuple[int, int]] = field(default_factory=dict)
    covered: set[Place] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        texts: list[list[str]],
        ranges: Sequence[tuple[Place, Place]],
        look: Look,
    ) -> Sheet:
        """The sheet as one sees it, its merged cells kept within what is written on it."""
        told = look.texts
        rows = max([len(texts), *(row + 1 for row, _ in told)], default=0)
        columns = max([len(texts[0]) if texts else 0, *(column + 1 for _, column in told)])
        # The last column may be empty but for a merged heading over it; whole rows merged reach much further.
        columns = max([columns, *(right + 1 for (top, _), (_, right) in ranges if top < rows and right < WIDEST)])
        check_size(rows, columns)
        padded = [row + [""] * (columns - len(row)) for row in texts]
        padded += [[""] * columns for _ in range(rows - len(texts))]
        for (row, column), text in told.items():
            padded[row][column] = text
        if look.rows or look.columns:
            padded, ranges = _seen(padded, ranges, look)
            rows, columns = len(padded), len(padded[0]) if padded else 0
        sheet = cls(padded)
        looked_at = 0
        for (top, left), (bottom, right) in ranges:
            if top < rows and left < columns:
                bottom, right = min(bottom, rows - 1), min(right, columns - 1)
                # Merged cells that overlap are looked at again and again.
                looked_at += (bottom - top + 1) * (right - left + 1)
                check_size(1, looked_at // OVERLAPS)
                sheet._merge(top, left, bottom, right)
        return sheet

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        places = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if places & self.covered:
            return
        self.covered |= places - {(top, left)}
        self.merged[top, left] = (bottom - top + 1, right - left + 1)

    def span(self, place: Place) -> tuple[int, int]:
        return self.merged.get(place, (1, 1))

    def across(self, place: Place) -> range:
        return range(place[1], place[1] + self.span(place)[1])

    def filled(self, row: int) -> list[int]:
        """Columns of the row at which a text begins."""
        return [
            column
            for column, text in enumerate(self.texts[row])
            if text and not text.isspace() and (row, column) not in self.covered
        ]


def _seen(
    texts: list[list[str]], ranges: Sequence[tuple[Place, Place]], look: Look
) -> tuple[list[list[str]], list[tuple[Place, Place]]]:
    """The sheet without hidden rows and columns; a merged cell shows its text as long as any part of it is seen."""
    rows = [row for row in range(len(texts)) if row not in look.rows]
    columns = [column for column in range(len(texts[0]) if texts else 0) if column not in look.columns]
    kept = []
    for (top, left), (bottom, right) in ranges:
        first, last = bisect_left(rows, top), bisect_right(rows, bottom) - 1
        begin, end = bisect_left(columns, left), bisect_right(columns, right) - 1
        if first <= last and begin <= end and top < len(texts) and left < len(texts[0]):
            texts[rows[first]][columns[begin]] = texts[top][left]
            kept.append(((first, begin), (last, end)))
    return [[texts[row][column] for column in columns] for row in rows], kept


@dataclass(frozen=True, slots=True)
class Band:
    """Rows `top` to `bottom` (not included) and the places of their texts."""

    top: int
    bottom: int
    places: tuple[Place, ...]

    @property
    def is_line(self) -> bool:
        return len(self.places) == 1

    def within(self, low: int, high: int) -> Band | None:
        """What of it begins in these columns."""
        places = tuple(place for place in self.places if low <= place[1] < high)
        return Band(self.top, self.bottom, places) if places else None


def regions(sheet: Sheet) -> Iterator[Block]:
    """Blocks of a sheet from top to bottom."""
    run: list[Band] = []
    for band in [*_bands(sheet), None]:
        if band is not None and band.places:
            run.append(band)
        elif run:
            for bands in _beside(sheet, run):
                yield from _Run(sheet, bands).blocks()
            run = []


def _beside(sheet: Sheet, run: Sequence[Band]) -> list[Sequence[Band]]:
    """Tables that stand beside one another, from left to right: an empty column parts them, and they end apart."""
    wide = [band for band in run if not band.is_line]
    taken = {column for band in wide for place in band.places for column in sheet.across(place)}
    end = max(taken, default=0) + 1
    edges = [0, *(column + 1 for column in range(min(taken, default=0), end) if column not in taken), end]
    parts = [list(filter(None, (band.within(low, high) for band in run))) for low, high in pairwise(edges)]
    places = [[place for band in part for place in band.places] for part in parts]
    apart = len(parts) > 1 and all(_is_table(sheet, part) for part in places)
    return list(parts) if apart and len({max(part)[0] for part in places}) > 1 else [run]


def _is_table(sheet: Sheet, places: Sequence[Place]) -> bool:
    """Whether these cells can be a table of their own: more than one column, and words above."""
    return len({column for _, column in places}) > 1 and not is_value(sheet.texts[places[0][0]][places[0][1]])


def _bands(sheet: Sheet) -> Iterator[Band]:
    tallest: dict[int, int] = {}
    for (row, _), (height, _) in sheet.merged.items():
        tallest[row] = max(tallest.get(row, 1), height)
    top = 0
    while top < len(sheet.texts):
        bottom = row = top
        while row <= bottom:
            bottom = max(bottom, row + tallest.get(row, 1) - 1)
            row += 1
        places = tuple((row, column) for row in range(top, bottom + 1) for column in sheet.filled(row))
        yield Band(top, bottom + 1, places)
        top = bottom + 1


class _Run:
    """Bands without an empty one between them: lines, tables, or a table with its title and notes."""

    def __init__(self, sheet: Sheet, bands: Sequence[Band]) -> None:
        self.sheet = sheet
        self.bands = bands
        self.wide = [index for index, band in enumerate(bands) if not band.is_line]
        columns = [column for index in self.wide for column in _columns(sheet, bands[index])]
        self.left, self.right = min(columns, default=0), max(columns, default=0)
        # The ordinal of the last row label of the table that is being read: 二 follows 一.
        self.ordinal = 0

    def blocks(self) -> Iterator[Block]:
        table: list[Band] = []
        for index, band in enumerate(self.bands):
            if band.is_line and not self._in_table(index, bool(table)):
                yield from self._table(table)
                yield from self._lines(band)
                table, self.ordinal = [], 0
                continue
            table.append(band)
            for row, column in band.places:
                if column == self.left:
                    self.ordinal = _ordinal(self.sheet.texts[row][column]) or self.ordinal
        yield from self._table(table)

    def _in_table(self, index: int, behind: bool) -> bool:
        """Whether a line is a row of the table it touches."""
        (place,) = self.bands[index].places
        text, width = self._text(place), self.sheet.span(place)[1]
        if not self.wide or len(text) > LABEL or text.endswith(_SENTENCE_ENDS) or SIGNED.search(text):
            return False
        if is_value(text) or (width > 1 and not self._is_banner(place)):
            return behind or index < self.wide[-1]
        if is_heading(text):
            return behind and width == 1 and place[1] == self.left and _ordinal(text) == self.ordinal + 1
        if not behind:
            return index + 1 in self.wide and self._is_banner(place) and self._has_banner_behind(index)
        if place[1] != self.left:
            # The label of a row of empty cells, in a column of labels behind the first.
            return behind and index < self.wide[-1] and place[1] <= self.right
        return index < self.wide[-1] or not self._is_banner(place)

    def _is_banner(self, place: Place) -> bool:
        """Whether a cell is merged over the whole width of the table."""
        return place[1] <= self.left and place[1] + self.sheet.span(place)[1] > self.right

    def _has_banner_behind(self, index: int) -> bool:
        """Whether the table is parted by such lines, so that the one above it belongs to it as well."""
        return any(
            self._is_banner(band.places[0])
            and len(text := self._text(band.places[0])) <= LABEL
            and not is_heading(text)
            for band in self.bands[index + 1 : self.wide[-1]]
            if band.is_line
        )

    def _text(self, place: Place) -> str:
        return self.sheet.texts[place[0]][place[1]].strip()

    def _lines(self, band: Band) -> Iterator[Paragraph]:
        return (Paragraph(line) for line in self._text(band.places[0]).split("\n"))

    def _table(self, bands: Sequence[Band]) -> Iterator[Block]:
        if not bands:
            return
        columns = [column for band in bands for column in _columns(self.sheet, band)]
        across = range(min(columns), max(columns) + 1)
        rows = [self._row(row, across) for band in bands for row in range(band.top, band.bottom)]
        if not bands[-1].is_line and not any(_is_figure(slot.text) for slot in rows[-1]):
            # Headings with nothing below them: the row for the figures was left empty.
            rows += self._left_empty(bands[-1].bottom, across)
        measure = Measure()
        for row in rows:
            for slot in row:
                measure.add([slot.text], ())
            measure.widest = max(measure.widest, sum(1 for slot in row if slot.text))
        if measure.is_layout():
            yield from (Paragraph(line) for row in rows for slot in row for line in slot.text.split("\n"))
        elif (laid := lay_out(rows)) is not None:
            yield laid

    def _row(self, row: int, across: range) -> list[Slot]:
        slots = []
        for column in across:
            if (row, column) not in self.sheet.covered:
                height, width = self.sheet.span((row, column))
                slots.append(Slot(self.sheet.texts[row][column], min(width, across.stop - column), height))
        return slots

    def _left_empty(self, row: int, across: range) -> list[list[Slot]]:
        if row < len(self.sheet.texts) and self.sheet.filled(row):
            return []
        return [[Slot("") for _ in across]]


def _columns(sheet: Sheet, band: Band) -> Iterator[int]:
    """The first and the last column of every text of a band."""
    for place in band.places:
        yield from (sheet.across(place)[0], sheet.across(place)[-1])


def _is_figure(text: str) -> bool:
    """Whether a cell holds a number, a dash, a formula or its error."""
    return bool(text.strip()) and (is_value(text) or text.startswith(("#", "=")))


def _ordinal(text: str) -> int:
    """2 for “二、上年结转…”, 0 for a text without such an ordinal."""
    head, mark, _ = text.strip().partition("、")
    return NUMERALS.index(head) + 1 if mark and len(head) == 1 and head in NUMERALS else 0
