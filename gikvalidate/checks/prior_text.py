"""Numbers that no table has: what the text says of the year before, held to the text of that year's report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.credence import TOO_FAR, alike
from gikvalidate.checks.wording import number
from gikvalidate.claims import Change, Claim, ClaimKind, Interval, Period
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "`subjects` 是同一件事的几种说法（概念）。`of` 是正文说了什么。value：上年的数；change：增减多少或百分之几；"
    "cumulative：历年累计，应为上年报告的历年累计加本年的数。上年报告里这件事有几个不同的数时不核对。"
)
FIELDS = frozenset({"quote", "said", "prior", "expected"})
CLAIMS = frozenset({ClaimKind.GROWTH, ClaimKind.DIFFERENCE, ClaimKind.COUNT})


class Options(Shape):
    """`of` is what the text gives for one of the `subjects`, which are words for the same thing.

    value: a number of the year before. change: how much more or less it is now, in numbers or per cent. cumulative: the
    sum of all years, which is that of last year's report and this year's number.
    """

    of: Literal["value", "change", "cumulative"]
    subjects: tuple[str, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind what is compared."""
    find = {"value": _values, "change": _changes, "cumulative": _cumulative}[options.of]
    subjects = frozenset(options.subjects)

    def run(case: Case) -> Iterator[Outcome]:
        for claim, places, told in find(case, subjects):
            if case.prior is None:
                yield Outcome(Status.SKIPPED, reason=case.no_prior)
                return
            yield from _held(claim, places, told, case.prior, subjects)

    return run


#: A claim, what else it rests on, and how the value of last year's report makes what it should be.
_Told = tuple[Claim, tuple[Claim, ...], "_Expected"]


@dataclass(frozen=True, slots=True)
class _Expected:
    """What a claim says and what it should say, by last year's value; `period` is that of the number to look up."""

    said: Interval
    shown: Fraction
    period: Period
    current: Fraction | None
    percent: bool

    def by(self, prior: Fraction) -> Fraction:
        if self.current is None:
            return prior
        if self.period is Period.CUMULATIVE:
            return prior + self.current
        return 100 * (self.current - prior) / prior if self.percent else self.current - prior

    def likely(self, prior: Fraction) -> bool:
        """Whether the text may have meant this number of last year's report, though it disagrees."""
        if self.current is None or self.period is Period.CUMULATIVE:
            return alike(self.shown, self.by(prior))
        if not self.percent:
            return alike(self.current - self.shown, prior)
        # What has fallen by all of it cannot be some.
        return self.shown > -100 and alike(Fraction(round(self.current / (1 + self.shown / 100))), prior)


def _counts(case: Case, subjects: Collection[str], period: Period) -> list[Claim]:
    return [
        claim
        for claim in case.submission.narrative.claims
        if claim.subject in subjects
        and claim.kind is ClaimKind.COUNT
        and claim.period is period
        and claim.whole_scope
        and not claim.readings
        and claim.quantity.value
        and claim.quantity.interval.is_exact
    ]


def _values(case: Case, subjects: Collection[str]) -> Iterator[_Told]:
    for claim in _counts(case, subjects, Period.PRIOR_YEAR):
        value = Fraction(claim.quantity.value or 0)
        yield claim, (), _Expected(claim.quantity.interval, value, Period.THIS_YEAR, None, percent=False)


def _changes(case: Case, subjects: Collection[str]) -> Iterator[_Told]:
    now = _counts(case, subjects, Period.THIS_YEAR)
    for relation in case.submission.narrative.relations:
        if not isinstance(relation, Change) or relation.basis != "year" or relation.prior is not None:
            continue
        if relation.current is None or relation.current not in now or relation.change.quantity.value is None:
            continue
        if relation.change.kind not in {ClaimKind.GROWTH, ClaimKind.DIFFERENCE} or not relation.sign:
            continue
        percent = relation.change.kind is ClaimKind.GROWTH
        shown = relation.sign * Fraction(relation.change.quantity.value)
        said = relation.growth(cut_off=True)
        current = Fraction(relation.current.quantity.value or 0)
        yield relation.change, (relation.current,), _Expected(said, shown, Period.THIS_YEAR, current, percent)


def _cumulative(case: Case, subjects: Collection[str]) -> Iterator[_Told]:
    fresh = _counts(case, subjects, Period.THIS_YEAR)
    for claim in _counts(case, subjects, Period.CUMULATIVE):
        now = [one for one in fresh if one.quantity.unit == claim.quantity.unit]
        if len({one.quantity.value for one in now}) == 1:
            value, current = Fraction(claim.quantity.value or 0), Fraction(now[0].quantity.value or 0)
            yield claim, (now[0],), _Expected(claim.quantity.interval, value, Period.CUMULATIVE, current, percent=False)


def _held(
    claim: Claim, places: Sequence[Claim], expected: _Expected, prior: Case, subjects: Collection[str]
) -> Iterator[Outcome]:
    unit = places[0].quantity.unit if places else claim.quantity.unit
    then = [one for one in _counts(prior, subjects, expected.period) if one.quantity.unit == unit]
    values = {Fraction(one.quantity.value or 0) for one in then}
    if not values:
        return
    subject = f"prior-text@{claim.start}"
    if any(expected.said.contains(expected.by(value)) for value in values):
        yield Outcome(Status.PASS, subject)
        return
    (value, *others) = values
    if others or not expected.likely(value):
        yield Outcome(Status.UNVERIFIABLE, subject, (text_place(claim),), reason=TOO_FAR)
        return
    exact = expected.by(value)
    right = round(exact, max(2, claim.quantity.decimals)) if expected.percent else exact
    sign = "%" if expected.percent else ""
    yield Outcome(
        Status.FAIL,
        subject,
        tuple(map(text_place, (claim, *places))),
        number(expected.shown),
        number(right),
        number(expected.shown - right),
        fields={
            "quote": claim.quote,
            "said": number(expected.shown) + sign,
            "prior": then[0].quote,
            "expected": number(right) + sign,
        },
        at_most=Severity.WARNING,
    )
