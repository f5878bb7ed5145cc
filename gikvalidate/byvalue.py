"""Small records that many of are sent from process to process: pickled as their class and its values.

A frozen dataclass with slots is otherwise pickled field by field in Python, which takes three times as long. Hundreds
of one class are pickled as columns, which takes less again.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

_Record = TypeVar("_Record", bound=type)


def by_value(record: _Record) -> _Record:
    """The class, pickled by its values."""
    values: Callable[[Any], tuple[Any, ...]] = attrgetter(*(each.name for each in fields(record)))

    def reduce(self: Any) -> tuple[_Record, tuple[Any, ...]]:
        return record, values(self)

    setattr(record, "__reduce__", reduce)  # noqa: B010
    return record


Columns = tuple[tuple[Any, ...], ...]
_One = TypeVar("_One")


def columns(record: type, many: Iterable[Any]) -> Columns:
    """The values of many records of a class, field by field."""
    return tuple(zip(*map(_slots(record)[0], many), strict=True))


def from_columns(record: type[_One], values: Columns) -> tuple[_One, ...]:
    """The records again."""
    if not values:
        return ()
    found = tuple([record.__new__(record) for _ in values[0]])
    every: type = record
    for put, column in zip(_slots(every)[1], values, strict=True):
        deque(map(put, found, column), 0)
    return found


@lru_cache(maxsize=16)
def _slots(record: type) -> tuple[Callable[[Any], tuple[Any, ...]], list[Callable[[Any, Any], None]]]:
    names = [each.name for each in fields(record)]
    return attrgetter(*names), [getattr(record, name).__set__ for name in names]


@lru_cache(maxsize=256)
def packed(common: tuple[Any, ...]) -> bytes:
    """What many records have in common, ready to be sent."""
    return pickle.dumps(common, pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=256)
def unpacked(common: bytes) -> tuple[Any, ...]:
    """The same again, made once for all that have it in common."""
    found: tuple[Any, ...] = pickle.loads(common)
    return found
