"""Root causes in words: what is probably wrong, from what to what, how sure that is, and what else it could be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gikvalidate.findings import (
    Alternative,
    CellPlace,
    Finding,
    Place,
    Repair,
    Result,
    RootCause,
    TextPlace,
    in_language,
)

_WORDS = {
    "zh": {
        "blank": "空白",
        "blank_total": "合计没有填，应为：{}",
        "none": "没有找到能同时说明以下各项的改法",
        "join": "，",
        "cell": "{} {} → {}",
        "text": "正文“{}”",
        "said": "{} → {}",
        "prior": "上年报告 {}",
        "unique": "要使各项都对上，改动最少的只有这一种改法",
        "several": "改动同样少的改法有 {} 种，这一种最可信",
        "tied": "改动同样少的改法有 {} 种，其中 {} 种同样可信，表内的关系分不出是哪一种，须对照原始台账",
        "equal": "改动同样少的改法有 {} 种，同样可信，表内的关系分不出是哪一种，须对照原始台账",
        "more": "改动同样少的改法不止 {} 种（搜索已到限度），这一种最可信",
        "stopped": "搜索已到限度：这是找到的最好的改法，可能还有更好的",
        "decide": "要分清是哪一种，请对照原始台账核对：是 {}；还是 {}",
        "values": "取这样的数只是一种可能，别的数也能对上",
        "more_cells": "或者只补填空白格（要补的格数多一些）：{}",
        "reasons": "{}（{}）",
        "and": "；",
        "left": "另有 {} 种，见 --repairs",
    },
    "en": {
        "blank": "blank",
        "blank_total": "totals left blank, they should be: {}",
        "none": "no change was found that accounts for all of these together",
        "join": ", ",
        "cell": "{} {} → {}",
        "text": "the sentence “{}”",
        "said": "{} → {}",
        "prior": "last year's report, {}",
        "unique": "the only way to make everything hold with so few changes",
        "several": "one of {} ways with equally few changes, the likeliest",
        "tied": "one of {} ways with equally few changes; {} are as likely, no relation tells which: check the records",
        "equal": "one of {} ways with equally few changes, all as likely; no relation tells which: check the records",
        "more": "one of more than {} ways with equally few changes (the search was ended), the likeliest",
        "stopped": "the search was ended: the best repair found, there may be better ones",
        "decide": "to tell which, check against the records whether it is {}, or {}",
        "values": "other values would do as well",
        "more_cells": "or only fill blanks (a few more cells): {}",
        "reasons": "{} ({})",
        "and": "; ",
        "left": "{} more, see --repairs",
    },
}


#: So many ways to settle a root cause are told to people, unless they ask for another number.
MOST_TOLD = 3


def story(result: Result, finding: Finding, lang: str) -> str:
    """The root cause a finding follows from, in one line; "" where none was found."""
    cause = next((one for one in result.root_causes if one.id == finding.root_cause), None)
    if cause is None:
        return ""
    sure = certainty(cause, lang)
    return _WORDS[lang]["reasons"].format(headline(cause, lang), sure) if sure else headline(cause, lang)


def headline(cause: RootCause, lang: str) -> str:
    """What is probably wrong: every cell from → to."""
    words = _WORDS[lang]
    if not cause.alternatives:
        return words["none"]
    told = changes(cause.alternatives[0], lang)
    return words["blank_total"].format(told) if cause.blank_total else told


def certainty(cause: RootCause, lang: str) -> str:
    """How sure the headline is, and what speaks for it; "" where there is nothing to say."""
    if not cause.alternatives or cause.blank_total:
        return ""
    words, best = _WORDS[lang], cause.alternatives[0]
    told = [in_language(reason, lang) for reason in best.reasons]
    if cause.stopped:
        how = words["more"].format(cause.minimal) if cause.minimal > 1 else words["stopped"]
    elif cause.tied > 1:
        how = words["equal" if cause.tied == cause.minimal else "tied"].format(cause.minimal, cause.tied)
    else:
        how = words["unique"] if cause.unique else words["several"].format(cause.minimal)
    values = [] if best.values_unique else [words["values"]]
    return words["and"].join([how, *values, *told, *_decisive(cause, lang)])


def _decisive(cause: RootCause, lang: str) -> Iterator[str]:
    """What the two likeliest ways to settle a cause do not share: there it can be seen which of them is right."""
    if cause.tied > 1 or len(cause.alternatives) < 2:
        return
    first, second = cause.alternatives[:2]
    here = tuple(repair for repair in first.repairs if repair not in second.repairs)
    there = tuple(repair for repair in second.repairs if repair not in first.repairs)
    if here and there and len(here) < len(first.repairs):
        told = (changes(replace(way, repairs=cells), lang) for way, cells in ((first, here), (second, there)))
        yield _WORDS[lang]["decide"].format(*told)


def others(cause: RootCause, lang: str, most: int) -> Iterator[str]:
    """The other ways to settle a root cause, `most` in all with the headline; a filling of blanks is never left out."""
    words = _WORDS[lang]
    shown = cause.alternatives[1:most]
    for alternative in shown:
        yield _other(alternative, lang)
    filling = next((one for one in cause.alternatives[max(most, 1) :] if not one.minimal), None)
    if filling is not None and all(one.minimal for one in shown):
        yield _other(filling, lang)
    if (left := cause.minimal - sum(one.minimal for one in cause.alternatives[:most])) > 0:
        yield words["left"].format(left)


def _other(alternative: Alternative, lang: str) -> str:
    words = _WORDS[lang]
    repairs = changes(alternative, lang)
    told = reasons(alternative, lang)
    if not alternative.minimal:
        return words["more_cells"].format(repairs)
    return words["reasons"].format(repairs, told) if told else repairs


def reasons(alternative: Alternative, lang: str) -> str:
    """What speaks for one way to settle a cause; "" where nothing does."""
    return _WORDS[lang]["and"].join(in_language(reason, lang) for reason in alternative.reasons)


def changes(alternative: Alternative, lang: str) -> str:
    """Every cell of one way to settle a cause, from → to."""
    words = _WORDS[lang]
    table, told = "", []
    places = {place.figure: place for place in alternative.places}
    for repair in alternative.repairs:
        name = (
            _cell(repair, places.get(repair.figure), table) if repair.place is None else _elsewhere(repair.place, lang)
        )
        table = places[repair.figure].table if repair.figure in places else ""
        if isinstance(repair.place, TextPlace) and (repair.before or "") not in repair.place.quote:
            told.append(words["said"].format(name, repair.after))
        else:
            told.append(words["cell"].format(name, repair.before or words["blank"], repair.after))
    return words["join"].join(told)


def _elsewhere(place: Place, lang: str) -> str:
    """Where a figure stands that is not in the tables of the report."""
    if isinstance(place, TextPlace):
        return _WORDS[lang]["text"].format(place.quote)
    return _WORDS[lang]["prior"].format(f"{place.table} {place.name} · {place.column}")


def _cell(repair: Repair, place: CellPlace | None, table: str) -> str:
    """A cell as on the paper; the table is named where it changes."""
    if place is None:
        return repair.figure
    name = f"{place.name} · {place.column}"
    return name if place.table == table else f"{place.table} {name}"
