"""Scans to blocks: pictures of pages, as image files or as PDF pages without text.

A page is set straight, its ruling lines become the grids of its tables, and a recogniser whose models lie in its wheel
reads the words. What it reads carries its confidence; a figure below `LEGIBLE` is not taken as read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING

from gikvalidate.document import Block
from gikvalidate.read.refusals import Refused

if TYPE_CHECKING:
    from PIL import Image

    from gikvalidate.read.scan.images import Grey

INSTALL = 'pip install "gikvalidate[ocr]"'


def blocks(data: bytes) -> Iterator[Block]:
    """The blocks of an image file, multi-page TIFF included."""
    _needed()
    from gikvalidate.read.scan.images import pages

    yield from blocks_of_images(pages(data))


def scan_pdf(data: bytes, pages: Sequence[int]) -> Iterator[Block]:
    """The blocks of those pages of a PDF, counted from 1, that hold no text."""
    _needed()
    from gikvalidate.read.scan.pdf import drawn

    yield from blocks_of_images(drawn(data, pages), pages)


def blocks_of_images(images: Iterable[Grey | Image.Image], numbers: Iterable[int] | None = None) -> Iterator[Block]:
    """The blocks of pictures of consecutive pages; `numbers` are the pages' own, from 1 where left out."""
    _needed()
    from gikvalidate.read.scan.flow import blocks as flowing
    from gikvalidate.read.scan.images import as_grey
    from gikvalidate.read.scan.layout import read_page

    read = ((number, read_page(as_grey(image))) for number, image in zip(numbers or count(1), images, strict=False))
    yield from flowing(read)


def _needed() -> None:
    from gikvalidate.read.scan.installed import available

    if not available():
        raise Refused("ocr_missing", install=INSTALL)
