"""Pictures among the text of a page: none of them is read, and each is told at its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from gikvalidate.document import Block, Origin, Paragraph, Unread
from gikvalidate.read.pdf.compose import Piece, Words
from gikvalidate.read.pdf.frame import Box, Page

_MILLIMETRES = 25.4 / 72
# With more characters than this over it, a picture is the ground of a page or of a table that is read.
_FEW = 20

_Place = tuple[int, float]


def with_pictures(pieces: Sequence[Piece], pages: Sequence[Page]) -> Iterator[Block | Unread]:
    """The blocks of these pieces with the pictures of the pages between them."""
    body = [piece for piece in pieces if not _is_beside(piece.block)]
    # In columns a piece may stand higher on the page than the one before it.
    places = list(accumulate(map(_place, body), max))
    found = sorted((page.number, box[1], box) for page in pages for box in page.pictures if _is_bare(page, box))
    at = 0
    for number, top, (left, upper, right, lower) in found:
        end = bisect_right(places, (number, top))
        yield from (piece.block for piece in body[at:end])
        at = max(at, end)
        width, height = round((right - left) * _MILLIMETRES), round((lower - upper) * _MILLIMETRES)
        yield Unread("picture", width, height, before=0, page=number)
    yield from (piece.block for piece in body[at:])
    yield from (piece.block for piece in pieces if _is_beside(piece.block))


def _is_beside(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.origin is not Origin.BODY


def _place(piece: Piece) -> _Place:
    """The page and height at which a piece begins."""
    if isinstance(piece, Words):
        return min((page, glyph.y0) for page, glyph in filter(None, piece.marks))
    marks = (mark for cell in piece.marks.values() for mark in cell)
    return min(((page, glyph.y0) for page, glyphs in marks for glyph in glyphs), default=(piece.block.page or 0, 0.0))


def _is_bare(page: Page, box: Box) -> bool:
    left, upper, right, lower = box
    over = (glyph for glyph in page.glyphs if left < glyph.centre < right and upper < glyph.middle < lower)
    return sum(not glyph.text.isspace() for glyph in over) < _FEW
