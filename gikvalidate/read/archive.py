"""Zip files of reports: their members one by one, safely named, nothing ever written to disk."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gikvalidate.document import DocumentError
from gikvalidate.read.files import LIMIT, MEBIBYTE, bounded, size
from gikvalidate.read.refusals import Refused
from gikvalidate.read.sniff import ZIP, sniff
from gikvalidate.read.zips import Zip

MEMBERS = 2_000
# All members together, inflated.
TOTAL = 1 << 30
INNER = 256 * MEBIBYTE
#: The archive itself, as it is packed.
LARGEST = 512 * MEBIBYTE
UTF8_NAME = 0x800

_JUNK = re.compile(r"__MACOSX|\..*|~\$.*|Thumbs\.db|desktop\.ini", re.I)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u0080-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, named archive.zip/folder/name, with its bytes or the reason why they are not had."""

    path: Path
    content: bytes | DocumentError


def is_archive(data: bytes, refusal: Refused) -> bool:
    """Whether what was refused is a zip of files; a rar or an empty zip is an archive too, but none that is read."""
    return refusal.name == "archive" and data.startswith(ZIP)


def members(path: Path | str) -> Iterator[Member]:
    """Every file in the archive at `path` and in the archives it holds; one that is refused never stops the others."""
    path = Path(path)
    try:
        if size(path) > LARGEST:
            raise Refused("too_big", limit=LARGEST // MEBIBYTE)
        with path.open("rb") as file:
            yield from _members(path, Zip(file, TOTAL), nested=False)
    except OSError as error:
        raise Refused("denied", detail=error.strerror or error).at(path) from None
    except Refused as refusal:
        raise refusal.at(path) from None


def _members(outer: Path, packed: Zip, nested: bool) -> Iterator[Member]:
    entries = [(entry, _name(entry)) for entry in packed.list if not entry.is_dir()]
    entries = [(entry, name) for entry, name in entries if not _is_junk(name)]
    if len(entries) > MEMBERS:
        raise Refused("too_many_members", limit=MEMBERS)
    for entry, name in entries:
        path = outer / _shown(name)
        try:
            yield from _member(path, _content(packed, entry, name), nested)
        except Refused as refusal:
            yield Member(path, refusal.at(path))


def _member(path: Path, content: bytes, nested: bool) -> Iterator[Member]:
    try:
        sniff(content)
    except Refused as refusal:
        if is_archive(content, refusal):
            if nested:
                raise Refused("nested_archive") from None
            yield from _members(path, Zip(content, INNER), nested=True)
            return
    # Whatever else is refused is refused again where it is read.
    yield Member(path, content)


def _content(packed: Zip, entry: zipfile.ZipInfo, name: str) -> bytes:
    if not _is_safe(name):
        raise Refused("unsafe_name")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused("special")
    if entry.file_size > LIMIT:
        raise Refused("too_big", limit=LIMIT // MEBIBYTE)
    return bounded(packed.inflate(entry))


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: without the mark for UTF-8 it is read as code page 437, while Windows wrote GBK."""
    name = entry.orig_filename
    if not entry.flag_bits & UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for charset in ("utf-8", "gb18030"):
            try:
                name = raw.decode(charset)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _is_junk(name: str) -> bool:
    """What file managers and office programs leave behind; .. is no dot file."""
    return any(_JUNK.fullmatch(part) and set(part) != {"."} for part in name.split("/"))


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return (
        bool(name) and not name.startswith("/") and ".." not in parts and ":" not in name and not _UNSAFE.search(name)
    )


def _shown(name: str) -> str:
    """A name that can be printed and leads nowhere."""
    parts = (part.replace(":", "_") for part in PurePosixPath(_UNSAFE.sub("?", name)).parts)
    return "/".join("__" if part == ".." else part for part in parts if part not in ("/", "//")) or "?"
