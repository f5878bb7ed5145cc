"""Changes told with both values: percentage points, multiples and differences must join the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.explained import of_another
from gikvalidate.checks.unread_words import parted
from gikvalidate.checks.wording import number
from gikvalidate.claims import Change, Claim, ClaimKind, Interval
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "`of` 是要与正文所给两年的数核对的说法：百分点、倍数、增减数。"
FIELDS = frozenset({"quote", "said", "current", "prior", "recomputed"})
CLAIMS = frozenset({ClaimKind.DIFFERENCE, ClaimKind.MULTIPLE, ClaimKind.POINTS})


class Options(Shape):
    """`of` are the kinds of change that are held to the two values the text gives."""

    of: tuple[ClaimKind, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the kinds."""

    def run(case: Case) -> Iterator[Outcome]:
        for relation in case.submission.narrative.relations:
            if (
                isinstance(relation, Change)
                and relation.change.kind in options.of
                and relation.current is not None
                and relation.prior is not None
            ):
                outcome = _outcome(relation, relation.current, relation.prior)
                if outcome.status is Status.FAIL:
                    outcome = _weighed(outcome, relation, relation.current, case)
                yield outcome

    return run


def _weighed(outcome: Outcome, relation: Change, current: Claim, case: Case) -> Outcome:
    """PASS where another number changed so; a warning where unknown words part the change from its number."""
    if of_another(relation, case):
        return Outcome(Status.PASS, outcome.subject)
    return outcome if outcome.at_most is not None else parted(outcome, current, relation.change, case)


def _outcome(relation: Change, current: Claim, prior: Claim) -> Outcome:
    change = relation.change
    subject = f"change@{change.start}"
    now, before = current.quantity.interval, prior.quantity.interval
    if None in (now.low, now.high, before.low, before.high) or change.quantity.value is None or not before.low:
        reason = ("两年的数不是确数", "the two values are not exact")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(change),), reason=reason)
    readings = _readings(relation, now, before)
    if any(reading.meets(change.quantity.interval) for reading in readings):
        return Outcome(Status.PASS, subject)
    shown = _nominal(change.kind, current, prior)
    said = Fraction(change.quantity.value)
    firm = all(claim.firm for claim in (change, current, prior))
    return Outcome(
        Status.FAIL,
        subject,
        tuple(text_place(claim) for claim in (change, current, prior)),
        number(said),
        number(shown),
        number(said - shown),
        fields={
            "quote": change.quote,
            "said": change.quantity.text,
            "current": current.quantity.text,
            "prior": prior.quantity.text,
            "recomputed": number(shown),
        },
        at_most=None if firm else Severity.WARNING,
    )


def _readings(relation: Change, now: Interval, before: Interval) -> list[Interval]:
    """The changes the two values allow; 增长2倍 may mean twice or three times the year before."""
    if relation.change.kind is ClaimKind.MULTIPLE:
        times = _quotient(now, before)
        return [times] if relation.sign == 0 else [times, _plus(times, Fraction(-1))]
    rise = _plus(now, Fraction(0), before)
    if relation.sign > 0:
        return [rise]
    fall = _plus(before, Fraction(0), now)
    return [fall] if relation.sign < 0 else [rise, fall]


def _plus(value: Interval, more: Fraction, less: Interval | None = None) -> Interval:
    low, high = value.low or Fraction(0), value.high or Fraction(0)
    if less is None:
        return Interval(low + more, high + more)
    return Interval(low - (less.high or Fraction(0)) + more, high - (less.low or Fraction(0)) + more)


def _quotient(now: Interval, before: Interval) -> Interval:
    low, high = before.low or Fraction(1), before.high or Fraction(1)
    return Interval(Fraction(now.low or 0) / high, Fraction(now.high or 0) / low)


def _nominal(kind: ClaimKind, current: Claim, prior: Claim) -> Fraction:
    now, before = Fraction(current.quantity.value or 0), Fraction(prior.quantity.value or 1)
    return round(now / before, 2) if kind is ClaimKind.MULTIPLE else abs(now - before)
