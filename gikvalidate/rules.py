"""Rules as data: one YAML file is the rule, its manual page and its tests."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gikvalidate.datafiles import DataFile, DataFileError, Trail, folder, load, yaml_files
from gikvalidate.findings import Severity


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(_Strict):
    """The same sentence in Chinese and in English, with {fields} of the rule's kind."""

    zh: str
    en: str

    def fields(self) -> set[str]:
        """The field names both sentences use."""
        return {name for text in (self.zh, self.en) for _, name, _, _ in string.Formatter().parse(text) if name}


class Scope(_Strict):
    """Which reports a rule is for; an empty list means all."""

    generations: tuple[str, ...] = ()

    def covers(self, generation: str | None) -> bool:
        return not self.generations or generation in self.generations


class Example(_Strict):
    """The smallest report that shows the rule at work: the cells and the words that matter, all else blank.

    Keys of `figures` and `without` (cells that are not there) may hold `*`. A failing example may name the value
    `expected` and words of its `message`. `labels` are rows or columns (t3.granted) whose label is not as printed. With
    `recognised`, the report is a scan, in whose figures a “?” stands for digits that could not be read ("1?", or "?"
    alone for a figure of which nothing could). `rows` are rows whose figures are not as many as their columns
    ("t3.granted": "1|2|0|0|0|0|0|12").
    """

    figures: dict[str, str] = Field(default_factory=dict)
    rows: dict[str, str] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    labels: dict[str, str] = Field(default_factory=dict)
    recognised: bool = False
    text: str = ""
    year: int = 0
    generation: str = ""
    message: str = ""
    expected: str | None = None


class Examples(_Strict):
    """Reports on which the rule must pass, fail, be unverifiable, or have nothing to say."""

    ok: tuple[Example, ...] = Field(alias="pass", default=())
    fail: tuple[Example, ...]
    unverifiable: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()


class Limits(_Strict):
    """Where a rule is not the last word: what could make it fire on a right report, and what it lets pass."""

    over: str = ""
    under: str = ""


class RuleBody(_Strict):
    """What a rule file says."""

    title: str
    title_en: str
    basis: str
    severity: Severity
    applies: Scope = Scope()
    #: Rules whose failure on the same row, column or claim already tells this story.
    yields_to: tuple[str, ...] = ()
    check: dict[str, Any]
    message: Bilingual
    #: Said instead where a total is blank over parts that are not.
    blank_total: Bilingual | None = None
    repair: Bilingual
    why: str
    limits: Limits = Limits()
    examples: Examples


@dataclass(frozen=True)
class Rule:
    """A rule and the file it came from. Its id is its path under rules/ without the suffix."""

    id: str
    body: RuleBody
    file: DataFile

    @property
    def kind(self) -> str:
        return str(self.body.check.get("kind", ""))

    @property
    def options(self) -> Mapping[str, Any]:
        return {name: value for name, value in self.body.check.items() if name != "kind"}

    def error(self, trail: Trail, sentence: str) -> DataFileError:
        return self.file.error(trail, sentence)


def load_rules(roots: Sequence[Path] = ()) -> tuple[Rule, ...]:
    """The installed rules, then those under each of `roots`; a later rule of the same id replaces an earlier one.

    Raises DataFileError at the first fault of a rule file.
    """
    rules: dict[str, Rule] = {}
    for root in (folder("rules"), *roots):
        for path in yaml_files(root):
            rule = load_rule(path, root)
            rules[rule.id] = rule
    return tuple(rules[name] for name in sorted(rules))


def load_rule(path: Path, root: Path) -> Rule:
    """Read one rule file below `root`."""
    file = load(path)
    if not isinstance(file.data, dict):
        raise file.error((), "a rule is a mapping with title, basis, severity, check, message, repair, why, examples")
    return Rule(path.relative_to(root).with_suffix("").as_posix(), validated(file, (), RuleBody, file.data), file)


_Model = TypeVar("_Model", bound=BaseModel)


def validated(file: DataFile, trail: Trail, model: type[_Model], data: Any) -> _Model:
    """`data`, found at `trail` of `file`, as a `model`; the first fault becomes a DataFileError at its place."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        where = tuple(part for part in fault["loc"] if part != "ok")
        sentence = f"{'.'.join(map(str, where)) or 'the rule'}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
        raise file.error((*trail, *where), sentence) from error
