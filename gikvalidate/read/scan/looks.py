"""What one cell says: figures are looked at twice, and what the looks do not agree on is not read.

The first look is the recogniser's own find on the page; the second reads the ink of the cell, found without it. A digit
that either has missed, cut off or taken for another one so shows; its place in the text is marked “?”.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from gikvalidate.document import LEGIBLE
from gikvalidate.read.scan import ocr
from gikvalidate.read.scan.images import Grey
from gikvalidate.read.scan.ruling import Box, Grid
from gikvalidate.read.scan.straighten import Sheet

# Ink smaller than this in both directions is dust.
DUST = 4
# Ink at least this large is a character; a cell with less is blank.
CHARACTER = 8
ROW_GAP = 5
PAD = 6
ENLARGED, ENLARGED_AGAIN = 1.7, 1.3
# A figure cell holds digits, marks of numbers, dashes, and characters that digits are mistaken for.
LONGEST_FIGURE = 20
_FIGURE = re.compile(r"[\dOoQDIl|!SBZzgq.,·:'`+\-~/\\_—–―－一〇增减万元件条项个次?]+")
_MISTAKEN = re.compile(r"[^\d.,+\-~/\\增减万亿元件条项个次]")
_DASHES = re.compile(r"[-—–―－_~一]+")


class Reading(NamedTuple):
    """What was read, how sure, from 0 to 1, and whether its last line leaves no room for another character."""

    text: str
    confidence: float
    full: bool = False


@dataclass(frozen=True)
class Found:
    """A line of words the recogniser found on the page."""

    box: Box
    text: str
    confidence: float


def without_rules(sheet: Sheet, grids: Sequence[Grid], level: Grey, upright: Grey) -> Sheet:
    """The page with the rules between cells taken out, so that they are not read as 1 or a dash."""
    band = np.zeros_like(sheet.ink)
    for grid in grids:
        for place in grid.places:
            box = place.box
            cv2.rectangle(band, (box.left, box.top), (box.right, box.bottom), (255,), 16)
    rules = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))
    out = cv2.bitwise_and(rules, band) > 0
    halo = cv2.dilate(out.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    grey = np.where(halo, 255, sheet.grey).astype(np.uint8)
    return Sheet(grey, np.where(out, 0, sheet.ink).astype(np.uint8), sheet.dark)


def read_cell(sheet: Sheet, box: Box, found: Sequence[Found]) -> Reading:
    """The text of a cell, line by line, from what was found in it and from its ink."""
    lines = ink_lines(sheet.ink, box)
    first = _together(found)
    if not lines:
        # Ink too faint to be seen as such is no ground to stand on.
        return Reading(first.text, min(first.confidence, LEGIBLE / 2)) if first.text else Reading("", 1.0)
    if not first.text:
        first = _from_ink(sheet, box, lines, 1.0)
    full = box.right - lines[-1].right < 2 * PAD + 2.2 * lines[-1].height
    if first.text and not is_figure(first.text):
        return first._replace(full=full)
    second = _from_ink(sheet, box, lines, ENLARGED)
    both = agreed(first, second)
    if any(_is_parted(sheet.ink, line) for line in lines):
        # Two figures with white between them stand in two cells whose rule was not seen.
        both = Reading("?", 0.0)
    if 0 < both.confidence < LEGIBLE:
        both = _settled(both, first, second, _from_ink(sheet, box, lines, ENLARGED_AGAIN))
    return both._replace(full=full)


def is_figure(text: str) -> bool:
    """Whether a cell's text is a number or a dash, or could be one misread."""
    plain = plainly(text)
    return len(plain) <= LONGEST_FIGURE and _FIGURE.fullmatch(plain) is not None


def plainly(text: str) -> str:
    """Text without space, its digits, commas and dashes in one shape."""
    flat = "".join(unicodedata.normalize("NFKC", text).split())
    return "-" if _DASHES.fullmatch(flat) else flat


def agreed(first: Reading, second: Reading) -> Reading:
    """One reading of a figure out of two looks; what only one of them says is marked “?” and never legible."""
    one, other = plainly(first.text), plainly(second.text)
    text = "?"
    if one and len(one) == len(other):
        text = "".join(a if a == b else "?" for a, b in zip(one, other, strict=True))
        text = _MISTAKEN.sub("?", text)
    return Reading(text, 0.0 if "?" in text else min(first.confidence, second.confidence))


