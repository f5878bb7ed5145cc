"""Rows of tables without lines that the end of a page cuts: nobody can tell how their halves go together."""

from __future__ import annotations

from collections.abc import Sequence

from gikvalidate.read.pdf.lines import Line
from gikvalidate.read.pdf.ruled import Area, Part
from gikvalidate.read.pdf.stretches import ORDINAL, is_figure

_Row = list[Area]


def leave_cut_rows(above: Part, below: Part) -> None:
    """Empty the last row of one page and the first of the next where one of them has figures without a whole label.

    Rows left empty are missing from the report and told; half a number would be taken for a whole one.
    """
    if above.drawn or below.drawn:
        return
    upper, lower = _rows(above), [row for row in _rows(below) if any(map(_is_figure, row))]
    if not upper or not lower or not any(any(map(_is_label, row)) for row in (*upper, *lower)):
        return
    ordered = sum(map(_is_ordered, lower)) * 2 > len(lower)
    if _is_cut(upper[-1]) or _begins_late(lower[0]) or _is_cut(lower[0]) or (ordered and not _is_ordered(lower[0])):
        for area in (*upper[-1], *lower[0]):
            area.glyphs.clear()


def leave_last_row(above: Part, below: Line) -> None:
    """Empty the last row of a page where the next one begins with digits alone: they may be the rest of a number."""
    if not above.drawn and (rows := _rows(above)) and is_figure(below):
        for area in rows[-1]:
            area.glyphs.clear()


def _rows(part: Part) -> Sequence[_Row]:
    """The rows with something written in them."""
    rows: dict[float, _Row] = {}
    for area in part.areas:
        if area.glyphs:
            rows.setdefault(area.y0, []).append(area)
    return [rows[height] for height in sorted(rows)]


def _is_cut(row: _Row) -> bool:
    return any(map(_is_figure, row)) and not any(map(_is_label, row))


def _begins_late(row: _Row) -> bool:
    """Whether figures stand above the label of their row: what a page begins with may be the rest of the row before."""
    labels = [glyph.middle for area in row if _is_label(area) for glyph in area.glyphs]
    figures = [glyph for area in row if _is_figure(area) for glyph in area.glyphs]
    return bool(labels and figures) and min(labels) - min(glyph.middle for glyph in figures) > figures[0].size / 2


def _is_ordered(row: _Row) -> bool:
    return any(ORDINAL.match("".join(glyph.text for glyph in area.glyphs)) for area in row)


def _is_figure(area: Area) -> bool:
    return bool(area.glyphs) and not _is_label(area)


def _is_label(area: Area) -> bool:
    return any("一" <= glyph.text <= "龥" for glyph in area.glyphs)
