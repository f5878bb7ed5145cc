"""Read the YAML that rules/ and schemas/ are made of: every scalar stays text, every part keeps its line and column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from gikvalidate import parsed

#: A place inside a data file: the keys and list positions that lead to it.
Trail = tuple[str | int, ...]
#: Key or position → (the parser's mark, the places inside); None for a scalar.
_Places = dict[str | int, tuple[Any, Any]] | None


class DataFileError(Exception):
    """A rule or schema file is wrong: path:line:column: sentence, in Chinese and, where it has one, English."""

    def __init__(self, path: Path, line: int, column: int, zh: str, en: str = "") -> None:
        self.path, self.line, self.column = path, line, column
        self.words = (zh, en or zh)
        super().__init__(f"{path}:{line}:{column}: {zh}" + (f" · {en}" if en else ""))

    @property
    def sentence(self) -> str:
        """What is wrong, in English."""
        return self.words[1]

    def told(self, lang: str) -> str:
        """Path, line, column and the sentence in "zh" or "en"."""
        return f"{self.path}:{self.line}:{self.column}: {self.words[lang == 'en']}"


@dataclass(frozen=True)
class DataFile:
    """The content of one YAML file (dicts, lists and strings only) and where each part of it stands."""

    path: Path
    data: Any
    _raw: bytes

    @cached_property
    def _places(self) -> _Places:
        """Only a fault asks for them: the file is parsed once more for it."""
        return _Reader(self.path, _text(self.path, self._raw)).content()[1]

    def place(self, trail: Trail) -> tuple[int, int]:
        """Line and column of what `trail` leads to, or of its nearest parent."""
        line, column, inside = 1, 1, self._places
        for step in trail:
            if inside is None or step not in inside:
                break
            mark, inside = inside[step]
            line, column = mark.line + 1, mark.column + 1
        return line, column

    def error(self, trail: Trail, zh: str, en: str = "") -> DataFileError:
        """An error at the place `trail` leads to, or at its nearest parent that has one."""
        return DataFileError(self.path, *self.place(trail), zh, en)


def load(path: Path) -> DataFile:
    """Parse one YAML file. Numbers, dates and yes/no stay the text they are (9.60, 010, no, 16:30).

    Raises DataFileError for anything that is not UTF-8 YAML without duplicate keys, and of a size to be read at once.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataFileError(path, 1, 1, f"读不了：{error.strerror}", f"cannot be read: {error.strerror}") from error
    if len(raw) > _LARGEST:
        raise DataFileError(path, 1, 1, f"大于 {_LARGEST >> 20} MiB", f"is larger than {_LARGEST >> 20} MiB")
    kept = parsed.of_the_user()
    data = kept.content(raw) if kept else None
    if data is None:
        data, _ = _Reader(path, _text(path, raw)).content()
        if kept:
            kept.keep(raw, data)
    return DataFile(path, data, raw)


