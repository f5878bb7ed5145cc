"""Averages per item: 投入12.6万元升级3个专区，平均每个4.2万元, against the two numbers before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.passages import spoken, stretch
from gikvalidate.checks.wording import named, number
from gikvalidate.claims import Claim, ClaimKind, Interval, Period
from gikvalidate.document import Paragraph
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

FIELDS = frozenset({"quote", "total", "items", "recomputed"})
CLAIMS = frozenset({ClaimKind.COUNT, ClaimKind.AMOUNT})

_AVERAGE = re.compile(
    r"(?:平均每|每)(?P<item>[一-龥])(?P<of>[一-龥]{0,6}?)(?P<about>约|近|超过|超|逾|达)?"
    r"(?P<value>[0-9]+(?:\.[0-9]+)?)(?P<scale>万)?(?P<unit>人次|元|人|次|条|件|篇|户|份|名|个)"
)
#: How far before an average its two numbers may begin, and the last of them end.
_REACH, _NEAR = 60, 12
#: What 约 leaves room for.
_ABOUT = Fraction(1, 10)


class Options(Shape):
    """`unless` is a pattern of what in the sentence says that the average is over other items."""

    unless: Pattern


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Compile what excepts."""
    unless = re.compile(options.unless)

    def run(case: Case) -> Iterator[Outcome]:
        claims = [claim for claim in case.submission.narrative.claims if claim.kind in CLAIMS]
        for paragraph in spoken(case):
            for match in _AVERAGE.finditer(paragraph.text):
                said = paragraph.text[max(0, match.start() - _REACH) : match.end()]
                if "平均" in said and not unless.search(re.split("[。；]", said)[-1]):
                    yield from _outcome(match, claims, paragraph, case)

    return run


def _outcome(match: re.Match[str], claims: list[Claim], paragraph: Paragraph, case: Case) -> Iterator[Outcome]:
    start = paragraph.start + match.start()
    text = case.submission.document.text
    before = [
        claim
        for claim in claims
        if start - _REACH <= claim.start < start and set("。；\n").isdisjoint(text[claim.start : start])
    ]
    totals = [claim for claim in before if claim.quantity.unit == match["unit"]]
    items = [claim for claim in before if claim.quantity.unit[:1] == match["item"]]
    if len(totals) != 1 or len(items) != 1 or len(before) != 2 or start - before[-1].quantity.end > _NEAR:
        return
    if not set(match["of"]) <= set(totals[0].label):
        return  # 收到24件，会议3次，平均每次研究5件: something else is counted
    if not all(claim.period is Period.THIS_YEAR and claim.quantity.interval.low for claim in before):
        return
    yield _held(match, totals[0], items[0], start, case)


def _held(match: re.Match[str], total: Claim, items: Claim, start: int, case: Case) -> Outcome:
    subject = f"per-item@{start}"
    scale = Fraction(10_000 if match["scale"] else 1)
    value = Fraction(match["value"])
    step = Fraction(1, 10 ** len(match["value"].partition(".")[2])) * scale
    room = value * scale * _ABOUT if match["about"] else step
    printed = Interval(value * scale - room, value * scale + room)
    whole, count = total.quantity.interval, items.quantity.interval
    low = whole.low / count.high if whole.low is not None and count.high else Fraction(0)
    average = Interval(low, whole.high / count.low if whole.high is not None and count.low else None)
    if average.meets(printed):
        return Outcome(Status.PASS, subject)
    shown = Fraction(total.quantity.value or 0) / Fraction(items.quantity.value or 1) / scale
    place = stretch(case, start, start + len(match[0]))
    return Outcome(
        Status.FAIL,
        subject,
        (place, text_place(total), text_place(items)),
        number(value),
        number(round(shown, 2)),
        number(value - round(shown, 2)),
        fields={
            "quote": match[0],
            "total": named(total),
            "items": named(items),
            "recomputed": number(round(shown, 2)) + (match["scale"] or "") + match["unit"],
        },
    )
