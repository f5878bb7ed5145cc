"""Period: the statistical period a report states must be its calendar year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.wording import both
from gikvalidate.claims import StatedPeriod
from gikvalidate.document import before_mark, behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status, TextPlace
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "年度以报告为准。同一句里有 `declared` 之一的起止日期才是统计期限，别的只在恰好是另一整年时提出。"
    "文中有 `across` 之一（学年）的，可以从一年的夏秋到次年同时，两年之一是报告年度就行。"
    "同一段里有 `founded` 之一、年内才开始的，最多提示。"
)
FIELDS = frozenset({"stated", "year"})
# A scraper that drops 年 and 月 leaves the digits of a date in one run.
_GLUED = re.compile(r"\d{5,}")


class Options(Shape):
    """The year is the report's own.

    Dates beside one of the words of `declared` state the period; any others are looked at only where they are a whole
    year. `across` are the words of a report whose year runs from one autumn to the next, `founded` those of a body
    that began within the year.
    """

    declared: tuple[str, ...]
    across: tuple[str, ...] = ()
    founded: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the words."""
    return lambda case: _run(case, options)


def _run(case: Case, options: Options) -> Iterator[Outcome]:
    year, text = case.submission.year, case.submission.document.text
    runs_across = any(word in text for word in options.across)
    for period in case.submission.narrative.periods:
        stated = f"{_date(period.first)} — {_date(period.last)}"
        declared = _beside(options.declared, period, text, "。；\n")
        whole = period.first[1:] == (1, 1) and period.last == (period.first[0], 12, 31)
        if not declared and not whole:
            continue
        if year is None:
            reason = ("不知道报告年度", "the report year is not known")
            yield Outcome(Status.UNVERIFIABLE, stated, (_place(period),), reason=reason)
        elif (whole and period.first[0] == year) or (runs_across and _across(period, year)):
            yield Outcome(Status.PASS, stated)
        else:
            yield _outcome(period, year, stated, options, declared, text)


def _outcome(period: StatedPeriod, year: int, stated: str, options: Options, declared: bool, text: str) -> Outcome:
    glued = _GLUED.search(period.quote) is not None
    begun = period.first[0] == year and period.last == (year, 12, 31) and _beside(options.founded, period, text, "\n")
    return Outcome(
        Status.FAIL,
        stated,
        (_place(period),),
        at_most=Severity.INFO if begun else Severity.WARNING if glued or not declared else None,
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


def _beside(words: tuple[str, ...], period: StatedPeriod, text: str, marks: str) -> bool:
    """Whether one of the words stands in the stretch between two marks that holds the dates."""
    stretch = text[behind_mark(text, period.start, marks) : before_mark(text, period.end, marks)]
    return any(word in stretch for word in words)


def _across(period: StatedPeriod, year: int) -> bool:
    """Whether twelve months begin in one year and end in the next, one of which is the report's."""
    (begun, month, _), (ended, last, _) = period.first, period.last
    return ended == begun + 1 and year in (begun, ended) and month == last + 1


def _place(period: StatedPeriod) -> TextPlace:
    return TextPlace("", period.quote, period.start, period.end)


def _date(date: tuple[int, int, int]) -> str:
    return "{:04d}-{:02d}-{:02d}".format(*date)
