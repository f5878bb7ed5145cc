"""What was worked out before from the same bytes, kept in the user's cache.

The same bytes say the same, so nothing here can be out of date. Whatever is wrong with a cache (it cannot be read or
written, or holds something else), all is worked out as if there were none.
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

#: The environment variable for the folder of the caches; set to nothing, none is kept.
CACHE_VARIABLE = "GIKVALIDATE_CACHE"
#: So many bytes begin each line.
_DIGEST = 32
#: Bytes; a larger cache is begun anew with what the process at hand has asked for.
_LARGEST = 2 << 20


class Cache:
    """Digest of some bytes → what they say as JSON, a line each, in one file; written as the process ends, if it grew.

    The first line is its `head`: who works it out otherwise begins anew.
    """

    def __init__(self, path: Path, head: bytes) -> None:
        self.path = path
        self.head = head
        self._lines: dict[bytes, bytes] = {}
        self._asked: set[bytes] = set()
        self._grown = False
        with suppress(OSError):
            found, *lines = path.read_bytes().split(b"\n")
            if found == head:
                self._lines = {line[:_DIGEST]: line for line in lines}

    def content(self, raw: bytes) -> Any:
        """What these bytes say; None where that is not known."""
        digest = _digest(raw)
        self._asked.add(digest)
        with suppress(KeyError, ValueError, RecursionError):
            return json.loads(self._lines[digest][_DIGEST:].decode())
        return None

    def keep(self, raw: bytes, content: Any) -> None:
        """Keep what these bytes say: mappings, lists, texts and numbers."""
        if not self._grown:
            self._grown = True
            atexit.register(self.write)
        digest, written = _digest(raw), json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        self._asked.add(digest)
        self._lines[digest] = digest + b" " + written.encode()

    def write(self) -> None:
        """All of it in place of what was there; where that cannot be, nothing."""
        if sum(map(len, self._lines.values())) > _LARGEST:
            self._lines = {digest: self._lines[digest] for digest in self._asked & self._lines.keys()}
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            written = self.path.with_name(f"{self.path.name}-{os.getpid()}")
            try:
                written.write_bytes(b"\n".join((self.head, *self._lines.values())))
                written.replace(self.path)
            finally:
                written.unlink(missing_ok=True)


@cache
def of_the_user(name: str, head: bytes) -> Cache | None:
    """A cache of who runs this; None where there is to be none."""
    named = os.environ.get(CACHE_VARIABLE)
    if named == "":
        return None
    try:
        folder = Path(named or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # nobody's home
        return None
    return Cache(folder / "gikvalidate" / name, head)


def _digest(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=_DIGEST // 2).hexdigest().encode()
