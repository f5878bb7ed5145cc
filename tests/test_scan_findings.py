"""Findings on scans: what was read from a picture may be read wrongly, so it is never called an error."""

from dataclasses import replace
from pathlib import Path

from gikvalidate.checks import Check
from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.examples import trials
from gikvalidate.figures import CellKind
from gikvalidate.findings import Severity
from gikvalidate.submission import Submission

SAMPLE = Path(__file__).parent.parent / "samples" / "faulty-form2019.docx"
NOTE = "识别自图片"


def as_scan(paper: Submission) -> Submission:
    """The same report as if every word of it had been read from a picture."""
    blocks = (
        replace(block, cells=tuple(replace(cell, confidence=0.99) for cell in block.cells))
        if hasattr(block, "cells")
        else replace(block, confidence=0.99)
        for block in paper.document.blocks
    )
    cells = {key: replace(figure, confidence=0.99) for key, figure in paper.figures.cells.items()}
    return replace(
        paper,
        document=replace(paper.document, blocks=tuple(blocks)),
        figures=replace(paper.figures, cells=cells),
    )


def test_a_scan_has_the_same_findings_none_of_them_an_error():
    checks = compile_rules()
    paper = submit(SAMPLE)
    on_paper, on_scan = (check(submission, checks).findings for submission in (paper, as_scan(paper)))
    assert {finding.fingerprint for finding in on_scan} == {finding.fingerprint for finding in on_paper}
    assert Severity.ERROR in {finding.severity for finding in on_paper}
    assert Severity.ERROR not in {finding.severity for finding in on_scan}
    assert all(finding.doubt == NOTE for finding in on_scan)
    assert not any(finding.doubt for finding in on_paper)


def test_an_illegible_cell_is_told_with_what_arithmetic_says_of_it():
    paper = submit(SAMPLE)
    key, figure = next((k, f) for k, f in paper.figures.cells.items() if k == "t3.granted.natural")
    blurred = replace(figure, kind=CellKind.UNREADABLE, value=None, text="?", confidence=0.0)
    scan = as_scan(paper)
    scan = replace(scan, figures=replace(scan.figures, cells={**scan.figures.cells, key: blurred}))
    result = check(scan, compile_rules())
    (found,) = [finding for finding in result.findings if finding.rule == "form/unreadable-cell"]
    assert found.severity is Severity.INFO
    unverifiable = {item.subject for item in result.not_checked if "看不清" in item.reason[0]}
    assert "t3.granted" in unverifiable


def test_the_examples_of_the_rule_hold():
    checks: list[Check] = compile_rules()
    (rule,) = [check for check in checks if check.rule.id == "form/unreadable-cell"]
    assert [trial.fault for trial in trials(rule, checks) if trial.fault] == []
