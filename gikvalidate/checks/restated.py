"""The same quantity told twice: equal words, scope, period and unit in two sections ask for equal numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from gikvalidate.checks.case import Case, Run, text_place, unless_firm
from gikvalidate.checks.credence import alike
from gikvalidate.checks.wording import number
from gikvalidate.claims import Breakdown, Claim, ClaimKind, Period
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "`subjects` 是要前后对照的概念，“a.*”代表 a 之下的各项。`loosely` 里的，后文用 `"
    "again` 之一再次提到时，其他用语不同也对照；"
    "不算 `again`，用语里要有 `named` 之一。`nothing` 里的，一处说没有、另一处有数，也不相符。"
)
FIELDS = frozenset({"quote", "said", "before", "first"})
CLAIMS = frozenset({ClaimKind.AMOUNT, ClaimKind.COUNT})


class Options(Shape):
    """`subjects` are the concepts whose statements are compared; "a.*" stands for all below a.

    Those of `loosely` are compared whatever else their words say, where a later one comes back to the number with one
    of the words `again` (全年410条主动公开信息). Their own words must otherwise hold one of `named`: 主动公开18件 alone
    may be of anything. Of the concepts `nothing` a statement that there was none is held to a number told elsewhere.
    """

    subjects: tuple[str, ...]
    loosely: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()


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
            bare = claim.subject in options.loosely and not any(word in claim.label for word in options.named)
            if earlier.section != claim.section and claim.label and not bare:
                yield _outcome(claim, earlier)
        yield from _come_back_to(case, options)
        yield from _none_and_some(case, options.nothing)

    return run


def _none_and_some(case: Case, subjects: tuple[str, ...]) -> Iterator[Outcome]:
    """A statement of none and a number of the same in another section, whatever their other words."""
    first: dict[tuple[str, str, bool], Claim] = {}
    for claim in case.submission.narrative.claims:
        if claim.subject not in subjects or claim.period is not Period.THIS_YEAR or claim.quantity.value is None:
            continue
        some = claim.quantity.value > 0
        first.setdefault((claim.subject, claim.scope, some), claim)
        earlier = first.get((claim.subject, claim.scope, not some))
        if earlier is not None and earlier.section != claim.section:
            yield _outcome(claim, earlier)


def _come_back_to(case: Case, options: Options) -> Iterator[Outcome]:
    """Numbers that are taken up again in other words, where only one number before them can be meant."""
    narrative = case.submission.narrative
    parts = {part for split in narrative.relations if isinstance(split, Breakdown) for part in split.parts}
    before: dict[tuple[str, str], dict[Decimal, Claim]] = {}
    for claim in narrative.claims:
        value = claim.quantity.value
        if claim.subject not in options.loosely or claim.period is not Period.THIS_YEAR or claim in parts:
            continue
        if value is None or not claim.quantity.interval.is_exact:
            continue
        told = before.setdefault((claim.subject, claim.quantity.unit), {})
        if len(told) == 1 and any(word in claim.quote for word in options.again):
            earlier = next(iter(told.values()))
            beside = (
                earlier.section == claim.section
                and case.submission.document.text.count("\n", earlier.end, claim.start) == 0
            )
            if not beside and alike(Fraction(value), Fraction(earlier.quantity.value or 0)):
                outcome = _outcome(claim, earlier)
                yield replace(outcome, at_most=Severity.WARNING) if outcome.status is Status.FAIL else outcome
        told.setdefault(value, claim)


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
