"""Two counts of which one cannot be above the other."""

from __future__ import annotations

from collections.abc import Mapping

from gikvalidate.checks.case import text_place
from gikvalidate.checks.wording import number
from gikvalidate.claims import Claim
from gikvalidate.findings import Outcome, Status, Words


def not_above(subject: str, less: Claim, more: Claim, told: Claim, fields: Mapping[str, Words]) -> Outcome:
    """PASS unless `less` is certainly above `more`; the finding is of the one of them that is `told`."""
    least, most = less.quantity.interval.low, more.quantity.interval.high
    if least is None or most is None or least <= most:
        return Outcome(Status.PASS, subject)
    other, sign = (more, "≤") if told is less else (less, "≥")
    said, bound = told.quantity.value or 0, other.quantity.value or 0
    places = (text_place(told), text_place(other))
    return Outcome(
        Status.FAIL, subject, places, number(said), f"{sign} {number(bound)}", number(said - bound), fields=fields
    )
