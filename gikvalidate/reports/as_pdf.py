"""Highlights and notes put on the pages of a PDF, behind its own bytes, which stay as they are."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gikvalidate.anchors import Box, PageBoxes
from gikvalidate.findings import Severity
from gikvalidate.reports.wording import AUTHOR

if TYPE_CHECKING:
    from pypdf import PdfWriter

_COLOURS = {Severity.ERROR: "f5a3a3", Severity.WARNING: "ffd27f", Severity.INFO: "a8d3f0"}
# A note without a place of its own: its size and its distance from the corner, in points.
_ICON = 18.0
_MARGIN = 12.0


class NotAnnotatableError(Exception):
    """The PDF is of a kind that nothing can be put into."""


@dataclass(frozen=True)
class Note:
    """What is said, line by line, and the boxes it is about on one page; without boxes it stands in the corner."""

    where: PageBoxes
    lines: Sequence[str]
    severity: Severity


def annotated(data: bytes, notes: Sequence[Note]) -> bytes:
    """The same PDF with these notes; raises NotAnnotatableError."""
    from pypdf import PdfReader, PdfWriter

    # What it mends in a file on its way is nothing our reader could act on.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        writer = PdfWriter(PdfReader(io.BytesIO(data)), incremental=True)
        for note in _merged(notes):
            page = min(max(note.where.page, 1), len(writer.pages)) - 1
            (_highlight if note.where.boxes else _in_corner)(writer, page, note)
        buffer = io.BytesIO()
        writer.write(buffer)
    except Exception as error:  # pypdf meets broken files with errors of every kind
        raise NotAnnotatableError(f"{type(error).__name__}: {error}") from error
    return buffer.getvalue()


def _merged(notes: Sequence[Note]) -> list[Note]:
    """Notes on the same boxes as one: of two highlights, one over the other, a viewer opens only the upper."""
    found: dict[PageBoxes, Note] = {}
    for note in notes:
        if (first := found.get(note.where)) is not None:
            severity = min(first.severity, note.severity, key=lambda severity: severity.rank)
            note = Note(note.where, [*first.lines, "", *note.lines], severity)
        found[note.where] = note
    return list(found.values())


def _highlight(writer: PdfWriter, page: int, note: Note) -> None:
    from pypdf.annotations import Highlight
    from pypdf.generic import ArrayObject, FloatObject

    boxes = note.where.boxes
    # The corners of each box: upper left, upper right, lower left, lower right.
    corners = [edge for x0, y0, x1, y1 in boxes for edge in (x0, y1, x1, y1, x0, y0, x1, y0)]
    annotation = Highlight(
        rect=_around(boxes),
        quad_points=ArrayObject(FloatObject(round(edge, 2)) for edge in corners),
        highlight_color=_COLOURS[note.severity],
    )
    _add(writer, page, annotation, note)


def _in_corner(writer: PdfWriter, page: int, note: Note) -> None:
    from pypdf.annotations import Text

    box = writer.pages[page].mediabox
    right, top = float(box.right) - _MARGIN, float(box.top) - _MARGIN
    _add(writer, page, Text(rect=(right - _ICON, top - _ICON, right, top), text=""), note)


def _add(writer: PdfWriter, page: int, annotation: Any, note: Note) -> None:
    from pypdf.generic import NameObject, TextStringObject

    annotation[NameObject("/Contents")] = TextStringObject("\n".join(note.lines))
    annotation[NameObject("/T")] = TextStringObject(AUTHOR)
    writer.add_annotation(page, annotation)


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
