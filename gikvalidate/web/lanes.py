"""The processes in which documents are read and rendered: several lanes, one process each.

A document that ends its process, by a fault, its time or its memory, ends only its own lane's, which begins anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from gikvalidate.workers import Limits, Pool

Made = TypeVar("Made")
#: A scan of many pages takes minutes; a process that reads documents has some hundred MiB.
LIMITS = Limits(seconds=600, memory=4 << 30)


class LaneLostError(Exception):
    """The process that worked on it was ended."""


class Lanes:
    """So many tasks at once; the others wait for their turn."""

    def __init__(self, processes: int, limits: Limits = LIMITS) -> None:
        self._free: asyncio.LifoQueue[Pool] = asyncio.LifoQueue()
        for _ in range(processes):
            self._free.put_nowait(Pool(1, limits))

    async def do(self, task: Callable[[], list[Made]]) -> list[Made]:
        """What the task makes, made in another process; raises LaneLostError."""
        lane = await self._free.get()
        work = asyncio.ensure_future(asyncio.to_thread(lambda: list(lane.each([[task]], _done, _lost))))
        work.add_done_callback(lambda ended: self._release(lane, ended))
        # Whoever waits for it may give up; the process is busy until it is done.
        made = await asyncio.shield(work)
        if None in made:
            raise LaneLostError
        return [one for one in made if one is not None]

    def _release(self, lane: Pool, ended: asyncio.Future[list[Made | None]]) -> None:
        self._free.put_nowait(lane)
        if not ended.cancelled():
            ended.exception()  # it was told to whoever waited, if anybody still did


def _done(tasks: Sequence[Callable[[], list[Made]]]) -> list[Made | None]:
    return [made for task in tasks for made in task()]


def _lost(_: object) -> None:
    return None
