"""Lines to paragraphs: a paragraph begins with an indent, after a short line or after a gap, and goes over pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gikvalidate.read.pdf.frame import Glyph
from gikvalidate.read.pdf.lines import Line

# In sizes of the font: the least indent that begins a paragraph, the most a first line is indented,
_INDENT = 1.2
_FIRST = 4.5
# and the room that a full line may leave beside what did not fit on it.
_ROOM = 0.8
_GAP = 1.3
_OTHER_SIZE = 1.12

_CLOSING = r"[，。、；：？！）)》〉”’」』】\]%％…]*"
_TOKEN = re.compile(rf"[（(《〈“‘「『【\[]*(?:[A-Za-z0-9@#&%+=_./:~-]+|.){_CLOSING}")
# Some writers keep figures with the comma before them: 条、697 stands on one line.
_FIGURES = re.compile(rf"(?:(?<=[，、])\d[\d.,]*{_CLOSING})*")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
_ANNOUNCING = ("：", ":")
_SENTENCE_END = tuple("。！？；：!?;:…”）)")


Mark = tuple[int, Glyph] | None


@dataclass(frozen=True, slots=True)
class Margins:
    """Where lines begin and end, how far apart they stand in sizes, and whether first lines are indented."""

    left: float
    right: float
    pitch: float
    indented: bool


def margins(pages: Iterable[Sequence[Line]], width: float) -> Margins:
    """The margins of pages of one shape and `width`, measured on their lines; alike where no two lines end alike."""
    runs = [list(lines) for lines in pages if lines]
    every = [line for lines in runs for line in lines]
    if not every:
        return Margins(0, 0, 0, False)
    left = min(_shared([line.left for line in every]))
    ends = [line.right for line in every]
    right = max(_shared(ends)) if _is_shared(ends) else max(*ends, width - left)
    full = [
        (below.middle - above.middle) / above.size
        for lines in runs
        for above, below in pairwise(lines)
        if right - above.right < above.size and below.left - left < _INDENT * below.size
    ]
    pitch = sorted(full)[len(full) // 4] if full else 0.0
    first = [line for line in every if _INDENT * line.size < line.left - left < _FIRST * line.size]
    return Margins(left, right, pitch, len(first) >= 3 and len(first) * 8 >= len(every))


def begins(line: Line, before: Line, margins: Margins, above: Margins) -> bool:
    """Whether `line` begins a paragraph; `above` are the margins of the page or column of the line before."""
    if not _alike(line.size, before.size) or line.left - margins.left > _INDENT * line.size:
        return True
    ended = before.text.endswith(_SENTENCE_END)
    if above.right - before.right > unbreakable(line, ended) + _ROOM * before.size:
        return True
    if ended and _HEADING.match(line.text):
        return True
    if line.page != before.page or line.middle < before.middle:
        # What stands behind a colon at the end of a full line mostly goes on in the same paragraph.
        return ended and not margins.indented and not before.text.endswith(_ANNOUNCING)
    return bool(margins.pitch) and line.middle - before.middle > _GAP * margins.pitch * line.size


def joined(lines: Sequence[Line]) -> tuple[str, list[Mark]]:
    """The text of a paragraph, and for each of its characters the page and glyph (None for a space not printed)."""
    text: list[str] = []
    marks: list[Mark] = []
    for line in lines:
        if text and _parted(text[-1], line.text):
            text.append(" ")
            marks.append(None)
        for glyph in line.marks:
            letters = " " if glyph is None else glyph.text
            text.extend(letters)
            marks.extend([None if glyph is None else (line.page, glyph)] * len(letters))
    return "".join(text), marks


def _parted(before: str, after: str) -> bool:
    """Latin words are parted by the end of a line; a number broken by it is not."""
    return before.isascii() and before.isalpha() and after[0].isascii() and after[0].isalpha()


def unbreakable(line: Line, ended: bool = True) -> float:
    """The width of what could not be broken off the beginning of a line; the least of it behind a full sentence."""
    match = _TOKEN.match(line.text)
    count = match.end() if match else 1
    if not ended and (figures := _FIGURES.match(line.text, count)):
        count = figures.end()
    drawn = [glyph for glyph in line.marks[:count] if glyph is not None]
    return drawn[-1].x1 - drawn[0].x0 if drawn else line.size


def _alike(size: float, other: float) -> bool:
    return max(size, other) <= _OTHER_SIZE * min(size, other)


def _is_shared(values: list[float]) -> bool:
    return max(Counter(round(value / 4) for value in values).values()) >= 2


def _shared(values: list[float]) -> list[float]:
    """The values that more than one line has, within a few points; all of them where there is none."""
    bins = Counter(round(value / 4) for value in values)
    return [value for value in values if bins[round(value / 4)] >= 2] or values
