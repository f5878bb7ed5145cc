"""What was handed in: whose it is, how far it is, and when it is deleted."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from starlette.datastructures import UploadFile

from gikvalidate.web.asked import Asked, Explanation, Known
from gikvalidate.web.lanes import LaneLostError, Lanes
from gikvalidate.web.tasks import Lost, Read, Summary
from gikvalidate.web.uploads import stored
from gikvalidate.web.words import WORDS


@dataclass
class Report:
    """One report of a job by its place among the uploads, with what its reader has done about it so far."""

    place: tuple[int, int]
    summary: Summary
    edits: dict[str, str] = field(default_factory=dict)
    explanations: dict[str, Explanation] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return "{}-{}".format(*self.place)

    @property
    def asked(self) -> Asked:
        """What a task needs to know of it."""
        return Asked(self.summary.report, self.summary.prior, dict(self.edits), dict(self.explanations))


@dataclass
class Job:
    """Files that were handed in together, by whoever holds the `owner` cookie."""

    id: str
    owner: str
    lang: str
    folder: Path
    uploads: Sequence[Path]
    priors: Sequence[Path]
    touched: float = field(default_factory=time.monotonic)
    done: int = 0
    finished: bool = False
    reports: list[Report] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    work: asyncio.Task[None] | None = None

    def report(self, id: str) -> Report | None:
        return next((report for report in self.reports if report.id == id), None)


class FullError(Exception):
    """There is no room for more uploads at the moment."""


class Jobs:
    """All jobs of a server; each is kept `keep` seconds unlooked at, and all of them hold `room` bytes at most."""

    def __init__(self, folder: Path, lanes: Lanes, roots: tuple[Path, ...], keep: float, room: int) -> None:
        self._folder = folder
        self._lanes = lanes
        self._roots = roots
        self.keep = keep
        self._room = room
        self._jobs: dict[str, Job] = {}

    def stored(self, files: Sequence[UploadFile], priors: Sequence[UploadFile]) -> tuple[Path, list[Path], list[Path]]:
        """A new folder with these files in it, and where they lie; raises FullError."""
        folder = self._folder / secrets.token_hex(16)
        try:
            if _held(self._folder) >= self._room:
                raise FullError
            for inner in ("in", "prior", "kept"):
                (folder / inner).mkdir(parents=True, mode=0o700)
            return folder, stored(files, folder / "in"), stored(priors, folder / "prior")
        except OSError:  # the disk is full
            shutil.rmtree(folder, ignore_errors=True)
            raise FullError from None

    def begin(self, owner: str, lang: str, folder: Path, uploads: Sequence[Path], priors: Sequence[Path]) -> Job:
        """Start to check what lies in the folder."""
        job = Job(folder.name, owner, lang, folder, uploads, priors)
        self._jobs[job.id] = job
        job.work = asyncio.create_task(self._check(job))
        return job

    def of(self, owner: str, id: str) -> Job | None:
        """The job, if it is this owner's."""
        job = self._jobs.get(id)
        if job is None or not secrets.compare_digest(job.owner, owner):
            return None
        job.touched = time.monotonic()
        return job

    def mine(self, owner: str) -> list[Job]:
        """The owner's jobs, the latest first."""
        return [job for job in reversed(self._jobs.values()) if secrets.compare_digest(job.owner, owner)]

    def drop(self, job: Job) -> None:
        """Forget a job and delete its files."""
        self._jobs.pop(job.id, None)
        if job.work is not None:
            job.work.cancel()
        shutil.rmtree(job.folder, ignore_errors=True)

    async def expire(self) -> None:
        """For as long as the server runs: drop what nobody has looked at for long."""
        while True:
            await asyncio.sleep(min(self.keep, 30))
            limit = time.monotonic() - self.keep
            for job in [job for job in self._jobs.values() if job.touched < limit]:
                self.drop(job)

    async def _check(self, job: Job) -> None:
        priors: list[Known] = []
        for found in await asyncio.gather(*(self._read(job, path, n, ()) for n, path in enumerate(job.priors))):
            priors += [item.report for item in found if isinstance(item, Summary)]
            job.lost += [item for item in found if isinstance(item, Lost)]
        await asyncio.gather(*(self._told(job, path, number, priors) for number, path in enumerate(job.uploads)))
        job.finished = True

    async def _told(self, job: Job, upload: Path, number: int, priors: Sequence[Known]) -> None:
        """Read an upload and put its reports where they were handed in, whichever is read first."""
        for inner, item in enumerate(await self._read(job, upload, number, priors)):
            if isinstance(item, Summary):
                job.reports.append(Report((number, inner), item))
            else:
                job.lost.append(item)
        job.reports.sort(key=lambda report: report.place)
        job.done += 1

    async def _read(self, job: Job, upload: Path, number: int, priors: Sequence[Known]) -> list[Summary | Lost]:
        kept = job.folder / "kept" / f"{upload.parent.parent.name}-{number}"
        try:
            return await self._lanes.do(Read(upload, kept, priors, self._roots, job.lang))
        except LaneLostError:
            return [Lost(upload.name, WORDS[job.lang]["lane_lost"])]
        except Exception as error:  # a fault of ours in one file must not cost the others
            return [Lost(upload.name, WORDS[job.lang]["fault"].format(type(error).__name__))]


def _held(folder: Path) -> int:
    """Bytes of all files under a folder, from which others may delete meanwhile."""
    held = 0
    for file in folder.rglob("*"):
        with suppress(FileNotFoundError):
            held += file.stat().st_size
    return held
