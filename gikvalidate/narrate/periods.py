"""From-to dates: the statistical period a report says it covers, also where a scraper lost 年 and 月."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gikvalidate.claims import StatedPeriod
from gikvalidate.narrate.passage import Passage

_TO = r"(?:日?起?(?:至|到|-|—{1,2}|–|~|～)(?:为?止)?)"
_LONG = re.compile(
    rf"(?<![0-9])(20[0-9]{{2}})(?:年|[-./])([01]?[0-9])(?:月|[-./])([0-3]?[0-9]){_TO}"
    r"(?:(20[0-9]{2})(?:年|[-./])|同年|当年)?([01]?[0-9])(?:月|[-./])([0-3]?[0-9])日?"
)
_PACKED = re.compile(rf"(?<![0-9])(20[0-9]{{2}})([0-9]{{2,4}}){_TO}(20[0-9]{{2}})([0-9]{{2,4}})(?![0-9])日?")


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
