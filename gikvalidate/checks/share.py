"""Shares (ratio edits): a percentage against the part and the whole it speaks of, by the digits it is printed with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.wording import number
from gikvalidate.claims import Claim, ClaimKind, Interval, Share
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule

FIELDS = frozenset({"share", "quote", "part", "whole", "recomputed"})
CLAIMS = frozenset({ClaimKind.SHARE})


class Options(BaseModel):
    """`cut_off` asks for the shares that agree only when their last digit was cut off instead of rounded."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    cut_off: bool = False


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind what is asked."""
    evaluate = _cut_off if options.cut_off else _outcome

    def run(case: Case) -> Iterator[Outcome]:
        for relation in case.submission.narrative.relations:
            if isinstance(relation, Share) and relation.part is not None and relation.wholes:
                yield evaluate(relation.share, relation.part, relation.wholes, relation.firm)

    return run


def _cut_off(share: Claim, part: Claim, wholes: tuple[Claim, ...], firm: bool) -> Outcome:
    subject = f"share@{share.start}:cut-off"
    known = [whole for whole in wholes if whole.quantity.value]
    agreeing = [whole for whole in known if _agrees(share, part.quantity.interval, whole.quantity.interval)]
    rounded = any(_rounded(share, part.quantity.interval, whole.quantity.interval) for whole in agreeing)
    if rounded or not agreeing or part.quantity.value is None:
        return Outcome(Status.PASS, subject)
    return _fail(share, part, agreeing[0], subject, doubtful=False)


def _outcome(share: Claim, part: Claim, wholes: tuple[Claim, ...], firm: bool) -> Outcome:
    subject = f"share@{share.start}"
    known = [whole for whole in wholes if whole.quantity.value]
    if part.quantity.value is None or share.quantity.value is None or not known:
        reason = ("部分或总数不是确数", "the part or the whole is not a number")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(share),), reason=reason)
    if any(_agrees(share, part.quantity.interval, whole.quantity.interval) for whole in known):
        return Outcome(Status.PASS, subject)
    doubtful = not firm or len(known) > 1 or not all(claim.firm for claim in (share, part, known[0]))
    return _fail(share, part, known[0], subject, doubtful)


def _fail(share: Claim, part: Claim, whole: Claim, subject: str, doubtful: bool) -> Outcome:
    said = Fraction(share.quantity.value or 0)
    exact = 100 * Fraction(part.quantity.value or 0) / Fraction(whole.quantity.value or 1)
    digits = max(2, -int(share.quantity.step.as_tuple().exponent))
    shown = round(exact, digits)
    return Outcome(
        Status.FAIL,
        subject,
        (text_place(share), text_place(part), text_place(whole)),
        number(said),
        number(shown),
        number(said - shown),
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
    value = Fraction(share.quantity.value or 0)
    cut = Interval(value, value + Fraction(share.quantity.step), high_open=True)
    ratio = Interval(low, high)
    return ratio.meets(share.quantity.interval) or (not share.quantity.approximate and ratio.meets(cut))


def _rounded(share: Claim, part: Interval, whole: Interval) -> bool:
    """Whether the digits agree as rounded; only exact numbers tell."""
    if share.quantity.approximate or not (part.is_exact and whole.is_exact) or part.low is None or not whole.low:
        return True
    return share.quantity.interval.contains(100 * part.low / whole.low)
