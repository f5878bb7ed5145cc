"""The terminal report of a run: for people, grouped by what must be corrected, narrow-safe."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from gikvalidate.findings import (
    CellPlace,
    Finding,
    NotChecked,
    Place,
    Result,
    Severity,
    TextPlace,
    Unreadable,
    in_language,
)

_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
_LANE = {
    "zh": {Severity.ERROR: "必改", Severity.WARNING: "需说明", Severity.INFO: "提示"},
    "en": {Severity.ERROR: "must correct", Severity.WARNING: "explain or correct", Severity.INFO: "hint"},
}
_WORDS = {
    "zh": {
        "unknown_agency": "（未识别机关）",
        "unknown_year": "（未识别年度）",
        "year": "{} 年度",
        "clean": "没有发现对不上的地方",
        "where": "位置",
        "doubt": "请先核对原文：",
        "repair": "建议",
        "basis": "依据",
        "counts": "核对 {checked} 项：通过 {passed}，不符 {failed}，无法核对 {unverifiable}；"
        "跳过 {skipped}，出错 {crashed}",
        "not_checked": "无法核对",
        "more": "…… 另有 {} 项，见 --format json",
        "total": "共 {documents} 份报告：必改 {error}，需说明 {warning}，提示 {info}；读不了 {unreadable} 份",
    },
    "en": {
        "unknown_agency": "(agency not recognised)",
        "unknown_year": "(year not recognised)",
        "year": "{}",
        "clean": "everything adds up",
        "where": "where",
        "doubt": "re-read the source first: ",
        "repair": "repair",
        "basis": "basis",
        "counts": "{checked} checked: {passed} passed, {failed} failed, {unverifiable} not verifiable; "
        "{skipped} skipped, {crashed} crashed",
        "not_checked": "not verifiable",
        "more": "… {} more, see --format json",
        "total": "{documents} reports: {error} to correct, {warning} to explain, {info} hints; {unreadable} unreadable",
    },
}
_MOST_PLACES = 4
#: What stays on one line: a number or word with its spaces, or any other character, with the marks that close it.
_UNBROKEN = re.compile(r"[（《“]*(?:[\w.,%≈+−-]+?(?<=[!-~])(?![!-~])|.)[，。；：、）》”％%]*\s*", re.ASCII)
_MOST_NOT_CHECKED = 5


def write(results: Sequence[Result], unreadable: Sequence[Unreadable], lang: str, stream: TextIO = sys.stdout) -> None:
    """Write the whole run to `stream`, unreadable files as a count only; colours only where it is a terminal."""
    console = Console(file=stream, highlight=False, soft_wrap=False, width=None if stream.isatty() else 110)
    words = _WORDS[lang]
    for result in results:
        _document(console, result, lang)
    if len(results) + len(unreadable) > 1:
        found = [finding.severity for result in results for finding in result.findings]
        counts = {severity.value: found.count(severity) for severity in Severity}
        console.print()
        console.print(words["total"].format(documents=len(results), unreadable=len(unreadable), **counts), style="bold")


def _document(console: Console, result: Result, lang: str) -> None:
    words, submission = _WORDS[lang], result.submission
    year = words["year"].format(submission.year) if submission.year else words["unknown_year"]
    console.rule(f"[bold]{escape(str(result.path))}[/]", align="left", style="dim")
    console.print(f"[bold]{escape(submission.agency or words['unknown_agency'])}[/]  {year}  ", end="")
    console.print(submission.figures.generation or "", style="dim")
    if not result.findings:
        console.print(f"✓ {words['clean']}", style="bold green")
    number = 0
    for severity, lane in groupby(result.findings, key=lambda finding: finding.severity):
        same_lane = list(lane)
        console.print()
        console.print(f"{_LANE[lang][severity]}（{len(same_lane)}）", style=_STYLE[severity])
        for (rule, title), group in groupby(same_lane, key=lambda finding: (finding.rule, finding.title)):
            number = _group(console, title, rule, list(group), number, lang)
    _not_checked(console, result.not_checked, lang)
    console.print()
    ledger = result.ledger
    counts = {name: getattr(ledger, name) for name in ledger.__dataclass_fields__}
    console.print(words["counts"].format(**counts), style="dim")


def _group(console: Console, title: str, rule: str, findings: Sequence[Finding], number: int, lang: str) -> int:
    """The findings of one rule, numbered on from `number`; returns the last number used."""
    words = _WORDS[lang]
    console.print(Text.assemble(" ", (title, "bold"), (f"  {rule}", "dim")))
    for finding in findings:
        number += 1
        _line(console, f"{number}. ", finding.message, "", 3)
        if places := _places(finding.outcome.places):
            _line(console, f"{words['where']}  ", places, "cyan", 6)
        if finding.doubt:
            _line(console, words["doubt"], finding.doubt, "yellow", 6)
        _line(console, f"{words['repair']}  ", finding.repair, "green", 6)
    _line(console, f"{words['basis']}  ", findings[0].basis, "dim", 6)
    return number


def _line(console: Console, head: str, text: str, style: str, indent: int) -> None:
    """One labelled line; where it is too long, the rest stands under its text."""
    room = max(console.width - indent - cell_len(head), 20)
    for number, part in enumerate(_wrapped(" ".join(text.split("\n")), room)):
        lead = head if number == 0 else " " * cell_len(head)
        console.print(Text.assemble(" " * indent, (lead, "dim"), (part, style)), soft_wrap=True)


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` terminal columns: broken between Chinese characters, never inside a number or a word,
    and never before closing punctuation."""
    line = ""
    for word in _UNBROKEN.findall(text):
        if line and cell_len(line) + cell_len(word.rstrip()) > width:
            yield line.rstrip()
            line = word.lstrip()
        else:
            line += word
    yield line.rstrip()


def _places(places: Sequence[Place]) -> str:
    """Where a finding stands; cells of one row or column name it once."""
    cells = [place for place in places if isinstance(place, CellPlace)]
    told = [_quoted(place) for place in places if isinstance(place, TextPlace)][:_MOST_PLACES]
    tables = {cell.table for cell in cells}
    rows, columns = {cell.name for cell in cells}, {cell.column for cell in cells}
    if len(tables) == 1 and len(cells) > 1 and 1 in {len(rows), len(columns)}:
        names = [cell.name if len(columns) == 1 else cell.column for cell in cells]
        shared = f"“{columns.pop()}”列" if len(columns) == 1 else f"“{rows.pop()}”行"
        told.append(f"{tables.pop()}{shared}：{'、'.join(names)}")
    else:
        told += [f"{cell.table} {cell.name} · {cell.column}" for cell in cells[:_MOST_PLACES]]
    return "；".join(told)


def _quoted(place: TextPlace) -> str:
    page = f"（p.{place.page}）" if place.page else ""
    return f"{place.section}、“{place.quote}”{page}" if place.section else f"“{place.quote}”{page}"


def _not_checked(console: Console, items: Iterable[NotChecked], lang: str) -> None:
    words = _WORDS[lang]
    told = list(dict.fromkeys(in_language(item.reason, lang) for item in items if item.subject))
    if not told:
        return
    console.print()
    console.print(f"{words['not_checked']}（{len(told)}）", style="dim bold")
    for reason in told[:_MOST_NOT_CHECKED]:
        _line(console, "· ", reason, "dim", 3)
    if len(told) > _MOST_NOT_CHECKED:
        _line(console, "", words["more"].format(len(told) - _MOST_NOT_CHECKED), "dim", 3)
