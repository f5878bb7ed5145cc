"""What comes in: one annual report as paragraphs and tables that know their place.

A reader turns bytes into a `Document`; nothing here knows what the words mean. Offsets count characters of
`Document.text`, which holds the paragraphs only (cells have row and column), so the same report saved in another
format gives the same offsets.
"""

from __future__ import annotations

import pickle
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gikvalidate.byvalue import Columns, by_value, columns, from_columns

#: What was recognised in a picture with less confidence than this is not taken as read.
LEGIBLE = 0.9
#: The format of a document that never was one: figures out of somebody's own database.
FRAME = "frame"


def behind_mark(text: str, place: int, marks: str) -> int:
    """Where the stretch that holds `place` begins: behind the last of `marks` before it, at 0 where there is none."""
    begin = 0
    for mark in marks:
        found = text.rfind(mark, begin, place)
        if found >= begin:  # asked thousands of times for each report: a call of max takes as long as the search
            begin = found + 1
    return begin


def before_mark(text: str, place: int, marks: str) -> int:
    """Where it ends: at the first of `marks` from `place` on, at the end of the text where there is none."""
    return min((end for mark in marks if (end := text.find(mark, place)) >= 0), default=len(text))


class DocumentError(Exception):
    """The document cannot be read: one sentence for people in Chinese and in English; neither repeats the path."""

    def __init__(self, path: Path, zh: str, en: str) -> None:
        super().__init__(path, zh, en)
        self.path = path
        self.zh = zh
        self.en = en

    def reason(self, lang: str = "zh") -> str:
        return self.en if lang == "en" else self.zh

    def __str__(self) -> str:
        return f"{self.path}: {self.zh}"


class Origin(StrEnum):
    """Where a paragraph stood in the source; only some of it speaks for the agency."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    TEXTBOX = "textbox"
    CHART = "chart"

    @property
    def speaks(self) -> bool:
        """Whether it speaks for the agency."""
        return self in _SPEAKING


_SPEAKING = frozenset({Origin.BODY, Origin.FOOTNOTE, Origin.TEXTBOX})


@by_value
@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, outer white space removed, inner text as written.

    `start` is its offset in `Document.text`; `number` is the paragraph's count in the source (from 0, cells
    included), kept so that a comment can be put back where the words stand. `confidence` is that of a recogniser that
    read the words in a picture, from 0 to 1; None where they were text.
    """

    text: str
    start: int = 0
    origin: Origin = Origin.BODY
    page: int | None = None
    number: int | None = None
    confidence: float | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@by_value
@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell at its top-left grid position; a merged cell appears once, with its spans.

    `number` counts the first paragraph inside the cell as `Paragraph.number` does, `confidence` is as there; below
    `LEGIBLE`, `text` is a guess in which “?” stands for what could not be read.
    """

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    number: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with merged cells resolved to anchors and spans.

    `index` counts tables of the document from 0; `before` is the offset in `Document.text` at which it stands. Rows and
    columns of an `inferred` table are no more than how its words stand on the page: no line parts them.
    """

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    index: int = 0
    before: int = 0
    page: int | None = None
    inferred: bool = False

    def grid(self) -> list[list[Cell | None]]:
        """Rows × columns; every position covered by a merged cell holds that cell, a hole holds None."""
        grid: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in grid[cell.row : cell.row + cell.rowspan]:
                for column in range(cell.column, min(cell.column + cell.colspan, self.columns)):
                    row[column] = cell
        return grid

    def __reduce__(self) -> tuple[Any, ...]:
        place = (self.rows, self.columns, self.index, self.before, self.page, self.inferred)
        return _table, (columns(Cell, self.cells), *place)


def _table(cells: Columns, *place: Any) -> Table:
    return Table(from_columns(Cell, cells), *place)


_confidence = attrgetter("confidence")


@by_value
@dataclass(frozen=True, slots=True)
class Unread:
    """Something of the document that was not read, and where: a "picture" in its text, or a "part" in another format.

    `width` and `height` are those of a picture in millimetres; `before` is the offset in `Document.text` at which it
    stands, None where the format does not tell.
    """

    what: str
    width: int = 0
    height: int = 0
    before: int | None = None
    page: int | None = None


Block = Paragraph | Table
#: What readers give: blocks, and what they leave out between them.
Piece = Block | Unread


@dataclass(frozen=True)
class Document:
    """One report as read: its blocks in reading order, everything outside the body behind the body."""

    path: Path
    format: str
    blocks: tuple[Block, ...]
    unread: tuple[Unread, ...] = ()

    @classmethod
    def assemble(cls, path: Path, format: str, blocks: Iterable[Piece]) -> Document:
        """Put body blocks first, number the tables and give every paragraph its offset; empty paragraphs go."""
        ordered = sorted(blocks, key=lambda block: isinstance(block, Paragraph) and block.origin is not Origin.BODY)
        placed: list[Block] = []
        unread: list[Unread] = []
        offset = tables = 0
        for block in ordered:
            if isinstance(block, Table):
                placed.append(replace(block, index=tables, before=offset))
                tables += 1
            elif isinstance(block, Unread):
                unread.append(block if block.before is None else replace(block, before=offset))
            elif text := block.text.strip():
                placed.append(replace(block, text=text, start=offset))
                offset += len(text) + 1
        return cls(path, format, tuple(placed), tuple(unread))

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    @cached_property
    def starts(self) -> list[int]:
        """Where the paragraphs begin in `text`."""
        return [paragraph.start for paragraph in self.paragraphs]

    @cached_property
    def spoken(self) -> tuple[Paragraph, ...]:
        """The paragraphs that speak for the agency."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.origin.speaks)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @cached_property
    def text(self) -> str:
        """All paragraphs joined by line feeds; `Paragraph.start` and every place in text count in it."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @cached_property
    def recognised(self) -> bool:
        """Whether any of it was read from a picture."""
        parts = chain(self.paragraphs, *(table.cells for table in self.tables))
        return not set(map(_confidence, parts)) <= {None}

    def paragraph_at(self, offset: int) -> Paragraph | None:
        """The paragraph that holds an offset of `text`."""
        position = bisect_right(self.starts, offset) - 1
        return self.paragraphs[position] if position >= 0 else None

    def __reduce__(self) -> tuple[Any, ...]:
        return _document, (self.path, self.format, self.unread, self.text, self._sent)

    @cached_property
    def _sent(self) -> bytes:
        """The blocks, ready to be sent: a report goes into the spool, and with what was found in it to the page."""
        return pickle.dumps(self.blocks, pickle.HIGHEST_PROTOCOL)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Of a report sent from another process the blocks are made when they are first asked for: of last year's
            nothing is wanted but the text.
            """
            if name != "blocks" or "_sent" not in self.__dict__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            self.__dict__["blocks"] = blocks = pickle.loads(self.__dict__["_sent"])
            return blocks


def _document(path: Path, format: str, unread: tuple[Unread, ...], text: str, sent: bytes) -> Document:
    found = Document.__new__(Document)
    found.__dict__.update(path=path, format=format, unread=unread, text=text, _sent=sent)
    return found
