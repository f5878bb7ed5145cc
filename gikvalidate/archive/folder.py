"""What lies in the archive's folder, told from what was read of it before."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

#: What the readers know, by suffix; other files are counted and left alone.
SUFFIXES = frozenset(
    {".doc", ".docm", ".docx", ".et", ".htm", ".html", ".jpeg", ".jpg", ".markdown", ".md", ".mht", ".mhtml"}
    | {".odt", ".ods", ".pdf", ".png", ".rtf", ".shtml", ".tif", ".tiff", ".txt", ".wps", ".xls", ".xlsm", ".xlsx"}
    | {".zip"}
)


class Stamp(NamedTuple):
    """What a file system tells of a file without opening it; `changed` is in nanoseconds."""

    size: int
    changed: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        # Windows counts inodes over 63 bits.
        return cls(status.st_size, status.st_mtime_ns, status.st_ino & (2**63 - 1))


class Known(NamedTuple):
    """What the store knows of a file: the stamp it had and the hash of its content, read under which rules."""

    stamp: Stamp
    hash: str | None
    rules: str
    engine: str
    retry: bool


@dataclass
class Listing:
    """The files of a folder by their names below it; `closed` are folders that could not be looked into."""

    files: dict[str, tuple[str, Stamp]] = field(default_factory=dict)
    ignored: int = 0
    closed: list[str] = field(default_factory=list)


def listing(root: Path) -> Listing:
    """Every file below `root` that a reader may know; raises OSError if `root` itself cannot be looked into."""
    found = Listing()
    with os.scandir(root):
        pass
    pending = [str(root)]
    above = len(os.path.join(root, ""))  # noqa: PTH118 - the length of a name, for each of very many files
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                pending += sorted(_files(entries, above, found), reverse=True)
        except OSError:
            found.closed.append(_name(folder, above) or ".")
    return found


def _files(entries: Iterator[os.DirEntry[str]], above: int, found: Listing) -> Iterator[str]:
    """Note the files of one folder, give its folders; links to folders could lead round in a circle."""
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield entry.path
        elif entry.name[entry.name.rfind(".") :].lower() not in SUFFIXES:
            found.ignored += 1
        else:
            try:
                found.files[_name(entry.path, above)] = entry.path, Stamp.of(entry.stat())
            except OSError:  # it went while we looked, or is a link to nothing
                found.ignored += 1


def _name(path: str, above: int) -> str:
    """The path below the root with / between its parts, fit for a database whatever bytes a name is made of."""
    below = path[above:].replace(os.sep, "/")
    return below.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace("\0", "?")


def is_settled(stamp: Stamp, known: Known, rules: str, engine: str) -> bool:
    """Whether nothing about a file could have changed since it was read."""
    return known.stamp == stamp and (known.rules, known.engine) == (rules, engine) and not known.retry


def missing(found: Listing, known: Mapping[str, Known]) -> list[str]:
    """Files that are known and no longer there; nothing is said of what lies in a folder that is closed."""
    closed = tuple("" if name == "." else f"{name}/" for name in found.closed)
    return [name for name in known if name not in found.files and not name.startswith(closed or ("\0",))]
