"""2022年、2023年、2024年新收申请分别为498件、541件、465件: each number is of the year in its place."""

from __future__ import annotations

import re

from gikvalidate.claims import Period
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention
from gikvalidate.narrate.pairs import run_of
from gikvalidate.narrate.sections import Layout

_YEAR = r"(?:20[0-9]{2})年?度?"
_YEARS = re.compile(rf"(?<![0-9]){_YEAR}(?:(?:[、，和及与]|以及){_YEAR})+|(?<![0-9]){_YEAR}(?:至|到|[-—–~～]+){_YEAR}")
_ONE = re.compile(r"20[0-9]{2}")
#: How far before the numbers their years may stand.
_NEAR = 40


def by_year(text: str, mentions: list[Mention], layout: Layout, lexicon: Lexicon, year: int | None) -> None:
    """Give each of the numbers behind 分别 its year, where as many years stand before them."""
    if year is None:
        return
    periods = {year: Period.THIS_YEAR, year - 1: Period.PRIOR_YEAR}
    for index, first in enumerate(mentions):
        found = lexicon.words["respectively"].search(first.lead)
        run = run_of(mentions[index : index + 12], lexicon) if found else []
        if len(run) < 2:
            continue
        begin = max(layout.sentences[first.sentence].start, first.lead_start - _NEAR)
        years = _years(text[begin : first.start])
        if len(years) != len(run):
            continue
        for mention, its in zip(run, years, strict=True):
            mention.period = periods.get(its, Period.OTHER)
            mention.subject, mention.label, mention.topic = first.subject, first.label, first.topic


def _years(before: str) -> list[int]:
    """The years listed last, those between two with 至 filled in."""
    found = list(_YEARS.finditer(before))
    if not found:
        return []
    years = [int(year) for year in _ONE.findall(found[-1][0])]
    listed = re.search("[、，和及与]", found[-1][0])
    return years if listed else list(range(years[0], years[1] + 1))
