"""What ties the words of a claim to a figure: the label of the form nearly in full, or a neighbour that agrees.

“第三方同意公开13件、不同意公开8件” has the words of outcomes and is none; “予以公开64件，不公开18件” shows by its first
number that the list is the table's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from fractions import Fraction

from gikvalidate.arithmetic import Sides
from gikvalidate.checks.case import Case
from gikvalidate.checks.credence import near, unmistakable
from gikvalidate.claims import Breakdown, Claim, Interval
from gikvalidate.document import before_mark, behind_mark
from gikvalidate.findings import Outcome, Status

#: So much of a label says that it is meant.
_MUCH, _WHOLE = 4, 3
#: So many numbers on either side may be counted with one.
_AROUND = 4


def tied(claim: Claim, outcomes: Mapping[Claim, Outcome], case: Case) -> bool:
    """Whether a claim bears the label of its figure, or stands in one sentence with one that does or that agrees."""
    return _labelled(claim) or _beside(claim, _sure(outcomes), case)


def totals_of(expressions: Iterable[str], case: Case, sides: Sides) -> list[Fraction]:
    """The values of the totals that this generation has and that can be read."""
    found = []
    for expression in expressions:
        if (form := sides[expression]) is None:
            continue  # this generation has no such figure
        if not case.unreadable(form.names):
            found.append(Fraction(case.evaluate(form)))
    return found


def of_other_cases(claim: Claim, wanted: Collection[Claim], totals: Sequence[Fraction], case: Case) -> bool:
    """Whether a claim stands in a list that makes its own total exactly, which is none of the table's nor like one:
    本级承办的131件中，予以公开46件、… in the report of a whole county.
    """
    for split in case.submission.narrative.relations:
        if not isinstance(split, Breakdown) or claim not in split.parts or split.whole in wanted:
            continue
        added = Interval.total(part.quantity.interval for part in split.parts)
        whole = split.whole.quantity
        if len(split.parts) > 1 and added == whole.interval and whole.value is not None:
            value = Fraction(whole.value)
            return bool(totals) and not any(near(value, total) or unmistakable(value, total) for total in totals)
    return False


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
            if Interval.total(each.quantity.interval for each in told[first : last + 1]).contains(expected):
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
