"""The characters of a page with their places, as pdfium tells them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from ctypes import byref, c_double
from math import hypot
from typing import Any

import pypdfium2.raw as pdfium

from gikvalidate.read.pdf.frame import Box, Frame, Glyph, sane
from gikvalidate.read.refusals import Refused

# Fonts embedded in part often name a glyph by the radical that looks the same; Unicode folds only some of these.
_RADICALS = str.maketrans(
    "⺠⻁⻄⻅⻆⻉⻋⻐⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "民虎西见角贝车长长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_BREAKS = "\t\n\r\x02"
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u0002\r\n")
# The line runs through the middle of a character, this part of its size over the baseline.
_MIDDLE = 0.38
# A box wider than this many times the size is a box of vertical writing, which pdfium does not tell right.
_WIDEST = 2.5

# x, y of the origin, left, bottom, right, top of the box, size, quarter turns
_Raw = tuple[str, float, float, Box, float, int]


def glyphs(text: Any, bounds: Box, limit: int) -> tuple[Frame, list[Glyph], int]:
    """The upright frame of a page, its characters in it, and how many glyphs have no known character."""
    count = pdfium.FPDFText_CountChars(text)
    if count > limit:
        raise Refused("text_too_long", limit=limit // 10_000)
    raw, nameless = _raw(text, count)
    turns = Counter(character[5] for character in raw)
    frame = Frame(bounds, turns.most_common(1)[0][0] if turns else 0)
    return frame, [_glyph(frame, character) for character in raw], nameless


def _raw(text: Any, count: int) -> tuple[list[_Raw], int]:
    found: list[_Raw] = []
    nameless = 0
    box, matrix, x, y = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), c_double(), c_double()
    at_box, at_matrix, at_x, at_y = byref(box), byref(matrix), byref(x), byref(y)
    high = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        if pdfium.FPDFText_IsGenerated(text, index):
            continue
        character = chr(code) if code < 0x110000 else "\ufffd"
        if _is_nameless(character) or pdfium.FPDFText_HasUnicodeMapError(text, index) == 1:
            nameless += 1
            character = "\ufffd"
        elif character in _INVISIBLE:
            continue
        pdfium.FPDFText_GetLooseCharBox(text, index, at_box)
        pdfium.FPDFText_GetCharOrigin(text, index, at_x, at_y)
        pdfium.FPDFText_GetMatrix(text, index, at_matrix)
        size = pdfium.FPDFText_GetFontSize(text, index) * hypot(matrix.c, matrix.d)
        edges = (box.left, box.bottom, box.right, box.top)
        if max(edges[2] - edges[0], edges[3] - edges[1]) > _WIDEST * size:
            edges = _tight(text, index)
        if size > 0 and sane(x.value, y.value, size, *edges):
            found.append((_folded(character), x.value, y.value, edges, size, _quarters(matrix)))
    return found, nameless


def _tight(text: Any, index: int) -> Box:
    left, right, bottom, top = (c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _quarters(matrix: Any) -> int:
    if abs(matrix.a) >= abs(matrix.b):
        return 0 if matrix.a >= 0 else 2
    return 1 if matrix.b > 0 else 3


def _is_nameless(character: str) -> bool:
    """Whether a code stands for no character: controls, the private use areas and the marks of failure."""
    if character < "\ue000":
        return character < " " and character not in _BREAKS
    return character <= "\uf8ff" or character in "\ufffd\ufffe\uffff" or character > "\U000effff"


def _folded(character: str) -> str:
    """The character meant: radicals and ligatures of the font are no characters of the text."""
    if "\u2e80" <= character <= "\u2fdf" or "\ufb00" <= character <= "\ufb06":
        return unicodedata.normalize("NFKC", character).translate(_RADICALS)
    return " " if character in "\u00a0\t" else character


def _glyph(frame: Frame, raw: _Raw) -> Glyph:
    text, x, y, edges, size, quarters = raw
    left, upper, right, lower = frame.box(*edges)
    base = frame.upright(x, y)[1]
    # Text across the page's own direction, and vertical writing, run through the middle of their boxes.
    level = quarters == frame.quarters and upper <= base <= lower + size
    middle = base - _MIDDLE * size if level else (upper + lower) / 2
    return Glyph(text, left, upper, right, lower, middle, size)
