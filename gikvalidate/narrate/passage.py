"""The text as the scanner sees it: one string without idle white space, widths and character forms made even.

Every character keeps the offset it has in `Document.text`, so a claim can always be shown where it stands.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

_WIDTHS = str.maketrans("０１２３４５６７８９％．＋－(),;:", "0123456789%.+-（），；：")
#: Traditional forms that occur around figures; a mirror in traditional characters reads the same.
_FORMS = str.maketrans(
    "條數關發佈處復複訴訟請給總額計開資訊統結轉維糾審規範製廢現許罰強費萬億兩餘個無來達過減長較與為報務機構組織誌網絡電郵實際間題導稱屬對應點擊眾單位種類後會議講壓縮顧寫讀監護",
    "条数关发布处复复诉讼请给总额计开资讯统结转维纠审规范制废现许罚强费万亿两余个无来达过减长较与为报务机构组织志网络电邮实际间题导称属对应点击众单位种类后会议讲压缩顾写读监护",
)


@dataclass(frozen=True)
class Passage:
    """Squeezed text and, per character, its offset in the document."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def squeeze(cls, text: str) -> Passage:
        """Drop white space except line feeds and a gap between two digits; make forms even, one for one."""
        even = text.replace("資訊", "信息").translate(_WIDTHS).translate(_FORMS)
        kept: list[str] = []
        places: list[int] = []
        for place, char in enumerate(even):
            if char.isspace() and char != "\n":
                continue
            if kept and places[-1] != place - 1 and _ascii_digit(kept[-1]) and _ascii_digit(char):
                kept.append(" ")
                places.append(place - 1)
            kept.append(char)
            places.append(place)
        return cls(_grouped("".join(kept)), (*places, len(text)))

    def outer(self, start: int, end: int) -> tuple[int, int]:
        """The span in the document of a span of the squeezed text."""
        return self.places[start], (self.places[end - 1] + 1 if end > start else self.places[start])

    def inner(self, offset: int) -> int:
        return bisect_left(self.places, offset)


def _ascii_digit(char: str) -> bool:
    return "0" <= char <= "9"


def _grouped(text: str) -> str:
    """Keep 1,113 readable as one number after commas were made even: a comma before exactly three digits is ASCII."""
    parts = text.split("，")
    for index, (left, right) in enumerate(pairwise(parts)):
        if _tail_digits(left, index > 0) and _ascii_digits(right[:3]) and not _ascii_digits(right[3:4]):
            parts[index] = left + ","
        else:
            parts[index] = left + "，"
    return "".join(parts)


def _tail_digits(left: str, grouped: bool) -> bool:
    run = left[-4:]
    digits = len(run) - len(run.rstrip("0123456789"))
    return 1 <= digits <= 3 and (run[-digits] != "0" or (grouped and digits == len(left) == 3))


def _ascii_digits(chars: str) -> bool:
    return bool(chars) and chars.isascii() and chars.isdigit()
