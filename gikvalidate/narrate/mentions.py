"""Numbers in their clauses: the words before and after each one, the bracket and sentence it stands in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gikvalidate.claims import Claim, ClaimKind, Period
from gikvalidate.narrate import numbers
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.numbers import Number
from gikvalidate.narrate.sections import Layout

_BOUNDARY = re.compile(r"[，；：。！？（）【】\n,]")
_BRACKET = re.compile(r"[（【）】。！？\n]")
_TRAIL_ENDS = re.compile(r"[，；：。！？（）【】、\n,]")
#: The marks, the strongest first.
_STRENGTH = (("\n", 5), ("。", 4), ("！", 4), ("？", 4), ("；", 3), ("，", 2), (",", 2), ("：", 2), ("、", 1))
_HAN = re.compile(r"[一-龥]")
#: How far the words of one number reach.
_LEAD, _TRAIL = 60, 16
#: The kinds of numbers that can be added up.
COUNTED = frozenset({ClaimKind.COUNT, ClaimKind.AMOUNT})


@dataclass(slots=True, eq=False)
class Mention:
    """A number with its words; the later steps fill in what it means."""

    number: Number
    sentence: int
    block: int
    group: int
    lead_start: int
    lead: str
    trail: str
    strength: int
    kind: ClaimKind = ClaimKind.COUNT
    cue: str = ""
    sign: int = 0
    basis: str = ""
    level: bool = False
    #: Of each of several (三处各设1个): neither a total nor a part of one.
    apiece: bool = False
    label: str = ""
    full: str = ""
    topic: str = ""
    inherited: bool = False
    subject: str = ""
    #: Of two kinds together, which no table counts.
    joint: bool = False
    period: Period = Period.THIS_YEAR
    scope: str = ""
    firm: bool = True
    claim: Claim | None = None
    #: Of the number, at hand because they are asked for most.
    start: int = field(init=False)
    end: int = field(init=False)
    unit: str = field(init=False)

    def __post_init__(self) -> None:
        quantity = self.number.quantity
        self.start, self.end, self.unit = quantity.start, quantity.end, quantity.unit

    @property
    def countable(self) -> bool:
        return self.kind in COUNTED and not self.apiece and self.number.quantity.value is not None


@dataclass(frozen=True, slots=True)
class Left:
    """A stretch with digits that is no statement, and why."""

    start: int
    end: int
    reason: str


def collect(text: str, layout: Layout, lexicon: Lexicon) -> tuple[list[Mention], list[Left]]:
    """Every number that may be a statement, and every one that is not."""
    traps = list(_traps(text, lexicon))
    kept, left = [], [trap for trap in traps if any(map(str.isdigit, text[trap.start : trap.end]))]
    trapped = _Stretches((trap.start, trap.end) for trap in traps)
    idioms = _Stretches(match.span() for match in lexicon.words["idioms"].finditer(text))

    def wanted(start: int, end: int, in_digits: bool) -> bool:
        return not (trapped.meet(start, end) or (not in_digits and idioms.meet(start, end)))

    for number in numbers.scan(text, lexicon, wanted):
        silence = layout.silence(number.start)
        if silence is not None:
            left.append(Left(number.start, number.end, silence[1]))
        else:
            kept.append(number)
    mentions = list(_in_clauses(text, _with_shared_units(text, kept), layout))
    spoken = []
    for mention in mentions:
        mention.apiece = lexicon.words["apiece"].search(mention.lead) is not None
        if mention.number.bare and not _stands_alone(text, mention, lexicon):
            left.append(Left(mention.start, mention.end, "no unit"))
        elif not _said_of_nothing(text, mention, lexicon):
            spoken.append(mention)
    return spoken, left


def _said_of_nothing(text: str, mention: Mention, lexicon: Lexicon) -> bool:
    """持平 without the year it is compared with."""
    words, quantity = lexicon.words, mention.number.quantity
    flat = quantity.value == 0 and mention.number.written == "words"
    # The year may stand before last year's number: 与上年的540条持平.
    return flat and words["change.base"].search(text, max(0, mention.start - 20), mention.end) is None


def _traps(text: str, lexicon: Lexicon) -> Iterator[Left]:
    for match in lexicon.traps.finditer(text):
        if match.end() > match.start() and match.lastgroup:
            # Of groups inside each other the outer is the last: t0, t1, … around each reason's patterns.
            yield Left(match.start(), match.end(), lexicon.trap_reasons[int(match.lastgroup[1:])])


class _Stretches:
    """Stretches of the text in order of place, none of which overlap."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = list(spans)
        self._starts = [start for start, _ in self._spans]

    def meet(self, start: int, end: int) -> bool:
        """Whether one of them has a character in common with a stretch."""
        index = bisect_left(self._starts, end) - 1
        return index >= 0 and self._spans[index][1] > start


