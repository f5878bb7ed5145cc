"""Ruling lines to grids: where the tables of a page stand and which of their cells are merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from gikvalidate.read.scan.images import Grey
from gikvalidate.read.scan.straighten import Sheet

# Shorter strokes are parts of characters.
SHORTEST_ACROSS, SHORTEST_DOWN = 40, 34
# Breaks in a rule up to this length are faults of the print.
BREAK = 5
# Rules this close together are one, drawn double or not quite level.
SAME = 9
# A stroke so long is a rule even if it is broken or ends nowhere; of a shorter one this share must be there.
SURELY, WHOLE = 130, 0.96
NARROWEST, LOWEST = 90, 40
# Rules closer together than this leave no room for a character between them.
ROOM = 22
# Brightness along a rule varies less than this, or stays well below that of paper.
UNEVEN, PALE = 60, 180
# A rule may touch the rim of a line of words, this share of its height.
INNER = 0.15
MOST_RULES = 300


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page: left and top inside, right and bottom outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def shared(self, other: Box) -> float:
        """The share of this rectangle that lies inside `other`."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, across) * max(0, down) / max(1, self.width * self.height)

    def cut(self, page: Grey) -> Grey:
        return page[max(0, self.top) : self.bottom, max(0, self.left) : self.right]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a grid: its position, its spans and its rectangle on the page."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box


@dataclass(frozen=True)
class Grid:
    """A ruled table: the edges of its columns and rows, and its cells in reading order."""

    across: tuple[int, ...]
    down: tuple[int, ...]
    places: tuple[Place, ...]

    @property
    def box(self) -> Box:
        return Box(self.across[0], self.down[0], self.across[-1], self.down[-1])


def rules(sheet: Sheet, words: Sequence[Box]) -> tuple[Grey, Grey]:
    """The ruling lines of a page, level and upright, each as a page of ink; strokes of `words` are none."""
    level = _strokes(sheet.dark, sheet.grey, SHORTEST_ACROSS, words)
    aside = [Box(word.top, word.left, word.bottom, word.right) for word in words]
    return level, _strokes(sheet.dark.T, sheet.grey.T, SHORTEST_DOWN, aside).T


def grids(level: Grey, upright: Grey) -> list[Grid]:
    """The ruled tables of a page, from the top; a frame around a single cell is none."""
    joined = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for label in range(1, count):
        left, top, width, height = (int(value) for value in stats[label][:4])
        if width < NARROWEST or height < LOWEST:
            continue
        part = labels[top : top + height, left : left + width] == label
        mine = [
            np.where(part, page[top : top + height, left : left + width], 0).astype(np.uint8)
            for page in (level, upright)
        ]
        if (grid := _grid(_ending(mine[0], mine[1]), _ending(mine[1].T, mine[0].T).T, left, top)) is not None:
            found.append(grid)
    return sorted(_outermost(found), key=lambda grid: grid.box.top)


def _strokes(dark: Grey, grey: Grey, shortest: int, words: Sequence[Box]) -> Grey:
    """Level strokes at least so long, over small breaks; a short one must be whole, or it is part of a character."""
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, BREAK), np.uint8))
    strokes = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strokes)
    edges = np.array([(word.left, word.top, word.right, word.bottom) for word in words], dtype=np.float64)
    keep = np.ones(count, bool)
    for label in range(1, count):
        left, top, width, height = (int(value) for value in stats[label][:4])
        stroke = Box(left, top, left + width, top + height)
        whole = width >= SURELY or stroke.cut(dark).any(axis=0).mean() >= WHOLE
        keep[label] = whole and (not _is_in_word(stroke, edges) or (_is_alone(stroke, dark) and _is_even(stroke, grey)))
    return np.where(keep[labels] & (strokes > 0), 255, 0).astype(np.uint8)


def _is_in_word(stroke: Box, words: npt.NDArray[np.float64]) -> bool:
    """Whether a level stroke runs for most of its length through the inside of a line of words."""
    if not words.size:
        return False
    left, top, right, bottom = words.T
    shared = np.minimum(right, stroke.right) - np.maximum(left, stroke.left)
    margin = np.minimum(INNER * (bottom - top), 6)
    inside = (top + margin < stroke.middle) & (stroke.middle < bottom - margin)
    return bool((inside & (shared >= 0.7 * stroke.width)).any())


def _is_alone(stroke: Box, dark: Grey) -> bool:
    """Whether paper runs along both sides of a level stroke, as it does not along those of a character."""
    between = slice(stroke.left + SAME, stroke.right - SAME)  # at its ends it meets other rules
    above = dark[max(0, stroke.top - 7) : max(0, stroke.top - 3), between]
    below = dark[stroke.bottom + 3 : stroke.bottom + 7, between]
    return all(band.any(axis=0).mean() <= 0.15 for band in (above, below) if band.size)


def _is_even(stroke: Box, grey: Grey) -> bool:
    """Whether a level stroke is equally dark all along; that of a character pales before the rules it nearly meets."""
    along = stroke.cut(grey).min(axis=0).astype(np.float64)
    along = np.convolve(along, np.full(3, 1 / 3), "valid")
    return bool(along.size and (along.max() < PALE or along.max() - np.median(along) <= UNEVEN))


