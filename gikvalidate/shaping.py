"""What a YAML file holds as a shape, or what is wrong with it: each annotation has a function that reads its values."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache
from itertools import repeat
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from gikvalidate.datafiles import DataFile, Trail
from gikvalidate.patterns import not_a_pattern
from gikvalidate.shapes import Expression, Least, Shape, ShapeError, all_keys, keys_of, required

_Shape = TypeVar("_Shape", bound=Shape)
#: Raises ShapeError; where something lies is noted on its way out, as hardly anything is wrong.
_Read = Callable[[Any], Any]
_TRUE, _FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})
_WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)


def read(shape: type[_Shape], file: DataFile, trail: Trail, data: Any) -> _Shape:
    """`data`, found at `trail` of `file`, as a `shape`; raises DataFileError at the place of the first fault."""
    try:
        wanted: Any = shape
        found: _Shape = _reader(wanted)(data)
    except ShapeError as fault:
        raise file.error((*trail, *fault.trail), *fault.words) from fault
    return found


@lru_cache(maxsize=1024)
def _reader(wanted: Any) -> _Read:
    """The function that reads a value of a type."""
    if wanted is str:
        return _text
    if wanted is Any:
        return lambda data: data
    origin = get_origin(wanted)
    if origin is Annotated:
        return _noted(*get_args(wanted))
    if origin is Literal:
        return _choice({name: name for name in get_args(wanted)})
    if origin is typing.Union or origin is types.UnionType:
        return _either(wanted)
    if origin is tuple:
        return _items(*get_args(wanted))
    if origin is dict:
        return _mapping(_reader(get_args(wanted)[1]))
    if issubclass(wanted, Shape):
        return _shaped(wanted)
    if issubclass(wanted, Enum):
        return _choice({str(member.value): member for member in wanted})
    return _scalar(wanted)


def _text(data: Any) -> Any:
    if not isinstance(data, str):
        zh, en = _NAMED[type(data)]
        raise ShapeError(f"这里要写一个值，不是{zh}", f"one value is wanted here, not {en}")
    return data


def _scalar(wanted: type) -> _Read:
    parse = _PARSERS[wanted]

    def scalar(data: Any) -> Any:
        text = _text(data)
        try:
            return parse(text)
        except ValueError:
            zh, en = _WANTED[wanted]
            raise ShapeError(f"“{_shortened(text)}”不是{zh}", f"“{_shortened(text)}” is not {en}") from None

    return scalar


def _int(text: str) -> int:
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError
    return int(text)


def _bool(text: str) -> bool:
    if text.strip().lower() not in _TRUE | _FALSE:
        raise ValueError
    return text.strip().lower() in _TRUE


def _date(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip(), re.ASCII):
        raise ValueError
    return date.fromisoformat(text.strip())


_PARSERS: dict[type, Callable[[str], Any]] = {int: _int, bool: _bool, date: _date}
#: What nearly every list and mapping of texts holds; only where one holds something else is each item looked at.
_TEXTS = frozenset({str})
_WANTED = {
    int: ("整数", "a whole number"),
    bool: ("true 或 false", "true or false"),
    date: ("写作 2027-03-31 的日期", "a date written as 2027-03-31"),
}
_NAMED = {
    dict: ("一组键和值", "a mapping"),
    list: ("列表", "a list"),
    str: ("一个值", "a single value"),
    type(None): ("空文件", "nothing"),
}


def _shortened(text: str) -> str:
    """Some words of a file, fit for a sentence."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else f"{plain[:40]}…"


def _choice(members: dict[str, Any]) -> _Read:
    def choice(data: Any) -> Any:
        if isinstance(data, str) and data in members:
            return members[data]
        shown = f"“{_shortened(data)}”" if isinstance(data, str) else _NAMED[type(data)]
        zh, en = (shown, shown) if isinstance(shown, str) else shown
        near = get_close_matches(data, members, 1) if isinstance(data, str) else []
        raise ShapeError(
            f"只能是 {'、'.join(filter(None, members))}，不能是{zh}" + (f"；是 {near[0]} 吗？" if near else ""),
            f"one of {', '.join(filter(None, members))}, not {en}" + (f"; {near[0]}?" if near else ""),
        )

    return choice


def _either(wanted: Any) -> _Read:
    """One of several types: nothing for None, a list for a tuple, otherwise the first that fits."""
    kinds = [kind for kind in get_args(wanted) if kind is not type(None)]
    lists = [kind for kind in kinds if get_origin(kind) is tuple]
    others = [kind for kind in kinds if kind not in lists]

    def either(data: Any) -> Any:
        # Found when it is asked for: a shape may stand inside itself.
        return _reader((lists if lists and isinstance(data, list) else others)[0])(data)

    return either


