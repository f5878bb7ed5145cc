"""The parts of a table on consecutive pages to one table."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from gikvalidate.document import Cell, Table
from gikvalidate.read.grid import table_of
from gikvalidate.read.pdf.frame import Glyph
from gikvalidate.read.pdf.lines import Line, lines
from gikvalidate.read.pdf.paragraphs import unbreakable
from gikvalidate.read.pdf.ruled import Area, Part

# Points by which the edges of one column may differ from page to page, and between text and the edge of its cell.
_SAME = 4.0
_PADDING = 6.0
# A table with so many columns of figures that a row without an ordinal and with none of them is no row of its own.
_FIGURES = 5
# What may be left free, in sizes of the font, beside what did not fit.
_SLACK = 0.35
_ORDINAL = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|其中|[合总小]计")


@dataclass(slots=True)
class _Place:
    """A cell of the growing table with the glyphs in it, by page."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    width: float
    lines: list[Line]
    glyphs: list[tuple[int, list[Glyph]]] = field(default_factory=list)

    @property
    def below(self) -> int:
        return self.row + self.rowspan

    @property
    def is_figure(self) -> bool:
        return self.text[:1].isdigit() and not any("一" <= letter <= "龥" for letter in self.text)

    @property
    def words(self) -> tuple[int, int, str]:
        return self.column, self.colspan, "".join(self.text.split())


Marks = dict[tuple[int, int], list[tuple[int, list[Glyph]]]]


def continues(upper: Part, lower: Part) -> bool:
    """Whether two parts with nothing between them are one table: the same width and, by and large, columns."""
    if not (upper.drawn and lower.drawn) or lower.page != upper.page + 1 or abs(_width(upper) - _width(lower)) > _SAME:
        return False
    if len(upper.areas) == len(lower.areas) == 1:
        return False
    few, many = sorted((_inner(upper), _inner(lower)), key=len)
    shared = sum(any(abs(edge - other) <= _SAME for other in many) for edge in few)
    return shared * 2 >= len(few)


def table(parts: Sequence[Part]) -> tuple[Table, Marks] | None:
    """One table of its parts, with the glyphs of every cell; None where nothing is written in it."""
    edges = _edges(parts)
    places: list[_Place] = []
    rows = 0
    for part in parts:
        found = _places(part, edges)
        if places:
            found = _without_heads(places, found)
            found = _attached(places, found, rows, part)
        places += found
        rows = max((place.below for place in places), default=0)
    cells = [Cell(place.row, place.column, place.text, place.rowspan, place.colspan) for place in places]
    made = table_of(cells, rows, len(edges) - 1, parts[0].page)
    if made is None:
        return None
    made = replace(made, inferred=not parts[0].drawn)
    return made, {(place.row, place.column): place.glyphs for place in places}


def _width(part: Part) -> float:
    return part.xs[-1] - part.xs[0]


def _inner(part: Part) -> list[float]:
    return [edge - part.xs[0] for edge in part.xs[1:-1]]


def _edges(parts: Sequence[Part]) -> list[float]:
    """The column edges of all parts, from the left edge of each."""
    edges: list[float] = []
    for edge in sorted(edge - part.xs[0] for part in parts for edge in part.xs):
        if not edges or edge - edges[-1] > _SAME:
            edges.append(edge)
    return edges


def _places(part: Part, edges: list[float]) -> list[_Place]:
    def column(x: float) -> int:
        return min(range(len(edges)), key=lambda index: abs(edges[index] - (x - part.xs[0])))

    return [_place(area, part, column(area.x0), column(area.x1)) for area in part.areas]


def _place(area: Area, part: Part, left: int, right: int) -> _Place:
    row, below = bisect_left(part.ys, area.y0), bisect_left(part.ys, area.y1)
    found = lines(area.glyphs)
    text = "\n".join(line.text for line in found)
    gaps = [gap for line in found for gap in (line.left - area.x0, area.x1 - line.right)]
    width = area.x1 - area.x0 - 2 * min([_PADDING, *gaps])
    return _Place(row, left, below - row, right - left, text, width, found, [(part.page, area.glyphs)])


def _without_heads(above: Sequence[_Place], places: list[_Place]) -> list[_Place]:
    """The rows of a part without those that only repeat the first rows of the table."""
    count = sum(1 for _ in takewhile(lambda row: _is_repeated(above, places, row), range(_height(places))))
    if any(place.row < count < place.below for place in places):
        return places
    for place in places:
        place.row -= count
    return [place for place in places if place.row >= 0]


