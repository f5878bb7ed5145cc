"""The wording of the narrative as data: schemas/lexicon/*.yaml compiled once into patterns, concepts and readings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from gikvalidate import datafiles
from gikvalidate.claims import Reading
from gikvalidate.datafiles import DataFile, DataFileError, Trail

#: `…` in a wording: a few words inside one clause.
_GAP = "[^，,。；;：:（）()\\n]{0,16}?"
_NEVER = "(?!)"
#: Columns in which a row of the older statistics tables may hold the year's value; beside the figures of a quarter it
#: is the accrued ones (本期实际, 本年累计).
_STAT_COLUMNS = ("value", "year", "cumulative")
_STAT_ROW = re.compile(r"\b[A-Z]\d[\w.]*")


@dataclass(frozen=True)
class Concept:
    """What a number can be about, and the words that say so.

    `units` are the units it is counted in; only a label with its unit that is all of `linked` is held to the tables.
    """

    id: str
    words: re.Pattern[str]
    forbidden: re.Pattern[str]
    topic: str = ""
    side: str = ""
    kind: str = "count"
    outcome: bool = False
    units: re.Pattern[str] | None = None
    linked: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Topic:
    """What a sentence is about."""

    id: str
    words: re.Pattern[str]
    forbidden: re.Pattern[str]


@dataclass(frozen=True)
class Lexicon:
    """All wording. `words["members.unsaid"]` is the compiled list at that place of its file, longest word first."""

    words: Mapping[str, re.Pattern[str]]
    endings: Mapping[str, re.Pattern[str]]
    unit_kinds: tuple[tuple[str, re.Pattern[str]], ...]
    unit_source: str
    approximations: Mapping[str, str]
    traps: re.Pattern[str]
    trap_reasons: tuple[str, ...]
    topics: tuple[Topic, ...]
    concepts: tuple[Concept, ...]
    zero_heads: tuple[tuple[str, re.Pattern[str]], ...]
    links: Mapping[str, Mapping[str, tuple[Reading, ...]]]
    soft: frozenset[str]
    wholes: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def wholes_of(self, subject: str) -> tuple[str, ...]:
        """The concepts that can be the total of a part, likeliest first; none when the lexicon does not say."""
        known = self._wholes_by_subject
        if subject not in known:
            fitting = (
                wholes
                for part, wholes in self.wholes
                if subject and (part == subject or (part.endswith("*") and subject.startswith(part[:-1])))
            )
            known[subject] = next(fitting, ())
        return known[subject]

    @cached_property
    def _wholes_by_subject(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def concepts_by_topic(self) -> Mapping[str, tuple[Concept, ...]]:
        """The concepts a number under each topic can have, in their order; "" where nothing says the topic."""
        topics = ("", *(topic.id for topic in self.topics))
        return {topic: tuple(c for c in self.concepts if c.topic in {"", topic}) for topic in topics}

    def unit_kind(self, unit: str) -> str:
        return next((kind for kind, pattern in self.unit_kinds if pattern.fullmatch(unit)), "")

    def readings(self, subject: str, generation: str | None) -> tuple[Reading, ...]:
        """The admissible figures of a concept in reports of one generation, canonical first."""
        return self.links.get(subject, {}).get(generation or "", ())

    @cached_property
    def shortened(self) -> Mapping[tuple[str, str], re.Pattern[str]]:
        """Per topic the nouns and verbs that a list may leave out, as (topic, "noun") and (topic, "verb")."""
        found = {}
        for key, pattern in self.words.items():
            if key.startswith("shortened."):
                _, topic, kind = key.split(".")
                found[topic, kind] = pattern
        return found

    @cached_property
    def complements(self) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
        """Words for two parts that are between them everything, pair by pair."""
        ones = [key for key in self.words if key.startswith("complements.") and key.endswith(".one")]
        return tuple((self.words[one], self.words[one.removesuffix("one") + "other"]) for one in ones)

    @cached_property
    def closed_sets(self) -> tuple[tuple[re.Pattern[str], ...], ...]:
        """Names that between them are everything, set by set, each in its order."""
        sets: dict[str, list[re.Pattern[str]]] = {}
        for key in sorted(key for key in self.words if key.startswith("closed.")):
            sets.setdefault(key.split(".")[1], []).append(self.words[key])
        return tuple(map(tuple, sets.values()))

    @cached_property
    def titles(self) -> Mapping[str, Concept]:
        return {concept.id: concept for concept in self.concepts}


def load_lexicon(folder: Path | None = None) -> Lexicon:
    """The lexicon in `folder`, or the one that ships; read once. Raises DataFileError with path, line and column."""
    return _load(folder or datafiles.folder("schemas") / "lexicon")


class _Words(dict[str, re.Pattern[str]]):
    """Compiled lists by name; one that the files do not hold is a fault of the files."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, key: str) -> re.Pattern[str]:
        raise DataFileError(self.folder, 1, 1, f"no file of the lexicon holds the list “{key}”")


