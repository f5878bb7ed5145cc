"""Words that say what, when and whom a stretch of text is about, found once by place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gikvalidate.claims import Period
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.sections import Span

_YEAR = re.compile(r"(20(?<![0-9]20)[0-9]{2})年度?")
_OF_YEAR = re.compile(r"20[0-9]{2}年度?$")
_NOT_FROM = re.compile(r"(较|比|与|同|自|从|截至|截止|到|《|于|以|结转|转入?|顺延|延)$")
#: 提高到2019年的91.2%: the number behind is that year's.
_TURNED = re.compile(r"[高升长加降少]到$")
_BREAK = re.compile(r"[，；：。！？（）【】\n,]")
#: The order of words that rule a topic out.
_FOREIGN = 99
#: So many different outcomes in one sentence are a list of them.
_ENOUGH = 3
_AROUND = 150


def topics(text: str, lexicon: Lexicon) -> tuple[tuple[int, int, str], ...]:
    """Topic words by place; where two overlap the earlier topic of the lexicon wins."""
    found: list[tuple[int, int, int]] = []
    for order, topic in enumerate(lexicon.topics):
        for match in lexicon.words[f"topic.{topic.id}"].finditer(text):
            around = text[max(0, match.start() - 8) : match.end() + 4]
            if not topic.forbidden.search(around):
                found.append((match.start(), match.end(), order))
    found = sorted(_without_foreign(text, found, lexicon))
    kept: list[tuple[int, int, int]] = []
    for start, end, order in found:
        if kept and start <= kept[-1][1]:
            last = kept[-1]
            kept[-1] = (last[0], max(last[1], end), min(last[2], order))
        else:
            kept.append((start, end, order))
    return tuple((start, end, lexicon.topics[order].id if order < _FOREIGN else "") for start, end, order in kept)


def _without_foreign(text: str, found: list[tuple[int, int, int]], lexicon: Lexicon) -> Iterator[tuple[int, int, int]]:
    """The topic words, 申请 of another kind (受理宅基地申请) as words of no topic."""
    applications = next(order for order, topic in enumerate(lexicon.topics) if topic.id == "applications")
    for start, end, order in found:
        foreign = order == applications and _foreign(text, start, end, lexicon)
        yield start, end, _FOREIGN if foreign else order


def _foreign(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the words between 受理 or the like and 申请 are not those of disclosure."""
    place = text.find("申请", start, end)
    if place < 0 or "公开" in text[start:end]:
        return False
    begin = _clause_before(text, place)
    verbs = list(lexicon.words["link.received_verb"].finditer(text, begin, place))
    if not verbs:
        return False
    rest = lexicon.words["link.disclosure_words"].sub("", text[verbs[-1].end() : place])
    return len(rest) > 1


def _clause_before(text: str, place: int) -> int:
    begin = max(0, place - 30)
    for match in _BREAK.finditer(text, begin, place):
        begin = match.end()
    return begin


def times(text: str, lexicon: Lexicon, year: int | None) -> tuple[tuple[int, int, str], ...]:
    """Words of time by place: this year, the year before, since the opening, another year or part of one."""
    words = lexicon.words
    found = []
    for name, tag in (
        ("prior", "prior"),
        ("this", Period.THIS_YEAR.value),
        ("cumulative", "cumulative"),
        ("accrued", "accrued"),
        ("partial", Period.OTHER.value),
    ):
        found += [
            (match.start(), match.end(), tag)
            for match in words[f"period.{name}"].finditer(text)
            # 2019年全年: the year says which.
            if name != "this" or year is None or not _OF_YEAR.search(text, max(0, match.start() - 6), match.start())
        ]
    for match in _YEAR.finditer(text) if year is not None else ():
        before = text[max(0, match.start() - 2) : match.start()]
        turned = _TURNED.search(text, max(0, match.start() - 4), match.start()) is not None
        if (_NOT_FROM.search(before) and not turned) or words["period.not_data"].match(text, match.end()):
            continue
        if words["period.carried"].match(text, match.end()):
            continue
        gap = int(match[1]) - (year or 0)
        tag = Period.THIS_YEAR if gap == 0 else Period.PRIOR_YEAR if gap == -1 else Period.OTHER
        found.append((match.start(), match.end(), tag.value))
    return tuple(sorted(found))


def outcomes_named(text: str, place: int, sentence: Span, lexicon: Lexicon) -> bool:
    """Whether a sentence names so many outcomes of applications near a place that it can be about nothing else."""
    start, end = max(sentence.start, place - _AROUND), min(sentence.end, place + _AROUND)
    named = {match[0] for match in lexicon.words["link.outcome_names"].finditer(text, start, end)}
    return len(named) >= _ENOUGH


def scopes(text: str, lexicon: Lexicon) -> tuple[tuple[int, int, str], ...]:
    """Words of scope by place: the whole area, the agency itself, the bodies below it."""
    found = []
    for name in ("all", "own", "sub"):
        found += [
            (match.start(), match.end(), f"{name}:{match[0]}")
            for match in lexicon.words[f"scope.{name}"].finditer(text)
        ]
    return tuple(sorted(found))
