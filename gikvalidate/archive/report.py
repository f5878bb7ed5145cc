"""The report of one run, from the store alone: whenever it is written, it says the same of the same run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select

from gikvalidate.archive.decisions import Decision, Named, standing, unused
from gikvalidate.archive.tables import documents, evaluations, events, files, findings, runs

SCHEMA = "gikvalidate/nightly-1"
#: What can become of a finding, in the order in which it is told.
EVENTS = ("new", "returned", "resolved", "withdrawn")
_COUNTS = ("checked", "passed", "failed", "unverifiable", "skipped", "crashed")


def undelivered(connection: Connection) -> list[int]:
    """The runs that ended and whose report nobody got."""
    ended = select(runs.c.id).where(runs.c.ended.is_not(None), runs.c.reported.is_(None))
    return list(connection.scalars(ended.order_by(runs.c.id)))


def night_report(connection: Connection, run: int, today: date) -> dict[str, Any]:
    """Everything there is to tell of a run, ready for JSON."""
    row = connection.execute(select(runs).where(runs.c.id == run)).one()
    reported = select(func.max(runs.c.id)).where(runs.c.id < run, runs.c.reported.is_not(None))
    since = connection.scalar(reported) or 0
    accepted = standing(connection, today)
    told = _events(connection, run, accepted)
    return {
        "schema": SCHEMA,
        "run": run,
        "archive": row.archive,
        "started": row.started,
        "ended": row.ended,
        "rules": row.rules,
        "engine": row.engine,
        "counts": _counts(connection, since, run),
        **{event: [item for item in told if item["event"] == event] for event in EVENTS},
        "unreadable": _unreadable(connection, since),
        "decisions": {"accepted": len(accepted), "unused": [_named(named) for named in unused(connection, accepted)]},
        "health": json.loads(row.health) if row.health else None,
    }


def _counts(connection: Connection, since: int, run: int) -> dict[str, Any]:
    current = documents.c.superseded.is_(None)
    readable = documents.c.reason.is_(None)
    sums = [func.coalesce(func.sum(evaluations.c[name]), 0).label(name) for name in _COUNTS]
    standing_evaluations = select(*sums).where(evaluations.c.superseded.is_(None))
    by_severity = (
        select(findings.c.severity, func.count().label("number"))
        .join_from(findings, evaluations, evaluations.c.id == findings.c.evaluation)
        .where(evaluations.c.superseded.is_(None))
        .group_by(findings.c.severity)
    )

    def count(*conditions: Any) -> int:
        return connection.scalar(select(func.count()).select_from(documents).where(*conditions)) or 0

    return {
        "files": connection.scalar(select(func.count()).select_from(files).where(files.c.gone.is_(None))) or 0,
        "documents": count(current, readable),
        "unreadable": count(current, ~readable),
        "read": count(documents.c.run > since, documents.c.run <= run),
        "judged": _judged(connection, since, run),
        "findings": {row.severity: row.number for row in connection.execute(by_severity)},
        "outcomes": {
            name: int(number) for name, number in connection.execute(standing_evaluations).one()._asdict().items()
        },
    }


def _judged(connection: Connection, since: int, run: int) -> int:
    """The reports that were judged: those that are new, and those whose last year, or whose rules, are."""
    mine = evaluations.c.run > since, evaluations.c.run <= run
    return connection.scalar(select(func.count(func.distinct(evaluations.c.document))).where(*mine)) or 0


def _events(connection: Connection, run: int, accepted: Mapping[Named, Decision]) -> list[dict[str, Any]]:
    told = []
    for row in connection.execute(_event_rows(run)):
        decision = accepted.get((row.body, row.year, row.fingerprint))
        told.append(
            {
                "event": row.event,
                "body": row.body,
                "year": row.year or None,
                "path": f"{row.path}/{row.member}" if row.member else row.path,
                "fingerprint": row.fingerprint,
                "finding": json.loads(row.finding),
                "decision": None
                if decision is None
                else {"reason": decision.reason, "owner": decision.owner, "until": decision.until},
            }
        )
    return told


def _event_rows(run: int) -> Select[Any]:
    same = (findings.c.evaluation == events.c.evaluation) & (findings.c.fingerprint == events.c.fingerprint)
    return (
        select(
            events.c.event,
            events.c.body,
            events.c.year,
            events.c.fingerprint,
            documents.c.path,
            documents.c.member,
            findings.c.body.label("finding"),
        )
        .join_from(events, findings, same)
        .join(evaluations, evaluations.c.id == events.c.evaluation)
        .join(documents, documents.c.id == evaluations.c.document)
        .where(events.c.run == run)
        .order_by(events.c.body, events.c.year, events.c.id)
    )


def _unreadable(connection: Connection, since: int) -> list[dict[str, Any]]:
    rows = connection.execute(
        select(documents)
        .where(documents.c.superseded.is_(None), documents.c.reason.is_not(None))
        .order_by(documents.c.path, documents.c.member)
    )
    return [
        {
            "path": f"{row.path}/{row.member}" if row.member else row.path,
            "reason": row.reason,
            "new": row.run > since,
        }
        for row in rows
    ]


def _named(named: Named) -> dict[str, Any]:
    body, year, fingerprint = named
    return {"body": body, "year": year or None, "fingerprint": fingerprint}
