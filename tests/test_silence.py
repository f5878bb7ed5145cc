"""Consistent reports are met with silence: random ones by the dozen, and paragraphs that tempt to a wrong reading."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from reports import in_memory, write_html, write_txt
from reports.model import Generation
from reports.random_report import random_report

from gikvalidate import datafiles
from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.findings import Severity
from tests.narrate.conftest import submitted

CHECKS = compile_rules()
NARRATIVE = [rule for rule in CHECKS if rule.rule.id.startswith("text")]
TEMPTING: list[dict[str, Any]] = datafiles.load(Path(__file__).parent / "narrate" / "tempting.yaml").data
FILES = 40
#: GIKVALIDATE_SEEDS=0-5000 (make silence) tries more reports than the suite has time for; 1000-2000 a part of them.
FIRST, LAST = map(int, os.environ.get("GIKVALIDATE_SEEDS", "0-60").split("-"))


@pytest.mark.parametrize("generation", ["form2019", "form2021"])
@pytest.mark.parametrize("first", range(FIRST, LAST, 20))
def test_no_rule_fires_on_a_consistent_report(first: int, generation: Generation) -> None:
    told = []
    for seed in range(first, min(first + 20, LAST)):
        result = check(in_memory.submission(random_report(seed, generation)), CHECKS)
        told += [(seed, finding.rule, finding.message) for finding in result.findings]
        assert result.ledger.crashed == 0
    assert told == []


@pytest.mark.parametrize("generation", ["form2019", "form2021"])
@pytest.mark.parametrize("first", range(0, FILES, 10))
def test_a_consistent_report_read_from_a_file_has_no_findings(
    first: int, generation: Generation, tmp_path: Path
) -> None:
    told = []
    for seed in range(first, first + 10):
        report = random_report(seed, generation)
        path = tmp_path / (f"{seed}.html" if seed % 2 else f"{seed}.txt")
        path.write_text(write_html.html(report) if seed % 2 else write_txt.text(report), encoding="utf-8")
        told += [(seed, finding.message) for finding in check(submit(path), CHECKS).findings]
    assert told == []


@pytest.mark.parametrize("entry", TEMPTING, ids=[entry["style"] for entry in TEMPTING])
def test_a_right_paragraph_has_no_findings(entry: dict[str, Any]) -> None:
    result = check(submitted(entry, NARRATIVE[0]), NARRATIVE)
    assert [finding.message for finding in result.findings if finding.severity is not Severity.INFO] == []
    assert result.submission.narrative.claims
