"""The bytes of a file on disk, within limits."""

from __future__ import annotations

import stat
from pathlib import Path

from gikvalidate.read.refusals import Refused

MEBIBYTE = 1 << 20
LIMIT = 64 * MEBIBYTE


def size(path: Path) -> int:
    """The size of a regular file; anything else is refused."""
    try:
        status = path.stat()
    except FileNotFoundError:
        raise Refused("missing") from None
    except (OSError, ValueError) as error:
        raise _denied(error) from None
    if stat.S_ISDIR(status.st_mode):
        raise Refused("folder")
    if not stat.S_ISREG(status.st_mode):
        raise Refused("special")
    return status.st_size


def load(path: Path) -> bytes:
    """The whole file."""
    if size(path) > LIMIT:
        raise Refused("too_big", limit=LIMIT // MEBIBYTE)
    try:
        with path.open("rb") as file:
            return bounded(file.read(LIMIT + 1))
    except FileNotFoundError:
        raise Refused("missing") from None
    except OSError as error:
        raise _denied(error) from None


def head(path: Path, length: int) -> bytes:
    """The first bytes of a file."""
    try:
        with path.open("rb") as file:
            return file.read(length)
    except OSError as error:
        raise _denied(error) from None


def bounded(data: bytes) -> bytes:
    """The same bytes, if there are some and not too many."""
    if len(data) > LIMIT:
        raise Refused("too_big", limit=LIMIT // MEBIBYTE)
    if not data:
        raise Refused("empty")
    return data


def _denied(error: OSError | ValueError) -> Refused:
    return Refused("denied", detail=getattr(error, "strerror", None) or error)
