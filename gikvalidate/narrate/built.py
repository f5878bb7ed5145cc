"""How the files of the lexicon are built; one that is built otherwise is told at its place before anything reads it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from gikvalidate.datafiles import DataFile, Trail
from gikvalidate.shapes import Key, Shape, Text, keys_of
from gikvalidate.shaping import read

_List = tuple[Text, ...]


class _Topic(Shape):
    words: _List
    forbidden: Annotated[_List, Key("not")]


class _Concept(Shape):
    id: Text
    words: _List
    forbidden: Annotated[_List, Key("not")] = ()
    topic: str = ""
    side: str = ""
    kind: Literal["count", "amount"] = "count"
    outcome: bool = False
    units: _List = ()
    linked: _List = ()


class _Subjects(Shape):
    topics: dict[str, _Topic]
    topic_order: _List
    concepts: tuple[_Concept, ...]
    shortened: dict[str, dict[str, _List]]
    sides: dict[str, _List]
    units_of: dict[str, _List]
    begins: dict[str, _List]


class _Trap(Shape):
    reason: Text
    begins: Text
    patterns: _List


class _Whole(Shape):
    parts: _List
    wholes: _List


class Group(Shape):
    """The generations in which readings hold.

    With `columns`, they name rows of a `table`, and each of the columns may hold what is meant.
    """

    generations: _List
    table: str = ""
    columns: _List = ()


class Links(Shape):
    """Subject → group, or a generation of one → what may be meant: arithmetic over figures and its name."""

    groups: dict[str, Group]
    soft: _List
    links: dict[str, dict[str, tuple[tuple[Text, Text], ...]]]

    def group(self, name: str) -> Group:
        """A group by its name, or of one generation alone; raises KeyError."""
        if any(name in group.generations for group in self.groups.values()):
            return Group(generations=(name,))
        return self.groups[name]


def links_of(file: DataFile) -> Links:
    """What the text may mean by the figures; raises DataFileError."""
    found = read(Links, file, (), file.data)
    for subject, links in found.links.items():
        for name in links:
            try:
                found.group(name)
            except KeyError:
                zh, en = f"groups 里没有“{name}”", f"there is no “{name}” among the groups"
                raise file.error(("links", subject, name), zh, en) from None
    return found


def sound(file: DataFile) -> DataFile:
    """A file of the lexicon, as it is where it is built as its name asks; raises DataFileError at what is not."""
    name, data = file.path.stem, file.data
    if name in _LISTS:
        for index, part in enumerate(_all_of(file, data)):
            read(_LISTS[name], file, (index,), part)
    else:
        parts = _mapping(file, data)
        if name == "subjects":
            parts = _apart(file, parts)
        for key, part in parts.items():
            _words(file, (key,), part)
    return file


_LISTS: dict[str, type[Shape]] = {"traps": _Trap, "wholes": _Whole}


def _apart(file: DataFile, data: dict[str, Any]) -> dict[str, Any]:
    """What is left of the subjects without the parts that have a build of their own."""
    built = keys_of(_Subjects)
    read(_Subjects, file, (), {key: part for key, part in data.items() if key in built})
    return {key: part for key, part in data.items() if key not in built}


def _words(file: DataFile, trail: Trail, part: Any) -> None:
    """A list of wordings, or such lists by name."""
    if isinstance(part, dict):
        for key, inner in part.items():
            _words(file, (*trail, key), inner)
    elif not isinstance(part, list):
        raise file.error(trail, "这里要写一个词的列表", "a list of words is wanted here")
    else:
        for index, word in enumerate(part):
            if not isinstance(word, str) or not word:
                raise file.error((*trail, index), "这里要写一个词", "a word is wanted here")


def _mapping(file: DataFile, data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise file.error((), "这个文件由“键: 列表”组成", "this file holds lists by name (key: list)")
    return data


def _all_of(file: DataFile, data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise file.error((), "这个文件是一个列表", "this file is a list")
    return data
