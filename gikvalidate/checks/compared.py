"""Changes since a value the text names, of a number further up: 公开1852条。…与上年的1610条相比，增长15.0%."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.credence import alike
from gikvalidate.checks.explained import changed, counts_before, explains
from gikvalidate.checks.wording import named, number
from gikvalidate.claims import Breakdown, Change, Claim, ClaimKind, Period, whole_number
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`before` 是上一个标点到早先那个数之间可以有的话，`between` 是它后面可以有的话（都是模式）。"
FIELDS = frozenset({"quote", "said", "current", "prior", "recomputed"})
CLAIMS = frozenset({ClaimKind.GROWTH, ClaimKind.DIFFERENCE})


class Options(Shape):
    """`before` is all that may stand between the last mark and the earlier value, `between` all that may follow it."""

    before: Pattern
    between: Pattern


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words of comparison as patterns."""
    before, between = Late(options.before), Late(options.between)

    def run(case: Case) -> Iterator[Outcome]:
        claims, text = case.submission.narrative.claims, case.submission.document.text
        changes = {
            change.change: change
            for change in case.submission.narrative.relations
            if isinstance(change, Change) and change.current is None and change.difference is None
        }
        for prior, claim in pairwise(claims):
            change = changes.get(claim)
            if change is None or claim.kind not in CLAIMS or prior.period is not Period.PRIOR_YEAR:
                continue
            begin = behind_mark(text, prior.quantity.start, "，。；：（\n")
            words = text[begin : prior.quantity.start], text[prior.quantity.end : claim.quantity.start]
            if before.fullmatch(words[0]) and between.fullmatch(words[1]):
                yield from _outcome(change, prior, case)

    return run


def _outcome(change: Change, prior: Claim, case: Case) -> Iterator[Outcome]:
    """Against every number of the paragraph it may be the change of; the nearest whole is told."""
    paragraph = case.submission.document.paragraph_at(prior.start)
    then = whole_number(prior)
    if paragraph is None or not then:
        return
    counts = counts_before(prior, paragraph.start, case)
    if not counts:
        return
    subject = f"compared@{change.change.start}"
    if explains(change, counts, then):
        yield Outcome(Status.PASS, subject)
        return
    parts = {part for r in case.submission.narrative.relations if isinstance(r, Breakdown) for part in r.parts}
    whole = next((claim for claim in reversed(counts) if claim not in parts), counts[-1])
    now = whole_number(whole) or 0
    said, exact = Fraction(change.change.quantity.value or 0), changed(change, now, then)
    if alike(said, abs(exact)):
        yield _fail(change, whole, prior, said, exact, subject)


def _fail(change: Change, whole: Claim, prior: Claim, said: Fraction, exact: Fraction, subject: str) -> Outcome:
    unit = "%" if change.change.kind is ClaimKind.GROWTH else ""
    shown = round(exact, max(2, change.change.quantity.decimals)) if unit else exact
    signed = change.sign * said
    return Outcome(
        Status.FAIL,
        subject,
        tuple(text_place(claim) for claim in (change.change, whole, prior)),
        number(signed),
        number(shown),
        number(signed - shown),
        fields={
            "quote": change.change.quote,
            "said": number(signed) + unit,
            "current": named(whole),
            "prior": prior.quantity.text,
            "recomputed": number(shown) + unit,
        },
    )
