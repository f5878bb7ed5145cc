"""A small season by hand: a city with its office, two departments and a county, each a text file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gikvalidate.cli import main
from tests.reports.model import Report
from tests.reports.random_report import report_of
from tests.reports.write_txt import text

YEAR = 2024
CITY, OFFICE, WATER, SCHOOLS, COUNTY = (
    "云岭市人民政府",
    "云岭市人民政府办公室",
    "云岭市水务局",
    "云岭市教育局",
    "青屿县人民政府",
)
ROSTER = f"""名称,别名,层级,上级,起,止
{CITY},,市,,,
{OFFICE},,市,{CITY},,
{WATER},云岭市水利局,市,{CITY},,
{SCHOOLS},,市,{CITY},,
{COUNTY},,县,{CITY},,
"""
#: Applications received and answered at once, by one person each.
RECEIVED = {OFFICE: 2, WATER: 3, SCHOOLS: 5, COUNTY: 7}


def figures(count: int) -> dict[str, Decimal]:
    """So many applications, all of natural persons, all granted."""
    rows = ("new_received", "granted", "outcome_total")
    return {f"t3.{row}.{column}": Decimal(count) for row in rows for column in ("natural", "total")}


@dataclass
class SeasonFolder:
    """Files to be audited, and how the audit went."""

    root: Path
    roster: str = ROSTER
    options: list[str] = field(default_factory=list)

    def report(self, agency: str, count: int | None = None, year: int = YEAR, seed: int = 1, **changes: Any) -> Report:
        """A right report of a body with so many applications."""
        number = sum(RECEIVED.values()) if count is None and agency == CITY else count
        values = figures(RECEIVED.get(agency, 0) if number is None else number)
        own = report_of(Random(f"{agency}/{seed}"), agency, year, "form2021", values, values)
        return replace(own, **changes)

    def put(self, report: Report, name: str = "", *, prior: bool = False, told: Callable[[str], str] = str) -> Path:
        folder = self.root / ("上年" if prior else "本年")
        folder.mkdir(exist_ok=True)
        path = folder / f"{name or report.agency}.txt"
        path.write_text(told(text(report)), "utf-8")
        return path

    def put_all(self, *but: str) -> None:
        """The right report of every body, but for some."""
        for agency in (CITY, *RECEIVED):
            if agency not in but:
                self.put(self.report(agency))

    def audit(self, *options: str) -> tuple[Result, dict[str, Any]]:
        """Run the command; what it said, and its JSON."""
        roster = self.root / "名册.csv"
        roster.write_text(self.roster, "utf-8")
        prior = self.root / "上年"
        arguments = ["audit", str(self.root / "本年"), "--roster", str(roster), "-o", str(self.root / "out")]
        arguments += ["--prior", str(prior)] if prior.exists() else []
        ended = CliRunner().invoke(main, [*arguments, "--processes", "0", *options])
        if ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        written = self.root / "out" / "audit.json"
        return ended, json.loads(written.read_text("utf-8")) if written.exists() else {}

    def findings(self, *options: str) -> dict[tuple[str, str], list[str]]:
        """The messages of errors and warnings by body and rule."""
        _, told = self.audit(*options)
        return by_rule(told)


def by_rule(told: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for document in told["documents"]:
        for finding in document["findings"]:
            if finding["severity"] != "info":
                found.setdefault((document["agency"], finding["rule"]), []).append(finding["message"])
    return found


@pytest.fixture
def season(tmp_path: Path) -> SeasonFolder:
    return SeasonFolder(tmp_path)
