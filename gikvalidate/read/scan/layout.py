"""One page: the words found on it given to the cells of its tables, all others to lines of running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from gikvalidate.document import Cell
from gikvalidate.read.scan import ocr
from gikvalidate.read.scan.images import Grey
from gikvalidate.read.scan.looks import Found, Reading, is_figure, read_cell, without_rules
from gikvalidate.read.scan.orientation import quarter_turns
from gikvalidate.read.scan.ruling import Box, Grid, Place, grids, rules
from gikvalidate.read.scan.straighten import Sheet, straightened

PAD = 2
# A find with less than this inside one cell reaches into its neighbours.
INSIDE = 0.8
# A full page takes 5 to 15 seconds on one core.
MOST_SECONDS = 180.0

_CJK = r"\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’"
_LOOSE = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
_HALF_WIDTH = re.compile(rf"(?<=[{_CJK}])[(),:;?!]|[(),:;?!](?=[{_CJK}])")
_FULL_WIDTH = str.maketrans("(),:;?!", "（），：；？！")
# Older shapes of characters that look so much alike that the recogniser gives one for the other.
_TODAY = str.maketrans("別戶內呂吳黃換勻產溫錄強絕晉吿咨卽旣啓", "别户内吕吴黄换匀产温录强绝晋告咨即既启")


@dataclass(frozen=True)
class Line:
    """A line of running text."""

    box: Box
    text: str
    confidence: float


@dataclass(frozen=True)
class Ruled:
    """A table of one page, its columns known by their edges; `full` are the cells whose text may go on elsewhere."""

    box: Box
    across: tuple[int, ...]
    rows: int
    cells: tuple[Cell, ...]
    full: frozenset[Cell] = frozenset()


@dataclass(frozen=True)
class PageRead:
    """What stands on one page, from the top."""

    width: int
    height: int
    items: tuple[Line | Ruled, ...]


def read_page(page: Grey) -> PageRead:
    """Everything on a page of a scan; one that takes longer than any page should is refused."""
    with ocr.within(MOST_SECONDS):
        return _read_page(page)


def _read_page(page: Grey) -> PageRead:
    sheet = straightened(page)
    boxes = ocr.boxes(sheet.grey)
    if turns := quarter_turns(sheet.grey, boxes):
        sheet = straightened(np.ascontiguousarray(np.rot90(page, turns)))
        boxes = ocr.boxes(sheet.grey)
    level, upright = rules(sheet, boxes)
    tables = grids(level, upright)
    clean = without_rules(sheet, tables, level, upright)
    height = median(box.height for box in boxes) if boxes else 0
    outside = [box for box in boxes if not any(box.shared(table.box) > 0.5 for table in tables)]
    items: list[Line | Ruled] = [*_lines(sheet, outside)]
    for table in tables:
        within = [box for box in boxes if box.shared(table.box) > 0.5]
        items.append(_table(clean, table, within, 1.8 * height))
    items.sort(key=lambda item: item.box.top)
    return PageRead(sheet.grey.shape[1], sheet.grey.shape[0], tuple(items))


def as_written(text: str) -> str:
    """Marks as Chinese text has them: full width beside characters, none of the recogniser's spaces around them."""
    text = _LOOSE.sub("", text.translate(_TODAY))
    text = _BETWEEN_DIGITS.sub(",", text)
    return _HALF_WIDTH.sub(lambda mark: mark[0].translate(_FULL_WIDTH), text)


def _lines(sheet: Sheet, boxes: Sequence[Box]) -> list[Line]:
    rows: list[list[Found]] = []
    for found in sorted((_read(sheet, box) for box in boxes), key=lambda found: found.box.middle):
        if not found.text:
            continue
        if rows and rows[-1][-1].box.top < found.box.middle < rows[-1][-1].box.bottom:
            rows[-1].append(found)
        else:
            rows.append([found])
    return [_line(sorted(row, key=lambda found: found.box.left)) for row in rows]


def _line(row: Sequence[Found]) -> Line:
    """Finds on one height as one line, a wide gap between them kept as a space."""
    text = row[0].text
    for before, found in pairwise(row):
        gap = found.box.left - before.box.right
        text += ("\u3000" if gap > 2 * found.box.height else "") + found.text
    box = Box(
        row[0].box.left, min(f.box.top for f in row), max(f.box.right for f in row), max(f.box.bottom for f in row)
    )
    return Line(box, text, min(found.confidence for found in row))


def _read(sheet: Sheet, box: Box) -> Found:
    wider = Box(max(0, box.left - PAD), max(0, box.top - PAD), box.right + PAD, box.bottom + PAD)
    text, confidence = ocr.line(wider.cut(sheet.grey))
    return Found(box, as_written(text), confidence)


def _table(sheet: Sheet, grid: Grid, boxes: Sequence[Box], tall: float) -> Ruled:
    found: dict[Place, list[Found]] = {place: [] for place in grid.places}
    astray: set[Place] = set()
    for box in boxes:
        place = max(grid.places, key=lambda place: box.shared(place.box))
        upright = box.height > tall and box.height > 1.5 * box.width
        if box.shared(place.box) >= INSIDE and not upright:
            found[place].append(_read(sheet, box))
        else:
            # One find over several cells, or characters below each other: their ink is read cell by cell.
            astray.update(place for place in grid.places if place.box.shared(box) > 0 and _touches(box, place.box))
    read = [(place, read_cell(sheet, place.box, [] if place in astray else found[place])) for place in grid.places]
    cells = tuple(_cell(place, reading) for place, reading in read)
    full = frozenset(cell for cell, (_, reading) in zip(cells, read, strict=True) if reading.full)
    return Ruled(grid.box, grid.across, len(grid.down) - 1, cells, full)


def _touches(box: Box, cell: Box) -> bool:
    """Whether a find reaches into a cell by more than its margin."""
    return min(box.right, cell.right) - max(box.left, cell.left) > 6 and box.shared(cell) > 0.05


def _cell(place: Place, reading: Reading) -> Cell:
    text = reading.text if is_figure(reading.text) else as_written(reading.text)
    return Cell(place.row, place.column, text, place.rowspan, place.colspan, confidence=reading.confidence)