class _Endings(dict[str, re.Pattern[str]]):
    """The lists as the end of other words, each compiled when it is first asked for: few ever are."""

    def __init__(self, words: _Words) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, key: str) -> re.Pattern[str]:
        self[key] = re.compile(f"(?:{self.words[key].pattern})$")
        return self[key]


def _entry(file: DataFile, key: str) -> Any:
    """A part of a file that has to be there."""
    if not isinstance(file.data, dict) or key not in file.data:
        raise file.error((), f"“{key}” is missing")
    return file.data[key]


_Part = TypeVar("_Part")


def _sound(file: DataFile, part: Callable[[DataFile], _Part]) -> _Part:
    """A part of a file as its reader finds it, or a fault of the file where it is built otherwise."""
    try:
        return part(file)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise file.error(
            (), f"词表的结构不对：{error!r}", f"is not built as a list of words should be: {error!r}"
        ) from error


@cache
def _load(folder: Path) -> Lexicon:
    files = {name: datafiles.load(folder / f"{name}.yaml") for name in _FILES}
    words = _Words(folder)
    endings = _Endings(words)
    for name in ("numbers", "idioms", "structure", "relations", "negation"):
        for trail, source in _lists(files[name], (), files[name].data):
            key = ".".join(str(part) for part in trail)
            words[key] = _compile(files[name], trail, source)
    for key in _LINK_WORDS:
        words[f"link.{key}"] = _compile(files["subjects"], (key,), alternation(_entry(files["subjects"], key)))
    for side, entries in _entry(files["subjects"], "sides").items():
        words[f"side.{side}"] = _compile(files["subjects"], ("sides", side), alternation(entries))
    for topic, kinds in _entry(files["subjects"], "shortened").items():
        for kind, entries in kinds.items():
            place: Trail = ("shortened", topic, kind)
            words[f"shortened.{topic}.{kind}"] = _compile(files["subjects"], place, alternation(entries))
    base = "|".join(words[f"change.{name}"].pattern for name in ("year", "period", "dated"))
    words["change.base"] = re.compile(base)
    said = "|".join(words[f"change.{name}"].pattern for name in ("about_flat", "flat", "doubled", "quadrupled"))
    words["change.said"] = re.compile(said)
    cues = "|".join(f"(?P<{name}>{words[f'members.{name}'].pattern})" for name in ("exhaustive", "unsaid", "open"))
    words["members"] = re.compile(cues)
    units = _entry(files["numbers"], "units")
    unit_kinds = tuple((kind, words[f"units.{kind}"]) for kind in units)
    approximations = {key: pattern.pattern for key, pattern in words.items() if key.startswith("approximate.")}
    traps, reasons = _sound(files["traps"], _traps)
    return Lexicon(
        words,
        endings,
        unit_kinds,
        "|".join(
            words[f"units.{kind}"].pattern for kind in ("points", "duration", "share", "multiple", "amount", "count")
        ),
        approximations,
        traps,
        reasons,
        _sound(files["subjects"], _topics),
        _sound(files["subjects"], _concepts),
        tuple((key.removeprefix("heads."), endings[key]) for key in words if key.startswith("heads.")),
        _sound(files["links"], _links),
        frozenset(_entry(files["links"], "soft")),
        tuple((part, tuple(entry["wholes"])) for entry in files["wholes"].data for part in entry["parts"]),
    )


#: Lists of subjects.yaml that say which numbers are linked to the tables.
_LINK_WORDS = [
    "units",
    "loose_units",
    "other_units",
    "activity",
    "about_disclosure",
    "narrower",
    "mixed",
    "narrowed",
    "received_verb",
    "disclosure_words",
    "legacy",
    "outcome_names",
    "some",
    "rest",
    "rest_of",
    "excluded",
    "other_causes",
]
_FILES = ("numbers", "idioms", "structure", "relations", "negation", "traps", "subjects", "links", "wholes")


