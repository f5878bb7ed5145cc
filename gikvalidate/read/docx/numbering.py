"""Automatic list numbers, which Word shows before a paragraph but does not keep in its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from lxml import etree

from gikvalidate.read.docx.names import MAIN, child, number, on, value

LEVELS = 9
STYLES_DEEP = 20
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
# A label that ends in one of these stands against its text; after others Word's gap becomes one space.
_CLOSE = "、。．.）)】］]，,：:"


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restarts: bool = True
    gap: bool = True


class Numbering:
    """Counts the lists of a document; paragraphs have to come in document order."""

    def __init__(self, numbering: etree._Element | None, styles: Callable[[], etree._Element | None]) -> None:
        self._lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        # The styles are a large part, and few documents number by them.
        self._styles = cache(lambda: _styles(styles()))
        if numbering is not None:
            self._read(numbering)

    def label(self, properties: etree._Element) -> str:
        """The number before the paragraph with these properties, which counts it; empty when it has none."""
        if not self._lists:
            return ""
        found = self._list_of(properties)
        if found is None or found[0] not in self._lists:
            return ""
        return self._next(*found)

    def _list_of(self, properties: etree._Element) -> tuple[str, int] | None:
        """List and level, from the paragraph or the nearest style that has them; list 0 means none."""
        own = child(properties, MAIN + "numPr")
        list_id, level = value(own, "numId"), value(own, "ilvl")
        style = value(properties, "pStyle")
        for _ in range(STYLES_DEEP):
            if list_id is not None or style is None:
                break
            style, list_id, style_level = self._styles().get(style, (None, None, None))
            level = level or style_level
        if list_id is None or list_id == "0":
            return None
        return list_id, max(0, min(number(level), LEVELS - 1))

    def _next(self, list_id: str, level: int) -> str:
        abstract, levels, overrides = self._lists[list_id]
        counts = self._counts.setdefault(abstract, [None] * LEVELS)
        before = counts[level]
        if level in overrides and (list_id, level) not in self._started:
            counts[level] = overrides[level]
        else:
            counts[level] = levels.get(level, Level()).start if before is None else before + 1
        self._started.add((list_id, level))
        for deeper in range(level + 1, LEVELS):
            if levels.get(deeper, Level()).restarts:
                counts[deeper] = None
        return _rendered(levels, level, counts)

    def _read(self, root: etree._Element) -> None:
        abstracts = {element.get(MAIN + "abstractNumId", ""): element for element in root.iter(MAIN + "abstractNum")}
        # A list may only name a list style, whose own definition then holds the levels.
        linked = {name: key for key, element in abstracts.items() if (name := value(element, "styleLink")) is not None}
        for element in root.iter(MAIN + "num"):
            key = value(element, "abstractNumId") or ""
            if key in abstracts and (name := value(abstracts[key], "numStyleLink")) is not None:
                key = linked.get(name, key)
            if key not in abstracts:
                continue
            levels = _levels(abstracts[key])
            overrides: dict[int, int] = {}
            for override in element.iter(MAIN + "lvlOverride"):
                index = number(override.get(MAIN + "ilvl"))
                levels |= _levels(override)
                if (start := value(override, "startOverride")) is not None:
                    overrides[index] = number(start)
            self._lists[element.get(MAIN + "numId", "")] = (key, levels, overrides)


def _levels(element: etree._Element) -> dict[int, Level]:
    return {
        number(level.get(MAIN + "ilvl")): Level(
            start=number(value(level, "start")),
            format=value(level, "numFmt") or "decimal",
            text=value(level, "lvlText") or "",
            legal=on(level, "isLgl"),
            restarts=value(level, "lvlRestart") != "0",
            gap=value(level, "suff") != "nothing",
        )
        for level in element.iter(MAIN + "lvl")
    }


def _styles(root: etree._Element | None) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Paragraph styles: the style each is based on, its list and its level."""
    if root is None:
        return {}
    return {
        style.get(MAIN + "styleId", ""): (
            value(style, "basedOn"),
            value(style, "pPr", "numPr", "numId"),
            value(style, "pPr", "numPr", "ilvl"),
        )
        for style in root.iter(MAIN + "style")
    }


def _rendered(levels: dict[int, Level], level: int, counts: list[int | None]) -> str:
    own = levels.get(level, Level())
    if own.format in ("bullet", "none") and "%" not in own.text:
        return ""

    def place(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        shown = levels.get(index, Level())
        count = counts[index]
        return render(shown.start if count is None else count, "decimal" if own.legal else shown.format)

    label = _PLACE.sub(place, own.text)
    return label + " " if own.gap and label and label[-1] not in _CLOSE else label


def render(count: int, format: str) -> str:
    """A list number in one of Word's number formats; an unknown format counts in digits."""
    if count < 0:
        return str(count)
    if format == "none":
        return ""
    if format in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(count))
    if format.startswith(("chineseCounting", "taiwaneseCounting", "japaneseCounting", "ideographLegal")):
        return _counting(count, _DIGITS, "十百千")
    if format in ("chineseLegalSimplified", "japaneseLegal", "ideographLegalTraditional"):
        return _counting(count, _LEGAL, "拾佰仟", one_ten=True)
    if format == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(count))
    if format == "decimalZero":
        return f"{count:02}"
    if format in ("upperLetter", "lowerLetter") and count:
        letter = chr(ord("A") + (count - 1) % 26) * min((count - 1) // 26 + 1, 20)
        return letter if format == "upperLetter" else letter.lower()
    if format in ("upperRoman", "lowerRoman") and 0 < count < 4000:
        return _roman(count) if format == "upperRoman" else _roman(count).lower()
    return _from_row(count, format) or str(count)


def _from_row(count: int, format: str) -> str | None:
    """Formats that are a row of characters, by the first of them and how many there are."""
    if format in ("ideographTraditional", "ideographZodiac"):
        row = "甲乙丙丁戊己庚辛壬癸" if format == "ideographTraditional" else "子丑寅卯辰巳午未申酉戌亥"
        return row[count - 1] if 0 < count <= len(row) else None
    first, length = {
        "decimalEnclosedCircle": ("①", 20),
        "decimalEnclosedCircleChinese": ("①", 20),
        "decimalEnclosedParen": ("⑴", 20),
        "decimalEnclosedFullstop": ("⒈", 20),
        "ideographEnclosedCircle": ("㊀", 10),
    }.get(format, ("", 0))
    return chr(ord(first) + count - 1) if 0 < count <= length else None


def _counting(count: int, digits: str, units: str, one_ten: bool = False) -> str:
    """Chinese numerals below ten thousand; 十一 has no 一 before its ten, 一百一十 has."""
    if not 0 < count < 10_000:
        return "".join(digits[int(digit)] for digit in str(count))
    text = ""
    gap = False
    for power in (3, 2, 1, 0):
        digit = count // 10**power % 10
        if not digit:
            gap = bool(text)
            continue
        text += (digits[0].replace("〇", "零") if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return text.removeprefix(digits[1]) if 10 <= count < 20 and not one_ten else text


def _roman(count: int) -> str:
    text = ""
    for size, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += letters * (count // size)
        count %= size
    return text
