"""Patterns that are tried only where one of the characters stands that they can begin with.

A pattern of many branches is tried branch by branch at every place of a text; a look at one character first saves most
of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

#: The parser that re itself uses; it says what a pattern is made of.
_PARSER = import_module("re._parser")
#: A longer list of characters saves nothing.
_MOST = 500
_NOTHING = frozenset({"AT", "ASSERT", "ASSERT_NOT"})
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


class _UnknownError(Exception):
    """A pattern that may begin with nearly anything."""


def guarded(source: str) -> str:
    """The same pattern, tried only where it can begin; as it is where that is not known."""
    try:
        characters, empty = _first(_PARSER.parse(source))
    except _UnknownError:
        return source
    if empty or len(characters) > _MOST:
        return source
    return f"(?=[{''.join(map(re.escape, sorted(characters)))}])(?:{source})"


def _first(items: Iterable[Any]) -> tuple[set[str], bool]:
    """The characters a stretch of a pattern can begin with, and whether it can be empty."""
    found: set[str] = set()
    for operator, argument in items:
        name = str(operator)
        if name in _NOTHING:
            continue
        characters, empty = _of_one(name, argument)
        found |= characters
        if not empty:
            return found, False
    return found, True


def _of_one(name: str, argument: Any) -> tuple[set[str], bool]:
    if name == "LITERAL":
        return {chr(argument)}, False
    if name == "IN":
        return {char for part in argument for char in _in_set(*part)}, False
    if name == "SUBPATTERN":
        return _first(argument[-1])
    if name == "BRANCH":
        branches = [_first(branch) for branch in argument[1]]
        return set().union(*(characters for characters, _ in branches)), any(empty for _, empty in branches)
    if name in _REPEATS:
        characters, empty = _first(argument[2])
        return characters, empty or argument[0] == 0
    raise _UnknownError(name)


def _in_set(operator: Any, argument: Any) -> Iterable[str]:
    name = str(operator)
    if name == "LITERAL":
        return (chr(argument),)
    if name == "RANGE" and argument[1] - argument[0] < _MOST:
        return map(chr, range(argument[0], argument[1] + 1))
    raise _UnknownError(name)