def _height(places: Sequence[_Place]) -> int:
    return max((place.below for place in places), default=0)


def _is_repeated(above: Sequence[_Place], places: Sequence[_Place], row: int) -> bool:
    words = {place.words for place in places if place.row == row}
    printed = [text for _, _, text in words if text]
    return (
        bool(printed)
        and not any(text.isdigit() for text in printed)
        and words == {place.words for place in above if place.row == row}
    )


def _attached(above: list[_Place], places: list[_Place], rows: int, part: Part) -> list[_Place]:
    """Move a part below the rows above; cells cut by the end of the page become one again."""
    last = {(place.column, place.colspan): place for place in above if place.below == rows}
    cut = _is_cut(last, places) or (part.open_top and not _is_anew(last, places))
    # Where nothing is written in the first row, no cell of it can be told to go on from above.
    begun = any(place.text for place in places if place.row == 0)
    # Nor of figures that stand under headings, some of which reach over two rows.
    begun = begun and not any(
        place.is_figure and upper.text and not upper.is_figure
        for place in places
        if place.row == 0 and (upper := last.get((place.column, place.colspan)))
    )
    shift = rows - 1 if cut else rows
    kept = []
    for place in places:
        upper = last.get((place.column, place.colspan)) if place.row == 0 else None
        place.row += shift
        if upper is not None and (cut or (begun and _is_one(upper, place))):
            upper.rowspan = place.below - upper.row
            upper.text = "\n".join(filter(None, (upper.text, place.text)))
            upper.lines += place.lines
            upper.glyphs += place.glyphs
        else:
            kept.append(place)
    return kept


def _is_cut(last: Mapping[tuple[int, int], _Place], places: Sequence[_Place]) -> bool:
    """Whether the first row of a part goes on from the last row above, though a line is drawn between the pages.

    Then no label that goes on begins with an ordinal, and numbers are broken only where no digit fitted any more; a
    label is broken where it filled its cell, or there are no figures beside it because they were all said above.
    """
    first = [place for place in places if place.row == 0 and place.rowspan == 1]
    pairs = [(upper, place) for place in first if (upper := last.get((place.column, place.colspan)))]
    if not first or len(pairs) < len(first):
        return False
    if any(_ORDINAL.match(lower.text) and not lower.is_figure for _, lower in pairs):
        return False
    if not any(lower.text for lower in first):
        return any(upper.is_figure for upper, _ in pairs)
    both = [(upper, lower) for upper, lower in pairs if upper.text and lower.text]
    if any(lower.is_figure and not upper.is_figure for upper, lower in both):
        return False
    if broken := [(upper, lower) for upper, lower in both if lower.is_figure]:
        return all(_is_filled(upper, lower) for upper, lower in broken)
    said = sum(1 for upper, lower in pairs if not lower.text and (upper.is_figure or not upper.text))
    return bool(both) and (said >= _FIGURES or all(_is_filled(upper, lower) for upper, lower in both))


def _is_anew(last: Mapping[tuple[int, int], _Place], places: Sequence[_Place]) -> bool:
    """Whether the first row of a part is a row of its own, though no line is drawn above it: browsers leave it out."""
    pairs = [
        (upper, place) for place in places if place.row == 0 and (upper := last.get((place.column, place.colspan)))
    ]
    if any(upper.text and not lower.is_figure and _ORDINAL.match(lower.text) for upper, lower in pairs):
        return True
    return any(upper.is_figure and lower.is_figure and not _is_filled(upper, lower) for upper, lower in pairs)


def _is_filled(upper: _Place, lower: _Place) -> bool:
    """Whether what begins the lower cell had no room behind what ends the upper one."""
    end, begin = upper.lines[-1], lower.lines[0]
    digit = begin.glyphs[0] if lower.is_figure else None
    needed = unbreakable(begin) if digit is None else digit.x1 - digit.x0
    return upper.width - (end.right - end.left) < needed + _SLACK * end.size


def _is_one(upper: _Place, lower: _Place) -> bool:
    """A label beside several rows is printed on one page only, and its cell is empty on the other."""
    return max(upper.rowspan, lower.rowspan) > 1 and not (upper.text and lower.text)
