"""One night: read what is new or changed, settle what that means, deliver the report.

Every batch of files is one transaction and so is the settling, so a run that is killed leaves whole files behind it;
the next run sees the others as unread, settles for both, and delivers what was not delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine

from gikvalidate.archive.folder import Known, Listing, is_settled, listing, missing
from gikvalidate.archive.reading import Task, engine_version, rules_version
from gikvalidate.archive.recording import Run, begin, forget, is_settled_up, known_files, record, settle
from gikvalidate.archive.store import writing
from gikvalidate.archive.workers import read_all
from gikvalidate.checks import Check
from gikvalidate.workers import Limits

_BATCH = 20


class ArchiveError(Exception):
    """The archive's folder is not as it should be; `sentence` is (Chinese, English)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.sentence = (zh, en)


@dataclass(frozen=True)
class Settings:
    """How to go about it: further rules, the language of messages, processes and their limits."""

    roots: tuple[Path, ...] = ()
    lang: str = "zh"
    processes: int = 1
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Night:
    """What a run did: its number, the files it saw, those it left alone and the folders it could not look into."""

    run: int
    files: int
    read: int
    ignored: int
    closed: tuple[str, ...]


def run_night(
    archive: Path, engine: Engine, checks: Sequence[Check], settings: Settings, told: Callable[[int, int], None]
) -> Night:
    """Bring the store up to date with the folder; the caller holds the lock. `told` hears (files done, files to do).

    Raises ArchiveError where the folder cannot be read, or is empty although the store knows its files.
    """
    found = _listing(archive)
    with engine.connect() as connection:
        known = known_files(connection)
        settled = is_settled_up(connection)
    if known and not found.files and not found.closed:
        raise ArchiveError(
            f"{archive} 里一个文件也没有，而上次有 {len(known)} 个；如果是没有挂载，请先挂载",
            f"{archive} holds no file, and held {len(known)} the last time; is it mounted?",
        )
    rules, version = rules_version(check.rule for check in checks), engine_version()
    with writing(engine) as connection:
        run = begin(connection, str(archive), rules, version)
    tasks = list(_tasks(found, known, run))
    done = 0
    told(done, len(tasks))
    readings = read_all(tasks, settings.roots, settings.lang, settings.processes, settings.limits)
    while batch := list(islice(readings, _BATCH)):
        with writing(engine) as connection:
            for reading in batch:
                record(connection, run, reading)
        done += len(batch)
        told(done, len(tasks))
    gone = missing(found, known)
    with writing(engine) as connection:
        forget(connection, run, gone)
        settle(connection, run, anything=bool(tasks or gone) or not settled)
    return Night(run.id, len(found.files), len(tasks), found.ignored, tuple(found.closed))


def _listing(archive: Path) -> Listing:
    try:
        return listing(archive)
    except OSError as error:
        raise ArchiveError(f"{archive}：打不开（{error.strerror}）", f"{archive}: {error.strerror}") from error


def _tasks(found: Listing, known: dict[str, Known], run: Run) -> Iterator[Task]:
    """The files that are new, changed, or were read under other rules."""
    for name, (path, stamp) in sorted(found.files.items()):
        before = known.get(name)
        if before is not None and is_settled(stamp, before, run.rules, run.engine):
            continue
        same_rules = before is not None and (before.rules, before.engine) == (run.rules, run.engine)
        yield Task(name, path, stamp, before.hash if before is not None and same_rules else None)
