"""Tariffs: an amount the text gives must be a multiple of the tariff's smallest step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated

from gikvalidate.checks.case import Case, Run, text_place, unless_firm
from gikvalidate.checks.wording import number
from gikvalidate.claims import ClaimKind, Period
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Least, Shape

OPTIONS_ZH = "主题是 `subjects`、单位是 `unit` 的金额，是 `step` 的整数倍。"
FIELDS = frozenset({"quote", "said", "step", "unit"})
CLAIMS = frozenset({ClaimKind.AMOUNT})


class Options(Shape):
    """Claims of `subjects` in `unit` are multiples of `step`."""

    subjects: tuple[str, ...]
    unit: str
    step: Annotated[int, Least(1)]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the tariff."""

    def run(case: Case) -> Iterator[Outcome]:
        for claim in case.submission.narrative.claims:
            quantity = claim.quantity
            wanted = claim.subject in options.subjects and claim.kind is ClaimKind.AMOUNT
            if not wanted or quantity.unit != options.unit or claim.period is not Period.THIS_YEAR:
                continue
            subject = f"{claim.subject}@{claim.start}"
            if quantity.value is None or not quantity.interval.is_exact:
                reason = ("不是确数", "not an exact amount")
                yield Outcome(Status.UNVERIFIABLE, subject, (text_place(claim),), reason=reason)
            elif Fraction(quantity.value) % options.step == 0:
                yield Outcome(Status.PASS, subject)
            else:
                yield Outcome(
                    Status.FAIL,
                    subject,
                    (text_place(claim),),
                    number(quantity.value),
                    fields={
                        "quote": claim.quote,
                        "said": quantity.text,
                        "step": str(options.step),
                        "unit": options.unit,
                    },
                    at_most=unless_firm(claim),
                )

    return run
