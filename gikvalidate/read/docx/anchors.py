"""Places of a document back to the elements of its Word file, by the same walk that read them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from lxml import etree

from gikvalidate.anchors import WordAnchor
from gikvalidate.document import Document, Paragraph
from gikvalidate.read.decode import normalise
from gikvalidate.read.docx.names import MAIN, P
from gikvalidate.read.docx.runs import line
from gikvalidate.read.package import Package

_T = MAIN + "t"
_BOX = MAIN + "txbxContent"

# One character of a paragraph as it is read: itself, its element, its offset in the text of the element.
_Character = tuple[str, etree._Element, int]


class Anchors:
    """The anchors of one document in the file it was read from.

    A place is found again by the number of its paragraph and by the words themselves; where these do not agree, the
    paragraph as a whole is the anchor, and None where there is no such paragraph in the main part.
    """

    def __init__(self, data: bytes, document: Document) -> None:
        package = Package(data)
        root = package.xml(package.main())
        self._document = document
        self._paragraphs = [] if root is None else list(root.iter(P))
        self._root = root

    def text(self, start: int, end: int) -> WordAnchor | None:
        """The anchor of `Document.text[start:end]`, or of as much of it as stands in one paragraph."""
        paragraph = self._document.paragraph_at(start)
        if paragraph is None or (element := self._element(paragraph.number)) is None:
            return None
        if (outer := _outermost(element)) is not element:
            return WordAnchor(self._numbers[outer])
        whole = WordAnchor(self._numbers[element])
        words = self._words(element, paragraph)
        at = paragraph.text.find(_text(words)) if words else -1
        if at < 0:
            return whole
        # What stands before the words is the number of a list, which has no element of its own.
        low, high = start - paragraph.start - at, min(end, paragraph.end) - paragraph.start - at
        if not 0 <= low < high <= len(words):
            return whole
        marked = [(self._texts[node], offset) for _, node, offset in words[low:high] if node in self._texts]
        return WordAnchor(whole.paragraph, marked[0], (marked[-1][0], marked[-1][1] + 1)) if marked else whole

    def cell(self, table: int, row: int, column: int) -> WordAnchor | None:
        """The anchor of the cell whose upper left position this is: its first paragraph."""
        for cell in self._document.tables[table].cells:
            if (cell.row, cell.column) == (row, column):
                element = self._element(cell.number)
                return None if element is None else WordAnchor(self._numbers[_outermost(element)])
        return None

    def _element(self, number: int | None) -> etree._Element | None:
        return self._paragraphs[number] if number is not None and number < len(self._paragraphs) else None

    @cached_property
    def _numbers(self) -> dict[etree._Element, int]:
        return {element: number for number, element in enumerate(self._paragraphs)}

    @cached_property
    def _texts(self) -> dict[etree._Element, int]:
        return {} if self._root is None else {element: number for number, element in enumerate(self._root.iter(_T))}

    @cached_property
    def _by_number(self) -> dict[int | None, list[Paragraph]]:
        found: dict[int | None, list[Paragraph]] = {}
        for paragraph in self._document.paragraphs:
            found.setdefault(paragraph.number, []).append(paragraph)
        return found

    def _words(self, element: etree._Element, paragraph: Paragraph) -> Sequence[_Character]:
        """The characters of the line of this w:p that became the paragraph."""
        characters = [
            (clean, node, offset)
            for node, text in line(element).pieces
            for offset, char in enumerate(text)
            if (clean := normalise(char))
        ]
        lines = [stripped for part in _lines(characters) if (stripped := _stripped(part))]
        place = self._by_number[paragraph.number].index(paragraph)
        return lines[place] if place < len(lines) else []


def _outermost(element: etree._Element) -> etree._Element:
    """The paragraph itself, or the one that a text box around it is anchored in: a box has no comments of its own."""
    boxes = list(element.iterancestors(_BOX))
    return next(boxes[-1].iterancestors(P), element) if boxes else element


def _text(characters: Sequence[_Character]) -> str:
    return "".join(char for char, _, _ in characters)


def _lines(characters: Sequence[_Character]) -> list[list[_Character]]:
    lines: list[list[_Character]] = [[]]
    for character in characters:
        if character[0] == "\n":
            lines.append([])
        else:
            lines[-1].append(character)
    return lines


def _stripped(characters: list[_Character]) -> list[_Character]:
    start, end = 0, len(characters)
    while start < end and characters[start][0].isspace():
        start += 1
    while end > start and characters[end - 1][0].isspace():
        end -= 1
    return characters[start:end]
