"""What the name of a body tells of it: its level of government, and whether it is a government or a department."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gikvalidate.datafiles import load
from gikvalidate.datafolders import folder
from gikvalidate.submission import Standing


@dataclass(frozen=True)
class _Words:
    not_places: re.Pattern[str]
    place: re.Pattern[str]
    endings: dict[str, Any]
    names: dict[str, list[str]]
    governments: tuple[str, ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = load(folder("schemas") / "identity.yaml").data["standing"]
    endings = sorted(data["endings"], key=len, reverse=True)
    return _Words(
        not_places=re.compile("|".join(map(re.escape, data["not_places"]))),
        place=re.compile(rf".{{1,10}}?({'|'.join(map(re.escape, endings))})"),
        endings=data["endings"],
        names=data["names"],
        governments=tuple(data["governments"]),
    )


def standing(agency: str | None) -> Standing:
    """The level of `agency` and what it is; a level has several possible values where the name does not settle it."""
    if not agency:
        return Standing()
    words = _words()
    body = "government" if agency.endswith(words.governments) else "department"
    return Standing(_levels(agency, words), body)


def _levels(agency: str, words: _Words) -> frozenset[str]:
    if agency.startswith(tuple(words.names["state"])):
        return frozenset({"state"})
    municipality = next((name for name in words.names["province"] if agency.startswith(name)), "")
    level = "province" if municipality else ""
    # Words that only look like places keep their length, so that what stands around them is not joined.
    rest = words.not_places.sub(lambda found: "·" * len(found.group()), agency[len(municipality) :])
    position = 0
    while found := words.place.match(rest, position):
        told = words.endings[found[1]]
        # Of two possible levels the next place settles which it was: under either a district is of the county.
        level = told if isinstance(told, str) else told.get(level.partition("|")[0], level)
        position = found.end()
    return frozenset(level.split("|")) - {""}
