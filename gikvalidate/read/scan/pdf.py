"""Pages of a PDF drawn as pictures, for those that hold no text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gikvalidate.read.refusals import Refused
from gikvalidate.read.scan.images import MOST_PAGES, Grey, check_size

DPI = 200


def drawn(data: bytes, pages: Sequence[int]) -> Iterator[Grey]:
    """The pages with these numbers, counted from 1, as grey pictures."""
    import pypdfium2

    if len(pages) > MOST_PAGES:
        raise Refused("too_many_pages", limit=MOST_PAGES)
    try:
        with pypdfium2.PdfDocument(data) as document:
            for number in pages:
                page = document[number - 1]
                # A page may claim any size; one larger than a sheet of A3 is drawn at the size of one.
                scale = min(DPI / 72, 5000 / max(page.get_width(), page.get_height(), 1))
                check_size(int(page.get_width() * scale), int(page.get_height() * scale))
                picture = page.render(scale=scale, grayscale=True).to_numpy()
                yield np.ascontiguousarray(picture.reshape(picture.shape[:2]), dtype=np.uint8)
    except pypdfium2.PdfiumError as error:
        raise Refused("damaged", detail=str(error)) from None
