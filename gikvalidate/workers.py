"""Work in several processes, each with limits; what kills its process costs only itself."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from gikvalidate.alongside import CAN_BE_COPIED, copied
from gikvalidate.lasting import collect_seldom

Task = TypeVar("Task")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Limits:
    """What one chunk of tasks may take: seconds by the clock, bytes of memory for a process."""

    seconds: int = 1800
    memory: int = 8 << 30


class Workers(Protocol):
    """Whoever does the work: processes of this machine, or a cluster of them."""

    def each(
        self,
        chunks: Iterable[Sequence[Task]],
        work: Callable[[Sequence[Task]], list[Made]],
        lost: Callable[[Task], Made],
    ) -> Iterator[Made]:
        """What `work` makes of every task, in no particular order; `lost` of one that ends its process."""


class Pool:
    """Some processes that live on from one kind of work to the next, so that what they know stays known.

    With no `processes` the work is done in this one, without limits. As `copies` they know from the beginning what this
    process knows when the first work comes, where a process can be copied safely; else they start with nothing.
    """

    def __init__(self, processes: int, limits: Limits | None = None, *, copies: bool = False) -> None:
        self._processes = processes
        self._limits = limits or Limits()
        self._copies = copies
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def get_ready(self, prepare: Callable[[], object]) -> None:
        """Begin the processes and let them `prepare` while this one goes on; with work to come, not waited for."""
        for _ in range(self._processes):
            self._submitted(prepare)

    def each(
        self,
        chunks: Iterable[Sequence[Task]],
        work: Callable[[Sequence[Task]], list[Made]],
        lost: Callable[[Task], Made],
    ) -> Iterator[Made]:
        """What `work` makes of every task, in no particular order; `lost` of one that ends its process."""
        if not self._processes:
            for chunk in chunks:
                yield from work(chunk)
            return
        limited = partial(_limited, work=work, seconds=self._limits.seconds)
        waiting = deque(chunks)
        while waiting:
            suspects = yield from self._until_broken(waiting, limited, 2 * self._processes)
            # Whichever of those under way it was, alone it can only break its own process.
            for task in suspects:
                broken = yield from self._until_broken(deque([[task]]), limited, 1)
                yield from map(lost, broken)

    def _until_broken(
        self, waiting: deque[Sequence[Task]], work: Callable[[Sequence[Task]], list[Made]], at_once: int
    ) -> Generator[Made, None, list[Task]]:
        """Do what is waiting; when a process is killed, stop and return the tasks that were under way."""
        under_way: dict[Future[list[Made]], Sequence[Task]] = {}
        suspects: list[Task] = []
        while waiting or under_way:
            while waiting and len(under_way) < at_once and not suspects:
                chunk = waiting.popleft()
                try:
                    under_way[self._submitted(work, chunk)] = chunk
                except BrokenProcessPool:
                    suspects += chunk
            for future in wait(under_way, return_when=FIRST_COMPLETED).done if under_way else ():
                chunk = under_way.pop(future)
                try:
                    yield from future.result()
                except BrokenProcessPool:
                    suspects += chunk
            if suspects and not under_way:
                self._close()
                break
        return suspects

    def _submitted(self, work: Callable[..., Made], *arguments: object) -> Future[Made]:
        if self._executor is not None:
            return self._executor.submit(work, *arguments)
        # A thread would be copied as it stands, with whatever lock it holds.
        start = "fork" if self._copies and CAN_BE_COPIED and threading.active_count() == 1 else "spawn"
        context = multiprocessing.get_context(start)
        self._executor = ProcessPoolExecutor(self._processes, context, _begin, (self._limits.memory,))
        with copied():
            return self._executor.submit(work, *arguments)

    def _close(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None


def default_processes() -> int:
    """As many as this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(memory: int) -> None:
    """In a new worker: limit its memory, and let it end when the process that started it was killed."""
    collect_seldom()
    # What a copy was given stays, and whatever is looked through is copied for good.
    gc.freeze()
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


def _limited(tasks: Sequence[Task], work: Callable[[Sequence[Task]], list[Made]], seconds: int) -> list[Made]:
    """Work under an alarm clock that ends the process: not even a parser stuck in C code outlives it."""
    try:
        from signal import ITIMER_REAL, SIG_DFL, SIGALRM, setitimer, signal
    except ImportError:  # not on Windows
        return work(tasks)
    signal(SIGALRM, SIG_DFL)
    setitimer(ITIMER_REAL, seconds)
    try:
        return work(tasks)
    finally:
        setitimer(ITIMER_REAL, 0)
