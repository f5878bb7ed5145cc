"""A percentage told again in a word right beside it: 占61.2%，不足六成; 八成以上（80.8%）."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.wording import number
from gikvalidate.claims import Claim, ClaimKind
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`between` 是百分数和后面那个词之间的话，`bracket` 是那个词和后面百分数之间的话（都是模式）。"
FIELDS = frozenset({"quote", "said", "printed"})
CLAIMS = frozenset({ClaimKind.SHARE, ClaimKind.RATE, ClaimKind.GROWTH})

#: A word that goes on (过半的申请) begins another statement.
_ENDS = frozenset("，。；）、\n")


class Options(Shape):
    """`between` may lead from a printed percentage to the word behind it, `bracket` from a word to its percentage."""

    between: Pattern
    bracket: Pattern


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words between the two as patterns."""
    between, bracket = Late(options.between), Late(options.bracket)

    def run(case: Case) -> Iterator[Outcome]:
        text = case.submission.document.text
        for first, second in pairwise(case.submission.narrative.claims):
            if not (first.kind in CLAIMS and second.kind in CLAIMS and _per_cent(first) and _per_cent(second)):
                continue
            joined = text[first.quantity.end : second.quantity.start]
            ended = text[second.quantity.end : second.quantity.end + 1] in _ENDS
            if _printed(first) and _word(second) and ended and between.fullmatch(joined):
                yield _outcome(second, first)
            elif _word(first) and _printed(second) and ended and bracket.fullmatch(joined):
                yield _outcome(first, second)

    return run


def _per_cent(claim: Claim) -> bool:
    return claim.quantity.unit == "%" and claim.quantity.value is not None


def _printed(claim: Claim) -> bool:
    return claim.quantity.text[-1:] in {"%", "％"} and not claim.quantity.approximate


def _word(claim: Claim) -> bool:
    return not any(char.isdigit() for char in claim.quantity.text)


def _outcome(word: Claim, printed: Claim) -> Outcome:
    subject = f"rephrased@{word.start}"
    if word.quantity.interval.meets(printed.quantity.interval):
        return Outcome(Status.PASS, subject)
    value = number(printed.quantity.value or 0)
    return Outcome(
        Status.FAIL,
        subject,
        (text_place(word), text_place(printed)),
        word.quantity.text,
        f"{value}%",
        fields={"quote": word.quote, "said": word.quantity.text, "printed": printed.quantity.text},
    )
