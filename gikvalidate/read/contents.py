"""Tables of contents that were typed or left as text: headings with their pages, which stand in the report again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from gikvalidate.document import Paragraph, Piece

_FEWEST = 3
# A table of contents stands at the beginning, and its headings not far behind it.
_WITHIN = 200
_BELOW = 5000
_ENTRY = re.compile(r"(?P<title>\S.{1,60}?)(?:\t|[.．…·_-]{3,}|…+|[ \u3000]{2,})[\s.．…·_-]*(?P<page>\d{1,3})")
_HEAD = "目录"


def without_contents(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces without a table of contents."""
    found = list(pieces)
    entries = contents([piece.text if isinstance(piece, Paragraph) else "" for piece in found])
    return [piece for at, piece in enumerate(found) if at not in entries]


def contents(lines: Sequence[str]) -> frozenset[int]:
    """Which lines are entries of a table of contents or its heading: their words begin a line further down again."""
    entries = [_ENTRY.fullmatch(line.strip()) if line[-1:].isdigit() else None for line in lines[:_WITHIN]]
    if sum(entry is not None for entry in entries) < _FEWEST:
        return frozenset()
    taken: set[int] = set()
    for run in _runs(entries):
        below = [_squeezed(line) for line in lines[run[-1] + 1 :][:_BELOW]]
        titles = [(_squeezed(entry["title"]), int(entry["page"])) for at in run if (entry := entries[at])]
        counts = all(page <= following for (_, page), (_, following) in pairwise(titles))
        if len(run) >= _FEWEST and counts and all(any(line.startswith(title) for line in below) for title, _ in titles):
            taken.update(run)
            taken.update(at for at in range(max(0, run[0] - 2), run[0]) if _squeezed(lines[at]) == _HEAD)
    return frozenset(taken)


def _runs(entries: Sequence[re.Match[str] | None]) -> Iterator[list[int]]:
    run: list[int] = []
    for at, entry in enumerate([*entries, None]):
        if entry is not None:
            run.append(at)
        elif run:
            yield run
            run = []


def _squeezed(text: str) -> str:
    return "".join(text.split())
