"""Shares (ratio edits): a percentage against the part and the whole it speaks of, by the digits it is printed with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.wording import number
from gikvalidate.claims import Claim, Interval, Share
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule

FIELDS = frozenset({"share", "quote", "part", "whole", "recomputed"})


class Options(BaseModel):
    """Nothing to set: the printed digits say how exact the share must be."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Nothing to compile."""
    return _run


def _run(case: Case) -> Iterator[Outcome]:
    for relation in case.submission.narrative.relations:
        if isinstance(relation, Share) and relation.part is not None and relation.wholes:
            yield _outcome(relation.share, relation.part, relation.wholes, relation.firm)


def _outcome(share: Claim, part: Claim, wholes: tuple[Claim, ...], firm: bool) -> Outcome:
    subject = f"share@{share.start}"
    known = [whole for whole in wholes if whole.quantity.value]
    if part.quantity.value is None or share.quantity.value is None or not known:
        reason = ("部分或总数不是确数", "the part or the whole is not a number")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(share),), reason=reason)
    if any(_agrees(share, part.quantity.interval, whole.quantity.interval) for whole in known):
        return Outcome(Status.PASS, subject)
    whole = known[0]
    exact = 100 * Fraction(part.quantity.value) / Fraction(whole.quantity.value or 1)
    digits = max(2, -int(share.quantity.step.as_tuple().exponent))
    shown = round(exact, digits)
    doubtful = not firm or len(known) > 1 or not all(claim.firm for claim in (share, part, whole))
    return Outcome(
        Status.FAIL,
        subject,
        (text_place(share), text_place(part), text_place(whole)),
        number(share.quantity.value),
        number(shown),
        number(Fraction(share.quantity.value) - shown),
        fields={
            "share": share.quantity.text,
            "quote": share.quote,
            "part": f"{part.label} {part.quantity.text}".strip(),
            "whole": f"{whole.label} {whole.quantity.text}".strip(),
            "recomputed": f"{number(shown)}%",
        },
        at_most=Severity.WARNING if doubtful else None,
    )


def _agrees(share: Claim, part: Interval, whole: Interval) -> bool:
    """Whether some part and whole give the share, rounded half up or cut off at the printed digit."""
    if whole.low is None or whole.low <= 0 or part.low is None:
        return True
    low = 100 * part.low / whole.high if whole.high is not None else Fraction(0)
    high = 100 * part.high / whole.low if part.high is not None else None
    printed = share.quantity.interval
    value = Fraction(share.quantity.value or 0)
    cut = Interval(value, value + Fraction(share.quantity.step), high_open=True)
    ratio = Interval(low, high)
    return ratio.meets(printed) or (not share.quantity.approximate and ratio.meets(cut))
