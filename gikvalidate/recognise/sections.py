"""The top sections of a report, found by their titles, or by their ordinal where the title is the agency's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from gikvalidate.datafiles import folder, load
from gikvalidate.document import Document, Origin, Paragraph
from gikvalidate.recognise.labels import bare, squeezed
from gikvalidate.submission import Section

_ORDINALS = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"^([{_ORDINALS}])[、.．,，]")
_LONGEST_HEADING = 45


@lru_cache(maxsize=4)
def _titles(root: Path | None) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    data = load((root or folder("schemas")) / "sections.yaml").data
    prefixes = re.compile(rf"^(?:{'|'.join(map(re.escape, data['prefixes']))})+")
    return prefixes, {ordinal: tuple(map(bare, titles)) for ordinal, titles in data["sections"].items()}


def find_sections(document: Document, schemas: Path | None = None) -> tuple[Section, ...]:
    """The sections of `document` in reading order, each statutory ordinal once."""
    prefixes, titles = _titles(schemas)
    found: dict[str, Section] = {}
    numbered: dict[str, Section] = {}
    for paragraph in document.paragraphs:
        if paragraph.origin is not Origin.BODY:
            continue
        ordinal = _NUMBERED.match(squeezed(paragraph.text[:_LONGEST_HEADING]))
        for name in _named(paragraph, prefixes, titles):
            found.setdefault(name, _section(name, paragraph))
        if ordinal and ordinal[1] in titles and len(paragraph.text) <= _LONGEST_HEADING:
            numbered.setdefault(ordinal[1], _section(ordinal[1], paragraph))
    every = {**numbered, **found}
    return tuple(sorted(every.values(), key=lambda section: section.start))


def _named(paragraph: Paragraph, prefixes: re.Pattern[str], titles: dict[str, tuple[str, ...]]) -> Iterator[str]:
    head = squeezed(paragraph.text[: 2 * _LONGEST_HEADING])
    if len(paragraph.text) > _LONGEST_HEADING and not _NUMBERED.match(head):
        return  # running text that happens to begin with the words of a title
    words = bare(head)
    words = prefixes.sub("", words) or words
    for ordinal, every in titles.items():
        if any(words.startswith(title) for title in every):
            yield ordinal
            return


def _section(ordinal: str, paragraph: Paragraph) -> Section:
    heading = paragraph.text[:_LONGEST_HEADING].split("\n")[0]
    return Section(ordinal, heading, paragraph.start, paragraph.start + len(heading))
