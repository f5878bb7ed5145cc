"""What a YAML file may hold, as classes: the annotations of a Shape are what the reader asks for, and what the JSON
Schema for editors says. Every scalar of a file is text and becomes what its annotation says.
"""

from __future__ import annotations

import re
import types
import typing
import warnings
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, fields
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

from gikvalidate.datafiles import DataFile, Trail


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Shape:
    """A mapping with these keys and no others; a field without a default must be there.

    The methods are written once, for all shapes: a dataclass compiles its own, which for some sixty shapes takes longer
    than to read what they are for.
    """

    _defaults: ClassVar[dict[str, Any]] = {}
    _makers: ClassVar[dict[str, Callable[[], Any]]] = {}

    def __init_subclass__(cls, **_: Any) -> None:
        dataclass(init=False, repr=False, eq=False, match_args=False, kw_only=True)(cls)
        every = fields(cls)  # type: ignore[arg-type]
        cls._defaults = {one.name: one.default for one in every if one.default_factory is MISSING}
        cls._makers = {one.name: one.default_factory for one in every if one.default_factory is not MISSING}

    def __init__(self, **given: Any) -> None:
        made = {name: make() for name, make in self._makers.items() if name not in given}
        values = {**self._defaults, **made, **given}
        if len(values) > len(self._defaults) + len(self._makers):
            unknown = values.keys() - {*self._defaults, *self._makers}
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        if MISSING in values.values():
            raise TypeError(f"{type(self).__name__} needs {next(name for name in values if values[name] is MISSING)}")
        self.__dict__.update(values)
        self.__post_init__()

    def __post_init__(self) -> None:
        """What a shape asks for beyond the types of its fields; raises ShapeError."""

    def __setattr__(self, name: str, value: Any) -> None:
        raise FrozenInstanceError(name)

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(name)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in (*self._defaults, *self._makers))))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"


@dataclass(frozen=True)
class Least:
    """The smallest number, or the shortest text or list."""

    value: int


@dataclass(frozen=True)
class Expression:
    """A text that is a regular expression."""


#: A text that says something.
Text = Annotated[str, Least(1)]
#: A regular expression.
Pattern = Annotated[str, Expression()]


@dataclass(frozen=True)
class Key:
    """The key in the file, where it cannot be the name of a field."""

    name: str


class ShapeError(Exception):
    """Something is not as its shape says; `trail` leads there from where the reading began.

    The sentence names the place too, unless it is about a `key` itself.
    """

    def __init__(self, trail: Trail, zh: str, en: str, *, key: bool = False) -> None:
        super().__init__(en)
        name = "" if key else ".".join(str(part + 1) if isinstance(part, int) else part for part in trail)
        self.trail, self.zh, self.en = trail, f"{name}：{zh}" if name else zh, f"{name}: {en}" if name else en


_Shape = TypeVar("_Shape", bound=Shape)
_Read = Callable[[Any, Trail], Any]
_TRUE, _FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})
_WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)


def read(shape: type[_Shape], file: DataFile, trail: Trail, data: Any) -> _Shape:
    """`data`, found at `trail` of `file`, as a `shape`; raises DataFileError at the place of the first fault."""
    try:
        wanted: Any = shape
        found: _Shape = _reader(wanted)(data, ())
    except ShapeError as fault:
        raise file.error((*trail, *fault.trail), fault.zh, fault.en) from fault
    return found


def keys_of(shape: Any) -> dict[str, tuple[str, Any, Field[Any]]]:
    """Key in the file → field, type and description of the field, in their order."""
    hints = get_type_hints(shape, include_extras=True)
    found = {}
    for one in fields(shape):
        wanted = hints[one.name]
        key = next((note.name for note in getattr(wanted, "__metadata__", ()) if isinstance(note, Key)), one.name)
        found[key] = (one.name, wanted, one)
    return found


def required(one: Field[Any]) -> bool:
    """Whether a field must be there."""
    return one.default is MISSING and one.default_factory is MISSING


def all_keys(shape: type[Shape]) -> Iterator[tuple[str, str]]:
    """(key, where it belongs) for the shapes inside a shape, one level down."""
    for key, (_, wanted, _) in keys_of(shape).items():
        for inner in (wanted, *get_args(wanted)):
            if isinstance(inner, type) and issubclass(inner, Shape):
                yield from ((name, key) for name in keys_of(inner))


@lru_cache(maxsize=1024)
def _reader(wanted: Any) -> _Read:
    """The function that reads a value of a type."""
    if get_origin(wanted) is Annotated:
        return _noted(*get_args(wanted))
    if wanted is Any:
        return lambda data, _: data
    if get_origin(wanted) is Literal:
        return _choice({name: name for name in get_args(wanted)})
    if get_origin(wanted) in {typing.Union, types.UnionType}:
        return _either(wanted)
    if get_origin(wanted) is tuple:
        return _items(*get_args(wanted))
    if get_origin(wanted) is dict:
        return _mapping(_reader(get_args(wanted)[1]))
    if issubclass(wanted, Shape):
        return _shaped(wanted)
    if issubclass(wanted, Enum):
        return _choice({str(member.value): member for member in wanted})
    return _scalar(wanted)


def _scalar(wanted: type) -> _Read:
    parse = _PARSERS[wanted]

    def scalar(data: Any, trail: Trail) -> Any:
        if not isinstance(data, str):
            raise ShapeError(
                trail,
                f"这里要写一个值，不是{_NAMED[type(data)][0]}",
                f"one value is wanted here, not {_NAMED[type(data)][1]}",
            )
        try:
            return parse(data)
        except ValueError:
            zh, en = _WANTED[wanted]
            raise ShapeError(trail, f"“{shortened(data)}”不是{zh}", f"“{shortened(data)}” is not {en}") from None

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


