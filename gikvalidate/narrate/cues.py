"""Words that open a list of parts: 其中, 分别为, 包括."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention

#: How far before a number its cue may stand.
_FAR = 80


@dataclass(frozen=True)
class Cue:
    """A word that opens a list of parts, and where it stands."""

    start: int
    end: int
    name: str
    words: str


class Cues:
    """The cues of one text, found once."""

    def __init__(self, text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> None:
        self._text, self._mentions = text, mentions
        found = lexicon.words["members"].finditer(text)
        self._cues = [Cue(match.start(), match.end(), match.lastgroup or "", match[0]) for match in found]
        self._starts = [cue.start for cue in self._cues]

    def before(self, index: int) -> Cue | None:
        """The cue between the previous number and this one, in this one's own clause or heading it."""
        mention = self._mentions[index]
        floor = self._mentions[index - 1].end if index else 0
        cue = self.first(max(floor, mention.start - _FAR), mention.start)
        between = self._text[cue.end : mention.start] if cue is not None else ""
        return None if "。" in between or between.count("）") > between.count("（") else cue

    def first(self, start: int, end: int) -> Cue | None:
        """The first cue that begins in a stretch of the text."""
        index = bisect_left(self._starts, start)
        return self._cues[index] if index < len(self._cues) and self._cues[index].start < end else None
