"""What the witnesses say of a repair: which it wins, which it loses, and how that is told."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from gikvalidate.findings import Words, in_language
from gikvalidate.localise.plausibility import Plausibility
from gikvalidate.localise.signs import Change
from gikvalidate.localise.system import System
from gikvalidate.localise.witness import Bound, Witness, agrees, bound


class Testimony(NamedTuple):
    """The points for a repair (below zero: against it), the words, and the names of the witnesses it makes true."""

    points: int
    told: tuple[Words, ...]
    wins: tuple[tuple[str, str], ...]


_SILENCE = Testimony(0, (), ())


class _Heard:
    """A witness on the figures as they stand: what its readings add up to, and whether it agrees."""

    def __init__(self, one: Bound, values: Sequence[int]) -> None:
        self.bound = one
        self.readings: list[tuple[dict[int, int], int]] = []
        for terms, constant in one.readings:
            coefficient: dict[int, int] = {}
            for cell, value in terms:
                coefficient[cell] = coefficient.get(cell, 0) + value
            self.readings.append((coefficient, constant + sum(value * values[cell] for cell, value in terms)))
        self.before = self.after(())

    def after(self, deltas: Sequence[Change]) -> bool:
        """Whether some reading agrees once the cells have changed."""
        for coefficient, total in self.readings:
            moved = sum(coefficient[cell] * delta for cell, delta in deltas if cell in coefficient)
            if agrees(self.bound, total + moved):
                return True
        return False


class Witnesses:
    """The witnesses of one report; each is only looked at where a repair changes a figure it speaks of."""

    def __init__(self, system: System, witnesses: Sequence[Witness], weights: Plausibility) -> None:
        self._system, self._witnesses, self._weights = system, witnesses, weights
        self._heard: dict[int, _Heard | None] = {}
        self._words: dict[tuple[int, bool], Words] = {}

    def of(self, deltas: Sequence[Change]) -> Testimony:
        """What they say of a repair."""
        speaking = self._speaking
        asked = {at for cell, _ in deltas if cell in speaking for at in speaking[cell]}
        if not asked:
            return _SILENCE
        points = 0
        told: list[Words] = []
        wins: list[tuple[str, str]] = []
        for at in sorted(asked):
            if at not in self._heard:
                one = bound(self._witnesses[at], self._system.number)
                self._heard[at] = None if one is None else _Heard(one, self._system.values)
            heard = self._heard[at]
            if heard is None or (after := heard.after(deltas)) == heard.before:
                continue
            points += heard.bound.weight if after else -heard.bound.weight
            told.append(self._told(at, after))
            if after:
                wins.append(heard.bound.name)
        return Testimony(points, tuple(told), tuple(wins))

    def _told(self, at: int, after: bool) -> Words:
        if (at, after) not in self._words:
            quote = self._witnesses[at].quote
            zh, en = self._weights.agrees if after else self._weights.differs
            self._words[at, after] = (
                zh.format(quote=in_language(quote, "zh")),
                en.format(quote=in_language(quote, "en")),
            )
        return self._words[at, after]

    @cached_property
    def _speaking(self) -> dict[int, list[int]]:
        """The witnesses that speak of a cell, by their place."""
        found: dict[int, list[int]] = {}
        number = self._system.number
        for at, witness in enumerate(self._witnesses):
            for terms, _ in witness.readings:
                for key, _ in terms:
                    if (cell := number.get(key)) is not None:
                        found.setdefault(cell, []).append(at)
        return found
