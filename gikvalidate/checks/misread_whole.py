"""Signs that the whole of a share was misread: a part larger than it, or another number that makes the share right.

A share that was written wrong is told by what stands beside it: another share of the sentence that agrees with the same
whole, parts that make it, or digits that one slip sets right.
"""

from __future__ import annotations

from fractions import Fraction

from gikvalidate.checks.case import Case
from gikvalidate.checks.credence import slip, unmistakable
from gikvalidate.checks.explained import agrees, agrees_itself, siblings
from gikvalidate.claims import Claim, ClaimKind, Period, Share
from gikvalidate.findings import Words

#: So many characters at most lead from a part to its own share.
RIGHT_BEHIND = 12

LARGER: Words = (
    "部分比总数还大，总数多半读错了，占比说的是另一个总数",
    "the part is more than the whole, which was likely misread; the share is of another one",
)


def larger(share: Claim, part: Claim, whole: Claim) -> bool:
    """Whether a part is more than what it is said to be some of."""
    said = share.quantity.value or 0
    return said <= 100 and Fraction(part.quantity.value or 0) > Fraction(whole.quantity.value or 0)


def borne_out(relation: Share, case: Case) -> bool:
    """Whether it is certain what a share is of: it stands right behind its part, that in the paragraph of the whole, or
    one slip makes it right, or another share beside it agrees with the same whole.
    """
    share, part, whole = relation.share, relation.part, relation.wholes[0]
    if part is None:
        return False
    near = 0 <= share.quantity.start - part.quantity.end <= RIGHT_BEHIND
    text = case.submission.document.text
    if near and "\n" not in text[min(whole.start, part.start) : max(whole.start, part.start)]:
        return True
    step = Fraction(share.quantity.step)
    if unmistakable(Fraction(share.quantity.value or 0) / step, Fraction(round(_of(part, whole) / step))):
        return True
    return any(agrees_itself(other) for other in siblings(relation, case))


def another(relation: Share, case: Case) -> bool:
    """Whether no slip explains a share with decimals and another number of its section would make it right."""
    share, part = relation.share, relation.part
    if part is None or share.quantity.step >= 1 or _slipped(relation):
        return False
    beside = {other.part for other in siblings(relation, case)}
    return any(
        agrees(share, part.quantity.interval, claim.quantity.interval)
        for claim in case.submission.narrative.claims
        if claim.section == share.section
        and claim.start < share.start
        and claim.kind in {ClaimKind.COUNT, ClaimKind.AMOUNT}
        and claim.period is Period.THIS_YEAR
        and claim.quantity.unit == part.quantity.unit
        and claim.quantity.value
        and claim not in beside
    )


def _slipped(relation: Share) -> bool:
    """Whether one slip, in the share, the part or the whole, would make the share right."""
    share, part, whole = relation.share, relation.part, relation.wholes[0]
    said = Fraction(share.quantity.value or 0)
    if part is None or not said or not whole.quantity.value:
        return False
    step = Fraction(share.quantity.step)
    one, all_of_them = Fraction(part.quantity.value or 0), Fraction(whole.quantity.value)
    return (
        slip(said / step, Fraction(round(_of(part, whole) / step)))
        or slip(one, Fraction(round(said * all_of_them / 100)))
        or slip(all_of_them, Fraction(round(100 * one / said)))
    )


def _of(part: Claim, whole: Claim) -> Fraction:
    return 100 * Fraction(part.quantity.value or 0) / Fraction(whole.quantity.value or 1)
