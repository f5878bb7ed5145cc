"""Reports of earlier years out of the store: their figures and numbers; the store keeps no text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, select

from gikvalidate.archive.prior import kept
from gikvalidate.archive.store import open_store, target_of
from gikvalidate.archive.tables import documents
from gikvalidate.priors import Filed, mark_of
from gikvalidate.submission import Submission

_SQLITE = b"SQLite format 3\0"


def is_store(prior: str) -> bool:
    """Whether what was given for the years before is a database, by URL or by the first bytes of the file."""
    if "://" in prior:
        return True
    path = Path(prior)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def stored(url: str) -> list[Filed]:
    """The present version of every report in a store; raises StoreError where it cannot be opened."""
    with open_store(url) as engine, engine.connect() as connection:
        return list(_stored(connection, url))


def _stored(connection: Connection, url: str) -> Iterator[Filed]:
    current = documents.c.superseded.is_(None), documents.c.reason.is_(None), documents.c.generation.is_not(None)
    rows = connection.execute(select(documents).where(*current).order_by(documents.c.id)).all()
    several = Counter((row.agency, row.year) for row in rows)
    for row in rows:
        load = partial(_loaded, url, row.id)
        # Only reports that there are several of have to be told apart by their figures.
        mark = mark_of(_report(connection, row.id)) if several[row.agency, row.year] > 1 else str(row.hash)
        path = f"{row.path}/{row.member}" if row.member else row.path
        yield Filed(path, row.agency, row.year, mark, load)


#: The one store that this process loads reports from.
_engines: dict[str, Engine] = {}


def _engine(url: str) -> Engine:
    """One for each process that loads reports; that of another store is closed, for nobody else would."""
    if url not in _engines:
        while _engines:
            _engines.popitem()[1].dispose()
        _engines[url] = create_engine(target_of(url))
    return _engines[url]


def _loaded(url: str, number: int) -> Submission:
    with _engine(url).connect() as connection:
        return _report(connection, number)


def _report(connection: Connection, number: int) -> Submission:
    row = connection.execute(select(documents).where(documents.c.id == number)).one()
    return replace(kept(connection, row).submission, agency=row.agency, year=row.year)
