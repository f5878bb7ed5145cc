"""Text whose lines were broken at a width, as mails and copies of a page of print have it, in whole paragraphs again.

Every line that goes on in the next one is as wide as the text, and hardly any of them happens to end a sentence. Where
lines differ in that, they are paragraphs, and nothing is joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gikvalidate.read.lines import is_heading

# In columns of which a Chinese character takes two: how wide such text is, and what a line may lack of that.
_NARROWEST, _WIDEST = 40, 120
_LACKING = 6
_FEWEST = 5
# The share of the full lines that may end a sentence.
_ENDED = 0.35

_SENTENCE_END = tuple("。！？；：!?;:")
_BEGINS = re.compile(r"[ \u3000\t]{2,}|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、．](?!\d)")


def width_of(lines: Sequence[str]) -> int | None:
    """The width at which these lines were broken; None where they were not."""
    if max(map(len, lines), default=0) > _WIDEST:
        return None
    widths = [_width(line) for line in lines]
    widest = max(widths, default=0)
    if not _NARROWEST <= widest <= _WIDEST:
        return None
    full = [line for line, width in zip(lines, widths, strict=True) if width > widest - _LACKING]
    ended = sum(line.endswith(_SENTENCE_END) for line in full)
    return widest if len(full) >= _FEWEST and ended <= _ENDED * len(full) else None


def whole(lines: Sequence[str], width: int | None) -> Iterator[str]:
    """The lines with those put together that were broken at this width, all as they are where it is None."""
    if width is None:
        yield from lines
        return
    waiting: list[str] = []
    for line in lines:
        if waiting and not (_width(waiting[-1]) > width - _LACKING and _goes_on(waiting[-1], line)):
            yield "".join(waiting)
            waiting = []
        waiting.append(f" {line}" if waiting and _parts_words(waiting[-1], line) else line)
    if waiting:
        yield "".join(waiting)


def _goes_on(before: str, line: str) -> bool:
    return bool(line.strip()) and not before.endswith("。") and not is_heading(line) and _BEGINS.match(line) is None


def _parts_words(before: str, line: str) -> bool:
    """Whether the end of the line stands for the space between two Latin words."""
    return before[-1:].isascii() and before[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()


def _width(line: str) -> int:
    # One byte for what takes one column and two for nearly all that take two, counted without a look at each.
    return len(line.encode("gb18030", "replace"))
