"""Series that are said to rise or fall step by step: 四个季度分别为87、89、90和93分，逐季提升."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import fitting
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`rises` 和 `falls` 是三个以上的数后面说逐次上升、下降的话（模式）。"
FIELDS = frozenset({"quote", "values", "way"})

_VALUE = r"[0-9]+(?:\.[0-9]+)?万?"
_UNIT = r"(?:[分件条次个%人篇期]|人次|万件)?"
_YEAR = re.compile(r"20[0-9]{2}")
#: How far before a series the years may stand that it goes by.
_BEFORE = 40


class Options(Shape):
    """`rises` and `falls` are the patterns of words behind a series of three or more numbers that say how it goes."""

    rises: Pattern
    falls: Pattern


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    series = Late(
        rf"(?P<values>{_VALUE}{_UNIT}(?:[、，和及]{_VALUE}{_UNIT}){{2,11}})[，,]?(?:均|呈|实现|总体|保持)?"
        rf"(?:(?P<rises>{options.rises})|(?P<falls>{options.falls}))"
    )

    def run(case: Case) -> Iterator[Outcome]:
        for match, place in fitting(case, series):
            yield _outcome(match, place)

    return run


def _outcome(match: re.Match[str], place: TextPlace) -> Outcome:
    values = [_value(text) for text in re.findall(_VALUE, match["values"])]
    if _backwards(match):
        values = values[::-1]
    ups = [after >= before for before, after in pairwise(values)]
    downs = [after <= before for before, after in pairwise(values)]
    subject = f"series@{place.start}"
    if all(ups if match["rises"] else downs):
        return Outcome(Status.PASS, subject)
    quote = match["rises"] or match["falls"]
    return Outcome(
        Status.FAIL, subject, (place,), fields={"quote": quote, "values": match["values"], "way": place.quote}
    )


def _value(text: str) -> Decimal:
    return Decimal(text.rstrip("万")) * (10_000 if text.endswith("万") else 1)


def _backwards(match: re.Match[str]) -> bool:
    """Whether the years in front of the series go from the last to the first."""
    years = [int(year) for year in _YEAR.findall(match.string, max(0, match.start() - _BEFORE), match.start())]
    return len(years) > 1 and years[0] > years[-1]
