"""Compound files (the container of doc, xls, wps and et): the streams at their top level."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from gikvalidate.read.refusals import Refused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA  # this and all above are marks, not sectors
NOBODY = 0xFFFFFFFF
ENTRY = 128
STREAM, ROOT = 2, 5


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """Streams of the root by name; those inside embedded objects are not seen."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            (shift, mini_shift) = struct.unpack_from("<HH", data, 30)
            (directory,) = struct.unpack_from("<I", data, 48)
            (self._cutoff, mini, _, more, _) = struct.unpack_from("<5I", data, 56)
            if not (7 <= shift <= 16 and mini_shift <= shift):
                raise Refused("damaged", detail="OLE")
            self._sector, self._mini_sector = 1 << shift, 1 << mini_shift
            self._table = self._numbers(self._allocation(more))
            self._entries = list(self._directory(directory))
            self._mini = self._numbers(self._chain(mini))
        except (struct.error, IndexError):
            raise Refused("damaged", detail="OLE") from None
        self._streams = {entry.name: entry for entry in self._top() if entry.kind == STREAM}

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def stream(self, name: str) -> bytes:
        """The bytes of a stream of the root."""
        entry = self._streams[name]
        if entry.size >= self._cutoff:
            return b"".join(self._chain(entry.start))[: entry.size]
        holder = b"".join(self._chain(self._entries[0].start))
        parts = [
            holder[at * self._mini_sector : (at + 1) * self._mini_sector] for at in _follow(self._mini, entry.start)
        ]
        return b"".join(parts)[: entry.size]

    def _at(self, sector: int) -> bytes:
        return self._data[(sector + 1) * self._sector : (sector + 2) * self._sector]

    def _chain(self, start: int) -> Iterator[bytes]:
        return (self._at(sector) for sector in _follow(self._table, start))

    def _numbers(self, sectors: Iterator[bytes]) -> tuple[int, ...]:
        joined = b"".join(sectors)
        return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])

    def _allocation(self, more: int) -> Iterator[bytes]:
        """Sectors of the allocation table: the first are named in the header, others in a chain of their own."""
        listed = list(struct.unpack_from("<109I", self._data, 76))
        seen: set[int] = set()
        while more < END and more not in seen:
            seen.add(more)
            block = self._at(more)
            *here, more = struct.unpack(f"<{self._sector // 4}I", block)
            listed += here
        yield from (self._at(sector) for sector in dict.fromkeys(listed) if sector < END)

    def _directory(self, start: int) -> Iterator[_Entry]:
        joined = b"".join(self._chain(start))
        for at in range(0, len(joined) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", joined, at + 64)
            left, right, child = struct.unpack_from("<3I", joined, at + 68)
            first, size = struct.unpack_from("<II", joined, at + 116)
            name = joined[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield _Entry(name, kind, left, right, child, first, size)

    def _top(self) -> Iterator[_Entry]:
        """Entries directly under the root, which are kept as a search tree."""
        if not self._entries or self._entries[0].kind != ROOT:
            raise Refused("damaged", detail="OLE")
        waiting, seen = [self._entries[0].child], {NOBODY}
        while waiting:
            index = waiting.pop()
            if index in seen or index >= len(self._entries):
                continue
            seen.add(index)
            entry = self._entries[index]
            yield entry
            waiting += [entry.left, entry.right]


def _follow(table: tuple[int, ...], start: int) -> Iterator[int]:
    """The sectors of a chain; one that bites its tail ends there."""
    seen: set[int] = set()
    while start < END and start < len(table) and start not in seen:
        seen.add(start)
        yield start
        start = table[start]
