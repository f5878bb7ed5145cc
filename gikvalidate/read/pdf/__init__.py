"""PDF with text to blocks: characters and lines from pdfium, tables and paragraphs rebuilt from their places."""

from __future__ import annotations

from collections.abc import Iterator

from gikvalidate.document import Block
from gikvalidate.read.pdf.compose import compose
from gikvalidate.read.pdf.source import pages


def blocks(data: bytes) -> Iterator[Block]:
    """Paragraphs and tables in reading order, running headers and footers last."""
    for piece in compose(list(pages(data))):
        yield piece.block
