"""One night: read what is new or changed, judge again what that concerns, settle what it means.

Every batch of files is one transaction and so is the settling, so a run that is killed leaves whole files behind it;
the next run sees the others as unread, settles for both, and delivers what was not delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine

from gikvalidate.archive.folder import Known, Listing, is_settled, listing, missing
from gikvalidate.archive.prior import issues_of, priors, to_judge_again
from gikvalidate.archive.reading import Reading, Task, engine_version, lost, read_tasks, rules_version
from gikvalidate.archive.recording import Run, begin, forget, is_settled_up, known_files, record, settle
from gikvalidate.archive.store import writing
from gikvalidate.checks import Check
from gikvalidate.read.chunks import chunks
from gikvalidate.workers import Workers

_BATCH = 20
#: Files whose reports of the year before are in memory together.
_TOGETHER = 1_000
#: A file that changes while it is judged again concerns its own next year; what comes after that waits for a night.
_ROUNDS = 3


class ArchiveError(Exception):
    """The archive's folder is not as it should be; `sentence` is (Chinese, English)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.sentence = (zh, en)


@dataclass(frozen=True)
class Settings:
    """How to go about it: further rules, and the language of messages."""

    roots: tuple[Path, ...] = ()
    lang: str = "zh"


@dataclass(frozen=True)
class Night:
    """What a run did: its number, the files it saw, those it read and judged again, those it left alone, and the
    folders it could not look into.
    """

    run: int
    files: int
    read: int
    again: int
    ignored: int
    closed: tuple[str, ...]


def run_night(
    archive: Path,
    engine: Engine,
    checks: Sequence[Check],
    settings: Settings,
    workers: Workers,
    told: Callable[[int, int], None],
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
    work = _Work(engine, run, workers, partial(read_tasks, roots=settings.roots, lang=settings.lang), told)
    tasks = list(_tasks(found, known, run))
    gone = missing(found, known)
    work.do(tasks)
    with writing(engine) as connection:
        forget(connection, run, gone)
    anything = bool(tasks or gone) or not settled
    again = work.do_again(found) if anything else 0
    with writing(engine) as connection:
        settle(connection, run, anything=anything)
    return Night(run.id, len(found.files), len(tasks), again, found.ignored, tuple(found.closed))


@dataclass
class _Work:
    """Files handed to the workers, and what they make of them written down."""

    engine: Engine
    run: Run
    workers: Workers
    read: Callable[[Sequence[Task]], list[Reading]]
    told: Callable[[int, int], None]
    done: int = 0
    to_do: int = 0

    def do(self, tasks: Sequence[Task]) -> None:
        """Read some files, each beside the reports of the year before those it held when it was read last."""
        self.to_do += len(tasks)
        self.told(self.done, self.to_do)
        for start in range(0, len(tasks), _TOGETHER):
            some = self._beside(tasks[start : start + _TOGETHER])
            readings = self.workers.each(chunks(some, lambda task: task.path), self.read, lost)
            while batch := list(islice(readings, _BATCH)):
                with writing(self.engine) as connection:
                    for reading in batch:
                        record(connection, self.run, reading)
                self.done += len(batch)
                self.told(self.done, self.to_do)

    def do_again(self, found: Listing) -> int:
        """Judge again whatever now has another report of the year before than it was judged beside."""
        again = 0
        for _ in range(_ROUNDS):
            with self.engine.connect() as connection:
                names = [name for name in to_judge_again(connection) if name in found.files]
            if not names:
                break
            again += len(names)
            self.do([Task(name, Path(path), stamp) for name in names for path, stamp in [found.files[name]]])
        return again

    def _beside(self, tasks: Sequence[Task]) -> list[Task]:
        with self.engine.connect() as connection:
            return [replace(task, priors=priors(connection, issues_of(connection, task.name))) for task in tasks]


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
        yield Task(name, Path(path), stamp, before.hash if before is not None and same_rules else None)
