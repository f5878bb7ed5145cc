"""What people decided of findings. Decisions are added, never changed; the last one on a finding counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select

from gikvalidate.archive.recording import current_findings, now
from gikvalidate.archive.tables import decisions

#: A finding is told by whose report it is in, the year, and its fingerprint, which holds the values.
Named = tuple[str, int, str]


@dataclass(frozen=True)
class Decision:
    """`accepted`: it may stand, for `reason`, `until` a date (ISO) if there is one; `reopened` takes that back."""

    decision: str
    reason: str
    owner: str
    until: str | None = None

    def stands(self, today: date) -> bool:
        return self.decision == "accepted" and (self.until is None or date.fromisoformat(self.until) >= today)


def decide(connection: Connection, named: Named, decision: Decision) -> None:
    """Add a decision; raises LookupError where there is no such finding."""
    if named not in _standing_findings(connection):
        raise LookupError(named)
    body, year, fingerprint = named
    connection.execute(
        insert(decisions).values(
            body=body,
            year=year,
            fingerprint=fingerprint,
            decision=decision.decision,
            reason=decision.reason,
            owner=decision.owner,
            until=decision.until,
            made=now(),
        )
    )


def standing(connection: Connection, today: date) -> Mapping[Named, Decision]:
    """The acceptances in force."""
    last: dict[Named, Decision] = {}
    for row in connection.execute(select(decisions).order_by(decisions.c.id)):
        last[row.body, row.year, row.fingerprint] = Decision(row.decision, row.reason, row.owner, row.until)
    return {named: decision for named, decision in last.items() if decision.stands(today)}


def unused(connection: Connection, accepted: Mapping[Named, Decision]) -> list[Named]:
    """Acceptances of findings that are no longer there."""
    present = _standing_findings(connection) if accepted else set()
    return [named for named in accepted if named not in present]


def _standing_findings(connection: Connection) -> set[Named]:
    return {(row.body, row.year, row.fingerprint) for row in connection.execute(current_findings())}
