"""One nightly run at a time: a locked file beside a SQLite store, an advisory lock inside PostgreSQL.

Both end with the process that holds them, however it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

#: "gikv" as a number: the lock's name in a PostgreSQL database that others may use as well.
_NUMBER = 0x67696B76


class BusyError(Exception):
    """Another run is under way."""


@contextmanager
def only_run(engine: Engine) -> Iterator[None]:
    """Hold the store's lock; raises BusyError at once where another run has it."""
    holding = _advisory if engine.dialect.name == "postgresql" else _locked_file
    with holding(engine):
        yield


@contextmanager
def _locked_file(engine: Engine) -> Iterator[None]:
    name = engine.url.database
    if not name or name == ":memory:":
        yield
        return
    with Path(f"{name}.lock").open("ab") as file:
        _lock(file.fileno())
        yield


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:
        _lock_on_windows(descriptor)
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BusyError from None


def _lock_on_windows(descriptor: int) -> None:
    import importlib

    msvcrt = importlib.import_module("msvcrt")
    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except OSError:
        raise BusyError from None


@contextmanager
def _advisory(engine: Engine) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": _NUMBER}):
            raise BusyError
        try:
            yield
        finally:
            if not connection.invalidated and not connection.closed:
                connection.invalidate()  # the lock must not stay with a pooled connection
