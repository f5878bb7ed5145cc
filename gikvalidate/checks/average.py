"""Averages over the year: 月均, 日均 against the total right before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.wording import named, number
from gikvalidate.claims import Claim, ClaimKind, Period, Unread
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Least, Pattern, Shape

OPTIONS_ZH = (
    "`over` 是说平均的词，`room` 是除得的数可以差百分之几；"
    "同一句里有 `unless` 中的一种写法（正则表达式），说的就是别的时段，不核对；"
    "平均数带 `roughly` 中的字，可以再差一成。"
)
FIELDS = frozenset({"quote", "total", "recomputed"})

_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)(万)?")
#: How far before its average a total may stand.
_NEAR = 30
#: What an average that is said to be rough may be off by besides.
_ROUGHLY = Fraction(1, 10)


class Over(Shape):
    """A word of average (月均), how many there are in a year, at least and at most, and by how many per cent the
    quotient may be off.
    """

    word: str
    least: int
    most: int
    room: Annotated[int, Least(0)]


class Options(Shape):
    """`over` are the words of average; a pattern of `unless` in the sentence says that it is over another time, a
    character of `roughly` that it is no exact one.
    """

    over: tuple[Over, ...]
    unless: tuple[Pattern, ...]
    roughly: str


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the words."""
    elsewhen = Late("|".join(options.unless))

    def run(case: Case) -> Iterator[Outcome]:
        narrative, text = case.submission.narrative, case.submission.document.text
        for item in narrative.unread:
            span = next((over for over in options.over if item.text.startswith(over.word)), None)
            found = _NUMBER.search(item.text)
            total = _total(item, narrative.claims, text) if span and found else None
            if span is None or found is None or total is None:
                continue
            end = text.find("。", item.end)
            sentence = text[behind_mark(text, item.start, "。\n") : end]
            if not elsewhen.search(sentence):
                rough = not set(options.roughly).isdisjoint(item.text)
                yield _outcome(item, found, total, span, Fraction(span.room, 100) + (_ROUGHLY if rough else 0))

    return run


def _total(item: Unread, claims: tuple[Claim, ...], text: str) -> Claim | None:
    """The count of this year right before the average, in its unit and sentence."""
    before = [claim for claim in claims if claim.end <= item.start and item.start - claim.end <= _NEAR]
    last = before[-1] if before else None
    if last is None or last.kind is not ClaimKind.COUNT or last.period is not Period.THIS_YEAR:
        return None
    apart = text[last.end : item.start]
    fits = last.quantity.value and last.quantity.unit and last.quantity.unit in item.text
    return last if fits and not last.quantity.approximate and not set("。；\n") & set(apart) else None


def _outcome(item: Unread, found: re.Match[str], total: Claim, span: Over, room: Fraction) -> Outcome:
    """PASS where the quotient is as near as `room` and one in the last digit that is written."""
    subject = f"average@{item.start}"
    value, size = Fraction(total.quantity.value or 0), 10_000 if found[2] else 1
    average, step = Fraction(found[1]) * size, Fraction(size, 10 ** len(found[1].partition(".")[2]))
    least, most = value / span.most * (1 - room) - step, value / span.least * (1 + room) + step
    if least <= average <= most:
        return Outcome(Status.PASS, subject)
    shown = Fraction(round(value / span.most, 1))
    return Outcome(
        Status.FAIL,
        subject,
        (TextPlace(total.section, item.text, item.start, item.end), text_place(total)),
        number(average),
        number(shown),
        number(average - shown),
        fields={"quote": item.text, "total": named(total), "recomputed": number(shown)},
    )
