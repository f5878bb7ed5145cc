"""Wholes and their parts: brackets, 其中, 分别为, lists by channel, and totals that follow their parts.

A list is cut where its parts reach the whole exactly, else where the grammar ends it; precision comes first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from gikvalidate.claims import ClaimKind, Completeness
from gikvalidate.narrate import endings, lists, runs, wholes
from gikvalidate.narrate.closed import closed_sets
from gikvalidate.narrate.closing import closing_totals
from gikvalidate.narrate.cued import Cued
from gikvalidate.narrate.cues import Cue, Cues
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.lists import Split
from gikvalidate.narrate.mentions import Mention
from gikvalidate.narrate.tallies import tallies

#: How far behind a list the remark may stand that its parts overlap.
_REMARK = 40
_GAP = re.compile(r"[，,]?[^，；。：（）\n]{0,12}[，,]?")


class Splitter:
    """Finds every whole with its parts in one text."""

    def __init__(self, text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> None:
        self.text, self.mentions, self.lexicon = text, mentions, lexicon
        self.splits: list[Split] = []
        self.parents: dict[int, Mention] = {}
        self.vague = [m for m in mentions if m.kind is ClaimKind.COUNT and m.number.quantity.value is None]
        self.cues = Cues(text, mentions, lexicon)

    def run(self) -> list[Split]:
        self._brackets()
        cued = Cued(self.text, self.mentions, self.cues, self.parents, self.lexicon)
        for index, mention in enumerate(self.mentions):
            cue = self.cues.before(index)
            if cue is not None and mention.countable and (split := cued.at(index, cue)) is not None:
                self._add(split)
        self._without_cue()
        for split in tallies(self.text, self.mentions, self.lexicon):
            self._add(split)
        for total, parts, completeness in closing_totals(self.mentions, self.parents, self.lexicon):
            self._add(Split(total, tuple(parts), completeness, total.lead))
        for whole, parts in closed_sets(self.mentions, self.parents, self.lexicon):
            self._add(Split(whole, tuple(parts), Completeness.EXHAUSTIVE, "", False))
        return self.splits

    def _brackets(self) -> None:
        groups: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            if mention.group >= 0:
                groups.setdefault(mention.group, []).append(mention)
        for opening, inside in groups.items():
            whole = self._before_bracket(opening)
            if whole is None:
                continue
            parts = [part for part in inside if lists.same(whole, part)]
            cue = self.cues.first(opening + 1, opening + 4)
            if not parts or (cue is None and len(parts) < 2):
                continue
            parts = lists.until_reached(whole, parts) or parts
            complete = self._bracket_completeness(inside, parts, cue)
            self._add(Split(whole, tuple(parts), complete, cue.words if cue else "（）"))

    def _before_bracket(self, opening: int) -> Mention | None:
        index = bisect_right(self.mentions, opening, key=lambda mention: mention.start) - 1
        if index < 0:
            return None
        whole = self.mentions[index]
        near = whole.countable and whole.end <= opening <= whole.end + 14
        return whole if near and _GAP.fullmatch(self.text[whole.end : opening]) else None

    def _bracket_completeness(self, inside: list[Mention], parts: list[Mention], cue: Cue | None) -> Completeness:
        last = parts[-1]
        if (cue is not None and cue.name == "open") or endings.unfinished(self.text, last, self.lexicon):
            return Completeness.OPEN
        if any(m.countable and m not in parts for m in inside if m.group == last.group):
            return Completeness.OPEN
        if endings.remainder(last, self.lexicon) or (cue is not None and cue.name == "exhaustive"):
            return Completeness.EXHAUSTIVE
        return Completeness.UNSAID if len(parts) > 2 or cue is None else Completeness.OPEN

    def _without_cue(self) -> None:
        """受理20件，网络申请16件，邮寄3件，…: parts of one known kind side by side, and the total of that kind."""
        for run in runs.runs(self.mentions, self.parents, self.lexicon):
            if any(self.cues.before(index) for index in run[1:]):
                continue
            parts = [self.mentions[index] for index in run]
            if not any(self._made_of(listed, run[0]) for listed in (parts, runs.answered(parts))):
                candidates = wholes.totals(parts, self.mentions, run[0], self.lexicon)
                slipped = wholes.slipped(parts, self.mentions, run[0], self.lexicon)
                self._short(parts, run[-1] + 1, slipped or candidates)

    def _made_of(self, parts: list[Mention], start: int) -> bool:
        """Relate parts to the total they make, if there is one."""
        for whole in wholes.totals(parts, self.mentions, start, self.lexicon) if len(parts) > 1 else ():
            if wholes.added(parts) == whole.number.quantity.interval:
                self._add(Split(whole, tuple(parts), Completeness.UNSAID, ""))
                return True
        return False

    def _short(self, parts: list[Mention], beyond: int, candidates: list[Mention]) -> None:
        """A list that makes none of its totals; the likeliest stands for them, and that is not firm."""
        following = self.mentions[beyond] if beyond < len(self.mentions) else None
        if following is not None and not following.subject and self._beside(following, parts[0]):
            return  # the list goes on with a part of unknown kind
        if not candidates or candidates[0].sentence < parts[0].sentence - 1:
            return
        if endings.unfinished(self.text, parts[-1], self.lexicon):
            return
        few = len(parts) < 3 and not runs.complementary(parts, self.lexicon)
        if few and not wholes.but_for_a_digit(candidates[0], parts):
            return
        self._add(Split(candidates[0], tuple(parts), Completeness.UNSAID, "", False))

    def _beside(self, mention: Mention, part: Mention) -> bool:
        return mention.sentence == part.sentence and mention.group == part.group and lists.same(part, mention)

    def _overlapping(self, whole: Mention, parts: Sequence[Mention]) -> bool:
        """Whether the same thing is counted under several parts, as the text says or as is usual of media."""
        high, low = whole.number.quantity.interval.high, wholes.added(parts).low
        if high is None or low is None or low <= high or wholes.about(whole, parts):
            return False
        end = parts[-1].end
        words, values = self.lexicon.words, [part.number.quantity.interval for part in parts]
        if any(words["attributes"].search(f"{part.label}{self.text[part.start - 4 : part.start]}") for part in parts):
            return True
        if whole.number.quantity.interval in values or words["overlap"].search(self.text, end, end + _REMARK):
            return True
        return all(words["media"].search(part.label) or endings.remainder(part, self.lexicon) for part in parts)

    def _vague_beside(self, whole: Mention, part: Mention) -> bool:
        """Whether a part of the list is told in words that cannot be added up (数十条, 若干件)."""
        return any(
            vague.sentence == part.sentence and vague.group == part.group and vague.unit == whole.unit
            for vague in self.vague
        )

    def _add(self, split: Split) -> None:
        """Keep a list, as complete as its numbers bear out, unless they cannot be added up."""
        whole, parts, completeness = split.whole, split.parts, split.completeness
        if any(lists.apart(whole, part) for part in parts):
            return
        if len(parts) > 1 and (self._overlapping(whole, parts) or self.lexicon.words["net"].search(whole.lead)):
            return
        near = wholes.nearly_all(whole, parts) or wholes.but_for_a_digit(whole, parts)
        if self._vague_beside(whole, parts[0]) or (completeness is Completeness.UNSAID and not near):
            completeness = Completeness.OPEN
        self.splits.append(replace(split, completeness=completeness))
        lists.narrow(whole, parts)
        for part in parts:
            self.parents.setdefault(id(part), whole)
