"""Changes: which count a growth, difference, multiple or number of points belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from gikvalidate.claims import ClaimKind, Period
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.lists import Split
from gikvalidate.narrate.mentions import Mention
from gikvalidate.narrate.respective import respective

_RATES = {ClaimKind.RATE, ClaimKind.SHARE}
_CHANGES = {ClaimKind.GROWTH, ClaimKind.DIFFERENCE, ClaimKind.MULTIPLE, ClaimKind.POINTS}


@dataclass(frozen=True)
class ChangeOf:
    """A change and the values it speaks of."""

    change: Mention
    sign: int
    current: Mention | None
    prior: Mention | None
    difference: Mention | None
    basis: str


def changes(mentions: Sequence[Mention], splits: Sequence[Split], lexicon: Lexicon, year: int | None) -> list[ChangeOf]:
    """Every change with the count it speaks of, where the text leaves no doubt."""
    found: list[ChangeOf] = []
    used: set[int] = set()
    in_list = {id(part): split for split in splits for part in split.parts}
    paired = respective(mentions, _CHANGES, lexicon)
    for index, mention in enumerate(mentions):
        if mention.kind not in _CHANGES or not (mention.cue or mention.kind is ClaimKind.MULTIPLE):
            continue
        values = paired.get(index)
        difference = _beside(mentions, index, lexicon) if values is None else values.difference
        if difference is not None:
            used.add(id(difference))
        anchor = index - 1 if index and difference is mentions[index - 1] else index
        if values is not None:
            current, prior = values.current, values.prior
        else:
            current = _current(mentions, anchor, in_list, lexicon)
            prior = _prior(mentions, current, anchor, lexicon) or _behind(mentions, current, index, lexicon)
            if current is None and anchor:
                prior = _compared_with(mentions, anchor)
        found.append(ChangeOf(mention, mention.sign, current, prior, difference, _basis(mention, year)))
    return [change for change in found if id(change.change) not in used]


def _beside(mentions: Sequence[Mention], index: int, lexicon: Lexicon) -> Mention | None:
    """The absolute change before or behind a relative one: 增加12件，增长5%; 增长5%，比上年多12件."""
    change = mentions[index]
    if change.kind is not ClaimKind.GROWTH:
        return None
    before, after, next_ = (
        mentions[at] if 0 <= at < len(mentions) else None for at in (index - 1, index + 1, index + 2)
    )
    if before is not None and _absolute(before, change):
        return before
    if after is None or not _absolute(after, change) or after.strength > 2 or after.sign != change.sign:
        return None
    if after.basis not in {"", change.basis}:
        return None  # 同比增长20%，较2020年增加500条
    of_next = next_ is not None and next_.kind is ClaimKind.GROWTH and next_.sentence == change.sentence
    return None if of_next or _subject(after, lexicon) else after


def _absolute(difference: Mention, change: Mention) -> bool:
    """Whether a number is an absolute change told in the sentence and bracket of a relative one."""
    same = (difference.sentence, difference.group) == (change.sentence, change.group)
    return same and difference.kind is ClaimKind.DIFFERENCE


def _current(mentions: Sequence[Mention], index: int, in_list: dict[int, Split], lexicon: Lexicon) -> Mention | None:
    change = mentions[index]
    wanted = _RATES if change.kind is ClaimKind.POINTS else {ClaimKind.COUNT, ClaimKind.AMOUNT}
    subject = _subject(change, lexicon)
    place = _outside(mentions, index - 1, change.group)
    value = _outside(mentions, place - 1, change.group)
    if value >= 0 and _year_before(mentions[place], mentions[value]):
        # 较2019年的70件增长: the value itself stands before the comparison.
        place = value
    before = mentions[place] if place >= 0 else None
    if before is None or before.sentence != change.sentence or before.kind not in wanted or change.strength > 2:
        return None
    if change.kind is ClaimKind.POINTS or before.number.quantity.value is None or before.period is not Period.THIS_YEAR:
        return before if change.kind is ClaimKind.POINTS and not subject else None
    if subject and not _named(before, subject):
        return None
    if any(lexicon.words[f"change.{way}"].fullmatch(before.lead.strip("，、")) for way in ("up", "down")):
        return None  # 与上年的198条比，多14条，增幅7.1%: by how much, not how many
    split = in_list.get(id(before))
    if split is not None and before.group == -1 and split.parts[-1] is before and not _each_changes(mentions, split):
        # 共5172条，其中…，总量较上年的4890条增长: of the whole, for the words say so.
        said = lexicon.words["change.of_whole"].match(mentions[place + 1].lead)
        return split.whole if said and split.whole.period is Period.THIS_YEAR else None
    return before


def _outside(mentions: Sequence[Mention], place: int, group: int) -> int:
    """The nearest place at or before `place` that stands in no bracket but that of `group`."""
    while place >= 0 and mentions[place].group > group:
        place -= 1
    return place


def _subject(change: Mention, lexicon: Lexicon) -> str:
    lead = change.lead.strip("，、：（")
    cut = lead.find(change.cue) if change.cue else 0
    if cut < 0 and change.number.written == "words":
        cut = len(lead)  # 英文信息翻两番: the word is the number, and all that leads to it names what changed
    base = lexicon.words["change.base"].search(lead)
    words = lead[: base.start()] if base else lead[: max(cut, 0)]
    if base:
        inner = lead[base.end() :]
        up = re.search(f"{lexicon.words['change.up'].pattern}|{lexicon.words['change.down'].pattern}", inner)
        words += inner[: up.start()] if up else ""
    return lexicon.words["change.own"].sub("", words).strip("，、")


def _named(mention: Mention, subject: str) -> bool:
    return bool(mention.label) and all(char in mention.label for char in subject)


def _each_changes(mentions: Sequence[Mention], split: Split) -> bool:
    """Whether the first of the parts has a change of its own, so that the last one may have one too."""
    after = bisect_right(mentions, split.parts[0].start, key=lambda mention: mention.start)
    return after < len(mentions) and mentions[after].kind in _CHANGES


def _prior(mentions: Sequence[Mention], current: Mention | None, index: int, lexicon: Lexicon) -> Mention | None:
    if current is None:
        return None
    place = next((place for place in range(index - 1, max(index - 8, -1), -1) if mentions[place] is current), 0)
    after = next((m for m in mentions[place + 1 : index] if m.group <= current.group or _year_before(m, current)), None)
    if after is not None and _year_before(after, current):
        return after
    nearest = mentions[index - 1]
    if nearest.group <= current.group and nearest is not current and _year_before(nearest, current):
        return nearest
    before = mentions[place - 1] if place else None
    if before is None or before.sentence != current.sentence or before.unit != current.unit:
        return None
    if current.level and lexicon.endings["change.prior_from"].search(before.lead):
        return before
    if not mentions[index].basis and _from_to(before, current, lexicon):
        return before
    # 2022年为71件，2023年为64件: the same words, or none, for both years.
    alike = before.group == current.group and current.label in {"", before.label}
    return before if alike and _year_before(before, current) else None


def _from_to(before: Mention, current: Mention, lexicon: Lexicon) -> bool:
    """Whether one number became the other within a year: 由上半年的84%提高到下半年的91%，提高7个百分点."""
    turned = current.level or lexicon.words["change.to"].fullmatch(current.lead) is not None
    return turned and current.strength == 0 and lexicon.endings["change.from"].search(before.lead) is not None


def _compared_with(mentions: Sequence[Mention], index: int) -> Mention | None:
    """Last year's value right before a change: 比2023年的411条少了84条, 与2023年的96件相比，增长12.5%."""
    before, change = mentions[index - 1], mentions[index]
    near = before.countable and before.period is Period.PRIOR_YEAR and before.sentence == change.sentence
    return before if near and (before.unit == change.unit or change.kind is ClaimKind.GROWTH) else None


