"""Lists whose total the words count out: 三家合计, 分别为…共, items in two units, and lists announced before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gikvalidate.claims import ClaimKind, Completeness, Interval
from gikvalidate.document import behind_mark
from gikvalidate.narrate import chinese, endings, wholes
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.lists import Split, unit_fits
from gikvalidate.narrate.mentions import Mention

#: How many numbers back an announced total may stand.
_REACH = 8
#: A list after a colon has at least this many parts.
_SOME = 4
#: What may stand between the two numbers of one item.
_PAIRED = {"", "、", "，"}
#: Words between the numbers of a list that say nothing of its parts.
_ASIDE = {ClaimKind.SHARE, ClaimKind.GROWTH, ClaimKind.DIFFERENCE}


def tallies(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> Iterator[Split]:
    """Every such total with its parts."""
    for index in range(len(mentions)):
        for split in (
            _counted_out(mentions, index, lexicon),
            _respectively(mentions, index, lexicon),
            _in_two_units(text, mentions, index, lexicon),
            _announced(text, mentions, index, lexicon),
        ):
            if split is not None:
                yield split


def _counted_out(mentions: Sequence[Mention], index: int, lexicon: Lexicon) -> Split | None:
    """甲114件，乙76件，丙53件，三家合计243件: as many parts as the words say."""
    total = mentions[index]
    found = lexicon.words["tally"].fullmatch(total.lead) if total.countable else None
    if found is None:
        return None
    count = int(found[1]) if found[1].isdigit() else chinese.parse(found[1])
    before = [m for m in mentions[max(0, index - 2 * (count or 0)) : index] if m.kind not in _ASIDE]
    parts = before[-(count or 0) :]
    if len(parts) != count or not all(_goes_with(part, total) for part in parts):
        return None
    return Split(total, tuple(parts), Completeness.EXHAUSTIVE, total.lead, False)


def _goes_with(part: Mention, total: Mention) -> bool:
    same = part.sentence == total.sentence and part.group == total.group and part.unit == total.unit
    return same and part.countable and unit_fits(total, part) and bool(part.label) and not part.level


def _respectively(mentions: Sequence[Mention], index: int, lexicon: Lexicon) -> Split | None:
    """金额分别为300元、420元和90元，共810元."""
    total = mentions[index]
    if not total.countable or total.strength > 2:
        return None
    so_far = lexicon.words["tally_so_far"].fullmatch(total.lead) is not None
    if not so_far and lexicon.words["tally_bare"].fullmatch(total.lead) is None:
        return None
    place = index - 1
    while place >= 0 and _joined(mentions[place], total, lexicon):
        place -= 1
    if place < 0 or not lexicon.endings["respectively"].search(mentions[place].lead):
        return None
    parts = mentions[place:index]
    if len(parts) < 2 or not all(part.countable and _counted_as(part, total) for part in parts):
        return None
    if so_far and not wholes.near(total, parts):
        return None  # 累计 may go back further than the numbers before it
    return Split(total, tuple(parts), Completeness.EXHAUSTIVE, total.lead, not so_far)


def _joined(mention: Mention, total: Mention, lexicon: Lexicon) -> bool:
    """Whether a number only goes on with the list of the one before it."""
    bare = not mention.lead or lexicon.words["joiner"].fullmatch(mention.lead) is not None
    return bare and _counted_as(mention, total) and mention.sentence == total.sentence and mention.strength <= 1


def _counted_as(part: Mention, total: Mention) -> bool:
    """Whether a number may be added up in the unit of a total: 48人、55人，共103人次."""
    return total.unit in {part.unit, f"{part.unit}次"}


def _in_two_units(text: str, mentions: Sequence[Mention], index: int, lexicon: Lexicon) -> Split | None:
    """培训8次，参训1146人次，其中甲3次412人次、乙5次734人次: where the parts make one whole, the list is
    complete, and the other unit has to make its own.
    """
    if not index or index + 2 >= len(mentions):
        return None
    first, whole, item = mentions[index - 1], mentions[index], mentions[index + 1]
    if first.unit == whole.unit or item.sentence > whole.sentence + 1 or not (first.countable and whole.countable):
        return None
    if lexicon.words["members"].search(text, whole.end, item.start) is None:
        return None
    firsts, seconds = [], []
    for place in range(index + 1, len(mentions) - 1, 2):
        one, other = mentions[place], mentions[place + 1]
        paired = text[one.end : other.start] in _PAIRED and (one.unit, other.unit) == (first.unit, whole.unit)
        if not paired or other.sentence != item.sentence or one.group != whole.group:
            break
        firsts.append(one)
        seconds.append(other)
    if len(firsts) < 2:
        return None
    for made, parts, total, others in ((firsts, seconds, whole, first), (seconds, firsts, first, whole)):
        adds_up = wholes.added(made) == others.number.quantity.interval
        if adds_up and all(unit_fits(total, part) for part in parts):
            return Split(total, tuple(parts), Completeness.EXHAUSTIVE, "")
    return None


def _announced(text: str, mentions: Sequence[Mention], index: int, lexicon: Lexicon) -> Split | None:
    """县区公开36091条。县区公开情况为：甲5216条，乙3984条，…: the total stands right behind the same words."""
    first = mentions[index]
    heading = _heading(text, first, lexicon) if first.countable else ""
    if not heading:
        return None
    parts = [first]
    for mention in mentions[index + 1 :]:
        if mention.kind in _ASIDE:
            continue
        if mention.sentence != first.sentence or mention.unit != first.unit or not mention.countable:
            break
        parts.append(mention)
    before = mentions[max(0, index - _REACH) : index]
    whole = next((m for m in reversed(before) if text.endswith(heading, 0, m.start) and unit_fits(m, first)), None)
    if whole is None or len(parts) < _SOME or any(part.group != first.group for part in parts):
        return None
    if endings.unfinished(text, parts[-1], lexicon) or wholes.added(parts) == Interval.exact(0):
        return None
    return Split(whole, tuple(parts), Completeness.EXHAUSTIVE, heading, False)


def _heading(text: str, first: Mention, lexicon: Lexicon) -> str:
    """What a colon says that the list behind it is about."""
    begin = behind_mark(text, first.start, "。；\n")
    if text.find("：", begin, first.start) < 0:
        return ""
    opened = lexicon.words["tally_heading"].match(text, begin, first.start)
    if opened is None or any(char.isdigit() for char in text[opened.end() : first.start]):
        return ""
    return opened[1]
