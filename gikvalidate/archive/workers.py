"""Files read in several processes, each with limits; one that kills its process costs only itself."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from gikvalidate.archive.reading import Reading, Task, lost, read_tasks

# Old office files are converted together, which costs LibreOffice one start.
_CONVERTED = frozenset({".doc", ".wps", ".rtf", ".odt", ".ods"})
_TOGETHER = 20
_CHUNK = 4


@dataclass(frozen=True)
class Limits:
    """What one chunk of files may take: seconds by the clock, bytes of memory for a process."""

    seconds: int = 1800
    memory: int = 8 << 30


def read_all(
    tasks: Iterable[Task], roots: tuple[Path, ...], lang: str, processes: int, limits: Limits | None = None
) -> Iterator[Reading]:
    """Every file, in no particular order; one whose reading ends its process is told as unreadable.

    With no `processes` they are read in this one, without limits.
    """
    if not processes:
        for chunk in _chunks(tasks):
            yield from read_tasks(chunk, roots, lang)
        return
    limits = limits or Limits()
    work = partial(_limited, roots=roots, lang=lang, seconds=limits.seconds)
    waiting = deque(_chunks(tasks))
    while waiting:
        suspects = yield from _until_broken(waiting, work, processes, limits)
        # Whichever of those under way it was, alone it can only break its own process.
        for task in suspects:
            broken = yield from _until_broken(deque([[task]]), work, 1, limits)
            yield from map(lost, broken)


def _until_broken(
    waiting: deque[list[Task]], work: partial[list[Reading]], processes: int, limits: Limits
) -> Generator[Reading, None, list[Task]]:
    """Read what is waiting; when a process is killed, stop and return the files that were under way."""
    under_way: dict[Future[list[Reading]], list[Task]] = {}
    pool = ProcessPoolExecutor(
        min(processes, len(waiting)), multiprocessing.get_context("spawn"), _begin, (limits.memory,)
    )
    suspects: list[Task] = []
    try:
        while waiting or under_way:
            while waiting and len(under_way) < 2 * processes and not suspects:
                chunk = waiting.popleft()
                try:
                    under_way[pool.submit(work, chunk)] = chunk
                except BrokenProcessPool:
                    suspects += chunk
            for future in wait(under_way, return_when=FIRST_COMPLETED).done if under_way else ():
                chunk = under_way.pop(future)
                try:
                    yield from future.result()
                except BrokenProcessPool:
                    suspects += chunk
            if suspects and not under_way:
                break
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return suspects


def _chunks(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    old: list[Task] = []
    others: list[Task] = []
    for task in tasks:
        (old if task.path.suffix.lower() in _CONVERTED else others).append(task)
    for group, size in ((old, _TOGETHER), (others, _CHUNK)):
        remaining = iter(group)
        while chunk := list(islice(remaining, size)):
            yield chunk


def _begin(memory: int) -> None:
    """In a new worker: limit its memory, and let it end when the process that started it was killed."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limited(tasks: Sequence[Task], roots: tuple[Path, ...], lang: str, seconds: int) -> list[Reading]:
    """Read under an alarm clock that ends the process: not even a parser stuck in C code outlives it."""
    try:
        from signal import ITIMER_REAL, SIG_DFL, SIGALRM, setitimer, signal
    except ImportError:  # not on Windows
        return read_tasks(tasks, roots, lang)
    signal(SIGALRM, SIG_DFL)
    setitimer(ITIMER_REAL, seconds)
    try:
        return read_tasks(tasks, roots, lang)
    finally:
        setitimer(ITIMER_REAL, 0)
