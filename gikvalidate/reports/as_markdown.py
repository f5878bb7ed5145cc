"""Markdown, for a chat or a mail: short, and nothing of a document can turn into markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gikvalidate.findings import Finding, Result, Severity, Status, Unreadable, in_language
from gikvalidate.reports.grouping import grouped
from gikvalidate.reports.root_causes import MOST_TOLD
from gikvalidate.reports.wording import (
    LANES,
    STATUS,
    agency_name,
    counts_line,
    lane_counts,
    lane_line,
    place_names,
    year_name,
)

_WORDS = {
    "zh": {
        "doubt": "请先核对原文",
        "repair": "建议",
        "where": "位置",
        "basis": "依据",
        "clean": "没有发现对不上的地方",
        "colon": "：",
        "semicolon": "；",
        "and": "；",
    },
    "en": {
        "doubt": "Re-read the source first",
        "repair": "Repair",
        "where": "Where",
        "basis": "Basis",
        "clean": "Everything adds up",
        "colon": ": ",
        "semicolon": "; ",
        "and": "; ",
    },
}
_UNREADABLE = {"zh": "读不了的文件", "en": "Files that could not be read"}
_MOST_PLACES = 4
_MARK = {Severity.ERROR: "🔴", Severity.WARNING: "🟡", Severity.INFO: "🔵"}
# What some Markdown gives a meaning anywhere in a line, and what only at its beginning.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#|~!&@$^]|:(?=//)|(?<=www)\.)", re.I)
_LEADING = re.compile(r"^(\d*)([-+=.)])")


def findings_markdown(
    results: Sequence[Result], unreadable: Sequence[Unreadable], lang: str, repairs: int = MOST_TOLD
) -> str:
    """The whole run; at most `repairs` ways to settle a root cause are told."""
    lines = [line for result in results for line in _document(result, lang, repairs)]
    if unreadable:
        lines += ["", f"## {_UNREADABLE[lang]}", ""]
        lines += [f"- {escaped(str(file.path))}{_WORDS[lang]['colon']}{escaped(file.reason)}" for file in unreadable]
    return "\n".join(lines).strip() + "\n"


def escaped(text: str) -> str:
    """The text on one line, read as it is written."""
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def _document(result: Result, lang: str, repairs: int) -> Iterator[str]:
    words = _WORDS[lang]
    yield ""
    yield f"## {escaped(agency_name(result, lang))} {escaped(year_name(result, lang))}"
    yield ""
    yield f"**{lane_line(lane_counts(result.findings), lang)}**" if result.findings else f"✅ {words['clean']}"
    yield ""
    yield f"{escaped(str(result.path))}  "
    yield counts_line(result, lang)
    for group in grouped(result, lang, repairs):
        yield ""
        yield f"### {_MARK[group.severity]} {LANES[lang][group.severity]} · {escaped(group.title)}"
        yield ""
        for told in group.story:
            yield f"{escaped(told)}"
            yield ""
        for number, finding in group.findings:
            yield f"{number}. {escaped(finding.message)}"
            if finding.outcome.places:
                yield f"   - {words['where']}{words['colon']}{_places(finding, lang)}"
            if finding.doubt:
                yield f"   - {words['doubt']}{words['colon']}{escaped(finding.doubt)}"
            yield f"   - {words['repair']}{words['colon']}{escaped(finding.repair)}"
            yield f"   - `{finding.rule}` `{finding.fingerprint}`"
        yield ""
        yield f"   {words['basis']}{words['colon']}{escaped(words['semicolon'].join(group.bases))}"
    unverifiable = [item for item in result.not_checked if item.status is not Status.SKIPPED]
    if unverifiable:
        yield ""
        for item in unverifiable:
            status = STATUS[lang][item.status]
            yield f"- {status} `{item.rule}`{words['colon']}{escaped(in_language(item.reason, lang))}"


def _places(finding: Finding, lang: str) -> str:
    shared, names = place_names(finding.outcome.places, lang)
    told = _WORDS[lang]["and"].join(escaped(name) for name in names[:_MOST_PLACES])
    more = " …" if len(names) > _MOST_PLACES else ""
    return (f"{escaped(shared)}{_WORDS[lang]['colon']}" if shared else "") + told + more
