"""What a misreading does to the figures of a row or column, undone: digits joined again, figures moved back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from gikvalidate.checks.case import Misreading

_MOST_JOINED = 3
_MOST_LACKING = 2
_FEWEST_MOVED = 2

#: A figure that fell off the end of its row: the row's own identity says what it was.
LOST = "?"

#: What went wrong, how it is undone (so that the same can be tried on other lines), and the figures then.
Other = tuple[Misreading, tuple[str, int], tuple[str, ...]]


def other_readings(texts: tuple[str, ...], cells: int, *, across: bool) -> Iterator[Other]:
    """How else the figures of a line with so many cells may be read; digits are only split `across` the page."""
    surplus = len(texts) - cells
    if surplus == 0:
        if across:
            yield from _split(texts)
        yield from _moved(texts)
    elif 0 < surplus <= _MOST_JOINED:
        for places in combinations(range(len(texts) - 1), surplus):
            if joined := _joined(texts, places):
                yield Misreading.SPLIT, ("join", places[0]), joined
        if surplus == 1:
            for place in _blanks(texts):
                yield Misreading.SHIFTED, ("close", place), (*texts[:place], *texts[place + 1 :])
    elif 0 < -surplus <= _MOST_LACKING:
        for places in combinations(range(cells), -surplus):
            filled = list(texts)
            for place in places:
                filled.insert(place, "")
            yield Misreading.SHIFTED, ("gap", places[0]), tuple(filled)


def _split(texts: tuple[str, ...]) -> Iterator[Other]:
    """Two neighbours as one figure: its second half stands in a blank cell, or pushed the last figure out."""
    for place in range(len(texts) - 1):
        joined = _joined(texts, (place,))
        if not joined or texts[place + 1].strip("0") == "":
            continue
        one = joined[place]
        yield Misreading.SPLIT, ("left", place), (*texts[:place], one, "", *texts[place + 2 :])
        yield Misreading.SPLIT, ("right", place), (*texts[:place], "", one, *texts[place + 2 :])
        yield Misreading.SPLIT, ("push", place), (*joined, LOST)


def _moved(texts: tuple[str, ...]) -> Iterator[Other]:
    """All figures from one place on moved by one: an empty cell was lost there, or one too many came in."""
    for place in range(len(texts) - 1):
        if texts[-1] == "" and sum(map(bool, texts[place:])) >= _FEWEST_MOVED:
            yield Misreading.SHIFTED, ("gap", place), (*texts[:place], "", *texts[place:-1])
    for place in _blanks(texts[:-1]):
        # The figure that was pushed out moved as well.
        if any(text.strip("0") for text in texts[place:]):
            yield Misreading.SHIFTED, ("close", place), (*texts[:place], *texts[place + 1 :], LOST)


def _joined(texts: tuple[str, ...], places: Sequence[int]) -> tuple[str, ...]:
    """The figures with those at `places` put before their neighbours; nothing where that makes no number."""
    joined = [texts[0]]
    for place, text in enumerate(texts[1:]):
        if place in places:
            if not (joined[-1].isdigit() and text.isdigit()) or joined[-1].startswith("0"):
                return ()
            joined[-1] += text
        else:
            joined.append(text)
    return tuple(joined)


def _blanks(texts: Sequence[str]) -> list[int]:
    return [place for place, text in enumerate(texts) if not text]
