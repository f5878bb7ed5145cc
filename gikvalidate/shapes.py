"""What a YAML file may hold, as classes: the annotations of a Shape are what the reader asks for, and what the JSON
Schema for editors says. Every scalar of a file is text and becomes what its annotation says.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, fields
from functools import cache
from typing import Annotated, Any, ClassVar, dataclass_transform, get_args

from gikvalidate.datafiles import Trail


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Shape:
    """A mapping with these keys and no others; a field without a default must be there.

    The methods are written once, for all shapes: a dataclass compiles its own, which for some sixty shapes takes longer
    than to read what they are for.
    """

    _names: ClassVar[tuple[str, ...]] = ()
    _makers: ClassVar[dict[str, Callable[[], Any]]] = {}
    _needed: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **_: Any) -> None:
        dataclass(init=False, repr=False, eq=False, match_args=False, kw_only=True)(cls)
        every = fields(cls)  # type: ignore[arg-type]
        cls._names = tuple(one.name for one in every)
        cls._makers = {one.name: one.default_factory for one in every if one.default_factory is not MISSING}
        cls._needed = frozenset(one.name for one in every if required(one))

    def __init__(self, **given: Any) -> None:
        if unknown := given.keys() - set(self._names):
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        if not self._needed <= given.keys():
            missing = next(name for name in self._names if name in self._needed and name not in given)
            raise TypeError(f"{type(self).__name__} needs {missing}")
        self._fill(given)

    def _fill(self, given: dict[str, Any]) -> None:
        """With everything needed and nothing unknown, as who reads a file has seen already.

        Most fields are not given: their defaults stay with the class.
        """
        for name, make in self._makers.items():
            if name not in given:
                given[name] = make()
        object.__setattr__(self, "__dict__", given)
        self.__post_init__()

    def __post_init__(self) -> None:
        """What a shape asks for beyond the types of its fields; raises ShapeError."""

    def __setattr__(self, name: str, value: Any) -> None:
        raise FrozenInstanceError(name)

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(name)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(getattr(other, name) == getattr(self, name) for name in self._names)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self._names)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._names)})"


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

    The words name the place too, unless they are about a `key` itself.
    """

    def __init__(self, zh: str, en: str, trail: Trail = (), *, key: bool = False) -> None:
        super().__init__(en)
        self.zh, self.en, self.trail, self._key = zh, en, trail, key

    def inside(self, part: str | int) -> None:
        """Note the part of a mapping or a list in which it was found."""
        self.trail = (part, *self.trail)

    @property
    def words(self) -> tuple[str, str]:
        """What is wrong, in Chinese and in English."""
        name = "" if self._key else ".".join(str(part + 1) if isinstance(part, int) else part for part in self.trail)
        return (f"{name}：{self.zh}", f"{name}: {self.en}") if name else (self.zh, self.en)


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
