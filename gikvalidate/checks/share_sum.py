"""Shares of one whole, given in full, add up to 100 % within the rounding of their digits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from gikvalidate.checks.case import Case, Run, text_place, unless_firm
from gikvalidate.checks.wording import added, interval, number
from gikvalidate.claims import ClaimKind, Completeness, Interval, ShareList
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "`completeness` 是把哪些列举的占比相加；没有列完的，只要求不超过 100%。"
FIELDS = frozenset({"shares", "sum", "bounds"})
CLAIMS = frozenset({ClaimKind.SHARE})


class Options(Shape):
    """`completeness` are the lists to add up; open ones must merely not exceed 100 %."""

    completeness: tuple[Completeness, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the options."""

    def run(case: Case) -> Iterator[Outcome]:
        for relation in case.submission.narrative.relations:
            if isinstance(relation, ShareList) and relation.completeness in options.completeness:
                yield _outcome(relation)

    return run


def _outcome(shares: ShareList) -> Outcome:
    total = Interval.exact(0)
    for share in shares.shares:
        total = total + share.quantity.interval
    subject = f"shares@{shares.shares[0].start}"
    below = total.high is not None and total.high <= 100
    if total.contains(100) or (below and shares.completeness is not Completeness.EXHAUSTIVE):
        return Outcome(Status.PASS, subject)
    values = [Fraction(share.quantity.value or 0) for share in shares.shares]
    nominal = sum(values, Fraction(0))
    return Outcome(
        Status.FAIL,
        subject,
        tuple(text_place(share) for share in shares.shares),
        number(nominal),
        "100",
        number(nominal - 100),
        fields={
            "shares": added((share.label, value) for share, value in zip(shares.shares, values, strict=True)),
            "sum": number(nominal),
            "bounds": interval(total),
        },
        at_most=unless_firm(*shares.shares),
    )
