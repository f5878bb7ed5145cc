"""What stands on every page and belongs to none: page numbers, running headers and footers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from gikvalidate.document import Origin
from gikvalidate.read.pdf.lines import Line

# The outer parts of a page in which furniture stands, and how many lines of it at most.
_MARGIN = 0.12
_LINES = 3
# A line is a running one when it is on this part of the pages, and on two at least.
_RUNNING = 0.4

_MARKS = r"[-—–―－_~·•|/\s.]*"
_PAGE_NUMBER = re.compile(
    rf"{_MARKS}(?:第?(?:\d{{1,4}}|[一二三四五六七八九十]{{1,3}})页?(?:(?:[,，、/]共?|共)\d{{1,4}}页?)?"
    rf"|page\d{{1,4}}(?:of\d{{1,4}})?){_MARKS}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
# A number without any mark is a page number where it counts with that of another page; two pages need not agree.
_BARE = re.compile(r"\d{1,4}")
_FEW_PAGES = 2
# The figures of a row, last on its page, are no page number.
_SEVERAL = re.compile(r"\d\s+\d")
_WORDS = re.compile(r"[^\W\d_]{2}")


def furniture(pages: Sequence[tuple[Sequence[Line], float]]) -> dict[Line, Origin]:
    """The lines that are furniture, given the lines and the height of every page."""
    edges = [_edges(lines, height) for lines, height in pages]
    seen: dict[tuple[Origin, str], set[int]] = defaultdict(set)
    for number, found in enumerate(edges):
        for line, origin in found:
            seen[origin, _key(line)].add(number)
    enough = max(2, _RUNNING * len(pages))
    running = {key for key, where in seen.items() if len(where) >= enough and _WORDS.search(key[1])}
    chosen: dict[Line, Origin] = {}
    counts = Counter(
        (origin, int(line.text) - number)
        for number, found in enumerate(edges)
        for line, origin in found
        if _BARE.fullmatch(line.text)
    )
    for number, found in enumerate(edges):
        for origin in (Origin.HEADER, Origin.FOOTER):
            outermost = True
            for line, side in found:
                if side is not origin:
                    continue
                if (origin, _key(line)) in running:
                    chosen[line] = origin
                elif outermost and is_page_number(line.text):
                    bare = _BARE.fullmatch(line.text) is not None
                    if bare and len(pages) > _FEW_PAGES and counts[origin, int(line.text) - number] < _FEW_PAGES:
                        # The rest of a figure whose number the end of the page broke.
                        break
                    chosen[line] = origin
                    outermost = False
                else:
                    break
    return chosen


def is_page_number(text: str) -> bool:
    """Whether a line says nothing but which page this is."""
    return _SEVERAL.search(text) is None and _PAGE_NUMBER.fullmatch(_squeezed(text)) is not None


def _edges(lines: Sequence[Line], height: float) -> list[tuple[Line, Origin]]:
    """Lines in the outer parts of a page, from its edge inwards."""
    upper = [line for line in lines[:_LINES] if line.middle < _MARGIN * height]
    lower = [line for line in lines[: -_LINES - 1 : -1] if line.middle > (1 - _MARGIN) * height]
    return [(line, Origin.HEADER) for line in upper] + [(line, Origin.FOOTER) for line in lower]


def _key(line: Line) -> str:
    return _NUMBER.sub("#", _squeezed(line.text))


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
