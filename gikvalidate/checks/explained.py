"""Any defensible reading of a share or a change: another pair of numbers nearby that gives it exactly.

What a sentence counts and what it is a share of are often not the numbers that stand nearest. A percentage with
decimals that the part and some total of the paragraph or the table give is that of these two; a rounded word (过半)
says too little to be explained by whatever stands around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from gikvalidate.checks.case import Case
from gikvalidate.claims import Breakdown, Change, Claim, ClaimKind, Interval, Period, Share, whole_number
from gikvalidate.document import behind_mark

#: A share this wide in percentage points is no printed percentage.
_WIDE = 5
#: 不予公开中，…: what the numbers behind it are some of; 其中 names nothing.
_SCOPE = re.compile(r"([^，。；：、（）\n]{2,16})(?<!其)中[，：]")


def agrees(share: Claim, part: Interval, whole: Interval) -> bool:
    """Whether some part and whole give the share, rounded half up or cut off at the printed digit."""
    if whole.low is None or whole.low <= 0 or part.low is None:
        return True
    low = Fraction(100 * part.low, whole.high) if whole.high is not None else Fraction(0)
    if part.low is part.high and whole.low is whole.high:
        high: Fraction | None = low
    else:
        high = Fraction(100 * part.high, whole.low) if part.high is not None else None
    ratio = Interval(low, high)
    if (meets := ratio.meets(share.quantity.interval)) or share.quantity.approximate:
        return meets
    value = Fraction(share.quantity.value or 0)
    return ratio.meets(Interval(value, value + Fraction(share.quantity.step), high_open=True))


def siblings(relation: Share, case: Case) -> Iterator[Share]:
    """The other shares of the same whole in its sentence."""
    text = case.submission.document.text
    for other in case.submission.narrative.relations:
        if not isinstance(other, Share) or other is relation or other.part is None or other.wholes != relation.wholes:
            continue
        first, last = sorted((other.share, relation.share), key=lambda claim: claim.start)
        if other.wholes and set("。\n").isdisjoint(text[first.start : last.start]):
            yield other


def agrees_itself(relation: Share) -> bool:
    """Whether a share is that of its part in the likeliest of its wholes."""
    if relation.part is None or not relation.wholes or not relation.wholes[0].quantity.value:
        return False
    return agrees(relation.share, relation.part.quantity.interval, relation.wholes[0].quantity.interval)


def meant_otherwise(relation: Share, case: Case, totals: Sequence[Fraction]) -> bool:
    """Whether another part or whole gives the share: the number in front of a bracket that the part stands in, the sum
    of the list that the part ends, a whole named further up, one of the `totals` of the table.
    """
    share, part = relation.share, relation.part
    paragraph = case.submission.document.paragraph_at(share.start)
    if part is None or paragraph is None or (relation.firm and wide(share)):
        return False
    narrative = case.submission.narrative
    bracketed = [split.whole for split in narrative.relations if isinstance(split, Breakdown) and part in split.parts]
    # Neither last year's number nor a part with a share of its own is what the part is some of.
    beside = {other.part for other in siblings(relation, case) if agrees_itself(other)}
    wholes = [
        claim
        for claim in narrative.claims
        if paragraph.start <= claim.start < share.start
        and claim.quantity.unit == part.quantity.unit
        and claim.period is not Period.PRIOR_YEAR
        and claim not in beside
    ]
    parts = [(claim, claim.quantity.interval) for claim in (part, *bracketed) if claim.quantity.value is not None]
    parts += [(part, total) for total in sums(part, wholes, case)]
    named = any(
        agrees(share, value, whole.quantity.interval)
        for meant, value in parts
        for whole in (*relation.wholes, *wholes)
        if whole not in {part, meant} and whole.quantity.value
    )
    return named or of_totals(share, part, totals)


def scope(part: Claim, case: Case) -> re.Match[str] | None:
    """The words before a part that say what it is some of (不予公开中，甲160件，占九成)."""
    text = case.submission.document.text
    found = list(_SCOPE.finditer(text, behind_mark(text, part.start, "。；\n"), part.start))
    return found[-1] if found else None


def of_a_scope(part: Claim, whole: Claim, case: Case) -> bool:
    """Whether the words before a part say what it is some of, and they are not those of the whole it is held to."""
    found = scope(part, case)
    return (
        found is not None
        and whole.start < found.start()
        and 2 * sum(char in found[1] for char in whole.label) < len(whole.label)
    )


def wide(share: Claim) -> bool:
    """Whether the share is a word such as 过半, which holds for too many pairs."""
    low, high = share.quantity.interval.low, share.quantity.interval.high
    return low is None or high is None or high - low > _WIDE


def of_totals(share: Claim, part: Claim, totals: Sequence[Fraction]) -> bool:
    """Whether a share is that of its part in one of the table's totals: decimals are no chance, whole per cents only of
    what the table counts.
    """
    telling = share.quantity.step < 1 or bool(part.readings)
    return telling and any(agrees(share, part.quantity.interval, Interval.exact(total)) for total in totals if total)


def sums(part: Claim, before: Sequence[Claim], case: Case) -> Iterator[Interval]:
    """What the list that ends with the part comes to, from each of its members on (甲41件、乙33件、丙21件，占14.1%)."""
    total, following = part.quantity.interval, part
    text = case.submission.document.text
    for claim in reversed([claim for claim in before if claim.end <= part.start]):
        if text[claim.end : following.start] != "、":
            return
        total, following = total + claim.quantity.interval, claim
        yield total


def counts_before(prior: Claim, begin: int, case: Case) -> list[Claim]:
    """This year's exact counts in the unit of an earlier value, between a place and that value."""
    return [
        claim
        for claim in case.submission.narrative.claims
        if begin <= claim.start < prior.start
        and claim.quantity.unit == prior.quantity.unit
        and claim.period is Period.THIS_YEAR
        and claim.kind is ClaimKind.COUNT
        and whole_number(claim) is not None
    ]


def changed(change: Change, now: int, then: int) -> Fraction:
    """The change between two numbers, in per cent where the text says it so."""
    return Fraction(100 * (now - then), then) if change.change.kind is ClaimKind.GROWTH else Fraction(now - then)


def explains(change: Change, counts: Sequence[Claim], then: int) -> bool:
    """Whether one of the counts, or the last of them together, changed so (复议31件、诉讼20件，较上年的45件增加6件)."""
    values = [whole_number(claim) or 0 for claim in counts]
    together = [sum(values[-count:]) for count in range(2, len(values) + 1)]
    printed = change.growth(cut_off=change.change.kind is ClaimKind.GROWTH)
    return any(printed.contains(changed(change, now, then)) for now in (*values, *together))


def of_another(change: Change, case: Case) -> bool:
    """Whether the change is that of another number in its sentence; whole per cents only of the first one."""
    prior, then = change.prior, whole_number(change.prior)
    if prior is None or not then or change.change.kind not in {ClaimKind.DIFFERENCE, ClaimKind.GROWTH}:
        return False
    telling = change.change.kind is ClaimKind.DIFFERENCE or change.change.quantity.step < 1
    text = case.submission.document.text
    begin = behind_mark(text, prior.start, "。；\n")
    counts = counts_before(prior, begin, case)
    return explains(change, counts if telling else counts[:1], then)
