"""The same quantity told twice: equal words, scope, period and unit in two sections ask for equal numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from gikvalidate.checks.case import Case, Run, text_place, unless_firm
from gikvalidate.checks.wording import number
from gikvalidate.claims import Claim, ClaimKind, Period
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

FIELDS = frozenset({"quote", "said", "before", "first"})
CLAIMS = frozenset({ClaimKind.AMOUNT, ClaimKind.COUNT})


class Options(Shape):
    """`subjects` are the concepts whose statements are compared; "a.*" stands for all below a."""

    subjects: tuple[str, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the subjects."""
    exact = frozenset(options.subjects)
    below = tuple(subject[:-1] for subject in options.subjects if subject.endswith(".*"))

    def run(case: Case) -> Iterator[Outcome]:
        first: dict[tuple[str, ...], Claim] = {}
        for claim in case.submission.narrative.claims:
            wanted = claim.subject in exact or claim.subject.startswith(below or ("\0",))
            if not wanted or claim.period is not Period.THIS_YEAR or not claim.quantity.interval.is_exact:
                continue
            quantity = claim.quantity
            key = (claim.subject, claim.label, claim.scope, claim.kind.value, quantity.unit)
            earlier = first.setdefault(key, claim)
            if earlier.section != claim.section and claim.label:
                yield _outcome(claim, earlier)

    return run


def _outcome(claim: Claim, earlier: Claim) -> Outcome:
    subject = f"{claim.subject}@{claim.start}:{earlier.start}"
    said, before = Fraction(claim.quantity.value or 0), Fraction(earlier.quantity.value or 0)
    if said == before:
        return Outcome(Status.PASS, subject)
    return Outcome(
        Status.FAIL,
        subject,
        (text_place(claim), text_place(earlier)),
        number(said),
        number(before),
        number(said - before),
        fields={
            "quote": claim.quote,
            "said": claim.quantity.text,
            "before": earlier.quantity.text,
            "first": earlier.quote,
        },
        at_most=unless_firm(claim, earlier),
    )
