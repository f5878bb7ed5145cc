"""What YAML said when it was last parsed, kept in the user's cache: parsing is a third of what it takes to begin.

A file of the same bytes says the same, so nothing here can be out of date. Whatever is wrong with the cache (it cannot
be read or written, or holds something else), the files are parsed as if there were none.
"""

from __future__ import annotations

import atexit
import json
import os
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import yaml

#: The environment variable for the folder of the cache; set to nothing, none is kept.
CACHE_VARIABLE = "GIKVALIDATE_CACHE"
#: What the first line of the file says; another reader or parser may understand a file differently.
_HEAD = f"gikvalidate 1, PyYAML {yaml.__version__}".encode()
#: So many bytes begin each line.
_DIGEST = 32
#: Bytes; a larger cache is begun anew with what the process at hand has read.
_LARGEST = 8 << 20


class Cache:
    """Digest of a file → its content as JSON, a line each, in one file; written when the process ends, if it grew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines: dict[bytes, bytes] = {}
        self._asked: set[bytes] = set()
        self._grown = False
        with suppress(OSError):
            head, *lines = path.read_bytes().split(b"\n")
            if head == _HEAD:
                self._lines = {line[:_DIGEST]: line for line in lines}

    def content(self, raw: bytes) -> Any:
        """What a file of these bytes says; None where that is not known."""
        digest = _digest(raw)
        self._asked.add(digest)
        with suppress(KeyError, ValueError, RecursionError):
            return json.loads(self._lines[digest][_DIGEST:].decode())
        return None

    def keep(self, raw: bytes, content: Any) -> None:
        """Keep what a file of these bytes says: mappings, lists and texts."""
        if not self._grown:
            self._grown = True
            atexit.register(self.write)
        digest, written = _digest(raw), json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        self._lines[digest] = digest + b" " + written.encode()

    def write(self) -> None:
        """All of it in place of what was there; where that cannot be, nothing."""
        if sum(map(len, self._lines.values())) > _LARGEST:
            self._lines = {digest: self._lines[digest] for digest in self._asked & self._lines.keys()}
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            written = self.path.with_name(f"{self.path.name}-{os.getpid()}")
            try:
                written.write_bytes(b"\n".join((_HEAD, *self._lines.values())))
                written.replace(self.path)
            finally:
                written.unlink(missing_ok=True)


@cache
def of_the_user() -> Cache | None:
    """The cache of who runs this; None where there is to be none."""
    named = os.environ.get(CACHE_VARIABLE)
    if named == "":
        return None
    try:
        folder = Path(named or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # nobody's home
        return None
    return Cache(folder / "gikvalidate" / "parsed")


def _digest(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=_DIGEST // 2).hexdigest().encode()
