"""Bytes to text: byte order mark, UTF-8, declared charset, GB 18030; what is no text is refused."""

from __future__ import annotations

import codecs
import unicodedata

from gikvalidate.read.refusals import Refused

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the UTF-16 one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LIMIT = 16_000_000
SAMPLE = 20_000

_DROPPED = [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF]
_BREAKS = [0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029]
_TABLE: dict[int, str | None] = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F])
_TABLE |= dict.fromkeys(_DROPPED) | dict.fromkeys(_BREAKS, "\n") | dict.fromkeys([0xA0, 0x202F, 0x2007], " ")


#: Digits set above the line as characters of their own, so that the mark of a note is no digit of the figure before it.
RAISED = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file; a wrongly declared charset is ignored, a few broken bytes become U+FFFD."""
    for mark, charset in MARKS:
        if data.startswith(mark):
            return _plausible(data[len(mark) :].decode(charset, "replace"))
    if data[:SAMPLE].count(0) * 1000 > min(len(data), SAMPLE):
        wide = without_mark(data)
        if wide is None:
            raise Refused("not_text")
        return _plausible(data.decode(wide, "replace"))
    # Text in another charset is hardly ever valid UTF-8, while UTF-8 may pass for what a page wrongly declares.
    for charset in ("utf-8", *_known(declared)):
        try:
            return _plausible(data.decode(charset))
        except (UnicodeDecodeError, Refused):
            continue
    # Damaged UTF-8 may pass for GB 18030 and come out as other characters, so it has to be excluded first.
    text = data.decode("utf-8", "replace")
    if _broken(text) * 50 > sum(1 for char in text[:SAMPLE] if char > "\x7f"):
        text = data.decode("gb18030", "replace")
    return _plausible(text)


def without_mark(data: bytes) -> str | None:
    """The kind of UTF-16 in which a file without a byte order mark is written: every other byte of ASCII is nought."""
    sample = data[: SAMPLE - SAMPLE % 2]
    for charset, low, high in (("utf-16-le", sample[::2], sample[1::2]), ("utf-16-be", sample[1::2], sample[::2])):
        # 一 is one of the few Chinese characters with such a byte in the other place.
        if low.count(0) < high.count(0):
            text = "".join(sample.decode(charset, "replace").split())
            strange = sum(not char.isprintable() or char == "�" for char in text)
            if strange * 50 <= len(text):
                return charset
    return None


def normalise(text: str) -> str:
    """No-break spaces as spaces, one kind of line end, no invisible characters; all else as written."""
    if text.isprintable():
        return text  # nothing that would be changed counts as printable, and most texts are
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)


def _known(declared: str | None) -> tuple[str, ...]:
    """GB 2312 and GBK are read as GB 18030, which holds both and the characters pages really use.

    UTF-16 cannot be meant where the declaration itself could be read byte by byte.
    """
    try:
        name = codecs.lookup(declared or "utf-8").name
    except LookupError:
        return ()
    if name.startswith(("utf-16", "utf-32")) or not codecs.lookup(name)._is_text_encoding:
        return ()
    return ("gb18030" if name in ("gb2312", "gbk") else name,)


def _broken(text: str) -> int:
    return text[:SAMPLE].count("�")


def _plausible(text: str) -> str:
    if len(text) > LIMIT:
        raise Refused("text_too_long", limit=LIMIT // 10_000)
    sample = text[:SAMPLE]
    if "�" not in sample and "".join(sample.split()).isprintable():
        return text
    strange = sum(sample.count(char) for char in set(sample) if not char.isprintable() and _strange(char))
    strange += sample.count("�")
    if strange * 50 > len(sample):
        raise Refused("not_text")
    return text


def _strange(char: str) -> bool:
    return char not in "\t\n\r\f\v\x07" and unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs")
