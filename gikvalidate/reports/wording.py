"""Words that the reports share: names of the lanes and of places, and the note that stands beside a mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from gikvalidate.findings import CellPlace, Finding, Place, Result, Severity, Status, TextPlace

#: Who signs the notes in a marked document.
AUTHOR = "勾稽校验"

LANES: Mapping[str, Mapping[Severity, str]] = {
    "zh": {Severity.ERROR: "必改", Severity.WARNING: "需说明", Severity.INFO: "提示"},
    "en": {Severity.ERROR: "must correct", Severity.WARNING: "explain or correct", Severity.INFO: "hint"},
}
STATUS: Mapping[str, Mapping[Status, str]] = {
    "zh": {Status.UNVERIFIABLE: "无法核对", Status.SKIPPED: "跳过", Status.CRASHED: "出错"},
    "en": {Status.UNVERIFIABLE: "not verifiable", Status.SKIPPED: "skipped", Status.CRASHED: "crashed"},
}
_WORDS = {
    "zh": {
        "basis": "依据：",
        "cause": "根源：",
        "doubt": "请先核对原文：",
        "repair": "建议：",
        "explanation": "填报单位说明：",
        "number": "第 {} 条",
        "page": "（第 {} 页）",
        "unknown_agency": "（未识别机关）",
        "unknown_year": "（未识别年度）",
        "year": "{} 年度",
        "counts": "核对 {checked} 项：通过 {passed}，不符 {failed}，无法核对 {unverifiable}；"
        "另有跳过 {skipped}，出错 {crashed}",
        "stop": "，",
    },
    "en": {
        "basis": "Basis: ",
        "cause": "Root cause: ",
        "doubt": "Re-read the source first: ",
        "repair": "Repair: ",
        "explanation": "Explained by the body: ",
        "number": "No. {}",
        "page": " (p. {})",
        "unknown_agency": "(agency not recognised)",
        "unknown_year": "(year not recognised)",
        "year": "{}",
        "counts": "{checked} checked: {passed} passed, {failed} failed, {unverifiable} not verifiable; "
        "besides, {skipped} skipped, {crashed} crashed",
        "stop": ", ",
    },
}


def place_name(place: Place, lang: str) -> str:
    """A place as it is found on the paper: table, row and column, or the words."""
    if isinstance(place, CellPlace):
        name = f"{place.table} {place.name} · {place.column}"
    else:
        name = f"{place.section}、“{place.quote}”" if place.section else f"“{place.quote}”"
    return name + (_WORDS[lang]["page"].format(place.page) if place.page else "")


def place_names(places: Sequence[Place], lang: str) -> tuple[str, list[str]]:
    """What all places share, and a name for each: cells of one row or one column name it once."""
    cells = [place for place in places if isinstance(place, CellPlace)]
    rows, columns = {(cell.table, cell.name) for cell in cells}, {(cell.table, cell.column) for cell in cells}
    if len(cells) == len(places) > 1 and len(columns) == 1:
        return " · ".join(columns.pop()), [cell.name for cell in cells]
    if len(cells) == len(places) > 1 and len(rows) == 1:
        return " ".join(rows.pop()), [cell.column for cell in cells]
    return "", [place_name(place, lang) for place in places]


def path_name(path: Path) -> str:
    """A path that can be written down: names of files may hold bytes that are no characters."""
    return str(path).encode("utf-8", "replace").decode()


def agency_name(result: Result, lang: str) -> str:
    """The agency, or that it is not known."""
    return result.submission.agency or _WORDS[lang]["unknown_agency"]


def year_name(result: Result, lang: str) -> str:
    """The year reported on, or that it is not known."""
    year = result.submission.year
    return _WORDS[lang]["year"].format(year) if year else _WORDS[lang]["unknown_year"]


def counts_line(result: Result, lang: str) -> str:
    """How much was evaluated, in one sentence."""
    ledger = result.ledger
    return _WORDS[lang]["counts"].format(**{name: getattr(ledger, name) for name in ledger.__dataclass_fields__})


def lane_counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings each lane holds, the gravest first."""
    found = [finding.severity for finding in findings]
    return {severity: found.count(severity) for severity in Severity}


def lane_line(counts: Mapping[Severity, int], lang: str) -> str:
    """“必改 15，需说明 1，提示 0”."""
    return _WORDS[lang]["stop"].join(f"{LANES[lang][severity]} {count}" for severity, count in counts.items())


def note(number: int, finding: Finding, lang: str, story: str = "") -> list[str]:
    """What stands beside a mark in the document, line by line; the last line is what programs find it by.

    `story` is the root cause it follows from, in words.
    """
    words = _WORDS[lang]
    return [
        f"【{LANES[lang][finding.severity]}】{finding.title}",
        finding.message,
        *([words["cause"] + story] if story else []),
        *([words["doubt"] + finding.doubt] if finding.doubt else []),
        words["repair"] + finding.repair,
        *([words["explanation"] + finding.explanation] if finding.explanation else []),
        words["basis"] + finding.basis,
        f"{words['number'].format(number)} · {finding.rule} · {finding.fingerprint}",
    ]


def leads(finding: Finding) -> Sequence[Place]:
    """Where the note of a finding stands: at its first place, and where it holds words against a cell, at both.

    A sum of twelve cells has one note, at the cell that should hold it.
    """
    places = finding.outcome.places
    first = [next((place for place in places if isinstance(place, kind)), None) for kind in (TextPlace, CellPlace)]
    return [place for place in places if any(place is found for found in first)]
