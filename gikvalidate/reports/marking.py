"""Which words and cells of a document the findings speak of, cut so that any report can mark them in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gikvalidate.document import Cell, Document, Paragraph, Table
from gikvalidate.findings import CellPlace, Place, Result, Severity, TextPlace
from gikvalidate.submission import Submission

# No title is longer than this.
_TITLE = 45

#: Table, row and column of the upper left position of a cell.
Position = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one paragraph under the same findings; `ended` are those of which these are the last words."""

    text: str
    start: int
    numbers: tuple[int, ...] = ()
    ended: tuple[int, ...] = ()


@dataclass(frozen=True)
class Marking:
    """The marks of one document: `severities` by the number of a finding, numbers by cell, and spans of its text."""

    severities: dict[int, Severity]
    cells: dict[Position, list[int]]
    spans: Sequence[tuple[int, int, int]]
    finder: CellFinder

    def target(self, place: Place) -> Position | int | None:
        """What the mark of a place is known by: the position of its cell, or where its words begin."""
        return place.start if isinstance(place, TextPlace) else self.finder.position(place)

    def pieces(self, paragraph: Paragraph) -> list[Piece]:
        """A paragraph cut wherever a mark begins or ends."""
        low, high = paragraph.start, paragraph.end
        here = [span for span in self.spans if span[0] < high and low < span[1]]
        cuts = {low, high} | {cut for span in here for cut in span[:2] if low < cut < high}
        edges = sorted(cuts)
        return [self._piece(paragraph, start, end, here) for start, end in pairwise(edges)]

    def _piece(self, paragraph: Paragraph, start: int, end: int, here: Sequence[tuple[int, int, int]]) -> Piece:
        over = [span for span in here if span[0] < end and start < span[1]]
        last = [number for _, until, number in over if until == end or (until > end == paragraph.end)]
        text = paragraph.text[start - paragraph.start : end - paragraph.start]
        return Piece(text, start, tuple(sorted({span[2] for span in over})), tuple(sorted(set(last))))

    def gravest(self, numbers: Sequence[int]) -> Severity:
        """The lane in which what stands under these findings is shown."""
        return min((self.severities[number] for number in numbers), key=lambda severity: severity.rank)


def marking(result: Result) -> Marking:
    """The marks of all findings, numbered as the reports list them."""
    finder = CellFinder(result.submission.document)
    cells: dict[Position, list[int]] = defaultdict(list)
    spans: list[tuple[int, int, int]] = []
    for number, finding in enumerate(result.findings, start=1):
        for place in finding.outcome.places:
            if isinstance(place, TextPlace):
                spans.append((place.start, place.end, number))
            elif (position := finder.position(place)) and number not in cells[position]:
                cells[position].append(number)
    severities = {number: finding.severity for number, finding in enumerate(result.findings, start=1)}
    return Marking(severities, dict(cells), spans, finder)


class CellFinder:
    """Cells by any position they cover; each table is laid out once."""

    def __init__(self, document: Document) -> None:
        self._tables = document.tables
        self._grids: dict[int, list[list[Cell | None]]] = {}

    def position(self, place: CellPlace) -> Position | None:
        if place.table_index >= len(self._tables):
            return None
        table = self._tables[place.table_index]
        if not (place.grid_row < table.rows and place.grid_column < table.columns):
            return None
        if table.index not in self._grids:
            self._grids[table.index] = table.grid()
        cell = self._grids[table.index][place.grid_row][place.grid_column]
        return None if cell is None else (table.index, cell.row, cell.column)


def rows(table: Table) -> Iterator[list[Cell]]:
    """The cells of a table row by row, each where it begins."""
    begun: dict[int, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        begun[cell.row].append(cell)
    for row in range(table.rows):
        yield sorted(begun[row], key=lambda cell: cell.column)


def is_title(paragraph: Paragraph, submission: Submission) -> bool:
    """Whether these are words of the title: short and unfinished, before the first section."""
    first = min((section.start for section in submission.sections), default=0)
    return paragraph.end <= first and len(paragraph.text) <= _TITLE and not paragraph.text.endswith("。")
