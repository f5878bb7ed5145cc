"""Files in portions that are read together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

# Old office files are converted together, which costs LibreOffice one start.
_CONVERTED = frozenset({".doc", ".wps", ".rtf", ".odt", ".ods"})
_TOGETHER = 20
_OTHERS = 4
# In bytes; a scan takes seconds, which the other processes would stand by if it came last.
_LARGE = 1 << 20

Task = TypeVar("Task")


def chunks(tasks: Iterable[Task], path_of: Callable[[Task], Path]) -> Iterator[list[Task]]:
    """The tasks in portions for one process each; large files come first and alone."""
    old: list[Task] = []
    others: list[Task] = []
    large: list[tuple[int, Task]] = []
    for task in tasks:
        path = path_of(task)
        if path.suffix.lower() in _CONVERTED:
            old.append(task)
        elif (size := _size(path)) >= _LARGE:
            large.append((size, task))
        else:
            others.append(task)
    large.sort(key=itemgetter(0), reverse=True)
    for group, size in (([task for _, task in large], 1), (old, _TOGETHER), (others, _OTHERS)):
        remaining = iter(group)
        while chunk := list(islice(remaining, size)):
            yield chunk


def _size(path: Path) -> int:
    """What is gone by now is told by whoever reads it."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
