"""The reports of a season out of the processes that read and check them.

What was checked as another body's report, or beside another prior, than it turns out to be is checked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from gikvalidate.audit.reading import (
    Checked,
    File,
    How,
    Judged,
    Lost,
    NotRead,
    Read,
    Task,
    check_reports,
    keep_known,
    not_checked,
    not_read,
    read_and_check,
    read_files,
)
from gikvalidate.findings import Unreadable
from gikvalidate.priors import Filed
from gikvalidate.read.chunks import chunks
from gikvalidate.reports.extra import TEXTS
from gikvalidate.workers import Pool


@dataclass
class Gathering:
    """Reading and checking in the processes of a pool, by way of a spool; each read and each check is `counted`."""

    pool: Pool
    spool: Path
    how: How
    counted: Callable[[], None]
    _many: bool = False
    _judged: dict[str, Judged] = field(default_factory=dict)

    def read(self, files: Sequence[File]) -> list[Read | NotRead]:
        """Some files read."""
        work = partial(read_files, spool=self.spool, lang=self.how.lang)
        found: list[Read | NotRead] = []
        for item in self.pool.each(_portions(files), work, partial(not_read, lang=self.how.lang)):
            self.counted()
            found.append(item)
        return found

    def read_and_check(self, files: Sequence[File], whose: Callable[[Filed], Task]) -> list[Read | NotRead]:
        """Some files read, and those reports checked on the way whose prior `whose` knows."""
        self._many = len(files) > TEXTS
        known = keep_known(whose, self.spool)
        work = partial(read_and_check, spool=self.spool, known=known, how=self.how, many=self._many)
        found: list[Read | NotRead] = []
        lost: list[File] = []
        for item in self.pool.each(_portions(files), work, Lost):
            if isinstance(item, Lost):
                lost.append(item.file)
                continue
            self.counted()
            if isinstance(item, Judged):
                self.counted()
                self._judged[item.read.filed.path] = item
            found.append(item.read if isinstance(item, Judged) else item)
        # Of an archive in which the check of one report ends its process the others are still to be had.
        return [*found, *self.read(lost)]

    def check(self, tasks: Sequence[Task], *, many: bool) -> Iterator[Checked | Unreadable]:
        """Every task done, of few or `many`; what was checked as it should be is not checked again."""
        open_: list[Task] = []
        for task in tasks:
            judged = self._judged.pop(task.filed.path, None)
            if judged is not None and many == self._many and task.same_as(judged.task):
                yield judged.checked
            else:
                open_.append(task)
        work = partial(check_reports, how=self.how, many=many)
        for one in self.pool.each(chunks(open_, lambda _: Path()), work, partial(not_checked, lang=self.how.lang)):
            self.counted()
            yield one


def _portions(files: Sequence[File]) -> Iterator[list[File]]:
    return chunks(files, lambda file: file.path)
