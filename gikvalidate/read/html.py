"""Web pages to blocks: the article alone, without the page around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from lxml import etree

from gikvalidate.document import Block, Paragraph, Piece, Unread
from gikvalidate.read.arranged import arranged
from gikvalidate.read.article import article, declutter, title
from gikvalidate.read.chrome import remove_records, without_copy, without_edges
from gikvalidate.read.contents import without_contents
from gikvalidate.read.decode import decode
from gikvalidate.read.grid import LIMIT as CELLS
from gikvalidate.read.markup import collapse, flow
from gikvalidate.read.refusals import Refused

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
# A title among the first paragraphs need not be given again.
TITLE_LINES = 6
ELEMENTS = 500_000


def blocks(data: bytes, charset: str | None = None) -> Iterator[Piece]:
    """Title, paragraphs, tables and pictures of the article in reading order; `charset` is what the transport said."""
    declared = _CHARSET.search(data[:4096])
    root = _parse(decode(data, charset or (declared[1].decode("ascii") if declared else None)))
    framed = next(root.iter("frame", "iframe"), None) is not None
    declutter(root)
    remove_records(root)
    chosen = article(root)
    found = list(arranged(without_contents(_without_surroundings(list(flow(chosen))))))
    if framed and not found:
        raise Refused("frames")
    heading = title(root)
    if heading and _bare(heading) not in _first_words(found):
        yield Paragraph(heading)
    yield from found


def _without_surroundings(found: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces of an article without what the site prints around it."""
    kept = set(map(id, without_edges(without_copy(_blocks(found)))))
    return (piece for piece in found if isinstance(piece, Unread) or id(piece) in kept)


def fragment(markup: str) -> Iterator[Block]:
    """All blocks of a piece of a page."""
    root = _parse(markup)
    declutter(root)
    return iter(_blocks(flow(root)))


def _blocks(found: Iterable[Piece]) -> list[Block]:
    return [piece for piece in found if not isinstance(piece, Unread)]


def _parse(text: str) -> etree._Element:
    """The text goes in as UTF-8 whatever the page declares, for parsers lose characters by a wrong declaration."""
    # huge_tree: old pages nest unclosed fonts deeper than 256; the size is bounded before and no walk here recurses.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        raise Refused("no_content") from None
    if any("depth" in entry.message for entry in parser.error_log):
        raise Refused("too_deep")
    if root is None:
        raise Refused("no_content")
    if cast(float, root.xpath("count(//*)")) > ELEMENTS:
        raise Refused("too_many", limit=ELEMENTS)
    if sum(1 for _ in root.iter("td", "th")) > CELLS:
        raise Refused("table_too_big", limit=CELLS)
    return root


def _first_words(found: Sequence[Piece]) -> str:
    """The first lines as one: a title is often set in two. A sentence that speaks of the report is no title of it."""
    lines = (block.text for block in found[:TITLE_LINES] if isinstance(block, Paragraph))
    return "".join(_bare(line) for line in lines if "。" not in line)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", collapse(text)).replace("年度", "年")