def _text(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        zh, en = "不是 UTF-8，请另存为 UTF-8", "is not UTF-8; save it as UTF-8"
        raise DataFileError(path, line, column, zh, en) from error


_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Scalar, _MappingEnd, _SequenceEnd = yaml.ScalarEvent, yaml.MappingEndEvent, yaml.SequenceEndEvent
_LARGEST = 2 << 20
_DEEPEST = 40
#: The most parts a file may have once its aliases are followed.
_MOST = 100_000
#: What the parser says of slips that are often made, and what to do about them.
_SLIPS = {
    "cannot start any token": (
        "这里不能出现这个符号：不能用制表符缩进；以 @ ` % 开头的值要加引号",
        "this character cannot stand here: no tabs for indentation; quote a value that begins with @ ` or %",
    ),
    "tab character": ("不能用制表符缩进，请用空格", "no tabs for indentation; use spaces"),
    "mapping values are not allowed": (
        "值里有“: ”，要加引号；或缩进不对",
        "a value that holds “: ” must be quoted, or the indentation is wrong",
    ),
    "could not find expected ':'": (
        "键后面少了冒号，或引号没有收尾",
        "a colon is missing behind a key, or a quote is left open",
    ),
    "expected <block end>": (
        "缩进不对，或上一行的引号、括号没有收尾",
        "wrong indentation, or a quote or bracket left open above",
    ),
    "expected key": (
        "缩进不对，或上一行的引号、括号没有收尾",
        "wrong indentation, or a quote or bracket left open above",
    ),
    "expected ',' or": (
        "括号里少了逗号或右括号；值里有括号、逗号的要加引号",
        "a comma or the closing bracket is missing; quote a value that holds brackets or commas",
    ),
    "unexpected end of stream": ("引号没有收尾", "a quote is left open"),
    "unknown escape": (
        "双引号里的 \\ 要写成 \\\\，或改用单引号",
        "inside double quotes a \\ is written \\\\; or use single quotes",
    ),
    "control characters": ("有不可见的控制字符", "there is an invisible control character"),
    "special characters": ("有不可见的控制字符", "there is an invisible control character"),
}


class _Reader:
    """One pass over the parser's events; composing its nodes would recurse as deep as a file cares to nest."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text
        self.anchors: dict[str, tuple[Any, _Places, int]] = {}
        self.parts = 0

    def content(self) -> tuple[Any, _Places]:
        """What the file says, and where."""
        loader = _LOADER(self.text)
        try:
            self._next = loader.get_event
            self._next()  # the stream begins
            if isinstance(self._next(), yaml.StreamEndEvent):
                return None, None
            data, places = self._part(self._next(), 0)
            self._next()  # the document ends
            if not isinstance(more := self._next(), yaml.StreamEndEvent):
                raise self._error(more, "一个文件里只写一份内容", "a file holds one document")
        except yaml.MarkedYAMLError as error:
            raise self._slip(error, error.problem_mark or error.context_mark, error.problem or "") from error
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position]
            place = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
            raise DataFileError(self.path, *place, *_SLIPS["control characters"]) from error
        finally:
            loader.dispose()
        return data, places

    def _slip(self, error: yaml.MarkedYAMLError, mark: Any, problem: str) -> DataFileError:
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        told = f"{problem} {error.context or ''}"
        zh, en = next((words for part, words in _SLIPS.items() if part in told), ("", ""))
        return DataFileError(self.path, line, column, f"YAML 写法有误：{zh or problem}", f"not YAML: {en or problem}")

    def _error(self, event: Any, zh: str, en: str) -> DataFileError:
        return DataFileError(self.path, event.start_mark.line + 1, event.start_mark.column + 1, zh, en)

    def _part(self, event: Any, depth: int) -> tuple[Any, _Places]:
        """What begins with an event, and the places of its parts."""
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if depth > _DEEPEST:
            raise self._error(event, "套得太深", "is nested too deeply")
        before = self.parts
        found: tuple[Any, _Places] = (
            (event.value, None)
            if isinstance(event, _Scalar)
            else self._mapping(depth)
            if isinstance(event, yaml.MappingStartEvent)
            else self._sequence(depth)
        )
        if event.anchor:
            self.anchors[event.anchor] = (*found, self.parts - before + 1)
        return found

    def _alias(self, event: Any) -> tuple[Any, _Places]:
        if event.anchor not in self.anchors:
            raise self._error(event, f"前面没有 &{event.anchor}", f"there is no &{event.anchor} before this")
        data, places, parts = self.anchors[event.anchor]
        self.parts += parts
        if self.parts > _MOST:
            raise self._error(event, "别名展开后太大", "is too large once its aliases are followed")
        return data, places

    # The two loops below see every part of every file: what most parts are, a plain scalar, they take themselves.

    def _mapping(self, depth: int) -> tuple[dict[str, Any], _Places]:
        following = self._next
        mapping: dict[str, Any] = {}
        places: dict[str | int, tuple[Any, Any]] = {}
        while type(event := following()) is not _MappingEnd:
            if type(event) is not _Scalar:
                raise self._error(event, "键要是一个词", "a key must be plain text")
            key = event.value
            if key in mapping:
                raise self._error(event, f"“{key}”这个键写了两次", f"the key {key!r} stands here a second time")
            part = following()
            if type(part) is _Scalar and not part.anchor:
                mapping[key], inside = part.value, None
            else:
                mapping[key], inside = self._part(part, depth + 1)
            places[key] = (event.start_mark, inside)
        self.parts += len(mapping)
        return mapping, places

    def _sequence(self, depth: int) -> tuple[list[Any], _Places]:
        following = self._next
        items: list[Any] = []
        places: dict[str | int, tuple[Any, Any]] = {}
        while type(event := following()) is not _SequenceEnd:
            if type(event) is _Scalar and not event.anchor:
                item, inside = event.value, None
            else:
                item, inside = self._part(event, depth + 1)
            places[len(items)] = (event.start_mark, inside)
            items.append(item)
        self.parts += len(items)
        return items, places
