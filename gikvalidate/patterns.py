"""Regular expressions in rule and schema files: what is wrong with one, told to whoever wrote it.

Python takes a third of a millisecond to compile a set of Chinese characters, [件条次], and two for [一-龥]. Whether
something is a pattern does not depend on which of them stand there, so they are tried as characters of Latin-1, with
which it is done ten times as fast; the pattern itself is compiled where it is first used.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

#: What is tried as it is: a character written as its number, which may bound a range of others, and Chinese names of
#: groups.
_AS_IT_IS = re.compile(r"\\[uUxN]|\\\d\d|\(\?(?:P[<=]|\()[^>)]*[^\x00-\x7f>)]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_FIRST, _MOST = 0x80, 0x80


@lru_cache(maxsize=1024)
def not_a_pattern(source: str) -> tuple[str, str] | None:
    """What is wrong with a regular expression."""
    if _fault(_alike(source)) is None or (error := _fault(source)) is None:
        return None
    said = next((zh for part, zh in _SLIPS.items() if part in str(error)), str(error))
    return (f"不是正则表达式：{said}", f"is not a pattern: {error}")


@lru_cache(maxsize=1024)
def fits_nothing(source: str) -> bool:
    """Whether a pattern fits where nothing is written."""
    return re.search(_alike(source), "") is not None


def _fault(source: str) -> Exception | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(source)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        return error
    return None


def _alike(source: str) -> str:
    """The same pattern of characters that are quick to compile: others, but in the same order, so that a range whose
    ends are exchanged still is one.
    """
    characters = sorted(set(_BEYOND_ASCII.findall(source)))
    if len(characters) > _MOST or _AS_IT_IS.search(source):
        return source
    return source.translate({ord(character): _FIRST + index for index, character in enumerate(characters)})


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
