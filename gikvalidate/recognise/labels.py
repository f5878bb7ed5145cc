"""Labels as they are compared: without ordinals, brackets, white space and the marks people add or lose."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ORDINAL = re.compile(r"^(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．,，]?|[(（]?\d{1,2}[)）]?[、.．,，])(?=.)")
_OF_WHICH = re.compile(r"^其中[:：]?(?=.)")
_YEAR = re.compile(r"(?:19|20)\d{2}年?度?数?")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]?")
_MARKS = re.compile(r"[^\w]|_")


@lru_cache(maxsize=4096)
def bare(label: str) -> str:
    """The words of a label: no white space, leading 其中 or ordinal, bracketed explanation or punctuation."""
    text = squeezed(label)
    if _YEAR.fullmatch(text):
        return "年度"  # a column headed by the year itself
    text = _ORDINAL.sub("", _OF_WHICH.sub("", text), count=1)
    return _MARKS.sub("", _BRACKETED.sub("", text)) or _MARKS.sub("", text)


@lru_cache(maxsize=4096)
def squeezed(label: str) -> str:
    """The label in one line, full-width forms folded, white space gone (a wrapped label is one label)."""
    return "".join(unicodedata.normalize("NFKC", label).split())


@lru_cache(maxsize=4096)
def ordinal(label: str) -> str:
    """The leading ordinal of a label as digits or Chinese numerals ("（三）" and "三、" give "三"), or ""."""
    found = _ORDINAL.match(squeezed(label))
    return re.sub(r"\W", "", found.group()) if found else ""


def unnumbered(label: str) -> str:
    """The label in one line without its leading ordinal."""
    return _ORDINAL.sub("", squeezed(label), count=1)
