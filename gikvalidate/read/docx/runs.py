"""The words of one paragraph, as the page shows them: insertions and field results, not deletions or field codes."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from gikvalidate.read.decode import RAISED
from gikvalidate.read.docx.names import CHART, MAIN, MATH, PICTURES, RELATION_ID, UNREAD, P, child, on, value

_PROPERTIES = MAIN + "rPr"
_R, _T, _FIELD = MAIN + "r", MAIN + "t", MAIN + "fldChar"
_BREAK, _PAGE = MAIN + "br", MAIN + "lastRenderedPageBreak"
_TEXT_BOX = MAIN + "txbxContent"
_CHART = CHART + "chart"
_MATH_TEXT = MATH + "t"
_MARK = 2
_SIGNS = {
    MAIN + "tab": "\t",
    MAIN + "ptab": "\t",
    MAIN + "cr": "\n",
    MAIN + "noBreakHyphen": "-",
}


@dataclass(slots=True)
class Line:
    """What one w:p holds: its words with the elements they come from, page breaks before and in them, and what is
    anchored in it."""

    pieces: list[tuple[etree._Element, str]] = field(default_factory=list)
    text: str = ""
    breaks_before: int = 0
    breaks: int = 0
    boxes: list[etree._Element] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    pictures: list[etree._Element] = field(default_factory=list)


def line(paragraph: etree._Element) -> Line:
    """Read one paragraph."""
    result = Line()
    parts = result.pieces
    # One entry per open field: False while its instruction is read, True in its result.
    fields: list[bool] = []
    # Explicit stack: nesting comes from the file.
    stack = [iter(paragraph)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        tag = node.tag
        if tag in (_T, _MATH_TEXT):
            if node.text and all(fields):
                parts.append((node, node.text.translate(RAISED) if _is_raised(node) else node.text))
        elif tag == _R:
            if not on(child(node, _PROPERTIES), "vanish"):
                stack.append(iter(node))
        elif tag in UNREAD:
            continue
        elif tag == _FIELD:
            _turn(fields, node.get(MAIN + "fldCharType"))
        elif tag == _PAGE:
            result.breaks += 1
            result.breaks_before += not any(part.strip() for _, part in parts)
        elif tag == _BREAK:
            parts.append((node, "\n"))
        elif tag in _SIGNS:
            if all(fields):
                parts.append((node, _SIGNS[tag]))
        elif tag == _TEXT_BOX:
            result.boxes.append(node)
        elif tag in PICTURES:
            result.pictures.append(node)
        elif tag == _CHART:
            result.charts.append(node.get(RELATION_ID, ""))
        elif tag != P:
            stack.append(iter(node))
    result.text = "".join(part for _, part in parts)
    return result


def _is_raised(text: etree._Element) -> bool:
    """Whether the mark of a note stands here: one or two digits above the line."""
    if text.text is None or len(text.text) > _MARK or not text.text.isdigit():
        return False
    return value(text.getparent(), "rPr", "vertAlign") == "superscript"


def is_joined(properties: etree._Element) -> bool:
    """Whether the end of the paragraph with these properties is deleted, so that the next one continues it."""
    return child(child(properties, _PROPERTIES), MAIN + "del") is not None


def _turn(fields: list[bool], kind: str | None) -> None:
    """Follow a field; one whose beginning stands in another paragraph changes nothing."""
    if kind == "begin":
        fields.append(False)
    elif fields and kind == "separate":
        fields[-1] = True
    elif fields and kind == "end":
        fields.pop()
