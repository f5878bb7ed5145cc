"""The sample reports: every planted fault is found, the clean ones are silent, and the file format changes nothing."""

import json
from pathlib import Path

import pytest

from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.findings import CellPlace, Severity

SAMPLES = Path(__file__).parent.parent / "samples"
CHECKS = compile_rules()


def checked(name: str):
    return check(submit(SAMPLES / name), CHECKS)


@pytest.mark.parametrize("name", ["clean-form2021.docx", "clean-form2019.txt"])
def test_a_clean_report_is_silent(name: str):
    assert [finding.message for finding in checked(name).findings] == []


@pytest.mark.parametrize(
    "name", ["faulty-form2019.docx", "faulty-form2019.html", "faulty-form2019.txt", "faulty-form2021.html"]
)
def test_every_planted_fault_is_found(name: str):
    findings = checked(name).findings
    found_cells = {
        place.figure for finding in findings for place in finding.outcome.places if isinstance(place, CellPlace)
    }
    reported = {str(finding.outcome.reported).rstrip("%") for finding in findings} | {
        finding.outcome.fields.get("stated", "") for finding in findings
    }
    for fault in json.loads((SAMPLES / name).with_suffix(".expected.json").read_text(encoding="utf-8")):
        if fault["figures"]:
            assert found_cells.intersection(fault["figures"]), fault["what"]
        else:
            assert fault["reported"].rstrip("%") in reported, fault["what"]


def test_nothing_else_is_told_of_a_faulty_report():
    allowed = {
        "faulty-form2019.docx": 17,
        "faulty-form2021.html": 12,
    }
    for name, most in allowed.items():
        assert sum(finding.severity is not Severity.INFO for finding in checked(name).findings) <= most


def test_the_same_report_in_three_formats_gives_the_same_findings():
    results = [checked(f"faulty-form2019.{suffix}") for suffix in ("docx", "html", "txt")]
    first = results[0]
    for other in results[1:]:
        assert other.submission.document.text == first.submission.document.text
        assert other.submission.narrative == first.submission.narrative
        assert [(f.fingerprint, f.message, f.severity) for f in other.findings] == [
            (f.fingerprint, f.message, f.severity) for f in first.findings
        ]
        assert {key: (figure.text, figure.kind) for key, figure in other.submission.figures.cells.items()} == {
            key: (figure.text, figure.kind) for key, figure in first.submission.figures.cells.items()
        }
