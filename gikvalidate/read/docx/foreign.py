"""Parts of a Word file in another format (w:altChunk), which Word takes in when it opens the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

from gikvalidate.document import Paragraph, Piece, Table, Unread
from gikvalidate.read.refusals import Refused
from gikvalidate.read.sniff import sniff

LARGEST = 8 << 20
_READERS = {"html": "html", "mht": "mht", "text": "text", "md": "markdown"}


def foreign(data: bytes | None) -> Iterator[Piece]:
    """What stands in such a part; one that is not read, or stands outside the file, is told."""
    if data == b"":
        return
    try:
        if data is None:
            raise Refused("missing")
        if len(data) > LARGEST:
            raise Refused("too_big", limit=LARGEST)
        kind = sniff(data)
        if kind not in _READERS:
            raise Refused("ole")
        found = list(import_module(f"gikvalidate.read.{_READERS[kind]}").blocks(data))
    except Refused:
        yield Unread("part")
        return
    for block in found:
        if isinstance(block, Table):
            yield replace(block, cells=tuple(replace(cell, number=None) for cell in block.cells))
        elif isinstance(block, Paragraph):
            yield replace(block, number=None)
