"""Where the agency speaks: chapters, sentences, and what is not its statement (contact, signature, annexes)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gikvalidate.document import Document
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.passage import Passage

_ENDS = re.compile(r"[。！？\n]")
_ORDINALS = "一二三四五六七八九十"
#: A heading stands after white space, a full stop or a closed table, never inside a list of nouns.
#: A smaller heading opens a line: （一）, (1), 1. or 1、; the level says which one closes which.
_SUBHEADING = re.compile(r"(?m:^)(?:（[一二三四五六七八九十]{1,3}）|([0-9]{1,2}[.、．]|（[0-9]{1,2}）))")
_TITLE_ENDS = re.compile(r"[。：\n，；]")
_HEADING = r"(?=.、)(?:(?<=[\n。；）”\s])|(?<=情况)|(?<=文件)|^)([一二三四五六七八九十])、(?:{words})"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the squeezed text."""

    start: int
    end: int


@dataclass(frozen=True)
class Layout:
    """Sentences with their chapter, and the silent stretches with the reason they are not read."""

    sentences: tuple[Span, ...]
    headings: tuple[tuple[int, str, bool], ...]
    contexts: tuple[tuple[int, str], ...]
    silent: tuple[tuple[Span, str], ...]
    signature: int | None
    government: bool
    department: bool

    @cached_property
    def _headed(self) -> list[int]:
        return [place for place, _, _ in self.headings]

    @cached_property
    def _opened(self) -> list[int]:
        return [place for place, _ in self.contexts]

    @cached_property
    def _begun(self) -> list[int]:
        return [span.start for span in self.sentences]

    @cached_property
    def _silenced(self) -> list[int]:
        return [span.start for span, _ in self.silent]

    def section(self, place: int) -> str:
        index = bisect_right(self._headed, place) - 1
        return self.headings[index][1] if index >= 0 else ""

    def on_reviews(self, place: int) -> bool:
        """Whether the chapter is the one on reviews and suits."""
        index = bisect_right(self._headed, place) - 1
        return index >= 0 and self.headings[index][2]

    def block(self, place: int) -> int:
        """The number of the stretch between two headings, small ones included."""
        return bisect_right(self._opened, place)

    def context(self, place: int) -> str:
        """What the headings above a place say it is about: applications, review, other or nothing."""
        index = self.block(place) - 1
        return self.contexts[index][1] if index >= 0 else ""

    def sentence(self, place: int) -> int:
        return bisect_right(self._begun, place) - 1

    def silence(self, place: int) -> tuple[Span, str] | None:
        index = bisect_right(self._silenced, place) - 1
        return self.silent[index] if index >= 0 and place < self.silent[index][0].end else None


def lay_out(document: Document, passage: Passage, lexicon: Lexicon) -> Layout:
    """Chapters and sentences of the squeezed text of `document`."""
    text = passage.text
    sentences = tuple(_sentences(text))
    headings = tuple(_headings(text, lexicon))
    first_heading = headings[0][0] if headings else 0
    signature = _signature(text, lexicon, first_heading)
    silent = [
        *_unspoken(document, passage),
        *([(Span(signature, len(text)), "after the signature")] if signature is not None else []),
        *_residue(text, lexicon, headings),
        *((span, "contact") for span in sentences if lexicon.words["contact"].search(text, span.start, span.end)),
    ]
    title = text[: max(first_heading, 200)][:200]
    return Layout(
        sentences,
        headings,
        tuple(_contexts(text, headings, lexicon)),
        tuple(_merged(silent)),
        signature,
        bool(lexicon.words["government"].search(title.split("。")[0])),
        bool(lexicon.words["department"].search(title.split("\n")[0])),
    )


def _sentences(text: str) -> list[Span]:
    spans, start = [], 0
    for match in _ENDS.finditer(text):
        if match.end() > start:
            spans.append(Span(start, match.end()))
        start = match.end()
    if start < len(text):
        spans.append(Span(start, len(text)))
    return spans or [Span(0, 0)]


def _headings(text: str, lexicon: Lexicon) -> list[tuple[int, str, bool]]:
    found = []
    pattern = re.compile(_HEADING.format(words=lexicon.words["heading"].pattern))
    for match in pattern.finditer(text):
        title = text[match.end(1) : match.end(1) + 30].partition("\n")[0]
        found.append((match.start(1), match[1], bool(lexicon.words["review_heading"].search(title))))
    return found


def _contexts(text: str, headings: tuple[tuple[int, str, bool], ...], lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """Every heading with what it is about; one that does not say inherits from the heading above it."""
    found = [(place, 0) for place, _, _ in headings]
    found += [(match.start(), 2 if match[1] else 1) for match in _SUBHEADING.finditer(text)]
    above = ["", "", ""]
    for place, level in sorted(found):
        about = _about(text, place, lexicon) or (above[level - 1] if level else "")
        above[level:] = [about] * (3 - level)
        yield place, about


def _about(text: str, place: int, lexicon: Lexicon) -> str:
    # The ordinal may itself end in a mark (一、), so the title is looked for behind it.
    end = _TITLE_ENDS.search(text, place + 3, place + 40)
    title = text[place : end.start() if end else place + 40]
    return next((name for name in _CONTEXTS if lexicon.words[f"context.{name}"].search(title)), "")


_CONTEXTS = ("review", "applications", "other")


def _unspoken(document: Document, passage: Passage) -> list[tuple[Span, str]]:
    return [
        (Span(passage.inner(paragraph.start), passage.inner(paragraph.end)), paragraph.origin.value)
        for paragraph in document.paragraphs
        if not paragraph.origin.speaks
    ]


def _signature(text: str, lexicon: Lexicon, first_heading: int) -> int | None:
    """The signature is the last line that is nothing but a date, in the second half; chart residue follows it."""
    start = 0
    for line in text.split("\n"):
        late = start > max(first_heading, len(text) // 2)
        if late and len(line) < 30 and lexicon.words["signature"].fullmatch(line):
            return start
        start += len(line) + 1
    return None


def _residue(text: str, lexicon: Lexicon, headings: tuple[tuple[int, str, bool], ...]) -> list[tuple[Span, str]]:
    spans = []
    for match in lexicon.words["residue"].finditer(text):
        later = [place for place, _, _ in headings if place > match.start()]
        spans.append((Span(match.start(), later[0] if later else len(text)), "table"))
    return spans


def _merged(silent: list[tuple[Span, str]]) -> list[tuple[Span, str]]:
    merged: list[tuple[Span, str]] = []
    for span, reason in sorted(silent, key=lambda item: (item[0].start, -item[0].end)):
        if merged and span.start < merged[-1][0].end:
            if span.end > merged[-1][0].end:
                merged[-1] = (Span(merged[-1][0].start, span.end), merged[-1][1])
        else:
            merged.append((span, reason))
    return merged
