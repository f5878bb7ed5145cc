"""What a YAML file may hold, as classes: the annotations of a Shape are what the reader asks for, and what the JSON
Schema for editors says. Every scalar of a file is text and becomes what its annotation says.
"""

from __future__ import annotations

import re
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, fields
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import cache, lru_cache
from typing import Annotated, Any, ClassVar, Literal, TypeVar, dataclass_transform, get_args, get_origin

from gikvalidate.datafiles import DataFile, Trail
from gikvalidate.patterns import not_a_pattern


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Shape:
    """A mapping with these keys and no others; a field without a default must be there.

    The methods are written once, for all shapes: a dataclass compiles its own, which for some sixty shapes takes longer
    than to read what they are for.
    """

    _defaults: ClassVar[dict[str, Any]] = {}
    _makers: ClassVar[dict[str, Callable[[], Any]]] = {}
    _needed: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **_: Any) -> None:
        dataclass(init=False, repr=False, eq=False, match_args=False, kw_only=True)(cls)
        every = fields(cls)  # type: ignore[arg-type]
        cls._defaults = {one.name: one.default for one in every if one.default_factory is MISSING}
        cls._makers = {one.name: one.default_factory for one in every if one.default_factory is not MISSING}
        cls._needed = frozenset(one.name for one in every if required(one))

    def __init__(self, **given: Any) -> None:
        if unknown := given.keys() - self._defaults.keys() - self._makers.keys():
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        if not self._needed <= given.keys():
            missing = next(name for name in self._defaults if name in self._needed and name not in given)
            raise TypeError(f"{type(self).__name__} needs {missing}")
        self._fill(given)

    def _fill(self, given: Mapping[str, Any]) -> None:
        """With everything needed and nothing unknown, as who reads a file has seen already."""
        values = self.__dict__
        values.update(self._defaults)
        for name, make in self._makers.items():
            if name not in given:
                values[name] = make()
        values.update(given)
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
    found = {}
    for one in fields(shape):
        wanted = _type_of(shape, one)
        key = next((note.name for note in getattr(wanted, "__metadata__", ()) if isinstance(note, Key)), one.name)
        found[key] = (one.name, wanted, one)
    return found


def _type_of(shape: Any, one: Field[Any]) -> Any:
    """What the annotation of a field says, in the module of the class that has it."""
    owner = next(cls for cls in shape.__mro__ if one.name in vars(cls).get("__annotations__", ()))
    text: Any = one.type
    if not isinstance(text, str):
        return text
    names = vars(sys.modules[owner.__module__])
    # Most are a name, which need not be compiled.
    return names[text] if text in names else eval(_annotation(text), names)


@cache
def _annotation(text: str) -> types.CodeType:
    """An annotation, compiled; typing.get_type_hints would compile the few that all shapes share for each anew."""
    return compile(text, "<annotation>", "eval")


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
    return _text if wanted is str else _scalar(wanted)


def _text(data: Any, trail: Trail) -> Any:
    if not isinstance(data, str):
        raise _no_value(data, trail)
    return data


def _no_value(data: Any, trail: Trail) -> ShapeError:
    zh, en = _NAMED[type(data)]
    return ShapeError(trail, f"这里要写一个值，不是{zh}", f"one value is wanted here, not {en}")


def _scalar(wanted: type) -> _Read:
    parse = _PARSERS[wanted]

    def scalar(data: Any, trail: Trail) -> Any:
        text = _text(data, trail)
        try:
            return parse(text)
        except ValueError:
            zh, en = _WANTED[wanted]
            raise ShapeError(trail, f"“{shortened(text)}”不是{zh}", f"“{shortened(text)}” is not {en}") from None

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
    if wanted[-1] is Ellipsis:
        return _list(_reader(wanted[0]))
    readers = [_reader(one) for one in wanted]

    def items(data: Any, trail: Trail) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise _no_list(data, trail)
        if len(data) != len(readers):
            raise ShapeError(trail, f"这里要有 {len(readers)} 项", f"{len(readers)} items are wanted here")
        return tuple(
            reader(item, (*trail, index)) for index, (item, reader) in enumerate(zip(data, readers, strict=True))
        )

    return items


def _list(reader: _Read) -> _Read:
    def items(data: Any, trail: Trail) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise _no_list(data, trail)
        if reader is _text and _TEXTS.issuperset(map(type, data)):
            return tuple(data)
        return tuple([reader(item, (*trail, index)) for index, item in enumerate(data)])

    return items


def _no_list(data: Any, trail: Trail) -> ShapeError:
    zh, en = _NAMED[type(data)]
    return ShapeError(
        trail, f"这里要写一个列表，如 [甲, 乙]，不是{zh}", f"a list such as [a, b] is wanted here, not {en}"
    )


def _mapping(reader: _Read) -> _Read:
    def mapping(data: Any, trail: Trail) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise _no_mapping(data, trail)
        if reader is _text and _TEXTS.issuperset(map(type, data.values())):
            return dict(data)
        return {key: reader(item, (*trail, key)) for key, item in data.items()}

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
    found = _text(data, trail)
    if fault := not_a_pattern(found):
        raise ShapeError(trail, *fault)
    return found


def _shaped(shape: type[Shape]) -> _Read:
    known = keys_of(shape)
    readers = {key: (name, _reader(wanted)) for key, (name, wanted, _) in known.items()}
    needed = {key for key, (_, _, one) in known.items() if required(one)}

    def shaped(data: Any, trail: Trail) -> Shape:
        if not isinstance(data, dict):
            raise _no_mapping(data, trail)
        # A key that is not known is more likely misspelt than another one forgotten.
        if not data.keys() <= readers.keys():
            raise _unknown(shape, next(key for key in data if key not in readers), trail)
        if not needed <= data.keys():
            key = next(key for key in readers if key in needed and key not in data)
            raise ShapeError(trail, f"缺少“{key}”这个键", f"the key “{key}” is missing", key=True)
        given = {}
        for key, value in data.items():
            name, reader = readers[key]
            given[name] = value if reader is _text and type(value) is str else reader(value, (*trail, key))
        made = shape.__new__(shape)
        try:
            made._fill(given)
        except ShapeError as fault:
            raise ShapeError((*trail, *fault.trail), fault.zh, fault.en, key=True) from fault
        return made

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
