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
    RootCause,
    Severity,
    TextPlace,
    Unreadable,
    Waived,
    in_language,
)
from gikvalidate.reports.grouping import by_lane
from gikvalidate.reports.root_causes import MOST_TOLD, certainty, headline, others

_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
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
        "semicolon": "；",
        "cause": "同出一源的不符",
        "alone": "其余各项（没有找到共同的原因）",
        "sure": "把握",
        "or": "或者",
        "explains": "解释",
        "counts": "核对 {checked} 项：通过 {passed}，不符 {failed}，无法核对 {unverifiable}；"
        "跳过 {skipped}，出错 {crashed}",
        "not_checked": "无法核对",
        "waived": "已豁免",
        "waiver": "{reason}（{owner}，至 {until}）",
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
        "semicolon": "; ",
        "cause": "findings with one cause",
        "alone": "the others (no common cause was found)",
        "sure": "how sure",
        "or": "or",
        "explains": "explains",
        "counts": "{checked} checked: {passed} passed, {failed} failed, {unverifiable} not verifiable; "
        "{skipped} skipped, {crashed} crashed",
        "not_checked": "not verifiable",
        "waived": "waived",
        "waiver": "{reason} ({owner}, until {until})",
        "more": "… {} more, see --format json",
        "total": "{documents} reports: {error} to correct, {warning} to explain, {info} hints; {unreadable} unreadable",
    },
}
_MOST_PLACES = 4
#: What stays on one line: a number or word with its spaces, or any other character, with the marks that close it.
_UNBROKEN = re.compile(r"[（《“]*(?:[\w.,%≈+−-]+?(?<=[!-~])(?![!-~])|.)[，。；：、）》”％%]*\s*", re.ASCII)
_MOST_NOT_CHECKED = 5


def write(
    results: Sequence[Result],
    unreadable: Sequence[Unreadable],
    lang: str,
    stream: TextIO = sys.stdout,
    repairs: int | None = None,
) -> None:
    """Write the whole run to `stream`, unreadable files as a count only; colours only where it is a terminal.

    At most `repairs` ways to settle a root cause are shown, three where it is None.
    """
    console = Console(file=stream, highlight=False, soft_wrap=False, width=None if stream.isatty() else 110)
    words = _WORDS[lang]
    for result in results:
        _document(console, result, lang, repairs or MOST_TOLD)
    if len(results) + len(unreadable) > 1:
        found = [finding.severity for result in results for finding in result.findings]
        counts = {severity.value: found.count(severity) for severity in Severity}
        console.print()
        console.print(words["total"].format(documents=len(results), unreadable=len(unreadable), **counts), style="bold")


def _document(console: Console, result: Result, lang: str, repairs: int) -> None:
    words, submission = _WORDS[lang], result.submission
    year = words["year"].format(submission.year) if submission.year else words["unknown_year"]
    console.rule(f"[bold]{escape(str(result.path))}[/]", align="left", style="dim")
    console.print(f"[bold]{escape(submission.agency or words['unknown_agency'])}[/]  {year}  ", end="")
    console.print(submission.figures.generation or "", style="dim")
    if not result.findings:
        console.print(f"✓ {words['clean']}", style="bold green")
    number = 0
    for severity, (causes, alone) in by_lane(result).items():
        if not causes and not alone:
            continue
        console.print()
        found = sum(len(numbered) for _, numbered in causes) + len(alone)
        console.print(f"{severity.lane(lang)}（{found}）", style=_STYLE[severity])
        if causes:
            console.print(Text(f" {words['cause']}", "bold"))
        for cause, numbered in causes:
            number += 1
            _cause(console, cause, [finding for _, finding in numbered], number, lang, repairs)
        if causes and alone:
            console.print(Text(f" {words['alone']}", "bold"))
        single = [finding for _, finding in alone]
        for (rule, title), group in groupby(single, key=lambda finding: (finding.rule, finding.title)):
            number = _group(console, title, rule, list(group), number, lang)
    _waived(console, result.waived, lang)
    _not_checked(console, result.not_checked, lang)
    console.print()
    ledger = result.ledger
    counts = {name: getattr(ledger, name) for name in ledger.__dataclass_fields__}
    console.print(words["counts"].format(**counts), style="dim")


def _cause(
    console: Console, cause: RootCause, findings: Sequence[Finding], number: int, lang: str, repairs: int
) -> None:
    """One story: what is probably wrong, how sure that is, what else it could be, and what follows from it."""
    words = _WORDS[lang]
    _line(console, f"{number}. ", headline(cause, lang), "bold", 3)
    if sure := certainty(cause, lang):
        _line(console, f"{words['sure']}  ", sure, "green", 6)
    for other in others(cause, lang, repairs):
        _line(console, f"{words['or']}  ", other, "", 6)
    lead = f"{words['explains']}  "
    for finding in findings:
        message = Text(" ".join(finding.message.split("\n")))
        message.truncate(max(console.width - 6 - cell_len(lead) - cell_len(finding.rule) - 2, 20), overflow="ellipsis")
        console.print(Text.assemble(" " * 6, (lead, "dim"), message, (f"  {finding.rule}", "dim")), soft_wrap=True)
        lead = " " * cell_len(lead)
    _line(
        console,
        f"{words['basis']}  ",
        words["semicolon"].join(dict.fromkeys(finding.basis for finding in findings)),
        "dim",
        6,
    )


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


def _waived(console: Console, waived: Sequence[Waived], lang: str) -> None:
    words = _WORDS[lang]
    if waived:
        console.print()
        console.print(f"{words['waived']}（{len(waived)}）", style="dim bold")
    for one in waived:
        _line(console, "· ", one.finding.message, "dim", 3)
        told = words["waiver"].format(reason=one.reason, owner=one.owner, until=one.until)
        _line(console, "", told, "dim", 5)


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
