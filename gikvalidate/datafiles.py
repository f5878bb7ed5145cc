"""Read the YAML that rules/ and schemas/ are made of: every scalar stays text, every key keeps its line and column."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

#: A place inside a data file: the keys and list positions that lead to it.
Trail = tuple[str | int, ...]


class DataFileError(Exception):
    """A rule or schema file is wrong. Reads as path:line:column: sentence."""

    def __init__(self, path: Path, line: int, column: int, sentence: str) -> None:
        super().__init__(f"{path}:{line}:{column}: {sentence}")
        self.path, self.line, self.column, self.sentence = path, line, column, sentence


@dataclass(frozen=True)
class DataFile:
    """The content of one YAML file (dicts, lists and strings only) and where each part of it stands."""

    path: Path
    data: Any
    marks: dict[Trail, tuple[int, int]]

    def error(self, trail: Trail, sentence: str) -> DataFileError:
        """An error at the place `trail` leads to, or at its nearest parent that has one."""
        while trail not in self.marks and trail:
            trail = trail[:-1]
        line, column = self.marks.get(trail, (1, 1))
        return DataFileError(self.path, line, column, sentence)


def folder(name: str) -> Path:
    """The installed folder of "rules" or "schemas"; in a checkout that is not installed, the one beside the package."""
    spec = importlib.util.find_spec(f"gikvalidate_{name}")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent
    return Path(__file__).parent.parent / name


def schema_folders() -> tuple[Path, ...]:
    """The installed schemas, then the folders of further forms that GIKVALIDATE_SCHEMAS names; the later ones win."""
    named = os.environ.get(SCHEMAS_VARIABLE, "")
    return (folder("schemas"), *(Path(part) for part in named.split(os.pathsep) if part))


def schema_file(generation: str, table: str) -> Path:
    """Where the frame schema of one table of one generation lies; raises KeyError where there is none."""
    places = (root / generation / f"frame-{table}.yaml" for root in reversed(schema_folders()))
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise KeyError(f"{generation} {table}")
    return path


#: The environment variable for folders of further forms; every process of a run sees it.
SCHEMAS_VARIABLE = "GIKVALIDATE_SCHEMAS"


def load(path: Path) -> DataFile:
    """Parse one YAML file. Numbers, dates and yes/no stay the text they are (9.60, 010, no, 16:30).

    Raises DataFileError for anything that is not UTF-8 YAML without duplicate keys, anchors resolved once.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise DataFileError(path, 1, 1, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataFileError(path, 1, 1, "is not UTF-8") from error
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise DataFileError(path, line, column, error.problem or "is not YAML") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise DataFileError(path, 1, 1, "is not YAML, or is nested too deeply") from error
    marks: dict[Trail, tuple[int, int]] = {}
    return DataFile(path, _plain(path, root, (), marks), marks)


_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 40


def _plain(path: Path, node: yaml.Node | None, trail: Trail, marks: dict[Trail, tuple[int, int]]) -> Any:
    if node is None:
        return None
    here = (node.start_mark.line + 1, node.start_mark.column + 1)
    marks.setdefault(trail, here)
    if len(trail) > _DEEPEST:
        raise DataFileError(path, *here, "is nested too deeply")
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            key = key_node.value
            if not isinstance(key, str):
                raise DataFileError(path, line, column, "a key must be plain text")
            if key in mapping:
                raise DataFileError(path, line, column, f"the key {key!r} stands here a second time")
            marks[(*trail, key)] = (line, column)
            mapping[key] = _plain(path, value_node, (*trail, key), marks)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(path, item, (*trail, index), marks) for index, item in enumerate(node.value)]
    return node.value


def yaml_files(root: Path) -> Iterator[Path]:
    """Every .yaml file under `root`, in a fixed order."""
    yield from sorted(root.rglob("*.yaml"))
