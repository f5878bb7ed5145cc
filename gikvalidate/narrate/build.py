"""From what was found to the nouns: claims with their places and readings, relations between them, numbers unread."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gikvalidate.claims import (
    Breakdown,
    Change,
    Claim,
    ClaimKind,
    Completeness,
    Interval,
    Period,
    Quantity,
    Reading,
    Relation,
    Share,
    ShareList,
    Unread,
)
from gikvalidate.document import Document
from gikvalidate.narrate import chinese
from gikvalidate.narrate.changes import ChangeOf
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.lists import Split, iterate
from gikvalidate.narrate.mentions import Left, Mention
from gikvalidate.narrate.passage import Passage
from gikvalidate.narrate.sections import Layout
from gikvalidate.narrate.shares import ShareOf
from gikvalidate.narrate.surroundings import outcomes_named
from gikvalidate.narrate.zeros import Zero

_ITS_SUITS = ("review.", "suit.", "cases.")
_NONE_AT_ALL = {"review.total", "suit.total"}
_ITS_APPLICATIONS = ("applications.", "applicant.", "outcome.")
_MARKS = "，；：（、"
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


@dataclass
class Builder:
    """Makes the nouns for one document."""

    document: Document
    passage: Passage
    layout: Layout
    lexicon: Lexicon
    generation: str | None
    excluded: dict[int, bool] = field(default_factory=dict)

    def claims(self, mentions: Sequence[Mention], zeros: Sequence[Zero]) -> tuple[Claim, ...]:
        """All claims in order of place."""
        for mention in mentions:
            mention.claim = self._claim(mention)
        made = [mention.claim for mention in mentions if mention.claim is not None]
        made += [self._zero(zero) for zero in zeros]
        made += [zero for mention in mentions if (zero := self._done_rate(mention))]
        made += [self._rank(match) for match in self._ranks()]
        return tuple(sorted(made, key=lambda claim: (claim.start, claim.end)))

    def _claim(self, mention: Mention) -> Claim:
        end = mention.end + (len(mention.trail) if mention.label and mention.trail and not mention.lead else 0)
        start = mention.lead_start + len(mention.lead) - len(mention.lead.lstrip("、，：“”"))
        start = min(start, mention.start)
        opened = "（" in self.passage.text[start : mention.start]
        start, end = self.passage.outer(start, end + (opened and self.passage.text[end : end + 1] == "）"))
        readings, firm = self._readings(mention)
        return Claim(
            self._quantity(mention.number.quantity),
            mention.kind,
            mention.subject,
            mention.label,
            mention.cue,
            self.layout.section(mention.start),
            start,
            end,
            self.document.text[start:end],
            mention.period,
            mention.scope.partition(":")[2],
            readings,
            firm,
            not mention.scope or (mention.scope.partition(":")[0] == "own") is not self.layout.government,
        )

    def _quantity(self, quantity: Quantity) -> Quantity:
        start, end = self.passage.outer(quantity.start, quantity.end)
        if start == quantity.start and self.document.text.startswith(quantity.text, start):
            return quantity
        return Quantity(
            self.document.text[start:end],
            start,
            end,
            quantity.value,
            quantity.interval,
            quantity.unit,
            quantity.step,
            quantity.approximate,
        )

    def _readings(self, mention: Mention) -> tuple[tuple[Reading, ...], bool]:
        """The figures a mention may stand for; none when period, scope or vagueness make it another quantity."""
        firm = not mention.inherited and mention.subject not in self.lexicon.soft
        firm = firm and not self.lexicon.words["link.legacy"].search(mention.label)
        firm = firm and self.lexicon.words["link.other_units"].fullmatch(mention.unit) is None
        scope = mention.scope.partition(":")[0]
        if mention.period is not Period.THIS_YEAR or scope == "sub" or not mention.countable:
            return (), firm
        if not self._about_disclosure(mention.subject, mention.start):
            return (), firm
        if mention.joint or self.lexicon.words["link.mixed"].search(mention.label) or self._of_others(mention):
            return (), firm
        if (scope == "own") is self.layout.government and scope:
            if scope == "own" or self.layout.department:
                return (), firm
            firm = False
        concept = self.lexicon.titles.get(mention.subject)
        if concept is not None and concept.linked and not concept.linked.fullmatch(mention.label + mention.unit):
            return (), firm
        return self.lexicon.readings(mention.subject, self.generation), firm

    def _of_others(self, mention: Mention) -> bool:
        """Whether the words single out cases that the tables do not count, or count apart."""
        words, text = self.lexicon.words, self.passage.text
        opening = (mention.label, mention.lead.lstrip("，、："))
        if any(map(words["link.some"].match, opening)):
            return True
        if words["link.rest_of"].fullmatch(mention.subject) and any(map(words["link.rest"].match, opening)):
            return True
        sentence = self.layout.sentence(mention.start)
        if self._is_excluded(sentence):
            return True
        span = self.layout.sentences[sentence]
        if not mention.subject.startswith(_ITS_SUITS):
            return False
        begin = max(text.rfind(mark, span.start, mention.start) for mark in "，；：") + 1
        clause = text[max(begin, span.start) : mention.end + len(mention.trail)]
        other = words["link.other_causes"].search(clause)
        return other is not None and words["link.about_disclosure"].search(other[0]) is None

    def _is_excluded(self, sentence: int) -> bool:
        """Whether a sentence says that its numbers are not those of the tables; asked once of each."""
        if sentence not in self.excluded:
            span = self.layout.sentences[sentence]
            found = self.lexicon.words["link.excluded"].search(self.passage.text, span.start, span.end)
            self.excluded[sentence] = found is not None
        return self.excluded[sentence]

    def _about_disclosure(self, subject: str, place: int) -> bool:
        """Whether disclosure is spoken of nearby: an agency has other applications, reviews and suits too."""
        text, near = self.passage.text, self.lexicon.words["link.about_disclosure"]
        if subject.startswith(_ITS_SUITS):
            before = max(text.rfind("\n", 0, place) + 1, place - 150)
            return self.layout.on_reviews(place) or near.search(text, before, self._narrowed_at(place)) is not None
        if subject.startswith(_ITS_APPLICATIONS):
            before = max(0, place - 400)
            above = self.layout.context(place) == "applications"
            sentence = self.layout.sentences[self.layout.sentence(place)]
            above = above or outcomes_named(text, place, sentence, self.lexicon)
            return above or near.search(text, before, self._narrowed_at(place)) is not None
        return True

    def _narrowed_at(self, place: int) -> int:
        """Where the words about a number end: what follows 其中 is about some of them (其中涉及信息公开的2件)."""
        end = self.layout.sentences[self.layout.sentence(place)].end
        narrowed = self.lexicon.words["members"].search(self.passage.text, place, min(end, place + 60))
        if narrowed is None:
            return min(end, place + 60)
        # In “35件政府信息公开申请中” the words that open the list are the ones that name the number.
        return narrowed.start() if self.passage.text[narrowed.start() - 1] in _MARKS else narrowed.end()

    def _zero(self, zero: Zero) -> Claim:
        start, end = self.passage.outer(zero.start, zero.end)
        words = self.document.text[start:end]
        nothing = Quantity(words, start, end, Decimal(0), Interval.exact(0), "", Decimal(1))
        firm = zero.firm and zero.subject not in self.lexicon.soft
        linked = self._about_disclosure(zero.subject, zero.start)
        if not linked and zero.subject in _NONE_AT_ALL and not self.lexicon.words["link.other_causes"].search(words):
            linked, firm = True, False  # who had none at all had none about disclosure either
        readings = self.lexicon.readings(zero.subject, self.generation) if linked else ()
        section = self.layout.section(zero.start)
        return Claim(
            nothing,
            ClaimKind.COUNT,
            zero.subject,
            zero.label,
            zero.cue,
            section,
            start,
            end,
            words,
            readings=readings,
            firm=firm,
        )

    def _ranks(self) -> Iterator[re.Match[str]]:
        """位居全市第3位: a place in an order, which no table holds."""
        for match in self.lexicon.words["rank"].finditer(self.passage.text):
            if self.layout.silence(match.start()) is None and self._place(match) is not None:
                yield match

    def _place(self, match: re.Match[str]) -> int | None:
        return int(match[2]) if match[2].isascii() else chinese.parse(match[2])

    def _rank(self, match: re.Match[str]) -> Claim:
        start, end = self.passage.outer(match.start(2), match.end(3))
        value = Decimal(self._place(match) or 0)
        words = self.document.text[start:end]
        place = Quantity(words, start, end, value, Interval.exact(value), match[3], Decimal(1))
        begin = self.passage.outer(match.start(), match.end())[0]
        section = self.layout.section(match.start())
        quote = self.document.text[begin:end]
        return Claim(place, ClaimKind.RANK, "", "", match[1], section, begin, end, quote)

    def _done_rate(self, mention: Mention) -> Claim | None:
        """办结率100% says that nothing was carried over."""
        rate = mention.kind is ClaimKind.RATE and mention.number.quantity.value == 100
        if not rate or mention.topic != "applications" or not self.lexicon.words["all_done_rate"].search(mention.lead):
            return None
        return self._zero(
            Zero("applications.all_done", mention.lead_start, mention.end, mention.cue, mention.label, False)
        )

    def relations(
        self,
        splits: Sequence[Split],
        shares: Sequence[ShareOf],
        lists: Sequence[tuple[tuple[Mention, ...], Completeness]],
        changes: Sequence[ChangeOf],
    ) -> tuple[Relation, ...]:
        """Relations over the claims made before."""
        found: list[Relation] = []
        for split in iterate(list(splits)):
            parts = tuple(_made(part) for part in split.parts)
            found.append(Breakdown(_made(split.whole), parts, split.completeness, split.cue, split.firm))
        for share in shares:
            wholes = tuple(_made(whole) for whole in share.wholes)
            table = self._wholes_in_table(share)
            part = share.part.claim if share.part else None
            found.append(Share(_made(share.share), part, wholes, share.firm, table))
        found += [ShareList(tuple(_made(share) for share in listed), complete) for listed, complete in lists]
        for change in changes:
            current, prior, difference = (
                m.claim if m else None for m in (change.current, change.prior, change.difference)
            )
            beside = change.difference.sign if change.difference else 0
            found.append(Change(_made(change.change), change.sign, current, prior, difference, change.basis, beside))
        return tuple(found)

    def _wholes_in_table(self, share: ShareOf) -> tuple[Reading, ...]:
        """The figures a share may be of whose whole no number of the text is: those it names (占新收申请的36%), or all
        totals of its kind (答复…予以公开9件，占45%).
        """
        part = share.part
        if part is None or share.wholes:
            return ()
        if share.named is not None:
            near = [subject for subject in share.named if self._about_disclosure(subject, part.start)]
            every = [reading for subject in near for reading in self.lexicon.readings(subject, self.generation)]
        elif part.subject.startswith(("outcome.", "applicant.")):
            subjects = self.lexicon.wholes_of(part.subject)
            every = [reading for subject in subjects for reading in self._readings(replace(part, subject=subject))[0]]
        else:
            return ()
        return tuple({reading.expression: reading for reading in every}.values())

    def unread(self, mentions: Sequence[Mention], left: Sequence[Left]) -> tuple[Unread, ...]:
        """Every run of digits that stands in no claim, with the reason it was left."""
        taken = sorted(
            [(m.start, m.end, "") for m in mentions] + [(item.start, item.end, item.reason) for item in left]
        )
        found = list(left)
        reach, index = 0, 0
        for match in _DIGITS.finditer(self.passage.text):
            while index < len(taken) and taken[index][0] <= match.start():
                reach = max(reach, taken[index][1])
                index += 1
            if match.end() > reach:
                silence = self.layout.silence(match.start())
                found.append(Left(match.start(), match.end(), silence[1] if silence else "part of other words"))
        return tuple(self._left(item) for item in sorted(found, key=lambda item: (item.start, item.end)))

    def _left(self, item: Left) -> Unread:
        start, end = self.passage.outer(item.start, item.end)
        return Unread(self.document.text[start:end], start, end, item.reason)


def _made(mention: Mention) -> Claim:
    if mention.claim is None:
        raise ValueError("relations are built after claims")
    return mention.claim
