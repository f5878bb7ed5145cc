"""The files of a night read in several processes, each with limits; one that kills its process costs only itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from gikvalidate.archive.reading import Reading, Task, lost, read_tasks
from gikvalidate.read.chunks import chunks
from gikvalidate.workers import Limits, Pool


def read_all(
    tasks: Iterable[Task], roots: tuple[Path, ...], lang: str, processes: int, limits: Limits | None = None
) -> Iterator[Reading]:
    """Every file, in no particular order; one whose reading ends its process is told as unreadable."""
    with Pool(processes, limits) as pool:
        work = partial(read_tasks, roots=roots, lang=lang)
        yield from pool.each(chunks(tasks, lambda task: task.path), work, lost)
