"""The elements of a page as blocks: blocks and line breaks part paragraphs, inline elements never do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from gikvalidate.document import Paragraph, Piece, Table, Unread
from gikvalidate.read.decode import normalise
from gikvalidate.read.grid import Measure, Slot, lay_out
from gikvalidate.read.pictures import styled

_BREAKING = (
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu ol option p pre section summary table tbody "
    "td tfoot th thead tr ul"
)
BREAKING = frozenset(_BREAKING.split())
# Tables inside tables deeper than this are read as paragraphs.
DEEPEST = 30

_EAST = "\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_EAST_BREAK = re.compile(rf"(?<=[{_EAST}])[ \t\f]*[\r\n][ \t\r\n\f]*|[ \t\f]*[\r\n][ \t\r\n\f]*(?=[{_EAST}])")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_NUMBER = re.compile(r"\s*(\d{1,9})")


def collapse(text: str) -> str:
    """White space as a browser shows it; a line break of the source beside a Chinese character is none."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    if "\n" in text or "\r" in text:
        text = _EAST_BREAK.sub("", text)
    return normalise(_SPACE.sub(" ", text)).strip()


def flow(element: etree._Element, depth: int = 0) -> Iterator[Piece]:
    """Paragraphs and tables inside an element in reading order, each picture behind the paragraph it stands in."""
    buffer: list[str] = []
    waiting: list[Unread] = []
    verbatim = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        breaking = node.tag in BREAKING
        if breaking and (buffer or waiting):
            yield from _paragraphs(buffer, verbatim)
            yield from waiting
            buffer.clear()
            waiting.clear()
        verbatim += (1 if event == "start" else -1) * (node.tag == "pre")
        if event == "end":
            if node.tail and node is not element:
                buffer.append(node.tail)
        elif node.tag == "table" and node is not element and depth < DEEPEST:
            yield from _table(node, depth + 1)
            walk.skip_subtree()
        elif node.tag == "p" and not verbatim and node is not element and _is_inline(node):
            if text := collapse("".join(map(str, node.itertext()))):
                yield Paragraph(text)
            if len(node):
                yield from _pictures(node)
            walk.skip_subtree()
        elif node.tag == "img":
            waiting.append(_picture(node))
        elif node.text and isinstance(node.tag, str):
            buffer.append(node.text)
    yield from _paragraphs(buffer, verbatim)
    yield from waiting


def _paragraphs(buffer: list[str], verbatim: int) -> Iterator[Paragraph]:
    text = "".join(buffer)
    if verbatim:
        # Empty lines and TABs in front tell the rows and cells of a table that was typed.
        yield from (Paragraph(line.rstrip(" ")) for line in normalise(text).split("\n"))
    elif collapsed := collapse(text):
        yield Paragraph(collapsed)


def _pictures(element: etree._Element) -> Iterator[Unread]:
    return map(_picture, element.iter("img"))


def _picture(image: etree._Element) -> Unread:
    """A picture with its width and height in millimetres as far as the page gives them."""
    given = (f"{name}:{image.get(name, '')}" for name in ("width", "height"))
    return Unread("picture", *styled(f"{image.get('style', '')};{';'.join(given)}"), before=0)


def _table(table: etree._Element, depth: int) -> Iterator[Piece]:
    """A table of data as a `Table`, one that only arranges the page as the blocks of its cells."""
    measure = Measure()
    rows: list[list[Slot]] = []
    content: list[str | Piece] = []
    nested: list[Piece] = []
    trs = list(_inside(table, ("tr", "caption")))
    for tr in trs:
        if tr.tag == "caption":
            yield from flow(tr, depth)
            continue
        row: list[Slot] = []
        for td in _inside(tr, ("td", "th")):
            wide, tall = td.get("colspan"), td.get("rowspan")
            if not len(td):
                # Most cells hold a few words and no element.
                words = td.text
                if text := collapse(words) if words else "":
                    content.append(text)
                measure.add_plain(len(text))
                row.append(Slot(text, (_span(wide) or 1) if wide else 1, (_span(tall) or len(trs)) if tall else 1))
                continue
            texts = _texts(td)
            if texts is not None:
                pictures = list(_pictures(td))
                content += [*texts, *pictures]
                nested += pictures
                measure.add(texts, ())
            else:
                blocks = list(flow(td, depth))
                content.extend(blocks)
                texts = [block.text for block in blocks if isinstance(block, Paragraph)]
                inner = [block for block in blocks if isinstance(block, Table)]
                nested.extend(block for block in blocks if not isinstance(block, Paragraph))
                measure.add(texts, inner)
            # rowspan=0 means all the rows that follow.
            text = texts[0] if len(texts) == 1 else "\n".join(texts)
            row.append(Slot(text, (_span(wide) or 1) if wide else 1, (_span(tall) or len(trs)) if tall else 1))
        rows.append(row)
        measure.widest = max(measure.widest, len(row))
    if measure.is_layout():
        yield from (Paragraph(block) if isinstance(block, str) else block for block in content)
        return
    if (laid := lay_out(rows)) is not None:
        yield laid
    yield from nested


def _texts(td: etree._Element) -> list[str] | None:
    """The paragraphs of a cell that holds no more than these, as most do; None for a cell that has to be walked."""
    if td[0].tag not in BREAKING and _is_inline(td):
        return _kept("".join(map(str, td.itertext())))
    if all(child.tag == "br" for child in td):
        return [text for words in (td.text, *(child.tail for child in td)) for text in _kept(words or "")]
    if _is_said(td.text):
        return None
    texts: list[str] = []
    for child in td:
        if child.tag != "p" or _is_said(child.tail) or not _is_inline(child):
            return None
        texts += _kept("".join(map(str, child.itertext())) if len(child) else child.text or "")
    return texts


def _kept(text: str) -> list[str]:
    return [collapsed] if (collapsed := collapse(text)) else []


def _is_said(text: str | None) -> bool:
    return text is not None and not text.isspace()


def _is_inline(element: etree._Element) -> bool:
    """Whether nothing inside breaks the line."""
    if len(element):
        for inside in element.iterdescendants():
            if inside.tag in BREAKING:
                return False
    return True


def _inside(element: etree._Element, tags: tuple[str, ...]) -> Iterable[etree._Element]:
    """The nearest elements with these tags, none of them in a table inside."""
    children = list(element)
    # Most rows hold cells and nothing else.
    return children if all(child.tag in tags for child in children) else _within(element, tags)


def _within(element: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag in tags:
            yield child
        elif child.tag != "table":
            stack.append(iter(child))


def _span(value: str) -> int:
    match = _NUMBER.match(value)
    return int(match[1]) if match else 1
