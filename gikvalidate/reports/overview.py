"""What many checked documents have in common: which rules fail most, which cells are behind it, whose and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gikvalidate.findings import CellPlace, Finding, Result, Severity
from gikvalidate.reports.wording import agency_name, lane_counts

# A heat map with more rows or columns than this is looked at by nobody.
_AGENCIES = 40
_RULES = 24
_CELLS = 15
_BAR = 120


@dataclass(frozen=True)
class RuleLine:
    """A rule that failed: in how many documents, how often, and the width of its bar."""

    id: str
    title: str
    severity: Severity
    documents: int
    findings: int
    width: int


@dataclass(frozen=True)
class CellLine:
    """A cell that the best repairs change: in how many documents, and the width of its bar."""

    name: str
    documents: int
    width: int


@dataclass(frozen=True)
class YearLine:
    """The reports on one year: how many, how many of them without a finding, and a piece of a bar for each lane."""

    year: int
    documents: int
    clean: int
    counts: dict[Severity, int]
    pieces: Sequence[tuple[Severity, int, int]]


@dataclass(frozen=True)
class Overview:
    """All documents at a glance; `cut` says that the matrix leaves agencies or rules out.

    There are no `years` where all reports are on one, and no `cells` where no root cause has a repair.
    """

    counts: dict[Severity, int]
    line: str
    rules: Sequence[RuleLine]
    columns: Sequence[RuleLine]
    agencies: Sequence[tuple[str, Sequence[int]]]
    cut: bool
    cells: Sequence[CellLine]
    years: Sequence[YearLine]


def overview(results: Sequence[Result], lang: str) -> Overview:
    """Counts of the whole run, rules and agencies by what is gravest and most."""
    lines = rule_lines(results)
    columns = lines[:_RULES]
    matrix = agency_matrix(results, lang)

    def weight(agency: str) -> tuple[int, ...]:
        counts = matrix[agency]
        return tuple(-sum(counts[line.id] for line in lines if line.severity is lane) for lane in Severity)

    ranked = sorted(matrix, key=weight)[:_AGENCIES]
    return Overview(
        counts=lane_counts(finding for result in results for finding in result.findings),
        line=_line(results, lang),
        rules=lines,
        columns=columns,
        agencies=[(agency, [matrix[agency][rule.id] for rule in columns]) for agency in ranked],
        cut=len(ranked) < len(matrix) or len(columns) < len(lines),
        cells=cell_lines(results),
        years=year_lines(results),
    )


def rule_lines(results: Sequence[Result]) -> list[RuleLine]:
    """The rules that failed, the gravest first, of these those of most documents."""
    findings: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    known: dict[str, Finding] = {}
    for result in results:
        findings.update(finding.rule for finding in result.findings)
        documents.update({finding.rule for finding in result.findings})
        for finding in result.findings:
            if finding.rule not in known or finding.severity.rank < known[finding.rule].severity.rank:
                known[finding.rule] = finding
    most = max(documents.values(), default=1)
    ordered = sorted(documents, key=lambda rule: (known[rule].severity.rank, -documents[rule], -findings[rule], rule))
    return [
        RuleLine(
            rule,
            known[rule].title,
            known[rule].severity,
            documents[rule],
            findings[rule],
            max(1, _BAR * documents[rule] // most),
        )
        for rule in ordered
    ]


def agency_matrix(results: Sequence[Result], lang: str) -> dict[str, Counter[str]]:
    """How often each rule failed, by agency; agencies without a finding are no rows."""
    matrix: dict[str, Counter[str]] = {}
    for result in results:
        if result.findings:
            counts = matrix.setdefault(agency_name(result, lang), Counter())
            counts.update(finding.rule for finding in result.findings)
    return matrix


def cell_lines(results: Sequence[Result]) -> list[CellLine]:
    """The cells that the likeliest repairs change, those of most documents first."""
    documents: Counter[str] = Counter()
    for result in results:
        best = [cause.alternatives[0] for cause in result.root_causes if cause.alternatives]
        documents.update({_cell(place) for alternative in best for place in alternative.places})
    most = max(documents.values(), default=1)
    ordered = sorted(documents, key=lambda name: (-documents[name], name))[:_CELLS]
    return [CellLine(name, documents[name], max(1, _BAR * documents[name] // most)) for name in ordered]


def _cell(place: CellPlace) -> str:
    return f"{place.table} {place.name} · {place.column}"


def year_lines(results: Sequence[Result]) -> list[YearLine]:
    """The years reported on in order, each with its findings by lane."""
    years: dict[int, list[Result]] = {}
    for result in results:
        if result.submission.year is not None:
            years.setdefault(result.submission.year, []).append(result)
    if len(years) < 2:
        return []
    counts = {
        year: lane_counts(finding for result in reports for finding in result.findings)
        for year, reports in years.items()
    }
    most = max(max(sum(lanes.values()) for lanes in counts.values()), 1)
    return [
        YearLine(
            year,
            len(years[year]),
            sum(not result.findings for result in years[year]),
            counts[year],
            _pieces(counts[year], most),
        )
        for year in sorted(years)
    ]


def _pieces(counts: dict[Severity, int], most: int) -> list[tuple[Severity, int, int]]:
    """Lane, left edge and width of the pieces of a bar."""
    pieces, sum_before = [], 0
    for severity, count in counts.items():
        left, right = 2 * _BAR * sum_before // most, 2 * _BAR * (sum_before + count) // most
        if right > left:
            pieces.append((severity, left, right - left))
        sum_before += count
    return pieces


def _line(results: Sequence[Result], lang: str) -> str:
    clean = sum(not result.findings for result in results)
    if lang == "en":
        return f"{len(results)} reports read, {clean} without any finding"
    return f"读出 {len(results)} 份报告，其中 {clean} 份没有发现问题"