def _lists(file: DataFile, trail: Trail, node: Any) -> list[tuple[Trail, str]]:
    if isinstance(node, dict):
        return [found for key, value in node.items() for found in _lists(file, (*trail, key), value)]
    if isinstance(node, list):
        return [(trail, alternation(node))]
    raise file.error(trail, "a list of words is wanted here")


def alternation(entries: list[str]) -> str:
    """One regular expression for a list of wordings: the longer word before the shorter."""
    words = [word for entry in entries for word in _split(entry)]
    words.sort(key=len, reverse=True)
    return "|".join(word.replace("…", _GAP) for word in words) or _NEVER


def _split(entry: str) -> list[str]:
    """The alternatives of an entry at its outermost level."""
    parts, depth, last = [], 0, 0
    for place, char in enumerate(entry):
        if char in "([" and entry[place - 1 : place] != "\\":
            depth += 1
        elif char in ")]" and entry[place - 1 : place] != "\\":
            depth -= 1
        elif char == "|" and depth == 0:
            parts.append(entry[last:place])
            last = place + 1
    return [part for part in [*parts, entry[last:]] if part]


def _compile(file: DataFile, trail: Trail, source: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise file.error(trail, f"is not a pattern: {error}") from error


def _traps(file: DataFile) -> tuple[re.Pattern[str], tuple[str, ...]]:
    groups = [(group["reason"], group["patterns"]) for group in file.data]
    branches = [f"(?P<t{index}>{'|'.join(patterns)})" for index, (_, patterns) in enumerate(groups)]
    try:
        return re.compile("|".join(branches)), tuple(reason for reason, _ in groups)
    except re.error:
        for index, (_, patterns) in enumerate(groups):
            for place, pattern in enumerate(patterns):
                _compile(file, (index, "patterns", place), pattern)
        raise file.error(
            (), "这些模式单独能用，合在一起不行", "the patterns are sound alone but not together"
        ) from None


def _topics(file: DataFile) -> tuple[Topic, ...]:
    topics = _entry(file, "topics")
    return tuple(
        Topic(
            name,
            _compile(file, ("topics", name, "words"), alternation(topics[name]["words"])),
            _compile(file, ("topics", name, "not"), alternation(topics[name]["not"])),
        )
        for name in _entry(file, "topic_order")
    )


def _concepts(file: DataFile) -> tuple[Concept, ...]:
    concepts = []
    for index, entry in enumerate(_entry(file, "concepts")):
        trail: Trail = ("concepts", index)
        if entry.get("topic", "") not in {"", *file.data["topics"]}:
            raise file.error((*trail, "topic"), f"no such topic: {entry['topic']}")
        concepts.append(
            Concept(
                entry["id"],
                _compile(file, (*trail, "words"), alternation(entry["words"])),
                _compile(file, (*trail, "not"), alternation(entry.get("not", []))),
                entry.get("topic", ""),
                entry.get("side", ""),
                entry.get("kind", "count"),
                entry.get("outcome") == "yes",
                *(
                    _compile(file, (*trail, key), alternation(entry[key])) if key in entry else None
                    for key in ("units", "linked")
                ),
            )
        )
    return tuple(concepts)


def _links(file: DataFile) -> dict[str, dict[str, tuple[Reading, ...]]]:
    links: dict[str, dict[str, tuple[Reading, ...]]] = {}
    for subject, groups in file.data.items():
        if subject == "soft":
            continue
        table = links.setdefault(subject, {})
        for group, rows in groups.items():
            if group not in _GENERATIONS:
                raise file.error((subject, group), f"no such generation: {group}")
            for generation in _GENERATIONS[group]:
                table[generation] = _readings(group, rows)
    return links


_GENERATIONS = {
    "form": ("form2019", "form2021"),
    "form2019": ("form2019",),
    "form2021": ("form2021",),
    "stat": ("stat2008", "stat2014"),
}


def _readings(group: str, rows: list[list[str]]) -> tuple[Reading, ...]:
    if group != "stat":
        return tuple(Reading(expression, name) for expression, name in rows)
    found = []
    for rows_added, name in rows:
        found += [Reading(_STAT_ROW.sub(rf"stat.\g<0>.{column}", rows_added), name) for column in _STAT_COLUMNS]
    return tuple(found)
