"""The words without which a pattern fits nowhere: looking for them is many times faster than trying the pattern.

Most patterns of rules fit in few reports, and most reports hold none of the words that they need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from re import _constants as code  # type: ignore[attr-defined]  # nothing public tells what a pattern is made of
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: More words than these take as long to find as the pattern itself.
_MOST = 24
_Words = frozenset[str]
_NOTHING = frozenset({""})
_BREAK = ord("\n")
_PLAIN = frozenset({code.LITERAL, code.NOT_LITERAL, code.IN, code.ANY, code.GROUPREF})
_HOLDING = frozenset({code.SUBPATTERN, code.MAX_REPEAT, code.MIN_REPEAT})
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)


def may_fit(sources: Iterable[str], text: str) -> bool:
    """Whether one of some patterns may fit in a text, or in a part of it."""
    return any(_may_fit(source, text) for source in sources)


def _may_fit(source: str, text: str) -> bool:
    for words in needed(source):
        # Hundreds of times for each report: a generator takes longer to begin than a word to be looked for.
        for word in words:
            if word in text:
                break
        else:
            return False
    return True


@lru_cache(maxsize=4096)
def needed(source: str) -> tuple[_Words, ...]:
    """Groups of words; one of each stands in every text that the pattern fits in. What tells most comes first."""
    parsed = parser.parse(source)
    return () if parsed.state.flags & re.IGNORECASE else _needed(parsed, {})


@lru_cache(maxsize=4096)
def fits_across(source: str) -> bool:
    """Whether a pattern that fits in a line fits in any text that holds the line: not where it asks for its ends.

    One search through a text is then enough to know of a pattern that it fits in none of its lines.
    """
    parsed = parser.parse(source)
    return not parsed.state.flags & re.DOTALL and _looks_at_no_end(parsed, _in_a_line(parsed, repeated=True))


def _looks_at_no_end(items: Iterable[tuple[Any, Any]], repeated: bool) -> bool:
    """What is asked beside what fits is as little found in a line break as at the end of a line."""
    for kind, value in items:
        if kind in {code.ASSERT, code.ASSERT_NOT}:
            fine = _in_a_line(value[1], repeated)
        elif kind is code.BRANCH:
            fine = all(_looks_at_no_end(way, repeated) for way in value[1])
        elif kind in _HOLDING:
            fine = _looks_at_no_end(value[-1], repeated)
        else:
            fine = kind in _PLAIN
        if not fine:
            return False
    return True


def _in_a_line(items: Iterable[tuple[Any, Any]], repeated: bool) -> bool:
    """Whether no part fits a line break; what a group has fitted may stand `repeated`."""
    for kind, value in items:
        if kind is code.BRANCH:
            fine = all(_in_a_line(way, repeated) for way in value[1])
        elif kind in _HOLDING:
            # With flags of its own a part may fit more than it says.
            fine = not (kind is code.SUBPATTERN and value[1]) and _in_a_line(value[-1], repeated)
        elif kind is code.LITERAL:
            fine = value != _BREAK
        elif kind is code.IN:
            fine = all(
                (each is code.LITERAL and of != _BREAK) or (each is code.RANGE and of[0] > _BREAK) for each, of in value
            )
        else:
            fine = kind in {code.ANY, code.ASSERT, code.ASSERT_NOT} or (repeated and kind is code.GROUPREF)
        if not fine:
            return False
    return True


def _needed(items: Iterable[tuple[Any, Any]], groups: dict[int, _Words]) -> tuple[_Words, ...]:
    found = dict.fromkeys(_shortest(words) for words in _parts(items, groups) if "" not in words)
    return tuple(sorted(found, key=lambda words: len(words) / min(map(len, words)) ** 3))


def _shortest(words: _Words) -> _Words:
    """Without those in which another one stands."""
    return frozenset(word for word in words if not any(other in word for other in words - {word}))


def _parts(items: Iterable[tuple[Any, Any]], groups: dict[int, _Words]) -> Iterator[_Words]:
    """The words of each part of a sequence; what can be written out is one part with what stands beside it."""
    run = _NOTHING
    for kind, value in items:
        written = _written(kind, value, groups)
        if written and len(run) * len(written) <= _MOST:
            run = frozenset(head + tail for head in run for tail in written)
            continue
        yield run
        run = written or _NOTHING
        if not written:
            yield from _inside(kind, value, groups)
    yield run


def _inside(kind: Any, value: Any, groups: dict[int, _Words]) -> tuple[_Words, ...]:
    """The words that a part needs which cannot be written out."""
    if kind is code.SUBPATTERN and not (value[1] or value[2]):
        return _needed(value[3], groups)
    if kind is code.BRANCH:
        ways = [_needed(way, groups)[:1] for way in value[1]]
        either = frozenset[str]().union(*(words for way in ways for words in way))
        return (either,) if all(ways) and len(either) <= _MOST else ()
    return _needed(value[2], groups) if kind in _REPEATS and value[0] else ()


def _written(kind: Any, value: Any, groups: dict[int, _Words]) -> _Words:
    """All that a part can fit; none where that is too much to write out."""
    found: _Words = frozenset()
    if kind is code.LITERAL:
        found = frozenset({chr(value)})
    elif kind is code.IN and all(each is code.LITERAL for each, _ in value):
        found = frozenset(chr(character) for _, character in value)
    elif kind in {code.AT, code.ASSERT, code.ASSERT_NOT}:
        found = _NOTHING
    elif kind is code.GROUPREF:
        found = groups.get(value, found)
    elif kind is code.BRANCH:
        ways = [_all_written(way, groups) for way in value[1]]
        found = frozenset[str]().union(*ways) if all(ways) else found
    elif kind is code.SUBPATTERN and not (value[1] or value[2]):
        found = _all_written(value[3], groups)
        if value[0] is not None:
            groups[value[0]] = found
    elif kind in _REPEATS and value[1] == 1 and (once := _all_written(value[2], groups)):
        found = once if value[0] else once | _NOTHING
    return found if len(found) <= _MOST else frozenset()


def _all_written(items: Iterable[tuple[Any, Any]], groups: dict[int, _Words]) -> _Words:
    run = _NOTHING
    for kind, value in items:
        written = _written(kind, value, groups)
        if not written or len(run) * len(written) > _MOST:
            return frozenset()
        run = frozenset(head + tail for head in run for tail in written)
    return run
