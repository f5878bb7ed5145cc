"""The straight lines of a page: strokes, the thin boxes that stand for them, and borders drawn as pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ctypes import byref, c_float, c_int, c_uint
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from gikvalidate.read.pdf.frame import Box, Frame, Rule, sane
from gikvalidate.read.refusals import Refused

THIN = 4.0
DEEPEST = 8
_SHORTEST = 3.0
_STRAIGHT = 0.7
_SEGMENTS = 500
_WHITE = 250
_SHOWN = 20
_NO_WIDTH = 0.01

_Matrix = tuple[float, float, float, float, float, float]
Item = tuple[Any, int, _Matrix]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)
_SEEN = (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE)


@dataclass(slots=True)
class Budget:
    """How many objects and path segments a document may still have looked at."""

    objects: int = 200_000
    segments: int = 400_000

    def spend(self) -> None:
        self.objects -= 1
        if self.objects < 0:
            raise Refused("pdf_too_many_objects")


def seen(page: Any, budget: Budget) -> list[Item]:
    """Texts, paths and pictures of a page, those on its forms too, each with its kind and where it is moved."""
    objects = (pdfium.FPDFPage_GetObject(page, index) for index in range(pdfium.FPDFPage_CountObjects(page)))
    return list(_flat(objects, _IDENTITY, budget, DEEPEST))


def widen(items: Iterable[Item]) -> None:
    """Give text without width an outline, before the text of the page is taken.

    pdfium leaves out a text of no width. A single character is one when its font is neither in the file nor on this
    machine, and WPS writes every character singly: without this, figures would be lost and nobody told.
    """
    left, bottom, right, top = (c_float() for _ in range(4))
    for item, kind, _ in items:
        if kind != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        pdfium.FPDFPageObj_GetBounds(item, byref(left), byref(bottom), byref(right), byref(top))
        if right.value - left.value < _NO_WIDTH and not pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item)):
            pdfium.FPDFTextObj_SetTextRenderMode(item, pdfium.FPDF_TEXTRENDERMODE_STROKE)
            # Only moving an object has its width worked out again.
            pdfium.FPDFPageObj_Transform(item, 1, 0, 0, 1, 0, 0)


def rules(items: Iterable[Item], frame: Frame, budget: Budget) -> tuple[list[Rule], list[Box], float]:
    """The lines along the page, where its pictures stand on it, and the share of its text that nobody sees."""
    found: list[Rule] = []
    pictures: list[Box] = []
    texts = unseen = 0
    for item, kind, matrix in items:
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts += 1
            unseen += pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
            continue
        bounds = _bounds(item, matrix)
        if bounds is None or (kind != pdfium.FPDF_PAGEOBJ_IMAGE and not _is_drawn(item)):
            continue
        boxes = (
            [bounds]
            if min(bounds[2] - bounds[0], bounds[3] - bounds[1]) <= THIN
            else _straights(item, matrix, budget)
            if kind == pdfium.FPDF_PAGEOBJ_PATH
            else []
        )
        found.extend(rule for box in boxes if (rule := _rule(frame.box(*box))) is not None)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE and not boxes:
            pictures.append(frame.box(*bounds))
    return found, pictures, unseen / max(texts, 1)


def _flat(objects: Any, matrix: _Matrix, budget: Budget, depth: int) -> Iterator[Item]:
    """Everything on the page and on its forms, which may hold forms again."""
    for item in objects:
        budget.spend()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind in _SEEN:
            yield item, kind, matrix
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth > 0:
            inside = (pdfium.FPDFFormObj_GetObject(item, at) for at in range(pdfium.FPDFFormObj_CountObjects(item)))
            yield from _flat(inside, _times(_matrix(item), matrix), budget, depth - 1)


def _rule(box: Box) -> Rule | None:
    left, upper, right, lower = box
    width, height = right - left, lower - upper
    if height <= THIN and width > max(_SHORTEST, 2 * height):
        return Rule(False, (upper + lower) / 2, left, right)
    if width <= THIN and height > max(_SHORTEST, 2 * width):
        return Rule(True, (left + right) / 2, upper, lower)
    return None


def _bounds(item: Any, matrix: _Matrix) -> Box | None:
    left, bottom, right, top = (c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, byref(left), byref(bottom), byref(right), byref(top)):
        return None
    box = (left.value, bottom.value, right.value, top.value)
    if matrix is not _IDENTITY:
        box = _extent([_moved(x, y, matrix) for x in (box[0], box[2]) for y in (box[1], box[3])])
    return box if sane(*box) else None


def _is_drawn(item: Any) -> bool:
    """Whether a path leaves something to see; white lines hide others, and clips draw nothing."""
    fill, stroke = c_int(), c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke)):
        return True
    return bool((stroke.value and _shows(item, pdfium.FPDFPageObj_GetStrokeColor)) or _fills(item, fill.value))


def _fills(item: Any, mode: int) -> bool:
    return bool(mode and _shows(item, pdfium.FPDFPageObj_GetFillColor))


def _shows(item: Any, colour: Any) -> bool:
    red, green, blue, alpha = (c_uint() for _ in range(4))
    if not colour(item, byref(red), byref(green), byref(blue), byref(alpha)):
        return True
    return alpha.value >= _SHOWN and min(red.value, green.value, blue.value) < _WHITE


def _straights(item: Any, matrix: _Matrix, budget: Budget) -> Iterator[Box]:
    """The sides of a stroked path and the thin parts of a filled one."""
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke))
    stroked = bool(stroke.value) and _shows(item, pdfium.FPDFPageObj_GetStrokeColor)
    matrix = _times(_matrix(item), matrix)
    for points in _subpaths(item, matrix, budget):
        if stroked:
            for (ax, ay), (bx, by) in pairwise(points):
                if abs(ax - bx) <= _STRAIGHT or abs(ay - by) <= _STRAIGHT:
                    yield _extent([(ax, ay), (bx, by)])
        elif len(points) > 1:
            yield _extent(points)


def _subpaths(item: Any, matrix: _Matrix, budget: Budget) -> Iterator[list[tuple[float, float]]]:
    points: list[tuple[float, float]] = []
    x, y = c_float(), c_float()
    count = min(pdfium.FPDFPath_CountSegments(item), _SEGMENTS, budget.segments)
    budget.segments -= count
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y)):
            continue
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append(_moved(x.value, y.value, matrix))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _matrix(item: Any) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, byref(found)):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(x: float, y: float, matrix: _Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _extent(points: list[tuple[float, float]]) -> Box:
    across, along = zip(*points, strict=True)
    return min(across), min(along), max(across), max(along)
