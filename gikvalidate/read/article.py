"""Which part of a page is the article: found by what stands in it, never by the class names of a site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import cast

from lxml import etree

from gikvalidate.read.decode import RAISED
from gikvalidate.read.markup import collapse

_UNSEEN = "script style noscript noframes xml template iframe object svg math"
UNREAD = f"{_UNSEEN} select button textarea audio video canvas nav map"
_CONTAINERS = "html body div section article main center form fieldset table tbody tr td ul li dl dd span font b strong"
CONTAINERS = frozenset(_CONTAINERS.split())
TABLE_PARTS = ("table", "thead", "tbody", "tfoot", "tr")
# The article may leave this share of the running text to its surroundings.
SHARE = 0.9

_STYLES, _MARKED_HIDDEN = etree.XPath("//@style"), etree.XPath("//*[@hidden]")
_BLOCK = re.compile(r"display\s*:\s*block", re.I)
_INLINE = ("span", "font", "b", "strong", "em", "i")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,3}、")
# A figure as a cell of a table holds it; dates of a list and the numbers of a foot are none.
_FIGURE = re.compile(r"\s*[-+−增减]?[\d０-９][\d０-９,，.]*\s*(?:[件条项个次]|万?元|%)?\s*")
_YEAR = re.compile(r"(?:19|20)\d\d|[〇○零一二三四五六七八九]{4}")
_SITE_NAME = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+|[-–—]+(?=[^\d\s-])")


def declutter(root: etree._Element) -> None:
    """Take out what a reader of the page never sees."""
    for marked in cast("list[etree._Element]", _MARKED_HIDDEN(root)):
        _remove(marked)
    for style in cast("list[etree._ElementUnicodeResult]", _STYLES(root)):
        # On many pages every element has a style, and hardly any of them hides it.
        lower = style.lower()
        if (
            ("none" in lower or "hidden" in lower)
            and _HIDDEN.search(style)
            and (element := style.getparent()) is not None
        ):
            _remove(element)
        elif "block" in lower and _BLOCK.search(style) and (element := style.getparent()) is not None:
            # Only the style says that it is a paragraph.
            element.tag = "div" if element.tag in _INLINE else element.tag
    for sup in root.iter("sup"):
        _raise(sup)
    _keep_entries(root)
    etree.strip_elements(root, *UNREAD.split(), with_tail=False)


def article(root: etree._Element) -> etree._Element:
    """The smallest block that holds nearly all running text, every section heading and every figure."""
    body = root.find("body")
    chosen = root if body is None else body
    path = _to_core(chosen)
    held = [_own_text(element, inner) for element, inner in pairwise(path)] + [_all_text(path[-1])]
    # What an element of the path holds is its own text and that of the elements further in.
    held = list(accumulate(reversed(held)))[::-1]
    for element, within, around in zip(path[1:], held[1:], held, strict=False):
        if element.tag not in CONTAINERS or not 0 < within >= SHARE * around:
            break
        chosen = element
    while chosen.tag in TABLE_PARTS and (parent := chosen.getparent()) is not None:
        chosen = parent
    return chosen


def title(root: etree._Element) -> str | None:
    """The page's own title when it names a year, without the name of the site."""
    for candidate in _titles(root):
        for part in _SITE_NAME.split(candidate):
            if _YEAR.search(part) and 8 <= len(part) <= 100:
                return part
    return None


def _titles(root: etree._Element) -> Iterator[str]:
    for heading in root.iter("h1"):
        yield collapse("".join(map(str, heading.itertext())))
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "articletitle":
            yield collapse(meta.get("content") or "")
    for element in root.iter("title"):
        yield collapse("".join(map(str, element.itertext())))


def _keep_entries(root: etree._Element) -> None:
    """What stands in the fields of a form that was filled in on the page is the text of their cells."""
    for field in root.iter("input", "textarea"):
        if field.tag == "input" and (field.get("type") or "text").lower() not in ("text", "number", "tel"):
            continue
        entry = field.get("value") if field.tag == "input" else field.text
        if entry and next(field.iterancestors(*_CELLS), None) is not None:
            field.tail = entry + (field.tail or "")


def _raise(sup: etree._Element) -> None:
    for element in sup.iter():
        element.text = element.text and element.text.translate(RAISED)
        if element is not sup:
            element.tail = element.tail and element.tail.translate(RAISED)


def _remove(element: etree._Element) -> None:
    """Remove an element but keep the text behind it."""
    parent = element.getparent()
    if parent is None or element.tag in ("html", "body"):
        return
    tail, before = element.tail, element.getprevious()
    parent.remove(element)
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail


def _to_core(root: etree._Element) -> list[etree._Element]:
    """The way down to the innermost element with every heading and every figure; without any, to the longest text."""
    first, last = next(_marked(root), None), next(_marked(root, backwards=True), None)
    if first is None or last is None:
        longest = max(_outside_links(root), key=lambda held: _running(held[1]), default=(root, ""))[0]
        first = last = longest
    ways = ([*reversed(list(end.iterancestors())), end] for end in (first, last))
    shared = [one for one, other in zip(*ways, strict=False) if one is other]
    return shared[shared.index(root) :]


def _marked(root: etree._Element, backwards: bool = False) -> Iterator[etree._Element]:
    """Elements that hold a heading, or a figure in a cell, in the order of the page or the other way round."""
    for element, words in _outside_links(root, backwards):
        if _HEADING.match(words) or (len(words) <= _MARGIN and _FIGURE.fullmatch(words) and _fills_cell(element)):
            yield element


def _fills_cell(element: etree._Element) -> bool:
    """Whether the cell around a figure holds no more than a figure: a counter of visits stands in a cell as well."""
    cell = element if element.tag in _CELLS else next(element.iterancestors(*_CELLS), None)
    return cell is not None and _FIGURE.fullmatch("".join(map(str, cell.itertext()))) is not None


def _outside_links(root: etree._Element, backwards: bool = False) -> Iterator[tuple[etree._Element, str]]:
    """Every text that is not in a link, with the element it stands in."""
    if not backwards and root.text:
        yield root, root.text
    stack = [root.iterchildren(reversed=backwards)]
    inside = [root]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            ended = inside.pop()
            held, words = (ended, ended.text) if backwards else (ended.getparent(), ended.tail)
            if words and held is not None and (backwards or stack):
                yield held, words
            continue
        if backwards and element.tail:
            yield inside[-1], element.tail
        if element.tag == "a":
            if not backwards and element.tail:
                yield inside[-1], element.tail
            continue
        if not backwards and element.text:
            yield element, element.text
        stack.append(element.iterchildren(reversed=backwards))
        inside.append(element)


def _own_text(element: etree._Element, inner: etree._Element) -> int:
    """How much running text an element holds outside the one of its children that is followed."""
    total = _running(element.text) if element.tag != "a" else 0
    for child in element:
        if child is not inner:
            total += sum(_running(words) for _, words in _outside_links(child)) if child.tag != "a" else 0
        total += _running(child.tail)
    return total


def _all_text(element: etree._Element) -> int:
    # Most texts are cells of tables, for which a call each costs more than all else that is done with them.
    texts = map(str, element.itertext())
    return sum(len(words.strip()) for words in texts if "，" in words or "。" in words or "；" in words)


def _running(words: str | None) -> int:
    """The length of a text with the marks of a sentence, 0 for any other."""
    return len(words.strip()) if words and ("，" in words or "。" in words or "；" in words) else 0


_CELLS = ("td", "th")
# A figure may stand between line breaks and indents of the source.
_MARGIN = 200
