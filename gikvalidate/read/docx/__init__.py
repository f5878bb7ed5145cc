"""Word documents to blocks, walked in the parts' own XML so that tracked, tagged and wrapped text is not lost.

A paragraph with manual line breaks gives one `Paragraph` per line, all with the number of the w:p they stand in.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gikvalidate.document import Origin, Paragraph, Piece
from gikvalidate.read.arranged import arranged
from gikvalidate.read.contents import without_contents
from gikvalidate.read.decode import normalise
from gikvalidate.read.docx.body import Reader
from gikvalidate.read.docx.names import MAIN, P
from gikvalidate.read.docx.numbering import Numbering
from gikvalidate.read.docx.runs import line
from gikvalidate.read.package import Package
from gikvalidate.read.refusals import Refused

# Parts beside the body by their relation: the elements in them that count, and whose words they are.
BESIDE = {
    "header": ("hdr", Origin.HEADER),
    "footer": ("ftr", Origin.FOOTER),
    "footnotes": ("footnote", Origin.FOOTNOTE),
    "endnotes": ("endnote", Origin.FOOTNOTE),
}


def blocks(data: bytes) -> Iterator[Piece]:
    """Body, then headers, footers and notes."""
    package = Package(data)
    main = package.main()
    root = package.xml(main)
    body = None if root is None else root.find(MAIN + "body")
    if root is None or body is None:
        raise Refused("damaged", detail=main)
    numbering = Numbering(_first(package, main, "numbering"), lambda: _first(package, main, "styles"))
    yield from arranged(without_contents(Reader(package, main, root, numbering).flow(body)))
    for kind, (tag, origin) in BESIDE.items():
        yield from _beside(package, main, kind, MAIN + tag, origin)


def _first(package: Package, main: str, kind: str) -> etree._Element | None:
    return next((package.xml(name) for name in package.related(main, kind)), None)


def _beside(package: Package, main: str, kind: str, tag: str, origin: Origin) -> Iterator[Paragraph]:
    """Paragraphs of parts beside the body, each text once; separators between notes have a type and no words."""
    seen: set[str] = set()
    for name in package.related(main, kind):
        root = package.xml(name)
        for holder in () if root is None else root.iter(tag):
            if holder.get(MAIN + "type") not in (None, "normal"):
                continue
            for paragraph in holder.iter(P):
                text = normalise(line(paragraph).text).strip()
                if text and text not in seen:
                    seen.add(text)
                    yield Paragraph(text, origin=origin)
