"""Lists that a cue opens (其中, 分别为): which number is their whole, and where they end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from gikvalidate.claims import ClaimKind, Completeness
from gikvalidate.narrate import endings, lists, runs, wholes
from gikvalidate.narrate.cues import Cue, Cues
from gikvalidate.narrate.fitting import fit
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.lists import Split
from gikvalidate.narrate.mentions import Mention

#: A cue this close to a number speaks of it.
_ADJACENT = 3
#: No list is longer.
_LONGEST = 60
#: So many characters between a full stop or semicolon and a cue name what is listed.
_A_SUBJECT = 4


class Cued:
    """Reads the lists behind cues of one text; `parents` are the wholes of the parts known so far, by identity."""

    def __init__(
        self, text: str, mentions: Sequence[Mention], cues: Cues, parents: Mapping[int, Mention], lexicon: Lexicon
    ) -> None:
        self.text, self.mentions, self.cues, self.parents, self.lexicon = text, mentions, cues, parents, lexicon

    def at(self, index: int, cue: Cue) -> Split | None:
        """The list that begins with a number behind a cue, with its likeliest whole; None where nothing tells one."""
        first = self.mentions[index]
        if first.group >= 0 and 0 <= cue.start - first.group <= 3:
            return None
        candidates = self._wholes(index, cue)
        if not candidates:
            return None
        listed = self._listed(index, candidates[0])
        if id(candidates[0]) in self.parents and candidates[0].sentence == first.sentence:
            # Inside a longer list a list ends at the semicolon.
            listed = listed[:1]
        # A list that makes no total exactly is nearly none of the parts of another sentence's total but by chance.
        nearly = [one for one in candidates if one.sentence == first.sentence or id(one) not in self.parents]
        rest = self._rest(index)
        whole, parts = fit(candidates, nearly, listed, self._beyond(index, candidates[0]), rest, self.lexicon)
        if whole is None or not parts or self._of_another(whole, parts, cue):
            return None
        unsure = self._passed_over(whole, parts, rest)
        complete = Completeness.OPEN if unsure else self._completeness(whole, parts, cue)
        return Split(whole, tuple(parts), complete, cue.words, self._certain(whole, parts, candidates))

    def _rest(self, index: int) -> list[Mention]:
        """All numbers of pieces from the first part to the end of the sentence, by whatever word they are counted
        (条, 篇, 个) and whatever stands between them; none where a list begins inside the list.
        """
        first = self.mentions[index]
        rest: list[Mention] = []
        for place in range(index, min(index + _LONGEST, len(self.mentions))):
            mention = self.mentions[place]
            if mention.sentence != first.sentence or (place > index and self.cues.before(place) is not None):
                return rest if mention.sentence != first.sentence else []
            piece = mention.unit == first.unit or self.lexicon.words["pieces"].fullmatch(mention.unit)
            if piece and mention.group == first.group and mention.countable:
                rest.append(mention)
        return rest

    def _passed_over(self, whole: Mention, parts: list[Mention], rest: list[Mention]) -> bool:
        """Whether numbers between the parts or behind them may belong to the list that was not read so."""
        if len(rest) <= len(parts) or wholes.added(parts).meets(whole.number.quantity.interval):
            return False
        inside = any(parts[0].start < mention.start < parts[-1].start and mention not in parts for mention in rest)
        together, high = wholes.added(rest).low, whole.number.quantity.interval.high
        return inside or (together is not None and high is not None and together <= high)

    def _of_another(self, whole: Mention, parts: list[Mention], cue: Cue) -> bool:
        """Whether a list that does not make the number before it has a subject of its own, or bare larger numbers.

        “三家合计377件；前三位的镇街分别为…” says nothing of the 377.
        """
        if wholes.added(parts).meets(whole.number.quantity.interval):
            return False
        if whole.unit and not parts[0].unit and not all(lists.not_above(part, whole) for part in parts):
            return True
        opened = max(self.text.rfind(mark, whole.end, cue.start) for mark in "。；\n") + 1
        own = self.lexicon.words["label_prefix"].sub("", self.text[opened : cue.start], 1) if opened else ""
        return cue.name != "unsaid" and len(own) >= _A_SUBJECT and not wholes.family(parts[0], self.lexicon)

    def _certain(self, whole: Mention, parts: list[Mention], candidates: list[Mention]) -> bool:
        """Whether the words leave no other whole: it stands right before the list, or the parts make it exactly."""
        if wholes.added(parts) == whole.number.quantity.interval:
            return True
        near = candidates[0] is whole and whole.sentence >= parts[0].sentence - 1
        return near and len(wholes.distinct([w for w in candidates if wholes.family(w, self.lexicon)])) < 2

    def _wholes(self, index: int, cue: Cue) -> list[Mention]:
        """Candidates, the likeliest first: the number before; after a full stop or semicolon the list's own whole."""
        first = self.mentions[index]
        earlier = [
            m
            for m in self.mentions[max(0, index - 30) : index]
            if m.sentence >= first.sentence - 1 and m.group == first.group and m.countable and lists.unit_fits(m, first)
        ]
        if not earlier:
            return wholes.totals([first], self.mentions, index, self.lexicon)
        if "\n" in self.text[earlier[-1].end : cue.start]:
            return wholes.totals([first], self.mentions, index, self.lexicon)
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
        near = cue.start - nearest.end < _ADJACENT and not sentence_opens
        kept = [m for m in ordered if not m.level or m is nearest]
        fits = [
            m for m in kept if wholes.suits(m, first, self.lexicon) or (near and m is nearest and self._kin(m, first))
        ]
        known = wholes.totals([first], self.mentions, index, self.lexicon)
        # Across a full stop the kind of the parts says more than nearness: channels are of what came in.
        ranked = fits + known if near or not known or not sentence_opens else known + fits
        return list(dict.fromkeys(ranked))

    def _kin(self, whole: Mention, part: Mention) -> bool:
        """An outcome of an outcome (不予公开10件，其中信息不存在3件), which older reports tell apart differently."""
        return wholes.family(whole, self.lexicon) == wholes.family(part, self.lexicon)

    def _listed(self, index: int, whole: Mention) -> list[list[Mention | None]]:
        """The numbers after the cue, semicolon by semicolon, up to where the statement ends."""
        first = self.mentions[index]
        pieces: list[list[Mention | None]] = [[]]
        stopped = False
        for offset, mention in enumerate(self.mentions[index : index + _LONGEST]):
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
            fits = lists.same(whole, mention) or (mention.countable and mention.unit == first.unit)
            if fits and not self._of_another_kind(mention, whole):
                # A cue of its own: what follows are parts of the part before.
                nested = offset > 0 and (self.cues.before(index + offset) is not None or self._inside(mention, pieces))
                pieces[-1].append(None if nested else mention)
        return [piece for piece in pieces if piece]

    def _of_another_kind(self, mention: Mention, whole: Mention) -> bool:
        """Whether a number bears the name of a kind that is told beside that of the whole (处罚…；许可1043件)."""
        kinds = self.lexicon.shortened.get((whole.topic, "noun"))
        mine = kinds.fullmatch(mention.label) if kinds is not None else None
        named = kinds.search(whole.label) if kinds is not None and mine is not None else None
        return mine is not None and named is not None and mine[0] != named[0]

    def _inside(self, mention: Mention, pieces: list[list[Mention | None]]) -> bool:
        """Whether a number is, by its kind, a part of one listed before it (行政复议2件，维持1件)."""
        admitted = self.lexicon.wholes_of(mention.subject)
        return any(
            listed is not None and listed.subject in admitted and not listed.subject.startswith("applications.")
            for piece in pieces
            for listed in piece
        )

    def _beyond(self, index: int, whole: Mention) -> list[Mention]:
        """Parts that may go on in the next sentence (…占71%。各乡镇613条，占29%)."""
        first = self.mentions[index]
        following = [m for m in self.mentions[index + 1 : index + 30] if m.sentence == first.sentence + 1]
        return [m for m in following[:6] if m.group == first.group and lists.same(whole, m)]

    def _ends_list(self, mention: Mention, first: Mention) -> bool:
        words = self.lexicon.words
        lead = mention.lead.lstrip("，、；")
        if words["consequence"].match(lead) or words["of_rate"].match(self.text, mention.end):
            return True
        if words["sum_total"].match(lead):
            return True
        if words["total"].search(lead) and not (words["total"].search(first.lead) or words["of_each"].match(lead)):
            return True
        verb = words["statement"].match(lead)
        if verb is not None and verb.end() == len(lead) and mention.kind is ClaimKind.AMOUNT:
            return False  # 培训10万元: what the money was for
        return bool(verb) and not (words["statement"].search(first.lead) or mention.subject)

    def _completeness(self, whole: Mention, parts: list[Mention], cue: Cue) -> Completeness:
        if (
            endings.unfinished(self.text, parts[-1], self.lexicon)
            or cue.name == "open"
            or (
                endings.selected(self.text, cue.start, parts[0], self.lexicon)
                and not runs.complementary(parts, self.lexicon)
            )
        ):
            return Completeness.OPEN
        if cue.name == "exhaustive":
            return Completeness.EXHAUSTIVE if len(parts) > 1 else Completeness.OPEN
        if len(parts) > 1 and endings.remainder(parts[-1], self.lexicon):
            return Completeness.EXHAUSTIVE
        told = len(parts) > 2 or (len(parts) == 2 and self._between_them(whole, parts))
        return Completeness.UNSAID if told else Completeness.OPEN

    def _between_them(self, whole: Mention, parts: list[Mention]) -> bool:
        """Whether two parts are between them everything, by their names or because so little is left over."""
        begin = bisect_left(self.mentions, parts[0].end, key=lambda mention: mention.start)
        end = bisect_left(self.mentions, parts[1].start, key=lambda mention: mention.start)
        alone = not any(mention.countable for mention in self.mentions[begin:end])
        nearly = wholes.all_but_few(whole, parts) or wholes.but_for_a_digit(whole, parts)
        return alone and (nearly or runs.complementary(parts, self.lexicon))
