"""Pages printed in two columns: where a white strip runs down between two columns of sentences, one follows the other.

A table without lines has such a strip as well. So a document has columns only where both sides are filled with running
text on some page: many lines as wide as their column, with the marks of sentences, and the strip in the middle of the
page. Once that is known, the same strip parts what is shorter, such as the last lines before a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from itertools import pairwise

from gikvalidate.read.pdf.lines import Line, lines
from gikvalidate.read.pdf.ruled import Part
from gikvalidate.read.pdf.stretches import is_figure

# In sizes of the font: the least width of the strip.
_STRIP = 0.9
# In widths of the page: how far its middle may stand from that of the page.
_ASIDE = 0.06
# On either side: the fewest lines, marks of sentences, and the share of lines that are nearly as wide as the column.
_LINES = 4
_MARKS = 6
_FULL = 0.4
_NEARLY = 0.85
# Where the strip is known, so many marks on both sides together will do.
_SENTENCES = 3

_MARK = re.compile(r"[，。；：]")


class Side(Enum):
    """What of the width of a page some lines stand in."""

    WHOLE = "whole"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines and tables of a page that are read before those of the next stretch."""

    side: Side
    lines: list[Line]
    parts: list[Part]


Strip = tuple[float, float]


def strip_of(pages: Iterable[tuple[Sequence[Line], Sequence[Part]]], width: float) -> Strip | None:
    """The strip that parts the columns of these pages of one shape; None where none of them has columns."""
    middle = (width * (0.5 - _ASIDE), width * (0.5 + _ASIDE))
    strips = [strip for found, parts in pages for _, _, strip in _runs(found, parts, width, middle, _are_columns)]
    return reduce(_shared, strips) if strips else None


def column_by_column(found: Sequence[Line], parts: Sequence[Part], width: float, strip: Strip) -> list[Stretch]:
    """The lines and tables of a page in the order in which they are read."""
    made: list[Stretch] = []
    above = 0
    reached = float("-inf")
    for first, end, free in _runs(found, parts, width, strip, _are_sentences):
        made.append(_whole(found[above:first], parts, reached, found[first].middle))
        middle = sum(free) / 2
        top, reached, above = found[first].middle, found[end - 1].middle, end
        for side, own in zip((Side.LEFT, Side.RIGHT), _sides(found[first:end], middle), strict=True):
            beside = [part for part in _within(parts, top, reached) if (_centre(part) < middle) is (side is Side.LEFT)]
            made.append(Stretch(side, own, beside))
    made.append(_whole(found[above:], parts, reached, float("inf")))
    return [stretch for stretch in made if stretch.lines or stretch.parts]


def _whole(found: Sequence[Line], parts: Sequence[Part], above: float, below: float) -> Stretch:
    return Stretch(Side.WHOLE, list(found), _within(parts, above, below))


def _within(parts: Sequence[Part], above: float, below: float) -> list[Part]:
    return [part for part in parts if above < (part.ys[0] + part.ys[-1]) / 2 <= below]


def _centre(part: Part) -> float:
    return (part.xs[0] + part.xs[-1]) / 2


def _sides(run: Sequence[Line], middle: float) -> tuple[list[Line], list[Line]]:
    """The lines on the left and on the right: those of two columns need not stand at one height."""
    glyphs = [glyph for line in run for glyph in line.glyphs]
    left = lines((glyph for glyph in glyphs if glyph.centre < middle), run[0].page)
    return left, lines((glyph for glyph in glyphs if glyph.centre >= middle), run[0].page)


def _runs(
    found: Sequence[Line],
    parts: Sequence[Part],
    width: float,
    strip: Strip,
    accept: Callable[[Sequence[Line], Sequence[Line]], bool],
) -> Iterator[tuple[int, int, Strip]]:
    """The lines beside one strip, from the first to the one behind the last, with the edges of the strip."""
    at = 0
    while at < len(found):
        end, free = _run(found, parts, width, strip, at)
        if end > at and accept(*_sides(found[at:end], sum(free) / 2)):
            yield at, end, free
        at = max(end, at + 1)


def _run(found: Sequence[Line], parts: Sequence[Part], width: float, strip: Strip, at: int) -> tuple[int, Strip]:
    """How far the strip goes on that is free in the line at which it begins."""
    end = at
    while end < len(found):
        line = found[end]
        if end > at and _is_crossed(parts, found[end - 1].middle, line.middle, strip):
            break
        narrower = max((_shared(strip, gap) for gap in _free(line, width)), key=lambda gap: gap[1] - gap[0])
        if narrower[1] - narrower[0] < _STRIP * line.size:
            break
        strip = narrower
        end += 1
    return end, strip


def _free(line: Line, width: float) -> Iterator[Strip]:
    """Where nothing is written at the height of a line."""
    yield 0.0, line.left
    for before, glyph in pairwise(line.glyphs):
        if glyph.x0 > before.x1:
            yield before.x1, glyph.x0
    yield line.right, width


def _shared(one: Strip, other: Strip) -> Strip:
    return max(one[0], other[0]), min(one[1], other[1])


def _is_crossed(parts: Sequence[Part], above: float, below: float, strip: Strip) -> bool:
    """Whether a table stands across the strip between two heights."""
    return any(above < part.ys[0] < below and part.xs[0] < strip[0] and strip[1] < part.xs[-1] for part in parts)


def _are_columns(*sides: Sequence[Line]) -> bool:
    """Whether running text fills both sides."""
    return all(len(side) >= _LINES and _marks(side) >= _MARKS and _is_filled(side) for side in sides)


def _is_filled(side: Sequence[Line]) -> bool:
    across = max(line.right for line in side) - min(line.left for line in side)
    return sum(line.right - line.left >= _NEARLY * across for line in side) >= _FULL * len(side)


def _are_sentences(*sides: Sequence[Line]) -> bool:
    """Whether sentences stand there, on one side enough of them to be no short lines of the whole page."""
    if any(is_figure(line) for side in sides for line in side) or sum(map(_marks, sides)) < _SENTENCES:
        return False
    return all(sides) or max(map(len, sides)) >= _LINES


def _marks(side: Sequence[Line]) -> int:
    return sum(len(_MARK.findall(line.text)) for line in side)
