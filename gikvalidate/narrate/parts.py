"""Wholes and their parts: brackets, 其中, 分别为, lists by channel, and totals that follow their parts.

A list is cut where its parts reach the whole exactly, else where the grammar ends it; precision comes first.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from gikvalidate.claims import ClaimKind, Completeness
from gikvalidate.narrate import lists
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.lists import Split
from gikvalidate.narrate.mentions import Mention

#: Concepts that stand in the statutory tables: a part of one of them is another number.
_CASES = ("applications.", "outcome.", "channel.", "applicant.", "review.", "suit.", "normative.", "regulations.")
_GAP = re.compile(r"[，,]?[^，；。：（）\n]{0,12}[，,]?")


#: Two kinds that between them are everything.
_COMPLEMENTS = (
    {"proposals.deputies", "proposals.members"},
    {"applicant.natural", "applicant.organisations"},
    {"suit.direct", "suit.after_review"},
)


@dataclass(frozen=True)
class Cue:
    """A word that opens a list of parts, and where it stands."""

    start: int
    end: int
    name: str
    words: str


class Splitter:
    """Finds every whole with its parts in one text."""

    def __init__(self, text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> None:
        self.text, self.mentions, self.lexicon = text, mentions, lexicon
        self.splits: list[Split] = []
        self.parents: dict[int, Mention] = {}
        self.cues = [
            Cue(match.start(), match.end(), match.lastgroup or "", match[0])
            for match in lexicon.words["members"].finditer(text)
        ]

    def run(self) -> list[Split]:
        self._brackets()
        for index, mention in enumerate(self.mentions):
            cue = self._cue_before(index)
            if cue is not None and mention.countable:
                self._after_cue(index, cue)
            else:
                self._by_channel(index)
        self._closing_totals()
        return self.splits

    # Brackets.

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
            cue = self._first_cue(opening + 1, opening + 4)
            if not parts or (cue is None and len(parts) < 2):
                continue
            parts = lists.until_reached(whole, parts) or parts
            self._add(whole, parts, self._bracket_completeness(inside, parts, cue), cue.words if cue else "（）")

    def _before_bracket(self, opening: int) -> Mention | None:
        index = bisect_right(self.mentions, opening, key=lambda mention: mention.start) - 1
        if index < 0:
            return None
        whole = self.mentions[index]
        near = whole.countable and whole.end <= opening <= whole.end + 14
        return whole if near and _GAP.fullmatch(self.text[whole.end : opening]) else None

    def _bracket_completeness(self, inside: list[Mention], parts: list[Mention], cue: Cue | None) -> Completeness:
        last = parts[-1]
        if (cue is not None and cue.name == "open") or self._unfinished(last):
            return Completeness.OPEN
        if any(m.countable and m not in parts for m in inside if m.group == last.group):
            return Completeness.OPEN
        if self._remainder(last) or (cue is not None and cue.name == "exhaustive"):
            return Completeness.EXHAUSTIVE
        return Completeness.UNSAID if len(parts) > 2 or cue is None else Completeness.OPEN

    # 其中, 分别为 and their like.

    def _cue_before(self, index: int) -> Cue | None:
        """The cue between the previous number and this one, in this one's own clause or heading it."""
        mention = self.mentions[index]
        floor = self.mentions[index - 1].end if index else 0
        floor = max(floor, mention.start - 80)
        cue = self._first_cue(floor, mention.start)
        return None if cue is None or "。" in self.text[cue.end : mention.start] else cue

    def _first_cue(self, start: int, end: int) -> Cue | None:
        index = bisect_left(self.cues, start, key=lambda cue: cue.start)
        return self.cues[index] if index < len(self.cues) and self.cues[index].start < end else None

    def _after_cue(self, index: int, cue: Cue) -> None:
        first = self.mentions[index]
        if first.group >= 0 and 0 <= cue.start - first.group <= 3:
            return
        wholes = self._wholes(index, cue)
        if not wholes:
            return
        listed = self._listed(index, wholes[0])
        if id(wholes[0]) in self.parents and wholes[0].sentence == first.sentence:
            # Inside a longer list a list ends at the semicolon.
            listed = listed[:1]
        whole, parts = self._fit(wholes, listed, self._beyond(index, wholes[0]))
        if whole is None or not parts:
            return
        self._add(whole, parts, self._completeness(parts, cue), cue.words)

    def _wholes(self, index: int, cue: Cue) -> list[Mention]:
        """Candidates, the likeliest first: the number before; after a full stop or semicolon the list's own whole."""
        first = self.mentions[index]
        earlier = [
            m
            for m in self.mentions[max(0, index - 30) : index]
            if m.countable and m.group == first.group and m.sentence >= first.sentence - 1 and lists.unit_fits(m, first)
        ]
        if not earlier:
            return []
        if "\n" in self.text[earlier[-1].end : cue.start].rstrip("\n"):
            return []
        sentence_opens = any(mark in self.text[earlier[-1].end : cue.start] for mark in "。；\n")
        if earlier[-1].sentence < first.sentence and not sentence_opens:
            return []
        nearest = earlier[-1]
        parent = self.parents.get(id(nearest))
        ordered = [nearest]
        if parent is not None:
            ordered = [parent, nearest] if sentence_opens else [nearest, parent]
        if cue.name == "unsaid":
            ordered += [m for m in reversed(earlier[-4:]) if m not in ordered and m.sentence == nearest.sentence]
        return [m for m in ordered if not m.level or m is nearest]

    def _listed(self, index: int, whole: Mention) -> list[list[Mention | None]]:
        """The numbers after the cue, semicolon by semicolon, up to where the statement ends."""
        first = self.mentions[index]
        pieces: list[list[Mention | None]] = [[]]
        stopped = False
        for offset, mention in enumerate(self.mentions[index : index + 60]):
            if mention.sentence != first.sentence or (mention.group == -1 and first.group != -1):
                break
            if mention.group != first.group:
                continue
            if offset and mention.strength >= 3:
                pieces.append([])
                stopped = False
            if stopped:
                continue
            if offset and mention.countable and self._ends_list(mention, first):
                if mention.strength >= 3:
                    break
                stopped = True
                continue
            if lists.same(whole, mention) or (mention.countable and mention.unit == first.unit):
                # A cue of its own: what follows are parts of the part before.
                nested = offset > 0 and self._cue_before(index + offset) is not None
                pieces[-1].append(None if nested else mention)
        return [piece for piece in pieces if piece]

    def _beyond(self, index: int, whole: Mention) -> list[Mention]:
        """Parts that may go on in the next sentence (…占71%。各乡镇613条，占29%)."""
        first = self.mentions[index]
        following = [m for m in self.mentions[index + 1 : index + 30] if m.sentence == first.sentence + 1]
        return [m for m in following[:6] if m.group == first.group and lists.same(whole, m)]

    def _ends_list(self, mention: Mention, first: Mention) -> bool:
        words = self.lexicon.words
        lead = mention.lead.lstrip("，、；")
        if words["sum_total"].match(lead) or (words["total"].search(lead) and not words["total"].search(first.lead)):
            return True
        verb = words["statement"].match(lead)
        return bool(verb) and not (words["statement"].search(first.lead) or mention.subject)

    def _fit(
        self, wholes: list[Mention], listed: list[list[Mention | None]], beyond: list[Mention]
    ) -> tuple[Mention | None, list[Mention]]:
        """The whole and the stretch of the list that agree; else the likeliest whole with the grammatical list."""
        readings = lists.readings(listed)
        extended = [[*parts, *beyond] for parts in readings[:1]] if beyond else []
        for whole in wholes:
            for parts in [*readings, *extended]:
                cut = lists.until_reached(whole, parts)
                if cut is not None:
                    return whole, cut
        if not readings:
            return None, []
        parts = lists.parallel(readings[0], wholes[0])
        fitting = [w for w in wholes if all(lists.not_above(p, w) for p in parts)]
        whole = (fitting or wholes)[0]
        if len(fitting) > 1 and len(parts) == 1:
            whole = fitting[0]
        return whole, parts

    def _completeness(self, parts: list[Mention], cue: Cue) -> Completeness:
        if self._unfinished(parts[-1]) or cue.name == "open":
            return Completeness.OPEN
        if cue.name == "exhaustive":
            return Completeness.EXHAUSTIVE if len(parts) > 1 else Completeness.OPEN
        if len(parts) > 1 and self._remainder(parts[-1]):
            return Completeness.EXHAUSTIVE
        if self._complementary(parts):
            return Completeness.UNSAID
        return Completeness.UNSAID if len(parts) > 2 else Completeness.OPEN

    def _complementary(self, parts: list[Mention]) -> bool:
        subjects = [part.subject for part in parts]
        return len(parts) == 2 and set(subjects) in _COMPLEMENTS

    # Lists without a cue.

    def _by_channel(self, index: int) -> None:
        """受理20件，网络申请16件，邮寄3件，…: parts by channel or applicant directly after their whole."""
        whole = self.mentions[index]
        if not whole.countable or whole.group != -1 or not whole.subject.startswith("applications."):
            return
        family = ""
        parts: list[Mention] = []
        for place in range(index + 1, min(index + 12, len(self.mentions))):
            mention = self.mentions[place]
            kind = mention.subject.partition(".")[0]
            if mention.sentence != whole.sentence or mention.group != whole.group:
                break
            if not mention.countable and mention.kind is ClaimKind.SHARE:
                continue
            if kind not in {"channel", "applicant"} or (family and kind != family) or not lists.same(whole, mention):
                break
            if self._cue_before(place) is not None:
                break
            family = kind
            parts.append(mention)
        if len(parts) >= 2:
            self._add(whole, parts, Completeness.UNSAID, "")

    def _closing_totals(self) -> None:
        """新收N件，上年结转M件，共计K件, and lists that end in a bare 合计."""
        for index, total in enumerate(self.mentions):
            if not (total.countable and self.lexicon.words["sum_total"].match(total.lead)) or total.strength >= 3:
                continue
            before = [m for m in self.mentions[max(0, index - 30) : index] if m.sentence == total.sentence]
            before = [m for m in before if m.countable and m.group == total.group]
            if len(before) < 2 or any(id(m) in self.parents or m.unit != total.unit for m in before):
                continue
            received = {m.subject for m in before[-2:]} == {"applications.received", "applications.carried_in"}
            if received:
                total.subject = total.subject or "applications.handled"
                self._add(total, before[-2:], Completeness.EXHAUSTIVE, total.lead)
            elif not total.label and all(map(lists.not_above, before, [total] * len(before))):
                self._add(total, before, Completeness.UNSAID, total.lead)

    # Shared.

    def _unfinished(self, last: Mention) -> bool:
        return self.lexicon.words["unfinished"].match(self.text, last.end) is not None

    def _remainder(self, last: Mention) -> bool:
        return self.lexicon.words["remainder"].match(last.label) is not None

    def _add(self, whole: Mention, parts: Sequence[Mention], completeness: Completeness, cue: str) -> None:
        self.splits.append(Split(whole, tuple(parts), completeness, cue))
        self._narrow(whole, parts)
        for part in parts:
            self.parents.setdefault(id(part), whole)

    def _narrow(self, whole: Mention, parts: Sequence[Mention]) -> None:
        """Take back the subject of parts that the list shows to be something narrower than their words."""
        beside = {part.subject for part in parts}
        for part in parts:
            documents = part.topic == "applications" and whole.topic != "applications"
            branch = part.subject == whole.subject and "applications.carried_in" not in beside
            in_time = part.subject == "applications.done" and "applications.transferred" in beside
            if part.subject.startswith(_CASES) and (documents or branch or in_time):
                part.subject = ""
