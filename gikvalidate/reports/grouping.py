"""How every report lists the findings of a document: numbered, in groups that share a lane and a story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from gikvalidate.findings import Finding, Result, RootCause, Severity
from gikvalidate.reports.root_causes import MOST_TOLD, certainty, headline, others

Numbered = Sequence[tuple[int, Finding]]


@dataclass(frozen=True)
class Group:
    """Findings told together, each with its number in the document; `story` says more of the `cause` they share."""

    severity: Severity
    title: str
    findings: Numbered
    story: tuple[str, ...] = ()
    cause: RootCause | None = None

    @property
    def basis(self) -> str:
        return "；".join(dict.fromkeys(finding.basis for _, finding in self.findings))

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(finding.rule for _, finding in self.findings))


def grouped(result: Result, lang: str) -> list[Group]:
    """The gravest lane first: in each, what follows from a root cause, then the other findings by rule."""
    numbered = list(enumerate(result.findings, start=1))
    causes = list(_by_cause(result.root_causes, numbered, lang))
    alone = [pair for pair in numbered if pair[1].root_cause is None]
    groups: list[Group] = []
    for severity in Severity:
        groups += [group for group in causes if group.severity is severity]
        lane = [pair for pair in alone if pair[1].severity is severity]
        for (_, title), alike in groupby(lane, key=lambda pair: (pair[1].rule, pair[1].title)):
            groups.append(Group(severity, title, list(alike)))
    return groups


def _by_cause(causes: Sequence[RootCause], numbered: Numbered, lang: str) -> Iterator[Group]:
    """The findings of each root cause, in the lane of the gravest of them."""
    for cause in causes:
        told = [pair for pair in numbered if pair[1].root_cause == cause.id]
        if told:
            story = (certainty(cause, lang), *others(cause, lang, MOST_TOLD))
            yield Group(told[0][1].severity, headline(cause, lang), told, tuple(filter(None, story)), cause)