def _settled(both: Reading, first: Reading, second: Reading, third: Reading) -> Reading:
    """Two looks that agree, one of them unsure, settled by a third that says the same."""
    if plainly(third.text) != both.text:
        return both
    return both._replace(confidence=sorted((first.confidence, second.confidence, third.confidence))[1])


def ink_lines(ink: Grey, box: Box) -> list[Box]:
    """The lines of ink in a cell from above, each as a rectangle on the page; dust is left out."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(box.cut(ink), connectivity=8)
    marks = [tuple(int(value) for value in stats[label][:4]) for label in range(1, count)]
    marks = [mark for mark in marks if max(mark[2], mark[3]) >= DUST and not _leftover(mark, box)]
    if not any(max(mark[2], mark[3]) >= CHARACTER for mark in marks):
        return []
    rows: list[list[int]] = []
    for left, top, width, height in sorted(marks, key=lambda mark: mark[1]):
        if rows and top <= rows[-1][3] + ROW_GAP:
            row = rows[-1]
            row[0], row[2], row[3] = min(row[0], left), max(row[2], left + width), max(row[3], top + height)
        else:
            rows.append([left, top, left + width, top + height])
    return [Box(box.left + r[0], box.top + r[1], box.left + r[2], box.top + r[3]) for r in _whole(rows)]


def _is_parted(ink: Grey, line: Box) -> bool:
    """Whether a line of ink has more white in it than stands between digits."""
    inked = np.flatnonzero(line.cut(ink).any(axis=0))
    return bool(inked.size and np.diff(inked).max(initial=0) > 1.2 * line.height)


def _leftover(mark: tuple[int, ...], box: Box) -> bool:
    """A thin remnant of a rule along the edge of the cell."""
    left, top, width, height = mark
    at_side = left <= PAD or left + width >= box.width - PAD
    at_end = top <= PAD or top + height >= box.height - PAD
    return (at_side and width <= 5 and 2 * height >= box.height) or (at_end and height <= 5 and 2 * width >= box.width)


def _whole(rows: list[list[int]]) -> Iterator[list[int]]:
    """Rows of characters; a flat one close to the next is a stroke of the same character (二, 三, a decimal point)."""
    tallest = max(row[3] - row[1] for row in rows)
    waiting: list[int] | None = None
    for row in rows:
        if waiting is not None:
            if row[1] - waiting[3] <= tallest // 2 and row[3] - waiting[1] <= 1.3 * tallest:
                row = [min(waiting[0], row[0]), waiting[1], max(waiting[2], row[2]), max(waiting[3], row[3])]
            else:
                yield waiting
        waiting = row
    if waiting is not None:
        yield waiting


def _together(found: Sequence[Found]) -> Reading:
    """Finds in one cell as one text: those side by side on one line, the others below each other."""
    rows: list[list[Found]] = []
    for item in sorted(found, key=lambda item: item.box.middle):
        if rows and rows[-1][-1].box.top <= item.box.middle <= rows[-1][-1].box.bottom:
            rows[-1].append(item)
        else:
            rows.append([item])
    texts = ["".join(item.text for item in sorted(row, key=lambda item: item.box.left)) for row in rows]
    return Reading("\n".join(texts), min((item.confidence for item in found), default=0.0))


def _from_ink(sheet: Sheet, box: Box, lines: Sequence[Box], scale: float) -> Reading:
    readings = [_crop(sheet.grey, line, box, scale) for line in lines]
    return Reading("\n".join(r.text for r in readings if r.text), min(r.confidence for r in readings))


def _crop(grey: Grey, line: Box, cell: Box, scale: float) -> Reading:
    """One line of ink read with some paper around it, none of it from beyond the cell."""
    inside = Box(
        max(cell.left, line.left - PAD),
        max(cell.top, line.top - PAD),
        min(cell.right, line.right + PAD),
        min(cell.bottom, line.bottom + PAD),
    )
    crop = inside.cut(grey)
    paper = int(np.percentile(crop, 90)) if crop.size else 255
    framed = cv2.copyMakeBorder(crop, PAD, PAD, 2 * PAD, 2 * PAD, cv2.BORDER_CONSTANT, value=(paper,))
    if scale != 1.0:
        framed = cv2.resize(framed, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return Reading(*ocr.line(np.asarray(framed, dtype=np.uint8)))
