"""Office Open XML packages (docx, xlsx): parts parsed without entities, found by their relations."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from gikvalidate.read.refusals import Refused
from gikvalidate.read.zips import Zip

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"


class Package:
    """Parts by name; a missing part is None, a dangerous or broken one is refused."""

    def __init__(self, data: bytes) -> None:
        self._zip = Zip(data)
        self._relations: dict[str, list[tuple[str, str, str]]] = {}

    def main(self, usual: str = "word/document.xml") -> str:
        """The name of the part all others hang on."""
        return next(self.related("", "officeDocument"), usual)

    def related(self, part: str, kind: str) -> Iterator[str]:
        """Names of the parts that a part points to, by the last word of the relation's type."""
        return (target for _, found, target in self._of(part) if found == kind)

    def ids(self, part: str) -> dict[str, str]:
        """Relation ids of a part with the parts they name."""
        return {key: target for key, _, target in self._of(part)}

    def xml(self, name: str) -> etree._Element | None:
        """The root element of a part."""
        content = self.content(name)
        return None if content is None else parsed(name, content)

    def content(self, name: str) -> bytes | None:
        """A part as it is."""
        entry = self._zip.entries.get(name)
        return None if entry is None else self._zip.inflate(entry)

    def holds(self, name: str) -> bool:
        return name in self._zip.entries

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Every part, inflated."""
        return ((entry.filename, self._zip.inflate(entry)) for entry in self._zip.list)

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


def parsed(name: str, content: bytes) -> etree._Element:
    """The root element of a part, the strict flavour of the format as the usual one."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
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


def _inside(folder: str, element: etree._Element) -> str:
    target = element.get("Target", "")
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