def _behind(mentions: Sequence[Mention], current: Mention | None, index: int, lexicon: Lexicon) -> Mention | None:
    """The earlier value right behind the change, in brackets or not: 同比下降6.1%（2021年为228件）, 上年为228件."""
    after = mentions[index + 1] if index + 1 < len(mentions) else None
    if current is None or after is None:
        return None
    bracketed = mentions[index].end <= after.group <= mentions[index].end + 1
    told = after.strength == 2 and lexicon.words["change.prior_behind"].fullmatch(after.lead)
    return after if (bracketed or told) and _year_before(after, current) else None


def _year_before(prior: Mention, current: Mention) -> bool:
    """Whether a number is the same quantity a year earlier: 661人次，上年为389人次."""
    valued = prior.countable or prior.kind in _RATES
    same = prior.sentence == current.sentence and prior.unit == current.unit and valued
    return same and prior.period is Period.PRIOR_YEAR and current.period is Period.THIS_YEAR


def _basis(mention: Mention, year: int | None) -> str:
    if mention.basis in {"year", "period"}:
        return mention.basis
    named = re.search(r"20[0-9]{2}", mention.basis)
    if named:
        return "year" if year is not None and int(named[0]) == year - 1 else "other"
    return "year" if mention.basis == "" else "other"
