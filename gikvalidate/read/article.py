"""Which part of a page is the article: found by what stands in it, never by the class names of a site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from gikvalidate.read.markup import collapse

_UNSEEN = "script style noscript noframes xml template iframe object svg math"
UNREAD = f"{_UNSEEN} select button textarea audio video canvas nav map"
CONTAINERS = "html body div section article main center form fieldset table tbody tr td ul li dl dd span font b strong"
TABLE_PARTS = ("table", "thead", "tbody", "tfoot", "tr")
# The article may leave this share of the running text to its surroundings.
SHARE = 0.9

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,3}、")
_SENTENCE = re.compile(r"[，。；]")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d|[〇○零一二三四五六七八九]{4}")
_SITE_NAME = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+|[-–—]+(?=[^\d\s-])")


@dataclass(frozen=True, slots=True)
class Weight:
    """What an element holds: running text outside links, section headings, cells with figures."""

    text: int
    headings: int
    cells: int


def declutter(root: etree._Element) -> None:
    """Take out what a reader of the page never sees."""
    etree.strip_elements(root, *UNREAD.split(), with_tail=False)
    for element in list(root.iter("*")):
        style = element.get("style")
        if element.get("hidden") is not None or (style and _HIDDEN.search(style)):
            _remove(element)


def article(root: etree._Element) -> etree._Element:
    """The smallest block that holds nearly all running text, every section heading and every figure."""
    weights = _weights(root)
    body = root.find("body")
    chosen = root if body is None else body
    while (child := _main_child(chosen, weights)) is not None:
        chosen = child
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


def _main_child(element: etree._Element, weights: dict[etree._Element, Weight]) -> etree._Element | None:
    containers = CONTAINERS.split()
    whole = weights[element]
    for child in element:
        part = weights[child]
        if (
            child.tag in containers
            and part.text > 0
            and part.text >= SHARE * whole.text
            and (part.headings, part.cells) == (whole.headings, whole.cells)
        ):
            return child
    return None


def _weights(root: etree._Element) -> dict[etree._Element, Weight]:
    """Weights of all elements: what was counted between their start and their end."""
    weights: dict[etree._Element, Weight] = {}
    begun: list[tuple[int, int, int]] = []
    links = in_cells = text = headings = figures = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        change = 1 if event == "start" else -1
        links += change * (node.tag == "a")
        in_cells += change * (node.tag in _CELLS)
        if event == "start":
            begun.append((text, headings, figures))
            words = node.text
        else:
            before = begun.pop()
            weights[node] = Weight(text - before[0], headings - before[1], figures - before[2])
            words = node.tail
        if links or not words or words.isspace():
            continue
        words = words.strip()
        if len(words) <= _LONGEST_FIGURE:
            figures += in_cells > 0 and _DIGIT.search(words) is not None
        if _SENTENCE.search(words):
            text += len(words)
        headings += _HEADING.match(words) is not None
    return weights


_CELLS = ("td", "th")
_LONGEST_FIGURE = 20
