"""Shares side by side whose parts together make a number told before: they are of that number.

Between them may stand a full stop or the end of a paragraph: 公开3105条。…县直2258条，占72.7%；乡镇847条，占27.3%。
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from gikvalidate.claims import Period
from gikvalidate.narrate import wholes
from gikvalidate.narrate.mentions import Mention
from gikvalidate.narrate.shares import ShareOf

#: How many numbers back the whole may stand.
_REACH = 60
#: Fewer than this some number before makes by chance.
_SOME = 20
#: So many shares with decimals say of what number they are, though one of them is wrong.
_TELLING = 3


def with_common_wholes(found: Sequence[ShareOf], mentions: Sequence[Mention]) -> list[ShareOf]:
    """The shares, those side by side with the whole that their parts make as the first they can be of."""
    result: list[ShareOf] = []
    for run in _runs(found):
        parts = [each.part for each in run if each.part is not None]
        whole = (_made(parts, mentions) or _borne_out(run, mentions)) if len(parts) == len(run) > 1 else None
        result += run if whole is None else [replace(each, wholes=_first(whole, each.wholes)) for each in run]
    return result


def _runs(found: Sequence[ShareOf]) -> Iterator[list[ShareOf]]:
    run: list[ShareOf] = []
    for each in found:
        if run and not _beside(run[-1], each):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _beside(before: ShareOf, each: ShareOf) -> bool:
    one, other = before.part, each.part
    if one is None or other is None or before.named is not None or each.named is not None:
        return False
    return (one.sentence, one.group, one.unit) == (other.sentence, other.group, other.unit)


def _made(parts: Sequence[Mention], mentions: Sequence[Mention]) -> Mention | None:
    """The nearest number of this year before the parts that is just what they make."""
    together = wholes.added(parts)
    if not together.is_exact or together.low is None or together.low < _SOME:
        return None
    return next(
        (mention for mention in _before(parts[0], mentions) if mention.number.quantity.interval == together), None
    )


def _borne_out(run: Sequence[ShareOf], mentions: Sequence[Mention]) -> Mention | None:
    """The nearest number before the parts of which all the shares but one are, to a decimal."""
    pairs = [(each.part.number.quantity, each.share.number.quantity) for each in run if each.part is not None]
    if len(pairs) < _TELLING or any(share.step >= 1 for _, share in pairs) or run[0].part is None:
        return None
    for mention in _before(run[0].part, mentions):
        whole = Fraction(mention.number.quantity.value or 0)
        agree = [share.interval.contains(100 * Fraction(part.value or 0) / whole) for part, share in pairs if whole]
        if sum(agree) >= len(pairs) - 1:
            return mention
    return None


def _before(part: Mention, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The numbers of this year in the unit of a part, told before it, the nearest first."""
    end = bisect_left(mentions, part.start, key=lambda mention: mention.start)
    for mention in reversed(mentions[max(0, end - _REACH) : end]):
        fits = mention.countable and mention.unit == part.unit and mention.period is Period.THIS_YEAR
        if fits and not mention.level:
            yield mention


def _first(whole: Mention, others: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(wholes.distinct([whole, *others]))
