"""Dates a report states: its statistical period, also where a scraper lost 年 and 月, and the day it was signed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gikvalidate.claims import StatedDate, StatedPeriod
from gikvalidate.narrate import chinese
from gikvalidate.narrate.passage import Passage

_TO = r"(?:日?起?(?:至|到|-|—{1,2}|–|~|～)(?:为?止)?)"
#: What begins with plain digits is found fast, so that what may not stand before them is asked behind them.
_LONG = re.compile(
    rf"(20(?<![0-9]20)[0-9]{{2}})(?:年|[-./])([01]?[0-9])(?:月|[-./])([0-3]?[0-9]){_TO}"
    r"(?:(20[0-9]{2})(?:年|[-./])|同年|当年)?([01]?[0-9])(?:月|[-./])([0-3]?[0-9])日?"
)
_PACKED = re.compile(rf"(20(?<![0-9]20)[0-9]{{2}})([0-9]{{2,4}}){_TO}(20[0-9]{{2}})([0-9]{{2,4}})(?![0-9])日?")

_DAY = re.compile(r"(20[0-9]{2})[年./-]([01]?[0-9])[月./-]([0-3]?[0-9])")
#: 二〇二一年一月十四日: the year digit by digit, month and day as numbers.
_WRITTEN_DAY = re.compile(
    rf"([二][〇○零0Oo{chinese.CHARACTERS}]{{3}})年([{chinese.CHARACTERS}]+)月([{chinese.CHARACTERS}]+)日"
)
_NOUGHTS = str.maketrans("0Oo", "〇〇〇")


def signed(document_text: str, passage: Passage, begin: int | None) -> StatedDate | None:
    """The date in the signature line that begins at `begin` of the squeezed text."""
    if begin is None:
        return None
    line = passage.text[begin:].partition("\n")[0]
    found = _DAY.search(line) or _WRITTEN_DAY.search(line)
    date = _day(found) if found else None
    if found is None or date is None:
        return None
    start, end = passage.outer(begin + found.start(), begin + found.end())
    return StatedDate(date, start, end, document_text[start:end])


def _day(match: re.Match[str]) -> tuple[int, int, int] | None:
    parts = (int(part) if part.isascii() else chinese.parse(part.translate(_NOUGHTS)) for part in match.groups())
    year, month, day = (part or 0 for part in parts)
    return (year, month, day) if year and 1 <= month <= 12 and 1 <= day <= 31 else None


def stated_periods(document_text: str, passage: Passage) -> Iterator[StatedPeriod]:
    """Every pair of dates, in order of place."""
    found = [(match.start(), match.end(), *_long(match)) for match in _LONG.finditer(passage.text)]
    for match in _PACKED.finditer(passage.text):
        first, last = _packed(match[1], match[2]), _packed(match[3], match[4])
        if first and last:
            found.append((match.start(), match.end(), first, last))
    for begin, stop, first, last in sorted(found):
        start, end = passage.outer(begin, stop)
        yield StatedPeriod(first, last, start, end, document_text[start:end])


def _long(match: re.Match[str]) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    first = (int(match[1]), int(match[2]), int(match[3]))
    return first, (int(match[4] or match[1]), int(match[5]), int(match[6]))


def _packed(year: str, rest: str) -> tuple[int, int, int] | None:
    """11 is 1月1日, 1231 is 12月31日; anything that reads two ways is left alone."""
    for split in (len(rest) // 2, 1, 2):
        month, day = rest[:split], rest[split:]
        if day and 1 <= int(month) <= 12 and 1 <= int(day) <= 31 and (len(rest) != 3):
            return int(year), int(month), int(day)
    return None
