"""Readings written into the store, a transaction for each batch, and what became of the findings, in one at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, func, insert, literal_column, select, update

from gikvalidate.archive.folder import Known, Stamp
from gikvalidate.archive.reading import Reading, Report
from gikvalidate.archive.tables import (
    claims,
    documents,
    evaluations,
    events,
    figures,
    files,
    findings,
    outcomes,
    packed,
    runs,
)
from gikvalidate.names import key

# SQLite takes some 32 000 bound values a statement; executemany needs none of it at once, but memory is finite.
_ROWS = 5_000


@dataclass(frozen=True)
class Run:
    """One pass over the archive: its number, and the versions it evaluates with."""

    id: int
    rules: str
    engine: str


def now() -> str:
    """The time by the clock, for people to read; nothing is ever ordered by it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def begin(connection: Connection, archive: str, rules: str, engine: str) -> Run:
    """Enter a new run."""
    entered = connection.execute(insert(runs).values(archive=archive, rules=rules, engine=engine, started=now()))
    return Run(_key(entered), rules, engine)


def known_files(connection: Connection) -> dict[str, Known]:
    """Every file that was there at the last look."""
    columns = (files.c.path, files.c.size, files.c.changed, files.c.inode)
    rows = connection.execute(
        select(*columns, files.c.hash, files.c.rules, files.c.engine, files.c.retry).where(files.c.gone.is_(None))
    )
    return {
        path: Known(Stamp(size, changed, inode), digest, rules, engine, bool(retry))
        for path, size, changed, inode, digest, rules, engine, retry in rows
    }


def record(connection: Connection, run: Run, reading: Reading) -> None:
    """Write down one file and its reports."""
    _file(connection, run, reading)
    if reading.same:
        return
    current = {
        row.member: row
        for row in connection.execute(
            select(documents).where(documents.c.path == reading.name, documents.c.superseded.is_(None))
        )
    }
    _supersede(connection, run, [row.id for row in current.values()])
    for report in reading.reports:
        document = _document(connection, run, reading, report, current.get(report.member))
        if report.reason is None:
            _evaluation(connection, run, document, report)


def forget(connection: Connection, run: Run, names: Iterable[str]) -> None:
    """Files that are gone: their reports stay in the history, their findings no longer count."""
    for name in names:
        connection.execute(update(files).where(files.c.path == name).values(gone=run.id))
        ids = select(documents.c.id).where(documents.c.path == name, documents.c.superseded.is_(None))
        _supersede(connection, run, connection.scalars(ids).all())


def is_settled_up(connection: Connection) -> bool:
    """Whether the last run came to its end."""
    last = connection.execute(select(runs.c.ended).order_by(runs.c.id.desc()).limit(1)).first()
    return last is None or last.ended is not None


def settle(connection: Connection, run: Run, *, anything: bool) -> None:
    """End the run, and where `anything` was read enter what is new, resolved, returned or withdrawn since the last."""
    if anything:
        _enter_events(connection, run)
    connection.execute(update(runs).where(runs.c.id == run.id).values(ended=now()))


def _enter_events(connection: Connection, run: Run) -> None:
    current = {(row.body, row.year, row.fingerprint): row.evaluation for row in connection.execute(current_findings())}
    last = _last_events(connection)
    judged = {(row.body, row.year) for row in connection.execute(_judged())}
    rows = []
    for named, evaluation in current.items():
        event, _ = last.get(named, ("", 0))
        if event in {"", "resolved", "withdrawn"}:
            rows.append((*named, "returned" if event else "new", evaluation))
    for named, (event, evaluation) in last.items():
        if event in {"new", "returned"} and named not in current:
            rows.append((*named, "resolved" if named[:2] in judged else "withdrawn", evaluation))
    names = ("body", "year", "fingerprint", "event", "evaluation")
    _insert(connection, events, ({"run": run.id, **dict(zip(names, row, strict=True))} for row in sorted(rows)))


def body_of() -> Any:
    """Whose a report is: the body it names, or the file where it names none."""
    unnamed = documents.c.path + literal_column("'/'") + documents.c.member
    return func.coalesce(documents.c.agency, unnamed).label("body")


def year_of() -> Any:
    """The year of a report, 0 where it names none."""
    return func.coalesce(documents.c.year, 0).label("year")


