"""Pages to blocks: lines joined to paragraphs and tables to tables, over the ends of pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from statistics import median

from gikvalidate.document import Block, Origin, Paragraph
from gikvalidate.read.grid import table_of
from gikvalidate.read.scan.joining import joined
from gikvalidate.read.scan.layout import Line, PageRead, Ruled

# Lengths in heights of a line.
INDENT, SHORT, MUCH_SHORTER, APART = 1.0, 1.6, 5.0, 0.9

_NUMBER_OF_PAGE = re.compile(r"[-—–－\s·]*(?:第\s*)?\d{1,3}(?:\s*[/页]\s*(?:共\s*)?\d{0,3}\s*页?)?[-—–－\s·]*")
_SENTENCE_END = "。；：！？"
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")


class _Flow:
    """The blocks so far; the last one may go on."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.lines: list[Line] = []
        self.table: Ruled | None = None
        self.page = 0
        self.right = 0

    def end(self) -> None:
        """Nothing that follows belongs to what stands open."""
        if self.lines:
            text = "".join(line.text for line in self.lines)
            sure = min(line.confidence for line in self.lines)
            self.done.append(Paragraph(text, page=self.page, confidence=sure))
        if self.table is not None:
            columns = len(self.table.across) - 1
            if (table := table_of(self.table.cells, self.table.rows, columns, self.page)) is not None:
                self.done.append(table)
        self.lines, self.table = [], None

    def add_line(self, line: Line, page: int, left: int, right: int, pitch: float) -> None:
        if not self._goes_on(line, page, left, pitch):
            self.end()
            self.page = page
        self.lines.append(line)
        self.right = right

    def add_table(self, table: Ruled, page: int, first: bool) -> None:
        if first and self.table is not None and (whole := joined(self.table, table)) is not None:
            self.table = whole
            return
        self.end()
        self.table, self.page = table, page

    def _goes_on(self, line: Line, page: int, left: int, pitch: float) -> bool:
        """Whether a line belongs to the paragraph before it: that one was full and this one is not indented."""
        if not self.lines:
            return False
        before = self.lines[-1]
        height = before.box.height
        if line.box.left - left > INDENT * height or _HEADING.match(line.text):
            return False
        on_this_page = line.box.top > before.box.top
        if page == self.page and on_this_page and line.box.top - before.box.bottom > APART * height + pitch:
            return False
        room = self.right - before.box.right
        return room < (SHORT if before.text[-1] in _SENTENCE_END else MUCH_SHORTER) * height


def blocks(pages: Iterable[tuple[int, PageRead]]) -> Iterator[Block]:
    """The blocks of numbered pages in reading order."""
    flow = _Flow()
    for number, page in pages:
        items = list(page.items)
        footers = _page_numbers(items, page.height)
        body = [item for item in items if item not in footers]
        lines = [item for item in body if isinstance(item, Line)]
        left, right = _margins(body, page.width)
        pitch = _gap(lines)
        for item in body:
            if isinstance(item, Ruled):
                flow.add_table(item, number, item is body[0])
            else:
                flow.add_line(item, number, left, right, pitch)
        flow.done.extend(Paragraph(f.text, origin=Origin.FOOTER, page=number, confidence=f.confidence) for f in footers)
    flow.end()
    yield from flow.done


def _page_numbers(items: list[Line | Ruled], height: int) -> list[Line]:
    """A number alone at the foot or head of the page."""
    ends = [item for item in (items[:1] + items[-1:]) if isinstance(item, Line)]
    return [
        line
        for line in dict.fromkeys(ends)
        if _NUMBER_OF_PAGE.fullmatch(line.text) and not 0.1 * height < line.box.middle < 0.88 * height
    ]


def _margins(body: list[Line | Ruled], width: int) -> tuple[int, int]:
    """The left and right end of the page's lines."""
    boxes = [item.box for item in body]
    if not boxes:
        return 0, width
    lines = [item.box for item in body if isinstance(item, Line)] or boxes
    return min(box.left for box in lines), max(box.right for box in boxes)


def _gap(lines: list[Line]) -> float:
    """The white between two lines of one paragraph: the smallest gaps of the page."""
    gaps = sorted(after.box.top - before.box.bottom for before, after in pairwise(lines))
    gaps = [gap for gap in gaps if gap > -20]
    return max(0.0, median(gaps[: max(1, len(gaps) // 3)])) if gaps else 0.0
