"""The wording of the narrative as data: schemas/lexicon/*.yaml as patterns, concepts and readings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from gikvalidate import datafiles, datafolders
from gikvalidate.claims import Reading
from gikvalidate.datafiles import DataFile, Trail
from gikvalidate.narrate.built import Group, Links, links_of, sound
from gikvalidate.narrate.wordlists import NOT_TOGETHER, Endings, Words, alternation, compiled

#: A name in the arithmetic of a reading, not the word for a sum.
_NAME = re.compile(r"\b[^\W\d][\w.]*\b(?!\()")
#: So many labels are remembered with what they say.
_LABELS = 4096


@dataclass(frozen=True)
class Concept:
    """What a number can be about, and the words that say so.

    `units` are the units it is counted in; only a label with its unit that is all of `linked` is held to the tables.
    """

    id: str
    said: Words
    topic: str = ""
    side: str = ""
    kind: str = "count"
    outcome: bool = False

    @cached_property
    def words(self) -> re.Pattern[str]:
        return self.said["words"]

    @cached_property
    def forbidden(self) -> re.Pattern[str]:
        return self.said["not"]

    @cached_property
    def units(self) -> re.Pattern[str] | None:
        return self.said["units"] if "units" in self.said.sources else None

    @cached_property
    def linked(self) -> re.Pattern[str] | None:
        return self.said["linked"] if "linked" in self.said.sources else None


@dataclass(frozen=True)
class Topic:
    """What a sentence is about; its words are the list `topic.<id>`."""

    id: str
    forbidden: re.Pattern[str]


@dataclass(frozen=True)
class Lexicon:
    """All wording. `words["members.unsaid"]` is the compiled list at that place of its file, longest word first."""

    words: Words
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

    @cached_property
    def concepts_said(self) -> Callable[[str, str], tuple[Concept, ...]]:
        """The concepts under a topic that a label says, in their order; reports use the same labels over and over."""

        @lru_cache(maxsize=_LABELS)
        def said(topic: str, label: str) -> tuple[Concept, ...]:
            of_topic = self.concepts_by_topic[topic]
            return tuple(c for c in of_topic if c.words.search(label) and not c.forbidden.search(label))

        return said

    @cached_property
    def unit_kind(self) -> Callable[[str], str]:
        """What kind of number a unit makes; the units are the few words of the lexicon."""

        @lru_cache(maxsize=_LABELS)
        def kind_of(unit: str) -> str:
            return next((kind for kind, pattern in self.unit_kinds if pattern.fullmatch(unit)), "")

        return kind_of

    def readings(self, subject: str, generation: str | None) -> tuple[Reading, ...]:
        """The admissible figures of a concept in reports of one generation, canonical first."""
        return self.links.get(subject, {}).get(generation or "", ())

    @cached_property
    def shortened(self) -> Mapping[tuple[str, str], re.Pattern[str]]:
        """Per topic the nouns and verbs that a list may leave out, as (topic, "noun") and (topic, "verb")."""
        found = {}
        for key in self.words.under("shortened."):
            _, topic, kind = key.split(".")
            found[topic, kind] = self.words[key]
        return found

    @cached_property
    def complements(self) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
        """Words for two parts that are between them everything, pair by pair."""
        ones = [key for key in self.words.under("complements.") if key.endswith(".one")]
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
    return _load(folder or datafolders.folder("schemas") / "lexicon")


def known_subjects() -> Mapping[str, frozenset[str]]:
    """Every concept of the lexicon → the generations in which it has figures; nothing is compiled for it."""
    return _known(datafolders.folder("schemas") / "lexicon")


@lru_cache(maxsize=4)
def _known(folder: Path) -> Mapping[str, frozenset[str]]:
    concepts = sound(datafiles.load(folder / "subjects.yaml")).data["concepts"]
    linked = links_of(datafiles.load(folder / "links.yaml"))
    known: dict[str, frozenset[str]] = {concept["id"]: frozenset() for concept in concepts}
    for subject, groups in linked.links.items():
        known[subject] = frozenset(generation for name in groups for generation in linked.group(name).generations)
    return known


def _entry(file: DataFile, key: str) -> Any:
    """A part of a file that has to be there."""
    if key not in file.data:
        raise file.error((), f"缺少“{key}”这个列表", f"the list “{key}” is missing")
    return file.data[key]


@lru_cache(maxsize=4)
def _load(folder: Path) -> Lexicon:
    files = {name: sound(datafiles.load(folder / f"{name}.yaml")) for name in _FILES}
    linked = links_of(datafiles.load(folder / "links.yaml"))
    words = Words(folder)
    endings = Endings(words)
    for name in ("numbers", "idioms", "structure", "relations", "negation"):
        for trail, source in _lists(files[name], (), files[name].data):
            key = ".".join(str(part) for part in trail)
            words.sources[key] = (files[name], trail, source)
    subjects = files["subjects"]
    for key in _LINK_WORDS:
        words.sources[f"link.{key}"] = (subjects, (key,), alternation(_entry(subjects, key)))
    for topic, entry in _entry(subjects, "topics").items():
        words.sources[f"topic.{topic}"] = (subjects, ("topics", topic, "words"), alternation(entry["words"]))
    for topic, characters in _entry(subjects, "begins").items():
        words.sources[f"begins.topic.{topic}"] = (subjects, ("begins", topic), alternation(characters))
    for topic, entries in _entry(subjects, "units_of").items():
        words.sources[f"units_of.{topic}"] = (subjects, ("units_of", topic), alternation(entries))
    for side, entries in _entry(subjects, "sides").items():
        words.sources[f"side.{side}"] = (subjects, ("sides", side), alternation(entries))
    for topic, kinds in _entry(subjects, "shortened").items():
        for kind, entries in kinds.items():
            words.sources[f"shortened.{topic}.{kind}"] = (subjects, ("shortened", topic, kind), alternation(entries))
    base = "|".join(words.source(f"change.{name}") for name in ("year", "period", "dated"))
    words.sources["change.base"] = (files["relations"], ("change",), base)
    said = "|".join(words.source(f"change.{name}") for name in ("about_flat", "flat", "doubled", "quadrupled"))
    words.sources["change.said"] = (files["relations"], ("change",), said)
    ways = "|".join(f"(?P<{way}>{words.source(f'change.{way}')})" for way in ("up", "down", "swing"))
    filler, level = words.source("change.filler"), words.source("change.level")
    direction = f"(?:{ways})(?:{filler}){{0,3}}?(?P<level>{level})?(?:{filler})?$"
    words.sources["change.direction"] = (files["relations"], ("change",), direction)
    cues = "|".join(f"(?P<{name}>{words.source(f'members.{name}')})" for name in ("exhaustive", "unsaid", "open"))
    words.sources["members"] = (files["relations"], ("members",), cues)
    units = _entry(files["numbers"], "units")
    unit_kinds = tuple((kind, words[f"units.{kind}"]) for kind in units)
    approximations = {key: words.source(key) for key in words.under("approximate.")}
    traps, reasons = _traps(files["traps"])
    return Lexicon(
        words,
        endings,
        unit_kinds,
        "|".join(
            words.source(f"units.{kind}") for kind in ("points", "duration", "share", "multiple", "amount", "count")
        ),
        approximations,
        traps,
        reasons,
        _topics(files["subjects"]),
        _concepts(files["subjects"]),
        tuple((key.removeprefix("heads."), endings[key]) for key in words.under("heads.")),
        _links(linked),
        frozenset(linked.soft),
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
    "outcome_list",
    "some",
    "rest",
    "rest_of",
    "excluded",
    "other_causes",
]
_FILES = ("numbers", "idioms", "structure", "relations", "negation", "traps", "subjects", "wholes")


def _lists(file: DataFile, trail: Trail, node: Any) -> list[tuple[Trail, str]]:
    if isinstance(node, dict):
        return [found for key, value in node.items() for found in _lists(file, (*trail, key), value)]
    return [(trail, alternation(node))]


def _traps(file: DataFile) -> tuple[re.Pattern[str], tuple[str, ...]]:
    groups = [(group["reason"], group["patterns"]) for group in file.data]
    begins = [group["begins"] for group in file.data]
    # Most characters begin no trap: to look at one first is four times as fast as to try every pattern on it.
    branches = [
        f"(?=[{begin}])(?P<t{index}>{'|'.join(patterns)})"
        for index, (begin, (_, patterns)) in enumerate(zip(begins, groups, strict=True))
    ]
    try:
        return re.compile(f"(?=[{''.join(begins)}])(?:{'|'.join(branches)})"), tuple(reason for reason, _ in groups)
    except re.error:
        for index, (_, patterns) in enumerate(groups):
            compiled(file, (index, "patterns"), "|".join(patterns))
        raise file.error((), *NOT_TOGETHER) from None


def _topics(file: DataFile) -> tuple[Topic, ...]:
    topics = file.data["topics"]
    for index, name in enumerate(file.data["topic_order"]):
        if name not in topics:
            raise file.error(("topic_order", index), *_no_topic(name))
    return tuple(
        Topic(
            name,
            compiled(file, ("topics", name, "not"), alternation(topics[name]["not"])),
        )
        for name in file.data["topic_order"]
    )


def _concepts(file: DataFile) -> tuple[Concept, ...]:
    concepts = []
    for index, entry in enumerate(file.data["concepts"]):
        trail: Trail = ("concepts", index)
        if entry.get("topic", "") not in {"", *file.data["topics"]}:
            raise file.error((*trail, "topic"), *_no_topic(entry["topic"]))
        said = Words(file.path)
        lists = {"words": entry["words"], "not": entry.get("not", [])}
        lists |= {key: entry[key] for key in ("units", "linked") if key in entry}
        said.sources = {key: (file, (*trail, key), alternation(words)) for key, words in lists.items()}
        outcome = entry.get("outcome") == "yes"
        kind = entry.get("kind", "count")
        concepts.append(Concept(entry["id"], said, entry.get("topic", ""), entry.get("side", ""), kind, outcome))
    return tuple(concepts)


def _no_topic(name: str) -> tuple[str, str]:
    return f"没有话题“{name}”", f"there is no topic “{name}”"


def _links(linked: Links) -> dict[str, dict[str, tuple[Reading, ...]]]:
    return {
        subject: {
            generation: _readings(linked.group(name), rows)
            for name, rows in groups.items()
            for generation in linked.group(name).generations
        }
        for subject, groups in linked.links.items()
    }


def _readings(group: Group, rows: Sequence[tuple[str, str]]) -> tuple[Reading, ...]:
    if not group.columns:
        return tuple(Reading(expression, name) for expression, name in rows)
    return tuple(
        Reading(_NAME.sub(rf"{group.table}.\g<0>.{column}", expression), name)
        for expression, name in rows
        for column in group.columns
    )
