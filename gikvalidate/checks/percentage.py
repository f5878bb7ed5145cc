"""Percentages that cannot be: a share of more than the whole, a fall by more than everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from gikvalidate.checks.case import Case, Run, text_place, unless_firm
from gikvalidate.checks.wording import number
from gikvalidate.claims import Change, Claim, ClaimKind
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "`of` 是什么样的百分数。share：占比不超过 100%，总数写的是 `aims` 之一的除外（计划可以超额）；rate：写有 `named` "
    "之一的比率（答复率，而不是完成率）不超过 100%；fall：下降不超过 100%，降 100% 就该是 0。"
)
FIELDS = frozenset({"quote", "said", "current"})
CLAIMS = {"share": (ClaimKind.SHARE,), "rate": (ClaimKind.RATE,), "fall": (ClaimKind.GROWTH,)}


class Options(Shape):
    """`of` is what must be possible.

    share: a share is at most 100 %, unless its words hold one of `aims` (more than was planned). rate: so is a rate
    whose words hold one of `named` (答复率, but not 完成率).
    fall: nothing falls by more than 100 %, and by 100 % only to nothing (of very much, little may be left: a warning).
    """

    of: Literal["share", "rate", "fall"]
    named: tuple[str, ...] = ()
    aims: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind what is looked at."""
    if options.of == "rate":
        return lambda case: _rates(case, options.named)
    return _falls if options.of == "fall" else lambda case: _shares(case, options.aims)


def _shares(case: Case, aims: tuple[str, ...]) -> Iterator[Outcome]:
    for claim in case.submission.narrative.claims:
        if claim.kind is ClaimKind.SHARE and claim.quantity.value is not None:
            if any(aim in claim.quote for aim in aims):
                continue
            low = claim.quantity.interval.low
            yield _outcome(claim, None, low is not None and low > 100)


def _rates(case: Case, named: tuple[str, ...]) -> Iterator[Outcome]:
    for claim in case.submission.narrative.claims:
        if claim.kind is ClaimKind.RATE and any(word in claim.quote for word in named):
            low = claim.quantity.interval.low
            yield _outcome(claim, None, low is not None and low > 100)


def _falls(case: Case) -> Iterator[Outcome]:
    for relation in case.submission.narrative.relations:
        if not isinstance(relation, Change) or relation.sign >= 0 or relation.change.kind is not ClaimKind.GROWTH:
            continue
        fall, left = relation.change.quantity.interval.low, relation.current
        if fall is None:
            continue
        something = left is not None and left.quantity.interval.low is not None and left.quantity.interval.low > 0
        if fall > 100 or not (relation.change.quantity.value == 100 and something):
            yield _outcome(relation.change, left, fall > 100)
        else:
            yield replace(_outcome(relation.change, left, True), at_most=Severity.WARNING)


def _outcome(claim: Claim, current: Claim | None, impossible: bool) -> Outcome:
    subject = f"{claim.kind.value}@{claim.start}"
    if not impossible:
        return Outcome(Status.PASS, subject)
    return Outcome(
        Status.FAIL,
        subject,
        tuple(text_place(one) for one in (claim, current) if one is not None),
        number(Fraction(claim.quantity.value or 0)),
        fields={
            "quote": claim.quote,
            "said": claim.quantity.text,
            "current": ("（本年 " + current.quantity.text + "）", f" (this year {current.quantity.text})")
            if current
            else "",
        },
        at_most=unless_firm(claim),
    )