_PARSERS: dict[type, Callable[[str], Any]] = {str: str, int: _int, bool: _bool, date: _date}
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


def shortened(text: str) -> str:
    """Some words of a file, fit for a sentence."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else f"{plain[:40]}…"


def _choice(members: dict[str, Any]) -> _Read:
    def choice(data: Any, trail: Trail) -> Any:
        if isinstance(data, str) and data in members:
            return members[data]
        shown = f"“{shortened(data)}”" if isinstance(data, str) else _NAMED[type(data)]
        zh, en = (shown, shown) if isinstance(shown, str) else shown
        near = get_close_matches(data, members, 1) if isinstance(data, str) else []
        raise ShapeError(
            trail,
            f"只能是 {'、'.join(filter(None, members))}，不能是{zh}" + (f"；是 {near[0]} 吗？" if near else ""),
            f"one of {', '.join(filter(None, members))}, not {en}" + (f"; {near[0]}?" if near else ""),
        )

    return choice


def _either(wanted: Any) -> _Read:
    """One of several types: nothing for None, a list for a tuple, otherwise the first that fits."""
    kinds = [kind for kind in get_args(wanted) if kind is not type(None)]
    lists = [kind for kind in kinds if get_origin(kind) is tuple]
    others = [kind for kind in kinds if kind not in lists]

    def either(data: Any, trail: Trail) -> Any:
        return _reader((lists if lists and isinstance(data, list) else others)[0])(data, trail)

    return either


def _items(*wanted: Any) -> _Read:
    any_number = wanted[-1] is Ellipsis
    exact = [_reader(one) for one in wanted if one is not Ellipsis]

    def items(data: Any, trail: Trail) -> tuple[Any, ...]:
        if not isinstance(data, list):
            zh, en = _NAMED[type(data)]
            raise ShapeError(
                trail, f"这里要写一个列表，如 [甲, 乙]，不是{zh}", f"a list such as [a, b] is wanted here, not {en}"
            )
        if not any_number and len(data) != len(exact):
            raise ShapeError(trail, f"这里要有 {len(exact)} 项", f"{len(exact)} items are wanted here")
        readers = exact * len(data) if any_number else exact
        return tuple(
            reader(item, (*trail, index)) for index, (item, reader) in enumerate(zip(data, readers, strict=True))
        )

    return items


def _mapping(value: _Read) -> _Read:
    def mapping(data: Any, trail: Trail) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise _no_mapping(data, trail)
        return {key: value(item, (*trail, key)) for key, item in data.items()}

    return mapping


def _no_mapping(data: Any, trail: Trail) -> ShapeError:
    zh, en = _NAMED[type(data)]
    return ShapeError(trail, f"这里要写“键: 值”，不是{zh}", f"a mapping (key: value) is wanted here, not {en}")


def _noted(wanted: Any, *notes: Any) -> _Read:
    plain = _reader(wanted)
    least = next((note.value for note in notes if isinstance(note, Least)), None)
    if any(isinstance(note, Expression) for note in notes):
        return _pattern
    if least is None:
        return plain

    def noted(data: Any, trail: Trail) -> Any:
        found = plain(data, trail)
        if isinstance(found, int):
            if found < least:
                raise ShapeError(trail, f"至少是 {least}", f"at least {least}")
        elif len(found.strip() if isinstance(found, str) else found) < least:
            raise ShapeError(trail, "这里不能空着", "this must not be empty")
        return found

    return noted


def _pattern(data: Any, trail: Trail) -> Any:
    found = _scalar(str)(data, trail)
    if fault := not_a_pattern(found):
        raise ShapeError(trail, *fault)
    return found


def not_a_pattern(source: str) -> tuple[str, str] | None:
    """What is wrong with a regular expression."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(source)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        said = next((zh for part, zh in _SLIPS.items() if part in str(error)), str(error))
        return (f"不是正则表达式：{said}", f"is not a pattern: {error}")
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


def _shaped(shape: type[Shape]) -> _Read:
    known = keys_of(shape)
    readers = {key: (name, _reader(wanted)) for key, (name, wanted, _) in known.items()}
    needed = [key for key, (_, _, one) in known.items() if required(one)]

    def shaped(data: Any, trail: Trail) -> Shape:
        if not isinstance(data, dict):
            raise _no_mapping(data, trail)
        # A key that is not known is more likely misspelt than another one forgotten.
        for key in data:
            if key not in readers:
                raise _unknown(shape, key, trail)
        for key in needed:
            if key not in data:
                raise ShapeError(trail, f"缺少“{key}”这个键", f"the key “{key}” is missing", key=True)
        given = {readers[key][0]: readers[key][1](value, (*trail, key)) for key, value in data.items()}
        try:
            return shape(**given)
        except ShapeError as fault:
            raise ShapeError((*trail, *fault.trail), fault.zh, fault.en, key=True) from fault

    return shaped


def _unknown(shape: type[Shape], key: str, trail: Trail) -> ShapeError:
    known = keys_of(shape)
    inside = dict(all_keys(shape))
    if key in inside:
        hint = (f"；它写在 {inside[key]} 之下", f"; it stands under {inside[key]}")
    elif near := get_close_matches(key, [*known, *inside], 1):
        hint = (f"；是 {near[0]} 吗？", f"; {near[0]}?")
    else:
        hint = (f"；这里可用：{'、'.join(known) or '（无）'}", f"; known here: {', '.join(known) or 'none'}")
    shown = shortened(key)
    return ShapeError((*trail, key), f"没有“{shown}”这个键{hint[0]}", f"unknown key “{shown}”{hint[1]}", key=True)
