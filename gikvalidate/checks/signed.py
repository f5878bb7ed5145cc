"""The date under the signature: after the year it reports on, and by the day the report is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import from_agency, stretch
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    "`must` 是落款日期要在报告年度之后，还是在期限之内；期限是 `due` 里第一条适用的，"
    "文中有 `across` 之一（学年）的不看。"
)
FIELDS = frozenset({"signed", "due", "year"})


class Due(Shape):
    """Reports of agencies whose name fits, up to and including report year `until`, are due by `month` and `day`."""

    month: int
    day: int
    agency: Pattern = ""
    until: int = 9999


class Options(Shape):
    """`must` be past the end of the year reported on, or in time: the first of `due` that applies says when.

    `across` are the words of a report whose year runs from one autumn to the next, and which is due at another time.
    """

    must: Literal["be_past_year_end", "be_in_time"]
    due: tuple[Due, ...] = ()
    across: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the days."""

    def run(case: Case) -> Iterator[Outcome]:
        signed, year = case.submission.narrative.signed, case.submission.year
        if signed is None or year is None:
            return
        day, holds = (year, 12, 31), signed.date >= (year, 12, 31)
        if options.must == "be_in_time":
            if any(word in case.submission.document.text for word in options.across):
                return
            due = next((d for d in options.due if year <= d.until and from_agency(case, d.agency)), None)
            if due is None:
                return
            day = (year + 1, due.month, due.day)
            holds = signed.date <= day
        if holds:
            yield Outcome(Status.PASS, "signed")
            return
        yield Outcome(
            Status.FAIL,
            "signed",
            (stretch(case, signed.start, signed.end),),
            _written(signed.date),
            _written(day),
            fields={"signed": signed.quote, "due": _written(day), "year": str(year)},
        )

    return run


def _written(date: tuple[int, int, int]) -> str:
    return "{:04d}-{:02d}-{:02d}".format(*date)
