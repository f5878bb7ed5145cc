"""Paragraphs and tables of the document part, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from gikvalidate.document import Cell, Origin, Paragraph, Piece, Table, Unread
from gikvalidate.read.decode import normalise
from gikvalidate.read.docx.charts import series
from gikvalidate.read.docx.foreign import foreign
from gikvalidate.read.docx.names import ALT, MAIN, RELATION_ID, TBL, TC, TR, UNREAD, VAL, P, child, number, on, value
from gikvalidate.read.docx.numbering import Numbering
from gikvalidate.read.docx.pictures import millimetres
from gikvalidate.read.docx.runs import Line, is_joined, line
from gikvalidate.read.grid import WIDEST, Measure, check_size, table_of
from gikvalidate.read.package import Package
from gikvalidate.read.refusals import Refused

_SDT = MAIN + "sdt"
_PROPERTIES = MAIN + "pPr"
_SPAN, _ACROSS, _DOWN = (MAIN + name for name in ("gridSpan", "hMerge", "vMerge"))
_GALLERY = f"{MAIN}sdtPr/{MAIN}docPartObj/{MAIN}docPartGallery"
# Each level of tables inside tables costs a few frames of recursion; lxml bounds the depth of elements itself.
DEEPEST = 40
# Parts in other formats that are read.
PARTS = 10


class Merge(NamedTuple):
    """The width of a cell, and whether it continues the cell on its left or above it."""

    colspan: int
    across: bool
    down: bool


class Reader:
    """Walks one document part; holds what runs through it: paragraph numbers, list numbers, the page."""

    def __init__(self, package: Package, part: str, root: etree._Element, numbering: Numbering) -> None:
        self._package = package
        self._part = part
        self._numbers = {paragraph: index for index, paragraph in enumerate(root.iter(P))}
        self._numbering = numbering
        self._ids: dict[str, str] | None = None
        self._taken_in: set[str] = set()
        has_pages = next(root.iter(MAIN + "lastRenderedPageBreak"), None) is not None
        self._page: int | None = 1 if has_pages else None

    def flow(self, container: etree._Element, origin: Origin = Origin.BODY, depth: int = 0) -> Iterator[Piece]:
        """Blocks of a body, a cell or a text box."""
        if depth > DEEPEST:
            raise Refused("too_deep")
        carried: tuple[str, int] | None = None
        for element in _children(container, (P, TBL, ALT)):
            if element.tag == ALT:
                yield from self._foreign(self._part_of(element.get(RELATION_ID, "")))
                continue
            if element.tag == TBL:
                yield from self._table(element, origin, depth + 1)
                continue
            own = line(element)
            index = self._numbers.get(element, 0)
            text = own.text
            properties = child(element, _PROPERTIES)
            joined = properties is not None and is_joined(properties)
            # A paragraph deleted as a whole is not counted by its list; an empty one is, but shows no number.
            if properties is not None and (text.strip() or not joined):
                label = self._numbering.label(properties)
                text = label + text if text.strip() else text
            if carried is not None:
                text, index = carried[0] + text, carried[1]
            carried = (text, index) if joined else None
            page = self._turn(own)
            if carried is None:
                yield from _paragraphs(text, origin, page, index)
            if own.boxes or own.charts or own.pictures:
                yield from self._anchored(own, depth, page)
        if carried is not None:
            yield from _paragraphs(carried[0], origin, self._page, carried[1])

    def _turn(self, own: Line) -> int | None:
        """The page on which a paragraph begins; afterwards the one on which it ends is current."""
        if self._page is None:
            return None
        begins = self._page + own.breaks_before
        self._page += own.breaks
        return begins

    def _foreign(self, part: str) -> Iterator[Piece]:
        """A part in another format, each read once and no more than a few: every mention costs as much as the part."""
        if part in self._taken_in or len(self._taken_in) >= PARTS:
            yield Unread("part")
            return
        self._taken_in.add(part)
        yield from foreign(self._package.content(part))

    def _part_of(self, relation: str) -> str:
        if self._ids is None:
            self._ids = self._package.ids(self._part)
        return self._ids.get(relation, "")

    def _anchored(self, own: Line, depth: int, page: int | None) -> Iterator[Piece]:
        for box in own.boxes:
            yield from self.flow(box, Origin.TEXTBOX, depth + 1)
        for relation in own.charts:
            root = self._package.xml(self._part_of(relation))
            for text in () if root is None else series(root):
                yield Paragraph(normalise(text), origin=Origin.CHART)
        for picture in own.pictures:
            width, height = millimetres(picture)
            yield Unread("picture", width, height, 0, page)

    def _table(self, table: etree._Element, origin: Origin, depth: int) -> Iterator[Piece]:
        """A table of data as a `Table`, one that only arranges the page as the blocks of its cells."""
        measure = Measure()
        content: list[Piece] = []
        apart: list[Piece] = []
        page = self._page
        rows: list[list[tuple[Merge, Cell]]] = []
        trs = [tr for tr in _children(table, (TR,)) if not _is_deleted(tr)]
        for index, tr in enumerate(trs):
            row: list[tuple[Merge, Cell]] = []
            properties = child(tr, MAIN + "trPr")
            column = number(value(properties, "gridBefore"))
            for tc in _children(tr, (TC,)):
                blocks = list(self.flow(tc, origin, depth))
                content.extend(blocks)
                merge = _merge(tc)
                cell, others = self._cell(tc, blocks, index, column, merge.colspan)
                apart.extend(others)
                measure.add(cell.text.split("\n"), [block for block in others if isinstance(block, Table)])
                column += cell.colspan
                row.append((merge, cell))
            column += number(value(properties, "gridAfter"))
            check_size(index + 1, column)
            measure.widest = max(measure.widest, len(row))
            rows.append(row)
        if measure.is_layout():
            yield from content
            return
        cells = _merged(rows)
        columns = max((cell.column + cell.colspan for cell in cells), default=0)
        if (laid := table_of(cells, len(trs), columns, page)) is not None:
            yield laid
        yield from apart

    def _cell(
        self, tc: etree._Element, blocks: Sequence[Piece], row: int, column: int, colspan: int
    ) -> tuple[Cell, list[Piece]]:
        """A cell without what stands in it but is not its text."""
        own = (Origin.BODY, Origin.TEXTBOX)
        texts = [block.text.strip() for block in blocks if isinstance(block, Paragraph) and block.origin in own]
        others = [block for block in blocks if not isinstance(block, Paragraph) or block.origin not in own]
        first = next(tc.iter(P), None)
        index = None if first is None else self._numbers.get(first)
        return Cell(row, column, "\n".join(texts), 1, colspan, index), others


def _merge(tc: etree._Element) -> Merge:
    """How a cell is merged, by its properties."""
    colspan, across, down = 1, False, False
    properties = child(tc, MAIN + "tcPr")
    for element in () if properties is None else properties:
        if element.tag == _SPAN:
            colspan = max(1, min(number(element.get(VAL), 1), WIDEST))
        elif element.tag == _ACROSS:
            across = element.get(VAL, "continue") == "continue"
        elif element.tag == _DOWN:
            down = element.get(VAL, "continue") == "continue"
    return Merge(colspan, across, down)


def _merged(rows: list[list[tuple[Merge, Cell]]]) -> list[Cell]:
    """Cells with continuations joined to the cell above or, in old files, to the one on the left."""
    cells: list[Cell] = []
    above: dict[int, int] = {}
    for row in rows:
        here: dict[int, int] = {}
        for merge, cell in row:
            upper = above.get(cell.column)
            if merge.across and cells and cells[-1].row == cell.row:
                cells[-1] = _grown(cells[-1], colspan=cell.colspan)
            elif merge.down and upper is not None:
                here[cell.column] = upper
                cells[upper] = _grown(cells[upper], rowspan=1, text=cell.text)
            else:
                here[cell.column] = len(cells)
                cells.append(cell)
        above = here
    return cells


def _grown(cell: Cell, rowspan: int = 0, colspan: int = 0, text: str = "") -> Cell:
    joined = "\n".join(part for part in (cell.text, text) if part.strip())
    return Cell(cell.row, cell.column, joined, cell.rowspan + rowspan, cell.colspan + colspan, cell.number)


def _is_deleted(tr: etree._Element) -> bool:
    properties = child(tr, MAIN + "trPr")
    return child(properties, MAIN + "del") is not None or on(properties, "hidden")


def _paragraphs(text: str, origin: Origin, page: int | None, index: int) -> Iterator[Paragraph]:
    for part in normalise(text).split("\n"):
        # TABs at the ends may be the empty cells of a row that was typed.
        if part.strip():
            yield Paragraph(part.strip(" \u3000"), origin=origin, page=page, number=index)


def _children(container: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The nearest elements with these tags, through content controls, custom XML and tracked insertions.

    A table of contents repeats headings that stand elsewhere and is left out.
    """
    stack = [iter(container)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag in tags:
            yield child
        elif child.tag not in UNREAD and child.tag not in (P, TBL, TR, TC, ALT) and not _is_contents(child):
            stack.append(iter(child))


def _is_contents(element: etree._Element) -> bool:
    if element.tag != _SDT:
        return False
    gallery = element.find(_GALLERY)
    return gallery is not None and gallery.get(VAL) == "Table of Contents"
