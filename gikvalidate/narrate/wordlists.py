"""Lists of words as the files of the lexicon hold them, and the patterns they become.

A list becomes a pattern when it is first looked for: that takes longer than to read a report, and no report needs all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from gikvalidate.datafiles import DataFile, DataFileError, Trail
from gikvalidate.patterns import not_a_pattern

#: `…` in a wording: a few words inside one clause.
_GAP = "[^，,。；;：:（）()\\n]{0,16}?"
_NEVER = "(?!)"
#: What is wrong with patterns none of which is wrong by itself.
NOT_TOGETHER = ("这些模式单独能用，合在一起不行", "the patterns are sound alone but not together")


class Words(dict[str, re.Pattern[str]]):
    """Lists by name, each compiled when it is first asked for; one that no file holds is a fault of the files.

    Asking raises DataFileError with path, line and column where a list is no pattern.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.sources: dict[str, tuple[DataFile, Trail, str]] = {}

    def source(self, key: str) -> str:
        """The list as it will be compiled."""
        if key not in self.sources:
            name = self.folder / "*.yaml"
            zh, en = f"哪个文件里都没有“{key}”这个列表", f"no file of the lexicon holds the list “{key}”"
            raise DataFileError(name, 1, 1, zh, en)
        return self.sources[key][2]

    def under(self, start: str) -> list[str]:
        """The names that begin so, in the order of the files."""
        return [key for key in self if key.startswith(start)]

    def __iter__(self) -> Iterator[str]:
        """Every name, whether its list was asked for before or not."""
        return iter(self.sources)

    def __missing__(self, key: str) -> re.Pattern[str]:
        self.source(key)
        pattern = compiled(*self.sources[key])
        if (begins := f"begins.{key}") in self.sources:
            # Python tries each choice of a pattern at every place; to look first takes a fifth of the time.
            pattern = re.compile(f"(?={self[begins].pattern})(?:{pattern.pattern})")
        self[key] = pattern
        return pattern


class Endings(dict[str, re.Pattern[str]]):
    """The lists as the end of other words, each compiled when it is first asked for: few ever are."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, key: str) -> re.Pattern[str]:
        self[key] = re.compile(f"(?:{self.words.source(key)})$")
        return self[key]


def alternation(entries: Sequence[str]) -> str:
    """One regular expression for a list of wordings: the longer word before the shorter."""
    words = [word for entry in entries for word in _split(entry)]
    words.sort(key=len, reverse=True)
    return "|".join(word.replace("…", _GAP) for word in words) or _NEVER


def _split(entry: str) -> list[str]:
    """The alternatives of an entry at its outermost level."""
    parts, depth, last = [], 0, 0
    for place, char in enumerate(entry):
        if char in "([" and entry[place - 1 : place] != "\\":
            depth += 1
        elif char in ")]" and entry[place - 1 : place] != "\\":
            depth -= 1
        elif char == "|" and depth == 0:
            parts.append(entry[last:place])
            last = place + 1
    return [part for part in [*parts, entry[last:]] if part]


def compiled(file: DataFile, trail: Trail, source: str) -> re.Pattern[str]:
    """A pattern that stands at a place of a file; raises DataFileError there where it is none."""
    try:
        return re.compile(source)
    except re.error as error:
        raise _no_pattern(file, trail) from error


def _no_pattern(file: DataFile, trail: Trail) -> DataFileError:
    """The fault of a list of wordings that is no pattern: at the first that is none by itself."""
    entries = file.data
    for step in trail:
        entries = entries[step]
    for index, entry in enumerate(entries):
        if fault := not_a_pattern(alternation([entry])):
            return file.error((*trail, index), *fault)
    return file.error(trail, *NOT_TOGETHER)
