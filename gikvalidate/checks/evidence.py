"""What ties the words of a claim to a figure: the label of the form nearly in full, or a neighbour that agrees.

“第三方同意公开13件、不同意公开8件” has the words of outcomes and is none; “予以公开64件，不公开18件” shows by its first
number that the list is the table's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from fractions import Fraction

from gikvalidate.checks.case import Case
from gikvalidate.claims import Claim, Interval
from gikvalidate.document import before_mark, behind_mark
from gikvalidate.findings import Outcome, Status

#: So much of a label says that it is meant.
_MUCH, _WHOLE = 4, 3
#: So many numbers on either side may be counted with one.
_AROUND = 4


def tied(claim: Claim, outcomes: Mapping[Claim, Outcome], case: Case) -> bool:
    """Whether a claim bears the label of its figure, or stands in one sentence with one that does or that agrees."""
    return _labelled(claim) or _beside(claim, _sure(outcomes), case)


def shared(claim: Claim, expected: Fraction, case: Case) -> bool:
    """Whether a claim and some of the numbers told right before and behind it come to the figure together.

    已办结11件，5件由申请人撤销: the form counts both as done.
    """
    text = case.submission.document.text
    begin, end = behind_mark(text, claim.start, "。\n"), before_mark(text, claim.end, "。\n")
    told = [
        other
        for other in case.submission.narrative.claims
        if begin <= other.start < end and other.kind is claim.kind and other.quantity.unit == claim.quantity.unit
    ]
    at = told.index(claim)
    for first in range(max(0, at - _AROUND), at + 1):
        for last in range(max(at, first + 1), min(at + _AROUND, len(told) - 1) + 1):
            if sum((each.quantity.interval for each in told[first : last + 1]), Interval.exact(0)).contains(expected):
                return True
    return False


def _labelled(claim: Claim) -> bool:
    return any(_bears(claim.label, name) for name in claim.readings[0].name.split())


def _bears(label: str, name: str) -> bool:
    found = SequenceMatcher(None, label, name, autojunk=False).find_longest_match()
    return found.size >= min(_MUCH, max(len(name), _WHOLE)) or (found.size == len(label) >= _WHOLE)


def _sure(outcomes: Mapping[Claim, Outcome]) -> Iterable[Claim]:
    """The claims whose label or number says that they are the table's; nothing (没有) agrees with many a figure."""
    for claim, outcome in outcomes.items():
        if claim.quantity.value and (outcome.status is Status.PASS or _labelled(claim)):
            yield claim


def _beside(claim: Claim, others: Iterable[Claim], case: Case) -> bool:
    text = case.submission.document.text
    for other in others:
        first, last = sorted((claim, other), key=lambda each: each.start)
        if other is not claim and set("。\n").isdisjoint(text[first.end : last.start]):
            return True
    return False
