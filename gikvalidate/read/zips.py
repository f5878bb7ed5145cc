"""Zip files within limits, whatever is packed in them: how many entries, how large, how hard they are pressed."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import BinaryIO

from gikvalidate.read.refusals import Refused

ENTRIES = 5_000
PART = 100 << 20
TOTAL = 300 << 20
RATIO = 200
# Small parts of few different characters may honestly be pressed very hard.
RATIO_FROM = 8 << 20
CHUNK = 1 << 20
#: What zipfile raises at bytes that are no zip file, and besides at an entry that cannot be inflated.
NO_ZIP = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError)
_NO_ENTRY = (*NO_ZIP, zlib.error, RuntimeError)


class Zip:
    """Entries by name, each inflated when asked for; all inflation of one file counts towards one total."""

    def __init__(self, file: bytes | BinaryIO, total: int = TOTAL) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file)
        except NO_ZIP:
            raise Refused("damaged", detail="zip") from None
        self.list = self._zip.infolist()
        if len(self.list) > ENTRIES or sum(entry.file_size for entry in self.list) > total:
            raise Refused("bomb")
        self.entries = {entry.filename: entry for entry in self.list}
        self._left = total

    def inflate(self, entry: zipfile.ZipInfo) -> bytes:
        """Inflate an entry; what the directory says of its size is checked, not believed."""
        if entry.flag_bits & 1:
            raise Refused("encrypted")
        limit = min(PART, self._left)
        if entry.file_size > limit or _pressed(entry.file_size, entry.compress_size):
            raise Refused("bomb")
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > limit or _pressed(size, entry.compress_size):
                        raise Refused("bomb")
                    chunks.append(chunk)
        except _NO_ENTRY:
            raise Refused("damaged", detail=entry.filename) from None
        finally:
            self._left -= size
        return b"".join(chunks)


def _pressed(size: int, compressed: int) -> bool:
    return size > RATIO_FROM and size > RATIO * max(compressed, 1)
