"""How every report lists the findings of a document: numbered, in groups that share a lane and a story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from gikvalidate.findings import Finding, Result, Severity


@dataclass(frozen=True)
class Group:
    """Findings told together, each with its number in the document."""

    severity: Severity
    rule: str
    title: str
    findings: Sequence[tuple[int, Finding]]


def grouped(result: Result) -> list[Group]:
    """The findings by rule, the gravest lane first."""
    numbered = list(enumerate(result.findings, start=1))
    alike = groupby(numbered, key=lambda pair: (pair[1].severity, pair[1].rule, pair[1].title))
    return [Group(*key, findings=list(findings)) for key, findings in alike]
