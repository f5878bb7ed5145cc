"""Regular expressions in rule and schema files: what is wrong with one, told to whoever wrote it, and when one is made.

Whether something is a pattern is told when its file is read; it is compiled when it is first looked for, as few
processes look for all and most of what it takes goes into sets of Chinese characters.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

from gikvalidate import plain_patterns


class Late:
    """A pattern that is compiled when it is first looked for. What is none raises re.error at once.

    Its methods are those of the compiled pattern.
    """

    def __init__(self, source: str) -> None:
        if plain_patterns.fits_nothing(source) is None:
            re.compile(source)
        self.source = source

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.source)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        return self._compiled.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        return self._compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        return self._compiled.finditer

    @cached_property
    def split(self) -> Callable[..., list[str]]:
        return self._compiled.split

    @cached_property
    def sub(self) -> Callable[..., str]:
        return self._compiled.sub


@lru_cache(maxsize=1024)
def not_a_pattern(source: str) -> tuple[str, str] | None:
    """What is wrong with a regular expression."""
    if plain_patterns.fits_nothing(source) is not None or (error := _fault(source)) is None:
        return None
    said = next((zh for part, zh in _SLIPS.items() if part in str(error)), str(error))
    return (f"不是正则表达式：{said}", f"is not a pattern: {error}")


def fits_nothing(source: str) -> bool:
    """Whether a pattern fits where nothing is written."""
    plainly = plain_patterns.fits_nothing(source)
    return re.search(source, "") is not None if plainly is None else plainly


def _fault(source: str) -> Exception | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(source)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        return error
    return None


#: What the parser of patterns says of slips that are often made, in Chinese.
_SLIPS = {
    "unterminated subpattern": "左括号没有收尾",
    "unbalanced parenthesis": "多了一个右括号",
    "unterminated character set": "方括号没有收尾",
    "nothing to repeat": "* + ? { 前面没有可以重复的字",
    "multiple repeat": "* + ? { 连写了两个",
    "bad character range": "方括号里的范围前后颠倒",
    "bad escape": "\\ 后面的字母没有意义；要写反斜线本身就写两个",
}
