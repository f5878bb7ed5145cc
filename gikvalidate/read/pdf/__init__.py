"""PDF with text to blocks: characters and lines from pdfium, tables and paragraphs rebuilt from their places.

Pages without usable text are recognised as pictures where that is installed, else named; `compose` takes pages from any
source.
"""

from __future__ import annotations

from collections.abc import Iterator

from gikvalidate.document import Block
from gikvalidate.read.pdf.compose import compose
from gikvalidate.read.pdf.frame import Frame, Glyph, Page, Rule
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


def blocks(data: bytes) -> Iterator[Block]:
    """Paragraphs and tables in reading order, running headers and footers last."""
    found, unreadable = text_pages(data)
    if not unreadable:
        yield from (piece.block for piece in compose(found))
        return
    if not available():
        raise NeedsRecognition(unreadable)
    readable = [page for page in found if page.is_readable]
    everything = [*(piece.block for piece in compose(readable)), *scan_pdf(data, unreadable)]
    yield from sorted(everything, key=lambda block: block.page or 0)
