"""Shares and changes: which part and whole a percentage speaks of, which count a growth belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gikvalidate.claims import ClaimKind, Completeness, Period
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.lists import Split
from gikvalidate.narrate.mentions import Mention
from gikvalidate.narrate.wholes import distinct, family, totals

#: Marks alone may stand between a part and its share.
_NO_WORDS = 2
#: So many totals may be meant by a share at most.
_MOST = 4
_CHANGES = {ClaimKind.GROWTH, ClaimKind.DIFFERENCE, ClaimKind.MULTIPLE, ClaimKind.POINTS}


@dataclass(frozen=True)
class ShareOf:
    """A share, the part it speaks of and its possible wholes."""

    share: Mention
    part: Mention | None
    wholes: tuple[Mention, ...]
    firm: bool = True


@dataclass(frozen=True)
class ChangeOf:
    """A change and the values it speaks of."""

    change: Mention
    sign: int
    current: Mention | None
    prior: Mention | None
    difference: Mention | None
    basis: str


def shares(mentions: Sequence[Mention], splits: Sequence[Split], lexicon: Lexicon) -> list[ShareOf]:
    """Every share with its part and whole."""
    parents = {id(part): split for split in reversed(splits) for part in split.parts}
    spoken = {
        index: _part(mentions, index) for index, mention in enumerate(mentions) if mention.kind is ClaimKind.SHARE
    }
    parts = {id(part) for part in spoken.values() if part is not None}
    found = []
    for index, part in spoken.items():
        wholes = _wholes(mentions, index, part, parents, parts, lexicon)
        split = parents.get(id(part))
        tied = split is not None and split.firm and split.whole in wholes
        named = bool(_object(mentions[index], lexicon))
        found.append(ShareOf(mentions[index], part, tuple(wholes), tied or named))
    return found


def _part(mentions: Sequence[Mention], index: int) -> Mention | None:
    share = mentions[index]
    cut = share.lead.rfind(share.cue)
    before = share.lead[: cut if cut >= 0 else len(share.lead)].strip("，、：（的并均各约 ")
    previous = mentions[index - 1] if index else None
    if before or previous is None or not previous.countable or previous.sentence != share.sentence:
        return None
    if share.lead_start > previous.end + len(previous.trail) + _NO_WORDS:
        return None  # 三季度最多，占34.1%: a clause between them names another part
    return previous if share.strength <= 2 and previous.number.quantity.interval.is_exact else None


def _object(share: Mention, lexicon: Lexicon) -> str:
    """The named whole: 占主动公开总数的35% gives 主动公开."""
    if share.cue not in share.lead:
        return ""
    words = share.lead[share.lead.rfind(share.cue) + len(share.cue) :]
    return re.sub(lexicon.words["share.plain"], "", words)


def _wholes(
    mentions: Sequence[Mention],
    index: int,
    part: Mention | None,
    parents: Mapping[int, Split],
    parts: set[int],
    lexicon: Lexicon,
) -> list[Mention]:
    """Candidate wholes, nearest first; a number that has a share itself is a sibling, not a whole."""
    if part is None:
        return []
    named = _object(mentions[index], lexicon)
    earlier = [
        m
        for m in reversed(mentions[max(0, index - 60) : index])
        if m.countable
        and id(m) not in parts
        and m.unit == part.unit
        and m.sentence >= part.sentence - 4
        and _at_least(m, part)
    ]
    if named:
        return distinct([m for m in earlier if _about(m, named)])[:_MOST]
    split = parents.get(id(part))
    if split is not None and split.firm:
        above = parents.get(id(split.whole))
        return [split.whole, *([above.whole] if above is not None else [])]
    if family(part, lexicon):
        return distinct(totals([part], mentions[:index], lexicon))[:_MOST]
    return [m for m in earlier if _near(m, part, parents, lexicon) and not _side_by_side(mentions, m, index)][:_MOST]


def _near(whole: Mention, part: Mention, parents: Mapping[int, Split], lexicon: Lexicon) -> bool:
    """Whether a number of unknown kind may be the whole of a share nothing else ties to it."""
    close = whole.block == part.block and whole.sentence >= part.sentence - 1 and whole.group == -1
    return close and id(whole) not in parents and not family(whole, lexicon)


def _side_by_side(mentions: Sequence[Mention], whole: Mention, index: int) -> bool:
    """12件、15件和8件: numbers of one list are not wholes of each other."""
    place = index - 1
    while place > 0 and mentions[place] is not whole:
        if mentions[place].strength > 1:
            return False
        place -= 1
    return True


def _about(mention: Mention, named: str) -> bool:
    common = [char for char in named if char in mention.label]
    return len(common) * 2 >= len(named)


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
    total = split.parts[0].number.quantity.interval
    for part in split.parts[1:]:
        total = total + part.number.quantity.interval
    return total.is_exact and total == split.whole.number.quantity.interval


def changes(mentions: Sequence[Mention], splits: Sequence[Split], lexicon: Lexicon, year: int | None) -> list[ChangeOf]:
    """Every change with the count it speaks of, where the text leaves no doubt."""
    found: list[ChangeOf] = []
    used: set[int] = set()
    in_list = {id(part): split for split in splits for part in split.parts}
    paired = _respective(mentions, lexicon)
    for index, mention in enumerate(mentions):
        if mention.kind not in _CHANGES or not (mention.cue or mention.kind is ClaimKind.MULTIPLE):
            continue
        difference = _beside(mentions, index)
        if difference is not None:
            used.add(id(difference))
        anchor = index - 1 if difference is not None else index
        current = paired[index] if index in paired else _current(mentions, anchor, in_list, lexicon)
        prior = _prior(mentions, current, anchor, lexicon)
        found.append(ChangeOf(mention, mention.sign, current, prior, difference, _basis(mention, year)))
    return [change for change in found if id(change.change) not in used]


def _respective(mentions: Sequence[Mention], lexicon: Lexicon) -> dict[int, Mention | None]:
    """网站548条，微信120条，同比分别增长9.6%和20%: as many counts before as changes after, or nothing is said."""
    matched: dict[int, Mention | None] = {}
    for index, mention in enumerate(mentions):
        if mention.kind not in _CHANGES or not lexicon.words["respectively"].search(mention.lead):
            continue
        run = [index]
        while run[-1] + 1 < len(mentions) and _joined(mentions[run[-1] + 1], mention, lexicon):
            run.append(run[-1] + 1)
        before = mentions[max(0, index - len(run)) : index]
        fits = len(before) == len(run) and all(m.countable and m.sentence == mention.sentence for m in before)
        for place, current in zip(run, before if fits else [None] * len(run), strict=True):
            matched[place] = current
    return matched


def _joined(mention: Mention, first: Mention, lexicon: Lexicon) -> bool:
    lead = mention.lead or "、"
    return mention.kind is first.kind and lexicon.words["joiner"].fullmatch(lead) is not None


def _beside(mentions: Sequence[Mention], index: int) -> Mention | None:
    """The absolute change before a relative one: 增加12件，增长5%."""
    if not index or mentions[index].kind is not ClaimKind.GROWTH:
        return None
    before = mentions[index - 1]
    same = before.sentence == mentions[index].sentence and before.group == mentions[index].group
    return before if same and before.kind is ClaimKind.DIFFERENCE else None


def _current(mentions: Sequence[Mention], index: int, in_list: dict[int, Split], lexicon: Lexicon) -> Mention | None:
    change = mentions[index]
    wanted = (
        {ClaimKind.RATE, ClaimKind.SHARE} if change.kind is ClaimKind.POINTS else {ClaimKind.COUNT, ClaimKind.AMOUNT}
    )
    subject = _subject(change, lexicon)
    place = index - 1
    while place >= 0 and (mentions[place].group != change.group and mentions[place].group > change.group):
        place -= 1
    if place > 0 and _year_before(mentions[place], mentions[place - 1]):
        # 较2019年的70件增长: the value itself stands before the comparison.
        place -= 1
    before = mentions[place] if place >= 0 else None
    if before is None or before.sentence != change.sentence or before.kind not in wanted or change.strength > 2:
        return None
    if change.kind is ClaimKind.POINTS or before.number.quantity.value is None or before.period is not Period.THIS_YEAR:
        return before if change.kind is ClaimKind.POINTS and not subject else None
    if subject and not _named(before, subject):
        return None
    split = in_list.get(id(before))
    if split is not None and before.group == -1 and split.parts[-1] is before and not _each_changes(mentions, split):
        return None
    return before


def _subject(change: Mention, lexicon: Lexicon) -> str:
    lead = change.lead.strip("，、：（")
    cut = lead.find(change.cue) if change.cue else 0
    base = lexicon.words["change.base"].search(lead)
    words = lead[: base.start()] if base else lead[: max(cut, 0)]
    if base:
        inner = lead[base.end() :]
        up = re.search(f"{lexicon.words['change.up'].pattern}|{lexicon.words['change.down'].pattern}", inner)
        words += inner[: up.start()] if up else ""
    return re.sub(lexicon.words["change.own"], "", words).strip("，、")


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
    after = mentions[place + 1] if place + 1 < len(mentions) else None
    if after is not None and after is not mentions[index] and _year_before(after, current):
        return after
    before = mentions[place - 1] if place else None
    if before is None or before.sentence != current.sentence or before.unit != current.unit:
        return None
    if current.level and lexicon.endings["change.prior_from"].search(before.lead):
        return before
    return None


def _year_before(prior: Mention, current: Mention) -> bool:
    """Whether a number is the same quantity a year earlier: 661人次，上年为389人次."""
    same = prior.sentence == current.sentence and prior.unit == current.unit and prior.countable
    return same and prior.period is Period.PRIOR_YEAR and current.period is Period.THIS_YEAR


def _basis(mention: Mention, year: int | None) -> str:
    if mention.basis in {"year", "period"}:
        return mention.basis
    named = re.search(r"20[0-9]{2}", mention.basis)
    if named:
        return "year" if year is not None and int(named[0]) == year - 1 else "other"
    return "year" if mention.basis == "" else "other"
