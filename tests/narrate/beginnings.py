"""The characters a pattern can begin with, by the parser of Python's own patterns."""

from __future__ import annotations

from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

_OPEN = {_constants.ASSERT, _constants.ASSERT_NOT, _constants.AT}


def beginnings(pattern: str) -> frozenset[str]:
    """Every character that can come first in a match; ValueError where it may be any or the match empty."""
    found, empty = _of(_parser.parse(pattern))
    if empty:
        raise ValueError(f"{pattern} may be empty")
    return found


def _of(sequence: Any) -> tuple[frozenset[str], bool]:
    """The first characters of a sequence, and whether it may be empty."""
    found: frozenset[str] = frozenset()
    for op, argument in sequence:
        here, empty = _one(op, argument)
        found |= here
        if not empty:
            return found, False
    return found, True


def _one(op: Any, argument: Any) -> tuple[frozenset[str], bool]:
    if op in _OPEN:
        return frozenset(), True
    if op is _constants.LITERAL:
        return frozenset(chr(argument)), False
    if op is _constants.IN:
        return frozenset(char for item in argument for char in _members(*item)), False
    if op in {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}:
        least, _, body = argument
        found, empty = _of(body)
        return found, empty or least == 0
    if op is _constants.SUBPATTERN:
        return _of(argument[-1])
    if op is _constants.BRANCH:
        branches = [_of(branch) for branch in argument[1]]
        return frozenset().union(*(found for found, _ in branches)), any(empty for _, empty in branches)
    raise ValueError(f"{op} may be anything")


def _members(op: Any, argument: Any) -> str:
    if op is _constants.LITERAL:
        return chr(argument)
    if op is _constants.RANGE:
        return "".join(map(chr, range(argument[0], argument[1] + 1)))
    if op is _constants.CATEGORY and argument is _constants.CATEGORY_SPACE:
        return " \t\n\u3000\xa0"
    if op is _constants.CATEGORY and argument is _constants.CATEGORY_DIGIT:
        return "0123456789"
    raise ValueError(f"{op} may be anything")
