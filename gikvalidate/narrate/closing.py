"""Totals that follow their parts: 新收N件，上年结转M件，共计K件, and lists that end in a bare 合计."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gikvalidate.claims import ClaimKind, Completeness, Interval, Period
from gikvalidate.narrate import lists, wholes
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention

#: Kinds whose total is what was received.
_OF_RECEIVED = frozenset({"channel", "applicant"})
_TO_HANDLE = {"applications.received", "applications.carried_in"}
_TEN_THOUSAND = 10_000
#: The strength of a semicolon, behind which another list begins.
_NEXT = 3
#: The noun a label ends in has so many characters.
_A_NOUN = 2
#: How many numbers back the parts of a total may stand.
_REACH = 30


def closing_totals(
    mentions: Sequence[Mention], parents: Mapping[int, Mention], lexicon: Lexicon
) -> Iterator[tuple[Mention, list[Mention], Completeness]]:
    """Every such total with its parts; `parents` may grow while the totals are taken."""
    for index, total in enumerate(mentions):
        if not (total.countable and lexicon.words["sum_total"].match(total.lead)) or total.strength >= 3:
            continue
        before = _run_up_to(mentions[max(0, index - _REACH) : index], total, lexicon)
        if len(before) < 2 or (total.label and any(id(m) in parents for m in before)):
            continue
        if {m.subject for m in before[-2:]} == _TO_HANDLE:
            total.subject = total.subject or "applications.handled"
            yield total, before[-2:], Completeness.EXHAUSTIVE
        elif wholes.but_for_a_digit(total, before):
            yield total, before, Completeness.UNSAID
        elif _named_after(total, before) and _may_be_sum(total, before):
            if all(wholes.family(part, lexicon) in _OF_RECEIVED for part in before):
                total.subject = total.subject or "applications.received"
            elif all(part.period is Period.OTHER and part.subject == before[0].subject for part in before):
                total.subject = total.subject or before[0].subject  # the quarters make the year
            yield total, before, Completeness.UNSAID


def _named_after(total: Mention, parts: Sequence[Mention]) -> bool:
    """Whether the words of a total take up those of its first part, or their noun where the parts make nearly it."""
    first = parts[0].label
    return total.label in first or (total.label[-_A_NOUN:] in first and wholes.near(total, parts))


def _run_up_to(earlier: Sequence[Mention], total: Mention, lexicon: Lexicon) -> list[Mention]:
    """The numbers right before a total that can be its parts: one unit, one list."""
    run: list[Mention] = []
    for mention in reversed(earlier):
        if mention.sentence == total.sentence and (mention.kind is ClaimKind.SHARE or mention.group > total.group):
            continue
        if not _beside(mention, total, lexicon) or total.unit not in {mention.unit, f"{mention.unit}次"}:
            break
        run.insert(0, mention)
        apart = mention.strength >= _NEXT and not (total.label and total.label in mention.label)
        if apart or lexicon.words["members"].search(mention.lead):
            break  # what stands before 其中 or a semicolon is no part
    return run


def _may_be_sum(total: Mention, parts: list[Mention]) -> bool:
    """Whether no part is more than the total, unless it lacks just the 万 of its parts."""
    said, real = total.number.quantity.interval, wholes.added(parts)
    lacks = said.low is not None and real.meets(Interval.exact(_TEN_THOUSAND * said.low))
    return lacks or all(lists.not_above(part, total) for part in parts)


def _beside(mention: Mention, total: Mention, lexicon: Lexicon) -> bool:
    """Whether a number can be added to the total; 由上年的136件增至215件 gives no part of what follows."""
    if mention.sentence != total.sentence or mention.group != total.group or not mention.countable:
        return False
    earlier = lexicon.endings["change.prior_from"].search(mention.lead) is not None
    return not (mention.level or earlier or mention.period is Period.PRIOR_YEAR)
