"""Pages to blocks in reading order: tables where lines draw them, the rest as paragraphs."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gikvalidate.document import Origin, Paragraph, Table
from gikvalidate.read.contents import contents
from gikvalidate.read.pdf.cuts import leave_cut_rows, leave_last_row
from gikvalidate.read.pdf.frame import Page
from gikvalidate.read.pdf.furniture import furniture
from gikvalidate.read.pdf.gutters import Side, column_by_column, strip_of
from gikvalidate.read.pdf.lines import Line, lines
from gikvalidate.read.pdf.paragraphs import Margins, Mark, begins, joined, margins
from gikvalidate.read.pdf.ruled import Part, fill, parts
from gikvalidate.read.pdf.tables import Marks, continues, table
from gikvalidate.read.pdf.unruled import unruled


@dataclass(frozen=True)
class Words:
    """A paragraph and the glyph of each of its characters."""

    block: Paragraph
    marks: list[Mark]


@dataclass(frozen=True)
class Grid:
    """A table and the glyphs in each of its cells."""

    block: Table
    marks: Marks


Piece = Words | Grid


@dataclass
class _Sheet:
    """One page, or one of the columns in which it is printed, while it is put together."""

    page: Page
    lines: list[Line]
    parts: list[Part]
    side: Side = Side.WHOLE
    margins: Margins = field(default_factory=lambda: Margins(0, 0, 0, False))

    @property
    def shape(self) -> tuple[int, int, Side]:
        return round(self.page.frame.width), round(self.page.frame.height), self.side


def compose(pages: Iterable[Page]) -> list[Piece]:
    """All pieces of a document in reading order, furniture last."""
    read = list(pages)
    sheets = [_sheet(page, drawn) for page, drawn in zip(read, _tables(read), strict=True)]
    outside = furniture([(sheet.lines, sheet.page.frame.height) for sheet in sheets])
    sheets = list(_columns(sheets, _entries(sheets).union(outside)))
    for sheet in sheets:
        found, sheet.lines = unruled(sheet.lines, sheet.page.number, sheet.page.rules)
        sheet.parts += found
    for above, below in pairwise(sheets):
        if (last := _items(above)[-1:]) and (first := _items(below)[:1]):
            _leave(last[0], first[0])
    _measure(sheets)
    body = list(_body(sheets))
    return body + [_words([line], origin) for line, origin in outside.items()]


def _tables(pages: Sequence[Page]) -> list[list[Part]]:
    """The grids of every page; one cell alone is text in a frame unless a table goes on from it or into it."""
    drawn = [parts(page.rules, page.number) for page in pages]
    beside = [[], *drawn, []]
    return [
        [part for part in here if len(part.areas) > 1 or _goes_on(part, here, above, below)]
        for above, here, below in zip(beside, drawn, beside[2:], strict=False)
    ]


def _goes_on(part: Part, here: Sequence[Part], above: Sequence[Part], below: Sequence[Part]) -> bool:
    into = part is here[-1] and bool(below) and continues(part, below[0])
    return into or (part is here[0] and bool(above) and continues(above[-1], part))


def _sheet(page: Page, drawn: list[Part]) -> _Sheet:
    outside = fill(drawn, page.glyphs)
    return _Sheet(page, lines(outside, page.number), drawn)


def _entries(sheets: Sequence[_Sheet]) -> set[Line]:
    """The lines of a table of contents."""
    every = [line for sheet in sheets for line in sheet.lines]
    return {every[at] for at in contents([line.text for line in every])}


def _columns(sheets: Sequence[_Sheet], outside: Container[Line]) -> Iterator[_Sheet]:
    """The pages without what is no text of the report, those that are printed in columns one column after the other."""
    for sheet in sheets:
        sheet.lines = [line for line in sheet.lines if line not in outside]
    strips = {
        shape: strip_of(((sheet.lines, sheet.parts) for sheet in alike), alike[0].page.frame.width)
        for shape, alike in _alike(sheets).items()
    }
    for sheet in sheets:
        if (strip := strips[sheet.shape]) is None:
            yield sheet
            continue
        for found in column_by_column(sheet.lines, sheet.parts, sheet.page.frame.width, strip):
            yield _Sheet(sheet.page, found.lines, found.parts, found.side)


def _measure(sheets: Sequence[_Sheet]) -> None:
    """Pages of one shape have the same margins, and so have the columns on one side of them."""
    for alike in _alike(sheets).values():
        found = margins((sheet.lines for sheet in alike), alike[0].page.frame.width)
        for sheet in alike:
            sheet.margins = found


def _alike(sheets: Sequence[_Sheet]) -> dict[tuple[int, int, Side], list[_Sheet]]:
    shapes: dict[tuple[int, int, Side], list[_Sheet]] = {}
    for sheet in sheets:
        shapes.setdefault(sheet.shape, []).append(sheet)
    return shapes


def _body(sheets: Sequence[_Sheet]) -> Iterator[Piece]:
    paragraph: list[Line] = []
    grid: list[Part] = []
    above = Margins(0, 0, 0, False)
    for item, within in _flow(sheets):
        if isinstance(item, Part):
            if paragraph:
                yield _words(paragraph)
                paragraph = []
            if grid and not continues(grid[-1], item):
                yield from _grid(grid)
                grid = []
            grid.append(item)
            continue
        yield from _grid(grid)
        grid = []
        if paragraph and begins(item, paragraph[-1], within, above):
            yield _words(paragraph)
            paragraph = []
        paragraph.append(item)
        above = within
    if paragraph:
        yield _words(paragraph)
    yield from _grid(grid)


def _flow(sheets: Sequence[_Sheet]) -> Iterator[tuple[Line | Part, Margins]]:
    """Lines and tables from top to bottom, page by page, with the margins they stand in."""
    for sheet in sheets:
        for item in _items(sheet):
            yield item, sheet.margins


def _items(sheet: _Sheet) -> list[Line | Part]:
    items: list[Line | Part] = [*sheet.lines, *sheet.parts]
    return sorted(items, key=lambda item: item.ys[0] if isinstance(item, Part) else item.middle)


def _leave(last: Line | Part, first: Line | Part) -> None:
    if isinstance(last, Part) and isinstance(first, Part):
        leave_cut_rows(last, first)
    elif isinstance(last, Part) and isinstance(first, Line):
        leave_last_row(last, first)


def _words(found: Sequence[Line], origin: Origin = Origin.BODY) -> Words:
    text, marks = joined(found)
    return Words(Paragraph(text, origin=origin, page=found[0].page), marks)


def _grid(found: Sequence[Part]) -> Iterator[Grid]:
    if found and (made := table(found)) is not None:
        yield Grid(*made)
