"""A look at the streams of a PDF before pdfium, which cannot be interrupted, unpacks and runs them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from gikvalidate.read.refusals import Refused

# Bytes of page content and the like; a million lines are 14 MiB of it and take pdfium 4 s and 300 MB.
CONTENT = 24 << 20
# How often forms may be drawn in all, those inside others counted with these.
DRAWN = 200_000
# Streams in a file, and forms that draw other forms.
STREAMS = 50_000
NESTING = 2_000
_DICTIONARY = 8192
_HEAD = 256
_DEEPEST = 4

_KEYWORD = b"stream"
_OBJECT = re.compile(rb"(\d+)\s+\d+\s+obj\b")
_REFERENCE = re.compile(rb"(\d+)\s+\d+\s+R\b")
_DO = re.compile(rb"[\s/\]>)]Do(?=[\s/\[<(]|$)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_RESOURCES_ELSEWHERE = re.compile(rb"/Resources\s+\d+\s+\d+\s+R\b")


@dataclass(slots=True)
class _Form:
    """A form that draws other forms: how often, and the objects it may mean by it (None: any)."""

    draws: int
    named: set[int] | None
    total: int = field(default=0)


def check(data: bytes) -> None:
    """Refuse a PDF that unpacks to far more content than any report has, or draws forms in forms without end."""
    left = CONTENT
    forms: dict[int, _Form] = {}
    for number, dictionary, packed in _streams(data):
        content = _unpacked(dictionary, packed, left)
        if b"/Image" in dictionary and not content[:_HEAD].isascii():
            continue
        left -= len(content)
        if left < 0:
            raise Refused("bomb")
        if b"/Form" in dictionary and (draws := len(_DO.findall(content))):
            elsewhere = _RESOURCES_ELSEWHERE.search(dictionary)
            forms[number] = _Form(draws, None if elsewhere else {int(to) for to in _REFERENCE.findall(dictionary)})
    if len(forms) > NESTING or _drawn(forms) > DRAWN:
        raise Refused("bomb")


def _streams(data: bytes) -> Iterator[tuple[int, bytes, memoryview]]:
    """Number, dictionary and packed bytes of every stream."""
    view = memoryview(data)
    count = 0
    at = data.find(_KEYWORD)
    while at >= 0:
        begin, at = at, data.find(_KEYWORD, at + len(_KEYWORD))
        if data[begin - 3 : begin] == b"end":
            continue
        count += 1
        if count > STREAMS:
            raise Refused("bomb")
        before = data[max(0, begin - _DICTIONARY) : begin]
        every = list(_OBJECT.finditer(before))
        if not every:
            continue
        opened = every[-1]
        content = begin + len(_KEYWORD)
        content += 2 if data[content : content + 2] == b"\r\n" else 1
        end = data.find(b"endstream", content)
        dictionary = _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), before[opened.end() :])
        yield int(opened[1]), dictionary, view[content : end if end >= 0 else len(data)]


def _unpacked(dictionary: bytes, packed: memoryview, limit: int) -> bytes:
    """The content, cut one byte over the limit; an image only as far as needed to know it for one."""
    layers = dictionary.count(b"FlateDecode") + len(re.findall(rb"/Fl\b", dictionary))
    if layers > _DEEPEST:
        raise Refused("bomb")
    if b"/Image" in dictionary:
        head = _inflated(packed, layers, _HEAD)
        if not head.isascii():
            return head
    return _inflated(packed, layers, limit + 1)


def _inflated(packed: bytes | memoryview, layers: int, limit: int) -> bytes:
    content: bytes | memoryview = packed
    for _ in range(layers):
        try:
            content = zlib.decompressobj().decompress(content, limit)
        except zlib.error:
            return b""
    return bytes(content[:limit])


def _drawn(forms: dict[int, _Form]) -> int:
    """How many times forms are drawn when each of these is drawn once, at most; a circle counts as too many."""
    total = 0
    for number in forms:
        total += _weight(number, forms, ())
        if total > DRAWN:
            return total
    return total


def _weight(number: int, forms: dict[int, _Form], inside: tuple[int, ...]) -> int:
    form = forms[number]
    if number in inside or len(inside) > _DEEPEST * 10:
        return 0  # pdfium does not draw a form inside itself
    if not form.total:
        children = forms.keys() if form.named is None else form.named & forms.keys()
        within = max((_weight(child, forms, (*inside, number)) for child in children if child != number), default=0)
        form.total = min(form.draws * (1 + within), DRAWN + 1)
    return form.total