def current_findings() -> Select[Any]:
    """Every finding that stands: body, year, fingerprint and one evaluation that has it."""
    each = (
        select(body_of(), year_of(), findings.c.fingerprint, findings.c.evaluation)
        .join_from(findings, evaluations, evaluations.c.id == findings.c.evaluation)
        .join(documents, documents.c.id == evaluations.c.document)
        .where(evaluations.c.superseded.is_(None), documents.c.superseded.is_(None))
        .subquery()
    )
    named = each.c.body, each.c.year, each.c.fingerprint
    return select(*named, func.max(each.c.evaluation).label("evaluation")).group_by(*named)


def _judged() -> Select[Any]:
    """The bodies and years that have a report which could be read."""
    return (
        select(body_of(), year_of())
        .join_from(evaluations, documents, documents.c.id == evaluations.c.document)
        .where(evaluations.c.superseded.is_(None), documents.c.superseded.is_(None))
        .distinct()
    )


def _last_events(connection: Connection) -> Mapping[tuple[str, int, str], tuple[str, int]]:
    rows = connection.execute(select(events).order_by(events.c.id))
    return {(row.body, row.year, row.fingerprint): (row.event, row.evaluation) for row in rows}


def _file(connection: Connection, run: Run, reading: Reading) -> None:
    values = {
        "size": reading.stamp.size,
        "changed": reading.stamp.changed,
        "inode": reading.stamp.inode,
        "hash": reading.hash,
        "rules": run.rules,
        "engine": run.engine,
        "retry": int(reading.retry),
        "gone": None,
    }
    if not connection.execute(update(files).where(files.c.path == reading.name).values(values)).rowcount:
        connection.execute(insert(files).values(path=reading.name, **values))


def _document(connection: Connection, run: Run, reading: Reading, report: Report, before: Any) -> int:
    """The row of this version: the present one where only the rules changed, else a new one with its figures."""
    same = before is not None and reading.hash is not None and before.hash == reading.hash
    same = same and (before.reason, before.mark) == (report.reason, report.mark)
    same = same and _engine_of(connection, before.run) == run.engine
    if same:
        connection.execute(update(documents).where(documents.c.id == before.id).values(superseded=None))
        return int(before.id)
    latest = select(func.max(documents.c.version)).where(
        documents.c.path == reading.name, documents.c.member == report.member
    )
    entered = connection.execute(
        insert(documents).values(
            path=reading.name,
            member=report.member,
            version=(connection.scalar(latest) or 0) + 1,
            hash=reading.hash,
            agency=report.agency,
            year=report.year,
            generation=report.generation,
            reason=report.reason,
            mark=report.mark,
            named=key(report.agency) if report.agency else None,
            run=run.id,
        )
    )
    document = _key(entered)
    _insert(connection, figures, ({"document": document, **row} for row in report.figures))
    if report.packed is not None:
        layout, cells = report.packed
        connection.execute(insert(packed).values(document=document, layout=layout, cells=cells))
    _insert(connection, claims, ({"document": document, **row} for row in report.claims))
    return document


def _engine_of(connection: Connection, run: int) -> str | None:
    return connection.scalar(select(runs.c.engine).where(runs.c.id == run))


def _evaluation(connection: Connection, run: Run, document: int, report: Report) -> None:
    entered = connection.execute(
        insert(evaluations).values(
            document=document, rules=run.rules, engine=run.engine, run=run.id, prior=report.prior, **report.counts
        )
    )
    evaluation = _key(entered)
    _insert(connection, outcomes, ({"evaluation": evaluation, **row} for row in report.outcomes))
    _insert(connection, findings, ({"evaluation": evaluation, **row} for row in report.findings))


def _supersede(connection: Connection, run: Run, ids: Iterable[int]) -> None:
    for document in ids:
        connection.execute(update(documents).where(documents.c.id == document).values(superseded=run.id))
        standing = evaluations.c.document == document, evaluations.c.superseded.is_(None)
        connection.execute(update(evaluations).where(*standing).values(superseded=run.id))


def _insert(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    listed = list(rows)
    for start in range(0, len(listed), _ROWS):
        connection.execute(insert(table), listed[start : start + _ROWS])


def _key(entered: Any) -> int:
    return int(entered.inserted_primary_key[0])
