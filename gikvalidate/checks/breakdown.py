"""Breakdowns: the parts a sentence gives against its whole, by intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict

from gikvalidate.checks.case import Case, Run, text_place, unless_firm
from gikvalidate.checks.wording import added, interval, number
from gikvalidate.claims import Breakdown, Claim, ClaimKind, Completeness, Interval
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule

FIELDS = frozenset({"whole", "quote", "parts", "sum", "difference"})
CLAIMS = frozenset({ClaimKind.AMOUNT, ClaimKind.COUNT})


class Options(BaseModel):
    """`must` is what is asked of lists of the given `completeness`.

    equal: the parts make up the whole. not_exceed: together they are not more than it. not_fall_short: nor less.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    completeness: tuple[Completeness, ...]
    must: Literal["equal", "not_exceed", "not_fall_short"]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the options."""

    def run(case: Case) -> Iterator[Outcome]:
        for relation in case.submission.narrative.relations:
            if isinstance(relation, Breakdown) and relation.completeness in options.completeness:
                yield _outcome(relation, options.must)

    return run


def _outcome(breakdown: Breakdown, must: str) -> Outcome:
    whole, parts = breakdown.whole, breakdown.parts
    subject = f"{whole.subject}@{whole.start}:{parts[0].start}"
    if any(claim.quantity.value is None for claim in (whole, *parts)):
        reason = ("有约数词，无法合计", "a vague number cannot be added up")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(whole),), reason=reason)
    total = Interval.exact(0)
    for part in parts:
        total = total + part.quantity.interval
    if _agrees(total, whole.quantity.interval, must):
        return Outcome(Status.PASS, subject)
    nominal = sum((_nominal(part) for part in parts), Fraction(0))
    return Outcome(
        Status.FAIL,
        subject,
        tuple(text_place(claim) for claim in (whole, *parts)),
        number(_nominal(whole)),
        number(nominal) if total.is_exact else interval(total),
        number(_nominal(whole) - nominal),
        fields={
            "whole": f"{whole.label} {whole.quantity.text}".strip(),
            "quote": whole.quote,
            "parts": added((part.label, _nominal(part)) for part in parts),
            "sum": number(nominal),
            "difference": number(abs(_nominal(whole) - nominal)),
        },
        at_most=unless_firm(whole, *parts) if breakdown.firm else Severity.WARNING,
    )


def _agrees(total: Interval, whole: Interval, must: str) -> bool:
    if total.meets(whole):
        return True
    above = whole.high is not None and total.low is not None and total.low >= whole.high
    return {"equal": False, "not_exceed": not above, "not_fall_short": above}[must]


def _nominal(claim: Claim) -> Fraction:
    return Fraction(claim.quantity.value or 0)
