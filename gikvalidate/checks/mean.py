"""Averages beside the total and the number of things it is divided by: 8件、1600万元，平均每件200万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.credence import TOO_FAR
from gikvalidate.checks.wording import named, number
from gikvalidate.claims import Claim, ClaimKind
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    "`words` 是说平均数的模式，其中有 per、value、size、unit 四组；`same` 是写法不同的同一单位（人、人次）；"
    "同一句里有 `unless` 中的词，平均的就是别的，不核对。"
)
FIELDS = frozenset({"quote", "total", "things", "recomputed"})
CLAIMS = frozenset({ClaimKind.AMOUNT, ClaimKind.COUNT})

_COUNTS = {ClaimKind.COUNT, ClaimKind.AMOUNT}
_SIZES = {"": 1, "万": 10_000, "亿": 100_000_000}
#: What rounding of either number may do.
_ROOM = Fraction(1, 25)
#: An average so many times another is no slip in it, but of something else.
_FAR = 10
#: What 约 may do besides.
_ROUGHLY = Fraction(1, 10)


class Options(Shape):
    """`words` is a pattern of an average with the groups per, value, size and unit.

    `same` are units written in two ways (人 and 人次); where one of the words `unless` stands in its sentence, the
    average is of something else.
    """

    words: Pattern
    same: tuple[tuple[str, str], ...] = ()
    unless: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    pattern = Late(options.words)
    also = {frozenset(pair) for pair in options.same}

    def alike(unit: str, said: str) -> bool:
        return unit == said or frozenset({unit, said}) in also

    def run(case: Case) -> Iterator[Outcome]:
        document, claims = case.submission.document, case.submission.narrative.claims
        for match in pattern.finditer(document.text):
            sentence = _sentence(document.text, match)
            if any(word in document.text[sentence[0] : sentence[1]] for word in options.unless):
                continue
            before = [one for one in claims if sentence[0] <= one.start and one.end <= match.start()]
            exact = [
                one for one in before if one.kind in _COUNTS and one.quantity.value and not one.quantity.approximate
            ]
            totals = [one for one in exact if alike(one.quantity.unit, match["unit"])]
            things = [one for one in exact if alike(one.quantity.unit, match["per"]) and one not in totals]
            if totals and things:
                others = [one for one in exact if one not in totals and one not in things]
                yield _outcome(match, totals, things, others)

    return run


def _sentence(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the sentence of an average begins and ends."""
    begin = behind_mark(text, match.start(), "。\n")
    end = text.find("。", match.end())
    return begin, end if end >= 0 else len(text)


def _outcome(
    match: re.Match[str], totals: Sequence[Claim], things: Sequence[Claim], others: Sequence[Claim]
) -> Outcome:
    """PASS where any total over any number of things gives the average, or to the digit over what is counted in another
    unit (处罚3942条，其中普通程序2817件、简易程序1125件，平均每件1.09万元).
    """
    subject = f"mean@{match.start()}"
    said = Fraction(match["value"].replace(",", "")) * _SIZES[match["size"] or ""]
    step = Fraction(1, 10 ** len(match["value"].partition(".")[2])) * _SIZES[match["size"] or ""]
    room = _ROUGHLY if "约" in match[0] else _ROOM
    quotients = {
        (total, thing): Fraction(total.quantity.value or 0) / Fraction(thing.quantity.value or 1)
        for total, thing in product(totals, things)
    }
    if any(abs(said - quotient) <= max(step, room * quotient) for quotient in quotients.values()):
        return Outcome(Status.PASS, subject)
    if any(
        abs(said - Fraction(total.quantity.value or 0) / Fraction(other.quantity.value or 1)) <= step
        for total, other in product(totals, others)
    ):
        return Outcome(Status.PASS, subject)
    near = [pair for pair, quotient in quotients.items() if quotient <= _FAR * said <= _FAR * _FAR * quotient]
    if not near:
        return Outcome(Status.UNVERIFIABLE, subject, reason=TOO_FAR)
    total, thing = near[-1]
    shown = Fraction(round(quotients[total, thing], 1))
    return Outcome(
        Status.FAIL,
        subject,
        (TextPlace(total.section, match[0], match.start(), match.end()), text_place(total), text_place(thing)),
        number(said),
        number(shown),
        number(said - shown),
        fields={
            "quote": match[0],
            "total": named(total),
            "things": named(thing),
            "recomputed": number(shown),
        },
    )
