"""Word comments put into a Word file that is otherwise left as it is: every other part byte for byte.

Comments stand in a part of their own; the text holds only where each begins and ends. A run is split where words
begin or end inside it, and keeps its properties; inside a link, a tracked change or a content control nothing is
split, and the whole of it is marked.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from gikvalidate.anchors import WordAnchor
from gikvalidate.reports.wording import AUTHOR

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_P, _R, _RPR, _PPR, _T, _BODY, _ID = (f"{{{_W}}}{name}" for name in ("p", "r", "rPr", "pPr", "t", "body", "id"))
_START, _END, _REFERENCE = (f"{{{_W}}}comment{name}" for name in ("RangeStart", "RangeEnd", "Reference"))


class NotAnnotatableError(Exception):
    """The file is no Word file of the usual flavour, so nothing can be put into it."""


@dataclass(frozen=True)
class Comment:
    """What is said, line by line, and where; without an anchor it stands at the beginning of the document."""

    anchor: WordAnchor | None
    lines: Sequence[str]


def annotated(data: bytes, comments: Sequence[Comment]) -> bytes:
    """The same Word file with these comments behind those it has; raises NotAnnotatableError."""
    if not comments:
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            parts = {name: source.read(name) for name in ("[Content_Types].xml", "_rels/.rels")}
            main = _main(parts["_rels/.rels"])
            relations = _relations_of(main)
            for name in (main, relations):
                if name in source.namelist():
                    parts[name] = source.read(name)
            changed = _changed(parts, main, relations, comments, source)
            return _repacked(source, changed)
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError, StopIteration):
        raise NotAnnotatableError from None


def _changed(
    parts: dict[str, bytes], main: str, relations: str, comments: Sequence[Comment], source: zipfile.ZipFile
) -> dict[str, bytes]:
    """The parts that change: the text, the comments, and where they are new what says that there are some."""
    root = _parsed(parts[main])
    if root.find(_BODY) is None:
        raise NotAnnotatableError
    known = _parsed(parts.get(relations, f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()))
    target = next((r.get("Target", "") for r in known if r.get("Type") == f"{_RELATION}/comments"), None)
    changed: dict[str, bytes] = {}
    if target is None:
        part = _free(posixpath.join(posixpath.dirname(main), "comments{}.xml"), source)
        _relate(known, posixpath.basename(part))
        changed[relations] = _written(known)
        changed["[Content_Types].xml"] = _written(_declared(_parsed(parts["[Content_Types].xml"]), part))
        holder = etree.Element(f"{{{_W}}}comments", nsmap={"w": _W})
    else:
        part = posixpath.normpath(posixpath.join("/", posixpath.dirname(main), target)).lstrip("/")
        holder = _parsed(source.read(part))
    first = max((int(element.get(_ID, "-1")) for element in _with_ids(holder, root)), default=-1) + 1
    text = _Text(root)
    for number, comment in enumerate(comments, start=first):
        text.mark(comment.anchor, str(number))
        holder.append(_comment(str(number), comment.lines))
    return {**changed, part: _written(holder), main: _written(root)}


def _with_ids(holder: etree._Element, root: etree._Element) -> list[etree._Element]:
    every = [*holder, *root.iter(_START, _END, _REFERENCE)]
    return [element for element in every if (element.get(_ID) or "").isdecimal()]


class _Text:
    """The text of the main part while ranges are put into it; elements are counted as they stood at first."""

    def __init__(self, root: etree._Element) -> None:
        self._paragraphs = list(root.iter(_P))
        # Each w:t, cut into pieces that begin at these offsets.
        self._texts = [[(0, element)] for element in root.iter(_T)]
        if not self._paragraphs:
            raise NotAnnotatableError

    def mark(self, anchor: WordAnchor | None, number: str) -> None:
        """Let a comment begin and end at the anchor."""
        paragraph = self._paragraphs[anchor.paragraph if anchor else 0]
        first = last = None
        if anchor and anchor.start and anchor.end:
            first = self._cut(paragraph, *anchor.start, before=True)
            last = self._cut(paragraph, *anchor.end, before=False)
        if first is None or last is None or paragraph.index(first) > paragraph.index(last):
            content = [child for child in paragraph if child.tag != _PPR]
            first, last = (content[0], content[-1]) if content else (None, None)
        start, end = etree.Element(_START, {_ID: number}), etree.Element(_END, {_ID: number})
        reference = etree.Element(_R)
        etree.SubElement(reference, _REFERENCE, {_ID: number})
        if first is None or last is None:
            paragraph.extend([start, end, reference])
            return
        first.addprevious(start)
        while (after := last.getnext()) is not None and _is_ours(after):
            last = after
        last.addnext(reference)
        last.addnext(end)

    def _cut(self, paragraph: etree._Element, text: int, offset: int, *, before: bool) -> etree._Element | None:
        """The child of the paragraph that begins (or ends) at this offset of a w:t; None where there is none."""
        node = self._piece(paragraph, text, offset, before=before)
        if node is None:
            return None
        run = node.getparent()
        if run is None or run.tag != _R or run.getparent() is not paragraph:
            return next((outer for outer in node.iterancestors() if outer.getparent() is paragraph), None)
        if before:
            return _run_from(run, node)
        if (after := node.getnext()) is not None:
            _run_from(run, after)
        return run

    def _piece(self, paragraph: etree._Element, text: int, offset: int, *, before: bool) -> etree._Element | None:
        pieces = self._texts[text] if text < len(self._texts) else []
        found = [at for at, (begin, _) in enumerate(pieces) if (begin <= offset if before else begin < offset)]
        if not found:
            return None
        begin, node = pieces[found[-1]]
        words = node.text or ""
        run, cut = node.getparent(), offset - begin
        splits = 0 < cut < len(words) and run is not None and run.getparent() is paragraph and not len(node)
        if not splits:
            return node
        rest = deepcopy(node)
        rest.tail = None
        node.text, rest.text = words[:cut], words[cut:]
        for part in (node, rest):
            part.set(_SPACE, "preserve")
        node.addnext(rest)
        pieces.insert(found[-1] + 1, (offset, rest))
        return rest if before else node


def _run_from(run: etree._Element, node: etree._Element) -> etree._Element:
    """The run that begins with this child: the run itself, or a new one behind it with the same properties."""
    content = [child for child in run if child.tag != _RPR]
    if content[0] is node:
        return run
    new = etree.Element(_R, {str(name): str(value) for name, value in run.attrib.items()})
    if (properties := run.find(_RPR)) is not None:
        new.append(deepcopy(properties))
    new.extend(content[content.index(node) :])
    run.addnext(new)
    return new


def _is_ours(element: etree._Element) -> bool:
    """Whether this is the end of a comment, which the end of the next one goes behind."""
    return element.tag == _END or (element.tag == _R and len(element) > 0 and element[-1].tag == _REFERENCE)


def _comment(number: str, lines: Sequence[str]) -> etree._Element:
    names = {_ID: number, f"{{{_W}}}author": AUTHOR, f"{{{_W}}}initials": AUTHOR[:2]}
    comment = etree.Element(f"{{{_W}}}comment", names)
    for line in lines:
        run = etree.SubElement(etree.SubElement(comment, _P), _R)
        text = etree.SubElement(run, _T)
        text.set(_SPACE, "preserve")
        text.text = line
    return comment


def _main(relations: bytes) -> str:
    """The name of the main part; the strict flavour of the format has other names for everything."""
    wanted = f"{_RELATION}/officeDocument"
    target = next(r.get("Target", "") for r in _parsed(relations) if r.get("Type") == wanted)
    return posixpath.normpath("/" + target).lstrip("/")


def _relations_of(main: str) -> str:
    folder, name = posixpath.split(main)
    return posixpath.join(folder, "_rels", name + ".rels")


def _relate(relations: etree._Element, target: str) -> None:
    taken = {relation.get("Id") for relation in relations}
    key = next(name for number in range(len(taken) + 1) if (name := f"rIdComments{number}") not in taken)
    etree.SubElement(
        relations,
        f"{{{_PACKAGE}/relationships}}Relationship",
        {"Id": key, "Type": f"{_RELATION}/comments", "Target": target},
    )


def _declared(types: etree._Element, part: str) -> etree._Element:
    etree.SubElement(
        types, f"{{{_PACKAGE}/content-types}}Override", {"PartName": f"/{part}", "ContentType": _COMMENTS_TYPE}
    )
    return types


def _free(pattern: str, source: zipfile.ZipFile) -> str:
    taken = {name.lower() for name in source.namelist()}
    return next(name for n in range(len(taken) + 1) if (name := pattern.format(n or "")).lower() not in taken)


def _parsed(part: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(part, parser)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _repacked(source: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    """The package with some parts replaced; those that are new come last."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = changed.pop(entry.filename) if entry.filename in changed else source.read(entry)
            target.writestr(entry, content, entry.compress_type)
        for name, content in changed.items():
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
