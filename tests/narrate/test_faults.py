"""Wrong paragraphs: each is met with the findings it deserves and no others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gikvalidate import datafiles
from gikvalidate.engine import check, compile_rules
from gikvalidate.findings import Severity
from tests.narrate.conftest import submitted

CHECKS = [rule for rule in compile_rules() if rule.rule.id.startswith("text")]
FAULTS: list[dict[str, Any]] = datafiles.load(Path(__file__).with_name("faults.yaml")).data


@pytest.mark.parametrize("entry", FAULTS, ids=[entry["text"] for entry in FAULTS])
def test_wrong_paragraph(entry: dict[str, Any]) -> None:
    findings = check(submitted(entry, CHECKS[0]), CHECKS).findings
    told = sorted(finding.rule for finding in findings if finding.severity is not Severity.INFO)
    assert told == sorted(entry["findings"])
