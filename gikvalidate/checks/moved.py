"""Scores and places before and after, and by how much they moved: 得分由86.5分提高到91.2分，提高4.7分."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import fitting
from gikvalidate.checks.wording import number
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`words` 是各种说法的模式，各有 before、after、by 三组：原来的数、现在的数、相差多少。"
FIELDS = frozenset({"quote", "before", "after", "by", "recomputed"})


class Options(Shape):
    """`words` are patterns with the groups before, after and by."""

    words: tuple[Pattern, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    patterns = [Late(words) for words in options.words]

    def run(case: Case) -> Iterator[Outcome]:
        for match, place in fitting(case, *patterns):
            yield _outcome(match, place)

    return run


def _outcome(match: re.Match[str], place: TextPlace) -> Outcome:
    subject = f"moved@{place.start}"
    before, after, by = (Fraction(match[name]) for name in ("before", "after", "by"))
    moved = abs(after - before)
    if by == moved:
        return Outcome(Status.PASS, subject)
    fields = {"before": match["before"], "after": match["after"], "by": match["by"], "recomputed": number(moved)}
    return Outcome(
        Status.FAIL,
        subject,
        (place,),
        number(by),
        number(moved),
        number(by - moved),
        fields={"quote": place.quote, **fields},
    )
