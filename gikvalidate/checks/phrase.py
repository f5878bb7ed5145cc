"""Words that should not stand in a report: repealed rules cited, garbled phrases, marks out of place, private data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import around, from_agency, section_of, spoken
from gikvalidate.checks.wording import listed
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.literals import fits_across, may_fit
from gikvalidate.patterns import fits_nothing, not_a_pattern
from gikvalidate.rules import Rule
from gikvalidate.shapes import Least, Pattern, Shape

OPTIONS_ZH = "`say` 是不该出现的说法，一份报告里的合成一条。"
FIELDS = frozenset({"found", "count", "year"})
#: So many places are shown of one report.
_SHOWN = 5
#: What names a group by its number, or one by its name.
_OF_GROUPS = re.compile(r"\\[1-9]|\(\?[P(]")


class Said(Shape):
    """Patterns looked for in each paragraph, and when.

    `unless` are patterns of which none may stand in the same paragraph, `unless_anywhere` in the whole report.
    `agency` is a pattern of the agency's name, `since` and `until` bound the report year, `sections` the place.
    {year}, {prior} and {next} in a pattern stand for the report year and its neighbours.
    """

    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    unless_anywhere: tuple[str, ...] = ()
    agency: Pattern = ""
    since: int = 0
    until: int = 9999
    sections: tuple[str, ...] = ()


class Options(Shape):
    """`say` are the wordings that are reported, all of a report in one finding."""

    say: Annotated[tuple[Said, ...], Least(1)]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Try every pattern, so that a bad one is told at its place."""
    for index, said in enumerate(options.say):
        for name in ("words", "unless", "unless_anywhere"):
            for place, source in enumerate(getattr(said, name)):
                if fault := not_a_pattern(of_year(source, 2000)):
                    raise rule.error(("check", "say", index, name, place), *fault)
                if fits_nothing(of_year(source, 2000)):
                    zh, en = "这个正则表达式什么都不写也符合", "this pattern fits where nothing is written"
                    raise rule.error(("check", "say", index, name, place), zh, en)

    def run(case: Case) -> Iterator[Outcome]:
        places = [place for said in options.say if _asked(said, case) for place in _found(said, case)]
        places.sort(key=lambda place: place.start)
        if not places:
            yield Outcome(Status.PASS, "text")
            return
        quotes = list(dict.fromkeys(f"“{place.quote}”" for place in places))
        yield Outcome(
            Status.FAIL,
            "text",
            tuple(places[:_SHOWN]),
            fields={"found": listed(quotes), "count": str(len(places)), "year": str(case.submission.year or "")},
        )

    return run


def _asked(said: Said, case: Case) -> bool:
    year = case.submission.year
    if year is None:
        return not (said.since or said.until < 9999 or _dated(said)) and from_agency(case, said.agency)
    return said.since <= year <= said.until and from_agency(case, said.agency)


def _dated(said: Said) -> bool:
    return any("{year}" in source or "{prior}" in source or "{next}" in source for source in said.words)


def _found(said: Said, case: Case) -> Iterator[TextPlace]:
    year, text = case.submission.year or 0, case.submission.document.text
    if not may_fit(_of_year(said.words, year), text):
        return
    words = [one for one in _compiled(said.words, year) if not fits_across(one.pattern) or one.search(text)]
    if not words or _any(_compiled(said.unless_anywhere, year), text):
        return
    unless, any_of_them = _compiled(said.unless, year), _together(said.words, year)
    for paragraph in spoken(case):
        if said.sections and section_of(case, paragraph.start) not in said.sections:
            continue
        # Nearly every paragraph holds none of them, and one search for all is faster than many.
        if any_of_them is not None and not any_of_them.search(paragraph.text):
            continue
        matches = [match for pattern in words for match in pattern.finditer(paragraph.text)]
        if matches and not _any(unless, paragraph.text):
            for match in matches:
                yield around(case, paragraph, match.start(), match.end())


def _any(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


@lru_cache(maxsize=1024)
def _compiled(sources: tuple[str, ...], year: int) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, _of_year(sources, year)))


@lru_cache(maxsize=1024)
def _of_year(sources: tuple[str, ...], year: int) -> tuple[str, ...]:
    return tuple(of_year(source, year) for source in sources)


@lru_cache(maxsize=1024)
def _together(sources: tuple[str, ...], year: int) -> re.Pattern[str] | None:
    """One pattern that fits wherever one of them does; None where groups would get other numbers."""
    alone = _compiled(sources, year)
    if any(_OF_GROUPS.search(pattern.pattern) or pattern.flags != re.UNICODE for pattern in alone):
        return None
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in alone))


def of_year(source: str, year: int) -> str:
    """A pattern with the report year and its neighbours where it names them."""
    for name, value in (("{year}", year), ("{prior}", year - 1), ("{next}", year + 1)):
        source = source.replace(name, str(value))
    return source
