"""Period: the statistical period a report states must be its calendar year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.wording import both
from gikvalidate.claims import StatedPeriod
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status, TextPlace
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "年度以报告为准。文中有 `across` 之一（学年）的，统计期限可以从一年的夏秋到次年同时，两年之一是报告年度就行。"
)
FIELDS = frozenset({"stated", "year"})
# A scraper that drops 年 and 月 leaves the digits of a date in one run.
_GLUED = re.compile(r"\d{5,}")


class Options(Shape):
    """The year is the report's own. `across` are the words of a report whose year runs from one autumn to the next."""

    across: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the words."""
    return lambda case: _run(case, options.across)


def _run(case: Case, across: tuple[str, ...]) -> Iterator[Outcome]:
    year = case.submission.year
    runs_across = any(word in case.submission.document.text for word in across)
    for period in case.submission.narrative.periods:
        stated = f"{_date(period.first)} — {_date(period.last)}"
        if year is None:
            reason = ("不知道报告年度", "the report year is not known")
            yield Outcome(Status.UNVERIFIABLE, stated, (_place(period),), reason=reason)
        elif (period.first, period.last) == ((year, 1, 1), (year, 12, 31)) or (runs_across and _across(period, year)):
            yield Outcome(Status.PASS, stated)
        else:
            glued = _GLUED.search(period.quote) is not None
            yield Outcome(
                Status.FAIL,
                stated,
                (_place(period),),
                at_most=Severity.WARNING if glued else None,
                doubt=both(
                    f"“{period.quote}”里的年、月丢了，按 {stated} 读",
                    f"“{period.quote}” lost its marks of year and month and was read as {stated}",
                )
                if glued
                else None,
                reported=stated,
                expected=f"{_date((year, 1, 1))} — {_date((year, 12, 31))}",
                fields={"stated": period.quote, "year": str(year)},
            )


def _across(period: StatedPeriod, year: int) -> bool:
    """Whether twelve months begin in one year and end in the next, one of which is the report's."""
    (begun, month, _), (ended, last, _) = period.first, period.last
    return ended == begun + 1 and year in (begun, ended) and month == last + 1


def _place(period: StatedPeriod) -> TextPlace:
    return TextPlace("", period.quote, period.start, period.end)


def _date(date: tuple[int, int, int]) -> str:
    return "{:04d}-{:02d}-{:02d}".format(*date)
