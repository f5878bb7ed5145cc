"""Rules as data: one YAML file is the rule, its manual page and its tests."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from gikvalidate.datafiles import DataFile, DataFileError, Trail, load
from gikvalidate.datafolders import folder, yaml_files
from gikvalidate.findings import Severity, Words, in_language
from gikvalidate.shapes import Key, Shape, ShapeError, Text
from gikvalidate.shaping import read
from gikvalidate.submission import Standing

#: Levels of government, highest first.
Level = Literal["state", "province", "city", "county", "township"]
Profile = Literal["self-check", "audit", "archive"]
PROFILES: tuple[Profile, ...] = ("self-check", "audit", "archive")


class Bilingual(Shape):
    """The same sentence in Chinese and in English, with {fields} of the rule's kind."""

    zh: Text
    en: Text

    def __post_init__(self) -> None:
        for name in ("zh", "en"):
            try:
                _fields(getattr(self, name))
            except ValueError as error:
                zh, en = (
                    "花括号里只写字段名，如 {left}",
                    "braces hold the name of a field and nothing else, like {left}",
                )
                raise ShapeError(zh, en, (name,)) from error

    def fields(self) -> Iterator[tuple[str, str]]:
        """(language, field name) for every field the sentences use."""
        return ((lang, name) for lang in ("zh", "en") for name in _fields(getattr(self, lang)))


@lru_cache(maxsize=1024)
def _fields(sentence: str) -> tuple[str, ...]:
    """The names in braces; raises ValueError where something else stands there."""
    found = []
    for _, name, form, conversion in string.Formatter().parse(sentence):
        if name is not None:
            if form or conversion or not name.isidentifier():
                raise ValueError
            found.append(name)
    return tuple(found)


class Scope(Shape):
    """Which reports a rule is for; an empty list means all.

    `levels` are those of the body that reports, `body` whether it is a government or a department of one. Both are
    inferred from its name, and where the name does not say, a rule that asks for them is skipped.
    """

    generations: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    body: Literal["government", "department"] | None = None

    def refuses(self, generation: str | None, standing: Standing) -> Words | None:
        """Why a rule of this scope says nothing of a report, or None where it does."""
        if self.generations and generation not in self.generations:
            return ("不适用于这一代格式", "not for this generation of the form")
        if self.levels and not standing.levels:
            return ("从机关名称看不出层级", "the name of the body does not tell its level")
        if self.levels and not standing.levels <= set(self.levels):
            some = standing.levels & set(self.levels)
            return (
                ("机关的层级有两种可能", "the body may be of another level")
                if some
                else ("不适用于这一层级的机关", "not for bodies of this level")
            )
        if self.body and standing.body is None:
            return ("从机关名称看不出是政府还是部门", "the name does not tell a government from a department")
        if self.body and standing.body != self.body:
            return ("不适用于这一性质的机关", "not for this sort of body")
        return None


class Prior(Shape):
    """The report of the year before, in an example, and that of the year before it."""

    figures: dict[str, str] = field(default_factory=dict)
    text: str = ""
    generation: str = ""
    prior: Prior | None = None


class Sibling(Shape):
    """The report of another body, or another report of the same one, in an example."""

    agency: str = ""
    figures: dict[str, str] = field(default_factory=dict)
    text: str = ""


class Siblings(Shape):
    """The other reports of the year, in an example.

    `below` are those of the bodies below, `office` that of the government's own office, `versions` other reports of the
    same body; `absent` are bodies below without a report. `alike` are bodies whose text is, in per cent, the same.
    With `awaited`, the body's own report is missing.
    """

    below: tuple[Sibling, ...] = ()
    absent: tuple[str, ...] = ()
    office: Sibling | None = None
    versions: tuple[Sibling, ...] = ()
    alike: dict[str, str] = field(default_factory=dict)
    awaited: str = ""


class Example(Shape):
    """The smallest report that shows the rule at work: the cells and the words that matter, all else blank.

    Keys of `figures` and `without` (cells that are not there) may hold `*`. With `prior`, the report of the year before
    is at hand, with `siblings` other reports of the same year; `agency` is whose report it is, where the rule asks for
    a level. A failing example may name the value `expected` and words of its `message`. `labels` are rows or columns
    (t3.granted) whose label is not as printed. With `recognised`, the report is a scan, in whose figures a “?” stands
    for digits that could not be read ("1?", or "?" alone for a figure of which nothing could). `rows` are rows whose
    figures are not as many as their columns ("t3.granted": "1|2|0|0|0|0|0|12").
    """

    figures: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    recognised: bool = False
    text: str = ""
    year: int = 0
    generation: str = ""
    agency: str = ""
    prior: Prior | None = None
    siblings: Siblings | None = None
    message: str = ""
    expected: str | None = None


class Examples(Shape):
    """Reports on which the rule must pass, fail, be unverifiable, or have nothing to say."""

    ok: Annotated[tuple[Example, ...], Key("pass")] = ()
    fail: tuple[Example, ...]
    unverifiable: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()


class Limits(Shape):
    """Where a rule is not the last word: what could make it fire on a right report, and what it lets pass."""

    over: str = ""
    under: str = ""
    over_en: str = ""
    under_en: str = ""


class RuleBody(Shape):
    """What a rule file says. Where something is not said in English, it is told in Chinese.

    `version` is raised when a published rule changes its meaning; `profiles` are the runs it takes part in.
    """

    title: Text
    title_en: Text
    basis: Text
    basis_en: str = ""
    severity: Severity
    version: str = "1"
    profiles: tuple[Profile, ...] = PROFILES
    applies: Scope = Scope()
    #: Rules whose failure on the same row, column or claim already tells this story.
    yields_to: tuple[str, ...] = ()
    check: dict[str, Any]
    message: Bilingual
    #: Said instead where a total is blank over parts that are not.
    blank_total: Bilingual | None = None
    repair: Bilingual
    why: Text
    why_en: str = ""
    limits: Limits = Limits()
    examples: Examples


def said_in(lang: str, zh: str, en: str) -> str:
    """What a rule says in "zh" or "en", in Chinese where it has no English."""
    return in_language((zh, en or zh), lang)


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

    def error(self, trail: Trail, zh: str, en: str) -> DataFileError:
        return self.file.error(trail, zh, en)


def load_rules(roots: Sequence[Path] = (), *, installed: bool = True) -> tuple[Rule, ...]:
    """The installed rules, unless they are not wanted, then those under each of `roots`.

    A later rule of the same id replaces an earlier one.

    Raises DataFileError at the first fault of a rule file.
    """
    rules: dict[str, Rule] = {}
    for root in (*((folder("rules"),) if installed else ()), *roots):
        for path in yaml_files(root):
            rule = load_rule(path, root)
            rules[rule.id] = rule
    return tuple(rules[name] for name in sorted(rules))


def load_rule(path: Path, root: Path) -> Rule:
    """Read one rule file below `root`."""
    file = load(path)
    if not isinstance(file.data, dict):
        keys = "title, title_en, basis, severity, check, message, repair, why, examples"
        raise file.error((), f"一条规则由这些键组成：{keys}", f"a rule is a mapping with {keys}")
    name = "/".join(path.parts[len(root.parts) :]).removesuffix(".yaml")
    return Rule(name, read(RuleBody, file, (), file.data), file)
