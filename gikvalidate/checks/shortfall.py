"""How far a value is from its target, told beside both: 平均要22天，离15天的目标还差7天."""

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

OPTIONS_ZH = "`words` 是一句话的模式，其中有 value、target、gap 三组，都是数；同句里有 `unless` 中的词的不看。"
FIELDS = frozenset({"quote", "value", "target", "recomputed"})


class Options(Shape):
    """`words` is the pattern of such a passage with the numbers value, target and gap; not with one of `unless`."""

    words: Pattern
    unless: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    pattern = Late(options.words)

    def run(case: Case) -> Iterator[Outcome]:
        for match, place in fitting(case, pattern):
            if not any(word in match[0] for word in options.unless):
                yield _outcome(match, place)

    return run


def _room(value: str, gap: str) -> Fraction:
    """What rounding may do where the two are not printed to the same digit."""
    printed = len(value.partition(".")[2]), len(gap.partition(".")[2])
    return Fraction(0) if printed[0] == printed[1] else Fraction(1, 2 * 10 ** min(printed))


def _outcome(match: re.Match[str], place: TextPlace) -> Outcome:
    subject = f"shortfall@{place.start}"
    value, target, said = (Fraction(match[name]) for name in ("value", "target", "gap"))
    gap = abs(value - target)
    if abs(said - gap) <= _room(match["value"], match["gap"]):
        return Outcome(Status.PASS, subject)
    return Outcome(
        Status.FAIL,
        subject,
        (place,),
        number(said),
        number(gap),
        number(said - gap),
        fields={
            "quote": match[0],
            "value": match["value"],
            "target": match["target"],
            "recomputed": number(gap),
        },
    )
