"""Shares: which part and which whole a percentage speaks of, and which shares stand side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gikvalidate.claims import ClaimKind, Completeness
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.lists import Split
from gikvalidate.narrate.mentions import Mention
from gikvalidate.narrate.named_wholes import about, subjects_named
from gikvalidate.narrate.respective import respective
from gikvalidate.narrate.wholes import added, distinct, family, totals

#: Marks alone may stand between a part and its share.
_NO_WORDS = 2
#: How many numbers back the part may stand that a share names again.
_LISTED = 16
#: So many totals may be meant by a share at most.
_MOST = 4


@dataclass(frozen=True)
class ShareOf:
    """A share, the part it speaks of and its possible wholes.

    `named` are the concepts that the words name as its whole: none where they are not known, None where they name none.
    """

    share: Mention
    part: Mention | None
    wholes: tuple[Mention, ...]
    firm: bool = True
    named: tuple[str, ...] | None = None


def shares(mentions: Sequence[Mention], splits: Sequence[Split], lexicon: Lexicon) -> list[ShareOf]:
    """Every share with its part and whole."""
    parents = {id(part): split for split in reversed(splits) for part in split.parts}
    paired = respective(mentions, {ClaimKind.SHARE}, lexicon)
    spoken: dict[int, Mention | None] = {}
    over: dict[int, Mention] = {}
    for index, mention in enumerate(mentions):
        if mention.kind is not ClaimKind.SHARE:
            continue
        if (whole := _whole_before(mentions, index, lexicon)) is not None:
            over[index], spoken[index] = whole, _counted_before(mentions, index - 1)
        else:
            spoken[index] = paired[index].current if index in paired else _part(mentions, index, parents, lexicon)
    parts = {id(part) for part in spoken.values() if part is not None}
    found = []
    for index, part in spoken.items():
        if index in over:
            found.append(ShareOf(mentions[index], part, (over[index],)))
            continue
        named = _object(mentions[index], lexicon)
        subjects = subjects_named(named, lexicon) if named else None
        if subjects and part is not None and not lexicon.words["link.units"].fullmatch(part.unit):
            part = None  # 集中在甲、乙、丙三个方面，占新收的78.8%
        wholes = _wholes(mentions, index, part, parents, parts, named, subjects, lexicon)
        split = parents.get(id(part))
        tied = split is not None and split.firm and split.whole in wholes
        found.append(ShareOf(mentions[index], part, tuple(wholes), tied or bool(named), subjects))
    return found


def _part(mentions: Sequence[Mention], index: int, parents: Mapping[int, Split], lexicon: Lexicon) -> Mention | None:
    share = mentions[index]
    if (bracketed := _in_brackets(mentions, index)) is not None:
        return bracketed
    before = share.lead[: _cue(share, lexicon)[0]].strip("，、：（的并均各约 ")
    previous = mentions[index - 1] if index else None
    if before:
        return _named_part(mentions, index, before, parents, lexicon)
    if previous is None or not previous.countable or previous.sentence != share.sentence:
        return None
    if share.lead_start > previous.end + len(previous.trail) + _NO_WORDS:
        return None  # 三季度最多，占34.1%: a clause between them names another part
    return previous if share.strength <= 2 and not previous.number.quantity.approximate else None


def _whole_before(mentions: Sequence[Mention], index: int, lexicon: Lexicon) -> Mention | None:
    """The whole right before a share: 占总量1200条的66.7%."""
    share, whole = mentions[index], mentions[index - 1] if index else None
    told = lexicon.words["share.of_number"].fullmatch(share.lead) is not None and share.cue == share.lead
    return whole if whole is not None and told and whole.countable and whole.end == share.lead_start else None


def _counted_before(mentions: Sequence[Mention], place: int) -> Mention | None:
    """The number right before that whole, in a clause that ends there: 网站800条，占总量1200条的66.7%."""
    before, whole = mentions[place - 1] if place else None, mentions[place]
    if before is None or not before.countable or before.sentence != whole.sentence or before.unit != whole.unit:
        return None
    near = whole.lead_start <= before.end + len(before.trail) + _NO_WORDS and whole.strength <= _NO_WORDS
    return before if near and before.group == whole.group and _at_least(whole, before) else None


def _in_brackets(mentions: Sequence[Mention], index: int) -> Mention | None:
    """The part alone in brackets right behind its share: 网络申请占60.6%（40件）."""
    share = mentions[index]
    after, beyond = (mentions[at] if at < len(mentions) else None for at in (index + 1, index + 2))
    if after is None or after.group != share.end or after.start != share.end + 1 or not after.countable or after.trail:
        return None
    return None if beyond is not None and beyond.group == after.group else after


def _named_part(
    mentions: Sequence[Mention], index: int, words: str, parents: Mapping[int, Split], lexicon: Lexicon
) -> Mention | None:
    """The one part of a list of the sentence that a share behind it names again (甲类106条、乙类54条，甲类占30.0%)."""
    share, plain = mentions[index], lexicon.words["share.part_words"]
    name = plain.sub("", words)
    named = [
        mention
        for mention in mentions[max(0, index - _LISTED) : index]
        if mention.sentence == share.sentence
        and mention.group == share.group
        and mention.countable
        and id(mention) in parents
        and plain.sub("", mention.label).endswith(name)
    ]
    return named[0] if name and len(named) == 1 else None


def _cue(share: Mention, lexicon: Lexicon) -> tuple[int, int]:
    """Where the words that say a share begin and end in its lead: 占 in 占总量的比例为, which is said in two pieces."""
    begin = share.lead.rfind(share.cue)
    if begin < 0:
        return len(share.lead), len(share.lead)
    opened = lexicon.words["share.opened"].search(share.lead, 0, begin)
    return opened.span() if opened is not None else (begin, begin + len(share.cue))


def _object(share: Mention, lexicon: Lexicon) -> str:
    """The named whole: 占主动公开总数的35% gives 主动公开."""
    if share.cue not in share.lead:
        return ""
    words = share.lead[_cue(share, lexicon)[1] :]
    return lexicon.words["share.plain"].sub("", words)


def _wholes(
    mentions: Sequence[Mention],
    index: int,
    part: Mention | None,
    parents: Mapping[int, Split],
    parts: set[int],
    named: str,
    subjects: tuple[str, ...] | None,
    lexicon: Lexicon,
) -> list[Mention]:
    """Candidate wholes, nearest first; a number that has a share itself is a sibling, not a whole."""
    if part is None:
        return []
    earlier = (
        m
        for m in reversed(mentions[max(0, index - 60) : index])
        if m.sentence >= part.sentence - 4
        and m.unit == part.unit
        and m.countable
        and id(m) not in parts
        and _at_least(m, part)
    )
    if named:
        meant = [m for m in earlier if (m.subject in subjects if subjects else about(m, named))]
        return distinct(meant)[:_MOST]
    split = parents.get(id(part))
    if split is not None and split.firm:
        above = parents.get(id(split.whole))
        return [split.whole, *([above.whole] if above is not None else [])]
    if family(part, lexicon):
        known = totals([part], mentions, index, lexicon)
        return distinct([whole for whole in known if id(whole) not in parts])[:_MOST]
    return [m for m in earlier if _near(m, part, parents, lexicon) and not _side_by_side(mentions, m, index)][:_MOST]


def _near(whole: Mention, part: Mention, parents: Mapping[int, Split], lexicon: Lexicon) -> bool:
    """Whether a number of unknown kind may be the whole of a share nothing else ties to it."""
    close = whole.block == part.block and whole.sentence >= part.sentence - 1 and whole.group == -1
    # A part of the sentence before may be the whole of this one (其中新增3215条。新增的信息中…).
    free = id(whole) not in parents or whole.sentence < part.sentence
    return close and free and not family(whole, lexicon)


def _side_by_side(mentions: Sequence[Mention], whole: Mention, index: int) -> bool:
    """12件、15件和8件: numbers of one list are not wholes of each other."""
    place = index - 1
    while place > 0 and mentions[place] is not whole:
        if mentions[place].strength > 1:
            return False
        place -= 1
    return True


def _at_least(whole: Mention, part: Mention) -> bool:
    high, low = whole.number.quantity.interval.high, part.number.quantity.interval.low
    return high is None or low is None or high >= low


def share_lists(
    found: Sequence[ShareOf], splits: Sequence[Split], lexicon: Lexicon
) -> list[tuple[tuple[Mention, ...], Completeness]]:
    """Shares of one whole side by side; complete when their parts are, or when the parts make the whole."""
    lists: list[tuple[tuple[Mention, ...], Completeness]] = []
    by_part = {id(share.part): share for share in found if share.part is not None}
    for split in splits:
        listed = [by_part[id(part)].share for part in split.parts if id(part) in by_part]
        if len(listed) < 2 or len(listed) != len(split.parts):
            continue
        complete = split.completeness
        if complete is not Completeness.EXHAUSTIVE and _reached(split):
            complete = Completeness.EXHAUSTIVE
        lists.append((tuple(listed), complete))
    return lists + _bare_lists(found, lexicon)


def _bare_lists(found: Sequence[ShareOf], lexicon: Lexicon) -> list[tuple[tuple[Mention, ...], Completeness]]:
    """征地类占60%，规划类占25%，其他占15%: shares without counts, complete when the last is the remainder."""
    lists: list[tuple[tuple[Mention, ...], Completeness]] = []
    run: list[Mention] = []
    for item in found:
        share = item.share
        if item.part is not None or (run and run[-1].sentence != share.sentence):
            run = []
        if item.part is None:
            run.append(share)
        if len(run) > 1 and lexicon.words["remainder"].match(share.label):
            lists.append((tuple(run), Completeness.EXHAUSTIVE))
            run = []
    return lists


def _reached(split: Split) -> bool:
    total = added(split.parts)
    return total.is_exact and total == split.whole.number.quantity.interval
