"""The same work on an existing dask.distributed cluster, through its futures; its workers may come and go.

The workers need this program, of the same version, and see the files under the same paths. A worker that dies hands
its work on to another; work that ends one worker after the other is told as lost, alone.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from functools import partial
from importlib import import_module
from importlib.metadata import version
from typing import Any, TypeVar

Task = TypeVar("Task")
Made = TypeVar("Made")

_SECONDS_TO_ANSWER = 30
_AT_ONCE = 2  # chunks for each thread of the cluster: one under way, one waiting


class ClusterError(Exception):
    """The cluster cannot be used; `sentence` is (Chinese, English)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.sentence = (zh, en)


class Cluster:
    """The workers at the scheduler's `address`. A chunk of work may take them so many `seconds`.

    Raises ClusterError where no scheduler or worker answers, where they run another version, and when it is lost.
    """

    def __init__(self, address: str, seconds: int) -> None:
        try:
            distributed = import_module("distributed")
        except ImportError as error:
            raise ClusterError(
                '用 --cluster 须安装 distributed：pip install "gikvalidate[cluster]"',
                '--cluster needs distributed: pip install "gikvalidate[cluster]"',
            ) from error
        self._seconds, self._dask = seconds, distributed
        try:
            self._client = distributed.Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"集群 {address} 没有应答：{error}", f"no answer from {address}: {error}") from error
        try:
            self._client.wait_for_workers(1, timeout=_SECONDS_TO_ANSWER)
            self._same_version()
        except TimeoutError as error:
            self._client.close()
            raise ClusterError(f"集群 {address} 没有工作进程", f"no worker at {address}") from error
        except ClusterError:
            self._client.close()
            raise

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def each(
        self,
        chunks: Iterable[Sequence[Task]],
        work: Callable[[Sequence[Task]], list[Made]],
        lost: Callable[[Task], Made],
    ) -> Iterator[Made]:
        """What `work` makes of every task, in no particular order; `lost` of one that ends its workers."""
        limited = partial(_limited, work=work, seconds=self._seconds)
        suspects = yield from self._done(chunks, limited)
        # Whichever of them it was, alone it can only end the worker it is given to.
        for task in suspects:
            broken = yield from self._done([[task]], limited)
            yield from map(lost, broken)

    def _done(
        self, chunks: Iterable[Sequence[Task]], work: Callable[[Sequence[Task]], list[Made]]
    ) -> Generator[Made, None, list[Task]]:
        """Do the chunks; returns the tasks of those that ended more workers than the scheduler lets them."""
        suspects: list[Task] = []
        under_way: dict[Any, Sequence[Task]] = {}
        waiting = deque(chunks)
        done = self._dask.as_completed(loop=self._client.loop)

        def submit() -> None:
            if waiting:
                chunk = waiting.popleft()
                future = self._client.submit(work, chunk, pure=False)
                under_way[future] = chunk
                done.add(future)

        try:
            for _ in range(_AT_ONCE * max(1, sum(self._client.nthreads().values()))):
                submit()
            for future in done:
                chunk = under_way.pop(future)
                submit()
                try:
                    yield from future.result()
                except self._dask.KilledWorker:
                    suspects += chunk
        except (CancelledError, OSError) as error:
            raise ClusterError(f"与集群的连接断了：{error}", f"the cluster was lost: {error}") from error
        finally:
            self._client.cancel(list(under_way))
        return suspects

    def _same_version(self) -> None:
        mine = version("gikvalidate")
        for worker, other in self._client.run(_version, on_error="return").items():
            if other != mine:
                raise ClusterError(
                    f"{worker} 上的 gikvalidate 是 {other}，这里是 {mine}",
                    f"{worker} has gikvalidate {other}, here it is {mine}",
                )


def _version() -> str:
    return version("gikvalidate")


def _limited(tasks: Sequence[Task], work: Callable[[Sequence[Task]], list[Made]], seconds: int) -> list[Made]:
    """Work under an alarm clock that ends the worker: what hangs in C code can be stopped in no other way."""
    alarm = threading.Timer(seconds, os._exit, (1,))
    alarm.daemon = True
    alarm.start()
    try:
        return work(tasks)
    finally:
        alarm.cancel()
