"""Characters to lines: those at one height are a line, from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import median

from gikvalidate.read.pdf.frame import Box, Glyph

# In sizes of the font: how far two characters of one line stand apart in height,
_LEVEL = 0.42
# the gap that is a space between Latin letters or digits,
_WORD_GAP = 0.2
# the gap that parts two columns or two items whatever the letters,
COLUMN_GAP = 1.6
# and how near the same character again is only a way to print bold.
_BOLD = 0.25


@dataclass(eq=False)
class Line:
    """One line of text: its visible characters from left to right."""

    glyphs: list[Glyph]
    page: int = 0
    marks: list[Glyph | None] = field(init=False)

    def __post_init__(self) -> None:
        self.marks = list(_spaced(self.glyphs))

    @cached_property
    def text(self) -> str:
        return "".join(" " if glyph is None else glyph.text for glyph in self.marks)

    @cached_property
    def size(self) -> float:
        return median(glyph.size for glyph in self.glyphs)

    @cached_property
    def middle(self) -> float:
        return median(glyph.middle for glyph in self.glyphs)

    @cached_property
    def box(self) -> Box:
        return extent(self.glyphs)

    @property
    def left(self) -> float:
        return self.box[0]

    @property
    def right(self) -> float:
        return self.box[2]


def extent(glyphs: Iterable[Glyph]) -> Box:
    """The box around some characters."""
    boxes = [(glyph.x0, glyph.y0, glyph.x1, glyph.y1) for glyph in glyphs]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def lines(glyphs: Iterable[Glyph], page: int = 0) -> list[Line]:
    """The lines from top to bottom; lines of white space alone are none."""
    found: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.middle):
        if found and glyph.middle - middle <= _LEVEL * min(glyph.size, found[-1][-1].size):
            found[-1].append(glyph)
        else:
            found.append([glyph])
        middle = glyph.middle
    return [Line(visible, page) for line in found if (visible := _trimmed(line))]


def segments(line: Line, gap: float = COLUMN_GAP) -> list[Line]:
    """The parts of a line between wide gaps."""
    parts = [[line.glyphs[0]]]
    for before, glyph in pairwise(line.glyphs):
        if glyph.x0 - before.x1 > gap * max(before.size, glyph.size):
            parts.append([])
        parts[-1].append(glyph)
    return [Line(visible, line.page) for part in parts if (visible := _trimmed(part))]


def _trimmed(glyphs: list[Glyph]) -> list[Glyph]:
    """From left to right, without white space at the ends and without characters printed twice."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.x0)
    while ordered and ordered[-1].text.isspace():
        ordered.pop()
    start = 0
    while start < len(ordered) and ordered[start].text.isspace():
        start += 1
    kept: list[Glyph] = []
    for glyph in ordered[start:]:
        near = next((other for other in reversed(kept[-3:]) if other.text == glyph.text), None)
        if near is None or glyph.x0 - near.x0 > _BOLD * glyph.size * (0.5 if glyph.text.isascii() else 1):
            kept.append(glyph)
    return kept


def _spaced(glyphs: Sequence[Glyph]) -> Iterator[Glyph | None]:
    """The characters with None where a gap stands for a space that was not written."""
    previous: Glyph | None = None
    for glyph in glyphs:
        if previous is not None and not glyph.text.isspace() and not previous.text.isspace():
            wide = _WORD_GAP if _is_latin(previous.text) and _is_latin(glyph.text) else COLUMN_GAP
            if glyph.x0 - previous.x1 > wide * max(glyph.size, previous.size):
                yield None
        yield glyph
        previous = glyph


def _is_latin(text: str) -> bool:
    return text.isascii() and text.isalnum()
