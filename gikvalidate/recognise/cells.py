"""The value of one cell: number, blank, dash or text, as written and exact."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from gikvalidate.document import LEGIBLE, Cell
from gikvalidate.figures import CellKind

_DASH = re.compile(r"^(?:[-—–―－ー_~/\\／]+|无|不涉及|不适用|N/?A)$", re.IGNORECASE)
_NUMBER = re.compile(
    r"""^(?P<sign>[-+−]|增加?|减少?)?
        (?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
        (?P<scale>万|亿)?
        (?P<unit>元|件|条|项|个|次|宗|起|份|人)?$""",
    re.VERBOSE,
)
# Marks of notes behind a figure, and what ends a sentence. Folded to ASCII, ① would be one more digit of the figure.
_CIRCLED = "\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf"
_BEHIND = re.compile(rf"(?<=[^\s{_CIRCLED}])(?:[{_CIRCLED}*＊※。；;、]|[\[［〔]注?\d{{1,2}}[\]］〕]|注\d{{1,2}})+$")
_MARK = re.compile(f"[{_CIRCLED}]")
_BRACKETED = re.compile(r"\(([万亿]?[元件条项个次宗起份人])\)$")
_SHORT = 16
_SCALE = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


def parse_cell(cell: Cell, unit: str = "") -> tuple[CellKind, Decimal | None]:
    """Kind and value of a cell of the document; what was not recognised with certainty has no value."""
    if cell.confidence is not None and cell.confidence < LEGIBLE:
        return CellKind.UNREADABLE, None
    return parse(cell.text, unit)


def parse(text: str, unit: str = "") -> tuple[CellKind, Decimal | None]:
    """Kind and exact value of a cell in the column's `unit` ("" for counts, 元 or 万元 for money).

    What marks a note behind the figure is no part of it. A sign may be written as 增 or 减; money written in another
    unit is converted; a number written without a unit is in the column's own.
    """
    # Most cells are as short as their neighbours and say the same.
    return _of_short(text, unit) if len(text) <= _SHORT else _parsed(text, unit)


def _parsed(text: str, unit: str) -> tuple[CellKind, Decimal | None]:
    if text.isascii() and text.isdigit():
        return CellKind.NUMBER, Decimal(text)
    flat = "".join(unicodedata.normalize("NFKC", own := _BEHIND.sub("", text.strip())).split())
    if not flat:
        return CellKind.BLANK, None
    if _MARK.search(own):
        return CellKind.TEXT, None
    if _DASH.match(flat):
        return CellKind.DASH, None
    if flat in {"零", "〇"}:
        return CellKind.NUMBER, Decimal(0)
    found = _NUMBER.match(_BRACKETED.sub(r"\1", flat))
    if not found or (found["unit"] == "元") > (unit in {"元", "万元"}):
        return CellKind.TEXT, None
    value = Decimal(found["digits"].replace(",", ""))
    if found["scale"]:
        value *= _SCALE[found["scale"]]
    if unit == "万元" and (found["unit"] or found["scale"]):
        value = value.scaleb(-4)
    if found["sign"] and found["sign"][0] in "-−减":
        value = -value
    return CellKind.NUMBER, value


_of_short = lru_cache(maxsize=4096)(_parsed)
