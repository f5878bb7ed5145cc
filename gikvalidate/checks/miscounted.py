"""Whether a list that does not make its whole holds a slip, or is no list of all its parts.

Parts overlap (一次办结141项、全程网办37项 of 153), lists break off, another number is taken for the whole: what differs
then differs by any amount. A slip leaves its mark: one number, changed as a pen slips, makes the sum hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gikvalidate.checks.credence import slip
from gikvalidate.claims import Breakdown, Claim, ClaimKind, Completeness
from gikvalidate.findings import Words

#: Why a list is not told as a wrong sum.
NO_SLIP: Words = (
    "没有哪一个数改一处笔误就能使合计相符，分项可能有交叉、没有列全，或者说的是另一个总数",
    "no slip in one number would make the sum hold; the parts may overlap, be only some, or be of another whole",
)
LOOSE: Words = (
    "相差很小，而这几个数未必是并列的分项",
    "the difference is small, and these numbers need not be parts side by side",
)
#: A difference below this always looks like a slip.
_SMALL = 10
#: A complete list that a part was left out of or counted twice still comes this near.
_NEAR = Fraction(3, 100)
#: A list of so many parts that is said to be complete was meant to be.
_MANY = 4
_ENDS = frozenset("。！？\n")
_COUNTED = frozenset({ClaimKind.COUNT, ClaimKind.AMOUNT})
#: Inside a label these say that the number is of another part, of what is left or of what was told before.
_NO_PART = ("其中", "余", "上述", "前述")


def doubt(breakdown: Breakdown, text: str, beside: Sequence[Claim]) -> Words | None:
    """Why a list that does not make its whole may not be wrong; None where a slip explains it."""
    whole, parts = _value(breakdown.whole), [_value(part) for part in breakdown.parts]
    difference = whole - sum(parts)
    tight = _tight(breakdown, text, beside)
    if abs(difference) < _SMALL:
        return None if tight else LOOSE
    if one_slip(whole, parts):
        return None
    complete = breakdown.completeness is Completeness.EXHAUSTIVE and len(parts) >= _MANY
    return None if tight and (complete or abs(difference) <= _NEAR * whole) else NO_SLIP


def in_one_sentence(breakdown: Breakdown, text: str) -> bool:
    """Whether two parts or more stand in the sentence of their whole."""
    claims = (breakdown.whole, *breakdown.parts)
    begin, end = min(claim.start for claim in claims), max(claim.end for claim in claims)
    return len(breakdown.parts) > 1 and _ENDS.isdisjoint(text[begin:end])


def one_slip(whole: Fraction, parts: Sequence[Fraction]) -> bool:
    """Whether the sum holds with one number changed as a pen slips, or with a carry forgotten in adding."""
    total = sum(parts, Fraction(0))
    difference = whole - total
    if slip(whole, total) or _power_of_ten(abs(difference)):
        return True
    return any(part + difference > 0 and slip(part, part + difference) for part in parts)


def _power_of_ten(value: Fraction) -> bool:
    return value.denominator == 1 and str(value.numerator).rstrip("0") == "1"


def _tight(breakdown: Breakdown, text: str, beside: Sequence[Claim]) -> bool:
    """Whether the parts stand in one sentence, as parts by a cue or their names, with nothing else among them."""
    whole, parts = breakdown.whole, breakdown.parts
    first, last = parts[0], parts[-1]
    if not _ENDS.isdisjoint(text[first.end : last.start]):
        return False
    if any(word in part.label[1:] or part.label.startswith(_NO_PART[1:]) for part in parts for word in _NO_PART):
        return False
    named = all(part.subject for part in parts)
    if not (breakdown.cue or named or breakdown.completeness is Completeness.EXHAUSTIVE):
        return False
    return not any(
        first.end <= claim.start < last.start
        and claim not in parts
        and claim.kind in _COUNTED
        and claim.quantity.unit != whole.quantity.unit
        for claim in beside
    )


def _value(claim: Claim) -> Fraction:
    return Fraction(claim.quantity.value or 0)
