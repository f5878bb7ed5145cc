"""The size of a picture on the page, as drawn by Word of today and of before."""

from __future__ import annotations

from lxml import etree

from gikvalidate.read.docx.names import PLACED
from gikvalidate.read.pictures import styled

_EMU = 36_000


def millimetres(picture: etree._Element) -> tuple[int, int]:
    """Width and height, 0 where the file does not say."""
    frame = next(picture.iterancestors(PLACED + "inline", PLACED + "anchor"), None)
    if frame is not None and (extent := frame.find(PLACED + "extent")) is not None:
        return _emu(extent.get("cx")), _emu(extent.get("cy"))
    shape = picture.getparent()
    style = "" if shape is None else shape.get("style", "")
    return styled(style)


def _emu(text: str | None) -> int:
    digits = (text or "").strip()
    return int(digits) // _EMU if digits.isascii() and digits.isdigit() and len(digits) <= 10 else 0
