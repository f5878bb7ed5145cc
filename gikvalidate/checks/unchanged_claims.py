"""Numbers of the text kept from the year before: what this year's report says of itself, last year's said too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.wording import listed
from gikvalidate.claims import Claim, ClaimKind, Period
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Least, Shape

OPTIONS_ZH = "同一事项的不同的确数，不小于 `from_value` 的有 `at_least` 个以上与上年相同时报告。"
FIELDS = frozenset({"count", "numbers"})
CLAIMS = frozenset({ClaimKind.COUNT, ClaimKind.AMOUNT})


class Options(Shape):
    """Told from `at_least` different exact numbers of `from_value` and more on, said of one thing in both years."""

    at_least: Annotated[int, Least(1)]
    from_value: int = 100


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the limits."""

    def run(case: Case) -> Iterator[Outcome]:
        if case.prior is None:
            yield Outcome(Status.SKIPPED, reason=case.no_prior)
            return
        before = {(what, value) for what, value, _ in _said(case.prior, options)}
        said = list(_said(case, options))
        if not before or not said:
            return
        # A number said twice, or standing in a list and in its total, was kept once.
        kept = {value: claim for what, value, claim in reversed(said) if (what, value) in before}
        if len(kept) < options.at_least:
            yield Outcome(Status.PASS, "unchanged")
            return
        told = sorted(kept.values(), key=lambda claim: claim.start)
        yield Outcome(
            Status.FAIL,
            "unchanged",
            tuple(text_place(claim) for claim in told),
            reported=str(len(told)),
            fields={"count": str(len(told)), "numbers": listed(f"“{claim.quote}”" for claim in told)},
        )

    return run


def _said(case: Case, options: Options) -> Iterator[tuple[tuple[str, str], Decimal, Claim]]:
    """(of what, how many) for every exact number that the text gives of its own year."""
    this_year = Period.THIS_YEAR
    for claim in case.submission.narrative.claims:
        quantity = claim.quantity
        if claim.kind not in CLAIMS or claim.period is not this_year or quantity.value is None:
            continue
        if quantity.interval.is_exact and quantity.value >= options.from_value:
            yield (claim.subject or claim.label, quantity.unit), quantity.value, claim
