"""Names of WordprocessingML elements and attributes, and what is read of none of them."""

from __future__ import annotations

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PLACED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
VECTOR = "{urn:schemas-microsoft-com:vml}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

ALT = MAIN + "altChunk"
P, TBL, TR, TC = (MAIN + name for name in ("p", "tbl", "tr", "tc"))
VAL = MAIN + "val"

# Deleted, moved away, said another time, or instructions: none of it is what the page shows.
_UNREAD = "del moveFrom delText instrText delInstrText pPr rPr tblPr trPr tcPr sdtPr sdtEndPr rt"
UNREAD = frozenset(MAIN + name for name in _UNREAD.split()) | {COMPATIBILITY + "Fallback"}
# Pictures of today and of before.
PICTURES = frozenset((DRAWING + "blip", VECTOR + "imagedata"))

_OFF = ("0", "false", "off", "none")


def child(element: etree._Element | None, tag: str) -> etree._Element | None:
    """The first child with this tag; properties come first, so the first child is looked at before all."""
    if element is None or not len(element):
        return None
    first = element[0]
    return first if first.tag == tag else next(element.iterchildren(tag), None)


def on(properties: etree._Element | None, name: str) -> bool:
    """Whether a toggle is set in these properties."""
    found = child(properties, MAIN + name)
    return found is not None and found.get(VAL, "1") not in _OFF


def value(element: etree._Element | None, *path: str) -> str | None:
    """The w:val at the end of a path of child elements."""
    for name in path:
        element = child(element, MAIN + name)
    return None if element is None else element.get(VAL)


def number(text: str | None, default: int = 0) -> int:
    """A whole number of at most six digits as an attribute gives it."""
    stripped = (text or "").strip()
    digits = stripped.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        return default
    return int(stripped)
