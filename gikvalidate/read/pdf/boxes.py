"""Where on the pages the words of a document stand, worked out again from the file when somebody wants to mark them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gikvalidate.document import Document
from gikvalidate.read.pdf.compose import Grid, Words, compose
from gikvalidate.read.pdf.frame import Box, Frame, Glyph
from gikvalidate.read.pdf.lines import extent
from gikvalidate.read.pdf.source import pages

# Page (from 1) and box in the file's own points: left, bottom, right, top.
Place = tuple[int, Box]


@dataclass(frozen=True)
class Layout:
    """The document, the pieces it was made of in the same order, and how its pages stand."""

    document: Document
    words: Sequence[Words]
    grids: Sequence[Grid]
    frames: dict[int, Frame]

    def span(self, start: int, end: int) -> list[Place]:
        """The boxes of `Document.text[start:end]`, one for each line it stands on."""
        found: list[tuple[int, Glyph]] = []
        for paragraph, piece in zip(self.document.paragraphs, self.words, strict=True):
            if paragraph.start < end and start < paragraph.end:
                chosen = piece.marks[max(0, start - paragraph.start) : end - paragraph.start]
                found += [mark for mark in chosen if mark is not None]
        return self._boxes(found)

    def cell(self, table: int, row: int, column: int) -> list[Place]:
        """The boxes of the text in the cell that begins there, one for each of its lines; none for a blank cell."""
        marks = self.grids[table].marks.get((row, column), [])
        return self._boxes((page, glyph) for page, glyphs in marks for glyph in glyphs)

    def blank(self, table: int, row: int, column: int) -> list[Place]:
        """The box of an empty cell: as high as what is written in its row, as wide as what is written in its column.

        None where nothing is written there.
        """
        cells, marks = self.grids[table].block.cells, self.grids[table].marks
        low = [cell for cell in cells if cell.row == row and cell.rowspan == 1]
        narrow = [cell for cell in cells if cell.column == column and cell.colspan == 1]
        beside, over = (
            [mark for cell in found for mark in marks.get((cell.row, cell.column), ()) if mark[1]]
            for found in (low, narrow)
        )
        if not beside or not over:
            return []
        page, glyphs = beside[0]
        # Where its column is empty on the page of the row, it stands as it does on the others.
        across = [extent(others) for other, others in over if other == page] or [extent(others) for _, others in over]
        _, top, _, bottom = extent(glyphs)
        left, right = min(box[0] for box in across), max(box[2] for box in across)
        return [(page, self.frames[page].original((left, top, right, bottom)))]

    def _boxes(self, found: Iterable[tuple[int, Glyph]]) -> list[Place]:
        lines: list[tuple[int, list[Glyph]]] = []
        for page, glyph in found:
            last = lines[-1] if lines else None
            if last and last[0] == page and abs(last[1][-1].middle - glyph.middle) < glyph.size / 2:
                last[1].append(glyph)
            else:
                lines.append((page, [glyph]))
        return [(page, self.frames[page].original(extent(glyphs))) for page, glyphs in lines]


def layout(path: Path | str) -> Layout:
    """The layout of the PDF at `path`; raises what `pages` raises."""
    path = Path(path)
    found = pages(path.read_bytes())
    pieces = compose(found)
    document = Document.assemble(path, "pdf", (piece.block for piece in pieces))
    return Layout(
        document,
        [piece for piece in pieces if isinstance(piece, Words)],
        [piece for piece in pieces if isinstance(piece, Grid)],
        {page.number: page.frame for page in found},
    )
