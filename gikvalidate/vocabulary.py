"""The words of a clause that nothing knows: beside a number they may narrow what it counts, or speak of another matter.

schemas/known-words.yaml lists what changes nothing; the rest (其他业务领域, 由省政府令公布, 个工作日内) is left over.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gikvalidate.datafiles import load
from gikvalidate.datafolders import folder
from gikvalidate.shapes import Pattern, Shape
from gikvalidate.shaping import read

_HAN = re.compile(r"[一-龥]+")
_EVERY = "*"


class _Entry(Shape):
    """Words that say nothing new beside numbers `of` concepts with these first names; "*" are all."""

    of: tuple[str, ...]
    words: tuple[tuple[Pattern, ...], ...]


def unknown(words: str, subject: str, agency: str | None, year: int | None) -> str:
    """What is left of a clause about `subject` without the known words, the agency's own name and the report year."""
    rest = re.sub(rf"{year}年度?", " ", words) if year is not None else words
    rest = _known(subject.partition(".")[0]).sub(" ", rest)
    return "…".join(run for run in _HAN.findall(rest) if not _abbreviates(run, agency or ""))


def _abbreviates(run: str, name: str) -> bool:
    """Whether the characters stand in a name in this order (科技厅 in 科学技术厅)."""
    place = 0
    for char in run:
        place = name.find(char, place) + 1
        if not place:
            return False
    return True


@lru_cache(maxsize=64)
def _known(group: str) -> re.Pattern[str]:
    entries = (entry for entry in _entries() if {group, _EVERY} & set(entry.of))
    words = [word for entry in entries for row in entry.words for word in row]
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _entries() -> tuple[_Entry, ...]:
    file = load(folder("schemas") / "known-words.yaml")
    return tuple(read(_Entry, file, (index,), part) for index, part in enumerate(file.data))
