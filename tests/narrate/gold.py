"""The gold sheet: what hand-reading found in real reports, beside what the checks say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gikvalidate import datafiles
from gikvalidate.checks import Check
from gikvalidate.engine import check, submit
from gikvalidate.findings import Finding, Severity
from tests.narrate.conftest import value

SHEET: list[dict[str, Any]] = datafiles.load(Path(__file__).with_name("gold.yaml")).data
#: Discrepancies of the truth files that are none of one document, none for certain, or none of figures.
_NOT_COUNTED = ("other", "arguable", "typo")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One report: links and findings as wanted and as told, and the discrepancies by what became of them."""

    name: str
    links_wanted: Counter[Row]
    links_told: Counter[Row]
    findings_wanted: Counter[Row]
    findings_told: Counter[Row]
    false_alarms: tuple[Row, ...]
    found: tuple[str, ...]
    missed: tuple[str, ...]


def readings(root: Path, checks: list[Check]) -> Iterator[Reading]:
    """Every report of the sheet that is there."""
    for entry in SHEET:
        path = root / entry["file"]
        if path.exists():
            yield _reading(path, entry, checks)


def _reading(path: Path, entry: dict[str, Any], checks: list[Check]) -> Reading:
    result = check(submit(path), checks)
    claims = result.submission.narrative.claims
    links = Counter((value(c), c.subject, c.readings[0].expression) for c in claims if c.readings)
    told = Counter(map(_row, result.findings))
    wanted = Counter(_written(row["finding"]) for row in entry["found"])
    right = wanted & told
    grave = Counter(_row(f) for f in result.findings if f.severity is not Severity.INFO)
    found = {name for row in entry["found"] if right[_written(row["finding"])] for name in row["truth"].split()}
    counted = {name for row in entry["found"] for name in row["truth"].split()}
    beyond = {name for name, why in entry["beyond"].items() if not why.startswith(_NOT_COUNTED)}
    return Reading(
        path.name,
        Counter(tuple(row) for row in entry["links"]),
        links,
        wanted,
        told,
        tuple((grave - wanted).elements()),
        tuple(sorted(found)),
        tuple(sorted((counted - found) | beyond)),
    )


def _row(finding: Finding) -> Row:
    outcome = finding.outcome
    return (finding.rule, finding.severity.value, outcome.reported or "null", outcome.expected or "null")


def _written(row: list[str | None]) -> Row:
    return tuple(str(item) for item in row)
