"""What the text says of the year before, held to the report of that year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from gikvalidate.arithmetic import Exact, Sides, sides_of
from gikvalidate.checks.case import Case, Run, text_place, unless_firm
from gikvalidate.checks.wording import listed, number
from gikvalidate.claims import Change, Claim, ClaimKind, Interval, Period, Reading
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "`of` 是正文说了什么。value：上年的数；change：增减多少或百分之几，用正文的本年数和上年报告重算。"
FIELDS = frozenset({"quote", "said", "prior", "reading", "expected", "readings"})
BLANKS = ("上年报告的空白按 0 计", "blanks of the prior report count zero")
CLAIMS = frozenset({ClaimKind.GROWTH, ClaimKind.DIFFERENCE, ClaimKind.COUNT, ClaimKind.AMOUNT})


class Options(Shape):
    """`of` is what the text gives.

    value: a figure of the year before. change: how much more or less it is now, in numbers or per cent, which is
    recomputed from this year's figure as the text gives it and the prior report's.
    """

    of: Literal["value", "change"]


#: The readings of a claim, each with its value in the report of the year before.
_Read = list[tuple[Reading, Exact]]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind what is compared; readings are compiled when a claim first brings them."""
    sides = sides_of(forms)
    find = _values if options.of == "value" else _changes

    def run(case: Case) -> Iterator[Outcome]:
        told = list(find(case))
        if told and case.prior is None:
            yield Outcome(Status.SKIPPED, reason=case.no_prior)
        elif told and case.prior is not None:
            known = sides(case.prior.submission.figures.generation)
            for claim, current, readings in told:
                if read := _read(readings, case.prior, known):
                    outcome = _value(claim, read) if current is None else _change(claim, current, read)
                    if outcome is not None:
                        yield outcome

    return run


#: A claim, the change it says and this year's value where it says one, and its readings.
_Told = tuple[Claim, tuple[Change, Claim] | None, tuple[Reading, ...]]


def _values(case: Case) -> Iterator[_Told]:
    """Figures of the year before whose concept the text also gives for this year."""
    claims = case.submission.narrative.claims
    readings = {claim.subject: claim.readings for claim in claims if claim.readings and not claim.scope}
    for claim in claims:
        if claim.period is Period.PRIOR_YEAR and claim.subject in readings and not claim.scope:
            yield claim, None, readings[claim.subject]


def _changes(case: Case) -> Iterator[_Told]:
    for relation in case.submission.narrative.relations:
        if isinstance(relation, Change) and relation.basis == "year" and (current := relation.current) is not None:
            for claim in (relation.change, relation.difference):
                if claim is not None and claim.kind in {ClaimKind.GROWTH, ClaimKind.DIFFERENCE} and current.readings:
                    yield claim, (relation, current), current.readings


def _read(readings: tuple[Reading, ...], prior: Case, sides: Sides) -> _Read:
    """The readings that the prior report has figures for."""
    found = []
    for reading in readings:
        if (form := sides[reading.expression]) is None:
            continue  # that form has no such figure
        if not prior.unreadable(form.names) and any(map(prior.has, form.names)):
            found.append((reading, prior.evaluate(form)))
    return found


def _value(claim: Claim, read: _Read) -> Outcome | None:
    if claim.quantity.value is None:
        return None
    subject = f"prior@{claim.start}"
    if any(claim.quantity.interval.contains(value) for _, value in read):
        return Outcome(Status.PASS, subject)
    return _fail(claim, subject, read, Fraction(claim.quantity.value), read[0][1])


def _change(claim: Claim, told: tuple[Change, Claim], read: _Read) -> Outcome | None:
    change, current = told
    if current.quantity.value is None or not current.quantity.interval.is_exact or claim.quantity.value is None:
        return None
    subject = f"change@{claim.start}"
    here, percent = Fraction(current.quantity.value), claim.kind is ClaimKind.GROWTH
    compared = [(reading, before) for reading, before in read if before or not percent]
    if not compared:
        reason = ("上年为 0，增幅没有定义", "growth from 0 is not defined")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(claim),), reason=reason)
    changes = [100 * (here - before) / before if percent else here - before for _, before in compared]
    said = change.growth(cut_off=True) if percent else _signed(claim.quantity.interval, change.sign)
    if any(said.contains(each) for each in changes):
        return Outcome(Status.PASS, subject)
    places = max(2, claim.quantity.decimals)
    expected = round(changes[0], places) if percent else changes[0]
    return _fail(claim, subject, compared, change.sign * Fraction(claim.quantity.value), expected, current)


def _signed(interval: Interval, sign: int) -> Interval:
    if sign >= 0:
        return interval
    low, high = interval.low, interval.high
    return Interval(
        None if high is None else -high, None if low is None else -low, interval.high_open, interval.low_open
    )


def _fail(
    claim: Claim, subject: str, read: _Read, said: Fraction, expected: Exact, current: Claim | None = None
) -> Outcome:
    unit = "%" if claim.kind is ClaimKind.GROWTH else ""
    claims = (claim, current) if current is not None else (claim,)
    return Outcome(
        Status.FAIL,
        subject,
        tuple(text_place(each) for each in claims),
        number(said),
        number(expected),
        number(said - expected),
        fields={
            "quote": claim.quote,
            "said": number(said) + unit,
            "prior": number(read[0][1]),
            "reading": read[0][0].name,
            "expected": number(expected) + unit,
            "readings": listed(f"{reading.name} {number(value)}" for reading, value in read),
        },
        # Figures of another scope than the table's are at most worth a look.
        at_most=unless_firm(*claims) if current is None or current.whole_scope else Severity.INFO,
    )