def _items(*wanted: Any) -> _Read:
    if wanted[-1] is Ellipsis:
        return _list(_reader(wanted[0]))
    readers = [_reader(one) for one in wanted]

    def items(data: Any) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise _no_list(data)
        if len(data) != len(readers):
            raise ShapeError(f"这里要有 {len(readers)} 项", f"{len(readers)} items are wanted here")
        return _each(data, readers)

    return items


def _list(reader: _Read) -> _Read:
    def items(data: Any) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise _no_list(data)
        if reader is _text and _TEXTS.issuperset(map(type, data)):
            return tuple(data)
        return _each(data, repeat(reader))

    return items


def _each(data: list[Any], readers: Iterable[_Read]) -> tuple[Any, ...]:
    """The items, each by its reader."""
    found: list[Any] = []
    try:
        for item, reader in zip(data, readers, strict=False):
            found.append(reader(item))
    except ShapeError as fault:
        fault.inside(len(found))
        raise
    return tuple(found)


def _no_list(data: Any) -> ShapeError:
    zh, en = _NAMED[type(data)]
    return ShapeError(f"这里要写一个列表，如 [甲, 乙]，不是{zh}", f"a list such as [a, b] is wanted here, not {en}")


def _mapping(reader: _Read) -> _Read:
    def mapping(data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise _no_mapping(data)
        if reader is _text and _TEXTS.issuperset(map(type, data.values())):
            return dict(data)
        found = {}
        key = ""
        try:
            for key, item in data.items():
                found[key] = reader(item)
        except ShapeError as fault:
            fault.inside(key)
            raise
        return found

    return mapping


def _no_mapping(data: Any) -> ShapeError:
    zh, en = _NAMED[type(data)]
    return ShapeError(f"这里要写“键: 值”，不是{zh}", f"a mapping (key: value) is wanted here, not {en}")


def _noted(wanted: Any, *notes: Any) -> _Read:
    plain = _reader(wanted)
    least = next((note.value for note in notes if isinstance(note, Least)), None)
    if any(isinstance(note, Expression) for note in notes):
        return _pattern
    if least is None:
        return plain

    def noted(data: Any) -> Any:
        found = plain(data)
        if isinstance(found, int):
            if found < least:
                raise ShapeError(f"至少是 {least}", f"at least {least}")
        elif len(found.strip() if isinstance(found, str) else found) < least:
            raise ShapeError("这里不能空着", "this must not be empty")
        return found

    return noted


def _pattern(data: Any) -> Any:
    found = _text(data)
    if fault := not_a_pattern(found):
        raise ShapeError(*fault)
    return found


def _shaped(shape: type[Shape]) -> _Read:
    known = keys_of(shape)
    readers = {key: (name, _reader(wanted)) for key, (name, wanted, _) in known.items()}
    every = frozenset(known)
    needed = frozenset(key for key, (_, _, one) in known.items() if required(one))
    begun, fill = shape.__new__, shape._fill

    def shaped(data: Any) -> Shape:
        if not isinstance(data, dict):
            raise _no_mapping(data)
        # A key that is not known is more likely misspelt than another one forgotten.
        if not every.issuperset(data):
            raise _unknown(shape, next(key for key in data if key not in readers))
        if needed.difference(data):
            key = next(key for key in readers if key in needed and key not in data)
            raise ShapeError(f"缺少“{key}”这个键", f"the key “{key}” is missing", key=True)
        given = {}
        try:
            for key, value in data.items():
                name, reader = readers[key]
                given[name] = value if reader is _text and type(value) is str else reader(value)
        except ShapeError as fault:
            fault.inside(key)
            raise
        made = begun(shape)
        try:
            fill(made, given)
        except ShapeError as fault:
            raise ShapeError(*fault.words, fault.trail, key=True) from fault
        return made

    return shaped


def _unknown(shape: type[Shape], key: str) -> ShapeError:
    known = keys_of(shape)
    inside = dict(all_keys(shape))
    if key in inside:
        hint = (f"；它写在 {inside[key]} 之下", f"; it stands under {inside[key]}")
    elif near := get_close_matches(key, [*known, *inside], 1):
        hint = (f"；是 {near[0]} 吗？", f"; {near[0]}?")
    else:
        hint = (f"；这里可用：{'、'.join(known) or '（无）'}", f"; known here: {', '.join(known) or 'none'}")
    shown = _shortened(key)
    return ShapeError(f"没有“{shown}”这个键{hint[0]}", f"unknown key “{shown}”{hint[1]}", (key,), key=True)