def _ending(level: Grey, upright: Grey) -> Grey:
    """The level strokes that end at upright ones, or at the side of the table; others belong to characters."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(level)
    crossing = cv2.dilate(upright, np.ones((3, 2 * SAME + 1), np.uint8))
    keep = np.zeros(count, bool)
    for label in range(1, count):
        left, top, width, height = (int(value) for value in stats[label][:4])
        rows = slice(top, top + height)
        ends = (left, left + width - 1)
        met = [crossing[rows, end].any() or not SAME < end < level.shape[1] - SAME for end in ends]
        keep[label] = width >= SURELY or all(met)
    return np.where(keep[labels], 255, 0).astype(np.uint8)


def _outermost(found: list[Grid]) -> Iterator[Grid]:
    for grid in found:
        if not any(other is not grid and grid.box.shared(other.box) > 0.9 for other in found):
            yield grid


def _grid(level: Grey, upright: Grey, left: int, top: int) -> Grid | None:
    height, width = level.shape
    across = _edges(_positions(upright.T), width)
    down = _edges(_positions(level), height)
    if min(len(across), len(down)) < 2 or max(len(across), len(down)) > MOST_RULES:
        return None
    places = tuple(_places(level, upright, across, down, left, top))
    if len(places) < 2:
        return None
    return _pruned(places)


def _pruned(places: tuple[Place, ...]) -> Grid:
    """The grid of only those edges at which a cell ends: a stroke of a character that met two rules ends none."""
    across = sorted({edge for place in places for edge in (place.box.left, place.box.right)})
    down = sorted({edge for place in places for edge in (place.box.top, place.box.bottom)})
    moved = []
    for place in places:
        box = place.box
        row, column = down.index(box.top), across.index(box.left)
        spans = down.index(box.bottom) - row, across.index(box.right) - column
        moved.append(Place(row, column, *spans, box))
    return Grid(tuple(across), tuple(down), tuple(moved))


def _positions(level: Grey) -> list[int]:
    """The heights at which level strokes run."""
    count, _, stats, centres = cv2.connectedComponentsWithStats(cv2.dilate(level, np.ones((3, 1), np.uint8)))
    # A thick or slanted blot is a logo or a shadow, not a rule.
    strokes = sorted(
        (float(centres[label][1]), int(stats[label][2])) for label in range(1, count) if stats[label][3] <= 4 * SAME
    )
    groups: list[list[tuple[float, int]]] = []
    for height, length in strokes:
        if groups and height - groups[-1][-1][0] <= SAME:
            groups[-1].append((height, length))
        else:
            groups.append([(height, length)])
    return _apart([(_centre(group), sum(length for _, length in group)) for group in groups])


def _centre(group: list[tuple[float, int]]) -> int:
    return round(sum(height * length for height, length in group) / sum(length for _, length in group))


def _apart(rules: list[tuple[int, int]]) -> list[int]:
    """The positions of rules with room between them; of two too close the longer stays."""
    kept: list[tuple[int, int]] = []
    for rule in rules:
        if kept and rule[0] - kept[-1][0] < ROOM:
            kept[-1] = max(kept[-1], rule, key=lambda one: one[1])
        else:
            kept.append(rule)
    return [position for position, _ in kept]


def _edges(positions: list[int], extent: int) -> list[int]:
    """The rules, and the ends of the table where it is open at a side."""
    edges = [position for position in positions if 0 <= position < extent]
    if not edges or edges[0] > 2 * SAME:
        edges.insert(0, 0)
    if edges[-1] < extent - 1 - 2 * SAME:
        edges.append(extent - 1)
    return edges


def _places(level: Grey, upright: Grey, across: list[int], down: list[int], left: int, top: int) -> Iterator[Place]:
    """Cells from the top left, each as wide and then as high as no rule crosses it."""
    columns, rows = len(across) - 1, len(down) - 1
    taken: set[tuple[int, int]] = set()
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            right = column + 1
            while right < columns and (row, right) not in taken and not _ruled(upright.T, across[right], down, row):
                right += 1
            bottom = row + 1
            while bottom < rows and not any(
                _ruled(level, down[bottom], across, inside) for inside in range(column, right)
            ):
                bottom += 1
            taken.update(_covered(row, bottom, column, right))
            box = Box(left + across[column], top + down[row], left + across[right], top + down[bottom])
            yield Place(row, column, bottom - row, right - column, box)


def _covered(top: int, bottom: int, left: int, right: int) -> Iterable[tuple[int, int]]:
    return ((row, column) for row in range(top, bottom) for column in range(left, right))


def _ruled(level: Grey, height: int, across: list[int], column: int) -> bool:
    """Whether a rule at `height` runs along most of the stretch between two edges."""
    strip = level[max(0, height - SAME) : height + SAME + 1, across[column] : across[column + 1]]
    return strip.size > 0 and bool(strip.any(axis=0).mean() > 0.5)
