"""PDF with text to blocks: characters and lines from pdfium, tables and paragraphs rebuilt from their places.

Pages without usable text are recognised as pictures where that is installed, else named; `compose` takes pages from any
source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gikvalidate.document import LEGIBLE, Paragraph, Piece, Unread
from gikvalidate.read.pdf.compose import compose
from gikvalidate.read.pdf.frame import Frame, Glyph, Page, Rule
from gikvalidate.read.pdf.pictured import with_pictures
from gikvalidate.read.pdf.source import pages
from gikvalidate.read.refusals import Refused
from gikvalidate.read.scan import scan_pdf
from gikvalidate.read.scan.installed import available

__all__ = ["Frame", "Glyph", "NeedsRecognition", "Page", "Rule", "blocks", "compose", "text_pages"]


class NeedsRecognition(Refused):
    """Some pages (`numbers`, from 1) have no usable text."""

    def __init__(self, numbers: tuple[int, ...]) -> None:
        super().__init__("pdf_needs_ocr", pages="、".join(map(str, numbers)))
        self.numbers = numbers


def text_pages(data: bytes) -> tuple[list[Page], tuple[int, ...]]:
    """All pages, and the numbers (from 1) of those that have no usable text."""
    found = pages(data)
    return found, tuple(page.number for page in found if not page.is_readable)


def blocks(data: bytes) -> Iterator[Piece]:
    """Paragraphs, tables and pictures in reading order, running headers and footers last."""
    found, unreadable = text_pages(data)
    layered = frozenset(page.number for page in found if page.is_layered)
    if not unreadable:
        yield from (_recognised(block, layered) for block in with_pictures(compose(found), found))
        return
    if not available():
        raise NeedsRecognition(unreadable)
    readable = [page for page in found if page.is_readable]
    drawn = (_recognised(block, layered) for block in with_pictures(compose(readable), readable))
    yield from sorted([*drawn, *scan_pdf(data, unreadable)], key=lambda block: block.page or 0)


def _recognised(block: Piece, layered: frozenset[int]) -> Piece:
    """A block of a page whose text somebody recognised in its picture, taken as read but not as printed."""
    if block.page not in layered or isinstance(block, Unread):
        return block
    if isinstance(block, Paragraph):
        return replace(block, confidence=LEGIBLE)
    return replace(block, cells=tuple(replace(cell, confidence=LEGIBLE) for cell in block.cells))
