"""The docx as a package: parts inflated within limits, parsed without entities, found by their relations."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from gikvalidate.read.refusals import Refused

ENTRIES = 5_000
PART = 100 << 20
TOTAL = 300 << 20
RATIO = 200
# Small parts of few different characters may honestly be pressed very hard.
RATIO_FROM = 8 << 20
CHUNK = 1 << 20

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"


class Package:
    """Parts by name; a missing part is None, a dangerous or broken one is refused."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Refused("damaged", detail="zip") from None
        entries = self._zip.infolist()
        if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > TOTAL:
            raise Refused("bomb")
        self._entries = {entry.filename: entry for entry in entries}
        self._left = TOTAL
        self._relations: dict[str, list[tuple[str, str, str]]] = {}

    def main(self) -> str:
        """The name of the document part."""
        return next(self.related("", "officeDocument"), "word/document.xml")

    def related(self, part: str, kind: str) -> Iterator[str]:
        """Names of the parts that a part points to, by the last word of the relation's type."""
        return (target for _, found, target in self._of(part) if found == kind)

    def ids(self, part: str) -> dict[str, str]:
        """Relation ids of a part with the parts they name."""
        return {key: target for key, _, target in self._of(part)}

    def xml(self, name: str) -> etree._Element | None:
        """The root element of a part."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        content = self._inflate(entry)
        if b"purl.oclc.org" in content:
            content = _STRICT.sub(_TRANSITIONAL, content)
        if b"<!DOCTYPE" in content:
            raise Refused("doctype")
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise Refused("too_deep" if "depth" in str(error) else "damaged", detail=name) from None
        if getattr(root.getroottree().docinfo, "doctype", ""):
            # Written in another encoding, it is only seen once parsed.
            raise Refused("doctype")
        return root

    def _of(self, part: str) -> list[tuple[str, str, str]]:
        """Id, kind and target of every relation that stays inside the package; others are never followed."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            root = self.xml(posixpath.join(folder, "_rels", name + ".rels"))
            self._relations[part] = [
                (element.get("Id", ""), element.get("Type", "").rpartition("/")[2], _inside(folder, element))
                for element in (() if root is None else root.iter(RELATIONS))
                if element.get("TargetMode") != "External"
            ]
        return self._relations[part]

    def _inflate(self, entry: zipfile.ZipInfo) -> bytes:
        """Inflate a part; what the directory says of its size is checked, not believed."""
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
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise Refused("damaged", detail=entry.filename) from None
        self._left -= size
        return b"".join(chunks)


def _pressed(size: int, compressed: int) -> bool:
    return size > RATIO_FROM and size > RATIO * max(compressed, 1)


def _inside(folder: str, element: etree._Element) -> str:
    target = element.get("Target", "")
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
