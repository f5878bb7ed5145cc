"""Files in portions that are read together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

# Old office files are converted together, which costs LibreOffice one start.
_CONVERTED = frozenset({".doc", ".wps", ".rtf", ".odt", ".ods"})
_TOGETHER = 20
_OTHERS = 4

Task = TypeVar("Task")


def chunks(tasks: Iterable[Task], path_of: Callable[[Task], Path]) -> Iterator[list[Task]]:
    """The tasks in portions for one process each."""
    old: list[Task] = []
    others: list[Task] = []
    for task in tasks:
        (old if path_of(task).suffix.lower() in _CONVERTED else others).append(task)
    for group, size in ((old, _TOGETHER), (others, _OTHERS)):
        remaining = iter(group)
        while chunk := list(islice(remaining, size)):
            yield chunk
