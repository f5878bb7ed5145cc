"""A PDF through pdfium, page by page, within limits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

from gikvalidate.read.pdf import guard
from gikvalidate.read.pdf.frame import Page, sane
from gikvalidate.read.pdf.glyphs import glyphs
from gikvalidate.read.pdf.strokes import Budget, rules, seen, widen
from gikvalidate.read.refusals import Refused

PAGES = 500
CHARACTERS = 600_000
_PASSWORD = 4
_A4 = (0.0, 0.0, 595.0, 842.0)

# pdfium keeps global state: one document at a time in a process.
_LOCK = threading.Lock()


def pages(data: bytes) -> list[Page]:
    """The pages of a PDF; what cannot be opened or exceeds the limits is refused."""
    guard.check(data)
    with _LOCK, _opened(data) as document:
        return list(_pages(document))


def _pages(document: Any) -> Iterator[Page]:
    count = pdfium.FPDF_GetPageCount(document)
    if count < 1:
        raise Refused("pdf_no_pages")
    if count > PAGES:
        raise Refused("pdf_too_many_pages", limit=PAGES)
    budget = Budget()
    characters = 0
    for index in range(count):
        if (page := _page(document, index, budget)) is None:
            raise Refused("damaged", detail=f"PDF, {index + 1}/{count}")
        characters += len(page.glyphs)
        if characters > CHARACTERS:
            raise Refused("text_too_long", limit=CHARACTERS // 10_000)
        yield page


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        if pdfium.FPDF_GetLastError() == _PASSWORD:
            raise Refused("pdf_encrypted")
        raise Refused("damaged", detail="PDF")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _page(document: Any, index: int, budget: Budget) -> Page | None:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return None
    try:
        bounds = _bounds(page)
        items = seen(page, budget)
        widen(items)
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            return None
        try:
            frame, found, nameless = glyphs(text, bounds, CHARACTERS)
        finally:
            pdfium.FPDFText_ClosePage(text)
        lines, pictures, unseen = rules(items, frame, budget)
        return Page(index + 1, frame, found, lines, nameless, pictures, unseen)
    finally:
        pdfium.FPDF_ClosePage(page)


def _bounds(page: Any) -> tuple[float, float, float, float]:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    found = (box.left, box.bottom, box.right, box.top)
    return found if sane(*found) and found[0] < found[2] and found[1] < found[3] else _A4
