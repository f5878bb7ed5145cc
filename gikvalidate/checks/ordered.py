"""Numbers told in the order of their size: 救助类最多，为218条；其次是养老类131条；第三是婚姻类96条."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from gikvalidate.checks.bounds import not_above
from gikvalidate.checks.case import Case, Run
from gikvalidate.claims import Claim, ClaimKind, Period
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome
from gikvalidate.literals import may_fit
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`places` 是说第一、第二、第三……的模式，写在同一句里各数之前（第一个也可以紧跟在数后）。"
FIELDS = frozenset({"quote", "said", "before"})
CLAIMS = frozenset({ClaimKind.COUNT})


class Options(Shape):
    """`places` are the words for the first, the second and so on, before the numbers of one sentence."""

    places: tuple[Pattern, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    places = [Late(place) for place in options.places]

    def run(case: Case) -> Iterator[Outcome]:
        text = case.submission.document.text
        if not may_fit(options.places[1:], text):
            return
        counts = [
            claim
            for claim in case.submission.narrative.claims
            if claim.kind is ClaimKind.COUNT and claim.quantity.unit and claim.period is Period.THIS_YEAR
        ]
        for (before, claim), place in _ranked(counts, places, text):
            fields = {"quote": claim.quote, "said": claim.quantity.text, "before": before.quote}
            yield not_above(f"ordered@{claim.start}:{place}", claim, before, claim, fields)

    return run


def _ranked(counts: Sequence[Claim], places: Sequence[Late], text: str) -> Iterator[tuple[tuple[Claim, Claim], int]]:
    """Each two counts that follow each other in a sentence and in the order the words say, with the second's place."""
    ranks: dict[Claim, int] = {}
    for index, claim in enumerate(counts):
        begin = behind_mark(text, claim.quantity.start, "。\n")
        if index and counts[index - 1].quantity.end > begin:
            begin = counts[index - 1].quantity.end
        words = text[begin : claim.quantity.start]
        found = [place for place, pattern in enumerate(places) if pattern.search(words)]
        ranks[claim] = found[-1] if found else -1
    for before, claim in pairwise(counts):
        same = before.quantity.unit == claim.quantity.unit
        between = text[before.quantity.end : claim.quantity.start]
        first = ranks[before] if ranks[before] >= 0 else 0 if places[0].match(between.lstrip("，")) else -1
        if same and "。" not in between and "\n" not in between and first >= 0 and ranks[claim] == first + 1:
            yield (before, claim), first + 1