def _with_shared_units(text: str, found: list[Number]) -> list[Number]:
    """In 3、5、8件 or 3和5件 the unit is written once, after the last number."""
    shared = list(found)
    for index in range(len(shared) - 2, -1, -1):
        this, following = shared[index], shared[index + 1]
        between = text[this.end : following.start]
        if this.bare and following.quantity.unit and between in {"、", "和", "，", "与", "及"}:
            unit = following.quantity.unit
            if between == "，" and not (index and text[shared[index - 1].end : this.start] == "，"):
                continue
            shared[index] = numbers.with_unit(this, unit)
    return shared


def _in_clauses(text: str, found: list[Number], layout: Layout) -> Iterator[Mention]:
    groups = _Groups(text)
    previous = 0
    for index, number in enumerate(found):
        sentence = layout.sentence(number.start)
        begin = layout.sentences[sentence].start
        lead_start = _lead_start(text, max(begin, previous, number.start - _LEAD), number.start)
        if text[number.start - 1 : number.start] == "、" and lead_start < number.start - 1:
            # 3件维持、1件纠正: the words before the mark say what the number before them counts.
            lead_start = number.start
        following = found[index + 1].start if index + 1 < len(found) else len(text)
        yield Mention(
            number,
            sentence,
            layout.block(number.start),
            groups.at(number.start),
            lead_start,
            text[lead_start : number.start],
            _trail(text, number.end, following),
            _strength(text, previous, number.start),
        )
        previous = number.end


def _lead_start(text: str, floor: int, place: int) -> int:
    start = floor
    for match in _BOUNDARY.finditer(text, floor, place):
        start = match.end()
    return start


def _trail(text: str, end: int, following: int) -> str:
    boundary = _TRAIL_ENDS.search(text, end, min(end + _TRAIL, len(text)))
    stop = boundary.start() if boundary else min(end + _TRAIL, len(text))
    # Words that run up to the next number belong to that one.
    return text[end:stop] if stop < following else ""


def _strength(text: str, previous: int, place: int) -> int:
    between = text[max(previous, place - 400) : place]
    return next((strength for mark, strength in _STRENGTH if mark in between), 0)


def _stands_alone(text: str, mention: Mention, lexicon: Lexicon) -> bool:
    """A number without a unit is a statement when Chinese words lead to it and the clause ends there."""
    before = text[mention.start - 1 : mention.start]
    after = text[mention.end : mention.end + 1]
    if not _HAN.match(before) or mention.lead_start == mention.start:
        return False
    return (
        after in {"", "，", "；", "。", "）", "\n"} or lexicon.words["glued_after"].match(text, mention.end) is not None
    )


class _Groups:
    """Which bracket a place stands in: the offset of its opening, or -1; brackets end with their sentence."""

    def __init__(self, text: str) -> None:
        self._places, self._open = [0], [-1]
        stack: list[int] = []
        for match in _BRACKET.finditer(text):
            char = match[0]
            if char in "（【":
                stack.append(match.start())
            elif char in "）】":
                stack = stack[:-1]
            else:
                stack = []
            self._places.append(match.end())
            self._open.append(stack[-1] if stack else -1)

    def at(self, place: int) -> int:
        return self._open[bisect_right(self._places, place) - 1]
