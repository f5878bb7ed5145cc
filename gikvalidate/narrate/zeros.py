"""Statements of nothing: 未收到申请, 未发生行政复议、行政诉讼, 均已答复, 零败诉."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.sections import Layout

_STOP = re.compile(r"[。；！？\n（）]")
_CLAUSE = re.compile(r"[，。；：！？\n（）]")
#: So many sentences before and after may say that something is left over.
_AROUND = 3
#: How far before a sentence its topic may have been named.
_NEAR = 60
_NONE_OF = "none_of."
_BRACKET = re.compile(r"（[^（）]*）")
_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Zero:
    """A concept said to be none, where, and by which words."""

    subject: str
    start: int
    end: int
    cue: str
    label: str
    firm: bool = True


def zeros(text: str, layout: Layout, lexicon: Lexicon, topic_at: Topics) -> Iterator[Zero]:
    """Every statement of none, in order of place."""
    yield from _negated(text, layout, lexicon)
    yield from _followed_by_none(text, layout, lexicon)
    yield from _all_done(text, layout, lexicon, topic_at)
    yield from _upheld(text, layout, lexicon)
    yield from _settled(text, layout, lexicon)
    yield from _none_of(text, layout, lexicon, topic_at)


@dataclass(frozen=True)
class Topics:
    """Topic words by place, as (start, end, topic)."""

    words: tuple[tuple[int, int, str], ...]

    def before(self, begin: int, end: int) -> str:
        """The topic spoken of in the stretch."""
        index = bisect_right(self.words, end, key=lambda word: word[1]) - 1
        return self.words[index][2] if index >= 0 and self.words[index][0] >= begin else ""


def _negated(text: str, layout: Layout, lexicon: Lexicon) -> Iterator[Zero]:
    done = 0
    for match in lexicon.words["negator"].finditer(text):
        if match.start() < done or layout.silence(match.start()):
            continue
        span = layout.sentences[layout.sentence(match.start())]
        if lexicon.endings["unless"].search(text[max(span.start, match.start() - 4) : match.start()]):
            continue
        stop = _scope_end(text, match.end(), span.end)
        words = text[match.end() : stop]
        if _DIGIT.search(words) or lexicon.words["besides"].match(words):
            continue
        for subject in heads(words, lexicon):
            if subject == "applications.received" and lexicon.words["not_applications"].search(words):
                continue
            yield Zero(subject, match.start(), stop, match[0], words)
            done = stop


def _scope_end(text: str, start: int, limit: int) -> int:
    """The end of the negated words; a comma is inside when the next clause goes on with 也 or the like."""
    stop = start
    while True:
        match = _CLAUSE.search(text, stop, limit)
        if match is None:
            return limit
        if match[0] == "，" and text[match.end() : match.end() + 1] in {"提", "被", "引"}:
            stop = match.end()
            continue
        return match.start()


def heads(words: str, lexicon: Lexicon) -> list[str]:
    """The coordinated nouns at the end of the negated words, as concepts."""
    found: list[str] = []
    for _ in range(6):
        words = _without_tail(words, lexicon)
        hit = _head(words, lexicon)
        if hit is None:
            break
        subject, start = hit
        if subject not in found:
            found.append(subject)
        joined = lexicon.endings["coordination"].search(words[:start])
        if joined is None:
            break
        words = words[: joined.start()]
    return found[::-1]


def _head(words: str, lexicon: Lexicon) -> tuple[str, int] | None:
    best: tuple[str, int] | None = None
    for subject, pattern in lexicon.zero_heads:
        match = pattern.search(words[-40:])
        if match and (best is None or match.start() + max(0, len(words) - 40) < best[1]):
            best = subject, match.start() + max(0, len(words) - 40)
    return best


def _without_tail(words: str, lexicon: Lexicon) -> str:
    first = lexicon.endings["tail_first"].search(words)
    if first is not None:
        return words[: first.start()]
    for _ in range(4):
        match = lexicon.endings["tail"].search(words)
        if match is None or match.start() == match.end() or _head(words, lexicon):
            break
        words = words[: match.start()]
    return words


def _followed_by_none(text: str, layout: Layout, lexicon: Lexicon) -> Iterator[Zero]:
    """行政复议、行政诉讼均无 / 为零."""
    for match in lexicon.words["after"].finditer(text):
        if layout.silence(match.start()) or not (match.end() >= len(text) or _CLAUSE.match(text, match.end())):
            continue
        span = layout.sentences[layout.sentence(match.start())]
        start = span.start
        for boundary in _CLAUSE.finditer(text, max(span.start, match.start() - 60), match.start()):
            start = boundary.end()
        words = text[start : match.start()]
        if _DIGIT.search(re.sub("20[0-9]{2}年", "", words)) or not words:
            continue
        for subject in heads(words, lexicon):
            yield Zero(subject, start, match.end(), match[0], words)


def _all_done(text: str, layout: Layout, lexicon: Lexicon, topics: Topics) -> Iterator[Zero]:
    for match in lexicon.words["all_done"].finditer(text):
        span = layout.sentences[layout.sentence(match.start())]
        topic = topics.before(span.start, match.end()) or layout.context(match.start())
        if layout.silence(match.start()) or topic != "applications":
            continue
        if lexicon.words["all_done_not"].search(text, max(span.start, match.start() - 300), match.end()):
            continue
        if not (
            _left_over(text, match.start(), layout, lexicon) or _of_some(text[span.start : match.start()], lexicon)
        ):
            yield Zero("applications.all_done", match.start(), match.end(), match[0], match[0], False)


def _none_of(text: str, layout: Layout, lexicon: Lexicon, topics: Topics) -> Iterator[Zero]:
    """均为自然人提出: nothing came from anybody else."""
    for key in lexicon.words.under(_NONE_OF):
        for match in lexicon.words[key].finditer(text):
            span = layout.sentences[layout.sentence(match.start())]
            about = topics.before(max(0, span.start - _NEAR), match.end()) or layout.context(match.start())
            excepted = lexicon.words["none_of_not"].search(text, span.start, match.end()) is not None
            excepted = excepted or _of_some(text[span.start : match.start()], lexicon)
            if about == "applications" and not excepted and not layout.silence(match.start()):
                yield Zero(key.removeprefix(_NONE_OF), match.start(), match.end(), match[0], match[0], False)


def _of_some(before: str, lexicon: Lexicon) -> bool:
    """Whether all that is spoken of are some of the cases: 上年结转的2件（自然人、企业各1件）均已答复."""
    return lexicon.endings["none_of_some"].search(_BRACKET.sub("", before)) is not None


def _left_over(text: str, place: int, layout: Layout, lexicon: Lexicon) -> bool:
    """Whether the sentences around speak of applications left for the next year."""
    index, block = layout.sentence(place), layout.block(place)
    around = layout.sentences[max(0, index - _AROUND) : index + _AROUND + 1]
    return any(
        lexicon.words["all_done_later"].search(text, span.start, span.end)
        for span in around
        if layout.block(span.start) == block
    )


def _settled(text: str, layout: Layout, lexicon: Lexicon) -> Iterator[Zero]:
    """行政复议案件已全部审结: none is pending."""
    for match in lexicon.words["all_settled"].finditer(text):
        span = layout.sentences[layout.sentence(match.start())]
        before = text[max(span.start, match.start() - 40) : match.start()].rpartition("；")[2]
        if layout.silence(match.start()) or layout.context(match.start()) == "other":
            continue
        if lexicon.words["earlier_cases"].search(text, span.start, match.start()):
            continue
        for side in ("review", "suit"):
            if lexicon.words[f"side.{side}"].search(before):
                yield Zero(f"{side}.pending", match.start(), match.end(), match[0], match[0], False)


def _upheld(text: str, layout: Layout, lexicon: Lexicon) -> Iterator[Zero]:
    for match in lexicon.words["upheld"].finditer(text):
        span = layout.sentences[layout.sentence(match.start())]
        if layout.silence(match.start()) or lexicon.words["earlier_cases"].search(text, span.start, match.start()):
            continue
        before = text[max(span.start, match.start() - 80) : match.start()].rpartition("；")[2]
        said = [side for side in ("review", "suit") if lexicon.words[f"side.{side}"].search(before)]
        if not said and lexicon.words["of_suits"].search(match[0]):
            said = ["suit"]
        # “审结4件，均为维持” says nothing of those still open.
        near = max(span.start, match.start() - _NEAR), min(span.end, match.end() + _NEAR)
        some = lexicon.words["upheld_of_some"].search(text, *near) is not None
        rest = lexicon.words["upheld_but_open"].search(text, span.start, match.start()) is not None
        for side in said if layout.context(match.start()) != "other" else ():
            yield Zero(f"{side}.corrected", match.start(), match.end(), match[0], match[0], rest or not some)
            if not some and not lexicon.words["not_corrected"].search(match[0]):
                yield Zero(f"{side}.unsettled", match.start(), match.end(), match[0], match[0], False)
