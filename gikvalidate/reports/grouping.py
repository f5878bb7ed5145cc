"""How every report lists the findings of a document: numbered, in groups that share a lane and a story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from gikvalidate.findings import Finding, Result, RootCause, Severity, lanes
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
    def bases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(finding.basis for _, finding in self.findings))

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(finding.rule for _, finding in self.findings))


def by_lane(result: Result) -> dict[Severity, tuple[list[tuple[RootCause, Numbered]], Numbered]]:
    """The gravest lane first: root causes with their findings, and the findings that follow from none.

    All findings of a cause may have been waived; it is not told then.
    """
    lane = lanes(result.findings)
    numbered = list(enumerate(result.findings, start=1))
    return {
        severity: (
            [
                (cause, [pair for pair in numbered if pair[1].root_cause == cause.id])
                for cause in result.root_causes
                if lane.get(cause.id) is severity
            ],
            [pair for pair in numbered if pair[1].root_cause is None and pair[1].severity is severity],
        )
        for severity in Severity
    }


def grouped(result: Result, lang: str, repairs: int = MOST_TOLD) -> list[Group]:
    """The gravest lane first: in each, what follows from a root cause, then the other findings by rule.

    At most `repairs` ways to settle a root cause are told.
    """
    groups: list[Group] = []
    for severity, (causes, alone) in by_lane(result).items():
        for cause, told in causes:
            story = (certainty(cause, lang), *others(cause, lang, repairs))
            groups.append(Group(severity, headline(cause, lang), told, tuple(filter(None, story)), cause))
        for (_, title), alike in groupby(alone, key=lambda pair: (pair[1].rule, pair[1].title)):
            groups.append(Group(severity, title, list(alike)))
    return groups
