"""The top sections of a report, found by their titles, or by their ordinal where the title is the agency's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gikvalidate.datafiles import load
from gikvalidate.datafolders import folder
from gikvalidate.document import Document, Origin, Paragraph
from gikvalidate.recognise.labels import bare, squeezed
from gikvalidate.submission import Section

_ORDINALS = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"^([{_ORDINALS}])[、.．,，]")
_SENTENCE = re.compile(r"[。；;]")
_LONGEST_HEADING = 45


@dataclass(frozen=True)
class _Titles:
    prefixes: re.Pattern[str]
    titles: dict[str, tuple[str, ...]]
    words: dict[str, list[list[str]]]


@lru_cache(maxsize=4)
def _titles(root: Path | None) -> _Titles:
    data = load((root or folder("schemas")) / "sections.yaml").data
    prefixes = re.compile(rf"^(?:{'|'.join(map(re.escape, data['prefixes']))})+")
    titles = {ordinal: tuple(map(bare, every)) for ordinal, every in data["sections"].items()}
    return _Titles(prefixes, titles, data["words"])


def find_sections(document: Document, schemas: Path | None = None) -> tuple[Section, ...]:
    """The sections of `document` in reading order, each statutory ordinal once.

    The title decides; where no line has it, the ordinal of a short line, and where that is missing too, its words.
    """
    known = _titles(schemas)
    by_title: dict[str, Section] = {}
    by_ordinal: dict[str, Section] = {}
    by_words: dict[str, Section] = {}
    by_table: dict[str, Section] = {}
    for paragraph in document.paragraphs:
        if paragraph.origin is not Origin.BODY:
            continue
        short = len(paragraph.text) <= _LONGEST_HEADING
        ordinal = _NUMBERED.match(squeezed(paragraph.text[:_LONGEST_HEADING]))
        if name := _titled(paragraph.text, short, known):
            by_title.setdefault(name, _section(name, paragraph))
        if short and ordinal and ordinal[1] in known.titles:
            by_ordinal.setdefault(ordinal[1], _section(ordinal[1], paragraph))
        if short and not _SENTENCE.search(paragraph.text) and (name := _worded(paragraph.text, known)):
            by_words.setdefault(name, _section(name, paragraph))
    for section in _over_tables(document, known):
        by_table.setdefault(section.ordinal, section)
    every = {**by_words, **by_ordinal, **by_table, **by_title}
    return tuple(sorted(every.values(), key=lambda section: section.start))


def _over_tables(document: Document, known: _Titles) -> Iterator[Section]:
    """Titles that stand in a table as a row of their own; each is told where its table is."""
    for table in document.tables:
        for cell in table.cells:
            wide = cell.colspan == table.columns > 1
            if wide and len(cell.text) <= _LONGEST_HEADING and (name := _titled(cell.text, True, known)):
                yield Section(name, cell.text, table.before, table.before)


def _titled(text: str, short: bool, known: _Titles) -> str | None:
    head = squeezed(text[: 2 * _LONGEST_HEADING])
    if head.startswith(("（", "(")):
        return None  # （一）主动公开情况 is a part of section one
    if (not short or _SENTENCE.search(text)) and not _NUMBERED.match(head):
        return None  # running text that happens to begin with the words of a title
    words = bare(head)
    words = known.prefixes.sub("", words) or words
    return next((name for name, titles in known.titles.items() if words.startswith(titles)), None)


def _worded(text: str, known: _Titles) -> str | None:
    flat = squeezed(text)
    alike = (name for name, every in known.words.items() if any(all(word in flat for word in one) for one in every))
    return next(alike, None)


def _section(ordinal: str, paragraph: Paragraph) -> Section:
    heading = paragraph.text[:_LONGEST_HEADING].split("\n")[0]
    return Section(ordinal, heading, paragraph.start, paragraph.start + len(heading))
