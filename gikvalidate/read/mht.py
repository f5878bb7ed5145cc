"""Web archives (mht, mhtml): one page with its pictures in a mail; only the page is read."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from gikvalidate.document import Paragraph, Piece, Table
from gikvalidate.read import html
from gikvalidate.read.refusals import Refused

# A page kept in frames has one part for each of them.
PAGES = 50


def blocks(data: bytes) -> Iterator[Piece]:
    """Blocks of the page; where it consists of several, of the one that holds most."""
    try:
        parts = [part for part in message_from_bytes(data).walk() if part.get_content_type() in _PAGE]
    except RecursionError:
        raise Refused("too_deep") from None
    pages: list[list[Piece]] = []
    refused = Refused("damaged", detail="mht")
    for part in parts[:PAGES]:
        try:
            pages.append(list(html.blocks(_content(part), part.get_content_charset())))
        except Refused as refusal:
            refused = refusal
    if not pages:
        raise refused
    yield from max(pages, key=_worth)


_PAGE = ("text/html", "application/xhtml+xml")


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _worth(page: list[Piece]) -> tuple[int, int]:
    tables = sum(isinstance(block, Table) for block in page)
    return tables, sum(len(block.text) for block in page if isinstance(block, Paragraph))
