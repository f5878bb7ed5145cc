"""How a share that is not that of its part in its whole is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from gikvalidate.checks.case import text_place
from gikvalidate.checks.wording import number
from gikvalidate.claims import Claim
from gikvalidate.findings import Outcome, Severity, Status, Words


def wrong_share(
    share: Claim,
    exact: Fraction,
    subject: str,
    beside: Sequence[Claim],
    fields: Mapping[str, Words],
    at_most: Severity | None = Severity.WARNING,
) -> Outcome:
    """The failure of a share that should be `exact` per cent; `beside` are the claims that it rests on."""
    said, shown = Fraction(share.quantity.value or 0), round(exact, max(2, share.quantity.decimals))
    return Outcome(
        Status.FAIL,
        subject,
        tuple(map(text_place, (share, *beside))),
        number(said),
        number(shown),
        number(said - shown),
        fields={"share": share.quantity.text, "quote": share.quote, "recomputed": f"{number(shown)}%", **fields},
        at_most=at_most,
    )
